"""The months of draft stages."""

import pytest

from roadmap_app.outline.drafts import Bullet, DraftStage, flatten, months_of
from roadmap_app.outline.lines import Line
from roadmap_app.outline.marks import Months


def months(*given):
    """Return ([(start, end)], [line of each remark]) for stages with these months."""
    spans, remarks = months_of([DraftStage("S", "", False, each, line) for line, each in enumerate(given, 1)])
    return spans, [remark.line for remark in remarks]


@pytest.mark.parametrize(
    ("given", "spans", "remarks"),
    [
        ([], [], []),
        ([Months(0, 3, exact=True), Months(3, 6, exact=True)], [(0, 3), (3, 6)], []),
        ([None, None], [(0, 3), (3, 6)], [1, 2]),
        # From 1: "Months 1–3" is the first to the third month.
        ([Months(1, 3), Months(4, 6)], [(0, 3), (3, 6)], [1, 2]),
        # In our own format months count from 0, and so do all if one is in it.
        ([Months(1, 3, exact=True)], [(1, 3)], []),
        ([Months(1, 3), Months(3, 6, exact=True)], [(1, 3), (3, 6)], []),
        # Lengths follow one another, in whole months and at least one.
        ([Months(None, 6, "week"), Months(None, 1, "week")], [(0, 2), (2, 3)], [1, 2]),
        ([Months(None, 1, "year")], [(0, 12)], [1]),
        ([Months(1, 4, "week"), Months(5, 6, "week")], [(0, 1), (1, 2)], [1, 2]),
    ],
)
def test_months_are_counted_from_0(given, spans, remarks):
    assert months(*given) == (spans, remarks)


def test_bullets_are_flattened_in_order():
    def bullet(number, *children):
        return Bullet(Line(number, "bullet"), "", list(children))

    nested = [bullet(1, bullet(2, bullet(3)), bullet(4)), bullet(5)]
    assert [each.line.number for each in flatten(nested)] == [1, 2, 3, 4, 5]
