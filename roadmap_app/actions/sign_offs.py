"""Show an item to the leads of one's teams, and answer it. Each adds entries, and none if the state is the wanted one.

None of this touches progress: an item counts from the learner's own tick, whatever leads say or do not say.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.actions.team_locks import lock_teams
from roadmap_app.domain.sign_offs import Entry, ShownWork, Verb
from roadmap_app.models import Completion, Item, Membership, SignOff, User
from roadmap_app.models.sign_offs import MOST_A_DAY
from roadmap_app.queries.sign_offs import (
    OwnSignOff,
    OwnThread,
    last_entries,
    marked_on,
    read_own,
    read_shown,
    showing_memberships,
)
from roadmap_app.queries.teams import followed

DAY = timedelta(hours=24)


class NotTicked(Exception):
    """The learner has not done the item, or not any more."""


class TooManyEntries(Exception):
    """The learner has attached as much within 24 hours as they can."""


class NotShown(Exception):
    """The lead does not see it, or not any more."""


class ShownAnew(Exception):
    """The member has attached something else since the lead's page was made."""


class AnsweredBefore(Exception):
    """Another answer stands, perhaps of another lead: `answer`."""

    def __init__(self, answer: Entry) -> None:
        super().__init__(answer.verb)
        self.answer = answer


@transaction.atomic
def show_item(
    *, user: User, item: Item, memberships: Collection[Membership], text: str = "", link: str = ""
) -> OwnSignOff:
    """Show TEXT and LINK on ITEM to the leads of these teams of USER's, and to no others; return what is shown now.

    What a team has confirmed stays as it is. Left out are teams that they have left meanwhile. Raise NotTicked or
    TooManyEntries.
    """
    lock_learner(user)
    lock_teams(memberships)
    if not Completion.objects.filter(user=user, item=item).exists():
        raise NotTicked
    wanted = {membership.pk for membership in memberships}
    allowed = showing_memberships(user, item)
    own = read_own(user, [item.pk], allowed)[item.pk]
    chosen = [each for each in own.open_to if each.membership and each.membership.pk in wanted]
    new = [each for each in chosen if not _shows(each, text, link)]
    since = timezone.now() - DAY
    made = SignOff.objects.filter(member=user, verb=Verb.ATTACHED, at__gt=since).count() if new else 0
    if made + len(new) > MOST_A_DAY:
        raise TooManyEntries
    for each in new:
        if each.membership:
            _add(each.membership, item, Verb.ATTACHED, by=user, text=text, link=link)
    for each in own.open_to:
        if each not in chosen and each.membership and each.state.evidence:
            _add(each.membership, item, Verb.WITHDRAWN, by=user)
    return read_own(user, [item.pk], allowed)[item.pk]


@transaction.atomic
def withdraw_item(*, user: User, item_id: int) -> bool:
    """Take what USER has attached to an item out of the sight of all leads; return whether there was anything.

    A confirmation stays.
    """
    lock_learner(user)
    return _end(SignOff.objects.filter(member=user, item=item_id), by=user) > 0


@transaction.atomic
def answer_work(
    *, by: User, membership: Membership, item_id: int, verb: str, digest: str = "", reason: str = ""
) -> ShownWork:
    """Let a lead confirm a member's item, give it back with REASON, or take back the answer; return how it stands now.

    DIGEST is that of the evidence that they were shown. Raise NotShown, ShownAnew or AnsweredBefore.
    """
    # Also makes another lead wait, who then sees this answer.
    lock_learner(membership.user)
    leads = Membership.objects.filter(team=membership.team_id, user=by, role=Membership.Role.LEAD)
    marked = marked_on(followed(membership.team))
    work = read_shown(membership, item_id, marked) if leads.exists() else None
    if work is None or work.state.evidence is None:
        raise NotShown
    if work.state.evidence.digest != digest:
        raise ShownAnew
    answer = work.state.answer
    if verb == Verb.TAKEN_BACK:
        is_needed = bool(answer)
    elif not answer:
        is_needed = True
    elif (answer.verb, answer.by_id, answer.text) != (verb, by.pk, reason):
        raise AnsweredBefore(answer)
    else:
        is_needed = False  # the same answer, sent twice
    if is_needed:
        _add(membership, Item(pk=item_id), Verb(verb), by=by, text=reason)
    return read_shown(membership, item_id, marked) or work


def end_shown(rows: QuerySet[SignOff]) -> int:
    """Take everything that ROWS are about out of the sight of leads, as it is shared no longer; return how much."""
    return _end(rows, by=None)


def _shows(thread: OwnThread, text: str, link: str) -> bool:
    state = thread.state
    # What was given back is shown again even if it is the same.
    return state.is_open and state.evidence is not None and (state.evidence.text, state.evidence.link) == (text, link)


def _add(membership: Membership, item: Item, verb: str, *, by: User, text: str = "", link: str = "") -> None:
    team = membership.team
    SignOff.objects.create(
        member_id=membership.user_id, item=item, team=team, team_name=team.name, verb=verb, by=by, text=text, link=link
    )


def _end(rows: QuerySet[SignOff], *, by: User | None) -> int:
    shown = last_entries(rows.filter(team__isnull=False)).exclude(verb=Verb.WITHDRAWN)
    ended = [
        SignOff(
            member_id=row.member_id,
            item_id=row.item_id,
            team_id=row.team_id,
            team_name=row.team_name,
            verb=Verb.WITHDRAWN,
            by=by,
        )
        for row in shown
    ]
    return len(SignOff.objects.bulk_create(ended))
