"""Reading settings from the environment, with a sentence for every wrong value."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from roadmap_app.backup.retention import Retention, parse_retention
from roadmap_app.operations.periodic import parse_interval

env = Env()


def read(name: str, default: Any, kind: str = "str") -> Any:
    """Return variable NAME read as KIND (str, bool, int, list); unset or empty gives DEFAULT.

    Raises ImproperlyConfigured with a sentence that names the variable.
    """
    if not os.environ.get(name, "").strip():
        return default
    try:
        return getattr(env, kind)(name)
    except EnvError as error:
        wanted = {"bool": "true or false", "int": "a whole number"}.get(kind, kind)
        raise ImproperlyConfigured(f"{name} is {os.environ[name]!r}, but must be {wanted}.") from error


def choice(name: str, default: str, choices: Sequence[str]) -> str:
    """Return variable NAME, which must be one of CHOICES; raises ImproperlyConfigured otherwise."""
    value: str = read(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be one of {', '.join(choices)}.")
    return value


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """Return variable NAME as a whole number from LOWEST to HIGHEST; raises ImproperlyConfigured otherwise."""
    value: int = read(name, default, "int")
    if not lowest <= value <= highest:
        raise ImproperlyConfigured(f"{name} is {value}, but must be from {lowest} to {highest}.")
    return value


def hosts(name: str) -> list[str]:
    """Return variable NAME as host names between commas; raises ImproperlyConfigured for one that is none."""
    found = [host.strip() for host in read(name, "").split(",") if host.strip()]
    for host in found:
        if "/" in host or " " in host:
            raise ImproperlyConfigured(f"{name} holds {host!r}, but takes bare host names, as in learn.example.org.")
    return found


def base_url(name: str) -> str:
    """Return variable NAME as an address without path or the scheme's own port, "" if unset.

    Raises ImproperlyConfigured for what is none.
    """
    value: str = read(name, "").strip().rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(f"{name} is {value!r}, but must look like https://learn.example.org:8443.")
    own = {"http": 80, "https": 443}[parts.scheme]
    return value.removesuffix(f":{own}") if port == own else value


def contact(name: str) -> str:
    """Return variable NAME as an address that one can write to, "" if unset; raises ImproperlyConfigured otherwise."""
    value: str = read(name, "").strip()
    if "@" in value and ":" not in value:
        value = f"mailto:{value}"
    if value and (not value.startswith(("mailto:", "https://", "tel:")) or not value.isprintable() or " " in value):
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be a mail address or begin with https://.")
    return value


def readable_file(name: str) -> Path | None:
    """Return variable NAME as a file that can be read, None if unset; raises ImproperlyConfigured otherwise."""
    value: str = read(name, "")
    if not value:
        return None
    if not Path(value).is_file() or not os.access(value, os.R_OK):
        raise ImproperlyConfigured(f"{name} is {value!r}, but there is no such file, or it cannot be read.")
    return Path(value)


def interval(name: str, default: str) -> timedelta:
    """Return variable NAME as a time such as 30d or 12h; raises ImproperlyConfigured otherwise."""
    try:
        return parse_interval(read(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def retention(name: str, default: str) -> Retention:
    """Return variable NAME as what is kept of backups; raises ImproperlyConfigured with a sentence otherwise."""
    try:
        return parse_retention(read(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def folder(name: str, default: Path) -> Path:
    """Return variable NAME as a folder, made if it is missing; raises ImproperlyConfigured where it cannot be."""
    path = Path(read(name, str(default)))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {str(path)!r}, which cannot be made: {error.strerror}.") from error
    return path


def secret(name: str) -> str:
    """Return variable NAME or the content of the file that NAME_FILE points to; "" if neither is set.

    Raises ImproperlyConfigured when both are set or the file cannot be read.
    """
    path: str = read(f"{name}_FILE", "")
    value: str = read(name, "")
    if not path:
        return value
    if value:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE points to {path!r}, which cannot be read: {error}.") from error


def kept_secret_key(path: Path) -> str:
    """Return the key kept in PATH, made with mode 600 the first time (the embedded default only)."""
    try:
        if not path.exists() or not path.stat().st_size:
            _make_secret_key(path)
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path}: {error.strerror}. Make its folder writable for the user who "
            "runs Cairn, make room there, set PORTAL_VAR to another folder, or set SECRET_KEY."
        ) from error


def _make_secret_key(path: Path) -> None:
    """Write a key beside PATH and put it there as a whole: nobody reads half of one, and the first to come is first."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{secrets.token_urlsafe(60)}\n")
        if path.exists():  # without anything in it, as an earlier version left it on a full disk
            path.unlink()
        with suppress(FileExistsError):  # another process made it in this very moment
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)


def database(embedded_path: Path) -> dict[str, Any]:
    """Return Django's description of the database: DATABASE_URL, else POSTGRES_*, else SQLite at EMBEDDED_PATH.

    Raises ImproperlyConfigured for an address that cannot be understood.
    """
    url = secret("DATABASE_URL")
    if url:
        return _tuned(_parsed(url))
    if host := read("POSTGRES_HOST", ""):
        return _tuned(
            {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": host,
                "PORT": str(number("POSTGRES_PORT", 5432, 1, 65535)),
                "NAME": read("POSTGRES_DB", "cairn"),
                "USER": read("POSTGRES_USER", "cairn"),
                "PASSWORD": secret("POSTGRES_PASSWORD"),
            }
        )
    return _tuned({"ENGINE": "django.db.backends.sqlite3", "NAME": str(embedded_path)})


def database_at(url: str) -> dict[str, Any]:
    """Return Django's description of the database at URL, or at the one in the file that “@file” names.

    Raises ImproperlyConfigured for what cannot be read or understood.
    """
    if url.startswith("@"):
        try:
            url = Path(url[1:]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{url[1:]} cannot be read: {error}.") from error
    return _tuned(_parsed(url))


def _parsed(url: str) -> dict[str, Any]:
    # A raw "#" starts a URL's fragment, so a password that holds one would be cut short without a word.
    if "#" in url:
        raise ImproperlyConfigured('DATABASE_URL holds a raw "#": write it as %23.')
    try:
        parsed = dict(dj_database_url.parse(url))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be understood: it looks like postgres://user:password@host:5432/name, "
            "with special characters percent-encoded, or sqlite:///path/to/file."
        ) from error
    if parsed["ENGINE"] not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or sqlite://.")
    if not parsed.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL names no database: it ends in /name.")
    if parsed["ENGINE"].endswith("sqlite3") and not Path(str(parsed["NAME"])).absolute().parent.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL names {parsed['NAME']}, but there is no such folder.")
    return parsed


def _tuned(description: dict[str, Any]) -> dict[str, Any]:
    options = description.setdefault("OPTIONS", {})
    if description["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE takes the write lock at BEGIN, so that two writers wait for each other instead of failing
        # midway; synchronous=FULL because an acknowledged tick outlives a power cut.
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        options.setdefault("init_command", "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        # Kept open: the first to open the database makes two files beside it, for which a full disk has no room, and
        # then not even a page could be read.
        description["CONN_MAX_AGE"] = None
    else:
        # Asked before it is given out, so that a database that was started anew costs nobody an error.
        description["CONN_HEALTH_CHECKS"] = True
        # Between two transactions PgBouncer gives the connection, and with it an open cursor, to somebody else.
        description["DISABLE_SERVER_SIDE_CURSORS"] = read("PORTAL_PGBOUNCER", False, "bool")
        options.setdefault("pool", {"min_size": 1, "max_size": number("PORTAL_POOL", 4, 1, 100), "timeout": 10})
    return description
