"""The grid of shipped weights is the native step's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core_model.engine.native_runner import NativeRunner
from core_model.engine.runner import Work
from core_model.model import CoreForCausalLM
from core_model.shipped.grid import GROUP, pack, snap, unpack
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import tiny_dense

IDS = list(range(3, 35))


def some(rows: int = 6, inputs: int = 96, seed: int = 0) -> torch.Tensor:
    return torch.randn(rows, inputs, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("bits", [4, 8])
def test_what_lies_on_the_grid_stays_as_it_is(bits):
    once = snap(some(), bits)
    assert torch.equal(snap(once, bits), once)
    assert not torch.equal(once, some())


def test_four_bits_are_never_further_off_than_half_a_step():
    weight = some()
    groups = weight.view(6, 3, GROUP)
    step = (groups.amax(-1) - groups.amin(-1)) / 15
    off = (snap(weight, 4) - weight).view(6, 3, GROUP).abs().amax(-1)
    assert (off <= 0.502 * step + 2e-3).all()


def test_eight_bits_are_closer_than_four():
    weight = some()
    four, eight = ((snap(weight, bits) - weight).square().mean() for bits in (4, 8))
    assert eight < four / 100


@pytest.mark.parametrize("bits", [4, 8])
def test_flat_groups_and_zeros_survive(bits):
    weight = torch.zeros(2, 2 * GROUP)
    assert torch.equal(snap(weight, bits), weight)
    if bits == 4:
        assert torch.equal(snap(weight + 0.5, bits), weight + 0.5)


def test_packed_sizes_are_five_and_eight_and_a_half_bits_a_weight():
    for bits, expected in ((4, 5.0), (8, 8.5)):
        packed = pack(some(8, 320), bits)
        minima = packed.minima_RG
        kept = packed.quants.numel() + 2 * packed.scales_RG.numel()
        kept += 0 if minima is None else 2 * minima.numel()
        assert packed.bits == bits
        assert 8 * kept / (8 * 320) == expected
        assert unpack(packed).shape == (8, 320)


def test_inputs_that_fill_no_group_are_refused():
    with pytest.raises(ValueError, match="33 inputs"):
        pack(torch.zeros(1, 33), 4)


def native_logits(folder: Path, bits) -> torch.Tensor:
    runner = NativeRunner(folder, num_blocks=4, bits=bits, threads=1)
    try:
        work = Work(tokens=IDS, cached=0, position=0, blocks=range(4), wanted="all")
        logits = runner.step([work])[0].logits
    finally:
        runner.close()
    assert logits is not None
    return logits


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("bits", [4, 8])
def test_the_native_step_reads_snapped_weights_without_loss(tmp_path, bits):
    model = trained()
    model.save_pretrained(tmp_path / "free")
    snapped(model, bits).save_pretrained(tmp_path / "snapped")
    free, onto = (native_logits(tmp_path / name, bits) for name in ("free", "snapped"))
    assert torch.equal(free, onto)


@pytest.mark.usefixtures("compiler")
def test_specialists_in_eight_bits_live_beside_a_base_in_four(tmp_path):
    model = trained()
    model.save_pretrained(tmp_path / "four")
    model.config.specialist_bits = 8
    model.save_pretrained(tmp_path / "eight")
    snapped(model, 8).save_pretrained(tmp_path / "snapped")
    four, eight, onto = (native_logits(tmp_path / name, 4) for name in ("four", "eight", "snapped"))
    assert torch.equal(eight, onto)
    assert not torch.equal(four, eight)


def trained() -> CoreForCausalLM:
    """A core whose specialists say something."""
    model = upcycle(tiny_dense())
    torch.manual_seed(1)
    for panel in model.panels():
        panel.specialists.down_proj.data.normal_(std=0.1)
    return model


def snapped(model: CoreForCausalLM, bits) -> CoreForCausalLM:
    """The same with its specialists on the grid, in place."""
    for panel in model.panels():
        for whole in (panel.specialists.gate_up_proj, panel.specialists.down_proj):
            whole.data = torch.stack([snap(expert, bits) for expert in whole.data])
    return model
