"""The balance sheets of the Chinese sample, of the group and of the parent company.

Accounts payable are what is left when all else stands, so that both sheets balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.finance.samples.chinese_cash import DIVIDENDS, GROUP_CASH, PARENT_CASH
from apps.finance.samples.chinese_income import GROUP, PARENT, SHARES, Income
from apps.finance.samples.chinese_lines import ZERO, Line, Pair, add, less, summed, yuan


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
