"""The reasons why editors cannot delete or move content that learners depend on."""

from collections.abc import Iterable

from django.utils.text import capfirst

from roadmap_app.models import Item, Resource, Roadmap
from roadmap_app.models.curriculum import ContentRow
from roadmap_app.queries.reach import holders

NEEDS_AN_ITEM = "A topic needs at least one item: what would a learner tick? Delete or retire the topic instead."


def why_kept(row: ContentRow) -> str:
    """Return the reason why ROW cannot be deleted, "" if it can."""
    if isinstance(row, Roadmap):
        kept = row.enrolment_set.exists() or holders(row).count
        return f"Learners walk “{row}”, so it cannot be deleted. Untick “published” to hide it." if kept else ""
    learners = holders(row)
    if not learners.count:
        return ""
    have = capfirst(learners.have)
    if isinstance(row, Resource):
        return f"{have} begun to read “{row}”, so it cannot be deleted. Retire it instead: it stays for them."
    return (
        f"{have} ticks or notes on “{row}”, so it cannot be deleted: that would take away what they have "
        "done. Retire it instead: it stays for those who have completed it and counts in nobody's remaining work."
    )


def why_last(items: Iterable[Item]) -> str:
    """Return the reason why ITEMS cannot leave their topics, "" if each topic keeps an item."""
    gone = {item.pk for item in items}
    topics = {item.topic_id for item in items}
    emptied = any(not Item.objects.filter(topic=topic).exclude(pk__in=gone).exists() for topic in topics)
    return NEEDS_AN_ITEM if emptied else ""
