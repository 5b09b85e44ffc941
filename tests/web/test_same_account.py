"""A form is never sent as another user than the one who opened it, and sign-in forms redirect signed-in users."""

import pytest
from django.conf import settings

from roadmap_app.models import Completion, Note
from tests.makers import make_user
from tests.permissions.html_forms import forms_in
from tests.views.rituals import HTMX
from tests.web.tabs import HERE, PASSWORD, headline

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fresh", [True, False], ids=["with the new token", "with the old one"])
def test_a_signed_in_user_is_redirected(tabs, learner, fresh):
    second = tabs.open("/accounts/login/?next=/notes/")["/accounts/login/"]
    tabs.sign_in(learner)
    if fresh:
        second.fields["csrfmiddlewaretoken"] = tabs.token
    response = tabs.send(second, login="somebody.else@example.org", password="a-secret")
    assert response["Location"] == "/notes/"
    page = tabs.client.get("/notes/").content.decode()
    assert f"You are already signed in as {learner.email}" in page and "/accounts/logout/" in page


def test_a_sign_in_form_works_after_a_sign_out_in_another_tab(tabs, learner):
    form = tabs.open("/accounts/login/?next=/notes/")["/accounts/login/"]
    tabs.sign_in(learner)
    tabs.sign_out()
    kept = tabs.send(form, login=learner.email, password=PASSWORD)
    page = kept.content.decode()
    assert kept.status_code == 403 and "Nobody is signed in here now" in page and PASSWORD not in page
    assert tabs.send(tabs.forms(kept)["/accounts/login/"], password=PASSWORD)["Location"] == "/notes/"


def test_the_redirect_never_leaves_the_portal(tabs, learner):
    form = tabs.open("/accounts/login/")["/accounts/login/"]
    tabs.sign_in(learner)
    for page in ("//evil.example", "https://evil.example/", "0"):
        assert "evil" not in tabs.send(form, next=page)["Location"]


def test_nothing_is_done_as_another_user_than_the_one_who_opened_the_form(tabs, learner, topic):
    other = make_user()
    tabs.sign_in(learner)
    page, settings = tabs.open("/roadmaps/r/s/t/"), tabs.open("/settings/name/")["/settings/name/"]
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


def test_what_was_typed_while_the_session_ended_waits_for_its_user(tabs, learner, topic):
    tabs.sign_in(learner)
    form, page = tabs.open("/settings/name/")["/settings/name/"], tabs.open("/roadmaps/r/s/t/")
    tabs.client.cookies.pop(settings.SESSION_COOKIE_NAME)
    kept = tabs.send(form, name="Ada", headers=HERE | {"Referer": "http://testserver/settings/name/"})
    text = kept.content.decode()
    assert kept.status_code == 403 and "/accounts/login/?next=/settings/name/" in text
    waiting = tabs.forms(kept)["/settings/name/"]
    assert waiting.fields["name"] == "Ada"
    # A tick has nothing that must be typed again: it redirects to the sign-in page and back to its item.
    item = topic.items.first()
    response = tabs.send(tabs.tick(page, item), state="done")
    assert response["Location"] == f"/accounts/login/?next=/roadmaps/r/s/t/%23item-{item.pk}"

    tabs.sign_in(make_user())
    assert headline(tabs.send(waiting)) == "Somebody else is signed in here now"
    tabs.sign_out()
    tabs.sign_in(learner)
    assert tabs.send(tabs.forms(tabs.send(waiting))["/settings/name/"]).status_code == 302
    learner.refresh_from_db()
    assert learner.name == "Ada"
