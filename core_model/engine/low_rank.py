"""Adds each adapter's low-rank terms to its own tokens' projections, several adapters in a step.

Hooks the projections, so that the model's code stays as it is. No adapter is padded to another's
rank. Knows modules and tensors; knows nothing of files or sequences.

Shapes: T tokens, N tokens of one adapter, R rank, I inputs, O outputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import nn

from core_model.engine.adapter import Adapter, LowRank
from core_model.model import CoreForCausalLM

Place = tuple[int, str]


class LowRankTerms:
    """The loaded adapters of a model, and which rows of the running step each applies to."""

    def __init__(self, model: CoreForCausalLM):
        self._model = model
        self._adapters: dict[str, Adapter] = {}
        self._rows: dict[str, torch.Tensor | None] = {}
        self._hooks: dict[Place, torch.utils.hooks.RemovableHandle] = {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._adapters)

    def add(self, name: str, adapter: Adapter) -> None:
        """Keeps an adapter on the model's device and in its number format."""
        for place in adapter:
            if place not in self._hooks:
                self._hooks[place] = self._hook(place)
        self._adapters[name] = {
            place: LowRank(self._like_model(term.down_RI), self._like_model(term.up_OR))
            for place, term in adapter.items()
        }

    def remove(self, name: str) -> None:
        """KeyError where it is not loaded."""
        del self._adapters[name]
        for place in [p for p in self._hooks if not any(p in a for a in self._adapters.values())]:
            self._hooks.pop(place).remove()

    def close(self) -> None:
        for name in self.names:
            self.remove(name)

    @contextmanager
    def applied(self, rows: Mapping[str, Sequence[int]], tokens: int) -> Iterator[None]:
        """While it lasts, each adapter's terms are added to its rows of `tokens`.

        Raises KeyError for an adapter that is not loaded.
        """
        unknown = rows.keys() - self._adapters.keys()
        if unknown:
            raise KeyError(f"adapters {sorted(unknown)} are not loaded")
        self._rows = {name: self._index(own, tokens) for name, own in rows.items()}
        try:
            yield
        finally:
            self._rows = {}

    def _index(self, rows: Sequence[int], tokens: int) -> torch.Tensor | None:
        """None for all rows."""
        if len(rows) == tokens:
            return None
        return torch.tensor(rows, device=self._model.device)

    def _hook(self, place: Place) -> torch.utils.hooks.RemovableHandle:
        layer, target = place
        module = self._model.model.layers[layer].get_submodule(target)

        def add_terms(_: nn.Module, inputs: tuple[torch.Tensor], output: torch.Tensor):
            for name, rows in self._rows.items():
                term = self._adapters[name].get(place)
                if term is not None:
                    _add(inputs[0], output, rows, term)

        return module.register_forward_hook(add_terms)

    def _like_model(self, tensor: torch.Tensor) -> torch.Tensor:
        return tensor.to(device=self._model.device, dtype=self._model.dtype).contiguous()


def _add(x: torch.Tensor, y: torch.Tensor, rows: torch.Tensor | None, term: LowRank) -> None:
    """Adds one adapter's term in place, to all rows or to those given."""
    x_TI, y_TO = x.view(-1, x.shape[-1]), y.view(-1, y.shape[-1])
    if rows is None:
        y_TO.addmm_(x_TI @ term.down_RI.T, term.up_OR.T)
    else:
        y_TO.index_add_(0, rows, x_TI[rows] @ term.down_RI.T @ term.up_OR.T)
