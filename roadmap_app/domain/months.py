"""Calendar months: dates some months apart, and the months between two dates."""

from calendar import monthrange
from datetime import date, timedelta


def add_months(start: date, months: int) -> date:
    """Return START moved by MONTHS (may be negative); the 31st becomes the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def date_after(start: date, months: float) -> date:
    """Return the day MONTHS (0 or more) after START; a fraction is that share of the days of the month it falls in."""
    whole = int(months)
    here, there = add_months(start, whole), add_months(start, whole + 1)
    return here + timedelta(days=round((months - whole) * (there - here).days))


def months_between(start: date, day: date) -> float:
    """Return the months from START to DAY, negative before START. Inverse of `date_after`."""
    whole = (day.year - start.year) * 12 + day.month - start.month
    if add_months(start, whole) > day:
        whole -= 1
    here, there = add_months(start, whole), add_months(start, whole + 1)
    return whole + (day - here).days / (there - here).days
