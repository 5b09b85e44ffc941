"""Validation of ticks, skips and versions seen."""

from datetime import date

import pytest
import time_machine

from roadmap_app.domain.forecast.finish import Finish
from roadmap_app.forms.progress import ForecastForm, SeenForm, SkipForm, StateForm


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


@pytest.mark.parametrize(
    ("days", "is_forecast"),
    [
        (("2026-03-01", "2026-05-01", "2026-09-01"), True),
        (("2026-05-01", "2026-03-01", "2026-09-01"), False),
        (("2026-03-01", "2026-05-01", "9999-12-31"), False),
        (("2026-03-01", "soon", "2026-09-01"), False),
        (("", "", ""), False),
    ],
)
def test_only_dates_in_order_and_near_are_a_forecast(days, is_forecast):
    with time_machine.travel("2026-02-01"):
        finish = ForecastForm(dict(zip(("low", "likely", "high"), days, strict=True))).finish
    assert (finish == Finish(*map(date.fromisoformat, days))) if is_forecast else finish is None
