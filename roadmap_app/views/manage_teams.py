"""Making teams, and managing who is in them, for owners and for the leads of a team."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap_app import access
from roadmap_app.actions.teams import change_team, end_team, join, leave, make_team, renew_link, set_lead
from roadmap_app.forms.teams import EndForm, LeadForm, NewTeamForm, TeamForm, TeamPersonForm
from roadmap_app.models import Team
from roadmap_app.models.audience import seen_by
from roadmap_app.queries.teams import all_teams, people_of
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@require_safe
@access.edits
@signed_in
def manage_teams(request: LearnerRequest) -> HttpResponse:
    """List every team for owners."""
    access.owner(request.user)
    return render(request, "manage/teams.html", {"section": "teams", "teams": all_teams()})


@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def team_new(request: LearnerRequest) -> HttpResponse:
    """Make a team."""
    access.teams.maker(request.user)
    form = NewTeamForm(submitted(request), maker=request.user)
    if not form.is_valid():
        context = {"section": "teams", "form": form}
        return render(request, "manage/team_new.html", context, status=422 if form.is_bound else 200)
    team = make_team(by=request.user, **form.wanted)
    messages.success(request, "The team is made. Invite people by its link.")
    return redirect("manage_team", team.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def manage_team(request: LearnerRequest, team: str) -> HttpResponse:
    """Show a team with the people in it, and change its name, roadmaps and plan."""
    row = access.teams.managed_team(request.user, team)
    form = TeamForm(submitted(request), instance=row)
    if not form.is_valid():
        return _page(request, team, form=form, status=422 if form.is_bound else 200)
    change_team(team=row, **form.wanted)
    messages.success(request, "The team is changed.")
    return redirect("manage_team", team)


@require_POST
@access.edits
@signed_in
def team_people(request: LearnerRequest, team: str) -> HttpResponse:
    """Add somebody who has an account; they share nothing until they choose."""
    access.owner(request.user)
    row = access.teams.managed_team(request.user, team)
    form = TeamPersonForm(request.POST)
    if not form.is_valid() or form.person is None:
        return _page(request, team, person_form=form, status=422)
    if row.memberships.filter(user=form.person).exists():
        # Nobody loses the lead, or what they share, by being added once more.
        messages.info(request, f"{form.person} is in the team already. Their role is changed in the list.")
        return redirect("manage_team", team)
    membership = join(team=row, user=form.person)
    if form.leads:
        set_lead(membership=membership, by=request.user, leads=True)
    messages.success(request, f"{form.person} is in the team.")
    return redirect("manage_team", team)


@require_POST
@access.edits
@signed_in
def team_lead(request: LearnerRequest, team: str, member: str) -> HttpResponse:
    """Let somebody in the team lead it, or not any more."""
    membership = access.teams.managed_membership(request.user, team, member)
    form = LeadForm(request.POST)
    if not form.is_valid():
        return refuse(request, "This page did not say who is to lead. Reload it and try again.", 422)
    set_lead(membership=membership, by=request.user, leads=form.wanted)
    messages.success(request, f"{membership.user} {'leads' if form.wanted else 'is a member of'} the team.")
    return _back(request, team)


@require_POST
@access.edits
@signed_in
def team_removal(request: LearnerRequest, team: str, member: str) -> HttpResponse:
    """Take somebody out of the team."""
    membership = access.teams.managed_membership(request.user, team, member)
    leave(membership=membership, by=request.user)
    messages.success(request, f"{membership.user} is in the team no more.")
    return _back(request, team)


@require_POST
@access.edits
@signed_in
def team_link(request: LearnerRequest, team: str) -> HttpResponse:
    """Renew the link by which people join; the one before works no more."""
    renew_link(team=access.teams.managed_team(request.user, team))
    messages.success(request, "The link is another one now; the one before works no more.")
    return redirect("manage_team", team)


@require_POST
@access.edits
@signed_in
def team_ending(request: LearnerRequest, team: str) -> HttpResponse:
    """End a team, with all memberships."""
    row = access.teams.managed_team(request.user, team)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, team, end_form=form, status=422)
    end_team(team=row, by=request.user)
    messages.success(request, f"{row} has ended.")
    return redirect("manage_teams" if request.user.is_superuser else "teams")


def _back(request: LearnerRequest, team: str) -> HttpResponse:
    """Redirect to the page of the team, or to one's own teams for who no longer manages it."""
    try:
        access.teams.managed_team(request.user, team)
    except Http404:
        return redirect("teams")
    return redirect("manage_team", team)


def _page(request: LearnerRequest, team: str, *, status: int = 200, **forms: object) -> HttpResponse:
    """Return the page of a team with FORMS, those that have errors."""
    row: Team = access.teams.managed_team(request.user, team)  # as it is stored, whatever a form has put into it
    context: dict[str, object] = {
        "section": "teams",
        "team": row,
        "people": people_of(row),
        "leads": row.memberships.filter(user=request.user, role="lead").exists(),
        "reserved": row.reserved_roadmaps.filter(seen_by(request.user)),
        "link": request.build_absolute_uri(reverse("team_joining", args=[row.token])),
        "form": TeamForm(instance=row),
        "person_form": TeamPersonForm(),
        "end_form": EndForm(),
    }
    return render(request, "manage/team.html", context | forms, status=status)
