"""How the pages look and behave, on every page, in both themes and three widths."""

import gzip
from datetime import date, time
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.invitations import invite
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_skip, set_topic
from roadmap_app.actions.study_slots import set_slot
from roadmap_app.models import JobRun, LinkCheck, LoadedEntry, Resource, Topic, User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, find_overflow, themes_and_widths, wait_until
from tests.makers import make_editor, make_item, make_roadmap, make_stage, make_topic, make_user
from tests.saving import one_save

ROADMAP = "/roadmaps/ml-engineer-2025/"
PAGES = {
    "roadmap": ROADMAP,
    "stage": f"{ROADMAP}foundations/",
    "topic": f"{ROADMAP}foundations/mathematics-for-machine-learning/",
    "now": f"{ROADMAP}now/?minutes=240",
    "finish": "/roadmaps/short/finish/",
    "not-finished": f"{ROADMAP}finish/",
    "notes": "/notes/",
    "note-new": "/notes/new/",
    "notes-all": "/notes/all/",
    "search": "/search/?q=learning",
    "settings": "/settings/",
    "time-zone": "/settings/time-zone/",
    "data": "/settings/data/",
    "deletion": "/settings/deletion/",
    "sessions": "/accounts/sessions/",
    "plan": f"{ROADMAP}enrolment/",
    "pauses": "/pauses/",
    "calendar": "/settings/calendar/",
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sign-out": "/accounts/logout/",
    "empty-roadmap": "/roadmaps/empty/",
}
EDITOR_PAGES = {
    "manage-roadmaps": "/manage/roadmaps/",
    "manage-roadmap": "/manage/roadmaps/ml-engineer-2025/",
    "manage-draft": "/manage/roadmaps/draft/",
    "manage-history": "/manage/roadmaps/ml-engineer-2025/history/",
    "manage-update": "/manage/roadmaps/ml-engineer-2025/updates/{update}/",
    "outline": f"{ROADMAP}outline/",
    "outline-stage": f"{ROADMAP}outline/?stage=foundations",
    "outline-new": "/outlines/new/",
}
OWNER_PAGES = {
    "manage-people": "/manage/people/",
    "manage-person": "/manage/people/{learner}/",
    "manage-record": "/manage/record/",
    "manage-invite": "/manage/invitations/new/",
}
VISITOR_PAGES = {
    "visitor-roadmap": ROADMAP,
    "visitor-now": f"{ROADMAP}now/",
    "visitor-topic": PAGES["topic"],
    "visitor-search": "/search/?q=zzzz",
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "password-reset": "/accounts/password/reset/",
    "roadmaps": "/",
    "not-found": "/nowhere/",
    "link-used-up": "/welcome/used-up/",
}
WIDTHS = (390, 768, 1440)
NOTE = """# The chain rule

It says $\\frac{dz}{dx} = \\frac{dz}{dy}\\frac{dy}{dx} = a + b + c + d + e + f + g + h + i + j + k + l + m + n$,
and for vectors

$$\\nabla f(x) = J^\\top \\nabla g(y)$$

- [x] worked through the proof
- [ ] do the exercises[^1]

| function | derivative |
|---|---|
| $x^2$ | $2x$ |

```python
def slope(f, x, h=1e-6):
    return (f(x + h) - f(x)) / h  # forward difference
```

> A derivative is the best linear guess.

[^1]: Chapter 5.
"""


@pytest.fixture
def walked(portal: object, learner: User) -> User:
    """Return a learner with some items done, in a portal with a second, empty roadmap."""
    mathematics = Topic.objects.get(slug="mathematics-for-machine-learning")
    make_roadmap(slug="empty", title="A roadmap of one " + "very" * 45 + " long word", position=2)
    short = make_topic(make_stage(make_roadmap(slug="short", title="A short road", position=3)))
    for each in (short, Topic.objects.get(slug="programming-skills")):
        set_topic(user=learner, topic=each, done=True)
    save_note(user=learner, topic=short, body="All of it.", version=0)
    set_skip(user=learner, topic=Topic.objects.get(slug="big-data-and-cloud"), skipped=True)
    save_note(user=learner, topic=mathematics, body=NOTE, version=0)
    enrol(user=learner, roadmap=mathematics.roadmap, started_on=date(2026, 6, 1), hours_per_week=7)
    set_slot(user=learner, weekday=3, starts_at=time(18, 30), minutes=90)
    book_pause(user=learner, first_day=date(2026, 7, 1), last_day=None, reason="An " + "op" * 45 + "eration")
    return learner


def make_people_of_all_states() -> None:
    """Make people whose lines under /manage/ look different, and an invitation."""
    make_editor("grace@example.org", name="Grace " + "Hop" * 40 + "per", last_login=timezone.now())
    make_user("gone@example.org", is_active=False, disabled_because="Left the company.")
    leaving = make_user("leaving@example.org", name="שָׁלוֹם", deletion_asked_at=timezone.now())
    invite(by=leaving, role="editor")  # which is not open
    invite(by=make_user("other@example.org", is_staff=True, is_superuser=True), role="editor", email="new@example.org")


def make_work_for_editors() -> LoadedEntry:
    """Make a draft, a broken link and an update to decide; return the last."""
    make_roadmap(slug="draft", title="A " + "draft" * 30, is_published=False, position=3)
    resource, topic = Resource.objects.exclude(url="").first(), Topic.objects.first()
    assert resource and topic
    LinkCheck.objects.create(resource=resource, url=resource.url, outcome="dead", reason="It answers 404.")
    JobRun.objects.create(name="check_links", started_at=timezone.now(), finished_at=timezone.now())
    topic.title = "Edited here, with an address: https://example.org/" + "long" * 30
    with one_save():
        save_content(topic)
        make_item(topic, title="שָׁלוֹם")
    entry = LoadedEntry.objects.get(model="topic", key=topic.ref)
    entry.shipped = entry.values | {"title": "A newer title", "summary": "A newer summary"}
    entry.save()
    return entry


def pages_of(person: str, walked: User) -> tuple[dict[str, str], User | None]:
    """Return the paths of the pages that PERSON uses, by name, and who they are."""
    keys = {"learner": walked.pk}
    if person == "owner":
        make_people_of_all_states()
    if person == "editor":
        keys["update"] = make_work_for_editors().pk
    pages, user = {
        "learner": (PAGES, walked),
        "visitor": (VISITOR_PAGES, None),
        "editor": (EDITOR_PAGES, make_editor()),
        "owner": (OWNER_PAGES, make_user("owner@example.org", is_staff=True, is_superuser=True)),
    }[person]
    return {name: path.format(**keys) for name, path in pages.items()}, user


@pytest.mark.parametrize("person", ["learner", "visitor", "editor", "owner"])
@pytest.mark.allow_console_errors  # the pages for 404 and 410 are logged
def test_every_page_fits_keeps_to_the_csp_and_satisfies_axe(
    walked: User, new_context: NewContext, settings: Any, screenshot: Screenshot, person: str
) -> None:
    """Load each page once; then look at it in both themes and at all widths."""
    settings.PORTAL_SIGNUP = "open"
    pages, user = pages_of(person, walked)
    context = new_context()
    context.add_cookies([session_cookie(user)] if user else [])
    page, faults = context.new_page(), []
    for name, path in pages.items():
        page.goto(path)
        for look in themes_and_widths(page, WIDTHS):
            faults += find_faults(page, f"{name}-{look}")
            screenshot(page, f"{name}-{look}")
    assert faults == []


def test_the_theme_that_is_set_comes_before_the_systems(walked: User, new_context: NewContext) -> None:
    walked.theme = "dark"
    walked.save()
    page = new_context(color_scheme="light").new_page()
    page.context.add_cookies([session_cookie(walked)])
    page.goto("/settings/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_no_scroll_sideways_at_320_px_or_200_percent(walked: User, learner_page: Page) -> None:
    page, too_wide = learner_page, []
    for name in ("roadmap", "stage", "topic", "now", "notes", "settings", "plan", "pauses"):
        page.set_viewport_size({"width": 320, "height": 600})
        page.goto(PAGES[name])
        too_wide += find_overflow(page, f"{name} at 320 px")
        page.set_viewport_size({"width": 640, "height": 500})
        page.evaluate("document.documentElement.style.zoom = 2")
        too_wide += find_overflow(page, f"{name} at 200 %")
    assert too_wide == []


def test_nothing_jumps_while_the_roadmap_loads(walked: User, new_context: NewContext) -> None:
    context = new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(walked)])
    page = context.new_page()
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto(ROADMAP, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("shift") == 0


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_keyboard_is_enough(walked: User, new_context: NewContext, colours: Any) -> None:
    context = new_context(forced_colors=colours)
    context.add_cookies([session_cookie(walked)])
    page = context.new_page()
    page.goto(PAGES["topic"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("j")
    box = page.get_by_role("checkbox", name="Eigenvalues")
    expect(box).to_be_focused()
    page.keyboard.press("x")
    expect(box).to_be_checked()
    expect(page.locator("#cairn")).to_contain_text("10 of 108")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    page.keyboard.press("k")
    expect(page.get_by_role("checkbox", name="Matrix operations")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#note-body")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type("jxn?/")
    expect(page.locator("#note-body")).to_have_value(NOTE + "jxn?/")
    expect(page.locator("#note-status")).to_contain_text("Saved")
    page.keyboard.press("Escape")
    expect(page.locator("#note-edit > summary")).to_be_focused()
    expect(page.locator("#note-preview")).to_contain_text("jxn?/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Machine Learning Engineer, 2025")
    page.goto("/notes/")
    page.keyboard.press("f")
    expect(page.get_by_label("Filter")).to_be_focused()
    page.goto("/settings/name/")
    page.get_by_label("Name").focus()
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Your settings are saved")


def test_a_tick_shows_in_forced_colours(walked: User, new_context: NewContext) -> None:
    context = new_context(forced_colors="active")
    context.add_cookies([session_cookie(walked)])
    page = context.new_page()
    page.goto(PAGES["topic"])
    box = page.get_by_role("checkbox", name="Matrix operations")
    ground = "element => getComputedStyle(element, '::before').backgroundColor"
    before = box.evaluate(ground)
    box.press("Space")
    expect(box).to_be_checked()
    changed = "([element, before]) => getComputedStyle(element, '::before').backgroundColor !== before"
    wait_until(page, changed, [box.element_handle(), before])


def test_first_load_is_light(walked: User, new_context: NewContext) -> None:
    """Everything that the roadmap page needs, as it travels compressed."""
    context = new_context()
    context.add_cookies([session_cookie(walked)])
    page = context.new_page()
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}))
    page.goto(ROADMAP, wait_until="networkidle")
    sizes = {
        url: len(body if url.endswith((".woff2", ".png")) else gzip.compress(body)) for url, body in bodies.items()
    }
    code = sum(size for url, size in sizes.items() if url.partition("?")[0].endswith((".css", ".js")))
    assert 20_000 < code < 45_000, sizes
    assert sum(sizes.values()) < 100_000, sizes


def test_a_topic_prints_as_a_clean_document(walked: User, learner_page: Page) -> None:
    page = learner_page
    page.goto(PAGES["topic"])
    page.emulate_media(media="print")
    for hidden in (".masthead", ".acts-menu", "#note-body", ".neighbours"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#note-preview math").first).to_be_visible()
    expect(page.get_by_role("checkbox", name="Sampling")).to_be_visible()
