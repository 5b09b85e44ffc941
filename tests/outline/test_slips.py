"""A slip in a text of our own format changes what it is in, and never the rest of the roadmap."""

from pathlib import Path

import pytest

from roadmap_app.outline.reader import read_outline

TEXT = (Path(__file__).parent / "articles" / "01-canonical.md").read_text(encoding="utf-8")
SLIPS = [
    "![p](x.png)",
    "<!-- c -->",
    "Odd words.",
    "* an entry",
    "---",
    "> quote",
    "- **bold** words",
    "```\ncode\n```",
]


def nodes(reading):
    """Return every node of READING without the line that it is on."""
    places = [(parent and parent.title, node) for parent, node in reading.outline.nodes()]
    flat = {"topics": (), "items": (), "resources": (), "goal": "", "summary": ""}
    return [
        (place, type(node)(**(vars(node) | {k: v for k, v in flat.items() if k in vars(node)})))
        for place, node in places
    ]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_line_that_is_not_ours_leaves_the_rest_as_it_is(slip):
    expected = nodes(read_outline(TEXT))
    lines = TEXT.split("\n")
    for at in range(7, len(lines)):
        found = nodes(read_outline("\n".join([*lines[:at], "", slip, "", *lines[at:]])))
        assert [node for node in expected if node not in found] == [], at
        assert len(found) <= len(expected) + 2, at  # an entry, and a topic for it


def test_what_is_to_be_shown_stays_so_beside_a_slip_and_is_no_guess_elsewhere():
    text = TEXT.replace("Bowline", "Bowline (to be shown)")
    assert text != TEXT
    for found, titles in ((f"{text}\n* slip\n", ["Bowline"]), ("# R\n\n## Knots\n\n- Bowline (to be shown)\n", [])):
        reading = read_outline(found)
        assert not reading.is_own_format
        assert [item.title for _, item in reading.outline.items() if item.sign_off] == titles


def test_what_is_struck_out_stays_retired_beside_a_slip():
    text = TEXT.replace("- Resources: ", "- Resources: ~~[Old](https://example.org/old) (book)~~, ")
    text = text.replace("Bowline", "~~Bowline~~").replace("### Points", "### ~~Points").replace("of sail", "of sail~~")
    reading = read_outline(f"{text}\n* slip\n")
    assert not reading.is_own_format
    assert [item.title for _, item in reading.outline.items() if item.retired] == ["Bowline"]
    assert [topic.title for _, topic in reading.outline.topics() if topic.retired] == ["Points of sail"]
    assert [each.title for _, topic in reading.outline.topics() for each in topic.resources if each.retired] == ["Old"]
