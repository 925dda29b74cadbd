"""Reads the knowledge tables that lie beside this package's modules."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows_of(name: str, package: str = "apps.medical.domain.text") -> tuple[dict[str, str], ...]:
    """The rows of a tab-separated table with a header, by column."""
    lines = files(package).joinpath(name).read_text(encoding="utf8").splitlines()
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def words_of_class(name: str) -> frozenset[str]:
    """A class of English words of grammar_en.tsv: finite verbs, relatives, abbreviations, ..."""
    rows = (row for row in rows_of("grammar_en.tsv") if row["class"] == name)
    return frozenset(word for row in rows for word in row["words"].split())
