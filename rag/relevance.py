"""How well passages carry the answer to a question, by words alone: the ground for refusing.

Looks for the sentences that say what the question says and hold the kind of thing it asks for (a
number, a date, a name). Knows nothing of truth; the weights are fitted on training questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.labels import Synonyms
from rag.lexical import terms
from rag.sentences import sentence_spans
from rag.terms import full_names, names
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
    "person": re.compile(r"\bwho(?:m|se)?\b|谁|何人|哪位|姓名|叫什么|作者|导演|冠军|得主|"
                         r"主持人|获得者", re.IGNORECASE),
    "place": re.compile(r"\bwhere\b|\bwhich\s+(?:city|country|region)\b|哪里|哪儿|何地|地点|"
                        r"在哪|哪个城市|哪国|起点|举办地", re.I),
}  # fmt: skip
_HOLDS = {
    "date": re.compile(
        r"\d\s*[年月日号时点]|(?:19|20)\d\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|"
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        re.IGNORECASE,
    ),
    "number": re.compile(r"\d|[零一二两三四五六七八九十百千万亿]+\s*(?:个|人|次|名|倍|家|场|"
                         r"万|亿|岁|枚|位|席|届|种|项|%)|"
                         r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|"
                         r"dozen)\b", re.I),
    "person": re.compile(r"[A-Z][a-z]+|[\u4e00-\u9fff]{2,3}(?:·|先生|女士|教授|导演|总统|"
                         r"部长|主席|获|执导|当选|担任|主演)|[\u4e00-\u9fff]{2,4}"),
    "place": re.compile(r"[A-Z][a-z]+|省|市|县|区|国|州|港|镇|馆|场|在[\u4e00-\u9fff]{2}"),
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WHAT = re.compile(
    r"什么时候|何时|哪一?[天年个些位里儿]|多少|什么|谁|吗|呢|请问|时间|日期|人数|数量|地点|具体|包括|主要|原因|情况|"
    r"\b(?:who|whom|whose|what|when|where|which|why|how|many|much|name|give|tell|list)\b",
    re.IGNORECASE,
)
_ONE_PERSON = re.compile(
    r"\W*(?:(?:by|for|from|to|with)\s+)?who(?:m|se)?\b(?!\s+(?:are|were)\b)", re.IGNORECASE
)
"""Asks for a name; `who are the customers` may be answered without one."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_AT_HAND = re.compile(r"\b(?:the|this|my|our)\s+(?:patient|company|student)\b", re.IGNORECASE)
"""Whom the documents are about anyway: all their passages and headings say it."""
_ASKING = frozenset(
    terms(
        "please explain describe discuss summarise summarize outline state report briefly"
        " 请 说明 解释 简述 总结"
    )
)
ADDRESSED = 0.4
"""Share of the weight of what is asked that an answer in the question's words says."""


@dataclass(frozen=True, slots=True)
class Best:
    """The sentences of a passage that come nearest to the question: place and signs of fit.

    `coverage` is the share of the question's words that they and their headings say, `own` that
    of the sentences alone, `numbers` the share of its numbers; `typed` where they hold the kind of
    thing asked for.
    """

    passage: int
    start: int
    end: int
    coverage: float
    typed: bool
    numbers: float
    own: float = 0.0

    @property
    def rank(self) -> float:
        return self.coverage + 0.3 * self.own + 0.15 * self.typed + 0.1 * self.numbers


def kind_asked(question: str) -> str | None:
    """`date`, `number`, `person`, `place`, or None where the kind of answer cannot be told."""
    return next((kind for kind, pattern in _ASKS.items() if pattern.search(question)), None)


def asked_clause(question: str) -> str:
    """The part of a question that asks: its last interrogative sentence, without instructions."""
    asked = re.findall(r"[^?？.。!！]+(?:\.\d[^?？.。!！]*)*[?？]", question) or [question]
    clause = re.split(r"[:：]\s", asked[-1])[-1]
    return re.sub(
        r"[(（][^()（）]*[)）]|\bin (?:USD|US dollars) \w+|^\s*[Ii]f .{5,120}, then .*$",
        " ",
        clause,
    )


def asked_terms(question: str) -> dict[str, float]:
    """What the question says, with weights: numbers and long words tell more."""
    clause = _WHAT.sub(" ", asked_clause(question))
    said = _AT_HAND.sub(" ", clause)
    said = said if terms(said) else clause
    found: dict[str, float] = {}
    for term in terms(said):
        weight = (
            1.0 + 0.25 * min(len(term), 6) if not term.isascii() else 1.0 + 0.1 * min(len(term), 8)
        )
        if _NUMBER.search(term):
            weight = 2.0
        if len(term) > 1 or term.isdigit() or not term.isascii():
            found[term] = weight
    return found


def addresses(
    question: str,
    text: str,
    *,
    over: str = "",
    of: Iterable[str] = (),
    synonyms: Synonyms = (),
) -> bool:
    """Whether `text` says enough of what is asked, beyond whom it is asked of, and holds its kind.

    True of much that is no answer; false of what only tells something else of the same subject.
    `over` is what stands over the text: headings may say what is asked, not what answers. `of`
    holds names besides those that the question's capitals show, `synonyms` groups of phrases that
    mean the same.
    """
    named = [name for run in full_names(question) for name in run]
    whom = {term for name in (*named, *of) for term in terms(name)}
    numbers = frozenset(_NUMBER.findall(fold(question)))
    weights = asked_terms(question)
    wanted = weights.keys() - whom - numbers - _ASKING
    said = wanted & {*terms(text), *terms(over)}
    asked, told = question.casefold(), text.casefold()
    for group in synonyms:
        if any(phrase.casefold() in told for phrase in group):
            said |= {t for phrase in group if phrase.casefold() in asked for t in terms(phrase)}
    kind = kind_asked(question)
    rest = re.sub("|".join(map(re.escape, named)), " ", text) if named else text
    if kind is not None and not _typed(kind, rest, numbers):
        return False
    who = _ONE_PERSON.match(asked_clause(question))
    if who and not names(f"so {rest}") and not _HAN.search(rest):
        return False
    enough = ADDRESSED * sum(weights[term] for term in wanted)
    return sum(weights[term] for term in said & wanted) >= enough


_ROW = re.compile(
    r"(?:\s[($¥€£-]*\d[\d,.]*\)?%?){2,}\s*$|^\D{2,60}\s[($¥€£-]*\d[\d,]*\.?\d*\)?%?\s*$"
)


def windows(text: str) -> list[tuple[int, int]]:
    """Sentences, pairs of neighbouring ones, and rows of figures, as ranges of `text`."""
    found: list[tuple[int, int]] = []
    prose: tuple[int, int] | None = None
    for match in re.finditer(r"[^\r\n]+", text):
        row = _ROW.search(match[0])
        if row or (prose and _closed(text, prose, match.start())):
            found += _sentences(text, prose)
            prose = None
        if row:
            found.append(match.span())
        else:
            prose = (prose[0] if prose else match.start(), match.end())
    return found + _sentences(text, prose)


def _closed(text: str, prose: tuple[int, int], follows: int) -> bool:
    """True where a blank line ends lines without a stop, like those at the head of a letter.

    A single such line is a heading and belongs to what follows.
    """
    low, high = prose
    if text.count("\n", high, follows) < 2:
        return False
    block = re.split(r"\n\s*\n", text[low:high].replace("\r", ""))[-1].strip()
    return "\n" in block and not re.search(r"[.!?:。！？：；]\W*$", block)


def _sentences(text: str, stretch: tuple[int, int] | None) -> list[tuple[int, int]]:
    if stretch is None:
        return []
    low, high = stretch
    flat = re.sub(r"[\r\n]", " ", text[low:high])
    spans = [(low + a, low + b) for a, b in sentence_spans(flat)]
    return spans + [
        (a[0], b[1]) for a, b in pairwise(spans) if b[1] - a[0] < 600 and b[0] - a[1] < 4
    ]


def best_of(question: str, passages: Sequence[str], contexts: Sequence[str] = ()) -> list[Best]:
    """For every passage its nearest window, best first.

    `contexts` holds what stands over each passage (company, period, headings): it may say words
    of the question, but is never quoted.
    """
    wanted, kind = asked_terms(question), kind_asked(question)
    numbers = frozenset(_NUMBER.findall(fold(question)))
    found: list[Best] = []
    for index, passage in enumerate(passages):
        context = contexts[index] if index < len(contexts) else ""
        over = set(terms(context)) & wanted.keys()
        held = set(_NUMBER.findall(fold(context)))
        nearest = [
            _fit(index, passage[a:b], a, b, wanted, over, kind, numbers, held)
            for a, b in windows(passage)
        ]
        if nearest:
            found.append(max(nearest, key=lambda b: (b.rank, b.start - b.end)))
    return sorted(found, key=lambda b: -b.rank)


def _fit(
    index: int,
    piece: str,
    start: int,
    end: int,
    wanted: dict[str, float],
    over: set[str],
    kind: str | None,
    numbers: frozenset[str],
    held: set[str],
) -> Best:
    said = set(terms(piece)) & wanted.keys()
    total = sum(wanted.values()) or 1.0
    own = sum(wanted[term] for term in said)
    coverage = sum(wanted[term] for term in said | over) / total if own else 0.0
    have = set(_NUMBER.findall(fold(piece))) | held
    share = len(numbers & have) / len(numbers) if numbers else 1.0
    return Best(
        index,
        start,
        end,
        coverage,
        kind is None or _typed(kind, piece, numbers),
        share,
        own / total,
    )


def _typed(kind: str, piece: str, numbers: frozenset[str]) -> bool:
    """True where the piece holds the kind of thing asked for, besides what the question says."""
    rest = re.sub("|".join(map(re.escape, numbers)), " ", fold(piece)) if numbers else piece
    return bool(_HOLDS[kind].search(rest))
