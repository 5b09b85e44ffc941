"""Where a formula begins and ends. The dollars of prices, currencies and shells make none."""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_block_dollar

FORMULA_LINES = 200
# A dollar that no backslash escapes; \\$ is an escaped backslash.
_DOLLAR = re.compile(r"(?:\\.|[^\\$])*\$", re.DOTALL)
_EMBEDDED_SHELL = re.compile(r"[({]|[A-Z_]{2}")
_plugin_math_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)


def math_inline(state: StateInline, silent: bool) -> bool:
    """Read $a formula$ by Pandoc's rule, or a $$display$$ inside a line."""
    source, start = state.src, state.pos
    if source[start] != "$" or (start and source[start - 1] == "$"):
        return False
    marks = "$$" if source.startswith("$$", start) else "$"
    end = _closing(source, start, marks)
    content = source[start + len(marks) : end]
    if end < 0 or not content.strip() or not (marks == "$$" or _is_formula(source, start, end)):
        return False
    if not silent:
        token = state.push("math_inline_double" if marks == "$$" else "math_inline", "math", 0)
        token.content, token.markup = content, marks
    state.pos = end + len(marks)
    return True


def _closing(source: str, start: int, marks: str) -> int:
    """Return where the formula that begins at START is closed, -1 if nowhere."""
    position = start + len(marks)
    while match := _DOLLAR.match(source, position):
        end = match.end() - 1
        if marks == "$":
            return -1 if source.startswith("$$", end) else end
        if source.startswith("$$", end):
            return -1 if source.startswith("$$$", end) else end
        position = end + 1
    return -1


def _is_formula(source: str, start: int, end: int) -> bool:
    """Tell whether the dollars at START and END enclose a formula (Pandoc: tex_math_dollars).

    No white space inside of either, no letter or digit after the second. Beyond Pandoc: none between 5$ and another, in
    US$5, over the marks of code, or in ${A}/${B} and $(a)/$(b).
    """
    before, content, after = source[start - 1 : start], source[start + 1 : end], source[end + 1 : end + 2]
    if content[0].isspace() or content[-1].isspace() or after.isalnum() or "`" in content:
        return False
    is_price = before.isdigit() or (before.isalpha() and content[0].isdigit())
    is_shell = after == "{" or (after == "(" and _EMBEDDED_SHELL.match(content) is not None)
    return not (is_price or is_shell)


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Apply the plugin's rule, kept inside its list item and from reading the whole note for each unclosed $$."""
    if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]):
        return False
    last, end = start + 1, min(end, start + FORMULA_LINES)
    while last < end and state.sCount[last] >= state.blkIndent and not state.isEmpty(last):
        last += 1
    return _plugin_math_block(state, start, last, silent)
