"""The settings, commands, paths and links in the documentation exist."""

import re
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from django.core.management import get_commands

from portal import __version__

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
}
OPERATIONS = DOCUMENTS["docs/operations.md"]
NOT_ON_THE_MAP = {"apps.py", "__init__.py", "__pycache__"}
FOR_TESTS = {"CAIRN_SOAK_SCALE"}


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
    text = "".join(text for name, text in DOCUMENTS.items() if name != "CHANGELOG.md")
    named = set(re.findall(r"`((?:PORTAL|POSTGRES|EMAIL|OIDC|OWNER|BACKUP|CAIRN)_[A-Z_]+)\b", text))
    named |= set(re.findall(r"\b((?:PORTAL|POSTGRES|EMAIL|OIDC|OWNER|BACKUP|CAIRN)_[A-Z_]+)\b", OPERATIONS))
    assert named
    missing = [name for name in sorted(named) if f"#{name.removesuffix('_FILE')}=" not in example]
    assert [name for name in missing if name not in FOR_TESTS] == []


def test_every_command_named_exists():
    text = "".join(DOCUMENTS.values())
    named = set(re.findall(r"manage\.py (\w+)", text)) | set(
        re.findall(r"run --rm(?: --\S+)* (?:web|backup) (\w+)", text)
    )
    assert {"backup", "restore", "doctor", "move_database", "import_outline"} <= named
    assert named <= {*get_commands(), "version"}  # manage.py itself answers version


def headings(text):
    """Return the anchors of the headings of a Markdown TEXT."""
    lines = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    for target, anchor in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", DOCUMENTS[name]):
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), target
        assert not anchor or anchor in headings(path.read_text("utf-8")), f"{target}#{anchor}"


def paths_of_map():
    """Return the paths of the README's map of the code."""
    lines = re.search(r"^```\n(run\.py.*?)^```$", DOCUMENTS["README.md"], re.M | re.S)[1].splitlines()
    parent, paths = "", []
    for line in lines:
        name = line.split()[0]
        if not line.startswith(" "):
            parent = name
        paths.append(parent + name if line.startswith(" ") else name)
    return paths


def test_the_map_of_the_code_is_true_and_names_every_package():
    paths = paths_of_map()
    assert [path for path in paths if not (ROOT / path).exists()] == []
    modules = {path.name for path in (ROOT / "roadmap_app").iterdir()} - NOT_ON_THE_MAP
    assert {path.split("/")[1] for path in paths if path.startswith("roadmap_app/")} - {""} == modules


def test_the_changelog_keeps_its_form():
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    releases = [line for line in lines if line.startswith("## ") and line != "## [Unreleased]"]
    assert all(re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", release) for release in releases)
    assert releases[0].startswith(f"## [{__version__}] - ")
    sections = {line.removeprefix("### ") for line in lines if line.startswith("### ")}
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    changes = [line for line in lines[lines.index(releases[0]) :] if line and not line.startswith("#")]
    assert [line for line in changes if not line.startswith("- ") or len(line) > 160] == []
