"""Template tags and filters of the learner's pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roadmap_app.domain.estimates import duration
from roadmap_app.domain.markdown import link_addresses
from roadmap_app.domain.now import reason_in
from roadmap_app.domain.user_agents import device

register = template.Library()
register.filter(device)
register.filter(duration)
register.filter(reason_in)


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


@dataclass(frozen=True)
class Stone:
    """The outline of a stone and its filled part, in the units of the picture (120 x 148)."""

    path: str
    y: str
    height: str


# (path, top, height) of each stone, from the bottom up.
OUTLINES = (
    ("M10.5 142.5Q4 139 3.5 132T10 121.5T28 117T53 116T81 116.5T103.5 121T115 132T112.5 142.5T83 146T38 146T10.5 142.5Z", 116.0, 30.1),  # noqa: E501
    ("M24.5 112Q14 110 13 104T19 94.5T38.5 90T66 90.5T89.5 92.5T100.5 99.5T98 109.5T79 114T50 114.5T24.5 112Z", 89.6, 25.1),  # noqa: E501
    ("M31 87.5Q25 87 25 81.5T32 73T54 69T83 67T102.5 69.5T106 79T95.5 87.5T72 89T47 88T31 87.5Z", 66.7, 22.6),
    ("M31 66Q27 64 25.5 57.5T29 46.5T44.5 41.5T66 42.5T83 47.5T87.5 57T79.5 64.5T63 67T44 68T31 66Z", 41.3, 26.7),
    ("M42 39.5Q37 39 37 33.5T45 26.5T64 24T83.5 24.5T93 32T86.5 40.5T69 41.5T53 40T42 39.5Z", 23.6, 18.5),
    ("M55 20.5Q49 18 48 12T53.5 3.5T67 2.5T77.5 10T77 18.5T67 22T55 20.5Z", 1.9, 20.4),
)  # fmt: skip


@register.simple_tag
@cache
def mark() -> SafeString:
    """Draw the logo: the six stones in the colour of the text."""
    path = " ".join(path for path, _, _ in OUTLINES)
    return SafeString(get_template("_mark.html").render({"path": path}))  # nosec B703


@register.filter
def stones(filled: Iterable[float]) -> Iterator[Stone]:
    """Return the six stones of the progress picture, given the share to which each is FILLED, 0 to 1."""
    for (path, top, height), share in zip(OUTLINES, filled, strict=True):
        yield Stone(path, f"{top + height * (1 - share):.1f}", f"{height * share:.1f}")
