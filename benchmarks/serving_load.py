"""Users who ask at exponential pauses, so that together they make a Poisson load; what they wait.

Every level has the same questions, told apart by a key, so that none finds another's in the cache.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.grounded_prompts import Question, questions
from benchmarks.serving_client import Reply, ask
from benchmarks.serving_process import ModelServer

PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Level:
    """So many users, together so many questions; `think_s` is a user's mean pause."""

    users: int
    asked: int
    think_s: float
    max_tokens: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Milliseconds at the percentiles, tokens a second of all users, questions not answered."""

    users: int
    answered: int
    failed: int
    first_ms: dict[int, float]
    between_ms: dict[int, float]
    tokens_s: float
    wall_s: float
    cpu_s: float


def measure(server: ModelServer, level: Level, key: str, seed: int) -> Waiting:
    """Runs one level. Questions that were not asked within the time are left out."""
    began, cpu = time.perf_counter(), server.cpu_s
    replies = asyncio.run(_level(server, level, questions(level.asked, seed, key), seed))
    wall = time.perf_counter() - began
    good = [reply for reply in replies if reply.done and reply.first_s is not None]
    tokens = sum(len(reply.texts) for reply in good)
    return Waiting(
        level.users,
        len(good),
        len(replies) - len(good),
        percentiles([1000 * reply.first_s for reply in good if reply.first_s is not None]),
        percentiles([1000 * gap for reply in good for gap in reply.gaps_s]),
        tokens / wall,
        wall,
        server.cpu_s - cpu,
    )


async def _level(
    server: ModelServer, level: Level, asked: list[Question], seed: int
) -> list[Reply]:
    left, end = iter(asked), time.monotonic() + level.limit_s
    users = [
        _user(server, level, left, random.Random(f"{seed} {at}"), end) for at in range(level.users)
    ]
    return [reply for replies in await asyncio.gather(*users) for reply in replies]


async def _user(
    server: ModelServer, level: Level, left: Iterator[Question], rng: random.Random, end: float
) -> list[Reply]:
    replies: list[Reply] = []
    await asyncio.sleep(rng.uniform(0, level.think_s))
    for question in left:
        body = {
            "model": server.model,
            "messages": question.messages(),
            "temperature": 0,
            "max_tokens": level.max_tokens,
            "stream": True,
        }
        replies.append(await ask(server.port, body, "/v1/chat/completions"))
        pause = rng.expovariate(1 / level.think_s)
        if time.monotonic() + pause > end:
            break
        await asyncio.sleep(pause)
    return replies


def percentiles(values: list[float]) -> dict[int, float]:
    """By nearest rank; nan where there is none."""
    ranked = sorted(values)
    return {
        share: ranked[min(len(ranked) - 1, len(ranked) * share // 100)] if ranked else float("nan")
        for share in PERCENTILES
    }
