"""The image and the running deployment that the tests with a container engine share."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.deploy.stack import ROOT, Stack

IMAGE = "cairn-test:first"


def build(tag: str, commit: str, context: str = str(ROOT)) -> str:
    """Build the image as TAG from CONTEXT; return the log."""
    stack = Stack(ROOT, tag)
    command = ["docker", "build", "--progress", "plain", "--tag", tag, "--build-arg", f"CAIRN_COMMIT={commit}"]
    if config := stack.environment.get("PIP_CONFIG"):
        command += ["--secret", f"id=pip_config,src={config}"]
    environment = {**stack.environment, "DOCKER_BUILDKIT": "1"}
    done = subprocess.run(
        [*command, context], env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def image() -> str:
    """Build the image of this work tree and return its tag."""
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.fail("There is no container engine here: start it, or leave tests/deploy alone.")
    build(IMAGE, "first")
    return IMAGE


@pytest.fixture(scope="module")
def stack(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start a deployment for a team and yield it."""
    made = Stack(tmp_path_factory.mktemp("secrets"), image)
    try:
        made.compose("up", "--detach")
        made.wait_until_up()
        yield made
    finally:
        made.down()
