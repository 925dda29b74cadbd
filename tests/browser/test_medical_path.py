"""What a clinician does first, in a real browser: imports a patient, finds, decides, signs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from apps.medical.samples import demo_patients
from tests.browser.opened_desk import opened_desk
from tests.browser.settled import heard, settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
Picture = Callable[[Page, str], None]
GRAVE = {"serious", "critical"}


@pytest.fixture
def desk(browser: Browser, medical_address: str) -> Iterator[Page]:
    """The clinician's desk."""
    with opened_desk(browser, medical_address) as page:
        yield page


def view(page: Page, name: str) -> None:
    settled(page)
    page.get_by_role("radio", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    ).first.click()


def import_patient(page: Page, key: str) -> str:
    """Import a demo patient's files as a stranger would; his name as the worklist has it."""
    patient = next(one for one in demo_patients() if one.key == key)
    page.goto("/")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": name, "mimeType": "application/octet-stream", "buffer": data}
            for name, data in patient.files
        ]
    )
    removers = page.get_by_role("button", name=re.compile("^Remove "))
    expect(removers).to_have_count(len(patient.files))
    page.get_by_role("button", name=re.compile("^Import Shortcut")).click()
    expect(page.get_by_text("Import report").first).to_be_visible()
    return "Tobias Ekstrom"


def test_from_import_to_sign_off(desk: Page, picture: Picture) -> None:
    name = import_patient(desk, "tall_boy")
    expect(desk.get_by_role("table", name="Patients")).to_contain_text("synthetic")
    settled(desk)
    picture(desk, "medical-worklist")
    desk.get_by_role("button", name=name, exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)
    expect(desk.get_by_role("table", name="Problems")).to_be_visible()
    picture(desk, "medical-overview")
    view(desk, "Findings")
    findings = desk.get_by_role("table", name="Findings")
    findings.get_by_role("button", name="Arachnodactyly").first.click()
    source = desk.locator(".st-key-source")
    expect(source.locator("mark")).to_have_text(re.compile("arachnodactyly", re.IGNORECASE))
    picture(desk, "medical-findings")
    view(desk, "Notes")
    expect(desk.get_by_role("region", name=re.compile("note|echo", re.IGNORECASE))).to_be_visible()
    view(desk, "Differential")
    ranking = desk.get_by_role("table", name="Differential")
    expect(ranking).to_be_visible()
    expect(desk).to_have_url(re.compile("view=differential"))
    record = source.get_by_role("button", name="Record the decision")
    heard(desk, source.get_by_role("button", name="Close").click, record.is_visible)
    expect(record).to_be_visible()
    desk.get_by_text("Rare disease", exact=True).first.click(timeout=240_000)
    expect(desk).to_have_url(re.compile("panel=rare"))
    expect(ranking).to_contain_text("None of these")
    settled(desk)
    before = ranking.inner_text()
    asked = source.get_by_role("radiogroup").or_(source.locator("[data-testid=stButtonGroup]"))
    yes = asked.first.get_by_text("Yes", exact=True)
    heard(desk, yes.click, lambda: ranking.inner_text() != before)
    expect(ranking).not_to_have_text(before, use_inner_text=True)
    settled(desk)
    picture(desk, "medical-differential")
    source.get_by_text("Override", exact=True).click()
    settled(desk)
    source.get_by_role("button", name="Record the decision").click()
    expect(source.get_by_text("An override needs a reason")).to_be_visible()
    source.get_by_text("Override", exact=True).click()
    source.get_by_label("Reason (needed to override)").fill("Confirmed by genetic testing.")
    settled(desk)
    source.get_by_role("button", name="Record the decision").click()
    expect(source.get_by_text("Confirmed by genetic testing.").first).to_be_visible()
    view(desk, "Options")
    expect(desk.get_by_text("never orders")).to_be_visible()
    desk.get_by_label("Check a drug in this patient").fill("ciprofloxacin")
    desk.get_by_label("Check a drug in this patient").press("Enter")
    expect(desk.get_by_text(re.compile("caution", re.IGNORECASE)).first).to_be_visible()
    picture(desk, "medical-options")
    view(desk, "Sign-off")
    expect(desk.get_by_role("table", name="Decisions")).to_contain_text("overridden")
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="FHIR bundle").click()
    bundle = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert {"Patient", "ClinicalImpression", "Provenance", "Observation"} <= kinds
    with desk.expect_download() as printed:
        desk.get_by_role("button", name="Signed summary").click()
    assert Path(printed.value.path()).read_bytes().startswith(b"%PDF")
    picture(desk, "medical-sign-off")
    view(desk, "Reviewer")
    settled(desk)
    desk.get_by_role("link", name="Audit").click()
    expect(desk).to_have_url(re.compile("/audit"))
    desk.get_by_role("button", name="Verify the chain").click()
    expect(desk.get_by_text("The chain is whole")).to_be_visible()
    picture(desk, "medical-audit")


def test_a_question_is_answered_with_its_source(desk: Page, picture: Picture) -> None:
    desk.goto("/patient?view=ask")
    desk.get_by_role("button", name="What medications does the patient take?").click()
    expect(desk.locator(".chip").first).to_be_visible()
    desk.locator(".chip").first.click()
    expect(desk.locator(".st-key-source mark")).to_be_visible()
    picture(desk, "medical-ask")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_on_medical_pages(desk: Page, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
    found: list[str] = []
    for path, there in {
        "/": "td, th button",
        "/patient": "tbody th button",
        "/patient?view=findings&lang=zh": "tbody th button",
        "/patient?view=notes": "button.mark",
        "/patient?view=laboratory": "td button",
        "/patient?view=differential": "td.bar",
        "/patient?view=sign": "tbody tr",
        "/about": "h3",
    }.items():
        desk.goto(path)
        expect(desk.locator(there).first).to_be_visible()
        settled(desk)
        violations = Axe().run(desk).response["violations"]
        found += [
            f"{path} {scheme}: {v['id']}: {v['nodes'][0]['html'][:160]}"
            for v in violations
            if v["impact"] in GRAVE
        ]
    assert found == []
