"""What became of a student at a point: the truth that a verdict on a real log is held against.

Each student's responses are cut at a share of them; a pair of student and point is judged by what
stands before the cut and was truly weak where fewer than half of the responses to the point after
it are right. Half needs no knowledge of the course and is what a teacher would say. Pairs with
fewer than `LATER` responses after the cut are not judged, since a coin would decide them, nor
those without any response before it: they are cold start, measured apart. The cut does not look at
the point, so it gives nothing away about how long the student will need for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog

CUT = 0.5
EARLIER = 1
LATER = 5
WEAK_BELOW = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs in columns. `cut` is the first position of the log that the judge must not see;
    `earlier` and `later` count responses to the point; `rate` is the share of right ones later.
    """

    student: NDArray[np.int64]
    point: NDArray[np.int64]
    cut: NDArray[np.int64]
    earlier: NDArray[np.int64]
    later: NDArray[np.int64]
    rate: NDArray[np.float64]

    @property
    def weak(self) -> NDArray[np.bool_]:
        return self.rate < WEAK_BELOW

    def __len__(self) -> int:
        return len(self.student)


def pairs(
    log: ResponseLog, *, cut: float = CUT, earlier: int = EARLIER, later: int = LATER
) -> Pairs:
    """The pairs of a log, ordered by student, then point.

    Raises ValueError for a cut outside 0 to 1 or less than one later response.
    """
    if not 0 < cut < 1 or later < 1:
        raise ValueError(f"cut {cut}, later {later}; a cut lies within 0 to 1, later is at least 1")
    cut_S = cuts(log, cut)
    row_R = np.repeat(np.arange(len(log)), np.diff(log.point_start))
    student_R = log.student[row_R].astype(np.int64)
    key_R = student_R * len(log.points) + log.point
    keys, pair_R = np.unique(key_R, return_inverse=True)
    after_R = row_R >= cut_S[student_R]
    right_R = log.correct[row_R] & after_R
    later_K = np.bincount(pair_R, weights=after_R, minlength=len(keys)).astype(np.int64)
    total_K = np.bincount(pair_R, minlength=len(keys))
    right_K = np.bincount(pair_R, weights=right_R, minlength=len(keys))
    kept = (later_K >= later) & (total_K - later_K >= earlier)
    student_K, point_K = np.divmod(keys[kept], max(1, len(log.points)))
    return Pairs(
        student=student_K,
        point=point_K,
        cut=cut_S[student_K],
        earlier=(total_K - later_K)[kept],
        later=later_K[kept],
        rate=right_K[kept] / later_K[kept],
    )


def cuts(log: ResponseLog, share: float = CUT) -> NDArray[np.int64]:
    """Per student the position before which `share` of the responses stand (0 for strangers)."""
    count_S = np.bincount(log.student, minlength=len(log.students))
    start_S = np.searchsorted(log.student, np.arange(len(log.students)))
    return (start_S + np.floor(count_S * share)).astype(np.int64)
