"""The ratios: one definition each, with its name in two languages, formula, unit and source.

Definitions only; `ratios` calculates them. Sources: CFA Institute, Financial Analysis
Techniques (CFA); Chinese Ministry of Finance, 企业绩效评价标准值 (MoF).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apps.finance.domain.formula import (
    Days,
    Either,
    Expression,
    IfAny,
    Item,
    average,
    item,
)
from apps.finance.domain.metrics import DAYS, PERCENT, TIMES

Group = Literal[
    "margin", "growth", "liquidity", "leverage", "turnover", "return", "cash", "per_share"
]
MONEY = "money"
PER_SHARE = "per_share"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio. `annual` ones need a year; `general_only` ones mean nothing for banks, insurers and
    brokers. `chinese` replaces the formula where accounts are kept in yuan."""

    id: str
    name_en: str
    name_zh: str
    group: Group
    unit: str
    formula: Expression
    source: str
    annual: bool = False
    general_only: bool = False
    chinese: Expression | None = None

    def formula_in(self, currency: str) -> Expression:
        return self.chinese if self.chinese is not None and currency == "CNY" else self.formula


def _growth(id: str) -> Expression:
    return (item(id) - item(id, back=1)) / item(id, back=1)


_EBIT = item("pretax_income") + item("interest_expense")
_EBITDA = item("operating_income") + item("depreciation_amortization")
_FCF = item("operating_cash_flow") - item("capital_expenditure")
_DIO = Days() * average("inventory") / item("cost_of_revenue")
_DSO = Days() * average("receivables") / item("revenue")
_DPO = Days() * average("payables") / item("cost_of_revenue")
_REVENUE = item("revenue")

RATIOS: tuple[Ratio, ...] = (
    Ratio("gross_margin", "Gross margin", "毛利率", "margin", PERCENT,
          item("gross_profit") / _REVENUE, "CFA", general_only=True),
    Ratio("operating_margin", "Operating margin", "营业利润率", "margin", PERCENT,
          item("operating_income") / _REVENUE, "CFA"),
    Ratio("net_margin", "Net profit margin", "净利润率", "margin", PERCENT,
          item("net_income") / _REVENUE, "CFA", chinese=item("profit") / _REVENUE),
    Ratio("ebitda", "EBITDA", "息税折旧摊销前利润", "margin", MONEY, _EBITDA, "CFA",
          general_only=True),
    Ratio("ebitda_margin", "EBITDA margin", "EBITDA利润率", "margin", PERCENT,
          _EBITDA / _REVENUE, "CFA", general_only=True),
    Ratio("cost_ratio", "Cost of revenue ratio", "营业成本率", "margin", PERCENT,
          item("cost_of_revenue") / _REVENUE, "MoF", general_only=True),
    Ratio("selling_expense_ratio", "Selling expense ratio", "销售费用率", "margin", PERCENT,
          item("selling_expense") / _REVENUE, "MoF", general_only=True),
    Ratio("admin_expense_ratio", "Administrative expense ratio", "管理费用率", "margin", PERCENT,
          item("admin_expense") / _REVENUE, "MoF", general_only=True),
    Ratio("finance_expense_ratio", "Finance expense ratio", "财务费用率", "margin", PERCENT,
          item("finance_expense") / _REVENUE, "MoF", general_only=True),
    Ratio("three_expense_ratio", "Period expense ratio", "三费比重", "margin", PERCENT,
          (item("selling_expense") + item("admin_expense") + item("finance_expense")) / _REVENUE,
          "MoF", general_only=True),
    Ratio("research_ratio", "Research and development intensity", "研发费用率", "margin", PERCENT,
          item("research_development") / _REVENUE, "MoF", general_only=True),
    Ratio("effective_tax_rate", "Effective tax rate", "实际所得税率", "margin", PERCENT,
          item("income_tax") / item("pretax_income"), "CFA"),
    Ratio("revenue_growth", "Revenue growth", "营业收入增长率", "growth", PERCENT,
          _growth("revenue"), "CFA"),
    Ratio("net_income_growth", "Net income growth", "归母净利润增长率", "growth", PERCENT,
          _growth("net_income"), "CFA"),
    Ratio("operating_cash_flow_growth", "Operating cash flow growth", "经营现金流量净额增长率",
          "growth", PERCENT, _growth("operating_cash_flow"), "CFA"),
    Ratio("total_assets_growth", "Total assets growth", "总资产增长率", "growth", PERCENT,
          _growth("total_assets"), "MoF"),
    Ratio("current_ratio", "Current ratio", "流动比率", "liquidity", TIMES,
          item("current_assets") / item("current_liabilities"), "CFA", general_only=True),
    Ratio("quick_ratio", "Quick ratio", "速动比率", "liquidity", TIMES,
          (item("current_assets") - IfAny(Item("inventory"))) / item("current_liabilities"),
          "MoF", general_only=True),
    Ratio("cash_ratio", "Cash ratio", "现金比率", "liquidity", TIMES,
          (item("cash") + IfAny(Item("short_term_investments"))) / item("current_liabilities"),
          "CFA", general_only=True, chinese=item("cash") / item("current_liabilities")),
    Ratio("working_capital", "Working capital", "营运资本", "liquidity", MONEY,
          item("current_assets") - item("current_liabilities"), "CFA", general_only=True),
    Ratio("operating_cash_flow_ratio", "Operating cash flow ratio", "现金流动负债比率", "liquidity",
          TIMES, item("operating_cash_flow") / item("current_liabilities"), "CFA",
          annual=True, general_only=True),
    Ratio("debt_to_assets", "Liabilities to assets", "资产负债率", "leverage", PERCENT,
          item("total_liabilities") / item("total_assets"), "MoF"),
    Ratio("debt_to_equity", "Liabilities to equity", "产权比率", "leverage", TIMES,
          item("total_liabilities") / item("total_equity"), "CFA"),
    Ratio("equity_multiplier", "Equity multiplier", "权益乘数", "leverage", TIMES,
          item("total_assets") / item("total_equity"), "CFA"),
    Ratio("current_liabilities_share", "Current liabilities to liabilities", "流动负债比率",
          "leverage", PERCENT, item("current_liabilities") / item("total_liabilities"), "MoF",
          general_only=True),
    Ratio("noncurrent_liabilities_share", "Non-current liabilities to liabilities",
          "非流动负债比率", "leverage", PERCENT,
          item("noncurrent_liabilities") / item("total_liabilities"), "MoF", general_only=True),
    Ratio("interest_coverage", "Interest coverage", "利息保障倍数", "leverage", TIMES,
          _EBIT / item("interest_expense"), "CFA", general_only=True),
    Ratio("receivables_turnover", "Receivables turnover", "应收账款周转率", "turnover", TIMES,
          _REVENUE / average("receivables"), "CFA", annual=True, general_only=True),
    Ratio("days_sales_outstanding", "Days sales outstanding", "应收账款周转天数", "turnover", DAYS,
          _DSO, "CFA", general_only=True),
    Ratio("inventory_turnover", "Inventory turnover", "存货周转率", "turnover", TIMES,
          item("cost_of_revenue") / average("inventory"), "CFA", annual=True, general_only=True),
    Ratio("days_inventory", "Days inventory outstanding", "存货周转天数", "turnover", DAYS,
          _DIO, "CFA", general_only=True),
    Ratio("payables_turnover", "Payables turnover", "应付账款周转率", "turnover", TIMES,
          item("cost_of_revenue") / average("payables"), "CFA", annual=True, general_only=True),
    Ratio("days_payable", "Days payable outstanding", "应付账款周转天数", "turnover", DAYS,
          _DPO, "CFA", general_only=True),
    Ratio("cash_conversion_cycle", "Cash conversion cycle", "现金循环周期", "turnover", DAYS,
          _DIO + _DSO - _DPO, "CFA", general_only=True),
    Ratio("fixed_asset_turnover", "Fixed asset turnover", "固定资产周转率", "turnover", TIMES,
          _REVENUE / average("ppe"), "CFA", annual=True, general_only=True),
    Ratio("asset_turnover", "Asset turnover", "总资产周转率", "turnover", TIMES,
          _REVENUE / average("total_assets"), "CFA", annual=True),
    Ratio("return_on_assets", "Return on assets", "总资产净利率", "return", PERCENT,
          item("net_income") / average("total_assets"), "CFA", annual=True),
    Ratio("return_on_equity", "Return on equity", "净资产收益率", "return", PERCENT,
          item("net_income") / average("equity_parent"), "CFA", annual=True),
    Ratio("free_cash_flow", "Free cash flow", "自由现金流量", "cash", MONEY, _FCF, "CFA",
          general_only=True),
    Ratio("free_cash_flow_margin", "Free cash flow margin", "自由现金流量率", "cash", PERCENT,
          _FCF / _REVENUE, "CFA", general_only=True),
    Ratio("cash_conversion", "Operating cash flow to net income", "净利润现金含量", "cash", TIMES,
          item("operating_cash_flow") / item("profit"), "MoF", general_only=True),
    Ratio("capex_to_revenue", "Capital expenditure to revenue", "资本支出占营业收入比例", "cash",
          PERCENT, item("capital_expenditure") / _REVENUE, "CFA", general_only=True),
    Ratio("dividend_payout", "Dividend payout ratio", "股利支付率", "cash", PERCENT,
          item("dividends_paid") / item("net_income"), "CFA"),
    Ratio("retention_ratio", "Retention ratio", "留存收益率", "cash", PERCENT,
          (item("net_income") - item("dividends_paid")) / item("net_income"), "CFA"),
    Ratio("book_value_per_share", "Book value per share", "每股净资产", "per_share", PER_SHARE,
          item("equity_parent") / item("shares_outstanding"), "CFA",
          chinese=item("equity_parent") / item("share_capital")),
    Ratio("cash_flow_per_share", "Operating cash flow per share", "每股经营现金流量", "per_share",
          PER_SHARE,
          item("operating_cash_flow") / Either((item("shares_basic"), item("shares_diluted"))),
          "CFA", chinese=item("operating_cash_flow") / item("share_capital")),
)  # fmt: skip
"""Every ratio, by group. Chinese per-share ratios divide by 股本, whose par value is one yuan."""

RATIO_BY_ID: dict[str, Ratio] = {ratio.id: ratio for ratio in RATIOS}
