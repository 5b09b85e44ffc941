"""Measures hostile notes against an ordinary one of the same size: `python -m tests.bench.notes`."""

import time

from roadmap_app.domain.markdown import render

SIZE = 100_000  # the most that a note may hold

ORDINARY = "A *line* of an [ordinary](https://example.org) note with `code` and $x^2$.\n\n"
HOSTILE = [
    "[",
    "![",
    "*[",
    "*a",
    "_a",
    "[](",
    "[^a]",
    "<",
    "$",
    "> ",
    "|",
    "[a][",
    "![![] ",
    "> a\n\n",
    "$x$ ",
    "^[a] ",
    "https://a.b ",
]


def seconds(piece: str) -> float:
    """Return the CPU time of rendering a note that repeats PIECE up to the limit of a note."""
    text = (piece * SIZE)[:SIZE]
    start = time.thread_time()
    render(text)
    return time.thread_time() - start


def main() -> None:
    """Print a line per hostile note."""
    ordinary = seconds(ORDINARY)
    for piece in HOSTILE:
        print(f"{piece!r:8} {seconds(piece) / ordinary:6.2f} times an ordinary note of {SIZE:,} bytes")


if __name__ == "__main__":
    main()
