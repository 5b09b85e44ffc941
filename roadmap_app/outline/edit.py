"""An editor's changes to the text of a roadmap or of one of its stages."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from roadmap_app.outline.gate import check
from roadmap_app.outline.match import Key, Same
from roadmap_app.outline.nodes import Outline, OutlineStage
from roadmap_app.outline.plan import OutlinePlan, plan_changes, with_stage
from roadmap_app.outline.problems import Problem, ProblemKind
from roadmap_app.outline.reading.result import Reading
from roadmap_app.outline.writer import write_outline, write_stage


@dataclass
class OutlineEdit:
    """An edit of `stored`, the roadmap in the database, or of one `stage` of it."""

    stored: Outline
    stage: OutlineStage | None = None

    @cached_property
    def text(self) -> str:
        """Return the stored roadmap or stage as text."""
        if self.stage is None:
            return write_outline(self.stored)
        return write_stage(self.stage, self.stored.stages.index(self.stage) + 1)

    def target(self, reading: Reading) -> Outline:
        """Return the whole roadmap after the edit, given the READING of the text."""
        if self.stage is None or self.stage.id is None:
            return reading.outline
        return with_stage(self.stored, self.stage.id, reading.outline.stages)

    def plan(self, reading: Reading, declined: Collection[Key], same: Collection[Same]) -> OutlinePlan:
        """Return the planned changes. DECLINED and SAME are the editor's choices, see `plan_changes`."""
        return plan_changes(self.stored, self.target(reading), declined, same)

    def problems(self, reading: Reading, shown: OutlinePlan) -> list[Problem]:
        """Return the errors in the text: those of the gate, or that the text of a stage is not a stage."""
        outline = reading.outline
        if self.stage is not None and not (outline.stages and reading.names_stages):
            error = "it names no stage; begin it with “## Stage 1: Title (0–3 Months)”."
            return [Problem(ProblemKind.NO_STAGE, "The text", error, 1)]
        if self.stage is not None and (outline.title or outline.summary or outline.credit):
            error = "it holds a roadmap's title or summary; change those in the text of the whole roadmap."
            return [Problem(ProblemKind.OTHER, "The text", error, outline.line)]
        return check(shown.target)

    def slug_warning(self, reading: Reading) -> str:
        """Return a warning if the text has another slug than the roadmap, else ""."""
        written, own = reading.outline.slug, self.stored.slug
        if not written or written == own:
            return ""
        return f"The text names the address “{written}”. Is it another roadmap's? This one stays at “{own}”."
