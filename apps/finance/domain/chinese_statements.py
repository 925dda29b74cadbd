"""Finds the statements among the parts of a Chinese report and builds them.

合并资产负债表 stands in the notes, the contents and the auditor's letter as well: a statement is a
titled part that holds the lines of its kind under columns of periods; it goes on over page breaks
until its last line. Combined 合并及母公司 tables become two statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from apps.finance.domain.chinese_calendar import Heading, ReportPeriod, heading
from apps.finance.domain.chinese_grid import Line
from apps.finance.domain.chinese_labels import folded, metric_of
from apps.finance.domain.chinese_parts import Part, figures_in, right_edges
from apps.finance.domain.chinese_titles import Title
from apps.finance.domain.facts import Scope, StatementKind
from rag.units import Scale

_LEAST = {StatementKind.BALANCE_SHEET: 5, StatementKind.INCOME: 4, StatementKind.CASH_FLOW: 3}
"""Core metrics without which a part is no statement of its kind."""
_UNTITLED = {StatementKind.BALANCE_SHEET: 9, StatementKind.INCOME: 7, StatementKind.CASH_FLOW: 5}
_LAST = {
    StatementKind.BALANCE_SHEET: {"liabilities_and_equity"},
    StatementKind.INCOME: {"eps_diluted"},
    StatementKind.CASH_FLOW: {"cash_end"},
}
_SAME_EDGE = 18.0
"""Points by which the right edge of a column of figures may move from page to page."""
_ADJUSTMENT = re.compile(
    r"调整数|影响数|影响金额|调整金额|重分类|占总|比重|期初公允|汇率|可变现|公允价值$"
)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with the columns of figures that it stands under."""

    line: Line
    metric: str | None
    columns: dict[int, Heading]


@dataclass(slots=True)
class Draft:
    """A statement being put together from parts."""

    kind: StatementKind
    title: Title | None
    unit: Scale | None
    span_start: int
    table: int
    lines: list[PlacedLine] = field(default_factory=list)
    guessed_columns: bool = False
    lost_columns: bool = False
    edges: dict[int, float] = field(default_factory=dict)
    end: int = 0
    page: int | None = None

    @property
    def metrics(self) -> set[str]:
        return {line.metric for line in self.lines if line.metric and line.line.figures}

    @property
    def complete(self) -> bool:
        return bool(self.metrics & _LAST[self.kind]) and len(self.metrics) >= _LEAST[self.kind]


def drafts(parts: Iterable[Part], report: ReportPeriod) -> list[Draft]:
    """Every stretch of parts that may be a statement, in document order."""
    found: list[Draft] = []
    current: Draft | None = None
    for part in parts:
        if current is not None and _goes_on(current, part):
            _extend(current, part, report)
            continue
        current = _start(part, report)
        if current is not None:
            found.append(current)
    return [draft for draft in found if _accepted(draft)]


def _accepted(draft: Draft) -> bool:
    least = _LEAST if draft.title is not None else _UNTITLED
    return len(draft.metrics) >= least[draft.kind]


def _start(part: Part, report: ReportPeriod) -> Draft | None:
    """A draft from a part that is titled as a statement, or that reads like one without a title."""
    kind = part.title.kind if part.title is not None else None
    if part.title is not None and kind is None:
        return None
    if _ADJUSTMENT.search(folded(" ".join(part.heading_texts.values()))):
        return None
    kind_read = _kind_of(part)
    if kind is None or (kind_read is not None and kind_read is not kind):
        title, kind = None, kind_read
    else:
        title = part.title
    if kind is None:
        return None
    draft = Draft(kind, title, part.unit, part.span.start, part.table, page=part.span.page)
    _extend(draft, part, report)
    return draft if draft.metrics else None


def _kind_of(part: Part) -> StatementKind | None:
    """The kind whose core metrics the part holds most of, three at least."""
    counts = {
        kind: len({m for line in part.lines if (m := metric_of(line.label, kind))})
        for kind in _LEAST
    }
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] >= 3 else None


def _goes_on(draft: Draft, part: Part) -> bool:
    """True where a part carries the draft on: untitled, near, and of the same making."""
    if part.table > draft.table + 3:
        return False
    same_table = part.table == draft.table
    if part.title is not None and not same_table:
        again = part.title.kind is draft.kind and "续" in part.title.text
        if not again:
            return False
    if same_table and part.title is not None and draft.title is not None:
        return part.title == draft.title
    if draft.complete and not (draft.kind is StatementKind.INCOME or same_table):
        return False
    if not same_table and len(re.sub(r"\s", "", part.above)) > 160 and part.title is None:
        return False
    kind = _kind_of(part)
    if kind is not None and kind is not draft.kind:
        return False
    fresh = {m for line in part.lines if (m := metric_of(line.label, draft.kind))}
    repeated = len(fresh & draft.metrics)
    return repeated <= 2 or same_table


def _extend(draft: Draft, part: Part, report: ReportPeriod) -> None:
    columns = _columns(draft, part, report)
    edges = right_edges(part)
    draft.edges = {c: edges[c] for c in columns if c in edges} or draft.edges
    for line in part.lines:
        metric = metric_of(line.label, draft.kind)
        mine = {c: h for c, h in columns.items() if _same_side(c, line)}
        draft.lines.append(PlacedLine(line, metric, mine))
    draft.end = max([draft.end, part.span.end, *(line.span.end for line in part.lines)])
    draft.table = part.table
    draft.unit = draft.unit or part.unit


def _same_side(column: int, line: Line) -> bool:
    """Two-sided tables: a heading counts for the lines whose cells reach its column."""
    return line.side == 0 or column in line.cells or not line.cells


def _columns(draft: Draft, part: Part, report: ReportPeriod) -> dict[int, Heading]:
    """What each column of figures is: by its heading, else as in the part before, else by order."""
    default = draft.title.scope if draft.title and draft.title.scope else Scope.CONSOLIDATED
    part_of_year = draft.title.part if draft.title else None
    if report.fiscal_period != "Q3" and part_of_year in ("Q3", "9M"):
        part_of_year = None
    found: dict[int, Heading] = {}
    texts = part.heading_texts
    for column, text in texts.items():
        read = heading(text, report, default, part_of_year)
        if read is not None and read.column(draft.kind is StatementKind.BALANCE_SHEET) is not None:
            found[column] = read
    if draft.title is not None and draft.title.both:
        found = _two_scopes(found)
    filled = figures_in(part)
    used = {c: h for c, h in found.items() if c in filled and not h.change}
    if used or (texts and found):
        return used or found
    carried = draft.lines[-1].columns if draft.lines else {}
    if carried and not texts:
        found = _carried(carried, draft.edges, filled, right_edges(part))
        draft.lost_columns |= bool(filled) and not found
        return found
    return _by_order(draft, filled, texts, report, default)


def _two_scopes(found: dict[int, Heading]) -> dict[int, Heading]:
    """合并 and 母公司 side by side without saying so over each column: the first half is 合并."""
    if len({h.scope for h in found.values()}) > 1 or len(found) % 2:
        return found
    half = sorted(found)[len(found) // 2 :]
    return {
        c: replace(h, scope=Scope.PARENT if c in half else Scope.CONSOLIDATED)
        for c, h in found.items()
    }


def _carried(
    carried: dict[int, Heading],
    before: dict[int, float],
    filled: dict[int, int],
    edges: dict[int, float],
) -> dict[int, Heading]:
    """The columns of the part before: where figures end at the same place on the page, else by
    the same number, else in the same order."""
    if before and set(filled) <= set(edges):
        found = {}
        for column in filled:
            near = min(before, key=lambda c: abs(before[c] - edges[column]))
            if abs(before[near] - edges[column]) <= _SAME_EDGE:
                found[column] = carried[near]
        if len(found) == len(filled) and len(set(map(id, found.values()))) == len(found):
            return found
    if set(filled) <= set(carried):
        return carried
    columns = sorted(filled)
    if len(columns) == len(carried):
        return dict(zip(columns, (carried[c] for c in sorted(carried)), strict=True))
    return {}


def _by_order(
    draft: Draft,
    filled: dict[int, int],
    texts: dict[int, str],
    report: ReportPeriod,
    scope: Scope,
) -> dict[int, Heading]:
    """Two columns without a readable heading are this period and the one before."""
    columns = sorted(c for c in filled if filled[c] >= 3 and not texts.get(c, "").strip())
    if len(columns) != 2 or draft.title is None:
        return {}
    draft.guessed_columns = True
    now, then = heading("本期 期末", report, scope), heading("上期 期初", report, scope)
    assert now is not None
    assert then is not None
    return {columns[0]: now, columns[1]: then}


def chosen(found: Sequence[Draft]) -> list[Draft]:
    """One draft for each kind, scope and part of the year: the first that is whole.

    A plain title (资产负债表) is the parent's beside a consolidated one, else the company's own.
    """
    best: dict[tuple[str, str, str], Draft] = {}
    consolidated = {
        d.kind for d in found if d.title and (d.title.scope is Scope.CONSOLIDATED or d.title.both)
    }
    for draft in sorted(found, key=lambda d: (d.title is None, d.span_start)):
        scope = _scope_of(draft, consolidated)
        key = (draft.kind.value, scope, (draft.title.part or "") if draft.title else "")
        if draft.title is None and any(k[:2] == key[:2] for k in best):
            continue
        rival = best.get(key)
        if rival is None or (not rival.complete and len(draft.metrics) > len(rival.metrics) + 2):
            best[key] = draft
    return sorted(best.values(), key=lambda d: d.span_start)


def _scope_of(draft: Draft, consolidated: set[StatementKind]) -> str:
    title = draft.title
    if title is None:
        return Scope.CONSOLIDATED.value
    if title.both:
        return "both"
    if title.scope is not None:
        return title.scope.value
    return Scope.PARENT.value if draft.kind in consolidated else Scope.CONSOLIDATED.value
