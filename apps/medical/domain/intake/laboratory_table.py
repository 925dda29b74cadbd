"""Reads a laboratory's delimited table into observations, each with the row that it came from.

A row that cannot be read gets an account; none is dropped. Knows no analyte by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation

from apps.medical.domain.concept import LOINC, Coding, Concept
from apps.medical.domain.intake import header as people
from apps.medical.domain.intake.cells import Row, rows_of
from apps.medical.domain.intake.columns import Header, find_header
from apps.medical.domain.intake.dates import day_first, ordered_date
from apps.medical.domain.intake.document import document
from apps.medical.domain.intake.imported import Account, Outcome
from apps.medical.domain.intake.interval import Interval, decimal, interval, measured
from apps.medical.domain.record import Observation
from apps.medical.domain.source import DocumentKind, Notice, Severity, Source, SourceDocument
from apps.medical.domain.when import ImpossibleDate, When
from rag.readers.errors import UnreadableFile

_HALF = re.compile(r"\d,\d{1,2}(?!\d)|(?<!\d)0,\d")
_LOINC = re.compile(r"\d{1,7}-\d")
_FLAGS = {
    "↑": "H", "↑↑": "HH", "↓": "L", "↓↓": "LL", "高": "H", "低": "L", "偏高": "H", "偏低": "L",
    "high": "H", "low": "L", "normal": "N", "正常": "N", "n": "N", "h": "H", "l": "L",
    "hh": "HH", "ll": "LL", "critical high": "HH", "critical low": "LL", "阳性": "POS",
    "阴性": "NEG", "a": "A", "abnormal": "A", "异常": "A", "*": "A", "+": "POS",
}  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """One patient's rows of a table: who its rows and first lines name, and what they say."""

    document: SourceDocument
    header: people.Header
    observations: list[Observation] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def whose(self) -> str:
        """Who the rows name, to tell the sheets of one file apart."""
        return self.header.name or ", ".join(self.header.numbers) or "(unnamed)"


def read_table(text: str, name: str) -> list[Sheet]:
    """The sheets of a table, one for each patient that its rows name.

    Raises UnreadableFile `wrong_type` where no row names the columns of analyte and result.
    """
    header = find_header(text)
    if header is None:
        raise UnreadableFile(
            name,
            "wrong_type",
            "no row names the columns of a laboratory table (analyte and result at least)",
            "head the columns `analyte,value,unit,reference,date` or 项目,结果,单位,参考范围,日期",
        )
    return _Reader(text, name, header).sheets()


class _Reader:
    """Reads the rows under one header."""

    def __init__(self, text: str, name: str, header: Header) -> None:
        self.name = name
        self.columns = header.columns
        self.width = header.width
        rows = list(rows_of(text, header.delimiter))
        self.rows = [row for row in rows if row.line > header.line]
        self.top = people.header_of(_labelled(row for row in rows if row.line < header.line))
        self.document = document(
            DocumentKind.LABORATORY, name, text, name, written=self.top.written
        )
        self.day_leads = day_first(row.text(self.columns.get("date")) for row in self.rows)
        self.decimal_comma = self._uses_decimal_comma()

    def _uses_decimal_comma(self) -> bool:
        """True where a figure has a comma as only a decimal one stands, and none has a point."""
        texts = [row.text(self.columns.get(column)) for row in self.rows for column in _FIGURES]
        return any(_HALF.search(text) for text in texts) and not any(
            re.search(r"\d\.\d", text) for text in texts
        )

    def sheets(self) -> list[Sheet]:
        found: dict[tuple[str, str], Sheet] = {}
        for row in self.rows:
            whose = row.text(self.columns.get("name")), row.text(self.columns.get("mrn"))
            if whose not in found:
                found[whose] = Sheet(self.document, self._named(*whose))
            self._row(row, found[whose])
        if not found:
            raise UnreadableFile(self.name, "empty", "no row follows its header", "add its rows")
        return list(found.values())

    def _named(self, name: str, number: str) -> people.Header:
        """The header of the file, or who a row names."""
        if not name and not number:
            return self.top
        own = people.Header(name=name, numbers=(number,) if number else ())
        if self.top.names_somebody and name in ("", self.top.name):
            return self.top
        return own

    def _row(self, row: Row, sheet: Sheet) -> None:
        problem, outcome = self._fault(row)
        place = f"row {row.line}"
        if problem:
            sheet.accounts.append(Account("laboratory row", place, outcome, problem, self.name))
            if outcome is Outcome.UNPARSED:
                sheet.notices.append(self._unread(row, problem))
            return
        sheet.observations.append(self._observation(row, sheet))
        account = Account("laboratory row", place, Outcome.IMPORTED, "", self.name)
        sheet.accounts.append(account)

    def _fault(self, row: Row) -> tuple[str, Outcome]:
        """Why a row makes no observation; empty where it does."""
        if sum(bool(cell.text) for cell in row.cells[self.width :]):
            reason = f"it has {len(row.cells)} cells under {self.width} columns"
            return f"{reason}; an unquoted delimiter may have shifted them", Outcome.UNPARSED
        filled = [cell for cell in row.cells if cell.text]
        if len(filled) == 1 and self.width > 2:
            return "a heading or remark, or a test without its result", Outcome.KEPT_ONLY
        if not row.text(self.columns["analyte"]):
            return "it names no analyte", Outcome.UNPARSED
        if not row.text(self.columns["value"]):
            return "it has no result", Outcome.UNPARSED
        return "", Outcome.IMPORTED

    def _observation(self, row: Row, sheet: Sheet) -> Observation:
        get = {column: row.text(place) for column, place in self.columns.items()}
        result = measured(get["value"], decimal_comma=self.decimal_comma)
        unit, flag = get.get("unit", ""), _flag(get.get("flag", ""))
        if result is not None and result.rest:
            if _flag(result.rest) in _FLAGS.values():
                flag = flag or _flag(result.rest)
            elif not unit:
                unit = result.rest
            elif result.rest.casefold() != unit.casefold():
                result = None
        bounds = self._bounds(get)
        code = get.get("loinc", "")
        codings = (Coding(LOINC, code, get["analyte"]),) if _LOINC.fullmatch(code) else ()
        return Observation(
            id=f"{self.document.id[:16]}#row{row.line}",
            category="laboratory",
            concept=Concept(get["analyte"], codings),
            value=None if result is None else result.value,
            unit=unit,
            text=get["value"] if result is None else "",
            taken=self._taken(row, sheet),
            source=self._source(row),
            comparator=None if result is None else result.comparator,
            low=bounds.low,
            high=bounds.high,
            interpretation=flag,
        )

    def _bounds(self, get: dict[str, str]) -> Interval:
        if printed := interval(get.get("range", ""), decimal_comma=self.decimal_comma):
            return printed
        sides = []
        for side in ("low", "high"):
            try:
                sides.append(decimal(get.get(side, ""), decimal_comma=self.decimal_comma))
            except InvalidOperation:
                sides.append(None)
        low, high = sides
        return Interval(None, None) if low and high and low > high else Interval(low, high)

    def _taken(self, row: Row, sheet: Sheet) -> When | None:
        text = row.text(self.columns.get("date"))
        if not text:
            return self.top.written
        try:
            found = ordered_date(text, day_leads=self.day_leads)
        except ImpossibleDate as problem:
            sheet.notices.append(self._undated(row, "impossible-date", str(problem)))
            return None
        if found is None:
            why = f"{text!r} can be read as two dates, or as none"
            sheet.notices.append(self._undated(row, "unclear-date", why))
        return found

    def _source(self, row: Row) -> Source:
        return Source(self.document.id, row.start, row.end, f"row {row.line}")

    def _unread(self, row: Row, problem: str) -> Notice:
        return Notice(
            Severity.WARNING,
            "unparsed",
            f"{self.name}, row {row.line}",
            problem,
            "correct the row and add the file again",
            self._source(row),
        )

    def _undated(self, row: Row, kind: str, problem: str) -> Notice:
        return Notice(
            Severity.WARNING,
            kind,
            f"{self.name}, row {row.line}",
            problem,
            "the result is kept without a date; write dates as 2021-03-04",
            self._source(row),
        )


_FIGURES = ("value", "range", "low", "high")


def _flag(text: str) -> str:
    return _FLAGS.get(text.strip().casefold(), text.strip())


def _labelled(rows: Iterator[Row] | Sequence[Row]) -> str:
    """The lines above a header as `label: value`, also where label and value are two cells."""
    lines = []
    for row in rows:
        cells = [cell.text for cell in row.cells if cell.text]
        if any(":" in cell or "：" in cell for cell in cells):
            lines.append("\t".join(cells))
        else:
            pairs = zip(cells[::2], cells[1::2], strict=False)
            named = [f"{label}: {value}" for label, value in pairs if people.is_label(label)]
            lines.append("\t".join(named or cells))
    return "\n".join(lines)
