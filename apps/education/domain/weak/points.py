"""Judges masteries: weak, secure, or not enough evidence and what would settle it."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import ResponseLog
from apps.education.domain.weak.default import default_rule
from apps.education.domain.weak.rule import Bounds, WeakRule
from apps.education.domain.weak.settle import settled_by
from apps.education.domain.weak.signs import signs
from apps.education.domain.weakness import Verdict, WeakPoint


def weak_points(
    masteries: Sequence[Mastery],
    log: ResponseLog,
    rule: WeakRule | None = None,
    *,
    untried: bool = False,
) -> tuple[WeakPoint, ...]:
    """One verdict per mastery, in the same order. `log` is that of the masteries' evidence.

    Without a rule, the one that ships, learnt from simulated classes. What a student never tried
    stays open unless `untried`: pass that with masteries that `network.lend` read along the graph,
    as those are that the rule was tested on.
    """
    if not masteries:
        return ()
    rule = rule or default_rule()
    chances = rule.weak_probability(signs(masteries, log))
    return tuple(
        _judge(mastery, float(chance), rule, untried or mastery.basis is Basis.OWN)
        for mastery, chance in zip(masteries, chances, strict=True)
    )


def _judge(mastery: Mastery, chance: float, rule: WeakRule, may: bool) -> WeakPoint:
    verdict = verdict_of(chance, rule) if may else Verdict.UNDECIDED
    still = None if verdict is not Verdict.UNDECIDED else settled_by(mastery, chance, rule)
    return WeakPoint(mastery, verdict, chance, still)


def verdict_of(chance: float, rule: Bounds) -> Verdict:
    if rule.weak_from is not None and chance >= rule.weak_from:
        return Verdict.WEAK
    if rule.secure_to is not None and chance <= rule.secure_to:
        return Verdict.SECURE
    return Verdict.UNDECIDED
