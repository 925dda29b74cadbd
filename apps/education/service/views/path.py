"""A learning path as a table, as a map, and each step's reasons with what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from apps.education.domain.path import Because, LearningPath, PathStep, StepKind
from apps.education.domain.weakness import Verdict
from apps.education.service.classroom import Classroom
from apps.education.service.shelf import Wanting, Wish
from apps.education.service.views.evidence import moment
from apps.education.service.views.heat import VERDICTS
from apps.education.service.views.node_map import Box, NodeMap, node_map
from apps.shared.formats import number, whole_percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

KINDS = {
    StepKind.LEARN: mark("Learn"),
    StepKind.PRACTISE: mark("Practise"),
    StepKind.REVIEW: mark("Review"),
    StepKind.CHECK: mark("Check"),
}
KIND_NOTES = {
    StepKind.LEARN: mark("new, and all it needs is there"),
    StepKind.PRACTISE: mark("begun and not secure yet"),
    StepKind.REVIEW: mark("was mastered and is being forgotten"),
    StepKind.CHECK: mark("a few answers would decide what is open"),
}
BECAUSE = {
    Because.WEAK: mark("needs work"),
    Because.READY: mark("ready for it"),
    Because.UNLOCKS: mark("opens what follows"),
    Because.FORGETTING: mark("being forgotten"),
    Because.GOAL: mark("leads to the goal"),
    Because.OPEN: mark("open so far"),
    Because.PINNED: mark("pinned by you"),
}
_STEP = "step"
_SEPARATOR = "~"
_NEIGHBOURS = 18


def step_ref(point: str) -> str:
    return f"{_STEP}{_SEPARATOR}{point}"


def step_point(ref: str) -> str:
    """The point of the step that a reference names, or nothing."""
    kind, _, point = ref.partition(_SEPARATOR)
    return point if kind == _STEP else ""


def path_line(path: LearningPath, t: Words) -> str:
    steps = t.plural("{count} step", "{count} steps", len(path.steps))
    return t(
        "{steps}, about {minutes} of {budget} minutes",
        steps=steps,
        minutes=round(path.minutes),
        budget=round(path.budget_minutes),
    )


def path_table(path: LearningPath, room: Classroom, t: Words) -> TableView:
    columns = (
        TableColumn(t("What"), align="left"),
        TableColumn(t("Exercises")),
        TableColumn(t("Minutes")),
        TableColumn(t("Now")),
        TableColumn(t("Why"), align="left"),
    )
    rows = tuple(_row(place, step, path, room, t) for place, step in enumerate(path.steps, 1))
    return TableView(t("Next steps"), columns, rows, t("Point"))


def _row(place: int, step: PathStep, path: LearningPath, room: Classroom, t: Words) -> TableRow:
    judged = room.judged.get((path.student, step.point))
    now = "" if judged is None else whole_percent(judged.mastery.probability, t.language)
    why = ", ".join(dict.fromkeys(t(BECAUSE[one.because]) for one in step.reasons))
    return TableRow(
        f"{place}. {room.point(step.point).name.of(t.language)}",
        (
            TableCell(t(KINDS[step.kind]), note=t(KIND_NOTES[step.kind])),
            TableCell(str(step.exercises)),
            TableCell(str(round(step.minutes))),
            TableCell(now, tone="muted"),
            TableCell(why),
        ),
        note=t("pinned") if step.pinned else "",
        ref=step_ref(step.point),
    )


def left_out_table(path: LearningPath, room: Classroom, t: Words) -> TableView:
    rows = tuple(
        TableRow(room.point(one.point).name.of(t.language), (TableCell(one.words.of(t.language)),))
        for one in path.left_out
    )
    return TableView(t("Left out"), (TableColumn(t("Why"), align="left"),), rows, t("Point"))


def wish_line(wish: Wish, room: Classroom, t: Words) -> str:
    name = room.point(wish.point).name.of(t.language)
    day = moment(wish.when, t.language)
    if wish.kind is Wanting.PIN:
        return t("“{point}” is pinned ({who}, {day})", point=name, who=wish.who, day=day)
    return t("“{point}” is skipped ({who}, {day})", point=name, who=wish.who, day=day)


def reasons(step: PathStep, t: Words) -> tuple[str, ...]:
    return tuple(one.words.of(t.language) for one in step.reasons)


def gain_line(step: PathStep, t: Words) -> str:
    gained = number_of(step.gain, t)
    return t(
        "{exercises} exercises, about {minutes} minutes; about {gain} more points mastered.",
        exercises=step.exercises,
        minutes=round(step.minutes),
        gain=gained,
    )


def number_of(gain: float, t: Words) -> str:
    """A rise of mastery, summed over points, with one decimal."""
    return number(Decimal(str(gain)), t.language, places=1)


def path_map(path: LearningPath, room: Classroom, t: Words) -> NodeMap:
    """The steps with what they need and what they open, as far as it fits."""
    steps = {step.point: place for place, step in enumerate(path.steps, 1)}
    chosen = _with_neighbours(list(steps), room)
    boxes = tuple(_box(id, steps, path.student, room, t) for id in chosen)
    return node_map(t("The path among its points"), boxes, room.graph)


def _with_neighbours(steps: Sequence[str], room: Classroom) -> list[str]:
    shown = {point.id for point in room.points}
    chosen = dict.fromkeys(steps)
    for step in steps:
        for need in room.graph.prerequisites(step):
            if len(chosen) < _NEIGHBOURS and need in room.graph.points:
                chosen.setdefault(need)
    for id, needs in room.graph.needs.items():
        if len(chosen) < _NEIGHBOURS and id in shown and set(needs) & set(steps):
            chosen.setdefault(id)
    return list(chosen)


def _box(id: str, steps: dict[str, int], student: str, room: Classroom, t: Words) -> Box:
    judged = room.judged.get((student, id))
    tone = verdict_tone(room, student, id)
    note = ""
    if judged is not None:
        share = whole_percent(judged.mastery.probability, t.language)
        word = t(VERDICTS[room.verdict(student, id)])
        note = f"{word}, {share}"
    return Box(
        id=id,
        ref=step_ref(id) if id in steps else f"pair{_SEPARATOR}{student}{_SEPARATOR}{id}",
        label=room.point(id).name.of(t.language),
        tone=f"step {tone}" if id in steps else tone,
        note=note,
        badge=str(steps[id]) if id in steps else "",
        focus=steps.get(id) == 1,
    )


def verdict_tone(room: Classroom, student: str, point: str) -> str:
    known: Collection[object] = room.judged
    verdict = room.verdict(student, point) if (student, point) in known else Verdict.UNDECIDED
    return verdict.value
