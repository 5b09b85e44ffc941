"""The role of editor: owners give it, and it allows changing content only."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from roadmap_app.actions.accounts import set_editors
from roadmap_app.models import User
from tests.admin.conftest import messages_of, topic_form, url
from tests.makers import make_editor, make_topic, make_user

pytestmark = pytest.mark.django_db
USERS = reverse("admin:roadmap_app_user_changelist")


def appoint(client, users, action="make_editors"):
    return client.post(USERS, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True)


def test_an_owner_appoints_editors_and_dismisses_them(owner_client, client):
    make_editor("other@example.org")
    user, topic = make_user("ada@example.org"), make_topic()
    assert messages_of(appoint(owner_client, [user])) == [
        "1 person is now an editor: they may change content, and nothing else."
    ]
    assert "Editors" in owner_client.get(USERS).content.decode()
    client.force_login(User.objects.get(pk=user.pk))
    assert client.post(url(topic), topic_form(topic, title="Edited")).status_code == 302
    topic.refresh_from_db()
    assert topic.title == "Edited"
    assert messages_of(appoint(owner_client, [user], "unmake_editors")) == ["1 person is an editor no longer."]
    assert client.get(url(topic)).status_code == 302
    assert not User.objects.get(pk=user.pk).is_staff


def test_an_owner_stays_staff(owner_client):
    make_editor()
    owner = User.objects.get(email="owner@example.org")
    set_editors([owner], editor=True)
    set_editors([owner], editor=False)
    owner.refresh_from_db()
    assert owner.is_staff and not owner.groups.exists()
    assert set_editors([owner], editor=False) == 0


def test_staff_with_another_right_remain_staff():
    editor = make_editor()
    editor.user_permissions.add(Permission.objects.get(codename="view_user"))
    set_editors([editor], editor=False)
    editor.refresh_from_db()
    assert editor.is_staff


@pytest.mark.parametrize("model", ["roadmap_app_user", "auth_group", "roadmap_app_ownerlink"])
def test_an_editor_sees_no_users_groups_or_links(editor_client, model):
    address = "/admin/" + model.replace("roadmap_app_", "roadmap_app/").replace("auth_", "auth/") + "/"
    assert editor_client.get(address).status_code in (403, 404)
    assert editor_client.get(f"{address}1/change/").status_code in (403, 404)
    index = editor_client.get("/admin/").content.decode()
    assert address not in index and "/admin/sessions/" not in index


def test_editors_cannot_make_themselves_owners(editor_client, editor):
    fields = {"email": editor.email, "theme": "system", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    assert editor_client.post(url(editor), fields).status_code == 403
    assert appoint(editor_client, [editor]).status_code == 403
    editor.refresh_from_db()
    assert not editor.is_superuser


def test_a_user_manager_changes_no_role_and_no_owner(client):
    make_editor()
    manager, owner = make_user(is_staff=True), make_user(is_staff=True, is_superuser=True)
    manager.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client.force_login(manager)
    fields = {"email": manager.email, "theme": "dark", "is_active": "on", "is_superuser": "on"}
    fields["groups"] = Group.objects.get(name="Editors").pk
    assert client.post(url(manager), fields).status_code == 302
    manager.refresh_from_db()
    assert (manager.theme, manager.is_superuser, manager.groups.exists()) == ("dark", False, False)
    assert client.post(url(owner), {"email": "mine@example.org", "theme": "dark"}).status_code == 403
    learner = make_user()
    appoint(client, [learner, manager])
    assert not learner.groups.exists() and not manager.groups.exists()


def test_a_learner_cannot_open_the_admin(learner_client):
    topic = make_topic()
    for page in (url(topic), reverse("admin:roadmap_app_topic_preview", args=[topic.pk]), USERS):
        assert learner_client.get(page).headers["Location"].startswith("/admin/login/")
