"""The shape of the mixture: a dense Llama plus routed specialists of several widths.

Knows sizes and coefficients. Knows nothing of weights or of how a token is routed.
"""

from __future__ import annotations

from huggingface_hub.dataclasses import strict
from transformers import LlamaConfig

WIDTH_STEP = 32
TEMPERATURE_RANGE = (0.7, 1.2)


@strict
class CoreConfig(LlamaConfig):
    """A Llama configuration with the specialists beside each dense block.

    `intermediate_size` is the width of the general expert, `specialist_widths` those of the routed
    ones (multiples of 32). The coefficients weigh the router's losses against the cross-entropy.
    """

    model_type = "consilium"

    specialist_widths: list[int] | None = None
    num_experts_per_tok: int = 2
    router_temperature: float = 1.0
    norm_topk_prob: bool = False
    output_router_logits: bool = False
    load_balancing_coef: float = 0.01
    router_entropy_coef: float = 0.001
    router_z_coef: float = 0.001

    def __post_init__(self, **kwargs):
        if self.specialist_widths is None:
            self.specialist_widths = [64, 64, 128, 128, 192, 192, 256, 256]
        super().__post_init__(**kwargs)

    @property
    def widths(self) -> list[int]:
        """The specialists' widths, never None."""
        assert self.specialist_widths is not None
        return self.specialist_widths

    @property
    def num_experts(self) -> int:
        """Number of routed specialists (the general expert is not routed)."""
        return len(self.widths)

    @property
    def moe_intermediate_size(self) -> int:
        """Width of the stacked tensors: that of the widest specialist."""
        return max(self.widths)

    def validate_architecture(self):
        """Raises ValueError for widths, k or a temperature outside what the model is built for."""
        super().validate_architecture()
        self._check_specialists()
        low, high = TEMPERATURE_RANGE
        if not low <= self.router_temperature <= high:
            raise ValueError(
                f"router_temperature {self.router_temperature!r} is outside {low} to {high}"
            )

    def _check_specialists(self) -> None:
        if not self.widths:
            raise ValueError("specialist_widths is empty; give at least one width")
        wrong = [width for width in self.widths if width <= 0 or width % WIDTH_STEP]
        if wrong:
            raise ValueError(f"specialist_widths {wrong!r} are not positive multiples of 32")
        if not 1 <= self.num_experts_per_tok <= self.num_experts:
            raise ValueError(
                f"num_experts_per_tok {self.num_experts_per_tok!r} is not between 1 and the number"
                f" of specialists, {self.num_experts}"
            )
