"""Items and resources in the words of one entry: lists, labels, details, estimates, links; long ones cut to size."""

import re
from dataclasses import dataclass, field, replace

from roadmap_app.domain.titles import is_visible
from roadmap_app.outline.entries import (
    FULL_STOP,
    KIND_OF,
    LINK,
    PROJECT_LABELS,
    read_items,
    read_list,
    read_resources,
)
from roadmap_app.outline.gate import MAX_LENGTHS
from roadmap_app.outline.marks import estimate_of, label_of, one_line, plain, split_list
from roadmap_app.outline.nodes import OutlineItem, OutlineResource
from roadmap_app.outline.reading.blocks import Words
from roadmap_app.outline.reading.guarded import literal, marked, narrowed

MAX_TITLE, MAX_HINT, MAX_GROUP = MAX_LENGTHS["title"], MAX_LENGTHS["hint"], MAX_LENGTHS["group"]
MAX_AUTHOR, MAX_URL = MAX_LENGTHS["author"], MAX_LENGTHS["url"]
_SEPARATOR = re.compile(r"^\s*(?:[-–—:：|·,]|by\b)\s*")
_LEADING_LINK = re.compile(rf"^[^\w\[\]]*{LINK.pattern}")
_INNER_SENTENCE = re.compile(r"[.!?]\s+[^\W\d_a-z]|[。！？]")
_JOINTS = re.compile(r"\b(?:and|or|also|und|y|et|e)\b")
_WORDS_OF_A_PART = 6
_LETTERS_OF_A_NAME = 3
_SITES = (
    ("video", re.compile(r"^https?://(?:www\.|m\.)?(?:youtube\.com|youtu\.be|vimeo\.com)/")),
    ("course", re.compile(r"^https?://(?:[\w-]+\.)?(?:coursera\.org|edx\.org|udacity\.com|udemy\.com|fast\.ai)/")),
)


@dataclass
class Found:
    """The items and resources of an entry, and what did not fit."""

    items: list[OutlineItem] = field(default_factory=list)
    resources: list[OutlineResource] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)


def items_in(words: Words, group: str, line: int, base: str = "") -> Found:
    """Return the items in WORDS, under GROUP if that is not "", and a resource for each of their links."""
    words = _with_address_behind(words)
    text = narrowed(marked(words, base)).strip()
    found = _linked_item(text, group, line) or _labelled_item(words, text, group, line)
    if found is None:
        own_group = None if not group or label_of(text)[0] else group
        items, links = read_items(text, line, own_group, is_own=False)
        if group:
            items = [within(item, group) for item in items]
        found = Found(items, links)
    return fitted(found)


def _with_address_behind(words: Words) -> Words:
    """Return WORDS such as "The book (https://…)" as "The book" with a link; others as they are."""
    if len(words.links) != 1 or words.struck:
        return words
    link = words.links[0]
    before = words.text[: link.start].rstrip(" (:：–—-")
    if plain(words.text[link.start : link.end]) != link.address or words.text[link.end :].strip(" )."):
        return words
    if sum(map(str.isalnum, before)) < _LETTERS_OF_A_NAME or label_of(before)[0] or len(split_list(before)) > 1:
        return words
    bold, code = (tuple(each for each in ranges if each[1] <= len(before)) for ranges in (words.bold, words.code))
    return replace(words, text=before, links=(replace(link, start=0, end=len(before)),), bold=bold, code=code)


def within(item: OutlineItem, group: str) -> OutlineItem:
    """Return ITEM with GROUP before its own one."""
    if not group or item.group == group:
        return item
    return replace(item, group=f"{group} · {item.group}" if item.group else group)


def _linked_item(text: str, group: str, line: int) -> Found | None:
    """Return the item of a TEXT that begins with a link, perhaps with a description; None if it does not."""
    first = _LEADING_LINK.match(text)
    if not first or "~~" in text:
        return None
    rest = text[first.end() :]
    title, url = first[1], plain(first[2])
    others = LINK.findall(rest)
    bare = plain(LINK.sub(r"\1", rest)).strip()
    if bare and not _SEPARATOR.match(bare) and not bare.startswith("("):
        return None
    if others and len(split_list(text)) > 1 and all(LINK.search(part) for part in split_list(text)):
        return None
    lead = plain(text[: first.start(1) - 1]).strip(" *_-–—:")
    rest, minutes = estimate_of("x " + LINK.sub(r"\1", rest))
    hint = plain(rest[2:] if rest.startswith("x ") else rest).strip()
    hint = _SEPARATOR.sub("", hint).strip()
    if hint.startswith("(") and hint.endswith(")") and hint.count("(") == 1:
        hint = hint[1:-1]
    name = plain(title).strip() or url
    if lead and any(map(str.isalnum, lead)):
        return None
    item = OutlineItem(name, group, hint, minutes=minutes, line=line)
    resources = [_link(title, url, line, f"{text[: first.start()]}{bare}")]
    resources += [_link(_named(other, name), plain(address), line) for other, address in others]
    return Found([item], resources)


def _named(title: str, name: str) -> str:
    """Return the TITLE of a further link, with the NAME of its entry before it if it says little by itself."""
    return title if len(plain(title)) > 12 else f"{literal(name)}: {title}"


def _labelled_item(words: Words, text: str, group: str, line: int) -> Found | None:
    """Return the item of a TEXT such as "Label: a sentence", whose rest is no list of short parts; None otherwise."""
    label, rest = _bold_label(words, text)
    is_bold = bool(label)
    if not label:
        label, rest = label_of(text)
    if PROJECT_LABELS.match(plain(label)):
        items, links = read_items(f"{label}: {rest}", line, is_own=False)
        return Found([within(item, group) for item in items], links)
    if not label:
        return _sentence(text, group, line) if is_sentence(text) else None
    if not rest:
        return None
    ends = rest.endswith((".", "。")) and (is_bold or max(map(_length, split_list(rest))) > 4)
    if not (ends or is_sentence(rest)):
        if len(plain(label)) > MAX_GROUP:
            return _sentence(text, group, line)
        items, links = read_list(FULL_STOP.sub("", rest), plain(label), line, is_own=False)
        if len(items) == 1 and len(label.split()) > _WORDS_OF_A_PART:
            return _sentence(text, group, line)
        name = " · ".join(filter(None, (group, plain(LINK.sub(r"\1", label)))))
        return Found([replace(item, group=name) for item in items], [*_links(label, line), *links])
    return Found(
        [OutlineItem(plain(LINK.sub(r"\1", label)), group, plain(LINK.sub(r"\1", rest)), line=line)],
        [*_links(label, line), *_links(rest, line)],
    )


def _bold_label(words: Words, text: str) -> tuple[str, str]:
    """Return the label of WORDS that begin with bold words and a dash, and the rest of TEXT; ("", "") without one."""
    if not words.bold or words.bold[0][0] > 3:
        return "", ""
    end = words.bold[0][1]
    bold = words.text[words.bold[0][0] : end]
    if words.links and words.links[0].start < end:
        return "", ""
    found = re.match(r"\s*(?:[-–—:：]|(?<=[:：])|$)\s*", words.text[end:])
    if not found or (not found[0].strip() and not bold.rstrip().endswith((":", "："))):
        return "", ""
    head = text.find(bold)
    rest = text[head + len(bold) :] if head >= 0 else ""
    return bold.strip().rstrip(":：").strip(), re.sub(r"^\s*[-–—:：]\s*", "", rest).strip()


def _length(part: str) -> int:
    """Return the number of words of a part of a list, without its estimate and what is in brackets."""
    return len(re.sub(r"\([^()]*\)", "", estimate_of(part)[0]).split())


def is_sentence(text: str) -> bool:
    """Return whether guarded TEXT is a sentence or more, not one thing or a list of short things."""
    bare = LINK.sub(r"\1", text)
    if len(bare) > 300 or _INNER_SENTENCE.search(bare):
        return True
    parts = split_list(bare)
    if len(parts) < 2:
        return len(bare) > 120
    return any(_length(part) > _WORDS_OF_A_PART or len(part) > 90 for part in parts)


def _sentence(text: str, group: str, line: int) -> Found:
    bare, minutes = estimate_of(LINK.sub(r"\1", text))
    return Found([OutlineItem(plain(bare), group, "", minutes=minutes, line=line)], _links(text, line))


def _links(text: str, line: int) -> list[OutlineResource]:
    return [_link(title, plain(url), line, text) for title, url in LINK.findall(text)]


def _link(title: str, url: str, line: int, around: str = "") -> OutlineResource:
    """Return a resource for a link; its kind is in brackets at the end of its words, or its site's."""
    word = re.search(r"\(([^()]{1,30})\)\W*$", plain(title)) or re.search(r"\(([^()]{1,30})\)", around)
    kind = KIND_OF.get(word[1].lower(), "") if word else ""
    kind = kind or next((kind for kind, site in _SITES if site.match(url)), "article")
    return OutlineResource(kind, plain(title).strip() or url, url=url, line=line)


def items_in_cell(words: Words, group: str, line: int, base: str = "") -> Found:
    """Return the item in WORDS, a cell of a table, with a resource for each of its links."""
    words = _with_address_behind(words)
    text = narrowed(marked(words, base)).strip()
    found = _linked_item(text, group, line)
    return fitted(found or _sentence(text, group, line))


def resources_of_links(words: Words, line: int, base: str = "") -> list[OutlineResource]:
    """Return a resource for each link of WORDS to the web."""
    return fitted(Found(resources=_links(marked(words, base), line))).resources


def resources_in(words: Words, line: int, kind: str = "", base: str = "") -> Found:
    """Return the resources in WORDS, a list or one title with a description; KIND is for those without one."""
    text = narrowed(marked(words, base, bare=True)).strip()
    label, rest = label_of(text)
    last = plain(label).lower().split()[-1:] or [""]
    if label and not LINK.search(label) and (last[0] in KIND_OF or last[0] in ("resources", "resource", "links")):
        kind, text = KIND_OF.get(last[0], kind), rest
    links = LINK.findall(text)
    if len(links) <= 1 or all(len(LINK.findall(part)) == 1 for part in split_list(text, quoted=True)):
        if len(links) == 1 and is_sentence(LINK.sub("", text)):
            return fitted(Found(resources=[_described(text, line, kind)]))
        found = read_resources(text, line, kind)
        if len(found) > 1 and len(links) == 1 and not label and LINK.match(text):
            found = [_described(text, line, kind)]  # "[Title](address), Author"
        return fitted(Found(resources=[_with_kind(each, kind) for each in found]))
    first = LINK.search(text)
    head = [_described(text, line, kind)] if first else []
    return fitted(Found(resources=head + [_link(title, plain(url), line) for title, url in links[1:]]))


def _described(text: str, line: int, kind: str) -> OutlineResource:
    """Return the first link of TEXT with the words around it as what is said of it."""
    first = LINK.search(text)
    if first is None:
        return OutlineResource(kind or "article", plain(text), line=line)
    before, after = plain(text[: first.start()]).strip(), plain(LINK.sub(r"\1", text[first.end() :])).strip()
    said = " ".join(filter(None, (before.strip(" -–—:·"), _SEPARATOR.sub("", after))))
    if not re.search(r"\w", _JOINTS.sub("", LINK.sub("", text))):
        said = ""  # nothing but links
    link = _link(first[1], plain(first[2]), line, after)
    return replace(link, kind=kind or link.kind, author=said)


def _with_kind(resource: OutlineResource, kind: str) -> OutlineResource:
    if kind or resource.kind != "article":
        return resource
    return replace(resource, kind=next((name for name, site in _SITES if site.match(resource.url)), "article"))


# Fitting texts to their columns.


def fitted(found: Found) -> Found:
    """Return FOUND with every text as long as its column; what is cut off is kept in `cut`."""
    result = Found(cut=list(found.cut))
    for item in found.items:
        title, rest = divided(one_line(item.title), MAX_TITLE)
        hint, cut = divided(f"{rest} {one_line(item.hint)}".strip(), MAX_HINT)
        group, more = divided(one_line(item.group), MAX_GROUP)
        result.cut += filter(None, (cut, more))
        if is_visible(title):
            is_as_it_was = (title, hint, group) == (item.title, item.hint, item.group)
            result.items.append(item if is_as_it_was else replace(item, title=title, hint=hint, group=group))
    for each in found.resources:
        title, rest = divided(one_line(each.title), MAX_TITLE)
        author, cut = divided(f"{rest} {one_line(each.author)}".strip(), MAX_AUTHOR)
        author = author if any(map(str.isalnum, author)) else ""
        is_long = len(each.url) > MAX_URL
        result.cut += filter(None, (cut, each.url if is_long else ""))
        if is_visible(title):
            url = "" if is_long else each.url
            is_as_it_was = (title, author, url) == (each.title, each.author, each.url)
            result.resources.append(each if is_as_it_was else replace(each, title=title, author=author, url=url))
    return result


def divided(text: str, most: int) -> tuple[str, str]:
    """Return the beginning of TEXT, at most MOST characters, up to the end of a sentence or word, and the rest."""
    if len(text) <= most:
        return text, ""
    head = text[: most - 1]
    ends = [found.end() for found in re.finditer(r"[.!?;:。！？](?=\s|$)", head)]
    cut = ends[-1] if ends and ends[-1] > most // 4 else head.rfind(" ")
    cut = cut if cut > most // 4 else most - 1
    mark = "" if ends and cut == ends[-1] else "…"
    return text[:cut].rstrip() + mark, text[cut:].strip()
