"""Convert LaTeX to MathML, with limits on length, depth and work."""

import re
from html import escape
from itertools import accumulate

from markdown_it.token import Token
from markdown_it.utils import EnvType
from math_core import LatexError, LatexToMathML

from roadmap_app.domain.markdown.names import names

MAX_FORMULA_LENGTH, MAX_FORMULA_DEPTH = 2_000, 50
# Characters that math-core may read for all formulas of a note, see _work.
MAX_FORMULA_WORK = 2**22

# A definition that repeats its argument turns 2,000 characters into a gigabyte.
_DEFINITION = re.compile(r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand)(?![a-zA-Z])")
# Content that certainly does not open a bracket, brackets around such content, and everything that opens a bracket.
_SIMPLE = r"""(?:[a-zA-Z0-9 ,.;:|/+*=<>!'~-]|[_^] *[a-zA-Z0-9]|\\(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|
    |pi|rho|sigma|tau|phi|psi|omega|infty|cdot|ldots|dots|mid|log|exp|sin|cos)(?![a-zA-Z]))*""".replace("\n    ", "")
_CLOSED = re.compile(rf"(?<!\\)(?:\{{{_SIMPLE}\}}|[(\[]{_SIMPLE}[)\]])")
_OPTION = re.compile(r"\\(?!left(?![a-zA-Z]))[a-zA-Z]+\s*\[")
_OPENING = re.compile(
    r"(?<!(?<!\\)\\left)(?:[(\[⌈⌊⌜⌞⎰❨-❵⟅⟦-⟯⦃-⧼]|\\(?:\{|l(?:[ABVv]|ang|br|ce|fl|gr|l[abcp]|mou|par)|ulc|p?mod|pod"
    r"|bra|ket|set|[bB]igg?l))"
)
_STYLED = re.compile(r'<([a-z]+)([^<>]*?) style="([^"<>]*)"')
_ANCHOR = re.compile(r"</?a\b[^<>]*>")  # from \eqref, which would link to an id that the learner chose
# Named after the declaration: `padding-left: 0.1667em` becomes .math-padding-left-0-1667em.
MATH_CLASSES = names("""border-left-0-05em-dashed-currentcolor border-left-0-05em-solid-currentcolor
    border-right-0-05em-dashed-currentcolor border-right-0-05em-solid-currentcolor
    border-top-0-05em-dashed-currentcolor border-top-0-05em-solid-currentcolor font-variant-caps-small-caps
    margin-left-0-16666667em margin-left-0-22222222em margin-left-0-2777778em math-shift-compact padding-left-0
    padding-left-0-1em padding-left-0-1667em padding-left-0-2222em padding-left-0-2778em padding-left-1em
    padding-right-0 padding-right-0-1667em padding-right-0-2222em padding-right-0-2778em padding-top-0
    padding-top-0-1667em text-align-left text-align-right width-100 width-50 width-7-5""")
_LATEX = LatexToMathML(fancy_error=False)


def write_formula(token: Token, env: EnvType) -> str:
    """Return the formula of TOKEN as HTML; a display formula gets a container that scrolls."""
    if token.type == "math_inline":
        # An element with a `dir` of its own, so that its letters do not set the direction of the text around it.
        return f'<span dir="ltr">{_formula(token.content.strip(), env, display=False)}</span>'
    tag = "div" if token.block else "span"
    formula = _formula(token.content.strip(), env, display=True)
    return f'<{tag} class="math-block" dir="ltr" role="group" aria-label="Formula" tabindex="0">{formula}</{tag}>'


def _formula(source: str, env: EnvType, *, display: bool) -> str:
    """Return LaTeX SOURCE as MathML, or if it is refused as code with the reason in its title."""
    problem = _refusal(source, env)
    if not problem:
        try:
            mathml = _ANCHOR.sub("", _LATEX.convert_with_local_state(source, displaystyle=display))
            mathml = mathml.replace('<menclose notation="', '<mrow class="menclose-')  # Chromium lacks menclose
            return _STYLED.sub(_unstyled, mathml.replace("</menclose>", "</mrow>"))
        except LatexError as error:
            problem = re.sub(r"^\d+: ", "", str(error))
    return f'<code class="math-error" title="{escape(problem)}">{escape(source)}</code>'


def _refusal(source: str, env: EnvType) -> str:
    """Return why SOURCE is not converted, "" if it can be; add its work to the note's in ENV."""
    depths = accumulate({"{": 1, "}": -1}.get(mark, 0) for mark in re.findall(r"(?s)\\.|[{}]", source))
    if len(source) > MAX_FORMULA_LENGTH:
        return f"The formula is longer than {MAX_FORMULA_LENGTH:,} characters."
    if max(depths, default=0) > MAX_FORMULA_DEPTH:
        return f"The formula has more than {MAX_FORMULA_DEPTH} braces inside one another."
    if _DEFINITION.search(source):
        return "A formula cannot define commands of its own."
    work = env.get("work", 0) + _work(source)
    if work > MAX_FORMULA_WORK:
        return "The formula has too many brackets that are not closed."
    env["work"] = work
    return ""


def _work(source: str) -> int:
    """Return an upper bound of the characters that math-core reads: length * 2 ** (number of unclosed brackets).

    It parses the rest of the formula twice for every bracket that is not closed.
    """
    rest = re.sub(r"(\\.)|%.*", r"\1", source)
    if _OPTION.search(rest):
        rest = rest.replace("]", "%")  # \sqrt[(]]: the first ] ends the option, even inside parentheses
    for _ in range(MAX_FORMULA_DEPTH):
        rest = _CLOSED.sub(" x", rest)
    return len(source) << len(_OPENING.findall(rest))


def _unstyled(tag: re.Match[str]) -> str:
    """Return a start tag of math-core's with classes instead of its inline style, which the CSP forbids."""
    name, attributes, style = tag.groups()
    classes = []
    for declaration in style.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "color" and not re.fullmatch(r"#(..)\1\1", value):  # greys may be invisible in one of the two themes
            attributes += f' mathcolor="{value}"'
        elif key == "font-size":
            attributes += f' mathsize="{value}"'
        elif (slug := re.sub(r"[^a-z\d]+", "-", f"{key}:{value}").strip("-")) in MATH_CLASSES:
            classes.append(f"math-{slug}")
    return f"<{name}{attributes}" + (f' class="{" ".join(classes)}"' if classes else "")
