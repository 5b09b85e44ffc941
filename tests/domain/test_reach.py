"""How many learners have completed content, in words."""

import pytest

from roadmap_app.domain.reach import Learners, Reach, learner_count


@pytest.mark.parametrize(
    ("reach", "summary", "words"),
    [
        (Reach(), "nobody yet", "nobody has completed an item here yet"),
        (Reach(is_item=True), "nobody yet", "nobody has completed it yet"),
        (Reach(1, is_item=True), "1 learner", "1 learner has completed it"),
        (Reach(2, is_item=True), "2 learners", "2 learners have completed it"),
        (Reach(1), "1 learner (not all of them)", "1 learner has completed items here (not all of them)"),
        (Reach(1, 1), "1 learner (all of them)", "1 learner has completed items here (all of them)"),
        (Reach(3), "3 learners (nobody completed all)", "3 learners have completed items here (nobody completed all)"),
        (
            Reach(48_912, 1_020),
            "48,912 learners (1,020 completed all)",
            "48,912 learners have completed items here (1,020 completed all)",
        ),
        (Reach(3, 1), "3 learners (1 completed all)", "3 learners have completed items here (1 completed all)"),
    ],
)
def test_the_words_for_a_reach(reach, summary, words):
    assert (reach.summary, reach.words) == (summary, words)
    assert bool(reach) == (reach.some > 0)


def test_learners_are_counted_with_their_noun():
    assert [learner_count(count) for count in (0, 1, 2)] == ["0 learners", "1 learner", "2 learners"]
    assert learner_count(48_912) == "48,912 learners"


def test_a_number_that_may_be_higher_says_so():
    assert [Learners(count).have for count in (1, 2)] == ["1 learner has", "2 learners have"]
    assert [Learners(count, is_least=True).have for count in (1, 48_912)] == [
        "At least 1 learner has", "At least 48,912 learners have"
    ]  # fmt: skip
