"""Every address of a team × everybody who could want to open it × every method."""

from datetime import UTC
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from roadmap_app.domain.sign_offs import Entry, Verb
from roadmap_app.models import AccessRecord, Item, Membership, SignOff, Team
from tests.makers import make_team_with, make_user
from tests.permissions.world import World

PEOPLE = ("visitor", "learner", "other_member", "other_lead", "fellow", "lead", "editor", "owner")
SHORT = {".": "missing", "goes": "elsewhere"}
FORM = "application/x-www-form-urlencoded"
# The path, the method, what is sent, and what each of PEOPLE gets: "." is missing, "goes" is a redirect elsewhere. The
# learner and the fellow are members of the team; "other" means another team.
TABLE = """
/teams/ | GET | | login page page page page page page page
/teams/TEAM/ | GET | | login . . . . page . .
/teams/TEAM/ | POST | | method method method method method method method method
/teams/TEAM/csv/ | GET | | login . . . . page . .
/teams/TEAM/members/MEMBER/ | GET | | login page . . . page . .
/teams/TEAM/members/LEAD/ | GET | | login . . . . . . .
/teams/OTHER/members/MEMBER/ | GET | | login . . . . . . .
/teams/TEAM/consent/ | POST | shares=items | login goes . . goes conflict . .
/teams/TEAM/consent/ | POST | shares=all | login refused . . refused refused . .
/teams/TEAM/leaving/ | POST | | login goes . . goes goes . .
/teams/joining/TOKEN/ | GET | | login goes page page goes goes page page
/teams/joining/TOKEN/ | POST | shares=progress | login goes goes goes goes goes goes goes
/topics/TOPIC/help/ | GET | | login page . . page . . .
/topics/TOPIC/help/ | POST | text=Please | login goes . . goes . . .
/topics/TOPIC/help/ | POST | text=LONG | login refused . . refused . . .
/topics/TOPIC/help/removal/ | POST | | login goes goes goes goes goes goes goes
/items/ITEM/sign-off/ | GET | | login page . . page . . .
/items/ITEM/sign-off/ | POST | text=Look | login goes . . conflict . . .
/items/ITEM/sign-off/ | POST | link=javascript:alert(1) | login refused . . refused . . .
/items/ITEM/sign-off/removal/ | POST | | login goes . . goes . . .
/teams/TEAM/sign-offs/ | GET | | login . . . . page . .
/teams/TEAM/sign-offs/ | POST | member=MEMBER&item=ITEM&digest=DIGEST&verb=confirmed | login . . . . goes . .
/teams/TEAM/sign-offs/ | POST | member=MEMBER&item=ITEM&digest=DIGEST&verb=given_back | login . . . . refused . .
/teams/TEAM/sign-offs/ | POST | member=MEMBER&item=ITEM&digest=other&verb=confirmed | login . . . . conflict . .
/teams/TEAM/sign-offs/ | POST | member=LEAD&item=ITEM&digest=DIGEST&verb=confirmed | login . . . . . . .
/teams/OTHER/sign-offs/ | GET | | login . . page . . . .
/teams/OTHER/sign-offs/ | POST | member=MEMBER&item=ITEM&digest=DIGEST&verb=confirmed | login . . . . . . .
/teams/TEAM/members/MEMBER/words/ | GET | | login . . . . page . .
/teams/TEAM/members/MEMBER/words/ | POST | text=Well+done | login . . . . goes . .
/teams/OTHER/members/MEMBER/words/ | POST | text=Well+done | login . . . . . . .
/teams/TEAM/members/LEAD/words/ | POST | text=Well+done | login . . . . . . .
/teams/TEAM/mail/ | POST | state=on | login goes . . goes goes . .
/teams/TEAM/mail/ | POST | state=perhaps | login refused . . refused refused . .
/words/WORD/dismissal/ | POST | | login goes . . . . . .
/manage/teams/ | GET | | login . . . . . . page
/manage/teams/new/ | GET | | login . . . . . . page
/manage/teams/TEAM/ | GET | | login . . . . page . page
/manage/teams/TEAM/ | POST | name=New | login . . . . goes . goes
/manage/teams/TEAM/people/ | POST | email=owner@example.org&role=lead | login . . . . . . goes
/manage/teams/TEAM/people/MEMBER/lead/ | POST | state=lead | login . . . . goes . goes
/manage/teams/OTHER/people/MEMBER/lead/ | POST | state=lead | login . . . . . . .
/manage/teams/TEAM/people/MEMBER/removal/ | POST | | login . . . . goes . goes
/manage/teams/TEAM/link/ | POST | | login . . . . goes . goes
/manage/teams/TEAM/ending/ | POST | confirmed=on | login . . . . goes . goes
"""


class TeamWorld(World):
    """The learner's team has a lead and another member; there is another team with a lead and a member."""

    def __init__(self):
        super().__init__()
        Item.objects.update(sign_off=True)
        self.team = Team.objects.get(slug=self.samples["team"])
        people = {name: make_user(f"{name}@example.org") for name in ("lead", "fellow", "other_lead", "other_member")}
        self.lead = self._add(people["lead"], "lead")
        self._add(people["fellow"], "member")
        # The lead has opened the page today, so that it is not recorded again.
        fields = {"team": self.team, "team_name": "T", "view": "work", "day": timezone.now().astimezone(UTC).date()}
        AccessRecord.objects.create(member=self.learner, lead=people["lead"], **fields)
        self.other = make_team_with(leads=[people["other_lead"]], members=[people["other_member"]])
        self.people |= people
        self.cookies |= {name: self._cookies_of(user) for name, user in people.items()}

    def _add(self, user, role):
        type(user).objects.filter(pk=user.pk).update(is_in_team=True)
        return Membership.objects.create(team=self.team, user=user, role=role)

    def place(self, path):
        """Return PATH with the names of this world."""
        names = {"TEAM": self.team.slug, "OTHER": self.other.slug, "MEMBER": self.samples["member"]}
        shown = Entry(Verb.ATTACHED, timezone.now(), text=SignOff.objects.get().text)
        names |= {"ITEM": str(self.samples["item_id"]), "DIGEST": shown.digest}
        names |= {"TOPIC": str(self.samples["topic_id"]), "LONG": "x" * 301, "WORD": str(self.samples["word_id"])}
        for name, value in (names | {"LEAD": self.lead.ref, "TOKEN": self.team.token}).items():
            path = path.replace(name, value)
        return path


@pytest.mark.django_db
def test_every_response_is_the_one_in_the_table():
    world, wrong = TeamWorld(), []
    for line in TABLE.strip().splitlines():
        path, method, sent, words = (cell.strip() for cell in line.split("|"))
        for person, short in zip(PEOPLE, words.split(), strict=True):
            expected = SHORT.get(short, short)
            for each in (method, "HEAD") if method == "GET" else (method,):
                outcome = world.send(
                    person, each, world.place(path), data=world.place(sent).encode(), content_type=FORM
                )
                if outcome.word != expected:
                    wrong.append(f"{each} {path} {sent} as {person}: {outcome.word}, not {expected}")
                if outcome.wrote and outcome.word in ("missing", "login", "refused", "method"):
                    wrong.append(f"{each} {path} as {person} wrote something")
        for method in ("PUT", "PATCH", "DELETE"):
            if (word := world.send("lead", method, world.place(path)).word) != "method":
                wrong.append(f"{method} {path}: {word}")
    assert wrong == []


@pytest.mark.django_db
def test_nobody_but_the_learner_raises_what_they_share():
    world = TeamWorld()
    own = Membership.objects.filter(ref=world.samples["member"])
    own.update(shares="nothing", chosen_at=None)
    fields = {
        "shares": "items",
        "chosen_at": "2026-01-05",
        "role": "member",
        "email": "learner@example.org",
        "name": "N",
    }
    fields |= {"state": "member", "roadmaps": world.team.roadmaps.get().pk}
    paths = {line.split("|")[0].strip() for line in TABLE.strip().splitlines()}
    raised = []

    def shares():
        return own.values_list("shares", flat=True).first()

    for person in PEOPLE:
        for path in sorted(paths):
            options = {"data": urlencode(fields).encode(), "content_type": FORM}
            outcome = world.send(
                person, "POST", world.place(path), own.values_list("shares", flat=True).first, **options
            )
            raised += [(person, path)] if outcome.observed not in ("nothing", None) else []
    assert raised == [("learner", "/teams/TEAM/consent/")]


@pytest.mark.django_db
def test_what_a_lead_opens_is_recorded_and_nothing_else():
    world = TeamWorld()
    AccessRecord.objects.all().delete()

    def views():
        return sorted(AccessRecord.objects.filter(member=world.learner).values_list("view", flat=True))

    for person, path, expected in (
        ("lead", "/teams/TEAM/", ["list"]),
        ("lead", "/teams/TEAM/?q=nobody", ["list"]),
        ("lead", "/teams/TEAM/csv/", ["csv"]),
        ("lead", "/teams/TEAM/members/MEMBER/", ["page"]),
        ("lead", "/teams/TEAM/sign-offs/", ["work"]),
        ("learner", "/teams/TEAM/members/MEMBER/", []),
        ("learner", "/teams/", []),
        ("owner", "/manage/teams/TEAM/", []),
        ("other_lead", "/teams/TEAM/", []),
    ):
        assert world.send(person, "GET", world.place(path), views).observed == expected, path
