"""Find the addresses that are written in a text without any markup."""

import re
from collections.abc import Iterator

MAX_ADDRESS = 2_000
_ADDRESS = re.compile(
    r"(?i)(?<![\w@/.+-])(?:https?://(?=[\w\[])|www\.(?=\w))"
    rf"[^\s<>\"`|\x00-\x1f\x7f“”„«»‹›。、，；：！？（）「」『』【】《》]{{1,{MAX_ADDRESS}}}"
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_NEVER_LAST = "?!.,:;*_~'’…"


def addresses_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, address) of each web address in TEXT; one that starts with www. is given a scheme."""
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found[0])
        if "." in address[4:] or "://localhost" in address:
            full = address if "://" in address[:8] else f"https://{address}"
            yield found.start(), found.start() + len(address), full


def _trimmed(address: str) -> str:
    """Return ADDRESS without the punctuation and closing brackets that belong to the sentence around it."""
    spare = {closing: address.count(closing) - address.count(opening) for closing, opening in _PAIRS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if spare.get(last, 0) > 0:
            spare[last] -= 1
        elif last not in _NEVER_LAST:
            break
        end -= 1
    return address[:end]
