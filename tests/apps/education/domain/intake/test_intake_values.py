"""Cells: right and wrong, scores, times taken, counts, points."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.intake import values
from apps.education.domain.intake.refused import Reason, Refusals, Refused
from apps.education.domain.intake.values import Correctness, Unreadable
from apps.education.domain.response import RowSource


@pytest.mark.parametrize("word", ["1", "1.0", " TRUE ", "Correct", "对", "√", "１", "100%"])
def test_right(word: str):
    assert Correctness(None)(word) is True


@pytest.mark.parametrize("word", ["0", "0.0", "false", "INCORRECT", "HINT", "错", "×", "0%"])
def test_wrong(word: str):
    assert Correctness(None)(word) is False


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("", Reason.NOT_GRADED),
        ("N/A", Reason.NOT_GRADED),
        ("0.5", Reason.PARTLY_RIGHT),
        ("maybe", Reason.NOT_CORRECTNESS),
        ("2", Reason.NOT_CORRECTNESS),
        ("-1", Reason.NOT_CORRECTNESS),
    ],
)
def test_neither(word: str, reason: Reason):
    read = Correctness(None)
    for _ in range(2):  # the second answer comes from memory
        with pytest.raises(Unreadable) as refused:
            read(word)
        assert refused.value.reason is reason


def test_own_words_go_before_the_usual_ones():
    read = Correctness(None, right=("hint", "Genügend"), wrong=("nope",))
    assert read("HINT")
    assert read("genügend")
    assert not read("nope")


@pytest.mark.parametrize(
    ("score", "full", "right"), [("3", "5", True), ("2.9", "5", False), ("0", "5", False)]
)
def test_scores_against_the_pass_mark(score: str, full: str, right: bool):
    assert Correctness(0.6).score(score, full) is right


@pytest.mark.parametrize(
    ("score", "full", "reason"),
    [
        ("", "5", Reason.NOT_GRADED),
        ("3", "", Reason.NO_FULL_SCORE),
        ("6", "5", Reason.NOT_SCORE),
        ("-1", "5", Reason.NOT_SCORE),
        ("x", "5", Reason.NOT_SCORE),
        ("1", "0", Reason.NOT_SCORE),
    ],
)
def test_scores_that_are_none(score: str, full: str, reason: Reason):
    with pytest.raises(Unreadable) as refused:
        Correctness(0.6).score(score, full)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("text", "took"),
    [
        ("12.5", 12.5),
        ("0", 0.0),
        ("1:20", 80.0),
        ("1:00:01", 3601.0),
        ("1分20秒", 80.0),
        ("PT1M2.5S", 62.5),
        ("3 min", 180.0),
        ("", None),
        ("NA", None),
        ("nan", None),
    ],
)
def test_seconds(text: str, took: float | None):
    assert values.seconds(text) == took


@pytest.mark.parametrize(
    ("text", "reason"),
    [("-3", Reason.NEGATIVE_SECONDS), ("soon", Reason.NOT_SECONDS), ("1e30", Reason.NOT_SECONDS)],
)
def test_seconds_that_are_none(text: str, reason: Reason):
    with pytest.raises(Unreadable) as refused:
        values.seconds(text)
    assert refused.value.reason is reason


def test_milliseconds_are_told_by_their_unit():
    assert values.seconds("2500", 0.001) == 2.5


@pytest.mark.parametrize(("text", "count"), [("0", 0), ("2.0", 2), ("", None), ("70000", 70000)])
def test_counts(text: str, count: int | None):
    assert values.count(text, 0) == count


@pytest.mark.parametrize("text", ["-1", "1.5", "many"])
def test_counts_that_are_none(text: str):
    with pytest.raises(Unreadable):
        values.count(text, 0)


@pytest.mark.parametrize(
    ("text", "separator", "points"),
    [
        ("a;b; a", ";", ["a", "b"]),
        ("a, b", None, ["a, b"]),
        ("[1, 2]", ",", ["1", "2"]),
        ("加法、减法", "、", ["加法", "减法"]),
        ("a~~b", "~~", ["a", "b"]),
        ("", ";", []),
        ("NA", None, []),
        ("(", None, ["("]),
    ],
)
def test_points_of_a_cell(text: str, separator: str | None, points: list[str]):
    assert values.split_points(text, separator) == points


def test_hidden_characters_go():
    assert values.clean("\ufeff a\u202eb\u200b ") == "ab"


@given(st.text(max_size=20))
def test_any_cell_is_read_or_refused(text: str):
    for read in (Correctness(0.6), values.seconds, values.order):
        with suppress(Unreadable):
            assert read(text) is None or read(text) == read(text)


def test_every_reason_says_why_and_what_to_do_in_both_languages():
    for reason in Reason:
        one = Refused(RowSource("f", 1), reason, "x")
        for words in (one.why, one.remedy):
            assert words.en
            assert any("\u4e00" <= c <= "\u9fff" for c in words.zh)


def test_refusals_count_and_come_back():
    kept = Refusals()
    rows = [
        Refused(RowSource("f", 2), Reason.NOT_TIME, "x" * 500, "time"),
        Refused(RowSource("f", 3), Reason.NEGATIVE_SECONDS, "-1", "s", kept=True),
    ]
    for one in rows:
        kept.append(one)
    assert len(kept[0].culprit) == 80
    assert kept[1] == rows[1]
    assert kept.rows() == 1
    assert kept.counts() == {Reason.NOT_TIME: 1, Reason.NEGATIVE_SECONDS: 1}
    assert list(Refusals.of(*kept.packed())) == list(kept)
