"""Curricula of many builds get in with few choices, and are read as a person would read them.

Next to each curriculum is what a person expects of it. A title may be one of several; `topics` are [title, number of
items]; months are null where the text names none. Not named is free. `choices` are what a person has to say on the
page, at most three of them: `levels` as in `Choices`, `lines`, the role of the block on a line, and `mends` by name.
`curricula/not_yet.txt` names the curricula that fail, one in ten at the most.
"""

import json
from pathlib import Path

import pytest

from roadmap_app.outline.mending.cures import read_cure
from roadmap_app.outline.mending.mend import mend
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.choices import Choices, Role
from tests.outline.facts import are_in_order, gate_problems, lines_not_left_out, raw_markup, tree_text

MOST_CHOICES = 3
CURRICULA = sorted((Path(__file__).parent / "curricula").glob("*.md"))
NOT_YET = set((Path(__file__).parent / "curricula" / "not_yet.txt").read_text(encoding="utf-8").split())
# A month is 30 days or a twelfth of a year, whichever the reader takes.
CLOSE = 0.15


def choices_of(expected, text):
    """Return the choices that a person makes for TEXT."""
    said = expected.get("choices", {})
    levels = {key: Role(role) for key, role in said.get("levels", {}).items()}
    key_on = {placed.block.first: placed.key for placed in read_outline(text, Choices(levels)).placed}
    blocks = {key_on[int(line)]: Role(role) for line, role in said.get("lines", {}).items()}
    return Choices(levels, blocks, said.get("base", ""))


def _is_one_of(title, wanted):
    return title in (wanted if isinstance(wanted, list) else [wanted])


def _stage_differs(stage, wanted):
    """Yield what differs from WANTED in STAGE."""
    if not _is_one_of(stage.title, wanted["stage"]):
        yield f"stage {stage.title!r} instead of {wanted['stage']!r}"
    months = [stage.start_month, stage.end_month]
    if wanted["months"] and any(abs(a - b) > CLOSE for a, b in zip(months, wanted["months"], strict=True)):
        yield f"stage {stage.title!r}: months {months} instead of {wanted['months']}"
    count = sum(len(topic.items) for topic in stage.topics)
    if count != wanted.get("number_of_items", count):
        yield f"stage {stage.title!r}: {count} items instead of {wanted['number_of_items']}"
    found = [[topic.title, len(topic.items)] for topic in stage.topics]
    topics = wanted.get("topics", [])
    same = len(found) == len(topics) and all(
        _is_one_of(title, names) and items == number
        for (title, items), (names, number) in zip(found, topics, strict=True)
    )
    if "topics" in wanted and not same:
        yield f"stage {stage.title!r}: topics {found} instead of {topics}"


def _tree_differs(outline, expected):
    """Yield what differs from EXPECTED in OUTLINE."""
    if not _is_one_of(outline.title, expected["title"]):
        yield f"title {outline.title!r} instead of {expected['title']!r}"
    if "stages" in expected:
        if len(outline.stages) != len(expected["stages"]):
            yield f"stages {[stage.title for stage in outline.stages]}"
        else:
            for stage, wanted in zip(outline.stages, expected["stages"], strict=True):
                yield from _stage_differs(stage, wanted)
    count = len(list(outline.items()))
    if count != expected.get("number_of_items", count):
        yield f"{count} items instead of {expected['number_of_items']}"
    everything = tree_text(outline)
    if missing := [words for words in expected.get("words", []) if words.casefold() not in everything]:
        yield f"not in the tree: {missing}"


def differences(text, expected):
    """Return how the reading of TEXT differs from what is EXPECTED, and what keeps it from being published."""
    cures = [read_cure(said) for said in expected.get("choices", {}).get("mends", [])]
    reading = mend(read_outline(text, choices_of(expected, text)), cures).reading
    found = list(_tree_differs(reading.outline, expected))
    if kept := lines_not_left_out(text, reading, expected.get("left_out", [])):
        found.append(f"not named as left out: lines {kept}")
    if not are_in_order(reading.outline):
        found.append("the stages are not in order")
    found += [f"raw markup {name!r} in the {what}: {text!r}" for what, text, name in raw_markup(reading.outline)]
    return found + [f"gate: {problem}" for problem in gate_problems(reading.outline)]


def marked(path):
    """Return a parameter for the curriculum at PATH, expected to fail if it is named in NOT_YET."""
    marks = [pytest.mark.xfail(strict=True, reason="not_yet.txt")] if path.stem in NOT_YET else []
    return pytest.param(path, id=path.stem, marks=marks)


def expectation(path):
    """Return what a person expects of the curriculum at PATH."""
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [marked(path) for path in CURRICULA])
def test_a_curriculum_is_read_as_a_person_expects(path):
    assert differences(path.read_text(encoding="utf-8"), expectation(path)) == []


def test_a_person_makes_few_choices():
    for path in CURRICULA:
        choices = expectation(path).get("choices", {})
        assert sum(1 if name == "base" else len(said) for name, said in choices.items()) <= MOST_CHOICES, path.stem


def test_nine_in_ten_curricula_are_read_as_a_person_expects():
    assert len(CURRICULA) >= 30
    assert {path.stem for path in CURRICULA} >= NOT_YET
    assert len(NOT_YET) * 10 <= len(CURRICULA)
