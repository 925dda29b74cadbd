"""Reads xAPI statements with the verb `answered` (Experience API 1.0.3 and 2.0, part two).

A JSON array, a StatementResult (`{"statements": [...]}`) or one statement a line; the row of a
response is the number of its statement. Points are taken from context activities of the category
kind and from extensions whose name ends in `points`, `skills` or `knowledge-points`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, BinaryIO, Final

from apps.education.domain.intake import values
from apps.education.domain.intake.csv_rows import EARLIEST, Read
from apps.education.domain.intake.encoding import encoding_of
from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.gathered import Gathered
from apps.education.domain.intake.imported import Preview
from apps.education.domain.intake.json_stream import NotJson, json_values
from apps.education.domain.intake.points import known_of
from apps.education.domain.intake.proposal import PASS_SHARE
from apps.education.domain.intake.refused import NotTaken, Reason, Refused
from apps.education.domain.intake.times import NotATime, time_reader
from apps.education.domain.intake.values import Unreadable
from apps.education.domain.response import Response, RowSource
from apps.education.domain.words import Words
from rag.readers.errors import UnreadableFile

ANSWERED: Final = "http://adlnet.gov/expapi/verbs/answered"
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
_POINT_NAMES: Final = ("points", "skills", "knowledgepoints", "knowledgecomponents", "competencies")
_FOREIGN_CATEGORIES: Final = re.compile(r"https?://(?:w3id\.org/xapi/|adlnet\.gov/)")
_COLUMNS: Final = ("actor", "object", "success", "timestamp", "points", "activity", "duration")
_SHOWN: Final = 20


def preview(file: BinaryIO, name: str, encoding: str) -> Preview:
    """The first statements; xAPI needs no mapping but the pass mark of scores."""
    rows: list[tuple[str, ...]] = []
    try:
        for _, value in json_values(file, encoding):
            if isinstance(value, dict):
                rows.append(_shown(value))
            if len(rows) == _SHOWN:
                break
    except NotJson as problem:
        if not rows:
            raise UnreadableFile(
                name, "wrong_type", f"it is not JSON ({problem})", "export the statements again"
            ) from problem
    file.seek(0)
    told = Words(
        f"Scaled scores count as right from {PASS_SHARE:.0%} where no success is told.",
        f"未给出对错时，得分达到 {PASS_SHARE:.0%} 起算作答对。",
    )
    mapping = ColumnMapping(pass_share=PASS_SHARE, encoding=encoding)
    return Preview("xapi", _COLUMNS, tuple(rows), encoding, "", mapping, (told,))


def read_xapi(
    file: BinaryIO,
    name: str,
    mapping: ColumnMapping,
    *,
    time_zone: tzinfo,
    now: datetime,
    gathered: Gathered,
    known_points: Mapping[str, str] | None = None,
    heard: Callable[[int], None] | None = None,
) -> Iterator[Read]:
    """A stream of responses and refused statements. The file is read twice: a statement may void
    an earlier one."""
    encoding = mapping.encoding or encoding_of(file)
    reader = _Statements(name, mapping, time_zone, now, gathered, known_points)
    reader.voided = _voided(file, encoding)
    number = 0
    try:
        for number, value in json_values(file, encoding):
            if heard is not None and number % 1_000 == 0:
                heard(file.tell())
            gathered.rows += 1
            yield from reader.read(number, value)
    except NotJson as problem:
        gathered.rows += 1
        yield Refused(RowSource(name, number + 1), Reason.NOT_JSON, str(problem))


class _Statements:
    def __init__(
        self,
        file: str,
        mapping: ColumnMapping,
        zone: tzinfo,
        now: datetime,
        gathered: Gathered,
        known: Mapping[str, str] | None,
    ) -> None:
        self.voided: frozenset[str] = frozenset()
        self._file = file
        self._correct = values.Correctness(mapping.pass_share)
        self._time = time_reader(zone, day_first=None)
        self._latest = now + timedelta(days=2)
        self._gathered = gathered
        self._known = known

    def read(self, number: int, statement: Any) -> Iterator[Read]:
        source = RowSource(self._file, number)
        if isinstance(statement, str):
            yield Refused(source, Reason.NOT_JSON, statement)
            return
        dropped: list[Refused] = []
        try:
            yield self._response(source, statement, dropped)
        except NotTaken as no:
            yield no.at(source)
            return
        yield from dropped

    def _response(self, source: RowSource, statement: Any, dropped: list[Refused]) -> Response:
        verb = _text(statement, "verb", "id")
        student = _student(_part(statement, "actor"))
        item = _text(statement, "object", "id")
        if not verb or not student or not item:
            raise NotTaken(Reason.NOT_STATEMENT, _text(statement, "id"), "id")
        if _text(statement, "id").lower() in self.voided:
            raise NotTaken(Reason.VOIDED, _text(statement, "id"), "id")
        if verb != ANSWERED:
            raise NotTaken(Reason.NOT_ANSWERED, verb, "verb")
        for name, field in ((student, "actor"), (item, "object")):
            if len(name) > values.NAME_CHARACTERS:
                raise NotTaken(Reason.LONG_CELL, name, field)
        correct = self._success(_part(statement, "result"))
        at = self._when(statement)
        points = self._points(source, statement, dropped)
        self._gather(statement, student, item)
        result = _part(statement, "result")
        extended = _extensions(result) | _extensions(_part(statement, "context"))
        activity = _activity(statement)
        return Response(
            student=student,
            item=item,
            points=points,
            correct=correct,
            source=source,
            at=at,
            seconds=_kept(source, result.get("duration"), _seconds, "duration", dropped),
            hints=_kept(source, extended.get("hints"), _hints, "hints", dropped),
            attempt=_kept(source, extended.get("attempt"), _attempt, "attempt", dropped),
            activity=activity[: values.NAME_CHARACTERS] or None,
            id=_text(statement, "id") or None,
        )

    def _success(self, result: Mapping[str, Any]) -> bool:
        success, score = result.get("success"), _part(result, "score")
        if isinstance(success, bool):
            return success
        try:
            if isinstance(score.get("scaled"), int | float):
                return self._correct.score(str(max(0.0, float(score["scaled"]))), 1.0)
            if isinstance(score.get("raw"), int | float):
                full = score.get("max")
                return self._correct.score(str(score["raw"]), None if full is None else str(full))
        except Unreadable as unreadable:
            raise NotTaken(unreadable.reason, json.dumps(score), "result.score") from unreadable
        raise NotTaken(Reason.NOT_GRADED, "", "result")

    def _when(self, statement: Mapping[str, Any]) -> datetime | None:
        text = _text(statement, "timestamp") or _text(statement, "stored")
        if not text:
            return None
        try:
            at, zoned = self._time(text)
        except NotATime as problem:
            raise NotTaken(Reason.NOT_TIME, text, "timestamp") from problem
        if not EARLIEST <= at <= self._latest:
            early = at < EARLIEST
            raise NotTaken(Reason.TIME_BEFORE if early else Reason.TIME_AFTER, text, "timestamp")
        self._gathered.without_zone += not zoned
        return at

    def _points(
        self, source: RowSource, statement: Mapping[str, Any], dropped: list[Refused]
    ) -> tuple[str, ...]:
        found = _named_points(statement)
        if self._known is None:
            return found
        ids, strangers = known_of(found, self._known)
        if strangers and not ids:
            raise NotTaken(Reason.ONLY_UNKNOWN_POINTS, ", ".join(strangers), "points")
        dropped.extend(
            Refused(source, Reason.UNKNOWN_POINT, stranger, "points", kept=True)
            for stranger in strangers
        )
        return ids

    def _gather(self, statement: Mapping[str, Any], student: str, item: str) -> None:
        name = values.clean(_text(statement, "actor", "name"))[: values.NAME_CHARACTERS]
        self._gathered.person(student, name or None, {})
        if item not in self._gathered.item_names:
            told = _language_map(_part(_part(_part(statement, "object"), "definition"), "name"))
            if told:
                self._gathered.item_names[item] = told[: values.NAME_CHARACTERS]


def _voided(file: BinaryIO, encoding: str) -> frozenset[str]:
    """The ids of the statements that others void."""
    found: set[str] = set()
    try:
        for _, value in json_values(file, encoding, only="/voided"):
            if _text(value, "verb", "id") == VOIDED:
                found.add(_text(value, "object", "id").lower())
    except NotJson:
        return frozenset(found)
    return frozenset(found)


def _part(value: Any, key: str) -> Mapping[str, Any]:
    inner = value.get(key) if isinstance(value, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _text(value: Any, *keys: str) -> str:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def _student(actor: Mapping[str, Any]) -> str:
    """The inverse functional identifier of an agent."""
    account = _part(actor, "account")
    if isinstance(account.get("name"), str | int):
        return values.clean(str(account["name"]))
    for key in ("mbox", "mbox_sha1sum", "openid"):
        if found := _text(actor, key):
            return values.clean(found.removeprefix("mailto:"))
    return ""


def _extensions(part: Mapping[str, Any]) -> dict[str, Any]:
    """Extensions by the last word of their names, letters only."""
    found: dict[str, Any] = {}
    for name, value in _part(part, "extensions").items():
        last = re.split(r"[/:#]", str(name).rstrip("/"))[-1]
        found["".join(c for c in last.lower() if c.isalpha())] = value
    return found


def _named_points(statement: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for part in (_part(_part(statement, "object"), "definition"), _part(statement, "context")):
        extended = _extensions(part)
        for key in _POINT_NAMES:
            found += _strings(extended.get(key))
    context = _part(_part(statement, "context"), "contextActivities")
    for activity in _listed(context.get("category")):
        id = _text(activity, "id")
        if id and not _FOREIGN_CATEGORIES.match(id):
            found.append(id)
    cleaned = (values.clean(name) for name in found)
    return tuple(dict.fromkeys(n for n in cleaned if n and len(n) <= values.NAME_CHARACTERS))


def _activity(statement: Mapping[str, Any]) -> str:
    context = _part(_part(statement, "context"), "contextActivities")
    for parent in (*_listed(context.get("parent")), *_listed(context.get("grouping"))):
        name = _language_map(_part(_part(parent, "definition"), "name"))
        if name or _text(parent, "id"):
            return name or values.clean(_text(parent, "id"))
    return ""


def _listed(value: Any) -> list[Any]:
    """Statements of version 0.95 hold one activity where today's hold a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _strings(value: Any) -> list[str]:
    return [one for one in _listed(value) if isinstance(one, str)]


def _language_map(names: Mapping[str, Any]) -> str:
    for language in ("en", "en-US", "en-GB", "zh", "zh-CN", *names):
        if isinstance(names.get(language), str):
            return values.clean(names[language])
    return ""


def _kept(
    source: RowSource,
    value: Any,
    read: Callable[[str], Any],
    column: str,
    dropped: list[Refused],
) -> Any:
    if value is None:
        return None
    try:
        return read(str(value))
    except Unreadable as unreadable:
        dropped.append(Refused(source, unreadable.reason, str(value), column, kept=True))
        return None


def _seconds(text: str) -> float | None:
    return values.seconds(text)


def _hints(text: str) -> int | None:
    return values.count(text, 0)


def _attempt(text: str) -> int | None:
    return values.count(text, 1)


def _shown(statement: Mapping[str, Any]) -> tuple[str, ...]:
    result = _part(statement, "result")
    success = result.get("success")
    return (
        _student(_part(statement, "actor")),
        _text(statement, "object", "id"),
        "" if success is None else str(success).lower(),
        _text(statement, "timestamp"),
        ", ".join(_named_points(statement)),
        _activity(statement),
        _text(result, "duration"),
    )
