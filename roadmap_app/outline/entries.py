"""Parse bullets: items with details, and resources with kind, author and address.

Texts here are guarded: backslash escapes are replaced (see `marks.guard`).
"""

import re

from roadmap_app.domain.titles import is_visible
from roadmap_app.outline.marks import (
    cost_of,
    depths,
    detail_of,
    estimate_of,
    label_of,
    plain,
    sign_off_of,
    split_list,
    struck,
    without_emphasis,
)
from roadmap_app.outline.nodes import OutlineItem, OutlineResource

KINDS = {
    "book": "book|books|textbook|textbooks|ebook|e-book",
    "course": "course|courses|specialization|specialisation|mooc|class|certification|bootcamp",
    "video": "video|videos|playlist|lecture|lectures|youtube|youtube channel|channel",
    "article": "article|articles|paper|papers|blog|blogs|post|guide|newsletter|docs|documentation",
    "tutorial": "tutorial|tutorials|workshop|exercise|exercises",
    "tool": "tool|library|libraries|framework|app|software",
    "platform": "platform|platforms|website|websites|site|sites|community|forum",
    "dataset": "dataset|datasets|data set|data sets",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split("|")}
# Labels of resources. "Tools" and "Platforms" are not among them: articles use these for things to learn.
RESOURCE_LABELS = re.compile(
    r"(?i)^(?:(?:recommended|suggested|useful|free|learning|key|best|top|additional|more|online)\s+)*"
    r"(?:resources?|references?|further reading|reading(?: list)?|links?|"
    r"books?|courses?|videos?|articles?|papers?|tutorials?)"
    r"(?:\s+(?:and|&)\s+\w+)?$"
)
GOAL = re.compile(r"(?i)^(?:goals?|objectives?|aims?|purpose)(?:\s*\(.*\))?$")
# Headings of an article that are not content to learn; one with a {#slug} is a topic nevertheless.
BOILERPLATE = re.compile(
    r"(?i)^(?:in )?(?:conclusions?|summary|final (?:thoughts|words|tips|note)|closing (?:thoughts|words)|"
    r"wrapping up|wrap[- ]up|about (?:the author|me)|faqs?|frequently asked questions|comments?|responses|tags|"
    r"share this.*|related (?:posts|articles)|more from.*|recommended from.*|written by.*|references|tl;?dr|"
    r"introduction|table of contents|contents|overview|get started)\W*$"
)
# A project is one item, even if its description has commas.
PROJECT_LABELS = re.compile(
    r"(?i)^(?:(?:mini|capstone|final|hands-on|stage)[\s-]*)?project(?:\s+idea)?$|^(?:capstone|outcome)$"
)

LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\]){0,500})\]\(\s*<?((?:[^()<>\s]|\([^()\s]*\)){0,600})>?\s*\)")
FULL_STOP = re.compile(r"(?<=\w{3})\.$|(?<=\))\.$")  # at the end of a list, unless an abbreviation such as "v." ends it
_BARE = re.compile(r"<?\b(https?://[^\s<>]+?)>?(?=[\s).,;]*$|\s)")
_QUOTED = re.compile(r'^["“”](.+?)["“”](.*)$')


def is_list_of_short_parts(text: str, *, is_own: bool = True) -> bool:
    """Return whether a bullet without a label is a list such as "Python, NumPy, Pandas" rather than a sentence."""
    parts = split_list(text)
    return len(parts) >= 3 and all(len(_facts_of(part, is_own=is_own)[0].split()) <= 3 for part in parts)


def read_items(
    text: str, line: int = 0, group: str | None = None, *, is_own: bool = True
) -> tuple[list[OutlineItem], list[OutlineResource]]:
    """Return the items of a bullet, and a resource for each link in it. If GROUP is None, the bullet's label is it.

    Unless TEXT IS_OWN (in our own format), "(to be shown)" is a detail like others.
    """
    label, rest = label_of(text) if group is None else ("", text)
    if not rest:
        label, rest = "", text.strip().removesuffix(":")
    if label:
        parts = [rest] if PROJECT_LABELS.match(plain(label)) else split_list(rest)
    else:
        parts = split_list(rest) if is_list_of_short_parts(rest, is_own=is_own) else [rest]
    if parts:
        parts[-1] = FULL_STOP.sub("", parts[-1])
    name = plain(without_emphasis(label)) if group is None else group
    return _items(parts, name, line, is_own=is_own)


def read_list(
    text: str, group: str, line: int = 0, *, is_own: bool = True
) -> tuple[list[OutlineItem], list[OutlineResource]]:
    """Return the items of TEXT, which is a list, under GROUP, and a resource for each link; IS_OWN as above."""
    return _items(split_list(text), group, line, is_own=is_own)


def _items(parts: list[str], group: str, line: int, *, is_own: bool) -> tuple[list[OutlineItem], list[OutlineResource]]:
    items, links = [], []
    for part in parts:
        text, retired = struck(part)
        for title, url in LINK.findall(text):
            links.append(OutlineResource("article", plain(title) or plain(url), url=plain(url), line=line))
        text, minutes, sign_off = _facts_of(without_emphasis(LINK.sub(r"\1", text)), is_own=is_own)
        title, hint = detail_of(text)
        if is_visible(plain(title)):
            items.append(OutlineItem(plain(title), group, plain(hint), retired, minutes, sign_off, line=line))
    return items, links


def _facts_of(text: str, *, is_own: bool) -> tuple[str, int | None, bool]:
    """Return TEXT without the estimate and, if it IS_OWN, the "(to be shown)" at its end, in any order; and both."""
    text, sign_off = sign_off_of(text) if is_own else (text, False)
    text, minutes = estimate_of(text)
    if is_own and not sign_off:
        text, sign_off = sign_off_of(text)
    return text, minutes, sign_off


def read_resources(text: str, line: int = 0, kind: str = "") -> list[OutlineResource]:
    """Return the resources of a list; KIND is for those that have no kind of their own."""
    found = [read_resource(part, line, kind) for part in _parts(text)]
    return [resource for resource in found if resource]


def _parts(text: str) -> list[str]:
    """Return the parts of a list of resources; a line that is just "Title, Author (book) address" is one part."""
    parts = split_list(text, quoted=True)
    *others, last = parts or [""]
    plainly_one = not any(mark in text for mark in '"“”[;·') and not any(any(depths(other)) for other in others)
    if others and plainly_one and len(_BARE.findall(text)) == 1 and _BARE.search(last) and "(" in last:
        return [text]
    return parts


def read_resource(text: str, line: int = 0, kind: str = "") -> OutlineResource | None:
    """Return the resource in TEXT: a link or a title, (kind, author), (price, hours), an address.

    None if it has no title.
    """
    text, retired = struck(text.strip().removesuffix("."))
    text, title, url = _take_address(text)
    bare, hours, price = cost_of(text)
    if not (bare or title):
        bare, hours, price = text, None, ""  # the brackets are all there is, so they are the title
    text, inner = _take_parentheses(bare)
    if not title and (found := _QUOTED.match(text)):
        title, text = found[1], found[2]
    if not title:
        title, author = _title_and_author(text)
    else:
        author = re.sub(r"^[\s,:–—-]*(?:by\s+)?", "", text).strip(" -–—,:")
    word, _, rest = inner.partition(",")
    own_kind = KIND_OF.get(plain(word).lower(), "")
    authors = filter(None, (plain(author), plain(rest if own_kind else inner)))
    kind = own_kind or kind or ("article" if url else "book")
    name = plain(title) or url
    return OutlineResource(kind, name, ", ".join(authors), url, retired, hours, price, line=line) if name else None


def _title_and_author(text: str) -> tuple[str, str]:
    """Return (title, author) of "title by author" or "title, author"."""
    title, _, author = text.rpartition(" by ") if " by " in text else text.partition(", ")
    return without_emphasis(title.strip(" -–—,:")), author


def _take_address(text: str) -> tuple[str, str, str]:
    """Return TEXT without its link or bare address, the link's title, and the address."""
    if link := LINK.search(text):
        return f"{text[: link.start()].rstrip()} {text[link.end() :].lstrip()}".strip(), link[1], plain(link[2])
    if bare := _BARE.search(text):
        return f"{text[: bare.start()]} {text[bare.end() :]}".strip(" .;"), "", plain(bare[1])
    return text, "", ""


def _take_parentheses(text: str) -> tuple[str, str]:
    """Return TEXT without the "(kind, author)" at its end, and what is inside the parentheses."""
    text = text.strip()
    deep = depths(text)
    if not text.endswith(")") or not deep[-1]:
        return text, ""
    start = max((index for index, depth in enumerate(deep) if not depth), default=-1) + 1
    inner = text[start + 1 : -1]
    has_kind = plain(inner.partition(",")[0]).lower() in KIND_OF
    if text[start] != "(" or not (has_kind or " " in inner.strip()):
        return text, ""
    return text[:start].strip(), inner.strip()
