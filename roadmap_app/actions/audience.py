"""Set which teams may see a roadmap."""

from collections.abc import Collection

from django.db import transaction

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, Roadmap, Team, User
from roadmap_app.queries.audience import known_teams

NEEDS_A_TEAM = "Choose at least one team."
NEEDS_ONES_OWN = "Keep a team that you are in: you would not find the roadmap any more."
KEPT_FOR_OTHERS = "It is for teams that you are not in, too. An owner can open it to everybody."


class AudienceRefused(Exception):
    """The roadmap cannot be for these teams; the message is for editors."""


def planned_teams(*, roadmap: Roadmap, by: User, team_ids: Collection[int] | None) -> set[int] | None:
    """Return the teams that ROADMAP would be for if BY chose those with TEAM_IDS (None: everybody, as in the result).

    Teams that BY does not know of, which somebody else has set, stay. Raise AudienceRefused with the reason.
    """
    known = set(known_teams(by).values_list("pk", flat=True))
    others = set(roadmap.teams.exclude(pk__in=known).values_list("pk", flat=True)) if roadmap.teams_only else set()
    if team_ids is None:
        if others:
            raise AudienceRefused(KEPT_FOR_OTHERS)
        return None
    if not known.intersection(team_ids):
        raise AudienceRefused(NEEDS_A_TEAM if by.is_superuser or not others else NEEDS_ONES_OWN)
    return known.intersection(team_ids) | others


@transaction.atomic
def set_audience(*, roadmap: Roadmap, by: User, team_ids: Collection[int] | None) -> Roadmap:
    """Let only the teams with TEAM_IDS see ROADMAP, or everybody if None; return it. Raise AudienceRefused.

    Its version stays: nothing that is kept of its content depends on who sees it, which is asked at each request.
    """
    row = Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap.pk)
    wanted = planned_teams(roadmap=row, by=by, team_ids=team_ids)
    # Locked, so that none of them ends meanwhile.
    teams = list(Team.objects.select_for_update(no_key=True).filter(pk__in=wanted or ()).order_by("pk"))
    before = set(row.teams.values_list("pk", flat=True)) if row.teams_only else None
    if wanted is not None and not teams:
        raise AudienceRefused(NEEDS_A_TEAM)
    row.teams.set(teams)
    row.teams_only = wanted is not None
    # By hand, as the history of the content has nothing of it.
    Roadmap.objects.filter(pk=row.pk).update(teams_only=row.teams_only)
    if before != wanted:
        record(AuditEvent.Verb.AUDIENCE_SET, by=by, detail=_detail(row, by, teams))
    return row


def _detail(roadmap: Roadmap, by: User, teams: list[Team]) -> str:
    """Return what the record says: the roadmap, and those of its TEAMS that BY knows, as it is in their export."""
    if not roadmap.teams_only:
        return f"{roadmap.slug}: everybody"
    known = set(known_teams(by).values_list("pk", flat=True))
    slugs = [team.slug for team in teams if team.pk in known]
    others = f" and {len(teams) - len(slugs)} more" if len(teams) > len(slugs) else ""
    return f"{roadmap.slug}: {', '.join(slugs)}{others}"
