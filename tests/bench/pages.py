"""Measures pages, ticks and loads as ratios in one run: `python -m tests.bench.pages`.

Absolute times tell of the machine; ratios tell whether the design holds: a page costs the same for many items and
many learners, and a snapshot pays for itself.
"""

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")


def milliseconds(act: Callable[[], object], rounds: int = 40) -> float:
    """Return the median duration of ACT, after a few rounds to warm up."""
    for _ in range(3):
        act()
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return 1000 * statistics.median(took)


def main() -> None:
    """Fill a database in memory and print a line per ratio."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from roadmap_app.actions.progress import set_item, set_topic
    from roadmap_app.models import Completion, Item
    from roadmap_app.queries.curriculum import forget_trees, tree
    from roadmap_app.queries.progress import learner_state
    from tests.makers import make_topic, make_user

    call_command("migrate", verbosity=0)
    few, many = make_topic(items=3), make_topic(items=300)
    learner = make_user()
    for topic in (few, many):
        set_topic(user=learner, topic=topic, done=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(learner)

    def page(topic: object) -> float:
        stage = topic.stage  # type: ignore[attr-defined]
        url = f"/roadmaps/{stage.roadmap.slug}/{stage.slug}/{topic.slug}/"  # type: ignore[attr-defined]
        assert client.get(url).status_code == 200
        return milliseconds(lambda: client.get(url))

    small, large = page(few), page(many)
    print(f"topic page, 300 items against 3: {large / small:.2f} times ({large:.1f} ms, {small:.1f} ms)")

    def read() -> None:
        forget_trees()
        tree(many.roadmap)

    cold, warm = milliseconds(read), milliseconds(lambda: tree(many.roadmap))
    print(f"snapshot read afresh against kept: {cold / max(warm, 1e-6):.0f} times ({cold:.1f} ms)")

    item = few.items.get(position=1)
    tick = milliseconds(
        lambda: (set_item(user=learner, item=item, done=False), set_item(user=learner, item=item, done=True))
    )
    alone = milliseconds(lambda: learner_state(learner))
    items = list(Item.objects.all())
    for _ in range(300):
        other = make_user()
        Completion.objects.bulk_create(Completion(user=other, item=each) for each in items)
    crowded = milliseconds(lambda: learner_state(learner))
    again = milliseconds(
        lambda: (set_item(user=learner, item=item, done=False), set_item(user=learner, item=item, done=True))
    )
    print(f"a learner's state among 300 learners against alone: {crowded / alone:.2f} times ({crowded:.2f} ms)")
    print(f"an untick and a tick among 300 learners against alone: {again / tick:.2f} times ({again:.2f} ms)")
    print(f"topic page among 300 learners against alone: {page(many) / large:.2f} times")


if __name__ == "__main__":
    main()
