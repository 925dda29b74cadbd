"""The row that every corpus is made of, and its JSON lines.

A row is one passage of one document. Its id is `source:document#place`; the document's id decides
the part, so all passages of a document lie in one part. Knows nothing of how rows are read from a
collection or cleaned.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, cast

from finetune.corpora import split

Kind = Literal["figure", "equation", "mention"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a structured record says that the text beside it must bear out.

    figure: `printed` stands in the text and equals `value` at the scale the text names.
    equation: `printed` is arithmetic whose result is `value`.
    mention: the text names `printed`; `value` is unused.
    """

    kind: Kind
    printed: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One passage. Raises ValueError where a field that others rely on is empty."""

    id: str
    text: str
    domain: str
    source: str
    part: split.Part
    claims: tuple[Claim, ...] = field(default=())

    def __post_init__(self) -> None:
        empty = [name for name in ("id", "domain", "source") if not getattr(self, name)]
        if empty:
            raise ValueError(f"row {self.id!r}: empty {', '.join(empty)}")
        if self.part not in split.PARTS:
            raise ValueError(f"row {self.id!r}: part {self.part!r}; one of {split.PARTS}")

    @property
    def document(self) -> str:
        """The id of the document that the passage was cut from."""
        return self.id.rsplit("#", 1)[0].split(":", 1)[-1]

    def as_json(self) -> dict[str, Any]:
        """Without claims the five published fields; claims travel only inside the pipeline."""
        value = asdict(self)
        claims = value.pop("claims")
        if claims:
            value["claims"] = json.dumps(claims, ensure_ascii=False)
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Row:
        claims = json.loads(value.get("claims") or "[]")
        known = {name: value[name] for name in ("id", "text", "domain", "source", "part")}
        return cls(**known, claims=tuple(Claim(**claim) for claim in claims))


def passage(
    source: str,
    domain: str,
    document: str,
    place: int | str,
    text: str,
    *,
    part: split.Part | None = None,
    claims: tuple[Claim, ...] = (),
) -> Row:
    """A row of `document`, in the part that the document's id falls into unless one is given."""
    chosen = split.part(document) if part is None else part
    return Row(f"{source}:{document}#{place}", text, domain, source, chosen, claims)


def open_text(path: Path, mode: Literal["r", "w"] = "r") -> IO[str]:
    """A text file, gzipped or not, by its name; where `path` is absent, `path.gz` is read."""
    if mode == "r" and not path.exists() and path.with_name(path.name + ".gz").exists():
        path = path.with_name(path.name + ".gz")
    if path.suffix == ".gz":
        return cast("IO[str]", gzip.open(path, mode + "t", encoding="utf-8"))
    return path.open(mode, encoding="utf-8")


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, gzipped or not. Raises ValueError naming a bad line."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error})") from error


def read_json(path: Path) -> Any:
    with open_text(path) as file:
        return json.load(file)


def read_rows(path: Path) -> Iterator[Row]:
    return (Row.from_json(value) for value in read_jsonl(path))


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Writes rows whole or not at all, and says how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}{path.suffix}")
    count = 0
    with open_text(half, "w") as file:
        for row in rows:
            file.write(json.dumps(row.as_json(), ensure_ascii=False) + "\n")
            count += 1
    half.replace(path)
    return count
