"""The history of a plan."""

from datetime import date

from roadmap_app.domain.plan_history import plan_history
from roadmap_app.domain.schedule import PlanTerm

START, MAY, JUNE, JULY = (date(2026, month, 1) for month in (3, 5, 6, 7))
PLANS = (
    PlanTerm(START, START, 10),
    PlanTerm(MAY, START, 3),
    PlanTerm(JUNE, START, 3, 1.5),
    PlanTerm(JULY, MAY, 3),
)


def told(plans, today):
    return [(line.plan.valid_from, str(line.change)) for line in plan_history(plans, today)]


def test_each_plan_says_what_it_changed_newest_first():
    assert told(PLANS, JULY) == [(JULY, "moved"), (JUNE, "taken_up"), (MAY, "hours"), (START, "begun")]
    assert told((PlanTerm(MAY, START, 10, 1.0),), JULY) == [(MAY, "taken_up")]


def test_only_a_change_of_today_can_be_taken_back():
    assert [line.can_be_taken_back for line in plan_history(PLANS, JULY)] == [True, False, False, False]
    assert not any(line.can_be_taken_back for line in plan_history(PLANS, date(2026, 7, 2)))
    assert not plan_history(PLANS[:1], START)[0].can_be_taken_back
