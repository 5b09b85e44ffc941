"""An edit of a whole roadmap or of one stage."""

from roadmap_app.outline.edit import OutlineEdit
from roadmap_app.outline.reader import read_outline
from tests.outline.small_outline import TEXT, stored_outline

STORED = stored_outline(TEXT)
BREAD, CAKE = STORED.stages
WHOLE, ONE_STAGE = OutlineEdit(STORED), OutlineEdit(STORED, CAKE)


def plan(edit, text):
    """Return (reading, plan) of TEXT for EDIT."""
    reading = read_outline(text)
    return reading, edit.plan(reading, (), ())


def problems(edit, text):
    return [str(problem) for problem in edit.problems(*plan(edit, text))]


def test_the_text_is_the_roadmap_or_the_stage():
    assert WHOLE.text.startswith("# Learning to bake\n") and "## Stage 2: Cake" in WHOLE.text
    assert ONE_STAGE.text.startswith("## Stage 2: Cake (3–6 Months)\n") and "Bread" not in ONE_STAGE.text


def test_unchanged_text_changes_nothing():
    for edit in (WHOLE, ONE_STAGE):
        assert plan(edit, edit.text)[1].changes == ()
        assert problems(edit, edit.text) == []


def test_an_edit_of_a_stage_leaves_the_other_stages():
    reading, shown = plan(ONE_STAGE, ONE_STAGE.text.replace("Beat them", "Boil them"))
    assert ONE_STAGE.target(reading).stages[0] is BREAD
    assert {(change.title, change.kinds) for change in shown.changes} == {
        ("Boil them", ("added",)),
        ("Beat them", ("retired",)),
    }


def test_the_gate_checks_the_whole_roadmap():
    (problem,) = problems(ONE_STAGE, ONE_STAGE.text.replace("(3–6 Months)", "(2–6 Months)"))
    assert "overlap with “Bread”" in problem


def test_the_text_of_a_stage_must_be_a_stage_and_nothing_else():
    assert "it names no stage" in problems(ONE_STAGE, "Nothing.")[0]
    assert "a roadmap's title" in problems(ONE_STAGE, "# Title {#x}\n\n" + ONE_STAGE.text)[0]


def test_another_slug_gives_a_warning():
    assert WHOLE.slug_warning(read_outline(TEXT)) == ""
    assert WHOLE.slug_warning(read_outline("# Other {#other}\n")).startswith("The text names the address “other”.")
