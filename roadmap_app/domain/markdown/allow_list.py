"""The tags, attributes and classes that rendered HTML may have; nh3 enforces them as the last step."""

import re

import nh3
from pygments.token import STANDARD_TYPES

from roadmap_app.domain.markdown.formulas import MATH_CLASSES
from roadmap_app.domain.markdown.names import names

TEXT_TAGS = names("""a b blockquote br code div em h3 h4 h5 h6 hr i input label li ol p pre s section span strong sup
    table tbody td th thead tr u ul""")
MATH_TAGS = names("""math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt
    msub msubsup msup mtable mtd mtext mtr munder munderover""")
MATH_ATTRIBUTES = names("""accent accentunder display displaystyle form height largeop linethickness lspace mathcolor
    mathsize mathvariant maxsize minsize movablelimits rspace scriptlevel stretchy symmetric voffset width""")
CLASSES = names("""as-typed cell-center cell-left cell-right footnote-backref footnote-item footnote-ref footnotes
    footnotes-list footnotes-sep math-block math-core-sans-serif-font math-core-serif-font math-error
    menclose-actuarial menclose-box menclose-downdiagonalstrike menclose-phasorangle menclose-updiagonalstrike
    table-scroll task-item task-list""")
CLASSES |= {*filter(None, STANDARD_TYPES.values()), *(f"math-{name}" for name in MATH_CLASSES)}
_VALUES = {
    "dir": "auto|ltr",
    "id": r"fn(ref)?-[0-9a-f]{8}-\d+(:\d+)?",
    "width": r"\d{1,2}(\.\d+)?(em|ex|rem)?",
    # Larger values could place a note's text over the page around it.
    **dict.fromkeys(("height", "linethickness", "voffset"), r"-?[0-2]?(\.\d+)?(em|ex|rem)?"),
}
CLEANER = nh3.Cleaner(
    tags=TEXT_TAGS | MATH_TAGS,
    attributes=dict.fromkeys(MATH_TAGS, MATH_ATTRIBUTES)
    | dict.fromkeys(("div", "pre", "span"), names("role aria-label tabindex"))
    | {"code": {"title"}, "input": {"checked"}, "li": {"id"}, "ol": {"start"}}
    | {"a": names("href title target id aria-label"), "*": {"dir"}},
    attribute_filter=lambda _, key, value: value if re.fullmatch(_VALUES.get(key, "(?s).*"), value) else None,
    allowed_classes=dict.fromkeys(TEXT_TAGS | MATH_TAGS, CLASSES),
    set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
)
