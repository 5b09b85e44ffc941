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

from portal import __version__


def main() -> None:
    """Run a management command; a wrong setting ends in an error message, not in a traceback."""
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
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
