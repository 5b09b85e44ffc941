"""What reading an outline costs: python -m tests.bench.outline. CPU time of this process, the least of three."""

from time import process_time

from roadmap_app.outline.reader import read_outline

HEAD = "## Stage 1: S (0–3 Months)\n\n### T\n\n"
MARKS = ["(", "()", "*", "**a ", "_a ", '"', ", ", "[a](", "[", "~~", "http://", ": ", "1 - ", " by ", "\\", "<"]
# A stage as people write it; @ stands for its number.
STAGE = """
## Phase @: [Number @](https://example.org/@) (2–3 months)

What is learned in phase @, in **two** lines that
continue here, see [the notes](notes/@.md) or the [site][s@].

### Topic @ of many ![badge](https://img.example.org/@.svg)

- [ ] Read [chapter @](https://example.org/book/@ "A title") and `code, @`
- [x] Exercise @: sums, products and powers (with a calculator)
  - Part one of @
  - Part two of @
    and a line that continues

Courses | Duration | Effort
:-- | :--: | :--:
[Course @](https://example.org/course/@) | 4 weeks | 3 hours/week
Course @ again | 2 weeks | -

```python
print("@")
```

**Resources**

1. [Book @](https://example.org/b/@) by A. Author
2. Video @ (video, free)

[s@]: https://example.org/site/@
"""
PAPER = """
Stage @: Number @ (2 months)

Topic @ of many
• Read the chapter on number @ and do all of its exer-
cises before the next one
• Write down what number @ means

The Path                                                @
"""
HOSTILE = {
    "nested bullets": lambda size: "\n".join(" " * (at % 300) + "- a" for at in range(size // 150)),
    "nested quotes": lambda size: "\n".join("> " * (at % 100) + "a" for at in range(size // 100)),
    "deeper indents": lambda size: "\n".join(" " * (at % 400) + "a" for at in range(size // 200)),
    "open brackets": lambda size: "- " + "[" * size,
    "links in links": lambda size: "- " + "[a](" * (size // 4),
    "pictures in pictures": lambda size: "![" * (size // 2),
    "open tags": lambda size: "<div>\n\n" * (size // 7),
    "open comments": lambda size: "- a <!--\n" * (size // 9),
    "ticks of all lengths": lambda size: "".join("`" * (at % 90) + "a" for at in range(size // 45)),
    "emphasis": lambda size: "*a **b " * (size // 7),
    "headings": lambda size: "## a\n" * (size // 5),
    "empty headings": lambda size: "#\n" * (size // 2),
    "setext": lambda size: "a\n-\n" * (size // 4),
    "wide tables": lambda size: "|a" * (size // 8) + "\n" + "|-" * (size // 8) + "\n" + ("|b" * (size // 8) + "\n") * 2,
    "long tables": lambda size: "a|b\n-|-\n" + "c|d\n" * (size // 4),
    "many tables": lambda size: "a|b\n-|-\nc|d\n\n" * (size // 13),
    "definitions": lambda size: "".join(f"[a{at}]: /b\n" for at in range(size // 12)) + "[a1] " * 100,
    "footnotes": lambda size: "".join(f"a[^{at}]\n\n[^{at}]: b\n\n" for at in range(size // 24)),
    "one line": lambda size: "a" * size,
    "one paragraph": lambda size: "a b c\n" * (size // 6),
    "hyphens": lambda size: "abc-\n" * (size // 5),
    "front matter": lambda size: "---\n" + "a: b\n" * (size // 5),
    "durations": lambda size: "## Week 1-2 of 3 months, 4 years\n" * (size // 33),
    "running heads": lambda size: "".join(f"Head {at}\n\na\n\n" for at in range(size // 12)),
}


def seconds(text: str) -> float:
    """Return the seconds of CPU time that reading TEXT takes, the least of three, or of one if it takes long."""
    times: list[float] = []
    while len(times) < 3 and sum(times) < 3:
        before = process_time()
        read_outline(text)
        times.append(process_time() - before)
    return min(times)


def document(part: str, size: int) -> str:
    """Return a document of about SIZE characters that repeats PART with a number for each @."""
    return "# A path\n" + "".join(part.replace("@", str(at)) for at in range(1, size // len(part) + 1))


def main() -> None:
    """Print what reading takes: long documents, hostile ones of 50 and 200 kB, and hostile lines."""
    for size in (50_000, 200_000, 400_000):
        markdown, plain = seconds(document(STAGE, size)), seconds(document(PAPER, size).removeprefix("# "))
        print(f"{size // 1000:4} kB of Markdown: {markdown:6.2f} s   of plain text: {plain:6.2f} s")
    for name, make in HOSTILE.items():
        short, long = seconds(make(50_000)), seconds(make(200_000))
        print(f"{name:22} 50 kB: {short:6.2f} s   200 kB: {long:6.2f} s   ratio {long / max(short, 0.001):5.1f}")
    ordinary = seconds(HEAD + "- G: a word, another word (and a detail)\n" * 600)
    for mark in MARKS:
        short, long = (seconds(HEAD + f"- G: {mark * (size // len(mark))}\n" * 3) for size in (1_900, 7_600))
        print(f"{mark!r:10} {long / ordinary:6.2f} x an ordinary text; four times the marks: {long / short:5.1f} x")


if __name__ == "__main__":
    main()
