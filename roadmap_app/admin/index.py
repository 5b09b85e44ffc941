"""The order of the admin's index and side bar: by what people come for, as under /manage/."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

GROUPS = {
    "People": ("User", "Invitation"),
    "Roadmaps": ("Roadmap", "Stage", "Topic", "Item", "Resource", "LoadedEntry", "LinkCheck"),
    "Record": ("AuditEvent",),
}
REST = "The rest"


def grouped_app_list(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
    """Return the models that the user of REQUEST may see, by group; those of one app (APP_LABEL) as Django does."""
    apps: list[dict[str, Any]] = admin.AdminSite.get_app_list(admin.site, request, app_label)
    if app_label:
        return apps
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    groups = [(title, [models.pop(name) for name in names if name in models]) for title, names in GROUPS.items()]
    return [
        {"name": title, "app_label": title.lower().replace(" ", "-"), "app_url": "", "models": found}
        for title, found in (*groups, (REST, [*models.values()]))
        if found
    ]
