"""Every kernel that is built ahead of time, over all operations."""

from __future__ import annotations

from core_model.kernels import (
    experts,
    experts_backward,
    fp8_matmul,
    int8_matmul,
    paged_attention,
    quantised,
    rms_norm,
    rotary,
    routing,
    sorting,
)

BUILDS = (
    *routing.BUILDS,
    *sorting.BUILDS,
    *experts.BUILDS,
    *experts_backward.BUILDS,
    *paged_attention.BUILDS,
    *rms_norm.BUILDS,
    *rotary.BUILDS,
    *quantised.BUILDS,
    *int8_matmul.BUILDS,
    *fp8_matmul.BUILDS,
)
