"""Notes are a learner's own words: everything useful must come through, and nothing that could harm."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app import markdown
from roadmap_app.markdown import excerpt, render

CSS = Path(__file__).parent.parent / "static/css/components"
VOID = {"br", "hr", "input"}
ATTRIBUTES = markdown._MATH_ATTRIBUTES | set("aria-label checked class disabled href id rel role".split())
ATTRIBUTES |= {"start", "tabindex", "target", "title", "type"}
LATEX = [
    r"\begin{align}a&=b\\c&=d\end{align}",
    r"\begin{multline}a\\b\end{multline}",
    r"\begin{array}{|c||l:r|}\hline a&b&c\\\hdashline c&d&e\end{array}",
    r"\begin{array}{:c}a\end{array}",
    r"\begin{cases}a&b\\c&d\end{cases}",
    r"\begin{subarray}{c}a\\b\end{subarray}",
    r"\cfrac{a}{b}\,\cramped{x}\textsc{a}\textsf{b}\textrm{c}\hspace{5cm}",
    r"a\!b\negmedspace c\negthickspace d",
    r"\mathop{+}\mathbin{a}\mathrel{b}a\mathbin{+}\mathrel{R}b\mathpunct{;}c\mathop{x}y\mathinner{z}",
    r"a\mathbin{c}b\mathrel{c}b\mathop{c}b",
]


class Page(HTMLParser):
    """The elements of a fragment, in order, and their text; fails where tags do not pair."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text = [], [], ""
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def harmless(html):
    """Return the page of HTML after asserting that nothing in it can run, load, restyle or pass for the portal's."""
    page = Page(html)
    for tag, attrs in page.elements:
        assert tag in markdown._TEXT_TAGS | markdown._MATH_TAGS
        assert set(attrs) <= ATTRIBUTES
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\0-\x20]", "", attrs.get("href", "")).lower())
        assert scheme is None or scheme[1] in ("http", "https", "mailto")
        assert set(attrs.get("class", "").split()) <= markdown._CLASSES
        assert re.fullmatch(r"fn(ref)?-[0-9a-f]{8}-\d+(:\d+)?", attrs.get("id", "fn-00000000-1"))
        assert tag != "input" or {"disabled", "type"} <= set(attrs)
    return page


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("- a", "<ul>\n<li>a</li>\n</ul>"),
        ("a\n\n---", "<p>a</p>\n<hr>"),
        ("# a\n## b\n##### c\n###### d", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n<h6>d</h6>"),
        ("a\n=\nb\n-", "<h3>a</h3>\n<h4>b</h4>"),
        ("<b>a</b> & <!-- c -->", "<p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;!-- c --&gt;</p>"),
        ("$5 and $6", "<p>$5 and $6</p>"),
        ("", ""),
    ],
)
def test_plain_markdown(source, html):
    assert render(source).strip() == html


@pytest.mark.parametrize(
    ("source", "href", "target"),
    [
        ("[a](https://b.c/d)", "https://b.c/d", "_blank"),
        ("<HTTP://b.c>", "HTTP://b.c", "_blank"),
        ("[a](//b.c)", "//b.c", "_blank"),
        ("[a](mailto:a@b.c)", "mailto:a@b.c", None),
        ("[a](/roadmaps/)", "/roadmaps/", None),
        ("[a](#b)", "#b", None),
        ("[a](b?c=d:e)", "b?c=d:e", None),
        ("![a](https://b.c/d.png)", "https://b.c/d.png", "_blank"),
        ("![a](/d.png)", "/d.png", None),
    ],
)
def test_links_and_images(source, href, target):
    page = harmless(render(source))
    assert [tag for tag, _ in page.elements] == ["p", "a"]
    assert page.of("a") == [{"href": href, "rel": "nofollow noopener"} | ({"target": target} if target else {})]


def test_a_title_stays_and_an_image_is_named_by_its_words_or_its_address():
    assert harmless(render('[a](/b "c")')).of("a")[0]["title"] == "c"
    assert harmless(render("![*a* &amp; `b`](c.png)")).text == "a & b\n"
    assert harmless(render("![](c.png)")).text == "c.png\n"
    page = harmless(render("[![a](b.png) c](/d) ![e](f.png)"))
    assert page.text == "a c e\n" and [a["href"] for a in page.of("a")] == ["/d", "f.png"]


@pytest.mark.parametrize("url", ["ftp://a", "tel:1", "data:text/html,a", "javascript:a", "x-y:z"])
def test_other_addresses_stay_words(url):
    assert harmless(render(f"[a]({url}) ![a]({url})")).of("a") == []


def test_task_lists():
    page = harmless(render("- [ ] *a*\n- [X] b\n  1. [x] c\n- d\n- [y] e\n- [ ]f\n\n[x] g"))
    assert [("checked" in box, box["type"]) for box in page.of("input")] == [(flag, "checkbox") for flag in (0, 1, 1)]
    assert len(page.of("label")) == 3 and page.of("ol") == page.of("ul") == [{"class": "task-list"}]
    assert page.of("li") == [{"class": "task-item"}] * 3 + [{}] * 3
    assert "<label><input" in render("- [ ] a") and " a</label>" in render("- [ ] a")
    assert "[y] e" in page.text and "[ ]f" in page.text and "[x] g" in page.text and "[ ] a" not in page.text


def test_tables():
    page = harmless(render("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|"))
    assert page.of("div") == [{"class": "table-scroll", "role": "group", "aria-label": "Table", "tabindex": "0"}]
    aligned = [{}, {"class": "cell-left"}, {"class": "cell-center"}, {"class": "cell-right"}]
    assert page.of("th") == page.of("td") == aligned


def test_code():
    html = render("```python\ndef f(): return 'a'  # b\n```")
    assert '<span class="k">def</span>' in html and '<span class="c1"># b</span>' in html
    assert harmless(html).of("pre") == [{"role": "group", "aria-label": "Code", "tabindex": "0"}]
    for plain in ("```card\n<b>\n```", "```\n<b>\n```", "    <b>", "```{python}\n<b>\n```", "```py thon\n```"):
        assert harmless(render(plain)).of("span") == []
    assert "<code>&lt;b&gt;\n</code>" in render("```card\n<b>\n```")
    assert harmless(render("``` Python title\n1\n```")).of("span") == [{"class": "mi"}]
    assert harmless(render(f"```python\n{'1 ' * markdown.CODE_LENGTH}\n```")).of("span") == []


def test_every_language_has_its_lexer():
    for language in markdown.LANGUAGES:
        harmless(render(f"```{language}\na = 'b' # 1\n```"))


def test_code_is_left_plain_when_its_time_is_up(monkeypatch):
    monkeypatch.setattr(markdown, "CODE_SECONDS", -1)
    assert harmless(render("```python\n1\n```")).of("span") == []
    assert "<b>" not in markdown._coloured("<b>", "python", 0)


def test_formulas():
    assert "<p>a <math><msup><mi>x</mi><mn>2</mn></msup></math></p>" in render("a $x^2$")
    box = {"class": "math-block", "role": "group", "aria-label": "Formula", "tabindex": "0"}
    block, inside = harmless(render("$$\nx\n$$")), harmless(render("a $$x$$ b"))
    assert block.of("div") == inside.of("span") == [box]
    assert block.of("math") == inside.of("math") == [{"display": "block"}]
    assert [tag for tag, _ in harmless(render(r"$\mathrm{a}\sqrt[3]{b}\text{\textbf{c}}$")).elements][-3:] == [
        "mn",
        "mtext",
        "b",
    ]


def test_an_unclosed_formula_ends_with_its_list_item():
    assert harmless(render("- $$a\n\nb $$")).of("math") == []
    assert harmless(render("- $$a\n- b$$")).of("math") == []


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\foo<b>", 'Unknown command "\\foo".'),
        ("x" * 2_001, "The formula is longer than 2,000 characters."),
        ("{" * 51 + "}" * 51, "The formula has more than 50 braces inside one another."),
        (r"\def\a{b}\a", "A formula cannot define commands of its own."),
        (r"\newcommand{\a}{b}\a", "A formula cannot define commands of its own."),
    ],
)
def test_a_formula_that_cannot_be_shown_is_its_source_with_the_reason(formula, reason):
    page = harmless(render(f"${formula}$"))
    assert page.of("code") == [{"class": "math-error", "title": reason}] and page.text == formula + "\n"
    assert page.of("math") == []


def test_formulas_at_their_bounds_are_shown():
    assert harmless(render("$" + "x" * 2_000 + "$")).of("math")
    assert harmless(render("$" + "{" * 50 + "}" * 50 + "$")).of("math")
    assert harmless(render("$" + r"\{" * 60 + "$")).of("math") and harmless(render(r"$\delta\leta$")).of("code")


@pytest.mark.parametrize("formula", LATEX)
def test_every_style_of_math_core_has_its_class(formula):
    mathml = markdown._LATEX.convert_with_local_state(formula, displaystyle=True)
    said = {part.strip() for style in re.findall(r' style="([^"]*)"', mathml) for part in style.split(";")} - {""}
    known = ("justify-items", "padding-bottom", "padding-right: 0.1em", "width:14")  # said along with another
    expected = {"math-" + re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in said if not part.startswith(known)}
    found = {
        name for _, attrs in harmless(render(f"$${formula}$$")).elements for name in attrs.get("class", "").split()
    }
    assert expected and expected <= found


def test_colours_and_sizes_are_attributes_and_none_can_hide_or_wander():
    html = render(r"$\color{red}{a}\text{\Large b}\raisebox{1em}{c}\hspace{2em}$")
    assert all(part in html for part in ('mathcolor="#FF0000"', 'mathsize="140%"', 'voffset="1em"', 'width="2em"'))
    html = render(r"$\color{black}{a}\color{white}{b}\raisebox{-9em}{c}\hspace{999em}\genfrac{}{}{99em}{}{a}{b}$")
    assert not re.search("mathcolor|voffset|width|linethickness", html)


def test_formulas_bring_no_ids_and_no_links():
    page = harmless(render(r"$$\begin{align}x\label{item-12}\\y\eqref{item-12}\end{align}$$"))
    assert not any({"id", "href"} & set(attrs) for _, attrs in page.elements) and page.of("mtext")


def test_footnotes():
    page = harmless(render("a[^x] b[^x] c^[d]\n\n[^x]: e\n[^unused]: f"))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    targets = [attrs["href"][1:] for attrs in page.of("a")]
    assert len(ids) == len(set(ids)) == 5 and set(targets) == set(ids)
    assert page.of("section") == [{"class": "footnotes"}] and len(page.of("li")) == 2
    assert [a["aria-label"] for a in page.of("a")[3:]] == [f"Back to reference {n}" for n in (1, 1, 2)]
    other = {attrs.get("id") for _, attrs in harmless(render("a[^x]\n\n[^x]: g")).elements} - {None}
    assert other and not other & set(ids)


XSS = r"""
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<math><annotation-xml encoding="text/html"><img src onerror=alert(1)></annotation-xml></math>
<a href="javascript:alert(1)">a</a>
<style>@import '//e'</style><p style="position:fixed">
<iframe srcdoc="<script>alert(1)</script>">
[a](javascript:alert(1)) [a](JaVaScRiPt:alert(1)) [a](  javascript:alert(1))
[a](java&#x09;script:alert(1)) [a](&#106;avascript:alert(1)) [a](&#x6A;avascript&colon;alert(1))
[a](<java	script:alert(1)>) [a](\javascript:alert(1)) [a](%6Aavascript:alert(1)) [a](&NewLine;javascript:alert(1))
[a](&#1;javascript:alert(1)) [a](vbscript:a) [a](data:text/html;base64,PHNjcmlwdD4=) [a](file:///etc/passwd)
<javascript:alert(1)> <data:text/html,a> [a]: javascript:alert(1) [b][a]
![a](javascript:alert(1)) ![a](x" onerror="alert(1)) ![" onerror="alert(1)](x) [a](b 'c" onclick="d')
[a](https://b"onmouseover="alert(1)) <https://a.b"onmouseover="c>
```" onmouseover="alert(1)
| a" onclick="b | <script> |
$\href{javascript:alert(1)}{x}$ $\url{javascript:alert(1)}$ $\style{position:fixed}{x}$ $\class{card}{x}$
$\htmlId{item-12}{x}$ $\text{</math><img src=x onerror=alert(1)>}$ $</math><script>alert(1)</script>$
$\text{<style><img title="</style><img src=x onerror=alert(1)>">}$ $\operatorname{<svg onload=alert(1)>}$
$\text{" onmouseover="alert(1)}$ $\color{red" onclick="a}{x}$ $\color{red;position:fixed}{x}$ $\unknown" onclick="a$
$\text{<annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml>}$ $\begin{array}{"><b>}a\end{array}$
$$\begin{align}x\label{"><script>}\tag{<script>alert(1)</script>}\end{align}$$
a[^<script>alert(1)</script>] b[^" onclick="a] ^[<script>alert(1)</script>]
- [ ] <script>alert(1)</script> <input autofocus onfocus=alert(1)>
<div class="card" id="item-12">a</div> # a {.card #item-12} <form action=//e><button>a
""".strip().split("\n")


@pytest.mark.parametrize("payload", XSS)
def test_nothing_typed_can_run(payload):
    for source in (payload, f'[^" onclick="a]: b\n\n{payload}\n', f"- > {payload}", f"# {payload}", payload + "\n<x"):
        page = harmless(render(source))
        assert not {name for tag, a in page.elements for name in a.get("class", "").split()} & {"card", "item"}
    assert "alert" not in payload or "alert" in page.text + str(page.elements)


PIECES = ["*", "**", "_", "~~", "`", "```", "$", "$$", "[", "]", "(", ")", "![", "<", ">", "&", "&#", ";", "|", "|-|"]
PIECES += [
    "\n",
    "\n\n",
    " ",
    "    ",
    "- ",
    "- [ ] ",
    "- [x] ",
    "1. ",
    "> ",
    "# ",
    "^[",
    "[^a]",
    "[^a]: ",
    "[a]: ",
    "\\",
]
PIECES += ["http://", "javascript:", "<script>", "</math>", "\0", "\ud800", "\x1b", "\r", "\t", "é", "python", '"', "'"]
PIECES += [
    r"\text{",
    r"\frac",
    "{",
    "}",
    r"\begin{align}",
    r"\end{align}",
    r"\label{a}",
    r"\color{red}",
    r"\cancel",
    "a",
]
TYPED = st.one_of(st.text(st.characters()), st.lists(st.sampled_from([*PIECES, *LATEX]), max_size=30).map("".join))


@settings(max_examples=500, deadline=None)
@given(TYPED)
def test_whatever_is_typed_is_harmless(text):
    harmless(render(text))


@settings(max_examples=300, deadline=None)
@given(TYPED, st.integers(1, 60))
def test_an_excerpt_is_short_and_its_words_stand_one_space_apart(text, length):
    words = excerpt(text, length)
    assert len(words) <= length and words == " ".join(words.split())


def test_what_cannot_be_written_is_replaced():
    assert render("a\0b\ud800c\x1bd") == "<p>a\ufffdb\ufffdc\ufffdd</p>\n" and excerpt("\0\udfff") == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("text", "length", "words"),
    [
        ("# A *b*\n\n- [ ] `c`  d\n- [e](f) ![g](h)\n\n|i|\n|-|\n|j|", 99, "A b c d e g i j"),
        ("a\nb\\\nc $x^2$ <b>&amp;[^1]\n\n[^1]: d", 99, "a b c x^2 <b>&"),
        ("abc def ghi", 11, "abc def ghi"),
        ("abc def ghi", 10, "abc def…"),
        ("abc def ghi", 8, "abc def…"),
        ("abc def ghi", 7, "abc…"),
        ("abcdefghi", 4, "abc…"),
        ("", 9, ""),
    ],
)
def test_excerpt(text, length, words):
    assert excerpt(text, length) == words


def test_an_excerpt_says_that_there_is_more_than_it_has_read():
    assert excerpt("a" + "\n" * 9_000 + "b") == "a…" and excerpt("a " * 9_000).endswith("a…")


N = 50_000
HOSTILE = {
    mark: mark * (N // len(mark))
    for mark in ["[", "![", "*", "> ", "$", "|", "`", "<", "^[", "*[", "- $$a\n", "- [ ] a\n"]
}
HOSTILE["footnotes"] = "[^x]: y\n\n" + "[^a" * (N // 3)
HOSTILE["definitions"] = r"$\def\a#1{" + "#1" * 400 + r"}\a{\a{" + "x" * 900 + "}}$"
HOSTILE["code"] = ("```c\n" + "\n" * 7_900 + "```\n") * 6
HOSTILE["strong"] = "*" * (N // 2) + "a" + "*" * (N // 2)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_takes_no_more_than_seconds(name):
    start = time.thread_time()
    harmless(render(HOSTILE[name]))
    assert time.thread_time() - start < 4


def test_threads_share_one_renderer():
    note = "# a\n\n- [x] b $x^2$ c[^1]\n\n```python\nd = 1\n```\n\n[^1]: " + " ".join(f"${f}$" for f in LATEX)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(render, [note] * 64)) == {render(note)}


def test_the_styles_know_the_classes():
    prose, code = (
        re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(), flags=re.DOTALL) for name in ("prose.css", "code.css")
    )
    typed = set(re.findall(r"\.([a-z][\w-]*)", prose)) - {"prose"}
    ours = {name for name in markdown._CLASSES if re.match("cell|foot|math|menclose|table|task", name)}
    assert typed <= ours and ours - typed <= {"footnotes-list", "footnotes-sep"}
    assert set(re.findall(r"\.([a-z]\w*)", code)) - {"prose"} <= markdown._CLASSES - ours
