"""Works on several micro-batches at once, one thread each, and adds their gradients up.

With many small products, a thread for each half of the work loses less than two threads that share
every product and wait for each other after it. Knows threads; knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TypeVar

import torch

Work = TypeVar("Work")
Done = TypeVar("Done")


class Lanes:
    """`count` threads of which each computes on one core."""

    def __init__(self, count: int):
        if count < 1:
            raise ValueError(f"{count!r} lanes cannot work; give at least 1")
        self.count = count
        self._threads = (
            None if count == 1 else ThreadPoolExecutor(count, "lane", torch.set_num_threads, (1,))
        )

    def run(self, work: Sequence[Work], task: Callable[[int, Work], Done]) -> list[Done]:
        """`task(lane, item)` for every item, each taken by the next free lane; results in order."""
        if self._threads is None:
            return [task(0, item) for item in work]
        waiting: SimpleQueue[tuple[int, Work]] = SimpleQueue()
        for numbered in enumerate(work):
            waiting.put(numbered)
        found: dict[int, Done] = {}

        def lane(number: int) -> None:
            while True:
                try:
                    at, item = waiting.get_nowait()
                except Empty:
                    return
                found[at] = task(number, item)

        for running in [self._threads.submit(lane, number) for number in range(self.count)]:
            running.result()
        return [found[at] for at in range(len(work))]
