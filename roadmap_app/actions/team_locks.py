"""Lock teams, so that what somebody shares with one is on a roadmap that it still follows."""

from collections.abc import Iterable

from django.db import connection

from roadmap_app.models import Membership, Team


def lock_teams(memberships: Iterable[Membership]) -> None:
    """Keep what the teams of MEMBERSHIPS follow as it is until this transaction ends.

    Otherwise something could be stored for a roadmap that a team drops meanwhile, and be seen if it comes back. To be
    called after lock_learner(). SQLite needs no statement, as there.
    """
    if connection.features.has_select_for_update:
        teams = {membership.team_id for membership in memberships}
        list(Team.objects.select_for_update(no_key=True).filter(pk__in=teams).order_by("pk"))
