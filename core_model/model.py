"""The mixture as a transformers model: Llama's attention, and a panel of experts in each layer.

Loads, saves, generates and trains like any transformers model. Knows nothing of where weights come
from. No attention class is defined here: it is Llama's, whose source calls
`ALL_ATTENTION_FUNCTIONS.get_interface(`, so every attention backend applies.

Shapes: T tokens, D model width, E specialists, K chosen per token, W width of the widest
specialist, F width of the general expert.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoConfig, AutoModel, AutoModelForCausalLM
from transformers import initialization as init
from transformers.activations import ACT2FN
from transformers.generation.utils import GenerationMixin
from transformers.integrations.moe import use_experts_implementation
from transformers.modeling_outputs import MoeCausalLMOutputWithPast
from transformers.modeling_utils import slice_logits_to_keep
from transformers.models.llama.modeling_llama import (
    LlamaAttention,
    LlamaDecoderLayer,
    LlamaForCausalLM,
    LlamaMLP,
    LlamaModel,
    LlamaPreTrainedModel,
    LlamaRMSNorm,
    LlamaRotaryEmbedding,
)
from transformers.utils.output_capturing import OutputRecorder

from core_model.config import CoreConfig
from core_model.expert_weights import Apart, ExpertWeights
from core_model.grouping import grouped
from core_model.routing import TemperatureRouter, router_losses


@use_experts_implementation
class Specialists(nn.Module):
    """SwiGLU experts of several widths, stacked and zero-padded to the widest.

    `gate_up_proj` (E, 2W, D) holds gates in rows 0..W and ups in rows W..2W; `down_proj` is
    (E, D, W). Padding stays zero in training: with gate, up and down all zero, so is its gradient.
    `apart` holds those trained alone, as parameters in the same memory (`core_model.freezing`).
    """

    def __init__(self, config: CoreConfig):
        super().__init__()
        self.num_experts = config.num_experts
        self.widths = tuple(config.widths)
        self.width = config.moe_intermediate_size
        self.gate_up_proj = nn.Parameter(
            torch.empty(self.num_experts, 2 * self.width, config.hidden_size)
        )
        self.down_proj = nn.Parameter(torch.empty(self.num_experts, config.hidden_size, self.width))
        self.act_fn = ACT2FN[config.hidden_act]
        self.apart: Apart = {}

    def forward(
        self, x_TD: torch.Tensor, top_k_index: torch.Tensor, top_k_weights: torch.Tensor
    ) -> torch.Tensor:
        """The weighted sum (T, D) of each token's specialists, at each one's own width."""
        # read once: behind an adapter, each access computes the adapted tensor anew
        panel = ExpertWeights(self.gate_up_proj, self.down_proj, self.widths, self.apart)
        if len(x_TD) == 1:  # decoding: sorting by specialist would cost more than it saves
            return self._one_token(x_TD, top_k_index[0], top_k_weights[0], panel)
        token, weight, counts = grouped(top_k_index, top_k_weights, self.num_experts, x_TD)
        groups = x_TD.index_select(0, token).split(counts)
        answers = [
            F.linear(self._hidden(expert, rows, panel), panel.down(expert))
            for expert, rows in enumerate(groups)
            if len(rows)
        ]
        weighted = torch.cat(answers) * weight[:, None]
        return torch.zeros_like(x_TD).index_add(0, token, weighted.to(x_TD.dtype))

    def _one_token(self, x_1D, chosen_K, weights_K, panel: ExpertWeights) -> torch.Tensor:
        y_1D = torch.zeros_like(x_1D)
        for expert, weight in zip(chosen_K.tolist(), weights_K, strict=True):
            hidden = self._hidden(expert, x_1D, panel) * weight
            y_1D = torch.addmm(y_1D, hidden, panel.down(expert).t())
        return y_1D

    def _hidden(self, expert: int, x_TD: torch.Tensor, panel: ExpertWeights) -> torch.Tensor:
        gate, up = panel.gate_and_up(expert)
        return self.act_fn(F.linear(x_TD, gate)) * F.linear(x_TD, up)

    def _apply(self, fn, recurse=True):
        """Moves and casts like any module; the apart keep sharing the stacked tensors' memory."""
        super()._apply(fn, recurse)
        for expert, (gate_up, down) in self.apart.items():
            gate_up.data, down.data = self.gate_up_proj.data[expert], self.down_proj.data[expert]
        return self


def own_neurons(config: CoreConfig) -> torch.Tensor:
    """True where a specialist has a neuron, False where it is padding; shape (E, W)."""
    return torch.arange(config.moe_intermediate_size) < torch.tensor(config.widths)[:, None]


class Panel(nn.Module):
    """The general expert, which sees every token, plus the routed specialists."""

    def __init__(self, config: CoreConfig):
        super().__init__()
        self.general = LlamaMLP(config)
        self.router = TemperatureRouter(config)
        self.specialists: Any = Specialists(config)  # the decorator hides its type

    def forward(self, x_BLD: torch.Tensor) -> torch.Tensor:
        x_TD = x_BLD.reshape(-1, x_BLD.shape[-1])
        _, weights_TK, index_TK = self.router(x_TD)
        routed_TD = self.specialists(x_TD, index_TK, weights_TK)
        return self.general(x_BLD) + routed_TD.view_as(x_BLD)


class CoreDecoderLayer(LlamaDecoderLayer):
    """Llama's layer with a panel in the place of its dense block."""

    def __init__(self, config: CoreConfig, layer_idx: int):
        nn.Module.__init__(self)
        self.hidden_size = config.hidden_size
        self.self_attn = LlamaAttention(config=config, layer_idx=layer_idx)
        self.mlp = Panel(config)
        self.input_layernorm = LlamaRMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.post_attention_layernorm = LlamaRMSNorm(config.hidden_size, eps=config.rms_norm_eps)


class CorePreTrainedModel(LlamaPreTrainedModel):
    """What loading, saving and initialising need to know about the mixture."""

    config: CoreConfig
    config_class = CoreConfig
    _keep_in_fp32_modules_strict: ClassVar = {"router"}
    _no_split_modules: ClassVar = ["CoreDecoderLayer"]
    _can_record_outputs: ClassVar = {
        "router_logits": OutputRecorder(TemperatureRouter, index=0),
        "hidden_states": CoreDecoderLayer,
        "attentions": LlamaAttention,
    }

    @torch.no_grad()
    def _init_weights(self, module):
        super()._init_weights(module)
        if isinstance(module, Specialists):
            self._init_specialists(
                module.get_parameter("gate_up_proj"), module.get_parameter("down_proj")
            )
        elif isinstance(module, TemperatureRouter):
            init.normal_(module.weight, mean=0.0, std=self.config.initializer_range)
            if module.selection_bias is not None:
                init.zeros_(module.selection_bias)

    def _init_specialists(self, gate_up: nn.Parameter, down: nn.Parameter) -> None:
        """Random gates and ups, zero padding, and zero down-projections: silent at birth."""
        init.normal_(gate_up, mean=0.0, std=self.config.initializer_range)
        init.zeros_(down)
        own = own_neurons(self.config).repeat(1, 2)[:, :, None].to(gate_up.device)
        init.copy_(gate_up, gate_up * own)


class CoreModel(CorePreTrainedModel, LlamaModel):
    """The decoder without its head."""

    def __init__(self, config: CoreConfig):
        CorePreTrainedModel.__init__(self, config)
        self.padding_idx = config.pad_token_id
        self.vocab_size = config.vocab_size
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size, self.padding_idx)
        self.layers = nn.ModuleList(
            [CoreDecoderLayer(config, index) for index in range(config.num_hidden_layers)]
        )
        self.norm = LlamaRMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.rotary_emb = LlamaRotaryEmbedding(config=config)
        self.gradient_checkpointing = False
        self.post_init()


class CoreForCausalLM(CorePreTrainedModel, GenerationMixin):
    """The mixture with a language-modelling head; in training, the router's losses are added."""

    _tied_weights_keys = LlamaForCausalLM._tied_weights_keys

    def __init__(self, config: CoreConfig):
        super().__init__(config)
        self.model = CoreModel(config)
        self.vocab_size = config.vocab_size
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()

    def forward(
        self,
        input_ids: torch.LongTensor | None = None,
        attention_mask: torch.Tensor | None = None,
        position_ids: torch.LongTensor | None = None,
        past_key_values=None,
        inputs_embeds: torch.Tensor | None = None,
        labels: torch.LongTensor | None = None,
        use_cache: bool | None = None,
        output_router_logits: bool | None = None,
        logits_to_keep: int | torch.Tensor = 0,
        **kwargs,
    ) -> MoeCausalLMOutputWithPast:
        """Logits (batch, length, vocabulary); `loss` with labels, `aux_loss` where it was asked.

        The router's logits are collected when asked for, and always in training with labels.
        """
        wanted = self._wants_router(output_router_logits, labels)
        outputs = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            use_cache=use_cache,
            output_router_logits=wanted,
            **kwargs,
        )
        logits = self.lm_head(slice_logits_to_keep(outputs.last_hidden_state, logits_to_keep))
        auxiliary = self._auxiliary(outputs.router_logits, attention_mask) if wanted else None
        return MoeCausalLMOutputWithPast(
            loss=self._loss(logits, labels, auxiliary, **kwargs),
            aux_loss=auxiliary,
            logits=logits,
            past_key_values=outputs.past_key_values,
            hidden_states=outputs.hidden_states,
            attentions=outputs.attentions,
            router_logits=outputs.router_logits if wanted else None,
        )

    def panels(self) -> list[Panel]:
        """The panel of each layer."""
        return [cast(Panel, layer.mlp) for layer in self.model.layers]

    def routers(self) -> list[TemperatureRouter]:
        """The router of each layer."""
        return [panel.router for panel in self.panels()]

    def _wants_router(self, asked: bool | None, labels: torch.Tensor | None) -> bool:
        if asked is not None:
            return asked
        return self.config.output_router_logits or (self.training and labels is not None)

    def _auxiliary(self, router_logits, attention_mask: torch.Tensor | None) -> torch.Tensor:
        biases = [router.selection_bias for router in self.routers()]
        losses = router_losses(
            router_logits, self.config.num_experts_per_tok, attention_mask, biases
        )
        return losses.weighted(self.config)

    def _loss(self, logits, labels, auxiliary, **kwargs) -> torch.Tensor | None:
        if labels is None:
            return None
        loss = self.loss_function(
            logits=logits, labels=labels, vocab_size=self.config.vocab_size, **kwargs
        )
        return loss if auxiliary is None else loss + auxiliary


AutoConfig.register("consilium", CoreConfig)
AutoModel.register(CoreConfig, CoreModel)
AutoModelForCausalLM.register(CoreConfig, CoreForCausalLM)
