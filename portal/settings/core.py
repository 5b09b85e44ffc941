"""What kind of copy this is: where it keeps its data, its secret key, its hosts."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.environment import choice, env, folder, hosts, kept_secret_key, number, read, secret

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env.read_env(str(BASE_DIR / ".env"), recurse=False)

PORTAL_ENV = choice("PORTAL_ENV", "embedded", ["embedded", "production"])
IN_PRODUCTION = PORTAL_ENV == "production"
DEBUG: bool = read("PORTAL_DEBUG", False, "bool")
VAR_DIR = folder("PORTAL_VAR", BASE_DIR / "var")
PORTAL_PUBLIC: bool = read("PORTAL_PUBLIC", True, "bool")
PORTAL_SIGNUPS_A_DAY = number("PORTAL_SIGNUPS_A_DAY", 500, 1, 100_000)
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
# Read with, and not written with: what was encrypted and signed before the key was changed.
SECRET_KEY_FALLBACKS = [key for key in [secret("SECRET_KEY_OLD")] if key]

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
