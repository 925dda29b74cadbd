"""The facts that inline XBRL tags state: numbers and texts, nested, hidden and continued.

An own reader on the element tree: applies format, scale and sign, follows continuations, leaves
out `ix:exclude`, and turns what cannot be read into notices. Footnotes are not facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from apps.finance.domain.contexts import Context, Definitions, read_definitions
from apps.finance.domain.facts import Notice, Period
from apps.finance.domain.transforms import TransformError, to_number, to_text
from rag.document import Span
from rag.readers.html import HtmlReading
from rag.readers.walk import local_name

NOWHERE = Span(0, 0)
"""The place of a fact that the document does not show."""

_MAX_SCALE = 30
_STAND_IN = re.compile(r"ix-hidden\s*:\s*([^;\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TaggedNumber:
    """A number as tagged. `value` is None where the tag says nil; `period` is None for `forever`.

    `raw` is the tagged text, with the parentheses printed around a negative one.
    """

    concept: str
    value: Decimal | None
    unit: str
    period: Period | None
    dimensions: tuple[tuple[str, str], ...]
    raw: str
    span: Span
    scale: int
    decimals: int | None


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A text as tagged, with its dimensions: `dei:DocumentType` is `10-K`."""

    concept: str
    value: str
    dimensions: tuple[tuple[str, str], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Tags:
    """Everything tagged, in document order. `prefixes` maps prefixes to their namespaces."""

    numbers: tuple[TaggedNumber, ...]
    texts: tuple[TaggedText, ...]
    prefixes: dict[str, str]
    notices: tuple[Notice, ...]


def has_tags(reading: HtmlReading) -> bool:
    """True where at least one number is tagged."""
    return any(_kind(element) in _NUMERIC for element in reading.root.iter(etree.Element))


def read_tags(reading: HtmlReading) -> Tags:
    """Every tagged number and text of a document, with notices for those that cannot be read."""
    reader = _Reader(reading)
    for element in reading.root.iter(etree.Element):
        kind = _kind(element)
        if kind in _NUMERIC:
            reader.number(element, kind)
        elif kind == "ix:nonnumeric":
            reader.text(element)
    prefixes = {prefix or "": uri for prefix, uri in reading.root.nsmap.items()}
    notices = (*reader.definitions.notices, *reader.notices)
    return Tags(tuple(reader.numbers), tuple(reader.texts), prefixes, notices)


_NUMERIC = ("ix:nonfraction", "ix:fraction")


def _kind(element: etree._Element) -> str:
    name = local_name(element.tag)
    return name if name.startswith("ix:") else ""


def _attribute(element: etree._Element, name: str) -> str | None:
    """An attribute, also where an HTML parser has lower-cased its name."""
    value = element.get(name)
    return value if value is not None else element.get(name.lower())


class _Reader:
    """Collects facts; holds what tags refer to."""

    def __init__(self, reading: HtmlReading) -> None:
        self.numbers: list[TaggedNumber] = []
        self.texts: list[TaggedText] = []
        self.notices: list[Notice] = []
        self.definitions: Definitions = read_definitions(reading.root)
        self._reading = reading
        self._stand_ins = _stand_ins(reading)
        self._continuations = {
            element.get("id", ""): element
            for element in reading.root.iter(etree.Element)
            if _kind(element) == "ix:continuation"
        }

    def number(self, element: etree._Element, kind: str) -> None:
        span = self._span(element)
        try:
            self.numbers.append(self._number(element, kind, span))
        except ValueError as error:
            name = _attribute(element, "name") or "unnamed fact"
            self.notices.append(
                Notice("error", f"{name} cannot be read: {error}; check the figure by hand", span)
            )

    def text(self, element: etree._Element) -> None:
        context = self._context(element)
        text = self._continued(element)
        span = self._span(element)
        name = _attribute(element, "name") or ""
        try:
            value = to_text(text, _attribute(element, "format"))
        except TransformError as error:
            self.notices.append(Notice("warning", f"{name} is kept as printed: {error}", span))
            value = " ".join(text.split())
        self.texts.append(TaggedText(name, value, context.dimensions, span))

    def _number(self, element: etree._Element, kind: str, span: Span) -> TaggedNumber:
        context = self._context(element)
        scale = _whole(_attribute(element, "scale"), "scale") or 0
        if abs(scale) > _MAX_SCALE:
            raise TransformError(f"scale {scale} is beyond any printed figure")
        raw = " ".join(_shown(element).split())
        value = None if _is_nil(element) else self._value(element, kind, raw, scale)
        if value is not None and value < 0:
            span, raw = self._with_parentheses(span, raw)
        return TaggedNumber(
            _attribute(element, "name") or "",
            value,
            self._unit(element),
            context.period,
            context.dimensions,
            raw,
            span,
            scale,
            _decimals(_attribute(element, "decimals")),
        )

    def _value(self, element: etree._Element, kind: str, raw: str, scale: int) -> Decimal:
        if kind == "ix:fraction":
            return _fraction(element)
        number = to_number(raw, _attribute(element, "format")) * Decimal(10) ** scale
        return -number if _attribute(element, "sign") == "-" else number

    def _context(self, element: etree._Element) -> Context:
        key = _attribute(element, "contextRef") or ""
        context = self.definitions.contexts.get(key)
        if context is None:
            raise TransformError(f"its context {key!r} is not defined")
        return context

    def _unit(self, element: etree._Element) -> str:
        key = _attribute(element, "unitRef") or ""
        unit = self.definitions.units.get(key)
        if unit is None:
            raise TransformError(f"its unit {key!r} is not defined")
        return unit

    def _span(self, element: etree._Element) -> Span:
        span = self._reading.spans.get(element)
        return span or self._stand_ins.get(element.get("id", "")) or NOWHERE

    def _with_parentheses(self, span: Span, raw: str) -> tuple[Span, str]:
        text = self._reading.document.text
        wrapped = (
            span.start > 0 and text[span.start - 1] == "(" and text[span.end : span.end + 1] == ")"
        )
        if not wrapped:
            return span, raw
        return Span(span.start - 1, span.end + 1, span.page), f"({raw})"

    def _continued(self, element: etree._Element) -> str:
        """The text of an element and of the chain of its continuations."""
        parts = [_shown(element)]
        seen: set[str] = set()
        following = _attribute(element, "continuedAt")
        while following is not None and following not in seen:
            seen.add(following)
            continuation = self._continuations.get(following)
            if continuation is None:
                message = f"{_attribute(element, 'name')}: continuation {following!r} is missing"
                self.notices.append(Notice("warning", message, self._span(element)))
                break
            parts.append(_shown(continuation))
            following = _attribute(continuation, "continuedAt")
        return " ".join(parts)


def _stand_ins(reading: HtmlReading) -> dict[str, Span]:
    """Where the document shows the facts it hides: id of the fact to the place."""
    found: dict[str, Span] = {}
    for element, span in reading.spans.items():
        match = _STAND_IN.search(element.get("style") or "")
        if match is not None:
            found.setdefault(match[1], span)
    return found


def _shown(element: etree._Element) -> str:
    """The text inside an element, `ix:exclude` left out."""
    if element.find(".//{*}exclude") is None and element.find(".//{*}continuation") is None:
        return "".join(str(part) for part in element.itertext(etree.Element))
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and _kind(child) not in ("ix:exclude", "ix:continuation"):
            parts.append(_shown(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _fraction(element: etree._Element) -> Decimal:
    """The quotient of a fraction's numerator and denominator, each with its own format."""
    values: dict[str, Decimal] = {}
    for part in element.iter(etree.Element):
        kind = _kind(part)
        if kind in ("ix:numerator", "ix:denominator"):
            scale = _whole(_attribute(part, "scale"), "scale") or 0
            values[kind] = (
                to_number(_shown(part), _attribute(part, "format")) * Decimal(10) ** scale
            )
    if len(values) != 2 or not values["ix:denominator"]:
        raise TransformError("a fraction needs a numerator and a denominator that is not zero")
    return values["ix:numerator"] / values["ix:denominator"]


def _is_nil(element: etree._Element) -> bool:
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2].rpartition(":")[2] == "nil":
            return str(value).strip() in ("true", "1")
    return False


def _decimals(text: str | None) -> int | None:
    return None if text is None or text.strip() == "INF" else _whole(text, "decimals")


def _whole(text: str | None, name: str) -> int | None:
    if text is None or not text.strip():
        return None
    if not re.fullmatch(r"[+-]?\d{1,4}", text.strip()):
        raise TransformError(f"{name} {text!r} is not a whole number")
    return int(text)
