"""Single sign-on: roles by groups, and addresses that the provider confirms."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from roadmap_app.actions.people import LastOwner
from roadmap_app.actions.sso import confirm_by_provider, follow_groups
from roadmap_app.models import User
from tests.makers import make_app, make_editor, make_user

pytestmark = pytest.mark.django_db


def role_after(user, groups, owners="owners", editors="editors"):
    follow_groups(user=user, groups=groups, owners=owners, editors=editors)
    return User.objects.get(pk=user.pk).role


def test_groups_decide_the_role(learner):
    make_editor()  # makes the group that a migration makes
    assert role_after(learner, ["editors", "others"]) == "editor"
    assert role_after(learner, ["editors", "owners"]) == "owner"


def test_without_the_group_the_role_is_taken_unless_no_group_is_named():
    editor = make_editor()
    assert role_after(editor, [], editors="") == "editor"
    assert role_after(editor, []) == "learner"


def test_the_last_owner_stays_owner():
    owner = make_user(is_superuser=True, is_staff=True)
    with pytest.raises(LastOwner):
        follow_groups(user=owner, groups=[], owners="owners", editors="")
    assert User.objects.get().role == "owner"


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_unconfirmed_account_loses_what_opened_it(learner, confirmed):
    EmailAddress.objects.create(user=learner, email=learner.email, primary=True, verified=confirmed)
    make_app(learner)
    confirm_by_provider(user=learner, email=learner.email)
    learner.refresh_from_db()
    assert learner.has_usable_password() is confirmed
    assert Authenticator.objects.exists() is confirmed
    assert EmailAddress.objects.get().verified
