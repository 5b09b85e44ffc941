"""A portal with a team whose members have histories that agree in what they share (test_mirrored_oversight.py)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st

from roadmap_app.models import (
    AccessRecord,
    Activity,
    Completion,
    Enrolment,
    Forecast,
    HelpRequest,
    Item,
    Membership,
    Note,
    Pause,
    Reminder,
    ResourceState,
    SignOff,
    Skip,
    StudySlot,
    Word,
)
from roadmap_app.models.notes import derive
from tests.makers import make_resource, make_roadmap, make_stage, make_team_with, make_topic, make_user

User = get_user_model()
NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
NAMES = ("Ada", "Bo", "Cy")
LEVELS = ("nothing", "progress", "items")
# What is made anew for each response, or for each session.
RANDOM = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+')
RANDOM_HEADERS = {"X-Request-ID", "Set-Cookie"}
WEEKS = st.integers(0, 12).map(lambda ago: date(2026, 5, 4) - timedelta(weeks=ago))
# A member, an item of those that they have done, how many days ago they have shown it, and the answer.
WORKS = st.tuples(
    st.integers(0, 2), st.integers(0, 9), st.integers(0, 20), st.sampled_from(["", "confirmed", "given_back"])
)
ASKS = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 20))
DAYS = st.dates(date(2026, 1, 1), TODAY)


@dataclass(frozen=True)
class History:
    """The rows of a member. `ticked` is the day of the last tick on the team's roadmap, `others` are earlier ones."""

    done: frozenset[int]
    skipped: frozenset[int]
    ticked: date | None
    others: tuple[date, ...]
    pauses: tuple[tuple[date, date | None], ...]
    word: str
    zone: str
    extras: bool


class Portal:
    """A roadmap of two stages of two topics, a team of three that follows it, and another roadmap and team."""

    def __init__(self, *, asks_everything=False):
        stages = [make_stage(make_roadmap(slug="r", title="Sailing"))]
        stages.append(make_stage(stages[0].roadmap))
        self.topics = [make_topic(stage, items=3 - place) for place, stage in enumerate(stages) for _ in range(2)]
        for topic in self.topics[2:]:
            Item.objects.create(topic=topic, title="Old", group="Basics", position=9, retired=True)
        Item.objects.update(sign_off=True)
        self.items = {topic.pk: list(topic.items.order_by("position")) for topic in self.topics}
        self.roadmap, self.elsewhere = stages[0].roadmap, make_topic(make_stage(make_roadmap()), items=3)
        self.book = make_resource(self.topics[0])
        self.lead = make_user("lead@example.org", name="Lead")
        self.members = [make_user(f"{name}@example.org", name=name) for name in NAMES]
        self.team = make_team_with(leads=[self.lead], members=self.members, roadmaps=[self.roadmap])
        self.other = make_team_with(leads=[make_user()], roadmaps=[self.roadmap, self.elsewhere.stage.roadmap])
        for number, own in enumerate(Membership.objects.filter(team=self.team, role="member").order_by("pk")):
            Membership.objects.filter(pk=own.pk).update(ref=f"member-{number}")
        self.client = Client()
        self.client.force_login(self.lead)
        home = f"/teams/{self.team.slug}/"
        self.asked = [("GET", home), ("HEAD", home), ("GET", f"{home}?state=stalled"), ("GET", f"{home}csv/")]
        self.asked.append(("GET", f"{home}sign-offs/"))
        self.asked += [("GET", f"{home}members/member-{number}/") for number in range(len(NAMES))]
        self.asked += [("GET", f"{home}members/member-{number}/words/") for number in range(len(NAMES))]
        if asks_everything:
            self.asked += [("HEAD", path) for _, path in self.asked[2:]]
            others = ("/", "/teams/", "/search/?q=secret", "/roadmaps/r/", "/activity/", "/notes/", "/pauses/")
            self.asked += [("GET", path) for path in (*others, f"/manage/teams/{self.team.slug}/")]

    def answers(self, levels, histories, asks=(), works=()):
        """Return what the lead gets at every address if the members share LEVELS and have HISTORIES.

        ASKS are the requests for help, which the lead sees: places of a member and of a topic, and how many days ago.
        WORKS is what the lead sees of what they have shown: place of a member, item, how many days ago, and the answer.
        """
        with transaction.atomic():
            for member, level, history in zip(self.members, levels, histories, strict=True):
                self.write(member, level, history)
            for member, topic, ago in asks:
                own = Membership.objects.get(user=self.members[member], team=self.team)
                since = TODAY - timedelta(days=ago)
                HelpRequest.objects.create(membership=own, topic=self.topics[topic], text="Please", since=since)
            for member, item, ago, verb in works:
                self.write_entry(self.members[member], item, "attached", "Look", NOW - timedelta(days=ago))
                if verb:
                    self.write_entry(self.members[member], item, verb, "Why?")
            found = {}
            for method, path in self.asked:
                found[method, path] = self.answer(self.client.generic(method, path))
            transaction.set_rollback(True)
        return found

    def answer(self, response):
        headers = {name: value for name, value in response.headers.items() if name not in RANDOM_HEADERS}
        return response.status_code, headers, RANDOM.sub(b"", response.content)

    def write(self, member, level, history):
        own = Membership.objects.get(user=member, team=self.team)
        # Who shares nothing may also share much, but not on this roadmap.
        shares = "items" if level == "nothing" and history.extras else level
        Membership.objects.filter(pk=own.pk).update(shares=shares, chosen_at=NOW, joined_at=self.moment(history.ticked))
        if level != "nothing":
            own.roadmaps.add(self.roadmap)
        dismissed_at = NOW if history.extras else None
        Word.objects.create(membership=own, lead=self.lead, text="Go on", sent_at=NOW, dismissed_at=dismissed_at)
        Membership.objects.filter(pk=own.pk).update(words_by_mail=history.extras)
        User.objects.filter(pk=member.pk).update(
            time_zone=history.zone, email=f"{history.word}-{member.pk}@example.org", hours_a_week=len(history.word)
        )
        self.write_progress(member, history)
        self.write_hidden(member, history)
        for first, last in history.pauses:
            Pause.objects.create(user=member, first_day=first, last_day=last, reason=history.word)
        if history.extras:
            self.write_extras(member, history)

    def write_progress(self, member, history):
        at = self.moment(history.ticked)
        Completion.objects.bulk_create(Completion(user=member, item_id=item, done_at=at) for item in history.done)
        Skip.objects.bulk_create(Skip(user=member, topic_id=topic) for topic in history.skipped)
        item = self.items[self.topics[0].pk][0]
        days = [*history.others, *([history.ticked] if history.ticked else [])]
        Activity.objects.bulk_create(
            Activity(user=member, verb="ticked", topic_id=item.topic_id, item=item, on=on) for on in days
        )

    def write_hidden(self, member, history):
        """Write what the lead sees nothing of: shown to another team, withdrawn, or of an item that is not done."""
        for item in [item for own in self.items.values() for item in own][: 2 * len(history.word) - 8]:
            self.write_entry(member, item.pk, "attached", f"secret {history.word}", team=self.other)
            self.write_entry(member, item.pk, "attached", f"secret {history.word}")
            if item.pk in history.done:
                self.write_entry(member, item.pk, "withdrawn")

    def write_entry(self, member, item, verb, text="", at=NOW, team=None):
        team, by = team or self.team, self.lead if verb in ("confirmed", "given_back") else member
        SignOff.objects.create(
            member=member, item_id=item, team=team, team_name=team.name, verb=verb, by=by, text=text, at=at
        )

    def write_extras(self, member, history):
        topic, item = self.elsewhere, self.elsewhere.items.first()
        Completion.objects.create(user=member, item=item)
        for about in (self.topics[1], topic):
            Note.objects.create(user=member, topic=about, body=f"secret {history.word}", **derive(history.word))
            Activity.objects.create(user=member, verb="noted", topic=about, on=TODAY)
        Activity.objects.create(user=member, verb="ticked", topic=topic, item=item, on=TODAY)
        for roadmap in (self.roadmap, topic.stage.roadmap):
            Enrolment.objects.create(user=member, roadmap=roadmap, started_on="2026-01-05", hours_per_week=7)
        days = dict.fromkeys(("week", "made_on", "low", "likely", "high"), TODAY)
        Forecast.objects.create(user=member, roadmap=self.roadmap, inputs={}, **days)
        ResourceState.objects.create(user=member, resource=self.book, state="reading")
        Reminder.objects.create(user=member, is_on=True, next_at=NOW)
        StudySlot.objects.create(user=member, weekday=2, starts_at="18:30", minutes=45)
        other = Membership.objects.create(user=member, team=self.other, shares="items", chosen_at=NOW)
        Word.objects.create(membership=other, text=f"secret {history.word}")
        HelpRequest.objects.create(membership=other, topic=self.topics[0], text=f"secret {history.word}", since=TODAY)
        AccessRecord.objects.create(member=member, team=self.other, team_name="Other", view="list", day=TODAY)

    def moment(self, day):
        return datetime.combine(day or TODAY, NOW.time(), UTC)

    def histories(self, draw, level):
        """Return two histories that agree in what LEVEL shows of them."""
        if level == "nothing":
            return [self.history(draw, self.any_done(draw), self.any_skips(draw), draw(st.none() | DAYS)) for _ in "ab"]
        skips, done = [self.any_skips(draw)], [self.any_done(draw)]
        if level == "items":
            skips, done = skips * 2, done * 2
        else:
            swapped = draw(st.booleans())
            skips.append(self.swapped(skips[0]) if swapped else skips[0])
            done.append(self.same_counts(draw, done[0], skips[0], skips[1]))
        week = draw(st.none() | WEEKS)
        is_paused = draw(st.booleans())
        both = []
        for own_done, own_skips in zip(done, skips, strict=True):
            day = week and min(week + timedelta(days=draw(st.integers(0, 6))), TODAY)
            both.append(self.history(draw, own_done, own_skips, day, is_paused))
        return both

    def history(self, draw, done, skips, ticked, is_paused=None):
        past = st.dates(date(2026, 1, 1), TODAY - timedelta(days=1))
        pauses = [(day, day) for day in draw(st.sets(past, max_size=2))]
        if is_paused is None:
            is_paused = draw(st.booleans())
        if is_paused:
            pauses.append((TODAY, draw(st.none() | st.dates(TODAY, date(2026, 9, 1)))))
        others = draw(st.sets(st.dates(date(2025, 1, 1), ticked), max_size=3)) if ticked else ()
        word = draw(st.sampled_from(["kite", "lantern", "mango"]))
        zone = draw(st.sampled_from(["", "Asia/Tokyo", "Pacific/Pago_Pago"]))
        return History(done, skips, ticked, tuple(sorted(others)), tuple(pauses), word, zone, draw(st.booleans()))

    def shown(self, pairs, works):
        """Return WORKS with the items that both histories of the member have done, each item once."""
        found = {}
        for member, place, ago, verb in works:
            if items := sorted(pairs[member][0].done & pairs[member][1].done):
                item = items[place % len(items)]
                found[member, item] = (member, item, ago, verb)
        return list(found.values())

    def any_done(self, draw):
        return draw(st.frozensets(st.sampled_from([item.pk for own in self.items.values() for item in own])))

    def any_skips(self, draw):
        return draw(st.frozensets(st.sampled_from([topic.pk for topic in self.topics]), max_size=2))

    def swapped(self, skips):
        """Return SKIPS with the two topics of each stage, which have as many items each, in each other's place."""
        place = {topic.pk: self.topics[number ^ 1].pk for number, topic in enumerate(self.topics)}
        return frozenset(place[topic] for topic in skips)

    def same_counts(self, draw, done, skips, other_skips):
        """Return items by which as many are done of each stage, where OTHER_SKIPS takes the place of SKIPS."""
        chosen = set()
        for stage in (self.topics[:2], self.topics[2:]):
            for retired in (False, True):
                before, after = (self.counting(stage, skipped, retired) for skipped in (skips, other_skips))
                chosen |= set(draw(st.permutations(after))[: len(done & set(before))])
            for topic in stage:
                if topic.pk in other_skips and draw(st.booleans()):
                    chosen |= {item.pk for item in self.items[topic.pk]}
        return frozenset(chosen)

    def counting(self, stage, skips, retired):
        own = (self.items[topic.pk] for topic in stage if topic.pk not in skips)
        return [item.pk for items in own for item in items if item.retired == retired]
