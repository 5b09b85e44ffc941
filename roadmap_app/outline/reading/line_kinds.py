"""Say what a line of Markdown is by itself, or by the line before it."""

import re

WRAPPED = 60  # characters; the line after a shorter one was not wrapped by an editor

QUOTE = re.compile(r"^ *(?:> ?)+")
_RULE = re.compile(r"^(?:[-*_–—=~⸻]\s*){3,}$")
_UNDERLINE = re.compile(r"^(?:=+|-{2,})$")
_HEADING = re.compile(r"^(#{1,6})#*(?:\s+|(?<=##)(?=\w)|$)")
_TIGHT_TITLE = re.compile(r"^#(?=\w)(?!.* #\w)")
_CHIP = re.compile(r"^`[^`]+`[,;.]?$")
_LINKED = re.compile(r"^(?:[^\w\[]|:\w{1,40}:)*\[[^\[\]]+\]\([^()\s]*\)[*_]*$")  # nothing but a link
CALLOUT = re.compile(r"^\[!\w{1,20}\][+-]?\s+(?=\S)")
MEANING = re.compile(r"^:\s+(?=\S)")  # the second line of a definition list
_DEFINITION = re.compile(r"^\[(?!\^)([^\]\n]{1,300})\]:\s*(<[^>]*>|\S+)\s*(?:\"[^\"]*\"|'[^']*'|\([^)]*\))?$")
_DEFINED = re.compile(r"^\[(?!\^)[^\]\n]{1,300}\]:$")  # with its address on the next line
_ADDRESS = re.compile(r"^(?:<[^>]*>|[a-z]{2,10}://\S+|www\.\S+)(?:\s+(?:\"[^\"]*\"|'[^']*'))?$")
FOOTNOTE = re.compile(r"^\[\^[^\]\s]{1,100}\]:\s*")
_DECORATION = re.compile(
    r"^(?:\[!\w{1,20}\][+-]?|\[TOC\]|\[\[_?TOC_?\]\]|:{3,}.*|\{%.*%\}|\{:.*\}|\{\{[^{}]*\}\})$", re.IGNORECASE
)
_BOLD_LINE = re.compile(r"^(\*{2,3}|_{2,3})(?![\s*_])(?:(?!\1).)+\1:?$")
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:[\s/>]|$)")
_NUMBERED = re.compile(r"^([^\W\d_]+)\s+\d{1,3}\b")  # "Lesson 1"
_LABEL = re.compile(r"^(?:(\*\*|__)[^*_]{1,60}(?:[:：]\s*\1|\1\s*[:：–—-])|[^\W\d_][^:*|`\[<]{0,40}[:：]\s+\S)")


def heading_of(text: str, *, is_first: bool) -> str:
    """Return TEXT as a heading of the standard, "" if it is none. IS_FIRST: nothing is before it."""
    found = _HEADING.match(text) or (_TIGHT_TITLE.match(text) if is_first else None)
    return f"{found[0].strip()[:6]} {text[found.end() :]}" if found else ""


def is_decoration(text: str) -> bool:
    """Return whether TEXT is a mark of some editor that says nothing, such as [TOC] or :::."""
    return _DECORATION.match(text) is not None


def is_rule(text: str) -> bool:
    """Return whether TEXT is a line across the page."""
    return _RULE.match(text) is not None


def is_underline(text: str) -> bool:
    """Return whether TEXT makes a heading of the line before it, if that can be one."""
    return _UNDERLINE.match(text) is not None


def is_bold_line(text: str) -> bool:
    """Return whether TEXT is bold from beginning to end."""
    return _BOLD_LINE.match(text) is not None


def is_chip(text: str) -> bool:
    """Return whether TEXT is nothing but code."""
    return text[:1] == "`" and _CHIP.match(text) is not None


def is_linked(text: str) -> bool:
    """Return whether TEXT is nothing but a link."""
    return _LINKED.match(text) is not None


def is_tag(text: str) -> bool:
    """Return whether TEXT begins with a tag of HTML."""
    return _HTML.match(text) is not None


def is_definition(text: str) -> bool:
    """Return whether TEXT is a definition such as [name]: address."""
    return _DEFINITION.match(text) is not None


def is_defined_below(text: str) -> bool:
    """Return whether TEXT is a definition whose address is to follow."""
    return _DEFINED.match(text) is not None


def is_address(text: str) -> bool:
    """Return whether TEXT is an address, perhaps with a title, and nothing else."""
    return _ADDRESS.match(text) is not None


def definition_as_link(text: str) -> str:
    """Return a definition as a link, which it is in a list item; any other TEXT as it is."""
    found = _DEFINITION.match(text)
    return f"[{found[1]}](<{found[2].strip('<>')}>)" if found else text


def are_labelled(text: str, before: str) -> bool:
    """Return whether TEXT and the line BEFORE it both begin with a label."""
    return _LABEL.match(text) is not None and _LABEL.match(before) is not None


def are_numbered_alike(text: str, before: str) -> bool:
    """Return whether TEXT and the line BEFORE it begin with the same word and a number, as in "Lesson 1"."""
    found = _NUMBERED.match(text)
    other = found and _NUMBERED.match(before)
    return bool(found and other and found[1] == other[1])
