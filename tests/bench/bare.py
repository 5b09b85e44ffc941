"""The bare hello: `python -m tests.bench.bare --port PORT` serves a Django of one view, without middleware.

Server class, workers and threads are the portal's, as it is started by the portal's own command.
"""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    # After setup, as allauth does not start without its middleware.
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = "tests.bench.bare_urls"
    call_command("serve", "--prepared", *sys.argv[1:])
