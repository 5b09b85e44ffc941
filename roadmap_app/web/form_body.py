"""Strict parsing of form bodies: invalid bytes are errors, and memory use stays below three times the body's size."""

from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

FORM = "application/x-www-form-urlencoded"
FORMS = (FORM, "multipart/form-data")
# unquote_to_bytes makes an object for each escape, some 90 times the text's size in all; so the text is split first.
PIECE = 4096

TOO_MUCH = "That is larger than the portal accepts."
TOO_MANY = "The form holds more fields than the portal accepts."
NO_FORM = "The portal accepts only what its own forms send, and this was something else."
CUT_OFF = "The connection broke while this was being sent. Send it again."
NO_TEXT = "The form holds bytes that are not text in UTF-8."


class TooManyFields(ValueError):
    """The form has more fields than the limit."""


def fault_of_address(path: str, query: str) -> str | None:
    """Return the error message for a URL of PATH (unquoted) and QUERY (quoted); None if it is UTF-8 without NUL."""
    if "\0" in path + query or "%00" in query or not is_text(unquote_to_bytes(query)):
        return "The address holds characters that are not text."
    return None


def fault_of_type(content_type: str, charset: str | None) -> str | None:
    """Return the error message for a body of CONTENT_TYPE and CHARSET (None: not given), None if it is a form."""
    if content_type not in FORMS or (charset or "utf-8").lower() not in ("utf-8", "utf8"):
        return NO_FORM
    return None


def is_cut_off(body: bytes, announced: int) -> bool:
    """Return whether BODY is shorter than the ANNOUNCED number of bytes.

    A proxy that retries may have lost the rest, and half a note must not replace a whole one.
    """
    return len(body) < announced


def parse_urlencoded(body: bytes, max_fields: int) -> list[tuple[str, str]]:
    """Return the fields (name, value) of an urlencoded BODY in their order, as urllib's parse_qsl does.

    Raise UnicodeDecodeError if one is not UTF-8, TooManyFields if there are more than MAX_FIELDS.
    """
    if body.count(b"&") >= max_fields:
        raise TooManyFields
    fields = []
    for start, end in _parts(body):
        equals = body.find(b"=", start, end)
        name_end = end if equals < 0 else equals
        fields.append((_unescape(body, start, name_end), _unescape(body, name_end + 1, end)))
    return fields


def _parts(body: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(body):
        end = body.find(b"&", start)
        end = len(body) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


def _unescape(body: bytes, start: int, end: int) -> str:
    unescaped = bytearray()
    while start < end:
        piece_end = min(start + PIECE, end)
        if piece_end < end:
            # Do not split an escape of three bytes.
            cut = body.rfind(b"%", piece_end - 2, piece_end)
            piece_end = cut if cut >= 0 else piece_end
        unescaped += unquote_to_bytes(body[start:piece_end].replace(b"+", b" "))
        start = piece_end
    return unescaped.decode()


def is_text(body: bytes) -> bool:
    """Return whether BODY is UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
