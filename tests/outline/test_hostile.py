"""Any text can be read, and what is left out of it is named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.lines import MAX_LINE
from roadmap_app.outline.reader import read_outline
from tests.outline.test_round_trip import ODD

starts = st.sampled_from(
    ["", "- ", "  - ", "      * ", "1. ", "# ", "## ", "### ", "#### ", "**", "Stage 1: ", "Goal: ", "> ", "\t• "]
)
lines = st.builds("{}{}".format, starts, st.one_of(st.sampled_from(ODD), st.text(max_size=30)))


@settings(max_examples=300, deadline=None)
@given(st.lists(lines, max_size=15).map("\n".join))
def test_any_text_can_be_read_and_remarks_name_lines_that_exist(text):
    reading = read_outline(text)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= remark.line <= count for remark in (*reading.unplaced, *reading.remarks))


def test_bullets_may_be_as_deep_as_they_like():
    deep = "\n".join(" " * depth + f"- level {depth}" for depth in range(2_000))
    reading = read_outline(f"## Stage 1: S (0–3 Months)\n\n### T\n\n{deep}\n")
    assert len(list(reading.outline.items())) + len(reading.unplaced) >= 1_990


def test_a_line_that_is_too_long_is_named_and_left_out():
    (remark,) = read_outline(f"## Stage 1: S (0–3 Months)\n\n### T\n\n- {'x' * MAX_LINE}\n").unplaced
    assert (remark.line, remark.message) == (5, "This line is too long to be read.")
