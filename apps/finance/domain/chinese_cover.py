"""Who a Chinese report is from and what it is: company, stock code, form, year, sector.

Reads the first pages; knows nothing of statements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from apps.finance.domain.chinese_calendar import ReportPeriod
from apps.finance.domain.chinese_labels import folded
from apps.finance.domain.facts import Notice
from rag.document import Document

Sector = Literal["general", "bank", "insurer", "broker"]

_HEAD = 12_000
"""Characters from the start in which a cover and the company's particulars stand."""
_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_FORM = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:第)?(?P<form>年度报告|年报|半年度报告|半年报|中期报告|"
    r"(?:第)?一季度报告|一季报|(?:第)?三季度报告|三季报|度报告|年度财务报[告表]|度财务报[告表]|"
    r"年度审计报告|度审计报告|半年度财务报[告表])"
)
_SUFFIX = r"(?:股份有限公司|有限责任公司|集团有限公司|股份公司|有限公司)"
_NAME = re.compile(rf"[\u4e00-\u9fffA-Za-z（）()·&]{{2,30}}?{_SUFFIX}")
_NAMED = re.compile(
    rf"(?:公司的?(?:法定)?中文名称(?:\(如有\))?|公司名称|编制单位[:：]?|公司全称)[:：]?([^\d:：,，;；]{{2,40}}?{_SUFFIX})"
)
_CODE = re.compile(
    r"(?:公司|股票|证券|[AＡ]股)(?:上市)?代[码号](?:\([^)]{0,10}\))?[:：]?(?:[^\d]{0,12})(\d{6})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The particulars of a report; `report` is None where its year or form is not said."""

    company: str
    code: str
    form: str
    report: ReportPeriod | None
    sector: Sector
    notices: tuple[Notice, ...] = ()


def read_cover(document: Document) -> Cover:
    """The particulars as the report itself states them; the file's name only fills the code."""
    head = folded(document.text[:_HEAD])
    notices: list[Notice] = []
    form, report = _form(head)
    if report is None:
        form, report = _form(folded(document.name.replace("_", "")))
        if report is not None:
            notices.append(
                Notice(
                    "warning", f"报告年度取自文件名 / year taken from the file name: {report.year}"
                )
            )
    company = _company(head) or _company(folded(document.text))
    return Cover(
        company,
        _code(head, document.name),
        form,
        report,
        _sector(company, document),
        tuple(notices),
    )


def _form(text: str) -> tuple[str, ReportPeriod | None]:
    match = _FORM.search(text) or _FORM.search(_arabic(text))
    if match is None:
        return "", None
    year, words = int(match["year"]), match["form"]
    if "半年" in words or "中期" in words:
        return "半年度报告", ReportPeriod(year, "H1")
    if "一季" in words:
        return "第一季度报告", ReportPeriod(year, "Q1")
    if "三季" in words:
        return "第三季度报告", ReportPeriod(year, "Q3")
    if "财务" in words or "审计" in words:
        return "审计报告", ReportPeriod(year, "FY")
    return "年度报告", ReportPeriod(year, "FY")


def _arabic(text: str) -> str:
    """二〇一九年 as 2019年, at the head only."""
    return re.sub(
        r"[二一][〇零○Ｏ0九][〇零○一二三四五六七八九]{2}(?=年)",
        lambda m: m.group().translate(_DIGITS),
        text[:3_000],
    )


def _company(text: str) -> str:
    """The name as stated beside its heading, else the first line that ends like one."""
    named = _NAMED.search(text)
    if named:
        return _without_lead(named[1])
    first = _NAME.search(text[:3_000])
    return _without_lead(first.group()) if first else ""


def _without_lead(name: str) -> str:
    return re.sub(r"^(?:公司的?|名称|编制单位)[:：]?", "", name).strip("()（）")


def _code(head: str, name: str) -> str:
    match = _CODE.search(head)
    if match:
        return match[1]
    listed = re.search(r"(?<!\d)([0368]\d{5})\.(?:SH|SZ|BJ)", head, re.IGNORECASE)
    if listed:
        return listed[1]
    at_start = re.match(r"([034689]\d{5})(?!\d)", name.rsplit("/", 1)[-1])
    return at_start[1] if at_start else ""


def _sector(company: str, document: Document) -> Sector:
    """By the lines that only such companies print; the name alone does not decide."""
    text = folded(document.text)
    if re.search("吸收存款", text) and re.search("发放贷款和垫款", text) and "银行" in company:
        return "bank"
    if "保险" in company and ("已赚保费" in text or "保险合同准备金" in text or "赔付支出" in text):
        return "insurer"
    if "证券" in company and "代理买卖证券款" in text:
        return "broker"
    return "general"
