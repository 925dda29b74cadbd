"""A course's own judge sees only what stands before the cut, and keeps its promise together."""

import numpy as np
import pytest

from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import Response, RowSource
from apps.education.domain.weak.aftermath import NAMES as AFTER
from apps.education.domain.weak.aftermath import fit_aftermath
from apps.education.domain.weak.judge import Seen, fit_chances, fit_judge, learn, seen
from apps.education.domain.weak.lately import NAMES as LATELY
from apps.education.domain.weak.lately import lately
from apps.education.domain.weak.rule import MINIMUM, certain_from


def class_of(count: int, seed: int = 3, *, later_right: bool | None = None):
    rng = np.random.default_rng(seed)
    rows = []
    for student in range(count):
        able = rng.random(2)
        for n in range(24):
            point = n % 2
            right = rng.random() < 0.1 + 0.8 * able[point]
            if n >= 12 and later_right is not None:
                right = later_right
            place = RowSource("f", 24 * student + n + 1)
            rows.append(
                Response(f"s{student:02d}", f"i{point}{n % 5}", (f"p{point}",), bool(right), place)
            )
    return log_of(rows)


def test_answers_after_the_cut_change_nothing_that_is_seen():
    known = learn(class_of(20))
    one = seen(known, class_of(6, 8, later_right=True))
    other = seen(known, class_of(6, 8, later_right=False))
    assert len(one.weak) == 12
    assert np.array_equal(one.table, other.table)
    assert other.weak.all()
    assert not one.weak.any()


def test_a_judge_is_learnt_and_tells_the_weak_from_the_others():
    judge = fit_judge(class_of(60))
    found = seen(judge.known, class_of(40, 9))
    chance = judge.chances(found.table)
    assert ((chance >= 0.5) == found.weak).mean() > 0.75
    assert judge.bound is not None
    assert judge.secure_to == pytest.approx(1 - judge.bound)


def test_one_outcome_alone_teaches_no_judge():
    table = np.zeros((4, 3))
    alone = Seen(table, np.ones(4, bool), np.array(list("abcd")), np.ones(4, bool))
    with pytest.raises(ValueError, match="both outcomes"):
        fit_chances(alone)


def test_a_log_too_short_to_judge_by_is_refused():
    log = log_of([Response(f"s{n}", "i", ("p",), True, RowSource("f", n + 1)) for n in range(8)])
    with pytest.raises(ValueError, match="judged"):
        fit_judge(log)


@pytest.mark.parametrize("seed", range(5))
def test_both_verdicts_together_keep_the_promise(seed):
    rng = np.random.default_rng(seed)
    chance = rng.random(500)
    weak = rng.random(500) < chance
    bound = certain_from(chance, weak, 0.85)
    assert bound is not None
    said = np.maximum(chance, 1 - chance) >= bound
    assert said.sum() >= MINIMUM
    assert ((chance >= 0.5) == weak)[said].mean() >= 0.85


def test_what_followed_is_counted_by_answer_and_strangers_get_the_usual():
    rows = [
        Response(f"s{s}", "i", ("p",), ok, RowSource("f", 6 * s + n + 1))
        for s in range(30)
        for n, ok in enumerate([s % 2 == 0] * 6)
    ]
    after = fit_aftermath(log_of(rows))
    table = after.columns(["p", "p", "q"], ["i", "i", "j"], np.array([True, False, True]))
    place = AFTER.index("after_item_answer")
    assert table[0, place] > 1 > -1 > table[1, place]
    assert table[2, AFTER.index("after_point")] == pytest.approx(0, abs=0.2)
    assert after.shares(["i", "unknown"]) == pytest.approx([0.5, 0.5], abs=0.05)


def test_a_log_without_answers_has_no_aftermath():
    with pytest.raises(ValueError, match="without responses"):
        fit_aftermath(log_of([]))


def test_lately_looks_at_the_last_answers():
    rows = [Response("s", f"i{n}", ("p",), n > 1, RowSource("f", n + 1)) for n in range(5)]
    log = log_of(rows)
    one = Mastery("s", "p", 0.5, 0.3, 0.7, Basis.OWN, (0, 1, 2, 3, 4), None)
    found = dict(zip(LATELY, lately([one], log, np.full(5, 0.5))[0], strict=True))
    assert found["last_three"] == 1
    assert found["first_two"] == 0
    assert found["run"] == pytest.approx(np.log1p(3))
    assert found["since"] == 0
