"""For what watches the portal: is the process up, can it do its work."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap_app.queries.health import unready_reason


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 with the database reachable and every migration applied, else 503 with the reason."""
    reason = unready_reason()
    return HttpResponse(
        f"{reason or 'ready'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )
