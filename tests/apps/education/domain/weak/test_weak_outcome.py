"""What became of a student at a point is counted after the cut only."""

import numpy as np
import pytest

from apps.education.domain.intake.log import log_of
from apps.education.domain.response import Response, RowSource
from apps.education.domain.weak.outcome import cuts, pairs


def log_of_points(said: str, right: str, student: str = "a", first: int = 1):
    return [
        Response(student, f"i{n}", (p,), ok == "1", RowSource("f", first + n))
        for n, (p, ok) in enumerate(zip(said, right, strict=True))
    ]


def test_only_later_answers_are_the_truth():
    log = log_of(log_of_points("xxxxxxyyxxxxxx"[:12], "111111110000"))
    found = pairs(log, later=4)
    assert len(found) == 1
    assert log.points[found.point[0]] == "x"
    assert found.cut[0] == 6
    assert found.earlier[0] == 6
    assert found.rate[0] == 0
    assert found.weak[0]


def test_half_right_is_not_weak():
    log = log_of(log_of_points("x" * 8, "00001100"))
    assert not pairs(log, later=4).weak[0]


def test_too_few_later_answers_are_not_judged():
    log = log_of(log_of_points("x" * 8, "00001100"))
    assert len(pairs(log, later=5)) == 0
    assert len(pairs(log, later=4, earlier=5)) == 0


def test_each_student_is_cut_in_his_own_middle():
    log = log_of(log_of_points("x" * 10, "1" * 10) + log_of_points("x" * 20, "0" * 20, "b", 100))
    assert cuts(log).tolist() == [5, 20]
    found = pairs(log)
    assert found.later.tolist() == [5, 10]
    assert found.weak.tolist() == [False, True]


def test_an_empty_log_has_no_pairs():
    assert len(pairs(log_of([]))) == 0


def test_items_of_several_points_count_for_each():
    rows = [Response("a", "i", ("x", "y"), True, RowSource("f", n + 1)) for n in range(12)]
    assert np.array_equal(pairs(log_of(rows)).later, [6, 6])


@pytest.mark.parametrize("wrong", [{"cut": 0.0}, {"cut": 1.0}, {"later": 0}])
def test_senseless_cuts_are_refused(wrong):
    with pytest.raises(ValueError, match="cut"):
        pairs(log_of([]), **wrong)
