"""What the pages of a stage and a topic show of the content, and of the learner's progress."""

from typing import NamedTuple

from roadmap_app.domain.curriculum import StageNode, TopicNode
from roadmap_app.domain.standing import RoadmapStanding, StageStanding
from roadmap_app.domain.topic_standing import TopicStanding


class StagePage(NamedTuple):
    """A stage's standing with that of its roadmap."""

    standing: RoadmapStanding
    stage: StageStanding

    @property
    def kind(self) -> str:
        """What its neighbours are."""
        return "Stages"

    @property
    def neighbours(self) -> tuple[StageNode | None, StageNode | None]:
        """The stages before and after it on the trail."""
        return self.standing.tree.stages_around(self.stage.node)


class TopicPage(NamedTuple):
    """A topic's standing with those around it."""

    standing: RoadmapStanding
    stage: StageStanding
    topic: TopicStanding

    @property
    def kind(self) -> str:
        """What its neighbours are."""
        return "Topics"

    @property
    def neighbours(self) -> tuple[TopicNode | None, TopicNode | None]:
        """The topics before and after it on the trail."""
        return self.standing.tree.neighbours(self.topic.node)
