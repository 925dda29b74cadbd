"""Our engine over the native runner: what the server runs, without HTTP."""

from __future__ import annotations

import time
from pathlib import Path

from job import given, report
from transformers import PreTrainedTokenizerFast

from core_model.engine.engine import Engine
from core_model.engine.native_runner import NativeRunner
from core_model.engine.request import Request, Sampling

job = given()
folder = Path(job.model)
blocks = len(job.prompts) * (max(map(len, job.prompts)) + job.new_tokens + 32) // 16 + 64
runner = NativeRunner(folder, num_blocks=blocks, threads=job.threads, **job.options)
engine = Engine(runner, PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True))
asked = 0


def answer(prompts: list[list[int]]) -> tuple[float, list[int]]:
    """Answers every text at once. A number before each keeps the prefix cache out of it."""
    global asked
    asked += 1
    began = time.perf_counter()
    streams = [
        engine.stream(
            Request(
                text=f"{asked} {text}",
                sampling=Sampling(temperature=0, logit_bias=((2, -100.0), (0, -100.0))),
                max_tokens=job.new_tokens,
            )
        )
        for text in job.texts
    ]
    first_s = 0.0
    for stream in streams:
        for piece in stream:
            if not first_s and (piece.text or piece.finish is not None):
                first_s = time.perf_counter() - began
            if piece.finish is not None:
                assert piece.usage is not None
                assert piece.usage.completion == job.new_tokens, piece.usage
    return first_s, []


report(job, answer)
engine.close()
