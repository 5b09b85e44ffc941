"""A portal with at least one row of everything, and five users who send requests."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import time
from typing import NamedTuple

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from roadmap_app.models import Activity, LoadedEntry, Roadmap
from tests.makers import make_editor, make_topic, make_user
from tests.snapshots import forget_trees
from tests.user_data import give_everything

PEOPLE = ("visitor", "learner", "another", "editor", "owner")
METHODS = ("GET", "POST", "PUT")
ALIKE = {"GET": ("HEAD",), "PUT": ("PATCH", "DELETE")}
WRITES = ("INSERT", "UPDATE", "DELETE")
# Tables that any request may write: when a user was last seen, and how often they have tried.
SEEN = ("usersessions_usersession", "django_session", "portal_cache")


class Outcome(NamedTuple):
    """The result of a request: its response, the word for it in the table, and whether it wrote to the database."""

    response: HttpResponseBase
    word: str
    wrote: bool
    is_broken: bool  # a database error has broken the transaction
    observed: object


class World:
    """A portal whose personal rows all belong to the learner."""

    def __init__(self):
        topic = make_topic(items=1)
        Roadmap.objects.update(is_published=True)
        self.learner = make_user("learner@example.org", name="A name that nobody else sees")
        give_everything(self.learner, topic)
        self.people = {
            "visitor": None,
            "learner": self.learner,
            "another": make_user("another@example.org"),
            "editor": make_editor("editor@example.org"),
            "owner": make_user("owner@example.org", is_staff=True, is_superuser=True),
        }
        for user in self.people.values():
            if user not in (None, self.learner):
                EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        self.cookies = {name: self._cookies_of(user) for name, user in self.people.items()}
        # One client for all requests: a new one would load the middleware again.
        self.client = Client(raise_request_exception=False)
        # The first view of the recovery codes is recorded, whatever the method.
        Authenticator.objects.get(type="recovery_codes").wrap().mark_as_viewed()
        self.passkey = Authenticator.objects.get(type="webauthn").pk
        stage, item = topic.stage, topic.items.get()
        slug = stage.roadmap.slug
        LoadedEntry.objects.create(model="roadmap", key=slug, roadmap_slug=slug, values={})
        self.samples = {
            "roadmap": stage.roadmap.slug,
            "stage": stage.slug,
            "topic": topic.slug,
            "item_id": item.pk,
            "topic_id": topic.pk,
            "resource_id": topic.resources.get().pk,
            "change_id": Activity.objects.get().change,
            "session_id": self._first("usersessions.UserSession"),
            "pause_id": self._first("roadmap_app.Pause"),
            "person_id": self.learner.pk,
            "entry_id": self._first("roadmap_app.LoadedEntry"),
            "word_id": self._first("roadmap_app.Word"),
            "team": f"team-{self.learner.pk}",
            "member": f"member-{self.learner.pk}",
            "invitation_id": self._first("roadmap_app.Invitation"),
            "token": "never-made",
            "secret": "never-made",
            "key": "never-made",
            "uidb36": "1-set-password",
            "url": "no-such-page",
            "app_label": "roadmap_app",
            "content_type_id": 1,
            "pk": stage.roadmap.pk,
            "kind": "topic",
            "part": "calendar",
            "name": "name",
            "record": topic.history.first().pk,
            "id": self.learner.pk,
        }

    def _cookies_of(self, user):
        client = Client()
        if user:
            client.force_login(user)
            # All have just proved who they are, so that the pages of second factors do not ask for that first.
            shown = {"method": "password", "at": time(), "reauthenticated": True}
            session = client.session
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [shown]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return dict(client.cookies)

    def _first(self, label):
        row = apps.get_model(label)._base_manager.order_by("pk").first()
        return row.pk if row else 0

    def path(self, address):
        """Return the path of ADDRESS for the first row of its table."""
        samples, parts = self.samples, address.route.split("/")
        if address.name.startswith("mfa_"):
            samples = samples | {"pk": self.passkey}
        if parts[0] == "admin" and re.search(r"<(\w+:)?(object_id|pk)>", address.route):
            label = ".".join(parts[1:3]) if parts[1] != "r" else "roadmap_app.topic"
            # Primary keys differ between tables: one that exists in one table may be missing in another.
            samples = samples | {"object_id": self._first(label), "pk": self._first(label)}
            if "<history_id>" in address.route:
                samples["history_id"] = self._first(label.replace(".", ".Historical"))
        return address.path(samples)

    def send(
        self, person: str, method: str, path: str, observe: Callable[[], object] = lambda: None, **options: object
    ) -> Outcome:
        """Send a request as PERSON and return its outcome, with what OBSERVE returns before all is rolled back."""
        writes = []

        def record(execute, sql, *arguments):
            if sql.startswith(WRITES) and not any(table in sql for table in SEEN):
                writes.append(sql)
            return execute(sql, *arguments)

        with connection.execute_wrapper(record), self.request(person, method, path, **options) as response:
            is_broken = connection.needs_rollback
            observed = None if is_broken else observe()
        return Outcome(response, word(response), bool(writes), is_broken, observed)

    @contextmanager
    def request(self, person: str, method: str, path: str, **options: object) -> Iterator[HttpResponseBase]:
        """Send a request as PERSON and yield the response; roll back what it wrote at the end of the with block."""
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies[person])
        forget_trees()
        with transaction.atomic():
            yield self.client.generic(method, path, **options)
            transaction.set_rollback(True)


WORDS = {
    200: "page",
    400: "refused",
    403: "forbidden",
    404: "missing",
    405: "method",
    409: "conflict",
    410: "gone",
    422: "refused",
}


def word(response):
    """Return the table's word for RESPONSE."""
    status = response.status_code
    if status in (301, 302):
        return (
            "login" if response.headers["Location"].startswith(("/accounts/login/", "/admin/login/")) else "elsewhere"
        )
    return "refused" if _shows_form_errors(response) else WORDS.get(status, str(status))


def _shows_form_errors(response):
    """Return whether allauth or the admin shows a form again with its errors, which they do with status 200."""
    context = getattr(response, "context_data", None) or {}
    errors = context.get("errors") or getattr(context.get("form"), "errors", None)
    return response.wsgi_request.method == "POST" and response.status_code == 200 and bool(errors)
