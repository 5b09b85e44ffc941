"""What a person chooses outweighs all evidence."""

from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.choices import Choices, Role

TEXT = "# T\n\n## A\n\n### a\n\n- x\n\n## B\n\n### b\n\nWords.\n\n- y\n\n## License\n\n- z\n"


def stages(levels=None, lines=None):
    """Return the stages with their topics and items as the role of LEVELS, and of the blocks on LINES, are chosen."""
    keys = {each.block.first: each.key for each in read_outline(TEXT).placed}
    blocks = {keys[line]: role for line, role in (lines or {}).items()}
    outline = read_outline(TEXT, Choices(levels or {}, blocks)).outline
    return [
        (stage.title, [(topic.title, [item.title for item in topic.items]) for topic in stage.topics])
        for stage in outline.stages
    ]


def test_without_choices_the_evidence_decides():
    assert stages() == [("A", [("a", ["x"])]), ("B", [("b", ["y"])])]


def test_a_level_can_be_given_another_role():
    assert stages({"h3": Role.STAGE}) == [("a", [("a", ["x"])]), ("b", [("b", ["y"])])]
    assert stages({"h2": Role.TOPIC}) == [("T", [("A", ["x"]), ("B", ["y"])])]


def test_a_heading_is_left_out_with_all_below_it():
    assert stages(lines={9: Role.LEFT_OUT}) == [("A", [("a", ["x"])])]


def test_what_is_left_out_can_be_taken_in():
    assert stages(lines={17: Role.STAGE})[-1] == ("License", [("License", ["z"])])
    assert stages({"list1": Role.ITEM}) == stages()  # a level takes in nothing that is left out as a whole


def test_relative_addresses_are_told_unless_a_base_is_chosen():
    text = "# T\n\n## A\n\n- [x](notes/x.md)\n\n## B\n\n- y\n"
    reading = read_outline(text)
    assert [(each.line, each.title, each.address) for each in reading.relative_links] == [(5, "x", "notes/x.md")]
    assert not any(topic.resources for _, topic in reading.outline.topics())
    based = read_outline(text, Choices(base="https://example.org/a/"))
    (resource,) = [each for _, topic in based.outline.topics() for each in topic.resources]
    assert (resource.url, based.relative_links) == ("https://example.org/a/notes/x.md", ())
