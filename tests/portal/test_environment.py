"""Settings from the environment: typed, with an error message for every invalid value."""

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from secrets import token_urlsafe
from unittest.mock import patch

import pytest
from django.conf import Settings
from django.core.exceptions import ImproperlyConfigured

import portal
from tests.fork_server import manage_command

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "PORTAL_HOSTS": "learn.example.org, other.example.org",
    "PORTAL_PROXIES": "1",
    "DATABASE_URL": "postgres://cairn:pa%23ss@db:5432/cairn",
}
SSO = {"OIDC_URL": "https://login.example.org", "OIDC_CLIENT_ID": "cairn", "OIDC_CLIENT_SECRET": "secret"}


def measured():
    """Return an environment that holds nothing but what coverage needs."""
    return {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE")}


def start(tmp_path, variables, show="'started'", root=ROOT):
    """Load the settings of ROOT in a process with just these variables; return (exit code, output, errors)."""
    environment = {**measured(), "PORTAL_VAR": str(tmp_path / "var"), **variables}
    shell = ["shell", "--no-imports", "-v", "0", "-c", f"from django.conf import settings; print({show})"]
    # The fork server has loaded the code of this folder.
    manage = manage_command(environment) if root == ROOT else [sys.executable, "manage.py"]
    command = [*manage, *shell]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def load(tmp_path, variables):
    """Load the settings again, in this process, with just these variables; return them."""
    environment = {"PORTAL_VAR": str(tmp_path / "var"), **variables}
    loaded = [name for name in sys.modules if name.startswith("portal.settings")]
    try:
        with (
            patch.dict(os.environ, environment, clear=True),
            patch.dict(sys.modules),
            patch.object(portal, "settings", None),  # importing the module sets it
        ):
            for name in loaded:
                del sys.modules[name]
            return Settings("portal.settings")
    finally:
        time.tzset()  # Django has set the time zone of the process


def test_without_any_variable_it_starts(tmp_path):
    assert start(tmp_path, {}, "settings.DEBUG, settings.DATABASES['default']['ENGINE']")[1] == "False portal.sqlite3"


def test_the_embedded_secret_key_is_made_once_and_kept_private(tmp_path):
    first, second = (load(tmp_path, {}).SECRET_KEY for _ in range(2))
    kept = tmp_path / "var" / "secret_key"
    assert first == second == kept.read_text().strip()
    assert len(first) > 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"PORTAL_PUBLIC": "perhaps"}, ["PORTAL_PUBLIC", "true or false"]),
        ({"PORTAL_SIGNUP": "half"}, ["PORTAL_SIGNUP", "open, invite, closed"]),
        ({"PORTAL_ENV": "staging"}, ["PORTAL_ENV", "embedded, production"]),
        ({"PORTAL_AUDIT_DAYS": "0"}, ["PORTAL_AUDIT_DAYS", "from 1 to"]),
        ({"PORTAL_DELETION_DAYS": "-1"}, ["PORTAL_DELETION_DAYS", "from 0 to"]),
        ({"PORTAL_WORKERS": "many"}, ["PORTAL_WORKERS", "a whole number"]),
        ({"PORTAL_WORKERS": "0"}, ["PORTAL_WORKERS", "from 1 to"]),
        ({"PORTAL_DATABASE_TIMEOUT": "0"}, ["PORTAL_DATABASE_TIMEOUT", "from 1 to"]),
        ({"PORTAL_VAR": "/dev/null/var"}, ["PORTAL_VAR", "cannot be made"]),
        ({"PORTAL_HOSTS": "https://learn.example.org"}, ["PORTAL_HOSTS", "bare host names"]),
        ({"PORTAL_HOSTS": "learn.example.org:8443"}, ["PORTAL_HOSTS", "bare host names"]),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, ["DATABASE_URL", "no such folder"]),
        ({"PORTAL_HTTPS": "true"}, ["PORTAL_PROXIES", "proxy"]),
        ({"PORTAL_HSTS": "on"}, ["PORTAL_HSTS", "host, subdomains, preload"]),
        (PRODUCTION | {"PORTAL_PROXIES": ""}, ["PORTAL_PROXIES", "proxy"]),
        ({"PORTAL_URL": "learn.example.org"}, ["PORTAL_URL", "https://learn.example.org:8443"]),
        ({"PORTAL_URL": "https://learn.example.org/portal"}, ["PORTAL_URL", "https://learn.example.org:8443"]),
        ({"PORTAL_URL": "http://learn.example.org:many"}, ["PORTAL_URL", "https://learn.example.org:8443"]),
        ({"PORTAL_LOG_FORMAT": "xml"}, ["PORTAL_LOG_FORMAT", "line, json"]),
        ({"OWNER_EMAIL": "owner@example.org"}, ["OWNER_EMAIL", "OWNER_PASSWORD_FILE"]),
        ({"OWNER_PASSWORD": "a long one"}, ["OWNER_EMAIL", "OWNER_PASSWORD_FILE"]),
        ({"PORTAL_BACKUP_KEEP": "for ever"}, ["PORTAL_BACKUP_KEEP", "14d 8w 12m"]),
        ({"PORTAL_BACKUP_GPG_RECIPIENT": "me"}, ["PORTAL_BACKUP_GPG_RECIPIENT", "PORTAL_BACKUP_AGE_RECIPIENT"]),
        ({"PORTAL_TIME_ZONE": "Mars"}, ["PORTAL_TIME_ZONE", "Europe/Berlin"]),
        ({"PORTAL_LOG": "LOUD"}, ["PORTAL_LOG"]),
        ({"EMAIL_PORT": "99999"}, ["EMAIL_PORT", "65535"]),
        ({"EMAIL_SECURITY": "some"}, ["EMAIL_SECURITY"]),
        ({"DATABASE_URL": "postgres://u:a#b@host/db"}, ["DATABASE_URL", "%23"]),
        ({"DATABASE_URL": "nonsense"}, ["DATABASE_URL", "postgres://"]),
        ({"DATABASE_URL": "mysql://u:p@host/db"}, ["DATABASE_URL", "postgres:// or sqlite://"]),
        ({"DATABASE_URL": "postgres://u:p@host"}, ["DATABASE_URL", "names no database"]),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, ["SECRET_KEY_FILE", "cannot be read"]),
        ({"SECRET_KEY_FILE": "/dev/null/key"}, ["SECRET_KEY_FILE", "cannot be read"]),
        ({"SECRET_KEY_FILE": sys.executable}, ["SECRET_KEY_FILE", "cannot be read"]),
        ({"SECRET_KEY": "a", "SECRET_KEY_FILE": "/b"}, ["SECRET_KEY", "not both"]),
        ({"OIDC_CLIENT_ID": "cairn"}, ["OIDC_CLIENT_ID is set, but OIDC_URL is not"]),
        ({"OIDC_ONLY": "true"}, ["OIDC_ONLY is set, but OIDC_URL is not"]),
        (SSO | {"OIDC_CLIENT_ID": ""}, ["OIDC_CLIENT_ID is missing"]),
        (SSO | {"OIDC_CLIENT_SECRET": ""}, ["OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE) is missing"]),
        (SSO | {"OIDC_CLIENT_SECRET_FILE": "/nowhere"}, ["OIDC_CLIENT_SECRET", "not both"]),
        (SSO | {"OIDC_URL": "http://login.example.org"}, ["OIDC_URL", "https://login.example.org/realms/team"]),
        (SSO | {"OIDC_URL": "login.example.org"}, ["OIDC_URL", "https://login.example.org/realms/team"]),
        (SSO | {"OIDC_URL": "https://[login"}, ["OIDC_URL", "https://login.example.org/realms/team"]),
        (SSO | {"OIDC_SCOPES": "email"}, ["OIDC_SCOPES must name openid"]),
        (SSO | {"OIDC_TEAMS": "people"}, ["OIDC_TEAMS", "group: team"]),
        (SSO | {"OIDC_TEAMS": "people: crew-1, : staff-2"}, ["OIDC_TEAMS", "group: team"]),
        (SSO | {"OIDC_SIGNUP": "true"}, ["OIDC_SIGNUP", "open, invite, closed"]),
        (SSO | {"OIDC_ONLY": "perhaps"}, ["OIDC_ONLY", "true or false"]),
        (PRODUCTION | {"SECRET_KEY": ""}, ["SECRET_KEY", "missing"]),
        (PRODUCTION | {"SECRET_KEY": "x" * 40}, ["SECRET_KEY", "guessed"]),
        (PRODUCTION | {"SECRET_KEY": "short-0123456789"}, ["SECRET_KEY", "guessed"]),
        (PRODUCTION | {"PORTAL_HOSTS": ""}, ["PORTAL_HOSTS", "missing"]),
        (PRODUCTION | {"PORTAL_HOSTS": "*"}, ["PORTAL_HOSTS", "must name"]),
        (PRODUCTION | {"PORTAL_DEBUG": "true"}, ["PORTAL_DEBUG"]),
    ],
)
def test_an_invalid_value_gives_a_message_that_names_the_variable(tmp_path, variables, words):
    with pytest.raises(ImproperlyConfigured) as error:
        load(tmp_path, variables)
    message = str(error.value)
    assert len(message.splitlines()) == 1
    for word in words:
        assert word in message


def test_an_invalid_value_stops_the_start_with_its_message(tmp_path):
    code, output, errors = start(tmp_path, {"PORTAL_PUBLIC": "perhaps"})
    assert (code, output) == (1, "")
    assert errors == "Cairn cannot start: PORTAL_PUBLIC is 'perhaps', but must be true or false."


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, None),
        (SSO, ("https://login.example.org", "invite")),
        (SSO | {"PORTAL_SIGNUP": "open"}, ("https://login.example.org", "open")),
        (SSO | {"PORTAL_SIGNUP": "open", "OIDC_SIGNUP": "closed"}, ("https://login.example.org", "closed")),
        (SSO | {"OIDC_URL": "http://127.0.0.1:9000/o/"}, ("http://127.0.0.1:9000/o", "invite")),
        (
            SSO | {"OIDC_URL": "https://login.example.org/realms/team/.well-known/openid-configuration"},
            ("https://login.example.org/realms/team", "invite"),
        ),
    ],
)
def test_a_provider_in_the_environment_enables_single_sign_on(tmp_path, variables, expected):
    oidc = load(tmp_path, variables).OIDC
    assert (oidc and (oidc.url, oidc.signup)) == expected


def test_groups_of_the_provider_stand_for_teams(tmp_path):
    # A group's name may hold colons; a team's slug cannot.
    oidc = load(tmp_path, SSO | {"OIDC_TEAMS": " people: crew-1, urn:x:staff:all-2,,"}).OIDC
    assert oidc.teams == (("people", "crew-1"), ("urn:x:staff", "all-2"))


@pytest.mark.parametrize(("variables", "expected"), [({}, "False"), (SSO, "True")], ids=["without", "with"])
def test_the_pages_of_single_sign_on_exist_only_with_a_provider(tmp_path, variables, expected):
    show = "bool(__import__('django.urls', fromlist=['urls']).is_valid_path('/accounts/sso/login/'))"
    assert start(tmp_path, variables, show)[1] == expected


def test_production_uses_https_only(tmp_path):
    settings = load(tmp_path, PRODUCTION)
    assert settings.ALLOWED_HOSTS[1] == "other.example.org"
    assert settings.SECURE_SSL_REDIRECT is True
    assert settings.SESSION_COOKIE_SECURE is True
    assert settings.SECURE_HSTS_SECONDS > 0
    assert settings.DATABASES["default"]["PASSWORD"] == "pa#ss"


@pytest.mark.parametrize(
    ("variables", "sent"),
    [
        ({}, (True, False, False)),
        ({"PORTAL_HSTS": "subdomains"}, (True, True, False)),
        ({"PORTAL_HSTS": "preload"}, (True, True, True)),
        ({"PORTAL_HSTS": "preload", "PORTAL_HTTPS": "false"}, (False, False, False)),
    ],
    ids=str,
)
def test_hsts_covers_other_sites_of_the_domain_only_on_request(tmp_path, variables, sent):
    settings = load(tmp_path, PRODUCTION | variables)
    found = (settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD)
    assert found == sent


@pytest.mark.parametrize("hsts", ["host", "subdomains", "preload"])
def test_djangos_deployment_checks_pass(tmp_path, hsts):
    checks = "__import__('django').core.checks.run_checks(include_deployment_checks=True)"
    show = f"[message.id for message in {checks} if not message.is_silenced()]"
    assert start(tmp_path, PRODUCTION | {"PORTAL_HSTS": hsts, "SECRET_KEY": token_urlsafe(60)}, show)[1] == "[]"


def test_a_portal_for_this_machine_alone_needs_no_https(tmp_path):
    settings = load(tmp_path, PRODUCTION | {"PORTAL_HOSTS": "localhost,127.0.0.1"})
    assert (settings.SECURE_SSL_REDIRECT, settings.PORTAL_HTTPS) == (False, False)


@pytest.mark.parametrize(
    ("variables", "needed"),
    [
        ({}, False),
        (PRODUCTION, True),
        (PRODUCTION | {"PORTAL_STAFF_MFA": "false"}, False),
        (PRODUCTION | {"PORTAL_HOSTS": "localhost"}, False),
        ({"PORTAL_STAFF_MFA": "true"}, True),
    ],
)
def test_staff_need_a_second_factor_over_https_by_default(tmp_path, variables, needed):
    assert load(tmp_path, variables).PORTAL_STAFF_MFA is needed


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://learn.example.org:8443/", "https://learn.example.org:8443"),
        ("https://learn.example.org:443", "https://learn.example.org"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_the_portals_own_url_is_a_trusted_origin(tmp_path, given, kept):
    settings = load(tmp_path, {"PORTAL_URL": given})
    assert kept == settings.PORTAL_URL and kept in settings.CSRF_TRUSTED_ORIGINS


def test_connections_are_checked_before_use(tmp_path):
    assert load(tmp_path, {"POSTGRES_HOST": "db"}).DATABASES["default"]["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("pgbouncer", [True, False])
def test_pgbouncer_disables_server_side_cursors(tmp_path, pgbouncer):
    variables = {"POSTGRES_HOST": "db", "PORTAL_PGBOUNCER": str(pgbouncer).lower()}
    assert load(tmp_path, variables).DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] is pgbouncer


def test_a_file_may_hold_a_secret(tmp_path):
    key = tmp_path / "key"
    key.write_text("from a file, and long enough for one\n")
    variables = PRODUCTION | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(key)}
    assert load(tmp_path, variables).SECRET_KEY == "from a file, and long enough for one"


def test_postgres_variables_may_contain_any_character(tmp_path):
    database = load(tmp_path, {"POSTGRES_HOST": "db", "POSTGRES_PASSWORD": "a#b@c/d"}).DATABASES["default"]
    assert (database["PASSWORD"], database["NAME"]) == ("a#b@c/d", "cairn")


@pytest.mark.parametrize(
    ("variables", "shown"),
    [({}, "PORTAL_SIGNUP is 'half'"), ({"PORTAL_SIGNUP": ""}, "invite"), ({"PORTAL_SIGNUP": "open"}, "open")],
)
def test_the_env_file_sets_what_the_environment_leaves_unset(tmp_path, variables, shown):
    shutil.copytree(ROOT / "portal", tmp_path / "portal")
    (tmp_path / "roadmap_app").symlink_to(ROOT / "roadmap_app")
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".env").write_text("PORTAL_SIGNUP=half\n")
    _, output, errors = start(tmp_path, variables, "settings.PORTAL_SIGNUP", tmp_path)
    assert shown in (errors or output)


def test_the_example_lists_exactly_the_variables_that_are_read():
    import re

    sources = "".join(path.read_text() for path in (ROOT / "portal").rglob("*.py"))
    readers = "text|flag|choice|interval|number|hosts|folder|base_url|retention|contact|readable_file"
    read = set(re.findall(rf'(?:{readers})\(\s*"([A-Z_]+)"', sources))
    compose = (ROOT / "docker-compose.yml").read_text()
    read |= {name.removesuffix("_FILE") for name in re.findall(r"\$\{([A-Z_]+)", compose)}
    example = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {name.removesuffix("_FILE") for name in example} == read - {
        "PORTAL_BACKUP_GPG_RECIPIENT"
    }  # removed, and refused
