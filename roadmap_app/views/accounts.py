"""Settings, and the accounts that one-time links create."""

from functools import cache

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from roadmap_app.actions.accounts import OwnerLinkDead, Setting, create_owner, save_setting
from roadmap_app.actions.invitations import AddressTaken, InvitationDead, accept, just_accepted
from roadmap_app.forms.accounts import ADDRESS_TAKEN, InvitedForm, NewAccountForm, SettingForm
from roadmap_app.identity.known_devices import remember_device
from roadmap_app.identity.session_list import note_session
from roadmap_app.models import Invitation, User
from roadmap_app.queries.accounts import invitation_of, owner_link_is_alive
from roadmap_app.queries.settings_page import read_settings_page
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted

# The settings by their addresses: the field, and the title of its page.
SETTINGS: dict[str, tuple[Setting, str]] = {
    "name": ("name", "Your name"),
    "time-zone": ("time_zone", "Your time zone"),
    "hours": ("hours_a_week", "Your hours for learning"),
    "appearance": ("theme", "Appearance"),
}


@require_safe
@signed_in
def account_settings(request: LearnerRequest) -> HttpResponse:
    """List a learner's settings with their values, each with a link to the page that changes it."""
    page = read_settings_page(request.user)
    context = {"own": page.values, "plans": page.plans, "account": page.account, "changing": _addresses()}
    return render(request, "accounts/settings.html", context)


@cache
def _addresses() -> dict[str, str]:
    """Return the addresses of the pages that change a setting, by field: to look them up takes long in a template."""
    return {field: reverse("setting", args=[name]) for name, (field, _) in SETTINGS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def setting(request: LearnerRequest, name: str) -> HttpResponse:
    """Show and save one setting."""
    if name not in SETTINGS:
        raise Http404
    field, title = SETTINGS[name]
    form = SettingForm(field, submitted(request), instance=request.user)
    if form.is_valid():
        save_setting(user=request.user, field=field, value=form.cleaned_data[field])
        messages.success(request, "Your settings are saved.")
        return redirect("settings")
    if form.is_bound:
        # Validation has written the typed value to the user; the rest of the page shows the stored one.
        request.user.refresh_from_db()
    context = {"form": form, "title": title, "field": field}
    return render(request, "accounts/setting.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Create the owner's account by its one-time link, and sign in."""
    if not owner_link_is_alive(token):
        return render(request, "accounts/welcome_dead.html", status=410)
    form = NewAccountForm(submitted(request))
    if not form.is_valid():
        return render(request, "accounts/welcome.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        owner = create_owner(token=token, **form.account)
    except OwnerLinkDead:
        return render(request, "accounts/welcome_dead.html", status=410)
    return _start_session(request, owner)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Create an account by an invitation, and sign in; a double click gets the response of the first."""
    response = _invitation(request, token)
    if response.status_code < 400 or request.method != "POST":
        return response
    email, password = request.POST.get("email", ""), request.POST.get("password1", "")
    accepted = just_accepted(token=token, email=email, password=password)
    return _start_session(request, *accepted) if accepted else response


def _invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token)
    if found is None or request.user.is_authenticated:
        return render(request, "accounts/invitation_dead.html", {"is_open": bool(found)}, status=200 if found else 410)
    form = InvitedForm(found.email, submitted(request))
    if not form.is_valid() or (settings.OIDC and settings.OIDC.only):
        context = {"form": form, "invitation": found, "invitation_token": token}
        return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)
    try:
        user = accept(token=token, **form.account)
    except InvitationDead:
        return render(request, "accounts/invitation_dead.html", status=410)
    except AddressTaken:
        form.add_error("email", ADDRESS_TAKEN)
        context = {"form": form, "invitation": found, "invitation_token": token}
        return render(request, "accounts/invitation.html", context, status=422)
    return _start_session(request, user, found)


def _start_session(request: HttpRequest, user: User, used: Invitation | None = None) -> HttpResponse:
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    remember_device(request, user)
    note_session(request)  # allauth signals only the sign-ins that it handles itself
    messages.success(request, "Your account is made, and you are signed in. This link is used up now.")
    return redirect(used.first_page if used else "roadmaps")
