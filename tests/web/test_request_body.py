"""Request bodies are validated before a view reads them, and large ones one at a time."""

from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.urls import reverse

from roadmap_app.web.request_body import LARGE, LARGE_FORMS, RequestBody
from tests.makers import make_topic

URLENCODED = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["я" * 50_000, "x" * 99_000])
def test_a_note_is_shown_whole_after_the_session_has_ended(client, body):
    path = reverse("topic_note", args=[make_topic().pk])
    response = client.post(
        path, urlencode({"version": 0, "body": body}), URLENCODED, headers={"Origin": "http://testserver"}
    )
    assert response.status_code < 500 and response.status_code != 413
    assert body in response.content.decode()


def test_more_fields_than_a_form_has_are_refused(client):
    body = b"&".join(b"f%d=" % number for number in range(301))
    assert client.post("/accounts/login/", body, content_type=URLENCODED).status_code == 413


def test_large_forms_are_processed_one_at_a_time(rf):
    one_at_a_time = []

    def respond(request):
        one_at_a_time.append(LARGE_FORMS.locked())
        return HttpResponse()

    for size in (LARGE, LARGE + 1):
        RequestBody(respond)(rf.post("/", "x" * size, content_type=URLENCODED))
    assert one_at_a_time == [False, True] and not LARGE_FORMS.locked()
