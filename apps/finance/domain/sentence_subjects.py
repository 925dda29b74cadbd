"""Whose figures a clause states: the company named at its head.

A name is what stands before a year, a verb of reporting or a metric. Knows no register of
companies.
"""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:[\s,，、;；·•*-]|[(（]?\d{1,2}[)）、.](?!\d)|(?:截至|在)?(?:19|20)\d\d\s*年(?:度|末|上半年|半年度|"
    r"前三季度|第?[一二三四]季度|\d{1,2}月\d{1,2}日)?)+"
)
_VERBS = (
    r"实现|录得|公告|发布|披露|营业总?收入|营收|净利润|归母|归属于|扣非|总资产|基本每股|每股收益|毛利|"
    r"全年|的"
)
_CHINESE = re.compile(
    rf"[\"“《]?(?P<name>[\u4e00-\u9fffA-Za-z·]{{2,24}}?)(?:[(（](?P<code>\d{{6}})[^)）]{{0,6}}[)）])?[\"”》]?"
    rf"(?=\s*(?:(?:19|20)\d\d\s*年|{_VERBS}))"
)
_ENGLISH = re.compile(
    r"(?P<name>[A-Z][\w&.’'-]*(?:\s+(?:[A-Z][\w&.’'-]*|of|and|&)){0,4}?)(?:[’']s)?"
    r"(?:\s*\((?:[A-Z]+:\s*)?(?P<code>[A-Z.]{1,6})\))?,?\s+"
    r"(?=(?:reported|posted|recorded|generated|announced|said|achieved|delivered|saw|had|earned|"
    r"total|net|revenues?|sales|fiscal|full-year|first|second|third|fourth|annual|quarterly|Q[1-4])\b)"
)
_NOT_NAMES = re.compile(
    r"公司|本公司|集团|该公司|我司|我们|报告期内?|其中|同期|全年|期内|同时|此外|另外|截至|单季度?|本期|"
    r"上年|去年|今年|当期|累计|合计|每股|基本|稀释|归属|扣除|扣非|实现|营业|主营|净|利润|收入|同比|环比|"
    r"增长|下降|以及|并且|预计|由于|受|较|则|而|且|约|达|为|全国|年度|年|和|及|半年|季度|上半|下半|前三|"
    r"母公司|合并|主要|公告|业绩|财务"
)
_PARTS = re.compile(r"业务|产品|板块|分部|地区|境外|境内|海外|国内|线[上下]")
_NOT_NAMES_EN = re.compile(
    r"In|For|The|Company|We|Our|It|Its|Revenue|Revenues|Net|Total|Operating|Gross|Diluted|"
    r"Basic|And|But|This|That|During|Earnings|Income|Sales|Fiscal|Q1|Q2|Q3|Q4|First|Second|"
    r"Third|Fourth|On|As|At|By|Meanwhile|However|While|Annual|Quarterly|Full|Cash|Adjusted"
)


def subject(clause: str) -> tuple[str, str] | None:
    """(name, code) of the company that a clause opens with, or None where it names none."""
    text = _LEAD.sub("", clause)
    chinese = _CHINESE.match(text)
    if chinese and not _NOT_NAMES.match(chinese["name"]):
        name = re.sub(r"(?:在|于|的|之)$", "", chinese["name"])
        if len(name) >= 2 and not _PARTS.search(name):
            return name, chinese["code"] or ""
    english = _ENGLISH.match(text)
    if english and not _NOT_NAMES_EN.fullmatch(english["name"].split()[0]):
        return re.sub(r"[’']s$", "", english["name"]), english["code"] or ""
    return None
