"""The core metrics: one name for what US GAAP, IFRS and Chinese accounting each call their own way.

Sources: US GAAP and IFRS taxonomies 2024 (element names); the statement formats of the Chinese
Ministry of Finance (财会〔2019〕6号). `tags` and the label lists stand in order of precedence: the
face statement's total first. Matching of printed labels is in `labels.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apps.finance.domain.facts import StatementKind

Measure = Literal["money", "per_share", "shares"]


@dataclass(frozen=True, slots=True)
class MetricConcept:
    """A core metric. `tags` are local names of us-gaap, then `ifrs:` prefixed ifrs-full ones.

    `english` and `chinese` are labels as printed, lower-cased in English, without units, notes
    and numbering. `instant` is true for balances. `flip` marks payments that statements print as
    negatives while the tag, and our value, is positive (capital expenditure, dividends paid).
    """

    id: str
    name_en: str
    name_zh: str
    statement: StatementKind
    measure: Measure
    tags: tuple[str, ...]
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    flip: bool = False

    @property
    def instant(self) -> bool:
        return self.statement is StatementKind.BALANCE_SHEET or self.id == "cash_end"


_BALANCE = StatementKind.BALANCE_SHEET
_INCOME = StatementKind.INCOME
_CASH = StatementKind.CASH_FLOW


def _metric(
    id: str,
    name_en: str,
    name_zh: str,
    statement: StatementKind,
    tags: str,
    english: str,
    chinese: str,
    measure: Measure = "money",
    flip: bool = False,
) -> MetricConcept:
    """Spell a concept out of space-separated tags and `|`-separated labels."""
    return MetricConcept(
        id,
        name_en,
        name_zh,
        statement,
        measure,
        tuple(tags.split()),
        tuple(part for part in english.split("|") if part),
        tuple(part for part in chinese.split("|") if part),
        flip,
    )


METRICS: tuple[MetricConcept, ...] = (
    # Balance sheet
    _metric(
        "cash",
        "Cash and cash equivalents",
        "货币资金",
        _BALANCE,
        "CashAndCashEquivalentsAtCarryingValue CashAndDueFromBanks ifrs:CashAndCashEquivalents",
        "cash and cash equivalents|cash and equivalents",
        "货币资金|现金及存放中央银行款项",
    ),
    _metric(
        "short_term_investments",
        "Short-term investments",
        "交易性金融资产",
        _BALANCE,
        "ShortTermInvestments MarketableSecuritiesCurrent AvailableForSaleSecuritiesDebtSecuritiesCurrent "
        "DebtSecuritiesAvailableForSaleExcludingAccruedInterestCurrent",
        "short-term investments|marketable securities|short-term marketable securities",
        "交易性金融资产",
    ),
    _metric(
        "receivables",
        "Accounts receivable",
        "应收账款",
        _BALANCE,
        "AccountsReceivableNetCurrent ReceivablesNetCurrent ifrs:TradeAndOtherCurrentReceivables",
        "accounts receivable, net|accounts receivable|trade receivables|receivables, net|receivables",
        "应收账款",
    ),
    _metric(
        "inventory",
        "Inventories",
        "存货",
        _BALANCE,
        "InventoryNet ifrs:Inventories",
        "inventories|inventories, net|inventory|merchandise inventories|total inventories",
        "存货",
    ),
    _metric(
        "current_assets",
        "Total current assets",
        "流动资产合计",
        _BALANCE,
        "AssetsCurrent ifrs:CurrentAssets",
        "total current assets",
        "流动资产合计",
    ),
    _metric(
        "noncurrent_assets",
        "Total non-current assets",
        "非流动资产合计",
        _BALANCE,
        "AssetsNoncurrent ifrs:NoncurrentAssets",
        "total non-current assets|total noncurrent assets",
        "非流动资产合计",
    ),
    _metric(
        "ppe",
        "Property, plant and equipment, net",
        "固定资产",
        _BALANCE,
        "PropertyPlantAndEquipmentNet "
        "PropertyPlantAndEquipmentAndFinanceLeaseRightOfUseAssetAfterAccumulatedDepreciationAndAmortization "
        "ifrs:PropertyPlantAndEquipment",
        "property, plant and equipment, net|property and equipment, net|net property and equipment",
        "固定资产",
    ),
    _metric(
        "goodwill",
        "Goodwill",
        "商誉",
        _BALANCE,
        "Goodwill ifrs:Goodwill",
        "goodwill",
        "商誉",
    ),
    _metric(
        "intangibles",
        "Intangible assets, net",
        "无形资产",
        _BALANCE,
        "IntangibleAssetsNetExcludingGoodwill FiniteLivedIntangibleAssetsNet "
        "ifrs:IntangibleAssetsOtherThanGoodwill",
        "intangible assets, net|other intangible assets, net|intangible assets",
        "无形资产",
    ),
    _metric(
        "total_assets",
        "Total assets",
        "资产总计",
        _BALANCE,
        "Assets ifrs:Assets",
        "total assets",
        "资产总计|资产合计|资产总额|总资产",
    ),
    _metric(
        "payables",
        "Accounts payable",
        "应付账款",
        _BALANCE,
        "AccountsPayableCurrent AccountsPayableTradeCurrent ifrs:TradeAndOtherCurrentPayables",
        "accounts payable|trade accounts payable|trade payables",
        "应付账款",
    ),
    _metric(
        "short_term_debt",
        "Short-term borrowings",
        "短期借款",
        _BALANCE,
        "ShortTermBorrowings DebtCurrent NotesPayableCurrent ShortTermBankLoansAndNotesPayable "
        "LongTermDebtCurrent LongTermDebtAndCapitalLeaseObligationsCurrent",
        "short-term borrowings|short-term debt|current portion of long-term debt|"
        "current maturities of long-term debt",
        "短期借款",
    ),
    _metric(
        "current_liabilities",
        "Total current liabilities",
        "流动负债合计",
        _BALANCE,
        "LiabilitiesCurrent ifrs:CurrentLiabilities",
        "total current liabilities",
        "流动负债合计",
    ),
    _metric(
        "long_term_debt",
        "Long-term debt",
        "长期借款",
        _BALANCE,
        "LongTermDebtNoncurrent LongTermDebtAndCapitalLeaseObligations LongTermNotesPayable",
        "long-term debt|long-term debt, net|long-term debt, excluding current portion",
        "长期借款",
    ),
    _metric(
        "noncurrent_liabilities",
        "Total non-current liabilities",
        "非流动负债合计",
        _BALANCE,
        "LiabilitiesNoncurrent ifrs:NoncurrentLiabilities",
        "total non-current liabilities|total noncurrent liabilities",
        "非流动负债合计",
    ),
    _metric(
        "total_liabilities",
        "Total liabilities",
        "负债合计",
        _BALANCE,
        "Liabilities ifrs:Liabilities",
        "total liabilities",
        "负债合计|负债总计|负债总额",
    ),
    _metric(
        "share_capital",
        "Share capital",
        "股本",
        _BALANCE,
        "CommonStockValue CommonStockValueOutstanding ifrs:IssuedCapital",
        "common stock|ordinary shares|share capital|issued capital",
        "股本|实收资本（或股本）|实收资本",
    ),
    _metric(
        "retained_earnings",
        "Retained earnings",
        "未分配利润",
        _BALANCE,
        "RetainedEarningsAccumulatedDeficit ifrs:RetainedEarnings",
        "retained earnings|accumulated deficit|retained earnings (accumulated deficit)",
        "未分配利润",
    ),
    _metric(
        "equity_parent",
        "Equity attributable to shareholders",
        "归属于母公司所有者权益合计",
        _BALANCE,
        "StockholdersEquity ifrs:EquityAttributableToOwnersOfParent",
        "total stockholders' equity|total shareholders' equity|stockholders' equity",
        "归属于母公司所有者权益合计|归属于母公司股东权益合计|归属于上市公司股东的净资产",
    ),
    _metric(
        "minority_interest",
        "Non-controlling interests",
        "少数股东权益",
        _BALANCE,
        "MinorityInterest ifrs:NoncontrollingInterests",
        "noncontrolling interests|non-controlling interests|noncontrolling interest",
        "少数股东权益",
    ),
    _metric(
        "total_equity",
        "Total equity",
        "所有者权益合计",
        _BALANCE,
        "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest ifrs:Equity",
        "total equity|total stockholders' equity including noncontrolling interests",
        "所有者权益合计|股东权益合计|所有者权益（或股东权益）合计",
    ),
    _metric(
        "liabilities_and_equity",
        "Total liabilities and equity",
        "负债和所有者权益总计",
        _BALANCE,
        "LiabilitiesAndStockholdersEquity ifrs:EquityAndLiabilities",
        "total liabilities and stockholders' equity|total liabilities and shareholders' equity|"
        "total liabilities and equity",
        "负债和所有者权益总计|负债和股东权益总计|负债和所有者权益（或股东权益）总计",
    ),
    # Income statement
    _metric(
        "revenue",
        "Revenue",
        "营业收入",
        _INCOME,
        "Revenues RevenueFromContractWithCustomerExcludingAssessedTax "
        "RevenueFromContractWithCustomerIncludingAssessedTax SalesRevenueNet ifrs:Revenue",
        "total revenues|total revenue|total net sales|total net revenues|net sales|revenues|"
        "net revenues|revenue|net revenue|sales",
        "营业收入",
    ),
    _metric(
        "total_revenue",
        "Total operating revenue",
        "营业总收入",
        _INCOME,
        "",
        "",
        "营业总收入",
    ),
    _metric(
        "cost_of_revenue",
        "Cost of revenue",
        "营业成本",
        _INCOME,
        "CostOfRevenue CostOfGoodsAndServicesSold ifrs:CostOfSales",
        "total cost of revenues|cost of revenue|cost of revenues|cost of sales|cost of goods sold|"
        "total cost of sales|cost of products sold",
        "营业成本",
    ),
    _metric(
        "total_cost",
        "Total operating cost",
        "营业总成本",
        _INCOME,
        "CostsAndExpenses",
        "total costs and expenses",
        "营业总成本",
    ),
    _metric(
        "gross_profit",
        "Gross profit",
        "毛利",
        _INCOME,
        "GrossProfit ifrs:GrossProfit",
        "gross profit|gross margin",
        "毛利|毛利润",
    ),
    _metric(
        "selling_expense",
        "Selling expense",
        "销售费用",
        _INCOME,
        "SellingAndMarketingExpense MarketingExpense ifrs:DistributionCosts",
        "sales and marketing|selling and marketing|marketing and sales",
        "销售费用",
    ),
    _metric(
        "admin_expense",
        "General and administrative expense",
        "管理费用",
        _INCOME,
        "GeneralAndAdministrativeExpense ifrs:AdministrativeExpense",
        "general and administrative",
        "管理费用",
    ),
    _metric(
        "sga",
        "Selling, general and administrative expense",
        "销售及管理费用",
        _INCOME,
        "SellingGeneralAndAdministrativeExpense",
        "selling, general and administrative|selling, general and administrative expenses|"
        "marketing, general and administrative",
        "",
    ),
    _metric(
        "research_development",
        "Research and development",
        "研发费用",
        _INCOME,
        "ResearchAndDevelopmentExpense ResearchAndDevelopmentExpenseExcludingAcquiredInProcessCost",
        "research and development|technology and development",
        "研发费用",
    ),
    _metric(
        "finance_expense",
        "Finance expense",
        "财务费用",
        _INCOME,
        "ifrs:FinanceCosts",
        "",
        "财务费用",
    ),
    _metric(
        "operating_expenses",
        "Total operating expenses",
        "营业费用合计",
        _INCOME,
        "OperatingExpenses",
        "total operating expenses",
        "",
    ),
    _metric(
        "operating_income",
        "Operating income",
        "营业利润",
        _INCOME,
        "OperatingIncomeLoss ifrs:ProfitLossFromOperatingActivities",
        "operating income|income from operations|operating profit|operating income (loss)|"
        "operating earnings|loss from operations|income (loss) from operations",
        "营业利润",
    ),
    _metric(
        "interest_expense",
        "Interest expense",
        "利息费用",
        _INCOME,
        "InterestExpense InterestExpenseNonoperating InterestExpenseDebt InterestAndDebtExpense",
        "interest expense",
        "利息费用|其中：利息费用",
    ),
    _metric(
        "nonoperating_income",
        "Non-operating income",
        "营业外收入",
        _INCOME,
        "",
        "",
        "营业外收入",
    ),
    _metric(
        "nonoperating_expense",
        "Non-operating expense",
        "营业外支出",
        _INCOME,
        "",
        "",
        "营业外支出",
    ),
    _metric(
        "pretax_income",
        "Income before income taxes",
        "利润总额",
        _INCOME,
        "IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItemsNoncontrollingInterest "
        "IncomeLossFromContinuingOperationsBeforeIncomeTaxesMinorityInterestAndIncomeLossFromEquityMethodInvestments "
        "ifrs:ProfitLossBeforeTax",
        "income before income taxes|income before provision for income taxes|"
        "earnings before income taxes|income before taxes",
        "利润总额",
    ),
    _metric(
        "income_tax",
        "Income tax expense",
        "所得税费用",
        _INCOME,
        "IncomeTaxExpenseBenefit ifrs:IncomeTaxExpenseContinuingOperations",
        "provision for income taxes|income tax expense|income taxes|income tax provision|"
        "income tax expense (benefit)",
        "所得税费用",
    ),
    _metric(
        "profit",
        "Net income including non-controlling interests",
        "净利润",
        _INCOME,
        "ProfitLoss ifrs:ProfitLoss",
        "net income including noncontrolling interests|consolidated net income",
        "净利润",
    ),
    _metric(
        "net_income",
        "Net income attributable to shareholders",
        "归属于母公司股东的净利润",
        _INCOME,
        "NetIncomeLoss ifrs:ProfitLossAttributableToOwnersOfParent",
        "net income|net earnings|net income (loss)|net loss|net earnings (loss)",
        "归属于母公司所有者的净利润|归属于母公司股东的净利润|归属于上市公司股东的净利润",
    ),
    _metric(
        "net_income_adjusted",
        "Net income excluding non-recurring items",
        "扣除非经常性损益后的净利润",
        _INCOME,
        "",
        "",
        "归属于上市公司股东的扣除非经常性损益的净利润|扣非净利润|扣除非经常性损益后的净利润",
    ),
    _metric(
        "eps_basic",
        "Basic earnings per share",
        "基本每股收益",
        _INCOME,
        "EarningsPerShareBasic EarningsPerShareBasicAndDiluted ifrs:BasicEarningsLossPerShare",
        "basic|basic earnings per share",
        "基本每股收益|每股收益",
        measure="per_share",
    ),
    _metric(
        "eps_diluted",
        "Diluted earnings per share",
        "稀释每股收益",
        _INCOME,
        "EarningsPerShareDiluted EarningsPerShareBasicAndDiluted ifrs:DilutedEarningsLossPerShare",
        "diluted|diluted earnings per share",
        "稀释每股收益",
        measure="per_share",
    ),
    _metric(
        "shares_basic",
        "Weighted average shares, basic",
        "加权平均股数（基本）",
        _INCOME,
        "WeightedAverageNumberOfSharesOutstandingBasic "
        "WeightedAverageNumberOfShareOutstandingBasicAndDiluted ifrs:WeightedAverageShares",
        "basic|weighted-average shares outstanding, basic",
        "",
        measure="shares",
    ),
    _metric(
        "shares_diluted",
        "Weighted average shares, diluted",
        "加权平均股数（稀释）",
        _INCOME,
        "WeightedAverageNumberOfDilutedSharesOutstanding "
        "WeightedAverageNumberOfShareOutstandingBasicAndDiluted ifrs:AdjustedWeightedAverageShares",
        "diluted|weighted-average shares outstanding, diluted",
        "",
        measure="shares",
    ),
    # Cash flow
    _metric(
        "operating_cash_flow",
        "Net cash from operating activities",
        "经营活动产生的现金流量净额",
        _CASH,
        "NetCashProvidedByUsedInOperatingActivities "
        "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations "
        "ifrs:CashFlowsFromUsedInOperatingActivities",
        "net cash provided by operating activities|net cash from operating activities",
        "经营活动产生的现金流量净额",
    ),
    _metric(
        "investing_cash_flow",
        "Net cash from investing activities",
        "投资活动产生的现金流量净额",
        _CASH,
        "NetCashProvidedByUsedInInvestingActivities "
        "NetCashProvidedByUsedInInvestingActivitiesContinuingOperations "
        "ifrs:CashFlowsFromUsedInInvestingActivities",
        "net cash used in investing activities|net cash provided by investing activities",
        "投资活动产生的现金流量净额",
    ),
    _metric(
        "financing_cash_flow",
        "Net cash from financing activities",
        "筹资活动产生的现金流量净额",
        _CASH,
        "NetCashProvidedByUsedInFinancingActivities "
        "NetCashProvidedByUsedInFinancingActivitiesContinuingOperations "
        "ifrs:CashFlowsFromUsedInFinancingActivities",
        "net cash used in financing activities|net cash provided by financing activities",
        "筹资活动产生的现金流量净额",
    ),
    _metric(
        "fx_effect",
        "Effect of exchange rates on cash",
        "汇率变动对现金及现金等价物的影响",
        _CASH,
        "EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents "
        "EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsIncludingDisposalGroupAndDiscontinuedOperations "
        "EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsDisposalGroupIncludingDiscontinuedOperations "
        "EffectOfExchangeRateOnCashAndCashEquivalents "
        "ifrs:EffectOfExchangeRateChangesOnCashAndCashEquivalents",
        "effect of exchange rate changes on cash|effect of foreign exchange on cash",
        "汇率变动对现金及现金等价物的影响",
    ),
    _metric(
        "net_change_in_cash",
        "Net change in cash",
        "现金及现金等价物净增加额",
        _CASH,
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect "
        "CashAndCashEquivalentsPeriodIncreaseDecrease ifrs:IncreaseDecreaseInCashAndCashEquivalents",
        "net increase (decrease) in cash|net decrease in cash|net increase in cash",
        "现金及现金等价物净增加额",
    ),
    _metric(
        "cash_end",
        "Cash at the end of the period",
        "期末现金及现金等价物余额",
        _CASH,
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents "
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsIncludingDisposalGroupAndDiscontinuedOperations "
        "CashAndCashEquivalentsAtCarryingValue ifrs:CashAndCashEquivalents",
        "cash, cash equivalents and restricted cash at end of period|"
        "cash and cash equivalents at end of year",
        "期末现金及现金等价物余额",
    ),
    _metric(
        "capital_expenditure",
        "Capital expenditure",
        "购建固定资产、无形资产和其他长期资产支付的现金",
        _CASH,
        "PaymentsToAcquirePropertyPlantAndEquipment PaymentsToAcquireProductiveAssets "
        "PaymentsToAcquireMachineryAndEquipment",
        "purchases of property and equipment|capital expenditures|"
        "purchases of property, plant and equipment|additions to property, plant and equipment",
        "购建固定资产、无形资产和其他长期资产支付的现金",
        flip=True,
    ),
    _metric(
        "depreciation_amortization",
        "Depreciation and amortization",
        "折旧与摊销",
        _CASH,
        "DepreciationDepletionAndAmortization DepreciationAmortizationAndAccretionNet "
        "DepreciationAndAmortization OtherDepreciationAndAmortization",
        "depreciation and amortization",
        "",
    ),
    _metric(
        "dividends_paid",
        "Dividends paid",
        "分配股利、利润或偿付利息支付的现金",
        _CASH,
        "PaymentsOfDividendsCommonStock PaymentsOfDividends PaymentsOfOrdinaryDividends",
        "dividends paid|cash dividends paid|payment of dividends",
        "分配股利、利润或偿付利息支付的现金",
        flip=True,
    ),
    _metric(
        "share_repurchases",
        "Repurchases of common stock",
        "回购股份支付的现金",
        _CASH,
        "PaymentsForRepurchaseOfCommonStock",
        "repurchases of common stock|repurchase of common stock|purchase of treasury stock",
        "",
        flip=True,
    ),
)

BY_ID: dict[str, MetricConcept] = {metric.id: metric for metric in METRICS}

BY_TAG: dict[str, tuple[MetricConcept, ...]] = {}
for _concept in METRICS:
    for _tag in _concept.tags:
        _name = "ifrs-full:" + _tag[5:] if _tag.startswith("ifrs:") else "us-gaap:" + _tag
        BY_TAG[_name] = (*BY_TAG.get(_name, ()), _concept)
