"""Counting things and saying places in a line."""

from __future__ import annotations

from typing import Any

from apps.education.domain.drawing import Drawing
from apps.education.domain.figures import counters
from apps.education.domain.figures.layout import BLUE, ORANGE, beside
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    by,
    choose,
    ex,
    public,
    some,
)

HOW_MANY = ("How many are there?", "一共有几个？")
_SHAPES = {
    "dot": ("circles", "圆片"),
    "square": ("squares", "方块"),
    "triangle": ("triangles", "三角形"),
    "diamond": ("diamonds", "菱形"),
}


def _count(rng: Rng, level: int, top: int) -> int:
    low = {5: 1, 10: 4, 20: 11}[top]
    third = (top - low) / 3
    return rng.randint(round(low + third * (level - 1)), round(low + third * level))


def _near(n: int) -> list[tuple[int, str]]:
    return [(n - 1, "skipped_one"), (n + 1, "counted_twice"), (n + 2, "counted_twice")]


def _steps(n: int) -> list[tuple[str, str]]:
    return [
        (
            "Touch each one once and say one number each time.",
            "用手指着，一个一个地数，每个只数一次。",
        ),
        (f"The last number you say is {n}: there are {n}.", f"最后数到 {n}，一共有 {n} 个。"),
    ]


def in_row(level: int, rng: Rng, top: int) -> Made:
    n, kind = _count(rng, level, top), rng.choice(counters.KINDS)
    en, zh = _SHAPES[kind]
    drawing = counters.row(n, (f"A row of {en}", f"一排{zh}"), kind)
    return ex(
        (f"Count the {en}. How many are there?", f"数一数，有几个{zh}？"),
        n,
        n,
        _steps(n),
        _near(n),
        picture=drawing,
    )


def scattered(level: int, rng: Rng, top: int) -> Made:
    n, kind = _count(rng, level, top), rng.choice(counters.KINDS)
    en, zh = _SHAPES[kind]
    drawing = counters.heap([(kind, BLUE, n)], rng, (f"Scattered {en}", f"散放的{zh}"))
    steps = [("Mark each one as you count it.", "数一个，做一个记号。"), *_steps(n)[1:]]
    return ex(
        (f"Count the {en}. How many are there?", f"数一数，有几个{zh}？"),
        n,
        n,
        steps,
        _near(n),
        picture=drawing,
    )


def ten_frame(level: int, rng: Rng, top: int) -> Made:
    n = _count(rng, level, top)
    drawing = counters.ten_frames(n, ("Ten frames with counters", "摆了圆片的十格图"))
    if n > 10:
        steps = [
            ("One frame is full: that is 10.", "一个十格图摆满了，是 10。"),
            (f"10 and {n - 10} more make {n}.", f"10 和 {n - 10} 合起来是 {n}。"),
        ]
        given = f"10 + {n - 10}"
    elif n > 5:
        steps = [
            ("A full row is 5.", "摆满一行是 5。"),
            (f"5 and {n - 5} more make {n}.", f"5 和 {n - 5} 合起来是 {n}。"),
        ]
        given = f"5 + {n - 5}"
    else:
        steps, given = _steps(n), str(n)
    empty = (10 if n <= 10 else 20) - n
    wrong = [(empty, "counted_empty"), *_near(n)]
    return ex(
        ("How many counters are on the ten frames?", "十格图上有几个圆片？"),
        given,
        n,
        steps,
        wrong,
        picture=drawing,
    )


def two_colours(level: int, rng: Rng, top: int) -> Made:
    total = _count(rng, level, top)
    n = rng.randint(max(1, total // 3), max(2, total - total // 3))
    drawing = counters.heap(
        [("dot", BLUE, n), ("square", ORANGE, total - n)],
        rng,
        ("Blue circles and orange squares mixed", "混在一起的蓝色圆片和橙色方块"),
    )
    wrong = [(total, "counted_all"), (total - n, "counted_other"), *_near(n)]
    return ex(
        ("How many circles are there?", "有几个圆片？"),
        n,
        n,
        [("Look only at the circles.", "只看圆片。"), *_steps(n)],
        wrong,
        picture=drawing,
    )


def one_more(level: int, rng: Rng, top: int) -> Made:
    n = _count(rng, level, top) - 1 or 1
    drawing = counters.row(n, ("A row of circles", "一排圆片"))
    steps = [
        (f"There are {n} circles.", f"有 {n} 个圆片。"),
        (f"One more than {n} is {n + 1}.", f"比 {n} 多 1 是 {n + 1}。"),
    ]
    return ex(
        (
            "Count the circles. One more is put down. How many are there now?",
            "数一数圆片。再放一个，现在有几个？",
        ),
        f"{n} + 1",
        n + 1,
        steps,
        [(n, "forgot_change"), (n - 1, "went_other_way"), (n + 2, "counted_twice")],
        picture=drawing,
    )


def one_fewer(level: int, rng: Rng, top: int) -> Made:
    n = _count(rng, level, top) + 1
    drawing = counters.row(n, ("A row of circles", "一排圆片"))
    steps = [
        (f"There are {n} circles.", f"有 {n} 个圆片。"),
        (f"One fewer than {n} is {n - 1}.", f"比 {n} 少 1 是 {n - 1}。"),
    ]
    return ex(
        (
            "Count the circles. One is taken away. How many are left?",
            "数一数圆片。拿走一个，还剩几个？",
        ),
        f"{n} - 1",
        n - 1,
        steps,
        [(n, "forgot_change"), (n + 1, "went_other_way"), (n - 2, "counted_twice")],
        picture=drawing,
    )


def tally(level: int, rng: Rng, top: int) -> Made:
    n = _count(rng, level, top)
    fives, ones = divmod(n, 5)
    drawing = counters.tally(n, ("Tally marks in groups of five", "五条一组的计数线"))
    steps = [
        ("Each bundle with a slanted line is 5.", "有斜线的一组是 5。"),
        (
            f"{fives} bundles and {ones} more make {n}."
            if fives != 1
            else f"1 bundle and {ones} more make {n}.",
            f"{fives} 组，再加 {ones} 条，一共 {n}。",
        ),
    ]
    return ex(
        ("What number do the tally marks show?", "计数线表示几？"),
        f"5*{fives} + {ones}",
        n,
        steps,
        [(4 * fives + ones, "bundle_as_four"), (fives + ones, "bundle_as_one"), *_near(n)],
        picture=drawing,
    )


def in_circle(level: int, rng: Rng) -> Made:
    n = some(rng, level, (4, 6), (7, 9), (10, 14))
    drawing = counters.circle(n, ("Circles placed around in a ring", "围成一圈的圆片"))
    steps = [
        ("Mark where you start.", "在开始的地方做记号。"),
        (
            f"Stop before you come to the mark again: there are {n}.",
            f"再数到记号前就停：一共 {n} 个。",
        ),
    ]
    return ex(
        HOW_MANY,
        n,
        n,
        steps,
        [(n + 1, "counted_start_twice"), (n - 1, "skipped_one"), (n + 2, "counted_twice")],
        picture=drawing,
    )


def dice(level: int, rng: Rng) -> Made:
    n = some(rng, level, (1, 3), (3, 5), (4, 6))
    drawing = counters.dice([n], ("One face of a die", "骰子的一个面"))
    steps = [
        ("See the pattern of the dots.", "看点子的排列。"),
        (f"The face shows {n}.", f"这一面是 {n} 点。"),
    ]
    return ex(
        ("How many dots does the die show?", "骰子上有几点？"),
        n,
        n,
        steps,
        _near(n),
        picture=drawing,
    )


def two_dice(level: int, rng: Rng) -> Made:
    a, b = some(rng, level, (1, 2), (2, 4), (4, 6)), some(rng, level, (1, 3), (3, 5), (4, 6))
    drawing = counters.dice([a, b], ("Two dice", "两个骰子"))
    steps = [
        (f"The first die shows {a}.", f"第一个是 {a} 点。"),
        (f"Count on {b} more: {a + b}.", f"接着再数 {b} 个：{a + b}。"),
    ]
    return ex(
        ("How many dots do the two dice show together?", "两个骰子一共有几点？"),
        f"{a} + {b}",
        a + b,
        steps,
        [(max(a, b), "used_one_part"), *_near(a + b)],
        picture=drawing,
    )


def in_rows(level: int, rng: Rng) -> Made:
    down, across = by(
        level,
        (2, rng.randint(2, 4)),
        (rng.randint(2, 3), rng.randint(4, 5)),
        (rng.randint(3, 4), 5),
    )
    n = down * across
    drawing = counters.rows(across, down, ("Equal rows of circles", "每行一样多的圆片"))
    steps = [
        (f"Each row has {across}.", f"每行有 {across} 个。"),
        (
            "Count on row by row: " + ", ".join(str(across * i) for i in range(1, down + 1)) + ".",
            "一行一行地数：" + "，".join(str(across * i) for i in range(1, down + 1)) + "。",
        ),
    ]
    given = " + ".join([str(across)] * down)
    return ex(
        HOW_MANY,
        given,
        n,
        steps,
        [(down + across, "added_sides"), (n - across, "skipped_row"), *_near(n)],
        picture=drawing,
    )


_EN = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


def ordinal(level: int, rng: Rng) -> Made:
    count = by(level, 5, 7, 10)
    n = rng.randint(2, count - 1)
    drawing = counters.queue(
        count,
        n,
        (
            "Children in a line, the front is at the flag; one wears blue",
            "小朋友排队，小旗那边是队首；一人穿蓝衣",
        ),
    )
    steps = [
        ("Begin at the flag: first, second, …", "从小旗开始数：第一、第二……"),
        (f"The child in blue is number {n}: {_EN[n - 1]}.", f"穿蓝衣的是第 {n} 个。"),
    ]
    return ex(
        (
            "The front of the line is at the flag. Which place has the child in blue? Write the number.",
            "小旗那边是队首。穿蓝衣的小朋友排第几？写出数。",
        ),
        n,
        n,
        steps,
        [
            (count - n + 1, "counted_from_wrong_end"),
            (n - 1, "counted_before_only"),
            (n + 1, "counted_twice"),
        ],
        picture=drawing,
    )


def ordinal_back(level: int, rng: Rng) -> Made:
    count = by(level, 5, 7, 10)
    n = rng.randint(1, count - 1)
    place = count - n + 1
    drawing = counters.queue(
        count,
        n,
        (
            "Children in a line, the front is at the flag; one wears blue",
            "小朋友排队，小旗那边是队首；一人穿蓝衣",
        ),
    )
    steps = [
        (
            f"From the front the child is number {n} of {count}.",
            f"从前面数是第 {n} 个，一共 {count} 人。",
        ),
        (
            f"From the back: {count} − {n} + 1 = {place}.",
            f"从后面数：{count} − {n} + 1 = {place}。",
        ),
    ]
    return ex(
        (
            "The front of the line is at the flag. Which place has the child in blue, counted from the back? Write the number.",
            "小旗那边是队首。从队尾数，穿蓝衣的小朋友排第几？写出数。",
        ),
        f"{count} - {n} + 1",
        place,
        steps,
        [
            (n, "counted_from_wrong_end"),
            (count - n, "counted_before_only"),
            (place + 1, "counted_twice"),
        ],
        picture=drawing,
    )


def ten_and_more(level: int, rng: Rng) -> Made:
    ones = some(rng, level, (1, 3), (4, 6), (7, 9))
    drawing = beside(
        [counters.row(10, ("", ""), per_row=5), counters.row(ones, ("", ""), per_row=5)],
        ("A group of ten and some more", "一个十和另外几个"),
    )
    steps = [
        ("The group at the left is ten.", "左边一组是十个。"),
        (f"10 and {ones} are {10 + ones}.", f"10 和 {ones} 是 {10 + ones}。"),
    ]
    return ex(
        (
            "There are ten circles at the left. How many circles are there in all?",
            "左边有十个圆片。一共有几个圆片？",
        ),
        f"10 + {ones}",
        10 + ones,
        steps,
        [(1 + ones, "ten_as_one"), (ones, "used_one_part"), *_near(10 + ones)],
        picture=drawing,
    )


def _mixed_heap(level: int, rng: Rng) -> tuple[list[tuple[Any, int]], Drawing]:
    low, high = by(level, (1, 4), (2, 6), (4, 8))
    counts = rng.sample(range(low, high + 1), 3)
    kinds = list(zip(rng.sample(counters.KINDS, 3), counts, strict=True))
    return kinds, counters.heap(
        [(k, BLUE, c) for k, c in kinds], rng, ("Three kinds of shapes mixed", "混在一起的三种图形")
    )


def sort_count(level: int, rng: Rng) -> Made:
    kinds, drawing = _mixed_heap(level, rng)
    kind, n = kinds[0]
    en, zh = _SHAPES[kind]
    wrong = [(kinds[1][1], "counted_other"), (sum(c for _, c in kinds), "counted_all"), *_near(n)]
    return ex(
        (f"Sort the shapes. How many {en} are there?", f"把图形分类。{zh}有几个？"),
        n,
        n,
        [(f"Look only at the {en}.", f"只看{zh}。"), *_steps(n)],
        wrong,
        picture=drawing,
    )  # pyright: ignore[reportArgumentType]


def sort_most(level: int, rng: Rng) -> Made:
    kinds, drawing = _mixed_heap(level, rng)
    kinds = sorted(kinds, key=lambda k: -k[1])
    top, rest = kinds[0], kinds[1:]
    high = f"max({', '.join(str(c) for _, c in kinds)})"
    steps = [
        (
            "Count each kind: " + ", ".join(f"{_SHAPES[k][0]} {c}" for k, c in kinds) + ".",
            "数每一种：" + "，".join(f"{_SHAPES[k][1]} {c} 个" for k, c in kinds) + "。",
        ),
        (f"{top[1]} is the most.", f"{top[1]} 最多。"),
    ]
    return choose(
        rng,
        ("Which kind are there most of?", "哪一种最多？"),
        (_SHAPES[top[0]], f"{top[1]} = {high}"),
        [(_SHAPES[k], f"{c} = {high}", "counted_wrongly") for k, c in rest],
        steps,
        picture=drawing,
    )  # pyright: ignore[reportArgumentType]


TASKS = public(globals())
