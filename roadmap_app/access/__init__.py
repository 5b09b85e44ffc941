"""Check who may see which row. A failed check raises Http404, so that the response does not reveal what exists."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from roadmap_app.access import choices as choices
from roadmap_app.access import teams as teams
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.standing import RoadmapStanding, StageStanding
from roadmap_app.domain.topic_standing import TopicStanding
from roadmap_app.models import (
    Activity,
    CalendarFeed,
    Invitation,
    Item,
    LoadedEntry,
    Note,
    Pause,
    Reminder,
    Resource,
    Roadmap,
    Topic,
    User,
)
from roadmap_app.models.accounts import may_edit, may_make_roadmap, may_undo
from roadmap_app.models.audience import Viewer, seen_by
from roadmap_app.models.single_row import single_row
from roadmap_app.queries import progress
from roadmap_app.queries.calendar_feed import feed_at
from roadmap_app.queries.curriculum import RoadmapRow, cached_topic_id, tree
from roadmap_app.queries.manage import seen_entries
from roadmap_app.queries.notes import note_of, own_note, own_note_statement
from roadmap_app.queries.plain_sql import read_each

Person = User | AnonymousUser
AnyRoadmap = TypeVar("AnyRoadmap", Roadmap, RoadmapRow)


def browsable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let visitors read only if PORTAL_PUBLIC is on; otherwise redirect them to the login."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated or settings.PORTAL_PUBLIC:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return guarded


def roadmap(person: Person, slug: str) -> Roadmap:
    """Return the roadmap with this slug. Raise Http404 if it does not exist or PERSON may not see it."""
    found = single_row(Roadmap, slug=slug)
    if found is None:
        raise Http404("There is no such roadmap.")
    return _seen(person, found)


def roadmap_standing(person: Person, slug: str) -> RoadmapStanding:
    """Return PERSON's standing on the roadmap with this slug; raise Http404 as `roadmap` does."""
    return _standing(person, *progress.read_roadmap_and_state(person, slug))


def _standing(person: Person, found: RoadmapRow | None, state: LearnerState) -> RoadmapStanding:
    if found is None:
        raise Http404("There is no such roadmap.")
    [standing] = progress.standings_of(state, [tree(_seen(person, found))], timezone.localdate())
    return standing


def topic_and_note(
    person: Person, roadmap: str, stage: str, slug: str
) -> tuple[RoadmapStanding, TopicStanding, Note | None]:
    """Return PERSON's standing on the roadmap and its topic with these slugs, and their note; raise as `topic` does.

    The topic's id comes from the cached snapshot, so that its note is read with the roadmap; if it was another topic,
    the note is read again.
    """
    if not person.is_authenticated:
        standing = roadmap_standing(person, roadmap)
        return standing, topic(standing, stage, slug), None
    expected = cached_topic_id(roadmap, stage, slug) or 0
    statements = [progress.roadmap_and_state_statement(person, roadmap), own_note_statement(person, expected)]
    rows, notes = read_each(statements)
    standing = _standing(person, *progress.roadmap_and_state(rows))
    shown = topic(standing, stage, slug)
    return standing, shown, note_of(notes) if shown.node.id == expected else own_note(person, shown.node.id)


def stage(standing: RoadmapStanding, slug: str) -> StageStanding:
    """Return the stage with this slug. Raise Http404 if it does not exist, or is retired and left out of STANDING."""
    for found in standing.stages:
        if found.node.slug == slug:
            return found
    raise Http404("There is no such stage on this roadmap.")


def topic(standing: RoadmapStanding, stage_slug: str, slug: str) -> TopicStanding:
    """Return the topic with this slug, even if it moved to another stage. Raise Http404 if it does not exist."""
    found = [row for each in standing.stages for row in each.topics if row.node.slug == slug]
    here = [row for row in found if row.stage.slug == stage_slug]
    if here or len(found) == 1:
        return (here or found)[0]
    raise Http404("There is no such topic on this roadmap.")


def edits(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that edits content: if staff need a second factor, it is required before the view runs."""
    view.edits = True  # type: ignore[attr-defined]
    return view


def edited_roadmap(user: User, slug: str) -> Roadmap:
    """Return the roadmap with this slug. Raise Http404 unless USER is an editor, and may see it."""
    editor(user)
    return get_object_or_404(Roadmap, seen_by(user), slug=slug)


def editor(user: User) -> None:
    """Raise Http404 unless USER may edit content."""
    if not may_edit(user):
        raise Http404("There is no such page.")


def undone_roadmap(user: User, slug: str) -> Roadmap:
    """Return the roadmap with this slug. Raise Http404 unless USER may see it, and undo saves of it."""
    if not may_undo(user):
        raise Http404("There is no such page.")
    return get_object_or_404(Roadmap, seen_by(user), slug=slug)


def decided_entry(user: User, slug: str, entry_id: int) -> LoadedEntry:
    """Return the entry of this roadmap that USER may decide on. Raise Http404 if it does not exist, or they may not."""
    if not (may_edit(user) and user.has_perm("roadmap_app.change_loadedentry")):
        raise Http404("There is no such page.")
    return get_object_or_404(seen_entries(user), pk=entry_id, roadmap_slug=slug)


def roadmap_maker(user: User) -> None:
    """Raise Http404 unless USER may create a roadmap."""
    if not may_make_roadmap(user):
        raise Http404("There is no such page.")


def managed_page(user: User) -> str:
    """Return the name of the page on which USER begins to manage the portal. Raise Http404 for a learner."""
    if user.is_superuser:
        return "manage_people"
    if may_edit(user):
        return "manage_roadmaps"
    if user.is_staff:
        return "admin:index"
    raise Http404("There is no such page.")


def owner(user: User) -> None:
    """Raise Http404 unless USER is an owner."""
    if not user.is_superuser:
        raise Http404("There is no such page.")


def managed_person(user: User, person_id: int) -> User:
    """Return the person with this id. Raise Http404 if it does not exist or USER is not an owner."""
    owner(user)
    return get_object_or_404(User, pk=person_id)


def managed_invitation(user: User, invitation_id: int) -> Invitation:
    """Return the invitation with this id. Raise Http404 if it does not exist or USER is not an owner."""
    owner(user)
    return get_object_or_404(Invitation, pk=invitation_id)


def item_row(person: Person, item_id: int) -> Item:
    """Return the item with this id. Raise Http404 if it does not exist or PERSON may not see it."""
    item: Item = get_object_or_404(Item.objects.select_related("topic__stage__roadmap"), pk=item_id)
    _seen(person, item.roadmap)
    return item


def topic_row(person: Person, topic_id: int) -> Topic:
    """Return the topic with this id. Raise Http404 if it does not exist or PERSON may not see it."""
    topic = _topic(topic_id)
    _seen(person, topic.stage.roadmap)
    return topic


def resource(person: Person, resource_id: int) -> Resource:
    """Return the resource with this id. Raise Http404 if it does not exist or PERSON may not see it."""
    found: Resource = get_object_or_404(Resource.objects.select_related("topic__stage__roadmap"), pk=resource_id)
    _seen(person, found.roadmap)
    return found


def note_topic(user: User, topic_id: int) -> Topic:
    """Return the topic of a note. Raise Http404 unless USER may see the topic or already has a note on it."""
    topic = _topic(topic_id)
    if not topic.roadmap.is_seen_by(user) and own_note(user, topic.pk) is None:
        raise Http404("There is no such topic.")
    return topic


def change(user: User, change_id: UUID) -> list[Activity]:
    """Return the activity of one change by USER on content they may see. Raise Http404 if nothing is left.

    Past activity grants no access: the roadmap may be hidden from them since, or an item moved to one that is.
    """
    viewer = Viewer(user)
    rows = [row for row in progress.change_of(user, change_id) if viewer.sees(row.current_topic.roadmap)]
    if not rows:
        raise Http404("There is nothing of yours to undo here.")
    return rows


def calendar_feed(secret: str) -> CalendarFeed:
    """Return the feed whose address has SECRET. Raise Http404 if it was revoked or its account is closed."""
    feed = feed_at(secret)
    if feed is None:
        raise Http404("There is no such calendar.")
    return feed


def session(user: User, session_id: int) -> UserSession:
    """Return a session of USER. Raise Http404 if it has ended or belongs to another user."""
    return get_object_or_404(UserSession, user=user, pk=session_id)


def pause(user: User, pause_id: int) -> Pause:
    """Return a pause of USER. Raise Http404 if it does not exist or belongs to another user."""
    return get_object_or_404(Pause, user=user, pk=pause_id)


def passkey(user: User, key_id: int) -> Authenticator:
    """Return a passkey of USER. Raise Http404 if it does not exist or belongs to another user."""
    return get_object_or_404(Authenticator, user=user, type=Authenticator.Type.WEBAUTHN, pk=key_id)


def reminder_of_token(token: str) -> Reminder:
    """Return the reminder whose mails have TOKEN in their links. Raise Http404 if TOKEN is not valid."""
    found = Reminder.of_token(token)
    if found is None:
        raise Http404("There is no such page.")
    return found


def _topic(topic_id: int) -> Topic:
    topic: Topic = get_object_or_404(Topic.objects.select_related("stage__roadmap"), pk=topic_id)
    return topic


def _seen(person: Person, roadmap: AnyRoadmap) -> AnyRoadmap:
    if not Viewer(person).sees(roadmap):
        raise Http404("There is no such roadmap.")
    return roadmap
