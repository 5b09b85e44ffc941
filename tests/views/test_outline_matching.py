"""A line of an outline that stands for an existing row: the choice is offered, previewed and applied."""

import pytest

from roadmap_app.actions.outline import create_from_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item
from roadmap_app.outline.reader import read_outline
from tests.outline.test_match import TEXT as MATHS

pytestmark = pytest.mark.django_db


def test_a_stated_match_is_offered_previewed_and_then_applied(editor_client, learner):
    roadmap = create_from_outline(outline=read_outline(MATHS).outline, published=True)
    item = Item.objects.get(title="Matrix operations")
    new = MATHS.replace("Matrix operations", "Algebra with matrices 101")
    set_item(user=learner, item=item, done=True)
    address, sent = f"/roadmaps/{roadmap.slug}/outline/", {"body": new, "version": roadmap.version}
    page = editor_client.post(address, sent).content.decode()
    value = f"item-{item.pk}=Algebra with matrices 101"
    assert f'<option value="{value}">' in page and 'name="same"' in page
    digest = page.partition('name="shown" value="')[2].partition('"')[0]
    # A choice that was not in the preview is shown first, and not applied.
    chosen = sent | {"same": value}
    early = editor_client.post(address, chosen | {"act": "apply", "shown": digest})
    assert early.status_code == 409
    page = editor_client.post(address, chosen).content.decode()
    assert f'name="same" value="{value}" checked' in page
    assert "Renamed" in page and "completed it" not in page
    digest = page.partition('name="shown" value="')[2].partition('"')[0]
    assert editor_client.post(address, chosen | {"act": "apply", "shown": digest}).status_code == 302
    item.refresh_from_db()
    assert item.title == "Algebra with matrices 101"
    # Empty and malformed choices are ignored.
    again = editor_client.post(address, {"body": new, "same": ["", "x", "item-1", "item-=a", "item-9=" + "b" * 900]})
    assert again.status_code == 200
