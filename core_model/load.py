"""Loads a built model ready to answer, in the fastest form that this machine has.

Knows a folder, the processor and its memory; knows nothing of how the folder came to be.
"""

from __future__ import annotations

from pathlib import Path

import psutil
import torch
from transformers import GenerationConfig, PreTrainedTokenizerFast

from core_model.config import CoreConfig
from core_model.engine.engine import Backend, Engine
from core_model.engine.torch_runner import TorchRunner
from core_model.model import CoreForCausalLM

BLOCK_SIZE = 16
CACHED_CONTEXTS = 4
"""Whole contexts that the cache holds where memory allows."""
MEMORY_SHARE = 0.25
"""Share of the memory available now that the cache may fill."""


def load(folder: Path) -> Engine:
    """An engine over the model in `folder`. Raises OSError where files are missing."""
    dtype = fastest_dtype()
    model = load_model(folder, dtype)
    available = psutil.virtual_memory().available
    blocks = cache_blocks(model.config, dtype, available)
    runner = TorchRunner(model, num_blocks=blocks, block_size=BLOCK_SIZE)
    return Engine(
        runner,
        PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True),
        ends=_ends(folder),
        backend=Backend("torch", f"{dtype} on {model.device}"),
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


def cache_blocks(config: CoreConfig, dtype: torch.dtype, available: int) -> int:
    """Blocks of the cache: several contexts, or what a share of `available` bytes holds.

    At least one whole context, since a model that cannot read its context is of no use.
    """
    slot = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim
    affordable = int(MEMORY_SHARE * available) // (slot * dtype.itemsize * BLOCK_SIZE)
    context = -(-config.max_position_embeddings // BLOCK_SIZE)
    return max(context, min(CACHED_CONTEXTS * context, affordable))


def _ends(folder: Path) -> list[int]:
    """Ids that the model's own settings name as the end of a turn."""
    configured = GenerationConfig.from_pretrained(folder, local_files_only=True).eos_token_id
    return configured if isinstance(configured, list) else [configured] if configured else []
