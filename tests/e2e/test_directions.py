"""The layout of right-to-left text in a browser."""

from playwright.sync_api import expect

from roadmap_app.actions.notes import save_note
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic

TITLE, TEXT = "مقدمة في التعلم الآلي", "هذا نص عربي طويل بما يكفي ليملأ أكثر من سطر واحد على شاشة الهاتف."
HEBREW = "שלום עולם"
NOTE = f"""# {TITLE}

{TEXT} `code` $x^2$

English, from left to right.

- {TEXT}
- English
- [x] {HEBREW}

1. {HEBREW}
   - {TEXT}

> {TEXT}

| {TITLE} | {HEBREW} |
|---|---|
| {TEXT} | text |

```python
x = 1
```
"""
DIRECTIONS = (
    """selector => [...document.querySelectorAll(selector)].map(element => getComputedStyle(element).direction)"""
)
EXPECTED = {
    "h1": ["rtl"],
    ".lead": ["rtl"],
    "#checklist h3": ["rtl"],
    ".item .tick": ["rtl", "ltr"],
    ".item .hint": ["rtl"],
    ".resource p": ["ltr", "ltr"],  # beside the title, whose direction is its own, too
    "#note-body": ["rtl"],
    "#note-preview > h3": ["rtl"],
    "#note-preview > p": ["rtl", "ltr"],
    "#note-preview > ul > li": ["rtl", "ltr", "rtl"],
    "#note-preview ol li": ["rtl", "rtl"],
    "#note-preview blockquote": ["rtl"],
    "#note-preview :is(table, th, td)": ["rtl", "rtl", "rtl", "rtl", "ltr"],
    "#note-preview :is(pre, p code, math)": ["ltr", "ltr", "ltr"],
    ".masthead": ["ltr"],
}


def test_right_to_left_text_has_its_own_direction(portal, learner_page, learner, screenshot):
    roadmap = make_roadmap(slug="r", title=TITLE, summary=TEXT)
    topic = make_topic(
        make_stage(roadmap, slug="s", title=TITLE, goal=TEXT), items=0, slug="t", title=TITLE, summary=TEXT
    )
    make_item(topic, title=TEXT, group=TITLE, hint=TEXT)
    make_item(topic, title="English", group=TITLE)
    make_resource(topic, title=TITLE, author=HEBREW)
    save_note(user=learner, topic=topic, body=NOTE, version=0)
    page = learner_page
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/roadmaps/r/s/t/")
        assert {selector: page.evaluate(DIRECTIONS, selector) for selector in EXPECTED} == EXPECTED
        screenshot(page, f"rtl-topic-{width}")
        page.goto("/roadmaps/r/")
        screenshot(page, f"rtl-roadmap-{width}")
        page.goto("/notes/")
        expect(page.locator(".note-lines p").last).to_have_css("direction", "rtl")
        screenshot(page, f"rtl-notes-{width}")
