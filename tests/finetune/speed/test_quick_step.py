"""The quick step computes what the plain model computes, values and gradients."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from core_model.config import tiny
from core_model.freezing import freeze
from core_model.model import CoreForCausalLM
from finetune.speed.attention import attention, plain_attention, visible
from finetune.speed.forward import Packed, QuickStep
from finetune.speed.gated import silu_times
from finetune.speed.head_loss import cross_entropy, divergence, token_losses
from finetune.speed.lanes import Lanes
from finetune.speed.native import fused, kernels
from finetune.speed.norm import rms_norm
from finetune.speed.specialists import Sink, WorkingCopy, sort, specialists


def model(**changes) -> CoreForCausalLM:
    torch.manual_seed(0)
    made = CoreForCausalLM(tiny(**changes))
    for panel in made.panels():
        own = panel.specialists
        for expert, width in enumerate(own.widths):
            own.down_proj.data[expert, :, :width].normal_(std=0.3)
    freeze(made)
    return made.train()


def packed(length: int = 40, begins: tuple[int, ...] = ()) -> Packed:
    ids = torch.randint(259, (2, length), generator=torch.Generator().manual_seed(1))
    positions = torch.arange(length).repeat(2, 1)
    for begin in begins:
        positions[1, begin:] -= positions[1, begin].item()
    labels = F.pad(ids[:, 1:], (0, 1), value=-100)
    labels[:, :-1][positions[:, 1:] == 0] = -100
    first = torch.arange(length) - positions
    return Packed(ids, labels, positions, first if begins else None)


def gradients(made: CoreForCausalLM) -> dict[str, torch.Tensor]:
    return {n: w.grad.clone() for n, w in made.named_parameters() if w.grad is not None}


@pytest.mark.parametrize("sunk", [True, False])
@pytest.mark.parametrize("recompute", [True, False])
def test_losses_and_gradients_are_the_models(sunk: bool, recompute: bool):
    made, given = model(), packed()
    out = made(given.ids, labels=given.ids, output_router_logits=False)
    out.loss.backward()
    wanted = gradients(made)
    made.zero_grad()
    step = QuickStep(made, recompute=recompute)
    sinks = [
        Sink(torch.zeros_like(copy.gate_up_proj), torch.zeros_like(copy.down_proj))
        for copy in step.copies
    ]
    hidden, logits = step(given, sinks if sunk else None)
    flat = hidden.reshape(80, -1)
    loss = cross_entropy(flat, made.lm_head.weight, given.labels.reshape(-1), divisor=78)
    loss.backward()
    assert loss.item() == pytest.approx(out.loss.item(), abs=1e-5)
    assert len(logits) == 2
    found = gradients(made)
    for panel, sink in zip(made.panels(), sinks, strict=True):
        names = {id(w): n for n, w in made.named_parameters()}
        if sunk:
            found[names[id(panel.specialists.gate_up_proj)]] = sink.gate_up
            found[names[id(panel.specialists.down_proj)]] = sink.down
    assert found.keys() == wanted.keys()
    for name, gradient in wanted.items():
        assert torch.allclose(found[name], gradient, atol=2e-6), name


def test_documents_in_one_block_do_not_see_each_other():
    made, given = model(), packed(40, begins=(13,))
    hidden, _ = QuickStep(made)(given)
    alone = Packed(given.ids[1:, 13:], given.labels[1:, 13:], given.positions[1:, 13:], None)
    expected, _ = QuickStep(made)(alone)
    assert torch.allclose(hidden[1:, 13:], expected, atol=1e-5)
    unmarked, _ = QuickStep(made)(Packed(given.ids, given.labels, given.positions, None))
    assert not torch.allclose(unmarked[1:, 13:], expected, atol=1e-3)


def test_silent_specialists_leave_the_base():
    made, given = model(), packed()
    loud, _ = QuickStep(made)(given)
    silent, logits = QuickStep(made)(given, silent=True)
    for panel in made.panels():
        panel.specialists.down_proj.data.zero_()
    base, _ = QuickStep(made)(given)
    assert logits == []
    assert torch.allclose(silent, base, atol=1e-6)
    assert not torch.allclose(loud, base, atol=1e-3)


def test_frozen_layers_get_no_gradient_and_change_nothing_forward():
    made, given = model(), packed()
    whole, _ = QuickStep(made)(given)
    hidden, _ = QuickStep(made, frozen_layers=1)(given)
    assert torch.equal(hidden, whole)
    hidden.square().sum().backward()
    below, above = made.panels()
    assert below.router.weight.grad is None
    assert above.router.weight.grad is not None


def test_the_copy_follows_the_weights_when_told():
    made, given = model(), packed()
    step = QuickStep(made)
    before, _ = step(given)
    made.panels()[0].specialists.gate_up_proj.data.mul_(2)
    stale, _ = step(given)
    step.refresh()
    fresh, _ = step(given)
    assert torch.equal(stale, before)
    assert not torch.allclose(fresh, before)


def test_rows_are_sorted_by_specialist_and_filled_up():
    index = torch.tensor([[2, 0], [2, 1], [0, 2]])
    weight = torch.tensor([[0.6, 0.1], [0.5, 0.2], [0.3, 0.4]])
    groups = sort(index, weight, 4)
    assert groups.sizes == [32, 32, 32, 0]
    assert groups.weight_R.sum().item() == pytest.approx(weight.sum().item())
    assert torch.equal(groups.token_R[groups.place_TK], torch.tensor([[0, 0], [1, 1], [2, 2]]))
    assert torch.allclose(groups.weight_R[groups.place_TK], weight)


HALF = pytest.mark.skipif(kernels() is None, reason="no C++ compiler")


def close(found: torch.Tensor, wanted: torch.Tensor, share: float = 0.02) -> None:
    assert (found.float() - wanted.float()).norm() <= share * wanted.float().norm()


@HALF
def test_fused_norm_and_gate_are_the_plain_ones():
    torch.manual_seed(0)
    norm = model().model.norm
    norm.weight.data.normal_(1, 0.2)
    wide = norm.weight.detach().clone()
    x = torch.randn(5, 3, 32)
    exact = x.clone().requires_grad_()
    (
        exact * torch.rsqrt(exact.square().mean(-1, keepdim=True) + 1e-6) * wide
    ).square().sum().backward()
    norm.bfloat16()
    half = x.bfloat16().requires_grad_()
    assert fused(half, norm.weight) is not None
    rms_norm(norm, half).float().square().sum().backward()
    close(half.grad, exact.grad, 0.05)
    gate, up = torch.randn(2, 7, 48).unbind()
    wanted = [each.clone().requires_grad_() for each in (gate, up)]
    (F.silu(wanted[0]) * wanted[1]).sum().backward()
    found = [each.bfloat16().requires_grad_() for each in (gate, up)]
    silu_times(*found).float().sum().backward()
    for one, other in zip(found, wanted, strict=True):
        close(one.grad, other.grad)


@HALF
@pytest.mark.parametrize("vocabulary", [259, 512])
def test_fused_losses_are_the_plain_ones(vocabulary: int):
    torch.manual_seed(0)
    hidden, teacher = torch.randn(2, 600, 32).unbind()
    head = torch.randn(vocabulary, 32) / 4
    label = torch.randint(vocabulary, (600,))
    label[::7] = -100
    exact = hidden.clone().requires_grad_()
    wanted = F.cross_entropy(exact @ head.t(), label, reduction="sum") / 100
    wanted.backward()
    half = hidden.bfloat16().requires_grad_()
    found = cross_entropy(half, head.bfloat16(), label, divisor=100)
    found.backward()
    assert found.item() == pytest.approx(wanted.item(), rel=0.01)
    close(half.grad, exact.grad, 0.03)
    each = token_losses(half, head.bfloat16(), label)
    assert each.sum().item() / 100 == pytest.approx(found.item(), rel=1e-4)
    assert not each[::7].any()

    exact.grad = None
    apart = F.kl_div(
        (exact @ head.t()).log_softmax(-1), (teacher @ head.t()).softmax(-1), reduction="sum"
    )
    apart.backward()
    half = hidden.bfloat16().requires_grad_()
    found = divergence(half, head.bfloat16(), teacher.bfloat16(), divisor=1)
    found.backward()
    assert found.item() == pytest.approx(apart.item(), rel=0.02)
    close(half.grad, exact.grad, 0.03)


def test_plain_losses_are_torchs():
    torch.manual_seed(0)
    hidden, head = torch.randn(9, 8, requires_grad=True), torch.randn(21, 8)
    label = torch.tensor([3, -100, 5, 0, 20, 1, 1, -100, 2])
    cross_entropy(hidden, head, label, divisor=7).backward()
    found = hidden.grad.clone()
    hidden.grad = None
    F.cross_entropy(hidden @ head.t(), label).backward()
    assert torch.allclose(found, hidden.grad, atol=1e-6)
    same = divergence(hidden, head, hidden.detach(), divisor=1)
    assert same.item() == pytest.approx(0, abs=1e-5)


@HALF
def test_fused_specialists_are_the_plain_ones():
    torch.manual_seed(0)
    stacks = torch.randn(4, 192, 32) / 4, torch.randn(4, 32, 96) / 4
    widths = (32, 32, 64, 96)
    x, base, upstream = torch.randn(3, 50, 32).unbind()
    weight, index = torch.rand(50, 4).softmax(-1).topk(2)
    results = []
    for dtype in (torch.float32, torch.bfloat16):
        gate_up, down = (torch.nn.Parameter(each.clone()) for each in stacks)
        copy = WorkingCopy(gate_up, down, widths)
        copy.refresh(dtype)
        sink = Sink(torch.zeros_like(gate_up), torch.zeros_like(down))
        given = [each.to(dtype, copy=True).requires_grad_() for each in (x, weight)]
        out = specialists(given[0], given[1], index, base.to(dtype), copy, sink)
        out.backward(upstream.to(dtype))
        results.append((out, given[0].grad, given[1].grad, sink.gate_up, sink.down))
    for found, wanted in zip(results[1], results[0], strict=True):
        close(found, wanted)


@HALF
@pytest.mark.parametrize("begins", [(), (100,), (31, 64, 65)])
def test_fused_attention_is_the_plain_one(begins: tuple[int, ...]):
    torch.manual_seed(0)
    length, heads, groups = 160, 6, 2
    given = [torch.randn(2, length, 64 * n) for n in (heads, groups, groups)]
    positions = packed(length, begins).positions.float()
    turn = positions[..., None] * 1e4 ** -(torch.arange(0, 64, 2) / 64)
    cos_sin = tuple(f(torch.cat((turn, turn), -1)) for f in (torch.cos, torch.sin))
    first = packed(length, begins).first
    upstream = torch.randn(2, length, 64 * heads)
    results = []
    for dtype, form in ((torch.float32, plain_attention), (torch.bfloat16, attention)):
        own = [each.to(dtype, copy=True).requires_grad_() for each in given]
        out = form(*own, tuple(each.to(dtype) for each in cos_sin), first, 64, 0.125)
        out.backward(upstream.to(dtype))
        results.append([out, *(each.grad for each in own)])
    for found, wanted in zip(results[1], results[0], strict=True):
        close(found, wanted)


@pytest.mark.parametrize("begins", [(1,), (31, 64, 65), (159,)])
def test_documents_attended_one_by_one_are_the_masked_pack(begins: tuple[int, ...]):
    torch.manual_seed(0)
    length, heads, groups = 160, 6, 2
    given = [torch.randn(2, length, 64 * n) for n in (heads, groups, groups)]
    first = packed(length, begins).first
    assert first is not None
    unturned = (torch.ones(2, length, 64), torch.zeros(2, length, 64))
    own = [each.clone().requires_grad_() for each in given]
    out = plain_attention(*own, unturned, first, 64, 0.125)
    masked = [each.clone().requires_grad_() for each in given]
    q, k, v = (each.view(2, length, -1, 64).transpose(1, 2) for each in masked)
    wanted = F.scaled_dot_product_attention(
        q, k, v, attn_mask=visible(first), scale=0.125, enable_gqa=True
    )
    wanted = wanted.transpose(1, 2).reshape(out.shape)
    upstream = torch.randn_like(out)
    out.backward(upstream)
    wanted.backward(upstream)
    torch.testing.assert_close(out, wanted)
    for mine, other in zip(own, masked, strict=True):
        torch.testing.assert_close(mine.grad, other.grad)


def test_visible_is_causal_within_documents():
    seen = visible(torch.tensor([[0, 0, 2, 2]]))[0, 0]
    assert seen.tolist() == [
        [True, False, False, False],
        [True, True, False, False],
        [False, False, True, False],
        [False, False, True, True],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_lanes_do_everything_once_and_pass_on_errors(count: int):
    lanes = Lanes(count)
    found = lanes.run(list(range(20)), lambda lane, item: (item * 2, lane < count))
    assert found == [(2 * item, True) for item in range(20)]
    with pytest.raises(ZeroDivisionError):
        lanes.run([1, 0], lambda lane, item: 1 // item)


def test_no_lanes_cannot_work():
    with pytest.raises(ValueError, match="lanes"):
        Lanes(0)
