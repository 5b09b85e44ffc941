"""Where somebody who has found a weakness writes to."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# RFC 9116 asks for less than a year ahead; it moves on with the days.
VALID = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return the operator's address for reports, as RFC 9116 wants it; 404 where PORTAL_SECURITY_CONTACT is not set."""
    if not settings.PORTAL_SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {settings.PORTAL_SECURITY_CONTACT}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    if settings.PORTAL_URL:
        lines.append(f"Canonical: {settings.PORTAL_URL}{request.path}")
    return HttpResponse("\n".join([*lines, "Preferred-Languages: en", ""]), content_type="text/plain; charset=utf-8")
