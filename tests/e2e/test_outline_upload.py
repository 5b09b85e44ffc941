"""A file in place of the text of an outline."""

import re

import pytest
from playwright.sync_api import FilePayload, expect

from roadmap_app.models import User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_editor

PAGE = "<nav>Home</nav><h1>Baker</h1><h2>Doughs (3 months)</h2><h3>Sour</h3><ul><li>Feed it</ul>"
HTML = FilePayload(name="baker.html", mimeType="text/html", buffer=PAGE.encode())
PDF = FilePayload(name="baker.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\xff")


@pytest.mark.allow_console_errors
@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_file_fills_the_text_and_a_wrong_one_leaves_it(
    portal: object, new_context: NewContext, transactional_db: None, screenshot: Screenshot, scripts: bool
) -> None:
    editor: User = make_editor()
    context = new_context(java_script_enabled=scripts)
    context.add_cookies([session_cookie(editor)])
    page = context.new_page()
    page.goto("/outlines/new/")
    text, file = page.locator("#outline-body"), page.locator("#outline-file")
    text.fill("Typed before")
    file.set_input_files(PDF)
    page.locator("#see").click()
    expect(page.locator("#outline-file-error")).to_contain_text("“baker.pdf” is a PDF, which is not read.")
    expect(text).to_have_value("Typed before")
    if scripts:
        faults = []
        for name in themes_and_widths(page, (390, 1440)):
            screenshot(page, f"outline-wrong-file-{name}")
            faults += find_faults(page, name)
        assert faults == []
    file.set_input_files(HTML)
    page.locator("#see").click()
    expect(text).to_have_value(re.compile(r"^# Baker\n\n## Doughs \(3 months\)"))
    expect(page.locator(".outline-file")).to_contain_text("Left out: navigation – “Home”.")
    expect(page.locator(".tree-lines > li > b")).to_have_text(["Doughs"])
    if scripts:
        for name in themes_and_widths(page, (390, 1440)):
            screenshot(page, f"outline-file-{name}")
        expect(page.locator("#see")).to_be_focused()
