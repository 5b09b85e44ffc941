"""What the documents name exists."""

import re
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from django.core.management import get_commands

from portal import __version__

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def manifests():
    """Return the resources of docs/kubernetes.yaml."""
    return list(yaml.safe_load_all((ROOT / "docs" / "kubernetes.yaml").read_text()))


@pytest.mark.parametrize(
    "resource", manifests(), ids=lambda resource: f"{resource['kind']} {resource['metadata']['name']}"
)
def test_kubernetes_accepts_the_manifest(resource):
    kubernetes_validate.validate(resource, "1.31", strict=True)


def test_a_wrong_manifest_is_rejected():
    deployment = next(resource for resource in manifests() if resource["kind"] == "Deployment")
    deployment["spec"]["replica"] = 3
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, "1.31", strict=True)


def test_each_container_can_write_only_to_its_volumes():
    for resource in manifests():
        spec = resource.get("spec", {})
        pod = spec.get("jobTemplate", {}).get("spec", spec).get("template", {}).get("spec")
        for container in pod["containers"] if pod else []:
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert {"/tmp", "/var/lib/cairn"} <= {mount["mountPath"] for mount in container["volumeMounts"]}


def test_every_setting_named_exists():
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"\b((?:PORTAL|POSTGRES|EMAIL|OIDC|OWNER|BACKUP|CAIRN)_[A-Z_]+)\b", OPERATIONS))
    assert named
    missing = [name for name in sorted(named) if f"#{name.removesuffix('_FILE')}=" not in example]
    assert missing == []


def test_every_command_named_exists():
    named = set(re.findall(r"manage\.py (\w+)", OPERATIONS)) | set(
        re.findall(r"run --rm(?: --\S+)* (?:web|backup) (\w+)", OPERATIONS)
    )
    assert {"backup", "restore", "doctor", "move_database"} <= named
    assert named <= {*get_commands(), "version"}  # manage.py itself answers version


def test_every_link_leads_somewhere():
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", OPERATIONS, re.M)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", OPERATIONS)) <= headings
    for target in re.findall(r"\]\(([\w./-]+)\)", OPERATIONS):
        assert (ROOT / "docs" / target).exists(), target


def test_the_changelog_keeps_its_form():
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    releases = [line for line in lines if line.startswith("## ") and line != "## [Unreleased]"]
    assert all(re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", release) for release in releases)
    assert releases[0].startswith(f"## [{__version__}] - ")
    sections = {line.removeprefix("### ") for line in lines if line.startswith("### ")}
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    changes = [line for line in lines[lines.index(releases[0]) :] if line and not line.startswith("#")]
    assert [line for line in changes if not line.startswith("- ") or len(line) > 160] == []
