"""The tone of a sentence by a low-rank adapter and three directions over the core's first layers.

A head's folder holds a peft adapter, `head.safetensors` (the directions) and `head.json`; the core
stays where it is. Knows the core; knows nothing of how a head learned.

Shapes: N sentences, L tokens, D model width, C tones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, PeftModel, get_peft_model
from pydantic import BaseModel, ConfigDict
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from transformers import PreTrainedTokenizerFast

from core_model.load import fastest_dtype, load_model
from finetune.adapters.layout import SETTINGS, say_nothing_of_this_machine
from finetune.heads.tone.sentences import TONES

TARGETS = (
    "q_proj", "k_proj", "v_proj", "o_proj",
    "general.gate_proj", "general.up_proj", "general.down_proj",
)  # fmt: skip
LONGEST = 128
"""Tokens of a sentence that are read."""
_SPACED = re.compile(r"\s+(?=[.,;:%)])|(?<=[($])\s+")


class HeadFile(BaseModel):
    """What `head.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = "core"
    tones: tuple[str, ...] = TONES
    layers: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded sentences; `lengths` are their own tokens."""

    ids_NL: torch.Tensor
    lengths_N: torch.Tensor


class CoreTone(nn.Module):
    """The core's first layers with an adapter, pooled, and the directions of the tones."""

    def __init__(self, core: Any, directions: nn.Linear) -> None:
        super().__init__()
        self.core = core
        self.directions = directions

    def forward(
        self, ids_NL: torch.Tensor, lengths_N: torch.Tensor, labels: torch.Tensor | None = None
    ) -> dict[str, torch.Tensor]:
        """Padding stands at the end, where what comes before it never looks."""
        hidden_NLD = self.core.get_base_model().model(input_ids=ids_NL).last_hidden_state.float()
        places_L = torch.arange(ids_NL.shape[1], device=ids_NL.device)
        own_NL1 = (places_L[None] < lengths_N[:, None])[..., None]
        mean_ND = (hidden_NLD * own_NL1).sum(1) / lengths_N[:, None]
        last_ND = hidden_NLD[torch.arange(len(ids_NL)), lengths_N - 1]
        logits_NC = self.directions(torch.cat([mean_ND, last_ND], dim=-1))
        if labels is None:
            return {"logits": logits_NC}
        return {"loss": nn.functional.cross_entropy(logits_NC, labels), "logits": logits_NC}


def new_head(model: Path, layers: int, rank: int, seed: int) -> CoreTone:
    """An untrained head over the first `layers` layers of the core in `model`."""
    torch.manual_seed(seed)
    core = _cut(model, layers)
    config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=list(TARGETS))
    width = core.config.hidden_size
    return CoreTone(get_peft_model(core, config), nn.Linear(2 * width, len(TONES)))


def save_head(head: CoreTone, folder: Path) -> None:
    """Writes the head's files, the adapter in bf16."""
    for name, weight in head.core.named_parameters():
        if "lora_" in name:
            weight.data = weight.data.bfloat16()
    head.core.save_pretrained(folder)
    say_nothing_of_this_machine(folder / SETTINGS)
    save_file(
        {name: weight.contiguous() for name, weight in head.directions.state_dict().items()},
        folder / "head.safetensors",
    )
    about = HeadFile(layers=head.core.config.num_hidden_layers)
    (folder / "head.json").write_text(about.model_dump_json(indent=2) + "\n", encoding="utf-8")


class CoreToneHead:
    """A trained head: `probabilities` of sentences. Not safe to share by threads."""

    def __init__(self, head: CoreTone, tokenizer: PreTrainedTokenizerFast) -> None:
        self._head = head.eval()
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path, model: Path) -> CoreToneHead:
        """The head in `folder` over the core in `model`. Raises OSError, ValidationError."""
        about = HeadFile.model_validate_json((folder / "head.json").read_bytes())
        core = PeftModel.from_pretrained(_cut(model, about.layers), str(folder))
        directions = nn.Linear(2 * core.config.hidden_size, len(about.tones))
        directions.load_state_dict(load_file(folder / "head.safetensors"))
        return cls(CoreTone(core, directions), tokenizer_of(model))

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(N, C) of the tones in the order of `TONES`."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        out = np.zeros((len(texts), len(TONES)), np.float32)
        for start in range(0, len(order), 32):
            chosen = order[start : start + 32]
            batch = padded(self._tokenizer, [texts[at] for at in chosen])
            with torch.inference_mode():
                logits_NC = self._head(batch.ids_NL, batch.lengths_N)["logits"]
            out[chosen] = logits_NC.softmax(-1).numpy()
        return out


def tokenizer_of(model: Path) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast.from_pretrained(model, local_files_only=True)


def padded(tokenizer: PreTrainedTokenizerFast, texts: Sequence[str]) -> Batch:
    """Sentences as the head reads them: spaced as prose is, with a line's end behind."""
    rows = [
        torch.tensor(cast("list[int]", tokenizer(f"{plain(text)}\n")["input_ids"])[-LONGEST:])
        for text in texts
    ]
    lengths_N = torch.tensor([len(row) for row in rows])
    return Batch(pad_sequence(rows, batch_first=True), lengths_N)


def plain(text: str) -> str:
    """The sentence without the spaces that tokenised corpora put before signs."""
    return " ".join(_SPACED.sub("", text).split())


def _cut(model: Path, layers: int) -> Any:
    core = load_model(model, fastest_dtype())
    if not 1 <= layers <= core.config.num_hidden_layers:
        raise ValueError(f"layers={layers}: the core has {core.config.num_hidden_layers}")
    core.model.layers = core.model.layers[:layers]
    core.config.num_hidden_layers = layers
    core.config.use_cache = False
    return core
