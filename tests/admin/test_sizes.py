"""The largest topic can be saved in the admin; one row more is refused with an error message."""

import pytest

from roadmap_app.domain.sizes import MAX_TOPIC_ITEMS, MAX_TOPIC_RESOURCES
from roadmap_app.models import Item, Resource
from tests.admin.conftest import topic_form, url
from tests.admin.test_concurrent_edits import form_on
from tests.makers import make_resource, make_topic

pytestmark = pytest.mark.django_db


def test_the_largest_topic_is_saved_and_a_larger_one_refused(editor_client):
    topic = make_topic(items=MAX_TOPIC_ITEMS)
    sent = form_on(editor_client, url(topic)) | {"items-299-title": "The last one"}
    assert len(sent) > 1_800
    assert editor_client.post(url(topic), sent).status_code == 302
    assert topic.items.last().title == "The last one"
    sent = topic_form(topic) | {"items-TOTAL_FORMS": "301", "items-300-title": "One too many"}
    response = editor_client.post(url(topic), sent)
    assert response.status_code == 200
    assert "A topic holds 300 items at the most, and this would be 301." in response.content.decode()
    assert "One too many" in response.content.decode()
    sent |= {"items-0-retired": "on", "items-300-title": "In its place"}  # retired items do not count
    assert editor_client.post(url(topic), sent).status_code == 302
    assert topic.items.count() == MAX_TOPIC_ITEMS + 1


@pytest.mark.parametrize(("model", "most"), [(Item, MAX_TOPIC_ITEMS), (Resource, MAX_TOPIC_RESOURCES)])
def test_no_row_can_move_to_a_full_topic(editor_client, model, most):
    full = make_topic(items=MAX_TOPIC_ITEMS)
    for _ in range(MAX_TOPIC_RESOURCES):
        make_resource(full)
    other = make_topic(items=2)
    make_resource(other)
    row = model.objects.filter(topic=other).first()
    sent = form_on(editor_client, url(row)) | {"topic": full.pk}
    response = editor_client.post(url(row), sent)
    assert response.status_code == 200
    assert f"“{full}” holds {most} {model._meta.verbose_name_plural} already" in response.content.decode()
    assert model.objects.get(pk=row.pk).topic == other
