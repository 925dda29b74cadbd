"""Takes a file of QTI items into the bank of a course, and says what was refused and why."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from apps.education.domain.graph import Point
from apps.education.domain.mathtext.tex import UnknownTex
from apps.education.domain.proof import prover as proof
from apps.education.domain.words import Words
from apps.education.service.bank.checking import Checker, question
from apps.education.service.bank.exercise import MOST_CHOICES, bank_exercise
from apps.education.service.bank.item import BankItem
from apps.education.service.bank.reading import ReadItem, Unread, read_bank
from apps.education.service.bank.shelf import bank_items, keep_items
from apps.education.service.store import CourseStore
from apps.shared.admission import check_archive, check_size, clean_name, refuse_foreign
from apps.shared.fonts import NoFont
from apps.shared.sandbox import Limits
from rag.readers.errors import UnreadableFile

if TYPE_CHECKING:
    from apps.education.service.paper.ink import Ink

MOST_ITEMS = 1_000
_LONGEST = 2_000
_QTI = "give a QTI item (XML) or package (ZIP)"
_PROVING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Refusal:
    item: str
    why: Words


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a file."""

    name: str
    items: tuple[BankItem, ...]
    refused: tuple[Refusal, ...]

    @property
    def proved(self) -> int:
        return sum(bool(one.methods) for one in self.items)


class Refused(ValueError):
    """One item that cannot be taken; `why` says it to the teacher."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.why = Words(en, zh)


class ItemBank:
    """Safe among threads. Methods raise KeyError for a course that is not there."""

    def __init__(self, store: CourseStore, *, limits: Limits, max_bytes: int) -> None:
        self._store, self._limits, self._max_bytes = store, limits, max_bytes

    def items(self, course: str) -> tuple[BankItem, ...]:
        return bank_items(self._store, course)

    def add(self, course: str, name: str, data: bytes, point: str, who: str) -> Added:
        """Items whose metadata names a point of the course go there, all others to `point`.

        Raises UnreadableFile for a file without any item, KeyError for an unknown point.
        """
        points = self._store.graph(course).points
        if point not in points:
            raise KeyError(f"{point!r} is no point of this course; choose one of its points")
        name = clean_name(name)
        self._admit(name, data)
        found = read_bank(name, data, limits=self._limits)
        if not found.items and not found.refused:
            raise UnreadableFile(name, "wrong_type", "there is no QTI item in it", _QTI)
        added = _taken(name, found.items, found.refused, points, point)
        if added.items:
            keep_items(self._store, course, added.items, who)
        return added

    def _admit(self, name: str, data: bytes) -> None:
        check_size(name, len(data), self._max_bytes)
        refuse_foreign(name, data, remedy=_QTI)
        if data.startswith(b"PK"):
            try:
                check_archive(name, data)
            except (OSError, NotImplementedError, zipfile.BadZipFile) as problem:
                told = f"it is no readable zip ({problem})"
                raise UnreadableFile(name, "truncated", told, "export it anew") from problem


def _taken(
    name: str,
    found: tuple[ReadItem, ...],
    unread: tuple[Unread, ...],
    points: Mapping[str, Point],
    point: str,
) -> Added:
    from apps.education.service.paper.ink import Ink

    names = {text.casefold(): id for id, one in points.items() for text in _called(id, one)}
    refused = [Refusal(one.name, _in_both(one)) for one in unread]
    taken: list[BankItem] = []
    ink = Ink(600, 800)
    with proof.Prover(seconds=_PROVING_SECONDS) as prover:
        for place, one in enumerate(found):
            meant = (names.get(label.casefold()) for label in one.labels)
            belongs = next(filter(None, meant), point)
            try:
                if place >= MOST_ITEMS:
                    raise Refused(
                        f"a file may hold {MOST_ITEMS} items; split it",
                        f"一个文件最多 {MOST_ITEMS} 题；请拆分文件",
                    )
                item = _item(one, name, belongs)
                _printable(item, ink)
                taken.append(_proved(item, prover))
            except Refused as problem:
                refused.append(Refusal(one.id, problem.why))
    return Added(name, tuple(taken), tuple(refused))


def _called(id: str, point: Point) -> tuple[str, ...]:
    return (id, point.name.en, point.name.zh)


def _item(read: ReadItem, file: str, point: str) -> BankItem:
    """Raises Refused."""
    if read.lost:
        told = ", ".join(read.lost)
        raise Refused(
            f"it has {told}, which plain text cannot hold; write it as text",
            f"含有 {told}，纯文本无法表示；请改写为文字",
        )
    if not read.prompt.strip():
        raise Refused("it asks nothing; give it a prompt", "没有题干；请补上题干")
    if len(read.correct) != 1 or not read.correct[0]:
        raise Refused(
            f"it has {len(read.correct)} right answers; only one is taken",
            f"有 {len(read.correct)} 个正确答案；只接受一个",
        )
    texts = dict(read.choices)
    key = texts.get(read.correct[0]) if texts else read.correct[0]
    if key is None:
        raise Refused(
            f"its key {read.correct[0]!r} is none of its choices; correct the key",
            f"答案 {read.correct[0]!r} 不在选项之中；请改正答案",
        )
    choices = tuple(text for _, text in read.choices)
    if choices and (len(set(choices)) < len(choices) or "" in choices or len(choices) < 2):
        raise Refused("its choices are empty or alike; correct them", "选项为空或相同；请改正")
    if len(choices) > MOST_CHOICES or len(read.prompt) + len("".join(choices)) > _LONGEST:
        raise Refused("it is too long for a sheet; shorten it", "题目过长，印不下；请缩短")
    return BankItem(read.id, file, point, read.prompt, choices, key)


def _printable(item: BankItem, ink: Ink) -> None:
    """Raises Refused: one item without a font would keep a whole class from being printed."""
    from apps.education.service.paper.paragraph import paragraph

    try:
        paragraph(ink, bank_exercise(item).draft.prompt.en, 500, 12)
        paragraph(ink, bank_exercise(item).draft.answer.en, 500, 12)
    except (NoFont, UnknownTex) as problem:
        raise Refused(
            f"it cannot be printed ({problem}); write it otherwise",
            f"无法打印（{problem}）；请改写",
        ) from problem


def _proved(item: BankItem, prover: Checker) -> BankItem:
    """With the methods that proved it, if any. Raises Refused where the key is shown wrong."""
    asked = question(item)
    if asked is None:
        return item
    try:
        return replace(item, methods=prover.check(*asked).methods)
    except proof.Unproved as problem:
        if problem.kind == "wrong":
            raise Refused(
                f"its key does not hold ({problem.reason}); correct it",
                f"答案不成立（{problem.reason}）；请改正",
            ) from problem
        return item


def _in_both(unread: Unread) -> Words:
    en = f"{unread.problem}; {unread.remedy}"
    for start, zh in _READER:
        if unread.problem.startswith(start):
            return Words(en, zh)
    return Words(en, f"不支持这种题型（{unread.problem}）；只读取单项选择题或填空题")


_READER = (
    ("it is not XML", "不是可读取的 XML；请重新导出"),
    ("it has no correct response", "没有正确答案；请补上答案，或去掉该题"),
    ("it is larger", "大于 2 MB；请拆分"),
)
