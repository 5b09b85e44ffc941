"""The owners' numbers: who counts as what, and that no combination of them tells a count of 1 to 4."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.numbers import Kind, TopicRow, first_week, kinds_of, numbers, rounded
from roadmap_app.domain.weeks import WEEK, monday_of

TODAY = date(2026, 11, 25)  # a Wednesday
TOPICS = [TopicRow(11, 1, 2, "One"), TopicRow(12, 1, 0, "Empty"), TopicRow(13, 1, 1, "Two")]
RECENT, LONG_AGO = date(2026, 11, 16), date(2026, 10, 28)
BEGAN, MOVING, FINISHED = ((kind, 1) for kind in (Kind.BEGAN, Kind.MOVING, Kind.FINISHED))


@pytest.mark.parametrize(
    ("done", "skipped", "last", "expected"),
    [
        ({11: 1}, (), RECENT, [BEGAN, MOVING]),
        ({11: 1}, (), RECENT - timedelta(days=1), [BEGAN]),
        ({11: 1}, (), LONG_AGO + timedelta(days=1), [BEGAN]),
        ({11: 1}, (), LONG_AGO, [BEGAN, (Kind.STOPPED, 11)]),
        ({11: 2}, (), LONG_AGO, [BEGAN, (Kind.STOPPED, 13)]),
        ({13: 1}, (11,), LONG_AGO, [BEGAN, FINISHED]),
        ({11: 2, 13: 1}, (), RECENT, [BEGAN, FINISHED]),
        # Everything that they have done is skipped, so that nothing counts; a topic that is retired counts once done.
        ({11: 1}, (11, 13), RECENT, [BEGAN]),
        ({99: 0}, (11, 13), RECENT, [BEGAN, FINISHED]),
    ],
)
def test_what_a_learner_counts_as(done, skipped, last, expected):
    assert list(kinds_of(TOPICS, done, skipped, last, TODAY)) == expected


@pytest.mark.parametrize(("count", "words"), [(0, "under 5"), (4, "under 5"), (5, "5"), (9, "5"), (1_234, "1,230")])
def test_a_count_is_rounded_down_to_fives(count, words):
    assert str(rounded(count)) == words and bool(rounded(count)) == (count > 4)


def test_the_page_has_26_weeks_and_lists_the_topics_with_most_first():
    assert first_week(TODAY) == date(2026, 6, 1)
    counts = {(Kind.WEEK, monday_of(TODAY).toordinal()): 20, (Kind.WEEK, first_week(TODAY).toordinal()): 11}
    stops = {(Kind.STOPPED, 11): 5, (Kind.STOPPED, 12): 4, (Kind.STOPPED, 13): 17}
    shown = numbers(31, [(1, "R")], TOPICS, counts | stops | {BEGAN: 29}, TODAY)
    assert [len(shown.weeks), shown.weeks[0].share, shown.weeks[-1].share] == [26, 50, 100]
    assert (str(shown.accounts), str(shown.busiest)) == ("30", "20")
    (line,) = shown.roadmaps
    assert (line.title, str(line.began), str(line.finished)) == ("R", "25", "under 5")
    assert [(row.title, str(count)) for row, count in line.stops] == [("Two", "15"), ("One", "5")]


# A kind of person: what they are on the roadmap, and whether they were active last week and this week.
STATES = {
    "not begun": (),
    "resting": (BEGAN,),
    "moving": (BEGAN, MOVING),
    "finished": (BEGAN, FINISHED),
    **{f"stopped at {row.id}": (BEGAN, (Kind.STOPPED, row.id)) for row in TOPICS},
}
MONDAYS = [(Kind.WEEK, (monday_of(TODAY) - back * WEEK).toordinal()) for back in (1, 0)]
PEOPLE = [
    (state, weeks)
    for state, weeks in product(STATES, ((), MONDAYS[:1], MONDAYS[1:], MONDAYS))
    if weeks or state != "moving"
]


def page(crowd):
    """Return what owners see of CROWD (how many of each of PEOPLE), and the number of accounts, which they know."""
    counts = Counter[tuple[Kind, int]]()
    for (state, weeks), number in zip(PEOPLE, crowd, strict=True):
        for kind in (*STATES[state], *weeks):
            counts[kind] += number
    return sum(crowd), numbers(sum(crowd), [(1, "R")], TOPICS, counts, TODAY)


def changes(crowd):
    """Yield CROWD with one or two people who are something else."""

    def moved(some):
        for source, target in product(range(len(some)), repeat=2):
            if some[source] and source != target:
                other = list(some)
                other[source] -= 1
                other[target] += 1
                yield other

    for other in moved(crowd):
        yield other
    for other in moved(crowd):
        yield from moved(other)


def places(*states, weeks=None):
    """Return the places of those in PEOPLE who are in STATES (none given: in any), and active in these WEEKS."""
    wanted = states or tuple(STATES)
    return [place for place, each in enumerate(PEOPLE) if each[0] in wanted and weeks in (None, each[1])]


BEGUN = [state for state in STATES if state != "not begun"]
QUESTIONS = {
    **{state: places(state) for state in STATES},
    "have begun": places(*BEGUN),
    "are in no part": places("resting", *(state for state in STATES if state.startswith("stopped"))),
    "have not finished": places(*(state for state in BEGUN if state != "finished")),
    "were not active": places(weeks=()),
    "were active in both weeks": places(weeks=MONDAYS),
}


@pytest.mark.parametrize("wanted", [*QUESTIONS.values(), None], ids=[*QUESTIONS, "any set of people"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whoever_one_asks_for_the_page_fits_another_number_than_1_to_4(wanted, data):
    wanted = wanted or data.draw(st.lists(st.sampled_from(range(len(PEOPLE))), min_size=1, max_size=20, unique=True))
    others = [place for place in range(len(PEOPLE)) if place not in wanted]
    crowd = [0] * len(PEOPLE)
    for place in data.draw(st.lists(st.sampled_from(wanted), min_size=1, max_size=4)):
        crowd[place] += 1
    for place, count in data.draw(st.dictionaries(st.sampled_from(others), st.integers(1, 10), max_size=6)).items():
        crowd[place] += count
    seen, number = page(crowd), sum(crowd[place] for place in wanted)
    assert any(sum(other[place] for place in wanted) != number and page(other) == seen for other in changes(crowd))
