"""Every setting of the portal, read from the environment (.env.example lists them all)."""

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.environment import (
    base_url,
    choice,
    database,
    env,
    folder,
    hosts,
    kept_secret_key,
    number,
    read,
    retention,
    secret,
)
from portal.logs import logging_to_console
from portal.sso import single_sign_on

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_env(str(BASE_DIR / ".env"), recurse=False)

# --- What kind of copy this is -------------------------------------------------------------------------------
PORTAL_ENV = choice("PORTAL_ENV", "embedded", ["embedded", "production"])
IN_PRODUCTION = PORTAL_ENV == "production"
DEBUG: bool = read("PORTAL_DEBUG", False, "bool")
VAR_DIR = folder("PORTAL_VAR", BASE_DIR / "var")
PORTAL_PUBLIC: bool = read("PORTAL_PUBLIC", True, "bool")
PORTAL_SIGNUP = choice("PORTAL_SIGNUP", "invite", ["open", "invite", "closed"])
PORTAL_LINKS_PRIVATE: bool = read("PORTAL_LINKS_PRIVATE", False, "bool")
PORTAL_AUDIT_DAYS = number("PORTAL_AUDIT_DAYS", 365, 1, 36500)
PORTAL_DELETION_DAYS = number("PORTAL_DELETION_DAYS", 14, 0, 365)
PORTAL_WORKERS = number("PORTAL_WORKERS", 2, 1, 64)
PORTAL_THREADS = number("PORTAL_THREADS", 4, 1, 64)
PORTAL_FIXTURES = BASE_DIR / "fixtures"
OWNER_EMAIL: str = read("OWNER_EMAIL", "")
OWNER_PASSWORD = secret("OWNER_PASSWORD")
if bool(OWNER_EMAIL) != bool(OWNER_PASSWORD):
    raise ImproperlyConfigured(
        "OWNER_EMAIL and OWNER_PASSWORD (or OWNER_PASSWORD_FILE) go together: set both, or neither."
    )

if IN_PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PORTAL_DEBUG is true, but PORTAL_ENV is production: choose one of the two.")

SECRET_KEY = secret("SECRET_KEY")
if not SECRET_KEY and IN_PRODUCTION:
    raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) is missing: production needs one of its own.")
if SECRET_KEY and IN_PRODUCTION and (len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("SECRET_KEY can be guessed: make one of 32 characters with openssl rand -hex 32.")
SECRET_KEY = SECRET_KEY or kept_secret_key(VAR_DIR / "secret_key")

PORTAL_HOSTS = hosts("PORTAL_HOSTS")
if not PORTAL_HOSTS and IN_PRODUCTION:
    raise ImproperlyConfigured(
        "PORTAL_HOSTS is missing: name the host the portal is reached at, as in learn.example.org."
    )
if "*" in PORTAL_HOSTS and IN_PRODUCTION:
    raise ImproperlyConfigured("PORTAL_HOSTS is *, but must name the hosts that the portal is reached at.")
OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"]
# This machine's own names always: what watches the portal asks from inside.
ALLOWED_HOSTS = [*PORTAL_HOSTS, *OWN_NAMES]

# --- The application -----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "roadmap_app",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "adminsortable2",
    "simple_history",
    "csp",
]

MIDDLEWARE = [
    "roadmap_app.middleware.request_id",
    "roadmap_app.middleware.origin",
    "roadmap_app.middleware.own_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "roadmap_app.middleware.permissions_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "roadmap_app.middleware.well_formed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roadmap_app.middleware.learner_time_zone",
    "roadmap_app.middleware.closed_account",
    "roadmap_app.web.same_account.SameAccount",
    "roadmap_app.identity.known_devices.known_devices",
    "roadmap_app.identity.routes.Limits",
    "roadmap_app.middleware.RefusedForms",
    "roadmap_app.second_factor.SecondFactorGuard",
    # Tells the history of content who it was; behind authentication, therefore.
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roadmap_app.context.portal",
            ],
            "builtins": ["roadmap_app.templatetags.forms"],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------------------------
DATABASES = {"default": database(VAR_DIR / "cairn.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that all workers count a rate limit together.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Beyond so many, living counts and marks of used codes are thrown away, too. With Django's 300, somebody who
        # tries many addresses could make the portal forget the tries. clean_up takes the old ones away.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

PORTAL_BACKUP_DIR = Path(read("PORTAL_BACKUP_DIR", str(VAR_DIR / "backups")))
PORTAL_BACKUP_KEEP = retention("PORTAL_BACKUP_KEEP", "14d 8w 12m")
PORTAL_BACKUP_AGE_RECIPIENT: str = read("PORTAL_BACKUP_AGE_RECIPIENT", "")
PORTAL_BACKUP_GPG_RECIPIENT: str = read("PORTAL_BACKUP_GPG_RECIPIENT", "")
if PORTAL_BACKUP_AGE_RECIPIENT and PORTAL_BACKUP_GPG_RECIPIENT:
    raise ImproperlyConfigured("Set PORTAL_BACKUP_AGE_RECIPIENT or PORTAL_BACKUP_GPG_RECIPIENT, not both.")

# --- Accounts ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "roadmap_app.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "roadmap_app.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
USERSESSIONS_ADAPTER = "roadmap_app.adapters.UserSessionsAdapter"
ACCOUNT_USER_DISPLAY = "roadmap_app.adapters.display_name"
# One address a person: with several, who had made an account with another's address could come back by a second one.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "add_email": "roadmap_app.forms.addresses.ChangeAddressForm",
    "reset_password": "roadmap_app.identity.limited_forms.ResetForm",
    "reset_password_from_key": "roadmap_app.forms.addresses.NewPasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Cairn: "
ACCOUNT_SESSION_REMEMBER = True
OIDC = single_sign_on(PORTAL_SIGNUP)  # None: people sign in with their password
SOCIALACCOUNT_ADAPTER = "roadmap_app.sso.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "roadmap_app.sso.OidcProvider"}}
# Whether an account is one's own is decided there; here only that it is connected from then on.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

# --- Second factors (PORTAL_STAFF_MFA stands below: it follows from https) -----------------------------------
MFA_ADAPTER = "roadmap_app.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cairn"
# MFA_TOTP_TOLERANCE stays 0: that a code was used is remembered for its own 30 seconds, so a longer life would let it
# be used twice. MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN stays false: it would take any origin, and http://localhost is
# taken without it.
# A copy without a mail server can verify no address, and who has a second factor must be able to change theirs. What
# allauth guards against by the opposite (a stranger locks an address's owner out of an account they made with it) an
# owner undoes with "Reset second factors".
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # roadmap_app.identity.limits and .routes are in their place
MFA_FORMS = {
    "authenticate": "roadmap_app.identity.limited_forms.AuthenticateForm",
    "reauthenticate": "roadmap_app.identity.limited_forms.ReauthenticateForm",
    "activate_totp": "roadmap_app.forms.second_factors.ActivateTOTPForm",
    "add_webauthn": "roadmap_app.forms.second_factors.AddPasskeyForm",
    "edit_webauthn": "roadmap_app.forms.second_factors.RenamePasskeyForm",
}

# --- Mail: printed to the console unless a server is named ---------------------------------------------------
EMAIL_HOST: str = read("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER: str = read("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_PASSWORD")
EMAIL_SECURITY = choice("EMAIL_SECURITY", "starttls", ["starttls", "tls", "none"])
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
# Where anybody may come, nobody comes as somebody else, nor learns who is here already. "optional" elsewhere, as a copy
# without a mail server must not lock people out.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PORTAL_SIGNUP == "open" and EMAIL_HOST else "optional"
DEFAULT_FROM_EMAIL: str = read("EMAIL_FROM", "Cairn <cairn@localhost>")

# --- Language and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = read("PORTAL_TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"PORTAL_TIME_ZONE is {TIME_ZONE!r}, but must be a zone such as Europe/Berlin.")

# --- Static files --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Of its own where it was filled when an image was built, and can only be read.
STATIC_ROOT = folder("PORTAL_STATIC", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Security ------------------------------------------------------------------------------------------------
# A copy that answers to nothing but this machine's own names is being tried out: there is no certificate for those.
PORTAL_HTTPS: bool = read("PORTAL_HTTPS", IN_PRODUCTION and not set(PORTAL_HOSTS) <= set(OWN_NAMES), "bool")
# Where mails lead to: never to what somebody has sent as Host.
PORTAL_URL = base_url("PORTAL_URL") or (f"https://{PORTAL_HOSTS[0]}" if PORTAL_HTTPS and PORTAL_HOSTS else "")
PORTAL_PROXIES = number("PORTAL_PROXIES", 0, 0, 10)
if PORTAL_HTTPS and not PORTAL_PROXIES:
    raise ImproperlyConfigured(
        "PORTAL_PROXIES is 0, but https needs a proxy before the portal, which speaks plain http itself: "
        "set PORTAL_PROXIES to how many there are, and let them set X-Forwarded-Proto."
    )
PORTAL_STAFF_MFA: bool = read("PORTAL_STAFF_MFA", PORTAL_HTTPS, "bool")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PORTAL_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PORTAL_HTTPS else 0
# Browsers remember it for a year, so that the other sites of a domain are held to https only by who says so.
PORTAL_HSTS = choice("PORTAL_HSTS", "host", ["host", "subdomains", "preload"])
SECURE_HSTS_INCLUDE_SUBDOMAINS = PORTAL_HTTPS and PORTAL_HSTS != "host"
SECURE_HSTS_PRELOAD = PORTAL_HTTPS and PORTAL_HSTS == "preload"
# Django's checks ask for both, and cannot know what else there is under the domain: that is PORTAL_HSTS's to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# The health checks are asked from inside, over plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = PORTAL_PROXIES
CSRF_FAILURE_VIEW = "roadmap_app.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in PORTAL_HOSTS if PORTAL_HTTPS]
if PORTAL_URL:
    CSRF_TRUSTED_ORIGINS.append(PORTAL_URL)
# More than a note may hold, so that a paste that is too long still gets its sentence and keeps its text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ("default-src", "base-uri", "frame-ancestors")},
        **{key: [SELF] for key in ("script-src", "style-src", "font-src", "connect-src", "form-action")},
        "img-src": [SELF, "data:"],
    }
}

# --- Logging -------------------------------------------------------------------------------------------------
LOGGING = logging_to_console(
    layout=choice("PORTAL_LOG_FORMAT", "line", ["line", "json"]),
    level=choice("PORTAL_LOG", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"]),
    access=read("PORTAL_ACCESS_LOG", IN_PRODUCTION, "bool"),
)
