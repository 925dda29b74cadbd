"""vLLM's CPU build in fp32: the greedy tokens after each prompt, as one JSON line.

Run in vLLM's own environment: `vllm_greedy.py MODEL '[[1, 2], ...]' TOKENS`.
"""

from __future__ import annotations

import json
import os
import sys

os.environ["VLLM_CPU_KVCACHE_SPACE"] = "1"
os.environ["VLLM_ENABLE_V1_MULTIPROCESSING"] = "0"
os.environ["VLLM_LOGGING_LEVEL"] = "ERROR"
os.environ["HF_HUB_OFFLINE"] = "1"

if __name__ == "__main__":
    from vllm import LLM, SamplingParams

    model, prompts, tokens = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
    engine = LLM(
        model,
        dtype="float32",
        max_model_len=max(map(len, prompts)) + tokens + 8,
        max_num_seqs=len(prompts),
        enforce_eager=True,
    )
    said = engine.generate(
        [{"prompt_token_ids": prompt} for prompt in prompts],
        SamplingParams(temperature=0, max_tokens=tokens, ignore_eos=True),
        use_tqdm=False,
    )
    print("GREEDY " + json.dumps([list(one.outputs[0].token_ids) for one in said]), flush=True)
