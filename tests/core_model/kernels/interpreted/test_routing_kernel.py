"""The routing kernels against plain torch: the same experts, in the same order."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels.architecture import Tiles, power_of_two
from core_model.kernels.routing import route_reference, route_triton
from core_model.kernels.sorting import Routing, sort_by_expert_triton

CASES = [(1, 8, 2), (0, 4, 2), (16, 4, 1), (33, 5, 5), (37, 7, 3), (21, 1, 1)]


def spaced_logits(tokens: int, experts: int) -> torch.Tensor:
    """Random, yet so far apart that rounding decides no choice."""
    rank = torch.rand(tokens, experts).argsort(dim=1)
    return 0.3 * rank + 0.1 * torch.rand(tokens, experts)


def assert_same(actual: Routing, expected: Routing) -> None:
    for field in ("index_TK", "order", "counts_E", "offsets_E1"):
        found, wanted = getattr(actual, field), getattr(expected, field)
        assert found.dtype == wanted.dtype, field
        assert torch.equal(found, wanted), field
    torch.testing.assert_close(actual.weights_TK, expected.weights_TK)


def run(logits, k, block=16, **options) -> Routing:
    tiles = Tiles({"BLOCK_T": block, "BLOCK_E": power_of_two(logits.shape[1])})
    return route_triton(logits, k, tiles=tiles, **options)


@pytest.mark.parametrize("renormalise", [False, True])
@pytest.mark.parametrize(("tokens", "experts", "k"), CASES)
def test_routes(tokens, experts, k, renormalise):
    logits = spaced_logits(tokens, experts)
    expected = route_reference(logits, k, renormalise=renormalise)
    assert_same(run(logits, k, renormalise=renormalise), expected)


def test_half_precision():
    logits = spaced_logits(9, 6).half()
    assert_same(run(logits, 2), route_reference(logits, 2))


def test_a_bias_moves_the_choice_only():
    logits, bias = spaced_logits(20, 6), torch.tensor([2.0, 0, 0, -2, 0, 0])
    routing = run(logits, 2, bias_E=bias)
    assert_same(routing, route_reference(logits, 2, bias_E=bias))
    assert routing.counts_E[0] == 20
    assert routing.counts_E[3] == 0


def test_all_tokens_to_one_expert():
    logits = spaced_logits(35, 8)
    logits[:, 3] += 9
    assert_same(run(logits, 1), route_reference(logits, 1))


def test_equal_scores_go_to_the_lower_expert():
    logits = torch.zeros(18, 5)
    routing = run(logits, 3)
    assert_same(routing, route_reference(logits, 3))
    assert routing.index_TK.tolist() == [[0, 1, 2]] * 18


def test_more_blocks_of_tokens_than_one_scan_step():
    logits = spaced_logits(34, 3)
    assert_same(run(logits, 2, block=1), route_reference(logits, 2))


@pytest.mark.parametrize(("tokens", "experts", "k"), CASES)
def test_choices_made_elsewhere_are_sorted_alike(tokens, experts, k):
    expected = route_reference(spaced_logits(tokens, experts), k)
    tiles = Tiles({"BLOCK_T": 16, "BLOCK_E": power_of_two(experts)})
    arguments = (expected.weights_TK, expected.index_TK, experts)
    assert_same(sort_by_expert_triton(*arguments, tiles=tiles), expected)
