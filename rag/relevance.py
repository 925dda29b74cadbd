"""How well passages carry the answer to a question, by words alone: the ground for refusing.

Looks for the sentences that say what the question says and hold the kind of thing it asks for (a
number, a date, a name). Knows nothing of truth; the weights are fitted on training questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.lexical import terms
from rag.sentences import sentence_spans
from rag.units import fold

_ASKS = {
    "date": re.compile(
        r"\bwhen\b|\bwhat\s+(?:date|day|year|time)\b|什么时候|何时|哪天|哪一天|哪年|哪一年|时间|日期|几号|几月|几点",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"\bhow\s+(?:many|much|long|old|far|large|big|high)\b|\bwhat\s+(?:percent\w*|amount|number|share|rate)\b|"
        r"多少|几|人数|数量|票房|增长率|金额|率|价格|占比|规模|多大|多高|多长|多久|销量|吞吐量|比分|数$|量$|额$",
        re.IGNORECASE,
    ),
    "person": re.compile(r"\bwho(?:m|se)?\b|谁|何人|哪位|姓名|叫什么|作者|导演|冠军|得主|主持人|获得者", re.IGNORECASE),
    "place": re.compile(r"\bwhere\b|\bwhich\s+(?:city|country|region)\b|哪里|哪儿|何地|地点|在哪|哪个城市|哪国|起点|举办地", re.I),
}  # fmt: skip
_HOLDS = {
    "date": re.compile(
        r"\d\s*[年月日号时点]|(?:19|20)\d\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|"
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        re.IGNORECASE,
    ),
    "number": re.compile(r"\d|[零一二两三四五六七八九十百千万亿]+\s*(?:个|人|次|名|倍|家|场|万|亿|岁|枚|位|席|届|种|项|%)|"
                         r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|dozen)\b", re.I),
    "person": re.compile(r"[A-Z][a-z]+|[\u4e00-\u9fff]{2,3}(?:·|先生|女士|教授|导演|总统|部长|主席|获|执导|当选|担任|主演)|[\u4e00-\u9fff]{2,4}"),
    "place": re.compile(r"[A-Z][a-z]+|省|市|县|区|国|州|港|镇|馆|场|在[\u4e00-\u9fff]{2}"),
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WHAT = re.compile(
    r"什么时候|何时|哪一?[天年个些位里儿]|多少|什么|谁|吗|呢|请问|时间|日期|人数|数量|地点|具体|包括|主要|原因|情况|"
    r"\b(?:who|whom|whose|what|when|where|which|why|how|many|much|name|give|tell|list)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Best:
    """The sentences of a passage that come nearest to the question: place and signs of fit."""

    passage: int
    start: int
    end: int
    coverage: float
    typed: bool
    numbers: float


def kind_asked(question: str) -> str | None:
    """`date`, `number`, `person`, `place`, or None where the kind of answer cannot be told."""
    return next((kind for kind, pattern in _ASKS.items() if pattern.search(question)), None)


def asked_terms(question: str) -> dict[str, float]:
    """What the question says, with weights: numbers and long words tell more."""
    said = _WHAT.sub(" ", question)
    found: dict[str, float] = {}
    for term in terms(said):
        weight = 1.0 + 0.25 * min(len(term), 6) if not term.isascii() else 1.0 + 0.1 * min(len(term), 8)
        if _NUMBER.search(term):
            weight = 2.0
        if len(term) > 1 or term.isdigit() or not term.isascii():
            found[term] = weight
    return found


def windows(text: str) -> list[tuple[int, int]]:
    """Sentences, and pairs of neighbouring ones, as ranges of `text`."""
    spans = sentence_spans(re.sub(r"[\r\n]", " ", text))
    return spans + [(a[0], b[1]) for a, b in zip(spans, spans[1:], strict=False) if b[1] - a[0] < 600]


def best_of(question: str, passages: Sequence[str]) -> list[Best]:
    """For every passage its nearest window, best first."""
    wanted, kind = asked_terms(question), kind_asked(question)
    total = sum(wanted.values()) or 1.0
    numbers = set(_NUMBER.findall(fold(question)))
    found = []
    for index, passage in enumerate(passages):
        best: Best | None = None
        for start, end in windows(passage):
            piece = passage[start:end]
            said = set(terms(piece))
            coverage = sum(w for t, w in wanted.items() if t in said) / total
            have = set(_NUMBER.findall(fold(piece)))
            typed = kind is None or _typed(kind, piece, numbers)
            share = len(numbers & have) / len(numbers) if numbers else 1.0
            rank = (coverage + 0.15 * typed + 0.1 * share, start - end)
            if best is None or rank > (best.coverage + 0.15 * best.typed + 0.1 * best.numbers, best.start - best.end):
                best = Best(index, start, end, coverage, typed, share)
        if best is not None:
            found.append(best)
    return sorted(found, key=lambda b: -(b.coverage + 0.15 * b.typed + 0.1 * b.numbers))


def _typed(kind: str, piece: str, numbers: set[str]) -> bool:
    """True where the piece holds the kind of thing asked for, besides what the question says."""
    rest = re.sub("|".join(map(re.escape, numbers)), " ", fold(piece)) if numbers else piece
    return bool(_HOLDS[kind].search(rest))
