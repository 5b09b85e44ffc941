"""Nothing is done as another person than the one who began it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from roadmap_app.web.pages import BEGAN_AS, account_mark
from roadmap_app.web.resend import go_on, has_typed, other_account, signed_out

# Forms to come in by: whoever is signed in already goes on.
ENTRANCES = frozenset({"account_login", "account_signup", "mfa_authenticate", "mfa_login_webauthn"})


class SameAccount:
    """Compares the account that a form's page was made for with the one that is signed in.

    Behind the check against forgery, whose process_view comes first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before GET_RESPONSE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Change nothing; what is to be done is done below."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer instead of the view where somebody else is signed in by now, or nobody."""
        route = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST" or route == "account_logout":
            return None
        if route in ENTRANCES and request.user.is_authenticated:
            return go_on(request)
        began_as = request.POST.get(BEGAN_AS, "")
        if not began_as or began_as == account_mark(request.user):
            return None
        if request.user.is_authenticated:
            return other_account(request)
        return signed_out(request) if has_typed(request) else None
