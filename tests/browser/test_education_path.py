"""What a teacher does first, in a real browser: from a CSV to a printed sheet, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from apps.education.samples.demo import demo_class
from tests.browser.opened_desk import opened_desk
from tests.browser.settled import settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
Picture = Callable[[Page, str], None]
GRAVE = {"serious", "critical"}
STUDENT = "Amara Okafor"


@pytest.fixture
def desk(browser: Browser, education_address: str) -> Iterator[Page]:
    """The teacher's desk."""
    with opened_desk(browser, education_address) as page:
        yield page


PAGES = {
    "/": ("td[data-at]", "education-class"),
    "/student": ("tbody th button", "education-student"),
    "/student?view=points&lang=zh": ("td.bar", ""),
    "/student?view=curve": ("tbody th button", ""),
    "/exercises": (".st-key-make button", ""),
    "/graph": ("button.box", "education-graph"),
    "/courses": ("input[type=file]", ""),
    "/fairness": (".st-key-try button", ""),
    "/privacy": ("tbody th button", ""),
    "/about": ("h3", ""),
}
"""What is there when a page is drawn, and the name of its picture."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_on_education_pages(desk: Page, picture: Picture, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
    found: list[str] = []
    for path, (there, name) in PAGES.items():
        desk.goto(path)
        expect(desk.locator(there).first).to_be_attached(timeout=240_000)
        settled(desk)
        if name and scheme == "light":
            picture(desk, name)
        found += grave(desk, f"{path} {scheme}")
    assert found == []


def grave(page: Page, where: str) -> list[str]:
    settled(page)
    violations = Axe().run(page).response["violations"]
    return [
        f"{where}: {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in GRAVE
    ]


def test_the_fairness_of_the_demo_class(desk: Page, picture: Picture) -> None:
    desk.goto("/fairness")
    desk.get_by_role("button", name="Try it on the class's past").click()
    expect(desk.get_by_text("Largest difference between groups").first).to_be_visible(
        timeout=240_000
    )
    settled(desk)
    picture(desk, "education-fairness")
    assert grave(desk, "/fairness tried") == []


def small_class() -> bytes:
    """Eight students of the demo class and a row that cannot be read."""
    header, *rows = demo_class().csv.splitlines(keepends=True)
    students = list(dict.fromkeys(row.split(b",")[0] for row in rows))[:8]
    kept = [row for row in rows if row.split(b",")[0] in students]
    return b"".join([header, *kept, b'sx,"<b>=1+1</b>",4a,q1,x,maybe,,,,,\n'])


def import_class(page: Page, title: str) -> None:
    """Bring a file as a stranger would."""
    data = small_class()
    page.goto("/courses")
    page.locator("input[type=file]").set_input_files(
        [{"name": "term.csv", "mimeType": "text/csv", "buffer": data}]
    )
    expect(page.get_by_role("table", name="First rows")).to_be_visible()
    settled(page)
    page.get_by_label("Name of the new course").fill(title)
    page.get_by_label("Name of the new course").press("Tab")
    settled(page)
    page.get_by_role("button", name=re.compile("^Import Ctrl|^Import Shortcut|^Import$")).click()
    refused = page.get_by_role("table", name="Refused rows and values")
    expect(refused).to_contain_text("maybe")
    expect(refused).to_contain_text("it says neither right nor wrong")


def test_from_a_file_to_a_printed_sheet(desk: Page, picture: Picture) -> None:
    import_class(desk, "4a in spring")
    picture(desk, "education-import")
    desk.get_by_role("link", name="Open the class").first.click()
    grid = desk.get_by_role("grid")
    expect(grid).to_be_visible(timeout=240_000)
    expect(desk).to_have_url(re.compile("course="))
    settled(desk)
    cell = grid.locator("tbody td").first
    cell.focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    pane = desk.locator(".st-key-source")
    expect(pane.get_by_role("button", name=re.compile("^Close"))).to_be_visible()
    expect(pane).to_contain_text("middling difficulty")
    settled(desk)
    grid.get_by_role("button", name=STUDENT).click()
    steps = desk.get_by_role("table", name="Next steps")
    expect(steps).to_be_visible()
    settled(desk)
    steps.get_by_role("button").first.click()
    behind = pane.get_by_role("table", name="Answers behind it")
    expect(behind).to_contain_text(re.compile(r"term\.csv, line \d+"))
    settled(desk)
    behind.get_by_role("button").first.click()
    expect(pane.get_by_text(re.compile(r"term.*csv, line \d+")).first).to_be_visible()
    settled(desk)
    desk.get_by_role("link", name="Make a sheet of these steps").click()
    desk.get_by_role("button", name=re.compile("^Make the sheets")).click()
    expect(desk.get_by_role("table", name="Sheets")).to_contain_text(STUDENT, timeout=240_000)
    settled(desk)
    desk.get_by_role("button", name="Why this").first.click()
    expect(desk.get_by_role("table", name="Answers behind it").first).to_be_visible()
    desk.keyboard.press("Escape")
    desk.get_by_text("Key, steps, likely mistakes").first.click()
    settled(desk)
    picture(desk, "education-exercises")
    drawn = desk.locator(".st-key-exercise-1 img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.naturalWidth") > 0
    with desk.expect_download() as printed:
        desk.get_by_role("button", name="Sheets (PDF)").click()
    with pypdfium2.PdfDocument(Path(printed.value.path())) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    assert STUDENT in text
    with desk.expect_download() as package:
        desk.get_by_role("button", name="QTI 3 package").click()
    assert Path(package.value.path()).read_bytes().startswith(b"PK")
