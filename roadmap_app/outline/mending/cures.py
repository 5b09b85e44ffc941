"""The cures by name: what each mends, and how it is offered."""

from __future__ import annotations

from roadmap_app.domain.sizes import MAX_STAGES
from roadmap_app.domain.spans import MAX_MONTHS
from roadmap_app.outline.gate import url_error
from roadmap_app.outline.mending import addresses, months, stages, texts, topics
from roadmap_app.outline.mending.cure import Asked, ChosenCure, Cure, NoSuchCure
from roadmap_app.outline.problems import ProblemKind

MAX_WEEKS = 104


def _base(text: str) -> str:
    """Return TEXT if it is a web address that others can be relative to, else ""."""
    text = text if "://" in text or not text else f"https://{text}"
    return "" if not text or url_error(text) else text


# What a cure changes, as one and as several.
_STAGES, _TOPICS, _ITEMS, _RESOURCES, _TEXTS = (
    (word, f"{word}s") for word in ("stage", "topic", "item", "resource", "text")
)
_EMPTY_TOPICS = ("topic without items", "topics without items")
_EMPTY_STAGES = ("stage without topics", "stages without topics")
_ADDRESSES = ("address", "addresses")
_OUT_OF_ORDER = (ProblemKind.OVERLAP, ProblemKind.ENDS_EARLY)
_TOO_MANY = (
    ProblemKind.TOO_MANY_STAGES,
    ProblemKind.TOO_MANY_TOPICS,
    ProblemKind.TOO_MANY_ITEMS,
    ProblemKind.TOO_MANY_RESOURCES,
)
_LINK = (ProblemKind.RESOURCE_ADDRESS,)

ALL = (
    Cure(
        "in-a-row",
        _OUT_OF_ORDER,
        "Put the stages one after another, each as long as it is",
        _STAGES,
        "put one after another",
        months.in_a_row,
    ),
    Cure(
        "equal-months",
        (*_OUT_OF_ORDER, ProblemKind.FAR_MONTHS),
        "Spread all stages evenly",
        _STAGES,
        "spread evenly over {} months",
        months.spread_evenly,
        Asked("Months", "12", 1, MAX_MONTHS),
    ),
    Cure(
        "weeks-each",
        (),
        "Give each the same time",
        _STAGES,
        "{} weeks each, one after another",
        months.weeks_each,
        Asked("Weeks", "4", 1, MAX_WEEKS),
    ),
    Cure(
        "merge-stages",
        (),
        "Merge neighbouring ones",
        ("stage with one topic", "stages with one topic"),
        "merged, at most {} at a time",
        stages.merge_single,
        Asked("At most", "4", 2, MAX_STAGES),
    ),
    Cure(
        "join-stages",
        (ProblemKind.TOO_MANY_STAGES,),
        "Join neighbouring stages",
        _STAGES,
        "joined with their neighbours, so that at most {} are left",
        stages.join_stages,
        Asked("Stages at most", str(MAX_STAGES), 2, MAX_STAGES),
    ),
    Cure(
        "keep-first",
        _TOO_MANY,
        "Keep as many as there is room for, leave out the rest",
        ("line", "lines"),
        "left out, for want of room",
        stages.keep_first,
    ),
    Cure(
        "drop-empty-stages",
        (ProblemKind.NO_TOPIC,),
        "Leave them out",
        _EMPTY_STAGES,
        "left out",
        stages.drop_empty_stages,
    ),
    Cure(
        "title-as-topic",
        (ProblemKind.NO_TOPIC,),
        "Make the title of each its one topic and item",
        _EMPTY_STAGES,
        "the title is its topic and item",
        stages.title_as_topic,
    ),
    Cure(
        "drop-empty-topics",
        (ProblemKind.NO_ITEM,),
        "Leave them out",
        _EMPTY_TOPICS,
        "left out",
        topics.drop_empty_topics,
    ),
    Cure(
        "title-as-item",
        (ProblemKind.NO_ITEM,),
        "Make the title of each its one item",
        _EMPTY_TOPICS,
        "the title is its item",
        topics.title_as_item,
    ),
    Cure(
        "topics-as-items",
        (ProblemKind.NO_ITEM,),
        "Make each an item of the topic before it",
        _EMPTY_TOPICS,
        "made items of the topic before",
        topics.topics_as_items,
    ),
    Cure(
        "resources-as-items",
        (ProblemKind.NO_ITEM,),
        "Make an item of each of their resources",
        _EMPTY_TOPICS,
        "the resources are their items, too",
        topics.resources_as_items,
    ),
    Cure(
        "split-topics",
        (ProblemKind.MANY_ITEMS, ProblemKind.MANY_RESOURCES),
        "Divide them into parts",
        _TOPICS,
        "divided into parts",
        topics.split_topics,
    ),
    Cure(
        "drop-equal-items",
        (ProblemKind.SAME_ITEM,),
        "Keep the first of each",
        ("equal item", "equal items"),
        "left out",
        topics.drop_equal_items,
    ),
    Cure(
        "number-equal-items",
        (ProblemKind.SAME_ITEM,),
        "Number them, as in “Review (2)”",
        ("equal item", "equal items"),
        "numbered",
        topics.number_equal_items,
    ),
    Cure(
        "name-roadmap",
        (ProblemKind.NO_ROADMAP_TITLE,),
        "Give it a title",
        ("roadmap", "roadmaps"),
        "called “{}”",
        texts.name_roadmap,
        Asked("Title", ""),
    ),
    Cure(
        "make-readable",
        (ProblemKind.EMPTY_TITLE, ProblemKind.UNREADABLE_TEXT),
        "Leave out what cannot be shown, and number what has no title",
        _TEXTS,
        "cleaned or numbered",
        texts.make_readable,
    ),
    Cure(
        "shorten-texts",
        (ProblemKind.LONG_TEXT,),
        "Shorten them; the rest goes to the detail or the summary",
        _TEXTS,
        "shortened, the rest is in the detail or the summary",
        texts.shorten,
    ),
    Cure(
        "clamp-times",
        (ProblemKind.WEEKLY_HOURS, ProblemKind.ITEM_MINUTES, ProblemKind.RESOURCE_HOURS),
        "Take the nearest that is allowed",
        ("time", "times"),
        "the nearest that is allowed is taken",
        texts.clamp_times,
    ),
    Cure(
        "new-slugs",
        (ProblemKind.INVALID_SLUG, ProblemKind.SAME_SLUG),
        "Make new ones from the titles",
        _ADDRESSES,
        "made anew from the titles",
        addresses.new_slugs,
    ),
    Cure(
        "base-address",
        _LINK,
        "Make them absolute",
        _ADDRESSES,
        "relative to {}",
        addresses.join_base,
        Asked("Address of the original text", "", check=_base),
        "relative ones are taken from {}",
    ),
    Cure(
        "drop-addresses",
        _LINK,
        "Keep the resources without these addresses",
        _ADDRESSES,
        "left out; the resources stay",
        addresses.drop_addresses,
    ),
    Cure("drop-resources", _LINK, "Leave out these resources", _RESOURCES, "left out", addresses.drop_resources),
    Cure(
        "as-articles",
        (ProblemKind.RESOURCE_KIND,),
        "Take them for articles",
        _RESOURCES,
        "taken for articles",
        addresses.as_articles,
    ),
)
BY_NAME = {cure.name: cure for cure in ALL}


def read_cure(text: str) -> ChosenCure:
    """Return the cure that TEXT names, such as "equal-months=24". Raise NoSuchCure if there is none."""
    name, _, value = text.partition("=")
    if (cure := BY_NAME.get(name.strip())) is None:
        raise NoSuchCure(f"There is no cure “{name.strip()[:80]}”. There are: {', '.join(sorted(BY_NAME))}.")
    if cure.asked is None:
        return ChosenCure(cure)
    return ChosenCure(cure, cure.asked.read(value))
