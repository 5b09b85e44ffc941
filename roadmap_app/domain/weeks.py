"""Calendar weeks, from Monday, in a learner's own days."""

from datetime import date, timedelta

WEEK = timedelta(weeks=1)


def monday_of(day: date) -> date:
    """Return the first day of the calendar week of DAY."""
    return day - timedelta(days=day.weekday())
