"""Powers, the laws of exponents, and scientific notation."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd

from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    ends,
    num,
    proper,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    compare,
    value,
)

POWER = Bank(
    "power", "exponents", 6, "6.EE.A.1", ("expressions.powers_of_ten", "factors.prime.small")
)
LAW = Bank("exponent_law", "exponents", 8, "8.EE.A.1", ("power.evaluate.whole",))
SCIENTIFIC = Bank(
    "scientific", "exponents", 8, "8.EE.A.3", ("power.ten.positive", "exponent_law.product.number")
)


def _write(kind: str, d: int, r: random.Random) -> Task:
    n = r.randint(3, 4 + d)
    if kind == "number":
        base = r.randint(2, 12) if d < 3 else r.randint(13, 30)
        return value(
            f"Write as a power: `{'*'.join([str(base)] * n)}`",
            f"写成幂：`{'*'.join([str(base)] * n)}`",
            "*".join([str(base)] * n),
            f"{base}^{n}",
            form="power",
            steps=[
                (f"The factor {base} stands {n} times.", f"因数 {base} 出现 {n} 次。"),
                f"`{base}^{n}`",
            ],
            wrong=[
                (f"{n}^{base}" if n != base else f"{base}^{n + 1}", "base_exponent_swapped"),
                (f"{base}*{n}", "multiplied_base_exponent"),
                (f"{base}^{n - 1}", "off_by_one"),
            ],
        )
    name = r.choice("abxyn")
    return value(
        f"Write as a power: `{'*'.join([name] * n)}`",
        f"写成幂：`{'*'.join([name] * n)}`",
        "*".join([name] * n),
        f"{name}^{n}",
        form="power",
        steps=[
            (f"The factor `{name}` stands {n} times.", f"因数 `{name}` 出现 {n} 次。"),
            f"`{name}^{n}`",
        ],
        wrong=[
            (f"{n}*{name}", "multiplied_base_exponent"),
            (f"{name}^{n - 1}", "off_by_one"),
            (f"{n}^{name}", "base_exponent_swapped"),
        ],
    )


POWER.add(
    "write.number",
    "Write a product as a power of a number",
    "把乘积写成数的幂",
    partial(_write, "number"),
)
POWER.add(
    "write.letter",
    "Write a product as a power of a letter",
    "把乘积写成字母的幂",
    partial(_write, "letter"),
    (".write.number",),
)

_BASES = {
    "whole": ("of whole numbers", "整数"),
    "fraction": ("of fractions", "分数"),
    "decimal": ("of decimals", "小数"),
    "negative": ("of negative numbers", "负数"),
    "minus_in_front": ("with a minus in front", "前有负号"),
}


def _evaluate(kind: str, d: int, r: random.Random) -> Task | None:
    n = r.randint(2, 2 + d)
    b = r.randint(2, 12 if n == 2 else 5 if n == 3 else 3)
    if kind == "whole":
        text, v = f"{b}^{n}", Fraction(b**n)
        base = str(b)
    elif kind == "fraction":
        f = proper(r, [2, 3, 4, 5])
        n = min(n, 3 + (f.denominator < 4))
        text, v, base = f"({num(f)})^{n}", f**n, f"({num(f)})"
    elif kind == "decimal":
        f = Fraction(r.randint(1, 12 if n == 2 else 5), 10)
        n = min(n, 3)
        text, v, base = f"{dec(f)}^{n}", f**n, dec(f)
    elif kind == "negative":
        text, v, base = f"({-b})^{n}", Fraction((-b) ** n), f"({-b})"
    else:
        text, v, base = f"-{b}^{n}", Fraction(-(b**n)), str(b)
    show = dec if kind == "decimal" else num
    first = "-" if kind == "minus_in_front" else ""
    size = Fraction(v)
    wrong = (
        [(size + size / max(1, n), "arithmetic_slip"), (-v, "sign_error")]
        if kind in ("negative", "minus_in_front")
        else []
    )
    b0 = (
        Fraction(dec(f))
        if kind == "decimal"
        else f
        if kind == "fraction"
        else Fraction(b if kind != "negative" else -b)
    )
    wrong = [
        (b0 * n, "multiplied_base_exponent"),
        *wrong,
        (v * b0, "off_by_one"),
        (b0 + n, "added_instead"),
    ]
    if kind == "minus_in_front":
        wrong = [
            (-v, "minus_inside_power"),
            (-b0 * n, "multiplied_base_exponent"),
            (v * b0, "off_by_one"),
        ]
    return value(
        f"Work out `{text}`.",
        f"计算 `{text}`。",
        text,
        show(v),
        show=show,
        steps=[
            f"`{text} = {first}{'*'.join([base] * n)}`"
            if first == ""
            else f"`{text} = -({'*'.join([base] * n)})`",
            f"`{text} = {show(v)}`",
        ],
        wrong=[(show(w), s) for w, s in wrong if kind != "decimal" or ends(w)],
    )


for _kind, (_en, _zh) in _BASES.items():
    POWER.add(
        f"evaluate.{_kind}",
        f"Evaluate powers {_en}",
        f"计算{_zh}的幂" if _kind != "minus_in_front" else "计算前有负号的幂",
        partial(_evaluate, _kind),
        {
            "whole": (".write.number",),
            "fraction": (".evaluate.whole",),
            "decimal": (".evaluate.whole", "decimal.multiply.tenths"),
            "negative": (".evaluate.whole", "rational.order.three_factors"),
            "minus_in_front": (".evaluate.negative",),
        }[_kind],
        grade=7 if _kind in ("negative", "minus_in_front") else 6,
    )


def _mixed_order(kind: str, d: int, r: random.Random) -> Task:
    a, b, n, c = r.randint(2, 4 + 2 * d), r.randint(2, 5), 2 if d < 3 else 3, r.randint(2, 6)
    text, v, slip = {
        "times": (f"{a}*{b}^{n}", a * b**n, (a * b) ** n),
        "plus": (f"{a} + {b}^{n}", a + b**n, (a + b) ** n),
        "bracket": (f"({a} + {b})^{n}", (a + b) ** n, a + b**n),
        "two_powers": (f"{a + b}^2 - {b}^2", (a + b) ** 2 - b * b, a * a),
        "long": (f"{a} + {c}*({b} + 1)^{n}", a + c * (b + 1) ** n, (a + c) * (b + 1) ** n),
        "quotient": (f"({a}^2 + {a})/{a}", a + 1, a * a + 1),
    }[kind]
    return value(
        f"Work out `{text}`.",
        f"计算 `{text}`。",
        text,
        v,
        steps=[
            {
                "bracket": ("The bracket comes before the power.", "先算括号，再算幂。"),
                "long": (
                    "Bracket, power, product, sum: in this order.",
                    "依次算括号、幂、乘、加。",
                ),
                "quotient": ("Work out the top first.", "先算分子。"),
            }.get(kind, ("Powers come before products and sums.", "先算幂，再算乘除，最后加减。")),
            f"`{text} = {v}`",
        ],
        wrong=[
            (slip, "wrong_order_of_operations"),
            (
                {
                    "times": a * b * n,
                    "plus": a + b * n,
                    "bracket": (a + b) * n,
                    "two_powers": 2 * a,
                    "long": a + c * (b + 1) * n,
                    "quotient": 3,
                }[kind],
                "multiplied_base_exponent",
            ),
            (v + 1, "arithmetic_slip"),
            (v - a, "arithmetic_slip"),
        ],
    )


for _kind, _en, _zh in (
    ("times", "Multiply by a power", "数乘幂"),
    ("plus", "Add a power", "数加幂"),
    ("bracket", "Raise a bracket to a power", "括号的幂"),
    ("two_powers", "Subtract powers", "幂的差"),
    ("long", "Work out long sums with a power", "含幂的混合运算"),
    ("quotient", "Work out a fraction bar with powers", "含幂的分数线算式"),
):
    POWER.add(
        f"order.{_kind}",
        _en,
        _zh,
        partial(_mixed_order, _kind),
        (".evaluate.whole",) if _kind in ("times", "plus") else (".order.times", ".order.plus"),
    )


def _ten(kind: str, d: int, r: random.Random) -> Task:
    n = r.randint(2, 3 + 2 * d)
    if kind == "positive":
        return value(
            f"Write `10^{n}` without an exponent.",
            f"把 `10^{n}` 写成不带指数的数。",
            f"10^{n}",
            10**n,
            steps=[(f"A 1 followed by {n} zeros.", f"1 后面有 {n} 个零。")],
            other=(1,),
            wrong=[
                (10 * n, "multiplied_base_exponent"),
                (10 ** (n + 1), "off_by_one"),
                (10 ** (n - 1), "off_by_one"),
            ],
        )
    v = Fraction(1, 10**n)
    return value(
        f"Write `10^(-{n})` as a decimal.",
        f"把 `10^(-{n})` 写成小数。",
        f"10^(-{n})",
        dec(v),
        form="decimal",
        show=dec,
        steps=[f"`10^(-{n}) = 1/10^{n}`", f"`{dec(v)}`"],
        other=(1,),
        wrong=[
            (dec(v * 10), "off_by_one"),
            (str(-(10**n)), "negative_exponent_as_sign"),
            (dec(v / 10), "off_by_one"),
            (str(-10 * n), "multiplied_base_exponent"),
        ],
    )


POWER.add(
    "ten.positive",
    "Write powers of ten in full",
    "写出 10 的正整数次幂",
    partial(_ten, "positive"),
    (".evaluate.whole",),
)
POWER.add(
    "ten.negative",
    "Write negative powers of ten as decimals",
    "写出 10 的负整数次幂",
    partial(_ten, "negative"),
    (".ten.positive", "exponent_law.negative.number"),
    grade=8,
    standard="8.EE.A.1",
)

_LAWS = {
    "product": ("Multiply powers of the same base", "同底数幂相乘"),
    "quotient": ("Divide powers of the same base", "同底数幂相除"),
    "power": ("Raise a power to a power", "幂的乘方"),
    "product_power": ("Raise a product to a power", "积的乘方"),
    "quotient_power": ("Raise a fraction to a power", "商的乘方"),
    "zero": ("Use the exponent zero", "零指数"),
    "negative": ("Use negative exponents", "负整数指数"),
    "mixed_product": ("Multiply powers where an exponent is negative", "含负指数的同底数幂相乘"),
    "combined": ("Combine several laws of exponents", "综合运用幂的运算法则"),
}


def _law(kind: str, base_kind: str, d: int, r: random.Random) -> Task | None:
    m, n = r.randint(2, 3 + 2 * d), r.randint(2, 3 + d)
    letter = base_kind != "number"
    b = r.choice("xyab") if letter else str(r.choice([2, 3, 5, 6, 7, 10]))
    c, e = (r.randint(2, 3 + d), r.randint(2, 3 + d)) if base_kind == "coefficient" else (1, 1)

    def co(k: int | str, rest: str) -> str:
        return rest if k in (1, "1") else f"{k}*{rest}"

    form = "simplified" if letter else "power"
    law = {
        "product": "`b^m*b^n = b^(m+n)`",
        "quotient": "`b^m/b^n = b^(m-n)`",
        "power": "`(b^m)^n = b^(m*n)`",
        "product_power": "`(a*b)^n = a^n*b^n`",
        "quotient_power": "`(a/b)^n = a^n/b^n`",
        "zero": "`b^0 = 1`",
        "negative": "`b^(-n) = 1/b^n`",
        "mixed_product": "`b^m*b^n = b^(m+n)`",
        "combined": "`(b^m)^n = b^(m*n)`",
    }[kind]
    if kind == "product":
        text, key = (
            (f"{b}^{m}*{b}^{n}" if c == 1 else f"({c}*{b}^{m})*({e}*{b}^{n})"),
            co(c * e, f"{b}^{m + n}"),
        )
        wrong = [
            (co(c * e, f"{b}^{m * n}"), "exponents_multiplied"),
            (
                co(c + e, f"{b}^{m + n}") if c > 1 else f"{b}^{m + n + 1}",
                "coefficients_added" if c > 1 else "off_by_one",
            ),
            (
                f"{int(b) ** 2}^{m + n}" if not letter else co(c * e, f"{b}^{abs(m - n) or m}"),
                "bases_multiplied" if not letter else "exponents_subtracted",
            ),
        ]
    elif kind == "quotient":
        m += n + 1
        text, key = (
            (f"{b}^{m}/{b}^{n}" if c == 1 else f"({c * e}*{b}^{m})/({c}*{b}^{n})"),
            co(e, f"{b}^{m - n}"),
        )
        if m - n < 2:
            return None
        wrong = [
            (co(e, f"{b}^{m + n}"), "exponents_added"),
            (co(e, f"{b}^{max(2, m // n)}"), "exponents_divided"),
            (
                f"1^{m - n}" if not letter else co(c * e - c if c > 1 else 2, f"{b}^{m - n}"),
                "bases_divided" if not letter else "coefficients_subtracted",
            ),
        ]
    elif kind == "power":
        text, key = (f"({b}^{m})^{n}" if c == 1 else f"{c}*({b}^{m})^{n}"), co(c, f"{b}^{m * n}")
        wrong = [
            (co(c, f"{b}^{m + n}"), "exponents_added"),
            (co(c, f"{b}^{m**n}"), "exponent_raised"),
            (
                co(c**n, f"{b}^{m * n}") if c > 1 else f"{b}^{m * n + 1}",
                "coefficient_raised" if c > 1 else "arithmetic_slip",
            ),
        ]
    elif kind == "product_power":
        if not letter:
            b, other, n = str(r.choice([2, 3, 5])), r.choice([10, 4, 7]), r.randint(2, 3)
            v = (int(b) * other) ** n
            return value(
                f"Work out `({b}*{other})^{n}` as `{b}^{n}*{other}^{n}`.",
                f"按 `{b}^{n}*{other}^{n}` 计算 `({b}*{other})^{n}`。",
                f"({b}*{other})^{n}",
                v,
                steps=[
                    f"`{b}^{n} = {int(b) ** n}`",
                    f"`{other}^{n} = {other**n}`",
                    f"`{int(b) ** n}*{other**n} = {v}`",
                ],
                wrong=[
                    (int(b) * other**n, "only_last_raised"),
                    (int(b) * other * n, "multiplied_base_exponent"),
                    (int(b) ** n + other**n, "added_instead"),
                ],
            )
        k, mm = r.randint(2, 3 + d), 1 if base_kind == "letter" else m
        n = min(n, 4 if k < 4 else 3)
        inner = b if mm == 1 else f"{b}^{mm}"
        text, key = f"({k}*{inner})^{n}", f"{k**n}*{b}^{mm * n}"
        wrong = [
            (f"{k}*{b}^{mm * n}", "only_last_raised"),
            (f"{k * n}*{b}^{mm * n}", "multiplied_base_exponent"),
            (f"{k**n}*{b}^{mm + n}", "exponents_added"),
            (f"{k**n}*{inner}", "only_first_raised"),
        ]
    elif kind == "quotient_power":
        k = r.randint(2, 3 + d)
        n = min(n, 4 if k < 4 else 3)
        if not letter:
            t = r.choice([x for x in range(1, 7) if gcd(x, k) == 1 and x != k])
            return value(
                f"Work out `({t}/{k})^{n}`.",
                f"计算 `({t}/{k})^{n}`。",
                f"({t}/{k})^{n}",
                num(Fraction(t, k) ** n),
                form="lowest_terms",
                steps=[f"`({t}/{k})^{n} = {t}^{n}/{k}^{n}`", f"`{num(Fraction(t, k) ** n)}`"],
                wrong=[
                    (Fraction(t**n, k), "only_first_raised"),
                    (Fraction(t, k**n), "only_last_raised"),
                    (Fraction(t * n, k), "multiplied_base_exponent"),
                ],
            )
        mm = 1 if base_kind == "letter" else m
        inner = b if mm == 1 else f"{b}^{mm}"
        text, key = f"({inner}/{k})^{n}", f"{b}^{mm * n}/{k**n}"
        wrong = [
            (f"{b}^{mm * n}/{k}", "only_first_raised"),
            (f"{b}^{mm * n}/{k * n}", "multiplied_base_exponent"),
            (f"{b}^{mm + n}/{k**n}" if mm + n != mm * n else f"{inner}/{k**n}", "exponents_added"),
        ]
    elif kind == "zero":
        k = r.randint(2, 9)
        text, v, slips = {
            1: (f"{k * 13 - 4}^0", 1, [0, k * 13 - 4]),
            2: (f"{k}*{r.randint(3, 30)}^0", k, [0, 1]),
            3: (f"{k} - {r.randint(3, 30)}^0 + {m}^0*{n}", k - 1 + n, [k, k + n]),
        }[d]
        if letter:
            text, v, slips = {
                1: (f"({k}*{b})^0", 1, [0, k]),
                2: (f"{k}*{b}^0", k, [0, 1]),
                3: (f"{k}*{b}^0 + ({n}*{b})^0", k + 1, [k + n, 2, k]),
            }[d]
        return value(
            f"Work out `{text}`" + (f", where `{b}` is not 0." if letter else "."),
            f"计算 `{text}`" + (f"（`{b}` 不为 0）。" if letter else "。"),
            text,
            v,
            form="simplified" if letter else "",
            other=(0,),
            steps=[
                ("Any number but 0 to the power 0 is 1.", "任何非零数的 0 次幂是 1。"),
                f"`{text} = {v}`",
            ],
            wrong=[
                (slips[0], "zero_power_is_zero"),
                (slips[1], "zero_power_is_base"),
                (v + 1, "arithmetic_slip"),
            ],
        )
    elif kind == "negative":
        if not letter:
            bb, n = r.randint(2, 5), r.randint(1 if d == 1 else 2, 2 + (d > 1))
            if d == 3:
                t, k = r.choice([(2, 3), (3, 4), (2, 5), (1, 3), (3, 5), (1, 4)])
                v = Fraction(k, t) ** n
                return value(
                    f"Write `({t}/{k})^(-{n})` without an exponent.",
                    f"把 `({t}/{k})^(-{n})` 写成不带指数的数。",
                    f"({t}/{k})^(-{n})",
                    num(v),
                    steps=[f"`({t}/{k})^(-{n}) = ({k}/{t})^{n}`", f"`{num(v)}`"],
                    wrong=[
                        (-(Fraction(t, k) ** n), "negative_exponent_as_sign"),
                        (Fraction(t, k) ** n, "negative_exponent_ignored"),
                        (-v, "sign_error"),
                    ],
                )
            v = Fraction(1, bb**n)
            return value(
                f"Write `{bb}^(-{n})` as a fraction.",
                f"把 `{bb}^(-{n})` 写成分数。",
                f"{bb}^(-{n})",
                num(v),
                steps=[f"`{bb}^(-{n}) = 1/{bb}^{n}`", f"`{num(v)}`"],
                wrong=[
                    (-(bb**n), "negative_exponent_as_sign"),
                    (-bb * n, "multiplied_base_exponent"),
                    (Fraction(1, bb * n) if bb * n != bb**n else bb**n, "multiplied_base_exponent"),
                    (bb**n, "negative_exponent_ignored"),
                ],
            )
        text, key = (f"{b}^(-{n})", f"1/{b}^{n}") if c == 1 else (f"{c}*{b}^(-{n})", f"{c}/{b}^{n}")
        wrong = [
            (f"-{co(c, f'{b}^{n}')}", "negative_exponent_as_sign"),
            (
                f"1/({c}*{b}^{n})" if c > 1 else f"{b}^{n}",
                "coefficient_moved" if c > 1 else "negative_exponent_ignored",
            ),
            (f"-{c}/{b}^{n}", "sign_error"),
        ]
        return value(
            f"Write with positive exponents only: `{text}`",
            f"只用正指数表示：`{text}`",
            text,
            key,
            form="simplified",
            steps=["`b^(-n) = 1/b^n`", f"`{text} = {key}`"],
            wrong=wrong,
        )
    elif kind == "mixed_product":
        m = n + r.randint(2, 4)
        if r.random() < 0.5 or c > 1:
            text, key = (
                (f"{b}^{m}*{b}^(-{n})" if c == 1 else f"{c}*{b}^(-{n})*{e}*{b}^{m}"),
                co(c * e, f"{b}^{m - n}"),
            )
            law = f"`{m} + (-{n}) = {m - n}`"
            wrong = [
                (co(c * e, f"{b}^{m + n}"), "sign_error"),
                (co(c * e, f"{b}^(-{m * n})"), "exponents_multiplied"),
                (co(c * e, f"{b}^{m - n + 1}"), "arithmetic_slip"),
            ]
        else:
            text, key = f"{b}^{m}/{b}^(-{n})", f"{b}^{m + n}"
            law = f"`{m} - (-{n}) = {m + n}`"
            wrong = [
                (f"{b}^{m - n}", "sign_error"),
                (f"{b}^(-{m * n})", "exponents_multiplied"),
                (f"{b}^{m + n + 1}", "arithmetic_slip"),
            ]
        if text == key or key.endswith("^1"):
            return None
    else:
        p = r.randint(2, 3)
        top = m * p + n
        text, key = (
            (f"({b}^{m})^{p}*{b}^{n}" if d == 1 else f"(({b}^{m})^{p}*{b}^{n})/{b}^{m}"),
            f"{b}^{top if d == 1 else top - m}",
        )
        if c > 1:
            text, key = f"({c}*{b}^{m})^2*{e}*{b}^{n}", f"{c * c * e}*{b}^{2 * m + n}"
            wrong = [
                (f"{c * e}*{b}^{2 * m + n}", "only_last_raised"),
                (f"{c * c * e}*{b}^{m + 2 + n}", "exponents_added"),
                (f"{c * c * e}*{b}^{2 * m * n}", "exponents_multiplied"),
            ]
        else:
            k = int(key.split("^")[1])
            wrong = [
                (f"{b}^{k + 1}", "arithmetic_slip"),
                (f"{b}^{m + p + n if d == 1 else p + n}", "exponents_added"),
                (f"{b}^{m * p * n}", "exponents_multiplied"),
                (f"{b}^{k + 2}", "arithmetic_slip"),
            ]
    ask = (
        ("Write as one power:", "写成一个幂：")
        if c == 1 and kind != "product_power" and kind != "quotient_power"
        else ("Simplify:", "化简：")
    )
    return value(
        f"{ask[0]} `{text}`",
        f"{ask[1]}`{text}`",
        text,
        key,
        form=form,
        steps=[law, f"`{text} = {key}`"],
        wrong=wrong,
    )


_BASE_NAMES = {
    "number": ("with a number as base", "底数是数"),
    "letter": ("with a letter as base", "底数是字母"),
    "coefficient": ("with coefficients", "带系数"),
}
_previous = ""
for _kind, (_en, _zh) in _LAWS.items():
    for _base, (_ben, _bzh) in _BASE_NAMES.items():
        if _kind == "zero" and _base == "coefficient":
            continue
        _needs = (
            [f".{_kind}.number"]
            if _base == "letter"
            else [f".{_kind}.letter"]
            if _base == "coefficient"
            else [f".{_previous}.number"]
            if _previous
            else []
        )
        LAW.add(
            f"{_kind}.{_base}",
            f"{_en}: {_ben}",
            f"{_zh}：{_bzh}",
            partial(_law, _kind, _base),
            _needs
            if _kind != "combined" or _base != "number"
            else (".power.number", ".quotient.number"),
        )
    _previous = _kind


def _science(kind: str, d: int, r: random.Random) -> Task | None:
    m = (
        Fraction(r.choice([n for n in range(11, 99) if n % 10] if d > 1 else range(20, 99, 10)), 10)
        if d < 3
        else Fraction(r.choice([n for n in range(101, 999) if n % 10]), 100)
    )
    k = r.randint(3, 4 + 2 * d)
    if kind in ("write_small", "read_small"):
        k = -r.randint(2, 3 + d)
    v = m * Fraction(10) ** k
    sci = f"{dec(m)}*10^{k}" if k > 0 else f"{dec(m)}*10^(-{-k})"
    if kind.startswith("write"):
        return value(
            f"Write {dec(v)} in scientific notation.",
            f"用科学记数法表示 {dec(v)}。",
            dec(v),
            sci.replace("(", "").replace(")", ""),
            form="scientific",
            answer=f"`{sci}`",
            steps=[
                (
                    f"Put the point after the first digit that is not 0: {dec(m)}.",
                    f"小数点移到第一个非零数字后：{dec(m)}。",
                ),
                (f"It moves {abs(k)} places: `{sci}`.", f"移动 {abs(k)} 位：`{sci}`。"),
            ],
            wrong=[
                (f"{dec(m)}*10^{_e(k + 1)}", "off_by_one"),
                (f"{dec(m)}*10^{_e(k - 1)}", "off_by_one"),
                (f"{dec(m)}*10^{_e(-k)}", "exponent_sign"),
                (
                    f"{dec(m * 10)}*10^{_e(k - 1)}" if False else f"{dec(m * 10)}*10^{_e(k)}",
                    "not_between_1_and_10",
                ),
            ],
        )
    if kind.startswith("read"):
        return value(
            f"Write `{sci}` as an ordinary number.",
            f"把 `{sci}` 写成普通的数。",
            sci,
            dec(v),
            form="decimal",
            show=dec,
            steps=[
                (
                    f"Move the point {abs(k)} places to the {'right' if k > 0 else 'left'}.",
                    f"小数点向{'右' if k > 0 else '左'}移 {abs(k)} 位。",
                ),
                f"`{dec(v)}`",
            ],
            wrong=[
                (dec(v * 10), "off_by_one"),
                (dec(v / 10), "off_by_one"),
                (dec(m * Fraction(10) ** -k), "exponent_sign")
                if ends(m * Fraction(10) ** -k)
                else (dec(v * 100), "off_by_one"),
            ],
        )
    a, b = r.randint(2, 4), r.randint(2, 9)
    p, q = r.randint(3, 4 + d), r.randint(2, 3 + d)
    if kind == "compare":
        x, y = (m, p), (Fraction(r.randint(11, 99), 10), p + r.choice([-1, 0, 1]))
        left, right = x[0] * 10 ** x[1], y[0] * 10 ** y[1]
        sign = "<" if left < right else ">" if left > right else "="
        sx, sy = f"{dec(x[0])}*10^{x[1]}", f"{dec(y[0])}*10^{y[1]}"
        return compare(
            f"Which sign belongs between `{sx}` (left) and `{sy}` (right)?",
            f"`{sx}`（左）与 `{sy}`（右）之间应填什么符号？",
            sx,
            sy,
            sign,
            slip="compared_digits_only",
            steps=[
                (
                    "Compare the exponents first, then the first factors.",
                    "先比较指数，再比较前面的数。",
                ),
                f"`{sx} {sign} {sy}`",
            ],
        )
    if kind == "how_many_times":
        f = r.choice([2, 3, 4, 5]) * 10 ** r.randint(1, d)
        small = r.choice([n for n in range(1, 10) if n * int(str(f)[0]) < 10])
        big_m, big_k = small * int(str(f)[0]), q + len(str(f)) - 1
        return value(
            f"How many times as large as `{small}*10^{q}` is `{big_m}*10^{big_k}`?",
            f"`{big_m}*10^{big_k}` 是 `{small}*10^{q}` 的多少倍？",
            f"({big_m}*10^{big_k})/({small}*10^{q})",
            f,
            steps=[
                f"`{big_m}÷{small} = {str(f)[0]}`",
                f"`10^{big_k}÷10^{q} = 10^{big_k - q}`",
                f"`{f}`",
            ],
            wrong=[
                (f * 10, "off_by_one"),
                (Fraction(f, 10), "off_by_one"),
                (big_m - small or 1, "subtracted_instead"),
                (int(str(f)[0]), "powers_ignored"),
            ],
        )
    if kind == "multiply":
        c, pq = a * b, p + q
        text = f"({a}*10^{p})*({b}*10^{q})"
        carry = c >= 10
        if (d == 1 and carry) or (d > 1 and not carry):
            return None
    elif kind == "divide":
        c, p = a, p + q
        pq = p - q
        text, carry = f"({a * b}*10^{p})/({b}*10^{q})", False
        if (a * b >= 10 and d == 1) or pq < 2:
            return None
    elif kind in ("add_same", "subtract_same"):
        b = r.choice([n for n in range(1, 9) if n != a])
        sign = "+" if kind == "add_same" else "-"
        c, pq = (a + b if sign == "+" else a - b), p
        if d == 3:
            a, b = a + 5, b + 3
            c = a + b if sign == "+" else a - b
        if c <= 0 or a > 9 or b > 9 or (c >= 10 and d == 1):
            return None
        text, carry, q = f"{a}*10^{p} {sign} {b}*10^{p}", c >= 10, p
    elif kind in ("add_different", "subtract_different"):
        q = p - 1 if d < 3 else p - 2
        sign = "+" if kind.startswith("add") else "-"
        scale = 10 ** (p - q)
        cc = Fraction(a) + (1 if sign == "+" else -1) * Fraction(b, scale)
        text = f"{a}*10^{p} {sign} {b}*10^{q}"
        key = f"{dec(cc)}*10^{p}"
        return value(
            f"Work out `{text}` in scientific notation.",
            f"计算 `{text}`，用科学记数法表示。",
            text,
            key,
            form="scientific",
            steps=[
                f"`{b}*10^{q} = {dec(Fraction(b, scale))}*10^{p}`",
                f"`{a} {sign} {dec(Fraction(b, scale))} = {dec(cc)}`",
                f"`{key}`",
            ],
            wrong=[
                (f"{a + b if sign == '+' else abs(a - b) or 1}*10^{p}", "powers_ignored"),
                (f"{a + b if sign == '+' else abs(a - b) or 1}*10^{p + q}", "exponents_added"),
                (f"{dec(cc)}*10^{p + 1}", "off_by_one"),
                (f"{dec(cc)}*10^{q}", "wrong_power"),
            ],
        )
    else:
        seconds = r.choice([60, 3600, 86400])
        speed = r.choice([2, 3, 4, 5])
        k = r.randint(3, 4 + d)
        v = Fraction(speed * 10**k * seconds)
        e = len(str(int(v))) - 1
        mm = v / 10**e
        names = {
            60: ("a minute", "一分钟"),
            3600: ("an hour", "一小时"),
            86400: ("a day", "一天"),
        }[seconds]
        return value(
            f"A probe flies `{speed}*10^{k}` m each second. How far, in metres, does it fly in {seconds} seconds ({names[0]})? Use scientific notation.",
            f"探测器每秒飞行 `{speed}*10^{k}` 米。{seconds} 秒（{names[1]}）飞行多少米？用科学记数法表示。",
            f"{speed}*10^{k}*{seconds}",
            f"{dec(mm)}*10^{e}",
            form="scientific",
            other=(1,),
            unit="m",
            steps=[
                f"`{speed}*{seconds} = {speed * seconds}`",
                f"`{speed * seconds}*10^{k} = {dec(mm)}*10^{e}`",
            ],
            wrong=[
                (f"{dec(mm)}*10^{e + 1}", "off_by_one"),
                (f"{dec(mm)}*10^{k}", "wrong_power"),
                (f"{dec(mm)}*10^{e - 1}", "off_by_one"),
                (f"{speed * seconds}*10^{k + 1}" if False else f"{speed}*10^{e}", "wrong_power"),
            ],
        )
    mm, e = (Fraction(c, 10), pq + 1) if carry else (Fraction(c), pq)
    if mm.denominator == 1 and mm >= 10:
        return None
    key = f"{dec(mm)}*10^{e}"
    how = {"multiply": f"`{a}*{b} = {c}`", "divide": f"`{a * b}÷{b} = {c}`"}.get(
        kind, f"`{text} = {c}*10^{p}`"
    )
    how2 = {"multiply": f"`10^{p}*10^{q} = 10^{pq}`", "divide": f"`10^{p}÷10^{q} = 10^{pq}`"}.get(
        kind, f"`{c}*10^{p}`"
    )
    return value(
        f"Work out `{text}` in scientific notation.",
        f"计算 `{text}`，用科学记数法表示。",
        text,
        key,
        form="scientific",
        steps=[how, how2, f"`{key}`"],
        wrong=[
            (
                f"{dec(mm)}*10^{p * q if kind == 'multiply' else p + q}",
                "exponents_multiplied" if kind == "multiply" else "exponents_added",
            ),
            (f"{dec(mm)}*10^{e + 1}", "off_by_one"),
            (
                f"{dec(mm)}*10^{pq}"
                if carry
                else f"{dec(mm + 1) if mm < 9 else dec(mm - 1)}*10^{e}",
                "not_between_1_and_10" if carry else "arithmetic_slip",
            ),
            (f"{dec(mm)}*10^{max(1, e - 1)}", "off_by_one"),
        ],
    )


def _e(k: int) -> str:
    return str(k) if k >= 0 else f"-{-k}"


for _kind, _en, _zh, _needs, _std in (
    (
        "write_large",
        "Write large numbers in scientific notation",
        "大数的科学记数法",
        (),
        "8.EE.A.3",
    ),
    (
        "write_small",
        "Write small numbers in scientific notation",
        "小数的科学记数法",
        (".write_large", "power.ten.negative"),
        "8.EE.A.3",
    ),
    (
        "read_large",
        "Read large numbers from scientific notation",
        "还原科学记数法（大数）",
        (".write_large",),
        "8.EE.A.3",
    ),
    (
        "read_small",
        "Read small numbers from scientific notation",
        "还原科学记数法（小数）",
        (".write_small",),
        "8.EE.A.3",
    ),
    (
        "compare",
        "Compare numbers in scientific notation",
        "比较科学记数法的数",
        (".read_large",),
        "8.EE.A.3",
    ),
    (
        "how_many_times",
        "Say how many times as large",
        "求科学记数法的倍数关系",
        (".compare", "exponent_law.quotient.number"),
        "8.EE.A.3",
    ),
    (
        "multiply",
        "Multiply in scientific notation",
        "科学记数法的乘法",
        (".read_large",),
        "8.EE.A.4",
    ),
    (
        "divide",
        "Divide in scientific notation",
        "科学记数法的除法",
        (".multiply", "exponent_law.quotient.number"),
        "8.EE.A.4",
    ),
    (
        "add_same",
        "Add in scientific notation with equal powers",
        "同次幂科学记数法的加法",
        (".read_large",),
        "8.EE.A.4",
    ),
    (
        "subtract_same",
        "Subtract in scientific notation with equal powers",
        "同次幂科学记数法的减法",
        (".add_same",),
        "8.EE.A.4",
    ),
    (
        "add_different",
        "Add in scientific notation with different powers",
        "不同次幂科学记数法的加法",
        (".add_same",),
        "8.EE.A.4",
    ),
    (
        "subtract_different",
        "Subtract in scientific notation with different powers",
        "不同次幂科学记数法的减法",
        (".add_different",),
        "8.EE.A.4",
    ),
    (
        "story",
        "Use scientific notation for large measures",
        "科学记数法应用题",
        (".multiply",),
        "8.EE.A.4",
    ),
):
    SCIENTIFIC.add(_kind, _en, _zh, partial(_science, _kind), _needs, standard=_std)
