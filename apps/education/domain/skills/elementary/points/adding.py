"""Adding and subtracting: facts by representation and strategy, unknowns, larger numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apps.education.domain.skills.elementary.points.plan import planned
from apps.education.domain.skills.elementary.row import Row, row

SHOWN = {
    "objects": ("with a picture of objects", "看实物图", (5, 10)),
    "fingers": ("in two groups of dots", "看两组点子图", (5, 10)),
    "ten_frame": ("on ten frames", "看十格图", (10, 20)),
    "number_line": ("on a number line", "在数轴上", (10, 20, 100)),
    "bond": ("with a part-part-whole picture", "看分合图", (5, 10, 20)),
    "equation": ("as an equation", "算式", (5, 10, 20)),
    "story_picture": ("choose the equation for a picture", "看图选算式", (10, 20)),
}
FACT_CODE = {5: "K.OA.A.1", 10: "K.OA.A.1", 20: "1.OA.C.6", 100: "2.MD.B.6"}
BELOW = {10: 5, 20: 10, 100: 20}


def _facts(operation: str, en: str, zh: str) -> Iterator[Row]:
    for shown, (how, zh_how, tops) in SHOWN.items():
        for top in tops:
            base = [f"count.row.{min(top, 20)}"]
            if BELOW.get(top) in tops:
                base.append(f"~within.{BELOW[top]}.{shown}")
            elif top == 20:
                base.append("~within.10.equation")
            if shown == "equation":
                base.append(f"~within.{top}.bond")
                base.append("~within.20.number_line" if top == 20 else f"~within.{top}.objects")
            if shown == "number_line":
                base.append(f"sequence.number_line.{20 if top < 100 else 100}")
            if shown == "ten_frame":
                base.append(f"count.ten_frame.{top}")
            if operation == "subtraction":
                base.append(f"addition.within.{top}.{shown}")
            yield row(
                f"within.{top}.{shown}",
                f"{en} within {top} {how}",
                f"{top} 以内的{zh}：{zh_how}",
                _fact_code(top, shown),
                f"fact_{shown}",
                *base,
                top=top,
            )


def _fact_code(top: int, shown: str) -> str:
    if shown == "number_line" and top < 100:
        return "1.OA.C.5"
    return "K.OA.A.5" if (top, shown) == (5, "equation") else FACT_CODE[top]


ADD_COLUMN = (
    ("2_1.plain", "two-digit and one-digit, without carrying", "两位数加一位数，不进位", "1.NBT.C.4", (2, 1, 0)),
    ("2_1.carry", "two-digit and one-digit, carrying", "两位数加一位数，进位", "1.NBT.C.4", (2, 1, 1)),
    ("2_2.plain", "two-digit numbers, without carrying", "两位数加两位数，不进位", "2.NBT.B.5", (2, 2, 0)),
    ("2_2.carry", "two-digit numbers, carrying", "两位数加两位数，进位", "2.NBT.B.5", (2, 2, 1)),
    ("3_2.carry", "three-digit and two-digit number, carrying", "三位数加两位数，进位", "2.NBT.B.7", (3, 2, 1)),
    ("3_3.plain", "three-digit numbers, without carrying", "三位数加三位数，不进位", "2.NBT.B.7", (3, 3, 0)),
    ("3_3.carry_one", "three-digit numbers, carrying once", "三位数加三位数，进位一次", "2.NBT.B.7", (3, 3, 1)),
    ("3_3.carry_two", "three-digit numbers, carrying twice", "三位数加三位数，连续进位", "3.NBT.A.2", (3, 3, 2)),
    ("4_4", "four-digit numbers", "四位数加四位数", "4.NBT.B.4", (4, 4, 2)),
    ("5_4", "five-digit and four-digit number", "五位数加四位数", "4.NBT.B.4", (5, 4, 2)),
    ("6_6", "six-digit numbers", "六位数加六位数", "4.NBT.B.4", (6, 6, 3)),
)  # fmt: skip
ADD_FIRST = {
    "2_1.plain": "~within.10.equation place.tens_and_ones.count",
    "2_1.carry": "~strategy.make_ten.8",
    "2_2.plain": "~tens_to.2",
    "2_2.carry": "~blocks.2",
}


def _columns(
    operation: str, en: str, zh: str, plan: tuple[Any, ...], first: dict[str, str]
) -> Iterator[Row]:
    before: str | None = None
    for id, name, zh_name, at, (a, b, carries) in plan:
        needs = first.get(id, f"place.digit_value.{a}").split()
        needs += [f"~column.{before}"] if before else []
        if operation == "subtraction":
            needs.append(f"addition.column.{ADDED.get(id, id)}")
        before = id
        yield row(
            f"column.{id}",
            f"{en}: {name}",
            f"{zh}：{zh_name}",
            at,
            "column",
            *needs,
            big=a,
            small=b,
            carries=carries,
        )


ADDED = {
    "2_1.borrow": "2_1.carry",
    "2_2.borrow": "2_2.carry",
    "3_2.borrow": "3_2.carry",
    "3_3.borrow_one": "3_3.carry_one",
    "3_3.borrow_two": "3_3.carry_two",
    "3_3.zeros": "3_3.carry_two",
    "4_4.zeros": "4_4",
}


def addition() -> Iterator[Row]:
    yield from _facts("addition", "Add", "加法")
    yield from planned("addition")
    yield from _columns("addition", "Add", "加法", ADD_COLUMN, ADD_FIRST)


SUB_COLUMN = (
    ("2_1.plain", "two-digit minus one-digit, without borrowing", "两位数减一位数，不退位", "2.NBT.B.5", (2, 1, 0)),
    ("2_1.borrow", "two-digit minus one-digit, borrowing", "两位数减一位数，退位", "2.NBT.B.5", (2, 1, 1)),
    ("2_2.plain", "two-digit numbers, without borrowing", "两位数减两位数，不退位", "2.NBT.B.5", (2, 2, 0)),
    ("2_2.borrow", "two-digit numbers, borrowing", "两位数减两位数，退位", "2.NBT.B.5", (2, 2, 1)),
    ("3_2.borrow", "three-digit minus two-digit, borrowing", "三位数减两位数，退位", "2.NBT.B.7", (3, 2, 1)),
    ("3_3.plain", "three-digit numbers, without borrowing", "三位数减三位数，不退位", "2.NBT.B.7", (3, 3, 0)),
    ("3_3.borrow_one", "three-digit numbers, borrowing once", "三位数减三位数，退位一次", "2.NBT.B.7", (3, 3, 1)),
    ("3_3.borrow_two", "three-digit numbers, borrowing twice", "三位数减三位数，连续退位", "3.NBT.A.2", (3, 3, 2)),
    ("3_3.zeros", "three-digit numbers, borrowing across a zero", "三位数减三位数，隔 0 退位", "3.NBT.A.2", (3, 3, -1)),
    ("4_4", "four-digit numbers", "四位数减四位数", "4.NBT.B.4", (4, 4, 2)),
    ("4_4.zeros", "four-digit numbers, borrowing across zeros", "四位数减四位数，隔 0 退位", "4.NBT.B.4", (4, 4, -1)),
    ("5_4", "five-digit minus four-digit number", "五位数减四位数", "4.NBT.B.4", (5, 4, 2)),
    ("6_6", "six-digit numbers", "六位数减六位数", "4.NBT.B.4", (6, 6, 3)),
)  # fmt: skip
SUB_FIRST = {
    "2_1.plain": "~within.10.equation place.tens_and_ones.count",
    "2_1.borrow": "~strategy.through_ten.8",
    "2_2.plain": "~tens_from.2",
    "2_2.borrow": "~blocks.2",
}


def subtraction() -> Iterator[Row]:
    yield from _facts("subtraction", "Subtract", "减法")
    yield from planned("subtraction")
    yield from _columns("subtraction", "Subtract", "减法", SUB_COLUMN, SUB_FIRST)


UNKNOWN = {
    "second_addend": ("a + ? = c", "加法，求第二个加数"),
    "first_addend": ("? + b = c", "加法，求第一个加数"),
    "subtrahend": ("a − ? = c", "减法，求减数"),
    "minuend": ("? − b = c", "减法，求被减数"),
}
UNKNOWN_AT = {10: "K.OA.A.4", 20: "1.OA.D.8", 100: "2.NBT.B.5", 1000: "3.NBT.A.2"}


def unknown() -> Iterator[Row]:
    """Equations with one unknown; multiplication and division are in `multiplying`."""
    below = {20: 10, 100: 20, 1000: 100}
    base = {
        10: "within.10.equation",
        20: "within.20.equation",
        100: "column.2_2.",
        1000: "column.3_3.",
    }
    for top in base:
        before = None
        for kind, (en, zh) in UNKNOWN.items():
            operation = "addition" if kind.endswith("addend") else "subtraction"
            ends = {100: ("carry", "borrow"), 1000: ("carry_one", "borrow_one")}.get(top, ("", ""))
            needs = [f"{operation}.{base[top]}{ends[operation == 'subtraction']}"]
            needs += [f"~{kind}.{below[top]}"] if top in below else []
            needs += [f"~{before}.{top}"] if before else []
            before = kind
            yield row(
                f"{kind}.{top}",
                f"Find the missing number: {en}, within {top}",
                f"填未知数：{zh}（{top} 以内）",
                UNKNOWN_AT[top],
                f"unknown_{kind}",
                *needs,
                top=top,
            )
