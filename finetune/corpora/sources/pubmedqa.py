"""PubMedQA, expert-labelled: abstracts with the question of their title and a long answer.

The 500 items that the publisher names in `test_ground_truth.json` are never read for training. The
publisher's whole file of 1,000 therefore needs that list beside it; `pqal.json` holds the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Row, passage, read_json

NAME, DOMAIN = "pubmedqa", "medical"
WHOLE, TRAINING, TEST_LIST = "ori_pqal.json", "pqal.json", "test_ground_truth.json"


def read(folder: Path) -> Iterator[Row]:
    for name, item in items(folder).items():
        yield passage(NAME, DOMAIN, name, 0, _prose(item))


def items(folder: Path) -> dict[str, dict[str, Any]]:
    """The items open to training, by PubMed id. Raises FileNotFoundError without the test list."""
    whole = _there(folder, WHOLE)
    listed = _there(folder, TEST_LIST)
    if whole and not listed:
        raise FileNotFoundError(f"{folder}: {WHOLE} holds test items; put {TEST_LIST} beside it")
    kept_apart = set(read_json(folder / TEST_LIST)) if listed else set()
    found = read_json(folder / (WHOLE if whole else TRAINING))
    return {name: item for name, item in found.items() if name not in kept_apart}


def _there(folder: Path, name: str) -> bool:
    return (folder / name).exists() or (folder / f"{name}.gz").exists()


def _prose(item: dict[str, Any]) -> str:
    parts = zip(item["LABELS"], item["CONTEXTS"], strict=False)
    abstract = "\n\n".join(f"{label.capitalize()}: {text.strip()}" for label, text in parts)
    return f"{item['QUESTION'].strip()}\n\n{abstract}\n\nConclusion: {item['LONG_ANSWER'].strip()}"
