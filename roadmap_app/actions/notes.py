"""Save notes without losing any."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from roadmap_app.models import Activity, Note, Topic, User
from roadmap_app.models.notes import DERIVATION, MAX_NOTE_BYTES, derive

BATCH = 100


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

    Saving what is stored already changes nothing; JOIN puts BODY below what is stored. Raise NoteTooLong, and
    NoteConflict if the stored note has another version and another text.
    """
    body = body.replace("\r\n", "\n")
    # Before the row is locked, as it may take a while; a text that is too long is refused below.
    derived = derive(body) if _size(body) <= MAX_NOTE_BYTES else {}
    try:
        with transaction.atomic():
            return _save(user, topic, body, version, join, derived)
    except IntegrityError:
        # The first save of two tabs at once: the other one's note is there now.
        with transaction.atomic():
            return _save(user, topic, body, version, join, derived)


def derive_stale_notes() -> int:
    """Renew excerpts and folded texts of an older derivation; return of how many notes."""
    stale = Note.objects.exclude(derivation=DERIVATION).order_by("pk")
    count = last = 0
    while rows := list(stale.filter(pk__gt=last).values_list("pk", "version", "body")[:BATCH]):
        for pk, version, body in rows:
            # A note saved in the meantime has its columns from its new text.
            count += stale.filter(pk=pk, version=version).update(**derive(body))
        last = rows[-1][0]
    return count


def _size(body: str) -> int:
    return len(body.encode("utf-8", "replace"))


def _save(user: User, topic: Topic, body: str, version: int, join: bool, derived: dict[str, str | int]) -> Note:
    note = Note.objects.select_for_update().filter(user=user, topic=topic).first()
    if join and note is not None and note.body:
        body = f"{note.body}\n\n---\n\n{body}"
        derived = derive(body) if _size(body) <= MAX_NOTE_BYTES else {}
    if (size := _size(body)) > MAX_NOTE_BYTES:
        raise NoteTooLong(size, note if join else None)
    if note is None:
        if not body:
            return Note(user=user, topic=topic, body="", version=0)
        note = Note.objects.create(user=user, topic=topic, body=body, **derived)
    elif note.body == body:
        return note
    elif note.version != version:
        raise NoteConflict(note)
    else:
        changed = {"body": body, "version": note.version + 1, "edited_at": timezone.now(), **derived}
        for name, value in changed.items():
            setattr(note, name, value)
        note.save(update_fields=changed)
    now = timezone.now()
    Activity.objects.create(user=user, verb=Activity.Verb.NOTED, topic=topic, at=now, on=user.day_of(now))
    return note
