"""Read teams: what leads see of members (a constant number of queries, whatever their number), and what members see."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import connection
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from roadmap_app.domain.asks import Ask, asks_of
from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.member_view import Level, MemberRecord, MemberView, project
from roadmap_app.domain.team_view import TeamView, team_view
from roadmap_app.models import AccessRecord, Activity, Membership, Pause, Roadmap, Team, User
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.plain_sql import GROUPED, read_rows

Role = Membership.Role
SHOWN = Q(role=Role.MEMBER, user__is_active=True, user__deletion_asked_at=None)
# A condition on the id of a user, for ids in one value, so that the statement is the same however many there are.
OF_USERS = {
    "sqlite": "IN (SELECT value FROM json_each('[' || %s || ']'))",
    "postgresql": "= ANY(string_to_array(%s, ',')::bigint[])",
}
NAME = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())


@dataclass(frozen=True)
class OwnTeam:
    """A team as one of its members sees it, with `shown`, exactly what the leads see of them on each roadmap."""

    membership: Membership
    leads: tuple[str, ...]
    roadmaps: tuple[Roadmap, ...]
    uncovered: tuple[Roadmap, ...]  # of which they have not yet chosen whether to share anything
    shown: tuple[tuple[Roadmap, MemberView, str], ...]  # with what the address of their page on it ends in

    @property
    def team(self) -> Team:
        """The team."""
        return self.membership.team

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The requests for help in it, which are the same on each roadmap."""
        return next((view.asks for _, view, _ in self.shown), ())

    @property
    def is_undecided(self) -> bool:
        """Return whether they have something to choose: at first, or since a roadmap was added."""
        return self.membership.chosen_at is None or bool(self.uncovered)


def followed(team: Team) -> list[Roadmap]:
    """Return the roadmaps that TEAM follows and its members see, in their order.

    What is for other teams only is left out, even if a member or a lead is in one of those, too.
    """
    return list(team.roadmaps.filter(open_to(team)))


def open_to(team: Team) -> Q:
    """Return the condition for the published roadmaps that every member of TEAM sees."""
    own = team.reserved_roadmaps.values("pk") if team.pk else []
    return Q(is_published=True) & (Q(teams_only=False) | Q(pk__in=own))


def member_query(roadmaps: Sequence[Roadmap], chosen: Roadmap | None) -> str:
    """Return the query by which a member's page is about CHOSEN: none if a team's ROADMAPS are one only."""
    return f"?roadmap={chosen.slug}" if chosen and len(roadmaps) > 1 else ""


def read_team(team: Team, roadmap: Roadmap, roadmaps: Iterable[Roadmap]) -> tuple[TeamView, list[int]]:
    """Return what leads see of TEAM on ROADMAP, and the ids of the users whom it shows.

    Requests for help are shown on all ROADMAPS that it follows.
    """
    rows = Membership.objects.filter(SHOWN, team=team)
    found = _views(rows, [tree(roadmap)], {team.pk: [tree(each) for each in roadmaps]})
    return team_view(tree(roadmap), [view for _, view in found]), [row["user_id"] for row, _ in found]


def read_member(membership: Membership, roadmap: Roadmap, roadmaps: Iterable[Roadmap]) -> MemberView | None:
    """Return what leads see of a member on ROADMAP, of the ROADMAPS that the team follows; None if they have left."""
    rows = Membership.objects.filter(pk=membership.pk)
    found = _views(rows, [tree(roadmap)], {membership.team_id: [tree(each) for each in roadmaps]})
    return found[0][1] if found else None


def own_teams(user: User) -> list[OwnTeam]:
    """Return the teams in which USER is a member, with as many queries for ten teams as for one."""
    rows = Membership.objects.filter(user=user, role=Role.MEMBER)
    followed_by_team = Prefetch("team__roadmaps", Roadmap.objects.filter(is_published=True))
    own = list(
        rows.select_related("team", "user").prefetch_related("roadmaps", followed_by_team).order_by("team__name", "pk")
    )
    roadmaps = _open_to_each([row.team for row in own])
    trees = {team: [tree(roadmap) for roadmap in found] for team, found in roadmaps.items()}
    shown = {each.id: each for followed in trees.values() for each in followed}
    views = {(row["ref"], row["on"]): view for row, view in _views(rows, list(shown.values()), trees)}
    leads = _leads_by_team([membership.team_id for membership in own])
    return [_own_team(each, roadmaps[each.team_id], leads[each.team_id], views) for each in own]


def _open_to_each(teams: Collection[Team]) -> dict[int, list[Roadmap]]:
    """Return what `followed` does for each of TEAMS, whose published roadmaps are fetched."""
    published = {team.pk: list(team.roadmaps.all()) for team in teams}
    reserved = {roadmap.pk for found in published.values() for roadmap in found if roadmap.teams_only}
    pairs = Roadmap.teams.through._default_manager.filter(roadmap__in=reserved) if reserved else None
    own = set(pairs.values_list("team_id", "roadmap_id")) if pairs is not None else set()
    return {
        team: [roadmap for roadmap in found if not roadmap.teams_only or (team, roadmap.pk) in own]
        for team, found in published.items()
    }


def led_teams(user: User) -> QuerySet[Team]:
    """Return the teams that USER leads."""
    return Team.objects.filter(memberships__user=user, memberships__role=Role.LEAD)


def all_teams() -> QuerySet[Team]:
    """Return every team with its numbers of leads and members."""
    is_lead = Q(memberships__role=Role.LEAD)
    leads, members = Count("memberships", filter=is_lead), Count("memberships", filter=~is_lead)
    return Team.objects.annotate(lead_count=leads, member_count=members)


def people_of(team: Team) -> QuerySet[Membership]:
    """Return the memberships of TEAM for those who manage it, leads first; what is shared is left out."""
    rows = Membership.objects.filter(team=team).defer("shares", "chosen_at").select_related("user")
    return rows.annotate(name=NAME).order_by("role", "name", "pk")


def leads_of(team: Team) -> list[str]:
    """Return the names of the leads of TEAM."""
    return _leads_by_team([team.pk])[team.pk]


def seen_by_leads(user: User) -> QuerySet[AccessRecord]:
    """Return what leads have seen of USER, the latest first."""
    return AccessRecord.objects.filter(member=user).select_related("lead").order_by("-at", "-pk")


def _leads_by_team(teams: Collection[int]) -> dict[int, list[str]]:
    """Return the names of the leads of each of TEAMS."""
    rows = Membership.objects.filter(team__in=teams, role=Role.LEAD, user__is_active=True, user__deletion_asked_at=None)
    found: dict[int, list[str]] = {team: [] for team in teams}
    for team, name in rows.annotate(name=NAME).order_by("name", "pk").values_list("team_id", "name"):
        found[team].append(name)
    return found


def _own_team(
    membership: Membership, roadmaps: list[Roadmap], leads: list[str], views: Mapping[tuple[str, int], MemberView]
) -> OwnTeam:
    covered = {roadmap.pk for roadmap in membership.roadmaps.all()}
    is_shared = membership.shares != Level.NOTHING
    # It may have been left since it was read, as in another tab.
    seen = [each for each in roadmaps if (membership.ref, each.pk) in views]
    shown = ((each, views[membership.ref, each.pk], member_query(roadmaps, each)) for each in seen)
    return OwnTeam(
        membership=membership,
        leads=tuple(leads),
        roadmaps=tuple(roadmaps),
        uncovered=tuple(roadmap for roadmap in roadmaps if is_shared and roadmap.pk not in covered),
        shown=tuple(shown),
    )


def _views(
    memberships: QuerySet[Membership], shown: Sequence[RoadmapTree], followed: Mapping[int, Sequence[RoadmapTree]]
) -> list[tuple[dict[str, Any], MemberView]]:
    """Return what leads see of these MEMBERSHIPS on each of the roadmaps SHOWN, with the row that it comes from.

    FOLLOWED are the roadmaps of each team (by its id), on which requests for help are shown.
    """
    today = timezone.localdate()
    queries = [_with_facts(memberships, each, today) for each in shown]
    # A member has a row for each of their requests for help, and one without any.
    grouped: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in queries[0].union(*queries[1:], all=True) if queries else ():
        grouped.setdefault((row["ref"], row["on"]), []).append(row)
    rows = [each[0] | {"asks": asks_of(map(_request, each), followed[each[0]["team_id"]])} for each in grouped.values()]
    shared = {row["user_id"] for row in rows if row["level"] != Level.NOTHING}
    done, skipped = _done_and_skipped(shared)
    by_id = {each.id: each for each in shown}
    views = [
        project(
            MemberRecord(
                ref=row["ref"],
                name=row["name"],
                level=Level(row["level"]),
                done=done.get(row["user_id"], frozenset()),
                skipped=skipped.get(row["user_id"], frozenset()),
                last_on=row["last_on"],
                is_paused=row["is_paused"],
                asks=row["asks"],
            ),
            by_id[row["on"]],
            today,
        )
        for row in rows
    ]
    return list(zip(rows, views, strict=True))


def _request(row: dict[str, Any]) -> tuple[int, date, str]:
    return row["help_requests__topic"], row["help_requests__since"], row["help_requests__text"]


def _with_facts(
    memberships: QuerySet[Membership], tree: RoadmapTree, today: date
) -> QuerySet[Membership, dict[str, Any]]:
    """Return the memberships with name, level on this roadmap, last tick, whether a pause is on TODAY, and requests."""
    of_user = {"user": OuterRef("user")}
    topics = [topic.id for stage in tree.stages for topic in stage.topics]
    # Backwards along the index of a user's days, which ends at the first that fits.
    ticks = Activity.objects.filter(**of_user, verb=Activity.Verb.TICKED, topic__in=topics, on__isnull=False)
    pauses = Pause.objects.filter(Q(last_day=None) | Q(last_day__gte=today), **of_user, first_day__lte=today)
    covers = Membership.roadmaps.through._default_manager.filter(membership=OuterRef("pk"), roadmap=tree.id)
    facts = memberships.annotate(
        name=NAME,
        on=Value(tree.id),
        level=Case(When(Exists(covers), then=F("shares")), default=Value(Level.NOTHING.value)),
        last_on=Subquery(ticks.order_by("-on").values("on")[:1]),
        is_paused=Exists(pauses),
    )
    asks = ("help_requests__topic", "help_requests__since", "help_requests__text")
    facts = facts.values("ref", "on", "team_id", "user_id", "name", "level", "last_on", "is_paused", *asks)
    return cast("QuerySet[Membership, dict[str, Any]]", facts)


def _done_and_skipped(users: Collection[int]) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Return the ids of the items that each of USERS has done, and of the topics that they skip."""
    if not users:
        return {}, {}
    of_users, grouped = OF_USERS[connection.vendor], GROUPED[connection.vendor]
    statement = " UNION ALL ".join(
        f"SELECT '{kind}', user_id, {grouped.format(column)} FROM {table} WHERE user_id {of_users} GROUP BY user_id"  # noqa: S608  # nosec B608
        for kind, column, table in (
            ("done", "item_id", "roadmap_app_completion"),
            ("skipped", "topic_id", "roadmap_app_skip"),
        )
    )
    found: dict[str, dict[int, frozenset[int]]] = {"done": {}, "skipped": {}}
    for kind, user, ids in read_rows(statement, [",".join(map(str, users))] * 2):
        found[kind][user] = frozenset(map(int, ids.split(",")))
    return found["done"], found["skipped"]
