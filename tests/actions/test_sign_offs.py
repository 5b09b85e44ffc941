"""Showing an item to the leads of one's teams, and their answers: entries are added, and what each of them sees."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from roadmap_app.actions import sign_offs as act
from roadmap_app.actions.deletion import delete_account
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.sign_offs import AnsweredBefore, NotShown, NotTicked, ShownAnew, TooManyEntries
from roadmap_app.actions.teams import change_team, end_team, join, leave, set_lead, set_shares
from roadmap_app.models import Item, Membership, SignOff, Stage, Topic, User
from roadmap_app.models.sign_offs import MOST_A_DAY
from roadmap_app.queries.sign_offs import answered_work, marked_on, new_answers, open_work, read_own, read_work
from roadmap_app.queries.teams import followed
from tests.concurrency import several_writers, together
from tests.makers import make_roadmap, make_team_with, make_topic, make_user
from tests.snapshots import forget_trees

LINK = "https://example.org/work"


class Crew:
    """A learner who has ticked an item that is to be shown to somebody, in a team with two leads."""

    def __init__(self):
        self.topic = make_topic(items=2)
        self.topic.items.update(sign_off=True)
        self.item = self.topic.items.first()
        self.leads = [make_user(name="Ada"), make_user(name="Bo")]
        self.team = make_team_with(name="Crew", leads=self.leads, roadmaps=[self.topic.roadmap])
        self.own = join(team=self.team, user=make_user(name="Grace"))
        self.learner = User.objects.get(pk=self.own.user_id)
        set_item(user=self.learner, item=self.item, done=True)

    def show(self, *, item=None, memberships=None, text="Look", **fields):
        chosen = [self.own] if memberships is None else memberships
        return act.show_item(user=self.learner, item=item or self.item, memberships=chosen, text=text, **fields)

    def answer(self, verb, *, by=0, reason="", work=None):
        seen = work or self.seen()[0]
        return act.answer_work(
            by=self.leads[by],
            membership=Membership.objects.select_related("team", "user").get(ref=seen.ref),
            item_id=seen.item.id,
            verb=verb,
            digest=seen.state.evidence.digest,
            reason=reason,
        )

    def seen(self, team=None, way=open_work):
        """Return what the leads of the team see."""
        team = team or self.team
        marked = marked_on(followed(team))
        return read_work(team, way(team, marked.keys()), marked=marked)[0]

    def state(self):
        return read_own(self.learner, [self.item.pk], [self.own])[self.item.pk].threads[0].state

    def verbs(self):
        return list(SignOff.objects.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def crew(db):
    return Crew()


def test_it_is_attached_given_back_attached_again_confirmed_and_taken_back(crew):
    crew.show(link=LINK)
    [work] = crew.seen()
    assert (work.name, work.item.title, work.topic.title) == ("Grace", crew.item.title, crew.topic.title)
    assert (work.state.evidence.text, work.state.evidence.link, work.state.answer) == ("Look", LINK, None)
    crew.answer("given_back", reason="Which one?")
    assert crew.seen() == [] and [each.state.answer.text for each in crew.seen(way=answered_work)] == ["Which one?"]
    assert crew.state().is_given_back and crew.state().answer.by == "Ada"
    crew.show(text="This one")
    crew.answer("confirmed", by=1)
    assert crew.state().is_confirmed and crew.state().answer.by == "Bo"
    [answered] = crew.seen(way=answered_work)
    crew.answer("taken_back", work=answered)
    assert crew.state().is_open and [each.state.evidence.text for each in crew.seen()] == ["This one"]
    assert crew.verbs() == ["attached", "given_back", "attached", "confirmed", "taken_back"]


def test_each_is_set_and_a_repetition_adds_nothing(crew):
    for _ in range(2):
        crew.show()
    work = crew.seen()[0]
    for verb, reason in (("given_back", "Why?"), ("taken_back", ""), ("confirmed", "")):
        for _ in range(2):
            crew.answer(verb, reason=reason, work=work)
    assert crew.verbs() == ["attached", "given_back", "taken_back", "confirmed"]
    assert [act.withdraw_item(user=crew.learner, item_id=crew.item.pk) for _ in range(2)] == [True, False]
    assert crew.state().is_confirmed and crew.seen(way=answered_work) == []
    # What is confirmed is not shown again.
    crew.show(text="More")
    assert crew.verbs()[4:] == ["withdrawn"]


def test_what_was_given_back_can_be_shown_again_as_it_is(crew):
    crew.show()
    crew.answer("given_back", reason="Why?")
    crew.show()
    assert crew.verbs() == ["attached", "given_back", "attached"]


def test_another_answer_or_other_evidence_is_not_answered(crew):
    crew.show()
    work = crew.seen()[0]
    crew.show(text="Something else")
    with pytest.raises(ShownAnew):
        crew.answer("confirmed", work=work)
    crew.answer("given_back", reason="Why?")
    for by, verb, reason in ((1, "confirmed", ""), (1, "given_back", "Why?"), (0, "given_back", "Really?")):
        with pytest.raises(AnsweredBefore) as found:
            crew.answer(verb, by=by, reason=reason, work=crew.seen(way=answered_work)[0])
        assert (found.value.answer.by, found.value.answer.text) == ("Ada", "Why?")
    assert crew.verbs() == ["attached", "attached", "given_back"]


def test_it_is_shown_to_the_chosen_teams_that_follow_the_roadmap_and_to_no_other(crew):
    second = join(team=make_team_with(leads=[make_user()], roadmaps=[crew.topic.roadmap]), user=crew.learner)
    elsewhere = join(team=make_team_with(roadmaps=[make_roadmap()]), user=crew.learner)
    of_others = join(team=crew.team, user=make_user())
    crew.show(memberships=[second, elsewhere, of_others])
    assert crew.seen() == [] and len(crew.seen(second.team)) == 1 and SignOff.objects.count() == 1
    crew.show(memberships=[crew.own])
    assert len(crew.seen()) == 1 and crew.seen(second.team) == []
    crew.show(memberships=[])
    assert crew.seen() == [] and crew.verbs() == ["attached", "attached", "withdrawn", "withdrawn"]


def test_a_lead_of_another_team_or_of_none_answers_nothing(crew):
    crew.show()
    work = crew.seen()[0]
    other = make_team_with(leads=[make_user()], roadmaps=[crew.topic.roadmap])
    own = Membership.objects.get(team=crew.team, user=crew.leads[1])
    set_lead(membership=own, by=None, leads=False)
    crew.leads[0] = other.memberships.get().user
    for by in (0, 1):
        with pytest.raises(NotShown):
            crew.answer("confirmed", by=by, work=work)
    assert crew.verbs() == ["attached"]


ENDINGS = {
    "leaves": lambda crew: leave(membership=crew.own, by=crew.learner),
    "leads": lambda crew: set_lead(membership=crew.own, by=None, leads=True),
    "not followed": lambda crew: change_team(team=crew.team, name="T", roadmaps=[], first_day=None, hours_a_week=None),
    "withdrawn": lambda crew: act.withdraw_item(user=crew.learner, item_id=crew.item.pk),
    "ended": lambda crew: end_team(team=crew.team, by=crew.leads[0]),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_shown_ends_and_does_not_come_back(crew, ending):
    set_shares(membership=crew.own, shares="nothing")
    for item in crew.topic.items.all():
        set_item(user=crew.learner, item=item, done=True)
        crew.show(item=item)
    work, other = crew.seen()
    crew.answer("confirmed", work=work)
    ENDINGS[ending](crew)
    shown = [other.item.id] if ending == "withdrawn" else []
    assert [each.item.id for way in (open_work, answered_work) for each in crew.seen(way=way)] == shown
    with pytest.raises((NotShown, Membership.DoesNotExist)):
        crew.answer("taken_back", work=work)
    # The confirmation stays with the learner.
    [thread] = read_own(crew.learner, [crew.item.pk], [])[crew.item.pk].threads
    assert thread.state.is_confirmed and thread.state.evidence is None and thread.team == "Crew"
    if ending == "not followed":
        roadmaps = [crew.topic.roadmap]
        change_team(team=crew.team, name="T", roadmaps=roadmaps, first_day=None, hours_a_week=None)
    elif ending == "leaves":
        crew.own = join(team=crew.team, user=crew.learner)
    elif ending == "leads":
        set_lead(membership=crew.own, by=None, leads=False)
    assert [each.item.id for way in (open_work, answered_work) for each in crew.seen(way=way)] == shown


HIDDEN = {
    "unticked": lambda crew: set_item(user=crew.learner, item=crew.item, done=False),
    "disabled": lambda crew: User.objects.filter(pk=crew.learner.pk).update(is_active=False),
    "leaving": lambda crew: User.objects.filter(pk=crew.learner.pk).update(deletion_asked_at=timezone.now()),
    "mark removed": lambda crew: Item.objects.update(sign_off=False),
    "retired": lambda crew: Item.objects.update(retired=True),
    "topic retired": lambda crew: Topic.objects.update(retired=True),
    "stage retired": lambda crew: Stage.objects.update(retired=True),
    "draft": lambda crew: type(crew.topic.roadmap).objects.update(is_published=False),
    "moved": lambda crew: Item.objects.update(topic=make_topic()),
}


@pytest.mark.parametrize("reason", HIDDEN)
def test_leads_see_nothing_of_it_meanwhile_and_the_entries_stay(crew, reason):
    crew.show()
    work = crew.seen()[0]
    HIDDEN[reason](crew)
    forget_trees()
    assert crew.seen() == []
    with pytest.raises(NotShown):
        crew.answer("confirmed", work=work)
    assert crew.verbs() == ["attached"]
    if reason == "unticked":
        set_item(user=crew.learner, item=crew.item, done=True)
        assert len(crew.seen()) == 1


def test_only_what_is_ticked_and_marked_can_be_shown_so_often_a_day(crew, monkeypatch):
    with pytest.raises(NotTicked):
        crew.show(item=crew.topic.items.last())
    Item.objects.update(sign_off=False)
    crew.show(item=Item.objects.get(pk=crew.item.pk))
    assert crew.verbs() == []
    row = SignOff(member=crew.learner, item=crew.item, team_name="T", verb="attached", text="x")
    SignOff.objects.bulk_create([row] + [SignOff(**_fields(row)) for _ in range(MOST_A_DAY - 2)])
    crew.show()
    with pytest.raises(TooManyEntries):
        crew.show(text="More")
    SignOff.objects.update(at=timezone.now() - timedelta(hours=25))
    crew.show(text="More")


def _fields(row):
    return {name: getattr(row, name) for name in ("member", "item", "team_name", "verb", "text")}


def test_the_answer_outlives_the_lead_and_nothing_outlives_the_member(crew):
    crew.show()
    crew.answer("confirmed")
    assert [row.by.name for row in new_answers(crew.learner)] == ["Ada"]
    with pytest.raises(ProtectedError):
        crew.item.delete()
    delete_account(user=crew.leads[0], by=None)
    assert crew.state().is_confirmed and crew.state().answer.by == ""
    delete_account(user=crew.learner, by=None)
    assert not SignOff.objects.exists()


@several_writers
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_the_second_of_two_leads_sees_what_the_first_did(round_):
    crew = Crew()
    crew.show()
    work = crew.seen()[0]
    verbs = (("confirmed", ""), ("confirmed" if round_ % 2 else "given_back", "" if round_ % 2 else "Why?"))
    ways = [partial(crew.answer, verb, by=by, reason=reason, work=work) for by, (verb, reason) in enumerate(verbs)]
    found = together(*ways, catch=AnsweredBefore)
    [late] = [each for each in found if isinstance(each, AnsweredBefore)]
    assert len(crew.verbs()) == 2 and late.answer.verb == crew.verbs()[1] == crew.state().answer.verb


@several_writers
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_what_is_left_or_withdrawn_meanwhile_is_not_answered_after(round_):
    crew = Crew()
    crew.show()
    work = crew.seen()[0]
    end = ENDINGS["leaves" if round_ % 2 else "withdrawn"]
    together(
        partial(end, crew), partial(crew.answer, "confirmed", work=work), catch=(NotShown, Membership.DoesNotExist)
    )
    assert crew.verbs()[-1] == "withdrawn" and crew.state().evidence is None
