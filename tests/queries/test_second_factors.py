"""Who has a second factor, and who needs one."""

import pytest
from allauth.mfa.models import Authenticator

from roadmap_app.models import User
from roadmap_app.queries.second_factors import (
    has_second_factor,
    is_last_needed,
    needs_second_factor,
    with_second_factor,
)
from tests.makers import make_app, make_editor, make_passkey, make_user

pytestmark = pytest.mark.django_db


def test_staff_need_one_only_where_the_setting_asks_for_it(settings, learner):
    people = [make_editor(), make_user(is_superuser=True)]
    settings.PORTAL_STAFF_MFA = False
    assert not any(map(needs_second_factor, people))
    settings.PORTAL_STAFF_MFA = True
    assert all(map(needs_second_factor, people)) and not needs_second_factor(learner)


def test_an_app_or_a_passkey_counts_and_recovery_codes_alone_do_not(learner):
    assert not has_second_factor(learner)
    make_app(learner)
    assert has_second_factor(learner) and not has_second_factor(make_user())
    Authenticator.objects.filter(type="totp").delete()
    assert Authenticator.objects.exists() and not has_second_factor(learner)
    make_passkey(learner)
    assert has_second_factor(learner)


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_is_annotated_in_one_query(learner, count, django_assert_num_queries):
    make_app(learner)
    User.objects.bulk_create(User(email=f"u{number}@example.org") for number in range(count))
    with django_assert_num_queries(1):
        found = list(with_second_factor(User.objects.all()))
    assert [user for user in found if user.second_factor] == [learner]


def test_the_last_one_of_staff_is_needed(settings):
    settings.PORTAL_STAFF_MFA = True
    editor = make_editor()
    make_app(editor)
    app = Authenticator.objects.get(type="totp")
    assert is_last_needed(app)
    make_passkey(editor)
    assert not is_last_needed(app)
