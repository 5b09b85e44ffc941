"""Short previews of notes."""

import pytest

from roadmap_app.domain.markdown import excerpt, render
from tests.domain.markdown.page import lines, safe_page


def test_an_excerpt_is_the_beginning_as_plain_text():
    for line in lines(r"""
11 => abc def ghi => abc def ghi
99 => # A *b*¶¶- [ ] `c`  d¶- [e](f) ![g](h)¶¶|i|¶|-|¶|j| => A b · c d e g i j
99 => a¶¶## b => a b
99 => a¶b\¶c <b>&amp;[^1]¶¶[^1]: d => a b c &lt;b&gt;&amp;
8 => abc def ghi => abc def…
4 => abcdefghi => abc…
"""):
        length, text, words = line.split(" => ")
        assert excerpt(text, int(length)) == words
    assert excerpt("a b" + "\n" * 9_000 + "c", 3) == "a…" and excerpt("a " * 9_000).endswith("a…") and excerpt("") == ""
    assert (
        render("a\0b\ud800c\x1bd") == '<p dir="auto">a\ufffdb\ufffdc\ufffdd</p>\n'
        and excerpt("\0\udfff") == "\ufffd\ufffd"
    )


def test_formulas_are_rendered_in_place():
    page = safe_page(excerpt("O($n^2$), *not*\n\n$$\nx\n$$ and $$y$$ b"))
    assert len(page.of("math")) == 3 and page.text == "O(n2), not x and y b" and "$" not in page.text
    assert safe_page(excerpt(r"a $\foo<$ b")).text == r"a \foo< b"
    assert page.of("math")[1:] == [{}, {}]  # all inline, none display="block"
    # A formula is shown in full or not at all, and counts as long as its source.
    assert safe_page(excerpt("ab $x_1^2$ cd", 8)).text == "ab…"
    assert len(safe_page(excerpt("$x$ " * 300)).of("math")) == 100


@pytest.mark.parametrize(
    "link",
    [
        "[the *label*](http://x/y)",
        "[the label][1]",
        "[the label]",
        "[the label](http://x/" + "y" * 1_000 + ")",
        "![the label](x.png)",
        "[![the label](x.png)](http://y)",
    ],
)
def test_the_label_of_a_link_is_kept_wherever_it_is_defined(link):
    definitions = "\n\n[1]: http://a\n[the label]: http://b"
    assert excerpt(f"see {link} too" + "\n\nmore" * 9_000 + definitions, 20) == "see the label too…"


def test_only_the_beginning_is_parsed():
    assert (
        len(excerpt("x" * 50_000)) == 199 and excerpt("```\n" + "a " * 9_000 + "\n```\n\n" + "b " * 9_000)[-2:] == "a…"
    )
