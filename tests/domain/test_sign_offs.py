"""What entries about an item come to: for all sequences, against rules that look at the last entries only."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.sign_offs import Entry, SignOffState, Verb, state_of

FIRST = datetime(2026, 5, 3, 12, tzinfo=UTC)
VERBS = st.lists(st.sampled_from(Verb), max_size=12)


def entries(*verbs):
    return [Entry(verb, FIRST + timedelta(days=day), text=f"Text {day}") for day, verb in enumerate(verbs)]


def test_it_is_attached_given_back_attached_again_and_confirmed():
    steps = entries("attached", "given_back", "attached", "confirmed", "taken_back", "withdrawn")
    states = [state_of(steps[:count]) for count in range(len(steps) + 1)]
    first, given_back, second, confirmed = steps[:4]
    assert states == [
        SignOffState(),
        SignOffState(first),
        SignOffState(first, given_back),
        SignOffState(second),
        SignOffState(second, confirmed),
        SignOffState(second),
        SignOffState(),
    ]
    assert [state.is_open for state in states] == [False, True, False, True, False, True, False]
    assert [state.is_confirmed for state in states] == [False] * 4 + [True] + [False] * 2
    assert [state.is_given_back for state in states] == [False, False, True] + [False] * 4
    assert [state.is_empty for state in states] == [True] + [False] * 5 + [True]


@given(VERBS)
def test_leads_see_what_was_attached_last_unless_it_was_withdrawn_since(verbs):
    steps = entries(*verbs)
    own = [step for step in steps if step.verb in (Verb.ATTACHED, Verb.WITHDRAWN)]
    last = own[-1] if own else None
    assert state_of(steps).evidence == (last if last and last.verb == Verb.ATTACHED else None)


@given(VERBS)
def test_a_confirmation_stands_until_it_is_taken_back(verbs):
    steps = entries(*verbs)
    since = max((number for number, step in enumerate(steps) if step.verb == Verb.TAKEN_BACK), default=-1) + 1
    confirmed = [step for step in steps[since:] if step.verb == Verb.CONFIRMED]
    state = state_of(steps)
    assert state.is_confirmed == bool(confirmed)
    assert not confirmed or state.answer == confirmed[0]


@given(VERBS)
def test_what_was_given_back_stands_until_the_next_entry(verbs):
    steps = entries(*verbs)
    state = state_of(steps)
    assert not (state.is_given_back and (state.is_open or state.is_confirmed))
    assert not state.is_given_back or state.answer == steps[-1]


def test_other_evidence_has_another_digest():
    found = {Entry(Verb.ATTACHED, FIRST, text=text, link=link).digest for text in ("", "a\n") for link in ("", "a")}
    assert len(found) == 4 and Entry(Verb.ATTACHED, FIRST, text="a").digest in {
        Entry(Verb.ATTACHED, FIRST + timedelta(days=1), text="a").digest
    }
