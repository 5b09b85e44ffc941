"""Validate the parameters of addresses. An unknown value raises Http404."""

import re

from django.http import Http404

from roadmap_app.domain.search.entries import Kind
from roadmap_app.queries.activity_page import PARTS


def activity_year(typed: str) -> int | None:
    """Return the year that the calendar of activity shows, None for "". Raise Http404 if there is no such year."""
    if not typed:
        return None
    if not re.fullmatch(r"20[0-9]{2}", typed):
        raise Http404("There is no such year.")
    return int(typed)


def activity_part(name: str) -> str:
    """Return NAME. Raise Http404 unless it is a part of the page of activity."""
    if name not in PARTS:
        raise Http404("There is no such part.")
    return name


def search_kind(name: str) -> Kind | None:
    """Return the kind of hits with NAME, None for "". Raise Http404 if there is no such kind."""
    if not name:
        return None
    found = {kind.name.lower(): kind for kind in Kind}.get(name)
    if found is None:
        raise Http404("There is no such kind.")
    return found
