"""What the figures depend on: the machine, the versions, the configuration."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Return the line about this machine: processor, cores, memory, kernel, load."""
    processor = _first("/proc/cpuinfo", "model name", ":") or platform.processor() or platform.machine()
    kilobytes = (_first("/proc/meminfo", "MemTotal", ":") or "0").split()[0]
    return (
        f"{processor}, {os.cpu_count()} cores, {int(kilobytes) * 1024 / 1e9:.0f} GB of memory, "
        f"{platform.system()} {platform.release()}"
    )


def load_average() -> str:
    """Return the load averages of the last 1, 5 and 15 minutes."""
    return " / ".join(f"{average:.1f}" for average in os.getloadavg())


def facts() -> dict[str, str]:
    """Return the versions and the configuration of the portal; needs Django to be set up."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        database = f"SQLite {sqlite3.sqlite_version}"
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            database = f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
    return {
        "versions": f"Python {platform.python_version()}, Django {version('django')}, {database}",
        "workers": f"{settings.PORTAL_WORKERS} workers × {settings.PORTAL_THREADS} threads",
    }


def _first(path: str, name: str, separator: str) -> str:
    """Return the value after NAME and SEPARATOR in the file at PATH; "" if there is none."""
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.split(separator, 1)[1].strip() for line in lines if line.startswith(name)), "")
