"""Compiles the native library with the compiler that is there, once for each variant and source.

The result lies in a cache folder under a name made of sources, flags and compiler, written whole or
not at all. Knows nothing of what the library computes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from core_model.native.variants import Variant

SOURCES = Path(__file__).parent
MAIN = "library.cpp"
COMPILERS = ("c++", "g++", "clang++")
FLAGS = (
    "-std=c++20",
    "-O3",
    "-fPIC",
    "-shared",
    "-pthread",
    "-ffp-contract=fast",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-fvisibility=default",
    "-Wno-psabi",
)
TIMEOUT_S = 300

log = logging.getLogger(__name__)


class NativeUnavailable(RuntimeError):
    """The native step cannot be had here; the message says why and what would help."""


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where compiled libraries are kept: CONSILIUM_NATIVE_CACHE, or the user's cache folder."""
    given = environment.get("CONSILIUM_NATIVE_CACHE")
    if given:
        return Path(given)
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "consilium" / "native"


def find_compiler(environment: Mapping[str, str] = os.environ) -> str:
    """Path of $CXX, or of the first C++ compiler found. Raises NativeUnavailable."""
    given = environment.get("CXX")
    for name in (given,) if given else COMPILERS:
        found = shutil.which(name, path=environment.get("PATH", os.defpath))
        if found is not None:
            return found
    looked = f"CXX={given!r}" if given else ", ".join(COMPILERS)
    raise NativeUnavailable(
        f"no C++ compiler ({looked}) on the PATH; install one (`apt-get install g++`), or set CXX"
    )


def compiled(variant: Variant, folder: Path | None = None) -> Path:
    """The library for this variant, compiled if the cache does not hold it.

    Raises NativeUnavailable where there is no compiler or it fails.
    """
    folder = folder or cache_folder()
    compiler = find_compiler()
    target = folder / f"{variant.name}-{_key(compiler, variant)}.so"
    if target.is_file():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            if not target.is_file():
                _compile(compiler, variant, target)
    except OSError as problem:
        raise NativeUnavailable(
            f"cannot keep the compiled library in {folder} ({problem}); set CONSILIUM_NATIVE_CACHE"
            " to a folder that can be written"
        ) from problem
    return target


def sources() -> list[Path]:
    """All C++ files of the library, sorted by name."""
    return sorted(path for path in SOURCES.iterdir() if path.suffix in (".h", ".cpp"))


def _key(compiler: str, variant: Variant) -> str:
    digest = hashlib.sha256(repr((FLAGS, variant.flags, compiler, _version(compiler))).encode())
    for path in sources():
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _version(compiler: str) -> str:
    return _run([compiler, "--version"]).stdout


def _compile(compiler: str, variant: Variant, target: Path) -> None:
    log.info("compiling the native step for %s with %s", variant.name, compiler)
    with TemporaryDirectory(dir=target.parent, prefix=".compiling-") as folder:
        made = Path(folder) / target.name
        command = [compiler, *FLAGS, *variant.flags, str(SOURCES / MAIN), "-o", str(made)]
        outcome = _run(command)
        if outcome.returncode != 0:
            raise NativeUnavailable(
                f"{compiler} could not compile the native step for {variant.name!r} on"
                f" {sys.platform}: {_last_error(outcome.stderr)}; set CXX to a C++20 compiler"
            )
        made.replace(target)


def _last_error(text: str) -> str:
    errors = [line for line in text.splitlines() if "error" in line]
    return (errors or text.splitlines() or ["no message"])[0]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, timeout=TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NativeUnavailable(f"{command[0]} could not be run: {problem}") from problem
