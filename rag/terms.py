"""Words that carry meaning, in English and Chinese: stems, names, negations, directions.

Small closed lists and a stemmer; no model. Used to compare a sentence with the passage it cites.
"""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba
import Stemmer

from rag.periods import find_periods
from rag.units import fold

_STEMMER = Stemmer.Stemmer("english")

_STOP_WORDS = """
    a an the of in on at to for from by with as and or is are was were be been being it its this
    that these those their his her our your they them he she we you i which who whom whose what
    when where how why there here than then so such also both each per into between during about
    up down out off again once only own same too very can will just should would could may might
    do does did has have had having amount amounts amounted figure total totaled totalled came
    stood equal equals equaled reported report reports company according year ended ending end
    fiscal quarter period months three six nine twelve fy dollars dollar usd million millions
    billion billions thousand thousands approximately roughly nearly respectively recorded was
    were net-of stated states shows showed shown filing respective us compared versus vs prior
    whereas while corresponding value level give gives say says said s t inc corp corporation co
    ltd plc llc group holdings
"""
STOP = frozenset(_STOP_WORDS.split())
_STOP_WORDS_ZH = """
    的 了 是 为 在 和 与 及 或 等 其 该 本 由 从 到 对 将 已 于 以 之 而 且
    但 并 也 都 又 就 中 上 下 内 公司 本公司 集团 本集团 报告期 报告期内 期末 期初
    期间 年度 全年 年 月 日 年末 末 底 上半年 下半年 半年度 季度 实现 达到 达 约
    约为 共 共计 合计为 分别 分别为 万元 亿元 千元 百万元 元 人民币 万 亿 截至 截止
    根据 显示 数据 金额 多少 情况 如下 其中 同期 个 百分点 百分之 第一 第二 第三 第四
    按 计 方面 吗 呢
"""
STOP_ZH = frozenset(_STOP_WORDS_ZH.split())
NEGATIONS = re.compile(
    r"\b(?:not|no|never|neither|nor|none|without|cannot|can't|didn't|doesn't|isn't|wasn't|weren't|"
    r"don't|won't|fail(?:s|ed)?\s+to|lack(?:s|ed|ing)?|unable|absence|absent)\b|"
    r"(?:没有|并未|未能|尚未|不能|不会|并非|没|无法|不再|未曾|不是|不存在|无需|未(?!来|分配|到期))|"
    r"(?<![\u4e00-\u9fff])不(?!动产|断|同|仅|但|过|良)",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:increas\w*|grew|grow(?:s|n|th|ing)?|ris(?:e|es|ing|en)|rose|higher|up|gain(?:s|ed)?|improv\w*|"
    r"expand\w*|accelerat\w*|climb\w*|exceed\w*|rais(?:e|ed|es|ing))\b|"
    r"(?:增长|增加|上升|提高|上涨|提升|扩大|增幅|上调|回升|增至)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas\w*|declin\w*|fell|fall(?:s|en|ing)?|lower(?:ed|ing)?|down|drop\w*|reduc\w*|shr[aiu]nk\w*|"
    r"weaken\w*|decelerat\w*|contract(?:ed|ing)|deteriorat\w*|cut)\b|"
    r"(?:下降|减少|降低|下滑|下跌|缩小|降幅|下调|回落|减至|缩减|锐减)",
    re.IGNORECASE,
)
_OPPOSITES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (r"\bprofit\w*|盈利", r"\bloss(?:es)?\b|亏损"),
        (
            r"\b(?:above|more than|greater|larger)\b|高于|超过",
            r"\b(?:below|less than|fewer|smaller)\b|低于|不足",
        ),
        (r"\bbefore\b|\bprior to\b|之前", r"\bafter\b|之后"),
        (
            r"\b(?:approv\w+|accept\w+|passed)\b|通过|批准",
            r"\b(?:reject\w+|defeat\w+|denied)\b|否决|驳回",
        ),
        (
            r"\b(?:acqui\w+|purchas\w+|bought)\b|收购|购买",
            r"\b(?:divest\w+|sold|sale of)\b|出售|处置",
        ),
        (r"\bhighest|\bmaximum|\blargest|最高|最大", r"\blowest|\bminimum|\bsmallest|最低|最小"),
    )
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z&'’]*|[\u4e00-\u9fff]+|\d+(?:[.,]\d+)*%?")
_NAME = re.compile(r"\b(?:[A-Z][A-Za-z0-9&’'.-]*[A-Za-z0-9]|[A-Z]|\d+[A-Z][A-Za-z]*)\b")
_GENERIC_NAMES = """
    FY Q H1 H2 Q1 Q2 Q3 Q4 US U.S USD RMB CNY EPS GAAP CEO CFO SEC K EUR GBP HKD The A An In For
    At As Of On It Its This That These Those By From To With And Or But Net Total Revenue
    Revenues Sales Yes No According During Based Both While Although However Operating Income
    Gross Cash Cost Year Fiscal Company Q&A January February March April May June July August
    September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday There They We Our Their He She Inc Corp
    Corporation Co Ltd Group
"""
_GENERIC = frozenset(_GENERIC_NAMES.split())
ADDRESS = frozenset(["Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor"])
"""What stands before the name of a person, with a stop after it or without."""
_ADDRESSED = re.compile(rf"\b(?:{'|'.join(sorted(ADDRESS))})\.\s*$")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball stem of one English word in lower case; a possessive ending is cut off."""
    return _STEMMER.stemWord(re.sub(r"['’]s?$", "", word.lower()).replace("’", "'"))


@lru_cache(maxsize=20_000)
def content(text: str) -> tuple[str, ...]:
    """The words that carry meaning, stemmed, in order; numbers and stop words are left out."""
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        piece = match[0]
        if piece[0].isdigit():
            continue
        if piece[0].isascii():
            bare = re.sub(r"['’]s?$", "", piece.lower())
            if bare not in STOP and (len(bare) > 1):
                found.append(stem(bare))
        else:
            found.extend(word for word in rjieba.cut(piece) if word not in STOP_ZH)
    return tuple(found)


def names(text: str) -> list[str]:
    """Proper names in English text: capitalised words that are not mere openers of a sentence."""
    found = []
    for when in find_periods(text):
        text = text[: when.start] + " " * (when.end - when.start) + text[when.end :]
    for match in _NAME.finditer(fold(text)):
        word = re.sub(r"['’]s?$", "", match[0])
        before = text[: match.start()]
        opener = not _ADDRESSED.search(before) and re.search(
            r"(?:^|[.!?:;•\n]\s*|[\"“(]\s*)$", before
        )
        plain = word[1:].islower() and word[0].isupper()
        if word in _GENERIC or (opener and plain and word == match[0]):
            continue
        found.append(word)
    return found


def full_names(text: str) -> list[tuple[str, ...]]:
    """The words of each run of proper names: `Marram Textiles and Ines Varga` has two."""
    found: list[list[str]] = []
    at = 0
    for name in names(text):
        start = text.find(name, at)
        between = text[at:start].strip() if start >= 0 else None
        if found and (between == "" or (between == "." and found[-1][-1] in ADDRESS)):
            found[-1].append(name)
        else:
            found.append([name])
        at = start + len(name) if start >= 0 else at
    return [tuple(run) for run in found]


def negated(text: str) -> bool:
    """True where the sentence denies: an odd number of negations."""
    return len(NEGATIONS.findall(text)) % 2 == 1


def direction(text: str) -> int:
    """+1 where only rises are said, -1 where only falls are, 0 for neither or both."""
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    return int(up) - int(down)


def opposed(one: str, other: str) -> str | None:
    """The word of `one` whose opposite alone is said in `other`, or None."""
    for left, right in _OPPOSITES:
        for mine, theirs in ((left, right), (right, left)):
            found = mine.search(one)
            if found and theirs.search(other) and not mine.search(other):
                return found[0]
    return None
