"""Expressions: writing, naming parts, evaluating, expanding, collecting and factoring linear ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from math import gcd

from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
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
    value,
)

WRITE = Bank(
    "expression",
    "expressions",
    6,
    "6.EE.A.2.a",
    ("expressions.write.words", "patterns.two.pairs", "power.evaluate.whole"),
)
LIKE = Bank("like_terms", "expressions", 6, "6.EE.A.3", ("expression.parts.coefficient",))
EXPAND = Bank(
    "expand",
    "expressions",
    6,
    "6.EE.A.3",
    ("expression.evaluate.bracket", "expressions.distribute", "common_factors.gcf"),
)
FACTOR = Bank(
    "factor_linear",
    "expressions",
    6,
    "6.EE.A.3",
    ("expand.number_times_sum", "common_factors.distributive"),
)

_PHRASES = {
    "sum": (
        "{a} more than {n}",
        "比 {n} 多 {a}",
        "{n} + {a}",
        ["{a}*{n}", "{n} - {a}", "{a} - {n}"],
        "a sum",
        "和",
    ),
    "difference": (
        "{a} less than {n}",
        "比 {n} 少 {a}",
        "{n} - {a}",
        ["{a} - {n}", "{n} + {a}", "{n}/{a}"],
        "a difference",
        "差",
    ),
    "subtract_from": (
        "{n} subtracted from {a}",
        "从 {a} 中减去 {n}",
        "{a} - {n}",
        ["{n} - {a}", "{n} + {a}", "{a}/{n}"],
        "a subtraction from a number",
        "从数中减",
    ),
    "product": (
        "{a} times {n}",
        "{n} 的 {a} 倍",
        "{a}*{n}",
        ["{n} + {a}", "{n}/{a}", "{n}^{a}"],
        "a product",
        "积",
    ),
    "quotient": (
        "{n} divided by {a}",
        "{n} 除以 {a}",
        "{n}/{a}",
        ["{a}/{n}", "{a}*{n}", "{n} - {a}"],
        "a quotient",
        "商",
    ),
    "quotient_of": (
        "{a} divided by {n}",
        "{a} 除以 {n}",
        "{a}/{n}",
        ["{n}/{a}", "{a}*{n}", "{a} - {n}"],
        "a number divided by a letter",
        "数除以字母",
    ),
    "square": (
        "{a} more than the square of {n}",
        "比 {n} 的平方多 {a}",
        "{n}^2 + {a}",
        ["2*{n} + {a}", "({n} + {a})^2", "{n} + {a}^2"],
        "a square",
        "平方",
    ),
    "product_plus": (
        "{a} times {n}, increased by {b}",
        "{n} 的 {a} 倍加 {b}",
        "{a}*{n} + {b}",
        ["{a}*({n} + {b})", "{a} + {b}*{n}", "{a}*{n} - {b}"],
        "a product plus a number",
        "积加数",
    ),
    "times_sum": (
        "{a} times the sum of {n} and {b}",
        "{n} 与 {b} 的和的 {a} 倍",
        "{a}*({n} + {b})",
        ["{a}*{n} + {b}", "{n} + {a}*{b}", "{a} + {n} + {b}"],
        "a number times a sum",
        "数乘和",
    ),
    "times_difference": (
        "{a} times the difference of {n} and {b}",
        "{n} 与 {b} 的差的 {a} 倍",
        "{a}*({n} - {b})",
        ["{a}*{n} - {b}", "{a}*({b} - {n})", "{n} - {a}*{b}"],
        "a number times a difference",
        "数乘差",
    ),
    "quotient_of_sum": (
        "the sum of {n} and {b}, divided by {a}",
        "{n} 与 {b} 的和除以 {a}",
        "({n} + {b})/{a}",
        ["{n} + {b}/{a}", "{a}/({n} + {b})", "{n}/{a} + {b}"],
        "a sum divided by a number",
        "和除以数",
    ),
    "number_minus_product": (
        "{b} decreased by {a} times {n}",
        "{b} 减去 {n} 的 {a} 倍",
        "{b} - {a}*{n}",
        ["{a}*{n} - {b}", "({b} - {a})*{n}", "{b} - {a} - {n}"],
        "a number minus a product",
        "数减积",
    ),
    "two_letters": (
        "{a} times {n} plus {b} times {m}",
        "{n} 的 {a} 倍加 {m} 的 {b} 倍",
        "{a}*{n} + {b}*{m}",
        ["({a} + {b})*({n} + {m})", "{b}*{n} + {a}*{m}", "{a}*{n} - {b}*{m}"],
        "products of two letters",
        "两个字母",
    ),
}


def _phrase(kind: str, d: int, r: random.Random) -> Task | None:
    en, zh, key, slips, _, _ = _PHRASES[kind]
    n, m = r.sample("xynkmpt", 2)
    a, b = r.randint(2, 5 + 3 * d), r.randint(2, 9 + 6 * d)
    if a == b:
        return None
    full = {"n": n, "m": m, "a": a, "b": b}
    spoken = {**full, "n": f"`{n}`", "m": f"`{m}`"}
    text = key.format(**full)
    return value(
        f"Write as an expression: {en.format(**spoken)}",
        f"列出代数式：{zh.format(**spoken)}",
        text,
        text,
        form="equal",
        steps=[
            (
                "Turn the words into signs in the order in which they act.",
                "按运算的先后把文字写成符号。",
            ),
            f"`{text}`",
        ],
        wrong=[
            (s.format(**full), m2)
            for s, m2 in zip(
                slips, ("wrong_order_of_words", "wrong_operation", "wrong_operation"), strict=True
            )
        ],
        other=(2,),
    )


_previous = ""
for _kind, (_, _, _, _, _en, _zh) in _PHRASES.items():
    WRITE.add(
        f"write.{_kind}",
        f"Write words as an expression: {_en}",
        f"列代数式：{_zh}",
        partial(_phrase, _kind),
        (f".write.{_previous}",)
        if _previous in ("sum", "product", "product_plus")
        else (".write.product_plus",)
        if _kind in ("times_difference", "quotient_of_sum", "number_minus_product", "two_letters")
        else (".write.sum",)
        if _previous
        else (),
    )
    _previous = _kind

_STORIES = {
    "cost": (
        "A ticket costs \\${a} and each ride \\${b}. Write the cost in dollars of `n` rides with one ticket.",
        "门票 {a} 元，每次游玩 {b} 元。写出一张门票加 `n` 次游玩的费用（元）。",
        "{a} + {b}*n",
        ["({a} + {b})*n", "{a}*n + {b}", "{a}*{b}*n"],
        "a cost with a fixed part",
        "含固定费用的总价",
    ),
    "left": (
        "Yuki has {a} m of ribbon and cuts off `n` pieces of {b} m each. Write the length that is left, in metres.",
        "由纪有 {a} 米彩带，剪下 `n` 段，每段 {b} 米。写出剩下的长度（米）。",
        "{a} - {b}*n",
        ["({a} - {b})*n", "{b}*n - {a}", "{a} - {b} - n"],
        "what is left",
        "剩余量",
    ),
    "share": (
        "`n` people share a bill of \\${a} equally, and each one adds a tip of \\${b}. Write what each pays, in dollars.",
        "`n` 人平分 {a} 元账单，每人再加 {b} 元小费。写出每人付的钱（元）。",
        "{a}/n + {b}",
        ["({a} + {b})/n", "n/{a} + {b}", "{a}*n + {b}"],
        "equal shares",
        "平均分摊",
    ),
    "perimeter": (
        "A rectangle is `n` cm wide and {a} cm longer than it is wide. Write its perimeter in cm.",
        "长方形宽 `n` 厘米，长比宽多 {a} 厘米。写出周长（厘米）。",
        "2*(n + n + {a})",
        ["2*n + {a}", "n*(n + {a})", "4*n + {a}"],
        "a perimeter",
        "周长",
    ),
    "age": (
        "Sam is `n` years old. His aunt is {a} times as old as he was {b} years ago. Write her age.",
        "萨姆 `n` 岁。姑姑的年龄是他 {b} 年前年龄的 {a} 倍。写出姑姑的年龄。",
        "{a}*(n - {b})",
        ["{a}*n - {b}", "{a}*(n + {b})", "n - {a}*{b}"],
        "ages",
        "年龄",
    ),
    "money_two": (
        "Write the value in cents of `n` coins of {a} cents and {b} coins of 50 cents.",
        "写出 `n` 枚 {a} 分硬币和 {b} 枚 50 分硬币的总面值（分）。",
        "{a}*n + 50*{b}",
        ["({a} + 50)*n", "n + {b}", "{a}*n + {b}"],
        "the value of coins",
        "硬币面值",
    ),
}


def _story(kind: str, d: int, r: random.Random) -> Task | None:
    en, zh, key, slips, _, _ = _STORIES[kind]
    a, b = r.randint(10, 20 + 20 * d), r.randint(2, 4 + 2 * d)
    if kind == "age":
        a, b = r.randint(2, 4), r.randint(1, 5)
    if kind == "money_two":
        a, b = r.choice([5, 10, 20]), r.randint(2, 9)
    text = key.format(a=a, b=b)
    return value(
        en.format(a=a, b=b),
        zh.format(a=a, b=b),
        text,
        text,
        form="equal",
        other=(2, 50, 100),
        steps=[
            (
                "Say in words what is done to `n`, then write it.",
                "先用文字说明对 `n` 的运算，再写出式子。",
            ),
            f"`{text}`",
        ],
        wrong=[
            (s.format(a=a, b=b), m)
            for s, m in zip(
                slips,
                ("fixed_part_repeated", "wrong_order_of_words", "wrong_operation"),
                strict=True,
            )
        ],
    )


for _kind, (_, _, _, _, _en, _zh) in _STORIES.items():
    WRITE.add(
        f"story.{_kind}",
        f"Write an expression for {_en}",
        f"列代数式应用题：{_zh}",
        partial(_story, _kind),
        (".write.product_plus",),
        standard="6.EE.B.6",
    )


def _parts(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.randint(2, 9), r.randint(2, 9), r.randint(1, 12)
    n, m = r.sample("xyabn", 2)
    text = (
        terms([(a, n), (b if d > 1 else 0, m), (c, "")])
        if d < 3
        else terms([(a, f"{n}^2"), (-b, n), (c, "")])
    )
    if len({a, b, c}) < 3 or b == c:
        return None

    def at(number: int) -> str:
        return re.sub(rf"\b{m}\b", "0", re.sub(rf"\b{n}\b", f"({number})", text))

    if kind == "coefficient":
        v = a if d < 3 else -b
        return value(
            f"In `{text}`, what is the coefficient of `{n}`?",
            f"在 `{text}` 中，`{n}` 的系数是多少？",
            f"(({at(1)}) - ({at(-1)}))/2",
            v,
            other=(a, b, c, 2),
            steps=[
                (
                    f"It is the number that multiplies `{n}`, with its sign.",
                    f"系数是乘 `{n}` 的数，连同符号。",
                ),
                f"`{v}`",
            ],
            wrong=[
                (c, "constant_for_coefficient"),
                (-v, "sign_error"),
                (a if d == 3 else b, "wrong_term"),
                (1, "coefficient_one"),
            ],
        )
    if kind == "constant":
        if d == 3:
            text, c = terms([(a, f"{n}^2"), (b, n), (-c, "")]), -c
        return value(
            f"What is the constant term of `{text}`?",
            f"`{text}` 的常数项是多少？",
            at(0),
            c,
            other=(a, b, abs(c), 2),
            steps=[("The constant term has no letter.", "常数项不含字母。"), f"`{c}`"],
            wrong=[
                (a, "coefficient_for_constant"),
                (-c, "sign_error"),
                (b, "coefficient_for_constant"),
            ],
        )
    if kind == "count":
        parts = [(a, n), (b, m), (c, ""), (r.randint(2, 6), f"{n}*{m}")][: 2 + (d > 1) + (d > 2)]
        text = terms(parts)
        k = len(parts)
        return value(
            f"How many terms has `{text}`?",
            f"`{text}` 有几项？",
            f"count({', '.join(str(i + 1) for i in range(k))})",
            k,
            other=tuple(x for x, _ in parts),
            steps=[("Terms are joined by plus and minus signs.", "各项由加减号连接。"), f"`{k}`"],
            wrong=[
                (k + 1, "signs_counted"),
                (k - 1, "signs_counted"),
                (sum(2 if nm else 1 for _, nm in parts), "factors_counted"),
            ],
        )
    options = [
        option(
            f"{a}*({n} + {b}) = {a}*{n} + {a * b}", ("a product of two factors", "两个因式的积")
        ),
        option(
            f"{a}*({n} + {b}) = {a}*{n} + {b}",
            ("a sum of two terms", "两项的和"),
            "product_seen_as_sum",
        ),
        option(
            f"{a}*({n} + {b}) = {a} + {n} + {b}",
            ("a sum of three terms", "三项的和"),
            "product_seen_as_sum",
        ),
        option(f"{a}*({n} + {b}) = {n}/{a} + {b}", ("a quotient", "商"), "wrong_operation"),
    ]
    return choose(
        f"The last operation in `{a}*({n} + {b})` tells what it is. What is `{a}*({n} + {b})`?",
        f"最后一步运算决定式子的类型。`{a}*({n} + {b})` 是什么？",
        options,
        rng=r,
        steps=[
            ("The bracket is worked out first, the multiplication last.", "先算括号，最后算乘法。")
        ],
    )


for _kind, _en, _zh in (
    ("coefficient", "Name a coefficient", "指出系数"),
    ("constant", "Name the constant term", "指出常数项"),
    ("count", "Count the terms of an expression", "数项数"),
    ("product_or_sum", "Tell a product from a sum", "区分积与和"),
):
    WRITE.add(
        f"parts.{_kind}",
        _en,
        _zh,
        partial(_parts, _kind),
        (".write.product",),
        standard="6.EE.A.2.b",
    )

_EVALUATIONS = {
    "one_step": ("with one operation", "一步"),
    "two_step": ("with two operations", "两步"),
    "bracket": ("with a bracket", "带括号"),
    "power": ("with a power", "含幂"),
    "two_letters": ("with two letters", "两个字母"),
    "fraction_value": ("at a fraction", "代入分数"),
    "decimal_value": ("at a decimal", "代入小数"),
    "negative_value": ("at a negative number", "代入负数"),
    "negative_power": ("with a power at a negative number", "负数代入幂"),
    "fraction_bar": ("with a fraction bar", "含分数线"),
    "quadratic": ("with a square and a letter term", "二次式"),
    "absolute": ("with an absolute value", "含绝对值"),
}


def _evaluate(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.randint(2, 4 + 2 * d), r.randint(2, 5 + 3 * d), r.randint(2, 6)
    x: Fraction = Fraction(r.randint(2, 4 + 3 * d))
    y = Fraction(r.randint(2, 5 + d))
    if kind in ("negative_value", "negative_power", "absolute"):
        x = -x
    if kind == "fraction_value":
        x = proper(r, [2, 3, 4, 5])
    if kind == "decimal_value":
        x = Fraction(r.choice([n for n in range(2, 30 * d) if n % 10]), 10)
    text, v, slip = {
        "one_step": r.choice(
            [
                (f"{a}*x", a * x, x + a),
                (f"x + {b}", x + b, x * b),
                (f"{a * int(x)}/x", Fraction(a), a * x * x),
            ]
        )
        if kind == "one_step"
        else ("", x, x),
        "two_step": (f"{a}*x + {b}", a * x + b, a + x + b)
        if d < 3
        else (f"{a * 9 + b} - {a}*x", a * 9 + b - a * x, (9 * a + b - a) * x),
        "bracket": (f"{a}*(x + {b})", a * (x + b), a * x + b),
        "power": (f"{a}*x^2", a * x * x, (a * x) ** 2)
        if d < 3
        else (f"x^3 + {b}", x**3 + b, 3 * x + b),
        "two_letters": (f"{a}*x + {c}*y", a * x + c * y, a * y + c * x)
        if d < 3
        else (f"{a}*x*y - y^2", a * x * y - y * y, a * x * y - 2 * y),
        "fraction_value": (f"{a}*x + {b}", a * x + b, a + x + b),
        "decimal_value": (f"{a}*x + {b}", a * x + b, a + x + b),
        "negative_value": (f"{b} - {a}*x", b - a * x, b + a * x)
        if d > 1
        else (f"{a}*x + {b}", a * x + b, -a * x + b),
        "negative_power": (f"x^2 - {a}*x", x * x - a * x, -x * x - a * x)
        if d > 1
        else (f"x^2 + {b}", x * x + b, -x * x + b),
        "fraction_bar": (f"({a}*x + {b * a})/{a}", x + b, x + b * a),
        "quadratic": (f"{c}*x^2 - {a}*x + {b}", c * x * x - a * x + b, (c * x) ** 2 - a * x + b),
        "absolute": (f"abs(x + {a}) + {b}", abs(x + a) + b, x + a + b),
    }[kind]
    show = dec if kind == "decimal_value" else num
    subs = f"`x = {show(x)}`" + (f", `y = {num(y)}`" if kind == "two_letters" else "")
    given = (text, f"x = {show(x)}", *((f"y = {num(y)}",) if kind == "two_letters" else ()))
    put = text.replace(
        "x", f"({show(x)})" if x < 0 or (x.denominator > 1 and kind != "decimal_value") else show(x)
    ).replace("y", num(y))
    return value(
        f"Evaluate `{text}` for {subs}.",
        f"当 {subs.replace(', ', '，')} 时求 `{text}` 的值。",
        given,
        show(v),
        steps=[(f"Put in the number: `{put}`", f"代入：`{put}`"), f"`{show(v)}`"],
        wrong=[
            (show(slip), "sign_error" if x < 0 else "wrong_order_of_operations"),
            (show(v + a), "arithmetic_slip"),
            (show(v - 1), "arithmetic_slip"),
            (show(-v), "sign_error"),
        ],
    )


_previous = ""
for _kind, (_en, _zh) in _EVALUATIONS.items():
    _need = {
        "one_step": ".write.product",
        "power": ".evaluate.two_step",
        "negative_value": ".evaluate.two_step",
        "negative_power": ".evaluate.negative_value",
        "fraction_bar": ".evaluate.two_step",
        "fraction_value": ".evaluate.two_step",
        "decimal_value": ".evaluate.two_step",
        "quadratic": ".evaluate.power",
        "absolute": ".evaluate.negative_value",
    }.get(_kind, f".evaluate.{_previous}")
    _extra = {
        "power": ["power.order.times"],
        "negative_value": ["rational.multiply.integer.neg_pos"],
        "absolute": ["rational.order.absolute"],
    }.get(_kind, [])
    WRITE.add(
        f"evaluate.{_kind}",
        f"Evaluate an expression {_en}",
        f"求代数式的值：{_zh}",
        partial(_evaluate, _kind),
        (_need, *_extra),
        standard="6.EE.A.2.c",
        grade=7 if _kind in ("negative_value", "negative_power", "absolute") else 6,
    )
    _previous = _kind

_RULES = {
    "triangle_area": (
        "b*h/2",
        ("b", "h"),
        "the area of a triangle with base `b` and height `h`",
        "底 `b`、高 `h` 的三角形面积",
    ),
    "rectangle_perimeter": (
        "2*(l + w)",
        ("l", "w"),
        "the perimeter of a rectangle with sides `l` and `w`",
        "长 `l`、宽 `w` 的长方形周长",
    ),
    "cube_surface": (
        "6*s^2",
        ("s",),
        "the surface of a cube with edge `s`",
        "棱长 `s` 的正方体表面积",
    ),
    "fahrenheit": (
        "9/5*C + 32",
        ("C",),
        "the temperature in °F at `C` degrees Celsius",
        "摄氏 `C` 度对应的华氏温度",
    ),
    "stopping": (
        "v^2/100 + 3*v/10",
        ("v",),
        "the stopping distance in m at `v` km/h",
        "时速 `v` 千米时的停车距离（米）",
    ),
    "gauss": (
        "n*(n + 1)/2",
        ("n",),
        "the sum of the first `n` whole numbers",
        "前 `n` 个正整数的和",
    ),
}


def _put_in(text: str, letters: Iterable[str], values: Iterable[int]) -> str:
    for letter, number in zip(letters, values, strict=True):
        shown = f"({number})" if number < 0 else str(number)
        text = re.sub(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", shown, text)
    return text


def _rule(kind: str, d: int, r: random.Random) -> Task:
    text, letters, en, zh = _RULES[kind]
    values = [r.randint(2, 6 + 6 * d) for _ in letters]
    if kind == "fahrenheit":
        values = [r.choice(range(5, 41, 5)) * (1 if d < 3 else -1)]
    if kind == "stopping":
        values = [r.choice(range(20, 121, 10))]
    if kind == "triangle_area":
        values[0] *= 2
    from apps.education.domain.skills.secondary.notation import evaluate, read

    v = Fraction(
        evaluate(read(text), dict(zip(letters, map(float, values), strict=True)))
    ).limit_denominator(1000)
    subs = ", ".join(f"`{n} = {x}`" for n, x in zip(letters, values, strict=True))
    bad = v * 2 if "/2" in text else v + values[0]
    return value(
        f"The formula `{text}` gives {en}. Find its value for {subs}.",
        f"公式 `{text}` 给出{zh}。当 {subs.replace(', ', '，')} 时求值。",
        (text, *(f"{n} = {x}" for n, x in zip(letters, values, strict=True))),
        dec(v),
        show=dec,
        steps=[
            ("Put the numbers in the place of the letters.", "用数代替字母。"),
            f"`{_put_in(text, letters, values)} = {dec(v)}`",
        ],
        wrong=[
            (dec(bad), "step_left_out"),
            (dec(v + 10), "arithmetic_slip"),
            (dec(v - values[-1]), "wrong_order_of_operations"),
            (dec(v * 10), "place_value"),
        ],
    )


for _kind, (_, _, _en, _zh) in _RULES.items():
    WRITE.add(
        f"formula.{_kind}",
        "Evaluate a formula: "
        + {
            "triangle_area": "triangle area",
            "rectangle_perimeter": "rectangle perimeter",
            "cube_surface": "surface of a cube",
            "fahrenheit": "temperature",
            "stopping": "stopping distance",
            "gauss": "sum of whole numbers",
        }[_kind],
        "公式求值："
        + {
            "triangle_area": "三角形面积",
            "rectangle_perimeter": "长方形周长",
            "cube_surface": "正方体表面积",
            "fahrenheit": "温度换算",
            "stopping": "停车距离",
            "gauss": "自然数之和",
        }[_kind],
        partial(_rule, _kind),
        (".evaluate.bracket",)
        if _kind != "stopping" and _kind != "cube_surface"
        else (".evaluate.power",),
        standard="6.EE.A.2.c",
    )


def _term(v: int | Fraction, name: str) -> str:
    return f"{'+' if v > 0 else '-'} {terms([(abs(v), name)])}"


def _collect(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c, e = (
        nonzero(r, 1, 9) if d == 1 and kind != "signs" else nonzero(r, -9, 9) for _ in range(4)
    )
    if kind == "one_kind":
        parts, key = (
            [(a, "x"), (b, "x"), (c if d > 1 else 0, "x")],
            [(a + b + (c if d > 1 else 0), "x")],
        )
    elif kind == "two_kinds":
        parts, key = [(a, "x"), (b, ""), (c, "x"), (e, "")], [(a + c, "x"), (b + e, "")]
    elif kind == "two_letters":
        parts, key = [(a, "x"), (b, "y"), (c, "x"), (e, "y")], [(a + c, "x"), (b + e, "y")]
    elif kind == "powers":
        parts, key = [(a, "x^2"), (b, "x"), (c, "x^2"), (e, "x")], [(a + c, "x^2"), (b + e, "x")]
    elif kind == "products":
        parts, key = (
            [(a, "x*y"), (b, "x"), (c, "x*y"), (e, "y")],
            [(a + c, "x*y"), (b, "x"), (e, "y")],
        )
    elif kind == "signs":
        a, b, c, e = -abs(a), -abs(b), abs(c), -abs(e)
        parts, key = [(a, "x"), (b, ""), (c, "x"), (e, "")], [(a + c, "x"), (b + e, "")]
    else:
        f, g = (
            proper(r, [2, 3, 4] if d < 3 else [3, 4, 5, 6]),
            proper(r, [2, 3, 4] if d < 3 else [3, 4, 5, 6]),
        )
        parts, key = [(f, "x"), (b, ""), (g, "x"), (e, "")], [(f + g, "x"), (b + e, "")]
        if kind == "decimals":
            f, g = Fraction(r.randint(11, 99), 10), Fraction(r.randint(11, 99), 10)
            if f.denominator == 1 or g.denominator == 1 or (f + g).denominator == 1:
                return None
            text = f"{dec(f)}*x + {abs(b)} + {dec(g)}*x"
            kt = f"{dec(f + g)}*x + {abs(b)}"
            return value(
                f"Collect like terms: `{text}`",
                f"合并同类项：`{text}`",
                text,
                kt,
                form="simplified",
                steps=[f"`{dec(f)} + {dec(g)} = {dec(f + g)}`", f"`{kt}`"],
                wrong=[
                    (f"{dec(f + g + abs(b))}*x", "unlike_terms_joined"),
                    (f"{dec(f + g + 1)}*x + {abs(b)}", "arithmetic_slip"),
                    (f"{dec(f + g)}*x^2 + {abs(b)}", "exponents_added"),
                ],
            )
    if any(k[0] == 0 for k in key) or len([p for p in parts if p[0]]) < 2:
        return None
    if d > 1 and kind not in ("one_kind", "signs"):
        r.shuffle(parts)
    parts = [p for p in parts if p[0]]
    text = terms(parts)
    kt = terms(key)
    total = sum(k[0] for k in key)
    main = key[0][1]
    wrong = [
        (terms([(total, main)]), "unlike_terms_joined"),
        (terms([(key[0][0] + 2, main), *key[1:]]), "arithmetic_slip"),
        (terms([(-key[0][0], main), *key[1:]]), "sign_error"),
    ]
    if main != "x*y":
        wrong.append(
            (
                terms([(key[0][0], f"{main}^2" if main == "x" else "x^4"), *key[1:]]),
                "exponents_added",
            )
        )
    if len(key) > 1:
        wrong.append((terms([key[0], (-key[1][0], key[1][1]), *key[2:]]), "sign_error"))
    return value(
        f"Collect like terms: `{text}`",
        f"合并同类项：`{text}`",
        text,
        kt,
        form="simplified",
        steps=[
            (
                "Only terms with the same letters and powers can be joined; each keeps its sign.",
                "只有同类项才能合并，每项连同符号。",
            ),
            f"`{kt}`",
        ],
        wrong=wrong,
    )


for _kind, _en, _zh, _needs, _grade in (
    ("one_kind", "Collect terms with one letter", "合并一个字母的同类项", (), 6),
    ("two_kinds", "Collect letter terms and numbers", "合并字母项和常数项", (".one_kind",), 6),
    ("two_letters", "Collect terms with two letters", "合并两个字母的同类项", (".two_kinds",), 6),
    ("powers", "Collect terms with powers", "合并含幂的同类项", (".two_kinds",), 6),
    (
        "signs",
        "Collect terms with negative signs",
        "合并带负号的同类项",
        (".two_kinds", "rational.subtract.integer.neg_pos"),
        7,
    ),
    (
        "products",
        "Collect terms with products of letters",
        "合并含字母积的同类项",
        (".two_letters", ".signs"),
        7,
    ),
    ("fractions", "Collect terms with fractions", "合并分数系数的同类项", (".two_kinds",), 7),
    ("decimals", "Collect terms with decimals", "合并小数系数的同类项", (".two_kinds",), 7),
):
    LIKE.add(
        _kind,
        _en,
        _zh,
        partial(_collect, _kind),
        _needs,
        grade=_grade,
        standard="6.EE.A.3" if _grade == 6 else "7.EE.A.1",
    )


def _expand(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c, e = (r.randint(2, 5 + 2 * d) for _ in range(4))
    s = r.choice([-1, 1])
    k = Fraction(a)
    inner: Sequence[tuple[Fraction | int, str]] = [
        (1 if d == 1 else c, "x"),
        (b * (s if kind == "number_times_difference" else 1), ""),
    ]
    tail: list[tuple[Fraction | int, str]] = []
    if kind == "number_times_difference":
        inner[1] = (-b, "")
    elif kind == "letters":
        inner = [(c, "x"), (b * s, "y")]
    elif kind == "three_terms":
        inner = [(c, "x"), (-b, "y"), (e, "")]
    elif kind == "negative_number":
        k = Fraction(-a)
        inner = [(1 if d == 1 else c, "x"), (b * s, "")]
    elif kind == "minus_bracket":
        k = Fraction(-1)
        inner = [(c, "x"), (b * s, "")]
        tail = [(e + c, "x")] if d > 1 else []
    elif kind == "fraction_number":
        k = Fraction(1, a) if d < 3 else Fraction(2, a)
        if k.denominator == 1:
            return None
        inner = [(c * a, "x"), (b * a * s, "")]
    elif kind == "letter_times":
        text, key = f"x*({poly([c, b * s])})", poly([c, b * s, 0])
        return value(
            f"Expand `{text}`.",
            f"展开 `{text}`。",
            text,
            key,
            form="expanded",
            steps=[f"`x*{par(poly([c, 0])) if c > 1 else 'x'} = {poly([c, 0, 0])}`", f"`{key}`"],
            wrong=[
                (poly([c, b * s]), "exponents_forgotten"),
                (f"{poly([c, 0, 0])} {'+' if s > 0 else '-'} {b}", "only_first_multiplied"),
                (poly([c, -b * s, 0]), "sign_error"),
            ],
        )
    elif kind == "expand_collect":
        tail = [(e, "x"), (nonzero(r, -9, 9), "")]
    elif kind == "two_brackets":
        second, m = [(1, "x"), (-e, "")], r.randint(2, 5)
        op = -1 if d > 1 else 1
        text = f"{times(k, terms(inner))} {'-' if op < 0 else '+'} {times(m, terms(second))}"
        key_parts = [(k * inner[0][0] + op * m, "x"), (k * inner[1][0] - op * m * e, "")]
        if any(v == 0 for v, _ in key_parts):
            return None
        key = terms(key_parts)
        return value(
            f"Expand and simplify: `{text}`",
            f"去括号并化简：`{text}`",
            text,
            key,
            form="simplified",
            steps=[
                f"`{text} = {terms([(k * v, n) for v, n in inner])} {'-' if op * m < 0 else '+'} {terms([(abs(m), 'x')])} {'+' if op < 0 else '-'} {m * e}`",
                f"`{key}`",
            ],
            wrong=[
                (terms([key_parts[0], (k * inner[1][0] + op * m * e, "")]), "sign_error"),
                (terms([key_parts[0], (inner[1][0] - op * e, "")]), "only_first_multiplied"),
                (terms([(key_parts[0][0] + 1, "x"), key_parts[1]]), "arithmetic_slip"),
            ],
        )
    if any(v == 0 for v, _ in inner):
        return None
    product = [(k * v, n) for v, n in inner]
    sums: dict[str, Fraction] = {}
    for v, n in [*product, *tail]:
        sums[n] = sums.get(n, Fraction(0)) + v
    if any(v == 0 for v in sums.values()):
        return None
    key = terms([(v, n) for n, v in sums.items()])
    text = times(k, terms(inner))
    if tail:
        text = (
            f"{terms(tail)} - ({terms(inner)})"
            if kind == "minus_bracket"
            else text + " " + " ".join(_term(int(v), n) for v, n in tail)
        )
    only_first = dict(sums)
    only_first[inner[1][1]] = sums[inner[1][1]] - product[1][1 - 1] + inner[1][0]
    flipped = {n: (-v if n == inner[1][1] else v) for n, v in sums.items()}
    wrong = [
        (terms([(v, n) for n, v in only_first.items()]), "only_first_multiplied"),
        (terms([(v, n) for n, v in flipped.items()]), "sign_error"),
        (
            terms([(v + 1 if n == inner[0][1] else v, n) for n, v in sums.items()]),
            "arithmetic_slip",
        ),
        (
            terms([(v * 2 if n == inner[0][1] else v, n) for n, v in sums.items()]),
            "arithmetic_slip",
        ),
    ]
    verb = ("Expand and simplify:", "去括号并化简：") if tail else ("Expand:", "去括号：")
    return value(
        f"{verb[0]} `{text}`",
        f"{verb[1]}`{text}`",
        text,
        key,
        form="simplified" if tail else "expanded",
        steps=[
            (
                f"Multiply each term in the bracket by `{num(k)}`: `{terms(product)}`",
                f"括号内每一项都乘 `{num(k)}`：`{terms(product)}`",
            ),
            f"`{key}`",
        ],
        wrong=wrong,
    )


for _kind, _en, _zh, _needs, _grade in (
    ("number_times_sum", "Multiply a sum by a number", "数乘和", (), 6),
    (
        "number_times_difference",
        "Multiply a difference by a number",
        "数乘差",
        (".number_times_sum",),
        6,
    ),
    (
        "letters",
        "Multiply a bracket with two letters",
        "数乘含两个字母的括号",
        (".number_times_difference",),
        6,
    ),
    ("three_terms", "Multiply a bracket with three terms", "数乘三项式", (".letters",), 6),
    (
        "negative_number",
        "Multiply a bracket by a negative number",
        "负数乘括号",
        (".number_times_difference", "rational.multiply.integer.neg_neg"),
        7,
    ),
    ("minus_bracket", "Take away a bracket", "括号前是负号", (".negative_number",), 7),
    (
        "fraction_number",
        "Multiply a bracket by a fraction",
        "分数乘括号",
        (".number_times_difference",),
        7,
    ),
    (
        "letter_times",
        "Multiply a bracket by a letter",
        "字母乘括号",
        (".number_times_difference", "exponent_law.product.letter"),
        8,
    ),
    (
        "expand_collect",
        "Expand a bracket and collect like terms",
        "去括号并合并同类项",
        (".number_times_sum", "like_terms.two_kinds"),
        7,
    ),
    (
        "two_brackets",
        "Expand two brackets and collect",
        "去两个括号并合并",
        (".expand_collect", ".negative_number"),
        7,
    ),
):
    EXPAND.add(
        _kind,
        _en,
        _zh,
        partial(_expand, _kind),
        _needs,
        grade=_grade,
        standard={6: "6.EE.A.3", 7: "7.EE.A.1", 8: "HSA.APR.A.1"}[_grade],
    )


def _factor(kind: str, d: int, r: random.Random) -> Task | None:
    g, a, b, c = (
        r.randint(2, 4 + 2 * d),
        r.randint(1, 4 + d),
        nonzero(r, -5 - d, 5 + d),
        r.randint(1, 6),
    )
    if gcd(a, b) > 1:
        return None
    if kind == "number":
        inner, text, front = poly([a, abs(b)]), poly([g * a, g * abs(b)]), str(g)
        if abs(b) == a:
            return None
    elif kind == "difference":
        inner, text, front = poly([a, -abs(b)]), poly([g * a, -g * abs(b)]), str(g)
    elif kind == "letters":
        inner, text, front = (
            terms([(a, "x"), (b, "y")]),
            terms([(g * a, "x"), (g * b, "y")]),
            str(g),
        )
    elif kind == "three_terms":
        inner, text, front = (
            terms([(a, "x"), (b, "y"), (c, "")]),
            terms([(g * a, "x"), (g * b, "y"), (g * c, "")]),
            str(g),
        )
    elif kind == "negative":
        inner, text, front = poly([a, b]), poly([-g * a, -g * b]), f"-{g}"
    elif kind == "letter":
        inner, text, front = poly([a, b]), poly([a, b, 0]), "x"
    else:
        inner, text, front = poly([a, b]), poly([g * a, g * b, 0]), f"{g}*x"
    key = f"{front}*({inner})"
    wrong = [
        (
            f"{front}*({inner.replace(' + ', ' ~ ').replace(' - ', ' + ').replace(' ~ ', ' - ')})",
            "sign_error",
        ),
        (
            f"{front}*({terms([(a, 'x'), (g * b if kind != 'letter' else b, 'y' if kind in ('letters', 'three_terms') else '')])})",
            "divided_one_term",
        ),
        (f"{front}*({terms([(a + 1, 'x'), (b, '')])})", "arithmetic_slip"),
    ]
    return value(
        f"Take out the greatest common factor: `{text}`",
        f"提取最大公因式：`{text}`",
        text,
        key,
        form="factored",
        steps=[
            (f"The greatest common factor is `{front}`.", f"最大公因式是 `{front}`。"),
            f"`{key}`",
        ],
        wrong=wrong,
    )


for _kind, _en, _zh, _needs, _grade in (
    ("number", "Take a common number out of a sum", "提取和的公因数", (), 6),
    ("difference", "Take a common number out of a difference", "提取差的公因数", (".number",), 6),
    (
        "letters",
        "Take a common number out of two letters' terms",
        "提取两个字母项的公因数",
        (".difference",),
        6,
    ),
    (
        "three_terms",
        "Take a common number out of three terms",
        "提取三项的公因数",
        (".letters",),
        7,
    ),
    (
        "negative",
        "Take out a negative number",
        "提取负公因数",
        (".difference", "expand.negative_number"),
        7,
    ),
    (
        "letter",
        "Take out a common letter",
        "提取公因字母",
        (".difference", "expand.letter_times"),
        9,
    ),
    ("number_and_letter", "Take out a number and a letter", "提取数和字母", (".letter",), 9),
):
    FACTOR.add(
        _kind,
        _en,
        _zh,
        partial(_factor, _kind),
        _needs,
        grade=_grade,
        standard={6: "6.EE.A.3", 7: "7.EE.A.1", 9: "HSA.SSE.A.2"}[_grade],
    )


def _equivalent(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.randint(2, 4 + d), r.randint(2, 6 + d), r.randint(2, 6)
    if len({a, b, c}) < 3 or a + c == b:
        return None
    base, right, wrongs = {
        "expand": (
            f"{a}*(x + {b})",
            f"{a}*x + {a * b}",
            [f"{a}*x + {b}", f"{a * b}*x", f"x + {a * b}"],
        ),
        "collect": (
            f"{a}*x + {b} + {c}*x",
            f"{a + c}*x + {b}",
            [f"{a + b + c}*x", f"{a * c}*x + {b}", f"{a + c} + {b}*x"],
        ),
        "subtract": (
            f"{a + b}*x - x",
            f"{a + b - 1}*x",
            [f"{a + b}", f"{a + b}*x - 1", f"{a + b + 1}*x"],
        ),
        "factor": (
            f"{a * b}*x + {a * c}",
            f"{a}*({b}*x + {c})",
            [f"{a}*({b}*x + {a * c})", f"{a * b}*(x + {c})", f"{a}*({b + c}*x)"],
        ),
    }[kind]
    options = [
        option(f"{base} = {right}", f"`{right}`"),
        *(
            option(f"{base} = {w}", f"`{w}`", s)
            for w, s in zip(
                wrongs,
                ("only_first_multiplied", "unlike_terms_joined", "arithmetic_slip"),
                strict=True,
            )
        ),
    ]
    return choose(
        f"Which expression is equal to `{base}` for every `x`?",
        f"哪个式子对任何 `x` 都等于 `{base}`？",
        options,
        rng=r,
        other=(a, b, c),
        steps=[f"`{base} = {right}`"],
    )


for _kind, _en, _zh, _need in (
    ("expand", "Recognise an expanded form", "辨认展开式", "expand.number_times_sum"),
    ("collect", "Recognise collected terms", "辨认合并后的式子", "like_terms.two_kinds"),
    ("subtract", "Recognise a difference of like terms", "辨认同类项之差", "like_terms.one_kind"),
    ("factor", "Recognise a factored form", "辨认提取公因数的式子", "factor_linear.number"),
):
    WRITE.add(
        f"equivalent.{_kind}", _en, _zh, partial(_equivalent, _kind), (_need,), standard="6.EE.A.4"
    )
