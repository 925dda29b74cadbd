"""What lies in the folder of shipped weights: shapes, files with hashes, the base they belong to.

Imports no torch, so that asking whether a cached model is up to date stays fast.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core_model.recipe import Bits, Recipe

SHIPPED = Path(__file__).parent
RECORD = "shipped.json"
FORMAT = 1


class DamagedShipment(ValueError):
    """Shipped weights that are not those of their record; the message names the file."""


class ShippedFile(BaseModel):
    """Size in bytes and hash of one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    sha256: str


class BaseSketch(BaseModel):
    """Tells a base from others by values that every format keeps exactly: those of its last norm.

    `norm` holds the first of them. Two bases are the same where these differ by less than 2% of
    their length: precision apart, and no other model comes near.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    origin: str
    layers: int
    width: int
    norm: tuple[float, ...]


class Shipment(BaseModel):
    """The specialists and routers that take the place of the newborn ones.

    `recipe` is that of the core which was trained. `bits` is the grid they lie on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(default=FORMAT, ge=FORMAT, le=FORMAT)
    recipe: Recipe
    renormalise: bool = False
    selection_bias: bool = False
    bits: Bits
    base: BaseSketch
    files: dict[str, ShippedFile]


def read_shipment(folder: Path = SHIPPED) -> Shipment | None:
    """The record of what is shipped, or None where nothing is.

    Raises ValidationError where the record is not one of this version.
    """
    file = folder / RECORD
    return Shipment.model_validate_json(file.read_bytes()) if file.is_file() else None


def shipped_recipe(folder: Path = SHIPPED) -> Recipe:
    """The recipe of the embedded model: with the shipped specialists where there are any."""
    shipment = read_shipment(folder)
    if shipment is None:
        return Recipe()
    digest = hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()[:16]
    return shipment.recipe.model_copy(update={"trained": digest})


def describe(path: Path) -> ShippedFile:
    """Size and hash of a file. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return ShippedFile(
            size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest()
        )


def check_files(folder: Path, shipment: Shipment) -> None:
    """Raises DamagedShipment where a file is missing or has another content."""
    for name, expected in shipment.files.items():
        path = folder / name
        if not path.is_file() or describe(path) != expected:
            raise DamagedShipment(
                f"{path}: missing, or not the file that {RECORD} records; install the suite again,"
                " or check out the file anew"
            )
