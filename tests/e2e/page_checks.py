"""Checks of a page that is loaded: its width and what axe finds, at several widths, and what becomes true of it."""

from collections.abc import Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TOO_WIDE_BY = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Only the violations leave the browser: the whole result takes up to 500 kB.
RUN_AXE = "async ([context, options]) => (await axe.run(context, options)).violations"
# Contrast takes most of axe's time. It follows from the colours and the font of a text and the backgrounds of its
# ancestors, so that texts of a look that has passed already, on this page or an earlier one, are left out. What can lie
# on top of other parts, as positioned elements and drawings, is measured on every page and at every width.
RUN_CONTRAST = """async ([passed, options]) => {
    const looks = new Map();
    const backgrounds = new Map([[null, ""]]);
    for (const element of document.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = style;
        const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join(" ");
        const overlaps = ["absolute", "fixed"].includes(style.position) || element.matches("svg");
        let background = backgrounds.get(element.parentElement);
        if (own !== "rgba(0, 0, 0, 0) none 1 none normal") background += `${own} | `;
        if (overlaps) background += `${location.href} ${innerWidth} | `;
        backgrounds.set(element, background);
        looks.set(element, [background, style.color, style.fontSize, style.fontWeight, style.textShadow].join(" "));
    }
    const known = new Set(passed);
    const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const shows = (element) => element.matches("input, select, textarea") || [...element.childNodes].some(isText);
    const unknown = [...looks.keys()].filter((element) => !known.has(looks.get(element)) && shows(element));
    if (!unknown.length) return [[], []];
    const results = await axe.run({ include: unknown }, options);
    const found = results.passes.flatMap(({ nodes }) => nodes).map(({ element }) => looks.get(element));
    return [results.violations, [...new Set(found)]];
}"""
# What fingers cannot hit: targets under 44 px with another one inside the 44 px around their middle. Left out are links
# in a sentence, and those that are out of the tab order because the same link stands elsewhere on the page.
SMALL_TARGETS = """() => {
    const LEAST = 44, targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const isInline = (node) => node.nodeType === Node.TEXT_NODE || getComputedStyle(node).display === "inline";
    const isComment = (node) => node.nodeType === Node.COMMENT_NODE;
    const isWord = (node) => !isComment(node) && node.textContent.trim().length > 1 && isInline(node);
    const isInSentence = (element) =>
        isInline(element) && [...element.parentElement.childNodes].some((node) => node !== element && isWord(node));
    const all = [...document.querySelectorAll(targets)].filter((element) =>
        element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !element.disabled
        && !element.matches(".skip-link, [role=presentation]") && !isInSentence(element));
    const boxes = all.map((element) => {
        const label = element.matches("[type=checkbox], [type=radio]") && element.closest("label");
        return (label || element).getBoundingClientRect();
    });
    const meets = (one, other) =>
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    return all.filter((element, index) => {
        const { left, right, top, bottom, width, height } = boxes[index];
        if (width >= LEAST - 0.5 && height >= LEAST - 0.5) return false;
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        const needed = {
            left: Math.min(left, x - LEAST / 2), right: Math.max(right, x + LEAST / 2),
            top: Math.min(top, y - LEAST / 2), bottom: Math.max(bottom, y + LEAST / 2),
        };
        return boxes.some((box, place) => place !== index && !all[place].contains(element)
            && !element.contains(all[place]) && meets(needed, box));
    }).map((element) => element.outerHTML.slice(0, 160));
}"""
# Whether an element that a selector names lies on the first screen; of a large one, enough to use it.
IS_ON_FIRST_SCREEN = """(selector) => [...document.querySelectorAll(selector)].some((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return element.checkVisibility() && Math.min(bottom, top + 132) <= innerHeight;
})"""
LINKS = ("link-in-text-block",)
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
# The looks of texts whose contrast has passed, for each context.
passed_looks: WeakKeyDictionary[BrowserContext, set[str]] = WeakKeyDictionary()


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


def inject_axe(page: Page) -> None:
    """Make axe available in PAGE, unless it is."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)


def describe(name: str, violations: list[dict[str, Any]]) -> list[str]:
    """Return a line for every node of axe's VIOLATIONS, each with NAME."""
    return [
        f"{name}: {violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def find_violations(
    page: Page, name: str, *, tags: Sequence[str] = (*WCAG, "best-practice"), part: str = "html", contrast: bool = True
) -> list[str]:
    """Return what axe finds by the rules of TAGS in the PART of PAGE that a CSS selector names, each with NAME."""
    inject_axe(page)
    # To preload every style sheet takes half a second, and no rule with these tags reads them.
    options = {"runOnly": [*tags], "resultTypes": ["violations"], "preload": False}
    options["rules"] = {"color-contrast": {"enabled": contrast}}
    violations: list[dict[str, Any]] = page.evaluate(RUN_AXE, [{"include": [[part]]}, options])
    return describe(name, violations)


def find_low_contrast(page: Page, name: str) -> list[str]:
    """Return the texts of PAGE with too little contrast, each with NAME; skip looks that passed in this context."""
    inject_axe(page)
    passed = passed_looks.setdefault(page.context, set())
    rule = {"type": "rule", "values": ["color-contrast"]}
    options = {"runOnly": rule, "resultTypes": ["violations", "passes"], "elementRef": True, "preload": False}
    violations, looks = page.evaluate(RUN_CONTRAST, [[*passed], options])
    passed.update(looks)
    return describe(name, violations)


def find_faults(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page of the portal as it is shown now, each with NAME: its width, axe's findings.

    The dark theme changes nothing but colours (tests/test_css.py), so there only the rules that read colours run.
    """
    rules = LINKS if page.evaluate(IS_DARK) else (*WCAG, "best-practice")
    others = find_violations(page, name, tags=rules, contrast=False)
    return find_overflow(page, name) + find_low_contrast(page, name) + others


def find_phone_faults(page: Page, name: str, to_do: str) -> list[str]:
    """Return what is wrong with PAGE on a phone, each with NAME: small targets, and what TO_DO selects out of sight."""
    faults = [f"{name}: small target: {target}" for target in page.evaluate(SMALL_TARGETS)]
    if not page.evaluate(IS_ON_FIRST_SCREEN, to_do):
        faults.append(f"{name}: the first screen holds no {to_do}")
    return faults


def wait_until(page: Page, condition: str, argument: object = None) -> None:
    """Wait up to 10 seconds until CONDITION, a JavaScript function, returns true for ARGUMENT; fail if it does not.

    The CSP would stop page.wait_for_function at its second look.
    """
    looks = "for (let i = 0; i < 200 && !condition(argument); i++) await new Promise((go) => setTimeout(go, 50));"
    script = f"async (argument) => {{ const condition = {condition}; {looks} return condition(argument); }}"
    assert page.evaluate(script, argument), f"never true: {condition}"
