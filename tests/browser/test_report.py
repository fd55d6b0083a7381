from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

FIRST = "main a.n >> nth=0"
POP = "[role=dialog]"
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(opened, width):
    page = opened(width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """width => [...document.querySelectorAll('main *')]
             .filter(one => one.getBoundingClientRect().right > width + 1)
             .filter(one => getComputedStyle(one).position !== 'absolute' && !one.closest('svg, .field, .hide'))
             .map(one => one.outerHTML.slice(0, 90))""",
        width,
    )
    assert wide == []


def test_nothing_goes_wrong_in_the_console_and_nothing_is_fetched(browser, report):
    said, asked = [], []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    page.locator(FIRST).click()
    page.close()
    assert said == []
    assert asked == [report.as_uri()]


@pytest.mark.parametrize("how", ["click", "enter", "touch"])
def test_a_number_opens_its_evidence_beside_it_and_closes_again(opened, how):
    page = opened(390 if how == "touch" else 1280, has_touch=how == "touch")
    number = page.locator(FIRST)
    ref = number.locator("[data-n]").first.get_attribute("data-n")
    row = "/".join(ref.split("/")[:2])
    if how == "click":
        number.click()
    elif how == "touch":
        number.tap()
    else:
        number.focus()
        page.keyboard.press("Enter")
    pop = page.locator(POP)
    assert pop.is_visible()
    assert row in pop.inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    assert page.url.endswith("report.html"), "the page did not jump"
    box = pop.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    page.keyboard.press("Escape")
    assert pop.is_hidden()
    assert number.evaluate("one => one === document.activeElement"), "focus is back where it was"


def test_evidence_leads_on_to_what_it_rests_on_and_back(opened):
    page = opened()
    page.locator(FIRST).click()
    pop = page.locator(POP)
    first = pop.locator(".ev-r code").inner_text()
    pop.locator(".ev a.n").first.click()
    second = pop.locator(".ev-r code").inner_text()
    assert second != first
    pop.get_by_role("button", name="Back").click()
    assert pop.locator(".ev-r code").inner_text() == first
    pop.get_by_role("button", name="Close").click()
    assert pop.is_hidden()


def test_tab_leaves_the_evidence_for_the_number_it_came_from(opened):
    page = opened()
    number = page.locator(FIRST)
    number.click()
    page.keyboard.press("Shift+Tab")
    assert page.locator(POP).is_hidden()
    assert number.evaluate("one => one === document.activeElement")


def test_a_click_elsewhere_closes(opened):
    page = opened()
    page.locator(FIRST).click()
    page.locator("h1").click()
    assert page.locator(POP).is_hidden()


def test_without_javascript_a_number_leads_to_its_evidence(opened):
    page = opened(java_script_enabled=False)
    number = page.locator(FIRST)
    target = number.get_attribute("href")
    number.click()
    assert page.url.endswith(target)
    assert page.locator(f"[id='{target[1:]}']").is_visible()


def test_printing_opens_what_is_folded(opened):
    page = opened()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("[...document.querySelectorAll('details')].every(one => one.open)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(POP).is_hidden()


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1280)])
def test_axe_finds_nothing_serious(opened, scheme, width):
    sync = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page = opened(width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.locator(FIRST).click()
    page.evaluate("[...document.querySelectorAll('main .ev')].slice(30).forEach(one => one.remove())")
    found = sync.Axe().run(page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"][:160], one["nodes"][0].get("failureSummary", "")[:200])
        for one in found
        if one["impact"] in SERIOUS
    ]
    assert serious == []


def test_letters_are_never_shrunk(opened):
    """On a phone everything that is read is at least eleven pixels tall, also in pictures."""
    page = opened(390)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main text, main span, main p, main td, main th, main code')]
             .filter(one => one.textContent.trim() && one.getClientRects().length).map(one => {
               const svg = one.closest('svg');
               const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
               return parseFloat(getComputedStyle(one).fontSize) * scale;
             }).filter(size => size < 11)"""
    )
    assert small == []
