"""The fitted parameters as one safetensors file, and fingerprints of what they were fitted to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from apps.medical.domain.rare.network import Ensemble, Network
from apps.medical.domain.rare.outcome import OutcomeModel

SHIPPED: Final = Path(__file__).with_name("weights.safetensors")


@dataclass(frozen=True, slots=True)
class Weights:
    """`trained_on` holds sorted 32-bit fingerprints of diseases and publications."""

    ensemble: Ensemble
    outcome: OutcomeModel
    trained_on: npt.NDArray[np.uint32]
    version: str


def save(
    path: Path, networks: Sequence[Network], outcome: OutcomeModel, trained_on: Sequence[int]
) -> None:
    arrays: dict[str, npt.NDArray] = {
        f"network{n}.{name}": np.ascontiguousarray(value, np.float32)
        for n, network in enumerate(networks)
        for name, value in network.arrays().items()
    }
    for each in fields(OutcomeModel):
        arrays[f"outcome.{each.name}"] = np.ascontiguousarray(
            getattr(outcome, each.name), np.float32
        )
    arrays["trained_on"] = np.array(sorted(set(trained_on)), np.uint32)
    save_file(arrays, path)


def load(path: Path = SHIPPED) -> Weights:
    """Raises FileNotFoundError where the file is missing, KeyError where a part of it is."""
    arrays = load_file(path)
    count = len({name.partition(".")[0] for name in arrays if name.startswith("network")})
    networks = []
    for n in range(count):
        start = f"network{n}."
        networks.append(
            Network.named(
                {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}
            )
        )
    outcome = OutcomeModel(
        **{each.name: arrays[f"outcome.{each.name}"] for each in fields(OutcomeModel)}
    )
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return Weights(Ensemble(tuple(networks)), outcome, arrays["trained_on"], version)
