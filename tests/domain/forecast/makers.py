"""Inputs of forecasts for tests, and Hypothesis strategies for them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from roadmap_app.domain.forecast.inputs import Inputs, first_week
from roadmap_app.domain.weeks import monday_of

TODAY = date(2027, 3, 3)  # a Wednesday


def make_inputs(*amounts, running=0.0, remaining=50.0, **fields):
    """Return inputs on TODAY with AMOUNTS in the weeks before the running one."""
    done = sum(amounts) + running
    values = {
        "today": TODAY,
        "first_day": monday_of(TODAY) - timedelta(weeks=len(amounts)),
        "weekly": (*map(float, amounts), float(running)),
        "scope": done + remaining,
        "done": done,
    }
    return Inputs(**values | fields)


near = st.dates(date(2025, 1, 1), date(2029, 12, 31))
pauses = st.lists(st.tuples(near, st.integers(0, 60)), max_size=4).map(
    lambda found: tuple((first, first + timedelta(days=length)) for first, length in found)
)


weeks = st.integers(0, 60)


@st.composite
def inputs(draw, count=weeks):
    """Return any inputs, most of which have a forecast."""
    today = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    first_day = today - timedelta(days=7 * draw(count) + draw(st.integers(0, 6)))
    weeks = (monday_of(today) - first_week(first_day, today)).days // 7 + 1
    weekly = draw(st.lists(st.integers(0, 9), min_size=weeks, max_size=weeks))
    scope = draw(st.integers(0, 400))
    return Inputs(
        today=today,
        first_day=first_day,
        weekly=tuple(map(float, weekly)),
        scope=float(scope),
        done=float(min(sum(weekly), scope)),
        skipped=float(draw(st.integers(0, 20))),
        pauses=draw(pauses),
        hours=((first_day, draw(st.integers(1, 40))), (today, draw(st.integers(1, 40)))),
        miscoverage=draw(st.floats(0.05, 0.4)),
        unit=30.0,
    )
