"""The columns of a table are read by their heads: stage, topic, item, and when a stage is."""

import pytest

from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.csv_tables import csv_to_markdown


def stages(table):
    """Return (title, first month, last month, items by topic) of each stage of a TABLE of values."""
    outline = read_outline(f"# Bread\n\n{csv_to_markdown(table)}").outline
    return [
        (stage.title, stage.start_month, stage.end_month, {
            topic.title: [" ".join(filter(None, (item.group, item.title, item.hint))) for item in topic.items]
            for topic in stage.topics
        })
        for stage in outline.stages
    ]  # fmt: skip


def test_named_columns_are_what_they_say_however_few_rows_there_are():
    assert stages("stage,topic,item\nDough,Rye,Feed\nDough,Rye,Fold\nOven,Heat,Bake\n") == [
        ("Dough", 0, 3, {"Rye": ["Feed", "Fold"]}),
        ("Oven", 3, 6, {"Heat": ["Bake"]}),
    ]


@pytest.mark.parametrize(
    ("times", "spans"),
    [
        ("Months,0-6,0-6,6-12", [(0, 6), (6, 12)]),
        ("Duration,2 months,2 months,6 weeks", [(0, 2), (2, 3.5)]),
    ],
)
def test_a_column_says_when_a_stage_is(times, spans):
    head, *cells = times.split(",")
    rows = zip(("Dough,Rye,Feed", "Dough,Rye,Fold", "Oven,Heat,Bake"), cells, strict=True)
    found = stages("\n".join([f"Stage,Topic,Item,{head}", *map(",".join, rows)]))
    assert [(start, end) for _, start, end, _ in found] == spans
    assert [items for _, _, _, items in found] == [{"Rye": ["Feed", "Fold"]}, {"Heat": ["Bake"]}]


@pytest.mark.parametrize(
    ("times", "items"),
    [
        ("Week,1,2,3", [{"Rye": ["Week 1 Feed", "Week 2 Fold"]}, {"Heat": ["Week 3 Bake"]}]),
        ("Time,x,x,y", [{"Rye": ["Feed Time: x", "Fold Time: x"]}, {"Heat": ["Bake Time: y"]}]),
    ],
)
def test_a_column_that_says_something_else_goes_to_the_items(times, items):
    head, *cells = times.split(",")
    rows = zip(("Dough,Rye,Feed", "Dough,Rye,Fold", "Oven,Heat,Bake"), cells, strict=True)
    found = stages("\n".join([f"Stage,Topic,Item,{head}", *map(",".join, rows)]))
    assert [items for _, _, _, items in found] == items
    assert [(start, end) for _, start, end, _ in found] == [(0, 3), (3, 6)]


def test_a_table_of_one_row_for_each_stage_says_when_they_are():
    found = stages("Phase,Duration,What\nFront,3 months,HTML\nBack,2 months,SQL\n")
    assert found == [("Front", 0, 3, {"Front": ["HTML"]}), ("Back", 3, 5, {"Back": ["SQL"]})]


def test_the_contents_of_a_topic_are_its_items():
    found = stages("Week,Topic,Contents\n1,Forces,Split a force\n2,Motion,Swing a pendulum\n")
    assert found[0][3] == {"Bread": ["Forces Split a force Week: 1", "Motion Swing a pendulum Week: 2"]}
