"""The arithmetic of what has changed for a learner."""

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.changes import Known, changes

ITEM = Known("Rye", 1, "Flour", retired=False)
known = st.builds(Known, st.sampled_from(["a", "b"]), st.integers(1, 2), st.just("T"), retired=st.booleans())
editions = st.dictionaries(st.integers(1, 5), known)


def kinds(was, now):
    found = changes({1: was} if was else {}, {1: now} if now else {})
    return found[0].kinds if found else ()


def test_what_can_happen_to_an_item():
    moved, renamed = Known("Rye", 2, "Grain", retired=False), Known("Dark rye", 1, "Flour", retired=False)
    both, retired = Known("Dark rye", 2, "Grain", retired=False), Known("Rye", 1, "Flour", retired=True)
    assert kinds(None, ITEM) == ("new",)
    assert kinds(ITEM, moved) == ("moved",)
    assert kinds(ITEM, renamed) == ("renamed",)
    assert kinds(ITEM, both) == ("moved", "renamed")
    assert kinds(ITEM, retired) == ("retired",)
    assert kinds(retired, ITEM) == ("restored",)
    assert kinds(ITEM, None) == ("gone",)


def test_what_is_nobodys_news():
    retired = Known("Rye", 1, "Flour", retired=True)
    for was, now in [(ITEM, ITEM), (None, retired), (retired, None), (retired, Known("X", 2, "Y", retired=True))]:
        assert kinds(was, now) == ()
    assert kinds(ITEM, Known("Rye", 1, "Flour, renamed", retired=False)) == ()


@given(editions)
def test_the_same_is_no_change(edition):
    assert changes(edition, edition) == ()


@given(editions, editions)
def test_each_item_is_told_of_once(before, after):
    found = [change.id for change in changes(before, after)]
    assert len(found) == len(set(found))
    assert set(found) <= set(before) | set(after)
