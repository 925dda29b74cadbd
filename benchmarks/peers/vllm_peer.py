"""vLLM's CPU build, bf16, in this process."""

from __future__ import annotations

import os

from job import given, report

job = given()
os.environ["VLLM_CPU_KVCACHE_SPACE"] = "2"
os.environ["VLLM_CPU_OMP_THREADS_BIND"] = ",".join(map(str, range(job.threads)))
os.environ["VLLM_ENABLE_V1_MULTIPROCESSING"] = "0"
os.environ["VLLM_LOGGING_LEVEL"] = "ERROR"
os.environ["HF_HUB_OFFLINE"] = "1"

if __name__ == "__main__":
    from vllm import LLM, SamplingParams

    engine = LLM(
        job.model,
        dtype="bfloat16",
        max_model_len=max(map(len, job.prompts)) + job.new_tokens + 8,
        max_num_seqs=len(job.prompts),
        enable_prefix_caching=False,
        disable_log_stats=False,
    )
    sampling = SamplingParams(temperature=0, max_tokens=job.new_tokens, ignore_eos=True)

    def answer(prompts: list[list[int]]) -> tuple[float, list[int]]:
        asked = [{"prompt_token_ids": prompt} for prompt in prompts]
        said = engine.generate(asked, sampling, use_tqdm=False)
        firsts = [one.metrics.first_token_latency for one in said if one.metrics is not None]
        return min(firsts, default=0.0), list(said[0].outputs[0].token_ids)

    report(job, answer)
