"""Making a roadmap what an outline says. Rows are changed, added and retired, never deleted."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.outline.gate import check, too_large
from roadmap_app.outline.match import Key, Same
from roadmap_app.outline.nodes import Outline, OutlineStage, OutlineTopic, with_slugs
from roadmap_app.outline.plan import OutlinePlan, plan_changes
from roadmap_app.outline.problems import Problem, ProblemKind
from roadmap_app.queries.outline import outline_of

Row = Stage | Topic | Item | Resource
REASON = "Edited as text"


class OutlineConflict(Exception):
    """The roadmap was changed elsewhere since the version that the plan was made for; nothing was changed."""


class OutlineRefused(Exception):
    """The publish gate refuses the roadmap; `problems` says why, and nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@transaction.atomic
def apply_outline(
    *, roadmap: Roadmap, outline: Outline, version: int, declined: Collection[Key] = (), same: Collection[Same] = ()
) -> OutlinePlan:
    """Apply OUTLINE to ROADMAP and return what was changed; DECLINED and SAME are as in `plan_changes`.

    Raise OutlineConflict if the roadmap is no longer at VERSION, and OutlineRefused if the gate refuses it.
    """
    roadmap = Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap.pk)
    if roadmap.version != version:
        raise OutlineConflict
    if problems := too_large(outline):
        raise OutlineRefused(problems)
    plan = plan_changes(outline_of(roadmap), outline, declined, same)
    if problems := check(plan.target):
        raise OutlineRefused(problems)
    if plan.changes:
        _Writer(roadmap).write(plan)
    return plan


@transaction.atomic
def create_from_outline(*, outline: Outline, slug: str = "", published: bool = False) -> Roadmap:
    """Return a new roadmap made of OUTLINE, at the address SLUG (default: the outline's). Raise OutlineRefused."""
    if problems := too_large(outline):
        raise OutlineRefused(problems)
    outline = with_slugs(outline)
    slug = slug or outline.slug
    problems = check(outline)
    if Roadmap.objects.filter(slug=slug).exists():
        taken = f"there is a roadmap at the address “{slug}” already; choose another."
        problems.append(Problem(ProblemKind.OTHER, f"“{outline.title}”", taken, outline.line))
    if problems:
        raise OutlineRefused(problems)
    roadmap = Roadmap(slug=slug, title=outline.title, is_published=published, position=Roadmap.objects.count() + 1)
    _clean_and_save(roadmap, outline.title)
    _Writer(roadmap).write(plan_changes(outline_of(roadmap), outline))
    roadmap.refresh_from_db()  # its version has been raised
    return roadmap


class _Writer:
    """Write a plan's target, row by row, and only what differs."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
        topics = Topic.objects.filter(stage__roadmap=roadmap)
        self.rows: dict[tuple[type, int], Any] = {
            (type(row), row.pk): row
            for rows in (
                Stage.objects.filter(roadmap=roadmap),
                topics,
                Item.objects.filter(topic__in=topics),
                Resource.objects.filter(topic__in=topics),
            )
            for row in rows
        }

    def write(self, plan: OutlinePlan) -> None:
        target = plan.target
        self._free_addresses(target)
        for name in ("title", "summary", "credit", "weekly_hours"):
            setattr(self.roadmap, name, getattr(target, name))
        if any(change.word == "roadmap" for change in plan.changes) or self.roadmap._state.adding:
            _clean_and_save(self.roadmap, target.title)
        for stage, node, position in self._placed(Stage, target.stages):
            fields = ("title", "slug", "goal", "start_month", "end_month", "retired")
            self._save(stage, node, fields, position, roadmap=self.roadmap)
            self._write_topics(stage, node)
        raise_versions([self.roadmap.pk])

    def _write_topics(self, stage: Stage, node: OutlineStage) -> None:
        for topic, topic_node, position in self._placed(Topic, node.topics):
            self._save(topic, topic_node, ("title", "slug", "summary", "retired"), position, stage=stage)
            self._write_rows(topic, topic_node)

    def _write_rows(self, topic: Topic, node: OutlineTopic) -> None:
        for item, item_node, position in self._placed(Item, node.items):
            names = ["title", "group", "hint", "minutes", "sign_off", "retired"]
            self._save(item, item_node, names, position, topic=topic)
        for resource, resource_node, position in self._placed(Resource, node.resources):
            names = ["kind", "title", "author", "url", "hours", "price", "retired"]
            self._save(resource, resource_node, names, position, topic=topic)

    def _placed(self, model: type[Row], nodes: Iterable[Any]) -> Iterable[tuple[Any, Any, int]]:
        """Yield (row, node, position); stored positions are kept if they give the right order already."""
        pairs = [(self.rows.get((model, node.id)) or model(), node) for node in nodes]
        stored = [(row.position, row.pk) for row, _ in pairs if row.pk]
        in_order = len(stored) == len(pairs) and stored == sorted(stored)
        return [(row, node, row.position if in_order else place) for place, (row, node) in enumerate(pairs, 1)]

    def _save(self, row: Any, node: Any, fields: Iterable[str], position: int, **parent: Any) -> None:
        wanted = {name: getattr(node, name) for name in fields} | parent | {"position": position}
        changed = [name for name, value in wanted.items() if row.pk is None or _value(row, name) != _plain(value)]
        if changed:
            for name in changed:
                setattr(row, name, wanted[name])
            _clean_and_save(row, node.title)

    def _free_addresses(self, target: Outline) -> None:
        """Give rows whose address or parent changes a temporary address, as two of them may swap theirs."""
        for stage in target.stages:
            self._step_aside(Stage, stage, None)
            for topic in stage.topics:
                self._step_aside(Topic, topic, stage.id)

    def _step_aside(self, model: type[Stage | Topic], node: OutlineStage | OutlineTopic, stage_id: int | None) -> None:
        row = self.rows.get((model, node.id or 0))
        if row and (row.slug != node.slug or (model is Topic and row.stage_id != stage_id)):
            row.slug = uuid4().hex
            model._default_manager.filter(pk=row.pk).update(slug=row.slug)


def _value(row: object, name: str) -> object:
    return _plain(getattr(row, f"{name}_id", None)) if name in ("roadmap", "stage", "topic") else getattr(row, name)


def _plain(value: object) -> object:
    return getattr(value, "pk", value)


def _clean_and_save(row: Any, title: str) -> None:
    """Save ROW. Raise OutlineRefused if its model refuses it, which the gate should have found before."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise OutlineRefused([Problem(ProblemKind.OTHER, f"“{title}”", " ".join(error.messages))]) from error
    row._change_reason = REASON
    try:
        row.save()
    except IntegrityError as error:
        taken = "somebody has just made another with this address; choose another address, or look at theirs."
        raise OutlineRefused([Problem(ProblemKind.OTHER, f"“{title}”", taken)]) from error
