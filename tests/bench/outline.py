"""What reading an outline costs: python -m tests.bench.outline. Ratios, taken in one run."""

from time import perf_counter

from roadmap_app.outline.reader import read_outline

HEAD = "## Stage 1: S (0–3 Months)\n\n### T\n\n"
MARKS = ["(", "()", "*", "**a ", "_a ", '"', ", ", "[a](", "[", "~~", "http://", ": ", "1 - ", " by ", "\\", "<"]


def seconds(text: str) -> float:
    """Return the seconds that reading TEXT takes, the least of three."""
    times = []
    for _ in range(3):
        before = perf_counter()
        read_outline(text)
        times.append(perf_counter() - before)
    return min(times)


def main() -> None:
    """Print how much longer hostile lines take than ordinary ones of the same length, and four times as long ones."""
    ordinary = seconds(HEAD + "- G: a word, another word (and a detail)\n" * 600)
    for mark in MARKS:
        short, long = (seconds(HEAD + f"- G: {mark * (size // len(mark))}\n" * 3) for size in (1_900, 7_600))
        print(f"{mark!r:10} {long / ordinary:6.2f} x an ordinary text; four times the marks: {long / short:5.1f} x")


if __name__ == "__main__":
    main()
