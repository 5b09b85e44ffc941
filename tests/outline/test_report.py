"""Changes as lines of text."""

from dataclasses import dataclass

from roadmap_app.domain.reach import Reach
from roadmap_app.outline.plan import OutlineChange
from roadmap_app.outline.report import lines_of

NOBODY = Reach(is_item=True)


@dataclass(frozen=True)
class Affected:
    change: OutlineChange
    reach: Reach = NOBODY


def test_changes_are_listed_by_kind():
    rows = [
        Affected(OutlineChange("item", ("retired",), "Rye", "Flour", 7), Reach(7, is_item=True)),
        Affected(OutlineChange("item", ("added",), "Millet", "Flour")),
    ]
    assert list(lines_of(rows)) == [
        "Added (1):",
        "  item “Millet” in “Flour”",
        "Retired (1):",
        "  item “Rye” in “Flour” (5 learners have completed it) [if an added one is the same: --same item-7=TITLE]",
    ]


def test_old_and_new_values_are_shown_and_long_ones_shortened():
    details = (("title", "Rye", "Dark rye"), ("detail", "", "x" * 81))
    change = OutlineChange("item", ("renamed", "edited"), "Rye", "Flour", 7, details, proposed=True)
    (_, line) = lines_of([Affected(change)])
    assert line == (
        f"  item “Rye” in “Flour”; title: “Rye” → “Dark rye”, detail: “nothing” → “{'x' * 77}…”"
        " [if it is not the same: --decline item-7]"
    )


def test_a_moved_row_names_both_places_once():
    change = OutlineChange("item", ("moved",), "Rye", "Cake", 7, (("place", "Flour", "Cake"),))
    assert list(lines_of([Affected(change)]))[1] == "  item “Rye”; place: “Flour” → “Cake”"
    assert list(lines_of([])) == []
