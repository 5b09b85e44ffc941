"""The maximum size of a request body: it depends on the resolved view and the user, never on the path's text."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class BodyLimit:
    """The maximum number of bytes in a request body, and of fields in its form; whether it may hold any files."""

    bytes: int
    fields: int
    files: bool = False


FORM = BodyLimit(bytes=64_000, fields=300)
# Far more than a note may hold, so that a text that is too long gets its error message and stays in the form.
NOTE = BodyLimit(bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, fields=300)
EDITING = BodyLimit(bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
# An outline of 400,000 characters has at most 1.6 MB, or 4.8 MB where each byte is escaped.
OUTLINE = replace(EDITING, files=True)
# For somebody whose session has ended: the text is shown again so that it can be sent again.
SIGNED_OUT = BodyLimit(bytes=2_000_000, fields=300)

NOTES = frozenset({"topic_note", "note_preview"})
OUTLINES = frozenset({"roadmap_outline", "outline_new"})


def limit_for(request: HttpRequest) -> BodyLimit:
    """Return the limit for REQUEST, whose view has been resolved."""
    match, user = request.resolver_match, request.user
    if not match:
        return FORM
    if not user.is_authenticated:
        return SIGNED_OUT if match.view_name in NOTES | OUTLINES else FORM
    if match.view_name in NOTES:
        return NOTE
    if user.is_staff and match.view_name in OUTLINES:
        return OUTLINE
    return EDITING if user.is_staff and match.app_name == "admin" else FORM
