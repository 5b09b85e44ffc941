"""Serve the provider on a free port and print it; the tests start `python -m tests.oidc`."""

import os
import sys

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from tests.oidc import CLIENT_ID, CLIENT_SECRET


def main():
    """Create the database and the client, then serve until killed."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.oidc.settings", "CAIRN_OIDC_PORT": str(server.server_port)}
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from oauth2_provider.models import Application

    hosts = ("http://testserver", "http://127.0.0.1")  # with a loopback address the provider accepts any port
    Application.objects.create(
        name="Cairn",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=" ".join(f"{host}/accounts/sso/callback/" for host in hosts),
        algorithm=Application.RS256_ALGORITHM,
    )
    server.set_app(get_wsgi_application())
    print(f"ready {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
