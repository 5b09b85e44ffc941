"""A learner's own rows, as far as their standing depends on them."""

from dataclasses import dataclass
from datetime import date

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.pauses import merged
from roadmap_app.domain.schedule import PlanTerm, Schedule


@dataclass(frozen=True)
class LearnerState:
    """A learner's own rows: ids of items done and of topics skipped and noted, and what they have per roadmap.

    `resources` are (resource id, "reading" or "read").

    `done_this_week` are those ticked since Monday, by their stored days; `last_noted` is the topic of the note last
    edited. `plans` are (roadmap id, term), oldest first; `pauses` (first day, last day or None), of all roadmaps;
    `visits` (roadmap id, version last seen).
    """

    done: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    noted: frozenset[int] = frozenset()
    plans: tuple[tuple[int, PlanTerm], ...] = ()
    pauses: tuple[tuple[date, date | None], ...] = ()
    visits: tuple[tuple[int, int], ...] = ()
    done_this_week: frozenset[int] = frozenset()
    last_noted: int | None = None
    resources: frozenset[tuple[int, str]] = frozenset()

    def schedule(self, tree: RoadmapTree, today: date) -> Schedule | None:
        """Return the learner's schedule on this roadmap as of TODAY, None before they have started."""
        terms = tuple(term for roadmap_id, term in self.plans if roadmap_id == tree.id)
        return Schedule(terms, merged(self.pauses, today), tree.weekly_hours) if terms else None
