# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Chinese addresses, places below the province, hospitals and employers.

An address is a chain of administrative and building parts, or whatever follows its label. A lone
province is no identifier (45 CFR 164.514(b)(2)(i)(B): "smaller than a State").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.deidentify.names_zh import either

ENTITIES: Final = (Entity.ADDRESS, Entity.LOCATION, Entity.ORGANISATION)
_H = r"[\u3400-\u9fff]"
_NUM = r"[0-9一二三四五六七八九十百零〇]{1,6}"
_UP = r"(?:省|自治区|特别行政区)"
_MID = r"(?:市|自治州|地区|盟|区|县|旗|新区|开发区|高新区)"
_LOW = r"(?:镇|乡|街道|办事处|村|社区|屯|庄|组|队|里|大队|农场|林场|牧场)"
_WAY = r"(?:大道|大街|路|街|巷|弄|胡同|里弄|道|支路|环路|东路|西路|南路|北路|中路)"
_SITE = r"(?:小区|花园|花苑|家园|新村|公寓|大厦|广场|苑|府|城|里|坊|庭|居|宿舍|家属院|山庄|别墅|园)"
_ROOM = (
    rf"(?:[A-Za-z0-9]{{1,4}}|{_NUM})[ -]?(?:号楼|号院|号|栋|幢|座|楼|单元|层|室|户|组|弄|房|门|\#)"
)
_STOP = "住于在至到自从来往为是由系去"
_NAMED = r"[^\W\d_A-Za-z]"
_LABELS = (
    "家庭住址|家庭地址|现住址|现住地址|居住地址|居住地|联系地址|通讯地址|通信地址|收件地址|户籍地址|户口地址|户籍所在地|户籍地"
    "|户口所在地|详细地址|单位地址|常住地址|常住地|暂住地址|住址|地址|籍贯|出生地|现居住地|家住|现住|住在|居住于|居住在|暂住|租住于|租住在|住于"
)
_PLACES_BEFORE = r"(?:于|在|至|到|自|从|来自|往|去|住|居|籍|返|回|赴|，|。|,|、|：|:|\(|（|^|[ \n]|出生|长期|久居|生长|户籍|原籍|人：)"
_GENERIC = re.compile(
    r"^(?:当地|外地|上级|下级|社区|某|该|本|我|外|其他|其它|多家|各|此|原|附近|私人|基层|三甲|县级|市级|省级|区级|乡镇|镇|县|市|区|省|一家|两家|综合|专科|医|转诊|定点|急救|大|小|民营|公立|到|去|心理|精神|随访|体检|健康)"
    r"(?:市|县|区|镇|乡|省)?(?:级|立|里|内)?(?:人民|中|中心|卫生)?(?:医院|卫生院|诊所|门诊部|卫生服务中心|公司|学校|大学|小学|中学|医科|厂|银行|养老院|幼儿园|保健院|派出所|医学院)$"
)
_BUILT = (
    r"(?:(?:大学|学院|医科大学)?(?:附属|直属)?(?:第[一二三四五六七八九十]{1,2})?(?:[\u3400-\u9fff]{0,6})(?:医院|医疗中心|医学中心)|卫生院|卫生服务中心|卫生服务站|卫生室|诊所|门诊部|疾病预防控制中心|疾控中心"
    r"|保健院|体检中心|血液中心|医学院|医科大学|大学|学院|中学|小学|学校|幼儿园|有限责任公司|有限公司|公司|集团|工厂|电子厂|服装厂|机械厂|化工厂|制药厂|银行|派出所|敬老院|养老院|福利院|居委会|村委会|法院|公安局|研究所|研究院)"
)


def places_in(text: str) -> Iterator[Found]:
    if not re.search(_H, text):
        return
    for entity, pattern, score in _patterns():
        for at in pattern.finditer(text):
            start, end = at.span("v")
            if entity is Entity.ORGANISATION:
                start = _own_start(text, start, end)
                if end - start < 4 or _GENERIC.match(text[start:end]):
                    continue
            yield Found(entity, start, end, score)


def _own_start(text: str, start: int, end: int) -> int:
    """Leaves the verb and the preposition before a hospital's name outside."""
    ahead = re.compile(
        r".*(?:就诊于|收治于|转入|转至|转往|送至|送往|送入|前往|就职于|工作于|任职于|就读于|毕业于|于|在|至|到|往|由|经|从|入|去|赴|为|是|和|及|与|请|被|曾|送|我院|外院|患者|先后|自)",
        re.S,
    )
    found = ahead.match(text, start, max(start, end - 3))
    return found.end() if found else start


@cache
def _patterns() -> tuple[tuple[Entity, re.Pattern[str], float], ...]:
    province = either(words("places_zh", "province"))
    city = words("places_zh", "city")
    strong = either(city - words("places_zh", "weak_city"))
    every = either(city)
    up = rf"(?:{province}){_UP}?"
    mid = rf"(?:(?:{every}){_MID}?|(?:(?![{_STOP}]){_H}){{1,7}}?(?:{_MID}))"
    low = rf"(?:(?![{_STOP}]){_H}){{1,6}}?{_LOW}"
    way = rf"(?:(?![{_STOP}]){_H}){{1,8}}?{_WAY}"
    site = rf"(?:(?![{_STOP}])[\u3400-\u9fffA-Za-z0-9]){{1,8}}?{_SITE}"
    tail = rf"(?:[ \t]*\n?[ \t]*{_ROOM})"
    chain = rf"(?:{up}[ ]?)?(?:{mid}[ ]?){{0,3}}(?:{low}[ ]?){{0,3}}(?:{way}[ ]?){{0,2}}(?:{_ROOM})?(?:{site}[ ]?)?{tail}{{0,5}}"
    sources = (
        (Entity.ADDRESS, rf"(?:{_LABELS})[ \t]*[:：][ \t]*(?:\n[ \t]*)?(?P<v>[^\n，,。；;]{{2,60}}?)(?=[ \t]{{2,}}|[ \t]*(?:邮编|电话|联系|手机|职业|婚姻|民族|邮政|入院|$|[\n，,。；;]))", 0.93),
        (Entity.ADDRESS, rf"(?:家住|现住|住在|居住于|居住在|暂住于?|租住于|租住在|住于|户籍为?|籍贯)(?P<v>(?={_H}{{2}}){chain})", 0.9),
        (Entity.ADDRESS, rf"(?P<v>(?:{up}[ ]?)?(?:{mid}[ ]?){{0,3}}(?:{low}[ ]?){{0,2}}{way}[ ]?{_ROOM}(?:[ ]?{site})?{tail}{{0,5}})", 0.85),
        (Entity.ADDRESS, rf"(?P<v>{up}[ ]?(?:{mid}[ ]?){{1,3}}(?:{low}[ ]?){{0,3}}(?:{way}[ ]?){{0,2}}(?:{_ROOM})?(?:{site}[ ]?)?{tail}{{0,5}})(?![\u3400-\u9fff]{{0,8}}(?:医院|卫生院|大学|学院))", 0.84),
        (Entity.ADDRESS, rf"(?P<v>(?:{every})市?(?:{mid}[ ]?){{1,2}}(?:{low}[ ]?){{0,3}}(?:{way}[ ]?){{0,2}}(?:{_ROOM})?(?:{site}[ ]?)?{tail}{{0,5}})(?![\u3400-\u9fff]{{0,8}}(?:医院|卫生院|大学|学院))", 0.83),
        (Entity.ADDRESS, rf"(?P<v>{site}{tail}{{1,5}})", 0.7),
        (Entity.ADDRESS, r"(?P<v>[0-9]{1,3}(?:号楼|栋|幢)[ ]?(?:[0-9一二三四五六]{1,2}单元)?[ ]?[0-9]{2,4}[室户]?)", 0.7),
        (Entity.LOCATION, rf"(?P<v>(?:{strong})(?:市|地区)?(?:(?![{_STOP}]){_H}{{1,3}}(?:区|县))?)(?!医院|热|病)", 0.7),
        (Entity.LOCATION, rf"(?P<v>(?:{every})(?:市|县|自治州))", 0.72),
        (Entity.LOCATION, rf"{_PLACES_BEFORE}(?P<v>(?:(?![{_STOP}]){_H}){{1,4}}(?:县|镇|乡|村|街道|社区|小区))(?=[，。,；、\n ）)]|务农|居住|生活|工作|人\b|$)", 0.7),
        (Entity.ORGANISATION, rf"(?P<v>{_H}{{2,18}}?{_BUILT})", 0.75),
    )  # fmt: skip
    return tuple((entity, re.compile(source, re.M), score) for entity, source, score in sources)
