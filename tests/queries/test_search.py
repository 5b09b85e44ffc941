"""Finding rows by words, in any case and with or without accents."""

import pytest

from roadmap_app.models import Item, User
from roadmap_app.queries.search import rows_holding
from tests.makers import make_item, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item(make_topic(), title="Żółta ŁÓDŹ", hint="Wissen über Straßen")


@pytest.mark.parametrize("text", ["żółta", "łódź ŻÓŁTA", "ÜBER", "strassen łódź", ""])
def test_every_word_is_found_in_some_field(item, text):
    assert item.pk in rows_holding(Item, ("title", "hint"), text)


@pytest.mark.parametrize("text", ["Żółta nothing", "łódźwissen"])
def test_a_missing_word_or_one_across_two_fields_is_not_found(item, text):
    assert rows_holding(Item, ("title", "hint"), text) == set()


def test_the_percent_sign_is_a_character_like_others():
    make_user(name="Ada"), make_user(name="100 %")
    assert {User.objects.get(pk=key).name for key in rows_holding(User, ("name",), "%")} == {"100 %"}


@pytest.mark.parametrize("count", [1, 30])
def test_a_search_is_one_query(item, count, django_assert_num_queries):
    for _ in range(count):
        make_item(item.topic)
    with django_assert_num_queries(1):
        rows_holding(Item, ("title", "topic__title"), "item")
