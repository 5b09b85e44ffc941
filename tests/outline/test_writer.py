"""Reading a written outline returns an equal outline, whatever its titles contain."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.spans import months_of_weeks
from roadmap_app.domain.titles import tidy, title_error
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineResource, OutlineStage, OutlineTopic, with_slugs
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.writer import write_outline

# fmt: off
ODD = [
    "a, b and c", "and then", "or else,", "Label: rest", "Resources", "Resources: x", "Project", "Project: a, b",
    "Goal: x", "Tools", "“Curly, quotes”", '"straight, quotes"', "'single'", "it's", "(in brackets)", "half (open",
    "half) closed", "x (one two)", "x (word)", "x (hint: y)", "[link](http://a.b)", "[ ] box", "[x]", "~~struck~~",
    "**bold**", "*weak*", "snake_case_name", "__init__", "`code, more`", "Stage 2: Foo (3–6 Months)", "(0–3 Months)",
    "12 months", "Months 1–3: x", "1. First", "2) Second", "a) letter", "- dash", "• dot", "– en dash", "# heading",
    "C#", "C #", "C++", "{#slug}", "x {#slug}", "---", "===", "***", "~~~", "<http://a.b>", "http://a.b/c", "a; b",
    "a · b", "10,000 hours", "Conclusion", "Summary", "Final thoughts", "References", "Credit: me", "Hours a week: 3",
    "back\\slash", "\\, escaped", "\\", "ends in a dot.", "etc.", "question?", "trailing:", ": leading", ",", ".",
    ":", "*", "_", "~", "🚀 rocket, emoji", "مرحبا، بالعالم", "שלום: עולם", "数学", "a\u200bb", "naïve café", "x" * 200,
    "word " * 39 + "end", "by", "Foo by Bar", "Foo (book)", "(book, me)", "a,b", "&", "x & y, & z", "Stage 1",
    "Phase ii", "Step one: go", "Introduction", "Tags", "T", "NULL", "0", "Books", "Courses: a", "Further reading",
    "Mini project", "one, two, three", "Read (a, b) and (c, d)", "f(x)", "f(x) = y, g(x)", "100%", "$x_1$, $x_2$",
    "a|b", "| table |", "> quote", "+ plus", "•", "“", "”", "‘x’", "«x»", "a\u00a0b", "hint: x", "x — y",
    "Race (30 min)", "(30 min)", "Race (1 h 5 min)", "2 h", "(2 h) (3 min)", "Race (half (30 min)", "x (a b) (5 min)",
    "**Label** – rest", "[a](b)", "![img](http://x.y/z.png)", "x.", "Dr. No.", "(a) b", "1.1 Sub",
    "Race (to be shown)", "(to be shown)", "Race (to be shown) (30 min)", "(5 min) (to be shown)", "to be shown",
    "☐ Bring a laptop", "☑ done", "☒", "x ☐ y", "☐",
    "(free)", "Bread ❤\ufe0f", "面包：", "Atlas (paid, 3 h)", "x (free, 12 h)",
]
# fmt: on
letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
marks = st.text("ab ,:;.-–•*_~`'\"“”()[]{}#\\·&1 ", min_size=1, max_size=25)
titles = (
    st.one_of(st.sampled_from(ODD), letters, marks, st.builds("{} {}".format, st.sampled_from(ODD), marks))
    .map(lambda text: tidy(text)[:200].strip())
    .filter(lambda text: text and not title_error(text))
)
prose = st.one_of(st.just(""), titles, st.builds("{} {}".format, titles, titles))
groups = st.one_of(st.just(""), titles)
slugs = st.one_of(st.just(""), st.from_regex(r"[-a-zA-Z0-9_]{1,20}", fullmatch=True))
estimates = st.one_of(st.none(), st.integers(1, 6000))
items = st.builds(OutlineItem, titles, groups, prose, st.booleans(), estimates, st.booleans())
addresses = st.one_of(
    st.just(""),
    st.sampled_from(
        ["https://a.b/", "http://a.b/c_(d)", "https://a.b/?q=1,2&x=(y", "https://a.b/~x/*y*_z_", "https://x.y/#a;b"]
    ),
)
kinds = st.sampled_from(["book", "course", "video", "article", "tutorial", "tool", "platform", "dataset"])
hours, prices = st.one_of(st.none(), st.integers(1, 1000)), st.sampled_from(["", "free", "paid"])
resources = st.builds(OutlineResource, kinds, titles, prose, addresses, st.booleans(), hours, prices)


def some(what, most=3):
    return st.lists(what, max_size=most).map(tuple)


topics = st.builds(OutlineTopic, titles, slugs, prose, some(items, 5), some(resources), st.booleans())
months = st.integers(0, 240) | st.integers(0, 960).map(months_of_weeks)
stages = st.builds(OutlineStage, titles, months, months, slugs, prose, some(topics), st.booleans())


def has_distinct_slugs(outline):
    """Return whether stages, and topics of a stage, have distinct slugs, as a database constraint ensures."""
    outline = with_slugs(outline)
    families = [outline.stages, *(stage.topics for stage in outline.stages)]
    return all(len({node.slug for node in nodes}) == len(nodes) for nodes in families)


outlines = st.builds(Outline, titles, slugs, prose, prose, st.integers(1, 80), some(stages)).filter(has_distinct_slugs)


@settings(max_examples=60, deadline=None)
@given(outlines)
def test_a_written_outline_reads_back_equal(outline):
    check_that_it_reads_back_equal(outline)


@pytest.mark.soak
def test_many_written_outlines_read_back_equal(soak_scale):
    search = settings(max_examples=max(int(2000 * soak_scale), 200), deadline=None)
    search(given(outlines)(check_that_it_reads_back_equal))()


def check_that_it_reads_back_equal(outline):
    outline = with_slugs(outline)
    text = write_outline(outline)
    reading = read_outline(text)
    assert reading.is_own_format
    assert reading.unplaced == ()
    assert with_slugs(reading.outline) == outline
    assert write_outline(with_slugs(reading.outline)) == text


def test_every_odd_title_reads_back_in_every_field():
    facts = [(None, False), (30, False), (None, True), (30, True)]
    for odd in ODD:
        title = " ".join(odd.split())
        item = OutlineItem(title, title, title)
        listed = tuple(
            OutlineItem(each, "Group", retired=each == "b", minutes=minutes, sign_off=sign_off)
            for each, minutes, sign_off in (
                ("a", None, False), (title, None, False), ("b", 90, True), (title, 6000, True), (title, None, True),
            )
        )  # fmt: skip
        resource = OutlineResource("book", title, title, "https://example.org/")
        topic = OutlineTopic(
            title,
            summary=title,
            items=(
                *(replace(item, minutes=minutes, sign_off=sign_off) for minutes, sign_off in facts),
                *(OutlineItem(title, minutes=minutes, sign_off=sign_off) for minutes, sign_off in facts),
                *listed,
            ),
            resources=(
                resource,
                replace(resource, title="B"),
                replace(resource, url=""),
                replace(resource, hours=40, price="free", url=""),
            ),
        )
        stage = OutlineStage(title, 0, 3, goal=title, topics=(topic, OutlineTopic(title, "other", retired=True)))
        whole = with_slugs(Outline(title, summary=title, credit=title, stages=(stage,)))
        reading = read_outline(write_outline(whole))
        assert reading.is_own_format, odd
        assert with_slugs(reading.outline) == whole, odd
        assert reading.unplaced == ()


def test_months_that_are_not_whole_are_written_in_weeks():
    topic = OutlineTopic("T", items=(OutlineItem("i"),))
    spans = [(0, 0.25), (0.25, 3), (3, 6)]
    stages = tuple(OutlineStage(name, *span, topics=(topic,)) for name, span in zip("ABC", spans, strict=True))
    text = write_outline(Outline("R", stages=stages))
    lines = ["## Stage 1: A (0–1 Weeks)", "## Stage 2: B (1–12 Weeks)", "## Stage 3: C (3–6 Months)"]
    assert [line for line in text.splitlines() if line.startswith("## ")] == lines
    assert [(stage.start_month, stage.end_month) for stage in read_outline(text).outline.stages] == spans


def test_an_estimate_is_written_in_minutes_and_a_title_that_reads_like_one_is_escaped():
    line = "- G: a (30 min), b (c d) (120 min), Race \\(30 min\\), e (hint: 2 h)"
    text = f"# R\n\n## Stage 1: S (0–3 Months)\n\n### T\n\n{line}\n"
    assert write_outline(with_slugs(read_outline(text).outline)) == text
    in_hours = text.replace("(120 min)", "(2 h)")
    assert write_outline(with_slugs(read_outline(in_hours).outline)) == text


def test_what_is_to_be_shown_is_written_last_and_a_title_that_reads_so_is_escaped():
    items = "a (to be shown), b (c d) (30 min) (to be shown), Talk \\(to be shown\\), e (hint: to be shown)"
    text = f"# R\n\n## Stage 1: S (0–3 Months)\n\n### T\n\n- G: {items}\n- f (to be shown)\n"
    outline = with_slugs(read_outline(text).outline)
    assert [item.title for _, item in outline.items() if item.sign_off] == ["a", "b", "f"]
    assert write_outline(outline) == text
    swapped = text.replace("(30 min) (to be shown)", "(to be shown) (30 min)")
    assert write_outline(with_slugs(read_outline(swapped).outline)) == text
