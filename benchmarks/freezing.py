"""Peak memory of one training step of the embedded model: everything, and routers with two experts.

Each in a process of its own: load in fp32, one step of AdamW over 1 x 256 tokens, largest resident
set since before loading. The last line is JSON; the ratio is frozen to full.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from apps.shared.settings import settings
from core_model.build import build

TOKENS = 256
CHOSEN = (0, 7)


def step(folder: Path, frozen: bool, checkpointed: bool) -> dict[str, float]:
    """One step in this process; bytes above what the imports took, and seconds."""
    import torch

    from core_model.freezing import freeze
    from core_model.load import load_model

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    model = load_model(folder, torch.float32).train()
    if checkpointed:
        model.activation_checkpointing_enable()
    trained = freeze(model, specialists=CHOSEN) if frozen else list(model.parameters())
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    ids = torch.randint(model.config.vocab_size, (1, TOKENS))
    began, cpu = time.perf_counter(), time.process_time()
    model(ids, labels=ids).loss.backward()
    optimizer.step()
    return {
        "bytes": 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before),
        "trained": sum(weight.numel() for weight in trained),
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
    }


def elsewhere(folder: Path, *flags: str) -> dict[str, float]:
    """`step` in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.freezing", "--step", "--model", str(folder)]
    done = subprocess.run([*command, *flags], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="folder of a model; else the embedded one")
    parser.add_argument("--step", action="store_true", help="do one step in this process")
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--checkpointed", action="store_true")
    chosen = parser.parse_args(argv)
    if chosen.step:
        print(json.dumps(step(chosen.model, chosen.frozen, chosen.checkpointed)))
        return
    of = settings()
    folder = chosen.model or build(of.home / "models", of.base_model)
    result: dict[str, float] = {}
    for name, flags in (
        ("full", ()),
        ("full_checkpointed", ("--checkpointed",)),
        ("frozen", ("--frozen",)),
        ("frozen_checkpointed", ("--frozen", "--checkpointed")),
    ):
        found = elsewhere(folder, *flags)
        print(
            f"{name:20} {found['bytes'] / 1e6:6.0f} MB  {found['trained'] / 1e6:6.1f} M trained"
            f"  {found['cpu_s']:.1f} s CPU  {found['wall_s']:.1f} s wall",
            flush=True,
        )
        result[f"{name}_mb"] = found["bytes"] / 1e6
    result["freeze_memory_ratio"] = result["frozen_mb"] / result["full_mb"]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
