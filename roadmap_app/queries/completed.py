"""Read what all learners have completed, in one pass over the completions, for counts of many of them at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from roadmap_app.models import Item
from roadmap_app.queries.plain_sql import GROUPED, as_moment

# A learner's ids in one row, as in queries/teams.py. The content is joined as one small table: three joins of each of
# millions of completions take PostgreSQL longer than everything else.
COMPLETED = """
    WITH content AS {materialized} (
        SELECT item.id AS item_id, stage.roadmap_id
        FROM roadmap_app_item item
        JOIN roadmap_app_topic topic ON topic.id = item.topic_id
        JOIN roadmap_app_stage stage ON stage.id = topic.stage_id
    )
    SELECT done.user_id, content.roadmap_id, {grouped}, max(done.done_at)
    FROM roadmap_app_completion done JOIN content ON content.item_id = done.item_id
    GROUP BY done.user_id, content.roadmap_id
"""
ROWS_AT_A_TIME = 2_000


class Completed(NamedTuple):
    """The ids of the items of a roadmap that a learner has completed, and when they completed the last one."""

    user_id: int
    roadmap_id: int
    items: frozenset[int]
    last: datetime


@dataclass(frozen=True, slots=True)
class TopicItems:
    """The ids of a topic's items, and of those that are not retired; `retired` is the topic's own."""

    id: int
    stage_id: int
    retired: bool
    items: frozenset[int]
    living: frozenset[int]


def read_completed() -> Iterator[Completed]:
    """Yield what each learner has completed on each roadmap on which they have completed anything."""
    materialized = "MATERIALIZED" if connection.vendor == "postgresql" else ""
    statement = COMPLETED.format(materialized=materialized, grouped=GROUPED[connection.vendor].format("done.item_id"))
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            for user_id, roadmap_id, items, last in rows:
                yield Completed(user_id, roadmap_id, frozenset(map(int, items.split(","))), as_moment(last))


def read_topic_items() -> dict[int, list[TopicItems]]:
    """Return the items of every topic that has any, by the id of its roadmap."""
    rows: dict[tuple[int, int, int, bool], list[tuple[int, bool]]] = {}
    fields = ("topic__stage__roadmap", "topic__stage", "topic", "topic__retired")
    for *place, item_id, retired in Item.objects.order_by().values_list(*fields, "pk", "retired"):
        rows.setdefault(tuple(place), []).append((item_id, retired))
    found: dict[int, list[TopicItems]] = {}
    for (roadmap_id, stage_id, topic_id, topic_retired), items in rows.items():
        living = frozenset(item_id for item_id, retired in items if not retired)
        every = frozenset(item_id for item_id, _ in items)
        found.setdefault(roadmap_id, []).append(TopicItems(topic_id, stage_id, topic_retired, every, living))
    return found
