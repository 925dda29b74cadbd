"""The colours of charts and how charts look: distinct without red-green vision, on any theme.

Values only; the colours of text and controls are in each app's `.streamlit/config.toml`.
"""

from __future__ import annotations

from typing import Any

SERIES = ("#0b5d8f", "#c4500a", "#00795a", "#9c4f82", "#8a6a00", "#3a8fc0", "#5b6670")
"""Okabe and Ito's palette, the light ones darkened to 3:1 on white."""
RISE = "#0b5d8f"
FALL = "#c4500a"
TOTAL = "#5b6670"

AXIS: dict[str, Any] = {"grid": True, "tickCount": 5, "labelLimit": 220, "titleFontWeight": 500}
CHART_HEIGHT = 300
