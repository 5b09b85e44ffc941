"""The list of notes and its filter."""

import pytest

from roadmap_app.actions.notes import save_note
from roadmap_app.domain.folding import fold
from roadmap_app.queries.notes import by_stage, note_choices, own_notes, whole_notes
from tests.makers import make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def note(user, body, **topic):
    return save_note(user=user, topic=make_topic(**topic), body=body, version=0)


def test_in_the_order_of_the_roadmaps_by_stage_and_only_ones_own(learner):
    second, first = make_roadmap(title="Second", position=2), make_roadmap(title="First", position=1)
    late, early = make_stage(first, title="Late", start_month=1), make_stage(first, title="Early", start_month=0)
    for stage, titles in ((make_stage(second, title="Other"), "E"), (late, "CD"), (early, "AB")):
        for title in titles:
            note(learner, "text", stage=stage, title=title)
    note(make_user(), "hers", title="Hers", stage=early)
    groups = by_stage(own_notes(learner))
    found = [(group.place.stage, "".join(line.title for line in group.notes), group.place.hue) for group in groups]
    assert found == [("Early", "AB", 1), ("Late", "CD", 2), ("Other", "E", 1)]
    assert [group.begins_roadmap for group in groups] == [True, False, True]
    assert not any(group.begins_roadmap for group in by_stage(own_notes(learner, "early")))


def test_notes_on_a_roadmap_that_is_hidden_come_last_and_without_titles(learner):
    for place, is_published in enumerate((False, True)):
        note(learner, "text", stage=make_stage(make_roadmap(position=place, is_published=is_published)), title="Seen")
    groups = by_stage(own_notes(learner))
    assert [(group.place.stage, group.notes[0].title) for group in groups] == [("Stage 1", "Seen"), ("", "")]
    assert not any(group.begins_roadmap for group in groups)


def test_whole_notes_have_their_bodies_in_one_query(learner, django_assert_num_queries):
    for _ in range(3):
        note(learner, "# All\n\nof it", stage=make_stage())
    with django_assert_num_queries(1):
        assert [line.body for line in whole_notes(learner)] == ["# All\n\nof it"] * 3


def test_every_topic_that_is_not_retired_can_be_chosen(learner, django_assert_num_queries):
    stage = make_stage(make_roadmap(position=1))
    note(learner, "text", stage=stage, title="Noted")
    make_topic(stage, title="Free")
    make_topic(stage, title="Retired", retired=True)
    make_stage(make_roadmap(is_published=False))
    other = make_topic(make_stage(make_roadmap(position=2)), title="Other")
    note_choices(learner)
    with django_assert_num_queries(2):
        first, second = note_choices(learner)
    [(_, topics)] = first.stages
    assert [(topic.title, is_noted) for topic, is_noted in topics] == [("Noted", True), ("Free", False)]
    assert (first.is_open, second.is_open, second.tree.title) == (True, False, other.roadmap.title)


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
    stage = make_stage(title="Stage")
    note(learner, body, stage=stage, title="Other")
    note(learner, "nothing", stage=stage, title=body)
    note(learner, "100 x axb c:temp rsum", stage=stage, title="None of them")
    assert [fold(line.title) for line in own_notes(learner, text)] == ["other", fold(body)]


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


def test_many_words_are_found_in_one_query_and_shown_by_another(learner, django_assert_num_queries):
    note(learner, " ".join(str(number) for number in range(100)))
    with django_assert_num_queries(2):
        assert len(own_notes(learner, " ".join(str(number) for number in range(100)))) == 1
