"""Writes the English sample, a 10-K in inline XBRL: `python -m apps.finance.samples.make_english`.

Needs nothing but the standard library; the same figures always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from apps.finance.samples import ENGLISH
from apps.finance.samples import english_figures as f
from apps.finance.samples import english_prose as prose

COMPANY = "Synthetic Harbor Instruments, Inc."
CIK = "0009999999"
BANNER = "SYNTHETIC SAMPLE FILING. This company does not exist and every figure is invented."
NAMESPACES = {
    "": "http://www.w3.org/1999/xhtml",
    "ix": "http://www.xbrl.org/2013/inlineXBRL",
    "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
    "xbrli": "http://www.xbrl.org/2003/instance",
    "xbrldi": "http://xbrl.org/2006/xbrldi",
    "iso4217": "http://www.xbrl.org/2003/iso4217",
    "link": "http://www.xbrl.org/2003/linkbase",
    "xlink": "http://www.w3.org/1999/xlink",
    "us-gaap": "http://fasb.org/us-gaap/2024",
    "srt": "http://fasb.org/srt/2024",
    "dei": "http://xbrl.sec.gov/dei/2024",
    "synh": "http://example.com/20241231",
}
_PRODUCT_AXIS = "srt:ProductOrServiceAxis"
_REGION_AXIS = "srt:StatementGeographicalAxis"
_ROW = "background-color:#eef3f8;"
_CELL = "padding:2px 4px;text-align:right;vertical-align:bottom;"


class Tagger:
    """Hands out contexts and fact ids, and remembers the contexts that the header must declare."""

    def __init__(self) -> None:
        self.contexts: dict[str, str] = {}
        self._facts = 0

    def fact_id(self) -> str:
        self._facts += 1
        return f"f-{self._facts}"

    def context(self, start: str | None, end: str, axis: str = "", member: str = "") -> str:
        """The id of the context of a period, or of an instant where there is no start."""
        period = (
            f"<xbrli:instant>{end}</xbrli:instant>"
            if start is None
            else f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        )
        segment = (
            f'<xbrli:segment><xbrldi:explicitMember dimension="{axis}">{member}'
            "</xbrldi:explicitMember></xbrli:segment>"
            if axis
            else ""
        )
        body = (
            '<xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">'
            f"{CIK}</xbrli:identifier>{segment}</xbrli:entity>"
            f"<xbrli:period>{period}</xbrli:period>"
        )
        return self.contexts.setdefault(body, f"c-{len(self.contexts) + 1}")

    def number(self, value: int | Decimal, tag: str, context: str, unit: str) -> str:
        """The tagged digits of a figure, without its sign or brackets."""
        whole = unit != "usdPerShare"
        sign = ' sign="-"' if value < 0 else ""
        digits = f"{abs(value):,}" if whole else f"{abs(value):.2f}"
        precision = 'decimals="-3" scale="3"' if whole else 'decimals="2" scale="0"'
        return (
            f'<ix:nonFraction unitRef="{unit}" contextRef="{context}" name="us-gaap:{tag}" '
            f'{precision} format="ixt:num-dot-decimal"{sign} id="{self.fact_id()}">'
            f"{digits}</ix:nonFraction>"
        )

    def text(self, name: str, context: str, body: str, more: str = "") -> str:
        return (
            f'<ix:nonNumeric contextRef="{context}" name="{name}"{more} id="{self.fact_id()}">'
            f"{body}</ix:nonNumeric>"
        )


def year_context(tagger: Tagger, year: int, axis: str = "", member: str = "") -> str:
    return tagger.context(f"{year}-01-01", f"{year}-12-31", axis, member)


def statement(
    tagger: Tagger, lines: Iterable[f.Line], years: tuple[int, ...], instant: bool
) -> str:
    """A statement as an HTML table with one column a year."""
    heads = "".join(
        f'<td colspan="3" style="{_CELL}font-weight:700;border-bottom:1px solid #000">{year}</td>'
        for year in years
    )
    period = "As of December 31," if instant else "Years ended December 31,"
    rows = [
        f'<tr><td></td><td colspan="{3 * len(years)}" '
        f'style="text-align:center;font-weight:700">{period}</td></tr>',
        f"<tr><td></td>{heads}</tr>",
    ]
    for number, line in enumerate(lines):
        shade = _ROW if number % 2 else ""
        cells = "".join(
            _cells(tagger, line, value, year, instant)
            for year, value in zip(years, line.values, strict=False)
        )
        weight = "" if line.layout == "line" else "font-weight:700;"
        label = f'<td style="{weight}padding:2px">{escape(line.label, quote=False)}</td>'
        blank = f'<td colspan="{3 * len(years)}"></td>' if line.layout == "head" else cells
        rows.append(f'<tr style="{shade}">{label}{blank}</tr>')
    return f'<table style="border-collapse:collapse;width:100%">{"".join(rows)}</table>'


def _cells(
    tagger: Tagger, line: f.Line, value: int | Decimal | None, year: int, instant: bool
) -> str:
    """The currency sign, the figure and the closing bracket, each in a cell of its own."""
    if value is None:
        return f'<td></td><td style="{_CELL}">—</td><td></td>'
    printed = -value if line.negated else value
    figure = tagger.number(value, *_concept(tagger, line, year, instant), line.unit)
    opening, closing = ("(", ")") if printed < 0 else ("", "")
    dollar = "$" if line.layout == "total" and line.unit == "usd" else ""
    border = "border-top:1px solid #000;" if line.layout == "total" else ""
    return (
        f'<td style="{border}">{dollar}</td><td style="{border}{_CELL}">{opening}{figure}</td>'
        f'<td style="{border}">{closing}</td>'
    )


def _concept(tagger: Tagger, line: f.Line, year: int, instant: bool) -> tuple[str, str]:
    """The tag and context of a line: `Tag:Member`, `Tag@start` (a balance a year earlier)."""
    tag, _, member = line.tag.partition(":")
    tag, _, start = tag.partition("@")
    if start or instant or tag == f.CASH_TAG:
        return tag, tagger.context(None, f"{year - bool(start)}-12-31")
    if member:
        return tag, year_context(tagger, year, _PRODUCT_AXIS, f"us-gaap:{member}")
    return tag, year_context(tagger, year)


def page(*blocks: str) -> str:
    """A printed page: the mark of a synthetic filing, the content, the break after it."""
    mark = f'<div style="text-align:center;color:#a33;font-size:8pt">{BANNER}</div>'
    return f'<div>{mark}{"".join(blocks)}</div><hr style="page-break-after:always"/>'


def heading(text: str, level: int = 2) -> str:
    return f"<h{level}>{escape(text, quote=False)}</h{level}>"


def paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts)


def cover(tagger: Tagger) -> str:
    now = year_context(tagger, f.YEARS[0])
    texts = {
        name: tagger.text(name, now, escape(value, quote=False), _date_format(name))
        for name, value in (
            ("dei:DocumentType", "10-K"),
            ("dei:DocumentPeriodEndDate", "December 31, 2024"),
            ("dei:EntityRegistrantName", COMPANY),
            ("dei:EntityIncorporationStateCountryCode", "Oregon"),
            ("dei:TradingSymbol", "SYNH"),
        )
    }
    lines = (
        "UNITED STATES SECURITIES AND EXCHANGE COMMISSION (SAMPLE)",
        f"FORM {texts['dei:DocumentType']}",
        "ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934",
        f"For the fiscal year ended {texts['dei:DocumentPeriodEndDate']}",
        f"<b>{texts['dei:EntityRegistrantName']}</b>",
        "(Exact name of registrant as specified in its charter)",
        texts["dei:EntityIncorporationStateCountryCode"],
        "(State or other jurisdiction of incorporation)",
        f"Common stock, $0.01 par value; trading symbol: {texts['dei:TradingSymbol']}",
    )
    return page("".join(f'<p style="text-align:center">{line}</p>' for line in lines))


def _date_format(name: str) -> str:
    return ' format="ixt:date-monthname-day-year-en"' if name.endswith("EndDate") else ""


def narrative() -> list[str]:
    risks = "".join(
        f"<p><b><i>{escape(title, quote=False)}</i></b></p>{paragraphs([body])}"
        for title, body in prose.RISKS
    )
    discussion = "".join(heading(title, 3) + paragraphs(body) for title, body in prose.DISCUSSION)
    return [
        page(heading("Item 1. Business"), paragraphs(prose.BUSINESS)),
        page(
            heading("Item 1A. Risk Factors"),
            risks,
            heading("Item 3. Legal Proceedings"),
            paragraphs([prose.LEGAL]),
        ),
        page(
            heading(
                "Item 7. Management's Discussion and Analysis of Financial Condition and Results "
                "of Operations"
            ),
            discussion,
            heading("Item 9A. Controls and Procedures"),
            paragraphs([prose.CONTROLS]),
        ),
    ]


def statements(tagger: Tagger) -> list[str]:
    faces = (
        ("BALANCE SHEETS", f.BALANCE_SHEET, f.YEARS[:2], True),
        ("STATEMENTS OF OPERATIONS", f.INCOME, f.YEARS, False),
        ("STATEMENTS OF CASH FLOWS", f.CASH_FLOW, f.YEARS, False),
    )
    unit = "<p>(in thousands, except per share data)</p>"
    return [
        page(
            f"<p><b>{COMPANY.upper()}</b></p><p><b>CONSOLIDATED {title}</b></p>{unit}",
            statement(tagger, lines, years, instant),
            "<p>See accompanying notes to consolidated financial statements.</p>",
        )
        for title, lines, years, instant in faces
    ]


def notes(tagger: Tagger) -> list[str]:
    """Two pages; the accounting policy begins on the first and is continued on the second."""
    now = year_context(tagger, f.YEARS[0])
    first, second = (f"<p>{text}</p>" for text in prose.REVENUE_POLICY)
    name = "us-gaap:RevenueRecognitionPolicyTextBlock"
    policy = tagger.text(name, now, first, ' continuedAt="policy-1" escape="true"')
    regions = tuple(f.Line(label, f"{member}", values) for label, member, values in f.REGIONS)
    by_region = _region_table(tagger, regions)
    debt = tagger.text(
        "us-gaap:DebtDisclosureTextBlock",
        now,
        paragraphs([prose.DEBT_NOTE]) + _maturities(tagger),
        ' escape="true"',
    )
    return [
        page(
            heading("Notes to Consolidated Financial Statements"),
            heading("Note 1. Revenue recognition", 3),
            policy,
        ),
        page(
            f'<ix:continuation id="policy-1">{second}</ix:continuation>',
            heading("Note 2. Revenue by region", 3),
            paragraphs([prose.SEGMENT_NOTE]),
            "<p>(in thousands)</p>",
            by_region,
            heading("Note 3. Debt", 3),
            debt,
        ),
    ]


def _region_table(tagger: Tagger, lines: tuple[f.Line, ...]) -> str:
    heads = "".join(f'<td style="{_CELL}"><b>{year}</b></td>' for year in f.YEARS)
    rows = [f"<tr><td></td>{heads}</tr>"]
    for line in lines:
        cells = "".join(
            f'<td style="{_CELL}">'
            + tagger.number(
                value or 0,
                "Revenues",
                year_context(tagger, year, _REGION_AXIS, f"synh:{line.tag}"),
                "usd",
            )
            + "</td>"
            for year, value in zip(f.YEARS, line.values, strict=True)
        )
        rows.append(f"<tr><td>{line.label}</td>{cells}</tr>")
    totals = "".join(
        f'<td style="{_CELL}">{tagger.number(v, "Revenues", year_context(tagger, y), "usd")}</td>'
        for y, v in zip(f.YEARS, f.REVENUE, strict=True)
    )
    rows.append(f"<tr><td>Total revenue</td>{totals}</tr>")
    return f"<table>{''.join(rows)}</table>"


_MATURITY_TAGS = (
    "LongTermDebtMaturitiesRepaymentsOfPrincipalInNextTwelveMonths",
    "LongTermDebtMaturitiesRepaymentsOfPrincipalInYearTwo",
    "LongTermDebtMaturitiesRepaymentsOfPrincipalInYearThree",
    "LongTermDebtMaturitiesRepaymentsOfPrincipalInYearFour",
)


def _maturities(tagger: Tagger) -> str:
    end = tagger.context(None, f"{f.YEARS[0]}-12-31")
    rows = "".join(
        f'<tr><td>{year}</td><td style="{_CELL}">{tagger.number(value, tag, end, "usd")}</td></tr>'
        for (year, value), tag in zip(f.DEBT_MATURITIES, _MATURITY_TAGS, strict=True)
    )
    return f"<p>(in thousands)</p><table>{rows}</table>"


def hidden(tagger: Tagger) -> str:
    """Facts that a filing tags without printing them."""
    now = year_context(tagger, f.YEARS[0])
    end = tagger.context(None, f"{f.YEARS[0]}-12-31")
    texts = (
        ("dei:EntityCentralIndexKey", CIK),
        ("dei:DocumentFiscalYearFocus", str(f.YEARS[0])),
        ("dei:DocumentFiscalPeriodFocus", "FY"),
        ("dei:CurrentFiscalYearEndDate", "--12-31"),
        ("dei:AmendmentFlag", "false"),
    )
    allowance = tagger.number(1_240, "AllowanceForDoubtfulAccountsReceivableCurrent", end, "usd")
    return "".join(tagger.text(name, now, value) for name, value in texts) + allowance


def header(tagger: Tagger) -> str:
    units = (
        '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>'
        '<xbrli:unit id="shares"><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unit>'
        '<xbrli:unit id="usdPerShare"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>'
        "iso4217:USD</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>"
        "xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
    )
    unprinted = hidden(tagger)
    contexts = "".join(
        f'<xbrli:context id="{id}">{body}</xbrli:context>' for body, id in tagger.contexts.items()
    )
    return (
        f'<div style="display:none"><ix:header><ix:hidden>{unprinted}</ix:hidden><ix:references>'
        '<link:schemaRef xlink:type="simple" xlink:href="synh-20241231.xsd"/></ix:references>'
        f"<ix:resources>{contexts}{units}</ix:resources></ix:header></div>"
    )


def document() -> str:
    """The whole filing."""
    tagger = Tagger()
    pages = [cover(tagger), *narrative(), *statements(tagger), *notes(tagger)]
    spaces = " ".join(
        f'xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in NAMESPACES.items()
    )
    return (
        (
            "<?xml version='1.0' encoding='UTF-8'?>\n"
            f'<html {spaces} xml:lang="en-US"><head>'
            '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>'
            '<meta name="synthetic" content="true"/>'
            f"<title>{COMPANY} 10-K 2024 (synthetic sample)</title></head><body>"
            f"{header(tagger)}{''.join(pages)}</body></html>\n"
        )
        .replace("</tr>", "</tr>\n")
        .replace("</p>", "</p>\n")
    )


if __name__ == "__main__":
    ENGLISH.write_text(document(), encoding="utf-8")
