"""Times generation on this CPU: our engine beside its peers, in one run.

`python -m benchmarks.generation [--data DIR]`. Three tasks: one request decoding, one prompt being
read, sixteen requests at once. Every engine answers the same prompts (generated, or cut from the
texts under DIR) with the same number of threads; rounds go round the engines, and the best of all
rounds counts, since other work on the machine can only slow a run down. Peers run over the dense
base, ours over the mixture, which has 20% more active parameters. Environments of peers are made
under `--cache`. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from apps.shared.settings import settings
from benchmarks.peers.environment import (
    COMPILED,
    EAGER,
    LLAMA_CPP,
    OPENVINO,
    VLLM,
    Peer,
    PeerMissing,
    interpreter,
)
from benchmarks.peers.job import MARK, Job
from benchmarks.quantisation import in_torch, losses, native, texts, windows
from core_model.base import find_base
from core_model.build import build, build_with
from core_model.dense import load_dense, load_tokenizer
from core_model.load import load_model
from core_model.recipe import Recipe

DECODE, PREFILL, MANY = "decode, 1 request", "prefill, 512 tokens", "16 requests at once"
NEARLY_DENSE = Recipe(widths=(32,), top_k=1)
"""What the mixture is held against on the same engine: one specialist, 2% wider than dense."""
MEMORY_BYTES_S = 31e9
"""Read by two threads on the machine that the goals were set on; `--memory-gb-s` sets another."""


@dataclass(frozen=True, slots=True)
class Task:
    """So many prompts of so many tokens, each answered with `new` tokens; `count` is per second."""

    name: str
    prompts: int
    length: int
    new: int
    repeats: int

    def rate(self, figures: dict[str, float]) -> float:
        """Tokens a second of what this task is about."""
        if self.name == PREFILL:
            return self.length / figures["whole_s"]
        if self.name == MANY:
            return self.prompts * self.new / figures["whole_s"]
        return (self.new - 1) / figures["rest_s"]


TASKS = (
    Task(DECODE, 1, 32, 128, 3),
    Task(PREFILL, 1, 512, 1, 5),
    Task(MANY, 16, 64, 64, 2),
)


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine with the checkpoint it runs; `bits` of a weight, where one can say."""

    label: str
    peer: Peer
    model: Path
    bits: float
    options: dict[str, object] = field(default_factory=dict)
    tasks: frozenset[str] = frozenset({DECODE, PREFILL, MANY})


OURS = Peer("ours", "ours_peer.py")


def contenders(home: Path, work: Path, base_name: str | None) -> list[Contender]:
    """Ours at 8 and 4 bits on the mixture; the peers on the dense base that it was made from."""
    base = find_base(base_name)
    mixture, dense = build(home, base_name), work / "dense"
    bare = build_with(NEARLY_DENSE, home, base_name)
    if not (dense / "config.json").is_file():
        model = load_dense(base)
        model.bfloat16().save_pretrained(dense)
        load_tokenizer(base, model.config.max_position_embeddings).save_pretrained(dense)
    found = [
        Contender("ours, 8 bits", OURS, mixture, 8, {"bits": 8}),
        Contender("ours, 4 bits", OURS, mixture, 4, {"bits": 4}),
        Contender("ours, 8 bits, nearly dense", OURS, bare, 8, {"bits": 8}),
        Contender("transformers, bf16, mixture", EAGER, mixture, 16),
        Contender("transformers, bf16, dense", EAGER, dense, 16),
        Contender("torch.compile, bf16", COMPILED, dense, 16, tasks=frozenset({DECODE})),
        Contender("vLLM CPU, bf16", VLLM, dense, 16),
    ]
    if base.gguf is not None:
        file = base.folder / base.gguf
        found.insert(3, Contender("llama.cpp, Q4_1", LLAMA_CPP, file, 4))
        found.insert(4, Contender("OpenVINO GenAI, Q4_1 file", OPENVINO, file, 8))
    return found


def prompts(
    task: Task, tokenizer: PreTrainedTokenizerFast, words: str
) -> tuple[list[list[int]], list[str]]:
    """Token ids and the same as text, each prompt another stretch of `words`."""
    ids: list[int] = tokenizer(words, add_special_tokens=False, verbose=False)["input_ids"]
    needed = task.prompts * task.length
    ids = (ids * (needed // len(ids) + 1))[:needed]
    cut = [ids[at : at + task.length] for at in range(0, needed, task.length)]
    return cut, [str(tokenizer.decode(one)) for one in cut]


def run(contender: Contender, job: Job, python: Path) -> list[dict]:
    """The reports of one contender. Raises RuntimeError with the end of what it said."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "OMP_NUM_THREADS": str(job.threads), "HF_HUB_OFFLINE": "1"}
    if python == Path(sys.executable):
        environment["PYTHONPATH"] = str(root)
    command = [str(python), str(contender.peer.path), json.dumps(asdict(job))]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=900, cwd=root
    )
    reports = [
        json.loads(line.removeprefix(MARK))
        for line in done.stdout.splitlines()
        if line.startswith(MARK)
    ]
    if done.returncode or len(reports) != job.repeats:
        raise RuntimeError(f"{contender.label}: {done.stderr.strip()[-600:]}")
    return reports


Rates = dict[tuple[str, int, str], tuple[float, float]]
"""(task, threads, label) -> tokens a second, and seconds of the processor, of the best repeat."""


def measure(
    found: Sequence[Contender],
    plan: Iterable[tuple[Task, int]],
    rounds: int,
    words: str,
    cache: Path,
) -> Rates:
    """Goes round all contenders, task by task. What cannot run is named and left out."""
    pythons: dict[str, Path] = {}
    for peer in {contender.peer.name: contender.peer for contender in found}.values():
        try:
            pythons[peer.name] = interpreter(peer, cache)
        except PeerMissing as problem:
            print(f"left out: {problem}", file=sys.stderr)
    tokenizer = load_tokenizer(find_base(None), 8192)
    rates: Rates = {}
    for task, threads in plan:
        ids, written = prompts(task, tokenizer, words)
        for contender in [one for one in found if task.name in one.tasks] * rounds:
            if contender.peer.name not in pythons:
                continue
            model = str(contender.model)
            job = Job(model, ids, written, task.new, threads, task.repeats, contender.options)
            try:
                reports = run(contender, job, pythons[contender.peer.name])
            except (RuntimeError, subprocess.TimeoutExpired) as problem:
                print(f"failed: {problem}", file=sys.stderr)
                continue
            best = max((task.rate(one), one["cpu_s"]) for one in reports)
            key = (task.name, threads, contender.label)
            rates[key] = max(best, rates.get(key, (0.0, 0.0)))
            print(f"… {task.name}, {threads} threads, {contender.label}: {best[0]:.1f}", flush=True)
    return rates


def show(rates: Rates, found: Sequence[Contender]) -> None:
    """One table a task: tokens a second at each number of threads, beside ours."""
    for task in TASKS:
        counts = sorted({threads for name, threads, _ in rates if name == task.name})
        if not counts:
            continue
        print(f"\n{task.name}: tokens/s (processor seconds)")
        print(f"{'':32}" + "".join(f"{f'{count} thread(s)':>22}" for count in counts))
        for contender in found:
            cells = [rates.get((task.name, count, contender.label)) for count in counts]
            if any(cells):
                shown = [f"{c[0]:.1f} ({c[1]:.1f})" if c else "–" for c in cells]
                print(f"{contender.label:32}" + "".join(f"{cell:>22}" for cell in shown))


def summary(rates: Rates, threads: int, bytes_read: dict[int, int], bytes_s: float) -> dict:
    """The figures by their names; None where one of a ratio's sides is missing."""

    def rate(task: str, label: str) -> float | None:
        found = rates.get((task, threads, label))
        return None if found is None else found[0]

    def ratio(task: str, ours: str, peer: str) -> float | None:
        one, other = rate(task, ours), rate(task, peer)
        return None if one is None or other is None else round(one / other, 3)

    eight, four = "ours, 8 bits", "ours, 4 bits"
    decode = rate(DECODE, four)
    openvino, dense = "OpenVINO GenAI, Q4_1 file", "ours, 8 bits, nearly dense"
    overhead = ratio(DECODE, dense, eight)
    reading = ratio(PREFILL, dense, eight)
    return {
        "threads": threads,
        "decode_tok_s": decode,
        "decode_8bit_tok_s": rate(DECODE, eight),
        "floor_share": None if decode is None else round(decode * bytes_read[4] / bytes_s, 3),
        "decode_vs_compile": ratio(DECODE, four, "torch.compile, bf16"),
        "decode_vs_openvino": ratio(DECODE, four, openvino),
        "decode_8bit_vs_openvino": ratio(DECODE, eight, openvino),
        "decode_vs_llamacpp": ratio(DECODE, four, "llama.cpp, Q4_1"),
        "prefill_vs_openvino": ratio(PREFILL, eight, openvino),
        "batch16_vs_vllm": ratio(MANY, eight, "vLLM CPU, bf16"),
        "moe_overhead": None if overhead is None else round(overhead - 1, 3),
        "moe_overhead_prefill": None if reading is None else round(reading - 1, 3),
    }


def active_bytes(folder: Path) -> dict[int, int]:
    """Bytes of weights that one token reads at 8 and at 4 bits, scales included."""
    shape = json.loads((folder / "config.json").read_text())
    width, layers = shape["hidden_size"], shape["num_hidden_layers"]
    depth = width // shape["num_attention_heads"]
    attention = width * depth * 2 * (shape["num_attention_heads"] + shape["num_key_value_heads"])
    widths = shape.get("specialist_widths") or []
    chosen = shape["num_experts_per_tok"] * sum(widths) / len(widths) if widths else 0
    blocks = layers * (attention + 3 * width * (shape["intermediate_size"] + chosen))
    head = width * shape["vocab_size"] * 8.5 / 8  # in 8 bits always
    return {8: int(blocks * 8.5 / 8 + head), 4: int(blocks * 5 / 8 + head)}


def int8_ppl_ratio(data: Path, folder: Path) -> float:
    """Perplexity of the native step with 8-bit weights over fp32, on texts under `data`."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    cut = [one for text in texts(data).values() for one in windows(text, tokenizer, 4)]
    eight, runner = native(folder, 8, os.cpu_count() or 1)
    ratio = math.exp(losses(eight, cut) - losses(in_torch(load_model(folder, torch.float32)), cut))
    runner.close()
    return round(ratio, 4)


def texts_under(folder: Path | None) -> str:
    """Some text: the beginnings of three domains' texts under a folder, or generated sentences."""
    if folder is not None:
        return "\n".join(text[:20_000] for text in texts(folder).values())
    places = ("harbour", "ward", "school", "plant", "archive", "market", "orchard", "station")
    return " ".join(
        f"In year {1900 + n} the {places[n % 8]} of district {n * 37 % 101} counted"
        f" {n * 7919 % 9973} entries, of which {n * 31 % 97} percent were later revised by its"
        f" {places[n * 5 % 8]}."
        for n in range(400)
    )


def main() -> None:
    """Reads the command line, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="public data to cut prompts from")
    parser.add_argument("--cache", type=Path, help="where environments of peers are kept")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--tasks", nargs="+", help="beginnings of the names of tasks to run")
    parser.add_argument("--only", nargs="+", help="beginnings of the labels of contenders to run")
    parser.add_argument("--memory-gb-s", type=float, default=MEMORY_BYTES_S / 1e9)
    given = parser.parse_args()
    of = settings()
    cache = given.cache or of.home / "peers"
    cache.mkdir(parents=True, exist_ok=True)
    found = contenders(of.home / "models", cache, of.base_model)
    if given.only:
        found = [one for one in found if any(one.label.startswith(name) for name in given.only)]
    print(f"load of the machine before: {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors")
    tasks = [one for one in TASKS if one.name.startswith(tuple(given.tasks or ("",)))]
    plan = [(task, threads) for task in tasks for threads in given.threads]
    began = time.perf_counter()
    rates = measure(found, plan, given.rounds, texts_under(given.data), cache)
    show(rates, found)
    print(f"load after: {os.getloadavg()[0]:.2f}; {time.perf_counter() - began:.0f} s")
    mixture = build(of.home / "models", of.base_model)
    figures = summary(rates, max(given.threads), active_bytes(mixture), given.memory_gb_s * 1e9)
    kept = None if given.data is None else int8_ppl_ratio(given.data, mixture)
    print(json.dumps(figures | {"int8_ppl_ratio": kept}))


if __name__ == "__main__":
    main()
