"""The figures of the English sample, in thousands of dollars; every total is computed.

One figure is wrong on purpose: financing cash flow of 2022 is printed 100 too high, so that one
check fails and a reader can see what that looks like.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Layout = Literal["head", "line", "total"]
YEARS = (2024, 2023, 2022)
DELIBERATE_ERROR = 100
"""Thousands of dollars by which financing cash flow of 2022 is misprinted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `tag` is of us-gaap, `values` newest year first, `negated` prints -value."""

    label: str
    tag: str = ""
    values: tuple[int | Decimal | None, ...] = ()
    layout: Layout = "line"
    negated: bool = False
    unit: Literal["usd", "shares", "usdPerShare"] = "usd"


def head(label: str) -> Line:
    return Line(label, layout="head")


def total(label: str, tag: str, values: tuple[int, ...]) -> Line:
    return Line(label, tag, values, "total")


def add(*rows: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True))


def less(first: tuple[int, ...], *rows: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a - b for a, b in zip(first, add(*rows), strict=True))


PRODUCTS, SERVICES = (412_380, 371_260, 342_910), (168_940, 139_870, 112_480)
REVENUE = add(PRODUCTS, SERVICES)
COST_PRODUCTS, COST_SERVICES = (231_750, 213_480, 201_330), (71_620, 61_540, 51_870)
COST = add(COST_PRODUCTS, COST_SERVICES)
GROSS_PROFIT = less(REVENUE, COST)
RESEARCH = (74_260, 66_310, 58_940)
MARKETING = (81_450, 74_880, 69_320)
ADMINISTRATION = (41_870, 38_460, 35_290)
OPERATING_EXPENSES = add(RESEARCH, MARKETING, ADMINISTRATION)
OPERATING_INCOME = less(GROSS_PROFIT, OPERATING_EXPENSES)
INTEREST_INCOME, INTEREST_EXPENSE = (3_150, 2_240, 610), (6_240, 7_110, 5_480)
PRETAX_INCOME = less(add(OPERATING_INCOME, INTEREST_INCOME), INTEREST_EXPENSE)
INCOME_TAX = (16_230, 10_580, 7_090)
NET_INCOME = less(PRETAX_INCOME, INCOME_TAX)
SHARES_BASIC, SHARES_DILUTED = (48_210, 47_860, 47_390), (49_130, 48_620, 47_940)


def per_share(shares: tuple[int, ...]) -> tuple[Decimal, ...]:
    cent = Decimal("0.01")
    pairs = zip(NET_INCOME, shares, strict=True)
    return tuple((Decimal(income) / count).quantize(cent) for income, count in pairs)


INCOME = (
    head("Revenue:"),
    Line("Products", "Revenues:ProductMember", PRODUCTS),
    Line("Services", "Revenues:ServiceMember", SERVICES),
    total("Total revenue", "Revenues", REVENUE),
    head("Cost of revenue:"),
    Line("Products", "CostOfRevenue:ProductMember", COST_PRODUCTS),
    Line("Services", "CostOfRevenue:ServiceMember", COST_SERVICES),
    total("Total cost of revenue", "CostOfRevenue", COST),
    total("Gross profit", "GrossProfit", GROSS_PROFIT),
    head("Operating expenses:"),
    Line("Research and development", "ResearchAndDevelopmentExpense", RESEARCH),
    Line("Sales and marketing", "SellingAndMarketingExpense", MARKETING),
    Line("General and administrative", "GeneralAndAdministrativeExpense", ADMINISTRATION),
    total("Total operating expenses", "OperatingExpenses", OPERATING_EXPENSES),
    total("Operating income", "OperatingIncomeLoss", OPERATING_INCOME),
    Line("Interest income", "InvestmentIncomeInterest", INTEREST_INCOME),
    Line("Interest expense", "InterestExpense", INTEREST_EXPENSE, negated=True),
    total(
        "Income before income taxes",
        "IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItems"
        "NoncontrollingInterest",
        PRETAX_INCOME,
    ),
    Line("Provision for income taxes", "IncomeTaxExpenseBenefit", INCOME_TAX),
    total("Net income", "NetIncomeLoss", NET_INCOME),
    head("Net income per share:"),
    Line("Basic", "EarningsPerShareBasic", per_share(SHARES_BASIC), unit="usdPerShare"),
    Line("Diluted", "EarningsPerShareDiluted", per_share(SHARES_DILUTED), unit="usdPerShare"),
    head("Weighted-average shares used in computing net income per share:"),
    Line("Basic", "WeightedAverageNumberOfSharesOutstandingBasic", SHARES_BASIC, unit="shares"),
    Line(
        "Diluted",
        "WeightedAverageNumberOfDilutedSharesOutstanding",
        SHARES_DILUTED,
        unit="shares",
    ),
)

OPERATING = (
    Line("Net income", "NetIncomeLoss", NET_INCOME),
    head("Adjustments to reconcile net income to net cash provided by operating activities:"),
    Line(
        "Depreciation and amortization",
        "DepreciationDepletionAndAmortization",
        (24_780, 22_960, 20_410),
    ),
    Line("Stock-based compensation", "ShareBasedCompensation", (18_340, 15_870, 13_260)),
    Line("Deferred income taxes", "DeferredIncomeTaxExpenseBenefit", (-2_150, -1_840, 920)),
    head("Changes in operating assets and liabilities:"),
    Line(
        "Accounts receivable",
        "IncreaseDecreaseInAccountsReceivable",
        (11_420, 8_960, 6_480),
        negated=True,
    ),
    Line("Inventories", "IncreaseDecreaseInInventories", (6_280, 9_710, 12_350), negated=True),
    Line(
        "Prepaid expenses and other",
        "IncreaseDecreaseInPrepaidDeferredExpenseAndOtherAssets",
        (1_130, -740, 960),
        negated=True,
    ),
    Line("Accounts payable", "IncreaseDecreaseInAccountsPayable", (4_870, 3_220, 5_130)),
    Line("Accrued liabilities", "IncreaseDecreaseInAccruedLiabilities", (5_640, 2_450, -1_220)),
    Line(
        "Deferred revenue", "IncreaseDecreaseInContractWithCustomerLiability", (7_310, 5_180, 3_940)
    ),
)
INVESTING = (
    Line(
        "Purchases of property and equipment",
        "PaymentsToAcquirePropertyPlantAndEquipment",
        (31_460, 27_390, 25_120),
        negated=True,
    ),
    Line(
        "Purchases of marketable securities",
        "PaymentsToAcquireInvestments",
        (42_000, 30_000, 18_000),
        negated=True,
    ),
    Line(
        "Maturities of marketable securities",
        "ProceedsFromMaturitiesPrepaymentsAndCallsOfAvailableForSaleSecurities",
        (28_500, 21_000, 15_000),
    ),
    Line(
        "Acquisition of business, net of cash acquired",
        "PaymentsToAcquireBusinessesNetOfCashAcquired",
        (None, 22_300, None),
        negated=True,
    ),
)
FINANCING = (
    Line(
        "Proceeds from long-term debt", "ProceedsFromIssuanceOfLongTermDebt", (None, 20_000, None)
    ),
    Line(
        "Repayments of long-term debt",
        "RepaymentsOfLongTermDebt",
        (15_000, 10_000, 10_000),
        negated=True,
    ),
    Line(
        "Proceeds from exercise of stock options",
        "ProceedsFromStockOptionsExercised",
        (6_120, 4_310, 3_280),
    ),
    Line(
        "Repurchases of common stock",
        "PaymentsForRepurchaseOfCommonStock",
        (25_000, 12_000, None),
        negated=True,
    ),
    Line("Dividends paid", "PaymentsOfDividends", (9_640, 8_610, 7_580), negated=True),
)
FX_EFFECT = (-480, 260, -620)
CASH_AT_START_OF_2022 = 78_020


def flow(lines: tuple[Line, ...]) -> tuple[int, ...]:
    """What the lines of a section of the cash flow statement sum to, by year."""
    sums = [0] * len(YEARS)
    for line in lines:
        for year, value in enumerate(line.values):
            sums[year] += int(value or 0) * (-1 if line.negated else 1)
    return tuple(sums)


OPERATING_FLOW, INVESTING_FLOW, FINANCING_FLOW = flow(OPERATING), flow(INVESTING), flow(FINANCING)
FINANCING_PRINTED = (*FINANCING_FLOW[:2], FINANCING_FLOW[2] + DELIBERATE_ERROR)
NET_CHANGE = add(OPERATING_FLOW, INVESTING_FLOW, FINANCING_FLOW, FX_EFFECT)
CASH_2022 = CASH_AT_START_OF_2022 + NET_CHANGE[2]
CASH_2023 = CASH_2022 + NET_CHANGE[1]
CASH_2024 = CASH_2023 + NET_CHANGE[0]
CASH_TAG = "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"

CASH_FLOW = (
    head("Cash flows from operating activities:"),
    *OPERATING,
    total(
        "Net cash provided by operating activities",
        "NetCashProvidedByUsedInOperatingActivities",
        OPERATING_FLOW,
    ),
    head("Cash flows from investing activities:"),
    *INVESTING,
    total(
        "Net cash used in investing activities",
        "NetCashProvidedByUsedInInvestingActivities",
        INVESTING_FLOW,
    ),
    head("Cash flows from financing activities:"),
    *FINANCING,
    total(
        "Net cash used in financing activities",
        "NetCashProvidedByUsedInFinancingActivities",
        FINANCING_PRINTED,
    ),
    Line(
        "Effect of exchange rate changes on cash and cash equivalents",
        "EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
        FX_EFFECT,
    ),
    total(
        "Net increase in cash and cash equivalents",
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecrease"
        "IncludingExchangeRateEffect",
        NET_CHANGE,
    ),
    Line(
        "Cash and cash equivalents at beginning of year",
        CASH_TAG + "@start",
        (CASH_2023, CASH_2022, CASH_AT_START_OF_2022),
    ),
    total("Cash and cash equivalents at end of year", CASH_TAG, (CASH_2024, CASH_2023, CASH_2022)),
)

_CURRENT_ASSETS = (
    Line(
        "Cash and cash equivalents",
        "CashAndCashEquivalentsAtCarryingValue",
        (CASH_2024, CASH_2023),
    ),
    Line("Marketable securities", "MarketableSecuritiesCurrent", (55_500, 42_000)),
    Line("Accounts receivable, net", "AccountsReceivableNetCurrent", (96_340, 84_920)),
    Line("Inventories", "InventoryNet", (78_650, 72_370)),
    Line(
        "Prepaid expenses and other current assets",
        "PrepaidExpenseAndOtherAssetsCurrent",
        (14_260, 13_130),
    ),
)
_OTHER_ASSETS = (
    Line("Property and equipment, net", "PropertyPlantAndEquipmentNet", (155_150, 142_870)),
    Line("Operating lease right-of-use assets", "OperatingLeaseRightOfUseAsset", (18_720, 20_140)),
    Line("Goodwill", "Goodwill", (68_400, 68_400)),
    Line("Intangible assets, net", "IntangibleAssetsNetExcludingGoodwill", (27_300, 32_900)),
    Line("Deferred tax assets", "DeferredIncomeTaxAssetsNet", (11_650, 9_500)),
    Line("Other assets", "OtherAssetsNoncurrent", (6_480, 6_010)),
)
_CURRENT_LIABILITIES = (
    Line("Accounts payable", "AccountsPayableCurrent", (43_210, 38_340)),
    Line("Accrued liabilities", "AccruedLiabilitiesCurrent", (39_870, 34_230)),
    Line("Deferred revenue", "ContractWithCustomerLiabilityCurrent", (48_560, 41_250)),
    Line("Current portion of long-term debt", "LongTermDebtCurrent", (15_000, 15_000)),
    Line("Operating lease liabilities", "OperatingLeaseLiabilityCurrent", (4_120, 3_980)),
)
_OTHER_LIABILITIES = (
    Line("Long-term debt, net", "LongTermDebtNoncurrent", (70_000, 85_000)),
    Line("Operating lease liabilities", "OperatingLeaseLiabilityNoncurrent", (15_340, 16_890)),
    Line("Other liabilities", "OtherLiabilitiesNoncurrent", (7_250, 6_770)),
)
_EQUITY = (
    Line(
        "Common stock, $0.01 par value; 100,000 shares authorized",
        "CommonStockValue",
        (482, 479),
    ),
    Line("Additional paid-in capital", "AdditionalPaidInCapital", (217_648, 193_191)),
    Line("Treasury stock, at cost", "TreasuryStockValue", (62_000, 37_000), negated=True),
    Line(
        "Accumulated other comprehensive loss",
        "AccumulatedOtherComprehensiveIncomeLossNetOfTax",
        (-3_120, -2_620),
    ),
    Line("Retained earnings", "RetainedEarningsAccumulatedDeficit", (238_640, 187_230)),
)


def balance(lines: tuple[Line, ...]) -> tuple[int, ...]:
    """What the lines of a section of the balance sheet sum to, newest year first."""
    return flow(lines)[:2]


CURRENT_ASSETS, CURRENT_LIABILITIES = balance(_CURRENT_ASSETS), balance(_CURRENT_LIABILITIES)
ASSETS = add(CURRENT_ASSETS, balance(_OTHER_ASSETS))
LIABILITIES = add(CURRENT_LIABILITIES, balance(_OTHER_LIABILITIES))
EQUITY = balance(_EQUITY)
if add(LIABILITIES, EQUITY) != ASSETS:
    raise ValueError(
        f"the sample's balance sheet does not balance: {ASSETS}, {LIABILITIES}, {EQUITY}"
    )

BALANCE_SHEET = (
    head("ASSETS"),
    head("Current assets:"),
    *_CURRENT_ASSETS,
    total("Total current assets", "AssetsCurrent", CURRENT_ASSETS),
    *_OTHER_ASSETS,
    total("Total assets", "Assets", ASSETS),
    head("LIABILITIES AND STOCKHOLDERS' EQUITY"),
    head("Current liabilities:"),
    *_CURRENT_LIABILITIES,
    total("Total current liabilities", "LiabilitiesCurrent", CURRENT_LIABILITIES),
    *_OTHER_LIABILITIES,
    total("Total liabilities", "Liabilities", LIABILITIES),
    head("Stockholders' equity:"),
    *_EQUITY,
    total("Total stockholders' equity", "StockholdersEquity", EQUITY),
    total("Total liabilities and stockholders' equity", "LiabilitiesAndStockholdersEquity", ASSETS),
)
REGIONS = (
    ("Americas", "AmericasMember", (338_150, 301_420, 272_610)),
    ("Europe", "EuropeMember", (151_230, 131_270, 115_940)),
    ("Asia Pacific", "AsiaPacificMember", (91_940, 78_440, 66_840)),
)
DEBT_MATURITIES = ((2025, 15_000), (2026, 15_000), (2027, 20_000), (2028, 35_000))
