"""Actions in the admin's lists accept only primary keys that the database can look up."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

pytestmark = pytest.mark.django_db
ACTIONS = {
    "roadmap": "delete_selected",
    "topic": "retire",
    "user": "disable",
    "invitation": "revoke",
    "loadedentry": "keep_ours",
}


@pytest.mark.parametrize("key", ["", "x", "-1", "1.5", "9" * 30, "١", "a\0b"])
@pytest.mark.parametrize("model", ACTIONS)
def test_an_action_on_an_invalid_primary_key_is_refused(owner_client, model, key):
    fields = {"action": ACTIONS[model], ACTION_CHECKBOX_NAME: ["1", key], "seen": "{}"}
    page = reverse(f"admin:roadmap_app_{model}_changelist")
    assert owner_client.post(page, fields).status_code == 400
    assert owner_client.post(page, fields | {"index": "0"}).status_code == 400


@pytest.mark.parametrize("model", ACTIONS)
def test_an_action_on_a_missing_row_does_nothing(owner_client, model):
    fields = {"action": ACTIONS[model], ACTION_CHECKBOX_NAME: ["9" * 18], "seen": "{}"}
    assert owner_client.post(reverse(f"admin:roadmap_app_{model}_changelist"), fields).status_code in (200, 302)
