"""The contexts and units that XBRL tags refer to: period, dimensions, unit of measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

from apps.finance.domain.facts import Notice, Period
from rag.readers.walk import local_name


@dataclass(frozen=True, slots=True)
class Context:
    """`dimensions` pairs each axis with its member, or with the text of a typed member."""

    entity: str
    period: Period | None
    dimensions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Contexts and units by id, and what was wrong with those left out."""

    contexts: dict[str, Context]
    units: dict[str, str]
    notices: tuple[Notice, ...]


def read_definitions(root: etree._Element) -> Definitions:
    """Every context and unit of a document or instance. A `forever` period is None."""
    contexts: dict[str, Context] = {}
    units: dict[str, str] = {}
    notices: list[Notice] = []
    for element in _named(root, "context"):
        key = element.get("id", "")
        try:
            contexts[key] = _context(element)
        except ValueError as error:
            notices.append(Notice("error", f"context {key!r} cannot be read: {error}"))
    for element in _named(root, "unit"):
        units[element.get("id", "")] = _unit(element)
    return Definitions(contexts, units, tuple(notices))


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements by local name, whether read as XML or as HTML, which keeps the prefix."""
    for element in root.iter():
        if isinstance(element.tag, str) and _last(element.tag) == name:
            yield element


def _last(tag: str) -> str:
    return local_name(tag).rpartition(":")[2]


def _context(element: etree._Element) -> Context:
    parts: dict[str, str] = {}
    dimensions: list[tuple[str, str]] = []
    for child in element.iter():
        if not isinstance(child.tag, str):
            continue
        name = _last(child.tag)
        if name in ("identifier", "instant", "startdate", "enddate"):
            parts[name] = (child.text or "").strip()
        elif name in ("explicitmember", "typedmember"):
            text = " ".join("".join(str(part) for part in child.itertext()).split())
            dimensions.append((child.get("dimension", ""), text))
    return Context(parts.get("identifier", ""), _period(parts), tuple(dimensions))


def _period(parts: dict[str, str]) -> Period | None:
    if "instant" in parts:
        return Period(_day(parts["instant"], end=True))
    if "enddate" in parts and "startdate" in parts:
        return Period(_day(parts["enddate"], end=True), _day(parts["startdate"], end=False))
    return None


def _day(text: str, *, end: bool) -> date:
    """A day; midnight at the end of a period belongs to the day before, as XBRL counts it."""
    day = date.fromisoformat(text[:10])
    midnight = "T00:00:00" in text
    return day - timedelta(days=1) if end and midnight else day


def _unit(element: etree._Element) -> str:
    """`USD`, `shares`, `USD/share`; several measures are joined by ` * `."""
    divide = next(_named(element, "divide"), None)
    if divide is None:
        return _measures(element)
    top = next(_named(divide, "unitnumerator"), None)
    bottom = next(_named(divide, "unitdenominator"), None)
    over = _measures(top) if top is not None else ""
    under = _measures(bottom) if bottom is not None else ""
    return f"{over}/{'share' if under == 'shares' else under}"


def _measures(element: etree._Element) -> str:
    names = ((measure.text or "").strip() for measure in _named(element, "measure"))
    return " * ".join(name.rpartition(":")[2] for name in names)
