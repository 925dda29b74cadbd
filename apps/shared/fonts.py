"""Finds a font that draws a text: Chinese needs one that the system has installed."""

from __future__ import annotations

from pathlib import Path

_CHINESE = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/simhei.ttf",
    "C:/Windows/Fonts/msyh.ttc",
)


class NoFont(RuntimeError):
    """No installed font draws the text; the message says which package to install."""


def chinese_font() -> Path:
    """A font with Chinese characters and Latin letters. Raises NoFont where there is none."""
    for candidate in _CHINESE:
        if Path(candidate).is_file():
            return Path(candidate)
    raise NoFont(
        "no font with Chinese characters is installed: install one, e.g. "
        "`apt-get install fonts-wqy-microhei`, or pass the path of a font file"
    )
