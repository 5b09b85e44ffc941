"""Milliseconds of the admin's lists and previews, whose counts depend on the number of learners."""

import html
import statistics

from tests.bench.browser import Browser, hidden_fields
from tests.bench.rows import ROADMAP, Traffic

TIMES = 5
LISTS = {"roadmaps": "roadmap", "stages": "stage", "topics": "topic", "items": "item", "people": "user"}
QUESTION, PREVIEW = "question before retiring a stage", "preview of an outline"
PAGES = (*LISTS, QUESTION, PREVIEW)


def measure_once(traffic: Traffic) -> dict[str, float]:
    """Return the milliseconds of each of PAGES, requested once by an owner."""
    browser = traffic.browser(traffic.target.owner_session)
    taken = {}
    for page, model in LISTS.items():
        browser.get(f"/admin/roadmap_app/{model}/")
        taken[page] = browser.milliseconds
    taken[QUESTION] = _ask(browser)
    taken[PREVIEW] = _preview(browser, f"{traffic.target.paths[ROADMAP]}outline/")
    browser.connection.close()
    return taken


def median_of(taken: list[dict[str, float]], page: str) -> float:
    """Return the median of the milliseconds of PAGE."""
    return statistics.median(each[page] for each in taken)


def _ask(browser: Browser) -> float:
    """Ask for the retirement of the first stage in the list, which the admin confirms with a question."""
    path = "/admin/roadmap_app/stage/"
    page = browser.get(path)
    key = page.split('name="_selected_action" value="')[1].split('"')[0]
    fields = [*hidden_fields(page, 'id="changelist-form"'), ("action", "retire"), ("_selected_action", key)]
    answer = browser.post(path, fields)
    if "Once retired" not in answer:
        raise RuntimeError("The admin did not ask before retiring.")
    return browser.milliseconds


def _preview(browser: Browser, path: str) -> float:
    """Preview an outline from which a third of the lines with items is gone."""
    page = browser.get(path)
    fields = hidden_fields(page, 'class="outline-form"')
    text = page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    lines = text.splitlines()
    items = [place for place, line in enumerate(lines) if line.startswith("- ") and not line.startswith("- Resources")]
    left_out = set(items[::3])
    body = "\n".join(line for place, line in enumerate(lines) if place not in left_out)
    answer = browser.post(path, [*fields, ("body", html.unescape(body)), ("act", "preview")])
    if "What will change" not in answer:
        raise RuntimeError("The outline has no preview.")
    return browser.milliseconds
