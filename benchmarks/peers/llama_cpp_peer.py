"""llama.cpp through the xllamacpp wheel: one slot a prompt, all asked at the same time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import xllamacpp
from job import given, report

job = given()
longest = max(map(len, job.prompts)) + job.new_tokens + 8
parameters = xllamacpp.CommonParams()
parameters.model.path = job.model
parameters.cpuparams.n_threads = job.threads
parameters.cpuparams_batch.n_threads = job.threads
parameters.n_parallel = len(job.prompts)
parameters.n_ctx = longest * len(job.prompts)
parameters.n_batch = parameters.n_ubatch = 2048
server = xllamacpp.Server(parameters)


def ask(prompt: list[int]) -> tuple[float, list[int]]:
    """Seconds to the first token and the tokens of one answer."""
    began = time.perf_counter()
    said = server.handle_completions(
        {
            "prompt": prompt,
            "n_predict": job.new_tokens,
            "temperature": 0,
            "ignore_eos": True,
            "cache_prompt": False,
            "return_tokens": True,
        }
    )
    timings = said["timings"]
    rest_s = timings["predicted_ms"] / 1e3
    return time.perf_counter() - began - rest_s, said.get("tokens", [])


def answer(prompts: list[list[int]]) -> tuple[float, list[int]]:
    with ThreadPoolExecutor(len(prompts)) as pool:
        said = list(pool.map(ask, prompts))
    return min(first for first, _ in said), said[0][1]


report(job, answer)
