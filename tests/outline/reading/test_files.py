"""Files become texts: every word is in the text or named as left out, and what is no text is said to be none."""

import json
import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.reading.csv_tables import csv_to_markdown
from roadmap_app.outline.reading.files import MAX_FILE, UnreadableFile, read_file, read_pasted
from roadmap_app.outline.reading.html_markdown import html_to_markdown, looks_like_html
from roadmap_app.outline.reading.json_outlines import NoOutline, json_to_markdown

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
def test_hostile_pages_take_a_moment(html):
    start = process_time()
    text, _ = html_to_markdown(html)
    assert process_time() - start < 4 and len(text) < 20 * len(html)


def test_a_table_of_values_becomes_a_table_whatever_parts_it():
    file = read_file(
        "bread-course.csv", '\ufeffWeek;Topic\r\n1;"Rye; ""slow""\r\nand | cold"\r\n2;Wheat\r\n\r\n'.encode()
    )
    assert (
        file.text
        == '# Bread course\n\n| Week | Topic |\n| --- | --- |\n| 1 | Rye; "slow" and \\| cold |\n| 2 | Wheat |\n'
    )
    assert "the name of the file" in file.remarks[1]
    assert csv_to_markdown("A\tB\n1,5\tx").splitlines()[2] == "| 1,5 | x |"
    assert csv_to_markdown("Flour,https://example.org\nSalt,x").startswith("| Column 1 | Column 2 |")


@given(st.lists(st.lists(st.text("ab,;|<\"' \n", max_size=6), min_size=2, max_size=4), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_letter_of_a_table_is_kept(rows):
    quoted = "\n".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows)
    if re.search("[ab]", quoted):
        letters = re.sub("[^ab]", "", re.sub("Column|Tab", "", csv_to_markdown(quoted)))
        assert letters == re.sub("[^ab]", "", quoted)


def node(key, label, kind="topic", y=0, x=0, **data):
    return {"id": key, "type": kind, "position": {"x": x, "y": y}, "data": {"label": label, **data}}


def edges(*pairs):
    return [{"id": pair, "source": pair[0], "target": pair[1]} for pair in pairs]


def outline(value):
    return json_to_markdown(json.dumps(value), "Name")[0]


def test_a_map_of_topics_and_parts_is_read_along_its_edges_then_by_place():
    nodes = [
        node("t", "Bread", "title"),
        node("2", "Ovens", y=200),
        node("1", "Doughs", y=100, href="https://example.org/d"),
        node("a", "Sour", "subtopic", y=90),
        node("b", "Yeast", "subtopic", y=120),
        node("c", "Wood", "subtopic", y=190),
        node("o", "Lonely", "subtopic", y=210),
        node("3", "Shop", y=50),
        node("v", "vertical node", "vertical"),
        node("k", "", "checklist", y=330, checklists=[{"label": "Sell"}, {"label": "Sweep"}]),
        node("l", "By day", "label", y=300),
        node("m", "", "checklist", y=410, checklists=[{"label": "Count"}]),
        node("p", "Find the newest map", "paragraph"),
    ]
    text, omissions, has_title = json_to_markdown(
        json.dumps({"nodes": nodes, "edges": edges("12", "1a", "b1", "2c", "23", "31")}), "Name"
    )
    # The edges go round: the first by its place begins. A part without an edge is with the topic that is nearest.
    assert text == (
        "# Bread\n\n## Shop\n\n## [Doughs](https://example.org/d)\n\n- Sour\n- Yeast\n\n## Ovens\n\n- Wood\n- Lonely\n"
        "- By day\n  - Sell\n  - Sweep\n- Count\n"
    )
    assert has_title and omissions.words() == "Find the newest map"


def test_graphs_without_kinds_are_trees_or_sequences():
    names = [{"id": number, "label": f"N{number}"} for number in range(1, 8)]
    tree = {"nodes": names, "edges": [{"source": n // 2, "target": n} for n in range(2, 8)]}
    assert outline(tree) == "# N1\n\n## N2\n\n- N4\n- N5\n\n## N3\n\n- N6\n- N7\n"
    held = [each | {"parentId": each["id"] // 2} for each in names]
    assert outline({"root": held[0], "nodes": held[1:]}) == outline(tree)
    holding = [each | {"children": [2 * each["id"], 2 * each["id"] + 1]} for each in names]
    assert outline({"title": "T", "nodes": holding}).startswith("# T\n\n## N1\n\n### N2\n\n- N4\n")
    ring = {"nodes": names, "edges": [{"source": n, "target": n % 7 + 1} for n in range(1, 8)]}
    assert outline(ring) == "# Name\n\n" + "".join(f"- N{number}\n" for number in range(1, 8))


def test_trees_of_titles_and_lists_of_texts():
    topic = {
        "name": "Sour",
        "items": ["Feed it", "# Keep"],
        "resources": [{"title": "A [b]", "url": "https://example.org"}],
    }
    stage = {"title": "Doughs", "duration": "3 months", "id": 7, "topics": [topic]}
    assert outline({"title": "Baker", "description": "To a shop", "stages": [stage, {"title": "Ovens"}]}) == (
        "# Baker\n\nTo a shop\n\n## Doughs (3 months)\n\n### Sour\n\n- Feed it\n- \\# Keep\n- resources\n"
        "  - [A \\[b\\]](https://example.org)\n\n## Ovens\n"
    )
    assert (
        outline({"Week 1": ["Flour"], "Week 2": ["Salt"]}) == "# Name\n\n## Week 1\n\n- Flour\n\n## Week 2\n\n- Salt\n"
    )
    weeks = [{"week_number": 1, "lessons": ["Flour"]}, {"week": 2, "title": "Salt", "lessons": ["Taste"]}]
    assert outline({"title": "Baker", "schedule": weeks}).endswith(
        "## Week 1\n\n- Flour\n\n## Week 2: Salt\n\n- Taste\n"
    )
    assert outline(["Flour", "Salt"]) == "# Name\n\n- Flour\n- Salt\n"


TREE = st.recursive(
    WORD | st.integers(1000, 1999).map("n{}".format),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "items", "url", "label", "id", "nodes", "w2000"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(TREE)
@settings(max_examples=150, deadline=None)
def test_every_word_of_json_is_in_the_text_or_left_out_by_name(value):
    source = json.dumps(value)
    try:
        text, omissions, _ = json_to_markdown(source, "Name")
    except NoOutline:
        return
    assert set(re.findall(r"[wn]\d+", source)) - {"w2000"} <= set(re.findall(r"[wn]\d+", f"{text} {omissions.words()}"))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "“a.pdf” is a PDF, which is not read. Open it, copy its text, and paste it."),
        ("a.docx", b"PK\x03\x04...", "is an archive, such as a document of a word processor"),
        ("a.md", b"\x89PNG\r\n", "is an image"),
        ("a.md", b"", "is empty"),
        ("a.md", b" \n\t", "is empty"),
        ("a.md", b"\xff\xfe", "is empty"),
        ("a.md", b"x" * (MAX_FILE + 1), "more than 400,000 bytes, which is the most"),
        ("a.txt", b"Br\xf6tchen", "is not text in UTF-8 (byte 3). Save it as UTF-8"),
        ("a.txt", "Bread".encode("utf-16-le"), "UTF-16 without the mark"),
        ("a.txt", b"\xff\xfea", "is not text in UTF-16"),
        ("../b/a\u202e.yaml", b"a: b", "“a.yaml” is not a kind of file that is read: .md, .markdown, .txt, .html"),
        ("a.txt", b"%PDF-" + b"x" * MAX_FILE, "is a PDF"),
        ("a.json", b'{"a": }', "is not valid JSON (line 1"),
        ("a.json", b'{"a": 1}', "is JSON without titles"),
        ("a.json", b"9" * 5_000, "is JSON without titles"),
        ("a.json", b"[" * 100_000, "nested too deep"),
        ("a.json", b'{"title":"a","items":[' * 30 + b"]}" * 30, "nested too deep"),
        ("a.html", b"<script>x</script>", "without words to read. Left out: scripts."),
        ("a.csv", b"," * 60, "is no table of values"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(name, data, message):
    with pytest.raises(UnreadableFile) as error:
        read_file(name, data)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["a.md", "A.MARKDOWN", "a.txt", "README"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_are_taken_as_they_are(name, encoding):
    file = read_file(name, "# Brötchen\r\n\r\n- 面粉\r\n".encode(encoding))
    assert file.text == "# Brötchen\n\n- 面粉\n" and not file.remarks
