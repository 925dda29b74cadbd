"""Division: sharing, facts, remainders, written methods; equations with an unknown factor."""

from __future__ import annotations

from collections.abc import Callable

from apps.education.domain.figures import blocks, counters, number_line
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


def _pair(level: int, rng: Rng) -> tuple[int, int]:
    return rng.randint(2, by(level, 4, 5, 6)), rng.randint(2, by(level, 4, 6, 8))


def _wrong(n: int, d: int) -> list[tuple[int, str]]:
    q = n // d
    return [
        (n - d, "subtracted_instead"),
        (q + 1, "slip_one"),
        (q - 1, "slip_one"),
        (d, "copied_number"),
        (n * d, "wrong_operation"),
    ]


def share_picture(level: int, rng: Rng) -> Made:
    d, q = _pair(level, rng)
    n = d * q
    return ex(
        (
            f"Share {n} circles equally among {d} children. How many does each get?",
            f"把 {n} 个圆片平均分给 {d} 个小朋友，每人几个？",
        ),
        f"{n}/{d}",
        q,
        [
            (
                f"Give one to each in turn until none is left: {q} each.",
                f"一个一个轮流分，每人得 {q} 个。",
            ),
            f"{n} ÷ {d} = {q}",
        ],
        _wrong(n, d),
        picture=counters.row(n, ("Circles to be shared", "要分的圆片"), per_row=12),
    )


def group_picture(level: int, rng: Rng) -> Made:
    q, d = _pair(level, rng)
    n = d * q
    return ex(
        (
            f"Put {n} circles in groups of {d}. How many groups are there?",
            f"{n} 个圆片，每 {d} 个一组，能分成几组？",
        ),
        f"{n}/{d}",
        q,
        [
            (f"Ring {d} at a time: {q} rings.", f"每 {d} 个圈一圈，一共 {q} 圈。"),
            f"{n} ÷ {d} = {q}",
        ],
        _wrong(n, d),
        picture=counters.row(n, ("Circles to be grouped", "要分组的圆片"), per_row=12),
    )


def repeated_subtraction(level: int, rng: Rng) -> Made:
    q, d = _pair(level, rng)
    n, seen = d * q, [str(d * i) for i in range(q, -1, -1)]
    return ex(
        (
            f"How many times can {d} be taken away from {n} until 0 is left?",
            f"从 {n} 里连续减去 {d}，减几次得 0？",
        ),
        f"{n}/{d}",
        q,
        [" → ".join(seen), f"{n} ÷ {d} = {q}"],
        [(q + 1, "counted_start"), (n - d, "subtracted_instead"), (q - 1, "slip_one")],
        other=[0],
    )


def jumps_back(level: int, rng: Rng) -> Made:
    q, d = until(rng, lambda: _pair(level, rng), lambda p: p[0] * p[1] <= 30)
    n = d * q
    drawing = number_line.line(
        0,
        30,
        1,
        number_line.every(0, 30, 5),
        ("Equal jumps back to 0 on a number line", "在数轴上等距跳回 0"),
        jumps=[(n - i * d, n - i * d - d, "") for i in range(q)],
    )
    return ex(
        (f"How many jumps of {d} lead from {n} back to 0?", f"从 {n} 每次往回跳 {d}，跳几次到 0？"),
        f"{n}/{d}",
        q,
        [f"{n} ÷ {d} = {q}"],
        _wrong(n, d),
        picture=drawing,
        other=[0],
    )


def array_missing(level: int, rng: Rng) -> Made:
    r, c = until(
        rng,
        lambda: (rng.randint(2, 9), rng.randint(2, 9)),
        lambda p: (
            p[0] != p[1]
            and p[0] * p[1] <= by(level, 20, 45, 81)
            and (level < 3 or p[0] * p[1] > 30)
        ),
    )
    n = r * c
    drawing = counters.row(c, ("The first row of an array", "点阵的第一行"))
    return box(
        (
            f"An array has {n} circles, {c} in each row. How many rows are there?\n□ × {c} = {n}",
            f"点阵共有 {n} 个圆片，每行 {c} 个。有几行？\n□ × {c} = {n}",
        ),
        f"x*{c} = {n}",
        r,
        [f"{r} × {c} = {n}, {n} ÷ {c} = {r}"],
        _wrong(n, c),
        picture=drawing,
    )


def think_product(level: int, rng: Rng) -> Made:
    d, q = (
        rng.randint(*by(level, (2, 5), (3, 7), (6, 9))),
        rng.randint(*by(level, (2, 5), (4, 9), (6, 9))),
    )
    n = d * q
    return ex(
        (f"{d} × ? = {n}, so {n} ÷ {d} = ?", f"{d} × ? = {n}，所以 {n} ÷ {d} = ?"),
        f"{n}/{d}",
        q,
        [f"{d} × {q} = {n}", f"{n} ÷ {d} = {q}"],
        _wrong(n, d),
    )


def product_family(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(2, by(level, 5, 9, 12)), rng.randint(3, 9)),
        lambda p: p[0] != p[1],
    )
    c = a * b
    return choose(
        rng,
        (
            f"Which equation belongs to the family of {a} × {b} = {c}?",
            f"哪个算式和 {a} × {b} = {c} 是一家？",
        ),
        (f"{c} ÷ {a} = {b}", f"{c}/{a} = {b}"),
        [
            (f"{a} ÷ {b} = {c}", f"{a}/{b} = {c}", "whole_and_part"),
            (f"{c} × {a} = {b}", f"{c}*{a} = {b}", "whole_and_part"),
            (f"{c} − {a} = {b}", f"{c} - {a} = {b}", "subtracted_instead"),
        ]
        if c - a != b
        else [
            (f"{a} ÷ {b} = {c}", f"{a}/{b} = {c}", "whole_and_part"),
            (f"{c} × {a} = {b}", f"{c}*{a} = {b}", "whole_and_part"),
        ],
        [
            (
                f"Division starts with the product: {c} ÷ {a} = {b}.",
                f"除法从积开始：{c} ÷ {a} = {b}。",
            )
        ],
    )


def one_and_self(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 9), (10, 25), (26, 99)))
    d = rng.choice((1, n))
    return ex(
        f"{n} ÷ {d} = ?",
        f"{n}/{d}",
        n // d,
        [
            (
                "Divided by one, a number stays as it is."
                if d == 1
                else "A number divided by itself is one.",
                "除以 1，得原数。" if d == 1 else "除以它本身，得 1。",
            )
        ],
        [(d, "one_and_self_mixed"), (0, "zero_rule"), (n - 1, "subtracted_instead")],
    )


def zero_divided(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 9), (10, 25), (26, 99)))
    return ex(
        f"0 ÷ {n} = ?",
        f"0/{n}",
        0,
        [("Nothing shared leaves nothing for each.", "0 平均分，每份还是 0。")],
        [(n, "zero_rule"), (1, "zero_rule"), (10, "zero_appended")],
    )


def part_of_number(level: int, rng: Rng) -> Made:
    d, name, zh = (
        rng.choice(
            ((2, "half", "一半"), (3, "one third", "三分之一"), (4, "one quarter", "四分之一"))
        )
        if level > 1
        else (2, "half", "一半")
    )
    q = rng.randint(*by(level, (2, 9), (4, 10), (11, 24)))
    n = d * q
    return ex(
        (f"What is {name} of {n}?", f"{n} 的{zh}是多少？"),
        f"{n}/{d}",
        q,
        [f"{n} ÷ {d} = {q}"],
        [
            (n - d, "subtracted_instead"),
            (n * d, "wrong_operation"),
            (n // 2 if d == 4 else q + 1, "halved_once"),
        ],
    )


def true_quotient(level: int, rng: Rng) -> Made:
    ps = until(
        rng,
        lambda: [(rng.randint(2, 9), rng.randint(by(level, 2, 4, 6), 9)) for _ in range(4)],
        lambda v: len({p[0] * p[1] for p in v}) == 4,
    )
    (d, q), *rest = ps
    wrong = [
        (f"{a * b} ÷ {a} = {b + e}", f"{a * b}/{a} = {b + e}", "fact_confused")
        for (a, b), e in zip(rest, (1, -1, 2), strict=True)
    ]
    return choose(
        rng,
        ("Which equation is true?", "哪个算式是对的？"),
        (f"{d * q} ÷ {d} = {q}", f"{d * q}/{d} = {q}"),
        wrong,
        [f"{q} × {d} = {d * q}"],
    )


def divide_tens(level: int, rng: Rng) -> Made:
    d, q, u = (
        rng.randint(2, 9),
        rng.randint(*by(level, (2, 4), (3, 9), (5, 9))),
        by(level, 10, rng.choice((10, 100)), rng.choice((100, 1000))),
    )
    if level == 3:
        d, q = rng.choice(((5, 4), (5, 6), (4, 5), (8, 5), (6, 5)))
    n = d * q * u
    return ex(
        f"{n} ÷ {d} = ?",
        f"{n}/{d}",
        q * u,
        [f"{d * q} ÷ {d} = {q}", f"{n} ÷ {d} = {q * u}"],
        [
            (q, "zeros_left_out"),
            (q * u * 10, "too_many_zeros"),
            (n - d, "subtracted_instead"),
            (q * u // 10, "zeros_left_out"),
        ],
    )


def divide_power(level: int, rng: Rng) -> Made:
    p = by(level, 10, 100, rng.choice((100, 1000)))
    n = rng.randint(*by(level, (3, 99), (12, 99), (102, 990))) * p
    return ex(
        f"{n} ÷ {p} = ?",
        f"{n}/{p}",
        n // p,
        [
            (
                f"Each digit moves {len(str(p)) - 1} places to the right.",
                f"每个数字向右移 {len(str(p)) - 1} 位。",
            ),
            f"{n} ÷ {p} = {n // p}",
        ],
        [
            (n // p * 10, "zeros_left_over"),
            (n * p, "wrong_direction"),
            (n - p, "subtracted_instead"),
        ],
    )


def tens_by_tens(level: int, rng: Rng) -> Made:
    d, q = rng.randint(2, 9), rng.randint(*by(level, (2, 5), (4, 9), (11, 30)))
    n = d * q * 10
    return ex(
        f"{n} ÷ {d * 10} = ?",
        f"{n}/{d * 10}",
        q,
        [f"{n} ÷ {d * 10} = {n // 10} ÷ {d} = {q}"],
        [(q * 10, "zeros_left_over"), (n - d * 10, "subtracted_instead"), (q + 1, "slip_one")],
    )


def _rest(level: int, rng: Rng) -> tuple[int, int, int]:
    d, q = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
        rng.randint(*by(level, (2, 5), (4, 9), (6, 9))),
    )
    return d * q + rng.randint(1, d - 1), d, q


def remainder_picture(level: int, rng: Rng) -> Made:
    n, d, q = until(
        rng,
        lambda: _rest(1 if level == 1 else 2, rng),
        lambda v: by(level, 4, 10, 20) <= v[0] <= by(level, 12, 24, 40),
    )
    return ex(
        (
            f"Put {n} circles in groups of {d}. How many are left over?",
            f"{n} 个圆片，每 {d} 个一组，剩下几个？",
        ),
        f"rem({n}, {d})",
        n % d,
        [
            (
                f"{q} groups use {q * d}: {n} − {q * d} = {n % d}.",
                f"{q} 组用去 {q * d} 个：{n} − {q * d} = {n % d}。",
            )
        ],
        [(q, "gave_quotient"), (d - n % d, "missing_for_full"), (n % d + 1, "slip_one")],
        picture=counters.row(n, ("Circles to be grouped", "要分组的圆片"), per_row=12),
    )


def _steps(n: int, d: int) -> list:
    q, r = divmod(n, d)
    return [
        f"{q} × {d} = {q * d}",
        f"{n} − {q * d} = {r}",
        (f"{n} ÷ {d} = {q} remainder {r}", f"{n} ÷ {d} = {q} 余 {r}"),
    ]


def quotient_fact(level: int, rng: Rng) -> Made:
    n, d, q = _rest(level, rng)
    return ex(
        (
            f"Find the whole-number quotient of {n} ÷ {d} (without the remainder).",
            f"{n} ÷ {d} 的商是几（不写余数）？",
        ),
        f"quot({n}, {d})",
        q,
        _steps(n, d),
        [(q + 1, "rounded_up"), (n % d, "gave_remainder"), (q - 1, "remainder_too_large")],
    )


def remainder_fact(level: int, rng: Rng) -> Made:
    n, d, q = _rest(level, rng)
    r = n % d
    return ex(
        (f"Find the remainder of {n} ÷ {d}.", f"{n} ÷ {d} 的余数是几？"),
        f"rem({n}, {d})",
        r,
        _steps(n, d),
        [(q, "gave_quotient"), (d - r, "missing_for_full"), (r + d, "remainder_too_large")],
    )


def largest_remainder(level: int, rng: Rng) -> Made:
    d = rng.randint(*by(level, (3, 9), (5, 12), (11, 60)))
    return ex(
        (
            f"A whole number is divided by {d}. What is the largest remainder there can be?",
            f"一个整数除以 {d}，余数最大是几？",
        ),
        f"{d} - 1",
        d - 1,
        [("The remainder is smaller than the divisor.", "余数比除数小。"), f"{d} − 1 = {d - 1}"],
        [
            (d, "remainder_equals_divisor"),
            (d + 1, "remainder_too_large"),
            (9, "always_nine"),
            (1, "smallest_for_largest"),
        ],
    )


def dividend_back(level: int, rng: Rng) -> Made:
    n, d, q = _rest(level, rng)
    r = n % d
    return box(
        (
            f"□ ÷ {d} = {q} remainder {r}. Which number is missing?",
            f"□ ÷ {d} = {q} 余 {r}。□ 里填几？",
        ),
        f"x = {d}*{q} + {r}",
        n,
        [f"{d} × {q} = {d * q}", f"{d * q} + {r} = {n}"],
        [
            (d * q, "remainder_ignored"),
            (d * (q + r), "order_of_steps"),
            (d * q - r, "signs_swapped"),
        ],
    )


def split_dividend(level: int, rng: Rng) -> Made:
    d, q = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
        rng.randint(*by(level, (11, 15), (12, 18), (13, 19))),
    )
    n = d * q
    t = d * 10
    hint = f"\n{n} ÷ {d} = {t} ÷ {d} + {n - t} ÷ {d}" if level < 3 else ""
    return ex(
        (f"Split the dividend: {n} ÷ {d} = ?{hint}", f"把被除数拆开：{n} ÷ {d} = ?{hint}"),
        f"{t}/{d} + {n - t}/{d}" if hint else f"{n}/{d}",
        q,
        [f"{t} ÷ {d} = 10", f"{n - t} ÷ {d} = {q - 10}", f"10 + {q - 10} = {q}"],
        [(q - 10, "part_left_out"), (q + 10, "slip_ten"), (q + 1, "slip_one")],
        other=[n] if hint else [],
    )


def divide_area(level: int, rng: Rng) -> Made:
    d, q = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
        rng.randint(*by(level, (12, 19), (21, 49), (32, 89))),
    )
    q += q % 10 == 0
    n, t = d * q, q // 10 * 10
    drawing = blocks.area_model(
        [("?", 130), ("?", 70)],
        [(str(d), 54)],
        [[str(d * t), str(d * (q - t))]],
        (
            "A rectangle in two parts with their areas and the height",
            "分成两块的长方形，写有面积和高",
        ),
    )
    return ex(
        (
            f"The area {n} is split into {d * t} and {d * (q - t)}. The height is {d}. How wide is the whole rectangle?\n{n} ÷ {d} = ?",
            f"面积 {n} 分成 {d * t} 和 {d * (q - t)}，高是 {d}。整个长方形宽多少？\n{n} ÷ {d} = ?",
        ),
        f"{d * t}/{d} + {d * (q - t)}/{d}",
        q,
        [f"{d * t} ÷ {d} = {t}", f"{d * (q - t)} ÷ {d} = {q - t}", f"{t} + {q - t} = {q}"],
        [(t, "part_left_out"), (q + 10, "slip_ten"), (n - d, "subtracted_instead")],
        picture=drawing,
        other=[n],
    )


def _long_steps(n: int, d: int) -> list:
    steps: list = []
    rest = 0
    started = False
    for digit in str(n):
        rest = rest * 10 + int(digit)
        started = started or rest >= d
        if started:
            steps.append(
                (
                    f"{rest} ÷ {d}: {rest // d}, {rest % d} left",
                    f"{rest} ÷ {d}：商 {rest // d}，余 {rest % d}",
                )
            )
        rest %= d
    q, r = divmod(n, d)
    return [
        *steps,
        f"{n} ÷ {d} = {q}"
        if not r
        else (f"{n} ÷ {d} = {q} remainder {r}", f"{n} ÷ {d} = {q} 余 {r}"),
    ]


def _long_wrong(n: int, d: int) -> list[tuple[int, str]]:
    q = n // d
    bare = int(str(q).replace("0", "") or 0)
    return [
        (bare, "zero_left_out"),
        (q + 10, "slip_ten"),
        (q - 1, "slip_one"),
        (q * 10, "too_many_zeros"),
        (n - d, "subtracted_instead"),
    ]


def long_exact(level: int, rng: Rng, big: int) -> Made:
    low, high = 10 ** (big - 1), 10**big - 1
    n, d = until(
        rng,
        lambda: (rng.randint(low, high), rng.randint(*by(level, (2, 4), (3, 7), (6, 9)))),
        lambda p: (
            p[0] % p[1] == 0
            and p[0] // p[1] > 9
            and "0" not in str(p[0] // p[1])
            and (level > 1 or int(str(p[0])[0]) >= p[1])
        ),
    )
    return ex(f"{n} ÷ {d} = ?", f"{n}/{d}", n // d, _long_steps(n, d), _long_wrong(n, d))


def long_remainder(level: int, rng: Rng, big: int, small: int) -> Made:
    low, high = 10 ** (big - 1), 10**big - 1
    n, d = until(
        rng,
        lambda: (
            rng.randint(low, high),
            rng.randint(
                *(
                    by(level, (2, 4), (3, 7), (6, 9))
                    if small == 1
                    else by(level, (11, 20), (21, 50), (47, 95))
                )
            ),
        ),
        lambda p: p[0] % p[1] != 0 and p[0] // p[1] > 5,
    )
    q, r = divmod(n, d)
    return ex(
        (
            f"Divide with remainder: {n} ÷ {d}. Give quotient and remainder.",
            f"求商和余数：{n} ÷ {d}",
        ),
        f"(quot({n}, {d}), rem({n}, {d}))",
        f"({q}, {r})",
        _long_steps(n, d) if small == 1 else _steps(n, d),
        [
            (f"({q - 1}, {r + d})", "remainder_too_large"),
            (f"({q + 1}, {d - r})", "rounded_up"),
            (f"({r}, {q})" if r != q else f"({q}, 0)", "parts_swapped"),
            (f"({q}, {d - r})" if d - r != r else f"({q}, {r + 1})", "missing_for_full"),
        ],
        answer=(f"{q} remainder {r}", f"{q} 余 {r}"),
    )


def long_zero(level: int, rng: Rng) -> Made:
    q = by(
        level,
        10 * rng.randint(11, 40),
        100 * rng.randint(1, 4) + rng.randint(2, 9),
        1000 * rng.randint(1, 2) + 100 * 0 + rng.randint(2, 9) * 10 + rng.randint(1, 9),
    )
    d = until(rng, lambda: rng.randint(2, 9), lambda d: True)
    n = q * d
    return ex(f"{n} ÷ {d} = ?", f"{n}/{d}", q, _long_steps(n, d), _long_wrong(n, d))


def by_tens_remainder(level: int, rng: Rng) -> Made:
    d, q = 10 * rng.randint(2, 9), rng.randint(*by(level, (2, 5), (4, 9), (11, 30)))
    r = rng.randint(1, d - 1) if level > 1 else 10 * rng.randint(1, d // 10 - 1)
    n = d * q + r
    return ex(
        (
            f"Divide with remainder: {n} ÷ {d}. Give quotient and remainder.",
            f"求商和余数：{n} ÷ {d}",
        ),
        f"(quot({n}, {d}), rem({n}, {d}))",
        f"({q}, {r})",
        _steps(n, d),
        [
            (f"({q}, {r // 10})" if r > 9 else f"({q}, {r * 10})", "remainder_zeros"),
            (f"({q * 10}, {r})", "zeros_left_over"),
            (f"({q - 1}, {r + d})", "remainder_too_large"),
        ],
        answer=(f"{q} remainder {r}", f"{q} 余 {r}"),
    )


def by_two_digits(level: int, rng: Rng, big: int) -> Made:
    low, high = 10 ** (big - 1), 10**big - 1
    n, d = until(
        rng,
        lambda: (
            rng.randint(low, high),
            rng.randint(*by(level, (11, 20), (21, 50), (46, 95) if big > 2 else (13, 40))),
        ),
        lambda p: p[0] % p[1] == 0 and p[0] // p[1] > 1 and p[1] % 10,
    )
    q = n // d
    return ex(
        f"{n} ÷ {d} = ?",
        f"{n}/{d}",
        q,
        [
            (
                f"Estimate with {round(d, -1)}: about {n // round(d, -1)}.",
                f"看作除以 {round(d, -1)}，大约商 {n // round(d, -1)}。",
            ),
            f"{q} × {d} = {n}",
        ],
        [
            (n // round(d, -1) if n // round(d, -1) != q else q + 2, "estimate_for_answer"),
            (q + 1, "slip_one"),
            (q - 1, "slip_one"),
            (q * 10, "too_many_zeros"),
        ],
    )


def quotient_digits(level: int, rng: Rng) -> Made:
    d = rng.randint(3, 9) if level < 3 else rng.randint(12, 78)
    n = rng.randint(*by(level, (100, 999), (1000, 9999), (1000, 9999)))
    q = n // d
    k = len(str(q))
    low = 10 ** (k - 1)
    return ex(
        (
            f"How many digits does the whole-number quotient of {n} ÷ {d} have? Do not divide.",
            f"不计算，{n} ÷ {d} 的商（整数部分）是几位数？",
        ),
        f"floor(quot({n}, {d})/{low})/floor(quot({n}, {d})/{low}) + {k - 1}",
        k,
        [
            (
                f"{low} × {d} = {low * d} is not more than {n}, but {low * 10} × {d} = {low * 10 * d} is.",
                f"{low} × {d} = {low * d} 不超过 {n}，而 {low * 10} × {d} = {low * 10 * d} 超过了。",
            ),
            (f"So it has {k} digits.", f"所以商是 {k} 位数。"),
        ],
        [
            (k + 1, "first_digit_not_compared"),
            (k - 1 or 4, "first_digit_not_compared"),
            (len(str(n)) if len(str(n)) not in (k, k + 1) else k + 2, "digits_of_dividend"),
        ],
        other=[low, k],
    )


def division_error(level: int, rng: Rng) -> Made:
    d, h, o = rng.randint(*by(level, (2, 4), (3, 7), (6, 9))), rng.randint(1, 4), rng.randint(2, 9)
    q = 100 * h + o
    n, bad = d * q, 10 * h + o
    return ex(
        (
            f"A pupil wrote {n} ÷ {d} = {bad} and left out a zero in the quotient. What is the right quotient?",
            f"一个同学写了 {n} ÷ {d} = {bad}，商的中间漏写了零。正确的商是多少？",
        ),
        f"{n}/{d}",
        q,
        _long_steps(n, d),
        [(bad, "zero_left_out"), (bad * 10, "zero_at_wrong_place"), (q + 10, "slip_ten")],
        other=[bad],
    )


def table(level: int, rng: Rng, divisor: int) -> Made:
    q = rng.randint(*by(level, (1, 5), (3, 8), (6, 10)))
    n = q * divisor
    return ex(
        f"{n} ÷ {divisor} = ?",
        f"{n}/{divisor}",
        q,
        [
            (
                f"Which number times {divisor} is {n}? {q} × {divisor} = {n}",
                f"几乘 {divisor} 得 {n}？{q} × {divisor} = {n}",
            )
        ],
        _wrong(n, divisor),
    )


def table_mixed(level: int, rng: Rng) -> Made:
    return table(level, rng, rng.randint(*by(level, (2, 5), (4, 9), (6, 9))))


TASKS: dict[str, Callable[..., Made]] = public(globals())


def _unknown(level: int, rng: Rng, top: int, kind: str) -> Made:
    a, b = (
        (
            rng.randint(*by(level, (2, 5), (3, 9), (6, 9))),
            rng.randint(*by(level, (2, 9), (4, 9), (6, 9))),
        )
        if top == 100
        else (rng.randint(3, 9), rng.randint(*by(level, (11, 30), (31, 80), (81, 150))))
    )
    c = a * b
    shown, rel, key = {
        "factor_second": (f"{a} × □ = {c}", f"{a}*x = {c}", b),
        "factor_first": (f"□ × {b} = {c}", f"x*{b} = {c}", a)
        if top == 100
        else (f"□ × {a} = {c}", f"x*{a} = {c}", b),
        "divisor": (f"{c} ÷ □ = {b}", f"{c}/x = {b}", a),
        "dividend": (f"□ ÷ {a} = {b}", f"x/{a} = {b}", c),
    }[kind]
    nums = [int(p) for p in shown.replace("=", " ").split() if p.isdigit()]
    big, small = max(nums), min(nums)
    step = (
        f"{a} × {b} = {c}"
        if kind == "dividend"
        else f"{big} ÷ {small if kind != 'divisor' else b} = {key}"
    )
    wrong = [
        (
            big // small if kind == "dividend" and big % small == 0 else big * small,
            "wrong_operation",
        ),
        (abs(big - small), "subtracted_instead"),
        (key + 1, "slip_one"),
        (small, "copied_number"),
    ]
    return box(
        (f"Which number is missing?\n{shown}", f"□ 里填几？\n{shown}"),
        rel,
        key,
        [
            ("Use the opposite operation or the fact family.", "用相反的运算，或想乘除法的一家。"),
            step,
        ],
        wrong,
    )


def _kind(kind: str) -> Callable[..., Made]:
    def task(level: int, rng: Rng, top: int) -> Made:
        return _unknown(level, rng, top, kind)

    return task


UNKNOWN = {
    f"unknown_{k}": _kind(k) for k in ("factor_second", "factor_first", "divisor", "dividend")
}
