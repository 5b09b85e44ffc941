"""Every word of a source is in the tree, or on a line that is named as left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.choices import Choices, Role
from tests.outline.documents import ALPHABETS, CONSTRUCTS, documents, with_words
from tests.outline.test_curricula import CURRICULA
from tests.outline.test_small import OUTLINES
from tests.outline.words import lost_words, source_words

AROUND = "# @\n\n## Stage 1: @ (0–3 Months)\n\n### @\n\n- @ @\n\n{}\n\n### @\n\n- @\n"


def lost(text):
    """Return the words that reading TEXT loses."""
    return lost_words(text, read_outline(text))


@pytest.mark.parametrize("construct", [each for kind in CONSTRUCTS.values() for each in kind])
def test_no_word_of_a_construct_is_lost(construct):
    for around in (AROUND, "{}\n", "{}\n\n## @\n\n- @\n\n## @\n\n- @\n"):
        text = with_words(around.format(construct))
        assert lost(text) == [], text


def test_no_word_of_an_outline_or_a_curriculum_is_lost():
    texts = {name: text for name, text, _ in OUTLINES}
    texts |= {path.stem: path.read_text(encoding="utf-8") for path in CURRICULA}
    assert {name: found for name, text in texts.items() if (found := lost(text))} == {}


@settings(max_examples=60, deadline=None)
@given(documents())
def test_no_word_of_a_document_is_lost(text):
    assert lost(text) == []


ROLES = st.sampled_from(list(Role))
LEVELS = ["h1", "h2", "h3", "h4", "bold", "list1", "list2", "row", "paragraph", "t1c1", "t1c2"]


@settings(max_examples=40, deadline=None)
@given(documents(), st.dictionaries(st.sampled_from(LEVELS), ROLES, max_size=3), st.data())
def test_no_word_is_lost_whatever_a_person_chooses(text, levels, data):
    keys = [placed.key for placed in read_outline(text, Choices(levels)).placed]
    chosen = data.draw(st.dictionaries(st.sampled_from(keys), ROLES, max_size=2)) if keys else {}
    assert lost_words(text, read_outline(text, Choices(levels, chosen))) == []


@pytest.mark.soak
def test_no_word_of_many_documents_is_lost(soak_scale):
    @settings(max_examples=max(int(20_000 * soak_scale), 1_000), deadline=None)
    @given(documents(most=40))
    def search(text):
        assert lost(text) == []

    search()


def test_a_lost_word_is_found():
    text = "# Bees\n\n## Stage 1: Wood (0–3 Months)\n\n### Box\n\n- Saw a board\n"
    reading = read_outline(text)
    assert lost_words(text, reading) == []
    assert lost_words(text.replace("board", "board slowly"), reading) == [(7, ["slowly"])]
    assert lost_words(f"{text}\nNails, https://example.org/nails", reading)[0][0] == 9


def test_markup_is_no_word():
    line = '- [ ] **Read** [the *atlas*](https://example.org/b "Title")[^1] and <img src="bee.png"> `code` [it][label]'
    assert source_words(line) == {"read", "the", "atlas", "https", "example", "org", "code", "it"}


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_each_word_of_a_document_is_there_once(alphabet):
    words = with_words("@ " * 3_000, alphabet).split()
    assert len(set(words)) == 3_000
