"""Read a file that somebody has chosen as a text for the outline page, or say what it is and what to do."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from roadmap_app.outline.reading.csv_tables import NoTable, csv_to_markdown
from roadmap_app.outline.reading.html_pages import looks_like_html
from roadmap_app.outline.reading.json_outlines import NoOutline, json_to_markdown
from roadmap_app.outline.reading.omissions import Omissions

MAX_FILE = 400_000  # bytes; a text may have as many characters
SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm", ".csv", ".json")
_AS_THEY_ARE = (".md", ".markdown", ".txt", "")
_COPY = "Open it, copy its text, and paste it"
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _COPY),
    (
        b"PK\x03\x04",
        "an archive, such as a document of a word processor or a ZIP",
        "Open it and save it as HTML, or copy its text",
    ),
    (b"\xd0\xcf\x11\xe0", "a document of an office program", "Open it and save it as HTML, or copy its text"),
    (b"{\\rtf", "a document in RTF", "Open it and save it as HTML, or copy its text"),
    (b"\x89PNG", "an image", "Type its words, or ask its author for the text"),
    (b"\xff\xd8\xff", "an image", "Type its words, or ask its author for the text"),
    (b"GIF8", "an image", "Type its words, or ask its author for the text"),
    (b"RIFF", "an image or a sound", "Type its words, or ask its author for the text"),
    (b"\x1f\x8b", "compressed", "Unpack it first"),
    (b"7z\xbc\xaf", "compressed", "Unpack it first"),
)
_TITLE = "The title is the name of the file; change it to what the roadmap is called."


class UnreadableFile(ValueError):
    """The file cannot be read as a text. The message says what it is and what to do."""


@dataclass(frozen=True)
class FileText:
    """The text of a file, Markdown or plain, and a sentence for each thing that the conversion left out or added."""

    text: str
    remarks: tuple[str, ...] = ()


def read_file(name: str, data: bytes) -> FileText:
    """Return the text of the file NAME with the content DATA; raise UnreadableFile if it is none that is read."""
    shown, suffix = _shown(name), PurePosixPath(name).suffix.lower()
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile(f"“{shown}” is empty. Choose the file that holds the text.")
    for mark, kind, cure in _KINDS:
        if data.startswith(mark):
            raise UnreadableFile(f"“{shown}” is {kind}, which is not read. {cure}.")
    if len(data) > MAX_FILE:
        size = f"It has more than {MAX_FILE:,} bytes, which is the most."
        raise UnreadableFile(f"“{shown}” is too large. {size} Copy the part that is the roadmap, and paste it.")
    text = _decoded(shown, data)
    if not text.strip():
        raise UnreadableFile(f"“{shown}” is empty. Choose the file that holds the text.")
    if suffix not in _AS_THEY_ARE and suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UnreadableFile(f"“{shown}” is not a kind of file that is read: {known}. {_COPY}.")
    if suffix in _AS_THEY_ARE:
        return read_pasted(text)
    return _CONVERSIONS[suffix](shown, text)


def read_path(path: str) -> FileText:
    """Return the text of the file at PATH; raise UnreadableFile if it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return read_file(path, file.read(MAX_FILE + 1))
    except OSError as error:
        raise UnreadableFile(f"“{path}” cannot be read: {error.strerror}.") from error


def read_pasted(text: str) -> FileText:
    """Return a pasted TEXT as it is, or converted if it is the source of a page."""
    return _from_html("The text", text) if looks_like_html(text) else FileText(text)


def _shown(name: str) -> str:
    """Return the NAME of a file for a message: its last part, at most 80 characters, nothing that hides text."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(char for char in last if char.isprintable())[:80] or "The file"


def _decoded(shown: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data:
        what = "is text in UTF-16 without the mark that says so, or no text at all"
        raise UnreadableFile(f"“{shown}” {what}. Save it as UTF-8, or copy its text and paste it.")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"is not text in {encoding[:6].upper().rstrip('-')} (byte {error.start + 1:,})"
        raise UnreadableFile(f"“{shown}” {what}. Save it as UTF-8, or copy its text and paste it.") from error
    if "\0" in text:
        raise UnreadableFile(f"“{shown}” is no text: it holds NUL characters. Choose the file that holds the text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _from_html(shown: str, text: str) -> FileText:
    # Imported here, because it loads Beautiful Soup: a portal into which no pages are read needs none of it.
    from roadmap_app.outline.reading.html_markdown import html_to_markdown

    markdown, omissions = html_to_markdown(text)
    return _converted(shown, "a page of HTML", markdown, omissions)


def _from_csv(shown: str, text: str) -> FileText:
    try:
        table = csv_to_markdown(text)
    except NoTable as error:
        raise UnreadableFile(f"“{shown}” is no table of values that can be read. {_COPY}.") from error
    return _converted(shown, "a table", f"# {_title(shown)}\n\n{table}", Omissions(), _TITLE)


def _from_json(shown: str, text: str) -> FileText:
    try:
        markdown, omissions, has_title = json_to_markdown(text, _title(shown))
    except NoOutline as error:
        raise UnreadableFile(
            f"“{shown}” {error}. Export it as Markdown or HTML, or copy the text and paste it."
        ) from error
    return _converted(shown, "JSON", markdown, omissions, *(() if has_title else (_TITLE,)))


def _converted(shown: str, kind: str, text: str, omissions: Omissions, *remarks: str) -> FileText:
    if not text.strip():
        left_out = " ".join(omissions.remarks())
        raise UnreadableFile(f"“{shown}” is {kind} without words to read. {left_out} {_COPY}.".replace("  ", " "))
    if len(text) > MAX_FILE:
        size = f"As text it has {len(text):,} characters; {MAX_FILE:,} is the most."
        raise UnreadableFile(f"“{shown}” is too large. {size} Copy the part that is the roadmap, and paste it.")
    return FileText(text, (f"“{shown}” is {kind}, and was converted to Markdown.", *remarks, *omissions.remarks()))


def _title(shown: str) -> str:
    stem = PurePosixPath(shown).stem.replace("_", " ").replace("-", " ")
    return f"{stem[:1].upper()}{stem[1:]}"


_CONVERSIONS: dict[str, Callable[[str, str], FileText]] = {
    ".html": _from_html,
    ".htm": _from_html,
    ".csv": _from_csv,
    ".json": _from_json,
}
