"""The grouped experts as a backend of transformers, registered by importing this module.

Chosen with `model.set_experts_implementation("consilium_grouped")`. On a GPU a layer then waits for
no count to reach the CPU, and works at each specialist's own width; on a CPU plain torch runs.
"""

from __future__ import annotations

from typing import Any

import torch
from transformers.integrations.moe import ALL_EXPERTS_FUNCTIONS

from core_model.kernels.experts import grouped_swiglu
from core_model.kernels.sorting import sort_by_expert

NAME = "consilium_grouped"


def grouped_experts(
    specialists: Any,
    x_TD: torch.Tensor,
    top_k_index: torch.Tensor,
    top_k_weights: torch.Tensor,
) -> torch.Tensor:
    """What `core_model.model.Specialists` gives in its own form.

    Raises ValueError for specialists trained apart.
    """
    if specialists.apart:
        raise ValueError(
            f"specialists {sorted(specialists.apart)} are trained apart from the stacked weights;"
            ' use set_experts_implementation("eager")'
        )
    routing = sort_by_expert(top_k_weights, top_k_index, specialists.num_experts)
    return grouped_swiglu(
        x_TD, routing, specialists.gate_up_proj, specialists.down_proj, specialists.widths
    )


ALL_EXPERTS_FUNCTIONS.register(NAME, grouped_experts)
