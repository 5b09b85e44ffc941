"""What the settings page says of plans and account."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection

from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.reminders import set_reminder
from roadmap_app.queries.settings_page import read_settings_page
from tests.makers import make_roadmap, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [0, 30])
def test_plans_are_ones_own_on_visible_roadmaps_in_few_queries(learner, others, django_assert_num_queries):
    hidden = make_roadmap(is_published=False, position=1)
    roadmaps = [make_roadmap(position=9 - place) for place in range(2)]
    for roadmap in (hidden, *roadmaps):
        enrol(user=learner, roadmap=roadmap, started_on="2026-01-05", hours_per_week=7)
    for _ in range(others):
        enrol(user=make_user(), roadmap=make_roadmap(), started_on="2026-01-05", hours_per_week=9)
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):  # one message
        page = read_settings_page(learner)
    assert [(plan.title, str(plan.started_on), plan.hours_per_week) for plan in page.plans] == [
        (roadmap.title, "2026-01-05", 7) for roadmap in roadmaps[::-1]
    ]


def test_the_account_is_told_by_counts_and_states(learner):
    before = read_settings_page(learner)
    assert not before.values["is_confirmed"] and not before.account.passkeys and before.account.summary == ""
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True)
    for kind in ("webauthn", "webauthn", "totp"):
        Authenticator.objects.create(user=learner, type=kind, data={})
    for first, last in (("2026-01-01", "2026-01-31"), ("2026-03-01", None)):
        book_pause(user=learner, first_day=first, last_day=last, reason="")
    set_reminder(user=learner, is_on=True, weekday=4, hour=7)
    page = read_settings_page(learner)
    assert page.values["is_confirmed"]
    assert (page.account.passkeys, page.account.has_app, page.account.pauses) == (2, True, 1)
    assert page.account.summary == "Friday, 07:00"
