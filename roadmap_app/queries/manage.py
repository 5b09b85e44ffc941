"""Read what an editor sees of all roadmaps together."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from roadmap_app.models import Item, LoadedEntry, Resource, Roadmap, Stage, Topic, User
from roadmap_app.models.audience import seen_by
from roadmap_app.models.curriculum import PARENTS
from roadmap_app.queries.audience import hidden_from
from roadmap_app.queries.editing import with_counts
from roadmap_app.queries.links import broken_links_count


def managed_roadmaps(editor: User) -> QuerySet[Roadmap]:
    """Return the roadmaps that EDITOR may see, with the numbers of their stages, items, learners and broken links."""
    rows: Any = with_counts(Roadmap.objects.filter(seen_by(editor)).order_by("position", "title"))
    found: QuerySet[Roadmap] = rows.annotate(broken_count=broken_links_count())
    return found


def seen_entries(editor: User) -> QuerySet[LoadedEntry]:
    """Return the entries of fixtures that EDITOR may see.

    Left out are those of roadmaps that they may not see, of rows that were moved into these, and of rows whose parent
    was, as the fixture has it.
    """
    entries = LoadedEntry.objects.all()
    if editor.is_superuser:
        return entries
    roadmaps = hidden_from(editor)
    hidden: dict[str, Any] = {"roadmap": roadmaps.values("slug")}
    paths = ((Stage, "roadmap"), (Topic, "stage__roadmap"))
    below = ((Item, "topic__stage__roadmap"), (Resource, "topic__stage__roadmap"))
    for model, path in (*paths, *below):
        rows = model._default_manager.filter(**{f"{path}__in": roadmaps.values("pk")})
        hidden[model.__name__.lower()] = rows.order_by().values("ref")
    is_hidden = Q(roadmap_slug__in=hidden["roadmap"])
    for kind, keys in hidden.items():
        is_hidden |= Q(model=kind, key__in=keys)
    parents = {name: hidden[name] for name in PARENTS.values()}
    entries = entries.annotate(**{f"shipped_{name}": KT(f"shipped__{name}") for name in parents})
    for name, keys in parents.items():
        is_hidden |= Q(**{f"shipped_{name}__isnull": False, f"shipped_{name}__in": keys})
    return entries.exclude(is_hidden)
