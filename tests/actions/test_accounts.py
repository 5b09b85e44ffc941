"""The owner's link: once, for an hour, and only before there is an account."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone
from time_machine import travel

from roadmap_app.actions.accounts import OwnerLinkDead, create_first_owner, create_owner, issue_owner_link
from roadmap_app.models import OwnerLink, User
from roadmap_app.queries.accounts import owner_link_is_alive
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def owner_from(token):
    return create_owner(token=token, email="Owner@Example.org", password="correct horse 9")


def test_the_link_makes_an_owner_who_can_sign_in():
    owner = owner_from(issue_owner_link())
    assert owner.is_staff and owner.is_superuser and owner.check_password("correct horse 9")
    assert EmailAddress.objects.get().email == owner.email == "owner@example.org"
    assert EmailAddress.objects.get().verified


def test_the_link_is_dead_once_used():
    token = issue_owner_link()
    owner_from(token)
    assert not owner_link_is_alive(token)
    with pytest.raises(OwnerLinkDead):
        owner_from(token)


def test_the_link_lives_for_an_hour():
    token = issue_owner_link()
    with travel(timezone.now() + timedelta(minutes=59), tick=False):
        assert owner_link_is_alive(token)
    with travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert not owner_link_is_alive(token)
        with pytest.raises(OwnerLinkDead):
            owner_from(token)


def test_each_server_prints_its_own_link_and_the_first_one_used_ends_all():
    first, second = issue_owner_link(), issue_owner_link()
    assert owner_link_is_alive(first)
    owner_from(second)
    assert not owner_link_is_alive(first)
    with pytest.raises(OwnerLinkDead):
        owner_from(first)


def test_links_that_have_expired_are_swept():
    issue_owner_link()
    with travel(timezone.now() + timedelta(hours=2), tick=False):
        issue_owner_link()
    assert OwnerLink.objects.count() == 1


def test_the_environment_names_the_first_owner_and_no_second():
    token = issue_owner_link()
    owner = create_first_owner(email="owner@example.org", password="a long one of words")
    assert owner.is_superuser and owner.check_password("a long one of words")
    assert owner.emailaddress_set.get().verified
    assert not owner_link_is_alive(token)
    assert create_first_owner(email="second@example.org", password="a long one of words") is None


@pytest.mark.parametrize(
    ("email", "password"), [("owner@example.org", "short"), ("owner@example.org", "owner@example.org")]
)
def test_a_weak_password_of_the_environment_makes_no_owner(email, password):
    with pytest.raises(ValidationError):
        create_first_owner(email=email, password=password)
    assert not User.objects.exists()


def test_with_an_account_there_is_no_link_and_an_old_one_is_dead():
    token = issue_owner_link()
    make_user()
    assert issue_owner_link() is None
    with pytest.raises(OwnerLinkDead):
        owner_from(token)
    assert User.objects.count() == 1


def test_the_token_itself_is_not_stored():
    token = issue_owner_link()
    assert token not in str(list(OwnerLink.objects.values()))


def test_an_invalid_address_leaves_the_link_usable():
    token = issue_owner_link()
    with pytest.raises(Exception, match="not an e-mail address"):
        create_owner(token=token, email="nonsense", password="correct horse 9")
    assert owner_link_is_alive(token)
