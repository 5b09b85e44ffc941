"""Owners manage roles and accounts; the last owner cannot be removed."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap_app.actions.deletion import delete_account
from roadmap_app.actions.invitations import invite
from roadmap_app.actions.people import LastOwner, set_enabled, set_role
from roadmap_app.models import AuditEvent, User
from tests.admin.conftest import messages_of, url
from tests.makers import make_editor, make_user
from tests.mfa_client import reauthenticated
from tests.user_data import give_everything, links, rows
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
USERS = reverse("admin:roadmap_app_user_changelist")
LAST = "There must be an owner who can sign in"


@pytest.fixture
def owner(owner_client):
    return User.objects.get(email="owner@example.org")


def do(client, action, *users, **more):
    fields = {"action": action, "_selected_action": [user.pk for user in users], **more}
    return client.post(USERS, fields, follow=True)


def fresh(user):
    return User.objects.get(pk=user.pk)


def change(user, **fields):
    """Return the form data of a user; None removes a field."""
    sent = {"email": user.email, "theme": user.theme}
    sent |= {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    return {name: value for name, value in (sent | fields).items() if value is not None}


def events(user):
    return list(AuditEvent.objects.filter(subject=user).order_by("pk").values_list("verb", "detail"))


def test_the_list_shows_role_state_and_last_sign_in(owner_client):
    make_editor("editor@example.org")
    make_user("gone@example.org", is_active=False)
    make_user("leaving@example.org", deletion_asked_at=timezone.now())
    page = owner_client.get(USERS).content.decode()
    for words in ("Owner", "Editor", "Learner", "Disabled", "May sign in", "asked to be deleted", "Last login"):
        assert words in page


def test_the_list_has_search_and_pages(owner_client):
    for number in range(60):
        make_user(f"person{number}@example.org", name=f"Name {number}")
    assert "61 users" in owner_client.get(USERS).content.decode()
    assert "person59@" not in owner_client.get(USERS).content.decode()
    assert "person59@" in owner_client.get(f"{USERS}?p=2").content.decode()
    found = owner_client.get(f"{USERS}?q=Name+17").content.decode()
    assert "person17@" in found and "person18@" not in found


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_takes_the_same_queries_for_30_as_for_one(owner_client, people):
    for _ in range(people):
        make_editor()
    with queries(at_most=12):
        owner_client.get(USERS)


def test_a_disabled_user_is_signed_out_and_can_be_enabled(owner_client, owner):
    ada, browser = make_user("ada@example.org"), Client()
    sign_in = {"login": "ada@example.org", "password": "correct horse 9"}
    browser.post("/accounts/login/", sign_in)
    asked = do(owner_client, "disable", ada).content.decode()
    assert "ada@example.org: signed in in 1 browser" in asked and "progress, notes and plan" in asked.lower()
    assert fresh(ada).is_active
    assert messages_of(do(owner_client, "disable", ada, confirmed="Disable")) == ["1 person: signed out and disabled."]
    lost = browser.post("/settings/name/", {"name": "A long text that was typed " * 5})
    assert lost.status_code == 403 and "Your account is disabled" in lost.content.decode()
    assert "A long text that was typed" in lost.content.decode()
    assert browser.get("/settings/").status_code == 302
    assert not UserSession.objects.filter(user=ada).exists()
    assert browser.post("/accounts/login/", sign_in).headers["Location"] == "/accounts/inactive/"
    assert "Your account is disabled" in browser.get("/accounts/inactive/").content.decode()
    assert messages_of(do(owner_client, "disable", ada)) == ["Nothing has changed."]
    do(owner_client, "enable", ada)
    assert browser.get("/settings/").status_code == 302
    browser.post("/accounts/login/", sign_in)
    assert browser.get("/settings/").status_code == 200
    assert AuditEvent.objects.filter(subject=ada, actor=owner).count() == 2


def test_enabling_sends_no_mail(owner_client):
    ada, browser = make_user("ada@example.org"), Client()
    browser.post("/accounts/login/", {"login": "ada@example.org", "password": "correct horse 9"})
    do(owner_client, "disable", ada, confirmed="Disable")
    do(owner_client, "enable", ada)
    assert browser.get("/settings/").headers["Location"].startswith("/accounts/login/")


def test_disabling_on_the_form_signs_out_too(owner_client):
    ada = make_user("ada@example.org")
    give_everything(ada)
    asked = owner_client.post(url(ada), change(ada, is_active=None)).content.decode()
    assert "This disables ada@example.org: signed in in" in asked and 'name="confirm_disabling"' in asked
    assert fresh(ada).is_active and "confirm_disabling" not in owner_client.get(url(ada)).content.decode()
    owner_client.post(url(ada), change(ada, is_active=None, confirm_disabling="on"))
    assert not fresh(ada).is_active and not UserSession.objects.exists()
    assert ("disabled", "") in events(ada)


@pytest.mark.parametrize(
    ("action", "role"), [("make_owners", "owner"), ("make_editors", "editor"), ("make_learners", "learner")]
)
def test_roles_are_given_and_recorded(owner_client, owner, action, role):
    person = make_editor() if role == "learner" else make_user()
    before = person.role
    do(owner_client, action, person)
    assert fresh(person).role == role
    assert events(person) == [("role_changed", f"{before} → {role}")]
    assert AuditEvent.objects.get(subject=person).actor == owner
    do(owner_client, action, person)
    assert len(events(person)) == 1


def test_a_demoted_user_has_no_rights_left():
    owner, editor = make_user(is_superuser=True, is_staff=True), make_editor()
    set_role([editor], by=owner, role="learner")
    assert not fresh(editor).get_all_permissions() and not fresh(editor).is_staff


def test_rights_given_on_the_form_are_recorded(owner_client):
    ada = make_user("ada@example.org")
    owner_client.post(url(ada), change(ada, is_staff="on", is_superuser="on"))
    assert events(ada) == [("role_changed", "learner → owner, is staff, is superuser")]
    owner_client.post(url(ada), change(fresh(ada), email="new@example.org"))
    assert events(ada)[1:] == [("email_changed", "by an owner")]


def test_a_password_set_by_an_owner_is_recorded_and_ends_sessions(owner_client):
    ada, browser = make_user(), Client()
    browser.force_login(ada)
    passwords = {"password1": "brand new 7 words", "password2": "brand new 7 words", "usable_password": "true"}
    reauthenticated(owner_client).post(f"{USERS}{ada.pk}/password/", passwords)
    assert fresh(ada).check_password("brand new 7 words")
    assert ("password_changed", "by an owner") in events(ada)
    assert browser.get("/settings/").status_code == 302


@pytest.mark.parametrize("action", ["disable", "make_learners"])
def test_actions_cannot_demote_or_disable_the_last_owner(owner_client, owner, action):
    ada = make_user()
    assert LAST in messages_of(do(owner_client, action, ada, owner, confirmed="Disable"))[0]
    assert fresh(owner).is_active and fresh(owner).is_superuser and fresh(ada).is_active
    assert not events(ada)


@pytest.mark.parametrize("fields", [{"is_active": None, "confirm_disabling": "on"}, {"is_superuser": None}])
def test_the_form_keeps_the_last_owner_too(owner_client, owner, fields):
    assert LAST in owner_client.post(url(owner), change(owner, **fields)).content.decode()
    assert fresh(owner).is_active and fresh(owner).is_superuser
    make_user(is_staff=True, is_superuser=True)
    assert owner_client.post(url(owner), change(owner, **fields)).status_code == 302


def test_the_last_owner_cannot_be_deleted(owner_client, owner):
    ada = make_user()
    for response in (
        owner_client.post(url(owner, "delete"), {"post": "yes"}),
        do(owner_client, "delete_selected", owner, ada, post="yes"),
    ):
        assert response.status_code in (200, 403)
        assert User.objects.filter(pk__in=[owner.pk, ada.pk]).count() == 2
    with pytest.raises(LastOwner):
        delete_account(user=owner, by=None)


@pytest.mark.parametrize("how", ["page", "list"])
def test_a_user_deleted_in_the_admin_is_deleted_completely(owner_client, owner, how):
    ada = make_user()
    give_everything(ada)
    if how == "page":
        owner_client.post(url(ada, "delete"), {"post": "yes"})
    else:
        do(owner_client, "delete_selected", ada, post="yes")
    assert [link for link in links() if rows(link, ada.pk).exists()] == []
    assert AuditEvent.objects.get(verb="deleted").actor == owner


def test_disabling_all_owners_at_once_changes_none():
    owners = [make_user(is_staff=True, is_superuser=True) for _ in range(2)]
    with pytest.raises(LastOwner):
        set_enabled(owners, by=owners[0], enabled=False)
    assert all(fresh(owner).is_active for owner in owners)


@pytest.mark.parametrize("action", ["disable", "enable", "make_owners", "make_learners"])
def test_only_owners_use_these_actions(editor_client, learner_client, action):
    ada = make_user(is_active=action != "enable")
    before = (ada.is_active, ada.role)
    assert editor_client.post(USERS, {"action": action, "_selected_action": [ada.pk]}).status_code == 403
    assert learner_client.post(USERS, {"action": action, "_selected_action": [ada.pk]}).status_code == 302
    assert (fresh(ada).is_active, fresh(ada).role) == before


def test_a_user_made_learner_keeps_no_right(owner_client):
    ada = make_user("ada@example.org")
    ada.groups.add(Group.objects.create(name="Others"))
    ada.user_permissions.add(Permission.objects.get(codename="change_topic"))
    assert ada.role == "learner"
    assert messages_of(do(owner_client, "make_learners", ada)) == ["1 person: may learn, and nothing else."]
    assert not fresh(ada).groups.exists() and not fresh(ada).user_permissions.exists()


@pytest.mark.parametrize("action", ["make_learners", "disable"])
def test_invitations_of_a_former_owner_stay_invalid(owner_client, action):
    other = make_user("other@example.org", is_staff=True, is_superuser=True)
    _, token = invite(by=other, role="owner")
    do(owner_client, action, other, confirmed="Disable")
    do(owner_client, "enable", other)
    do(owner_client, "make_owners", other)
    assert fresh(other).role == "owner" and fresh(other).is_active
    assert Client().get(f"/invitations/{token}/").status_code == 410


def test_an_account_created_by_an_owner_is_recorded(owner_client, owner):
    fields = {"email": "new@example.org", "usable_password": "true", "password1": "long enough 9"}
    owner_client.post(reverse("admin:roadmap_app_user_add"), fields | {"password2": "long enough 9"})
    made = User.objects.get(email="new@example.org")
    assert events(made) == [("account_made", "as learner")]
    assert AuditEvent.objects.get(subject=made).actor == owner


def test_an_owner_confirms_an_address(owner_client):
    ada = make_user("ada@example.org")
    do(owner_client, "confirm_addresses", ada)
    assert EmailAddress.objects.get(user=ada, email=ada.email).verified
    assert events(ada) == [("email_changed", "confirmed by an owner")]
    assert messages_of(do(owner_client, "confirm_addresses", ada)) == ["Nothing has changed."]


def test_the_form_refuses_an_address_confirmed_by_another(owner_client):
    EmailAddress.objects.create(user=make_user("ada@example.org"), email="second@example.org", verified=True)
    fields = {"email": "Second@example.org", "usable_password": "true", "password1": "long enough 9"}
    response = owner_client.post(reverse("admin:roadmap_app_user_add"), fields | {"password2": "long enough 9"})
    assert response.status_code == 200 and "There is an account with this address" in response.content.decode()


def test_the_record_names_a_change_of_single_permissions(owner_client):
    ada, right = make_user("ada@example.org"), Permission.objects.get(codename="change_topic")
    owner_client.post(url(ada), change(ada, user_permissions=right.pk))
    assert events(ada) == [("role_changed", "learner → learner, user permissions")]


def test_demoting_an_owner_on_the_form_revokes_their_invitations(owner_client):
    other = make_user("other@example.org", is_staff=True, is_superuser=True)
    _, token = invite(by=other, role="owner")
    owner_client.post(url(other), change(other, is_superuser=None, is_staff=None))
    do(owner_client, "make_owners", other)
    assert Client().get(f"/invitations/{token}/").status_code == 410


def test_an_owner_cannot_assign_an_address_confirmed_by_another(owner_client):
    EmailAddress.objects.create(user=make_user("ada@example.org"), email="second@example.org", verified=True)
    bob = make_user("bob@example.org")
    response = owner_client.post(url(bob), change(bob, email="second@example.org"))
    assert response.status_code == 200 and "There is an account with this address" in response.content.decode()
