"""Puts the result of a typed query into sentences: one claim a figure, citing the cells behind it.

Every figure is worked out again from its cells before it is called verified. The frames are
written, not generated, in English and Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from apps.finance.domain.execution import QueryResult, ResultRow
from apps.finance.domain.facts import Fact, Scope
from apps.finance.domain.formula import calculate
from apps.finance.domain.metrics import Language, Metric
from apps.finance.domain.presentation import Presentation, show
from rag.document import Document
from rag.evidence import Citation, Claim, Status

_PARENT = {"en": " (parent company)", "zh": "（母公司）"}


def claims_of(
    result: QueryResult, document_of: Callable[[str], Document], language: Language
) -> tuple[Claim, ...]:
    """A claim for every row: its figure with formula and cells, or why there is none."""
    wanted = result.query.presentation
    return tuple(claim_of(row, document_of, language, wanted) for row in result.rows)


def claim_of(
    row: ResultRow,
    document_of: Callable[[str], Document],
    language: Language,
    wanted: Presentation | None = None,
) -> Claim:
    metric = row.metric
    period = row.period_zh if language == "zh" else row.period_en
    name = metric.named(language) + (_PARENT[language] if metric.scope is Scope.PARENT else "")
    if metric.value is None:
        reason = metric.reason.text(language) if metric.reason else ""
        return Claim(_undefined(row.company, name, period, language), (), Status.UNVERIFIED,
                     unit=metric.unit, period=period or None, reason=reason)  # fmt: skip
    text = _sentence(row.company, name, period, show(metric, language, wanted), language)
    text += _working(metric, language)
    citations = tuple(dict.fromkeys(_citations(metric, document_of)))
    problem = _unproven(metric, citations, language)
    return Claim(
        text,
        citations,
        Status.UNVERIFIED if problem else Status.VERIFIED,
        value=metric.value,
        unit=metric.unit,
        period=period or None,
        reason=problem,
    )


def _sentence(company: str, name: str, period: str, figure: str, language: Language) -> str:
    if language == "zh":
        return f"{company}{period}{name}为{figure}"
    when = f" for {period}" if period else ""
    return f"{company}: {name}{when} was {figure}"


def _undefined(company: str, name: str, period: str, language: Language) -> str:
    if language == "zh":
        return f"{company}{period}{name}：无"
    return f"{company}: {name}{f' for {period}' if period else ''}: none"


def _working(metric: Metric, language: Language) -> str:
    """The formula in words and the cells put into it, where the figure is not printed itself."""
    if metric.stated:
        return "。" if language == "zh" else "."
    cells = _cells(metric, language)
    formula = metric.explained(language)
    if language == "zh":
        return f"。计算：{formula}；其中{'，'.join(cells)}。"
    return f". Worked out as {formula}, with {'; '.join(cells)}."


def _cells(metric: Metric, language: Language) -> list[str]:
    found = []
    for leaf in dict.fromkeys(metric.leaves()):
        end = f" ({leaf.period.end})" if leaf.period else ""
        gap = "" if language == "zh" else " "
        found.append(f"{leaf.named(language)}{end}{gap}{show(leaf, language)}")
    return found


def _citations(metric: Metric, document_of: Callable[[str], Document]) -> Iterator[Citation]:
    for leaf in metric.leaves():
        fact = leaf.fact
        if fact is not None and leaf.document_id:
            yield _citation(fact, document_of(leaf.document_id))


def _citation(fact: Fact, document: Document) -> Citation:
    return Citation(document.id, fact.span, document.quote(fact.span))


def _unproven(metric: Metric, citations: tuple[Citation, ...], language: Language) -> str:
    """Why the figure cannot be called verified; empty where it can."""
    if not citations:
        return "没有可以打开的出处" if language == "zh" else "no cell stands behind it"
    if metric.working is not None and not metric.stated:
        again = calculate(metric.working)
        if isinstance(again, Decimal) and again != metric.value:
            return "重新计算结果不同" if language == "zh" else f"worked out again it is {again}"
    return ""
