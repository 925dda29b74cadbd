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
from transformers.initialization import no_init_weights

from core_model.config import CoreConfig
from core_model.model import CoreForCausalLM
from core_model.quantise import Mode, QuantisedEmbedding, QuantisedLinear, quantise

WEIGHTS = "model.safetensors"


def save_quantised(model: CoreForCausalLM, folder: Path) -> int:
    """Writes the model; returns the size of its weights in bytes. ValueError if not quantised."""
    head = model.get_output_embeddings()
    if not isinstance(head, QuantisedLinear):
        raise ValueError("the model is not quantised; save it with save_pretrained")
    folder.mkdir(parents=True, exist_ok=True)
    model.config.save_pretrained(folder)
    weights = {name: weight.contiguous() for name, weight in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        weights = {name: w for name, w in weights.items() if not name.startswith("lm_head.")}
    about = {"mode": head.matrix.mode, "dtype": str(_embedding(model).dtype).removeprefix("torch.")}
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
    model = quantise(model, cast(Mode, about["mode"]))
    _embedding(model).dtype = dtype
    weights = {}
    with safe_open(folder / WEIGHTS, "pt") as file:
        for name in file.keys():  # noqa: SIM118
            weights[name] = file.get_tensor(name)
    if model.config.tie_word_embeddings:
        shared = "model.embed_tokens.matrix."
        weights |= {
            name.replace("model.embed_tokens", "lm_head"): w
            for name, w in weights.items()
            if name.startswith(shared)
        }
    model.load_state_dict(weights, assign=True)
    return model


def _embedding(model: CoreForCausalLM) -> QuantisedEmbedding:
    return cast(QuantisedEmbedding, model.get_input_embeddings())
