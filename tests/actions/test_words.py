"""Words from leads: whom they reach, how many, by mail only if wanted, and that they end with the membership."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from roadmap_app.actions.clean_up import clean_up
from roadmap_app.actions.teams import NotAMember, join, leave, set_lead
from roadmap_app.actions.words import TooManyWords, dismiss_word, send_word, set_words_by_mail
from roadmap_app.models import Word
from roadmap_app.queries.words import new_words
from tests.makers import make_team_with, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_user(name="Ada Lead")


@pytest.fixture
def own(lead, learner):
    membership = join(team=make_team_with(name="Crew", leads=[lead]), user=learner)
    learner.refresh_from_db()
    return membership


def test_a_word_shows_until_it_is_dismissed(lead, learner, own):
    word = send_word(membership=own, by=lead, text="Well done.")
    assert send_word(membership=own, by=lead, text="Well done.") == word  # a double click
    assert new_words(learner) == [word]
    dismiss_word(word=word)
    first = Word.objects.get().dismissed_at
    dismiss_word(word=word)
    assert new_words(learner) == [] and Word.objects.get().dismissed_at == first


def test_a_member_gets_three_a_day_from_all_leads(lead, own, time_machine):
    time_machine.move_to("2026-05-03T10:00Z", tick=False)
    other = make_user()
    set_lead(membership=join(team=own.team, user=other), by=None, leads=True)
    for number, by in enumerate((lead, other, lead)):
        send_word(membership=own, by=by, text=f"Word {number}")
    with pytest.raises(TooManyWords):
        send_word(membership=own, by=other, text="One more")
    dismiss_word(word=Word.objects.first())
    with pytest.raises(TooManyWords):  # whether they are dismissed does not matter
        send_word(membership=own, by=other, text="One more")
    assert send_word(membership=join(team=own.team, user=make_user()), by=lead, text="To somebody else").pk
    time_machine.move_to("2026-05-04T10:00:01Z", tick=False)
    assert send_word(membership=own, by=other, text="One more").pk


@pytest.mark.parametrize("ending", ["leaves", "leads"])
def test_words_end_with_the_membership_and_none_is_sent_after(lead, learner, own, ending):
    send_word(membership=own, by=lead, text="Well done.")
    if ending == "leaves":
        leave(membership=own, by=learner)
    else:
        set_lead(membership=own, by=None, leads=True)
    assert not Word.objects.exists()
    with pytest.raises(NotAMember):
        send_word(membership=own, by=lead, text="Come back")


def test_a_word_comes_by_mail_only_if_wanted_and_to_a_confirmed_address(lead, learner, own, settings):
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example.org", "https://cairn.example.org"
    send_word(membership=own, by=lead, text="First")
    set_words_by_mail(membership=own, wanted=True)
    send_word(membership=own, by=lead, text="Second")
    assert mail.outbox == []
    EmailAddress.objects.create(user=learner, email=learner.email, primary=True, verified=True)
    send_word(membership=own, by=lead, text="Third <b>one</b>")
    [message] = mail.outbox
    assert message.to == [learner.email] and "Third <b>one</b>" in message.body and "Ada Lead" in message.body
    assert "https://cairn.example.org/teams/" in message.body


def test_words_outlive_their_lead_and_go_when_they_are_old(lead, learner, own):
    send_word(membership=own, by=lead, text="Well done.")
    lead.delete()
    assert new_words(learner)[0].lead is None and clean_up().words == 0
    Word.objects.update(sent_at=timezone.now() - timedelta(days=400))
    assert clean_up().words == 1 and new_words(learner) == []
