"""What a stranger does first, in a real browser: sees the sample, brings a filing, checks, asks."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.settled import settled
from tests.fakes.upload_filing import COMPANY, DIFFERENCE, upload_filing

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
Picture = Callable[[Page, str], None]


def close_by_key(page: Page) -> None:
    """Press Esc until it is heard: a page just loaded listens to keys a moment later."""
    shown = page.locator(".st-key-source mark")
    for _ in range(20):
        page.keyboard.press("Escape")
        page.wait_for_timeout(1_000)
        if shown.count() == 0:
            break
    expect(shown).to_have_count(0)


def figure(page: Page, text: str) -> None:
    page.get_by_role("button", name=text, exact=True).first.click()


def test_the_sample_shows_itself_and_its_sources(page: Page, picture: Picture) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Synthetic Harbor")
    expect(page.get_by_text("Synthetic data").first).to_be_visible()
    expect(page.get_by_text("1 check fails")).to_be_visible()
    expect(page.get_by_role("table", name="Failing checks")).to_contain_text("100")
    picture(page, "filing")
    figure(page, "581,320")
    source = page.locator(".st-key-source")
    expect(source.locator("mark")).to_have_text("581,320")
    expect(source).to_contain_text("USD thousand")
    expect(source).to_contain_text("synthetic_10-K_2024.html")
    picture(page, "source")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".st-key-source mark")).to_have_text("581,320")
    close_by_key(page)


def test_views_of_a_filing(page: Page, picture: Picture) -> None:
    page.goto("/?view=ratios")
    page.get_by_role("button", name="2.30×").first.click()
    expect(page.locator(".st-key-source")).to_contain_text("How it was worked out")
    page.locator(".st-key-source").get_by_role("button", name="347,300").click()
    expect(page.locator(".st-key-source mark")).to_have_text("347,300")
    expect(page.get_by_role("button", name="Back to Current ratio")).to_be_visible()
    picture(page, "ratios")
    page.goto("/?view=trends")
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, svg.marks").first).to_be_visible()
    picture(page, "trends")
    page.goto("/?view=waterfall")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    picture(page, "waterfall")
    page.goto("/?view=dupont")
    expect(page.get_by_role("table", name="DuPont analysis")).to_contain_text("Tax burden")


def test_questions_are_answered_with_citations_or_refused(page: Page, picture: Picture) -> None:
    page.goto("/ask")
    started = time.monotonic()
    page.locator("[class*=st-key-example-1] button").click()
    expect(page.locator(".answer")).to_contain_text("20.04 million")
    assert time.monotonic() - started < 60
    page.locator(".chip").first.click()
    expect(page.locator(".st-key-source mark")).to_have_text("61,050")
    box = page.get_by_placeholder("Ask about the filings in the library")
    box.fill("What was Synthetic Harbor Instruments' revenue in 2031?")
    box.press("Enter")
    expect(page.get_by_text("Not found in your documents").first).to_be_visible()
    picture(page, "ask")


def test_chinese_with_the_page_of_the_report(page: Page, picture: Picture) -> None:
    page.goto("/?lang=en")
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text("来源").or_(page.get_by_text("利润表")).first).to_be_visible()
    page.goto("/library?lang=zh")
    page.get_by_role("button", name="合成云杉精工股份有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("合成云杉精工")
    page.locator("td button").nth(4).click()
    image = page.locator(".st-key-source img[alt]").first
    expect(image).to_be_visible()
    assert image.evaluate("img => img.complete && img.naturalWidth > 600")
    picture(page, "chinese")


def test_filings_are_compared(page: Page, picture: Picture) -> None:
    page.goto("/compare")
    table = page.get_by_role("table", name="Comparison")
    expect(table).to_contain_text("Return on equity")
    expect(page.get_by_text("not converted")).to_be_visible()
    picture(page, "compare")


def test_figures_are_reached_by_keyboard(page: Page) -> None:
    page.goto("/")
    first = page.locator("td button").first
    expect(first).to_be_visible()
    settled(page)
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-source mark")).to_have_text("139,870")


def test_an_uploaded_filing_is_read_checked_and_exported(
    page: Page, picture: Picture, tmp_path: Path
) -> None:
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(
        {"name": "quayside_10-K.html", "mimeType": "text/html", "buffer": upload_filing()}
    )
    expect(page.get_by_text("quayside_10-K.html").first).to_be_visible()
    page.get_by_role("button", name="Read").click()
    name = page.get_by_role("table", name="Filings in the library").get_by_text(COMPANY)
    expect(name).to_be_visible()
    picture(page, "library")
    name.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMPANY)
    expect(page.get_by_text(f"difference {DIFFERENCE} USD thousand")).to_be_visible()
    page.get_by_text("Balance sheet", exact=True).click()
    page.get_by_role("button", name=re.compile("32,207.*failing check")).first.click()
    expect(page.locator(".st-key-source mark")).to_have_text("32,207")
    assert page.title() != "owned"
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel").click()
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(isinstance(value, str) and value.startswith("=") for value in cells)
    assert any(value == "quayside_10-K.html" for value in cells)
    page.goto("/library")
    page.get_by_role("button", name="Remove a filing").click()
    page.get_by_role("button", name="Remove it").click()
    expect(name).to_have_count(0)
