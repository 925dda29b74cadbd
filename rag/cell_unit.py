"""The unit of one table cell: money, per share, percent or a count, with its power of ten."""

from __future__ import annotations

import re

from rag.columns import Frame, caption_scale
from rag.figures import Kind
from rag.units import Scale, currency_of, decimals_of

_SHARES = re.compile(r"\bshares?\b|股数|股本（股）|\(股\)", re.IGNORECASE)
_SHARES_USED = re.compile(
    r"shares\s+(?:used|outstanding|issued|repurchased|authorized)|weighted[\s-]+average\s+(?:\w+\s+){0,3}shares",
    re.IGNORECASE,
)
_PER_SHARE = re.compile(
    r"per\s+(?:\w+\s+){0,2}share|每股|元/股|\beps\b|^(?:basic|diluted)\b", re.IGNORECASE
)
_RATE = re.compile(r"率|占比|比例")
_OWN_UNIT = re.compile(r"[(（]\s*(?:人民币|美元|港币)?(?:千|万|百万|亿)?元\s*[)）]")


def cell_unit(
    label: str, raw: str, heading: str, scale: Scale | None, frame: Frame
) -> tuple[Kind, int | None, str | None]:
    """Kind, power and currency of a cell: its own sign first, then its row's, then the caption's.

    Power is None for money where no scale is declared: the figure's size is then unknown.
    """
    marked = currency_of(raw) if re.search(r"[$¥€£]", raw) else None
    if "%" in raw or "(%)" in label.replace(" ", "") or (_RATE.search(label) and "元" not in label):
        return "percent", 0, None
    currency = marked or (scale.currency if scale else None) or frame.currency
    if _SHARES_USED.search(label):
        return "count", _count_power(raw, scale), None
    if _PER_SHARE.search(label) or (decimals_of(raw) and _PER_SHARE.search(heading)):
        return "per_share", 0, currency
    own = _OWN_UNIT.search(label)
    if own and (declared := caption_scale("单位:" + own[0].strip("()（）"))):
        return "money", declared.power, declared.currency or currency
    if _SHARES.search(label) and not marked:
        return "count", _count_power(raw, scale), None
    return "money", scale.power if scale else None, currency


def _count_power(raw: str, scale: Scale | None) -> int | None:
    """Shares are printed whole in many tables in millions: no count reaches ten trillion."""
    digits = len(re.sub(r"\D", "", raw.split(".")[0]))
    if scale is None:
        return 0 if digits > 6 else None
    return 0 if digits + scale.power > 13 else scale.power
