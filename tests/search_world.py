"""What the queries of tests/domain/search_queries.json search: the shipped roadmap, one of many scripts, some notes."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from roadmap_app.domain.curriculum import ItemRow, ResourceRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.folding import fold
from roadmap_app.domain.search.entries import Entry, Kind
from roadmap_app.domain.search.index import Notes

SHIPPED = Path(__file__).parents[1] / "fixtures" / "ml-engineer-2025.json"
QUERIES = Path(__file__).parent / "domain" / "search_queries.json"
TOPICS = {
    "Languages of the world": (
        "Résumé writing",
        "Cafe\u0301 culture",
        "Łódź and Kraków",
        "Smørrebrød",
        "Straßenverkehr",
        "İstanbul Boğazı",
        "Введение в машинное обучение",
        "Йога и ёлка",
        "Ελληνική γλώσσα",
        "機械学習入門",
        "ガイドブック",
        "深度学习",
        "기계 학습",
        "שָׁלוֹם עולם",
        "تَعَلُّم الآلة",
        "हिन्दी भाषा",
        "การเรียนรู้ของเครื่อง",
    ),
    "Programming": (
        "C",
        "C++",
        "C#",
        "R",
        "Go",
        "Node.js",
        "A/B testing",
        "snake_case or camelCase",
        "Ｐｙｔｈｏｎ３",
        "L’Hôpital’s rule",
        "x² and x³",
        "Q&A",
    ),
}
NOTES = {
    "mathematics-for-machine-learning": "# Chain rule\n\nRemember the **Jacobian**: rows are outputs. Жорданова форма.",
    "deep-dive-into-algorithms": "The k-d tree speeds up neighbours; see Dostoyevsky's joke about straße.",
}


def entry(model: str, **fields: Any) -> dict[str, Any]:
    """Return an entry of a fixture."""
    return {"model": f"roadmap_app.{model}", "fields": fields}


def world() -> list[dict[str, Any]]:
    """Return the entries of a roadmap whose titles are in many scripts."""
    stage = entry("stage", ref="ws", roadmap=["words"], slug="s", title="Scripts", start_month=0, end_month=3)
    rows = [entry("roadmap", slug="words", title="Words of many lands", position=9), stage]
    numbers = count()
    for place, (title, items) in enumerate(TOPICS.items()):
        rows.append(entry("topic", ref=f"wt{place}", stage=["ws"], slug=f"t{place}", title=title, position=place))
        for item in items:
            number = next(numbers)
            rows.append(entry("item", ref=f"wi{number}", topic=[f"wt{place}"], title=item, position=number))
    return rows


def first_hits() -> list[tuple[str, str]]:
    """Return the queries with the kind and the title that are expected first, such as "ITEM k-NN"; "" for nothing."""
    sections = json.loads(QUERIES.read_text("utf-8"))
    return [pair for section in sections.values() for pair in section.items()]


def trees() -> list[RoadmapTree]:
    """Return the snapshots of both roadmaps, made without a database."""
    return [_tree(json.loads(SHIPPED.read_text("utf-8"))), _tree(world())]


def notes(trees: list[RoadmapTree]) -> Notes:
    """Return the notes as they are searched, without a database."""
    topics = {topic.slug: (stage, topic) for tree in trees for stage, topic in tree.walk}
    entries = [
        Entry(Kind.NOTE, topics[slug][1].title, "", ("", topics[slug][0].title), "", note_id=number)
        for number, slug in enumerate(NOTES, 1)
    ]
    return Notes(entries, [fold(body) for body in NOTES.values()])


def _tree(rows: list[dict[str, Any]]) -> RoadmapTree:
    fields = {
        model: [row["fields"] for row in rows if row["model"].endswith(f".{model}")]
        for model in ("roadmap", "stage", "topic", "item", "resource")
    }
    ids = count(1)

    def of(model: str, parent: str, key: str) -> Iterator[dict[str, Any]]:
        return (row for row in fields[model] if row[parent] == [key])

    def topic(row: dict[str, Any]) -> TopicNode:
        items = (
            ItemRow(next(ids), each.get("group", ""), each["title"], each.get("hint", ""), retired=False)
            for each in of("item", "topic", row["ref"])
        )
        resources = (
            ResourceRow(
                next(ids),
                each["kind"],
                each["kind"].title(),
                each["title"],
                each.get("author", ""),
                "",
                None,
                "",
                retired=False,
                is_dead=False,
            )
            for each in of("resource", "topic", row["ref"])
        )
        return TopicNode(
            next(ids), row["slug"], row["title"], row.get("summary", ""), False, "/t/", tuple(items), tuple(resources)
        )

    (roadmap,) = fields["roadmap"]
    stages = tuple(
        StageNode(
            next(ids),
            number,
            row["slug"],
            row["title"],
            row.get("goal", ""),
            0,
            3,
            False,
            "/s/",
            tuple(topic(each) for each in of("topic", "stage", row["ref"])),
        )
        for number, row in enumerate(of("stage", "roadmap", roadmap["slug"]), 1)
    )
    summary = roadmap.get("summary", "")
    return RoadmapTree(1, 1, roadmap["slug"], roadmap["title"], summary, "", 10, True, "/r/", stages)
