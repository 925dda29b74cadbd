"""axe finds nothing serious on any page, in either language, light or dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.settled import settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GRAVE = {"serious", "critical"}
DARK = ("/", "/compare", "/library")
PAGES = {
    "/": "td button",
    "/?view=ratios&lang=zh": "td button",
    "/?view=waterfall": ".js-plotly-plot",
    "/compare": "td button",
    "/library": "th button",
    "/ask": "[class*=st-key-example-1] button",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
    found: list[str] = []
    shown = {path: PAGES[path] for path in (DARK if scheme == "dark" else PAGES)}
    for path, there in shown.items():
        page.goto(path)
        expect(page.locator(there).first).to_be_visible()
        if path == "/":
            page.locator("td button").first.click()
            expect(page.locator(".st-key-source mark").first).to_be_visible()
        settled(page)
        violations = Axe().run(page).response["violations"]
        found += [
            f"{path} {scheme}: {v['id']}: {v['nodes'][0]['html'][:160]}"
            for v in violations
            if v["impact"] in GRAVE
        ]
    assert found == []
