"""Settings, the owner's link, and allauth's pages in our layout."""

import re

import pytest
from django.core import mail

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.models import User
from tests.makers import make_roadmap, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
PASSWORDS = {"password1": "correct horse 9", "password2": "correct horse 9"}


def test_settings_shows_and_saves(learner_client, learner):
    make_roadmap(title="The Road")
    assert "The Road" in learner_client.get("/settings/").content.decode()
    response = learner_client.post("/settings/", {"name": "Ada", "time_zone": "Asia/Tokyo", "theme": "dark"})
    assert response.headers["Location"] == "/settings/"
    learner.refresh_from_db()
    assert (learner.name, learner.time_zone, learner.theme) == ("Ada", "Asia/Tokyo", "dark")
    assert 'data-theme="dark"' in learner_client.get("/settings/").content.decode()


@pytest.mark.parametrize("fields", [{"theme": "pink"}, {"theme": "dark", "time_zone": "Mars/Base"}, {}])
def test_settings_reject_unknown_values(learner_client, learner, fields):
    response = learner_client.post("/settings/", {"name": "kept", **fields})
    assert response.status_code == 422
    assert 'value="kept"' in response.content.decode()
    learner.refresh_from_db()
    assert (learner.name, learner.theme) == ("", "system")


def test_settings_offer_the_time_zones_and_show_the_current_one(learner_client, learner):
    learner.time_zone = "EST5EDT"
    learner.save()
    page = learner_client.get("/settings/").content.decode()
    assert 'value="EST5EDT"' in page
    assert '<option value="Europe/Berlin">' in page


def test_settings_need_a_signed_in_user(client):
    assert client.get("/settings/").headers["Location"] == "/accounts/login/?next=/settings/"


def test_settings_asks_at_most_8_queries(learner_client):
    for _ in range(30):
        make_roadmap()
    with queries(at_most=4):
        learner_client.get("/settings/")


def test_welcome_creates_the_owner_once_and_signs_in(client):
    url = f"/welcome/{issue_owner_link()}/"
    assert "Welcome to Cairn" in client.get(url).content.decode()
    assert client.post(url, {"email": "a@b.org", **PASSWORDS}).headers["Location"] == "/"
    owner = User.objects.get()
    assert owner.is_superuser and client.session["_auth_user_id"] == str(owner.pk)
    response = client.get(url)
    assert response.status_code == 410 and "used up" in response.content.decode()
    assert client.post(url, {"email": "c@d.org", **PASSWORDS}).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nonsense", **PASSWORDS}, "valid email address"),
        ({}, "This field is required"),
    ],
)
def test_welcome_shows_errors_and_keeps_the_link_valid(client, fields, words):
    url = f"/welcome/{issue_owner_link()}/"
    response = client.post(url, fields)
    assert response.status_code == 422 and words in response.content.decode()
    assert not User.objects.exists()
    assert client.get(url).status_code == 200


def test_welcome_with_an_unknown_token_is_410(client):
    assert client.get("/welcome/made-up/").status_code == 410


def test_sign_in_and_out(client):
    make_user("ada@example.org")
    page = client.get("/accounts/login/").content.decode()
    assert 'class="masthead"' in page
    wrong = client.post("/accounts/login/", {"login": "ada@example.org", "password": "wrong"}).content.decode()
    assert "not correct" in wrong and "ada@example.org" in wrong
    right = {"login": "ADA@example.org", "password": "correct horse 9"}
    assert client.post("/accounts/login/?next=/notes/", right).headers["Location"] == "/notes/"
    client.post("/accounts/logout/")
    assert client.get("/settings/").status_code == 302


def test_password_reset_by_mail(client):
    make_user("ada@example.org")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "brand new 7 words", "password2": "brand new 7 words"})
    assert User.objects.get().check_password("brand new 7 words")


def test_links_in_mails_ignore_the_host_header(client, settings):
    settings.PORTAL_URL = "https://learn.example.org:8443"
    make_user("ada@example.org")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"}, headers={"Host": "testserver:6666"})
    (link,) = re.findall(r"\S+/password/reset/key/", mail.outbox[0].body)
    assert link == "https://learn.example.org:8443/accounts/password/reset/key/"
    assert "6666" not in mail.outbox[0].body


def test_password_reset_does_not_reveal_accounts(client):
    make_user("ada@example.org")
    responses = [client.post("/accounts/password/reset/", {"email": f"{name}@example.org"}) for name in ("ada", "bob")]
    assert responses[0].headers["Location"] == responses[1].headers["Location"]


def test_password_change(learner_client, learner):
    fields = {
        "oldpassword": "correct horse 9",
        "password1": "brand new 7 words",
        "password2": "brand new 7 words",
    }
    learner_client.post("/accounts/password/change/", fields)
    learner.refresh_from_db()
    assert learner.check_password("brand new 7 words")


@pytest.mark.parametrize("signup", ["open", "closed"])
def test_sign_up_follows_the_setting(client, settings, signup):
    settings.PORTAL_SIGNUP = signup
    client.post("/accounts/signup/", {"email": "new@example.org", **PASSWORDS})
    assert User.objects.exists() == (signup == "open")
    client.logout()
    assert ("/accounts/signup/" in client.get("/accounts/login/").content.decode()) == (signup == "open")


@pytest.mark.parametrize("name", ["login", "signup", "password/reset", "password/change", "logout", "email"])
def test_allauths_pages_use_our_layout(learner_client, client, settings, name):
    settings.PORTAL_SIGNUP = "open"
    browser = learner_client if name in ("password/change", "logout", "email") else client
    page = browser.get(f"/accounts/{name}/").content.decode()
    assert 'class="masthead"' in page and 'id="main"' in page and 'class="button' in page
