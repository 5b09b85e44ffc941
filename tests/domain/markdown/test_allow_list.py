"""A note cannot run scripts, load resources, restyle the page or imitate its elements."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.markdown import excerpt, render
from roadmap_app.domain.markdown.allow_list import CLASSES, CLEANER, MATH_TAGS
from roadmap_app.domain.markdown.names import names
from tests.domain.markdown.page import lines, safe_page
from tests.domain.markdown.test_formulas import LATEX

CSS = Path(__file__).parents[3] / "static/css/components"


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


def test_the_cleaner_alone_removes_everything_unsafe():
    html = '<li id="item-12" title="a" class="card" style="b"><a href="javascript:c" id="fn1">d</a><img src="e"></li>'
    assert CLEANER.clean(html) == '<li class=""><a rel="nofollow noopener">d</a></li>'


@pytest.mark.parametrize("payload", XSS)
def test_no_payload_can_run(payload):
    for source in (payload, f'[^" onclick="a]: b\n\n{payload}\n', f"- > {payload}", f"# {payload}", payload + "\n<x"):
        page = safe_page(render(source))
        assert "alert" not in payload or "alert" in page.text + str(page.elements)


PIECES = names(r"""* ** _ ~~ ` ``` $ $$ [ ] ( ) ![ < > & &# ; | |-| ^[ [^a] [^a]: [a]: \ http:// 1. # " '
    javascript: </math> <script> \text{ \frac { } \begin{align} \end{align} \label{a} \color{red} a - [x] python é""")
PIECES |= {" ", "\n", "\n\n", "    ", "- [ ] ", "\0", "\ud800", "\x1b", "\r", "\t", *LATEX}
TYPED = st.one_of(st.text(st.characters()), st.lists(st.sampled_from(sorted(PIECES)), max_size=30).map("".join))


@settings(max_examples=500, deadline=None)
@given(TYPED, st.integers(1, 60))
def test_any_text_renders_safely_and_its_excerpt_is_short(text, length):
    safe_page(render(text))
    page = safe_page(excerpt(text, length))
    words = re.sub(r"(?s)<span.*?</span>", "", excerpt(text, length))
    assert len(unescape(words)) <= length and words == " ".join(words.split(" "))
    assert {tag for tag, _ in page.elements} <= MATH_TAGS | {"span"}


def test_the_style_sheets_and_the_allow_list_have_the_same_classes():
    prose, code = (re.sub(r"(?s)/\*.*?\*/", "", (CSS / name).read_text()) for name in ("prose.css", "code.css"))
    styled = set(re.findall(r"\.([a-z][\w-]*)", prose)) - {"prose"}
    ours = {name for name in CLASSES if re.match("as|cell|foot|math|menclose|table|task", name)}
    assert styled <= ours and all(name.startswith("footnote") for name in ours - styled)
    assert set(re.findall(r"\.([a-z]\w*)", code)) - {"prose"} <= CLASSES - ours
