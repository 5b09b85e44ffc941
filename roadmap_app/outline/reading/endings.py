"""Know of what begins in a source whether it ends: code, comments, scripts.

What never ends would take all that follows it with it, which no author means.
"""

import re

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_CLOSING = re.compile(r"(?:`{3,}|~{3,})$")
_ENDS = {
    "<!--": "-->",
    "<pre": "</pre>",
    "<script": "</script>",
    "<style": "</style>",
    "<textarea": "</textarea>",
    "<![cdata[": "]]>",
    "<?": "?>",
}


class Endings:
    """The last line at which each kind of passage ends."""

    def __init__(self, source: list[str], start: int) -> None:
        self._last_fence = {"`": -1, "~": -1}
        self._last = dict.fromkeys(_ENDS.values(), -1)
        for index in range(start, len(source)):
            self._note(index, source[index])

    def _note(self, index: int, line: str) -> None:
        bare = line.strip("> \t")
        if bare[:3] in ("```", "~~~") and _CLOSING.match(bare):
            self._last_fence[bare[0]] = index
        if ">" in line:
            lower = line.lower()
            for end in self._last:
                if end in lower:
                    self._last[end] = index

    def fence(self, index: int, text: str) -> str:
        """Return the fence that TEXT, on the line at INDEX, opens; "" if it is none, " " if nothing closes it."""
        found = _FENCE.match(text)
        if not found:
            return ""
        fence = found[1] or found[2]
        return fence if self._last_fence[fence[0]] > index else " "

    def closes(self, fence: str, text: str) -> bool:
        """Return whether TEXT closes code that FENCE opened."""
        return text.startswith(fence) and _CLOSING.match(text) is not None

    def end_of(self, index: int, text: str) -> str:
        """Return what ends the passage of HTML that TEXT, on the line at INDEX, begins, if it is one that ends."""
        lower = text[:10].lower()
        for start, end in _ENDS.items():
            if lower.startswith(start) and self._last[end] >= index:
                return end
        return ""

    def without_beginning(self, index: int, text: str) -> str:
        """Return TEXT without the beginning of a passage that never ends."""
        lower = text[:10].lower()
        for start, end in _ENDS.items():
            if lower.startswith(start) and self._last[end] < index:
                return text[len(start) :].lstrip("<!?>[- ") or "."
        return text
