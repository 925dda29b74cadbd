"""Keeps training to few threads: other users share the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits

MOST = 2


@contextmanager
def few_threads() -> Iterator[None]:
    """At most `MOST` threads of torch, BLAS and OpenMP inside; as before afterwards."""
    before = torch.get_num_threads()
    limit = min(MOST, before)
    torch.set_num_threads(limit)
    try:
        with threadpool_limits(limits=limit):
            yield
    finally:
        torch.set_num_threads(before)
