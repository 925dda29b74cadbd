"""Which form of an operation its tensors ask for: plain torch, or Triton on a GPU.

Knows devices and gradients; knows nothing of any operation.
"""

from __future__ import annotations

import torch


def on_gpu(*tensors: torch.Tensor | None) -> bool:
    """True where the tensors lie on a CUDA device, False on the CPU.

    Raises ValueError where they lie on different devices, since a silent copy would hide its cost,
    or on a GPU that is not the current one, where no kernel would be launched.
    """
    devices = {tensor.device for tensor in tensors if tensor is not None}
    if len(devices) > 1:
        raise ValueError(
            f"tensors lie on {sorted(map(str, devices))}; move them to one device first"
        )
    (device,) = devices
    if device.type == "cuda" and device.index != torch.cuda.current_device():
        raise ValueError(f"tensors lie on {device}; enter torch.cuda.device({device.index}) first")
    return device.type == "cuda"


def needs_gradient(*tensors: torch.Tensor | None) -> bool:
    """True while autograd records and one of the tensors takes part in it."""
    return torch.is_grad_enabled() and any(
        tensor is not None and tensor.requires_grad for tensor in tensors
    )
