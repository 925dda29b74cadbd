"""Kills a writer of the index at random moments and checks what is left.

`python -m benchmarks.index_kills --rounds 1000`. Each round, a process adds and removes documents
and notes each as done only when the call has returned; SIGKILL ends it somewhere in between, in
the middle of a transaction or of writing the cache. Then the index is opened again and has to
hold: every document noted as added and not touched since is found first by its own word and
quotes its own text; nothing noted as removed is found; whatever else is there is whole. Documents
are synthetic. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.doomed_writer import open_index, problems, state, write

PATIENCE = 60.0
"""Seconds that a writer is given to write its first notes."""


def kill_rounds(folder: Path, rounds: int, seed: int) -> tuple[list[str], int, int]:
    """Problems over all rounds, documents noted as added, caches put aside."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.doomed_writer"])
    rng = random.Random(seed)
    log = folder / "notes.txt"
    found: list[str] = []
    rebuilt = 0
    for number in range(rounds):
        first = 1 + number * 10_000
        writer = context.Process(target=write, args=(folder / "index", log, first, number))
        wanted = _lines(log) + rng.randint(1, 16)
        writer.start()
        _wait(log, wanted)
        time.sleep(rng.random() * 0.03)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        index = open_index(folder / "index")
        found += [f"round {number}: {text}" for text in problems(index, log, rng)]
        rebuilt += len(index.notices)
        index.close()
    there, gone, _ = state(log)
    return found, len(there) + len(gone), rebuilt


def _lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def _wait(log: Path, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while _lines(log) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the writer noted nothing in {PATIENCE} s; see its error output")
        time.sleep(0.002)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp())
    try:
        found, documents, rebuilt = kill_rounds(folder, chosen.rounds, chosen.seed)
    finally:
        shutil.rmtree(folder)
    for problem in found:
        print(problem)
    result = {"kills": chosen.rounds, "wrong": len(found), "documents": documents}
    print(json.dumps(result | {"caches_rebuilt": rebuilt}))


if __name__ == "__main__":
    main()
