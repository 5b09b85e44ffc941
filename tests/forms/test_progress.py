"""Validation of ticks, skips and plans."""

import pytest

from roadmap_app.forms.progress import EnrolmentForm, SeenForm, SkipForm, StateForm


@pytest.mark.parametrize(
    ("form", "on", "off"), [(StateForm, "done", "open"), (SkipForm, "skipped", "open")], ids=["item", "skip"]
)
def test_a_state_is_one_of_two(form, on, off):
    for state, wanted in ((on, True), (off, False)):
        found = form({"state": state})
        assert found.is_valid() and found.wanted is wanted
    for state in ("", "toggle", on.title()):
        assert not form({"state": state}).is_valid()


@pytest.mark.parametrize(("version", "valid"), [("1", True), (str(2**63 - 1), True), ("0", False), (str(2**63), False)])
def test_a_version_seen_fits_its_column(version, valid):
    assert SeenForm({"version": version}).is_valid() is valid


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
