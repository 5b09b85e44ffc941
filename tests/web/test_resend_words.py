"""A form that comes back says what it was for, and lists what somebody has typed, not what the page has put into it."""

import re
from pathlib import Path

from roadmap_app.web.pages import BEGAN_AS
from roadmap_app.web.resend import PURPOSES, Field
from tests.permissions.table import rows

# Pages without a form of their own, which answer a POST as a GET or not at all.
WITHOUT_FORM = {
    "account_confirm_login_code",
    "mfa_download_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "socialaccount_connections",
}
TAGS = re.compile(r"<(?:input|button)\b[^>]*>")
NAME = re.compile(r'\bname="([\w-]+)"')
# Fields that are hidden in one form and typed into another; and what mail programs send.
TYPED_ELSEWHERE = {"email", "first_day", "last_day", "hours_per_week", "List-Unsubscribe"}
NEVER_SENT_BACK = {BEGAN_AS}


def test_every_form_has_a_purpose():
    asked = {
        name
        for name, methods in rows().items()
        if not name.startswith("admin") and set(methods["POST"].values()) != {"method"}
    }
    assert asked - WITHOUT_FORM - set(PURPOSES) == set()


def test_no_hidden_field_or_button_counts_as_typed():
    templates = Path(__file__).parents[2] / "templates"
    tags = [tag for path in templates.rglob("*.html") for tag in TAGS.findall(path.read_text())]
    names = {name for tag in tags if 'type="hidden"' in tag or tag.startswith("<button") for name in NAME.findall(tag)}
    typed = {name for name in names if Field(name).is_typed and not Field(name).is_secret}
    assert {"digest", "member", "verb"} <= names
    assert typed - TYPED_ELSEWHERE - NEVER_SENT_BACK == set()
