"""Parse formulas between dollars, but not the dollars of prices, currencies and shell variables."""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_block_dollar

MAX_FORMULA_LINES = 200
# Up to a dollar without a backslash; \\$ is an escaped backslash and a dollar.
_DOLLAR = re.compile(r"(?:\\.|[^\\$])*\$", re.DOTALL)
_EMBEDDED_SHELL = re.compile(r"[({]|[A-Z_]{2}")
_plugin_math_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)


def math_inline(state: StateInline, silent: bool) -> bool:
    """Parse $a formula$ by Pandoc's rule, or a $$display$$ inside a line (markdown-it inline rule)."""
    source, start = state.src, state.pos
    if source[start] != "$" or (start and source[start - 1] == "$"):
        return False
    delimiter = "$$" if source.startswith("$$", start) else "$"
    end = _closing(source, start, delimiter)
    content = source[start + len(delimiter) : end]
    if end < 0 or not content.strip() or not (delimiter == "$$" or _is_formula(source, start, end)):
        return False
    if not silent:
        token = state.push("math_inline_double" if delimiter == "$$" else "math_inline", "math", 0)
        token.content, token.markup = content, delimiter
    state.pos = end + len(delimiter)
    return True


def _closing(source: str, start: int, delimiter: str) -> int:
    """Return the index of the DELIMITER that closes the formula at START, -1 if it is not closed."""
    position = start + len(delimiter)
    while match := _DOLLAR.match(source, position):
        end = match.end() - 1
        if delimiter == "$":
            return -1 if source.startswith("$$", end) else end
        if source.startswith("$$", end):
            return -1 if source.startswith("$$$", end) else end
        position = end + 1
    return -1


def _is_formula(source: str, start: int, end: int) -> bool:
    """Return whether the dollars at START and END enclose a formula (Pandoc: tex_math_dollars).

    No white space next to either on the inside, no letter or digit after the second. Beyond Pandoc, none of these is
    a formula: between prices such as 5$ or US$5, across a backtick, and in ${A}/${B} or $(a)/$(b).
    """
    before, content, after = source[start - 1 : start], source[start + 1 : end], source[end + 1 : end + 2]
    if content[0].isspace() or content[-1].isspace() or after.isalnum() or "`" in content:
        return False
    is_price = before.isdigit() or (before.isalpha() and content[0].isdigit())
    is_shell = after == "{" or (after == "(" and _EMBEDDED_SHELL.match(content) is not None)
    return not (is_price or is_shell)


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Apply the plugin's rule within the list item, and within MAX_FORMULA_LINES so that unclosed $$ stay cheap."""
    if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]):
        return False
    last, end = start + 1, min(end, start + MAX_FORMULA_LINES)
    while last < end and state.sCount[last] >= state.blkIndent and not state.isEmpty(last):
        last += 1
    return _plugin_math_block(state, start, last, silent)
