"""Which genes a disease is known to be of, from `genes_to_phenotype.txt` of the HPO release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def read_genes(text: str) -> Mapping[str, frozenset[str]]:
    """Disease id -> gene symbols. Raises ValueError where the columns are not there."""
    lines = text.splitlines()
    header = lines[0].split("\t") if lines else []
    if "gene_symbol" not in header or "disease_id" not in header:
        raise ValueError("genes_to_phenotype: columns gene_symbol and disease_id are missing")
    symbol, disease = header.index("gene_symbol"), header.index("disease_id")
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines[1:]:
        fields = line.split("\t")
        if len(fields) == len(header):
            found[fields[disease]].add(fields[symbol])
    return {d: frozenset(symbols) for d, symbols in found.items()}
