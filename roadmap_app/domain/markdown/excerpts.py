"""The few words that stand for a note in a list."""

import re
from html import escape
from itertools import islice
from typing import Any

from markdown_it.token import Token

from roadmap_app.domain.markdown.allow_list import CLEANER
from roadmap_app.domain.markdown.blocks import words_of
from roadmap_app.domain.markdown.formulas import write_formula
from roadmap_app.domain.markdown.rendering import MARKDOWN, readable

# Stands for a formula while words are counted; `readable` leaves it in no text.
_FORMULA = "\1"
# So much of a note is read, and so many addresses that are defined further down.
READ, DEFINITIONS = 20_000, 100
_DEFINITION = re.compile(r"(?m)^ {0,3}\[[^\[\]\n]{1,200}\]:.*")


def excerpt(text: str, length: int = 200) -> str:
    """Return the first words of TEXT, at most LENGTH characters, as HTML: no marks of Markdown, formulas as MathML."""
    source = readable(text)
    env: dict[str, Any] = {"window": 10 * length + 1_000}
    if len(source) > READ:
        env["cut"] = True
        below = islice(_DEFINITION.finditer(source, READ), DEFINITIONS)
        source = "\n".join([source[:READ], "", *(definition[0] for definition in below)])
    formulas: list[Token] = []
    words: list[str] = []
    for token in MARKDOWN.parse(source, env):
        if token.type == "footnote_block_open":
            break
        words += _words(token, formulas).split()
    plain = _cut(" ".join(words), [len(formula.content) for formula in formulas], length, more="cut" in env)
    first, *rest = (escape(part) for part in plain.split(_FORMULA))
    shown = (_shown(formula) + after for formula, after in zip(formulas, rest, strict=False))
    return CLEANER.clean(first + "".join(shown))


def _words(token: Token, formulas: list[Token]) -> str:
    """Return the words of TOKEN with a mark for each formula, which is added to FORMULAS."""
    if token.type.startswith("math_"):
        formulas.append(Token("math_inline", "", 0, content=token.content))
        return _FORMULA
    return "".join(_words(child, formulas) for child in token.children) if token.children else words_of(token)


def _shown(formula: Token) -> str:
    html = write_formula(formula, {})
    return escape(formula.content) if "math-error" in html else html


def _cut(plain: str, sizes: list[int], length: int, *, more: bool) -> str:
    """Return PLAIN up to LENGTH characters, where a formula has the size of its source; MORE follows what it holds."""
    room = length - 1 if more else length
    left = iter(sizes)
    for index, char in enumerate(plain):
        room -= next(left) if char == _FORMULA else 1
        if room < 0:
            return (plain[:index].rpartition(" ")[0] or plain[: max(index - 1, 0)]) + "…"
    return plain + "…" if more else plain
