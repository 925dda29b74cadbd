"""`python -m apps.medical.domain.rare.train --data DIR`: fit the shipped weights anew.

DIR holds `phenopackets/phenopackets.jsonl` (or .gz) and may hold `hpo/`. A quarter of the clusters
(disease and publication, see cases.py) is held out and never read here. Each case's publication is
left out, but rows pooled from several publications stay as they are: a disease stripped of those is
no model of one that a clinician meets. Networks of five folds score what they were not fitted to;
on those scores temperature and outcome are fitted, then three networks on all five folds are
averaged. The seed fixes everything.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from apps.medical.domain.rare.cases import FOLDS, fingerprint, read_cases
from apps.medical.domain.rare.evidence import Evidence
from apps.medical.domain.rare.network import Ensemble
from apps.medical.domain.rare.outcome import OutcomeModel, expanded
from apps.medical.domain.rare.stored import sources, table_of
from apps.medical.domain.rare.study import Scored, Studied, examples_of, scored, study
from apps.medical.domain.rare.training import Schedule, fit
from apps.medical.domain.rare.weights import SHIPPED, save

NETWORKS: Final = 3
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
    """Fit temperature and outcome; a removed disease's case weighs `repeats` of a real one."""
    from sklearn.linear_model import LogisticRegression

    seen: set[int] = set()
    labels, weights = [], []
    for each in results:
        again = id(each.studied) in seen
        seen.add(id(each.studied))
        labels.append(_label(each.studied, again))
        weights.append(repeats if again else 1.0)
    signs = np.stack([each.signs for each in results])
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    inputs = expanded((signs - mean) / scale)
    model = LogisticRegression(C=0.1, max_iter=2000)
    model.fit(inputs, labels, sample_weight=weights)
    weight = np.zeros((inputs.shape[1], 3))
    bias = np.full(3, -20.0)
    weight[:, model.classes_] = model.coef_.T
    bias[model.classes_] = model.intercept_
    prior = np.bincount([n for n, w in zip(labels, weights, strict=True) if w == 1.0], minlength=3)
    return OutcomeModel(
        _temperature(results), mean, scale, weight, bias, prior / max(prior.sum(), 1)
    )


def _label(studied: Studied, removed: bool) -> int:
    if removed or not studied.known:
        return 2
    return 0 if studied.right is not None else 1


def _temperature(results: Sequence[Scored]) -> np.ndarray:
    """(a, b) that minimise the negative log probability of the right candidate."""
    from scipy.optimize import minimize

    seen: set[int] = set()
    kept = []
    for each in results:
        if each.studied.right is not None and id(each.studied) not in seen:
            seen.add(id(each.studied))
            kept.append((each.scores, each.studied.right, len(each.studied.case.patient.present)))

    def loss(at: np.ndarray) -> float:
        total = 0.0
        for scores, right, findings in kept:
            scaled = scores * np.exp(at[0] + at[1] * np.log(findings))
            total += scaled.max() + np.log(np.exp(scaled - scaled.max()).sum()) - scaled[right]
        return total / len(kept)

    return minimize(loss, np.zeros(2), method="Nelder-Mead", options={"maxiter": 80}).x


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="folder for the compiled table")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    began = time.process_time()
    hpo = given.data / "hpo"
    table, _ = table_of(sources(hpo if hpo.is_dir() else None), given.cache)
    cases = read_cases(rows_of(given.data), table)
    evidence = Evidence(table)
    training = [each for each in study(evidence, cases, pooled=False) if each.fold >= 0]
    spent = time.process_time() - began
    print(f"{len(training)} of {len(cases)} cases compared, {spent:.0f} s CPU")
    results = list(out_of_fold(training, training, given.seed))
    outcome = outcome_of(results)
    model = ensemble_of(training, given.seed)
    seen = {each.case.disease for each in training} | {each.case.reference for each in training}
    save(given.out, model.networks, outcome, [fingerprint(name) for name in seen])
    print(f"{given.out} written, {time.process_time() - began:.0f} s CPU, seed {given.seed}")


if __name__ == "__main__":
    main()
