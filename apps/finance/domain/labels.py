"""Which lines of a statement are which core metrics, by their labels, headings and order.

Works on labels alone; periods, scale and sign are settled elsewhere. A line may carry several
metrics (`Basic and diluted`), a metric stands on one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.finance.domain.facts import StatementKind
from apps.finance.domain.label_rules import (
    ANY,
    BALANCE_RULES,
    CASH_RULES,
    EQUITY,
    INCOME_RULES,
    Rule,
)
from apps.finance.domain.label_words import plain_label
from apps.finance.domain.label_zones import LabelledLine, zoned

_NONCONTROLLING = re.compile(r"noncontrolling")
_JOINING = re.compile(
    r"(?:\b(?:of|and|or|to|in|for|by|from|the|on|with|at|per|including)|[,(/-])$", re.I
)
_SHARES = re.compile(
    r"weighted|average (?:number|common|shares|basic|diluted)|number of (?:common|ordinary|shares)|"
    r"shares? (?:used|outstanding)|shares - (?:basic|diluted)|shares used|"
    r"^(?:basic|diluted) shares|shares \(|average.*shares"
)
_PER_SHARE = re.compile(r"\bper\b.{0,60}\b(?:share|unit|ads|security)|\beps\b|per-share")
_NOT_RESULT = re.compile(
    r"dividends?|distribut|continuing|discontinued|book value|pro forma|cumulative|extraordinary|"
    r"accounting change|anti-?dilut|"
    r"(?<!plus )dilutive (?:effect|potential|securit|common stock|stock|shares)|"
    r"effect of dilut|having no|^(?!.*\bclass a\b).*\bclass [bc]\b|preferred$"
)
_COST_TOTAL = re.compile(
    r"^total\b.*\b(?:expenses?|costs?|deductions|other)\b|^(?:operating )?costs? and expenses$"
)
_PART = re.compile(
    r"cost of|non-?operating|interest|other (?:income|expense)|\bnet$|^total other|noninterest"
)
_RESULT = re.compile(
    r"^(?:consolidated )?(?:net )?income(?: for the (?:year|period))?"
    r"(?: including noncontrolling.*)?$|"
    r"^(?:consolidated )?net income(?: including\b.*| before\b.*noncontrolling.*)?$|"
    r"^(?:net )?(?:income )?and comprehensive income$|^net income and comprehensive income$|"
    r"^profit(?: for the (?:year|period))?$"
)
_BASIC = re.compile(r"\bbasic\b|primary")
_DILUTED = re.compile(r"\bdilut(?:ed|ion)\b|plus dilutive|fully dil")


def plain_lines(
    kind: StatementKind, lines: Sequence[tuple[str, int, bool]]
) -> tuple[LabelledLine, ...]:
    """Lines of (printed label, indent, has figures) in plain spelling, with heading and zone.

    A label that goes on from the line above is joined to it.
    """
    headings: list[tuple[int, str]] = []
    prepared: list[tuple[str, str, bool]] = []
    pending = ""
    for printed, indent, filled in lines:
        text = f"{pending} {printed}" if _goes_on(pending, printed) else printed
        pending = "" if filled else text
        label = _with_trade(plain_label(text), headings)
        while headings and headings[-1][0] >= indent and (not filled or headings[-1][0] > indent):
            headings.pop()
        if filled and label.startswith("total"):
            headings = [heading for heading in headings if heading[0] < indent]
        prepared.append((label, " / ".join(heading for _, heading in headings), filled))
        if not filled and label:
            headings.append((indent, label))
    return zoned(kind, prepared)


def _with_trade(label: str, headings: Sequence[tuple[int, str]]) -> str:
    """`Trade` under `Accounts receivable` is that account."""
    if headings and re.fullmatch(r"trade(?:,? net)?(?:\b.*allowance.*)?", label):
        found = re.search(r"(?:accounts|notes)\b.*\b(?:receivable|payable)s?$", headings[-1][1])
        if found is not None:
            return "accounts " + ("payable" if "payable" in found[0] else "receivable")
    return label


def _goes_on(above: str, label: str) -> bool:
    return bool(
        above
        and label
        and (_JOINING.search(above.strip()) or label[0].islower())
        and not above.rstrip().endswith(":")
    )


def metrics_of(kind: StatementKind, lines: Sequence[LabelledLine]) -> dict[str, int]:
    """The line index of each metric found on a statement of this kind."""
    if kind is StatementKind.BALANCE_SHEET:
        return _by_rules(BALANCE_RULES, lines) | _equity(lines)
    if kind is StatementKind.INCOME:
        found = _by_rules(INCOME_RULES, lines)
        found |= _totals(lines, found) | _results(lines) | _per_share(lines)
        return _with_first_revenue(found, lines)
    found = _by_rules(CASH_RULES, lines)
    if _amortization_apart(found, lines):
        del found["depreciation_amortization"]
    return found


def _amortization_apart(found: dict[str, int], lines: Sequence[LabelledLine]) -> bool:
    """Depreciation alone stands for both only where no amortization is printed beside it."""
    index = found.get("depreciation_amortization")
    if index is None or "amortization" in lines[index].label:
        return False
    return any(line.filled and re.match(r"(?:other )?amortization", line.label) for line in lines)


def opening_cash(lines: Sequence[LabelledLine]) -> int | None:
    """The line of cash at the beginning of the period on a cash flow statement."""
    for index, line in enumerate(lines):
        if line.filled and re.search(
            r"\bcash\b.*(?:\bbegin|\bstart of)|^(?:balance,? )?(?:at )?beginning of", line.label
        ):
            return index
    return None


def _by_rules(rules: dict[str, tuple[Rule, ...]], lines: Sequence[LabelledLine]) -> dict[str, int]:
    found: dict[str, int] = {}
    for metric, ordered in rules.items():
        index = _first_fit(ordered, lines)
        if index is not None:
            found[metric] = index
    return found


def _first_fit(ordered: Sequence[Rule], lines: Sequence[LabelledLine]) -> int | None:
    for rule in ordered:
        fits = [
            i for i, line in enumerate(lines) if line.filled and rule.fits(line.label, line.zone)
        ]
        if fits:
            return fits[-1] if rule.last else fits[0]
    return None


def _equity(lines: Sequence[LabelledLine]) -> dict[str, int]:
    """Equity of the parent, non-controlling interests and both together, by their order.

    A total before the non-controlling interests is the parent's; after them it includes them.
    """
    totals: list[int] = []
    minority: int | None = None
    for index, line in enumerate(lines):
        if not line.filled:
            continue
        label = line.label
        if _NONCONTROLLING.search(label) and not label.startswith("total"):
            in_equity = line.zone in (EQUITY, ANY) and not re.search(
                r"(?<!non)(?<!non-)redeemable", label
            )
            minority = index if in_equity and minority is None else minority
        elif re.search(
            r"^total\b.*\b(?:equity|deficit|investment|capital)\b|\bholders equity$|^equity$|"
            r"^(?:net )?(?:holders )?equity attributable to|^total equity",
            label,
        ):
            totals.extend([index] if "liabilities" not in label else [])
    return _equity_by_order(totals, minority)


def _equity_by_order(totals: Sequence[int], minority: int | None) -> dict[str, int]:
    if not totals:
        return {} if minority is None else {"minority_interest": minority}
    if minority is None:
        return {"equity_parent": totals[0], "total_equity": totals[-1]}
    before = [index for index in totals if index < minority]
    after = [index for index in totals if index > minority]
    found = {"minority_interest": minority}
    if before:
        found["equity_parent"] = before[-1]
    if after:
        found["total_equity"] = after[0]
    return found


def _totals(lines: Sequence[LabelledLine], found: dict[str, int]) -> dict[str, int]:
    """Total costs, or operating expenses where the cost of sales has been taken off before."""
    result: dict[str, int] = {}
    gross, cost = found.get("gross_profit"), found.get("cost_of_revenue")
    for index, line in enumerate(lines):
        if not line.filled or not _COST_TOTAL.search(line.label) or _PART.search(line.label):
            continue
        whole = gross is None and (
            (cost is not None and cost < index) or re.search(r"\bcosts?\b|deductions", line.label)
        )
        if whole or _is_costs(line.label) or (gross is None and cost is None):
            result.setdefault("total_cost", index)
        if not whole or cost is None or "operating expenses" in line.label:
            result.setdefault("operating_expenses", index)
    return result


def _is_costs(label: str) -> bool:
    return re.search(r"costs? and (?:other )?expenses", label) is not None


def _results(lines: Sequence[LabelledLine]) -> dict[str, int]:
    """Net income of the parent and, where others share in it, of the whole group."""
    plain = [i for i, x in enumerate(lines) if x.filled and _RESULT.search(x.label)]
    owned = [
        i
        for i, x in enumerate(lines)
        if x.filled
        and re.search(
            r"\bincome\b.*\b(?:attributable|available|applicable|allocable) (?:to|for)\b", x.label
        )
        and not re.search(
            r"noncontrolling|comprehensive|per |redeemable|participating|preferred", x.label
        )
    ]
    shared = [i for i, x in enumerate(lines) if x.filled and _NONCONTROLLING.search(x.label)
              and i not in plain and not re.search(r"before|per ", x.label)]  # fmt: skip
    if plain and owned and shared:
        return {"profit": plain[0], "net_income": owned[0]}
    if plain:
        return {"net_income": plain[0], "profit": plain[0]}
    return {"net_income": owned[0]} if owned else {}


def _per_share(lines: Sequence[LabelledLine]) -> dict[str, int]:
    said: dict[str, int] = {}
    unsaid: dict[str, int] = {}
    for index, line in enumerate(lines):
        family = share_family(line.label, line.heading) if line.filled else None
        if family is None or _NOT_RESULT.search(line.label):
            continue
        sides = _sides(line.label) or _sides(line.heading.rpartition(" / ")[2])
        for side in sides:
            said.setdefault(f"{family}_{side}", index)
        if not sides:
            unsaid.setdefault(f"{family}_basic", index)
            unsaid.setdefault(f"{family}_diluted", index)
    return unsaid | said


def _sides(words: str) -> tuple[str, ...]:
    """Basic, diluted, both or neither, as the words say."""
    marks = (("basic", _BASIC), ("diluted", _DILUTED))
    return tuple(side for side, mark in marks if mark.search(words))


def share_family(label: str, heading: str) -> str | None:
    """`eps` for results per share, `shares` for numbers of shares, None for other lines."""
    last = heading.rpartition(" / ")[2]
    if _SHARES.search(label):
        return "shares"
    if _PER_SHARE.search(label):
        return "eps"
    if not (
        _BASIC.search(label) or _DILUTED.search(label) or re.search(r"^net income|^class a", label)
    ):
        return None
    if _SHARES.search(last):
        return "shares"
    return "eps" if _PER_SHARE.search(last) else None


def _with_first_revenue(found: dict[str, int], lines: Sequence[LabelledLine]) -> dict[str, int]:
    """Where no line says revenue, the only one under that heading is it."""
    if "revenue" in found:
        return found
    under = [i for i, x in enumerate(lines) if x.filled and re.search(
        r"^(?:net )?(?:revenue|sales)\b", x.heading.rpartition(" / ")[2])]  # fmt: skip
    if under:
        found["revenue"] = _unlabelled_total(under, lines)
    return found


def _unlabelled_total(parts: Sequence[int], lines: Sequence[LabelledLine]) -> int:
    """The line without a label that closes a run of parts; the first part where none does."""
    for index in range(parts[0] + 1, len(lines)):
        if lines[index].filled and not lines[index].label:
            return index if index > parts[0] + 1 else parts[0]
        if index not in parts:
            break
    return parts[0]
