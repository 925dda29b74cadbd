"""How analysts call metrics and ratios, in English and Chinese, beside the names printed.

Words only. English in lower case without hyphens; the longest phrase wins.
"""

from __future__ import annotations

from apps.finance.domain.concepts import METRICS
from apps.finance.domain.ratio_definitions import RATIOS

_ENGLISH: dict[str, str] = {
    "cash": "cash|cash and cash equivalents|cash & cash equivalents|cash balance",
    "short_term_investments": "short term investments|marketable securities",
    "receivables": "accounts receivable|net accounts receivable|net ar|ar|receivables|"
    "trade receivables",
    "inventory": "inventory|inventories|merchandise inventory|merchandise inventories|"
    "net inventory|net inventories",
    "current_assets": "current assets|total current assets",
    "noncurrent_assets": "noncurrent assets|non current assets|total non current assets",
    "ppe": "pp&e|ppe|ppne|net ppne|net ppe|net pp&e|pp&e net|property plant and equipment|"
    "net property plant and equipment|property plant & equipment|fixed assets|net fixed assets|"
    "net property plant & equipment|property and equipment|net property and equipment",
    "goodwill": "goodwill",
    "intangibles": "intangible assets|intangibles|other intangible assets|net intangible assets",
    "total_assets": "total assets|assets",
    "payables": "accounts payable|trade payables|payables|ap",
    "short_term_debt": "short term debt|short term borrowings",
    "current_liabilities": "current liabilities|total current liabilities",
    "long_term_debt": "long term debt",
    "noncurrent_liabilities": "noncurrent liabilities|non current liabilities",
    "total_liabilities": "total liabilities|liabilities",
    "retained_earnings": "retained earnings|accumulated deficit",
    "share_capital": "share capital",
    "equity_parent": "stockholders equity|shareholders equity|stockholders' equity|"
    "shareholders' equity|total stockholders' equity|total shareholders' equity|"
    "total stockholders equity|total shareholders equity|common equity",
    "minority_interest": "minority interest|minority interests|noncontrolling interest|"
    "noncontrolling interests|non controlling interests",
    "total_equity": "total equity|equity",
    "liabilities_and_equity": "total liabilities and equity",
    "revenue": "revenue|revenues|total revenue|total revenues|net revenue|net revenues|sales|"
    "net sales|total sales|total net sales|total net revenue|total net revenues|turnover|"
    "top line|topline",
    "cost_of_revenue": "cogs|cost of goods sold|cost of sales|cost of revenue|cost of revenues|"
    "costs of revenue|total cost of revenue|total cost of revenues|cost of products sold",
    "gross_profit": "gross profit|gross profits|gross income",
    "selling_expense": "selling expense|selling expenses|sales and marketing|"
    "sales and marketing expense|sales and marketing expenses|selling and marketing expense|"
    "sales & marketing expense|marketing expense|marketing expenses",
    "admin_expense": "general and administrative|general and administrative expense|"
    "general and administrative expenses|g&a|g&a expense|g&a expenses|administrative expense|"
    "administrative expenses",
    "sga": "sg&a|sga|sg&a expense|sg&a expenses|selling general and administrative expense|"
    "selling general and administrative expenses|selling general and administrative",
    "research_development": "r&d|r&d expense|r&d expenses|r&d spending|research and development|"
    "research and development expense|research and development expenses|"
    "research & development expense",
    "finance_expense": "finance expense|finance expenses|finance cost|finance costs",
    "operating_expenses": "operating expenses|total operating expenses|opex",
    "total_cost": "total costs and expenses|total operating cost",
    "operating_income": "operating income|operating profit|income from operations|"
    "operating earnings|profit from operations|ebit",
    "interest_expense": "interest expense|interest expenses|net interest expense",
    "pretax_income": "pretax income|pre tax income|income before taxes|income before tax|"
    "income before income taxes|earnings before taxes|earnings before tax|profit before tax|ebt|"
    "earnings before income taxes|pretax profit",
    "income_tax": "income tax|income taxes|income tax expense|tax expense|"
    "provision for income taxes|income tax provision|tax provision",
    "profit": "consolidated net income|net income including noncontrolling interests",
    "net_income": "net income|net profit|net earnings|net loss|net income (loss)|earnings|profit|"
    "bottom line|net income attributable to shareholders|"
    "net income attributable to common shareholders|net profit attributable to shareholders",
    "eps_basic": "basic eps|basic earnings per share|earnings per share|eps",
    "eps_diluted": "diluted eps|diluted earnings per share",
    "shares_basic": "weighted average shares|basic shares|weighted average basic shares|"
    "average shares outstanding",
    "shares_diluted": "diluted shares|weighted average diluted shares",
    "operating_cash_flow": "operating cash flow|operating cash flows|cash from operations|"
    "cash flow from operations|cash flow from operating activities|"
    "cash flows from operating activities|net cash from operating activities|"
    "net cash provided by operating activities|cfo|ocf|cash from operating activities",
    "investing_cash_flow": "investing cash flow|cash flow from investing activities|"
    "net cash from investing activities|net cash used in investing activities|"
    "cash used in investing activities|cfi",
    "financing_cash_flow": "financing cash flow|cash flow from financing activities|"
    "net cash from financing activities|net cash used in financing activities|cff",
    "net_change_in_cash": "net change in cash|change in cash",
    "capital_expenditure": "capex|capital expenditure|capital expenditures|capital spending|"
    "capital expenditure amount|purchases of property plant and equipment|"
    "purchases of pp&e|purchases of property and equipment",
    "depreciation_amortization": "d&a|depreciation and amortization|depreciation & amortization|"
    "depreciation and amortization expense|d&a expense|da",
    "dividends_paid": "dividends|dividends paid|cash dividends|cash dividends paid|"
    "total cash dividends paid|dividend payments|cash dividend payments",
    "share_repurchases": "share repurchases|stock repurchases|share buybacks|buybacks|"
    "repurchases of common stock",
    "gross_margin": "gross margin|gross profit margin|gross margin percentage",
    "operating_margin": "operating margin|operating profit margin|operating income margin",
    "net_margin": "net margin|net profit margin|net income margin|profit margin",
    "ebitda": "ebitda",
    "ebitda_margin": "ebitda margin",
    "cost_ratio": "cogs margin|cost of goods sold margin",
    "effective_tax_rate": "effective tax rate|tax rate|etr",
    "current_ratio": "current ratio|working capital ratio",
    "quick_ratio": "quick ratio|acid test ratio",
    "cash_ratio": "cash ratio",
    "working_capital": "working capital|net working capital",
    "operating_cash_flow_ratio": "operating cash flow ratio",
    "debt_to_assets": "debt to assets|debt to assets ratio|debt ratio|liabilities to assets|"
    "debt to asset ratio",
    "debt_to_equity": "debt to equity|debt to equity ratio|liabilities to equity",
    "equity_multiplier": "equity multiplier|financial leverage ratio",
    "interest_coverage": "interest coverage|interest coverage ratio|times interest earned",
    "receivables_turnover": "receivables turnover|accounts receivable turnover|"
    "receivables turnover ratio",
    "days_sales_outstanding": "days sales outstanding|dso|days of sales outstanding",
    "inventory_turnover": "inventory turnover|inventory turnover ratio",
    "days_inventory": "days inventory outstanding|dio|days of inventory outstanding|"
    "days inventory|days of inventory|days sales of inventory",
    "payables_turnover": "payables turnover|accounts payable turnover|payables turnover ratio",
    "days_payable": "days payable outstanding|dpo|days payables outstanding|days payable|"
    "days of payables outstanding",
    "cash_conversion_cycle": "cash conversion cycle|ccc",
    "fixed_asset_turnover": "fixed asset turnover|fixed asset turnover ratio|fixed assets turnover",
    "asset_turnover": "asset turnover|asset turnover ratio|total asset turnover",
    "return_on_assets": "return on assets|roa",
    "return_on_equity": "return on equity|roe",
    "free_cash_flow": "free cash flow|fcf",
    "free_cash_flow_margin": "free cash flow margin|fcf margin",
    "cash_conversion": "cash conversion|cash conversion ratio",
    "dividend_payout": "dividend payout ratio|payout ratio|dividend payout",
    "retention_ratio": "retention ratio|earnings retention ratio|plowback ratio",
    "book_value_per_share": "book value per share|bvps",
    "cash_flow_per_share": "operating cash flow per share|cash flow per share",
    "research_ratio": "r&d intensity",
}

_CHINESE: dict[str, str] = {
    "cash": "货币资金|现金余额",
    "receivables": "应收账款|应收帐款",
    "inventory": "存货",
    "current_assets": "流动资产合计|流动资产总计|流动资产",
    "noncurrent_assets": "非流动资产合计|非流动资产总计|非流动资产",
    "ppe": "固定资产|固定资产净额",
    "goodwill": "商誉",
    "intangibles": "无形资产",
    "total_assets": "资产总计|资产合计|资产总额|总资产",
    "payables": "应付账款|应付帐款",
    "short_term_debt": "短期借款",
    "current_liabilities": "流动负债合计|流动负债总计|流动负债",
    "long_term_debt": "长期借款",
    "noncurrent_liabilities": "非流动负债合计|非流动负债总计|非流动负债",
    "total_liabilities": "负债合计|负债总计|负债总额|总负债",
    "share_capital": "股本|实收资本|总股本",
    "retained_earnings": "未分配利润",
    "equity_parent": "归属于母公司所有者权益合计|归属于母公司股东权益合计|归母净资产|"
    "归属于母公司所有者权益|归属于母公司股东权益|归属于上市公司股东的净资产",
    "minority_interest": "少数股东权益",
    "total_equity": "所有者权益合计|股东权益合计|所有者权益|股东权益|净资产",
    "liabilities_and_equity": "负债和所有者权益总计|负债和股东权益总计|负债及股东权益总计",
    "revenue": "营业收入|营收|主营收入|收入|销售收入|销售额",
    "total_revenue": "营业总收入",
    "cost_of_revenue": "营业成本|主营成本|销售成本",
    "total_cost": "营业总成本",
    "gross_profit": "毛利|毛利润|毛利额",
    "selling_expense": "销售费用|销售开支",
    "admin_expense": "管理费用|管理开支",
    "research_development": "研发费用|研发经费|企业研发经费|研发支出费用|研发投入费用",
    "finance_expense": "财务费用",
    "operating_income": "营业利润|经营利润",
    "interest_expense": "利息费用",
    "nonoperating_income": "营业外收入",
    "nonoperating_expense": "营业外支出",
    "pretax_income": "利润总额|税前利润",
    "income_tax": "所得税费用|所得税",
    "profit": "净利润|纯利润",
    "net_income": "归母净利润|归属于母公司股东的净利润|归属于母公司所有者的净利润|"
    "归属母公司所有者净利润|归属母公司所有者的净利润|归属于母公司所有者净利润|"
    "归属于母公司股东净利润|归属于上市公司股东的净利润|归属母公司净利润|归属于母公司净利润|"
    "归属母公司股东净利润|归属母公司股东的净利润",
    "net_income_adjusted": "扣非净利润|扣除非经常性损益后的净利润|扣非归母净利润|"
    "扣除非经常性损益的净利润|归属于上市公司股东的扣除非经常性损益的净利润",
    "eps_basic": "基本每股收益|每股收益|每股盈利",
    "eps_diluted": "稀释每股收益",
    "operating_cash_flow": "经营活动产生的现金流量净额|经营活动现金流量净额|经营性现金流|"
    "经营现金流净额|经营现金流量净额|经营活动现金流净额|经营性现金流净额|经营活动现金净流量|经营现金流",
    "investing_cash_flow": "投资活动产生的现金流量净额|投资活动现金流量净额|投资活动现金流净额",
    "financing_cash_flow": "筹资活动产生的现金流量净额|筹资活动现金流量净额|筹资活动现金流净额",
    "net_change_in_cash": "现金及现金等价物净增加额|现金净增加额",
    "cash_end": "期末现金及现金等价物余额|现金及现金等价物|现金及现金等价物余额|"
    "期末现金及现金等价物",
    "capital_expenditure": "资本支出|资本开支|购建固定资产、无形资产和其他长期资产支付的现金|"
    "购建固定资产无形资产和其他长期资产支付的现金|资本性支出",
    "gross_margin": "毛利率|销售毛利率",
    "operating_margin": "营业利润率|经营利润率",
    "net_margin": "净利润率|净利率|销售净利率",
    "cost_ratio": "营业成本率",
    "selling_expense_ratio": "销售费用率",
    "admin_expense_ratio": "管理费用率",
    "finance_expense_ratio": "财务费用率",
    "three_expense_ratio": "三费比重|三费比率|期间费用率",
    "research_ratio": "研发费用率",
    "effective_tax_rate": "实际所得税率|实际税率|有效税率",
    "current_ratio": "流动比率",
    "quick_ratio": "速动比率",
    "cash_ratio": "现金比率",
    "working_capital": "营运资本|营运资金",
    "debt_to_assets": "资产负债率|资产负债比率|负债率|资产负债比例",
    "debt_to_equity": "产权比率",
    "equity_multiplier": "权益乘数",
    "current_liabilities_share": "流动负债比率",
    "noncurrent_liabilities_share": "非流动负债比率",
    "interest_coverage": "利息保障倍数|已获利息倍数",
    "receivables_turnover": "应收账款周转率|应收账款周转次数",
    "days_sales_outstanding": "应收账款周转天数",
    "inventory_turnover": "存货周转率|存货周转次数",
    "days_inventory": "存货周转天数",
    "payables_turnover": "应付账款周转率",
    "days_payable": "应付账款周转天数",
    "cash_conversion_cycle": "现金循环周期|现金周转周期|现金转换周期",
    "fixed_asset_turnover": "固定资产周转率",
    "asset_turnover": "总资产周转率|资产周转率",
    "return_on_assets": "总资产净利率|总资产收益率|资产收益率|总资产报酬率|roa",
    "return_on_equity": "净资产收益率|股东权益报酬率|roe",
    "free_cash_flow": "自由现金流量|自由现金流",
    "cash_conversion": "净利润现金含量|净现比",
    "dividend_payout": "股利支付率|分红率|派息率",
    "book_value_per_share": "每股净资产|每股的净资产",
    "cash_flow_per_share": "每股经营现金流量|每股的经营现金流量|每股经营活动现金流量|"
    "每股经营现金流|每股经营活动产生的现金流量净额|每股经营活动现金流量净额",
}


_NAMED_RATIOS = tuple(ratio for ratio in RATIOS if ratio.group != "growth")
"""Growth is asked for by a figure and the word, of any figure."""


def _table(words: dict[str, str]) -> dict[str, str]:
    return {phrase: id for id, phrases in words.items() for phrase in phrases.split("|")}


def _names_zh() -> dict[str, str]:
    return {d.name_zh.lower(): d.id for d in (*METRICS, *_NAMED_RATIOS)}


def _names_en() -> dict[str, str]:
    return {d.name_en.lower().replace(",", ""): d.id for d in (*METRICS, *_NAMED_RATIOS)}


ENGLISH: dict[str, str] = _names_en() | _table(_ENGLISH)
"""Phrase to metric or ratio id."""
CHINESE: dict[str, str] = _names_zh() | _table(_CHINESE)
