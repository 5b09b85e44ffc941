"""Storage: database, cache, backups."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.environment import database, retention, text
from portal.settings.core import VAR_DIR

DATABASES = {"default": database(VAR_DIR / "cairn.sqlite3")}
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
PORTAL_BACKUP_GPG_RECIPIENT = text("PORTAL_BACKUP_GPG_RECIPIENT")
if PORTAL_BACKUP_AGE_RECIPIENT and PORTAL_BACKUP_GPG_RECIPIENT:
    raise ImproperlyConfigured("Set PORTAL_BACKUP_AGE_RECIPIENT or PORTAL_BACKUP_GPG_RECIPIENT, not both.")
