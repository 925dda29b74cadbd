"""Multiplication: pictures, facts, properties, mental and written methods."""

from __future__ import annotations

from collections.abc import Callable

from apps.education.domain.figures import blocks, counters, number_line
from apps.education.domain.figures.charts import table as chart
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    public,
    until,
)
from apps.education.domain.skills.elementary.tasks.places import parts


def _wrong(a: int, b: int) -> list[tuple[int, str]]:
    return [
        (a * b + a, "one_group_more"),
        (a * b - b, "one_group_fewer"),
        (a + b, "added_instead"),
        (a * b + 1, "slip_one"),
    ]


def _small(level: int, rng: Rng) -> tuple[int, int]:
    low, high = by(level, (2, 4), (3, 6), (4, 9))
    return until(
        rng,
        lambda: (rng.randint(2, by(level, 4, 5, 6)), rng.randint(low, high)),
        lambda p: p[0] != p[1],
    )


def groups_picture(level: int, rng: Rng) -> Made:
    n, e = _small(level, rng)
    return ex(
        (f"There are {n} groups of {e}. How many in all?", f"有 {n} 组，每组 {e} 个。一共多少个？"),
        f"{n}*{e}",
        n * e,
        [" + ".join([str(e)] * n) + f" = {n * e}", f"{n} × {e} = {n * e}"],
        _wrong(n, e),
        picture=counters.groups(n, e, ("Equal groups of circles", "几组一样多的圆片")),
    )


def repeated_addition(level: int, rng: Rng) -> Made:
    n, e = _small(level, rng)
    text = " + ".join([str(e)] * n)
    return box(
        (
            f"Write the sum as a product. Which number is missing?\n{text} = □ × {e}",
            f"把加法写成乘法，□ 里填几？\n{text} = □ × {e}",
        ),
        f"{text} = x*{e}",
        n,
        [(f"{e} is added {n} times: {n} × {e}.", f"{n} 个 {e} 相加：{n} × {e}。")],
        [(n * e, "gave_product"), (e, "copied_number"), (n - 1, "counted_plus_signs")],
    )


def jumps(level: int, rng: Rng) -> Made:
    n, e = until(rng, lambda: _small(level, rng), lambda p: p[0] * p[1] <= 30)
    drawing = number_line.line(
        0,
        30,
        1,
        number_line.every(0, 30, 5),
        ("Equal jumps on a number line from 0", "从 0 开始在数轴上等距跳"),
        jumps=[(i * e, i * e + e, "") for i in range(n)],
    )
    return ex(
        (
            f"{n} jumps of {e} start at zero. Where do they end?",
            f"从零开始每次跳 {e}，跳 {n} 次，跳到几？",
        ),
        f"{n}*{e}",
        n * e,
        [f"{n} × {e} = {n * e}"],
        _wrong(n, e),
        picture=drawing,
    )


def groups_equation(level: int, rng: Rng) -> Made:
    n, e = _small(level, rng)
    wrong = [
        (f"{n} + {e}", f"{n} + {e} = {n * e}", "added_instead"),
        (f"{n} × {e + 1}", f"{n}*{e + 1} = {n * e}", "counted_wrongly"),
        (f"{e} × {e}", f"{e}*{e} = {n * e}", "copied_number"),
    ]
    wrong = [w for w in wrong if not (w[2] == "added_instead" and n == e == 2)]
    return choose(
        rng,
        ("Which calculation tells how many circles there are?", "哪个算式能求出圆片的总数？"),
        (f"{n} × {e}", f"{n}*{e} = {n * e}"),
        wrong,
        [(f"{n} groups with {e} each: {n} × {e}.", f"{n} 组，每组 {e} 个：{n} × {e}。")],
        picture=counters.groups(n, e, ("Equal groups of circles", "几组一样多的圆片")),
    )


def array_sum(level: int, rng: Rng) -> Made:
    n, e = rng.randint(2, by(level, 3, 4, 5)), rng.randint(2, by(level, 3, 5, 5))
    text = " + ".join([str(e)] * n)
    return ex(
        (f"{n} rows of {e}: {text} = ?", f"{n} 行，每行 {e} 个：{text} = ?"),
        text,
        n * e,
        [f"{text} = {n * e}"],
        _wrong(n, e),
        picture=counters.rows(e, n, ("Equal rows of circles", "每行一样多的圆片")),
        other=[n],
    )


def array_product(level: int, rng: Rng) -> Made:
    n, e = _small(level, rng)
    return ex(
        ("Multiply to find how many circles there are.", "用乘法求一共有多少个圆片。"),
        f"{n}*{e}",
        n * e,
        [(f"{n} rows of {e}.", f"{n} 行，每行 {e} 个。"), f"{n} × {e} = {n * e}"],
        _wrong(n, e),
        picture=counters.rows(e, n, ("Equal rows of circles", "每行一样多的圆片")),
    )


def array_turned(level: int, rng: Rng) -> Made:
    n, e = _small(level, rng)
    return box(
        (
            f"{n} rows of {e} are turned to {e} rows. How many are in a row then?\n{n} × {e} = {e} × □",
            f"把 {n} 行、每行 {e} 个的点阵转成 {e} 行，每行几个？\n{n} × {e} = {e} × □",
        ),
        f"{n}*{e} = {e}*x",
        n,
        [f"{n} × {e} = {e} × {n} = {n * e}"],
        [(e, "copied_number"), (n * e, "gave_product"), (n + 1, "slip_one")],
        picture=counters.rows(e, n, ("Equal rows of circles", "每行一样多的圆片")),
    )


def commute(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(2, 9), rng.randint(*by(level, (2, 5), (6, 12), (13, 40)))),
        lambda p: p[0] != p[1],
    )
    return box(
        (
            f"{a} × {b} = {a * b}. Which number is missing?\n{b} × □ = {a * b}",
            f"{a} × {b} = {a * b}。□ 里填几？\n{b} × □ = {a * b}",
        ),
        f"{b}*x = {a * b}",
        a,
        [("The order of the factors does not change the product.", "交换因数的位置，积不变。")],
        [(b, "copied_number"), (a * b, "gave_product"), (a + 1, "slip_one")],
        other=[a],
    )


def three_factors(level: int, rng: Rng) -> Made:
    a, b, c = by(
        level, (2, 5, rng.randint(3, 9)), (rng.randint(3, 9), 2, 5), (5, rng.randint(3, 9), 4)
    )
    key = a * b * c
    easy = {1: (a, b), 2: (b, c), 3: (a, c)}[level]
    rest = key // (easy[0] * easy[1])
    return ex(
        f"{a} × {b} × {c} = ?",
        f"{a}*{b}*{c}",
        key,
        [f"{easy[0]} × {easy[1]} = {easy[0] * easy[1]}", f"{easy[0] * easy[1]} × {rest} = {key}"],
        [
            (a * b, "stopped_early"),
            (a + b + c, "added_instead"),
            (a * b + c, "wrong_operation"),
            (b * c, "stopped_early"),
        ],
    )


def split_factor(level: int, rng: Rng) -> Made:
    a, b = rng.randint(6, 9), rng.randint(3, by(level, 5, 9, 9))
    if level < 3:
        return box(
            (
                f"Split {a} into 5 and {a - 5}. Which number is missing?\n{a} × {b} = 5 × {b} + □ × {b}",
                f"把 {a} 分成 5 和 {a - 5}。□ 里填几？\n{a} × {b} = 5 × {b} + □ × {b}",
            ),
            f"{a}*{b} = 5*{b} + x*{b}",
            a - 5,
            [f"{a} = 5 + {a - 5}", f"5 × {b} + {a - 5} × {b} = {a * b}"],
            [(a, "copied_number"), (b, "copied_number"), (a - 4, "slip_one")],
            other=[a - 5],
        )
    return ex(
        (
            f"5 × {b} = {5 * b} and {a - 5} × {b} = {(a - 5) * b}. So {a} × {b} = ?",
            f"5 × {b} = {5 * b}，{a - 5} × {b} = {(a - 5) * b}。那么 {a} × {b} = ?",
        ),
        f"5*{b} + {a - 5}*{b}",
        a * b,
        [f"{5 * b} + {(a - 5) * b} = {a * b}"],
        _wrong(a, b),
        other=[5 * b, (a - 5) * b, a],
    )


def split_area(level: int, rng: Rng) -> Made:
    h, a, b = (
        rng.randint(2, by(level, 4, 7, 9)),
        rng.randint(2, by(level, 4, 5, 9)),
        rng.randint(2, by(level, 4, 5, 9)),
    )
    drawing = blocks.area_model(
        [(str(a), 26 * min(a, 6)), (str(b), 26 * min(b, 6))],
        [(str(h), 56)],
        [["", ""]],
        ("A rectangle cut in two by an upright line", "被竖线分成两块的长方形"),
    )
    return ex(
        (
            f"The rectangle is {h} high and cut into parts {a} and {b} wide. Find {h} × {a} + {h} × {b}.",
            f"长方形高 {h}，分成宽 {a} 和 {b} 的两块。求 {h} × {a} + {h} × {b}。",
        ),
        f"{h}*{a} + {h}*{b}",
        h * (a + b),
        [f"{h} × {a} = {h * a}, {h} × {b} = {h * b}", f"{h * a} + {h * b} = {h * (a + b)}"],
        [(h * a + b, "distributed_once"), (h * a * b, "multiplied_all"), (h + a + b, "added_all")],
        picture=drawing,
    )


def take_from_ten(level: int, rng: Rng) -> Made:
    b = rng.randint(*by(level, (2, 5), (6, 9), (11, 25)))
    return ex(
        f"9 × {b} = ?",
        f"9*{b}",
        9 * b,
        [f"10 × {b} = {10 * b}", f"{10 * b} − {b} = {9 * b}"],
        [
            (10 * b, "stopped_early"),
            (10 * b - 9, "took_wrong_number"),
            (10 * b + b, "adjusted_wrong_way"),
        ],
    )


def squares(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 5), (5, 8), (7, 10)))
    return ex(
        f"{n} × {n} = ?",
        f"{n}*{n}",
        n * n,
        [f"{n} × {n} = {n * n}"],
        [(2 * n, "doubled_instead"), (n * n + n, "one_group_more"), (n * n - n, "one_group_fewer")],
    )


def doubling(level: int, rng: Rng) -> Made:
    k, b = by(level, 4, rng.choice((4, 8)), 8), rng.randint(*by(level, (3, 9), (6, 15), (11, 25)))
    steps = [f"2 × {b} = {2 * b}", f"2 × {2 * b} = {4 * b}"] + (
        [f"2 × {4 * b} = {8 * b}"] if k == 8 else []
    )
    return ex(
        (f"Double again and again: {k} × {b} = ?", f"用不断翻倍的方法：{k} × {b} = ?"),
        f"{k}*{b}",
        k * b,
        steps,
        [(k * b // 2, "stopped_early"), (k * b * 2, "doubled_once_more"), (k + b, "added_instead")],
    )


def true_product(level: int, rng: Rng) -> Made:
    ps = until(
        rng,
        lambda: [(rng.randint(2, 9), rng.randint(by(level, 2, 4, 6), 9)) for _ in range(4)],
        lambda v: len({tuple(sorted(p)) for p in v}) == 4,
    )
    (a, b), *rest = ps
    wrong = [
        (f"{p} × {q} = {p * q + d}", f"{p}*{q} = {p * q + d}", "fact_confused")
        for (p, q), d in zip(rest, (rest[0][0], -1 if level < 3 else -rest[1][1], 2), strict=True)
    ]
    return choose(
        rng,
        ("Which equation is true?", "哪个算式是对的？"),
        (f"{a} × {b} = {a * b}", f"{a}*{b} = {a * b}"),
        wrong,
        [f"{a} × {b} = {a * b}"],
    )


def balance_product(level: int, rng: Rng) -> Made:
    a, b, c = until(
        rng,
        lambda: [rng.randint(2, by(level, 6, 9, 12)) for _ in range(3)],
        lambda v: v[0] * v[1] % v[2] == 0 and v[2] not in v[:2] and v[0] * v[1] // v[2] > 1,
    )
    key = a * b // c
    return box(
        (f"Make both sides equal.\n{a} × {b} = {c} × □", f"使等号两边相等。\n{a} × {b} = {c} × □"),
        f"{a}*{b} = {c}*x",
        key,
        [f"{a} × {b} = {a * b}", f"{a * b} ÷ {c} = {key}"],
        [(a * b, "equals_means_answer"), (b, "copied_number"), (a + b - c, "additive_reasoning")],
    )


def times_power(level: int, rng: Rng, power: int) -> Made:
    n = rng.randint(*by(level, (2, 9), (11, 99), (101, 990)))
    p = power if power == 10 else rng.choice((100, 1000))
    return ex(
        f"{n} × {p} = ?",
        f"{n}*{p}",
        n * p,
        [
            (
                f"Each digit moves {len(str(p)) - 1} places to the left.",
                f"每个数字向左移 {len(str(p)) - 1} 位。",
            ),
            f"{n} × {p} = {n * p}",
        ],
        [(n * p * 10, "too_many_zeros"), (n * p // 10, "zeros_left_out"), (n + p, "added_instead")],
    )


def times_tens(level: int, rng: Rng, unit: int) -> Made:
    a, b = (
        rng.randint(*by(level, (2, 4), (3, 9), (6, 9))),
        rng.randint(*by(level, (2, 4), (3, 9), (6, 9))),
    )
    u = unit if unit == 10 else rng.choice((100, 1000))
    if level == 3 and unit == 10:
        a, b = rng.choice(((5, 4), (5, 6), (5, 8), (8, 5), (7, 9), (8, 9)))
    return ex(
        f"{a} × {b * u} = ?",
        f"{a}*{b * u}",
        a * b * u,
        [f"{a} × {b} = {a * b}", f"{a * b} × {u} = {a * b * u}"],
        [
            (a * b, "zeros_left_out"),
            (a * b * u * 10, "too_many_zeros"),
            (a + b * u, "added_instead"),
            (a * b * u + a * u, "one_group_more"),
        ],
    )


def tens_times_tens(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(*by(level, (1, 4), (2, 9), (4, 9))), rng.randint(2, 9)),
        lambda p: (p[0] * p[1] % 10 == 0) == (level == 3),
    )
    k = a * b * 100
    return ex(
        f"{a * 10} × {b * 10} = ?",
        f"{a * 10}*{b * 10}",
        k,
        [f"{a} × {b} = {a * b}", f"10 × 10 = 100: {a * b} × 100 = {k}"],
        [(k // 10, "zeros_left_out"), (k * 10, "too_many_zeros"), ((a + b) * 10, "added_instead")],
    )


def two_by_tens(level: int, rng: Rng) -> Made:
    a, b = (
        rng.randint(*by(level, (11, 14), (15, 49), (36, 98))),
        10 * rng.randint(*by(level, (2, 2), (2, 5), (4, 9))),
    )
    k = a * b
    return ex(
        f"{a} × {b} = ?",
        f"{a}*{b}",
        k,
        [f"{a} × {b // 10} = {k // 10}", f"{k // 10} × 10 = {k}"],
        [
            (k // 10, "zeros_left_out"),
            (k * 10, "too_many_zeros"),
            (a // 10 * 10 * b + a % 10, "distributed_once"),
        ],
    )


def missing_tens(level: int, rng: Rng) -> Made:
    a, b, u = rng.randint(3, 9), rng.randint(2, 9), by(level, 10, 100, rng.choice((100, 1000)))
    shown, rel = (
        (f"{a} × □ = {a * b * u}", f"{a}*x = {a * b * u}")
        if level < 3
        else (f"{a * 10} × □ = {a * b * u}", f"{a * 10}*x = {a * b * u}")
    )
    key = b * u if level < 3 else b * u // 10
    return box(
        (f"Which number is missing?\n{shown}", f"□ 里填几？\n{shown}"),
        rel,
        key,
        [f"{a} × {b} = {a * b}", f"{a if level < 3 else a * 10} × {key} = {a * b * u}"],
        [
            (key * 10, "too_many_zeros"),
            (key // 10, "zeros_left_out"),
            (a * b * u - a, "subtracted_instead"),
        ],
    )


def split_product(level: int, rng: Rng, digits: int) -> Made:
    n, b = until(
        rng,
        lambda: (
            rng.randint(10 ** (digits - 1) + 1, 10**digits - 1),
            rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
        ),
        lambda p: "0" not in str(p[0]),
    )
    ps = parts(n)
    inner = " + ".join(f"{p} × {b}" for p in ps)
    grammar = " + ".join(f"{p}*{b}" for p in ps)
    shown = f"\n{n} × {b} = {inner}" if level == 1 else ""
    return ex(
        (f"Split {n} by place: {n} × {b} = ?{shown}", f"把 {n} 按数位拆开：{n} × {b} = ?{shown}"),
        f"{n}*{b}" if not shown else grammar,
        n * b,
        [
            ", ".join(f"{p} × {b} = {p * b}" for p in ps),
            " + ".join(str(p * b) for p in ps) + f" = {n * b}",
        ],
        [
            (sum(int(str(p)[0]) * b for p in ps), "ten_as_one"),
            (ps[0] * b + n - ps[0], "distributed_once"),
            (n + b, "added_instead"),
            (n * b - b, "one_group_fewer"),
        ],
        other=[n] if shown else [],
    )


def area_model(level: int, rng: Rng, big: int, small: int) -> Made:
    a = until(rng, lambda: rng.randint(*by(level, (12, 29), (23, 69), (46, 98))), lambda v: v % 10)
    b = (
        rng.randint(*by(level, (2, 4), (4, 7), (6, 9)))
        if small == 1
        else until(
            rng, lambda: rng.randint(*by(level, (11, 19), (21, 49), (46, 98))), lambda v: v % 10
        )
    )
    pa, pb = parts(a), parts(b)
    cells = [["?" for _ in pa] for _ in pb]
    if level == 1:
        cells = [[str(x * y) for x in pa] for y in pb]
    drawing = blocks.area_model(
        [(str(x), 120 if x > 9 else 60) for x in pa],
        [(str(y), 50 if y > 9 or small == 1 else 34) for y in pb],
        cells,
        ("A rectangle cut into parts by place value", "按数位分块的长方形"),
    )
    steps = [
        ", ".join(f"{x} × {y} = {x * y}" for y in pb for x in pa),
        " + ".join(str(x * y) for y in pb for x in pa) + f" = {a * b}",
    ]
    diagonal = pa[0] * pb[0] + pa[-1] * pb[-1] if small == 2 else pa[0] * b + pa[1]
    return ex(
        (f"Use the area model: {a} × {b} = ?", f"用面积图算：{a} × {b} = ?"),
        f"{a}*{b}",
        a * b,
        steps,
        [
            (diagonal, "distributed_once"),
            (a + b, "added_instead"),
            (pa[0] * b, "part_left_out"),
            (a * b + 10, "slip_ten"),
        ],
        picture=drawing,
    )


def area_gap(level: int, rng: Rng) -> Made:
    a, b = (
        until(rng, lambda: rng.randint(*by(level, (12, 39), (23, 79), (46, 98))), lambda v: v % 10)
        for _ in range(2)
    )
    pa, pb = parts(a), parts(b)
    c, r = rng.randrange(2), rng.randrange(2)
    cells = [[str(x * y) for x in pa] for y in pb]
    key = pa[c] * pb[r]
    cells[r][c] = "?"
    drawing = blocks.area_model(
        [(str(x), 120 if x > 9 else 60) for x in pa],
        [(str(y), 50 if y > 9 else 34) for y in pb],
        cells,
        ("An area model with one part missing", "缺一块的面积图"),
    )
    return ex(
        (
            f"The area model shows {a} × {b}. Which number belongs at the question mark?",
            f"面积图表示 {a} × {b}。问号处填几？",
        ),
        f"{pa[c]}*{pb[r]}",
        key,
        [f"{pa[c]} × {pb[r]} = {key}"],
        [
            (key * 10, "too_many_zeros"),
            (key // 10, "zeros_left_out"),
            (pa[c] + pb[r], "added_instead"),
            (a * b, "gave_whole"),
        ],
        picture=drawing,
        other=[a, b],
    )


def _no_carry(a: int, b: int) -> int:
    return sum(int(d) * b % 10 * 10**i for i, d in enumerate(reversed(str(a)))) + int(
        str(a)[0]
    ) * b // 10 * 10 ** len(str(a))


def _by_one(a: int, b: int) -> list:
    steps: list = []
    carry = 0
    for d in reversed(str(a)):
        v = int(d) * b + carry
        steps.append(f"{d} × {b}{f' + {carry}' if carry else ''} = {v}")
        carry = v // 10
    return [", ".join(steps), f"{a} × {b} = {a * b}"]


def column_product(level: int, rng: Rng, big: int, small: int, carry: int) -> Made:
    def fits(p: tuple[int, int]) -> bool:
        a, b = p
        n = sum(int(d) * b > 9 for d in str(a)[1:])
        return "0" not in str(a) and (
            n == 0 and int(str(a)[0]) * b < 10 if not carry else n >= (1 if level < 3 else big - 1)
        )

    a, b = until(
        rng,
        lambda: (
            rng.randint(10 ** (big - 1), 10**big - 1),
            rng.randint(*by(level, (2, 4), (2, 7), (2 if not carry else 5, 9))),
        ),
        fits,
    )
    return ex(
        f"{a} × {b} = ?",
        f"{a}*{b}",
        a * b,
        _by_one(a, b),
        [
            (_no_carry(a, b), "forgot_carry"),
            (a + b, "added_instead"),
            (a * b + 10 * b, "carried_twice"),
            (a * b - a, "one_group_fewer"),
        ],
    )


def column_zero(level: int, rng: Rng) -> Made:
    h, o, b = (
        rng.randint(*by(level, (1, 3), (2, 9), (4, 9))),
        rng.randint(*by(level, (1, 4), (3, 9), (6, 9))),
        rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
    )
    a = 100 * h + o
    return ex(
        f"{a} × {b} = ?",
        f"{a}*{b}",
        a * b,
        _by_one(a, b),
        [
            ((10 * h + o) * b, "zero_left_out"),
            (100 * h * b + (10 + o) * b, "zero_as_one"),
            (_no_carry(a, b), "forgot_carry"),
            (a * b + 100, "slip_unit"),
        ],
    )


def _long(a: int, b: int) -> list:
    ps = [(int(d), 10**i) for i, d in enumerate(reversed(str(b))) if d != "0"]
    return [
        ", ".join(f"{a} × {d * u} = {a * d * u}" for d, u in ps),
        " + ".join(str(a * d * u) for d, u in ps) + f" = {a * b}",
    ]


def _long_wrong(a: int, b: int) -> list[tuple[int, str]]:
    text = str(b)
    return [
        (sum(a * int(d) for d in text), "place_not_shifted"),
        (a // 10 * 10 * (b // 10 * 10) + a % 10 * (b % 10), "distributed_once"),
        (a * (b // 10 * 10), "part_left_out"),
        (a * b - 100, "slip_unit"),
        (a * b + 10, "slip_ten"),
    ]


def column_long(level: int, rng: Rng, big: int, small: int) -> Made:
    digits = by(level, "1234", "123456789", "456789")
    a = int("".join(rng.choice(digits) for _ in range(big)))
    b = int("".join(rng.choice(digits) for _ in range(small)))
    return ex(f"{a} × {b} = ?", f"{a}*{b}", a * b, _long(a, b), _long_wrong(a, b))


def trailing_zeros(level: int, rng: Rng) -> Made:
    a, b = rng.randint(*by(level, (12, 25), (13, 48), (24, 75))), rng.randint(2, 9)
    x, y = a * 10, b * by(level, 10, 10, 100)
    k = x * y
    return ex(
        f"{x} × {y} = ?",
        f"{x}*{y}",
        k,
        [f"{a} × {b} = {a * b}", (f"Then the zeros: {k}", f"再添上 0：{k}")],
        [(k // 10, "zeros_left_out"), (k * 10, "too_many_zeros"), (a * b, "zeros_left_out")],
    )


def partial_product(level: int, rng: Rng) -> Made:
    a, b = (
        until(
            rng, lambda: rng.randint(*by(level, (12, 39), (23, 79), (146, 498))), lambda v: v % 10
        )
        for _ in range(2)
    )
    b = b % 100 if b > 99 and b % 100 > 10 else b if b < 100 else 47
    t, o = b // 10 * 10, b % 10
    shown = (
        (f"{a} × {b} = {a} × {o} + {a} × □", f"{a}*{b} = {a}*{o} + {a}*x")
        if level == 1
        else (f"{a} × {b} = {a * o} + □", f"{a}*{b} = {a * o} + x")
    )
    key = t if level == 1 else a * t
    return box(
        (f"Which number is missing?\n{shown[0]}", f"□ 里填几？\n{shown[0]}"),
        shown[1],
        key,
        [f"{b} = {t} + {o}", f"{a} × {t} = {a * t}"],
        [(key // 10, "place_not_shifted"), (key * 10, "too_many_zeros"), (a * b, "gave_whole")],
    )


def product_error(level: int, rng: Rng) -> Made:
    a, b = (
        rng.randint(*by(level, (12, 29), (23, 79), (112, 398))),
        until(rng, lambda: rng.randint(12, 89), lambda v: v % 10),
    )
    bad = a * (b // 10) + a * (b % 10)
    return ex(
        (
            f"A pupil calculated {a} × {b} as {a * (b % 10)} + {a * (b // 10)} = {bad}. The tens were not shifted. What is the right product?",
            f"一个同学把 {a} × {b} 算成 {a * (b % 10)} + {a * (b // 10)} = {bad}，十位的积没有错开一位。正确的积是多少？",
        ),
        f"{a}*{b}",
        a * b,
        _long(a, b),
        [(bad, "place_not_shifted"), *_long_wrong(a, b)[1:]],
        other=[bad, a * (b % 10), a * (b // 10)],
    )


def near_hundred(level: int, rng: Rng) -> Made:
    m, a = (
        rng.choice(by(level, (101,), (99, 101), (98, 102))),
        rng.randint(*by(level, (3, 9), (12, 49), (23, 89))),
    )
    d = m - 100
    return ex(
        (f"Use 100: {a} × {m} = ?", f"利用 100 简算：{a} × {m} = ?"),
        f"{a}*{m}",
        a * m,
        [f"{a} × 100 = {a * 100}", f"{a * 100} {'+' if d > 0 else '−'} {a} × {abs(d)} = {a * m}"],
        [
            (a * 100 + d, "adjusted_by_one"),
            (a * 100, "forgot_adjust"),
            (a * 100 - a * d, "adjusted_wrong_way"),
        ],
        other=[100],
    )


def times_quarter(level: int, rng: Rng) -> Made:
    m = by(level, 50, 25, 25)
    k = 100 // m
    a = k * rng.randint(*by(level, (3, 20), (3, 12), (13, 40)))
    return ex(
        (f"Use 100: {a} × {m} = ?", f"利用 100 简算：{a} × {m} = ?"),
        f"{a}*{m}",
        a * m,
        [f"{a} ÷ {k} = {a // k}", f"{a // k} × 100 = {a * m}"],
        [(a * 100, "forgot_adjust"), (a * m * 2, "wrong_share"), (a // k, "stopped_early")],
        other=[100],
    )


def known_product(level: int, rng: Rng) -> Made:
    a, b = rng.randint(13, 48), rng.randint(12, 48)
    kind = by(level, "more", "ten", "double")
    if kind == "more":
        return ex(
            (
                f"{a} × {b} = {a * b}. What is {a} × {b + 1}?",
                f"{a} × {b} = {a * b}。{a} × {b + 1} 等于多少？",
            ),
            f"{a}*{b + 1}",
            a * b + a,
            [f"{a * b} + {a} = {a * b + a}"],
            [
                (a * b + 1, "adjusted_by_one"),
                (a * b + b, "adjusted_by_other"),
                (a * b + 10, "slip_ten"),
            ],
            other=[a * b, b],
        )
    if kind == "ten":
        return ex(
            (
                f"{a} × {b} = {a * b}. What is {a * 10} × {b}?",
                f"{a} × {b} = {a * b}。{a * 10} × {b} 等于多少？",
            ),
            f"{a * 10}*{b}",
            a * b * 10,
            [f"{a * b} × 10 = {a * b * 10}"],
            [
                (a * b, "forgot_adjust"),
                (a * b + 10, "added_instead"),
                (a * b * 100, "too_many_zeros"),
            ],
            other=[a * b, a],
        )
    return ex(
        (
            f"{a} × {b} = {a * b}. What is {2 * a} × {b}?",
            f"{a} × {b} = {a * b}。{2 * a} × {b} 等于多少？",
        ),
        f"{2 * a}*{b}",
        2 * a * b,
        [f"2 × {a * b} = {2 * a * b}"],
        [
            (a * b + 2, "added_instead"),
            (a * b + a, "one_group_more"),
            (4 * a * b, "doubled_once_more"),
        ],
        other=[a * b, a],
    )


def table_pattern(level: int, rng: Rng) -> Made:
    r, c = rng.randint(2, by(level, 4, 7, 8)), rng.randint(2, by(level, 4, 7, 8))
    cells = [
        ["×", str(c), str(c + 1)],
        [str(r), str(r * c), str(r * c + r)],
        [str(r + 1), str(r * c + c), "?"],
    ]
    key = (r + 1) * (c + 1)
    return ex(
        (
            "Which number belongs at the question mark in the multiplication table?",
            "乘法表中问号处填几？",
        ),
        f"{r + 1}*{c + 1}",
        key,
        [f"{r + 1} × {c + 1} = {key}"],
        [(r * c + r + c, "pattern_wrong"), (key - 1, "slip_one"), (key + r + 1, "next_row")],
        picture=chart(
            cells,
            (
                "Part of a multiplication table with one place marked ?",
                "乘法表的一部分，一处标着 ?",
            ),
            44,
        ),
    )


def table(level: int, rng: Rng, factor: int) -> Made:
    b = rng.randint(*by(level, (1, 5), (3, 8), (6, 10 if factor < 11 else 12)))
    a, c = (factor, b) if level < 3 or rng.random() < 0.4 else (b, factor)
    return ex(
        f"{a} × {c} = ?",
        f"{a}*{c}",
        a * c,
        _fact_steps(factor, b),
        (
            [
                (factor + b, "added_instead"),
                (1, "zero_rule"),
                (b, "zero_rule"),
                (10 * b, "zero_appended"),
            ]
            if factor < 2
            else _wrong(factor, b)
        ),
    )


def _fact_steps(f: int, b: int) -> list:
    if f == 0:
        return [("Zero groups, or groups of zero: nothing.", "0 乘任何数都得 0。"), f"0 × {b} = 0"]
    if f == 1:
        return [
            ("One group of the number is the number itself.", "1 乘任何数得这个数。"),
            f"1 × {b} = {b}",
        ]
    if b > 1:
        return [
            f"{b - 1} × {f} = {(b - 1) * f}",
            (
                f"One more {f}: {(b - 1) * f} + {f} = {b * f}.",
                f"再加一个 {f}：{(b - 1) * f} + {f} = {b * f}。",
            ),
        ]
    return [f"{f} × {b} = {f * b}"]


def table_mixed(level: int, rng: Rng) -> Made:
    a, b = (
        rng.randint(*by(level, (2, 5), (4, 9), (6, 9))),
        rng.randint(*by(level, (2, 9), (4, 9), (6, 9))),
    )
    return ex(f"{a} × {b} = ?", f"{a}*{b}", a * b, _fact_steps(a, b), _wrong(a, b))


TASKS: dict[str, Callable[..., Made]] = public(globals())
