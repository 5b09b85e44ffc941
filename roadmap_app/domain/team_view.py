"""What the leads of a team see of all its members together, computed from their views alone (see `member_view`)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from roadmap_app.domain.curriculum import RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.member_view import MemberView, State
from roadmap_app.domain.progress import Progress, total

# So many must be at a topic before it is named.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class StuckTopic:
    """A topic that is next for COUNT members who are slowing or stalled, of those who share their items."""

    stage: StageNode
    node: TopicNode
    count: int


@dataclass(frozen=True, slots=True)
class StageSum:
    """The progress of all who share theirs on a stage, and how many of them have finished it."""

    node: StageNode
    progress: Progress
    finished: int


@dataclass(frozen=True)
class TeamView:
    """The members of a team on one roadmap, who may need help first."""

    tree: RoadmapTree
    members: tuple[MemberView, ...]

    @cached_property
    def sharing(self) -> int:
        """How many share their progress."""
        return sum(member.is_shared for member in self.members)

    @cached_property
    def sharing_items(self) -> int:
        """How many share their items."""
        return sum(member.shows_items for member in self.members)

    @property
    def asking(self) -> list[MemberView]:
        """The members who ask for help."""
        return [member for member in self.members if member.asks]

    @property
    def states(self) -> list[tuple[State, int]]:
        """The states with how many are in each, without those that nobody is in."""
        counts = Counter(member.state for member in self.members)
        return [(state, counts[state]) for state in State if counts[state]]

    @property
    def stages(self) -> Iterator[StageSum]:
        """The sums of the current stages, over those who share their progress."""
        of_stage: defaultdict[int, list[Progress]] = defaultdict(list)
        for member in self.members:
            for node, progress in member.stages:
                of_stage[node.id].append(progress)
        for stage in (stage for stage in self.tree.stages if not stage.retired):
            each = of_stage[stage.id]
            yield StageSum(stage, total(each), sum(progress.is_finished for progress in each))

    @property
    def stuck(self) -> list[StuckTopic]:
        """The topics at which several are stuck, the most frequent first."""
        found = Counter(topic.node.id for member in self.members if (topic := member.stuck_at))
        places = ((stage, topic, found[topic.id]) for stage in self.tree.stages for topic in stage.topics)
        several = (StuckTopic(stage, topic, count) for stage, topic, count in places if count >= SEVERAL)
        return sorted(several, key=lambda each: -each.count)


def team_view(tree: RoadmapTree, views: Iterable[MemberView]) -> TeamView:
    """Return the view of a team on TREE from the VIEWS of its members."""
    return TeamView(tree, tuple(sorted(views, key=lambda view: view.need)))


def as_table(team: TeamView, members: Sequence[MemberView]) -> Iterator[tuple[str, ...]]:
    """Yield the head of a spreadsheet of MEMBERS, and a row for each of them."""
    stages = [stage for stage in team.tree.stages if not stage.retired]
    heads = ("Member", "State", "Done", "Of", "Last week with a tick (Monday)", "Asks for help with")
    yield *heads, *(f"Stage {stage.number}: {stage.title}" for stage in stages)
    for member in members:
        counts = {node.id: progress.count for node, progress in member.stages}
        numbers = (str(member.progress.done), str(member.progress.total)) if member.is_shared else ("", "")
        week = member.week.isoformat() if member.week else ""
        asks = "; ".join(ask.line for ask in member.asks)
        yield member.name, str(member.state), *numbers, week, asks, *(counts.get(stage.id, "") for stage in stages)
