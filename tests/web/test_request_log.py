"""The log has routes and request ids, and no one-time tokens."""

import io
import json
import logging
from copy import deepcopy
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from roadmap_app.actions.invitations import invite
from tests.makers import make_user

pytestmark = pytest.mark.django_db


class RecordingHandler(logging.StreamHandler[io.StringIO]):
    """Writes to a string, and keeps each record as it is when it is written."""

    def __init__(self):
        super().__init__(io.StringIO())
        self.seen = []

    def emit(self, record):
        self.seen.append(f"{record.msg} {record.args} {sorted(vars(record).items(), key=lambda item: item[0])}")
        super().emit(record)

    @property
    def lines(self):
        """Return what was written, line by line."""
        return self.stream.getvalue().splitlines()


@pytest.fixture(params=["line", "json"])
def console(request):
    """Return a handler with the portal's filters and one of its formats."""
    config = deepcopy(settings.LOGGING)  # the configurator removes keys from it
    configurator = DictConfigurator(config)
    handler = RecordingHandler()
    handler.setFormatter(configurator.configure_formatter(config["formatters"][request.param]))
    for name in config["handlers"]["console"]["filters"]:
        handler.addFilter(configurator.configure_filter(config["filters"][name]))
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_a_refused_form_does_not_log_the_token(client, console):
    _, token = invite(by=make_user("owner@example.org", is_staff=True, is_superuser=True), role="owner")
    response = client.post(f"/invitations/{token}/", {"email": "no address"})
    assert response.status_code == 422
    [line] = console.lines
    assert "Unprocessable" in line and "/invitations/<slug:token>/" in line and response["X-Request-ID"] in line
    assert token not in line and token not in console.seen[0]
    if line.startswith("{"):
        assert json.loads(line)["route"] == "/invitations/<slug:token>/"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/invitation/a-valid-token/", "Not Found: (no such page)"),
        ("/invitations/a-valid-token/é\n/", "(no such page)"),
        ("/welcome/a-valid-token/", "Gone: /welcome/<slug:token>/"),
    ],
)
def test_no_path_is_logged(client, console, path, words):
    client.get(path)
    client.post(path)
    assert any(words in line for line in console.lines), console.lines
    assert not [each for each in [*console.lines, *console.seen] if "a-valid-token" in each]


def test_the_path_of_a_referer_is_not_logged(console):
    strict = Client(enforce_csrf_checks=True)
    referer = {"referer": "https://other.example/invitations/a-valid-token/"}
    assert strict.post("/accounts/login/", secure=True, headers=referer).status_code == 403
    assert "https://other.example" in console.lines[0] and "/accounts/login/" in console.lines[0]
    assert not [each for each in [*console.lines, *console.seen] if "a-valid-token" in each]


def test_messages_about_the_path_slash_are_not_changed(console):
    log_response("%s: %s", "a/b", "/", response=HttpResponse(status=400), request=RequestFactory().get("/"))
    assert "a/b: /" in console.lines[0]
