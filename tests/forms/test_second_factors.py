"""allauth's forms for second factors, with what the portal changes."""

import pytest
from allauth.core import context
from django.test import RequestFactory

from roadmap_app.forms.second_factors import RenamePasskeyForm
from roadmap_app.identity.limited_forms import AuthenticateForm
from tests.makers import make_passkey, make_user

pytestmark = pytest.mark.django_db


def test_a_code_field_is_labelled_and_made_for_codes():
    field = AuthenticateForm(user=make_user()).fields["code"]
    assert field.label == "Code" and "recovery codes" in field.help_text
    assert field.widget.attrs["autocomplete"] == "one-time-code" and field.widget.attrs["inputmode"] == "numeric"


@pytest.mark.parametrize("code", ["", "000000"])
def test_an_invalid_code_is_rejected(code):
    with context.request_context(RequestFactory().post("/")):  # allauth counts the attempts by address
        assert list(AuthenticateForm({"code": code}, user=make_user()).errors) == ["code"]


@pytest.mark.parametrize(("name", "valid"), [("My phone", True), ("", False), ("\u202e", False)])
def test_a_passkey_needs_a_visible_name(name, valid):
    user = make_user()
    key = make_passkey(user)
    assert RenamePasskeyForm({"name": name}, instance=key).is_valid() is valid
