#!/usr/bin/env python
"""Django's command line for Cairn."""

import gc
import os
import platform
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

from portal import __version__


def main() -> None:
    """Run a management command; a wrong setting, or no database, ends in an error message, not in a traceback."""
    if sys.argv[1:] in (["version"], ["--version"]):
        # Django answers these two itself, with its own version, before it looks for commands.
        print(f"Cairn {__version__} (Django {django.get_version()}, Python {platform.python_version()})")
        return
    if sys.argv[1:2] == ["serve"]:
        gc.disable()  # a start makes hardly any garbage; the server enables it before it forks its workers
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    # Files that hold secrets are readable for this user only; static files for everyone, in an image too.
    os.umask(0o022 if sys.argv[1:2] == ["collectstatic"] else 0o077)
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading any setting loads the module
    except ImproperlyConfigured as error:
        sys.exit(f"Cairn cannot start: {error}")
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        from roadmap_app.queries.health import unready_reason  # not before the settings are read

        if reason := unready_reason():
            sys.exit(reason)
        raise


if __name__ == "__main__":
    main()
