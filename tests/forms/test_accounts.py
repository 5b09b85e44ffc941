"""Validation of settings and of new accounts."""

import pytest
from django.http import QueryDict

from roadmap_app.forms.accounts import ADDRESS_TAKEN, InvitedForm, NewAccountForm, SettingForm
from roadmap_app.models import User
from tests.makers import make_user

PASSWORD = "correct horse 9"


def posted(**fields):
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def new_account(**fields):
    return NewAccountForm(posted(**{"email": "a@example.org", "password1": PASSWORD, "password2": PASSWORD} | fields))


def setting_form(field, typed):
    return SettingForm(field, posted(**{field: typed}), instance=User())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("UTC", "UTC"),
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("EST5EDT", "EST5EDT"),
        (" america/new york ", "America/New_York"),
    ],
)
def test_settings_accept_a_time_zone_however_it_is_typed(typed, stored):
    form = setting_form("time_zone", typed)
    assert form.is_valid()
    assert form.cleaned_data["time_zone"] == stored


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", "Europe/Berlin\nUTC", "E" * 200])
def test_settings_reject_a_time_zone_that_does_not_exist(zone):
    assert list(setting_form("time_zone", zone).errors) == ["time_zone"]


def test_settings_reject_an_unknown_theme():
    assert list(setting_form("theme", "pink").errors) == ["theme"]


@pytest.mark.parametrize("field", ["name", "time_zone", "hours_a_week", "theme"])
def test_a_setting_that_is_not_sent_is_not_emptied(field):
    assert list(SettingForm(field, posted(other="x"), instance=User()).errors) == [field]


def test_a_new_account_needs_an_address_and_a_password_twice():
    assert new_account().is_valid()
    assert sorted(NewAccountForm(posted()).errors) == ["email", "password1", "password2"]


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"email": "nonsense"}, "email", "not an e-mail address"),
        ({"email": "a@" + "b" * 60 + "." + "c" * 250 + ".org"}, "email", "at most 254 characters"),
        ({"password2": "another one"}, "password2", "not the same"),
        ({"password1": "90817263544", "password2": "90817263544"}, "password1", "entirely numeric"),
        ({"password1": "a@example.org", "password2": "a@example.org"}, "password1", "too similar"),
    ],
)
def test_a_new_account_is_rejected_with_a_reason(fields, field, message):
    form = new_account(**fields)
    assert list(form.errors) == [field] and message in " ".join(form.errors[field])


@pytest.mark.django_db
def test_an_invited_person_keeps_the_address_that_the_invitation_names():
    fields = posted(email="Other@example.org", password1=PASSWORD, password2=PASSWORD)
    for bound_to, email in (("bound@example.org", "bound@example.org"), ("", "other@example.org")):
        form = InvitedForm(bound_to, fields)
        assert form.is_valid() and form.cleaned_data["email"] == email


@pytest.mark.django_db
def test_an_invited_person_cannot_take_the_address_of_an_account():
    make_user("taken@example.org")
    form = InvitedForm("", posted(email="Taken@example.org", password1=PASSWORD, password2=PASSWORD))
    assert form.errors["email"] == [ADDRESS_TAKEN]
