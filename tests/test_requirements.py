"""requirements.txt and requirements-dev.txt, for pip, pin the same packages as uv.lock."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Dependency(TypedDict):
    name: str
    extra: NotRequired[list[str]]


PACKAGES = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]}
CAIRN = PACKAGES["cairn"]


def entries(filename: str) -> list[str]:
    """Return the requirements in a file, one line each, without comments."""
    text = (ROOT / filename).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def with_dependencies(dependencies: Iterable[Dependency]) -> Iterator[str]:
    """Yield the names of DEPENDENCIES and all their dependencies, for every platform."""
    waiting, seen = list(dependencies), set()
    while waiting:
        dependency = waiting.pop()
        package = PACKAGES[dependency["name"]]
        for extra in ["", *dependency.get("extra", [])]:
            if (package["name"], extra) not in seen:
                seen.add((package["name"], extra))
                yield package["name"]
                needs = package.get("optional-dependencies", {}).get(extra) if extra else package.get("dependencies")
                waiting += needs or []


def pins(names: Iterable[str]) -> dict[str, tuple[str, set[str]]]:
    """Return the version and hashes of each package in uv.lock."""
    found = {}
    for name in names:
        files = [*PACKAGES[name].get("wheels", []), PACKAGES[name].get("sdist", {})]
        found[name] = (PACKAGES[name]["version"], {file["hash"] for file in files if file})
    return found


@pytest.mark.parametrize(
    ("filename", "dependencies"),
    [
        ("requirements.txt", CAIRN["dependencies"]),
        ("requirements-dev.txt", CAIRN["dependencies"] + CAIRN["dev-dependencies"]["dev"]),
    ],
)
def test_requirements_name_the_versions_and_hashes_of_the_lock(filename: str, dependencies: list[Dependency]) -> None:
    written = {}
    for entry in entries(filename):
        match = re.match(r"(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;]+)", entry)
        assert match, f"{filename}: not pinned to one version: {entry}"
        written[match["name"]] = (match["version"], set(re.findall(r"--hash=(\S+)", entry)))
    assert written == pins(with_dependencies(dependencies)), f"{filename}: its first lines say how to export it again"


@pytest.mark.parametrize("filename", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_pin_each_package_by_hash_and_name_no_index(filename: str) -> None:
    assert entries(filename)
    for entry in entries(filename):
        assert "--hash=sha256:" in entry
        assert not entry.startswith("-")
        assert "://" not in entry
