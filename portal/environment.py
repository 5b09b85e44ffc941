"""Read settings from the environment; every invalid value gets an error message that names its variable."""

import os
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import dj_database_url
from dj_database_url import DBConfig
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv

from roadmap_app.backup.retention import Retention, parse_retention
from roadmap_app.operations.periodic import parse_interval

env = FileAwareEnv(strip_whitespace=True)
Value = TypeVar("Value")


def _read(name: str, reader: Callable[[str], Value], default: Value, expected: str = "text") -> Value:
    """Return variable NAME, or the content of the file NAME_FILE, parsed by READER; DEFAULT if unset or empty.

    Raise ImproperlyConfigured if both are set, if the file cannot be read, or if the value is not EXPECTED.
    """
    value, path = (os.environ.get(variable, "").strip() for variable in (name, f"{name}_FILE"))
    if not value and not path:
        return default
    if value and path:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return reader(name)
    except EnvError as error:
        raise ImproperlyConfigured(f"{name} is {env.str(name)!r}, but must be {expected}.") from error
    except (OSError, ValueError) as error:
        reason = error.__cause__ or error
        raise ImproperlyConfigured(f"{name}_FILE points to {path!r}, which cannot be read: {reason}.") from error


def text(name: str, default: str = "") -> str:
    """Return variable NAME, or DEFAULT if it is unset or empty."""
    return _read(name, env.str, default)


def flag(name: str, default: bool) -> bool:
    """Return variable NAME as a boolean; raise ImproperlyConfigured for other values."""
    return _read(name, env.bool, default, "true or false")


def choice(name: str, default: str, choices: Sequence[str]) -> str:
    """Return variable NAME; raise ImproperlyConfigured if it is not one of CHOICES."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be one of {', '.join(choices)}.")
    return value


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """Return variable NAME as an integer; raise ImproperlyConfigured if it is not within LOWEST and HIGHEST."""
    value = _read(name, env.int, default, "a whole number")
    if not lowest <= value <= highest:
        raise ImproperlyConfigured(f"{name} is {value}, but must be from {lowest} to {highest}.")
    return value


def hosts(name: str) -> list[str]:
    """Return the host names in variable NAME, separated by commas; raise ImproperlyConfigured for an invalid one."""
    names = [host.strip() for host in text(name).split(",") if host.strip()]
    for host in names:
        if re.search(r"[/\s]|:\d*$", host):
            raise ImproperlyConfigured(f"{name} holds {host!r}, but takes bare host names, as in learn.example.org.")
    return names


def base_url(name: str) -> str:
    """Return variable NAME as a URL without path and default port, or "" if unset.

    Raise ImproperlyConfigured if it is not an http or https URL, or has a path.
    """
    value = text(name).strip().rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(f"{name} is {value!r}, but must look like https://learn.example.org:8443.")
    default_port = {"http": 80, "https": 443}[parts.scheme]
    return value.removesuffix(f":{default_port}") if port == default_port else value


def contact(name: str) -> str:
    """Return variable NAME as a mailto:, https: or tel: URL, or "" if unset; raise ImproperlyConfigured if invalid."""
    value = text(name).strip()
    if "@" in value and ":" not in value:
        value = f"mailto:{value}"
    if value and (not value.startswith(("mailto:", "https://", "tel:")) or not value.isprintable() or " " in value):
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be a mail address or begin with https://.")
    return value


def readable_file(name: str) -> Path | None:
    """Return variable NAME as a path, or None if unset; raise ImproperlyConfigured if the file cannot be read."""
    value = text(name)
    if not value:
        return None
    if not Path(value).is_file() or not os.access(value, os.R_OK):
        raise ImproperlyConfigured(f"{name} is {value!r}, but there is no such file, or it cannot be read.")
    return Path(value)


def interval(name: str, default: str) -> timedelta:
    """Return variable NAME as an interval such as 30d or 12h; raise ImproperlyConfigured if it is invalid."""
    try:
        return parse_interval(text(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def retention(name: str, default: str) -> Retention:
    """Return variable NAME as a retention policy for backups; raise ImproperlyConfigured if it is invalid."""
    try:
        return parse_retention(text(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def folder(name: str, default: Path) -> Path:
    """Return variable NAME as a folder, created if missing; raise ImproperlyConfigured if it cannot be created."""
    path = Path(text(name, str(default)))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {str(path)!r}, which cannot be made: {error.strerror}.") from error
    return path


def stored_secret_key(path: Path) -> str:
    """Return the key stored in PATH, which is created with mode 600 if missing; used only without SECRET_KEY.

    Raise ImproperlyConfigured if the file cannot be created or read.
    """
    try:
        if not path.exists() or not path.stat().st_size:
            _create_secret_key(path)
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path}: {error.strerror}. Make its folder writable for the user who "
            "runs Cairn, make room there, set PORTAL_VAR to another folder, or set SECRET_KEY."
        ) from error


def _create_secret_key(path: Path) -> None:
    """Write a key to a temporary file and link it to PATH: no process reads half a key, and the first one wins."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{secrets.token_urlsafe(60)}\n")
        if path.exists():  # empty: an earlier version could leave it so on a full disk
            path.unlink()
        with suppress(FileExistsError):  # another process created it at the same time
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)


def database(embedded_path: Path) -> DBConfig:
    """Return the settings of the database: DATABASE_URL, else POSTGRES_*, else SQLite at EMBEDDED_PATH.

    Raise ImproperlyConfigured if the URL is invalid.
    """
    if url := text("DATABASE_URL"):
        return _with_options(_parse(url))
    if host := text("POSTGRES_HOST"):
        return _with_options(
            {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": host,
                "PORT": str(number("POSTGRES_PORT", 5432, 1, 65535)),
                "NAME": text("POSTGRES_DB", "cairn"),
                "USER": text("POSTGRES_USER", "cairn"),
                "PASSWORD": text("POSTGRES_PASSWORD"),
            }
        )
    return _with_options({"ENGINE": "django.db.backends.sqlite3", "NAME": str(embedded_path)})


def database_at(url: str) -> DBConfig:
    """Return the settings of the database at URL; for "@FILE", read the URL from that file.

    Raise ImproperlyConfigured if the file cannot be read or the URL is invalid.
    """
    if url.startswith("@"):
        try:
            url = Path(url[1:]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{url[1:]} cannot be read: {error}.") from error
    return _with_options(_parse(url))


def _parse(url: str) -> DBConfig:
    # A raw "#" starts a URL's fragment, so a password that contains one would be silently cut short.
    if "#" in url:
        raise ImproperlyConfigured('DATABASE_URL holds a raw "#": write it as %23.')
    try:
        parsed = dj_database_url.parse(url)
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


def _with_options(database: DBConfig) -> DBConfig:
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        database["ENGINE"] = "portal.sqlite3"  # Django's, with writers that take turns
        # IMMEDIATE takes the write lock at BEGIN, so that a second writer waits instead of failing halfway;
        # synchronous=FULL because an acknowledged tick must survive a power cut.
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        # Each thread has a page cache: with 256 kB instead of SQLite's 2 MB, the server takes 20 MB less under load,
        # at the same speed.
        pragmas = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-256")
        options.setdefault("init_command", " ".join(f"PRAGMA {pragma};" for pragma in pragmas))
        # Connections stay open: opening the database creates two files beside it, which fails on a full disk, and then
        # no page could be read.
        database["CONN_MAX_AGE"] = None
    else:
        # Connections stay open, one for each thread: opening one, or taking it from a pool and giving it back, takes
        # longer than a page's queries. web/waiting.py checks one before use if the server may have closed it.
        database["CONN_MAX_AGE"] = None
        database["CONN_HEALTH_CHECKS"] = True
        # Between transactions, PgBouncer gives the connection, and any open cursor with it, to another client.
        database["DISABLE_SERVER_SIDE_CURSORS"] = flag("PORTAL_PGBOUNCER", False)
    return database
