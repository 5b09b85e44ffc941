"""Functions that create rows for tests, with defaults for everything the test does not set."""

import json
from collections.abc import Iterable
from importlib import import_module
from itertools import count
from types import SimpleNamespace
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from fido2.utils import websafe_encode

from roadmap_app.actions.teams import join, set_lead
from roadmap_app.models import Item, Resource, Roadmap, Stage, Team, Topic, User
from tests.soft_key import SoftKey

_number = count(1)


def make_user(email: str = "", **fields: object) -> User:
    """Return a learner who can sign in with the password "correct horse 9"."""
    return User.objects.create_user(email or f"learner{next(_number)}@example.org", "correct horse 9", **fields)


def ensure_group_of_editors() -> None:
    """Make the group of editors if a test that commits has emptied every table, and with it a migration's rows."""
    if not Group.objects.filter(name="Editors").exists():
        make_group = import_module("roadmap_app.migrations.0004_editors_group").make_group
        make_group(apps, SimpleNamespace(connection=connection))


def make_editor(email: str = "", **fields: object) -> User:
    """Return a user in the group of editors."""
    ensure_group_of_editors()
    editor = make_user(email, is_staff=True, **fields)
    editor.groups.add(Group.objects.get(name="Editors"))
    return editor


def make_passkey(user: User, key: SoftKey | None = None, name: str = "My phone") -> Authenticator:
    """Register KEY as a passkey of USER and return it."""
    handle = websafe_encode(user_pk_to_url_str(user).encode())
    credential = (key or SoftKey()).make({"publicKey": {"user": {"id": handle}, "challenge": "never-asked"}})
    made: Authenticator = WebAuthn.add(user, name, json.loads(credential)).instance
    return made


def make_app(user: User, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> Authenticator:
    """Set up an authenticator app with SECRET and recovery codes for USER; return the app."""
    RecoveryCodes.activate(user)
    made: Authenticator = TOTP.activate(user, secret).instance
    return made


def make_roadmap(slug: str = "", title: str = "", **fields: object) -> Roadmap:
    """Return an empty roadmap."""
    slug = slug or f"roadmap-{next(_number)}"
    return Roadmap.objects.create(slug=slug, title=title or slug.title(), **fields)


def make_stage(roadmap: Roadmap | None = None, **fields: object) -> Stage:
    """Return an empty stage of three months, after the roadmap's last."""
    roadmap = roadmap or make_roadmap()
    place = roadmap.stages.count()
    values = {
        "slug": f"stage-{place + 1}",
        "title": f"Stage {place + 1}",
        "start_month": 3 * place,
        "end_month": 3 * place + 3,
        "position": place + 1,
    }
    stage: Stage = Stage.objects.create(roadmap=roadmap, **values | fields)
    return stage


def make_topic(stage: Stage | None = None, *, items: int = 3, **fields: object) -> Topic:
    """Return a topic with ITEMS items."""
    stage = stage or make_stage()
    place = stage.topics.count()
    values = {"slug": f"topic-{place + 1}", "title": f"Topic {place + 1}", "position": place + 1}
    topic: Topic = Topic.objects.create(stage=stage, **values | fields)
    Item.objects.bulk_create(
        Item(topic=topic, group="Basics", title=f"Item {number}", position=number) for number in range(1, items + 1)
    )
    return topic


def make_item(topic: Topic | None = None, **fields: object) -> Item:
    """Return an item, at the end of its topic."""
    topic = topic or make_topic(items=0)
    values = {"group": "Basics", "title": f"Item {next(_number)}", "position": topic.items.count() + 1}
    item: Item = Item.objects.create(topic=topic, **values | fields)
    return item


def make_resource(topic: Topic, **fields: object) -> Resource:
    """Return a book."""
    values = {"kind": "book", "title": "A Book", "author": "An Author", "url": "https://example.org/book"}
    resource: Resource = Resource.objects.create(topic=topic, **values | fields)
    return resource


def make_team_with(*, leads: Iterable[User] = (), members: Iterable[User] = (), **fields: Any) -> Team:
    """Return a team with these LEADS and MEMBERS, who share nothing."""
    roadmaps = fields.pop("roadmaps", ())
    number = next(_number)
    team = Team.objects.create(**{"slug": f"team-{number}", "name": f"Team {number}"} | fields)
    team.roadmaps.set(roadmaps)
    for user in leads:
        set_lead(membership=join(team=team, user=user), by=None, leads=True)
    for user in members:
        join(team=team, user=user)
    return team
