"""Encrypting a backup for somebody who holds the key elsewhere: age by its library, GPG by its program."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen, run
from threading import Thread
from typing import IO, cast

import pyrage
from django.conf import settings

from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import Readable


def suffix() -> str:
    """Return what the settings add to a backup's name: ".age", ".gpg" or nothing."""
    if settings.PORTAL_BACKUP_AGE_RECIPIENT:
        return ".age"
    return ".gpg" if settings.PORTAL_BACKUP_GPG_RECIPIENT else ""


def seal(plain: Path, sealed: Path) -> None:
    """Encrypt PLAIN as SEALED for the recipient of the settings; raises BackupError for one that is none."""
    if settings.PORTAL_BACKUP_AGE_RECIPIENT:
        recipient = _age_recipient(settings.PORTAL_BACKUP_AGE_RECIPIENT)
        try:
            pyrage.encrypt_file(str(plain), str(sealed), [recipient])
        except pyrage.EncryptError as error:
            raise BackupError(f"The backup cannot be encrypted: {error}.") from error
    else:
        to = settings.PORTAL_BACKUP_GPG_RECIPIENT
        _gpg("--trust-model", "always", "--recipient", to, "--output", str(sealed), "--encrypt", str(plain))


@contextmanager
def unsealed(path: Path, identity: Path | None) -> Iterator[Readable]:
    """Yield what is in the backup PATH, decrypted while it is read where its name says that it is encrypted.

    With the age key in the file IDENTITY, or GPG's own keys. Raises BackupError, at the latest at the end of reading.
    """
    if path.suffix == ".age":
        with _age_decrypted(path, identity) as stream:
            yield stream
    elif path.suffix == ".gpg":
        with _gpg_decrypted(path) as stream:
            yield stream
    else:
        with path.open("rb") as file:
            yield file


class _Decrypted:
    """What a decryption writes into a pipe; at its end FINISH raises BackupError if it went wrong."""

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
    # Closing the pipe ends a decryption of which nobody reads the rest.
    with os.fdopen(reading, "rb") as pipe:
        yield _Decrypted(pipe, finish)


@contextmanager
def _gpg_decrypted(path: Path) -> Iterator[Readable]:
    command = [*_gpg_command(), "--decrypt", str(path)]
    with Popen(command, stdout=PIPE, stderr=PIPE) as process:
        output, errors = cast(IO[bytes], process.stdout), cast(IO[bytes], process.stderr)

        def finish() -> None:
            said = errors.read().decode(errors="replace")
            if process.wait():
                raise _gpg_failure(said)

        try:
            yield _Decrypted(output, finish)
        finally:
            process.kill()


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
    done = run([*_gpg_command(), *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise _gpg_failure(done.stderr)


def _gpg_command() -> list[str]:
    if not shutil.which("gpg"):
        raise BackupError("gpg is missing: install it (Debian: gnupg), or use age, which needs no program.")
    return ["gpg", "--batch", "--yes", "--quiet"]


def _gpg_failure(said: str) -> BackupError:
    return BackupError(f"gpg failed: {' '.join(said.split())[-300:]}")
