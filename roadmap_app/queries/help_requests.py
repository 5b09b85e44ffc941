"""Read whom a learner can ask for help with a topic, and what they have asked."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from roadmap_app.models import HelpRequest, Membership, Topic, User


@dataclass(frozen=True)
class OwnHelp:
    """The memberships of a learner by whose teams they can ask for help with a topic, and their requests there."""

    topic_id: int
    memberships: tuple[Membership, ...]
    requests: tuple[HelpRequest, ...]

    @property
    def first(self) -> HelpRequest | None:
        """The request that was made first."""
        return min(self.requests, key=lambda request: (request.since, request.pk), default=None)


def asking_memberships(user: User, topic: Topic) -> QuerySet[Membership]:
    """Return the memberships of USER in teams that follow the roadmap of TOPIC, which is current, and open to them."""
    follows = {"team__roadmaps__stages__topics": topic, "team__roadmaps__is_published": True}
    is_open = Q(team__roadmaps__teams_only=False) | Q(team__roadmaps__teams=F("team"))
    current = {"team__roadmaps__stages__topics__retired": False, "team__roadmaps__stages__retired": False}
    rows = Membership.objects.filter(is_open, user=user, role=Membership.Role.MEMBER, **follows, **current)
    return rows.select_related("team").order_by("team__name", "pk").distinct()


def read_own_help(user: User, topic_id: int) -> OwnHelp | None:
    """Return whom USER can ask for help with a topic; None if they are in no team that follows its roadmap."""
    if not user.is_in_team:
        return None
    memberships = tuple(asking_memberships(user, Topic(pk=topic_id)))
    if not memberships:
        return None
    requests = HelpRequest.objects.filter(membership__in=memberships, topic=topic_id).select_related("membership__team")
    return OwnHelp(topic_id, memberships, tuple(requests.order_by("membership__team__name", "pk")))
