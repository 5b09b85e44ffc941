"""What a reading says of each block and level."""

from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.blocks import Block, Kind, Words
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.result import block_keys, level_of

TEXT = "# Baker\n\n## Doughs\n\n### Sour\n\n- Feed a starter\n\n## Ovens\n\n### Wood\n\n- Light a fire\n"


def roles(reading):
    return {each.key: each.role for each in reading.levels}


def test_each_level_is_named_with_its_count_and_role():
    reading = read_outline(TEXT)
    assert [(each.key, each.count, each.example) for each in reading.levels] == [
        ("h1", 1, "Baker"),
        ("h2", 2, "Doughs"),
        ("h3", 2, "Sour"),
        ("list1", 2, "Feed a starter"),
    ]
    assert roles(reading) == {"h1": Role.TITLE, "h2": Role.STAGE, "h3": Role.TOPIC, "list1": Role.ITEM}


def test_the_role_of_a_level_can_be_chosen():
    reading = read_outline(TEXT, Choices(levels={"h3": Role.STAGE}))
    assert [stage.title for stage in reading.outline.stages] == ["Sour", "Wood"]
    assert [each.chosen for each in reading.levels if each.key == "h3"] == [True]


def test_the_key_of_a_block_stays_while_others_are_edited():
    first = Block(Kind.ITEM, 1, 1, Words("Rye"), source="- Rye")
    other = Block(Kind.ITEM, 2, 2, Words("Oats"), source="- Oats")
    again = Block(Kind.ITEM, 3, 3, Words("Rye"), source="- Rye")
    assert block_keys([other, first]) == [block_keys([other])[0], block_keys([first])[0]]
    assert len(set(block_keys([first, other, again]))) == 3


def test_levels_have_keys():
    assert level_of(Block(Kind.HEADING, 1, 1, level=2)) == "h2"
    assert level_of(Block(Kind.HEADING, 1, 1, level=7)) == "bold"
    assert level_of(Block(Kind.ITEM, 1, 1, level=3)) == "list3"
    assert level_of(Block(Kind.ROW, 1, 1)) == "row"


def test_stages_whose_months_are_assumed_are_named_by_their_lines():
    text = "# R\n\n## Stage 1: A\n\n### T\n\n- x\n\n## Stage 2: B (3–6 Months)\n\n### U\n\n- y\n"
    assert read_outline(text).without_months == {3}
