"""What each middleware costs: CPU time of a request, measured inside one process between probes around each of them."""

import statistics
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tests.bench import report, rows

WARM_UP, REQUESTS = 50, 1000
PROBE = "tests.bench.layers.probe"
# The times (seconds) that the last request spent inside each probe, innermost first: Django builds its stack that way.
_spent: list[float] = []


def probe(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Measure what lies inside (a middleware)."""
    place = len(_spent)
    _spent.append(0)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        start = time.thread_time()
        response = get_response(request)
        _spent[place] = time.thread_time() - start
        return response

    return middleware


def table(target: rows.Target) -> str:
    """Return the table of microseconds by middleware for a signed-in hello and the roadmap page."""
    names = list(settings.MIDDLEWARE)
    settings.MIDDLEWARE = [PROBE, *(each for name in names for each in (name, PROBE))]
    from django.core.handlers.wsgi import WSGIHandler

    application = WSGIHandler()
    measured = [_medians(application, target, path) for path in (rows.HELLO_PATH, target.paths[rows.ROADMAP])]
    lines = [
        [name.rpartition(".")[2], *(f"{1e6 * costs[place]:.0f}" for costs in measured)]
        for place, name in enumerate([*names, "view, templates, hooks of the middleware"])
    ]
    lines.append(["all", *(f"{1e6 * sum(costs):.0f}" for costs in measured)])
    return report.table(["", "signed-in hello, µs", "roadmap page, µs"], lines)


def _medians(application: Any, target: rows.Target, path: str) -> list[float]:
    """Return the median seconds that each middleware takes for itself, outermost first; the view's are the last."""
    own: list[list[float]] = []
    for number in range(WARM_UP + REQUESTS):
        session = target.sessions[number % 16]
        _ask(application, path, f"{target.session_cookie}={session}")
        if number >= WARM_UP:
            outer = _spent[::-1]
            own.append([here - inside for here, inside in zip(outer, [*outer[1:], 0.0], strict=True)])
    return [statistics.median(times) for times in zip(*own, strict=True)]


def _ask(application: Any, path: str, cookie: str) -> None:
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    response = application(environ, lambda status, headers, error=None: statuses.append(status))
    response.close()
    if not statuses[0].startswith("200"):
        raise RuntimeError(f"{path} answered {statuses[0]}.")
