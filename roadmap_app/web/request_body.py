"""Refuse invalid and oversized requests before any view reads them."""

from threading import Lock

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from roadmap_app.models import User
from roadmap_app.web.body_limits import BodyLimit, limit_for
from roadmap_app.web.form_body import (
    CUT_OFF,
    FORM,
    NO_TEXT,
    TOO_MANY,
    TOO_MUCH,
    TooManyFields,
    fault_of_address,
    fault_of_type,
    is_cut_off,
    is_text,
    parse_urlencoded,
)
from roadmap_app.web.middleware import Middleware

# Rendering a page that shows a text of 5 MB again takes a hundred megabytes: forms larger than this (bytes) take turns
# in each process.
LARGE = 300_000
LARGE_FORMS = Lock()


class Refused(Exception):
    """A request is refused with a status code and an error message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class RequestBody(Middleware):
    """Validates URL and body; must come before everything that reads a form, such as CsrfViewMiddleware."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse URLs that are not text, and process large forms one at a time."""
        if message := fault_of_address(request.path_info, request.META.get("QUERY_STRING", "")):
            return _page(400, message)
        if _announced(request) > LARGE:
            with LARGE_FORMS:
                return self.get_response(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Read the form, now that the view and the user, on which the limit depends, are known."""
        try:
            _read(request)
        except Refused as refused:
            return _page(refused.status, str(refused), request.user)
        return None


def _announced(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _read(request: HttpRequest) -> None:
    # Without Content-Length the body is not read.
    announced = _announced(request)
    if not announced:
        return
    limit, content_type = limit_for(request), request.content_type or ""
    if announced > limit.bytes:
        raise Refused(413, TOO_MUCH)
    if message := fault_of_type(content_type, (request.content_params or {}).get("charset")):
        raise Refused(415, message)
    if is_cut_off(request.body, announced):
        raise Refused(400, CUT_OFF)
    _read_form(request, content_type, limit)


def _read_form(request: HttpRequest, content_type: str, limit: BodyLimit) -> None:
    try:
        if content_type == FORM:
            _set_form(request, parse_urlencoded(request.body, limit.fields))
        elif not is_text(_without_files(request) if limit.files else request.body):
            raise Refused(400, NO_TEXT)
        elif sum(len(values) for _, values in request.POST.lists()) > limit.fields:
            raise TooManyFields
    except TooManyFields as error:
        raise Refused(413, TOO_MANY) from error
    except UnicodeDecodeError as error:
        raise Refused(400, NO_TEXT) from error


def _without_files(request: HttpRequest) -> bytes:
    """Return the body of REQUEST without the content of its files, which may be anything."""
    body = request.body
    for _, files in request.FILES.lists():
        for file in files:
            content = file.read()
            file.seek(0)
            body = body.replace(content, b"", 1) if content else body
    return body


def _set_form(request: HttpRequest, fields: list[tuple[str, str]]) -> None:
    form = QueryDict(mutable=True, encoding="utf-8")
    for name, value in fields:
        form.appendlist(name, value)
    form._mutable = False
    # Both are set, so that Django does not parse the body again when a view reads request.FILES.
    request.POST = form  # type: ignore[assignment]
    request._files = MultiValueDict()  # type: ignore[attr-defined]


def _page(status: int, message: str, user: User | AnonymousUser | None = None) -> HttpResponse:
    context = {"message": message, "status": status, "user": user}  # no request, as its form must not be read
    return HttpResponse(render_to_string("errors/400.html", context), status=status)
