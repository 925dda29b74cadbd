"""torch.compile over the decoding step of the dense base, bf16, with a static cache."""

from __future__ import annotations

import time

import torch
from job import given, report
from transformers import AutoModelForCausalLM, StaticCache

job = given()
torch.set_num_threads(job.threads)
model = AutoModelForCausalLM.from_pretrained(job.model, dtype=torch.bfloat16).eval()
length = max(map(len, job.prompts)) + job.new_tokens


def step(ids: torch.Tensor, position: torch.Tensor, cache: StaticCache) -> torch.Tensor:
    """The next token of each row, greedily."""
    logits = model(
        input_ids=ids, position_ids=position, past_key_values=cache, logits_to_keep=1
    ).logits
    return logits[:, -1].argmax(-1, keepdim=True)


compiled = torch.compile(step, fullgraph=True, dynamic=False)


@torch.inference_mode()
def answer(prompts: list[list[int]]) -> tuple[float, list[int]]:
    ids = torch.tensor(prompts)
    cache = StaticCache(config=model.config, max_cache_len=length)
    began = time.perf_counter()
    token = step(ids, torch.arange(ids.shape[1])[None], cache)
    first_s = time.perf_counter() - began
    said = [token]
    for at in range(ids.shape[1], ids.shape[1] + job.new_tokens - 1):
        token = compiled(token, torch.tensor([[at]]), cache)
        said.append(token)
    return first_s, torch.cat(said, dim=1)[0].tolist()


report(job, answer)
