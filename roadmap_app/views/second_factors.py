"""Changes to allauth's views of second factors."""

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_http_methods

from roadmap_app import access
from roadmap_app.identity.adapters import MFAAdapter
from roadmap_app.queries.second_factors import is_last_needed
from roadmap_app.web.htmx import LearnerRequest, signed_in


@secure_admin_login  # type: ignore[untyped-decorator]
def admin_login(request: HttpRequest) -> HttpResponse:
    """Send visitors to the sign-in page and staff on to the admin.

    Django's own view would accept another account's password from signed-in staff, without a second factor.
    """
    return HttpResponseRedirect(get_next_redirect_url(request) or resolve_url("admin:index"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def passkey_remove(request: LearnerRequest, pk: int) -> HttpResponse:
    """Remove a passkey as allauth does, unless it is the last second factor of somebody who needs one."""
    if is_last_needed(access.passkey(request.user, pk)):
        messages.error(request, MFAAdapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    response: HttpResponse = remove_webauthn(request, pk=pk)
    return response
