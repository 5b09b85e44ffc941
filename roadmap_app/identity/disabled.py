"""Telling people whose account was disabled while they were signed in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from roadmap_app.actions.sessions import DISABLED
from roadmap_app.models import User
from roadmap_app.web.resend import kept_page

SENTENCE = (
    "Your account was disabled, so you are signed out and this is not saved. What you did before is kept. "
    "Ask the person who runs this portal; copy what you have typed, if you have."
)


class DisabledAccounts:
    """Says once, on whatever page comes next, that the account was disabled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Change nothing; what is to be done is done below."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Return the page, None for everybody else: also for who has been enabled again."""
        # Visitors are answered without a question to the database.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or DISABLED not in request.session:
            return None
        user = User.objects.filter(pk=request.session[DISABLED], is_active=False).first()
        request.session.flush()
        if user is None:
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(SENTENCE, status=403, content_type="text/plain; charset=utf-8")
        return kept_page(request, "accounts/disabled.html", status=403)
