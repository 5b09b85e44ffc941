"""The kinds of lines, and which of them begin stages and topics."""

import pytest

from roadmap_app.outline.lines import (
    BOLD,
    MAX_LINE,
    clean,
    has_label,
    is_short_title,
    next_filled,
    scan,
    shape_of,
    stage_heading,
    topic_heading,
)
from roadmap_app.outline.reading.duration import Duration, Meaning


@pytest.mark.parametrize(
    ("text", "kind", "rest", "level"),
    [
        ("## Flour ##", "heading", "Flour", 2),
        ("##Flour", "heading", "Flour", 2),
        ("#tag", "text", "#tag", 0),
        ("**Flour**:", "heading", "Flour:", BOLD),
        ("  - [x] wheat", "bullet", "wheat", 0),
        ("•wheat", "bullet", "wheat", 0),
        ("1. wheat", "ordered", "wheat", 0),
        ("wheat", "text", "wheat", 0),
        ("---", "blank", "", 0),
        ("\u200b", "blank", "", 0),
        ("x" * (MAX_LINE + 1), "long", "", 0),
    ],
)
def test_the_kind_of_a_line(text, kind, rest, level):
    (line,) = scan(text)
    assert (line.kind, line.text, line.level) == (kind, rest, level)


def test_indents_tasks_and_underlined_headings():
    bullet, title, underline = scan("\t- [ ] wheat\nFlour\n=====")
    assert (bullet.indent, bullet.task) == (4, True)
    assert (title.kind, title.level, underline.kind, underline.number) == ("heading", 1, "blank", 3)


def test_refused_characters_are_removed_and_reported():
    assert clean("a\r\nb\u202e\x1b\nRe\u0301") == ("a\nb\nRé", [(2, "U+001B, U+202E")])
    assert clean("a\n") == ("a\n", [])


def test_headings_are_parsed():
    stage = stage_heading("Stage 2: **Bread** (0–3 Months) {#bread}")
    assert (stage.title, stage.slug, stage.duration) == ("Bread", "bread", Duration(Meaning.EXACT, 0, 3))
    assert stage_heading("Phase II").title == "Phase II"
    topic = topic_heading("1.2 Flour: {#f}")
    assert (topic.title, topic.slug, topic.duration) == ("Flour", "f", None)


@pytest.mark.parametrize(
    ("text", "stages", "levels"),
    [
        ("# R\n## Stage 1: A\n### T\n## Stage 2: B", [1, 3], (2, 3)),
        ("Stage 1: A\n- x\nStage 2: B", [0, 2], (0, 0)),
        ("# R\n## A\n### T\n## B", [1, 3], (2, 3)),  # by levels alone: the only heading at the top is the title
        ("## A\n**T**\n## B", [0, 2], (2, BOLD)),
        ("# R {#r}\nStage 1: A", [], (0, 0)),  # with a slug in the title only headings are stages
        ("words", [], (0, 0)),
    ],
)
def test_the_shape_of_a_document(text, stages, levels):
    shape = shape_of(scan(text))
    assert (sorted(shape.stages), (shape.stage_level, shape.topic_level)) == (stages, levels)


def test_labels_and_titles_without_markup():
    label, title, sentence = scan("Grains: wheat, rye\nFlour\nFlour is ground.")
    assert [has_label(line) for line in (label, title, sentence)] == [True, False, False]
    assert [is_short_title(line) for line in (label, title, sentence)] == [False, True, False]


def test_the_next_line_that_is_not_blank():
    assert [line and line.text for line in next_filled(scan("a\n\nb"))] == ["b", "b", None]
