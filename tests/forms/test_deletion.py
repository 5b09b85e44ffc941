"""Confirming that an account is to be deleted."""

import pytest
from django.test import RequestFactory

from roadmap_app.forms.deletion import DeletionForm
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def confirm(user, **fields):
    return DeletionForm(fields, user=user, request=RequestFactory().post("/settings/deletion/"))


@pytest.fixture
def without_password():
    user = make_user("ada@example.org")
    user.set_unusable_password()
    user.save()
    return user


def test_only_the_password_is_asked_for_where_there_is_one():
    user = make_user()
    user.set_password("correct horse 9")
    user.save()
    assert list(confirm(user).fields) == ["password"]


@pytest.mark.parametrize("password", ["", "x" * 5000])
def test_a_password_must_be_given_and_of_a_possible_length(password):
    user = make_user()
    user.set_password("correct horse 9")
    assert list(confirm(user, password=password).errors) == ["password"]


@pytest.mark.parametrize(
    ("email", "valid"),
    [("ada@example.org", True), (" ADA@example.org ", True), ("other@example.org", False), ("", False)],
)
def test_without_a_password_the_address_is_asked_for(without_password, email, valid):
    form = confirm(without_password, email=email)
    assert list(form.fields) == ["email"] and form.is_valid() is valid
