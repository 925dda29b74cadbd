"""Filings in lists and headings: what they are called, and what their reader noticed.

Pure: from cards and filings to text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from apps.finance.domain.facts import Filing
from apps.finance.service.library import FilingCard
from apps.finance.service.views.amounts import scales_with, unit_name
from apps.finance.service.views.statements import KINDS, kinds
from apps.shared.formats import ABSENT, day, number, plain_size
from apps.shared.places import place_of
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark
from rag.document import guess_language

LEVELS = {"info": mark("Note"), "warning": mark("Warning"), "error": mark("Error")}
_INDEX = {
    "waiting": mark("being indexed"),
    "ready": mark("can be asked"),
    "failed": mark("not indexed"),
}


def fiscal_name(year: int | None, period: str, t: Words) -> str:
    """`FY2023`, `Q1 FY2024`, 2023年度."""
    if year is None:
        return ABSENT
    if t.language == "zh":
        parts = {"FY": "年度", "H1": "年半年度", "Q1": "年一季度", "Q2": "年二季度"}
        parts |= {"Q3": "年三季度", "Q4": "年四季度"}
        return f"{year}{parts.get(period, '年')}"
    return f"FY{year}" if period in ("FY", "") else f"{period} FY{year}"


def card_name(card: FilingCard, t: Words) -> str:
    """What a filing is called where one is chosen among many."""
    company = card.company or card.name
    parts = (company, card.form, fiscal_name(card.fiscal_year, card.fiscal_period, t))
    return " · ".join(part for part in parts if part and part != ABSENT)


def first_card(cards: Sequence[FilingCard], t: Words) -> FilingCard:
    """What is shown where nothing was chosen: the last added filing in the reader's language."""
    return next((card for card in cards if card.language == t.language), cards[0])


def heading_note(filing: Filing, card: FilingCard, t: Words) -> str:
    """The line behind a filing's title."""
    ends = t("period ends {day}", day=day(filing.period_end, t.language))
    parts = [
        filing.code,
        filing.form,
        fiscal_name(filing.fiscal_year, filing.fiscal_period, t),
        ends if filing.period_end else "",
        t("{count} figures", count=number_of(card.facts, t)),
    ]
    return " · ".join(part for part in parts if part and part != ABSENT)


def number_of(count: int, t: Words) -> str:
    return number(Decimal(count), t.language)


def main_scale(filing: Filing) -> int:
    """The scale that the statements declare, for what is shown beside them."""
    return next((s.scale for s in filing.statements if scales_with(s.unit)), 0)


def statement_choices(filing: Filing, t: Words) -> dict[str, str]:
    """Names of the kinds of statement by their ids."""
    return {kind.value: t(KINDS[kind]) for kind in kinds(filing)}


def library_table(cards: Sequence[FilingCard], t: Words) -> TableView:
    """One row a filing; the name opens it."""
    columns = (
        TableColumn(t("Form"), align="left"),
        TableColumn(t("Period"), align="left"),
        TableColumn(t("Ends"), align="left"),
        TableColumn(t("Currency"), align="left"),
        TableColumn(t("Figures")),
        TableColumn(t("Failing checks")),
        TableColumn(t("Questions"), align="left"),
        TableColumn(t("Added"), align="left"),
    )
    rows = tuple(_card_row(card, t) for card in cards)
    return TableView(t("Filings in the library"), columns, rows, corner=t("Company"))


def _card_row(card: FilingCard, t: Words) -> TableRow:
    added = datetime.fromtimestamp(card.added_at, UTC).date()
    failing = card.failing_checks
    cells = (
        TableCell(card.form or ABSENT),
        TableCell(fiscal_name(card.fiscal_year, card.fiscal_period, t)),
        TableCell(day(card.period_end, t.language)),
        TableCell(unit_name(card.currency, 0, t) if card.currency else ABSENT),
        TableCell(number_of(card.facts, t)),
        TableCell(number_of(failing, t), tone="bad" if failing else "good"),
        TableCell(t(_INDEX[card.index_state])),
        TableCell(day(added, t.language)),
    )
    file = f"{card.name} ({plain_size(card.size, t.language)})"
    made_up = t("Synthetic data")
    note = f"{file} · {made_up}" if card.synthetic else file
    return TableRow(card.company or card.name, cells, note=note, ref=card.id)


def in_language(message: str, t: Words) -> str:
    """The half of a message given as `Chinese / English` that the reader speaks, or all of it."""
    halves = message.split(" / ")
    chinese = [guess_language(half) == "zh" for half in halves]
    if len(halves) != 2 or chinese[0] == chinese[1]:
        return message
    return halves[chinese.index(t.language == "zh")]


def notices_title(filing: Filing, t: Words) -> str:
    count = len(filing.notices)
    return t("Notices ({count})", count=count) if count else t("Notices")


def notices_table(filing: Filing, t: Words) -> TableView:
    """What the reader of the file noticed; a place opens the passage."""
    rows = tuple(
        TableRow(
            t(LEVELS[notice.level]),
            (
                TableCell(
                    in_language(notice.message, t),
                    place_of(filing.id, notice.span).ref if notice.span else "",
                    "bad" if notice.level == "error" else "plain",
                ),
            ),
        )
        for notice in filing.notices
    )
    return TableView(t("Notices"), (TableColumn(t("Notice"), align="left"),), rows, t("Level"))
