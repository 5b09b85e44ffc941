"""What all middleware shares, and the middleware that sets headers, host and time zone."""

from collections.abc import Callable
from functools import cache, partial
from urllib.parse import urljoin

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.encoding import iri_to_uri

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Their views need neither a session nor a valid Host header.
HEALTH_CHECKS = ("/healthz", "/readyz")
WITHOUT_CONTENT_LENGTH = (204, 304)
# Pages that browsers must not keep (`no-store`): sessions, recovery codes or personal data must not reappear when
# somebody presses Back after a sign-out. Roadmaps, topics and notes get `private, no-cache` only: `no-store` would keep
# them out of the back-forward cache, and text that is being typed would be lost there.
PERSONAL = {
    "settings",
    "calendar_settings",
    "reminders",
    "your_data",
    "deletion",
    "usersessions_list",
    "socialaccount_connections",
    "teams",
    "team",
    "team_csv",
    "team_member",
    "team_words",
    "topic_help",
    "manage_people",
    "manage_person",
    "manage_record",
    "person_role",
    "person_disabling",
    "person_factors",
}
WITH_TOPIC_LINKS = {"roadmap", "stage", "topic"}


class Middleware:
    """Passes every request on; subclasses add Django's hooks, such as process_view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response of the rest of the stack."""
        return self.get_response(request)


def empty_head(get_response: GetResponse) -> GetResponse:
    """Answer HEAD with the headers of GET, Content-Length included, and without the body that the server would send."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse):
            # CommonMiddleware sets it too, but not on responses of middleware before it.
            if response.status_code not in WITHOUT_CONTENT_LENGTH:
                response.headers.setdefault("Content-Length", str(len(response.content)))
            if request.method == "HEAD":
                response.content = b""
        elif isinstance(response, StreamingHttpResponse) and request.method == "HEAD":
            response.streaming_content = []  # the original iterator is closed with the response
        return response

    return middleware


def not_allowed_page(get_response: GetResponse) -> GetResponse:
    """Give a page to browsers that open an address to which forms are sent: Django's decorators leave it empty."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and "html" in request.headers.get("Accept", ""):
            page = render(request, "errors/405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


def isolation_headers(get_response: GetResponse) -> GetResponse:
    """Forbid other sites to embed a response (static files included), and our pages to use devices."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    return middleware


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Set the policy of the settings on every response; django-csp's own middleware builds it anew for each.

    As there, the error pages of PORTAL_DEBUG have none, since their styles are inline.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", _policy())
        return response

    return middleware


@cache
def _policy() -> str:
    return str(build_policy())


def prefetched_topics(get_response: GetResponse) -> GetResponse:
    """Let browsers fetch a topic's page while the pointer rests on its link, except for those who save data.

    The rules are a file, as the CSP forbids inline ones. A browser keeps such a page for minutes, whatever its
    Cache-Control says: so the response to every POST, in any tab, has it discarded.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"prefetchCache"'
        elif _has_topic_links(request.resolver_match) and request.META.get("HTTP_SAVE_DATA") != "on":
            response.headers["Speculation-Rules"] = _speculation_rules()
        return response

    return middleware


@cache
def _speculation_rules() -> str:
    """Return the header's value: the address of the rules, which takes Django 120 µs to find."""
    return f'"{static("topics.speculationrules")}"'


def _has_topic_links(match: ResolverMatch | None) -> bool:
    return match is not None and match.url_name in WITH_TOPIC_LINKS


def health_checks(get_response: GetResponse) -> GetResponse:
    """Answer health checks before the Host header is checked, as a load balancer sends an IP address there.

    Must come after the middleware that sets headers, and before the one that opens sessions.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in HEALTH_CHECKS:
            return get_response(request)
        response: HttpResponseBase = resolve(request.path_info).func(request)
        return response

    return middleware


def absolute_links(get_response: GetResponse) -> GetResponse:
    """Build absolute links (in mails above all) from PORTAL_URL, not from the Host header."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.PORTAL_URL:
            request.build_absolute_uri = partial(_absolute, request)  # type: ignore[method-assign]
        return get_response(request)

    return middleware


def _absolute(request: HttpRequest, location: str | None = None) -> str:
    return urljoin(f"{settings.PORTAL_URL}/", iri_to_uri(location or request.get_full_path()))


def learner_time_zone(get_response: GetResponse) -> GetResponse:
    """Answer a signed-in learner in their time zone, and keep shared caches from storing the response."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Without a session cookie nobody is signed in, and no query is needed.
        if not (settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated):
            return get_response(request)
        with timezone.override(request.user.zone):
            response = get_response(request)
        patch_cache_control(response, private=True, no_cache=True)
        if is_personal(request.resolver_match):
            patch_cache_control(response, no_store=True)
        return response

    return middleware


def is_personal(match: ResolverMatch | None) -> bool:
    """Return whether browsers must not keep the page of MATCH."""
    name = (match and match.url_name) or ""
    return name in PERSONAL or name.startswith(("account_", "mfa_"))
