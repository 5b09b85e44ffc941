"""Which pages a browser may keep.

Pages that are only one's own say `no-store`: what they show (sessions, recovery codes, one's data) must not be seen by
who presses Back after the sign-out. Roadmaps, topics and notes do not: `no-store` keeps pages out of the back-forward
cache of several browsers, and with it would go what is being typed there. They say `private, no-cache`, and read
themselves afresh when a browser shows them again.
"""

from django.urls import ResolverMatch

PERSONAL = {"settings", "your_data", "deletion", "usersessions_list", "socialaccount_connections"}


def is_personal(match: ResolverMatch | None) -> bool:
    """Return whether the page of MATCH must not be kept by a browser."""
    name = (match and match.url_name) or ""
    return name in PERSONAL or name.startswith(("account_", "mfa_"))
