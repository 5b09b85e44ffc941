"""Check who may see and change which team and which member. A failed check raises Http404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from roadmap_app.models import Item, Membership, Team, User, Word
from roadmap_app.models.teams import may_make_team
from roadmap_app.queries.help_requests import OwnHelp, read_own_help
from roadmap_app.queries.sign_offs import OwnSignOff, read_own_item

Role = Membership.Role


def maker(user: User) -> None:
    """Raise Http404 unless USER may make a team."""
    if not may_make_team(user):
        raise Http404("There is no such page.")


def led_team(user: User, slug: str) -> Team:
    """Return the team with this slug. Raise Http404 unless USER leads it; an owner does not by being an owner."""
    return get_object_or_404(Team, slug=slug, memberships__user=user, memberships__role=Role.LEAD)


def managed_team(user: User, slug: str) -> Team:
    """Return the team with this slug. Raise Http404 unless USER is an owner or leads it."""
    return get_object_or_404(Team, slug=slug) if user.is_superuser else led_team(user, slug)


def managed_membership(user: User, slug: str, ref: str) -> Membership:
    """Return a membership, for changing it. Raise Http404 if it does not exist or USER does not manage its team."""
    rows = Membership.objects.select_related("team", "user")
    return get_object_or_404(rows, team=managed_team(user, slug), ref=ref)


def own_membership(user: User, slug: str) -> Membership:
    """Return USER's membership of the team with this slug. Raise Http404 if they are not in it."""
    return get_object_or_404(Membership.objects.select_related("team", "user"), user=user, team__slug=slug)


def own_help(user: User, topic_id: int) -> OwnHelp:
    """Return whom USER can ask for help with a topic. Raise Http404 if no team of theirs follows its roadmap."""
    found = read_own_help(user, topic_id)
    if found is None:
        raise Http404("There is no such page.")
    return found


def own_sign_off(user: User, item: Item) -> OwnSignOff:
    """Return what USER has shown of ITEM, and could show. Raise Http404 if that is nothing."""
    found = read_own_item(user, item)
    if not found.threads:
        raise Http404("There is no such page.")
    return found


def shown_member(user: User, slug: str, ref: str) -> Membership:
    """Return the member whose page USER may open: a member of a team that they lead, or themselves, as leads see them.

    Raise Http404 for anybody else, and for members whose account is closed.
    """
    rows = Membership.objects.select_related("team", "user").filter(team__slug=slug, ref=ref, role=Role.MEMBER)
    member = get_object_or_404(rows, user__is_active=True, user__deletion_asked_at=None)
    if member.user_id != user.pk:
        led_team(user, slug)
    return member


def led_member(user: User, slug: str, ref: str) -> Membership:
    """Return a member of the team with this slug. Raise Http404 unless USER leads it and they are shown."""
    led_team(user, slug)
    return shown_member(user, slug, ref)


def own_word(user: User, word_id: int) -> Word:
    """Return a word to USER. Raise Http404 if it does not exist or was sent to somebody else."""
    return get_object_or_404(Word, pk=word_id, membership__user=user)


def joinable_team(token: str) -> Team:
    """Return the team that the link with TOKEN invites into. Raise Http404 if the link was renewed or never made."""
    team = Team.of_token(token)
    if team is None:
        raise Http404("There is no such page.")
    return team
