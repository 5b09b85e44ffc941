"""allauth's forms for e-mail addresses, with what the portal changes."""

import pytest
from allauth.account.models import EmailAddress

from roadmap_app.forms.addresses import ChangeAddressForm, ForgottenPasswordForm
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    user = make_user("ada@example.org")
    EmailAddress.objects.update_or_create(
        user=user, email="ada@example.org", defaults={"verified": True, "primary": True}
    )
    return user


@pytest.mark.parametrize(("email", "valid"), [("new@example.org", True), ("nonsense", False), ("", False)])
def test_a_new_address_must_be_an_address(user, email, valid):
    assert ChangeAddressForm(user, {"email": email}).is_valid() is valid


def test_a_new_address_must_not_be_the_current_one(user):
    assert not ChangeAddressForm(user, {"email": "ada@example.org"}).is_valid()


def test_a_forgotten_password_goes_to_the_address_that_signs_in(user):
    EmailAddress.objects.create(user=user, email="pending@example.org", verified=False)
    for email, users in (("Ada@example.org", [user]), ("pending@example.org", [])):
        form = ForgottenPasswordForm({"email": email})
        assert form.is_valid() and form.users == users
