"""Read a roadmap as an outline, and how many learners a change of it affects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from roadmap_app.domain.reach import Reach
from roadmap_app.domain.titles import tidy
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import STAGE_ORDER, Retirable
from roadmap_app.outline.gate import check
from roadmap_app.outline.match import WORDS, Key, NoSuchRow, Same
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineResource, OutlineStage, OutlineTopic
from roadmap_app.outline.plan import OutlineChange
from roadmap_app.outline.problems import Problem
from roadmap_app.queries.reach import reach


def outline_of(roadmap: Roadmap) -> Outline:
    """Return all of ROADMAP, retired rows too, each node with its row's id; never from the snapshot."""
    stages = roadmap.stages.order_by(*STAGE_ORDER).prefetch_related("topics__items", "topics__resources")
    return Outline(
        title=roadmap.title,
        slug=roadmap.slug,
        summary=roadmap.summary,
        credit=roadmap.credit,
        weekly_hours=roadmap.weekly_hours,
        stages=tuple(map(_stage, stages)),
        id=roadmap.pk,
    )


def faults_of(roadmap_id: int) -> list[Problem]:
    """Return the faults that the publish gate finds in the stored roadmap."""
    return check(outline_of(Roadmap.objects.get(pk=roadmap_id)))


def _stage(stage: Stage) -> OutlineStage:
    return OutlineStage(
        title=stage.title,
        slug=stage.slug,
        goal=stage.goal,
        start_month=stage.start_month,
        end_month=stage.end_month,
        topics=tuple(map(_topic, stage.topics.all())),
        retired=stage.retired,
        id=stage.pk,
    )


def _topic(topic: Topic) -> OutlineTopic:
    return OutlineTopic(
        title=topic.title,
        slug=topic.slug,
        summary=topic.summary,
        items=tuple(
            OutlineItem(row.title, row.group, row.hint, row.retired, row.minutes, row.sign_off, id=row.pk)
            for row in topic.items.all()
        ),
        resources=tuple(
            OutlineResource(row.kind, row.title, row.author, row.url, row.retired, row.hours, row.price, id=row.pk)
            for row in topic.resources.all()
        ),
        retired=topic.retired,
        id=topic.pk,
    )


def key_of_row(roadmap: Roadmap, name: str) -> Key | None:
    """Return the key of a row of ROADMAP by its NAME, as in "item-12", or by its ref; None if no row has it."""
    word, _, number = name.lower().rpartition("-")
    paths: tuple[tuple[type[Retirable], str], ...] = (
        (Stage, "roadmap"),
        (Topic, "stage__roadmap"),
        (Item, "topic__stage__roadmap"),
        (Resource, "topic__stage__roadmap"),
    )
    for model, path in paths:
        rows = model._default_manager.filter(**{path: roadmap})
        kind = model.__name__.lower()
        if kind == word and number.isdecimal() and len(number) < 19 and rows.filter(pk=int(number)).exists():
            return kind, int(number)
        if found := rows.filter(ref=name).values_list("pk", flat=True).first():
            return kind, found
    return None


def parse_same(roadmap: Roadmap, text: str, outline: Outline) -> Same:
    """Parse TEXT, such as "item-12=TITLE" or "REF=TITLE": a row of ROADMAP and the title of its line in OUTLINE.

    Raise NoSuchRow if there is no such row or line.
    """
    name, _, title = text.partition("=")
    title, key = tidy(title), key_of_row(roadmap, name.strip())
    if key is None:
        raise NoSuchRow(f"{name} is no row of “{roadmap.title}”: write it as the changes do, or give its ref.")
    if not any((WORDS[type(node)], node.title) == (key[0], title) for _, node in outline.nodes()):
        raise NoSuchRow(f"The text has no {key[0]} “{title}”.")
    return key, title


@dataclass(frozen=True)
class Affected:
    """A change, and the learners who have completed (items of) what it changes."""

    change: OutlineChange
    reach: Reach
    offers: tuple[OutlineChange, ...] = ()  # the retirements that it may be instead, where it is an addition


def affected(changes: Iterable[OutlineChange], kept_at: datetime | None = None) -> list[Affected]:
    """Return each change with its learners, in one go for each kind of content; for KEPT_AT, see reach()."""
    changes = list(changes)
    found: dict[str, Reach] = {}
    for model in (Stage, Topic, Item):
        word = model.__name__.lower()
        ids = [change.id for change in changes if change.word == word and change.id and "reordered" not in change.kinds]
        found |= {f"{word}-{row_id}": each for row_id, each in reach(model, ids, kept_at).items()} if ids else {}
    return [Affected(change, found.get(change.key, Reach(is_item=change.word == "item"))) for change in changes]
