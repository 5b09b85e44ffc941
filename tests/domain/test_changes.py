"""Which items have changed since a learner last looked."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.changes import KnownItem, changes

ITEM = KnownItem("Rye", 1, "Flour", retired=False)
flags = {"retired": st.booleans(), "sign_off": st.booleans()}
known = st.builds(KnownItem, st.sampled_from(["a", "b"]), st.integers(1, 2), st.just("T"), **flags)
editions = st.dictionaries(st.integers(1, 5), known)


def kinds(was, now):
    found = changes({1: was} if was else {}, {1: now} if now else {})
    return found[0].kinds if found else ()


def test_every_kind_of_change_is_recognised():
    moved, renamed = KnownItem("Rye", 2, "Grain", retired=False), KnownItem("Dark rye", 1, "Flour", retired=False)
    both, retired = KnownItem("Dark rye", 2, "Grain", retired=False), KnownItem("Rye", 1, "Flour", retired=True)
    assert kinds(None, ITEM) == ("new",)
    assert kinds(ITEM, moved) == ("moved",)
    assert kinds(ITEM, renamed) == ("renamed",)
    assert kinds(ITEM, both) == ("moved", "renamed")
    assert kinds(ITEM, retired) == ("retired",)
    assert kinds(retired, ITEM) == ("restored",)
    assert kinds(ITEM, None) == ("gone",)


def test_an_item_that_is_to_be_shown_now_or_no_longer_has_changed():
    shown, both = replace(ITEM, sign_off=True), replace(ITEM, sign_off=True, title="Dark rye")
    assert kinds(ITEM, shown) == ("to_show",)
    assert kinds(shown, ITEM) == ("not_to_show",)
    assert kinds(ITEM, both) == ("renamed", "to_show")
    assert kinds(None, shown) == ("new",)


def test_changes_that_do_not_concern_the_learner_are_left_out():
    retired = KnownItem("Rye", 1, "Flour", retired=True)
    for was, now in [(ITEM, ITEM), (None, retired), (retired, None), (retired, KnownItem("X", 2, "Y", retired=True))]:
        assert kinds(was, now) == ()
    assert kinds(ITEM, KnownItem("Rye", 1, "Flour, renamed", retired=False)) == ()


@given(editions)
def test_the_same_edition_has_no_changes(edition):
    assert changes(edition, edition) == ()


@given(editions, editions)
def test_each_item_is_listed_once(before, after):
    found = [change.id for change in changes(before, after)]
    assert len(found) == len(set(found))
    assert set(found) <= set(before) | set(after)
