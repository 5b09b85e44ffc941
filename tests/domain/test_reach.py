"""How many learners have completed content, in words."""

import pytest

from roadmap_app.domain.reach import Learners, Reach, learner_count


@pytest.mark.parametrize(
    ("reach", "summary", "words"),
    [
        (Reach(), "under 5 learners", "under 5 learners have completed items here"),
        (Reach(4, 4), "under 5 learners", "under 5 learners have completed items here"),
        (Reach(4, 4, is_item=True), "under 5 learners", "under 5 learners have completed it"),
        (Reach(7, 7, is_item=True), "5 learners", "5 learners have completed it"),
        (
            Reach(7, 4),
            "5 learners (under 5 completed all)",
            "5 learners have completed items here (under 5 completed all)",
        ),
        (
            Reach(48_912, 1_024),
            "48,910 learners (1,020 completed all)",
            "48,910 learners have completed items here (1,020 completed all)",
        ),
    ],
)
def test_the_words_for_a_reach(reach, summary, words):
    assert (reach.summary, reach.words) == (summary, words)
    assert reach.is_told == (reach.some > 4)


@pytest.mark.parametrize("every", range(5))
@pytest.mark.parametrize("some", range(5, 10))
def test_counts_that_differ_by_less_than_five_people_read_the_same(some, every):
    assert (Reach(some, every).summary, Reach(some, every).words) == (Reach(5).summary, Reach(5).words)
    assert (Reach(every).summary, Reach(every).words) == (Reach().summary, Reach().words)


def test_learners_are_counted_with_their_noun():
    assert [learner_count(count) for count in (0, 4, 5)] == ["under 5 learners", "under 5 learners", "5 learners"]
    assert learner_count(48_912) == "48,910 learners"


def test_a_number_that_may_be_higher_says_so():
    assert [Learners(count).have for count in (1, 7)] == ["under 5 learners have", "5 learners have"]
    assert [Learners(count, is_least=True).have for count in (1, 48_912)] == [
        "learners have", "at least 48,910 learners have"
    ]  # fmt: skip
