"""Filings to take away: a workbook with live formulas, CSV, or JSON.

Every figure keeps its source: file, page and the text printed there.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from apps.finance.domain.book import books
from apps.finance.domain.facts import Fact, Filing
from apps.finance.domain.identities import Check, checks_of
from apps.finance.domain.metrics import Language, Metric
from apps.finance.service.export_text import safe_text
from apps.finance.service.export_workbook import company_ratios, workbook

_FIELDS = (
    "company", "form", "metric", "concept", "label", "value", "unit", "start", "end", "scope",
    "restated", "dimensions", "decimals", "unit_inherited", "printed", "file", "page", "offset",
)  # fmt: skip


def to_xlsx(filings: Sequence[Filing], *, language: Language = "en") -> bytes:
    """A workbook of the statements as printed, the figures, and ratios and checks as formulas."""
    buffer = io.BytesIO()
    workbook(filings, language).save(buffer)
    return buffer.getvalue()


def to_csv(filings: Sequence[Filing]) -> bytes:
    """Every fact as a line; UTF-8 with a byte-order mark, so that spreadsheets read the Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_FIELDS)
    for filing in filings:
        for fact in filing.facts:
            line = _fact(filing, fact)
            found = (line[field] for field in _FIELDS)
            writer.writerow(["" if v is None else safe_text(str(v)) for v in found])
    return ("\ufeff" + buffer.getvalue()).encode()


def to_json(filings: Sequence[Filing]) -> bytes:
    """Facts, ratios and checks; numbers as strings, since they are exact decimals."""
    found = {
        "filings": [_filing(filing) for filing in filings],
        "ratios": [_metric(m) for of in books(filings) for m in company_ratios(of)],
        "checks": [_check(c) for of in books(filings) for c in checks_of(of)],
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _filing(filing: Filing) -> dict[str, object]:
    return {
        "id": filing.id, "file": filing.document.name, "company": filing.company,
        "code": filing.code, "form": filing.form, "currency": filing.currency,
        "period_end": str(filing.period_end) if filing.period_end else None,
        "fiscal_year": filing.fiscal_year, "fiscal_period": filing.fiscal_period,
        "synthetic": filing.synthetic,
        "notices": [{"level": n.level, "message": n.message} for n in filing.notices],
        "facts": [_fact(filing, fact) for fact in filing.facts],
    }  # fmt: skip


def _fact(filing: Filing, fact: Fact) -> dict[str, object]:
    return {
        "company": filing.company, "form": filing.form, "metric": fact.metric,
        "concept": fact.concept, "label": fact.label, "value": f"{fact.value:f}",
        "unit": fact.unit,
        "start": fact.period.start.isoformat() if fact.period.start else None,
        "end": fact.period.end.isoformat(), "scope": fact.scope.value, "restated": fact.restated,
        "dimensions": "; ".join(f"{axis}={member}" for axis, member in fact.dimensions) or None,
        "decimals": fact.decimals, "unit_inherited": fact.unit_inherited, "printed": fact.raw,
        "file": filing.document.name, "page": fact.span.page, "offset": fact.span.start,
    }  # fmt: skip


def _metric(metric: Metric) -> dict[str, object]:
    period = metric.period
    return {
        "id": metric.id, "name_en": metric.name_en, "name_zh": metric.name_zh,
        "company": metric.company,
        "value": None if metric.value is None else f"{metric.value:f}", "unit": metric.unit,
        "start": period.start.isoformat() if period and period.start else None,
        "end": period.end.isoformat() if period else None,
        "formula": metric.formula, "reason": str(metric.reason) if metric.reason else None,
    }  # fmt: skip


def _check(check: Check) -> dict[str, object]:
    def exact(value: object) -> str | None:
        return None if value is None else f"{value:f}"

    return {
        "identity": check.identity, "name_en": check.name_en, "name_zh": check.name_zh,
        "company": check.company, "end": check.period.end.isoformat(),
        "start": check.period.start.isoformat() if check.period.start else None,
        "scope": check.scope.value, "left": exact(check.left), "right": exact(check.right),
        "difference": exact(check.difference), "tolerance": exact(check.tolerance),
        "holds": check.holds, "reason": str(check.reason) if check.reason else None,
    }  # fmt: skip
