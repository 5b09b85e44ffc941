"""Random requests to every address: no server error, and nobody sees or changes another user's data."""

from urllib.parse import quote, urlencode

import pytest
from django.urls import Resolver404, resolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.permissions.addresses import addresses
from tests.permissions.html_forms import forms_in
from tests.permissions.world import METHODS, PEOPLE, World
from tests.user_data import links, rows

FORM = "application/x-www-form-urlencoded"
# They must not see the learner's data; nobody but the learner and the owner may change it.
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
    """Yield (path, text) of each page that the learner or the owner may open."""
    for person in ("learner", "owner"):
        for address in addresses():
            path = world.path(address)
            outcome = world.send(person, "GET", path)
            if outcome.word == "page" and "html" in outcome.response.headers.get("Content-Type", ""):
                yield path, outcome.response.content.decode()


def forms(world):
    """Return each form of those pages once: (path, method, fields)."""
    found = {}
    for path, text in pages(world):
        for form in forms_in(text, path):
            fields = {
                name: "x" if any(secret in value for secret in SECRETS) else value
                for name, value in form.fields.items()
                if name not in ("csrfmiddlewaretoken", "began_as")  # they would refuse every other user
            }
            target = form.action.partition("?")[0]
            try:
                key = (resolve(target).view_name or resolve(target).route, form.method, tuple(sorted(fields)))
            except Resolver404:
                key = (target, form.method, tuple(sorted(fields)))
            found.setdefault(key, (target, form.method, fields))
    return [found[key] for key in sorted(found)]


def rows_of(user_id):
    """Return all rows of a user, for comparison."""
    return {link: sorted(map(repr, rows(link, user_id).values())) for link in links()}


def check(world, person, method, path, body=b""):
    """Send a request; raise AssertionError for a server error, a secret in the response, or a changed row."""

    def observe():
        return None if person in ("learner", "owner") else rows_of(world.learner.pk)

    outcome = world.send(person, method, path, observe, data=body, content_type=FORM)
    response = outcome.response
    sent = f"{method} {path} as {person}: {response.status_code}"
    calls_provider = path.startswith("/accounts/sso/") and response.status_code == 503  # it does not run here
    assert (response.status_code < 500 or calls_provider) and not outcome.is_broken, sent
    assert outcome.observed in (None, world.before), sent
    if person in STRANGERS:
        page = b"".join(response.streaming_content) if response.streaming else response.content
        assert not any(secret.encode() in page for secret in SECRETS), sent


def test_forms_and_addresses(db):
    # The same examples in every run, so that a failure does not depend on earlier runs.
    send_random_requests(settings(max_examples=40, derandomize=True, deadline=None, database=None))


@pytest.mark.soak
def test_forms_and_addresses_at_depth(db, soak_scale):
    send_random_requests(settings(max_examples=max(int(2000 * soak_scale), 200), deadline=None, database=None))


def send_random_requests(search):
    """Send random requests to forms and to addresses, as many to each as SEARCH has examples."""
    world = World()
    world.before = rows_of(world.learner.pk)
    known = forms(world)
    assert len(known) > 40
    send_forms(world, known, search)
    send_to_addresses(world, known, search)


def send_forms(world, known, search):
    """Send the KNOWN forms with a few fields changed or added."""
    names = sorted({name for _, _, fields in known for name in fields})

    @search
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
            check(world, person, "POST", path, query.encode())
        else:
            check(world, person, "GET", f"{path}?{query}")

    send()


def send_to_addresses(world, known, search):
    """Send each method to addresses with changed parameters and queries."""
    names = sorted({name for _, method, fields in known if method == "GET" for name in fields} | {"next", "q"})

    @search
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
        check(world, person, method, f"{path}?{urlencode(query, errors='replace')}")

    get()
