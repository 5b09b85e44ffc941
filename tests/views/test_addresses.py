"""E-mail addresses: one per person, effective once confirmed, and no access through a pending one."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client

from roadmap_app.actions.invitations import invite
from roadmap_app.models import AuditEvent, User
from tests.identity.browsers import PASSWORD, is_in, signed_in
from tests.makers import make_user

pytestmark = pytest.mark.django_db
ANOTHER = "battery staple 8"


def ask_for(client, email, password=PASSWORD):
    """Request a change of address and confirm it with the password; return the last response."""
    response = client.post("/accounts/email/", {"action_add": "", "email": email})
    return client.post(response.headers["Location"], {"password": password})


def link_to(email):
    """Return the path of the link in the last mail to EMAIL."""
    body = next(each.body for each in reversed(mail.outbox) if each.to == [email])
    return re.search(r"http://testserver(/\S+)", body)[1]


def reset(email, password):
    """Reset a forgotten password; return whether a mail was sent."""
    client, before = Client(), len(mail.outbox)
    client.post("/accounts/password/reset/", {"email": email})
    if len(mail.outbox) == before or "/key/" not in mail.outbox[-1].body:
        return False
    form = client.get(link_to(email), follow=True).request["PATH_INFO"]
    client.post(form, {"password1": password, "password2": password})
    return True


def test_a_new_address_takes_effect_when_confirmed_and_the_old_one_is_notified():
    make_user("ada@example.org")
    client = signed_in("ada@example.org")
    assert ask_for(client, "new@example.org").status_code == 302
    assert User.objects.get().email == "ada@example.org"
    assert "<strong>new@example.org</strong> is not confirmed yet" in client.get("/accounts/email/").content.decode()
    Client().post(link_to("new@example.org"))
    assert User.objects.get().email == "new@example.org"
    assert EmailAddress.objects.get().email == "new@example.org"
    assert any(each.to == ["ada@example.org"] and "changed" in each.body for each in mail.outbox)
    assert is_in(signed_in("new@example.org")) and not is_in(signed_in("ada@example.org"))


def test_a_pending_change_can_be_cancelled():
    make_user("ada@example.org")
    client = signed_in("ada@example.org")
    ask_for(client, "new@example.org")
    client.post("/accounts/email/", {"action_remove": "", "email": "new@example.org"})
    assert "is not confirmed yet" not in client.get("/accounts/email/").content.decode()
    Client().post(link_to("new@example.org"))
    assert User.objects.get().email == "ada@example.org"


def test_changing_the_address_needs_reauthentication(learner_client):
    response = ask_for(learner_client, "evil@example.org", "not the password")
    assert response.status_code == 200
    assert mail.outbox == []


def test_an_impostor_loses_access_once_the_addresss_owner_resets_the_password():
    make_user("boss@example.org")
    squatter = signed_in("boss@example.org")
    ask_for(squatter, "evil@example.org")
    waiting = link_to("evil@example.org")
    assert reset("boss@example.org", ANOTHER)
    assert not is_in(squatter)
    Client().post(waiting)
    assert not reset("evil@example.org", "whatever else 7")
    assert User.objects.get().email == "boss@example.org"
    assert is_in(signed_in("boss@example.org", ANOTHER))


def test_a_changed_password_is_notified_by_mail():
    make_user("ada@example.org")
    fields = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    signed_in("ada@example.org").post("/accounts/password/change/", fields)
    assert [each.to for each in mail.outbox] == [["ada@example.org"]]
    assert "password of your account is changed" in mail.outbox[0].body


def test_open_sign_up_does_not_reveal_existing_accounts(client, settings):
    settings.PORTAL_SIGNUP, settings.ACCOUNT_EMAIL_VERIFICATION = "open", "mandatory"
    make_user("ada@example.org")
    responses = [
        client.post("/accounts/signup/", {"email": email, "password1": ANOTHER, "password2": ANOTHER})
        for email in ("ada@example.org", "new@example.org")
    ]
    assert [(each.status_code, each.headers["Location"]) for each in responses] == [
        (302, "/accounts/confirm-email/")
    ] * 2
    assert not is_in(client)
    client.post(link_to("new@example.org"))
    assert is_in(signed_in("new@example.org", ANOTHER))


def test_an_invitation_for_an_address_that_somebody_has_confirmed_is_refused():
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    _, token = invite(by=make_user("owner@example.org", is_staff=True, is_superuser=True), role="learner")
    fields = {"email": "second@example.org", "password1": ANOTHER, "password2": ANOTHER}
    response = Client().post(f"/invitations/{token}/", fields)
    assert response.status_code == 422 and "sign in with it" in response.content.decode()


@pytest.mark.parametrize("option", [{"email": "owner@example.org"}, {}], ids=["option", "variable"])
def test_an_owner_made_from_the_shell_has_a_confirmed_address_and_is_recorded(monkeypatch, option):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "" if option else "Owner@example.org")
    call_command("createsuperuser", **option, interactive=False, verbosity=0)
    owner = User.objects.get()
    assert owner.role == "owner" and EmailAddress.objects.get(user=owner).verified
    assert AuditEvent.objects.values_list("verb", "detail", "subject").get() == ("account_made", "as owner", owner.pk)


@pytest.mark.django_db(transaction=True)
def test_an_address_of_another_account_cannot_be_confirmed():
    boss, ada = make_user("boss@example.org"), make_user("ada@example.org")
    ask_for(signed_in("ada@example.org"), "boss@example.org")
    assert Client().post(link_to("boss@example.org")).status_code == 302
    assert set(User.objects.values_list("pk", "email")) == {(boss.pk, "boss@example.org"), (ada.pk, "ada@example.org")}
    assert not EmailAddress.objects.filter(user=ada, verified=True).exists()
    assert reset("boss@example.org", ANOTHER)
    assert is_in(signed_in("boss@example.org", ANOTHER)) and is_in(signed_in("ada@example.org"))


def test_a_pending_address_gets_no_password_reset_link():
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    ask_for(signed_in("ada@example.org"), "mistyped@example.org")
    assert not reset("mistyped@example.org", ANOTHER)
    assert reset("ada@example.org", ANOTHER)


@pytest.mark.parametrize(
    ("action", "email"), [("action_primary", "evil@example.org"), ("action_remove", "ada@example.org")]
)
def test_an_address_is_never_confirmed_without_its_mail(action, email):
    make_user("ada@example.org")
    client = signed_in("ada@example.org")
    ask_for(client, "evil@example.org")
    assert client.post("/accounts/email/", {action: "", "email": email}).status_code == 400
    assert User.objects.get().email == "ada@example.org"


def test_a_completed_reset_confirms_the_address_and_disconnects_the_provider():
    boss = make_user("boss@example.org")
    SocialAccount.objects.create(user=boss, provider="sso", uid="squatter")
    assert reset("boss@example.org", ANOTHER)
    assert EmailAddress.objects.get(user=boss).verified and not SocialAccount.objects.exists()
    assert AuditEvent.objects.filter(verb="sso_changed", subject=boss).count() == 1
    mine = SocialAccount.objects.create(user=boss, provider="sso", uid="boss")
    assert reset("boss@example.org", PASSWORD)
    assert SocialAccount.objects.get() == mine


def test_a_person_without_a_password_signs_in_again_to_change_the_address(client, settings):
    user = make_user("ada@example.org")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    response = client.post("/accounts/email/", {"action_add": "", "email": "evil@example.org"})
    assert response.headers["Location"] == "/accounts/login/?next=/accounts/email/"
    assert mail.outbox == [] and not is_in(client)


def test_the_command_holds_no_lock_while_it_prompts_for_a_password(monkeypatch):
    typed = iter(["owner@example.org"])

    def password(*args):
        assert connection.savepoint_ids == []  # none but the test's own transaction
        User.objects.get_or_create(email="stranger@example.org")  # the command prompts twice
        return PASSWORD

    monkeypatch.setattr("builtins.input", lambda *args: next(typed))
    monkeypatch.setattr("getpass.getpass", password)
    call_command("createsuperuser", interactive=True, stdin=Terminal(), verbosity=0)
    assert list(EmailAddress.objects.filter(verified=True).values_list("email", flat=True)) == ["owner@example.org"]


class Terminal:
    """Standard input that reports that it is a terminal."""

    def isatty(self):
        return True
