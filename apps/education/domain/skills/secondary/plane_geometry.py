"""The coordinate plane: points, distances, midpoints, polygons and transformations."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import gcd, isqrt

from apps.education.domain.figures import plane
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    is_square,
    neg,
    nonzero,
    num,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    option,
    solve,
    value,
)

POINTS = Bank(
    "coordinate_plane",
    "coordinate_plane",
    6,
    "6.NS.C.6.c",
    ("signed.read_line.integer", "coordinates.read", "coordinates.axis"),
)
MOVES = Bank(
    "transformation", "transformations", 8, "8.G.A.3", ("coordinate_plane.read.four_quadrants",)
)


def _pair(x: Fraction | int, y: Fraction | int) -> str:
    return f"({num(x)}, {num(y)})"


def _spot(d: int, r: random.Random) -> tuple[int, int]:
    reach = 4 + (d > 1)
    return nonzero(r, -reach, reach), nonzero(r, -reach, reach)


def _told(x: int, y: int) -> tuple[str, str]:
    return (
        f"Grid with a point A, {abs(x)} to the {'right' if x > 0 else 'left'} and {abs(y)} {'up' if y > 0 else 'down'} from the origin.",
        f"方格图，点 A 从原点向{'右' if x > 0 else '左'} {abs(x)} 格、向{'上' if y > 0 else '下'} {abs(y)} 格。",
    )


def _read(kind: str, d: int, r: random.Random) -> Task | None:
    x, y = _spot(d, r)
    if kind == "first_quadrant":
        x, y = abs(x), abs(y)
    if kind == "on_axis":
        x, y = (x, 0) if r.random() < 0.5 else (0, y)
    if x == y or (kind == "four_quadrants" and x > 0 and y > 0):
        return None
    return value(
        "Write the coordinates of point A.",
        "写出点 A 的坐标。",
        f"(0 + {neg(x)}, 0 + {neg(y)})",
        _pair(x, y),
        other=(0,),
        drawing=plane.dots(plane.square_grid(), [(x, y, "A")], *_told(x, y)),
        steps=[(f"Across: `{x}`. Up or down: `{y}`.", f"横向：`{x}`。纵向：`{y}`。")],
        wrong=[
            (_pair(y, x), "swapped_coordinates"),
            (_pair(-x, y) if x else _pair(x, -y), "sign_error"),
            (_pair(x, -y) if y else _pair(x + 1, y), "sign_error"),
            (_pair(x + 1, y), "off_by_one"),
        ],
    )


POINTS.add(
    "read.first_quadrant",
    "Read a point in the first quadrant",
    "读第一象限的点",
    partial(_read, "first_quadrant"),
)
POINTS.add(
    "read.four_quadrants",
    "Read a point in any quadrant",
    "读四个象限的点",
    partial(_read, "four_quadrants"),
    (".read.first_quadrant",),
)
POINTS.add(
    "read.on_axis",
    "Read a point on an axis",
    "读坐标轴上的点",
    partial(_read, "on_axis"),
    (".read.four_quadrants",),
)


@POINTS.point(
    "quadrant",
    "Name the quadrant of a point",
    "判断点所在的象限",
    (".read.four_quadrants",),
    standard="6.NS.C.6.b",
)
def _quadrant(d: int, r: random.Random) -> Task:
    x, y = (v * 7 ** (d > 1) for v in _spot(d, r))
    k = 1 if x > 0 and y > 0 else 2 if x < 0 < y else 3 if x < 0 and y < 0 else 4
    rels = {1: f"{x}*{y} = abs({x})*abs({y})", 2: "", 3: "", 4: ""}
    del rels
    texts = {
        1: ("first quadrant", "第一象限"),
        2: ("second quadrant", "第二象限"),
        3: ("third quadrant", "第三象限"),
        4: ("fourth quadrant", "第四象限"),
    }
    test = {
        1: f"min({x}, {y}) > 0",
        2: f"min(-({x}), {y}) > 0",
        3: f"max({x}, {y}) < 0",
        4: f"min({x}, -({y})) > 0",
    }
    options = [option(test[i], texts[i], "" if i == k else "wrong_quadrant") for i in (1, 2, 3, 4)]
    made = choose(
        f"In which quadrant does `({x}, {y})` lie?",
        f"点 `({x}, {y})` 在第几象限？",
        options,
        steps=[
            (
                f"`{x}` is to the {'right' if x > 0 else 'left'}, `{y}` is {'up' if y > 0 else 'down'}.",
                f"`{x}` 在{'右' if x > 0 else '左'}，`{y}` 在{'上' if y > 0 else '下'}。",
            )
        ],
    )
    assert made is not None
    return made


_MOVES = {
    "reflect_x": (
        "reflected in the `x`-axis",
        "关于 `x` 轴对称",
        lambda x, y, a, b: (x, -y),
        "Reflect in the x-axis",
        "关于 x 轴的对称",
    ),
    "reflect_y": (
        "reflected in the `y`-axis",
        "关于 `y` 轴对称",
        lambda x, y, a, b: (-x, y),
        "Reflect in the y-axis",
        "关于 y 轴的对称",
    ),
    "reflect_diagonal": (
        "reflected in the line `y = x`",
        "关于直线 `y = x` 对称",
        lambda x, y, a, b: (y, x),
        "Reflect in the line y = x",
        "关于直线 y = x 的对称",
    ),
    "reflect_antidiagonal": (
        "reflected in the line `y = -x`",
        "关于直线 `y = -x` 对称",
        lambda x, y, a, b: (-y, -x),
        "Reflect in the line y = -x",
        "关于直线 y = -x 的对称",
    ),
    "reflect_vertical": (
        "reflected in the line `x = {a}`",
        "关于直线 `x = {a}` 对称",
        lambda x, y, a, b: (2 * a - x, y),
        "Reflect in an upright line",
        "关于竖直线的对称",
    ),
    "reflect_level": (
        "reflected in the line `y = {a}`",
        "关于直线 `y = {a}` 对称",
        lambda x, y, a, b: (x, 2 * a - y),
        "Reflect in a level line",
        "关于水平线的对称",
    ),
    "rotate_quarter": (
        "turned 90° counterclockwise about the origin",
        "绕原点逆时针旋转 90°",
        lambda x, y, a, b: (-y, x),
        "Turn a quarter counterclockwise",
        "逆时针旋转 90°",
    ),
    "rotate_half": (
        "turned 180° about the origin",
        "绕原点旋转 180°",
        lambda x, y, a, b: (-x, -y),
        "Turn half way round",
        "旋转 180°",
    ),
    "rotate_clockwise": (
        "turned 90° clockwise about the origin",
        "绕原点顺时针旋转 90°",
        lambda x, y, a, b: (y, -x),
        "Turn a quarter clockwise",
        "顺时针旋转 90°",
    ),
    "translate": (
        "moved by {a} along the `x`-axis and {b} along the `y`-axis (negative means left or down)",
        "沿 `x` 轴平移 {a}、沿 `y` 轴平移 {b}（负数表示向左或向下）",
        lambda x, y, a, b: (x + a, y + b),
        "Translate",
        "平移",
    ),
    "dilate": (
        "stretched from the origin by the factor {a}",
        "以原点为中心放大为 {a} 倍",
        lambda x, y, a, b: (x * a, y * a),
        "Dilate from the origin",
        "以原点为中心的放大",
    ),
    "shrink": (
        "shrunk towards the origin by the factor `1/{a}`",
        "以原点为中心缩小为 `1/{a}`",
        lambda x, y, a, b: (Fraction(x, a), Fraction(y, a)),
        "Shrink towards the origin",
        "以原点为中心的缩小",
    ),
}
_RULES = {"reflect_x": "(x, y) → (x, -y)"}


def _given(kind: str, x: int, y: int, a: int, b: int) -> str:
    X, Y, A, B = neg(x), neg(y), neg(a), neg(b)
    return {
        "reflect_x": f"({x}, -{Y})",
        "reflect_y": f"(-{X}, {y})",
        "reflect_diagonal": f"(0 + {Y}, 0 + {X})",
        "reflect_antidiagonal": f"(-{Y}, -{X})",
        "reflect_vertical": f"(2*{A} - {X}, {y})",
        "reflect_level": f"({x}, 2*{A} - {Y})",
        "rotate_quarter": f"(-{Y}, {x})",
        "rotate_half": f"(-{X}, -{Y})",
        "rotate_clockwise": f"({y}, -{X})",
        "translate": f"({x} + {A}, {y} + {B})",
        "dilate": f"({A}*{X}, {A}*{Y})",
        "shrink": f"({x}/{A}, {y}/{A})",
    }[kind]


def _move(kind: str, ask: str, d: int, r: random.Random) -> Task | None:
    en, zh, act, _, _ = _MOVES[kind]
    x, y = _spot(d, r)
    a, b = nonzero(r, -4, 4), nonzero(r, -4, 4)
    if kind in ("dilate", "shrink"):
        a = r.randint(2, 2 + d)
        if kind == "shrink":
            x, y = x * a, y * a
    if abs(x) == abs(y):
        return None
    u, v = act(x, y, a, b)
    if (u, v) == (x, y):
        return None
    X, Y = (u, v)
    how_en, how_zh = (
        en.format(a=f"`{a}`" if kind == "translate" else a, b=f"`{b}`"),
        zh.format(a=f"`{a}`" if kind == "translate" else a, b=f"`{b}`"),
    )
    others = (0, 90, 180, 1, a, b, x, y)
    slips = [
        (p, s)
        for p, s in [
            ((y, x), "swapped_coordinates"),
            ((-X, Y), "sign_error"),
            ((X, -Y), "sign_error"),
            ((x, y), "point_not_moved"),
            ((Y, X), "swapped_coordinates"),
        ]
        if p != (X, Y)
    ]
    if ask == "image":
        return value(
            f"The point `({x}, {y})` is {how_en}. Find its image.",
            f"点 `({x}, {y})` {how_zh}，求像点坐标。",
            _given(kind, x, y, a, b),
            _pair(X, Y),
            other=others,
            drawing=plane.dots(plane.square_grid(), [(x, y, "A")], *_told(x, y))
            if d == 1 and max(abs(x), abs(y)) <= 6
            else None,
            steps=[f"`({x}, {y})` → `{_pair(X, Y)}`"],
            wrong=[(_pair(*p), s) for p, s in slips],
        )
    inverse_kind = {
        "rotate_quarter": "rotate_clockwise",
        "rotate_clockwise": "rotate_quarter",
        "dilate": "shrink",
        "shrink": "dilate",
    }.get(kind, kind)
    if kind == "translate":
        given = f"({X} - {neg(a)}, {Y} - {neg(b)})"
    elif kind == "shrink":
        given = f"({num(X)}*{a}, {num(Y)}*{a})"
    else:
        given = _given(inverse_kind, int(X), int(Y), a, b)
    slips = [
        ((X, Y), "point_not_moved"),
        ((-x, y), "sign_error"),
        ((x, -y), "sign_error"),
        ((y, x), "swapped_coordinates"),
        (act(X, Y, a, b), "moved_forward"),
    ]
    return value(
        f"A point is {how_en}. Its image is `{_pair(X, Y)}`. Find the point itself.",
        f"一点{how_zh}后的像是 `{_pair(X, Y)}`，求原来的点。",
        given,
        _pair(x, y),
        other=(*others, X, Y),
        steps=[("Undo the movement.", "逆向变换。"), f"`{_pair(X, Y)}` → `({x}, {y})`"],
        wrong=[(_pair(*p), s) for p, s in slips],
    )


for _kind, (_, _, _, _en, _zh) in _MOVES.items():
    _first = (
        ()
        if _kind in ("reflect_x", "translate")
        else {
            "reflect_y": (".image.reflect_x",),
            "rotate_half": (".image.reflect_y",),
            "rotate_quarter": (".image.rotate_half",),
            "rotate_clockwise": (".image.rotate_quarter",),
            "reflect_diagonal": (".image.reflect_y",),
            "reflect_antidiagonal": (".image.reflect_diagonal",),
            "reflect_vertical": (".image.reflect_y",),
            "reflect_level": (".image.reflect_x",),
            "dilate": (".image.translate",),
            "shrink": (".image.dilate",),
        }[_kind]
    )
    _g6 = _kind in ("reflect_x", "reflect_y")
    MOVES.add(
        f"image.{_kind}",
        f"{_en}: find the image of a point",
        f"{_zh}：求像点",
        partial(_move, _kind, "image"),
        _first,
        grade=6 if _g6 else 8,
        standard="6.NS.C.6.b" if _g6 else "8.G.A.3",
    )
    MOVES.add(
        f"origin.{_kind}",
        f"{_en}: find the point from its image",
        f"{_zh}：由像点求原点",
        partial(_move, _kind, "origin"),
        (f".image.{_kind}",),
    )


def _figure(kind: str, d: int, r: random.Random) -> Task | None:
    base = [(1, 1), (4, 1), (2, 3)]
    names = ["translate", "reflect_x", "reflect_y", "rotate_half", "rotate_quarter"]
    right = r.choice(names[: 3 + d])
    a, b = (r.choice([-5, -4]), r.choice([-4, -5, 1]))
    image = [_MOVES[right][2](x, y, a, b) for x, y in base]
    words = {
        "translate": ("a translation", "平移"),
        "reflect_x": ("a reflection in the `x`-axis", "关于 `x` 轴的对称"),
        "reflect_y": ("a reflection in the `y`-axis", "关于 `y` 轴的对称"),
        "rotate_half": ("a half turn about the origin", "绕原点旋转半周"),
        "rotate_quarter": ("a quarter turn about the origin", "绕原点旋转四分之一周"),
    }
    (x1, y1), (x2, _) = base[0], base[1]
    (u1, v1), (u2, v2) = image[0], image[1]
    y3, v3 = base[2][1], image[2][1]
    tests = {
        "translate": f"abs({u2 - u1} - {x2 - x1}) + abs({v3 - v1} - {y3 - y1}) = 0",
        "reflect_x": f"abs({u1} - {x1}) + abs({v1} + {y1}) + abs({u2} - {x2}) = 0",
        "reflect_y": f"abs({u1} + {x1}) + abs({v1} - {y1}) + abs({u2} + {x2}) = 0",
        "rotate_half": f"abs({u1} + {x1}) + abs({v1} + {y1}) + abs({u2} + {x2}) = 0",
        "rotate_quarter": f"abs({u1} + {y1}) + abs({v1} - {x1}) + abs({v2} - {x2}) = 0",
    }
    chosen = [right, *r.sample([n for n in names if n != right], 3)]
    drawing = plane.polygon(
        plane.square_grid(),
        [
            [(x, y, n) for (x, y), n in zip(base, "ABC", strict=True)],
            [(x, y, n) for (x, y), n in zip(image, "DEF", strict=True)],
        ],
        f"Triangle ABC with corners {base} and triangle DEF with corners {image}.",
        f"三角形 ABC 顶点 {base}，三角形 DEF 顶点 {image}。",
    )
    return choose(
        "A becomes D, B becomes E, C becomes F. Which movement is it?",
        "A 变为 D，B 变为 E，C 变为 F。这是什么变换？",
        [
            option(
                tests[n].replace("- -", "+ ").replace("+ -", "- "),
                words[n],
                "" if n == right else "wrong_movement",
            )
            for n in chosen
        ],
        rng=r,
        drawing=drawing,
        steps=[
            (
                f"A `({x1}, {y1})` becomes D `({u1}, {v1})`.",
                f"A `({x1}, {y1})` 变为 D `({u1}, {v1})`。",
            ),
            (f"This is {words[right][0]}.", f"这是{words[right][1]}。"),
        ],
    )


MOVES.add(
    "recognise",
    "Recognise a movement from a drawing",
    "由图辨认变换",
    partial(_figure, "recognise"),
    (".image.rotate_quarter", ".image.translate"),
    standard="HSG.CO.A.4",
)


def _combined(kind: str, d: int, r: random.Random) -> Task | None:
    x, y = _spot(d, r)
    a, b = nonzero(r, -4, 4), nonzero(r, -4, 4)
    if abs(x) == abs(y):
        return None
    if kind == "reflect_then_translate":
        X, Y, given = x + a, -y + b, f"({x} + {neg(a)}, -{neg(y)} + {neg(b)})"
        how = (
            f"reflected in the `x`-axis and then moved by `{a}` along the `x`-axis and `{b}` along the `y`-axis",
            f"先关于 `x` 轴对称，再沿 `x` 轴平移 `{a}`、沿 `y` 轴平移 `{b}`",
        )
        mid, bad = (x, -y), (x + a, -(y + b))
    elif kind == "turn_then_translate":
        X, Y, given = -y + a, x + b, f"(-{neg(y)} + {neg(a)}, {x} + {neg(b)})"
        how = (
            f"turned 90° counterclockwise about the origin and then moved by `{a}` along the `x`-axis and `{b}` along the `y`-axis",
            f"先绕原点逆时针旋转 90°，再沿 `x` 轴平移 `{a}`、沿 `y` 轴平移 `{b}`",
        )
        mid, bad = (-y, x), (y + a, -x + b)
    elif kind == "dilate_then_reflect":
        a = r.randint(2, 3)
        X, Y, given = -x * a, y * a, f"(-{neg(x)}*{a}, {neg(y)}*{a})"
        how = (
            f"stretched from the origin by the factor {a} and then reflected in the `y`-axis",
            f"先以原点为中心放大为 {a} 倍，再关于 `y` 轴对称",
        )
        mid, bad = (x * a, y * a), (x * a, -y * a)
    else:
        X, Y, given = -x, -y, f"(-{neg(x)}, -{neg(y)})"
        how = (
            "reflected in the `x`-axis and then in the `y`-axis",
            "先关于 `x` 轴对称，再关于 `y` 轴对称",
        )
        mid, bad = (x, -y), (y, x)
    if (X, Y) in (mid, bad) or (x, y) == (X, Y):
        return None
    return value(
        f"The point `({x}, {y})` is {how[0]}. Find its image.",
        f"点 `({x}, {y})` {how[1]}，求像点坐标。",
        given,
        _pair(X, Y),
        other=(90,),
        steps=[
            (f"After the first movement: `{_pair(*mid)}`", f"第一次变换后：`{_pair(*mid)}`"),
            f"`{_pair(X, Y)}`",
        ],
        wrong=[
            (_pair(*mid), "stopped_early"),
            (_pair(*bad), "wrong_movement"),
            (_pair(Y, X), "swapped_coordinates"),
            (_pair(-X, Y), "sign_error"),
        ],
    )


for _kind, _en, _zh, _needs in (
    (
        "reflect_then_translate",
        "Reflect and then translate",
        "先对称再平移",
        (".image.reflect_x", ".image.translate"),
    ),
    ("two_reflections", "Reflect in both axes", "先后关于两轴对称", (".image.reflect_y",)),
    (
        "turn_then_translate",
        "Turn and then translate",
        "先旋转再平移",
        (".image.rotate_quarter", ".image.translate"),
    ),
    (
        "dilate_then_reflect",
        "Dilate and then reflect",
        "先放大再对称",
        (".image.dilate", ".image.reflect_y"),
    ),
):
    MOVES.add(f"twice.{_kind}", _en, _zh, partial(_combined, _kind), _needs, standard="HSG.CO.A.5")

_MEASURES = {
    "level_distance": (
        "Find the distance of two points with the same y",
        "求纵坐标相同的两点距离",
        6,
        "6.NS.C.8",
    ),
    "upright_distance": (
        "Find the distance of two points with the same x",
        "求横坐标相同的两点距离",
        6,
        "6.NS.C.8",
    ),
    "rectangle_perimeter": (
        "Find the perimeter of a rectangle from its corners",
        "由顶点求长方形周长",
        6,
        "6.G.A.3",
    ),
    "rectangle_area": (
        "Find the area of a rectangle from its corners",
        "由顶点求长方形面积",
        6,
        "6.G.A.3",
    ),
    "triangle_area": (
        "Find the area of a triangle from its corners",
        "由顶点求三角形面积",
        6,
        "6.G.A.3",
    ),
    "fourth_corner": ("Find the fourth corner of a rectangle", "求长方形第四个顶点", 6, "6.G.A.3"),
    "distance": ("Find the distance of two points", "求两点距离", 8, "8.G.B.8"),
    "distance_root": ("Find a distance that is a square root", "求两点距离（根式）", 9, "8.G.B.8"),
    "midpoint": ("Find the midpoint of a segment", "求线段中点", 10, "HSG.GPE.B.6"),
    "endpoint": ("Find an end of a segment from the midpoint", "由中点求端点", 10, "HSG.GPE.B.6"),
    "partition": ("Divide a segment in a given ratio", "按比分线段", 10, "HSG.GPE.B.6"),
    "circle_equation": (
        "Find the radius of a circle from its equation",
        "由圆的方程求半径",
        10,
        "HSG.GPE.A.1",
    ),
    "circle_centre": (
        "Find the centre of a circle from its equation",
        "由圆的方程求圆心",
        10,
        "HSG.GPE.A.1",
    ),
    "perimeter_triangle": (
        "Find the perimeter of a right triangle from its corners",
        "由顶点求直角三角形周长",
        10,
        "HSG.GPE.B.7",
    ),
    "parallelogram_corner": (
        "Find the fourth corner of a parallelogram",
        "求平行四边形第四个顶点",
        10,
        "HSG.GPE.B.4",
    ),
}


def _measure(kind: str, d: int, r: random.Random) -> Task | None:
    x, y = _spot(d, r)
    w, h = r.randint(2, 3 + 2 * d), r.randint(2, 3 + 2 * d)
    u, v = x + w, y + h
    if w == h or u == 0 or v == 0:
        return None
    A, B, C, D = _pair(x, y), _pair(u, y), _pair(u, v), _pair(x, v)
    if kind in ("level_distance", "upright_distance"):
        if kind == "upright_distance":
            B, w, p, q = D, h, y, v
        else:
            p, q = x, u
        if d > 1 and p * q > 0:
            return None
        return value(
            f"How far apart are `{A}` and `{B}`?",
            f"点 `{A}` 与 `{B}` 相距多远？",
            f"abs({q} - {neg(p)})",
            w,
            unit="units",
            other=(x, y, u, v),
            steps=[f"`abs({q} - {neg(p)}) = {w}`"],
            wrong=[
                (abs(p + q), "sign_error"),
                (w + 1, "off_by_one"),
                (w - 1, "off_by_one"),
                (abs(p) + abs(q) + 1, "off_by_one"),
            ],
        )
    if kind.startswith("rectangle"):
        area = kind.endswith("area")
        return value(
            f"A rectangle has the corners `{A}`, `{B}`, `{C}` and `{D}`. Find its {'area' if area else 'perimeter'}.",
            f"长方形顶点为 `{A}`、`{B}`、`{C}`、`{D}`，求{'面积' if area else '周长'}。",
            f"abs({u} - {neg(x)})*abs({v} - {neg(y)})"
            if area
            else f"2*(abs({u} - {neg(x)}) + abs({v} - {neg(y)}))",
            w * h if area else 2 * (w + h),
            unit="units2" if area else "units",
            other=(2,),
            drawing=plane.polygon(
                plane.Grid(-6, 12, -6, 12, 10),
                [[(x, y, ""), (u, y, ""), (u, v, ""), (x, v, "")]],
                "A rectangle on a grid.",
                "方格图上的长方形。",
            )
            if max(u, v) <= 12
            else None,
            steps=[
                (f"The sides measure {w} and {h}.", f"边长是 {w} 和 {h}。"),
                f"`{w}*{h} = {w * h}`" if area else f"`2*({w} + {h}) = {2 * (w + h)}`",
            ],
            wrong=[
                (
                    2 * (w + h) if area else w * h,
                    "perimeter_for_area" if area else "area_for_perimeter",
                ),
                (w + h, "half_forgotten"),
                ((w + 1) * (h + 1) if area else 2 * (w + h) + 4, "off_by_one"),
            ],
        )
    if kind == "triangle_area":
        t = r.randint(x, u)
        if w * h % 2 and d < 3:
            return None
        return value(
            f"A triangle has the corners `{A}`, `{B}` and `{_pair(t, v)}`. Find its area.",
            f"三角形顶点为 `{A}`、`{B}`、`{_pair(t, v)}`，求面积。",
            f"abs({u} - {neg(x)})*abs({v} - {neg(y)})/2",
            Fraction(w * h, 2),
            unit="units2",
            other=(t,),
            steps=[
                (f"Base {w}, height {h}.", f"底 {w}，高 {h}。"),
                f"`{w}*{h}/2 = {num(Fraction(w * h, 2))}`",
            ],
            wrong=[
                (w * h, "half_forgotten"),
                (w + h, "perimeter_for_area"),
                (Fraction(w * h, 2) + w, "arithmetic_slip"),
            ],
        )
    if kind == "fourth_corner":
        return value(
            f"Three corners of a rectangle are `{A}`, `{B}` and `{C}`, in this order. Find the fourth.",
            f"长方形依次三个顶点为 `{A}`、`{B}`、`{C}`，求第四个。",
            f"({x} + {neg(u)} - {neg(u)}, {y} + {neg(v)} - {neg(y)})",
            D,
            steps=[
                (
                    f"It has the `x` of `{A}` and the `y` of `{C}`.",
                    f"横坐标同 `{A}`，纵坐标同 `{C}`。",
                ),
                f"`{D}`",
            ],
            wrong=[
                (_pair(v, x), "swapped_coordinates"),
                (_pair(y, v), "wrong_corner"),
                (_pair(u + w, v), "wrong_corner"),
                (_pair(-x, v), "sign_error"),
            ],
        )
    if kind in ("distance", "distance_root", "perimeter_triangle"):
        if kind == "distance_root":
            a, b = r.randint(1, 3 + d), r.randint(1, 3 + d)
            if is_square(a * a + b * b):
                return None
        else:
            a, b = r.choice([(3, 4), (6, 8), (5, 12), (8, 15)][: 1 + d])
        c = isqrt(a * a + b * b)
        p, q = x + a, y - b
        text = f"sqrt(({p} - {neg(x)})^2 + ({q} - {neg(y)})^2)"
        if kind == "distance_root":
            from apps.education.domain.skills.secondary.shapes import _root

            n = a * a + b * b
            return value(
                f"Find the distance between `{A}` and `{_pair(p, q)}` exactly.",
                f"求 `{A}` 与 `{_pair(p, q)}` 的距离（精确值）。",
                text,
                _root(n),
                form="radical",
                steps=[f"`{a}^2 + {b}^2 = {n}`", f"`sqrt({n})`"],
                wrong=[
                    (str(a + b), "added_sides"),
                    (str(n), "root_forgotten"),
                    (_root(n + 2), "arithmetic_slip"),
                ],
            )
        if kind == "distance":
            return value(
                f"Find the distance between `{A}` and `{_pair(p, q)}`.",
                f"求 `{A}` 与 `{_pair(p, q)}` 的距离。",
                text,
                c,
                unit="units",
                steps=[f"`{a}^2 + {b}^2 = {c * c}`", f"`sqrt({c * c}) = {c}`"],
                wrong=[
                    (a + b, "added_sides"),
                    (c * c, "root_forgotten"),
                    (abs(a - b), "subtracted_sides"),
                ],
            )
        return value(
            f"Find the perimeter of the triangle with corners `{A}`, `{_pair(p, y)}` and `{_pair(p, q)}`.",
            f"求顶点为 `{A}`、`{_pair(p, y)}`、`{_pair(p, q)}` 的三角形的周长。",
            f"abs({p} - {neg(x)}) + abs({q} - {neg(y)}) + {text}",
            a + b + c,
            unit="units",
            steps=[
                (f"The legs measure {a} and {b}.", f"直角边是 {a} 和 {b}。"),
                f"`sqrt({a}^2 + {b}^2) = {c}`",
                f"`{a} + {b} + {c} = {a + b + c}`",
            ],
            wrong=[
                (a + b, "part_left_out"),
                (a * b, "area_for_perimeter"),
                (2 * (a + b), "added_sides"),
            ],
        )
    if kind == "midpoint":
        p, q = (
            x + nonzero(r, -4, 4) * (2 if d < 3 else 1),
            y + nonzero(r, -4, 4) * (2 if d == 1 else 1),
        )
        m, n = Fraction(x + p, 2), Fraction(y + q, 2)
        return value(
            f"Find the midpoint of `{A}` and `{_pair(p, q)}`.",
            f"求 `{A}` 与 `{_pair(p, q)}` 的中点。",
            f"(({x} + {neg(p)})/2, ({y} + {neg(q)})/2)",
            _pair(m, n),
            steps=[f"`({x} + {neg(p)})/2 = {num(m)}`", f"`({y} + {neg(q)})/2 = {num(n)}`"],
            wrong=[
                (_pair(x + p, y + q), "half_forgotten"),
                (_pair(Fraction(p - x, 2), Fraction(q - y, 2)), "subtracted_instead"),
                (_pair(n, m), "swapped_coordinates"),
                (_pair(m + 1, n), "arithmetic_slip"),
            ],
        )
    if kind == "endpoint":
        m, n = x + nonzero(r, -3, 3), y + nonzero(r, -3, 3)
        return value(
            f"One end of a segment is `{A}`, its midpoint is `{_pair(m, n)}`. Find the other end.",
            f"线段一端点 `{A}`，中点 `{_pair(m, n)}`，求另一端点。",
            f"(2*{neg(m)} - {neg(x)}, 2*{neg(n)} - {neg(y)})",
            _pair(2 * m - x, 2 * n - y),
            steps=[
                f"`2*{neg(m)} - {neg(x)} = {2 * m - x}`",
                f"`2*{neg(n)} - {neg(y)} = {2 * n - y}`",
            ],
            wrong=[
                (_pair(Fraction(x + m, 2), Fraction(y + n, 2)), "midpoint_again"),
                (_pair(m - x, n - y), "difference_instead"),
                (_pair(2 * m + x, 2 * n + y), "sign_error"),
            ],
        )
    if kind == "partition":
        s, t = r.randint(1, 3), r.randint(1, 4)
        if s == t or gcd(s, t) > 1:
            return None
        i, j = nonzero(r, -3, 3), nonzero(r, -3, 3)
        p, q = x + (s + t) * i, y + (s + t) * j
        return value(
            f"Point P lies on the segment from A `{A}` to B `{_pair(p, q)}` so that AP : PB = `{s}:{t}`. Find P.",
            f"点 P 在从 A `{A}` 到 B `{_pair(p, q)}` 的线段上，AP : PB = `{s}:{t}`，求 P。",
            f"({x} + {s}/({s} + {t})*({p} - {neg(x)}), {y} + {s}/({s} + {t})*({q} - {neg(y)}))",
            _pair(x + s * i, y + s * j),
            steps=[
                (f"P is `{s}/{s + t}` of the way.", f"P 在全程的 `{s}/{s + t}` 处。"),
                f"`{_pair(x + s * i, y + s * j)}`",
            ],
            wrong=[
                (_pair(x + t * i, y + t * j), "wrong_share"),
                (_pair(x + i, y + j), "one_part_only"),
                (_pair(Fraction(x + p, 2), Fraction(y + q, 2)), "midpoint_again"),
            ],
        )
    if kind == "parallelogram_corner":
        s = r.randint(1, 3)
        p, q = u + s, v
        return value(
            f"A parallelogram ABCD has A `{A}`, B `{B}` and C `{_pair(p, q)}`. Find D.",
            f"平行四边形 ABCD 中 A `{A}`、B `{B}`、C `{_pair(p, q)}`，求 D。",
            f"({x} + {neg(p)} - {neg(u)}, {y} + {neg(q)} - {neg(y)})",
            _pair(x + s, v),
            steps=[
                ("From A to D it is as far as from B to C.", "A 到 D 与 B 到 C 的位移相同。"),
                f"`{_pair(x + s, v)}`",
            ],
            wrong=[
                (_pair(x, v), "rectangle_assumed"),
                (_pair(x - s, v), "wrong_direction"),
                (_pair(p + w, v), "wrong_corner"),
            ],
        )
    k = r.randint(2, 5 + d)
    eq = (
        f"(x {'-' if x > 0 else '+'} {abs(x)})^2 + (y {'-' if y > 0 else '+'} {abs(y)})^2 = {k * k}"
    )
    if kind == "circle_equation":
        return value(
            f"A circle has the equation `{eq}`. Find its radius.",
            f"圆的方程是 `{eq}`，求半径。",
            f"sqrt({k * k})",
            k,
            other=(abs(x), abs(y), 2),
            steps=[f"`r^2 = {k * k}`", f"`r = {k}`"],
            wrong=[
                (k * k, "root_forgotten"),
                (2 * k, "diameter_radius_mixed"),
                (Fraction(k * k, 2), "halved_for_root"),
            ],
        )
    if abs(x) == abs(y):
        return None
    return solve(
        f"A circle has the equation `{eq}`. Find the coordinates `x` and `y` of its centre.",
        f"圆的方程是 `{eq}`，求圆心的坐标 `x` 和 `y`。",
        (f"x {'-' if x > 0 else '+'} {abs(x)} = 0", f"y {'-' if y > 0 else '+'} {abs(y)} = 0"),
        "x y",
        f"x = {x}, y = {y}",
        other=(k * k, 2),
        answer=f"`({x}, {y})`",
        steps=[("At the centre both brackets are 0.", "圆心处两个括号都为 0。"), f"`({x}, {y})`"],
        wrong=[
            (f"x = {-x}, y = {-y}", "sign_error"),
            (f"x = {y}, y = {x}", "swapped_coordinates"),
            (f"x = {-x}, y = {y}", "sign_error"),
        ],
    )


for _kind, (_en, _zh, _grade, _std) in _MEASURES.items():
    _needs = {
        "level_distance": (".read.four_quadrants", "signed_order.absolute.integer"),
        "upright_distance": (".level_distance",),
        "rectangle_perimeter": (".upright_distance",),
        "rectangle_area": (".rectangle_perimeter",),
        "triangle_area": (".rectangle_area", "area_formula.triangle.whole"),
        "fourth_corner": (".upright_distance",),
        "distance": (".upright_distance", "right_triangle.hypotenuse"),
        "distance_root": (".distance", "right_triangle.hypotenuse_root"),
        "midpoint": (".read.four_quadrants",),
        "endpoint": (".midpoint",),
        "partition": (".midpoint", "ratio_sharing.part"),
        "circle_equation": (".distance",),
        "circle_centre": (".circle_equation",),
        "perimeter_triangle": (".distance",),
        "parallelogram_corner": (".fourth_corner", "transformation.image.translate"),
    }[_kind]
    POINTS.add(_kind, _en, _zh, partial(_measure, _kind), _needs, grade=_grade, standard=_std)
