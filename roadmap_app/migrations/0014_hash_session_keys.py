"""Put digests of the sessions' keys in the place of the keys; who is signed in stays so."""

import hashlib

from django.db import migrations

# Django's and allauth's names, no input: nothing can be injected by them.
TABLES = ("django_session", "usersessions_usersession")
# As roadmap_app.identity.session_store.row_key() makes them; keys themselves have 32 characters.
DIGEST_LENGTH = 40
BATCH = 1_000


def hash_session_keys(apps, schema_editor):
    """Replace the keys in both tables; those that are digests already stay."""
    for table in TABLES:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT session_key FROM {table} WHERE length(session_key) < %s", [DIGEST_LENGTH])  # nosec B608
            keys = [key for (key,) in cursor.fetchall()]
            for start in range(0, len(keys), BATCH):
                pairs = [(digest(key), key) for key in keys[start : start + BATCH]]
                cursor.executemany(f"UPDATE {table} SET session_key = %s WHERE session_key = %s", pairs)  # nosec B608


def digest(key):
    """Return the digest of KEY."""
    return hashlib.sha256(key.encode()).hexdigest()[:DIGEST_LENGTH]


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap_app", "0013_limit_counts"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        # A digest leads back to no key: after an older version has been put back, everybody signs in anew.
        migrations.RunPython(hash_session_keys, migrations.RunPython.noop),
    ]
