"""The minutes that somebody has."""

import pytest
from django.http import QueryDict

from roadmap_app.forms.now import DEFAULT_MINUTES, MESSAGE, MinutesForm


@pytest.mark.parametrize(
    ("query", "minutes"), [("", DEFAULT_MINUTES), ("minutes=5", 5), ("minutes=240", 240), ("minutes=+30+", 30)]
)
def test_minutes_are_those_of_the_address_or_the_default(query, minutes):
    form = MinutesForm(QueryDict(query))
    assert form.is_valid() and form.cleaned_data["minutes"] == minutes


@pytest.mark.parametrize("query", ["minutes=", "minutes=4", "minutes=241", "minutes=abc", "minutes=5.5", "minutes=%00"])
def test_other_minutes_have_one_message(query):
    assert MinutesForm(QueryDict(query)).errors == {"minutes": [MESSAGE]}
