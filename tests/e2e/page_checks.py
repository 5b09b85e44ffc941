"""Checks of a page that is loaded: its width and what axe finds, in both themes and at several widths."""

from collections.abc import Iterator, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TOO_WIDE_BY = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Only the violations leave the browser: the whole result takes up to 500 kB.
RUN_AXE = "async ([context, options]) => (await axe.run(context, options)).violations"


def themes_and_widths(page: Page, widths: Sequence[int], height: int = 900) -> Iterator[str]:
    """Switch PAGE through both themes and all WIDTHS without loading it again; yield "light-390" and so on."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": height})
            # Measure no colour that is still on its way from one theme to the other.
            page.evaluate("document.getAnimations().forEach(animation => animation.finish())")
            yield f"{theme}-{width}"


def find_overflow(page: Page, name: str) -> list[str]:
    """Return NAME and the number of pixels by which PAGE scrolls sideways, if it does."""
    pixels = page.evaluate(TOO_WIDE_BY)
    return [f"{name}: {pixels} px too wide"] if pixels > 0 else []


def find_violations(
    page: Page, name: str, *, tags: Sequence[str] = (*WCAG, "best-practice"), part: str = "html"
) -> list[str]:
    """Return what axe finds by the rules of TAGS in the PART of PAGE that a CSS selector names, each with NAME."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    # To preload every style sheet takes half a second, and no rule with these tags reads them.
    options = {"runOnly": [*tags], "resultTypes": ["violations"], "preload": False}
    violations: list[dict[str, Any]] = page.evaluate(RUN_AXE, [{"include": [[part]]}, options])
    return [
        f"{name}: {violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def find_faults(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page of the portal as it is shown now, each with NAME: its width, axe's findings."""
    return find_overflow(page, name) + find_violations(page, name)
