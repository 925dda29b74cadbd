"""Figures read back from printed lines and from tables, with label, period, unit and scale."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.columns import Frame
from rag.document import Cell, Document, Page, Span, Table
from rag.periods import When
from rag.stated import Stated, frame_of
from rag.stated_lines import read_lines
from rag.stated_tables import read_table


def lines(text: str, frame: Frame | None = None) -> list[Stated]:
    document = Document("d", "sample 2022.pdf", "pdf", text, "en", (Page(1, 0, len(text)),))
    return read_lines(document, 0, len(text), frame or frame_of(document, {}))


def told(stated: list[Stated]) -> list[tuple[str, Decimal | None, list[str]]]:
    return [(s.label, s.amount, [str(w) for w in s.periods]) for s in stated if s.source == "cell"]


def test_a_row_stands_under_its_years_and_its_caption() -> None:
    found = lines("(in thousands) 2022 2021\nTotal assets $ 1,200 $ 1,100\nNet loss (30) (20)\n")
    assert told(found) == [
        ("Total assets", Decimal(1_200_000), ["2022"]),
        ("Total assets", Decimal(1_100_000), ["2021"]),
        ("Net loss", Decimal(-30_000), ["2022"]),
        ("Net loss", Decimal(-20_000), ["2021"]),
    ]


def test_narrow_columns_printed_one_below_the_other_are_two_columns() -> None:
    text = "(In thousands)\nDecember 31,\n2022\nDecember 31,\n2021\nGoodwill $ 5,029 $ 3,480\n"
    assert [periods for _, _, periods in told(lines(text))] == [["2022-12-31"], ["2021-12-31"]]


def test_a_footnote_number_in_the_label_is_no_column() -> None:
    text = "(in millions) 2022 2021\nReceivables, net of allowances of $95 and $103 5,020 4,911\n"
    assert [amount for _, amount, _ in told(lines(text))] == [Decimal("5020e6"), Decimal("4911e6")]


def test_where_columns_cannot_be_told_the_period_stays_unknown() -> None:
    found = lines("(in millions) 2022 2021 2020\nOther 12 13\n")
    assert [periods for _, _, periods in told(found)] == [[], []]


def test_a_label_wrapped_over_two_lines_is_joined() -> None:
    text = (
        "(in millions) 2022 2021\nProceeds from sale of businesses, net of cash sold\n846 1,065\n"
    )
    assert {label for label, _, _ in told(lines(text))} == {
        "Proceeds from sale of businesses, net of cash sold"
    }


def test_relative_heads_are_resolved_against_the_report() -> None:
    text = "单位：万元\n项目 期末余额 期初余额\n货币资金 七、1 1,200.50 1,100.00\n"
    found = lines(text, Frame(period=When(2022, "FY"), currency="CNY"))
    assert told(found) == [
        ("货币资金", Decimal(12_005_000), ["2022"]),
        ("货币资金", Decimal(11_000_000), ["2021"]),
    ]


def test_without_a_caption_the_scale_is_unknown_and_not_one() -> None:
    found = lines("Balance 2022 2021\nTotal assets 1,200 1,100\n", Frame(currency="USD"))
    assert [s.power for s in found if s.source == "cell"] == [None, None]


def test_kinds_follow_the_row() -> None:
    text = (
        "(in millions, except per share data) 2022 2021\nMargin 12.5% 11.0%\n"
        "Diluted earnings per share 2.35 2.10\n"
        "Weighted average shares outstanding 576,575,168 577,000,000\n"
    )
    kinds = [(s.kind, s.power) for s in lines(text) if s.source == "cell"]
    assert kinds[::2] == [("percent", 0), ("per_share", 0), ("count", 0)]


def test_spans_quote_the_figure() -> None:
    text = "(in millions) 2022 2021\nGoodwill 10,051 10,513\n"
    cells = [s for s in lines(text) if s.source == "cell"]
    assert [text[s.span.start : s.span.end] for s in cells] == ["10,051", "10,513"]


def table(rows: list[list[str]]) -> tuple[Document, Table]:
    text, cells = "", []
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value:
                cells.append(Cell(r, c, 1, 1, value, Span(len(text), len(text) + len(value))))
            text += value + "\t"
        text += "\n"
    document = Document("t", "t", "html", text, "en")
    return document, Table(Span(0, len(text)), tuple(cells))


def test_a_table_gives_each_cell_its_column_and_label() -> None:
    document, made = table(
        [
            ["(in millions)", "2022", "2021"],
            ["Assets", "", ""],
            ["Goodwill", "10,051", ""],
            ["Total assets", "36,500", "37,987"],
        ]
    )
    found = read_table(document, made, Frame(currency="USD"))
    assert told(found) == [
        ("Goodwill", Decimal("10051e6"), ["2022"]),
        ("Total assets", Decimal("36500e6"), ["2022"]),
        ("Total assets", Decimal("37987e6"), ["2021"]),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [("X_2018_10K.pdf", "2018"), ("2022年半年度报告.pdf", "H1 2022"), ("report.pdf", None)],
)
def test_the_document_says_which_period_it_is_of(name: str, said: str | None) -> None:
    frame = frame_of(Document("d", name, "pdf", "text", "en"), {})
    assert (str(frame.period) if frame.period else None) == said
