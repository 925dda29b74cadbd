"""Puts a sheet together for one student: his path's points, at difficulties that suit him.

Asks for exercises by a function and knows nothing of how they are made, proved, kept or printed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from apps.education.domain.exercise import Difficulty, Exercise
from apps.education.domain.path import LearningPath
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.words import Language, Words
from apps.education.service.bank.choosing import recommended
from apps.education.service.bank.exercise import bank_line
from apps.education.service.bank.item import BankItem
from apps.education.service.classroom import Classroom
from apps.education.service.step_evidence import step_evidence

Generate = Callable[[str, Difficulty, int], Exercise]
"""An exercise of a bundled point at a difficulty, by a seed. Raises Unmade."""

_EASY_BELOW, _HARD_FROM = 0.4, 0.75
_TRIES = 6


class Unmade(Exception):
    """No exercise could be made for a point; `words` say why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What a teacher asks for. Without `points` each student gets the steps of his own path within
    `minutes`, towards `goals`; with them all get these points, `count` exercises each.

    `difficulty` None: by what each student can do. The same `seed` gives the same sheets. `reword`
    lets the model retell scenes; `bank` takes items of the bank where it has some.
    """

    course: str
    students: tuple[str, ...]
    language: Language
    seed: int
    minutes: float = 30.0
    goals: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    count: int = 3
    difficulty: Difficulty | None = None
    reword: bool = False
    bank: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many exercises of a point, and the reasons that go with them."""

    point: str
    count: int
    why: tuple[Words, ...] = ()
    evidence: tuple[int, ...] = ()


def wanted_of_path(path: LearningPath, room: Classroom) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(
            step.point,
            step.exercises,
            tuple(reason.words for reason in step.reasons),
            step_evidence(step, room, path.student),
        )
        for step in path.steps
    )


def wanted_of_points(points: Sequence[str], count: int) -> tuple[Wanted, ...]:
    chosen = Words("Chosen by the teacher for all.", "由教师为全班选定。")
    return tuple(Wanted(point, count, (chosen,)) for point in points)


def make_sheet(
    order: SheetOrder,
    room: Classroom,
    student: str,
    wanted: Sequence[Wanted],
    generate: Generate,
    links: Mapping[str, str],
    *,
    made_on: date,
    bank: Sequence[BankItem] = (),
) -> Sheet:
    """`links` maps points of the course to bundled points that exercises are made of.

    Where `bank` has items of a point they come first. Points without a link, or whose exercises
    could not be made, are named in `missing`.
    """
    lines: list[SheetLine] = []
    missing: list[Words] = []
    rng = random.Random(f"{order.seed}/{student}")  # noqa: S311
    for one in wanted:
        name = room.point(one.point).name
        banked = _banked(order, room, student, one, bank)
        lines += banked
        rest = replace(one, count=one.count - len(banked))
        if not rest.count:
            continue
        try:
            lines += _lines(order, room, student, rest, generate, links, rng)
        except Unmade as problem:
            missing.append(
                Words(f"{name.en}: {problem.words.en}", f"{name.zh}：{problem.words.zh}")
            )
    title = Words(f"{room.title}: practice", f"{room.title}：练习")
    named = hashlib.sha256(
        f"{order.course}/{student}/{order.seed}/{[line.exercise.id for line in lines]}".encode()
    )
    return Sheet(
        id=named.hexdigest()[:16],
        course=order.course,
        student=student,
        name=room.student(student).name,
        title=title,
        made_on=made_on,
        language=order.language,
        lines=tuple(lines),
        missing=tuple(missing),
        log_version=room.log.version,
    )


def _banked(
    order: SheetOrder, room: Classroom, student: str, wanted: Wanted, bank: Sequence[BankItem]
) -> list[SheetLine]:
    items = [one for one in bank if one.point == wanted.point]
    chosen = recommended(items, room.log, student, seed=order.seed)[: wanted.count]
    name = room.point(wanted.point).name
    return [bank_line(one, name, wanted.why, wanted.evidence) for one in chosen]


def _lines(
    order: SheetOrder,
    room: Classroom,
    student: str,
    wanted: Wanted,
    generate: Generate,
    links: Mapping[str, str],
    rng: random.Random,
) -> list[SheetLine]:
    """Exercises that all differ, as far as the point has so many. Raises Unmade."""
    bundled = links.get(wanted.point)
    if bundled is None:
        raise Unmade(_UNLINKED)
    told = order.difficulty
    level = suited(room, student, wanted.point) if told is None else told
    name = room.point(wanted.point).name
    seen: dict[str, SheetLine] = {}
    for _ in range(wanted.count * _TRIES):
        if len(seen) == wanted.count:
            break
        exercise = generate(bundled, level, rng.getrandbits(32))
        seen.setdefault(
            exercise.draft.prompt.of(order.language),
            SheetLine(exercise, name, wanted.why, wanted.evidence),
        )
    return list(seen.values())


_UNLINKED = Words(
    "no exercises are bundled for it; link it to a bundled point on the page Points",
    "没有自带练习；请在“知识点”页把它关联到自带知识点",
)


def suited(room: Classroom, student: str, point: str) -> Difficulty:
    """Easy where little is mastered, hard where much is; middling for what nothing is known of."""
    judged = room.judged.get((student, point))
    if judged is None:
        return Difficulty.MIDDLE
    likely = judged.mastery.probability
    if likely < _EASY_BELOW:
        return Difficulty.EASY
    return Difficulty.HARD if likely >= _HARD_FROM else Difficulty.MIDDLE
