"""What a title may hold: any script, nothing that hides or turns around what stands beside it."""

import re
import unicodedata

# U+202A to U+202E and U+2066 to U+2069: they set the direction of the text behind them, on whatever page it stands.
TURNING = "\u202a-\u202e\u2066-\u2069"
# White space is made one space; other control characters are for terminals (U+001B), not for titles. Half a surrogate
# pair and what Unicode keeps for no character at all cannot be written down everywhere.
CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
REFUSED = re.compile(f"[{TURNING}{CONTROL}\ud800-\udfff]")
# Letters and symbols by their category, and yet blank.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Control and format characters, separators, marks that need a letter. What Unicode has no name for yet may be seen.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})


def tidy(text: str) -> str:
    """Return TEXT as it is kept: composed (NFC), without space around it, each run of white space one space."""
    # Not by split() alone, which takes some control characters for white space.
    return re.sub(r"[^\S\x1c-\x1f]+", " ", unicodedata.normalize("NFC", text)).strip(" ")


def is_visible(text: str) -> bool:
    """Return whether there is anything to be seen in TEXT."""
    return any(unicodedata.category(mark) not in UNSEEN and mark not in BLANK for mark in text)


def why_not(text: str) -> str:
    """Return why TEXT, which is not empty, is no title, as in "holds a control character (U+001B)"; "" if it is one."""
    if found := REFUSED.search(text):
        code = f"U+{ord(found[0]):04X}"
        if re.match(f"[{TURNING}]", found[0]):
            return f"holds {code}, which turns the direction of text around"
        return f"holds a control character ({code})"
    return "" if is_visible(text) else "has nothing that can be seen"


def without_refused(text: str) -> str:
    """Return TEXT without the characters that no title may hold."""
    return REFUSED.sub("", text)


def harmless(text: str) -> str:
    """Return TEXT, which comes from elsewhere, as a title; "" where nothing is left of it."""
    cleaned = tidy(without_refused(text))
    return cleaned if is_visible(cleaned) else ""
