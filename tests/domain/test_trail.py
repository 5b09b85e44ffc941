"""Where markers and gaps lie on the trail."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.pace import Pace, Status
from roadmap_app.domain.trail import stretches

STAGES = [(0, 3), (3, 9), (12, 18)]


def pace(today, plan):
    """Return a pace with TODAY and PLAN as the months of the two markers."""
    return Pace(Status.ON_TRACK, 0, today, plan, plan, 0, date(2026, 1, 1))


def markers(today, plan):
    """Return (stage, kind, share in per cent, side) for each marker on the trail of STAGES."""
    return [
        (index, mark.kind, mark.share, mark.side)
        for index, stretch in enumerate(stretches(STAGES, pace(today, plan)))
        for mark in stretch.markers
    ]


def test_a_gap_is_the_empty_months_before_a_stage():
    assert [stretch.gap_months for stretch in stretches(STAGES, None)] == [0, 0, 3]
    assert [stretch.gap_months for stretch in stretches([(2, 12), (3, 6), (14, 15)], None)] == [2, 0, 2]
    assert stretches([], None) == []


def test_before_the_start_there_are_no_markers():
    assert all(stretch.markers == () for stretch in stretches(STAGES, None))


def test_markers_lie_on_their_stages_in_per_cent():
    assert markers(1.5, 6) == [(0, "today", 50.0, ""), (1, "plan", 50.0, "")]


def test_a_marker_on_a_boundary_lies_on_the_later_stage():
    assert markers(3, 15) == [(1, "today", 0.0, ""), (2, "plan", 50.0, "")]


def test_a_marker_in_a_gap_lies_at_the_start_of_the_next_stage():
    assert (2, "today", 0.0, "") in markers(10, 3)


def test_a_marker_beyond_the_end_lies_at_the_end():
    assert (2, "today", 100.0, "") in markers(30, 3)


@pytest.mark.parametrize(
    ("today", "plan", "shown"),
    [
        (6, 6.1, [("today", "")]),
        (6, 6.2, [("today", "early"), ("plan", "late")]),
        (7, 6, [("today", "late"), ("plan", "early")]),
        (8, 6, [("today", "late"), ("plan", "early")]),
        (8.5, 6, [("today", ""), ("plan", "")]),
    ],
)
def test_close_markers_are_merged_and_close_labels_point_away_from_each_other(today, plan, shown):
    assert [(kind, side) for _, kind, _, side in markers(today, plan)] == shown


@given(st.floats(0, 40), st.floats(0, 40))
def test_every_marker_is_drawn_once_and_within_a_stage(today, plan):
    found = markers(today, plan)
    assert [kind for _, kind, _, _ in found].count("today") == 1
    assert len(found) in (1, 2) and all(0 <= share <= 100 for _, _, share, _ in found)
