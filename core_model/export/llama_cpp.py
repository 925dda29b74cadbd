"""Runs a GGUF in llama.cpp and compares it with the mixture it came from.

Needs the wheel `xllamacpp`, which only checking needs. Everything that llama.cpp rounds by default
is set to fp32: its cache, and attention without its flash kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from core_model.export.parity import GREEDY, Parity, agreed, continuation
from core_model.model import CoreForCausalLM

LIKELIEST = 10


def measure_in_llama_cpp(
    model: CoreForCausalLM, asked: Sequence[list[int]], path: Path, threads: int = 1
) -> Parity:
    """Compares the log-probabilities of the ten likeliest tokens at each greedy step.

    Raises ModuleNotFoundError without xllamacpp, RuntimeError where llama.cpp refuses the file.
    """
    server = _server(path, max(map(len, asked)) + GREEDY + 8, threads)
    worst, equal = 0.0, GREEDY
    for prompt in asked:
        said = continuation(model, prompt)
        theirs = [_next(server, [*prompt, *said[:at]]) for at in range(GREEDY)]
        ours = _log_probabilities(model, prompt, said)
        for mine_V, other in zip(ours, theirs, strict=True):
            for token, logprob in other.items():
                worst = max(worst, abs(mine_V[token].item() - logprob))
        equal = min(equal, agreed(said, [max(other, key=other.__getitem__) for other in theirs]))
    return Parity(
        runner=f"llama.cpp (xllamacpp {version('xllamacpp')})",
        compared=f"log-probabilities of the {LIKELIEST} likeliest tokens",
        max_difference=worst,
        positions=GREEDY * len(asked),
        greedy_equal=equal,
        greedy_of=GREEDY,
    )


def _server(path: Path, context: int, threads: int) -> Any:
    xllamacpp: Any = import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    parameters.warmup = False
    parameters.verbosity = -1
    return xllamacpp.Server(parameters)


def _next(server: Any, text: list[int]) -> dict[int, float]:
    """Log-probabilities of the likeliest next tokens."""
    answer = server.handle_completions(
        {
            "prompt": text,
            "n_predict": 1,
            "temperature": 0,
            "ignore_eos": True,
            "n_probs": LIKELIEST,
            "cache_prompt": True,
        }
    )
    content = answer["choices"][0]["logprobs"]["content"]
    return {top["id"]: top["logprob"] for top in content[0]["top_logprobs"]}


@torch.inference_mode()
def _log_probabilities(model: CoreForCausalLM, prompt: list[int], said: list[int]) -> torch.Tensor:
    logits = model(torch.tensor([[*prompt, *said[:-1]]])).logits[0, len(prompt) - 1 :]
    return logits.float().log_softmax(dim=-1)
