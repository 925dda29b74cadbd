"""Rows on disk in shards, read as a stream of Hugging Face `datasets`.

A shard is written under another name and renamed, so one that is there is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetune.corpora.rows import Row, read_jsonl, write_rows

if TYPE_CHECKING:
    from datasets import IterableDataset


def stream(paths: Sequence[Path], **wanted: str) -> IterableDataset:
    """A streaming data set over files of rows; `wanted` keeps the rows with these fields.

    `stream([out / "finance.jsonl"], part="train")` is what a trainer reads.
    """
    from datasets import IterableDataset

    dataset = IterableDataset.from_generator(_values, gen_kwargs={"paths": [*map(str, paths)]})
    if not wanted:
        return dataset
    return dataset.filter(lambda value: all(value[name] == told for name, told in wanted.items()))


def rows(paths: Sequence[Path]) -> Iterator[Row]:
    return (Row.from_json(value) for value in stream(paths))


def _values(paths: list[str]) -> Iterator[dict[str, Any]]:
    for path in paths:
        yield from read_jsonl(Path(path))


def write(folder: Path, found: Iterable[Row], size: int) -> list[Path]:
    """Rows as shards of at most `size`, numbered behind those that are there."""
    written: list[Path] = []
    held: list[Row] = []
    for row in found:
        held.append(row)
        if len(held) == size:
            written.append(_shard(folder, held))
            held = []
    return [*written, _shard(folder, held)] if held else written


def _shard(folder: Path, held: list[Row]) -> Path:
    path = folder / f"{len(listed(folder)):05d}.jsonl"
    write_rows(path, held)
    return path


def listed(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.jsonl"))


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    half.replace(path)
