"""Read for whom a roadmap is, as far as an editor may know: of teams that they are not in, only how many there are."""

from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from roadmap_app.domain.audience import Audience
from roadmap_app.models import Enrolment, Roadmap, Team, User
from roadmap_app.models.audience import seen_by


def known_teams(editor: User) -> QuerySet[Team]:
    """Return the teams that EDITOR can let see a roadmap: all for an owner, else those that they are in."""
    return Team.objects.all() if editor.is_superuser else Team.objects.filter(memberships__user=editor)


def hidden_from(editor: User | None) -> QuerySet[Roadmap]:
    """Return the roadmaps that EDITOR may not see; none for an owner, and for None, who is nobody in particular."""
    if editor is None or editor.is_superuser:
        return Roadmap.objects.none()
    return Roadmap.objects.exclude(seen_by(editor)).order_by()


def audience_of(roadmap: Roadmap, editor: User) -> Audience:
    """Return who sees ROADMAP now."""
    if not roadmap.teams_only:
        return Audience(teams_only=False, is_published=roadmap.is_published)
    return audience_with(roadmap, editor, set(roadmap.teams.values_list("pk", flat=True)))


def audience_with(roadmap: Roadmap, editor: User, team_ids: Collection[int] | None) -> Audience:
    """Return who would see ROADMAP if it were for the teams with these ids; None: for everybody."""
    if team_ids is None:
        return Audience(teams_only=False, is_published=roadmap.is_published)
    known = known_teams(editor).filter(pk__in=team_ids)
    counted = Team.objects.filter(pk__in=known.values("pk")).annotate(people=Count("memberships"))
    teams = tuple(counted.order_by("name", "pk").values_list("name", "people"))
    begun = Enrolment.objects.filter(roadmap=roadmap, user__is_active=True, user__is_superuser=False)
    outside = begun.exclude(user__memberships__team__in=list(team_ids)).count()
    return Audience(True, roadmap.is_published, teams, len(team_ids) - len(teams), outside)


def marks_of(roadmaps: Iterable[Roadmap], editor: User) -> dict[int, str]:
    """Return the marks of those of ROADMAPS that are for teams only, by their ids: two queries, none without such."""
    restricted = {row.pk: row for row in roadmaps if row.teams_only}
    if not restricted:
        return {}
    known = set(known_teams(editor).values_list("pk", flat=True))
    teams: dict[int, list[tuple[int, str]]] = {pk: [] for pk in restricted}
    pairs = Roadmap.teams.through._default_manager.filter(roadmap__in=restricted).order_by("team__name", "team")
    for roadmap_id, team_id, name in pairs.values_list("roadmap_id", "team_id", "team__name"):
        teams[roadmap_id].append((team_id, name))
    found = {}
    for pk, row in restricted.items():
        named = tuple((name, 0) for team_id, name in teams[pk] if team_id in known)
        found[pk] = Audience(True, row.is_published, named, len(teams[pk]) - len(named)).mark
    return found
