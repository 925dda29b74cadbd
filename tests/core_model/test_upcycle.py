"""A newborn mixture computes exactly what its dense parent computes."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import LlamaForCausalLM

from core_model.model import own_neurons
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import VOCABULARY, tiny_dense

RECIPE = Recipe(widths=(32, 64, 32), top_k=2)


def difference(dense, mixture, ids: torch.Tensor) -> float:
    with torch.inference_mode():
        return (dense(ids).logits - mixture(ids).logits).abs().max().item()


@settings(max_examples=15, deadline=None)
@given(
    shape=st.fixed_dictionaries(
        {
            "hidden_size": st.sampled_from([16, 32, 48]),
            "intermediate_size": st.sampled_from([32, 80, 96]),
            "num_hidden_layers": st.integers(1, 3),
            "num_key_value_heads": st.sampled_from([1, 2, 4]),
            "tie_word_embeddings": st.booleans(),
        }
    ),
    widths=st.lists(st.sampled_from([32, 64, 96]), min_size=1, max_size=5),
    data=st.data(),
    dtype=st.sampled_from([torch.float32, torch.bfloat16]),
    seed=st.integers(0, 2**32),
)
def test_logits_equal_the_dense_ones_exactly(shape, widths, data, dtype, seed):
    recipe = Recipe(
        widths=tuple(widths),
        top_k=data.draw(st.integers(1, len(widths))),
        temperature=data.draw(st.floats(0.7, 1.2)),
        seed=seed,
    )
    dense = tiny_dense(seed, **shape).to(dtype)
    mixture = upcycle(dense, recipe)
    assert mixture.dtype == dtype
    length = data.draw(st.integers(1, 9))
    ids = torch.randint(VOCABULARY, (2, length), generator=torch.Generator().manual_seed(seed))
    assert difference(dense, mixture, ids) == 0.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_dense_model_loaded_from_disk_is_equalled_too(tmp_path, dtype):
    """Loading keeps rotary frequencies in fp32, where a cast in memory rounds them."""
    tiny_dense().save_pretrained(tmp_path)
    dense = LlamaForCausalLM.from_pretrained(tmp_path, dtype=dtype)
    assert difference(dense, upcycle(dense, RECIPE), torch.arange(200)[None]) == 0.0


def test_the_difference_is_not_zero_by_construction_of_the_test():
    dense = tiny_dense()
    mixture = upcycle(dense, RECIPE)
    with torch.no_grad():
        mixture.model.layers[0].mlp.specialists.down_proj += 0.1
    assert difference(dense, mixture, torch.arange(12)[None]) > 0.0


def test_decoding_with_a_cache_gives_the_same_tokens():
    dense = tiny_dense()
    asked = {"input_ids": torch.arange(10)[None], "max_new_tokens": 20, "do_sample": False}
    asked["attention_mask"] = torch.ones(1, 10, dtype=torch.long)
    assert torch.equal(dense.generate(**asked), upcycle(dense, RECIPE).generate(**asked))


def test_specialists_start_from_different_neurons_of_the_general_expert():
    dense = tiny_dense(intermediate_size=128)
    panel = upcycle(dense, RECIPE).model.layers[1].mlp
    rows = [
        {tuple(row.tolist()) for row in stacked[:width]}
        for stacked, width in zip(panel.specialists.gate_up_proj, RECIPE.widths, strict=True)
    ]
    parent = {tuple(row.tolist()) for row in panel.general.gate_proj.weight}
    assert [len(own) for own in rows] == list(RECIPE.widths)
    assert len(set.union(*rows)) == sum(RECIPE.widths)
    assert set.union(*rows) == parent


def test_the_seed_decides_the_specialists():
    dense = tiny_dense()
    first, again, other = (
        upcycle(dense, RECIPE.model_copy(update={"seed": seed})).model.layers[0].mlp
        for seed in (1, 1, 2)
    )
    assert torch.equal(first.specialists.gate_up_proj, again.specialists.gate_up_proj)
    assert torch.equal(first.router.weight, again.router.weight)
    assert not torch.equal(first.specialists.gate_up_proj, other.specialists.gate_up_proj)


def test_at_birth_only_the_down_projections_learn_and_padding_never_does():
    mixture = upcycle(tiny_dense(), RECIPE).train()
    mixture.config.load_balancing_coef = 0.0
    mixture.config.router_entropy_coef = 0.0
    mixture.config.router_z_coef = 0.0
    specialists = mixture.model.layers[0].mlp.specialists
    router = mixture.model.layers[0].mlp.router
    ids = torch.randint(VOCABULARY, (2, 24), generator=torch.Generator().manual_seed(0))
    optimizer = torch.optim.AdamW(mixture.parameters(), lr=0.01, weight_decay=0.1)
    mixture(ids, labels=ids).loss.backward()
    assert specialists.down_proj.grad.abs().max() > 0
    assert specialists.gate_up_proj.grad.abs().max() == 0
    assert router.weight.grad.abs().max() == 0
    optimizer.step()
    for _ in range(3):
        optimizer.zero_grad()
        mixture(ids, labels=ids).loss.backward()
        optimizer.step()
    assert specialists.gate_up_proj.grad.abs().max() > 0
    assert router.weight.grad.abs().max() > 0
    padding = ~own_neurons(mixture.config)
    assert specialists.down_proj.transpose(1, 2)[padding].abs().max() == 0
    assert specialists.gate_up_proj[padding.repeat(1, 2)].abs().max() == 0


def test_a_block_with_biases_is_refused():
    with pytest.raises(ValueError, match="mlp_bias"):
        upcycle(tiny_dense(mlp_bias=True))
