"""The libraries speak in the portal's voice: every page, mail, message and error of allauth that somebody can meet."""

import re
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template

from roadmap_app.identity.adapters import AccountAdapter, MFAAdapter
from roadmap_app.identity.sso import SocialAccountAdapter
from tests.permissions.addresses import addresses
from tests.permissions.world import World

APPS = ("account", "mfa", "socialaccount", "usersessions")
PACKAGE = Path(allauth.__file__).parent / "templates"
# What nobody meets: signing in by a mailed code, phone numbers, trusted browsers, sign-up by passkey, a second address.
UNUSED = re.compile(
    r"code(_message|_subject)?\.(html|txt)$|_code_|phone|trust|signup_by_passkey|signup_form|account/email\.html$"
    r"|/base|snippets/|login_code_sent|socialaccount/signup|email_confirm_(message|subject)|download\.txt"
)
OURS = [
    str(path.relative_to(PACKAGE))
    for app in APPS
    for path in sorted((PACKAGE / app).rglob("*.*"))
    if not UNUSED.search(str(path.relative_to(PACKAGE)))
]
NAMES = {"Cairn", "QR", "PIN", "I", "Example", "Settings"}
WRONG = re.compile(r"please|\bemails?\b|contact us|successful|\blog(ged|ging)? ?(in|out)\b", re.I)


class Visible(HTMLParser):
    """Collects what a page says: all of it, and what stands in headings, labels and buttons."""

    LABELS = ("title", "h1", "h2", "h3", "label", "button", "legend", "dt")
    VOID = ("input", "meta", "link", "br", "img", "hr", "path")

    def __init__(self, html):
        super().__init__()
        self.open, self.said, self.labels = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.said += [value for name, value in attrs if name in ("placeholder", "aria-label", "alt", "title")]
        if tag not in self.VOID:
            self.open.append(tag)
            self.labels += [""] * (tag in self.LABELS)

    def handle_endtag(self, tag):
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style", "bdi", "strong", "code"} & {*self.open}:
            self.said.append(data)
            if {*self.LABELS} & {*self.open}:
                self.labels[-1] += data


def is_title_case(label):
    """Return whether a word after the first begins a sentence nowhere and is no name, but has a capital."""
    words = re.findall(r"(?<![.?!:·]) +“?([A-Z][\w-]*)", " ".join(label.split()))
    return any(word not in NAMES for word in words)


def faults(said, labels=()):
    found = [text.strip() for text in said if text and WRONG.search(text)]
    return found + [label for label in labels if is_title_case(label)]


@pytest.mark.parametrize("name", OURS)
def test_every_template_is_ours(name):
    path = Path(get_template(name).origin.name)
    assert path.is_relative_to(settings.BASE_DIR / "templates")
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(), flags=re.S)
    assert faults(Visible(text).said, [text] if "subject" in name else Visible(text).labels) == []


@pytest.mark.django_db
def test_every_page_and_form_speaks_as_the_portal_does(settings):
    settings.PORTAL_SIGNUP = "open"
    world, wrong, seen = World(), [], 0
    names = tuple(f"{app}_" for app in APPS)
    for address in addresses():
        for person in ("visitor", "learner") if address.name.startswith(names) else ():
            for method in ("GET", "POST"):
                response = world.send(person, method, world.path(address)).response
                if response.status_code < 300 or response.status_code == 422:
                    seen += 1
                    page = Visible(response.content.decode())
                    wrong += [f"{method} {address.name}: {fault}" for fault in faults(page.said, page.labels)]
    assert wrong == []
    assert seen > 40


@pytest.mark.parametrize("adapter", [AccountAdapter, MFAAdapter, SocialAccountAdapter])
def test_every_error_speaks_as_the_portal_does(adapter):
    met = {name: str(text) for name, text in adapter.error_messages.items() if not re.search("phone|username", name)}
    assert {name: text for name, text in met.items() if faults([text], [text])} == {}


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Please sign in", True),
        ("Your email address", True),
        ("Your e-mail address", False),
        ("Log in", True),
        ("A blog", False),
        ("New Password", True),
        ("New password", False),
        ("Sign in · Cairn", False),
        ("Is it you? Show it", False),
    ],
)
def test_the_rules_can_fail(text, is_wrong):
    assert bool(faults([text], [text])) == is_wrong
