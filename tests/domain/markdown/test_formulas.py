"""Formulas become MathML within limits on their cost."""

import re

import pytest

from roadmap_app.domain.markdown import formulas, render
from roadmap_app.domain.markdown.names import names
from tests.domain.markdown.page import BOX, lines, safe_page


def test_display_formulas_have_a_container_that_scrolls():
    block, inside = safe_page(render("$$\nx\n$$")), safe_page(render("a $$x$$ b"))
    assert block.of("div") == inside.of("span") == [BOX | {"class": "math-block", "aria-label": "Formula"}]
    assert block.of("math") == inside.of("math") == [{"display": "block"}]
    assert safe_page(render("- $$a\n\nb $$")).of("math") == safe_page(render("- $$a\n- b$$")).of("math") == []


def test_a_refused_formula_is_shown_as_source_with_the_reason():
    for formula, reason in {
        r"\foo<b>": 'Unknown command "\\foo".',
        "x" * 2_001: "The formula is longer than 2,000 characters.",
        "{" * 51 + "}" * 51: "The formula has more than 50 braces inside one another.",
        r"\newcommand{\a}{b}\a": "A formula cannot define commands of its own.",
        "(" * 20: "The formula has too many brackets that are not closed.",
    }.items():
        page = safe_page(render(f"${formula}$"))
        assert page.of("code") == [{"class": "math-error", "title": reason}] and page.text == formula + "\n"


def test_formulas_at_their_limits_are_rendered():
    many = r"\begin{align}" + r"&\log\left(p(x|z_1)\right)+[0,1)\\" * 12 + r"\end{align}"
    for formula in ("x" * 2_000, "{" * 50 + "}" * 50, "(" * 40 + "x_t" + ")" * 40, r"(\theta)" * 99, r"\delta", many):
        assert safe_page(render(f"${formula}$")).of("math"), formula


# math-core takes 2^n steps for n unclosed brackets; each of these would take practically forever.
OPEN = names(r"""( [ \{ (a \langle \lbrack \lfloor \lVert \ulcorner ⟨ ⌈ \mathopen( \bigl| {(} (^2 \sqrt[(
    \pod{(} (x_) (\frac{a}) (\left.)\right. (%)¶ \\left( {\{a} \sqrt[(]]""")


@pytest.mark.parametrize("piece", sorted(OPEN))
def test_unclosed_brackets_are_refused_and_count_for_the_whole_note(piece):
    source = piece.replace("¶", "\n") * 60
    assert formulas._work(source) > formulas.MAX_FORMULA_WORK
    assert len(safe_page(render(f"${source}$ $(a$")).of("math")) == 1
    assert len(safe_page(render(("$" + "(" * 12 + "x" * 400 + "$ ") * 9)).of("math")) == 2


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
    mathml = formulas._LATEX.convert_with_local_state(formula, displaystyle=True)
    declared = {part.strip() for style in re.findall(r' style="([^"]*)"', mathml) for part in style.split(";")} - {""}
    along = (
        "justify-items",
        "padding-bottom",
        "padding-right: 0.1em",
        "width:14",
    )  # always together with one that has a class
    named = {"math-" + re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in declared if not part.startswith(along)}
    page = safe_page(render(f"$${formula}$$"))
    assert named and named <= {name for _, attrs in page.elements for name in attrs.get("class", "").split()}


def test_formulas_cannot_set_styles_or_ids_nor_hide_or_move_text():
    html = render(r"$\color{red}{a}\text{\Large b}\raisebox{1em}{c}\hspace{2em}\boxed{x}$")
    expected = ('mathcolor="#FF0000"', 'mathsize="140%"', 'voffset="1em"', 'width="2em"', 'class="menclose-box"')
    assert [part for part in expected if part not in html] == []
    html = render(r"$\color{black}{a}\color{white}{b}\raisebox{-9em}{c}\hspace{999em}\genfrac{}{}{99em}{}{a}{b}$")
    assert "<math" in html and not re.search("mathcolor|voffset|width|linethickness", html)
    page = safe_page(render(r"$\begin{align}x\label{item-12}\\y\eqref{item-12}\end{align}$"))
    assert not any({"id", "href"} & set(attrs) for _, attrs in page.elements) and page.of("mtext")
