"""A deployment for a team, built, started and removed with docker compose."""

import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Callable
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.operations.test_server import free_port

ROOT = Path(__file__).parents[2]
MAKE_LEARNERS = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from roadmap_app.models import Item, User
Session = import_module(settings.SESSION_ENGINE).SessionStore
learners = {}
for number in range(%d):
    user = User.objects.create_user(f"learner{number}@example.org", None)
    session = Session()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    learners[user.pk] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
items = list(Item.objects.filter(retired=False).values_list("pk", flat=True))
print(json.dumps({"items": items, "learners": learners}))
"""


def make_learners(shell: Callable[[str], str], count: int) -> tuple[dict[int, str], list[int]]:
    """Create COUNT learners with code that SHELL runs; return their session cookies and the ids of all items."""
    made = json.loads(shell(MAKE_LEARNERS % count))
    return {int(user): key for user, key in made["learners"].items()}, made["items"]


@cache
def buffering() -> str:
    """Return the Caddyfile directive that buffers whole requests: before 2.6.4 Caddy had another name for it."""
    output = subprocess.run(
        ["docker", "run", "--rm", "caddy:2", "caddy", "version"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    version = tuple(int(number) for number in re.findall(r"\d+", output)[:3])
    return "buffer_requests" if version < (2, 6, 4) else ""


class Stack:
    """A docker compose project with its own names, ports, volumes and secrets."""

    def __init__(self, folder: Path, image: str) -> None:
        """Write the settings to FOLDER; start nothing yet."""
        self.port = free_port()
        self.project = f"cairn-test-{os.getpid()}-{secrets.token_hex(2)}"
        self.folder = folder
        self.settings = {
            "CAIRN_PROJECT": self.project,
            "CAIRN_IMAGE": image,
            "POSTGRES_PASSWORD": secrets.token_hex(16),
            "SECRET_KEY": secrets.token_hex(32),
            "PORTAL_HTTP_PORT": str(self.port),
            "PORTAL_HTTPS_PORT": str(free_port()),
            "PORTAL_SECRETS": str(folder),
        }
        if word := buffering():
            self.settings["CADDY_BUFFERING"] = word

    @property
    def environment(self) -> dict[str, str]:
        """The environment of docker compose, without the developer's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "DOCKER_HOST", "PIP_CONFIG") if name in os.environ}
        return {**kept, **self.settings, "COMPOSE_DISABLE_ENV_FILE": "1"}

    def compose(self, *words: str, check: bool = True) -> str:
        """Run docker compose; return its output. Raise AssertionError if it fails."""
        return self._run("docker", "compose", *words, check=check)

    def upgrade(self) -> str:
        """Run portal/upgrade.sh and return its output."""
        return self._run(str(ROOT / "portal" / "upgrade.sh"))

    def _run(self, *command: str, check: bool = True) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        output = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", done.stdout + done.stderr)
        assert done.returncode == 0 or not check, f"{' '.join(command)}\n{output}"
        return output

    def manage(self, *words: str) -> str:
        """Run manage.py in a web container; return its output."""
        command = ["docker", "compose", "exec", "-T", "web", "python", "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sql(self, query: str) -> list[list[str]]:
        """Return the rows of QUERY, each value as text."""
        output = self.compose("exec", "-T", "db", "psql", "-U", "cairn", "-d", "cairn", "-AtF", "\t", "-c", query)
        return [line.split("\t") for line in output.splitlines() if line]

    def completions(self) -> dict[tuple[int, int], int]:
        """Return how many rows there are for each learner and item."""
        rows = self.sql("select user_id, item_id, count(*) from roadmap_app_completion group by 1, 2")
        return {(int(user), int(item)): int(count) for user, item, count in rows}

    def learners(self, count: int) -> tuple[dict[int, str], list[int]]:
        """Create COUNT learners; return their session cookies and the ids of all items."""
        return make_learners(lambda code: self.manage("shell", "--no-imports", "-v", "0", "-c", code), count)

    def web(self) -> list[str]:
        """Return the ids of the running web containers."""
        return self.compose("ps", "--quiet", "web").split()

    def wait_until_up(self, seconds: float = 60) -> float:
        """Return the seconds until /readyz responds through the proxy. Raise AssertionError after SECONDS."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            try:
                if Visitor(self.port).get("/readyz").status == 200:
                    return time.monotonic() - start
            except OSError:
                pass
            time.sleep(0.1)  # between two questions; what is waited for is the answer
        raise AssertionError(f"not up after {seconds} seconds:\n{self.compose('logs', '--tail', '30')}")

    def down(self) -> None:
        """Remove containers, networks and volumes."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "3")


class Answer:
    """The response to a request: status, headers, text."""

    def __init__(self, status: int, headers: dict[str, str], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text


class Visitor:
    """A browser without JavaScript that follows no redirects and keeps its cookies."""

    def __init__(self, port: int, session: str = "") -> None:
        """Send requests to localhost at PORT, signed in if SESSION, a session cookie, is given."""
        self.port = port
        self.cookies: dict[str, str] = {}
        if session:
            name, _, self.cookies[name] = session.partition("=")
            self.cookies[name.removesuffix("_session") + "_csrf"] = secrets.token_hex(16)

    def get(self, path: str) -> Answer:
        """Return the response to a GET. Raise OSError without one."""
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form and return the response. Raise OSError without one.

        Whoever has seen no page yet sees the one for signing in first, and so gets the cookie that a form needs.
        """
        if not any(name.endswith("_csrf") for name in self.cookies):
            self.get("/accounts/login/")
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": next((value for name, value in self.cookies.items() if name.endswith("_csrf")), ""),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"([\w-]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
