"""A learner's archive: names of files that are safe everywhere, notes as Markdown, all of it written into a zip."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

FORMAT = "cairn-export"
VERSION = 1
LONGEST_PART = 60
# Windows keeps these to itself, with any ending.
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


@dataclass(frozen=True)
class NoteFile:
    """A note as it goes into the archive."""

    roadmap: str
    stage: str
    topic: str
    front: Mapping[str, str | int | datetime]
    body: str


@dataclass
class Names:
    """Gives each file of an archive a path of its own, also where upper and lower case are the same."""

    taken: set[str] = field(default_factory=set)

    def path(self, folder: str, parts: Iterable[str], ending: str) -> str:
        """Return FOLDER/part/part.ENDING made of PARTS, with a number behind it if it is taken already."""
        stem = "/".join([folder, *(safe_part(part) for part in parts)])
        path, number = f"{stem}.{ending}", 1
        while path.casefold() in self.taken:
            number += 1
            path = f"{stem}-{number}.{ending}"
        self.taken.add(path.casefold())
        return path


def safe_part(text: str) -> str:
    """Return TEXT as the name of a file or folder: letters and digits of ASCII, dashes, no dot, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    part = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")[:LONGEST_PART].rstrip("-") or "untitled"
    return f"{part}-" if part.lower() in RESERVED else part


def markdown_file(note: NoteFile) -> str:
    """Return NOTE as Markdown with front matter (YAML, of which quoted JSON is a part)."""
    lines = [f"{name}: {json.dumps(_plain(value), ensure_ascii=False)}" for name, value in note.front.items()]
    return "\n".join(["---", *lines, "---", "", note.body.rstrip("\n"), ""])


def write_archive(
    file: IO[bytes],
    *,
    account: Mapping[str, Any],
    sections: Iterable[tuple[str, Iterable[Mapping[str, Any]]]],
    notes: Iterable[NoteFile],
    exported_at: datetime,
    default: Callable[[Any], Any] = str,
) -> None:
    """Write the zip into FILE, row by row: never more than one row of SECTIONS or one note is held at a time."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open("cairn.json", "w") as out:
            head = {"format": FORMAT, "version": VERSION, "exported_at": exported_at, "account": account}
            for piece in _json(head, sections, default):
                out.write(piece.encode())
        names = Names()
        for note in notes:
            path = names.path("notes", (note.roadmap, note.stage, note.topic), "md")
            archive.writestr(path, markdown_file(note).encode())


def _json(
    head: Mapping[str, Any], sections: Iterable[tuple[str, Iterable[Mapping[str, Any]]]], default: Callable[[Any], Any]
) -> Iterator[str]:
    def dumped(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, default=lambda odd: _plain(odd, default))

    yield "{\n" + "".join(f"{dumped(name)}: {dumped(value)},\n" for name, value in head.items()) + '"data": {'
    for place, (name, rows) in enumerate(sections):
        yield f"{',' if place else ''}\n{dumped(name)}: ["
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n  {dumped(row)}"
        yield "]"
    yield "\n}\n}\n"


def _plain(value: Any, default: Callable[[Any], Any] = lambda odd: odd) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else default(value)
