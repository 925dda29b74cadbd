"""Finds the adapters and heads that come with the suite, by name. Imports no torch."""

from __future__ import annotations

from pathlib import Path

from core_model.shipped.record import SHIPPED

FOLDER = "adapters"
HEADS = "heads"


def shipped_adapters(folder: Path = SHIPPED) -> dict[str, Path]:
    """Name to peft folder of every adapter that is shipped, sorted; empty where none is."""
    return {
        path.parent.name: path.parent
        for path in sorted((folder / FOLDER).glob("*/adapter_config.json"))
    }


def shipped_heads(folder: Path = SHIPPED) -> dict[str, Path]:
    """Name to folder of every classification head that is shipped, sorted; empty where none is."""
    return {path.parent.name: path.parent for path in sorted((folder / HEADS).glob("*/head.json"))}
