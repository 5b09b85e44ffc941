"""The last look at a reading: a line with words that are neither in the outline nor named is named as left out."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from roadmap_app.outline.entries import KIND_OF
from roadmap_app.outline.marks import plain
from roadmap_app.outline.nodes import Outline
from roadmap_app.outline.reading.blocks import Block, Kind, Words
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.durations import take_duration
from roadmap_app.outline.reading.guarded import resolved
from roadmap_app.outline.reading.labels import is_goal_label, is_resource_label, is_time_line, label_and_rest
from roadmap_app.outline.reading.result import PlacedBlock, Remark
from roadmap_app.outline.reading.titles import stage_title

_WORD = re.compile(r"[^\W\d_]{2,}")
# What a reader takes for structure wherever it stands: it becomes a list, a kind, a price, a time.
_STRUCTURE = frozenset(("and", "or", "by", "und", "to", "hint", "free", "paid", "min", "hour", "hours", *KIND_OF))


def overlooked(placed: Iterable[PlacedBlock], outline: Outline, named: Iterable[Remark]) -> Iterator[Remark]:
    """Yield a remark for each block of PLACED with words that are not in OUTLINE, unless NAMED speaks of its line."""
    spoken: dict[int, str] = {}
    for remark in named:
        spoken[remark.line] = f"{spoken.get(remark.line, '')} {remark.message} {remark.text}".casefold()
    texts = list(_texts_of(outline))
    kept = set(chain.from_iterable(_WORD.findall(text) for text in texts))
    addresses = {text for text in texts if "://" in text}
    for each in placed:
        block = each.block
        if each.role is Role.LEFT_OUT or block.kind is Kind.HEAD:
            continue
        told = spoken.get(block.first, "")
        missing = {word for word in _all_words(block) if word not in kept and word not in told}
        missing &= _words_of(each) if missing else set()  # the costly part, for few blocks
        links = (link.address for words in (block.words, *block.cells) for link in words.links)
        missing |= {link.casefold() for link in links if _is_lost(link, addresses, told)}
        for number, line in enumerate(block.source.split("\n") if missing else (), block.first):
            if any(word in line.casefold() for word in missing):
                yield Remark(number, "Not all of this has a place in a roadmap.", line.strip()[:300])


def _is_lost(link: str, addresses: set[str], told: str) -> bool:
    address = resolved(link, "").casefold()
    return bool(address) and address not in addresses and address not in told


def _texts_of(outline: Outline) -> Iterator[str]:
    yield from (outline.title.casefold(), outline.summary.casefold(), outline.credit.casefold())
    for stage in outline.stages:
        yield from (stage.title.casefold(), stage.goal.casefold())
        for topic in stage.topics:
            yield from (topic.title.casefold(), topic.summary.casefold())
            for item in topic.items:
                yield from (item.title.casefold(), item.group.casefold(), item.hint.casefold())
            for resource in topic.resources:
                yield from (resource.title.casefold(), resource.author.casefold(), resource.url.casefold())


def _all_words(block: Block) -> set[str]:
    texts = (plain(words.text) for words in (block.words, *block.cells))
    return set(_WORD.findall(" ".join(texts).casefold()))


def _words_of(placed: PlacedBlock) -> set[str]:
    """Return the words of a block that are content: no labels, times and stage words."""
    block = placed.block
    if placed.role is Role.STAGE and not block.cells:
        texts = [stage_title(block).text]
    else:
        texts = [_content(words) for words in ((block.words,) if not block.cells else block.cells)]
    found = set(_WORD.findall(" ".join(texts).casefold()))
    return found - _STRUCTURE


def _content(words: Words) -> str:
    """Return what WORDS say without a label of resources or a goal and without a time."""
    text = plain(words.text)
    label, rest = label_and_rest(words.text)
    if is_time_line(text):
        return ""
    if is_resource_label(label) or is_goal_label(label):
        return plain(rest)
    return plain(take_duration(words.text)[0])
