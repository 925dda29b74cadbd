"""Builds the embedded model once, and afterwards says in a moment that it is there.

Finds the base, upcycles it, seats the shipped specialists where they belong to that base, and puts
weights and tokenizer under the cache with a manifest of hashes; a build that does not match its
manifest is thrown away, and that is said. Knows nothing of serving. torch is imported only where
something has to be built.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from core_model.base import Base, find_base
from core_model.fingerprint import Fingerprint, fingerprint, unchanged
from core_model.recipe import Recipe
from core_model.shipped.record import SHIPPED, read_shipment, shipped_recipe

if TYPE_CHECKING:
    from core_model.model import CoreForCausalLM

FORMAT = 2
MANIFEST = "manifest.json"
NEWBORN = "newborn"
TRAINED = "shipped"

Progress = Callable[[str, float], None]

log = logging.getLogger(__name__)


class Manifest(BaseModel):
    """What a cached model was made from, and the files it consists of.

    `specialists` says whose they are: newborn, with the reason, or the shipped ones.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    origin: str
    recipe: Recipe
    base: dict[str, Fingerprint]
    files: dict[str, Fingerprint]
    specialists: str = NEWBORN


def build(cache: Path, base: str | None = None, progress: Progress | None = None) -> Path:
    """The folder of the embedded model, built from `base` if the cache does not hold it.

    Its specialists are the shipped ones; beside another base than theirs they are newborn, which
    changes nothing of what that base computes. `progress` hears a stage and the fraction done, 0 to
    1. Raises BaseNotFound, and DamagedShipment where the shipped files are not those recorded.
    """
    return build_with(shipped_recipe(), cache, base, progress)


def build_with(
    recipe: Recipe,
    cache: Path,
    base: str | None = None,
    progress: Progress | None = None,
    shipped: Path = SHIPPED,
) -> Path:
    """As `build`, with other specialists: newborn ones for `Recipe()`, where training begins."""
    say = progress or _log
    cache.mkdir(parents=True, exist_ok=True)
    found = find_base(base)
    home = cache / f"consilium-{_key(found, recipe)}"
    with FileLock(cache / ".lock"):
        _sweep(cache)
        fault = _fault(home, found, recipe)
        if fault is None:
            say("embedded model is up to date", 1.0)
            return home
        if home.exists():
            say(f"cached model discarded: {fault}; building it again", 0.0)
            log.warning("%s: %s; building it again", home, fault)
        _install(_make(found, recipe, cache, say, shipped), home)
    say("embedded model is ready", 1.0)
    return home


def _key(base: Base, recipe: Recipe) -> str:
    """Names one build: same base place and recipe, same folder."""
    text = (
        f"{FORMAT} {recipe.model_dump_json(exclude_none=True)} {base.folder.resolve()} {base.gguf}"
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _fault(home: Path, base: Base, recipe: Recipe) -> str | None:
    """Why the cached model cannot be used, or None."""
    if not home.exists():
        return "not built yet"
    try:
        manifest = Manifest.model_validate_json((home / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        return f"{MANIFEST} unreadable ({type(error).__name__})"
    if (manifest.format, manifest.recipe) != (FORMAT, recipe):
        return "made by another version"
    if set(manifest.base) != {path.name for path in base.files()}:
        return "the base has other files"
    for folder, files, what in (
        (base.folder, manifest.base, "base"),
        (home, manifest.files, "cached"),
    ):
        changed = [name for name, print_ in files.items() if not unchanged(folder / name, print_)]
        if changed:
            return f"{what} file changed: {', '.join(changed)}"
    return None


def _make(base: Base, recipe: Recipe, cache: Path, say: Progress, shipped: Path) -> Path:
    """Builds into a fresh folder beside the final one."""
    from core_model.dense import load_dense, load_tokenizer
    from core_model.upcycle import upcycle

    made = Path(mkdtemp(prefix=".building-", dir=cache))
    say(f"loading the base from {base.origin}", 0.05)
    dense = load_dense(base)
    say("loading its tokenizer", 0.5)
    tokenizer = load_tokenizer(base, dense.config.max_position_embeddings)
    say("seating the specialists", 0.7)
    model = upcycle(dense, recipe)
    specialists = _educate(model, base, recipe, shipped)
    say(f"specialists: {specialists}", 0.8)
    model.save_pretrained(made)
    tokenizer.save_pretrained(made)
    say("recording what was built", 0.9)
    _record(made, base, recipe, specialists)
    return made


def _educate(model: CoreForCausalLM, base: Base, recipe: Recipe, shipped: Path) -> str:
    """Seats the shipped specialists where the recipe asks for them; says whose the model has."""
    from core_model.shipped.seat import mismatch, seat, sketch

    shipment = None if recipe.trained is None else read_shipment(shipped)
    if shipment is None:
        return NEWBORN
    fault = mismatch(sketch(model, base.origin), shipment.base)
    if fault is not None:
        return f"{NEWBORN}, since the shipped ones belong to another base than this one: {fault}"
    seat(model, shipment, shipped)
    return TRAINED


def _record(made: Path, base: Base, recipe: Recipe, specialists: str) -> None:
    manifest = Manifest(
        format=FORMAT,
        origin=base.origin,
        recipe=recipe,
        base={path.name: fingerprint(path) for path in base.files()},
        files={path.name: fingerprint(path) for path in sorted(made.iterdir())},
        specialists=specialists,
    )
    (made / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")


def _install(made: Path, home: Path) -> None:
    """Moves a finished build into place; the folder appears whole or not at all."""
    if home.exists():
        discarded = Path(mkdtemp(prefix=".discarded-", dir=home.parent))
        home.rename(discarded / home.name)
        shutil.rmtree(discarded)
    made.chmod(0o755)
    made.rename(home)


def _sweep(cache: Path) -> None:
    """Removes what a killed build left; under the lock, nobody else can be using it."""
    for leftover in (*cache.glob(".building-*"), *cache.glob(".discarded-*")):
        shutil.rmtree(leftover)


def _log(stage: str, fraction: float) -> None:
    log.info("%3.0f%% %s", 100 * fraction, stage)
