"""A portal with something of everything in it, and five people who ask for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap_app.models import Activity, Roadmap
from roadmap_app.queries.curriculum import forget_trees
from tests.makers import make_editor, make_topic, make_user
from tests.user_data import give_everything

PEOPLE = ("visitor", "learner", "another", "editor", "owner")
METHODS = ("GET", "POST", "PUT")
ALIKE = {"GET": ("HEAD",), "PUT": ("PATCH", "DELETE")}
WRITES = ("INSERT", "UPDATE", "DELETE")
# When somebody was last here, and how often they have tried, is written down whatever they ask for.
SEEN = ("usersessions_usersession", "django_session", "portal_cache")


class World:
    """What is there to be asked for is the learner's own, wherever it is anybody's."""

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
        # That they were seen is written down once, whatever the method.
        Authenticator.objects.get(type="recovery_codes").wrap().mark_as_viewed()
        self.passkey = Authenticator.objects.get(type="webauthn").pk
        stage, item = topic.stage, topic.items.get()
        self.samples = {
            "roadmap": stage.roadmap.slug,
            "stage": stage.slug,
            "topic": topic.slug,
            "item_id": item.pk,
            "topic_id": topic.pk,
            "change_id": Activity.objects.get().change,
            "session_id": self._first("usersessions.UserSession"),
            "token": "never-made",
            "key": "never-made",
            "uidb36": "1-set-password",
            "url": "no-such-page",
            "app_label": "roadmap_app",
            "content_type_id": 1,
            "pk": stage.roadmap.pk,
            "kind": "topic",
            "record": topic.history.first().pk,
            "id": self.learner.pk,
        }

    def _cookies_of(self, user):
        client = Client()
        if user:
            client.force_login(user)
            # All have just shown that it is they, so that the pages of second factors answer and not the one before.
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
        """The path of ADDRESS, at the first row of the table that it is about."""
        samples, parts = self.samples, address.route.split("/")
        if address.name.startswith("mfa_"):
            samples = samples | {"pk": self.passkey}
        if parts[0] == "admin" and re.search(r"<(\w+:)?(object_id|pk)>", address.route):
            label = ".".join(parts[1:3]) if parts[1] != "r" else "roadmap_app.topic"
            # Each table counts by itself: a row that is there in one may be missing in another.
            samples = samples | {"object_id": self._first(label), "pk": self._first(label)}
            if "<history_id>" in address.route:
                samples["history_id"] = self._first(label.replace(".", ".Historical"))
        return address.path(samples)

    def ask(self, path, person, method):
        """Return how PERSON is answered, in a word, and whether anything was written; all of it is undone."""
        with CaptureQueriesContext(connection) as asked, self.request(person, method, path) as answer:
            pass
        wrote = any(
            query["sql"].startswith(WRITES) and not any(table in query["sql"] for table in SEEN)
            for query in asked.captured_queries
        )
        return word(answer), wrote, answer

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


def word(answer):
    """Return what kind of answer this is, in a word."""
    status = answer.status_code
    if status in (301, 302):
        return "login" if answer.headers["Location"].startswith(("/accounts/login/", "/admin/login/")) else "elsewhere"
    return "refused" if _shows_form_errors(answer) else WORDS.get(status, str(status))


def _shows_form_errors(answer):
    """Return whether allauth or the admin shows a form again with its errors, which they do with status 200."""
    context = getattr(answer, "context_data", None) or {}
    errors = context.get("errors") or getattr(context.get("form"), "errors", None)
    return answer.wsgi_request.method == "POST" and answer.status_code == 200 and bool(errors)
