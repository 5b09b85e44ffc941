"""Render untrusted Markdown as safe HTML.

markdown-it escapes raw HTML, formulas become MathML and code gets classes; as the last step, nh3 removes everything
that is not on the allow-list.
"""

import re
from collections.abc import Callable, Sequence
from zlib import crc32

from markdown_it import MarkdownIt, rules_inline
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote.index import footnote_inline, footnote_plugin, footnote_ref, render_footnote_open

from roadmap_app.domain.markdown.addresses import link_address
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
    cut_to_window,
    length,
    limited_table,
    split_blocks,
    too_deep,
    write_source,
    write_source_token,
)

_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# For each "[", search this far for its "]", and this often in a note: 100 kB of brackets took 2.5 s.
LABEL_LENGTH, MAX_SEARCHES = 5_000, 10_000
_SAFE_LINK = re.compile(r"(?i)(?:https?|mailto):|(?![\x00-\x20])(?![a-z][a-z\d+.-]*:)")


def render(text: str) -> str:
    """Return TEXT, untrusted Markdown, as safe HTML for an element with the class `prose`."""
    source = readable(text)
    env = {"docId": f"{crc32(source.encode()):08x}"}  # footnote ids must differ between two notes on a page
    return CLEANER.clean(_write(source, env))


def render_source(text: str, reason: str) -> str:
    """Return TEXT as typed, after the REASON why it is not formatted."""
    return CLEANER.clean(write_source(readable(text), reason))


def _write(source: str, env: EnvType) -> str:
    """Return SOURCE as HTML; from the first block that exceeds OUTPUT_LENGTH on, as typed."""
    parts: list[str] = []
    remaining, full = OUTPUT_LENGTH, False
    for block in split_blocks(MARKDOWN.parse(source, env)):
        is_footnotes = block[0].type == "footnote_block_open"
        if full and not is_footnotes:
            continue
        html = MARKDOWN.renderer.render(block, MARKDOWN.options, env) if length(block) <= remaining else None
        if html is not None and len(html) <= remaining:
            parts.append(html)
            remaining -= len(html)
        elif is_footnotes or not parts or block[0].map is None:
            return write_source(source, TOO_LONG)
        else:
            parts.append(write_source("\n".join(source.split("\n")[block[0].map[0] :]), TOO_LONG))
            full = True
    return "".join(parts)


def readable(text: str) -> str:
    """Return TEXT with \\n line ends, and U+FFFD for each character that XML does not allow."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\r\n?", "\n", text))


def _footnote_ref(state: StateInline, silent: bool) -> bool:
    """Apply the plugin's rule only if a ] follows within 100 characters, so that unclosed [^ stay cheap."""
    return state.src.find("]", state.pos, state.pos + 100) >= 0 and footnote_ref(state, silent)


def _bounded(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """Return RULE, which searches for the ] of a [, limited to LABEL_LENGTH and MAX_SEARCHES."""

    def search(state: StateInline, silent: bool) -> bool:
        if state.src.find("]", state.pos, state.pos + LABEL_LENGTH) < 0:
            return False
        searches = state.env["searches"] = state.env.get("searches", 0) + 1
        return searches <= MAX_SEARCHES and rule(state, silent)

    return search


def _write_footnote(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return the plugin's start tag of a footnote, with a direction."""
    return render_footnote_open(renderer, tokens, index, options, env).replace("<li", '<li dir="auto"', 1)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return bool(_SAFE_LINK.match(url))


def _build() -> MarkdownIt:
    md = _Parser("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": NESTING + 2}).enable(
        ["table", "strikethrough"]
    )
    md.use(footnote_plugin)
    md.block.ruler.before("table", "too_deep", too_deep)
    md.block.ruler.at("table", limited_table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("fence", "math_block", math_block)
    md.inline.ruler.after("text", "address", link_address)
    md.inline.ruler.before("escape", "math_inline", math_inline)
    md.inline.ruler.at("footnote_ref", _footnote_ref)
    brackets = {"link": rules_inline.link, "image": rules_inline.image, "footnote_inline": footnote_inline}
    for name, rule in brackets.items():
        md.inline.ruler.at(name, _bounded(rule))
    md.core.ruler.before("inline", "window", cut_to_window)
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
    md.parse("text")  # compiles the rules now: doing so at first use is not thread-safe
    return md


MARKDOWN = _build()
