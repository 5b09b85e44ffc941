"""Show a text of several megabytes in a response without the many copies that a template makes of it."""

from secrets import token_hex

from django.http import HttpResponse

# Shorter texts (in characters) are rendered by the template.
LONG = 200_000
ESCAPES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b'"', b"&quot;"), (b"'", b"&#x27;"))


class LongTexts:
    """The long texts of one response; a template renders a placeholder for each."""

    def __init__(self) -> None:
        self._texts: dict[bytes, str] = {}

    def keep(self, text: str) -> str:
        """Return what the template shows: TEXT itself, or a placeholder if it is long."""
        if len(text) <= LONG:
            return text
        placeholder = f"text-{token_hex(16)}"
        self._texts[placeholder.encode()] = text
        return placeholder

    def put_into(self, response: HttpResponse) -> HttpResponse:
        """Replace the placeholders in RESPONSE by their texts, HTML-escaped, and return it."""
        for placeholder, text in self._texts.items():
            before, _, after = response.content.partition(placeholder)
            escaped = text.encode()
            for character, name in ESCAPES:
                escaped = escaped.replace(character, name)
            response.content = b"".join((before, escaped, after))
        return response
