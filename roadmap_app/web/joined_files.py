"""Join style sheets and modules into one file each, so that a first visit loads one of either."""

import re
from pathlib import Path

# The modules that every page needs, or may need when the server cannot be reached, in the order in which they run.
JOINED_MODULES = ("digest", "failures", "page", "responses", "session", "fresh", "tick", "keys", "menus", "app")
EXPORT = re.compile(r"^export const (\w+) =", re.MULTILINE)
IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([\w-]+)\.js";\n', re.MULTILINE)
LAZY_IMPORT = re.compile(r'import\("\./([\w-]+)\.js"\)')
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def joined_sheet(sheet: Path) -> str:
    """Return SHEET with the imported sheets in place of its imports; URLs in them must be relative to SHEET."""
    joined = re.sub(
        r'@import "([^"]+)";',
        lambda found: (sheet.parent / found[1]).read_text(encoding="utf-8"),
        sheet.read_text(encoding="utf-8"),
    )
    return _short(re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL))


def joined_modules(sources: dict[str, str]) -> str:
    """Return SOURCES (texts of modules by name, in the order in which they run) as one module with all their exports.

    Each runs in a block of its own, so that only exported names must differ. Raise ValueError for a name that is
    exported twice or declared where another module exports it, and for imports and exports of any other form than the
    portal's modules have.
    """
    exported = {name: EXPORT.findall(text) for name, text in sources.items()}
    names = [name for each in exported.values() for name in each]
    if len(names) > len(set(names)):
        raise ValueError(f"Two of {', '.join(sources)} export the same name.")

    def lazily(found: re.Match[str]) -> str:
        here = exported.get(found[1])
        return found[0] if here is None else f"Promise.resolve({{ {', '.join(here)} }})"

    blocks = []
    for name, text in sources.items():
        body = EXPORT.sub(r"\1 =", LAZY_IMPORT.sub(lazily, _without_imports(text, sources)))
        if found := LEFT_OVER.search(body) or _hiding(body, set(names) - set(exported[name])):
            raise ValueError(f"{name}.js cannot be joined: {found[0]}")
        blocks.append(f"{{\n{body}}}\n")
    joined = f"let {', '.join(names)};\n{''.join(blocks)}export {{ {', '.join(names)} }};\n"
    return short_module(joined)


def _hiding(text: str, names: set[str]) -> re.Match[str] | None:
    """Return the first declaration in TEXT of one of NAMES, which hides what another module exports."""
    any_of = "|".join(map(re.escape, sorted(names)))
    return re.search(rf"\b(?:const|let|var|function|class)\s+(?:[{{\[][^=]*)?\b(?:{any_of})\b", text) if names else None


def short_module(text: str) -> str:
    """Return the module TEXT without comments that stand on lines of their own."""
    return _short(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


def _without_imports(text: str, sources: dict[str, str]) -> str:
    """Return TEXT without its imports of the modules of SOURCES."""
    return IMPORT.sub(lambda found: "" if found[1] in sources else found[0], text)


def _short(text: str) -> str:
    """Return TEXT without indentation and empty lines."""
    return re.sub(r"\n\s+", "\n", text)
