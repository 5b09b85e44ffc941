"""Markdown as blocks."""

from hypothesis import example, given
from hypothesis import strategies as st

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import BOLD, Block, Kind
from roadmap_app.outline.reading.front_matter import front_matter_facts
from roadmap_app.outline.reading.markdown import markdown_blocks


def brief(text: str) -> list[tuple[str, int, str]]:
    """Return (kind, level, words) of each block of TEXT; a row's cells are divided by pipes."""
    return [
        (block.kind.value, block.level, plain(block.words.text) or "|".join(plain(cell.text) for cell in block.cells))
        for block in markdown_blocks(text)
    ]


def items(text: str) -> list[str]:
    """Return the items of TEXT with their depth as an indent, box and number before them."""
    return [
        "  " * (block.level - 1) + "☐" * block.checkbox + block.ordinal + plain(block.words.text)
        for block in markdown_blocks(text)
        if block.kind == Kind.ITEM
    ]


def test_headings_are_read_however_they_are_written():
    text = (
        "Rye\n===\n\n##Wheat\n### Spelt ### \n#### Oat {#oat}\n**Barley:**\nfull of taste\n#\n"
        "<h2 align='center'>Corn<br>meal</h2>"
    )
    assert brief(text) == [
        ("heading", 1, "Rye"),
        ("heading", 2, "Wheat"),
        ("heading", 3, "Spelt"),
        ("heading", 4, "Oat"),
        ("heading", BOLD, "Barley:"),
        ("paragraph", 0, "full of taste"),
        ("rule", 1, ""),
        ("heading", 2, "Corn meal"),
    ]
    assert [block.slug for block in markdown_blocks(text)][3] == "oat"


def test_items_nest_by_their_indents_alone():
    assert items("- a\n  - b\n\t* c\n - d\n\n• e\n    ◦ f\n      g\n- h") == [
        "a", "  b", "    c", "  d", "e", "  f g", "h",
    ]  # fmt: skip
    assert items("1. a\n• b\n• c\n\n2. d\n• e") == ["1a", "  b", "  c", "2d", "  e"]
    assert items("1. a\n2. b\n- c") == ["1a", "2b", "c"]
    assert items(" 9. d\n10. e") == ["9d", "10e"]
    assert items("9. d\n 10. e") == ["9d", "10e"]


def test_boxes_are_read_with_and_without_spaces():
    text = "- [] a\n- [X] b\n- [ ]c\n* [x] [d](https://example.org)\n[ ] e\n\n1. [ ] f\n2. [x](https://example.org)"
    assert items(text) == ["☐a", "☐b", "☐c", "☐d", "☐e", "☐1f", "2x"]


def test_text_below_an_item_is_its_own_or_a_paragraph_of_it():
    assert brief("- a\n\n  more of a\n\nelse") == [
        ("item", 1, "a"),
        ("paragraph", 1, "more of a"),
        ("paragraph", 0, "else"),
    ]
    assert brief("- a  \n  more") == [("item", 1, "a"), ("paragraph", 1, "more")]
    assert brief("- a\nResources:") == [("item", 1, "a"), ("paragraph", 0, "Resources:")]


def test_text_indented_without_bullets_has_its_depth_and_is_no_code():
    text = "Stage 1\n  Sour\n    Feed it\n    Keep it\n  Yeast\n\nEnd"
    assert [(level, words) for _, level, words in brief(text)] == [
        (0, "Stage 1"), (1, "Sour"), (2, "Feed it"), (2, "Keep it"), (1, "Yeast"), (0, "End"),
    ]  # fmt: skip


def test_tables_have_a_head_and_rows_with_or_without_pipes_around():
    text = (
        "a\n\nGrain | Use\n--|:--\n[Rye](https://example.org/rye) | dark `a\\|b` | more\n\n"
        "| x | y |\n|--|\n| 1 | 2 |\nend"
    )
    found = markdown_blocks(text)
    assert brief(text) == [
        ("paragraph", 0, "a"),
        ("table head", 0, "Grain|Use"),
        ("row", 0, "Rye|dark a|b|more"),
        ("table head", 0, "x|y"),
        ("row", 0, "1|2"),
        ("paragraph", 0, "end"),
    ]
    assert found[2].cells[0].links[0].address == "https://example.org/rye"
    assert [(block.table, block.head, block.first, block.last) for block in found[1:4]] == [
        (1, ("Grain", "Use"), 3, 4),
        (1, ("Grain", "Use"), 5, 5),
        (2, ("x", "y"), 7, 8),
    ]


def test_what_is_no_content_has_its_kind_and_lines():
    text = (
        "---\ntitle: 'Baker: all'\ndescription: >\n  Flour\n  and salt.\ntags: [a]\n---\n```py\n- a\n\n# b\n```\n"
        "<!-- c\n\n# d -->\n[e]: https://example.org\n[^f]: g\n***\n![h](i.png)\n\n> [!NOTE]\n> j\n" + "k" * 9_000
    )
    found = markdown_blocks(text)
    assert [(block.kind, block.first, block.last) for block in found] == [
        (Kind.FRONT_MATTER, 1, 7),
        (Kind.CODE, 8, 12),
        (Kind.HTML, 13, 15),
        (Kind.DEFINITION, 16, 16),
        (Kind.DEFINITION, 17, 17),
        (Kind.RULE, 18, 18),
        (Kind.IMAGE, 19, 19),
        (Kind.HTML, 21, 21),
        (Kind.PARAGRAPH, 22, 22),
        (Kind.LONG, 23, 23),
    ]
    assert front_matter_facts(found[0]) == {"title": "Baker: all", "description": "Flour and salt."}


def test_lines_that_begin_alike_are_no_paragraph():
    text = "**Reading:** a\n**Task:** b\n\nLesson 1. c\nLesson 2. d\n\n`e f`\n`g`\n\n- [h](i)\n  Of j.\n- k\n  l"
    assert [words for _, _, words in brief(text)] == [
        "Reading: a", "Task: b", "Lesson 1. c", "Lesson 2. d", "e f", "g", "h", "Of j.", "k l",
    ]  # fmt: skip


def test_what_never_ends_takes_nothing_with_it():
    for start in ("```", "~~~", "<!-- x", "<pre>", "<script>", "<?", "<div>"):
        assert ("heading", 1, "a") in brief(f"{start}\n\n# a\n\n- b")


def test_a_page_of_html_is_read_as_a_person_sees_it():
    text = (
        '<div align="center">\n  <img src="logo.png" alt="Logo">\n  <h1>Baker</h1>\n  <p>From <b>flour</b> to\n'
        '  <a href="https://example.org">shop</a></p>\n</div>\n\n<details><summary>More</summary>\n<ul><li><p>rye</p><li>oat\n'
        "</ul>\n<table><tr><th>Grain</th></tr><tr><td>Spelt</td></tr></table>\n</details>"
    )
    assert [block for block in brief(text) if block[0] != "html"] == [
        ("image", 0, "Logo"),
        ("heading", 1, "Baker"),
        ("paragraph", 0, "From flour to shop"),
        ("heading", BOLD, "More"),
        ("item", 1, "rye"),
        ("item", 1, "oat"),
        ("table head", 0, "Grain"),
        ("row", 0, "Spelt"),
    ]


def test_emphasis_of_a_link_is_no_bullet_and_a_box_can_have_another_state():
    found = markdown_blocks("*[a](b) *c*\n*[d](e)* and ~~f~~\n- [/] g\n- [>] h\n- [-](i)\n")
    texts = [(block.kind, plain(block.words.text), block.checkbox) for block in found]
    assert texts == [
        (Kind.ITEM, "a c", False), (Kind.PARAGRAPH, "d and f", False),
        (Kind.ITEM, "g", True), (Kind.ITEM, "h", True), (Kind.ITEM, "-", False),
    ]  # fmt: skip


def test_lines_are_counted_as_an_editor_counts_them():
    found = markdown_blocks("\ufeff# a\r\n\r\nb\fc\r\n- d\r\n")
    assert [(block.first, block.last, block.source) for block in found] == [
        (1, 1, "# a"), (3, 3, "b\fc"), (4, 4, "- d"),
    ]  # fmt: skip


# fmt: off
LINES = [
    "# a", "##b", "c", "d e", "- f", "* g", "  - h", "   i", "    j", "\t- k", "1. l", "  2) m", "> n", ">> - o", "```",
    "~~~", "    ```", "---", "===", "***", "a | b", ":--|--", "|--|", "<!-- p", "q -->", "<div>", "</div>", "<p>r</p>",
    "<pre>", "[s]: https://example.org", "[t][s]", "[^u]: v", "**w**", "**x:** y", "![z](a)", '<a name="b">', "c  ",
    "d\\", "- [ ] e", "[]f", "g: h", "- ```", "- # i", "<summary>j", "• k", "-", "<ul><li>l", "<table><tr><td>m",
    "[n]:", "{#o}", "&lt;", "https://example.org/p", "`q", "[r", "](s)", "[x](", "<?y", "[TOC]", "*", "1.", "|", "| |",
]
# fmt: on


def lines_in(blocks: list[Block]) -> set[int]:
    return {number for block in blocks for number in range(block.first, block.last + 1)}


@given(st.lists(st.sampled_from(LINES) | st.just(""), max_size=14).map("\n".join))
@example("- a\n\n      - b\n> c\n")
def test_every_line_is_in_a_block(text):
    blocks = markdown_blocks(text)
    filled = {number for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert filled <= lines_in(blocks)
    assert all(1 <= block.first <= block.last for block in blocks)
    assert [block.first for block in blocks] == sorted(block.first for block in blocks)
