"""Template tags and filters of the learner's pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roadmap_app.domain.cairn import LOGO, pile
from roadmap_app.domain.curriculum import HUES
from roadmap_app.domain.estimates import duration
from roadmap_app.domain.markdown import link_addresses
from roadmap_app.domain.now import reason_in
from roadmap_app.domain.reach import learner_count
from roadmap_app.domain.spans import length_in_words, span_in_words
from roadmap_app.domain.user_agents import device
from roadmap_app.web.joined_files import JOINED_MODULES

register = template.Library()
register.filter(device)
register.filter(duration)
register.filter(reason_in)
register.filter(learner_count)
register.filter(length_in_words)


class Spanned(Protocol):
    """A stage of any kind, with its months; None while an editor has not typed them."""

    start_month: float | None
    end_month: float | None


@register.simple_tag
def span(stage: Spanned, joint: str) -> str:
    """Return the months of STAGE, or its weeks if they are not whole months, joined by JOINT: "months 0–3"."""
    if stage.start_month is None or stage.end_month is None:
        start, end = ("?" if month is None else month for month in (stage.start_month, stage.end_month))
        return f"months {start}{joint}{end}"
    return span_in_words(stage.start_month, stage.end_month, joint)


@register.simple_tag(takes_context=True)
def oob(context: Context, swap: str = "true") -> SafeString:
    """Return the attribute that makes htmx swap an element out of band.

    SWAP is htmx's way of swapping, "true" for the whole element. Return nothing unless the context has `oob` set,
    so that one partial serves both the whole page and the response to a POST.
    """
    return format_html(' hx-swap-oob="{}"', swap) if context.get("oob") else SafeString("")


@register.filter
@lru_cache(maxsize=2048)
def linked(text: str) -> SafeString:
    """Return plain TEXT, a part of the content, as HTML in which web addresses are links."""
    # link_addresses escapes the text and cleans the result.
    return SafeString(link_addresses(text or ""))  # nosec B703


@register.simple_tag
@cache
def mark() -> SafeString:
    """Draw the logo: the six stones in the colour of the text."""
    path = " ".join(stone.path for stone in LOGO)
    return SafeString(get_template("_mark.html").render({"path": path}))  # nosec B703


@dataclass(frozen=True)
class Stone:
    """A stone of the progress picture: its outline, its hue, and where its filled part begins and how high it is."""

    path: str
    hue: int
    y: str
    height: str


@register.simple_tag
def preloaded_modules() -> list[str]:
    """Return the addresses of the modules that every page may need, apart from the one that its script names."""
    whole = static("js/app.js")
    return sorted({static(f"js/{name}.js") for name in JOINED_MODULES} - {whole})


@register.filter
def stones(filled: Sequence[float]) -> Iterator[Stone]:
    """Return the stones of the progress picture, given the share to which each is FILLED, 0 to 1."""
    for number, (stone, share) in enumerate(zip(pile(len(filled)), filled, strict=True)):
        y, height = stone.top + stone.height * (1 - share), stone.height * share
        yield Stone(stone.path, number % HUES + 1, f"{y:.1f}", f"{height:.1f}")


@register.filter
def view_box(filled: Sequence[float]) -> str:
    """Return the viewBox of the progress picture, which begins where the pile does."""
    top = int(pile(len(filled))[-1].top) - 1
    return f"0 {top} 120 {148 - top}"
