"""A made-up Chinese annual report, drawn as HTML, as text form, or as PDF in several layouts.

Every figure is synthetic and the statements add up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.fakes.pdf_pages import PdfPages

Row = tuple[str, ...]

BALANCE: tuple[Row, ...] = (
    ("流动资产：", "", ""),
    ("货币资金", "1,516,034,246.28", "1,108,509,231.31"),
    ("交易性金融资产", "639,476,372.38", "672,476,704.03"),
    ("以公允价值计量且其变动计入当期损益的金融资产", "", ""),
    ("应收账款", "605,618,324.94", "576,253,532.88"),
    ("存货", "350,661,798.80", "-"),
    ("流动资产合计", "3,111,790,742.40", "2,357,239,468.22"),
    ("非流动资产：", "", ""),
    ("固定资产", "1,698,893,578.48", "1,195,016,713.73"),
    ("商誉", "0.00", "130,834,786.69"),
    ("非流动资产合计", "1,698,893,578.48", "1,325,851,500.42"),
    ("资产总计", "4,810,684,320.88", "3,683,090,968.64"),
    ("流动负债：", "", ""),
    ("短期借款", "25,000,000.00", ""),
    ("应付账款", "330,318,452.91", "295,235,026.61"),
    ("流动负债合计", "355,318,452.91", "295,235,026.61"),
    ("非流动负债：", "", ""),
    ("长期借款", "15,080,000.00", "15,080,000.00"),
    ("非流动负债合计", "15,080,000.00", "15,080,000.00"),
    ("负债合计", "370,398,452.91", "310,315,026.61"),
    ("所有者权益（或股东权益）：", "", ""),
    ("实收资本（或股本）", "1,126,240,241.00", "1,126,240,241.00"),
    ("未分配利润", "2,685,895,066.28", "1,968,058,158.23"),
    ("归属于母公司所有者权益（或股东权益）合计", "4,159,009,910.38", "3,150,955,903.37"),
    ("少数股东权益", "281,275,957.59", "221,820,038.66"),
    ("所有者权益（或股东权益）合计", "4,440,285,867.97", "3,372,775,942.03"),
    ("负债和所有者权益（或股东权益）总计", "4,810,684,320.88", "3,683,090,968.64"),
)
INCOME: tuple[Row, ...] = (
    ("一、营业总收入", "1,581,905,632.48", "1,126,782,253.35"),
    ("其中：营业收入", "1,581,905,632.48", "1,126,782,253.35"),
    ("二、营业总成本", "1,142,129,546.10", "843,148,056.14"),
    ("其中：营业成本", "607,495,250.51", "424,627,881.88"),
    ("税金及附加", "23,238,233.57", "18,496,446.13"),
    ("销售费用", "274,950,664.27", "218,344,972.36"),
    ("管理费用", "125,189,086.49", "112,845,616.88"),
    ("研发费用", "130,828,817.71", "86,661,495.96"),
    ("财务费用", "-19,572,506.45", "（17,828,357.07）"),
    ("三、营业利润（亏损以“－”号填列）", "477,754,369.69", "253,613,812.67"),
    ("加：营业外收入", "258,026.02", "1,340,958.40"),
    ("减：营业外支出", "1,797,426.33", "1,450,662.79"),
    ("四、利润总额（亏损总额以“－”号填列）", "476,214,969.38", "253,504,108.28"),
    ("减：所得税费用", "53,824,890.47", "26,609,147.48"),
    ("五、净利润（净亏损以“－”号填列）", "422,390,078.91", "226,894,960.80"),
    ("1.归属于母公司股东的净利润（净亏损以“-”号填列）", "406,195,463.57", "221,041,634.94"),
    ("2.少数股东损益（净亏损以“-”号填列）", "16,194,615.34", "5,853,325.86"),
    ("六、其他综合收益的税后净额", "-430,125.34", "32,950.40"),
    ("七、综合收益总额", "421,959,953.57", "226,927,911.20"),
    ("八、每股收益：", "", ""),
    ("（一）基本每股收益(元/股)", "0.36", "0.20"),
    ("（二）稀释每股收益(元/股)", "0.35", "0.20"),
)
CASH: tuple[Row, ...] = (
    ("一、经营活动产生的现金流量：", "", ""),
    ("销售商品、提供劳务收到的现金", "1,596,822,589.34", "1,242,330,630.95"),
    ("经营活动现金流入小计", "1,596,822,589.34", "1,242,330,630.95"),
    ("购买商品、接受劳务支付的现金", "897,209,807.26", "837,087,716.88"),
    ("经营活动现金流出小计", "897,209,807.26", "837,087,716.88"),
    ("经营活动产生的现金流量净额", "699,612,782.08", "405,242,914.07"),
    ("二、投资活动产生的现金流量：", "", ""),
    ("购建固定资产、无形资产和其他长期资产支付的现金", "385,699,567.66", "307,359,941.71"),
    ("投资活动现金流出小计", "385,699,567.66", "307,359,941.71"),
    ("投资活动产生的现金流量净额", "-385,699,567.66", "-307,359,941.71"),
    ("三、筹资活动产生的现金流量：", "", ""),
    ("吸收投资收到的现金", "37,440,000.00", ""),
    ("分配股利、利润或偿付利息支付的现金", "16,492,452.36", "125,969,071.62"),
    ("筹资活动产生的现金流量净额", "20,947,547.64", "-125,969,071.62"),
    ("四、汇率变动对现金及现金等价物的影响", "-303,800.25", ""),
    ("五、现金及现金等价物净增加额", "334,556,961.81", "-28,086,099.26"),
    ("加：期初现金及现金等价物余额", "986,433,169.65", "1,014,519,268.91"),
    ("六、期末现金及现金等价物余额", "1,320,990,131.46", "986,433,169.65"),
)
HIGHLIGHTS: tuple[Row, ...] = (
    ("主要会计数据", "2020年", "2019年", "本期比上年同期增减(%)"),
    ("营业收入", "1,581,905,632.48", "1,126,782,253.35", "40.39"),
    ("归属于上市公司股东的净利润", "406,195,463.57", "221,041,634.94", "83.76"),
    ("归属于上市公司股东的扣除非经常性损益的净利润", "392,188,209.82", "215,115,789.00", "82.31"),
    ("经营活动产生的现金流量净额", "699,612,782.08", "405,242,914.07", "72.64"),
)

EXPECTED = {
    ("cash", "2020-12-31"): "1516034246.28",
    ("cash", "2019-12-31"): "1108509231.31",
    ("goodwill", "2020-12-31"): "0.00",
    ("total_assets", "2020-12-31"): "4810684320.88",
    ("total_liabilities", "2020-12-31"): "370398452.91",
    ("equity_parent", "2020-12-31"): "4159009910.38",
    ("total_equity", "2019-12-31"): "3372775942.03",
    ("liabilities_and_equity", "2020-12-31"): "4810684320.88",
    ("total_revenue", "2020-12-31"): "1581905632.48",
    ("revenue", "2020-12-31"): "1581905632.48",
    ("cost_of_revenue", "2019-12-31"): "424627881.88",
    ("finance_expense", "2020-12-31"): "-19572506.45",
    ("finance_expense", "2019-12-31"): "-17828357.07",
    ("pretax_income", "2020-12-31"): "476214969.38",
    ("profit", "2020-12-31"): "422390078.91",
    ("net_income", "2020-12-31"): "406195463.57",
    ("eps_basic", "2020-12-31"): "0.36",
    ("eps_diluted", "2019-12-31"): "0.20",
    ("operating_cash_flow", "2020-12-31"): "699612782.08",
    ("capital_expenditure", "2019-12-31"): "307359941.71",
    ("investing_cash_flow", "2020-12-31"): "-385699567.66",
    ("fx_effect", "2020-12-31"): "-303800.25",
    ("cash_end", "2020-12-31"): "1320990131.46",
    ("cash_end", "2018-12-31"): "1014519268.91",
}
"""Consolidated core metrics by (metric, last day)."""


@dataclass
class Part:
    """A title, what stands under it, and a table."""

    title: str
    rows: tuple[Row, ...]
    head: Row
    unit: str = "单位：元 币种：人民币"
    pages: int = 1


@dataclass
class FakeReport:
    """The parts of a report in order; parents' statements are half of the group's first column."""

    parts: list[Part] = field(default_factory=list)
    cover: tuple[str, ...] = (
        "合成股份有限公司2020年年度报告",
        "公司代码：600999 公司简称：合成股份",
        "公司的中文名称 合成股份有限公司",
        "目录",
        "合并资产负债表..............................66",
    )

    @classmethod
    def annual(cls, unit: str = "单位：元 币种：人民币") -> FakeReport:
        balance = ("项目", "附注", "2020年12月31日", "2019年12月31日")
        flow = ("项目", "附注", "2020年度", "2019年度")
        return cls(
            [
                Part("（一）主要会计数据", HIGHLIGHTS[1:], HIGHLIGHTS[0], unit),
                Part("合并资产负债表", noted(BALANCE), balance, unit, pages=2),
                Part("母公司资产负债表", noted(parent(BALANCE)), balance, unit),
                Part("合并利润表", noted(INCOME), flow, unit),
                Part("母公司利润表", noted(parent(INCOME)), flow, unit),
                Part("合并现金流量表", noted(CASH), flow, unit),
                Part("母公司现金流量表", noted(parent(CASH)), flow, unit),
                Part(
                    "合并资产负债表",
                    tuple((r[0], r[2], r[2], "-") for r in BALANCE),
                    ("项目", "2019年12月31日", "2020年1月1日", "调整数"),
                    unit,
                ),
            ]
        )

    def html(self) -> bytes:
        out = [f"<p>{line}</p>" for line in self.cover]
        for part in self.parts:
            out.append(f"<p>{part.title}</p>" + (f"<p>{part.unit}</p>" if part.unit else ""))
            rows = "".join(
                "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
                for row in (part.head, *part.rows)
            )
            out.append(f"<table border='1'>{rows}</table>")
            out.append("<p>法定代表人：张三 主管会计工作负责人：李四 会计机构负责人：王五</p>")
        return ("<html><body>" + "\n".join(out) + "</body></html>").encode()

    def parsed(self) -> bytes:
        lines: list[dict] = [{"page": 1, "type": "text", "inside": line} for line in self.cover]
        for number, part in enumerate(self.parts, start=2):
            page = number * 2
            lines.append(
                {"page": page, "type": "text", "inside": f"负责人：王五{number}、{part.title}"}
            )
            lines += [{"page": page, "type": "text", "inside": part.unit}] if part.unit else []
            rows = (part.head, *part.rows)
            cut = len(rows) // 2 if part.pages > 1 else len(rows)
            lines += [{"page": page, "type": "excel", "inside": str(list(r))} for r in rows[:cut]]
            lines.append({"page": page, "type": "页脚", "inside": str(page)})
            if cut < len(rows):
                lines.append({"page": page + 1, "type": "页眉", "inside": "2020年年度报告"})
                shifted = [[r[0], "", *r[1:]] for r in rows[cut:]]
                lines += [{"page": page + 1, "type": "excel", "inside": str(r)} for r in shifted]
        return "\n".join(
            json.dumps({**line, "allrow": i}, ensure_ascii=False) for i, line in enumerate(lines)
        ).encode()

    def pdf(self, layout: str = "ruled") -> bytes:
        """`ruled`, `open` (no lines), or `split` (every glyph apart, no lines)."""
        file = PdfPages().page()
        write = file.glyphs if layout == "split" else file.text
        for number, line in enumerate(self.cover):
            write(60, 100 + number * 20, line)
        for part in self.parts:
            rows = list(part.rows)
            cut = 14 if part.pages > 1 else len(rows)
            self._sheet(file, layout, part, [part.head, *rows[:cut]], titled=True)
            if rows[cut:]:
                self._sheet(file, layout, part, rows[cut:], titled=False)
        return file.bytes()

    def _sheet(
        self, file: PdfPages, layout: str, part: Part, rows: list[Row], *, titled: bool
    ) -> None:
        file.page()
        write = file.glyphs if layout == "split" else file.text
        write(60, 50, "2020年年度报告", 9)
        write(280, 820, f"{len(file.pages)} / 99", 9)
        top = 70.0
        if titled:
            write(230, 70, part.title, 12)
            if part.unit:
                write(400, 88, part.unit, 9)
            top = 100.0
        else:
            top = 62.0
        height = 22.0 if titled and part.pages == 1 else (842 - 70 - top) / len(rows)
        wrapped = [(_wrap(row[0], layout), *row[1:]) for row in rows]
        if layout == "ruled":
            xs = [50.0, 230.0] + [
                230.0 + 310 * i / (len(part.head) - 1) for i in range(1, len(part.head))
            ]
            file.grid(xs, top, [list(row) for row in wrapped], height)
            return
        for number, row in enumerate(wrapped):
            self._line(file, layout, row, top + number * height, len(part.head))

    def _line(self, file: PdfPages, layout: str, row: Row, top: float, width: int) -> None:
        write = file.glyphs if layout == "split" else file.text
        labels = row[0].split("\n")
        for i, label in enumerate(labels):
            write(50, top + 8 + i * 10 - (5 if len(labels) > 1 else 0), label, 9)
        for at, cell in enumerate(row[1:], start=1):
            if cell:
                x1 = 250.0 + 300 * at / (width - 1)
                wide = sum(9 if ord(c) > 0x2000 else 4.5 for c in cell)
                write(x1 - wide, top + 8, cell, 9)


def noted(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """With the column of notes that statements carry."""
    return tuple((r[0], "七、1" if r[1] else "", *r[1:]) for r in rows)


def parent(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Figures of the parent: recognisable by a leading 9."""
    return tuple((r[0], *(_nines(cell) for cell in r[1:])) for r in rows)


def _nines(cell: str) -> str:
    digits = [i for i, c in enumerate(cell) if c.isdigit()]
    return cell[: digits[0]] + "9" + cell[digits[0] + 1 :] if digits and len(digits) > 3 else cell


def _wrap(label: str, layout: str) -> str:
    limit = 17 if layout == "ruled" else 18
    return label if len(label) <= limit else label[:limit] + "\n" + label[limit:]
