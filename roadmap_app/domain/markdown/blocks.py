"""Adapt markdown-it's tokens to the portal's pages: heading levels, tables, task lists, links."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from roadmap_app.domain.markdown.addresses import addresses_in


def adapt(state: StateCore) -> None:
    """Move headings two levels down, replace styles with classes and images with links, mark task lists.

    A heading is at most one level below the one before it, as screen readers announce levels that are left out.
    """
    lists: list[Token] = []
    level = 2  # that of the heading above a note
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + 2, level + 1, 6)
            token.tag = f"h{level}"
        elif token.type == "heading_close":
            token.tag = f"h{level}"
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "cell-")}
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and token.children:
            token.children = list(_adapted(token.children))
            if index > 1 and state.tokens[index - 2].type == "list_item_open" and _make_task(token.children):
                state.tokens[index - 2].attrs["class"] = "task-item"
                lists[-1].attrs["class"] = "task-list"


def _adapted(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield TOKENS with images as links (inside a link, as text) and plain addresses as links."""
    linked = False
    for token in tokens:
        if token.type == "image":
            href = str(token.attrs["src"])
            text = Token("text", "", 0, content=text_of(token).strip() or href)
            yield from [text] if linked else [_link(href), text, Token("link_close", "a", -1)]
        elif token.type == "link_open":
            linked = True
            isolated = {"dir": "ltr"} if token.markup == "autolink" else {}
            yield _link(**token.attrs, **isolated)
        elif token.type == "code_inline":
            token.attrs["dir"] = "ltr"
            yield token
        elif token.type == "text" and not linked:
            yield from _with_links(token)
        else:
            linked = linked and token.type != "link_close"
            yield token


def _with_links(token: Token) -> Iterator[Token]:
    """Yield TOKEN's text with links for www. and e-mail addresses; `link_address` has linked those with a scheme."""
    end = 0
    for start, address, href in addresses_in(token.content):
        if not href.endswith("://" + address) and not href.startswith("mailto:"):
            continue
        yield Token("text", "", 0, content=token.content[end:start])
        yield from [_link(href, dir="ltr"), Token("text", "", 0, content=address), Token("link_close", "a", -1)]
        end = start + len(address)
    token.content = token.content[end:]
    yield token


def _link(href: str | float, **attrs: str | float) -> Token:
    target = {"target": "_blank"} if re.match("(?i)https?:|//", str(href)) else {}
    return Token("link_open", "a", 1, attrs={"href": href, **attrs, **target})


def _make_task(children: list[Token]) -> bool:
    """Turn [ ] or [x] at the start of CHILDREN into a checkbox with the rest as its label; return whether it did."""
    task = re.match(r"\[([ xX])\][ \t]+", children[0].content) if children[0].type == "text" else None
    if task:
        children[0].content = children[0].content[task.end() :]
        box = f'<label><input type="checkbox" disabled{" checked" if task[1] != " " else ""}> '
        children.insert(0, Token("html_inline", "", 0, content=box))
        children.append(Token("html_inline", "", 0, content="</label>"))
    return task is not None


def write_table(token: Token, env: EnvType) -> str:
    """Return the start or end tag of a table, in a container that scrolls."""
    direction = f' dir="{token.attrs["dir"]}"' if "dir" in token.attrs else ""
    opening = f'<div class="table-scroll"{direction} role="group" aria-label="Table" tabindex="0"><table>\n'
    return opening if token.nesting > 0 else "</table></div>\n"


def write_backref(token: Token, env: EnvType) -> str:
    """Return the link from a footnote back to its reference."""
    number, again = token.meta["id"] + 1, token.meta["subId"]
    target = f"#fnref-{env['docId']}-{number}" + (f":{again}" if again else "")
    return f' <a href="{target}" class="footnote-backref" aria-label="Back to reference {number}">↩\ufe0e</a>'


def text_of(token: Token) -> str:
    """Return the plain text of TOKEN and its children."""
    text = "".join(map(text_of, token.children)) if token.children else token.content
    return {"softbreak": " ", "hardbreak": " ", "html_inline": ""}.get(token.type, text)
