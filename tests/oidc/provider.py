"""Start the provider, add users, and sign in as a browser does."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import requests

from tests.oidc import PASSWORD
from tests.portal.test_environment import ROOT, measured


@dataclass
class Provider:
    """A running provider: its issuer URL, and the folder with its users."""

    issuer: str
    folder: Path

    def knows(self, name, *, id_token=(), userinfo=(), **claims):
        """Add the user NAME with CLAIMS; ID_TOKEN and USERINFO replace claims there."""
        claims = {"email": f"{name}@example.org", "email_verified": True, "name": name.title()} | claims
        claims = {claim: value for claim, value in claims.items() if value is not None}
        data = {"claims": claims, "id_token": dict(id_token), "userinfo": dict(userinfo)}
        (self.folder / f"{name}.json").write_text(json.dumps(data))

    def walk(self, url, name, *, consent="allow"):
        """Sign NAME in at URL and consent (or "cancel"); return the URL that the provider redirects to."""
        browser = requests.Session()
        page = browser.get(url, timeout=10)
        page = _send(browser, page, username=name, password=PASSWORD)
        page = _send(browser, page, **{consent: consent.title()}, follow=False)
        return page.headers["Location"]


def _send(browser, page, *, follow=True, **fields):
    """Send the form of PAGE with FIELDS filled in."""
    assert page.status_code == 200, page.text
    inputs = re.findall(r"<input[^>]*>", page.text)
    found = {}
    for field in inputs:
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', field))
        found[attributes["name"]] = unescape(attributes.get("value", ""))
    response = browser.post(page.url, found | fields, timeout=10, allow_redirects=follow)
    assert follow or response.status_code == 302, response.text
    return response


def way_to(page):
    """Return the URL of the provider on the portal's redirect PAGE."""
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page).group(1))


def sign_in(client, provider, name, *, consent="allow", start="/accounts/sso/login/", **fields):
    """Sign NAME in with Django's test client; return the portal's response to their return."""
    response = client.post(start, fields)
    assert response.status_code == 200, response.content
    back = urlsplit(provider.walk(way_to(response.content.decode()), name, consent=consent))
    return client.get(f"{back.path}?{back.query}")


@contextmanager
def running(folder):
    """Run the provider in a separate process."""
    environment = {**measured(), "CAIRN_OIDC_FOLDER": str(folder), "PYTHONUNBUFFERED": "1"}
    log = (folder / "provider.log").open("wb")
    command = [sys.executable, "-m", "tests.oidc"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log)
    try:
        ready = process.stdout.readline().split()
        assert ready[:1] == [b"ready"], (folder / "provider.log").read_text()
        yield Provider(f"http://127.0.0.1:{int(ready[1])}/o", folder)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()
