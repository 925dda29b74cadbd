"""Functions, sequences and exponential growth."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.figures import plane, strips
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    neg,
    nonzero,
    num,
    percent,
    poly,
    proper,
    terms,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    compare,
    option,
    solve,
    value,
)

FUNCTION = Bank("function", "functions", 8, "8.F.A.1", ("expression.evaluate.two_step",))
SEQUENCE = Bank("sequence", "sequences", 9, "HSF.BF.A.2", ("function.value.linear",))
GROWTH = Bank(
    "exponential",
    "exponential_functions",
    9,
    "HSF.LE.A.2",
    ("sequence.geometric.nth", "percent_change.after.population"),
)

_F = {
    "is_function.pairs": ("Tell which pairs make a function", "判断数对是否为函数", 8, "8.F.A.1"),
    "rule.table": ("Find the rule of a table", "由表格求规则", 8, "8.F.B.4"),
    "value.linear": ("Evaluate a linear function", "求一次函数值", 8, "8.F.A.1"),
    "value.quadratic": ("Evaluate a quadratic function", "求二次函数值", 9, "HSF.IF.A.2"),
    "value.absolute": (
        "Evaluate a function with an absolute value",
        "求绝对值函数值",
        9,
        "HSF.IF.A.2",
    ),
    "value.piecewise": ("Evaluate a piecewise function", "求分段函数值", 9, "HSF.IF.C.7.b"),
    "value.expression": ("Put an expression into a function", "代入式子", 9, "HSF.IF.A.2"),
    "value.graph": ("Read a value from a graph", "由图读函数值", 9, "HSF.IF.A.2"),
    "input.linear": ("Find the input of a linear function", "已知函数值求自变量", 8, "8.F.A.1"),
    "input.quadratic": (
        "Find the inputs of a quadratic function",
        "已知二次函数值求自变量",
        9,
        "HSF.BF.B.4.a",
    ),
    "domain.root": ("Find the domain of a root function", "求根式函数定义域", 9, "HSF.IF.B.5"),
    "range.quadratic": (
        "Find the range of a quadratic function",
        "求二次函数值域",
        9,
        "HSF.IF.B.5",
    ),
    "linear_or_not": ("Tell which equation is not linear", "辨认非线性函数", 8, "8.F.A.3"),
    "rate.average": ("Find an average rate of change", "求平均变化率", 9, "HSF.IF.B.6"),
    "rate.table": ("Find a rate of change from a table", "由表格求变化率", 8, "8.F.B.4"),
    "initial_value": ("Find an initial value", "求初始值", 8, "8.F.B.4"),
    "model.write": ("Write a linear function for a situation", "写出一次函数模型", 8, "8.F.B.4"),
    "model.use": ("Use a linear model", "使用一次函数模型", 8, "8.F.B.4"),
    "model.meaning": ("Explain the numbers of a linear model", "解释一次模型中的数", 8, "8.F.B.4"),
    "compare.rates": (
        "Compare functions given in different ways",
        "比较不同形式的函数",
        8,
        "8.F.A.2",
    ),
    "add": ("Add functions", "函数相加", 9, "HSF.BF.A.1.b"),
    "multiply": ("Multiply functions", "函数相乘", 9, "HSF.BF.A.1.b"),
    "compose.value": ("Evaluate a function of a function", "求复合函数值", 10, "HSF.BF.A.1.b"),
    "compose.expression": ("Write a function of a function", "写复合函数", 10, "HSF.BF.A.1.b"),
    "inverse.value": ("Evaluate an inverse function", "求反函数值", 10, "HSF.BF.B.4.a"),
    "inverse.expression": ("Write an inverse function", "写反函数", 10, "HSF.BF.B.4.a"),
    "shift.up": ("Move a graph up or down", "图象上下平移", 9, "HSF.BF.B.3"),
    "shift.side": ("Move a graph left or right", "图象左右平移", 9, "HSF.BF.B.3"),
    "reflect": ("Reflect a graph in the x-axis", "图象关于 x 轴对称", 9, "HSF.BF.B.3"),
    "stretch": ("Stretch a graph", "图象伸缩", 9, "HSF.BF.B.3"),
    "journey.speed": ("Read a speed from a journey graph", "由行程图读速度", 8, "8.F.B.5"),
    "journey.rest": ("Read a rest from a journey graph", "由行程图读停留时间", 8, "8.F.B.5"),
}


def _function(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c, x = (
        nonzero(r, -3 - d, 4 + d, (1, -1)),
        nonzero(r, -9, 9),
        nonzero(r, -5, 5),
        nonzero(r, -4, 5),
    )
    f = poly([a, b])
    fx = f"f(x) = {f}"
    y = a * x + b
    slips = [
        (y + 1, "arithmetic_slip"),
        (-y if y else 1, "sign_error"),
        (a + x + b, "wrong_order_of_operations"),
        (a * (x + b), "wrong_order_of_operations"),
    ]
    if kind == "is_function.pairs":
        xs = r.sample(range(-5, 9), 3)
        rows = [(*xs,), *((p, p, q) for p, q in ((xs[0], xs[1]), (xs[1], xs[2]), (xs[2], xs[0])))]
        return choose(
            "Which pairs `(x, y)` make a function?",
            "哪组数对 `(x, y)` 是函数？",
            [
                option(
                    f"({t[0]} - {neg(t[1])})*({t[1]} - {neg(t[2])})*({t[0]} - {neg(t[2])}) != 0",
                    f"`({t[0]}, {b}), ({t[1]}, {b if i == 0 else b + 1}), ({t[2]}, {c})`",
                    "two_outputs" if i else "",
                )
                for i, t in enumerate(rows)
            ],
            rng=r,
            other=tuple(range(13)),
            steps=[("Each `x` may go with one `y` only.", "每个 `x` 只能对应一个 `y`。")],
        )
    if kind == "rule.table":
        xs = [1, 2, 3, 4] if d == 1 else [2, 4, 5, 7]
        if b == 0:
            return None
        ys = [a * t + b for t in xs]
        drawing = strips.table(
            [["x", *map(str, xs)], ["y", *map(str, ys)]],
            f"Table. x: {xs}; y: {ys}.",
            f"表格。x：{xs}；y：{ys}。",
        )
        return solve(
            "The table follows the rule `y = m*x + b`. Find `m` and `b`.",
            "表格满足规则 `y = m*x + b`，求 `m` 和 `b`。",
            tuple(f"{q} = m*{p} + b" for p, q in zip(xs[:2], ys[:2], strict=True)),
            "m b",
            f"m = {a}, b = {b}",
            drawing=drawing,
            steps=[f"`m = ({ys[1]} - {neg(ys[0])})/({xs[1]} - {xs[0]}) = {a}`", f"`b = {b}`"],
            wrong=[
                (f"m = {b}, b = {a}", "intercept_for_slope"),
                (f"m = {a}, b = {ys[0]}", "first_value_as_intercept"),
                (f"m = {-a}, b = {b}", "sign_error"),
            ],
        )
    if kind == "value.linear":
        return value(
            f"Find `f({x})` for `{fx}`.",
            f"已知 `{fx}`，求 `f({x})`。",
            (f"f({x})", fx),
            y,
            steps=[f"`{a}*{neg(x)} {'+' if b > 0 else '-'} {abs(b)} = {y}`"],
            wrong=slips,
        )
    if kind == "value.quadratic":
        y = a * x * x + b * x + c
        return value(
            f"Find `f({x})` for `f(x) = {poly([a, b, c])}`.",
            f"已知 `f(x) = {poly([a, b, c])}`，求 `f({x})`。",
            (f"f({x})", f"f(x) = {poly([a, b, c])}"),
            y,
            steps=[
                f"`{a}*{neg(x)}^2 {'+' if b > 0 else '-'} {abs(b)}*{neg(x)} {'+' if c > 0 else '-'} {abs(c)} = {y}`"
            ],
            wrong=[
                (-a * x * x + b * x + c, "sign_error"),
                ((a * x) ** 2 + b * x + c, "wrong_order_of_operations"),
                (y + 1, "arithmetic_slip"),
                (2 * a * x + b * x + c, "doubled_for_squared"),
            ],
        )
    if kind == "value.absolute":
        y = a * abs(x - c) + b
        t = f"{a}*abs({poly([1, -c])}) {'+' if b > 0 else '-'} {abs(b)}"
        return value(
            f"Find `f({x})` for `f(x) = {t}`.",
            f"已知 `f(x) = {t}`，求 `f({x})`。",
            (f"f({x})", f"f(x) = {t}"),
            y,
            steps=[f"`abs({x - c}) = {abs(x - c)}`", f"`{y}`"],
            wrong=[
                (a * (x - c) + b if x < c else -a * (x - c) + b, "absolute_keeps_sign"),
                (a * abs(x + c) + b, "sign_error"),
                (y + 1, "arithmetic_slip"),
            ],
        )
    if kind == "value.piecewise":
        low = x < c
        y, z = (2 * x + b, a * x) if low else (a * x, 2 * x + b)
        return value(
            f"`f(x) = 2*x {'+' if b > 0 else '-'} {abs(b)}` where `x < {c}`, and `f(x) = {a}*x` where `x >= {c}`. Find `f({x})`.",
            f"`x < {c}` 时 `f(x) = 2*x {'+' if b > 0 else '-'} {abs(b)}`，`x >= {c}` 时 `f(x) = {a}*x`。求 `f({x})`。",
            (f"2*{neg(x)} {'+' if b > 0 else '-'} {abs(b)}" if low else f"{a}*{neg(x)}",),
            y,
            other=(2, abs(a), abs(b), abs(c), abs(x)),
            steps=[f"`{x} {'<' if low else '>='} {c}`", f"`f({x}) = {y}`"],
            wrong=[(z, "wrong_piece"), (y + z, "both_pieces"), (y + 1, "arithmetic_slip")],
        )
    if kind == "value.expression":
        key = poly([a, a * c + b]) if d < 3 else poly([2 * a, a * c + b])
        inner = poly([1 if d < 3 else 2, c])
        return (
            value(
                f"Write `f({inner})` for `{fx}` in simplest form.",
                f"已知 `{fx}`，化简 `f({inner})`。",
                f"{a}*({inner}) {'+' if b > 0 else '-'} {abs(b)}",
                key,
                form="simplified",
                steps=[f"`{a}*({inner}) {'+' if b > 0 else '-'} {abs(b)}`", f"`{key}`"],
                wrong=[
                    (poly([a, b + c]), "added_outside"),
                    (poly([a, a * c - b]), "sign_error"),
                    (poly([a + 1, a * c + b]), "arithmetic_slip"),
                ],
            )
            if a * c + b
            else None
        )
    if kind == "value.graph":
        m, k = r.choice([1, -1, 2, -2]), r.randint(-2, 2)
        x = nonzero(r, -2, 2)
        y = m * x + k
        return value(
            f"The graph belongs to `f(x) = {poly([m, k])}`. Read `f({x})`.",
            f"图象对应 `f(x) = {poly([m, k])}`，读出 `f({x})`。",
            (f"f({x})", f"f(x) = {poly([m, k])}"),
            y,
            drawing=plane.straight(
                plane.square_grid(6), [(m, k)], "A straight line on a grid.", "方格图上的直线。"
            ),
            steps=[
                (f"Go to `x = {x}` and read the height: `{y}`.", f"在 `x = {x}` 处读高度：`{y}`。")
            ],
            wrong=[
                (x, "input_for_output"),
                (-y if y else 2, "sign_error"),
                (y + 1, "off_by_one"),
                (k if k != y else y - 2, "intercept_for_value"),
            ],
        )
    if kind == "input.linear":
        return solve(
            f"`{fx}`. For which `x` is `f(x) = {y}`?",
            f"`{fx}`，何时 `f(x) = {y}`？",
            f"{f} = {y}",
            "x",
            f"x = {x}",
            steps=[f"`{f} = {y}`", f"`x = {x}`"],
            wrong=[(a * y + b, "output_put_in"), (-x, "sign_error"), (x + 1, "arithmetic_slip")],
        )
    if kind == "input.quadratic":
        k = r.randint(1, 6)
        key = f"x = {c - k} or x = {c + k}"
        return solve(
            f"`f(x) = ({poly([1, -c])})^2`. For which `x` is `f(x) = {k * k}`?",
            f"`f(x) = ({poly([1, -c])})^2`，何时 `f(x) = {k * k}`？",
            f"({poly([1, -c])})^2 = {k * k}",
            "x",
            key,
            answer=(f"`x = {c - k}` or `x = {c + k}`", f"`x = {c - k}` 或 `x = {c + k}`"),
            steps=[f"`{poly([1, -c])} = {k}`, `{poly([1, -c])} = {-k}`"],
            wrong=[
                (c + k, "one_solution_only"),
                (f"x = {-c - k} or x = {-c + k}", "sign_error"),
                ((k * k - c) ** 2, "output_put_in"),
            ],
        )
    if kind == "domain.root":
        k = abs(a)
        s = 1 if d < 3 else -1
        inner = poly([s * k, -s * k * c])
        sign = ">=" if s > 0 else "<="
        return solve(
            f"For which real `x` is `sqrt({inner})` defined?",
            f"`x` 取哪些实数时 `sqrt({inner})` 有意义？",
            f"{inner} >= 0",
            "x",
            f"x {sign} {c}",
            steps=[f"`{inner} >= 0`"],
            wrong=[
                (f"x {'<=' if sign == '>=' else '>='} {c}", "inequality_direction"),
                (f"x {sign[0]} {c}", "boundary_included"),
                (f"x {sign} {-c}", "sign_error"),
            ],
        )
    if kind == "range.quadratic":
        s = ">=" if a > 0 else "<="
        t = f"{a}*({poly([1, -c])})^2 {'+' if b > 0 else '-'} {abs(b)}"
        return solve(
            f"Which values `y` does `y = {t}` take? (The square `({poly([1, -c])})^2` takes every value from 0 on; call it `s`.)",
            f"`y = {t}` 能取哪些值 `y`？（平方 `s = ({poly([1, -c])})^2` 取 0 及以上的一切值。）",
            f"(y {'-' if b > 0 else '+'} {abs(b)})/{neg(a)} >= 0",
            "y",
            f"y {s} {b}",
            other=(2, 0, abs(c)),
            steps=[f"`s = (y {'-' if b > 0 else '+'} {abs(b)})/{neg(a)} >= 0`"],
            wrong=[
                (f"y {'<=' if s == '>=' else '>='} {b}", "inequality_direction"),
                (f"y {s} {c}", "place_for_value"),
                (f"y {s} {-b}", "sign_error"),
            ],
        )
    if kind == "linear_or_not":
        cs = [
            f"{abs(a)}*x^2 + {abs(b)}",
            f"{abs(a)}*x + {abs(b)}",
            f"{abs(b)} - {abs(a)}*x",
            f"x/{abs(a)}",
        ]

        def step(t: str) -> str:
            at = [t.replace("x", f"({v})") for v in (0, 1, 2)]
            return f"({at[2]}) - ({at[1]}) != ({at[1]}) - ({at[0]})"

        return choose(
            "Which function is not linear?",
            "哪个函数不是一次函数？",
            [
                option(step(t), f"`y = {t}`", "" if i == 0 else "linear_as_curved")
                for i, t in enumerate(cs)
            ],
            rng=r,
            steps=[
                (
                    "Equal steps in `x` must give equal steps in `y`.",
                    "`x` 等量增加时 `y` 也应等量增加。",
                )
            ],
        )
    if kind in ("rate.average", "rate.table"):
        u = x + r.randint(1, 4)
        g = [1, b, c] if kind == "rate.average" else [a, b]
        at = lambda t: g[0] * t * t + g[1] * t + g[2] if len(g) == 3 else g[0] * t + g[1]
        m = Fraction(at(u) - at(x), u - x)
        if kind == "rate.average":
            return value(
                f"Find the average rate of change of `f(x) = {poly(g)}` from `x = {x}` to `x = {u}`.",
                f"求 `f(x) = {poly(g)}` 从 `x = {x}` 到 `x = {u}` 的平均变化率。",
                (f"(f({u}) - f({x}))/({u} - {neg(x)})", f"f(x) = {poly(g)}"),
                m,
                steps=[f"`({at(u)} - {neg(at(x))})/{u - x} = {num(m)}`"],
                wrong=[
                    (at(u) - at(x), "rise_only"),
                    (-m if m else 1, "sign_error"),
                    (m + 1, "arithmetic_slip"),
                    (at(u), "stopped_early"),
                ],
            )
        return value(
            f"A linear function has the value {at(x)} for `x = {x}` and {at(u)} for `x = {u}`. Find its rate of change.".replace(
                "value -", "value −"
            ).replace("and -", "and −"),
            f"一次函数在 `x = {x}` 时为 {at(x)}，`x = {u}` 时为 {at(u)}，求变化率。".replace(
                "为 -", "为 −"
            ),
            f"({at(u)} - {neg(at(x))})/({u} - {neg(x)})",
            m,
            steps=[f"`({at(u)} - {neg(at(x))})/{u - x} = {num(m)}`"],
            wrong=[
                (at(u) - at(x), "rise_only"),
                (-m, "sign_error"),
                (1 / m, "slope_upside_down"),
                (m + 1, "arithmetic_slip"),
            ],
        )
    p, q, n = r.randint(3, 9), r.randint(10, 40 * d), r.randint(4, 8 + 4 * d)
    if kind == "initial_value":
        return value(
            f"A candle burns down {p} mm each hour. After {n} h it is {q} mm high. How high was it at first?",
            f"蜡烛每小时烧短 {p} 毫米，{n} 小时后高 {q} 毫米，最初多高？",
            f"{q} + {p}*{n}",
            q + p * n,
            unit="mm",
            steps=[f"`{q} + {p}*{n} = {q + p * n}`"],
            wrong=[
                (abs(q - p * n) or 1, "wrong_direction_change"),
                (p * n, "stopped_early"),
                (q + p, "step_left_out"),
            ],
        )
    if kind == "model.write":
        up = r.random() < 0.5 or q <= p * 3
        t = f"{q} + {p}*x" if up else f"{q * 5} - {p}*x"
        en = (
            f"A plant is {q} cm tall and grows {p} cm each week. Write its height in cm after `x` weeks."
            if up
            else f"A tank holds {q * 5} L and loses {p} L each hour. Write the litres left after `x` hours."
        )
        zh = (
            f"植物高 {q} 厘米，每周长 {p} 厘米。写出 `x` 周后的高度（厘米）。"
            if up
            else f"水箱有 {q * 5} 升水，每小时流失 {p} 升。写出 `x` 小时后剩余升数。"
        )
        q2 = q if up else q * 5
        return value(
            en,
            zh,
            t,
            t,
            form="equal",
            steps=[("Start value plus rate times number.", "初始值加变化率乘次数。"), f"`{t}`"],
            wrong=[
                (f"{q2}*x + {p}", "intercept_for_slope"),
                (f"{q2} {'-' if up else '+'} {p}*x", "sign_error"),
                (f"{q2 + p}*x", "fixed_part_repeated"),
            ],
        )
    if kind == "model.use":
        return solve(
            f"The cost of `x` hours of skating is `y = {p}*x + {q}` dollars. For which `x` is the cost \\${p * n + q}?",
            f"滑冰 `x` 小时的费用是 `y = {p}*x + {q}` 元。费用 {p * n + q} 元时 `x` 是多少？",
            f"{p}*x + {q} = {p * n + q}",
            "x",
            f"x = {n}",
            steps=[f"`{p}*x = {p * n}`", f"`x = {n}`"],
            wrong=[
                (p * (p * n + q) + q, "output_put_in"),
                (p * n, "stopped_early"),
                (n + 1, "arithmetic_slip"),
            ],
        )
    if kind == "model.meaning":
        return (
            choose(
                f"The cost in dollars of `x` rides is `y = {p}*x + {q}`. What does {q} mean?",
                f"`x` 次游玩的费用（元）是 `y = {p}*x + {q}`，{q} 表示什么？",
                [
                    option(f"{p}*0 + {q} = {q}", ("the cost before any ride", "玩之前的费用")),
                    option(
                        f"{p}*1 + {q} = {q}",
                        ("the cost of the first ride", "第一次游玩的费用"),
                        "intercept_for_slope",
                    ),
                    option(
                        f"{p}*{q} + {q} = {q}",
                        ("the number of rides", "游玩次数"),
                        "input_for_output",
                    ),
                    option(
                        f"{p}*2 - {p}*1 = {q}",
                        ("the cost of each further ride", "每多玩一次的费用"),
                        "intercept_for_slope",
                    ),
                ],
                rng=r,
                steps=[f"`{p}*0 + {q} = {q}`"],
            )
            if p != q
            else None
        )
    if kind == "compare.rates":
        m, k = r.randint(2, 9), r.randint(2, 9)
        if m == k:
            return None
        return compare(
            f"Function A: `y = {m}*x + {q}`. Function B goes through (0, {p}) and (2, {p + 2 * k}). Compare the slopes, A on the left: which sign belongs between them?",
            f"函数 A：`y = {m}*x + {q}`。函数 B 过 (0, {p}) 和 (2, {p + 2 * k})。比较斜率（左 A 右 B）：填什么符号？",
            str(m),
            f"({p + 2 * k} - {p})/(2 - 0)",
            "<" if m < k else ">",
            slip="compared_terms_only",
            other=(q,),
            steps=[f"`({p + 2 * k} - {p})/2 = {k}`"],
        )
    g = poly([1, c])
    if kind in ("add", "multiply"):
        s = [a + 1, b + c] if kind == "add" else [a, a * c + b, b * c]
        if 0 in s:
            return None
        return value(
            f"`f(x) = {f}` and `g(x) = {g}`. Write `f(x) {'+' if kind == 'add' else '*'} g(x)` in simplest form."
            if kind == "add"
            else f"`f(x) = {f}` and `g(x) = {g}`. Write their product, expanded.",
            f"`f(x) = {f}`，`g(x) = {g}`。化简 `f(x) + g(x)`。"
            if kind == "add"
            else f"`f(x) = {f}`，`g(x) = {g}`。写出它们的积（展开）。",
            f"({f}) + ({g})" if kind == "add" else f"({f})*({g})",
            poly(s),
            form="simplified" if kind == "add" else "expanded",
            steps=[f"`{poly(s)}`"],
            wrong=[
                (poly([*s[:-1], -s[-1]]), "sign_error"),
                (poly([s[0] + 1, *s[1:]]), "arithmetic_slip"),
                (poly([a, b + c]) if kind == "add" else poly([a, 0, b * c]), "middle_term_lost"),
            ],
        )
    if kind in ("compose.value", "compose.expression"):
        if kind == "compose.value":
            z = a * (x + c) + b
            return value(
                f"`f(x) = {f}` and `g(x) = {g}`. Find `f(g({x}))`.",
                f"`f(x) = {f}`，`g(x) = {g}`，求 `f(g({x}))`。",
                (f"f(g({x}))", f"f(x) = {f}", f"g(x) = {g}"),
                z,
                steps=[f"`g({x}) = {x + c}`", f"`f({x + c}) = {z}`"],
                wrong=[
                    (y + c, "wrong_composition"),
                    (y * (x + c), "product_for_composition"),
                    (x + c, "stopped_early"),
                ],
            )
        return (
            value(
                f"`f(x) = {f}` and `g(x) = {g}`. Write `f(g(x))` in simplest form.",
                f"`f(x) = {f}`，`g(x) = {g}`，化简 `f(g(x))`。",
                f"{a}*({g}) {'+' if b > 0 else '-'} {abs(b)}",
                poly([a, a * c + b]),
                form="simplified",
                steps=[f"`{a}*({g}) {'+' if b > 0 else '-'} {abs(b)}`"],
                wrong=[
                    (poly([a, b + c]), "wrong_composition"),
                    (poly([a, a * c + b, b * c]), "product_for_composition"),
                    (poly([a, a * c - b]), "sign_error"),
                ],
            )
            if a * c + b
            else None
        )
    if kind == "inverse.value":
        return solve(
            f"`{fx}`. The inverse function takes {y} to `x`. Find `x`.".replace(
                "takes -", "takes −"
            ),
            f"`{fx}`，反函数把 {y} 变为 `x`，求 `x`。".replace("把 -", "把 −"),
            f"{f} = {y}",
            "x",
            f"x = {x}",
            steps=[f"`{f} = {y}`"],
            wrong=[
                (a * y + b, "output_put_in"),
                (-x, "sign_error"),
                (Fraction(1, y) if y not in (0, 1, -1) else 7, "reciprocal_instead"),
            ],
        )
    if kind == "inverse.expression":
        a = abs(a)
        f = poly([a, b])
        return solve(
            f"Solve `y = {f}` for `x` to find the inverse function.",
            f"由 `y = {f}` 解出 `x`，得到反函数。",
            f"y = {f}",
            "x",
            f"x = (y {'-' if b > 0 else '+'} {abs(b)})/{neg(a)}",
            steps=[f"`{terms([(a, 'x')])} = y {'-' if b > 0 else '+'} {abs(b)}`"],
            wrong=[
                (f"x = (y {'+' if b > 0 else '-'} {abs(b)})/{neg(a)}", "sign_error"),
                (f"x = y/{neg(a)} {'-' if b > 0 else '+'} {abs(b)}", "divided_one_term"),
                (f"x = {a}*y {'+' if b > 0 else '-'} {abs(b)}", "output_put_in"),
            ],
        )
    if kind in ("shift.up", "shift.side", "reflect", "stretch"):
        k = abs(c) + 1
        base = [1, 0, 0] if d == 1 and kind != "reflect" else [1, b, 0]
        B = poly(base)
        texts = {
            "shift.up": (
                f"moved {k} up",
                f"向上平移 {k}",
                f"({B}) + {k}",
                [f"({B}) - {k}", f"{k}*({B})"],
            ),
            "shift.side": (
                f"moved {k} to the right",
                f"向右平移 {k}",
                B.replace("x", f"(x - {k})"),
                [B.replace("x", f"(x + {k})"), f"({B}) - {k}"],
            ),
            "reflect": (
                "reflected in the `x`-axis",
                "关于 `x` 轴对称",
                f"-({B})",
                [B.replace("x", "(-x)") + " + 1", f"({B}) - 1"],
            ),
            "stretch": (
                f"stretched away from the `x`-axis by the factor {k}",
                f"离开 `x` 轴伸长为 {k} 倍",
                f"{k}*({B})",
                [f"({B}) + {k}", B.replace("x", f"({k}*x)")],
            ),
        }[kind]
        return value(
            f"The graph of `y = {B}` is {texts[0]}. Write the new `y` as an expression in `x`.",
            f"`y = {B}` 的图象{texts[1]}，写出新的 `y`（用 `x` 表示）。",
            texts[2],
            texts[2],
            form="equal",
            other=(2, k),
            answer=f"`y = {texts[2]}`",
            steps=[f"`y = {texts[2]}`"],
            wrong=[
                (texts[3][0], "wrong_direction"),
                (texts[3][1], "wrong_movement"),
                (B, "point_not_moved"),
            ],
        )
    t1, v1, rest = r.randint(1, 3), r.randint(1, 3), r.randint(1, 3)
    drawing = plane.joined(
        plane.first_quadrant(9, 9),
        [(0, 0), (t1, v1 * t1), (t1 + rest, v1 * t1)],
        f"Journey graph: from (0, 0) to ({t1}, {v1 * t1}), then level to ({t1 + rest}, {v1 * t1}).",
        f"行程图：从 (0, 0) 到 ({t1}, {v1 * t1})，再水平到 ({t1 + rest}, {v1 * t1})。",
    )
    if kind == "journey.speed":
        return value(
            "The graph shows a walk: hours across, km up. Find the speed in the first part, in km per hour.",
            "图示一次步行：横轴小时，纵轴千米。求第一段的速度（千米/时）。",
            f"{v1 * t1}/{t1}",
            v1,
            unit="km/h",
            drawing=drawing,
            steps=[f"`{v1 * t1}/{t1} = {v1}`"],
            wrong=[
                (v1 * t1, "rise_only"),
                (Fraction(v1 * t1, t1 + rest), "rest_counted"),
                (Fraction(1, v1), "slope_upside_down"),
                (v1 + 1, "arithmetic_slip"),
            ],
        )
    return value(
        "The graph shows a walk: hours across, km up. How long is the rest?",
        "图示一次步行：横轴小时，纵轴千米。停留了多久？",
        f"{t1 + rest} - {t1}",
        rest,
        unit="h",
        drawing=drawing,
        steps=[f"`{t1 + rest} - {t1} = {rest}`"],
        wrong=[
            (t1 + rest, "end_for_length"),
            (v1 * t1, "wrong_axis"),
            (t1, "wrong_part"),
            (rest + 1, "off_by_one"),
        ],
    )


for _kind, (_en, _zh, _grade, _std) in _F.items():
    _needs = {
        "is_function.pairs": (),
        "rule.table": ("slope.table",),
        "value.linear": (".is_function.pairs",),
        "value.quadratic": (".value.linear", "expression.evaluate.quadratic"),
        "value.absolute": (".value.linear", "expression.evaluate.absolute"),
        "value.piecewise": (".value.linear", "inequality.write.age"),
        "value.expression": (".value.linear", "expand.expand_collect"),
        "value.graph": (".value.linear", "line.graph"),
        "input.linear": (".value.linear", "equation.two_step.integer.multiply_add"),
        "input.quadratic": (".input.linear", "quadratic.square_shifted"),
        "domain.root": (".value.linear", "inequality.solve.bracket", "root.square.whole"),
        "range.quadratic": (".value.quadratic", "parabola.vertex.form"),
        "linear_or_not": (".value.linear",),
        "rate.average": (".value.quadratic", "slope.two_points.integer"),
        "rate.table": ("slope.table",),
        "initial_value": (".rule.table",),
        "model.write": (".initial_value", "expression.story.cost"),
        "model.use": (".model.write", ".input.linear"),
        "model.meaning": (".model.write",),
        "compare.rates": ("slope.equation", "slope.two_points.integer"),
        "add": (".value.expression",),
        "multiply": (".add", "polynomial.product.binomials"),
        "compose.value": (".value.linear",),
        "compose.expression": (".compose.value", ".value.expression"),
        "inverse.value": (".input.linear",),
        "inverse.expression": (".inverse.value", "literal_equation.slope_form"),
        "shift.up": (".value.quadratic",),
        "shift.side": (".shift.up",),
        "reflect": (".shift.up",),
        "stretch": (".shift.up",),
        "journey.speed": ("slope.graph.rising",),
        "journey.rest": ("slope.level_or_upright",),
    }[_kind]
    FUNCTION.add(_kind, _en, _zh, partial(_function, _kind), _needs, grade=_grade, standard=_std)

_S = {
    "arithmetic.next": ("Continue an arithmetic sequence", "续写等差数列"),
    "arithmetic.difference": ("Find the common difference", "求公差"),
    "arithmetic.nth": ("Find a far term of an arithmetic sequence", "求等差数列某项"),
    "arithmetic.rule": ("Write the rule of an arithmetic sequence", "写等差数列通项"),
    "arithmetic.first": ("Find the first term from a later one", "求等差数列首项"),
    "arithmetic.which": ("Find which term has a given value", "求项数"),
    "arithmetic.sum": ("Add an arithmetic sequence", "等差数列求和"),
    "arithmetic.between": ("Find a term in the middle", "等差中项"),
    "geometric.next": ("Continue a geometric sequence", "续写等比数列"),
    "geometric.ratio": ("Find the common ratio", "求公比"),
    "geometric.nth": ("Find a far term of a geometric sequence", "求等比数列某项"),
    "geometric.rule": ("Write the rule of a geometric sequence", "写等比数列通项"),
    "geometric.sum": ("Add a geometric sequence", "等比数列求和"),
    "geometric.middle": ("Find a positive term in the middle", "等比中项"),
    "recursive.value": ("Follow a recursive rule", "按递推式求项"),
    "recursive.two": ("Follow a rule with two earlier terms", "两项递推"),
    "explicit.value": ("Use an explicit rule", "用通项求项"),
    "pattern.figures": ("Count the pieces of a growing pattern", "图形规律"),
    "series.infinite": ("Add an endless geometric series", "无穷等比级数"),
    "kind": ("Tell arithmetic from geometric", "区分等差与等比"),
}


def _sequence(kind: str, d: int, r: random.Random) -> Task | None:
    a, q = r.randint(1, 9), r.choice([2, 3] if d < 3 else [2, 3, -2])
    s = r.randint(2, 9) if d == 1 else nonzero(r, -9, 9, (1, -1))
    n = r.randint(5, 8) if d == 1 else r.randint(10, 10 * d)
    A = [a + s * i for i in range(5)]
    G = [a * q**i for i in range(7)]
    show = ", ".join(f"`{t}`" for t in A[:4])
    shown_g = ", ".join(f"`{t}`" for t in G[:4])
    last = a + s * (n - 1)
    if kind == "arithmetic.next":
        return value(
            f"Find the next term: {show}",
            f"求下一项：{show}",
            f"{A[3]} + ({A[1]} - {neg(A[0])})",
            A[4],
            other=A[:4],
            steps=[f"`{A[1]} - {neg(A[0])} = {s}`", f"`{A[3]} + {neg(s)} = {A[4]}`"],
            wrong=[
                (A[4] + s, "off_by_one"),
                (A[3] - s, "sign_error"),
                (A[3] + 1, "arithmetic_slip"),
            ],
        )
    if kind == "arithmetic.difference":
        return value(
            f"Find the common difference: {show}",
            f"求公差：{show}",
            f"{A[1]} - {neg(A[0])}",
            s,
            other=A[:4],
            steps=[f"`{A[1]} - {neg(A[0])} = {s}`"],
            wrong=[
                (-s, "sign_error"),
                (a if a != s else a + 1, "first_term"),
                (s + 1, "arithmetic_slip"),
            ],
        )
    if kind == "arithmetic.nth":
        return value(
            f"A sequence begins {show} and goes on with equal steps. Find term number {n}.",
            f"数列 {show} 等差继续，求第 {n} 项。",
            f"{a} + ({n} - 1)*({A[1]} - {neg(a)})",
            last,
            other=A[:4],
            steps=["`a_n = a_1 + (n-1)*d`", f"`{a} + {n - 1}*{neg(s)} = {last}`"],
            wrong=[
                (a + n * s, "off_by_one"),
                (n * s, "first_term_forgotten"),
                (a * n, "multiplied_instead"),
            ],
        )
    if kind == "arithmetic.rule":
        return solve(
            f"The sequence {show} goes on with equal steps. Its rule is `a_n = p*n + q`. Find `p` and `q`.",
            f"等差数列 {show} 的通项是 `a_n = p*n + q`，求 `p` 和 `q`。",
            (f"p*1 + q = {A[0]}", f"p*2 + q = {A[1]}"),
            "p q",
            f"p = {s}, q = {a - s}",
            other=A[:4],
            steps=[f"`p = {s}`", f"`q = {a} - {neg(s)} = {a - s}`"],
            wrong=[
                (f"p = {s}, q = {a}", "off_by_one"),
                (f"p = {a}, q = {s}", "intercept_for_slope"),
                (f"p = {-s}, q = {a - s}", "sign_error"),
            ],
        )
    if kind == "arithmetic.first":
        return value(
            f"An arithmetic sequence has the common difference `{s}`. Term number {n} is `{last}`. Find the first term.",
            f"等差数列公差 `{s}`，第 {n} 项是 `{last}`，求首项。",
            f"{last} - ({n} - 1)*{neg(s)}",
            a,
            steps=[f"`{last} - {n - 1}*{neg(s)} = {a}`"],
            wrong=[
                (last - n * s, "off_by_one"),
                (last + (n - 1) * s, "sign_error"),
                (last - s, "step_left_out"),
            ],
        )
    if kind == "arithmetic.which":
        return solve(
            f"The sequence {show} goes on with equal steps. Which number `n` has the term `{last}`?",
            f"等差数列 {show} 中 `{last}` 是第几项（`n`）？",
            f"{a} + (n - 1)*{neg(s)} = {last}",
            "n",
            f"n = {n}",
            other=(1, *A[:4]),
            steps=[f"`{a} + (n - 1)*{neg(s)} = {last}`"],
            wrong=[(n - 1, "off_by_one"), (n + 1, "off_by_one"), (last - a, "stopped_early")],
        )
    if kind == "arithmetic.sum":
        t = n * (a + last) // 2
        return value(
            f"Add the first {n} terms of the arithmetic sequence {show}.",
            f"求等差数列 {show} 的前 {n} 项和。",
            f"{n}*(2*{a} + ({n} - 1)*({A[1]} - {neg(a)}))/2",
            t,
            other=A[:4],
            steps=[f"`a_{n} = {last}`", f"`{n}*({a} + {neg(last)})/2 = {t}`"],
            wrong=[
                (n * (a + last), "half_forgotten"),
                (last, "term_for_sum"),
                (t + a, "arithmetic_slip"),
            ],
        )
    if kind == "arithmetic.between":
        u, v = a, a + 2 * s
        return value(
            f"`{u}`, `x`, `{v}` are three terms of an arithmetic sequence. Find `x`.",
            f"`{u}`、`x`、`{v}` 成等差数列，求 `x`。",
            f"({u} + {neg(v)})/2",
            u + s,
            steps=[f"`({u} + {neg(v)})/2 = {u + s}`"],
            wrong=[
                (u + v, "half_forgotten"),
                (Fraction(v - u, 2), "subtracted_instead"),
                (v + s, "off_by_one"),
            ],
        )
    if kind == "geometric.next":
        return value(
            f"Find the next term: {shown_g}",
            f"求下一项：{shown_g}",
            f"{G[3]}*({G[1]}/{G[0]})",
            G[4],
            other=G[:4],
            steps=[f"`{G[1]}/{G[0]} = {q}`", f"`{neg(G[3])}*{neg(q)} = {G[4]}`"],
            wrong=[
                (2 * G[3] - G[2], "additive_scaling"),
                (-G[4], "sign_error"),
                (G[3] + q, "added_instead"),
            ],
        )
    if kind == "geometric.ratio":
        rev = d == 2
        one, two, v = (G[1], G[0], Fraction(1, q)) if rev else (G[0], G[1], Fraction(q))
        seq = G[3::-1] if rev else G[:4]
        return value(
            "Find the common ratio: " + ", ".join(f"`{t}`" for t in seq),
            "求公比：" + ", ".join(f"`{t}`" for t in seq),
            f"{seq[1]}/{neg(seq[0])}",
            v,
            other=seq,
            steps=[f"`{seq[1]}/{neg(seq[0])} = {num(v)}`"],
            wrong=[
                (1 / v, "reversed_ratio"),
                (two - one, "difference_instead"),
                (-v, "sign_error"),
            ],
        )
    if kind == "geometric.nth":
        n = r.randint(5, 7)
        return value(
            f"A sequence begins {shown_g} and goes on with the same factor. Find term number {n}.",
            f"等比数列 {shown_g}，求第 {n} 项。",
            f"{a}*({G[1]}/{a})^({n} - 1)",
            G[n - 1],
            other=G[:4],
            steps=["`a_n = a_1*r^(n-1)`", f"`{a}*{neg(q)}^{n - 1} = {G[n - 1]}`"],
            wrong=[
                (a * q**n, "off_by_one"),
                ((a * q) ** (n - 1) if a > 1 else q * (n - 1), "wrong_order_of_operations"),
                (a * q * (n - 1), "multiplied_base_exponent"),
            ],
        )
    if kind == "geometric.rule":
        a2 = a + 1
        q = abs(q)
        return value(
            f"A geometric sequence has first term {a2} and ratio {q}. Write term number `n`.",
            f"等比数列首项 {a2}、公比 {q}，写出第 `n` 项。",
            f"{a2}*{q}^(n - 1)",
            f"{a2}*{q}^(n - 1)",
            form="equal",
            other=(1,),
            steps=["`a_n = a_1*r^(n-1)`"],
            wrong=[
                (f"{a2}*{q}^n", "off_by_one"),
                (f"{a2} + {q}*(n - 1)", "arithmetic_for_geometric"),
                (f"{q}*{a2}^(n - 1)", "base_exponent_swapped"),
            ],
        )
    if kind == "geometric.sum":
        n = r.randint(3, 4 + d)
        t = sum(a * q**i for i in range(n))
        return value(
            f"Add the first {n} terms of the geometric sequence with first term {a} and ratio `{q}`.",
            f"求首项 {a}、公比 `{q}` 的等比数列前 {n} 项和。",
            f"{a}*(1 - ({q})^{n})/(1 - {neg(q)})",
            t,
            steps=["`S_n = a_1*(1 - r^n)/(1 - r)`", f"`{t}`"],
            wrong=[
                (a * q ** (n - 1), "term_for_sum"),
                (t + a * q**n, "off_by_one"),
                (a * n * q, "multiplied_base_exponent"),
            ],
        )
    if kind == "geometric.middle":
        q = abs(q)
        return value(
            f"`{a}`, `x`, `{a * q * q}` are three positive terms of a geometric sequence. Find `x`.",
            f"`{a}`、`x`、`{a * q * q}` 是等比数列的三个正项，求 `x`。",
            f"sqrt({a}*{a * q * q})",
            a * q,
            steps=[f"`x^2 = {a * a * q * q}`"],
            wrong=[
                (Fraction(a + a * q * q, 2), "mean_taken"),
                (a * a * q * q, "root_forgotten"),
                (q, "stopped_early"),
            ],
        )
    if kind == "recursive.value":
        p, t = r.randint(2, 3), nonzero(r, -4, 5)
        s1 = a
        s2 = p * s1 + t
        s3 = p * s2 + t
        v, given = (
            (s3, f"{p}*({p}*{a} + {neg(t)}) + {neg(t)}")
            if d < 3
            else (p * s3 + t, f"{p}*({p}*({p}*{a} + {neg(t)}) + {neg(t)}) + {neg(t)}")
        )
        return value(
            f"`a_1 = {a}`, and each term is {p} times the one before plus `{t}`. Find `a_{3 if d < 3 else 4}`.",
            f"`a_1 = {a}`，每项是前一项的 {p} 倍加 `{t}`。求 `a_{3 if d < 3 else 4}`。",
            given,
            v,
            other=(1, 3, 4),
            steps=[f"`a_2 = {s2}`", f"`a_3 = {s3}`", f"`{v}`"],
            wrong=[
                (s2 if d < 3 else s3, "off_by_one"),
                (p * v + t, "off_by_one"),
                (a * p * p + t, "step_left_out"),
            ],
        )
    if kind == "recursive.two":
        u, v = r.randint(1, 5), r.randint(1, 6)
        w = [u, v]
        for _ in range(2 + d):
            w.append(w[-1] + w[-2])
        k = len(w)
        given = f"{w[-2]} + {w[-3]}"
        return value(
            f"A sequence begins {u}, {v}. Each further term is the sum of the two before it. Find term number {k}.",
            f"数列前两项 {u}、{v}，以后每项是前两项之和，求第 {k} 项。",
            given,
            w[-1],
            other=(u, v, k),
            steps=[", ".join(f"`{t}`" for t in w)],
            wrong=[
                (w[-2], "off_by_one"),
                (w[-1] + w[-2], "off_by_one"),
                (w[-1] + 1, "arithmetic_slip"),
            ],
        )
    if kind == "explicit.value":
        p, t = r.randint(2, 5), nonzero(r, -9, 9)
        text = (
            f"{p}*n^2 {'+' if t > 0 else '-'} {abs(t)}"
            if d > 1
            else f"{p}*n {'+' if t > 0 else '-'} {abs(t)}"
        )
        v = p * n * n + t if d > 1 else p * n + t
        return value(
            f"`a_n = {text}`. Find `a_{n}`.",
            f"`a_n = {text}`，求 `a_{n}`。",
            (text, f"n = {n}"),
            v,
            steps=[f"`{v}`"],
            wrong=[
                ((p * n) ** 2 + t if d > 1 else p + n + t, "wrong_order_of_operations"),
                (v + p, "off_by_one"),
                (v - 2 * t, "sign_error"),
            ],
        )
    if kind == "pattern.figures":
        p, t = r.randint(2, 6), r.randint(1, 5)
        fig = [p * i + t for i in (1, 2, 3)]
        return value(
            f"A pattern is laid with sticks. Figure 1 needs {fig[0]}, figure 2 needs {fig[1]}, figure 3 needs {fig[2]}, and so on. How many sticks does figure {n} need?",
            f"用小棒摆图：第 1 个用 {fig[0]} 根，第 2 个用 {fig[1]} 根，第 3 个用 {fig[2]} 根，依此类推。第 {n} 个用多少根？",
            f"{fig[0]} + ({n} - 1)*({fig[1]} - {fig[0]})",
            p * n + t,
            unit="# sticks|# 根",
            other=(1, 2, 3, fig[2]),
            steps=[f"`{fig[1]} - {fig[0]} = {p}`", f"`{fig[0]} + {n - 1}*{p} = {p * n + t}`"],
            wrong=[
                (p * n + fig[0], "off_by_one"),
                (p * n, "first_term_forgotten"),
                (fig[0] * n, "multiplied_instead"),
            ],
        )
    if kind == "series.infinite":
        f = proper(r, [2, 3, 4, 5])
        v = a / (1 - f)
        return value(
            f"Add the endless geometric series with first term {a} and ratio `{num(f)}`.",
            f"求首项 {a}、公比 `{num(f)}` 的无穷等比级数的和。",
            f"{a}/(1 - {num(f)})",
            v,
            steps=["`S = a_1/(1 - r)`", f"`{num(v)}`"],
            wrong=[
                (a * f, "term_for_sum"),
                (a / (1 + f), "sign_error"),
                (a * (1 - f), "fraction_upside_down"),
            ],
        )
    cs = [(A[0], A[1], A[2]), (G[0], G[1], G[2]), (1, 4, 9), (2, 3, 5)]
    want = r.choice([0, 1])
    rel = (
        (lambda t: f"{t[1]} - {neg(t[0])} = {t[2]} - {neg(t[1])}")
        if want == 0
        else (lambda t: f"{t[1]}/{neg(t[0])} = {t[2]}/{neg(t[1])}")
    )
    return choose(
        "Which sequence is " + ("arithmetic?" if want == 0 else "geometric?"),
        "哪个是" + ("等差数列？" if want == 0 else "等比数列？"),
        [
            option(
                rel(t),
                ", ".join(f"`{v}`" for v in t),
                "" if i == want else "arithmetic_for_geometric",
            )
            for i, t in enumerate(cs)
        ],
        rng=r,
        steps=[
            (
                "Equal differences: arithmetic. Equal ratios: geometric.",
                "差相等为等差，比相等为等比。",
            )
        ],
    )


for _kind, (_en, _zh) in _S.items():
    _fam = _kind.split(".")[0]
    _needs = {
        "arithmetic.next": (),
        "geometric.next": (".arithmetic.next",),
        "explicit.value": (),
        "recursive.value": (".arithmetic.next",),
        "recursive.two": (".recursive.value",),
        "pattern.figures": (".arithmetic.nth",),
        "series.infinite": (".geometric.sum",),
        "kind": (".arithmetic.difference", ".geometric.ratio"),
        "arithmetic.difference": (".arithmetic.next",),
        "arithmetic.nth": (".arithmetic.difference",),
        "geometric.ratio": (".geometric.next",),
        "geometric.nth": (".geometric.ratio",),
    }.get(_kind, (f".{_fam}.nth",))
    SEQUENCE.add(
        _kind,
        _en,
        _zh,
        partial(_sequence, _kind),
        _needs,
        standard="HSF.IF.A.3"
        if _kind in ("explicit.value", "recursive.value", "recursive.two", "arithmetic.next")
        else "HSA.SSE.B.4"
        if _kind in ("geometric.sum", "series.infinite")
        else "HSF.BF.A.2",
    )

_G = {
    "value": ("Evaluate an exponential function", "求指数函数值"),
    "factor.growth": ("Find a growth factor from a percent", "由增长率求增长因子"),
    "factor.decay": ("Find a decay factor from a percent", "由减少率求衰减因子"),
    "rate": ("Find the percent rate from a factor", "由因子求百分率"),
    "rule": ("Find the base of an exponential function", "求指数函数的底数"),
    "doubling": ("Follow repeated doubling", "反复加倍"),
    "half_life": ("Follow a half-life", "半衰期"),
    "compound": ("Find a balance with compound interest", "复利本利和"),
    "equation.same_base": ("Solve an exponential equation by equal bases", "同底法解指数方程"),
    "equation.hidden_base": (
        "Solve an exponential equation with a hidden base",
        "化同底解指数方程",
    ),
    "linear_or_exponential": ("Tell linear from exponential growth", "区分线性与指数增长"),
    "compare": ("Compare linear and exponential amounts", "比较线性与指数量"),
    "depreciation": ("Find a value after loss each year", "逐年贬值"),
}


def _growth(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, n = r.choice([2, 3, 5, 10, 40, 100]), r.choice([2, 3, 4, 5]), r.randint(2, 3 + d)
    p = r.choice([5, 10, 20, 25, 50] if d < 3 else [2, 4, 8, 12, 15, 35])
    base = r.choice([100, 200, 400, 1000, 2000, 8000])
    if kind == "value":
        x = n if d < 3 else -r.randint(1, 2)
        v = Fraction(a) * Fraction(b) ** x
        return value(
            f"Find `f({x})` for `f(x) = {a}*{b}^x`.",
            f"已知 `f(x) = {a}*{b}^x`，求 `f({x})`。",
            (f"{a}*{b}^x", f"x = {x}"),
            v,
            steps=[f"`{a}*{b}^({x}) = {num(v)}`"],
            wrong=[
                (Fraction(a * b) ** x, "wrong_order_of_operations"),
                (a * b * x, "multiplied_base_exponent"),
                (v + 1, "arithmetic_slip"),
            ],
        )
    if kind.startswith("factor"):
        s = 1 if kind.endswith("growth") else -1
        v = Fraction(100 + s * p, 100)
        return value(
            f"An amount {'grows' if s > 0 else 'shrinks'} by `{p}%` each year. By which factor is it multiplied each year?",
            f"一个量每年{'增长' if s > 0 else '减少'} `{p}%`，每年乘以什么因子？",
            f"1 {'+' if s > 0 else '-'} {p}%",
            dec(v),
            show=dec,
            steps=[f"`1 {'+' if s > 0 else '-'} {dec(Fraction(p, 100))} = {dec(v)}`"],
            wrong=[
                (dec(Fraction(p, 100)), "whole_forgotten"),
                (dec(2 - v), "wrong_direction_change"),
                (
                    dec(1 + s * Fraction(p, 10)) if p != 10 or s > 0 else dec(Fraction(p)),
                    "place_value",
                ),
            ],
        )
    if kind == "rate":
        up = r.random() < 0.5
        f = Fraction(100 + (p if up else -p), 100)
        return value(
            f"An amount is multiplied by `{dec(f)}` each year. By what percent does it {'grow' if up else 'shrink'} each year?",
            f"一个量每年乘 `{dec(f)}`，每年{'增长' if up else '减少'}百分之几？",
            f"abs({dec(f)} - 1)",
            f"{p}%",
            form="percent",
            steps=[f"`abs({dec(f)} - 1) = {dec(Fraction(p, 100))}`"],
            wrong=[
                (percent(f * 100), "whole_not_change"),
                (percent(Fraction(p, 10)), "place_value"),
                (percent(100 - p) if p != 50 else "5%", "complement_instead"),
            ],
        )
    if kind == "rule":
        return solve(
            f"`f(x) = {a}*b^x` with `b` above 0, and `f(2) = {a * b * b}`. Find `b`.",
            f"`f(x) = {a}*b^x`（`b` 大于 0），`f(2) = {a * b * b}`。求 `b`。",
            (f"{a}*b^2 = {a * b * b}", "b > 0"),
            "b",
            f"b = {b}",
            other=(0, 2),
            steps=[f"`b^2 = {b * b}`", f"`b = {b}`"],
            wrong=[
                (b * b, "root_forgotten"),
                (-b, "sign_error"),
                (Fraction(b * b, 2), "halved_for_root"),
                (b + 1, "arithmetic_slip"),
            ],
        )
    if kind == "doubling":
        t = r.randint(2, 6)
        return value(
            f"A culture of {base} cells doubles every {t} hours. How many cells are there after {t * n} hours?",
            f"{base} 个细胞每 {t} 小时加倍，{t * n} 小时后有多少个？",
            f"{base}*2^({t * n}/{t})",
            base * 2**n,
            unit="# cells|# 个",
            other=(2,),
            steps=[f"`{t * n}/{t} = {n}`", f"`{base}*2^{n} = {base * 2**n}`"],
            wrong=[
                (base * 2 * n, "multiplied_base_exponent"),
                (base * 2 ** (n + 1), "off_by_one"),
                (base * n, "additive_scaling"),
            ],
        )
    if kind == "half_life":
        t = r.randint(2, 9)
        m = 2**n * r.randint(1, 9)
        return value(
            f"Half of a substance decays every {t} days. How many grams of {m} g are left after {t * n} days?",
            f"一种物质每 {t} 天衰变一半，{m} 克经过 {t * n} 天剩多少克？",
            f"{m}*(1/2)^({t * n}/{t})",
            m // 2**n,
            unit="g",
            other=(2,),
            steps=[f"`{t * n}/{t} = {n}`", f"`{m}/2^{n} = {m // 2**n}`"],
            wrong=[
                (Fraction(m, 2 * n), "multiplied_base_exponent"),
                (Fraction(m, 2), "stopped_early"),
                (Fraction(m, 2 ** (n + 1)), "off_by_one"),
            ],
        )
    if kind in ("compound", "depreciation"):
        s = 1 if kind == "compound" else -1
        p, n = r.choice([10, 20, 50] if d < 3 else [5, 10, 20]), 2 if d == 1 else 3
        v = Fraction(base) * Fraction(100 + s * p, 100) ** n
        if v.denominator > 1:
            return None
        en = (
            f"\\${base} earns `{p}%` compound interest a year. How much is it after {n} years?"
            if s > 0
            else f"A machine worth \\${base} loses `{p}%` of its value each year. What is it worth after {n} years?"
        )
        zh = (
            f"{base} 元按年利率 `{p}%` 复利，{n} 年后是多少元？"
            if s > 0
            else f"价值 {base} 元的机器每年贬值 `{p}%`，{n} 年后值多少？"
        )
        return value(
            en,
            zh,
            f"{base}*(1 {'+' if s > 0 else '-'} {p}%)^{n}",
            v,
            unit="usd",
            steps=[f"`{base}*{dec(Fraction(100 + s * p, 100))}^{n} = {v}`"],
            wrong=[
                (base + s * Fraction(base * p * n, 100), "simple_for_compound"),
                (base + s * Fraction(base * p, 100), "one_year_only"),
                (abs(v - base), "only_change"),
            ],
        )
    if kind.startswith("equation"):
        x, c = r.randint(2, 4 + d), nonzero(r, -3, 3)
        if kind.endswith("same_base"):
            eq, key, _e = (
                (f"{b}^x = {b**x}", x, "")
                if d == 1
                else (f"{b}^(x {'+' if c > 0 else '-'} {abs(c)}) = {b**x}", x - c, "")
            )
        else:
            k = r.choice([2, 3])
            b = r.choice([2, 3])
            m = r.randint(1, 3)
            eq, key = (
                f"{b**k}^x = {b ** (k * m)}" if d == 1 else f"{b**k}^x = {b ** (k * m + 1)}",
                Fraction(m) if d == 1 else Fraction(k * m + 1, k),
            )
        return solve(
            f"Solve `{eq}`.",
            f"解方程 `{eq}`。",
            eq,
            "x",
            f"x = {num(key)}",
            steps=[
                (
                    "Write both sides as powers of one base and compare the exponents.",
                    "两边写成同底的幂，比较指数。",
                )
            ],
            wrong=[
                (Fraction(eval_right(eq), b), "divided_for_root"),
                (key + 1, "off_by_one"),
                (x + c if kind.endswith("same_base") else key * 2, "sign_error"),
                (-key, "sign_error"),
            ],
        )
    if kind == "linear_or_exponential":
        s = r.randint(2, 9)
        cs = [
            (a, a * b, a * b * b),
            (a, a + s, a + 2 * s),
            (a + 1, a + 2 + s, a + 3 + 2 * s),
            (a * 3, a * 2, a),
        ]
        return choose(
            "Which values (at equal steps) belong to exponential change?",
            "哪组值（等间隔）属于指数变化？",
            [
                option(
                    f"{t[1]}/{t[0]} = {t[2]}/{t[1]}",
                    ", ".join(f"`{v}`" for v in t),
                    "" if i == 0 else "arithmetic_for_geometric",
                )
                for i, t in enumerate(cs)
            ],
            rng=r,
            steps=[
                ("Exponential change multiplies by the same factor.", "指数变化每次乘同一因子。"),
                f"`{cs[0][1]}/{cs[0][0]} = {cs[0][2]}/{cs[0][1]}`",
            ],
        )
    k = r.randint(10, 60)
    left, right = k * n, 2**n
    sign = "<" if left < right else ">" if left > right else "="
    n = r.choice([3, 5, 8, 10])
    left, right = k * n, 2**n
    return (
        compare(
            f"Plan A pays `{k}*x` dollars on day `x`, plan B `2^x` dollars. Compare them on day {n}, A on the left: which sign belongs between them?",
            f"方案 A 第 `x` 天付 `{k}*x` 元，方案 B 付 `2^x` 元。比较第 {n} 天（左 A 右 B）：填什么符号？",
            f"{k}*{n}",
            f"2^{n}",
            "<" if left < right else ">" if left > right else "=",
            slip="compared_terms_only",
            steps=[f"`{k}*{n} = {left}`", f"`2^{n} = {right}`"],
        )
        if sign
        else None
    )


def eval_right(eq: str) -> int:
    return int(eq.split(" = ")[1])


for _kind, (_en, _zh) in _G.items():
    GROWTH.add(
        _kind,
        _en,
        _zh,
        partial(_growth, _kind),
        ()
        if _kind == "value"
        else (".factor.growth",)
        if _kind in ("factor.decay", "rate", "compound")
        else (".factor.decay",)
        if _kind in ("half_life", "depreciation")
        else (".equation.same_base",)
        if _kind == "equation.hidden_base"
        else (".value",),
        standard={
            "value": "HSF.IF.C.7.e",
            "linear_or_exponential": "HSF.LE.A.1",
            "compare": "HSF.LE.A.3",
            "rate": "HSF.IF.C.8.b",
        }.get(_kind, "HSF.LE.A.2"),
    )
