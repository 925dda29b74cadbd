"""What the Chinese sample tells beside its statements: earlier years, quarters, receivables."""

from __future__ import annotations

from apps.finance.samples.chinese_lines import yuan

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
