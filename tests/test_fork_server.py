"""Processes forked from a loaded one are like those that load everything for themselves."""

import subprocess
import sys

import pytest

from tests.database_copies import ROOT
from tests.fork_server import manage_command
from tests.portal.test_environment import measured

SHOW = """
import json
from django.conf import settings
from django.db import connections

def show(value):
    return sorted(value) if isinstance(value, (set, frozenset)) else repr(value)

values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
print(json.dumps([values, connections.settings], default=show, indent=1))
"""
SSO = {"OIDC_URL": "https://login.example.org", "OIDC_CLIENT_ID": "cairn", "OIDC_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize(
    "variables",
    [
        {"PORTAL_DEBUG": "true", "PORTAL_TIME_ZONE": "Asia/Tokyo", "PORTAL_LOG": "WARNING"},
        {"DATABASE_URL": "postgres://cairn:x@db:5432/cairn", "PORTAL_PROXIES": "1", "EMAIL_HOST": "mail", **SSO},
    ],
    ids=["with apps", "bare"],
)
def test_a_forked_process_reads_the_same_settings(tmp_path, variables):
    environment = {**measured(), "PORTAL_VAR": str(tmp_path), "SECRET_KEY": "0123456789abcdef" * 4, **variables}
    outputs = [
        subprocess.run(
            [*program, "shell", "--no-imports", "-v", "0", "-c", SHOW],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for program in ([sys.executable, "manage.py"], manage_command(environment))
    ]
    assert len(outputs[0].splitlines()) > 200
    assert outputs[0] == outputs[1]
