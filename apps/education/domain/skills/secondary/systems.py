"""Inequalities in one letter, absolute value, and systems of equations."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.figures import plane, signed_line
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    neg,
    nonzero,
    num,
    poly,
    terms,
    times,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    solve,
)

INEQUALITY = Bank(
    "inequality",
    "inequalities",
    6,
    "6.EE.B.8",
    ("signed_order.compare.integer", "solution_check.inequality"),
)
ABSOLUTE = Bank(
    "absolute_equation",
    "inequalities",
    9,
    "HSA.REI.B.3",
    ("equation.two_step.integer.multiply_add", "signed_order.absolute.integer"),
)
SYSTEM = Bank("system", "systems", 8, "8.EE.C.8.b", ("line.slope_intercept", "solution_check.pair"))

_SIGNS = ("<", ">", "<=", ">=")
_FLIP = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_OPEN = {"<": "<=", ">": ">=", "<=": "<", ">=": ">"}
_SAID = {
    "<": ("less than", "小于"),
    ">": ("more than", "大于"),
    "<=": ("at most", "不超过"),
    ">=": ("at least", "不少于"),
}


def _wrongs(
    n: str, sign: str, v: Fraction | int, extra: list[tuple[str, str]] | None = None
) -> list[tuple[str, str]]:
    return [
        *(extra or []),
        (f"{n} {_FLIP[sign]} {num(v)}", "inequality_direction"),
        (f"{n} {_OPEN[sign]} {num(v)}", "boundary_included"),
        (f"{n} {sign} {num(-v) if v else 1}", "sign_error"),
        (f"{n} = {num(v)}", "inequality_as_equation"),
    ]


_WRITE = {
    "age": (
        "Visitors `x` years old may ride if they are {w} {v} years old.",
        "`x` 岁的游客，年龄{w} {v} 岁才能乘坐。",
        "an age rule",
        "年龄限制",
    ),
    "load": (
        "A lift carries a load of `x` kg only if it is {w} {v} kg.",
        "电梯载重 `x` 千克须{w} {v} 千克。",
        "a load",
        "载重",
    ),
    "speed": (
        "The speed `x` in km/h must be {w} {v}.",
        "速度 `x`（千米/时）须{w} {v}。",
        "a speed",
        "速度",
    ),
    "cold": (
        "The temperature `x` in the freezer must be {w} `-{v}` °C.",
        "冷柜温度 `x` 须{w} `-{v}` °C。",
        "a temperature below zero",
        "零下温度",
    ),
}


_SPANS = {"age": (5, 19, 1), "load": (100, 901, 50), "speed": (20, 131, 10), "cold": (5, 31, 1)}
"""Lowest, highest (left out) and step of the bound, as it may be in life."""


def _said_zh(kind: str, sign: str) -> str:
    if kind in ("cold", "speed"):
        return {"<": "低于", ">": "高于", "<=": "不高于", ">=": "不低于"}[sign]
    return _SAID[sign][1]


def _write(kind: str, d: int, r: random.Random) -> Task:
    en, zh, _, _ = _WRITE[kind]
    low, high, step = _SPANS[kind]
    v = r.randrange(low, high, step if d < 3 else 1)
    sign = r.choice(_SIGNS[:2] if d == 1 else _SIGNS)
    k = -v if kind == "cold" else v
    return solve(
        "Write as an inequality for `x`: " + en.format(w=_SAID[sign][0], v=v),
        "写成关于 `x` 的不等式：" + zh.format(w=_said_zh(kind, sign), v=v),
        f"x {sign} {k}",
        "x",
        f"x {sign} {k}",
        steps=[f"`x {sign} {k}`"],
        wrong=_wrongs("x", sign, k),
    )


for _kind, (_, _, _en, _zh) in _WRITE.items():
    INEQUALITY.add(
        f"write.{_kind}",
        f"Write an inequality for {_en}",
        f"写出不等式：{_zh}",
        partial(_write, _kind),
        () if _kind == "age" else (".write.age",),
    )


def _graph(kind: str, d: int, r: random.Random) -> Task | None:
    v = r.randint(-6, 6)
    sign = r.choice(_SIGNS)
    if kind == "read":
        drawing = signed_line.solution(
            -8,
            8,
            [(v, "=" in sign, 1 if ">" in sign else -1)],
            f"Number line from -8 to 8; a ray from {v} to the {'right' if '>' in sign else 'left'}, its end {'filled' if '=' in sign else 'open'}.",
            f"数轴 -8 到 8，从 {v} 向{'右' if '>' in sign else '左'}的射线，端点{'实心' if '=' in sign else '空心'}。",
        )
        opts = [sign, _FLIP[sign], _OPEN[sign], _FLIP[_OPEN[sign]]]
        inside, far = (v + 1 if ">" in sign else v - 1), (v - 1 if ">" in sign else v + 1)
        return solve(
            "Write the inequality for `x` that the number line shows.",
            "写出数轴表示的关于 `x` 的不等式。",
            f"x {sign} {v}",
            "x",
            f"x {sign} {v}",
            drawing=drawing,
            steps=[
                (
                    "A filled end belongs to the solutions, an open one does not.",
                    "实心端点属于解集，空心不属于。",
                ),
                f"`x {sign} {v}`",
            ],
            wrong=[
                (f"x {o} {v}", s)
                for o, s in zip(
                    opts[1:],
                    ("inequality_direction", "boundary_included", "inequality_direction"),
                    strict=True,
                )
            ],
            other=(inside, far),
        )
    w = v + r.randint(2, 6)
    s1, s2 = r.choice(["<", "<="]), r.choice(["<", "<="])
    if w > 8 or v < -8:
        return None
    drawing = signed_line.solution(
        -8,
        8,
        [(v, s1 == "<=", 1), (w, s2 == "<=", -1)],
        f"Number line from -8 to 8; the piece from {v} ({'filled' if s1 == '<=' else 'open'}) to {w} ({'filled' if s2 == '<=' else 'open'}).",
        f"数轴 -8 到 8，从 {v}（{'实心' if s1 == '<=' else '空心'}）到 {w}（{'实心' if s2 == '<=' else '空心'}）的线段。",
        between=True,
    )
    return solve(
        "Write the inequality for `x` that the number line shows.",
        "写出数轴表示的关于 `x` 的不等式。",
        f"{v} {s1} x {s2} {w}",
        "x",
        f"{v} {s1} x {s2} {w}",
        drawing=drawing,
        steps=[f"`{v} {s1} x {s2} {w}`"],
        wrong=[
            (f"{v} {_OPEN[s1]} x {s2} {w}", "boundary_included"),
            (f"{v} {s1} x {_OPEN[s2]} {w}", "boundary_included"),
            (f"x {_FLIP[s1]} {v}", "one_side_only"),
        ],
    )


INEQUALITY.add(
    "graph.ray",
    "Read an inequality from a ray",
    "由射线读不等式",
    partial(_graph, "read"),
    (".write.age",),
)
INEQUALITY.add(
    "graph.between",
    "Read an inequality from a piece of the line",
    "由线段读不等式",
    partial(_graph, "between"),
    (".graph.ray",),
    grade=9,
    standard="HSA.REI.B.3",
)

_SOLVE = {
    "add": ("x + a", "with addition", "含加法", 7),
    "subtract": ("x - a", "with subtraction", "含减法", 7),
    "multiply": ("a*x", "with multiplication", "含乘法", 7),
    "divide": ("x/a", "with division", "含除法", 7),
    "multiply_negative": ("-a*x", "with a negative factor", "负系数", 7),
    "divide_negative": ("x/(-a)", "with a negative divisor", "负除数", 7),
    "two_step": ("a*x + b", "in two steps", "两步", 7),
    "two_step_negative": ("b - a*x", "in two steps with a negative factor", "两步（负系数）", 7),
    "bracket": ("a*(x + b)", "with a bracket", "含括号", 7),
    "both_sides": ("a*x + b < c*x + e", "with the letter on both sides", "两边有未知数", 8),
    "both_sides_bracket": (
        "",
        "with brackets and the letter on both sides",
        "含括号且两边有未知数",
        9,
    ),
    "fraction": ("(x + b)/a", "with a fraction", "含分式", 7),
    "decimal": ("0.5*x + 1.2", "with decimals", "含小数", 7),
}


def _inequality(kind: str, d: int, r: random.Random) -> Task | None:
    sign = r.choice(_SIGNS[:2] if d == 1 else _SIGNS)
    x = r.randint(-4 - 2 * d, 5 + 2 * d) if d > 1 or "negative" in kind else r.randint(1, 9)
    a, b, c = r.randint(2, 4 + d), nonzero(r, -9, 9) if d > 1 else r.randint(1, 9), r.randint(2, 6)
    flip = False
    mid = ""
    if kind in ("add", "subtract"):
        left, right = (
            (f"x + {abs(b)}", x + abs(b)) if kind == "add" else (f"x - {abs(b)}", x - abs(b))
        )
        bad = right + abs(b) if kind == "add" else right - abs(b)
    elif kind == "multiply":
        left, right, bad = f"{a}*x", a * x, a * a * x
    elif kind == "divide":
        x *= a
        left, right, bad = f"x/{a}", x // a, Fraction(x, a * a)
    elif kind == "multiply_negative":
        left, right, bad, flip = f"-{a}*x", -a * x, a * a * x, True
    elif kind == "divide_negative":
        x *= a
        left, right, bad, flip = f"x/(-{a})", -x // a, Fraction(x, a), True
    elif kind == "two_step":
        left, right, bad, mid = (
            poly([a, b]),
            a * x + b,
            Fraction(a * x + 2 * b, a),
            f"{a}*x {sign} {a * x}",
        )
    elif kind == "two_step_negative":
        left, right, bad, flip, mid = (
            f"{b} - {a}*x",
            b - a * x,
            x + 1,
            True,
            f"-{a}*x {sign} {-a * x}",
        )
    elif kind == "bracket":
        left, right, bad, mid = (
            times(a, poly([1, b])),
            a * (x + b),
            Fraction(a * (x + b) - b, a),
            f"{poly([1, b])} {sign} {x + b}",
        )
    elif kind == "both_sides":
        if a == c:
            return None
        e = a * x + b - c * x
        if e == 0:
            return None
        left, right_text = poly([a, b]), poly([c, e])
        flip, mid = a < c, f"{terms([(a - c, 'x')])} {sign} {e - b}"
        bad = Fraction(e - b, a + c)
    elif kind == "both_sides_bracket":
        c = r.choice([n for n in range(1, 8) if n != a])
        e = a * (x + b) - c * x
        if e == 0:
            return None
        left, right_text = times(a, poly([1, b])), poly([c, e])
        flip, mid = a < c, f"{terms([(a - c, 'x')])} {sign} {e - a * b}"
        bad = Fraction(e - b, a - c)
    elif kind == "fraction":
        k = r.randint(-3, 6)
        x = k * a - b
        left, right, bad, mid = (
            f"({poly([1, b])})/{a}",
            k,
            Fraction(k - b),
            f"{poly([1, b])} {sign} {k * a}",
        )
    else:
        f, g = Fraction(r.choice([5, 2, 4, 12, 15]), 10), Fraction(r.randint(1, 40), 10)
        if g.denominator == 1:
            return None
        x = r.randint(1, 12) * 2
        rt = f * x + g
        eq = f"{dec(f)}*x + {dec(g)} {sign} {dec(rt)}"
        key = f"x {sign} {x}"
        return solve(
            f"Solve `{eq}`.",
            f"解不等式 `{eq}`。",
            eq,
            "x",
            key,
            steps=[f"`{dec(f)}*x {sign} {dec(rt - g)}`", f"`{key}`"],
            wrong=_wrongs("x", sign, x, [(f"x {sign} {num((rt + g) / f)}", "inverse_not_used")]),
        )
    if kind.startswith("both"):
        eq = f"{left} {sign} {right_text}"
    else:
        eq = f"{left} {sign} {right}"
    final = _FLIP[sign] if flip else sign
    key = f"x {final} {x}"
    steps: list[str | tuple[str, str]] = [f"`{mid}`"] if mid else []
    if flip:
        steps.append(
            (
                "Dividing or multiplying by a negative number turns the sign round.",
                "两边同乘或除以负数，不等号方向改变。",
            )
        )
    return solve(
        f"Solve `{eq}`.",
        f"解不等式 `{eq}`。",
        eq,
        "x",
        key,
        steps=[*(steps or [("Do the opposite on both sides.", "两边做逆运算。")]), f"`{key}`"],
        wrong=_wrongs("x", final, x, [(f"x {final} {num(bad)}", "inverse_not_used")])[
            0 if not flip else 1 :
        ]
        + ([(f"x {final} {num(bad)}", "inverse_not_used")] if flip else []),
    )


_previous = ""
for _kind, (_, _en, _zh, _grade) in _SOLVE.items():
    _needs = {
        "add": (".graph.ray", "equation.one_step.integer.add"),
        "two_step": (".multiply", ".add", "equation.two_step.integer.multiply_add"),
        "two_step_negative": (".two_step", ".multiply_negative"),
        "multiply_negative": (".multiply",),
        "divide_negative": (".divide", ".multiply_negative"),
        "bracket": (".two_step",),
        "both_sides": (".two_step", "equation.both_sides.integer"),
        "both_sides_bracket": (".both_sides", ".bracket"),
        "fraction": (".two_step",),
        "decimal": (".two_step", "equation.two_step.decimal.multiply_add"),
    }.get(_kind, (f".solve.{_previous}",))
    _needs = tuple(
        n if not n.startswith(".") or n.startswith((".graph", ".solve")) else f".solve{n}"
        for n in _needs
    )
    INEQUALITY.add(
        f"solve.{_kind}",
        f"Solve inequalities {_en}",
        f"解不等式：{_zh}",
        partial(_inequality, _kind),
        _needs,
        grade=_grade,
        standard="7.EE.B.4.b" if _grade == 7 else "HSA.REI.B.3",
    )
    _previous = _kind


def _compound(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(1, 2 + d), nonzero(r, -6, 6)
    lo, hi = sorted(r.sample(range(-6, 8), 2))
    s1, s2 = r.choice(["<", "<="]), r.choice(["<", "<="])
    if kind == "and":
        eq = f"{a * lo + b} {s1} {poly([a, b])} {s2} {a * hi + b}"
        key = f"{lo} {s1} x {s2} {hi}"
        return solve(
            f"Solve `{eq}`.",
            f"解不等式 `{eq}`。",
            eq,
            "x",
            key,
            steps=[
                (
                    f"Take `{b}` away from all three parts"
                    + (f", then divide by {a}." if a > 1 else "."),
                    f"三部分同减 `{b}`" + (f"，再除以 {a}。" if a > 1 else "。"),
                ),
                f"`{key}`",
            ],
            wrong=[
                (
                    f"{lo + 2 * b} {s1} x {s2} {hi + 2 * b}"
                    if a == 1
                    else f"{num(Fraction(a * lo + 2 * b, a))} {s1} x {s2} {num(Fraction(a * hi + 2 * b, a))}",
                    "inverse_not_used",
                ),
                (f"{lo} {_OPEN[s1]} x {_OPEN[s2]} {hi}", "boundary_included"),
                (f"x {s2} {hi}", "one_side_only"),
            ],
        )
    c, k = nonzero(r, -6, 6), r.randint(1, 4 + d)
    co = 1 if d < 3 else 2
    inner = poly([co, -c * co])
    if kind == "absolute_less":
        eq, key = f"abs({inner}) {s1} {k * co}", f"{c - k} {s1} x {s1} {c + k}"
        return solve(
            f"Solve `{eq}`.",
            f"解不等式 `{eq}`。",
            eq,
            "x",
            key,
            steps=[f"`{-k * co} {s1} {inner} {s1} {k * co}`", f"`{key}`"],
            wrong=[
                (f"x {s1} {c + k}", "one_side_only"),
                (f"x {s1} {c - k} or x {_FLIP[s1]} {c + k}", "and_for_or"),
                (f"{-c - k} {s1} x {s1} {-c + k}", "sign_error"),
            ],
        )
    sign = _FLIP[s1]
    eq, key = f"abs({inner}) {sign} {k * co}", f"x {s1} {c - k} or x {sign} {c + k}"
    return solve(
        f"Solve `{eq}`.",
        f"解不等式 `{eq}`。",
        eq,
        "x",
        key,
        answer=(
            f"`x {s1} {c - k}` or `x {sign} {c + k}`",
            f"`x {s1} {c - k}` 或 `x {sign} {c + k}`",
        ),
        steps=[
            f"`{inner} {s1} {-k * co}`, `{inner} {sign} {k * co}`",
            f"`x {s1} {c - k}`, `x {sign} {c + k}`",
        ],
        wrong=[
            (f"x {sign} {c + k}", "one_side_only"),
            (f"{c - k} {s1} x {s1} {c + k}", "and_for_or"),
            (f"x {s1} {-c - k} or x {sign} {-c + k}", "sign_error"),
        ],
    )


for _kind, _en, _zh, _needs in (
    (
        "and",
        "Solve inequalities with three parts",
        "解连不等式",
        (".graph.between", ".solve.two_step"),
    ),
    (
        "absolute_less",
        "Solve an absolute value below a number",
        "解绝对值小于型不等式",
        (".compound.and", "absolute_equation.shift"),
    ),
    (
        "absolute_more",
        "Solve an absolute value above a number",
        "解绝对值大于型不等式",
        (".compound.absolute_less",),
    ),
):
    INEQUALITY.add(
        f"compound.{_kind}",
        _en,
        _zh,
        partial(_compound, _kind),
        _needs,
        grade=9,
        standard="HSA.REI.B.3",
    )


def _limit(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(3, 9), r.randint(10, 20 * d)
    n = r.randint(3, 9 + 2 * d)
    if kind == "budget":
        total = a * n + b + r.randint(1, a - 1)
        return solve(
            f"A club pays \\${b} for a hall and \\${a} for each guest. It has \\${total}. Find the greatest number `n` of guests.",
            f"俱乐部付场地费 {b} 元，每位客人 {a} 元，共有 {total} 元。求客人数 `n` 的最大值。",
            (f"{a}*n + {b} <= {total}", f"{a}*(n + 1) + {b} > {total}", "integer(n)"),
            "n",
            f"n = {n}",
            other=(1,),
            unit="# guests|# 位",
            steps=[
                f"`{a}*n + {b} <= {total}`",
                f"`n <= {num(Fraction(total - b, a))}`",
                f"`n = {n}`",
            ],
            wrong=[
                (n + 1, "rounded_up"),
                (total // a, "fixed_part_ignored"),
                (n - 1, "off_by_one"),
            ],
        )
    if kind == "goal":
        total = a * n + b - r.randint(1, a - 1)
        return solve(
            f"Tara has \\${b} and saves \\${a} each week. She needs at least \\${total}. Find the least number `n` of weeks.",
            f"塔拉有 {b} 元，每周存 {a} 元，至少需要 {total} 元。求周数 `n` 的最小值。",
            (f"{a}*n + {b} >= {total}", f"{a}*(n - 1) + {b} < {total}", "integer(n)"),
            "n",
            f"n = {n}",
            other=(1,),
            unit="weeks",
            steps=[
                f"`{a}*n + {b} >= {total}`",
                f"`n >= {num(Fraction(total - b, a))}`",
                f"`n = {n}`",
            ],
            wrong=[
                (n - 1, "rounded_down"),
                (-(-total // a), "fixed_part_ignored"),
                (n + 1, "off_by_one"),
            ],
        )
    scores = [r.randint(60, 95) for _ in range(3)]
    goal = r.randint(75, 90)
    x = 4 * goal - sum(scores)
    if not 60 < x <= 100:
        return None
    return solve(
        f"Jo scored {scores[0]}, {scores[1]} and {scores[2]} in three tests. Which scores `x` in the fourth test make the mean at least {goal}?",
        f"乔三次测验得 {scores[0]}、{scores[1]}、{scores[2]} 分。第四次得分 `x` 满足什么，平均分才不低于 {goal}？",
        f"({scores[0]} + {scores[1]} + {scores[2]} + x)/4 >= {goal}",
        "x",
        f"x >= {x}",
        steps=[f"`{sum(scores)} + x >= {4 * goal}`", f"`x >= {x}`"],
        wrong=[
            (f"x <= {x}", "inequality_direction"),
            (f"x >= {goal}", "mean_as_score"),
            (f"x >= {3 * goal - sum(scores) + goal + 4}", "arithmetic_slip"),
            (f"x > {x}", "boundary_included"),
        ],
    )


for _kind, _en, _zh in (
    ("budget", "Find the most that a budget allows", "预算内的最大值"),
    ("goal", "Find the least that reaches a goal", "达到目标的最小值"),
    ("mean", "Find which score reaches a mean", "达到平均分所需分数"),
):
    INEQUALITY.add(
        f"story.{_kind}",
        _en,
        _zh,
        partial(_limit, _kind),
        (".solve.two_step",),
        grade=7,
        standard="7.EE.B.4.b",
    )

_ABS = {
    "plain": ("with the letter alone", "未知数单独"),
    "shift": ("with a sum inside", "内含和"),
    "multiple": ("with a factor inside", "内含系数"),
    "outside": ("with terms outside the bars", "绝对值外有项"),
    "factor_outside": ("with a factor before the bars", "绝对值前有系数"),
    "no_solution": ("that may have no solution", "可能无解"),
    "distance": ("for a distance", "表示距离"),
    "both_sides": ("with the letter on both sides", "两边有未知数"),
}


def _absolute(kind: str, d: int, r: random.Random) -> Task | None:
    c, k, b, a = (
        nonzero(r, -5 - d, 5 + d),
        r.randint(1, 5 + 2 * d),
        nonzero(r, -8, 8),
        r.randint(2, 3 + d),
    )
    lo, hi = Fraction(c - k), Fraction(c + k)
    inner = poly([1, -c])
    if kind == "plain":
        lo, hi, eq = Fraction(-k), Fraction(k), f"abs(x) = {k}"
    elif kind == "shift":
        eq = f"abs({inner}) = {k}"
    elif kind == "multiple":
        eq = f"abs({poly([a, -a * c])}) = {a * k}"
        if d == 3:
            lo, hi = Fraction(c - k, a), Fraction(c + k, a)
            eq = f"abs({poly([a, -c])}) = {k}"
    elif kind == "outside":
        eq = f"abs({inner}) {'+' if b > 0 else '-'} {abs(b)} = {k + b}"
    elif kind == "factor_outside":
        eq = (
            f"{a}*abs({inner}) = {a * k}"
            if d < 3
            else f"{a}*abs({inner}) {'+' if b > 0 else '-'} {abs(b)} = {a * k + b}"
        )
    elif kind == "no_solution":
        if r.random() < 0.5:
            eq = f"abs({inner}) + {k + 3} = {k}" if d > 1 else f"abs({inner}) = -{k}"
            return solve(
                f"Solve `{eq}`. Say so if there is no solution.",
                f"解 `{eq}`，无解请说明。",
                eq,
                "x",
                "none",
                steps=[("An absolute value is never negative.", "绝对值不会是负数。")],
                wrong=[
                    (f"x = {c + k} or x = {c - k}", "negative_absolute"),
                    (f"x = {c - k}", "one_solution_only"),
                    (f"x = {c}", "arithmetic_slip"),
                ],
            )
        eq = f"abs({inner}) = {k}"
    elif kind == "distance":
        return solve(
            f"Which numbers `x` lie at distance {k} from `{c}` on the number line?",
            f"数轴上与 `{c}` 距离为 {k} 的数 `x` 有哪些？",
            f"abs({inner}) = {k}",
            "x",
            f"x = {c - k} or x = {c + k}",
            other=(abs(c),),
            answer=(f"`x = {c - k}` or `x = {c + k}`", f"`x = {c - k}` 或 `x = {c + k}`"),
            steps=[f"`{c} - {k} = {c - k}`", f"`{c} + {k} = {c + k}`"],
            wrong=[
                (f"x = {c + k}", "one_solution_only"),
                (f"x = {-c - k} or x = {-c + k}", "sign_error"),
                (f"x = {k} or x = {-k}", "shift_ignored"),
            ],
        )
    else:
        p = r.choice([n for n in range(-6, 8) if (n + c) % 2 == 0 and n != c])
        eq = f"abs({inner}) = abs({poly([1, -p])})"
        m = Fraction(c + p, 2)
        return solve(
            f"Solve `{eq}`.",
            f"解 `{eq}`。",
            eq,
            "x",
            f"x = {num(m)}",
            steps=[
                (f"`x` is equally far from `{c}` and `{p}`.", f"`x` 到 `{c}` 和 `{p}` 距离相等。"),
                f"`x = ({c} + {neg(p)})/2 = {num(m)}`",
            ],
            wrong=[
                ("none", "same_case_only"),
                (f"x = {num(m)} or x = {num(-m)}" if m else "x = 1", "sign_error"),
                (f"x = {num(Fraction(c - p, 2))}", "sign_error"),
            ],
        )
    key = f"x = {num(lo)} or x = {num(hi)}"
    return solve(
        f"Solve `{eq}`.",
        f"解 `{eq}`。",
        eq,
        "x",
        key,
        answer=(f"`x = {num(lo)}` or `x = {num(hi)}`", f"`x = {num(lo)}` 或 `x = {num(hi)}`"),
        steps=[
            (
                "What stands between the bars is the number or its opposite.",
                "绝对值内等于这个数或它的相反数。",
            ),
            (f"`x = {num(hi)}` or `x = {num(lo)}`", f"`x = {num(hi)}` 或 `x = {num(lo)}`"),
        ],
        wrong=[
            (f"x = {num(hi)}", "one_solution_only"),
            (f"x = {num(hi)} or x = {num(-hi)}", "shift_ignored"),
            (f"x = {num(-lo)} or x = {num(-hi)}", "sign_error"),
            ("none", "negative_absolute"),
        ],
    )


for _kind, (_en, _zh) in _ABS.items():
    ABSOLUTE.add(
        _kind,
        f"Solve absolute value equations {_en}",
        f"解绝对值方程：{_zh}",
        partial(_absolute, _kind),
        () if _kind == "plain" else (".plain",) if _kind == "shift" else (".shift",),
    )

_SYSTEMS = {
    "graph": ("Read a solution from two lines", "由两直线读解"),
    "substitute_ready": ("Substitute where one letter is alone", "代入法（已解出一个未知数）"),
    "substitute_both": ("Set two expressions for y equal", "令两个 y 的式子相等"),
    "substitute_solve": ("Solve for a letter, then substitute", "先解出一个未知数再代入"),
    "eliminate_add": ("Eliminate by adding", "加法消元"),
    "eliminate_subtract": ("Eliminate by subtracting", "减法消元"),
    "eliminate_one": ("Multiply one equation, then eliminate", "一个方程乘系数后消元"),
    "eliminate_both": ("Multiply both equations, then eliminate", "两个方程乘系数后消元"),
    "fractions": ("Solve a system with fractions", "含分数的方程组"),
    "fraction_solution": ("Solve a system with fractional solutions", "解为分数的方程组"),
    "count": ("Tell how many solutions a system has", "判断方程组解的个数"),
    "three_letters": ("Solve a system with three letters", "三元一次方程组"),
    "line_parabola": ("Solve a line and a parabola together", "直线与抛物线的方程组"),
    "line_circle": ("Solve a line and a circle together", "直线与圆的方程组"),
    "tickets": ("Tickets of two prices", "两种票价"),
    "sum_difference": ("A sum and a difference", "和差问题"),
    "coins": ("Two kinds of coins", "两种硬币"),
    "mixture": ("Mix two solutions", "混合溶液"),
    "boat": ("A boat with and against the stream", "顺流逆流"),
    "ages": ("Two ages", "年龄问题"),
    "plans": ("Two price plans", "两种收费方案"),
    "perimeter": ("Sides of a rectangle", "长方形的边"),
}


def _system(kind: str, d: int, r: random.Random) -> Task | None:
    x, y = nonzero(r, -3 - d, 4 + d), nonzero(r, -3 - d, 4 + d)
    a, b, c, e = (nonzero(r, -3 - d, 3 + d) for _ in range(4))
    key = f"x = {x}, y = {y}"
    if x == y:
        return None
    std = [
        (f"x = {y}, y = {x}", "swapped_coordinates"),
        (f"x = {-x}, y = {y}", "sign_error"),
        (f"x = {x}, y = {-y}", "sign_error"),
        (f"x = {x + 1}, y = {y}", "arithmetic_slip"),
    ]

    def eq(p: int, q: int) -> str:
        return f"{terms([(p, 'x'), (q, 'y')])} = {p * x + q * y}"

    def made(one: str, two: str, steps: list, **more):
        return solve(
            f"Solve the system `{one}`, `{two}`.",
            f"解方程组 `{one}`，`{two}`。",
            (one, two),
            "x y",
            key,
            steps=[*steps, f"`{key}`"],
            wrong=std,
            **more,
        )

    if kind == "graph":
        m, n = Fraction(nonzero(r, -2, 2)), Fraction(nonzero(r, -2, 2))
        p, q = y - m * x, y - n * x
        if m == n or abs(p) > 6 or abs(q) > 6 or max(abs(x), abs(y)) > 6:
            return None
        return solve(
            f"The lines `y = {poly([m, p])}` and `y = {poly([n, q])}` are drawn. Find the `x` and `y` that solve both equations.",
            f"图中是直线 `y = {poly([m, p])}` 和 `y = {poly([n, q])}`，求同时满足两方程的 `x` 和 `y`。",
            (f"y = {poly([m, p])}", f"y = {poly([n, q])}"),
            "x y",
            key,
            drawing=plane.straight(
                plane.square_grid(6),
                [(m, p), (n, q)],
                "Two straight lines that cross on the grid.",
                "方格图上相交的两条直线。",
            ),
            steps=[("The lines meet at the solution.", "交点就是解。"), f"`({x}, {y})`"],
            wrong=std,
        )
    if kind == "substitute_ready":
        return (
            made(
                f"y = {poly([a, y - a * x])}",
                eq(b, c),
                [
                    (
                        f"Put `{poly([a, y - a * x])}` for `y`.",
                        f"用 `{poly([a, y - a * x])}` 代替 `y`。",
                    )
                ],
            )
            if b + c * a != 0
            else None
        )
    if kind == "substitute_both":
        return (
            made(
                f"y = {poly([a, y - a * x])}",
                f"y = {poly([b, y - b * x])}",
                [f"`{poly([a, y - a * x])} = {poly([b, y - b * x])}`"],
            )
            if a != b
            else None
        )
    if kind == "substitute_solve":
        return (
            made(
                eq(1, a),
                eq(b, c),
                [f"`x = {num(x + a * y)} {'-' if a > 0 else '+'} {terms([(abs(a), 'y')])}`"],
            )
            if c - b * a != 0 and b != 1
            else None
        )
    if kind == "eliminate_add":
        return (
            made(eq(a, b), eq(c, -b), [f"`{terms([(a + c, 'x')])} = {a * x + c * x}`"])
            if a + c != 0
            else None
        )
    if kind == "eliminate_subtract":
        return (
            made(eq(a, b), eq(c, b), [f"`{terms([(a - c, 'x')])} = {a * x - c * x}`"])
            if a != c
            else None
        )
    if kind == "eliminate_one":
        k = r.randint(2, 3)
        return (
            made(
                eq(a, b),
                eq(c, -b * k),
                [
                    (
                        f"Multiply the first equation by {k}: `{terms([(a * k, 'x'), (b * k, 'y')])} = {k * (a * x + b * y)}`",
                        f"第一个方程乘 {k}：`{terms([(a * k, 'x'), (b * k, 'y')])} = {k * (a * x + b * y)}`",
                    )
                ],
            )
            if a * k + c != 0
            else None
        )
    if kind == "eliminate_both":
        if a * e - b * c == 0 or abs(b) == abs(e) or b % e == 0 or e % b == 0:
            return None
        return made(
            eq(a, b),
            eq(c, e),
            [
                (
                    f"Multiply the first by `{e}`, the second by `{-b}`, then add.",
                    f"第一个乘 `{e}`，第二个乘 `{-b}`，再相加。",
                ),
                f"`{terms([(a * e - b * c, 'x')])} = {(a * e - b * c) * x}`",
            ],
        )
    if kind == "fractions":
        p, q = r.sample([2, 3, 4, 5], 2)
        x, y = x * p, y * q
        key = f"x = {x}, y = {y}"
        std = [
            (f"x = {x // p}, y = {y // q}", "stopped_early"),
            (f"x = {y}, y = {x}", "swapped_coordinates"),
            (f"x = {-x}, y = {y}", "sign_error"),
        ]
        one, two = f"x/{p} + y/{q} = {x // p + y // q}", eq(1, -1)
        return made(
            one, two, [(f"Multiply the first equation by {p * q}.", f"第一个方程乘 {p * q}。")]
        )
    if kind == "fraction_solution":
        p, q = nonzero(r, -9, 9), nonzero(r, -9, 9)
        det = a * e - b * c
        if det == 0:
            return None
        fx, fy = Fraction(p * e - b * q, det), Fraction(a * q - p * c, det)
        if (
            (fx.denominator == 1 and fy.denominator == 1)
            or max(fx.denominator, fy.denominator) > 4 * d
            or fx == fy
        ):
            return None
        one, two = f"{terms([(a, 'x'), (b, 'y')])} = {p}", f"{terms([(c, 'x'), (e, 'y')])} = {q}"
        return solve(
            f"Solve the system `{one}`, `{two}`.",
            f"解方程组 `{one}`，`{two}`。",
            (one, two),
            "x y",
            f"x = {num(fx)}, y = {num(fy)}",
            steps=[f"`{terms([(det, 'x')])} = {p * e - b * q}`", f"`x = {num(fx)}, y = {num(fy)}`"],
            wrong=[
                (f"x = {num(fy)}, y = {num(fx)}", "swapped_coordinates"),
                (f"x = {num(-fx)}, y = {num(fy)}", "sign_error"),
                (f"x = {num(fx)}, y = {num(fy + 1)}", "arithmetic_slip"),
            ],
        )
    if kind == "count":
        case, k = r.choice(["none", "many", "one"] if d == 3 else ["none", "many"]), r.randint(2, 3)
        right = a * x + b * y
        two = {
            "none": f"{terms([(a * k, 'x'), (b * k, 'y')])} = {right * k + r.randint(1, 5)}",
            "many": f"{terms([(a * k, 'x'), (b * k, 'y')])} = {right * k}",
            "one": eq(a, -b),
        }[case]
        kk = {"none": "none", "many": "many", "one": key}[case]
        return solve(
            f"Solve the system `{terms([(a, 'x'), (b, 'y')])} = {right}`, `{two}`. Say so if there is no solution or there are infinitely many.",
            f"解方程组 `{terms([(a, 'x'), (b, 'y')])} = {right}`，`{two}`。若无解或有无穷多解请说明。",
            (f"{terms([(a, 'x'), (b, 'y')])} = {right}", two),
            "x y",
            kk,
            steps=[
                (f"Multiply the first by {k} and compare.", f"第一个乘 {k} 再比较。")
                if case != "one"
                else f"`{terms([(2 * a, 'x')])} = {2 * a * x}`"
            ],
            wrong=[
                (w, s)
                for w, s in (
                    (key, "one_solution_only"),
                    ("none", "cancelled_to_none"),
                    ("many", "cancelled_to_all"),
                    ("x = 0, y = 0", "cancelled_to_zero"),
                )
                if w != kk and not (w == key and case == "many")
            ],
        )
    if kind == "three_letters":
        z = nonzero(r, -4, 5)
        eqs = (
            (
                f"x + y + z = {x + y + z}",
                f"{terms([(1, 'x'), (-1, 'y'), (abs(a), 'z')])} = {x - y + abs(a) * z}",
                f"{terms([(abs(b) + 1, 'x'), (1, 'z')])} = {(abs(b) + 1) * x + z}",
            )
            if d < 3
            else (
                f"x + y + z = {x + y + z}",
                f"{terms([(2, 'x'), (-1, 'y'), (1, 'z')])} = {2 * x - y + z}",
                f"{terms([(1, 'x'), (2, 'y'), (-1, 'z')])} = {x + 2 * y - z}",
            )
        )
        if (d < 3 and 1 + abs(a) == 2 * 0) or (d < 3 and (2 - (abs(b) + 1) * (1 + abs(a)) == 0)):
            return None
        kk = f"x = {x}, y = {y}, z = {z}"
        return solve(
            f"Solve the system `{eqs[0]}`, `{eqs[1]}`, `{eqs[2]}`.",
            f"解方程组 `{eqs[0]}`，`{eqs[1]}`，`{eqs[2]}`。",
            eqs,
            "x y z",
            kk,
            steps=[
                (
                    "Add equations to lose one letter, solve for two, then go back.",
                    "相加消去一个未知数，先求两个，再回代。",
                ),
                f"`{kk}`",
            ],
            wrong=[
                (f"x = {y}, y = {x}, z = {z}", "swapped_coordinates"),
                (f"x = {x}, y = {y}, z = {-z}", "sign_error"),
                (f"x = {x + 1}, y = {y - 1}, z = {z}", "arithmetic_slip"),
            ],
        )
    if kind in ("line_parabola", "line_circle"):
        u, v = sorted(r.sample(range(-3, 5), 2))
        if kind == "line_parabola":
            m, t = u + v, -u * v
            one, two = "y = x^2", f"y = {poly([m, t])}"
            p, q = u * u, v * v
            step = f"`x^2 = {poly([m, t])}`"
        else:
            s, w = sorted(r.sample(range(1, 6 + d), 2))
            one, two = (
                f"x^2 + y^2 = {s * s + w * w}",
                f"y = {'-' if d > 1 else ''}x + {w + s if d > 1 else w - s}",
            )
            if d > 1:
                u, v, p, q = s, w, w, s
            else:
                u, v, p, q = -w, s, -s, w
            step = f"`x^2 + ({two[4:]})^2 = {s * s + w * w}`"
        kk = f"x = {u}, y = {p} or x = {v}, y = {q}"
        return solve(
            f"Solve the system `{one}`, `{two}`.",
            f"解方程组 `{one}`，`{two}`。",
            (one, two),
            "x y",
            kk,
            answer=(
                f"`x = {u}, y = {p}` or `x = {v}, y = {q}`",
                f"`x = {u}, y = {p}` 或 `x = {v}, y = {q}`",
            ),
            steps=[step, f"`x = {u}`, `x = {v}`"],
            wrong=[
                (f"x = {u}, y = {p}", "one_solution_only"),
                (
                    f"x = {u}, y = {q} or x = {v}, y = {p}"
                    if p != q and kind == "line_parabola"
                    else f"x = {-u}, y = {-p} or x = {-v}, y = {-q}",
                    "pairs_mixed",
                ),
                (f"x = {v}, y = {q}", "one_solution_only"),
            ],
        )
    p, q = r.randint(3, 8), r.randint(9, 14)
    n, m = r.randint(5, 12 * d), r.randint(5, 12 * d)
    if n == m:
        return None
    stories = {
        "tickets": (
            f"{n + m} tickets were sold for \\${p * n + q * m}. A child's ticket costs \\${p}, an adult's \\${q}. Find the numbers `x` of children's and `y` of adults' tickets.",
            f"共售票 {n + m} 张，得 {p * n + q * m} 元。儿童票 {p} 元，成人票 {q} 元。求儿童票数 `x` 和成人票数 `y`。",
            (f"x + y = {n + m}", f"{p}*x + {q}*y = {p * n + q * m}"),
            n,
            m,
        ),
        "sum_difference": (
            f"The sum of two numbers `x` and `y` is {n + m + abs(n - m)}, and `x` is {2 * abs(n - m)} more than `y`. Find both.",
            f"两数 `x`、`y` 之和是 {n + m + abs(n - m)}，`x` 比 `y` 大 {2 * abs(n - m)}。求这两个数。",
            (f"x + y = {n + m + abs(n - m)}", f"x - y = {2 * abs(n - m)}"),
            Fraction(n + m + 3 * abs(n - m), 2),
            Fraction(n + m - abs(n - m), 2),
        ),
        "coins": (
            f"A jar holds {n + m} coins, `x` of 5 cents and `y` of 20 cents, worth {5 * n + 20 * m} cents in all. Find `x` and `y`.",
            f"罐里有 {n + m} 枚硬币：`x` 枚 5 分、`y` 枚 20 分，共 {5 * n + 20 * m} 分。求 `x` 和 `y`。",
            (f"x + y = {n + m}", f"5*x + 20*y = {5 * n + 20 * m}"),
            n,
            m,
        ),
        "mixture": (
            f"`x` litres of a 10% solution and `y` litres of a 40% solution make {n + m} L that hold {dec(Fraction(n + 4 * m, 10))} L of acid. Find `x` and `y`.",
            f"`x` 升 10% 的溶液与 `y` 升 40% 的溶液混成 {n + m} 升，含酸 {dec(Fraction(n + 4 * m, 10))} 升。求 `x` 和 `y`。",
            (f"x + y = {n + m}", f"10%*x + 40%*y = {dec(Fraction(n + 4 * m, 10))}"),
            n,
            m,
        ),
        "boat": (
            f"A boat goes {2 * (n + m + 20)} km downstream in 2 h and {3 * (n + 20 - m)} km upstream in 3 h. Find its speed `x` in still water and the speed `y` of the stream, in km/h.",
            f"船顺流 2 小时行 {2 * (n + m + 20)} 千米，逆流 3 小时行 {3 * (n + 20 - m)} 千米。求静水船速 `x` 和水速 `y`（千米/时）。",
            (f"2*(x + y) = {2 * (n + m + 20)}", f"3*(x - y) = {3 * (n + 20 - m)}"),
            n + 20,
            m,
        ),
        "ages": (
            f"A mother is `x` years old, her son `y`. Together they are {n + 30 + n}. In 5 years she will be {30} years older than he is then. Find `x` and `y`.",
            f"母亲 `x` 岁，儿子 `y` 岁，共 {n + 30 + n} 岁。5 年后母亲比儿子大 {30} 岁。求 `x` 和 `y`。",
            (f"x + y = {2 * n + 30}", "x + 5 = y + 5 + 30"),
            n + 30,
            n,
        ),
        "plans": (
            f"Plan A costs \\${q} a month and \\${p} per hour, plan B \\${q + 4 * n} a month and \\${p - 2} per hour. After `x` hours both cost `y` dollars. Find `x` and `y`.",
            f"方案 A 每月 {q} 元、每小时 {p} 元；方案 B 每月 {q + 4 * n} 元、每小时 {p - 2} 元。`x` 小时后费用同为 `y` 元。求 `x` 和 `y`。",
            (f"y = {q} + {p}*x", f"y = {q + 4 * n} + {p - 2}*x"),
            2 * n,
            q + p * 2 * n,
        ),
        "perimeter": (
            f"A rectangle with perimeter {2 * (n + m + n)} cm is {m} cm longer than wide. Find its length `x` and width `y` in cm.",
            f"长方形周长 {2 * (n + m + n)} 厘米，长比宽多 {m} 厘米。求长 `x` 和宽 `y`（厘米）。",
            (f"2*x + 2*y = {2 * (2 * n + m)}", f"x = y + {m}"),
            n + m,
            n,
        ),
    }
    en, zh, given, vx, vy = stories[kind]
    vx, vy = Fraction(vx), Fraction(vy)
    if vx.denominator > 1 or vx == vy or (kind == "boat" and m >= n + 20) or vx <= 0 or vy <= 0:
        return None
    return solve(
        en,
        zh,
        given,
        "x y",
        f"x = {vx}, y = {vy}",
        other=(2, 3, 5, 100),
        steps=[f"`{given[0]}`, `{given[1]}`", f"`x = {vx}, y = {vy}`"],
        wrong=[
            (f"x = {vy}, y = {vx}", "swapped_coordinates"),
            (f"x = {vx + 1}, y = {vy - 1}", "arithmetic_slip"),
            (f"x = {num((vx + vy) / 2)}, y = {num((vx + vy) / 2)}", "shared_equally"),
        ],
    )


for _kind, (_en, _zh) in _SYSTEMS.items():
    _needs = {
        "graph": (),
        "substitute_ready": (".graph", "equation.bracket_one_side"),
        "substitute_both": (".graph", "equation.both_sides.integer"),
        "substitute_solve": (".substitute_ready",),
        "eliminate_add": (".graph",),
        "eliminate_subtract": (".eliminate_add",),
        "eliminate_one": (".eliminate_subtract",),
        "eliminate_both": (".eliminate_one", "common_factors.lcm"),
        "fractions": (".eliminate_one", "equation.fractions_both_sides"),
        "fraction_solution": (".eliminate_both", "equation.fraction_solution"),
        "count": (".eliminate_one", "equation.number_of_solutions"),
        "three_letters": (".eliminate_both",),
        "line_parabola": (".substitute_both", "quadratic.factor.monic"),
        "line_circle": (".line_parabola", "coordinate_plane.circle_equation"),
    }.get(
        _kind,
        (".substitute_both",)
        if _kind == "plans"
        else (".eliminate_one",)
        if _kind in ("tickets", "coins")
        else (".eliminate_add",)
        if _kind != "mixture"
        else (".tickets", "percent.part.juice"),
    )
    SYSTEM.add(
        _kind,
        _en
        if _needs != (".eliminate_add",) or _kind.startswith("elim")
        else f"Set up a system: {_en.lower()}",
        _zh,
        partial(_system, _kind),
        _needs,
        grade=10
        if _kind == "line_circle"
        else 9
        if _kind in ("three_letters", "line_parabola", "fraction_solution")
        else 8,
        standard={
            "three_letters": "HSA.REI.C.6",
            "line_parabola": "HSA.REI.C.7",
            "line_circle": "HSA.REI.C.7",
            "fraction_solution": "HSA.REI.C.6",
            "graph": "8.EE.C.8.a",
        }.get(
            _kind,
            "8.EE.C.8.c"
            if _kind
            in (
                "tickets",
                "sum_difference",
                "coins",
                "mixture",
                "boat",
                "ages",
                "plans",
                "perimeter",
            )
            else "8.EE.C.8.b",
        ),
    )
