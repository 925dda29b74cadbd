"""Loads a built model ready to answer, in the fastest number format of this processor.

Knows a folder and the CPU; knows nothing of how the folder came to be.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from core_model.engine.generation import TextGenerator
from core_model.model import CoreForCausalLM


def load(folder: Path) -> TextGenerator:
    """A generator over the model in `folder`. Raises OSError where files are missing."""
    model = load_model(folder, fastest_dtype())
    return TextGenerator(
        model, PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    )


def load_model(folder: Path, dtype: torch.dtype) -> CoreForCausalLM:
    """The model alone, offline. Specialists run at their own widths rather than padded."""
    return CoreForCausalLM.from_pretrained(
        folder, dtype=dtype, experts_implementation="eager", local_files_only=True
    )


def fastest_dtype() -> torch.dtype:
    """bf16 where the CPU multiplies it natively, else fp32."""
    can = torch.cpu.get_capabilities()
    native = can.get("amx_bf16", False) or can.get("avx512_bf16", False)
    return torch.bfloat16 if native else torch.float32
