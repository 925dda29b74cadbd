"""What is measured: a core with its adapters, and the base beside it.

The base is the same folder with its specialists silenced: their down-projections are zero, as at
birth, where the mixture's logits are the dense model's to the last bit (`core_model.upcycle`).
That holds because pre-training leaves the dense weights as they are. Where a core was trained
otherwise, its base is another folder and has to be given.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file

from core_model.recipe import BITS, Bits

DOWN = re.compile(r"\.specialists\.down_proj$")
WEIGHTS = "model.safetensors"


@dataclass(frozen=True, slots=True)
class Subject:
    """A model folder and the adapter folders by name, held in `bits` where the step is native."""

    folder: Path
    adapters: Mapping[str, Path] = field(default_factory=dict)
    bits: Bits = BITS

    def adapter_for(self, domain: str) -> str | None:
        """The name of the domain's adapter; None where it has none."""
        return domain if domain in self.adapters else None


def has_specialists_trained(folder: Path) -> bool:
    """Whether any specialist says anything: False for a newborn mixture, which is its base."""
    with safe_open(folder / WEIGHTS, "pt") as file:
        names = [name for name in file.keys() if DOWN.search(name)]  # noqa: SIM118
        return any(bool(file.get_tensor(name).any()) for name in names)


def silenced(folder: Path, target: Path) -> Path:
    """A copy of the model in `target` whose specialists add nothing. Returns `target`.

    Raises ValueError where the weights do not lie in one file of safetensors.
    """
    source = folder / WEIGHTS
    if not source.is_file():
        raise ValueError(
            f"{folder} has no {WEIGHTS}; save the model in one file, or name its base with --base"
        )
    target.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file() and path.name != WEIGHTS:
            shutil.copyfile(path, target / path.name)
    with safe_open(source, "pt") as file:
        about = file.metadata()
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    for name, weight in weights.items():
        if DOWN.search(name):
            weight.zero_()
    save_file(weights, target / WEIGHTS, metadata=about)
    return target


def fingerprint(adapter: Path) -> str:
    """The first digits of the hash of an adapter's weights, by which a report names it."""
    weights = (adapter / "adapter_model.safetensors").read_bytes()
    return hashlib.sha256(weights).hexdigest()[:12]
