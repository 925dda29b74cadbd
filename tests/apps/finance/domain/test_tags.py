"""Inline XBRL tags on small documents written here (synthetic)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.finance.domain.facts import Period
from apps.finance.domain.tags import NOWHERE, Tags, has_tags, read_tags
from rag.readers.html import HtmlReading, read_html
from tests.fakes.tagged_filing import MEMBER, context, filing, number

YEAR = Period(date(2023, 12, 31), date(2023, 1, 1))


def read(body: str, hidden: str = "") -> tuple[HtmlReading, Tags]:
    reading = read_html(filing(body, hidden), "small.html")
    return reading, read_tags(reading)


def test_scale_sign_period_unit_and_place() -> None:
    body = f"<p>Loss $({number('us-gaap:NetIncomeLoss', '1,234', 'd23', extra=_NEGATIVE)})</p>"
    reading, tags = read(body)
    (fact,) = tags.numbers
    assert (fact.value, fact.unit, fact.period) == (Decimal(-1_234_000_000), "USD", YEAR)
    assert (fact.scale, fact.decimals, fact.raw) == (6, -6, "(1,234)")
    assert reading.document.quote(fact.span) == "(1,234)"


_NEGATIVE = "scale='6' sign='-'"


def test_nested_tags_are_two_facts_at_one_place() -> None:
    inner = number("own:Inner", "5")
    _, tags = read(f"<p>{number('own:Outer', inner)}</p>")
    assert [(fact.concept, fact.value) for fact in tags.numbers] == [
        ("own:Outer", 5_000_000), ("own:Inner", 5_000_000),
    ]  # fmt: skip
    assert tags.numbers[0].span == tags.numbers[1].span


def test_hidden_facts_are_read_and_have_no_place_or_that_of_their_stand_in() -> None:
    hidden = number("own:Unseen", "7") + number("own:Shown", "8", extra="scale='0' id='h1'")
    reading, tags = read("<p>about <span style='-sec-ix-hidden:h1'>eight</span></p>", hidden)
    unseen, shown = tags.numbers
    assert unseen.span == NOWHERE
    assert reading.document.quote(shown.span) == "eight"
    assert shown.value == 8


def test_excluded_text_is_left_out() -> None:
    body = number("own:Split", "12<ix:exclude>page 7</ix:exclude>34", extra="scale='0'")
    assert read(f"<p>{body}</p>")[1].numbers[0].value == 1234


def test_continued_texts_are_put_together() -> None:
    body = (
        "<ix:nonNumeric name='own:Story' contextRef='d23' continuedAt='c1'>one</ix:nonNumeric>"
        "<ix:continuation id='c1' continuedAt='c2'><p>two</p></ix:continuation>"
        "<ix:continuation id='c2'>three</ix:continuation>"
    )
    assert read(body)[1].texts[0].value == "one two three"


def test_a_missing_or_circular_continuation_does_no_harm() -> None:
    lost = "<ix:nonNumeric name='own:A' contextRef='d23' continuedAt='nope'>a</ix:nonNumeric>"
    _, tags = read(lost)
    assert tags.texts[0].value == "a"
    assert "nope" in tags.notices[0].message
    loop = (
        "<ix:nonNumeric name='own:A' contextRef='d23' continuedAt='c'>a</ix:nonNumeric>"
        "<ix:continuation id='c' continuedAt='c'>b</ix:continuation>"
    )
    assert read(loop)[1].texts[0].value == "a b"


def test_nil_is_not_zero() -> None:
    body = number("own:Nil", "", extra="xsi:nil='true'") + number(
        "own:Dash", "—", extra="format='ixt:fixed-zero'"
    )
    nil, dash = read(f"<p>{body}</p>")[1].numbers
    assert nil.value is None
    assert dash.value == 0


def test_explicit_and_typed_dimensions() -> None:
    body = number("own:A", "1", "east") + number("own:B", "2", "typed")
    east, typed = read(body)[1].numbers
    assert east.dimensions == (("own:Axis", "own:EastMember"),)
    assert typed.dimensions == (("own:DayAxis", "2025-01-01"),)


def test_divided_units_and_exact_decimals() -> None:
    body = number("us-gaap:EarningsPerShareBasic", "1.25", "d23", unit="eps", extra="scale='0'")
    (fact,) = read(body.replace("decimals='-6'", "decimals='INF'"))[1].numbers
    assert (fact.value, fact.unit, fact.decimals) == (Decimal("1.25"), "USD/share", None)


def test_fractions_are_divided() -> None:
    body = (
        "<ix:fraction name='own:Half' contextRef='d23' unitRef='pure'>"
        "<ix:numerator>1</ix:numerator> over <ix:denominator>4</ix:denominator></ix:fraction>"
    )
    assert read(body)[1].numbers[0].value == Decimal("0.25")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (number("own:A", "many"), "many"),
        (number("own:A", "5", "nowhen"), "nowhen"),
        (number("own:A", "5", unit="nounit"), "nounit"),
        (number("own:A", "5", extra="scale='999'"), "999"),
        (number("own:A", "5", extra="scale='six'"), "six"),
        (number("own:A", "5", extra="format='ixt:made-up'"), "made-up"),
    ],
)
def test_what_cannot_be_read_becomes_an_error_with_its_place(body: str, said: str) -> None:
    reading, tags = read(f"<p>before {body} {number('own:Good', '1')}</p>")
    assert [fact.concept for fact in tags.numbers] == ["own:Good"]
    (notice,) = tags.notices
    assert notice.level == "error"
    assert "own:A" in notice.message
    assert said in notice.message
    assert notice.span is not None
    assert reading.document.quote(notice.span) in body


def test_the_html_parser_gives_the_same_facts() -> None:
    body = f"<p>{number('us-gaap:Assets', '10')}<br></p>{number('own:B', '2', 'east')}"
    broken = read_html(filing(body), "not-well-formed.html")
    whole = read_html(filing(body.replace("<br>", "<br/>")), "well-formed.html")
    loose, strict = read_tags(broken).numbers, read_tags(whole).numbers
    assert [(f.concept, f.value, f.unit, f.period, f.dimensions) for f in loose] == [
        (f.concept, f.value, f.unit, f.period, f.dimensions) for f in strict
    ]
    assert len(loose) == 2


def test_periods_that_end_at_midnight_belong_to_the_day_before() -> None:
    odd = context("odd", "2023-01-01T00:00:00/2024-01-01T00:00:00", MEMBER)
    data = filing(number("own:A", "1", "odd")).replace(
        b"<ix:resources>", b"<ix:resources>" + odd.encode()
    )
    (fact,) = read_tags(read_html(data, "midnight.html")).numbers
    assert fact.period == YEAR


def test_plain_html_has_no_tags() -> None:
    assert not has_tags(read_html(b"<html><body><p>5</p></body></html>", "plain.html"))
    assert has_tags(read_html(filing(number("own:A", "1")), "tagged.html"))
