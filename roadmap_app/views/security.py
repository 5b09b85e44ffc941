"""The contact for reports of vulnerabilities."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# RFC 9116 recommends less than a year; computed from today, so that it never expires.
VALID = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return the security.txt of RFC 9116; raise Http404 if PORTAL_SECURITY_CONTACT is not set."""
    if not settings.PORTAL_SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {settings.PORTAL_SECURITY_CONTACT}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    if settings.PORTAL_URL:
        lines.append(f"Canonical: {settings.PORTAL_URL}{request.path}")
    return HttpResponse("\n".join([*lines, "Preferred-Languages: en", ""]), content_type="text/plain; charset=utf-8")
