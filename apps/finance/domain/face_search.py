"""Finds the tables of an untagged filing that are its face statements, by titles and anchors.

Notes, selected data, segments and condensed statements of the parent repeat the same lines; the
title above a table and the anchors inside it tell the face apart. Values are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.finance.domain.english_dates import years_in
from apps.finance.domain.facts import StatementKind
from apps.finance.domain.label_words import plain_label
from apps.finance.domain.labels import metrics_of, plain_lines
from apps.finance.domain.table_lines import Line, lines_of
from rag.document import Document, Table

_TITLES: dict[StatementKind, re.Pattern[str]] = {
    StatementKind.BALANCE_SHEET: re.compile(
        r"balancesheets?|statements?of(?:consolidated)?(?:financial(?:position|condition)|condition)|"
        r"consolidatedfinancialposition"),
    StatementKind.INCOME: re.compile(
        r"(?:statements?|results)of(?:consolidated)?(?:net)?(?:operations?|income|earnings|profit|loss(?:es)?|comprehensive|results|\(loss\))|"
        r"(?:income|earnings|operations)statements?|profit(?:and|&|or)loss"),
    StatementKind.CASH_FLOW: re.compile(r"cashflows?"),
}  # fmt: skip
"""Titles without blanks, since PDFs set letters apart."""
_ANCHORS: dict[StatementKind, tuple[re.Pattern[str], ...]] = {
    StatementKind.BALANCE_SHEET: (
        re.compile(r"^total assets\b|^total current assets"),
        re.compile(r"^total (?:liabilities|equity)\b.*\b(?:equity|deficit|investment|capital|liabilities)$"
                   r"|^total (?:liabilities|holders|equity)|^total\b.*holders equity|^total current liabilities"),
    ),
    StatementKind.INCOME: (
        re.compile(r"\bnet income\b|^income\b.*attributable|^profit for the|^income and comprehensive"),
        re.compile(r"\btax(?:es)?\b|\brevenue\b|\bsales\b|operating expenses|income from operations|interest income"),
        re.compile(r"per\b.{0,40}\b(?:share|unit)|\bbasic\b|\bdiluted\b"),
    ),
    StatementKind.CASH_FLOW: (
        re.compile(r"\bcash\b.*\boperating activities|\bcash\b.*\boperations\b|^total operating activities"),
        re.compile(r"\bcash\b.*\binvest(?:ing|ment)(?: activities\b|$)|^total investing act"),
        re.compile(r"\bcash\b.*\bfinancing(?: activities\b|$)|^total financing act"),
    ),
}  # fmt: skip
_LAST: dict[StatementKind, re.Pattern[str]] = {
    StatementKind.BALANCE_SHEET: re.compile(r"^total (?:liabilities|equity)\b.*\b(?:equity|deficit|investment|capital|liabilities)$"),
    StatementKind.INCOME: re.compile(r"\bdilut"),
    StatementKind.CASH_FLOW: re.compile(r"\bcash\b.*\b(?:end|ending)\b"),
}  # fmt: skip
"""Lines that end a statement of the kind."""
_ALIEN: dict[StatementKind, re.Pattern[str]] = {
    StatementKind.BALANCE_SHEET: re.compile(r"^(?:basic|diluted)\b|income.*per.*share|\bcash\b.*\boperating activities"),
    StatementKind.INCOME: re.compile(r"^total assets|^total current assets|\bcash\b.*\boperating activities"),
    StatementKind.CASH_FLOW: re.compile(r"^total assets|^(?:basic|diluted)\b|income.*per.*share"),
}  # fmt: skip
"""Lines that no face of the kind has: a table with them is selected data or a summary."""
_OF_PARENT = re.compile(
    r"(?:shares|investments?|equity) in (?:group companies|(?:consolidated )?subsidiaries)\b|"
    r"(?:from|to) group companies|undistributed (?:income|earnings) of subsidiaries"
)
"""Lines that only the statements of the parent company alone have."""
_FOREIGN = re.compile(
    r"parent[\s-]+(?:company|only)|registrant only|condensed (?:financial )?(?:information|statements?) of (?:the )?(?:registrant|parent)|"
    r"schedule i\b|pro[\s-]+forma|selected|summari[sz]ed|summary of|consolidating|guarantor|supplement(?:al|ary) (?:condensed )?consolidat|"
    r"quarterly (?:results|financial|data)|segment|variable interest|five[\s-]year|ten[\s-]year|highlights|"
    r"reconciliation|non-gaap|as a percentage|discontinued operations|unconsolidated|equity method|"
    r"percentage of|the following|\bdata:?$|average balance", re.I,
)  # fmt: skip
_MAX_BETWEEN = 1_800
_MAX_GAP = 150
"""Characters between two tables of a page that are one: a line or two."""
_MAX_WRAPPED = 900
"""The same where the upper one is not complete: long wrapped labels fall out of a PDF's tables."""
_MAX_TITLE = 140


@dataclass(frozen=True, slots=True)
class Part:
    """A table with its lines and the text lines above it, nearest first."""

    table: Table
    lines: tuple[Line, ...]
    above: tuple[str, ...]

    def labels(self) -> tuple[str, ...]:
        return tuple(plain_label(line.label) for line in self.lines if line.figures and line.label)


@dataclass(frozen=True, slots=True)
class FaceTables:
    """The parts of one face statement and the title found above or in the first of them."""

    kind: StatementKind
    title: str
    parts: tuple[Part, ...]


def find_face_tables(document: Document) -> tuple[FaceTables, ...]:
    """The face statements of a document, at most one of each kind, in document order."""
    parts = _parts(document)
    found = [face for kind in _TITLES if (face := _best(kind, parts)) is not None]
    return tuple(sorted(found, key=lambda face: face.parts[0].table.span.start))


def _parts(document: Document) -> list[Part]:
    """Every table of at least three rows with figures, none inside another."""
    found: list[Part] = []
    before = 0
    for table in sorted(document.tables, key=lambda t: (t.span.start, -t.span.end)):
        lines = lines_of(document, table) if table.span.start >= before else ()
        if sum(bool(line.figures) for line in lines) >= 3:
            found.append(Part(table, lines, _above(document, before, table.span.start)))
            before = table.span.end
    return found


def _above(document: Document, floor: int, start: int) -> tuple[str, ...]:
    text = document.text[max(floor, start - 900) : start]
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return tuple(line for line in reversed(lines) if line)[:14]


def _best(kind: StatementKind, parts: Sequence[Part]) -> FaceTables | None:
    scored = [(_score(kind, part), index) for index, part in enumerate(parts)]
    best, index = max(scored, key=lambda pair: (pair[0], -pair[1]), default=((0, 0, 0), -1))
    if best[0] <= 0:
        return None
    first, last = _extended(kind, parts, index)
    chosen = tuple(parts[first : last + 1])
    return FaceTables(kind, _title(kind, chosen[0]) or _title(kind, parts[index]), chosen)


def title_above(document: Document, kind: StatementKind, table: Table) -> str:
    """The title line of this kind above or in a table; empty where there is none."""
    lines = lines_of(document, table)
    return _title(kind, Part(table, lines, _above(document, 0, table.span.start)))


def _score(kind: StatementKind, part: Part) -> tuple[int, int, int]:
    """(title, anchors and core lines, core lines, all lines): higher is likelier the face."""
    labels = part.labels()
    anchors = _anchors(kind, labels)
    titled = bool(_title(kind, part))
    needed = 2 if kind is not StatementKind.BALANCE_SHEET else 1
    if anchors < needed or (not titled and anchors < len(_ANCHORS[kind])):
        return (0, 0, 0)
    if any(_ALIEN[kind].search(label) or _OF_PARENT.search(label) for label in labels):
        return (0, 0, 0)
    near = _near(kind, part)
    core = _core_lines(kind, part)
    marks = (
        1
        + 2 * titled
        + (anchors == len(_ANCHORS[kind]))
        + any("consolidated" in line.lower() for line in near)
        - 3 * any(_FOREIGN.search(line) for line in near)
        - _follows_prose(part)
        + core // 3
    )
    return (marks, core, len(labels))


def _near(kind: StatementKind, part: Part) -> list[str]:
    """The header's lines and those above the table as far as one line beyond the title."""
    found = [line for line in _inside(part) if len(line) <= _MAX_TITLE]
    if any(_is_title(kind, line) for line in found):
        return found + [line for line in part.above[:2] if len(line) <= _MAX_TITLE]
    for index, line in enumerate(part.above[:10]):
        if _is_title(kind, line):
            return found + [x for x in part.above[: index + 2] if len(x) <= _MAX_TITLE]
    return found + [line for line in part.above[:4] if len(line) <= _MAX_TITLE]


def _follows_prose(part: Part) -> bool:
    """A sentence right above a table introduces it: faces stand under titles."""
    return bool(part.above) and len(part.above[0]) >= 100 and part.above[0][-1] in ".:;"


def _inside(part: Part) -> list[str]:
    """The texts of the lines above the first figure that is not a year."""
    found: list[str] = []
    for line in part.lines[:9]:
        if any(not figure.looks_like_year for figure in line.figures):
            break
        found.extend(cell.text for cell in line.texts)
    return found


def _is_title(kind: StatementKind, line: str) -> bool:
    sentence = line.endswith((".", ":")) and len(line) > 60
    letters = re.search(r"[A-Za-z]", line)
    if letters is None or letters[0].islower() or sentence or len(line) > _MAX_TITLE:
        return False
    if re.search(r"\d,\d{3}|[—–] [—–\d]|\bactivities\b", line, re.I):
        return False
    return _TITLES[kind].search(re.sub(r"\s+", "", line.lower())) is not None


def _core_lines(kind: StatementKind, part: Part) -> int:
    """How many core metrics the labels of a table name."""
    lines = [(line.label, line.indent, bool(line.figures)) for line in part.lines]
    return len(metrics_of(kind, plain_lines(kind, lines)))


def _anchors(kind: StatementKind, labels: Sequence[str]) -> int:
    return sum(any(anchor.search(label) for label in labels) for anchor in _ANCHORS[kind])


def _title(kind: StatementKind, part: Part) -> str:
    """The title line in the header of the table or above it; empty where there is none."""
    others = [other for other in _TITLES if other is not kind]
    for line in _inside(part):
        if _is_title(kind, line):
            return line
    for line in part.above[:8]:
        if re.match(r"notes? to|see (?:accompanying )?notes?|the accompanying", line, re.I):
            return ""
        if _is_title(kind, line):
            return line
        if any(_is_title(other, line) for other in others):
            return ""
    return ""


def _extended(kind: StatementKind, parts: Sequence[Part], index: int) -> tuple[int, int]:
    """First and last part of a statement that goes on in its neighbours."""
    first = last = index
    while len(present := _present(kind, parts[first : last + 1])) < len(_ANCHORS[kind]):
        if last + 1 < len(parts) and _joins(kind, parts[last], parts[last + 1], present):
            last += 1
        elif first > 0 and _joins(kind, parts[first - 1], parts[first], present, back=True):
            first -= 1
        else:
            break
    while first > 0 and _headless(parts[first]) and _adjacent(parts[first - 1], parts[first]):
        first -= 1
    while last + 1 < len(parts) and _headless(parts[last + 1]):
        done = any(_LAST[kind].search(x) for part in parts[first : last + 1] for x in part.labels())
        if not _adjacent(parts[last], parts[last + 1], _MAX_GAP if done else _MAX_WRAPPED):
            break
        last += 1
    return first, last


def _headless(part: Part) -> bool:
    """No year stands above the first figures: the table goes on from another."""
    return not any(years_in(text) for text in _inside(part)) and not any(
        figure.looks_like_year for line in part.lines[:6] for figure in line.figures
    )


def _adjacent(upper: Part, lower: Part, gap: int = _MAX_GAP) -> bool:
    """At most `gap` characters lie between two tables of a page."""
    between = lower.table.span.start - upper.table.span.end
    return between <= gap and lower.table.span.page == upper.table.span.page


def _present(kind: StatementKind, parts: Sequence[Part]) -> frozenset[int]:
    labels = [label for part in parts for label in part.labels()]
    return frozenset(
        i for i, anchor in enumerate(_ANCHORS[kind]) if any(anchor.search(x) for x in labels)
    )


def _joins(
    kind: StatementKind, upper: Part, lower: Part, present: frozenset[int], *, back: bool = False
) -> bool:
    if lower.table.span.start - upper.table.span.end > _MAX_BETWEEN:
        return False
    other = upper if back else lower
    continued = not back and re.search(r"\bcont", _title(kind, lower), re.IGNORECASE)
    if not continued and not _present(kind, [other]) - present:
        return False
    titles = (*_inside(lower), *lower.above[:6])
    return not any(
        _is_title(other_kind, line) and not _is_title(kind, line)
        for line in titles
        for other_kind in _TITLES
        if other_kind is not kind
    )
