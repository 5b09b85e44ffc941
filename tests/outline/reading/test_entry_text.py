"""Items and resources in the words of one entry."""

import pytest

from roadmap_app.outline.reading.entry_text import MAX_HINT, MAX_TITLE, items_in, resources_in
from roadmap_app.outline.reading.inline import words_of


def items(source, group=""):
    return [(item.group, item.title, item.hint) for item in items_in(words_of(source), group, 1).items]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Grains: wheat, rye", [("Grains", "wheat", ""), ("Grains", "rye", "")]),
        ("**Scaling**: This means dividing, or so it is said, by a number.",
         [("", "Scaling", "This means dividing, or so it is said, by a number.")]),
        ("[Rye](https://a.b/c) - a grain of the north", [("", "Rye", "a grain of the north")]),
        ("[Rye](https://a.b/c) (dark)", [("", "Rye", "dark")]),
        ("面粉：小麦、黑麦", [("面粉", "小麦", ""), ("面粉", "黑麦", "")]),
        ("broken **bold", [("", "broken bold", "")]),
    ],
)  # fmt: skip
def test_an_entry_holds_items(source, expected):
    assert items(source) == expected


def test_an_entry_in_a_group_keeps_its_label():
    assert items("Grains: wheat, rye", "Flour") == [("Flour · Grains", "wheat", ""), ("Flour · Grains", "rye", "")]


def test_a_long_entry_is_cut_and_nothing_of_it_is_lost():
    words = " ".join(f"word{number}" for number in range(120))
    found = items_in(words_of(words), "", 1)
    (item,) = found.items
    assert len(item.title) <= MAX_TITLE and len(item.hint) <= MAX_HINT
    assert " ".join([item.title, item.hint, *found.cut]).replace("…", "") == words


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[A](https://a.b/1), [B](https://a.b/2)", [("A", ""), ("B", "")]),
        ("[A](https://a.b/1) and [B](https://a.b/2)", [("A", ""), ("B", "")]),
        ("[A](https://a.b/1), M. Miller", [("A", "M. Miller")]),
        (
            "[A](https://a.b/1): all of it and [filmed](https://a.b/2)",
            [("A", "all of it and filmed"), ("filmed", "")],
        ),
        ("📜 [A](https://a.b/1)", [("A", "")]),
    ],
)
def test_an_entry_holds_resources(source, expected):
    assert [(each.title, each.author) for each in resources_in(words_of(source), 1).resources] == expected
