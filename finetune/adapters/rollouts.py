"""Answers for reinforcement, written by the embedded engine with the adapter as it is now.

The engine answers many prompts side by side in 4 or 8 bits, an order of magnitude faster on CPUs
than `generate`; the log-probabilities that learning needs are computed afterwards by the trained
model itself. Knows the engine and trl's seam for rollouts; knows nothing of rewards.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core_model.engine.engine import Engine
from core_model.engine.request import Message, Request, Sampling
from finetune.adapters.layout import changes_something, save_adapter
from finetune.adapters.lessons import LessonWriter, Turn

NAME = "learning"


class Rollouts:
    """Called by trl's trainer with prompts, each as often as answers to it are wanted."""

    def __init__(
        self,
        engine: Engine,
        writer: LessonWriter,
        folder: Path,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
    ):
        self._engine = engine
        self._writer = writer
        self._folder = folder
        self._max_tokens = max_tokens
        self._temperature = temperature
        self._seed = seed
        self._loaded = False
        self._asked = 0

    def __call__(self, prompts: Sequence[list[dict[str, str]]], trainer: Any) -> dict[str, Any]:
        """Token ids of prompts and answers; no log-probabilities."""
        self._renew(trainer.accelerator.unwrap_model(trainer.model))
        streams = [self._engine.stream(self._request(prompt)) for prompt in prompts]
        answers = [self._ids(list(stream)) for stream in streams]
        asked = [self._writer.prompt([Turn(**turn) for turn in prompt]) for prompt in prompts]
        return {
            "prompt_ids": [list(ids) for ids in asked],
            "completion_ids": answers,
            "logprobs": None,
        }

    def _renew(self, model: Any) -> None:
        """The engine's adapter becomes the one being trained."""
        if self._loaded:
            self._engine.unload_adapter(NAME)
        self._loaded = changes_something(model)
        if self._loaded:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._engine.load_adapter(NAME, save_adapter(model, self._folder))

    def _request(self, prompt: list[dict[str, str]]) -> Request:
        self._asked += 1
        said = tuple(Message(turn["role"], turn["content"]) for turn in prompt)  # pyright: ignore
        return Request(
            messages=said,
            sampling=Sampling(self._temperature, top_p=1.0, seed=self._seed + self._asked),
            max_tokens=self._max_tokens,
            adapter=NAME if self._loaded else None,
        )

    def _ids(self, pieces: list[Any]) -> list[int]:
        ids = list(self._writer.answer("".join(piece.text for piece in pieces)))
        return ids if pieces[-1].finish == "stop" else ids[:-1] or ids
