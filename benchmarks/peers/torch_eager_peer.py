"""transformers' own `generate`, bf16, eager."""

from __future__ import annotations

import time

import torch
from job import given, report
from transformers import AutoModelForCausalLM

import core_model.model  # noqa: F401  registers the mixture with transformers

job = given()
torch.set_num_threads(job.threads)
model = AutoModelForCausalLM.from_pretrained(job.model, dtype=torch.bfloat16).eval()


class FirstToken:
    """A streamer that only notes when the first new token came."""

    def __init__(self) -> None:
        self.calls = 0
        self.at = 0.0

    def put(self, _: torch.Tensor) -> None:
        self.calls += 1
        if self.calls == 2:  # the first call brings the prompt
            self.at = time.perf_counter()

    def end(self) -> None: ...


@torch.inference_mode()
def answer(prompts: list[list[int]]) -> tuple[float, list[int]]:
    ids = torch.tensor(prompts)
    began, first = time.perf_counter(), FirstToken()
    said = model.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=job.new_tokens,
        min_new_tokens=job.new_tokens,
        do_sample=False,
        streamer=first if len(prompts) == 1 else None,
        pad_token_id=0,
    )
    return max(first.at - began, 0.0), said[0, ids.shape[1] :].tolist()


report(job, answer)
