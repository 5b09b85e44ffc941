"""The migration that stores the learner's day with activities, and the clean-up that catches up after an upgrade."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils.dateparse import parse_datetime

from roadmap_app.actions import activity_days
from roadmap_app.models import Activity, User
from tests.makers import make_item, make_user

pytestmark = pytest.mark.django_db
migration = import_module("roadmap_app.migrations.0019_fill_activity_days")


def record(user, *moments, on=None):
    item = make_item()
    at = (parse_datetime(moment) for moment in moments)
    rows = (Activity(user=user, verb="ticked", topic=item.topic, item=item, at=moment, on=on) for moment in at)
    Activity.objects.bulk_create(rows)


def days(user):
    return [str(day) for day in Activity.objects.filter(user=user).order_by("pk").values_list("on", flat=True)]


def test_existing_activity_gets_its_day_in_batches_and_once(monkeypatch, settings):
    monkeypatch.setattr(activity_days, "BATCH", 2)
    settings.TIME_ZONE = "Pacific/Auckland"
    ada, ben, cyd = (make_user(time_zone=zone) for zone in ("Europe/Berlin", "America/New_York", ""))
    # Around the nights in which Berlin's and New York's clocks change.
    record(ada, "2026-03-28T22:59Z", "2026-03-28T23:00Z", "2026-10-25T22:59Z", "2026-10-25T23:00Z")
    record(ben, "2026-03-08T04:59Z", "2026-03-08T05:00Z", "2026-03-09T03:59Z")
    record(cyd, "2026-01-05T10:59Z", "2026-01-05T11:00Z")
    record(ada, "2026-01-05T12:00Z", on="2026-01-04")
    for _ in range(2):
        migration.fill(apps, connection.schema_editor())
        assert days(ada) == ["2026-03-28", "2026-03-29", "2026-10-25", "2026-10-26", "2026-01-04"]
        assert days(ben) == ["2026-03-07", "2026-03-08", "2026-03-08"]
        assert days(cyd) == ["2026-01-05", "2026-01-06"]


def test_an_unknown_time_zone_does_not_stop_the_migration(learner, settings):
    settings.TIME_ZONE = "UTC"
    User.objects.update(time_zone="Mars/Olympus")
    record(learner, "2026-01-05T23:59Z")
    migration.fill(apps, connection.schema_editor())
    assert days(learner) == ["2026-01-05"]


def test_a_batch_takes_a_statement_for_each_of_its_days(learner, django_assert_num_queries):
    record(learner, *["2026-01-05T12:00Z"] * 30, *["2026-01-06T12:00Z"] * 30)
    with django_assert_num_queries(5):  # rows, zones, a day, a day, no more rows
        assert activity_days.fill_missing_days() == 60
