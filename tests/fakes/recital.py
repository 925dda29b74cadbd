"""A recital for servers: also over plain texts, with a script for each adapter, at a pace."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from core_model.engine.engine import Backend, Engine
from core_model.engine.runner import AdapterRefused, Outcome, Work
from tests.fakes.runners import RecitingRunner
from tests.fakes.tiny_model import END, byte_tokenizer


class Recital(RecitingRunner):
    """Goes on after the longest beginning of the script that the tokens end with."""

    def __init__(
        self,
        script: str,
        gate: threading.Semaphore | None = None,
        *,
        step_s: float = 0.0,
        context: int = 256,
    ):
        super().__init__(script, gate, num_blocks=context // 4, block_size=16, context=context)
        self.step_s = step_s
        self._scripts = {"": self._script}
        self._pause = threading.Event()

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        if self.step_s:
            self._pause.wait(self.step_s)
        return super().step(work)

    def load_adapter(self, name: str, folder: Path) -> None:
        """The adapter's script is in `folder/script.txt`."""
        script = (folder / "script.txt").read_text("utf-8")
        if not script:
            raise AdapterRefused(f"adapter {name!r}: the script is empty")
        super().load_adapter(name, folder)
        self._scripts[name] = [*byte_tokenizer()(script)["input_ids"], END]

    def _one(self, one: Work) -> Outcome:
        self._script = self._scripts[one.adapter or ""]
        return super()._one(one)

    def _next(self, seen: list[int]) -> int:
        for length in range(min(len(self._script), len(seen)), 0, -1):
            if seen[-length:] == self._script[:length]:
                return [*self._script, END][length]
        return self._script[0]


class Faulty(Recital):
    """Fails on every step."""

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        raise ArithmeticError("broken on purpose")


def reciting(script: str = "one two three") -> Engine:
    """An engine over a recital, with bytes for tokens."""
    return engine_of(Recital(script))


def engine_of(runner: Recital) -> Engine:
    return Engine(
        runner, byte_tokenizer(), ends=[END], backend=Backend("recital", "a fake for tests")
    )
