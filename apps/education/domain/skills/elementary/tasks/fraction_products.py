"""Multiplying and dividing fractions, fractions as divisions, scaling."""

from __future__ import annotations

import math
from fractions import Fraction

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.figures import blocks, fraction_parts, number_line
from apps.education.domain.figures.layout import stacked
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.fraction_sums import _clean, _m, _result
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    compare,
    ex,
    frac,
    mixed,
    public,
    ratio,
    sign,
    tex,
    until,
)


def _proper(level: int, rng: Rng) -> tuple[int, int]:
    b = rng.choice(by(level, (2, 3, 4, 5), (3, 4, 5, 6, 8), (5, 6, 7, 8, 9, 10, 12)))
    return until(
        rng,
        lambda: rng.randint(1 if b == 2 else 2 if b > 2 and level > 1 else 1, b - 1),
        lambda a: math.gcd(a, b) == 1,
    ), b


def unit_times_picture(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (3, 4), (5, 6), (8, 10)))
    n = rng.randint(2, b - 1)
    return ex(
        (
            f"{n} parts of {ratio(1, b)} are shaded: {n} × {ratio(1, b)} = ?",
            f"涂了 {n} 个 {ratio(1, b)}：{n} × {ratio(1, b)} = ?",
        ),
        f"{n}*1/{b}",
        frac(Fraction(n, b)),
        [f"{n} × {ratio(1, b)} = {ratio(n, b)}", *_result(n, b, Fraction(n, b))],
        _clean(
            Fraction(n, b),
            (Fraction(1, n * b), "multiplied_denominator"),
            (Fraction(n, n * b), "multiplied_both"),
            (n + Fraction(1, b), "added_instead"),
        ),
        picture=fraction_parts.bar(
            b, n, ("A bar in equal parts, some shaded", "平均分的长条，部分涂色")
        ),
    )


def _whole(n: int, a: int, b: int, *, prompt=None, picture=None) -> Made:
    key = Fraction(n * a, b)
    return ex(
        prompt or f"{n} × {ratio(a, b)} = ?",
        f"{n}*{a}/{b}",
        mixed(key),
        [f"{n} × {ratio(a, b)} = {ratio(n * a, b)}", *_result(n * a, b, key)],
        _clean(
            key,
            (Fraction(a, n * b), "multiplied_denominator"),
            (Fraction(a, b), "multiplied_both"),
            (n + Fraction(a, b), "added_instead"),
            (Fraction(n * a + 1, b), "slip_one"),
        ),
        picture=picture,
    )


def whole_times(level: int, rng: Rng, kind: str) -> Made:
    a, b = _proper(level, rng)
    return _whole(
        rng.randint(2, by(level, 4, 7, 12)),
        1 if kind == "unit" else max(a, 2) if b > 2 and math.gcd(max(a, 2), b) == 1 else a,
        b,
    )


def whole_times_line(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (3, 4), (4, 5), (5, 6)))
    a = rng.randint(1, 2) if level < 3 else 2
    n = rng.randint(2, 3 * b // a)
    n = min(n, 6)
    drawing = number_line.line(
        0,
        3,
        1 / b,
        {float(i): str(i) for i in range(4)},
        ("Equal jumps on a number line", "数轴上的等距跳"),
        jumps=[(i * a / b, (i + 1) * a / b, "") for i in range(n)],
    )
    return _jumped(n, a, b, drawing)


def _jumped(n: int, a: int, b: int, drawing) -> Made:
    key = Fraction(n * a, b)
    return ex(
        (
            f"{n} equal jumps of {ratio(a, b)} start at zero: {n} × {ratio(a, b)} = ?",
            f"从原点开始，每次跳 {ratio(a, b)}，跳 {n} 次：{n} × {ratio(a, b)} = ?",
        ),
        f"{n}*{a}/{b}",
        mixed(key),
        [f"{n} × {ratio(a, b)} = {ratio(n * a, b)}", *_result(n * a, b, key)],
        _clean(
            key,
            (Fraction(a, n * b), "multiplied_denominator"),
            (n + Fraction(a, b), "added_instead"),
            (Fraction(n * a + a, b), "one_group_more"),
        ),
        picture=drawing,
    )


def as_unit_multiple(level: int, rng: Rng) -> Made:
    a, b = until(rng, lambda: _proper(level, rng), lambda v: v[0] > 1)
    n = rng.randint(2, by(level, 3, 5, 9))
    return box(
        (
            f"Which number is missing? {n} × {ratio(a, b)} = □ × {ratio(1, b)}",
            f"□ 里填几？{n} × {ratio(a, b)} = □ × {ratio(1, b)}",
        ),
        f"{n}*{a}/{b} = x*1/{b}",
        n * a,
        [f"{n} × {a} = {n * a}"],
        [(n + a, "added_instead"), (n * b, "denominator_for_numerator"), (a, "copied_number")],
    )


def fraction_of(level: int, rng: Rng, kind: str) -> Made:
    a, b = until(
        rng, lambda: _proper(level, rng), lambda v: kind == "unit" or v[0] > 1 or level == 1
    )
    a = 1 if kind == "unit" else a
    n = (
        b * rng.randint(2, by(level, 5, 9, 12))
        if kind != "not_whole"
        else until(rng, lambda: rng.randint(2, by(level, 9, 15, 20)), lambda n: n * a % b)
    )
    key = Fraction(n * a, b)
    steps = (
        [f"{n} ÷ {b} = {n // b}", f"{a} × {n // b} = {key}"]
        if key.denominator == 1
        else [f"{ratio(a, b)} × {n} = {ratio(n * a, b)}", *_result(n * a, b, key)]
    )
    return ex(
        (f"What is {ratio(a, b)} of {n}?", f"{n} 的 {ratio(a, b)} 是多少？"),
        f"{a}/{b}*{n}",
        mixed(key),
        steps,
        _clean(
            key,
            (Fraction(n, b), "stopped_early"),
            (n - key, "other_part"),
            (Fraction(n * b, a), "turned_upside_down"),
            (n - Fraction(a, b), "subtracted_instead"),
        ),
    )


def part_of_part(level: int, rng: Rng, kind: str) -> Made:
    q, s = rng.sample(by(level, (2, 3), (2, 3, 4), (3, 4, 5)), 2)
    p, r = (1, 1) if kind == "unit" else (rng.randint(1, q - 1), rng.randint(1, s - 1))
    if kind != "unit" and p == r == 1:
        p, r = (q - 1, s - 1) if q > 2 or s > 2 else (1, 1)
    key = Fraction(p * r, q * s)
    drawing = fraction_parts.overlap(
        q,
        s,
        p,
        r,
        (
            "A square cut in columns and rows; some columns light, the overlap with some rows dark",
            "分成几列几行的正方形，几列浅色，重叠处深色",
        ),
    )
    return ex(
        (
            f"The dark part is {ratio(r, s)} of {ratio(p, q)}. {ratio(r, s)} × {ratio(p, q)} = ?",
            f"深色部分是 {ratio(p, q)} 的 {ratio(r, s)}。{ratio(r, s)} × {ratio(p, q)} = ?",
        ),
        f"{r}/{s}*{p}/{q}",
        frac(key),
        [
            (f"{q * s} equal parts, {p * r} of them dark.", f"一共 {q * s} 份，深色 {p * r} 份。"),
            f"{ratio(p * r, q * s)}" + (f" = {tex(frac(key))}" if key.denominator != q * s else ""),
        ],
        _clean(
            key,
            (Fraction(p + r, q + s), "added_instead"),
            (Fraction(p * r, q + s), "added_denominators"),
            (Fraction(p, q) + Fraction(r, s), "wrong_operation"),
        ),
        picture=drawing,
    )


def _product(p: int, q: int, r: int, s: int) -> Made:
    key = Fraction(p * r, q * s)
    return ex(
        f"{ratio(p, q)} × {ratio(r, s)} = ?",
        f"{p}/{q}*{r}/{s}",
        frac(key),
        [
            (
                f"Numerators: {p} × {r} = {p * r}. Denominators: {q} × {s} = {q * s}.",
                f"分子：{p} × {r} = {p * r}；分母：{q} × {s} = {q * s}。",
            ),
            *_result(p * r, q * s, key),
        ],
        _clean(
            key,
            (Fraction(p + r, q + s), "added_instead"),
            (Fraction(p * r, q + s), "added_denominators"),
            (Fraction(p * s, q * r), "cross_multiplied"),
            (Fraction(p * r, math.lcm(q, s)), "common_denominator_kept"),
        ),
    )


def product_units(level: int, rng: Rng) -> Made:
    return _product(1, rng.randint(2, by(level, 4, 7, 12)), 1, rng.randint(2, by(level, 5, 9, 12)))


def product_fractions(level: int, rng: Rng, kind: str) -> Made:
    (p, q), (r, s) = until(
        rng,
        lambda: (_proper(level, rng), _proper(level, rng)),
        lambda v: (math.gcd(v[0][0] * v[1][0], v[0][1] * v[1][1]) > 1) == (kind == "cancel"),
    )
    return _product(p, q, r, s)


def product_three(level: int, rng: Rng) -> Made:
    f = [_proper(min(level, 2), rng) for _ in range(3)]
    top, bottom = math.prod(a for a, _ in f), math.prod(b for _, b in f)
    key = Fraction(top, bottom)
    text = " × ".join(ratio(a, b) for a, b in f)
    return ex(
        f"{text} = ?",
        "*".join(f"{a}/{b}" for a, b in f),
        frac(key),
        [ratio(top, bottom), *_result(top, bottom, key)],
        _clean(
            key,
            (Fraction(sum(a for a, _ in f), sum(b for _, b in f)), "added_instead"),
            (Fraction(f[0][0] * f[1][0], f[0][1] * f[1][1]), "stopped_early"),
            (Fraction(top, sum(b for _, b in f)), "added_denominators"),
        ),
    )


def mixed_product(level: int, rng: Rng, other: str) -> Made:
    w, (a, b) = rng.randint(1, by(level, 2, 3, 5)), _proper(level, rng)
    x = w + Fraction(a, b)
    if other == "whole":
        n = rng.randint(2, by(level, 3, 6, 9))
        y, shown, g, bad = Fraction(n), str(n), str(n), n * w + Fraction(a, b)
    elif other == "fraction":
        c, d = _proper(level, rng)
        y, shown, g, bad = Fraction(c, d), ratio(c, d), f"{c}/{d}", w + Fraction(a * c, b * d)
    else:
        v, (c, d) = rng.randint(1, by(level, 1, 2, 4)), _proper(level, rng)
        y, shown, g, bad = (
            v + Fraction(c, d),
            tex(_m(v, c, d)),
            f"({_m(v, c, d)})",
            w * v + Fraction(a * c, b * d),
        )
    key = x * y
    top, bottom = (w * b + a) * y.numerator, b * y.denominator
    right = tex(frac(y)) if y.denominator > 1 else str(y)
    return ex(
        f"{tex(_m(w, a, b))} × {shown} = ?",
        f"({_m(w, a, b)})*{g}",
        mixed(key),
        [
            f"{tex(_m(w, a, b))} = {ratio(w * b + a, b)}",
            f"{ratio(w * b + a, b)} × {right} = {ratio(top, bottom)}",
            *_result(top, bottom, key),
        ],
        _clean(
            key,
            (bad, "distributed_once"),
            (x + y, "added_instead"),
            (key + 1, "slip_one"),
            (w * y, "part_left_out"),
        ),
    )


def fraction_area(level: int, rng: Rng) -> Made:
    a, b = _proper(level, rng)
    c, d = _proper(level, rng)
    x, y = (
        (Fraction(a, b), Fraction(c, d))
        if level == 1
        else (rng.randint(1, 4) + Fraction(a, b), Fraction(c, d))
        if level == 2
        else (rng.randint(1, 4) + Fraction(a, b), rng.randint(1, 3) + Fraction(c, d))
    )
    drawing = blocks.figure(
        ((0, 0), (110, 0), (110, 66), (0, 66)),
        [(55, 82, f"{mixed(x)} m"), (139, 33, f"{mixed(y)} m")],
        ("A rectangle with its sides", "标有边长的长方形"),
    )
    key = x * y
    return ex(
        (
            f"A rectangle is {tex(mixed(x))} m long and {tex(mixed(y))} m wide. What is its area?",
            f"长方形长 {tex(mixed(x))} 米，宽 {tex(mixed(y))} 米，面积是多少平方米？",
        ),
        f"({mixed(x)})*({mixed(y)})",
        mixed(key),
        [f"{tex(frac(x))} × {tex(frac(y))} = {tex(mixed(key))}"],
        _clean(
            key,
            (2 * (x + y), "perimeter_for_area"),
            (x + y, "added_instead"),
            (key / 2, "halved"),
            (key * 2, "doubled_instead"),
        ),
        unit=("square metres", "平方米"),
        picture=drawing,
    )


def scaling(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (3, 9), (11, 60), (61, 400)))
    b = rng.randint(2, 9)
    a = rng.choice((rng.randint(1, b - 1) if b > 1 else 1, b, b + rng.randint(1, 5)))
    key = sign(Fraction(a, b) * n, n)
    why = {
        "<": ("A factor below 1 makes it smaller.", "乘小于 1 的数，积变小。"),
        "=": ("A factor equal to 1 changes nothing.", "乘 1，积不变。"),
        ">": ("A factor above 1 makes it larger.", "乘大于 1 的数，积变大。"),
    }[key]
    return compare(
        f"{a}/{b}*{n}",
        str(n),
        (
            f"Do not multiply. Which sign belongs in the circle: <, = or >?\n{ratio(a, b)} × {n} ○ {n}",
            f"不计算，○ 里填 <、= 还是 >？\n{ratio(a, b)} × {n} ○ {n}",
        ),
        key,
        [why],
        "product_always_larger",
    )


def scaling_choose(level: int, rng: Rng) -> Made:
    n = rng.randint(5, by(level, 20, 60, 300))
    (a, b), (c, d), (_e, f) = _proper(level, rng), _proper(level, rng), _proper(level, rng)
    wrong = [
        (ratio(d + c, d), f"{d + c}/{d}*{n} < {n}", "product_always_larger"),
        (ratio(f, f), f"{f}/{f}*{n} < {n}", "product_always_larger"),
        (tex(f"{rng.randint(1, 3)} 1/{b}"), f"(1 + 1/{b})*{n} < {n}", "product_always_larger"),
    ]
    return choose(
        rng,
        (f"Which factor makes {n} smaller?", f"{n} 乘哪个数会变小？"),
        (ratio(a, b), f"{a}/{b}*{n} < {n}"),
        wrong,
        [("Only a factor smaller than 1 makes a number smaller.", "只有乘小于 1 的数才会变小。")],
        other=list(range(1, 4)),
    )


def unknown_fraction_factor(level: int, rng: Rng) -> Made:
    a, b = _proper(level, rng)
    n = rng.randint(2, by(level, 4, 7, 9))
    total = Fraction(n * a, b)
    t = frac(total)
    return box(
        (
            f"Which number is missing? □ × {ratio(a, b)} = {tex(t)}",
            f"□ 里填几？□ × {ratio(a, b)} = {tex(t)}",
        ),
        f"x*{a}/{b} = {t}",
        n,
        [
            f"{tex(t)} = {ratio(n * a, b)}" if t != f"{n * a}/{b}" else f"{n * a} ÷ {a} = {n}",
            f"{n} × {ratio(a, b)} = {tex(t)}",
        ],
        [(n * a, "numerator_kept"), (b, "copied_number"), (n + 1, "slip_one")],
    )


def as_division(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(1, by(level, 5, 9, 12)), rng.randint(2, by(level, 6, 9, 12))),
        lambda v: v[0] < v[1] and math.gcd(*v) == 1,
    )
    return ex(
        (f"Write the quotient as a fraction: {a} ÷ {b}", f"把商写成分数：{a} ÷ {b}"),
        f"1/{b}*{a}",
        f"{a}/{b}",
        [f"{a} ÷ {b} = {ratio(a, b)}"],
        _clean(
            Fraction(a, b),
            (Fraction(b, a), "turned_upside_down"),
            (Fraction(b - a, b), "subtracted_instead"),
            (Fraction(1, b), "numerator_left_out"),
        ),
    )


def division_mixed(level: int, rng: Rng) -> Made:
    b = rng.randint(*by(level, (2, 4), (3, 6), (5, 9)))
    a = until(
        rng, lambda: rng.randint(b + 1, b * by(level, 4, 6, 9)), lambda a: math.gcd(a, b) == 1
    )
    q, r = divmod(a, b)
    key = Fraction(a, b)
    return ex(
        (f"Write the quotient as a mixed number: {a} ÷ {b}", f"把商写成带分数：{a} ÷ {b}"),
        Problem(Ask.REWRITE, (f"{a}/{b}",), form="mixed"),
        mixed(key),
        [(f"{a} ÷ {b} = {q} remainder {r}", f"{a} ÷ {b} = {q} 余 {r}"), f"= {tex(mixed(key))}"],
        _clean(
            key,
            (q + Fraction(r, 10), "remainder_as_tenths"),
            (q + Fraction(r, a), "remainder_over_dividend"),
            (q + 1 + Fraction(r, b), "slip_one"),
            (Fraction(q), "remainder_ignored"),
        ),
    )


def quotient_between(level: int, rng: Rng) -> Made:
    b = rng.randint(*by(level, (2, 4), (3, 7), (6, 12)))
    a = until(rng, lambda: rng.randint(b + 1, b * by(level, 4, 8, 12)), lambda a: a % b)
    q = a // b
    return ex(
        (
            f"{a} ÷ {b} lies between two whole numbers that follow one another. Which is the smaller one?",
            f"{a} ÷ {b} 的商在两个相邻的整数之间，较小的是几？",
        ),
        f"floor({a}/{b})",
        q,
        [f"{q} × {b} = {q * b} < {a} < {(q + 1) * b} = {q + 1} × {b}"],
        [
            (q + 1, "rounded_up"),
            (q - 1, "slip_one"),
            (a % b, "gave_remainder"),
            (b, "copied_number"),
        ],
    )


def _unit_by_whole(b: int, n: int, *, picture=None) -> Made:
    key = Fraction(1, b * n)
    return ex(
        f"{ratio(1, b)} ÷ {n} = ?",
        f"1/{b}/{n}",
        frac(key),
        [
            (
                f"Cut {ratio(1, b)} in {n} equal parts: the whole has {b} × {n} = {b * n} of them.",
                f"把 {ratio(1, b)} 平均分成 {n} 份，整体有 {b} × {n} = {b * n} 份。",
            ),
            tex(frac(key)),
        ],
        _clean(
            key,
            (Fraction(n, b), "multiplied_instead"),
            (Fraction(b, n), "turned_upside_down"),
            (Fraction(1, b + n), "added_denominators"),
            (Fraction(b * n), "answer_upside_down"),
        ),
        picture=picture,
    )


def unit_by_whole_picture(level: int, rng: Rng) -> Made:
    b, n = rng.choice(
        by(
            level,
            ((2, 2), (2, 3), (3, 2)),
            ((3, 3), (4, 2), (2, 4)),
            ((4, 3), (5, 2), (3, 4), (5, 3)),
        )
    )
    return _unit_by_whole(
        b,
        n,
        picture=fraction_parts.overlap(
            b,
            n,
            1,
            1,
            (
                "A square in columns; one column is cut in equal parts",
                "分成几列的正方形，其中一列再平均分",
            ),
        ),
    )


def unit_by_whole(level: int, rng: Rng) -> Made:
    return _unit_by_whole(
        rng.randint(*by(level, (2, 4), (3, 8), (6, 12))),
        rng.randint(*by(level, (2, 3), (3, 6), (5, 12))),
    )


def _whole_by_unit(n: int, b: int, *, picture=None) -> Made:
    return ex(
        f"{n} ÷ {ratio(1, b)} = ?",
        f"{n}/(1/{b})",
        n * b,
        [
            (
                f"Each whole has {b} parts: {n} × {b} = {n * b}.",
                f"每个整体有 {b} 份：{n} × {b} = {n * b}。",
            )
        ],
        [
            (frac(Fraction(n, b)), "divided_by_denominator"),
            (n + b, "added_instead"),
            (n * b + b, "one_group_more"),
            (b, "copied_number"),
        ],
        picture=picture,
    )


def whole_by_unit_picture(level: int, rng: Rng) -> Made:
    n, b = rng.randint(2, by(level, 2, 3, 4)), rng.choice(by(level, (2, 3), (3, 4), (5, 6)))
    return _whole_by_unit(
        n,
        b,
        picture=stacked(
            [fraction_parts.bar(b, b, ("", ""), 180)] * n,
            ("Several whole bars, each in equal parts", "几条整条，每条平均分"),
        ),
    )


def whole_by_unit(level: int, rng: Rng) -> Made:
    return _whole_by_unit(
        rng.randint(*by(level, (2, 5), (4, 9), (8, 20))),
        rng.randint(*by(level, (2, 4), (3, 8), (6, 12))),
    )


def check_unit_division(level: int, rng: Rng) -> Made:
    n, b = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 12))),
        rng.randint(*by(level, (2, 4), (3, 8), (6, 12))),
    )
    if rng.random() < 0.5:
        return box(
            (
                f"{n} ÷ {ratio(1, b)} = {n * b}. Check: which number is missing? □ × {ratio(1, b)} = {n}",
                f"{n} ÷ {ratio(1, b)} = {n * b}。验算，□ 里填几？□ × {ratio(1, b)} = {n}",
            ),
            f"x*1/{b} = {n}",
            n * b,
            [f"{n * b} × {ratio(1, b)} = {n}"],
            [(n, "copied_number"), (b, "copied_number"), (n + b, "added_instead")],
            other=[n * b],
        )
    return box(
        (
            f"{ratio(1, b)} ÷ {n} = {ratio(1, b * n)}. Check: which number is missing? □ × {ratio(1, b * n)} = {ratio(1, b)}",
            f"{ratio(1, b)} ÷ {n} = {ratio(1, b * n)}。验算，□ 里填几？□ × {ratio(1, b * n)} = {ratio(1, b)}",
        ),
        f"x*1/{b * n} = 1/{b}",
        n,
        [f"{n} × {ratio(1, b * n)} = {ratio(1, b)}"],
        [(b, "copied_number"), (b * n, "denominator_for_numerator"), (n + 1, "slip_one")],
        other=[n],
    )


def unknown_unit_division(level: int, rng: Rng) -> Made:
    n, b = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 12))),
        rng.randint(*by(level, (2, 4), (3, 8), (6, 12))),
    )
    if rng.random() < 0.5:
        return box(
            (
                f"Which number is missing? □ ÷ {ratio(1, b)} = {n * b}",
                f"□ 里填几？□ ÷ {ratio(1, b)} = {n * b}",
            ),
            f"x/(1/{b}) = {n * b}",
            n,
            [f"{n * b} × {ratio(1, b)} = {n}"],
            [(n * b * b, "wrong_operation"), (n * b, "copied_number"), (n + 1, "slip_one")],
        )
    return box(
        (
            f"Which number is missing? {ratio(1, b)} ÷ □ = {ratio(1, b * n)}",
            f"□ 里填几？{ratio(1, b)} ÷ □ = {ratio(1, b * n)}",
        ),
        f"1/{b}/x = 1/{b * n}",
        n,
        [f"{b * n} ÷ {b} = {n}"],
        [(b * n - b, "subtracted_instead"), (b * n, "copied_number"), (n + 1, "slip_one")],
    )


TASKS = public(globals())
