"""Angles, and points on a grid of the first quadrant."""

from __future__ import annotations

from apps.education.domain.figures import plane
from apps.education.domain.figures.clock_face import clock as face
from apps.education.domain.figures.flat_shapes import protractor as scale
from apps.education.domain.figures.flat_shapes import rays
from apps.education.domain.figures.layout import beside
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, box, by, choose, ex, ratio, until

_ANGLE = ("An angle", "一个角")
DEG = ("degrees", "度")


def angle_kind(level: int, rng: Rng) -> Made:
    kind = rng.choice(("acute", "right", "obtuse"))
    d = {
        "right": 90,
        "acute": rng.randint(*by(level, (20, 50), (50, 70), (70, 80))),
        "obtuse": rng.randint(*by(level, (130, 160), (110, 130), (100, 112))),
    }[kind]
    rel = {"acute": f"0 < {d} < 90", "right": f"{d} = 90", "obtuse": f"90 < {d} < 180"}
    name = {"acute": ("acute", "锐角"), "right": ("right", "直角"), "obtuse": ("obtuse", "钝角")}
    return choose(
        rng,
        ("Which kind of angle is this?", "这是哪种角？"),
        (name[kind], rel[kind]),
        [(name[k], rel[k], "angle_kinds") for k in name if k != kind],
        [("Compare it with a square corner.", "和直角比较。")],
        picture=rays(d, _ANGLE, by(level, 0, rng.choice((0, 30)), rng.randint(0, 180))),
    )


def angle_turn(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (2, 4), (3, 6, 8), (5, 9, 10, 12)))
    a = 1 if level < 3 else rng.randint(2, b - 1)
    k = 360 * a // b
    return ex(
        (
            f"A full turn is 360 degrees. How many degrees is {ratio(a, b)} of a full turn?",
            f"一周是 360 度。一周的 {ratio(a, b)} 是多少度？",
        ),
        f"{a}/{b}*360",
        k,
        [f"360 ÷ {b} = {360 // b}", f"{a} × {360 // b} = {k}"],
        [
            (180 * a // b, "half_turn_as_whole"),
            (100 * a // b, "hundred_as_whole"),
            (360 - b, "subtracted_instead"),
            (k + 10, "slip_ten"),
        ],
        unit=DEG,
    )


def angle_clock(level: int, rng: Rng) -> Made:
    h = rng.choice(by(level, (3, 6, 9), (1, 2, 4), (5, 7, 8, 10, 11)))
    k = min(30 * h, 360 - 30 * h)
    return ex(
        (
            f"It is {h} o'clock. How many degrees is the smaller angle between the hands? (From one number to the next it is 30 degrees.)",
            f"现在是 {h} 时整。时针和分针之间较小的角是多少度？（相邻两个数之间是 30 度）",
        ),
        f"min(30*{h}, 360 - 30*{h})",
        k,
        [(f"{min(h, 12 - h)} steps of 30 degrees.", f"相隔 {min(h, 12 - h)} 大格，每格 30 度。")],
        [
            (30 * h if h > 6 else k + 30, "larger_angle"),
            (h * 5 if h * 5 != k else k - 30, "minutes_for_degrees"),
            (k + 30 if h > 6 else k - 30, "slip_unit"),
        ],
        unit=DEG,
        picture=face(h, 0, ("A clock at a whole hour", "整点的钟面")),
    )


def protractor(level: int, rng: Rng) -> Made:
    d = by(
        level,
        10 * rng.randint(2, 8),
        10 * rng.randint(10, 17),
        5 * rng.choice((5, 7, 9, 11, 13, 21, 23, 25, 31)),
    )
    return ex(
        ("How many degrees is the angle?", "这个角是多少度？"),
        f"{d} - 0",
        d,
        [(f"One side is at zero, the other at {d}.", f"一边在零刻度，另一边在 {d}。")],
        [(180 - d if d != 90 else 80, "other_scale"), (d + 10, "slip_ten"), (d - 10, "slip_ten")],
        unit=DEG,
        picture=scale(
            0, d, ("A protractor with two rays, one at zero", "量角器和两条射线，一条在零刻度")
        ),
    )


def protractor_offset(level: int, rng: Rng) -> Made:
    u = by(level, 20, 10, 5)
    s, e = until(
        rng,
        lambda: (u * rng.randint(1, 100 // u), u * rng.randint(2, 170 // u)),
        lambda p: p[1] - p[0] >= 20,
    )
    k = e - s
    return ex(
        (
            f"One side of the angle is at {s}, the other at {e} on the protractor. How many degrees is the angle?",
            f"角的一边在量角器的 {s} 处，另一边在 {e} 处。这个角是多少度？",
        ),
        f"{e} - {s}",
        k,
        [f"{e} − {s} = {k}"],
        [(e, "end_read_only"), (e + s, "added_instead"), (180 - e, "other_scale")],
        unit=DEG,
        picture=scale(s, e, ("A protractor with two rays", "量角器和两条射线")),
    )


def _part(level: int, rng: Rng, whole: int) -> int:
    u = by(level, 10, 5, 1)
    return u * rng.randint(max(1, 15 // u), (whole - 15) // u)


def angle_add(level: int, rng: Rng) -> Made:
    a, b = _part(level, rng, 90), _part(level, rng, 90)
    return ex(
        (
            f"Two angles of {a} and {b} degrees lie side by side. How large is the angle they make together?",
            f"两个角分别是 {a} 度和 {b} 度，并排在一起，合成多少度的角？",
        ),
        f"{a} + {b}",
        a + b,
        [f"{a} + {b} = {a + b}"],
        [
            (abs(a - b), "wrong_operation"),
            (180 - a - b if a + b != 90 else 80, "taken_from_straight"),
            (a + b + 10, "slip_ten"),
        ],
        unit=DEG,
    )


def angle_part(level: int, rng: Rng) -> Made:
    a, b = _part(level, rng, 90), _part(level, rng, 80)
    return box(
        (
            f"An angle of {a + b} degrees is cut in two. One part is {a} degrees. How many degrees is the other?",
            f"一个 {a + b} 度的角分成两部分，一部分是 {a} 度。另一部分是多少度？",
        ),
        f"{a} + x = {a + b}",
        b,
        [f"{a + b} − {a} = {b}"],
        [
            (2 * a + b, "added_instead"),
            (180 - a if 180 - a != b else 90, "taken_from_straight"),
            (b + 10, "slip_ten"),
        ],
        unit=DEG,
    )


_WHOLE = {
    90: ("a right angle", "直角"),
    180: ("a straight angle", "平角"),
    360: ("a full turn", "周角"),
}


def angle_within(level: int, rng: Rng, whole: int) -> Made:
    n = 1 if level < 3 or whole == 90 else 2
    v = until(
        rng, lambda: [_part(level, rng, whole) for _ in range(n)], lambda v: sum(v) < whole - 5
    )
    k = whole - sum(v)
    en, zh = _WHOLE[whole]
    known = " and ".join(f"{x}" for x in v), " 度和 ".join(f"{x}" for x in v)
    return box(
        (
            f"Angles of {known[0]} degrees and an unknown angle make {en} ({whole} degrees). How many degrees is the unknown angle?"
            if n > 1
            else f"An angle of {known[0]} degrees and an unknown angle make {en} ({whole} degrees). How many degrees is the unknown angle?",
            f"{known[1]} 度的角和一个未知的角合成{zh}（{whole} 度）。未知的角是多少度？",
        ),
        f"{' + '.join(map(str, v))} + x = {whole}",
        k,
        [f"{whole} − {' − '.join(map(str, v))} = {k}"],
        [
            (abs((180 if whole != 180 else 90) - sum(v)), "wrong_whole"),
            (sum(v), "stopped_early"),
            (k + 10, "forgot_borrow"),
        ],
        unit=DEG,
    )


def angle_equal(level: int, rng: Rng) -> Made:
    w = by(level, 90, 180, rng.choice((180, 360)))
    n = rng.choice({90: (2, 3, 5, 6), 180: (2, 3, 4, 5, 6, 9), 360: (3, 4, 5, 6, 8, 9)}[w])
    en, zh = _WHOLE[w]
    return ex(
        (
            f"{en.capitalize()} ({w} degrees) is cut into {n} equal angles. How many degrees is each?",
            f"把{zh}（{w} 度）平均分成 {n} 个角，每个是多少度？",
        ),
        f"{w}/{n}",
        w // n,
        [f"{w} ÷ {n} = {w // n}"],
        [
            (w - n, "subtracted_instead"),
            ((180 if w != 180 else 90) // n, "wrong_whole"),
            (w // n + 10, "slip_ten"),
        ],
        unit=DEG,
    )


def largest_angle(level: int, rng: Rng) -> Made:
    gap = by(level, 40, 25, 15)
    a = rng.randint(20, 60)
    v = [a + 2 * gap, a + gap, a]

    def drawn(o):
        return beside(
            [rays(v[i], ("", ""), rng.choice((0, 40)) if level > 1 else 0) for i in o],
            ("Three angles A, B, C", "三个角 A、B、C"),
            "ABC",
        )

    top = f"max({', '.join(map(str, v))})"
    return choose(
        rng,
        ("Which angle is the largest?", "哪个角最大？"),
        ("", f"{v[0]} = {top}"),
        [("", f"{x} = {top}", "sides_for_angle") for x in v[1:]],
        [
            (
                "The wider it opens, the larger; the length of the sides does not matter.",
                "张开得越大角越大，和边的长短无关。",
            )
        ],
        picture=drawn,
        listed=False,
    )


TASKS = {
    f.__name__: f
    for f in (
        angle_kind,
        angle_turn,
        angle_clock,
        protractor,
        protractor_offset,
        angle_add,
        angle_part,
        angle_within,
        angle_equal,
        largest_angle,
    )
}
_GRID = ("A grid with axes from 0 and points with letters", "从 0 开始的格子图，点标有字母")


def _xy(level: int, rng: Rng, count: int = 1) -> list[tuple[int, int]]:
    top = by(level, 5, 8, 10)
    return until(
        rng,
        lambda: [
            (rng.randint(0 if level == 3 else 1, top), rng.randint(0 if level == 3 else 1, top))
            for _ in range(count)
        ],
        lambda v: len(set(v)) == count and all(x != y for x, y in v),
    )


def _dots(spots: list[tuple[int, int, str]]):
    return plane.dots(plane.first_quadrant(10, 10), spots, *_GRID)


def _pt(p: tuple[int, int]) -> str:
    return f"({p[0]}, {p[1]})"


def _near(p: tuple[int, int]) -> list[tuple[str, str]]:
    return [
        (_pt((p[1], p[0])), "pair_swapped"),
        (_pt((p[0] + 1, p[1])), "slip_one"),
        (_pt((p[0], p[1] + 1)), "slip_one"),
    ]


def read_point(level: int, rng: Rng) -> Made:
    p = _xy(level, rng)[0]
    return _read(p)


def _read(p: tuple[int, int]) -> Made:
    return ex(
        ("Which ordered pair belongs to point A?", "A 点的数对是什么？"),
        f"({p[0]} + 0, {p[1]} + 0)",
        _pt(p),
        [(f"{p[0]} to the right, {p[1]} up.", f"向右 {p[0]}，向上 {p[1]}。")],
        _near(p),
        picture=_dots([(*p, "A")]),
    )


def choose_point(level: int, rng: Rng) -> Made:
    p = _xy(level, rng)[0]
    spots = [p, (p[1], p[0]), (p[0] + 1, p[1] - 1) if p[1] else (p[0] + 1, p[1] + 1)]
    spots = list(dict.fromkeys(spots))
    drawn = lambda o: _dots([(*spots[i], letter) for letter, i in zip("ABC", o, strict=False)])  # noqa: E731
    return choose(
        rng,
        (f"Which point has the ordered pair {_pt(p)}?", f"哪个点的数对是 {_pt(p)}？"),
        ("", f"{p[0]}*100 + {p[1]} = {p[0]}*100 + {p[1]}"),
        [
            ("", f"{x}*100 + {y} = {p[0]}*100 + {p[1]}", "pair_swapped" if i == 0 else "slip_one")
            for i, (x, y) in enumerate(spots[1:])
        ],
        [(f"{p[0]} to the right, {p[1]} up.", f"向右 {p[0]}，向上 {p[1]}。")],
        picture=drawn,
        listed=False,
    )


def from_axis(level: int, rng: Rng) -> Made:
    p = _xy(level, rng)[0]
    i = rng.randrange(2)
    axis, zh = (("vertical axis", "竖轴"), ("horizontal axis", "横轴"))[i]
    return ex(
        (f"How far is the point {_pt(p)} from the {axis}?", f"点 {_pt(p)} 离{zh}多远？"),
        f"{p[i]} - 0",
        p[i],
        [
            (
                "The first number tells how far right, the second how far up.",
                "第一个数表示向右多远，第二个数表示向上多远。",
            )
        ],
        [(p[1 - i], "pair_swapped"), (p[0] + p[1], "added_instead"), (p[i] + 1, "slip_one")],
        other=[p[1 - i]],
    )


def move_point(level: int, rng: Rng) -> Made:
    x, y, a, b = (rng.randint(1, 5) for _ in range(4))
    if level == 3:
        x, y = x + a, y + b
        k = (x - a, y - b)
        en, zh, s = f"{a} to the left and {b} down", f"向左 {a} 格、向下 {b} 格", "-"
    else:
        b = 0 if level == 1 else b
        k = (x + a, y + b)
        en, zh, s = (
            f"{a} to the right" + (f" and {b} up" if b else ""),
            f"向右 {a} 格" + (f"、向上 {b} 格" if b else ""),
            "+",
        )
    wrong = [
        (_pt((x + b, y + a)), "pair_swapped"),
        (_pt((k[1], k[0])), "pair_swapped"),
        (_pt((x, y)), "forgot_change"),
        (_pt((k[0] + 1, k[1])), "slip_one"),
    ]
    return ex(
        (
            f"You stand at {_pt((x, y))} and go {en}. Where are you then?",
            f"你在 {_pt((x, y))}，{zh}。到了哪里？",
        ),
        f"({x} {s} {a}, {y} {s} {b})",
        _pt(k),
        [_pt(k)],
        [w for w in wrong if w[0] != _pt(k)],
    )


def grid_distance(level: int, rng: Rng) -> Made:
    y, a, b = rng.randint(0, 9), *sorted(rng.sample(range(by(level, 6, 10, 30)), 2))
    p, q = ((a, y), (b, y)) if rng.random() < 0.5 else ((y, a), (y, b))
    if level > 1 and rng.random() < 0.5:
        p, q = q, p
    return ex(
        (
            f"How far is the point {_pt(p)} from the point {_pt(q)}?",
            f"点 {_pt(p)} 到点 {_pt(q)} 的距离是多少？",
        ),
        f"abs({p[0]} - {q[0]}) + abs({p[1]} - {q[1]})",
        b - a,
        [f"{b} − {a} = {b - a}"],
        [(a + b, "added_instead"), (b - a + 1, "counted_start"), (b, "gave_larger")],
        unit=("units", "个单位"),
    )


def _rect(level: int, rng: Rng) -> tuple[int, int, int, int]:
    return until(
        rng,
        lambda: (
            rng.randint(0, 4),
            rng.randint(0, 4),
            rng.randint(2, by(level, 4, 6, 9)),
            rng.randint(1, by(level, 3, 5, 9)),
        ),
        lambda v: v[0] + v[2] <= 10 and v[1] + v[3] <= 10 and v[2] != v[3],
    )


def fourth_corner(level: int, rng: Rng) -> Made:
    x, y, w, h = _rect(level, rng)
    c = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    i = rng.randrange(4) if level > 1 else 2
    k = c[i]
    known = [p for j, p in enumerate(c) if j != i]
    opp = c[(i + 2) % 4]
    a, b = c[(i + 1) % 4], c[(i + 3) % 4]
    text = ", ".join(_pt(p) for p in known)
    return ex(
        (
            f"Three corners of a rectangle are {text}. Where is the fourth corner?",
            f"长方形的三个顶点是 {text}。第四个顶点在哪里？",
        ),
        f"({a[0]} + {b[0]} - {opp[0]}, {a[1]} + {b[1]} - {opp[1]})",
        _pt(k),
        [
            (
                f"It lies level with one corner and above or below another: {_pt(k)}.",
                f"它和一个顶点同高、和另一个顶点在同一竖线上：{_pt(k)}。",
            )
        ],
        [
            (_pt((k[1], k[0])) if k[0] != k[1] else _pt((k[0] + 2, k[1])), "pair_swapped"),
            (_pt((k[0] + 1, k[1])), "slip_one"),
            (_pt(opp), "opposite_corner"),
        ],
    )


def _grid_rect(level: int, rng: Rng, area: bool) -> Made:
    x, y, w, h = _rect(level, rng)
    c = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    text = ", ".join(_pt(p) for p in c)
    k = w * h if area else 2 * (w + h)
    g = f"({x + w} - {x})*({y + h} - {y})" if area else f"2*(({x + w} - {x}) + ({y + h} - {y}))"
    en, zh = ("area", "面积") if area else ("perimeter", "周长")
    unit = ("square units", "平方单位") if area else ("units", "个单位")
    return ex(
        (
            f"A rectangle has the corners {text}. What is its {en}?",
            f"长方形的顶点是 {text}。它的{zh}是多少？",
        ),
        g,
        k,
        [
            f"{x + w} − {x} = {w}, {y + h} − {y} = {h}",
            f"{w} × {h} = {k}" if area else f"2 × ({w} + {h}) = {k}",
        ],
        [
            (
                2 * (w + h) if area else w * h,
                "perimeter_for_area" if area else "area_for_perimeter",
            ),
            ((x + w) * (y + h), "coordinates_for_sides"),
            (w + h, "two_sides_only"),
        ],
        unit=unit,
    )


def grid_perimeter(level: int, rng: Rng) -> Made:
    return _grid_rect(level, rng, False)


def grid_area(level: int, rng: Rng) -> Made:
    return _grid_rect(level, rng, True)


def table_point(level: int, rng: Rng) -> Made:
    k, c = rng.randint(2, by(level, 2, 4, 6)), 0 if level == 1 else rng.randint(1, 5)
    x = rng.randint(3, 8)
    rule = f"{k}" + (f" and add {c}" if c else ""), f"{k}" + (f" 再加 {c}" if c else "")
    y = k * x + c
    return ex(
        (
            f"The second number of each pair is found by this rule: multiply the first by {rule[0]}. Which pair begins with {x}?",
            f"每个数对的第二个数按规则求：第一个数乘 {rule[1]}。第一个数是 {x} 的数对是什么？",
        ),
        f"({x}, {k}*{x}{f' + {c}' if c else ''})",
        _pt((x, y)),
        [f"{k} × {x}" + (f" + {c}" if c else "") + f" = {y}"],
        [
            (_pt((y, x)), "pair_swapped"),
            (_pt((x, x + k + c)), "added_instead"),
            (_pt((x, y + k)), "one_group_more"),
        ],
    )


def point_story(level: int, rng: Rng) -> Made:
    k, x = rng.randint(2, by(level, 3, 6, 12)), rng.randint(2, by(level, 5, 8, 12))
    n = by(level, x, x + 1, 2 * x)
    if level == 1:
        return (
            ex(
                (
                    f"The points show hours (right) and kilometres walked (up). What does the point {_pt((x, k * x))} tell: how many kilometres after {x} hours?",
                    f"点表示小时数（向右）和走的千米数（向上）。点 {_pt((x, k * x))} 表示 {x} 小时走了多少千米？",
                ),
                f"{k * x} + 0",
                k * x,
                [("The second number gives the kilometres.", "第二个数是千米数。")],
                [(x, "pair_swapped"), (k * x + x, "added_instead"), (k, "rate_for_total")],
                unit=("km", "千米"),
                other=[x, k * x],
            )
            if x != k * x
            else point_story(level, rng)
        )
    return ex(
        (
            f"Hours go to the right, kilometres up. At a steady pace the points (0, 0) and {_pt((x, k * x))} belong to a walk. How many kilometres are walked in {n} hours?",
            f"向右是小时，向上是千米。匀速行走经过点 (0, 0) 和 {_pt((x, k * x))}。{n} 小时走多少千米？",
        ),
        f"{k * x}/{x}*{n}",
        k * n,
        [f"{k * x} ÷ {x} = {k}", f"{k} × {n} = {k * n}"],
        [
            (k * x + 1 if level == 2 else k * x + x, "additive_reasoning"),
            (k * x, "copied_number"),
            (n * x, "pair_swapped"),
        ],
        unit=("km", "千米"),
        other=[0],
    )


COORDINATES = {
    f.__name__: f
    for f in (
        read_point,
        choose_point,
        from_axis,
        move_point,
        grid_distance,
        fourth_corner,
        grid_perimeter,
        grid_area,
        table_point,
        point_story,
    )
}
