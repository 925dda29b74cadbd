"""Proportional relationships, slope, equations of lines, and linear models."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd

from apps.education.domain.figures import plane, strips
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    mixed,
    neg,
    nonzero,
    num,
    par,
    poly,
    proper,
    terms,
    times,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    compare,
    option,
    solve,
    value,
)

PROPORTION = Bank("proportion", "proportions", 7, "7.RP.A.2", ("rate.find_amount.price",))
SLOPE = Bank(
    "slope",
    "lines",
    8,
    "8.EE.B.6",
    ("proportion.constant.graph", "rational.divide.integer.neg_neg"),
)
LINE = Bank("line", "lines", 8, "8.F.B.4", ("slope.two_points.integer",))

_CONSTANT = {
    "table": ("a table", "表格"),
    "graph": ("a graph", "图象"),
    "equation": ("an equation", "方程"),
    "words": ("words", "文字"),
    "fractions": ("a pair with fractions", "分数"),
}


def _line_grid(
    m: Fraction | int, b: Fraction | int, spots: list[tuple[float, float, str]] | None = None
):
    marks = spots or []
    told = "; ".join(f"({x:g}, {y:g})" for x, y, _ in marks)
    return plane.straight(
        plane.square_grid(6),
        [(m, b)],
        "A straight line on a grid" + (f" through {told}." if told else "."),
        "方格图上的直线" + (f"，经过 {told}。" if told else "。"),
        marks,
    )


def _constant(kind: str, d: int, r: random.Random) -> Task | None:
    k = (
        Fraction(r.randint(2, 6 + d))
        if d == 1
        else Fraction(r.choice([3, 5, 7, 9, 5, 7]), r.choice([2, 4]))
    )
    x = r.randint(2, 4 + d) * k.denominator
    y = k * x
    wrong = [
        (1 / k, "reversed_ratio"),
        (y - x, "difference_instead"),
        (y * x, "multiplied_instead"),
    ]
    if kind == "table":
        xs = [x, x * 2, x * 3]
        drawing = strips.table(
            [["x", *map(str, xs)], ["y", *(num(k * v) for v in xs)]],
            f"Table. x: {xs}; y: {[num(k * v) for v in xs]}.",
            f"表格。x：{xs}；y：{[num(k * v) for v in xs]}。",
        )
        return value(
            "The table shows a proportional relationship `y = k*x`. Find `k`.",
            "表格表示正比例关系 `y = k*x`，求 `k`。",
            f"{y}/{x}",
            k,
            drawing=drawing,
            steps=[f"`k = {y}/{x} = {num(k)}`"],
            wrong=wrong,
        )
    if kind == "graph":
        k = Fraction(r.choice([2, 3, 1]), r.choice([1, 2, 3, 4][: 1 + d]))
        x = k.denominator if k.denominator > 1 else r.randint(1, 2)
        y = k * x
        if k == 1 or y > 6 or x > 6:
            return None
        return value(
            f"The line through the origin and ({x}, {y}) shows a proportional relationship `y = k*x`. Find `k`.",
            f"过原点和点 ({x}, {y}) 的直线表示正比例关系 `y = k*x`，求 `k`。",
            f"{y}/{x}",
            k,
            drawing=_line_grid(k, 0, [(x, float(y), "P")]),
            steps=[f"`k = {y}/{x} = {num(k)}`"],
            wrong=[
                *wrong[:1],
                (y - x if y != x else 5, "difference_instead"),
                (y + x, "added_instead"),
                (y * x + 1, "arithmetic_slip"),
            ],
        )
    if kind == "equation":
        a = k.denominator * (1 if d == 1 else r.randint(2, 3))
        eq = f"{a}*y = {k * a}*x" if a > 1 else f"{num(k * 2)}*x = 2*y"
        return value(
            f"The equation `{eq}` shows a proportional relationship `y = k*x`. Find `k`.",
            f"方程 `{eq}` 表示正比例关系 `y = k*x`，求 `k`。",
            f"{k * a}/{a}" if a > 1 else f"{num(k * 2)}/2",
            k,
            steps=[
                (f"Divide both sides by {a if a > 1 else 2}.", f"两边除以 {a if a > 1 else 2}。"),
                f"`k = {num(k)}`",
            ],
            wrong=[
                (1 / k, "reversed_ratio"),
                (k * a if a > 1 else k * 2, "stopped_early"),
                (k + 1, "arithmetic_slip"),
            ],
        )
    if kind == "words":
        return value(
            f"{x} equal bottles hold {num(y) if y.denominator == 1 else dec(y)} L. The litres `y` are proportional to the bottles `x`: `y = k*x`. Find `k`.",
            f"{x} 个同样的瓶子共装 {num(y) if y.denominator == 1 else dec(y)} 升。升数 `y` 与瓶数 `x` 成正比：`y = k*x`。求 `k`。",
            f"{dec(y)}/{x}",
            k,
            steps=[f"`k = {dec(y)}/{x} = {num(k)}`"],
            wrong=wrong,
        )
    f, g = proper(r, [2, 3, 4, 5]), proper(r, [2, 3, 4, 5])
    if f == g:
        return None
    return value(
        f"In `{num(f)}` h a snail crawls `{num(g)}` m. How many metres does it crawl in one hour?",
        f"蜗牛 `{num(f)}` 小时爬 `{num(g)}` 米，一小时爬多少米？",
        f"({num(g)})/({num(f)})",
        mixed(g / f),
        show=mixed,
        unit="m",
        steps=[f"`({num(g)})*({num(1 / f)}) = {num(g / f)}`"],
        wrong=[
            (mixed(f / g), "reversed_ratio"),
            (mixed(f * g), "not_turned_over"),
            (mixed(g / f + 1), "arithmetic_slip"),
        ],
    )


for _kind, (_en, _zh) in _CONSTANT.items():
    PROPORTION.add(
        f"constant.{_kind}",
        f"Find the constant of proportionality from {_en}"
        if _kind != "fractions"
        else "Find a unit rate from fractions",
        f"求比例系数：{_zh}",
        partial(_constant, _kind),
        ()
        if _kind == "table"
        else (".constant.table",)
        if _kind != "fractions"
        else ("fraction_division.fractions",),
        standard="7.RP.A.2.b" if _kind != "fractions" else "7.RP.A.1",
    )


def _proportional(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(2, 5 + d), r.randint(2, 7 + d)
    k, m = r.randint(2, 5), r.randint(2, 4 + d)
    if a == b or gcd(a, b) > 1:
        return None
    if kind in ("decide_table", "decide_equation"):
        if kind == "decide_table":
            tables = [
                ([a, 2 * a, 3 * a], [b, 2 * b, 3 * b]),
                ([a, 2 * a, 3 * a], [b, b + a, b + 2 * a]),
                ([a, 2 * a, 3 * a], [b, 4 * b, 9 * b]),
                ([a, 2 * a, 3 * a], [b + 1, 2 * b + 1, 3 * b + 1]),
            ]
            options = [
                option(
                    f"abs({ys[0]}/{xs[0]} - {ys[1]}/{xs[1]}) + abs({ys[1]}/{xs[1]} - {ys[2]}/{xs[2]}) = 0",
                    "; ".join(f"({p}, {q})" for p, q in zip(xs, ys, strict=True)),
                    ""
                    if i == 0
                    else ("", "additive_scaling", "square_as_proportional", "constant_added")[i],
                )
                for i, (xs, ys) in enumerate(tables)
            ]
            return choose(
                "Which pairs `(x, y)` show a proportional relationship?",
                "哪组数对 `(x, y)` 成正比例？",
                options,
                rng=r,
                steps=[
                    (
                        "In proportional pairs `y/x` is always the same.",
                        "成正比例时 `y/x` 始终相同。",
                    ),
                    f"`{b}/{a} = {2 * b}/{2 * a} = {3 * b}/{3 * a}`",
                ],
            )
        texts = [f"{a}*x", f"{a}*x + {b}", f"x + {a}", f"{a}*x^2"]
        options = [
            option(
                f"2*({t}) = {t.replace('x', '(2*x)')}",
                f"`y = {t}`",
                ""
                if i == 0
                else ("", "constant_added", "additive_scaling", "square_as_proportional")[i],
            )
            for i, t in enumerate(texts)
        ]
        return choose(
            "Which equation shows a proportional relationship: doubling `x` doubles `y`?",
            "哪个方程表示正比例关系（`x` 加倍时 `y` 也加倍）？",
            options,
            rng=r,
            steps=[("Such an equation has the form `y = k*x`.", "这样的方程形如 `y = k*x`。")],
            other=(2,),
        )
    if kind == "write_equation":
        y = Fraction(b * k)
        return value(
            f"`y` is proportional to `x`, and `y = {y}` for `x = {k}`. Write `y` as an expression in `x`.",
            f"`y` 与 `x` 成正比，`x = {k}` 时 `y = {y}`。用 `x` 表示 `y`。",
            f"{y}/{k}*x",
            f"{b}*x",
            form="equal",
            answer=f"`y = {b}*x`",
            steps=[f"`{y}/{k} = {b}`", f"`y = {b}*x`"],
            wrong=[
                (f"x/{b}", "reversed_ratio"),
                (f"x + {y - k}", "additive_scaling"),
                (f"{y}*x", "stopped_early"),
            ],
        )
    if kind == "solve":
        p, q = a * k, b * k
        eq = r.choice(
            [f"{a}/{b} = x/{b * m}", f"{a}/x = {a * m}/{b * m}", f"x/{q} = {a * m}/{b * m}"]
        )
        v = {
            f"{a}/{b} = x/{b * m}": a * m,
            f"{a}/x = {a * m}/{b * m}": b,
            f"x/{q} = {a * m}/{b * m}": p,
        }[eq]
        return solve(
            f"Solve the proportion `{eq}`.",
            f"解比例 `{eq}`。",
            eq,
            "x",
            f"x = {v}",
            steps=[("Multiply crosswise.", "交叉相乘。"), f"`x = {v}`"],
            wrong=[
                (v + b, "additive_scaling"),
                (Fraction(b * b * m, a), "reversed_ratio"),
                (v * m + 1, "arithmetic_slip"),
                (v + 1, "arithmetic_slip"),
            ],
        )
    if kind == "solve_sum":
        c = r.randint(1, 6)
        v = a * m - c
        if v <= 0:
            return None
        return solve(
            f"Solve the proportion `(x + {c})/{b * m} = {a}/{b}`.",
            f"解比例 `(x + {c})/{b * m} = {a}/{b}`。",
            f"(x + {c})/{b * m} = {a}/{b}",
            "x",
            f"x = {v}",
            steps=[f"`{b}*(x + {c}) = {a}*{b * m}`", f"`x + {c} = {a * m}`", f"`x = {v}`"],
            wrong=[
                (a * m, "stopped_early"),
                (a * m + c, "inverse_not_used"),
                (Fraction(a * b * m - c, b), "bracket_not_distributed"),
            ],
        )
    if kind == "point_meaning":
        options = [
            option(f"{a} = {a}*1", (f"One ticket costs \\${a}.", f"一张票 {a} 元。")),
            option(
                f"1 = {a}*{a}",
                (f"{a} tickets cost \\$1.", f"{a} 张票 1 元。"),
                "swapped_coordinates",
            ),
            option(
                f"{a} = {a}*0",
                (f"There is a fee of \\${a} before any ticket.", f"买票前先付 {a} 元。"),
                "constant_added",
            ),
            option(
                f"{a} + 1 = {a}*1",
                (f"Each ticket costs \\${a + 1}.", f"每张票 {a + 1} 元。"),
                "arithmetic_slip",
            ),
        ]
        return choose(
            f"The cost `y` in dollars of `x` tickets is `y = {a}*x`. What does the point (1, {a}) on its graph say?",
            f"`x` 张票的费用 `y` 元满足 `y = {a}*x`。图象上的点 (1, {a}) 表示什么？",
            options,
            rng=r,
            other=(a + 1, 1),
            steps=[
                (
                    "The first coordinate is the number of tickets, the second the cost.",
                    "第一个坐标是票数，第二个是费用。",
                )
            ],
        )
    if kind == "compare":
        x1 = r.randint(2, 4)
        u, v = r.randint(3, 9), r.randint(3, 9)
        if u == v:
            return None
        sign = "<" if u < v else ">"
        return compare(
            f"Relationship A: `y = {u}*x`. Relationship B: proportional, with `y = {v * x1}` for `x = {x1}`. Compare their unit rates, A on the left: which sign belongs between them?",
            f"关系 A：`y = {u}*x`。关系 B：正比例，`x = {x1}` 时 `y = {v * x1}`。比较单位率（左 A 右 B）：应填什么符号？",
            str(u),
            f"{v * x1}/{x1}",
            sign,
            slip="compared_terms_only",
            steps=[f"`{v * x1}/{x1} = {v}`", f"`{u} {sign} {v}`"],
        )
    if kind == "inverse":
        n, t = r.randint(2, 6), r.randint(3, 9)
        w = r.choice([v for v in range(1, 13) if n * t % v == 0 and v != n])
        return value(
            f"{n} pumps empty a pool in {t} h. How long {'does 1 such pump' if w == 1 else f'do {w} such pumps'} need?",
            f"{n} 台水泵 {t} 小时抽干水池，{w} 台同样的水泵要多久？",
            f"{n}*{t}/{w}",
            Fraction(n * t, w),
            unit="h",
            steps=[
                (f"One pump needs `{n}*{t} = {n * t}` h.", f"一台要 `{n}*{t} = {n * t}` 小时。"),
                f"`{n * t}÷{w} = {num(Fraction(n * t, w))}`",
            ],
            wrong=[
                (Fraction(t * w, n), "direct_for_inverse"),
                (n * t, "stopped_early"),
                (abs(t + n - w) + 1, "additive_scaling"),
            ],
        )
    p2 = r.choice([50, 100, 150, 200, 250])
    return value(
        f"A recipe for {a} people needs {a * p2} g of flour. How much flour do {a + m} people need?",
        f"{a} 人份的食谱需 {a * p2} 克面粉，{a + m} 人需多少克？",
        f"{a * p2}/{a}*{a + m}",
        p2 * (a + m),
        unit="g",
        steps=[f"`{a * p2}÷{a} = {p2}`", f"`{p2}*{a + m} = {p2 * (a + m)}`"],
        wrong=[(a * p2 + m, "additive_scaling"), (p2, "stopped_early"), (p2 * m, "part_for_whole")],
    )


for _kind, _en, _zh, _needs, _grade, _std in (
    (
        "decide_table",
        "Tell from pairs whether they are proportional",
        "由数对判断正比例",
        (".constant.table",),
        7,
        "7.RP.A.2.a",
    ),
    (
        "decide_equation",
        "Tell from an equation whether it is proportional",
        "由方程判断正比例",
        (".constant.equation",),
        7,
        "7.RP.A.2.a",
    ),
    (
        "write_equation",
        "Write the equation of a proportional relationship",
        "写出正比例关系式",
        (".constant.words",),
        7,
        "7.RP.A.2.c",
    ),
    (
        "solve",
        "Solve a proportion",
        "解比例",
        (".constant.table", "equation.one_step.whole.multiply"),
        7,
        "7.RP.A.3",
    ),
    (
        "solve_sum",
        "Solve a proportion with a sum",
        "解含和的比例",
        (".solve", "equation.two_step.whole.bracket_add"),
        8,
        "8.EE.C.7.b",
    ),
    (
        "point_meaning",
        "Explain a point of a proportional graph",
        "解释正比例图象上的点",
        (".write_equation", ".constant.graph"),
        7,
        "7.RP.A.2.d",
    ),
    (
        "compare",
        "Compare proportional relationships in different forms",
        "比较不同形式的正比例关系",
        (".write_equation",),
        8,
        "8.EE.B.5",
    ),
    ("inverse", "Share work among more helpers", "反比例应用题", (".solve",), 7, "7.RP.A.3"),
    ("scale", "Scale a recipe", "按比例调整食谱", (".constant.words",), 7, "7.RP.A.3"),
):
    PROPORTION.add(
        _kind, _en, _zh, partial(_proportional, _kind), _needs, grade=_grade, standard=_std
    )


def _m(kind: str, d: int, r: random.Random) -> Fraction:
    if kind == "integer":
        return Fraction(nonzero(r, -2 - d, 2 + d))
    return Fraction(nonzero(r, -2 - d, 2 + d), r.choice([2, 3, 4]))


def _slope(kind: str, d: int, r: random.Random) -> Task | None:
    m = _m("fraction" if kind in ("two_points.fraction", "graph.fraction") else "integer", d, r)
    if kind.endswith("fraction") and m.denominator == 1:
        return None
    x, y = nonzero(r, -5, 5), nonzero(r, -6, 6)
    w = m.denominator * r.randint(1, 2 + d // 2)
    h = m * w
    u, v = x + w, y + h
    law = "`m = (y_2 - y_1)/(x_2 - x_1)`"
    wrong = [
        (1 / m, "slope_upside_down"),
        (-m, "sign_error"),
        (h, "rise_only"),
        (m + 1, "arithmetic_slip"),
    ]
    if kind.startswith("two_points"):
        return value(
            f"Find the slope of the line through `({x}, {y})` and `({u}, {v})`.",
            f"求过 `({x}, {y})` 和 `({u}, {v})` 的直线的斜率。",
            f"({v} - {neg(y)})/({u} - {neg(x)})",
            m,
            steps=[law, f"`({v} - {neg(y)})/({u} - {neg(x)}) = {num(m)}`"],
            wrong=wrong,
        )
    if kind.startswith("graph"):
        positive = kind == "graph.rising"
        if (kind != "graph.fraction" and (m > 0) != positive) or abs(m) > 3:
            return None
        b = r.randint(-2, 2)
        x1 = 0
        x2 = m.denominator if m.denominator > 1 else 1
        y2 = m * x2 + b
        if abs(y2) > 6:
            return None
        return value(
            "Find the slope of the line.",
            "求直线的斜率。",
            f"({y2} - {neg(b)})/({x2} - {x1})",
            m,
            drawing=_line_grid(m, b, [(x1, b, "P"), (x2, float(y2), "Q")]),
            steps=[
                (
                    f"From P to Q: {x2} to the right, {abs(y2 - b)} {'up' if y2 > b else 'down'}.",
                    f"从 P 到 Q：向右 {x2}，向{'上' if y2 > b else '下'} {abs(y2 - b)}。",
                ),
                f"`m = {num(m)}`",
            ],
            wrong=[
                (1 / m, "slope_upside_down"),
                (-m, "sign_error"),
                (m + 1 if m != -1 else 3, "arithmetic_slip"),
                (b if b not in (m, 0) else m + 2, "intercept_for_slope"),
            ],
        )
    if kind == "table":
        xs = [x, x + w, x + 2 * w]
        ys = [y + m * (t - x) for t in xs]
        drawing = strips.table(
            [["x", *map(str, xs)], ["y", *map(num, ys)]],
            f"Table. x: {xs}; y: {[num(t) for t in ys]}.",
            f"表格。x：{xs}；y：{[num(t) for t in ys]}。",
        )
        return (
            value(
                "The table belongs to a linear function. Find its slope.",
                "表格对应一次函数，求斜率。",
                f"({ys[1]} - {neg(num(ys[0]))})/({xs[1]} - {neg(xs[0])})",
                m,
                drawing=drawing,
                steps=[f"`({ys[1]} - {neg(num(ys[0]))})/({xs[1]} - {neg(xs[0])}) = {num(m)}`"],
                wrong=[
                    (ys[1] - ys[0], "rise_only"),
                    (1 / m, "slope_upside_down"),
                    (-m, "sign_error"),
                    (m + 1, "arithmetic_slip"),
                ],
            )
            if w > 1
            else None
        )
    if kind == "equation":
        b = nonzero(r, -7, 7)
        if d == 1:
            eq, key = f"y = {poly([m, b])}", m
        elif d == 2:
            eq, key = f"y = {num(b)} {'+' if m > 0 else '-'} {terms([(abs(m), 'x')])}", m
        else:
            k = r.randint(2, 4)
            eq, key = f"{k}*y = {poly([m, b])}", m / k
        return value(
            f"Find the slope of the line `{eq}`.",
            f"求直线 `{eq}` 的斜率。",
            f"({num(m)})/{k}" if d == 3 else f"0 + {neg(num(m))}",
            key,
            other=(abs(b), 0, abs(m)),
            steps=[
                (
                    "Write it as `y = m*x + b`; the slope is `m`.",
                    "写成 `y = m*x + b`，斜率是 `m`。",
                ),
                f"`m = {num(key)}`",
            ],
            wrong=[
                (b, "intercept_for_slope"),
                (-key, "sign_error"),
                (1 / key if key not in (1, -1) else key + 2, "slope_upside_down"),
                (key + 1, "arithmetic_slip"),
            ],
        )
    if kind == "standard_form":
        a, b, c = nonzero(r, 1, 3 + 2 * d), nonzero(r, -4 - d, 4 + d, (1,)), nonzero(r, -12, 12)
        key = Fraction(-a, b)
        return value(
            f"Find the slope of the line `{terms([(a, 'x'), (b, 'y')])} = {c}`.",
            f"求直线 `{terms([(a, 'x'), (b, 'y')])} = {c}` 的斜率。",
            f"-{a}/{neg(b)}",
            key,
            other=(abs(c), abs(b)),
            steps=[
                f"`{terms([(b, 'y')])} = {terms([(-a, 'x')])} {'+' if c > 0 else '-'} {abs(c)}`",
                f"`m = {num(key)}`",
            ],
            wrong=[
                (-key, "sign_error"),
                (a, "coefficient_as_slope"),
                (1 / key, "slope_upside_down"),
                (Fraction(c, b), "intercept_for_slope"),
            ],
        )
    if kind == "missing_coordinate":
        k = v
        return solve(
            f"The line through `({x}, {y})` and `({u}, k)` has slope `{num(m)}`. Find `k`.",
            f"过 `({x}, {y})` 和 `({u}, k)` 的直线斜率是 `{num(m)}`，求 `k`。",
            f"(k - {neg(y)})/({u} - {neg(x)}) = {num(m)}",
            "k",
            f"k = {num(k)}",
            steps=[f"`k - {neg(y)} = {par(num(m))}*{w}`", f"`k = {num(k)}`"],
            wrong=[
                (y - h, "sign_error"),
                (h, "stopped_early"),
                (k + 1, "arithmetic_slip"),
                (y + w, "slope_upside_down"),
            ],
        )
    if kind == "level_or_upright":
        flat = r.random() < 0.5
        p, q = ((x, y), (x + w, y)) if flat else ((x, y), (x, y + w))
        options = [
            option(
                f"{p[1]} = {q[1]}" if flat else f"{p[1]} != {q[1]}",
                (
                    "The slope is 0." if flat else "There is no slope.",
                    "斜率为 0。" if flat else "斜率不存在。",
                ),
            ),
            option(
                f"{p[0]} = {q[0]}" if flat else f"{p[1]} = {q[1]}",
                (
                    "There is no slope." if flat else "The slope is 0.",
                    "斜率不存在。" if flat else "斜率为 0。",
                ),
                "zero_and_no_slope",
            ),
            option(
                f"abs({q[1]} - {neg(p[1])}) = abs({q[0]} - {neg(p[0])})",
                ("The slope is 1.", "斜率为 1。"),
                "arithmetic_slip",
            ),
        ]
        return choose(
            f"What is true of the line through `({p[0]}, {p[1]})` and `({q[0]}, {q[1]})`?",
            f"关于过 `({p[0]}, {p[1]})` 和 `({q[0]}, {q[1]})` 的直线，哪句话对？",
            options,
            rng=r,
            other=(0, 1),
            steps=[
                (
                    "Both points have the same "
                    + ("`y`: the line is level." if flat else "`x`: the line is upright."),
                    "两点的" + ("纵坐标相同：直线水平。" if flat else "横坐标相同：直线竖直。"),
                )
            ],
        )
    if kind == "parallel":
        b = nonzero(r, -8, 8)
        return value(
            f"A line is parallel to `y = {poly([m, b])}`. Find its slope.",
            f"一条直线与 `y = {poly([m, b])}` 平行，求它的斜率。",
            f"0 + {neg(num(m))}",
            m,
            other=(abs(b), abs(m), 0),
            steps=[("Parallel lines have equal slopes.", "平行线斜率相等。"), f"`m = {num(m)}`"],
            wrong=[
                (-m, "sign_error"),
                (-1 / m, "perpendicular_for_parallel"),
                (b, "intercept_for_slope"),
            ],
        )
    f = _m("fraction", d, r) if d > 1 else m
    b = nonzero(r, -8, 8)
    return value(
        f"A line is perpendicular to `y = {poly([f, b])}`. Find its slope.",
        f"一条直线与 `y = {poly([f, b])}` 垂直，求它的斜率。",
        f"-1/({num(f)})",
        -1 / f,
        other=(abs(b), abs(f.numerator), f.denominator),
        steps=[
            (
                f"The product of the slopes is `-1`: `m = -1/({num(f)})`.",
                f"两斜率之积为 `-1`：`m = -1/({num(f)})`。",
            ),
            f"`m = {num(-1 / f)}`",
        ],
        wrong=[(1 / f, "sign_error"), (-f, "not_turned_over"), (f, "parallel_for_perpendicular")],
    )


for _kind, _en, _zh, _needs, _std in (
    ("two_points.integer", "Find a slope from two points", "由两点求斜率", (), "8.EE.B.6"),
    (
        "graph.rising",
        "Read the slope of a rising line",
        "读上升直线的斜率",
        (".two_points.integer",),
        "8.EE.B.5",
    ),
    (
        "graph.falling",
        "Read the slope of a falling line",
        "读下降直线的斜率",
        (".graph.rising",),
        "8.EE.B.5",
    ),
    (
        "graph.fraction",
        "Read a slope that is a fraction",
        "读分数斜率",
        (".graph.rising",),
        "8.EE.B.5",
    ),
    (
        "two_points.fraction",
        "Find a fractional slope from two points",
        "由两点求分数斜率",
        (".two_points.integer",),
        "8.EE.B.6",
    ),
    ("table", "Find a slope from a table", "由表格求斜率", (".two_points.integer",), "8.F.B.4"),
    (
        "equation",
        "Read a slope from an equation",
        "由方程读斜率",
        (".two_points.integer",),
        "8.EE.B.6",
    ),
    (
        "standard_form",
        "Find a slope from an equation in standard form",
        "由一般式求斜率",
        (".equation", "equation.both_sides.integer"),
        "8.F.A.3",
    ),
    (
        "missing_coordinate",
        "Find a coordinate from the slope",
        "由斜率求坐标",
        (".two_points.fraction", "proportion.solve_sum"),
        "8.EE.B.6",
    ),
    (
        "level_or_upright",
        "Tell level and upright lines",
        "辨别水平线与竖直线",
        (".two_points.integer",),
        "8.EE.B.6",
    ),
    (
        "parallel",
        "Find the slope of a parallel line",
        "求平行线斜率",
        (".equation",),
        "HSG.GPE.B.5",
    ),
    (
        "perpendicular",
        "Find the slope of a perpendicular line",
        "求垂线斜率",
        (".parallel",),
        "HSG.GPE.B.5",
    ),
):
    SLOPE.add(
        _kind,
        _en,
        _zh,
        partial(_slope, _kind),
        _needs,
        standard=_std,
        grade=10 if _std.startswith("HSG") else 8,
    )

_EQUATIONS = {
    "slope_intercept": ("Write a line from slope and intercept", "由斜率和截距写直线方程"),
    "graph": ("Write a line from its graph", "由图象写直线方程"),
    "slope_point": ("Write a line from slope and a point", "由斜率和一点写直线方程"),
    "two_points": ("Write a line from two points", "由两点写直线方程"),
    "table": ("Write a line from a table", "由表格写直线方程"),
    "parallel": ("Write a parallel line through a point", "写过一点的平行线方程"),
    "perpendicular": ("Write a perpendicular line through a point", "写过一点的垂线方程"),
    "to_slope_intercept": ("Change standard form into slope-intercept form", "一般式化斜截式"),
    "to_standard": ("Change slope-intercept form into standard form", "斜截式化一般式"),
    "from_point_slope": ("Change point-slope form into slope-intercept form", "点斜式化斜截式"),
    "x_intercept": ("Find where a line meets the x-axis", "求直线与 x 轴的交点"),
    "y_intercept": ("Find where a line meets the y-axis", "求直线与 y 轴的交点"),
    "intercepts_standard": ("Find both intercepts from standard form", "由一般式求两截距"),
    "on_line": ("Tell which point lies on a line", "判断点是否在直线上"),
    "missing_coordinate": ("Find a coordinate of a point on a line", "求直线上点的坐标"),
    "level": ("Write the equation of a level line", "写水平线方程"),
    "upright": ("Write the equation of an upright line", "写竖直线方程"),
    "match_graph": ("Match a line with its equation", "图象与方程配对"),
    "perpendicular_test": ("Tell which lines are perpendicular", "判断两直线垂直"),
}


def _equation(kind: str, d: int, r: random.Random) -> Task | None:
    m = _m("integer" if d < 3 else "fraction", d, r)
    b = nonzero(r, -6, 6)
    x = nonzero(r, -4, 4) * m.denominator
    y = m * x + b
    line = poly([m, b])

    def made(en: str, zh: str, given: tuple[str, ...], **more):
        return solve(
            en,
            zh,
            given,
            "m b",
            f"m = {num(m)}, b = {b}",
            answer=f"`m = {num(m)}, b = {b}`: `y = {line}`",
            wrong=[
                (f"m = {b}, b = {num(m)}", "intercept_for_slope"),
                (f"m = {num(-m)}, b = {b}", "sign_error"),
                (f"m = {num(m)}, b = {-b}", "sign_error"),
                (f"m = {num(m)}, b = {num(y)}", "point_as_intercept"),
            ],
            **more,
        )

    ask = (
        " Write the line as `y = m*x + b`: find `m` and `b`.",
        "把直线写成 `y = m*x + b`：求 `m` 和 `b`。",
    )
    if kind == "slope_intercept":
        return made(
            f"A line has slope `{num(m)}` and meets the `y`-axis at `(0, {b})`." + ask[0],
            f"直线斜率 `{num(m)}`，与 `y` 轴交于 `(0, {b})`。" + ask[1],
            (f"m = {num(m)}", f"{b} = m*0 + b"),
            other=(abs(m.numerator), m.denominator),
            steps=[f"`m = {num(m)}`, `b = {b}`"],
        )
    if kind == "graph":
        if abs(b) > 4 or abs(m) > 3:
            return None
        x2 = m.denominator
        y2 = m * x2 + b
        if abs(y2) > 6:
            return None
        return made(
            "The line goes through P and Q." + ask[0],
            "直线经过 P 和 Q。" + ask[1],
            (f"{b} = m*0 + b", f"{y2} = m*{x2} + b"),
            drawing=_line_grid(m, b, [(0, b, "P"), (x2, float(y2), "Q")]),
            steps=[f"`b = {b}`", f"`m = ({y2} - {neg(b)})/{x2} = {num(m)}`"],
        )
    if kind == "slope_point":
        return made(
            f"A line has slope `{num(m)}` and goes through `({x}, {num(y)})`." + ask[0],
            f"直线斜率 `{num(m)}`，经过 `({x}, {num(y)})`。" + ask[1],
            (f"m = {num(m)}", f"{num(y)} = m*{neg(x)} + b"),
            steps=[f"`{num(y)} = {par(num(m))}*{neg(x)} + b`", f"`b = {b}`"],
        )
    if kind in ("two_points", "table"):
        x2 = x + m.denominator * r.randint(1, 3)
        y2 = m * x2 + b
        if x2 == 0:
            return None
        given = (f"{num(y)} = m*{neg(x)} + b", f"{num(y2)} = m*{neg(x2)} + b")
        steps = [
            f"`m = ({num(y2)} - {neg(num(y))})/({x2} - {neg(x)}) = {num(m)}`",
            f"`b = {num(y)} - {neg(num(m * x))} = {b}`",
        ]
        if kind == "two_points":
            return made(
                f"A line goes through `({x}, {num(y)})` and `({x2}, {num(y2)})`." + ask[0],
                f"直线经过 `({x}, {num(y)})` 和 `({x2}, {num(y2)})`。" + ask[1],
                given,
                steps=steps,
            )
        return made(
            "The table belongs to a line." + ask[0],
            "表格对应一条直线。" + ask[1],
            given,
            drawing=strips.table(
                [["x", str(x), str(x2)], ["y", num(y), num(y2)]],
                f"Table: x {x}, {x2}; y {num(y)}, {num(y2)}.",
                f"表格：x 为 {x}、{x2}；y 为 {num(y)}、{num(y2)}。",
            ),
            steps=steps,
        )
    if kind in ("parallel", "perpendicular"):
        old = m if kind == "parallel" else -1 / m
        c = nonzero(r, -5, 5, (b,))
        rel = f"m = {num(old)}" if kind == "parallel" else f"m*({num(old)}) = -1"
        return made(
            f"A line is {kind} to `y = {poly([old, c])}` and goes through `({x}, {num(y)})`."
            + ask[0],
            f"直线与 `y = {poly([old, c])}` {'平行' if kind == 'parallel' else '垂直'}，经过 `({x}, {num(y)})`。"
            + ask[1],
            (rel, f"{num(y)} = m*{neg(x)} + b"),
            other=(abs(c), abs(old.numerator), old.denominator),
            steps=[f"`m = {num(m)}`", f"`{num(y)} = {par(num(m))}*{neg(x)} + b`, `b = {b}`"],
        )
    if kind == "to_slope_intercept":
        k = r.randint(1, 2 + d) if m.denominator == 1 else m.denominator
        a = -m * k
        eq = f"{terms([(a, 'x'), (k, 'y')])} = {b * k}"
        return value(
            f"Write `{eq}` in the form `y = m*x + b`.",
            f"把 `{eq}` 化成 `y = m*x + b`。",
            eq,
            f"y = {line}",
            form="slope_intercept",
            steps=[f"`{terms([(k, 'y')])} = {poly([-a, b * k])}`", f"`y = {line}`"],
            wrong=[
                (f"y = {poly([-m, b])}", "sign_error"),
                (
                    f"y = {poly([-a, b])}" if k > 1 else f"y = {poly([m, -b])}",
                    "divided_one_term" if k > 1 else "sign_error",
                ),
                (
                    f"y = {poly([m, b * k])}" if k > 1 else f"y = {poly([b, m])}",
                    "divided_one_term" if k > 1 else "intercept_for_slope",
                ),
            ],
        )
    if kind == "to_standard":
        k = m.denominator
        a = -m * k
        s = 1 if a > 0 else -1
        key = f"{terms([(a * s, 'x'), (k * s, 'y')])} = {b * k * s}"
        if gcd(int(a), k, b * k) > 1:
            return None
        return value(
            f"Write `y = {line}` in standard form `A*x + B*y = C` with whole numbers and `A` above 0.",
            f"把 `y = {line}` 化成一般式 `A*x + B*y = C`（整数，`A` 大于 0）。",
            f"y = {line}",
            key,
            form="standard_form",
            other=(0,),
            steps=[
                (
                    "Bring the `x` term to the left and clear fractions.",
                    "把 `x` 项移到左边并去分母。",
                ),
                f"`{key}`",
            ],
            wrong=[
                (f"{terms([(a * s, 'x'), (-k * s, 'y')])} = {b * k * s}", "sign_error"),
                (f"{terms([(a * s, 'x'), (k * s, 'y')])} = {-b * k * s}", "sign_error"),
                (f"{terms([(a * s, 'x'), (k * s, 'y')])} = {b * k * s + 1}", "arithmetic_slip"),
            ],
        )
    if kind == "from_point_slope":
        eq = f"y {'-' if y > 0 else '+'} {num(abs(y))} = {times(m, poly([1, -x]))}"
        if y == 0 or m == 1:
            return None
        return value(
            f"Write `{eq}` in the form `y = m*x + b`.",
            f"把 `{eq}` 化成 `y = m*x + b`。",
            eq,
            f"y = {line}",
            form="slope_intercept",
            steps=[
                f"`y {'-' if y > 0 else '+'} {num(abs(y))} = {poly([m, -m * x])}`",
                f"`y = {line}`",
            ],
            wrong=[
                (f"y = {poly([m, -m * x])}", "stopped_early"),
                (f"y = {poly([m, -m * x - y])}", "sign_error"),
                (f"y = {poly([m, y - x])}", "bracket_not_distributed"),
            ],
        )
    if kind == "x_intercept":
        m, b = (m, -m * nonzero(r, -5, 5)) if d < 3 else (m, Fraction(b))
        k = -b / m
        return solve(
            f"At which `x` does the line `y = {poly([m, b])}` meet the `x`-axis?",
            f"直线 `y = {poly([m, b])}` 与 `x` 轴交于哪个 `x`？",
            f"0 = {poly([m, b])}",
            "x",
            f"x = {num(k)}",
            steps=[
                ("There `y = 0`.", "此时 `y = 0`。"),
                f"`{poly([m, b])} = 0`",
                f"`x = {num(k)}`",
            ],
            wrong=[(b, "wrong_intercept"), (-k, "sign_error"), (k + 1, "arithmetic_slip")],
        )
    if kind == "y_intercept":
        a, k = r.randint(2, 6), r.randint(2, 5)
        c = k * nonzero(r, -6, 6)
        return solve(
            f"At which `y` does the line `{a}*x + {k}*y = {c}` meet the `y`-axis?",
            f"直线 `{a}*x + {k}*y = {c}` 与 `y` 轴交于哪个 `y`？",
            f"{a}*0 + {k}*y = {c}",
            "y",
            f"y = {c // k}",
            other=(a,),
            steps=[("There `x = 0`.", "此时 `x = 0`。"), f"`{k}*y = {c}`", f"`y = {c // k}`"],
            wrong=[
                (Fraction(c, a), "wrong_intercept"),
                (c, "stopped_early"),
                (-c // k, "sign_error"),
            ],
        )
    if kind == "intercepts_standard":
        p, q = nonzero(r, -5, 5), nonzero(r, -5, 5)
        g = gcd(p, q)
        a, k, c = q // g, p // g, p * q // g
        if abs(p) == abs(q) or (p == 1 and q == 1):
            return None
        eq = f"{terms([(a, 'x'), (k, 'y')])} = {c}"
        return solve(
            f"The line `{eq}` meets the axes at `(p, 0)` and `(0, q)`. Find `p` and `q`.",
            f"直线 `{eq}` 与坐标轴交于 `(p, 0)` 和 `(0, q)`，求 `p` 和 `q`。",
            (f"{terms([(a, 'p')])} = {c}", f"{terms([(k, 'q')])} = {c}"),
            "p q",
            f"p = {p}, q = {q}",
            other=(0, abs(a), abs(k)),
            steps=[
                (
                    f"Put `y = 0`: `p = {p}`. Put `x = 0`: `q = {q}`.",
                    f"令 `y = 0`：`p = {p}`。令 `x = 0`：`q = {q}`。",
                )
            ],
            wrong=[
                (f"p = {q}, q = {p}", "wrong_intercept"),
                (f"p = {-p}, q = {q}", "sign_error"),
                (f"p = {a}, q = {k}", "coefficient_as_intercept"),
            ],
        )
    if kind == "on_line":
        pts = [(x, y), (x, y + 1), (x + m.denominator, y - m), (-x, y)]
        if len(set(pts)) < 4 or sum(q == m * p + b for p, q in pts) != 1:
            return None
        options = [
            option(
                f"{num(q)} = {par(num(m))}*{neg(p)} {'+' if b > 0 else '-'} {abs(b)}",
                f"`({p}, {num(q)})`",
                "" if i == 0 else "substitution_slip",
            )
            for i, (p, q) in enumerate(pts)
        ]
        return choose(
            f"Which point lies on the line `y = {line}`?",
            f"哪个点在直线 `y = {line}` 上？",
            options,
            rng=r,
            steps=[f"`{par(num(m))}*{neg(x)} {'+' if b > 0 else '-'} {abs(b)} = {num(y)}`"],
            other=(abs(m.numerator), m.denominator),
        )
    if kind == "missing_coordinate":
        back = d > 1
        if back:
            return solve(
                f"The point `(a, {num(y)})` lies on the line `y = {line}`. Find `a`.",
                f"点 `(a, {num(y)})` 在直线 `y = {line}` 上，求 `a`。",
                f"{num(y)} = {line.replace('x', 'a')}",
                "a",
                f"a = {x}",
                steps=[f"`{line.replace('x', 'a')} = {num(y)}`", f"`a = {x}`"],
                wrong=[
                    (m * y + b, "substitution_slip"),
                    (-x, "sign_error"),
                    (x + 1, "arithmetic_slip"),
                ],
            )
        return solve(
            f"The point `({x}, a)` lies on the line `y = {line}`. Find `a`.",
            f"点 `({x}, a)` 在直线 `y = {line}` 上，求 `a`。",
            f"a = {line.replace('x', f'({x})')}",
            "a",
            f"a = {num(y)}",
            steps=[f"`a = {par(num(m))}*{neg(x)} {'+' if b > 0 else '-'} {abs(b)} = {num(y)}`"],
            wrong=[
                ((x - b) / m, "substitution_slip"),
                (y - 2 * b, "sign_error"),
                (y + 1, "arithmetic_slip"),
            ],
        )
    if kind in ("level", "upright"):
        yy = nonzero(r, -9, 9, (x,))
        if kind == "level":
            return solve(
                f"A level line goes through `({x}, {yy})`. Its equation is `y = c`. Find `c`.",
                f"水平线经过 `({x}, {yy})`，方程是 `y = c`，求 `c`。",
                f"{yy} = c",
                "c",
                f"c = {yy}",
                other=(abs(x),),
                answer=f"`y = {yy}`",
                steps=[
                    ("All its points have the same `y`.", "线上各点纵坐标相同。"),
                    f"`y = {yy}`",
                ],
                wrong=[(x, "swapped_coordinates"), (-yy, "sign_error"), (0, "zero_and_no_slope")],
            )
        return solve(
            f"An upright line goes through `({x}, {yy})`. Its equation is `x = c`. Find `c`.",
            f"竖直线经过 `({x}, {yy})`，方程是 `x = c`，求 `c`。",
            f"{x} = c",
            "c",
            f"c = {x}",
            other=(abs(yy),),
            answer=f"`x = {x}`",
            steps=[("All its points have the same `x`.", "线上各点横坐标相同。"), f"`x = {x}`"],
            wrong=[(yy, "swapped_coordinates"), (-x, "sign_error"), (0, "zero_and_no_slope")],
        )
    if kind == "match_graph":
        m, b = (
            Fraction(
                nonzero(r, -2, 2) if d < 3 else nonzero(r, -3, 3), 1 if d == 1 else r.choice([1, 2])
            ),
            nonzero(r, -3, 3),
        )
        x2 = m.denominator * 2
        y2 = m * x2 + b
        forms = [
            (m, b),
            (-m, b),
            (m, -b),
            (Fraction(b), int(m)) if m.denominator == 1 and m != b else (m + 1, b),
        ]
        if len({poly([p, q]) for p, q in forms}) < 4 or abs(y2) > 6:
            return None
        options = [
            option(
                f"abs({par(num(p))}*0 + {neg(num(q))} - {neg(b)}) + abs({par(num(p))}*{x2} + {neg(num(q))} - {neg(num(y2))}) = 0",
                f"`y = {poly([p, q])}`",
                "" if i == 0 else ("", "sign_error", "sign_error", "intercept_for_slope")[i],
            )
            for i, (p, q) in enumerate(forms)
        ]
        return choose(
            "Which equation belongs to the line?",
            "哪个方程对应图中直线？",
            options,
            rng=r,
            drawing=_line_grid(m, b, [(0, b, ""), (x2, float(y2), "")]),
            steps=[
                (
                    f"It meets the `y`-axis at `{b}`, and its slope is `{num(m)}`.",
                    f"与 `y` 轴交于 `{b}`，斜率 `{num(m)}`。",
                )
            ],
        )
    f = _m("fraction" if d > 1 else "integer", d, r)
    others = [-1 / f, 1 / f, -f, f]
    if len(set(others)) < 4:
        return None
    options = [
        option(
            f"({num(f)})*({num(p)}) = -1",
            f"`y = {poly([p, nonzero(r, -5, 5)])}`",
            ""
            if i == 0
            else ("", "sign_error", "not_turned_over", "parallel_for_perpendicular")[i],
        )
        for i, p in enumerate(others)
    ]
    return choose(
        f"Which line is perpendicular to `y = {poly([f, b])}`?",
        f"哪条直线与 `y = {poly([f, b])}` 垂直？",
        options,
        rng=r,
        other=tuple(range(10)),
        steps=[f"`({num(f)})*({num(-1 / f)}) = -1`"],
    )


for _kind, (_en, _zh) in _EQUATIONS.items():
    _needs = {
        "slope_intercept": ("slope.equation",),
        "graph": (".slope_intercept", "slope.graph.falling"),
        "slope_point": (".slope_intercept", "equation.two_step.integer.multiply_add"),
        "two_points": (".slope_point",),
        "table": (".two_points", "slope.table"),
        "parallel": (".slope_point", "slope.parallel"),
        "perpendicular": (".parallel", "slope.perpendicular"),
        "to_slope_intercept": (".slope_intercept", "equation.both_sides.integer"),
        "to_standard": (".to_slope_intercept",),
        "from_point_slope": (".slope_point", "expand.negative_number"),
        "x_intercept": (".slope_intercept",),
        "y_intercept": (".x_intercept",),
        "intercepts_standard": (".y_intercept",),
        "on_line": ("solution_check.pair",),
        "missing_coordinate": (".on_line",),
        "level": ("slope.level_or_upright",),
        "upright": (".level",),
        "match_graph": (".graph",),
        "perpendicular_test": ("slope.perpendicular",),
    }[_kind]
    _hs = _kind in ("parallel", "perpendicular", "perpendicular_test")
    LINE.add(
        _kind,
        _en,
        _zh,
        partial(_equation, _kind),
        _needs,
        grade=10 if _hs else 8,
        standard="HSG.GPE.B.5"
        if _hs
        else "8.F.B.4"
        if _kind in ("slope_point", "two_points", "table", "graph")
        else "HSA.CED.A.2"
        if "standard" in _kind
        else "8.F.A.3",
    )
