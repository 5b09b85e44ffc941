"""What a copy is made of, as a software bill of materials in CycloneDX's format."""

import platform
import re
import shutil
import subprocess
from importlib.metadata import Distribution, distributions
from typing import Any
from urllib.parse import quote

from portal import __version__

SPECIFICATION = "1.6"


def bill_of_materials(commit: str = "") -> dict[str, Any]:
    """Return the installed Python and Debian packages, and Cairn itself at its version and COMMIT.

    The result is the same each time as long as the installed packages are.
    """
    python = {_plain(each.name): each for each in distributions() if each.name}
    references = {name: f"pkg:pypi/{name}@{quote(each.version)}" for name, each in python.items()}
    cairn: dict[str, Any] = {"type": "application", "name": "cairn", "version": __version__, "bom-ref": "cairn"}
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


def _interpreter() -> dict[str, Any]:
    version = platform.python_version()
    reference = f"pkg:generic/python@{version}"
    return {"type": "platform", "name": "python", "version": version, "purl": reference, "bom-ref": reference}


def _python_component(package: Distribution, reference: str) -> dict[str, Any]:
    component: dict[str, Any] = {
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
    """Return which of the installed packages PACKAGE asks for, what its extras ask for left out."""
    lines = [line for line in package.requires or [] if not re.search(r"\bextra\b", line.partition(";")[2])]
    names = {_plain(found[0]) for line in lines if (found := re.match(r"[\w.-]+", line))}
    return sorted(references[name] for name in names & references.keys())


def _plain(name: str) -> str:
    """Return NAME as the package index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _debian_components() -> list[dict[str, Any]]:
    """Return the packages of the system, where it is Debian's or one made of it."""
    if not shutil.which("dpkg-query"):
        return []
    system = platform.freedesktop_os_release()
    command = ["dpkg-query", "--show", "--showformat", "${Package}\t${Version}\t${Architecture}\n"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    components = []
    for name, version, architecture in (line.split("\t") for line in sorted(lines)):
        reference = (
            f"pkg:deb/{system['ID']}/{quote(name)}@{quote(version)}"
            f"?arch={architecture}&distro={system['ID']}-{system.get('VERSION_ID', '')}"
        )
        components.append(
            {"type": "library", "name": name, "version": version, "purl": reference, "bom-ref": reference}
        )
    return components
