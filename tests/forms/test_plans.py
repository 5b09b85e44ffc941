"""Validation of plans and pauses."""

import pytest

from roadmap_app.forms.plans import EnrolmentForm, PausedDaysForm, PauseForm, TakingUpForm


@pytest.mark.django_db  # the constraints are checked by the database
@pytest.mark.parametrize(
    ("day", "hours", "errors"),
    [
        ("2000-01-01", "1", []),
        ("2100-01-01", "80", []),
        ("1999-12-31", "7", ["started_on"]),
        ("2100-01-02", "7", ["started_on"]),
        ("2026-02-30", "7", ["started_on"]),
        ("2026-01-05", "0", ["hours_per_week"]),
        ("2026-01-05", "81", ["hours_per_week"]),
        ("", "", ["started_on", "hours_per_week"]),
    ],
)
def test_a_plan_has_a_possible_day_and_hours(day, hours, errors):
    assert list(EnrolmentForm({"started_on": day, "hours_per_week": hours}).errors) == errors


@pytest.mark.parametrize(
    ("state", "hours", "valid"),
    [
        ("here", "", True),
        ("here", "1", True),
        ("here", "80", True),
        ("before", "", True),
        ("here", "0", False),
        ("here", "81", False),
        ("there", "", False),
        ("", "5", False),
    ],
)
def test_a_plan_goes_on_from_here_or_as_before(state, hours, valid):
    form = TakingUpForm({"state": state, "hours_per_week": hours})
    assert form.is_valid() is valid
    assert not valid or form.is_back is (state == "before")


@pytest.mark.django_db  # the constraints are checked by the database
@pytest.mark.parametrize(
    ("first", "last", "errors"),
    [
        ("2026-05-04", "2026-05-10", []),
        ("2026-05-04", "2026-05-04", []),
        ("2026-05-04", "", []),
        ("2000-01-01", "2100-01-01", []),
        ("2026-05-04", "2026-05-03", ["last_day"]),
        ("1999-12-31", "2026-05-03", ["first_day"]),
        ("2026-05-04", "2100-01-02", ["last_day"]),
        ("soon", "later", ["first_day", "last_day"]),
        ("", "2026-05-10", ["first_day"]),
    ],
)
def test_a_pause_has_possible_days_in_order(first, last, errors):
    form = PauseForm({"first_day": first, "last_day": last, "reason": " Exams \n"})
    assert list(form.errors) == errors
    assert form.cleaned_data["reason"] == "Exams"
    assert PausedDaysForm({"first_day": first, "last_day": last}).is_valid() is (first not in ("", "soon"))
