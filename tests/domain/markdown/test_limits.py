"""A small note cannot make a large page; what exceeds a limit is shown as typed."""

import html

import pytest

from roadmap_app.domain.markdown import excerpt, limits, render, render_source
from roadmap_app.domain.markdown.rendering import MAX_SEARCHES
from tests.domain.markdown.page import safe_page


def table(columns, rows, row="a"):
    return "\n".join(["|".join(["h"] * columns) + "|", "|".join(["-"] * columns) + "|", *[row] * rows])


def test_a_table_is_rendered_up_to_its_limits_and_the_rest_as_typed():
    page = safe_page(render(table(limits.TABLE_COLUMNS, 3)))
    assert len(page.of("td")) == 3 * limits.TABLE_COLUMNS and "as-typed" not in str(page.elements)
    page = safe_page(render(table(limits.TABLE_COLUMNS + 1, 3)))
    assert page.of("table") == [] and page.of("p") == [{"class": "as-typed"}] and page.text.count("\na") == 3
    rows = limits.TABLE_CELLS // 50 - 1
    assert len(safe_page(render(table(50, rows))).of("td")) == 50 * rows
    page = safe_page(render(table(50, rows) + "\nb\n> c\n\nafter"))
    assert len(page.of("td")) == 50 * rows and len(page.of("pre")) == len(page.of("blockquote")) == 1
    assert limits.TABLE_TOO_LARGE + "\nb\n\nc\n\nafter" in page.text.replace("\n\n\n", "\n\n")


def test_the_tables_of_a_note_share_one_limit():
    page = safe_page(render("\n\n".join([table(64, 40)] * 30)))
    assert len(page.of("td")) + len(page.of("th")) <= limits.TABLE_CELLS
    assert page.of("table") and page.text.count("h|h|h") > 20


@pytest.mark.parametrize("piece", ["> ", "- ", "1. ", "> - "])
@pytest.mark.parametrize("depth", [5, 30, 200])
def test_deeply_nested_text_is_shown_as_typed_and_not_left_out(piece, depth):
    stairs = "\n".join("   " * level + f"- level{level}" for level in range(depth))
    for source in (piece * depth + "the words", stairs + "\n" + "   " * depth + "the words\n\nand after"):
        page = safe_page(render(source))
        assert "the words" in page.text and len(page.open) == 0
        assert ("no deeper than this" in page.text) == (depth > 20)
        assert "and after" in page.text or "and after" not in source
        assert "\n" not in excerpt(source)


LONG = {
    "addresses": "[a]: http://x/" + "y" * 50_000 + "\n\n" + "[a] " * 12_000,
    "titles": "[a]: b '" + "y" * 50_000 + "'\n\n" + "[a] " * 12_000,
    "images": "[a]: http://x/" + "y" * 50_000 + "\n\n" + "![][a] " * 7_000,
    "references to one footnote": "[^a]: b\n\n" + "[^a]" * 24_000,
    "footnotes": "^[a] " * 20_000,
    "formulas": ("$\\begin{matrix}" + "&" * 1_900 + "\\end{matrix}$ ") * 50,
    "formulas in paragraphs": ("$\\begin{matrix}" + "&" * 1_900 + "\\end{matrix}$\n\n") * 50,
    "code": ("```py\n" + "1 " * 3_900 + "\n```\n") * 12,
    "cells": table(370, 1_000),
}


@pytest.mark.parametrize("name", LONG)
def test_no_note_exceeds_the_output_length_or_loses_text(name):
    source = LONG[name] + "\n\nthe last words\n"
    page = render(source)
    assert len(html.unescape(page)) <= limits.OUTPUT_LENGTH * 1.05 + len(source)
    assert "the last words" in page and len(page) < 1_500_000


def test_text_before_the_limit_is_rendered_with_its_footnotes():
    source = (
        "*first* ^[a note] $x$\r\n\r\n" + ("$\\begin{matrix}" + "&" * 1_900 + "\\end{matrix}$\r\n\r\n") * 60 + "*last*"
    )
    page = safe_page(render(source))
    assert len(page.of("em")) == 1 and page.of("section") and "*last*" in page.text
    assert page.text.index(limits.TOO_LONG) < page.text.index("$\\begin{matrix}&")


def test_source_is_shown_with_the_reason():
    page = safe_page(render_source("a *b* <i>\0", "Too <dear>."))
    assert page.text == "Too <dear>.\na *b* <i>\ufffd\n" and page.of("p") == [{"class": "as-typed"}]


def test_brackets_beyond_the_search_limit_stay_text():
    page = safe_page(render("[a](b) " * 14_000))
    assert len(page.of("a")) == MAX_SEARCHES and page.text.endswith("[a](b)\n")
