"""Guards against wrong scales: the worst defect, so every doubt is told.

Finds the unit of a table that declares none, and compares the statements with the key figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from apps.finance.domain.chinese_facts import DeclaredUnit
from apps.finance.domain.chinese_titles import last_unit
from apps.finance.domain.facts import Fact, Notice, Scope, Statement, StatementKind
from rag.document import Document, Span
from rag.units import Scale

_LOOK_BACK = 30_000
_COMPARED = ("revenue", "net_income", "total_assets", "operating_cash_flow", "equity_parent")
_TOO_MUCH = Decimal("1e15")
"""Yuan; twenty times the balance sheet of the largest bank."""


def unit_for(
    stated: Scale | None, nearest: DeclaredUnit | None, document: Document, span: Span, what: str
) -> tuple[DeclaredUnit, Notice | None]:
    """The unit of a table: its own, that of the statement before, or the last one declared above.

    Where nothing is declared anywhere, yuan are taken and an error is told.
    """
    if stated is not None:
        return DeclaredUnit.of(stated, inherited=False), None
    if nearest is not None:
        unit = DeclaredUnit(nearest.currency, nearest.power, True)
        return unit, _inherited(what, unit, span)
    above = last_unit(document.text[max(0, span.start - _LOOK_BACK) : span.start])
    if above is not None:
        unit = DeclaredUnit.of(above, inherited=True)
        return unit, _inherited(what, unit, span)
    message = f"{what}：未声明单位，按元读取，请核对 / no unit declared; read as yuan: check it"
    return DeclaredUnit("CNY", 0, True), Notice("error", message, span)


def _inherited(what: str, unit: DeclaredUnit, span: Span) -> Notice:
    name = {0: "元", 3: "千元", 4: "万元", 6: "百万元", 8: "亿元"}.get(
        unit.power, f"10^{unit.power}"
    )
    return Notice(
        "warning",
        f"{what}：未声明单位，沿用前文的{name} / {what} declares no unit; taken from above: {name}",
        span,
    )


def scale_notices(statements: Sequence[Statement]) -> list[Notice]:
    """Errors where statements and key figures differ by a power of ten, or are beyond reason."""
    notices = []
    faces = _facts(statements, lambda s: s.kind is not StatementKind.HIGHLIGHTS)
    keys = _facts(statements, lambda s: s.kind is StatementKind.HIGHLIGHTS)
    for key, fact in faces.items():
        other = keys.get(key)
        if other is not None and power_between(fact.value, other.value) not in (0, None):
            notices.append(_differ(fact, other))
        if abs(fact.value) > _TOO_MUCH:
            message = f"数值过大，单位可疑 / too large to be true, check the unit: {fact.raw}"
            notices.append(Notice("error", message, fact.span))
    return notices


def _facts(statements: Sequence[Statement], wanted) -> dict[tuple, Fact]:
    found: dict[tuple, Fact] = {}
    for statement in statements:
        if not wanted(statement):
            continue
        for row in statement.rows:
            for fact in row.facts:
                if fact is None or fact.metric not in _COMPARED or fact.scope is Scope.PARENT:
                    continue
                found.setdefault((fact.metric, fact.period), fact)
    return found


def power_between(a: Decimal, b: Decimal) -> int | None:
    """k where a ≈ b·10^k within a hundredth; None where they are simply different."""
    if a == 0 or b == 0 or (a < 0) != (b < 0):
        return 0 if a == b else None
    ratio = a / b
    power = (
        ratio.adjusted()
        if ratio >= 1 or ratio.scaleb(-ratio.adjusted()) < 5
        else ratio.adjusted() + 1
    )
    for k in (power - 1, power, power + 1):
        if abs(ratio.scaleb(-k) - 1) < Decimal("0.01"):
            return k
    return None


def _differ(fact: Fact, other: Fact) -> Notice:
    message = (
        f"单位可疑：{fact.label} {fact.value:,f}，主要会计数据 {other.value:,f} / "
        "the scale is doubtful: statement and key figures differ by a power of ten"
    )
    return Notice("error", message, fact.span)
