"""The signed summary of a chart on paper: who, red flags, findings, decisions with their reasons.

Knows no page of the app. Latin texts use a built-in font; others need an installed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from apps.medical.domain.finding import Assertion
from apps.medical.domain.record import PatientRecord
from apps.medical.service.desk import Chart
from apps.medical.service.views.findings import name_of as finding_name
from apps.medical.service.views.findings import summaries
from apps.medical.service.views.flags import shown_flags
from apps.medical.service.views.heading import facts, name_of, short
from apps.medical.service.views.options import KINDS
from apps.medical.service.views.overview import is_over, problems_table
from apps.medical.service.views.signing import clock, decisions_table
from apps.medical.service.views.sources import ASSERTIONS
from apps.shared.fonts import NoFont, chinese_font
from apps.shared.words import Language, Words

_WIDTH = 190.0
_DARK, _GREY, _RED, _BLUE = (0, 0, 0), (90, 90, 90), (166, 27, 27), (11, 80, 122)
_TO_LATIN = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "…": "...", "×": "x", "≥": ">=",
     "≤": "<=", "·": "-"}
)  # fmt: skip


def missing_font(record: PatientRecord, language: Language) -> str | None:
    """What to install where the summary could not be drawn; None where it can."""
    if not _needs_font(record, language):
        return None
    try:
        chinese_font()
    except NoFont as problem:
        return str(problem)
    return None


def _needs_font(record: PatientRecord, language: Language) -> bool:
    texts = [record.identity.name, *(one.text for one in record.documents)]
    texts += [one.concept.text for one in record.problems]
    return language == "zh" or any(
        ord(sign) > 255 for text in texts for sign in text.translate(_TO_LATIN)
    )


def to_summary(chart: Chart, t: Words, *, at: datetime, by: str) -> bytes:
    """The PDF's bytes. Raises NoFont where Chinese is to be drawn and no font has it."""
    page = _Paper(_needs_font(chart.record, t.language))
    _head(page, chart, t, at, by)
    _flags(page, chart, t)
    _decisions(page, chart, t)
    _findings(page, chart, t)
    _medications(page, chart, t)
    page.title(t("Versions"))
    for panel, version in chart.review.versions if chart.review else ():
        page.line(f"{panel}: {version}", 8, _GREY)
    page.line(t("Supports a clinician and decides nothing; options, never orders."), 8, _GREY)
    return page.bytes()


def _head(page: _Paper, chart: Chart, t: Words, at: datetime, by: str) -> None:
    record = chart.record
    if record.identity.synthetic:
        page.line(t("SYNTHETIC PATIENT: nothing in this record is real"), 9, _RED)
    page.line(name_of(record.identity, t), 16)
    page.line(short(record.identity.birth, record.identity.sex, at.date(), t), 10, _GREY)
    for fact in facts(record, at.date(), t):
        page.line(f"{fact.label}: {fact.value}", 9, _RED if fact.warns else _DARK)
    page.line(t("Printed by {by}, {at}", by=by, at=clock(at, t)), 8, _GREY)


def _flags(page: _Paper, chart: Chart, t: Words) -> None:
    flags = shown_flags(chart.review.red_flags if chart.review else (), chart.record, t)
    if flags:
        page.title(t("Red flags"))
    for flag in flags:
        page.line(f"{flag.title}. {flag.guideline}: {flag.why}", 9, _RED)


def _decisions(page: _Paper, chart: Chart, t: Words) -> None:
    if chart.review is None:
        return
    page.title(t("Decisions"))
    table = decisions_table(chart.review, chart.decisions, t)
    page.row([table.corner, *(one.label for one in table.columns)], _SIX, head=True)
    for row in table.rows:
        page.row([row.label, *(cell.text for cell in row.cells)], _SIX)
    page.title(t("Problems"))
    for row in problems_table(chart.record, t).rows[:12]:
        page.line(f"{row.label}, {row.cells[0].text}, {row.cells[1].text}", 9)


def _findings(page: _Paper, chart: Chart, t: Words) -> None:
    page.title(t("Findings"))
    found = summaries(chart.review.findings if chart.review else ())
    for assertion in Assertion:
        names = [finding_name(one.concept, t.language) for one in found
                 if one.assertion is assertion]  # fmt: skip
        if names:
            page.line(f"{t(ASSERTIONS[assertion])}: {', '.join(names)}", 9)


def _medications(page: _Paper, chart: Chart, t: Words) -> None:
    taken = [one for one in chart.record.medications if not is_over(one)]
    if not taken:
        return
    page.title(t("Medications"))
    kinds = {
        one.medication.id: ", ".join(dict.fromkeys(t(KINDS[each.kind]) for each in one.cautions))
        for one in (chart.review.cautioned if chart.review else ())
    }
    for one in taken:
        caution = f" [{kinds[one.id]}]" if one.id in kinds else ""
        page.line(f"{one.drug.text} {one.dose}{caution}", 9)


class _Paper:
    """A4 pages while they are written; long lines are wrapped, long cells cut."""

    def __init__(self, unicode: bool) -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.set_margins(10, 10)
        self.pdf.set_auto_page_break(True, 12)
        self.unicode = unicode
        if unicode:
            self.pdf.add_font("text", "", chinese_font())
        self.pdf.add_page()

    def title(self, text: str) -> None:
        self.pdf.ln(2)
        self.line(text, 12, _BLUE)

    def line(self, text: str, size: int, colour: tuple[int, int, int] = _DARK) -> None:
        self._font(size, colour)
        self.pdf.multi_cell(
            _WIDTH, size * 0.5, self._drawn(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L"
        )

    def row(self, texts: Sequence[str], widths: Sequence[float], head: bool = False) -> None:
        self._font(8, _GREY if head else _DARK)
        for text, width in zip(texts, widths, strict=True):
            self.pdf.cell(width, 5, self._fitting(text, width), border="B")
        self.pdf.ln(5)

    def _font(self, size: int, colour: tuple[int, int, int]) -> None:
        self.pdf.set_font("text" if self.unicode else "Helvetica", "", size)
        self.pdf.set_text_color(*colour)

    def _drawn(self, text: str) -> str:
        plain = "".join(sign if sign.isprintable() else " " for sign in text)
        if self.unicode:
            return plain
        return plain.translate(_TO_LATIN).encode("latin-1", "replace").decode("latin-1")

    def _fitting(self, text: str, width: float) -> str:
        plain = self._drawn(text)
        if self.pdf.get_string_width(plain) <= width - 2:
            return plain
        while plain and self.pdf.get_string_width(plain + "...") > width - 2:
            plain = plain[:-1]
        return plain + "..."

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())


_SIX = (36.0, 36.0, 22.0, 36.0, 28.0, 32.0)
