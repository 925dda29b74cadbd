"""Exports a model folder for another engine, runs the result, and reports how equal it is.

Knows the targets and their order of work; what each computes is in its own file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal, get_args

import torch
from torch import nn
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerFast
from transformers import __version__ as transformers_version

from core_model.export.granite import granite_losses, to_granite
from core_model.export.parity import Parity, measure, prompts
from core_model.export.plain import Losses, Weights
from core_model.export.qwen2moe import qwen2moe_losses, to_qwen2moe
from core_model.export.report import Report, write_report
from core_model.load import load_model
from core_model.model import CoreForCausalLM

Target = Literal["qwen2moe", "granite", "gguf", "onnx"]

ALLOWED: dict[Target, tuple[Weights, ...]] = {
    "qwen2moe": ("F32", "F16", "BF16"),
    "granite": ("F32", "F16", "BF16"),
    "gguf": ("F32", "F16", "Q8_0", "Q4_1"),
    "onnx": ("F32",),
}
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
GGUF_FILE, ONNX_FILE = "model.gguf", "model.onnx"


@dataclass(frozen=True, slots=True)
class Source:
    """The mixture in fp32 with its tokenizer, and how its weights shall be written."""

    model: CoreForCausalLM
    tokenizer: PreTrainedTokenizerFast
    weights: Weights


Found = tuple[Losses, Parity | None, str | None]


def export(
    folder: Path,
    target: Target,
    into: Path,
    *,
    weights: Weights = "F32",
    adapter: Path | None = None,
) -> Report:
    """Writes the model in `folder`, an adapter merged, for `target` into the new folder `into`.

    The folder appears whole, with `PARITY.json` and a README.md, or not at all. Raises ValueError
    for what the target cannot compute, FileExistsError where `into` holds something.
    """
    check_weights(target, weights)
    if into.exists() and any(into.iterdir()):
        raise FileExistsError(f"{into} is not empty; give a new folder")
    source = _source(folder, weights, adapter)
    into.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=".exporting-", dir=into.parent))
    try:
        report = _made(source, target, made, adapter)
        write_report(report, made)
        made.chmod(0o755)
        made.replace(into)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return report


def check_weights(target: Target, weights: Weights) -> None:
    """Raises ValueError for a target or a number format that does not exist there."""
    if target not in get_args(Target):
        raise ValueError(f"target {target!r} is none of {', '.join(get_args(Target))}")
    if weights not in ALLOWED[target]:
        raise ValueError(f"weights {weights!r}: {target} takes {', '.join(ALLOWED[target])}")


def _source(folder: Path, weights: Weights, adapter: Path | None) -> Source:
    model = load_model(folder, torch.float32).eval()
    if adapter is not None:
        from core_model.export.adapter import merged

        model = merged(model, adapter)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    return Source(model, tokenizer, weights)


def _made(source: Source, target: Target, made: Path, adapter: Path | None) -> Report:
    writers: dict[Target, Callable[[Source, Path], Found]] = {
        "qwen2moe": lambda source, made: _plain(source, made, to_qwen2moe, qwen2moe_losses),
        "granite": lambda source, made: _plain(source, made, to_granite, granite_losses),
        "gguf": _gguf,
        "onnx": _onnx,
    }
    losses, parity, unverified = writers[target](source, made)
    source.tokenizer.save_pretrained(made)
    return Report(
        target=target,
        weights=source.weights,
        adapter=None if adapter is None else adapter.name,
        not_represented=list(losses.not_represented),
        notes=list(losses.notes),
        parity=parity,
        unverified_because=unverified,
    )


def _plain(
    source: Source,
    made: Path,
    convert: Callable[[CoreForCausalLM], PreTrainedModel],
    losses: Callable[[CoreForCausalLM], Losses],
) -> Found:
    plain = convert(source.model)
    nn.Module.to(plain, DTYPES[source.weights])
    plain.save_pretrained(made)
    loaded = AutoModelForCausalLM.from_pretrained(made, dtype=torch.float32, local_files_only=True)
    parity = measure(
        source.model,
        prompts(source.tokenizer),
        lambda text: loaded(torch.tensor([text])).logits[0],
        f"transformers {transformers_version}, {type(plain).__name__}",
    )
    rounded = (
        [] if source.weights == "F32" else [f"weights and routing rounded to {source.weights}"]
    )
    return losses(source.model).plus(not_represented=rounded), parity, None


def _gguf(source: Source, made: Path) -> Found:
    from core_model.export.gguf import gguf_losses, write_gguf
    from core_model.export.llama_cpp import measure_in_llama_cpp

    write_gguf(source.model, source.tokenizer, made / GGUF_FILE, source.weights)
    losses = gguf_losses(source.model, source.weights)
    try:
        parity = measure_in_llama_cpp(
            source.model, prompts(source.tokenizer), made / GGUF_FILE, torch.get_num_threads()
        )
    except ModuleNotFoundError:
        return losses, None, "xllamacpp is not installed (`pip install xllamacpp`)"
    return losses, parity, None


def _onnx(source: Source, made: Path) -> Found:
    from core_model.export.onnx import measure_in_onnx, onnx_losses, write_onnx

    write_onnx(source.model, made / ONNX_FILE)
    parity = measure_in_onnx(source.model, prompts(source.tokenizer), made / ONNX_FILE)
    return onnx_losses(source.model), parity, None
