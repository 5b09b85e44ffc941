"""The only route of the bare hello."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench.rows import HELLO_PATH


def hello(request: HttpRequest) -> HttpResponse:
    """Answer with one line of text."""
    return HttpResponse("Hello, world.\n")


urlpatterns = [path(HELLO_PATH.lstrip("/"), hello)]
