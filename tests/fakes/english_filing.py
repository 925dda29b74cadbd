"""English filings without tags, written for tests (synthetic), in varied layouts."""

from __future__ import annotations

from collections.abc import Sequence

Line = tuple[str, ...]

COVER = (
    "<p>UNITED STATES SECURITIES AND EXCHANGE COMMISSION</p><p>FORM {form}</p>"
    "<p>For the {span} ended {end}</p><p>Commission file number 1-2345</p>"
    "<p>{company}</p><p>(Exact name of registrant as specified in its charter)</p>"
)


def cover(
    form: str = "10-K",
    end: str = "December 31, 2023",
    company: str = "Synthetic Widgets, Inc.",
) -> str:
    span = "quarterly period" if form == "10-Q" else "fiscal year"
    return COVER.format(form=form, span=span, end=end, company=company)


def joined_cells(lines: Sequence[Line]) -> str:
    """A table with one cell a figure, as printed."""
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in lines)
    return f"<table>{rows}</table>"


def split_cells(lines: Sequence[Line]) -> str:
    """A table as EDGAR software writes it: `$`, number and `)` in cells of their own."""
    rows = "".join(f"<tr>{_split_row(line)}</tr>" for line in lines)
    return f"<table>{rows}</table>"


def _split_row(line: Line) -> str:
    label, *figures = line
    cells = [f"<td colspan='3'>{label}</td>"]
    for figure in figures:
        cells.append("<td colspan='3'></td>")
        if figure[:1] not in "$(0123456789" or (figure.isdigit() and len(figure) == 4):
            cells.append(f"<td colspan='3'>{figure}</td>")
            continue
        sign = "$" if figure.startswith("$") else ""
        bare = figure.removeprefix("$")
        closing = ")" if bare.endswith(")") else ""
        cells.append(f"<td>{sign}</td><td>{bare.removesuffix(')')}</td><td>{closing}</td>")
    return "".join(cells)


BALANCE: tuple[Line, ...] = (
    ("Assets",),
    ("Current assets:",),
    ("Cash and cash equivalents", "$120", "$100"),
    ("Accounts receivable, net of allowance of $3 and $2", "80", "70"),
    ("Inventories", "50", "—"),
    ("Total current assets", "250", "170"),
    ("Property, plant and equipment, net", "400", "380"),
    ("Goodwill", "30", "30"),
    ("Total assets", "$680", "$580"),
    ("Liabilities and shareholders’ equity",),
    ("Current liabilities:",),
    ("Accounts payable", "$60", "$50"),
    ("Current portion of long-term debt", "10", ""),
    ("Total current liabilities", "70", "50"),
    ("Long-term debt", "200", "210"),
    ("Total liabilities", "270", "260"),
    ("Shareholders’ equity:",),
    ("Common stock, $0.01 par value; 500 shares authorized", "5", "5"),
    ("Retained earnings", "385", "297"),
    ("Total Synthetic shareholders’ equity", "390", "302"),
    ("Noncontrolling interests", "20", "18"),
    ("Total equity", "410", "320"),
    ("Total liabilities and equity", "$680", "$580"),
)
INCOME: tuple[Line, ...] = (
    ("Net sales", "$1,000", "$900", "$800"),
    ("Cost of sales", "600", "550", "500"),
    ("Gross profit", "400", "350", "300"),
    ("Operating expenses:",),
    ("Research and development", "100", "90", "80"),
    ("Selling, general and administrative", "120", "110", "100"),
    ("Total operating expenses", "220", "200", "180"),
    ("Operating income", "180", "150", "120"),
    ("Interest expense", "(20)", "(10)", "(10)"),
    ("Income before income taxes", "160", "140", "110"),
    ("Provision for income taxes", "(40)", "(30)", "(25)"),
    ("Net income", "120", "110", "85"),
    ("Less: net income attributable to noncontrolling interests", "2", "2", "1"),
    ("Net income attributable to Synthetic Widgets, Inc.", "$118", "$108", "$84"),
    ("Earnings per share:",),
    ("Basic", "$1.18", "$1.08", "$0.84"),
    ("Diluted", "$1.16", "$1.06", "$0.82"),
    ("Weighted average shares outstanding:",),
    ("Basic", "100", "100", "100"),
    ("Diluted", "102", "102", "102"),
)
CASH: tuple[Line, ...] = (
    ("Cash flows from operating activities:",),
    ("Net income", "$120", "$110", "$85"),
    ("Depreciation and amortization", "45", "40", "38"),
    ("Net cash provided by operating activities", "165", "150", "123"),
    ("Cash flows from investing activities:",),
    ("Purchases of property and equipment", "(70)", "(60)", "(55)"),
    ("Net cash used in investing activities", "(70)", "(60)", "(55)"),
    ("Cash flows from financing activities:",),
    ("Dividends paid", "(30)", "(25)", "(20)"),
    ("Repurchases of common stock", "(45)", "(35)", "(40)"),
    ("Net cash used in financing activities", "(75)", "(60)", "(60)"),
    ("Effect of exchange rate changes on cash", "—", "(1)", "1"),
    ("Net increase in cash and cash equivalents", "20", "29", "9"),
    ("Cash and cash equivalents at beginning of year", "100", "71", "62"),
    ("Cash and cash equivalents at end of year", "$120", "$100", "$71"),
)


def title(name: str, unit: str) -> str:
    return f"<p>Synthetic Widgets, Inc.</p><p>{name}</p><p>{unit}</p>"


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()
