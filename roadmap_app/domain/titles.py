"""Clean and validate titles: any script, but no invisible or direction-changing characters (Trojan Source)."""

import re
import unicodedata

FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
# Bidirectional embeddings, overrides and isolates: they reorder the text that follows them on the page.
BIDIRECTIONAL = "\u202a-\u202e\u2066-\u2069"
# Control characters other than white space, such as the escape of terminals (U+001B), and noncharacters. Lone
# surrogates cannot be encoded as UTF-8.
CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
REFUSED = re.compile(f"[{BIDIRECTIONAL}{CONTROL}\ud800-\udfff]")
# Letters and symbols by category, but drawn as blank.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Control and format characters, separators, combining marks. Unassigned characters count as visible.
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})


def tidy(text: str) -> str:
    """Return TEXT as it is stored: NFC, stripped, each run of white space replaced with one space."""
    # Not split(), which counts the control characters U+001C to U+001F as white space.
    return re.sub(r"[^\S\x1c-\x1f]+", " ", unicodedata.normalize("NFC", text)).strip(" ")


def isolated(text: str) -> str:
    """Return TEXT so that, if it is right-to-left, it does not reorder the plain text around it."""
    return f"{FSI}{text}{PDI}"


def is_visible(text: str) -> bool:
    """Return whether TEXT has a visible character."""
    return any(unicodedata.category(char) not in INVISIBLE and char not in BLANK for char in text)


def title_error(text: str) -> str:
    """Return why TEXT (not empty) is not a valid title, such as "holds a control character (U+001B)"; "" if it is."""
    if found := REFUSED.search(text):
        code = f"U+{ord(found[0]):04X}"
        if re.match(f"[{BIDIRECTIONAL}]", found[0]):
            return f"holds {code}, which turns the direction of text around"
        return f"holds a control character ({code})"
    return "" if is_visible(text) else "has nothing that can be seen"


def without_refused(text: str) -> str:
    """Return TEXT without the characters that are not allowed in a title."""
    return REFUSED.sub("", text)


def clean_title(text: str) -> str:
    """Return untrusted TEXT as a valid title; "" if nothing visible is left."""
    cleaned = tidy(without_refused(text))
    return cleaned if is_visible(cleaned) else ""
