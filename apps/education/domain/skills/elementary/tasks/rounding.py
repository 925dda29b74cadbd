"""Rounding, bounds and estimates; even and odd numbers."""

from __future__ import annotations

from apps.education.domain.figures import counters, number_line
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


def nearest(level: int, rng: Rng, unit: int, digits: int) -> Made:
    def fits(n: int) -> bool:
        rest = n % unit
        tie, carry = rest == unit // 2, str(n // unit % 10) == "9" and rest >= unit // 2
        return (
            rest != 0
            and {
                1: not tie and not carry and abs(rest - unit / 2) > unit / 5,
                2: not tie and not carry,
                3: tie or carry or unit >= 10000,
            }[level]
        )

    n = until(rng, lambda: rng.randint(10 ** (digits - 1) + unit // 2, 10**digits - unit), fits)
    key = (n + unit // 2) // unit * unit
    down, up = n // unit * unit, n // unit * unit + unit
    deciding = n // (unit // 10) % 10
    steps = [
        (f"{n} lies between {down} and {up}.", f"{n} 在 {down} 和 {up} 之间。"),
        (
            f"The next digit is {deciding}: round {'up' if key == up else 'down'} to {key}.",
            f"后一位是 {deciding}，{'五入' if key == up else '四舍'}，得 {key}。",
        ),
    ]
    wrong = [
        (down if key == up else up, "rounded_other_way"),
        ((n + unit // 20) // (unit // 10) * (unit // 10) if unit > 10 else n // 10, "wrong_place"),
        (key // unit, "zeros_left_out"),
        ((n + unit * 5) // (unit * 10) * unit * 10, "wrong_place"),
    ]
    return ex(
        (f"Round {n} to the nearest {unit}.", f"把 {n} 四舍五入到最接近的 {unit} 的倍数。"),
        f"round({n}, {unit})",
        key,
        steps,
        [w for w in wrong if w[0] > 0 and w[0] != n],
    )


def nearest_on_line(level: int, rng: Rng, unit: int) -> Made:
    low = unit * rng.randint(1, 8)
    rest = unit // 10 * rng.choice(by(level, (1, 2, 8, 9), (3, 7), (4, 6)))
    n = low + rest
    key = low if rest < unit // 2 else low + unit
    drawing = number_line.line(
        low,
        low + unit,
        unit // 10,
        {low: str(low), low + unit: str(low + unit), low + unit // 2: str(low + unit // 2)},
        ("A number line with a place marked", "标有一个位置的数轴"),
        marks={n: str(n)},
    )
    steps = [
        (
            f"From {n} to {low} it is {rest}, to {low + unit} it is {unit - rest}.",
            f"{n} 到 {low} 相差 {rest}，到 {low + unit} 相差 {unit - rest}。",
        ),
        (f"{key} is nearer.", f"{key} 更近。"),
    ]
    return ex(
        (
            f"{n} lies between {low} and {low + unit}. Which of the two is nearer?",
            f"{n} 在 {low} 和 {low + unit} 之间，离哪个更近？",
        ),
        f"round({n}, {unit})",
        key,
        steps,
        [
            (2 * low + unit - key, "rounded_other_way"),
            (low + unit // 2, "gave_middle"),
            (n, "not_rounded"),
        ],
        picture=drawing,
        other=[low, low + unit],
    )


def bounds_least(level: int, rng: Rng) -> Made:
    return _bounds(level, rng, least=True)


def bounds_greatest(level: int, rng: Rng) -> Made:
    return _bounds(level, rng, least=False)


def _bounds(level: int, rng: Rng, *, least: bool) -> Made:
    unit = by(level, 10, 100, 1000)
    n = unit * rng.randint(3, 60)
    key = n - unit // 2 if least else n + unit // 2 - 1
    word, zh = ("smallest", "最小") if least else ("greatest", "最大")
    given = f"{n} - {unit}/2" if least else f"{n} + {unit}/2 - 1"
    step = (
        (
            f"Half of {unit} is {unit // 2}. {n} − {unit // 2} = {key} still rounds up to {n}.",
            f"{unit} 的一半是 {unit // 2}。{n} − {unit // 2} = {key} 还能五入成 {n}。",
        )
        if least
        else (
            f"{n} + {unit // 2} = {n + unit // 2} would round up, so one less: {key}.",
            f"{n} + {unit // 2} = {n + unit // 2} 会五入，所以要小 1：{key}。",
        )
    )
    return ex(
        (
            f"A whole number rounded to the nearest {unit} is {n}. What is the {word} it can be?",
            f"一个整数四舍五入到最接近的 {unit} 的倍数后是 {n}。这个数{zh}是几？",
        ),
        given,
        key,
        [step],
        [
            (n - unit // 2 + 1 if least else n + unit // 2, "half_forgotten"),
            (n - unit if least else n + unit, "whole_unit"),
            (n + unit // 2 - 1 if least else n - unit // 2, "other_bound"),
        ],
    )


def estimate_sum(level: int, rng: Rng) -> Made:
    return _estimate(level, rng, "+")


def estimate_difference(level: int, rng: Rng) -> Made:
    return _estimate(level, rng, "-")


def _estimate(level: int, rng: Rng, op: str) -> Made:
    unit = by(level, 10, 100, 1000)
    a, b = until(
        rng,
        lambda: (rng.randint(unit, unit * 9), rng.randint(unit, unit * 9)),
        lambda p: p[0] > p[1] + 2 * unit and all(x % unit not in (0, unit // 2) for x in p),
    )
    ra, rb = ((x + unit // 2) // unit * unit for x in (a, b))
    key, exact = (ra + rb, a + b) if op == "+" else (ra - rb, a - b)
    shown = "+" if op == "+" else "−"
    steps = [f"{a} ≈ {ra}, {b} ≈ {rb}", f"{ra} {shown} {rb} = {key}"]
    fa, fb = a // unit * unit, b // unit * unit
    wrong = [
        (exact, "not_rounded"),
        (fa + fb if op == "+" else fa - fb, "always_down"),
        (key + unit, "slip_unit"),
        (key - unit, "slip_unit"),
    ]
    return ex(
        (
            f"Round both numbers to the nearest {unit}, then estimate: {a} {shown} {b}",
            f"先把两个数四舍五入到最接近的 {unit} 的倍数，再估算：{a} {shown} {b}",
        ),
        f"round({a}, {unit}) {op} round({b}, {unit})",
        key,
        steps,
        wrong,
    )


def estimate_product(level: int, rng: Rng) -> Made:
    unit = by(level, 10, 100, 100)
    a = until(
        rng, lambda: rng.randint(unit + 1, unit * 9), lambda n: n % unit not in (0, unit // 2)
    )
    if level == 3:
        b = until(rng, lambda: rng.randint(12, 88), lambda n: n % 10 not in (0, 5))
        rb, text = (b + 5) // 10 * 10, f"round({a}, {unit})*round({b}, 10)"
        prompt = (
            f"Round {a} to the nearest {unit} and {b} to the nearest 10, then estimate: {a} × {b}",
            f"把 {a} 四舍五入到最接近的 {unit} 的倍数，把 {b} 四舍五入到最接近的 10 的倍数，再估算：{a} × {b}",
        )
    else:
        b = rb = rng.randint(3, 9)
        text = f"round({a}, {unit})*{b}"
        prompt = (
            f"Round {a} to the nearest {unit}, then estimate: {a} × {b}",
            f"把 {a} 四舍五入到最接近的 {unit} 的倍数，再估算：{a} × {b}",
        )
    ra = (a + unit // 2) // unit * unit
    key = ra * rb
    wrong = [
        (a * b, "not_rounded"),
        (key // 10, "zeros_left_out"),
        (a // unit * unit * rb, "always_down"),
        (key * 10, "too_many_zeros"),
    ]
    return ex(
        prompt,
        text,
        key,
        [f"{a} ≈ {ra}" + (f", {b} ≈ {rb}" if rb != b else ""), f"{ra} × {rb} = {key}"],
        wrong,
    )


def estimate_quotient(level: int, rng: Rng) -> Made:
    b = rng.randint(3, 9)
    q = rng.randint(2, 9) * by(level, 10, 10, 100)
    near = b * q
    a = near + rng.choice((-2, -1, 1, 2, 3)) * by(level, 1, 1, 10)
    unit = 10 if level < 3 else 100
    near = (a + unit // 2) // unit * unit if (a + unit // 2) // unit * unit % b == 0 else near
    prompt = (
        f"Estimate {a} ÷ {b} by using {near} instead of {a}.",
        f"把 {a} 看作 {near}，估算 {a} ÷ {b}。",
    )
    return ex(
        prompt,
        f"{near}/{b}",
        near // b,
        [f"{a} ≈ {near}", f"{near} ÷ {b} = {near // b}"],
        [
            (near // b // 10, "zeros_left_out"),
            (near // b * 10, "too_many_zeros"),
            (near - b, "subtracted_instead"),
        ],
        other=[a],
    )


def reasonable(level: int, rng: Rng) -> Made:
    op = rng.choice(("+", "×")) if level > 1 else "+"
    a = rng.randint(201, 899)
    b = rng.randint(201, 899) if op == "+" else rng.randint(3, 9)
    key = a + b if op == "+" else a * b
    wrong = [
        (key * 10, "too_many_zeros"),
        (key // 10, "zeros_left_out"),
        (key + by(level, 1000, 800, 500) if op == "+" else key + 2000, "no_estimate"),
    ]
    ascii_op = "+" if op == "+" else "*"
    steps = [
        (
            f"Estimate: {round(a, -2)} {op} {round(b, -2) if op == '+' else b} = {round(a, -2) + round(b, -2) if op == '+' else round(a, -2) * b}.",
            f"估算：{round(a, -2)} {op} {round(b, -2) if op == '+' else b} = {round(a, -2) + round(b, -2) if op == '+' else round(a, -2) * b}。",
        ),
        (f"Only {key} is near.", f"只有 {key} 接近。"),
    ]
    return choose(
        rng,
        (
            f"Three of the answers cannot be right. Estimate to find the right one: {a} {op} {b}",
            f"有三个答案不可能对。用估算找出对的：{a} {op} {b}",
        ),
        (str(key), f"{a} {ascii_op} {b} = {key}"),
        [(str(w), f"{a} {ascii_op} {b} = {w}", m) for w, m in wrong],
        steps,
    )


ROUNDING = public(globals())


def pairs(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (4, 8), (9, 14), (13, 19)))
    drawing = counters.row(n, ("Circles in two rows", "排成行的圆片"), per_row=(n + 1) // 2)
    even = n % 2 == 0
    steps = [
        (
            f"There are {n} circles: {n // 2} pairs"
            + (" and none left." if even else " and one left."),
            f"有 {n} 个圆片：{n // 2} 对，" + ("没有剩下。" if even else "剩 1 个。"),
        ),
        (f"{n} is {'even' if even else 'odd'}.", f"{n} 是{'偶' if even else '奇'}数。"),
    ]
    right, wrong = (
        (("even", "偶数"), ("odd", "奇数")) if even else (("odd", "奇数"), ("even", "偶数"))
    )
    return choose(
        rng,
        (
            "Make pairs of the circles. Is their number even or odd?",
            "把圆片两个两个配对。个数是奇数还是偶数？",
        ),
        (right, f"{right[0]}({n})"),
        [
            (wrong, f"{wrong[0]}({n})", "even_odd_mixed"),
            (("neither", "都不是"), f"{n} < 0", "even_odd_mixed"),
        ],
        steps,
        picture=drawing,
    )


def even_number(level: int, rng: Rng) -> Made:
    kind, zh = rng.choice((("even", "偶"), ("odd", "奇")))
    low, high = by(level, (10, 99), (100, 999), (1000, 9999))
    want = 0 if kind == "even" else 1
    key = until(
        rng, lambda: rng.randint(low, high), lambda n: n % 2 == want and int(str(n)[0]) % 2 != want
    )
    wrong: list[int] = []
    while len(wrong) < 3:
        n = rng.randint(low, high)
        if n % 2 != want and int(str(n)[0]) % 2 == want and n not in wrong:
            wrong.append(n)
    steps = [
        ("Only the last digit decides.", "只看个位。"),
        (f"{key} ends in {key % 10}: it is {kind}.", f"{key} 的个位是 {key % 10}，是{zh}数。"),
    ]
    return choose(
        rng,
        (f"Which number is {kind}?", f"哪个是{zh}数？"),
        (str(key), f"{kind}({key})"),
        [(str(w), f"{kind}({w})", "looked_at_first_digit") for w in wrong],
        steps,
    )


def next_even(level: int, rng: Rng) -> Made:
    kind, zh = rng.choice((("even", "偶数"), ("odd", "奇数")))
    n = rng.randint(*by(level, (2, 30), (36, 90), (190, 980)))
    n += (n % 2 == 0) == (kind == "odd")
    way = 1 if level < 3 else -1
    en_way, zh_way = ("next", "后面") if way > 0 else ("just before", "前面")
    key = n + 2 * way
    prompt = (
        (f"{n} is {kind}. What is the next {kind} number?", f"{n} 是{zh}，后面一个{zh}是几？")
        if way > 0
        else (
            f"{n} is {kind}. What is the {kind} number {en_way} it?",
            f"{n} 是{zh}，{zh_way}一个{zh}是几？",
        )
    )
    return ex(
        prompt,
        f"{n} {'+' if way > 0 else '-'} 2",
        key,
        [
            (
                f"Even and odd numbers take turns, so go two steps: {key}.",
                f"奇数和偶数交替出现，所以走两步：{key}。",
            )
        ],
        [
            (n + way, "counted_by_one"),
            (n - 2 * way, "went_other_way"),
            (n + 10 * way, "changed_tens"),
        ],
    )


def even_as_doubles(level: int, rng: Rng) -> Made:
    half = rng.randint(*by(level, (2, 5), (6, 10), (11, 30)))
    n = 2 * half
    return box(
        (
            f"Write {n} as a sum of two equal numbers. Which number is it?\n{n} = □ + □",
            f"把 {n} 写成两个相同的数的和，这个数是几？\n{n} = □ + □",
        ),
        f"{n} = x + x",
        half,
        [f"{half} + {half} = {n}"],
        [(n, "gave_whole"), (n - 2, "took_two"), (2 * n, "doubled_instead")],
    )


def sum_parity(level: int, rng: Rng) -> Made:
    return _parity(level, rng, "+")


def product_parity(level: int, rng: Rng) -> Made:
    return _parity(level, rng, "×")


def _parity(level: int, rng: Rng, op: str) -> Made:
    low, high = by(level, (3, 20), (21, 99), (101, 999))
    a, b = rng.randint(low, high), rng.randint(low, high) if op == "+" else rng.randint(3, 30)
    sign = "+" if op == "+" else "*"
    value = a + b if op == "+" else a * b
    even = value % 2 == 0
    name, zh = ("even", "偶数") if even else ("odd", "奇数")
    other, other_zh = ("odd", "奇数") if even else ("even", "偶数")
    kinds = tuple("even" if x % 2 == 0 else "odd" for x in (a, b))
    kinds_zh = tuple("偶数" if x % 2 == 0 else "奇数" for x in (a, b))
    steps = [
        (f"{a} is {kinds[0]}, {b} is {kinds[1]}.", f"{a} 是{kinds_zh[0]}，{b} 是{kinds_zh[1]}。"),
        (f"{kinds[0]} {op} {kinds[1]} is {name}.", f"{kinds_zh[0]} {op} {kinds_zh[1]} 得{zh}。"),
    ]
    return choose(
        rng,
        (
            f"Without calculating: is {a} {op} {b} even or odd?",
            f"不计算，判断 {a} {op} {b} 是奇数还是偶数。",
        ),
        ((name, zh), f"{name}({a} {sign} {b})"),
        [
            ((other, other_zh), f"{other}({a} {sign} {b})", "parity_rule"),
            (("it cannot be known", "无法判断"), f"{a} {sign} {b} < 0", "parity_rule"),
        ],
        steps,
    )


PARITY = {k: v for k, v in public(globals()).items() if k not in ROUNDING}
