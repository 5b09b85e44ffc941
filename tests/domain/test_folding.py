"""Text that people take for the same is equal after folding."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.folding import fold, words

SAME = [
    ("Résumé", unicodedata.normalize("NFD", "Résumé")),
    ("Résumé", "RESUME"),
    ("straße", "STRASSE"),
    ("GROẞ", "groß"),
    ("İstanbul", "istanbul"),
    ("ISPARTA", "ısparta"),
    ("ΟΔΟΣ", "οδός"),
    ("ᾳ", "ΑΙ"),
    ("ﬁne-tuning", "fine-tuning"),
    ("Ｐｙｔｈｏｎ ３", "python 3"),
    ("ガイド", "ｶﾞｲﾄﾞ"),
    ("x²", "X2"),
    ("co\u00adoperate", "cooperate"),
    ("zero\u200bwidth\u202e\ufeff", "zerowidth"),
    ("می\u200cخواهم", "میخواهم"),
    ("a\u00a0 b\n\tc", "a b c"),
    ("ё", "Е"),
]
DIFFERENT = [("が", "か"), ("हि", "ह"), ("a b", "ab"), ("ø", "o"), ("%", "_"), ("1", "l")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_equivalent_texts_are_equal(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_letters_stay_different(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_is_idempotent_and_independent_of_the_normal_form(text):
    folded = fold(text)
    assert fold(folded) == folded
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, text)) == folded
    assert not any(unicodedata.category(char).startswith("C") for char in folded)


@given(st.text())
def test_case_does_not_matter(text):
    assert fold(text.upper()) == fold(text) == fold(text.lower())


def test_words_are_folded_and_distinct():
    assert words("  ÉTÉ\u00a0Straße ete ") == ["ete", "strasse"]
    assert words(" \u200b ") == []
