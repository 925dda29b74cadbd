"""Writes the Chinese sample, an annual report as PDF.

Run `python -m apps.finance.samples.make_chinese`. Needs a TrueType font with Chinese characters:
`--font`, by default WenQuanYi Micro Hei (Apache-2.0) where Debian's package fonts-wqy-microhei
puts it. Only the characters used are embedded.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from apps.finance.samples import CHINESE
from apps.finance.samples import chinese_prose as prose
from apps.finance.samples.chinese_balance import GROUP_BALANCE, PARENT_BALANCE, balance_lines
from apps.finance.samples.chinese_cash import GROUP_CASH, PARENT_CASH, cash_lines
from apps.finance.samples.chinese_highlights import (
    NONRECURRING,
    QUARTERS,
    RECEIVABLES_BY_AGE,
    YEAR_BEFORE_LAST,
)
from apps.finance.samples.chinese_income import GROUP, PARENT, SHARES, income_lines
from apps.finance.samples.chinese_lines import Line, Pair, less, summed

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
BANNER = "合成样例：公司与数据均为虚构（SYNTHETIC SAMPLE FILING）"
_MADE = dt.datetime(2024, 4, 20, tzinfo=dt.UTC)
_TEXT = 9.5
_SMALL = 8


class Report(FPDF):
    """A page with the company's name and the mark of a sample above, and its number below."""

    def __init__(self, font: Path) -> None:
        super().__init__(format="A4")
        self.add_font("cjk", fname=font)
        self.set_font("cjk", size=_TEXT)
        self.set_auto_page_break(True, margin=18)
        self.set_title(f"{prose.COMPANY}2023年年度报告（合成样例）")
        self.set_keywords("synthetic")
        self.set_creation_date(_MADE)
        self.alias_nb_pages()

    def header(self) -> None:
        self.set_font("cjk", size=_SMALL)
        self.cell(0, 5, f"{prose.COMPANY}2023年年度报告", align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(160, 40, 40)
        self.cell(0, 5, BANNER, align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0)
        self.ln(2)
        self.set_font("cjk", size=_TEXT)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("cjk", size=_SMALL)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="C")

    def title_line(self, text: str, size: float = 13, align: str = "L") -> None:
        self.set_font("cjk", size=size)
        self.ln(2)
        self.multi_cell(0, size * 0.6, text, align=align, new_x="LMARGIN", new_y="NEXT")
        self.ln(1)
        self.set_font("cjk", size=_TEXT)

    def paragraph(self, text: str) -> None:
        self.multi_cell(0, 6, "　　" + text, new_x="LMARGIN", new_y="NEXT")

    def line_of(self, text: str, align: str = "L") -> None:
        self.cell(0, 6, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def grid(
        self, rows: Iterable[tuple[str, ...]], widths: tuple[int, ...], align: tuple[str, ...]
    ) -> None:
        """A ruled table; its first row is printed again on each page it continues on."""
        self.set_font("cjk", size=_SMALL)
        with self.table(
            col_widths=widths,
            text_align=align,
            line_height=4.6,
            borders_layout=TableBordersLayout.ALL,
            headings_style=FontFace(emphasis=None),
            padding=(0.4, 1),
        ) as table:
            for row in rows:
                table.row(row)
        self.set_font("cjk", size=_TEXT)
        self.ln(2)


def money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def percent(now: Decimal, before: Decimal) -> str:
    return f"{(now - before) / abs(before) * 100:.2f}"


def front(report: Report) -> None:
    report.add_page()
    report.ln(40)
    report.title_line(f"公司代码：{prose.CODE}　　公司简称：合成云杉", 11)
    report.ln(20)
    report.title_line(prose.COMPANY, 20, "C")
    report.title_line("2023年年度报告", 20, "C")
    report.add_page()
    report.title_line("重要提示")
    for text in prose.NOTICE:
        report.paragraph(text)
    report.title_line("第一节 释义")
    rows = [("常用词语", "指", "含义"), *((word, "指", what) for word, what in prose.DEFINITIONS)]
    report.grid(rows, (45, 10, 135), ("LEFT", "CENTER", "LEFT"))


def highlights(report: Report) -> None:
    report.add_page()
    report.title_line("第二节 公司简介和主要财务指标")
    report.title_line("一、公司信息", 11)
    report.grid([("项目", "内容"), *prose.PROFILE], (60, 130), ("LEFT", "LEFT"))
    report.title_line("二、近三年主要会计数据和财务指标", 11)
    report.title_line("（一）主要会计数据", 10)
    report.line_of("单位：元　币种：人民币", "R")
    flows = (
        ("营业收入", GROUP.revenue),
        ("归属于上市公司股东的净利润", GROUP.attributable),
        (
            "归属于上市公司股东的扣除非经常性损益的净利润",
            less(GROUP.attributable, NONRECURRING),
        ),
        ("经营活动产生的现金流量净额", GROUP_CASH.operating),
    )
    owners = summed(GROUP_BALANCE.equity)
    stocks = (("归属于上市公司股东的净资产", owners), ("总资产", GROUP_BALANCE.assets))
    columns = (58, 38, 38, 22, 38)
    align = ("LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT")
    heads = ("主要会计数据", "2023年", "2022年", "本期比上年同期增减(%)", "2021年")
    report.grid([heads, *map(_highlight, flows)], columns, align)
    heads = ("", "2023年末", "2022年末", "本期末比上年同期末增减(%)", "2021年末")
    report.grid([heads, *map(_highlight, stocks)], columns, align)
    report.title_line("（二）主要财务指标", 10)
    earnings = [(value / SHARES).quantize(Decimal("0.01")) for value in GROUP.attributable]
    row = (
        "基本每股收益（元／股）",
        str(earnings[0]),
        str(earnings[1]),
        percent(earnings[0], earnings[1]),
        "0.31",
    )
    heads = ("主要财务指标", "2023年", "2022年", "本期比上年同期增减(%)", "2021年")
    report.grid([heads, row], columns, align)
    quarters(report)


def _highlight(item: tuple[str, Pair]) -> tuple[str, ...]:
    label, (now, before) = item
    return (label, money(now), money(before), percent(now, before), YEAR_BEFORE_LAST[label])


def quarters(report: Report) -> None:
    """The quarters; the fourth is what is left of the year."""
    report.title_line("三、2023年分季度主要财务数据", 11)
    report.line_of("单位：元　币种：人民币", "R")
    years = {"营业收入": GROUP.revenue[0], "归属于上市公司股东的净利润": GROUP.attributable[0]}
    rows = [
        (
            "",
            "第一季度（1-3月份）",
            "第二季度（4-6月份）",
            "第三季度（7-9月份）",
            "第四季度（10-12月份）",
        )
    ]
    for label, first in QUARTERS.items():
        last = years[label] - sum((Decimal(q.replace(",", "")) for q in first), Decimal(0))
        rows.append((label, *first, money(last)))
    report.grid(rows, (50, 36, 36, 36, 36), ("LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT"))


def discussion(report: Report) -> None:
    report.add_page()
    report.title_line("第三节 管理层讨论与分析")
    for title, texts in prose.DISCUSSION:
        report.title_line(title, 11)
        for text in texts:
            report.paragraph(text)


def statement(
    report: Report, title: str, when: str, heads: tuple[str, str], lines: Iterable[Line]
) -> None:
    report.title_line(title, 12, "C")
    report.line_of(when, "C")
    report.line_of(f"编制单位：{prose.COMPANY}　　单位：元　币种：人民币", "L")
    rows = [("项目", "附注", *heads)]
    rows += [(line.label, line.note, *map(money, line.values)) for line in lines]
    report.grid(rows, (76, 20, 47, 47), ("LEFT", "CENTER", "RIGHT", "RIGHT"))
    report.line_of("法定代表人：样某某　主管会计工作负责人：例某某　会计机构负责人：本某某")


def statements(report: Report) -> None:
    report.add_page()
    report.title_line("第十节 财务报告")
    report.title_line("一、财务报表", 11)
    day, year = ("2023年12月31日", "2022年12月31日"), ("2023年度", "2022年度")
    faces = (
        ("合并资产负债表", day[0], day, balance_lines(GROUP_BALANCE)),
        ("母公司资产负债表", day[0], day, balance_lines(PARENT_BALANCE)),
        ("合并利润表", "2023年1—12月", year, income_lines(GROUP, group=True)),
        ("母公司利润表", "2023年1—12月", year, income_lines(PARENT, group=False)),
        ("合并现金流量表", "2023年1—12月", year, cash_lines(GROUP_CASH)),
        ("母公司现金流量表", "2023年1—12月", year, cash_lines(PARENT_CASH)),
    )
    for title, when, heads, lines in faces:
        statement(report, title, when, heads, lines)


def notes(report: Report) -> None:
    report.add_page()
    report.title_line("二、财务报表附注", 11)
    for title, text in prose.POLICIES:
        report.title_line(title, 10)
        report.paragraph(text)
    report.title_line("五、应收账款", 10)
    report.paragraph("按账龄披露如下，坏账准备余额为1,829.70万元。")
    report.line_of("单位：万元　币种：人民币", "R")
    amounts = [Decimal(value.replace(",", "")) for _, value in RECEIVABLES_BY_AGE]
    rows = [
        ("账龄", "期末账面余额"),
        *RECEIVABLES_BY_AGE,
        ("合计", money(sum(amounts, Decimal(0)))),
    ]
    report.grid(rows, (60, 60), ("LEFT", "RIGHT"))


def write(path: Path, font: Path) -> None:
    """Raises FileNotFoundError naming the font and the package that has it."""
    if not font.exists():
        raise FileNotFoundError(
            f"no font {str(font)!r}; apt-get install fonts-wqy-microhei, or pass --font FILE"
        )
    report = Report(font)
    for part in (front, highlights, discussion, statements, notes):
        part(report)
    report.output(str(path))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--font", type=Path, default=FONT)
    write(CHINESE, arguments.parse_args().font)
