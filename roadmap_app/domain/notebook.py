"""Write all notes of a learner as one Markdown document."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

HIDDEN = "Topics that you do not see any more"


class NotebookNote(NamedTuple):
    """A note with the titles above it; without a title if its topic is hidden from them now."""

    roadmap: str
    stage: str
    topic: str
    body: str


def write_notebook(notes: Iterable[NotebookNote]) -> Iterator[str]:
    """Yield the document in pieces: NOTES as they come, under headings for roadmap, stage and topic."""
    roadmap = stage = None
    for note in notes:
        if note.roadmap != roadmap:
            yield f"# {note.roadmap or HIDDEN}\n\n"
            roadmap, stage = note.roadmap, None
        if note.stage != stage and note.stage:
            yield f"## {note.stage}\n\n"
        stage = note.stage
        yield f"### {note.topic or 'A note'}\n\n{note.body.strip(chr(10))}\n\n"
