"""Read words: those that a learner has not dismissed, and those that a lead has sent to a member."""

from django.db.models import QuerySet

from roadmap_app.models import Membership, User, Word


def new_words(user: User) -> list[Word]:
    """Return the words to USER that they have not dismissed, the latest first."""
    if not user.is_in_team:  # a query less for those who are in none
        return []
    words = Word.objects.filter(membership__user=user, membership__role=Membership.Role.MEMBER, dismissed_at=None)
    return list(words.select_related("lead", "membership__team").order_by("-sent_at", "-pk"))


def sent_words(lead: User, membership: Membership) -> QuerySet[Word]:
    """Return the words that LEAD has sent to a member, the latest first, without whether they are dismissed."""
    return Word.objects.filter(lead=lead, membership=membership).defer("dismissed_at").order_by("-sent_at", "-pk")
