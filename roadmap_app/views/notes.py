"""Notes: the list, the editor, its preview."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from roadmap_app import access
from roadmap_app.actions.notes import NoteConflict, NoteTooLong, save_note
from roadmap_app.domain.folding import words as folded_words
from roadmap_app.forms.notes import NoteForm, too_long
from roadmap_app.models import Note, Topic
from roadmap_app.queries.notes import by_stage, own_note, own_notes
from roadmap_app.web.htmx import LearnerRequest, signed_in
from roadmap_app.web.long_texts import LongTexts
from roadmap_app.web.pages import page_of
from roadmap_app.web.rendering import render_note

# Marking more than so many notes takes longer than people wait while they type.
MOST_FOUND = 100


@require_safe
@signed_in
def notes(request: LearnerRequest) -> HttpResponse:
    """List a learner's notes by stage, filtered by the words in ?q=."""
    words = request.GET.get("q", "")[:200]
    lines = own_notes(request.user, words)
    groups = by_stage(lines[:MOST_FOUND] if words else lines)
    context = {"words": words, "wanted": folded_words(words), "count": len(lines), "groups": groups, "most": MOST_FOUND}
    return render(request, "notes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def topic_note(request: LearnerRequest, topic_id: int) -> HttpResponse:
    """Show the editor of a topic's note; a POST saves it (while typing, or by the button)."""
    topic = access.note_topic(request.user, topic_id)
    if request.method != "POST":
        return _editor_page(request, topic, editor(request, own_note(request.user, topic.pk), topic.pk))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _not_saved(request, topic, form.first_error)
    try:
        note = save_note(user=request.user, topic=topic, **form.save_arguments)
    except NoteTooLong as over:
        return _not_saved(request, topic, too_long(over.size), over.stored)
    except NoteConflict as conflict:
        return _not_saved(request, topic, "", conflict.stored)
    return _saved(request, note, reload=bool(form.cleaned_data["keep"]))


@require_POST
@signed_in
def note_preview(request: LearnerRequest, topic_id: int) -> HttpResponse:
    """Render a text as a note without saving it."""
    topic = access.note_topic(request.user, topic_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _not_saved(request, topic, form.first_error)
    html = render_note(request.user.pk, form.cleaned_data["body"])
    return _editor_page(request, topic, _typed(request, topic) | {"html": html, "previewing": True})


def editor(request: HttpRequest, note: Note | None, topic_id: int) -> dict[str, object]:
    """Return the context of the editor's partial for a stored note, or for a new one if NOTE is None."""
    body = note.body if note else ""
    return _addresses(topic_id) | {
        "saved_at": note.edited_at if note and note.version else None,
        "body": body,
        "html": render_note(note.user_id, body) if note else "",
        "next": request.path,
        "version": note.version if note else 0,
        # Django's templates take long to find out that a name is missing.
        "error": "",
        "stored": None,
        "previewing": False,
    }


@lru_cache(maxsize=1024)
def _addresses(topic_id: int) -> dict[str, object]:
    """Return the addresses that the editor posts to; every page with an editor needs them."""
    names = {"address": "topic_note", "preview_address": "note_preview"}
    return {key: reverse(name, args=[topic_id]) for key, name in names.items()}


def _typed(request: LearnerRequest, topic: Topic) -> dict[str, object]:
    """Return the context that shows the typed text again, valid or not."""
    body, version = request.POST.get("body", ""), request.POST.get("version", "")
    page = request.POST.get("next") or request.path
    return _addresses(topic.pk) | {"body": body, "version": version if version.isdigit() else 0, "next": page}


def _saved(request: LearnerRequest, note: Note, *, reload: bool) -> HttpResponse:
    """Return the response to a save; RELOAD the page after a conflict, as it still shows both texts."""
    if not request.htmx:
        return redirect(page_of(request, "note"))
    if reload:
        return HttpResponseClientRefresh()
    return render(request, "notes/saved.html", editor(request, note, note.topic_id))


def _not_saved(request: LearnerRequest, topic: Topic, error: str, stored: Note | None = None) -> HttpResponse:
    context = _typed(request, topic) | {"error": error, "stored": stored}
    status = 422 if error else 409
    if request.htmx:
        return render(request, "notes/not_saved.html", context, status=status)
    return _editor_page(request, topic, context, status)


def _editor_page(request: LearnerRequest, topic: Topic, context: dict[str, object], status: int = 200) -> HttpResponse:
    shared = {"topic": topic, "is_hidden": not topic.roadmap.is_seen_by(request.user)}
    texts = LongTexts()
    typed = {"body": texts.keep(str(context["body"]))}
    return texts.put_into(render(request, "notes/note.html", context | shared | typed, status=status))
