"""A member who leaves a team in another tab while one of its pages is read."""

import itertools
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from roadmap_app.actions.progress import set_item
from roadmap_app.actions.sign_offs import show_item
from roadmap_app.actions.teams import join, leave, set_shares
from roadmap_app.models import Membership
from tests.makers import make_item, make_roadmap, make_stage, make_team_with, make_topic, make_user


@contextmanager
def happening_before(number, happen):
    """Call HAPPEN before the query with this NUMBER, as if it came from another tab."""
    numbers = itertools.count()

    def run(execute, *arguments):
        if next(numbers) == number:
            happen()
        return execute(*arguments)

    with connection.execute_wrapper(run):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["own", "", "sign-offs/", "{ref}/"])
def test_a_member_may_leave_at_any_moment_while_a_page_is_read(learner_client, learner, part):
    roadmap, lead = make_roadmap(), make_user("lead@example.org")
    item = make_item(make_topic(make_stage(roadmap)), sign_off=True)
    team = make_team_with(leads=[lead], roadmaps=[roadmap])
    set_item(user=learner, item=item, done=True)
    client = learner_client if part == "own" else Client()
    if part != "own":
        client.force_login(lead)
    for number in range(20):
        own = join(user=learner, team=team)
        set_shares(membership=own, shares="items")
        show_item(user=learner, item=item, memberships=[own], text="My rope")
        address = "/teams/" if part == "own" else f"/teams/{team.slug}/{part.format(ref=own.ref)}"
        with happening_before(number, lambda own=own: leave(membership=own, by=learner)):
            assert client.get(address).status_code in (200, 404), number
        Membership.objects.filter(user=learner).delete()
