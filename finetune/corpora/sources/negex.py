"""NegEx test kit: sentences of de-identified hospital reports with what they say of one condition.

Reads `annotations.tsv`, or the publisher's `Annotations-1-120.txt`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from finetune.corpora.rows import Claim, Row, open_text, passage

NAME, DOMAIN = "negex", "medical"
FILES = ("annotations.tsv", "Annotations-1-120.txt", "rsAnnotations-1-120-random.txt")
COLUMNS = 6


def read(folder: Path) -> Iterator[Row]:
    with open_text(_file(folder)) as file:
        for cells in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(cells) < COLUMNS or not cells[0].isdigit():
                continue
            number, condition, sentence, status, when, who = (cell.strip() for cell in cells[:6])
            told = f"{condition}: {status}, {when}, {who}.".lower()
            text = f"{sentence}\n{told[0].upper()}{told[1:]}"
            claims = (Claim("mention", condition),) if condition else ()
            yield passage(NAME, DOMAIN, number, 0, text, claims=claims)


def _file(folder: Path) -> Path:
    for name in FILES:
        if (folder / name).exists() or (folder / f"{name}.gz").exists():
            return folder / name
    raise FileNotFoundError(f"{folder}: none of {', '.join(FILES)}")
