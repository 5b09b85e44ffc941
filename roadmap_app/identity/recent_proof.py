"""A recent proof of identity, required before what the thief of an unlocked browser would do."""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, suspend_request
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

AGAIN = "Please sign in once more, so that we know it is you."


def ask_for_proof(request: HttpRequest, *, back: str, then: str = "") -> HttpResponse | None:
    """Return a redirect to a proof of identity, None if there is a recent one.

    After the proof the request is resumed; with a message THEN, the user gets to the page BACK and sees it there.
    Users with neither password nor second factor sign in with their provider again.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return ask_for_new_sign_in(request, back=back)
    if did_recently_reauthenticate(request):
        return None
    if not then:
        way: HttpResponse = suspend_request(request, methods[0]["url"])
        return way
    messages.info(request, then)
    return redirect(f"{methods[0]['url']}?{urlencode({'next': back})}")


def ask_for_new_sign_in(request: HttpRequest, *, back: str, why: str = AGAIN) -> HttpResponse | None:
    """Sign the user out and return a redirect to the sign-in page with the message WHY; None after a recent sign-in."""
    steps = get_authentication_records(request, request.user)
    if steps and time.time() - steps[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
        return None
    logout(request)
    messages.info(request, why)
    return redirect_to_login(back)
