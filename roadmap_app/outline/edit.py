"""An edit in progress: a roadmap, or one stage of it, as the editor's text changes it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from roadmap_app.outline.drafts import Reading
from roadmap_app.outline.gate import Problem, check
from roadmap_app.outline.match import Key, Same
from roadmap_app.outline.nodes import Outline, OutlineStage
from roadmap_app.outline.plan import OutlinePlan, plan_changes, with_stage
from roadmap_app.outline.writer import write_outline, write_stage


@dataclass
class OutlineEdit:
    """An edit of STORED, the roadmap in the database; STAGE is the stage that is edited alone, None for the whole."""

    stored: Outline
    stage: OutlineStage | None = None

    @cached_property
    def text(self) -> str:
        """The text of what is stored."""
        if self.stage is None:
            return write_outline(self.stored)
        return write_stage(self.stage, self.stored.stages.index(self.stage) + 1)

    def target(self, reading: Reading) -> Outline:
        """Return the whole roadmap after the edit, given the READING of the text."""
        if self.stage is None or self.stage.id is None:
            return reading.outline
        return with_stage(self.stored, self.stage.id, reading.outline.stages)

    def plan(self, reading: Reading, declined: Collection[Key], same: Collection[Same]) -> OutlinePlan:
        """Return the changes, given the proposals DECLINED and the rows that are the SAME as an added line."""
        return plan_changes(self.stored, self.target(reading), declined, same)

    def problems(self, reading: Reading, shown: OutlinePlan) -> list[Problem]:
        """Return the errors of the text: those of the gate, or a stage's text that is not a stage."""
        outline = reading.outline
        if self.stage is not None and not outline.stages:
            return [Problem("The text", "it names no stage; begin it with “## Stage 1: Title (0–3 Months)”.", 1)]
        if self.stage is not None and (outline.title or outline.summary or outline.credit):
            error = "it holds a roadmap's title or summary; change those in the text of the whole roadmap."
            return [Problem("The text", error, outline.line)]
        return check(shown.target)

    def slug_warning(self, reading: Reading) -> str:
        """Return a warning when the text names another slug than the roadmap's, else ""."""
        named, own = reading.outline.slug, self.stored.slug
        if not named or named == own:
            return ""
        return f"The text names the address “{named}”. Is it another roadmap's? This one stays at “{own}”."


def find_stage(outline: Outline, slug: str) -> OutlineStage | None:
    """Return the stage of OUTLINE with this SLUG, None if there is none."""
    return next((stage for stage in outline.stages if stage.slug == slug), None)
