"""Linear equations in one unknown: from one step to many, with all number types, and formulas."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    ends,
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
    option,
    solve,
)

CHECK = Bank("solution_check", "equations", 6, "6.EE.B.5", ("expression.evaluate.one_step",))
ONE = Bank(
    "equation",
    "equations",
    6,
    "6.EE.B.7",
    ("solution_check.equation", "fraction_sums.unlike.unknown"),
)
LITERAL = Bank("literal_equation", "equations", 9, "HSA.CED.A.4", ("equation.both_sides.integer",))

_TYPES = {
    "whole": ("whole numbers", "正整数"),
    "decimal": ("decimals", "小数"),
    "fraction": ("fractions", "分数"),
    "integer": ("integers", "整数"),
}


def _draw(kind: str, d: int, r: random.Random) -> Fraction:
    if kind == "whole":
        return Fraction(r.randint(2, 8 + 8 * d))
    if kind == "integer":
        return Fraction(nonzero(r, -4 - 4 * d, 4 + 4 * d, (1, -1)))
    if kind == "decimal":
        return Fraction(r.choice([n for n in range(3, 30 + 40 * d) if n % 10]), 10)
    return proper(r, [2, 3, 4] if d == 1 else [3, 4, 5, 6] if d == 2 else [4, 5, 6, 8, 9])


def _text(kind: str, v: Fraction) -> str:
    return dec(v) if kind == "decimal" else num(v)


def _name(r: random.Random) -> str:
    return r.choice("xxynmk")


def _check(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, x = r.randint(2, 3 + 2 * d), r.randint(1, 6 + 3 * d), r.randint(2, 4 + 3 * d)
    if kind == "equation":
        c = a * x + b
        values = [x, x + 1, x - 1, x + 2]
        options = [
            option(f"{a}*{v} + {b} = {c}", f"`x = {v}`", "" if v == x else "substitution_slip")
            for v in values
        ]
        return choose(
            f"Which number makes `{a}*x + {b} = {c}` true?",
            f"哪个数使 `{a}*x + {b} = {c}` 成立？",
            options,
            rng=r,
            steps=[
                (
                    f"Put {x} for `x`: `{a}*{x} + {b} = {c}`.",
                    f"把 {x} 代入 `x`：`{a}*{x} + {b} = {c}`。",
                )
            ],
        )
    if kind == "inequality":
        c = a * x + b
        values = [x + 1, x, x - 1, max(0, x - 2)]
        if len(set(values)) < 4:
            return None
        options = [
            option(
                f"{a}*{v} + {b} > {c}",
                f"`x = {v}`",
                "" if v > x else "boundary_included" if v == x else "substitution_slip",
            )
            for v in values
        ]
        return choose(
            f"Which number makes `{a}*x + {b} > {c}` true?",
            f"哪个数使 `{a}*x + {b} > {c}` 成立？",
            options,
            rng=r,
            steps=[
                (
                    f"Put {x + 1} for `x`: `{a}*{x + 1} + {b} = {c + a}`, which is more than {c}.",
                    f"把 {x + 1} 代入：`{a}*{x + 1} + {b} = {c + a}`，大于 {c}。",
                ),
                (
                    f"For {x} both sides are equal, which is not enough.",
                    f"代入 {x} 时两边相等，不成立。",
                ),
            ],
            other=(a * (x + 1) + b,),
        )
    y = r.randint(1, 6)
    c = a * x - b * y
    pairs = [(x, y), (y, x), (x + 1, y), (x, y + 1)]
    if x == y or len(set(pairs)) < 4:
        return None
    options = [
        option(
            f"{a}*{p} - {b}*{q} = {c}",
            f"`({p}, {q})`",
            ""
            if (p, q) == (x, y)
            else "swapped_coordinates"
            if (p, q) == (y, x)
            else "substitution_slip",
        )
        for p, q in pairs
    ]
    if sum(a * p - b * q == c for p, q in pairs) != 1:
        return None
    return choose(
        f"Which pair `(x, y)` solves `{terms([(a, 'x'), (-b, 'y')])} = {c}`?",
        f"哪个数对 `(x, y)` 是 `{terms([(a, 'x'), (-b, 'y')])} = {c}` 的解？",
        options,
        rng=r,
        steps=[f"`{a}*{x} - {b}*{y} = {c}`"],
    )


CHECK.add(
    "equation",
    "Test which number solves an equation",
    "检验哪个数是方程的解",
    partial(_check, "equation"),
)
CHECK.add(
    "inequality",
    "Test which number solves an inequality",
    "检验哪个数是不等式的解",
    partial(_check, "inequality"),
    (".equation",),
)
CHECK.add(
    "pair",
    "Test which pair solves an equation in two letters",
    "检验哪个数对是二元方程的解",
    partial(_check, "pair"),
    (".equation",),
    grade=8,
    standard="8.EE.C.8",
)

_STEPS = {
    "add": ("Addition", "加法"),
    "subtract": ("Subtraction", "减法"),
    "multiply": ("Multiplication", "乘法"),
    "divide": ("Division", "除法"),
}


def _one(op: str, kind: str, d: int, r: random.Random) -> Task | None:
    a, x, n = (
        _draw(kind, d, r),
        _draw(kind if kind != "fraction" or op in ("add", "subtract") else "whole", d, r),
        _name(r),
    )
    if op == "multiply" and kind == "fraction":
        x = x * a.denominator if d > 1 else Fraction(a.denominator * r.randint(1, 4))
    if op == "divide":
        a = (
            Fraction(r.randint(2, 4 + 2 * d))
            if kind != "integer"
            else Fraction(nonzero(r, -9, 9, (1, -1)))
        )
        x = a * _draw(kind, d, r)
    if op == "multiply" and kind in ("decimal",):
        x = Fraction(r.randint(2, 9 * d))
    if op == "subtract" and kind != "integer" and r.random() < 0.25 and d > 1:
        c = _draw(kind, d, r)
        if c == a:
            return None
    b = {"add": x + a, "subtract": x - a, "multiply": x * a, "divide": x / a}[op]
    if (
        (kind != "integer" and b < 0)
        or (op == "subtract" and b == 0)
        or (x == a and d > 1)
        or (kind == "integer" and (b == 0 or (a > 0 and b > 0 and x > 0)))
    ):
        return None
    t, tb, tx = _text(kind, a), _text(kind, b), _text(kind, x)
    if op == "divide" and kind == "fraction":
        tb = num(b)
    eq = {
        "add": f"{n} + {neg(t)} = {tb}",
        "subtract": f"{n} - {neg(t)} = {tb}",
        "multiply": f"{par(t)}*{n} = {tb}" if not t.startswith("-") else f"{t}*{n} = {tb}",
        "divide": f"{n}/{neg(t)} = {tb}",
    }[op]
    if op == "add" and not t.startswith("-") and r.random() < 0.5:
        eq = f"{t} + {n} = {tb}"
    if d == 3 and r.random() < 0.5:
        left, right = eq.split(" = ")
        eq = f"{right} = {left}"
    undo = {
        "add": (f"Subtract `{t}` on both sides.", f"两边同减 `{t}`。"),
        "subtract": (f"Add `{t}` on both sides.", f"两边同加 `{t}`。"),
        "multiply": (f"Divide both sides by `{t}`.", f"两边同除以 `{t}`。"),
        "divide": (f"Multiply both sides by `{t}`.", f"两边同乘 `{t}`。"),
    }[op]
    bad = {
        "add": [b + a, b * a],
        "subtract": [b - a, a - b],
        "multiply": [b * a, b - a],
        "divide": [b / a, b + a],
    }[op]
    return solve(
        f"Solve `{eq}`.",
        f"解方程 `{eq}`。",
        eq,
        n,
        f"{n} = {tx}",
        steps=[undo, f"`{n} = {tx}`"],
        wrong=[
            (f"{n} = {_either(kind, bad[0])}", "inverse_not_used"),
            (f"{n} = {_either(kind, -x)}", "sign_error")
            if kind == "integer"
            else (f"{n} = {_either(kind, bad[1])}", "inverse_operation"),
            (f"{n} = {_either(kind, x + 1)}", "arithmetic_slip"),
            (f"{n} = {_either(kind, b)}", "stopped_early"),
        ],
    )


def _either(kind: str, v: Fraction) -> str:
    return dec(v) if kind == "decimal" and ends(v) else num(v)


for _op, (_en, _zh) in _STEPS.items():
    for _t, (_ten, _tzh) in _TYPES.items():
        _first = {
            "whole": []
            if _op == "add"
            else [".one_step.whole.add"]
            if _op == "subtract"
            else [".one_step.whole.add"]
            if _op == "multiply"
            else [".one_step.whole.multiply"],
            "decimal": [
                f".one_step.whole.{_op}",
                {
                    "add": "decimal.add.different_places",
                    "subtract": "decimal.subtract.different_places",
                    "multiply": "decimal.divide.by_decimal",
                    "divide": "decimal.multiply.tenths",
                }[_op],
            ],
            "fraction": [f".one_step.whole.{_op}", "fraction_division.whole_by_fraction"]
            if _op == "multiply"
            else [f".one_step.whole.{_op}"],
            "integer": [
                f".one_step.whole.{_op}",
                f"rational.{_op}.integer.neg_neg"
                if _op != "add"
                else "rational.add.integer.neg_neg",
            ],
        }[_t]
        ONE.add(
            f"one_step.{_t}.{_op}",
            f"Solve one-step equations with {_ten}: {_en.lower()}",
            f"解一步方程（{_tzh}）：{_zh}",
            partial(_one, _op, _t),
            _first,
            grade=7 if _t == "integer" else 6,
            standard="6.EE.B.7" if _t != "integer" else "7.EE.B.4.a",
        )

_TWO = {
    "multiply_add": ("p*x + q = r", "a product plus a number", "乘后加"),
    "multiply_subtract": ("p*x - q = r", "a product minus a number", "乘后减"),
    "divide_add": ("x/p + q = r", "a quotient plus a number", "除后加"),
    "number_minus": ("q - p*x = r", "a number minus a product", "数减乘积"),
    "bracket_add": ("p*(x + q) = r", "a number times a sum", "数乘和"),
    "bracket_subtract": ("p*(x - q) = r", "a number times a difference", "数乘差"),
}


def _two(form: str, kind: str, d: int, r: random.Random) -> Task | None:
    n = _name(r)
    p, q = _draw(kind, d, r), _draw(kind, d, r)
    x = (
        Fraction(r.randint(2, 5 + 3 * d))
        if kind != "integer"
        else Fraction(nonzero(r, -4 - 2 * d, 4 + 2 * d))
    )
    if kind == "fraction":
        x = p.denominator * Fraction(r.randint(1, 2 + d))
        q = Fraction(r.randint(1, 9)) if d == 1 else q + r.randint(0, 2)
    if kind == "decimal" and d == 1:
        p = Fraction(r.randint(2, 6))
    if form == "divide_add":
        p = (
            Fraction(r.randint(2, 5 + d))
            if kind != "integer"
            else Fraction(nonzero(r, -7, 7, (1, -1)))
        )
        x = p * (x if kind not in ("fraction",) else Fraction(r.randint(2, 5)))
    if p in (0, 1, -1) or (kind == "integer" and p > 0 and q > 0 and x > 0):
        return None
    tp, tq, tx = _text(kind, p), _text(kind, q), num(x)
    px = f"{tp}*{n}" if "/" not in tp else f"({tp})*{n}"
    pb = tp if "/" not in tp else f"({tp})"
    r_value = {
        "multiply_add": p * x + q,
        "multiply_subtract": p * x - q,
        "divide_add": x / p + q,
        "number_minus": q - p * x,
        "bracket_add": p * (x + q),
        "bracket_subtract": p * (x - q),
    }[form]
    if (kind != "integer" and r_value < 0) or (kind == "fraction" and r_value.denominator > 24):
        return None
    tr = _text(kind, r_value)
    eq = {
        "multiply_add": f"{px} + {neg(tq)} = {tr}",
        "multiply_subtract": f"{px} - {neg(tq)} = {tr}",
        "divide_add": f"{n}/{neg(tp)} + {neg(tq)} = {tr}",
        "number_minus": f"{tq} - {neg(px)} = {tr}",
        "bracket_add": f"{pb}*({n} + {neg(tq)}) = {tr}",
        "bracket_subtract": f"{pb}*({n} - {neg(tq)}) = {tr}",
    }[form]
    if kind == "integer" and q < 0 and form in ("multiply_add", "bracket_add"):
        eq = eq.replace(f"+ ({tq})", f"- {num(-q)}")
    mid = {
        "multiply_add": r_value - q,
        "multiply_subtract": r_value + q,
        "divide_add": r_value - q,
        "number_minus": q - r_value,
        "bracket_add": r_value / p,
        "bracket_subtract": r_value / p,
    }[form]
    tm = _either(kind, mid)
    lines = {
        "multiply_add": [(f"Undo the addition: `{px} = {tm}`", f"先移项：`{px} = {tm}`")],
        "multiply_subtract": [(f"Undo the subtraction: `{px} = {tm}`", f"先移项：`{px} = {tm}`")],
        "divide_add": [
            (f"Undo the addition: `{n}/{neg(tp)} = {tm}`", f"先移项：`{n}/{neg(tp)} = {tm}`")
        ],
        "number_minus": [
            (
                f"`{px} = {tq} - {neg(tr)}`, so `{px} = {tm}`",
                f"`{px} = {tq} - {neg(tr)}`，即 `{px} = {tm}`",
            )
        ],
        "bracket_add": [
            (
                f"Divide by `{tp}`: `{n} + {neg(tq)} = {tm}`",
                f"两边除以 `{tp}`：`{n} + {neg(tq)} = {tm}`",
            )
        ],
        "bracket_subtract": [
            (
                f"Divide by `{tp}`: `{n} - {neg(tq)} = {tm}`",
                f"两边除以 `{tp}`：`{n} - {neg(tq)} = {tm}`",
            )
        ],
    }[form]
    bad = {
        "multiply_add": (r_value + q) / p,
        "multiply_subtract": (r_value - q) / p,
        "divide_add": (r_value + q) * p,
        "number_minus": (r_value - q) / p,
        "bracket_add": (r_value - q) / p,
        "bracket_subtract": (r_value + q) / p,
    }[form]
    slip = {
        "number_minus": "minus_sign_lost",
        "bracket_add": "bracket_not_distributed",
        "bracket_subtract": "bracket_not_distributed",
    }.get(form, "inverse_not_used")
    return solve(
        f"Solve `{eq}`.",
        f"解方程 `{eq}`。",
        eq,
        n,
        f"{n} = {tx}",
        steps=[*lines, f"`{n} = {tx}`"],
        wrong=[
            (f"{n} = {_either(kind, bad)}", slip),
            (f"{n} = {_either(kind, mid)}", "stopped_early"),
            (f"{n} = {_either(kind, -x)}", "sign_error"),
            (f"{n} = {_either(kind, x + 1)}", "arithmetic_slip"),
        ],
    )


for _form, (_, _en, _zh) in _TWO.items():
    for _t, (_ten, _tzh) in _TYPES.items():
        _needs = (
            [".one_step.whole.multiply", ".one_step.whole.add"]
            if _t == "whole" and _form == "multiply_add"
            else [".two_step.whole.multiply_add"]
            if _t == "whole"
            else [f".two_step.whole.{_form}", f".one_step.{_t}.multiply"]
        )
        if _t == "whole" and _form.startswith("bracket"):
            _needs.append("expand.number_times_sum")
        ONE.add(
            f"two_step.{_t}.{_form}",
            f"Solve two-step equations with {_ten}: {_en}",
            f"解两步方程（{_tzh}）：{_zh}",
            partial(_two, _form, _t),
            _needs,
            grade=7,
            standard="7.EE.B.4.a",
        )

_MANY = {
    "both_sides.whole": (
        "Solve equations with the unknown on both sides",
        "两边都有未知数的方程",
        (".two_step.whole.multiply_subtract",),
    ),
    "both_sides.integer": (
        "Solve equations with the unknown on both sides: integers",
        "两边都有未知数的方程（整数）",
        (".both_sides.whole", ".two_step.integer.multiply_add"),
    ),
    "like_terms": (
        "Collect like terms on one side before solving",
        "先合并同类项再解方程",
        (".two_step.integer.multiply_add", "like_terms.two_kinds"),
    ),
    "bracket_one_side": (
        "Expand one bracket and solve",
        "先去括号再解方程",
        (".like_terms", "expand.number_times_sum"),
    ),
    "bracket_minus": (
        "Solve with a minus before a bracket",
        "括号前是负号的方程",
        (".bracket_one_side", "expand.minus_bracket"),
    ),
    "brackets_both_sides": (
        "Expand brackets on both sides and solve",
        "两边有括号的方程",
        (".bracket_one_side", ".both_sides.integer"),
    ),
    "one_fraction": (
        "Solve with one fraction over a sum",
        "含一个分式项的方程",
        (".two_step.integer.divide_add",),
    ),
    "fractions_both_sides": (
        "Clear fractions on both sides and solve",
        "去分母解方程",
        (".one_fraction", ".both_sides.integer", "common_factors.lcm"),
    ),
    "fraction_coefficients": (
        "Solve with fractions as coefficients",
        "系数为分数的方程",
        (".both_sides.integer", ".two_step.fraction.multiply_add"),
    ),
    "decimal_coefficients": (
        "Solve with decimals as coefficients on both sides",
        "系数为小数的方程",
        (".both_sides.integer", ".two_step.decimal.multiply_add"),
    ),
    "number_of_solutions": (
        "Tell whether an equation has one, no or every number as solution",
        "判断方程解的个数",
        (".brackets_both_sides",),
    ),
    "fraction_solution": (
        "Solve where the solution is a fraction",
        "解为分数的方程",
        (".both_sides.integer",),
    ),
}


def _many(kind: str, d: int, r: random.Random) -> Task | None:
    x = nonzero(r, -3 - 2 * d, 4 + 2 * d)
    a, b, c, e = (nonzero(r, -2 - 2 * d, 3 + 2 * d) for _ in range(4))
    if kind == "both_sides.whole":
        x, a, b, c = abs(x), abs(a) + abs(c), abs(b), abs(c)
        left, right = poly([a, b]), poly([c, a * x + b - c * x])
        step, bad = (
            poly([a - c, b]) + f" = {num(a * x + b - c * x)}",
            Fraction(a * x + b - c * x - b, a + c),
        )
    elif kind in ("both_sides.integer", "fraction_solution"):
        if a == c:
            return None
        k = a * x + b - c * x
        if kind == "fraction_solution":
            k = e
            if (k - b) % (a - c) == 0:
                return None
        left, right = poly([a, b]), poly([c, k])
        if b == 0 or k == 0:
            return None
        step, bad = f"{poly([a - c, b])} = {k}", Fraction(k + b, a - c)
    elif kind == "like_terms":
        if a + c in (0, 1, -1):
            return None
        k = (a + c) * x + b
        left, right = f"{poly([a, b])} {'+' if c > 0 else '-'} {terms([(abs(c), 'x')])}", str(k)
        step, bad = f"{poly([a + c, b])} = {k}", Fraction(k - b, a - c) if a != c else Fraction(k)
    elif kind in ("bracket_one_side", "bracket_minus"):
        p = -abs(a) if kind == "bracket_minus" else abs(a) + 1
        if p == -1 and d > 1:
            return None
        q = abs(b) if d == 1 else b
        inner = poly([1 if d < 3 else abs(c) + 1, -q])
        co = 1 if d < 3 else abs(c) + 1
        k = p * (co * x - q) + e
        left = (
            f"{times(p, inner)} {'+' if e > 0 else '-'} {abs(e)}"
            if kind == "bracket_one_side"
            else f"{e} - {abs(p) if p != -1 else ''}{'*' if p != -1 else ''}({inner})"
        )
        right = str(k)
        step, bad = f"{poly([p * co, -p * q + e])} = {k}", Fraction(k - e + q, p * co)
    elif kind == "brackets_both_sides":
        a, c = abs(a) + 1, abs(c) + 1
        top = a * (x + b)
        if a == c or top % c or top // c - x == 0 or b == 0:
            return None
        left, right = times(a, poly([1, b])), times(c, poly([1, top // c - x]))
        step, bad = (
            f"{poly([a, a * b])} = {poly([c, top - c * x])}",
            Fraction(top // c - x - b, a - c),
        )
    elif kind == "one_fraction":
        p = r.randint(2, 4 + d)
        co = 1 if d == 1 else r.randint(2, 4)
        k = nonzero(r, -5, 7)
        b = p * k - co * x
        if b == 0:
            return None
        left, right, extra = f"({poly([co, b])})/{p}", str(k), 0
        if d == 3:
            extra = nonzero(r, -6, 6)
            left, right = (
                f"({poly([co, b])})/{p} {'+' if extra > 0 else '-'} {abs(extra)}",
                str(k + extra),
            )
        step, bad = f"{poly([co, b])} = {p * k}", Fraction(k - b, co)
    elif kind == "fractions_both_sides":
        p, q = r.sample([2, 3, 4, 5, 6], 2)
        x = x * lcm(p, q) // (1 if d == 1 else max(1, gcd(p, q)))
        b = nonzero(r, -4, 5)
        value_left = Fraction(x + b, p)
        c2 = value_left * q - x
        if c2.denominator != 1 or c2 == 0 or (d > 1 and abs(c2) > 40) or abs(c2) > 25:
            return None
        c2 = int(c2)
        left, right = f"({poly([1, b])})/{p}", f"({poly([1, c2])})/{q}"
        m = lcm(p, q)
        step, bad = (
            f"{times(m // p, poly([1, b]))} = {times(m // q, poly([1, c2]))}",
            Fraction(c2 - b, 2),
        )
    elif kind == "fraction_coefficients":
        p, q = r.sample([2, 3, 4, 5, 6], 2)
        m = lcm(p, q)
        f, g = (
            Fraction(r.randint(1, p - 1) if d > 1 else 1, p),
            Fraction(r.randint(1, q - 1) if d > 1 else 1, q),
        )
        if f == g:
            return None
        x = m * nonzero(r, -2, 3)
        k = f * x + b - g * x
        if k.denominator != 1 or k == 0:
            return None
        left, right = poly([f, b]), poly([g, k])
        step, bad = f"{poly([f * m, b * m])} = {poly([g * m, k * m])}", Fraction(k - b) / (f + g)
    elif kind == "decimal_coefficients":
        f, g = Fraction(r.randint(11, 60), 10), Fraction(r.randint(1, 10), 10)
        b2 = Fraction(r.randint(-30, 30), 10)
        k = f * x + b2 - g * x
        if b2 == 0 or k == 0 or f.denominator == 1 or g.denominator == 1:
            return None

        def dp(co: Fraction, free: Fraction) -> str:
            return f"{dec(co)}*x {'+' if free > 0 else '-'} {dec(abs(free))}"

        left, right = dp(f, b2), dp(g, k)
        step, bad = f"{dec(f - g)}*x = {dec(k - b2)}", (k - b2) / (f + g)
    else:
        a = abs(a) + 1
        b = b if b != 0 else 1
        case = r.choice(["none", "all"]) if d < 3 else r.choice(["none", "all", "one"])
        k = a * b if case == "all" else a * b + nonzero(r, -6, 6)
        c = a if case != "one" else a + 1
        if k == 0:
            return None
        left, right = (times(a, poly([1, b])), poly([c, k]))
        eq = f"{left} = {right}"
        key = case if case != "one" else f"x = {a * b - k}"
        wrong = [
            (w, s)
            for w, s in (
                ("none", "cancelled_to_none"),
                ("all", "cancelled_to_all"),
                ("x = 0", "cancelled_to_zero"),
                (f"x = {b}", "arithmetic_slip"),
            )
            if w != key
        ]
        return solve(
            f"Solve `{eq}`. Say so if no number or every number is a solution.",
            f"解方程 `{eq}`。若无解或任何数都是解，请说明。",
            eq,
            "x",
            key,
            steps=[
                f"`{poly([a, a * b])} = {right}`",
                {
                    "none": (
                        f"Subtract `{a}*x`: `{a * b} = {k}` is never true.",
                        f"两边减去 `{a}*x`：`{a * b} = {k}` 不成立。",
                    ),
                    "all": (
                        "Both sides are the same: true for every number.",
                        "两边相同：任何数都成立。",
                    ),
                    "one": f"`x = {a * b - k}`",
                }[case],
            ],
            wrong=wrong,
        )
    eq = f"{left} = {right}"
    sol = Fraction(x) if kind != "fraction_solution" else Fraction(k - b, a - c)
    return solve(
        f"Solve `{eq}`.",
        f"解方程 `{eq}`。",
        eq,
        "x",
        f"x = {num(sol)}",
        steps=[f"`{step}`", f"`x = {num(sol)}`"],
        wrong=[
            (bad, "inverse_not_used" if "bracket" not in kind else "bracket_not_distributed"),
            (-sol, "sign_error"),
            (sol + 1, "arithmetic_slip"),
            (1 / sol if sol else 2, "divided_wrong_way"),
        ],
    )


for _kind, (_en, _zh, _needs) in _MANY.items():
    ONE.add(
        _kind,
        _en,
        _zh,
        partial(_many, _kind),
        _needs,
        grade=7 if _kind == "like_terms" else 8,
        standard={"number_of_solutions": "8.EE.C.7.a", "like_terms": "7.EE.B.4.a"}.get(
            _kind, "8.EE.C.7.b"
        ),
    )

_FORMULAS = [
    (
        "distance",
        "d = v*t",
        "v",
        "t",
        "d/t",
        "the distance formula",
        "路程公式",
        ("d*t", "t/d", "d - t"),
        1,
    ),
    (
        "rectangle_area",
        "A = l*w",
        "w",
        "l",
        "A/l",
        "the area of a rectangle",
        "长方形面积公式",
        ("A*l", "A - l", "l/A"),
        1,
    ),
    (
        "triangle_area",
        "A = b*h/2",
        "h",
        "b",
        "2*A/b",
        "the area of a triangle",
        "三角形面积公式",
        ("A/(2*b)", "A*b/2", "2*A - b"),
        2,
    ),
    (
        "perimeter",
        "P = 2*l + 2*w",
        "w",
        "l",
        "(P - 2*l)/2",
        "the perimeter of a rectangle",
        "长方形周长公式",
        ("P/2 + l", "P - l", "(P + 2*l)/2"),
        2,
    ),
    (
        "circle",
        "C = 2*pi*r",
        "r",
        "pi",
        "C/(2*pi)",
        "the circumference of a circle",
        "圆周长公式",
        ("C*2*pi", "C/2*pi", "C - 2*pi"),
        1,
    ),
    (
        "box",
        "V = l*w*h",
        "h",
        "l w",
        "V/(l*w)",
        "the volume of a box",
        "长方体体积公式",
        ("V - l*w", "V*l/w", "V*l*w"),
        1,
    ),
    (
        "interest",
        "I = P*r*t",
        "t",
        "P r",
        "I/(P*r)",
        "the simple interest formula",
        "单利公式",
        ("I*P*r", "I - P*r", "P*r/I"),
        1,
    ),
    (
        "density",
        "D = m/V",
        "m",
        "V",
        "D*V",
        "the density formula, for the mass",
        "密度公式（求质量）",
        ("D/V", "V/D", "D - V"),
        1,
    ),
    (
        "density_volume",
        "D = m/V",
        "V",
        "m",
        "m/D",
        "the density formula, for the volume",
        "密度公式（求体积）",
        ("m*D", "D/m", "m - D"),
        2,
    ),
    (
        "celsius",
        "F = 9/5*C + 32",
        "C",
        "",
        "5/9*(F - 32)",
        "the temperature formula",
        "温度换算公式",
        ("5/9*F - 32", "9/5*(F - 32)", "5/9*(F + 32)"),
        3,
    ),
    (
        "slope_form",
        "y = m*x + b",
        "x",
        "m",
        "(y - b)/m",
        "the slope-intercept equation",
        "斜截式方程",
        ("y/m - b", "(y + b)/m", "m*(y - b)"),
        2,
    ),
    (
        "standard_form",
        "A*x + B*y = C",
        "y",
        "B",
        "(C - A*x)/B",
        "the standard form of a line",
        "直线的一般式",
        ("C - A*x/B", "(C + A*x)/B", "B*(C - A*x)"),
        3,
    ),
    (
        "trapezoid",
        "A = h*(a + b)/2",
        "a",
        "h",
        "2*A/h - b",
        "the area of a trapezoid",
        "梯形面积公式",
        ("2*A/h + b", "A/(2*h) - b", "2*A - h - b"),
        3,
    ),
    (
        "mean",
        "M = (a + b)/2",
        "b",
        "",
        "2*M - a",
        "the mean of two numbers",
        "两数平均数公式",
        ("M/2 - a", "2*M + a", "2*(M - a)"),
        1,
    ),
    (
        "two_terms",
        "a*x + b*x = c",
        "x",
        "a",
        "c/(a + b)",
        "a formula with the letter twice",
        "含同一字母两项的公式",
        ("c - a - b", "c/(a*b)", "c/a + b"),
        3,
    ),
    (
        "square_area",
        "A = s^2",
        "s",
        "",
        "sqrt(A)",
        "the area of a square",
        "正方形面积公式",
        ("A/2", "A^2", "2*A"),
        2,
    ),
    (
        "cylinder",
        "V = pi*r^2*h",
        "h",
        "r",
        "V/(pi*r^2)",
        "the volume of a cylinder",
        "圆柱体积公式",
        ("V*pi*r^2", "V - pi*r^2", "V/(pi*r)"),
        2,
    ),
    (
        "kinetic",
        "E = m*v^2/2",
        "m",
        "v",
        "2*E/v^2",
        "the energy formula",
        "动能公式",
        ("E/(2*v^2)", "2*E*v^2", "E*v^2/2"),
        3,
    ),
    (
        "cylinder_radius",
        "V = pi*r^2*h",
        "r",
        "h",
        "sqrt(V/(pi*h))",
        "the volume of a cylinder, for the radius",
        "圆柱体积公式（求半径）",
        ("V/(2*pi*h)", "sqrt(V)/(pi*h)", "V/(pi*h)"),
        3,
    ),
    (
        "fraction",
        "1/f = 1/a + 1/b",
        "f",
        "a b",
        "a*b/(a + b)",
        "a formula with reciprocals",
        "含倒数的公式",
        ("a + b", "(a + b)/(a*b)", "1/(a + b)"),
        3,
    ),
]


def _literal(row: int, d: int, r: random.Random) -> Task:
    _, formula, target, _, key, _, _, slips, _ = _FORMULAS[row]
    left, right = formula.split(" = ")
    letters = sorted({ch for ch in formula.replace("pi", "") if ch.isalpha()})
    renamed = {ch: ch for ch in letters}
    pool = [ch for ch in "pqrstuvwnkm" if ch not in letters]
    for ch in r.sample(letters, min(len(letters), r.choice(((0, 1), (1, 2), (2, 3))[d - 1]))):
        renamed[ch] = pool.pop(r.randrange(len(pool)))

    def put(text: str) -> str:
        text = text.replace("pi", "#").replace("sqrt", "@")
        return "".join(renamed.get(ch, ch) for ch in text).replace("#", "pi").replace("@", "sqrt")

    shown_eq, t = f"{put(left)} = {put(right)}", put(target)
    if r.random() < 0.4:
        shown_eq = f"{put(right)} = {put(left)}"
    return solve(
        f"All letters stand for positive numbers. Solve `{shown_eq}` for `{t}`.",
        f"所有字母都表示正数。由 `{shown_eq}` 求 `{t}`。",
        (shown_eq, *(f"{put(ch)} > 0" for ch in letters if "sqrt" in key)),
        t,
        f"{t} = {put(key)}",
        steps=[
            (
                f"Undo, one after another, what is done to `{t}`, on both sides.",
                f"在两边依次消去对 `{t}` 的运算。",
            ),
            f"`{t} = {put(key)}`",
        ],
        wrong=[
            (f"{t} = {put(s)}", m)
            for s, m in zip(
                slips, ("inverse_not_used", "inverse_operation", "step_left_out"), strict=True
            )
        ],
        other=(0,),
    )


for _row, (_id, _, _, _, _, _en, _zh, _, _level) in enumerate(_FORMULAS):
    LITERAL.add(
        _id,
        f"Rearrange {_en}",
        f"变形：{_zh}",
        partial(_literal, _row),
        () if _level == 1 and _row == 0 else (".distance",) if _level < 3 else (".perimeter",),
    )
