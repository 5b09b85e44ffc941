"""Encryption of backups."""

import pytest

from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.sealing import unsealed


def test_a_backup_encrypted_with_gpg_must_be_decrypted_first(tmp_path):
    path = tmp_path / "cairn-20260101T000000Z.tar.gpg"
    path.touch()
    command = r"gpg --output cairn-20260101T000000Z\.tar cairn-20260101T000000Z\.tar\.gpg"
    with pytest.raises(BackupError, match=command), unsealed(path, None):
        pass
