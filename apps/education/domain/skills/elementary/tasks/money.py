"""Coins, notes, prices and change. Coin values in US cents."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.drawing import Drawing, Ellipse, Label, Shape
from apps.education.domain.figures.layout import INK, picture
from apps.education.domain.figures.layout import box as rect
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    fixed,
    public,
    until,
)

_TOLD = ("Coins with their values in cents", "标有面值（分）的硬币")
CENT, DOLLAR = ("cents", "分"), ("dollars", "元")


def coins(values: list[int]) -> Drawing:
    shapes: list[Shape] = []
    for i, v in enumerate(values):
        x, y = 22 + 40 * (i % 9), 22 + 40 * (i // 9)
        shapes += [Ellipse(x, y, 16, 16, "#f3e3b3", INK), Label(x, y + 4, str(v), 11)]
    return picture(8 + 40 * min(9, len(values)), 44 + 40 * ((len(values) - 1) // 9), shapes, _TOLD)


def _bills(values: list[int]) -> Drawing:
    shapes: list[Shape] = []
    for i, v in enumerate(values):
        shapes += [rect(6 + 62 * i, 6, 56, 28, "#dcefdc"), Label(34 + 62 * i, 25, str(v), 12)]
    return picture(
        10 + 62 * len(values),
        40,
        shapes,
        ("Notes with their values in dollars", "标有面值（元）的纸币"),
    )


def _sum(values: list[int]) -> str:
    return " + ".join(map(str, values)) if len(values) > 1 else str(values[0])


def coins_same(level: int, rng: Rng, value: int) -> Made:
    n = rng.randint(*by(level, (2, 4), (4, 7), (7, 10)))
    n = min(n, 8) if value == 25 else n
    t = n * value
    return ex(
        ("How many cents are the coins worth together?", "这些硬币一共多少分？"),
        f"{n}*{value}",
        t,
        [", ".join(str(value * i) for i in range(1, n + 1))],
        [
            (n if value > 1 else n + 1, "coins_for_value" if value > 1 else "counted_twice"),
            (t - value, "skipped_one"),
            (t + value, "counted_twice"),
        ],
        unit=CENT,
        picture=coins([value] * n),
    )


def coins_mixed(level: int, rng: Rng, kinds: int) -> Made:
    pool = rng.sample((1, 5, 10), 2) if kinds == 2 else [1, 5, 10, 25]
    v = until(
        rng,
        lambda: sorted(
            (rng.choice(pool) for _ in range(by(level, 3, 5, 7) + (kinds > 2))), reverse=level < 3
        ),
        lambda v: len(set(v)) >= min(kinds, 3),
    )
    if level == 3:
        rng.shuffle(v)
    t = sum(v)
    return ex(
        ("How many cents are the coins worth together?", "这些硬币一共多少分？"),
        _sum(v),
        t,
        [
            (
                f"Largest first: {_sum(sorted(v, reverse=True))} = {t}",
                f"从大到小加：{_sum(sorted(v, reverse=True))} = {t}",
            )
        ],
        [(len(v), "coins_for_value"), (t - min(v), "skipped_one"), (t + 5, "coin_values_mixed")],
        unit=CENT,
        picture=coins(v),
    )


def coin_missing(level: int, rng: Rng) -> Made:
    k, v = rng.choice((1, 5, 10, 25)), [rng.choice((1, 5, 10)) for _ in range(by(level, 2, 3, 5))]
    t = sum(v) + k
    return box(
        (
            f"One coin is missing to make {t} cents. How many cents is it worth?",
            f"再加一枚硬币就是 {t} 分。这枚硬币是几分？",
        ),
        f"{_sum(v)} + x = {t}",
        k,
        [f"{_sum(v)} = {sum(v)}", f"{t} − {sum(v)} = {k}"],
        [
            (next(c for c in (5, 10, 25, 1) if c != k), "coin_values_mixed"),
            (sum(v) if sum(v) != k else t, "stopped_early"),
            (k + 1, "slip_one"),
        ],
        unit=CENT,
        picture=coins(v),
    )


def fewest_coins(level: int, rng: Rng) -> Made:
    t = rng.randint(*by(level, (6, 24), (26, 49), (51, 99)))
    q, d, n, p = t // 25, t % 25 // 10, t % 25 % 10 // 5, t % 5
    key = q + d + n + p
    return ex(
        (
            f"You have coins of 25, 10, 5 and 1 cents. What is the smallest number of coins that makes {t} cents?",
            f"有 25 分、10 分、5 分和 1 分的硬币。凑 {t} 分最少要几枚？",
        ),
        f"quot({t}, 25) + quot(rem({t}, 25), 10) + quot(rem({t}, 25) - 10*quot(rem({t}, 25), 10), 5) + rem({t}, 5)",
        key,
        [
            (
                f"Largest first: {q} of 25, {d} of 10, {n} of 5, {p} of 1.",
                f"从大到小：25 分 {q} 枚，10 分 {d} 枚，5 分 {n} 枚，1 分 {p} 枚。",
            )
        ],
        [
            (key + 1, "not_smallest"),
            (t // 10 + t % 10 if t // 10 + t % 10 != key else key + 2, "coin_values_mixed"),
            (key - 1, "slip_one"),
        ],
        unit=("coins", "枚"),
        other=[1],
    )


def coins_compare(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            [rng.choice((1, 5, 10, 25)) for _ in range(rng.randint(1, 2))],
            [rng.choice((1, 5, 10)) for _ in range(rng.randint(2, by(level, 3, 4, 5)))],
        ),
        lambda p: sum(p[0]) > sum(p[1]) and len(p[1]) > len(p[0]),
    )
    say = lambda v: ", ".join(map(str, v))  # noqa: E731
    return choose(
        rng,
        ("Which coins (in cents) are worth more?", "哪些硬币（分）更值钱？"),
        (say(a), f"{_sum(a)} > {_sum(b)}"),
        [
            (say(b), f"{_sum(b)} > {_sum(a)}", "coins_for_value"),
            (("both the same", "一样多"), f"{_sum(a)} = {_sum(b)}", "thought_equal"),
        ],
        [f"{_sum(a)} = {sum(a)}, {_sum(b)} = {sum(b)}"],
        inline=False,
    )


def notes(level: int, rng: Rng) -> Made:
    v = [
        rng.choice(by(level, (1, 5, 10), (5, 10, 20), (5, 10, 20, 50)))
        for _ in range(by(level, 3, 4, 5))
    ]
    return ex(
        ("How many dollars are the notes worth together?", "这些纸币一共多少元？"),
        _sum(v),
        sum(v),
        [f"{_sum(v)} = {sum(v)}"],
        [
            (len(v), "coins_for_value"),
            (sum(v) - v[-1], "stopped_early"),
            (sum(v) + 5, "coin_values_mixed"),
        ],
        unit=DOLLAR,
        picture=_bills(v),
    )


def cents_in_dollar(level: int, rng: Rng) -> Made:
    v = rng.choice(by(level, (10, 50), (5, 25), (20, 5)))
    return ex(
        (
            f"How many coins of {v} cents make one dollar (100 cents)?",
            f"几枚 {v} 分的硬币是一元（100 分）？",
        ),
        f"100/{v}",
        100 // v,
        [f"100 ÷ {v} = {100 // v}"],
        [
            (10 if v != 10 else 5, "ten_as_hundred"),
            (100 - v, "subtracted_instead"),
            (100 // v + 1, "slip_one"),
        ],
        unit=("coins", "枚"),
    )


def dollars_cents(level: int, rng: Rng) -> Made:
    d, c = rng.randint(1, by(level, 3, 9, 20)), rng.randint(*by(level, (10, 99), (10, 99), (1, 9)))
    if level == 2:
        t = 100 * d + c
        return _split(t, d, c)
    return ex(
        (f"{d} dollars {c} cents = ? cents", f"{d} 元 {c} 分 = ? 分"),
        f"{d}*100 + {c}",
        100 * d + c,
        [f"{d} × 100 + {c} = {100 * d + c}"],
        [
            (10 * d + c, "ten_as_hundred"),
            (d + c, "unit_ignored"),
            (int(f"{d}{c}") if c < 10 else 1000 * d + c, "written_together"),
        ],
        unit=CENT,
    )


def _split(t: int, d: int, c: int) -> Made:
    return ex(
        (f"Write {t} cents in dollars and cents.", f"{t} 分是几元几分？"),
        f"(quot({t}, 100), rem({t}, 100))",
        f"({d}, {c})",
        [f"{t} = {100 * d} + {c}"],
        [
            (f"({t // 10}, {t % 10})", "ten_as_hundred"),
            (f"({c}, {d})" if c != d else f"({d + 2}, {c})", "parts_swapped"),
            (f"({d + 1}, {c})", "slip_one"),
        ],
        answer=(f"{d} dollars {c} cents", f"{d} 元 {c} 分"),
    )


def money_notation(level: int, rng: Rng) -> Made:
    d, c = (
        rng.randint(0 if level > 1 else 1, by(level, 9, 30, 99)),
        rng.randint(*by(level, (10, 99), (10, 99), (1, 9))),
    )
    key = d + Fraction(c, 100)
    return ex(
        (
            f"Write {d} dollars and {c} cents in dollars with a decimal point.",
            f"把 {d} 元 {c} 分写成以元为单位的小数。",
        ),
        f"{d} + {c}/100",
        fixed(key, 2),
        [f"{c} ÷ 100 = {fixed(Fraction(c, 100), 2)}"],
        [
            (fixed(d + Fraction(c, 10), 1), "point_wrong"),
            (fixed(d + Fraction(c, 1000), 3), "zero_moves_digits"),
            (str(100 * d + c), "point_left_out"),
        ],
        unit=DOLLAR,
    )


def _price(rng: Rng, level: int) -> int:
    return rng.randint(*by(level, (3, 15), (11, 40), (25, 99)))


def price_total(level: int, rng: Rng) -> Made:
    v = [_price(rng, level) for _ in range(by(level, 2, 2, 3))]
    en = (
        "A ball costs {} dollars and a kite costs {} dollars.",
        "A ball costs {} dollars, a kite {} dollars and a game {} dollars.",
    )[len(v) - 2].format(*v)
    zh = ("球 {} 元，风筝 {} 元。", "球 {} 元，风筝 {} 元，游戏 {} 元。")[len(v) - 2].format(*v)
    return ex(
        (f"{en} What do they cost together?", f"{zh}一共多少元？"),
        _sum(v),
        sum(v),
        [f"{_sum(v)} = {sum(v)}"],
        [
            (abs(v[0] - v[1]), "wrong_operation"),
            (sum(v) - 10, "forgot_carry"),
            (sum(v[:-1]) if len(v) > 2 else sum(v) + 1, "stopped_early"),
        ],
        unit=DOLLAR,
    )


def change_whole(level: int, rng: Rng) -> Made:
    paid = by(level, 20, 50, 100)
    p = rng.randint(paid // 3, paid - 2)
    return ex(
        (
            f"A game costs {p} dollars. You pay with {paid} dollars. How much change do you get?",
            f"一个游戏 {p} 元，付 {paid} 元，找回多少元？",
        ),
        f"{paid} - {p}",
        paid - p,
        [f"{paid} − {p} = {paid - p}"],
        [
            (paid + p, "wrong_operation"),
            (paid - p + 10, "forgot_borrow"),
            (paid - p - 1, "slip_one"),
        ],
        unit=DOLLAR,
    )


def change_cents(level: int, rng: Rng) -> Made:
    p = (
        rng.randint(1, 19) * 5
        if level == 1
        else rng.randint(*by(level, (1, 99), (51, 98), (11, 49)))
    )
    return ex(
        (
            f"A pencil costs {p} cents. You pay with one dollar (100 cents). How many cents change do you get?",
            f"一支铅笔 {p} 分，付一元（100 分），找回多少分？",
        ),
        f"100 - {p}",
        100 - p,
        [f"100 − {p} = {100 - p}"],
        [(110 - p, "tens_to_hundred"), (100 + p, "wrong_operation"), (90 - p, "slip_ten")],
        unit=CENT,
    )


def _cents(rng: Rng, level: int) -> Fraction:
    return Fraction(
        until(
            rng,
            lambda: (
                rng.randint(*by(level, (110, 590), (250, 1990), (1050, 5990)))
                // by(level, 10, 5, 1)
                * by(level, 10, 5, 1)
            ),
            lambda n: n % 100,
        ),
        100,
    )


def decimal_total(level: int, rng: Rng) -> Made:
    a, b = _cents(rng, level), _cents(rng, level)
    t = a + b
    return ex(
        (
            f"A book costs {fixed(a, 2)} dollars, a pen {fixed(b, 2)} dollars. What do they cost together?",
            f"一本书 {fixed(a, 2)} 元，一支笔 {fixed(b, 2)} 元，一共多少元？",
        ),
        f"{fixed(a, 2)} + {fixed(b, 2)}",
        fixed(t, 2),
        [f"{fixed(a, 2)} + {fixed(b, 2)} = {fixed(t, 2)}"],
        [
            (fixed(abs(a - b), 2), "wrong_operation"),
            (fixed(t - 1, 2), "forgot_carry"),
            (fixed(t + Fraction(1, 10), 2), "slip_ten"),
        ],
        unit=DOLLAR,
    )


def decimal_change(level: int, rng: Rng) -> Made:
    p = _cents(rng, level)
    paid = (int(p) // 10 + 1) * 10
    t = paid - p
    return ex(
        (
            f"A toy costs {fixed(p, 2)} dollars. You pay with {paid} dollars. How much change do you get?",
            f"一个玩具 {fixed(p, 2)} 元，付 {paid} 元，找回多少元？",
        ),
        f"{paid} - {fixed(p, 2)}",
        fixed(t, 2),
        [f"{paid}.00 − {fixed(p, 2)} = {fixed(t, 2)}"],
        [
            (fixed(t + 1, 2), "forgot_borrow"),
            (fixed(paid + p, 2), "wrong_operation"),
            (fixed(t + Fraction(1, 10), 2), "slip_ten"),
        ],
        unit=DOLLAR,
    )


def price_several(level: int, rng: Rng) -> Made:
    p, n = _cents(rng, level), rng.randint(2, by(level, 4, 7, 12))
    t = n * p
    return ex(
        (
            f"One ticket costs {fixed(p, 2)} dollars. What do {n} tickets cost?",
            f"一张票 {fixed(p, 2)} 元，{n} 张票多少元？",
        ),
        f"{n}*{fixed(p, 2)}",
        fixed(t, 2),
        [f"{n} × {fixed(p, 2)} = {fixed(t, 2)}"],
        [
            (fixed(n + p, 2), "added_instead"),
            (fixed(t - p, 2), "one_group_fewer"),
            (fixed(t * 10, 2), "point_wrong"),
        ],
        unit=DOLLAR,
    )


def unit_price(level: int, rng: Rng) -> Made:
    p, n = _cents(rng, level), rng.randint(2, by(level, 4, 7, 12))
    t = n * p
    return ex(
        (
            f"{n} equal notebooks cost {fixed(t, 2)} dollars. What does one cost?",
            f"{n} 本同样的本子一共 {fixed(t, 2)} 元，一本多少元？",
        ),
        f"{fixed(t, 2)}/{n}",
        fixed(p, 2),
        [f"{fixed(t, 2)} ÷ {n} = {fixed(p, 2)}"],
        [
            (fixed(t - n, 2), "subtracted_instead"),
            (fixed(p * 10, 2), "point_wrong"),
            (fixed(p + 1, 2), "slip_one"),
        ],
        unit=DOLLAR,
    )


def enough_money(level: int, rng: Rng) -> Made:
    a, b = _price(rng, level), _price(rng, level)
    have = a + b + rng.choice((-1, 1)) * by(level, 8, 4, 1)
    have = max(1, have)
    ok = have >= a + b
    yes, no = (("yes", "够"), f"{a} + {b} <= {have}"), (("no", "不够"), f"{a} + {b} > {have}")
    right, wrong = (yes, no) if ok else (no, yes)
    d = abs(have - a - b)
    return choose(
        rng,
        (
            f"You have {have} dollars. You want a shirt for {a} dollars and a cap for {b} dollars. Is the money enough?",
            f"你有 {have} 元，想买 {a} 元的上衣和 {b} 元的帽子。钱够吗？",
        ),
        right,
        [
            (wrong[0], wrong[1], "no_estimate"),
            (("exactly", "正好"), f"{a} + {b} = {have}", "no_estimate"),
        ],
        [
            f"{a} + {b} = {a + b}",
            (f"{d} dollars {'left' if ok else 'missing'}.", f"{'剩' if ok else '差'} {d} 元。"),
        ],
    )


def save_weeks(level: int, rng: Rng) -> Made:
    w, have = (
        rng.randint(*by(level, (2, 5), (4, 9), (6, 15))),
        rng.randint(*by(level, (1, 9), (5, 30), (10, 60))),
    )
    k = rng.randint(2, by(level, 5, 9, 12))
    goal = have + w * k - (0 if level == 1 else rng.randint(0, w - 1))
    need = goal - have
    return ex(
        (
            f"A game costs {goal} dollars. You have {have} dollars and save {w} dollars each week. After how many weeks can you buy it?",
            f"一个游戏 {goal} 元，你有 {have} 元，每周存 {w} 元。几周后能买？",
        ),
        f"ceil(({goal} - {have})/{w})",
        k,
        [
            f"{goal} − {have} = {need}",
            (f"{need} dollars in steps of {w}: {k} weeks.", f"{need} 元，每周 {w} 元：{k} 周。"),
        ],
        [
            (-(-goal // w) if -(-goal // w) != k else k + 2, "skipped_step"),
            (k - 1, "remainder_ignored"),
            (need, "stopped_early"),
        ],
        unit=("weeks", "周"),
    )


TASKS = {k: v for k, v in public(globals()).items() if k != "coins"}
