"""The page for users whose account was disabled while they were signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from roadmap_app.actions.sessions import DISABLED
from roadmap_app.models import User
from roadmap_app.web.middleware import Middleware
from roadmap_app.web.resend import kept_page

MESSAGE = (
    "Your account was disabled, so you are signed out and this is not saved. What you did before is kept. "
    "Ask the person who runs this portal; copy what you have typed, if you have."
)


class DisabledAccounts(Middleware):
    """Answers the next request of a disabled user, once, with the news that the account is disabled."""

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Return the page; None for other users, and for those who have been enabled again."""
        # Visitors cost no query.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or DISABLED not in request.session:
            return None
        user = User.objects.filter(pk=request.session[DISABLED], is_active=False).first()
        request.session.flush()
        if user is None:
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(MESSAGE, status=403, content_type="text/plain; charset=utf-8")
        return kept_page(request, "accounts/disabled.html", {"because": user.disabled_because}, status=403)
