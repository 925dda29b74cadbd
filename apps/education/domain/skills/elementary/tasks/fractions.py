"""What a fraction is: parts, number lines, equal fractions, mixed numbers, comparing, ordering."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.figures import counters, fraction_parts, number_line
from apps.education.domain.figures.layout import beside, stacked
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    compare,
    ex,
    frac,
    mixed,
    order,
    public,
    ratio,
    sign,
    tex,
    until,
)

_TOLD = ("A shape cut in equal parts, some of them shaded", "平均分成几份、有几份涂色的图形")
_NAMES = {2: ("halves", "二"), 3: ("thirds", "三"), 4: ("fourths", "四")}


def part(level: int, rng: Rng) -> tuple[int, int]:
    """A proper fraction of several parts: numerator, denominator."""
    b = rng.choice(by(level, (3, 4), (3, 4, 6, 8), (5, 6, 8, 10, 12)))
    return rng.randint(2, b - 1), b


def _named(a: int, b: int) -> list[tuple[str, str]]:
    told = [
        (f"{b}/{a}" if b % a else str(b // a), "turned_upside_down"),
        (f"{a}/{b - a}", "part_to_part") if b > a else ("1", "part_to_part"),
        (f"{b - a}/{b}", "unshaded_part"),
        (f"{a}/{b + 1}", "parts_miscounted"),
        (f"{a + 1}/{b}", "parts_miscounted"),
    ]
    seen, kept = {Fraction(a, b)}, []
    for text, why in told:
        value = Fraction(text) if "/" in text else Fraction(int(text))
        if value > 0 and value not in seen:
            seen.add(value)
            kept.append((text, why))
    return kept


def equal_cut(level: int, rng: Rng, parts: int) -> Made:
    other = until(
        rng,
        lambda: rng.choice((2, 3, 4, 5, 6)),
        lambda k: k != parts and (level > 1 or abs(k - parts) > 1 or parts == 3),
    )
    drawings = [
        fraction_parts.even(parts, ("", "")),
        fraction_parts.uneven(parts, ("", "")),
        fraction_parts.even(other, ("", "")),
    ]
    name, zh = _NAMES[parts]
    whole = f"{parts}*1/{parts} = 1"

    def drawn(o):
        return beside(
            [drawings[i] for i in o],
            ("Three bars, each cut into parts", "三个分成几份的长方形"),
            "ABC",
        )

    return choose(
        rng,
        (f"Which shape is cut into {name} (equal parts)?", f"哪个图形平均分成了{zh}份？"),
        ("", whole),
        [
            ("", f"{parts}*1/{parts + 1} = 1", "parts_not_equal"),
            ("", f"{parts}*1/{other} = 1", "wrong_number_of_parts"),
        ],
        [
            (
                "Count the parts and check that they are the same size.",
                "数一数份数，再看每份是不是一样大。",
            )
        ],
        picture=drawn,
        listed=False,
    )


def parts_of_whole(level: int, rng: Rng) -> Made:
    n = rng.choice(by(level, (2, 3, 4), (4, 5, 6), (7, 8, 9, 10, 12)))
    draw = rng.choice((fraction_parts.bar, fraction_parts.circle))
    return ex(
        ("Into how many equal parts is the shape cut?", "这个图形平均分成了几份？"),
        n,
        n,
        [(f"Count the parts: {n}.", f"数一数：{n} 份。")],
        [(n - 1, "counted_lines"), (n + 1, "parts_miscounted"), (n // 2 or 4, "parts_miscounted")],
        picture=draw(n, 0, ("A shape cut in equal parts", "平均分成几份的图形")),
    )


_EN_PART = {
    2: "one half",
    3: "one third",
    4: "one fourth",
    5: "one fifth",
    6: "one sixth",
    8: "one eighth",
    10: "one tenth",
}
_HAN = {2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 8: "八", 10: "十"}


def part_size(level: int, rng: Rng) -> Made:
    a, b, c = rng.sample(by(level, (2, 3, 4), (2, 3, 4, 6, 8), (3, 4, 5, 6, 8, 10)), 3)
    few = min(a, b, c)
    rest = [x for x in (a, b, c) if x != few]
    low = f"max(1/{a}, 1/{b}, 1/{c})"
    return choose(
        rng,
        (
            "The same cake is cut in equal parts. Which part is the largest?",
            "同样的蛋糕平均分。哪一份最大？",
        ),
        ((_EN_PART[few], _HAN[few] + "分之一"), f"1/{few} = {low}"),
        [
            ((_EN_PART[x], _HAN[x] + "分之一"), f"1/{x} = {low}", "larger_number_larger_part")
            for x in rest
        ],
        [("The fewer the parts, the larger each part.", "分的份数越少，每份越大。")],
    )


def _model(model: str, b: int, a: int):
    return fraction_parts.bar(b, a, _TOLD) if model == "bar" else fraction_parts.circle(b, a, _TOLD)


SHADED = ("What fraction of the shape is shaded?", "涂色部分是这个图形的几分之几？")


def name_unit(level: int, rng: Rng, model: str) -> Made:
    b = rng.choice(by(level, (2, 3, 4), (5, 6, 8), (7, 9, 10, 12)))
    return ex(
        SHADED,
        f"1 - {b - 1}/{b}",
        f"1/{b}",
        [(f"{b} equal parts, 1 of them shaded.", f"平均分成 {b} 份，涂了 1 份。")],
        _named(1, b),
        picture=_model(model, b, 1),
    )


def name_several(level: int, rng: Rng, model: str) -> Made:
    a, b = part(level, rng)
    return ex(
        SHADED,
        f"{a}*1/{b}",
        f"{a}/{b}",
        [(f"{b} equal parts, {a} of them shaded.", f"平均分成 {b} 份，涂了 {a} 份。")],
        _named(a, b),
        picture=_model(model, b, a),
    )


def name_set(level: int, rng: Rng) -> Made:
    a, b = part(level, rng)
    return ex(
        ("What fraction of the circles is blue?", "蓝色圆片占全部圆片的几分之几？"),
        f"{a}/({a} + {b - a})",
        f"{a}/{b}",
        [(f"{a} of {b} circles are blue.", f"{b} 个圆片中有 {a} 个蓝色。")],
        _named(a, b),
        picture=counters.row(a, ("Blue and orange circles", "蓝色和橙色的圆片"), second=b - a),
    )


def name_unshaded(level: int, rng: Rng) -> Made:
    a, b = part(level, rng)
    drawing = _model(rng.choice(("bar", "circle")), b, a)
    wrong = [(t, m) for t, m in _named(b - a, b)]
    return ex(
        (
            "What fraction of the shape is **not** shaded?",
            "**没有**涂色的部分是这个图形的几分之几？",
        ),
        f"1 - {a}/{b}",
        f"{b - a}/{b}",
        [
            (
                f"{b} equal parts, {b - a} of them not shaded.",
                f"平均分成 {b} 份，{b - a} 份没有涂色。",
            )
        ],
        wrong,
        picture=drawing,
    )


def name_grid(level: int, rng: Rng) -> Made:
    w, h = by(level, (3, 2), (4, 3), (5, 4))
    b = w * h
    a = rng.randint(2, b - 1)
    return ex(
        ("What fraction of the squares is shaded?", "涂色的格子占全部格子的几分之几？"),
        f"{a}/({w}*{h})",
        f"{a}/{b}",
        [(f"{w} × {h} = {b} squares, {a} of them shaded.", f"{w} × {h} = {b} 格，涂了 {a} 格。")],
        _named(a, b),
        picture=fraction_parts.grid(
            w, h, a, ("A grid of squares, some shaded", "方格图，有些涂色")
        ),
    )


def unit_count(level: int, rng: Rng) -> Made:
    a, b = part(level, rng)
    a += b if level == 3 else 0
    return box(
        (
            f"How many times does {ratio(1, b)} fit into {ratio(a, b)}?",
            f"{ratio(a, b)} 里有几个 {ratio(1, b)}？",
        ),
        f"x*1/{b} = {a}/{b}",
        a,
        [f"{ratio(a, b)} = {a} × {ratio(1, b)}"],
        [
            (b, "denominator_for_numerator"),
            (a + 1, "slip_one"),
            (abs(b - a) or 1, "subtracted_instead"),
        ],
    )


def to_the_whole(level: int, rng: Rng) -> Made:
    a, b = part(level, rng)
    return box(
        (
            f"A bar shows {ratio(a, b)}. How many parts of {ratio(1, b)} are missing to a whole?",
            f"一条是 {ratio(a, b)}，再添几个 {ratio(1, b)} 就是一个整体？",
        ),
        f"{a}/{b} + x*1/{b} = 1",
        b - a,
        [f"{b} − {a} = {b - a}"],
        [(b, "denominator_for_numerator"), (a, "copied_number"), (b - a + 1, "slip_one")],
        picture=fraction_parts.bar(b, a, _TOLD) if level == 1 else None,
    )


_ORDINAL = {
    2: "halves",
    3: "thirds",
    4: "fourths",
    5: "fifths",
    6: "sixths",
    8: "eighths",
    10: "tenths",
    12: "twelfths",
}
_NUM = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
)
_HANS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def fraction_words(level: int, rng: Rng) -> Made:
    a, b = part(level, rng)
    return ex(
        (f"Write as a fraction: {_NUM[a]} {_ORDINAL[b]}", f"写成分数：{_HANS[b]}分之{_HANS[a]}"),
        f"{a}*1/{b}",
        f"{a}/{b}",
        [
            (
                f"{_ORDINAL[b].capitalize()} stand below, {_NUM[a]} above.",
                f"分母是 {b}，分子是 {a}。",
            )
        ],
        _named(a, b),
    )


def on_line(level: int, rng: Rng, span: int, kind: str) -> Made:
    b = rng.choice(by(level, (2, 3, 4), (3, 4, 6), (5, 6, 8)))
    a = (
        1
        if kind == "unit"
        else rng.randint(2, b - 1)
        if kind == "several" and b > 2
        else rng.randint(b + 1, 3 * b - 1)
        if kind == "beyond"
        else 1
    )
    if kind == "unit":
        b = rng.choice(by(level, (2, 3, 4), (5, 6, 8), (7, 9, 10)))
    if kind == "several" and b == 2:
        a, b = 2, 3
    a += kind == "beyond" and a % b == 0
    drawing = number_line.line(
        0,
        span,
        1 / b,
        {float(i): str(i) for i in range(span + 1)},
        ("A number line with equal parts and a place marked A", "标有等分点和 A 点的数轴"),
        marks={a / b: "A"},
    )
    wrong = (
        [(f"{a}/{b * span}", "whole_line_as_one"), (f"{a}/{b + 1}", "counted_marks")]
        if span > 1
        else [
            (
                f"{a + 1}/{b + 1}" if Fraction(a + 1, b + 1) != Fraction(a, b) else f"{a}/{b + 2}",
                "counted_marks",
            ),
            (f"{a}/{b + 1}", "counted_marks"),
        ]
    )
    return ex(
        ("Which fraction is at A?", "A 处是哪个分数？"),
        f"{a}*1/{b}" if a > 1 else f"1 - {b - 1}/{b}",
        f"{a}/{b}",
        [
            (
                f"From 0 to 1 there are {b} equal parts; A is {a} parts from 0.",
                f"0 到 1 平均分成 {b} 份，A 离 0 有 {a} 份。",
            )
        ],
        [*wrong, (str(a), "counted_parts_as_wholes"), *_named(a, b)[:1]],
        picture=drawing,
    )


def on_line_mixed(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (2, 3, 4), (3, 4, 5), (5, 6, 8)))
    w, a = rng.randint(1, 2), rng.randint(1, b - 1)
    g = math.gcd(a, b)
    a, b0 = (a, b)
    key = mixed(Fraction(w * b + a, b))
    drawing = number_line.line(
        0,
        3,
        1 / b,
        {float(i): str(i) for i in range(4)},
        ("A number line from 0 to 3 with a place marked A", "0 到 3 的数轴，标有 A 点"),
        marks={w + a / b: "A"},
    )
    return ex(
        ("Which mixed number is at A?", "A 处是哪个带分数？"),
        f"{w} + {a}/{b0}",
        key,
        [
            (
                f"A lies past {w}, {a} parts of {b} further"
                + (f"; {ratio(a, b)} = {ratio(a // g, b // g)}" if g > 1 else "")
                + ".",
                f"A 过了 {w}，又走了 {b} 份中的 {a} 份"
                + (f"，{ratio(a, b)} = {ratio(a // g, b // g)}" if g > 1 else "")
                + "。",
            )
        ],
        [
            (mixed(Fraction(w * b + a, b) + 1), "counted_marks"),
            (frac(Fraction(a, b)), "whole_left_out"),
            (mixed(Fraction((w + 1) * b - a, b)) if 2 * a != b else str(w + 1), "read_from_right"),
        ],
        picture=drawing,
    )


def whole_as_fraction(level: int, rng: Rng) -> Made:
    n, b = (
        rng.randint(1, by(level, 2, 5, 9)),
        rng.choice(by(level, (1, 2, 3), (2, 3, 4, 5), (4, 6, 8, 10))),
    )
    return box(
        (
            f"Which numerator is missing? ${n} = \\frac{{□}}{{{b}}}$",
            f"缺少的分子是几？${n} = \\frac{{□}}{{{b}}}$",
        ),
        f"{n} = x/{b}",
        n * b,
        [
            (
                f"One whole is {ratio(b, b)}; {n} × {b} = {n * b}.",
                f"1 = {ratio(b, b)}，{n} × {b} = {n * b}。",
            )
        ],
        [
            (n, "copied_number"),
            (n + b, "added_instead"),
            (b, "denominator_for_numerator"),
            (n * b + b, "one_group_more"),
        ],
    )


def fraction_as_whole(level: int, rng: Rng) -> Made:
    n, b = (
        rng.randint(1, by(level, 3, 6, 9)),
        rng.choice(by(level, (2, 3, 4), (3, 4, 5, 6), (6, 8, 9, 12))),
    )
    return ex(
        (f"Which whole number equals {ratio(n * b, b)}?", f"{ratio(n * b, b)} 等于哪个整数？"),
        f"{n * b}/{b}",
        n,
        [f"{n * b} ÷ {b} = {n}"],
        [
            (n * b, "numerator_kept"),
            (n * b - b, "subtracted_instead"),
            (b, "denominator_for_numerator"),
            (n + 1, "slip_one"),
        ],
    )


def _over(level: int, rng: Rng) -> tuple[int, int, int]:
    b = rng.choice(by(level, (2, 3, 4), (3, 4, 5, 6, 8), (7, 8, 9, 10, 12)))
    return (
        rng.randint(1, by(level, 2, 4, 9)),
        until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1),
        b,
    )


def mixed_picture(level: int, rng: Rng) -> Made:
    w, a, b = until(rng, lambda: _over(min(level, 2), rng), lambda v: v[0] <= 3)
    n = w * b + a
    return ex(
        (
            "Each circle is one whole. Which mixed number is shaded?",
            "每个圆是一个整体。涂色部分是哪个带分数？",
        ),
        f"{w} + {a}/{b}",
        f"{w} {a}/{b}",
        [(f"{w} whole and {ratio(a, b)}.", f"{w} 个整体和 {ratio(a, b)}。")],
        [
            (f"{w + 1} {a}/{b}", "counted_all_circles"),
            (f"{n}/{b * (w + 1)}", "whole_line_as_one"),
            (f"{a}/{b}", "whole_left_out"),
        ],
        picture=fraction_parts.circles(
            b, n, ("Circles cut in equal parts, some parts shaded", "平均分的圆，有些部分涂色")
        ),
    )


def improper_picture(level: int, rng: Rng) -> Made:
    w, a, b = until(rng, lambda: _over(min(level, 2), rng), lambda v: v[0] <= 3)
    n = w * b + a
    return ex(
        (
            "Each circle is one whole. Write the shaded part as one fraction.",
            "每个圆是一个整体。用一个假分数表示涂色部分。",
        ),
        Problem(Ask.REWRITE, (f"{w} {a}/{b}",), form="improper"),
        f"{n}/{b}",
        [(f"{n} parts of {ratio(1, b)} are shaded.", f"涂了 {n} 个 {ratio(1, b)}。")],
        [
            (f"{n}/{b * (w + 1)}", "whole_line_as_one"),
            (f"{w + a}/{b}", "whole_as_part"),
            (f"{a}/{b}", "whole_left_out"),
        ],
        picture=fraction_parts.circles(
            b, n, ("Circles cut in equal parts, some parts shaded", "平均分的圆，有些部分涂色")
        ),
    )


def to_improper(level: int, rng: Rng) -> Made:
    w, a, b = _over(level, rng)
    n = w * b + a
    return ex(
        (
            f"Write as an improper fraction: {tex(f'{w} {a}/{b}')}",
            f"化成假分数：{tex(f'{w} {a}/{b}')}",
        ),
        Problem(Ask.REWRITE, (f"{w} {a}/{b}",), form="improper"),
        f"{n}/{b}",
        [f"{w} × {b} + {a} = {n}", f"{tex(f'{w} {a}/{b}')} = {ratio(n, b)}"],
        [
            (f"{w + a}/{b}" if w + a != n else f"{w * a}/{b}", "whole_as_part"),
            (f"{w * b}/{b}", "part_left_out"),
            (f"{w * a + b}/{b}" if w * a + b != n else f"{n + b}/{b}", "order_of_steps"),
            (f"{n}/{w * b}" if w > 1 else f"{n + 1}/{b}", "denominator_changed"),
        ],
    )


def to_mixed(level: int, rng: Rng) -> Made:
    w, a, b = _over(level, rng)
    n = w * b + a
    return ex(
        (f"Write as a mixed number: {ratio(n, b)}", f"化成带分数：{ratio(n, b)}"),
        Problem(Ask.REWRITE, (f"{n}/{b}",), form="mixed"),
        f"{w} {a}/{b}",
        [
            (f"{n} ÷ {b} = {w} remainder {a}", f"{n} ÷ {b} = {w} 余 {a}"),
            f"{ratio(n, b)} = {tex(f'{w} {a}/{b}')}",
        ],
        [
            (f"{a} {w}/{b}" if w < b and a != w else f"{w + 1} {a}/{b}", "parts_swapped"),
            (f"{w} {b - a}/{b}" if 2 * a != b else f"{w + 1} {a}/{b}", "missing_for_full"),
            (
                f"{n // 10 or 1} {a}/{b}" if (n // 10 or 1) != w else f"{w + 2} {a}/{b}",
                "division_wrong",
            ),
        ],
    )


def _same(level: int, rng: Rng) -> tuple[int, int, int]:
    b = rng.choice(by(level, (2, 3, 4), (3, 4, 5, 6), (5, 6, 8, 9)))
    a = until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1)
    return a, b, rng.randint(2, by(level, 3, 5, 9))


def equal_picture(level: int, rng: Rng) -> Made:
    b = rng.choice((2, 3, 4) if level < 3 else (3, 4, 5))
    a = until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1)
    k = by(level, 2, 2, 3)
    drawing = stacked(
        [fraction_parts.bar(b, a, ("", "")), fraction_parts.bar(b * k, 0, ("", ""))],
        (
            "Two bars of the same length with different numbers of parts",
            "两条一样长、份数不同的长条",
        ),
    )
    return box(
        (
            f"How many parts of the lower bar are equal to {ratio(a, b)} of the upper bar?\n$\\frac{{{a}}}{{{b}}} = \\frac{{□}}{{{b * k}}}$",
            f"下面长条的几份等于上面长条的 {ratio(a, b)}？\n$\\frac{{{a}}}{{{b}}} = \\frac{{□}}{{{b * k}}}$",
        ),
        f"{a}/{b} = x/{b * k}",
        a * k,
        [
            (
                f"Each part is cut in {k}: {a} × {k} = {a * k}.",
                f"每份又分成 {k} 份：{a} × {k} = {a * k}。",
            )
        ],
        [(a, "numerator_kept"), (a + b * k - b, "additive_reasoning"), (a * k + 1, "slip_one")],
        picture=drawing,
    )


def equal_line(level: int, rng: Rng) -> Made:
    b, k = rng.choice((2, 3, 4)), by(level, 2, 2, 3)
    a = until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1)
    lines = [
        number_line.line(
            0, 1, 1 / p, {0.0: "0", 1.0: "1"}, ("", ""), marks={a / b: "A"} if p == b else None
        )
        for p in (b, b * k)
    ]
    return box(
        (
            f"A is at {ratio(a, b)}. The lower line has {b * k} parts. Which numerator is missing?\n$\\frac{{{a}}}{{{b}}} = \\frac{{□}}{{{b * k}}}$",
            f"A 在 {ratio(a, b)} 处。下面的线平均分成 {b * k} 份。缺少的分子是几？\n$\\frac{{{a}}}{{{b}}} = \\frac{{□}}{{{b * k}}}$",
        ),
        f"{a}/{b} = x/{b * k}",
        a * k,
        [f"{a} × {k} = {a * k}"],
        [(a, "numerator_kept"), (a + b * k - b, "additive_reasoning"), (a * k + 1, "slip_one")],
        picture=stacked(
            lines,
            (
                "Two number lines from 0 to 1 with different numbers of parts",
                "两条 0 到 1、份数不同的数轴",
            ),
        ),
    )


def _equal(level: int, rng: Rng, hole: str) -> Made:
    a, b, k = _same(level, rng)
    up = hole != "smaller"
    p, q, r, s = (a, b, a * k, b * k) if up else (a * k, b * k, a, b)
    top = hole != "bottom" if up else rng.random() < 0.5
    right = f"\\frac{{□}}{{{s}}}" if top else f"\\frac{{{r}}}{{□}}"
    rel = f"{p}/{q} = x/{s}" if top else f"{p}/{q} = {r}/x"
    key = r if top else s
    op = "×" if up else "÷"
    slip = p + s - q if top else q + r - p
    return box(
        (
            f"Which number is missing? $\\frac{{{p}}}{{{q}}} = {right}$",
            f"□ 里填几？$\\frac{{{p}}}{{{q}}} = {right}$",
        ),
        rel,
        key,
        [
            (
                f"{q if top else p} {op} {k} = {s if top else r}, so {p if top else q} {op} {k} = {key}.",
                f"{q if top else p} {op} {k} = {s if top else r}，所以 {p if top else q} {op} {k} = {key}。",
            )
        ],
        [(slip, "additive_reasoning"), (p if top else q, "numerator_kept"), (key + 1, "slip_one")],
    )


def equal_top(level: int, rng: Rng) -> Made:
    return _equal(level, rng, "top")


def equal_bottom(level: int, rng: Rng) -> Made:
    return _equal(level, rng, "bottom")


def equal_smaller(level: int, rng: Rng) -> Made:
    return _equal(level, rng, "smaller")


def equal_choose(level: int, rng: Rng) -> Made:
    a, b, k = _same(level, rng)
    given, right = (
        ((a, b), (a * k, b * k))
        if level < 3
        else ((a * k, b * k), (a * 2 if k != 2 else a * 3, b * 2 if k != 2 else b * 3))
    )
    wrong = [
        ((a + k, b + k), "additive_reasoning"),
        ((a * k, b + k), "one_part_only"),
        ((a + 1, b * k), "one_part_only"),
    ]
    seen, kept = {Fraction(a, b)}, []
    for (p, q), m in wrong:
        if Fraction(p, q) not in seen:
            seen.add(Fraction(p, q))
            kept.append((ratio(p, q), f"{p}/{q} = {a}/{b}", m))
    g = f"{given[0]}/{given[1]}"
    return choose(
        rng,
        (f"Which fraction is equal to {ratio(*given)}?", f"哪个分数等于 {ratio(*given)}？"),
        (ratio(*right), f"{right[0]}/{right[1]} = {g}"),
        kept,
        [
            (
                "Multiply or divide numerator and denominator by the same number.",
                "分子分母同乘或同除以一个数。",
            ),
            f"{ratio(*given)} = {ratio(*right)}",
        ],
        other=given,
    )


def lowest(level: int, rng: Rng) -> Made:
    a, b, k = _same(level, rng)
    n, m = a * k, b * k
    half = next((d for d in range(2, k) if k % d == 0), None)
    wrong = (
        [(f"{n // half}/{m // half}", "not_lowest")] if half else [(f"{n}/{b}", "one_part_only")]
    )
    wrong += [
        (f"{a}/{m}", "one_part_only"),
        (f"{b}/{a}" if a > 1 else str(b), "turned_upside_down"),
        (f"{a + 1}/{b + 1}", "subtracted_same"),
    ]
    return ex(
        (f"Write in lowest terms: {ratio(n, m)}", f"化成最简分数：{ratio(n, m)}"),
        Problem(Ask.REWRITE, (f"{n}/{m}",), form="lowest_terms"),
        f"{a}/{b}",
        [
            (
                f"Both can be divided by {k}: {n} ÷ {k} = {a}, {m} ÷ {k} = {b}.",
                f"都能除以 {k}：{n} ÷ {k} = {a}，{m} ÷ {k} = {b}。",
            )
        ],
        wrong,
    )


def lowest_mixed(level: int, rng: Rng) -> Made:
    w, a, b = _over(min(level, 2), rng)
    k = rng.randint(2, by(level, 2, 4, 6))
    n, m = (w * b + a) * k, b * k
    return ex(
        (
            f"Write as a mixed number in lowest terms: {ratio(n, m)}",
            f"化成最简带分数：{ratio(n, m)}",
        ),
        Problem(Ask.REWRITE, (f"{n}/{m}",), form="mixed"),
        f"{w} {a}/{b}",
        [
            (f"{n} ÷ {m} = {w} remainder {a * k}", f"{n} ÷ {m} = {w} 余 {a * k}"),
            f"{ratio(a * k, m)} = {ratio(a, b)}",
        ],
        [
            (f"{w} {a * k}/{m}", "not_lowest"),
            (f"{w} {a * k}/{b}" if a * k < b else f"{w + 1} {a}/{b}", "one_part_only"),
            (f"{w} {a}/{m}", "one_part_only"),
        ],
    )


def rewrite_over(level: int, rng: Rng) -> Made:
    a, b, k = _same(level, rng)
    return box(
        (
            f"Write {ratio(a, b)} with the denominator {b * k}. What is the numerator?",
            f"把 {ratio(a, b)} 化成分母是 {b * k} 的分数，分子是几？",
        ),
        f"{a}/{b} = x/{b * k}",
        a * k,
        [f"{b} × {k} = {b * k}, {a} × {k} = {a * k}"],
        [(a, "numerator_kept"), (a + b * k - b, "additive_reasoning"), (a + k, "added_instead")],
    )


def least_denominator(level: int, rng: Rng) -> Made:
    p, q = until(
        rng,
        lambda: (rng.randint(2, by(level, 6, 10, 12)), rng.randint(2, by(level, 6, 10, 12))),
        lambda v: v[0] < v[1] and (math.gcd(*v) > 1) == (level > 1) and (level < 3 or v[1] % v[0]),
    )
    l = math.lcm(p, q)
    return ex(
        (
            f"What is the least common denominator of {ratio(1, p)} and {ratio(1, q)}?",
            f"{ratio(1, p)} 和 {ratio(1, q)} 的最小公分母是几？",
        ),
        f"lcm({p}, {q})",
        l,
        [
            (
                f"Multiples of {q}: {', '.join(str(q * i) for i in range(1, l // q + 1))}.",
                f"{q} 的倍数：{'，'.join(str(q * i) for i in range(1, l // q + 1))}。",
            ),
            (f"{l} is also a multiple of {p}.", f"{l} 也是 {p} 的倍数。"),
        ],
        [
            (p * q if p * q != l else 2 * l, "product_not_least"),
            (p + q, "added_instead"),
            (q, "larger_number"),
            (math.gcd(p, q), "factor_for_multiple"),
        ],
        other=[1],
    )


def _cmp(p: int, q: int, r: int, s: int, steps: list, wrong: str, **more) -> Made:
    key = sign(Fraction(p, q), Fraction(r, s))
    left, right = (f"{p}/{q}" if q > 1 else str(p)), (f"{r}/{s}" if s > 1 else str(r))
    tl, tr = tex(left), tex(right)
    return compare(
        left,
        right,
        (
            f"Which sign belongs in the circle: <, = or >?\n{tl} ○ {tr}",
            f"○ 里填 <、= 还是 >？\n{tl} ○ {tr}",
        ),
        key,
        [*steps, f"{tl} {key} {tr}"],
        wrong,
        **more,
    )


def compare_picture(level: int, rng: Rng, same: str) -> Made:
    if same == "denominator":
        b = rng.choice(by(level, (3, 4), (5, 6), (8, 10)))
        p, r = rng.sample(range(1, b), 2)
        q = s = b
    else:
        q, s = rng.sample(by(level, (2, 4, 6), (3, 4, 6, 8), (5, 6, 8, 10)), 2)
        p = r = 1 if level == 1 else rng.randint(1, min(q, s) - 1)
    drawing = stacked(
        [fraction_parts.bar(q, p, ("", "")), fraction_parts.bar(s, r, ("", ""))],
        ("Two bars of the same length, partly shaded", "两条一样长的长条，部分涂色"),
    )
    return _cmp(
        p,
        q,
        r,
        s,
        [("Look which shaded part is longer.", "看哪个涂色部分长。")],
        "larger_number_larger_part" if same == "numerator" else "sign_reversed",
        picture=drawing,
    )


def compare_same_bottom(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (3, 4, 5), (6, 8, 9), (10, 12, 15)))
    p, r = rng.sample(range(1, b + (b if level == 3 else 0)), 2)
    return _cmp(
        p,
        b,
        r,
        b,
        [("Same parts: the more parts, the larger.", "每份一样大，份数多的大。")],
        "sign_reversed",
    )


def compare_same_top(level: int, rng: Rng) -> Made:
    q, s = rng.sample(by(level, (2, 3, 4, 5), (3, 4, 6, 8, 9), (7, 8, 9, 10, 11, 12)), 2)
    p = 1 if level == 1 else rng.randint(2, min(q, s))
    return _cmp(
        p,
        q,
        p,
        s,
        [
            (
                "Same number of parts: the larger the denominator, the smaller each part.",
                "份数相同，分母越大每份越小。",
            )
        ],
        "larger_number_larger_part",
    )


def compare_half(level: int, rng: Rng) -> Made:
    q = rng.choice(by(level, (4, 6), (6, 8, 10), (5, 7, 9, 11)))
    p = rng.randint(1, q - 1) if level < 3 else q // 2 + rng.randint(0, 1)
    steps = [
        (
            f"Half of {q} is {tex(mixed(Fraction(q, 2)))}; compare it with {p}.",
            f"{q} 的一半是 {tex(mixed(Fraction(q, 2)))}，和 {p} 比较。",
        )
    ]
    return _cmp(p, q, 1, 2, steps, "larger_number_larger_part")


def compare_one(level: int, rng: Rng) -> Made:
    q = rng.choice(by(level, (2, 3, 4), (5, 6, 8), (9, 11, 12)))
    p = rng.choice((q - 1, q, q + 1, q + rng.randint(1, 3)))
    return _cmp(
        p,
        q,
        1,
        1,
        [(f"One whole is {ratio(q, q)}.", f"1 = {ratio(q, q)}。")],
        "larger_number_larger_part",
    )


def compare_missing(level: int, rng: Rng) -> Made:
    q, s = rng.sample(by(level, (3, 4, 5, 6), (4, 5, 6, 8, 9), (7, 8, 9, 10, 11, 12)), 2)
    return _cmp(
        q - 1,
        q,
        s - 1,
        s,
        [
            (
                f"To one whole {ratio(1, q)} and {ratio(1, s)} are missing. The one that misses less is larger.",
                f"离 1 分别差 {ratio(1, q)} 和 {ratio(1, s)}，差得少的大。",
            )
        ],
        "gap_thinking",
    )


def compare_multiple(level: int, rng: Rng) -> Made:
    q = rng.choice(by(level, (2, 3), (3, 4, 5), (4, 5, 6, 7)))
    k = rng.randint(2, by(level, 2, 3, 4))
    p, r = rng.randint(1, q - 1), rng.randint(1, q * k - 1)
    if level == 3:
        r = max(1, p * k + rng.choice((-1, 0, 1)))
    return _cmp(
        p, q, r, q * k, [f"{ratio(p, q)} = {ratio(p * k, q * k)}"], "larger_number_larger_part"
    )


def compare_different(level: int, rng: Rng) -> Made:
    q, s = until(
        rng,
        lambda: (rng.randint(2, by(level, 5, 8, 12)), rng.randint(2, by(level, 5, 8, 12))),
        lambda v: v[0] % v[1] and v[1] % v[0],
    )
    p, r = until(
        rng,
        lambda: (rng.randint(1, q - 1), rng.randint(1, s - 1)),
        lambda v: (
            Fraction(v[0], q) != Fraction(v[1], s)
            and (level < 2 or abs(Fraction(v[0], q) - Fraction(v[1], s)) < Fraction(1, 4))
        ),
    )
    l = math.lcm(q, s)
    return _cmp(
        p,
        q,
        r,
        s,
        [f"{ratio(p, q)} = {ratio(p * l // q, l)}, {ratio(r, s)} = {ratio(r * l // s, l)}"],
        "larger_number_larger_part",
    )


def compare_mixed(level: int, rng: Rng) -> Made:
    w, a, b = _over(level, rng)
    n = w * b + a + rng.choice((-1, 0, 1)) * by(level, 2, 1, 1)
    n = max(n, 1)
    left = Fraction(w * b + a, b)
    key = sign(left, Fraction(n, b))
    m = f"{w} {a}/{b}"
    return compare(
        m,
        f"{n}/{b}",
        (
            f"Which sign belongs in the circle: <, = or >?\n{tex(m)} ○ {ratio(n, b)}",
            f"○ 里填 <、= 还是 >？\n{tex(m)} ○ {ratio(n, b)}",
        ),
        key,
        [f"{tex(m)} = {ratio(w * b + a, b)}", f"{ratio(w * b + a, b)} {key} {ratio(n, b)}"],
        "larger_number_larger_part",
    )


def _ordered(
    rng: Rng, values: list[tuple[int, int]], steps: list, thought: str, wrong: Callable
) -> Made:
    return order(
        rng,
        [(Fraction(p, q), f"{p}/{q}") for p, q in values],
        lambda t: (f"Put in order, smallest first: {t}", f"从小到大排列：{t}"),
        steps,
        wrong=wrong,
        thought=thought,
    )


def order_same_bottom(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (5, 6), (8, 9, 10), (11, 12, 15)))
    tops = rng.sample(range(1, b + (4 if level == 3 else 0)), by(level, 3, 4, 4))
    return _ordered(
        rng,
        [(p, b) for p in tops],
        [("Same denominator: order by the numerators.", "分母相同，按分子排。")],
        "order_by_wrong_part",
        lambda v: -v[0],
    )


def order_same_top(level: int, rng: Rng) -> Made:
    bottoms = rng.sample(
        by(level, (2, 3, 4, 5, 6), (3, 4, 5, 6, 8, 10), (5, 6, 7, 8, 9, 10, 11, 12)),
        by(level, 3, 4, 4),
    )
    p = by(level, 1, 2, rng.randint(3, 5))
    return _ordered(
        rng,
        [(p, q) for q in bottoms],
        [
            (
                "Same numerator: the larger the denominator, the smaller the fraction.",
                "分子相同，分母越大分数越小。",
            )
        ],
        "larger_number_larger_part",
        lambda v: int(v[1].split("/")[1]),
    )


def order_different(level: int, rng: Rng) -> Made:
    pool = by(level, (2, 4, 8), (2, 3, 4, 6, 12), (3, 4, 5, 6, 8, 10))
    vs = until(
        rng,
        lambda: [(rng.randint(1, q - 1), q) for q in rng.sample(pool, 3)],
        lambda v: len({Fraction(*x) for x in v}) == 3 and all(math.gcd(*x) == 1 for x in v),
    )
    l = math.lcm(*(q for _, q in vs))
    return _ordered(
        rng,
        vs,
        [", ".join(f"{ratio(p, q)} = {ratio(p * l // q, l)}" for p, q in vs)],
        "larger_number_larger_part",
        lambda v: int(v[1].split("/")[0]),
    )


def order_mixed(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (2, 3), (3, 4), (5, 6, 8)))
    w = rng.randint(1, 3)
    a = until(rng, lambda: rng.randint(1, b - 1), lambda a: math.gcd(a, b) == 1)
    improper = until(
        rng,
        lambda: rng.randint(b + 1, 4 * b),
        lambda n: n % b and Fraction(n, b) != w + Fraction(a, b),
    )
    whole = until(rng, lambda: rng.randint(1, 4), lambda n: True)
    values = [
        (w + Fraction(a, b), f"{w} {a}/{b}"),
        (Fraction(improper, b), f"{improper}/{b}"),
        (Fraction(whole), str(whole)),
    ]
    if level == 3:
        values.append((Fraction(a, b), f"{a}/{b}"))
    return order(
        rng,
        values,
        lambda t: (f"Put in order, smallest first: {t}", f"从小到大排列：{t}"),
        [
            (
                "Write them all with the same denominator or as mixed numbers.",
                "都化成带分数或同分母分数再比。",
            ),
            f"{ratio(improper, b)} = {tex(mixed(Fraction(improper, b)))}",
        ],
        wrong=lambda v: int(v[1].split("/")[0].split()[-1]),
        thought="larger_number_larger_part",
    )


def fraction_between(level: int, rng: Rng) -> Made:
    lo, mid, hi = until(
        rng,
        lambda: sorted(
            {
                Fraction(rng.randint(1, q - 1), q)
                for q in rng.sample(
                    by(level, (2, 3, 4, 5), (3, 4, 5, 6, 8), (5, 6, 7, 8, 9, 10)), 3
                )
            }
        ),
        lambda v: len(v) == 3,
    )
    outs = [x for x in (lo / 2, (hi + 1) / 2, lo - lo / 3) if x != lo and x != hi]
    return choose(
        rng,
        (
            f"Which fraction lies between {tex(lo)} and {tex(hi)}?",
            f"哪个分数在 {tex(lo)} 和 {tex(hi)} 之间？",
        ),
        (tex(mid), f"{lo} < {mid} < {hi}"),
        [(tex(x), f"{lo} < {x} < {hi}", "compared_parts_only") for x in outs],
        [(f"{tex(lo)} < {tex(mid)} < {tex(hi)}")],
    )


def of_set(level: int, rng: Rng, kind: str) -> Made:
    b, k = (
        rng.choice(by(level, (2, 3, 4), (3, 4, 5), (6, 8))),
        rng.randint(2, by(level, 3, 4, 5) if level < 3 else 3),
    )
    a = 1 if kind == "unit" or b == 2 else rng.randint(2, b - 1)
    n = b * k
    drawing = counters.row(n, ("Circles", "圆片"), per_row=k)
    return ex(
        (
            f"How many circles are {ratio(a, b)} of {n} circles?",
            f"{n} 个圆片的 {ratio(a, b)} 是几个？",
        ),
        f"{a}/{b}*{n}",
        a * k,
        [f"{n} ÷ {b} = {k}", f"{a} × {k} = {a * k}"],
        [
            (b, "copied_number"),
            (k if a > 1 else n - b, "stopped_early" if a > 1 else "subtracted_instead"),
            (n - a * k if n != 2 * a * k else a * k + 2, "other_part"),
            (a, "numerator_kept"),
        ],
        picture=drawing,
    )


TASKS: dict[str, Callable[..., Made]] = {k: v for k, v in public(globals()).items() if k != "part"}
