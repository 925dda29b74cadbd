"""Reads what a pre-training run learned: routers and specialists, from its result or checkpoint.

Knows folders and names of weights; knows nothing of packing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import safe_open

from core_model.config import CoreConfig
from core_model.recipe import Recipe
from core_model.shipped.panels import ROUTED
from finetune.runs.config import ConfigRefused
from finetune.runs.folder import PREFIX, seal_of

SLACK = 2**-7
"""Relative difference that a dense weight may have: what a cast to bfloat16 leaves of it."""


def weights_folder(run: Path) -> Path:
    """Where a run keeps its weights: its newest whole checkpoint, else its result, else itself.

    A checkpoint has them in fp32, a result in the precision that the model answers in.

    Raises ConfigRefused where there are none.
    """
    whole = [path for path in run.glob(f"{PREFIX}*") if seal_of(path) is not None]
    newest = sorted(whole, key=lambda path: int(path.name.removeprefix(PREFIX)))[-1:]
    for folder in (*newest, run / "result", run):
        if any(folder.glob("*.safetensors")):
            return folder
    raise ConfigRefused(f"{run}: no weights (*.safetensors) in it; give a run's folder, or a model")


def routed_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Routers and specialists of every layer by name, in fp32. Raises ConfigRefused."""
    found = {name: weight.float() for name, weight in _weights(folder, routed=True).items()}
    if not found:
        raise ConfigRefused(f"{folder}: no specialists in it; give a run of `finetune pretrain`")
    return found


def trained_recipe(folder: Path, otherwise: Path) -> tuple[Recipe, CoreConfig]:
    """The shape of the trained core, from the config beside its weights or from `otherwise`."""
    at = folder if (folder / "config.json").is_file() else otherwise
    config = CoreConfig.from_pretrained(at)
    recipe = Recipe(
        widths=tuple(config.widths),
        top_k=config.num_experts_per_tok,
        temperature=float(config.router_temperature),
    )
    return recipe, config


def check_dense(folder: Path, core: Mapping[str, torch.Tensor]) -> None:
    """Raises ConfigRefused where the run changed a weight that is not shipped."""
    for name, weight in _weights(folder, routed=False).items():
        own = core.get(name)
        if own is None or own.shape != weight.shape:
            continue
        if not torch.allclose(weight.float(), own.float(), rtol=SLACK, atol=1e-6):
            raise ConfigRefused(
                f"{folder}: {name!r} differs from the base's; only routers and specialists are"
                " shipped, so train with the dense weights frozen"
            )


def _weights(folder: Path, *, routed: bool) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, "pt") as opened:
            for name in opened.keys():  # noqa: SIM118
                if name.endswith(ROUTED) == routed:
                    found[name] = opened.get_tensor(name)
    return found
