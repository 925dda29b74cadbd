"""Multiplication and division facts by table, and their equations with an unknown."""

from __future__ import annotations

from collections.abc import Iterator

from apps.education.domain.skills.elementary.points.plan import planned
from apps.education.domain.skills.elementary.row import Row, row

TABLES = {
    2: "addition.strategy.doubles skip.forward.2",
    10: "skip.forward.10",
    5: "skip.forward.5",
    1: "multiply.table.2",
    0: "multiply.table.1",
    3: "skip.forward.3 multiply.table.2",
    4: "multiply.table.2 skip.forward.4",
    6: "multiply.table.3 multiply.table.5",
    9: "multiply.table.10",
    8: "multiply.table.4",
    7: "multiply.table.5 multiply.table.2 multiply.table.6",
    11: "multiply.table.10 multiply.table.9",
    12: "multiply.table.10 multiply.table.2 multiply.table.7",
}


def multiply() -> Iterator[Row]:
    yield from planned("multiply")
    for factor, needs in TABLES.items():
        yield row(
            f"table.{factor}",
            f"Multiplication facts of {factor}",
            f"{factor} 的乘法口诀" if factor < 10 else f"{factor} 的乘法",
            "3.OA.C.7" if factor < 11 else "4",
            "table",
            "~groups.repeated",
            *needs.split(),
            factor=factor,
        )
    yield row(
        "table.mixed",
        "Multiplication facts to 10 × 10, mixed",
        "表内乘法综合",
        "3.OA.C.7",
        "table_mixed",
        "~table.7",
        "~table.8",
        "~table.9",
        "~property.turn_around",
    )


def divide() -> Iterator[Row]:
    yield from planned("divide")
    for divisor in (2, 3, 4, 5, 6, 7, 8, 9, 10):
        yield row(
            f"table.{divisor}",
            f"Division facts by {divisor}",
            f"除数是 {divisor} 的表内除法",
            "3.OA.C.7",
            "table",
            f"multiply.table.{divisor}",
            "~think_multiplication",
            divisor=divisor,
        )
    yield row(
        "table.mixed",
        "Division facts within 100, mixed",
        "表内除法综合",
        "3.OA.C.7",
        "table_mixed",
        "~table.7",
        "~table.8",
        "~table.9",
        "~table.6",
    )


FACTORS = (
    ("factor.second", "a × ? = c", "乘法，求第二个因数", "multiply.table.mixed divide.table.mixed"),
    ("factor.first", "? × b = c", "乘法，求第一个因数", "~factor.second"),
    ("divisor", "a ÷ ? = c", "除法，求除数", "~factor.second divide.table.mixed"),
    ("dividend", "? ÷ b = c", "除法，求被除数", "~divisor"),
)


def unknown_factor() -> Iterator[Row]:
    for size, top, code in (("", 100, "3.OA.A.4"), (".large", 1000, "4.NBT.B.6")):
        for kind, en, zh, needs in FACTORS:
            more = [f"~{kind}", "divide.long.3_1", "multiply.column.3_1"] if size else needs.split()
            yield row(
                f"{kind}{size}",
                f"Find the missing number: {en}" + (", larger numbers" if size else ", facts"),
                f"填未知数：{zh}" + ("（较大的数）" if size else "（表内）"),
                code,
                "unknown_" + kind.replace(".", "_"),
                *more,
                top=top,
            )
