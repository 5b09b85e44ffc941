"""Validation of ticks, skips and versions seen."""

import pytest

from roadmap_app.forms.progress import SeenForm, SkipForm, StateForm


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
