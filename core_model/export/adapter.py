"""Merges a LoRA adapter into the weights, for engines that cannot serve it beside them.

Knows peft's folders; knows nothing of targets.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import torch
from peft import PeftModel

from core_model.model import CoreForCausalLM, own_neurons


@torch.no_grad()
def merged(model: CoreForCausalLM, adapter: Path) -> CoreForCausalLM:
    """The model with the adapter in `adapter` added to its weights, in place.

    What an adapter over stacked specialists wrote into padding is cleared: our experts never read
    it, others would. Raises FileNotFoundError where the folder holds no adapter.
    """
    if not (adapter / "adapter_config.json").is_file():
        raise FileNotFoundError(f"{adapter}: no adapter_config.json; give the folder of an adapter")
    whole = PeftModel.from_pretrained(model, str(adapter)).merge_and_unload()
    own_EW = own_neurons(model.config)
    for panel in whole.panels():
        panel.specialists.gate_up_proj.mul_(own_EW.repeat(1, 2)[:, :, None])
        panel.specialists.down_proj.mul_(own_EW[:, None, :])
    return cast(CoreForCausalLM, whole)
