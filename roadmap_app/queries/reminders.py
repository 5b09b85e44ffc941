"""Read a learner's weekly summary and when it comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q

from roadmap_app.domain.reminders import Silence, next_sent, silence
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weekly_summary import WeeklySummary, weekly_summary
from roadmap_app.models import Reminder, User
from roadmap_app.queries.activity import done_by_day
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.progress import learner_state, standings_of

# The reminders of accounts that get mail: neither disabled nor waiting for their deletion.
WANTED = Q(is_on=True, user__is_active=True, user__deletion_asked_at=None)


REASONS = {
    Silence.PAUSED: "None comes during a pause.",
    Silence.NOT_BEGUN: "None comes before your first day.",
    Silence.ENDED: "None comes after the end of your plan: change the plan, and they go on.",
    Silence.FINISHED: "None comes, as you have finished.",
    Silence.NO_PLAN: "None comes without a plan: set a first day and your hours a week.",
}


@dataclass(frozen=True)
class ReminderPage:
    """What the page of the weekly summary says.

    `next_at` is when the next one is sent, None if none is; `is_due` that it will be within minutes, `reason` why none
    is sent now or before it, "" if there is no reason.
    """

    reminder: Reminder
    has_mail_server: bool
    has_address: bool
    is_confirmed: bool
    next_at: datetime | None = None
    is_due: bool = False
    reason: str = ""

    @property
    def is_sent(self) -> bool:
        """Return whether the portal can send it, and to an address that is known to be the learner's."""
        return self.has_mail_server and self.has_address and self.is_confirmed


def own_reminder(user: User) -> Reminder:
    """Return USER's reminder; one that is off and not stored if they have never set one."""
    found = Reminder.objects.filter(user=user).first() or Reminder()
    found.user = user
    return found


def can_mail() -> bool:
    """Return whether the portal can send summaries: it has a mail server, and an address for the links in them."""
    return bool(settings.EMAIL_HOST and settings.PORTAL_URL)


def is_confirmed(user: User) -> bool:
    """Return whether the address that USER signs in with is known to be theirs."""
    found: bool = EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
    return found


def read_reminder_page(user: User, now: datetime) -> ReminderPage:
    """Return what USER's page of the weekly summary says at NOW."""
    reminder = own_reminder(user)
    can = bool(settings.EMAIL_HOST), bool(settings.PORTAL_URL), is_confirmed(user)
    if not reminder.is_on:
        return ReminderPage(reminder, *can)
    standings = _standings(user, now.astimezone(user.zone).date())
    slot, reason = next_sent(reminder.weekly.upcoming(now, reminder.last_slot), standings)
    moment = slot.moment if slot else None
    return ReminderPage(reminder, *can, moment, bool(moment and moment <= now), REASONS[reason] if reason else "")


def read_summary(user: User, day: date) -> WeeklySummary | None:
    """Return USER's summary that is due on DAY, None if there is nothing to tell then."""
    under_way = [standing for standing in _standings(user, day) if silence(standing, day) is None]
    if not under_way:
        return None
    return weekly_summary(day, [(standing, done_by_day(user, _items(standing))) for standing in under_way])


def _standings(user: User, day: date) -> list[RoadmapStanding]:
    return standings_of(learner_state(user), map(tree, published(user)), day)


def _items(standing: RoadmapStanding) -> set[int]:
    """Return the ids of the items that count, or would if they were done."""
    topics = (topic for stage in standing.stages for topic in stage.topics if not topic.is_skipped)
    return {item.id for topic in topics for item in topic.node.items}
