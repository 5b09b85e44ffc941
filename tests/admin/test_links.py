"""Link checks in the admin, and the mark of dead links on the page of a topic."""

import pytest

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.admin.links import link_mark
from roadmap_app.models import LinkCheck
from tests.makers import make_editor, make_resource, make_topic, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/roadmap_app/linkcheck/"


@pytest.fixture
def resource():
    return make_resource(make_topic(slug="t"), title="A Book", url="https://example.org/gone")


def checked(resource, outcome="dead", url=""):
    raise_versions([resource.roadmap.pk])
    return LinkCheck.objects.create(
        resource=resource, url=url or resource.url, outcome=outcome, reason="It is not there."
    )


def topic_page(client, resource):
    stage = resource.topic.stage
    return client.get(f"/roadmaps/{stage.roadmap.slug}/{stage.slug}/t/").content.decode()


def test_editors_see_the_list_worst_first(client, resource):
    checked(make_resource(resource.topic, title="Fine"), "alive")
    checked(resource)
    client.force_login(make_editor())
    page = client.get(LIST).content.decode()
    assert page.index("A Book") < page.index("Fine")
    assert "It is not there." in page
    assert f"/admin/roadmap_app/resource/{resource.pk}/change/" in page
    assert client.get(f"{LIST}add/").status_code == 403
    client.force_login(make_user(is_staff=True))
    assert client.get(LIST).status_code == 403


def test_a_dead_link_is_marked_and_remains_a_link(client, resource):
    assert "did not answer when last checked" not in topic_page(client, resource)
    checked(resource)
    page = topic_page(client, resource)
    assert "did not answer when last checked" in page
    assert 'href="https://example.org/gone"' in page


@pytest.mark.parametrize("fields", [{"outcome": "unsure"}, {"url": "https://example.org/before"}])
def test_links_not_known_to_be_dead_have_no_mark(client, resource, fields):
    checked(resource, **fields)
    assert "did not response" not in topic_page(client, resource)


def test_a_resource_without_an_address_is_not_a_link(client, resource):
    resource.url = ""
    resource.save()
    raise_versions([resource.roadmap.pk])
    page = topic_page(client, resource)
    assert "A Book" in page
    assert 'href=""' not in page


def test_lists_show_the_state_of_a_link(resource):
    assert link_mark(resource) == "not checked yet"
    check = checked(resource)
    resource.refresh_from_db()
    assert link_mark(resource) == "is dead"
    check.url = "https://example.org/before"
    resource.url = ""
    assert link_mark(resource) == "no address"


def test_repaired_and_retired_resources_leave_the_list(client, resource):
    retired = make_resource(resource.topic, title="Gone Book", retired=True)
    checked(retired)
    checked(resource, url="https://example.org/before")
    client.force_login(make_editor())
    page = client.get(LIST).content.decode()
    assert "A Book" not in page
    assert "Gone Book" not in page
