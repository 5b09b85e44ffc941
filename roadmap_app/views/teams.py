"""Teams: for members what leads see of them, which they choose; for leads how the members are getting on."""

import csv
import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap_app import access
from roadmap_app.actions.access_records import record_access
from roadmap_app.actions.teams import NotAMember, join, leave, set_shares
from roadmap_app.domain.record import as_cell
from roadmap_app.domain.team_view import TeamView, as_table
from roadmap_app.forms.teams import SharesForm, TeamFilter
from roadmap_app.models import AccessRecord, Team
from roadmap_app.models.teams import may_make_team
from roadmap_app.queries.sign_offs import marked_on, open_work, own_shown
from roadmap_app.queries.teams import followed, leads_of, led_teams, own_teams, read_member, read_team, seen_by_leads
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted

View = AccessRecord.View
SEEN_PER_PAGE = 30


@never_cache
@require_safe
@signed_in
def teams(request: LearnerRequest) -> HttpResponse:
    """Show the learner's teams with what the leads see, and the record of when they have looked."""
    own = own_teams(request.user)
    seen = Paginator(seen_by_leads(request.user), SEEN_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "lines": [(team, SharesForm(membership=team.membership)) for team in own],
        "shown": own_shown(request.user, [roadmap for team in own for roadmap in team.roadmaps]),
        "led": led_teams(request.user),
        "page_obj": seen,
        "may_make_team": may_make_team(request.user),
    }
    return render(request, "teams/teams.html", context)


@never_cache
@require_safe
@signed_in
def team(request: LearnerRequest, team: str) -> HttpResponse:
    """Show a lead how the members are getting on, as far as each of them allows."""
    row = access.teams.led_team(request.user, team)
    form = TeamFilter(request.GET, roadmaps=followed(row))
    seen = _seen(request, row, form, View.LIST)
    context = {"team": row, "form": form, "seen": seen, "members": form.found(seen.members) if seen else []}
    if marked := marked_on(form.roadmaps.values()):
        context["to_look_at"] = open_work(row, marked.keys()).count()
    return render(request, "teams/team.html", context | {"on": form.chosen, "query": form.query})


@never_cache
@require_safe
@signed_in
def team_csv(request: LearnerRequest, team: str) -> HttpResponse:
    """Return what the page of the team shows as a CSV file."""
    row = access.teams.led_team(request.user, team)
    form = TeamFilter(request.GET, roadmaps=followed(row))
    seen, file = _seen(request, row, form, View.CSV), io.StringIO()
    lines = as_table(seen, form.found(seen.members)) if seen else ()
    csv.writer(file).writerows([as_cell(cell) for cell in line] for line in lines)
    name = f"cairn-{row.slug}-{timezone.localdate()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@never_cache
@require_safe
@signed_in
def team_member(request: LearnerRequest, team: str, member: str) -> HttpResponse:
    """Show a lead what a member shares on one roadmap; to the member themselves, the same page."""
    row = access.teams.shown_member(request.user, team, member)
    is_own = row.user_id == request.user.pk
    form = TeamFilter(request.GET, roadmaps=followed(row.team))
    view = read_member(row, form.chosen, form.roadmaps.values()) if form.chosen else None
    if view and not is_own:
        record_access(lead=request.user, team=row.team, members=[row.user_id], view=View.PAGE)
    context = {"team": row.team, "form": form, "view": view, "is_own": is_own, "on": form.chosen}
    return render(request, "teams/member.html", context)


@require_POST
@signed_in
def team_consent(request: LearnerRequest, team: str) -> HttpResponse:
    """Set what the leads of a team see of the learner."""
    own = access.teams.own_membership(request.user, team)
    form = SharesForm(request.POST, membership=own)
    if not form.is_valid():
        return refuse(request, "This page did not say what the leads may see. Reload it and try again.", 422)
    try:
        set_shares(membership=own, shares=form.cleaned_data["shares"])
    except NotAMember:
        return refuse(request, "You are no member of this team any more, and share nothing there.", 409)
    messages.success(request, f"It is set, from now on, what the leads of {own.team} see of you.")
    return redirect("teams")


@require_POST
@signed_in
def team_leaving(request: LearnerRequest, team: str) -> HttpResponse:
    """Let the learner leave a team; what they shared ends with it."""
    own = access.teams.own_membership(request.user, team)
    leave(membership=own, by=request.user)
    messages.success(request, f"You have left {own.team}. Its leads see nothing of you any more.")
    return redirect("teams")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_joining(request: LearnerRequest, token: str) -> HttpResponse:
    """Let a learner who has a team's link join it, and choose what its leads see."""
    team = access.teams.joinable_team(token)
    if team.memberships.filter(user=request.user).exists():
        return redirect("teams")
    form = SharesForm(submitted(request))
    if not form.is_valid():
        context = {"team": team, "form": form, "leads": leads_of(team), "roadmaps": followed(team)}
        return render(request, "teams/joining.html", context, status=422 if form.is_bound else 200)
    set_shares(membership=join(team=team, user=request.user), shares=form.cleaned_data["shares"])
    messages.success(request, f"You are in {team}. Below is what its leads see of you.")
    return redirect("teams")


def _seen(request: LearnerRequest, team: Team, form: TeamFilter, view: str) -> TeamView | None:
    """Return what the lead sees of TEAM, None if it follows no roadmap, and record that they have seen its members.

    The filter does not matter to the record: what is summed up comes from all of them.
    """
    if form.chosen is None:
        return None
    seen, users = read_team(team, form.chosen, form.roadmaps.values())
    record_access(lead=request.user, team=team, members=users, view=view)
    return seen
