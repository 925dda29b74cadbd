"""Measures the rare-disease ranker on solved, published cases that it was not trained on.

`python -m benchmarks.diagnosis_rare --data DIR`, DIR laid out as `medical`: `phenopackets/` and,
where it is there, `hpo/`. Protocols: `lpo` leaves the case's own publication out of the knowledge
(its rows, of every disease; from rows pooled from several publications its cases are subtracted,
and such rows go where that cannot be done); `strict_lpo` drops those pooled rows whole;
`never_cited` are cases that no annotation cites for their disease; `outside` asks whether a disease
that the knowledge lacks gets a higher probability of "none of these". A case whose disease keeps no
annotation once its publication is left out counts as missed. Cases whose disease or publication
was trained on are not reported; with `--all-folds` the weights are fitted anew for each fifth of
the folder instead. A hit is the case's own disease id or an entry merged with it. The last line is
JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from apps.medical.domain.concept import HPO, Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.rare.cases import Case, read_cases, unseen
from apps.medical.domain.rare.knowledge import RareKnowledge
from apps.medical.domain.rare.omission import Contributed, Omission, without
from apps.medical.domain.rare.outcome import Outcome, OutcomeModel
from apps.medical.domain.rare.study import Scored, Studied, contributions, rank_of, scored, study
from apps.medical.domain.rare.train import SHORT, out_of_fold, outcome_of, rows_of
from apps.medical.domain.rare.training import Schedule, annotated
from apps.medical.domain.source import Source
from benchmarks.rare_baselines import Baselines, place_of

TOPS = (1, 3, 10)
RESAMPLES = 1000
TIMED = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One case: places above the right disease (None: not among those looked at), by method."""

    studied: Studied
    ours: int | None
    strict: int | None
    likelihood: int | None
    resnik: int | None
    first_chance: float
    first_right: bool
    outside: float
    removed_outside: float | None


def judge(
    knowledge: RareKnowledge, result: Scored, removed: Scored | None, outcome: OutcomeModel,
    baselines: Baselines, gave: Contributed,
) -> Judged:  # fmt: skip
    each = result.studied
    chances = _outcome(outcome, result)
    best = int(chances.candidates_C.argmax())
    ours = rank_of(result)
    shown = knowledge.table.ids[int(each.compared.candidates_C[each.right or 0])]
    omitted = without(knowledge.table, each.case.reference, gave)
    plain, classic = _baseline_places(knowledge, each, baselines, omitted)
    return Judged(
        studied=each,
        ours=ours,
        strict=ours if shown == each.case.disease else None,
        likelihood=plain,
        resnik=classic,
        first_chance=float(chances.candidates_C[best]),
        first_right=best == each.right,
        outside=chances.outside,
        removed_outside=_outcome(outcome, removed).outside if removed is not None else None,
    )


def _outcome(outcome: OutcomeModel, result: Scored) -> Outcome:
    findings = len(result.studied.case.patient.present)
    return outcome.outcome(result.signs, result.scores, findings)


def _baseline_places(
    knowledge: RareKnowledge, each: Studied, baselines: Baselines, omitted: Omission | None
) -> tuple[int | None, int | None]:
    disease = knowledge.table.number.get(each.case.disease)
    if disease is None or not each.known:
        return None, None
    patient = each.case.patient
    return (
        place_of(baselines.likelihood(patient, omitted), disease),
        place_of(baselines.resnik(patient, omitted), disease),
    )


def held_out(
    knowledge: RareKnowledge, cases: Sequence[Case], baselines: Baselines
) -> Iterator[Judged]:
    """The cases that the shipped weights were not fitted to."""
    model, outcome = knowledge.weights.ensemble, knowledge.weights.outcome
    gave = contributions(knowledge.table, cases)
    for each in study(knowledge.evidence, cases):
        removed = scored(model, each, removed=True) if each.right is not None else None
        mine = gave[each.case.reference]
        yield judge(knowledge, scored(model, each), removed, outcome, baselines, mine)


def cross_validated(
    knowledge: RareKnowledge, cases: Sequence[Case], baselines: Baselines, how: Schedule
) -> Iterator[Judged]:
    """Every case, networks and outcome fitted anew without the fold's diseases and publications."""
    studied = list(study(knowledge.evidence, cases))
    lessons = list(study(knowledge.evidence, cases, pooled=False))
    results = list(out_of_fold(studied, lessons, 7, how))
    gave = contributions(knowledge.table, cases)
    for fold in sorted({each.studied.fold for each in results}):
        outcome = outcome_of([each for each in results if each.studied.fold != fold])
        mine = iter([each for each in results if each.studied.fold == fold])
        for each in mine:
            removed = next(mine) if each.studied.right is not None else None
            contributed = gave[each.studied.case.reference]
            yield judge(knowledge, each, removed, outcome, baselines, contributed)


def places(
    knowledge: RareKnowledge, cases: Sequence[Case], leave_out: Callable[[Case], Omission | None]
) -> list[int | None]:
    """Our places under another rule of leaving out; a disease left without rows is missed."""
    found: list[int | None] = []
    for case in cases:
        compared = knowledge.evidence.compare(case.patient, leave_out(case))
        scores = knowledge.weights.ensemble.score(compared)
        at = np.flatnonzero(compared.candidates_C == knowledge.table.number[case.disease])
        left = len(at) and annotated(compared, int(at[0]))
        found.append(place_of(scores, int(at[0])) if left else None)
    return found


def share(places: Sequence[int | None], top: int) -> float:
    return 100 * float(np.mean([place is not None and place < top for place in places]))


def interval(
    judged: Sequence[Judged], places: Sequence[int | None], top: int, rng: np.random.Generator
) -> tuple[float, float]:
    """95% of `RESAMPLES` resamples of diseases, all cases of a disease together."""
    diseases = sorted({each.studied.case.disease for each in judged})
    number = {disease: n for n, disease in enumerate(diseases)}
    hits, counts = np.zeros(len(diseases)), np.zeros(len(diseases))
    for each, place in zip(judged, places, strict=True):
        n = number[each.studied.case.disease]
        hits[n] += place is not None and place < top
        counts[n] += 1
    drawn = rng.integers(len(diseases), size=(RESAMPLES, len(diseases)))
    rates = 100 * hits[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(rates, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(judged: Sequence[Judged], bins: int = 15) -> float:
    """Expected calibration error of the first candidate's probability; outside cases are wrong."""
    chance = np.array([each.first_chance for each in judged])
    right = np.array([each.first_right for each in judged], float)
    bin_of = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        abs(chance[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
        for b in range(bins)
        if (bin_of == b).any()
    ]
    return float(sum(gaps))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    if not positive or not negative:
        return None
    labels = [1] * len(positive) + [0] * len(negative)
    return float(roc_auc_score(labels, [*positive, *negative]))


METHODS: Mapping[str, Callable[[Judged], int | None]] = {
    "": lambda each: each.ours,
    "_strict": lambda each: each.strict,
    "_likelihood": lambda each: each.likelihood,
    "_resnik": lambda each: each.resnik,
}


def table_of_group(name: str, judged: Sequence[Judged]) -> dict[str, float]:
    """Prints one block of the table and returns its figures."""
    rng, figures = np.random.default_rng(0), {}
    if not judged:
        return figures
    diseases = len({each.studied.case.disease for each in judged})
    emptied = sum(each.studied.emptied for each in judged)
    print(f"\n{name}: {len(judged)} cases, {diseases} diseases, {emptied} emptied by leaving out")
    for method, place_in in METHODS.items():
        places = [place_in(each) for each in judged]
        cells = []
        for top in TOPS:
            figures[f"{name}{method}_top{top}"] = share(places, top)
            low, high = interval(judged, places, top, rng)
            cells.append(f"top-{top} {share(places, top):5.1f} [{low:4.1f}, {high:4.1f}]")
        print(f"  {method.lstrip('_') or 'ours':12}" + "   ".join(cells))
    full = [each for each in judged if len(each.studied.case.patient.present) >= 3]
    for top in TOPS if full else ():
        figures[f"{name}_3_findings_top{top}"] = share([each.ours for each in full], top)
    if full:
        cells = "   ".join(f"top-{t} {figures[f'{name}_3_findings_top{t}']:5.1f}" for t in TOPS)
        print(f"  ours, 3 or more findings ({len(full)} cases): {cells}")
    return figures


def abstention(judged: Sequence[Judged]) -> dict[str, float | None]:
    known = [each.outside for each in judged if each.studied.known]
    outside = [each.outside for each in judged if each.studied.case.group == "not_in_hpoa"]
    removed = [each.removed_outside for each in judged if each.removed_outside is not None]
    return {
        "abstention_auroc": auroc(outside, known),
        "abstention_removed_auroc": auroc(removed, known),
    }


def timing(knowledge: RareKnowledge, cases: Sequence[Case]) -> tuple[float, float]:
    """Milliseconds by the wall clock and of CPU for a whole differential with its evidence."""
    ids = knowledge.table.ontology.ids
    asked = [
        [
            *(_finding(ids[t], Assertion.PRESENT) for t in case.patient.present),
            *(_finding(ids[t], Assertion.ABSENT) for t in case.patient.absent),
        ]
        for case in cases[:: max(1, len(cases) // TIMED)]
    ]
    wall, cpu = time.perf_counter(), time.process_time()
    for findings in asked:
        knowledge.rank(findings, sex=None, age_years=None)
    count = len(asked) / 1000
    return (time.perf_counter() - wall) / count, (time.process_time() - cpu) / count


def _finding(hpo: str, assertion: Assertion) -> Finding:
    return Finding(Concept(hpo, (Coding(HPO, hpo),)), assertion, Origin.CODED, Source("", 0, 0))


def measure(
    knowledge: RareKnowledge, cases: Sequence[Case], *, all_folds: bool, how: Schedule | None = None
) -> dict[str, Any]:
    """Print the table and return the figures. Raises ValueError where no case may be reported."""
    fresh = [c for c, new in zip(cases, unseen(cases, knowledge.weights.trained_on), strict=True)
             if new or all_folds]  # fmt: skip
    if not fresh:
        raise ValueError("every case was trained on; ask for --all-folds")
    how_chosen = "cross-validated" if all_folds else "disease and publication not trained on"
    print(f"{len(fresh)} of {len(cases)} cases reported: {how_chosen}")
    baselines = Baselines(knowledge.table)
    schedule = how or SHORT
    judged = list(
        cross_validated(knowledge, fresh, baselines, schedule)
        if all_folds
        else held_out(knowledge, fresh, baselines)
    )
    figures: dict[str, Any] = {"cases": len(judged), "merged_entries": _merged(knowledge)}
    for name, group in (("lpo", "cited"), ("never_cited", "never_cited")):
        mine = [each for each in judged if each.studied.case.group == group]
        figures |= table_of_group(name, mine)
    figures |= abstention(judged)
    figures["ece"] = calibration_error(judged)
    figures["ece_known"] = calibration_error([each for each in judged if each.studied.known])
    cited = [case for case in fresh if case.group == "cited"]
    if not all_folds and cited:
        strict = places(knowledge, cited, lambda c: without(knowledge.table, c.reference))
        leak = places(knowledge, cited, lambda _: None)
        for top in TOPS:
            figures[f"strict_lpo_top{top}"] = share(strict, top)
            figures[f"LEAKY_top{top}"] = share(leak, top)
    figures["ms_per_case"], figures["cpu_ms_per_case"] = timing(knowledge, fresh)
    _print_rest(figures)
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}


def _merged(knowledge: RareKnowledge) -> int:
    return sum(len(members) - 1 for members in knowledge.table.members)


def _print_rest(figures: Mapping[str, Any]) -> None:
    def words(value: float | None) -> str:
        return "none" if value is None else f"{value:.3f}"

    print(f"\nnone of these, AUROC: disease not annotated {words(figures['abstention_auroc'])}, "
          f"disease removed {words(figures['abstention_removed_auroc'])}")  # fmt: skip
    print(f"calibration error of the first: {figures['ece']:.3f} of all cases, "
          f"{figures['ece_known']:.3f} of those with a known disease")  # fmt: skip
    if "LEAKY_top1" in figures:
        strict = ", ".join(f"{figures[f'strict_lpo_top{top}']:.1f}" for top in TOPS)
        print(
            f"strict lpo, rows pooled with other publications dropped whole, top-1/3/10: {strict}"
        )
        leak = ", ".join(f"{figures[f'LEAKY_top{top}']:.1f}" for top in TOPS)
        print(f"LEAKY, own publication left in, top-1/3/10 (no measure of accuracy): {leak}")
    wall, cpu = figures["ms_per_case"], figures["cpu_ms_per_case"]
    print(f"a differential with its evidence: {wall:.0f} ms, {cpu:.0f} of CPU")
    print(f"{figures['merged_entries']} entries are merged into others")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, help="where the compiled knowledge is kept")
    parser.add_argument("--all-folds", action="store_true")
    given = parser.parse_args(arguments)
    hpo = given.data / "hpo"
    knowledge = RareKnowledge.load(home=given.home, data=hpo if hpo.is_dir() else None)
    cases = read_cases(rows_of(given.data), knowledge.table)
    print(json.dumps(measure(knowledge, cases, all_folds=given.all_folds)))


if __name__ == "__main__":
    main()
