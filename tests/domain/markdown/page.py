"""Parse rendered notes and check that they are safe."""

import re
from html.parser import HTMLParser

from roadmap_app.domain.markdown.allow_list import CLASSES, MATH_ATTRIBUTES, MATH_TAGS, TEXT_TAGS
from roadmap_app.domain.markdown.names import names

ATTRIBUTES = names("aria-label checked class disabled href id rel role start tabindex target title type")
BOX = {"role": "group", "tabindex": "0"}


def lines(text):
    return [line.replace("¶", "\n") for line in text.strip("\n").split("\n")]


class Page(HTMLParser):
    """The elements of a fragment, in order, and its text. Raise AssertionError if tags do not match."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.directions, self.open, self.text = [], [], [], ""
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.directions.append((tag, attrs.pop("dir", None)))
        self.elements.append((tag, attrs))
        if tag not in ("br", "hr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def safe_page(html):
    """Return the Page of HTML after checking that it has only allowed tags, attributes, classes, ids and URLs."""
    page = Page(html)
    assert {direction for _, direction in page.directions} <= {None, "auto", "ltr"}
    for tag, attrs in page.elements:
        assert tag in TEXT_TAGS | MATH_TAGS and set(attrs) <= ATTRIBUTES | MATH_ATTRIBUTES
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\0-\x20]", "", attrs.get("href", "")).lower())
        assert scheme is None or scheme[1] in ("http", "https", "mailto")
        assert set(attrs.get("class", "").split()) <= CLASSES
        assert re.fullmatch(r"fn(ref)?-[0-9a-f]{8}-\d+(:\d+)?", attrs.get("id", "fn-00000000-1"))
        assert tag != "input" or {"disabled", "type"} <= set(attrs)
    return page
