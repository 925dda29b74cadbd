"""The ONNX graph computes what the mixture computes, with its cache."""

from __future__ import annotations

import pytest
import torch

from core_model.export.onnx import FlatModel, OnnxModel, measure_in_onnx, write_onnx
from tests.fakes.tiny_mixture import speaking


def test_onnx_runtime_computes_the_mixture_token_by_token(tmp_path):
    model = speaking(num_hidden_layers=1, router_temperature=0.8, selection_bias=True)
    for router in model.routers():
        router.selection_bias.normal_(std=0.1)
    path = tmp_path / "model.onnx"
    write_onnx(model, path)
    parity = measure_in_onnx(model, [list(range(40, 60)), [70, 71, 72]], path)
    assert parity.max_difference < 1e-4
    assert parity.greedy_equal == 24
    fresh = OnnxModel(path, model)
    assert fresh([5, 6, 7, 8]).shape == (4, 259)


@pytest.mark.parametrize(
    "changes",
    [
        {"norm_topk_prob": True},
        {"attention_bias": True, "tie_word_embeddings": False},
        {"head_dim": 16, "num_experts_per_tok": 1},
    ],
)
@torch.inference_mode()
def test_the_flat_model_computes_the_mixture(changes):
    model = speaking(**changes)
    ids = torch.randint(259, (2, 30))
    empty = torch.zeros(2, 2, 2, 0, model.config.head_dim)
    logits, keys, _ = FlatModel(model)(ids, empty, empty)
    torch.testing.assert_close(logits, model(ids).logits, rtol=1e-4, atol=1e-4)
    assert keys.shape[3] == 30
