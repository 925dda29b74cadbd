"""Perplexity and size of the embedded model in 8 and 4 bits, beside fp32.

On text of three domains that no training of this project reads: paragraphs of OpenStax Elementary
Algebra 2e, contexts of PubMedQA (labelled part), paragraphs of TAT-QA (dev). Windows of 512 tokens,
each scored from its second token on. The native runner computes its own 8 and 4 bits. The last line
is JSON; ratios are to fp32.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import PreTrainedTokenizerFast
from transformers.utils import logging

from apps.shared.settings import settings
from benchmarks.packed import read_json, read_jsonl
from core_model.build import build
from core_model.config import CoreConfig, parameters
from core_model.engine.native_runner import NativeRunner
from core_model.engine.runner import Work
from core_model.load import load_model
from core_model.model import CoreForCausalLM
from core_model.quantise import SCHEMES, quantise
from core_model.quantised_folder import save_quantised

WINDOW = 512
BLOCK = 16

Logits = Callable[[list[int]], torch.Tensor]


def texts(data: Path) -> dict[str, str]:
    """Running text of each domain."""
    return {
        "education": "\n\n".join(_algebra(data / "education/openstax_elementary_algebra")),
        "medical": "\n\n".join(_pubmed(data / "medical/pubmedqa")),
        "finance": "\n\n".join(_tatqa(data / "finance/tatqa")),
    }


def _algebra(folder: Path) -> Iterator[str]:
    for passage in read_jsonl(folder / "passages.jsonl"):
        if passage["kind"] == "para":
            yield passage["text"]


def _pubmed(folder: Path) -> Iterator[str]:
    for record in read_json(folder / "pqal.json").values():
        yield from record["CONTEXTS"]


def _tatqa(folder: Path) -> Iterator[str]:
    for report in read_json(folder / "tatqa_dataset_dev.json"):
        for paragraph in report["paragraphs"]:
            yield paragraph["text"]


def windows(text: str, tokenizer: PreTrainedTokenizerFast, count: int) -> list[list[int]]:
    """Windows of tokens spread evenly over the text."""
    ids = tokenizer(text[:2_000_000])["input_ids"]
    step = (len(ids) - WINDOW) // count
    return [ids[at * step : at * step + WINDOW] for at in range(count)]


@torch.inference_mode()
def losses(logits: Logits, cut: Sequence[list[int]]) -> float:
    """Mean cross-entropy in nats a token."""
    found = [F.cross_entropy(logits(ids)[:-1].float(), torch.tensor(ids[1:])).item() for ids in cut]
    return sum(found) / len(found)


def measured(name: str, logits: Logits, cut: dict[str, list[list[int]]]) -> dict[str, float]:
    """Perplexity of each domain and, as `all`, of all windows."""
    began, cpu = time.perf_counter(), time.process_time()
    nats = {domain: losses(logits, some) for domain, some in cut.items()}
    nats["all"] = sum(nats.values()) / len(nats)
    found = {domain: math.exp(value) for domain, value in nats.items()}
    row = "  ".join(f"{domain} {value:8.4f}" for domain, value in found.items())
    spent = f"{time.perf_counter() - began:.0f} s wall, {time.process_time() - cpu:.0f} s CPU"
    print(f"{name:14} {row}   {spent}", flush=True)
    return found


def in_torch(model: CoreForCausalLM) -> Logits:
    """Logits of a whole window by the model."""
    return lambda ids: model(torch.tensor([ids])).logits[0]


def native(folder: Path, bits: int, threads: int) -> tuple[Logits, NativeRunner]:
    """Logits of a whole window by the native runner."""
    blocks = WINDOW // BLOCK
    runner = NativeRunner(
        folder, num_blocks=blocks, block_size=BLOCK, bits=8 if bits == 8 else 4, threads=threads
    )

    def logits(ids: list[int]) -> torch.Tensor:
        work = Work(tokens=ids, cached=0, position=0, blocks=range(blocks), wanted="all")
        found = runner.step([work])[0].logits
        assert found is not None
        return found

    return logits, runner


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder of a model; else the embedded one")
    parser.add_argument("--windows", type=int, default=4, help="windows of 512 tokens a domain")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    chosen, of = options(argv), settings()
    logging.disable_progress_bar()
    torch.set_num_threads(chosen.threads)
    folder = chosen.model or build(of.home / "models", of.base_model)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    cut = {
        domain: windows(text, tokenizer, chosen.windows)
        for domain, text in texts(chosen.data).items()
    }
    whole = (folder / "model.safetensors").stat().st_size
    unpadded = 4 * parameters(CoreConfig.from_pretrained(folder))[0]
    print(f"fp32: {whole / 1e6:.0f} MB stored, {unpadded / 1e6:.0f} MB without padding")
    base = measured("fp32", in_torch(load_model(folder, torch.float32)), cut)
    result: dict[str, float | int] = {
        "tokens": 3 * chosen.windows * WINDOW,
        "fp32_ppl": base["all"],
    }
    with tempfile.TemporaryDirectory() as place:
        for mode in SCHEMES:
            model = quantise(load_model(folder, torch.float32), mode)
            size = save_quantised(model, Path(place) / mode)
            found = measured(mode, in_torch(model), cut)
            result[f"{mode}_ppl_ratio"] = found["all"] / base["all"]
            result[f"{mode}_size_ratio"] = whole / size
            result[f"{mode}_size_ratio_unpadded"] = unpadded / size
    for bits in (8, 4):
        logits, runner = native(folder, bits, chosen.threads)
        found = measured(f"native {bits} bit", logits, cut)
        result[f"native_int{bits}_ppl_ratio"] = found["all"] / base["all"]
        runner.close()
    result["int4_ppl_ratio"] = result["native_int4_ppl_ratio"]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
