"""How probable a model finds given text: nats of windows, likelihoods of options.

Computes with the same native step that serves the desks, in the same bits, so that what is measured
is what is served. Works on token ids; knows nothing of questions or domains.

Shapes: T tokens, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

import torch
import torch.nn.functional as F

from core_model.engine.runner import Runner, Work
from core_model.load import choose_runner
from finetune.evaluation.subject import Subject


class Scorer:
    """A subject's runner, one sequence at a time. Close it, or use it in a `with` statement."""

    def __init__(self, subject: Subject) -> None:
        self._runner, self.backend = choose_runner(subject.folder, subject.bits)
        for name, folder in subject.adapters.items():
            self._runner.load_adapter(name, folder)

    def __enter__(self) -> Scorer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the model."""
        self._runner.close()

    def nats(self, ids: Sequence[int], adapter: str | None = None) -> float:
        """Sum over tokens from the second on of minus log-probability, in nats.

        Raises ValueError for fewer than two tokens: the first has nothing before it.
        """
        if len(ids) < 2:
            raise ValueError(f"{len(ids)} tokens: a text needs two before one can be scored")
        logits_TV = self._step(ids, 0, adapter, every=True)
        target_T = torch.tensor(ids[1:])
        return F.cross_entropy(logits_TV[:-1], target_T, reduction="sum").item()

    def likelihoods(
        self,
        prompt: Sequence[int],
        options: Sequence[Sequence[int]],
        adapter: str | None = None,
    ) -> list[float]:
        """Log-probability of each option after the prompt, in nats, summed over its tokens."""
        if not prompt or not all(options):
            raise ValueError("likelihoods need a prompt and options of at least one token")
        first_V = self._step(prompt, 0, adapter, every=False).log_softmax(dim=-1)
        return [self._continued(len(prompt), first_V, option, adapter) for option in options]

    def _continued(
        self, read: int, first_V: torch.Tensor, option: Sequence[int], adapter: str | None
    ) -> float:
        """The option's log-probability; the prompt's `read` tokens lie in the cache already."""
        total = first_V[option[0]].item()
        if len(option) == 1:
            return total
        logits_TV = self._step(option[:-1], read, adapter, every=True)
        target_T = torch.tensor(option[1:])
        return total - F.cross_entropy(logits_TV, target_T, reduction="sum").item()

    def _step(
        self, ids: Sequence[int], cached: int, adapter: str | None, *, every: bool
    ) -> torch.Tensor:
        blocks = -(-(cached + len(ids)) // self._runner.block_size)
        work = Work(
            tokens=ids,
            cached=cached,
            position=cached,
            blocks=range(blocks),
            adapter=adapter,
            wanted="all" if every else "last",
        )
        found = self._runner.step([work])[0].logits
        assert found is not None
        return found.float()

    @property
    def runner(self) -> Runner:
        """What computes."""
        return self._runner
