"""Cuts a smaller core out of a larger one: some of its layers, some of its specialists.

Layers are taken evenly with the first and the last among them (Sanh et al. 2019), so that the
student starts near its teacher. Knows weights; knows nothing of training.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch
from transformers.initialization import no_init_weights

from core_model.config import CoreConfig
from core_model.model import CoreForCausalLM

LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)")


@torch.no_grad()
def student_of(
    teacher: CoreForCausalLM, *, layers: int, specialists: Sequence[int] | None = None
) -> CoreForCausalLM:
    """The student with its teacher's weights in what it keeps, in the teacher's dtype.

    Raises ValueError where it would not be smaller, or keeps a specialist that does not exist.
    """
    config = teacher.config
    chosen = sorted(set(range(config.num_experts) if specialists is None else specialists))
    _check(config, layers, chosen)
    places = even(config.num_hidden_layers, layers)
    with no_init_weights():
        student = CoreForCausalLM(_shape(config, layers, [config.widths[at] for at in chosen]))
    torch.nn.Module.to(student, teacher.dtype)
    kept = {}
    for name, weight in teacher.state_dict().items():
        found = LAYER.fullmatch(name)
        if found is None:
            kept[name] = weight
            continue
        for at in (new for new, old in enumerate(places) if old == int(found[1])):
            kept[f"model.layers.{at}.{found[2]}"] = _narrow(found[2], weight, config, chosen)
    student.load_state_dict(kept, strict=True)
    student.tie_weights()
    student.model.rotary_emb = type(teacher.model.rotary_emb)(config=student.config)
    for router in student.routers():
        router.float()
    student.generation_config = teacher.generation_config
    return student


def even(whole: int, kept: int) -> list[int]:
    """So many of the layers 0 to whole - 1, evenly, the last and, for two or more, the first."""
    if kept == 1:
        return [whole - 1]
    return [round(at * (whole - 1) / (kept - 1)) for at in range(kept)]


def _check(config: CoreConfig, layers: int, chosen: Sequence[int]) -> None:
    unknown = [at for at in chosen if not 0 <= at < config.num_experts]
    if unknown:
        raise ValueError(
            f"specialists {unknown!r} do not exist; there are 0 to {config.num_experts - 1}"
        )
    if not 0 < layers <= config.num_hidden_layers:
        raise ValueError(f"layers={layers}: the teacher has {config.num_hidden_layers}")
    if layers == config.num_hidden_layers and len(chosen) == config.num_experts:
        raise ValueError(
            "the student is as large as its teacher; give fewer layers or some specialists"
        )


def _shape(config: CoreConfig, layers: int, widths: list[int]) -> CoreConfig:
    changed = {
        "num_hidden_layers": layers,
        "specialist_widths": widths,
        "num_experts_per_tok": min(config.num_experts_per_tok, len(widths)),
    }
    own = {"model_type", "architectures", "transformers_version", "layer_types"}
    return CoreConfig(**{k: v for k, v in config.to_dict().items() if k not in own} | changed)


def _narrow(
    part: str, weight: torch.Tensor, config: CoreConfig, chosen: Sequence[int]
) -> torch.Tensor:
    """The chosen specialists' share of a weight, padded to the widest of them."""
    if not part.startswith(("mlp.specialists.", "mlp.router.")):
        return weight
    some = weight[list(chosen)]
    widest = max(config.widths[at] for at in chosen)
    if part.endswith("gate_up_proj"):
        gate, up = some.chunk(2, dim=1)
        return torch.cat([gate[:, :widest], up[:, :widest]], dim=1)
    return some[..., :widest] if part.endswith("down_proj") else some
