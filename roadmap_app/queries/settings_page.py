"""Read what the settings page says of a learner, in two statements."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from roadmap_app.domain.parts import AccountState
from roadmap_app.models import User
from roadmap_app.models.audience import Viewer
from roadmap_app.models.reminders import WEEKDAYS
from roadmap_app.queries.plain_sql import read_each

PLANS = """
    SELECT roadmap.id, roadmap.is_published, roadmap.teams_only, roadmap.slug, roadmap.title,
        enrolment.started_on, enrolment.hours_per_week
    FROM roadmap_app_enrolment AS enrolment
    JOIN roadmap_app_roadmap AS roadmap ON roadmap.id = enrolment.roadmap_id
    WHERE enrolment.user_id = %(user)s
    ORDER BY roadmap.position, roadmap.title
"""
STATE = """
    SELECT
        (SELECT COUNT(*) FROM account_emailaddress
            WHERE user_id = %(user)s AND email = %(email)s AND verified),
        (SELECT COUNT(*) FROM mfa_authenticator WHERE user_id = %(user)s AND type = 'webauthn'),
        (SELECT COUNT(*) FROM mfa_authenticator WHERE user_id = %(user)s AND type = 'totp'),
        (SELECT COUNT(*) FROM socialaccount_socialaccount WHERE user_id = %(user)s),
        (SELECT COUNT(*) FROM roadmap_app_pause
            WHERE user_id = %(user)s AND (last_day IS NULL OR last_day >= %(today)s)),
        (SELECT COUNT(*) FROM roadmap_app_studyslot WHERE user_id = %(user)s),
        (SELECT COUNT(*) FROM roadmap_app_calendarfeed WHERE user_id = %(user)s AND digest IS NOT NULL),
        (SELECT weekday FROM roadmap_app_reminder WHERE user_id = %(user)s AND is_on),
        (SELECT hour FROM roadmap_app_reminder WHERE user_id = %(user)s AND is_on)
"""


@dataclass(frozen=True)
class PlanRow:
    """A learner's plan, as the settings list it."""

    title: str
    url: str  # of the page that changes it
    started_on: date
    hours_per_week: int


@dataclass(frozen=True)
class SettingsPage:
    """What the settings page says beside the columns of the user."""

    # Plain values, as templates take long to look up those of a lazy user.
    values: dict[str, str | int | bool | None]
    plans: list[PlanRow]
    account: AccountState


def read_settings_page(user: User) -> SettingsPage:
    """Return what the settings page says of USER; of plans, those on roadmaps that they may see."""
    values: dict[str, int | str | None] = {
        "user": user.pk,
        "email": user.email,
        "today": timezone.localdate().isoformat(),
    }
    enrolled, [state] = read_each([(PLANS, values), (STATE, values)])
    viewer = Viewer(user)
    plans = [
        PlanRow(title, _plan_url(slug), started_on, hours)
        for pk, is_published, teams_only, slug, title, started_on, hours in enrolled
        if viewer.may_see(pk, is_published=is_published, teams_only=teams_only)
    ]
    confirmed, passkeys, apps, connections, pauses, slots, feeds, weekday, hour = state
    sso = settings.OIDC
    account = AccountState(
        has_password=user.has_usable_password(),
        passkeys=passkeys,
        has_app=bool(apps),
        sso_name=sso.name if sso else "",
        sso_only=bool(sso and sso.only),
        is_connected=bool(connections),
        pauses=pauses,
        slots=slots,
        has_feed=bool(feeds),
        summary="" if weekday is None else f"{WEEKDAYS[weekday]}, {hour:02}:00",
    )
    own: dict[str, str | int | bool | None] = {
        "name": user.name,
        "email": user.email,
        "is_confirmed": bool(confirmed),
        "zone": user.time_zone or settings.TIME_ZONE,
        "has_zone": bool(user.time_zone),
        "hours": user.hours_a_week,
        "theme": user.get_theme_display(),
    }
    return SettingsPage(own, plans, account)


@lru_cache(maxsize=1024)
def _plan_url(roadmap: str) -> str:
    """Return the address of the page of a plan, from the roadmap's slug."""
    return reverse("roadmap_enrolment", args=[roadmap])
