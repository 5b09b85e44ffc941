"""Storage: database, cache, backups."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.environment import database, number, retention, text
from portal.settings.core import VAR_DIR

DATABASES = {"default": database(VAR_DIR / "cairn.sqlite3")}
# Seconds that a request waits for a PostgreSQL server that cannot be reached, as while it restarts.
PORTAL_DATABASE_TIMEOUT = number("PORTAL_DATABASE_TIMEOUT", 10, 1, 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that all workers share the counters of rate limits.
CACHES = {
    "default": {
        "BACKEND": "roadmap_app.web.cache.HonestDatabaseCache",
        "LOCATION": "portal_cache",
        # Above this number, Django also drops live entries: rate limit counters and marks of used codes. With its
        # default of 300, trying many addresses would reset the counters. clean_up deletes expired entries.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

PORTAL_BACKUP_DIR = Path(text("PORTAL_BACKUP_DIR", str(VAR_DIR / "backups")))
PORTAL_BACKUP_KEEP = retention("PORTAL_BACKUP_KEEP", "14d 8w 12m")
PORTAL_BACKUP_AGE_RECIPIENT = text("PORTAL_BACKUP_AGE_RECIPIENT")
if text("PORTAL_BACKUP_GPG_RECIPIENT"):  # until 0.1; ignoring it would leave backups unencrypted
    raise ImproperlyConfigured(
        "PORTAL_BACKUP_GPG_RECIPIENT is gone: set PORTAL_BACKUP_AGE_RECIPIENT to an age or ssh public key."
    )
