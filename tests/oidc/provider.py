"""The provider as the tests see it: started once, told whom it knows, walked through as a browser would."""

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
    """A running provider: its issuer, and the folder that says whom it knows."""

    issuer: str
    folder: Path

    def knows(self, name, *, id_token=(), userinfo=(), **claims):
        """Let NAME sign in; CLAIMS is what it says of them, ID_TOKEN and USERINFO what it says there instead."""
        said = {"email": f"{name}@example.org", "email_verified": True, "name": name.title()} | claims
        said = {claim: value for claim, value in said.items() if value is not None}
        answer = {"claims": said, "id_token": dict(id_token), "userinfo": dict(userinfo)}
        (self.folder / f"{name}.json").write_text(json.dumps(answer))

    def walk(self, url, name, *, consent="allow"):
        """Sign NAME in at URL and consent (or "cancel"); returns the address at which the provider sends them back."""
        browser = requests.Session()
        page = browser.get(url, timeout=10)
        page = _send(browser, page, username=name, password=PASSWORD)
        page = _send(browser, page, **{consent: consent.title()}, follow=False)
        return page.headers["Location"]


def _send(browser, page, *, follow=True, **fields):
    """Send the form of PAGE as it stands, with FIELDS filled in."""
    assert page.status_code == 200, page.text
    inputs = re.findall(r"<input[^>]*>", page.text)
    found = {}
    for field in inputs:
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', field))
        found[attributes["name"]] = unescape(attributes.get("value", ""))
    answer = browser.post(page.url, found | fields, timeout=10, allow_redirects=follow)
    assert follow or answer.status_code == 302, answer.text
    return answer


def way_to(page):
    """The address that the portal's PAGE on the way to the provider leads to."""
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page).group(1))


def sign_in(client, provider, name, *, consent="allow", start="/accounts/sso/login/", **fields):
    """Sign NAME in with Django's test client; returns the portal's answer to their coming back."""
    answer = client.post(start, fields)
    assert answer.status_code == 200, answer.content
    back = urlsplit(provider.walk(way_to(answer.content.decode()), name, consent=consent))
    return client.get(f"{back.path}?{back.query}")


@contextmanager
def running(folder):
    """Run the provider in a process of its own."""
    environment = {**measured(), "CAIRN_OIDC_FOLDER": str(folder), "PYTHONUNBUFFERED": "1"}
    log = (folder / "provider.log").open("wb")
    command = [sys.executable, "-m", "tests.oidc"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log)
    try:
        said = process.stdout.readline().split()
        assert said[:1] == [b"ready"], (folder / "provider.log").read_text()
        yield Provider(f"http://127.0.0.1:{int(said[1])}/o", folder)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()
