"""Settings, and the accounts that one-time links create."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from roadmap_app.actions.accounts import OwnerLinkDead, create_owner, save_settings
from roadmap_app.actions.invitations import AddressTaken, InvitationDead, accept, just_accepted
from roadmap_app.forms.accounts import ADDRESS_TAKEN, InvitedForm, NewAccountForm, SettingsForm
from roadmap_app.identity.known_devices import remember_device
from roadmap_app.identity.session_list import note_session
from roadmap_app.models import User
from roadmap_app.queries.accounts import invitation_of, own_enrolments, owner_link_is_alive
from roadmap_app.web.htmx import LearnerRequest, signed_in, submitted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account_settings(request: LearnerRequest) -> HttpResponse:
    """Show and save a learner's name, time zone and theme; list their plans."""
    form = SettingsForm(submitted(request), instance=request.user)
    if form.is_valid():
        save_settings(user=request.user, **form.cleaned_data)
        messages.success(request, "Your settings are saved.")
        return redirect("settings")
    if form.is_bound:
        # Validation has written the typed values to the user; the rest of the page shows the stored ones.
        request.user.refresh_from_db()
    context = {"form": form, "enrolments": own_enrolments(request.user)}
    return render(request, "accounts/settings.html", context, status=422 if form.is_bound else 200)


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
        owner = create_owner(token=token, email=form.cleaned_data["email"], password=form.cleaned_data["password1"])
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
    user = just_accepted(token=token, email=email, password=password)
    return _start_session(request, user) if user else response


def _invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token)
    if found is None or request.user.is_authenticated:
        return render(request, "accounts/invitation_dead.html", status=200 if found else 410)
    form = InvitedForm(found.email, submitted(request))
    if not form.is_valid() or (settings.OIDC and settings.OIDC.only):
        context = {"form": form, "invitation": found, "invitation_token": token}
        return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)
    try:
        user = accept(token=token, email=form.cleaned_data["email"], password=form.cleaned_data["password1"])
    except InvitationDead:
        return render(request, "accounts/invitation_dead.html", status=410)
    except AddressTaken:
        form.add_error("email", ADDRESS_TAKEN)
        context = {"form": form, "invitation": found, "invitation_token": token}
        return render(request, "accounts/invitation.html", context, status=422)
    return _start_session(request, user)


def _start_session(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    remember_device(request, user)
    note_session(request)  # allauth signals only the sign-ins that it handles itself
    messages.success(request, "Your account is made, and you are signed in. This link is used up now.")
    return redirect("roadmaps")
