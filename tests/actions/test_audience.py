"""Setting for which teams a roadmap is."""

import pytest

from roadmap_app.actions.audience import (
    KEPT_FOR_OTHERS,
    NEEDS_A_TEAM,
    NEEDS_ONES_OWN,
    AudienceRefused,
    set_audience,
)
from roadmap_app.actions.teams import end_team
from roadmap_app.models import AuditEvent, Roadmap, User
from tests.makers import make_editor, make_roadmap, make_team_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def editor():
    return make_editor()


@pytest.fixture
def crew(editor):
    return make_team_with(members=[editor], name="Crew", slug="crew")


@pytest.fixture
def deck():
    return make_team_with(name="Deck", slug="deck")


def audience(roadmap):
    """Return the slugs of the teams that ROADMAP is for; None for everybody."""
    stored = Roadmap.objects.get(pk=roadmap.pk)
    return set(stored.teams.values_list("slug", flat=True)) if stored.teams_only else None


def test_an_owner_sets_any_teams_and_opens_it_again(owner, crew, deck):
    roadmap = make_roadmap("r", version=7)
    for _ in range(2):
        set_audience(roadmap=roadmap, by=owner, team_ids=[crew.pk, deck.pk])
    assert audience(roadmap) == {"crew", "deck"}
    set_audience(roadmap=roadmap, by=owner, team_ids=[deck.pk])
    assert audience(roadmap) == {"deck"}
    set_audience(roadmap=roadmap, by=owner, team_ids=None)
    assert audience(roadmap) is None and not roadmap.teams.exists()
    # Once for each change, however often it is sent; and nothing in the history of the content.
    events = AuditEvent.objects.filter(verb="audience_set", actor=owner).order_by("pk")
    assert [event.detail for event in events] == ["r: crew, deck", "r: deck", "r: everybody"]
    assert roadmap.history.count() == 1 and Roadmap.objects.get().version == 7


def test_an_editor_sets_teams_that_they_are_in_and_keeps_those_that_others_have_set(owner, editor, crew, deck):
    roadmap = make_roadmap("r")
    set_audience(roadmap=roadmap, by=owner, team_ids=[deck.pk, crew.pk])
    galley = make_team_with(members=[editor], slug="galley")
    set_audience(roadmap=roadmap, by=editor, team_ids=[galley.pk])
    assert audience(roadmap) == {"deck", "galley"}
    # What an editor does not know of is not in the record of what they did, which is in their export.
    assert AuditEvent.objects.filter(actor=editor).latest("pk").detail == "r: galley and 1 more"
    with pytest.raises(AudienceRefused, match=KEPT_FOR_OTHERS):
        set_audience(roadmap=roadmap, by=editor, team_ids=None)
    # Keeping none of their own, or a team that they are not in, which they cannot name.
    for team_ids in ([], [deck.pk]):
        with pytest.raises(AudienceRefused, match=NEEDS_ONES_OWN):
            set_audience(roadmap=roadmap, by=editor, team_ids=team_ids)
    assert audience(roadmap) == {"deck", "galley"}


def test_an_editor_opens_what_is_for_their_own_teams_only(editor, crew, deck):
    roadmap = make_roadmap("r")
    with pytest.raises(AudienceRefused, match=NEEDS_A_TEAM):
        set_audience(roadmap=roadmap, by=editor, team_ids=[deck.pk])
    assert audience(roadmap) is None
    set_audience(roadmap=roadmap, by=editor, team_ids=[crew.pk, deck.pk])
    assert audience(roadmap) == {"crew"}
    set_audience(roadmap=roadmap, by=editor, team_ids=None)
    assert audience(roadmap) is None


def test_the_end_of_its_last_team_leaves_it_to_owners(owner, editor, crew):
    roadmap = make_roadmap("r")
    set_audience(roadmap=roadmap, by=owner, team_ids=[crew.pk])
    end_team(team=crew, by=owner)
    assert audience(roadmap) == set()
    stored = Roadmap.objects.get()
    assert stored.is_seen_by(owner) and not stored.is_seen_by(User.objects.get(pk=editor.pk))
    with pytest.raises(AudienceRefused, match=NEEDS_A_TEAM):
        set_audience(roadmap=roadmap, by=owner, team_ids=[])
