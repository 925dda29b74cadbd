# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Chinese personal names: a surname with one or two given characters where the words around tell.

Chinese writes no capitals and no spaces, so form alone never decides. After a label with its colon
a surname is enough; beside a role, a kinship word or an honorific the given characters must also
be such as names have, and no ordinary word may begin there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.deidentify.tagger import chinese

ENTITIES: Final = (Entity.PERSON,)
_EDGE = r"(?=$|[^\u3400-\u9fff])"
_HAN = re.compile(r"[\u3400-\u9fff]")
_EPONYM_AFTER = re.compile(
    r"氏?(?:综合[征症]|征(?![求兆])|病(?![情人史房重危逝员因])|试验|现象|[淋肉]?[巴]?瘤|评分|分[级期类型]|三联|量表|[肾肌]病|甲状腺炎|反射|氏)"
)
CAUTION: Final = 2.0
"""Nats taken off "no name"."""
_FREQUENT: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤石康"
"""Common surnames that end no word before a role."""
_GAP = r"[ \t]?(?:\n[ \t]*)?"


def names_in(text: str) -> Iterator[Found]:
    """Overlapping findings are left to the caller; those of surer context score higher."""
    if not _HAN.search(text):
        return
    for _, start, end in chinese().tags(text, CAUTION):
        end = _trimmed(text, start, end)
        if _may_be(text, start, end) and not _EPONYM_AFTER.match(text, end):
            yield Found(Entity.PERSON, start, end, 0.7, "tagger-zh")
    for pattern, score, strict in _patterns():
        at = pattern.search(text)
        while at is not None:
            start, end = at.span("v")
            name = re.sub(r"\s", "", at["v"])
            if not strict or (_is_name(name) and not _EPONYM_AFTER.match(text, end)):
                yield Found(Entity.PERSON, start, end, score)
            at = pattern.search(text, max(at.start() + 1, start))


def _trimmed(text: str, start: int, end: int) -> int:
    """Before a role, and without a last character that goes on with the sentence."""
    role = _roles().search(text, start + 1, end + 4)
    if role and role.start() < end:
        return role.start()
    last = text[end - 1]
    ends = last in words("names_zh", "not_given") and last not in words("names_zh", "given")
    goes_on = text[end - 1 : end + 1] in words("names_zh", "after")
    return end - 1 if (ends or goes_on) and end - start > 2 else end


def _may_be(text: str, start: int, end: int) -> bool:
    """Begins with a surname; a surname by itself stands before a role."""
    said = re.sub(r"\s", "", text[start:end])
    if said[:1] not in words("names_zh", "surname") and said[:2] not in words(
        "names_zh", "compound_surname"
    ):
        return False
    alone = len(said) == 1 or said in words("names_zh", "compound_surname")
    return not alone or bool(_roles().match(text, end)) or text[end : end + 1] == "某"


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(either(words("names_zh", "role")))


def _is_name(name: str) -> bool:
    """Given characters are such as names have; the whole begins like no ordinary word."""
    surname = 2 if name[:2] in words("names_zh", "compound_surname") else 1
    given = name[surname:]
    if any(name[:2] == word[:2] for word in _common_starts(name[:1])) and surname == 1:
        return False
    allowed = words("names_zh", "given")
    barred = words("names_zh", "not_given")
    weak = name[0] in words("names_zh", "weak_surname") and surname == 1
    if any(word in name for word in words("names_zh", "role")):
        return False
    if given.strip("某") == "":
        return True
    known = sum(sign in allowed for sign in given)
    if any(sign in barred and sign not in allowed for sign in given):
        return False
    return known == len(given) if weak else known > 0


@cache
def _common_starts(sign: str) -> frozenset[str]:
    return frozenset(word for word in words("names_zh", "common") if word.startswith(sign))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], float, bool], ...]:
    """Pattern, score, and whether the name must also look like one."""
    surname = f"(?:{either(words('names_zh', 'compound_surname'))}|[{''.join(words('names_zh', 'surname'))}])"
    compounds = either(words("names_zh", "compound_surname"))
    given = r"[\u3400-\u9fff]"
    name = rf"(?P<v>{surname}{_GAP}{given}(?:{_GAP}{given})?)"
    minority = (
        r"(?P<v>[\u3400-\u9fff]{2,8}[·•・‧][\u3400-\u9fff]{2,8}(?:[·•・‧][\u3400-\u9fff]{2,8})?)"
    )
    label, kin = either(words("names_zh", "label")), either(words("names_zh", "kin"))
    role, after = either(words("names_zh", "role")), either(words("names_zh", "after"))
    label_gap = r"(?:[ \t]*[（(][^（）()\n]{1,8}[)）])?[ \t]*[:：][ \t]*(?:\n[ \t]*)?"
    edge = rf"(?=$|[^\u3400-\u9fff]|{after})"
    follow = r"(?:[ \t]*(?:[、,，/;；]|和|与|及)[ \t]*)"
    sources: Iterable[tuple[str, float, bool]] = (
        (rf"(?:{label}){label_gap}(?P<v>{surname}{_GAP}{given}(?:{_GAP}{given})?(?:{given})?){_EDGE}", 0.93, False),
        (rf"(?:{label}){label_gap}{name}{edge}", 0.92, True),
        (rf"(?:{label}){label_gap}(?P<v>[\u3400-\u9fff][ ]{{1,3}}[\u3400-\u9fff]){_EDGE}", 0.9, False),
        (rf"(?:姓名|签名|签字|联系人|医师|医生|护士|者)[ \t]+{name}{edge}", 0.9, True),
        (rf"(?:{label}){label_gap}[\u3400-\u9fff]{{2,4}}{follow}{name}{edge}", 0.9, True),
        (rf"{name}(?={role})", 0.88, True),
        (rf"(?<![\u3400-\u9fff])(?P<v>{surname})(?=(?:某)?(?:{role}))", 0.86, False),
        (rf"(?:由|请|经|与|和|及|找|告知|通知|联系|对|给|问|向|感谢|约|转|后|，|。)(?P<v>{surname})(?=(?:{role}))(?!(?:主任|医师)制)", 0.84, False),
        (rf"(?P<v>[{_FREQUENT}]|{compounds})(?=主任|教授|大夫|护士长|医生|医师|老师)", 0.72, False),
        (rf"(?:{kin})[ ]?{name}{edge}", 0.85, True),
        (rf"(?<![\u3400-\u9fff]){name}(?=[ ]?[,，、（(/ ]{{1,2}}[ ]?(?:男|女|性别|\d{{1,3}}[ ]?(?:岁|周岁|个?月|天)|身份证|电话|手机|住院号))", 0.88, False),
        (rf"(?<![\u3400-\u9fff]){name}(?=[ ]?[（(](?:患者|家属|其?[父母夫妻子女儿]|配偶|签字|签名|电话|手机|主任|医师|\d{{11}}))", 0.88, True),
        (rf"(?<![\u3400-\u9fff]){name}[ \t]*(?=\n|$)", 0.6, True),
        (rf"(?P<v>{surname}某{{1,2}}|(?:小|老|阿){surname}(?=[，,。说的在因]))", 0.8, False),
        (minority, 0.9, False),
    )  # fmt: skip
    return tuple((re.compile(source, re.M), score, strict) for source, score, strict in sources)


def either(options: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, options), key=lambda option: (-len(option), option)))
