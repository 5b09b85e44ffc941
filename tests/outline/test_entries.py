"""Items and resources in the text of a bullet."""

import pytest

from roadmap_app.outline.entries import BOILERPLATE, RESOURCE_LABELS, read_items, read_resource, read_resources


def items(text, **options):
    return [(item.group, item.title, item.hint) for item in read_items(text, **options)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Learn to knead", [("", "Learn to knead", "")]),
        ("Grains: wheat, rye (dark, coarse).", [("Grains", "wheat", ""), ("Grains", "rye", "dark, coarse")]),
        ("Wheat, rye, spelt", [("", "Wheat", ""), ("", "rye", ""), ("", "spelt", "")]),
        ("Knead the dough well, then let it rest", [("", "Knead the dough well, then let it rest", "")]),
        ("Project: bake a loaf, and eat it", [("Project", "bake a loaf, and eat it", "")]),
        ("Grains:", [("", "Grains", "")]),
    ],
)
def test_a_bullet_holds_items(text, expected):
    assert items(text) == expected


def test_a_given_group_makes_the_label_part_of_the_title():
    assert items("Grains: wheat", group="Flour") == [("Flour", "Grains: wheat", "")]


def test_links_in_items_become_resources():
    (item,), (link,) = read_items("Read [On Flour](https://example.org/flour)", line=4)
    assert (item.title, item.line) == ("Read On Flour", 4)
    assert (link.kind, link.title, link.url, link.line) == ("article", "On Flour", "https://example.org/flour", 4)


def test_a_struck_item_is_retired():
    found, _ = read_items("Grains: ~~rye~~, wheat")
    assert [(item.title, item.retired) for item in found] == [("rye", True), ("wheat", False)]


def test_each_item_of_a_list_may_have_an_estimate():
    found, _ = read_items("Grains: wheat (20 min), rye (dark, coarse) (1 h), ~~spelt (5 min)~~, oats.")
    assert [(item.title, item.hint, item.minutes, item.retired) for item in found] == [
        ("wheat", "", 20, False),
        ("rye", "dark, coarse", 60, False),
        ("spelt", "", 5, True),
        ("oats", "", None, False),
    ]


def test_estimates_make_no_sentence_of_a_list_of_short_parts():
    found, _ = read_items("Stone mill (1 h 30 min), sieve (10 min) (to be shown), bag (to be shown)")
    assert [(item.title, item.minutes) for item in found] == [("Stone mill", 90), ("sieve", 10), ("bag", None)]


def test_each_item_of_a_list_may_be_marked_as_one_to_be_shown():
    text = "Grains: wheat (to be shown), rye (dark, coarse) (1 h) (to be shown), ~~spelt (to be shown) (5 min)~~, oats."
    found, _ = read_items(text)
    assert [(item.title, item.hint, item.minutes, item.sign_off) for item in found] == [
        ("wheat", "", None, True),
        ("rye", "dark, coarse", 60, True),
        ("spelt", "", 5, True),
        ("oats", "", None, False),
    ]


def test_in_a_text_that_is_not_ours_the_mark_is_a_detail():
    (item,), _ = read_items("Baked loaf (to be shown)", is_own=False)
    assert (item.title, item.hint, item.sign_off) == ("Baked loaf", "to be shown", False)


def test_a_link_and_emphasis_do_not_hide_an_estimate():
    (item,), _ = read_items("**Read** [On Flour](https://example.org/flour) (30 min).")
    assert (item.title, item.hint, item.minutes) == ("Read On Flour", "", 30)


@pytest.mark.parametrize(
    ("text", "kind", "title", "author", "url"),
    [
        ('"On Flour" (book, A. Miller)', "book", "On Flour", "A. Miller", ""),
        ("On Flour by A. Miller", "book", "On Flour", "A. Miller", ""),
        ("On Flour, A. Miller", "book", "On Flour", "A. Miller", ""),
        ("[On Flour](https://a.b) (course)", "course", "On Flour", "", "https://a.b"),
        ("On Flour https://a.b/c", "article", "On Flour", "", "https://a.b/c"),
        ("https://a.b/c", "article", "https://a.b/c", "", "https://a.b/c"),
        ("On Flour (second edition)", "book", "On Flour", "second edition", ""),
        ("Flour (1998)", "book", "Flour (1998)", "", ""),
    ],
)
def test_a_resource_has_a_kind_title_author_and_address(text, kind, title, author, url):
    found = read_resource(text)
    assert (found.kind, found.title, found.author, found.url) == (kind, title, author, url)


@pytest.mark.parametrize(
    ("text", "title", "author", "hours", "price"),
    [
        ('"On Flour" (book, A. Miller) (40 h)', "On Flour", "A. Miller", 40, ""),
        ("[On Flour](https://a.b) (course) (paid, 2 h)", "On Flour", "", 2, "paid"),
        ("On Flour (book, A. Miller) (free) https://a.b/c", "On Flour", "A. Miller", None, "free"),
        ('"On Flour (free)" (book, A. Miller (paid))', "On Flour (free)", "A. Miller (paid)", None, ""),
        ("On Flour (freely)", "On Flour (freely)", "", None, ""),
        ("(free)", "(free)", "", None, ""),
    ],
)
def test_a_resource_may_end_with_its_price_and_hours(text, title, author, hours, price):
    found = read_resource(text)
    assert (found.title, found.author, found.hours, found.price) == (title, author, hours, price)


def test_a_list_of_resources_has_a_default_kind():
    found = read_resources('"On Flour", "On Dough" (video)', kind="course")
    assert [(each.kind, each.title) for each in found] == [("course", "On Flour"), ("video", "On Dough")]
    assert read_resource("") is None


def test_labels_and_headings_are_recognised():
    assert all(map(RESOURCE_LABELS.match, ["Resources", "Recommended books", "Books and courses", "Further reading"]))
    assert not any(map(RESOURCE_LABELS.match, ["Tools", "Platforms", "Bookshelf"]))
    assert all(map(BOILERPLATE.match, ["Conclusion", "Final Thoughts!", "About the author", "Share this post"]))
    assert not any(map(BOILERPLATE.match, ["Summary statistics", "Flour"]))
