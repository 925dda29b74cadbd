"""Flat shapes and solids: names, parts, properties, symmetry."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.drawing import Line
from apps.education.domain.figures import blocks
from apps.education.domain.figures.flat_shapes import PARTS, shape, solid
from apps.education.domain.figures.layout import beside, picture
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    public,
    ratio,
    until,
)

_SHAPE = ("A shape", "一个图形")
_SHAPES = ("Shapes with letters", "标有字母的图形")
# name: English, Chinese, sides, pairs of parallel sides, right angles, lines of symmetry, all sides equal
FLAT = {
    "circle": ("circle", "圆", 0, 0, 0, 99, 0),
    "triangle": ("triangle", "三角形", 3, 0, 0, 1, 0),
    "right_triangle": ("right triangle", "直角三角形", 3, 0, 1, 0, 0),
    "equilateral": ("equilateral triangle", "等边三角形", 3, 0, 0, 3, 1),
    "square": ("square", "正方形", 4, 2, 4, 4, 1),
    "rectangle": ("rectangle", "长方形", 4, 2, 4, 2, 0),
    "rhombus": ("rhombus", "菱形", 4, 2, 0, 2, 1),
    "parallelogram": ("parallelogram", "平行四边形", 4, 2, 0, 0, 0),
    "trapezoid": ("trapezoid", "梯形", 4, 1, 0, 0, 0),
    "kite": ("kite", "筝形", 4, 0, 0, 1, 0),
    "pentagon": ("regular pentagon", "正五边形", 5, 0, 0, 5, 1),
    "hexagon": ("regular hexagon", "正六边形", 6, 3, 0, 6, 1),
    "octagon": ("regular octagon", "正八边形", 8, 4, 0, 8, 1),
}
SOLID = {
    "cube": ("cube", "正方体"),
    "box": ("box (rectangular prism)", "长方体"),
    "sphere": ("sphere", "球"),
    "cone": ("cone", "圆锥"),
    "cylinder": ("cylinder", "圆柱"),
    "pyramid": ("square pyramid", "四棱锥"),
    "prism": ("triangular prism", "三棱柱"),
}
_SETS = {
    "basic": ("circle", "triangle", "square", "rectangle"),
    "polygons": ("triangle", "square", "pentagon", "hexagon", "octagon"),
    "quadrilaterals": ("trapezoid", "rhombus", "parallelogram", "rectangle", "square"),
}


def _w(name: str) -> tuple[str, str]:
    return FLAT[name][0], FLAT[name][1]


def _turn(level: int, rng: Rng) -> float:
    return by(level, 0, rng.choice((0, 15, 90)), rng.randint(10, 170))


def _id(name: str) -> int:
    return 1 + list(FLAT).index(name)


def _name(level: int, rng: Rng, names: tuple[str, ...], size: float) -> Made:
    key, *others = rng.sample(names, by(level, 3, 4, 4))
    i = _id(key)
    step = (
        ("A circle has no corners.", "圆没有角。")
        if key == "circle"
        else (f"Count the sides: {FLAT[key][2]}.", f"数一数边：{FLAT[key][2]} 条。")
    )
    return choose(
        rng,
        ("What is the name of this shape?", "这个图形叫什么？"),
        (_w(key), f"{i} = {i}"),
        [(_w(o), f"{_id(o)} = {i}", "shape_names") for o in others],
        [
            step,
            (
                f"It is a {_w(key)[0]}." if key != "octagon" else "It is a regular octagon.",
                f"这是{_w(key)[1]}。",
            ),
        ],
        picture=shape(key, _SHAPE, size, _turn(level, rng) if key != "circle" else 0),
    )


def name_shape(level: int, rng: Rng, set: str) -> Made:
    return _name(level, rng, _SETS[set], 30)


def name_turned(level: int, rng: Rng) -> Made:
    return _name(
        3 if level > 1 else 2,
        rng,
        ("triangle", "square", "rectangle", "circle", "right_triangle")[: 4 + (level > 1)],
        rng.choice((14, 22, 44)),
    )


def _poly(level: int, rng: Rng) -> str:
    return rng.choice(
        by(
            level,
            ("triangle", "square", "rectangle"),
            ("trapezoid", "pentagon", "rhombus", "kite"),
            ("hexagon", "octagon", "pentagon"),
        )
    )


def count_sides(level: int, rng: Rng) -> Made:
    k = _poly(level, rng)
    n = FLAT[k][2]
    return ex(
        ("How many sides does the shape have?", "这个图形有几条边？"),
        n,
        n,
        [(f"Follow the border: {n} sides.", f"沿着边数：{n} 条。")],
        [(n - 1, "skipped_one"), (n + 1, "counted_start_twice"), (n + 2, "counted_twice")],
        picture=shape(k, _SHAPE, 34, _turn(level, rng)),
    )


def count_corners(level: int, rng: Rng) -> Made:
    k = _poly(level, rng)
    n = FLAT[k][2]
    return ex(
        ("How many corners does the shape have?", "这个图形有几个角？"),
        n,
        n,
        [(f"Mark each corner: {n}.", f"每个角做记号：{n} 个。")],
        [(n - 1, "skipped_one"), (n + 1, "counted_start_twice"), (2 * n, "sides_and_corners")],
        picture=shape(k, _SHAPE, 34, _turn(level, rng)),
    )


def more_sides(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: rng.sample(("triangle", "square", "pentagon", "hexagon", "octagon"), 2),
        lambda p: FLAT[p[0]][2] - FLAT[p[1]][2] in by(level, (1,), (1, 2), (2, 3, 4, 5)),
    )
    x, y = FLAT[a][2], FLAT[b][2]
    return ex(
        ("How many more sides does shape A have than shape B?", "图形 A 比图形 B 多几条边？"),
        f"{x} - {y}",
        x - y,
        [f"{x} − {y} = {x - y}"],
        [(x + y, "added_instead"), (x, "gave_larger"), (x - y + 1, "counted_start")],
        picture=beside([shape(a, ("", "")), shape(b, ("", ""))], _SHAPES, "AB"),
    )


def total_sides(level: int, rng: Rng) -> Made:
    k = rng.choice(("triangle", "square", "pentagon", "hexagon"))
    m, n = FLAT[k][2], by(level, 2, 3, rng.randint(4, 6))
    many = {
        "triangle": "triangles",
        "square": "squares",
        "pentagon": "pentagons",
        "hexagon": "hexagons",
    }[k]
    return ex(
        (
            f"How many sides do {n} {many} have together?",
            f"{n} 个{_w(k)[1].removeprefix('正') if k != 'square' else '正方形'}一共有几条边？",
        ),
        " + ".join([str(m)] * n),
        m * n,
        [" + ".join([str(m)] * n) + f" = {m * n}"],
        [(m + n, "added_instead"), (m * n - m, "one_group_fewer"), (m * n + 1, "slip_one")],
        other=[n],
    )


def _options(
    rng: Rng, prompt, right: str, wrong: Sequence[str], prop, value: int, why: str, step, level: int
) -> Made:
    names = [right, *wrong]
    turns = [_turn(level, rng) if n != "circle" else 0 for n in names]
    drawn = lambda o: beside([shape(names[i], ("", ""), 26, turns[i]) for i in o], _SHAPES, "ABCD")  # noqa: E731
    return choose(
        rng,
        prompt,
        ("", f"{prop(right)} = {value}"),
        [("", f"{prop(w)} = {value}", why) for w in wrong],
        [step],
        picture=drawn,
        listed=False,
    )


def shape_by_sides(level: int, rng: Rng) -> Made:
    n = rng.choice(by(level, (3, 4), (4, 5), (5, 6, 8)))
    pool = [k for k in FLAT if k != "circle"]
    right = rng.choice([k for k in pool if FLAT[k][2] == n])
    wrong = rng.sample([k for k in pool if FLAT[k][2] != n and k != "equilateral"], 3)
    word = {
        3: ("three", "三"),
        4: ("four", "四"),
        5: ("five", "五"),
        6: ("six", "六"),
        8: ("eight", "八"),
    }[n]
    return _options(
        rng,
        (
            f"Which shape has {word[0]} sides and {word[0]} corners?",
            f"哪个图形有{word[1]}条边、{word[1]}个角？",
        ),
        right,
        wrong,
        lambda k: FLAT[k][2],
        n,
        "counted_wrongly",
        (f"Count the sides: {n}.", f"数边：{n} 条。"),
        level,
    )


def all_equal(level: int, rng: Rng) -> Made:
    right = rng.choice(
        by(
            level,
            ("square", "equilateral"),
            ("rhombus", "square", "pentagon"),
            ("rhombus", "hexagon", "equilateral"),
        )
    )
    wrong = rng.sample(
        by(
            level,
            ("rectangle", "right_triangle"),
            ("rectangle", "trapezoid", "kite"),
            ("parallelogram", "kite", "trapezoid"),
        ),
        2,
    )
    return _options(
        rng,
        ("Which shape has sides that are all equally long?", "哪个图形的各边都一样长？"),
        right,
        wrong,
        lambda k: FLAT[k][6],
        1,
        "shape_property",
        ("Measure each side.", "量一量每条边。"),
        level,
    )


def right_corners(level: int, rng: Rng) -> Made:
    right = rng.choice(
        by(level, ("square", "rectangle"), ("square", "rectangle"), ("rectangle", "square"))
    )
    wrong = rng.sample(
        ("rhombus", "parallelogram", "trapezoid", "kite", "equilateral"), by(level, 2, 3, 3)
    )
    return _options(
        rng,
        ("Which shape has four square corners (right angles)?", "哪个图形有四个直角？"),
        right,
        wrong,
        lambda k: FLAT[k][4],
        4,
        "shape_property",
        ("Hold the corner of a sheet of paper against it.", "用纸的角比一比。"),
        level,
    )


def right_angles(level: int, rng: Rng) -> Made:
    k = rng.choice(
        by(
            level,
            ("square", "rectangle", "equilateral"),
            ("right_triangle", "rhombus", "rectangle"),
            ("right_triangle", "trapezoid", "kite", "parallelogram", "pentagon"),
        )
    )
    n = FLAT[k][4]
    return ex(
        ("How many right angles does the shape have?", "这个图形有几个直角？"),
        n,
        n,
        [(f"Compare each corner with a square corner: {n}.", f"每个角都和直角比较：{n} 个。")],
        [
            (FLAT[k][2] if FLAT[k][2] != n else 2, "all_corners_counted"),
            (n + 1, "slip_one"),
            (n + 2, "slip_two"),
        ],
        picture=shape(k, _SHAPE, 34, 0),
    )


def parallel_pairs(level: int, rng: Rng) -> Made:
    k = rng.choice(
        by(
            level,
            ("square", "rectangle", "triangle"),
            ("trapezoid", "parallelogram", "rhombus", "kite"),
            ("hexagon", "octagon", "pentagon", "trapezoid"),
        )
    )
    n = FLAT[k][3]
    return ex(
        ("How many pairs of parallel sides does the shape have?", "这个图形有几组平行的边？"),
        n,
        n,
        [(f"Parallel sides never meet: {n} pairs.", f"平行的边永不相交：{n} 组。")],
        [
            (2 * n if n else FLAT[k][2], "sides_for_pairs"),
            (n + 1, "slip_one"),
            (FLAT[k][2] if FLAT[k][2] != n else n + 3, "sides_for_pairs"),
        ],
        picture=shape(k, _SHAPE, 34, 0),
    )


def symmetry_count(level: int, rng: Rng) -> Made:
    k = rng.choice(
        by(
            level,
            ("square", "rectangle", "kite"),
            ("equilateral", "rhombus", "parallelogram"),
            ("pentagon", "hexagon", "parallelogram", "octagon"),
        )
    )
    n = FLAT[k][5]
    return ex(
        ("How many lines of symmetry does the shape have?", "这个图形有几条对称轴？"),
        n,
        n,
        [(f"Fold it so that both halves match: {n} ways.", f"对折后两边重合的折法：{n} 种。")],
        [
            (n + 2, "diagonals_as_symmetry"),
            (FLAT[k][2] if FLAT[k][2] != n else 2, "sides_for_symmetry"),
            (n + 1, "slip_one"),
            (1 if n != 1 else 3, "one_line_only"),
        ],
        picture=shape(k, _SHAPE, 34, 0),
    )


def fill_squares(level: int, rng: Rng) -> Made:
    a, b = by(level, (3, 2), (rng.randint(3, 5), 3), (rng.randint(4, 6), 4))
    n = rng.randint(2, a * b - 2)
    cells = [(c, r) for r in range(b) for c in range(a)][:n]
    return ex(
        (
            "Some squares of the rectangle are shaded. How many squares are not shaded yet?",
            "长方形里有些方格涂了色。还有几个方格没有涂？",
        ),
        f"{a}*{b} - {n}",
        a * b - n,
        [f"{b} × {a} = {a * b}", f"{a * b} − {n} = {a * b - n}"],
        [
            (n if 2 * n != a * b else n + 1, "other_part"),
            (a * b, "counted_all"),
            (a * b - n + 1, "slip_one"),
        ],
        picture=blocks.squares(
            cells, a, b, ("A rectangle of squares, some shaded", "由方格组成的长方形，部分涂色")
        ),
    )


def partition_rows(level: int, rng: Rng) -> Made:
    a, b = rng.randint(2, by(level, 3, 5, 7)), rng.randint(2, by(level, 3, 4, 5))
    return ex(
        (
            f"A rectangle is cut into {b} rows and {a} columns of equal squares. How many squares are there?",
            f"把长方形分成 {b} 行、{a} 列同样的方格，一共有几个？",
        ),
        " + ".join([str(a)] * b),
        a * b,
        [" + ".join([str(a)] * b) + f" = {a * b}"],
        [(a + b, "added_sides"), (a * b - a, "skipped_row"), (a * b + 1, "slip_one")],
        other=[b],
        picture=blocks.squares(
            [], a, b, ("A rectangle cut in rows and columns", "分成行和列的长方形")
        ),
    )


def partition_fraction(level: int, rng: Rng) -> Made:
    a, b = by(
        level,
        (rng.choice((2, 3, 4)), 1),
        (rng.choice((2, 3, 4)), 2),
        (rng.choice((3, 4, 5)), rng.choice((2, 3))),
    )
    n = a * b
    return ex(
        (
            "The rectangle is cut in equal parts. Which fraction of its area is the shaded part?",
            "长方形平均分成几份。涂色的一份是面积的几分之几？",
        ),
        f"1 - {n - 1}/{n}",
        f"1/{n}",
        [(f"{n} equal parts: one is {ratio(1, n)}.", f"平均分成 {n} 份，一份是 {ratio(1, n)}。")],
        [
            (str(n), "turned_upside_down"),
            (f"1/{n - 1}" if n > 2 else "1/3", "part_to_part"),
            (f"1/{n + 1}", "parts_miscounted"),
        ],
        picture=blocks.squares(
            [(0, 0)],
            a,
            b,
            ("A rectangle in equal parts, one shaded", "平均分的长方形，一份涂色"),
            side=26,
        ),
    )


def compose(level: int, rng: Rng) -> Made:
    n = by(level, 2, rng.choice((2, 4)), 6)
    name, zh = {
        2: ("a square cut along one diagonal", "沿一条对角线剪开的正方形"),
        4: ("a square cut along both diagonals", "沿两条对角线剪开的正方形"),
        6: (
            "a regular hexagon cut from its middle to every corner",
            "从中心到每个顶点剪开的正六边形",
        ),
    }[n]
    return ex(
        (f"How many triangles do you get from {name}?", f"{zh}能得到几个三角形？"),
        n,
        n,
        [("Draw the cuts and count.", "画出剪开的线，数一数。")],
        [(n - 1, "counted_lines"), (n + 1, "slip_one"), (n + 2, "slip_two")],
        picture=shape("hexagon" if n == 6 else "square", _SHAPE, 32),
    )


def name_solid(level: int, rng: Rng) -> Made:
    key, *others = rng.sample(
        by(
            level,
            ("cube", "sphere", "cone", "cylinder"),
            ("cube", "box", "sphere", "cone", "cylinder"),
            tuple(SOLID),
        ),
        by(level, 3, 4, 4),
    )
    i = 1 + list(SOLID).index(key)
    return choose(
        rng,
        ("What is the name of this solid?", "这个立体图形叫什么？"),
        (SOLID[key], f"{i} = {i}"),
        [(SOLID[o], f"{1 + list(SOLID).index(o)} = {i}", "shape_names") for o in others],
        [(f"It is a {SOLID[key][0]}.", f"这是{SOLID[key][1]}。")],
        picture=solid(key, ("A solid", "一个立体图形")),
    )


def object_solid(level: int, rng: Rng) -> Made:
    rows = (
        ("a ball", "皮球", "sphere"),
        ("a can", "罐头", "cylinder"),
        ("a shoe box", "鞋盒", "box"),
        ("a party hat", "生日帽", "cone"),
        ("a dice", "骰子", "cube"),
        ("an orange", "橙子", "sphere"),
        ("a brick", "砖块", "box"),
        ("a candle", "蜡烛", "cylinder"),
        ("an ice cream cone", "冰淇淋蛋筒", "cone"),
    )
    en, zh, key = rng.choice(rows[:4] if level == 1 else rows[3:] if level == 3 else rows)
    others = rng.sample(
        [
            s
            for s in ("cube", "box", "sphere", "cone", "cylinder")
            if s != key and {s, key} != {"cube", "box"}
        ],
        by(level, 2, 3, 3) if key not in ("cube", "box") else 2,
    )
    i = 1 + list(SOLID).index(key)
    return choose(
        rng,
        (f"Which solid is {en} like?", f"{zh}像哪种立体图形？"),
        (SOLID[key], f"{i} = {i}"),
        [(SOLID[o], f"{1 + list(SOLID).index(o)} = {i}", "shape_names") for o in others],
        [(f"It is like a {SOLID[key][0]}.", f"它像{SOLID[key][1]}。")],
    )


def solid_parts(level: int, rng: Rng, part: str) -> Made:
    k = rng.choice(by(level, ("cube", "box"), ("cube", "box", "pyramid"), ("pyramid", "prism")))
    f, e, c = PARTS[k]
    n = {"faces": f, "edges": e, "corners": c}[part]
    zh = {"faces": "个面", "edges": "条棱", "corners": "个顶点"}[part]
    return ex(
        (
            f"How many {part} does the {SOLID[k][0]} have? Count the hidden ones too.",
            f"{SOLID[k][1]}有几{zh}？看不见的也要数。",
        ),
        n,
        n,
        [
            ("Count front and back, top and bottom.", "前后上下都要数。"),
            (f"{n} {part}.", f"{n} {zh}。"),
        ],
        [
            (next(x for x in (f, e, c) if x != n), "parts_of_solid_mixed"),
            (n - 1, "hidden_left_out"),
            (n - 3, "hidden_left_out"),
        ],
        picture=solid(k, ("A solid", "一个立体图形")),
    )


def sticks_balls(level: int, rng: Rng) -> Made:
    k = by(level, "cube", rng.choice(("box", "pyramid")), rng.choice(("pyramid", "prism")))
    _, e, c = PARTS[k]
    n = by(level, e, c, e + c)
    what, zh = by(
        level,
        ("sticks (edges)", "根小棒（棱）"),
        ("balls (corners)", "个小球（顶点）"),
        ("sticks and balls together", "根小棒和小球（合起来）"),
    )
    return ex(
        (
            f"A {SOLID[k][0]} is built from sticks and balls. How many {what} are needed?",
            f"用小棒和小球搭一个{SOLID[k][1]}。一共要几{zh}？",
        ),
        f"{e} + {c}" if level == 3 else n,
        n,
        [(f"{e} edges, {c} corners.", f"{e} 条棱，{c} 个顶点。")],
        [
            (c if n != c else e, "parts_of_solid_mixed"),
            (n - 1, "hidden_left_out"),
            (n - 2, "hidden_left_out"),
        ],
        picture=solid(k, ("A solid", "一个立体图形")),
    )


def face_shape(level: int, rng: Rng) -> Made:
    rows = (
        ("cube", "square", ("triangle", "circle")),
        ("cylinder", "circle", ("triangle", "square")),
        ("cone", "circle", ("square", "rectangle")),
        ("prism", "triangle", ("circle", "pentagon")),
        ("pyramid", "triangle", ("circle", "hexagon")),
        ("box", "rectangle", ("triangle", "circle")),
    )
    s, key, others = rng.choice(rows[:3] if level == 1 else rows[2:] if level == 3 else rows)
    i = _id(key)
    names = {k: _w(k) for k in ("triangle", "circle", "square", "rectangle")} | {
        "pentagon": ("pentagon", "五边形"),
        "hexagon": ("hexagon", "六边形"),
    }
    return choose(
        rng,
        (f"Which flat shape is a face of a {SOLID[s][0]}?", f"{SOLID[s][1]}的面中有哪种图形？"),
        (names[key], f"{i} = {i}"),
        [(names[o], f"{_id(o)} = {i}", "shape_names") for o in others],
        [
            (
                f"A {SOLID[s][0]} has a {names[key][0]} as a face.",
                f"{SOLID[s][1]}有一个面是{names[key][1]}。",
            )
        ],
        picture=solid(s, ("A solid", "一个立体图形")),
    )


def flat_solid(level: int, rng: Rng) -> Made:
    flat = rng.random() < 0.5
    k = (
        rng.choice(("circle", "square", "triangle", "rectangle"))
        if flat
        else rng.choice(
            by(level, ("cube", "sphere"), ("cone", "cylinder"), ("pyramid", "prism", "box"))
        )
    )
    drawing = (
        shape(k, _SHAPE, 30, _turn(level, rng) if k != "circle" else 0)
        if flat
        else solid(k, ("A shape", "一个图形"))
    )
    d = 2 if flat else 3
    names = {2: ("flat", "平面图形"), 3: ("solid", "立体图形")}
    return choose(
        rng,
        ("Is this shape flat or solid?", "这是平面图形还是立体图形？"),
        (names[d], f"{d} = {d}"),
        [
            (names[5 - d], f"{5 - d} = {d}", "flat_and_solid"),
            (("neither", "都不是"), f"0 = {d}", "flat_and_solid"),
        ],
        [
            (
                "A flat shape lies on paper; a solid takes up space.",
                "平面图形在纸上，立体图形占空间。",
            )
        ],
        picture=drawing,
    )


def line_pair(level: int, rng: Rng) -> Made:
    kind = rng.choice((0, 1, 2))
    a = by(level, 0, rng.choice((0, 30)), rng.randint(0, 80))
    import math

    def at(deg: float, off: float) -> Line:
        c, s = math.cos(math.radians(deg)), math.sin(math.radians(deg))
        x, y = 56 - s * off, 56 + c * off
        return Line(x - 44 * c, y - 44 * s, x + 44 * c, y + 44 * s, width=1.6)

    second = {0: at(a, 22), 1: at(a + 90, 0), 2: at(a + by(level, 40, 55, 65), 0)}[kind]
    first = at(a, -22 if kind == 0 else 0)
    names = (
        ("parallel", "平行"),
        ("perpendicular", "垂直"),
        ("crossing, but not perpendicular", "相交但不垂直"),
    )
    deg = (0, 90, 45)[kind]
    rel = (f"{deg} = 0", f"{deg} = 90", f"0 < {deg} < 90")
    return choose(
        rng,
        ("How do the two lines lie?", "这两条直线是什么位置关系？"),
        (names[kind], rel[kind]),
        [(names[k], rel[k], "line_pairs") for k in range(3) if k != kind],
        [
            (
                "Parallel lines never meet; perpendicular ones make square corners.",
                "平行线永不相交，垂直线相交成直角。",
            )
        ],
        picture=picture(112, 112, [first, second], ("Two straight lines", "两条直线")),
    )


def triangle_sides(level: int, rng: Rng) -> Made:
    kind = rng.choice((0, 1, 2))
    a = rng.randint(*by(level, (3, 6), (5, 12), (10, 40)))
    v = [[a, a, a], [a, a, rng.choice([x for x in range(2, 2 * a) if x != a])], [a, a + 1, a + 2]][
        kind
    ]
    rng.shuffle(v)
    x, y, z = v
    names = (
        ("equilateral (all sides equal)", "等边三角形（三边相等）"),
        ("isosceles with exactly two equal sides", "只有两边相等的等腰三角形"),
        ("scalene (no equal sides)", "三边都不相等的三角形"),
    )
    d = f"({x} - {y})*({y} - {z})*({x} - {z})"
    s = f"abs({x} - {y}) + abs({y} - {z})"
    rel = (
        f"{s} = 0",
        f"({d})^2 + 1/({s} + 1) = 1/({s} + 1)" if kind != 0 else f"{s} > 0",
        f"({d})^2 > 0",
    )
    return choose(
        rng,
        (
            f"The sides of a triangle are {x}, {y} and {z} cm long. Which kind of triangle is it?",
            f"三角形三边长 {x}、{y}、{z} 厘米。这是哪种三角形？",
        ),
        (names[kind], rel[kind]),
        [(names[k], rel[k], "triangle_kinds") for k in range(3) if k != kind],
        [("Look how many sides are equal.", "看有几条边相等。")],
        inline=False,
    )


def triangle_angles(level: int, rng: Rng) -> Made:
    kind = rng.choice((0, 1, 2))
    big = {0: rng.randint(62, 88), 1: 90, 2: rng.randint(92, 140)}[kind]
    rest = 180 - big
    low = max(5, rest - (88 if kind == 0 else rest - 5))
    p = (
        rng.randint(max(low, rest - 88), min(88, rest - low))
        if kind == 0
        else rng.randint(5, rest - 5)
    )
    v = [big, p, rest - p]
    rng.shuffle(v)
    top = f"max({', '.join(map(str, v))})"
    names = (("acute", "锐角三角形"), ("right", "直角三角形"), ("obtuse", "钝角三角形"))
    rel = (f"{top} < 90", f"{top} = 90", f"{top} > 90")
    return choose(
        rng,
        (
            f"The angles of a triangle are {v[0]}, {v[1]} and {v[2]} degrees. Which kind of triangle is it?",
            f"三角形的三个角是 {v[0]}、{v[1]}、{v[2]} 度。这是哪种三角形？",
        ),
        (names[kind], rel[kind]),
        [(names[k], rel[k], "triangle_kinds") for k in range(3) if k != kind],
        [(f"The largest angle decides: {big} degrees.", f"看最大的角：{big} 度。")],
    )


def isosceles_side(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            rng.randint(*by(level, (4, 9), (8, 20), (15, 60))),
            rng.randint(*by(level, (2, 9), (5, 25), (10, 80))),
        ),
        lambda p: 2 * p[0] > p[1] and p[0] != p[1],
    )
    t = 2 * a + b
    if level == 1:
        return box(
            (
                f"An isosceles triangle has a perimeter of {t} cm. Its two equal sides are {a} cm each. How long is the third side, in cm?",
                f"等腰三角形周长 {t} 厘米，两腰各 {a} 厘米。底边长多少厘米？",
            ),
            f"{a} + {a} + x = {t}",
            b,
            [f"{t} − {a} − {a} = {b}"],
            [
                (t - a, "part_left_out"),
                (2 * a if 2 * a != b else t, "stopped_early"),
                (t + 2 * a, "added_instead"),
            ],
            unit=("cm", "厘米"),
        )
    return box(
        (
            f"An isosceles triangle has a perimeter of {t} cm. Its base is {b} cm. How long is each of the two equal sides, in cm?",
            f"等腰三角形周长 {t} 厘米，底边 {b} 厘米。每条腰长多少厘米？",
        ),
        f"x + x + {b} = {t}",
        a,
        [f"{t} − {b} = {2 * a}", f"{2 * a} ÷ 2 = {a}"],
        [
            (2 * a, "not_halved"),
            (t // 2 - b if t // 2 - b > 0 else t, "order_of_steps"),
            (t + b, "added_instead"),
        ],
        unit=("cm", "厘米"),
    )


def _property(rng: Rng, prompt, right: str, wrong: list[str], index: int, value: int, step) -> Made:
    return choose(
        rng,
        prompt,
        (_w(right), f"{FLAT[right][index]} = {value}"),
        [(_w(k), f"{FLAT[k][index]} = {value}", "shape_property") for k in wrong],
        [step],
    )


def quad_property(level: int, rng: Rng) -> Made:
    rows = (
        (
            ("exactly one pair of parallel sides", "只有一组对边平行"),
            3,
            1,
            ("trapezoid",),
            ("square", "rectangle", "rhombus", "parallelogram"),
        ),
        (
            ("four right angles", "四个直角"),
            4,
            4,
            ("square", "rectangle"),
            ("rhombus", "parallelogram", "trapezoid"),
        ),
        (
            ("four equal sides", "四条边都相等"),
            6,
            1,
            ("rhombus", "square"),
            ("rectangle", "parallelogram", "trapezoid"),
        ),
        (
            ("no pair of parallel sides", "没有平行的对边"),
            3,
            0,
            ("kite",),
            ("square", "rhombus", "trapezoid", "parallelogram"),
        ),
    )
    (en, zh), index, value, right, wrong = rng.choice(rows[: by(level, 2, 3, 4)])
    return _property(
        rng,
        (f"Which quadrilateral always has {en}?", f"哪种四边形总有这个特征：{zh}？"),
        rng.choice(right),
        rng.sample(wrong, by(level, 2, 3, 3)),
        index,
        value,
        ("Think of the sides and the corners.", "想想它的边和角。"),
    )


def not_member(level: int, rng: Rng) -> Made:
    right, wrong, en, zh = rng.choice(
        (
            (
                ("trapezoid",),
                ("square", "rectangle", "rhombus"),
                "parallelogram (two pairs of parallel sides)",
                "平行四边形（两组对边平行）",
            ),
            (
                ("kite",),
                ("square", "rectangle", "rhombus"),
                "parallelogram (two pairs of parallel sides)",
                "平行四边形（两组对边平行）",
            ),
            (
                ("triangle", "pentagon", "hexagon"),
                ("square", "trapezoid", "kite"),
                "quadrilateral",
                "四边形",
            ),
        )
    )
    key = rng.choice(right)
    rest = rng.sample(wrong, by(level, 2, 3, 3))
    index, value = (2, 4) if "quad" in en else (3, 2)
    names = [key, *rest]

    def drawn(o):
        return beside(
            [shape(names[i], ("", ""), 26, 0 if level == 1 else 15 * i) for i in o], _SHAPES, "ABCD"
        )

    return choose(
        rng,
        (f"Which shape is **not** a {en}?", f"哪个图形**不是**{zh}？"),
        ("", f"{FLAT[key][index]} != {value}"),
        [("", f"{FLAT[k][index]} != {value}", "shape_property") for k in rest],
        [(f"It is a {_w(key)[0]}.", f"它是{_w(key)[1]}。")],
        picture=drawn,
        listed=False,
    )


def hierarchy(level: int, rng: Rng) -> Made:
    true = (
        ("Every square is a rectangle.", "正方形都是长方形。"),
        ("Every square is a rhombus.", "正方形都是菱形。"),
        ("Every rectangle is a parallelogram.", "长方形都是平行四边形。"),
        ("Every rhombus is a parallelogram.", "菱形都是平行四边形。"),
        ("Every rhombus is a quadrilateral.", "菱形都是四边形。"),
    )
    false = (
        ("Every rectangle is a square.", "长方形都是正方形。"),
        ("Every rhombus is a square.", "菱形都是正方形。"),
        ("Every parallelogram is a rectangle.", "平行四边形都是长方形。"),
        ("Every trapezoid is a rectangle.", "梯形都是长方形。"),
        ("Every quadrilateral is a rhombus.", "四边形都是菱形。"),
    )
    right = rng.choice(true)
    wrong = rng.sample(false, by(level, 2, 3, 3))
    return choose(
        rng,
        ("Which sentence is always true?", "哪句话总是对的？"),
        (right, "1 = 1"),
        [(w, f"{i + 2} = 1", "hierarchy_reversed") for i, w in enumerate(wrong)],
        [
            (
                "The special shape has all properties of the general one.",
                "特殊图形具有一般图形的所有特征。",
            )
        ],
        inline=False,
    )


def diagonals(level: int, rng: Rng) -> Made:
    k = rng.choice(
        by(level, ("square", "trapezoid"), ("pentagon", "square"), ("hexagon", "octagon"))
    )
    n = FLAT[k][2]
    key = n * (n - 3) // 2
    return ex(
        (
            "How many diagonals does the shape have? (They join corners that are not neighbours.)",
            "这个图形有几条对角线？（连接不相邻的两个角）",
        ),
        f"{n}*({n} - 3)/2",
        key,
        [
            (
                f"From each of {n} corners {n - 3}, each counted twice: {n} × {n - 3} ÷ 2 = {key}.",
                f"{n} 个角各引 {n - 3} 条，每条数了两次：{n} × {n - 3} ÷ 2 = {key}。",
            )
        ],
        [
            (n * (n - 3), "pairs_counted_twice"),
            (n if n != key else n - 3, "sides_for_diagonals"),
            (n - 3, "one_corner_only"),
        ],
        picture=shape(k, _SHAPE, 36),
    )


def roll_stack(level: int, rng: Rng) -> Made:
    roll = rng.random() < 0.5
    right = rng.choice(("sphere", "cylinder") if roll else ("cube", "box"))
    wrong = rng.sample(("cube", "box", "pyramid") if roll else ("sphere", "cone"), 2)
    prompt = (
        ("Which solid can roll?", "哪个立体图形能滚动？")
        if roll
        else ("Which solid is best for building a tower?", "哪种立体图形最适合搭高塔？")
    )
    curved = {"sphere": 1, "cylinder": 1, "cone": 1}
    names = [right, *wrong]

    def drawn(o):
        return beside(
            [solid(names[i], ("", "")) for i in o],
            ("Solids with letters", "标有字母的立体图形"),
            "ABC",
        )

    want = 1 if roll else 0
    return choose(
        rng,
        prompt,
        ("", f"{curved.get(right, 0)} = {want}"),
        [("", f"{curved.get(w, 0)} = {want}", "flat_and_curved") for w in wrong],
        [("Curved faces roll, flat faces stack.", "曲面能滚动，平面能叠放。")],
        picture=drawn,
        listed=False,
    )


TASKS = public(globals())
