"""Graphs as CSV: one row a point, its prerequisites parted by `|`; or one row a prerequisite.

Columns written: id, name_en, name_zh, unit, grade, standard, needs. Cells that a spreadsheet would
take for formulas are written with a leading apostrophe, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.reading import UnreadableGraph
from apps.education.domain.graphs.version import stamped
from apps.education.domain.words import Words

COLUMNS = ("id", "name_en", "name_zh", "unit", "grade", "standard", "needs")
_FORMULA = "=+-@\t\r"
_MEANT = {
    "id": ("id", "point", "code", "skill", "key", "编号", "知识点编号"),
    "name_en": ("name_en", "name", "title", "label", "fullstatement", "description"),
    "name_zh": ("name_zh", "chinese", "名称", "知识点", "知识点名称"),
    "unit": ("unit", "topic", "domain", "area", "单元"),
    "grade": ("grade", "level", "gradelevel", "年级"),
    "standard": ("standard", "ccss", "humancodingscheme", "标准"),
    "needs": (
        "needs",
        "prerequisites",
        "prerequisite",
        "prereqs",
        "requires",
        "先修",
        "先修知识点",
    ),
    "source": ("source", "from", "before", "prerequisiteid", "先修编号"),
    "target": ("target", "to", "after", "后续"),
}


def write_table(graph: KnowledgeGraph) -> str:
    """CSV with a header, points in the order of the graph."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for id, point in graph.points.items():
        grade = "" if point.grade is None else str(point.grade)
        needs = "|".join(graph.prerequisites(id))
        cells = (id, point.name.en, point.name.zh, point.unit, grade, point.standard or "", needs)
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(tuple(_FORMULA)) else cell


def read_table(name: str, data: bytes) -> KnowledgeGraph:
    """Raises UnreadableGraph."""
    rows = _rows(name, data)
    columns = _columns(rows[0])
    if "id" not in columns and "name_en" in columns:
        columns["id"] = columns["name_en"]
    if "source" in columns and "target" in columns:
        points, needs = _from_pairs(rows[1:], columns)
    elif "id" in columns:
        points, needs = _from_points(name, rows[1:], columns)
    else:
        raise UnreadableGraph(
            name, f"no column of ids among {rows[0][:8]}", "name the columns id, name_en, needs"
        )
    title = re.sub(r"\.[^.]*$", "", name)
    return stamped(KnowledgeGraph(title, points, {id: n for id, n in needs.items() if n}))


def _rows(name: str, data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        delimiter = max(",\t;", key=first.count)
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
        ]
        if rows:
            return rows
        raise UnreadableGraph(name, "it is empty", "write a header and one row a point")
    raise UnreadableGraph(name, "it is no text in UTF-8 or GB18030", "save it as UTF-8")


def _columns(header: Sequence[str]) -> dict[str, int]:
    bare = [re.sub(r"[\s_-]", "", cell.strip().lower()) for cell in header]
    found: dict[str, int] = {}
    for meaning, names in _MEANT.items():
        for known in names:
            if (plain := known.replace("_", "")) in bare:
                found[meaning] = bare.index(plain)
                break
    return found


def _from_points(
    name: str, rows: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> tuple[dict[str, Point], dict[str, tuple[str, ...]]]:
    points: dict[str, Point] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for line, row in enumerate(rows, start=2):
        cells = {meaning: _cell(row, at) for meaning, at in columns.items()}
        id = cells["id"]
        if not id:
            raise UnreadableGraph(name, f"row {line} has no id", "give every point one")
        point = _point(name, line, cells)
        if points.setdefault(id, point) != point:
            raise UnreadableGraph(name, f"row {line}: {id!r} is told in two ways", "remove one")
        needs[id] = (*needs.get(id, ()), *_parted(cells.get("needs", "")))
    return points, needs


def _point(name: str, line: int, cells: Mapping[str, str]) -> Point:
    id = cells["id"]
    en = cells.get("name_en") or cells.get("name_zh") or id
    zh = cells.get("name_zh") or en
    grade = _grade(name, line, cells.get("grade", ""))
    return Point(id, Words(en, zh), cells.get("unit", ""), grade, cells.get("standard") or None)


def _grade(name: str, line: int, text: str) -> int | None:
    if not text:
        return None
    if text.upper() in ("K", "KG"):
        return 0
    found = re.search(r"\d{1,2}", text)
    if found is None:
        raise UnreadableGraph(name, f"row {line}: grade {text!r}", "write it as a number, K as 0")
    return int(found.group())


def _from_pairs(
    rows: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> tuple[dict[str, Point], dict[str, tuple[str, ...]]]:
    points: dict[str, Point] = {}
    needs: dict[str, list[str]] = {}
    for row in rows:
        source, target = _cell(row, columns["source"]), _cell(row, columns["target"])
        for id in (source, target):
            if id:
                points.setdefault(id, Point(id, Words(id, id)))
        if source and target:
            needs.setdefault(target, []).append(source)
    return points, {id: tuple(listed) for id, listed in needs.items()}


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in re.split(r"[|,;、，]", text)) if part)


def _cell(row: Sequence[str], at: int) -> str:
    cell = row[at].strip() if at < len(row) else ""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple(_FORMULA) else cell
