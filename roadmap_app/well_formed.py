"""What can be read as sent by a form, and what cannot: nothing is guessed, no odd byte replaced without a word."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote_to_bytes

FORM = "application/x-www-form-urlencoded"
FORMS = (FORM, "multipart/form-data")
# Fields that a page sends once for each box that is ticked.
LISTS = frozenset({"apart"})

# Rows that are ticked in a list of the admin's; Django itself fails on what is no number.
KEYS = frozenset({"_selected_action"})
KEY = re.compile(r"\d{1,18}", re.ASCII)

MOST_ESCAPES = 600_000

TOO_MUCH = "That is more than the portal takes at once."
NO_FORM = "The portal takes what its own forms send, and this was something else."
CUT_OFF = "What was sent broke off on the way. Send it again."
NO_TEXT = "What was sent holds bytes that are no text in UTF-8."
NO_ROW = "One of the rows that were ticked has no number."
TWICE = "The field “{}” was sent twice, with two different values: which of them was meant?"


def fault_of_address(path: str, query: str) -> str | None:
    """Return in a sentence why an address of this PATH (unquoted) and QUERY (as sent) is none; None where it is."""
    if "\0" in path + query or "%00" in query or not _is_text(unquote_to_bytes(query)):
        return "The address holds characters that are no text."
    return None


def fault_of_type(content_type: str, charset: str | None) -> str | None:
    """Return in a sentence why a body of CONTENT_TYPE, in CHARSET if one was named, is no form; None where it is."""
    if content_type not in FORMS or (charset or "utf-8").lower() not in ("utf-8", "utf8"):
        return NO_FORM
    return None


def is_too_much(content_type: str, body: bytes) -> bool:
    """Return whether taking BODY apart would cost more memory than a server has.

    Each escape becomes an object of its own: 10 MB of nothing else cost 740 MB. The longest note or outline has fewer.
    """
    return content_type == FORM and body.count(b"%") > MOST_ESCAPES


def fault_of_body(content_type: str, body: bytes, announced: int) -> str | None:
    """Return in a sentence why BODY is no text, or not the whole of the ANNOUNCED number of bytes; None where it is."""
    if (
        len(body) < announced
    ):  # a proxy that tries again may have lost the rest: half a note must not replace a whole one
        return CUT_OFF
    # Letters of several bytes are escaped one byte at a time, so that they are put together first.
    return None if _is_text(unquote_to_bytes(body) if content_type == FORM else body) else NO_TEXT


def fault_of_fields(fields: Iterable[tuple[str, Sequence[str]]], *, many: bool) -> str | None:
    """Return in a sentence which of FIELDS (name, values) cannot be meant; None where all can.

    MANY: each field may have several values, as in the admin.
    """
    for name, values in fields:
        if name in KEYS and not all(KEY.fullmatch(value) for value in values):
            return NO_ROW
        if not many and name not in LISTS and len(set(values)) > 1:
            return TWICE.format(name[:50])
    return None


def _is_text(found: bytes) -> bool:
    try:
        found.decode()
    except UnicodeDecodeError:
        return False
    return True
