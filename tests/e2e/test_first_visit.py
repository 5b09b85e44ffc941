"""The server as people run it: how little a first visit loads, and that joined modules do what the single ones do."""

import re

import brotli
import pytest
from playwright.sync_api import expect

from tests.operations.test_server import free_port, serving

MOST_REQUESTS, MOST_BYTES = 12, 70_000
TOPIC = "/roadmaps/ml-engineer-2025/foundations/mathematics-for-machine-learning/"


@pytest.fixture
def also_ask():
    return ["http://127.0.0.1:"]


def size(response):
    """Return the bytes of RESPONSE as they travel; shared_static() leaves out to compress the files."""
    sent = response.request.sizes()
    is_packed = "content-encoding" in response.headers or response.url.endswith((".woff2", ".png"))
    body = sent["responseBodySize"] if is_packed else len(brotli.compress(response.body()))
    return sent["responseHeadersSize"] + body


@pytest.mark.allow_console_errors  # the server is stopped
def test_a_first_visit_is_light_and_works(prepared, new_context):
    port = free_port()
    with serving(prepared.var, port, PORTAL_WORKERS="1") as (process, output):
        page = new_context().new_page()
        page.goto(re.search(rf"http://127\.0\.0\.1:{port}/welcome/\S+", output)[0])
        page.get_by_label("E-mail address").fill("ada@example.org")
        page.get_by_label("Password", exact=True).fill("correct horse 9")
        page.get_by_label("Password again").fill("correct horse 9")
        page.get_by_role("button", name="Make the account").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Machine Learning Engineer, 2025")
        for path in (TOPIC, "/roadmaps/ml-engineer-2025/"):
            visited, answers = new_context(storage_state=page.context.storage_state()).new_page(), []
            visited.on("response", lambda answer, found=answers: found.append(answer))
            visited.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
            # A whole browser asks for an icon, too, which the headless one does not.
            assert len({answer.url for answer in answers}) + 1 <= MOST_REQUESTS, answers
            sizes = {answer.url: size(answer) for answer in answers}
            assert sum(sizes.values()) + 1_000 <= MOST_BYTES, sizes
        page.goto(f"http://127.0.0.1:{port}{TOPIC}")
        page.get_by_role("checkbox", name="Matrix operations").click()
        expect(page.locator("#messages")).to_contain_text("Ticked")
        page.keyboard.press("u")
        expect(page.locator("#messages")).to_contain_text("Undone")
        page.keyboard.press("/")
        page.keyboard.type("eigen")
        expect(page.locator("#hits a").first).to_have_text("Eigenvalues and eigenvectors")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("n")
        page.keyboard.type("Rows times columns.")
        expect(page.locator("#note-status")).to_contain_text("Saved")
        process.terminate()
        process.wait(timeout=20)
        page.get_by_role("checkbox", name="Eigenvalues").click()
        expect(page.locator("#main")).to_contain_text("Try again")
