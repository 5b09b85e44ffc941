"""The bill of materials: in the format, and complete."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.core.management import call_command
from packaging.requirements import Requirement

from portal import __version__
from tests.database_copies import Copy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Return what the command prints."""
    return Copy(tmp_path_factory.mktemp("sbom")).manage("sbom", "--commit", "abc123")


def test_it_names_all_that_is_pinned_and_is_what_the_format_asks_for(text):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    named = set(re.findall(r'"pkg:pypi/([^@"]+)@([^"]+)"', text))
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[a-z0-9]", line)]
    here = [each for each in pinned if each.marker is None or each.marker.evaluate()]
    assert len(here) > 30
    assert {(each.name, version(each.name)) for each in here} <= named
    assert {f"=={number}" for name, number in named if name == "django"} <= {str(each.specifier) for each in here}
    assert '"cairn:commit"' in text and "abc123" in text
    assert json.loads(text)["metadata"]["component"]["version"] == __version__
    django = text.index('"ref": "pkg:pypi/django@')
    assert "pkg:pypi/sqlparse@" in text[django : text.index("]", django)]


def test_nothing_in_it_changes_from_one_process_to_the_next(text, capsys):
    call_command("sbom", "--commit", "abc123")
    assert capsys.readouterr().out == text


def test_the_image_is_built_with_it():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "manage.py sbom" in dockerfile and "/srv/sbom.cdx.json" in dockerfile
    assert "/srv/sbom.cdx.json" in (ROOT / "docs" / "operations.md").read_text()
