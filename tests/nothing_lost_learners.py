"""The learners of the nothing-lost machine (test_nothing_lost.py): what they do, and what must stay of it."""

import json
import re
import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.forecasts import update_forecasts
from roadmap_app.actions.help_requests import ask_for_help, take_back_request
from roadmap_app.actions.load_roadmap import load_fixture
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.pauses import book_pause, remove_pause
from roadmap_app.actions.plans import enrol, take_up
from roadmap_app.actions.progress import set_item, set_skip, set_topic, undo
from roadmap_app.actions.resources import set_resource_state
from roadmap_app.actions.sign_offs import (
    AnsweredBefore,
    NotShown,
    NotTicked,
    ShownAnew,
    answer_work,
    show_item,
    withdraw_item,
)
from roadmap_app.actions.study_slots import remove_slot, set_slot
from roadmap_app.actions.teams import change_team, join, leave, set_lead, set_shares
from roadmap_app.actions.words import TooManyWords, send_word
from roadmap_app.domain.sign_offs import Verb
from roadmap_app.models import (
    Activity,
    Forecast,
    HelpRequest,
    Item,
    Membership,
    Note,
    Resource,
    Roadmap,
    SignOff,
    Stage,
    Topic,
    User,
    Word,
)
from roadmap_app.queries.fixture import FixtureError
from roadmap_app.queries.progress import change_of
from roadmap_app.queries.sign_offs import entry_of
from tests.makers import make_team_with, make_topic, make_user
from tests.small_roadmap import two_stages
from tests.snapshots import forget_trees

# Every item bears a word of its own in its title, by which it is known whatever happens to its row.
WORD = re.compile(r"\bw\d{3}\b")
places = st.integers(0, 50)
TODAY = date(2026, 4, 1)


class Learners(RuleBasedStateMachine):
    """A portal with two learners, and what they do."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.count, self.refused = 0, []
        self.words = [self.word() for _ in range(8)]
        self.load(two_stages(self.words, set(), set()))
        make_topic(items=0)  # of another roadmap: items and topics are moved there, too
        self.learners = [make_user(), make_user()]
        self.done = {learner.pk: set() for learner in self.learners}
        self.notes, self.plans, self.read = {}, {}, {}
        self.pauses = {learner.pk: set() for learner in self.learners}
        self.slots = {learner.pk: {} for learner in self.learners}
        self.known = {}
        self.team, self.shares = make_team_with(roadmaps=[Roadmap.objects.get(slug="r")]), {}
        self.forecasts = {}  # by id: stage, likely day, outcome
        self.entries = []  # about what was shown, in their order

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def word(self):
        self.count += 1
        return f"w{self.count:03}"

    def load(self, entries):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "r.json"
            path.write_text(json.dumps(entries))
            try:
                load_fixture(path)
            except FixtureError as error:
                note(f"refused: {error}")
                self.refused.append(str(error))
        # Wherever editors have moved a row, it keeps no newer fixture from being loaded.
        assert not any("another roadmap" in reason for reason in self.refused)

    def pick(self, model, place):
        rows = list(model.objects.order_by("pk"))
        return rows[place % len(rows)]

    # What learners do.
    @rule(who=st.integers(0, 1), place=places, done=st.booleans())
    def tick(self, who, place, done):
        learner, item = self.learners[who], self.pick(Item, place)
        set_item(user=learner, item=item, done=done)
        (self.done[learner.pk].add if done else self.done[learner.pk].discard)(item.pk)

    @rule(who=st.integers(0, 1), place=places, done=st.booleans())
    def tick_topic(self, who, place, done):
        learner, topic = self.learners[who], self.pick(Topic, place)
        set_topic(user=learner, topic=topic, done=done)
        items = topic.items.filter(retired=False) if done else topic.items.all()
        ids = set(items.values_list("pk", flat=True))
        self.done[learner.pk] = self.done[learner.pk] | ids if done else self.done[learner.pk] - ids

    @rule(who=st.integers(0, 1), place=places, skipped=st.booleans())
    def skip(self, who, place, skipped):
        set_skip(user=self.learners[who], topic=self.pick(Topic, place), skipped=skipped)

    @rule(who=st.integers(0, 1))
    def take_back(self, who):
        learner = self.learners[who]
        last = Activity.objects.filter(user=learner, item__isnull=False).order_by("-pk").first()
        if last:
            rows = change_of(learner, last.change)
            undo(user=learner, rows=rows)
            for row in rows:
                (self.done[learner.pk].discard if row.verb == "ticked" else self.done[learner.pk].add)(row.item_id)

    @rule(who=st.integers(0, 1), place=places, body=st.sampled_from(["remember", "this too"]))
    def write(self, who, place, body):
        learner, topic = self.learners[who], self.pick(Topic, place)
        stored = Note.objects.filter(user=learner, topic=topic).first()
        save_note(user=learner, topic=topic, body=body, version=stored.version if stored else 0)
        self.notes[learner.pk, topic.pk] = body

    @rule(who=st.integers(0, 1), place=places, state=st.sampled_from(["unread", "reading", "read"]))
    def read_a_book(self, who, place, state):
        if not Resource.objects.exists():
            return
        learner, resource = self.learners[who], self.pick(Resource, place)
        set_resource_state(user=learner, resource=resource, state=state)
        self.read[learner.pk, resource.pk] = state

    @rule(who=st.integers(0, 1), hours=st.integers(1, 20), month=st.one_of(st.none(), st.floats(0, 9)))
    def plan(self, who, hours, month):
        learner, roadmap = self.learners[who], Roadmap.objects.get(slug="r")
        if month is None or learner.pk not in self.plans:
            enrol(user=learner, roadmap=roadmap, started_on=TODAY, hours_per_week=hours)
        else:
            take_up(user=learner, roadmap=roadmap, month=month, hours_per_week=hours)
        self.plans[learner.pk] = hours

    @rule(who=st.integers(0, 1), day=st.integers(1, 5), days=st.integers(0, 9), booked=st.booleans())
    def pause(self, who, day, days, booked):
        learner, pause = self.learners[who], (date(2026, 4, day), date(2026, 4, day + days))
        (book_pause if booked else remove_pause)(user=learner, first_day=pause[0], last_day=pause[1])
        own = self.pauses[learner.pk]
        (own.add if booked else own.discard)(pause)

    @rule(who=st.integers(0, 1), place=places)
    def forecast(self, who, place):
        # Stored directly, as it takes weeks of study to get one.
        self.count += 1
        days = dict.fromkeys(("week", "made_on", "low", "likely", "high"), TODAY + timedelta(days=7 * self.count))
        stage = self.pick(Stage, place)
        row = Forecast.objects.create(user=self.learners[who], roadmap=stage.roadmap, stage=stage, **days)
        self.forecasts[row.pk] = (stage.pk, days["likely"], None)

    @rule(who=st.integers(0, 1), weeks=st.integers(0, 60))
    def score(self, who, weeks):
        forget_trees()
        now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) + timedelta(weeks=weeks)
        update_forecasts(user=self.learners[who], now=now)
        forget_trees()

    @rule(who=st.integers(0, 1), weekday=st.integers(1, 3), minutes=st.one_of(st.none(), st.integers(5, 720)))
    def slot(self, who, weekday, minutes):
        learner, own = self.learners[who], self.slots[self.learners[who].pk]
        if minutes:
            set_slot(user=learner, weekday=weekday, starts_at=time(18), minutes=minutes)
            own[weekday] = minutes
        else:
            assert remove_slot(user=learner, weekday=weekday, starts_at=time(18)) == (
                own.pop(weekday, None) is not None
            )

    @rule(who=st.integers(0, 1), shares=st.sampled_from(["", "nothing", "progress", "items"]))
    def be_in_a_team(self, who, shares):
        learner = self.learners[who]
        own = join(team=self.team, user=learner)
        if shares:
            set_lead(membership=own, by=None, leads=False)
            set_shares(membership=own, shares=shares)
            self.shares[learner.pk] = shares
        else:
            leave(membership=own, by=learner)
            self.shares.pop(learner.pk, None)

    @rule(who=st.integers(0, 1), leads=st.booleans(), follows=st.booleans())
    def lead_the_team(self, who, leads, follows):
        # Neither who leads nor what is followed raises what somebody else shares.
        learner = self.learners[who]
        if own := Membership.objects.filter(user=learner).first():
            set_lead(membership=own, by=None, leads=True)
            set_lead(membership=own, by=None, leads=leads)
            self.shares[learner.pk] = "lead" if leads else "nothing"
        roadmaps = Roadmap.objects.filter(slug="r") if follows else []
        change_team(team=self.team, name="T", roadmaps=roadmaps, first_day=None, hours_a_week=None)

    @rule(who=st.integers(0, 1), place=places, asked=st.booleans())
    def ask(self, who, place, asked):
        learner, topic = User.objects.get(pk=self.learners[who].pk), self.pick(Topic, place)
        own = Membership.objects.filter(user=learner)
        if asked:
            ask_for_help(user=learner, topic=topic, memberships=own, text="Please")
        else:
            take_back_request(user=learner, topic_id=topic.pk)
            assert not HelpRequest.objects.filter(membership__user=learner, topic=topic).exists()
        # A lead asks nobody, and nobody asks where the team does not follow the roadmap, or did not at the time.
        assert not HelpRequest.objects.filter(membership__role="lead").exists()

    @rule(who=st.integers(0, 1))
    def hear(self, who):
        if own := Membership.objects.filter(user=self.learners[who], role="member").first():
            with suppress(TooManyWords):
                send_word(membership=own, by=self.learners[1 - who], text=self.word())
        assert not Word.objects.filter(membership__role="lead").exists()

    @rule(who=st.integers(0, 1), place=places, shown=st.booleans(), marked=st.booleans())
    def show(self, who, place, shown, marked):
        learner, item = User.objects.get(pk=self.learners[who].pk), self.pick(Item, place)
        item.sign_off = marked
        save_content(item)
        try:
            if shown:
                own = Membership.objects.filter(user=learner)
                show_item(user=learner, item=item, memberships=own, text=self.word())
            else:
                withdraw_item(user=learner, item_id=item.pk)
        except NotTicked:
            assert item.pk not in self.done[learner.pk]
        assert not SignOff.objects.filter(member=learner, by__isnull=False).exclude(team=self.team).exists()

    @rule(who=st.integers(0, 1), verb=st.sampled_from(list(Verb)[2:]))
    def answer(self, who, verb):
        forget_trees()
        member = Membership.objects.filter(user=self.learners[who]).select_related("team", "user").first()
        last = SignOff.objects.filter(member=self.learners[who], verb="attached").last()
        if not (member and last):
            return
        with suppress(NotShown, ShownAnew, AnsweredBefore):
            answer_work(
                by=self.learners[1 - who],
                membership=member,
                item_id=last.item_id,
                verb=verb,
                digest=entry_of(last).digest,
                reason="Why?",
            )
        forget_trees()

    @invariant()
    def entries_are_added_and_never_changed(self):
        found = list(SignOff.objects.order_by("pk").values_list("pk", "member", "item", "verb", "by", "text"))
        assert found[: len(self.entries)] == self.entries
        self.entries = found

    @invariant()
    def leads_see_what_each_has_chosen(self):
        for learner in User.objects.filter(pk__in=[learner.pk for learner in self.learners]):
            own = Membership.objects.filter(user=learner).first()
            assert (own and ("lead" if own.is_lead else own.shares)) == self.shares.get(learner.pk)
            assert learner.is_in_team == bool(own)
