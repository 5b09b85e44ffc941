"""The parts of pages that each process renders once and keeps: all HTML that is cached is listed here, in KEPT.

A part is rendered from its data alone (domain/parts.py, frozen) and from whether it is swapped out of band, so that a
change of content or state is other data, and nothing has to be invalidated. No request and no user reach its template.
The largest parts are of a standing or a forecast, which is an object of its own for each content, state and day.
"""

import re
from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar
from uuid import UUID

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString

from roadmap_app.domain.cairn import shares_filled, stages_per_stone
from roadmap_app.domain.curriculum import ItemRow, TopicNode
from roadmap_app.domain.forecast.finish import Finish
from roadmap_app.domain.parts import Cairn, ChangeMessage, Checklist, ItemLine, Masthead, Moment, ProgressBar
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.standing import RoadmapStanding, StageStanding
from roadmap_app.models import Roadmap, User
from roadmap_app.models.accounts import time_zones
from roadmap_app.queries.notes import NoteGroup
from roadmap_app.queries.sign_offs import OwnSignOff
from roadmap_app.templatetags.forms import FormOriginNode
from roadmap_app.web.rendering import KEPT_LENGTH

Draw = TypeVar("Draw", bound=Callable[..., str])
register = template.Library()

# How many of each a process keeps, the most recently used. What depends on few items serves many learners; what depends
# on a whole standing serves one, so that only those are kept who have been here last. So does a group of notes.
KEPT = {
    "_links.html": 1,
    "_scripts.html": 1,
    "_addresses.html": 1,
    "_neighbours.html": 192,
    "_masthead.html": 64,
    "_progress.html": 4096,
    "_time.html": 1024,
    "notes/_group.html": 64,
    "notes/_scripts.html": 1,
    "items/_item.html": 8192,
    "progress/_message.html": 1024,
    "topics/_acts.html": 2048,
    "topics/_head.html": 2048,
    "topics/_checklist.html": 512,
    "topics/_counts.html": 512,
    "topics/_resource.html": 2048,
    "topics/_resources.html": 512,
    "topics/_crumbs.html": 96,
    "topics/_body.html": 96,
    "topics/_standing.html": 2048,
    "topics/_card.html": 512,
    "roadmaps/_home.html": 1024,
    "roadmaps/_week.html": 1024,
    "now/_offer.html": 8,
    "roadmaps/_more.html": 8,
    "roadmaps/_next.html": 96,
    "roadmaps/_plan.html": 96,
    "roadmaps/_forecast.html": 96,
    "roadmaps/_stages.html": 96,
    "stages/_head.html": 96,
    "stages/_topics.html": 96,
    "roadmaps/_stage.html": 2048,
    "roadmaps/_stretch.html": 2048,
    "roadmaps/_months.html": 512,
    "roadmaps/_trail.html": 512,
    "_cairn.html": 512,
    "accounts/_zones.html": 1,
    "accounts/_scripts.html": 1,
    "accounts/_state.html": 512,
    "teams/_trail.html": 2048,
    "teams/_shared.html": 2048,
}
# What is drawn of a standing, of as many as are kept (queries/progress.py): to hash what is drawn takes long.
STANDINGS = 96
EDITORS = 64  # of notes, each for its learner
# What is in a kept editor in place of the hidden fields of a response.
NO_TOKEN = get_random_string(64)
NO_FIELDS = FormOriginNode().render(Context({"csrf_token": NO_TOKEN}))
# The links of the head by the first part of the addresses below them.
SECTIONS = {
    "": "roadmap",
    "roadmaps": "roadmap",
    "notes": "notes",
    "activity": "activity",
    "settings": "settings",
    "pauses": "settings",
    "accounts": "settings",
    "teams": "teams",
    "manage": "manage",
    "search": "search",
}


def _kept(most: int) -> Callable[[Draw], Draw]:
    """Keep what a function returns, the MOST recently used results; none while templates are being edited."""
    return (lambda draw: draw) if settings.DEBUG else lru_cache(maxsize=most)  # type: ignore[return-value]


def _renderer(name: str) -> Callable[[Hashable, bool], SafeString]:
    def render(part: Hashable, oob: bool) -> SafeString:
        html = get_template(name).render({"part": part, "oob": oob})
        # A page can hold hundreds of rows: drop the template's indentation. The template has escaped the values.
        return SafeString(re.sub(r"\n\s*", " ", html).strip())  # nosec B703

    return _kept(KEPT[name])(render)


_renderers = {name: _renderer(name) for name in KEPT}


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, data: Hashable = None, oob: bool | None = None) -> SafeString:
    """Return the HTML of the part with template NAME; OOB (default: the context's) marks it for a swap out of band."""
    return _renderers[name](data, bool(context.get("oob") if oob is None else oob))


@register.simple_tag(takes_context=True)
def masthead(context: Context) -> SafeString:
    """Return the head of a page: home, the page's roadmap, and where the user can go."""
    user, path = context.get("user") or AnonymousUser(), getattr(context.get("request"), "path", "/")
    here = SECTIONS.get(path.split("/")[1], "")
    roadmap_url = _roadmap_url(context)
    page = (roadmap_url or reverse("roadmaps")) if here == "roadmap" else f"/{here}/"
    shown = Masthead(
        roadmap_url=roadmap_url,
        here=here,
        is_page=path == page,
        sign_in_from="" if user.is_authenticated else path,
        is_staff=user.is_staff,
        in_team=isinstance(user, User) and (user.is_in_team or settings.PORTAL_TEAM_MAKERS == "everybody"),
        searches=here != "search" and (user.is_authenticated or settings.PORTAL_PUBLIC),
    )
    return _renderers["_masthead.html"](shown, False)


def _roadmap_url(context: Context) -> str:
    """Return the address of the roadmap that the page is about, "" if it is about none or several."""
    if standing := context.get("standing"):
        return str(standing.tree.url)
    roadmap = context.get("roadmap")
    return reverse("roadmap", args=[roadmap.slug]) if isinstance(roadmap, Roadmap) else ""


@register.simple_tag
def progress_bar(kind: str, number: int, label: str, progress: Progress) -> SafeString:
    """Return the bar for PROGRESS; LABEL is the title of its subject, KIND and NUMBER make its DOM id unique."""
    return _renderers["_progress.html"](ProgressBar(kind, number, label, progress), False)


@register.simple_tag
def moment(at: datetime | date, style: str = "j M Y, H:i") -> SafeString:
    """Return AT (a time: in the active time zone) as a time element, its text in the STYLE of Django's date filter."""
    zone = timezone.get_current_timezone() if isinstance(at, datetime) else None
    return _renderers["_time.html"](Moment(at, zone, style), False)


class EditorShown(NamedTuple):
    """The editor of a note as a page shows it at first, and the zone to show its time in."""

    address: str
    preview_address: str
    next: str
    version: int
    saved_at: datetime | None
    body: str
    html: str
    zone: tzinfo


@register.simple_tag(takes_context=True)
def note_editor(context: Context) -> SafeString:
    """Return the editor of the note in CONTEXT (views/notes.py), with the hidden fields of this response."""
    values = [context[name] for name in EditorShown._fields[:-1]]
    shown = EditorShown._make([*values, timezone.get_current_timezone()])
    html = (_kept_editor if len(shown.body) <= KEPT_LENGTH else _editor)(shown)
    return SafeString(html.replace(NO_FIELDS, FormOriginNode().render(context)))  # nosec B703


def _editor(shown: EditorShown) -> str:
    return get_template("notes/_editor.html").render(shown._asdict() | {"csrf_token": NO_TOKEN})


_kept_editor = _kept(EDITORS)(_editor)


class NotesShown(NamedTuple):
    """A group of notes, the zone to show their times in, and the words that are marked."""

    group: NoteGroup
    zone: tzinfo
    wanted: tuple[str, ...]


@register.simple_tag
def note_group(group: NoteGroup, wanted: Collection[str]) -> SafeString:
    """Return the GROUP of the list of notes. It is their learner's; one in which words are WANTED is not kept."""
    shown = NotesShown(group, timezone.get_current_timezone(), tuple(wanted))
    if not wanted:
        return _renderers["notes/_group.html"](shown, False)
    return SafeString(get_template("notes/_group.html").render({"part": shown}))  # nosec B703


@register.simple_tag(name="time_zones")
def time_zone_list() -> SafeString:
    """Return the datalist of the time zones that are named after a place, and UTC."""
    return _renderers["accounts/_zones.html"](_zones_of_places(), False)


@cache
def _zones_of_places() -> tuple[str, ...]:
    return ("UTC", *sorted(name for name in time_zones() if "/" in name and not name.startswith("Etc/")))


@register.simple_tag
def item_row(item: ItemRow, done: bool, group_hint: str = "") -> SafeString:
    """Return the HTML of a checklist row; GROUP_HINT is the hint that its group shows for all."""
    return _renderers["items/_item.html"](ItemLine(item, done, group_hint), False)


@register.simple_tag
def change_message(text: str, change: UUID | None, skipped: TopicNode | None) -> SafeString:
    """Return the message TEXT with a button that undoes CHANGE, and one that takes back a topic that is SKIPPED."""
    stand_in = UUID(int=0) if change else None  # in the address alone, so that a message is kept for all changes
    said = ChangeMessage(text, stand_in, skipped.id if skipped else None)
    html = _renderers["progress/_message.html"](said, False)
    return SafeString(html.replace(str(stand_in), str(change))) if change else html  # nosec B703


@register.simple_tag(takes_context=True)
def checklist(context: Context, data: Checklist) -> SafeString:
    """Return the checklist of a topic's page. One with what the learner has shown (`shown`) is theirs, and not kept."""
    oob, shown = bool(context.get("oob")), context.get("shown")
    if not shown:
        return _renderers["topics/_checklist.html"](data, oob)
    html = get_template("topics/_checklist.html").render({"part": data, "oob": oob, "shown": shown})
    return SafeString(html)  # nosec B703


@register.simple_tag
def shown_row(shown: Mapping[int, OwnSignOff], item: ItemRow) -> SafeString:
    """Return what the learner has SHOWN of ITEM, or how they can; nothing for other items."""
    own = shown.get(item.id)
    html = get_template("sign_offs/_row.html").render({"own": own}) if own else ""
    return SafeString(html)  # nosec B703


@register.simple_tag(takes_context=True)
def trail(context: Context, standing: RoadmapStanding, finish: Finish | None = None) -> SafeString:
    """Draw the trail, with the forecast FINISH if there is one."""
    return _trail(standing, finish, bool(context.get("oob")))


@_kept(STANDINGS)
def _trail(standing: RoadmapStanding, finish: Finish | None, oob: bool) -> SafeString:
    picture = standing.trail_to(finish) if finish else standing.trail
    return _renderers["roadmaps/_trail.html"](picture, oob)


@register.simple_tag
def cairn(
    standing: RoadmapStanding, oob: bool = False, settles: bool = False, placed: StageStanding | None = None
) -> SafeString:
    """Draw the progress picture: a stone for each stage, which fills as its items are completed.

    OOB marks the picture for an out-of-band swap, SETTLES animates it when a topic has just been completed; PLACED is
    the stage that has been completed with it, whose stone is animated instead.
    """
    return _cairn(standing, oob, settles, placed)


@_kept(STANDINGS)
def _cairn(standing: RoadmapStanding, oob: bool, settles: bool, placed: StageStanding | None) -> SafeString:
    stages = [stage for stage in standing.stages if not stage.node.retired]
    each = stages_per_stone(len(stages))
    filled = shares_filled([stage.progress for stage in stages], is_built=standing.progress.is_finished)
    stone = stages.index(placed) // each + 1 if placed in stages else 0
    picture = Cairn(
        title=standing.tree.title,
        progress=standing.progress,
        filled=filled,
        each=each,
        settles=settles,
        placed=stone if stone and filled[stone - 1] == 1 else 0,
        is_all_skipped=standing.is_all_skipped,
    )
    return _renderers["_cairn.html"](picture, oob)


@register.simple_tag
def built_cairn(standing: RoadmapStanding) -> SafeString:
    """Draw the progress picture as it was when everything was done, whatever has been added since."""
    stages = [stage.progress for stage in standing.stages if not stage.node.retired]
    done = standing.progress.done
    filled = shares_filled(stages, is_built=True)
    picture = Cairn(standing.tree.title, Progress(done, done), filled, stages_per_stone(len(stages)), False, 0)
    return _renderers["_cairn.html"](picture, False)
