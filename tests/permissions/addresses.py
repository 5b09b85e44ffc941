"""Every address of the portal, from the URL table itself."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """A route: its name (with namespaces), or the route itself where it has none."""

    name: str
    route: str

    def path(self, samples):
        """Return a path of this route with SAMPLES (by parameter name); raise KeyError if one is missing."""
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(samples[found[1]]), self.route)
        return f"/{path}"


def _text(pattern):
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    # A regular expression: its named groups are parameters, and the rest is plain text.
    text = re.sub(r"\(\?P<(\w+)>.*?\)(?=/|\$|$)", r"<\1>", str(pattern)).strip("^$").replace("\\", "")
    for name in ("object_id", "history_id"):  # django-simple-history's groups have no names
        text = text.replace("([^/]+)", f"<{name}>", 1)
    return text


def _walk(patterns, route="", namespace=""):
    for pattern in patterns:
        here = route + _text(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}" if pattern.name else here, here)


def addresses():
    """Return every address once."""
    return sorted(set(_walk(get_resolver().url_patterns)), key=lambda address: address.name)
