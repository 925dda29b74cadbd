"""What `benchmarks.finance_extraction` holds extraction against: tagged facts and core metrics.

Tagged facts come from `facts/*.jsonl`, in document order. The core metrics of a filing are those
printed on its face statements: for each metric the first tag, in the order of
`concepts.METRICS`, that stands without dimensions on the face statement the metric belongs to,
with all the periods shown there. Knows nothing of how the untagged text is read.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from apps.finance.domain.concepts import METRICS
from apps.finance.domain.faces import Face, find_faces
from apps.finance.domain.facts import Period
from apps.finance.domain.tags import TaggedNumber
from rag.document import Document

Key: TypeAlias = tuple[str, Period]


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A line of `facts/*.jsonl`; `value` is None where the tag says nil."""

    concept: str
    value: Decimal | None
    unit: str
    period: Period
    dimensions: tuple[tuple[str, str], ...]

    @property
    def key(self) -> tuple[object, ...]:
        return (self.concept, self.value, self.unit, self.period, frozenset(self.dimensions))


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text file, gzipped or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        yield from file


def gold_facts(path: Path) -> list[GoldFact]:
    return [_gold_fact(json.loads(line)) for line in lines_of(path) if line.strip()]


def _gold_fact(line: dict) -> GoldFact:
    start = date.fromisoformat(line["start"]) if line["start"] else None
    unit = line["unit"].replace(" / shares", "/share").replace(" / ", "/")
    return GoldFact(
        line["concept"],
        None if line["value"] is None else Decimal(line["value"]),
        unit,
        Period(date.fromisoformat(line["end"]), start),
        tuple(line["dims"].items()),
    )


def gold_metrics(
    document: Document, numbers: Sequence[TaggedNumber], facts: Sequence[GoldFact]
) -> dict[Key, tuple[Decimal, str]]:
    """Value and unit of each core metric and period on the face statements.

    `numbers` place the facts in the document; both are in document order and of equal length.
    """
    if len(numbers) != len(facts):
        raise ValueError(f"{len(numbers)} tags were read for {len(facts)} facts: cannot be tied")
    truth = {id(number): fact for number, fact in zip(numbers, facts, strict=True)}
    gold: dict[Key, tuple[Decimal, str]] = {}
    for face in find_faces(document, numbers):
        gold |= _of_face(face, truth)
    return gold


def _of_face(face: Face, truth: dict[int, GoldFact]) -> dict[Key, tuple[Decimal, str]]:
    by_tag: dict[str, list[GoldFact]] = {}
    for part in face.parts:
        for number in part.numbers:
            fact = truth[id(number)]
            if not fact.dimensions and fact.value is not None:
                by_tag.setdefault(fact.concept.rpartition(":")[2], []).append(fact)
    gold: dict[Key, tuple[Decimal, str]] = {}
    for metric in METRICS:
        if metric.statement is not face.kind:
            continue
        tags = (tag.removeprefix("ifrs:") for tag in metric.tags)
        chosen = next((by_tag[tag] for tag in tags if tag in by_tag), [])
        for fact in chosen:
            if fact.value is not None:
                gold.setdefault((metric.id, fact.period), (fact.value, fact.unit))
    return gold


def stripped(root: etree._Element) -> bytes:
    """The document without a trace of XBRL: headers dropped, every ix element unwrapped."""
    for header in list(root.iter("{*}header")):
        if "inlineXBRL" in str(header.tag):
            _drop(header)
    names = {str(x.tag) for x in root.iter(etree.Element) if "inlineXBRL" in str(x.tag)}
    etree.strip_tags(root, *names)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _drop(element: etree._Element) -> None:
    """Remove an element, not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
