"""Times the server under load, then soaks it: `python -m benchmarks.serving`.

The real server runs as a process of its own over the embedded model (`--model-folder`, or the
installation's). 1, 4 and 16 users ask synthetic questions over synthetic passages; then
`--requests` requests of every kind, many of them broken off, look for what is lost or kept.
`--vllm PYTHON CHECKPOINT` puts vLLM's server, from an environment that has it, under the same load.
Bounded in count and time; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from apps.shared.settings import settings
from benchmarks.serving_load import Level, Waiting, measure
from benchmarks.serving_process import ModelServer, model_server, own_command, vllm_command
from benchmarks.serving_soak import report, soak
from core_model.build import build
from core_model.server.config import MODEL_NAME

USERS = (1, 4, 16)
_REPORTED_USERS = 4


def main() -> None:
    given = _options().parse_args()
    folder = given.model_folder or build(settings().home / "models", settings().base_model)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as logs:
        found = _ours(given, folder, Path(logs))
        if given.vllm:
            python, checkpoint = map(Path, given.vllm)
            command = vllm_command(python, checkpoint)
            with model_server(command, "peer", Path(logs) / "vllm.log") as server:
                found["vllm"] = [asdict(one) for one in _levels(server, given, "vllm")]
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    print(json.dumps(found))


def _ours(given: argparse.Namespace, folder: Path, logs: Path) -> dict:
    command = own_command(folder, given.adapter)
    names = [MODEL_NAME, *(adapter.partition("=")[0] for adapter in given.adapter)]
    with model_server(command, MODEL_NAME, logs / "server.log") as server:
        levels = _levels(server, given, "ours")
        peak = server.peak_rss
        soaked = soak(server, given.requests, names, given.seed)
        print(report(soaked))
        return {
            "ttft_p95_ms": _p95(levels),
            "levels": [asdict(one) for one in levels],
            "peak_rss_mb": peak >> 20,
            "soak_sent": sum(soaked.sent.values()),
            "soak_lost": sum(soaked.lost.values()),
            "blocks_leaked": soaked.blocks_leaked,
            "soak_rss_before_mb": soaked.rss_before >> 20,
            "soak_rss_halfway_mb": soaked.rss_halfway >> 20,
            "soak_rss_after_mb": soaked.rss_after >> 20,
        }


def _levels(server: ModelServer, given: argparse.Namespace, name: str) -> list[Waiting]:
    _warm_up(server, given)
    print(f"{name}: milliseconds at p50 / p95 / p99")
    levels = []
    for users in USERS:
        asked = min(given.per_user * users + 8, given.most)
        level = Level(users, asked, given.think, given.max_tokens, given.seconds)
        found = measure(server, level, f"{name}-{given.seed}-{users}", given.seed)
        levels.append(found)
        print(_row(found))
    print(f"  peak memory {server.peak_rss >> 20} MB")
    return levels


def _warm_up(server: ModelServer, given: argparse.Namespace) -> None:
    level = Level(1, 2, 0.1, given.max_tokens, given.seconds)
    measure(server, level, f"warm-{given.seed}", given.seed + 1)


def _row(found: Waiting) -> str:
    first = " / ".join(f"{value:.0f}" for value in found.first_ms.values())
    between = " / ".join(f"{value:.1f}" for value in found.between_ms.values())
    return (
        f"  {found.users:2d} users: first token {first}, between tokens {between},"
        f" {found.tokens_s:.0f} tokens/s, {found.answered} answered, {found.failed} failed,"
        f" {found.wall_s:.0f} s, {found.cpu_s:.0f} s of processor"
    )


def _p95(levels: list[Waiting]) -> float:
    return next(one.first_ms[95] for one in levels if one.users == _REPORTED_USERS)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="taken and not needed: the prompts are synthetic")
    parser.add_argument("--model-folder", type=Path, help="a built model")
    parser.add_argument("--adapter", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--requests", type=int, default=2000, help="of the soak")
    parser.add_argument("--per-user", type=int, default=8, help="questions of a user")
    parser.add_argument("--most", type=int, default=96, help="questions of a level")
    parser.add_argument("--think", type=float, default=4.0, help="mean pause of a user, seconds")
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=150.0, help="limit of a level")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vllm", nargs=2, metavar=("PYTHON", "CHECKPOINT"))
    return parser


if __name__ == "__main__":
    main()
