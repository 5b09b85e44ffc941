"""What tests ask of a reading: whether it is clean, passes the gate, and has the facts that a person expects of it."""

import re
from itertools import pairwise

from roadmap_app.outline.gate import check
from roadmap_app.outline.nodes import with_slugs

# What a person must never be shown as it is written in a source.
RAW = {
    "](": r"\]\(",
    "**": r"\*\*|__(?=\w)|(?<=\w)__",
    "> ": r"(?:^|\s)> ",
    ":--": r":?-{2,}:|:-{2,}",
    "|": r"\|",
    "<tag>": r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--|-->",
    "`": r"`",
    "![": r"!\[",
    "~~": r"~~",
    "[^": r"\[\^",
    "[ ]": r"^\[[ xX]?\]",
    "# ": r"^#{1,6}\s",
    "&;": r"&(?:[a-z]{2,6}|#\d+);",
}


def texts_of(outline):
    """Return (what it is, text) for every text of OUTLINE that a learner sees."""
    found = [("title", outline.title), ("summary", outline.summary), ("credit", outline.credit)]
    for stage in outline.stages:
        found += [("stage", stage.title), ("goal", stage.goal)]
        for topic in stage.topics:
            found += [("topic", topic.title), ("summary", topic.summary)]
            for item in topic.items:
                found += [("item", item.title), ("group", item.group), ("hint", item.hint)]
            for resource in topic.resources:
                found += [("resource", resource.title), ("author", resource.author)]
    return found


def raw_markup(outline, allowed=()):
    """Return (what it is, text, markup) for every text of OUTLINE with raw markup, but for the ALLOWED ones of RAW."""
    patterns = {name: re.compile(pattern) for name, pattern in RAW.items() if name not in allowed}
    return [
        (what, text, name)
        for what, text in texts_of(outline)
        for name, pattern in patterns.items()
        if pattern.search(text)
    ]


def gate_problems(outline):
    """Return the messages of the gate on OUTLINE."""
    return [str(problem) for problem in check(with_slugs(outline))]


def lines_left_out(reading):
    """Return the numbers of the lines that READING names as left out."""
    return {remark.line for remark in reading.unplaced}


def spans_of(outline):
    """Return [start, end] in months for each stage of OUTLINE."""
    return [[stage.start_month, stage.end_month] for stage in outline.stages]


def are_in_order(outline):
    """Return whether each stage of OUTLINE has a length and none begins before the one above it ends."""
    spans = spans_of(outline)
    return all(start < end for start, end in spans) and all(a[1] <= b[0] for a, b in pairwise(spans))


def tree_text(outline):
    """Return all the text of OUTLINE, with the addresses, in one case-folded string."""
    addresses = [resource.url for _, topic in outline.topics() for resource in topic.resources]
    return "\n".join([*(text for _, text in texts_of(outline)), *addresses]).casefold()


def _topics(outline):
    return [topic for _, topic in outline.topics()]


def _items(outline):
    return [item.title for _, item in outline.items()]


def _resources(outline):
    return [resource for topic in _topics(outline) for resource in topic.resources]


FOUND = {
    "title": lambda outline: outline.title,
    "summary": lambda outline: outline.summary,
    "stages": lambda outline: [stage.title for stage in outline.stages],
    "goals": lambda outline: [stage.goal for stage in outline.stages],
    "number_of_stages": lambda outline: len(outline.stages),
    "spans_in_months": spans_of,
    "first_topic": lambda outline: next((topic.title for topic in _topics(outline)), None),
    "topics": lambda outline: [topic.title for topic in _topics(outline)],
    "number_of_topics": lambda outline: len(_topics(outline)),
    "items": _items,
    "number_of_items": lambda outline: len(_items(outline)),
    "number_of_resources": lambda outline: len(_resources(outline)),
}


# What a reading lacks of a fact that says something is a part of it; falsy if nothing.
MISSING = {
    "title_contains": lambda reading, wanted: wanted not in reading.outline.title and reading.outline.title,
    "stages_contain": lambda reading, wanted: [
        word for word in wanted if not any(word in stage.title for stage in reading.outline.stages)
    ],
    "items_include": lambda reading, wanted: [title for title in wanted if title not in _items(reading.outline)],
    "at_least_items": lambda reading, wanted: len(_items(reading.outline)) < wanted and _items(reading.outline),
    "resources_include": lambda reading, wanted: [
        pair for pair in wanted if pair not in [[each.title, each.url] for each in _resources(reading.outline)]
    ],
    "resource_addresses": lambda reading, wanted: sorted(
        {each.url for each in _resources(reading.outline)} ^ set(wanted)
    ),
    "words_in_tree": lambda reading, wanted: [
        words for words in wanted if words.casefold() not in tree_text(reading.outline)
    ],
    "not_in_tree": lambda reading, wanted: [
        words for words in wanted if words.casefold() in tree_text(reading.outline)
    ],
}


def lines_not_left_out(text, reading, wanted):
    """Return those of the lines WANTED of TEXT that READING does not name as left out; blank lines hold nothing."""
    lines = text.split("\n")
    return [number for number in wanted if lines[number - 1].strip() and number not in lines_left_out(reading)]


def failed_facts(text, reading, facts):
    """Return what differs from FACTS in the READING of TEXT, one line for each, and what holds for all and does not."""
    outline = reading.outline
    failed = [f"raw markup {name!r} in the {what}: {text!r}" for what, text, name in
              raw_markup(outline, facts.get("markup_allowed", ()))]  # fmt: skip
    failed += [f"gate: {problem}" for problem in gate_problems(outline)]
    if not are_in_order(outline):
        failed.append(f"the stages are not in order: {spans_of(outline)}")
    for name, wanted in facts.items():
        if name in ("kind", "text", "markup_allowed"):
            continue
        if name == "left_out":
            if missing := lines_not_left_out(text, reading, wanted):
                failed.append(f"not named as left out: lines {missing}")
        elif name in FOUND:
            if (found := FOUND[name](outline)) != wanted:
                failed.append(f"{name}: {found!r} instead of {wanted!r}")
        elif missing := MISSING[name](reading, wanted):
            failed.append(f"{name} {wanted!r}: {missing!r}")
    return failed
