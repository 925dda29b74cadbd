"""Keeps a quantised mixture in a folder: one safetensors file and the configuration.

Knows names and shapes; how weights are rounded is `core_model.quantise`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast, get_args

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn
from transformers.initialization import no_init_weights

from core_model.config import CoreConfig
from core_model.model import CoreForCausalLM
from core_model.quantise import (
    EMBEDDINGS,
    Mode,
    QuantisedEmbedding,
    QuantisedLinear,
    QuantisedMatrix,
    quantise,
)

WEIGHTS = "model.safetensors"


def save_quantised(model: CoreForCausalLM, folder: Path) -> int:
    """Writes the model; returns the size of its weights in bytes. ValueError if not quantised."""
    mode = _mode(model)
    if mode is None:
        raise ValueError("the model is not quantised; save it with save_pretrained")
    folder.mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(folder)
    weights = {name: weight.contiguous() for name, weight in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        weights = {name: w for name, w in weights.items() if not name.startswith("lm_head.")}
    about = {
        "mode": mode,
        "dtype": str(_dtype(model)).removeprefix("torch."),
        "keep": sorted(_kept(model)),
    }
    save_file(weights, folder / WEIGHTS, metadata={"quantised": json.dumps(about)})
    return (folder / WEIGHTS).stat().st_size


def load_quantised(folder: Path) -> CoreForCausalLM:
    """The model as it was saved. Raises ValueError where the folder holds no quantised one."""
    with safe_open(folder / WEIGHTS, "pt") as file:
        kept = (file.metadata() or {}).get("quantised")
    about = {} if kept is None else json.loads(kept)
    if about.get("mode") not in get_args(Mode):
        raise ValueError(f"{folder / WEIGHTS} holds no quantised model")
    with no_init_weights():
        model = CoreForCausalLM(CoreConfig.from_pretrained(folder))
    for panel in model.panels():
        panel.router.float()
    dtype = getattr(torch, about["dtype"])
    model = quantise(model, cast(Mode, about["mode"]), about.get("keep", ()))
    embedding = model.get_input_embeddings()
    if isinstance(embedding, QuantisedEmbedding):
        embedding.dtype = dtype
    weights = {}
    with safe_open(folder / WEIGHTS, "pt") as file:
        for name in file.keys():  # noqa: SIM118
            weights[name] = file.get_tensor(name)
    if model.config.tie_word_embeddings:
        shared = "model.embed_tokens."
        weights |= {
            name.replace("model.embed_tokens", "lm_head"): w
            for name, w in weights.items()
            if name.startswith(shared)
        }
    model.load_state_dict(weights, assign=True)
    return model


def _mode(model: CoreForCausalLM) -> Mode | None:
    """The mode of the first matrix that is no down-projection, which may have a milder one."""
    modes = {module.mode for module in model.modules() if isinstance(module, QuantisedMatrix)}
    order: tuple[Mode, ...] = ("int8_dynamic", "fp8_dynamic", "int8", "fp8")
    return next((mode for mode in order if mode in modes), None)


def _dtype(model: CoreForCausalLM) -> torch.dtype:
    """That of activations: of the embedding where it is quantised, else of its weight."""
    embedding = model.get_input_embeddings()
    if isinstance(embedding, QuantisedEmbedding):
        return embedding.dtype
    return model.model.embed_tokens.weight.dtype


def _kept(model: CoreForCausalLM) -> set[str]:
    """The parts that were left as they are."""
    kept = set() if isinstance(model.lm_head, QuantisedLinear) else {EMBEDDINGS}
    for at, (layer, panel) in enumerate(zip(model.model.layers, model.panels(), strict=True)):
        places = {
            "attention": layer.get_submodule("self_attn"),
            "general": panel.general,
            "specialists": panel.specialists,
        }
        kept |= {f"{at}.{part}" for part, place in places.items() if not _holds_matrix(place)}
    return kept


def _holds_matrix(place: nn.Module) -> bool:
    return any(isinstance(module, QuantisedMatrix) for module in place.modules())
