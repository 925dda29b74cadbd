"""Points that follow no rule are listed in tables, one for each family, beside this module."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from apps.education.domain.skills.elementary.row import Row, row


def planned(family: str) -> Iterator[Row]:
    """The rows of the family's table. `needs` are parted by blanks, parameters read `name=value`."""
    with (Path(__file__).parent / f"{family}.tsv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            parameters: dict[str, Any] = dict(map(_parameter, line["parameters"].split()))
            yield row(
                line["id"],
                line["en"],
                line["zh"],
                line["at"],
                line["task"],
                *line["needs"].split(),
                **parameters,
            )


def _parameter(text: str) -> tuple[str, str | int]:
    name, _, value = text.partition("=")
    return name, int(value) if value.lstrip("-").isdigit() else value
