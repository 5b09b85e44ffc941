"""The list of notes and its filter."""

import pytest

from roadmap_app.actions.notes import save_note
from roadmap_app.domain.folding import fold
from roadmap_app.queries.notes import own_notes
from tests.makers import make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def note(user, body, **topic):
    return save_note(user=user, topic=make_topic(**topic), body=body, version=0)


def test_last_edited_first_and_only_ones_own(learner):
    note(learner, "first", title="Old")
    note(learner, "second", title="New")
    note(make_user(), "hers", title="Hers")
    assert [line.title for line in own_notes(learner)] == ["New", "Old"]


@pytest.mark.parametrize("words", ["gradient", "GRADIENT descent", "ÜBER", "calculus", "foundations", "über calculus"])
def test_the_filter_takes_every_word_in_any_case_from_note_topic_or_stage(learner, words):
    stage = make_stage(title="Foundations")
    note(learner, "Über Gradient descent", stage=stage, title="Calculus")
    note(learner, "nothing of it", title="Other")
    assert [line.title for line in own_notes(learner, words)] == ["Calculus"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Re\u0301sume\u0301", "R\u00e9sum\u00e9"),
        ("R\u00e9sum\u00e9", "re\u0301sume\u0301"),
        ("Die Straße", "STRASSE"),
        ("Im İstanbul", "istanbul"),
        ("im istanbul", "İSTANBUL"),
        ("Привет", "ПРИВЕТ"),
        ("ο δρόμος", "ΔΡΌΜΟΣ"),
        ("soft\u00adware", "software"),
        ("100%", "100%"),
        ("a_b", "A_B"),
        ("c:\\temp", "c:\\TEMP"),
    ],
)
def test_the_filter_compares_as_people_see_it(learner, body, text):
    note(learner, body, title="Other")
    note(learner, "nothing", title=body)
    note(learner, "100 x axb c:temp rsum", title="None of them")
    assert [fold(line.title) for line in own_notes(learner, text)] == [fold(body), "other"]


def test_a_formula_is_shown_as_such_and_a_link_by_its_label(learner):
    note(learner, "Cost $n^2$ of [attention](https://example.org/" + "a" * 900 + ") <b>")
    (line,) = own_notes(learner)
    assert "<math>" in line.excerpt and "of attention &lt;b&gt;" in line.excerpt and "$" not in line.excerpt


def test_words_that_are_nowhere_find_nothing(learner):
    note(learner, "abc")
    assert own_notes(learner, "abc xyz") == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_is_one_query(learner, count, django_assert_num_queries):
    stage = make_stage()
    for _ in range(count):
        note(learner, "text", stage=stage)
    with django_assert_num_queries(1) as queries:
        lines = own_notes(learner)
        assert len([line.url for line in lines]) == count
    # Nothing can be laid out of what is not read.
    assert '"body"' not in queries[0]["sql"].partition(" FROM ")[0]


def test_a_query_of_many_words_is_one_query(learner, django_assert_num_queries):
    note(learner, " ".join(str(number) for number in range(100)))
    with django_assert_num_queries(1):
        assert len(own_notes(learner, " ".join(str(number) for number in range(100)))) == 1
