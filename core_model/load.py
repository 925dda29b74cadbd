"""Loads a built model ready to answer, in the fastest form that this machine has.

Knows a folder, the processor and its memory; knows nothing of how the folder came to be.
"""

from __future__ import annotations

import logging
from pathlib import Path

import psutil
import torch
from torch import nn
from transformers import GenerationConfig, PreTrainedTokenizerFast

from core_model.config import CoreConfig
from core_model.engine.engine import Backend, Engine
from core_model.engine.native_runner import NativeRunner
from core_model.engine.runner import Runner
from core_model.engine.torch_runner import TorchRunner
from core_model.model import CoreForCausalLM
from core_model.native.compile import NativeUnavailable
from core_model.native.weights import NativeRefused
from core_model.recipe import BITS, Bits

BLOCK_SIZE = 16
CACHED_CONTEXTS = 4
"""Whole contexts that the cache holds where memory allows."""
MEMORY_SHARE = 0.25
"""Share of the memory available now that the cache may fill."""
TOKEN_BUDGET = 256
"""Tokens of one step on a CPU: more would hold up those who are being answered."""
GUESSES = 1
"""Tokens guessed ahead in greedy answers: two rows are computed as exactly as one, more are not."""

log = logging.getLogger(__name__)


def load(folder: Path, *, bits: Bits = BITS) -> Engine:
    """An engine over the model in `folder`, native where it can be compiled, else in torch.

    `engine.backend` says which and why. Raises OSError where files are missing.
    """
    runner, backend = choose_runner(folder, bits)
    log.info("%s: %s", backend.name, backend.why)
    return Engine(
        runner,
        PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True),
        token_budget=TOKEN_BUDGET,
        guesses=GUESSES,
        ends=_ends(folder),
        backend=backend,
    )


def choose_runner(folder: Path, bits: Bits = BITS) -> tuple[Runner, Backend]:
    """Torch on a GPU where there is one, else the native runner, else torch with the reason."""
    config = CoreConfig.from_pretrained(folder, local_files_only=True)
    if torch.cuda.is_available():
        free, _ = torch.cuda.mem_get_info()
        runner = _torch_runner(folder, config, torch.bfloat16, torch.device("cuda"), free)
        return runner, Backend("torch", f"bfloat16 on {torch.cuda.get_device_name()}")
    available = psutil.virtual_memory().available
    try:
        blocks = cache_blocks(config, torch.bfloat16, available)
        native = NativeRunner(folder, num_blocks=blocks, block_size=BLOCK_SIZE, bits=bits)
    except (NativeUnavailable, NativeRefused) as reason:
        dtype = fastest_dtype()
        runner = _torch_runner(folder, config, dtype, torch.device("cpu"), available)
        return runner, Backend("torch", f"{dtype} on cpu, not native: {reason}")
    return native, Backend("native", f"{native.variant}, weights in {bits} bits")


def _torch_runner(
    folder: Path, config: CoreConfig, dtype: torch.dtype, device: torch.device, available: int
) -> TorchRunner:
    blocks = cache_blocks(config, dtype, available)
    model = load_model(folder, dtype)
    nn.Module.to(model, device)
    if device.type == "cuda":
        from core_model.kernels.backend import NAME  # registers it with transformers

        model.set_experts_implementation(NAME)
    return TorchRunner(model, num_blocks=blocks, block_size=BLOCK_SIZE)


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
    slot = 2 * config.num_hidden_layers * config.key_value_heads * config.head_width
    affordable = int(MEMORY_SHARE * available) // (slot * dtype.itemsize * BLOCK_SIZE)
    context = -(-config.max_position_embeddings // BLOCK_SIZE)
    return max(context, min(CACHED_CONTEXTS * context, affordable))


def _ends(folder: Path) -> list[int]:
    """Ids that the model's own settings name as the end of a turn."""
    configured = GenerationConfig.from_pretrained(folder, local_files_only=True).eos_token_id
    listed = configured if isinstance(configured, list) else [configured]
    return [token for token in listed if token is not None]
