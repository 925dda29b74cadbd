"""Polynomials, factoring, quadratic equations and functions, rational and radical expressions."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from apps.education.domain.figures import plane
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    is_square,
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
    order,
    solve,
    value,
)

POLY = Bank(
    "polynomial", "polynomials", 9, "HSA.APR.A.1", ("like_terms.powers", "expand.letter_times")
)
FACTOR = Bank(
    "factor",
    "factoring",
    9,
    "HSA.SSE.A.2",
    ("polynomial.product.binomials", "factor_linear.number_and_letter"),
)
QUADRATIC = Bank(
    "quadratic", "quadratic_equations", 9, "HSA.REI.B.4.b", ("factor.trinomial.plus_plus",)
)
PARABOLA = Bank("parabola", "quadratic_functions", 9, "HSF.IF.C.7.a", ("function.value.quadratic",))
ROOT = Bank("root", "roots", 8, "8.EE.A.2", ("power.evaluate.whole",))
RADICAL = Bank("radical", "roots", 9, "HSN.RN.A.2", ("root.square.whole",))
RATIONAL = Bank(
    "rational_expression",
    "rational_expressions",
    10,
    "HSA.APR.D.7",
    ("factor.trinomial.plus_plus", "exponent_law.quotient.letter"),
)

C = list[int]


def mul(p: C, q: C) -> C:
    out = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return out


def plus(p: C, q: C, s: int = 1) -> C:
    n = max(len(p), len(q))
    p, q = [0] * (n - len(p)) + p, [0] * (n - len(q)) + q
    return [a + s * b for a, b in zip(p, q, strict=True)]


def _slips(key: C) -> list[tuple[str, str]]:
    """Wrong polynomials near the right one: a sign lost, a middle term lost, a slip."""
    flip, bump = list(key), list(key)
    flip[-1] = -flip[-1] if flip[-1] else 1
    bump[len(bump) // 2] += 1
    lost = [key[0], *([0] * (len(key) - 2)), key[-1]]
    return [
        (poly(lost), "middle_term_lost"),
        (poly(flip), "sign_error"),
        (poly([*key[:-2], -key[-2], key[-1]]), "sign_error"),
        (poly(bump), "arithmetic_slip"),
    ]


def _ask(en: str, zh: str, text: str, key: str, form: str, steps: list, wrong: list):
    return value(
        f"{en} `{text}`",
        f"{zh}`{text}`",
        text,
        key,
        form=form,
        steps=[*steps, f"`{key}`"],
        wrong=wrong,
    )


def _poly(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c, e = (nonzero(r, -3 - d, 3 + d) for _ in range(4))
    k = r.randint(2, 4 + d)
    p3, q3 = (
        [nonzero(r, -5, 5) for _ in range(2 + (d > 1))],
        [nonzero(r, -5, 5) for _ in range(2 + (d > 1))],
    )
    expand = ("Expand and simplify:", "展开并化简：")
    if kind in ("add", "subtract"):
        s = 1 if kind == "add" else -1
        text, key = (
            f"({poly([*p3, a])}) {'+' if s > 0 else '-'} ({poly([*q3, b])})",
            plus([*p3, a], [*q3, b], s),
        )
        if 0 in key:
            return None
        wrong = [
            (poly(plus([*p3, a], [q3[0], *[-v for v in q3[1:]], -b], s)), "minus_first_term_only"),
            *_slips(key),
        ]
        return _ask(
            "Simplify:",
            "化简：",
            text,
            poly(key),
            "simplified",
            [("Join the terms with equal powers.", "合并同次项。")],
            wrong,
        )
    if kind == "degree":
        n = r.randint(3, 4 + d)
        parts = [(a, f"x^{n}"), (b, "x^2"), (c, "x"), (e, "")]
        shuffled = r.sample(parts, 4)
        return value(
            f"What is the degree of `{terms(shuffled)}`?",
            f"`{terms(shuffled)}` 的次数是多少？",
            f"max({n}, 2, 1, 0)",
            n,
            other=(abs(a), abs(b), abs(c), abs(e)),
            steps=[("The greatest exponent of `x` counts.", "看 `x` 的最高次数。"), f"`{n}`"],
            wrong=[
                (4, "terms_counted"),
                (n + 2, "exponents_added"),
                (abs(a) if abs(a) != n else 1, "coefficient_for_degree"),
                (2, "first_term_only"),
            ],
        )
    if kind == "monomials":
        m, n = r.randint(1, 3 + d), r.randint(2, 3 + d)
        A, B = abs(a) + 1, abs(b) + 1
        xm = "x" if m == 1 else f"x^{m}"
        return _ask(
            "Multiply:",
            "相乘：",
            f"({A}*{xm})*({B}*x^{n})",
            f"{A * B}*x^{m + n}",
            "simplified",
            ["`x^m*x^n = x^(m+n)`"],
            [
                (f"{A * B}*x^{m * n}", "exponents_multiplied"),
                (f"{A + B}*x^{m + n}", "coefficients_added"),
                (f"{A * B}*x^{m + n + 1}", "arithmetic_slip"),
            ],
        )
    if kind == "monomial_times":
        key = mul([k, 0], [a, b, c] if d > 1 else [a, b])
        return _ask(
            *expand,
            f"{k}*x*({poly([a, b, c] if d > 1 else [a, b])})",
            poly(key),
            "expanded",
            [(f"Multiply each term by `{k}*x`.", f"每项乘 `{k}*x`。")],
            [
                (poly([*key[:-2], key[-2] // k, 0]), "only_first_multiplied"),
                (poly([key[0], *[-v for v in key[1:]]]), "sign_error"),
                (poly([key[0] + k, *key[1:]]), "arithmetic_slip"),
            ],
        )
    if kind in ("binomials", "binomials_coefficients", "trinomial", "three_binomials"):
        f, g = {
            "binomials": ([1, b], [1, e]),
            "binomials_coefficients": ([abs(a) + 1, b], [abs(c), e]),
            "trinomial": ([1, b], [1, c, e] if d < 3 else [abs(a) + 1, c, e]),
            "three_binomials": ([1, b], mul([1, c], [1, e])),
        }[kind]
        if kind == "binomials" and (b == e or b == -e):
            return None
        key = mul(f, g)
        text = (
            f"({poly(f)})*({poly(g)})"
            if kind != "three_binomials"
            else f"({poly(f)})*({poly([1, c])})*({poly([1, e])})"
        )
        return _ask(
            *expand,
            text,
            poly(key),
            "expanded",
            [
                (
                    "Multiply each term of one bracket by each term of the other.",
                    "一个括号的每一项乘另一括号的每一项。",
                )
            ],
            [
                (poly([f[0] * g[0], *([0] * (len(key) - 2)), f[-1] * g[-1]]), "middle_term_lost"),
                *_slips(key)[1:],
            ],
        )
    if kind in ("square_sum", "square_difference", "conjugates", "square_coefficient", "cube"):
        B, A = abs(b) + 1, abs(a) + 1
        f, g = {
            "square_sum": ([1, B], [1, B]),
            "square_difference": ([1, -B], [1, -B]),
            "conjugates": ([1 if d < 3 else A, B], [1 if d < 3 else A, -B]),
            "square_coefficient": ([A, b], [A, b]),
            "cube": ([1, b], mul([1, b], [1, b])),
        }[kind]
        key = mul(f, g)
        power = 3 if kind == "cube" else 2
        text = f"({poly(f)})*({poly(g)})" if kind == "conjugates" else f"({poly(f)})^{power}"
        law = {
            "conjugates": "`(a + b)*(a - b) = a^2 - b^2`",
            "cube": "`(a + b)^3 = a^3 + 3*a^2*b + 3*a*b^2 + b^3`",
            "square_difference": "`(a - b)^2 = a^2 - 2*a*b + b^2`",
        }.get(kind, "`(a + b)^2 = a^2 + 2*a*b + b^2`")
        wrong = [
            (poly([f[0] ** power, *([0] * (power - 1)), f[1] ** power]), "middle_term_lost"),
            *_slips(key),
        ]
        if kind == "conjugates":
            wrong = [
                (poly([key[0], 0, -key[-1]]), "sign_error"),
                (poly([key[0], 2 * f[0] * B, key[-1]]), "wrong_identity"),
                (poly([key[0], -2 * f[0] * B, -key[-1]]), "wrong_identity"),
            ]
        return _ask(*expand, text, poly(key), "expanded", [law], wrong)
    if kind == "divide_monomial":
        g = [k, 0]
        f = mul(g, [abs(a), b, c])
        return _ask(
            "Divide:",
            "相除：",
            f"({poly(f)})/({poly(g)})",
            poly([abs(a), b, c]),
            "simplified",
            [(f"Divide each term by `{poly(g)}`.", f"每项除以 `{poly(g)}`。")],
            [
                (poly([abs(a), b, c * k]) if k > 1 else poly([a, b, -c]), "divided_one_term"),
                (poly([abs(a), b, 0]), "term_vanished"),
                (poly([abs(a), b, -c]), "sign_error"),
            ],
        )
    root = nonzero(r, -4, 4)
    f = mul([1, -root], [1, b] if d == 1 else [1, b, c])
    if kind == "divide_binomial":
        q = [1, b] if d == 1 else [1, b, c]
        return _ask(
            "Divide:",
            "相除：",
            f"({poly(f)})/({poly([1, -root])})",
            poly(q),
            "simplified",
            [f"`({poly([1, -root])})*({poly(q)}) = {poly(f)}`"],
            [
                (poly([1, -b] if d == 1 else [1, -b, c]), "sign_error"),
                (poly([*q[:-1], q[-1] + 1]), "arithmetic_slip"),
                (poly([*q[:-1], -q[-1] - 1]), "sign_error"),
            ],
        )
    rest = nonzero(r, -9, 9)
    f[-1] += rest
    at = lambda p, x: sum(v * x ** (len(p) - 1 - i) for i, v in enumerate(p))
    if kind == "remainder":
        return value(
            f"Find the remainder when `{poly(f)}` is divided by `{poly([1, -root])}`.",
            f"求 `{poly(f)}` 除以 `{poly([1, -root])}` 的余数。",
            (poly(f), f"x = {root}"),
            rest,
            other=(abs(root),),
            steps=[(f"Put `x = {root}`.", f"代入 `x = {root}`。"), f"`{rest}`"],
            wrong=[(at(f, -root), "sign_error"), (-rest, "sign_error"), (f[-1], "constant_term")],
        )
    if kind == "zero_test":
        f[-1] -= rest
        cands = list(dict.fromkeys([root, -root, root + 1, root - 1]))
        good = [x for x in cands if at(f, x) == 0]
        if good != [root] or len(cands) < 4:
            return None
        return choose(
            f"Which is a factor of `{poly(f)}`?",
            f"哪个是 `{poly(f)}` 的因式？",
            [
                option(
                    f"abs({poly(f).replace('x', f'({x})')}) = 0",
                    f"`{poly([1, -x]) if x else 'x'}`",
                    "" if x == root else "sign_error" if x == -root else "arithmetic_slip",
                )
                for x in cands
            ],
            rng=r,
            other=tuple(range(9)),
            steps=[(f"For `x = {root}` the value is 0.", f"`x = {root}` 时值为 0。")],
        )
    roots = sorted(r.sample([n for n in range(-4, 5) if n], 3 if d > 1 else 2))
    f = mul([1, -roots[0]], [1, -roots[1]])
    text = f"({poly([1, -roots[0]])})*({poly([1, -roots[1]])})"
    if d > 1:
        text += f"*({poly([1, -roots[2]])})"
    key = " or ".join(f"x = {n}" for n in roots)
    return solve(
        f"Find the zeros of `{text}`.",
        f"求 `{text}` 的零点。",
        f"{text} = 0",
        "x",
        key,
        answer=(" or ".join(f"`x = {n}`" for n in roots), " 或 ".join(f"`x = {n}`" for n in roots)),
        steps=[("A product is 0 when a factor is 0.", "乘积为 0 则有因式为 0。")],
        wrong=[
            (" or ".join(f"x = {-n}" for n in roots), "sign_error"),
            (f"x = {roots[0]}", "one_solution_only"),
            (f"x = {sum(roots)}", "added_instead"),
        ],
        other=(0,),
    )


for _kind, _en, _zh, _needs, _std in (
    ("degree", "Find the degree of a polynomial", "求多项式的次数", (), "HSA.SSE.A.1"),
    ("add", "Add polynomials", "多项式加法", (), "HSA.APR.A.1"),
    (
        "subtract",
        "Subtract polynomials",
        "多项式减法",
        (".add", "expand.minus_bracket"),
        "HSA.APR.A.1",
    ),
    (
        "product.monomials",
        "Multiply monomials",
        "单项式相乘",
        ("exponent_law.product.coefficient",),
        "HSA.APR.A.1",
    ),
    (
        "product.monomial_times",
        "Multiply a polynomial by a monomial",
        "单项式乘多项式",
        (".product.monomials",),
        "HSA.APR.A.1",
    ),
    (
        "product.binomials",
        "Multiply two binomials",
        "二项式相乘",
        (".product.monomial_times",),
        "HSA.APR.A.1",
    ),
    (
        "product.binomials_coefficients",
        "Multiply binomials with coefficients",
        "带系数二项式相乘",
        (".product.binomials",),
        "HSA.APR.A.1",
    ),
    (
        "product.trinomial",
        "Multiply a binomial by a trinomial",
        "二项式乘三项式",
        (".product.binomials",),
        "HSA.APR.A.1",
    ),
    (
        "product.three_binomials",
        "Multiply three binomials",
        "三个二项式相乘",
        (".product.trinomial",),
        "HSA.APR.A.1",
    ),
    ("product.square_sum", "Square a sum", "和的平方", (".product.binomials",), "HSA.SSE.A.2"),
    (
        "product.square_difference",
        "Square a difference",
        "差的平方",
        (".product.square_sum",),
        "HSA.SSE.A.2",
    ),
    (
        "product.conjugates",
        "Multiply a sum by a difference",
        "平方差公式",
        (".product.square_sum",),
        "HSA.SSE.A.2",
    ),
    (
        "product.square_coefficient",
        "Square a binomial with a coefficient",
        "带系数二项式的平方",
        (".product.square_sum",),
        "HSA.SSE.A.2",
    ),
    ("product.cube", "Cube a binomial", "二项式的立方", (".product.trinomial",), "HSA.APR.C.4"),
    (
        "divide_monomial",
        "Divide a polynomial by a monomial",
        "多项式除以单项式",
        (".product.monomial_times",),
        "HSA.APR.D.6",
    ),
    (
        "divide_binomial",
        "Divide a polynomial by a binomial",
        "多项式除以二项式",
        (".divide_monomial", ".product.trinomial"),
        "HSA.APR.D.6",
    ),
    (
        "remainder",
        "Find a remainder with the remainder theorem",
        "余数定理",
        (".divide_binomial",),
        "HSA.APR.B.2",
    ),
    ("zero_test", "Tell which binomial is a factor", "因式定理", (".remainder",), "HSA.APR.B.2"),
    (
        "zeros",
        "Find zeros from factored form",
        "由因式求零点",
        (".product.binomials",),
        "HSA.APR.B.3",
    ),
):
    POLY.add(_kind, _en, _zh, partial(_poly, _kind.split(".")[-1]), _needs, standard=_std)

_FACTORS = {
    "gcf": ("Take out the greatest common factor of a polynomial", "提取多项式公因式"),
    "trinomial.plus_plus": ("Factor trinomials with two plus signs", "分解 x²+bx+c（两正号）"),
    "trinomial.minus_plus": (
        "Factor trinomials with a negative middle term",
        "分解中间项为负的三项式",
    ),
    "trinomial.minus_minus": (
        "Factor trinomials with a negative last term",
        "分解末项为负的三项式",
    ),
    "leading.prime": ("Factor trinomials with a prime first coefficient", "首项系数为质数的三项式"),
    "leading.composite": (
        "Factor trinomials with a composite first coefficient",
        "首项系数为合数的三项式",
    ),
    "squares.plain": ("Factor a difference of squares", "平方差分解"),
    "squares.coefficient": (
        "Factor a difference of squares with a coefficient",
        "带系数的平方差分解",
    ),
    "squares.fourth": ("Factor a difference of fourth powers", "四次方差分解"),
    "perfect.plus": ("Factor a perfect square with plus", "完全平方（和）分解"),
    "perfect.minus": ("Factor a perfect square with minus", "完全平方（差）分解"),
    "grouping": ("Factor by grouping", "分组分解"),
    "cubes.sum": ("Factor a sum of cubes", "立方和分解"),
    "cubes.difference": ("Factor a difference of cubes", "立方差分解"),
    "gcf_then_trinomial": ("Take out a factor, then factor a trinomial", "先提公因式再分解"),
    "gcf_then_squares": ("Take out a factor, then use squares", "先提公因式再用平方差"),
    "two_letters": ("Factor a trinomial with two letters", "两个字母的三项式分解"),
    "quadratic_form": ("Factor a trinomial in x²", "关于 x² 的三项式分解"),
}


def _factor(kind: str, d: int, r: random.Random) -> Task | None:
    p, q = r.randint(1, 4 + 2 * d), r.randint(1, 4 + 2 * d)
    k, a = r.randint(2, 3 + d), r.randint(2, 3 + d)

    def lin(*cs: int) -> str:
        return f"({poly(list(cs))})"

    wrong: list = []
    if kind == "gcf":
        b = nonzero(r, -5, 5)
        if gcd(a, b) > 1:
            return None
        n = 1 if d == 1 else 2
        front = f"{k}*x" if n == 1 else f"{k}*x^2"
        text, key = poly([k * a, k * b] + [0] * n), f"{front}*({poly([a, b])})"
        wrong = [
            (f"{front}*({poly([a, -b])})", "sign_error"),
            (f"{front}*({poly([a, k * b])})", "divided_one_term"),
            (f"{front}*({poly([a + 1, b])})", "arithmetic_slip"),
        ]
    elif kind.startswith("trinomial") or kind in (
        "gcf_then_trinomial",
        "two_letters",
        "quadratic_form",
    ):
        s, t = {
            "trinomial.plus_plus": (p, q),
            "trinomial.minus_plus": (-p, -q),
            "trinomial.minus_minus": (p, -q),
        }.get(kind, (p, r.choice([-q, q])))
        if p == q or s + t == 0:
            return None
        f = mul([1, s], [1, t])
        if kind == "gcf_then_trinomial":
            text, key = poly([k * v for v in f]), f"{k}*{lin(1, s)}*{lin(1, t)}"
            wrong = [
                (f"{k}*{lin(1, -s)}*{lin(1, -t)}", "sign_error"),
                (f"{lin(1, s)}*{lin(1, t)}", "factor_forgotten"),
                (f"{k}*{lin(1, s + 1)}*{lin(1, t)}", "arithmetic_slip"),
            ]
        elif kind == "two_letters":

            def two(v: int) -> str:
                return f"({terms([(1, 'x'), (v, 'y')])})"

            text, key = terms([(1, "x^2"), (f[1], "x*y"), (f[2], "y^2")]), f"{two(s)}*{two(t)}"
            wrong = [
                (f"{two(-s)}*{two(-t)}", "sign_error"),
                (f"{two(s + 1)}*{two(t)}", "arithmetic_slip"),
                (f"{two(f[1])}*{two(f[2])}", "coefficients_as_factors"),
            ]
        elif kind == "quadratic_form":
            s, t = abs(s) + 1, abs(t) + 1
            if s == t:
                return None
            f = mul([1, s], [1, t])
            text, key = f"x^4 + {f[1]}*x^2 + {f[2]}", f"(x^2 + {s})*(x^2 + {t})"
            wrong = [
                (f"(x + {s})*(x + {t})", "power_forgotten"),
                (f"(x^2 - {s})*(x^2 - {t})", "sign_error"),
                (f"(x^2 + {s + 1})*(x^2 + {t})", "arithmetic_slip"),
            ]
        else:
            text, key = poly(f), f"{lin(1, s)}*{lin(1, t)}"
            wrong = [
                (f"{lin(1, -s)}*{lin(1, -t)}", "sign_error"),
                (f"{lin(1, -s)}*{lin(1, t)}", "sign_error"),
                (f"{lin(1, f[1])}*{lin(1, f[2])}", "coefficients_as_factors"),
                (f"{lin(1, s + 1)}*{lin(1, t)}", "arithmetic_slip"),
            ]
        steps = [
            (
                f"Two numbers with product `{f[2]}` and sum `{f[1]}`: `{s}` and `{t}`.",
                f"积为 `{f[2]}`、和为 `{f[1]}` 的两数：`{s}` 和 `{t}`。",
            )
        ]
        return _ask("Factor:", "因式分解：", text, key, "factored", steps, wrong)
    elif kind.startswith("leading"):
        A = r.choice([2, 3, 5] if kind.endswith("prime") else [4, 6, 8, 9, 10])
        m = 1 if kind.endswith("prime") else next(f for f in (2, 3) if A % f == 0)
        s, t = nonzero(r, -5, 5), nonzero(r, -5, 5)
        if gcd(A // m, s) > 1 or gcd(m, t) > 1:
            return None
        f = mul([A // m, s], [m, t])
        if f[1] == 0:
            return None
        text, key = poly(f), f"{lin(A // m, s)}*{lin(m, t)}"
        wrong = [
            (f"{lin(A // m, t)}*{lin(m, s)}", "pairs_mixed"),
            (f"{lin(A // m, -s)}*{lin(m, -t)}", "sign_error"),
            (f"{lin(A // m, s)}*{lin(m, t + 1 or 1)}", "arithmetic_slip"),
        ]
    elif kind.startswith("squares") or kind == "gcf_then_squares":
        A = 1 if kind in ("squares.plain", "gcf_then_squares") else a
        B = p + 1
        if kind == "squares.fourth":
            A, B = 1, r.randint(2, 3 + d)
        if gcd(A, B) > 1:
            return None
        if kind == "squares.fourth":
            text, key = f"x^4 - {B**4}", f"(x - {B})*(x + {B})*(x^2 + {B * B})"
            wrong = [
                (f"(x - {B})^2*(x + {B})^2", "wrong_identity"),
                (f"(x^2 + {B * B})^2", "wrong_identity"),
                (f"(x - {B})^4", "wrong_identity"),
                (f"(x - {B * B})*(x + {B * B})", "power_forgotten"),
            ]
        elif kind == "gcf_then_squares":
            text, key = poly([k, 0, -k * B * B]), f"{k}*(x - {B})*(x + {B})"
            wrong = [
                (f"{k}*(x - {B})^2", "wrong_identity"),
                (f"(x - {B})*(x + {B})", "factor_forgotten"),
                (f"{k}*(x - {B * B})*(x + 1)", "root_forgotten"),
            ]
        else:
            text, key = poly([A * A, 0, -B * B]), f"{lin(A, -B)}*{lin(A, B)}"
            wrong = [
                (f"{lin(A, -B)}^2", "wrong_identity"),
                (f"{lin(A, B)}^2", "wrong_identity"),
                (
                    f"{lin(A * A, -B)}*{lin(1, B)}" if A > 1 else f"(x - {B * B})*(x + 1)",
                    "root_forgotten",
                ),
            ]
    elif kind.startswith("perfect"):
        A, B = (1 if d == 1 else r.randint(1, 3)), p + 1
        s = 1 if kind.endswith("plus") else -1
        if gcd(A, B) > 1:
            return None
        text, key = poly([A * A, 2 * s * A * B, B * B]), f"{lin(A, s * B)}^2"
        wrong = [
            (f"{lin(A, -s * B)}^2", "sign_error"),
            (f"{lin(A, B)}*{lin(A, -B)}", "wrong_identity"),
            (f"{lin(A, s * 2 * B)}^2", "half_forgotten"),
        ]
    elif kind == "grouping":
        s, t = nonzero(r, -5, 5), r.randint(1, 3 + d)
        if (is_square(-s if s < 0 else 2) and t == 1) or is_square(t):
            return None
        f = mul([1, s], [1, 0, t])
        text, key = poly(f), f"{lin(1, s)}*(x^2 + {t})"
        wrong = [
            (f"{lin(1, -s)}*(x^2 + {t})", "sign_error"),
            (f"{lin(1, t)}*(x^2 {'+' if s > 0 else '-'} {abs(s)})", "pairs_mixed"),
            (f"{lin(1, s)}*(x + {t})", "power_forgotten"),
        ]
    else:
        B = r.randint(2, 3 + d) if d < 3 else r.randint(4, 10)
        s = 1 if kind.endswith("sum") else -1
        text, key = (
            f"x^3 {'+' if s > 0 else '-'} {B**3}",
            f"{lin(1, s * B)}*{lin(1, -s * B, B * B)}",
        )
        wrong = [
            (f"{lin(1, s * B)}^3", "wrong_identity"),
            (f"{lin(1, s * B)}*{lin(1, s * B, B * B)}", "sign_error"),
            (f"{lin(1, s * B)}*{lin(1, -2 * s * B, B * B)}", "wrong_identity"),
        ]
    law = {"gcf": f"`{key}`"}.get(
        kind,
        "`a^2 - b^2 = (a - b)*(a + b)`"
        if "squares" in kind
        else "`a^2 + 2*a*b + b^2 = (a + b)^2`"
        if "perfect" in kind
        else "`a^3 + b^3 = (a + b)*(a^2 - a*b + b^2)`"
        if "cubes" in kind
        else "",
    )
    return _ask(
        "Factor:",
        "因式分解：",
        text,
        key,
        "factored",
        [law] if law else [("Check by expanding.", "展开检验。")],
        wrong,
    )


for _kind, (_en, _zh) in _FACTORS.items():
    _needs = {
        "gcf": (),
        "trinomial.plus_plus": (),
        "trinomial.minus_plus": (".trinomial.plus_plus",),
        "trinomial.minus_minus": (".trinomial.minus_plus",),
        "leading.composite": (".leading.prime",),
        "squares.plain": ("polynomial.product.conjugates",),
        "squares.coefficient": (".squares.plain",),
        "squares.fourth": (".squares.coefficient",),
        "perfect.plus": ("polynomial.product.square_sum",),
        "perfect.minus": (".perfect.plus",),
        "grouping": (".gcf",),
        "cubes.sum": ("polynomial.product.trinomial",),
        "cubes.difference": (".cubes.sum",),
        "gcf_then_squares": (".gcf", ".squares.plain"),
        "gcf_then_trinomial": (".gcf", ".trinomial.minus_minus"),
    }.get(_kind, (".trinomial.minus_minus",))
    FACTOR.add(_kind, _en, _zh, partial(_factor, _kind), _needs)

_EQ = {
    "square": ("Solve x² = p", "解 x² = p"),
    "square_coefficient": ("Solve ax² = p", "解 ax² = p"),
    "square_shifted": ("Solve a squared bracket", "解 (x+a)² = p"),
    "square_plus": ("Solve ax² + b = c", "解 ax² + b = c"),
    "square_root_answer": ("Solve x² = p with roots left", "解 x² = p（保留根号）"),
    "no_real": ("Tell when a square equation has no solution", "判断平方方程无解"),
    "zero_product": ("Use the zero product rule", "零乘积性质"),
    "factor.common": ("Solve by taking out x", "提取 x 解方程"),
    "factor.monic": ("Solve by factoring with first coefficient 1", "首项系数 1 的因式分解法"),
    "factor.negative": ("Solve by factoring with mixed signs", "异号因式分解法"),
    "factor.leading": ("Solve by factoring with a first coefficient", "首项系数非 1 的因式分解法"),
    "factor.rearrange": ("Bring all to one side, then factor", "移项后因式分解"),
    "factor.double": ("Solve a perfect square equation", "完全平方方程"),
    "complete.even": ("Complete the square with an even middle term", "配方（一次项偶数）"),
    "complete.number": ("Find the number that completes a square", "求配方所需的数"),
    "formula.rational": ("Use the formula with rational solutions", "公式法（有理根）"),
    "formula.surd": ("Use the formula with roots left", "公式法（根式解）"),
    "discriminant": ("Find the discriminant", "求判别式"),
    "discriminant.count": ("Tell the number of solutions", "判断实根个数"),
    "vieta.sum": ("Find sum and product of the solutions", "根与系数的关系"),
    "from_roots": ("Write a quadratic from its solutions", "由根写二次方程"),
    "biquadratic": ("Solve an equation in x²", "解双二次方程"),
    "inequality": ("Solve a quadratic inequality", "解一元二次不等式"),
    "story.area": ("Sides of a rectangle from its area", "面积问题"),
    "story.product": ("Two numbers from their product", "积的问题"),
    "story.throw": ("When a thrown ball lands", "抛球落地"),
    "story.consecutive": ("Consecutive numbers with a given product", "连续整数之积"),
}


def _two(u: Fraction | int | str, v: Fraction | int | str) -> tuple[str, tuple[str, str]]:
    a, b = (x if isinstance(x, str) else num(x) for x in (u, v))
    return f"x = {a} or x = {b}", (f"`x = {a}` or `x = {b}`", f"`x = {a}` 或 `x = {b}`")


def _quad(kind: str, d: int, r: random.Random) -> Task | None:
    p, q, a, c = (
        nonzero(r, -3 - 2 * d, 4 + 2 * d),
        nonzero(r, -3 - 2 * d, 4 + 2 * d),
        r.randint(2, 3 + d),
        r.randint(2, 6 + 3 * d),
    )
    if p == q or p == -q:
        return None
    f = mul([1, -p], [1, -q])

    def done(eq: str, u, v, steps: list, wrong: list, en: str = "", zh: str = "", **more):
        key, answer = _two(u, v)
        return solve(
            en or f"Solve `{eq}`.",
            zh or f"解方程 `{eq}`。",
            eq,
            "x",
            key,
            answer=answer,
            steps=[*steps, answer],
            wrong=[*wrong, (f"x = {u if isinstance(u, str) else num(u)}", "one_solution_only")],
            **more,
        )

    neg_pair = (_two(-p, -q)[0], "sign_error")
    if kind == "square":
        return done(
            f"x^2 = {c * c}",
            -c,
            c,
            [f"`{c}^2 = {c * c}`"],
            [
                (f"x = {c}", "one_solution_only"),
                (_two(-c * c, c * c)[0], "root_forgotten"),
                (f"x = {num(Fraction(c * c, 2))}", "halved_for_root"),
            ],
        )
    if kind == "square_coefficient":
        return done(
            f"{a}*x^2 = {a * c * c}",
            -c,
            c,
            [f"`x^2 = {c * c}`"],
            [
                (f"x = {c}", "one_solution_only"),
                (f"x = {c * c}", "root_forgotten"),
                (_two(-a * c, a * c)[0], "factor_ignored"),
            ],
        )
    if kind == "square_shifted":
        return done(
            f"({poly([1, -p])})^2 = {c * c}",
            p - c,
            p + c,
            [f"`{poly([1, -p])} = {c}`", f"`{poly([1, -p])} = {-c}`"],
            [
                (f"x = {p + c}", "one_solution_only"),
                (_two(-p - c, -p + c)[0], "sign_error"),
                (_two(-c, c)[0], "shift_ignored"),
            ],
        )
    if kind == "square_plus":
        return done(
            f"{poly([a, 0, q])} = {a * c * c + q}",
            -c,
            c,
            [f"`{a}*x^2 = {a * c * c}`", f"`x^2 = {c * c}`"],
            [
                (f"x = {c}", "one_solution_only"),
                (f"x = {c * c}", "root_forgotten"),
                (_two(-c - 1, c + 1)[0], "arithmetic_slip"),
            ],
        )
    if kind == "square_root_answer":
        n = r.choice([2, 3, 5, 6, 7, 10, 11, 13, 14, 15])
        eq = (
            f"x^2 = {n}"
            if d == 1
            else f"{a}*x^2 = {a * n}"
            if d == 2
            else f"({poly([1, -p])})^2 = {n}"
        )
        u, v = (f"-sqrt({n})", f"sqrt({n})") if d < 3 else (f"{p} - sqrt({n})", f"{p} + sqrt({n})")
        return done(
            eq,
            u,
            v,
            [f"`x^2 = {n}`" if d < 3 else f"`{poly([1, -p])} = sqrt({n})`"],
            [
                (f"x = {v}", "one_solution_only"),
                (_two(-n, n)[0], "root_forgotten"),
                (f"x = {num(Fraction(n, 2))}", "halved_for_root"),
            ],
        )
    if kind == "no_real":
        if r.random() < 0.6:
            eq = (
                f"x^2 + {c * c} = 0"
                if d == 1
                else f"({poly([1, -p])})^2 = -{c}"
                if d == 2
                else f"{a}*x^2 + {c + a} = {c}"
            )
            return solve(
                f"Solve `{eq}`. Say so if there is no real solution.",
                f"解方程 `{eq}`，无实数解请说明。",
                eq,
                "x",
                "none",
                steps=[("A square is never negative.", "平方不会是负数。")],
                wrong=[
                    (_two(-c, c)[0], "negative_square"),
                    (f"x = {-c}", "negative_square"),
                    ("x = 0", "cancelled_to_zero"),
                ],
            )
        return done(
            f"x^2 - {c * c} = 0",
            -c,
            c,
            [f"`x^2 = {c * c}`"],
            [
                ("none", "negative_square"),
                (f"x = {c * c}", "root_forgotten"),
                (f"x = {c}", "one_solution_only"),
            ],
            f"Solve `x^2 - {c * c} = 0`. Say so if there is no real solution.",
            f"解方程 `x^2 - {c * c} = 0`，无实数解请说明。",
        )
    lo, hi = sorted((p, q))
    if kind == "zero_product":
        u, v = (lo, hi) if d < 3 else (lo, Fraction(hi, a))
        eq = (
            f"({poly([1, -lo])})*({poly([1, -hi])}) = 0"
            if d < 3
            else f"({poly([1, -lo])})*({poly([a, -hi])}) = 0"
        )
        return done(
            eq,
            u,
            v,
            [("One of the factors is 0.", "某个因式为 0。")],
            [(_two(-u, -v)[0], "sign_error"), (f"x = {lo + hi}", "added_instead")],
        )
    if kind == "factor.common":
        eq = f"{poly([a, -a * p, 0])} = 0" if d < 3 else f"{a}*x^2 = {a * p}*x"
        return done(
            eq,
            0,
            p,
            [f"`{a}*x*({poly([1, -p])}) = 0`"],
            [
                (f"x = {p}", "zero_lost"),
                (_two(0, -p)[0], "sign_error"),
                (_two(0, a * p)[0], "factor_ignored"),
            ],
        )
    if kind in ("factor.monic", "factor.negative", "factor.rearrange", "inequality"):
        if (kind == "factor.monic" and not ((p < 0 and q < 0) or d > 1)) or (
            kind == "factor.negative" and p * q > 0
        ):
            return None
        if kind == "inequality":
            s = r.choice(["<", ">", "<=", ">="])
            inside = s[0] == "<"
            edge = "<=" if "=" in s else "<"
            key = (
                f"{lo} {edge} x {edge} {hi}"
                if inside
                else f"x {edge} {lo} or x {'>=' if '=' in s else '>'} {hi}"
            )
            other = (
                f"x {edge} {lo} or x {'>=' if '=' in s else '>'} {hi}"
                if inside
                else f"{lo} {edge} x {edge} {hi}"
            )
            return solve(
                f"Solve `{poly(f)} {s} 0`.",
                f"解不等式 `{poly(f)} {s} 0`。",
                f"{poly(f)} {s} 0",
                "x",
                key,
                answer=(
                    f"`{key}`"
                    if inside
                    else f"`x {edge} {lo}` or `x {'>=' if '=' in s else '>'} {hi}`",
                    f"`{key}`"
                    if inside
                    else f"`x {edge} {lo}` 或 `x {'>=' if '=' in s else '>'} {hi}`",
                ),
                steps=[f"`({poly([1, -lo])})*({poly([1, -hi])}) {s} 0`"],
                wrong=[
                    (other, "and_for_or"),
                    (f"x {edge} {hi}", "one_side_only"),
                    (f"{-hi} {edge} x {edge} {-lo}", "sign_error"),
                ],
            )
        if kind == "factor.rearrange":
            m = nonzero(r, -5, 5)
            eq = f"{poly([1, f[1] + m])} = 0"
            eq = f"{poly([1, f[1] + m, 0])} = {poly([m, -f[2]])}"
            if f[1] + m == 0:
                return None
        else:
            eq = f"{poly(f)} = 0"
        return done(
            eq,
            lo,
            hi,
            [f"`({poly([1, -lo])})*({poly([1, -hi])}) = 0`"],
            [neg_pair, (_two(lo, -hi)[0], "sign_error"), (_two(lo + 1, hi)[0], "arithmetic_slip")],
        )
    if kind == "factor.leading":
        u = Fraction(p, a)
        if u.denominator == 1:
            return None
        g = mul([a, -p], [1, -q])
        return done(
            f"{poly(g)} = 0",
            u,
            q,
            [f"`({poly([a, -p])})*({poly([1, -q])}) = 0`"],
            [
                (_two(-u, -q)[0], "sign_error"),
                (_two(p, q)[0], "factor_ignored"),
                (_two(1 / u, q)[0], "fraction_upside_down"),
            ],
        )
    if kind == "factor.double":
        g = mul([1, -p], [1, -p]) if d < 3 else mul([a, -p], [a, -p])
        v = Fraction(p, 1 if d < 3 else a)
        return solve(
            f"Solve `{poly(g)} = 0`.",
            f"解方程 `{poly(g)} = 0`。",
            f"{poly(g)} = 0",
            "x",
            f"x = {num(v)}",
            steps=[f"`({poly([1 if d < 3 else a, -p])})^2 = 0`"],
            wrong=[
                (-v, "sign_error"),
                (_two(v, -v)[0], "wrong_identity"),
                (v * v, "root_forgotten"),
            ],
        )
    if kind == "complete.number":
        b = 2 * p if d < 3 else 2 * p + 1
        v = Fraction(b * b, 4)
        return value(
            f"Which number must be added to `{poly([1, b, 0])}` to make a perfect square?",
            f"`{poly([1, b, 0])}` 加上什么数成为完全平方？",
            f"({b}/2)^2",
            v,
            other=(2, abs(b)),
            steps=[(f"Half of `{b}` squared.", f"`{b}` 的一半的平方。"), f"`{num(v)}`"],
            wrong=[
                (b * b, "half_forgotten"),
                (Fraction(b, 2), "square_forgotten"),
                (-v, "sign_error"),
            ],
        )
    if kind in ("complete.even", "formula.surd"):
        n = r.choice([2, 3, 5, 6, 7, 10])
        g = [1, -2 * p, p * p - n]
        if g[2] == 0:
            return None
        return done(
            f"{poly(g)} = 0",
            f"{p} - sqrt({n})",
            f"{p} + sqrt({n})",
            [
                f"`({poly([1, -p])})^2 = {n}`"
                if kind == "complete.even"
                else f"`x = ({2 * p} + sqrt({4 * n}))/2`"
            ],
            [
                (_two(f"{-p} - sqrt({n})", f"{-p} + sqrt({n})")[0], "sign_error"),
                (_two(f"{p} - {n}", f"{p} + {n}")[0], "root_forgotten"),
                (_two(f"{2 * p} - sqrt({n})", f"{2 * p} + sqrt({n})")[0], "half_forgotten"),
            ],
        )
    if kind == "formula.rational":
        u = Fraction(p, a)
        if u.denominator == 1 and d > 1:
            return None
        g = mul([a, -p], [1, -q])
        disc = g[1] ** 2 - 4 * g[0] * g[2]
        return done(
            f"{poly(g)} = 0",
            u,
            q,
            [f"`b^2 - 4*a*c = {disc}`", f"`sqrt({disc}) = {abs(a * q - p)}`"],
            [
                (_two(-u, -q)[0], "sign_error"),
                (_two(2 * u, 2 * q)[0], "half_forgotten"),
                (_two(u * a, q * a)[0], "factor_ignored"),
            ],
            f"Solve `{poly(g)} = 0` with the formula.",
            f"用公式法解 `{poly(g)} = 0`。",
        )
    if kind.startswith("discriminant"):
        g = (
            [r.randint(1, 3), p, q]
            if kind == "discriminant" or r.random() < 0.6
            else mul([1, -p], [1, -p])
        )
        D = g[1] ** 2 - 4 * g[0] * g[2]
        if kind == "discriminant":
            return value(
                f"Find the discriminant of `{poly(g)} = 0`.",
                f"求 `{poly(g)} = 0` 的判别式。",
                f"({g[1]})^2 - 4*({g[0]})*({g[2]})",
                D,
                other=(2, 0, abs(g[1]), abs(g[2])),
                steps=["`D = b^2 - 4*a*c`", f"`{g[1] ** 2} - {neg(4 * g[0] * g[2])} = {D}`"],
                wrong=[
                    (g[1] ** 2 + 4 * g[0] * g[2], "sign_error"),
                    (-(g[1] ** 2) - 4 * g[0] * g[2], "square_sign"),
                    (g[1] ** 2 - g[0] * g[2], "factor_forgotten"),
                ],
            )
        dd = f"({g[1]})^2 - 4*({g[0]})*({g[2]})"
        slip = [f"{dd} > 0", f"{dd} = 0", f"{dd} < 0"]
        right = 0 if D > 0 else 1 if D == 0 else 2
        names = [("two", "两个"), ("one", "一个"), ("none", "没有")]
        return choose(
            f"How many real solutions has `{poly(g)} = 0`?",
            f"`{poly(g)} = 0` 有几个实数解？",
            [
                option(slip[i], names[i], "" if i == right else "discriminant_sign")
                for i in range(3)
            ],
            other=(2, 0, abs(g[1]), abs(g[2])),
            steps=[f"`b^2 - 4*a*c = {D}`"],
        )
    if kind == "vieta.sum":
        what = r.choice(["sum", "product"])
        k = 1 if d == 1 else a
        g = [k * v for v in f] if d < 3 else f
        v = p + q if what == "sum" else p * q
        given = f"-({g[1]})/{g[0]}" if what == "sum" else f"({g[2]})/{g[0]}"
        return (
            value(
                f"Without solving, find the {what} of the solutions of `{poly(g)} = 0`.",
                f"不解方程，求 `{poly(g)} = 0` 两根之{'和' if what == 'sum' else '积'}。",
                given,
                v,
                other=(0, 2, *map(abs, g)),
                steps=["`x_1 + x_2 = -b/a`" if what == "sum" else "`x_1*x_2 = c/a`", f"`{v}`"],
                wrong=[
                    (-v, "sign_error"),
                    (p * q if what == "sum" else p + q, "sum_product_mixed"),
                    (v * 2 + 1, "arithmetic_slip"),
                ],
            )
            if v
            else None
        )
    if kind == "from_roots":
        return (
            value(
                f"A quadratic `x^2 + b*x + c` has the zeros `{p}` and `{q}`. Write it expanded.",
                f"二次式 `x^2 + b*x + c` 的零点是 `{p}` 和 `{q}`，写出展开式。",
                f"({poly([1, -p])})*({poly([1, -q])})",
                poly(f),
                form="expanded",
                other=(2,),
                steps=[f"`({poly([1, -p])})*({poly([1, -q])})`", f"`{poly(f)}`"],
                wrong=[
                    (poly([1, -f[1], f[2]]), "sign_error"),
                    (poly([1, f[1], -f[2]]), "sign_error"),
                    (poly([1, p * q, p + q]), "sum_product_mixed"),
                ],
            )
            if f[1]
            else None
        )
    if kind == "biquadratic":
        u, v = sorted(r.sample(range(1, 4 + d), 2))
        g = mul([1, 0, -u * u], [1, 0, -v * v])
        key = f"x = {-v} or x = {-u} or x = {u} or x = {v}"
        return solve(
            f"Solve `{poly(g)} = 0`.",
            f"解方程 `{poly(g)} = 0`。",
            f"{poly(g)} = 0",
            "x",
            key,
            answer=(f"`x = {-v}`, `{-u}`, `{u}` or `{v}`", f"`x = {-v}`、`{-u}`、`{u}` 或 `{v}`"),
            steps=[f"`(x^2 - {u * u})*(x^2 - {v * v}) = 0`"],
            wrong=[
                (_two(u, v)[0], "one_solution_only"),
                (_two(u * u, v * v)[0], "root_forgotten"),
                (_two(-u * u, -v * v)[0], "sign_error"),
            ],
        )
    w, m = r.randint(2, 5 + 3 * d), r.randint(1, 4 + 2 * d)
    if kind == "story.area":
        return solve(
            f"A rectangle is {m} cm longer than wide. Its area is {w * (w + m)} cm². Find its width `x` in cm.",
            f"长方形的长比宽多 {m} 厘米，面积 {w * (w + m)} 平方厘米，求宽 `x`（厘米）。",
            (f"x*(x + {m}) = {w * (w + m)}", "x > 0"),
            "x",
            f"x = {w}",
            other=(0,),
            unit="cm",
            steps=[f"`{poly([1, m, -w * (w + m)])} = 0`", f"`x = {w}`"],
            wrong=[
                (-w - m, "negative_length"),
                (w + m, "wrong_quantity"),
                (Fraction(w * (w + m), m), "divided_instead"),
            ],
        )
    if kind == "story.product":
        return done(
            f"x*(x + {m}) = {w * (w + m)}",
            -w - m,
            w,
            [f"`{poly([1, m, -w * (w + m)])} = 0`"],
            [(f"x = {w}", "one_solution_only"), (_two(w + m, -w)[0], "sign_error")],
            f"A number `x` times the number that is {m} greater gives {w * (w + m)}. Find all such `x`.",
            f"数 `x` 与比它大 {m} 的数之积是 {w * (w + m)}，求所有 `x`。",
        )
    if kind == "story.throw":
        t, v0 = r.randint(2, 4 + d), 5
        b = v0 * t
        h = 0 if d < 3 else v0 * r.randint(1, 3) * (t + 1)
        eq = f"-5*t^2 + {b}*t = 0" if h == 0 else f"-5*t^2 + {5 * (t - 1)}*t + {5 * t} = 0"
        text = eq.split(" = ")[0]
        return solve(
            f"A ball is `{text}` metres above the ground after `t` seconds. When does it land (`t` above 0)?",
            f"球在 `t` 秒时离地 `{text}` 米，何时落地（`t` 大于 0）？",
            (eq, "t > 0"),
            "t",
            f"t = {t}",
            other=(0,),
            unit="s",
            steps=[f"`{eq}`", f"`t = {t}`"],
            wrong=[
                (0, "start_for_landing"),
                (b, "factor_ignored"),
                (Fraction(t, 2), "top_for_landing"),
            ],
        )
    return done(
        f"x*(x + 1) = {w * (w + 1)}",
        -w - 1,
        w,
        [f"`x^2 + x - {w * (w + 1)} = 0`"],
        [(f"x = {w}", "one_solution_only"), (_two(-w, w + 1)[0], "sign_error")],
        f"The product of a whole number `x` and the next whole number is {w * (w + 1)}. Find all such `x`.",
        f"整数 `x` 与下一个整数之积是 {w * (w + 1)}，求所有 `x`。",
    )


for _kind, (_en, _zh) in _EQ.items():
    _needs = {
        "square": ("root.square.whole",),
        "square_coefficient": (".square",),
        "square_shifted": (".square_coefficient",),
        "square_plus": (".square_coefficient",),
        "square_root_answer": (".square_shifted", "radical.simplify.number"),
        "no_real": (".square",),
        "zero_product": ("equation.one_step.integer.add",),
        "factor.common": (".zero_product", "factor.gcf"),
        "factor.monic": (".zero_product", "factor.trinomial.plus_plus"),
        "factor.negative": (".factor.monic", "factor.trinomial.minus_minus"),
        "factor.leading": (".factor.negative", "factor.leading.prime"),
        "factor.double": (".factor.monic", "factor.perfect.minus"),
        "complete.number": ("factor.perfect.plus",),
        "complete.even": (".complete.number", ".square_root_answer"),
        "formula.rational": (".complete.even", ".discriminant"),
        "formula.surd": (".formula.rational",),
        "discriminant": ("expression.evaluate.negative_power",),
        "discriminant.count": (".discriminant",),
        "biquadratic": (".factor.negative",),
        "inequality": (".factor.negative", "inequality.compound.and"),
        "from_roots": (".factor.monic",),
        "vieta.sum": (".from_roots",),
    }.get(_kind, (".factor.negative",))
    QUADRATIC.add(
        _kind,
        _en,
        _zh,
        partial(_quad, _kind),
        _needs,
        standard={
            "complete.number": "HSA.REI.B.4.a",
            "complete.even": "HSA.REI.B.4.a",
            "inequality": "HSA.CED.A.1",
        }.get(_kind, "HSA.CED.A.1" if _kind.startswith("story") else "HSA.REI.B.4.b"),
    )

_PAR = {
    "vertex.form": ("Read a vertex from vertex form", "由顶点式读顶点"),
    "vertex.standard": ("Find a vertex from standard form", "由一般式求顶点"),
    "axis": ("Find the axis of symmetry", "求对称轴"),
    "axis_from_zeros": ("Find the axis from the zeros", "由零点求对称轴"),
    "extreme.minimum": ("Find a least value", "求最小值"),
    "extreme.maximum": ("Find a greatest value", "求最大值"),
    "y_intercept": ("Find the y-intercept of a parabola", "求抛物线与 y 轴交点"),
    "zeros": ("Find the x-intercepts of a parabola", "求抛物线与 x 轴交点"),
    "to_vertex": ("Write a quadratic in vertex form", "化为顶点式"),
    "to_vertex.leading": ("Write in vertex form with a first coefficient", "带系数化为顶点式"),
    "from_vertex": ("Expand vertex form", "顶点式化一般式"),
    "opens": ("Tell which parabola is widest or opens down", "判断开口"),
    "graph.vertex": ("Read a vertex from a graph", "由图读顶点"),
    "graph.match": ("Match a parabola with its equation", "抛物线与方程配对"),
    "graph.zeros": ("Read zeros from a graph", "由图读零点"),
    "story.height": ("Find the greatest height of a ball", "求抛球最大高度"),
    "story.fence": ("Find the greatest area with a fence", "围栏最大面积"),
    "leading": ("Find the first coefficient from a point", "由点求首项系数"),
    "discriminant_touch": ("Tell where a parabola meets the x-axis", "抛物线与 x 轴的公共点数"),
}


def _par(kind: str, d: int, r: random.Random) -> Task | None:
    h, k, a = nonzero(r, -3, 3), nonzero(r, -4, 4), 1 if d == 1 else r.choice([-2, -1, 2, 3])
    vf = f"{'' if a == 1 else '-' if a == -1 else f'{a}*'}({poly([1, -h])})^2 {'+' if k > 0 else '-'} {abs(k)}"
    g = [a, -2 * a * h, a * h * h + k]
    std = poly(g)
    if 0 in g:
        return None
    told = ("A parabola on a grid.", "方格图上的抛物线。")
    fn = lambda x: a * (x - h) ** 2 + k
    pts = [
        (f"x = {-h}, y = {k}", "sign_error"),
        (f"x = {k}, y = {h}", "swapped_coordinates"),
        (f"x = {h}, y = {-k}", "sign_error"),
    ]
    if kind in ("vertex.form", "vertex.standard", "graph.vertex"):
        text = vf if kind == "vertex.form" else std
        drawing = None
        en, zh = (
            f"Find the coordinates `x` and `y` of the vertex of `y = {text}`.",
            f"求抛物线 `y = {text}` 的顶点坐标 `x`、`y`。",
        )
        if kind == "graph.vertex":
            drawing = plane.curve(plane.square_grid(6), [fn], *told)
            en, zh = (
                f"The graph of `y = {text}` is drawn. Find the coordinates `x` and `y` of the vertex.",
                f"图为 `y = {text}` 的图象，求顶点坐标 `x`、`y`。",
            )
        return solve(
            en,
            zh,
            (f"x = -({g[1]})/(2*({a}))", f"y = {text}"),
            "x y",
            f"x = {h}, y = {k}",
            drawing=drawing,
            other=(2,),
            answer=f"`({h}, {k})`",
            steps=[f"`x = {h}`", f"`y = {k}`"],
            wrong=pts,
        )
    if kind == "axis":
        return solve(
            f"Which `x` is the axis of symmetry of `y = {std}`?",
            f"`y = {std}` 的对称轴 `x` 是多少？",
            f"x = -({g[1]})/(2*({a}))",
            "x",
            f"x = {h}",
            other=(2, abs(g[2])),
            steps=["`x = -b/(2*a)`", f"`x = {h}`"],
            wrong=[(-h, "sign_error"), (2 * h, "half_forgotten"), (k, "swapped_coordinates")],
        )
    p, q = h - 1 - d, h + 1 + d
    z = mul([1, -p], [1, -q])
    if kind == "axis_from_zeros":
        return value(
            f"A parabola meets the `x`-axis at `{p}` and `{q + 2}`. At which `x` is its axis?",
            f"抛物线与 `x` 轴交于 `{p}` 和 `{q + 2}`，对称轴 `x` 是多少？",
            f"({p} + {neg(q + 2)})/2",
            Fraction(p + q + 2, 2),
            steps=[f"`({p} + {neg(q + 2)})/2 = {num(Fraction(p + q + 2, 2))}`"],
            wrong=[
                (p + q + 2, "half_forgotten"),
                (Fraction(q + 2 - p, 2), "subtracted_instead"),
                (p * (q + 2), "multiplied_instead"),
            ],
        )
    if kind in ("zeros", "graph.zeros"):
        if 0 in (p, q):
            return None
        key, answer = _two(p, q)
        return solve(
            f"At which `x` does the graph of `y = {poly(z)}` meet the `x`-axis?",
            f"`y = {poly(z)}` 的图象与 `x` 轴交于哪些 `x`？",
            f"{poly(z)} = 0",
            "x",
            key,
            answer=answer,
            drawing=plane.curve(plane.Grid(-8, 8, -10, 8, 9), [lambda x: (x - p) * (x - q)], *told)
            if kind == "graph.zeros"
            else None,
            steps=[
                ("There `y = 0`.", "此时 `y = 0`。"),
                f"`({poly([1, -p])})*({poly([1, -q])}) = 0`",
            ],
            wrong=[
                (_two(-p, -q)[0], "sign_error") if p != -q else (f"x = {p}", "one_solution_only"),
                (f"x = {z[2]}", "wrong_intercept"),
                (f"x = {q}", "one_solution_only"),
            ],
        )
    if kind.startswith("extreme"):
        a = abs(a) if kind.endswith("minimum") else -abs(a)
        g = [a, -2 * a * h, a * h * h + k]
        if 0 in g:
            return None
        word = ("least", "最小") if a > 0 else ("greatest", "最大")
        return value(
            f"Find the {word[0]} value of `{poly(g)}`.",
            f"求 `{poly(g)}` 的{word[1]}值。",
            (f"{poly(g)}", f"x = -({g[1]})/(2*({a}))"),
            k,
            other=(2,),
            steps=[(f"It is taken at `x = {h}`.", f"在 `x = {h}` 处取得。"), f"`{k}`"],
            wrong=[(h, "place_for_value"), (g[2], "constant_term"), (-k, "sign_error")],
        )
    if kind == "y_intercept":
        text = std if d < 3 else vf
        return value(
            f"At which `y` does `y = {text}` meet the `y`-axis?",
            f"`y = {text}` 与 `y` 轴交于哪个 `y`？",
            (text, "x = 0"),
            g[2],
            steps=[("There `x = 0`.", "此时 `x = 0`。"), f"`{g[2]}`"],
            wrong=[
                (k if k != g[2] else 0, "vertex_for_intercept"),
                (-g[2], "sign_error"),
                (g[1], "wrong_term"),
            ],
        )
    if kind in ("to_vertex", "to_vertex.leading"):
        aa = 1 if kind == "to_vertex" else (r.choice([2, 3]) if d < 3 else r.choice([-2, -3]))
        g = [aa, -2 * aa * h, aa * h * h + k]
        front = "" if aa == 1 else f"{aa}*"

        def vertex(hh: int, kk: int) -> str:
            return f"{front}({poly([1, -hh])})^2" + (
                f" {'+' if kk > 0 else '-'} {abs(kk)}" if kk else ""
            )

        return _ask(
            "Write in vertex form:",
            "化为顶点式：",
            poly(g),
            vertex(h, k),
            "vertex",
            [(f"Complete the square with `({h})^2 = {h * h}`.", f"用 `({h})^2 = {h * h}` 配方。")],
            [
                (vertex(-h, k), "sign_error"),
                (vertex(h, g[2]), "square_not_subtracted"),
                (vertex(2 * h, k), "half_forgotten"),
            ],
        )
    if kind == "from_vertex":
        return _ask(
            "Expand:",
            "展开：",
            vf,
            std,
            "expanded",
            [f"`({poly([1, -h])})^2 = {poly([1, -2 * h, h * h])}`"],
            [
                (poly([a, 0, a * h * h + k]), "middle_term_lost"),
                (poly([a, 2 * a * h, a * h * h + k]), "sign_error"),
                (
                    poly([a, -2 * a * h, h * h + k]) if a != 1 else poly([a, -h, h * h + k]),
                    "factor_ignored",
                ),
            ],
        )
    if kind == "opens":
        cs = r.sample([-4, -3, -2, 2, 3, 4, 5], 3)
        neg1 = [c for c in cs if c < 0]
        if len(neg1) != 1:
            return None
        return choose(
            "Which parabola opens downwards?",
            "哪条抛物线开口向下？",
            [
                option(
                    f"{c} < 0",
                    f"`y = {poly([c, 0, nonzero(r, -5, 5)])}`",
                    "" if c < 0 else "constant_for_opening",
                )
                for c in cs
            ],
            rng=r,
            other=tuple(range(9)),
            steps=[
                (
                    "It opens downwards where the coefficient of `x^2` is negative.",
                    "`x^2` 系数为负时开口向下。",
                )
            ],
        )
    if kind == "graph.match":
        a = r.choice([1, -1])
        forms = [(a, h, k), (-a, h, k), (a, -h, k), (a, h, -k)]
        text = lambda t: (
            f"{'-' if t[0] < 0 else ''}({poly([1, -t[1]])})^2 {'+' if t[2] > 0 else '-'} {abs(t[2])}"
        )
        return choose(
            "Which equation belongs to the parabola?",
            "哪个方程对应图中抛物线？",
            [
                option(
                    f"abs(({text(t)}) - ({text(forms[0])})) = 0".replace("x", f"({h + 1})")
                    if i != 2
                    else f"{-h} = {h}",
                    f"`y = {text(t)}`",
                    "" if i == 0 else "sign_error",
                )
                for i, t in enumerate(forms)
            ],
            rng=r,
            drawing=plane.curve(plane.square_grid(6), [lambda x: a * (x - h) ** 2 + k], *told),
            other=tuple(range(9)),
            steps=[
                (
                    f"The vertex is `({h}, {k})`; it opens {'up' if a > 0 else 'down'}.",
                    f"顶点 `({h}, {k})`，开口向{'上' if a > 0 else '下'}。",
                )
            ],
        )
    if kind == "story.height":
        t = r.randint(1, 3 + d)
        b, c0 = 10 * t, r.randint(1, 9)
        return value(
            f"A ball is `-5*t^2 + {b}*t + {c0}` metres high after `t` seconds. Find its greatest height.",
            f"球 `t` 秒时高 `-5*t^2 + {b}*t + {c0}` 米，求最大高度。",
            (f"-5*t^2 + {b}*t + {c0}", f"t = {b}/10"),
            5 * t * t + c0,
            unit="m",
            other=(10,),
            steps=[f"`t = {b}/10 = {t}`", f"`-5*{t}^2 + {b}*{t} + {c0} = {5 * t * t + c0}`"],
            wrong=[
                (t, "place_for_value"),
                (c0, "constant_term"),
                (10 * t * t + c0, "half_forgotten"),
            ],
        )
    if kind == "story.fence":
        n = 4 * r.randint(3, 6 + 4 * d)
        v = (n // 4) ** 2 if d < 3 else n * n // 8
        if d < 3:
            return value(
                f"A rectangle is to be fenced with {n} m of wire. Find the greatest area it can have.",
                f"用 {n} 米铁丝围长方形，最大面积是多少？",
                (f"x*({n}/2 - x)", f"x = {n}/4"),
                v,
                unit="m2",
                steps=[f"`x*({n // 2} - x)`", f"`x = {n // 4}`", f"`{v}`"],
                wrong=[
                    (n // 4, "place_for_value"),
                    (v * 2, "arithmetic_slip"),
                    (n * n // 4, "half_forgotten"),
                ],
            )
        return value(
            f"A rectangle beside a wall is fenced on three sides with {n} m of wire. Find the greatest area it can have.",
            f"靠墙用 {n} 米铁丝围三边成长方形，最大面积是多少？",
            (f"x*({n} - 2*x)", f"x = {n}/4"),
            v,
            unit="m2",
            steps=[f"`x*({n} - 2*x)`", f"`x = {n // 4}`", f"`{v}`"],
            wrong=[
                ((n // 4) ** 2, "wall_ignored"),
                (n // 4, "place_for_value"),
                (v * 2, "arithmetic_slip"),
            ],
        )
    if kind == "leading":
        x = h + r.choice([1, 2])
        return solve(
            f"The parabola `y = a*({poly([1, -h])})^2 {'+' if k > 0 else '-'} {abs(k)}` goes through `({x}, {a * (x - h) ** 2 + k})`. Find `a`.",
            f"抛物线 `y = a*({poly([1, -h])})^2 {'+' if k > 0 else '-'} {abs(k)}` 过点 `({x}, {a * (x - h) ** 2 + k})`，求 `a`。",
            f"{a * (x - h) ** 2 + k} = a*({x} {'-' if h > 0 else '+'} {abs(h)})^2 {'+' if k > 0 else '-'} {abs(k)}",
            "a",
            f"a = {a}",
            steps=[f"`{a * (x - h) ** 2} = {(x - h) ** 2}*a`"],
            wrong=[
                (-a, "sign_error"),
                (a + 1, "arithmetic_slip"),
                (a * (x - h) ** 2 + k, "stopped_early"),
            ],
        )
    g = [a, g[1], g[2] if r.random() < 0.6 else a * h * h]
    D = g[1] ** 2 - 4 * g[0] * g[2]
    dd = f"({g[1]})^2 - 4*({g[0]})*({g[2]})"
    return choose(
        f"How often does the graph of `y = {poly(g)}` meet the `x`-axis?",
        f"`y = {poly(g)}` 的图象与 `x` 轴有几个公共点？",
        [
            option(f"{dd} {s} 0", n, "" if (D > 0, D == 0, D < 0)[i] else "discriminant_sign")
            for i, (s, n) in enumerate(
                ((">", ("twice", "两个")), ("=", ("once", "一个")), ("<", ("never", "没有")))
            )
        ],
        other=(2, *map(abs, g)),
        steps=[f"`b^2 - 4*a*c = {D}`"],
    )


for _kind, (_en, _zh) in _PAR.items():
    _needs = {
        "vertex.form": (),
        "axis": (),
        "y_intercept": (),
        "zeros": ("quadratic.factor.negative",),
        "axis_from_zeros": (".zeros",),
        "vertex.standard": (".axis",),
        "to_vertex": ("quadratic.complete.number", ".vertex.form"),
        "to_vertex.leading": (".to_vertex",),
        "from_vertex": ("polynomial.product.square_difference", ".vertex.form"),
        "graph.match": (".graph.vertex",),
        "graph.vertex": (".vertex.form",),
        "graph.zeros": (".zeros",),
        "opens": (),
        "leading": (".vertex.form",),
        "discriminant_touch": ("quadratic.discriminant.count", ".zeros"),
    }.get(_kind, (".vertex.standard",))
    PARABOLA.add(
        _kind,
        _en,
        _zh,
        partial(_par, _kind),
        _needs,
        standard={"to_vertex": "HSF.IF.C.8.a", "to_vertex.leading": "HSF.IF.C.8.a"}.get(
            _kind, "HSF.IF.C.7.a"
        ),
    )


_R = {
    "square.whole": ("Find square roots of perfect squares", "求完全平方数的平方根"),
    "square.fraction": ("Find square roots of fractions", "求分数的平方根"),
    "square.decimal": ("Find square roots of decimals", "求小数的平方根"),
    "cube.whole": ("Find cube roots", "求立方根"),
    "cube.negative": ("Find cube roots of negative numbers", "求负数的立方根"),
    "cube.equation": ("Solve x³ = p", "解 x³ = p"),
    "between": ("Find between which whole numbers a root lies", "估计根在哪两个整数之间"),
    "nearest": ("Round a root to the nearest whole number", "根四舍五入到整数"),
    "compare": ("Compare a root with a number", "比较根与数的大小"),
    "order": ("Order roots and numbers", "根与数排序"),
    "classify": ("Tell which number is irrational", "辨认无理数"),
    "sum": ("Add whole square roots", "整数平方根的运算"),
    "side": ("Find the side of a square from its area", "由面积求正方形边长"),
}


def _root_task(kind: str, d: int, r: random.Random) -> Task | None:
    n, m = r.randint(2, 7 + 4 * d), r.randint(2, 4 + 2 * d)
    if kind == "square.whole":
        return value(
            f"Find `sqrt({n * n})`.",
            f"求 `sqrt({n * n})`。",
            f"sqrt({n * n})",
            n,
            steps=[f"`{n}^2 = {n * n}`"],
            wrong=[
                (Fraction(n * n, 2), "halved_for_root"),
                (n * n, "root_forgotten"),
                (-n, "sign_error"),
                (n + 1, "arithmetic_slip"),
            ],
        )
    if kind in ("square.fraction", "square.decimal"):
        v = Fraction(n, m) if kind == "square.fraction" else Fraction(n, 10 if d < 3 else 100)
        if v.denominator == 1:
            return None
        s = num if kind == "square.fraction" else dec
        return value(
            f"Find `sqrt({s(v * v)})`.",
            f"求 `sqrt({s(v * v)})`。",
            f"sqrt({s(v * v)})",
            s(v),
            steps=[f"`{par(s(v))}^2 = {s(v * v)}`"],
            wrong=[
                (s(v * v / 2), "halved_for_root"),
                (s(v * 10), "place_value"),
                (s(v * v), "root_forgotten"),
            ],
        )
    if kind.startswith("cube"):
        n = min(n, 4 + 2 * d)
        v = -n if kind == "cube.negative" else n
        if kind == "cube.equation":
            v *= r.choice([1, -1])
            return solve(
                f"Solve `x^3 = {v**3}`.",
                f"解方程 `x^3 = {v**3}`。",
                f"x^3 = {v**3}",
                "x",
                f"x = {v}",
                steps=[f"`{neg(v)}^3 = {v**3}`"],
                wrong=[
                    (-v, "sign_error"),
                    (Fraction(v**3, 3), "divided_for_root"),
                    (f"x = {-abs(v)} or x = {abs(v)}", "square_rule_for_cube"),
                    (v * v, "root_forgotten"),
                ],
            )
        return value(
            f"Find `root({v**3}, 3)`.",
            f"求 `root({v**3}, 3)`。",
            f"root({v**3}, 3)",
            v,
            steps=[f"`{neg(v)}^3 = {v**3}`"],
            other=(3,),
            wrong=[
                (-v, "sign_error"),
                (Fraction(v**3, 3), "divided_for_root"),
                (v + 1, "arithmetic_slip"),
                (v * v, "root_forgotten"),
            ],
        )
    p = r.choice([k for k in range(3, 30 + 40 * d) if not is_square(k)])
    low = int(p**0.5)
    if kind == "between":
        return value(
            f"Find the greatest whole number below `sqrt({p})`.",
            f"求小于 `sqrt({p})` 的最大整数。",
            f"floor(sqrt({p}))",
            low,
            steps=[f"`{low}^2 = {low * low} < {p} < {(low + 1) ** 2}`"],
            wrong=[(low + 1, "rounded_up"), (p // 2, "halved_for_root"), (low - 1, "off_by_one")],
        )
    if kind == "nearest":
        near = low if p - low * low <= low else low + 1
        return value(
            f"Round `sqrt({p})` to the nearest whole number.",
            f"把 `sqrt({p})` 四舍五入到整数。",
            f"floor(sqrt({p}) + 1/2)",
            near,
            other=(1,),
            steps=[f"`{low}^2 = {low * low}`, `{low + 1}^2 = {(low + 1) ** 2}`"],
            wrong=[
                (2 * low + 1 - near, "rounded_wrong_way"),
                (Fraction(p, 2), "halved_for_root"),
                (near + 2, "arithmetic_slip"),
            ],
        )
    if kind == "compare":
        v = (
            Fraction(low) + Fraction(r.choice([0, 1, 1]), 2)
            if d > 1
            else Fraction(low + r.choice([0, 1]))
        )
        sign = "<" if p < v * v else ">"
        return compare(
            f"Which sign belongs between `sqrt({p})` (left) and `{dec(v)}` (right)?",
            f"`sqrt({p})`（左）与 `{dec(v)}`（右）之间填什么符号？",
            f"sqrt({p})",
            dec(v),
            sign,
            slip="compared_digits_only",
            steps=[f"`{dec(v)}^2 = {dec(v * v)}`", f"`sqrt({p}) {sign} {dec(v)}`"],
        )
    if kind == "order":
        q = r.choice([k for k in range(3, 60) if not is_square(k) and k != p])
        items = [
            (p**0.5, f"sqrt({p})"),
            (q**0.5, f"sqrt({q})"),
            (float(low) + 0.5, dec(Fraction(2 * low + 1, 2))),
        ]
        if len({v for v, _ in items}) < 3:
            return None
        key = [t for _, t in sorted(items)]
        given = [t for _, t in r.sample(items, 3)]
        if given == key:
            return None
        shown = ", ".join(f"`{t}`" for t in given)
        return order(
            f"Put in order, smallest first: {shown}",
            f"从小到大排列：{shown}",
            given,
            key,
            steps=[("Compare the squares.", "比较平方。")],
            wrong=[
                (key[::-1], "wrong_direction_order"),
                ([key[1], key[0], key[2]], "compared_digits_only"),
                ([key[0], key[2], key[1]], "compared_digits_only"),
            ],
        )
    if kind == "classify":
        cs = [f"sqrt({p})", f"sqrt({n * n})", f"{m}/{n + 1}", dec(Fraction(r.randint(11, 99), 10))]
        return choose(
            "Which number is irrational?",
            "哪个数是无理数？",
            [
                option(
                    f"floor({p}^(1/2))^2 != {p}"
                    if i == 0
                    else f"floor({n}) != {n}"
                    if i == 1
                    else f"{c} = 2*({c})",
                    f"`{c}`",
                    "" if i == 0 else "rational_as_irrational",
                )
                for i, c in enumerate(cs)
            ],
            rng=r,
            other=(n * n, *range(100), cs[3]),
            steps=[(f"{p} is not a square number.", f"{p} 不是完全平方数。")],
        )
    if kind == "sum":
        a, b = r.randint(2, 12), r.randint(2, 12)
        s = "+" if d == 1 or a <= b else "-"
        v = a + b if s == "+" else a - b
        return value(
            f"Work out `sqrt({a * a}) {s} sqrt({b * b})`.",
            f"计算 `sqrt({a * a}) {s} sqrt({b * b})`。",
            f"sqrt({a * a}) {s} sqrt({b * b})",
            v,
            steps=[f"`{a} {s} {b} = {v}`"],
            wrong=[
                (a * a + b * b if s == "+" else a * a - b * b, "root_forgotten"),
                (v + 1, "arithmetic_slip"),
                (a * b, "multiplied_instead"),
            ],
        )
    return value(
        f"A square has area {n * n} cm². Find its side.",
        f"正方形面积 {n * n} 平方厘米，求边长。",
        f"sqrt({n * n})",
        n,
        unit="cm",
        steps=[f"`sqrt({n * n}) = {n}`"],
        wrong=[
            (Fraction(n * n, 4), "divided_by_four"),
            (Fraction(n * n, 2), "halved_for_root"),
            (n * n, "root_forgotten"),
        ],
    )


for _kind, (_en, _zh) in _R.items():
    ROOT.add(
        _kind,
        _en,
        _zh,
        partial(_root_task, _kind),
        ()
        if _kind == "square.whole"
        else (".between",)
        if _kind in ("nearest", "compare", "classify")
        else (".compare",)
        if _kind == "order"
        else (".cube.whole",)
        if _kind in ("cube.negative", "cube.equation")
        else (".square.whole",),
        standard="8.NS.A.2"
        if _kind in ("between", "nearest", "compare", "order")
        else "8.NS.A.1"
        if _kind == "classify"
        else "8.EE.A.2",
    )

_RAD = {
    "simplify.number": ("Simplify square roots", "化简平方根"),
    "simplify.coefficient": ("Simplify a multiple of a square root", "化简带系数的平方根"),
    "simplify.fraction": ("Simplify a square root of a fraction", "化简分数的平方根"),
    "product": ("Multiply square roots", "平方根相乘"),
    "quotient": ("Divide square roots", "平方根相除"),
    "add_like": ("Add like square roots", "同类根式加减"),
    "add_unlike": ("Simplify, then add square roots", "化简后合并根式"),
    "distribute": ("Multiply a root into a bracket", "根式乘括号"),
    "conjugates": ("Multiply conjugates with roots", "根式的平方差"),
    "square_binomial": ("Square a sum with a root", "含根式的完全平方"),
    "rationalise": ("Clear a root from the denominator", "分母有理化"),
    "rationalise_binomial": (
        "Clear a sum with a root from the denominator",
        "分母为二项式的有理化",
    ),
    "exponent.root": ("Work out a power with exponent one over n", "计算 1/n 次幂"),
    "exponent.fraction": ("Work out a power with a fraction as exponent", "计算分数指数幂"),
    "exponent.letter": ("Multiply powers with fractional exponents", "分数指数幂相乘"),
    "equation.plain": ("Solve an equation with one root", "解根式方程"),
    "equation.linear": ("Solve an equation with a root of a sum", "解含和的根式方程"),
    "equation.extraneous": ("Solve a root equation and test the solutions", "解根式方程并检验"),
    "cube_simplify": ("Simplify cube roots", "化简立方根"),
}


def _rad(kind: str, d: int, r: random.Random) -> Task | None:
    s, t = r.sample([2, 3, 5, 6, 7, 10, 11], 2)
    a, b, c = r.randint(2, 3 + 2 * d), r.randint(2, 3 + d), r.randint(2, 5)
    simp = ("Simplify:", "化简：")

    def rt(k: int | Fraction, n: int) -> str:
        return f"sqrt({n})" if k == 1 else f"{num(k)}*sqrt({n})"

    if kind == "simplify.number":
        return _ask(
            *simp,
            f"sqrt({a * a * s})",
            rt(a, s),
            "radical",
            [f"`{a * a * s} = {a * a}*{s}`"],
            [
                (rt(a * a, s), "root_forgotten"),
                (rt(s, a) if not is_square(a) else rt(a + 1, s), "root_misread"),
                (rt(a, s + 1) if not is_square(s + 1) else rt(a + 1, s), "arithmetic_slip"),
                (rt(2 * a, s), "arithmetic_slip"),
            ],
        )
    if kind == "simplify.coefficient":
        return _ask(
            *simp,
            f"{c}*sqrt({a * a * s})",
            rt(c * a, s),
            "radical",
            [f"`sqrt({a * a * s}) = {rt(a, s)}`"],
            [
                (rt(c + a, s), "added_instead"),
                (rt(a, s), "factor_forgotten"),
                (rt(c * a * a, s), "root_forgotten"),
            ],
        )
    if kind == "simplify.fraction":
        return _ask(
            *simp,
            f"sqrt({s}/{a * a})",
            f"sqrt({s})/{a}",
            "radical",
            [f"`sqrt({a * a}) = {a}`"],
            [
                (f"sqrt({s})/{a * a}", "root_forgotten"),
                (f"{s}/{a}", "root_lost"),
                (f"sqrt({s})/{2 * a}", "arithmetic_slip"),
            ],
        )
    if kind == "product":
        text, k, n = (
            (f"sqrt({s * a})*sqrt({a})", a, s)
            if d < 3
            else (f"{b}*sqrt({s * a})*{c}*sqrt({a})", a * b * c, s)
        )
        if is_square(a) or is_square(s * a):
            return None
        return _ask(
            *simp,
            text,
            rt(k, n),
            "radical",
            [f"`sqrt({s * a})*sqrt({a}) = sqrt({s * a * a})`"],
            [
                (rt(k * a, n), "root_forgotten"),
                (rt(k + 1, n), "arithmetic_slip"),
                (f"sqrt({s * a + a})" if not is_square(s * a + a) else rt(k, n + 1), "roots_added"),
            ],
        )
    if kind == "quotient":
        n = s * b * b
        return _ask(
            *simp,
            f"sqrt({n * t})/sqrt({t})",
            rt(b, s),
            "radical",
            [f"`sqrt({n * t}/{t}) = sqrt({n})`"],
            [
                (rt(b * b, s), "root_forgotten"),
                (rt(b, s * t) if not is_square(s * t) else rt(b + 1, s), "not_divided"),
                (
                    f"sqrt({n * t - t})" if not is_square(n * t - t) else rt(b + 2, s),
                    "subtracted_instead",
                ),
            ],
        )
    if kind in ("add_like", "add_unlike"):
        if kind == "add_like":
            text, k = (
                f"{a + c}*sqrt({s}) - {c}*sqrt({s})" if d > 1 else f"{a}*sqrt({s}) + {c}*sqrt({s})",
                a if d > 1 else a + c,
            )
            step = f"`{text} = {rt(k, s)}`"
        else:
            if a == b:
                return None
            text, k = f"sqrt({a * a * s}) + sqrt({b * b * s})", a + b
            step = f"`{rt(a, s)} + {rt(b, s)}`"
        return _ask(
            *simp,
            text,
            rt(k, s),
            "radical",
            [step],
            [
                (rt(k, 2 * s) if not is_square(2 * s) else rt(k + 1, s), "roots_added"),
                (rt(k * 2, s), "arithmetic_slip"),
                (rt(k + 1, s), "arithmetic_slip"),
            ],
        )
    if kind in ("distribute", "conjugates", "square_binomial"):
        if kind == "distribute":
            return _ask(
                "Expand:",
                "展开：",
                f"sqrt({s})*({a} + sqrt({s}))",
                f"{rt(a, s)} + {s}",
                "radical",
                [f"`sqrt({s})*sqrt({s}) = {s}`"],
                [
                    (rt(a + 1, s), "roots_added"),
                    (f"{rt(a, s)} + {s * s}", "root_forgotten"),
                    (f"{a * s} + sqrt({s})", "pairs_mixed"),
                ],
            )
        if kind == "conjugates":
            return _ask(
                "Work out:",
                "计算：",
                f"({a} + sqrt({s}))*({a} - sqrt({s}))",
                str(a * a - s),
                "radical",
                [f"`{a}^2 - {s} = {a * a - s}`"],
                [
                    (str(a * a + s), "sign_error"),
                    (str(a * a - s * s), "root_forgotten"),
                    (str(2 * a), "wrong_identity"),
                ],
            )
        return _ask(
            "Expand:",
            "展开：",
            f"({a} + sqrt({s}))^2",
            f"{a * a + s} + {rt(2 * a, s)}",
            "radical",
            [f"`{a}^2 + 2*{a}*sqrt({s}) + {s}`"],
            [
                (str(a * a + s), "middle_term_lost"),
                (f"{a * a + s} + {rt(a, s)}", "half_forgotten"),
                (f"{a * a + s * s} + {rt(2 * a, s)}", "root_forgotten"),
            ],
        )
    if kind == "rationalise":
        f = Fraction(a, s)
        key = (
            f"sqrt({s})"
            if f == 1
            else f"{f.numerator}*sqrt({s})/{f.denominator}"
            if f.denominator > 1 and f.numerator > 1
            else f"sqrt({s})/{f.denominator}"
            if f.denominator > 1
            else f"{f.numerator}*sqrt({s})"
        )
        return _ask(
            "Clear the root from the denominator:",
            "分母有理化：",
            f"{a}/sqrt({s})",
            key,
            "radical",
            [f"`({a}*sqrt({s}))/(sqrt({s})*sqrt({s}))`"],
            [
                (f"{a}*sqrt({s})", "denominator_lost"),
                (num(f), "root_lost"),
                (f"sqrt({s})/{a * s}", "pairs_mixed"),
            ],
        )
    if kind == "rationalise_binomial":
        dd = a * a - s
        k = abs(dd)
        if k < 2 or dd < 0:
            return None
        return _ask(
            "Clear the root from the denominator:",
            "分母有理化：",
            f"{k}/({a} + sqrt({s}))",
            f"{a} - sqrt({s})",
            "radical",
            [f"`({a} + sqrt({s}))*({a} - sqrt({s})) = {dd}`"],
            [
                (f"{a} + sqrt({s})", "sign_error"),
                (f"{k * a} - {k}*sqrt({s})", "denominator_lost"),
                (f"{a} - {s}", "root_lost"),
            ],
        )
    n = r.randint(2, 3)
    base = r.randint(2, 5 if n == 3 else 9)
    if kind == "exponent.root":
        return value(
            f"Work out `{base**n}^(1/{n})`.",
            f"计算 `{base**n}^(1/{n})`。",
            f"{base**n}^(1/{n})",
            base,
            steps=[f"`{base}^{n} = {base**n}`"],
            wrong=[
                (Fraction(base**n, n), "divided_for_root"),
                (base**n * n, "multiplied_base_exponent"),
                (base + 1, "arithmetic_slip"),
            ],
        )
    if kind == "exponent.fraction":
        m = r.choice([2, 3, 4]) if d > 1 else 2 if n == 3 else 3
        if gcd(m, n) > 1 or base**m > 700:
            return None
        sg = -1 if d == 3 else 1
        e = f"{m}/{n}" if sg > 0 else f"-{m}/{n}"
        v = Fraction(base**m) if sg > 0 else Fraction(1, base**m)
        return value(
            f"Work out `{base**n}^({e})`.",
            f"计算 `{base**n}^({e})`。",
            f"{base**n}^({e})",
            v,
            steps=[f"`{base**n}^(1/{n}) = {base}`", f"`{base}^{m} = {base**m}`"],
            wrong=[
                (Fraction(base**n * m, n), "multiplied_base_exponent"),
                (base, "stopped_early"),
                (base * m, "multiplied_base_exponent"),
                (-v, "negative_exponent_as_sign"),
            ],
        )
    if kind == "exponent.letter":
        f, g = proper(r, [2, 3, 4]), proper(r, [2, 3, 4, 6])
        h = f + g
        if h.denominator == 1:
            return None
        return _ask(
            "Write as one power:",
            "写成一个幂：",
            f"x^({num(f)})*x^({num(g)})",
            f"x^({num(h)})",
            "simplified",
            [f"`{num(f)} + {num(g)} = {num(h)}`"],
            [
                (f"x^({num(f * g)})", "exponents_multiplied"),
                (f"x^({num(h + 1)})", "arithmetic_slip"),
                (
                    f"x^({num(Fraction(f.numerator + g.numerator, f.denominator + g.denominator))})",
                    "fractions_added_straight",
                ),
            ],
        )
    x = r.randint(2, 5 + 3 * d)
    if kind == "equation.plain":
        return solve(
            f"Solve `{a}*sqrt(x) = {a * x}`.",
            f"解方程 `{a}*sqrt(x) = {a * x}`。",
            (f"{a}*sqrt(x) = {a * x}", "x > 0"),
            "x",
            f"x = {x * x}",
            steps=[f"`sqrt(x) = {x}`"],
            wrong=[
                (x, "stopped_early"),
                (2 * x, "doubled_for_squared"),
                (a * a * x * x, "factor_ignored"),
            ],
        )
    if kind == "equation.linear":
        p = x * x - b
        eq = f"sqrt(x + {b}) = {x}" if d < 3 else f"sqrt(x + {b}) + {c} = {x + c}"
        return solve(
            f"Solve `{eq}`.",
            f"解方程 `{eq}`。",
            eq,
            "x",
            f"x = {p}",
            steps=[f"`x + {b} = {x * x}`"],
            wrong=[
                (x - b, "square_forgotten"),
                (x * x + b, "inverse_not_used"),
                (2 * x - b, "doubled_for_squared"),
            ],
        )
    if kind == "equation.extraneous":
        q = r.randint(1, x - 1)
        e = x * x + -x * 0
        c0 = (x - q) ** 2 - x
        eq = f"sqrt({poly([1, c0])}) = x - {q}"
        other = 2 * q + 1 - x
        if other >= q or other == x or c0 == 0:
            return None
        del e
        return solve(
            f"Solve `{eq}` and test the solutions.",
            f"解方程 `{eq}` 并检验。",
            eq,
            "x",
            f"x = {x}",
            steps=[
                f"`{poly([1, c0])} = (x - {q})^2`",
                (f"`x = {other}` does not pass the test.", f"`x = {other}` 检验不合。"),
            ],
            wrong=[
                (_two(*sorted((x, other)))[0], "solution_not_tested"),
                (other, "solution_not_tested"),
                ("none", "cancelled_to_none"),
            ],
        )
    return _ask(
        *simp,
        f"root({b**3 * s}, 3)",
        f"{b}*root({s}, 3)",
        "radical",
        [f"`{b**3 * s} = {b}^3*{s}`"],
        [
            (f"{b**3}*root({s}, 3)", "root_forgotten"),
            (f"{b + 1}*root({s}, 3)", "arithmetic_slip"),
            (f"{b}*sqrt({s})", "wrong_root"),
        ],
    )


for _kind, (_en, _zh) in _RAD.items():
    _needs = {
        "simplify.number": (),
        "exponent.root": ("root.cube.whole",),
        "exponent.fraction": (".exponent.root", "exponent_law.power.number"),
        "exponent.letter": (".exponent.fraction",),
        "equation.plain": (),
        "equation.linear": (".equation.plain", "equation.one_step.integer.add"),
        "equation.extraneous": (".equation.linear", "quadratic.factor.rearrange"),
        "cube_simplify": (".simplify.number", "root.cube.whole"),
        "add_unlike": (".add_like",),
        "conjugates": (".distribute", "polynomial.product.conjugates"),
        "rationalise": (".product",),
        "rationalise_binomial": (".rationalise", ".conjugates"),
        "square_binomial": (".distribute", "polynomial.product.square_sum"),
    }.get(_kind, (".simplify.number",))
    RADICAL.add(
        _kind,
        _en,
        _zh,
        partial(_rad, _kind),
        _needs,
        standard="HSA.REI.A.2"
        if _kind.startswith("equation")
        else "HSN.RN.A.1"
        if _kind == "exponent.root"
        else "HSN.RN.A.2",
    )

_RE = {
    "excluded": ("Find the excluded value", "求使分式无意义的值"),
    "excluded_two": ("Find two excluded values", "求使分式无意义的两个值"),
    "simplify.monomial": ("Simplify a fraction of monomials", "约分（单项式）"),
    "simplify.common": ("Simplify by taking out a factor", "约分（提公因式）"),
    "simplify.trinomial": ("Simplify a fraction with a trinomial", "约分（三项式）"),
    "simplify.squares": ("Simplify a fraction with a difference of squares", "约分（平方差）"),
    "simplify.opposite": ("Simplify opposite differences", "约分（相反因式）"),
    "multiply": ("Multiply rational expressions", "分式乘法"),
    "divide": ("Divide rational expressions", "分式除法"),
    "add.same": ("Add with equal denominators", "同分母分式加法"),
    "subtract.same": ("Subtract with equal denominators", "同分母分式减法"),
    "add.numbers": ("Add with numbers as denominators", "分母为数的加法"),
    "add.monomial": ("Add with letters as denominators", "分母为字母的加法"),
    "add.binomial": ("Add with different binomials as denominators", "异分母分式加法"),
    "value": ("Evaluate a rational expression", "求分式的值"),
    "equation.plain": ("Solve a fraction equation", "解分式方程"),
    "equation.two": ("Solve an equation of two fractions", "解两分式相等的方程"),
    "equation.quadratic": (
        "Solve a fraction equation that becomes quadratic",
        "化为二次的分式方程",
    ),
    "equation.none": ("Solve a fraction equation with an excluded solution", "有增根的分式方程"),
    "complex": ("Simplify a fraction of fractions", "化简繁分式"),
    "work": ("Work together", "合作问题"),
    "asymptote": ("Find an asymptote", "求渐近线"),
}


def _rational(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = nonzero(r, -5 - d, 5 + d), nonzero(r, -5 - d, 5 + d), nonzero(r, -5 - d, 5 + d)
    k, m = r.randint(2, 4 + d), r.randint(2, 4 + d)
    if len({a, b, c}) < 3:
        return None
    A, B, Cc = poly([1, a]), poly([1, b]), poly([1, c])
    simp = ("Simplify:", "化简：")
    if kind in ("excluded", "asymptote"):
        bottom = poly([k if d > 1 else 1, -(k if d > 1 else 1) * a])
        text = f"({B})/({bottom})"
        if -b == a:
            return None
        words = (
            (f"For which `x` is `{text}` undefined?", f"`x` 为何值时 `{text}` 无意义？")
            if kind == "excluded"
            else (
                f"Which upright line `x = c` is an asymptote of `y = {text}`? Give `x`.",
                f"`y = {text}` 的竖直渐近线是哪条？写出 `x`。",
            )
        )
        return solve(
            *words,
            f"{bottom} = 0",
            "x",
            f"x = {a}",
            other=(abs(b),),
            steps=[f"`{bottom} = 0`"],
            wrong=[(-a, "sign_error"), (-b, "numerator_zero"), (0, "cancelled_to_zero")],
        )
    if kind == "excluded_two":
        bottom = mul([1, a], [1, b])
        if bottom[1] == 0:
            return None
        key, answer = _two(*sorted((-a, -b)))
        return solve(
            f"For which `x` is `{k}/({poly(bottom)})` undefined?",
            f"`x` 为何值时 `{k}/({poly(bottom)})` 无意义？",
            f"{poly(bottom)} = 0",
            "x",
            key,
            answer=answer,
            other=(k,),
            steps=[f"`({A})*({B}) = 0`"],
            wrong=[
                (_two(a, b)[0], "sign_error"),
                (f"x = {-a}", "one_solution_only"),
                ("x = 0", "cancelled_to_zero"),
            ],
        )
    if kind == "simplify.monomial":
        n = r.randint(1, 2 + d)
        return _ask(
            *simp,
            f"({k * m}*x^{n + 2})/({k}*x^2)",
            f"{m}*x^{n}" if n > 1 else f"{m}*x",
            "simplified",
            [f"`{k * m}/{k} = {m}`"],
            [
                (f"{m}*x^{n + 4}", "exponents_added"),
                (f"{k * m - k}*x^{n}", "coefficients_subtracted"),
                (f"{m}*x^{n + 1}", "off_by_one"),
            ],
        )
    if kind == "simplify.common":
        return _ask(
            *simp,
            f"({poly([k, k * a])})/({k * m})",
            f"({A})/{m}",
            "simplified",
            [f"`{k}*({A})/{k * m}`"],
            [
                (f"x/{m} + {k * abs(a)}", "cancelled_terms"),
                (f"({poly([1, k * a])})/{m}", "divided_one_term"),
                (f"({A})/{k * m}", "factor_forgotten"),
            ],
        )
    if kind in ("simplify.trinomial", "simplify.squares", "simplify.opposite"):
        if kind == "simplify.trinomial":
            f, g, key = mul([1, a], [1, b]), [1, a], B
        elif kind == "simplify.squares":
            f, g, key = mul([1, a], [1, -a]), [1, a], poly([1, -a])
        else:
            return _ask(
                *simp,
                f"({poly([k, -k * abs(a)])})/({abs(a)} - x)",
                f"-{k}",
                "simplified",
                [f"`{abs(a)} - x = -(x - {abs(a)})`"],
                [(str(k), "sign_error"), ("-1", "factor_forgotten"), ("1", "sign_error")],
            )
        if 0 in f and kind == "simplify.trinomial":
            return None
        return _ask(
            *simp,
            f"({poly(f)})/({poly(g)})",
            key,
            "simplified",
            [f"`{poly(f)} = ({poly(g)})*({key})`"],
            [
                (poly([1, -b]) if kind == "simplify.trinomial" else poly([1, a]), "sign_error"),
                (poly([1, f[2]]), "cancelled_terms"),
                (poly([1, f[1] - 1]) if f[1] != 1 else "x + 9", "cancelled_terms"),
            ],
        )
    if kind in ("multiply", "divide"):
        if kind == "multiply":
            text = f"({A})/({B})*({k}*({B}))/({Cc})".replace(
                f"({k}*({B}))", f"({poly([k, k * b])})"
            )
        else:
            text = f"(({A})/({B}))/(({Cc})/({poly([k, k * b])}))"
        key = f"({k}*({A}))/({Cc})"
        return _ask(
            *simp,
            text,
            f"{k}*({A})/({Cc})",
            "simplified",
            [f"`{poly([k, k * b])} = {k}*({B})`", f"`{key}`"],
            [
                (f"({A})/({Cc})", "factor_forgotten"),
                (f"{k}*({Cc})/({A})", "turned_wrong_fraction"),
                (f"{k}*({A})/({B})", "cancelled_terms"),
            ],
        )
    if kind in ("add.same", "subtract.same"):
        s = 1 if kind == "add.same" else -1
        top = k + s * m if d == 1 else b + s * c
        if top == 0 or k == m:
            return None
        text = (
            f"{k}/({A}) {'+' if s > 0 else '-'} {m}/({A})"
            if d == 1
            else f"({poly([2, b])})/({A}) {'+' if s > 0 else '-'} ({Cc})/({A})"
        )
        up = [k + s * m] if d == 1 else [2 + s, b + s * c]
        if d > 1 and Fraction(up[1], up[0]) == a:
            return None
        g = gcd(*up) if d > 1 else 1
        upt = poly(up) if g == 1 else f"{g}*({poly([v // g for v in up])})"
        return _ask(
            *simp,
            text,
            f"({upt})/({A})" if d > 1 and g == 1 else f"{upt}/({A})",
            "simplified",
            [("Join the tops over the common bottom.", "分母不变，分子相加减。")],
            [
                (f"({poly(up)})/({poly([2, 2 * a])})", "denominators_added"),
                (f"({poly([*up[:-1], up[-1] + 2])})/({A})", "arithmetic_slip"),
                (
                    f"({poly([*up[:-1], b - s * c if d > 1 else k - s * m])})/({A})",
                    "minus_first_term_only",
                ),
            ],
        )
    if kind == "add.numbers":
        p = lcm(k, m)
        if k == m:
            return None
        co, cc = p // k + p // m, p // k * a + p // m * b
        if gcd(co, cc, p) > 1 or cc == 0 or gcd(co, cc) > 1:
            return None
        return _ask(
            *simp,
            f"({A})/{k} + ({B})/{m}",
            f"({poly([co, cc])})/{p}",
            "simplified",
            [f"`({poly([p // k, p // k * a])})/{p} + ({poly([p // m, p // m * b])})/{p}`"],
            [
                (f"({poly([2, a + b])})/{k + m}", "denominators_added"),
                (f"({poly([2, a + b])})/{p}", "tops_not_scaled"),
                (f"({poly([co, cc + 1])})/{p}", "arithmetic_slip"),
            ],
        )
    if kind == "add.monomial":
        if d < 3:
            return (
                _ask(
                    *simp,
                    f"{k}/x + {m}/x^2",
                    f"({poly([k, m])})/x^2",
                    "simplified",
                    [f"`({k}*x)/x^2 + {m}/x^2`"],
                    [
                        (f"{k + m}/x^2", "tops_not_scaled"),
                        (f"{k + m}/(x + x^2)", "denominators_added"),
                        (f"{k + m}/x^3", "tops_not_scaled"),
                    ],
                )
                if gcd(k, m) == 1
                else None
            )
        return (
            _ask(
                *simp,
                f"{k}/x + {m}/y",
                f"({k}*y + {m}*x)/(x*y)",
                "simplified",
                [f"`({k}*y)/(x*y) + ({m}*x)/(x*y)`"],
                [
                    (f"{k + m}/(x + y)", "denominators_added"),
                    (f"{k + m}/(x*y)", "tops_not_scaled"),
                    (f"({k}*x + {m}*y)/(x*y)", "pairs_mixed"),
                ],
            )
            if k != m and gcd(k, m) == 1
            else None
        )
    if kind == "add.binomial":
        top = [k + m, k * b + m * a]
        if top[1] == 0 or gcd(*top) > 1:
            return None
        return _ask(
            *simp,
            f"{k}/({A}) + {m}/({B})",
            f"({poly(top)})/(({A})*({B}))",
            "simplified",
            [f"`({k}*({B}) + {m}*({A}))/(({A})*({B}))`"],
            [
                (
                    f"{k + m}/({poly([2, a + b])})" if a + b else f"{k + m}/(2*x)",
                    "denominators_added",
                ),
                (f"{k + m}/(({A})*({B}))", "tops_not_scaled"),
                (f"({poly([k + m, k * a + m * b])})/(({A})*({B}))", "pairs_mixed"),
            ],
        )
    if kind == "value":
        x = nonzero(r, -5, 5)
        if x + b == 0:
            return None
        v = Fraction(x * x + a, x + b)
        return value(
            f"Evaluate `({poly([1, 0, a])})/({B})` for `x = {x}`.",
            f"当 `x = {x}` 时求 `({poly([1, 0, a])})/({B})` 的值。",
            (f"({poly([1, 0, a])})/({B})", f"x = {x}"),
            v,
            steps=[f"`{x * x + a}/{neg(x + b)}`"],
            wrong=[
                (-v if v else 1, "sign_error"),
                (Fraction(2 * x + a, x + b), "multiplied_base_exponent"),
                (v + 1, "arithmetic_slip"),
            ],
        )
    if kind == "equation.plain":
        x = nonzero(r, -6, 6, (-a,))
        n = nonzero(r, -4, 4)
        eq = f"{n * (x + a)}/({A}) = {n}"
        return solve(
            f"Solve `{eq}`.",
            f"解方程 `{eq}`。",
            eq,
            "x",
            f"x = {x}",
            steps=[f"`{n * (x + a)} = {times(n, A)}`"],
            wrong=[
                (x + 2 * a, "sign_error"),
                (x + a, "stopped_early"),
                (n * n * (x + a) - a, "inverse_not_used"),
            ],
        )
    if kind == "equation.two":
        x = nonzero(r, -6, 6, (-a, -b))
        p, q = x + a, x + b
        g = gcd(p, q)
        p, q = p // g, q // g
        if abs(p) == 1 and abs(q) == 1:
            return None
        eq = f"{p}/({A}) = {q}/({B})"
        return solve(
            f"Solve `{eq}`.",
            f"解方程 `{eq}`。",
            eq,
            "x",
            f"x = {x}",
            steps=[f"`{times(p, B)} = {times(q, A)}`"],
            wrong=[
                (-x, "sign_error"),
                (Fraction(p * a - q * b, q - p) if p != q else 0, "pairs_mixed"),
                (x + 1, "arithmetic_slip"),
            ],
        )
    if kind == "equation.quadratic":
        p, q = sorted((a, b))
        if p + q == 0:
            return None
        eq = f"x {'-' if p + q > 0 else '+'} {abs(p + q)} = {-p * q}/x"
        key, answer = _two(p, q)
        return solve(
            f"Solve `{eq}`.",
            f"解方程 `{eq}`。",
            eq,
            "x",
            key,
            answer=answer,
            steps=[f"`{poly([1, -(p + q), p * q])} = 0`"],
            wrong=[
                (_two(-p, -q)[0], "sign_error"),
                (f"x = {p}", "one_solution_only"),
                (f"x = {q}", "one_solution_only"),
            ],
        )
    if kind == "equation.none":
        p = abs(a)
        eq = (
            f"x/(x - {p}) = {p}/(x - {p})"
            if d == 1
            else f"x/(x - {p}) + {k} = {p}/(x - {p})"
            if d == 2
            else f"{k}*x/(x - {p}) - {m} = {k * p}/(x - {p})"
        )
        if d == 3 and k == m:
            return None
        return solve(
            f"Solve `{eq}`. Say so if there is no solution.",
            f"解方程 `{eq}`，无解请说明。",
            eq,
            "x",
            "none",
            steps=[
                (
                    f"Clearing fractions gives `x = {p}`, where the denominators are 0.",
                    f"去分母得 `x = {p}`，此时分母为 0。",
                )
            ],
            wrong=[(p, "solution_not_tested"), (0, "cancelled_to_zero"), (-p, "sign_error")],
        )
    if kind == "complex":
        return _ask(
            *simp,
            f"({k}/x)/({m}/x^2)",
            f"{num(Fraction(k, m))}*x"
            if Fraction(k, m).denominator == 1 and k != m
            else "x"
            if k == m
            else f"{Fraction(k, m).numerator}*x/{Fraction(k, m).denominator}",
            "simplified",
            [f"`({k}/x)*(x^2/{m})`"],
            [
                (f"{k * m}/x^3", "not_turned_over"),
                (f"{m}/({k}*x)", "turned_wrong_fraction"),
                (f"{k}/({m}*x)", "turned_wrong_fraction"),
            ],
        )
    if kind == "work":
        p, q = r.choice(
            [(3, 6), (4, 12), (6, 12), (10, 15), (2, 6), (6, 30), (12, 24), (20, 30), (5, 20)]
        )
        t = Fraction(p * q, p + q)
        return solve(
            f"One pipe fills a tank in {p} h, another in {q} h. In how many hours `t` do both fill it together?",
            f"一管 {p} 小时注满水箱，另一管 {q} 小时。同开几小时 `t` 注满？",
            f"1/{p} + 1/{q} = 1/t",
            "t",
            f"t = {num(t)}",
            unit="h",
            other=(1,),
            steps=[f"`1/{p} + 1/{q} = {num(1 / t)}`"],
            wrong=[
                (p + q, "added_instead"),
                (Fraction(p + q, 2), "mean_taken"),
                (1 / t, "fraction_upside_down"),
            ],
        )
    return None


for _kind, (_en, _zh) in _RE.items():
    _needs = {
        "excluded": ("equation.one_step.integer.add",),
        "excluded_two": (".excluded", "quadratic.factor.negative"),
        "asymptote": (".excluded",),
        "simplify.monomial": (),
        "value": ("expression.evaluate.negative_power",),
        "equation.plain": (".excluded", "equation.bracket_one_side"),
        "equation.two": (".equation.plain", "proportion.solve_sum"),
        "equation.quadratic": (".equation.plain", "quadratic.factor.negative"),
        "equation.none": (".equation.plain",),
        "work": (".equation.plain",),
        "add.same": (".simplify.common",),
        "subtract.same": (".add.same",),
        "add.numbers": (".add.same", "common_factors.lcm"),
        "add.monomial": (".add.numbers",),
        "add.binomial": (".add.monomial",),
        "divide": (".multiply",),
        "complex": (".divide",),
        "multiply": (".simplify.common",),
    }.get(_kind, (".simplify.monomial",) if _kind == "simplify.common" else (".simplify.common",))
    RATIONAL.add(
        _kind,
        _en,
        _zh,
        partial(_rational, _kind),
        _needs,
        standard="HSA.REI.A.2"
        if _kind.startswith("equation")
        else "HSA.CED.A.1"
        if _kind == "work"
        else "HSF.IF.C.7.d"
        if _kind == "asymptote"
        else "HSA.APR.D.7"
        if "." in _kind and not _kind.startswith("simplify")
        else "HSA.APR.D.6",
    )
