"""The words of a line of Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.outline.marks import label_of, plain, split_list
from roadmap_app.outline.reading.blocks import Kind, Words
from roadmap_app.outline.reading.inline import words_of
from roadmap_app.outline.reading.markdown import markdown_blocks


def links(words: Words) -> list[tuple[str, str]]:
    return [(plain(words.text[link.start : link.end]), link.address) for link in words.links]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a **b** *c* __d__ _e_ ~~f~~ `g` ***h***", "a b c d e f g h"),
        ("2*3*4 and snake_case and a * b", "2*3*4 and snake_case and a * b"),
        (r"\*a\* \[b\] &amp; &#42; &nbsp;c", "*a* [b] & * c"),
        ("**a ** b __c", "a b c"),
        ("<b>a</b> <sup>b</sup> H<sub>2</sub>O <!-- c -->", "a b H2O"),
        ("vector<int> and a<b and c>d", "vector<int> and a<b and c>d"),
        ("rye[^1], oat[^note]", "rye, oat"),
        ("[[Rye bread]] and [[notes|Oat]] and [spelt][] and [corn][gone]", "Rye bread and Oat and spelt and corn"),
        (":book: Rye :wheat:, oat at 10:30:45", "Rye, oat at 10:30:45"),
        ("Rye [⬆](#top)", "Rye"),
        ("a<br>b", "a · b"),
        ('a <img alt="b" width=200" /> <span x=1">c</span> <<d=1', "a c <<d=1"),
    ],
)
def test_words_have_no_markup(source, text):
    assert plain(words_of(source).text) == text


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ('a [b *c*](https://example.org/d "e") f', "a b c f", [("b c", "https://example.org/d")]),
        ("[a [b] c](d)", "a [b] c", [("a [b] c", "d")]),
        ("<https://example.org/a,b>", "https://example.org/a,b", [("https://example.org/a,b",) * 2]),
        ("(see https://example.org/a_(b)).", "(see https://example.org/a_(b)).", [("https://example.org/a_(b)",) * 2]),
        ("www.example.org", "www.example.org", [("www.example.org", "https://www.example.org")]),
        ("[a](b c.md) [d] (https://example.org)", "a d", [("a", "b%20c.md"), ("d", "https://example.org")]),
        ('<a href="https://example.org?a&amp;b">c</a>', "c", [("c", "https://example.org?a&b")]),
        ("![a](b.png)", "a", []),
        ("[![a](b.png)](c)", "a", [("a", "c")]),
        ("a [![b](https://img.shields.io/b.svg)](c)", "a", []),
        ("[](https://example.org)", "https://example.org", [("https://example.org",) * 2]),
    ],
)
def test_links_have_their_words_and_addresses(source, text, found):
    words = words_of(source)
    assert (plain(words.text), links(words)) == (text, found)


def test_links_can_be_defined_anywhere():
    found = markdown_blocks("- [a][1], [b][], [C]\n\n[1]: d 'e'\nf\n[b]: <g>\n[c]: h")
    assert links(found[0].words) == [("a", "d"), ("b", "g"), ("C", "h")]
    assert [block.kind for block in found] == [Kind.ITEM, Kind.DEFINITION, Kind.PARAGRAPH, Kind.DEFINITION]


def test_code_and_escaped_characters_separate_nothing():
    words = words_of(r"Tools: `ls -a, -l`, a\, b, https://example.org/c,d")
    label, rest = label_of(words.text)
    assert label == "Tools"
    assert [plain(part) for part in split_list(rest)] == ["ls -a, -l", "a, b", "https://example.org/c,d"]
    assert plain(words.text[slice(*words.code[0])]) == "ls -a, -l"


def test_what_is_bold_or_struck_is_known():
    words = words_of("**Rye**: a <b>b</b>")
    assert [words.text[slice(*each)] for each in words.bold] == ["Rye", "b"]
    assert words_of("~~a **b**~~").struck and words_of("<del>a</del>").struck
    assert not words_of("~~a~~ b").struck


# Each word of these is new, so that none is found where another was lost.
SHAPES = [
    "# @", "## [@](https://example.org) @", "@ @", "@, `@`: *@*", "- @", "  - [ ] **@** @", "    1. @", "   @", "\t@",
    "* [@](<a b>) - @", "> @ @", "> - @", "@ | @", "| @ | @ |", "--|--", "|---|", "**@**", "**@:** @", "@: @", "@\\",
    "<p>@ <b>@</b>", "</p>", "<li>@", "<table><tr><td>@", "<h2>@</h2>", "<!-- @", "@ -->", "<!-- @ -->", "```", "~~~ @",
    "---", "===", "[@]: https://example.org", "[@][@]", "[^@]: @", "[@", "@](@)", "`@", "**@", "_@ @_", "~~@~~", "• @",
    "@<br>@", "<details><summary>@</summary>", "</details>", "`@`", "<@>", "&@;", "[x]@", "1.@", "![@](a) @", "$@$", "",
]  # fmt: skip
NOT_CONTENT = (Kind.CODE, Kind.HTML, Kind.IMAGE, Kind.RULE, Kind.DEFINITION, Kind.LONG)


@given(st.lists(st.sampled_from(SHAPES), max_size=14))
def test_every_word_is_in_a_block_of_its_line_or_in_one_that_is_no_content(shapes):
    count = iter(range(10_000))
    lines = ["".join(f"word{next(count)}x" if char == "@" else char for char in shape) for shape in shapes]
    blocks = markdown_blocks("\n".join(lines))
    for number, (shape, line) in enumerate(zip(shapes, lines, strict=True), 1):
        around = [block for block in blocks if block.first <= number <= block.last]
        words = " ".join(plain(each.text) for block in around for each in (block.words, *block.cells))
        lost = [word for word in re.findall(r"word\d+x", line) if word not in words]
        if not any(block.kind in NOT_CONTENT for block in around):
            assert not lost or shape in LOSE_MARKUP, (line, [block.kind for block in around])


# A label, an address and the text for a picture are markup.
LOSE_MARKUP = ("[@][@]", "@](@)", "![@](a) @")


def test_deep_nesting_is_read_to_the_end():
    lists = "\n".join(" " * depth + "- a" for depth in range(2_000))
    for source in (lists, "> " * 2_000 + "a", "- " * 2_000 + "a", "<ul><li>" * 900 + "a"):
        last = markdown_blocks(source)[-1]
        assert last.words.text == "a" and last.last == len(source.split("\n"))
    assert plain(words_of("[" * 2_000 + "a" + "](b)" * 2_000).text).count("[") == 2_000


@pytest.mark.parametrize("part", ["[", "![", "*a _b ", "<!--", "[a](", "<a ", "<b>\n"])
def test_marks_that_nothing_closes_are_read_to_the_end(part):
    # For the time that it takes, see tests/bench/outline.py.
    line = part * (7_900 // len(part))
    assert markdown_blocks("\n".join([*["a " + line] * 2, "", "- the end"]))[-1].words.text == "the end"
