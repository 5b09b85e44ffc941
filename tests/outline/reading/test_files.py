"""Files become texts: every word is in the text or named as left out, and what is no text is said to be none."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.reading.csv_tables import csv_to_markdown
from roadmap_app.outline.reading.files import MAX_FILE, UnreadableFile, read_file
from roadmap_app.outline.reading.json_outlines import NoOutline, json_to_markdown


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
    from_zero = [each | {"id": each["id"] - 1} for each in names]
    shifted = [{"source": n // 2 - 1, "target": n - 1} for n in range(2, 8)]
    assert outline({"nodes": from_zero, "edges": shifted}) == outline(tree)
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


WORD = st.integers(0, 999).map("w{}".format)
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
