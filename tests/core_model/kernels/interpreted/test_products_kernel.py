"""The kernels for 8-bit products, and for the rounding before them, against plain torch."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels import fp8_matmul as fp8
from core_model.kernels import int8_matmul as int8
from core_model.kernels.architecture import Tiles
from core_model.kernels.quantised import (
    quantise_e4m3_reference,
    quantise_int8_reference,
    quantise_triton,
)

SMALL = Tiles({"BLOCK_T": 16, "BLOCK_R": 16, "BLOCK_C": 32})
SHAPES = [(1, 64, 33), (19, 70, 48), (17, 32, 7), (0, 16, 8)]
QUANTISERS = [
    (torch.int8, quantise_int8_reference),
    (torch.float8_e4m3fn, quantise_e4m3_reference),
]
PRODUCTS = [
    (quantise_int8_reference, int8.int8_matmul_triton, int8.int8_matmul_reference),
    (quantise_int8_reference, int8.w8a8_matmul_triton, int8.w8a8_matmul_reference),
    (quantise_e4m3_reference, fp8.fp8_matmul_triton, fp8.fp8_matmul_reference),
    (quantise_e4m3_reference, fp8.w8a8_fp8_matmul_triton, fp8.w8a8_fp8_matmul_reference),
]


@pytest.mark.parametrize(("tokens", "columns", "rows"), SHAPES)
@pytest.mark.parametrize(
    ("quantise", "product", "reference"), PRODUCTS, ids=["int8", "w8a8", "fp8", "w8a8_fp8"]
)
def test_product(quantise, product, reference, tokens, columns, rows, dtype, close):
    x = torch.randn(tokens, columns).to(dtype)
    weight = quantise(torch.randn(rows, columns) / columns**0.5)
    close(product(x, weight, tiles=SMALL), reference(x, weight))


@pytest.mark.parametrize("tokens", [2, 20])
def test_tiles_of_a_launch(tokens, dtype, close):
    x = torch.randn(tokens, 48).to(dtype)
    for quantise, product, reference in PRODUCTS:
        weight = quantise(torch.randn(24, 48) / 7)
        close(product(x, weight), reference(x, weight))


@pytest.mark.parametrize(("kind", "reference"), QUANTISERS, ids=["int8", "e4m3"])
def test_rounding_is_bit_equal(kind, reference, dtype):
    x = torch.randn(7, 50).to(dtype)
    x[2] = 0
    x[3, 1:] *= 1e-3
    actual, expected = quantise_triton(x, kind), reference(x)
    assert torch.equal(actual.scales_R, expected.scales_R)
    assert torch.equal(actual.values_RC.float(), expected.values_RC.float())


def test_every_e4m3_number_survives():
    numbers = torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn).float()
    numbers = numbers[numbers.isfinite()][None]
    assert numbers.max() == 448
    found = quantise_triton(numbers, torch.float8_e4m3fn)
    assert torch.equal(found.values_RC.float(), numbers)
    # a product with the unit vectors reads each weight's bits back
    weight = quantise_e4m3_reference(numbers.T)
    back = fp8.fp8_matmul_triton(torch.ones(1, 1), weight, tiles=SMALL)
    torch.testing.assert_close(back, numbers)


def test_halves_round_to_even():
    x = torch.tensor([[127.0, 0.5, 1.5, 2.5, -0.5, -1.5, 126.5, -126.5]])
    found = quantise_triton(x, torch.int8).values_RC.tolist()
    assert found == [[127, 0, 2, 2, 0, -2, 126, -126]]
