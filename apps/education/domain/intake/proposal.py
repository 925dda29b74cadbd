"""Proposes what the columns of a file mean, by their names and by what lies in them.

Knows the names of ASSISTments, DataShop, Khan and Junyi logs, EdNet, Moodle and of plain English
and Chinese exports; a proposal is shown to the teacher before anything is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.domain.intake.values import Correctness, Unreadable, is_blank
from apps.education.domain.intake.word_lists import words
from apps.education.domain.words import Words

PASS_SHARE: Final = 0.6
_SEPARATORS: Final = ("~~", ";", "；", "|", "、", "\n")
_NUMBERED: Final = re.compile(r"\d+(?:_\d+)+")
_FULL_SCORE: Final = re.compile(r"[/（(]\s*(\d+(?:\.\d+)?)\s*(?:分|points?|pts?)?\s*[)）]?\s*$")
_DATE: Final = re.compile(r"\s*(\d{1,2})[/\-](\d{1,2})[/\-]\d{2,4}\b")
_EXERCISES: Final = ("exercise", "exercisename", "exerciseid")
_KHAN_MARKS: Final = {"problemtype", "countattempts", "hintused", "timedone", "earnedproficiency"}
_PROBLEM_SETS: Final = ("sequenceid", "problemsetid")
_SUMS: Final = re.compile(
    r"grade\b|total|overall|average|mean\b|sum\b|percent|总|合计|平均|成绩|排名", re.I
)
_SINGLE: Final = {
    "student": Field.STUDENT,
    "correct": Field.CORRECT,
    "score": Field.SCORE,
    "max_score": Field.MAX_SCORE,
    "zone": Field.ZONE,
    "seconds": Field.SECONDS,
    "hints": Field.HINTS,
    "attempt": Field.ATTEMPT,
    "activity": Field.ACTIVITY,
    "response": Field.RESPONSE,
    "order": Field.ORDER,
}


def propose(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """The mapping that names and a sample of the rows suggest; what is unclear stays unmapped."""
    meant = _by_name(columns)
    cells = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    found: dict[Field, tuple[str, ...]] = {}
    for word, field in _SINGLE.items():
        if meant.get(word):
            found[field] = (_first_telling(meant[word], cells),)
    _settle_people(meant, found)
    _settle_items(meant, found)
    _settle_times(meant, found)
    _settle_points(meant, cells, found)
    _settle_correct(columns, cells, found)
    _settle_exercises(columns, found)
    _settle_order(cells, found)
    milliseconds = meant.get("milliseconds", [])
    if Field.SECONDS not in found and milliseconds:
        found[Field.SECONDS] = (milliseconds[0],)
    in_milliseconds = found.get(Field.SECONDS, ("",))[0] in milliseconds
    items = () if Field.ITEM in found else _gradebook(columns, cells, found)
    if not items:
        _stand_in_for_items(columns, found)
    scored = Field.SCORE in found or any(full_score(name) is not None for name in items)
    return ColumnMapping(
        columns=found,
        items=items,
        point_separator=_separator(found.get(Field.POINTS, ()), cells),
        pass_share=PASS_SHARE if scored else None,
        seconds_per_unit=0.001 if in_milliseconds else 1.0,
        day_first=_day_first(found.get(Field.TIME, ()), cells),
    )


def doubts(
    mapping: ColumnMapping, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[Words]:
    """What a teacher should look at before the import."""
    told = [_MISSING[field] for field in mapping.missing()]
    if Field.POINTS not in mapping.columns and not mapping.items:
        told.append(
            Words(
                "No column with knowledge points: items can be given points later.",
                "没有知识点列：可以稍后为题目指定知识点。",
            )
        )
    if Field.TIME not in mapping.columns and Field.ORDER not in mapping.columns:
        told.append(
            Words(
                "No column with times: the order of the rows counts as the order of the answers, "
                "and forgetting cannot be judged.",
                "没有时间列：按行的顺序作为作答顺序，且无法估计遗忘。",
            )
        )
    if mapping.of(Field.ITEM) and mapping.of(Field.ITEM) == mapping.of(Field.POINTS):
        told.append(
            Words(
                "No column names the items: the knowledge point stands for the item.",
                "没有题目列：以知识点代替题目。",
            )
        )
    if Field.SCORE in mapping.columns and not mapping.of(Field.MAX_SCORE):
        told.append(
            Words(
                "Choose the column with the full score, or say what the full score is.",
                "请选择满分列，或说明满分是多少。",
            )
        )
    cells = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    if _ambiguous_dates(mapping, cells):
        told.append(
            Words(
                "Dates such as 03/04/2026 may have the month or the day first: please choose.",
                "类似 03/04/2026 的日期无法判断月与日的先后：请选择。",
            )
        )
    if mapping.pass_share is not None:
        told.append(
            Words(
                f"Scores count as right from {mapping.pass_share:.0%} of the full score.",
                f"得分达到满分的 {mapping.pass_share:.0%} 起算作答对。",
            )
        )
    return told


_MISSING: Final = {
    Field.STUDENT: Words("Choose the column that says who answered.", "请选择说明是谁作答的列。"),
    Field.ITEM: Words("Choose the column that names the item.", "请选择说明是哪道题的列。"),
    Field.CORRECT: Words(
        "Choose the column that says whether the answer was right, or its score.",
        "请选择说明对错或得分的列。",
    ),
}


def full_score(column: str) -> float | None:
    """The full score that a gradebook's column tells, as in `Q. 1 /2.00` or `Q1 (5分)`."""
    found = _FULL_SCORE.search(column)
    return float(found[1]) if found and float(found[1]) > 0 else None


def folded(name: str) -> str:
    """A column's name without case, blanks and punctuation."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if c.isalnum())


@cache
def _names() -> dict[str, tuple[str, int]]:
    """What each known name means, and its rank among those of its meaning."""
    return {
        folded(name): (field, rank) for rank, (field, name) in enumerate(words("column_names.tsv"))
    }


def _by_name(columns: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for column in columns:
        plain = re.sub(r" \(\d+\)$", "", column)
        meaning = _names().get(folded(plain))
        if meaning is None and re.match(r"KC ?\(", plain) and "category" not in plain.lower():
            meaning = ("points", 0)
        if meaning is not None:
            found.setdefault(meaning[0], []).append((meaning[1], column))
    return {field: [name for _, name in sorted(ranked)] for field, ranked in found.items()}


def _first_telling(candidates: Sequence[str], cells: dict[str, list[str]]) -> str:
    """The best named column that is not empty throughout the sample."""
    telling = (name for name in candidates if not all(map(is_blank, cells[name])))
    return next(telling, candidates[0])


def _settle_people(meant: dict[str, list[str]], found: dict[Field, tuple[str, ...]]) -> None:
    chinese = bool(meant.get("family")) and meant["family"][0] == "姓"
    parts = (*meant.get("family", [])[:1], *meant.get("given", [])[:1])
    name = tuple(meant.get("name", [])[:1]) or (parts if chinese else parts[::-1])
    if name:
        if Field.STUDENT not in found:
            found[Field.STUDENT] = name
        found[Field.NAME] = name
    groups = tuple(meant.get("groups", ()))
    if groups:
        found[Field.GROUPS] = groups


def _settle_items(meant: dict[str, list[str]], found: dict[Field, tuple[str, ...]]) -> None:
    items, steps = meant.get("item", []), meant.get("step", [])
    if items:
        found[Field.ITEM] = (items[0], *steps[:1])
    elif steps:
        found[Field.ITEM] = (steps[0],)


def _settle_times(meant: dict[str, list[str]], found: dict[Field, tuple[str, ...]]) -> None:
    if meant.get("time"):
        date = meant.get("date", [])[:1] if folded(meant["time"][0]) in ("time", "时间") else []
        found[Field.TIME] = (*date, meant["time"][0])
    elif meant.get("date"):
        found[Field.TIME] = (meant["date"][0], *meant.get("clock", [])[:1])


def _settle_points(
    meant: dict[str, list[str]], cells: dict[str, list[str]], found: dict[Field, tuple[str, ...]]
) -> None:
    """The best named column; of several knowledge component columns of one model, all."""
    candidates = meant.get("points", [])
    if not candidates:
        return
    best = _first_telling(candidates, cells)
    stem = re.sub(r" \(\d+\)$", "", best)
    same = [name for name in candidates if re.sub(r" \(\d+\)$", "", name) == stem]
    taken = {column for columns in found.values() for column in columns}
    found[Field.POINTS] = tuple(name for name in same if name not in taken)


def _settle_correct(
    columns: Sequence[str], cells: dict[str, list[str]], found: dict[Field, tuple[str, ...]]
) -> None:
    """A score without a full score, all right or wrong, says what is correct; so does the only
    column of right and wrong where none is named."""
    if Field.CORRECT in found:
        if not _is_binary(cells[found[Field.CORRECT][0]], share=0.5) and Field.SCORE in found:
            del found[Field.CORRECT]
        else:
            found.pop(Field.SCORE, None)
            found.pop(Field.MAX_SCORE, None)
    elif Field.SCORE in found and Field.MAX_SCORE not in found:
        if _is_binary(cells[found[Field.SCORE][0]]):
            found[Field.CORRECT] = found.pop(Field.SCORE)
    elif Field.SCORE not in found and Field.ITEM in found:
        taken = {column for some in found.values() for column in some}
        binary = [name for name in columns if name not in taken and _is_binary(cells[name])]
        if len(binary) == 1:
            found[Field.CORRECT] = (binary[0],)


def _settle_exercises(columns: Sequence[str], found: dict[Field, tuple[str, ...]]) -> None:
    """Logs of Khan and Junyi: an exercise is one skill with many problems, and its own point."""
    by_name = {folded(name): name for name in columns}
    if Field.POINTS in found or not _KHAN_MARKS & by_name.keys():
        return
    exercise = next((by_name[name] for name in _EXERCISES if name in by_name), None)
    if exercise is not None:
        kind = by_name.get("problemtype")
        found[Field.POINTS] = (exercise,)
        found[Field.ITEM] = (exercise,) if kind is None else (exercise, kind)


def _settle_order(cells: dict[str, list[str]], found: dict[Field, tuple[str, ...]]) -> None:
    """Without times, numbers of responses tell their order."""
    if Field.TIME in found or Field.ORDER in found or Field.RESPONSE not in found:
        return
    ids = [cell for cell in cells[found[Field.RESPONSE][0]] if not is_blank(cell)]
    if ids and all(id.strip().isdigit() for id in ids):
        found[Field.ORDER] = found[Field.RESPONSE]


def _stand_in_for_items(columns: Sequence[str], found: dict[Field, tuple[str, ...]]) -> None:
    """Where no column names items, what is nearest: the point, or the set of problems."""
    if Field.ITEM in found or Field.CORRECT not in found:
        return
    by_name = {folded(name): name for name in columns}
    problem_set = next((by_name[name] for name in _PROBLEM_SETS if name in by_name), None)
    if Field.POINTS not in found and problem_set is not None:
        found[Field.POINTS] = (problem_set,)
        if found.get(Field.ACTIVITY) == (problem_set,):
            del found[Field.ACTIVITY]
    if Field.POINTS in found:
        found[Field.ITEM] = found[Field.POINTS]


def _is_binary(cells: Sequence[str], share: float = 1.0) -> bool:
    """At least this share of the cells that are not empty says right or wrong."""
    read = Correctness(None)
    told = [cell for cell in cells if not is_blank(cell)]
    return bool(told) and sum(_reads(read, cell) for cell in told) >= share * len(told)


def _reads(read: Correctness, cell: str) -> bool:
    try:
        read(cell)
    except Unreadable:
        return False
    return True


def _gradebook(
    columns: Sequence[str], cells: dict[str, list[str]], found: dict[Field, tuple[str, ...]]
) -> tuple[str, ...]:
    """The columns of a file that has a row per student and a column per item."""
    if Field.STUDENT not in found or Field.CORRECT in found:
        return ()
    taken = {column for some in found.values() for column in some}
    items = [
        name
        for name in columns
        if name not in taken
        and not _SUMS.match(name)
        and (full_score(name) is not None or _is_binary(cells[name]))
    ]
    if len(items) < 2:
        return ()
    found.pop(Field.SCORE, None)
    found.pop(Field.MAX_SCORE, None)
    return tuple(items)


def _separator(columns: Sequence[str], cells: dict[str, list[str]]) -> str | None:
    values = [cell for name in columns for cell in cells[name] if not is_blank(cell)]
    for separator in _SEPARATORS:
        if any(separator in value for value in values):
            return separator
    if values and any(_NUMBERED.fullmatch(value) for value in values):
        return "_" if all(re.fullmatch(r"[\d_.]+", value) for value in values) else None
    return "," if _commas_separate(values) else None


def _commas_separate(values: Sequence[str]) -> bool:
    """Commas separate points where most of the parts also stand elsewhere."""
    several = [value for value in set(values) if "," in value]
    if not several:
        return False
    if all(value.strip()[:1] in "[{(" for value in several):
        return True
    homes: dict[str, int] = {}
    for value in set(values):
        for part in {part.strip() for part in value.split(",")}:
            homes[part] = homes.get(part, 0) + 1
    parts = [part.strip() for value in several for part in value.split(",")]
    return sum(homes[part] > 1 for part in parts) > len(parts) / 2


def _day_first(columns: Sequence[str], cells: dict[str, list[str]]) -> bool | None:
    """From a date whose day is above 12; None where there is none."""
    pairs = [_DATE.match(cell) for name in columns for cell in cells[name]]
    found = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
    if any(first > 12 for first, _ in found):
        return True
    return False if any(second > 12 for _, second in found) else None


def _ambiguous_dates(mapping: ColumnMapping, cells: dict[str, list[str]]) -> bool:
    if mapping.day_first is not None:
        return False
    times = mapping.of(Field.TIME)
    return any(_DATE.match(cell) for name in times for cell in cells.get(name, ()))
