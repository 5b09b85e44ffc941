"""The words that stand for a note in a list."""

from roadmap_app.domain.markdown import excerpt, render
from tests.domain.markdown.page import lines


def test_excerpt():
    for line in lines(r"""
11 => abc def ghi => abc def ghi
99 => # A *b*¶¶- [ ] `c`  d¶- [e](f) ![g](h)¶¶|i|¶|-|¶|j| => A b c d e g i j
99 => a¶b\¶c $x^2$ <b>&amp;[^1]¶¶[^1]: d => a b c x^2 <b>&
8 => abc def ghi => abc def…
4 => abcdefghi => abc…
"""):
        length, text, words = line.split(" => ")
        assert excerpt(text, int(length)) == words
    assert excerpt("a b" + "\n" * 9_000 + "c", 3) == "a…" and excerpt("a " * 9_000).endswith("a…") and excerpt("") == ""
    assert render("a\0b\ud800c\x1bd") == "<p>a\ufffdb\ufffdc\ufffdd</p>\n" and excerpt("\0\udfff") == "\ufffd\ufffd"
