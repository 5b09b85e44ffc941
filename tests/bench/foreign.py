"""The portal under another server: `python -m tests.bench.foreign gthread|granian WORKERS THREADS --port PORT`."""

import os
import sys

COMMANDS = {
    "gthread": "gunicorn --worker-class gthread --workers {workers} --threads {threads} --preload --log-level warning "
    "--bind 127.0.0.1:{port} portal.wsgi:application",
    "granian": "granian --interface wsgi --workers {workers} --blocking-threads {threads} --no-ws --log-level warning "
    "--host 127.0.0.1 --port {port} portal.wsgi:application",
}

if __name__ == "__main__":
    kind, workers, threads, _, port = sys.argv[1:]
    command = COMMANDS[kind].format(workers=workers, threads=threads, port=port).split()
    os.execv(sys.executable, [sys.executable, "-m", *command])
