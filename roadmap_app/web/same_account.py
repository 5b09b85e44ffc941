"""Protection against sending a form as another user than the one who opened it."""

from django.http import HttpRequest, HttpResponse

from roadmap_app.web.middleware import Middleware
from roadmap_app.web.pages import BEGAN_AS, account_mark
from roadmap_app.web.resend import go_on, has_typed, other_account, signed_out

# Forms to sign in or up with: users who are signed in already are redirected.
ENTRANCES = frozenset({"account_login", "account_signup", "mfa_authenticate", "mfa_login_webauthn"})


class SameAccount(Middleware):
    """Compares the account that a form's page was rendered for with the one that is signed in.

    Must come after CsrfViewMiddleware, so that its process_view runs first.
    """

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Return a response in place of the view's if another user is signed in by now, or nobody."""
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
