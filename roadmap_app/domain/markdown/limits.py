"""Limit what rendering a note costs. Source beyond a limit is shown as typed, with the reason."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import takewhile

from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

# Missing cells are added: 3.4 kB of source can be a table of 370 columns and 1,000 rows.
TABLE_COLUMNS, TABLE_CELLS = 64, 5_000
# In markdown-it's levels: a nested list adds two, a nested quote one.
NESTING = 20
# A long link that is defined once and referenced 12,000 times turns 100 kB into 660 MB.
OUTPUT_LENGTH = 1_000_000
# How much longer the link to or back from a footnote is than its source `[^1]`.
FOOTNOTE_LENGTH = 200

TABLE_TOO_LARGE = (
    f"A table may have {TABLE_COLUMNS} columns, and the tables of a note {TABLE_CELLS:,} cells together. "
    "What is beyond that is shown as it was typed."
)
TOO_DEEP = "Lists and quotes inside one another go no deeper than this. What is below is shown as it was typed."
TOO_LONG = "This note is too long to be laid out in full. From here on it is shown as it was typed."


def write_source(source: str, reason: str) -> str:
    """Return SOURCE as typed, after the REASON why it is not formatted."""
    box = '<pre dir="auto" role="group" aria-label="Text as it was typed" tabindex="0">'
    return f'<p class="as-typed" dir="auto">{escape(reason)}</p>\n{box}<code>{escape(source)}</code></pre>\n'


def write_source_token(token: Token, env: EnvType) -> str:
    """Return a block that a limit left unformatted."""
    return write_source(token.content, token.info)


def limited_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Apply markdown-it's rule for tables to as many rows as the note has cells left (TABLE_CELLS)."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    columns = state.getLines(start + 1, start + 2, 0, False).strip().strip("|").count("|") + 1
    rows = (TABLE_CELLS - state.env.get("cells", 0)) // columns
    if columns <= TABLE_COLUMNS and rows > 0:
        table(state, start, min(end, start + 1 + rows), False)
        state.env["cells"] = state.env.get("cells", 0) + columns * (state.line - start - 1)
        start = state.line
    last = _end_of_table(state, start, end)
    if start < last:
        _push_source(state, start, last, TABLE_TOO_LARGE)
    return True


def _end_of_table(state: StateBlock, start: int, end: int) -> int:
    """Return the first line from START on that does not belong to the table."""
    others = state.md.block.ruler.getRules("blockquote")
    for line in range(start, end):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
            return line
        if any(rule(state, line, end, True) for rule in others):
            return line
    return end


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Leave the rest of a list item or quote unformatted if NESTING is reached (markdown-it block rule)."""
    if state.level < NESTING:
        return False
    if not silent:
        inside = takewhile(lambda line: state.isEmpty(line) or state.sCount[line] >= state.blkIndent, range(start, end))
        _push_source(state, start, max(inside, default=start) + 1, TOO_DEEP)
    return True


def _push_source(state: StateBlock, start: int, end: int, reason: str) -> None:
    token = state.push("source", "", 0)
    token.map = [start, end]
    token.content, token.info = state.getLines(start, end, state.blkIndent, False).rstrip(), reason
    state.line = end


def length(tokens: Iterable[Token]) -> int:
    """Return the approximate length of TOKENS as HTML, not counting markup inside formulas and code."""
    return sum(map(_length, tokens))


def _length(token: Token) -> int:
    attributes = sum(len(key) + len(str(value)) + 4 for key, value in token.attrs.items())
    more = FOOTNOTE_LENGTH if token.type in ("footnote_ref", "footnote_anchor") else 0
    # An image or a heading has its text both in its content and in its children: count it once.
    inner = length(token.children) if token.children else len(token.content)
    return inner + attributes + 2 * len(token.tag) + 5 + more


def split_blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the top-level blocks of TOKENS, with all footnotes as one block."""
    block: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            yield tokens[index:]
            return
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def cut_to_window(state: StateCore) -> None:
    """Cut the text to the environment's `window` (characters), and set `cut` if there was more."""
    remaining = state.env.get("window", sum(len(token.content) for token in state.tokens))
    for index, token in enumerate(state.tokens):
        if remaining <= 0 and token.content:
            state.env["cut"] = True
            del state.tokens[index:]
            break
        if len(token.content) > remaining:
            state.env["cut"] = True
            token.content = token.content[:remaining]
        remaining -= len(token.content)
