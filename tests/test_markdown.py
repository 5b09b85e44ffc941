"""Notes are a learner's own words: everything useful must come through, and nothing that could harm."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app import markdown
from roadmap_app.markdown import excerpt, render

CSS = Path(__file__).parent.parent / "static/css/components"
ATTRIBUTES = markdown._names("aria-label checked class disabled href id rel role start tabindex target title type")
BOX = {"role": "group", "tabindex": "0"}


def lines(text):
    return [line.replace("¶", "\n") for line in text.strip("\n").split("\n")]


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
        if tag not in ("br", "hr", "input"):
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
        assert tag in markdown._TEXT_TAGS | markdown._MATH_TAGS and set(attrs) <= ATTRIBUTES | markdown._MATH_ATTRIBUTES
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\0-\x20]", "", attrs.get("href", "")).lower())
        assert scheme is None or scheme[1] in ("http", "https", "mailto")
        assert set(attrs.get("class", "").split()) <= markdown._CLASSES
        assert re.fullmatch(r"fn(ref)?-[0-9a-f]{8}-\d+(:\d+)?", attrs.get("id", "fn-00000000-1"))
        assert tag != "input" or {"disabled", "type"} <= set(attrs)
    return page


def test_plain_markdown():
    for line in lines(r"""
a *b* **c** ~~d~~ `e` => <p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>
a\¶b => <p>a<br>¶b</p>
> a¶¶3. a => <blockquote>¶<p>a</p>¶</blockquote>¶<ol start="3">¶<li>a</li>¶</ol>
- a¶¶--- => <ul>¶<li>a</li>¶</ul>¶<hr>
a¶=¶## b¶##### c¶###### d => <h3>a</h3>¶<h4>b</h4>¶<h6>c</h6>¶<h6>d</h6>
<b>a</b> & <!-- c --> => <p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;!-- c --&gt;</p>
$5 and $6 or $ a $ => <p>$5 and $6 or $ a $</p>
a $x^2$ $\textbf{c}$ => <p>a <math><msup><mi>x</mi><mn>2</mn></msup></math> <math><mtext><b>c</b></mtext></math></p>
"""):
        source, html = line.split(" => ")
        assert render(source).strip() == html


def test_links_and_images():
    for line in lines("""
[a](https://b.c/d) https://b.c/d away
<HTTP://b.c> HTTP://b.c away
[a](//b.c) //b.c away
![a](https://b.c/d.png) https://b.c/d.png away
[a](mailto:a@b.c) mailto:a@b.c
[a](#b) #b
[a](b?c=d:e) b?c=d:e
"""):
        source, href, *away = line.split()
        page = harmless(render(source))
        assert [tag for tag, _ in page.elements] == ["p", "a"]
        assert page.of("a") == [{"href": href, "rel": "nofollow noopener"} | ({"target": "_blank"} if away else {})]


def test_titles_and_names_of_links_and_images_and_addresses_that_stay_words():
    page = harmless(render('![*a* &amp; `b`](c.png "e") ![](d.png) [a](/b "c")'))
    assert page.text == "a & b d.png a\n" and page.of("a")[2]["title"] == "c"
    page = harmless(render("[![a](b.png) c](/d) ![e](f.png)"))
    assert page.text == "a c e\n" and [a["href"] for a in page.of("a")] == ["/d", "f.png"]
    for url in ("ftp://a", "tel:1", "data:text/html,a", "javascript:a", "x-y:z"):
        assert harmless(render(f"[a]({url}) ![a]({url})")).of("a") == []


def test_task_lists():
    page = harmless(render("- [ ] *a*\n- [X] b\n  1. [x] c\n- d\n- [y] e\n- [ ]f\n\n[x] g"))
    assert [("checked" in box, box["type"]) for box in page.of("input")] == [(flag, "checkbox") for flag in (0, 1, 1)]
    assert (
        "</em></label>" in render("- [ ] *a*")
        and len(page.of("label")) == 3
        and page.of("ol") == page.of("ul") == [{"class": "task-list"}]
    )
    assert page.of("li") == [{"class": "task-item"}] * 3 + [{}] * 3
    assert "[y] e" in page.text and "[ ]f" in page.text and "[x] g" in page.text and "[ ] a" not in page.text


def test_tables():
    page = harmless(render("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|"))
    assert page.of("div") == [BOX | {"class": "table-scroll", "aria-label": "Table"}]
    assert page.of("th") == page.of("td") == [{}, *({"class": f"cell-{side}"} for side in ("left", "center", "right"))]


def test_code(monkeypatch):
    html = render("```python\ndef f(): return 'a'  # b\n```")
    assert '<span class="k">def</span>' in html and '<span class="c1"># b</span>' in html
    assert harmless(html).of("pre") == [BOX | {"aria-label": "Code"}]
    assert "<code>&lt;b&gt;\n</code>" in render("```card\n<b>\n```")
    assert harmless(render("``` Python title\n1\n```")).of("span") == [{"class": "mi"}]
    for plain in ("```card\n1\n```", "```\n1\n```", "    1", "```{python}\n1\n```", f"```py\n{'1 ' * 4_001}\n```"):
        assert harmless(render(plain)).of("span") == []
    for language in markdown.LANGUAGES:
        harmless(render(f"```{language}\na = 'b' # 1\n```"))
    monkeypatch.setattr(markdown, "CODE_SECONDS", 9)
    monkeypatch.setattr(markdown.time, "thread_time", count().__next__)  # a second passes at each look at the clock
    page = harmless(render("```python\n" + "1\n" * 99 + "```\n```python\n2\n```"))
    assert page.of("span") == [] and page.text == "1\n" * 99 + "\n2\n\n"


def test_display_formulas():
    block, inside = harmless(render("$$\nx\n$$")), harmless(render("a $$x$$ b"))
    assert block.of("div") == inside.of("span") == [BOX | {"class": "math-block", "aria-label": "Formula"}]
    assert block.of("math") == inside.of("math") == [{"display": "block"}]
    assert harmless(render("- $$a\n\nb $$")).of("math") == harmless(render("- $$a\n- b$$")).of("math") == []


def test_a_formula_that_cannot_be_shown_is_its_source_with_the_reason():
    for formula, reason in {
        r"\foo<b>": 'Unknown command "\\foo".',
        "x" * 2_001: "The formula is longer than 2,000 characters.",
        "{" * 51 + "}" * 51: "The formula has more than 50 braces inside one another.",
        r"\newcommand{\a}{b}\a": "A formula cannot define commands of its own.",
        "(" * 20: "The formula has too many brackets that are not closed.",
    }.items():
        page = harmless(render(f"${formula}$"))
        assert page.of("code") == [{"class": "math-error", "title": reason}] and page.text == formula + "\n"


def test_formulas_at_their_bounds_are_shown():
    many = r"\begin{align}" + r"&\log\left(p(x|z_1)\right)+[0,1)\\" * 12 + r"\end{align}"
    for formula in ("x" * 2_000, "{" * 50 + "}" * 50, "(" * 40 + "x_t" + ")" * 40, r"(\theta)" * 99, r"\delta", many):
        assert harmless(render(f"${formula}$")).of("math"), formula


# math-core takes 2^n steps for n open brackets; each of these, let through, would take longer than anyone can wait.
OPEN = markdown._names(r"""( [ \{ (a \langle \lbrack \lfloor \lVert \ulcorner ⟨ ⌈ \mathopen( \bigl| {(} (^2 \sqrt[(
    \pod{(} (x_) (\frac{a}) (\left.)\right. (%)¶ \\left( {\{a} \sqrt[(]]""")


@pytest.mark.parametrize("piece", sorted(OPEN))
def test_open_brackets_never_reach_the_converter_and_a_note_has_one_allowance_for_them(piece):
    source = piece.replace("¶", "\n") * 60
    assert markdown._work(source) > markdown.FORMULA_WORK
    assert len(harmless(render(f"${source}$ $(a$")).of("math")) == 1
    assert len(harmless(render(("$" + "(" * 12 + "x" * 400 + "$ ") * 9)).of("math")) == 2


LATEX = lines(r"""
\begin{align}a&=b\\c&=d\end{align}
\begin{multline}a\\b\end{multline}
\begin{array}{|c||l:r|}\hline a&b&c\\\hdashline c&d&e\end{array}
\begin{array}{:c}a\end{array}\begin{cases}a&b\\c&d\end{cases}\begin{subarray}{c}a\\b\end{subarray}
\cfrac{a}{b}\,\cramped{x}\textsc{a}\textsf{b}\textrm{c}\hspace{5cm}
a\!b\negmedspace c\negthickspace d
\mathop{+}\mathbin{a}\mathrel{b}a\mathbin{+}\mathrel{R}b\mathpunct{;}c\mathop{x}y\mathinner{z}
""")


@pytest.mark.parametrize("formula", LATEX)
def test_every_style_of_math_core_has_its_class(formula):
    mathml = markdown._LATEX.convert_with_local_state(formula, displaystyle=True)
    said = {part.strip() for style in re.findall(r' style="([^"]*)"', mathml) for part in style.split(";")} - {""}
    along = ("justify-items", "padding-bottom", "padding-right: 0.1em", "width:14")  # with another that has its class
    named = {"math-" + re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in said if not part.startswith(along)}
    page = harmless(render(f"$${formula}$$"))
    assert named and named <= {name for _, attrs in page.elements for name in attrs.get("class", "").split()}


def test_formulas_have_no_styles_or_ids_of_their_own_and_cannot_hide_or_wander():
    html = render(r"$\color{red}{a}\text{\Large b}\raisebox{1em}{c}\hspace{2em}\boxed{x}$")
    said = ('mathcolor="#FF0000"', 'mathsize="140%"', 'voffset="1em"', 'width="2em"', 'class="menclose-box"')
    assert [part for part in said if part not in html] == []
    html = render(r"$\color{black}{a}\color{white}{b}\raisebox{-9em}{c}\hspace{999em}\genfrac{}{}{99em}{}{a}{b}$")
    assert "<math" in html and not re.search("mathcolor|voffset|width|linethickness", html)
    page = harmless(render(r"$\begin{align}x\label{item-12}\\y\eqref{item-12}\end{align}$"))
    assert not any({"id", "href"} & set(attrs) for _, attrs in page.elements) and page.of("mtext")


def test_footnotes():
    page = harmless(render("a[^x] b[^x] c^[d]\n\n[^x]: e\n[^unused]: f"))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)) == 5 and {attrs["href"][1:] for attrs in page.of("a")} == set(ids)
    assert page.of("section") == [{"class": "footnotes"}] and len(page.of("li")) == 2
    assert [a["aria-label"] for a in page.of("a")[3:]] == [f"Back to reference {n}" for n in (1, 1, 2)]
    other = {attrs.get("id") for _, attrs in harmless(render("a[^x]\n\n[^x]: g")).elements} - {None}
    assert other and not other & set(ids)


XSS = lines(r"""
<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href="javascript:alert(1)">a</a>
<math><annotation-xml encoding="text/html"><img src onerror=alert(1)></annotation-xml></math><form action=//e>
<style>@import '//e'</style><p style="position:fixed"><iframe srcdoc="<script>alert(1)</script>">
[a](javascript:alert(1)) [a](JaVaScRiPt:alert(1)) [a](  javascript:alert(1)) [a](java&#x09;script:alert(1))
[a](&#106;avascript:alert(1)) [a](&#x6A;avascript&colon;alert(1)) [a](java	script:alert(1)) [a](\javascript:alert(1))
[a](%6Aavascript:alert(1)) [a](&NewLine;javascript:alert(1)) [a](&#1;javascript:alert(1)) [a](data:text/html,alert)
<javascript:alert(1)> <data:text/html,a> [b][a] [a](vbscript:a) ![a](javascript:alert(1))¶¶[a]: javascript:alert(1)
![a](x" onerror="alert(1)) ![" onerror="alert(1)](x) [a](b 'c" onclick="d') [a](https://b"onmouseover="alert(1))
$\href{javascript:alert(1)}{x}$ $\url{javascript:alert(1)}$ $\style{position:fixed}{x}$ $\class{card}{x}$
$\htmlId{item-12}{x}$ $\text{</math><img src=x onerror=alert(1)>}$ $</math><script>alert(1)</script>$
$\text{<style><img title="</style><img src=x onerror=alert(1)>">}$ $\operatorname{<svg onload=alert(1)>}$
$\text{" onmouseover="alert(1)}$ $\color{red" onclick="a}{x}$ $\color{red;position:fixed}{x}$ $\unknown" onclick="a$
$\text{<annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml>}$ $\eqref{" onclick="a}$
$$\begin{align}x\label{"><script>}\tag{<script>alert(1)</script>}\end{align}$$ $\begin{array}{"><b>}a\end{array}$
a[^<script>alert(1)</script>] b[^" onclick="a] ^[<script>alert(1)</script>] | a" onclick="b |¶¶```" onmouseover="a
- [ ] <script>alert(1)</script> <input onfocus=alert(1)> <div class="card" id="item-12"> # a {.card #item-12}
""")


def test_the_last_door_is_shut_whatever_comes_to_it():
    html = '<li id="item-12" title="a" class="card" style="b"><a href="javascript:c" id="fn1">d</a><img src="e"></li>'
    assert markdown._CLEANER.clean(html) == '<li class=""><a rel="nofollow noopener">d</a></li>'


@pytest.mark.parametrize("payload", XSS)
def test_nothing_typed_can_run(payload):
    for source in (payload, f'[^" onclick="a]: b\n\n{payload}\n', f"- > {payload}", f"# {payload}", payload + "\n<x"):
        page = harmless(render(source))
        assert "alert" not in payload or "alert" in page.text + str(page.elements)


PIECES = markdown._names(r"""* ** _ ~~ ` ``` $ $$ [ ] ( ) ![ < > & &# ; | |-| ^[ [^a] [^a]: [a]: \ http:// 1. # " '
    javascript: </math> <script> \text{ \frac { } \begin{align} \end{align} \label{a} \color{red} a - [x] python é""")
PIECES |= {" ", "\n", "\n\n", "    ", "- [ ] ", "\0", "\ud800", "\x1b", "\r", "\t", *LATEX}
TYPED = st.one_of(st.text(st.characters()), st.lists(st.sampled_from(sorted(PIECES)), max_size=30).map("".join))


@settings(max_examples=500, deadline=None)
@given(TYPED, st.integers(1, 60))
def test_whatever_is_typed_is_harmless_and_its_excerpt_short(text, length):
    harmless(render(text))
    words = excerpt(text, length)
    assert len(words) <= length and words == " ".join(words.split())


def test_excerpt():
    for line in lines(r"""
11 => abc def ghi => abc def ghi
99 => # A *b*¶¶- [ ] `c`  d¶- [e](f) ![g](h)¶¶|i|¶|-|¶|j| => A b c d e g i j
99 => a¶b\¶c $x^2$ <b>&amp;[^1]¶¶[^1]: d => a b c x^2 <b>&
8 => abc def ghi => abc def…
4 => abcdefghi => abc…
"""):
        length, text, words = line.split(" => ")
        assert excerpt(text, int(length)) == words
    assert excerpt("a b" + "\n" * 9_000 + "c", 3) == "a…" and excerpt("a " * 9_000).endswith("a…") and excerpt("") == ""
    assert render("a\0b\ud800c\x1bd") == "<p>a\ufffdb\ufffdc\ufffdd</p>\n" and excerpt("\0\udfff") == "\ufffd\ufffd"


@pytest.mark.parametrize("piece", ["![", "*", "> ", "$", "|", "*[", "- $$a\n", "- [ ] a\n", "[^a"])
def test_twice_the_text_takes_twice_the_steps_and_not_four_times(piece):
    def steps(text):
        traced, lines = sys.gettrace(), count()
        sys.settrace(trace := lambda *_: (next(lines), trace)[1])
        render(text)
        sys.settrace(traced)
        return next(lines)

    assert steps("[^x]: y\n\n" + piece * 800) < 2.6 * steps("[^x]: y\n\n" + piece * 400)


def test_threads_share_one_renderer():
    note = "# a\n\n- [x] b $x^2$ c[^1]\n\n```python\nd = 1\n```\n\n[^1]: " + " ".join(f"${f}$" for f in LATEX)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(render, [note] * 64)) == {render(note)}


def test_the_styles_know_the_classes():
    prose, code = (re.sub(r"(?s)/\*.*?\*/", "", (CSS / name).read_text()) for name in ("prose.css", "code.css"))
    styled = set(re.findall(r"\.([a-z][\w-]*)", prose)) - {"prose"}
    ours = {name for name in markdown._CLASSES if re.match("cell|foot|math|menclose|table|task", name)}
    assert styled <= ours and all(name.startswith("footnote") for name in ours - styled)
    assert set(re.findall(r"\.([a-z]\w*)", code)) - {"prose"} <= markdown._CLASSES - ours
