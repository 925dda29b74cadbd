"""Verdicts keep their promise, and what is open says what would settle it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import Response, RowSource
from apps.education.domain.weak.default import default_rule, rule_from, table_of
from apps.education.domain.weak.fit import fit_signs
from apps.education.domain.weak.points import weak_points
from apps.education.domain.weak.rule import MINIMUM, WeakRule, bounds
from apps.education.domain.weak.settle import MOST, settled_by
from apps.education.domain.weak.signs import NAMES
from apps.education.domain.weakness import Verdict


def answers(*right: bool):
    return log_of(
        [Response("s", f"i{n}", ("p",), ok, RowSource("f", n + 1)) for n, ok in enumerate(right)]
    )


def mastery(probability: float, *, width: float = 0.2, evidence=(), basis=Basis.OWN) -> Mastery:
    low, high = max(0.0, probability - width / 2), min(1.0, probability + width / 2)
    return Mastery("s", "p", probability, low, high, basis, tuple(evidence), None)


def test_many_wrong_answers_are_weak_and_many_right_ones_secure():
    log = answers(*[False] * 8)
    (weak,) = weak_points([mastery(0.12, evidence=range(8))], log)
    assert weak.verdict is Verdict.WEAK
    assert weak.settled_by is None
    log = answers(*[True] * 8)
    (secure,) = weak_points([mastery(0.92, evidence=range(8))], log)
    assert secure.verdict is Verdict.SECURE
    assert weak.weak_probability > 0.9 > 0.1 > secure.weak_probability


def test_without_much_evidence_nothing_is_decided():
    log = answers(True, False)
    found = weak_points([mastery(0.55, width=0.6, evidence=(0, 1))], log)
    assert found[0].verdict is Verdict.UNDECIDED
    assert found[0].settled_by is not None
    assert 1 <= found[0].settled_by <= MOST


def test_what_was_never_tried_stays_open_unless_asked_for():
    stranger = mastery(0.05, basis=Basis.RELATED)
    log = answers(*[False] * 3)
    assert weak_points([stranger], log)[0].verdict is Verdict.UNDECIDED
    assert weak_points([stranger], log, untried=True)[0].verdict is Verdict.WEAK


def test_a_mastery_of_zero_is_a_mastery():
    (found,) = weak_points([mastery(0.0, evidence=range(6))], answers(*[False] * 6))
    assert found.verdict is Verdict.WEAK


def test_verdicts_keep_the_order_of_the_masteries():
    log = answers(True)
    many = [mastery(p) for p in (0.9, 0.1, 0.5)]
    assert [w.mastery for w in weak_points(many, log)] == many
    assert weak_points([], log) == ()


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_mastery_is_never_weaker(one, other):
    log = answers(True)
    found = weak_points([mastery(min(one, other)), mastery(max(one, other))], log)
    assert found[0].weak_probability >= found[1].weak_probability - 1e-9


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.floats(0.6, 0.97))
def test_each_verdict_alone_is_right_as_often_as_promised(seed, target):
    rng = np.random.default_rng(seed)
    chance = rng.random(400)
    weak = rng.random(400) < chance
    weak_from, secure_to = bounds(chance, weak, target)
    if weak_from is not None:
        said = chance >= weak_from
        assert said.sum() >= MINIMUM
        assert weak[said].mean() >= target
    if secure_to is not None:
        assert (~weak)[chance <= secure_to].mean() >= target


def test_a_promise_that_cannot_be_kept_gives_no_verdict():
    chance = np.linspace(0.01, 0.99, 200)
    coin = np.arange(200) % 2 == 0
    assert bounds(chance, coin, 0.92) == (None, None)


def test_a_rule_is_learnt_and_survives_its_table():
    rng = np.random.default_rng(4)
    table = rng.normal(size=(600, len(NAMES)))
    weak = rng.random(600) < 1 / (1 + np.exp(4 * table[:, 0]))
    student = np.array([f"s{i % 40}" for i in range(600)])
    rule = fit_signs(table, weak, student, learnt_from="a test", target=0.85)
    assert rule.weights[0] < -1.5
    chance = rule.weak_probability(table)
    assert ((chance > 0.5) == weak).mean() > 0.8
    again = rule_from(table_of(rule))
    assert np.allclose(again.weak_probability(table), chance, atol=1e-3)
    assert again.learnt_from == "a test"


def test_too_few_students_teach_no_rule():
    with pytest.raises(ValueError, match="2 students"):
        fit_signs(
            np.zeros((4, len(NAMES))),
            np.array([True, False, True, False]),
            np.array(["a", "b", "a", "b"]),
            learnt_from="too little",
        )


def test_the_shipped_rule_decides_in_both_directions():
    rule = default_rule()
    assert rule.weak_from is not None
    assert rule.secure_to is not None
    assert rule.secure_to < 0.5 < rule.weak_from
    assert "simulated" in rule.learnt_from


@pytest.mark.parametrize("text", ["no tab here", "logit\t1\n"])
def test_a_spoiled_table_is_named(text):
    with pytest.raises(ValueError, match=r"weak_rule\.tsv"):
        rule_from(text)


def test_bounds_that_cross_are_refused():
    with pytest.raises(ValueError, match="must rise"):
        WeakRule(NAMES, (0.0,) * len(NAMES), 0.0, 0.2, 0.8, 0.92, "test")


def test_a_surer_mastery_near_the_middle_takes_longer_to_settle():
    rule = WeakRule(NAMES, (0.0,) * len(NAMES), 0.0, 0.9, 0.1, 0.92, "test")
    assert settled_by(mastery(0.5, width=0.95), 0.5, rule) < settled_by(
        mastery(0.5, width=0.15), 0.5, rule
    )
    never = WeakRule(NAMES, (0.0,) * len(NAMES), 0.0, None, None, 0.92, "test")
    assert settled_by(mastery(0.5), 0.5, never) == MOST
