"""The portal's routes and the signed-in hello: its middleware, session and user, and one line of text."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as portal_routes
from tests.bench.rows import HELLO_PATH


def hello(request: HttpRequest) -> HttpResponse:
    """Greet the signed-in user."""
    if not request.user.is_authenticated:
        return HttpResponse("Not signed in.", status=401)
    return HttpResponse(f"Hello, {request.user}.\n")


urlpatterns = [path(HELLO_PATH.lstrip("/"), hello), *portal_routes]
