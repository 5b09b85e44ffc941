"""LaTeX as MathML, at a cost that the length of its source bounds."""

import re
from html import escape
from itertools import accumulate

from markdown_it.token import Token
from markdown_it.utils import EnvType
from math_core import LatexError, LatexToMathML

from roadmap_app.domain.markdown.names import names

FORMULA_LENGTH, FORMULA_DEPTH, FORMULA_WORK = 2_000, 50, 2**22

# A definition that repeats its argument turns 2,000 characters into a gigabyte.
_DEFINITION = re.compile(r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand)(?![a-zA-Z])")
# What may stand in brackets that surely close one another, and the brackets; what opens one otherwise.
_SIMPLE = r"""(?:[a-zA-Z0-9 ,.;:|/+*=<>!'~-]|[_^] *[a-zA-Z0-9]|\\(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|
    |pi|rho|sigma|tau|phi|psi|omega|infty|cdot|ldots|dots|mid|log|exp|sin|cos)(?![a-zA-Z]))*""".replace("\n    ", "")
_CLOSED = re.compile(rf"(?<!\\)(?:\{{{_SIMPLE}\}}|[(\[]{_SIMPLE}[)\]])")
_OPTION = re.compile(r"\\(?!left(?![a-zA-Z]))[a-zA-Z]+\s*\[")
_OPENING = re.compile(
    r"(?<!(?<!\\)\\left)(?:[(\[⌈⌊⌜⌞⎰❨-❵⟅⟦-⟯⦃-⧼]|\\(?:\{|l(?:[ABVv]|ang|br|ce|fl|gr|l[abcp]|mou|par)|ulc|p?mod|pod"
    r"|bra|ket|set|[bB]igg?l))"
)
_STYLED = re.compile(r'<([a-z]+)([^<>]*?) style="([^"<>]*)"')
_ANCHOR = re.compile(r"</?a\b[^<>]*>")  # of \eqref, whose target's id would be the learner's own word
# Named by what they say: `padding-left: 0.1667em` becomes .math-padding-left-0-1667em.
MATH_CLASSES = names("""border-left-0-05em-dashed-currentcolor border-left-0-05em-solid-currentcolor
    border-right-0-05em-dashed-currentcolor border-right-0-05em-solid-currentcolor
    border-top-0-05em-dashed-currentcolor border-top-0-05em-solid-currentcolor font-variant-caps-small-caps
    margin-left-0-16666667em margin-left-0-22222222em margin-left-0-2777778em math-shift-compact padding-left-0
    padding-left-0-1em padding-left-0-1667em padding-left-0-2222em padding-left-0-2778em padding-left-1em
    padding-right-0 padding-right-0-1667em padding-right-0-2222em padding-right-0-2778em padding-top-0
    padding-top-0-1667em text-align-left text-align-right width-100 width-50 width-7-5""")
_LATEX = LatexToMathML(fancy_error=False)


def write_formula(token: Token, env: EnvType) -> str:
    """Return the formula of TOKEN as HTML, a display in a box that scrolls."""
    if token.type == "math_inline":
        # In an element of its own with a direction, so that its letters do not decide about the text around it.
        return f'<span dir="ltr">{_formula(token.content.strip(), env, display=False)}</span>'
    tag = "div" if token.block else "span"
    formula = _formula(token.content.strip(), env, display=True)
    return f'<{tag} class="math-block" dir="ltr" role="group" aria-label="Formula" tabindex="0">{formula}</{tag}>'


def _formula(source: str, env: EnvType, *, display: bool) -> str:
    """Return LaTeX SOURCE as MathML; where that cannot be, the source itself with the reason in its title."""
    depth = accumulate({"{": 1, "}": -1}.get(mark, 0) for mark in re.findall(r"(?s)\\.|[{}]", source))
    if len(source) > FORMULA_LENGTH:
        problem = f"The formula is longer than {FORMULA_LENGTH:,} characters."
    elif max(depth, default=0) > FORMULA_DEPTH:
        problem = f"The formula has more than {FORMULA_DEPTH} braces inside one another."
    elif _DEFINITION.search(source):
        problem = "A formula cannot define commands of its own."
    elif (work := env.get("work", 0) + _work(source)) > FORMULA_WORK:
        problem = "The formula has too many brackets that are not closed."
    else:
        env["work"] = work
        try:
            mathml = _ANCHOR.sub("", _LATEX.convert_with_local_state(source, displaystyle=display))
            mathml = mathml.replace('<menclose notation="', '<mrow class="menclose-')  # Chromium knows no menclose
            return _STYLED.sub(_unstyled, mathml.replace("</menclose>", "</mrow>"))
        except LatexError as error:
            problem = re.sub(r"^\d+: ", "", str(error))
    return f'<code class="math-error" title="{escape(problem)}">{escape(source)}</code>'


def _work(source: str) -> int:
    """Return what SOURCE may cost: math-core reads all that follows twice for every bracket that stays open."""
    rest = re.sub(r"(\\.)|%.*", r"\1", source)
    if _OPTION.search(rest):
        rest = rest.replace("]", "%")  # \sqrt[(]]: the first one ends the option, whatever it holds
    for _ in range(FORMULA_DEPTH):
        rest = _CLOSED.sub(" x", rest)
    return len(source) << len(_OPENING.findall(rest))


def _unstyled(tag: re.Match[str]) -> str:
    """Return the start of a tag of math-core's with its inline style, which the CSP forbids, as classes."""
    name, attributes, style = tag.groups()
    classes = []
    for declaration in style.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "color" and not re.fullmatch(r"#(..)\1\1", value):  # greys may vanish on one of the two papers
            attributes += f' mathcolor="{value}"'
        elif key == "font-size":
            attributes += f' mathsize="{value}"'
        elif (slug := re.sub(r"[^a-z\d]+", "-", f"{key}:{value}").strip("-")) in MATH_CLASSES:
            classes.append(f"math-{slug}")
    return f"<{name}{attributes}" + (f' class="{" ".join(classes)}"' if classes else "")
