"""Prints sheets of exercises as PDF: for the student, or with key, steps and reasons for the
teacher.

Each student's sheet begins on a page of its own and counts its own pages. Knows no page of the app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from apps.education.domain.drawing import Drawing
from apps.education.domain.exercise import Exercise
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.words import Words
from apps.education.service.paper.box import Box, Face
from apps.education.service.paper.ink import Ink
from apps.education.service.paper.paragraph import paragraph

_PAGE = (595.28, 841.89)
_LEFT, _TOP, _BOTTOM = 52.0, 46.0, 56.0
_WIDTH = _PAGE[0] - 2 * _LEFT
_SIZE, _SMALL = 12.0, 9.5
_INDENT = 24.0
_GREY = "#5b6470"
_WORDS = {
    "name": Words("Name", "姓名"),
    "date": Words("Date", "日期"),
    "page": Words("page {n} of {m}", "第 {n} 页，共 {m} 页"),
    "answer": Words("Answer", "答"),
    "key": Words("Key", "答案与步骤"),
    "missing": Words("Without an exercise", "没有练习的知识点"),
    "proved": Words("Every key was proved: {methods}.", "每道题的答案均经验证：{methods}。"),
    "made_proved": Words(
        "Every key that is not from the bank was proved: {methods}.",
        "凡非题库题，答案均经验证：{methods}。",
    ),
    "substitution": Words("by substitution", "代入检验"),
    "symbolic": Words("by algebra", "符号推演"),
    "form": Words("by its form", "形式检查"),
}


Hints = Callable[[Sheet, SheetLine], Sequence[str]]
"""Quotations that help with an exercise, each with its place."""


def _none(sheet: Sheet, line: SheetLine) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stay together on a page, with a picture under them and room to write."""

    lines: tuple[tuple[float, Box], ...]
    drawing: Drawing | None = None
    room: float = 0.0
    ruled: Box | None = None
    gap: float = 8.0

    @property
    def height(self) -> float:
        text = sum(box.up + box.down for _, box in self.lines)
        picture = 0.0 if self.drawing is None else self.drawing.height * _scale(self.drawing) + 10
        return text + picture + self.room + self.gap


@dataclass(slots=True)
class _Pages:
    """Blocks on pages, one student's."""

    pages: list[list[tuple[float, _Block]]] = field(default_factory=list)
    at: float = 0.0

    def turn(self) -> None:
        self.pages.append([])
        self.at = _TOP + 20

    def add(self, block: _Block) -> None:
        if not self.pages:
            self.turn()
        if self.at + block.height > _PAGE[1] - _BOTTOM and self.pages[-1]:
            self.turn()
        self.pages[-1].append((self.at, block))
        self.at += block.height


def to_pdf(
    sheets: Sequence[Sheet],
    *,
    key: bool = False,
    hints: Hints = _none,
    font: Path | None = None,
) -> bytes:
    """All sheets in one PDF. With `key` each is followed by answers, worked steps and reasons, and
    by what `hints` has to quote.

    Raises ValueError without sheets, NoFont where a text needs a font that is not installed, and
    UnknownTex for a text that cannot be drawn.
    """
    if not sheets:
        raise ValueError("no sheet to print; make one first")
    ink = Ink(*_PAGE, font=font)
    ink.pdf.set_title(sheets[0].title.of(sheets[0].language))
    for sheet in sheets:
        _print(ink, sheet, hints if key else None)
    return ink.bytes()


def _print(ink: Ink, sheet: Sheet, hints: Hints | None) -> None:
    """With the key where `hints` is given."""
    pages = _Pages()
    for block in (*_head(ink, sheet), *_exercises(ink, sheet)):
        pages.add(block)
    if hints is not None:
        pages.turn()
        for block in _key(ink, sheet, hints):
            pages.add(block)
    for number, page in enumerate(pages.pages, start=1):
        ink.page()
        for y, block in page:
            _draw(ink, block, y)
        _margins(ink, sheet, number, len(pages.pages))


def _draw(ink: Ink, block: _Block, y: float) -> None:
    for x, box in block.lines:
        ink.marks(box.marks, _LEFT + x, y + box.up)
        y += box.up + box.down
    if block.drawing is not None:
        scale = _scale(block.drawing)
        ink.picture(block.drawing, _LEFT + _INDENT, y + 4, scale)
        y += block.drawing.height * scale + 10
    if block.ruled is not None:
        base = y + block.room - 6
        ink.marks(block.ruled.marks, _LEFT + _INDENT, base)
        start = _LEFT + _INDENT + block.ruled.width + 6
        ink.pdf.set_draw_color(150, 150, 150)
        ink.pdf.set_line_width(0.6)
        ink.pdf.line(start, base + 2, start + 190, base + 2)


def _scale(drawing: Drawing) -> float:
    return min(1.0, (_WIDTH - _INDENT) / drawing.width, 330 / drawing.height)


def _margins(ink: Ink, sheet: Sheet, number: int, count: int) -> None:
    language = sheet.language
    told = _WORDS["page"].of(language).format(n=number, m=count)
    y = _PAGE[1] - 30
    ink.text(f"{sheet.name} · {sheet.made_on.isoformat()}", _LEFT, y, _SMALL, Face.PLAIN, _GREY)
    right = _PAGE[0] - _LEFT - ink.width(told, _SMALL, Face.PLAIN)
    ink.text(told, right, y, _SMALL, Face.PLAIN, _GREY)


def _head(ink: Ink, sheet: Sheet) -> Iterable[_Block]:
    language = sheet.language
    title = paragraph(ink, plain(sheet.title.of(language)), _WIDTH, 17, bold=True)
    yield _Block(tuple((0.0, line) for line in title), gap=2)
    name, date = _WORDS["name"].of(language), _WORDS["date"].of(language)
    told = (f"{name}: {sheet.name}", f"{date}: {sheet.made_on.isoformat()}", sheet.course)
    boxes = [paragraph(ink, plain(text), _WIDTH / 3 - 8, 10.5, colour=_GREY) for text in told]
    if any(len(lines) > 1 for lines in boxes):
        longer = [box for text in told for box in paragraph(ink, plain(text), _WIDTH, 10.5)]
        yield _Block(tuple((0.0, box) for box in longer), gap=14)
        return
    marks = tuple(
        mark for at, lines in enumerate(boxes) for mark in lines[0].moved(at * _WIDTH / 3, 0)
    )
    line = Box(_WIDTH, boxes[0][0].up, boxes[0][0].down, marks)
    yield _Block(((0.0, line),), gap=14)


def plain(text: str) -> str:
    """A text that is no exercise's, so that its dollars and asterisks print as they are."""
    return text.replace("$", r"\$").replace("**", "* *")


def _exercises(ink: Ink, sheet: Sheet) -> Iterable[_Block]:
    before: Words | None = None
    for number, line in enumerate(sheet.lines, start=1):
        heading = () if line.point_name == before else _point(ink, sheet, line)
        before = line.point_name
        yield _exercise(ink, sheet, line.exercise, number, heading)


def _point(ink: Ink, sheet: Sheet, line: SheetLine) -> tuple[tuple[float, Box], ...]:
    name = plain(line.point_name.of(sheet.language))
    return tuple((0.0, box) for box in paragraph(ink, name, _WIDTH, _SMALL, colour=_GREY))


def _exercise(
    ink: Ink,
    sheet: Sheet,
    exercise: Exercise,
    number: int,
    heading: tuple[tuple[float, Box], ...],
) -> _Block:
    draft = exercise.draft
    lines = _numbered(ink, number, draft.prompt.of(sheet.language))
    answer = paragraph(ink, _WORDS["answer"].of(sheet.language), 80, 10.5, colour=_GREY)[0]
    room = 40.0 if len(draft.steps) < 3 else 70.0
    drawing = None if draft.drawing is None else draft.drawing.of(sheet.language)
    return _Block((*heading, *lines), drawing, room, answer, 14)


def _numbered(ink: Ink, number: int, text: str) -> tuple[tuple[float, Box], ...]:
    lines = paragraph(ink, text, _WIDTH - _INDENT, _SIZE)
    label = paragraph(ink, f"**{number}.**", _INDENT, _SIZE)[0]
    first = lines[0]
    joined = Box(
        first.width + _INDENT, first.up, first.down, (*label.marks, *first.moved(_INDENT, 0))
    )
    return ((0.0, joined), *((_INDENT, line) for line in lines[1:]))


def _key(ink: Ink, sheet: Sheet, hints: Hints) -> Iterable[_Block]:
    language = sheet.language
    title = paragraph(
        ink, plain(f"{_WORDS['key'].of(language)}: {sheet.name}"), _WIDTH, 15, bold=True
    )
    yield _Block(tuple((0.0, line) for line in title), gap=8)
    for number, line in enumerate(sheet.lines, start=1):
        yield _answer(ink, sheet, line, number)
        for hint in hints(sheet, line):
            told = paragraph(ink, plain(hint), _WIDTH - 2 * _INDENT, _SMALL)
            yield _Block(tuple((_INDENT + 10, box) for box in told), gap=6)
    if any(line.banked is None for line in sheet.lines):
        yield _told(ink, _proved(sheet), None)
    if sheet.missing:
        yield _told(ink, "", _WORDS["missing"].of(language))
        for words in sheet.missing:
            yield _told(ink, plain(words.of(language)), None)


def _answer(ink: Ink, sheet: Sheet, line: SheetLine, number: int) -> _Block:
    language, draft = sheet.language, line.exercise.draft
    lines = [*_numbered(ink, number, draft.answer.of(language))]
    for step in draft.steps:
        boxes = paragraph(ink, step.of(language), _WIDTH - 2 * _INDENT, 10.5)
        lines.extend((_INDENT + 10, box) for box in boxes)
    if line.banked is not None:
        told = plain(line.banked.of(language))
        boxes = paragraph(ink, told, _WIDTH - _INDENT, _SMALL, colour=_GREY)
        lines.extend((_INDENT, box) for box in boxes)
    for why in line.why:
        boxes = paragraph(ink, plain(why.of(language)), _WIDTH - _INDENT, _SMALL, colour=_GREY)
        lines.extend((_INDENT, box) for box in boxes)
    return _Block(tuple(lines), gap=10)


def _proved(sheet: Sheet) -> str:
    language = sheet.language
    methods = dict.fromkeys(
        method
        for line in sheet.lines
        if line.banked is None
        for method in line.exercise.proof.methods
    )
    every = "proved" if all(line.banked is None for line in sheet.lines) else "made_proved"
    told = [_WORDS[method].of(language) for method in methods if method in _WORDS]
    joined = ("、" if language == "zh" else ", ").join(told)
    return plain(_WORDS[every].of(language).format(methods=joined))


def _told(ink: Ink, text: str, heading: str | None) -> _Block:
    lines = [] if heading is None else [*paragraph(ink, heading, _WIDTH, _SMALL, bold=True)]
    if text:
        lines.extend(paragraph(ink, text, _WIDTH, _SMALL, colour=_GREY))
    return _Block(tuple((0.0, line) for line in lines), gap=4)
