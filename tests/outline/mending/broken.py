"""Outlines with errors of every kind that a cure mends, for property tests; every node has a line of its own."""

from itertools import count

from hypothesis import strategies as st

from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineResource, OutlineStage, OutlineTopic

WORDS = ("Flour", "Rye", "rye", "Review", "Sour dough", "Oven")
LONG = " ".join(f"word{number}" for number in range(90))
TITLES = st.sampled_from([*WORDS, *WORDS, "", " ", "a\x07b", "\u200b", LONG])
TEXTS = st.sampled_from(["", "", "A text.", LONG])
URLS = st.sampled_from(
    [
        "",
        "https://example.org/a",
        "#top",
        "notes/a.md",
        "../b c.html",
        "mailto:a@example.org",
        "https://x.org/" + "y" * 600,
    ]
)
SLUGS = st.sampled_from(["", "", "", "one", "two", "a b", "now"])
RETIRED = st.sampled_from([False, False, False, True])


@st.composite
def broken(draw):
    """Return an outline with errors."""
    lines = count(2)

    def item():
        title, group = draw(TITLES), draw(st.sampled_from(["", "Basics", LONG]))
        minutes = draw(st.sampled_from([None, 30, 0, 9_999]))
        return OutlineItem(title, group, draw(TEXTS), draw(RETIRED), minutes, draw(st.booleans()), line=next(lines))

    def resource():
        kind, hours = draw(st.sampled_from(["book", "scroll"])), draw(st.sampled_from([None, 0, 2, 5_000]))
        return OutlineResource(kind, draw(TITLES), "", draw(URLS), draw(RETIRED), hours, line=next(lines))

    def topic():
        line = next(lines)
        items, resources = tuple(item() for _ in range(draw(FEW))), tuple(resource() for _ in range(draw(FEW)))
        return OutlineTopic(draw(TITLES), draw(SLUGS), draw(TEXTS), items, resources, draw(RETIRED), line=line)

    def stage():
        line, start = next(lines), draw(st.integers(0, 30))
        end = start + draw(st.sampled_from([-2, 0, 1, 3, 400]))
        topics = tuple(topic() for _ in range(draw(FEW)))
        return OutlineStage(draw(TITLES), start, end, draw(SLUGS), draw(TEXTS), topics, draw(RETIRED), line=line)

    stages = tuple(stage() for _ in range(draw(st.integers(1, 5))))
    hours = draw(st.sampled_from([10, 0, 200]))
    return Outline(draw(TITLES), draw(SLUGS), draw(TEXTS), draw(TEXTS), hours, stages, line=1)


FEW = st.integers(0, 3)
