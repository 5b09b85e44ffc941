"""Write a calendar feed as an iCalendar file (RFC 5545). Importing it loads `icalendar`, which takes 0.2 s."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDuration, vRecur

from roadmap_app.domain.calendar_feed import CalendarContent, DayEvent, WeeklyEvent
from roadmap_app.domain.clock_changes import Offset, clock_changes, offset_at

NAME = "Cairn: study plan"
# How often clients should read the feed again, for those that ask it.
REFRESH = timedelta(hours=6)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """How often the events have changed, and when they did last (aware).

    It stamps every event, so that equal events give equal bytes and clients take changed ones for newer.
    """

    revision: int
    at: datetime


@lru_cache(maxsize=64)  # some clients read it again and again without saying what they have
def calendar_file(content: CalendarContent, edition: Edition, base: str) -> bytes:
    """Return CONTENT as the text of an .ics file. Links lead to the portal at BASE, such as https://learn.example.org."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cairn//Calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("x-wr-timezone", content.zone)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if content.weekly:
        _add_zone(calendar, content)
    for event in (*_days(content, base), *_weekly(content, base)):
        event.add("dtstamp", edition.at)
        event.add("last-modified", edition.at)
        event.add("sequence", edition.revision)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _days(content: CalendarContent, base: str) -> Iterator[Event]:
    for day in content.days:
        event = _event(day, base)
        event.add("dtstart", day.first)
        event.add("dtend", day.last + A_DAY)  # exclusive
        event.add("transp", "TRANSPARENT")
        yield event


def _weekly(content: CalendarContent, base: str) -> Iterator[Event]:
    zone = ZoneInfo(content.zone)
    for weekly in content.weekly:
        event = _event(weekly, base)
        event.add("dtstart", weekly.first.replace(tzinfo=zone))
        # Not DTEND: a study time that runs over a change of the clocks still takes as long.
        event.add("duration", timedelta(minutes=weekly.minutes))
        until = weekly.last.replace(tzinfo=zone).astimezone(UTC)
        event.add("rrule", vRecur({"FREQ": "WEEKLY", "UNTIL": until}))
        if weekly.but:
            at = weekly.first.time()
            event.add("exdate", [datetime.combine(day, at, zone) for day in weekly.but])
        yield event


def _event(shown: DayEvent | WeeklyEvent, base: str) -> Event:
    event = Event()
    event.add("uid", shown.uid)
    event.add("summary", _plain(shown.title))
    text = _plain(shown.text) if isinstance(shown, DayEvent) else ""
    link = urljoin(f"{base}/", shown.path) if shown.path else ""
    if link:
        event.add("url", link)
    # Some clients show no URL, but make links of those in the description.
    if described := "\n".join(filter(None, (text, link))):
        event.add("description", described)
    return event


def _plain(text: str) -> str:
    """Return TEXT without control characters, which iCalendar does not allow."""
    return "".join(" " if character < " " or character == "\x7f" else character for character in text)


def _add_zone(calendar: Calendar, content: CalendarContent) -> None:
    if content.zone != "UTC":
        first = min(event.first for event in content.weekly).year - 1
        last = max(event.last for event in content.weekly).year + 1
        # By whole years, so that feeds share them.
        calendar.add_component(_zone(content.zone, date(first, 1, 1), date(last, 12, 31)))


@lru_cache(maxsize=64)
def _zone(name: str, first: date, last: date) -> Timezone:
    """Return the VTIMEZONE of the zone NAME with its changes from FIRST to LAST.

    Not by Timezone.from_tzinfo: icalendar 7.3 puts the beginning of summer time an hour late.
    """
    zone, timezone = ZoneInfo(name), Timezone()
    timezone.add("tzid", name)
    begin = datetime.combine(first, time(), UTC)
    offset = offset_at(zone, begin)
    # Equal changes of several years are one component.
    starts: dict[tuple[Offset, Offset], list[datetime]] = {(offset, offset): [begin]}
    for change in clock_changes(zone, first, last):
        starts.setdefault((change.before, change.after), []).append(change.at)
    for (before, after), moments in starts.items():
        part = TimezoneDaylight() if after.is_summer else TimezoneStandard()
        # In local time as the clocks show it before the change.
        onset, *others = [(moment + before.utc).replace(tzinfo=None) for moment in moments]
        part.add("dtstart", onset)
        if others:
            part.add("rdate", others)
        part.add("tzname", after.name)
        part.add("tzoffsetfrom", before.utc)
        part.add("tzoffsetto", after.utc)
        timezone.add_component(part)
    return timezone
