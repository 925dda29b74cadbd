"""Tried points speak for untried ones along the prerequisites, in both directions."""

from itertools import pairwise

import pytest

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.network.laws import Laws
from apps.education.domain.network.lend import Lender, lend
from apps.education.domain.words import Words


def chain(*points: str) -> KnowledgeGraph:
    needs = {later: (earlier,) for earlier, later in pairwise(points)}
    return KnowledgeGraph("chain", {p: Point(p, Words(p, p)) for p in points}, needs)


def of(student: str, **chances: float | None) -> tuple[Mastery, ...]:
    """A chance of None is a point never tried."""
    return tuple(
        Mastery(student, p, 0.5, 0.1, 0.9, Basis.CLASS, (), None)
        if chance is None
        else Mastery(student, p, chance, chance, chance, Basis.OWN, (0,), None)
        for p, chance in chances.items()
    )


@pytest.fixture(scope="module")
def lent():
    crowd = {
        **{f"able{i}": of(f"able{i}", a=0.9, b=0.9, c=0.9, d=0.85) for i in range(6)},
        **{f"weak{i}": of(f"weak{i}", a=0.85, b=0.25, c=0.25, d=0.2) for i in range(6)},
        "knows_end": of("knows_end", a=None, b=None, c=0.9, d=0.9),
        "fails_start": of("fails_start", a=0.2, b=0.2, c=None, d=None),
        "nothing": of("nothing", a=None, b=None, c=None, d=None),
    }
    return crowd, lend(crowd, chain("a", "b", "c", "d"))


def chances(lent, student):
    return {m.point: m.probability for m in lent[1][student]}


def test_who_can_do_the_end_can_do_what_it_rests_on(lent):
    found = chances(lent, "knows_end")
    assert found["a"] > 0.7
    assert found["b"] > 0.7


def test_who_fails_the_start_hardly_knows_the_end(lent):
    found = chances(lent, "fails_start")
    assert found["c"] < 0.4
    assert found["d"] < found["c"] + 0.1


def test_tried_points_stay_as_they_are(lent):
    crowd, after = lent
    for student, own in crowd.items():
        for before, now in zip(own, after[student], strict=True):
            if before.basis is Basis.OWN:
                assert now == before


def test_the_basis_is_told(lent):
    _, after = lent
    assert {m.basis for m in after["nothing"]} == {Basis.CLASS}
    assert after["knows_end"][1].basis is Basis.RELATED


def test_intervals_hold_the_probability(lent):
    for own in lent[1].values():
        for mastery in own:
            assert 0 <= mastery.low <= mastery.probability <= mastery.high <= 1


def test_the_same_seed_lends_the_same(lent):
    crowd, after = lent
    assert lend(crowd, chain("a", "b", "c", "d")) == after


def test_new_answers_are_heard():
    crowd = {f"s{i}": of(f"s{i}", a=0.5, b=None) for i in range(6)}
    lender = Lender(crowd, chain("a", "b"))
    before = lender.lend("s0", crowd["s0"])[1].probability
    failed = {"s0": of("s0", a=0.2, b=None)}
    lender.hear(failed, sweeps=20)
    assert lender.lend("s0", failed["s0"])[1].probability < before


def test_a_cycle_is_named():
    loop = KnowledgeGraph(
        "loop", {p: Point(p, Words(p, p)) for p in "ab"}, {"a": ("b",), "b": ("a",)}
    )
    with pytest.raises(ValueError, match="cycle"):
        lend({"s": of("s", a=0.5, b=0.5)}, loop)


def test_laws_out_of_range_are_refused():
    with pytest.raises(ValueError, match="unready"):
        Laws(unready=0.0)
