"""The report: medians and shares of what was measured, as Markdown tables, in docs/performance.md."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.load import Figures
from tests.bench.rows import BARE, HELLO, ROWS

ALIGNED_RIGHT = "---:"


@dataclass
class Results:
    """What was measured on one database: the figures of each round by row and number of connections."""

    figures: dict[tuple[str, int], list[Figures]] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    memory: dict[int, float] = field(default_factory=dict)  # megabytes, by the number of connections before
    starts: list[float] = field(default_factory=list)  # seconds

    def add(self, row: str, connections: int, figures: Figures) -> None:
        """Add the FIGURES of a round."""
        self.figures.setdefault((row, connections), []).append(figures)

    def median(self, row: str, connections: int, value: Callable[[Figures], float]) -> float:
        """Return the median of VALUE over all rounds."""
        return statistics.median(value(each) for each in self.figures[row, connections])

    def share(self, row: str, of: str, connections: int) -> float:
        """Return the median of the shares of requests per second that ROW reaches OF another row in the same round."""
        pairs = zip(self.figures[row, connections], self.figures[of, connections], strict=True)
        return statistics.median(each.rate / other.rate if other.rate else 0 for each, other in pairs)

    def failed(self, row: str, connections: int) -> int:
        """Return the requests that failed in all rounds."""
        return sum(each.failed for each in self.figures[row, connections])


def spread(figures: Figures) -> float:
    """Return how many times as long as the median the slowest hundredth of the requests takes."""
    return figures.p99 / figures.p50 if figures.p50 else 0


def rate_table(results: Results, connections: int) -> str:
    """Return the table of requests per second, times and shares."""
    heads = ["", "req/s", "p50 ms", "p99 ms", "of signed-in hello", "of bare hello", "queries", "bytes", "failed"]
    lines = []
    for row in ROWS:
        median = [
            results.median(row, connections, value)
            for value in (lambda each: each.rate, lambda each: each.p50, lambda each: each.p99, lambda each: each.bytes)
        ]
        of_hello = "" if row == BARE else f"{results.share(row, HELLO, connections):.2f}"
        lines.append(
            [
                row, number(median[0]), number(median[1]), number(median[2]), of_hello,
                f"{results.share(row, BARE, connections):.2f}", str(results.queries.get(row, "")),
                f"{median[3]:,.0f}", str(results.failed(row, connections)),
            ]
        )  # fmt: skip
    return table(heads, lines)


def spread_table(results: Results, connections: Sequence[int]) -> str:
    """Return the table of p99 / p50 and of failed requests, by number of CONNECTIONS."""
    heads = ["", *(f"p99 / p50 at {count}" for count in connections), *(f"failed at {count}" for count in connections)]
    lines = [
        [
            row,
            *(f"{results.median(row, count, spread):.1f}" for count in connections),
            *(str(results.failed(row, count)) for count in connections),
        ]
        for row in ROWS
    ]
    return table(heads, lines)


def server_line(results: Results) -> str:
    """Return the line about memory and starts."""
    sizes = ", ".join(f"{size:.0f} after {count} connections" for count, size in results.memory.items())
    return (
        f"Memory of all processes in MB (PSS): {sizes}. From the second start to the first answer, a signed-in roadmap "
        f"page: {statistics.median(results.starts):.2f} s."
    )


def counted(number: int, noun: str) -> str:
    """Return NUMBER with its NOUN, in the plural unless it is 1."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def number(value: float) -> str:
    """Return VALUE with three significant digits or all before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(heads: list[str], lines: list[list[str]]) -> str:
    """Return a Markdown table whose first column is text."""
    marks = ["---", *[ALIGNED_RIGHT] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, marks, *lines))


def write_sections(path: Path, head: str, sections: dict[str, str], order: Sequence[str]) -> None:
    """Write HEAD and SECTIONS (text by heading) to PATH in this ORDER; keep other sections of the file."""
    found = path.read_text("utf-8").split("\n## ")[1:] if path.exists() else []
    kept = {heading: text for heading, _, text in (each.partition("\n") for each in found)}
    kept |= {heading: f"\n{text}\n" for heading, text in sections.items()}
    parts = [f"## {heading}\n{kept[heading].rstrip()}\n" for heading in order if heading in kept]
    path.write_text("\n".join([f"{head.rstrip()}\n", *parts]), "utf-8")
