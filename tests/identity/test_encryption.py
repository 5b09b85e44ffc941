"""Encryption of secrets with a key derived from SECRET_KEY."""

import pytest

from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt, is_current


def test_a_text_is_decrypted_and_not_readable_before():
    token = encrypt("straße 🔑")
    assert decrypt(token) == "straße 🔑"
    assert "stra" not in token
    assert token.isascii()


def test_the_same_text_is_encrypted_differently_each_time():
    assert encrypt("once") != encrypt("once")


def test_a_changed_token_is_refused():
    token = encrypt("whole")
    with pytest.raises(NotDecrypted):
        decrypt(token[:-8] + "AAAAAA" + token[-2:])


def test_another_secret_key_cannot_decrypt(settings):
    token = encrypt("ours")
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    with pytest.raises(NotDecrypted):
        decrypt(token)


def test_a_fallback_key_decrypts_but_is_not_current(settings):
    token, before = encrypt("ours"), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    settings.SECRET_KEY_FALLBACKS = [before]
    assert decrypt(token) == "ours"
    assert not is_current(token)
    assert is_current(encrypt("new"))
