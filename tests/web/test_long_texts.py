"""A text of several megabytes is shown like any other, in less memory."""

import tracemalloc

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import escape

from roadmap_app.web.long_texts import LONG, LongTexts
from tests.makers import make_topic

MARKUP = '<b>"it\'s" & \N{PILE OF POO} я</b>'


@pytest.mark.parametrize("text", [MARKUP, MARKUP * LONG], ids=["short", "long"])
def test_a_kept_text_is_escaped_as_in_a_template(text):
    texts = LongTexts()
    shown = escape(texts.keep(text))
    assert texts.put_into(HttpResponse(f"<p>{shown}</p>")).content.decode() == f"<p>{escape(text)}</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("began_as", ["", "another"], ids=["too long", "another account's"])
def test_a_note_that_is_far_too_long_takes_little_memory(learner_client, began_as):
    body, path = "\N{PILE OF POO}" + '"' * 4_000_000, reverse("topic_note", args=[make_topic().pk])
    fields = {"body": body, "version": "0", "began_as": began_as}
    learner_client.post(path, fields)
    tracemalloc.start()
    response = learner_client.post(path, fields)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert response.status_code in (403, 422) and response.content.count(b"&quot;") >= 4_000_000
    assert peak < 150_000_000
