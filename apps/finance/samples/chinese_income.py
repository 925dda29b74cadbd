"""The income statements of the Chinese sample, of the group and of the parent company."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.finance.samples.chinese_lines import ZERO, Line, Pair, add, less, yuan


@dataclass(frozen=True, slots=True)
class Income:
    """The lines of an income statement that are given; the rest follows from them."""

    revenue: Pair
    cost: Pair
    surcharges: Pair
    selling: Pair
    administration: Pair
    research: Pair
    interest_expense: Pair
    interest_income: Pair
    other_income: Pair
    investment_income: Pair
    fair_value: Pair
    credit_loss: Pair
    impairment: Pair
    disposal: Pair
    extra_income: Pair
    extra_expense: Pair
    tax: Pair
    minority: Pair
    other_comprehensive: Pair

    @property
    def finance(self) -> Pair:
        return less(self.interest_expense, self.interest_income)

    @property
    def total_cost(self) -> Pair:
        return add(
            self.cost,
            self.surcharges,
            self.selling,
            self.administration,
            self.research,
            self.finance,
        )

    @property
    def operating_profit(self) -> Pair:
        gains = add(
            self.other_income,
            self.investment_income,
            self.fair_value,
            self.credit_loss,
            self.impairment,
            self.disposal,
        )
        return less(add(self.revenue, gains), self.total_cost)

    @property
    def pretax(self) -> Pair:
        return less(add(self.operating_profit, self.extra_income), self.extra_expense)

    @property
    def profit(self) -> Pair:
        return less(self.pretax, self.tax)

    @property
    def attributable(self) -> Pair:
        return less(self.profit, self.minority)


SHARES = Decimal(320_000_000)
GROUP = Income(
    revenue=yuan("1,286,453,209.47", "1,124,870,366.15"),
    cost=yuan("842,317,655.20", "751,286,914.88"),
    surcharges=yuan("9,864,210.33", "8,702,551.40"),
    selling=yuan("84,205,317.64", "76,431,288.09"),
    administration=yuan("71,930,482.15", "66,205,934.72"),
    research=yuan("92,476,003.58", "78,912,640.36"),
    interest_expense=yuan("9,846,120.30", "10,630,775.42"),
    interest_income=yuan("3,527,345.38", "2,505,771.81"),
    other_income=yuan("14,622,318.00", "12,087,450.00"),
    investment_income=yuan("5,231,904.66", "4,118,350.27"),
    fair_value=yuan("1,203,450.11", "-864,219.35"),
    credit_loss=yuan("-3,418,276.59", "-2,760,113.48"),
    impairment=yuan("-7,926,514.32", "-5,430,218.07"),
    disposal=yuan("312,008.55", "-128,460.90"),
    extra_income=yuan("2,106,530.28", "1,457,902.64"),
    extra_expense=yuan("1,385,211.90", "2,214,506.37"),
    tax=yuan("25,834,190.66", "20,117,388.42"),
    minority=yuan("6,214,870.35", "4,830,216.94"),
    other_comprehensive=yuan("-412,300.58", "356,214.19"),
)
PARENT = Income(
    revenue=yuan("742,318,640.25", "668,204,917.36"),
    cost=yuan("501,236,874.90", "459,318,206.41"),
    surcharges=yuan("5,418,306.72", "4,936,210.58"),
    selling=yuan("38,460,215.83", "35,210,664.07"),
    administration=yuan("41,206,338.54", "38,714,520.96"),
    research=yuan("58,312,470.66", "50,246,818.29"),
    interest_expense=yuan("6,418,230.75", "7,120,446.18"),
    interest_income=yuan("2,916,408.30", "2,104,337.52"),
    other_income=yuan("8,246,300.00", "7,318,460.00"),
    investment_income=yuan("24,618,350.40", "20,436,218.75"),
    fair_value=yuan("1,203,450.11", "-864,219.35"),
    credit_loss=yuan("-1,830,416.27", "-1,426,308.55"),
    impairment=yuan("-3,214,680.09", "-2,618,430.22"),
    disposal=yuan("104,236.18", "-61,430.75"),
    extra_income=yuan("1,032,480.66", "806,214.39"),
    extra_expense=yuan("618,430.27", "1,120,336.48"),
    tax=yuan("13,842,216.05", "10,936,418.74"),
    minority=ZERO,
    other_comprehensive=ZERO,
)


def income_lines(income: Income, group: bool) -> tuple[Line, ...]:
    note = "七、{}" if group else "十七、{}"
    return (
        *(
            (
                Line("一、营业总收入", income.revenue, total=True),
                Line("其中：营业收入", income.revenue, note.format(61)),
            )
            if group
            else (Line("一、营业收入", income.revenue, note.format(4), total=True),)
        ),
        *((Line("二、营业总成本", income.total_cost, total=True),) if group else ()),
        Line(
            "其中：营业成本" if group else "减：营业成本",
            income.cost,
            note.format(61 if group else 4),
        ),
        Line("税金及附加", income.surcharges, note.format(62) if group else ""),
        Line("销售费用", income.selling, note.format(63) if group else ""),
        Line("管理费用", income.administration, note.format(64) if group else ""),
        Line("研发费用", income.research, note.format(65) if group else ""),
        Line("财务费用", income.finance, note.format(66) if group else ""),
        Line("其中：利息费用", income.interest_expense),
        Line("利息收入", income.interest_income),
        Line("加：其他收益", income.other_income, note.format(67) if group else ""),
        Line(
            "投资收益（损失以“－”号填列）",
            income.investment_income,
            note.format(68 if group else 5),
        ),
        Line("其中：对联营企业和合营企业的投资收益"),
        Line("汇兑收益（损失以“－”号填列）"),
        Line("公允价值变动收益（损失以“－”号填列）", income.fair_value),
        Line("信用减值损失（损失以“－”号填列）", income.credit_loss),
        Line("资产减值损失（损失以“－”号填列）", income.impairment),
        Line("资产处置收益（损失以“－”号填列）", income.disposal),
        Line(
            f"{'三' if group else '二'}、营业利润（亏损以“－”号填列）",
            income.operating_profit,
            total=True,
        ),
        Line("加：营业外收入", income.extra_income, note.format(74) if group else ""),
        Line("减：营业外支出", income.extra_expense, note.format(75) if group else ""),
        Line(
            f"{'四' if group else '三'}、利润总额（亏损总额以“－”号填列）",
            income.pretax,
            total=True,
        ),
        Line("减：所得税费用", income.tax, note.format(76) if group else ""),
        Line(f"{'五' if group else '四'}、净利润（净亏损以“－”号填列）", income.profit, total=True),
        *_shares(income, group),
    )


def _shares(income: Income, group: bool) -> tuple[Line, ...]:
    comprehensive = add(income.profit, income.other_comprehensive)
    if not group:
        return (
            Line("五、其他综合收益的税后净额"),
            Line("六、综合收益总额", comprehensive, total=True),
        )
    each = tuple((value / SHARES).quantize(Decimal("0.01")) for value in income.attributable)
    per_share = (each[0], each[1])
    return (
        Line("（一）按经营持续性分类"),
        Line("1.持续经营净利润（净亏损以“－”号填列）", income.profit),
        Line("2.终止经营净利润（净亏损以“－”号填列）"),
        Line("（二）按所有权归属分类"),
        Line("1.归属于母公司股东的净利润（净亏损以“－”号填列）", income.attributable),
        Line("2.少数股东损益（净亏损以“－”号填列）", income.minority),
        Line("六、其他综合收益的税后净额", income.other_comprehensive, total=True),
        Line("七、综合收益总额", comprehensive, total=True),
        Line("（一）归属于母公司所有者的综合收益总额", less(comprehensive, income.minority)),
        Line("（二）归属于少数股东的综合收益总额", income.minority),
        Line("八、每股收益："),
        Line("（一）基本每股收益（元/股）", per_share, "十八、2"),
        Line("（二）稀释每股收益（元/股）", per_share, "十八、2"),
    )
