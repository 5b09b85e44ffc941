"""Giving back a text of some megabytes without letting a template take it through its many copies."""

from secrets import token_hex

from django.http import HttpResponse

# So much goes through the template as everything else does.
LONG = 200_000
ESCAPES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b'"', b"&quot;"), (b"'", b"&#x27;"))


class LongTexts:
    """The long texts of one answer: marks stand for them while it is rendered."""

    def __init__(self) -> None:
        self._texts: dict[bytes, str] = {}

    def keep(self, text: str) -> str:
        """Return what a template is to show: TEXT itself, or the mark for it."""
        if len(text) <= LONG:
            return text
        mark = f"text-{token_hex(16)}"
        self._texts[mark.encode()] = text
        return mark

    def put_into(self, response: HttpResponse) -> HttpResponse:
        """Put the texts, escaped as a template would, in the places of their marks in RESPONSE, and return it."""
        for mark, text in self._texts.items():
            before, _, after = response.content.partition(mark)
            escaped = text.encode()
            for character, name in ESCAPES:
                escaped = escaped.replace(character, name)
            response.content = b"".join((before, escaped, after))
        return response
