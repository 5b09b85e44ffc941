"""What a page shows of the trail: data that its HTML depends on, as in parts.py."""

from dataclasses import dataclass

from roadmap_app.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Waymark:
    """A topic on the trail: `state` is "done", "begun", "open" or "skipped", `status` as in TopicStanding.

    `size` is its part of the stage's length, in items; one without items takes the place of one.
    """

    id: int
    title: str
    url: str
    state: str
    status: str
    size: int
    percent: int


@dataclass(frozen=True, slots=True)
class TrailStretch:
    """A stage on the trail."""

    number: int
    hue: int
    title: str
    url: str
    description: str
    start_month: float
    end_month: float
    progress: Progress
    topics: tuple[Waymark, ...]


@dataclass(frozen=True, slots=True)
class TrailLeg:
    """Where a stretch lies: its lane, counted from 1, and the shares of the trail before and after it, in per cent.

    `is_late` says that it begins in the second half, `is_lowest` that figures stand on it, as no lane lies below.
    """

    lane: int
    before: str
    after: str
    is_late: bool
    is_lowest: bool


@dataclass(frozen=True, slots=True)
class TrailMonth:
    """A mark of the trail's ruler, by number of month or week.

    `name` and `year` are empty without a plan and where they repeat.
    """

    number: int
    name: str
    year: str


@dataclass(frozen=True, slots=True)
class TrailRuler:
    """How long the trail is drawn, as its end is marked, and its marks: each a month or some, or a week."""

    end: str
    marks: tuple[TrailMonth, ...]


@dataclass(frozen=True, slots=True)
class TrailFigure:
    """A figure on the trail, "you" or "plan", with its label, which goes before it ("early") or after it ("late")."""

    kind: str
    at: str
    label: str
    side: str


@dataclass(frozen=True, slots=True)
class TrailPauses:
    """Where pauses break the trail, the dates of some of them, and how many more there are."""

    breaks: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class TrailShade:
    """The forecast on the trail: the shares before and after its interval; `goes_on` if that ends beyond the trail."""

    before: str
    after: str
    likely: str | None
    goes_on: bool
    words: str


@dataclass(frozen=True, slots=True)
class TrailPicture:
    """The trail; `length` is its months in words, `rise` its height in pixels where it is upright.

    `here` and `plan` say in words where what is done and the plan have come to, "" if there is nothing to say.
    """

    length: str
    rise: int
    legs: tuple[tuple[TrailStretch, TrailLeg], ...]
    ruler: TrailRuler
    figures: tuple[TrailFigure, ...]
    pauses: TrailPauses
    shade: TrailShade | None
    here: str
    plan: str
