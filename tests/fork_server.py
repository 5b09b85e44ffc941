"""Run manage.py in processes forked from one that has loaded the libraries: 0.25 s of CPU time each instead of 0.85 s.

Only modules that need no settings are loaded beforehand; settings and the portal's own code are read by each process.
As a program, this is the client: it asks the server for a process, passes signals on to it and exits as it does.
"""

import io
import json
import os
import signal
import socket
import sys
from typing import TypedDict

LIBRARIES = {
    "adminsortable2",
    "allauth",
    "asgiref",
    "cryptography",
    "csp",
    "dj_database_url",
    "django",
    "django_htmx",
    "environs",
    "fido2",
    "gunicorn",
    "httpx2",
    "markdown_it",
    "marshmallow",
    "math_core",
    "mdit_py_plugins",
    "nh3",
    "psycopg",
    "psycopg_binary",
    "psycopg_pool",
    "pyrage",
    "pygments",
    "requests",
    "simple_history",
    "sqlite3",
    "template_partials",
    "urllib3",
    "waitress",
    "whitenoise",
}


def manage_command(environment: dict[str, str]) -> list[str]:
    """Return how to call manage.py in ENVIRONMENT; as a program of its own if PYTHONPATH changes what Python loads."""
    if "PYTHONPATH" in environment or not hasattr(os, "fork"):
        return [sys.executable, "manage.py"]
    return [sys.executable, "-ISE", __file__, _server_address()]


def _server_address() -> str:
    """Return the path of the server's socket; start the server at the first call, for as long as this process lives."""
    if not _address:
        import atexit
        import subprocess
        import tempfile

        path = os.path.join(tempfile.mkdtemp(prefix="cairn-fork-"), "socket")
        names = [name for name in sys.modules if name.partition(".")[0] in LIBRARIES]
        server = subprocess.Popen(
            [sys.executable, "-c", f"from tests.fork_server import serve; serve({path!r})"],
            cwd=os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert server.stdin and server.stdout
        server.stdin.write(json.dumps(names).encode() + b"\n")
        server.stdin.flush()
        assert server.stdout.readline() == b"ready\n"
        atexit.register(server.communicate)  # closes its standard input, which ends it, however this process ends
        _address.append(path)
    return _address[0]


_address: list[str] = []


def serve(path: str) -> None:
    """Load the modules named on standard input, then fork a process for each client until standard input ends."""
    import gc
    import importlib
    import runpy
    import select
    import shutil
    from contextlib import suppress

    for name in json.loads(sys.stdin.readline()):
        with suppress(Exception):  # it needs settings: each process loads it for itself
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(16)
        print("ready", flush=True)
        while True:
            if sys.stdin in select.select([listener, sys.stdin], [], [])[0]:
                shutil.rmtree(os.path.dirname(path))
                return
            client, _ = listener.accept()
            if not os.fork():
                break
            client.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
    message, descriptors, _, _ = socket.recv_fds(client, 1_000_000, 3)
    process = os.fork()
    if process:
        client.sendall(f"{process}\n".encode())
        client.sendall(f"{os.waitpid(process, 0)[1]}\n".encode())
        os._exit(0)
    client.close()
    gc.unfreeze()
    _become(json.loads(message), descriptors)
    runpy.run_path("manage.py", run_name="__main__")


class Request(TypedDict):
    """What a process takes over from the client that asks for it."""

    arguments: list[str]
    environment: dict[str, str]
    folder: str
    umask: int


def _become(request: Request, descriptors: list[int]) -> None:
    """Take over arguments, environment, folder and standard streams of the client."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    os.umask(request["umask"])
    sys.argv = ["manage.py", *request["arguments"]]
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(write_through=bool(os.environ.get("PYTHONUNBUFFERED")))
    if os.environ.get("COVERAGE_PROCESS_START"):
        import coverage

        coverage.process_startup()


def ask() -> None:
    """Ask the server for a process like this one, and end as it ends."""
    umask = os.umask(0)
    os.umask(umask)
    request: Request = {
        "arguments": sys.argv[2:],
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "umask": umask,
    }
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(sys.argv[1])
        socket.send_fds(server, [json.dumps(request).encode()], [0, 1, 2])
        answers = server.makefile()
        process = int(answers.readline())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(number, lambda received, _: os.kill(process, received))
        for stream in (0, 1, 2):
            os.close(stream)
        code = os.waitstatus_to_exitcode(int(answers.readline()))
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    ask()
