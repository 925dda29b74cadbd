"""Ratios: writing, simplifying, scaling, tables, tapes and sharing."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from apps.education.domain.figures import plane, strips
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    num,
    par,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    compare,
    option,
    solve,
    value,
)

RATIO = Bank(
    "ratio",
    "ratios",
    6,
    "6.RP.A.1",
    (
        "multiply_stories.compare.more_or_times",
        "fractions.equal.lowest",
        "fraction_products.scaling",
        "patterns.two.compare",
        "units.table",
    ),
)
EQUIVALENT = Bank(
    "equivalent_ratios",
    "ratios",
    6,
    "6.RP.A.3.a",
    ("ratio.simplify.two_numbers", "coordinates.table"),
)
SHARING = Bank("ratio_sharing", "ratios", 6, "6.RP.A.3", ("equivalent_ratios.missing_term.up",))

_THINGS = [
    ("cats", "dogs", "animals", "猫", "狗", "宠物", "A shelter", "一家收容所", "只"),
    ("roses", "tulips", "flowers", "玫瑰", "郁金香", "花", "A bunch", "一束花里", "枝"),
    ("adults", "children", "visitors", "大人", "小孩", "游客", "A tour group", "一个旅游团", "名"),
    ("red pens", "blue pens", "pens", "红笔", "蓝笔", "笔", "A box", "一个盒子里", "支"),
    ("novels", "comics", "books", "小说", "漫画书", "书", "A shelf", "一个书架上", "本"),
    ("buses", "cars", "vehicles", "公交车", "小汽车", "车", "A car park", "一个停车场", "辆"),
]


def _low(*parts: int) -> str:
    common = gcd(*parts)
    return "(" + ", ".join(str(part // common) for part in parts) + ")"


def _reduced(parts: tuple[int, ...]) -> str:
    listed = ", ".join(map(str, parts))
    return "(" + ", ".join(f"{part}/gcd({listed})" for part in parts) + ")"


def _colon(*parts: int) -> str:
    common = gcd(*parts)
    return "`" + ":".join(str(part // common) for part in parts) + "`"


def _counts(d: int, r: random.Random) -> tuple[int, int]:
    while True:
        a, b = r.randint(2, 3 + 2 * d), r.randint(2, 4 + 2 * d)
        if a != b and gcd(a, b) == 1:
            factor = r.randint(2, 2 + 2 * d)
            return a * factor, b * factor


def _write(kind: str, d: int, r: random.Random) -> Task:
    a, b = _counts(d, r)
    en_a, en_b, en_all, zh_a, zh_b, zh_all, en_in, zh_in, zh_one = r.choice(_THINGS)
    total = a + b
    asked = {
        "part_part": (en_a, en_b, zh_a, zh_b, a, b),
        "part_whole": (en_a, f"all {en_all}", zh_a, f"全部{zh_all}", a, total),
        "whole_part": (f"all {en_all}", en_b, f"全部{zh_all}", zh_b, total, b),
    }[kind]
    x, y = asked[4], asked[5]
    given = {
        "part_part": (a, b),
        "part_whole": (a, a + b),
        "whole_part": (a + b, b),
    }[kind]
    expression = {
        "part_part": _reduced(given),
        "part_whole": f"({a}/gcd({a}, {a} + {b}), ({a} + {b})/gcd({a}, {a} + {b}))",
        "whole_part": f"(({a} + {b})/gcd({a} + {b}, {b}), {b}/gcd({a} + {b}, {b}))",
    }[kind]
    scene = (
        f"{en_in} has {a} {en_a} and {b} {en_b} and no other {en_all}.",
        f"{zh_in}有 {a} {zh_one}{zh_a}和 {b} {zh_one}{zh_b}，没有别的{zh_all}。",
    )
    steps = [
        (f"{asked[0].capitalize()}: {x}; {asked[1]}: {y}.", f"{asked[2]}：{x}；{asked[3]}：{y}。"),
        (
            f"Both {x} and {y} can be divided by {gcd(x, y)}.",
            f"{x} 和 {y} 都能被 {gcd(x, y)} 整除。",
        )
        if gcd(x, y) > 1
        else (f"{x} and {y} have no common factor.", f"{x} 和 {y} 没有公因数。"),
        (f"The ratio is {_colon(x, y)}.", f"比是 {_colon(x, y)}。"),
    ]
    return value(
        f"{scene[0]} Write the ratio of {asked[0]} to {asked[1]} in simplest form.",
        f"{scene[1]}写出{asked[2]}与{asked[3]}的最简整数比。",
        expression,
        _low(x, y),
        steps=steps,
        answer=_colon(x, y),
        context=scene,
        wrong=[
            (_low(y, x), "reversed_ratio"),
            (_low(a, b) if kind != "part_part" else _low(a, total), "part_whole_mixed"),
            (_low(b, total), "part_whole_mixed"),
            (_low(total, a), "reversed_ratio"),
        ],
    )


for _kind, _en, _zh in (
    ("part_part", "Write the ratio of one part to another", "写出部分与部分的比"),
    ("part_whole", "Write the ratio of a part to the whole", "写出部分与整体的比"),
    ("whole_part", "Write the ratio of the whole to a part", "写出整体与部分的比"),
):
    RATIO.add(
        f"write.{_kind}",
        _en,
        _zh,
        partial(_write, _kind),
        (".write.part_part",)
        if _kind == "part_whole"
        else (".write.part_whole",)
        if _kind == "whole_part"
        else (),
    )


@RATIO.point(
    "write.from_tape",
    "Write the ratio that a tape diagram shows",
    "写出条形图表示的比",
    (".write.part_part",),
)
def _tape_ratio(d: int, r: random.Random) -> Task | None:
    a, b = r.randint(1, 3 + d), r.randint(2, 4 + d)
    if a == b or gcd(a, b) > 1:
        return None
    if d == 3:
        a, b = a, b
    drawing = strips.tape(
        [("A", a), ("B", b)],
        f"Two bars of equal parts, A and B. A has {a} parts, B has {b} parts.",
        f"两条由同样小格组成的条形 A 和 B。A 有 {a} 格，B 有 {b} 格。",
    )
    if d == 1:
        ask, x, y, en, zh = f"({a}, {b})", a, b, "A to B", "A 与 B "
    elif d == 2:
        ask, x, y, en, zh = f"({b}, {a})", b, a, "B to A", "B 与 A "
    else:
        ask, x, y, en, zh = (
            f"({a}/gcd({a}, {a} + {b}), ({a} + {b})/gcd({a}, {a} + {b}))",
            a,
            a + b,
            "A to A and B together",
            "A 与 A、B 之和",
        )
    return value(
        f"All parts of the tape diagram are equal. What is the ratio of {en}?",
        f"条形图中每一小格都相等。{zh}的比是多少？",
        ask,
        _low(x, y),
        answer=_colon(x, y),
        drawing=drawing,
        steps=[
            (f"Count the parts: A has {a}, B has {b}.", f"数小格：A 有 {a} 格，B 有 {b} 格。"),
            (f"The ratio of {en} is `{x}:{y}`.", f"{zh}的比是 `{x}:{y}`。"),
        ],
        wrong=[
            (_low(y, x), "reversed_ratio"),
            (_low(a, a + b), "part_whole_mixed"),
            (_low(b, a + b), "part_whole_mixed"),
            (_low(a, b), "part_whole_mixed"),
        ],
    )


@RATIO.point(
    "write.three_parts",
    "Write the ratio of three quantities",
    "写出三个量的比",
    (".write.part_part", ".simplify.two_numbers"),
)
def _three(d: int, r: random.Random) -> Task | None:
    parts = r.sample(range(1, 4 + 2 * d), 3)
    if gcd(*parts) > 1:
        return None
    f = r.randint(2, 3 + d)
    a, b, c = (p * f for p in parts)
    return value(
        f"A fruit salad has {a} grapes, {b} berries and {c} slices of banana. Write the ratio grapes to berries to banana slices in simplest form.",
        f"一份水果沙拉有 {a} 颗葡萄、{b} 颗莓果和 {c} 片香蕉。写出葡萄、莓果、香蕉片的最简整数比。",
        _reduced((a, b, c)),
        _low(a, b, c),
        answer=_colon(a, b, c),
        steps=[
            (f"The order of the words gives `{a}:{b}:{c}`.", f"按词序写成 `{a}:{b}:{c}`。"),
            (
                f"Divide all three by {f}: {_colon(a, b, c)}.",
                f"三个数都除以 {f}：{_colon(a, b, c)}。",
            ),
        ],
        wrong=[
            (_low(c, b, a), "reversed_ratio"),
            (f"({parts[0]}, {b}, {c})", "divided_one_term"),
            (_low(b, a, c), "reversed_ratio"),
        ],
        other=(),
    )


def _simplify(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(1, 4 + 2 * d), r.randint(2, 5 + 2 * d)
    if gcd(a, b) > 1 or a == b:
        return None
    key, f = f"({a}, {b})", r.randint(2, 4 + 3 * d)
    if kind == "two_numbers":
        x, y = str(a * f), str(b * f)
        step = (
            f"Divide both terms by their greatest common factor {f}.",
            f"两项同时除以最大公因数 {f}。",
        )
    elif kind == "decimals":
        tenth = Fraction(r.choice([1, 2, 3, 5]), 10 if d < 3 else 100)
        x, y = dec(a * tenth), dec(b * tenth)
        if "." not in x + y:
            return None
        step = (
            f"Multiply both terms by {10 if d < 3 else 100} to get whole numbers, then divide by the greatest common factor.",
            f"两项同时乘 {10 if d < 3 else 100} 化成整数，再除以最大公因数。",
        )
    else:
        p, q = r.sample([2, 3, 4, 5, 6, 8][: 3 + d], 2)
        fx, fy = Fraction(a, p), Fraction(b, q)
        if fx.denominator == 1 or fy.denominator == 1 or fx > 2 or fy > 2:
            return None
        m = lcm(fx.denominator, fy.denominator)
        k = gcd(int(fx * m), int(fy * m))
        key = f"({int(fx * m) // k}, {int(fy * m) // k})"
        a, b = int(fx * m) // k, int(fy * m) // k
        x, y = num(fx), num(fy)
        step = (f"Multiply both terms by the common denominator {m}.", f"两项同时乘公分母 {m}。")
    ratio = Fraction(x) / Fraction(y)
    given = f"({x}/gcd({x}, {y}), {y}/gcd({x}, {y}))" if kind == "two_numbers" else f"({x})/({y})"
    wrong = [
        (f"({b}, {a})", "reversed_ratio"),
        (f"({a}, {a + b})", "part_whole_mixed"),
        (f"({a + 1}, {b})", "arithmetic_slip"),
        (f"({a}, {b + 1})", "arithmetic_slip"),
    ]
    if kind == "two_numbers":
        return value(
            f"Write the ratio `{x}:{y}` in simplest form.",
            f"把比 `{x}:{y}` 化成最简整数比。",
            given,
            key,
            answer=f"`{a}:{b}`",
            steps=[step, f"`{x}:{y} = {a}:{b}`"],
            wrong=wrong,
        )
    keyed = num(ratio)
    return value(
        f"Write the ratio `{x}:{y}` as a fraction in simplest form.",
        f"把比 `{x}:{y}` 写成最简分数（比值）。",
        given,
        keyed,
        steps=[step, f"`{x}:{y} = {a}:{b}`", f"`{a}:{b}` = `{keyed}`"],
        wrong=[
            (num(1 / ratio), "reversed_ratio"),
            (num(Fraction(a, a + b)), "part_whole_mixed"),
            (num(ratio * 10), "place_value"),
            (num(Fraction(x) * Fraction(y)), "multiplied_instead"),
        ],
    )


for _kind, _en, _zh in (
    ("two_numbers", "Simplify a ratio of whole numbers", "化简整数比"),
    ("decimals", "Simplify a ratio of decimals", "化简小数比"),
    ("fractions", "Simplify a ratio of fractions", "化简分数比"),
):
    RATIO.add(
        f"simplify.{_kind}",
        _en,
        _zh,
        partial(_simplify, _kind),
        (".write.part_part",) if _kind == "two_numbers" else (".simplify.two_numbers",),
        grade=6 if _kind == "two_numbers" else 7,
        standard="6.RP.A.1" if _kind == "two_numbers" else "7.RP.A.1",
    )


@RATIO.point(
    "simplify.units",
    "Simplify a ratio of measures in different units",
    "化简不同单位的量的比",
    (".simplify.two_numbers",),
    standard="6.RP.A.3.d",
)
def _units(d: int, r: random.Random) -> Task | None:
    big, small, zh_big, zh_small, f = r.choice(
        [
            ("m", "cm", "米", "厘米", 100),
            ("kg", "g", "千克", "克", 1000),
            ("h", "min", "小时", "分钟", 60),
            ("L", "mL", "升", "毫升", 1000),
        ][: 2 + d]
    )
    x = r.randint(1, 1 + d)
    y = r.choice([n for n in range(5, 2 * f, 5) if gcd(n, x * f) >= f // 20 and n != f * x])
    if d == 1:
        first, second, a, b = f"{y} {small}", f"{x} {big}", y, x * f
        given = f"({y}/gcd({y}, {x}*{f}), {x}*{f}/gcd({y}, {x}*{f}))"
        zh1, zh2 = f"{y} {zh_small}", f"{x} {zh_big}"
    else:
        first, second, a, b = f"{x} {big}", f"{y} {small}", x * f, y
        given = f"({x}*{f}/gcd({y}, {x}*{f}), {y}/gcd({y}, {x}*{f}))"
        zh1, zh2 = f"{x} {zh_big}", f"{y} {zh_small}"
    return value(
        f"Write the ratio of {first} to {second} in simplest form.",
        f"写出 {zh1}与 {zh2}的最简整数比。",
        given,
        _low(a, b),
        answer=_colon(a, b),
        steps=[
            (
                f"Use one unit: {x} {big} = {x * f} {small}.",
                f"统一单位：{x} {zh_big} = {x * f} {zh_small}。",
            ),
            (f"`{a}:{b}` is {_colon(a, b)}.", f"`{a}:{b}` 化简为 {_colon(a, b)}。"),
        ],
        wrong=[
            (_low(y, x) if d == 1 else _low(x, y), "units_ignored"),
            (_low(b, a), "reversed_ratio"),
            (_low(a * 10, b), "wrong_factor"),
        ],
    )


def _missing(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(2, 6 + d), r.randint(2, 7 + d)
    if a == b or gcd(a, b) > 1:
        return None
    k = r.randint(2, 4 + 3 * d)
    if kind == "up":
        left, right, x = (a, b), (a * k, None), b * k
    elif kind == "down":
        left, right, x = (a * k, b * k), (a, None), b
    else:
        m, n = r.sample(range(2, 5 + d), 2)
        if gcd(m, n) > 1:
            return None
        left, right, x = (a * m, b * m), (a * n, None), b * n
    if r.random() < 0.5:
        eq, shown_eq = f"{left[0]}/{left[1]} = {right[0]}/x", f"{left[0]}:{left[1]} = {right[0]}:x"
        p, q, s = left[0], left[1], right[0]
    else:
        eq, shown_eq = f"{left[1]}/{left[0]} = x/{right[0]}", f"{left[1]}:{left[0]} = x:{right[0]}"
        p, q, s = left[0], left[1], right[0]
    factor = Fraction(s, p)
    word = (
        f"From {p} to {s} the factor is `{num(factor)}`.",
        f"从 {p} 到 {s} 是乘 `{num(factor)}`。",
    )
    if kind == "down":
        word = (f"From {p} to {s} divide by {k}.", f"从 {p} 到 {s} 是除以 {k}。")
    return solve(
        f"The ratios are equal. Find `x`: `{shown_eq}`",
        f"两个比相等，求 `x`：`{shown_eq}`",
        eq,
        "x",
        f"x = {x}",
        steps=[
            word,
            f"`x = {q}*{par(factor)} = {x}`" if kind != "down" else f"`x = {q}÷{k} = {x}`",
        ],
        wrong=[
            (q + s - p, "additive_scaling"),
            (Fraction(s * p, q), "reversed_ratio"),
            (q * s, "multiplied_instead"),
            (x + 1, "arithmetic_slip"),
        ],
    )


for _kind, _en, _zh, _need in (
    ("up", "Find a missing term by multiplying", "用乘法求等值比中的未知项", ()),
    ("down", "Find a missing term by dividing", "用除法求等值比中的未知项", (".missing_term.up",)),
    (
        "between",
        "Find a missing term when the factor is a fraction",
        "倍数不是整数时求等值比中的未知项",
        (".missing_term.down",),
    ),
):
    EQUIVALENT.add(f"missing_term.{_kind}", _en, _zh, partial(_missing, _kind), _need)


@EQUIVALENT.point(
    "recognise",
    "Tell which ratio is equal to a given one",
    "找出与已知比相等的比",
    (".missing_term.up",),
)
def _recognise(d: int, r: random.Random) -> Task | None:
    a, b = r.randint(2, 5 + d), r.randint(2, 6 + d)
    if gcd(a, b) > 1 or a == b:
        return None
    m, k = (1, r.randint(2, 5)) if d == 1 else (r.randint(2, 4), r.randint(5, 8))
    x, y = a * m, b * m
    p, q = a * k, b * k
    plus = p - x
    options = [
        option(f"{x}/{y} = {p}/{q}", f"`{p}:{q}`"),
        option(f"{x}/{y} = {x + plus}/{y + plus}", f"`{x + plus}:{y + plus}`", "additive_scaling"),
        option(f"{x}/{y} = {q}/{p}", f"`{q}:{p}`", "reversed_ratio"),
        option(f"{x}/{y} = {p}/{q + b}", f"`{p}:{q + b}`", "arithmetic_slip"),
    ]
    if (x + plus) * y == x * (y + plus):
        return None
    return choose(
        f"Which ratio is equal to `{x}:{y}`?",
        f"哪个比与 `{x}:{y}` 相等？",
        options,
        rng=r,
        steps=[
            (f"In simplest form `{x}:{y}` is `{a}:{b}`.", f"`{x}:{y}` 化简为 `{a}:{b}`。"),
            (f"`{p}:{q}` divided by {k} is `{a}:{b}` too.", f"`{p}:{q}` 除以 {k} 也是 `{a}:{b}`。"),
        ],
    )


def _table(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(2, 5 + d), r.randint(2, 7 + d)
    if gcd(a, b) > 1 or a == b:
        return None
    if kind == "multiply":
        wanted = r.randint(3, 5 + 2 * d)
        shown_x = [a, a * 2, a * wanted]
        shown_y = [str(b), str(b * 2), "?"]
        base_x, base_y = a, b
    elif kind == "through_one":
        k = r.randint(2, 4)
        base_x, base_y = a * k, b * a * k
        wanted_x = r.choice([n for n in range(2, 12) if n % a])
        x = b * wanted_x
        drawing = strips.table(
            [["x", str(base_x), "1", str(wanted_x)], ["y", str(base_y), "", "?"]],
            f"Ratio table. Row x: {base_x}, 1, {wanted_x}. Row y: {base_y}, empty, to be found.",
            f"比例表。x 行：{base_x}、1、{wanted_x}。y 行：{base_y}、空、待求。",
        )
        return value(
            f"The table shows equal ratios: {base_x} goes with {base_y}. What goes with {wanted_x}? Find first what goes with 1.",
            f"表中各列的比相等：{base_x} 对应 {base_y}。{wanted_x} 对应多少？先求 1 对应的数。",
            f"{base_y}/{base_x}*{wanted_x}",
            x,
            drawing=drawing,
            other=(1,),
            steps=[f"`{base_y}÷{base_x} = {b}`", f"`{b}*{wanted_x} = {x}`"],
            wrong=[
                (base_y + wanted_x - base_x, "additive_scaling"),
                (b, "stopped_early"),
                (x + b, "arithmetic_slip"),
                (base_y * wanted_x, "multiplied_instead"),
            ],
        )
    else:
        m, n = r.sample(range(2, 4 + d), 2)
        shown_x = [a * m, a * n, a * (m + n)]
        shown_y = [str(b * m), str(b * n), "?"]
        wanted = m + n
        base_x, base_y = a * m, b * m
    x = b * wanted
    drawing = strips.table(
        [["x", *map(str, shown_x)], ["y", *shown_y]],
        f"Ratio table. Row x: {', '.join(map(str, shown_x))}. Row y: {shown_y[0]}, {shown_y[1]}, to be found.",
        f"比例表。x 行：{'、'.join(map(str, shown_x))}。y 行：{shown_y[0]}、{shown_y[1]}、待求。",
    )
    en = "Each column of the table has the same ratio. Find the missing number."
    zh = "表中每一列的比都相同。求空缺的数。"
    if kind == "multiply":
        steps = [f"`{shown_x[2]}÷{a} = {wanted}`", f"`{b}*{wanted} = {x}`"]
    else:
        steps = [
            (
                f"{shown_x[2]} is {shown_x[0]} + {shown_x[1]}.",
                f"{shown_x[2]} 是 {shown_x[0]} + {shown_x[1]}。",
            ),
            (
                f"So add the numbers below: {shown_y[0]} + {shown_y[1]} = {x}.",
                f"所以把下面的数相加：{shown_y[0]} + {shown_y[1]} = {x}。",
            ),
        ]
    return value(
        en,
        zh,
        f"{base_y}/{base_x}*{shown_x[2]}",
        x,
        drawing=drawing,
        steps=steps,
        wrong=[
            (base_y + shown_x[2] - base_x, "additive_scaling"),
            (int(shown_y[1]) + (int(shown_y[1]) - int(shown_y[0])) * 1, "pattern_continued"),
            (x - b, "arithmetic_slip"),
            (x + b, "arithmetic_slip"),
        ],
    )


for _kind, _en, _zh, _need in (
    ("multiply", "Complete a ratio table by multiplying", "用乘法补全比例表", ()),
    (
        "add_columns",
        "Complete a ratio table by adding columns",
        "用两列相加补全比例表",
        (".table.multiply",),
    ),
    (
        "through_one",
        "Complete a ratio table through one",
        "先求一份再补全比例表",
        (".table.multiply",),
    ),
):
    EQUIVALENT.add(f"table.{_kind}", _en, _zh, partial(_table, _kind), _need)


@EQUIVALENT.point(
    "double_number_line", "Read a double number line", "读双数轴", (".table.multiply",)
)
def _double(d: int, r: random.Random) -> Task | None:
    a, b = r.randint(2, 4 + d), r.randint(3, 8 + 4 * d)
    if a == b:
        return None
    at = r.randint(2, 4)
    n = r.choice([k for k in (1, 3, 4, 5) if k != at]) if d > 1 else 1
    upper = [str(a * i) for i in range(6)]
    lower = ["0"] + [""] * 5
    lower[n] = str(b * n)
    lower[at if at != n else at + 1] = "?"
    at = lower.index("?")
    x = b * at
    drawing = strips.double_line(
        upper,
        lower,
        f"Double number line. Above: {', '.join(upper)}. Below {a * n} stands {b * n}; the number below {a * at} is asked.",
        f"双数轴。上方：{'、'.join(upper)}。{a * n} 下面是 {b * n}；求 {a * at} 下面的数。",
        ("x", "y"),
    )
    return value(
        "Both lines grow evenly. Which number stands at the question mark?",
        "两条线都均匀增长。问号处是多少？",
        f"{b * n}/{a * n}*{a * at}",
        x,
        drawing=drawing,
        steps=[
            (
                f"{b * n} belongs to {a * n}, which is tick {n}, so one tick is worth {b}.",
                f"{b * n} 对应 {a * n}，是第 {n} 个刻度，所以一格是 {b}。",
            ),
            f"`{at}*{b} = {x}`",
        ],
        wrong=[
            (b * n + a * at - a * n, "additive_scaling"),
            (b * (at + 1), "off_by_one"),
            (b * (at - 1), "off_by_one"),
            (a * at, "wrong_row"),
        ],
    )


@EQUIVALENT.point(
    "compare_mixtures",
    "Compare two mixtures by their ratios",
    "用比来比较两种混合液的浓淡",
    (".missing_term.between",),
)
def _mixtures(d: int, r: random.Random) -> Task | None:
    a, b, c, e = (r.randint(1, 5 + 2 * d) for _ in range(4))
    left, right = Fraction(a, b), Fraction(c, e)
    if (left == right and d < 2) or (a, b) == (c, e) or b == e or not 0.3 < left / right < 3:
        return None
    sign = "<" if left < right else ">" if left > right else "="
    m = lcm(b, e)
    return compare(
        f"Mix A has {a} cups of syrup to {b} cups of water, mix B has {c} cups of syrup to {e} cups of water. Compare syrup to water, A on the left, B on the right: which sign belongs between the two ratios?",
        f"混合液 A 是 {a} 杯糖浆配 {b} 杯水，混合液 B 是 {c} 杯糖浆配 {e} 杯水。比较糖浆与水的比（左边 A，右边 B）：中间应填什么符号？",
        f"{a}/{b}",
        f"{c}/{e}",
        sign,
        slip="compared_terms_only",
        steps=[
            (
                f"Make the water equal, {m} cups: A has {left * m} cups of syrup, B has {right * m}.",
                f"把水都化成 {m} 杯：A 有 {left * m} 杯糖浆，B 有 {right * m} 杯。",
            ),
            f"`{a}/{b} {sign} {c}/{e}`",
        ],
    )


@EQUIVALENT.point(
    "plot_pairs",
    "Find a point on the graph of equal ratios",
    "在图上找等值比的点",
    (".table.multiply",),
)
def _plot(d: int, r: random.Random) -> Task | None:
    a, b = r.randint(1, 3), r.randint(1, 4)
    if a == b or gcd(a, b) > 1:
        return None
    k = r.randint(2, 3)
    spots = [(a * i, b * i, "") for i in (1, 2)]
    m = k + d
    drawing = plane.dots(
        plane.first_quadrant(8, 9),
        [(x, y, "") for x, y, _ in spots if x <= 8 and y <= 9],
        f"Grid with the points ({a}, {b}) and ({2 * a}, {2 * b}).",
        f"方格图，标有点 ({a}, {b}) 和 ({2 * a}, {2 * b})。",
    )
    x, y = a * m, b * m
    options = [
        option(f"{b}/{a} = {y}/{x}", f"({x}, {y})"),
        option(f"{b}/{a} = {x}/{y}", f"({y}, {x})", "swapped_coordinates"),
        option(f"{b}/{a} = {y + 1}/{x}", f"({x}, {y + 1})", "arithmetic_slip"),
        option(
            f"{b}/{a} = {2 * b + x - 2 * a}/{x}", f"({x}, {2 * b + x - 2 * a})", "additive_scaling"
        ),
    ]
    return choose(
        f"The points ({a}, {b}) and ({2 * a}, {2 * b}) show equal ratios. Which further point fits?",
        f"点 ({a}, {b}) 和 ({2 * a}, {2 * b}) 表示相等的比。下面哪个点也符合？",
        options,
        rng=r,
        drawing=drawing,
        other=(2 * a, 2 * b),
        steps=[
            (f"For each {a} to the right the points go up {b}.", f"向右每走 {a}，就向上走 {b}。"),
            (f"{m} times that is ({x}, {y}).", f"{m} 倍就是 ({x}, {y})。"),
        ],
    )


_SPLIT = {
    "money": (
        "Two friends share \\${} in the ratio `{}:{}`",
        "两位朋友按 `{1}:{2}` 分 {0} 元",
        "usd",
        "How much does the one with the {} share get?",
        "分得{}的那位得多少？",
    ),
    "mixture": (
        "{} mL of juice and water are mixed in the ratio `{}:{}`",
        "把果汁和水按 `{1}:{2}` 混合成 {0} 毫升饮料",
        "ml",
        "How much is the {} part?",
        "{}的那部分是多少？",
    ),
    "length": (
        "A rope of {} cm is cut in two pieces in the ratio `{}:{}`",
        "把一根 {0} 厘米的绳子按 `{1}:{2}` 剪成两段",
        "cm",
        "How long is the {} piece?",
        "{}的那段有多长？",
    ),
    "people": (
        "{} pupils form two groups in the ratio `{}:{}`",
        "{0} 名学生按 `{1}:{2}` 分成两组",
        "# pupils|# 名",
        "How many are in the {} group?",
        "{}的那组有多少人？",
    ),
}


def _split(where: str, kind: str, d: int, r: random.Random) -> Task | None:
    en, zh, unit, ask_en, ask_zh = _SPLIT[where]
    a, b = r.randint(1, 3 + d), r.randint(2, 5 + d)
    if gcd(a, b) > 1 or a == b:
        return None
    one = r.randint(2, 9) * (1 if where == "people" else 5) + (r.randint(1, 4) if d == 3 else 0)
    total = one * (a + b)
    big = max(a, b)
    small = min(a, b)
    if kind == "total":
        head = (en.format(total, a, b), zh.format(total, a, b))
        pick, other = (big, small) if r.random() < 0.5 else (small, big)
        word = (
            (("larger", "较多") if pick == big else ("smaller", "较少"))
            if where in ("people", "money", "mixture")
            else (("longer", "较长") if pick == big else ("shorter", "较短"))
        )
        if where == "people" and pick * one < 2:
            return None
        return value(
            f"{head[0]}. {ask_en.format(word[0])}",
            f"{head[1]}。{ask_zh.format(word[1])}",
            f"{total}/({a} + {b})*{pick}",
            one * pick,
            unit=unit,
            context=(head[0] + ".", head[1] + "。"),
            steps=[
                (
                    f"There are `{a} + {b} = {a + b}` equal parts.",
                    f"共有 `{a} + {b} = {a + b}` 份。",
                ),
                (f"One part is `{total}÷{a + b} = {one}`.", f"一份是 `{total}÷{a + b} = {one}`。"),
                f"`{pick}*{one} = {pick * one}`",
            ],
            wrong=[
                (other * one, "wrong_share"),
                (one, "stopped_early"),
                (Fraction(total, pick), "divided_by_one_term"),
                (Fraction(total, 2), "shared_equally"),
            ],
        )
    return None


for _where, _en, _zh in (
    ("money", "Share money in a given ratio", "按比例分钱"),
    ("mixture", "Find a part of a mixture from its ratio", "按比例求混合物的一部分"),
    ("length", "Cut a length in a given ratio", "按比例分割长度"),
    ("people", "Split a group in a given ratio", "按比例分组"),
):
    SHARING.add(
        f"total.{_where}",
        _en,
        _zh,
        partial(_split, _where, "total"),
        (".total.money",) if _where != "money" else (),
    )


def _known(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = sorted(r.sample(range(2, 6 + 2 * d), 2))
    if gcd(a, b) > 1:
        return None
    one = r.randint(2, 6 + 4 * d)
    if kind == "part":
        known, k = r.choice([(a, b), (b, a)])
        who = (("red", "blue", "红", "蓝"), ("blue", "red", "蓝", "红"))[known == b]
        return value(
            f"Red and blue beads are in the ratio `{a}:{b}`. There are {known * one} {who[0]} beads. How many {who[1]} beads are there?",
            f"红珠与蓝珠的个数比是 `{a}:{b}`，{who[2]}珠有 {known * one} 颗。{who[3]}珠有多少颗？",
            f"{known * one}/{known}*{k}",
            k * one,
            unit="# beads|# 颗",
            drawing=strips.tape(
                [("R", a), ("B", b)],
                f"Bars of equal parts: R has {a}, B has {b}.",
                f"同样小格的条形：R 有 {a} 格，B 有 {b} 格。",
            ),
            steps=[
                (
                    f"{known} parts are {known * one}, so one part is {one}.",
                    f"{known} 份是 {known * one}，所以一份是 {one}。",
                ),
                f"`{k}*{one} = {k * one}`",
            ],
            wrong=[
                (known * one + k - known, "additive_scaling"),
                (one, "stopped_early"),
                ((a + b) * one, "whole_for_part"),
                (known * one * k, "multiplied_instead"),
            ],
        )
    if kind == "difference":
        return value(
            f"The ages of two trees are in the ratio `{a}:{b}`. The older one is {(b - a) * one} years older. How old is the older tree?",
            f"两棵树的年龄比是 `{a}:{b}`，大树比小树大 {(b - a) * one} 年。大树多少岁？",
            f"{(b - a) * one}/({b} - {a})*{b}",
            b * one,
            unit="years",
            drawing=strips.tape(
                [("", a), ("", b)],
                f"Two bars of equal parts: {a} and {b} parts.",
                f"两条同样小格的条形：{a} 格和 {b} 格。",
            ),
            steps=[
                (
                    f"The difference is `{b} - {a} = {b - a}` parts.",
                    f"相差 `{b} - {a} = {b - a}` 份。",
                ),
                (
                    f"One part is `{(b - a) * one}÷{b - a} = {one}` years.",
                    f"一份是 `{(b - a) * one}÷{b - a} = {one}` 年。",
                ),
                f"`{b}*{one} = {b * one}`",
            ],
            wrong=[
                (a * one, "wrong_share"),
                (one, "stopped_early"),
                (Fraction((b - a) * one * b, a + b), "difference_as_total"),
                ((b - a) * one * b, "multiplied_instead"),
            ],
        )
    if kind == "whole_from_part":
        return value(
            f"Cement and sand are mixed in the ratio `{a}:{b}`. A worker uses {a * one} kg of cement. How heavy is the whole mixture?",
            f"水泥与沙子按 `{a}:{b}` 混合。工人用了 {a * one} 千克水泥。混合料共重多少？",
            f"{a * one}/{a}*({a} + {b})",
            (a + b) * one,
            unit="kg",
            steps=[
                (
                    f"One part is `{a * one}÷{a} = {one}` kg.",
                    f"一份是 `{a * one}÷{a} = {one}` 千克。",
                ),
                (
                    f"The whole has `{a} + {b} = {a + b}` parts: `{a + b}*{one} = {(a + b) * one}`.",
                    f"整体有 `{a} + {b} = {a + b}` 份：`{a + b}*{one} = {(a + b) * one}`。",
                ),
            ],
            wrong=[
                (b * one, "part_for_whole"),
                (one, "stopped_early"),
                (a * one + b, "additive_scaling"),
                (a * one * (a + b), "multiplied_instead"),
            ],
        )
    c = r.choice([n for n in range(1, 6 + d) if n not in (a, b)])
    if gcd(a, b, c) > 1:
        return None
    total = one * (a + b + c)
    if kind == "three":
        return value(
            f"Three classes share {total} books in the ratio `{a}:{b}:{c}`. How many books does the second class get?",
            f"三个班按 `{a}:{b}:{c}` 分 {total} 本书。第二个班得多少本？",
            f"{total}/({a} + {b} + {c})*{b}",
            b * one,
            unit="# books|# 本",
            steps=[
                (f"`{a} + {b} + {c} = {a + b + c}` parts", f"`{a} + {b} + {c} = {a + b + c}` 份"),
                f"`{total}÷{a + b + c} = {one}`",
                f"`{b}*{one} = {b * one}`",
            ],
            wrong=[
                (a * one, "wrong_share"),
                (c * one, "wrong_share"),
                (one, "stopped_early"),
                (Fraction(total, 3), "shared_equally"),
            ],
        )
    k = r.randint(2, 3 + d)
    return value(
        f"The ratio of Ana's stamps to Ben's is `{a}:{b}`, and the ratio of Ben's to Chu's is `{b * k}:{c * k + 1}`. Write the ratio of Ana's stamps to Chu's as a fraction in simplest form.",
        f"安娜与本的邮票数之比是 `{a}:{b}`，本与小楚的邮票数之比是 `{b * k}:{c * k + 1}`。安娜与小楚的邮票数之比写成最简分数是多少？",
        f"{a}/{b}*{b * k}/{c * k + 1}",
        Fraction(a * k, c * k + 1),
        steps=[
            (
                f"Scale the first ratio by {k} so that Ben's terms agree: `{a * k}:{b * k}`.",
                f"把第一个比扩大 {k} 倍，使本的项相同：`{a * k}:{b * k}`。",
            ),
            (
                f"So Ana to Chu is `{a * k}:{c * k + 1}`.",
                f"所以安娜与小楚是 `{a * k}:{c * k + 1}`。",
            ),
            f"`{num(Fraction(a * k, c * k + 1))}`",
        ],
        wrong=[
            (Fraction(a, c * k + 1), "not_scaled"),
            (Fraction(c * k + 1, a * k), "reversed_ratio"),
            (Fraction(a * k, b * k), "wrong_share"),
        ],
    )


for _kind, _en, _zh, _need in (
    (
        "part",
        "Find one part from the other with a tape diagram",
        "已知一部分求另一部分（条形图）",
        (),
    ),
    (
        "difference",
        "Find a quantity from the difference of two parts",
        "已知两部分之差求其中一个量",
        (".part",),
    ),
    (
        "whole_from_part",
        "Find the whole from one part and the ratio",
        "已知一部分和比求整体",
        (".part",),
    ),
    (
        "three",
        "Share in the ratio of three terms",
        "按三项连比分配",
        (".total.money", "ratio.write.three_parts"),
    ),
    (
        "chain",
        "Join two ratios through a common quantity",
        "由两个比求连比",
        (".three", "equivalent_ratios.missing_term.between"),
    ),
):
    SHARING.add(_kind, _en, _zh, partial(_known, _kind), _need)
