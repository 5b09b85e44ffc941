"""A form that was open while somebody signed in or out comes back whole, for whoever began it and for no other."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from roadmap_app.models import Completion, Enrolment, Note
from tests.makers import make_app, make_roadmap, make_stage, make_topic, make_user
from tests.permissions.html_forms import HtmlForm, forms_in
from tests.views.rituals import HTMX

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "correct horse 9"


class Browser:
    """One browser in which several tabs are open: what they send is checked as in production."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    @property
    def token(self):
        """What the cookie says by now."""
        return self.client.cookies[settings.CSRF_COOKIE_NAME].value

    def open(self, path):
        """Return the forms of the page at PATH by where they lead."""
        return self.forms(self.client.get(path, follow=True), path)

    def forms(self, response, path="/"):
        found = {}
        for form in forms_in(response.content.decode(), path):
            if form.method != "POST":
                continue
            is_tick = set(form.fields) - {"began_as"} == {"csrfmiddlewaretoken", "next", "page"}
            found["tick" if is_tick else form.action.partition("?")[0]] = form
        return found

    def send(self, form, headers=HERE, **fields):
        return self.client.post(form.action, form.fields | fields, headers=headers)

    def tick(self, page, item):
        """Return what the row of ITEM on PAGE sends, less the state."""
        return HtmlForm(f"/items/{item.pk}/completion/", "POST", dict(page["tick"].fields))

    def sign_in(self, user):
        """As in another tab."""
        response = self.send(self.open("/accounts/login/")["/accounts/login/"], login=user.email, password=PASSWORD)
        assert response.status_code == 302

    def sign_out(self):
        self.send(self.open("/accounts/logout/")["/accounts/logout/"])


@pytest.fixture
def tabs():
    return Browser()


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r", is_published=True), slug="s"), slug="t")


def headline(response):
    return unescape(re.search(r"<h1>(.*?)</h1>", response.content.decode())[1])


# --- a plain form comes back, and one press sends it --------------------------------------------------------


def test_a_note_and_a_tick_of_an_old_page_are_sent_with_one_press(tabs, learner, topic):
    tabs.sign_in(learner)
    page = tabs.open("/roadmaps/r/s/t/")
    note = f"/topics/{topic.pk}/note/"
    tabs.sign_out()
    tabs.sign_in(learner)
    text = "typed\r\n<here>"
    kept = tabs.send(page[note], body=text)
    assert (kept.status_code, headline(kept)) == (403, "This page was too old to send")
    assert (
        f"signed in as <strong>{learner.email}" in kept.content.decode() and "save your note" in kept.content.decode()
    )
    assert "no-store" in kept["Cache-Control"] and not Note.objects.exists()
    sent = tabs.send(tabs.forms(kept)[note])
    assert sent["Location"] == "/roadmaps/r/s/t/#note"
    assert Note.objects.get().body == "typed\n<here>"

    item = topic.items.first()
    tick = tabs.tick(page, item)
    kept = tabs.send(tick, state="done")
    assert "tick an item" in kept.content.decode()
    assert tabs.send(tabs.forms(kept)[tick.action])["Location"] == f"/roadmaps/r/s/t/#item-{item.pk}"
    assert Completion.objects.get().item == item


def test_settings_and_a_plan_come_back_whole(tabs, learner, topic):
    tabs.sign_in(learner)
    settings, plan = tabs.open("/settings/")["/settings/"], tabs.open("/roadmaps/r/enrolment/")
    tabs.sign_out()
    tabs.sign_in(learner)
    kept = tabs.send(settings, name="Ada & Co", time_zone="Asia/Tokyo")
    assert "<bdi>Ada &amp; Co</bdi>" in kept.content.decode()
    assert tabs.send(tabs.forms(kept)["/settings/"]).status_code == 302
    learner.refresh_from_db()
    assert (learner.name, learner.time_zone) == ("Ada & Co", "Asia/Tokyo")
    kept = tabs.send(plan["/roadmaps/r/enrolment/"], started_on="2026-02-03", hours_per_week="7")
    assert tabs.send(tabs.forms(kept)["/roadmaps/r/enrolment/"]).status_code == 302
    assert Enrolment.objects.get().hours_per_week == 7


@pytest.mark.parametrize(
    "path",
    [
        "/roadmaps/r/outline/",
        "/outlines/new/",
        "/roadmaps/r/enrolment/",
        "/settings/",
        "/settings/deletion/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/admin/roadmap_app/topic/{topic}/change/",
        "/admin/roadmap_app/user/add/",
    ],
)
def test_every_kind_of_form_comes_back_with_each_of_its_fields(topic, path):
    _, owner = (make_user(is_staff=True, is_superuser=True) for _ in range(2))  # the only one could not leave
    path = path.format(topic=topic.pk)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    forms = [form for form in forms_in(strict.get(path).content.decode(), path) if form.method == "POST"]
    typed = next(form for form in forms if form.action == path and "page" not in form.fields)
    assert typed.fields.pop("csrfmiddlewaretoken") and typed.fields["began_as"]
    sent = {name: value or "typed" for name, value in typed.fields.items()}
    kept = strict.post(path, sent, headers=HERE)
    assert kept.status_code == 403
    page = kept.content.decode()
    (form,) = [form for form in forms_in(page, path) if form.method == "POST"]
    assert form.action == path and form.fields.pop("csrfmiddlewaretoken")
    secret = {name for name in sent if "password" in name}
    assert {name: form.fields[name] for name in sent if name not in secret} == {
        name: value for name, value in sent.items() if name not in secret
    }
    assert secret <= set(form.fields) and not any(form.fields[name] for name in secret)


def test_what_is_secret_never_comes_back(tabs, learner):
    make_app(learner)
    secrets = {
        "/accounts/password/change/": ["oldpassword", "password1", "password2"],
        "/settings/deletion/": ["password"],
        "/accounts/2fa/reauthenticate/": ["code"],
    }
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    for path, names in secrets.items():
        response = strict.post(path, dict.fromkeys(names, "hush-hush"), headers=HERE)
        page = response.content.decode()
        assert response.status_code == 403 and "hush-hush" not in page
        assert set(names) <= set(next(form.fields for form in forms_in(page, path) if form.method == "POST"))
    passkey = strict.post("/accounts/2fa/authenticate/", {"credential": "hush-hush"}, headers=HERE)
    assert "hush-hush" not in passkey.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/testserver/"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {},
    ],
)
def test_a_form_of_another_site_gets_no_press(learner, topic, headers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    for path, fields in ((f"/topics/{topic.pk}/note/", {"body": "x", "version": "0"}), ("/accounts/logout/", {})):
        response = strict.post(path, fields, headers=headers)
        assert response.status_code == 403
        assert not [form for form in forms_in(response.content.decode(), path) if form.method == "POST"]


# --- the form to come in by ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fresh", [True, False], ids=["with the new token", "with the old one"])
def test_who_is_signed_in_already_goes_on(tabs, learner, fresh):
    second = tabs.open("/accounts/login/?next=/notes/")["/accounts/login/"]
    tabs.sign_in(learner)
    if fresh:
        second.fields["csrfmiddlewaretoken"] = tabs.token
    response = tabs.send(second, login="somebody.else@example.org", password="a-secret")
    assert response["Location"] == "/notes/"
    page = tabs.client.get("/notes/").content.decode()
    assert f"You are already signed in as {learner.email}" in page and "/accounts/logout/" in page


def test_a_form_to_come_in_by_outlives_a_sign_out_elsewhere(tabs, learner):
    form = tabs.open("/accounts/login/?next=/notes/")["/accounts/login/"]
    tabs.sign_in(learner)
    tabs.sign_out()
    kept = tabs.send(form, login=learner.email, password=PASSWORD)
    page = kept.content.decode()
    assert kept.status_code == 403 and "Nobody is signed in here now" in page and PASSWORD not in page
    assert tabs.send(tabs.forms(kept)["/accounts/login/"], password=PASSWORD)["Location"] == "/notes/"


def test_the_way_on_never_leaves_the_portal(tabs, learner):
    form = tabs.open("/accounts/login/")["/accounts/login/"]
    tabs.sign_in(learner)
    for page in ("//evil.example", "https://evil.example/", "0"):
        assert "evil" not in tabs.send(form, next=page)["Location"]


# --- never as another person --------------------------------------------------------------------------------


def test_nothing_is_done_as_another_person_than_the_one_who_began(tabs, learner, topic):
    other = make_user()
    tabs.sign_in(learner)
    page, settings = tabs.open("/roadmaps/r/s/t/"), tabs.open("/settings/")["/settings/"]
    tabs.sign_out()
    tabs.sign_in(other)
    note = f"/topics/{topic.pk}/note/"
    for form, fields in (
        (page[note], {"body": "mine alone"}),
        (tabs.tick(page, topic.items.first()), {"state": "done"}),
        (settings, {"name": "mine alone"}),
    ):
        for token in ("old", tabs.token):
            if token != "old":
                form.fields["csrfmiddlewaretoken"] = token
            response = tabs.send(form, **fields)
            assert (response.status_code, headline(response)) == (403, "Somebody else is signed in here now")
            assert [form.action for form in forms_in(response.content.decode(), "/") if form.method == "POST"] == []
            assert fields.get("body", fields.get("name", "")) in response.content.decode()
    htmx = tabs.send(page[note], headers=HTMX, body="mine alone")
    assert (htmx.status_code, htmx["X-Refused"]) == (403, "account")
    other.refresh_from_db()
    assert other.name == "" and not Note.objects.exists() and not Completion.objects.exists()
    tabs.sign_out()
    tabs.sign_in(learner)
    page[note].fields["csrfmiddlewaretoken"] = tabs.token
    assert tabs.send(page[note], body="mine alone").status_code == 302
    assert Note.objects.get().user == learner


def test_what_was_typed_while_the_session_ended_waits_for_whoever_typed_it(tabs, learner, topic):
    tabs.sign_in(learner)
    form, page = tabs.open("/settings/")["/settings/"], tabs.open("/roadmaps/r/s/t/")
    tabs.client.cookies.pop(settings.SESSION_COOKIE_NAME)
    kept = tabs.send(form, name="Ada", headers=HERE | {"Referer": "http://testserver/settings/"})
    text = kept.content.decode()
    assert kept.status_code == 403 and "/accounts/login/?next=/settings/" in text
    waiting = tabs.forms(kept)["/settings/"]
    assert waiting.fields["name"] == "Ada"
    # A tick holds nothing that has to be typed again: it leads to the sign-in page and back to its item.
    item = topic.items.first()
    response = tabs.send(tabs.tick(page, item), state="done")
    assert response["Location"] == f"/accounts/login/?next=/roadmaps/r/s/t/%23item-{item.pk}"

    tabs.sign_in(make_user())
    assert headline(tabs.send(waiting)) == "Somebody else is signed in here now"
    tabs.sign_out()
    tabs.sign_in(learner)
    assert tabs.send(tabs.forms(tabs.send(waiting))["/settings/"]).status_code == 302
    learner.refresh_from_db()
    assert learner.name == "Ada"


# --- what pages ask -----------------------------------------------------------------------------------------


def test_session_tells_for_whom_pages_are_made_and_the_token(learner):
    strict = Client(enforce_csrf_checks=True)
    response = strict.get("/session/")
    assert response.json()["account"] == "" and "no-store" in response["Cache-Control"]
    strict.force_login(learner)
    told = strict.get("/session/").json()
    assert told["account"] and str(learner.pk) != told["account"]
    assert strict.get("/session/").json()["account"] == told["account"]
    sent = {"name": "Ada", "time_zone": "UTC", "theme": "dark"}
    assert strict.post("/settings/", sent | {"csrfmiddlewaretoken": told["token"]}).status_code == 302
    strict.force_login(make_user())
    assert strict.get("/session/").json()["account"] != told["account"]


def test_a_page_that_is_too_old_for_htmx_says_so_to_its_script(learner, topic):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    response = strict.post(f"/topics/{topic.pk}/note/", {"body": "x", "version": "0"}, headers=HTMX | HERE)
    assert (response.status_code, response["X-Refused"]) == (403, "token")


@pytest.mark.parametrize("referer", ["http://[", "//a]b", "http://[::1", "http://testserver]/"])
def test_a_referer_that_is_no_address_is_that_of_no_page(tabs, referer):
    form = tabs.open("/accounts/login/")["/accounts/login/"]
    form.fields["csrfmiddlewaretoken"] = "x" * 64
    assert tabs.send(form, headers={"Referer": referer}, login="a@example.org").status_code == 403
    ended = {"body": "typed", "began_as": "somebody", "csrfmiddlewaretoken": tabs.token}
    response = tabs.client.post("/topics/1/note/", ended, headers={"Referer": referer})
    assert response.status_code == 403 and "typed" in response.content.decode()
