"""Invitations: once, for a while, for whom they are meant, and only as long as who made them is an owner."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from time_machine import travel

from roadmap_app.actions.clean_up import clean_up
from roadmap_app.actions.invitations import AddressTaken, InvitationDead, accept, invite, revoke
from roadmap_app.actions.people import set_enabled, set_role
from roadmap_app.models import AuditEvent, Invitation, User
from tests.concurrency import several_writers, together
from tests.makers import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 9"


@pytest.fixture
def owner():
    return make_user("owner@example.org", is_staff=True, is_superuser=True)


def use(token, email="new@example.org"):
    return accept(token=token, email=email, password=PASSWORD)


@pytest.mark.parametrize("role", ["learner", "editor", "owner"])
def test_it_makes_an_account_with_its_role_once(owner, role):
    invitation, token = invite(by=owner, role=role)
    user = use(token)
    assert User.objects.get(pk=user.pk).role == role
    assert user.check_password(PASSWORD)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.used_by) == ("used", user)
    with pytest.raises(InvitationDead):
        use(token, "second@example.org")
    assert User.objects.count() == 2


def test_one_for_an_address_makes_that_account_and_takes_the_address_as_confirmed(owner):
    _, token = invite(by=owner, role="learner", email="Meant@Example.org")
    assert use(token, "other@example.org").emailaddress_set.get().email == "meant@example.org"
    assert User.objects.get(email="meant@example.org").emailaddress_set.get().verified
    _, token = invite(by=owner, role="learner")
    assert not use(token).emailaddress_set.get().verified


def test_it_runs_out(owner):
    invitation, token = invite(by=owner, role="learner", days=2)
    with travel(timezone.now() + timedelta(hours=47), tick=False):
        assert invitation.state == "open"
        assert Invitation.usable(token).exists()
    with travel(timezone.now() + timedelta(hours=49), tick=False):
        assert invitation.state == "expired"
        with pytest.raises(InvitationDead):
            use(token)


def test_it_can_be_revoked_while_it_is_open(owner):
    invitation, token = invite(by=owner, role="learner")
    assert revoke([invitation], by=owner) == 1
    assert revoke([invitation], by=owner) == 0
    with pytest.raises(InvitationDead):
        use(token)
    used, token = invite(by=owner, role="learner")
    use(token)
    assert revoke([used], by=owner) == 0


def test_an_invitation_of_a_former_owner_does_not_work(owner):
    other = make_user("other@example.org", is_staff=True, is_superuser=True)
    _, token = invite(by=other, role="owner")
    set_role([other], by=owner, role="learner")
    with pytest.raises(InvitationDead):
        use(token)
    set_role([other], by=owner, role="owner")
    set_enabled([other], by=owner, enabled=False)
    with pytest.raises(InvitationDead):
        use(token)


def test_an_address_that_is_taken_leaves_it_open(owner):
    invitation, token = invite(by=owner, role="learner")
    with pytest.raises(AddressTaken):
        use(token, owner.email)
    invitation.refresh_from_db()
    assert invitation.state == "open"


def test_only_a_digest_is_kept_and_the_record_knows_all_of_it(owner):
    _, token = invite(by=owner, role="editor")
    assert token not in str(list(Invitation.objects.values()))
    user = use(token)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "actor", "subject", "detail")) == [
        ("invited", owner.pk, owner.pk, "as editor"),
        ("invitation_used", user.pk, user.pk, ""),
        ("role_changed", owner.pk, user.pk, "learner → editor"),
    ]


def test_old_ones_are_taken_away(owner):
    invite(by=owner, role="learner", days=1)
    with travel(timezone.now() + timedelta(days=90), tick=False):
        assert clean_up().links == 0
    with travel(timezone.now() + timedelta(days=92), tick=False):
        assert clean_up().links == 1


@pytest.mark.django_db(transaction=True)
@several_writers
def test_only_one_of_two_simultaneous_uses_succeeds():
    owner = make_user("owner@example.org", is_staff=True, is_superuser=True)
    _, token = invite(by=owner, role="learner")
    outcomes = together(
        *[partial(use, token, f"racer{number}@example.org") for number in range(2)], catch=InvitationDead
    )
    assert {type(outcome) for outcome in outcomes} == {InvitationDead, User}
    assert User.objects.count() == 2
