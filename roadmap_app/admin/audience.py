"""In the admin, too, people find only the roadmaps that they may see, and what is on them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

from roadmap_app.models import Item, LinkCheck, Resource, Roadmap, Stage, Topic, User
from roadmap_app.models.audience import seen_by
from roadmap_app.models.curriculum import PARENTS, ContentRow

# The lookup of the roadmap of each model's rows.
ROADMAP_OF: dict[type[Model], str] = {
    Roadmap: "",
    Stage: "roadmap",
    Topic: "stage__roadmap",
    Item: "topic__stage__roadmap",
    Resource: "topic__stage__roadmap",
    LinkCheck: "resource__topic__stage__roadmap",
}


def seen_in(request: HttpRequest, model: type[Model]) -> Q:
    """Return the condition for the rows of MODEL that the user of REQUEST may see."""
    return seen_by(request.user, ROADMAP_OF[model])


class SeenAdmin(admin.ModelAdmin):
    """Lists, opens and offers only what the user may see; the rest answers as if it did not exist."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows that the user may see."""
        return super().get_queryset(request).filter(seen_in(request, self.model))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the row. Raise Http404 if it does not exist or the user may not see it."""
        row = super().get_object(request, *args, **kwargs)
        if row is None:  # which Django answers with a redirect
            raise Http404
        return row

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field for DB_FIELD; of roadmaps, it offers those that the user may see."""
        if db_field.related_model is Roadmap:
            kwargs["queryset"] = Roadmap.objects.filter(seen_in(request, Roadmap))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RoadmapFilter(admin.RelatedFieldListFilter):
    """Filters a list by the roadmaps that the user may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Return (id, title) of the roadmaps to choose from."""
        ordering = self.field_admin_ordering(field, request, model_admin)
        choices: list[tuple[str, Any]] = field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to=seen_in(request, Roadmap)
        )
        return choices


def refuse_hidden_history(user: User, model: type[ContentRow], row_id: int) -> None:
    """Raise Http404 unless USER may see the row of MODEL with this id, or, if it was deleted, its roadmap."""
    if user.is_superuser:
        return
    roadmap_id = _roadmap_of(model, row_id)
    if roadmap_id is None or not Roadmap.objects.filter(seen_by(user), pk=roadmap_id).exists():
        raise Http404


def _roadmap_of(model: Any, row_id: int) -> int | None:
    """Return the id of the roadmap of a row, from its history if it was deleted; None if neither knows it."""
    while model is not Roadmap:
        row = model.objects.filter(pk=row_id).first() or model.history.filter(id=row_id).first()
        if row is None:
            return None
        name = PARENTS[model]
        model, row_id = model._meta.get_field(name).related_model, getattr(row, f"{name}_id")
    return row_id
