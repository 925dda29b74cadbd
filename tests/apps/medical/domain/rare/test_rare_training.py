from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.rare import weights
from apps.medical.domain.rare.cases import (
    clusters,
    fingerprint,
    fold_of,
    read_cases,
    unseen,
    years_of,
)
from apps.medical.domain.rare.evidence import DISEASE_FEATURES, Compared, Evidence
from apps.medical.domain.rare.network import Network
from apps.medical.domain.rare.outcome import SIGNS, OutcomeModel
from apps.medical.domain.rare.study import rank_of, scored, study
from apps.medical.domain.rare.train import compared as compared_once
from apps.medical.domain.rare.train import ensemble_of, outcome_of, rows_of
from apps.medical.domain.rare.training import (
    Example,
    Schedule,
    fit,
    loss_and_gradient,
    one_cycle,
    shortened,
)
from tests.fakes.rare_cases import packets
from tests.fakes.rare_knowledge import knowledge, table

SIZE = 6


def compared(seed: int = 0, present: int = 3, absent: int = 2) -> Compared:
    rng = np.random.default_rng(seed)
    p = rng.random((present, SIZE, 7)).astype(np.float32)
    p[..., 5:] = p[:, :1, 5:]
    e = rng.random((absent, SIZE, 3)).astype(np.float32)
    e[..., 2] = e[:, :1, 2]
    d = rng.random((SIZE, len(DISEASE_FEATURES))).astype(np.float32)
    return Compared(np.arange(SIZE), p, e, d, np.zeros(SIZE, np.float32))


@pytest.mark.parametrize("name", [each.name for each in fields(Network)])
def test_written_gradients_are_those_of_the_loss(name):
    network, case = Network.fresh(np.random.default_rng(1)), compared()
    _, slope = loss_and_gradient(network, case, 2)
    value = getattr(network, name)
    at = np.unravel_index(value.size // 2, value.shape)
    step, kept = 1e-2, value[at]
    value[at] = kept + step
    above, _ = loss_and_gradient(network, case, 2)
    value[at] = kept - step
    below, _ = loss_and_gradient(network, case, 2)
    value[at] = kept
    assert slope[name][at] == pytest.approx((above - below) / (2 * step), abs=3e-3)


def test_training_prefers_what_marks_the_right_disease():
    cases = []
    for seed in range(40):
        case = compared(seed)
        case.present_PCF[:, 1:, :5] = 0
        cases.append(Example(case, 0, 1.0))
    network = fit(cases, np.random.default_rng(0), Schedule(epochs=6))
    fresh = compared(99)
    fresh.present_PCF[:, [0, 2, 3, 4, 5], :5] = 0
    assert int(network.score(fresh).argmax()) == 1


def test_training_is_repeatable_and_needs_cases():
    examples = [Example(compared(n), 1, 1.0) for n in range(5)]
    one, two = (fit(examples, np.random.default_rng(4), Schedule(epochs=1)) for _ in range(2))
    assert all((one.arrays()[name] == two.arrays()[name]).all() for name in one.arrays())
    with pytest.raises(ValueError, match="no case to train on"):
        fit([], np.random.default_rng(0))


def test_the_cycle_of_rates_rises_and_falls():
    rates = [one_cycle(part / 100) for part in range(101)]
    assert max(rates) == pytest.approx(1.0)
    assert rates.index(max(rates)) == 30
    assert rates[-1] == pytest.approx(0.0)


def test_long_cases_are_shortened_to_their_telling_findings():
    long = compared(present=40, absent=60)
    short = shortened(long)
    assert short.present_PCF.shape[0] == 25
    assert short.absent_ECF.shape[0] == 40
    assert short.present_PCF[:, 0, 5].min() >= np.sort(long.present_PCF[:, 0, 5])[15] - 1e-3


def test_weights_come_back_as_they_were_saved(tmp_path):
    network = Network.fresh(np.random.default_rng(0))
    outcome = OutcomeModel(
        np.ones(2), np.zeros(len(SIGNS)), np.ones(len(SIGNS)), np.ones((2 * len(SIGNS), 3)),
        np.zeros(3), np.array([0.5, 0.3, 0.2]),
    )  # fmt: skip
    path = tmp_path / "w.safetensors"
    weights.save(path, [network, network], outcome, [9, 3, 9])
    read = weights.load(path)
    assert len(read.ensemble.networks) == 2
    assert read.trained_on.tolist() == [3, 9]
    case = compared()
    assert read.ensemble.score(case) == pytest.approx(network.score(case), abs=1e-6)


def test_the_shipped_weights_fit_the_features():
    read = weights.load()
    assert len(read.ensemble.networks) >= 1
    assert np.isfinite(read.ensemble.score(compared())).all()
    assert read.outcome.weight.shape == (2 * len(SIGNS), 3)
    assert read.outcome.prior.sum() == pytest.approx(1, abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 9), st.integers(0, 10**6), st.integers(2, 9))
def test_outcomes_sum_to_one(findings, seed, size):
    rng = np.random.default_rng(seed)
    model = knowledge().weights.outcome
    found = model.outcome(rng.normal(size=len(SIGNS)) * 9, rng.normal(size=size) * 9, findings)
    assert found.candidates_C.sum() + found.elsewhere + found.outside == pytest.approx(1)


def test_ages():
    assert years_of("P3Y6M") == pytest.approx(3.5)
    assert years_of("P2W") == pytest.approx(2 / 52)
    assert years_of("P0D") == 0.0
    assert years_of(None) is None
    assert years_of("three") is None


def test_cases_of_a_publication_stay_together():
    cases = read_cases(packets(), table())
    bound = clusters(cases, table())
    for one, other in pairwise(cases):
        if one.reference == other.reference or one.disease == other.disease:
            assert bound[cases.index(one)] == bound[cases.index(other)]
    assert len(set(bound)) > 1
    assert all(-1 <= fold_of(cluster) < 5 for cluster in bound)


def test_a_case_is_unseen_by_disease_and_publication():
    case = read_cases(packets(), table())[0]
    for name in (case.disease, case.reference):
        assert unseen([case], np.array([fingerprint(name)], np.uint32)) == [False]
    assert unseen([case], np.zeros(0, np.uint32)) == [True]


def test_a_disease_left_without_annotations_is_not_known():
    cases = read_cases(packets(), table())
    beta = replace(cases[0], disease="OMIM:3", reference="PMID:13")
    (studied,) = study(Evidence(table()), [beta])
    assert studied.emptied
    assert not studied.known
    assert studied.right is None


def test_a_removed_disease_is_no_candidate():
    cases = read_cases(packets(), table())
    each = next(s for s in study(Evidence(table()), cases) if s.right is not None)
    whole = scored(knowledge().weights.ensemble, each)
    less = scored(knowledge().weights.ensemble, each, removed=True)
    assert len(less.scores) == len(whole.scores) - 1
    assert rank_of(whole) is not None


def test_outcomes_are_fitted_to_what_happened():
    studied = list(study(Evidence(table()), read_cases(packets(), table())))
    model = ensemble_of(studied, 1, 1, Schedule(epochs=1))
    outcome = outcome_of([scored(model, each) for each in studied])
    assert outcome.prior.sum() == pytest.approx(1)
    assert outcome.prior[2] > 0


def test_removed_diseases_do_not_raise_the_share_outside():
    studied = list(study(Evidence(table()), read_cases(packets(), table())))
    model = ensemble_of(studied, 1, 1, Schedule(epochs=1))
    real = [scored(model, each) for each in studied]
    with_removed = []
    for each in real:
        with_removed.append(each)
        if each.studied.right is not None:
            with_removed.append(scored(model, each.studied, removed=True))
    outcome = outcome_of(with_removed)
    outside = [
        outcome.outcome(each.signs, each.scores, len(each.studied.case.patient.present)).outside
        for each in real
    ]
    assert np.mean(outside) == pytest.approx(outcome.prior[2], abs=0.1)


def test_held_out_cases_are_not_compared_for_training(tmp_path):
    cases = read_cases(packets(), table())
    folds = [fold_of(cluster) for cluster in clusters(cases, table())]
    evidence = Evidence(table())
    first = compared_once(evidence, cases, tmp_path, "digest", pooled=True)
    assert len(first) == sum(fold >= 0 for fold in folds)
    (kept,) = tmp_path.iterdir()
    again = compared_once(evidence, cases, tmp_path, "digest", pooled=True)
    assert [each.case for each in again] == [each.case for each in first]
    compared_once(evidence, cases, tmp_path, "other", pooled=True)
    assert len(list(tmp_path.iterdir())) == 2
    assert kept.exists()


def test_missing_cases_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"phenopackets\.jsonl is missing"):
        next(rows_of(tmp_path))
