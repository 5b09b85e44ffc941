"""Compute a learner's state from their activity log alone, to compare it with the rows that hold it."""

from roadmap_app.models import Activity, User


def recorded_state(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """Return the ids of (items done, topics skipped) after all of USER's activity, in order."""
    done: set[int] = set()
    skipped: set[int] = set()
    for verb, item_id, topic_id in (
        Activity.objects.filter(user=user).order_by("pk").values_list("verb", "item_id", "topic_id")
    ):
        if verb == Activity.Verb.TICKED and item_id:
            done.add(item_id)
        elif verb == Activity.Verb.UNTICKED and item_id:
            done.discard(item_id)
        elif verb == Activity.Verb.SKIPPED:
            skipped.add(topic_id)
        elif verb == Activity.Verb.TAKEN_BACK:
            skipped.discard(topic_id)
    return frozenset(done), frozenset(skipped)
