"""Each block has the direction of its own text."""

import pytest

from roadmap_app.domain.markdown import link_addresses, render, render_source
from tests.domain.markdown.page import safe_page

AR, EN = "\u0639\u0631\u0628\u064a", "text"


@pytest.mark.parametrize(
    ("source", "directions"),
    [
        (AR, "p auto"),
        (f"# {AR}", "h3 auto"),
        (f"{AR}\n\n{EN}", "p auto, p auto"),
        # The first text of a list item, quote or table sets its direction; later blocks have their own.
        (f"- {AR}\n- {EN}", "ul, li auto, li auto"),
        (f"- {AR}\n\n  {EN}\n\n  > {AR}\n- b", "ul, li auto, p, p auto, blockquote auto, p, li auto, p"),
        (f"1. {AR}\n   - {EN}", "ol, li auto, ul, li auto"),
        (f"> {AR}\n>\n> {EN}", "blockquote auto, p, p auto"),
        (f"> - {AR}\n> - {EN}", "blockquote auto, ul, li, li auto"),
        (f"> 1\n>\n> {AR}\n>\n> {EN}", "blockquote auto, p, p, p auto"),
        (f"|{AR}|{EN}|\n|-|-|\n|{AR}||", "div auto, table, thead, tr, th, th auto, tbody, tr, td auto, td auto"),
        (f"- [ ] {AR}", "ul, li auto, label, input"),
        # Code, formulas and addresses are left to right and do not affect the text around them.
        (f"`a` {AR}", "p auto, code ltr"),
        ("```\na\n```\n\n    b", "pre ltr, code, pre ltr, code"),
        (f"$x$ {AR} $$y$$", "p auto, span ltr, math, mi, span ltr, math, mi"),
        ("$$\nx\n$$", "div ltr, math, mi"),
        (f"> https://a.b {AR}\n>\n> {EN}", "blockquote auto, p, a ltr, p auto"),
        (f"> `a` <https://a.b>\n>\n> {AR}", "blockquote auto, p, code ltr, a ltr, p"),
        (f"www.a.b a@b.c [{AR}](https://d.e)", "p auto, a ltr, a ltr, a"),
    ],
)
def test_each_block_has_its_direction(source, directions):
    found = safe_page(render(source)).directions
    assert ", ".join(" ".join(filter(None, each)) for each in found) == directions


def test_footnotes_and_unformatted_source_have_directions():
    found = safe_page(render(f"a[^1]\n\n[^1]: {AR}\n\n    {EN}")).directions
    assert [each for each in found if each[0] in ("li", "p")] == [
        ("p", "auto"),
        ("li", "auto"),
        ("p", None),
        ("p", "auto"),
    ]
    assert ("pre", "auto") in safe_page(render_source(AR, "Reason.")).directions
    assert safe_page(link_addresses(f"https://a.b {AR}")).directions == [("a", "ltr")]
