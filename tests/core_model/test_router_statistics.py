"""What a forward records of its routing, counted by hand."""

from __future__ import annotations

import math

import pytest
import torch

from core_model.router_statistics import router_statistics
from tests.fakes.tiny_mixture import speaking


def test_figures_are_those_of_the_choices():
    model = speaking(num_experts_per_tok=1)
    logits = torch.zeros(16, 4)
    for row, chosen in enumerate([0] * 7 + [1] * 7 + [2] * 2):
        logits[row, chosen] = 1.0
    found = router_statistics(model, [logits, torch.eye(4).repeat(4, 1) * 1e-6])
    assert found.load[0].tolist() == [7 / 16, 7 / 16, 2 / 16, 0]
    assert found.utilisation.tolist() == [0.75, 1.0]
    assert found.entropy[1].item() == pytest.approx(math.log(4))
    assert found.tokens == 16


@torch.inference_mode()
def test_batches_add_up_and_padding_does_not_count():
    model = speaking()
    ids = torch.randint(259, (3, 20))
    mask = torch.ones_like(ids)
    mask[:, 12:] = 0

    def of(batch, mask=None):
        recorded = model(batch, attention_mask=mask, output_router_logits=True).router_logits
        return router_statistics(model, recorded, mask)

    whole, parts = of(ids, mask), of(ids[:1, :12]) + of(ids[1:, :12])
    assert torch.equal(whole.choices, parts.choices)
    torch.testing.assert_close(whole.entropy, parts.entropy)
    assert (whole.tokens, int(whole.choices.sum())) == (36, 36 * 2 * 2)


def test_a_forward_that_recorded_nothing_is_refused():
    with pytest.raises(ValueError, match="output_router_logits=True"):
        router_statistics(speaking(), ())
    with pytest.raises(ValueError, match="no token"):
        router_statistics(speaking(), [torch.zeros(2, 4)] * 2, torch.zeros(1, 2))
