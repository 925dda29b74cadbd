"""The one-page brief: what it holds, in both languages, and the missing font."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from apps.finance.domain.facts import Notice
from apps.finance.service.brief import to_brief
from apps.shared import fonts
from tests.fakes.accounts import YEAR, filing, general


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0].get_textpage().get_text_bounded()


def test_brief_holds_figures_ratios_and_the_synthetic_mark() -> None:
    text = text_of(to_brief(general()))
    for part in ("Sample Corp", "SYNTHETIC", "Revenue", "USD 1,000.00", "25.00%", "40.00%"):
        assert part in text
    assert "Every check that could be made holds" in text


def test_failing_checks_and_notices_are_told() -> None:
    wrong = filing(
        {YEAR: {"total_assets": 900, "total_liabilities": 500, "total_equity": 300, "revenue": 1}}
    )
    noted = replace(wrong, notices=(Notice("warning", "no unit is declared"),))
    text = text_of(to_brief(noted))
    assert "difference -100" in text
    assert "no unit is declared" in text


def test_chinese_needs_a_font_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_CHINESE", ("/nowhere/font.ttf",))
    with pytest.raises(fonts.NoFont, match="fonts-wqy"):
        to_brief(general(), language="zh")


def test_chinese_brief_with_an_installed_font() -> None:
    installed = [path for path in fonts._CHINESE if Path(path).is_file()]
    assert installed, "install a Chinese font: apt-get install fonts-wqy-zenhei"
    text = text_of(to_brief(general(company="甲公司", currency="CNY"), language="zh"))
    assert "甲公司" in text
    assert "营业收入" in text
