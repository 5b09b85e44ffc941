"""Images by digest: portal/pin_images.sh with a docker that knows the digests, and where the images are named."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIGESTS = {
    "python:3.13-slim": f"sha256:{'a' * 64}",
    "postgres:17": f"sha256:{'b' * 64}",
    "caddy:2": f"sha256:{'c' * 64}",
}
PINNED = [
    f"PYTHON_IMAGE=python:3.13-slim@{DIGESTS['python:3.13-slim']}",
    f"POSTGRES_IMAGE=postgres:17@{DIGESTS['postgres:17']}",
    f"CADDY_IMAGE=caddy:2@{DIGESTS['caddy:2']}",
]


class Folder:
    """A copy of what pin_images.sh reads, and a registry that answers for docker."""

    def __init__(self, folder: Path) -> None:
        (folder / "portal").mkdir()
        (folder / "bin").mkdir()
        shutil.copy(ROOT / "portal" / "pin_images.sh", folder / "portal")
        shutil.copy(ROOT / "docker-compose.yml", folder)
        self.folder, self.env = folder, folder / ".env"
        self.answer(DIGESTS)

    def answer(self, digests: dict[str, str]) -> None:
        cases = "\n".join(f'"{name}") echo {digest} ;;' for name, digest in digests.items())
        docker = self.folder / "bin" / "docker"
        docker.write_text(f"#!/bin/sh\nfor name; do :; done\ncase $name in\n{cases}\n*) exit 1 ;;\nesac\n")
        docker.chmod(0o755)

    def pin(self, *options: str, code: int = 0) -> str:
        path = f"{self.folder / 'bin'}:/usr/bin:/bin"
        command = [str(self.folder / "portal" / "pin_images.sh"), *options]
        done = subprocess.run(command, cwd="/", env={"PATH": path}, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_digests_are_added_to_the_existing_settings(folder):
    folder.env.write_text("SECRET_KEY='a$b'\nPOSTGRES_IMAGE=postgres:17@sha256:old\nPORTAL_DOMAIN=learn.example.org\n")
    folder.env.chmod(0o600)
    folder.pin()
    assert folder.env.read_text().splitlines() == ["SECRET_KEY='a$b'", "PORTAL_DOMAIN=learn.example.org", *PINNED]
    assert folder.env.stat().st_mode & 0o777 == 0o600
    assert folder.pin("--check").count("is pinned.") == 3


def test_newer_images_are_reported_and_nothing_is_changed(folder):
    assert "PYTHON_IMAGE is not pinned; the registry has python:3.13-slim@sha256:aaa" in folder.pin("--check", code=1)
    assert not folder.env.exists()
    folder.pin()
    folder.answer(DIGESTS | {"caddy:2": f"sha256:{'d' * 64}"})
    assert "CADDY_IMAGE is caddy:2@sha256:ccc" in folder.pin("--check", code=1)
    assert folder.env.read_text().splitlines() == PINNED


@pytest.mark.parametrize("answers", [{}, {"caddy:2": "latest"}], ids=["silent", "odd"])
def test_without_an_answer_nothing_is_pinned(folder, answers):
    folder.answer(answers)
    assert "nothing is pinned for it" in folder.pin(code=2)
    assert not folder.env.exists()


def test_every_image_can_be_pinned():
    compose = (ROOT / "docker-compose.yml").read_text()
    dockerfile = (ROOT / "Dockerfile").read_text()
    images = re.findall(r"^\s+image: (.*)$", compose, re.MULTILINE)
    assert images and all(re.fullmatch(r'"?\$\{[A-Z]+_IMAGE:-[^}]+\}"?', image) for image in images)
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
    assert (
        re.search(r"PYTHON_IMAGE:-([^}]+)}", compose)[1] == re.search(r"^ARG PYTHON_IMAGE=(.+)$", dockerfile, re.M)[1]
    )
