"""What goes into the store and what its catalogue says: values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.document import Document
from rag.evidence import Chunk


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What the catalogue knows of a document without reading it."""

    id: str
    name: str
    tenant: str
    media_type: str
    language: str
    chunks: int
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of a document's chunks by one model: (N, D), and token codes if there are."""

    model: str
    vectors_ND: NDArray[np.floating]
    tokens: Sequence[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to be added, with its chunks, their vectors and what the catalogue says of it."""

    document: Document
    chunks: Sequence[Chunk]
    embedded: Embedded | None
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    """What filters read: the tenant, the document and the metadata that some chunks share."""

    tenant: str
    doc_id: str
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the truth has come: the last chunk ever added and the last removal."""

    chunk: int
    removal: int
