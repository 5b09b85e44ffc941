"""Security: https, proxies, sessions and cookies, content security policy, request size limits."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.cookies import cookie_prefix
from portal.environment import base_url, choice, contact, flag, interval, number
from portal.settings.core import (
    IN_PRODUCTION,
    OWN_NAMES,
    PORTAL_HOSTS,
    SECRET_KEY,
    SECRET_KEY_FALLBACKS,
    VAR_DIR,
)

# A portal that has only this machine's own names is being tried out: no certificate exists for those names.
PORTAL_HTTPS = flag("PORTAL_HTTPS", IN_PRODUCTION and not set(PORTAL_HOSTS) <= set(OWN_NAMES))
# The base of links in mails; the Host header is not trusted for them.
PORTAL_URL = base_url("PORTAL_URL") or (f"https://{PORTAL_HOSTS[0]}" if PORTAL_HTTPS and PORTAL_HOSTS else "")
PORTAL_SECURITY_CONTACT = contact("PORTAL_SECURITY_CONTACT")
PORTAL_PROXIES = number("PORTAL_PROXIES", 0, 0, 10)
if PORTAL_HTTPS and not PORTAL_PROXIES:
    raise ImproperlyConfigured(
        "PORTAL_PROXIES is 0, but https needs a proxy before the portal, which speaks plain http itself: "
        "set PORTAL_PROXIES to how many there are, and let them set X-Forwarded-Proto."
    )
PORTAL_STAFF_MFA = flag("PORTAL_STAFF_MFA", PORTAL_HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PORTAL_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PORTAL_HTTPS else 0
# Browsers remember HSTS for a year, so it covers other sites of the domain only if PORTAL_HSTS asks for it.
PORTAL_HSTS = choice("PORTAL_HSTS", "host", ["host", "subdomains", "preload"])
SECURE_HSTS_INCLUDE_SUBDOMAINS = PORTAL_HTTPS and PORTAL_HSTS != "host"
SECURE_HSTS_PRELOAD = PORTAL_HTTPS and PORTAL_HSTS == "preload"
# Django's checks ask for subdomains and preload, but only the owner knows what else the domain hosts (PORTAL_HSTS).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Health checks come from inside, over plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = PORTAL_PROXIES
CSRF_FAILURE_VIEW = "roadmap_app.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in PORTAL_HOSTS if PORTAL_HTTPS]
if PORTAL_URL:
    CSRF_TRUSTED_ORIGINS.append(PORTAL_URL)
# More than a note's limit, so that a paste that is too long gets an error message and keeps its text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
# The longest form is a topic with hundreds of items in the admin. web/body_limits.py limits by user and page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- Sessions and cookies ------------------------------------------------------------------------------------
SESSION_ENGINE = "roadmap_app.identity.session_store"
# How long a session lasts unused, and in total; shorter for editors and owners.
PORTAL_SESSION_IDLE = interval("PORTAL_SESSION_IDLE", "30d")
PORTAL_SESSION_END = interval("PORTAL_SESSION_END", "365d")
PORTAL_STAFF_SESSION_IDLE = interval("PORTAL_STAFF_SESSION_IDLE", "3d")
PORTAL_STAFF_SESSION_END = interval("PORTAL_STAFF_SESSION_END", "14d")
SESSION_COOKIE_AGE = int(PORTAL_SESSION_IDLE.total_seconds())
# During a change of the secret key, cookies keep the names derived from the old key. All inputs are the same on all
# of a team's web servers; the folder is an input only in an embedded installation, which has one server.
_prefix = cookie_prefix(
    SECRET_KEY_FALLBACKS[0] if SECRET_KEY_FALLBACKS else SECRET_KEY,
    PORTAL_URL,
    "" if IN_PRODUCTION else str(VAR_DIR.resolve()),
    secure=PORTAL_HTTPS,
)
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}_session", f"{_prefix}_csrf"
LANGUAGE_COOKIE_NAME, PORTAL_MESSAGES_COOKIE = f"{_prefix}_language", f"{_prefix}_messages"
LANGUAGE_COOKIE_SECURE = PORTAL_HTTPS
MESSAGE_STORAGE = "roadmap_app.web.messages.MessageStorage"

# --- What a browser may load ---------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ("default-src", "base-uri", "frame-ancestors")},
        **{key: [SELF] for key in ("script-src", "style-src", "font-src", "connect-src", "form-action")},
        "img-src": [SELF, "data:"],
    }
}
