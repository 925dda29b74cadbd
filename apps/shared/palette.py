"""The colours of charts: distinct without red-green vision, words in them at AA contrast.

Values only; the colours of text and controls are in each app's `.streamlit/config.toml`.
"""

from __future__ import annotations

SERIES = ("#0b5d8f", "#c4500a", "#00795a", "#9c4f82", "#8a6a00", "#3a8fc0", "#5b6670")
"""Okabe and Ito's palette, the light ones darkened to 3:1 on white."""
RISE = "#2f83b7"
FALL = "#c4500a"
TOTAL = "#5f6f7c"
INK_ON_LIGHT = "#3b4751"
INK_ON_DARK = "#c5ced6"
