"""Read the changes of a roadmap that a learner has not seen yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap_app.domain.changes import ItemChange, KnownItem, changes
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.models import Edition

KINDS = {
    "new": "New",
    "restored": "Back again",
    "moved": "Moved",
    "renamed": "Renamed",
    "to_show": "To be shown to somebody",
    "not_to_show": "No longer to be shown",
    "retired": "Retired",
    "gone": "Taken out",
}
FOLDED_FROM = 8


@dataclass(frozen=True)
class NewsLine:
    """A change, the page it leads to ("" for none), and whether the learner has done the item."""

    change: ItemChange
    url: str
    is_done: bool

    @property
    def also(self) -> str:
        """What else has changed that neither the heading nor the titles tell; "" for nothing."""
        return ", ".join(KINDS[kind].lower() for kind in self.change.kinds[1:] if kind in ("to_show", "not_to_show"))


@dataclass(frozen=True)
class News:
    """The changes since the version that a learner has seen, by kind."""

    version: int
    groups: tuple[tuple[str, tuple[NewsLine, ...]], ...]
    finish_url: str  # if everything was done before the changes, else ""

    @property
    def count(self) -> int:
        """How many changes there are."""
        return sum(len(lines) for _, lines in self.groups)

    @property
    def is_long(self) -> bool:
        """True if the list is folded at first."""
        return self.count > FOLDED_FROM


def known_to(standing: RoadmapStanding) -> dict[int, KnownItem] | None:
    """Return the items as the learner last saw them, in one query at most; None if that is not stored."""
    seen, tree = standing.seen_version, standing.tree
    if seen is None or seen >= tree.version:
        return None if seen is None else tree.known_items
    edition = Edition.objects.filter(roadmap_id=tree.id, version=seen).values_list("items", flat=True).first()
    return None if edition is None else {int(row_id): KnownItem(*values) for row_id, values in edition.items()}


def news_of(standing: RoadmapStanding, known: dict[int, KnownItem] | None) -> News | None:
    """Return what differs from KNOWN, the items the learner last saw; None for no change."""
    tree = standing.tree
    if known is None or known is tree.known_items:
        return None
    groups = tuple(_groups(changes(known, tree.known_items), standing))
    finish_url = tree.finish_url if _was_finished(known, standing) else ""
    return News(tree.version, groups, finish_url) if groups else None


def _was_finished(known: dict[int, KnownItem], standing: RoadmapStanding) -> bool:
    """Return whether everything that counted was done, of the items KNOWN before."""
    done, skipped = standing.state.done, standing.state.skipped
    counted = [row_id for row_id, item in known.items() if not item.retired and item.topic_id not in skipped]
    return bool(counted) and done.issuperset(counted)


def _groups(found: Iterable[ItemChange], standing: RoadmapStanding) -> Iterable[tuple[str, tuple[NewsLine, ...]]]:
    urls = {topic.id: topic.url for stage in standing.tree.stages for topic in stage.topics}
    lines = [_line(change, urls, standing) for change in found]
    for kind, label in KINDS.items():
        if own := tuple(line for line in lines if line.change.kinds[0] == kind):
            yield label, own


def _line(change: ItemChange, urls: dict[int, str], standing: RoadmapStanding) -> NewsLine:
    is_done = change.id in standing.state.done
    url = urls.get(change.now.topic_id, "") if change.kinds[0] != "gone" else ""
    shown = not change.now.retired or is_done
    return NewsLine(change, f"{url}#item-{change.id}" if url and shown else "", is_done)
