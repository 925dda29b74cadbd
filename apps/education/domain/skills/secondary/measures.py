"""Areas, circles, surfaces and volumes: find the measure, or a side from it."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.figures import angles, solids
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
    value,
)

AREA = Bank(
    "area_formula",
    "area_and_volume",
    6,
    "6.G.A.1",
    ("area.rectangle.missing", "fraction_products.area.rectangle"),
)
CIRCLE = Bank("circle", "area_and_volume", 7, "7.G.B.4", ("area_formula.parallelogram.whole",))
SOLID = Bank(
    "solid",
    "area_and_volume",
    6,
    "6.G.A.2",
    ("area_formula.triangle.whole", "volume.box.formula", "volume.packing"),
)

_NUMBERS = {
    "whole": ("with whole numbers", "整数"),
    "decimal": ("with decimals", "小数"),
    "fraction": ("with fractions", "分数"),
}


def _draw(kind: str, d: int, r: random.Random, low: int = 2) -> Fraction:
    if kind == "whole":
        return Fraction(r.randint(low, 6 + 5 * d))
    if kind == "decimal":
        return Fraction(r.choice([n for n in range(11, 60 + 40 * d) if n % 10]), 10)
    return r.randint(1, 2 + 2 * d) + proper(r, [2, 4] if d == 1 else [2, 3, 4, 5])


def _text(kind: str, v: Fraction) -> str:
    return dec(v) if kind == "decimal" else mixed(v)


def _show(kind: str):
    return (lambda v: dec(v) if ends(v) else num(v)) if kind == "decimal" else mixed


_PLANE = {
    "triangle": (
        "triangle",
        "三角形",
        "with base {a} cm and height {b} cm",
        "底 {a} 厘米、高 {b} 厘米",
        "({a})*({b})/2",
        "`A = b*h/2`",
    ),
    "parallelogram": (
        "parallelogram",
        "平行四边形",
        "with base {a} cm and height {b} cm",
        "底 {a} 厘米、高 {b} 厘米",
        "({a})*({b})",
        "`A = b*h`",
    ),
    "trapezoid": (
        "trapezoid",
        "梯形",
        "with parallel sides {a} cm and {c} cm and height {b} cm",
        "上下底为 {a} 厘米和 {c} 厘米、高 {b} 厘米",
        "(({a}) + ({c}))*({b})/2",
        "`A = (a + c)*h/2`",
    ),
    "rhombus": (
        "rhombus",
        "菱形",
        "with diagonals {a} cm and {b} cm",
        "对角线为 {a} 厘米和 {b} 厘米",
        "({a})*({b})/2",
        "`A = e*f/2`",
    ),
    "right_triangle": (
        "right triangle",
        "直角三角形",
        "whose sides at the right angle are {a} cm and {b} cm",
        "两直角边为 {a} 厘米和 {b} 厘米",
        "({a})*({b})/2",
        "`A = a*b/2`",
    ),
}


def _figure(shape: str, sizes: tuple[Fraction, Fraction, Fraction], labels: tuple[str, str, str]):
    """The longer of base (or diagonal) and height is drawn longer; the letters are in cm."""
    a, b, c = labels
    en, zh = (
        f"A {_PLANE[shape][0]} with its measures in cm: {a}, {b}"
        + (f", {c}." if shape == "trapezoid" else "."),
        f"{_PLANE[shape][1]}，尺寸（厘米）：{a}、{b}"
        + (f"、{c}。" if shape == "trapezoid" else "。"),
    )
    wide, high, top_share = float(sizes[0]), float(sizes[1]), float(sizes[2] / sizes[0])
    w, h = (
        (120.0, max(50.0, 120 * high / wide))
        if wide >= high
        else (90.0, min(130.0, 90 * high / wide))
    )
    left, top = 24.0, 26.0
    right, low = left + w, top + h
    beside = 5 + 2.7 * len(b)
    if shape == "triangle":
        apex = left + 0.35 * w
        return angles.shape(
            [(left, low), (right, low), (apex, top)],
            [(left + w / 2, low + 14, a), (apex + beside, low - h * 0.25, b)],
            en,
            zh,
            [(apex, top, apex, low)],
        )
    if shape == "parallelogram":
        return angles.shape(
            [(left, low), (right, low), (right + 28, top), (left + 28, top)],
            [(left + w / 2, low + 14, a), (left + 28 + beside, low - h / 2, b)],
            en,
            zh,
            [(left + 28, top, left + 28, low)],
        )
    if shape == "trapezoid":
        upper = w * min(0.85, max(0.35, top_share))
        foot = left + (w - upper) * 0.45
        return angles.shape(
            [(left, low), (right, low), (foot + upper, top), (foot, top)],
            [
                (left + w / 2, low + 14, a),
                (foot + upper / 2, top - 6, c),
                (foot + beside, low - h / 2, b),
            ],
            en,
            zh,
            [(foot, top, foot, low)],
        )
    if shape == "rhombus":
        x, y = left + w / 2, top + h / 2
        return angles.shape(
            [(left, y), (x, top), (right, y), (x, low)],
            [(x - w / 4, y - 4, a), (x + beside, y + h * 0.2, b)],
            en,
            zh,
            [(left, y, right, y), (x, top, x, low)],
        )
    shift = 2 * beside
    corners = [(left + shift, low), (right + shift, low), (left + shift, top)]
    return angles.shape(
        corners, [(left + shift + w / 2, low + 14, a), (left + beside, low - h / 2, b)], en, zh
    )


def _area(shape: str, kind: str, back: bool, d: int, r: random.Random) -> Task | None:
    en, zh, with_en, with_zh, expression, law = _PLANE[shape]
    a, b, c = (_draw(kind, d, r) for _ in range(3))
    half = shape not in ("parallelogram",)
    area = (a + c) * b / 2 if shape == "trapezoid" else a * b / 2 if half else a * b
    if (
        a == b
        or (a <= c and shape == "trapezoid")
        or (kind == "whole" and area.denominator > (1 if d < 3 or back else 2))
        or (kind == "fraction" and area.denominator > 50)
    ):
        return None
    ta, tb, tc, show = _text(kind, a), _text(kind, b), _text(kind, c), _show(kind)
    full = {"a": ta, "b": tb, "c": tc}
    marked = {k: f"`{v}`" for k, v in full.items()}
    double = area * 2 if half else area / 2
    if not back:
        tail = (
            expression.format(**full).replace("(", "").replace(")", "")
            if kind != "fraction" and shape != "trapezoid"
            else expression.format(**full)
        )
        return value(
            f"Find the area of a {en} {with_en.format(**marked)}.",
            f"{zh}{with_zh.format(**marked)}，求面积。",
            expression.format(**full),
            show(area),
            unit="cm2",
            drawing=_figure(shape, (a, b, c), (ta, tb, tc)),
            steps=[law, f"`A = {tail} = {show(area)}`"],
            wrong=[
                (show(double), "half_forgotten" if half else "half_not_needed"),
                (show(a + b + (c if shape == "trapezoid" else 0)), "perimeter_for_area"),
                (
                    show(a * b / 2 if shape == "trapezoid" else area + a),
                    "one_base_only" if shape == "trapezoid" else "arithmetic_slip",
                ),
                (show(area + b), "arithmetic_slip"),
            ],
        )
    want, given_parts = (
        ("height", "高")
        if shape not in ("rhombus", "right_triangle")
        else (
            ("other diagonal", "另一条对角线")
            if shape == "rhombus"
            else ("other side at the right angle", "另一条直角边")
        ),
        None,
    )
    first = {
        "triangle": ("base {a} cm", "底 {a} 厘米"),
        "parallelogram": ("base {a} cm", "底 {a} 厘米"),
        "trapezoid": ("parallel sides {a} cm and {c} cm", "上下底 {a} 厘米和 {c} 厘米"),
        "rhombus": ("one diagonal {a} cm", "一条对角线 {a} 厘米"),
        "right_triangle": ("one side at the right angle {a} cm", "一条直角边 {a} 厘米"),
    }[shape]
    base = f"({ta}) + ({tc})" if shape == "trapezoid" else ta
    expression = f"2*({show(area)})/({base})" if half else f"({show(area)})/({base})"
    del given_parts
    return value(
        f"A {en} has area `{show(area)}` cm² and {first[0].format(**marked)}. Find the {want[0]}.",
        f"{zh}面积 `{show(area)}` 平方厘米，{first[1].format(**marked)}。求{want[1]}。",
        expression,
        show(b),
        unit="cm",
        steps=[law, f"`{expression} = {show(b)}`"],
        other=(2,),
        wrong=[
            (show(b / 2 if half else b * 2), "half_forgotten" if half else "half_not_needed"),
            (show(area - a if area > a else area + a), "subtracted_instead"),
            (show(b + 1), "arithmetic_slip"),
            (show(b * 4), "arithmetic_slip"),
        ],
    )


for _shape, (_en, _zh, *_rest) in _PLANE.items():
    for _kind, (_ken, _kzh) in _NUMBERS.items():
        _needs = (
            [f".{_shape}.whole"]
            if _kind != "whole"
            else {
                "triangle": [".right_triangle.whole"],
                "parallelogram": [],
                "trapezoid": [".triangle.whole"],
                "rhombus": [".triangle.whole"],
                "right_triangle": [".parallelogram.whole"],
            }[_shape]
        )
        AREA.add(
            f"{_shape}.{_kind}",
            f"Find the area of a {_en} {_ken}",
            f"求{_zh}面积（{_kzh}）",
            partial(_area, _shape, _kind, False),
            _needs,
        )
    AREA.add(
        f"{_shape}.side",
        f"Find a length in a {_en} from its area",
        f"已知{_zh}面积求长度",
        partial(_area, _shape, "whole", True),
        (f".{_shape}.whole", "equation.one_step.whole.multiply"),
        grade=7,
        standard="7.G.B.6",
    )


def _composite(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(7, 10 + 3 * d), r.randint(7, 10 + 3 * d)
    c, e = r.randint(2, a - 3), r.randint(2, b - 3)
    en, zh = "", ""
    if kind == "l_shape":
        area, given = a * b - c * e, f"{a}*{b} - {c}*{e}"
        en, zh = (
            f"An L-shape: a rectangle of {a} cm by {b} cm with a corner of {c} cm by {e} cm cut away.",
            f"L 形：{a} 厘米乘 {b} 厘米的长方形缺一个 {c} 厘米乘 {e} 厘米的角。",
        )
        x, y = 20 + 120 * (a - c) / a, 20 + 90 * e / b
        drawing = angles.shape(
            [(20, 20), (x, 20), (x, y), (140, y), (140, 110), (20, 110)],
            [
                (80, 123, str(a)),
                (10, 68, str(b)),
                ((x + 140) / 2, y - 4, str(c)),
                (x + 9, (20 + y) / 2 + 3, str(e)),
            ],
            en,
            zh,
        )
        ask = (
            "The corners are right angles, the lengths are in cm. Find the area of the figure.",
            "各角都是直角，长度单位是厘米。求图形的面积。",
        )
        slip = [
            (a * b, "part_left_out"),
            (a * b + c * e, "added_instead"),
            (2 * (a + b), "perimeter_for_area"),
            (a * b - c - e, "arithmetic_slip"),
        ]
        steps = [f"`{a}*{b} - {c}*{e} = {area}`"]
    elif kind == "house":
        h = 2 * r.randint(1, 4)
        area, given = a * b + a * h // 2, f"{a}*{b} + {a}*{h}/2"
        drawing = angles.shape(
            [(30, 60), (80, 20), (130, 60), (130, 125), (30, 125)],
            [(80, 138, str(a)), (18, 95, str(b)), (90, 48, str(h))],
            f"A rectangle {a} by {b} cm with a triangle of height {h} cm on its side of {a} cm.",
            f"{a} 乘 {b} 厘米的长方形，{a} 厘米的边上有高 {h} 厘米的三角形。",
            [(30, 60, 130, 60), (80, 20, 80, 60)],
        )
        ask = (
            f"A wall is a rectangle, {a} m wide and {b} m high, with a triangle of height {h} m on top. Find its area.",
            f"一面墙由宽 {a} 米、高 {b} 米的长方形和上方高 {h} 米的三角形组成。求面积。",
        )
        slip = [
            (a * b + a * h, "half_forgotten"),
            (a * b, "part_left_out"),
            (a * (b + h) // 2 if a * (b + h) % 2 == 0 else a * b + 1, "half_of_all"),
        ]
        steps = [
            f"`{a}*{b} = {a * b}`",
            f"`{a}*{h}/2 = {a * h // 2}`",
            f"`{a * b} + {a * h // 2} = {area}`",
        ]
    elif kind == "frame":
        w = r.randint(1, 3)
        area, given = a * b - (a - 2 * w) * (b - 2 * w), f"{a}*{b} - ({a} - 2*{w})*({b} - 2*{w})"
        drawing = angles.shape(
            [(20, 20), (150, 20), (150, 110), (20, 110)],
            [(85, 124, str(a)), (10, 68, str(b)), (28, 68, str(w))],
            f"A frame {a} by {b} cm outside, {w} cm wide all round.",
            f"画框外边 {a} 乘 {b} 厘米，四周宽 {w} 厘米。",
            more=[[(38, 36), (132, 36), (132, 94), (38, 94)]],
        )
        ask = (
            f"A picture frame measures {a} cm by {b} cm outside and is {w} cm wide all round. Find the area of the frame alone.",
            f"画框外边 {a} 厘米乘 {b} 厘米，四周框宽 {w} 厘米。求框本身的面积。",
        )
        slip = [
            (a * b - (a - w) * (b - w), "one_side_only"),
            ((a - 2 * w) * (b - 2 * w), "wrong_part"),
            (a * b, "part_left_out"),
        ]
        steps = [
            f"`{a} - 2*{w} = {a - 2 * w}`",
            f"`{b} - 2*{w} = {b - 2 * w}`",
            f"`{a * b} - {(a - 2 * w) * (b - 2 * w)} = {area}`",
        ]
    else:
        p, q = 2 * r.randint(2, 5 + d), r.randint(3, 6 + d)
        area, given = p * q, f"2*({p}*{q}/2)"
        drawing = angles.shape(
            [(20, 60), (60, 20), (150, 60), (60, 100)],
            [(80, 56, str(p)), (52, 45, str(q))],
            f"A kite. One diagonal measures {p} cm; it cuts the other one into halves of {q} cm.",
            f"筝形。一条对角线 {p} 厘米，把另一条平分成 {q} 厘米的两段。",
            [(20, 60, 150, 60), (60, 20, 60, 100)],
        )
        ask = (
            f"A kite has a diagonal of {p} cm that cuts the other one into two halves of {q} cm. Find its area.",
            f"筝形的一条对角线 {p} 厘米，把另一条对角线平分成 {q} 厘米的两段。求面积。",
        )
        slip = [
            (p * q // 2, "part_left_out"),
            (2 * p * q, "half_forgotten"),
            (p + q, "perimeter_for_area"),
        ]
        steps = [
            (f"Two triangles with base {p} and height {q}.", f"两个底 {p}、高 {q} 的三角形。"),
            f"`2*({p}*{q}/2) = {area}`",
        ]
    return value(
        *ask,
        given,
        area,
        unit="m2" if kind == "house" else "cm2",
        drawing=drawing,
        steps=steps,
        wrong=slip,
        other=(2,),
    )


for _kind, _en, _zh in (
    ("l_shape", "Find the area of an L-shape", "求 L 形面积"),
    ("house", "Find the area of a rectangle with a triangle", "求长方形加三角形的面积"),
    ("frame", "Find the area of a frame", "求框形面积"),
    ("kite", "Find the area of a kite from two triangles", "用两个三角形求筝形面积"),
):
    AREA.add(
        f"composite.{_kind}",
        _en,
        _zh,
        partial(_composite, _kind),
        (".triangle.whole",)
        if _kind != "l_shape" and _kind != "frame"
        else (".parallelogram.whole",),
    )

_ROUND = {
    "circumference_radius": ("Find a circumference from the radius", "已知半径求周长"),
    "circumference_diameter": ("Find a circumference from the diameter", "已知直径求周长"),
    "area_radius": ("Find the area of a circle from the radius", "已知半径求圆面积"),
    "area_diameter": ("Find the area of a circle from the diameter", "已知直径求圆面积"),
    "radius_from_circumference": ("Find the radius from the circumference", "已知周长求半径"),
    "diameter_from_circumference": ("Find the diameter from the circumference", "已知周长求直径"),
    "radius_from_area": ("Find the radius from the area of a circle", "已知圆面积求半径"),
    "area_from_circumference": ("Find the area from the circumference", "已知周长求面积"),
    "half_area": ("Find the area of half a circle", "求半圆面积"),
    "half_perimeter": ("Find the perimeter of half a circle", "求半圆周长"),
    "quarter_area": ("Find the area of a quarter circle", "求四分之一圆面积"),
    "ring": ("Find the area of a ring", "求圆环面积"),
    "square_with_hole": ("Find the area of a square with a round hole", "求正方形挖去圆的面积"),
    "decimal_circumference": ("Find a circumference with 3.14", "取 3.14 求圆周长"),
    "decimal_area": ("Find a circle's area with 3.14", "取 3.14 求圆面积"),
    "wheel": ("Find how far a wheel rolls", "求轮子滚动的路程"),
    "sector_area": ("Find the area of a sector", "求扇形面积"),
    "arc_length": ("Find the length of an arc", "求弧长"),
}


def _pi(v: Fraction | int, rest: str = "") -> str:
    v = Fraction(v)
    body = (
        "pi"
        if v == 1
        else f"{v.numerator}*pi"
        if v.denominator == 1
        else f"{v.numerator if v.numerator != 1 else ''}{'*' if v.numerator != 1 else ''}pi/{v.denominator}"
    )
    return body + rest


def _circle(kind: str, d: int, r: random.Random) -> Task | None:
    q = r.randint(2, 5 + 4 * d)
    big = q + r.randint(1, 3 + d)
    angle = r.choice(
        [60, 90, 120, 180]
        if d == 1
        else [30, 45, 72, 40, 270]
        if d == 2
        else [36, 100, 150, 210, 240, 300]
    )
    area, around = _pi(q * q), _pi(2 * q)
    exact_en, exact_zh = " Leave `pi` in the answer.", "结果保留 `pi`。"
    told = (
        f"A circle with its {'diameter' if 'diameter' in kind else 'radius'} marked.",
        f"标有{'直径' if 'diameter' in kind else '半径'}的圆。",
    )
    table = {
        "circumference_radius": (
            f"A circle has radius {q} cm. Find its circumference.",
            f"圆的半径是 {q} 厘米，求周长。",
            f"2*pi*{q}",
            around,
            "cm",
            [
                (area, "area_for_circumference"),
                (_pi(q), "diameter_radius_mixed"),
                (_pi(4 * q), "diameter_radius_mixed"),
            ],
            "`C = 2*pi*r`",
        ),
        "circumference_diameter": (
            f"A circle has diameter {2 * q} cm. Find its circumference.",
            f"圆的直径是 {2 * q} 厘米，求周长。",
            f"pi*{2 * q}",
            around,
            "cm",
            [
                (_pi(4 * q), "diameter_radius_mixed"),
                (area, "area_for_circumference"),
                (_pi(q), "diameter_radius_mixed"),
            ],
            "`C = pi*d`",
        ),
        "area_radius": (
            f"A circle has radius {q} cm. Find its area.",
            f"圆的半径是 {q} 厘米，求面积。",
            f"pi*{q}^2",
            area,
            "cm2",
            [
                (around, "circumference_for_area"),
                (_pi(4 * q * q), "diameter_radius_mixed"),
                (_pi(q), "square_forgotten"),
                (_pi(q * q * 2), "doubled_for_squared"),
            ],
            "`A = pi*r^2`",
        ),
        "area_diameter": (
            f"A circle has diameter {2 * q} cm. Find its area.",
            f"圆的直径是 {2 * q} 厘米，求面积。",
            f"pi*({2 * q}/2)^2",
            area,
            "cm2",
            [
                (_pi(4 * q * q), "diameter_radius_mixed"),
                (around, "circumference_for_area"),
                (_pi(q), "square_forgotten"),
            ],
            "`A = pi*r^2`",
        ),
        "radius_from_circumference": (
            f"The circumference of a circle is `{around}` cm. Find its radius.",
            f"圆的周长是 `{around}` 厘米，求半径。",
            f"{around}/(2*pi)",
            str(q),
            "cm",
            [
                (str(2 * q), "diameter_radius_mixed"),
                (str(4 * q), "diameter_radius_mixed"),
                (_pi(q), "pi_left_in"),
            ],
            "`r = C/(2*pi)`",
        ),
        "diameter_from_circumference": (
            f"The circumference of a circle is `{around}` cm. Find its diameter.",
            f"圆的周长是 `{around}` 厘米，求直径。",
            f"{around}/pi",
            str(2 * q),
            "cm",
            [
                (str(q), "diameter_radius_mixed"),
                (str(4 * q), "diameter_radius_mixed"),
                (_pi(2 * q), "pi_left_in"),
            ],
            "`d = C/pi`",
        ),
        "radius_from_area": (
            f"The area of a circle is `{area}` cm². Find its radius.",
            f"圆的面积是 `{area}` 平方厘米，求半径。",
            f"sqrt({area}/pi)",
            str(q),
            "cm",
            [
                (str(q * q), "root_forgotten"),
                (num(Fraction(q * q, 2)), "halved_for_root"),
                (str(2 * q), "diameter_radius_mixed"),
            ],
            "`r = sqrt(A/pi)`",
        ),
        "area_from_circumference": (
            f"The circumference of a circle is `{around}` cm. Find its area.",
            f"圆的周长是 `{around}` 厘米，求面积。",
            f"pi*({around}/(2*pi))^2",
            area,
            "cm2",
            [
                (_pi(4 * q * q), "diameter_radius_mixed"),
                (_pi(q), "square_forgotten"),
                (str(q * q), "pi_left_out"),
            ],
            "`r = C/(2*pi)`",
        ),
        "half_area": (
            f"Find the area of a half circle with radius {q} cm.",
            f"求半径 {q} 厘米的半圆面积。",
            f"pi*{q}^2/2",
            _pi(Fraction(q * q, 2)),
            "cm2",
            [
                (area, "part_ignored"),
                (_pi(q), "square_forgotten"),
                (_pi(Fraction(q * q, 4)), "wrong_part"),
            ],
            "`A = pi*r^2/2`",
        ),
        "half_perimeter": (
            f"Find the perimeter of a half circle with radius {q} cm, straight side included.",
            f"求半径 {q} 厘米的半圆周长（含直径）。",
            f"pi*{q} + 2*{q}",
            f"{_pi(q)} + {2 * q}",
            "cm",
            [
                (_pi(q), "straight_side_forgotten"),
                (f"{_pi(2 * q)} + {2 * q}", "part_ignored"),
                (f"{_pi(q)} + {q}", "diameter_radius_mixed"),
            ],
            "`P = pi*r + 2*r`",
        ),
        "quarter_area": (
            f"Find the area of a quarter circle with radius {q} cm.",
            f"求半径 {q} 厘米的四分之一圆的面积。",
            f"pi*{q}^2/4",
            _pi(Fraction(q * q, 4)),
            "cm2",
            [
                (area, "part_ignored"),
                (_pi(Fraction(q, 2)), "circumference_for_area"),
                (_pi(Fraction(q * q, 2)), "wrong_part"),
            ],
            "`A = pi*r^2/4`",
        ),
        "ring": (
            f"Two circles have the same centre and radii {big} cm and {q} cm. Find the area between them.",
            f"两个同心圆半径为 {big} 厘米和 {q} 厘米，求圆环面积。",
            f"pi*{big}^2 - pi*{q}^2",
            _pi(big * big - q * q),
            "cm2",
            [
                (_pi((big - q) ** 2), "squared_after_subtracting"),
                (_pi(big * big + q * q), "added_instead"),
                (_pi(2 * big - 2 * q), "circumference_for_area"),
            ],
            "`A = pi*R^2 - pi*r^2`",
        ),
        "square_with_hole": (
            f"A circle of radius {q} cm is cut out of a square with side {2 * big} cm. Find the area that is left.",
            f"从边长 {2 * big} 厘米的正方形中剪去半径 {q} 厘米的圆，求剩余面积。",
            f"{2 * big}^2 - pi*{q}^2",
            f"{4 * big * big} - {_pi(q * q)}",
            "cm2",
            [
                (f"{8 * big} - {_pi(q * q)}", "perimeter_for_area"),
                (f"{4 * big * big} - {_pi(2 * q)}", "circumference_for_area"),
                (f"{4 * big * big} + {_pi(q * q)}", "added_instead"),
            ],
            "`A = s^2 - pi*r^2`",
        ),
        "decimal_circumference": (
            f"Use 3.14 for `pi`. A circle has radius {q} cm. Find its circumference.",
            f"`pi` 取 3.14。圆的半径 {q} 厘米，求周长。",
            f"2*3.14*{q}",
            dec(Fraction(628 * q, 100)),
            "cm",
            [
                (dec(Fraction(314 * q, 100)), "diameter_radius_mixed"),
                (dec(Fraction(314 * q * q, 100)), "area_for_circumference"),
                (dec(Fraction(628 * q, 10)), "place_value"),
            ],
            "`C = 2*pi*r`",
        ),
        "decimal_area": (
            f"Use 3.14 for `pi`. A circle has radius {q} cm. Find its area.",
            f"`pi` 取 3.14。圆的半径 {q} 厘米，求面积。",
            f"3.14*{q}^2",
            dec(Fraction(314 * q * q, 100)),
            "cm2",
            [
                (dec(Fraction(628 * q, 100)), "circumference_for_area"),
                (dec(Fraction(314 * q, 100)), "square_forgotten"),
                (dec(Fraction(314 * q * q * 4, 100)), "diameter_radius_mixed"),
            ],
            "`A = pi*r^2`",
        ),
        "wheel": (
            f"Use 3.14 for `pi`. A wheel has diameter {10 * q} cm. How far does it roll in {big} turns?",
            f"`pi` 取 3.14。轮子直径 {10 * q} 厘米，转 {big} 圈滚动多远？",
            f"3.14*{10 * q}*{big}",
            dec(Fraction(3140 * q * big, 100)),
            "cm",
            [
                (dec(Fraction(3140 * q, 100)), "stopped_early"),
                (dec(Fraction(6280 * q * big, 100)), "diameter_radius_mixed"),
                (dec(Fraction(3140 * q * big, 1000)), "place_value"),
            ],
            "`C = pi*d`",
        ),
        "sector_area": (
            f"A sector has radius {q} cm and an angle of {angle}°. Find its area.",
            f"扇形半径 {q} 厘米，圆心角 {angle}°，求面积。",
            f"{angle}/360*pi*{q}^2",
            _pi(Fraction(angle * q * q, 360)),
            "cm2",
            [
                (area, "part_ignored"),
                (_pi(Fraction(angle * 2 * q, 360)), "arc_for_sector"),
                (_pi(Fraction(angle * q * q, 180)), "half_turn_for_full"),
            ],
            "`A = alpha/360*pi*r^2`",
        ),
        "arc_length": (
            f"An arc belongs to an angle of {angle}° in a circle of radius {q} cm. Find its length.",
            f"半径 {q} 厘米的圆中，{angle}° 圆心角所对的弧长是多少？",
            f"{angle}/360*2*pi*{q}",
            _pi(Fraction(angle * 2 * q, 360)),
            "cm",
            [
                (around, "part_ignored"),
                (_pi(Fraction(angle * q * q, 360)), "sector_for_arc"),
                (_pi(Fraction(angle * q, 360)), "diameter_radius_mixed"),
            ],
            "`l = alpha/360*2*pi*r`",
        ),
    }
    en, zh, given, key, unit, wrong, law = table[kind]
    if "pi" in key:
        en, zh = en + exact_en, zh + exact_zh
    across = "diameter" in kind
    drawing = (
        solids.circle(f"{2 * q}" if across else f"{q}", *told, across=across)
        if kind.startswith(("circumference_", "area_radius", "area_diameter"))
        else None
    )
    return value(
        en,
        zh,
        given,
        key,
        unit=unit,
        drawing=drawing,
        steps=[law, f"`{given} = {key}`"],
        wrong=wrong,
        other=(360, 2),
    )


for _kind, (_en, _zh) in _ROUND.items():
    _needs = {"circumference_radius": ("percent_form.percent_to_decimal.whole",)}.get(
        _kind,
        (".circumference_radius",)
        if ("circumference" in _kind and _kind != "area_from_circumference")
        or _kind in ("wheel", "arc_length", "half_perimeter")
        else ()
        if _kind == "area_radius"
        else (".area_radius",),
    )
    CIRCLE.add(
        _kind,
        _en,
        _zh,
        partial(_circle, _kind),
        _needs,
        grade=10 if _kind in ("sector_area", "arc_length") else 7,
        standard="HSG.C.B.5" if _kind in ("sector_area", "arc_length") else "7.G.B.4",
    )

_BODIES = {
    "box_volume": ("Find the volume of a box", "求长方体体积", 6, "6.G.A.2"),
    "box_fraction": (
        "Find the volume of a box with fractions",
        "求长方体体积（分数）",
        6,
        "6.G.A.2",
    ),
    "box_decimal": ("Find the volume of a box with decimals", "求长方体体积（小数）", 6, "6.G.A.2"),
    "box_edge": ("Find an edge of a box from its volume", "已知长方体体积求棱长", 7, "7.G.B.6"),
    "cube_edge": ("Find the edge of a cube from its volume", "已知正方体体积求棱长", 8, "8.EE.A.2"),
    "small_cubes": (
        "Count the small cubes that fill a box",
        "求填满长方体的小正方体个数",
        6,
        "6.G.A.2",
    ),
    "box_surface": ("Find the surface of a box", "求长方体表面积", 6, "6.G.A.4"),
    "cube_surface": ("Find the surface of a cube", "求正方体表面积", 6, "6.G.A.4"),
    "cube_from_surface": (
        "Find the edge of a cube from its surface",
        "已知正方体表面积求棱长",
        8,
        "7.G.B.6",
    ),
    "open_box": ("Find the surface of an open box", "求无盖长方体的表面积", 7, "7.G.B.6"),
    "triangular_prism_volume": (
        "Find the volume of a triangular prism",
        "求三棱柱体积",
        7,
        "7.G.B.6",
    ),
    "triangular_prism_surface": (
        "Find the surface of a right triangular prism",
        "求直三棱柱表面积",
        7,
        "6.G.A.4",
    ),
    "pyramid_surface": ("Find the surface of a square pyramid", "求正四棱锥表面积", 7, "6.G.A.4"),
    "pyramid_volume": ("Find the volume of a square pyramid", "求正四棱锥体积", 10, "HSG.GMD.A.3"),
    "prism_base": (
        "Find the volume of a prism from its base",
        "已知底面积求棱柱体积",
        7,
        "7.G.B.6",
    ),
    "cylinder_volume": ("Find the volume of a cylinder", "求圆柱体积", 8, "8.G.C.9"),
    "cylinder_diameter": (
        "Find the volume of a cylinder from its diameter",
        "已知直径求圆柱体积",
        8,
        "8.G.C.9",
    ),
    "cylinder_height": (
        "Find the height of a cylinder from its volume",
        "已知圆柱体积求高",
        8,
        "8.G.C.9",
    ),
    "cylinder_surface": ("Find the surface of a cylinder", "求圆柱表面积", 8, "7.G.B.6"),
    "cone_volume": ("Find the volume of a cone", "求圆锥体积", 8, "8.G.C.9"),
    "cone_height": ("Find the height of a cone from its volume", "已知圆锥体积求高", 8, "8.G.C.9"),
    "ball_volume": ("Find the volume of a ball", "求球体积", 8, "8.G.C.9"),
    "ball_surface": ("Find the surface of a ball", "求球表面积", 10, "HSG.GMD.A.3"),
    "half_ball": ("Find the volume of half a ball", "求半球体积", 8, "8.G.C.9"),
    "cylinder_and_cone": (
        "Find the volume of a cylinder with a cone on top",
        "求圆柱加圆锥的体积",
        8,
        "8.G.C.9",
    ),
    "box_with_hole": ("Find the volume of a block with a hole", "求有孔长方体的体积", 7, "7.G.B.6"),
    "scaled_volume": (
        "Find a volume after scaling all edges",
        "棱长按比例放大后的体积",
        10,
        "HSG.GMD.A.3",
    ),
    "density": ("Find a mass from volume and density", "由体积和密度求质量", 10, "HSG.MG.A.2"),
}


def _solid(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = (r.randint(2, 5 + 3 * d) for _ in range(3))
    q, h = r.randint(2, 4 + 2 * d), r.randint(3, 6 + 4 * d)
    box_told = ("A box with its three edge lengths.", "标有三条棱长的长方体。")
    pi_en, pi_zh = " Leave `pi` in the answer.", "结果保留 `pi`。"
    if kind in ("box_fraction", "box_decimal"):
        t = "fraction" if kind == "box_fraction" else "decimal"
        x, y, z = _draw(t, min(d, 2), r), _draw("whole", 1, r), _draw(t, 1, r)
        tx, ty, tz, show = _text(t, x), num(y), _text(t, z), _show(t)
        v = x * y * z
        return value(
            f"A box is `{tx}` cm long, {ty} cm wide and `{tz}` cm high. Find its volume.",
            f"长方体长 `{tx}` 厘米、宽 {ty} 厘米、高 `{tz}` 厘米，求体积。",
            f"({tx})*{ty}*({tz})",
            show(v),
            unit="cm3",
            drawing=solids.box(tx, ty, tz, *box_told),
            steps=[
                "`V = l*w*h`",
                f"`{par(num(x)) if t == 'fraction' else tx}*{ty}*{par(num(z)) if t == 'fraction' else tz} = {show(v)}`",
            ],
            wrong=[
                (show(x + y + z), "added_instead"),
                (show(v * 2), "arithmetic_slip"),
                (show(x * y), "stopped_early"),
                (show(v + y), "arithmetic_slip"),
            ],
        )
    if kind == "box_volume":
        texts = (
            f"A box is {a} cm long, {b} cm wide and {c} cm high. Find its volume.",
            f"长方体长 {a} 厘米、宽 {b} 厘米、高 {c} 厘米，求体积。",
            f"{a}*{b}*{c}",
            a * b * c,
            "cm3",
            [
                (a + b + c, "added_instead"),
                (2 * (a * b + b * c + a * c), "surface_for_volume"),
                (a * b, "stopped_early"),
            ],
            ["`V = l*w*h`"],
            solids.box(str(a), str(b), str(c), *box_told),
        )
    elif kind == "box_edge":
        texts = (
            f"A box has volume {a * b * c} cm³. It is {a} cm long and {b} cm wide. Find its height.",
            f"长方体体积 {a * b * c} 立方厘米，长 {a} 厘米、宽 {b} 厘米，求高。",
            f"{a * b * c}/({a}*{b})",
            c,
            "cm",
            [
                (b * c, "stopped_early"),
                (a * b * c - a * b, "subtracted_instead"),
                (a * b * c - a - b, "subtracted_instead"),
                (c + 1, "arithmetic_slip"),
            ],
            ["`h = V/(l*w)`"],
            None,
        )
    elif kind == "cube_edge":
        texts = (
            f"A cube has volume {a**3} cm³. Find its edge.",
            f"正方体体积 {a**3} 立方厘米，求棱长。",
            f"root({a**3}, 3)",
            a,
            "cm",
            [
                (Fraction(a**3, 3), "divided_for_root"),
                (a * a, "root_forgotten"),
                (3 * a, "arithmetic_slip"),
            ],
            [f"`{a}^3 = {a**3}`"],
            None,
        )
    elif kind == "small_cubes":
        p = r.choice([2, 3, 4])
        texts = (
            f"How many cubes with edge `1/{p}` cm fill a box of {a} cm by {b} cm by `{mixed(Fraction(c, p))}` cm?",
            f"棱长 `1/{p}` 厘米的小正方体，填满 {a} 厘米乘 {b} 厘米乘 `{mixed(Fraction(c, p))}` 厘米的盒子需要多少个？",
            f"{a}*{b}*({mixed(Fraction(c, p))})/(1/{p})^3",
            a * p * b * p * c,
            "# cubes|# 个",
            [
                (Fraction(a * b * c, p), "volume_for_count"),
                (a * b * c * p, "one_direction_only"),
                (a * b * c, "one_direction_only"),
            ],
            [
                (
                    f"Along the edges fit {a * p}, {b * p} and {c} cubes.",
                    f"沿各棱可放 {a * p}、{b * p} 和 {c} 个。",
                ),
                f"`{a * p}*{b * p}*{c} = {a * p * b * p * c}`",
            ],
            None,
        )
    elif kind == "box_surface":
        v = 2 * (a * b + b * c + a * c)
        texts = (
            f"A box is {a} cm long, {b} cm wide and {c} cm high. Find its surface area.",
            f"长方体长 {a} 厘米、宽 {b} 厘米、高 {c} 厘米，求表面积。",
            f"2*({a}*{b} + {b}*{c} + {a}*{c})",
            v,
            "cm2",
            [
                (v // 2, "half_the_faces"),
                (a * b * c, "volume_for_surface"),
                (2 * a * b + 2 * b * c, "faces_left_out"),
            ],
            ["`S = 2*(l*w + w*h + l*h)`", f"`2*({a * b} + {b * c} + {a * c}) = {v}`"],
            solids.box(str(a), str(b), str(c), *box_told),
        )
    elif kind == "open_box":
        v = a * b + 2 * b * c + 2 * a * c
        texts = (
            f"An open box without a lid is {a} cm long, {b} cm wide and {c} cm high. How much cardboard is its surface?",
            f"无盖纸盒长 {a} 厘米、宽 {b} 厘米、高 {c} 厘米。需要多少纸板？",
            f"{a}*{b} + 2*{b}*{c} + 2*{a}*{c}",
            v,
            "cm2",
            [
                (v + a * b, "lid_counted"),
                (a * b * c, "volume_for_surface"),
                (a * b + b * c + a * c, "half_the_faces"),
            ],
            [f"`{a}*{b} + 2*{b}*{c} + 2*{a}*{c} = {v}`"],
            None,
        )
    elif kind in ("cube_surface", "cube_from_surface"):
        if kind == "cube_surface":
            texts = (
                f"Find the surface area of a cube with edge {a} cm.",
                f"求棱长 {a} 厘米的正方体表面积。",
                f"6*{a}^2",
                6 * a * a,
                "cm2",
                [
                    (a**3, "volume_for_surface"),
                    (4 * a * a, "faces_left_out"),
                    (6 * a, "square_forgotten"),
                    (12 * a, "edges_for_surface"),
                ],
                ["`S = 6*s^2`"],
                None,
            )
        else:
            texts = (
                f"The surface area of a cube is {6 * a * a} cm². Find its edge.",
                f"正方体表面积 {6 * a * a} 平方厘米，求棱长。",
                f"sqrt({6 * a * a}/6)",
                a,
                "cm",
                [
                    (a * a, "root_forgotten"),
                    (Fraction(a * a, 2), "halved_for_root"),
                    (a + 1, "arithmetic_slip"),
                ],
                [f"`{6 * a * a}÷6 = {a * a}`", f"`sqrt({a * a}) = {a}`"],
                None,
            )
    elif kind == "triangular_prism_volume":
        texts = (
            f"A prism is {c} cm long. Its ends are triangles with base {2 * a} cm and height {b} cm. Find the volume.",
            f"三棱柱长 {c} 厘米，底面三角形底 {2 * a} 厘米、高 {b} 厘米，求体积。",
            f"{2 * a}*{b}/2*{c}",
            a * b * c,
            "cm3",
            [
                (2 * a * b * c, "half_forgotten"),
                (a * b, "stopped_early"),
                (2 * a + b + c, "added_instead"),
            ],
            [f"`{2 * a}*{b}/2 = {a * b}`", f"`{a * b}*{c} = {a * b * c}`"],
            solids.triangular_prism(
                str(2 * a),
                str(b),
                str(c),
                "A prism with a triangle in front; base, height and length are marked.",
                "三棱柱，标有底、高和长。",
            ),
        )
    elif kind == "triangular_prism_surface":
        x, y, z = r.choice([(3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17)])
        v = x * y + (x + y + z) * c
        texts = (
            f"The ends of a prism are right triangles with sides {x} cm, {y} cm and {z} cm. The prism is {c} cm long. Find its surface area.",
            f"棱柱的底面是边长 {x}、{y}、{z} 厘米的直角三角形，棱柱长 {c} 厘米，求表面积。",
            f"2*({x}*{y}/2) + ({x} + {y} + {z})*{c}",
            v,
            "cm2",
            [
                ((x + y + z) * c, "ends_left_out"),
                (x * y * c // 2, "volume_for_surface"),
                (2 * x * y + (x + y + z) * c, "half_forgotten"),
            ],
            [
                (f"Two ends: `2*({x}*{y}/2) = {x * y}`", f"两个底面：`2*({x}*{y}/2) = {x * y}`"),
                (
                    f"Three sides: `({x} + {y} + {z})*{c} = {(x + y + z) * c}`",
                    f"三个侧面：`({x} + {y} + {z})*{c} = {(x + y + z) * c}`",
                ),
                f"`{v}`",
            ],
            None,
        )
    elif kind == "pyramid_surface":
        v = a * a + 2 * a * h
        texts = (
            f"A pyramid has a square base with side {a} cm. Each side triangle is {h} cm high. Find its surface area.",
            f"正四棱锥底面边长 {a} 厘米，每个侧面三角形的高是 {h} 厘米，求表面积。",
            f"{a}^2 + 4*({a}*{h}/2)",
            v,
            "cm2",
            [
                (2 * a * h, "base_left_out"),
                (a * a + 4 * a * h, "half_forgotten"),
                (a * a * h, "volume_for_surface"),
            ],
            [f"`{a}^2 = {a * a}`", f"`4*({a}*{h}/2) = {2 * a * h}`", f"`{v}`"],
            solids.pyramid(
                str(a),
                "",
                "A pyramid on a square; base side and height of a side triangle are marked.",
                "正四棱锥，标有底边和侧面的高。",
                slant=str(h),
            ),
        )
    elif kind == "pyramid_volume":
        v = Fraction(a * a * 3 * b, 3)
        texts = (
            f"A pyramid has a square base with side {a} cm and is {3 * b} cm high. Find its volume.",
            f"正四棱锥底面边长 {a} 厘米，高 {3 * b} 厘米，求体积。",
            f"{a}^2*{3 * b}/3",
            v,
            "cm3",
            [
                (3 * v, "third_forgotten"),
                (v * 3 / 2, "half_for_third"),
                (a * a + 3 * b, "added_instead"),
            ],
            ["`V = s^2*h/3`"],
            solids.pyramid(
                str(a),
                str(3 * b),
                "A pyramid on a square; base side and height are marked.",
                "正四棱锥，标有底边和高。",
            ),
        )
    elif kind == "prism_base":
        texts = (
            f"A prism has a base of {a * b} cm² and is {c} cm high. Find its volume.",
            f"棱柱底面积 {a * b} 平方厘米，高 {c} 厘米，求体积。",
            f"{a * b}*{c}",
            a * b * c,
            "cm3",
            [
                (a * b + c, "added_instead"),
                (Fraction(a * b * c, 2), "half_not_needed"),
                (2 * a * b + c, "surface_for_volume"),
            ],
            ["`V = G*h`"],
            None,
        )
    elif kind == "box_with_hole":
        p = r.randint(1, 2)
        a, b = a + 3, b + 3
        v = a * b * c - p * p * c
        texts = (
            f"A block of {a} cm by {b} cm by {c} cm has a square hole of {p} cm by {p} cm right through it, along the edge of {c} cm. Find its volume.",
            f"{a} 厘米乘 {b} 厘米乘 {c} 厘米的木块，沿 {c} 厘米的方向打通一个 {p} 厘米乘 {p} 厘米的方孔，求体积。",
            f"{a}*{b}*{c} - {p}*{p}*{c}",
            v,
            "cm3",
            [
                (a * b * c, "part_left_out"),
                (a * b * c - p * p, "hole_not_deep"),
                (a * b * c + p * p * c, "added_instead"),
                (a * b * c - p * c, "arithmetic_slip"),
            ],
            [f"`{a * b * c} - {p * p * c} = {v}`"],
            None,
        )
    elif kind == "scaled_volume":
        k = r.randint(2, 3)
        texts = (
            f"A box has volume {a * b} cm³. All its edges are made {k} times as long. Find the new volume.",
            f"长方体体积 {a * b} 立方厘米，各棱都变为 {k} 倍，求新体积。",
            f"{a * b}*{k}^3",
            a * b * k**3,
            "cm3",
            [
                (a * b * k, "scaled_once"),
                (a * b * k * k, "scaled_as_area"),
                (a * b * 3 * k, "tripled_for_cubed"),
            ],
            [f"`{k}^3 = {k**3}`", f"`{a * b}*{k**3} = {a * b * k**3}`"],
            None,
        )
    elif kind == "density":
        rho = r.choice([2, 3, 8, 9, 11])
        texts = (
            f"A metal weighs {rho} g per cm³. What does a block of {a} cm by {b} cm by {c} cm weigh?",
            f"一种金属每立方厘米重 {rho} 克。{a} 厘米乘 {b} 厘米乘 {c} 厘米的金属块重多少？",
            f"{rho}*{a}*{b}*{c}",
            rho * a * b * c,
            "g",
            [
                (a * b * c, "stopped_early"),
                (Fraction(a * b * c, rho), "divided_instead"),
                (rho + a * b * c, "added_instead"),
            ],
            [f"`{a}*{b}*{c} = {a * b * c}`", f"`{rho}*{a * b * c} = {rho * a * b * c}`"],
            None,
        )
    else:
        cyl = ("A cylinder; its radius and height are marked.", "圆柱，标有半径和高。")
        con = ("A cone; its radius and height are marked.", "圆锥，标有半径和高。")
        table = {
            "cylinder_volume": (
                f"A cylinder has radius {q} cm and height {h} cm. Find its volume.",
                f"圆柱半径 {q} 厘米、高 {h} 厘米，求体积。",
                f"pi*{q}^2*{h}",
                _pi(q * q * h),
                "cm3",
                [
                    (_pi(2 * q * h), "surface_for_volume"),
                    (_pi(q * h), "square_forgotten"),
                    (_pi(4 * q * q * h), "diameter_radius_mixed"),
                ],
                ["`V = pi*r^2*h`"],
                solids.cylinder(str(q), str(h), *cyl),
            ),
            "cylinder_diameter": (
                f"A cylinder has diameter {2 * q} cm and height {h} cm. Find its volume.",
                f"圆柱直径 {2 * q} 厘米、高 {h} 厘米，求体积。",
                f"pi*({2 * q}/2)^2*{h}",
                _pi(q * q * h),
                "cm3",
                [
                    (_pi(4 * q * q * h), "diameter_radius_mixed"),
                    (_pi(2 * q * h), "square_forgotten"),
                    (_pi(q * h), "square_forgotten"),
                ],
                ["`V = pi*r^2*h`"],
                None,
            ),
            "cylinder_height": (
                f"A cylinder with radius {q} cm has volume `{_pi(q * q * h)}` cm³. Find its height.",
                f"半径 {q} 厘米的圆柱体积是 `{_pi(q * q * h)}` 立方厘米，求高。",
                f"{_pi(q * q * h)}/(pi*{q}^2)",
                str(h),
                "cm",
                [
                    (str(q * h), "square_forgotten"),
                    (_pi(h), "pi_left_in"),
                    (str(h + 1), "arithmetic_slip"),
                    (str(q * q * h), "stopped_early"),
                ],
                ["`h = V/(pi*r^2)`"],
                None,
            ),
            "cylinder_surface": (
                f"A closed cylinder has radius {q} cm and height {h} cm. Find its surface area.",
                f"圆柱半径 {q} 厘米、高 {h} 厘米，求表面积（含两底）。",
                f"2*pi*{q}^2 + 2*pi*{q}*{h}",
                _pi(2 * q * q + 2 * q * h),
                "cm2",
                [
                    (_pi(2 * q * h), "ends_left_out"),
                    (_pi(q * q + 2 * q * h), "one_end_only"),
                    (_pi(q * q * h), "volume_for_surface"),
                ],
                ["`S = 2*pi*r^2 + 2*pi*r*h`"],
                solids.cylinder(str(q), str(h), *cyl),
            ),
            "cone_volume": (
                f"A cone has radius {q} cm and height {3 * c} cm. Find its volume.",
                f"圆锥半径 {q} 厘米、高 {3 * c} 厘米，求体积。",
                f"pi*{q}^2*{3 * c}/3",
                _pi(q * q * c),
                "cm3",
                [
                    (_pi(q * q * 3 * c), "third_forgotten"),
                    (_pi(Fraction(q * q * 3 * c, 2)), "half_for_third"),
                    (_pi(q * c), "square_forgotten"),
                ],
                ["`V = pi*r^2*h/3`"],
                solids.cone(str(q), str(3 * c), *con),
            ),
            "cone_height": (
                f"A cone with radius {q} cm has volume `{_pi(q * q * c)}` cm³. Find its height.",
                f"半径 {q} 厘米的圆锥体积是 `{_pi(q * q * c)}` 立方厘米，求高。",
                f"3*{_pi(q * q * c)}/(pi*{q}^2)",
                str(3 * c),
                "cm",
                [
                    (str(c), "third_forgotten"),
                    (str(9 * c), "arithmetic_slip"),
                    (_pi(3 * c), "pi_left_in"),
                ],
                ["`h = 3*V/(pi*r^2)`"],
                None,
            ),
            "ball_volume": (
                f"A ball has radius {q} cm. Find its volume.",
                f"球的半径是 {q} 厘米，求体积。",
                f"4/3*pi*{q}^3",
                _pi(Fraction(4 * q**3, 3)),
                "cm3",
                [
                    (_pi(4 * q * q), "surface_for_volume"),
                    (_pi(q**3), "factor_forgotten"),
                    (_pi(Fraction(4 * q * q, 3)), "cube_forgotten"),
                ],
                ["`V = 4/3*pi*r^3`"],
                solids.ball(str(q), "A ball; its radius is marked.", "球，标有半径。"),
            ),
            "ball_surface": (
                f"A ball has radius {q} cm. Find its surface area.",
                f"球的半径是 {q} 厘米，求表面积。",
                f"4*pi*{q}^2",
                _pi(4 * q * q),
                "cm2",
                [
                    (_pi(q * q), "factor_forgotten"),
                    (_pi(Fraction(4 * q**3, 3)), "volume_for_surface"),
                    (_pi(8 * q), "square_forgotten"),
                ],
                ["`S = 4*pi*r^2`"],
                solids.ball(str(q), "A ball; its radius is marked.", "球，标有半径。"),
            ),
            "half_ball": (
                f"A bowl is a half ball with radius {3 * q} cm. Find its volume.",
                f"碗是半径 {3 * q} 厘米的半球，求容积。",
                f"4/3*pi*{3 * q}^3/2",
                _pi(18 * q**3),
                "cm3",
                [
                    (_pi(36 * q**3), "part_ignored"),
                    (_pi(18 * q * q), "cube_forgotten"),
                    (_pi(9 * q**3), "wrong_part"),
                ],
                ["`V = 2/3*pi*r^3`"],
                None,
            ),
            "cylinder_and_cone": (
                f"A tower is a cylinder with radius {q} m and height {h} m, with a cone of the same radius and height {3 * c} m on top. Find its volume.",
                f"塔由半径 {q} 米、高 {h} 米的圆柱和同半径、高 {3 * c} 米的圆锥组成，求体积。",
                f"pi*{q}^2*{h} + pi*{q}^2*{3 * c}/3",
                _pi(q * q * (h + c)),
                "m3",
                [
                    (_pi(q * q * (h + 3 * c)), "third_forgotten"),
                    (_pi(q * q * h), "part_left_out"),
                    (_pi(q * (h + c)), "square_forgotten"),
                ],
                [f"`{_pi(q * q * h)} + {_pi(q * q * c)} = {_pi(q * q * (h + c))}`"],
                None,
            ),
        }
        en, zh, given, key, unit, wrong, steps, drawing = table[kind]
        if "pi" in key:
            en, zh = en + pi_en, zh + pi_zh
        return value(
            en,
            zh,
            given,
            key,
            unit=unit,
            drawing=drawing,
            steps=[*steps, f"`{given} = {key}`"],
            wrong=wrong,
            other=(2, 3, 4),
        )
    en, zh, given, key, unit, wrong, steps, drawing = texts
    if len(steps) == 1:
        steps = [*steps, f"`{given} = {num(key)}`"]
    return value(
        en, zh, given, key, unit=unit, drawing=drawing, steps=steps, wrong=wrong, other=(2, 3, 4, 6)
    )


for _kind, (_en, _zh, _grade, _std) in _BODIES.items():
    _needs = (
        ()
        if _kind == "box_volume"
        else (".box_volume",)
        if _kind.startswith(
            ("box_", "small", "prism_base", "cube_edge", "triangular_prism_v", "scaled", "density")
        )
        and _kind != "box_surface"
        else (".box_surface",)
        if _kind
        in (
            "cube_surface",
            "open_box",
            "cube_from_surface",
            "triangular_prism_surface",
            "pyramid_surface",
        )
        else (".box_volume", "circle.area_radius")
        if _kind == "cylinder_volume"
        else (".box_volume",)
        if _kind == "box_surface"
        else (".cylinder_volume",)
        if _kind.startswith(("cylinder", "cone_volume", "ball_volume"))
        else (".cone_volume",)
        if _kind in ("cone_height", "pyramid_volume")
        else (".ball_volume",)
    )
    if _kind == "cylinder_and_cone":
        _needs = (".cone_volume",)
    SOLID.add(_kind, _en, _zh, partial(_solid, _kind), _needs, grade=_grade, standard=_std)
