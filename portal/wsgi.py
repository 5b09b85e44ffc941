"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Written files may contain secrets: only this user may read them.
os.umask(0o077)

application = get_wsgi_application()
