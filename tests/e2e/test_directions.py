"""Text from right to left, as a browser lays it out."""

from playwright.sync_api import expect

from roadmap_app.actions.notes import save_note
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic

TITLE, WORDS = "مقدمة في التعلم الآلي", "هذا نص عربي طويل بما يكفي ليملأ أكثر من سطر واحد على شاشة الهاتف."
HEBREW = "שלום עולם"
NOTE = f"""# {TITLE}

{WORDS} `code` $x^2$

English, from left to right.

- {WORDS}
- English
- [x] {HEBREW}

1. {HEBREW}
   - {WORDS}

> {WORDS}

| {TITLE} | {HEBREW} |
|---|---|
| {WORDS} | text |

```python
x = 1
```
"""
LOOK = """selector => [...document.querySelectorAll(selector)].map(element => getComputedStyle(element).direction)"""
EXPECTED = {
    "h1": ["rtl"],
    ".lead": ["rtl"],
    "#checklist h3": ["rtl"],
    ".item .tick": ["rtl", "ltr"],
    ".item .hint": ["rtl"],
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


def test_text_from_right_to_left_is_laid_out_so(portal, learner_page, learner, screenshot):
    roadmap = make_roadmap(slug="r", title=TITLE, summary=WORDS)
    topic = make_topic(
        make_stage(roadmap, slug="s", title=TITLE, goal=WORDS), items=0, slug="t", title=TITLE, summary=WORDS
    )
    make_item(topic, title=WORDS, group=TITLE, hint=WORDS)
    make_item(topic, title="English", group=TITLE)
    make_resource(topic, title=TITLE, author=HEBREW)
    save_note(user=learner, topic=topic, body=NOTE, version=0)
    page = learner_page
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/roadmaps/r/s/t/")
        assert {selector: page.evaluate(LOOK, selector) for selector in EXPECTED} == EXPECTED
        screenshot(page, f"rtl-topic-{width}")
        page.goto("/roadmaps/r/")
        screenshot(page, f"rtl-roadmap-{width}")
        page.goto("/notes/")
        expect(page.locator(".note-lines p").last).to_have_css("direction", "rtl")
        screenshot(page, f"rtl-notes-{width}")
