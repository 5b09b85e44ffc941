"""What the page shows of a reading: words as a person reads them, and no more rows than a page can hold."""

from roadmap_app.domain.sizes import LISTED
from roadmap_app.outline.marks import guard
from roadmap_app.outline.mending.mend import Mended
from roadmap_app.outline.nodes import Outline
from roadmap_app.outline.preview import Counts, Preview, Wishes
from roadmap_app.outline.reading.blocks import Block, Kind, Words
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.result import ROLES_OF, LevelRole, PlacedBlock, Reading

ROLES = ROLES_OF[Kind.ITEM]


def preview(*, placed=(), levels=(), choices=None):
    reading = Reading(Outline("R"), (), (), placed=tuple(placed), levels=tuple(levels))
    return Preview(Mended(reading), Wishes(choices or Choices()), (), start=1)


def test_escaped_characters_are_shown_as_they_are_meant():
    block = Block(Kind.ITEM, 3, 3, Words(guard("Knead \\*by hand\\*")), 1)
    found = preview(placed=[PlacedBlock("k", "list1", block, Role.ITEM, "", ROLES)])
    assert [row.words for row in found.blocks] == ["Knead *by hand*"]
    found.blocks[0].words.encode()


def test_columns_beyond_the_list_are_shown_if_they_were_chosen():
    levels = [LevelRole(f"t{n}c1", 3, "Week", Role.ITEM, ROLES) for n in range(1, LISTED + 20)]
    assert len(preview(levels=levels).levels) == LISTED
    chosen = preview(levels=levels, choices=Choices({"t60c1": Role.TOPIC}))
    assert chosen.levels[-1].words == "Column 1 of table 60"


def test_counts_say_what_they_were_before():
    counts = Counts(2, 5, 1_234, 0, 1)
    assert counts.told() == "2 stages, 5 topics, 1,234 items, 0 resources; 1 line left out."
    assert (
        counts.told("3/5/9/0/1")
        == "2 stages (before: 3), 5 topics, 1,234 items (before: 9), 0 resources; 1 line left out."
    )
    assert counts.told("nonsense") == counts.told(str(counts)) == counts.told()
