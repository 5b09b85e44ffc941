"""Changing one's e-mail address."""

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.views import email as allauth_email_page
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from roadmap_app.identity.recent_proof import ask_for_new_sign_in
from roadmap_app.views.errors import refuse
from roadmap_app.web.htmx import LearnerRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def address(request: LearnerRequest) -> HttpResponse:
    """Change the address on allauth's page, without its actions for people with several addresses."""
    own = request.POST.get("email", "").lower() == request.user.email
    if "action_primary" in request.POST or ("action_remove" in request.POST and own):
        return refuse(request, "Another address takes the place of yours once it is confirmed, and not before.")
    if request.method == "POST" and not get_reauthentication_flows(request.user):
        why = "Sign in once more, then change your address."
        if redirect := ask_for_new_sign_in(request, back=request.path, why=why):
            return redirect
    response: HttpResponse = allauth_email_page(request)
    return response
