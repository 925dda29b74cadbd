"""`python -m apps.medical.domain.rare.train --data DIR --cache FOLDER`: fit the weights anew.

DIR holds `phenopackets/phenopackets.jsonl` (or .gz) and may hold `hpo/`. A quarter of the clusters
(disease and publication, see cases.py) is held out and never compared here. Each case's publication
is left out. For the lessons of the networks, rows pooled from several publications stay as they
are: networks taught with the case's share subtracted ranked diseases of uncited cases no better.
What is measured, and what temperature and outcome are fitted to, has it subtracted: networks of
five folds score what they were not fitted to. Three networks on all five folds are averaged. The
seed fixes everything. Comparisons are kept in FOLDER, which must be one's own (pickled objects).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from apps.medical.domain.rare.cases import FOLDS, Case, fingerprint, read_cases
from apps.medical.domain.rare.evidence import Evidence
from apps.medical.domain.rare.network import Ensemble
from apps.medical.domain.rare.outcome import OutcomeModel, expanded
from apps.medical.domain.rare.stored import sources, table_of
from apps.medical.domain.rare.study import Scored, Studied, examples_of, rank_of, scored, study
from apps.medical.domain.rare.training import Schedule, example_weight, fit
from apps.medical.domain.rare.weights import SHIPPED, save

NETWORKS: Final = 3
STRICTNESS: Final = 0.003
"""Inverse of the penalty on the outcome model's weights (scikit-learn's C)."""

SHORT: Final = Schedule(epochs=5)
"""For the networks of the folds, which serve the outcome model only."""


def rows_of(folder: Path) -> Iterator[dict[str, Any]]:
    """The lines of phenopackets.jsonl, packed or not. Raises FileNotFoundError."""
    path = folder / "phenopackets" / "phenopackets.jsonl"
    packed = path.with_name(path.name + ".gz")
    if not path.exists() and not packed.exists():
        raise FileNotFoundError(f"{path} is missing; see datasets/medical/phenopackets/README.md")
    with gzip.open(packed, "rt") if not path.exists() else path.open() as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def ensemble_of(
    studied: Sequence[Studied], seed: int, count: int = NETWORKS, how: Schedule | None = None
) -> Ensemble:
    """Networks that differ by their first weights and the order of cases."""
    examples = examples_of(studied)
    return Ensemble(
        tuple(fit(examples, np.random.default_rng([seed, n]), how) for n in range(count))
    )


def out_of_fold(
    studied: Sequence[Studied],
    lessons: Sequence[Studied],
    seed: int,
    how: Schedule = SHORT,
) -> Iterator[Scored]:
    """Each case scored by networks that saw neither its disease nor its publication.

    They learn from `lessons`, the same cases perhaps compared otherwise. A known disease's case
    comes a second time with its disease removed.
    """
    for fold in range(-1, FOLDS):
        others = [each for each in lessons if each.fold != fold]
        mine = [each for each in studied if each.fold == fold]
        if not mine:
            continue
        model = ensemble_of(others, seed + 1 + fold, 1, how)
        for each in mine:
            yield scored(model, each)
            if each.right is not None:
                yield scored(model, each, removed=True)


def outcome_of(results: Sequence[Scored], repeats: float = 0.5) -> OutcomeModel:
    """Fit temperature and outcome; a removed disease's case weighs `repeats` of a real one.

    Cases of a cluster weigh one over the square root of its size, as for the networks. At the end
    slope and shifts are fitted anew to the real cases alone.
    """
    from sklearn.linear_model import LogisticRegression

    removed = _repeated(results)
    sizes = Counter(
        each.studied.cluster for each, again in zip(results, removed, strict=True) if not again
    )
    rare = np.array([example_weight(max(sizes[each.studied.cluster], 1)) for each in results])
    labels = np.array(
        [_label(each.studied, again) for each, again in zip(results, removed, strict=True)]
    )
    weights = rare * np.where(removed, repeats, 1.0)
    signs = np.stack([each.signs for each in results])
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    inputs = expanded((signs - mean) / scale)
    model = LogisticRegression(C=STRICTNESS, max_iter=2000)
    model.fit(inputs, labels, sample_weight=weights)
    weight = np.zeros((inputs.shape[1], 3))
    bias = np.full(3, -20.0)
    weight[:, model.classes_] = model.coef_.T
    bias[model.classes_] = model.intercept_
    real = ~removed
    slope, shift = _calibration(inputs[real] @ weight + bias, labels[real], rare[real])
    weight, bias = weight * slope, bias * slope + shift
    prior = np.bincount(labels[real], minlength=3)
    kept = [(each, w) for each, w, again in zip(results, rare, removed, strict=True) if not again]
    return OutcomeModel(_temperature(kept), mean, scale, weight, bias, prior / max(prior.sum(), 1))


def _calibration(
    logits: np.ndarray, labels: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Slope and shifts for the mix of real cases, which has no disease removed."""
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    def loss(at: np.ndarray) -> float:
        moved = logits * np.exp(at[0]) + [at[1], at[2], 0.0]
        right = moved[np.arange(len(labels)), labels]
        return float(weights @ (logsumexp(moved, axis=1) - right) / weights.sum())

    at = minimize(loss, np.zeros(3), method="Nelder-Mead", options={"maxiter": 400}).x
    return float(np.exp(at[0])), np.array([at[1], at[2], 0.0])


def _repeated(results: Sequence[Scored]) -> np.ndarray:
    """Whether each result is a case's second, with its disease removed."""
    seen: set[int] = set()
    again = []
    for each in results:
        again.append(id(each.studied) in seen)
        seen.add(id(each.studied))
    return np.array(again, bool)


def _label(studied: Studied, removed: bool) -> int:
    if removed or not studied.known:
        return 2
    return 0 if studied.right is not None else 1


def _temperature(results: Sequence[tuple[Scored, float]]) -> np.ndarray:
    """(a, b) that minimise the weighted negative log probability of the right candidate."""
    from scipy.optimize import minimize

    kept = [
        (each.scores, each.studied.right, len(each.studied.case.patient.present), weight)
        for each, weight in results
        if each.studied.right is not None
    ]

    def loss(at: np.ndarray) -> float:
        total = 0.0
        for scores, right, findings, weight in kept:
            scaled = scores * np.exp(at[0] + at[1] * np.log(findings))
            most = scaled.max()
            total += weight * (most + np.log(np.exp(scaled - most).sum()) - scaled[right])
        return total / len(kept)

    return minimize(loss, np.zeros(2), method="Nelder-Mead", options={"maxiter": 80}).x


def compared(
    evidence: Evidence, cases: Sequence[Case], cache: Path, digest: str, *, pooled: bool
) -> list[Studied]:
    """The training cases compared, read from `cache` where the same were compared before."""
    name = hashlib.sha256(f"{digest} {pooled} {cases!r}".encode()).hexdigest()[:16]
    path = cache / f"compared-{name}.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())  # noqa: S301  written below, in one's own folder
    found = list(study(evidence, cases, pooled=pooled, held_out=False))
    path.write_bytes(pickle.dumps(found, protocol=5))
    return found


def _report(results: Sequence[Scored]) -> None:
    """Out of fold: the share of known diseases' cases ranked first, to third and to tenth."""
    again = _repeated(results)
    for group in ("cited", "never_cited"):
        mine = [
            rank_of(each)
            for each, second in zip(results, again, strict=True)
            if each.studied.case.group == group and not second
        ]
        for top in (1, 3, 10) if mine else ():
            hits = np.mean([place is not None and place < top for place in mine])
            print(f"{group}, out of fold, top-{top}: {100 * hits:.1f}%", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="for table and comparisons")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    began = time.process_time()
    hpo = given.data / "hpo"
    table, digest = table_of(sources(hpo if hpo.is_dir() else None), given.cache)
    cases = read_cases(rows_of(given.data), table)
    evidence = Evidence(table)
    training = compared(evidence, cases, given.cache, digest, pooled=True)
    lessons = compared(evidence, cases, given.cache, digest, pooled=False)
    spent = time.process_time() - began
    print(f"{len(training)} of {len(cases)} cases compared, {spent:.0f} s CPU", flush=True)
    results = list(out_of_fold(training, lessons, given.seed))
    _report(results)
    outcome = outcome_of(results)
    model = ensemble_of(lessons, given.seed)
    seen = {each.case.disease for each in training} | {each.case.reference for each in training}
    save(given.out, model.networks, outcome, [fingerprint(name) for name in seen])
    print(f"{given.out} written, {time.process_time() - began:.0f} s CPU, seed {given.seed}")


if __name__ == "__main__":
    main()
