"""A user's own texts: JSON lines with a `text`, plain text or Markdown, a file or a folder of them.

A JSON line may name its document (`doc` or `id`); a text file is its own document. Nothing else of
a line is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from finetune.corpora.grouping import passages
from finetune.corpora.rows import Row, open_text, passage, read_jsonl

KINDS = (".jsonl", ".txt", ".md")


def read(path: Path, domain: str, name: str = "own") -> Iterator[Row]:
    """Rows of `domain`. Raises FileNotFoundError for no file, ValueError for no text in a line."""
    files = sorted(one for one in path.rglob("*") if _known(one)) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise FileNotFoundError(f"{path}: no file of {', '.join(KINDS)} (.gz allowed)")
    for file in files:
        if ".jsonl" in file.suffixes:
            yield from _lines(file, domain, name)
        else:
            with open_text(file) as opened:
                paragraphs = re.split(r"\n\s*\n", opened.read())
            for place, text in enumerate(
                passages(one.strip() for one in paragraphs if one.strip())
            ):
                yield passage(name, domain, file.name, place, text)


def _known(path: Path) -> bool:
    return Path(path.name.removesuffix(".gz")).suffix in KINDS


def _lines(file: Path, domain: str, name: str) -> Iterator[Row]:
    for place, line in enumerate(read_jsonl(file)):
        text = line.get("text")
        if not isinstance(text, str):
            raise ValueError(f'{file}, line {place + 1}: no "text"; each line needs one')
        document = str(line.get("doc") or line.get("id") or f"{file.name}-{place}").split("#")[0]
        yield passage(name, domain, document, place, text)
