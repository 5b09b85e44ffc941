"""The days of a user."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from roadmap_app.actions.forecasts import make_forecasts
from roadmap_app.actions.progress import set_item
from roadmap_app.models import User
from roadmap_app.queries.numbers import count_numbers
from tests.makers import make_topic


@pytest.mark.django_db
def test_a_zone_that_the_system_no_longer_knows_is_the_portals_own(learner, learner_client, settings):
    set_item(user=learner, item=make_topic().items.first(), done=True)
    User.objects.update(time_zone="Europe/Atlantis")
    learner.refresh_from_db()
    assert learner.day_of(datetime(2026, 3, 1, 12, tzinfo=UTC)) == date(2026, 3, 1)
    assert learner.zone.key == settings.TIME_ZONE
    assert learner_client.get("/settings/time-zone/").status_code == 200
    assert count_numbers(timezone.localdate())
    make_forecasts()
