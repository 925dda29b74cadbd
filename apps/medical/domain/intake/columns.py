"""Finds the header row of a laboratory table and what its columns hold, in English or Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from apps.medical.domain.intake.cells import Row, rows_of

DELIMITERS: Final = (",", "\t", ";", "|")
_FIRST_ROWS = 40
_NAMES: Final = {
    "analyte": "analyte test testname testitem item itemname component parameter "
    "investigation analysis assay labtest observation 项目 项目名称 检验项目 检测项目 "
    "检查项目 名称 中文名称 指标 分析项目",
    "value": "value result results resultvalue measurement measured 结果 检验结果 检测结果 "
    "测定结果 测定值 数值 测量值 结果值",
    "unit": "unit units uom 单位 计量单位",
    "range": "reference referencerange refrange range normalrange normal ref referenceinterval "
    "refinterval referencevalues referencevalue therapeuticrange targetrange 参考范围 参考值 "
    "参考区间 正常范围 正常值 参考值范围 生物参考区间",
    "low": "low reflow lower lowerlimit referencelow min 下限 参考下限 低值",
    "high": "high refhigh upper upperlimit referencehigh max 上限 参考上限 高值",
    "flag": "flag flags abnormal abnormalflag interpretation hl 提示 标志 标记 异常 异常提示 箭头 "
    "结果提示",
    "date": "date datetime collected collectiondate collectedat collectiontime taken sampledate "
    "sampled time resultdate reportdate effectivedate 日期 时间 采样时间 采样日期 采集时间 "
    "检验日期 检测日期 检验时间 送检时间 报告时间 报告日期 检测时间",
    "loinc": "loinc loinccode loincnum loinc编码 loinc码",
    "name": "patient patientname name 姓名 患者姓名 患者 病人姓名",
    "mrn": "mrn patientid recordnumber medicalrecordnumber patientno 病案号 病历号 住院号 门诊号 "
    "登记号 患者编号",
}
_COLUMNS: Final = {word: column for column, words in _NAMES.items() for word in words.split()}
_PUNCTUATION = re.compile(r"[\s_\-./()（）\[\]#*:：]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's header lies and the column of each thing; it has analyte and value."""

    delimiter: str
    line: int
    width: int
    columns: dict[str, int]


def find_header(text: str) -> Header | None:
    """The header among the first rows, with the delimiter that shows most columns."""
    best: Header | None = None
    for delimiter in DELIMITERS:
        for row in islice(rows_of(text[:40_000], delimiter), _FIRST_ROWS):
            columns = _columns(row)
            if not {"analyte", "value"} <= columns.keys():
                continue
            if best is None or len(columns) > len(best.columns):
                best = Header(delimiter, row.line, len(row.cells), columns)
            break
    return best


def _columns(row: Row) -> dict[str, int]:
    """What each column holds, the first of its kind; a lone `name` names the analyte."""
    found: dict[str, int] = {}
    for number, cell in enumerate(row.cells):
        plain = _PUNCTUATION.sub("", cell.text.casefold())
        column = _COLUMNS.get(plain) or _COLUMNS.get(plain.rstrip("s"))
        if column is not None:
            found.setdefault(column, number)
    if "analyte" not in found and "name" in found and "value" in found:
        found["analyte"] = found.pop("name")
    return found
