"""The calendar feed: the file that calendars read."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from roadmap_app import access
from roadmap_app.actions.calendar_feed import note_reading
from roadmap_app.domain.calendar_feed import CalendarContent
from roadmap_app.models import CalendarFeed
from roadmap_app.queries.calendar_feed import feed_content
from roadmap_app.web.waiting import left_out_if_busy


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Return the events of the learner whose feed has SECRET in its address, which needs no session."""
    feed = access.calendar_feed(secret)
    with timezone.override(feed.user.zone):
        today = timezone.localdate()
        content = feed_content(feed, today)
    # A busy database: the events have the stamps of those before them, until they are read again.
    with left_out_if_busy():
        feed = note_reading(feed=feed, content=content.fingerprint, today=today)
    base = request.build_absolute_uri("/").rstrip("/")
    state = f"{content.fingerprint} {feed.revision} {base}"
    etag = f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or _file(feed, content, base)
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _file(feed: CalendarFeed, content: CalendarContent, base: str) -> HttpResponse:
    # Imported here, because it loads `icalendar`: a portal whose calendars are not read needs none of it.
    from roadmap_app.domain.calendar_file import Edition, calendar_file

    edition = Edition(feed.revision, feed.revised_at or feed.made_at or timezone.now())
    return HttpResponse(
        calendar_file(content, edition, base),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="cairn.ics"', "X-Robots-Tag": "noindex"},
    )
