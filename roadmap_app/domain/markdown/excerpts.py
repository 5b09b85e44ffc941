"""Short previews of notes for lists."""

import re
from html import escape
from itertools import islice

from markdown_it.token import Token
from markdown_it.utils import EnvType

from roadmap_app.domain.markdown.allow_list import CLEANER
from roadmap_app.domain.markdown.blocks import text_of
from roadmap_app.domain.markdown.formulas import write_formula
from roadmap_app.domain.markdown.rendering import MARKDOWN, readable

# Placeholder for a formula while characters are counted; `readable` has removed it from the text.
_FORMULA = "\1"
# Between a heading and what follows, which else would read as one sentence.
_AFTER_HEADING = "·"
# Read this many characters of a note, and this many link definitions after them.
READ_LENGTH, MAX_DEFINITIONS = 20_000, 100
_DEFINITION = re.compile(r"(?m)^ {0,3}\[[^\[\]\n]{1,200}\]:.*")


def excerpt(text: str, length: int = 200) -> str:
    """Return the beginning of TEXT, at most LENGTH characters, as HTML without formatting; formulas become MathML."""
    source = readable(text)
    env: EnvType = {"window": 10 * length + 1_000}
    if len(source) > READ_LENGTH:
        env["cut"] = True
        below = islice(_DEFINITION.finditer(source, READ_LENGTH), MAX_DEFINITIONS)
        source = "\n".join([source[:READ_LENGTH], "", *(definition[0] for definition in below)])
    formulas: list[Token] = []
    words: list[str] = []
    for token in MARKDOWN.parse(source, env):
        if token.type == "footnote_block_open":
            break
        words += [_AFTER_HEADING] if token.type == "heading_close" else _text(token, formulas).split()
    if words[-1:] == [_AFTER_HEADING]:
        words.pop()
    plain = _cut(" ".join(words), [len(formula.content) for formula in formulas], length, more="cut" in env)
    first, *rest = (escape(part) for part in plain.split(_FORMULA))
    shown = (_shown(formula) + after for formula, after in zip(formulas, rest, strict=False))
    return CLEANER.clean(first + "".join(shown))


def _text(token: Token, formulas: list[Token]) -> str:
    """Return the text of TOKEN with a placeholder for each formula, which is added to FORMULAS."""
    if token.type.startswith("math_"):
        formulas.append(Token("math_inline", "", 0, content=token.content))
        return _FORMULA
    return "".join(_text(child, formulas) for child in token.children) if token.children else text_of(token)


def _shown(formula: Token) -> str:
    html = write_formula(formula, {})
    return escape(formula.content) if "math-error" in html else html


def _cut(plain: str, sizes: list[int], length: int, *, more: bool) -> str:
    """Return PLAIN cut to LENGTH characters, counting a formula as its size in SIZES; MORE if text follows PLAIN."""
    remaining = length - 1 if more else length
    formula_sizes = iter(sizes)
    for index, char in enumerate(plain):
        remaining -= next(formula_sizes) if char == _FORMULA else 1
        if remaining < 0:
            return (plain[:index].rpartition(" ")[0] or plain[: max(index - 1, 0)]) + "…"
    return plain + "…" if more else plain
