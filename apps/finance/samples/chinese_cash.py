"""The cash flow statements of the Chinese sample, of the group and of the parent company."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.finance.samples.chinese_income import GROUP, PARENT
from apps.finance.samples.chinese_lines import Line, Pair, add, less, summed, yuan


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
