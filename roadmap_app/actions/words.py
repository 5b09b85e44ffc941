"""Send a word to a member of a team, dismiss it, and choose whether words come by mail, too."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.actions.teams import SECOND_PRESS, NotAMember
from roadmap_app.models import Membership, User, Word
from roadmap_app.models.words import MOST_A_DAY
from roadmap_app.queries.reminders import can_mail, is_confirmed

DAY = timedelta(hours=24)


class TooManyWords(Exception):
    """The member has got as many words from the leads of the team within 24 hours as they can."""


@transaction.atomic
def send_word(*, membership: Membership, by: User, text: str) -> Word:
    """Send TEXT to a member; a second call within seconds returns the same word. Raise NotAMember or TooManyWords.

    It goes by mail, too, if they want that, and only to an address that is known to be theirs.
    """
    user = membership.user
    lock_learner(user)
    own = Membership.objects.filter(pk=membership.pk, role=Membership.Role.MEMBER).select_related("team").first()
    if own is None:
        raise NotAMember
    now = timezone.now()
    words = Word.objects.filter(membership=own, sent_at__gt=now - DAY)
    if known := words.filter(lead=by, text=text, sent_at__gte=now - SECOND_PRESS).first():
        return known
    if words.count() >= MOST_A_DAY:
        raise TooManyWords
    word = Word.objects.create(membership=own, lead=by, text=text, sent_at=now)
    if own.words_by_mail and can_mail() and is_confirmed(user):
        body = render_to_string("teams/word_mail.txt", {"word": word, "team": own.team, "portal": settings.PORTAL_URL})
        send_mail("Cairn: a word from your team", body, None, [user.email])
    return word


@transaction.atomic
def dismiss_word(*, word: Word) -> None:
    """Take WORD from its member's pages for good."""
    Word.objects.filter(pk=word.pk, dismissed_at=None).update(dismissed_at=timezone.now())


@transaction.atomic
def set_words_by_mail(*, membership: Membership, wanted: bool) -> None:
    """Set whether words from the leads of a team come by mail, too."""
    Membership.objects.filter(pk=membership.pk).update(words_by_mail=wanted)


def forget_old_words() -> int:
    """Delete the words that are as old as audit events that are deleted; return how many."""
    before = timezone.now() - timedelta(days=settings.PORTAL_AUDIT_DAYS)
    return Word.objects.filter(sent_at__lt=before).delete()[0]
