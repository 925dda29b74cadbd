"""Addition and subtraction within twenty: by picture, by strategy, with one number unknown."""

from __future__ import annotations

from collections.abc import Callable

from apps.education.domain.figures import counters, number_line
from apps.education.domain.figures.layout import BLUE
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, box, by, choose, ex, until

Pair = tuple[int, int]
SUM_EN, SUM_ZH = "How many are there in all?", "一共有几个？"


def addends(level: int, rng: Rng, top: int) -> Pair:
    """Two parts of a whole within `top`; past ten where the size asks for it."""
    if top == 100:
        return until(
            rng,
            lambda: (rng.randint(10, 80), rng.randint(*by(level, (2, 9), (10, 30), (11, 49)))),
            lambda p: (
                sum(p) <= 100
                and (level > 1 or sum(p) % 10 >= p[1] % 10)
                and (level < 2 or p[1] % 10 == 0 or level == 3)
            ),
        )
    low, high = {
        5: ((2, 3), (3, 4), (5, 5)),
        10: ((4, 6), (7, 8), (9, 10)),
        20: ((11, 13), (13, 16), (15, 19)),
    }[top][level - 1]
    if top == 20:
        return until(
            rng,
            lambda: (rng.randint(2, 15), rng.randint(2, 9)),
            lambda p: low <= sum(p) <= high and p[0] != 10,
        )
    return until(
        rng,
        lambda: (rng.randint(1, top - 1), rng.randint(1, top - 1)),
        lambda p: low <= sum(p) <= high,
    )


def taken(level: int, rng: Rng, top: int) -> Pair:
    """Whole and part taken away, the rest at least one."""
    a, b = addends(level, rng, top)
    return a + b, b


def add_wrong(a: int, b: int) -> list[tuple[int, str]]:
    return [
        (a + b - 1, "counted_start"),
        (abs(a - b), "subtracted_instead"),
        (a + b + 1, "counted_twice"),
        (max(a, b), "used_one_part"),
    ]


def take_wrong(a: int, b: int) -> list[tuple[int, str]]:
    return [
        (a - b + 1, "counted_start"),
        (a + b, "added_instead"),
        (a - b - 1, "counted_twice"),
        (b, "used_one_part"),
    ]


def add_step(a: int, b: int) -> list:
    if a < 10 and b < 10 and a + b > 10:
        big, small = max(a, b), min(a, b)
        gap = 10 - big
        return [
            (f"{big} needs {gap} more to make 10.", f"{big} 再加 {gap} 凑成 10。"),
            (
                f"{small} = {gap} + {small - gap}, so {big} + {small} = 10 + {small - gap} = {a + b}.",
                f"{small} = {gap} + {small - gap}，所以 {big} + {small} = 10 + {small - gap} = {a + b}。",
            ),
        ]
    return [
        (
            f"Start at {max(a, b)} and count on {min(a, b)}.",
            f"从 {max(a, b)} 开始再数 {min(a, b)} 个。",
        ),
        f"{a} + {b} = {a + b}",
    ]


def take_step(a: int, b: int) -> list:
    if 10 < a < 20 and b < 10 and a - b < 10:
        ones = a - 10
        return [
            (
                f"{a} − {ones} = 10; take away {b - ones} more.",
                f"{a} − {ones} = 10，还要减 {b - ones}。",
            ),
            f"10 − {b - ones} = {a - b}",
        ]
    return [
        (f"{b} and how many make {a}? {b} + {a - b} = {a}", f"{b} 加几得 {a}？{b} + {a - b} = {a}"),
        f"{a} − {b} = {a - b}",
    ]


def fact_objects(level: int, rng: Rng, top: int) -> Made:
    a, b = addends(level, rng, top)
    drawing = counters.row(
        a, ("Blue and orange circles in a row", "一排蓝色和橙色的圆片"), second=b
    )
    return ex(
        (
            f"There are {a} blue circles and {b} orange circles. {SUM_EN}",
            f"有 {a} 个蓝圆片和 {b} 个橙圆片。{SUM_ZH}",
        ),
        f"{a} + {b}",
        a + b,
        add_step(a, b),
        add_wrong(a, b),
        picture=drawing,
    )


def take_objects(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    drawing = counters.row(
        a, ("A row of circles, some crossed out", "一排圆片，有些被划掉"), crossed=b
    )
    return ex(
        (
            f"There are {a} circles. {b} {'is' if b == 1 else 'are'} crossed out. How many are left?",
            f"有 {a} 个圆片，划掉 {b} 个，还剩几个？",
        ),
        f"{a} - {b}",
        a - b,
        take_step(a, b),
        take_wrong(a, b),
        picture=drawing,
    )


def fact_fingers(level: int, rng: Rng, top: int) -> Made:
    a, b = addends(level, rng, top)
    drawing = counters.heap(
        [("dot", BLUE, a), ("square", "#e69f00", b)], rng, ("Circles and squares", "圆片和方块")
    )
    return ex(
        (
            "Count the circles and the squares. How many are there together?",
            "数一数圆片和方块，合起来一共几个？",
        ),
        f"{a} + {b}",
        a + b,
        [(f"{a} circles and {b} squares.", f"{a} 个圆片和 {b} 个方块。"), f"{a} + {b} = {a + b}"],
        add_wrong(a, b),
        picture=drawing,
    )


def take_fingers(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    drawing = counters.heap(
        [("dot", BLUE, a - b), ("square", "#e69f00", b)], rng, ("Circles and squares", "圆片和方块")
    )
    return ex(
        (
            f"There are {a} shapes in all. The number of squares is {b}. How many circles are there?",
            f"一共有 {a} 个图形，其中 {b} 个是方块。圆片有几个？",
        ),
        f"{a} - {b}",
        a - b,
        take_step(a, b),
        take_wrong(a, b),
        picture=drawing,
    )


def fact_ten_frame(level: int, rng: Rng, top: int) -> Made:
    a, b = addends(level, rng, top)
    drawing = counters.ten_frames(
        a, ("Ten frames with counters in two colours", "有两种颜色圆片的十格图"), second=b
    )
    return ex(
        (f"Use the ten frames: {a} + {b} = ?", f"看十格图：{a} + {b} = ?"),
        f"{a} + {b}",
        a + b,
        add_step(a, b),
        add_wrong(a, b),
        picture=drawing,
    )


def take_ten_frame(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    drawing = counters.ten_frames(
        a, ("Ten frames, some counters crossed out", "十格图，有些圆片被划掉"), crossed=b
    )
    return ex(
        (f"Use the ten frames: {a} − {b} = ?", f"看十格图：{a} − {b} = ?"),
        f"{a} - {b}",
        a - b,
        take_step(a, b),
        take_wrong(a, b),
        picture=drawing,
    )


def _labels(top: int) -> dict[float, str]:
    return number_line.every(0, top, 1 if top <= 20 else 10)


def fact_number_line(level: int, rng: Rng, top: int) -> Made:
    a, b = addends(level, rng, top)
    drawing = number_line.line(
        0,
        top,
        1 if top <= 20 else 5,
        _labels(top),
        ("A number line with a jump to the right", "数轴上向右跳一次"),
        jumps=[(a, a + b, f"+{b}")],
    )
    return ex(
        (
            f"Start at {a} and jump {b} to the right. Where do you land?",
            f"从 {a} 开始向右跳 {b}，跳到几？",
        ),
        f"{a} + {b}",
        a + b,
        [f"{a} + {b} = {a + b}"],
        add_wrong(a, b),
        picture=drawing,
    )


def take_number_line(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    drawing = number_line.line(
        0,
        top,
        1 if top <= 20 else 5,
        _labels(top),
        ("A number line with a jump to the left", "数轴上向左跳一次"),
        jumps=[(a, a - b, f"−{b}")],
    )
    return ex(
        (
            f"Start at {a} and jump {b} to the left. Where do you land?",
            f"从 {a} 开始向左跳 {b}，跳到几？",
        ),
        f"{a} - {b}",
        a - b,
        [f"{a} − {b} = {a - b}"],
        take_wrong(a, b),
        picture=drawing,
    )


def fact_bond(level: int, rng: Rng, top: int) -> Made:
    a, b = addends(level, rng, top)
    drawing = counters.bond("?", str(a), str(b), ("Two parts joined to a whole", "两部分合成整体"))
    return ex(
        (f"The parts are {a} and {b}. What is the whole?", f"两部分是 {a} 和 {b}，整体是几？"),
        f"{a} + {b}",
        a + b,
        add_step(a, b),
        add_wrong(a, b),
        picture=drawing,
    )


def take_bond(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    drawing = counters.bond(
        str(a), str(b), "?", ("A whole and one of its two parts", "整体和其中一部分")
    )
    return ex(
        (
            f"The whole is {a}. One part is {b}. What is the other part?",
            f"整体是 {a}，一部分是 {b}，另一部分是几？",
        ),
        f"{a} - {b}",
        a - b,
        take_step(a, b),
        take_wrong(a, b),
        picture=drawing,
    )


def fact_equation(level: int, rng: Rng, top: int) -> Made:
    a, b = addends(level, rng, top)
    return ex(f"{a} + {b} = ?", f"{a} + {b}", a + b, add_step(a, b), add_wrong(a, b))


def take_equation(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    return ex(f"{a} − {b} = ?", f"{a} - {b}", a - b, take_step(a, b), take_wrong(a, b))


def fact_story_picture(level: int, rng: Rng, top: int) -> Made:
    a, b = until(rng, lambda: addends(level, rng, top), lambda p: p[0] != p[1])
    drawing = counters.row(
        a, ("Blue circles, then orange circles", "先是蓝圆片，后是橙圆片"), second=b
    )
    wrong = [
        ((f"{a} + {b + 1} = {a + b + 1}"), f"{a} + {b + 1} = {a + b}", "counted_wrongly"),
        (f"{a + b} − {a} = {a}", f"{a + b} - {a} = {a + b}", "wrong_operation"),
        (f"{a + 1} + {b} = {a + b + 1}", f"{a + 1} + {b} = {a + b}", "counted_wrongly"),
    ]
    return choose(
        rng,
        (
            "Some circles are blue, the others orange. Which equation fits the picture?",
            "一些圆片是蓝色，其余是橙色。哪个算式表示这幅图？",
        ),
        (f"{a} + {b} = {a + b}", f"{a} + {b} = {a + b}"),
        wrong,
        [
            (
                f"{a} blue and {b} orange: {a} + {b} = {a + b}.",
                f"{a} 个蓝的和 {b} 个橙的：{a} + {b} = {a + b}。",
            )
        ],
        picture=drawing,
        other=[a, b, a + b, a + b + 1],
    )


def take_story_picture(level: int, rng: Rng, top: int) -> Made:
    a, b = until(rng, lambda: taken(level, rng, top), lambda p: p[0] - p[1] != p[1])
    drawing = counters.row(a, ("Circles, some crossed out", "圆片，有些被划掉"), crossed=b)
    c = a - b
    wrong = [
        (f"{a} − {c} = {b}", f"{a} - {c} = {c}", "crossed_or_left"),
        (f"{a} + {b} = {a + b}", f"{a} + {b} = {c}", "wrong_operation"),
        (f"{a} − {b + 1} = {c - 1}", f"{a} - {b + 1} = {c}", "counted_wrongly"),
    ]
    return choose(
        rng,
        (
            "Some circles are crossed out. Which equation shows how many are left?",
            "有些圆片划掉了。哪个算式表示还剩几个？",
        ),
        (f"{a} − {b} = {c}", f"{a} - {b} = {c}"),
        wrong,
        [
            (
                f"{a} circles, {b} crossed out: {a} − {b} = {c}.",
                f"{a} 个圆片，划掉 {b} 个：{a} − {b} = {c}。",
            )
        ],
        picture=drawing,
        other=[a, b, c, a + b, c - 1, b + 1],
    )


def plus_zero(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (1, 3), (4, 9), (10, 20)))
    a, b = (n, 0) if rng.random() < 0.5 else (0, n)
    return ex(
        f"{a} + {b} = ?",
        f"{a} + {b}",
        n,
        [("Adding zero changes nothing.", "加 0，数不变。"), f"{a} + {b} = {n}"],
        [(0, "zero_rule"), (n + 1, "zero_as_one"), (10 * n, "zero_appended")],
    )


def minus_zero(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (1, 3), (4, 9), (10, 20)))
    b = rng.choice((0, n))
    return ex(
        f"{n} − {b} = ?",
        f"{n} - {b}",
        n - b,
        [
            (
                "Taking nothing away changes nothing."
                if b == 0
                else "Taking everything away leaves zero.",
                "减 0，数不变。" if b == 0 else "全部拿走，剩 0。",
            ),
            f"{n} − {b} = {n - b}",
        ],
        [(n if b else 0, "zero_rule"), (abs(n - 1), "zero_as_one"), (2 * n, "added_instead")],
    )


def count_on(level: int, rng: Rng, step: int) -> Made:
    a = rng.randint(*by(level, (2, 4), (4, 7), (6, 9) if step == 1 else (9, 16)))
    b = 1 if step == 1 else rng.randint(2, 3)
    x, y = (a, b) if level < 3 else (b, a)
    said = ", ".join(str(a + i) for i in range(1, b + 1))
    return ex(
        f"{x} + {y} = ?",
        f"{x} + {y}",
        a + b,
        [(f"Say {a}, then count on: {said}.", f"先说 {a}，再接着数：{said}。")],
        [
            (a + b - 1, "counted_start"),
            (a - b, "subtracted_instead"),
            (int(f"{x}{y}"), "digits_joined"),
        ],
    )


def count_back(level: int, rng: Rng, step: int) -> Made:
    a = rng.randint(*by(level, (4, 5), (5, 8), (8, 10) if step == 1 else (11, 15)))
    b = 1 if step == 1 else rng.randint(2, 3)
    said = ", ".join(str(a - i) for i in range(1, b + 1))
    return ex(
        f"{a} − {b} = ?",
        f"{a} - {b}",
        a - b,
        [(f"Say {a}, then count back: {said}.", f"先说 {a}，再倒着数：{said}。")],
        [(a - b + 1, "counted_start"), (a + b, "added_instead"), (a - b - 1, "counted_twice")],
    )


def turn_around(level: int, rng: Rng) -> Made:
    a, b = until(rng, lambda: addends(level, rng, by(level, 10, 10, 20)), lambda p: p[0] != p[1])
    return box(
        (
            f"You know that {a} + {b} = {a + b}. Which number is missing?\n{b} + □ = {a + b}",
            f"已知 {a} + {b} = {a + b}。□ 里填几？\n{b} + □ = {a + b}",
        ),
        f"{b} + x = {a + b}",
        a,
        [
            ("The order of the addends does not change the sum.", "交换加数的位置，和不变。"),
            f"{b} + {a} = {a + b}",
        ],
        [(b, "used_one_part"), (a + b, "gave_whole"), (a + 1, "slip_one")],
        other=[a],
    )


def five_and(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (6, 7), (7, 8), (8, 10)))
    drawing = (
        counters.ten_frames(n, ("A ten frame with its first row full", "第一行摆满的十格图"))
        if level < 3
        else None
    )
    return box(
        (f"5 and how many more make {n}?\n5 + □ = {n}", f"5 和几组成 {n}？\n5 + □ = {n}"),
        f"5 + x = {n}",
        n - 5,
        [("A full row of the ten frame is 5.", "十格图的一行是 5。"), f"5 + {n - 5} = {n}"],
        [(n, "gave_whole"), (10 - n or 4, "counted_empty"), (n - 4, "slip_one")],
        picture=drawing,
    )


def partners(level: int, rng: Rng, whole: int) -> Made:
    unit = 10 if whole == 100 else 1
    a = (
        unit * rng.randint(*by(level, (5, 9), (1, 9), (1, 4)))
        if whole != 20
        else rng.randint(*by(level, (11, 19), (1, 19), (1, 9)))
    )
    shown = (
        (f"{a} + □ = {whole}", f"{a} + x = {whole}")
        if level < 3
        else (f"□ + {a} = {whole}", f"x + {a} = {whole}")
    )
    return box(
        (f"Which number is missing?\n{shown[0]}", f"□ 里填几？\n{shown[0]}"),
        shown[1],
        whole - a,
        [
            (f"From {a} to {whole} it is {whole - a}.", f"从 {a} 到 {whole} 还差 {whole - a}。"),
            f"{a} + {whole - a} = {whole}",
        ],
        [
            (whole, "gave_whole"),
            (whole - a + unit, "counted_start"),
            (whole - a + 10 if whole > 10 else a, "used_one_part"),
            (whole + a, "added_instead"),
        ],
    )


def partners_hundred(level: int, rng: Rng) -> Made:
    a = by(level, rng.randint(6, 9) * 10 + 5, rng.randint(51, 89), rng.randint(11, 49))
    a += a % 10 == 0
    key = 100 - a
    return box(
        (f"Which number is missing?\n{a} + □ = 100", f"□ 里填几？\n{a} + □ = 100"),
        f"{a} + x = 100",
        key,
        [
            (
                f"{a} + {10 - a % 10} = {a + 10 - a % 10}, then {100 - a - 10 + a % 10} more to 100.",
                f"{a} + {10 - a % 10} = {a + 10 - a % 10}，到 100 还差 {100 - a - 10 + a % 10}。",
            ),
            f"{10 - a % 10} + {100 - a - 10 + a % 10} = {key}",
        ],
        [(key + 10, "tens_to_hundred"), (100 + a, "added_instead"), (key - 10, "slip_ten")],
    )


def splits(level: int, rng: Rng) -> Made:
    n = by(level, rng.randint(4, 5), rng.randint(6, 7), rng.randint(8, 10))
    a = rng.randint(1, n - 1)
    pairs = [(a, n - a)]
    wrong = until(
        rng,
        lambda: [(rng.randint(1, n - 1), rng.randint(1, n - 1)) for _ in range(3)],
        lambda w: all(sum(p) != n and abs(sum(p) - n) <= 3 for p in w) and len(set(w)) == 3,
    )
    (x, y) = pairs[0]
    return choose(
        rng,
        (f"Which two parts make {n}?", f"哪两部分合起来是 {n}？"),
        ((f"{x} and {y}", f"{x} 和 {y}"), f"{x} + {y} = {n}"),
        [
            ((f"{p} and {q}", f"{p} 和 {q}"), f"{p} + {q} = {n}", "counted_wrongly")
            for p, q in wrong
        ],
        [f"{x} + {y} = {n}"],
    )


def doubles(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (1, 4), (5, 7), (8, 10)))
    drawing = (
        counters.rows(n, 2, ("Two equal rows of circles", "两行一样多的圆片"))
        if level == 1
        else None
    )
    return ex(
        f"{n} + {n} = ?",
        f"{n} + {n}",
        2 * n,
        [
            (f"Two times {n}: count {n} and {n} more.", f"两个 {n}：{n} 再加 {n}。"),
            f"{n} + {n} = {2 * n}",
        ],
        [(n, "used_one_part"), (2 * n + 1, "counted_twice"), (n + 2, "added_two")],
        picture=drawing,
    )


def near_doubles(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 4), (5, 7), (7, 9)))
    a, b = (n, n + 1) if rng.random() < 0.5 else (n + 1, n)
    return ex(
        (f"Think of a double: {a} + {b} = ?", f"想想相同两数相加：{a} + {b} = ?"),
        f"{a} + {b}",
        2 * n + 1,
        [
            f"{n} + {n} = {2 * n}",
            (f"One more: {2 * n} + 1 = {2 * n + 1}.", f"再加 1：{2 * n} + 1 = {2 * n + 1}。"),
        ],
        [(2 * n, "forgot_adjust"), (2 * n + 2, "wrong_double"), (2 * n - 1, "adjusted_wrong_way")],
    )


def ten_and(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (1, 4), (3, 9), (5, 9)))
    a, b = (10, n) if level < 3 else (n, 10)
    return ex(
        f"{a} + {b} = ?",
        f"{a} + {b}",
        10 + n,
        [(f"One ten and {n} ones are {10 + n}.", f"一个十和 {n} 个一是 {10 + n}。")],
        [
            (int(f"10{n}"), "written_as_heard"),
            (1 + n, "ten_as_one"),
            (10 * n, "multiplied_instead"),
        ],
    )


def make_ten(level: int, rng: Rng, first: int) -> Made:
    f = first if first > 7 else rng.choice((6, 7))
    n = (
        rng.randint(*by(level, (11 - f, max(11 - f, 5)), (4, 7), (6, 9)))
        if 11 - f <= 4
        else rng.randint(11 - f, 9)
    )
    n = max(n, 11 - f)
    a, b = (f, n) if level < 3 else (n, f)
    gap = 10 - f
    return ex(
        (f"Make ten first: {a} + {b} = ?", f"先凑成十：{a} + {b} = ?"),
        f"{a} + {b}",
        f + n,
        [
            (f"{f} + {gap} = 10", f"{f} + {gap} = 10"),
            (
                f"{n} is {gap} and {n - gap}: 10 + {n - gap} = {f + n}.",
                f"{n} 分成 {gap} 和 {n - gap}：10 + {n - gap} = {f + n}。",
            ),
        ],
        [
            (10 + n, "forgot_adjust"),
            (f + n - 1, "counted_start"),
            (f + n + 1, "counted_twice"),
            (f + n - 10, "ten_lost"),
        ],
    )


def _three(level: int, rng: Rng, top: int) -> list[int]:
    low, high = by(level, (top // 2, top * 3 // 4), (top // 2, top), (top * 3 // 4, top))
    return until(
        rng,
        lambda: [rng.randint(1, 9 if top > 10 else 5) for _ in range(3)],
        lambda v: low <= sum(v) <= high,
    )


def three_addends(level: int, rng: Rng, top: int) -> Made:
    a, b, c = _three(level, rng, top)
    return ex(
        f"{a} + {b} + {c} = ?",
        f"{a} + {b} + {c}",
        a + b + c,
        [f"{a} + {b} = {a + b}", f"{a + b} + {c} = {a + b + c}"],
        [(a + b, "stopped_early"), (b + c, "stopped_early"), (a + b + c - 1, "counted_start")],
    )


def three_make_ten(level: int, rng: Rng) -> Made:
    a = rng.randint(2, 8)
    pair, c = (a, 10 - a), rng.randint(*by(level, (1, 4), (3, 7), (5, 9)))
    values = [pair[0], c, pair[1]] if level > 1 else [*pair, c]
    x, y, z = values
    return ex(
        (
            f"Find the two that make ten first: {x} + {y} + {z} = ?",
            f"先找凑成十的两个数：{x} + {y} + {z} = ?",
        ),
        f"{x} + {y} + {z}",
        10 + c,
        [f"{pair[0]} + {pair[1]} = 10", f"10 + {c} = {10 + c}"],
        [
            (10, "stopped_early"),
            (x + y if x + y != 10 else y + z, "stopped_early"),
            (9 + c, "counted_start"),
        ],
    )


def _true(level: int, rng: Rng, top: int, sign: str) -> Made:
    shown = "+" if sign == "+" else "−"

    def draw() -> tuple[int, int, int]:
        if sign == "+":
            a, b = addends(level, rng, top)
            return a, b, a + b
        a, b = taken(level, rng, top)
        return a, b, a - b

    flip = level > 1

    def text(a: int, b: int, c: int) -> str:
        return f"{c} = {a} {shown} {b}" if flip else f"{a} {shown} {b} = {c}"

    def grammar(a: int, b: int, c: int) -> str:
        return f"{c} = {a} {sign} {b}" if flip else f"{a} {sign} {b} = {c}"

    a, b, c = draw()
    wrong = []
    for shift in (1, -1, 2):
        p, q, r = draw()
        wrong.append((text(p, q, r + shift), grammar(p, q, r + shift), "counted_wrongly"))
    return choose(
        rng,
        ("Which equation is true?", "哪个算式是对的？"),
        (text(a, b, c), grammar(a, b, c)),
        wrong,
        [(f"Work out both sides: {a} {shown} {b} = {c}.", f"算一算两边：{a} {shown} {b} = {c}。")],
    )


def true_equation(level: int, rng: Rng, top: int) -> Made:
    return _true(level, rng, top, "+")


def true_difference(level: int, rng: Rng, top: int) -> Made:
    return _true(level, rng, top, "-")


def true_balance(level: int, rng: Rng) -> Made:
    a, b = addends(level, rng, by(level, 10, 20, 20))
    total = a + b
    c = until(rng, lambda: rng.randint(1, total - 1), lambda c: c not in (a, b))
    rows = [(a, b, c, total - c), (a, b, total, c), (a, b, a + 1, b + 1), (c, total - c, a, b + 2)]
    texts = [(f"{p} + {q} = {r} + {s}", f"{p} + {q} = {r} + {s}") for p, q, r, s in rows]
    return choose(
        rng,
        ("Which equation is true?", "哪个等式是对的？"),
        texts[0],
        [
            (t, g, m)
            for (t, g), m in zip(
                texts[1:], ("equals_means_answer", "both_grow", "counted_wrongly"), strict=True
            )
        ],
        [
            (
                f"Both sides are {total}: {a} + {b} = {total} and {c} + {total - c} = {total}.",
                f"两边都是 {total}：{a} + {b} = {total}，{c} + {total - c} = {total}。",
            )
        ],
    )


def balance(level: int, rng: Rng, top: int) -> Made:
    a, b = until(rng, lambda: addends(level, rng, top), lambda p: p[0] > 1)
    if level == 1:
        c = a + rng.choice((-1, 1)) if b > 1 else a - 1
    else:
        c = until(rng, lambda: rng.randint(1, a + b - 1), lambda c: c not in (a, b))
    key = a + b - c
    right, left = f"{a} + {b} = {c} + □", f"{a} + {b} = {c} + x"
    if level == 3:
        right, left = f"□ + {c} = {a} + {b}", f"x + {c} = {a} + {b}"
    return box(
        (f"Make both sides equal.\n{right}", f"使等号两边相等。\n{right}"),
        left,
        key,
        [f"{a} + {b} = {a + b}", f"{a + b} − {c} = {key}"],
        [(a + b, "equals_means_answer"), (a + b + c, "added_all"), (b, "used_one_part")],
    )


def balance_minus(level: int, rng: Rng, top: int) -> Made:
    a, b = taken(level, rng, top)
    d = a - b
    c = until(rng, lambda: rng.randint(d + 1, top), lambda c: c != a)
    right = f"{a} − {b} = {c} − □"
    return box(
        (f"Make both sides equal.\n{right}", f"使等号两边相等。\n{right}"),
        f"{a} - {b} = {c} - x",
        c - d,
        [f"{a} − {b} = {d}", f"{c} − {d} = {c - d}"],
        [(d, "equals_means_answer"), (b, "used_one_part"), (c + d, "added_instead")],
    )


def equal_addends(level: int, rng: Rng) -> Made:
    n, k = rng.choice(by(level, (2, 5), (3, 4), (6, 7, 8))), by(level, 3, rng.randint(3, 4), 3)
    text = " + ".join([str(n)] * k)
    partial = ", ".join(str(n * i) for i in range(1, k + 1))
    return ex(
        f"{text} = ?",
        text,
        n * k,
        [(f"Count on by {n}: {partial}.", f"每次加 {n}：{partial}。")],
        [(n * (k - 1), "stopped_early"), (n + k, "added_count"), (n * (k + 1), "one_group_more")],
    )


def from_ten(level: int, rng: Rng) -> Made:
    b = rng.randint(*by(level, (1, 3), (4, 6), (7, 9)))
    return ex(
        f"10 − {b} = ?",
        f"10 - {b}",
        10 - b,
        [(f"{b} and {10 - b} make 10.", f"{b} 和 {10 - b} 凑成 10。"), f"10 − {b} = {10 - b}"],
        [
            (11 - b, "counted_start"),
            (10 + b, "added_instead"),
            (b, "used_one_part"),
            (9 - b, "counted_twice"),
        ],
    )


def count_up(level: int, rng: Rng) -> Made:
    b = rng.randint(*by(level, (4, 7), (8, 15), (17, 49)))
    d = rng.randint(2, 4)
    a = b + d
    said = ", ".join(str(b + i) for i in range(1, d + 1))
    return ex(
        f"{a} − {b} = ?",
        f"{a} - {b}",
        d,
        [
            (f"Count up from {b} to {a}: {said}.", f"从 {b} 往上数到 {a}：{said}。"),
            (f"That is {d} steps.", f"一共 {d} 步。"),
        ],
        [
            (d + 1, "counted_start"),
            (a + b, "added_instead"),
            (d - 1, "counted_twice"),
            (10 + d, "slip_ten"),
        ],
    )


def think_addition(level: int, rng: Rng) -> Made:
    a, b = taken(level, rng, 10 if level == 1 else 20)
    return ex(
        (f"{b} + ? = {a}, so {a} − {b} = ?", f"{b} + ? = {a}，所以 {a} − {b} = ?"),
        f"{a} - {b}",
        a - b,
        [f"{b} + {a - b} = {a}", f"{a} − {b} = {a - b}"],
        take_wrong(a, b),
    )


def halves(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 5), (6, 8), (9, 12)))
    return ex(
        f"{2 * n} − {n} = ?",
        f"{2 * n} - {n}",
        n,
        [f"{n} + {n} = {2 * n}", f"{2 * n} − {n} = {n}"],
        [(3 * n, "added_instead"), (n + 1, "counted_start"), (n - 1, "counted_twice")],
    )


def teen_to_ten(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (1, 4), (5, 7), (6, 9)))
    b = n if level < 3 else 10
    return ex(
        f"{10 + n} − {b} = ?",
        f"{10 + n} - {b}",
        10 + n - b,
        [
            (f"{10 + n} is 10 and {n}.", f"{10 + n} 是 10 和 {n}。"),
            f"{10 + n} − {b} = {10 + n - b}",
        ],
        [
            (n if b == n else 10, "other_part"),
            (10 + n + b, "added_instead"),
            (1, "ten_as_one"),
            (9 + n - b, "slip_one"),
        ],
    )


def through_ten(level: int, rng: Rng, first: int) -> Made:
    b = first if first > 7 else rng.choice((5, 6, 7))
    n = rng.randint(1, b - 1)
    n = by(level, max(1, b - 2), min(n, b - 1), min(b - 1, 1 + n // 2))
    a = 10 + n
    rest = 10 - b
    return ex(
        (f"Take {b} from the ten first: {a} − {b} = ?", f"先从十里减 {b}：{a} − {b} = ?"),
        f"{a} - {b}",
        a - b,
        [f"10 − {b} = {rest}", f"{rest} + {n} = {a - b}"],
        [
            (b - n, "smaller_from_larger"),
            (10 + b - n if 10 + b - n != a - b else 11, "smaller_from_larger"),
            (rest, "forgot_ones"),
            (a - b + 1, "counted_start"),
        ],
    )


def fact_family(level: int, rng: Rng) -> Made:
    a, b = until(rng, lambda: addends(level, rng, by(level, 10, 20, 20)), lambda p: p[0] != p[1])
    c = a + b
    right = f"{c} − {b} = {a}"
    wrong = [
        (f"{a} − {b} = {c}", f"{a} - {b} = {c}"),
        (f"{c} + {a} = {b}", f"{c} + {a} = {b}"),
        (f"{b} − {c} = {a}", f"{b} - {c} = {a}"),
    ]
    return choose(
        rng,
        (
            f"Which equation belongs to the family of {a} + {b} = {c}?",
            f"哪个算式和 {a} + {b} = {c} 是一家？",
        ),
        (right, f"{c} - {b} = {a}"),
        [(t, g, "whole_and_part") for t, g in wrong],
        [(f"Subtraction starts with the whole: {c}.", f"减法从整体 {c} 开始减。"), right],
    )


def chain(level: int, rng: Rng, top: int) -> Made:
    def fits(v: tuple[int, int, int]) -> bool:
        a, b, c = v
        return (
            b != c and a + b <= top and a + b - c > 0
            if plus_first
            else a - b > 0 and a - b + c <= top and b != c
        )

    plus_first = rng.random() < 0.5
    low = top // 5
    a, b, c = until(
        rng,
        lambda: (rng.randint(low, top - 2), rng.randint(1, top // 2), rng.randint(1, top // 2)),
        fits,
    )
    s1, s2 = ("+", "−") if plus_first else ("−", "+")
    mid = a + b if plus_first else a - b
    key = mid - c if plus_first else mid + c
    given = f"{a} {s1} {b} {s2} {c}".replace("−", "-")
    return ex(
        f"{a} {s1} {b} {s2} {c} = ?",
        given,
        key,
        [f"{a} {s1} {b} = {mid}", f"{mid} {s2} {c} = {key}"],
        [
            (mid, "stopped_early"),
            (a + b + c, "added_all"),
            (a - b + c if plus_first else a + b - c, "signs_swapped"),
            (a - b - c if not plus_first else abs(a - c), "signs_swapped"),
        ],
    )


Maker = Callable[..., Made]
ADDITION: dict[str, Maker] = {
    f.__name__: f
    for f in (
        fact_objects,
        fact_fingers,
        fact_ten_frame,
        fact_number_line,
        fact_bond,
        fact_equation,
        fact_story_picture,
        plus_zero,
        count_on,
        turn_around,
        five_and,
        partners,
        partners_hundred,
        splits,
        doubles,
        near_doubles,
        ten_and,
        make_ten,
        three_addends,
        three_make_ten,
        true_equation,
        true_balance,
        balance,
        equal_addends,
    )
}
SUBTRACTION: dict[str, Maker] = {
    **{
        f"fact_{f.__name__[5:]}": f
        for f in (
            take_objects,
            take_fingers,
            take_ten_frame,
            take_number_line,
            take_bond,
            take_equation,
            take_story_picture,
        )
    },
    **{
        f.__name__: f
        for f in (
            minus_zero,
            count_back,
            from_ten,
            count_up,
            think_addition,
            halves,
            teen_to_ten,
            through_ten,
            fact_family,
            chain,
        )
    },
    "true_equation": true_difference,
    "balance": balance_minus,
}
