"""Write an outline: plain text where it reads back the same, with backslash escapes where it would not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from roadmap_app.domain.spans import weeks_of_months
from roadmap_app.outline.entries import (
    BOILERPLATE,
    LINK,
    PROJECT_LABELS,
    RESOURCE_LABELS,
    read_items,
    read_list,
    read_resources,
)
from roadmap_app.outline.headings import stage_heading, topic_heading
from roadmap_app.outline.marks import SIGN_OFF, escape, escape_commas, guard, label_of, one_line, plain, struck
from roadmap_app.outline.nodes import (
    RESERVED,
    WEEKLY_HOURS,
    Outline,
    OutlineItem,
    OutlineResource,
    OutlineStage,
    OutlineTopic,
    slug_of,
)
from roadmap_app.outline.own_format import begins_plainly, is_plain, is_prose, is_stage_line, is_title
from roadmap_app.outline.reading.duration import Duration, Meaning

LINE_LENGTH = 4_000  # a longer group is written as several lines with the same label


def write_outline(outline: Outline) -> str:
    """Return OUTLINE as text. `read_outline` turns it into an equal outline."""
    blocks = [_title(outline)]
    if outline.summary:
        blocks.append(_prose(one_line(outline.summary), in_topic=False))
    facts = [f"Hours a week: {outline.weekly_hours}"] if outline.weekly_hours != WEEKLY_HOURS else []
    facts += [f"Credit: {_words(one_line(outline.credit))}"] if outline.credit else []
    if facts:
        blocks.append("\n".join(facts))
    for number, stage in enumerate(outline.stages, 1):
        blocks += _stage_blocks(stage, number)
    return "\n\n".join(blocks) + "\n"


def write_stage(stage: OutlineStage, number: int) -> str:
    """Return one stage as text; NUMBER is its position in the roadmap, from 1."""
    return "\n\n".join(_stage_blocks(stage, number)) + "\n"


def _title(outline: Outline) -> str:
    title = one_line(outline.title)
    text = _heading_text(title, retired=False)
    # Without stages the slug also tells the reader that this is our own format.
    if not outline.slug or (outline.stages and outline.slug == (slug_of(title) or "roadmap")):
        return f"# {text}"
    return f"# {text} {{#{outline.slug}}}"


def _stage_blocks(stage: OutlineStage, number: int) -> Iterator[str]:
    yield _stage_line(stage, number)
    if stage.goal:
        yield f"Goal: {_words(one_line(stage.goal))}"
    for topic in stage.topics:
        yield _topic_line(topic)
        if topic.summary:
            yield _prose(one_line(topic.summary), in_topic=True)
        if entries := [*_item_lines(topic.items), *_resource_lines(topic.resources)]:
            yield "\n".join(entries)


def _duration(stage: OutlineStage) -> Duration:
    """Return the months of STAGE as they are written, in weeks if they are not whole."""
    start, end = stage.start_month, stage.end_month
    if start % 1 == end % 1 == 0:
        return Duration(Meaning.EXACT, int(start), int(end))
    return Duration(Meaning.EXACT, weeks_of_months(start), weeks_of_months(end), "week")


def _stage_line(stage: OutlineStage, number: int) -> str:
    title, duration = one_line(stage.title), _duration(stage)
    months = f"{duration.first}–{duration.last} {duration.unit.capitalize()}s"

    def line(text: str) -> str:
        name = f"~~{text}~~" if stage.retired else text
        return f"Stage {number}: {name} ({months})"

    def reads_back(text: str) -> bool:
        found = stage_heading(guard(line(text)))
        name, retired = struck(found.title)
        same = (plain(name), retired, found.duration, found.slug) == (title, stage.retired, duration, "")
        return same and is_stage_line(f"## {line(text)}")

    return f"## {line(_escaped_if_needed(title, reads_back))}{_slug(title, stage.slug, 'stage')}"


def _topic_line(topic: OutlineTopic) -> str:
    title = one_line(topic.title)
    return f"### {_heading_text(title, retired=topic.retired)}{_slug(title, topic.slug, 'topic')}"


def _heading_text(title: str, *, retired: bool) -> str:
    """Return the TITLE of a roadmap or topic as a heading, struck out if it is RETIRED."""

    def written(text: str) -> str:
        return f"~~{text}~~" if retired else text

    def reads_back(text: str) -> bool:
        found = topic_heading(guard(written(text)))
        name, is_struck = struck(found.title)
        return (plain(name), is_struck, found.slug) == (title, retired, "") and is_title(name)

    return written(_escaped_if_needed(title, reads_back))


def _slug(title: str, slug: str, word: str) -> str:
    """Return " {#SLUG}" if the reader would not make SLUG from TITLE, else ""."""
    is_needed = slug and (slug != (slug_of(title) or word) or slug in RESERVED or BOILERPLATE.match(title))
    return f" {{#{slug}}}" if is_needed else ""


def _item_lines(items: tuple[OutlineItem, ...]) -> Iterator[str]:
    for group, run in groupby(items, key=lambda item: one_line(item.group)):
        if group:
            yield from _group_lines(group, list(run))
        else:
            yield from map(_loose_line, run)


def _group_lines(group: str, items: list[OutlineItem]) -> Iterator[str]:
    # A task box marks a list of items where the reader would take the label for something else.
    several = len(items) > 1 and PROJECT_LABELS.match(group)
    box = "[ ] " if RESOURCE_LABELS.match(group) or several else ""
    texts = [_item(item, listed=True) for item in items]
    while texts:
        size = _fitting(texts)
        yield f"- {box}{_list(group, texts[:size], items[:size])}"
        texts, items = texts[size:], items[size:]


def _fitting(texts: list[str]) -> int:
    """Return how many of TEXTS fit on a line of LINE_LENGTH, at least 1."""
    size = 1
    while size < len(texts) and sum(map(len, texts[: size + 1])) < LINE_LENGTH:
        size += 1
    return size


def _list(group: str, texts: list[str], items: list[OutlineItem]) -> str:
    """Return "group: item, item" with TEXTS as they are if that reads back as ITEMS, else with escapes."""
    for label in (group, escape(group)):
        for tail in ("", ","):
            text = f"{label}: {', '.join(texts)}{tail}"
            if _reads_as(text, group, items):
                return text
    return f"{escape(group)}: {', '.join(_item(item, listed=True, escaped=True) for item in items)},"


def _reads_as(text: str, group: str, items: list[OutlineItem]) -> bool:
    line = guard(text)
    label, rest = label_of(line)
    both = read_items(f"L: {rest}"), read_list(rest, "")
    same = all(_equal(found, items) and not links for found, links in both)
    bare = begins_plainly(line) and is_plain(label) and is_plain(rest.replace("~~", ""))
    return bare and "\\" not in group and plain(label) == group and same


def _loose_line(item: OutlineItem) -> str:
    for escaped in (False, True):
        text = _item(item, listed=False, escaped=escaped)
        line = guard(text)
        found, links = read_items(line)
        is_item = begins_plainly(line) and is_plain(line.replace("~~", "")) and not RESOURCE_LABELS.match(text)
        if is_item and not links and _equal(found, [item]):
            return f"- {text}"
    return f"- [ ] {text}"


def _item(item: OutlineItem, *, listed: bool, escaped: bool = False) -> str:
    """Return the text of one item: the first form, from plain to fully escaped, that reads back the same."""
    title, hint = one_line(item.title), one_line(item.hint)
    facts = "" if item.minutes is None else f" ({item.minutes} min)"
    facts += f" {SIGN_OFF}" if item.sign_off else ""
    names = (title, escape_commas(title))
    forms = [(name, detail) for name in names for detail in (f" ({hint})", f" (hint: {hint})")]
    if escaped or "\\" in title + hint:
        forms = []
    forms.append((escape(title), f" (hint: {escape(hint)})"))
    for name, detail in forms:
        text = name + (detail if hint else "") + facts
        text = f"~~{text}~~" if item.retired else text
        found, links = read_list(guard(text), "") if listed else read_items(guard(text), 0, "")
        bare = is_plain(guard(text).replace("~~", "")) and text.count("~~") == 2 * item.retired
        if bare and _equal(found, [item]) and not links and text.count("(") == text.count(")"):
            break
    return text


def _equal(found: list[OutlineItem], items: list[OutlineItem]) -> bool:
    """Return whether the items FOUND by reading equal ITEMS, except for their group."""
    return [(each.title, each.hint, each.retired, each.minutes, each.sign_off) for each in found] == [
        (one_line(each.title), one_line(each.hint), each.retired, each.minutes, each.sign_off) for each in items
    ]


def _resource_lines(resources: tuple[OutlineResource, ...]) -> Iterator[str]:
    texts = [_resource(resource) for resource in resources]
    expected = [_bare_resource(resource) for resource in resources]
    while texts:
        size = _fitting(texts)
        line = ", ".join(texts[:size])
        if _read_list(line) != expected[:size]:
            line = ", ".join(_resource(each, escaped=True) for each in resources[:size])
        yield f"- Resources: {line}"
        texts, expected, resources = texts[size:], expected[size:], resources[size:]


def _resource(resource: OutlineResource, *, escaped: bool = False) -> str:
    """Return the text of one resource: plain if that reads back the same and not ESCAPED, else with escapes."""
    expected = _bare_resource(resource)
    for convert in (escape,) if escaped else (str, escape):
        title, author, url = convert(expected.title), convert(expected.author), convert(expected.url)
        name = f"[{title}]({url})" if url else f'"{title}"'
        text = f"{name} ({expected.kind}{', ' if author else ''}{author}){_cost(expected)}"
        text = f"~~{text}~~" if resource.retired else text
        bare = is_plain(LINK.sub(r"\1", guard(text)).replace("~~", "")) and text.count("~~") == 2 * resource.retired
        links = LINK.findall(guard(author))  # in our own format, all links are addresses
        if bare and all(":" in plain(address) for _, address in links) and _read_list(text) == [expected]:
            return text
    return text


def _read_list(text: str) -> list[OutlineResource]:
    return read_resources(label_of(guard(f"Resources: {text}"))[1])


def _bare_resource(resource: OutlineResource) -> OutlineResource:
    title, author, url = one_line(resource.title), one_line(resource.author), resource.url.strip()
    return replace(resource, title=title, author=author, url=url)


def _cost(resource: OutlineResource) -> str:
    """Return the price and hours of a resource in brackets, "" without them."""
    hours = "" if resource.hours is None else f"{resource.hours} h"
    facts = ", ".join(filter(None, (resource.price, hours)))
    return f" ({facts})" if facts else ""


def _prose(text: str, *, in_topic: bool) -> str:
    """Return TEXT so that it reads back as a summary: that of a topic if IN_TOPIC, else that of the roadmap."""

    def reads_back(each: str) -> bool:
        is_fact = label_of(each)[0] in ("Credit", "Hours a week")
        return is_prose(each, in_topic=in_topic) and (in_topic or not is_fact)

    return _escaped_if_needed(text, reads_back)


def _words(text: str) -> str:
    """Return TEXT so that it reads back after a label."""
    return _escaped_if_needed(text, lambda each: label_of(f"L: {each}")[1] == text)


def _escaped_if_needed(text: str, reads_back: Callable[[str], bool]) -> str:
    """Return TEXT unchanged if that reads back and is only words for Markdown, else escaped."""
    return text if "\\" not in text and is_plain(text) and reads_back(text) else escape(text)
