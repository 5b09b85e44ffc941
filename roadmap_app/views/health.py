"""Health checks for load balancers and monitoring."""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap_app.queries.health import unready_reason
from roadmap_app.web.storage import unwritable_reason

# The doctor's question, and the answer to it: how many addresses X-Forwarded-For held, and how many it should.
PASS, PROXIES = "X-Cairn-Doctor", "X-Cairn-Proxies"
PASS_SECONDS = 60


def doctors_pass() -> str:
    """Return what shows for a minute that the doctor of this very copy asks: nobody else has the key."""
    return TimestampSigner(salt="doctor").sign("doctor")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 as long as the process responds."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 with a database that can be written to and all migrations applied, else 503 and why; to the doctor, more."""
    reason = unready_reason() or unwritable_reason()
    response = HttpResponse(
        f"{reason or 'ready'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )
    if _is_doctor(request):
        addresses = [each for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
        response.headers[PROXIES] = f"{len(addresses)} of {settings.PORTAL_PROXIES}"
    return response


def _is_doctor(request: HttpRequest) -> bool:
    try:
        TimestampSigner(salt="doctor").unsign(request.headers.get(PASS, ""), max_age=PASS_SECONDS)
    except BadSignature:
        return False
    return True
