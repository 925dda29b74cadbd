"""The figures of the Chinese sample, in yuan, this year then last; every total is computed.

Accounts payable are what is left when all else stands, so that both balance sheets balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Pair = tuple[Decimal, Decimal]
NONE: tuple[None, None] = (None, None)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `values` are None where the form has a line that the company does not use."""

    label: str
    values: Pair | tuple[None, None] = NONE
    note: str = ""
    total: bool = False


def yuan(now: str, before: str) -> Pair:
    return Decimal(now.replace(",", "")), Decimal(before.replace(",", ""))


def add(*pairs: Pair) -> Pair:
    return sum((p[0] for p in pairs), Decimal(0)), sum((p[1] for p in pairs), Decimal(0))


def less(first: Pair, *pairs: Pair) -> Pair:
    taken = add(*pairs)
    return first[0] - taken[0], first[1] - taken[1]


def summed(lines: tuple[Line, ...]) -> Pair:
    return add(
        *(
            (now, before)
            for line in lines
            for now, before in [line.values]
            if now is not None and before is not None
        )
    )


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


ZERO = yuan("0", "0")
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


@dataclass(frozen=True, slots=True)
class CashFlow:
    """The lines of a cash flow statement by activity, and the cash at the start of last year."""

    operating_in: tuple[Line, ...]
    operating_out: tuple[Line, ...]
    investing_in: tuple[Line, ...]
    investing_out: tuple[Line, ...]
    financing_in: tuple[Line, ...]
    financing_out: tuple[Line, ...]
    exchange: Pair
    opening: Decimal

    @property
    def operating(self) -> Pair:
        return less(summed(self.operating_in), summed(self.operating_out))

    @property
    def investing(self) -> Pair:
        return less(summed(self.investing_in), summed(self.investing_out))

    @property
    def financing(self) -> Pair:
        return less(summed(self.financing_in), summed(self.financing_out))

    @property
    def change(self) -> Pair:
        return add(self.operating, self.investing, self.financing, self.exchange)

    @property
    def start(self) -> Pair:
        return self.opening + self.change[1], self.opening

    @property
    def end(self) -> Pair:
        return add(self.start, self.change)


DIVIDENDS = yuan("64,000,000.00", "48,000,000.00")
GROUP_CASH = CashFlow(
    (
        Line("销售商品、提供劳务收到的现金", yuan("1,378,204,516.83", "1,201,644,872.50")),
        Line("收到的税费返还", yuan("8,412,306.77", "7,930,112.64")),
        Line("收到其他与经营活动有关的现金", yuan("22,817,405.12", "18,360,227.95"), "七、78"),
    ),
    (
        Line("购买商品、接受劳务支付的现金", yuan("826,430,117.26", "742,981,305.87")),
        Line("支付给职工及为职工支付的现金", yuan("198,320,764.51", "176,204,991.38")),
        Line("支付的各项税费", yuan("71,460,228.94", "62,830,417.60")),
        Line("支付其他与经营活动有关的现金", yuan("98,215,330.47", "91,046,258.83"), "七、78"),
    ),
    (
        Line("收回投资收到的现金", yuan("150,000,000.00", "120,000,000.00")),
        Line("取得投资收益收到的现金", yuan("5,031,204.66", "4,018,350.27")),
        Line(
            "处置固定资产、无形资产和其他长期资产收回的现金净额", yuan("1,126,300.00", "684,500.00")
        ),
    ),
    (
        Line(
            "购建固定资产、无形资产和其他长期资产支付的现金",
            yuan("136,482,905.37", "118,250,440.92"),
        ),
        Line("投资支付的现金", yuan("165,000,000.00", "140,000,000.00")),
    ),
    (
        Line("吸收投资收到的现金"),
        Line("取得借款收到的现金", yuan("180,000,000.00", "160,000,000.00")),
    ),
    (
        Line("偿还债务支付的现金", yuan("170,000,000.00", "150,000,000.00")),
        Line("分配股利、利润或偿付利息支付的现金", add(DIVIDENDS, GROUP.interest_expense)),
        Line("支付其他与筹资活动有关的现金", yuan("6,220,418.15", "5,980,336.40"), "七、78"),
    ),
    yuan("-318,425.66", "624,190.83"),
    Decimal("286114930.52"),
)
PARENT_CASH = CashFlow(
    (
        Line("销售商品、提供劳务收到的现金", yuan("798,640,215.37", "712,308,466.91")),
        Line("收到的税费返还", yuan("4,216,330.84", "3,918,246.05")),
        Line("收到其他与经营活动有关的现金", yuan("13,204,618.29", "11,640,358.73")),
    ),
    (
        Line("购买商品、接受劳务支付的现金", yuan("492,318,640.52", "449,206,317.88")),
        Line("支付给职工及为职工支付的现金", yuan("112,436,208.46", "101,830,246.17")),
        Line("支付的各项税费", yuan("38,206,414.90", "34,618,330.25")),
        Line("支付其他与经营活动有关的现金", yuan("58,430,226.71", "53,216,408.94")),
    ),
    (
        Line("收回投资收到的现金", yuan("150,000,000.00", "120,000,000.00")),
        Line("取得投资收益收到的现金", yuan("24,418,350.40", "20,236,218.75")),
    ),
    (
        Line(
            "购建固定资产、无形资产和其他长期资产支付的现金", yuan("72,318,406.53", "64,830,217.46")
        ),
        Line("投资支付的现金", yuan("165,000,000.00", "140,000,000.00")),
    ),
    (Line("取得借款收到的现金", yuan("120,000,000.00", "100,000,000.00")),),
    (
        Line("偿还债务支付的现金", yuan("100,000,000.00", "90,000,000.00")),
        Line("分配股利、利润或偿付利息支付的现金", add(DIVIDENDS, PARENT.interest_expense)),
        Line("支付其他与筹资活动有关的现金", yuan("2,316,408.90", "2,104,336.75")),
    ),
    yuan("-84,216.35", "136,408.22"),
    Decimal("164230816.47"),
)


def cash_lines(cash: CashFlow) -> tuple[Line, ...]:
    def activity(
        number: str, name: str, into: tuple[Line, ...], out: tuple[Line, ...]
    ) -> tuple[Line, ...]:
        return (
            Line(f"{number}、{name}活动产生的现金流量："),
            *into,
            Line(f"{name}活动现金流入小计", summed(into)),
            *out,
            Line(f"{name}活动现金流出小计", summed(out)),
            Line(f"{name}活动产生的现金流量净额", less(summed(into), summed(out)), total=True),
        )

    return (
        *activity("一", "经营", cash.operating_in, cash.operating_out),
        *activity("二", "投资", cash.investing_in, cash.investing_out),
        *activity("三", "筹资", cash.financing_in, cash.financing_out),
        Line("四、汇率变动对现金及现金等价物的影响", cash.exchange),
        Line("五、现金及现金等价物净增加额", cash.change, total=True),
        Line("加：期初现金及现金等价物余额", cash.start),
        Line("六、期末现金及现金等价物余额", cash.end, total=True),
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """The given lines of a balance sheet; `payables` is what makes it balance."""

    current_assets: tuple[Line, ...]
    other_assets: tuple[Line, ...]
    borrowings: tuple[Line, ...]
    other_current: tuple[Line, ...]
    noncurrent: tuple[Line, ...]
    equity: tuple[Line, ...]
    minority: Pair | None

    @property
    def assets(self) -> Pair:
        return add(summed(self.current_assets), summed(self.other_assets))

    @property
    def total_equity(self) -> Pair:
        return add(summed(self.equity), self.minority or ZERO)

    @property
    def liabilities(self) -> Pair:
        return less(self.assets, self.total_equity)

    @property
    def payables(self) -> Pair:
        given = (self.borrowings, self.other_current, self.noncurrent)
        return less(self.liabilities, *(summed(lines) for lines in given))


def _retained(income: Income, surplus: Decimal, opening: str) -> Pair:
    before = Decimal(opening.replace(",", ""))
    return before + income.attributable[0] - surplus - DIVIDENDS[0], before


_SURPLUS_ADDED = (PARENT.profit[0] / 10).quantize(Decimal("0.01"))
_SURPLUS: Pair = (Decimal("68430217.90") + _SURPLUS_ADDED, Decimal("68430217.90"))
_MINORITY_BEFORE = Decimal("41260338.47")
GROUP_BALANCE = Balance(
    (
        Line("货币资金", add(GROUP_CASH.end, yuan("12,500,000.00", "10,800,000.00")), "七、1"),
        Line("结算备付金"),
        Line("拆出资金"),
        Line("交易性金融资产", yuan("65,320,450.11", "50,117,000.00"), "七、2"),
        Line("衍生金融资产"),
        Line("应收票据", yuan("28,416,300.00", "31,750,224.60"), "七、4"),
        Line("应收账款", yuan("246,518,330.74", "213,460,118.95"), "七、5"),
        Line("预付款项", yuan("18,326,450.09", "15,204,871.33"), "七、7"),
        Line("其他应收款", yuan("7,218,664.20", "6,530,912.48"), "七、8"),
        Line("其中：应收利息"),
        Line("存货", yuan("238,460,917.35", "219,834,552.06"), "七、9"),
        Line("合同资产"),
        Line("一年内到期的非流动资产"),
        Line("其他流动资产", yuan("11,206,348.97", "9,874,201.55"), "七、13"),
    ),
    (
        Line("长期股权投资", yuan("32,418,600.00", "30,126,400.00"), "七、17"),
        Line("投资性房地产"),
        Line("固定资产", yuan("486,230,715.44", "442,318,906.27"), "七、21"),
        Line("在建工程", yuan("74,216,308.61", "58,430,227.90"), "七、22"),
        Line("使用权资产", yuan("12,486,330.25", "15,602,418.70"), "七、25"),
        Line("无形资产", yuan("98,341,260.73", "101,876,503.38"), "七、26"),
        Line("商誉", yuan("45,600,000.00", "45,600,000.00"), "七、28"),
        Line("长期待摊费用", yuan("6,231,480.19", "7,408,216.54"), "七、29"),
        Line("递延所得税资产", yuan("14,872,036.80", "13,116,480.22"), "七、30"),
        Line("其他非流动资产", yuan("9,318,274.50", "11,430,820.00"), "七、31"),
    ),
    (
        Line("短期借款", yuan("120,000,000.00", "110,000,000.00"), "七、32"),
        Line("应付票据", yuan("38,216,400.00", "35,108,250.00"), "七、35"),
    ),
    (
        Line("预收款项"),
        Line("合同负债", yuan("42,318,206.55", "36,920,417.30"), "七、38"),
        Line("应付职工薪酬", yuan("36,410,228.17", "32,846,315.09"), "七、39"),
        Line("应交税费", yuan("14,236,917.40", "12,480,336.25"), "七、40"),
        Line("其他应付款", yuan("21,804,336.72", "19,236,540.18"), "七、41"),
        Line("一年内到期的非流动负债", yuan("30,000,000.00", "30,000,000.00"), "七、43"),
        Line("其他流动负债", yuan("5,501,366.85", "4,799,654.25"), "七、44"),
    ),
    (
        Line("长期借款", yuan("90,000,000.00", "90,000,000.00"), "七、45"),
        Line("应付债券"),
        Line("租赁负债", yuan("8,416,230.11", "11,204,817.42"), "七、47"),
        Line("递延收益", yuan("26,318,400.00", "28,906,700.00"), "七、51"),
        Line("递延所得税负债", yuan("3,218,406.50", "2,907,316.84"), "七、30"),
    ),
    (
        Line("实收资本（或股本）", (SHARES, SHARES), "七、53"),
        Line("资本公积", yuan("318,426,910.25", "318,426,910.25"), "七、55"),
        Line("其他综合收益", yuan("-1,206,418.33", "-794,117.75"), "七、57"),
        Line("盈余公积", _SURPLUS, "七、59"),
        Line("未分配利润", _retained(GROUP, _SURPLUS_ADDED, "286,340,118.64"), "七、60"),
    ),
    (_MINORITY_BEFORE + GROUP.minority[0], _MINORITY_BEFORE),
)
PARENT_BALANCE = Balance(
    (
        Line("货币资金", add(PARENT_CASH.end, yuan("8,200,000.00", "7,100,000.00"))),
        Line("交易性金融资产", yuan("65,320,450.11", "50,117,000.00")),
        Line("应收票据", yuan("16,204,330.00", "18,416,208.50")),
        Line("应收账款", yuan("138,246,517.30", "121,830,446.92"), "十七、1"),
        Line("预付款项", yuan("9,418,306.25", "8,216,430.77")),
        Line("其他应收款", yuan("42,316,408.51", "38,204,617.36"), "十七、2"),
        Line("存货", yuan("112,630,418.94", "104,218,336.70")),
        Line("其他流动资产", yuan("4,318,206.44", "3,916,420.18")),
    ),
    (
        Line("长期股权投资", yuan("368,420,000.00", "368,420,000.00"), "十七、3"),
        Line("固定资产", yuan("236,418,330.62", "218,204,416.95")),
        Line("在建工程", yuan("31,204,618.40", "24,630,218.75")),
        Line("无形资产", yuan("52,318,640.17", "54,206,338.29")),
        Line("递延所得税资产", yuan("6,218,430.55", "5,416,208.92")),
        Line("其他非流动资产", yuan("3,216,400.00", "4,108,300.00")),
    ),
    (
        Line("短期借款", yuan("80,000,000.00", "60,000,000.00")),
        Line("应付票据", yuan("18,420,000.00", "16,306,500.00")),
    ),
    (
        Line("合同负债", yuan("21,306,418.62", "18,420,336.57")),
        Line("应付职工薪酬", yuan("19,218,406.33", "17,630,218.45")),
        Line("应交税费", yuan("7,418,230.96", "6,530,418.22")),
        Line("其他应付款", yuan("12,630,418.57", "11,204,336.91")),
        Line("一年内到期的非流动负债", yuan("20,000,000.00", "20,000,000.00")),
    ),
    (
        Line("长期借款", yuan("60,000,000.00", "60,000,000.00")),
        Line("递延收益", yuan("14,206,300.00", "15,618,400.00")),
    ),
    (
        Line("实收资本（或股本）", (SHARES, SHARES)),
        Line("资本公积", yuan("331,206,418.40", "331,206,418.40")),
        Line("盈余公积", _SURPLUS),
        Line("未分配利润", _retained(PARENT, _SURPLUS_ADDED, "148,206,330.75")),
    ),
    None,
)


def balance_lines(balance: Balance) -> tuple[Line, ...]:
    payables = Line("应付账款", balance.payables, "七、36" if balance.minority else "")
    current = (*balance.borrowings, payables, *balance.other_current)
    owners = summed(balance.equity)
    return (
        Line("流动资产："),
        *balance.current_assets,
        Line("流动资产合计", summed(balance.current_assets), total=True),
        Line("非流动资产："),
        *balance.other_assets,
        Line("非流动资产合计", summed(balance.other_assets), total=True),
        Line("资产总计", balance.assets, total=True),
        Line("流动负债："),
        *current,
        Line("流动负债合计", summed(current), total=True),
        Line("非流动负债："),
        *balance.noncurrent,
        Line("非流动负债合计", summed(balance.noncurrent), total=True),
        Line("负债合计", balance.liabilities, total=True),
        Line("所有者权益（或股东权益）："),
        *balance.equity,
        *(
            (
                Line("归属于母公司所有者权益（或股东权益）合计", owners, total=True),
                Line("少数股东权益", balance.minority),
            )
            if balance.minority
            else ()
        ),
        Line("所有者权益（或股东权益）合计", balance.total_equity, total=True),
        Line("负债和所有者权益（或股东权益）总计", balance.assets, total=True),
    )


NONRECURRING = yuan("13,105,268.40", "10,942,771.35")
YEAR_BEFORE_LAST = {
    "营业收入": "1,002,316,847.92",
    "归属于上市公司股东的净利润": "98,206,314.55",
    "归属于上市公司股东的扣除非经常性损益的净利润": "89,430,217.68",
    "经营活动产生的现金流量净额": "132,604,318.27",
    "归属于上市公司股东的净资产": "918,430,226.61",
    "总资产": "1,486,230,417.95",
}
QUARTERS = {
    "营业收入": ("268,430,116.25", "312,846,207.33", "329,614,508.90"),
    "归属于上市公司股东的净利润": ("24,618,330.47", "38,206,415.92", "41,830,264.18"),
}
RECEIVABLES_BY_AGE = (
    ("1年以内", "23,614.52"),
    ("1至2年", "1,806.37"),
    ("2至3年", "742.18"),
    ("3年以上", "318.46"),
)
"""In units of ten thousand yuan, before an allowance of 1,829.70."""
