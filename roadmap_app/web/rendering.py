"""Render notes as HTML, within a limit of CPU time for each user."""

import time
from functools import lru_cache

from django.utils.safestring import SafeString

from roadmap_app.domain.allowance import Allowance
from roadmap_app.domain.markdown import render, render_source

# Seconds of CPU time a minute, in each process. The slowest note (100 kB) takes 0.6 s, an ordinary one of that size
# 0.15 s.
ALLOWANCE = Allowance(3, 60)
SECONDS_PER_CHARACTER = 1.5e-5
# The HTML of notes up to this length (characters) is kept, for their user alone: 256 notes take at most 15 MB.
KEPT_LENGTH = 10_000
TOO_MUCH = (
    "Laying out your notes has kept the server busy, so this one is shown as it was typed. Nothing is lost: "
    "in a minute it is shown as usual."
)


class OverAllowance(Exception):
    """The user has used up their CPU time."""


def render_note(user_id: int, body: str) -> SafeString:
    """Return BODY as HTML; as plain text if the user with USER_ID has used up their CPU time."""
    write = render_kept if len(body) <= KEPT_LENGTH else _render
    try:
        return SafeString(write(user_id, body))  # nosec B703
    except OverAllowance:
        return SafeString(render_source(body, TOO_MUCH))  # nosec B703


def _render(user_id: int, body: str) -> str:
    expected = len(body) * SECONDS_PER_CHARACTER
    # Taken in advance and corrected afterwards, so that parallel requests cannot all start.
    if ALLOWANCE.take(user_id, expected):
        raise OverAllowance
    start = time.thread_time()
    html = render(body)
    ALLOWANCE.correct(user_id, time.thread_time() - start - expected)
    return html


render_kept = lru_cache(maxsize=256)(_render)
