"""What may be said of one student and one point, in words: verdict, likelihood, ground, remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from apps.education.domain.graph import Point
from apps.education.domain.mastery import Basis
from apps.education.domain.skills.unit_names import unit_words
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.service.classroom import Classroom, Override
from apps.education.service.views.evidence import moment
from apps.education.service.views.heat import BASES, TONES, VERDICTS, pair_ref
from apps.shared.formats import ABSENT, whole_percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words

_FEW = 12


def verdict_word(verdict: Verdict, t: Words) -> str:
    return t(VERDICTS[verdict])


def likelihood(one: WeakPoint, t: Words) -> str:
    """The probability with its 90% interval."""
    found = one.mastery
    return t(
        "{p} (90%: {low} to {high})",
        p=whole_percent(found.probability, t.language),
        low=whole_percent(found.low, t.language),
        high=whole_percent(found.high, t.language),
    )


def told(one: WeakPoint, t: Words) -> str:
    """One sentence: what the answers allow to say, and what they rest on."""
    count = len(one.mastery.evidence)
    answers = t.plural(
        "{count} own answer to this point", "{count} own answers to this point", count
    )
    p = likelihood(one, t)
    if one.mastery.basis is Basis.OWN:
        return t(
            "Would answer an item of middling difficulty: {p}; from {answers}.",
            p=p,
            answers=answers,
        )
    ground = t(BASES[one.mastery.basis])
    return t("Would answer an item of middling difficulty: {p}; {ground}.", p=p, ground=ground)


def settling(one: WeakPoint, t: Words) -> str:
    """What would decide an open pair; nothing where it is decided."""
    if one.verdict is not Verdict.UNDECIDED:
        return ""
    if one.settled_by is None:
        return t("The answers so far do not decide it.")
    return t.plural(
        "About {count} more answer would decide it.",
        "About {count} more answers would decide it.",
        one.settled_by,
    )


def certainty(one: WeakPoint, t: Words) -> str:
    if one.verdict is Verdict.UNDECIDED:
        return ""
    share = whole_percent(one.certainty, t.language)
    return t("Of verdicts this sure, about {share} hold.", share=share)


def override_line(said: Override, t: Words) -> str:
    return t(
        "{who} said “{verdict}” on {day}: {reason}",
        who=said.who,
        verdict=verdict_word(said.verdict, t),
        day=moment(said.when, t.language),
        reason=said.reason or ABSENT,
    )


def mastery_table(room: Classroom, student: str, t: Words, *, only: str = "") -> TableView:
    """One student's points, unit by unit; each opens what is behind it."""
    columns = (
        TableColumn(t("Likelihood"), t("with 90% interval"), align="left"),
        TableColumn(t("What may be said"), align="left"),
        TableColumn(t("Answers")),
        TableColumn(t("Last answer"), align="left"),
    )
    rows: list[TableRow] = []
    unit = ""
    for point in room.points:
        if only and room.verdict(student, point.id).value != only:
            continue
        if point.unit != unit:
            unit = point.unit
            rows.append(
                TableRow(
                    unit_words(unit).of(t.language), (TableCell(""),) * len(columns), kind="section"
                )
            )
        rows.append(_mastery_row(room, student, point, t))
    return TableView(t("Points of this student"), columns, tuple(rows), t("Point"))


def _mastery_row(room: Classroom, student: str, point: Point, t: Words) -> TableRow:
    one, verdict = room.judged[student, point.id], room.verdict(student, point.id)
    evidence = one.mastery.evidence
    last = room.log.response(evidence[-1]).at if evidence else None
    said = room.overrides.get((student, point.id))
    return TableRow(
        point.name.of(t.language),
        (
            TableCell(likelihood(one, t), bar=one.mastery.probability),
            TableCell(
                verdict_word(verdict, t),
                tone=TONES[verdict],
                note=override_line(said, t) if said else settling(one, t),
            ),
            TableCell(str(len(evidence)) if evidence else ABSENT),
            TableCell(moment(last, t.language), tone="muted"),
        ),
        level=1 if point.unit else 0,
        ref=pair_ref(student, point.id),
    )


def counts_line(room: Classroom, student: str, t: Words) -> str:
    counts = Counter(room.verdict(student, point.id) for point in room.points)
    return " · ".join(f"{verdict_word(one, t)} {counts[one]}" for one in Verdict)


def point_table(room: Classroom, point: str, t: Words) -> TableView:
    """Who stands where in one point, those who need it most first."""
    order = (Verdict.WEAK, Verdict.UNDECIDED, Verdict.SECURE)
    names = {one.id: one.name for one in room.students}
    found = sorted(
        room.of_point(point),
        key=lambda one: (
            order.index(room.verdict(one.mastery.student, point)),
            one.mastery.probability,
        ),
    )
    columns = (
        TableColumn(t("Likelihood"), align="left"),
        TableColumn(t("What may be said"), align="left"),
    )
    rows = tuple(_of_point(room, one, names[one.mastery.student], t) for one in found)
    return TableView(t("Students at this point"), columns, rows, t("Student"))


def _of_point(room: Classroom, one: WeakPoint, name: str, t: Words) -> TableRow:
    verdict = room.verdict(one.mastery.student, one.mastery.point)
    share = whole_percent(one.mastery.probability, t.language)
    return TableRow(
        name,
        (
            TableCell(share, bar=one.mastery.probability),
            TableCell(verdict_word(verdict, t), tone=TONES[verdict]),
        ),
        ref=pair_ref(one.mastery.student, one.mastery.point),
    )


def needed_most(room: Classroom, t: Words) -> TableView:
    """The points that most students need, with how many."""
    counts: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    for student, point in room.judged:
        verdict = room.verdict(student, point)
        counts[point] += verdict is Verdict.WEAK
        opened[point] += verdict is Verdict.UNDECIDED
    named = {point.id: point for point in room.points}
    chosen: Sequence[tuple[str, int]] = [one for one in counts.most_common(_FEW) if one[1]]
    rows = tuple(
        TableRow(
            named[id].name.of(t.language),
            (TableCell(str(count)), TableCell(str(opened[id]), tone="muted")),
            ref=f"point~{id}",
        )
        for id, count in chosen
    )
    columns = (TableColumn(t("Need work")), TableColumn(t("Undecided")))
    return TableView(t("What most need"), columns, rows, t("Point"))
