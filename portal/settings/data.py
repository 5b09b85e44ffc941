"""Where the data is kept: database, cache, backups."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.environment import database, read, retention
from portal.settings.core import VAR_DIR

DATABASES = {"default": database(VAR_DIR / "cairn.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that all workers count a rate limit together.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "roadmap_app.web.cache.HonestDatabaseCache",
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
