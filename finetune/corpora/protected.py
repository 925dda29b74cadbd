"""Every text of a folder of benchmarks, so that none of it trains.

Reads each string of JSON, JSON lines, CSV, TSV and plain text files, gzipped or not, and the prose
of HTML; a benchmark is known by its folder's name. A new benchmark needs no reader of its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from finetune.corpora.rows import open_text
from finetune.corpora.stages.decontamination import Item

EVALUATION_ONLY = (
    "finance/phrasebank",
    "finance/cn_sentiment_events",
    "finance/financebench",
    "finance/cn_reports",
    "medical/openi_reports",
    "medical/cmb",
    "medical/cn_imcs21_dxy",
    "rag/rgb_zh",
    "rag/cmrc2018",
    "rag/scifact",
    "education/mwp/asdiv-a",
    "education/mwp/math23k",
    "education/mwp/mawps-single",
)
HELD_FILES = ("*test*.json*", "*valid*.json*", "*test*.csv*")
TRAINING_SETS = ("finance/tatqa", "medical/pubmedqa", "education/gsm8k", "education/mwp/SVAMP")
_LONGEST_FIELD = 1_000_000


def of_data(root: Path) -> Iterator[Item]:
    """The benchmarks of a folder laid out by area and set, where they are there."""
    for name in EVALUATION_ONLY:
        if (root / name).is_dir():
            yield from of_folder(root / name, name)
    for name in TRAINING_SETS:
        for pattern in HELD_FILES:
            for path in sorted((root / name).glob(pattern)):
                yield from of_file(path, name)


def of_folder(folder: Path, name: str = "") -> Iterator[Item]:
    """Everything below `folder`. Raises FileNotFoundError where it is no folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no folder of benchmarks to keep apart")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from of_file(path, name or path.parent.name)


def of_file(path: Path, name: str) -> Iterator[Item]:
    read = _READERS.get(Path(path.name.removesuffix(".gz")).suffix.lower())
    if read is not None and not path.name.startswith("SOURCE"):
        yield from (Item(name, text) for text in read(path))


def _json(path: Path) -> Iterator[str]:
    """One value, or a value a line under the name of one, as some publishers have it."""
    with open_text(path) as file:
        content = file.read()
    try:
        yield from _strings(json.loads(content))
    except json.JSONDecodeError:
        yield from _json_lines(path)


def _json_lines(path: Path) -> Iterator[str]:
    with open_text(path) as file:
        for line in file:
            if line.strip():
                yield from _strings(json.loads(line))


def _table(path: Path) -> Iterator[str]:
    csv.field_size_limit(_LONGEST_FIELD)
    delimiter = "\t" if ".tsv" in path.name else ","
    with open_text(path) as file:
        for row in csv.reader(file, delimiter=delimiter):
            yield from row


def _lines(path: Path) -> Iterator[str]:
    with open_text(path) as file:
        yield from file


def _prose(path: Path) -> Iterator[str]:
    from finetune.corpora.sources.markup_text import paragraphs

    yield from (paragraph.text for paragraph in paragraphs(path))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


_READERS = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _table,
    ".tsv": _table,
    ".txt": _lines,
    ".htm": _prose,
    ".html": _prose,
}
