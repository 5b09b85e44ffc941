"""Every page on a phone."""

from typing import Any

import pytest

from roadmap_app.models import User
from tests.e2e.conftest import NewContext, session_cookie
from tests.e2e.page_checks import find_phone_faults
from tests.e2e.test_face import pages_of, walked

__all__ = ["walked"]  # a fixture: pytest finds it here
# What the first screen of a phone must hold, where it is more than any link, button or field.
TO_DO = {
    "roadmap": ".home .button",
    "stage": ".tick[aria-checked=false]",
    "topic": ".tick[aria-checked=false]",
    "now": ".tick",
    "notes": ".note-lines a",
    "visitor-roadmap": "main .button.primary",
    "visitor-topic": ".tick",
    "plan": "form .button",
    "pauses": "main .button",
    "calendar": "form .button",
    "reminders": "form .button",
    "finish": "[data-print]",
    "not-finished": "main .button.primary",
    "sign-in": "main .button.primary",
    "outline": "textarea",
    "manage-people": "main .button",
    "manage-roadmap": "main :is(.button, button)",
    "manage-invite": "main input",
}


@pytest.mark.parametrize("person", ["learner", "visitor", "editor", "owner"])
@pytest.mark.allow_console_errors  # the pages for 404 and 410 are logged
def test_on_a_phone_the_first_screen_holds_what_to_do(
    walked: User, new_context: NewContext, settings: Any, person: str
) -> None:
    """Load each page with a touch screen: what to do is in sight, and fingers hit it."""
    settings.PORTAL_SIGNUP = "open"
    pages, user = pages_of(person, walked)
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_cookies([session_cookie(user)] if user else [])
    page, faults = context.new_page(), []
    for name, path in pages.items():
        page.goto(path)
        faults += find_phone_faults(page, name, TO_DO.get(name, "main :is(a, button, input, textarea)"))
    assert faults == []
