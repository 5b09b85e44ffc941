"""Encrypt the secrets of authenticator apps and recovery codes with SECRET_KEY."""

from django.db import migrations

from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt

NAMES = ("secret", "seed")


def encrypt_secrets(apps, schema_editor):
    """Encrypt what is not encrypted yet, with whatever key."""
    _change(apps, lambda text: text if _is_encrypted(text) else encrypt(text))


def decrypt_secrets(apps, schema_editor):
    """Decrypt what can be: an older version reads secrets as they are."""
    _change(apps, _decrypted)


def _is_encrypted(text):
    return text.startswith("gAAAA")  # Fernet's version and the first bits of its time; ours are base32 and hexadecimal


def _decrypted(text):
    try:
        return decrypt(text)
    except NotDecrypted:
        return text


def _change(apps, change):
    Authenticator = apps.get_model("mfa", "Authenticator")
    for row in Authenticator.objects.filter(type__in=["totp", "recovery_codes"]).iterator():
        before = dict(row.data)
        row.data |= {name: change(row.data[name]) for name in NAMES if name in row.data}
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [change(code) for code in row.data["migrated_codes"]]
        if row.data != before:
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("roadmap_app", "0015_mail_queue"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(encrypt_secrets, decrypt_secrets)]
