"""The shape of the mixture: a dense Llama plus routed specialists of several widths.

Knows sizes and coefficients. Knows nothing of weights or of how a token is routed. Annotations are
evaluated here, unlike elsewhere: `strict` checks values against them.
"""

from difflib import get_close_matches
from typing import ClassVar

from huggingface_hub.dataclasses import strict
from transformers import LlamaConfig

WIDTH_STEP = 32
TEMPERATURE_RANGE = (0.7, 1.2)


@strict
class CoreConfig(LlamaConfig):
    """A Llama configuration with the specialists beside each dense block.

    `intermediate_size` is the width of the general expert, `specialist_widths` those of the routed
    ones (multiples of 32). The coefficients weigh the router's losses against the cross-entropy.
    With `selection_bias` the router keeps a bias for each specialist that sways the choice alone
    and follows a rule, not a gradient (`core_model.balancing`). `specialist_bits` is what trained
    specialists need where the rest is held in fewer bits; None asks for no more than the rest.
    """

    model_type = "consilium"

    specialist_widths: list[int] | None = None
    num_experts_per_tok: int = 2
    router_temperature: float | int = 1.0
    norm_topk_prob: bool = False
    selection_bias: bool = False
    output_router_logits: bool = False
    load_balancing_coef: float | int = 0.01
    router_entropy_coef: float | int = 0.001
    router_z_coef: float | int = 0.001
    specialist_bits: int | None = None

    OWN: ClassVar[tuple[str, ...]] = (
        "specialist_widths",
        "num_experts_per_tok",
        "router_temperature",
        "norm_topk_prob",
        "selection_bias",
        "output_router_logits",
        "specialist_bits",
        "load_balancing_coef",
        "router_entropy_coef",
        "router_z_coef",
    )

    def __post_init__(self, **kwargs):
        self._check_names(kwargs)
        if self.specialist_widths is None:
            self.specialist_widths = [64, 64, 128, 128, 192, 192, 256, 256]
        super().__post_init__(**kwargs)

    @property
    def widths(self) -> list[int]:
        """The specialists' widths, never None."""
        assert self.specialist_widths is not None
        return self.specialist_widths

    @property
    def key_value_heads(self) -> int:
        """Number of key-value heads, never None."""
        assert self.num_key_value_heads is not None
        return self.num_key_value_heads

    @property
    def head_width(self) -> int:
        """Width of one head, never None."""
        assert self.head_dim is not None
        return self.head_dim

    @property
    def rope(self) -> dict:
        """The rotary positions' parameters, never None."""
        assert self.rope_parameters is not None
        return dict(self.rope_parameters)

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
        negative = [name for name in self.OWN[-3:] if getattr(self, name) < 0]
        if negative:
            raise ValueError(f"{', '.join(negative)}: a loss cannot weigh less than 0")
        low, high = TEMPERATURE_RANGE
        if not low <= self.router_temperature <= high:
            raise ValueError(
                f"router_temperature {self.router_temperature!r} is outside {low} to {high}"
            )

    def _check_names(self, unknown: dict) -> None:
        """Other settings are kept as transformers keeps them; a misspelt one of ours is refused."""
        for name in unknown:
            meant = get_close_matches(name, self.OWN, n=1, cutoff=0.8)
            if meant:
                raise ValueError(f"unknown setting {name!r}; did you mean {meant[0]!r}?")

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


def tiny(**changes) -> CoreConfig:
    """Two layers over bytes, for tests and for trying things: 76,000 weights."""
    shape = {
        "vocab_size": 259,
        "hidden_size": 32,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 256,
        "tie_word_embeddings": True,
        "initializer_range": 0.2,
        "specialist_widths": [32, 32, 64, 96],
    }
    return CoreConfig(**(shape | changes))


def embedded(**changes) -> CoreConfig:
    """The shape of SmolLM2-135M with eight specialists a layer: 201 million weights.

    A token passes through 151 million of them; with padding, 241 million are stored.
    """
    shape = {
        "vocab_size": 49152,
        "hidden_size": 576,
        "intermediate_size": 1536,
        "num_hidden_layers": 30,
        "num_attention_heads": 9,
        "num_key_value_heads": 3,
        "max_position_embeddings": 8192,
        "rope_parameters": {"rope_type": "default", "rope_theta": 100000.0},
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 2,
    }
    return CoreConfig(**(shape | changes))


def panel_of_128(**changes) -> CoreConfig:
    """128 specialists of four widths, eight to a token: 13.0 billion weights, 1.7 to a token.

    The choice among so many is kept even by selection biases.
    """
    shape = {
        "vocab_size": 49152,
        "hidden_size": 2048,
        "intermediate_size": 4096,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "num_key_value_heads": 4,
        "head_dim": 128,
        "max_position_embeddings": 32768,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0},
        "tie_word_embeddings": True,
        "specialist_widths": [256] * 32 + [512] * 32 + [768] * 32 + [1024] * 32,
        "num_experts_per_tok": 8,
        "selection_bias": True,
    }
    return CoreConfig(**(shape | changes))


def parameters(config: CoreConfig) -> tuple[int, int]:
    """Weights at their own widths, without padding: all of them, and those a token passes through.

    The latter counts specialists at their mean width. Attention without biases.
    """
    D, layers = config.hidden_size, config.num_hidden_layers
    attention = 2 * D * config.head_width * (config.num_attention_heads + config.key_value_heads)
    shared = attention + 3 * D * config.intermediate_size + 2 * D + config.num_experts * D
    specialists = 3 * D * sum(config.widths)
    embeddings = config.vocab_size * D * (1 if config.tie_word_embeddings else 2) + D
    chosen = specialists * config.num_experts_per_tok / config.num_experts
    return (
        embeddings + layers * (shared + specialists),
        round(embeddings + layers * (shared + chosen)),
    )
