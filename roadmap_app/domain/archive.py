"""Write a learner's data export: a zip with one JSON file and the notes as Markdown files with portable names."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

Section = tuple[str, Iterable[Mapping[str, object]]]

FORMAT = "cairn-export"
VERSION = 1
MAX_PART_LENGTH = 60
# Windows reserves these names, with any extension.
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


@dataclass(frozen=True)
class NoteFile:
    """A note with its place in the archive; `front` is its front matter."""

    roadmap: str
    stage: str
    topic: str
    front: Mapping[str, str | int | datetime]
    body: str


@dataclass
class Names:
    """Give each file of an archive a unique path, unique on case-insensitive file systems too."""

    taken: set[str] = field(default_factory=set)

    def path(self, folder: str, parts: Iterable[str], extension: str) -> str:
        """Return FOLDER/part/part.EXTENSION made of PARTS, with a number appended if that path is taken."""
        stem = "/".join([folder, *(safe_part(part) for part in parts)])
        path, number = f"{stem}.{extension}", 1
        while path.casefold() in self.taken:
            number += 1
            path = f"{stem}-{number}.{extension}"
        self.taken.add(path.casefold())
        return path


def safe_part(text: str) -> str:
    """Return TEXT as a file or folder name: ASCII letters, digits, - and _; never empty, never reserved."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    part = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")[:MAX_PART_LENGTH].rstrip("-") or "untitled"
    return f"{part}-" if part.lower() in RESERVED else part


def markdown_file(note: NoteFile) -> str:
    """Return NOTE as Markdown with YAML front matter; its values are JSON, which is valid YAML."""
    lines = [f"{name}: {_dumped(value)}" for name, value in note.front.items()]
    return "\n".join(["---", *lines, "---", "", note.body.rstrip("\n"), ""])


def write_archive(
    file: IO[bytes],
    *,
    account: Mapping[str, object],
    sections: Iterable[Section],
    notes: Iterable[NoteFile],
    exported_at: datetime,
) -> None:
    """Write the zip into FILE, holding one row or one note in memory at a time.

    SECTIONS are (name, rows). Dates and times become ISO 8601, other values that JSON does not know strings.
    """
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open("cairn.json", "w") as out:
            head = {"format": FORMAT, "version": VERSION, "exported_at": exported_at, "account": account}
            for piece in _json(head, sections):
                out.write(piece.encode())
        names = Names()
        for note in notes:
            path = names.path("notes", (note.roadmap, note.stage, note.topic), "md")
            archive.writestr(path, markdown_file(note).encode())


def _json(head: Mapping[str, object], sections: Iterable[Section]) -> Iterator[str]:
    yield "{\n" + "".join(f"{_dumped(name)}: {_dumped(value)},\n" for name, value in head.items()) + '"data": {'
    for index, (name, rows) in enumerate(sections):
        yield f"{',' if index else ''}\n{_dumped(name)}: ["
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n  {_dumped(row)}"
        yield "]"
    yield "\n}\n}\n"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
