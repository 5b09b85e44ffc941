"""Reading one row by plain SQL gives the row that the ORM gives."""

import pytest

from roadmap_app.models import Note, Roadmap, User
from roadmap_app.models.single_row import single_row
from tests.makers import make_roadmap, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_the_row_is_the_one_of_the_orm():
    for slug in ("one", "two"):
        make_roadmap(slug=slug, summary="ä “x” %s")
    row = single_row(Roadmap, slug="two")
    expected = Roadmap.objects.get(slug="two")
    assert row == expected
    assert {name: getattr(row, name) for name in vars(expected) if name != "_state"} == {
        name: value for name, value in vars(expected).items() if name != "_state"
    }


def test_several_columns_select_together():
    topic, other, user = make_topic(), make_topic(), make_user()
    note = Note.objects.create(user=user, topic=topic, body="x")
    assert single_row(Note, user_id=user.pk, topic_id=topic.pk) == note
    assert single_row(Note, user_id=user.pk, topic_id=other.pk) is None


@pytest.mark.parametrize("slug", ["", "none", "'; DROP TABLE roadmap_app_roadmap; --", "%s", "x" * 500])
def test_a_row_that_does_not_exist_is_none(slug):
    make_roadmap()
    assert single_row(Roadmap, slug=slug) is None
    assert Roadmap.objects.count() == 1


def test_a_user_is_read_by_key_as_by_any_other_value():
    user = make_user()
    assert User.objects.get(pk=user.pk) == User.objects.get(email=user.email) == user
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=user.pk + 1)
