"""Rules from English statement labels to core metrics, in order of precedence per metric.

A rule is a pattern for the label in its plain spelling (`label_words`), the zone of the statement
it must stand in, and what must not occur in it. Which lines there are is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CURRENT_ASSETS = "current_assets"
OTHER_ASSETS = "other_assets"
CURRENT_LIABILITIES = "current_liabilities"
OTHER_LIABILITIES = "other_liabilities"
EQUITY = "equity"
OPERATING = "operating"
INVESTING = "investing"
FINANCING = "financing"
CLOSING = "closing"
ANY = ""

_ASSETS = (CURRENT_ASSETS, OTHER_ASSETS, ANY)
_NOW = (CURRENT_ASSETS, ANY)
_DUE = (CURRENT_LIABILITIES, ANY)
_LATER = (OTHER_LIABILITIES, ANY)


@dataclass(frozen=True, slots=True)
class Rule:
    """`zones` empty: anywhere. `last` takes the last line that fits instead of the first."""

    pattern: re.Pattern[str]
    zones: tuple[str, ...] = ()
    unless: re.Pattern[str] | None = None
    last: bool = False

    def fits(self, label: str, zone: str) -> bool:
        return (
            self.pattern.search(label) is not None
            and (not self.zones or zone in self.zones)
            and (self.unless is None or self.unless.search(label) is None)
        )


def _rule(
    pattern: str, zones: tuple[str, ...] = (), unless: str | None = None, *, last: bool = False
) -> Rule:
    return Rule(re.compile(pattern), zones, re.compile(unless) if unless else None, last)


_NOT_TOTAL = r"noncontrolling|discontinued"
_REPURCHASED = (
    r"withh|tax|noncontrolling|warrant|proceeds|\bnotes\b|debt|redeemable|excise|issu|net share|"
    r"settlement|preferred|option"
)

BALANCE_RULES: dict[str, tuple[Rule, ...]] = {
    "cash": (
        _rule(r"^(?:total )?cash and (?:cash )?equivalents", _NOW, "restricted|segregated"),
        _rule(r"^cash(?:,? net)?$|^cash and due from banks|^cash, cash equivalents(?!.*restricted)", _NOW),
        _rule(r"^cash and (?:temporary|short-term|marketable|cash)", _NOW, "restricted|segregated"),
        _rule(r"^cash and (?:cash )?equivalents", _NOW),
    ),
    "short_term_investments": (
        _rule(r"^(?:total )?short-term (?:and other )?(?:investments?|marketable|securities)", _NOW),
        _rule(r"^(?:current )?(?:investments? in )?marketable (?:debt |equity )?securities", _NOW),
        _rule(r"^(?:available-for-sale|current investments|investments?(?: securities)?(?:,|$| in| -))",
              (CURRENT_ASSETS,), "restricted|affiliat|equity method|lease"),
    ),
    "receivables": (
        _rule(r"^(?:total )?(?:net )?(?:trade )?accounts(?: and (?:notes|other|trade))? receivables?\b",
              _NOW, "related|unbilled|affiliate|\\bdue from|long-term"),
        _rule(r"^(?:total |net )?(?:trade |customer )?(?:and other |and notes )?receivables?\b(?!,? (?:from|related))",
              _NOW, "related|unbilled|tax|affiliate"),
        _rule(r"^trade (?:and other |and notes |accounts and notes |notes and accounts )?receivables?", _NOW),
        _rule(r"^receivables?\b.* trade$|^(?:notes|loans) and accounts receivable", _NOW),
    ),
    "inventory": (
        _rule(r"^total (?:net )?(?:merchandise )?inventor", _NOW),
        _rule(r"^(?:net )?(?:merchandise |total )?inventor(?:y|ies)\b", _NOW, "finance|deposit|prepaid"),
    ),
    "current_assets": (_rule(r"^total current assets"),),
    "noncurrent_assets": (_rule(r"^total (?:noncurrent|long-term) assets"),),
    "ppe": (
        _rule(r"^(?:total )?net (?:property|premises|fixed assets)|^(?:total )?(?:property|premises|fixed assets)\b.*\bnet\b",
              _ASSETS, "gross|intangible"),
        _rule(r"^total (?:property|premises|fixed assets)", _ASSETS, "gross|\\bat cost$"),
        _rule(r"^(?:property|premises|fixed assets|plant)\b", _ASSETS,
              r"gross|\bat cost$|^[^,]*accumulated|subject to|held for"),
    ),
    "goodwill": (_rule(r"^goodwill(?:,? net)?$"), _rule(r"^goodwill\b", _ASSETS, "intangible|other")),
    "intangibles": (
        _rule(r"^(?:total )?(?:(?:other|acquired|purchased|acquisition-related|identifiable|identified|definite-lived|"
              r"finite-lived|amortizable|amortized|net|developed) )*(?:and other )?intangib(?:le assets?|les)\b",
              _ASSETS, "goodwill|unamortiz|not subject|indefinite"),
    ),
    "total_assets": (_rule(r"^total assets\b", unless="less|acquired"),),
    "payables": (
        _rule(r"^(?:trade )?accounts payable(?:,? (?:trade|net|principally trade))?$", _DUE),
        _rule(r"^(?:trade|accounts) payables?\b|^accounts payable\b|^trade accounts payable|^payables$",
              _DUE, "accrued|other|related|affiliate|and |to "),
    ),
    "short_term_debt": (
        _rule(r"^(?:total )?short-term (?:borrowings?|debt|loans?|notes|obligations|bank)|"
              r"^(?:notes|loans)(?: and (?:loans|notes))? payable$|^borrowings$", _DUE),
        _rule(r"^debt\b|^(?:total )?current (?:portion of )?debt|^debt, current|^short-term\b.*(?:debt|borrowings)",
              (CURRENT_LIABILITIES,), "lease"),
        _rule(r"^(?:current (?:portion|maturities|installments)|portion|maturities)\b.*(?:debt|borrowings|notes|loans|obligations)|"
              r"^long-term (?:debt|borrowings).*(?:current|within one year)|^(?:debt|borrowings|loans) due within|^term (?:debt|loans?)\b",
              (CURRENT_LIABILITIES,), r"^[^,]*\b(?:operating lease|lease liabilit|finance lease|deferred)"),
        _rule(r"^commercial paper|^(?:notes|loans) payable|^(?:bank|revolving) (?:loans?|borrowings?|credit)", _DUE),
    ),
    "current_liabilities": (_rule(r"^total current liabilities"),),
    "long_term_debt": (
        _rule(r"^(?:total )?(?:net )?(?:long-term|noncurrent) (?:debt|borrowings?|notes|loans?)\b", _LATER,
              r"^current|due within|^[^,]*\bcurrent (?:portion|maturities) of"),
        _rule(r"^(?:corporate |total )?(?:debt|borrowings?)\b", (OTHER_LIABILITIES,), "current portion of"),
        _rule(r"^long-term (?:obligations|financing)|^term debt\b", _LATER),
        _rule(r"^(?:senior |convertible |term )*(?:notes?|loans?)\b(?: payable)?", (OTHER_LIABILITIES,),
              "related|receivable"),
    ),
    "noncurrent_liabilities": (_rule(r"^total (?:noncurrent|long-term) liabilities"),),
    "total_liabilities": (_rule(r"^total liabilities(?:,? net)?$"),),
    "share_capital": (
        _rule(r"^(?:class a )?(?:common|ordinary) (?:stock|shares)\b|^share capital|^issued capital|^holders capital",
              (EQUITY, ANY), r"^[^;:]{0,60}(?:paid-in|capital in excess|treasury|held in|owed|subscri|to be issued|warrant)"),
    ),
    "retained_earnings": (
        _rule(r"^(?:retained (?:earnings|income|loss|deficit)|accumulated (?:deficit|earnings|income|loss)|"
              r"\(accumulated deficit|\(?deficit\)?$|(?:earnings|income) (?:retained|reinvested|employed)|"
              r"reinvested (?:earnings|income)|undistributed (?:earnings|income))",
              (EQUITY, ANY), "comprehensive|appropriated"),
    ),
    "liabilities_and_equity": (
        _rule(r"^total (?:liabilities|equity)\b.*\b(?:equity|deficit|investment|capital|liabilities)$",
              unless="^total liabilities$"),
        _rule(r"^total liabilities\b.*(?:and|,) .*\b(?:equity|deficit|investment|capital(?:ization)?)\b|^total capitalization and liabilities"),
    ),
}  # fmt: skip

INCOME_RULES: dict[str, tuple[Rule, ...]] = {
    "revenue": (
        _rule(r"^(?:total|consolidated) (?:net |operating )?(?:revenue|sales)(?: and other.*)?$|"
              r"^total (?:net )?(?:sales and )?(?:operating )?revenue\b|^total net (?:sales|revenue)|^revenue,? total",
              unless="cost|expense(?!$)|^total revenue from"),
        _rule(r"^(?:net )?(?:operating )?(?:revenue|sales|turnover)(?:,? net)?$|^(?:net )?sales and (?:other )?(?:operating )?revenue|"
              r"^revenue and other income|^(?:net )?revenue(?: from (?:external )?customers)?$"),
        _rule(r"^net (?:sales|revenue)\b|^revenue,? net\b|^sales,? net\b", unless="per |change|product|service"),
        _rule(r"^(?:revenue|sales)\b", unless="cost|per |change|return|market|tax"),
    ),
    "cost_of_revenue": (
        _rule(r"^total costs? of (?:net )?(?:revenue|sales|goods|products?|services|merchandise)|^total cost of"),
        _rule(r"^merchandise costs|^costs? of (?:net )?(?:revenue|sales|goods|products? sold|merchandise|services|operations|products|product)",
              unless="other"),
    ),
    "gross_profit": (_rule(r"^(?:total )?gross (?:profit|margin|income)"),),
    "sga": (
        _rule(r"^(?:total )?(?:operating, )?(?:selling|marketing|sales|store operating)\b.*\b(?:general|administrative)"),
        _rule(r"^sg and a\b|^operating,? selling"),
    ),
    "selling_expense": (
        _rule(r"^(?:sales|selling),? (?:and )?(?:marketing|distribution|advertising)|^marketing and (?:sales|selling|advertising)",
              unless="general|administrative"),
        _rule(r"^(?:selling|marketing|distribution)(?: expenses?| costs?)?$"),
    ),
    "admin_expense": (_rule(r"^(?:corporate )?(?:general(?:,? corporate)?,? and )?administrative\b|^general and admin"),),
    "research_development": (
        _rule(r"^(?:total )?research(?:,)? (?:and |development|engineering)|^technology and development|"
              r"^(?:product|technology) (?:and )?development|^engineering,? (?:and )?(?:research|development)",
              unless="in-process"),
    ),
    "operating_income": (
        _rule(r"^(?:total |net )?operating income\b(?!.*before)|^income from operations\b", unless="other|discontinued"),
        _rule(r"^(?:total )?(?:net )?income from (?:continuing )?operations$"),
    ),
    "interest_expense": (
        _rule(r"^(?:less )?(?:total )?interest (?:and (?:other )?(?:debt|financing|related|amortization))?\s?expense\b",
              unless=r"income|, net$|- net$|per |recover"),
        _rule(r"^interest (?:expense|costs?|charges|and debt expense|on )", unless=r"income|per |before"),
    ),
    "pretax_income": (
        _rule(r"^(?:total )?(?:net )?(?:consolidated )?(?:income|profit)\b(?: from continuing operations)?,? before\b.*\btax",
              unless="noncontrolling interests? and (?:income )?tax$x"),
        _rule(r"^pretax income|^income before (?:provision|benefit|taxes|income)"),
    ),
    "income_tax": (
        _rule(r"^(?=.*\btax)(?:[\s(),/.-]|\b(?:provisions?|benefits?|expenses?|credits?|charges?|recovery|for|from|of|and|or|income|"
              r"taxes|tax|on|total|less|net|u|us|s|federal|state|foreign|the|consolidated|current and deferred)\b)+$"),
        _rule(r"^(?:total )?\(?(?:provision|benefit|income tax)\b.*\btax", unless="before|deferred|net of|paid|payable|receivable|accrued"),
    ),
}  # fmt: skip

CASH_RULES: dict[str, tuple[Rule, ...]] = {
    "operating_cash_flow": (
        _rule(r"(?<!non-)\bcash\b.*\boperating activities", unless=r"reconcile|continuing|discontinued|changes? in|before|supplement"),
        _rule(r"(?<!non-)\bcash\b.*\b(?:operating activities|operations)\b", unless=r"reconcile|discontinued|supplement"),
        _rule(r"^total operating activities$"),
    ),
    "investing_cash_flow": (
        _rule(r"\bcash\b.*\binvest(?:ing activities|ment activities|ing)\b", unless=r"continuing|discontinued|non-?cash|supplement"),
        _rule(r"\bcash\b.*\binvesting activities|^total investing activities$", unless=r"discontinued|non-?cash|supplement"),
    ),
    "financing_cash_flow": (
        _rule(r"\bcash\b.*\bfinancing(?: activities\b|$)", unless=r"continuing|discontinued|non-?cash|supplement"),
        _rule(r"\bcash\b.*\bfinancing activities|^total financing activities$", unless=r"discontinued|non-?cash|supplement"),
    ),
    "fx_effect": (
        _rule(r"\b(?:effects?|impact)\b.*\b(?:exchange|currency|currencies|translation)\b|"
              r"\b(?:exchange|currency|translation)\b.*\b(?:effects?|impact)\b", (CLOSING, FINANCING, ANY), last=True),
        _rule(r"\b(?:exchange|translation|currency)\b.*\bcash\b", (CLOSING, FINANCING, ANY), last=True),
    ),
    "net_change_in_cash": (
        _rule(r"^(?:total )?(?:net )?change(?:s)? (?:in|of) (?:total )?cash\b|^(?:net )?change$|^net change for",
              (CLOSING,), "discontinued|continuing|overdraft"),
        _rule(r"^(?:total )?(?:net )?change(?:s)? (?:in|of) (?:total )?cash\b", (FINANCING, ANY),
              "discontinued|continuing|overdraft"),
        _rule(r"^(?:total )?(?:net )?(?:cash )?change in cash|^net cash (?:change|flow)s?$", (CLOSING, FINANCING, ANY),
              "overdraft"),
    ),
    "cash_end": (
        _rule(r"\bcash\b.*(?:\bend\b|\bending\b|\bend of|at (?:december|june|march|september))", (CLOSING, FINANCING, ANY),
              "discontinued|begin"),
        _rule(r"^(?:balance,? )?(?:at )?end of (?:the )?(?:year|period)", (CLOSING,)),
    ),
    "capital_expenditure": (
        _rule(r"^(?:total )?(?:payments? (?:to acquire|for (?:the )?(?:purchases? of|acquisitions? of)?)|(?:net )?purchases? of|acquisitions? of|"
              r"additions? to|expenditures? for|investments? in|capital (?:expenditures?|spending|additions))\b"
              r".{0,40}\b(?:property|equipment|fixed assets|premises|plant|facilities)\b",
              (INVESTING, ANY), r"proceeds|included in|accrued|intangible assets$|leased|operating lease|equity|businesses|held for lease"),
        _rule(r"^(?:net |cash )?capital (?:expenditures?|spending|additions)|^(?:purchases?|additions)\b.*\b(?:property|equipment|plant)",
              (INVESTING, ANY), r"proceeds|included in|accrued|sales? of"),
        _rule(r"^additions? to (?:property|long-lived|capital)|^property,? .*additions", (INVESTING, ANY), "proceeds"),
    ),
    "depreciation_amortization": (
        _rule(r"^(?:total )?depreciation\b.*\bamortization|^amortization and depreciation", (OPERATING, ANY),
              r"of (?:debt|deferred|discount|premium)|^depreciation and amortization of (?:deferred|debt)"),
        _rule(r"^depreciation(?: expense)?$", (OPERATING, ANY)),
    ),
    "dividends_paid": (
        _rule(r"\bdividends?\b", (FINANCING, ANY),
              r"noncontrolling|subsidiar|received|(?<!common and )preferred|declared|from |reinvest|payable|equity method"),
        _rule(r"\bdividends?\b.*\bpreferred|\bpreferred\b.*\bdividends?", (FINANCING, ANY), r"noncontrolling|subsidiar|declared"),
    ),
    "share_repurchases": (
        _rule(r"\b(?:re-?purchases?|repurchased|buy-?backs?)\b.*\b(?:common|ordinary|class a|treasury|stock|shares?)|"
              r"\b(?:common|ordinary|class a)\b.*\b(?:re-?purchase[sd]?|acquired|retired)", (FINANCING, ANY), _REPURCHASED),
        _rule(r"^(?:purchases?|acquisitions?|payments? (?:for|to)\b.*(?:purchase|acquire)|cost|treasury|re-?acqui)\b.*\b(?:treasury|common|shares?|stock)\b|"
              r"^treasury (?:stock|shares) (?:purchase|acqui)|^share repurchase|^stock repurchase",
              (FINANCING, ANY), _REPURCHASED),
    ),
}  # fmt: skip
