"""Keyboard shortcuts in a browser: only once while a key is held, and on every keyboard layout."""

from playwright.sync_api import expect

from roadmap_app.models import Completion, ResourceState
from tests.e2e.test_walk import MATHEMATICS

PRESS = """([key, code, more]) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }))"""


def hold(page, key, count=20):
    """Hold KEY until it has repeated COUNT times."""
    for _ in range(count):
        page.keyboard.down(key)
    page.keyboard.up(key)


def test_a_held_key_counts_once(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    ticks = page.locator(".tick")
    page.keyboard.press("j")
    expect(ticks.nth(0)).to_be_focused()
    hold(page, "x")
    expect(page.locator("#messages")).to_contain_text("Ticked “Matrix operations”")
    hold(page, "j", 3)
    expect(ticks.nth(3)).to_be_focused()
    hold(page, "Enter")  # browsers treat each repetition as a press
    expect(page.locator("#messages")).to_contain_text("Ticked “Derivatives”")
    assert len(sent) == Completion.objects.count() == 2
    hold(page, "n")
    expect(page.locator("#note-body")).to_be_focused()
    expect(page.locator("#note-body")).to_have_value("")
    hold(page, "n", 3)
    expect(page.locator("#note-body")).to_have_value("nnn")


def test_u_undoes_the_last_change_after_its_message_has_left(portal, learner_page):
    page = learner_page
    page.clock.install()
    page.goto(MATHEMATICS)
    messages = page.locator("#messages")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(messages).to_contain_text("Ticked “Matrix operations”")
    page.clock.run_for(15_000)
    messages.hover()
    page.clock.run_for(30_000)  # it is being read
    expect(messages).to_contain_text("Ticked")
    page.mouse.move(0, 0)
    page.clock.run_for(15_000)
    expect(messages).to_contain_text("Ticked")
    page.clock.run_for(10_000)
    expect(messages).to_be_empty()
    hold(page, "u")
    expect(messages).to_contain_text("Undone.")
    expect(page.locator(".tick").first).not_to_be_checked()
    expect(page.locator(".tick").first).to_be_focused()
    read = page.get_by_role("button", name="Read", exact=True).first
    read.click()
    expect(messages).to_contain_text("Read: “Mathematics for Machine Learning”.")
    page.keyboard.press("u")  # this, not the tick before it
    expect(messages).to_contain_text("To read: “Mathematics for Machine Learning”.")
    expect(read).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(messages).to_be_empty()
    assert not Completion.objects.exists() and not ResourceState.objects.exists()


def test_a_message_lies_on_no_control_that_has_the_focus(portal, learner_page):
    page = learner_page
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(MATHEMATICS)
    tick = page.locator(".tick").nth(4)
    tick.focus()
    # At the bottom of the window, where messages appear.
    tick.evaluate("element => scrollBy(0, element.getBoundingClientRect().bottom - innerHeight + 20)")
    page.keyboard.press("Space")
    expect(page.locator("#messages")).to_contain_text("Ticked")
    expect(page.locator(".answers[data-above] #messages")).to_be_in_viewport()
    covered = page.evaluate("""() => {
        const box = (element) => element.getBoundingClientRect();
        const messages = document.getElementById("messages");
        const isCovered = (element) => {
            element.focus();
            const [one, other] = [box(element), box(messages)];
            return one.top < other.bottom && other.top < one.bottom && one.left < other.right && other.left < one.right;
        };
        const controls = [...document.querySelectorAll("main :is(a, button, textarea)")];
        return controls.filter((element) => element.offsetParent && isCovered(element)).map(({ id }) => id);
    }""")
    assert covered == []
    page.keyboard.press("Tab")
    page.locator("#messages").evaluate("element => element.replaceChildren('W'.repeat(200))")
    page.get_by_role("button", name="Close the message").click()
    expect(page.locator("#messages")).to_be_empty()


def test_escape_and_a_press_elsewhere_close_a_menu(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#messages")).to_contain_text("Ticked")
    menu = page.locator(".acts-menu > summary")
    menu.click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Tick all")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tick all")).to_be_hidden()
    expect(menu).to_be_focused()
    expect(page.locator("#messages")).not_to_be_empty()
    menu.click()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("button", name="Tick all")).to_be_hidden()


def test_shortcuts_follow_the_keyboard_layout(portal, learner_page):
    page = learner_page
    page.goto(MATHEMATICS)
    ticks = page.locator(".tick")
    place = -1
    # Cyrillic, Greek, Hebrew, Arabic, Thai (a mark), Devanagari; Caps Lock; Dvorak, which has J on the key of C.
    forward = [
        ("о", "KeyJ"),
        ("ξ", "KeyJ"),
        ("ח", "KeyJ"),
        ("ت", "KeyJ"),
        ("่", "KeyJ"),
        ("र", "KeyJ"),
        ("J", "KeyJ"),
        ("j", "KeyC"),
    ]
    for key, code in forward:
        page.evaluate(PRESS, [key, code, {}])
        place += 1
        expect(ticks.nth(place)).to_be_focused()
    still = [
        ("h", "KeyJ", {}),  # Dvorak
        ("J", "KeyJ", {"shiftKey": True}),
        ("о", "KeyJ", {"ctrlKey": True}),
        ("о", "KeyJ", {"isComposing": True}),
        ("j", "KeyJ", {"altKey": True}),
        ("Dead", "KeyJ", {}),
        ("Process", "KeyJ", {}),
    ]
    for press in still:
        page.evaluate(PRESS, press)
        expect(ticks.nth(place)).to_be_focused()
    page.evaluate(PRESS, ["л", "KeyK", {}])
    expect(ticks.nth(place - 1)).to_be_focused()
    page.evaluate(PRESS, ["ч", "KeyX", {}])
    expect(ticks.nth(place - 1)).to_be_checked()
    page.evaluate(PRESS, ["?", "Digit7", {"shiftKey": True}])  # Russian
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    page.evaluate(PRESS, ["т", "KeyN", {}])
    expect(page.locator("#note-body")).to_be_focused()
    page.goto("/notes/")
    page.evaluate(PRESS, ["/", "KeyQ", {}])  # Hebrew
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").blur()
    page.evaluate(PRESS, ["а", "KeyF", {}])
    expect(page.locator("#filter")).to_be_focused()
    page.locator("#filter").blur()
    for press in (["п", "KeyG", {}], ["к", "KeyR", {}]):
        page.evaluate(PRESS, press)
    expect(page.get_by_role("heading", level=1)).to_have_text("Machine Learning Engineer, 2025")
