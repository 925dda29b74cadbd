"""All figures of one company over time, out of all its filings.

Chooses one statement a figure, scope and period, and works out what is not stated from what is.
Knows nothing of ratios or of how figures are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.entries import Stated, entries, same_company
from apps.finance.domain.extra_lines import EXTRA_BY_ID
from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.formula import (
    Apply,
    Expression,
    Item,
    Leaf,
    Working,
    calculate,
    in_words,
    leaves,
    resolve,
)
from apps.finance.domain.metrics import Metric, Reason, reason
from apps.finance.domain.periods import (
    DAY,
    Calendar,
    FiscalSpan,
    calendar_of,
    month_later,
    nearest,
    period_name,
    years_before,
)
from apps.finance.domain.substitutes import ADJACENT, SUBSTITUTES, remainder, trailing

_UNLISTED = {"shares_outstanding": ("Shares outstanding", "期末股份总数")}
"""Names of figures that formulas ask for and no statement prints."""


@dataclass(frozen=True)
class Book:
    """All figures of one company, one a figure, scope and period.

    A figure stated in several filings is taken from the face of a statement first, and then from
    the newest filing, so that prior years are as restated.
    """

    company: str
    filings: tuple[Filing, ...]
    figures: Mapping[tuple[str, Scope], Mapping[Period, Stated]] = field(repr=False)
    lines: Mapping[tuple[str, Scope], Mapping[Period, Stated]] = field(repr=False)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.filings)

    @cached_property
    def currency(self) -> str:
        """The reporting currency of the newest filing."""
        return self.filings[0].currency

    @cached_property
    def sector(self) -> str:
        """`general` only where no filing says otherwise."""
        return next((f.sector for f in self.filings if f.sector != "general"), "general")

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every duration of a core metric, newest first, longer ones first."""
        found = {p for (_, _), facts in self.figures.items() for p in facts if p.start is not None}
        return tuple(sorted(found, key=lambda p: (p.end, p.days or 0), reverse=True))

    @cached_property
    def ends(self) -> frozenset[date]:
        """Every day on which a stated figure's period ends."""
        both = (*self.figures.values(), *self.lines.values())
        return frozenset(p.end for facts in both for p in facts)

    @cached_property
    def starts(self) -> frozenset[date]:
        stated = {p.start for p in self.periods if p.start is not None}
        return frozenset(stated | {end + DAY for end in self.ends})

    def years(self) -> tuple[Period, ...]:
        """The full years for which figures are stated, newest first."""
        return tuple(p for p in self.periods if 340 <= (p.days or 0) <= 380)

    def actual(self, span: FiscalSpan) -> Period | None:
        """The days that a fiscal span really covers, or None where no filing reaches there."""
        nominal = self.calendar.nominal(span)
        assert nominal.start is not None
        slack = 15 if span.span == "FY" else 25
        end = nearest(nominal.end, self.ends, slack)
        if end is None:
            return None
        fits = [
            p.start
            for p in self.periods
            if p.end == end and p.start is not None and abs((p.start - nominal.start).days) <= slack
        ]
        start = nearest(nominal.start, fits, slack) or nearest(nominal.start, self.starts, slack)
        return Period(end, start or nominal.start)

    def name(self, period: Period) -> tuple[str, str]:
        """What a period is called, in English and in Chinese."""
        return (
            period_name(period, self.calendar, "en"),
            period_name(period, self.calendar, "zh"),
        )

    def get(
        self,
        wanted: Item,
        period: Period,
        scope: Scope = Scope.CONSOLIDATED,
        *,
        stated_only: bool = False,
    ) -> Metric:
        """The figure of an item for an anchor period: stated, derived, or why it is not there."""
        place = self._place(wanted, period, scope)
        found = self._stated(wanted.id, place, scope)
        if found is not None:
            return self._as_metric(wanted.id, found)
        if not stated_only:
            derived = self._derived(wanted.id, place, scope)
            if derived is not None:
                return derived
        return self._absent(wanted.id, place, scope)

    def evaluate(
        self,
        formula: Expression,
        period: Period,
        scope: Scope = Scope.CONSOLIDATED,
        *,
        stated_only: bool = False,
    ) -> Working | Reason:
        """The formula with this company's figures in it."""
        return resolve(
            formula,
            lambda wanted: self.get(wanted, period, scope, stated_only=stated_only),
            period.days,
        )

    def _place(self, wanted: Item, period: Period, scope: Scope) -> Period:
        """The period or instant that an item means when asked for `period`."""
        moved = self._moved(period, wanted.back)
        if not self._is_instant(wanted.id, scope):
            return moved
        if wanted.opening:
            before = moved.start - DAY if moved.start is not None else month_later(moved.end, -12)
            return Period(nearest(before, self.ends, 7) or before)
        return Period(moved.end)

    def _moved(self, period: Period, years: int) -> Period:
        if years == 0:
            return period
        early = period.end.day <= 7
        nominal_end = (
            years_before(period.end, years) if early else month_later(period.end, -12 * years)
        )
        end = nearest(nominal_end, self.ends, 15) or nominal_end
        if period.start is None:
            return Period(end)
        days = period.days or 0
        same = [p for p in self.periods if p.end == end and abs((p.days or 0) - days) <= 15]
        if same:
            return min(same, key=lambda p: abs((p.days or 0) - days))
        start = years_before(period.start, years)
        return Period(end, nearest(start, self.starts, 15) or start)

    def _is_instant(self, id: str, scope: Scope) -> bool:
        concept = BY_ID.get(id)
        if concept is not None:
            return concept.instant
        if id in EXTRA_BY_ID:
            return EXTRA_BY_ID[id].instant
        periods = self.lines.get((id.removeprefix("line:"), scope), {})
        return any(p.start is None for p in periods)

    def _stated(self, id: str, place: Period, scope: Scope) -> Stated | None:
        if id.startswith("line:"):
            facts = self.lines.get((id.removeprefix("line:"), scope), {})
        else:
            facts = self.figures.get((id, scope), {})
        if place in facts:
            return facts[place]
        close = [
            p
            for p in facts
            if (p.start is None) == (place.start is None)
            and abs((p.end - place.end).days) <= ADJACENT
            and abs((p.days or 0) - (place.days or 0)) <= ADJACENT
        ]
        return facts[min(close, key=lambda p: abs((p.end - place.end).days))] if close else None

    def _as_metric(self, id: str, stated: Stated) -> Metric:
        name_en, name_zh = self._names(id, stated)
        fact = stated.fact
        return Metric(
            id, name_en, fact.value, fact.unit, fact.period, name_zh,
            inputs=(fact,), scope=fact.scope, company=self.company,
            document_id=stated.document_id,
        )  # fmt: skip

    def figure_name(self, id: str) -> tuple[str, str]:
        """What a metric or a printed line (`line:<label>`) is called, in English and Chinese."""
        facts = self.lines.get((id.removeprefix("line:"), Scope.CONSOLIDATED), {})
        return self._names(id, next(iter(facts.values()), None))

    def _names(self, id: str, stated: Stated | None = None) -> tuple[str, str]:
        concept = BY_ID.get(id)
        if concept is not None:
            return concept.name_en, concept.name_zh
        if id in EXTRA_BY_ID:
            return EXTRA_BY_ID[id].name_en, EXTRA_BY_ID[id].name_zh
        if id in _UNLISTED:
            return _UNLISTED[id]
        label = stated.fact.label or stated.fact.concept if stated else id.removeprefix("line:")
        return label, label

    def _absent(self, id: str, place: Period, scope: Scope) -> Metric:
        name_en, name_zh = self._names(id)
        period_en, period_zh = self.name(place)
        why = reason(
            "missing", name_en=name_en, name_zh=name_zh, period_en=period_en, period_zh=period_zh
        )
        return self.undefined(id, place, scope, why)

    def undefined(self, id: str, place: Period, scope: Scope, why: Reason) -> Metric:
        name_en, name_zh = self._names(id)
        return Metric(
            id, name_en, None, self.currency, place, name_zh,
            reason=why, scope=scope, company=self.company,
        )  # fmt: skip

    def _derived(self, id: str, place: Period, scope: Scope) -> Metric | None:
        if place.start is not None:
            pieces = self._from_pieces(id, place, scope)
            if pieces is not None:
                return self._worked_out(id, pieces, place, scope)
        substitute = SUBSTITUTES.get(id)
        if substitute is None:
            return None
        anchor = place
        working = resolve(
            substitute, lambda wanted: self._plainly(wanted, anchor, scope), place.days
        )
        return None if isinstance(working, Reason) else self._worked_out(id, working, place, scope)

    def _plainly(self, wanted: Item, anchor: Period, scope: Scope) -> Metric:
        """A figure stated or summed from pieces, without substitutes: they must not go in rings."""
        place = self._place(wanted, anchor, scope)
        found = self._stated(wanted.id, place, scope)
        if found is not None:
            return self._as_metric(wanted.id, found)
        if place.start is not None:
            pieces = self._from_pieces(wanted.id, place, scope)
            if pieces is not None:
                return self._worked_out(wanted.id, pieces, place, scope)
        return self._absent(wanted.id, place, scope)

    def _from_pieces(self, id: str, place: Period, scope: Scope) -> Working | None:
        """A flow as the difference of longer and shorter ones that are stated."""
        concept = BY_ID.get(id)
        if concept is not None and concept.measure != "money":
            return None
        facts = self.figures.get((id, scope), {})
        flows = [p for p in facts if p.start is not None]
        pair = remainder(place, flows)
        if pair is not None:
            whole, part = (self._leaf(id, facts[p]) for p in pair)
            return Apply("-", whole, part)
        three = trailing(place, flows)
        if three is not None:
            year, to_date, before = (self._leaf(id, facts[p]) for p in three)
            return Apply("-", Apply("+", year, to_date), before)
        return None

    def _leaf(self, id: str, stated: Stated) -> Leaf:
        return Leaf(self._as_metric(id, stated))

    def _worked_out(self, id: str, working: Working, place: Period, scope: Scope) -> Metric:
        name_en, name_zh = self._names(id)
        return derived_metric(id, name_en, name_zh, working, place, scope, self.company, unit=None)


def derived_metric(
    id: str,
    name_en: str,
    name_zh: str,
    working: Working,
    period: Period,
    scope: Scope,
    company: str,
    *,
    unit: str | None,
) -> Metric:
    """The figure that a resolved formula yields; `unit` None takes that of its inputs."""
    inputs = tuple(dict.fromkeys(leaves(working)))
    units = {m.unit for m in inputs}
    value: Decimal | Reason = calculate(working)
    if unit is None and len(units) > 1:
        value = reason("mixed_units", units=", ".join(sorted(units)))
    return Metric(
        id, name_en,
        None if isinstance(value, Reason) else value,
        unit or next(iter(units), ""),
        period, name_zh,
        formula=in_words(working, "en", period), formula_zh=in_words(working, "zh", period),
        inputs=inputs, reason=value if isinstance(value, Reason) else None,
        scope=scope, company=company, working=working,
    )  # fmt: skip


def book(filings: Sequence[Filing]) -> Book:
    """The book of one company's filings."""
    if not filings:
        raise ValueError("a book needs a filing; pass the filings of one company")
    newest_first = tuple(
        sorted(filings, key=lambda f: (f.period_end or date.min, f.id), reverse=True)
    )
    figures, lines = entries(newest_first)
    return Book(newest_first[0].company, newest_first, figures, lines)


def books(filings: Iterable[Filing]) -> tuple[Book, ...]:
    """One book a company, in the order of the first filing of each."""
    groups: dict[str, list[Filing]] = {}
    for filing in filings:
        groups.setdefault(same_company(filing.company) or filing.code, []).append(filing)
    return tuple(book(group) for group in groups.values())
