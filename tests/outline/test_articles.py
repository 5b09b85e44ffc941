"""Outlines in the styles in which people write and paste them, with the trees that a person would read out of them.

Each article has its expected tree beside it, written by hand: items are "group | title | detail", resources
"kind | title | author | address"; `unplaced` and `remarks` are the numbers of lines.
"""

import json
import re
from pathlib import Path

import pytest

from roadmap_app.outline.reader import read_outline

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.md"))


def line(*parts):
    return re.sub(r"( \| )+$", "", " | ".join(parts))


def tree(reading):
    """Return what was read in the form of the expected trees."""
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
                        "items": [line(item.group, item.title, item.hint) for item in topic.items],
                        "resources": [line(r.kind, r.title, r.author, r.url) for r in topic.resources],
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
def test_an_article_is_read_as_a_person_would(path):
    with path.open(encoding="utf-8", newline="") as file:
        reading = read_outline(file.read())
    assert tree(reading) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_word_is_in_the_tree_or_its_line_is_named(path):
    text = path.read_text(encoding="utf-8")
    found = tree(read_outline(text))
    kept = set(re.findall(r"\w+", json.dumps(found, ensure_ascii=False).casefold()))
    # What marks a line as what it is, and is known by where its words have gone.
    marks = {
        "stage", "hint", "in", "short", "phase", "part", "i", "ii", "month", "months", "week", "weeks", "goal",
        "resources", "books", "recommended", "courses", "and", "by", "tools", "links", "documentation", "hours",
        "a", "credit", "after", "s", "the", "harbour", "own", "course",
    }  # fmt: skip
    for number, said in enumerate(text.splitlines(), 1):
        if number not in found["unplaced"]:
            said = re.sub(
                r"^\W*\d+(\.\d+)?\W|\d+\s*[-–]?\s*\d*(?=\s*\+?\s*[Mm]onth)|(?<=s )\d+[-–]\d+|\b\d+\b", " ", said
            )
            words = set(re.findall(r"\w+", said.casefold())) - marks - {"x"}
            assert words <= kept, (number, words - kept)


def test_there_are_a_dozen_and_more():
    assert len(ARTICLES) >= 12
