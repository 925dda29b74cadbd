"""A one-page PDF of a filing: key figures with growth, ratios, failing checks, and what to mind.

Knows no page of the app. Latin texts use a built-in font; others need an installed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from apps.finance.domain.book import Book, book
from apps.finance.domain.facts import Filing, Period
from apps.finance.domain.formula import Item
from apps.finance.domain.identities import checks
from apps.finance.domain.metrics import Language
from apps.finance.domain.presentation import show
from apps.finance.domain.ratio_definitions import RATIO_BY_ID
from apps.finance.domain.ratios import growth, main_period, ratio
from apps.shared.fonts import chinese_font

_FIGURES = (
    "revenue", "gross_profit", "operating_income", "net_income", "operating_cash_flow",
    "total_assets", "total_liabilities", "equity_parent",
)  # fmt: skip
_RATIOS = (
    "gross_margin", "operating_margin", "net_margin", "return_on_equity", "asset_turnover",
    "debt_to_assets", "current_ratio", "interest_coverage", "cash_conversion", "free_cash_flow",
)  # fmt: skip
_WORDS: dict[str, tuple[str, str]] = {
    "figures": ("Key figures", "主要数据"), "ratios": ("Ratios", "主要比率"),
    "growth": ("Year on year", "同比"), "value": ("Value", "数值"), "page": ("Page", "页码"),
    "formula": ("Formula", "公式"), "failing": ("Failing checks", "未通过的勾稽"),
    "sound": ("Every check that could be made holds.", "可进行的勾稽全部成立。"),
    "difference": ("difference", "差额"), "notices": ("To be minded", "提示"),
    "synthetic": ("SYNTHETIC SAMPLE - not a real company", "合成样例，并非真实公司"),
    "source": ("Source", "来源"), "figure": ("Figure", "指标"),
}  # fmt: skip
_WIDTH = 190.0


def to_brief(filing: Filing, *, language: Language = "en", font: Path | None = None) -> bytes:
    """The PDF's bytes. Raises NoFont where Chinese is to be drawn and no font has it."""
    page = _Page(filing, language, font)
    of = book((filing,))
    period = main_period(of, filing)
    if period is not None:
        page.figures(of, period)
        page.ratios(of, period)
    page.checks()
    page.notices()
    return page.bytes()


class _Page:
    """One A4 page while it is written; texts too long for their column are cut with dots."""

    def __init__(self, filing: Filing, language: Language, font: Path | None) -> None:
        self.filing = filing
        self.language: Language = language
        self.pdf = FPDF(format="A4")
        self.pdf.set_margins(10, 10)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_title(f"{filing.company} {filing.period_end or ''}")
        self.unicode = font is not None or needs_font(filing, language)
        if self.unicode:
            self.pdf.add_font("text", "", font or chinese_font())
        self.pdf.add_page()
        self._heading()

    def word(self, id: str) -> str:
        return _WORDS[id][self.language == "zh"]

    def _heading(self) -> None:
        filing = self.filing
        if filing.synthetic:
            self._line(self.word("synthetic"), 9, (180, 30, 30))
        self._line(filing.company, 16)
        told = (filing.form, str(filing.fiscal_year or ""), str(filing.period_end or ""))
        self._line("  ".join((*told, filing.currency)), 10, (90, 90, 90))
        self._line(f"{self.word('source')}: {filing.document.name}", 8, (90, 90, 90))

    def figures(self, of: Book, period: Period) -> None:
        self._title("figures", of.name(period)[self.language == "zh"])
        self._row([self.word(w) for w in ("figure", "value", "growth", "page")], head=True)
        for id in _FIGURES:
            metric = of.get(Item(id), period)
            page = metric.fact.span.page if metric.fact else None
            grown = growth(of, id, period)
            change = show(grown, self.language) if grown.value is not None else "-"
            self._row([
                metric.named(self.language), show(metric, self.language), change, str(page or "-")
            ])  # fmt: skip

    def ratios(self, of: Book, period: Period) -> None:
        self._title("ratios", "")
        for id in _RATIOS:
            found = ratio(of, RATIO_BY_ID[id], period)
            told = show(found, self.language)
            defined = found.value is not None
            texts = (told, found.explained(self.language)) if defined else ("-", told)
            self._row([found.named(self.language), *texts], _THREE)

    def checks(self) -> None:
        failing = [c for c in checks(self.filing) if c.holds is False]
        self._title("failing", "" if failing else "-")
        if not failing:
            self._line(self.word("sound"), 9)
        for check in failing[:6]:
            told = f"{check.named(self.language)} ({check.period.end}): "
            self._line(f"{told}{self.word('difference')} {check.difference:,f}", 9, (180, 30, 30))

    def notices(self) -> None:
        told = [n.message for n in self.filing.notices if n.level != "info"]
        if told:
            self._title("notices", "")
        for message in told[:6]:
            self._line(f"- {message}", 8)

    def _title(self, id: str, rest: str) -> None:
        self.pdf.ln(3)
        self._line(f"{self.word(id)}  {rest}".strip(" -"), 12, (30, 70, 110))

    def _line(self, text: str, size: int, colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        self._font(size)
        self.pdf.set_text_color(*colour)
        if self.pdf.get_y() < 280:
            self.pdf.cell(
                _WIDTH, size * 0.5, self._fitting(text, _WIDTH), new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    def _row(self, texts: Sequence[str], widths: Sequence[float] = (), head: bool = False) -> None:
        self._font(9)
        self.pdf.set_text_color(*((90, 90, 90) if head else (0, 0, 0)))
        for text, width in zip(texts, widths or _FOUR, strict=True):
            self.pdf.cell(width, 5, self._fitting(text, width), border="B")
        self.pdf.ln(5)

    def _font(self, size: int) -> None:
        self.pdf.set_font("text" if self.unicode else "Helvetica", "", size)

    def _fitting(self, text: str, width: float) -> str:
        """The text cut to a width, in characters that the font has."""
        plain = "".join(c if c.isprintable() else " " for c in text)
        if not self.unicode:
            plain = plain.translate(_TO_LATIN).encode("latin-1", "replace").decode("latin-1")
        if self.pdf.get_string_width(plain) <= width - 2:
            return plain
        while plain and self.pdf.get_string_width(plain + "...") > width - 2:
            plain = plain[:-1]
        return plain + "..."

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())


_FOUR = (70.0, 60.0, 40.0, 20.0)
_THREE = (50.0, 38.0, 102.0)
_TO_LATIN = str.maketrans({"−": "-", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "…": "..."})


def needs_font(filing: Filing, language: Language) -> bool:
    """Whether the brief has characters that PDF's own fonts cannot draw."""
    return language == "zh" or not _is_latin(filing)


def _is_latin(filing: Filing) -> bool:
    texts = (filing.company, filing.document.name, *(n.message for n in filing.notices))
    return all(ord(c) < 256 for text in texts for c in text.translate(_TO_LATIN))
