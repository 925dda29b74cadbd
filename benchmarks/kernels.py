"""Times the core's operations against torch's own and against what the device could do at best.

On a GPU the Triton kernels run; without one their torch forms do, and the report says so: nothing
here ever times Triton's interpreter.

`python -m benchmarks.kernels [--threads N]`; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from benchmarks.device_ceilings import Ceilings, measure_ceilings, seconds
from core_model.kernels.experts import grouped_swiglu, grouped_swiglu_reference
from core_model.kernels.fp8_matmul import fp8_matmul, w8a8_fp8_matmul
from core_model.kernels.int8_matmul import int8_matmul, w8a8_matmul
from core_model.kernels.paged_attention import paged_attention
from core_model.kernels.quantised import quantise_e4m3, quantise_int8
from core_model.kernels.rms_norm import add_rms_norm, add_rms_norm_reference
from core_model.kernels.rotary import rotary, rotary_reference
from core_model.kernels.routing import route, route_reference
from core_model.kernels.sorting import Routing

MODEL, HEADS, KEY_HEADS, HEAD = 576, 9, 3, 64  # the embedded model's sizes
WIDTHS = (64, 64, 128, 128, 192, 192, 256, 256)
SLOTS = 16
DTYPE = torch.bfloat16
HALF = 2  # bytes of one number


@dataclass(frozen=True)
class Case:
    """Work that must move `moved` bytes and do `flop` FLOP, done by us and by peers."""

    name: str
    moved: float
    flop: float
    ours: Callable[[], object]
    peers: Mapping[str, Callable[[], object]]


def norms(device: torch.device) -> Iterator[Case]:
    for tokens in (1, 2048):
        x, residual = _random(device, tokens, MODEL), _random(device, tokens, MODEL)
        weight = _random(device, MODEL)
        yield Case(
            f"add_rms_norm, {tokens} tokens",
            HALF * (4 * x.numel() + MODEL),
            5 * x.numel(),
            lambda x=x, r=residual, w=weight: add_rms_norm(x, r, w, eps=1e-5),
            {
                "unfused": lambda x=x, r=residual, w=weight: add_rms_norm_reference(
                    x, r, w, eps=1e-5
                ),
                "F.rms_norm": lambda x=x, r=residual, w=weight: F.rms_norm(
                    x + r, (MODEL,), w, 1e-5
                ),
            },
        )


def rotations(device: torch.device) -> Iterator[Case]:
    angle = torch.rand(8192, HEAD // 2, device=device)
    for tokens in (1, 2048):
        both = _random(device, tokens, HEADS + KEY_HEADS, HEAD)
        positions = torch.arange(tokens, device=device)
        arguments = (both[:, :HEADS], both[:, HEADS:], angle.cos(), angle.sin(), positions)
        yield Case(
            f"rotary, {tokens} tokens",
            2 * HALF * both.numel() + tokens * HEAD * 4,
            3 * both.numel(),
            lambda a=arguments: rotary(*a),
            {"unfused": lambda a=arguments: rotary_reference(*a)},
        )


def routes(device: torch.device) -> Iterator[Case]:
    for tokens, experts, k in ((1, 8, 2), (2048, 8, 2), (2048, 128, 8)):
        logits = torch.randn(tokens, experts, device=device)
        yield Case(
            f"route, {tokens} tokens, {k} of {experts}",
            4 * logits.numel() + tokens * k * 16,
            5 * logits.numel(),
            lambda x=logits, k=k: route(x, k),
            {"unfused": lambda x=logits, k=k: route_reference(x, k)},
        )


def panels(device: torch.device) -> Iterator[Case]:
    """Experts under an even load, and under one where an expert takes most and two nothing."""
    widest = max(WIDTHS)
    gate_up = _random(device, len(WIDTHS), 2 * widest, MODEL) / 24
    down = _random(device, len(WIDTHS), MODEL, widest) / 16
    for tokens, load in ((1, "even"), (16, "even"), (2048, "even"), (2048, "skewed")):
        logits = torch.randn(tokens, len(WIDTHS), device=device)
        if load == "skewed":
            logits += torch.tensor([-9.0, 0, 0, 0, 6, 0, 0, -9], device=device)
        routing = route(logits, 2)
        x = _random(device, tokens, MODEL)
        counts = routing.counts_E.tolist()
        rows = sum(count * width for count, width in zip(counts, WIDTHS, strict=True))
        read = sum(width for count, width in zip(counts, WIDTHS, strict=True) if count)
        arguments = (x, routing, gate_up, down)
        yield Case(
            f"experts, {tokens} tokens, {load}",
            HALF * (3 * MODEL * read + 2 * x.numel()),
            6 * MODEL * rows,
            lambda a=arguments: grouped_swiglu(*a, WIDTHS),
            {
                "loop": lambda a=arguments: grouped_swiglu_reference(*a, WIDTHS),
                "grouped_mm, padded": lambda a=arguments: padded(*a),
            },
        )


def padded(
    x: torch.Tensor, routing: Routing, gate_up: torch.Tensor, down: torch.Tensor
) -> torch.Tensor:
    """Torch's grouped product, which works at the widest expert's width for all."""
    k, order = routing.index_TK.shape[1], routing.order.long()
    ends = routing.offsets_E1[1:]
    both = F.grouped_mm(x[order // k], gate_up.transpose(1, 2), offs=ends)
    gate, up = both.chunk(2, dim=1)
    y = F.grouped_mm(F.silu(gate) * up, down.transpose(1, 2), offs=ends)
    y = y * routing.weights_TK.flatten()[order, None].to(y.dtype)
    return torch.zeros_like(x).index_add(0, order // k, y)


def attentions(device: torch.device) -> Iterator[Case]:
    """Decoding one long and many short sequences, and reading prompts."""
    for sequences, cached, new in ((1, 8000, 1), (16, 1000, 1), (4, 0, 512), (1, 4096, 256)):
        length = cached + new
        blocks = -(-length // SLOTS)
        keys = _random(device, sequences * blocks, SLOTS, KEY_HEADS, HEAD)
        values = torch.randn_like(keys)
        table = torch.randperm(len(keys), device=device).view(sequences, blocks).int()
        q = _random(device, sequences * new, HEADS, HEAD)
        starts = torch.arange(sequences + 1, device=device, dtype=torch.int32) * new
        before = torch.full((sequences,), cached, device=device, dtype=torch.int32)
        arguments = (q, keys, values, table, starts, before)
        # what a peer without pages gets for nothing: keys already side by side
        k, v = (each[table].flatten(1, 2)[:, :length].transpose(1, 2) for each in (keys, values))
        seen = torch.ones(new, length, dtype=torch.bool, device=device).tril(cached)
        pairs = sequences * HEADS * (new * cached + new * (new + 1) / 2)
        yield Case(
            f"attention, {sequences} x {new} new after {cached}",
            HALF * (2 * sequences * length * KEY_HEADS * HEAD + 2 * q.numel()),
            4 * HEAD * pairs,
            lambda a=arguments: paged_attention(*a, scale=HEAD**-0.5),
            {
                "SDPA, no pages": lambda q=q, k=k, v=v, s=sequences, m=seen: (
                    F.scaled_dot_product_attention(
                        q.view(s, -1, HEADS, HEAD).transpose(1, 2), k, v, m, enable_gqa=True
                    )
                )
            },
        )


def products(device: torch.device) -> Iterator[Case]:
    columns, rows = MODEL, 3072
    weight = torch.randn(rows, columns, device=device) / 24
    whole, int8, e4m3 = weight.to(DTYPE), quantise_int8(weight), quantise_e4m3(weight)
    for tokens in (1, 16, 512):
        x = _random(device, tokens, columns)
        moved = rows * columns + HALF * tokens * (rows + columns)
        peer = {"bf16": lambda x=x: x @ whole.T}
        forms = {"int8": (int8_matmul, int8), "w8a8": (w8a8_matmul, int8)}
        forms["fp8"] = (fp8_matmul, e4m3)
        if device.type == "cpu" or torch.cuda.get_device_capability(device) >= (8, 9):
            forms["w8a8_fp8"] = (w8a8_fp8_matmul, e4m3)
        for name, (form, held) in forms.items():
            yield Case(
                f"{name} product, {tokens} tokens",
                moved,
                2 * tokens * rows * columns,
                lambda x=x, form=form, held=held: form(x, held),
                peer,
            )


def _random(device: torch.device, *shape: int) -> torch.Tensor:
    return torch.randn(shape, device=device).to(DTYPE)


def run(case: Case, ceilings: Ceilings, device: torch.device) -> dict[str, float]:
    """Prints the case's rows, ours first; returns its figures."""
    ours = seconds(case.ours, device)
    floor = ceilings.floor_s(case.moved, case.flop)
    _print_row(case, "ours", ours, floor)
    peers = {name: seconds(peer, device) for name, peer in case.peers.items()}
    for name, taken in peers.items():
        _print_row(case, f"  {name}", taken, floor)
    return {
        "us": round(ours * 1e6, 1),
        "floor_share": round(floor / ours, 4),
        "bytes_s": round(case.moved / ours),
        "flop_s": round(case.flop / ours),
        "vs_best_peer": round(min(peers.values()) / ours, 3),
    }


def _print_row(case: Case, form: str, taken: float, floor: float) -> None:
    print(
        f"{case.name:36} {form:22} {taken * 1e6:10.1f} us {case.moved / taken / 1e9:9.2f} GB/s"
        f" {case.flop / taken / 1e9:10.2f} GFLOP/s {floor / taken:7.1%} of the ceiling",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, help="threads of torch on the CPU")
    asked = parser.parse_args()
    if os.environ.get("TRITON_INTERPRET") == "1":
        raise SystemExit("TRITON_INTERPRET is set; an interpreter's speed says nothing: unset it")
    if asked.threads is not None:
        torch.set_num_threads(asked.threads)
    gpu = torch.cuda.is_available()
    device = torch.device("cuda", 0) if gpu else torch.device("cpu")
    ceilings = measure_ceilings(device, DTYPE)
    _print_head(ceilings, gpu)
    families = (norms, rotations, routes, panels, attentions, products)
    with torch.inference_mode():
        figures = {
            case.name: run(case, ceilings, device) for family in families for case in family(device)
        }
    result = {
        "gpu": gpu,
        "device": ceilings.device,
        "form": "triton" if gpu else "torch",
        "threads": torch.get_num_threads(),
        "load": round(os.getloadavg()[0], 2),
        "ceiling_bytes_s": round(ceilings.bytes_s),
        "ceiling_flop_s": round(ceilings.flop_s),
        "cases": figures,
    }
    print(json.dumps(result))


def _print_head(ceilings: Ceilings, gpu: bool) -> None:
    if not gpu:
        print("No GPU here: what follows are the torch forms on the CPU. No Triton kernel ran.")
        print("Small cases stay in the CPU's cache, so they may pass the ceiling of its memory.")
    print(
        f"{ceilings.device}: copies {ceilings.bytes_s / 1e9:.1f} GB/s, multiplies"
        f" {ceilings.flop_s / 1e9:.0f} GFLOP/s in {DTYPE}"
    )
    if ceilings.published is not None:
        copied, multiplied = ceilings.published
        print(f"published: {copied / 1e9:.0f} GB/s, {multiplied / 1e9:.0f} GFLOP/s")


if __name__ == "__main__":
    main()
