"""Single sign-on: the redirect to the provider, and the callback from it."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from allauth.socialaccount import views
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from roadmap_app.identity.oidc import OidcAdapter
from roadmap_app.identity.sso import fault
from roadmap_app.models import Invitation

connections = never_cache(views.connections)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limit(action="login")  # type: ignore[untyped-decorator]
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider: to sign in, or to connect the signed-in account (process=connect)."""
    asked = request.POST if request.method == "POST" else request.GET
    connect = asked.get("process") == AuthProcess.CONNECT
    if connect and not request.user.is_authenticated:
        return redirect_to_login(resolve_url("socialaccount_connections"))
    if request.method != "POST":
        back = get_next_redirect_url(request)
        if request.user.is_authenticated and not connect:
            return HttpResponseRedirect(back or resolve_url("roadmaps"))
        return render(request, "socialaccount/login.html", {"connect": connect, "next": back})
    if connect:
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    try:
        return _leave(request, provider_id, AuthProcess.CONNECT if connect else AuthProcess.LOGIN)
    except (OAuth2Error, RequestException) as error:
        return fault(request, error)


def _leave(request: HttpRequest, provider_id: str, process: str) -> HttpResponse:
    provider = get_adapter(request).get_provider(request, provider_id)
    nonce, token = get_random_string(32), request.POST.get("invitation", "")
    there = provider.redirect(
        request,
        process,
        get_next_redirect_url(request),
        auth_params={"nonce": nonce},
        nonce=nonce,
        invitation=Invitation.digest_of(token) if token else "",
    )
    # A page and not a redirect: the CSP's form-action would have to list every address that the provider redirects
    # through on the way to its sign-in page.
    return render(request, "socialaccount/login_redirect.html", {"there": there.url})


@require_safe
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Handle the response of the provider."""
    if not request.GET:
        return redirect("account_login")  # a reload of the error page
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(OidcAdapter(request, provider_id))(request)
    except (OAuth2Error, RequestException) as error:
        return fault(request, error)
    return response
