"""Encrypting backups with age, for a recipient whose secret key is kept elsewhere."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

import pyrage
from django.conf import settings

from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import Readable


def suffix() -> str:
    """Return what encryption adds to a backup's file name: ".age", or "" without encryption."""
    return ".age" if settings.PORTAL_BACKUP_AGE_RECIPIENT else ""


def seal(plain: Path, sealed: Path) -> None:
    """Encrypt the file PLAIN as SEALED; raise BackupError if PORTAL_BACKUP_AGE_RECIPIENT is not a recipient."""
    recipient = _age_recipient(settings.PORTAL_BACKUP_AGE_RECIPIENT)
    try:
        pyrage.encrypt_file(str(plain), str(sealed), [recipient])
    except pyrage.EncryptError as error:
        raise BackupError(f"The backup cannot be encrypted: {error}.") from error


@contextmanager
def unsealed(path: Path, identity: Path | None) -> Iterator[Readable]:
    """Yield the content of the backup PATH, decrypted with the age key in the file IDENTITY if it ends with .age.

    Raise BackupError for a wrong key or a damaged file, at the latest at the end of reading.
    """
    if path.suffix == ".gpg":
        raise BackupError(
            f"{path.name} is encrypted with GPG: decrypt it with gpg --output {path.stem} {path.name} first."
        )
    if path.suffix == ".age":
        with _age_decrypted(path, identity) as stream:
            yield stream
    else:
        with path.open("rb") as file:
            yield file


class _Decrypted:
    """The output of a decryption, read from a pipe; FINISH raises BackupError at the end if the decryption failed."""

    def __init__(self, pipe: IO[bytes], finish: Callable[[], None]) -> None:
        self._pipe, self._finish = pipe, finish

    def read(self, size: int, /) -> bytes:
        """Return at most SIZE bytes, b"" at the end."""
        chunk = self._pipe.read(size)
        if not chunk:
            self._finish()
        return chunk


@contextmanager
def _age_decrypted(path: Path, identity: Path | None) -> Iterator[Readable]:
    if identity is None:
        raise BackupError(
            "This backup is encrypted with age: name the file with the secret key, as in --identity key.txt."
        )
    identities = _age_identities(identity)
    reading, writing = os.pipe()
    failures: list[Exception] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb") as plain, path.open("rb") as sealed:
                pyrage.decrypt_io(sealed, plain, identities)
        except (pyrage.DecryptError, OSError) as error:
            failures.append(error)

    def finish() -> None:
        thread.join()
        for error in failures:
            if isinstance(error, pyrage.DecryptError):
                raise BackupError(f"The key in {identity} does not open this backup ({error}).") from error
            raise BackupError(f"{path.name} is damaged ({error}).") from error

    thread = Thread(target=decrypt, daemon=True)
    thread.start()
    # Closing the pipe ends the decryption if the rest is not read.
    with os.fdopen(reading, "rb") as pipe:
        yield _Decrypted(pipe, finish)


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
