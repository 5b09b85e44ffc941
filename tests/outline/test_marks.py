"""Markup inside a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.outline.marks import (
    depths,
    detail_of,
    escape,
    estimate_of,
    guard,
    label_of,
    plain,
    sign_off_of,
    split_list,
    struck,
    without_emphasis,
)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_is_no_markup_and_reads_back(text):
    guarded = guard(escape(text))
    assert plain(guarded) == " ".join(text.split())
    assert not set(guarded) & set("\\*_[](),:~")


@given(st.text('()[]{}"“”a,', max_size=30))
def test_depths_are_balanced(text):
    for quoted in (False, True):
        found = depths(text, quoted=quoted)
        assert len(found) == len(text) and all(depth >= 0 for depth in found)


def test_depths_count_brackets_and_ignore_unmatched_ones():
    assert depths("a(b[c])d") == [0, 1, 1, 2, 2, 2, 1, 0]
    assert depths("a(b]c") == [0] * 5
    assert depths('"a"', quoted=True) == [1, 1, 1] and depths('"a"') == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a, b, and c", ["a", "b", "c"]),
        ("a (b, c), d", ["a (b, c)", "d"]),
        ("a, b; c", ["a, b", "c"]),
        ("a · b", ["a", "b"]),
        ("10,000 hours, b", ["10,000 hours", "b"]),
        ("a, and b,", ["a", "and b"]),
        ("", []),
    ],
)
def test_a_list_is_split_outside_of_brackets(text, parts):
    assert split_list(text) == parts


def test_quotes_are_kept_together_on_request():
    assert split_list('"a, b", c', quoted=True) == ['"a, b"', "c"]


def test_labels_and_details():
    assert label_of("Grains: wheat") == ("Grains", "wheat")
    assert label_of("**Grains** – wheat") == ("Grains", "wheat")
    assert label_of("at 10:30") == ("", "at 10:30")
    assert detail_of("rye (dark and coarse)") == ("rye", "dark and coarse")
    assert detail_of("rye (dark)") == ("rye (dark)", "")
    assert detail_of("rye (hint: dark)") == ("rye", "dark")


@pytest.mark.parametrize(
    ("text", "rest", "minutes"),
    [
        ("rye (30 min)", "rye", 30),
        ("rye (dark and coarse) (30 min)", "rye (dark and coarse)", 30),
        ("rye (30 min) (5 min)", "rye (30 min)", 5),
        ("rye (2 h)", "rye", 120),
        ("rye (1 h 30 min)", "rye", 90),
        ("rye (0 min)", "rye", 0),
        ("rye  (100000 min) ", "rye", 100_000),
    ],
)
def test_an_estimate_is_taken_from_the_end(text, rest, minutes):
    assert estimate_of(text) == (rest, minutes)


# fmt: off
NOT_ESTIMATES = [
    "rye", "", "(30 min)", "rye(30 min)", "rye (30 mins)", "rye (30min)", "rye (30  min)", "rye (1 h 75 min)",
    "rye (1.5 h)", "rye (-5 min)", "rye (about 30 min)", "rye (\u0663\u0660 min)", "rye [30 min]", "rye (1h)",
    "rye (30 min) flour", "rye 30 min)", "rye ((30 min))", "rye ( 30 min )", "rye (min)", "rye (30 min",
]
# fmt: on


@pytest.mark.parametrize("text", NOT_ESTIMATES)
def test_what_is_not_exactly_an_estimate_stays_as_it_is(text):
    assert estimate_of(text) == (text, None)


def test_escaped_brackets_hold_no_estimate():
    guarded = guard(r"rye \(30 min\)")
    assert estimate_of(guarded) == (guarded, None)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("rye (to be shown)", "rye"),
        (" rye (dark and coarse) (30 min)  (to be shown) ", "rye (dark and coarse) (30 min)"),
        ("rye (to be shown) (to be shown)", "rye (to be shown)"),
    ],
)
def test_the_mark_of_what_is_to_be_shown_is_taken_from_the_end(text, rest):
    assert sign_off_of(text) == (rest, True)


# fmt: off
NOT_MARKS = [
    "rye", "", "(to be shown)", "rye(to be shown)", "rye (To be shown)", "rye (to be  shown)", "rye ((to be shown))",
    "rye ( to be shown )", "rye to be shown", "rye [to be shown]", "rye (to be shown) flour", "rye (to be shown)!",
    "rye (show)", "rye (hint: to be shown)", "rye (not to be shown)", guard(r"rye \(to be shown\)"),
]
# fmt: on


@pytest.mark.parametrize("text", NOT_MARKS)
def test_what_is_not_exactly_the_mark_stays_as_it_is(text):
    assert sign_off_of(text) == (text, False)


def test_emphasis_and_strikethrough():
    assert without_emphasis("**a** _b_ snake_case_name 2*3*4") == "a b snake_case_name 2*3*4"
    assert struck("~~a~~") == ("a", True)
    assert struck("a ~~b~~") == ("a ~~b~~", False)
