"""Groups are compared rightly, and small ones cannot be had, not even by subtraction."""

import pytest

from apps.education.domain.fairness.audit import audit
from apps.education.domain.fairness.cases import QUARTERS, Judged, Prediction, activity_quarters
from apps.education.domain.intake.log import log_of
from apps.education.domain.response import Response, RowSource
from apps.education.domain.weakness import Verdict


def predictions(group: str, students: int, said: float, right_of_ten: int) -> list[Prediction]:
    return [
        Prediction(f"{group}{s}", said, n < right_of_ten)
        for s in range(students)
        for n in range(10)
    ]


def groups(*sizes: tuple[str, int]) -> dict[str, str]:
    return {f"{group}{s}": group for group, size in sizes for s in range(size)}


def test_a_group_that_is_thought_too_little_of_is_seen():
    said = predictions("a", 12, 0.6, 6) + predictions("b", 12, 0.6, 9)
    found = audit(said, [], groups(("a", 12), ("b", 12)))
    a, b = found.cells
    assert a.calibration.bias == pytest.approx(0)
    assert b.calibration.bias == pytest.approx(-0.3)
    assert b.calibration.ece == pytest.approx(0.3)
    assert b.calibration.low <= b.calibration.bias <= b.calibration.high
    assert found.bias_difference == pytest.approx(0.3)
    assert found.everyone.calibration.bias == pytest.approx(-0.15)


def test_false_alarms_and_misses_are_shares_of_those_they_concern():
    judged = [
        *[Judged(f"a{s}", Verdict.WEAK, False) for s in range(4)],
        *[Judged(f"a{s}", Verdict.SECURE, False) for s in range(4, 8)],
        *[Judged(f"a{s}", Verdict.SECURE, True) for s in range(8, 9)],
        *[Judged(f"a{s}", Verdict.WEAK, True) for s in range(9, 12)],
        *[Judged(f"a{s}", Verdict.UNDECIDED, False) for s in range(12, 20)],
    ]
    alarms = audit([], judged, groups(("a", 20))).everyone.alarms
    assert alarms.false_alarms == pytest.approx(4 / 16)
    assert alarms.missed == pytest.approx(1 / 4)
    assert alarms.decided == pytest.approx(12 / 20)
    assert alarms.right_of_decided == pytest.approx(7 / 12)


def test_nobody_to_ask_of_is_none_and_not_zero():
    judged = [Judged(f"a{s}", Verdict.UNDECIDED, True) for s in range(12)]
    alarms = audit([], judged, {}).everyone.alarms
    assert alarms.false_alarms is None
    assert alarms.right_of_decided is None
    assert alarms.missed == 0


def test_a_small_group_hides_with_another_one():
    said = predictions("a", 9, 0.5, 5) + predictions("b", 11, 0.5, 5) + predictions("c", 30, 0.5, 5)
    found = audit(said, [], groups(("a", 9), ("b", 11), ("c", 30)))
    hidden = {c.group for c in found.cells if c.hidden}
    assert hidden == {"a", "b"}
    for cell in found.cells:
        if cell.hidden:
            assert cell.students is cell.calibration is cell.alarms is None
    assert found.bias_difference is None


def test_two_small_groups_that_make_a_big_one_hide_alone():
    said = [p for g in "ab" for p in predictions(g, 6, 0.5, 5)] + predictions("c", 30, 0.5, 5)
    found = audit(said, [], groups(("a", 6), ("b", 6), ("c", 30)))
    assert {c.group for c in found.cells if c.hidden} == {"a", "b"}


def test_a_class_too_small_is_hidden_as_a_whole():
    assert audit(predictions("a", 5, 0.5, 5), [], {}).everyone.hidden
    assert audit([], [], {}).everyone.hidden
    with pytest.raises(ValueError, match="persons"):
        audit([], [], {}, smallest=1)


def test_quarters_of_activity_are_even():
    rows = [
        Response(f"s{s}", "i", ("p",), True, RowSource("f", 100 * s + n))
        for s in range(8)
        for n in range(s + 1)
    ]
    found = activity_quarters(log_of(rows))
    assert found["s0"] == found["s1"] == QUARTERS[0]
    assert found["s6"] == found["s7"] == QUARTERS[3]
    assert activity_quarters(log_of([])) == {}
