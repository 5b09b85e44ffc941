"""Texts without markup: titles, lists and paragraphs as a person sees them, and no line is lost."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.titles import is_visible
from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Kind
from roadmap_app.outline.reading.plain_text import looks_like_markdown, text_blocks


def shape(text):
    """Return the blocks of TEXT as lines: the sign of the kind and level, and the words."""
    signs = {Kind.HEADING: "h", Kind.ITEM: "-", Kind.PARAGRAPH: "p", Kind.RULE: "rule", Kind.RUNNING_HEAD: "page"}
    return [
        f"{signs[block.kind]}{block.level or ''}{'[]' if block.checkbox else ''} {plain(block.words.text)}".rstrip()
        for block in text_blocks(text)
    ]


BUILDS = {
    "indent": """Baker

Stage 1: Doughs
  Sour
    Feed it, rye
    Keep it warm
  Yeast
    Proof it

Stage 2: Ovens
  Wood
    Light a fire
=>
h1 Baker|h2 Stage 1: Doughs|h3 Sour|-1 Feed it, rye|-1 Keep it warm|h3 Yeast|-1 Proof it|h2 Stage 2: Ovens|h3 Wood
|-1 Light a fire""",
    "tabs": """Doughs
	Sour
		Feed it
	Yeast
		Proof it
Ovens
	Wood
		Light it
=>
h1 Doughs|h2 Sour|-1 Feed it|h2 Yeast|-1 Proof it|h1 Ovens|h2 Wood|-1 Light it""",
    "roman": """Path

I. Doughs

A) Sour
1. Feed it
2. Keep it

B) Yeast
1. Proof
2. Knead

II. Ovens

A) Wood
1. Light
2. Clean
=>
h1 Path|h2 Doughs|h3 Sour|-1 Feed it|-1 Keep it|h3 Yeast|-1 Proof|-1 Knead|h2 Ovens|h3 Wood|-1 Light|-1 Clean""",
    "underlines": """BAKERY
======

PART ONE

Flour
-----

• Rye

Ovens
-----

• Wood
=>
h1 BAKERY|h2 PART ONE|h3 Flour|-1 Rye|h3 Ovens|-1 Wood""",
    "boxes": """Baker

Week 1: Flour
☐ Feed it
☑ Keep it
✓ Taste it

Week 2: Ovens
- [x] Wood
- [] Gas
=>
h1 Baker|h2 Week 1: Flour|-1[] Feed it|-1[] Keep it|-1 Taste it|h2 Week 2: Ovens|-1[] Wood|-1[] Gas""",
    "weeks in months": """Baker

Month 1
Week 1: Flour
Week 2: Water

Month 2
Week 3: Fire
Week 4: Salt
=>
h1 Baker|h2 Month 1|-1 Week 1: Flour|-1 Week 2: Water|h2 Month 2|-1 Week 3: Fire|-1 Week 4: Salt""",
    "groups of lines": """Doughs
Sour starter
Yeast

Ovens
Wood
Gas
=>
h1 Doughs|-1 Sour starter|-1 Yeast|h1 Ovens|-1 Wood|-1 Gas""",
    "labels": """Bread in a year

Stage 1: Flour
Goal: A loaf.
Grains
Kinds: rye, wheat
Mills
Kinds: stone, steel
=>
h1 Bread in a year|h2 Stage 1: Flour|p Goal: A loaf.|h3 Grains|p Kinds: rye, wheat|h3 Mills|p Kinds: stone, steel""",
    "chinese": """面包师之路

第1章：面粉（3个月）

基础

工具：秤、碗
• 认识面粉（黑麦、小麦）

第2章：烤箱

火

• 生火
=>
h1 面包师之路|h2 第1章: 面粉 (3个月)|h3 基础|p 工具: 秤, 碗|-1 认识面粉 (黑麦, 小麦)|h2 第2章: 烤箱|h3 火|-1 生火""",
    "arabic": """طريق الخباز

المرحلة الأولى: الدقيق

العجين

• الأدوات: ميزان، وعاء

المرحلة الثانية: الفرن

الحطب

• إشعال النار
=>
h1 طريق الخباز|h2 المرحلة الأولى: الدقيق|h3 العجين|-1 الأدوات: ميزان, وعاء
|h2 المرحلة الثانية: الفرن|h3 الحطب|-1 إشعال النار""",
    "signed": """The road to the oven
By A. Writer

Many people ask me.

Start with flour

Learn the grains first. See **Water** at example.org, or www.example.org.
=>
h1 The road to the oven|p By A. Writer|p Many people ask me.|h2 Start with flour
|p Learn the grains first. See Water at example.org, or www.example.org.""",
    "titles with colons": """Baker

Grains:
- Rye
- Wheat

Books:
- Water in Bread

Mills:
- Stone mill
=>
h1 Baker|h2 Grains|-1 Rye|-1 Wheat|p Books:|-1 Water in Bread|h2 Mills|-1 Stone mill""",
    "bullets on lines of their own": """Baker

Chapter 1
•
Knead
•
Fold

Chapter 2
•
Bake
=>
h1 Baker|h2 Chapter 1|-1 Knead|-1 Fold|h2 Chapter 2|-1 Bake""",
}


@pytest.mark.parametrize("build", BUILDS)
def test_titles_and_lists_of_many_builds(build):
    text, _, expected = BUILDS[build].partition("\n=>\n")
    assert "|".join(shape(text)) == expected.replace("\n", "")


def test_a_hyphen_of_its_own_stays_and_one_of_a_line_end_goes():
    text = "We use a self-made peel, a com-\nputer and what is self-\nmade, and the computer too."
    assert shape(text) == ["p We use a self-made peel, a computer and what is self-made, and the computer too."]


def test_short_lines_are_not_joined():
    text = "Baker\n\nTools\n\nA scale for grams\nA bowl of steel\nA peel\nAn oven that gets hot enough\n"
    assert shape(text)[2:] == [
        "-1 A scale for grams",
        "-1 A bowl of steel",
        "-1 A peel",
        "-1 An oven that gets hot enough",
    ]


def test_links_keep_their_addresses():
    blocks = text_blocks("Baker\n\nTools\n\n• Read [Crust](https://example.org/crust), or https://example.org/a.\n")
    words = blocks[-1].words
    assert plain(words.text) == "Read Crust, or https://example.org/a."
    assert [(plain(words.text[link.start : link.end]), link.address) for link in words.links] == [
        ("Crust", "https://example.org/crust"),
        ("https://example.org/a", "https://example.org/a"),
    ]


@pytest.mark.parametrize(
    ("text", "is_markdown"),
    [
        ("# Baker\n\n- Knead", True),
        ("**Doughs**\n\n- Knead", True),
        ("A | B\n--|--\n1 | 2", True),
        ("---\ntitle: Baker\n---\nDoughs", True),
        ("- [Crust](https://example.org)\n- [Crumb](notes.md)", True),
        ("Baker\n\nDoughs\n\n- Knead\n* Fold\n", False),
        ("Baker\n=====\n\nDoughs\n------\n", False),
        ("Baker\n" + "\nDoughs are made of flour and water.\n" * 40 + "\nSee [Crust](https://example.org).", False),
        ("", False),
    ],
)
def test_markdown_is_told_by_the_whole_document(text, is_markdown):
    assert looks_like_markdown(text) is is_markdown


LINES = """\
Stage 1: Doughs|Doughs|• Knead|o Fold|◦ rye|1. Flour|2) Water|1.1 Salt|I. Oven|Tools: a scale, a bowl|=====|---|3|Page 4
LOUD TITLE|\fPage head|第1章：面粉|☐ box|ter and more of it.|* [x] done|
A sentence about bread that is long enough to have been broken by a printer, compu-"""
SOME_LINE = st.one_of(
    st.sampled_from(re.split(r"[|\n]", LINES)),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40),
)


@given(st.lists(st.builds(lambda indent, line: " " * indent + line, st.integers(0, 6), SOME_LINE), max_size=30))
@settings(max_examples=150, deadline=None)
def test_every_line_and_every_word_is_in_a_block(lines):
    text = "\n".join(lines)
    blocks = text_blocks(text)
    held = {number for block in blocks for number in range(block.first, block.last + 1)}
    filled = {number for number, line in enumerate(text.split("\n"), 1) if is_visible(line)}
    assert filled <= held
    assert [block.first for block in blocks] == sorted(block.first for block in blocks)
    seen = "".join(filter(is_visible, lines))  # Hangul fillers are letters that nobody sees
    lost = Counter(filter(str.isalnum, seen)) - Counter(
        char for block in blocks for char in f"{block.ordinal} {plain(block.words.text)}" if char.isalnum()
    )
    for block in blocks:
        if block.kind in (Kind.RULE, Kind.RUNNING_HEAD):
            lost -= Counter(block.source)
    assert set(lost) <= set("oxX")  # of markers: the letter o, and boxes


@pytest.mark.parametrize(
    "text",
    [
        "1. a\n" * 3_000,
        " " * 200_000 + "x",
        ("a" * 60 + "-\n") * 800,
        "\n".join(" " * (n % 500) + "• x" for n in range(300)),
        "Doughs\n\n" * 2_000,
        "(" * 100_000 + ":" * 100_000,
        "7   " * 50_000,
        "http://" * 28_000,
    ],
    ids=["ordinals", "spaces", "hyphens", "depths", "titles", "brackets", "numbers", "addresses"],
)
def test_long_texts_of_any_build_are_read_to_the_end(text):
    found = {number for block in text_blocks(text) for number in range(block.first, block.last + 1)}
    assert {number for number, line in enumerate(text.split("\n"), 1) if is_visible(line)} <= found
