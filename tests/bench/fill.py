"""Fills a portal's database: the learners who are measured, an owner, and a history of others."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap_app.actions.reach import count_learners
from roadmap_app.actions.visits import begin_visits
from roadmap_app.models import Activity, Completion, Enrolment, Item, Note, Roadmap, Topic, User
from roadmap_app.models.notes import derive
from roadmap_app.queries.curriculum import tree
from tests.bench import rows
from tests.bench.facts import facts
from tests.bench.history import add_others

LEARNERS = 256  # as many as connections, so that each has its own
NOTE = """## What I take from it

The **gradient** points uphill, so a step goes the other way: $w \\leftarrow w - \\eta \\nabla L(w)$.

- [x] read the chapter, and [its errata](https://example.org/errata)
- [ ] do exercise 4 again

| step | loss |
|---|---|
| 1 | 0.93 |
| 100 | 0.11 |

```python
for batch in loader:
    loss = model(batch).mean()
    loss.backward()
```
"""


def fill(others: int) -> rows.Target:
    """Add everything to a database that the portal has prepared, with a history of so many OTHERS."""
    roadmap = Roadmap.objects.get(slug="ml-engineer-2025")
    add_others(others)
    with transaction.atomic():
        learners = _add_learners(roadmap)
        owner = User.objects.create_superuser("owner@example.org", None, name="Owner")
        sessions = [_sign_in(user) for user in (*learners, owner)]
    count_learners()  # as the worker does once an hour
    topic = _topics(roadmap)[0]
    return rows.Target(
        session_cookie=settings.SESSION_COOKIE_NAME,
        learners=[user.pk for user in learners],
        sessions=sessions[:-1],
        owner_session=sessions[-1],
        paths={
            rows.HELLO: rows.HELLO_PATH,
            rows.ROADMAP: reverse("roadmap", args=[roadmap.slug]),
            rows.TOPIC: _path(topic),
            rows.STAGE: reverse("stage", args=[roadmap.slug, topic.stage.slug]),
            rows.NOTES: reverse("notes"),
            rows.SETTINGS: reverse("settings"),
            rows.CSS: staticfiles_storage.url("css/app.css"),
        },
        topics=[
            (_path(topic), [item.pk for item in topic.items.all()[: rows.MAX_ITEMS_TICKED]])
            for topic in _topics(roadmap)
        ],
        facts=facts(),
    )


def done_items(learners: list[int]) -> dict[int, set[int]]:
    """Return the ids of the items that each of LEARNERS has done."""
    done: dict[int, set[int]] = {learner: set() for learner in learners}
    for learner, item in Completion.objects.filter(user__in=learners).values_list("user_id", "item_id"):
        done[learner].add(item)
    return done


def ticks_stored(learners: list[int]) -> int:
    """Return the number of ticks and unticks of LEARNERS."""
    found = Activity.objects.filter(user__in=learners, item__isnull=False).aggregate(count=Count("pk"))
    return int(found["count"])


def _topics(roadmap: Roadmap) -> list[Topic]:
    return list(Topic.objects.filter(stage__roadmap=roadmap).order_by("stage__position", "position"))


def _path(topic: Topic) -> str:
    return reverse("topic", args=[topic.roadmap.slug, topic.stage.slug, topic.slug])


def _add_learners(roadmap: Roadmap) -> list[User]:
    """Add the learners who are measured: enrolled half a year ago, half of the items done, notes on six topics."""
    learners = [User(email=f"measured-{number}@example.org", name=f"Learner {number}") for number in range(LEARNERS)]
    for learner in learners:
        learner.set_unusable_password()
    learners = User.objects.bulk_create(learners)
    now, topics = timezone.now(), _topics(roadmap)
    items = list(Item.objects.filter(topic__stage__roadmap=roadmap).order_by("topic__stage__position", "pk"))
    done = [(item, now - timedelta(days=180 - 3 * place)) for place, item in enumerate(items[: len(items) // 2])]
    body = {"body": NOTE, **derive(NOTE)}
    for learner in learners:
        EmailAddress.objects.create(user=learner, email=learner.email, primary=True, verified=True)
        Enrolment.objects.create(
            user=learner, roadmap=roadmap, started_on=now.date() - timedelta(days=180), hours_per_week=10
        )
        begin_visits(user=learner, tree=tree(roadmap))
        Completion.objects.bulk_create(Completion(user=learner, item=item, done_at=at) for item, at in done)
        Activity.objects.bulk_create(
            Activity(user=learner, verb=Activity.Verb.TICKED, topic_id=item.topic_id, item=item, at=at, on=at.date())
            for item, at in done
        )
        Note.objects.bulk_create(Note(user=learner, topic=topic, **body) for topic in topics[:6])
    return learners


def _sign_in(user: User) -> str:
    """Sign USER in and return the key of the session."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
