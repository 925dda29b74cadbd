"""Which form of an operation runs: torch on the CPU, Triton on a GPU, an error in between."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from core_model.kernels import architecture, experts, fp8_matmul, int8_matmul, quantised, sorting
from core_model.kernels import paged_attention as attention
from core_model.kernels import rms_norm as norm
from core_model.kernels import rotary as turning
from core_model.kernels import routing as router
from core_model.kernels.devices import needs_gradient, on_gpu


def x(*shape: int) -> torch.Tensor:
    return torch.randn(shape)


def ends() -> tuple[torch.Tensor, ...]:
    return torch.zeros(1, 1, dtype=torch.int32), torch.tensor([0, 1]), torch.tensor([0])


CALLS = {
    "route": (router, "route_triton", lambda: router.route(x(2, 4), 1)),
    "sort_by_expert": (
        sorting,
        "sort_by_expert_triton",
        lambda: sorting.sort_by_expert(x(2, 1), torch.tensor([[1], [0]]), 2),
    ),
    "grouped_swiglu": (
        experts,
        "grouped_swiglu_triton",
        lambda: experts.grouped_swiglu(
            x(2, 8), router.route_reference(x(2, 1), 1), x(1, 64, 8), x(1, 8, 32), [32]
        ),
    ),
    "paged_attention": (
        attention,
        "paged_attention_triton",
        lambda: attention.paged_attention(
            x(1, 2, 8), x(1, 4, 1, 8), x(1, 4, 1, 8), *ends(), scale=1.0
        ),
    ),
    "rms_norm": (norm, "rms_norm_triton", lambda: norm.rms_norm(x(2, 8), x(8), eps=1e-5)),
    "rotary": (
        turning,
        "rotary_triton",
        lambda: turning.rotary(x(1, 2, 4), x(1, 1, 4), x(3, 2), x(3, 2), torch.tensor([1])),
    ),
    "int8_matmul": (
        int8_matmul,
        "int8_matmul_triton",
        lambda: int8_matmul.int8_matmul(x(2, 8), quantised.quantise_int8(x(3, 8))),
    ),
    "w8a8_matmul": (
        int8_matmul,
        "w8a8_matmul_triton",
        lambda: int8_matmul.w8a8_matmul(x(2, 8), quantised.quantise_int8(x(3, 8))),
    ),
    "fp8_matmul": (
        fp8_matmul,
        "fp8_matmul_triton",
        lambda: fp8_matmul.fp8_matmul(x(2, 8), quantised.quantise_e4m3(x(3, 8))),
    ),
    "quantise_int8": (quantised, "quantise_triton", lambda: quantised.quantise_int8(x(2, 8))),
    "quantise_e4m3": (quantised, "quantise_triton", lambda: quantised.quantise_e4m3(x(2, 8))),
}


class Launched(Exception):
    """Stands in for a kernel."""


def launch(*args, **kwargs):
    raise Launched


@pytest.mark.parametrize("name", CALLS)
def test_a_gpu_gets_the_kernel_and_a_cpu_never(name, monkeypatch):
    module, kernel, call = CALLS[name]
    monkeypatch.setattr(module, kernel, launch)
    call()
    monkeypatch.setattr(module, "on_gpu", lambda *tensors: True)
    with pytest.raises(Launched):
        call()


def test_a_gpu_trains_norms_through_the_kernel(monkeypatch):
    monkeypatch.setattr(norm, "rms_norm_triton", launch)
    monkeypatch.setattr(norm, "on_gpu", lambda *tensors: True)
    weight = torch.ones(8, requires_grad=True)
    with pytest.raises(Launched):
        norm.rms_norm(x(2, 8), weight, eps=1e-5)
    with pytest.raises(Launched):
        norm.add_rms_norm(x(2, 8), x(2, 8), weight, eps=1e-5)


def test_e4m3_products_on_an_old_gpu_are_refused(monkeypatch):
    monkeypatch.setattr(fp8_matmul, "on_gpu", lambda *tensors: True)
    monkeypatch.setattr(
        fp8_matmul, "architecture_of", lambda device: architecture.ARCHITECTURES[86]
    )
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "an old GPU")
    with pytest.raises(ValueError, match="no float8 tensor cores; use fp8_matmul"):
        fp8_matmul.w8a8_fp8_matmul(x(2, 8), quantised.quantise_e4m3(x(3, 8)))


def test_tensors_on_two_devices_are_refused():
    with pytest.raises(ValueError, match=r"lie on \['cpu', 'meta'\]; move them"):
        on_gpu(torch.empty(1), None, torch.empty(1, device="meta"))


def test_a_gpu_that_is_not_the_current_one_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    tensor = SimpleNamespace(device=torch.device("cuda", 1))
    with pytest.raises(ValueError, match=r"on cuda:1; enter torch\.cuda\.device\(1\)"):
        on_gpu(tensor)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 1)
    assert on_gpu(tensor)


def test_gradients_are_needed_only_while_they_are_recorded():
    tensor = torch.ones(1, requires_grad=True)
    assert needs_gradient(None, torch.ones(1), tensor)
    assert not needs_gradient(torch.ones(1))
    with torch.no_grad():
        assert not needs_gradient(tensor)


@pytest.mark.parametrize(
    ("capability", "chosen"),
    [((8, 0), 80), ((8, 7), 86), ((8, 9), 89), ((9, 0), 90), ((10, 3), 100), ((12, 1), 120)],
)
def test_a_gpu_counts_as_the_newest_known_before_it(capability, chosen, monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    found = architecture.architecture_of.__wrapped__(torch.device("cuda", 0))
    assert found.capability == chosen


def test_a_gpu_too_old_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (7, 5))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Tesla T4")
    with pytest.raises(ValueError, match=r"'Tesla T4' has compute capability 7\.5"):
        architecture.architecture_of.__wrapped__(torch.device("cuda", 0))


@pytest.mark.parametrize(
    ("sequences", "blocks", "processors", "splits"),
    [(1, 512, 132, 32), (1, 4, 132, 1), (64, 512, 132, 2), (256, 512, 132, 1), (1, 4096, 132, 64)],
)
def test_few_long_sequences_are_split(sequences, blocks, processors, splits):
    table = torch.empty(sequences, blocks, dtype=torch.int32)
    keys = torch.empty(1, 16, 3, 8)
    assert attention._splits(table, keys, processors) == splits


WITHOUT_TRITON = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "triton" else find(name, *rest)
import torch
from core_model.kernels import experts, fp8_matmul, int8_matmul, paged_attention, rms_norm, rotary
from core_model.kernels.routing import route, route_triton
assert route(torch.eye(3), 1).index_TK.flatten().tolist() == [0, 1, 2]
try:
    route_triton(torch.eye(3), 1)
except RuntimeError as error:
    print(error)
"""


def test_a_machine_without_triton_runs_the_references():
    command = [sys.executable, "-c", WITHOUT_TRITON]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "'_choose' needs Triton, which is not installed here; install it" in run.stdout
