"""Angles, triangles, right triangles and similar figures."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.figures import angles, solids
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    is_square,
    num,
    par,
    poly,
    terms,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    option,
    solve,
    value,
)

ANGLE = Bank("angle", "angles_and_triangles", 7, "7.G.B.5", ("angles.missing.part",))
TRIANGLE = Bank("triangle", "angles_and_triangles", 8, "8.G.A.5", ("angle.supplementary.number",))
RIGHT = Bank("right_triangle", "angles_and_triangles", 8, "8.G.B.7", ("root.square.whole",))
SIMILAR = Bank("similar", "angles_and_triangles", 8, "8.G.A.4", ("proportion.scale",))

_PAIRS = {
    "complementary": (90, "Two angles together make a right angle.", "两个角合成一个直角。"),
    "supplementary": (180, "Two angles together make a straight angle.", "两个角合成一个平角。"),
    "vertical": (
        0,
        "Two lines cross. The two angles lie opposite one another.",
        "两条直线相交，两个角是对顶角。",
    ),
    "around_point": (360, "The angles fill a full turn around a point.", "几个角合成一个周角。"),
    "three_on_line": (180, "Three angles together make a straight angle.", "三个角合成一个平角。"),
    "right_angle_in_three": (
        90,
        "Three angles together make a right angle.",
        "三个角合成一个直角。",
    ),
}
_PAIR_NAMES = {
    "complementary": ("complementary angles", "余角"),
    "supplementary": ("supplementary angles", "补角"),
    "vertical": ("vertical angles", "对顶角"),
    "around_point": ("angles around a point", "周角"),
    "three_on_line": ("three angles on a line", "平角中的三个角"),
    "right_angle_in_three": ("three angles in a right angle", "直角中的三个角"),
}


def _rays(kind: str, sizes: list[int], labels: list[str]):
    told = (
        f"Rays from one point. The angles between them: {', '.join(labels)}.",
        f"从一点出发的射线，夹角依次为 {'、'.join(labels)}。",
    )
    if kind == "vertical":
        return angles.rays(
            [sizes[0], 180 - sizes[0], sizes[0], 180 - sizes[0]],
            [labels[0], "", labels[1], ""],
            *told,
            start=10,
        )
    return angles.rays([float(s) for s in sizes], labels, *told)


def _degrees(size: str) -> str:
    return f"`({size})`°" if " " in size else f"`{size}`°"


def _pair(kind: str, algebra: bool, d: int, r: random.Random) -> Task | None:
    total, en, zh = _PAIRS[kind]
    count = 2 if kind in ("complementary", "supplementary", "vertical") else 3
    if kind == "around_point" and d > 1:
        count = 4
    step = 5 if d == 1 else 1
    if kind == "vertical":
        known = [r.randrange(20, 160, step)]
        x = known[0]
    else:
        known = [
            r.randrange(15 if total > 90 else 10, (total - 20) // (count - 1), step)
            for _ in range(count - 1)
        ]
        x = total - sum(known)
        if x < 10 or x >= 180 or any(k >= 180 for k in known) or 90 in (x, *known):
            return None
    if not algebra:
        labels = [f"{k}°" for k in known] + ["x"]
        minus = " - ".join(map(str, [total, *known]))
        given = minus if kind != "vertical" else str(known[0])
        if kind == "vertical":
            given = f"180 - (180 - {known[0]})"
        return value(
            f"{en} Find the angle `x`.",
            f"{zh}求角 `x`。",
            given,
            x,
            unit="degrees",
            drawing=_rays(kind, [*known, x], labels),
            other=known,
            steps=[
                ("Opposite angles are equal.", "对顶角相等。")
                if kind == "vertical"
                else (f"Together they make {total}°.", f"它们合起来是 {total}°。"),
                f"`x = {minus} = {x}`" if kind != "vertical" else f"`x = {x}`",
            ],
            wrong=[
                (
                    (180 if total == 90 else 90 if total == 180 else 180) - sum(known)
                    if total != 360
                    else 180 - known[0],
                    "wrong_angle_sum",
                )
                if kind != "vertical"
                else (180 - x, "supplement_instead"),
                (sum(known), "equal_instead")
                if kind != "vertical"
                else (abs(90 - x), "complement_of_angle"),
                (x + 10, "arithmetic_slip"),
                (abs(x - 10), "arithmetic_slip"),
            ],
        )
    a, c = r.randint(2, 4 + d), r.randint(1, 3 + d)
    n = r.randint(5, 20)
    first = a * n + r.choice([0, 5, 10, -5] if d > 1 else [0])
    b = first - a * n
    if kind == "vertical":
        rest = first - c * n
        if a == c or not 20 < first < 160 or rest == 0:
            return None
        eq, other_text = f"{poly([a, b])} = {poly([c, rest])}", poly([c, rest])
    else:
        others = known[1:] if count > 2 else []
        rest = total - first - sum(others) - c * n
        second = c * n + rest
        if not 10 < first < 170 or not 8 < second < 170:
            return None
        other_text = poly([c, rest])
        eq = (
            f"({poly([a, b])}) + ({other_text})"
            + "".join(f" + {o}" for o in others)
            + f" = {total}"
        )
    labels = [f"({poly([a, b]).replace('*', '')})°", f"({other_text.replace('*', '')})°"] + (
        [f"{k}°" for k in known[1:]] if kind != "vertical" and count > 2 else []
    )
    sizes = [
        first,
        first if kind == "vertical" else c * n + rest,
        *(known[1:] if kind != "vertical" and count > 2 else []),
    ]
    parts = ", ".join(
        _degrees(poly([a, b])) if i == 0 else _degrees(other_text) if i == 1 else f"{s}°"
        for i, s in enumerate(sizes)
    )
    return solve(
        f"{en} They measure {parts}. Find `x`.",
        f"{zh}度数为 {parts.replace(', ', '、')}。求 `x`。",
        eq,
        "x",
        f"x = {n}",
        drawing=_rays(kind, sizes, labels),
        steps=[f"`{eq}`", f"`x = {n}`"],
        wrong=[
            (Fraction((180 if total != 180 else 90) - b - rest, a + c), "wrong_angle_sum"),
            (first, "angle_for_unknown"),
            (n + 1, "arithmetic_slip"),
            (n + 5, "arithmetic_slip"),
        ],
    )


for _kind, (_en, _zh) in _PAIR_NAMES.items():
    _needs = {
        "complementary": (),
        "supplementary": (".complementary.number",),
        "vertical": (".supplementary.number",),
        "around_point": (".supplementary.number",),
        "three_on_line": (".supplementary.number",),
        "right_angle_in_three": (".complementary.number",),
    }[_kind]
    ANGLE.add(
        f"{_kind}.number",
        f"Find an angle: {_en}",
        f"求角度：{_zh}",
        partial(_pair, _kind, False),
        _needs,
    )
    ANGLE.add(
        f"{_kind}.equation",
        f"Set up an equation: {_en}",
        f"列方程求角：{_zh}",
        partial(_pair, _kind, True),
        (f".{_kind}.number", "equation.like_terms"),
    )

_PARALLEL = {
    "corresponding": (
        [(1, 5), (2, 6), (3, 7), (4, 8)],
        True,
        "Corresponding angles are equal.",
        "同位角相等。",
        "corresponding angles",
        "同位角",
    ),
    "alternate_interior": (
        [(3, 5), (4, 6)],
        True,
        "Alternate interior angles are equal.",
        "内错角相等。",
        "alternate interior angles",
        "内错角",
    ),
    "alternate_exterior": (
        [(1, 7), (2, 8)],
        True,
        "Alternate exterior angles are equal.",
        "外错角相等。",
        "alternate exterior angles",
        "外错角",
    ),
    "same_side": (
        [(3, 6), (4, 5)],
        False,
        "Interior angles on the same side add up to 180°.",
        "同旁内角互补。",
        "interior angles on one side",
        "同旁内角",
    ),
    "two_steps": (
        [(1, 6), (2, 5), (1, 8), (4, 7)],
        False,
        "Go over one corresponding angle first.",
        "先用同位角过渡。",
        "two steps at parallel lines",
        "平行线两步推理",
    ),
}


def _parallel(kind: str, algebra: bool, d: int, r: random.Random) -> Task | None:
    places, equal, en, zh, _, _ = _PARALLEL[kind]
    one, two = r.choice(places)
    slope = r.randrange(40, 141, 5 if d == 1 else 1)
    if slope == 90:
        return None

    def size(place: int) -> int:
        return slope if place in (1, 3, 5, 7) else 180 - slope

    a1, a2 = size(one), size(two)
    if r.random() < 0.5:
        one, two, a1, a2 = two, one, a2, a1
    if not algebra:
        drawing = angles.transversal(
            slope,
            [(one, f"{a1}°"), (two, "x")],
            f"Two parallel lines m and n, cut by a third line. One angle is {a1}°, another x.",
            f"平行线 m、n 被第三条直线所截，一个角 {a1}°，另一个角 x。",
        )
        return value(
            "The lines `m` and `n` are parallel. Find the angle `x`.",
            "直线 `m` 与 `n` 平行，求角 `x`。",
            f"180 - (180 - {a1})" if equal else f"180 - {a1}",
            a2,
            unit="degrees",
            drawing=drawing,
            other=(a1,),
            steps=[(en, zh), f"`x = {a1}`" if equal else f"`x = 180 - {a1} = {a2}`"],
            wrong=[
                (180 - a2, "supplement_instead" if equal else "equal_instead"),
                (abs(90 - a1), "complement_of_angle"),
                (a2 + 10, "arithmetic_slip"),
                (360 - a1, "wrong_angle_sum"),
            ],
        )
    p = r.randint(2, 3 + d)
    n = r.randint(5, 25)
    b1, q = a1 - p * n, r.randint(1, 2 + d)
    b2 = a2 - q * n
    if p == q or abs(b1) > 60 or abs(b2) > 90 or (b1 == 0 and b2 == 0):
        return None
    e1, e2 = poly([p, b1]), poly([q, b2])
    eq = f"{e1} = {e2}" if equal else f"({e1}) + ({e2}) = 180"
    drawing = angles.transversal(
        slope,
        [(one, f"({e1.replace('*', '')})°"), (two, f"({e2.replace('*', '')})°")],
        f"Two parallel lines m and n, cut by a third line. Two angles: {e1} and {e2} degrees.",
        f"平行线 m、n 被第三条直线所截，两个角：{e1} 和 {e2} 度。",
    )
    return solve(
        f"The lines `m` and `n` are parallel. Two of the angles measure `{e1}` and `{e2}` degrees, as drawn. Find `x`.",
        f"直线 `m` 与 `n` 平行，如图两个角是 `{e1}` 度和 `{e2}` 度。求 `x`。",
        eq,
        "x",
        f"x = {n}",
        drawing=drawing,
        steps=[(en, zh), f"`{eq}`", f"`x = {n}`"],
        wrong=[
            (
                Fraction(180 - b1 - b2, p + q) if equal else Fraction(b2 - b1, p - q),
                "supplement_instead" if equal else "equal_instead",
            ),
            (a1, "angle_for_unknown"),
            (n + 1, "arithmetic_slip"),
            (n + 2, "arithmetic_slip"),
        ],
    )


for _kind, (_, _, _, _, _en, _zh) in _PARALLEL.items():
    ANGLE.add(
        f"parallel.{_kind}",
        f"Find {_en}" if _kind != "two_steps" else "Find an angle at parallel lines in two steps",
        f"平行线：{_zh}",
        partial(_parallel, _kind, False),
        (".vertical.number",) if _kind == "corresponding" else (".parallel.corresponding",),
        grade=8,
        standard="8.G.A.5",
    )
    ANGLE.add(
        f"parallel.{_kind}_equation",
        f"Set up an equation: {_en}",
        f"平行线列方程：{_zh}",
        partial(_parallel, _kind, True),
        (f".parallel.{_kind}", "equation.both_sides.integer"),
        grade=8,
        standard="8.G.A.5",
    )

_TRIANGLES = {
    "third_angle": ("Find the third angle of a triangle", "求三角形第三个角"),
    "right": ("Find an acute angle of a right triangle", "求直角三角形的锐角"),
    "isosceles_base": ("Find a base angle of an isosceles triangle", "求等腰三角形底角"),
    "isosceles_top": ("Find the top angle of an isosceles triangle", "求等腰三角形顶角"),
    "exterior": ("Find an exterior angle", "求三角形外角"),
    "from_exterior": ("Find an inner angle from an exterior angle", "由外角求内角"),
    "equation": ("Set up an equation for the angles of a triangle", "列方程求三角形的角"),
    "exterior_equation": ("Set up an equation with an exterior angle", "用外角列方程"),
    "quadrilateral": ("Find the fourth angle of a quadrilateral", "求四边形第四个角"),
    "polygon_sum": ("Find the angle sum of a polygon", "求多边形内角和"),
    "regular_inner": ("Find an inner angle of a regular polygon", "求正多边形内角"),
    "regular_outer": ("Find an outer angle of a regular polygon", "求正多边形外角"),
    "sides_from_outer": ("Find the number of sides from the outer angle", "由外角求边数"),
    "inequality": ("Tell which lengths make a triangle", "判断能否构成三角形"),
    "third_side": ("Find how long a third side can be", "求第三边的取值范围"),
    "parallelogram": ("Find an angle of a parallelogram", "求平行四边形的角"),
}


def _triangle(kind: str, d: int, r: random.Random) -> Task | None:
    s = 5 if d == 1 else 1
    a, b = r.randrange(25, 100, s), r.randrange(25, 100, s)
    c = 180 - a - b
    if not 20 <= c <= 120 or a == b or c in (a, b):
        return None
    told = ("A triangle with the angles marked.", "标有角度的三角形。")
    if kind == "third_angle":
        return value(
            f"Two angles of a triangle measure {a}° and {b}°. Find the third.",
            f"三角形两个角是 {a}° 和 {b}°，求第三个角。",
            f"180 - {a} - {b}",
            c,
            unit="degrees",
            drawing=angles.triangle((a, b, c), [f"{a}°", f"{b}°", "?"], ["", "", ""], *told),
            steps=[f"`180 - {a} - {b} = {c}`"],
            wrong=[
                (a + b, "stopped_early"),
                (360 - a - b, "wrong_angle_sum"),
                (c + 10, "arithmetic_slip"),
                (180 - a, "stopped_early"),
            ],
        )
    if kind == "right":
        a = r.randrange(15, 76, s)
        if a == 45:
            return None
        return value(
            f"One acute angle of a right triangle measures {a}°. Find the other one.",
            f"直角三角形一个锐角是 {a}°，求另一个。",
            f"180 - 90 - {a}",
            90 - a,
            unit="degrees",
            steps=[f"`180 - 90 - {a} = {90 - a}`"],
            wrong=[
                (180 - a, "right_angle_forgotten"),
                (a, "equal_instead"),
                (90 + a, "added_instead"),
            ],
        )
    if kind == "isosceles_base":
        top = r.randrange(20, 140, 10 if d == 1 else 2)
        return value(
            f"The angle between the equal sides of an isosceles triangle measures {top}°. Find each of the other angles.",
            f"等腰三角形顶角 {top}°，求底角。",
            f"(180 - {top})/2",
            (180 - top) // 2,
            unit="degrees",
            steps=[f"`180 - {top} = {180 - top}`", f"`{180 - top}÷2 = {(180 - top) // 2}`"],
            wrong=[
                (180 - top, "half_forgotten"),
                (top, "equal_instead"),
                (Fraction(top, 2), "wrong_angle"),
                (180 - 2 * top if top < 85 else 90 - top // 4, "base_for_top"),
            ],
            other=(2,),
        )
    if kind == "isosceles_top":
        base = r.randrange(20, 85, s)
        return value(
            f"Each base angle of an isosceles triangle measures {base}°. Find the angle at the top.",
            f"等腰三角形底角 {base}°，求顶角。",
            f"180 - 2*{base}",
            180 - 2 * base,
            unit="degrees",
            steps=[f"`2*{base} = {2 * base}`", f"`180 - {2 * base} = {180 - 2 * base}`"],
            wrong=[
                (180 - base, "one_angle_only"),
                (base, "equal_instead"),
                (Fraction(180 - base, 2), "base_for_top"),
            ],
        )
    if kind == "exterior":
        return value(
            f"Two inner angles of a triangle measure {a}° and {c}°. Find the exterior angle at the third corner.",
            f"三角形两个内角是 {a}° 和 {c}°，求第三个顶点处的外角。",
            f"180 - (180 - {a} - {c})",
            a + c,
            unit="degrees",
            drawing=angles.triangle(
                (a, b, c),
                [f"{a}°", "", f"{c}°"],
                ["", "", ""],
                "A triangle whose base goes on to the right; the exterior angle there is asked.",
                "底边向右延长的三角形，求右侧外角。",
                extended="?",
            ),
            steps=[
                (
                    "It equals the sum of the two inner angles that do not touch it.",
                    "外角等于不相邻的两个内角之和。",
                ),
                f"`{a} + {c} = {a + c}`",
            ],
            wrong=[
                (b, "inner_for_outer"),
                (180 - a, "one_angle_only"),
                (360 - a - c, "wrong_angle_sum"),
            ],
        )
    if kind == "from_exterior":
        return value(
            f"An exterior angle of a triangle measures {a + c}°. One of the two inner angles that do not touch it measures {a}°. Find the other.",
            f"三角形一个外角是 {a + c}°，不相邻的一个内角是 {a}°，求另一个不相邻的内角。",
            f"{a + c} - {a}",
            c,
            unit="degrees",
            steps=[f"`{a + c} - {a} = {c}`"],
            wrong=[
                (180 - a - c, "inner_for_outer"),
                (2 * a + c, "added_instead"),
                (180 - a, "wrong_angle_sum"),
            ],
        )
    if kind in ("equation", "exterior_equation"):
        n = r.randint(8, 24)
        p, q, t = r.randint(1, 3), r.randint(1, 4), r.randint(1, 4)
        e1, e2 = p * n, q * n + (r.choice([-10, -5, 5, 10, 15]) if d > 1 else 0)
        e3 = 180 - e1 - e2
        k3 = e3 - t * n
        if min(e1, e2, e3) < 15 or abs(k3) > 60 or len({p, q}) < 2:
            return None
        t1, t2, t3 = terms([(p, "x")]), poly([q, e2 - q * n]), poly([t, k3])
        if kind == "equation":
            eq = f"{t1} + ({t2}) + ({t3}) = 180"
            return solve(
                f"The angles of a triangle measure `{t1}`, `{t2}` and `{t3}` degrees. Find `x`.",
                f"三角形三个角是 `{t1}`、`{t2}`、`{t3}` 度，求 `x`。",
                eq,
                "x",
                f"x = {n}",
                steps=[f"`{poly([p + q + t, e2 - q * n + k3])} = 180`", f"`x = {n}`"],
                wrong=[
                    (Fraction(360 - (e2 - q * n) - k3, p + q + t), "wrong_angle_sum"),
                    (e1, "angle_for_unknown"),
                    (n + 2, "arithmetic_slip"),
                    (Fraction(180, p + q + t), "numbers_ignored"),
                ],
            )
        out = e1 + e2
        u = r.randint(1, 3)
        t3 = poly([p + q + u, out - (p + q + u) * n])
        eq = f"{t3} = {t1} + ({t2})"
        return solve(
            f"An exterior angle of a triangle measures `{t3}` degrees. The two inner angles that do not touch it measure `{t1}` and `{t2}` degrees. Find `x`.",
            f"三角形一个外角是 `{t3}` 度，不相邻的两个内角是 `{t1}` 度和 `{t2}` 度，求 `x`。",
            eq,
            "x",
            f"x = {n}",
            steps=[f"`{eq}`", f"`x = {n}`"],
            wrong=[
                (
                    Fraction(180 - (out - (p + q + u) * n) - (e2 - q * n), 2 * (p + q) + u),
                    "wrong_angle_sum",
                ),
                (out, "angle_for_unknown"),
                (n + 1, "arithmetic_slip"),
                (n - 1, "arithmetic_slip"),
            ],
        )
    if kind == "quadrilateral":
        x, y, z = (r.randrange(50, 131, s) for _ in range(3))
        w = 360 - x - y - z
        if not 30 <= w <= 170:
            return None
        return value(
            f"Three angles of a quadrilateral measure {x}°, {y}° and {z}°. Find the fourth.",
            f"四边形三个角是 {x}°、{y}° 和 {z}°，求第四个。",
            f"360 - {x} - {y} - {z}",
            w,
            unit="degrees",
            steps=[f"`360 - {x} - {y} - {z} = {w}`"],
            wrong=[
                (abs(180 - w), "wrong_angle_sum"),
                (x + y + z, "stopped_early"),
                (w + 10, "arithmetic_slip"),
            ],
        )
    if kind == "parallelogram":
        x = r.randrange(35, 146, s)
        return (
            value(
                f"One angle of a parallelogram measures {x}°. Find the angle next to it.",
                f"平行四边形一个角是 {x}°，求它的邻角。",
                f"180 - {x}",
                180 - x,
                unit="degrees",
                steps=[f"`180 - {x} = {180 - x}`"],
                wrong=[
                    (x, "equal_instead"),
                    (360 - x, "wrong_angle_sum"),
                    (abs(90 - x), "complement_of_angle"),
                ],
            )
            if x != 90
            else None
        )
    n = r.randint(5, 6 + 2 * d)
    if kind == "polygon_sum":
        return value(
            f"Find the sum of the inner angles of a polygon with {n} sides.",
            f"求 {n} 边形的内角和。",
            f"({n} - 2)*180",
            (n - 2) * 180,
            unit="degrees",
            other=(2, 180),
            steps=[
                (
                    f"Lines from one corner cut it into {n - 2} triangles.",
                    f"从一个顶点可分成 {n - 2} 个三角形。",
                ),
                f"`{n - 2}*180 = {(n - 2) * 180}`",
            ],
            wrong=[
                (n * 180, "triangles_miscounted"),
                ((n - 1) * 180, "triangles_miscounted"),
                (360, "outer_sum"),
                ((n - 2) * 360, "wrong_angle_sum"),
            ],
        )
    n = r.choice(
        [3, 4, 5, 6, 8, 9]
        if d == 1
        else [9, 10, 12, 15, 18, 20]
        if d == 2
        else [18, 20, 24, 30, 36, 40, 45]
    )
    if kind == "regular_inner":
        return value(
            f"Find each inner angle of a regular polygon with {n} sides.",
            f"求正 {n} 边形的每个内角。",
            f"({n} - 2)*180/{n}",
            Fraction((n - 2) * 180, n),
            unit="degrees",
            steps=[
                f"`{n - 2}*180 = {(n - 2) * 180}`",
                f"`{(n - 2) * 180}÷{n} = {(n - 2) * 180 // n}`",
            ],
            wrong=[
                ((n - 2) * 180, "stopped_early"),
                (Fraction(360, n), "outer_for_inner"),
                (180, "triangles_miscounted"),
            ],
        )
    if kind == "regular_outer":
        return value(
            f"Find each outer angle of a regular polygon with {n} sides.",
            f"求正 {n} 边形的每个外角。",
            f"360/{n}",
            Fraction(360, n),
            unit="degrees",
            steps=[
                ("The outer angles make a full turn.", "外角合成一个周角。"),
                f"`360÷{n} = {360 // n}`",
            ],
            wrong=[
                (180 - Fraction(360, n), "inner_for_outer"),
                (Fraction(180, n), "wrong_angle_sum"),
                (360, "stopped_early"),
            ],
        )
    if kind == "sides_from_outer":
        return value(
            f"Each outer angle of a regular polygon measures {360 // n}°. How many sides has it?",
            f"正多边形每个外角是 {360 // n}°，它有几条边？",
            f"360/{360 // n}",
            n,
            unit="# sides|# 条",
            steps=[f"`360÷{360 // n} = {n}`"],
            wrong=[
                (Fraction(180, 360 // n), "wrong_angle_sum"),
                (n - 2, "triangles_miscounted"),
                (n + 2, "triangles_miscounted"),
            ],
        )
    x, y = r.randint(4, 6 + 4 * d), r.randint(4, 6 + 4 * d)
    if x == y:
        return None
    if kind == "third_side":
        x, y = max(x, y), min(x, y)
        if d == 1:
            return value(
                f"Two sides of a triangle measure {x} cm and {y} cm. The third is a whole number of centimetres. What is the longest it can be?",
                f"三角形两边长 {x} 厘米和 {y} 厘米，第三边是整厘米数。它最长是多少？",
                f"{x} + {y} - 1",
                x + y - 1,
                unit="cm",
                steps=[
                    f"`{x} + {y} = {x + y}`",
                    (f"The third side is shorter: {x + y - 1}.", f"第三边更短：{x + y - 1}。"),
                ],
                wrong=[
                    (x + y, "boundary_included"),
                    (x - y, "difference_instead"),
                    (x, "longest_given"),
                ],
            )
        return solve(
            f"Two sides of a triangle measure {x} cm and {y} cm. Between which lengths `s` does the third side lie?",
            f"三角形两边长 {x} 厘米和 {y} 厘米。第三边 `s` 在什么范围？",
            (f"s < {x} + {y}", f"s + {y} > {x}"),
            "s",
            f"{x - y} < s < {x + y}",
            steps=[
                ("Any two sides together are longer than the third.", "任意两边之和大于第三边。"),
                f"`{x} - {y} < s < {x} + {y}`",
            ],
            wrong=[
                (f"{x - y} <= s <= {x + y}", "boundary_included"),
                (f"0 < s < {x + y}", "one_side_only"),
                (f"{y} < s < {x}", "between_given_sides"),
            ],
        )
    z = r.randint(max(x, y), x + y - 1)
    sets = [(x, y, z), (x, y, x + y), (x, y, x + y + r.randint(1, 4)), (z, y, z + y + 2)]
    if len(set(sets)) < 4:
        return None
    options = [
        option(
            f"{s1} + {s2} > {s3}",
            f"{s1} cm, {s2} cm, {s3} cm"
            if False
            else (f"{s1} cm, {s2} cm, {s3} cm", f"{s1} 厘米、{s2} 厘米、{s3} 厘米"),
            "" if i == 0 else "triangle_inequality",
        )
        for i, (s1, s2, s3) in enumerate(sets)
    ]
    return choose(
        "Which three lengths can be the sides of a triangle?",
        "哪三条长度能构成三角形？",
        options,
        rng=r,
        steps=[
            (
                "The two shorter sides together must be longer than the longest.",
                "较短两边之和必须大于最长边。",
            ),
            f"`{x} + {y} > {z}`",
        ],
    )


for _kind, (_en, _zh) in _TRIANGLES.items():
    _needs = {
        "third_angle": (),
        "right": (".third_angle",),
        "isosceles_base": (".third_angle",),
        "isosceles_top": (".isosceles_base",),
        "exterior": (".third_angle",),
        "from_exterior": (".exterior",),
        "equation": (".third_angle", "equation.like_terms"),
        "exterior_equation": (".exterior", "equation.both_sides.integer"),
        "quadrilateral": (".third_angle",),
        "parallelogram": (".quadrilateral", "angle.parallel.same_side"),
        "polygon_sum": (".quadrilateral",),
        "regular_inner": (".polygon_sum",),
        "regular_outer": (".regular_inner",),
        "sides_from_outer": (".regular_outer",),
        "inequality": ("signed.meaning.temperature",),
        "third_side": (".inequality", "inequality.solve.add"),
    }[_kind]
    TRIANGLE.add(
        _kind,
        _en,
        _zh,
        partial(_triangle, _kind),
        _needs,
        grade=7 if _kind in ("inequality", "third_side") else 8,
        standard="7.G.A.2"
        if _kind in ("inequality", "third_side")
        else "8.G.A.5"
        if _kind
        in ("third_angle", "right", "exterior", "from_exterior", "equation", "exterior_equation")
        else "HSG.CO.C.10"
        if _kind.startswith("iso")
        else "HSG.CO.C.11",
    )

_TRIPLES = [
    (3, 4, 5),
    (6, 8, 10),
    (5, 12, 13),
    (9, 12, 15),
    (8, 15, 17),
    (12, 16, 20),
    (7, 24, 25),
    (20, 21, 29),
    (15, 20, 25),
    (10, 24, 26),
    (9, 40, 41),
    (12, 35, 37),
]
_PYTHAGORAS = {
    "hypotenuse": ("Find the hypotenuse", "求斜边"),
    "leg": ("Find a leg of a right triangle", "求直角边"),
    "hypotenuse_root": ("Find a hypotenuse that is a square root", "求斜边（根式）"),
    "leg_root": ("Find a leg that is a square root", "求直角边（根式）"),
    "is_right": ("Tell whether a triangle has a right angle", "判断是否直角三角形"),
    "ladder": ("Find how high a ladder reaches", "梯子问题"),
    "diagonal": ("Find the diagonal of a rectangle", "求长方形对角线"),
    "square_diagonal": ("Find the diagonal of a square", "求正方形对角线"),
    "isosceles_height": ("Find the height of an isosceles triangle", "求等腰三角形的高"),
    "walk": ("Find the direct distance after two walks", "求两段路后的直线距离"),
    "box_diagonal": ("Find the space diagonal of a box", "求长方体体对角线"),
    "areas": ("Use the squares on the sides", "利用三边上的正方形"),
    "cone_slant": ("Find the slant height of a cone", "求圆锥母线长"),
}


def _root(n: int) -> str:
    out, k = n, 1
    for f in range(int(n**0.5), 1, -1):
        if n % (f * f) == 0:
            out, k = n // (f * f), f
            break
    return str(k) if out == 1 else f"sqrt({out})" if k == 1 else f"{k}*sqrt({out})"


def _pythagoras(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.choice(_TRIPLES[: 3 + 3 * d])
    if r.random() < 0.5:
        a, b = b, a
    told = ("A right triangle with two sides marked.", "直角三角形，标有两边。")
    if kind == "hypotenuse":
        return value(
            f"The legs of a right triangle measure {a} cm and {b} cm. Find the hypotenuse.",
            f"直角三角形两直角边 {a} 厘米和 {b} 厘米，求斜边。",
            f"sqrt({a}^2 + {b}^2)",
            c,
            unit="cm",
            drawing=_right(a, b, str(a), str(b), "?", *told),
            steps=[f"`{a}^2 + {b}^2 = {c * c}`", f"`sqrt({c * c}) = {c}`"],
            wrong=[
                (a + b, "added_sides"),
                (c * c, "root_forgotten"),
                (abs(a - b), "subtracted_instead"),
                (a * b, "multiplied_instead"),
            ],
        )
    if kind in ("leg", "ladder"):
        texts = (
            (
                f"A right triangle has hypotenuse {c} cm and a leg of {a} cm. Find the other leg.",
                f"直角三角形斜边 {c} 厘米，一直角边 {a} 厘米，求另一直角边。",
            )
            if kind == "leg"
            else (
                f"A ladder of {c} dm leans against a wall. Its foot is {a} dm from the wall. How high does it reach, in dm?",
                f"{c} 分米长的梯子靠墙，底端离墙 {a} 分米。它够到多高（分米）？",
            )
        )
        return value(
            *texts,
            f"sqrt({c}^2 - {a}^2)",
            b,
            unit="cm" if kind == "leg" else "# dm|# 分米",
            drawing=_right(a, b, str(a), "?", str(c), *told),
            steps=[f"`{c}^2 - {a}^2 = {b * b}`", f"`sqrt({b * b}) = {b}`"],
            wrong=[
                (c - a, "subtracted_sides"),
                (b * b, "root_forgotten"),
                (f"sqrt({c * c + a * a})", "hypotenuse_as_leg"),
                (c + a, "added_sides"),
            ],
        )
    if kind in ("hypotenuse_root", "leg_root"):
        x, y = r.randint(1, 4 + 2 * d), r.randint(1, 4 + 2 * d)
        if kind == "leg_root":
            y = x + r.randint(1, 4)
        n = x * x + y * y if kind == "hypotenuse_root" else y * y - x * x
        if is_square(n) or (d == 1 and _root(n) != f"sqrt({n})"):
            return None
        texts = (
            (
                f"The legs of a right triangle measure {x} cm and {y} cm. Find the hypotenuse exactly.",
                f"直角三角形两直角边 {x} 厘米和 {y} 厘米，求斜边（精确值）。",
                f"sqrt({x}^2 + {y}^2)",
            )
            if kind == "hypotenuse_root"
            else (
                f"A right triangle has hypotenuse {y} cm and a leg of {x} cm. Find the other leg exactly.",
                f"直角三角形斜边 {y} 厘米，一直角边 {x} 厘米，求另一直角边（精确值）。",
                f"sqrt({y}^2 - {x}^2)",
            )
        )
        sign = "+" if kind == "hypotenuse_root" else "-"
        return value(
            *texts,
            _root(n),
            form="radical",
            unit="cm",
            steps=[
                f"`{max(x, y)}^2 {sign} {min(x, y)}^2 = {n}`",
                f"`sqrt({n})`" + (f" = `{_root(n)}`" if _root(n) != f"sqrt({n})" else ""),
            ],
            wrong=[
                (
                    str(x + y if sign == "+" else y - x),
                    "added_sides" if sign == "+" else "subtracted_sides",
                ),
                (str(n), "root_forgotten"),
                (
                    _root(abs(y * y - x * x) if sign == "+" and x != y else x * x + y * y),
                    "hypotenuse_as_leg",
                ),
                (_root(n + 1), "arithmetic_slip"),
            ],
        )
    if kind == "is_right":
        sets = [(a, b, c), (a + 1, b, c), (a, b, c + 1), (a, b + 1, c + 2)]
        if any(x * x + y * y == z * z for x, y, z in sets[1:]):
            return None
        options = [
            option(
                f"{x}^2 + {y}^2 = {z}^2",
                (f"{x} cm, {y} cm, {z} cm", f"{x} 厘米、{y} 厘米、{z} 厘米"),
                "" if i == 0 else "not_pythagorean",
            )
            for i, (x, y, z) in enumerate(sets)
        ]
        return choose(
            "Which triangle has a right angle? Its sides are:",
            "哪个三角形有直角？三边为：",
            options,
            rng=r,
            steps=[f"`{a}^2 + {b}^2 = {a * a} + {b * b} = {c * c}`", f"`{c}^2 = {c * c}`"],
        )
    if kind == "diagonal":
        return value(
            f"A rectangle measures {a} cm by {b} cm. How long is its diagonal?",
            f"长方形 {a} 厘米乘 {b} 厘米，对角线多长？",
            f"sqrt({a}^2 + {b}^2)",
            c,
            unit="cm",
            steps=[f"`{a}^2 + {b}^2 = {c * c}`", f"`sqrt({c * c}) = {c}`"],
            wrong=[
                (a + b, "added_sides"),
                (a * b, "multiplied_instead"),
                (c * c, "root_forgotten"),
            ],
        )
    if kind == "square_diagonal":
        s = r.randint(2, 4 + 4 * d)
        return value(
            f"A square has side {s} cm. Find its diagonal exactly.",
            f"正方形边长 {s} 厘米，求对角线（精确值）。",
            f"sqrt({s}^2 + {s}^2)",
            f"{s}*sqrt(2)",
            form="radical",
            unit="cm",
            steps=[f"`{s}^2 + {s}^2 = {2 * s * s}`", f"`sqrt({2 * s * s}) = {s}*sqrt(2)`"],
            wrong=[
                (str(2 * s), "added_sides"),
                (f"2*sqrt({s})" if not is_square(s) else str(s * s), "root_misread"),
                (str(s * s), "multiplied_instead"),
                (f"{s}*sqrt(3)", "arithmetic_slip"),
            ],
        )
    if kind == "isosceles_height":
        return value(
            f"An isosceles triangle has two sides of {c} cm and a base of {2 * a} cm. Find its height.",
            f"等腰三角形腰长 {c} 厘米、底 {2 * a} 厘米，求底上的高。",
            f"sqrt({c}^2 - ({2 * a}/2)^2)",
            b,
            unit="cm",
            steps=[
                (f"The height halves the base: {a}.", f"高平分底边：{a}。"),
                f"`sqrt({c}^2 - {a}^2) = {b}`",
            ],
            wrong=[
                (c - a, "subtracted_sides"),
                (b * b, "root_forgotten"),
                (f"sqrt({abs(4 * a * a - c * c)})", "half_forgotten"),
            ],
        )
    if kind == "walk":
        return value(
            f"Ravi walks {a * 10} m east and then {b * 10} m north. How far is he from his start in a straight line?",
            f"拉维向东走 {a * 10} 米，再向北走 {b * 10} 米。离起点的直线距离是多少？",
            f"sqrt({a * 10}^2 + {b * 10}^2)",
            c * 10,
            unit="m",
            steps=[
                f"`{a * 10}^2 + {b * 10}^2 = {c * c * 100}`",
                f"`sqrt({c * c * 100}) = {c * 10}`",
            ],
            wrong=[
                ((a + b) * 10, "added_sides"),
                (abs(a - b) * 10, "subtracted_sides"),
                (c * c * 100, "root_forgotten"),
            ],
        )
    if kind == "box_diagonal":
        x, y, z, w = r.choice(
            [
                (1, 2, 2, 3),
                (2, 3, 6, 7),
                (4, 4, 7, 9),
                (1, 4, 8, 9),
                (2, 6, 9, 11),
                (6, 6, 7, 11),
                (3, 4, 12, 13),
                (2, 10, 11, 15),
                (2, 4, 4, 6),
                (4, 6, 12, 14),
            ]
        )
        return value(
            f"A box measures {x} cm by {y} cm by {z} cm. Find the distance from one corner to the opposite one.",
            f"长方体 {x} 厘米乘 {y} 厘米乘 {z} 厘米，求体对角线。",
            f"sqrt({x}^2 + {y}^2 + {z}^2)",
            w,
            unit="cm",
            drawing=solids.box(
                str(z), str(y), str(x), "A box with its three edges marked.", "标有三条棱的长方体。"
            ),
            steps=[f"`{x}^2 + {y}^2 + {z}^2 = {w * w}`", f"`sqrt({w * w}) = {w}`"],
            wrong=[
                (x + y + z, "added_sides"),
                (w * w, "root_forgotten"),
                (x * y * z, "multiplied_instead"),
            ],
        )
    if kind == "areas":
        return value(
            f"Squares stand on the sides of a right triangle. The two smaller ones have areas {a * a} cm² and {b * b} cm². Find the area of the largest.",
            f"直角三角形三边上各有一个正方形，较小两个面积是 {a * a} 和 {b * b} 平方厘米，求最大的面积。",
            f"{a * a} + {b * b}",
            c * c,
            unit="cm2",
            steps=[f"`{a * a} + {b * b} = {c * c}`"],
            wrong=[
                (c, "root_not_needed"),
                (abs(a * a - b * b), "subtracted_instead"),
                ((a + b) ** 2, "added_sides"),
            ],
        )
    return value(
        f"A cone has radius {a} cm and height {b} cm. Find its slant height.",
        f"圆锥半径 {a} 厘米、高 {b} 厘米，求母线长。",
        f"sqrt({a}^2 + {b}^2)",
        c,
        unit="cm",
        drawing=solids.cone(
            str(a),
            str(b),
            "A cone with radius, height and slant height.",
            "圆锥，标有半径、高和母线。",
            slant="?",
        ),
        steps=[f"`{a}^2 + {b}^2 = {c * c}`", f"`sqrt({c * c}) = {c}`"],
        wrong=[(a + b, "added_sides"), (c * c, "root_forgotten"), (abs(b - a), "subtracted_sides")],
    )


def _right(a: int, b: int, base: str, side: str, slant: str, en: str, zh: str):
    scale = 110 / max(a, b)
    w, h = max(a * scale, 30), max(b * scale, 30)
    return angles.shape(
        [(30, 15 + h), (30 + w, 15 + h), (30, 15)],
        [(30 + w / 2, 29 + h, base), (16, 18 + h / 2, side), (42 + w / 2, 12 + h / 2, slant)],
        en,
        zh,
        more=[[(30, 15 + h), (38, 15 + h), (38, 7 + h), (30, 7 + h)]],
    )


for _kind, (_en, _zh) in _PYTHAGORAS.items():
    _needs = (
        ()
        if _kind == "hypotenuse"
        else (".leg",)
        if _kind in ("ladder", "isosceles_height", "leg_root")
        else (".hypotenuse",)
        if _kind != "hypotenuse_root"
        else (".hypotenuse", "radical.simplify.number")
    )
    RIGHT.add(
        _kind,
        _en,
        _zh,
        partial(_pythagoras, _kind),
        _needs,
        grade=9 if _kind.endswith("_root") else 8,
        standard="8.G.B.6" if _kind in ("is_right", "areas") else "8.G.B.7",
    )


def _ratio(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.choice(_TRIPLES[: 3 + 3 * d])
    if kind == "find_side":
        f, other = r.choice([("sine", a), ("cosine", b)])
        k = r.randint(2, 5)
        return value(
            f"In a right triangle the {f} of an angle is `{num(Fraction(other, c))}` and the hypotenuse measures {c * k} cm. How long is the side {'opposite' if f == 'sine' else 'next to'} the angle?",
            f"直角三角形中某锐角的{'正弦' if f == 'sine' else '余弦'}是 `{num(Fraction(other, c))}`，斜边 {c * k} 厘米。该角的{'对边' if f == 'sine' else '邻边'}多长？",
            f"{num(Fraction(other, c))}*{c * k}",
            other * k,
            unit="cm",
            steps=[f"`({num(Fraction(other, c))})*{c * k} = {other * k}`"],
            wrong=[
                (Fraction(c * c * k, other), "ratio_upside_down"),
                (other, "stopped_early"),
                ((a + b - other) * k, "wrong_ratio"),
            ],
        )
    if kind == "complement":
        p = r.randint(5, 85)
        return (
            value(
                f"The sine of {p}° equals the cosine of which angle between 0° and 90°?",
                f"{p}° 的正弦等于 0° 到 90° 之间哪个角的余弦？",
                f"90 - {p}",
                90 - p,
                unit="degrees",
                other=(0, 90),
                steps=[
                    (
                        "The two acute angles of a right triangle make 90°.",
                        "直角三角形两锐角之和是 90°。",
                    ),
                    f"`90 - {p} = {90 - p}`",
                ],
                wrong=[
                    (p, "equal_instead"),
                    (180 - p, "wrong_angle_sum"),
                    (90 + p, "added_instead"),
                ],
            )
            if p != 45
            else None
        )
    opposite, adjacent = a, b
    f = {"sine": Fraction(a, c), "cosine": Fraction(b, c), "tangent": Fraction(a, b)}[kind]
    pairs = {"sine": (a, c), "cosine": (b, c), "tangent": (a, b)}[kind]
    zh = {"sine": "正弦", "cosine": "余弦", "tangent": "正切"}[kind]
    shown_sides = (
        f"the side opposite angle A measures {opposite} cm, the side next to it {adjacent} cm and the hypotenuse {c} cm",
        f"角 A 的对边 {opposite} 厘米、邻边 {adjacent} 厘米、斜边 {c} 厘米",
    )
    return value(
        f"In a right triangle {shown_sides[0]}. Write the {kind} of A as a fraction in lowest terms.",
        f"直角三角形中{shown_sides[1]}。把角 A 的{zh}写成最简分数。",
        f"{pairs[0]}/{pairs[1]}",
        num(f),
        form="lowest_terms",
        other=(a, b, c),
        steps=[f"`{pairs[0]}/{pairs[1]} = {num(f)}`"],
        wrong=[
            (num(1 / f), "ratio_upside_down"),
            (num(Fraction(b, c) if kind != "cosine" else Fraction(a, c)), "wrong_ratio"),
            (num(Fraction(a, b) if kind != "tangent" else Fraction(a, c)), "wrong_ratio"),
        ],
    )


for _kind, _en, _zh in (
    ("sine", "Write a sine as a ratio", "写出正弦"),
    ("cosine", "Write a cosine as a ratio", "写出余弦"),
    ("tangent", "Write a tangent as a ratio", "写出正切"),
    ("find_side", "Find a side from a sine or cosine", "由正弦或余弦求边"),
    ("complement", "Relate sine and cosine of complementary angles", "互余角的正弦与余弦"),
):
    RIGHT.add(
        f"ratio.{_kind}",
        _en,
        _zh,
        partial(_ratio, _kind),
        (".hypotenuse", "similar.missing_side")
        if _kind == "sine"
        else (".ratio.sine",)
        if _kind != "find_side"
        else (".ratio.cosine",),
        grade=10,
        standard={"find_side": "HSG.SRT.C.8", "complement": "HSG.SRT.C.7"}.get(
            _kind, "HSG.SRT.C.6"
        ),
    )


def _similar(kind: str, d: int, r: random.Random) -> Task | None:
    a, b = r.randint(3, 8 + d), r.randint(3, 8 + d)
    k = Fraction(r.randint(2, 4)) if d == 1 else Fraction(r.choice([3, 5, 4, 7]), r.choice([2, 3]))
    if a == b or (k.denominator > 1 and (a % k.denominator or b % k.denominator)) or k == 1:
        return None
    x, y = a * k, b * k
    if kind == "scale_factor":
        return value(
            f"Two triangles are similar. A side of {a} cm in the first corresponds to a side of {x} cm in the second. Find the scale factor from the first to the second.",
            f"两个三角形相似，第一个的 {a} 厘米边对应第二个的 {x} 厘米边。求从第一个到第二个的相似比（放大倍数）。",
            f"{x}/{a}",
            num(k),
            steps=[f"`{x}/{a} = {num(k)}`"],
            wrong=[
                (num(1 / k), "reversed_ratio"),
                (num(x - a), "difference_instead"),
                (num(x * a), "multiplied_instead"),
            ],
        )
    if kind == "missing_side":
        return value(
            f"Two rectangles are similar. The first measures {a} cm by {b} cm. In the second the side that corresponds to {a} cm measures {x} cm. How long is its other side?",
            f"两个长方形相似，第一个 {a} 厘米乘 {b} 厘米。第二个中与 {a} 厘米对应的边是 {x} 厘米，求另一边。",
            f"{b}*{x}/{a}",
            y,
            unit="cm",
            steps=[f"`{x}/{a} = {num(k)}`", f"`{b}*{par(num(k))} = {num(y)}`"],
            wrong=[
                (b + x - a, "additive_scaling"),
                (Fraction(a * x, b), "wrong_pairs"),
                (b / k, "scaled_wrong_way"),
            ],
        )
    if kind == "perimeter":
        p = r.randint(10, 30) * k.denominator
        return value(
            f"The scale factor from one polygon to a similar one is `{num(k)}`. The first has perimeter {p} cm. Find the perimeter of the second.",
            f"两个相似多边形的放大倍数是 `{num(k)}`，第一个周长 {p} 厘米，求第二个的周长。",
            f"{p}*({num(k)})",
            p * k,
            unit="cm",
            steps=[f"`{p}*{par(num(k))} = {num(p * k)}`"],
            wrong=[
                (p * k * k, "scaled_as_area"),
                (p + k, "additive_scaling"),
                (p / k, "scaled_wrong_way"),
            ],
        )
    if kind == "area":
        s = r.randint(3, 12) * k.denominator**2
        return value(
            f"The scale factor from one figure to a similar one is `{num(k)}`. The first has area {s} cm². Find the area of the second.",
            f"两个相似图形的放大倍数是 `{num(k)}`，第一个面积 {s} 平方厘米，求第二个的面积。",
            f"{s}*({num(k)})^2",
            s * k * k,
            unit="cm2",
            steps=[f"`({num(k)})^2 = {num(k * k)}`", f"`{s}*{par(num(k * k))} = {num(s * k * k)}`"],
            wrong=[
                (s * k, "scaled_once"),
                (s * 2 * k, "doubled_for_squared"),
                (s * k**3, "scaled_as_volume"),
            ],
        )
    if kind == "factor_from_area":
        n = r.randint(2, 4 + d)
        s = r.randint(3, 15)
        return value(
            f"Two similar figures have areas {s} cm² and {s * n * n} cm². Find the scale factor from the smaller to the larger.",
            f"两个相似图形面积是 {s} 和 {s * n * n} 平方厘米，求从小到大的放大倍数。",
            f"sqrt({s * n * n}/{s})",
            n,
            steps=[f"`{s * n * n}/{s} = {n * n}`", f"`sqrt({n * n}) = {n}`"],
            wrong=[
                (n * n, "root_forgotten"),
                (Fraction(n * n, 2), "halved_for_root"),
                (s * n * n - s, "difference_instead"),
            ],
        )
    if kind == "shadow":
        h, s1, t = r.randint(1, 3), r.randint(2, 4), r.randint(4, 9)
        if h == s1:
            return None
        return value(
            f"A pole of {h} m throws a shadow of {s1} m. At the same time a tree throws a shadow of {s1 * t} m. How tall is the tree?",
            f"{h} 米高的杆影长 {s1} 米，同一时刻一棵树的影长 {s1 * t} 米。树高多少？",
            f"{h}*{s1 * t}/{s1}",
            h * t,
            unit="m",
            steps=[f"`{s1 * t}/{s1} = {t}`", f"`{h}*{t} = {h * t}`"],
            wrong=[
                (s1 * t - s1 + h, "additive_scaling"),
                (Fraction(s1 * s1 * t, h), "wrong_pairs"),
                (t, "stopped_early"),
            ],
        )
    if kind == "parallel_to_side":
        p, q, t = r.randint(2, 6), r.randint(1, 5), r.randint(2, 6)
        if p == q:
            return None
        return value(
            f"A line parallel to one side of a triangle cuts the second side into {p} cm and {q} cm (from the top) and the third side into {p * t} cm and a lower piece. How long is the lower piece?",
            f"一条平行于三角形一边的直线，把第二边（从上到下）分成 {p} 厘米和 {q} 厘米，把第三边分成 {p * t} 厘米和下面一段。下面一段多长？",
            f"{p * t}*{q}/{p}",
            q * t,
            unit="cm",
            steps=[f"`{p * t}/{p} = {t}`", f"`{q}*{t} = {q * t}`"],
            wrong=[
                (p * t + q - p, "additive_scaling"),
                (p * p * t if q == 1 else Fraction(p * p * t, q), "wrong_pairs"),
                (t, "stopped_early"),
            ],
        )
    if kind == "volume":
        n, v = r.randint(2, 3 + (d > 2)), r.randint(2, 9)
        return value(
            f"All lengths of a solid are made {n} times as long. Its volume was {v} cm³. Find the new volume.",
            f"立体的所有长度变为 {n} 倍，原体积 {v} 立方厘米，求新体积。",
            f"{v}*{n}^3",
            v * n**3,
            unit="cm3",
            other=(3,),
            steps=[f"`{n}^3 = {n**3}`", f"`{v}*{n**3} = {v * n**3}`"],
            wrong=[
                (v * n, "scaled_once"),
                (v * n * n, "scaled_as_area"),
                (v * 3 * n, "tripled_for_cubed"),
            ],
        )
    scale = r.choice([100, 200, 500, 1000, 2500, 5000][: 2 * d])
    cm = Fraction(r.randint(3, 9 + 5 * d), 1 if d < 3 else 2)
    metres = cm * scale / 100
    if kind == "map_to_real":
        return value(
            f"A plan has the scale `1:{scale}`. A length on it measures `{dec(cm)}` cm. How long is it in reality, in metres?",
            f"图纸比例尺 `1:{scale}`，图上长 `{dec(cm)}` 厘米，实际长多少米？",
            f"{dec(cm)}*{scale}/100",
            dec(metres),
            unit="m",
            show=dec,
            other=(1,),
            steps=[
                f"`{dec(cm)}*{scale} = {dec(cm * scale)}` cm",
                f"`{dec(cm * scale)}÷100 = {dec(metres)}` m",
            ],
            wrong=[
                (dec(cm * scale), "units_ignored"),
                (dec(metres * 10), "place_value"),
                (dec(metres / 10), "place_value"),
            ],
        )
    if kind == "real_to_map":
        return value(
            f"A plan has the scale `1:{scale}`. A wall is `{dec(metres)}` m long in reality. How many centimetres is it on the plan?",
            f"图纸比例尺 `1:{scale}`，墙实际长 `{dec(metres)}` 米，图上多少厘米？",
            f"{dec(metres)}*100/{scale}",
            dec(cm),
            unit="cm",
            show=dec,
            other=(1,),
            steps=[
                f"`{dec(metres)}*100 = {dec(metres * 100)}` cm",
                f"`{dec(metres * 100)}÷{scale} = {dec(cm)}` cm",
            ],
            wrong=[
                (dec(cm * 10), "place_value"),
                (dec(cm / 10), "place_value"),
                (dec(metres * scale), "scaled_wrong_way"),
            ],
        )
    if kind == "scale":
        return value(
            f"A length of `{dec(metres)}` m is `{dec(cm)}` cm on a plan. The scale is `1:n`. Find `n`.",
            f"实际 `{dec(metres)}` 米在图上是 `{dec(cm)}` 厘米，比例尺是 `1:n`，求 `n`。",
            f"{dec(metres)}*100/{dec(cm)}",
            scale,
            other=(1,),
            steps=[
                f"`{dec(metres)}*100 = {dec(metres * 100)}` cm",
                f"`{dec(metres * 100)}÷{dec(cm)} = {scale}`",
            ],
            wrong=[
                (Fraction(scale, 100), "units_ignored"),
                (scale * 10, "place_value"),
                (Fraction(scale, 10), "place_value"),
            ],
        )
    n, w, h = r.randint(2, 4 + d), r.randint(2, 5), r.randint(2, 5)
    return value(
        f"In a drawing 1 cm stands for {n} m. A garden is {w} cm by {h} cm in the drawing. Find its real area in square metres.",
        f"图中 1 厘米代表 {n} 米，花园在图上是 {w} 厘米乘 {h} 厘米，求实际面积（平方米）。",
        f"({w}*{n})*({h}*{n})",
        w * h * n * n,
        unit="m2",
        other=(1,),
        steps=[
            f"`{w}*{n} = {w * n}`",
            f"`{h}*{n} = {h * n}`",
            f"`{w * n}*{h * n} = {w * h * n * n}`",
        ],
        wrong=[
            (w * h * n, "scaled_once"),
            (w * h, "scale_ignored"),
            (2 * (w + h) * n, "perimeter_for_area"),
        ],
    )


for _kind, _en, _zh, _needs, _grade, _std in (
    (
        "map_to_real",
        "Find a real length from a scale drawing",
        "由图上距离求实际距离",
        ("rate.find_amount.speed", "units.length.metre_cm.up"),
        7,
        "7.G.A.1",
    ),
    (
        "real_to_map",
        "Find a drawn length from a real one",
        "由实际距离求图上距离",
        (".map_to_real",),
        7,
        "7.G.A.1",
    ),
    (
        "scale",
        "Find the scale of a drawing",
        "求比例尺",
        (".map_to_real", "ratio.simplify.units"),
        7,
        "7.G.A.1",
    ),
    (
        "real_area",
        "Find a real area from a scale drawing",
        "由图上尺寸求实际面积",
        (".map_to_real", "area_formula.parallelogram.whole"),
        7,
        "7.G.A.1",
    ),
    ("scale_factor", "Find a scale factor", "求相似比", (), 8, "8.G.A.4"),
    (
        "missing_side",
        "Find a side of a similar figure",
        "求相似图形的边",
        (".scale_factor",),
        8,
        "8.G.A.4",
    ),
    (
        "perimeter",
        "Find the perimeter of a similar figure",
        "求相似图形的周长",
        (".missing_side",),
        8,
        "8.G.A.4",
    ),
    (
        "area",
        "Find the area of a similar figure",
        "求相似图形的面积",
        (".perimeter", "power.evaluate.fraction"),
        10,
        "HSG.SRT.B.5",
    ),
    (
        "factor_from_area",
        "Find a scale factor from areas",
        "由面积求相似比",
        (".area", "root.square.whole"),
        10,
        "HSG.SRT.B.5",
    ),
    ("shadow", "Find a height from shadows", "影长求高", (".missing_side",), 8, "8.G.A.5"),
    (
        "parallel_to_side",
        "Use a line parallel to a side of a triangle",
        "平行于三角形一边的直线",
        (".missing_side",),
        10,
        "HSG.SRT.B.4",
    ),
    (
        "volume",
        "Find the volume of a similar solid",
        "求相似立体的体积",
        (".area",),
        10,
        "HSG.SRT.B.5",
    ),
):
    SIMILAR.add(_kind, _en, _zh, partial(_similar, _kind), _needs, grade=_grade, standard=_std)
