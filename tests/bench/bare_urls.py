"""The route of the bare hello, before those of the portal, which its server loads before it forks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import urlpatterns as portal_urls
from tests.bench.rows import HELLO_PATH


def hello(request: HttpRequest) -> HttpResponse:
    """Answer with one line of text. Without its length the server would close the connection after each response."""
    text = "Hello, world.\n"
    return HttpResponse(text, headers={"Content-Length": str(len(text))})


urlpatterns = [path(HELLO_PATH.lstrip("/"), hello), *portal_urls]
