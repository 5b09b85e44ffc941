"""Health checks for load balancers and monitoring."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap_app.queries.health import unready_reason
from roadmap_app.web.storage import unwritable_reason

# How many addresses of X-Forwarded-For have arrived, for the doctor: it compares them with PORTAL_PROXIES.
FORWARDED = "X-Cairn-Forwarded"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 as long as the process responds."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Return 200 if the database can be written to and all migrations are applied, else 503 with the reason."""
    reason = unready_reason() or unwritable_reason()
    response = HttpResponse(
        f"{reason or 'ready'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )
    addresses = [each for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    response.headers[FORWARDED] = str(len(addresses))
    return response
