"""A row that is there already, or one it refers to that is gone: 409, in words, with what was typed."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from roadmap_app.models import Note
from roadmap_app.web.collisions import Collisions, is_collision
from tests.makers import make_roadmap, make_topic, make_user

pytestmark = pytest.mark.django_db


def failure(act):
    with pytest.raises(IntegrityError) as caught:
        act()
    return caught.value


def test_a_row_that_is_there_already_is_a_collision():
    make_roadmap(slug="same")
    assert is_collision(failure(lambda: make_roadmap(slug="same")))


def answer_to(typed, **more):
    make_roadmap(slug="same")
    request = RequestFactory().post("/settings/", typed)
    request.user = AnonymousUser()
    for name, value in more.items():
        setattr(request, name, value)
    return Collisions(lambda _: HttpResponse()).process_exception(request, failure(lambda: make_roadmap(slug="same")))


def test_a_form_comes_back_with_all_that_was_typed_but_secrets():
    answer = answer_to({"title": "Ma thèse", "body": "Long\nand dear", "password": "swordfish"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Ma thèse" in page and "Long\nand dear" in page
    assert 'name="password"' in page and "swordfish" not in page


def test_htmx_shows_it_where_failures_are_shown():
    answer = answer_to({"state": "done"}, htmx=True)
    assert answer.headers["HX-Retarget"] == "#failed" and "try again" in answer.content.decode()


def test_a_rule_that_is_broken_is_our_fault():
    topic = make_topic()
    broken = failure(lambda: Note.objects.create(user=make_user(), topic=topic, body=None))
    assert not is_collision(broken)
    assert not is_collision(ValueError())
