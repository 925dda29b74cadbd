"""Reads a file of answers in a process of its own: the file in, what came of it out.

What comes back is JSON and plain arrays, checked as they are opened, never a pickle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import Account, Imported, RosterEntry
from apps.education.domain.intake.refused import Refusals
from apps.education.domain.response import ResponseLog
from apps.shared import sandbox
from apps.shared.sandbox import Limits
from rag.readers.errors import UnreadableFile

PARSER: Final = "apps.education.service.parse:parse"
_NAMES: Final = ("students", "items", "points", "activities", "files")
_COLUMNS: Final = (
    "student", "item", "point_start", "point", "correct", "at", "seconds", "hints", "attempt",
    "activity", "file", "row", "order", "id",
)  # fmt: skip
_MAPPING: Final = TypeAdapter(ColumnMapping)
_ROSTER: Final = TypeAdapter(tuple[RosterEntry, ...])
_ACCOUNT: Final = TypeAdapter(Account)


def read_apart(
    name: str,
    path: Path,
    mapping: ColumnMapping | None,
    time_zone: str,
    /,
    *,
    limits: Limits,
    known_points: Mapping[str, str] | None = None,
    progress: Callable[[str, float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Imported:
    """`read_file` under limits of memory and time. Raises UnreadableFile."""
    options: dict[str, Any] = {
        "mapping": None if mapping is None else _MAPPING.dump_python(mapping, mode="json"),
        "time_zone": time_zone,
        "known_points": None if known_points is None else dict(known_points),
    }
    packed = sandbox.run(
        PARSER,
        path.read_bytes(),
        name,
        limits=limits,
        options=options,
        progress=progress,
        cancelled=cancelled,
    )
    return decode(packed)


def parse(
    data: bytes,
    name: str,
    *,
    progress: Callable[[str, float], None],
    mapping: dict[str, Any] | None,
    time_zone: str,
    known_points: dict[str, str] | None,
) -> bytes:
    """What the child process runs. Raises UnreadableFile."""
    try:
        imported = read_file(
            name,
            io.BytesIO(data),
            None if mapping is None else _MAPPING.validate_python(mapping),
            time_zone=time_zone,
            known_points=known_points,
            progress=progress,
        )
    except UnreadableFile:
        raise
    except ValueError as problem:
        raise UnreadableFile(
            name, "wrong_mapping", str(problem), "look at the columns"
        ) from problem
    return encode(imported)


def encode(imported: Imported) -> bytes:
    log = imported.log
    refused_names, refused = imported.refused.packed()
    told = {
        "name": imported.name,
        "digest": imported.digest,
        "kind": imported.kind,
        "encoding": imported.encoding,
        "delimiter": imported.delimiter,
        "mapping": _MAPPING.dump_python(imported.mapping, mode="json"),
        "roster": _ROSTER.dump_python(imported.roster, mode="json"),
        "item_names": dict(imported.item_names),
        "account": _ACCOUNT.dump_python(imported.account, mode="json"),
        "refused": refused_names,
        "log": {name: getattr(log, name) for name in (*_NAMES, "version")},
    }
    columns: dict[str, NDArray[Any]] = {
        f"log_{name}": column for name in _COLUMNS if (column := getattr(log, name)) is not None
    }
    columns |= {f"refused_{name}": np.array(column) for name, column in refused.items()}
    columns["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    packed = io.BytesIO()
    np.savez(packed, **columns)  # pyright: ignore[reportArgumentType]
    return packed.getvalue()


def decode(packed: bytes) -> Imported:
    """Raises ValueError or KeyError where the bytes say something else."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as columns:
        told = json.loads(columns["told"].tobytes())
        names = {name: tuple(told["log"][name]) for name in _NAMES}
        held = {name: columns[f"log_{name}"] for name in _COLUMNS if f"log_{name}" in columns}
        log = ResponseLog(**names, **held, version=str(told["log"]["version"]))
        prefix = "refused_"
        refused = Refusals.of(
            told["refused"],
            {
                key.removeprefix(prefix): columns[key].tolist()
                for key in columns
                if key.startswith(prefix)
            },
        )
    return Imported(
        name=str(told["name"]),
        digest=str(told["digest"]),
        kind=told["kind"],
        encoding=str(told["encoding"]),
        delimiter=str(told["delimiter"]),
        mapping=_MAPPING.validate_python(told["mapping"]),
        log=log,
        roster=_ROSTER.validate_python(told["roster"]),
        item_names=told["item_names"],
        refused=refused,
        account=_ACCOUNT.validate_python(told["account"]),
    )
