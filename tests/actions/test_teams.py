"""Teams: joining, leaving, and that nothing is shared but by the member's own choice."""

import pytest

from roadmap_app.actions.access_records import forget_old_access, record_access
from roadmap_app.actions.help_requests import ask_for_help
from roadmap_app.actions.invitations import accept, invite
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.sign_offs import show_item
from roadmap_app.actions.teams import (
    NotAMember,
    change_team,
    end_team,
    follow_team_groups,
    join,
    leave,
    make_team,
    renew_link,
    set_lead,
    set_shares,
)
from roadmap_app.models import AccessRecord, AuditEvent, Departure, HelpRequest, Membership, SignOff, Team, User
from tests.concurrency import several_writers, together
from tests.makers import make_item, make_roadmap, make_team_with, make_topic, make_user

pytestmark = pytest.mark.django_db


def flag(user):
    return User.objects.get(pk=user.pk).is_in_team


def change(team, roadmaps):
    change_team(team=team, name=team.name, roadmaps=roadmaps, first_day=None, hours_a_week=None)


def test_joining_shares_nothing_and_twice_is_once(learner):
    team = make_team_with()
    assert join(team=team, user=learner) == join(team=team, user=learner)
    own = Membership.objects.get(user=learner)
    assert (own.role, own.shares, own.chosen_at, list(own.roadmaps.all())) == ("member", "nothing", None, [])
    assert flag(learner)


def test_what_is_shared_covers_the_roadmaps_that_are_followed_at_the_choice(learner):
    first, later = make_roadmap(), make_roadmap()
    team = make_team_with(roadmaps=[first])
    own = join(team=team, user=learner)
    set_shares(membership=own, shares="progress")
    assert (own.shares, list(own.roadmaps.all())) == ("progress", [first])
    change(team, [first, later])
    assert list(own.roadmaps.all()) == [first]
    set_shares(membership=own, shares="progress")
    assert set(own.roadmaps.all()) == {first, later}
    change(team, [later])
    change(team, [first, later])  # what was dropped is shared no longer when it comes back
    assert list(own.roadmaps.all()) == [later]
    set_shares(membership=own, shares="nothing")
    assert not own.roadmaps.exists()


@several_writers
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(6))
def test_a_choice_covers_nothing_that_is_dropped_at_the_same_moment(round_):
    team = make_team_with(roadmaps=[make_roadmap()])
    own = join(team=team, user=make_user())
    together(lambda: set_shares(membership=own, shares="items"), lambda: change(team, []))
    assert not own.roadmaps.exists()


@several_writers
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(6))
@pytest.mark.parametrize("what", ["help", "item"])
def test_nothing_is_asked_or_shown_on_what_is_dropped_at_the_same_moment(what, round_):
    item = make_item(make_topic(), sign_off=True)
    team, user = make_team_with(roadmaps=[item.topic.roadmap]), make_user()
    own = [join(team=team, user=user)]
    set_item(user=user, item=item, done=True)
    how = {
        "help": lambda: ask_for_help(user=user, topic=item.topic, memberships=own),
        "item": lambda: show_item(user=user, item=item, memberships=own, text="My rope"),
    }[what]
    together(how, lambda: change(team, []))
    last = SignOff.objects.order_by("pk").last()
    assert not HelpRequest.objects.exists() and (not last or last.verb == "withdrawn")


def test_a_choice_covers_no_draft(learner):
    shown, draft = make_roadmap(), make_roadmap(is_published=False)
    own = join(team=make_team_with(roadmaps=[shown, draft]), user=learner)
    set_shares(membership=own, shares="items")
    assert list(own.roadmaps.all()) == [shown]


def test_leaving_ends_what_was_shared_and_coming_back_begins_with_nothing(learner):
    team = make_team_with()
    own = join(team=team, user=learner)
    set_shares(membership=own, shares="items")
    assert leave(membership=own, by=learner) and not leave(membership=own, by=learner)
    assert not flag(learner) and Departure.objects.filter(user=learner, team=team).exists()
    with pytest.raises(NotAMember):
        set_shares(membership=own, shares="items")
    again = join(team=team, user=learner)
    assert again.shares == "nothing" and again.ref != own.ref
    assert not Departure.objects.exists()


def test_who_is_in_two_teams_stays_in_one(learner):
    first, second = make_team_with(), make_team_with()
    own = join(team=first, user=learner)
    join(team=second, user=learner)
    leave(membership=own, by=learner)
    assert flag(learner)
    end_team(team=second, by=make_user())
    assert not flag(learner) and not Team.objects.filter(pk=second.pk).exists()


def test_a_lead_shares_nothing_and_starts_afresh_as_a_member(learner):
    team, owner = make_team_with(), make_user()
    own = join(team=team, user=learner)
    set_shares(membership=own, shares="items")
    assert set_lead(membership=own, by=owner, leads=True) and not set_lead(membership=own, by=owner, leads=True)
    assert (own.role, own.shares, own.chosen_at) == ("lead", "nothing", None)
    with pytest.raises(NotAMember):
        set_shares(membership=own, shares="progress")
    assert set_lead(membership=own, by=owner, leads=False)
    assert (own.role, own.shares) == ("member", "nothing")
    verbs = AuditEvent.objects.filter(subject=learner).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["lead_added", "lead_removed"]


def test_a_maker_leads_the_team_if_they_want(learner):
    roadmap = make_roadmap()
    team = make_team(by=learner, name="Daten & Züge", roadmaps=[roadmap], leads=True)
    assert Membership.objects.get(team=team).is_lead and list(team.roadmaps.all()) == [roadmap]
    assert team.slug.startswith("daten-zuge-") and make_team(by=learner, name="数据").slug.startswith("team-")
    assert make_team(by=make_user(), name="数据").memberships.count() == 0


def test_a_form_sent_twice_makes_one_team(learner):
    assert make_team(by=learner, name="Data") == make_team(by=learner, name="Data")
    assert make_team(by=learner, name="Web") != make_team(by=make_user(), name="Web")


def test_a_renewed_link_ends_the_one_before():
    team = make_team_with()
    before = team.token
    assert Team.of_token(before) == team
    renew_link(team=team)
    assert Team.of_token(before) is None and Team.of_token(team.token) == team
    assert Team.of_token(f"{before}x") is None and Team.of_token("") is None


def test_an_invitation_carries_a_team(learner):
    team, owner = make_team_with(), make_user(is_superuser=True, is_staff=True)
    _, token = invite(by=owner, role="learner", team=team)
    new = accept(token=token, email="new@example.org", password="correct horse 9")
    own = Membership.objects.get(user=new)
    assert (own.team, own.role, own.shares, flag(new)) == (team, "member", "nothing", True)


def test_groups_of_single_sign_on_give_and_take_teams(learner):
    given, chosen = make_team_with(), make_team_with()
    teams = [("data", given.slug), ("staff", given.slug), ("all", chosen.slug), ("gone", "no-such-team")]

    def signed_in(*groups):
        assert follow_team_groups(user=learner, groups=groups, teams=teams) == ["no-such-team"]
        return set(Membership.objects.filter(user=learner).values_list("team__slug", flat=True))

    join(team=chosen, user=learner)
    assert signed_in("data", "gone") == {given.slug, chosen.slug}
    assert Membership.objects.get(team=given).shares == "nothing"
    set_shares(membership=Membership.objects.get(team=given), shares="items")
    assert signed_in("staff") == {given.slug, chosen.slug}
    assert Membership.objects.get(team=given).shares == "items"
    assert signed_in() == {chosen.slug}  # of their own choice, so it stays
    assert signed_in("data") == {given.slug, chosen.slug}
    leave(membership=Membership.objects.get(team=given), by=learner)
    assert signed_in("data") == {chosen.slug}


def test_an_access_is_recorded_once_a_day_for_each_lead_member_and_view(learner, time_machine):
    team, lead, other = make_team_with(), make_user(), make_user()
    time_machine.move_to("2026-05-03T10:00Z", tick=False)
    for view in ("list", "list", "csv"):
        record_access(lead=lead, team=team, members=[learner.pk, other.pk], view=view)
    time_machine.move_to("2026-05-04T00:00Z", tick=False)
    record_access(lead=lead, team=team, members=[learner.pk], view="list")
    own = AccessRecord.objects.filter(member=learner).order_by("pk")
    assert [(row.view, row.day.day) for row in own] == [("list", 3), ("csv", 3), ("list", 4)]
    end_team(team=team, by=other)
    lead.delete()
    left = AccessRecord.objects.filter(member=learner).values_list("lead", "team", "team_name")
    assert list(left) == [(None, None, team.name)] * 3
    assert forget_old_access() == 0
    time_machine.move_to("2027-05-05T12:00Z", tick=False)
    assert forget_old_access() == 5 and not AccessRecord.objects.exists()
