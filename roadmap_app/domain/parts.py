"""What a page shows of a stage, a topic and the cairn: all that the HTML of such a part depends on.

Parts with equal data have equal HTML, so that it is rendered once and kept (templatetags/parts.py). They hold content
and a state such as "3 of 8", nothing else of a learner.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal
from uuid import UUID

from roadmap_app.domain.curriculum import ItemRow, ResourceRow
from roadmap_app.domain.progress import Progress

# The states of a resource, with their labels, in their order.
RESOURCE_STATES = {"unread": "To read", "reading": "Reading", "read": "Read"}


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A row of a checklist; `group_hint` is the hint that its group shows for all of its rows."""

    item: ItemRow
    done: bool
    group_hint: str = ""

    @property
    def hint(self) -> str:
        """The hint that the row shows."""
        return "" if self.group_hint else self.item.hint

    @property
    def described_by(self) -> str:
        """The DOM ids of what describes the item: its estimate, that it is to be shown to somebody, and its hint."""
        described = {"takes": self.item.minutes, "to-show": self.item.sign_off, "hint": self.hint}
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

    @property
    def hint(self) -> str:
        """The hint that all rows share, "" if they differ or there is one row only."""
        hints = {item.hint for item, _ in self.rows}
        return hints.pop() if len(hints) == 1 and len(self.rows) > 1 else ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist of a topic, in the colour of its stage."""

    hue: int
    is_skipped: bool
    groups: tuple[ChecklistGroup, ...]


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """A resource on its topic's page; `state` is one of RESOURCE_STATES."""

    resource: ResourceRow
    state: str

    @property
    def label(self) -> str:
        """The label of its state."""
        return RESOURCE_STATES[self.state]

    @property
    def states(self) -> tuple[tuple[str, str], ...]:
        """Every state with its label."""
        return tuple(RESOURCE_STATES.items())


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of a page: `here` is the link that the page is, or lies below; `sign_in_from` a visitor's path."""

    roadmap_url: str
    here: str
    is_page: bool
    sign_in_from: str
    is_staff: bool
    in_team: bool
    searches: bool

    @property
    def current(self) -> str:
        """The value of aria-current for the link `here`."""
        return "page" if self.is_page else "true"


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A progress bar: `label` is the title of its subject, `kind` and `number` make its DOM id unique."""

    kind: str
    number: int
    label: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Moment:
    """A time and the zone to show it in, or a date and None; `style` is that of Django's date filter.

    With the zone, because the same instant in two zones is equal.
    """

    at: datetime | date
    zone: tzinfo | None
    style: str

    @property
    def local(self) -> datetime | date:
        """The time in the zone; the date."""
        return self.at.astimezone(self.zone) if isinstance(self.at, datetime) else self.at

    @property
    def iso(self) -> str:
        """The time with its offset from UTC, or the date, in ISO 8601."""
        return self.local.isoformat()


@dataclass(frozen=True, slots=True)
class ChangeMessage:
    """What a tick, a skip or an undo has done; `change` is what can be undone, `skipped` the id of a skipped topic."""

    text: str
    change: UUID | None
    skipped: int | None


@dataclass(frozen=True, slots=True)
class AccountState:
    """What the settings say of how somebody signs in and of their time: "2 passkeys", "on", and no text of theirs.

    `pauses` are those that have not ended, `summary` is when the weekly mail comes, "" if it is off.
    """

    has_password: bool
    passkeys: int
    has_app: bool
    sso_name: str
    sso_only: bool
    is_connected: bool
    pauses: int
    slots: int
    has_feed: bool
    summary: str


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
    start_month: float
    end_month: float
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
    summary: str = ""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic on the page of its stage."""

    head: TopicHead
    checklist: Checklist
    resources: tuple[ResourceRow, ...]
    is_noted: bool


@dataclass(frozen=True, slots=True)
class Cairn:
    """The progress picture; `filled` is the share of each stone, 0 to 1, from the bottom up.

    `each` is how many stages a stone stands for, `placed` the number of the one just placed, 0 for none.
    `is_all_skipped` says that nothing counts because all topics are skipped.
    """

    title: str
    progress: Progress
    filled: tuple[float, ...]
    each: int
    settles: bool
    placed: int
    is_all_skipped: bool = False
