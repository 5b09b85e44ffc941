"""Ask the leads of one's teams for help with a topic, and take it back. Each sets a state, and can be repeated."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.actions.team_locks import lock_teams
from roadmap_app.models import HelpRequest, Membership, Topic, User
from roadmap_app.queries.help_requests import asking_memberships


@transaction.atomic
def ask_for_help(*, user: User, topic: Topic, memberships: Collection[Membership], text: str = "") -> int:
    """Let USER ask for help with TOPIC in these teams of theirs, and in no others; return in how many they do now.

    Where they ask already, the text changes and the day stays. Left out are teams that they have left meanwhile.
    """
    lock_learner(user)
    lock_teams(memberships)
    wanted = [membership.pk for membership in memberships]
    own = HelpRequest.objects.filter(membership__user=user, topic=topic)
    own.exclude(membership__in=wanted).delete()
    own.update(text=text)
    today, asked = user.day_of(timezone.now()), set(own.values_list("membership_id", flat=True))
    allowed = asking_memberships(user, topic).filter(pk__in=wanted).values_list("pk", flat=True)
    HelpRequest.objects.bulk_create(
        HelpRequest(membership_id=pk, topic=topic, text=text, since=today) for pk in allowed if pk not in asked
    )
    return own.count()


@transaction.atomic
def take_back_request(*, user: User, topic_id: int) -> bool:
    """End USER's requests for help with a topic, in all teams; return whether there were any."""
    lock_learner(user)
    return HelpRequest.objects.filter(membership__user=user, topic=topic_id).delete()[0] > 0


def end_requests_on_retired() -> int:
    """Delete the requests on topics that are retired, which no page has shown since; return how many."""
    retired = Q(topic__retired=True) | Q(topic__stage__retired=True)
    return HelpRequest.objects.filter(retired).delete()[0]
