"""The restriction of accounts that wait for their deletion."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from roadmap_app.actions.deletion import deletion_due
from roadmap_app.models import User
from roadmap_app.web.middleware import Middleware
from roadmap_app.web.resend import has_typed, kept_page

ALLOWED = ("deletion", "deletion_undo", "account_logout")
MESSAGE = "Your account is closed, so this is not saved. Copy what you have typed; reload the page to keep the account."


class ClosedAccounts(Middleware):
    """Leads users who have asked for deletion to the page where they can undo that, whatever they request."""

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Return that page, with what was typed, or redirect to it; None for other users, and to keep or sign out."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:  # visitors cost nothing
            return None
        user = request.user
        if not (isinstance(user, User) and user.deletion_asked_at):
            return None
        if request.resolver_match and request.resolver_match.url_name in ALLOWED:
            return None
        is_htmx, page = "HX-Request" in request.headers, reverse("deletion")
        if request.method == "POST" and has_typed(request):
            if is_htmx:
                return HttpResponse(MESSAGE, status=403, content_type="text/plain; charset=utf-8")
            return kept_page(request, "accounts/closed.html", {"due": deletion_due(user)}, status=403)
        return HttpResponseClientRedirect(page) if is_htmx else redirect(page)
