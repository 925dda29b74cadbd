"""Area, perimeter and volume."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.drawing import Drawing
from apps.education.domain.figures import blocks
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    frac,
    mixed,
    ratio,
    tex,
    until,
)

_RECT = ("A rectangle with its sides", "标有边长的长方形")
SQ = ("square units", "平方单位")
CM2, CM = ("square cm", "平方厘米"), ("cm", "厘米")


def _ab(level: int, rng: Rng) -> tuple[int, int]:
    return until(
        rng,
        lambda: (
            rng.randint(*by(level, (3, 6), (5, 9), (6, 12))),
            rng.randint(*by(level, (2, 4), (3, 8), (5, 9))),
        ),
        lambda p: p[0] > p[1],
    )


def rectangle(a: str, b: str, w: float = 110, h: float | None = None) -> Drawing:
    """`a` below and `b` at the right, each a number with its unit; true to them where it can be."""
    if h is None:
        long, wide = (Fraction(text.split()[0]) for text in (a, b))
        h = min(110.0, max(26.0, w * float(wide / long)))
    return blocks.figure(
        ((0, 0), (w, 0), (w, h), (0, h)),
        [(w / 2, h + 14, a), (w + 7 + 2.8 * len(b), h / 2, b)],
        _RECT,
    )


def _cells(rng: Rng, n: int) -> list[tuple[int, int]]:
    cells = [(2, 2)]
    while len(cells) < n:
        c, r = rng.choice(cells)
        new = rng.choice([(c + 1, r), (c - 1, r), (c, r + 1), (c, r - 1)])
        if new not in cells and 0 <= new[0] < 7 and 0 <= new[1] < 6:
            cells.append(new)
    return cells


def count_squares(level: int, rng: Rng) -> Made:
    a, b = by(level, (rng.randint(2, 3), 2), (rng.randint(3, 5), 3), (rng.randint(5, 7), 4))
    n = a * b
    return ex(
        (
            "Each small square is one square unit. What is the area of the figure?",
            "每个小方格是一个平方单位。图形的面积是多少？",
        ),
        n,
        n,
        [(f"Count the squares: {n}.", f"数方格：{n} 个。")],
        [(2 * (a + b), "perimeter_for_area"), (a + b, "added_sides"), (n - a, "skipped_row")],
        unit=SQ,
        picture=blocks.squares(
            [(c, r) for c in range(a) for r in range(b)],
            a,
            b,
            ("A shaded rectangle of unit squares", "由单位方格组成的长方形"),
        ),
    )


def irregular_squares(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (4, 6), (7, 10), (11, 15)))
    cells = _cells(rng, n)
    return ex(
        (
            "Each small square is one square unit. What is the area of the shaded figure?",
            "每个小方格是一个平方单位。涂色图形的面积是多少？",
        ),
        n,
        n,
        [(f"Count the shaded squares: {n}.", f"数涂色方格：{n} 个。")],
        [(n - 1, "skipped_one"), (n + 1, "counted_twice"), (n + 2, "counted_twice")],
        unit=SQ,
        picture=blocks.squares(
            cells, 7, 6, ("A shaded figure on a square grid", "方格纸上的涂色图形")
        ),
    )


def half_squares(level: int, rng: Rng) -> Made:
    n, h = (
        rng.randint(*by(level, (3, 5), (5, 8), (8, 11))),
        rng.choice(by(level, (2,), (2, 4), (1, 3))),
    )
    cells = [(c, r) for r in range(3) for c in range(4)][:n]
    free = [(c, r) for r in range(5) for c in range(6) if (c, r) not in cells][:]
    halves = rng.sample([x for x in free if x[0] > 3 or x[1] > 2], h)
    key = n + Fraction(h, 2)
    return ex(
        (
            "Each small square is one square unit. What is the shaded area, half squares included?",
            "每个小方格是一个平方单位。涂色部分（包括半格）的面积是多少？",
        ),
        f"{n} + {h}/2",
        mixed(key),
        [
            (
                f"{n} whole and {h} half squares: {tex(mixed(key))}.",
                f"{n} 个整格和 {h} 个半格：{tex(mixed(key))}。",
            )
        ],
        [(n + h, "half_as_whole"), (n, "half_ignored"), (mixed(key + Fraction(1, 2)), "slip_one")],
        unit=SQ,
        picture=blocks.squares(
            cells,
            6,
            5,
            ("Shaded squares and half squares on a grid", "方格纸上的整格和半格"),
            halves=halves,
        ),
    )


def rectangle_rows(level: int, rng: Rng) -> Made:
    a, b = until(rng, lambda: _ab(level, rng), lambda p: p[0] < 10)
    return ex(
        (
            f"The rectangle has {b} rows of {a} unit squares. What is its area?",
            f"长方形有 {b} 行，每行 {a} 个单位方格。面积是多少？",
        ),
        f"{b}*{a}",
        a * b,
        [f"{b} × {a} = {a * b}"],
        [
            (a + b, "added_sides"),
            (2 * (a + b), "perimeter_for_area"),
            (a * b - a, "one_group_fewer"),
        ],
        unit=SQ,
        picture=blocks.squares(
            [(c, r) for c in range(a) for r in range(b)],
            a,
            b,
            ("A rectangle of unit squares", "由单位方格组成的长方形"),
        ),
    )


def _area(a: int, b: int, *, square: bool = False) -> Made:
    told = (
        (
            f"What is the area of a square with sides of {a} cm?",
            f"边长 {a} 厘米的正方形面积是多少？",
        )
        if square
        else (
            f"A rectangle is {a} cm long and {b} cm wide. What is its area?",
            f"长方形长 {a} 厘米，宽 {b} 厘米。面积是多少？",
        )
    )
    return ex(
        told,
        f"{a}*{b}",
        a * b,
        [f"{a} × {b} = {a * b}"],
        [
            (2 * (a + b), "perimeter_for_area"),
            (a + b, "added_sides"),
            (a * b + a, "one_group_more"),
        ],
        unit=CM2,
        picture=rectangle(f"{a} cm", f"{b} cm", 70 if square else 110, 70 if square else None),
    )


def rectangle_area(level: int, rng: Rng) -> Made:
    return _area(*_ab(level, rng))


def square_area(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (3, 5), (6, 9), (10, 12)))
    return _area(n, n, square=True)


def rectangle_large(level: int, rng: Rng) -> Made:
    return _area(
        rng.randint(*by(level, (11, 20), (21, 60), (61, 125))),
        rng.randint(*by(level, (3, 6), (6, 9), (7, 9))),
    )


def missing_side(level: int, rng: Rng) -> Made:
    a, b = _ab(level, rng) if level < 3 else (rng.randint(12, 30), rng.randint(6, 9))
    n = a * b
    return box(
        (
            f"A rectangle has an area of {n} square cm and is {b} cm wide. How long is it, in cm?",
            f"长方形面积是 {n} 平方厘米，宽 {b} 厘米。长多少厘米？",
        ),
        f"x*{b} = {n}",
        a,
        [f"{n} ÷ {b} = {a}"],
        [
            (n - b, "subtracted_instead"),
            (n * b, "wrong_operation"),
            (n - 2 * b, "perimeter_for_area"),
        ],
        unit=CM,
    )


def joined_rectangles(level: int, rng: Rng) -> Made:
    (a, h), b = _ab(level, rng), rng.randint(2, by(level, 4, 7, 9))
    key = h * (a + b)
    drawing = blocks.figure(
        ((0, 0), (130, 0), (130, 56), (0, 56)),
        [(35, 70, str(a)), (100, 70, str(b)), (146, 28, str(h))],
        ("Two rectangles side by side with the same height", "两个等高的长方形拼在一起"),
        lines=[(70, 0, 70, 56)],
    )
    return ex(
        (
            f"Two rectangles, {a} cm and {b} cm long, stand side by side. Both are {h} cm high. What is their area together?",
            f"两个长方形拼在一起，长分别为 {a} 厘米和 {b} 厘米，高都是 {h} 厘米。总面积是多少？",
        ),
        f"{h}*{a} + {h}*{b}",
        key,
        [f"{h} × {a} = {h * a}, {h} × {b} = {h * b}", f"{h * a} + {h * b} = {key}"],
        [(h * a, "stopped_early"), (h * a + b, "distributed_once"), (a * b * h, "multiplied_all")],
        unit=CM2,
        picture=drawing,
    )


def _l(level: int, rng: Rng) -> tuple[int, int, int, int]:
    """Whole width and height, cut-out width and height."""
    return until(
        rng,
        lambda: (
            rng.randint(*by(level, (4, 6), (6, 9), (8, 15))),
            rng.randint(*by(level, (4, 6), (5, 9), (8, 12))),
            rng.randint(2, by(level, 3, 5, 8)),
            rng.randint(2, by(level, 3, 5, 7)),
        ),
        lambda v: v[2] < v[0] - 1 and v[3] < v[1] - 1,
    )


def _l_picture(w: int, h: int, a: int, b: int) -> Drawing:
    s = 100 / max(w, h)
    inner = [
        (w - a / 2, b + 0.7 * max(w, h) / 10, str(a)),
        (w - a - 0.8 * max(w, h) / 10, b / 2, str(b)),
    ]
    labels = [
        (w / 2, h + 1.3 * max(w, h) / 10, str(w)),
        (-1.2 * max(w, h) / 10, h / 2, str(h)),
        *inner,
    ]
    told = (
        "An L-shaped figure with the sides of the whole and of the missing corner",
        "L 形图形，标有整体和缺角的边长",
    )
    return blocks.figure(
        tuple((x * s, y * s) for x, y in ((0, 0), (w - a, 0), (w - a, b), (w, b), (w, h), (0, h))),
        [(x * s, y * s, t) for x, y, t in labels],
        told,
    )


def l_shape(level: int, rng: Rng) -> Made:
    w, h, a, b = _l(level, rng)
    key = (w - a) * b + w * (h - b)
    return ex(
        (
            f"The L-shaped figure is {w} cm wide and {h} cm high; the missing corner is {a} cm by {b} cm. What is its area?",
            f"L 形图形宽 {w} 厘米、高 {h} 厘米，缺角是 {a} 厘米乘 {b} 厘米。面积是多少？",
        ),
        f"({w} - {a})*{b} + {w}*({h} - {b})",
        key,
        [
            f"({w} − {a}) × {b} = {(w - a) * b}",
            f"{w} × ({h} − {b}) = {w * (h - b)}",
            f"{(w - a) * b} + {w * (h - b)} = {key}",
        ],
        [
            (w * h, "corner_forgotten"),
            (2 * (w + h), "perimeter_for_area"),
            (w * h + a * b, "wrong_operation"),
        ],
        unit=CM2,
        picture=_l_picture(w, h, a, b),
    )


def cut_out(level: int, rng: Rng) -> Made:
    w, h, a, b = _l(level, rng)
    key = w * h - a * b
    return ex(
        (
            f"A rectangle of {w} m by {h} m has a hole of {a} m by {b} m. What area is left?",
            f"一块 {w} 米乘 {h} 米的长方形，挖去 {a} 米乘 {b} 米的一块。剩下的面积是多少平方米？",
        ),
        f"{w}*{h} - {a}*{b}",
        key,
        [f"{w} × {h} = {w * h}, {a} × {b} = {a * b}", f"{w * h} − {a * b} = {key}"],
        [
            (w * h, "corner_forgotten"),
            (w * h + a * b, "wrong_operation"),
            ((w - a) * (h - b), "sides_subtracted"),
        ],
        unit=("square m", "平方米"),
    )


def _sensible(rng: Rng, rows, unit: tuple[tuple[str, str], ...], ask, level: int) -> Made:
    en, zh, i = rng.choice(rows[:3] if level == 1 else rows[2:] if level == 3 else rows)
    names = unit
    return choose(
        rng,
        (ask[0].format(en), ask[1].format(zh)),
        (names[i], f"{i} = {i}"),
        [(n, f"{k} = {i}", "unit_size") for k, n in enumerate(names) if k != i],
        [(f"Sensible: {names[i][0]}.", f"{names[i][1]}合适。")],
    )


def sensible_area(level: int, rng: Rng) -> Made:
    rows = (
        ("a stamp", "一张邮票", 0),
        ("a classroom", "教室", 1),
        ("a city", "一座城市", 2),
        ("a book cover", "书的封面", 0),
        ("a garden", "一个花园", 1),
        ("a fingernail", "指甲", 0),
        ("a large lake", "一个大湖", 2),
    )
    return _sensible(
        rng,
        rows,
        (
            ("square centimetres", "平方厘米"),
            ("square metres", "平方米"),
            ("square kilometres", "平方千米"),
        ),
        ("Which unit fits the area of {}?", "{}的面积用哪个单位合适？"),
        level,
    )  # pyright: ignore[reportArgumentType]


def larger_rectangle(level: int, rng: Rng) -> Made:
    (a, b), (c, d) = until(
        rng,
        lambda: (_ab(level, rng), _ab(level, rng)),
        lambda v: (
            v[0][0] * v[0][1] != v[1][0] * v[1][1]
            and (
                level < 3
                or (v[0][0] + v[0][1] > v[1][0] + v[1][1])
                != (v[0][0] * v[0][1] > v[1][0] * v[1][1])
            )
        ),
    )
    x, y = ((a, b), (c, d)) if a * b > c * d else ((c, d), (a, b))
    return choose(
        rng,
        ("Which rectangle has the larger area?", "哪个长方形面积更大？"),
        (
            (f"{x[0]} cm by {x[1]} cm", f"{x[0]} 厘米乘 {x[1]} 厘米"),
            f"{x[0]}*{x[1]} > {y[0]}*{y[1]}",
        ),
        [
            (
                (f"{y[0]} cm by {y[1]} cm", f"{y[0]} 厘米乘 {y[1]} 厘米"),
                f"{y[0]}*{y[1]} > {x[0]}*{x[1]}",
                "perimeter_for_area",
            ),
            (("both the same", "一样大"), f"{x[0]}*{x[1]} = {y[0]}*{y[1]}", "thought_equal"),
        ],
        [f"{x[0]} × {x[1]} = {x[0] * x[1]}, {y[0]} × {y[1]} = {y[0] * y[1]}"],
        inline=False,
    )


def count_perimeter(level: int, rng: Rng) -> Made:
    a, b = by(
        level,
        (rng.randint(2, 4), 2),
        (rng.randint(3, 6), rng.randint(2, 4)),
        (rng.randint(5, 8), rng.randint(3, 5)),
    )
    k = 2 * (a + b)
    return ex(
        (
            "Each side of a small square is one unit. How long is the border of the shaded figure?",
            "每个小方格的边长是一个单位。涂色图形的周长是多少？",
        ),
        f"2*{a} + 2*{b}",
        k,
        [f"{a} + {b} + {a} + {b} = {k}"],
        [
            (a * b, "area_for_perimeter"),
            (a + b, "two_sides_only"),
            (k - 4, "squares_for_sides"),
            (k + 4, "squares_for_sides"),
        ],
        unit=("units", "个单位"),
        picture=blocks.squares(
            [(c, r) for c in range(a) for r in range(b)],
            a,
            b,
            ("A shaded rectangle of unit squares", "由单位方格组成的长方形"),
        ),
    )


def _sides(level: int, rng: Rng) -> list[int]:
    n = by(level, 3, 4, 5)
    return until(
        rng,
        lambda: [rng.randint(*by(level, (2, 9), (5, 20), (11, 40))) for _ in range(n)],
        lambda v: 2 * max(v) < sum(v),
    )


def polygon_perimeter(level: int, rng: Rng) -> Made:
    v = _sides(level, rng)
    text = ", ".join(f"{x}" for x in v)
    return ex(
        (
            f"The sides of a figure are {text} cm long. What is its perimeter?",
            f"一个图形的边长分别是 {text} 厘米。周长是多少？",
        ),
        " + ".join(map(str, v)),
        sum(v),
        [" + ".join(map(str, v)) + f" = {sum(v)}"],
        [
            (sum(v[:-1]), "stopped_early"),
            (v[0] * v[1], "area_for_perimeter"),
            (sum(v) + 10, "slip_ten"),
        ],
        unit=CM,
    )


def rectangle_perimeter(level: int, rng: Rng) -> Made:
    a, b = _ab(level, rng) if level < 3 else (rng.randint(25, 90), rng.randint(12, 24))
    k = 2 * (a + b)
    return ex(
        (
            f"A rectangle is {a} cm long and {b} cm wide. What is its perimeter?",
            f"长方形长 {a} 厘米，宽 {b} 厘米。周长是多少？",
        ),
        f"2*({a} + {b})",
        k,
        [f"{a} + {b} = {a + b}", f"2 × {a + b} = {k}"],
        [(a + b, "two_sides_only"), (a * b, "area_for_perimeter"), (2 * a + b, "two_sides_only")],
        unit=CM,
        picture=rectangle(f"{a} cm", f"{b} cm"),
    )


_REGULAR = {
    3: ("triangle with equal sides", "等边三角形"),
    4: ("square", "正方形"),
    5: ("regular pentagon", "正五边形"),
    6: ("regular hexagon", "正六边形"),
    8: ("regular octagon", "正八边形"),
}


def regular_perimeter(level: int, rng: Rng) -> Made:
    n, a = (
        rng.choice(by(level, (3, 4), (4, 5, 6), (5, 6, 8))),
        rng.randint(*by(level, (2, 9), (6, 12), (12, 35))),
    )
    en, zh = _REGULAR[n]
    return ex(
        (
            f"Each side of a {en} is {a} cm. It has {n} sides. What is its perimeter?",
            f"{zh}有 {n} 条边，每边 {a} 厘米。周长是多少？",
        ),
        f"{n}*{a}",
        n * a,
        [f"{n} × {a} = {n * a}"],
        [(n + a, "added_instead"), (a * a, "area_for_perimeter"), (n * a - a, "one_group_fewer")],
        unit=CM,
    )


def perimeter_missing(level: int, rng: Rng) -> Made:
    v = _sides(level, rng)
    t, k = sum(v), v[-1]
    text = ", ".join(map(str, v[:-1]))
    return box(
        (
            f"The perimeter of a figure is {t} cm. All sides but one are {text} cm. How long is the missing side, in cm?",
            f"图形的周长是 {t} 厘米，除一边外，其余各边是 {text} 厘米。缺少的一边长多少厘米？",
        ),
        f"{' + '.join(map(str, v[:-1]))} + x = {t}",
        k,
        [f"{' + '.join(map(str, v[:-1]))} = {t - k}", f"{t} − {t - k} = {k}"],
        [(t - k, "stopped_early"), (t - v[0], "part_left_out"), (2 * t - k, "added_instead")],
        unit=CM,
    )


def rectangle_perimeter_missing(level: int, rng: Rng) -> Made:
    a, b = _ab(level, rng) if level < 3 else (rng.randint(25, 90), rng.randint(12, 24))
    p = 2 * (a + b)
    return box(
        (
            f"The perimeter of a rectangle is {p} cm. It is {b} cm wide. How long is it, in cm?",
            f"长方形周长 {p} 厘米，宽 {b} 厘米。长多少厘米？",
        ),
        f"2*(x + {b}) = {p}",
        a,
        [f"{p} ÷ 2 = {a + b}", f"{a + b} − {b} = {a}"],
        [(p - b, "skipped_step"), (p - 2 * b, "not_halved"), (a + b, "stopped_early")],
        unit=CM,
    )


def square_side(level: int, rng: Rng) -> Made:
    a = rng.randint(*by(level, (2, 9), (8, 20), (21, 75)))
    return box(
        (
            f"The perimeter of a square is {4 * a} cm. How long is one side, in cm?",
            f"正方形周长 {4 * a} 厘米。边长多少厘米？",
        ),
        f"4*x = {4 * a}",
        a,
        [f"{4 * a} ÷ 4 = {a}"],
        [(2 * a, "halved"), (4 * a - 4, "subtracted_instead"), (16 * a, "wrong_operation")],
        unit=CM,
    )


def l_perimeter(level: int, rng: Rng) -> Made:
    w, h, a, b = _l(level, rng)
    k = 2 * (w + h)
    return ex(
        (
            f"The L-shaped figure is {w} cm wide and {h} cm high; the missing corner is {a} cm by {b} cm. What is its perimeter?",
            f"L 形图形宽 {w} 厘米、高 {h} 厘米，缺角是 {a} 厘米乘 {b} 厘米。周长是多少？",
        ),
        f"{w} + {h} + ({w} - {a}) + {b} + {a} + ({h} - {b})",
        k,
        [
            (f"The missing sides are {w - a} and {h - b}.", f"没标的边是 {w - a} 和 {h - b}。"),
            f"{w} + {h} + {w - a} + {b} + {a} + {h - b} = {k}",
        ],
        [
            (w + h + a + b, "unmarked_sides_left_out"),
            (k - 2 * (a + b) if k > 2 * (a + b) else k + 2, "corner_subtracted"),
            (w * h - a * b, "area_for_perimeter"),
        ],
        unit=CM,
        picture=_l_picture(w, h, a, b),
    )


def _same(level: int, rng: Rng):
    n = by(level, 12, rng.choice((18, 24)), rng.choice((36, 48)))
    return n, [(n // d, d) for d in range(1, 12) if n % d == 0 and d * d <= n]


def same_area(level: int, rng: Rng) -> Made:
    n, pairs = _same(level, rng)
    pairs = sorted(pairs, key=sum)[:3]
    best = pairs[0]
    low = f"min({', '.join(f'2*({a} + {b})' for a, b in pairs)})"
    return choose(
        rng,
        (
            f"All rectangles have an area of {n} square cm. Which has the smallest perimeter?",
            f"这些长方形面积都是 {n} 平方厘米。哪个周长最小？",
        ),
        (
            (f"{best[0]} cm by {best[1]} cm", f"{best[0]} 厘米乘 {best[1]} 厘米"),
            f"2*({best[0]} + {best[1]}) = {low}",
        ),
        [
            (
                (f"{a} cm by {b} cm", f"{a} 厘米乘 {b} 厘米"),
                f"2*({a} + {b}) = {low}",
                "area_fixes_perimeter",
            )
            for a, b in pairs[1:]
        ],
        [", ".join(f"2 × ({a} + {b}) = {2 * (a + b)}" for a, b in pairs)],
        inline=False,
        other=[n],
    )


def same_perimeter(level: int, rng: Rng) -> Made:
    half = rng.randint(*by(level, (6, 8), (9, 14), (15, 24)))
    sides = sorted(rng.sample(range(1, half // 2 + 1), 3), reverse=True)
    top = f"max({', '.join(f'{s}*{half - s}' for s in sides)})"
    b = sides[0]
    return choose(
        rng,
        (
            f"All rectangles have a perimeter of {2 * half} cm. Which has the largest area?",
            f"这些长方形周长都是 {2 * half} 厘米。哪个面积最大？",
        ),
        ((f"{half - b} cm by {b} cm", f"{half - b} 厘米乘 {b} 厘米"), f"{b}*{half - b} = {top}"),
        [
            (
                (f"{half - s} cm by {s} cm", f"{half - s} 厘米乘 {s} 厘米"),
                f"{s}*{half - s} = {top}",
                "area_fixes_perimeter",
            )
            for s in sides[1:]
        ],
        [", ".join(f"{half - s} × {s} = {s * (half - s)}" for s in sides)],
        inline=False,
        other=[2 * half],
    )


def area_or_perimeter(level: int, rng: Rng) -> Made:
    rows = (
        ("to know how much fence goes around a field", "围一块地要多少篱笆", 1),
        ("to know how much carpet covers a floor", "铺满地面要多少地毯", 0),
        ("to know how much paint covers a wall", "刷一面墙要多少油漆", 0),
        ("to know how far you walk once around a pool", "绕泳池走一圈有多远", 1),
        ("to know how long a frame around a picture is", "画框一周有多长", 1),
        ("to know how many tiles cover a table", "铺满桌面要多少瓷砖", 0),
    )
    en, zh, i = rng.choice(rows[:2] if level == 1 else rows)
    names = (("the area", "面积"), ("the perimeter", "周长"))
    return choose(
        rng,
        (f"What do you need {en}?", f"要知道{zh}，应该求什么？"),
        (names[i], f"{i} = {i}"),
        [
            (names[1 - i], f"{1 - i} = {i}", "area_and_perimeter"),
            (("the volume", "体积"), f"2 = {i}", "area_and_perimeter"),
        ],
        [("Around is perimeter, covering is area.", "一周的长度是周长，盖住的大小是面积。")],
    )


def fence(level: int, rng: Rng) -> Made:
    a, b = (
        rng.randint(*by(level, (5, 12), (12, 30), (25, 90))),
        rng.randint(*by(level, (3, 9), (8, 20), (15, 60))),
    )
    gate = rng.randint(1, 4) if level > 1 else 0
    k = 2 * (a + b) - gate
    more = (f" A gate of {gate} m stays open.", f"留 {gate} 米宽的门不围。") if gate else ("", "")
    return ex(
        (
            f"A garden is {a} m long and {b} m wide.{more[0]} How many metres of fence go around it?",
            f"花园长 {a} 米，宽 {b} 米。{more[1]}四周围篱笆要多少米？",
        ),
        f"2*({a} + {b})" + (f" - {gate}" if gate else ""),
        k,
        [f"2 × ({a} + {b}) = {2 * (a + b)}"] + ([f"{2 * (a + b)} − {gate} = {k}"] if gate else []),
        [
            (a * b, "area_for_perimeter"),
            (a + b, "two_sides_only"),
            (
                2 * (a + b) + gate if gate else 2 * a + b,
                "wrong_operation" if gate else "two_sides_only",
            ),
        ],
        unit=("m", "米"),
    )


def tiles(level: int, rng: Rng) -> Made:
    s = by(level, 1, 2, rng.choice((2, 3, 5)))
    a, b = s * rng.randint(3, by(level, 9, 9, 12)), s * rng.randint(2, by(level, 6, 8, 9))
    k = a * b // (s * s)
    return ex(
        (
            f"A floor is {a} dm by {b} dm. It is covered with square tiles whose sides are {s} dm. How many tiles are needed?",
            f"地面是 {a} 分米乘 {b} 分米，用边长 {s} 分米的方砖铺满。要多少块砖？",
        ),
        f"{a}*{b}/({s}*{s})",
        k,
        [f"{a} × {b} = {a * b}, {s} × {s} = {s * s}", f"{a * b} ÷ {s * s} = {k}"],
        [
            (a * b // s if s > 1 else a + b, "tile_area_wrong"),
            (2 * (a + b), "perimeter_for_area"),
            (a * b if s > 1 else a * b + a, "tile_area_wrong"),
        ],
        unit=("tiles", "块"),
    )


def unit_fraction_tiles(level: int, rng: Rng) -> Made:
    q, s = rng.randint(2, by(level, 3, 5, 8)), rng.randint(2, by(level, 3, 5, 8))
    n, m = rng.randint(1, by(level, 2, 4, 7)), rng.randint(2, by(level, 3, 5, 7))
    key = Fraction(n * m, q * s)
    return ex(
        (
            f"Small tiles are {ratio(1, q)} m by {ratio(1, s)} m. {n} × {m} tiles make a rectangle: {n * m} tiles. What is its area?",
            f"小块是 {ratio(1, q)} 米乘 {ratio(1, s)} 米，{n} × {m} 块拼成长方形，共 {n * m} 块。面积是多少平方米？",
        ),
        f"{n}*{m}*1/{q}*1/{s}",
        mixed(key),
        [
            (f"One tile: {ratio(1, q * s)}.", f"一块：{ratio(1, q * s)}。"),
            f"{n * m} × {ratio(1, q * s)} = {tex(mixed(key))}",
        ],
        [
            (
                mixed(Fraction(n * m, q + s)) if Fraction(n * m, q + s) != key else mixed(key + 1),
                "added_denominators",
            ),
            (str(n * m), "tiles_for_area"),
            (frac(Fraction(1, q * s)), "stopped_early"),
        ],
        unit=("square m", "平方米"),
        other=[n * m],
    )


AREA = {
    f.__name__: f
    for f in (
        count_squares,
        irregular_squares,
        half_squares,
        rectangle_rows,
        rectangle_area,
        square_area,
        rectangle_large,
        missing_side,
        joined_rectangles,
        l_shape,
        cut_out,
        sensible_area,
        larger_rectangle,
        count_perimeter,
        polygon_perimeter,
        rectangle_perimeter,
        regular_perimeter,
        perimeter_missing,
        rectangle_perimeter_missing,
        square_side,
        l_perimeter,
        same_area,
        same_perimeter,
        area_or_perimeter,
        fence,
        tiles,
        unit_fraction_tiles,
    )
}
CU, CM3 = ("cubic units", "立方单位"), ("cubic cm", "立方厘米")
_CUBES = ("A box made of unit cubes", "由单位立方体组成的长方体")


def _abc(level: int, rng: Rng) -> tuple[int, int, int]:
    return (
        rng.randint(*by(level, (2, 4), (3, 6), (6, 12))),
        rng.randint(*by(level, (1, 3), (2, 5), (3, 9))),
        rng.randint(*by(level, (2, 3), (2, 5), (4, 9))),
    )


def _wrong3(a: int, b: int, h: int) -> list[tuple[int, str]]:
    return [
        (a * b + h, "wrong_operation"),
        (a * b, "one_layer_only"),
        (a + b + h, "added_all"),
        (2 * (a * b + a * h + b * h), "surface_for_volume"),
    ]


def count_cubes(level: int, rng: Rng) -> Made:
    a, b, h = until(
        rng, lambda: _abc(min(level, 2), rng), lambda v: v[0] * v[1] * v[2] <= by(level, 12, 30, 60)
    )
    return ex(
        (
            "Each small cube is one cubic unit. What is the volume of the box?",
            "每个小正方体是一个立方单位。长方体的体积是多少？",
        ),
        f"{a}*{b}*{h}",
        a * b * h,
        [
            (f"{a * b} cubes in a layer, {h} layers.", f"每层 {a * b} 个，{h} 层。"),
            f"{a * b} × {h} = {a * b * h}",
        ],
        [(a * b + a * h + b * h, "seen_faces_only"), *_wrong3(a, b, h)],
        unit=CU,
        picture=blocks.cubes(a, b, h, _CUBES),
    )


def layers(level: int, rng: Rng) -> Made:
    a, b, h = _abc(level, rng)
    return ex(
        (
            f"A box has {h} layers with {a * b} unit cubes in each layer. What is its volume?",
            f"长方体有 {h} 层，每层 {a * b} 个单位正方体。体积是多少？",
        ),
        f"{a * b}*{h}",
        a * b * h,
        [f"{a * b} × {h} = {a * b * h}"],
        [
            (a * b + h, "added_instead"),
            (a * b * (h - 1), "one_group_fewer"),
            (a * b, "one_layer_only"),
        ],
        unit=CU,
    )


def box_volume(level: int, rng: Rng) -> Made:
    from apps.education.domain.figures.solids import box as solid

    a, b, h = _abc(level, rng)
    return ex(
        (
            f"A box is {a} cm long, {b} cm wide and {h} cm high. What is its volume?",
            f"长方体长 {a} 厘米，宽 {b} 厘米，高 {h} 厘米。体积是多少？",
        ),
        f"{a}*{b}*{h}",
        a * b * h,
        [f"{a} × {b} = {a * b}", f"{a * b} × {h} = {a * b * h}"],
        _wrong3(a, b, h),
        unit=CM3,
        picture=solid(f"{a} cm", f"{b} cm", f"{h} cm", "A box with its edges", "标有棱长的长方体"),
    )


def base_height(level: int, rng: Rng) -> Made:
    g, h = (
        rng.randint(*by(level, (6, 15), (12, 40), (35, 120))),
        rng.randint(*by(level, (2, 5), (4, 9), (6, 15))),
    )
    return ex(
        (
            f"The base of a box has an area of {g} square cm. The box is {h} cm high. What is its volume?",
            f"长方体的底面积是 {g} 平方厘米，高 {h} 厘米。体积是多少？",
        ),
        f"{g}*{h}",
        g * h,
        [f"{g} × {h} = {g * h}"],
        [(g + h, "added_instead"), (g * h * h, "height_twice"), (g * h + g, "one_group_more")],
        unit=CM3,
    )


def cube_volume(level: int, rng: Rng) -> Made:
    a = rng.randint(*by(level, (2, 4), (4, 7), (7, 12)))
    return ex(
        (
            f"What is the volume of a cube whose edges are {a} cm long?",
            f"棱长 {a} 厘米的正方体体积是多少？",
        ),
        f"{a}^3",
        a**3,
        [f"{a} × {a} × {a} = {a**3}"],
        [
            (3 * a, "exponent_as_factor"),
            (a * a, "one_layer_only"),
            (6 * a * a if 6 * a * a != a**3 else a**3 + a, "surface_for_volume"),
        ],
        unit=CM3,
    )


def missing_edge(level: int, rng: Rng) -> Made:
    a, b, h = _abc(level, rng)
    v = a * b * h
    return box(
        (
            f"A box has a volume of {v} cubic cm. It is {a} cm long and {b} cm wide. How high is it, in cm?",
            f"长方体体积 {v} 立方厘米，长 {a} 厘米，宽 {b} 厘米。高多少厘米？",
        ),
        f"{a}*{b}*x = {v}",
        h,
        [f"{a} × {b} = {a * b}", f"{v} ÷ {a * b} = {h}"],
        [
            (v - a * b, "subtracted_instead"),
            (v // a, "stopped_early"),
            (v - a - b, "subtracted_instead"),
        ],
        unit=CM,
    )


def two_boxes(level: int, rng: Rng) -> Made:
    a, b, h = _abc(level, rng)
    c, d, e = _abc(1, rng)
    k = a * b * h + c * d * e
    return ex(
        (
            f"A box of {a} cm by {b} cm by {h} cm stands on a box of {c} cm by {d} cm by {e} cm. What is their volume together?",
            f"一个 {a} × {b} × {h}（厘米）的长方体放在一个 {c} × {d} × {e}（厘米）的长方体上。总体积是多少？",
        ),
        f"{a}*{b}*{h} + {c}*{d}*{e}",
        k,
        [
            f"{a} × {b} × {h} = {a * b * h}, {c} × {d} × {e} = {c * d * e}",
            f"{a * b * h} + {c * d * e} = {k}",
        ],
        [
            (a * b * h, "stopped_early"),
            ((a + c) * (b + d) * (h + e), "sides_added"),
            (a + b + h + c + d + e, "added_all"),
        ],
        unit=CM3,
    )


def packing(level: int, rng: Rng) -> Made:
    s = by(level, 1, 2, 3)
    a, b, h = _abc(1 if level > 1 else 2, rng)
    k = a * b * h
    return ex(
        (
            f"A box is {a * s} cm by {b * s} cm by {h * s} cm inside. How many cubes with edges of {s} cm fill it?",
            f"盒子里面是 {a * s} × {b * s} × {h * s}（厘米），棱长 {s} 厘米的小正方体能装满多少个？",
        ),
        f"({a * s}/{s})*({b * s}/{s})*({h * s}/{s})",
        k,
        [
            f"{a * s} ÷ {s} = {a}, {b * s} ÷ {s} = {b}, {h * s} ÷ {s} = {h}",
            f"{a} × {b} × {h} = {k}",
        ],
        [
            (k * s * s if s > 1 else a * b, "tile_area_wrong" if s > 1 else "one_layer_only"),
            (k * s**3 if s > 1 else a + b + h, "cube_size_ignored" if s > 1 else "added_all"),
            (a * b if s > 1 else k + a, "one_layer_only"),
        ],
        unit=("cubes", "个"),
    )


def sensible_volume(level: int, rng: Rng) -> Made:
    rows = (
        ("a matchbox", "火柴盒", 0),
        ("a classroom", "教室", 1),
        ("a dice", "骰子", 0),
        ("a swimming pool", "游泳池", 1),
        ("a shoe box", "鞋盒", 0),
        ("a shipping container", "集装箱", 1),
        ("a mountain", "一座山", 2),
    )
    return _sensible(
        rng,
        rows,
        (
            ("cubic centimetres", "立方厘米"),
            ("cubic metres", "立方米"),
            ("cubic kilometres", "立方千米"),
        ),
        ("Which unit fits the volume of {}?", "{}的体积用哪个单位合适？"),
        level,
    )  # pyright: ignore[reportArgumentType]


def tank(level: int, rng: Rng) -> Made:
    a, b, h = _abc(level, rng)
    h += 2
    w = rng.randint(1, h - 1)
    k = a * b * (h - w)
    return ex(
        (
            f"A tank is {a} dm long, {b} dm wide and {h} dm high. The water stands {w} dm high. How many cubic dm of water still fit in?",
            f"水箱长 {a} 分米、宽 {b} 分米、高 {h} 分米，水深 {w} 分米。还能装多少立方分米水？",
        ),
        f"{a}*{b}*({h} - {w})",
        k,
        [f"{h} − {w} = {h - w}", f"{a} × {b} × {h - w} = {k}"],
        [
            (a * b * w if 2 * w != h else a * b * h, "other_part"),
            (a * b * h - w, "skipped_step"),
            (a * b * h, "water_ignored"),
        ],
        unit=("cubic dm", "立方分米"),
    )


VOLUME = {
    f.__name__: f
    for f in (
        count_cubes,
        layers,
        box_volume,
        base_height,
        cube_volume,
        missing_edge,
        two_boxes,
        packing,
        sensible_volume,
        tank,
    )
}
