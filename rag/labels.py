"""Whether the words around a claimed figure name the row or sentence that states it.

Words are compared by stem, and as synonyms where a desk supplies groups of them
(`capital expenditures` = `purchases of property, plant and equipment`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.terms import content, stem

Synonyms = tuple[tuple[str, ...], ...]
"""Groups of phrases that mean the same figure, English and Chinese together."""

_QUALIFYING = """
    current noncurrent deferred basic diluted gross other short long comprehensive accumulated
    operating investing financing domestic international foreign excluding attributable before
    after discontinued continuing average minimum maximum beginning adjusted parent preferred
    treasury prepaid accrued
"""
_QUALIFYING_ZH = """
    流动 非流动 基本 稀释 扣除 扣非 少数 母公司 其他 营业外 长期 短期 递延 总 未分配
    投资 筹资 经营
"""
_QUALIFIERS = frozenset(
    stem(word)
    for word in _QUALIFYING.split()
) | frozenset(_QUALIFYING_ZH.split())  # fmt: skip
_FRAMING = """
    spent spend generated generate posted booked earned incurred paid held used made achieved
    reached realized realised recognized recognised delivered increase increased decrease
    decreased grew rose fell growth changed rise decline declined down higher lower by statement
    statements sheet balance consolidated income-statement line item shown listed presented
    basis end beginning consolidated total annual full-year during overall approximately people
    answer therefore thus result question based data document documents page cited first second
    half result results
"""
_FRAMING_ZH = """
    增长 下降 增加 减少 上升 同比 合并 报表 总额 合计 净 金额 为 是 有 元 增幅 降幅
    提高 变动 较 上年 去年 本期 上期 期末 余额 当年 当期 发生额 发生 约 达到 显示
    财报 年报 报告 公司 的
"""
_SOFT = frozenset(
    stem(word)
    for word in _FRAMING.split()
) | frozenset(
    _FRAMING_ZH.split()
)  # fmt: skip
_STATEMENT_NAMES = re.compile(
    r"(?:(?:on|in|from|per|according to)\s+)?(?:the\s+|"
    r"its\s+)?(?:consolidated\s+)?(?:cash\s+flow\s+statements?|"
    r"statements?\s+of\s+(?:cash\s+flows?|income|operations|earnings)|balance\s+sheets?|"
    r"income\s+statements?)|(?:合并)?(?:资产负债表|利润表|现金流量表)",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"[(（][^()（）]*[)）]")
_ORDINALS = re.compile(r"^(?:其中|加|减|less|add|plus)\s*[:：]\s*|"
                       r"^[一二三四五六七八九十]+、|^[(（][一二三四五六七八九十\d]+[)）]|"
                       r"^\d+[.、]", re.IGNORECASE)  # fmt: skip


_SHORT = {
    r"pp&e|ppne|pp\s?and\s?e|ppe": "property plant equipment",
    r"capex": "capital expenditures",
    r"r&d": "research development",
    r"sg&a": "selling general administrative",
    r"d&a": "depreciation amortization",
    r"cogs": "cost goods sold",
    r"eps": "earnings per share",
    r"opex": "operating expenses",
}


def spelled_out(text: str) -> str:
    """Usual abbreviations of statement lines written out: `capex` is `capital expenditures`."""
    for short, long in _SHORT.items():
        text = re.sub(rf"(?<![\w&])(?:{short})(?![\w&])", long, text, flags=re.IGNORECASE)
    return text


def claim_words(clause: str) -> frozenset[str]:
    """The stems that a clause asserts about its figure, without names of statements."""
    return frozenset(content(spelled_out(_STATEMENT_NAMES.sub(" ", clause))))


@lru_cache(maxsize=50_000)
def row_words(label: str) -> frozenset[str]:
    """The stems of a row's label, parentheses and numbering left out where words remain."""
    bare = spelled_out(_ORDINALS.sub("", label.strip()))
    core = frozenset(content(_PARENTHESES.sub(" ", bare)))
    return core or frozenset(content(bare))


def says_something(words: frozenset[str]) -> bool:
    """True where words name anything, beside those that only frame a figure."""
    return any(word not in _SOFT for word in words)


_INSTRUCTION = re.compile(
    r"\([^()]*\)|\b(?:in|into)\s+(?:USD|US dollars|units?|percents?|millions|billions|"
    r"thousands)[^?,.]*|"
    r"\b(?:what|how much|how many|is|was|were|are|did|does|do|the|please|tell|me|find|amount)\b",
    re.IGNORECASE,
)


def question_words(question: str) -> frozenset[str]:
    """The stems of what a question asks for: the last clause that it asks, without instructions."""
    asked = re.findall(r"[^?？.。!]+[?？]", question) or [question]
    clause = re.split(r"[:：]", asked[-1])[-1]
    return claim_words(_INSTRUCTION.sub(" ", clause))


def score(claim: frozenset[str], label: str, synonyms: Synonyms = ()) -> float:
    """How well a claim's words name a row: 1 for the same words or a synonym, 0 for none."""
    row = row_words(label)
    if not row or not claim:
        return 0.0
    if _same_group(claim, row, synonyms):
        return 1.0
    hard = {word for word in claim if word not in _SOFT or word in row}
    shared = hard & row
    return 2 * len(shared) / (len(hard) + len(row)) if hard else 0.0


def names_row(claim: frozenset[str], label: str, context: str, synonyms: Synonyms = ()) -> bool:
    """True where every word of the claim is said by the row or its headings, and the row is named.

    A qualifier (`current`, `diluted`, 扣非) on one side only makes it another row.
    """
    row = row_words(label)
    if not row:
        return False
    if _same_group(claim, row, synonyms):
        return True
    everything = row | frozenset(content(spelled_out(label))) | frozenset(content(context))
    hard = {word for word in claim if word not in _SOFT or word in row}
    strangers = hard - everything
    if len(strangers) > (len(hard) // 6) or not hard & row:
        return False
    if (row & _QUALIFIERS) - claim or (claim & _QUALIFIERS) - everything:
        return False
    needed = {word for word in row if word not in _SOFT} or row
    return len(needed & claim) >= 0.6 * len(needed)


def names_sentence(claim: frozenset[str], sentence: str, context: str) -> bool:
    """True where the source sentence says nearly every word of the claim."""
    said = frozenset(content(sentence)) | frozenset(content(context))
    hard = {word for word in claim if word not in _SOFT}
    if not hard:
        return False
    return len(hard & said) >= 0.8 * len(hard) and not (hard & _QUALIFIERS) - said


def _same_group(claim: frozenset[str], row: frozenset[str], synonyms: Synonyms) -> bool:
    """True where one phrase of a group is all the claim says and another is all the row says."""
    for group in _stemmed(synonyms):
        if row not in group:
            continue
        inside = [phrase for phrase in group if phrase <= claim]
        if any(all(word in _SOFT for word in claim - phrase) for phrase in inside):
            return True
    return False


@lru_cache(maxsize=16)
def _stemmed(synonyms: Synonyms) -> tuple[frozenset[frozenset[str]], ...]:
    return tuple(
        frozenset(words for phrase in group if (words := row_words(phrase))) for group in synonyms
    )


def as_synonyms(groups: Sequence[Sequence[str]]) -> Synonyms:
    return tuple(tuple(group) for group in groups)
