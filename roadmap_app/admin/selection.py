"""The rows that are selected in a list of the admin."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

KEY = re.compile(r"[0-9]{1,18}")


class CheckedSelection(admin.ModelAdmin):
    """Validates the selected primary keys: Django passes them to the database, which fails on other text."""

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Run the chosen action; raise BadRequest if a selected key is not a number."""
        if not all(KEY.fullmatch(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("A selected row has an invalid primary key.")
        return super().response_action(request, queryset, *args, **kwargs)
