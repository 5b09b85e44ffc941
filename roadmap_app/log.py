"""What the log tells of a request: its route and not its path, since paths may hold one-time tokens."""

import logging
import re

from django.http import HttpRequest

ADDRESS = re.compile(r"(https?://[^/\s]+)/\S*")


def route_of(request: HttpRequest) -> str:
    """Return the route that REQUEST has taken, with names in the place of what was asked for."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "(no such page)"


class RouteFilter(logging.Filter):
    """Puts the route in the place of the path in what Django says of a request that it refuses or fails at."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change RECORD, for each handler that comes after; one that tells of no request stays as it is."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            if isinstance(record.args, tuple) and record.args:
                record.args = tuple(_without_path(each, request) for each in record.args)
            else:
                record.msg = _without_path(record.msg, request)
            record.route = route_of(request)
            vars(record).pop("request")  # it shows its path to who prints it, as the JSON format does
        return True


def _without_path(told: object, request: HttpRequest) -> object:
    if not isinstance(told, str):
        return told
    # Django escapes what it logs.
    for path in (request.path, request.path.encode("unicode_escape").decode("ascii")):
        if path != "/":
            told = told.replace(path, route_of(request))
    # The page that a form came from.
    return ADDRESS.sub(r"\1/…", told)
