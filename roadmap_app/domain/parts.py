"""What a page shows of a stage, a topic, the trail and the cairn: all that the HTML of such a part depends on.

Parts with equal data have equal HTML, so that it is rendered once and kept (templatetags/parts.py). They hold content
and a state such as "3 of 8", nothing else of a learner.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from roadmap_app.domain.curriculum import ItemRow
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.trail import Marker


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A row of a checklist."""

    item: ItemRow
    done: bool

    @property
    def described_by(self) -> str:
        """The DOM ids of what describes the item: its estimate and its hint."""
        described = {"takes": self.item.minutes, "hint": self.item.hint}
        return " ".join(f"{name}-{self.item.id}" for name, value in described.items() if value)


@dataclass(frozen=True, slots=True)
class ChecklistGroup:
    """The items of a checklist under one label; `rows` are (item, is completed)."""

    label: str
    rows: tuple[tuple[ItemRow, bool], ...]

    @property
    def done(self) -> int:
        """The number of completed items."""
        return sum(is_done for _, is_done in self.rows)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist of a topic, in the colour of its stage."""

    hue: int
    is_skipped: bool
    groups: tuple[ChecklistGroup, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of a page: `here` is the page if it is one of those that are linked, `sign_in_from` a visitor's path."""

    roadmap_url: str
    here: str
    sign_in_from: str
    is_staff: bool


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A progress bar: `label` is the title of its subject, `kind` and `number` make its DOM id unique."""

    kind: str
    number: int
    label: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with its offset from UTC, or a date, in ISO 8601, and the style of its text as in Django's date filter."""

    iso: str
    style: str

    @property
    def at(self) -> datetime:
        """The time; midnight for a date."""
        return datetime.fromisoformat(self.iso)


@dataclass(frozen=True, slots=True)
class AccountLinks:
    """The links to what belongs to an account, as far as it has them."""

    has_password: bool
    sso_name: str
    sso_only: bool


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as the card of its stage lists it; `status` as in TopicStanding."""

    title: str
    url: str
    status: str
    is_noted: bool
    is_skipped: bool
    is_finished: bool


@dataclass(frozen=True, slots=True)
class StageCard:
    """A stage as the roadmap page shows it; months count from the start, dates are None without a plan.

    `folds` says whether it can be folded to a line, and is "open" or "closed" at first.
    """

    id: int
    number: int
    hue: int
    title: str
    goal: str
    url: str
    start_month: int
    end_month: int
    retired: bool
    starts_on: date | None
    ends_on: date | None
    progress: Progress
    topics: tuple[TopicLine, ...]
    folds: Literal["", "open", "closed"] = ""


@dataclass(frozen=True, slots=True)
class TopicHead:
    """The head of a topic's card on the stage page: title, progress, and what can be done with the whole topic."""

    id: int
    title: str
    url: str
    progress: Progress
    is_skipped: bool
    is_finished: bool


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic on the page of its stage."""

    head: TopicHead
    summary: str
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class TrailStretch:
    """A stage on the trail, with the empty months before it and its markers."""

    id: int
    number: int
    hue: int
    title: str
    url: str
    description: str
    start_month: int
    months: int
    progress: Progress
    gap_months: int
    markers: tuple[Marker, ...]


@dataclass(frozen=True, slots=True)
class TrailPicture:
    """The trail. `place` are the months of today, of the plan and of what is done, to a tenth; None without a plan."""

    months: int
    stretches: tuple[TrailStretch, ...]
    place: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Cairn:
    """The progress picture; `filled` is the share of each of its six stones, 0 to 1."""

    title: str
    progress: Progress
    filled: tuple[float, ...]
    settles: bool
