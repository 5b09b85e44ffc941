"""A duplicate row, or a reference to a deleted one, is answered with 409 and everything that was typed."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from roadmap_app.models import Note
from roadmap_app.web.collisions import Collisions, is_collision
from tests.makers import make_roadmap, make_topic, make_user

pytestmark = pytest.mark.django_db


def error_of(act):
    with pytest.raises(IntegrityError) as caught:
        act()
    return caught.value


def test_a_duplicate_row_is_a_collision():
    make_roadmap(slug="same")
    assert is_collision(error_of(lambda: make_roadmap(slug="same")))


def response_to(typed, **more):
    make_roadmap(slug="same")
    request = RequestFactory().post("/settings/", typed)
    request.user = AnonymousUser()
    for name, value in more.items():
        setattr(request, name, value)
    return Collisions(lambda _: HttpResponse()).process_exception(request, error_of(lambda: make_roadmap(slug="same")))


def test_the_page_has_everything_that_was_typed_except_secrets():
    response = response_to({"title": "Ma thèse", "body": "Long\nand dear", "password": "swordfish"})
    page = response.content.decode()
    assert response.status_code == 409 and "Ma thèse" in page and "Long\nand dear" in page
    assert 'name="password"' in page and "swordfish" not in page


def test_htmx_shows_it_in_the_box_for_failures():
    response = response_to({"state": "done"}, htmx=True)
    assert response.headers["HX-Retarget"] == "#failed" and "try again" in response.content.decode()


def test_another_broken_constraint_is_not_a_collision():
    topic = make_topic()
    broken = error_of(lambda: Note.objects.create(user=make_user(), topic=topic, body=None))
    assert not is_collision(broken)
    assert not is_collision(ValueError())
