"""Which pages the embedded server compresses."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from roadmap_app.web.compression import LEAST, compressed_pages
from tests.makers import make_topic

PAGE = b"<p>A page.</p>" * 500


def answer(content=PAGE, *, method="GET", path="/", accept="gzip, br", content_type="text/html", status=200, **headers):
    view = compressed_pages(lambda request: HttpResponse(content, content_type, status, headers=headers))
    return view(RequestFactory().generic(method, path, headers={"Accept-Encoding": accept}))


def is_compressed(response):
    return response.headers.get("Content-Encoding") == "gzip"


def test_a_page_is_compressed_for_browsers_that_accept_it():
    found = answer()
    assert is_compressed(found) and gzip.decompress(found.content) == PAGE
    assert found.headers["Content-Length"] == str(len(found.content)) and found.headers["Vary"] == "Accept-Encoding"
    plain = answer(accept="")
    assert plain.content == PAGE and not is_compressed(plain) and plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "options",
    [
        {"path": "/notes/?q=reflected"},
        {"status": 404},
        {"method": "POST"},
        {"Cache-Control": "private, no-store"},
        {"content": b"x" * (LEAST - 1)},
        {"content_type": "application/zip"},
    ],
)
def test_what_could_give_a_secret_away_or_gains_nothing_is_not(options):
    assert not is_compressed(answer(**options))


@pytest.mark.django_db
def test_pages_of_a_learner_are_compressed_but_not_those_with_secrets(learner_client):
    topic, gzipped = make_topic(), {"Accept-Encoding": "gzip"}
    assert is_compressed(learner_client.get(f"/roadmaps/{topic.roadmap.slug}/", headers=gzipped))
    for path in ("/settings/", "/settings/calendar/", "/accounts/2fa/", "/notes/?q=a", "/accounts/sessions/"):
        response = learner_client.get(path, headers=gzipped)
        assert response.status_code == 200 and not is_compressed(response), path
