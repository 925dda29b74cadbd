"""Factors and multiples, division of fractions, decimals, and decimals of fractions."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    ends,
    mixed,
    num,
    par,
    proper,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    option,
    solve,
    value,
)

FACTORS = Bank(
    "common_factors",
    "number_system",
    6,
    "6.NS.B.4",
    (
        "factors.common.factor",
        "factors.common.multiple",
        "expressions.distribute",
        "factors.prime.large",
    ),
)
FRACTION = Bank(
    "fraction_division",
    "number_system",
    6,
    "6.NS.A.1",
    (
        "fraction_products.divide.whole_by_unit",
        "fraction_products.divide.unit_by_whole",
        "fraction_products.mixed.mixed",
    ),
)
DECIMAL = Bank(
    "decimal",
    "number_system",
    6,
    "6.NS.B.3",
    (
        "decimals.add.ragged",
        "decimals.subtract.ragged",
        "decimals.times.tenths",
        "decimals.divide.whole",
        "multiply.column.3_3",
        "long_division.two_digit",
    ),
)
FORMS = Bank("rational_form", "number_system", 7, "7.NS.A.2.d", ("decimal.divide.by_whole",))
DIVISION = Bank("long_division", "number_system", 6, "6.NS.B.2", ("divide.long.4_2",))


def _primes(n: int) -> dict[int, int]:
    found: dict[int, int] = {}
    p = 2
    while n > 1:
        while n % p == 0:
            found[p] = found.get(p, 0) + 1
            n //= p
        p += 1
    return found


def _product(found: dict[int, int]) -> str:
    return "*".join(f"{p}^{k}" if k > 1 else str(p) for p, k in sorted(found.items()))


def _common(kind: str, d: int, r: random.Random) -> Task | None:
    g = r.randint(2, 5 + 3 * d)
    a, b, c = (g * r.randint(2, 4 + d) for _ in range(3))
    if a == b or max(a, b) > 110 or (kind.startswith("lcm") and max(a, b) > 12 + 10 * d):
        return None
    f, m = gcd(a, b), lcm(a, b)
    if (f == min(a, b) and d > 1) or f == 1:
        return None
    if kind == "gcf":
        return value(
            f"Find the greatest common factor of {a} and {b}.",
            f"求 {a} 和 {b} 的最大公因数。",
            f"gcd({a}, {b})",
            f,
            steps=[
                f"`{a} = {f}*{a // f}`",
                f"`{b} = {f}*{b // f}`",
                (
                    f"{a // f} and {b // f} have no common factor, so {f} is the greatest.",
                    f"{a // f} 和 {b // f} 互质，所以最大公因数是 {f}。",
                ),
            ],
            wrong=[
                (m, "lcm_for_gcf"),
                (_small(f), "common_not_greatest"),
                (a * b, "multiplied_instead"),
                (abs(a - b), "difference_instead"),
            ],
        )
    if kind == "lcm":
        return value(
            f"Find the least common multiple of {a} and {b}.",
            f"求 {a} 和 {b} 的最小公倍数。",
            f"lcm({a}, {b})",
            m,
            steps=[
                (
                    f"Multiples of {max(a, b)}: "
                    + ", ".join(str(max(a, b) * i) for i in range(1, m // max(a, b) + 1)),
                    f"{max(a, b)} 的倍数："
                    + "、".join(str(max(a, b) * i) for i in range(1, m // max(a, b) + 1)),
                ),
                (
                    f"{m} is the first that {min(a, b)} divides.",
                    f"{m} 是其中第一个能被 {min(a, b)} 整除的。",
                ),
            ],
            wrong=[
                (f, "gcf_for_lcm"),
                (a * b, "multiplied_instead"),
                (2 * m, "common_not_least"),
                (a + b, "added_instead"),
            ],
        )
    if kind == "gcf_three":
        f3 = gcd(a, b, c)
        if len({a, b, c}) < 3 or c > 110 or f3 == 1:
            return None
        return value(
            f"Find the greatest common factor of {a}, {b} and {c}.",
            f"求 {a}、{b}、{c} 的最大公因数。",
            f"gcd({a}, {b}, {c})",
            f3,
            steps=[
                (
                    f"The greatest common factor of {a} and {b} is {f}.",
                    f"{a} 与 {b} 的最大公因数是 {f}。",
                ),
                (f"With {c} it is {f3}.", f"再与 {c} 求得 {f3}。"),
            ],
            wrong=[
                (f, "stopped_early"),
                (gcd(b, c), "stopped_early"),
                (1, "common_not_greatest"),
                (_small(f3), "common_not_greatest"),
                (lcm(a, b, c), "lcm_for_gcf"),
            ],
        )
    if kind == "lcm_three":
        x, y, z = r.sample(range(2, 6 + 3 * d), 3)
        m3 = lcm(x, y, z)
        if m3 == x * y * z:
            return None
        return value(
            f"Find the least common multiple of {x}, {y} and {z}.",
            f"求 {x}、{y}、{z} 的最小公倍数。",
            f"lcm({x}, {y}, {z})",
            m3,
            steps=[
                (f"For {x} and {y} it is {lcm(x, y)}.", f"{x} 与 {y} 的是 {lcm(x, y)}。"),
                (f"With {z} it is {m3}.", f"再与 {z} 求得 {m3}。"),
            ],
            wrong=[
                (x * y * z, "multiplied_instead"),
                (lcm(x, y), "stopped_early"),
                (2 * m3, "common_not_least"),
                (gcd(x, y, z), "gcf_for_lcm"),
            ],
        )
    if kind == "gcf_story":
        return value(
            f"{a} red and {b} yellow flowers are made into equal bunches, with none left over. What is the greatest number of bunches?",
            f"{a} 枝红花和 {b} 枝黄花扎成完全一样的花束，不剩花。最多扎多少束？",
            f"gcd({a}, {b})",
            f,
            unit="# bunches|# 束",
            steps=[
                ("The number of bunches divides both numbers.", "束数同时整除两个数。"),
                (f"The greatest common factor is {f}.", f"最大公因数是 {f}。"),
            ],
            wrong=[
                (m, "lcm_for_gcf"),
                (_small(f), "common_not_greatest"),
                (a + b, "added_instead"),
                (abs(a - b), "difference_instead"),
            ],
        )
    if kind == "lcm_story":
        return value(
            f"One bus leaves every {a} min, another every {b} min. They leave together now. After how many minutes do they next leave together?",
            f"一路车每 {a} 分钟发一班，另一路每 {b} 分钟发一班。现在同时发车，多少分钟后再次同时发车？",
            f"lcm({a}, {b})",
            m,
            unit="min",
            steps=[
                ("The time is a multiple of both numbers.", "时间是两个数的公倍数。"),
                (f"The least common multiple is {m}.", f"最小公倍数是 {m}。"),
            ],
            wrong=[
                (f, "gcf_for_lcm"),
                (a * b, "multiplied_instead"),
                (a + b, "added_instead"),
                (2 * m, "common_not_least"),
            ],
        )
    if kind == "distributive":
        return value(
            f"Write `{a} + {b}` as the greatest common factor times a sum in brackets. What is the sum in brackets?",
            f"把 `{a} + {b}` 写成最大公因数乘括号中的和。括号中的和是多少？",
            f"({a} + {b})/gcd({a}, {b})",
            (a + b) // f,
            steps=[
                (f"The greatest common factor is {f}.", f"最大公因数是 {f}。"),
                f"`{a} + {b} = {f}*({a // f} + {b // f})`",
                f"`{a // f} + {b // f} = {(a + b) // f}`",
            ],
            wrong=[
                (f, "stopped_early"),
                (a + b, "factor_ignored"),
                (a // f, "divided_one_term"),
                ((a + b) // f + 1, "arithmetic_slip"),
            ],
        )
    n = r.choice(
        [12, 18, 20, 24, 28, 30, 36]
        if d == 1
        else [40, 45, 48, 54, 60, 63, 72, 75, 84, 90]
        if d == 2
        else [96, 100, 108, 120, 126, 132, 144, 150, 168, 180, 200]
    )
    found = _primes(n)
    first = min(found)
    return value(
        f"Write {n} as a product of primes, with exponents.",
        f"把 {n} 写成质因数乘积（用指数）。",
        str(n),
        _product(found),
        form="prime_factors",
        steps=[
            (
                f"Divide by {first}: `{n} = {first}*{n // first}`.",
                f"先除以 {first}：`{n} = {first}*{n // first}`。",
            ),
            f"`{n} = {_product(found)}`",
        ],
        wrong=[
            (_product({**found, first: found[first] + 1}), "arithmetic_slip"),
            (f"{first}*{n // first}", "stopped_early")
            if n // first not in (2, 3, 5, 7, 11, 13)
            else (f"{n}*1", "stopped_early"),
            (_product(dict.fromkeys(found, 1)), "exponents_forgotten"),
            ("*".join(f"{k}^{p}" for p, k in found.items()), "base_exponent_swapped"),
        ],
    )


def _small(f: int) -> int:
    return next((f // p for p in (2, 3, 5, 7, 11, 13, 17, 19) if f % p == 0), 1)


for _kind, _en, _zh, _needs, _grade in (
    (
        "prime_powers",
        "Write a number as a product of prime powers",
        "分解质因数（指数形式）",
        (),
        6,
    ),
    ("gcf", "Find the greatest common factor of two numbers", "求两个数的最大公因数", (), 6),
    ("lcm", "Find the least common multiple of two numbers", "求两个数的最小公倍数", (), 6),
    (
        "gcf_three",
        "Find the greatest common factor of three numbers",
        "求三个数的最大公因数",
        (".gcf",),
        6,
    ),
    (
        "lcm_three",
        "Find the least common multiple of three numbers",
        "求三个数的最小公倍数",
        (".lcm",),
        6,
    ),
    (
        "gcf_story",
        "Solve problems with the greatest common factor",
        "最大公因数应用题",
        (".gcf",),
        6,
    ),
    (
        "lcm_story",
        "Solve problems with the least common multiple",
        "最小公倍数应用题",
        (".lcm",),
        6,
    ),
    (
        "distributive",
        "Take the common factor out of a sum of numbers",
        "提取两数和的公因数",
        (".gcf",),
        6,
    ),
):
    FACTORS.add(_kind, _en, _zh, partial(_common, _kind), _needs)

_QUOTIENTS = {
    "whole_by_unit": ("Divide a whole number by a unit fraction", "整数除以单位分数"),
    "fraction_by_whole": ("Divide a fraction by a whole number", "分数除以整数"),
    "whole_by_fraction": ("Divide a whole number by a fraction", "整数除以分数"),
    "same_denominator": ("Divide fractions with equal denominators", "同分母分数相除"),
    "fractions": ("Divide a fraction by a fraction", "分数除以分数"),
    "mixed_by_whole": ("Divide a mixed number by a whole number", "带分数除以整数"),
    "mixed_by_fraction": ("Divide a mixed number by a fraction", "带分数除以分数"),
    "mixed": ("Divide a mixed number by a mixed number", "带分数除以带分数"),
}


def _pair(kind: str, d: int, r: random.Random) -> tuple[Fraction, Fraction]:
    bottoms = [2, 3, 4, 5] if d == 1 else [3, 4, 5, 6, 8] if d == 2 else [5, 6, 7, 8, 9, 10, 12]
    f, g = proper(r, bottoms), proper(r, bottoms)
    n = Fraction(r.randint(2, 3 + 3 * d))
    big = f + r.randint(1, 1 + d)
    same = r.choice(bottoms[1:])
    return {
        "whole_by_unit": (n, Fraction(1, f.denominator)),
        "fraction_by_whole": (f, n),
        "whole_by_fraction": (n, f),
        "same_denominator": (
            Fraction(r.randint(1, same - 1), same),
            Fraction(r.randint(1, same - 1), same),
        ),
        "fractions": (f, g),
        "mixed_by_whole": (big, n),
        "mixed_by_fraction": (big, g),
        "mixed": (big, g + r.randint(1, 1 + d)),
    }[kind]


def _divide(kind: str, d: int, r: random.Random) -> Task | None:
    x, y = _pair(kind, d, r)
    if (
        x == y
        or (kind in ("whole_by_fraction", "fractions") and y.numerator == 1)
        or (kind == "same_denominator" and (x.denominator != y.denominator))
    ):
        return None
    z = x / y
    if z.denominator > 60:
        return None
    a, b = mixed(x), mixed(y)
    printed = f"{a}÷({b})" if "/" in b and " " not in b else f"{a}÷{b}"
    steps = [
        (
            f"Multiply by the reciprocal of `{b}`, which is `{num(1 / y)}`.",
            f"乘以 `{b}` 的倒数 `{num(1 / y)}`。",
        ),
        f"`{par(num(x))}*{par(num(1 / y))} = {mixed(z)}`",
    ]
    if " " in a or " " in b:
        steps.insert(0, f"`{a} = {num(x)}`" if " " in a else f"`{b} = {num(y)}`")
    return (
        value(
            f"Work out `{_plain(a, b)}`. Give the answer in lowest terms.",
            f"计算 `{_plain(a, b)}`，结果化到最简。",
            f"({a})/({b})",
            mixed(z),
            form="" if z.denominator == 1 else "lowest_terms" if z < 1 else "mixed",
            steps=steps,
            wrong=[
                (mixed(x * y), "not_turned_over"),
                (mixed(1 / z), "turned_wrong_fraction"),
                (mixed(z + 1), "arithmetic_slip"),
                (mixed(y / x * 2), "arithmetic_slip"),
            ],
        )
        if printed
        else None
    )


def _plain(a: str, b: str) -> str:
    return f"{a}÷{b}" if "/" not in b or " " in b else f"{a}÷({b})"


_previous = ""
for _kind, (_en, _zh) in _QUOTIENTS.items():
    FRACTION.add(_kind, _en, _zh, partial(_divide, _kind), (f".{_previous}",) if _previous else ())
    _previous = _kind


def _serve(kind: str, d: int, r: random.Random) -> Task | None:
    y = proper(r, [2, 3, 4, 5] if d < 3 else [3, 4, 5, 6, 8])
    n = r.randint(2, 5 + 3 * d)
    x = y * n
    if y.numerator == 1 and d > 1:
        return None
    a, b = mixed(x), num(y)
    if kind == "how_many":
        if x.denominator == 1 and d > 1:
            return None
        return value(
            f"A jug holds `{a}` L. A glass holds `{b}` L. How many full glasses does the jug fill?",
            f"一壶有 `{a}` 升，一杯装 `{b}` 升。能装满多少杯？",
            f"({a})/({b})",
            n,
            unit="# glasses|# 杯",
            steps=[
                (
                    f"How many times does `{b}` go into `{a}`? `{num(x)}÷({b})`",
                    f"`{a}` 里有几个 `{b}`？`{num(x)}÷({b})`",
                ),
                f"`({num(x)})*({num(1 / y)}) = {n}`",
            ],
            wrong=[
                (x * y, "multiplied_instead"),
                (x - y, "subtracted_instead"),
                (n + 1, "off_by_one"),
                (1 / Fraction(n), "turned_wrong_fraction"),
            ],
        )
    if kind == "rectangle":
        other = proper(r, [2, 3, 4, 5]) + d - 1
        area = y * other
        return value(
            f"A rectangle has area `{mixed(area)}` m² and width `{b}` m. How long is it?",
            f"长方形面积 `{mixed(area)}` 平方米，宽 `{b}` 米。长是多少？",
            f"({mixed(area)})/({b})",
            mixed(other),
            unit="m",
            steps=[
                ("Length is area divided by width.", "长 = 面积 ÷ 宽。"),
                f"`({num(area)})*({num(1 / y)}) = {num(other)}`",
            ],
            wrong=[
                (mixed(area * y), "not_turned_over"),
                (mixed(y / area), "turned_wrong_fraction"),
                (mixed(other + 1), "arithmetic_slip"),
                (mixed(abs(area - y) or Fraction(1)), "subtracted_instead"),
            ],
        )
    k = r.randint(2, 4 + d)
    share = x / k
    if share.denominator == 1:
        return None
    return value(
        f"{k} friends share `{a}` kg of nuts equally. How much does each get?",
        f"{k} 位朋友平分 `{a}` 千克坚果。每人得多少？",
        f"({a})/{k}",
        mixed(share),
        unit="kg",
        steps=[f"`({num(x)})*(1/{k}) = {num(share)}`"],
        wrong=[
            (mixed(x * k), "multiplied_instead"),
            (mixed(Fraction(k) / x), "turned_wrong_fraction"),
            (mixed(share + 1), "arithmetic_slip"),
            (mixed(share / 2), "arithmetic_slip"),
        ],
    )


for _kind, _en, _zh, _need in (
    (
        "how_many",
        "How many portions fit: divide by a fraction",
        "包含除应用题（除以分数）",
        ".fractions",
    ),
    (
        "rectangle",
        "Find a side from an area with fractions",
        "已知面积求边长（分数）",
        ".mixed_by_fraction",
    ),
    ("share", "Share a fraction equally", "平均分分数量", ".mixed_by_whole"),
):
    FRACTION.add(f"story.{_kind}", _en, _zh, partial(_serve, _kind), (_need,))

_DECIMALS = {
    "add.same_places": ("Add decimals with equally many places", "小数位数相同的加法"),
    "add.different_places": ("Add decimals with different numbers of places", "小数位数不同的加法"),
    "subtract.same_places": ("Subtract decimals with equally many places", "小数位数相同的减法"),
    "subtract.from_whole": ("Subtract a decimal from a whole number", "整数减小数"),
    "subtract.different_places": (
        "Subtract decimals with different numbers of places",
        "小数位数不同的减法",
    ),
    "multiply.by_whole": ("Multiply a decimal by a whole number", "小数乘整数"),
    "multiply.tenths": ("Multiply tenths by tenths", "一位小数相乘"),
    "multiply.hundredths": ("Multiply decimals with hundredths", "两位小数的乘法"),
    "multiply.below_one": ("Multiply two decimals below one", "两个纯小数相乘"),
    "divide.by_whole": ("Divide a decimal by a whole number", "小数除以整数"),
    "divide.whole_by_decimal": ("Divide a whole number by a decimal", "整数除以小数"),
    "divide.by_decimal": ("Divide a decimal by a decimal", "小数除以小数"),
    "divide.by_hundredths": ("Divide by hundredths", "除以两位小数"),
}


def _decimal(kind: str, d: int, r: random.Random) -> Task | None:
    op, size = kind.split(".")

    def draw(places: int, most: int) -> Fraction:
        return Fraction(r.choice([n for n in range(11, most * 10**places) if n % 10]), 10**places)

    if op in ("add", "subtract"):
        p, q = {
            "same_places": (1 if d == 1 else 2, 1 if d == 1 else 2),
            "different_places": (1, 2) if d < 3 else (1, 3),
            "from_whole": (0, 1 if d == 1 else 2),
        }[size]
        x = Fraction(r.randint(3, 20 * d)) if p == 0 else draw(p, 9 * d)
        y = draw(q, 5 * d)
        if op == "subtract" and x <= y:
            return None
        if op == "add" and size == "different_places" and r.random() < 0.5:
            x, y = y, x
    elif op == "multiply":
        x, y = {
            "by_whole": (
                draw(1 if d == 1 else 2, 4 * d),
                Fraction(r.randint(2, 9 if d < 3 else 25)),
            ),
            "tenths": (draw(1, 3 * d), draw(1, 2 * d)),
            "hundredths": (draw(2, d), draw(1, 2 * d)),
            "below_one": (
                Fraction(r.randint(2, 9), 10),
                Fraction(r.randint(2, 9), 10 if d == 1 else 100 if d == 2 else 1000),
            ),
        }[size]
    else:
        z = Fraction(
            r.choice([n for n in range(2, 30 * d) if n % 10]),
            1 if d == 1 and size != "by_whole" else 10,
        )
        y = {
            "by_whole": Fraction(r.randint(2, 9 if d < 3 else 16)),
            "whole_by_decimal": Fraction(r.choice([2, 4, 5, 8, 12, 15, 25]), 10),
            "by_decimal": Fraction(r.randint(2, 9 if d < 3 else 24), 10),
            "by_hundredths": Fraction(r.choice([n for n in range(2, 40) if n % 10]), 100),
        }[size]
        x = z * y
        if (x.denominator == 1) != (size == "whole_by_decimal") or (
            y.denominator == 1 and size != "by_whole"
        ):
            return None
    z = {"add": x + y, "subtract": x - y, "multiply": x * y, "divide": x / y}[op]
    sign = {"add": "+", "subtract": "-", "multiply": "*", "divide": "÷"}[op]
    a, b = dec(x), dec(y)
    px, py = len(a.partition(".")[2]), len(b.partition(".")[2])
    if op in ("add", "subtract"):
        k = max(px, py)
        misaligned = Fraction(
            int(a.replace(".", "")) + (1 if op == "add" else -1) * int(b.replace(".", "")), 10**k
        )
        steps = [
            (
                "Write the points under one another and fill up with zeros.",
                "小数点对齐，位数不足补零。",
            ),
            f"`{a} {sign} {b} = {dec(z)}`",
        ]
        wrong = [
            (misaligned, "points_not_aligned"),
            (z + Fraction(1, 10), "carry_forgotten"),
            (z + 1, "carry_forgotten"),
            (z - Fraction(1, 10), "carry_forgotten"),
        ]
    elif op == "multiply":
        steps = [
            (
                f"Multiply without the points: `{int(x * 10**px)}*{int(y * 10**py)} = {int(z * 10 ** (px + py))}`.",
                f"先不看小数点：`{int(x * 10**px)}*{int(y * 10**py)} = {int(z * 10 ** (px + py))}`。",
            ),
            (
                f"The factors have {px + py} decimal places together: `{dec(z)}`.",
                f"两个因数共有 {px + py} 位小数：`{dec(z)}`。",
            ),
        ]
        wrong = [
            (z * 10, "place_value"),
            (z / 10, "place_value"),
            (x + y, "added_instead"),
            (z * 100, "place_value"),
        ]
    else:
        steps = (
            [
                (
                    f"Multiply both by {10**py}: `{dec(x * 10**py)}÷{dec(y * 10**py)}`.",
                    f"同时乘 {10**py}：`{dec(x * 10**py)}÷{dec(y * 10**py)}`。",
                ),
                f"`{dec(x * 10**py)}÷{dec(y * 10**py)} = {dec(z)}`",
            ]
            if py
            else [
                (
                    "Divide as with whole numbers; put the point above the point.",
                    "按整数除法计算，商的小数点与被除数对齐。",
                ),
                f"`{a}÷{b} = {dec(z)}`",
            ]
        )
        wrong = [
            (z * 10, "place_value"),
            (z / 10, "place_value"),
            (z * 100, "place_value"),
            (x * y, "multiplied_instead"),
        ]
    return value(
        f"Work out `{a} {sign} {b}`.",
        f"计算 `{a} {sign} {b}`。",
        f"{a} {'/' if op == 'divide' else sign} {b}",
        dec(z),
        show=dec,
        steps=steps,
        wrong=[(dec(v), s) for v, s in wrong if v > 0 and ends(v)],
    )


_previous = ""
for _kind, (_en, _zh) in _DECIMALS.items():
    DECIMAL.add(
        _kind,
        _en,
        _zh,
        partial(_decimal, _kind),
        (f".{_previous}",)
        if _previous and not _kind.endswith((".same_places", ".by_whole"))
        else (),
    )
    _previous = _kind


def _long(kind: str, d: int, r: random.Random) -> Task | None:
    y = r.randint(11, 40 + 19 * d) if kind != "three_digit" else r.randint(101, 150 + 100 * d)
    q = (
        r.randint(12, 60 * d)
        if kind != "zero_in_quotient"
        else r.choice([101, 102, 104, 105, 106, 203, 204, 205, 307, 408, 502])
    )
    rest = r.randint(1, y - 1) if kind == "remainder" else 0
    x = q * y + rest
    if kind == "remainder":
        return value(
            f"Divide {x} by {y}. Give quotient and remainder.",
            f"{x} 除以 {y}，写出商和余数。",
            f"(quot({x}, {y}), rem({x}, {y}))",
            f"({q}, {rest})",
            answer=(f"quotient {q}, remainder {rest}", f"商 {q}，余 {rest}"),
            steps=[f"`{y}*{q} = {y * q}`", f"`{x} - {y * q} = {rest}`"],
            wrong=[
                (f"({q}, {y - rest})", "complement_instead"),
                (f"({q + 1}, {rest})", "off_by_one"),
                (f"({rest}, {q})", "swapped_results"),
            ],
        )
    if kind == "decimal_quotient":
        y = r.choice([12, 16, 20, 24, 25, 32, 40, 48])
        v = Fraction(
            r.choice(
                [n for n in range(11, 200 * d) if n % 10 and (n * y) % (10 if d < 3 else 100) == 0]
            ),
            10 if d < 3 else 100,
        )
        x = int(v * y)
        return value(
            f"Divide {x} by {y}. Go on past the decimal point.",
            f"{x} 除以 {y}，除到小数。",
            f"{x}/{y}",
            dec(v),
            show=dec,
            steps=[
                f"`{y}*{int(v)} = {y * int(v)}`",
                (
                    f"Remainder {x - y * int(v)}: add zeros and go on.",
                    f"余 {x - y * int(v)}：添零继续除。",
                ),
                f"`{x}÷{y} = {dec(v)}`",
            ],
            wrong=[
                (dec(v * 10), "place_value"),
                (str(int(v)), "remainder_dropped"),
                (f"{int(v)}.{x - y * int(v)}", "remainder_as_decimal"),
            ],
        )
    return value(
        f"Work out `{x}÷{y}`.",
        f"计算 `{x}÷{y}`。",
        f"{x}/{y}",
        q,
        steps=[
            (
                f"`{y}*{q // 10 * 10} = {y * (q // 10 * 10)}`, which leaves {x - y * (q // 10 * 10)}.",
                f"`{y}*{q // 10 * 10} = {y * (q // 10 * 10)}`，余 {x - y * (q // 10 * 10)}。",
            ),
            f"`{y}*{q % 10} = {y * (q % 10)}`",
        ],
        wrong=[
            (q + 1, "off_by_one"),
            (q * 10, "place_value"),
            (int(str(q).replace("0", "")) if "0" in str(q) else q - 10, "zero_dropped"),
            (q + 10, "arithmetic_slip"),
        ],
    )


for _kind, _en, _zh, _needs in (
    ("two_digit", "Divide by a two-digit number", "除数是两位数的除法", ()),
    (
        "remainder",
        "Divide by a two-digit number with a remainder",
        "除数是两位数的有余数除法",
        (".two_digit",),
    ),
    ("zero_in_quotient", "Divide where the quotient has a zero", "商中有零的除法", (".two_digit",)),
    ("three_digit", "Divide by a three-digit number", "除数是三位数的除法", (".two_digit",)),
    (
        "decimal_quotient",
        "Divide whole numbers to a decimal quotient",
        "整数除法商为小数",
        (".remainder",),
    ),
):
    DIVISION.add(_kind, _en, _zh, partial(_long, _kind), _needs)


def _forms(kind: str, d: int, r: random.Random) -> Task | None:
    if kind in ("terminating", "negative_terminating"):
        v = Fraction(
            r.randint(1, 9 * d),
            r.choice([2, 4, 5, 20] if d == 1 else [8, 20, 25, 40] if d == 2 else [16, 40, 80, 125]),
        )
        if v.denominator < 4 or (kind == "terminating" and v > 1 and d == 1):
            return None
        v = -v if kind.startswith("neg") else v
        return value(
            f"Write `{num(v)}` as a decimal.",
            f"把 `{num(v)}` 化成小数。",
            num(v),
            dec(v),
            form="decimal",
            steps=[
                (
                    f"Divide {abs(v.numerator)} by {v.denominator}.",
                    f"用 {abs(v.numerator)} 除以 {v.denominator}。",
                ),
                f"`{num(v)} = {dec(v)}`",
            ],
            wrong=[
                (dec(v * 10), "place_value"),
                (dec(v / 10), "place_value"),
                (
                    f"{'-' if v < 0 else ''}{abs(v.numerator)}.{v.denominator}",
                    "fraction_bar_as_point",
                ),
                (dec(-v), "sign_error"),
            ],
        )
    if kind == "terminates":
        ends_b = [4, 5, 8, 16, 20, 25, 40] if d < 3 else [16, 32, 40, 50, 64, 80, 125]
        not_b = [3, 6, 7, 9, 11, 12] if d < 3 else [14, 15, 18, 22, 24, 28, 30, 35]
        good, bad = r.choice(ends_b), r.sample(not_b, 3)
        tops = [r.choice([n for n in range(1, b) if gcd(n, b) == 1]) for b in [good, *bad]]
        rel = lambda b: f"divides({b}, 10^9)"
        options = [
            option(rel(b), f"`{t}/{b}`", "" if i == 0 else "endless_decimal")
            for i, (t, b) in enumerate(zip(tops, [good, *bad], strict=True))
        ]
        return choose(
            "Which fraction has a decimal that ends?",
            "哪个分数能化成有限小数？",
            options,
            rng=r,
            other=tuple(tops),
            steps=[
                (
                    "In lowest terms the denominator may hold only the primes 2 and 5.",
                    "最简分数的分母只含质因数 2 和 5。",
                ),
                (f"{good} is such a number.", f"{good} 符合。"),
            ],
        )
    if kind == "repeating":
        bottom = r.choice(
            [3, 6, 9] if d == 1 else [11, 12, 15, 18] if d == 2 else [22, 33, 37, 36, 45]
        )
        v = proper(r, [bottom])
        digits, rest, seen = "", v.numerator, {}
        while rest not in seen:
            seen[rest] = len(digits)
            digits += str(rest * 10 // bottom)
            rest = rest * 10 % bottom
        head, tail = digits[: seen[rest]], digits[seen[rest] :]
        places = r.randint(len(digits) + 1, len(digits) + 3)
        while True:
            full = digits + tail * 8
            break
        k = int(full[places - 1])
        return value(
            f"Divide to write `{num(v)}` as a decimal. Which digit stands in decimal place number {places}?",
            f"用除法把 `{num(v)}` 化成小数。小数点后第 {places} 位是几？",
            f"digit({num(v)}, 10^(-{places}))",
            k,
            steps=[
                (
                    f"The division gives 0.{head}{tail}{tail}… ; the digits {tail} repeat.",
                    f"除得 0.{head}{tail}{tail}…，循环节是 {tail}。",
                ),
                (f"Place {places} is {k}.", f"第 {places} 位是 {k}。"),
            ],
            wrong=[
                ((k + 1) % 10, "rounded_digit"),
                (int(full[places]), "off_by_one"),
                (int(full[places - 2]), "off_by_one"),
                (0, "thinks_it_ends"),
            ],
        )
    size = {"one_digit": 9, "two_digits": 99, "delayed": 90}[kind]
    n = (
        r.choice([k for k in range(1, size) if k % 11 or size == 9])
        if kind != "delayed"
        else r.choice([k for k in range(10, 90) if k % 9 and k % 10])
    )
    v = Fraction(n, size)
    if kind == "two_digits" and n < 10 and d < 3:
        return None
    if kind == "delayed":
        head, tail = divmod(n, 9)
        text, steps = (
            f"0.{head}{tail}{tail}{tail}…",
            [
                f"`x = 0.{head}{tail}{tail}{tail}…`",
                f"`10*x = {head}.{tail}{tail}{tail}…`",
                f"`100*x = {head}{tail}.{tail}{tail}{tail}…`",
                f"`90*x = {head * 10 + tail - head}`",
                f"`x = {num(v)}`",
            ],
        )
        given = f"90*x = {head}{tail} - {head}"
        if head * 10 + tail - head != n or head == 0:
            return None
        wrong = [
            (Fraction(head * 10 + tail, 99), "all_digits_repeat"),
            (Fraction(head * 10 + tail, 90), "subtraction_forgotten"),
            (Fraction(head * 10 + tail, 100), "thinks_it_ends"),
        ]
    else:
        w = 1 if size == 9 else 2
        text = f"0.{n:0{w}d}{n:0{w}d}{n:0{w}d}…"
        if d == 3 and kind == "one_digit":
            whole_part = r.randint(1, 5)
            text, v = f"{whole_part}.{n}{n}{n}…", v + whole_part
            given = f"9*x = {whole_part}{n} - {whole_part}"
        else:
            whole_part, given = 0, f"{size}*x = {n}"
        f = size + 1
        steps = [
            f"`x = {text}`",
            (
                f"Multiply by {f} and subtract `x`: `{size}*x = {v * size}`",
                f"乘 {f} 再减去 `x`：`{size}*x = {v * size}`",
            ),
            f"`x = {num(v)}`",
        ]
        wrong = [
            (Fraction(n, f) + whole_part, "thinks_it_ends"),
            (Fraction(n, size * 10) + whole_part, "place_value"),
            (Fraction(n, 90 if size == 9 else 999) + whole_part, "wrong_nines"),
        ]
    return solve(
        f"The decimal `{text}` goes on for ever in the same way. Write it as a fraction `x` in lowest terms.",
        f"循环小数 `{text}` 一直这样重复。把它写成最简分数 `x`。",
        given,
        "x",
        f"x = {num(v)}",
        steps=steps,
        wrong=[(f"x = {num(q)}", s) for q, s in wrong],
        other=_listed(text),
        answer=f"`{num(v)}`",
    )


def _listed(text: str) -> tuple[str, ...]:
    return (text.replace("…", ""),)


for _kind, _en, _zh, _needs, _std in (
    ("terminating", "Turn a fraction into a decimal that ends", "分数化有限小数", (), "7.NS.A.2.d"),
    (
        "negative_terminating",
        "Turn a negative fraction into a decimal",
        "负分数化小数",
        (".terminating", "rational.divide.integer.neg_pos"),
        "7.NS.A.2.d",
    ),
    (
        "terminates",
        "Tell which fractions have decimals that end",
        "判断分数能否化成有限小数",
        (".terminating", "common_factors.prime_powers"),
        "7.NS.A.2.d",
    ),
    (
        "repeating",
        "Find digits of a repeating decimal",
        "求循环小数的某一位",
        (".terminating",),
        "7.NS.A.2.d",
    ),
    (
        "one_digit",
        "Turn a decimal with one repeating digit into a fraction",
        "一位循环小数化分数",
        (".repeating", "equation.two_step.integer.multiply_add"),
        "8.NS.A.1",
    ),
    (
        "two_digits",
        "Turn a decimal with two repeating digits into a fraction",
        "两位循环小数化分数",
        (".one_digit",),
        "8.NS.A.1",
    ),
    (
        "delayed",
        "Turn a decimal into a fraction where the repeating starts later",
        "混循环小数化分数",
        (".two_digits",),
        "8.NS.A.1",
    ),
):
    FORMS.add(
        _kind,
        _en,
        _zh,
        partial(_forms, _kind),
        _needs,
        standard=_std,
        grade=8 if _std[0] == "8" else 7,
    )
