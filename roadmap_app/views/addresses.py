"""Changing one's e-mail address."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.views import email as allauth_email_page
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def address(request: LearnerRequest) -> HttpResponse:
    """Change the address on allauth's page, without its actions for people with several addresses."""
    own = request.POST.get("email", "").lower() == request.user.email
    if "action_primary" in request.POST or ("action_remove" in request.POST and own):
        return refuse(request, "Another address takes the place of yours once it is confirmed, and not before.")
    if request.method == "POST" and not _can_prove_identity(request):
        logout(request)
        messages.info(request, "Sign in once more, then change your address.")
        return redirect_to_login(request.path)
    response: HttpResponse = allauth_email_page(request)
    return response


def _can_prove_identity(request: LearnerRequest) -> bool:
    """Return whether allauth can ask for proof of identity, or the person has signed in recently."""
    if get_reauthentication_flows(request.user):
        return True
    steps = get_authentication_records(request, request.user)
    return bool(steps) and time.time() - steps[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
