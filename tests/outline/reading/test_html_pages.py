"""Pages in HTML become Markdown, and what is left out of them is named."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.reading.files import read_file, read_pasted
from roadmap_app.outline.reading.html_markdown import html_to_markdown
from roadmap_app.outline.reading.html_pages import looks_like_html

PAGE = """<!DOCTYPE html><html><head><title>Baker – a site</title>
<style>p {}</style><script>var a = "<p>x</p>";</script>
</head><body><nav><ul><li><a href="/">Home</a></ul></nav>
<h1>Baker &amp; co<a class="anchor" href="#b">#</a></h1>
<p>Bread in <b>a year</b>, with snake_case, 2*3 and <code>ls -a</code>.
<h2><a href="https://example.org/doughs">Doughs</a> (3 months)</h2>
<ul><li>Feed a <a href="https://example.org/a (b)" title="x">starter</a><li>Keep it<ul><li>rye<li>wheat</ul>
<li><input type=checkbox checked> Done</ul>
<ol start=3><li>one<li>two</ol>
<a href="https://example.org/card"><div><h3>Card</h3><p>Text</p></div></a>
<table><thead><tr><td>Week<td>Topic</thead><tr><td>1<td>Rye | wheat<tr><td>2<td><ul><li>a<li>b</ul></table>
<table><tr><td><h2>Layout</h2><table><tr><td>inner</table></table>
<form action=/x><label>Mail</label><button>Subscribe</button></form>
<p style="display: none">secret</p>
<dl><dt>Term<dd>One<dd>Two</dl>
<pre><code>x = 1
# y</code></pre>
<p>a &lt;b&gt; <img src="data:image/png;base64,xx" alt="A picture">
<footer>Imprint</footer>"""
MARKDOWN = """# Baker & co

Bread in **a year**, with snake_case, 2\\*3 and `ls -a`.

## [Doughs](https://example.org/doughs) (3 months)

- Feed a [starter](https://example.org/a%20%28b%29)
- Keep it
  - rye
  - wheat
- [x] Done

3. one
4. two

### [Card](https://example.org/card)

[Text](https://example.org/card)

| Week | Topic |
| --- | --- |
| 1 | Rye \\| wheat |
| 2 | a, b |

## Layout

inner

**Term**

- One
- Two

```
x = 1
# y
```

a \\<b> ![A picture]()
"""


def test_a_page_becomes_markdown_and_says_what_it_leaves_out():
    file = read_file("baker.html", PAGE.encode())
    assert file.text == MARKDOWN
    assert file.remarks == (
        "“baker.html” is a page of HTML, and was converted to Markdown.",
        "Left out: styles.",
        "Left out: scripts.",
        "Left out: navigation – “Home”.",
        "Left out: forms – “Mail Subscribe”.",
        "Left out: hidden parts – “secret”.",
        "Left out: the foot of the page – “Imprint”.",
        "Left out: the title of the window – “Baker – a site”.",
    )


def test_the_title_of_the_window_is_the_title_of_a_page_without_one():
    assert read_file("a.htm", b"<title>Baker</title><p>Bread").text == "# Baker\n\nBread\n"


def test_of_a_page_with_a_main_part_that_part_is_read():
    main = "<main><h1><a href=#baker>Baker</a></h1><p>Bread and more of it</main>"
    page = f"<header>Cookies</header>{main}<div>Related</div>"
    text, omissions = html_to_markdown(page)
    assert text == "# Baker\n\nBread and more of it\n" and omissions.words() == "Cookies Related"
    assert "Related" in html_to_markdown(page.replace("and more of it", ""))[0]


def test_source_of_a_page_in_the_text_field_is_converted_and_markdown_with_tags_is_not():
    assert read_pasted("<div><h1>Baker</h1><p>Bread</p></div>").text == "# Baker\n\nBread\n"
    assert looks_like_html(PAGE)
    markdown = '<h1 align="center">Baker</h1>\n\n<p>Bread</p>\n\n## Doughs\n\n- Knead\n\n<div></div>\n'
    assert not looks_like_html(markdown) and read_pasted(markdown).text == markdown


TAGS = [
    "p",
    "div",
    "b",
    "a href='https://example.org/'",
    "ul",
    "ol",
    "li",
    "h2",
    "table",
    "tr",
    "td",
    "th",
    "br",
    "pre",
]
TAGS += ["nav", "form", "dl", "dt", "dd", "span", "thead", "button", "section", "code", "aside", "summary", "i", "img"]
WORD = st.integers(0, 999).map("w{}".format)
PIECE = st.one_of(
    st.sampled_from(TAGS).flatmap(lambda tag: st.sampled_from([f"<{tag}>", f"</{tag.split()[0]}>"])), WORD
)


@given(st.lists(PIECE, max_size=40))
@settings(max_examples=100, deadline=None)
def test_every_word_of_a_page_is_in_the_text_or_left_out_by_name(pieces):
    text, omissions = html_to_markdown(" ".join(pieces))
    words = [piece for piece in pieces if piece.startswith("w")]
    assert sorted(words) == sorted(re.findall(r"w\d+", f"{text} {omissions.words()}"))


HOSTILE = {
    "depth": "<div>" * 30_000,
    "lists": "<ul><li>a" * 4_000,
    "items": "<ol>" + "<li>a" * 5_000,
    "marks": "<p>" + "<b id=1><i>" * 4_000 + "<p>x" * 4_000,
    "rows": "<table>" + "<tr><td>a" * 3_000,
    "nested tables": "<table><tr><td>" * 5_000,
    "comments": "<!--" * 50_000,
    "quotes": '<a "' * 50_000,
    "entities": "&amp;lt;" * 25_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_read_to_the_end(html):
    text, _ = html_to_markdown(f"{html}--></a></b></table><p>The last words")
    assert "The last words" in text and len(text) < 20 * len(html)
