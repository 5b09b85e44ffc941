"""Cairn's commands: `run.py [--host HOST] [--port PORT]` serves, `run.py test [...]` tests, `run.py bench` measures."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "{}.{}".format(*sys.version_info)
ROOT = Path(__file__).resolve().parent
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ROOT / ".venv" / f"cairn-{VERSION}"  # written last: without it, the installation is incomplete


def install(dev: bool) -> None:
    """Install all packages into .venv with uv or pip, which verify their hashes. Raise OSError on failure."""
    print("Installing Cairn's packages into .venv (once, about a minute) ...", flush=True)
    STAMP.unlink() if STAMP.exists() and PYTHON.exists() else shutil.rmtree(".venv", ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable)  # not the Python of the .venv just removed
    sync = ["uv", "sync", "--frozen", "--inexact", "--python", base, "--dev" if dev else "--no-dev"]
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", f"requirements{'-dev' * dev}.txt"]
    commands = [sync] if shutil.which("uv") else [[base, "-m", "venv", ".venv"], pip]
    if len(commands) > 1 and not getattr(importlib.util.find_spec("ensurepip"), "origin", None):
        sys.exit(f"Python lacks its venv module: install it (Debian: apt install python{VERSION}-venv).")
    for command in commands:
        step = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")
        if step.returncode:
            output = step.stdout.strip().splitlines() or [f"{command[0]} gave no reason"]
            raise OSError(([line for line in output if line.lower().startswith("error")] or output)[-1])


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - Python 3.6 must get this far: no newer syntax in this file
        sys.exit(f"Cairn needs Python 3.11 or newer, and this is {VERSION}: start run.py with a newer one.")
    os.chdir(ROOT)
    os.environ["UV_PROJECT_ENVIRONMENT"] = ".venv"
    module = {"test": "pytest", "bench": "tests.bench"}.get("".join(sys.argv[1:2]))
    stamp = hashlib.sha256(Path("uv.lock").read_bytes()).hexdigest() + " dev" * bool(module)
    try:
        lock = os.open("uv.lock", os.O_RDONLY)  # locked until this process ends or execs; not on Windows
        if os.name == "posix":
            fcntl = importlib.import_module("fcntl")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another start is installing: waiting until it has ended ...", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        if not (STAMP.exists() and PYTHON.exists() and STAMP.read_text().startswith(stamp)):
            install(dev=bool(module))
            STAMP.write_text(stamp)
    except KeyboardInterrupt:
        sys.exit("Stopped before everything was installed; the next start takes it up again.")
    except OSError as error:
        sys.exit(f"Not installed: check the network and the rights to .venv, then start again. ({error})")
    arguments = ["-m", module, *sys.argv[2:]] if module else ["manage.py", "serve", *sys.argv[1:]]
    command = [str(PYTHON), *arguments]
    sys.exit(subprocess.call(command)) if os.name == "nt" else os.execv(PYTHON, command)
