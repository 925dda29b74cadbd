"""How equal every export of the embedded model is to it, run by the engine it is meant for.

The specialists are given random down-projections first: at birth they are silent, and parity would
be that of the dense model. Two mixtures are exported: the standard one, and one whose weights are
renormalised over the chosen, which Granite needs. vLLM runs in an environment of its own, made
under `--cache`. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast
from transformers.utils import logging

from apps.shared.settings import settings
from benchmarks.peers.environment import VLLM, PeerMissing, interpreter
from core_model.build import build
from core_model.export.parity import GREEDY, agreed, continuation, prompts
from core_model.export.report import Report
from core_model.export.write import Target, Weights, export
from core_model.load import load_model
from core_model.model import CoreForCausalLM, own_neurons

SPREAD = 0.05
EXPORTS: tuple[tuple[str, str, Target, Weights], ...] = (
    ("qwen2moe", "standard", "qwen2moe", "F32"),
    ("granite", "renormalised", "granite", "F32"),
    ("gguf", "standard", "gguf", "F32"),
    ("gguf_renormalised", "renormalised", "gguf", "F32"),
    ("gguf_f16", "standard", "gguf", "F16"),
    ("gguf_q8_0", "standard", "gguf", "Q8_0"),
    ("gguf_q4_1", "standard", "gguf", "Q4_1"),
    ("onnx", "standard", "onnx", "F32"),
)


def speaking(folder: Path, *, renormalised: bool) -> CoreForCausalLM:
    """The model in `folder` in fp32 with random down-projections, zero where it is padding."""
    model = load_model(folder, torch.float32).eval()
    model.config.norm_topk_prob = renormalised
    own_EDW = own_neurons(model.config)[:, None, :]
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for panel in model.panels():
            panel.router.renormalise = renormalised
            down = panel.specialists.down_proj
            down.copy_(torch.randn(down.shape, generator=generator) * SPREAD * own_EDW)
    return model


def saved(folder: Path, into: Path, *, renormalised: bool) -> Path:
    """The speaking model and its tokenizer in a folder."""
    speaking(folder, renormalised=renormalised).save_pretrained(into)
    PreTrainedTokenizerFast.from_pretrained(folder).save_pretrained(into)
    return into


def loudness(folder: Path, origin: Path) -> float:
    """Largest difference that the random specialists make to the model's logits."""
    ids = torch.tensor([prompts(PreTrainedTokenizerFast.from_pretrained(folder))[0]])
    with torch.inference_mode():
        loud, silent = (load_model(path, torch.float32)(ids).logits for path in (folder, origin))
    return (loud - silent).abs().max().item()


@torch.inference_mode()
def rounding(origin: Path) -> float:
    """Largest difference between the mixture's own logits in fp32 and in fp64.

    What two correct fp32 engines may differ by: they add in another order.
    """
    asked = prompts(PreTrainedTokenizerFast.from_pretrained(origin))
    model = load_model(origin, torch.float32)
    ids = [torch.tensor([[*prompt, *continuation(model, prompt)]]) for prompt in asked]
    single = [model(text).logits for text in ids]
    model.double()
    double = [model(text).logits for text in ids]
    return max((a - b).abs().max().item() for a, b in zip(single, double, strict=True))


def vllm_greedy(python: Path, exported: Path, origin: Path) -> int:
    """Greedy tokens of vLLM equal to ours before the first that is not, in the worst prompt."""
    asked = prompts(PreTrainedTokenizerFast.from_pretrained(origin))
    script = Path(__file__).parent / "peers" / "vllm_greedy.py"
    done = subprocess.run(
        [str(python), str(script), str(exported), json.dumps(asked), str(GREEDY)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("GREEDY ")]
    if not lines:
        raise RuntimeError(f"vLLM ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    theirs = json.loads(lines[-1].removeprefix("GREEDY "))
    model = load_model(origin, torch.float32)
    return min(
        agreed(continuation(model, prompt), said)
        for prompt, said in zip(asked, theirs, strict=True)
    )


def row(name: str, report: Report) -> dict[str, float | int]:
    """Prints one line of the table and gives its figures."""
    found = report.parity
    assert found is not None, report.unverified_because
    print(
        f"{name:18} {report.weights:5} {found.max_difference:10.2e}"
        f" {found.greedy_equal:3}/{found.greedy_of}  {found.compared} in {found.runner}",
        flush=True,
    )
    return {f"{name}_max_diff": found.max_difference, f"{name}_greedy": found.greedy_equal}


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="folder of a model; else the embedded one")
    parser.add_argument("--cache", type=Path, help="where environments of peers are kept")
    parser.add_argument("--only", nargs="*", help="names of exports (without: all and vLLM)")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    chosen, of = options(argv), settings()
    logging.disable_progress_bar()
    origin = chosen.model or build(of.home / "models", of.base_model)
    result: dict[str, float | int | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = {
            "standard": saved(origin, home / "standard", renormalised=False),
            "renormalised": saved(origin, home / "renormalised", renormalised=True),
        }
        result["specialists_max_effect"] = loudness(made["standard"], origin)
        print(f"the specialists move the logits by up to {result['specialists_max_effect']:.2f}")
        result["fp32_to_fp64"] = rounding(made["standard"])
        print(f"the mixture in fp32 and in fp64 differ by up to {result['fp32_to_fp64']:.2e}")
        for name, mixture, target, weights in EXPORTS:
            if not chosen.only or name in chosen.only:
                report = export(made[mixture], target, home / name, weights=weights)
                result |= row(name, report)
        if not chosen.only or "vllm" in chosen.only:
            result |= in_vllm(home, made, chosen.cache or of.home / "peers")
    print(json.dumps(result))


def in_vllm(home: Path, made: dict[str, Path], cache: Path) -> dict[str, int | None]:
    """Greedy tokens of both plain checkpoints in vLLM; None where it could not be installed."""
    try:
        python = interpreter(VLLM, cache)
    except PeerMissing as problem:
        print(f"vLLM not run: {problem}")
        return {"vllm_greedy": None, "vllm_granite_greedy": None}
    found = {}
    for key, name, mixture in (
        ("vllm_greedy", "qwen2moe", "standard"),
        ("vllm_granite_greedy", "granite", "renormalised"),
    ):
        found[key] = vllm_greedy(python, home / name, made[mixture])
        print(
            f"{name:18} F32              {found[key]:3}/{GREEDY}  greedy tokens in vLLM", flush=True
        )
    return found


if __name__ == "__main__":
    main()
