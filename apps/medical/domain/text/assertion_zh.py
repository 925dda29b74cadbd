"""Which Chinese cues reach a mention: by comma, enumeration and the verbs between.

A negation goes through the marks of a list (、 和 及 或) and ends at a comma, except where 否认
goes on over bare items. 无痛性, 无明显诱因 and 不能除外 are no negations of what follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from apps.medical.domain.text.context import Context, Span
from apps.medical.domain.text.tables import rows_of

WINDOW: Final = 120
"""Characters of the sentence that are read on either side of a mention."""

_FAR: Final = 16
"""Characters that may lie between a cue and the mention since the last link of a list."""
_LINK: Final = re.compile(r"[、,，/]|以及|及|和|或|与|并|\s")
_HARD: Final = re.compile(r"[；;。！!\n]")
_COMMA: Final = re.compile(r"[，,]")
_BARE_END: Final = re.compile(r"\s*(?:[、，,。；;.及和或与/]|等|史|病史|症状|不适|感|$)")
_DATED: Final = re.compile(
    r"[0-9一二三四五六七八九十几数两半多余]+(?:个)?(?:年|月)(?:余|多|半)?(?:前|以前)"
    r"(?:曾|因|患|诊断|确诊|行|有过|得过|体检)"
)
_AGED: Final = re.compile(r"\d+(?:个)?(?:月|月龄|岁)(?:时|左右时)(?:曾|患|因|有|出现|诊断|得)")
_LIKENESS: Final = re.compile(r"[^，,。；;]{0,8}(?:大小|样|状|般)|[上下前图此厕]|所述")
"""Behind 如 it likens or points elsewhere, and supposes nothing: 如苹果大小."""
_WAITING: Final = ("待查", "待诊", "待明确")
_SYMPTOM: Final = re.compile(
    r"(?:热|痛|疼|咳嗽|血|晕|厥|吐|泻|肿|胀|疹|疸|块|影|积液|腹水|水肿|结节|占位|无力|搐|困难|障碍|升高"
    r"|增高|减少|降低|下降|异常|肿大|麻木|昏迷|便|尿|消瘦|乏力)$"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue with its span in the sentence and what it may say there: (kind, side, reach)."""

    text: str
    start: int
    end: int
    roles: tuple[tuple[str, str, str], ...]

    def reach(self, kind: str, side: str) -> str | None:
        return next((role[2] for role in self.roles if role[:2] == (kind, side)), None)


@cache
def _table() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, str, str], ...]]]:
    roles: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for row in rows_of("cues_zh.tsv"):
        for wording in row["wordings"].split("|"):
            role = (row["kind"], row["side"], row["reach"])
            roles[wording] = (*roles.get(wording, ()), role)
    longest = sorted(roles, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), roles


def _cues(sentence: str, start: int, end: int) -> list[Cue]:
    pattern, roles = _table()
    return [
        Cue(hit[0], hit.start(), hit.end(), roles[hit[0]])
        for hit in pattern.finditer(sentence, start, end)
    ]


@dataclass(frozen=True, slots=True)
class _Around:
    """The mention `[start, end)` of a sentence with the cues on either side of it."""

    sentence: str
    start: int
    end: int
    before: Sequence[Cue]
    after: Sequence[Cue]


def _stops(cues: Sequence[Cue], first: int, last: int) -> bool:
    return any(
        cue.reach("stop", "before") is not None and first <= cue.start < last for cue in cues
    )


def _linked(between: str) -> bool:
    """Whether no single item of a list between cue and mention is long."""
    return all(len(item) <= _FAR for item in _LINK.split(between))


def _reaches_forward(around: _Around, cue: Cue, reach: str) -> bool:
    between = around.sentence[cue.end : around.start]
    if reach == "touch":
        return not between
    if _HARD.search(between) or not _linked(between):
        return False
    if reach == "clause":
        return _reaches_over_commas(around, cue, between)
    if _COMMA.search(between):
        return False
    return not _stops(around.before, cue.end + _had(around, cue), around.start)


def _had(around: _Around, cue: Cue) -> int:
    """Characters of 有 or 出现 right behind a cue of history, which end nothing: 新生儿期有."""
    if cue.reach("historical", "before") is None:
        return 0
    behind = around.sentence[cue.end : cue.end + 2]
    return 2 if behind == "出现" else int(behind[:1] in ("有", "因"))


def _reaches_over_commas(around: _Around, cue: Cue, between: str) -> bool:
    """否认 and 如 go on over commas while the items behind them are bare names."""
    if cue.reach("hypothetical", "before"):
        return _LIKENESS.match(around.sentence, cue.end) is None
    if _stops(around.before, cue.end, around.start):
        return False
    if not _COMMA.search(between):
        return True
    others = [c for c in around.before if c.start >= cue.end and not c.reach("affirm", "")]
    bare = _BARE_END.match(around.sentence, around.end) is not None
    last = _COMMA.split(between)[-1]
    return bare and not others and not re.search(r"\d", last)


def _reaches_back(around: _Around, cue: Cue, reach: str) -> bool:
    between = around.sentence[around.end : cue.start]
    if reach == "touch":
        return not between.strip()
    if _HARD.search(between) or _COMMA.search(between) or not _linked(between):
        return False
    return not _stops(around.after, around.end, cue.start)


def _nearest(around: _Around, kind: str) -> Span | None:
    for cue in reversed(around.before):
        reach = cue.reach(kind, "before")
        if reach is not None and _reaches_forward(around, cue, reach):
            return cue.start, cue.end
    for cue in around.after:
        reach = cue.reach(kind, "after")
        if reach is None or (cue.text in _WAITING and _symptom(around)):
            continue
        if _reaches_back(around, cue, reach):
            return cue.start, cue.end
    return None


def _symptom(around: _Around) -> bool:
    """发热待查 has the fever and waits for its cause; 肺癌待查 waits for the disease."""
    cause = around.sentence[around.end : around.end + 2] == "原因"
    return cause or _SYMPTOM.search(around.sentence[around.start : around.end]) is not None


def _historical(around: _Around) -> Span | None:
    found = _nearest(around, "historical")
    if found is not None:
        return found
    left = max(0, around.start - WINDOW)
    dated = (p.finditer(around.sentence, left, around.start) for p in (_DATED, _AGED))
    for hit in chain.from_iterable(dated):
        between = around.sentence[hit.end() : around.start]
        if not _HARD.search(between) and not _COMMA.search(between):
            return hit.start(), hit.end()
    return None


def _family(around: _Around) -> Span | None:
    for cue in reversed(around.before):
        if cue.reach("patient", "before") is not None and cue.text != "患":
            break
        if cue.reach("family", "before") is None:
            continue
        between = around.sentence[cue.end : around.start]
        if _HARD.search(between) or _reported(around, cue):
            return None
        return cue.start, cue.end
    for cue in around.after:
        reach = cue.reach("family", "after")
        if reach is not None and _reaches_back(around, cue, reach):
            return cue.start, cue.end
    return None


def _reported(around: _Around, kin: Cue) -> bool:
    """Whether the relative tells of the patient: 母亲诉, 家长发现."""
    return any(
        cue.reach("reporter", "before") is not None and cue.start >= kin.end
        for cue in around.before
    )


def context_of(sentence: str, start: int, end: int) -> Context:
    """The cues that reach `sentence[start:end]`. The span is taken as checked."""
    around = _Around(
        sentence,
        start,
        end,
        _cues(sentence, max(0, start - WINDOW), start),
        _cues(sentence, end, min(len(sentence), end + WINDOW)),
    )
    return Context(
        negated=_nearest(around, "negation"),
        possible=_nearest(around, "possible"),
        historical=_historical(around),
        hypothetical=_nearest(around, "hypothetical"),
        family=_family(around),
    )
