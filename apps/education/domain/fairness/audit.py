"""Calibration and false alarms by group, so that a difference is seen before it does harm.

Groups of fewer than `SMALLEST` students are not shown, and never a single one of them, since it
could be had by subtraction. A difference between groups may come from the data, the model or the
teaching; this page does not know which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.education.domain.fairness.cases import Judged, Prediction, students_of
from apps.education.domain.weakness import Verdict

SMALLEST = 10
BINS = 10
_NINETY = 1.645


@dataclass(frozen=True, slots=True)
class Calibration:
    """`bias`: mean predicted minus observed share right, with its 90% interval over students
    (None with one student); `ece`: expected calibration error in `BINS` bins of equal width.
    """

    responses: int
    predicted: float
    observed: float
    bias: float
    low: float | None
    high: float | None
    ece: float


@dataclass(frozen=True, slots=True)
class Alarms:
    """Shares of verdicts. `false_alarms`: of those truly not weak, said to be weak; `missed`: of
    the truly weak, said to be secure; `decided`: of all. None where there is nobody to ask of.
    """

    verdicts: int
    decided: float
    right_of_decided: float | None
    false_alarms: float | None
    missed: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One group. `hidden`: too small to be shown, or shown it would tell of a small one; then
    neither its size nor its figures are given.
    """

    group: str
    hidden: bool
    students: int | None = None
    calibration: Calibration | None = None
    alarms: Alarms | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """`everyone` is hidden too where the whole is too small. Differences are the largest between
    shown groups, None with fewer than two of them.
    """

    everyone: Cell
    cells: tuple[Cell, ...]
    bias_difference: float | None
    false_alarm_difference: float | None


def audit(
    predictions: Sequence[Prediction],
    judged: Sequence[Judged],
    groups: Mapping[str, str],
    *,
    smallest: int = SMALLEST,
) -> Audit:
    """`groups` by student; who has none is counted with everyone only.

    Raises ValueError for `smallest` below 2: a group of one is a person.
    """
    if smallest < 2:
        raise ValueError(f"smallest group {smallest}; groups of one are persons, give 2 or more")
    members: dict[str, set[str]] = defaultdict(set)
    for student in students_of(predictions) | students_of(judged):
        if student in groups:
            members[groups[student]].add(student)
    hidden = _hidden({group: len(who) for group, who in members.items()}, smallest)
    cells = tuple(
        Cell(group, True) if group in hidden else _cell(group, members[group], predictions, judged)
        for group in sorted(members)
    )
    everyone = students_of(predictions) | students_of(judged)
    whole = Cell("", True) if len(everyone) < smallest else _cell("", everyone, predictions, judged)
    return Audit(
        whole,
        cells,
        _difference([c.calibration.bias for c in cells if c.calibration]),
        _difference(
            [c.alarms.false_alarms for c in cells if c.alarms and c.alarms.false_alarms is not None]
        ),
    )


def _hidden(sizes: Mapping[str, int], smallest: int) -> set[str]:
    """Small groups; and where they are fewer than `smallest` people together, the next one too."""
    hidden = {group for group, size in sizes.items() if size < smallest}
    rest = sorted((size, group) for group, size in sizes.items() if group not in hidden)
    if hidden and rest and (len(hidden) == 1 or sum(sizes[g] for g in hidden) < smallest):
        hidden.add(rest[0][1])
    return hidden


def _cell(
    group: str, who: set[str], predictions: Sequence[Prediction], judged: Sequence[Judged]
) -> Cell:
    theirs = [p for p in predictions if p.student in who]
    verdicts = [j for j in judged if j.student in who]
    return Cell(group, False, len(who), _calibration(theirs), _alarms(verdicts))


def _calibration(theirs: Sequence[Prediction]) -> Calibration | None:
    if not theirs:
        return None
    said = np.array([p.probability for p in theirs])
    came = np.array([p.correct for p in theirs], float)
    _, who = np.unique([p.student for p in theirs], return_inverse=True)
    off = said - came
    bias, spread = float(off.mean()), None
    people = int(who.max()) + 1
    if people > 1:
        # Answers of one student hang together: the student, not the answer, is what is drawn.
        sums = np.bincount(who, weights=off - bias)
        spread = _NINETY * float(np.sqrt(people / (people - 1) * (sums**2).sum())) / len(off)
    return Calibration(
        responses=len(theirs),
        predicted=float(said.mean()),
        observed=float(came.mean()),
        bias=bias,
        low=None if spread is None else bias - spread,
        high=None if spread is None else bias + spread,
        ece=expected_calibration_error(said, came),
    )


def expected_calibration_error(said: np.ndarray, came: np.ndarray) -> float:
    """Mean distance of predicted and observed over `BINS` bins of equal width, by their sizes.

    Source: Naeini, Cooper & Hauskrecht (2015), AAAI.
    """
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    off = np.bincount(place, weights=said - came, minlength=BINS)
    return float(np.abs(off).sum() / len(said))


def _alarms(verdicts: Sequence[Judged]) -> Alarms | None:
    if not verdicts:
        return None
    decided = [j for j in verdicts if j.verdict is not Verdict.UNDECIDED]
    right = [j for j in decided if (j.verdict is Verdict.WEAK) == j.weak]
    weak = [j for j in verdicts if j.weak]
    steady = [j for j in verdicts if not j.weak]
    return Alarms(
        verdicts=len(verdicts),
        decided=len(decided) / len(verdicts),
        right_of_decided=len(right) / len(decided) if decided else None,
        false_alarms=_share(steady, Verdict.WEAK),
        missed=_share(weak, Verdict.SECURE),
    )


def _share(judged: Sequence[Judged], verdict: Verdict) -> float | None:
    return sum(j.verdict is verdict for j in judged) / len(judged) if judged else None


def _difference(values: Sequence[float]) -> float | None:
    return max(values) - min(values) if len(values) > 1 else None
