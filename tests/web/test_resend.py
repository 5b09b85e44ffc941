"""A form with an old CSRF token is shown again with everything that was typed, and can be sent with one press."""

import pytest
from django.test import Client

from roadmap_app.models import Completion, Enrolment, Note
from tests.makers import make_app, make_user
from tests.permissions.html_forms import forms_in
from tests.views.rituals import HTMX
from tests.web.tabs import HERE, headline

pytestmark = pytest.mark.django_db


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


def test_settings_and_a_plan_are_shown_again_complete(tabs, learner, topic):
    tabs.sign_in(learner)
    name, plan = tabs.open("/settings/name/")["/settings/name/"], tabs.open("/roadmaps/r/enrolment/")
    tabs.sign_out()
    tabs.sign_in(learner)
    kept = tabs.send(name, name="Ada & Co")
    assert "<bdi>Ada &amp; Co</bdi>" in kept.content.decode()
    assert tabs.send(tabs.forms(kept)["/settings/name/"]).status_code == 302
    learner.refresh_from_db()
    assert learner.name == "Ada & Co"
    kept = tabs.send(plan["/roadmaps/r/enrolment/"], started_on="2026-02-03", hours_per_week="7")
    assert tabs.send(tabs.forms(kept)["/roadmaps/r/enrolment/"]).status_code == 302
    assert Enrolment.objects.get().hours_per_week == 7


@pytest.mark.parametrize(
    "path",
    [
        "/roadmaps/r/outline/",
        "/outlines/new/",
        "/roadmaps/r/enrolment/",
        "/settings/name/",
        "/settings/deletion/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/admin/roadmap_app/topic/{topic}/change/",
        "/admin/roadmap_app/user/add/",
    ],
)
def test_every_form_is_shown_again_with_all_its_fields(topic, path):
    _, owner = (
        make_user(is_staff=True, is_superuser=True) for _ in range(2)
    )  # the only owner could not delete their account
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


def test_what_nobody_has_typed_is_sent_again_unseen():
    path = "/manage/invitations/new/"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(is_staff=True, is_superuser=True))
    form = next(form for form in forms_in(strict.get(path).content.decode(), path) if "offer" in form.fields)
    page = strict.post(path, form.fields | {"csrfmiddlewaretoken": "old"}, headers=HERE).content.decode()
    assert "What you were about to do: invite somebody" in page
    assert f'value="{form.fields["offer"]}"' in page and "<textarea" not in page


def test_secrets_are_never_shown_again(tabs, learner):
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
def test_a_form_of_another_site_cannot_be_sent_again(learner, topic, headers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    for path, fields in ((f"/topics/{topic.pk}/note/", {"body": "x", "version": "0"}), ("/accounts/logout/", {})):
        response = strict.post(path, fields, headers=headers)
        assert response.status_code == 403
        assert not [form for form in forms_in(response.content.decode(), path) if form.method == "POST"]


def test_htmx_gets_a_header_for_an_old_token(learner, topic):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    response = strict.post(f"/topics/{topic.pk}/note/", {"body": "x", "version": "0"}, headers=HTMX | HERE)
    assert (response.status_code, response["X-Refused"]) == (403, "token")
