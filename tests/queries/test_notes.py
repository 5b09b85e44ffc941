"""The list of notes and its filter."""

import pytest

from roadmap_app.actions.notes import save_note
from roadmap_app.queries.notes import own_notes
from tests.makers import make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def note(user, body, **topic):
    return save_note(user=user, topic=make_topic(**topic), body=body, version=0)


def test_last_edited_first_and_only_ones_own(learner):
    note(learner, "first", title="Old")
    note(learner, "second", title="New")
    note(make_user(), "hers", title="Hers")
    assert [line.topic.title for line in own_notes(learner)] == ["New", "Old"]


@pytest.mark.parametrize("words", ["gradient", "GRADIENT descent", "ÜBER", "calculus", "foundations", "über calculus"])
def test_the_filter_takes_every_word_in_any_case_from_note_topic_or_stage(learner, words):
    stage = make_stage(title="Foundations")
    note(learner, "Über Gradient descent", stage=stage, title="Calculus")
    note(learner, "nothing of it", title="Other")
    assert [line.topic.title for line in own_notes(learner, words)] == ["Calculus"]


def test_words_that_are_nowhere_find_nothing(learner):
    note(learner, "abc")
    assert own_notes(learner, "abc xyz") == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_is_one_query(learner, count, django_assert_num_queries):
    stage = make_stage()
    for _ in range(count):
        note(learner, "text", stage=stage)
    with django_assert_num_queries(1):
        lines = own_notes(learner)
        assert len([line.topic.stage.roadmap.slug for line in lines]) == count
