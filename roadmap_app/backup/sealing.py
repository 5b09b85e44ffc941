"""Encrypting a backup for somebody who holds the key elsewhere: age by its library, GPG by its program."""

import shutil
import subprocess
from pathlib import Path

import pyrage
from django.conf import settings

from roadmap_app.backup.errors import BackupError


def suffix() -> str:
    """Return what the settings add to a backup's name: ".age", ".gpg" or nothing."""
    if settings.PORTAL_BACKUP_AGE_RECIPIENT:
        return ".age"
    return ".gpg" if settings.PORTAL_BACKUP_GPG_RECIPIENT else ""


def seal(plain: Path, sealed: Path) -> None:
    """Encrypt PLAIN as SEALED for the recipient of the settings; raises BackupError for one that is none."""
    if settings.PORTAL_BACKUP_AGE_RECIPIENT:
        pyrage.encrypt_file(str(plain), str(sealed), [_age_recipient(settings.PORTAL_BACKUP_AGE_RECIPIENT)])
    else:
        to = settings.PORTAL_BACKUP_GPG_RECIPIENT
        _gpg("--trust-model", "always", "--recipient", to, "--output", str(sealed), "--encrypt", str(plain))


def unseal(sealed: Path, plain: Path, identity: Path | None) -> None:
    """Decrypt SEALED as PLAIN with the age key in the file IDENTITY, or with GPG's own keys; raises BackupError."""
    if sealed.suffix == ".gpg":
        _gpg("--output", str(plain), "--decrypt", str(sealed))
        return
    if identity is None:
        raise BackupError(
            "This backup is encrypted with age: name the file with the secret key, as in --identity key.txt."
        )
    try:
        pyrage.decrypt_file(str(sealed), str(plain), _age_identities(identity))
    except pyrage.DecryptError as error:
        raise BackupError(f"The key in {identity} does not open this backup ({error}).") from error


def _age_recipient(text: str) -> pyrage.x25519.Recipient | pyrage.ssh.Recipient:
    for kind in (pyrage.x25519.Recipient, pyrage.ssh.Recipient):
        try:
            return kind.from_str(text)
        except pyrage.RecipientError:
            continue
    raise BackupError("PORTAL_BACKUP_AGE_RECIPIENT is not an age recipient: it looks like age1… or ssh-ed25519 ….")


def _age_identities(path: Path) -> list[pyrage.x25519.Identity | pyrage.ssh.Identity]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The key file {path} cannot be read: {error}.") from error
    try:
        if "PRIVATE KEY" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupError(f"{path} holds no age key ({error}).") from error


def _gpg(*options: str) -> None:
    if not shutil.which("gpg"):
        raise BackupError("gpg is missing: install it (Debian: gnupg), or use age, which needs no program.")
    done = subprocess.run(["gpg", "--batch", "--yes", "--quiet", *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"gpg failed: {' '.join(done.stderr.split())[-300:]}")
