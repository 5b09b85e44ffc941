#!/usr/bin/env python
"""Django's command line for Cairn."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command; a wrong setting ends in one sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    # What is written holds secrets, and is this user's alone; static files are everybody's, also in an image.
    os.umask(0o022 if sys.argv[1:2] == ["collectstatic"] else 0o077)
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading any setting loads the module
    except ImproperlyConfigured as error:
        sys.exit(f"Cairn cannot start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
