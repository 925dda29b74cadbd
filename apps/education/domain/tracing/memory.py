"""What is remembered of a student under one key (all items, a point, an item), one row per key.

The same two functions serve a whole log (many keys at a time) and a single new answer: `read` gives
the features before an answer, `write` the rows after it. Answers count as surprises against an
expected probability, so that hard items do not make a student look weak. Abilities are Gaussian
beliefs moved by one Newton step per answer (Glickman 1999, as in Glicko; Pelanek 2016 for
learners). Knows nothing of points or items.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COUNT, RIGHT, ABILITY, PRECISION, LAST, HOURS, INDEX, STREAK, HINTS = range(9)
DECAYS = (0.6, 0.85, 0.96)
"""What an answer weighs one answer later, under the same key."""
SURPRISE = 9
WEIGHT = SURPRISE + len(DECAYS)
WIDTH = WEIGHT + len(DECAYS)

PRIOR_PRECISION = 1.0
"""Of abilities in logits, before any answer."""
DRIFT = 0.02
"""Variance in logits squared that an ability gains with each answer, for it may have changed."""
HELD = 1.5
"""Answers without surprise that each decayed mean starts from."""
LONGEST_STREAK = 8
HOURS_TO_2020 = 438_288.0

NAMES = (
    "new",
    "log_count",
    "log_right",
    "log_wrong",
    "ability",
    *(f"surprise_{round(100 * decay)}" for decay in DECAYS),
    "last",
    "streak",
    "log_since",
    "log_hours",
    "fresh",
    "hints",
)


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer per row. `hours` since 2020 or NaN; `index` counts the student's answers from 0;
    `expected` is what was probable, `hints` NaN where unknown.
    """

    correct: Floats
    expected: Floats
    index: Floats
    hours: Floats
    hints: Floats

    def at(self, rows: NDArray[np.int64]) -> Answers:
        return Answers(
            self.correct[rows],
            self.expected[rows],
            self.index[rows],
            self.hours[rows],
            self.hints[rows],
        )


def hours_of(milliseconds: Floats) -> Floats:
    """Hours since 2020 of milliseconds since 1970: small enough for single precision."""
    return milliseconds / 3_600_000.0 - HOURS_TO_2020


def blank(rows: int) -> Floats:
    """Nothing remembered."""
    memory = np.zeros((rows, WIDTH))
    memory[:, PRECISION] = PRIOR_PRECISION
    memory[:, HOURS] = np.nan
    return memory


def read(memory: Floats, index: Floats, hours: Floats) -> Floats:
    """Features by `NAMES`, as known before an answer at `index` and `hours`."""
    count = memory[:, COUNT]
    known = count > 0
    since = np.where(known, np.log1p(np.maximum(index - memory[:, INDEX] - 1, 0)), 0.0)
    gap = np.maximum(hours - memory[:, HOURS], 0)
    gap = np.where(known & np.isfinite(gap), np.log1p(np.nan_to_num(gap)), 0.0)
    last = memory[:, LAST]
    decayed = memory[:, SURPRISE:WEIGHT] / (memory[:, WEIGHT:] + HELD)
    return np.column_stack(
        (
            (~known).astype(np.float64),
            np.log1p(count),
            np.log1p(memory[:, RIGHT]),
            np.log1p(count - memory[:, RIGHT]),
            memory[:, ABILITY],
            decayed,
            last,
            memory[:, STREAK],
            since,
            gap,
            last / (1.0 + since + gap),
            memory[:, HINTS],
        )
    )


def write(memory: Floats, answers: Answers) -> Floats:
    """The rows after one answer each."""
    after = memory.copy()
    surprise = answers.correct - answers.expected
    after[:, COUNT] += 1
    after[:, RIGHT] += answers.correct
    for place, decay in enumerate(DECAYS):
        after[:, SURPRISE + place] = decay * memory[:, SURPRISE + place] + surprise
        after[:, WEIGHT + place] = decay * memory[:, WEIGHT + place] + 1
    _believe(after, answers)
    sign = np.where(answers.correct > 0, 1.0, -1.0)
    running = np.where(sign * memory[:, STREAK] > 0, memory[:, STREAK] + sign, sign)
    after[:, STREAK] = np.clip(running, -LONGEST_STREAK, LONGEST_STREAK)
    after[:, LAST] = sign
    after[:, INDEX] = answers.index
    after[:, HOURS] = answers.hours
    told = np.isfinite(answers.hints)
    asked = np.log1p(np.where(told, answers.hints, 0.0))
    after[:, HINTS] = np.where(told, 0.7 * memory[:, HINTS] + 0.3 * asked, memory[:, HINTS])
    return after


def _believe(after: Floats, answers: Answers) -> None:
    ability = after[:, ABILITY]
    likely = np.clip(answers.expected, 1e-4, 1 - 1e-4)
    chance = 1 / (1 + np.exp(-(np.log(likely / (1 - likely)) + ability)))
    precision = 1 / (1 / after[:, PRECISION] + DRIFT) + chance * (1 - chance)
    after[:, ABILITY] = ability + (answers.correct - chance) / precision
    after[:, PRECISION] = precision
