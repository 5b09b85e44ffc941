"""A learner's Markdown as harmless HTML, and the few plain words that stand for it in a list.

markdown-it escapes raw HTML, formulas become MathML, code gets classes; last, nh3 alone decides what leaves.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from html import escape
from io import StringIO
from itertools import accumulate, takewhile
from zlib import crc32

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from math_core import LatexError, LatexToMathML
from mdit_py_plugins.dollarmath.index import dollarmath_plugin, math_block_dollar
from mdit_py_plugins.footnote.index import footnote_plugin, footnote_ref
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES


def _names(text: str) -> set[str]:
    return set(text.split())


FORMULA_LENGTH, FORMULA_DEPTH, FORMULA_LINES, FORMULA_WORK = 2_000, 50, 200, 2**22
# Pygments is quadratic on some input (8,000 newlines as C: 2.4 s). The seconds are CPU time for a whole note.
CODE_LENGTH, CODE_SECONDS = 8_000, 0.5
LANGUAGES = _names("""bash c c++ console cpp css diff docker dockerfile go html http ini java javascript js json jsx
    julia latex py pycon python python3 r ruby rust scala sh shell sql swift tex toml ts tsx typescript xml yaml yml""")
_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SAFE_LINK = re.compile(r"(?i)(?:https?|mailto):|(?![\x00-\x20])(?![a-z][a-z\d+.-]*:)")


def render(text: str) -> str:
    """Return TEXT, Markdown that is trusted in nothing, as HTML that may stand inside `.prose` as it is."""
    source = _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    env = {"docId": f"{crc32(source.encode()):08x}"}  # two notes on a page must not share footnote ids
    return _CLEANER.clean(_MARKDOWN.render(source, env))


def excerpt(text: str, length: int = 200) -> str:
    """Return the first words of TEXT without Markdown marks, at most LENGTH characters; not HTML."""
    source = _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    window = source[: 10 * length + 1_000]
    words: list[str] = []
    for token in _MARKDOWN.parse(window):
        if token.type == "footnote_block_open":
            break
        words += _words(token).split()
    plain = " ".join(words)
    if len(plain) <= length and len(window) == len(source):
        return plain
    if len(plain) >= length:
        plain = plain[:length].rpartition(" ")[0] or plain[: length - 1]
    return plain + "…"


def _words(token: Token) -> str:
    words = "".join(map(_words, token.children)) if token.children else token.content
    return {"softbreak": " ", "hardbreak": " ", "html_inline": ""}.get(token.type, words)


# A definition that repeats its argument turns 2,000 characters into a gigabyte.
_DEFINITION = re.compile(r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand)(?![a-zA-Z])")
# What may stand in brackets that surely close one another, and the brackets; what opens one otherwise.
_SIMPLE = r"""(?:[a-zA-Z0-9 ,.;:|/+*=<>!'~-]|[_^] *[a-zA-Z0-9]|\\(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|
    |pi|rho|sigma|tau|phi|psi|omega|infty|cdot|ldots|dots|mid|log|exp|sin|cos)(?![a-zA-Z]))*""".replace("\n    ", "")
_CLOSED = re.compile(rf"(?<!\\)(?:\{{{_SIMPLE}\}}|[(\[]{_SIMPLE}[)\]])")
_OPTION = re.compile(r"\\(?!left(?![a-zA-Z]))[a-zA-Z]+\s*\[")
_OPENING = re.compile(
    r"(?<!(?<!\\)\\left)(?:[(\[⌈⌊⌜⌞⎰❨-❵⟅⟦-⟯⦃-⧼]|\\(?:\{|l(?:[ABVv]|ang|br|ce|fl|gr|l[abcp]|mou|par)|ulc|p?mod|pod"
    r"|bra|ket|set|[bB]igg?l))"
)
_STYLED = re.compile(r'<([a-z]+)([^<>]*?) style="([^"<>]*)"')
_ANCHOR = re.compile(r"</?a\b[^<>]*>")  # of \eqref, whose target's id would be the learner's own word
_plugin_math_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)
# Named by what they say: `padding-left: 0.1667em` becomes .math-padding-left-0-1667em.
_MATH_CLASSES = _names("""border-left-0-05em-dashed-currentcolor border-left-0-05em-solid-currentcolor
    border-right-0-05em-dashed-currentcolor border-right-0-05em-solid-currentcolor
    border-top-0-05em-dashed-currentcolor border-top-0-05em-solid-currentcolor font-variant-caps-small-caps
    margin-left-0-16666667em margin-left-0-22222222em margin-left-0-2777778em math-shift-compact padding-left-0
    padding-left-0-1em padding-left-0-1667em padding-left-0-2222em padding-left-0-2778em padding-left-1em
    padding-right-0 padding-right-0-1667em padding-right-0-2222em padding-right-0-2778em padding-top-0
    padding-top-0-1667em text-align-left text-align-right width-100 width-50 width-7-5""")


def _formula(source: str, env: EnvType, *, display: bool) -> str:
    """Return LaTeX SOURCE as MathML; where that cannot be, the source itself with the reason in its title."""
    depth = accumulate({"{": 1, "}": -1}.get(mark, 0) for mark in re.findall(r"(?s)\\.|[{}]", source))
    if len(source) > FORMULA_LENGTH:
        problem = f"The formula is longer than {FORMULA_LENGTH:,} characters."
    elif max(depth, default=0) > FORMULA_DEPTH:
        problem = f"The formula has more than {FORMULA_DEPTH} braces inside one another."
    elif _DEFINITION.search(source):
        problem = "A formula cannot define commands of its own."
    elif (work := env.get("work", 0) + _work(source)) > FORMULA_WORK:
        problem = "The formula has too many brackets that are not closed."
    else:
        env["work"] = work
        try:
            mathml = _ANCHOR.sub("", _LATEX.convert_with_local_state(source, displaystyle=display))
            mathml = mathml.replace('<menclose notation="', '<mrow class="menclose-')  # Chromium knows no menclose
            return _STYLED.sub(_unstyled, mathml.replace("</menclose>", "</mrow>"))
        except LatexError as error:
            problem = re.sub(r"^\d+: ", "", str(error))
    return f'<code class="math-error" title="{escape(problem)}">{escape(source)}</code>'


def _work(source: str) -> int:
    """Return what SOURCE may cost: math-core reads all that follows twice for every bracket that stays open."""
    rest = re.sub(r"(\\.)|%.*", r"\1", source)
    if _OPTION.search(rest):
        rest = rest.replace("]", "%")  # \sqrt[(]]: the first one ends the option, whatever it holds
    for _ in range(FORMULA_DEPTH):
        rest = _CLOSED.sub(" x", rest)
    return len(source) << len(_OPENING.findall(rest))


def _unstyled(tag: re.Match[str]) -> str:
    """Return the start of a tag of math-core's with its inline style, which the CSP forbids, as classes."""
    name, attributes, style = tag.groups()
    classes = []
    for declaration in style.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "color" and not re.fullmatch(r"#(..)\1\1", value):  # greys may vanish on one of the two papers
            attributes += f' mathcolor="{value}"'
        elif key == "font-size":
            attributes += f' mathsize="{value}"'
        elif (slug := re.sub(r"[^a-z\d]+", "-", f"{key}:{value}").strip("-")) in _MATH_CLASSES:
            classes.append(f"math-{slug}")
    return f"<{name}{attributes}" + (f' class="{" ".join(classes)}"' if classes else "")


def _code(token: Token, env: EnvType) -> str:
    """Return a block of code, in colours if its language is known, it is short and the note's time is not up."""
    deadline = env.setdefault("deadline", time.thread_time() + CODE_SECONDS)
    language = re.split(r"[^\w+#-]", token.info.strip(), maxsplit=1)[0].lower()
    html = escape(token.content)
    if language in LANGUAGES and len(token.content) <= CODE_LENGTH and time.thread_time() < deadline:
        lexed = get_lexer_by_name(language, stripnl=False).get_tokens(token.content)
        tokens = list(takewhile(lambda _: time.thread_time() < deadline, lexed))
        if time.thread_time() < deadline:
            _FORMATTER.format(tokens, coloured := StringIO())
            html = coloured.getvalue()
    return f'<pre role="group" aria-label="Code" tabindex="0"><code>{html}</code></pre>\n'


def _math(token: Token, env: EnvType) -> str:
    if token.type == "math_inline":
        return _formula(token.content.strip(), env, display=False)
    tag = "div" if token.block else "span"
    formula = _formula(token.content.strip(), env, display=True)
    return f'<{tag} class="math-block" role="group" aria-label="Formula" tabindex="0">{formula}</{tag}>'


def _table(token: Token, env: EnvType) -> str:
    opening = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>\n'
    return opening if token.nesting > 0 else "</table></div>\n"


def _backref(token: Token, env: EnvType) -> str:
    number, again = token.meta["id"] + 1, token.meta["subId"]
    target = f"#fnref-{env['docId']}-{number}" + (f":{again}" if again else "")
    return f' <a href="{target}" class="footnote-backref" aria-label="Back to reference {number}">↩\ufe0e</a>'


def _adapt(state: StateCore) -> None:
    """Make the tokens fit a page: headings two levels down, no styles, no images, task lists."""
    lists: list[Token] = []
    for index, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "cell-")}
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and token.children:
            token.children = list(_adapted(token.children))
            if index > 1 and state.tokens[index - 2].type == "list_item_open" and _as_task(token.children):
                state.tokens[index - 2].attrs["class"] = "task-item"
                lists[-1].attrs["class"] = "task-list"


def _adapted(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield TOKENS with every image as a link to it (in a link, as its words); links away get a new tab."""
    linked = False
    for token in tokens:
        if token.type == "image":
            href = str(token.attrs["src"])
            words = Token("text", "", 0, content=_words(token).strip() or href)
            yield from [words] if linked else [_link(href), words, Token("link_close", "a", -1)]
        elif token.type == "link_open":
            linked = True
            yield _link(**token.attrs)
        else:
            linked = linked and token.type != "link_close"
            yield token


def _link(href: str | float, **attrs: str | float) -> Token:
    away = {"target": "_blank"} if re.match("(?i)https?:|//", str(href)) else {}
    return Token("link_open", "a", 1, attrs={"href": href, **attrs, **away})


def _as_task(children: list[Token]) -> bool:
    """Turn [ ] or [x] before CHILDREN into a checkbox named by the rest; say whether there was one."""
    task = re.match(r"\[([ xX])\][ \t]+", children[0].content) if children[0].type == "text" else None
    if task:
        children[0].content = children[0].content[task.end() :]
        box = f'<label><input type="checkbox" disabled{" checked" if task[1] != " " else ""}> '
        children.insert(0, Token("html_inline", "", 0, content=box))
        children.append(Token("html_inline", "", 0, content="</label>"))
    return task is not None


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The plugin's rule, kept inside its list item and from reading the whole note for each unclosed $$."""
    if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]):
        return False
    last, end = start + 1, min(end, start + FORMULA_LINES)
    while last < end and state.sCount[last] >= state.blkIndent and not state.isEmpty(last):
        last += 1
    return _plugin_math_block(state, start, last, silent)


def _footnote_ref(state: StateInline, silent: bool) -> bool:
    """The plugin's rule, kept from reading the whole paragraph for each unclosed [^."""
    return state.src.find("]", state.pos, state.pos + 100) >= 0 and footnote_ref(state, silent)


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable(["table", "strikethrough"])
    less = dict.fromkeys(("allow_labels", "allow_space", "allow_digits", "allow_blank_lines"), False)
    md.use(footnote_plugin).use(dollarmath_plugin, double_inline=True, **less)
    md.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]
    md.block.ruler.at("math_block", _math_block)
    md.inline.ruler.at("footnote_ref", _footnote_ref)
    md.core.ruler.push("adapt", _adapt)

    def write(write_token: Callable[[Token, EnvType], str], *types: str) -> None:
        for name in types:
            md.add_render_rule(name, lambda md, tokens, index, options, env: write_token(tokens[index], env))

    write(_code, "fence", "code_block")
    write(_math, "math_inline", "math_inline_double", "math_block")
    write(_table, "table_open", "table_close")
    write(_backref, "footnote_anchor")
    md.parse("The rules are compiled at their first use, which two threads must not come to at once.")
    return md


# What may leave
_TEXT_TAGS = _names("""a b blockquote br code div em h3 h4 h5 h6 hr i input label li ol p pre s section span strong sup
    table tbody td th thead tr u ul""")
_MATH_TAGS = _names("""math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt
    msub msubsup msup mtable mtd mtext mtr munder munderover""")
_MATH_ATTRIBUTES = _names("""accent accentunder display displaystyle form height largeop linethickness lspace mathcolor
    mathsize mathvariant maxsize minsize movablelimits rspace scriptlevel stretchy symmetric voffset width""")
_CLASSES = _names("""cell-center cell-left cell-right footnote-backref footnote-item footnote-ref footnotes
    footnotes-list footnotes-sep math-block math-core-sans-serif-font math-core-serif-font math-error
    menclose-actuarial menclose-box menclose-downdiagonalstrike menclose-phasorangle menclose-updiagonalstrike
    table-scroll task-item task-list""")
_CLASSES |= {*filter(None, STANDARD_TYPES.values()), *(f"math-{name}" for name in _MATH_CLASSES)}
_VALUES = {
    "id": r"fn(ref)?-[0-9a-f]{8}-\d+(:\d+)?",
    "width": r"\d{1,2}(\.\d+)?(em|ex|rem)?",
    # Longer ones could lay a note's words over the page around it.
    **dict.fromkeys(("height", "linethickness", "voffset"), r"-?[0-2]?(\.\d+)?(em|ex|rem)?"),
}
_CLEANER = nh3.Cleaner(
    tags=_TEXT_TAGS | _MATH_TAGS,
    attributes=dict.fromkeys(_MATH_TAGS, _MATH_ATTRIBUTES)
    | dict.fromkeys(("div", "pre", "span"), _names("role aria-label tabindex"))
    | {"code": {"title"}, "input": {"checked"}, "li": {"id"}, "ol": {"start"}}
    | {"a": _names("href title target id aria-label"), "*": set()},
    attribute_filter=lambda _, key, value: value if re.fullmatch(_VALUES.get(key, "(?s).*"), value) else None,
    allowed_classes=dict.fromkeys(_TEXT_TAGS | _MATH_TAGS, _CLASSES),
    set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
)
_FORMATTER = HtmlFormatter(nowrap=True)
_LATEX = LatexToMathML(fancy_error=False)
_MARKDOWN = _build()
