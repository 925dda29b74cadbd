"""Word problems with fractions and with decimals."""

from __future__ import annotations

import math
from fractions import Fraction

from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.decimals import _d, _wrong
from apps.education.domain.skills.elementary.tasks.fraction_sums import (
    _clean,
    _denominator,
    _fill,
    _pair,
    _tops,
)
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    by,
    choose,
    dec,
    ex,
    frac,
    mixed,
    people,
    ratio,
    tex,
    until,
)


def _two(level: int, rng: Rng, kind: str, op: str) -> tuple[int, int, int, int]:
    if kind == "like":
        b = _denominator(level, rng)
        p, r = _tops(level, rng, b, "within" if level < 3 or op == "-" else "over", op)
        return p, b, r, b
    q, s = _pair(level, rng, by(level, "multiple", "coprime", "shared"))
    p, r = _fill(rng, q, s, op)
    return p, q, r, s


def _sum_steps(p: int, q: int, r: int, s: int, op: str, key: Fraction) -> list:
    l = math.lcm(q, s)
    shown = "+" if op == "+" else "−"
    return [f"{ratio(p * l // q, l)} {shown} {ratio(r * l // s, l)} = {tex(mixed(key))}"]


def _bad(p: int, q: int, r: int, s: int, key: Fraction, op: str):
    x, y = Fraction(p, q), Fraction(r, s)
    return _clean(
        key,
        (
            Fraction(p + r, q + s) if op == "+" else Fraction(abs(p - r), math.lcm(q, s)),
            "added_denominators" if op == "+" else "numerator_kept",
        ),
        (abs(x - y) if op == "+" else x + y, "wrong_operation"),
        (x, "copied_number"),
        (key + Fraction(1, math.lcm(q, s)), "slip_one"),
    )


def add_story(level: int, rng: Rng, kind: str) -> Made:
    p, q, r, s = _two(level, rng, kind, "+")
    key = Fraction(p, q) + Fraction(r, s)
    n, z = people(rng, 1)[0]
    en, zh, unit = rng.choice(
        (
            (
                f"{n} walks {ratio(p, q)} km in the morning and {ratio(r, s)} km in the afternoon. How far does {n} walk in all?",
                f"{z}上午走了 {ratio(p, q)} 千米，下午走了 {ratio(r, s)} 千米。一共走了多少千米？",
                ("km", "千米"),
            ),
            (
                f"A cake needs {ratio(p, q)} cup of flour and {ratio(r, s)} cup of sugar. How many cups are that together?",
                f"做蛋糕要 {ratio(p, q)} 杯面粉和 {ratio(r, s)} 杯糖。一共多少杯？",
                ("cups", "杯"),
            ),
        )
    )
    return ex(
        (en, zh),
        f"{p}/{q} + {r}/{s}",
        mixed(key),
        _sum_steps(p, q, r, s, "+", key),
        _bad(p, q, r, s, key, "+"),
        unit=unit,
    )


def take_story(level: int, rng: Rng, kind: str) -> Made:
    p, q, r, s = _two(level, rng, kind, "-")
    key = Fraction(p, q) - Fraction(r, s)
    n, z = people(rng, 1)[0]
    return ex(
        (
            f"A bottle holds {ratio(p, q)} litre of juice. {n} drinks {ratio(r, s)} litre. How much is left?",
            f"瓶里有 {ratio(p, q)} 升果汁，{z}喝了 {ratio(r, s)} 升。还剩多少升？",
        ),
        f"{p}/{q} - {r}/{s}",
        mixed(key),
        _sum_steps(p, q, r, s, "-", key),
        _bad(p, q, r, s, key, "-"),
        unit=("litre", "升"),
    )


def more_story(level: int, rng: Rng, kind: str) -> Made:
    p, q, r, s = _two(level, rng, kind, "-")
    key = Fraction(p, q) - Fraction(r, s)
    (n, z), (m, y) = people(rng)
    return ex(
        (
            f"{n} has read {ratio(p, q)} of a book, {m} {ratio(r, s)} of the same book. What fraction of the book has {n} read more than {m}?",
            f"同一本书，{z}看了 {ratio(p, q)}，{y}看了 {ratio(r, s)}。{z}比{y}多看了全书的几分之几？",
        ),
        f"{p}/{q} - {r}/{s}",
        mixed(key),
        _sum_steps(p, q, r, s, "-", key),
        _bad(p, q, r, s, key, "-"),
    )


def left_story(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    a = rng.randint(1, b - 1)
    key = 1 - Fraction(a, b)
    return ex(
        (
            f"{ratio(a, b)} of a pizza is eaten. What fraction of the pizza is left?",
            f"一个比萨吃了 {ratio(a, b)}，还剩几分之几？",
        ),
        f"1 - {a}/{b}",
        frac(key),
        [f"{ratio(b, b)} − {ratio(a, b)} = {tex(frac(key))}"],
        _clean(
            key,
            (Fraction(a, b), "copied_number"),
            (1 + Fraction(a, b), "wrong_operation"),
            (key + Fraction(1, b), "slip_one"),
        ),
    )


def left_two_story(level: int, rng: Rng) -> Made:
    p, q, r, s = until(
        rng,
        lambda: _two(level, rng, "unlike", "+"),
        lambda v: Fraction(v[0], v[1]) + Fraction(v[2], v[3]) < 1,
    )
    key = 1 - Fraction(p, q) - Fraction(r, s)
    return ex(
        (
            f"A garden is one whole. {ratio(p, q)} of it is grass and {ratio(r, s)} are flowers. What fraction is left?",
            f"一个花园，{ratio(p, q)} 是草地，{ratio(r, s)} 种花。还剩全园的几分之几？",
        ),
        f"1 - {p}/{q} - {r}/{s}",
        frac(key),
        [
            f"{ratio(p, q)} + {ratio(r, s)} = {tex(frac(1 - key))}",
            f"1 − {tex(frac(1 - key))} = {tex(frac(key))}",
        ],
        _clean(
            key,
            (1 - key, "stopped_early"),
            (1 - Fraction(p, q), "skipped_step"),
            (Fraction(p + r, q + s), "added_denominators"),
        ),
    )


def mixed_story(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    p, r = until(
        rng,
        lambda: (rng.randint(1, b - 1), rng.randint(1, b - 1)),
        lambda v: (v[0] > v[1]) == (level < 3) and v[0] != v[1],
    )
    return _ribbon(rng, level, p, b, r, b)


def mixed_unlike_story(level: int, rng: Rng) -> Made:
    q, s = _pair(level, rng, by(level, "multiple", "coprime", "shared"))
    p, r = until(
        rng,
        lambda: (rng.randint(1, q - 1), rng.randint(1, s - 1)),
        lambda v: (
            (Fraction(v[0], q) > Fraction(v[1], s)) == (level < 3)
            and math.gcd(v[0], q) == 1 == math.gcd(v[1], s)
        ),
    )
    return _ribbon(rng, level, p, q, r, s)


def _ribbon(rng: Rng, level: int, p: int, q: int, r: int, s: int) -> Made:
    v, w = rng.randint(3, by(level, 5, 8, 12)), rng.randint(1, 2)
    x, y = f"{v} {p}/{q}", f"{w} {r}/{s}"
    a, b = v + Fraction(p, q), w + Fraction(r, s)
    if rng.random() < 0.5:
        key = a + b
        return ex(
            (
                f"Two ropes are {tex(x)} m and {tex(y)} m long. How long are they together?",
                f"两根绳子分别长 {tex(x)} 米和 {tex(y)} 米，一共长多少米？",
            ),
            f"{x} + {y}",
            mixed(key),
            [f"{tex(x)} + {tex(y)} = {tex(mixed(key))}"],
            _clean(
                key,
                (a - b, "wrong_operation"),
                (v + w + Fraction(p + r, q + s), "added_denominators"),
                (key + 1, "slip_one"),
            ),
            unit=("m", "米"),
        )
    key = a - b
    return ex(
        (
            f"A rope is {tex(x)} m long. {tex(y)} m are cut off. How long is the rest?",
            f"一根绳子长 {tex(x)} 米，剪去 {tex(y)} 米，还剩多少米？",
        ),
        f"{x} - ({y})",
        mixed(key),
        [f"{tex(x)} − {tex(y)} = {tex(mixed(key))}"],
        _clean(
            key,
            (a + b, "wrong_operation"),
            (v - w + abs(Fraction(p, q) - Fraction(r, s)), "smaller_from_larger"),
            (key + 1, "forgot_borrow"),
            (key - 1, "borrowed_twice"),
        ),
        unit=("m", "米"),
    )


def start_story(level: int, rng: Rng) -> Made:
    p, q, r, s = _two(level, rng, "unlike", "+")
    key = Fraction(p, q) + Fraction(r, s)
    return ex(
        (
            f"{ratio(p, q)} kg of rice are used. {ratio(r, s)} kg are left. How much rice was there at first?",
            f"用去 {ratio(p, q)} 千克大米，还剩 {ratio(r, s)} 千克。原来有多少千克？",
        ),
        f"{p}/{q} + {r}/{s}",
        mixed(key),
        _sum_steps(p, q, r, s, "+", key),
        _bad(p, q, r, s, key, "+"),
        unit=("kg", "千克"),
    )


def _f(level: int, rng: Rng) -> tuple[int, int]:
    b = rng.choice(by(level, (2, 3, 4), (3, 4, 5, 6), (5, 6, 8, 10)))
    return until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1), b


def times_story(level: int, rng: Rng) -> Made:
    (a, b), n = _f(level, rng), rng.randint(2, by(level, 5, 9, 12))
    key = Fraction(n * a, b)
    return ex(
        (
            f"One portion needs {ratio(a, b)} cup of rice. How many cups do {n} portions need?",
            f"一份要 {ratio(a, b)} 杯米，{n} 份要多少杯？",
        ),
        f"{n}*{a}/{b}",
        mixed(key),
        [f"{n} × {ratio(a, b)} = {tex(mixed(key))}"],
        _clean(
            key,
            (n + Fraction(a, b), "added_instead"),
            (Fraction(a, b * n), "multiplied_denominator"),
            (Fraction(n * a + 1, b), "slip_one"),
        ),
        unit=("cups", "杯"),
    )


def of_story(level: int, rng: Rng) -> Made:
    a, b = until(rng, lambda: _f(level, rng), lambda v: v[0] > 1 or level == 1)
    n = b * rng.randint(2, by(level, 5, 9, 15))
    key = n * a // b
    return ex(
        (
            f"There are {n} children in the school choir. {ratio(a, b)} of them are girls. How many girls are there?",
            f"合唱团有 {n} 人，其中 {ratio(a, b)} 是女生。女生有多少人？",
        ),
        f"{a}/{b}*{n}",
        key,
        [f"{n} ÷ {b} = {n // b}", f"{a} × {n // b} = {key}"],
        [
            (n // b if a > 1 else n - b, "stopped_early"),
            (n - key if n != 2 * key else key + 2, "other_part"),
            (n - b, "subtracted_instead"),
            (key + b, "slip_unit"),
        ],
        unit=("girls", "人"),
    )


def part_story(level: int, rng: Rng) -> Made:
    (p, q), (r, s) = _f(level, rng), _f(level, rng)
    key = Fraction(p * r, q * s)
    return ex(
        (
            f"{ratio(p, q)} of a field is planted. {ratio(r, s)} of the planted part is corn. What fraction of the field is corn?",
            f"一块地的 {ratio(p, q)} 种了作物，其中 {ratio(r, s)} 是玉米。玉米占整块地的几分之几？",
        ),
        f"{p}/{q}*{r}/{s}",
        frac(key),
        [f"{ratio(r, s)} × {ratio(p, q)} = {tex(frac(key))}"],
        _clean(
            key,
            (Fraction(p, q) + Fraction(r, s), "wrong_operation"),
            (abs(Fraction(p, q) - Fraction(r, s)), "subtracted_instead"),
            (Fraction(p * r, q + s), "added_denominators"),
            (Fraction(p * r, math.lcm(q, s)), "common_denominator_kept"),
        ),
    )


def mixed_times_story(level: int, rng: Rng) -> Made:
    w, (a, b), n = (
        rng.randint(1, by(level, 2, 3, 5)),
        _f(level, rng),
        rng.randint(2, by(level, 4, 7, 9)),
    )
    x = w + Fraction(a, b)
    key = n * x
    return ex(
        (
            f"A bag of apples weighs {tex(mixed(x))} kg. What do {n} bags weigh?",
            f"一袋苹果重 {tex(mixed(x))} 千克，{n} 袋重多少千克？",
        ),
        f"{n}*({mixed(x)})",
        mixed(key),
        [f"{n} × {ratio(w * b + a, b)} = {tex(mixed(key))}"],
        _clean(
            key,
            (n * w + Fraction(a, b), "distributed_once"),
            (n + x, "added_instead"),
            (Fraction(n * w), "part_left_out"),
        ),
        unit=("kg", "千克"),
    )


def rest_story(level: int, rng: Rng) -> Made:
    a, b = _f(level, rng)
    n = b * rng.randint(2, by(level, 6, 12, 20))
    key = n - n * a // b
    return ex(
        (
            f"{n} litres of paint are in a tin. {ratio(a, b)} of it is used. How many litres are left?",
            f"桶里有 {n} 升油漆，用去 {ratio(a, b)}。还剩多少升？",
        ),
        f"{n} - {a}/{b}*{n}",
        key,
        [f"{ratio(a, b)} × {n} = {n - key}", f"{n} − {n - key} = {key}"],
        [
            (n - key if 2 * key != n else key + 1, "stopped_early"),
            (n - b, "subtracted_instead"),
            (n - a, "subtracted_instead"),
        ],
        unit=("litres", "升"),
    )


def area_story(level: int, rng: Rng) -> Made:
    (p, q), (r, s) = _f(level, rng), _f(level, rng)
    x, y = (
        (Fraction(p, q), Fraction(r, s))
        if level == 1
        else (rng.randint(1, 3) + Fraction(p, q), Fraction(r, s) + (level == 3) * rng.randint(1, 3))
    )
    key = x * y
    return ex(
        (
            f"A flower bed is {tex(mixed(x))} m long and {tex(mixed(y))} m wide. What is its area?",
            f"花坛长 {tex(mixed(x))} 米，宽 {tex(mixed(y))} 米，面积是多少平方米？",
        ),
        f"({mixed(x)})*({mixed(y)})",
        mixed(key),
        [f"{tex(frac(x))} × {tex(frac(y))} = {tex(mixed(key))}"],
        _clean(
            key,
            (2 * (x + y), "perimeter_for_area"),
            (x + y, "added_instead"),
            (key * 2, "doubled_instead"),
        ),
        unit=("square metres", "平方米"),
    )


def share_story(level: int, rng: Rng) -> Made:
    n, d = until(
        rng,
        lambda: (rng.randint(1, by(level, 4, 9, 15)), rng.randint(2, by(level, 5, 8, 12))),
        lambda v: v[0] % v[1] and (level == 3 or (v[0] < v[1]) == (level == 1)),
    )
    key = Fraction(n, d)
    thing, zh = ("pizzas", "个比萨") if n > 1 else ("pizza", "个比萨")
    return ex(
        (
            f"{n} {thing} {'are' if n > 1 else 'is'} shared equally by {d} children. How much pizza does each child get?",
            f"{n} {zh}平均分给 {d} 个小朋友，每人分到多少个？",
        ),
        f"1/{d}*{n}",
        mixed(key),
        [f"{n} ÷ {d} = {tex(mixed(key))}"],
        _clean(
            key,
            (Fraction(d, n), "turned_upside_down"),
            (Fraction(1, d), "numerator_left_out"),
            (Fraction(abs(n - d), d), "subtracted_instead"),
            (key + 1, "slip_one"),
        ),
        unit=("pizza", "个"),
    )


def share_between_story(level: int, rng: Rng) -> Made:
    d = rng.randint(*by(level, (2, 4), (3, 8), (6, 12)))
    n = until(rng, lambda: rng.randint(d + 1, d * by(level, 4, 8, 12)), lambda n: n % d)
    q = n // d
    return ex(
        (
            f"A {n} kg sack of rice is shared equally by {d} families. Each share lies between two whole numbers of kilograms that follow one another. Which is the smaller one?",
            f"一袋 {n} 千克的大米平均分给 {d} 户，每户分到的千克数在两个相邻整数之间，较小的是几？",
        ),
        f"floor({n}/{d})",
        q,
        [f"{q} × {d} = {q * d} < {n} < {(q + 1) * d}"],
        [
            (q + 1, "rounded_up"),
            (n % d if n % d != q else q + 2, "gave_remainder"),
            (n - d, "subtracted_instead"),
        ],
        unit=("kg", "千克"),
    )


def share_unit_story(level: int, rng: Rng) -> Made:
    b, n = (
        rng.randint(*by(level, (2, 3), (3, 6), (5, 10))),
        rng.randint(*by(level, (2, 3), (3, 5), (4, 9))),
    )
    key = Fraction(1, b * n)
    return ex(
        (
            f"{ratio(1, b)} of a cake is left. {n} friends share it equally. What fraction of the whole cake does each get?",
            f"还剩 {ratio(1, b)} 个蛋糕，{n} 个朋友平均分。每人得到整个蛋糕的几分之几？",
        ),
        f"1/{b}/{n}",
        frac(key),
        [f"{ratio(1, b)} ÷ {n} = {tex(frac(key))}"],
        _clean(
            key,
            (Fraction(n, b), "multiplied_instead"),
            (Fraction(1, b + n), "added_denominators"),
            (Fraction(1, n), "copied_number"),
        ),
    )


def cut_story(level: int, rng: Rng) -> Made:
    n, b = (
        rng.randint(*by(level, (2, 4), (3, 8), (6, 15))),
        rng.randint(*by(level, (2, 3), (3, 6), (5, 10))),
    )
    return ex(
        (
            f"A board {n} m long is cut into pieces of {ratio(1, b)} m. How many pieces are there?",
            f"一块 {n} 米长的木板，每 {ratio(1, b)} 米锯一段，能锯成几段？",
        ),
        f"{n}/(1/{b})",
        n * b,
        [f"{n} ÷ {ratio(1, b)} = {n} × {b} = {n * b}"],
        [
            (n + b, "added_instead"),
            (frac(Fraction(n, b)), "divided_by_denominator"),
            (n * b - 1, "posts_and_gaps"),
        ],
        unit=("pieces", "段"),
    )


def choose_story(level: int, rng: Rng) -> Made:
    (a, b), n = _f(level, rng), rng.randint(2, 9)
    kind = rng.choice(("of", "take", "cut")) if level > 1 else rng.choice(("of", "take"))
    x = ratio(a, b)
    if kind == "cut":
        x, a = ratio(1, b), 1
    told = {
        "of": (
            f"{n} kg of fruit are in a box. {x} of it is apples. How many kg are apples?",
            f"箱里有 {n} 千克水果，其中 {x} 是苹果。苹果有多少千克？",
        ),
        "take": (
            f"A bag holds {n} kg of fruit. {x} kg are eaten. How many kg are left?",
            f"袋里有 {n} 千克水果，吃了 {x} 千克。还剩多少千克？",
        ),
        "cut": (
            f"{n} kg of fruit are packed in bags of {x} kg. How many bags are there?",
            f"{n} 千克水果，每袋装 {x} 千克。能装几袋？",
        ),
    }
    values = {"of": n * Fraction(a, b), "take": n - Fraction(a, b), "cut": n / Fraction(a, b)}
    shown = {"of": f"{n} × {x}", "take": f"{n} − {x}", "cut": f"{n} ÷ {x}"}
    given = {"of": f"{n}*{a}/{b}", "take": f"{n} - {a}/{b}", "cut": f"{n}/({a}/{b})"}
    key = values[kind]
    wrong = [
        (shown[k], f"{given[k]} = {frac(key)}", "wrong_operation")
        for k in values
        if k != kind and values[k] != key
    ]
    wrong.append((f"{n} + {x}", f"{n} + {a}/{b} = {frac(key)}", "added_instead"))
    return choose(
        rng,
        (
            told[kind][0] + "\nWhich calculation gives the answer?",
            told[kind][1] + "\n哪个算式能求出答案？",
        ),
        (shown[kind], f"{given[kind]} = {frac(key)}"),
        wrong,
        [shown[kind]],
    )


def whole_story(level: int, rng: Rng) -> Made:
    b, q = rng.randint(2, by(level, 4, 6, 10)), rng.randint(*by(level, (2, 6), (4, 12), (9, 30)))
    a = 1 if level < 3 else until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1)
    return ex(
        (
            f"{ratio(a, b)} of a class are {q * a} children. How many children are in the class?",
            f"全班人数的 {ratio(a, b)} 是 {q * a} 人。全班有多少人？",
        ),
        f"{q * a}/({a}/{b})",
        q * b,
        [f"{ratio(1, b)}: {q}", f"{q} × {b} = {q * b}"],
        [
            (frac(Fraction(q * a * a, b)), "wrong_operation"),
            (q * a + b, "added_instead"),
            (q * b + q, "one_group_more"),
        ],
        unit=("children", "人"),
    )


FRACTIONS = {
    f.__name__: f
    for f in (
        add_story,
        take_story,
        more_story,
        left_story,
        left_two_story,
        mixed_story,
        mixed_unlike_story,
        start_story,
        times_story,
        of_story,
        part_story,
        mixed_times_story,
        rest_story,
        area_story,
        share_story,
        share_between_story,
        share_unit_story,
        cut_story,
        choose_story,
        whole_story,
    )
}


def decimal_add(level: int, rng: Rng) -> Made:
    a, b = (
        _d(rng, by(level, (1, 9), (2, 20), (10, 60)), by(level, 1, 2, 2)),
        _d(rng, by(level, (1, 9), (2, 20), (10, 60)), by(level, 1, 1, 2)),
    )
    n, z = people(rng, 1)[0]
    return ex(
        (
            f"{n} runs {dec(a)} km on Saturday and {dec(b)} km on Sunday. How far does {n} run in all?",
            f"{z}星期六跑了 {dec(a)} 千米，星期日跑了 {dec(b)} 千米。一共跑了多少千米？",
        ),
        f"{dec(a)} + {dec(b)}",
        dec(a + b),
        [f"{dec(a)} + {dec(b)} = {dec(a + b)}"],
        _wrong(
            a + b,
            (abs(a - b), "wrong_operation"),
            (
                Fraction(int(dec(a).replace(".", "")) + int(dec(b).replace(".", "")), 100),
                "aligned_right",
            ),
        ),
        unit=("km", "千米"),
    )


def _pair_down(level: int, rng: Rng) -> tuple[Fraction, Fraction]:
    return until(
        rng,
        lambda: (
            _d(rng, by(level, (2, 9), (5, 30), (20, 90)), by(level, 1, 1, 1)),
            _d(rng, by(level, (1, 6), (2, 20), (10, 60)), by(level, 1, 2, 2)),
        ),
        lambda p: p[0] > p[1],
    )


def decimal_take(level: int, rng: Rng) -> Made:
    a, b = _pair_down(level, rng)
    return ex(
        (
            f"A rope is {dec(a)} m long. {dec(b)} m are cut off. How long is the rest?",
            f"一根绳子长 {dec(a)} 米，剪去 {dec(b)} 米，还剩多少米？",
        ),
        f"{dec(a)} - {dec(b)}",
        dec(a - b),
        [f"{dec(a)} − {dec(b)} = {dec(a - b)}"],
        _wrong(a - b, (a + b, "wrong_operation"), (a - b + 1, "forgot_borrow")),
        unit=("m", "米"),
    )


def decimal_more(level: int, rng: Rng) -> Made:
    a, b = _pair_down(level, rng)
    return ex(
        (
            f"A sack of rice weighs {dec(a)} kg, a sack of beans {dec(b)} kg. How much heavier is the rice?",
            f"一袋大米重 {dec(a)} 千克，一袋豆子重 {dec(b)} 千克。大米比豆子重多少千克？",
        ),
        f"{dec(a)} - {dec(b)}",
        dec(a - b),
        [f"{dec(a)} − {dec(b)} = {dec(a - b)}"],
        _wrong(a - b, (a + b, "wrong_operation"), (a - b + 1, "forgot_borrow")),
        unit=("kg", "千克"),
    )


def decimal_times(level: int, rng: Rng, kind: str) -> Made:
    a = _d(rng, by(level, (1, 3), (2, 9), (5, 20)), by(level, 1, 2, 2))
    b = (
        Fraction(rng.randint(2, by(level, 5, 9, 15)))
        if kind == "whole"
        else _d(rng, by(level, (0, 2), (1, 4), (2, 9)), 1)
    )
    return ex(
        (
            f"One metre of a cable weighs {dec(a)} kg. What is the weight of {dec(b)} m of it?",
            f"一种电缆每米重 {dec(a)} 千克，{dec(b)} 米重多少千克？",
        ),
        f"{dec(a)}*{dec(b)}",
        dec(a * b),
        [f"{dec(a)} × {dec(b)} = {dec(a * b)}"],
        _wrong(a * b, (a + b, "added_instead")),
        unit=("kg", "千克"),
    )


def decimal_share(level: int, rng: Rng) -> Made:
    q, d = (
        _d(rng, by(level, (0, 3), (1, 9), (3, 20)), by(level, 1, 1, 2)),
        rng.randint(*by(level, (2, 4), (3, 8), (6, 12))),
    )
    return ex(
        (
            f"{dec(q * d)} litres of water are poured equally into {d} tanks. How much is in each tank?",
            f"把 {dec(q * d)} 升水平均倒进 {d} 个水箱，每箱多少升？",
        ),
        f"{dec(q * d)}/{d}",
        dec(q),
        [f"{dec(q * d)} ÷ {d} = {dec(q)}"],
        _wrong(q, (abs(q * d - d), "subtracted_instead")),
        unit=("litres", "升"),
    )


def decimal_pieces(level: int, rng: Rng) -> Made:
    d, n = (
        _d(rng, by(level, (0, 0), (0, 1), (1, 3)), by(level, 1, 1, 2)),
        rng.randint(*by(level, (2, 9), (5, 20), (11, 40))),
    )
    return ex(
        (
            f"A ribbon is {dec(d * n)} m long. It is cut into pieces of {dec(d)} m. How many pieces are there?",
            f"彩带长 {dec(d * n)} 米，每段 {dec(d)} 米，能剪成几段？",
        ),
        f"{dec(d * n)}/{dec(d)}",
        n,
        [f"{dec(d * n)} ÷ {dec(d)} = {n}"],
        [(dec(Fraction(n, 10)), "point_wrong"), (n * 10, "point_wrong"), (n - 1, "posts_and_gaps")],
        unit=("pieces", "段"),
    )


def decimal_buy(level: int, rng: Rng) -> Made:
    a, n = (
        _d(rng, by(level, (1, 4), (2, 9), (3, 15)), 2 if level > 1 else 1),
        rng.randint(2, by(level, 3, 5, 9)),
    )
    paid = (int(a * n) // 10 + 1) * 10
    return ex(
        (
            f"{n} notebooks cost {dec(a)} dollars each. How much change is there from {paid} dollars?",
            f"买 {n} 本笔记本，每本 {dec(a)} 元，付 {paid} 元，应找回多少元？",
        ),
        f"{paid} - {n}*{dec(a)}",
        dec(paid - a * n),
        [f"{n} × {dec(a)} = {dec(n * a)}", f"{paid} − {dec(n * a)} = {dec(paid - n * a)}"],
        _wrong(
            paid - a * n,
            (a * n, "stopped_early"),
            (paid - a, "skipped_step"),
            (paid - a * n + 1, "forgot_borrow"),
        ),
        unit=("dollars", "元"),
    )


def decimal_distance(level: int, rng: Rng) -> Made:
    a, b = (
        _d(rng, by(level, (0, 3), (1, 6), (2, 15)), 1),
        _d(rng, by(level, (0, 3), (1, 6), (2, 15)), by(level, 1, 1, 2)),
    )
    days = rng.randint(2, by(level, 3, 5, 7))
    return ex(
        (
            f"Each day a nurse drives {dec(a)} km in the morning and {dec(b)} km in the evening. How far does she drive in {days} days?",
            f"护士每天早上开车 {dec(a)} 千米，晚上开车 {dec(b)} 千米。{days} 天一共开多少千米？",
        ),
        f"{days}*({dec(a)} + {dec(b)})",
        dec(days * (a + b)),
        [f"{dec(a)} + {dec(b)} = {dec(a + b)}", f"{days} × {dec(a + b)} = {dec(days * (a + b))}"],
        _wrong(days * (a + b), (a + b, "stopped_early"), (days * a + b, "distributed_once")),
        unit=("km", "千米"),
    )


def decimal_unit_story(level: int, rng: Rng, quantity: str) -> Made:
    rate, _big, small, _zb, zs, en, zh = {
        "length": (
            100,
            "m",
            "cm",
            "米",
            "厘米",
            "A shelf is {a} m long. A board of {b} cm is joined to it. How long is it now, in cm?",
            "架子长 {a} 米，再接上 {b} 厘米的木板，一共长多少厘米？",
        ),
        "mass": (
            1000,
            "kg",
            "g",
            "千克",
            "克",
            "A bag holds {a} kg of flour and {b} g are added. How many grams are there now?",
            "袋里有 {a} 千克面粉，又加入 {b} 克。现在有多少克？",
        ),
        "capacity": (
            1000,
            "l",
            "ml",
            "升",
            "毫升",
            "A tank holds {a} litres and {b} ml are poured in. How many millilitres are there now?",
            "水箱里有 {a} 升水，又倒入 {b} 毫升。现在有多少毫升？",
        ),
    }[quantity]
    a = _d(rng, by(level, (1, 3), (1, 9), (2, 15)), by(level, 1, 1 if rate == 100 else 2, 2))
    b = rng.randint(1, 9) * rate // by(level, 10, 20, 25)
    key = int(a * rate + b)
    return ex(
        (en.format(a=dec(a), b=b), zh.format(a=dec(a), b=b)),
        f"{dec(a)}*{rate} + {b}",
        key,
        [f"{dec(a)} × {rate} = {int(a * rate)}", f"{int(a * rate)} + {b} = {key}"],
        [
            (int(a * rate), "stopped_early"),
            (int(a * rate * 10 + b), "wrong_rate"),
            (int(a * rate / 10 + b), "wrong_rate"),
            (dec(a + b), "unit_ignored"),
        ],
        unit=(small, zs),
    )


def decimal_estimate_story(level: int, rng: Rng) -> Made:
    a, b, c = (_d(rng, by(level, (1, 5), (2, 9), (4, 20)), 2 if level > 1 else 1) for _ in range(3))
    total = a + b + c
    paid = (
        int(total) + rng.choice((1, 0, -1)) * by(level, 3, 2, 1) + (1 if rng.random() < 0.5 else 0)
    )
    paid = max(2, paid) + (max(2, paid) == total)
    enough = paid >= total
    right, wrong = (("yes", "够"), ("no", "不够")) if enough else (("no", "不够"), ("yes", "够"))
    g = f"{dec(a)} + {dec(b)} + {dec(c)}"
    rel = f"{g} <= {paid}", f"{g} > {paid}"
    return choose(
        rng,
        (
            f"Three things cost {dec(a)}, {dec(b)} and {dec(c)} dollars. Are {paid} dollars enough?",
            f"三件东西分别是 {dec(a)} 元、{dec(b)} 元和 {dec(c)} 元。{paid} 元够吗？",
        ),
        (right, rel[0] if enough else rel[1]),
        [
            (wrong, rel[1] if enough else rel[0], "no_estimate"),
            (("exactly", "正好"), f"{g} = {paid}", "no_estimate"),
        ],
        [f"{g} = {dec(total)}", f"{dec(total)} {'≤' if enough else '>'} {paid}"],
    )


DECIMALS = {
    "add_story": decimal_add,
    "take_story": decimal_take,
    "more_story": decimal_more,
    "times_story": decimal_times,
    "share_story": decimal_share,
    "pieces_story": decimal_pieces,
    "buy_story": decimal_buy,
    "distance_story": decimal_distance,
    "unit_story": decimal_unit_story,
    "estimate_story": decimal_estimate_story,
}
