"""Inviting people, and revoking invitations, for owners."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roadmap_app import access
from roadmap_app.actions.invitations import invite, mail_invitation, revoke
from roadmap_app.forms.invitations import OfferedInvitationForm
from roadmap_app.queries.accounts import invitation_of
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.edits
@signed_in
def invitation_new(request: LearnerRequest) -> HttpResponse:
    """Make an invitation and show its link, which nobody can be shown later."""
    access.owner(request.user)
    if settings.PORTAL_SIGNUP == "closed":
        raise Http404("Sign-up is closed.")
    form = OfferedInvitationForm(submitted(request), user=request.user)
    if not form.is_valid():
        return render(
            request, "manage/invite.html", {"section": "people", "form": form}, status=422 if form.is_bound else 200
        )
    was_open = invitation_of(form.token) is not None  # then the form was sent twice
    made, token = invite(by=request.user, **form.wanted)
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    if form.cleaned_data["mail"] and made.state == "open" and not was_open:
        mail_invitation(made, link)
    context = {"section": "people", "invitation": made, "link": link, "was_mailed": form.cleaned_data["mail"]}
    return render(request, "manage/invited.html", context)


@require_POST
@access.edits
@signed_in
def invitation_revocation(request: LearnerRequest, invitation_id: int) -> HttpResponse:
    """Revoke an invitation; one that is no longer open stays as it is."""
    invitation = access.managed_invitation(request.user, invitation_id)
    revoked = revoke([invitation], by=request.user)
    messages.success(request, "The invitation is revoked: its link works no more." if revoked else "It was not open.")
    return redirect("manage_people")
