"""Read a learner's calendar feed: its address, its study slots and its events."""

from datetime import date

from django.utils.crypto import constant_time_compare

from roadmap_app.domain.calendar_feed import CalendarContent, OwnPause, WeeklySlot, calendar_content
from roadmap_app.models import CalendarFeed, Pause, StudySlot, User
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.progress import learner_state, standings_of


def feed_at(secret: str) -> CalendarFeed | None:
    """Return the feed whose address has SECRET, with its user; None if there is none or the account is closed.

    The index is searched for the digest of SECRET, so the time that takes says nothing about the secrets of others.
    """
    digest = CalendarFeed.digest_of(secret)
    feeds = CalendarFeed.objects.select_related("user")
    feed = feeds.filter(digest=digest, user__is_active=True, user__deletion_asked_at=None).first()
    return feed if feed and constant_time_compare(feed.digest or "", digest) else None


def own_feed(user: User) -> CalendarFeed:
    """Return USER's feed; an unsaved one without an address if they never made one."""
    return CalendarFeed.objects.filter(user=user).first() or CalendarFeed(user=user)


def own_slots(user: User) -> list[StudySlot]:
    """Return USER's weekly study slots, from Monday to Sunday."""
    return list(StudySlot.objects.filter(user=user).order_by("weekday", "starts_at"))


def feed_content(feed: CalendarFeed, today: date) -> CalendarContent:
    """Return the events of FEED on TODAY, in the active time zone, which must be that of its user."""
    user = feed.user
    state = learner_state(user)
    begun = {roadmap for roadmap, _ in state.plans}
    trees = [tree(roadmap) for roadmap in published(user) if roadmap.pk in begun]
    slots = StudySlot.objects.filter(user=user).values_list("pk", "weekday", "starts_at", "minutes")
    pauses = Pause.objects.filter(user=user).order_by("pk").values_list("pk", "first_day", "last_day")
    return calendar_content(
        standings_of(state, trees, today),
        [WeeklySlot(*slot) for slot in slots],
        [OwnPause(*pause) for pause in pauses],
        zone=user.zone.key,
        key=str(feed.key),
        today=today,
    )
