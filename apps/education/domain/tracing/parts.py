"""Parts of a log that keep its names, so that what is learned of one fits another."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog


def part_of(log: ResponseLog, chosen: NDArray[np.bool_]) -> ResponseLog:
    """The chosen responses, in their order. `version` says that it is a part."""
    counts = np.diff(log.point_start)
    return replace(
        log,
        student=log.student[chosen],
        item=log.item[chosen],
        point_start=np.concatenate([[0], np.cumsum(counts[chosen])]).astype(np.int64),
        point=log.point[np.repeat(chosen, counts)],
        correct=log.correct[chosen],
        at=log.at[chosen],
        seconds=log.seconds[chosen],
        hints=log.hints[chosen],
        attempt=log.attempt[chosen],
        activity=log.activity[chosen],
        file=log.file[chosen],
        row=log.row[chosen],
        order=None if log.order is None else log.order[chosen],
        version=f"{log.version}-{sha256(np.packbits(chosen).tobytes()).hexdigest()[:16]}",
    )
