"""Figures from printed lines: rows of flattened tables, and sentences of running text.

A row is a label with figures behind it; its columns are headed by the nearest line of periods
above it, its scale by the nearest caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.cell_unit import cell_unit
from rag.columns import Frame, caption_scale, has_changes, header_periods, spelled
from rag.document import Document, Span
from rag.figures import find_figures
from rag.periods import When, find_periods
from rag.sentences import sentence_spans
from rag.stated import Stated, line_spans
from rag.units import Scale, decimals_of, fold, parse_number

_CELL = (
    r"(?:(?:US|HK)?[$¥€£]\s*)?\(?-?(?:[$¥€£]\s*)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*\)?\s*%?\)?|"
    r"(?:[$¥€£]\s*)?-+%?|N/?[AM]|不适用"
)
_ROW = re.compile(rf"^(?P<label>.*?)(?P<cells>(?:(?:^|\s+)(?:{_CELL})(?=\s|$))+)\s*(?:\(\w\))?\s*$")
_NOTE = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、\s*\(?\d*\)?(?:[、.]\d+)*|(?:Note|note)s?\s*\d+)\s*$"
)
_CUT_DATE = re.compile(r"(?:january|february|march|april|may|june|july|august|september|"
                       r"october|november|"
                       r"december)\s+\d{1,2},$", re.IGNORECASE)  # fmt: skip


@dataclass(slots=True)
class _State:
    """What the lines above say to the line at hand."""

    columns: tuple[When, ...] = ()
    stacked: bool = False
    changes: bool = False
    scale: Scale | None = None
    inherited: bool = True
    pending: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def read_lines(document: Document, start: int, end: int, frame: Frame) -> list[Stated]:
    """Every figure that rows and sentences of `document.text[start:end]` state."""
    text = fold(document.text[start:end])
    state = _State(scale=frame.scale)
    found: list[Stated] = []
    prose: list[tuple[int, int]] = []
    before = ""
    for low, high in line_spans(document.text, start, end):
        line = text[low - start : high - start]
        row = None if _heads(line, state, frame) else _row(line, before, state)
        if row is not None:
            state.stacked = False
            found += _cells(row, low, state, frame, document)
            found += _sentences(document, prose, state, frame)
            prose = []
        elif line.strip():
            prose.append((low, high))
        before = line
    return found + _sentences(document, prose, state, frame)


def _heads(line: str, state: _State, frame: Frame) -> bool:
    """Take what a header, caption or section line says into the state; True for such a line."""
    scale = caption_scale(line) if len(line) < 160 else None
    if scale is not None:
        state.scale, state.inherited = scale, False
    columns = header_periods(line, frame) if len(line) < 200 else ()
    if columns:
        _take_columns(line, columns, state)
        return True
    if len(line) < 120 and not re.search(r"\d{3}|[.!?。]\s*$", line):
        state.pending = [*state.pending[-2:], line]
        state.headings = [*state.headings[-3:], line.strip()]
    return scale is not None and not re.search(r"\d{2}", line)


def _take_columns(line: str, columns: tuple[When, ...], state: _State) -> None:
    """Heads of one line, or of narrow columns that a page prints one below the other."""
    whens = spelled(" ".join([*state.pending[-3:], line]), columns)
    if state.stacked and len(whens) == 1 and whens[0] not in state.columns:
        state.columns = (*state.columns, *whens)
    else:
        state.columns = whens
        state.changes = False
    state.stacked = len(whens) == 1
    state.changes = state.changes or has_changes(line) or any(when.change for when in whens)
    state.pending = [] if len(whens) == 1 else [*state.pending, line]


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    offset: int
    cells: str


def _row(line: str, before: str, state: _State) -> _Row | None:
    match = _ROW.match(line)
    if match is None or not re.search(r"\d", match["cells"]):
        return None
    label = match["label"].strip()
    if _CUT_DATE.search(label) and re.match(r"\s*(?:19|20)\d\d(?:\s|$)", match["cells"]):
        return None
    if re.fullmatch(r"(?:\s*\(\d\))+\s*", match["cells"]):
        return None
    count = len(re.findall(_CELL, match["cells"]))
    if count == 1 and (not state.columns or len(label.split()) > 12):
        return None
    if len(label.split()) > 24 or (label and find_periods(label) and count == 1 and "," in label):
        return None
    if not label and before and not re.search(r"\d\s*\)?$", before):
        label = before.strip()
    elif label[:1].islower() and before and not re.search(r"\d\s*\)?$", before.strip()):
        label = f"{before.strip()} {label}"
    return _Row(_NOTE.sub("", label), match.start("cells"), match["cells"]) if label else None


def _cells(
    row: _Row, low: int, state: _State, frame: Frame, document: Document
) -> Iterator[Stated]:
    """The figures of a row, each under its column; a column that cannot be told stays unknown."""
    matches = [m for m in re.finditer(_CELL, row.cells) if m[0].strip()]
    columns = state.columns
    own = tuple(find_periods(row.label))
    matches, whens = _under(matches, own if len(own) == 1 else columns, row.label, state.changes)
    for match, when in zip(matches, whens, strict=True):
        value = parse_number(match[0])
        if value is None:
            continue
        kind, power, currency = cell_unit(
            row.label, match[0], " ".join(state.headings[-2:]), state.scale, frame
        )
        at = low + row.offset + match.start() + (len(match[0]) - len(match[0].lstrip()))
        page = document.page_at(at)
        yield Stated(
            value=value,
            kind="percent" if when is not None and when.change and "%" in match[0] else kind,
            currency=currency,
            power=power,
            decimals=decimals_of(match[0]),
            label=row.label,
            context=" | ".join(state.headings),
            periods=() if when is None else (when,),
            span=Span(at, at + len(match[0].strip()), page.number if page else None),
            source="cell",
            inherited=state.inherited,
        )


def _under(
    matches: list[re.Match[str]], columns: tuple[When, ...], label: str, changes: bool
) -> tuple[list[re.Match[str]], list[When | None]]:
    """Pair cells with columns by position where counts tell; else leave the period unknown."""
    count, heads = len(matches), len(columns)
    if heads == count:
        return matches, list(columns)
    if heads and count > heads and re.search(r"(?:\b(?:and|of|to|at)|[$,])\s*$", label):
        return matches[-heads:], list(columns)
    if heads and count == heads + 1 and re.fullmatch(r"\s*\d{1,2}", matches[0][0]):
        return matches[1:], list(columns)
    if heads >= 2 and count > heads and (changes or "%" in matches[-1][0]):
        return matches[:heads], list(columns)
    return matches, [None] * count


def _sentences(
    document: Document, lines: list[tuple[int, int]], state: _State, frame: Frame
) -> list[Stated]:
    """Figures of the running text that these lines print, sentence by sentence."""
    if not lines:
        return []
    start, end = lines[0][0], lines[-1][1]
    text = re.sub(r"[\r\n]", " ", document.text[start:end])
    found: list[Stated] = []
    said: tuple[When, ...] = ()
    for low, high in sentence_spans(text):
        sentence = text[low:high]
        if len(sentence) < 8:
            continue
        periods = tuple(find_periods(sentence)) or said
        said = periods if len({w.fiscal_year for w in periods}) == 1 else ()
        for figure in find_figures(sentence):
            at = start + low + figure.start
            page = document.page_at(at)
            fallback = periods or ((frame.period,) if frame.period else ())
            found.append(
                Stated(
                    value=figure.value,
                    kind=figure.kind,
                    currency=figure.currency
                    or (frame.currency if figure.kind == "money" else None),
                    power=figure.power,
                    decimals=figure.decimals,
                    label=sentence,
                    context=" | ".join(state.headings[-2:]),
                    periods=(figure.when,) if figure.when else fallback,
                    span=Span(start + low, start + high, page.number if page else None),
                    source="sentence",
                )
            )
    return found
