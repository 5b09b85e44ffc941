"""The WSGI application that gunicorn or waitress serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# What is written holds secrets, and is this user's alone.
os.umask(0o077)

application = get_wsgi_application()
