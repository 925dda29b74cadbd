"""A small synthetic 10-K without tags, as someone might bring it: one line does not add up."""

from __future__ import annotations

_INCOME = (
    ("Revenue", "48,200", "41,900"),
    ("Cost of revenue", "29,300", "26,100"),
    ("Gross profit", "18,900", "15,800"),
    ("Operating expenses", "9,400", "8,700"),
    ("Operating income", "9,500", "7,100"),
    ("Income before income taxes", "9,100", "6,800"),
    ("Provision for income taxes", "1,900", "1,500"),
    ("Net income", "7,200", "5,300"),
)
_BALANCE = (
    ("Cash and cash equivalents", "12,100", "9,800"),
    ("Accounts receivable, net", "8,300", "7,400"),
    ("Total current assets", "20,400", "17,200"),
    ("Property and equipment, net", "31,000", "29,500"),
    ("Total assets", "51,400", "46,700"),
    ("Accounts payable", "5,200", "4,900"),
    ("Total current liabilities", "5,200", "4,900"),
    ("Long-term debt", "14,000", "15,100"),
    ("Total liabilities", "19,200", "20,000"),
    ("Total stockholders’ equity", "32,207", "26,700"),
    ("Total liabilities and stockholders’ equity", "51,400", "46,700"),
)
DIFFERENCE = "7"
"""Thousands by which liabilities and equity exceed total assets in 2024."""
COMPANY = "Synthetic Quayside Pumps, Inc."
HOSTILE = '<img src="http://127.0.0.1:9/x.png" onerror="document.title=\'owned\'">'


def _table(title: str, heads: tuple[str, str], rows: tuple[tuple[str, str, str], ...]) -> str:
    head = f"<tr><td></td><td>{heads[0]}</td><td>{heads[1]}</td></tr>"
    body = "".join(
        f"<tr><td>{label}</td><td>{now}</td><td>{before}</td></tr>" for label, now, before in rows
    )
    return f"<p><b>{title}</b></p><p>(in thousands)</p><table>{head}{body}</table>"


def upload_filing() -> bytes:
    """HTML with two statements, a script and a picture that must never run or load."""
    balance = _table(
        "CONSOLIDATED BALANCE SHEETS", ("December 31, 2024", "December 31, 2023"), _BALANCE
    )
    income = _table(
        "CONSOLIDATED STATEMENTS OF INCOME",
        ("Year ended December 31, 2024", "Year ended December 31, 2023"),
        _INCOME,
    )
    return f"""<!doctype html><html><head><title>{COMPANY} 10-K</title>
<script>document.title = "owned"</script></head><body>
<p>UNITED STATES SECURITIES AND EXCHANGE COMMISSION</p><p>FORM 10-K</p>
<p>For the fiscal year ended December 31, 2024</p>
<p>{COMPANY}</p><p>(Exact name of registrant as specified in its charter)</p>
<p>SYNTHETIC SAMPLE FILING. {HOSTILE}</p>
{balance}{income}</body></html>""".encode()
