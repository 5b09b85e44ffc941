"""Parse the headings of our own format: title, slug, and the months of a stage."""

import re
from dataclasses import dataclass

from roadmap_app.outline.marks import without_emphasis
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import take_duration

_NUMBER = r"(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
_KEYWORD = re.compile(
    rf"(?i)^(?:\d+(?:\.\d+)*[.)]?\s+)?[^\w\s]*\s*(?:stage|phase|step|part|level|module|milestone)\s+{_NUMBER}(?!\w)\s*(?:[:.)|·–—-]+\s*)?"
)
_COUNTED = re.compile(r"^(?:\d+(?:\.\d+)+[.)]?|\d+[.)])\s+")
_SLUG = re.compile(r"\s*\{#([-a-zA-Z0-9_]+)\}\s*$")


@dataclass(frozen=True)
class Heading:
    """A parsed heading: its title (guarded), the slug in {#…}, and the duration of a stage."""

    title: str
    slug: str
    duration: Duration | None = None


def take_slug(text: str) -> tuple[str, str]:
    """Return guarded TEXT without a {#slug} at its end, and that slug."""
    found = _SLUG.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


def stage_heading(text: str) -> Heading:
    """Parse the heading of a stage, such as "Stage 1: Foundations (0–3 Months) {#slug}"."""
    text, slug = take_slug(text)
    text, duration = take_duration(text)
    keyword = _KEYWORD.match(text)
    title = (text[keyword.end() :] if keyword else _COUNTED.sub("", text)).strip() or text.strip(" :")
    return Heading(_without_colon(title), slug, duration)


def topic_heading(text: str) -> Heading:
    """Parse the heading of a topic; a number before it is dropped."""
    text, slug = take_slug(text)
    return Heading(_without_colon(_COUNTED.sub("", text.strip())), slug)


def _without_colon(title: str) -> str:
    # Before removing the emphasis and after: both **Title:** and **Title**: are common.
    return without_emphasis(title.strip().removesuffix(":").strip()).removesuffix(":").strip()
