"""Dollars that do not enclose a formula stay dollars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.markdown import excerpt, render
from tests.domain.markdown.page import safe_page

WORDS = [
    "Put $HOME/bin:$PATH first",
    "$5 and $10, or $5-$10",
    "5$ / A$, 5 $ or 6 $.",
    "US$5 or US$.",
    "A$5, NZ$6 and C$7.",
    "$HOME:${PATH} and ${HOME}/${USER}.",
    'cp "$(pwd)/$(basename x)"',
    "$ x$ and $x $",
    "$x$y and $x$5 and $x$é",
    r"\$x\$ and \$5$",
    "$$ or $$$ a head",
    "$5 (`US$`)",
    "a $",
    "$",
    "$$",
    "$$$$ $ $ a$\u00a0b$ $\u3000c$",
]


@pytest.mark.parametrize("text", WORDS)
def test_prices_currencies_and_shell_variables_keep_their_dollars(text):
    page = safe_page(render(text))
    assert page.of("math") == page.of("div") == []
    seen = text.replace("\\$", "$").replace("`", "")
    assert page.text == seen + "\n"
    assert excerpt(text).count("$") == seen.count("$")


FORMULAS = [
    "$x_1$",
    "$x_1$ is 5",  # no character before the first dollar
    "O($n$)",
    "CO$_2$",
    "$x$, $y$; $z$.",
    "*$x$* __$x$__",
    "$f$(x)",
    "($(a+b)$)",
    "$5$ and $-1$",
    "$x = \\$5$",
    "a $$x$$ b",
    "$$ x $$",
    "$$\nx\n$$",
    "$a\nb$",
    "$5 and $x$",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_recognised(text):
    math = safe_page(render(text)).of("math")
    assert len(math) == {"$x$, $y$; $z$.": 3, "*$x$* __$x$__": 2, "$5$ and $-1$": 2}.get(text, 1)


INSIDE = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="$\\`"), min_size=1, max_size=8)
AFTER = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="${(")


@given(INSIDE, AFTER)
def test_a_formula_is_recognised_by_the_rule_of_pandoc(inside, after):
    is_formula = not (inside[0].isspace() or inside[-1].isspace() or after.isalnum())
    html = render(f"a ${inside}${after}")
    assert ("<math" in html or "math-error" in html) == is_formula
    assert is_formula or html.count("$") == 2
