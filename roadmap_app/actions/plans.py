"""Make and change a learner's plans. A change counts from today on; the plans before it are kept.

Another first day corrects a first plan that is not a week old. Several changes on one day leave one plan. Today is a
day in the active time zone, the learner's.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.domain.plan_history import is_correction
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.models import EarlierPlan, Enrolment, Roadmap, User


@transaction.atomic
def enrol(*, user: User, roadmap: Roadmap, started_on: date, hours_per_week: int) -> Enrolment:
    """Start ROADMAP with a first day and hours a week, or change the plan on it from today on."""
    plan = _plan(user, roadmap) or Enrolment(user=user, roadmap=roadmap)
    if (plan.started_on, plan.hours_per_week) != (started_on, hours_per_week):
        if not _is_corrected(plan, started_on):
            _begin_today(plan)
        if plan.started_on != started_on:
            plan.from_month = None
        plan.started_on, plan.hours_per_week = started_on, hours_per_week
        if not _restore_if_changed_back(plan):
            plan.save()
    return plan


@transaction.atomic
def take_up(*, user: User, roadmap: Roadmap, month: float, hours_per_week: int) -> bool:
    """Plan on from MONTH of ROADMAP, from today on; return whether that changes the plan (False without a plan)."""
    plan = _plan(user, roadmap)
    if plan is None or (_is_of_today(plan) and (plan.from_month, plan.hours_per_week) == (month, hours_per_week)):
        return False
    if plan.valid_from and not _earlier(plan):
        # A first plan made today is corrected when it is changed, but taking it up is a change of plan.
        plan.valid_from = min(plan.valid_from, plan.started_on)
    _begin_today(plan)
    plan.from_month, plan.hours_per_week = month, hours_per_week
    plan.save()
    return True


@transaction.atomic
def take_back(*, user: User, roadmap: Roadmap) -> bool:
    """Put the plan before today's change in force again; return whether there was a change today."""
    plan = _plan(user, roadmap)
    return plan is not None and _is_of_today(plan) and _restore(plan)


def _plan(user: User, roadmap: Roadmap) -> Enrolment | None:
    lock_learner(user)
    return Enrolment.objects.filter(user=user, roadmap=roadmap).first()


def _is_of_today(plan: Enrolment) -> bool:
    return plan.valid_from is not None and plan.valid_from >= timezone.localdate()


def _earlier(plan: Enrolment) -> EarlierPlan | None:
    return EarlierPlan.objects.filter(user=plan.user_id, roadmap=plan.roadmap_id).order_by("valid_from").last()


def _is_corrected(plan: Enrolment, started_on: date) -> bool:
    """Return whether PLAN is a first one, in force before today, that another first day only corrects."""
    if plan.pk is None:
        return False
    today, valid_from = timezone.localdate(), plan.valid_from or plan.started_on
    term = PlanTerm(valid_from, plan.started_on, plan.hours_per_week)
    is_older = max(valid_from, plan.started_on) < today
    return is_older and not _earlier(plan) and is_correction(term, today, started_on)


def _begin_today(plan: Enrolment) -> None:
    """Let PLAN be valid from today on, and keep what it was until now if it has been in force before today."""
    today, earlier = timezone.localdate(), _earlier(plan)
    valid_from = plan.valid_from or plan.started_on
    if valid_from and valid_from < today and (earlier or plan.started_on < today):
        EarlierPlan.objects.create(
            user_id=plan.user_id,
            roadmap_id=plan.roadmap_id,
            valid_from=valid_from,
            started_on=plan.started_on,
            hours_per_week=plan.hours_per_week,
            from_month=plan.from_month,
        )
        plan.from_month, plan.valid_from = None, today
    elif not earlier:  # otherwise it is valid from today or, made in a time zone ahead, from tomorrow
        plan.valid_from = today


def _restore_if_changed_back(plan: Enrolment) -> bool:
    """If PLAN was changed back on the day of its change, restore the one before; return whether it was."""
    before = _earlier(plan)
    as_before = before and (before.started_on, before.hours_per_week) == (plan.started_on, plan.hours_per_week)
    return bool(as_before and plan.from_month is None and _restore(plan))


def _restore(plan: Enrolment) -> bool:
    """Restore the plan that PLAN replaced; return False if PLAN is the first one."""
    before = _earlier(plan)
    if before is None:
        return False
    for name in ("valid_from", "started_on", "hours_per_week", "from_month"):
        setattr(plan, name, getattr(before, name))
    plan.save()
    before.delete()
    return True
