"""What stands around and above the stages, as syllabi and exported pages have it."""

import pytest

from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.files import read_file
from roadmap_app.outline.reading.html_markdown import html_to_markdown

MONTHS = "## Month 1: Flour\n- Rye\n\n## Month 2: Salt\n- Weigh\n"
WEEKS = "### Week 1: Flour\n- Rye\n\n### Week 2: Salt\n- Weigh\n"
READ_AS_MONTHS = [("Flour", 0, 1, ["Rye"]), ("Salt", 1, 2, ["Weigh"])]
READ_AS_WEEKS = [("Flour", 0, 0.25, ["Rye"]), ("Salt", 0.25, 0.5, ["Weigh"])]


def stages(text, name="bread.md"):
    """Return (title, first month, last month, items) of each stage of the file NAME with TEXT."""
    found = read_outline(read_file(name, text.encode()).text).outline.stages
    return [
        (stage.title, stage.start_month, stage.end_month, [
            " ".join(filter(None, (item.group, item.title))) for topic in stage.topics for item in topic.items
        ])
        for stage in found
    ]  # fmt: skip


def test_a_bold_week_heads_a_stage_and_a_bold_length_is_its_time():
    weeks = "# Bread\n\n**Week 1**\n\n- Flour\n- Rye\n\n**Week 2**\n\n- Salt\n"
    assert stages(weeks) == [("Week 1", 0, 0.25, ["Flour", "Rye"]), ("Week 2", 0.25, 0.5, ["Salt"])]
    assert stages("# Bread\n\n## Flour\n\n**6 weeks**\n\n- Rye\n") == [("Flour", 0, 1.5, ["Rye"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"# A\n\n## Prerequisites\n- A language\n\n{MONTHS}\n## Resources\n- [x](https://x.example)\n",
            READ_AS_MONTHS,
        ),
        (f"# A\n\n## Learning Objectives\n- Bake\n\n## Schedule\n\n{WEEKS}", READ_AS_WEEKS),
        (f"# A\n\n## Goals\n- Bake\n\n## Weekly schedule\n\n{WEEKS}", READ_AS_WEEKS),
    ],
)
def test_what_stands_around_the_stages_is_none_and_takes_no_time(text, expected):
    assert stages(text) == expected


def test_what_is_in_brackets_beside_a_time_is_named_as_not_taken():
    reading = read_outline("# A\n\n## Deep\n\nDuration: 6 weeks (self-paced)\n\n- c\n")
    assert "Only the time is taken from “Duration: 6 weeks (self-paced)”." in [each.message for each in reading.remarks]


def test_a_cell_over_several_rows_keeps_the_others_in_their_columns():
    head = "<tr><th>Week<th>Topic<th>Task"
    rows = '<tr><td rowspan="2">1<td>Hitches<td>Tie<tr><td>Bends<td>Join<tr><td>2<td>Splices<td>Splice'
    assert stages(f"<h1>Knots</h1><table>{head}{rows}</table>", "a.html") == [
        ("Knots", 0, 3, ["Hitches Tie", "Bends Join", "Splices Splice"])
    ]
    wide = '<tr><td>1<td colspan="2">Hitches<tr><td>2<td>Bends<td>Join'
    assert stages(f"<h1>Knots</h1><table>{head}{wide}</table>", "a.html")[0][3][-1] == "Bends Join"


def test_the_cells_that_others_cover_are_empty_in_their_own_rows_and_table_only():
    wide = '<tr><td>1<td colspan="2">2<td>3'
    high = '<tr><td>4<td>5<td>6<td rowspan="2">7<tr><td>8<td>9<td>10<tr><td>11<td>12<td>13<td>14'
    others = "<p>x<table><tr><td rowspan=3>a<td>b</table><table><tr><td>c<td>d</table>"
    lines = html_to_markdown(f"<table>{wide}{high}</table>{others}")[0].replace(" ", "").splitlines()
    rows = ["|1|2||3|", "|4|5|6|7|", "|8|9|10|", "|11|12|13|14|", "|a|b|", "|c|d|"]
    assert [line for line in lines if line.startswith("|") and "--" not in line] == rows


def test_a_button_in_a_heading_is_its_words_and_another_one_is_left_out():
    page = "<h1>A</h1><h2><button>Flour</button></h2><ul><li>Rye</ul><h2><button>Salt</button></h2><ul><li>Weigh</ul>"
    assert stages(f"{page}<p><button>Buy</button>", "a.html") == [("Flour", 0, 3, ["Rye"]), ("Salt", 3, 6, ["Weigh"])]


def test_empty_columns_and_the_line_that_names_the_separator_are_no_part_of_a_table():
    for text in (
        "Week,Topic,Task,\n1,Flour,Knead,\n2,Salt,Weigh,\n",
        "sep=;\nWeek;Topic;Task\n1;Flour;Knead\n2;Salt;Weigh\n",
    ):
        assert stages(text, "bread.csv")[0][3] == ["Flour Knead", "Salt Weigh"]
