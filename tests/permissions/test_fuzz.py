"""Whatever is sent to whatever address: no fault of ours, and nobody sees or changes what is another's.

Other examples, and ten times as many: CAIRN_FUZZ=10 pytest tests/permissions/test_fuzz.py
"""

import os
from urllib.parse import quote, urlencode

from django.db import connection
from django.urls import Resolver404, resolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.permissions.addresses import addresses
from tests.permissions.html_forms import forms_in
from tests.permissions.world import METHODS, PEOPLE, World
from tests.user_data import links, rows

TIMES = int(os.environ.get("CAIRN_FUZZ") or 0)
# The same examples in every run, unless somebody asks for more: no change fails for what another has left behind.
FUZZ = {"max_examples": 200 * (TIMES or 1), "derandomize": not TIMES, "deadline": None, "database": None}
FORM = "application/x-www-form-urlencoded"
# Neither may see a word of the learner's; the editor neither change one.
STRANGERS = ("visitor", "another")
SECRETS = ("A name that nobody else sees", "What I *think*", "learner@example.org")

ODD = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.sampled_from(
        ["", "0", "-1", str(2**31), str(2**63), "9" * 50, "1e9", "nan", "None", "true", "on", "done", "open"]
    ),
    st.sampled_from(
        ["2026-02-31", "9999-12-31", "0001-01-01", "//evil.example/", "/notes/", "javascript:alert(1)", ".."]
    ),
    st.sampled_from(
        ["<script>alert(1)</script>", "{{ 7|add:7 }}", "%s", "a,b", "\0", "a" * 3000, "\r\nX: y", "\u202e"]
    ),
)


def pages(world):
    """Yield (path, text) of each page that the learner or the owner can get."""
    for person in ("learner", "owner"):
        for address in addresses():
            path = world.path(address)
            word, _, answer = world.ask(path, person, "GET")
            if word == "page" and "html" in answer.headers.get("Content-Type", ""):
                yield path, answer.content.decode()


def forms(world):
    """Return each form of those pages once: (path, method, fields)."""
    found = {}
    for path, text in pages(world):
        for form in forms_in(text, path):
            fields = {
                name: "x" if any(secret in value for secret in SECRETS) else value
                for name, value in form.fields.items()
                if name not in ("csrfmiddlewaretoken", "began_as")  # which would refuse everybody but who got the page
            }
            target = form.action.partition("?")[0]
            try:
                key = (resolve(target).view_name or resolve(target).route, form.method, tuple(sorted(fields)))
            except Resolver404:
                key = (target, form.method, tuple(sorted(fields)))
            found.setdefault(key, (target, form.method, fields))
    return [found[key] for key in sorted(found)]


def theirs(user_id):
    """Everything of a person's, to be compared."""
    return {link: sorted(map(repr, rows(link, user_id).values())) for link in links()}


def ask(world, person, method, path, body=b""):
    """Send it; raises AssertionError where it is answered with a fault, a secret, or a change of another's."""
    with world.request(person, method, path, data=body, content_type=FORM) as answer:
        broken = connection.needs_rollback
        after = None if broken or person in ("learner", "owner") else theirs(world.learner.pk)
    said = f"{method} {path} as {person}: {answer.status_code}"
    asks_the_provider = path.startswith("/accounts/sso/") and answer.status_code == 503  # which is not there
    assert (answer.status_code < 500 or asks_the_provider) and not broken, said
    assert after in (None, world.before), said
    if person in STRANGERS:
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not any(secret.encode() in page for secret in SECRETS), said


def test_forms(db):
    world = World()
    world.before = theirs(world.learner.pk)
    known = forms(world)
    assert len(known) > 40
    names = sorted({name for _, _, fields in known for name in fields})

    @settings(**FUZZ)
    @given(
        form=st.sampled_from(known),
        person=st.sampled_from(PEOPLE),
        changed=st.dictionaries(st.integers(0, 40), ODD, min_size=0, max_size=3),
        added=st.dictionaries(st.sampled_from(names), ODD, max_size=2),
    )
    def send(form, person, changed, added):
        path, method, fields = form
        own = sorted(fields)
        typed = fields | {own[number % len(own)]: value for number, value in changed.items() if own} | added
        query = urlencode(typed, errors="replace")
        if method == "POST":
            ask(world, person, "POST", path, query.encode())
        else:
            ask(world, person, "GET", f"{path}?{query}")

    send()


def test_addresses(db):
    world = World()
    world.before = theirs(world.learner.pk)
    names = sorted({name for _, method, fields in forms(world) if method == "GET" for name in fields} | {"next", "q"})

    @settings(**FUZZ)
    @given(
        address=st.sampled_from(addresses()),
        person=st.sampled_from(PEOPLE),
        method=st.sampled_from([*METHODS, "HEAD", "OPTIONS", "DELETE"]),
        part=st.none() | ODD,
        query=st.dictionaries(st.sampled_from(names), ODD, max_size=3),
    )
    def get(address, person, method, part, query):
        path = world.path(address)
        if part is not None and "<" in address.route:
            given = quote(part, safe="", errors="replace")
            path = address.path(dict.fromkeys([*world.samples, "object_id", "history_id"], given))
        ask(world, person, method, f"{path}?{urlencode(query, errors='replace')}")

    get()
