"""Leads who answer late, give everything back, or never answer delay no learner's progress by a day.

Learners tick and show the same on the same days. The lead of the first one answers at once, the others are slower. On
each day all of them have the same progress, standing, pace and forecast.
"""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from time_machine import travel

from roadmap_app.actions.forecasts import update_forecasts
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.sign_offs import answer_work, show_item, withdraw_item
from roadmap_app.actions.teams import join
from roadmap_app.models import Activity, Completion, Forecast, Item, Membership, SignOff, User
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.forecasts import read_forecast
from roadmap_app.queries.progress import learner_state, read_standing
from roadmap_app.queries.sign_offs import marked_on, open_work, read_work
from tests.makers import make_stage, make_team_with, make_topic, make_user
from tests.snapshots import forget_trees

START = datetime(2026, 1, 5, 12, tzinfo=UTC)  # a Monday
DAYS, ITEMS, STEPS = 56, 30, 60
# Days until a lead answers (None: never), and what.
LEADS = ((0, "confirmed"), (0, "given_back"), (9, "confirmed"), (None, ""))
WAYS = ("tick", "tick", "tick and show", "tick and show", "untick", "withdraw")


class World:
    """A learner in a team of their own, whose lead answers after DELAY days."""

    def __init__(self, roadmap, delay, verb):
        self.delay, self.verb = delay, verb
        self.lead, self.roadmap = make_user(), roadmap
        self.team = make_team_with(leads=[self.lead], roadmaps=[roadmap])
        self.own = join(team=self.team, user=make_user())
        self.learner = User.objects.get(pk=self.own.user_id)
        enrol(user=self.learner, roadmap=roadmap, started_on=START.date(), hours_per_week=7)

    def step(self, item, what):
        if what == "withdraw":
            withdraw_item(user=self.learner, item_id=item.pk)
            return
        set_item(user=self.learner, item=item, done=what != "untick")
        if what == "tick and show":
            show_item(user=self.learner, item=item, memberships=[self.own], text="Look")

    def answer(self, now):
        """Answer what has waited for so many days."""
        if self.delay is None:
            return
        marked = marked_on([self.roadmap])
        last = open_work(self.team, marked.keys()).filter(at__lte=now - timedelta(days=self.delay))
        for work in read_work(self.team, last, marked=marked)[0]:
            answer_work(
                by=self.lead,
                membership=Membership.objects.select_related("team", "user").get(ref=work.ref),
                item_id=work.item.id,
                verb=self.verb,
                digest=work.state.evidence.digest,
                reason="" if self.verb == "confirmed" else "Why?",
            )

    def standing(self):
        """Return all that progress, pace and forecast are computed from, and what they are."""
        standing = read_standing(self.learner, tree(self.roadmap))
        found = read_forecast(self.learner, standing)
        forecast = {field.name: getattr(found, field.name) for field in fields(found)} if found else {}
        return learner_state(self.learner), standing, standing.progress, forecast

    def rows(self):
        """Return what the export has of it."""
        done = Completion.objects.filter(user=self.learner).order_by("item")
        activity = Activity.objects.filter(user=self.learner).order_by("pk")
        forecasts = Forecast.objects.filter(user=self.learner).order_by("pk")
        return [
            list(done.values_list("item", "done_at")),
            list(activity.values_list("verb", "topic", "item", "at", "on")),
            list(forecasts.values_list("week", "stage", "made_on", "low", "likely", "high", "inputs")),
        ]


def draw(seed):
    """Return on which days the learner does what with which item."""
    chance, on = Random(seed), {day: [] for day in range(DAYS)}
    for _ in range(STEPS):
        on[chance.randrange(DAYS)].append((chance.randrange(ITEMS), chance.choice(WAYS)))
    return on


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.soak)])
def test_no_progress_waits_for_a_lead(seed):
    forget_trees()
    with travel(START, tick=False):
        topics = [make_topic(items=ITEMS // 2)]
        topics.append(make_topic(make_stage(topics[0].roadmap), items=ITEMS // 2))
        Item.objects.update(sign_off=True)
        items = list(Item.objects.order_by("pk"))
        worlds = [World(topics[0].roadmap, *how) for how in LEADS]
    for day, steps in draw(seed).items():
        now = START + timedelta(days=day)
        with travel(now, tick=False):
            for world in worlds:
                for item, what in steps:
                    world.step(items[item], what)
                world.answer(now)
                if now.weekday() == 0:
                    update_forecasts(user=world.learner, now=now)
            first, *others = [world.standing() for world in worlds]
            assert all(other == first for other in others), day
    assert first[-1]["milestones"][0].finish, "there is a forecast in the end"
    assert all(world.rows() == worlds[0].rows() for world in worlds)
    answers = [set(SignOff.objects.filter(team=world.team).values_list("verb", flat=True)) for world in worlds]
    own = {"attached", "withdrawn"}
    assert answers == [own | {"confirmed"}, own | {"given_back"}, own | {"confirmed"}, own]
