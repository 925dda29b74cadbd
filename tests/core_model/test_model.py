"""The mixture computes its formula, on every backend, and keeps transformers' contract."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from transformers import AutoConfig, AutoModelForCausalLM

from core_model.model import CoreForCausalLM, own_neurons
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import VOCABULARY, tiny_dense

WIDTHS = (32, 96, 64, 32)


@pytest.fixture
def trained() -> CoreForCausalLM:
    """A mixture whose specialists speak: random down-projections, zero where it is padding."""
    mixture = upcycle(tiny_dense(), Recipe(widths=WIDTHS, top_k=2, temperature=0.8))
    generator = torch.Generator().manual_seed(1)
    own = own_neurons(mixture.config)[:, None, :]
    with torch.no_grad():
        for layer in mixture.model.layers:
            down = layer.mlp.specialists.down_proj
            down.copy_(torch.randn(down.shape, generator=generator) * own)
    return mixture


def ids(length: int = 17, batch: int = 2) -> torch.Tensor:
    return torch.randint(VOCABULARY, (batch, length), generator=torch.Generator().manual_seed(7))


def by_the_formula(panel, x_TD: torch.Tensor) -> torch.Tensor:
    """Every token through the general expert and its two specialists, one by one, at full width."""
    rows = []
    for x_D in x_TD:
        probability = ((panel.router.weight @ x_D) / 0.8).softmax(dim=-1)
        y_D = panel.general(x_D)
        for expert in probability.topk(2).indices.tolist():
            gate, up = (panel.specialists.gate_up_proj[expert] @ x_D).chunk(2)
            hidden = F.silu(gate) * up
            y_D = y_D + probability[expert] * (panel.specialists.down_proj[expert] @ hidden)
        rows.append(y_D)
    return torch.stack(rows)


@torch.inference_mode()
@pytest.mark.parametrize("backend", ["eager", "grouped_mm", "batched_mm"])
@pytest.mark.parametrize("tokens", [1, 23])
def test_a_panel_computes_its_formula_on_every_backend(trained, backend, tokens):
    trained.set_experts_implementation(backend)
    panel = trained.model.layers[0].mlp
    x_TD = torch.randn(tokens, 32, generator=torch.Generator().manual_seed(3))
    torch.testing.assert_close(
        panel(x_TD[None])[0], by_the_formula(panel, x_TD), rtol=1e-4, atol=1e-4
    )


@torch.inference_mode()
def test_the_attention_backend_can_be_changed(trained):
    expected = trained(ids()).logits
    trained.set_attn_implementation("eager")
    assert trained.config._attn_implementation == "eager"
    torch.testing.assert_close(trained(ids()).logits, expected, rtol=1e-3, atol=1e-3)


@torch.inference_mode()
def test_saving_and_loading_keeps_everything(trained, tmp_path):
    trained.save_pretrained(tmp_path)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path)
    assert isinstance(loaded, CoreForCausalLM)
    assert loaded.lm_head.weight is loaded.model.embed_tokens.weight
    assert AutoConfig.from_pretrained(tmp_path).widths == list(WIDTHS)
    assert torch.equal(loaded(ids()).logits, trained(ids()).logits)


def test_the_router_stays_in_fp32_when_the_rest_is_bf16(trained, tmp_path):
    trained.save_pretrained(tmp_path)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.bfloat16)
    assert loaded.dtype == torch.bfloat16
    assert loaded.model.layers[0].mlp.router.weight.dtype == torch.float32
    assert loaded.model.layers[0].mlp.specialists.down_proj.dtype == torch.bfloat16


def test_a_random_mixture_is_born_silent_with_zero_padding(trained):
    newborn = CoreForCausalLM(trained.config)
    specialists = newborn.model.layers[0].mlp.specialists
    padding = ~own_neurons(trained.config)
    assert specialists.down_proj.abs().max() == 0
    assert specialists.gate_up_proj[padding.repeat(1, 2)].abs().max() == 0
    assert specialists.gate_up_proj[~padding.repeat(1, 2)].abs().min() > 0


def test_the_routers_losses_join_the_loss_in_training_only(trained):
    batch = ids()
    quiet = trained.eval()(batch, labels=batch)
    loud = trained.train()(batch, labels=batch)
    assert quiet.aux_loss is None
    assert quiet.router_logits is None
    assert len(loud.router_logits) == 2
    assert loud.router_logits[0].shape == (batch.numel(), len(WIDTHS))
    torch.testing.assert_close(loud.loss, quiet.loss + loud.aux_loss)


def test_padding_tokens_do_not_count_in_the_routers_losses(trained):
    batch = ids()
    mask = torch.ones_like(batch)
    mask[:, 9:] = 0
    masked = trained(batch, attention_mask=mask, output_router_logits=True)
    short = trained(batch[:, :9], output_router_logits=True)
    torch.testing.assert_close(masked.aux_loss, short.aux_loss)


@torch.inference_mode()
def test_the_graph_is_captured_whole(trained):
    trained.set_experts_implementation("batched_mm")
    compiled = torch.compile(trained, fullgraph=True, backend="eager")
    torch.testing.assert_close(
        compiled(ids(), use_cache=False).logits, trained(ids(), use_cache=False).logits
    )
