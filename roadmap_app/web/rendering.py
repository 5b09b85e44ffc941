"""Notes as HTML, within what one person may use of the server."""

import time

from django.utils.safestring import SafeString

from roadmap_app.domain.allowance import Allowance
from roadmap_app.domain.markdown import render, render_source

# CPU time in a minute and a process. The dearest note (100 kB) takes 0.6 s, an ordinary one of that size 0.15 s.
ALLOWANCE = Allowance(3, 60)
SECONDS_PER_CHARACTER = 1.5e-5
TOO_MUCH = (
    "Laying out your notes has kept the server busy, so this one is shown as it was typed. Nothing is lost: "
    "in a minute it is shown as usual."
)


def render_note(user_id: int, body: str) -> SafeString:
    """Return BODY as HTML; as it was typed, while USER has used up what one person may."""
    expected = len(body) * SECONDS_PER_CHARACTER
    # Taken before and corrected afterwards, so that many requests at once cannot all begin.
    if not ALLOWANCE.take(user_id, expected):
        return SafeString(render_source(body, TOO_MUCH))  # nosec B703
    start = time.thread_time()
    html = render(body)
    ALLOWANCE.correct(user_id, time.thread_time() - start - expected)
    return SafeString(html)  # nosec B703
