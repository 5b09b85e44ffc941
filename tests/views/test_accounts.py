"""Settings, the owner's link, and allauth's pages in our layout."""

import re
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.actions.plans import enrol
from roadmap_app.models import User
from tests.makers import make_roadmap, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
PASSWORDS = {"password1": "correct horse 9", "password2": "correct horse 9"}


def test_settings_list_values_with_a_way_to_change_each(learner_client, learner):
    learner.name, learner.time_zone = "Ada", "Asia/Tokyo"
    learner.save()
    roadmap = make_roadmap(title="The Road", slug="r")
    make_roadmap(title="Another")
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 1, 5), hours_per_week=7)
    page = " ".join(learner_client.get("/settings/").content.decode().split())
    assert "<bdi>Ada</bdi>" in page and "Asia/Tokyo" in page and "As the system" in page
    assert "The Road" in page and "7 hours a week" in page and "Another" not in page
    assert "<input" not in page.partition('<main id="main"')[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("name", "sent", "stored"),
    [
        ("name", {"name": "Ada"}, "Ada"),
        ("time-zone", {"time_zone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ("hours", {"hours_a_week": "10"}, 10),
        ("appearance", {"theme": "dark"}, "dark"),
    ],
)
def test_each_setting_has_a_page_and_changes_nothing_else(learner_client, learner, name, sent, stored):
    url, [field] = f"/settings/{name}/", sent
    page = learner_client.get(url).content.decode()
    assert f'name="{field}"' in page and '<a href="/settings/">Settings</a>' in page
    assert learner_client.post(url, sent | {"is_staff": "on"}).headers["Location"] == "/settings/"
    before = vars(learner).copy()
    learner.refresh_from_db()
    columns = [column.attname for column in User._meta.concrete_fields]
    changed = {column for column in columns if getattr(learner, column) != before[column]}
    assert changed == {field} and getattr(learner, field) == stored


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("appearance", {"theme": "pink"}),
        ("time-zone", {"time_zone": "Mars/Base"}),
        ("hours", {"hours_a_week": "81"}),
        ("name", {}),
    ],
)
def test_a_wrong_value_is_refused_and_kept_in_its_field(learner_client, learner, name, sent):
    response = learner_client.post(f"/settings/{name}/", sent)
    page = response.content.decode()
    assert response.status_code == 422 and 'class="field-error"' in page
    assert all(value in page for value in sent.values())
    learner.refresh_from_db()
    assert (learner.name, learner.theme, learner.time_zone, learner.hours_a_week) == ("", "system", "", None)


def test_settings_that_do_not_exist_are_404(learner_client):
    assert learner_client.get("/settings/e-mail/").status_code == 404


def test_settings_offer_the_time_zones_and_show_the_current_one(learner_client, learner):
    learner.time_zone = "EST5EDT"
    learner.save()
    page = learner_client.get("/settings/time-zone/").content.decode()
    assert 'value="EST5EDT"' in page
    assert '<option value="Europe/Berlin">' in page


@pytest.mark.parametrize(
    "path",
    [
        *("/settings/data/", "/settings/deletion/", "/settings/calendar/", "/settings/reminders/", "/pauses/"),
        *("/accounts/email/", "/accounts/password/change/", "/accounts/sessions/", "/accounts/2fa/"),
    ],
)
def test_every_page_below_has_a_way_back(learner_client, path):
    page = learner_client.get(path).content.decode()
    assert '<a href="/settings/">Settings</a>' in page.partition("<main")[2]


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
        ({"email": "nonsense", **PASSWORDS}, "not an e-mail address"),
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


@pytest.mark.parametrize("verified", [True, False])
def test_mails_greet_by_name_at_an_address_that_is_known_to_be_theirs(client, verified):
    ada = make_user("ada@example.org", name="Ada, see evil.example")
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=verified)
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert mail.outbox[0].body.startswith("Hello Ada, see" if verified else "Hello,")
    assert mail.outbox[0].subject == "Cairn: A link for a new password"


def test_a_sign_in_greets_by_name(client):
    make_user("ada@example.org", name="Ada")
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "correct horse 9"})
    assert "You are signed in as Ada." in client.get("/notes/").content.decode()


@pytest.mark.parametrize(("typed", "stored"), [("asia/tokyo", "Asia/Tokyo"), ("", "")])
def test_a_new_account_has_the_time_zone_that_its_browser_proposed(client, settings, typed, stored):
    settings.PORTAL_SIGNUP = "open"
    url = f"/welcome/{issue_owner_link()}/"
    for page, email in ((url, "a@example.org"), ("/accounts/signup/", "b@example.org")):
        assert "data-fill" in client.get(page).content.decode()
        wrong = client.post(page, {"email": email, "time_zone": "Mars/Base", **PASSWORDS}).content.decode()
        assert "is not a time zone" in wrong and 'value="Mars/Base"' in wrong
        client.post(page, {"email": email, "time_zone": typed, **PASSWORDS})
        assert User.objects.get(email=email).time_zone == stored
        client.logout()
