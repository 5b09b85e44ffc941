"""Reads about accounts: enrolments, addresses, sessions, invitations."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from roadmap_app.actions.invitations import invite
from roadmap_app.actions.plans import enrol
from roadmap_app.models import Invitation, User
from roadmap_app.queries.accounts import (
    address_is_taken,
    invitation_for,
    invitation_of,
    is_only_owner,
    own_enrolment,
    sessions_of,
    with_confirmed,
)
from tests.makers import make_roadmap, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user(is_superuser=True, is_staff=True)


def test_a_start_is_ones_own(learner):
    roadmap = make_roadmap()
    enrol(user=learner, roadmap=roadmap, started_on="2026-01-05", hours_per_week=7)
    assert own_enrolment(learner, roadmap).hours_per_week == 7
    assert own_enrolment(make_user(), roadmap) is None


def test_an_address_is_taken_by_a_sign_in_or_a_confirmed_address(learner):
    EmailAddress.objects.create(user=learner, email="old@example.org", verified=True)
    EmailAddress.objects.create(user=learner, email="claimed@example.org", verified=False)
    assert address_is_taken(learner.email) and address_is_taken("old@example.org")
    assert not address_is_taken("claimed@example.org")
    assert not address_is_taken(learner.email, but=learner) and not address_is_taken("old@example.org", but=learner)


def test_an_owner_who_leaves_or_is_disabled_does_not_count(owner):
    second = make_user(is_superuser=True)
    assert not is_only_owner(owner)
    second.is_active = False
    second.save()
    assert is_only_owner(owner) and not is_only_owner(make_user())


def test_sessions_are_counted_per_user_in_one_query(learner, django_assert_num_queries):
    other = make_user()
    for number in range(3):
        UserSession.objects.create(user=learner, ip="127.0.0.1", session_key=f"s{number}")
    with django_assert_num_queries(1):
        assert sessions_of([learner, other]) == {learner.pk: 3}


def test_only_the_confirmed_address_that_signs_in_counts_as_confirmed(learner):
    address = EmailAddress.objects.create(user=learner, email="other@example.org", verified=True)
    assert not with_confirmed(User.objects.all()).get().confirmed
    address.email = learner.email
    address.save()
    assert with_confirmed(User.objects.all()).get().confirmed


def test_an_invitation_is_found_by_its_token_while_sign_up_is_not_closed(owner, settings):
    invitation, token = invite(by=owner, role="learner")
    assert invitation_of(token) == invitation and invitation_of("wrong") is None
    settings.PORTAL_SIGNUP = "closed"
    assert invitation_of(token) is None


def test_an_invitation_for_another_address_is_never_returned(owner):
    bound, token = invite(by=owner, role="learner", email="a@example.org")
    unbound, other = invite(by=owner, role="learner")
    digest = Invitation.digest_of
    assert invitation_for("b@example.org", digest(token)) is None
    assert invitation_for("b@example.org", digest(other)) == unbound
    assert invitation_for("a@example.org") == bound
