"""Resolves a follow-up question (`and in 2022?`, `那2022年呢？`) against the question before it.

Only swaps what the follow-up names: a period, or a company. What it cannot resolve in that way
is left as asked; the page shows the question as it was understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.finance.domain.catalogue import Catalogue
from rag.periods import find_periods

_OPENS = re.compile(
    r"^\s*(?:and|what about|how about|or|then|same|so)\b|^\s*(?:那么|那|同样|换成|再)|呢[？?]?\s*$",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:and|what|how|about|or|then|the|same|so|in|for|of|was|is|were|it|that|year|at|fiscal)\b|"
    r"那么|那|呢|同样|换成|再|的|年度?|[?？,，.。!！'’]s?",
    re.IGNORECASE,
)


def resolve(question: str, history: Sequence[tuple[str, str]], known: Catalogue) -> str:
    """The question in full. `history` holds earlier questions, as understood, with answers."""
    if not history or not _OPENS.search(question):
        return question
    before = history[-1][0]
    swapped, rest = _swap_period(before, question)
    swapped, rest = _swap_company(swapped, rest, known)
    left = _FILLER.sub(" ", rest).strip()
    return swapped if swapped != before and not left else question


def _swap_period(before: str, question: str) -> tuple[str, str]:
    """The earlier question with the new period, and what of the follow-up is not used by that."""
    new, old = find_periods(question), find_periods(before)
    if not new:
        return before, question
    said = question[new[0].start : new[-1].end]
    rest = question[: new[0].start] + " " + question[new[-1].end :]
    if old:
        return before[: old[0].start] + said + before[old[-1].end :], rest
    chinese = any("\u4e00" <= c <= "\u9fff" for c in before)
    bare = before.rstrip(" ?？.。")
    return (f"{said}{bare}？" if chinese else f"{bare} in {said}?"), rest


def _swap_company(before: str, question: str, known: Catalogue) -> tuple[str, str]:
    aliases = known.aliases()
    new = _longest(question, aliases)
    if new is None:
        return before, question
    rest = re.sub(re.escape(new), " ", question, flags=re.IGNORECASE)
    old = _longest(before, aliases)
    if old is None or aliases[old] == aliases[new]:
        return before, rest
    said = re.search(re.escape(new), question, re.IGNORECASE)
    assert said is not None
    return re.sub(re.escape(old), lambda _: said[0], before, flags=re.IGNORECASE), rest


def _longest(text: str, aliases: dict[str, str]) -> str | None:
    lowered = text.lower()
    found = [
        alias
        for alias in aliases
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(alias)}(?![A-Za-z0-9])", lowered)
    ]
    return max(found, key=len, default=None)
