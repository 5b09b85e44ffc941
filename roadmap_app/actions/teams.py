"""Make teams, join and leave them, and choose what leads see. Each action sets a state, and can be repeated."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.actions.progress import lock_learner
from roadmap_app.actions.sign_offs import end_shown
from roadmap_app.actions.team_locks import lock_teams
from roadmap_app.domain.member_view import Level
from roadmap_app.models import AuditEvent, Departure, HelpRequest, Membership, Roadmap, SignOff, Team, User, Word
from roadmap_app.models.teams import new_team_slug
from roadmap_app.queries.teams import followed

# Two submissions within this time count as a double click.
SECOND_PRESS = timedelta(seconds=10)
Role, Verb = Membership.Role, AuditEvent.Verb


class NotAMember(Exception):
    """The membership has ended meanwhile, or its role has changed to one that does not allow this."""


@transaction.atomic
def make_team(
    *,
    by: User,
    name: str,
    roadmaps: Iterable[Roadmap] = (),
    first_day: date | None = None,
    hours_a_week: int | None = None,
    leads: bool = False,
) -> Team:
    """Make a team and return it; BY leads it if LEADS. A second call within seconds returns the same team."""
    lock_learner(by)
    since = timezone.now() - SECOND_PRESS
    if known := Team.objects.filter(made_by=by, name=name, made_at__gte=since).first():
        return known
    team = Team.objects.create(
        slug=new_team_slug(name), name=name, first_day=first_day, hours_a_week=hours_a_week, made_by=by
    )
    team.roadmaps.set(roadmaps)
    record(Verb.TEAM_MADE, by=by, detail=team.slug)
    if leads:
        set_lead(membership=join(team=team, user=by), by=by, leads=True)
    return team


@transaction.atomic
def change_team(
    *, team: Team, name: str, roadmaps: Iterable[Roadmap], first_day: date | None, hours_a_week: int | None
) -> None:
    """Set what TEAM is called, follows and proposes. On a new roadmap, members share nothing until they choose."""
    Team.objects.filter(pk=team.pk).update(name=name, first_day=first_day, hours_a_week=hours_a_week)
    team.roadmaps.set(roadmaps)
    # What is followed no longer is shared no longer, even if it is followed again.
    covered = Membership.roadmaps.through._default_manager.filter(membership__team=team)
    covered.exclude(roadmap__in=team.roadmaps.all()).delete()
    requests = HelpRequest.objects.filter(membership__team=team)
    requests.exclude(topic__stage__roadmap__in=team.roadmaps.all()).delete()
    shown = SignOff.objects.filter(team=team)
    end_shown(shown.exclude(item__topic__stage__roadmap__in=team.roadmaps.all()))


@transaction.atomic
def renew_link(*, team: Team) -> None:
    """End the links by which people could join TEAM; its `token` is another one from now on."""
    Team.objects.filter(pk=team.pk).update(link_number=F("link_number") + 1)
    team.refresh_from_db(fields=["link_number"])


@transaction.atomic
def end_team(*, team: Team, by: User) -> None:
    """Delete TEAM with all memberships, and so all that was shared. What leads have seen stays on record."""
    users = list(User.objects.filter(memberships__team=team).values_list("pk", flat=True))
    _lock(users)
    end_shown(SignOff.objects.filter(team=team))
    if Team.objects.filter(pk=team.pk).delete()[0]:
        record(Verb.TEAM_ENDED, by=by, detail=team.slug)
    _note_membership(users)


@transaction.atomic
def join(*, team: Team, user: User, by_sso: bool = False) -> Membership:
    """Return USER's membership of TEAM, a new one that shares nothing if they have none."""
    lock_learner(user)
    membership, _ = Membership.objects.get_or_create(team=team, user=user, defaults={"by_sso": by_sso})
    Departure.objects.filter(team=team, user=user).delete()
    _note_membership([user.pk])
    return membership


@transaction.atomic
def leave(*, membership: Membership, by: User | None) -> bool:
    """End MEMBERSHIP and what it shares; return whether it was there. BY is None for single sign-on.

    Who leaves by their own choice, or is removed, is not added by single sign-on again.
    """
    user = membership.user
    lock_learner(user)
    end_shown(SignOff.objects.filter(member=user, team=membership.team_id))
    gone = Membership.objects.filter(pk=membership.pk).delete()[0] > 0
    if gone and by is not None:
        Departure.objects.get_or_create(team_id=membership.team_id, user=user)
    if gone and membership.is_lead:
        record(Verb.LEAD_REMOVED, by=by, about=user, detail=membership.team.slug)
    _note_membership([user.pk])
    return gone


@transaction.atomic
def set_shares(*, membership: Membership, shares: str) -> None:
    """Set what the leads see of a member, on the roadmaps that the team follows and sees now. Raise NotAMember."""
    lock_learner(membership.user)
    lock_teams([membership])
    own = Membership.objects.filter(pk=membership.pk, role=Role.MEMBER)
    if not own.update(shares=shares, chosen_at=timezone.now()):
        raise NotAMember
    # A draft is not named where the member chooses, so it is not covered once it is published.
    known = followed(membership.team)
    membership.roadmaps.set([] if shares == Level.NOTHING else known)
    membership.refresh_from_db()


@transaction.atomic
def set_lead(*, membership: Membership, by: User | None, leads: bool) -> bool:
    """Let a member lead their team, or not, and share nothing from then on; return whether this changed anything."""
    lock_learner(membership.user)
    role = Role.LEAD if leads else Role.MEMBER
    rows = Membership.objects.filter(pk=membership.pk).exclude(role=role)
    changed = rows.update(role=role, shares=Level.NOTHING, chosen_at=None) > 0
    if changed:
        membership.roadmaps.clear()
        HelpRequest.objects.filter(membership=membership).delete()
        Word.objects.filter(membership=membership).delete()
        end_shown(SignOff.objects.filter(member=membership.user_id, team=membership.team_id))
        verb = Verb.LEAD_ADDED if leads else Verb.LEAD_REMOVED
        record(verb, by=by, about=membership.user, detail=membership.team.slug)
    membership.refresh_from_db()
    return changed


@transaction.atomic
def follow_team_groups(*, user: User, groups: Collection[str], teams: Collection[tuple[str, str]]) -> list[str]:
    """Let USER, who is in GROUPS, join and leave the TEAMS (group, team's slug) that these stand for.

    Return the slugs that are no team's. Memberships that single sign-on did not give stay, and nobody is added again to
    a team that they have left.
    """
    named = {slug for _, slug in teams}
    wanted = {slug for group, slug in teams if group in groups}
    mapped = {team.slug: team for team in Team.objects.filter(slug__in=named)}
    left = set(Departure.objects.filter(user=user).values_list("team_id", flat=True))
    own = {row.team_id: row for row in Membership.objects.filter(user=user).select_related("team", "user")}
    for slug, team in mapped.items():
        row = own.get(team.pk)
        if slug in wanted and row is None and team.pk not in left:
            join(team=team, user=user, by_sso=True)
        elif slug not in wanted and row is not None and row.by_sso:
            leave(membership=row, by=None)
    return sorted(named - set(mapped))


def _lock(users: Iterable[int]) -> None:
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=list(users)).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _note_membership(users: Collection[int]) -> None:
    """Set the flag of these USERS by which pages know whether they are in a team."""
    own = Membership.objects.filter(user=OuterRef("pk"))
    User.objects.filter(pk__in=users).update(is_in_team=Exists(own))
