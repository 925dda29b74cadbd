"""Two filings of companies that do not exist, so that a first run has something to show.

`make_english` and `make_chinese` write them; both say on every page that they are synthetic.
"""

from __future__ import annotations

from pathlib import Path

ENGLISH = Path(__file__).with_name("synthetic_10-K_2024.html")
CHINESE = Path(__file__).with_name("synthetic_annual_report_2023.pdf")
SAMPLES = (ENGLISH, CHINESE)
