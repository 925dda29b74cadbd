"""Which specialists carry which domain, layer by layer.

Reads the router's choices on windows of each domain. Knows token ids and names of domains.

Shapes: L layers, E specialists, N domains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import torch

from core_model.model import CoreForCausalLM
from core_model.router_statistics import RouterStatistics, router_statistics


@dataclass(frozen=True, slots=True)
class Specialisation:
    """Router statistics of each domain, over windows of the same number of tokens each."""

    of: Mapping[str, RouterStatistics]

    @property
    def mixture(self) -> RouterStatistics:
        """Over all domains together."""
        return reduce(add, self.of.values())

    @property
    def utilisation(self) -> torch.Tensor:
        """Fraction of each layer's specialists with at least half their fair share, (L,)."""
        return self.mixture.utilisation

    @property
    def load_NLE(self) -> torch.Tensor:
        """Share of a layer's choices on each specialist, by domain."""
        return torch.stack([one.load for one in self.of.values()]).double()

    @property
    def information(self) -> torch.Tensor:
        """Mutual information in bits of specialist and domain, the domains equally likely, (L,).

        0 where every domain uses the specialists alike, at most log2 N.
        """
        load_NLE = self.load_NLE
        mean_LE = load_NLE.mean(dim=0)
        terms = torch.where(
            load_NLE > 0, load_NLE * (load_NLE / mean_LE).clamp_min(1e-12).log2(), 0.0
        )
        return terms.sum(dim=-1).mean(dim=0)


@torch.inference_mode()
def specialisation(
    model: CoreForCausalLM, windows: Mapping[str, Sequence[Sequence[int]]]
) -> Specialisation:
    """The statistics of each domain's windows. Raises ValueError for a domain without any."""
    empty = [name for name, some in windows.items() if not some]
    if empty:
        raise ValueError(f"no window of {', '.join(empty)}; give at least one of each domain")
    return Specialisation(
        {name: reduce(add, (_routed(model, ids) for ids in some)) for name, some in windows.items()}
    )


def _routed(model: CoreForCausalLM, ids: Sequence[int]) -> RouterStatistics:
    found = model.model(torch.tensor([list(ids)]), output_router_logits=True, use_cache=False)
    return router_statistics(model, found.router_logits)
