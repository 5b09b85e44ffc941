"""Apps, middleware, templates, language, time zone and static files."""

from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

from portal.environment import folder, text
from portal.settings.accounts import OIDC
from portal.settings.core import BASE_DIR, DEBUG, IN_PRODUCTION, VAR_DIR

INSTALLED_APPS = [
    "roadmap_app",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "roadmap_app.identity.apps.SessionListConfig",  # allauth.usersessions
    "allauth.mfa",
    "allauth.socialaccount",
    # It loads an HTTP client, which takes 4 MB of memory.
    *(["allauth.socialaccount.providers.openid_connect"] if OIDC else []),
    "adminsortable2",
    "simple_history",
    "csp",
]

MIDDLEWARE = [
    "roadmap_app.web.middleware.empty_head",
    "roadmap_app.web.request_log.request_id",
    "roadmap_app.web.origin.request_origin",
    "roadmap_app.web.middleware.absolute_links",
    # In production the proxy compresses.
    *([] if IN_PRODUCTION else ["roadmap_app.web.compression.compressed_pages"]),
    # Before WhiteNoise, so that it covers static files.
    "roadmap_app.web.middleware.isolation_headers",
    "roadmap_app.web.middleware.prefetched_topics",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "roadmap_app.web.middleware.content_security_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "roadmap_app.web.middleware.health_checks",
    "roadmap_app.web.waiting.Waiting",
    "roadmap_app.web.request_body.RequestBody",
    "roadmap_app.identity.session_limits.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "roadmap_app.identity.session_limits.session_limits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roadmap_app.web.middleware.learner_time_zone",
    "roadmap_app.identity.closed_account.ClosedAccounts",
    "roadmap_app.web.same_account.SameAccount",
    "roadmap_app.identity.disabled.DisabledAccounts",
    "roadmap_app.identity.known_devices.known_devices",
    "roadmap_app.identity.routes.RouteLimits",
    "roadmap_app.web.collisions.Collisions",
    "roadmap_app.identity.second_factor_guard.SecondFactorGuard",
    # Records the author of a change, so it comes after authentication.
    "simple_history.middleware.HistoryRequestMiddleware",
    "roadmap_app.web.middleware.not_allowed_page",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# Finds the widgets in templates/django/forms, which set the direction of typed text.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roadmap_app.web.context.portal",
            ],
            "builtins": ["roadmap_app.templatetags.forms", "roadmap_app.templatetags.once"],
        },
    },
]

# --- Language and time
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("PORTAL_TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"PORTAL_TIME_ZONE is {TIME_ZONE!r}, but must be a zone such as Europe/Berlin.")

# --- Static files
STATIC_URL = "/static/"
# A separate, read-only folder in an image, which is filled when the image is built.
STATIC_ROOT = folder("PORTAL_STATIC", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "roadmap_app.web.static_files.StaticFiles"
    },
}
# Templates, sheets and modules name files with their hash only: nothing needs a second, uncompressed set.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
