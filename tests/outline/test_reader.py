"""Read outlines in the styles in which people write them, and any other text.

Each article has its expected tree next to it, written by hand: items are "group | title | detail", resources
"kind | title | author | address"; `unplaced` and `remarks` are line numbers.
"""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.reader import clean, read_outline
from roadmap_app.outline.reading.blocks import MAX_LINE
from tests.outline.small_outline import HEAD
from tests.outline.test_writer import ODD

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.md"))


def joined(*parts):
    return re.sub(r"( \| )+$", "", " | ".join(parts))


def tree(reading):
    """Return READING in the format of the expected trees."""
    outline = reading.outline
    return {
        "title": outline.title,
        "summary": outline.summary,
        "stages": [
            {
                "stage": stage.title,
                "months": [stage.start_month, stage.end_month],
                "goal": stage.goal,
                "topics": [
                    {
                        "topic": topic.title,
                        "summary": topic.summary,
                        "items": [joined(item.group, item.title, item.hint) for item in topic.items],
                        "resources": [joined(r.kind, r.title, r.author, r.url) for r in topic.resources],
                    }
                    for topic in stage.topics
                ],
            }
            for stage in outline.stages
        ],
        "unplaced": [remark.line for remark in reading.unplaced],
        "remarks": [remark.line for remark in reading.remarks],
    }


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_is_read_as_a_person_would_read_it(path):
    with path.open(encoding="utf-8", newline="") as file:
        reading = read_outline(file.read())
    assert tree(reading) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_word_is_in_the_tree_or_its_line_is_left_out(path):
    text = path.read_text(encoding="utf-8")
    found = tree(read_outline(text))
    kept = set(re.findall(r"\w+", json.dumps(found, ensure_ascii=False).casefold()))
    # Words that are markup in these articles: they are not in the tree.
    markup = {
        "stage", "hint", "in", "short", "phase", "part", "i", "ii", "month", "months", "week", "weeks", "goal",
        "resources", "books", "recommended", "courses", "and", "by", "tools", "links", "documentation", "hours",
        "a", "credit", "after", "s", "the", "harbour", "own", "course",
    }  # fmt: skip
    for number, line in enumerate(text.splitlines(), 1):
        if number not in found["unplaced"]:
            line = re.sub(
                r"^\W*\d+(\.\d+)?\W|\d+\s*[-–]?\s*\d*(?=\s*\+?\s*[Mm]onth)|(?<=s )\d+[-–]\d+|\b\d+\b", " ", line
            )
            words = set(re.findall(r"\w+", line.casefold())) - markup - {"x"}
            assert words <= kept, (number, words - kept)


def test_at_least_a_dozen_articles_are_tested():
    assert len(ARTICLES) >= 12


starts = st.sampled_from(
    ["", "- ", "  - ", "      * ", "1. ", "# ", "## ", "### ", "#### ", "**", "Stage 1: ", "Goal: ", "> ", "\t• "]
)
lines = st.builds("{}{}".format, starts, st.one_of(st.sampled_from(ODD), st.text(max_size=30)))


@settings(max_examples=300, deadline=None)
@given(st.lists(lines, max_size=15).map("\n".join))
def test_any_text_can_be_read_and_remarks_have_valid_line_numbers(text):
    reading = read_outline(text)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= remark.line <= count for remark in (*reading.unplaced, *reading.remarks))


@pytest.mark.parametrize(
    "line", ["Estimated time: 3 weeks", "Dauer: 3 Wochen", "3 weeks", "Süre ve bread: 3 weeks", "Slow dough: 3 weeks"]
)
def test_a_line_that_names_a_time_loses_no_other_words(line):
    reading = read_outline(f"# Baker\n\n## Stage 1: Doughs\n\n{line}\n\n### Sour\n\n- Feed it\n")
    assert reading.outline.stages[0].end_month == 0.75
    others = {"Süre ve bread", "Slow dough"} & {line.partition(":")[0]}
    assert [remark.line for remark in reading.remarks if line in remark.message] == [5] * len(others)


@pytest.mark.parametrize(("second", "unread"), [("Duration: 4 weeks", [7]), ("Time: 3 weeks", [])])
def test_a_second_time_of_a_stage_is_named_unless_it_is_the_same(second, unread):
    reading = read_outline(f"# Baker\n\n## Stage 1: Doughs\n\n3 weeks\n\n{second}\n\n### Sour\n\n- Feed it\n")
    assert reading.outline.stages[0].end_month == 0.75
    assert [remark.line for remark in reading.unplaced] == unread


def test_bullets_can_be_nested_without_limit():
    deep = "\n".join(" " * depth + f"- level {depth}" for depth in range(2_000))
    reading = read_outline(f"## Stage 1: S (0–3 Months)\n\n### T\n\n{deep}\n")
    assert len(list(reading.outline.items())) + len(reading.unplaced) >= 1_990


def test_a_line_that_is_too_long_is_left_out_with_a_remark():
    (remark,) = read_outline(f"## Stage 1: S (0–3 Months)\n\n### T\n\n- {'x' * MAX_LINE}\n").unplaced
    assert (remark.line, remark.message) == (5, "This line is too long to be read.")


def test_continued_lines_have_a_maximum_length():
    for text in (HEAD + "- x\n" + "  a b c d\n" * 3000, HEAD + "a b c d\n" * 3000):
        reading = read_outline(text)
        (topic,) = reading.outline.stages[0].topics
        assert len(topic.summary) < 9_000 and all(len(item.title) < 9_000 for item in topic.items)
        assert len(reading.unplaced) > 1_000


def test_refused_characters_are_removed_and_reported():
    assert clean("a\r\nb\u202e\x1b\nRe\u0301") == ("a\nb\nRé", [(2, "U+001B, U+202E")])
    assert clean("a\n") == ("a\n", [])
    (remark,) = read_outline(f"{HEAD}- a\u202eb\n").remarks
    assert remark.line == 7 and "U+202E" in remark.message


def test_an_address_behind_the_words_of_an_item_becomes_its_resource():
    text = "# Bakers\n\n## Doughs\n\n### Sour\n\n- The bread book (https://example.org/book)\n- Sour dough: https://example.org/sour\n"
    (topic,) = read_outline(text).outline.stages[0].topics
    assert [item.title for item in topic.items] == ["The bread book", "Sour dough"]
    assert [(resource.title, resource.url) for resource in topic.resources] == [
        ("The bread book", "https://example.org/book"),
        ("Sour dough", "https://example.org/sour"),
    ]
