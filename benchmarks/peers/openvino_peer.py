"""OpenVINO GenAI over the GGUF file."""

from __future__ import annotations

import numpy as np
import openvino
import openvino_genai
from job import given, report

job = given()
pipeline = openvino_genai.LLMPipeline(job.model, "CPU", INFERENCE_NUM_THREADS=job.threads)
config = openvino_genai.GenerationConfig()
config.max_new_tokens = config.min_new_tokens = job.new_tokens
config.do_sample = False
config.ignore_eos = True


def answer(prompts: list[list[int]]) -> tuple[float, list[int]]:
    ids = np.array(prompts, dtype=np.int64)
    inputs = openvino_genai.TokenizedInputs(
        openvino.Tensor(ids), openvino.Tensor(np.ones_like(ids))
    )
    said = pipeline.generate(inputs, config)
    return said.perf_metrics.get_ttft().mean / 1e3, list(said.tokens[0])


report(job, answer)
