"""Three-way merge of fields."""

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.merge import three_way

sides = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2))


def one(base, ours, theirs):
    (merged,) = three_way({"x": base}, {"x": ours}, {"x": theirs})
    return merged.changed_by, merged.proposed


def test_the_side_that_changed_a_field_is_recognised():
    assert one(1, 1, 1) == ("nobody", "ours")
    assert one(1, 2, 1) == ("ours", "ours")
    assert one(1, 1, 2) == ("theirs", "theirs")
    assert one(1, 2, 2) == ("both", "ours")
    assert one(1, 2, 3) == ("conflict", "")


def test_a_field_missing_on_one_side_is_none_there():
    assert [(each.name, each.theirs) for each in three_way({"x": 1}, {"x": 1, "y": 2}, {})] == [
        ("x", None),
        ("y", None),
    ]


@given(sides, sides)
def test_the_side_that_changed_is_taken(base, other):
    for each in three_way(base, base, other):
        assert each.changed_by in ("nobody", "theirs")
    for each in three_way(base, other, base):
        assert each.proposed == "ours"


@given(sides, sides, sides)
def test_swapping_the_sides_mirrors_the_result(base, ours, theirs):
    mirrored = {"ours": "theirs", "theirs": "ours"}
    there = {each.name: each.changed_by for each in three_way(base, theirs, ours)}
    for each in three_way(base, ours, theirs):
        assert there[each.name] == mirrored.get(each.changed_by, each.changed_by)
