"""Filings in lists and headings, and the notices of their reader."""

from __future__ import annotations

from apps.finance.domain.facts import Filing
from apps.finance.service.views.filings import (
    fiscal_name,
    in_language,
    notices_table,
    notices_title,
    statement_choices,
)
from apps.shared.places import read_ref
from apps.shared.words import Words


def test_fiscal_names(en: Words, zh: Words) -> None:
    assert fiscal_name(2023, "FY", en) == "FY2023"
    assert fiscal_name(2023, "Q1", en) == "Q1 FY2023"
    assert fiscal_name(2023, "H1", zh) == "2023年半年度"
    assert fiscal_name(None, "FY", en) == "–"


def test_notices_speak_the_readers_language(en: Words, zh: Words) -> None:
    both = "未声明单位 / declares no unit"
    assert in_language(both, en) == "declares no unit"
    assert in_language(both, zh) == "未声明单位"
    assert in_language("1 / 2 of the shares", zh) == "1 / 2 of the shares"


def test_a_notice_opens_its_place(chinese: Filing, english: Filing, zh: Words, en: Words) -> None:
    table = notices_table(chinese, zh)
    assert read_ref(table.rows[0].cells[0].ref) is not None
    assert notices_title(chinese, zh) == f"提示（{len(chinese.notices)}）"
    assert notices_title(english, en) == "Notices"


def test_statements_are_named_by_kind(chinese: Filing, zh: Words) -> None:
    assert list(statement_choices(chinese, zh).values()) == [
        "利润表",
        "资产负债表",
        "现金流量表",
        "主要数据",
    ]
