"""Where a stage or topic lies: its roadmap is named wherever it is listed or chosen, and lists follow the trail."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from roadmap_app.admin.audience import seen_in
from roadmap_app.models import Stage, Topic
from roadmap_app.models.curriculum import STAGE_ORDER

ROADMAP_ORDER = ("roadmap__position", "roadmap__title")
IN_ROADMAP = (*ROADMAP_ORDER, *STAGE_ORDER)
IN_STAGE = (*(f"stage__{name}" for name in IN_ROADMAP), "position", "pk")
IN_TOPIC = (*(f"topic__{name}" for name in IN_STAGE), "position", "pk")


def place_of(row: Stage | Topic) -> str:
    """Return the titles from the roadmap down to ROW: "ML Engineer › Foundations"."""
    above = str(row.roadmap) if isinstance(row, Stage) else place_of(row.stage)
    return f"{above} › {row}"


def rows_in_order(request: HttpRequest, model: type[Stage] | type[Topic]) -> QuerySet[Any]:
    """Return the stages or topics that the user may see, roadmap by roadmap, in the order of the trail."""
    seen = seen_in(request, model)
    if model is Stage:
        return Stage.objects.filter(seen).select_related("roadmap").order_by(*IN_ROADMAP)
    return Topic.objects.filter(seen).select_related("stage__roadmap").order_by(*IN_STAGE)


class PlaceField(forms.ModelChoiceField):
    """Chooses a stage or topic by its place."""

    def label_from_instance(self, obj: Stage | Topic) -> str:
        """Return its place."""
        return place_of(obj)


class StageFilter(admin.RelatedFieldListFilter):
    """Filters a list by stage; once a roadmap is chosen, by its stages only."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Return (id, name) of the stages to choose from."""
        roadmap = request.GET.get(f"{self.field_path}__roadmap__id__exact", "")
        if not roadmap.isdecimal():
            return [(str(stage.pk), place_of(stage)) for stage in rows_in_order(request, Stage)]
        stages = rows_in_order(request, Stage)
        return [(str(stage.pk), str(stage)) for stage in stages if str(stage.roadmap_id) == roadmap]


class PlacedAdmin(admin.ModelAdmin):
    """Content below a roadmap: the form names the roadmap of each stage and topic that can be chosen."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field for DB_FIELD."""
        if isinstance(db_field, ForeignKey) and (model := db_field.related_model) in (Stage, Topic):
            kwargs |= {"form_class": PlaceField, "queryset": rows_in_order(request, model)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
