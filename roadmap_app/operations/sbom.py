"""A software bill of materials of this installation, in the CycloneDX format."""

import platform
import re
import shutil
import subprocess
from importlib.metadata import Distribution, distributions
from urllib.parse import quote

from portal import __version__

SPECIFICATION = "1.6"


def bill_of_materials(commit: str = "") -> dict[str, object]:
    """Return the installed Python and Debian packages, and Cairn at its version and COMMIT.

    The result is deterministic: it changes only with the installed packages.
    """
    python = {_plain(each.name): each for each in distributions() if each.name}
    references = {name: f"pkg:pypi/{name}@{quote(each.version)}" for name, each in python.items()}
    cairn: dict[str, object] = {"type": "application", "name": "cairn", "version": __version__, "bom-ref": "cairn"}
    if commit:
        cairn["properties"] = [{"name": "cairn:commit", "value": commit}]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": {"component": cairn},
        "components": [
            _interpreter(),
            *(_python_component(python[name], references[name]) for name in sorted(python)),
            *_debian_components(),
        ],
        "dependencies": [
            {"ref": "cairn", "dependsOn": sorted(references.values())},
            *({"ref": references[name], "dependsOn": _needs(python[name], references)} for name in sorted(python)),
        ],
    }


def _interpreter() -> dict[str, object]:
    version = platform.python_version()
    reference = f"pkg:generic/python@{version}"
    return {"type": "platform", "name": "python", "version": version, "purl": reference, "bom-ref": reference}


def _python_component(package: Distribution, reference: str) -> dict[str, object]:
    component: dict[str, object] = {
        "type": "library",
        "name": package.name,
        "version": package.version,
        "purl": reference,
        "bom-ref": reference,
    }
    if "License-Expression" in package.metadata:
        component["licenses"] = [{"expression": package.metadata["License-Expression"]}]
    return component


def _needs(package: Distribution, references: dict[str, str]) -> list[str]:
    """Return the installed packages that PACKAGE requires, without those of its extras."""
    lines = [line for line in package.requires or [] if not re.search(r"\bextra\b", line.partition(";")[2])]
    names = {_plain(found[0]) for line in lines if (found := re.match(r"[\w.-]+", line))}
    return sorted(references[name] for name in names & references.keys())


def _plain(name: str) -> str:
    """Return NAME in the normalised form of the package index (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _debian_components() -> list[dict[str, object]]:
    """Return the packages of the operating system if it is Debian or based on it, else []."""
    if not shutil.which("dpkg-query"):
        return []
    system = platform.freedesktop_os_release()
    command = ["dpkg-query", "--show", "--showformat", "${Package}\t${Version}\t${Architecture}\n"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    components: list[dict[str, object]] = []
    for name, version, architecture in (line.split("\t") for line in sorted(lines)):
        reference = (
            f"pkg:deb/{system['ID']}/{quote(name)}@{quote(version)}"
            f"?arch={architecture}&distro={system['ID']}-{system.get('VERSION_ID', '')}"
        )
        components.append(
            {"type": "library", "name": name, "version": version, "purl": reference, "bom-ref": reference}
        )
    return components
