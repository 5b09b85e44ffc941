"""The queries of search_queries.json find first what a person expects; and the rules of search one by one."""

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roadmap_app.domain.search.index import index_of
from roadmap_app.domain.search.marks import mark, mark_html, plain_text, snippet
from roadmap_app.domain.search.ranking import search
from tests.search_world import first_hits, notes, trees

TREES = trees()
SOURCES = [*map(index_of, TREES), notes(TREES)]


def find(text):
    return [normalize("NFC", f"{entry.kind.name} {entry.title}") for entry in search(text, SOURCES).entries]


@pytest.mark.parametrize(("text", "expected"), first_hits())
def test_the_first_hit_is_the_expected_one(text, expected):
    assert next(iter(find(text)), "") == expected


def test_what_only_belongs_to_a_hit_is_not_found_with_it():
    assert find("many lands") == ["ROADMAP Words of many lands"]


def test_there_are_at_least_sixty_queries():
    assert len(first_hits()) >= 60


@given(st.text(max_size=300))
def test_any_text_gets_results_and_the_same_ones_again(text):
    assert find(text) == find(text)
    found = search(text, SOURCES)
    for entry in found.entries:
        assert "".join(piece for piece, _ in mark(entry.title, found.marked))


@pytest.mark.parametrize("text", ["\ud800", "a" * 500, "word " * 100, "-" * 500, "k" * 199 + " python"])
def test_odd_texts_are_searched(text):
    find(text)


def test_a_snapshot_is_indexed_once():
    assert index_of(TREES[0]) is index_of(TREES[0])


def shown(pieces):
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in pieces)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("k-NN and knn", {"knn"}, "[k-NN] and [knn]"),
        ("Naïve re\u0301sume\u0301", {"nai", "resume"}, "[Naï]ve [résumé]"),
        ("機械学習入門", {"学習"}, "機械[学習]入門"),
        ("שָׁלוֹם עולם", {"שלום"}, "[שָׁלוֹם] עולם"),
        ("Straße", {"strass"}, "[Straß]e"),
        ("Subnetwork, at a net", {"network", "a"}, "Sub[network], at [a] net"),
        ("over overlap", {"over", "verla"}, "[over] [overla]p"),
        ("break nn", {"knn"}, "break nn"),
    ],
)
def test_words_are_marked_however_they_are_written(text, words, expected):
    assert shown(mark(text, words)) == expected


def test_a_note_is_shown_around_the_first_word_without_its_markdown():
    body = "# Long\n\n" + "filler " * 400 + "see the **Jacobian** of [f](https://example.org/) " + "more " * 100
    text = shown(snippet(body, body.casefold(), {"jacobian"}))
    assert text.startswith("…") and text.endswith("…") and len(text) < 220
    assert "see the [Jacobian] of f" in text


def test_a_note_without_the_word_is_shown_from_its_beginning():
    assert shown(snippet("Only its title has it.", "only its title has it.", {"x"})) == "Only its title has it."


def test_html_is_marked_in_its_text_alone():
    html = 'a &lt;b&gt; sum <span dir="ltr"><math><mi>sum</mi></math></span> Sum&amp;'
    formula = '<span dir="ltr"><math><mi>sum</mi></math></span>'
    marked = f"<mark>a</mark> &lt;b&gt; <mark>sum</mark> {formula} <mark>Sum</mark>&amp;"
    assert mark_html(html, ["sum", "a", "ltr"]) == marked
    assert plain_text(html).split() == ["a", "<b>", "sum", "Sum&"]


@example("9.+ ", ["9+"])
@given(st.text(st.sampled_from("aAb -+#.'9")), st.lists(st.text(st.sampled_from("ab+#9"), min_size=1), max_size=3))
def test_plain_texts_are_marked_as_others_are(text, words):
    pieces = [
        (piece.replace("\u00a0", " "), is_marked) for piece, is_marked in mark(text.replace(" ", "\u00a0"), words)
    ]
    assert "\u00a0" not in text and mark(text, words) == pieces
