"""Printed pages."""

import pytest
from playwright.sync_api import expect

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item
from tests.makers import make_item, make_roadmap, make_stage, make_topic

NOTE = f"""# A note

- [ ] to be done
- [x] done already
- a plain point

Some text with `an_inline_piece_of_code_that_is_so_very_long_that_no_line_of_a_printed_page_holds_it_all_as_it_is_here`.

```python
x = "a line of code that is far too long for the width of a sheet of paper, and goes on below" + END_OF_LINE
```

| one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve |
|---|---|---|---|---|---|---|---|---|---|---|---|
|{"accommodation|" * 11}LAST_CELL|

<https://example.org/an/address/that/is/also/much/too/long/for/one/line/of/a/printed/page/and/goes/on/and/on/and/on/to/the/end>
"""


@pytest.fixture
def content(learner):
    roadmap = make_roadmap(slug="r", title="A roadmap")
    stage = make_stage(roadmap, slug="s", title="A stage", goal="A goal.")
    for number in range(2):
        topic = make_topic(stage, items=0, slug=f"t{number}", title=f"Topic {number}", summary="A summary.")
        for group in range(9):
            for item in range(4):
                hint = "A hint that takes more than one line on paper. " * (4 if item % 2 else 1)
                make_item(topic, title=f"Item {group}.{item}", group=f"Group {group}", hint=hint)
    save_note(user=learner, topic=topic, body=NOTE, version=0)
    return topic


CONTROLS = ":is(button:not(.tick, [aria-pressed=true]), a.button, textarea, input:not([type=checkbox])):visible"
EDGES = "selector => [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect().right)"
DISPLAYS = "selector => [...document.querySelectorAll(selector)].map(each => getComputedStyle(each).display)"


def test_printed_pages_show_content_without_controls(portal, learner_page, learner, content):
    page = learner_page
    page.set_viewport_size({"width": 680, "height": 960})  # about the width of A4 paper
    item = Item.objects.filter(topic=content)[0]
    set_item(user=learner, item=item, done=True)
    page.goto("/roadmaps/r/")
    item.title = "Renamed"
    save_content(item)
    page.emulate_media(media="print")

    page.goto("/roadmaps/r/s/t1/")
    for shown in ("to be done", "done already", "END_OF_LINE", "LAST_CELL"):
        expect(page.locator("#note-preview").get_by_text(shown)).to_be_visible()
    expect(page.locator("#note-preview input[type=checkbox]")).to_have_count(2)
    for hidden in ("#note-body", "label[for=note-body]", ".editor .acts", ".masthead"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(CONTROLS)).to_have_count(0)
    # Nothing is wider than the paper, and nothing needs scrolling.
    edge = page.evaluate(EDGES, "main")[0]
    assert max(page.evaluate(EDGES, "#note-preview :is(p, td, th, pre, pre code, a)")) <= edge + 1
    assert page.evaluate("[...document.querySelectorAll('pre')].every(pre => pre.scrollWidth <= pre.clientWidth)")

    # Where Chromium breaks a grid or flex container between pages, its text overlaps what follows.
    page.goto("/roadmaps/r/s/")
    assert set(page.evaluate(DISPLAYS, ".groups, .topic-card, .item, .tick, .hint")) == {"block"}
    page.goto("/roadmaps/r/")
    expect(page.get_by_text("Changed since your last visit")).to_be_visible()
    expect(page.locator(CONTROLS)).to_have_count(0)
    page.goto("/notes/all/")
    for shown in ("END_OF_LINE", "LAST_CELL"):
        expect(page.locator(".whole-notes").get_by_text(shown)).to_be_visible()
    expect(page.locator(CONTROLS)).to_have_count(0)
    assert max(page.evaluate(EDGES, ".whole-notes :is(p, td, th, pre, pre code, a)")) <= edge + 1
    page.goto("/notes/?q=note")
    expect(page.locator(CONTROLS)).to_have_count(0)
    expect(page.locator(".note-lines li")).to_be_visible()
