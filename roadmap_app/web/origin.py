"""The origin of an action, for the audit record: the request's id and IP address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from roadmap_app.web.middleware import GetResponse
from roadmap_app.web.request_log import current_request_id


@dataclass(frozen=True)
class Origin:
    """A request's id and address; the address is a function, as it is needed only when something is recorded."""

    request_id: str = ""
    address: Callable[[], str | None] = lambda: None


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current_origin() -> Origin:
    """Return the origin of the current request; an empty one in a command."""
    return _origin.get() or Origin()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Record what happens inside the with block as coming from ORIGIN."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def request_origin(get_response: GetResponse) -> GetResponse:
    """Make each request the origin of the audit events that it causes."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with coming_from(Origin(current_request_id(), lambda: _address_of(request))):
            return get_response(request)

    return middleware


def _address_of(request: HttpRequest) -> str | None:
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:  # the header is not an IP address: unknown is better than forged
        return None
    return address
