"""Merging three ways, field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.merge import Who, three_way

VALUES = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", 0, 1]) for name in ("title", "hint", "position")})
SOME = st.dictionaries(st.sampled_from(["title", "hint", "position"]), st.sampled_from(["", "a", "b", 0, 1]))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "who", "proposed"),
    [
        ("a", "a", "a", Who.NOBODY, "a"),
        ("a", "b", "a", Who.OURS, "b"),
        ("a", "a", "b", Who.THEIRS, "b"),
        ("a", "b", "b", Who.ALIKE, "b"),
        ("a", "b", "c", Who.CONFLICT, "b"),
        (False, True, False, Who.OURS, True),
    ],
)
def test_who_changed_a_field(base, ours, theirs, who, proposed):
    (field,) = three_way({"x": base}, {"x": ours}, {"x": theirs}).values()
    assert (field.who, field.proposed) == (who, proposed)


def test_a_field_that_the_base_does_not_know_is_decided_by_asking():
    assert three_way({}, {"x": 1}, {"x": 1})["x"].who is Who.NOBODY
    assert three_way({}, {"x": 1}, {"x": 2})["x"].who is Who.CONFLICT


def test_a_field_that_one_side_does_not_know_is_no_field():
    assert three_way({"x": 1}, {"x": 1, "y": 2}, {"x": 1, "z": 3}).keys() == {"x"}


@given(SOME, VALUES, VALUES)
def test_turned_round_it_says_the_same_of_the_other_side(base, ours, theirs):
    other = {Who.OURS: Who.THEIRS, Who.THEIRS: Who.OURS}
    there, back = three_way(base, ours, theirs), three_way(base, theirs, ours)
    assert {name: other.get(field.who, field.who) for name, field in there.items()} == {
        name: field.who for name, field in back.items()
    }


@given(SOME, VALUES, VALUES)
def test_what_is_proposed_is_one_of_the_sides_and_never_overwrites_what_changed_here(base, ours, theirs):
    for name, field in three_way(base, ours, theirs).items():
        assert field.proposed in (ours[name], theirs[name])
        if field.changed_here:
            assert field.proposed == ours[name]
        assert field.to_decide <= (ours[name] != theirs[name])


@given(VALUES, VALUES)
def test_what_only_they_changed_makes_theirs_and_what_they_left_makes_ours(base, theirs):
    merged = three_way(base, base, theirs)
    assert {name: field.proposed for name, field in merged.items()} == theirs
    assert not any(field.to_decide for field in three_way(base, theirs, base).values())
    assert not any(field.to_decide for field in three_way(base, theirs, theirs).values())
