"""Measures a search in 20 roadmaps and 500 notes: `python -m tests.bench.search`; no database, only CPU time."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from roadmap_app.domain.folding import fold
from roadmap_app.domain.search.entries import Entry, Kind
from roadmap_app.domain.search.index import Notes, index_of
from roadmap_app.domain.search.marks import mark, snippet
from roadmap_app.domain.search.ranking import search
from tests.search_world import first_hits, trees

ROADMAPS, NOTES, NOTE_LENGTH, ROUNDS = 20, 500, 2_000, 5
OTHERS = ("a", "e", "machine learning", "gradeint descnt zzzz", "a b c d e f g h i j k l", "x" * 200)


def milliseconds(action: Callable[[], Any]) -> float:
    """Return the least CPU time of ACTION in a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        action()
        times.append(time.thread_time() - start)
    return 1000 * min(times)


def main() -> None:
    """Print the time to index a roadmap, and the queries of the tests, the slowest first."""
    shipped = trees()[0]
    copies = [replace(shipped, id=number) for number in range(ROADMAPS)]
    start = time.thread_time()
    indexes = [index_of(tree) for tree in copies]
    print(f"index of a roadmap: {1000 * (time.thread_time() - start) / ROADMAPS:.1f} ms")
    topics = [topic for _, topic in shipped.walk]
    words = " ".join(f"{topic.summary} {item.title}" for topic in topics for item in topic.items).split()
    bodies, entries = [], []
    for number in range(NOTES):
        topic = topics[number % len(topics)]
        bodies.append(" ".join(islice(words * 2, number, number + NOTE_LENGTH // 6)))
        entries.append(Entry(Kind.NOTE, topic.title, "", ("", ""), "", note_id=number))
    folded = [fold(body) for body in bodies]

    def query(text: str) -> None:
        found = search(text, [*indexes, Notes(entries, folded)])
        for kind, hits in found.by_kind().items():
            for hit in hits[:8]:
                mark(hit.title, found.marked)
                if kind is Kind.NOTE:
                    snippet(bodies[hit.note_id], folded[hit.note_id], found.marked)

    texts = [text for text, _ in first_hits()] + list(OTHERS)
    results = sorted(((milliseconds(lambda text=text: query(text)), text) for text in texts), reverse=True)  # type: ignore[misc]
    print(f"{len(results)} queries, {sum(len(body) for body in bodies):,} characters of notes")
    for taken, text in results[:12]:
        print(f"{taken:6.1f} ms  {text[:50]!r}")
    print(f"median {results[len(results) // 2][0]:.1f} ms")


if __name__ == "__main__":
    main()
