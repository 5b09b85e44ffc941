"""The kind of installation, its data folder, secret key and host names."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from portal.environment import choice, flag, folder, hosts, number, stored_secret_key, text

BASE_DIR = Path(__file__).resolve().parent.parent.parent
load_dotenv(BASE_DIR / ".env")  # a variable that is set, even to nothing, takes precedence

PORTAL_ENV = choice("PORTAL_ENV", "embedded", ["embedded", "production"])
IN_PRODUCTION = PORTAL_ENV == "production"
DEBUG = flag("PORTAL_DEBUG", False)
VAR_DIR = folder("PORTAL_VAR", BASE_DIR / "var")
PORTAL_PUBLIC = flag("PORTAL_PUBLIC", True)
PORTAL_SIGNUPS_A_DAY = number("PORTAL_SIGNUPS_A_DAY", 500, 1, 100_000)
PORTAL_SIGNUP = choice("PORTAL_SIGNUP", "invite", ["open", "invite", "closed"])
PORTAL_TEAM_MAKERS = choice("PORTAL_TEAM_MAKERS", "owners", ["owners", "editors", "everybody"])
PORTAL_LINKS_PRIVATE = flag("PORTAL_LINKS_PRIVATE", False)
PORTAL_AUDIT_DAYS = number("PORTAL_AUDIT_DAYS", 365, 1, 36500)
PORTAL_DELETION_DAYS = number("PORTAL_DELETION_DAYS", 14, 0, 365)
PORTAL_WORKERS = number("PORTAL_WORKERS", 2, 1, 64)
PORTAL_THREADS = number("PORTAL_THREADS", 4, 1, 64)
PORTAL_FIXTURES = BASE_DIR / "fixtures"
OWNER_EMAIL = text("OWNER_EMAIL")
OWNER_PASSWORD = text("OWNER_PASSWORD")
if bool(OWNER_EMAIL) != bool(OWNER_PASSWORD):
    raise ImproperlyConfigured(
        "OWNER_EMAIL and OWNER_PASSWORD (or OWNER_PASSWORD_FILE) go together: set both, or neither."
    )

if IN_PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PORTAL_DEBUG is true, but PORTAL_ENV is production: choose one of the two.")

SECRET_KEY = text("SECRET_KEY")
if not SECRET_KEY and IN_PRODUCTION:
    raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) is missing: production needs one of its own.")
if SECRET_KEY and IN_PRODUCTION and (len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured("SECRET_KEY can be guessed: make one of 32 characters with openssl rand -hex 32.")
SECRET_KEY = SECRET_KEY or stored_secret_key(VAR_DIR / "secret_key")
# Decrypts and verifies data from before a change of the key, and never encrypts or signs.
SECRET_KEY_FALLBACKS = [key for key in [text("SECRET_KEY_OLD")] if key]

PORTAL_HOSTS = hosts("PORTAL_HOSTS")
if not PORTAL_HOSTS and IN_PRODUCTION:
    raise ImproperlyConfigured(
        "PORTAL_HOSTS is missing: name the host the portal is reached at, as in learn.example.org."
    )
if "*" in PORTAL_HOSTS and IN_PRODUCTION:
    raise ImproperlyConfigured("PORTAL_HOSTS is *, but must name the hosts that the portal is reached at.")
OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"]
# Always include this machine's own names: health checks come from inside.
ALLOWED_HOSTS = [*PORTAL_HOSTS, *OWN_NAMES]
