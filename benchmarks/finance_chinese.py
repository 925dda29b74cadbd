"""Reads a folder of Chinese annual reports and compares their core metrics with statement tables.

`python -m benchmarks.finance_chinese --data DIR` (DIR/{pdf,html,txt,statement_tables}; text files
may be gzipped). The tables are another team's extraction: every disagreement is listed with who
is right, decided by the identities of the statements, else by what the statement prints. The last
line is JSON: `core_exact`, `identities_hold`, `core_missing`, `silent_scale_errors`,
`seconds_per_report` and what stands behind them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from apps.finance.domain.chinese_scale import power_between
from apps.finance.domain.facts import Fact, Filing, Period, Scope, StatementKind
from apps.finance.domain.identities import checks
from apps.finance.domain.precedence import metric_facts
from apps.finance.domain.reading import read_filing
from benchmarks.chinese_subtotals import subtotals
from benchmarks.chinese_tables import METRICS, CompanyYear, load

CORE = (
    "cash", "total_assets", "total_liabilities", "total_equity", "liabilities_and_equity",
    "equity_parent", "retained_earnings", "revenue", "pretax_income", "income_tax", "profit",
    "net_income", "eps_basic", "operating_cash_flow", "investing_cash_flow",
    "financing_cash_flow", "net_change_in_cash", "cash_end", "net_income_adjusted",
)  # fmt: skip
"""Metrics that every annual report states, beside those that the tables hold for it."""

_SUMS = (
    (("operating_income", 1), ("nonoperating_income", 1), ("nonoperating_expense", -1),
     ("pretax_income", -1)),
    (("pretax_income", 1), ("income_tax", -1), ("profit", -1)),
    (("current_assets", 1), ("noncurrent_assets", 1), ("total_assets", -1)),
    (("current_liabilities", 1), ("noncurrent_liabilities", 1), ("total_liabilities", -1)),
    (("operating_cash_flow", 1), ("investing_cash_flow", 1), ("financing_cash_flow", 1),
     ("fx_effect", 1), ("net_change_in_cash", -1)),
)  # fmt: skip


@dataclass(slots=True)
class Report:
    """One report read: what it says, and what reading it took."""

    path: Path
    filing: Filing
    wall: float
    cpu: float

    @property
    def company_year(self) -> CompanyYear:
        return self.filing.code, self.filing.fiscal_year or 0

    @property
    def year(self) -> Period:
        end = self.filing.period_end
        assert end is not None, f"{self.path.name}: no period"
        return Period(end, end.replace(month=1, day=1))


@dataclass(slots=True)
class Tally:
    """What was counted over all reports."""

    right: int = 0
    compared: int = 0
    agreed: int = 0
    missing: int = 0
    expected: int = 0
    held: int = 0
    tried: int = 0
    scale_errors: int = 0
    lines: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare Chinese reports with statement tables.")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    reports = [read(path) for path in report_paths(data)]
    if not reports:
        raise SystemExit(
            f"{data}: no reports in pdf/, html/ or txt/; give the folder that has them"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tables = load(data / "statement_tables", {report.company_year for report in reports})
    tally = Tally()
    for report in reports:
        compare(report, tables.get(report.company_year, {}), tally)
        check_identities(report, tally)
    compare_forms(reports, tally)
    show(reports, tally, peak)


def report_paths(data: Path) -> list[Path]:
    """The reports of the folder: parses beside a report of the same name are left out."""
    found = [p for kind in ("pdf", "html", "txt") for p in sorted((data / kind).glob("*"))]
    return [p for p in found if re.search(r"报告\.(?:pdf|html?|txt)(?:\.gz)?$", p.name)]


def read(path: Path) -> Report:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data, name = gzip.decompress(data), path.stem
    else:
        name = path.name
    wall, cpu = time.perf_counter(), time.process_time()
    filing = read_filing(data, name)
    return Report(path, filing, time.perf_counter() - wall, time.process_time() - cpu)


def ours(report: Report, metric: str) -> Fact | None:
    """The consolidated figure of the report's own year."""
    for fact in metric_facts(report.filing, metric, Scope.CONSOLIDATED):
        if fact.period in (report.year, Period(report.year.end)):
            return fact
    return None


def compare(report: Report, table: dict[str, Decimal], tally: Tally) -> None:
    """Count the cells that agree, and settle those that do not."""
    theirs = {METRICS[name]: value for name, value in table.items() if name in METRICS}
    for metric in dict.fromkeys((*theirs, *CORE)):
        mine = ours(report, metric)
        tally.expected += 1
        if mine is None:
            tally.missing += 1
            tally.lines.append(f"{report.path.name}: {metric} missing; table {theirs.get(metric)}")
        if metric not in theirs:
            continue
        tally.compared += 1
        if mine is not None and mine.value == theirs[metric]:
            tally.right += 1
            tally.agreed += 1
        elif mine is not None:
            _settle(report, metric, mine, theirs[metric], tally)


def _settle(report: Report, metric: str, mine: Fact, other: Decimal, tally: Tally) -> None:
    """Who is right where the two differ; a power of ten between them, untold, is a scale error."""
    power = power_between(mine.value, other)
    told = any(n.level == "error" and "单位" in n.message for n in report.filing.notices)
    if power:
        # Sums hold at any scale and print shows digits only: neither can excuse the scale.
        verdict = f"the scale differs by 10^{power}" + (" and that is told" if told else "")
        tally.scale_errors += not told
    else:
        verdict = _by_sums(report, metric, other) or _by_print(report, mine, other)
        tally.right += verdict.startswith("ours")
    tally.lines.append(
        f"{report.path.name}: {metric} ours {mine.value} (page {mine.span.page}), table {other}: "
        f"{verdict}"
    )


def _by_sums(report: Report, metric: str, other: Decimal) -> str:
    """The verdict of a sum that holds with one of the two figures only; empty if none decides."""
    for terms in _SUMS:
        if metric not in {name for name, _ in terms}:
            continue
        with_ours = _difference(report, terms, metric, None)
        with_theirs = _difference(report, terms, metric, other)
        if with_ours is None or with_theirs is None:
            continue
        if abs(with_ours) < 1 <= abs(with_theirs):
            return "ours is right (its sum holds)"
        if abs(with_theirs) < 1 <= abs(with_ours):
            return "the table is right (its sum holds)"
    return ""


def _difference(report: Report, terms, metric: str, value: Decimal | None) -> Decimal | None:
    total = Decimal(0)
    for name, sign in terms:
        fact = ours(report, name)
        stated = value if name == metric and value is not None else fact.value if fact else None
        if stated is None and name not in (
            "nonoperating_income",
            "nonoperating_expense",
            "fx_effect",
        ):
            return None
        total += sign * (stated or 0)
    return total


def _by_print(report: Report, mine: Fact, other: Decimal) -> str:
    """Which of the two the consolidated statement prints on the line of that name."""
    statement = next(
        (
            s
            for s in report.filing.statements
            if s.kind is not StatementKind.HIGHLIGHTS
            and s.span.start <= mine.span.start <= s.span.end
        ),
        None,
    )
    if statement is None:
        return "undecided"
    printed = report.filing.document.quote(statement.span)
    here, there = mine.raw.strip() in printed, f"{other:,.2f}" in printed
    if here and not there:
        elsewhere = f"{other:,.2f}" in report.filing.document.text
        return "ours is right (printed there" + (
            "; the table's stands elsewhere)" if elsewhere else ")"
        )
    return "the table is right (printed there)" if there and not here else "undecided"


def check_identities(report: Report, tally: Tally) -> None:
    """Count the identities and sub-totals that hold."""
    for check in checks(report.filing):
        if check.holds is None:
            continue
        tally.tried += 1
        tally.held += check.holds
        if not check.holds:
            tally.lines.append(
                f"{report.path.name}: {check.name_zh} {check.period.end} {check.scope.value} "
                f"off by {check.difference}"
            )
    for total in subtotals(report.filing):
        tally.tried += 1
        tally.held += total.holds
        if not total.holds:
            tally.lines.append(
                f"{report.path.name}: {total.statement} {total.label} {total.column}: printed "
                f"{total.printed}, lines add up to {total.added}"
            )


def compare_forms(reports: list[Report], tally: Tally) -> None:
    """Compare the same company-year read from two forms, fact by fact."""
    for i, one in enumerate(reports):
        for two in reports[i + 1 :]:
            if one.company_year != two.company_year:
                continue
            a, b = _by_key(one.filing), _by_key(two.filing)
            different = [key for key in a.keys() & b.keys() if a[key] != b[key]]
            tally.lines.append(
                f"{one.path.name} and {two.path.name}: {len(a.keys() & b.keys())} facts in common, "
                f"{len(different)} differ, {len(a.keys() ^ b.keys())} in one only"
            )
            tally.lines += [f"  {key}: {a[key]} and {b[key]}" for key in sorted(different, key=str)]


def _by_key(filing: Filing) -> dict[tuple, Decimal]:
    return {
        (fact.concept, fact.metric, fact.period, fact.scope, fact.dimensions): fact.value
        for statement in filing.statements
        if statement.kind is not StatementKind.HIGHLIGHTS
        for row in statement.rows
        for fact in row.facts
        if fact is not None
    }


def show(reports: list[Report], tally: Tally, peak: float) -> None:
    for report in reports:
        filing = report.filing
        pages = f"{len(filing.document.pages)} pages" if filing.document.pages else ""
        print(
            f"{report.path.name}: {filing.company} {filing.code} {filing.fiscal_year} "
            f"{len(filing.statements)} tables, {len(filing.facts)} facts, {pages} "
            f"{report.wall:.2f} s ({report.cpu:.2f} s CPU)"
        )
        for notice in filing.notices:
            print(f"    {notice.level}: {notice.message}")
    for line in tally.lines:
        print(line)
    print(
        json.dumps(
            {
                "core_exact": round(tally.right / max(tally.compared, 1), 4),
                "identities_hold": round(tally.held / max(tally.tried, 1), 4),
                "core_missing": round(tally.missing / max(tally.expected, 1), 4),
                "silent_scale_errors": tally.scale_errors,
                "seconds_per_report": round(sum(r.wall for r in reports) / len(reports), 2),
                "cpu_seconds_per_report": round(sum(r.cpu for r in reports) / len(reports), 2),
                "slowest_seconds": round(max(r.wall for r in reports), 2),
                "peak_mb": round(peak),
                "reports": len(reports),
                "cells_compared": tally.compared,
                "cells_agreed_as_given": tally.agreed,
                "identities_tried": tally.tried,
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
