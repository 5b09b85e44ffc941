"""Convert HTML to Markdown."""

import re

from bs4 import Tag
from markdownify import MarkdownConverter

from roadmap_app.outline.reading.escaping import escaped, inline_escaped
from roadmap_app.outline.reading.html_pages import content_of
from roadmap_app.outline.reading.omissions import Omissions

# The link of a heading to itself: a sign after it, or all of it.
_LINKED_HEADING = re.compile(r"(?m)^(#{1,6} )\[([^\]\n]{1,300})\]\(#[^()\s]*\)$")
_PERMALINK = re.compile(r" ?\[(?:\\?#|¶|🔗|§)?\]\(#[^()\s]*\)")


def html_to_markdown(html: str) -> tuple[str, Omissions]:
    """Return the content of a page as Markdown, and what is left out of it."""
    content, omissions = content_of(html)
    converter = _Converter(heading_style="atx", autolinks=False, bullets="-", table_infer_header=True)
    text = _LINKED_HEADING.sub(r"\1\2", _PERMALINK.sub("", converter.convert(content)))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", omissions


class _Converter(MarkdownConverter):
    """Escapes less than its base, which escapes for any dialect, and numbers items without counting their siblings."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = escaped(text) if text[:1].strip() and not parent_tags & {"td", "th"} else inline_escaped(text)
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        sign = f"{el['value']}. " if el.get("value") else "- "
        lines = re.sub(r"\n(?=[^\n])", "\n" + " " * len(sign), text.strip())
        return f"{sign}{lines}\n" if lines else "\n"

    def convert_input(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "[x] " if el.get("checked") else "[ ] "
