"""Who may see which roadmap: one rule, for the values of a row and as a condition for the rows of a query.

An unpublished roadmap is seen by staff only. One for teams only is seen by owners, and by who leads or learns in one of
its teams; if its last team ends, by owners only. An editor who is in none of them does not see it either.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from typing import Protocol

    from django.contrib.auth.models import AnonymousUser

    from roadmap_app.models.accounts import User
    from roadmap_app.models.teams import Membership, Team

    class HasAudience(Protocol):
        """A roadmap's row or snapshot, with the columns that say for whom it is."""

        @property
        def id(self) -> int: ...

        @property
        def is_published(self) -> bool: ...

        @property
        def teams_only(self) -> bool: ...


# The condition on a roadmap's row for those that everybody may see, in SQL.
OPEN_TO_ALL = "is_published AND NOT teams_only"


class Audience(models.Model):
    """The columns of a roadmap that say for whom it is. Only `actions.audience` sets them.

    `teams_only` is a column of its own, so that a roadmap whose teams have ended is not open to everybody.
    """

    teams_only = models.BooleanField("for teams only", default=False, db_default=False, editable=False)
    teams: "models.ManyToManyField[Team, models.Model]" = models.ManyToManyField(
        "roadmap_app.Team", blank=True, editable=False, related_name="reserved_roadmaps"
    )

    class Meta:
        abstract = True


def is_open_to_all(roadmap: "HasAudience") -> bool:
    """Return whether everybody may see ROADMAP, a row or a snapshot, as OPEN_TO_ALL says."""
    return bool(roadmap.is_published and not roadmap.teams_only)


class Viewer:
    """What PERSON (a user, or a visitor) may see; their teams are read once, if a roadmap for teams only comes up."""

    def __init__(self, person: "User | AnonymousUser") -> None:
        self.person = person

    @cached_property
    def reserved(self) -> frozenset[int]:
        """The ids of the roadmaps that are reserved for teams of this person."""
        if not (self.person.is_authenticated and self.person.is_in_team):
            return frozenset()
        return frozenset(_reserved(self.person))

    def sees(self, roadmap: "HasAudience") -> bool:
        """Return whether this person may see any part of ROADMAP."""
        return self.may_see(roadmap.id, is_published=roadmap.is_published, teams_only=roadmap.teams_only)

    def may_see(self, roadmap_id: int, *, is_published: object, teams_only: object) -> bool:
        """Return whether this person may see the roadmap with these values, as the database gives them."""
        if not (is_published or self.person.is_staff):
            return False
        return not teams_only or bool(self.person.is_superuser) or roadmap_id in self.reserved


def seen_by(person: "User | AnonymousUser", roadmap: str = "") -> Q:
    """Return the condition for rows that PERSON may see; ROADMAP is the lookup of their roadmap ("": they are ones)."""
    prefix, key = (f"{roadmap}__", roadmap) if roadmap else ("", "pk")
    # The condition for all is not an empty one, which `exclude` would ignore.
    found = ~Q(pk__in=[]) if person.is_staff else Q(**{f"{prefix}is_published": True})
    if person.is_superuser:
        return found
    for_all = Q(**{f"{prefix}teams_only": False})
    if not person.is_authenticated:
        return found & for_all
    return found & (for_all | Q(**{f"{key}__in": _reserved(person)}))


def _reserved(user: "User") -> "models.QuerySet[Membership, int]":
    # Without NULL, as that is neither in a list nor not in it.
    rows = user.memberships.filter(team__reserved_roadmaps__isnull=False)
    return rows.values_list("team__reserved_roadmaps", flat=True)
