"""Markdown that is trusted in nothing, as harmless HTML.

markdown-it escapes raw HTML, formulas become MathML, code gets classes; last, nh3 alone decides what leaves.
"""

import re
from collections.abc import Callable
from typing import Any
from zlib import crc32

from markdown_it import MarkdownIt, rules_inline
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote.index import footnote_inline, footnote_plugin, footnote_ref, render_footnote_open

from roadmap_app.domain.markdown.addresses import address
from roadmap_app.domain.markdown.allow_list import CLEANER
from roadmap_app.domain.markdown.blocks import adapt, write_backref, write_table
from roadmap_app.domain.markdown.code import write_code
from roadmap_app.domain.markdown.directions import set_directions
from roadmap_app.domain.markdown.dollars import math_block, math_inline
from roadmap_app.domain.markdown.formulas import write_formula
from roadmap_app.domain.markdown.limits import (
    NESTING,
    OUTPUT_LENGTH,
    TOO_LONG,
    length,
    look_through_window,
    shallow_table,
    split_blocks,
    too_deep,
    write_source,
    write_source_token,
)

_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LABEL_LENGTH, LOOKS = 5_000, 10_000
_SAFE_LINK = re.compile(r"(?i)(?:https?|mailto):|(?![\x00-\x20])(?![a-z][a-z\d+.-]*:)")


def render(text: str) -> str:
    """Return TEXT, Markdown that is trusted in nothing, as HTML that may stand inside `.prose` as it is."""
    source = readable(text)
    env = {"docId": f"{crc32(source.encode()):08x}"}  # two notes on a page must not share footnote ids
    return CLEANER.clean(_write(source, env))


def render_source(text: str, reason: str) -> str:
    """Return TEXT as it was typed, for the REASON that stands before it."""
    return CLEANER.clean(write_source(readable(text), reason))


def _write(source: str, env: EnvType) -> str:
    """Return SOURCE as HTML, and as it was typed from the block on that would be too much."""
    parts: list[str] = []
    room, full = OUTPUT_LENGTH, False
    for block in split_blocks(MARKDOWN.parse(source, env)):
        is_footnotes = block[0].type == "footnote_block_open"
        if full and not is_footnotes:
            continue
        html = MARKDOWN.renderer.render(block, MARKDOWN.options, env) if length(block) <= room else None
        if html is not None and len(html) <= room:
            parts.append(html)
            room -= len(html)
        elif is_footnotes or not parts or block[0].map is None:
            return write_source(source, TOO_LONG)
        else:
            parts.append(write_source("\n".join(source.split("\n")[block[0].map[0] :]), TOO_LONG))
            full = True
    return "".join(parts)


def readable(text: str) -> str:
    """Return TEXT with plain line ends, and a mark for each character that XML cannot hold."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\r\n?", "\n", text))


def _footnote_ref(state: StateInline, silent: bool) -> bool:
    """Apply the plugin's rule, kept from reading the whole paragraph for each unclosed [^."""
    return state.src.find("]", state.pos, state.pos + 100) >= 0 and footnote_ref(state, silent)


def _bounded(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """Return RULE, which looks for the ] of a [, kept from looking far and often: 100 kB of brackets took 2.5 s."""

    def look(state: StateInline, silent: bool) -> bool:
        if state.src.find("]", state.pos, state.pos + LABEL_LENGTH) < 0:
            return False
        looks = state.env["looks"] = state.env.get("looks", 0) + 1
        return looks <= LOOKS and rule(state, silent)

    return look


def _write_footnote(renderer: RendererProtocol, *token: Any) -> str:
    """Write the plugin's start of a footnote, with a direction."""
    return render_footnote_open(renderer, *token).replace("<li", '<li dir="auto"', 1)


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": NESTING + 2}).enable(
        ["table", "strikethrough"]
    )
    md.use(footnote_plugin)
    md.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]
    md.block.ruler.before("table", "too_deep", too_deep)
    md.block.ruler.at("table", shallow_table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("fence", "math_block", math_block)
    md.inline.ruler.after("text", "address", address)
    md.inline.ruler.before("escape", "math_inline", math_inline)
    md.inline.ruler.at("footnote_ref", _footnote_ref)
    brackets = {"link": rules_inline.link, "image": rules_inline.image, "footnote_inline": footnote_inline}
    for name, rule in brackets.items():
        md.inline.ruler.at(name, _bounded(rule))
    md.core.ruler.before("inline", "window", look_through_window)
    md.core.ruler.push("adapt", adapt)
    md.core.ruler.push("directions", set_directions)

    def write(write_token: Callable[[Token, EnvType], str], *types: str) -> None:
        for name in types:
            md.add_render_rule(name, lambda md, tokens, index, options, env: write_token(tokens[index], env))

    md.add_render_rule("footnote_open", _write_footnote)
    write(write_code, "fence", "code_block")
    write(write_formula, "math_inline", "math_inline_double", "math_block")
    write(write_source_token, "source")
    write(write_table, "table_open", "table_close")
    write(write_backref, "footnote_anchor")
    md.parse("The rules are compiled at their first use, which two threads must not come to at once.")
    return md


MARKDOWN = _build()
