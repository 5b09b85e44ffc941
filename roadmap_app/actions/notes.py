"""Writing notes without losing any."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from roadmap_app.models import Activity, Note, Topic, User
from roadmap_app.models.notes import MAX_NOTE_BYTES


class NoteTooLong(Exception):
    """The text is over MAX_NOTE_BYTES in UTF-8; `stored` is the note it was to be joined to, None without one."""

    def __init__(self, size: int, stored: Note | None) -> None:
        super().__init__(f"{size} bytes")
        self.size, self.stored = size, stored


class NoteConflict(Exception):
    """The note was saved elsewhere since the version that this text was written on."""

    def __init__(self, stored: Note) -> None:
        super().__init__(f"note {stored.pk} is at version {stored.version}")
        self.stored = stored


def save_note(*, user: User, topic: Topic, body: str, version: int, join: bool = False) -> Note:
    """Save BODY as USER's note on TOPIC, written on VERSION of it (0: there was none), and return the note.

    Saving what is stored already changes nothing; JOIN puts BODY below what is stored. Raises NoteTooLong, and
    NoteConflict where the stored note is of another version and says something else.
    """
    body = body.replace("\r\n", "\n")
    try:
        with transaction.atomic():
            return _save(user, topic, body, version, join)
    except IntegrityError:
        # The first save of two tabs at once: the other one's note is there now.
        with transaction.atomic():
            return _save(user, topic, body, version, join)


def _save(user: User, topic: Topic, body: str, version: int, join: bool) -> Note:
    note = Note.objects.select_for_update().filter(user=user, topic=topic).first()
    if join and note is not None and note.body:
        body = f"{note.body}\n\n---\n\n{body}"
    if (size := len(body.encode("utf-8", "replace"))) > MAX_NOTE_BYTES:
        raise NoteTooLong(size, note if join else None)
    if note is None:
        if not body:
            return Note(user=user, topic=topic, body="", version=0)
        note = Note.objects.create(user=user, topic=topic, body=body)
    elif note.body == body:
        return note
    elif note.version != version:
        raise NoteConflict(note)
    else:
        note.body, note.version, note.edited_at = body, note.version + 1, timezone.now()
        note.save(update_fields=["body", "version", "edited_at"])
    Activity.objects.create(user=user, verb=Activity.Verb.NOTED, topic=topic)
    return note
