"""Every supported element of Markdown is rendered."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from roadmap_app.domain.markdown import render
from tests.domain.markdown.page import BOX, lines, safe_page
from tests.domain.markdown.test_formulas import LATEX


def test_basic_markdown():
    for line in lines(r"""
a *b* **c** ~~d~~ `e` => <p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>
a\¶b => <p>a<br>¶b</p>
> a¶¶3. a => <blockquote>¶<p>a</p>¶</blockquote>¶<ol start="3">¶<li>a</li>¶</ol>
- a¶¶--- => <ul>¶<li>a</li>¶</ul>¶<hr>
a¶=¶## b¶##### c¶###### d => <h3>a</h3>¶<h4>b</h4>¶<h5>c</h5>¶<h6>d</h6>
## a¶### b¶# c¶### d¶###### e => <h3>a</h3>¶<h4>b</h4>¶<h3>c</h3>¶<h4>d</h4>¶<h5>e</h5>
<b>a</b> & <!-- c --> => <p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;!-- c --&gt;</p>
$5 and $6 or $ a $ => <p>$5 and $6 or $ a $</p>
a $x^2$ $\textbf{c}$ => <p>a <math><msup><mi>x</mi><mn>2</mn></msup></math> <math><mtext><b>c</b></mtext></math></p>
"""):
        source, html = line.split(" => ")
        assert re.sub(' dir="[a-z]+"|<span dir="ltr">|</span>', "", render(source)).strip() == html


def test_images_become_links_and_external_links_open_a_new_tab():
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
        page = safe_page(render(source))
        assert [tag for tag, _ in page.elements] == ["p", "a"]
        assert page.of("a") == [{"href": href, "rel": "nofollow noopener"} | ({"target": "_blank"} if away else {})]


def test_titles_of_links_alt_texts_and_unsafe_schemes():
    page = safe_page(render('![*a* &amp; `b`](c.png "e") ![](d.png) [a](/b "c")'))
    assert page.text == "a & b d.png a\n" and page.of("a")[2]["title"] == "c"
    page = safe_page(render("[![a](b.png) c](/d) ![e](f.png)"))
    assert page.text == "a c e\n" and [a["href"] for a in page.of("a")] == ["/d", "f.png"]
    for url in ("ftp://a", "tel:1", "data:text/html,a", "javascript:a", "x-y:z"):
        assert safe_page(render(f"[a]({url}) ![a]({url})")).of("a") == []


def test_task_lists():
    page = safe_page(render("- [ ] *a*\n- [X] b\n  1. [x] c\n- d\n- [y] e\n- [ ]f\n\n[x] g"))
    assert [("checked" in box, box["type"]) for box in page.of("input")] == [(flag, "checkbox") for flag in (0, 1, 1)]
    assert (
        "</em></label>" in render("- [ ] *a*")
        and len(page.of("label")) == 3
        and page.of("ol") == page.of("ul") == [{"class": "task-list"}]
    )
    assert page.of("li") == [{"class": "task-item"}] * 3 + [{}] * 3
    assert "[y] e" in page.text and "[ ]f" in page.text and "[x] g" in page.text and "[ ] a" not in page.text


def test_tables():
    page = safe_page(render("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|"))
    assert page.of("div") == [BOX | {"class": "table-scroll", "aria-label": "Table"}]
    assert page.of("th") == page.of("td") == [{}, *({"class": f"cell-{side}"} for side in ("left", "center", "right"))]


def test_footnotes():
    page = safe_page(render("a[^x] b[^x] c^[d]\n\n[^x]: e\n[^unused]: f"))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)) == 5 and {attrs["href"][1:] for attrs in page.of("a")} == set(ids)
    assert page.of("section") == [{"class": "footnotes"}] and len(page.of("li")) == 2
    assert [a["aria-label"] for a in page.of("a")[3:]] == [f"Back to reference {n}" for n in (1, 1, 2)]
    other = {attrs.get("id") for _, attrs in safe_page(render("a[^x]\n\n[^x]: g")).elements} - {None}
    assert other and not other & set(ids)


@pytest.mark.parametrize("piece", ["![", "*", "> ", "$", "|", "*[", "- $$a\n", "- [ ] a\n", "[^a"])
def test_rendering_takes_linear_time(piece):
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
