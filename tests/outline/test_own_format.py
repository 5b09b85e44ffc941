"""Our own format is read exactly or not at all."""

import pytest

from roadmap_app.outline.own_format import is_stage_line, read_own_format, resembles_own_format
from tests.outline.small_outline import HEAD, TEXT


def test_what_the_writer_writes_is_our_own_format():
    reading = read_own_format(TEXT)
    assert reading.is_own_format
    assert (reading.placed, reading.levels, reading.unplaced, reading.remarks) == ((), (), (), ())
    assert [stage.title for stage in reading.outline.stages] == ["Bread", "Cake"]
    (resource,) = reading.outline.stages[0].topics[0].resources
    assert (resource.title, resource.author, resource.url) == ("Flour", "A. Miller", "https://example.org/flour")


@pytest.mark.parametrize(
    "line",
    [
        "* item", "  - nested", "1. numbered", "- **Bold:** a", "- `code, more`", "- [link](https://example.org/)",
        "- Read https://example.org/", "- a <b>tag</b>", "- ~~half~~ struck", "- [] box", "- - nested", "#### Group",
        "Prose after entries.", "> A quote", "| a | b |", "```", "---", "## Flour", "# Title", "- Resources:",
        "- Resources: [Local](notes.md)", "- Books: A, B", "- Resources", "\tindented", "![](https://a.b/c.png)",
    ],
)  # fmt: skip
def test_one_line_that_is_not_ours_makes_the_text_another(line):
    assert read_own_format(f"{HEAD}- rye\n") is not None
    assert read_own_format(f"{HEAD}- rye\n{line}\n") is None


@pytest.mark.parametrize("text", ["", "words", "# Title", "### Topic\n\n- x", "# R\n\n- x", "## Bread\n\n### T\n\n- x"])
def test_a_text_without_our_stages_is_not_ours(text):
    assert read_own_format(text) is None


def test_a_summary_is_one_line_of_words():
    assert read_own_format(f"{HEAD}Words.\n\n- x").outline.stages[0].topics[0].summary == "Words."
    for text in ("One line,\nand another.\n", "Grains: rye, oats\n", "See [this](https://example.org/).\n"):
        assert read_own_format(f"{HEAD}{text}\n- x") is None


def test_escaped_markup_is_words():
    reading = read_own_format(f"{HEAD}- \\[a\\]\\(b\\), \\*\\*c\\*\\*, d\n")
    assert [item.title for _, item in reading.outline.items()] == ["[a](b)", "**c**", "d"]


def test_a_text_with_a_slip_resembles_our_format():
    assert resembles_own_format(TEXT + "\n* slip\n") and resembles_own_format(TEXT * 3 + "\n## Cake\n")
    assert not resembles_own_format("# R\n\n## Bread\n\n- x\n") and not resembles_own_format("words")


def test_the_heading_of_a_stage_has_its_number_and_months():
    assert is_stage_line("## Stage 1: Bread (0–3 Months) {#bread}")
    for line in (
        "## Bread (0–3 Months)",
        "## Stage 1: Bread",
        "## Stage 1: Bread (0-3 months)",
        "# Stage 1: B (0–3 Months)",
    ):
        assert not is_stage_line(line)
