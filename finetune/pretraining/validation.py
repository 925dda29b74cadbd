"""Measures perplexity and the routers' load on each domain's own validation text.

Shapes: L layers, E specialists.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from core_model.model import CoreForCausalLM
from core_model.router_statistics import RouterStatistics, router_statistics
from finetune.pretraining.blocks import Block, packed
from finetune.speed.forward import QuickStep
from finetune.speed.head_loss import token_losses
from finetune.speed.lanes import Lanes


@dataclass(frozen=True, slots=True)
class Validated:
    """Of one domain: mean cross-entropy in nats a token, and who carried its tokens."""

    loss: float
    routing: RouterStatistics | None

    @property
    def perplexity(self) -> float:
        return math.exp(self.loss)


@torch.no_grad()
def validate(
    step: QuickStep,
    texts: Mapping[str, Sequence[Block]],
    lanes: Lanes,
    *,
    silent: bool = False,
) -> dict[str, Validated]:
    """Each domain's figures; `silent` measures the base, without specialists."""

    def one(_: int, block: Block) -> tuple[float, int, RouterStatistics | None]:
        with torch.no_grad():
            return _measured(step, block, silent)

    step.refresh()
    every = [(name, block) for name, blocks in texts.items() for block in blocks]
    found = lanes.run([block for _, block in every], one)
    return {
        name: _joined([each for (of, _), each in zip(every, found, strict=True) if of == name])
        for name in texts
    }


def figures(found: Mapping[str, Validated], base: Mapping[str, Validated]) -> dict[str, float]:
    """What is logged: perplexity, its ratio to the base's, utilisation, specialisation."""
    said: dict[str, float] = {}
    for name, each in found.items():
        said[f"perplexity/{name}"] = each.perplexity
        said[f"perplexity_ratio/{name}"] = math.exp(each.loss - base[name].loss)
    routed = {name: each.routing for name, each in found.items() if each.routing is not None}
    if routed:
        together = sum(list(routed.values())[1:], next(iter(routed.values())))
        said["utilisation/mean"] = together.utilisation.mean().item()
        said["utilisation/least"] = together.utilisation.min().item()
        said["routing_entropy/mean"] = together.entropy.mean().item()
        said |= {f"specialisation/{name}": s for name, s in specialisation(routed).items()}
    return said


def specialisation(routed: Mapping[str, RouterStatistics]) -> dict[str, float]:
    """How far each domain's load lies from the mean of all: 0 the same, 1 disjoint.

    Total variation distance, mean over layers.
    """
    mean_LE = torch.stack([each.load for each in routed.values()]).mean(dim=0)
    return {
        name: 0.5 * (each.load - mean_LE).abs().sum(dim=-1).mean().item()
        for name, each in routed.items()
    }


def _measured(
    step: QuickStep, block: Block, silent: bool
) -> tuple[float, int, RouterStatistics | None]:
    model: CoreForCausalLM = step.model
    given = packed([block])
    hidden, logits = step(given, silent=silent)
    labels = given.labels.reshape(-1)
    losses = token_losses(hidden.reshape(len(labels), -1), model.lm_head.weight, labels)
    routing = None if silent else router_statistics(model, logits)
    return losses.double().sum().item(), int((labels >= 0).sum()), routing


def _joined(parts: Sequence[tuple[float, int, RouterStatistics | None]]) -> Validated:
    loss = sum(part[0] for part in parts) / sum(part[1] for part in parts)
    routed = [part[2] for part in parts if part[2] is not None]
    return Validated(loss, sum(routed[1:], routed[0]) if routed else None)
