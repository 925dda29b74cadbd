"""Keeps texts as token ids in the run's folder, so that a resumed run starts at once.

Knows files of ids; made anew when a corpus or the tokenizer has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock
from transformers import PreTrainedTokenizerFast

from finetune.corpora.split import Part
from finetune.mixing.documents import read_documents


def encoded(
    texts: Mapping[str, Path], tokenizer: PreTrainedTokenizerFast, part: Part, folder: Path
) -> dict[str, list[np.ndarray]]:
    """As `read_documents`, from what `folder` keeps where it is of these very files."""
    folder.mkdir(exist_ok=True)
    return {name: _one(name, file, tokenizer, part, folder) for name, file in sorted(texts.items())}


def _one(
    name: str, file: Path, tokenizer: PreTrainedTokenizerFast, part: Part, folder: Path
) -> list[np.ndarray]:
    kept = folder / f"{name}-{part}-{_key(file, tokenizer)}.npz"
    with FileLock(folder / ".lock"):  # of several processes one encodes
        if not kept.exists():
            _keep(read_documents({name: file}, tokenizer, part)[name], kept)
    with np.load(kept) as held:
        return np.split(held["ids"], held["ends"][:-1])


def _keep(documents: Sequence[np.ndarray], kept: Path) -> None:
    beside = kept.with_name(f".{kept.name}")
    with beside.open("wb") as out:
        np.savez(out, ids=np.concatenate(documents), ends=np.cumsum(_lengths(documents)))
    beside.replace(kept)


def _lengths(documents: Sequence[np.ndarray]) -> list[int]:
    return [len(each) for each in documents]


def _key(file: Path, tokenizer: PreTrainedTokenizerFast) -> str:
    known = file.stat()
    text = f"{file.resolve()} {known.st_size} {known.st_mtime_ns} {sorted(tokenizer.get_vocab())}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]
