"""Repeating and growing patterns, rules and input-output tables."""

from __future__ import annotations

from collections.abc import Callable

from apps.education.domain.drawing import Drawing, Label, Shape
from apps.education.domain.figures import counters
from apps.education.domain.figures.charts import table as chart
from apps.education.domain.figures.layout import BLUE, beside, picture
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    public,
    until,
)
from apps.education.domain.words import Words

_KINDS = {
    "dot": ("circle", "圆"),
    "square": ("square", "正方形"),
    "triangle": ("triangle", "三角形"),
    "diamond": ("diamond", "菱形"),
}
_ID = {"dot": 1, "square": 2, "triangle": 3, "diamond": 4}


def _core(rng: Rng, unit: int, plain: bool) -> list[str]:
    if plain:
        return rng.sample(list(_KINDS), unit)
    return until(
        rng,
        lambda: [rng.choice(list(_KINDS)[:3]) for _ in range(unit)],
        lambda c: len(set(c)) > 1 and len(c) > 1 and (len(set(c)) < unit or unit == 2),
    )


def _row(kinds: list[str], hole: int | None = None) -> Drawing:
    shapes: list[Shape] = []
    for i, kind in enumerate(kinds):
        x = 14.0 + 22 * i
        shapes.append(Label(x, 18, "?", 14) if i == hole else counters.counter(kind, x, 14, BLUE))
    return picture(
        8 + 22.0 * len(kinds), 28, shapes, ("A row of shapes that repeats", "一排重复排列的图形")
    )


def _which(
    rng: Rng, prompt, key: str, given: str, drawing: Drawing, steps: list, others: list[str], **more
) -> Made:
    return choose(
        rng,
        prompt,
        (_KINDS[key], f"{given} = {_ID[key]}"),
        [(_KINDS[o], f"{given} = {_ID[o]}", "repeat_lost") for o in others],
        steps,
        picture=drawing,
        **more,
    )


def _choices(core: list[str], key: str) -> list[str]:
    rest = [k for k in dict.fromkeys(core) if k != key]
    return (rest + [k for k in _KINDS if k != key and k not in rest])[:2]


def repeat_next(level: int, rng: Rng, unit: int) -> Made:
    core = _core(rng, unit + (level == 3), level == 1)
    shown = by(level, 2 * len(core), 2 * len(core) + 1, 2 * len(core) + 1)
    seq = (core * 4)[: shown + 1]
    key = seq[-1]
    steps = [
        (
            "The part that repeats: " + ", ".join(_KINDS[k][0] for k in core) + ".",
            "重复的一组：" + "、".join(_KINDS[k][1] for k in core) + "。",
        )
    ]
    return _which(
        rng,
        ("Which shape comes next?", "下一个是什么图形？"),
        key,
        str(_ID[key]),
        _row(seq, len(seq) - 1),
        steps,
        _choices(core, key),
    )


def repeat_missing(level: int, rng: Rng) -> Made:
    core = _core(rng, by(level, 2, 3, 4), level == 1)
    seq = core * 3
    hole = rng.randint(len(core), 2 * len(core) - 1)
    key = seq[hole]
    steps = [
        (
            "The part that repeats: " + ", ".join(_KINDS[k][0] for k in core) + ".",
            "重复的一组：" + "、".join(_KINDS[k][1] for k in core) + "。",
        )
    ]
    return _which(
        rng,
        ("Which shape belongs at the question mark?", "问号处是什么图形？"),
        key,
        str(_ID[key]),
        _row(seq, hole),
        steps,
        _choices(core, key),
    )


def repeat_core(level: int, rng: Rng) -> Made:
    n = by(level, rng.choice((2, 3)), 3, rng.choice((4, 5)))
    core = until(
        rng,
        lambda: [rng.choice(list(_KINDS)) for _ in range(n)],
        lambda c: len(set(c)) > 1 and all(c != c[k:] + c[:k] for k in range(1, n)),
    )
    seq = core * 3
    return ex(
        ("How many shapes are in the part that repeats?", "重复的一组有几个图形？"),
        n,
        n,
        [
            ("Find where the row begins anew.", "找出从哪里开始重复。"),
            (f"{n} shapes repeat.", f"{n} 个一组。"),
        ],
        [
            (len(set(core)) if len(set(core)) != n else n + 1, "kinds_counted"),
            (len(seq), "counted_all"),
            (2 * n, "two_groups"),
        ],
        picture=_row(seq),
    )


def repeat_far(level: int, rng: Rng) -> Made:
    core = _core(rng, by(level, 2, 3, 4), level < 3)
    place = rng.randint(*by(level, (11, 20), (20, 50), (50, 120)))
    n = len(core)
    key = core[(place - 1) % n]
    cases = list(dict.fromkeys(core))
    right = place % n
    steps = [
        (f"{place} ÷ {n} leaves {right}.", f"{place} ÷ {n} 余 {right}。"),
        (
            f"Remainder {right}: the same as shape number {right or n}.",
            f"余 {right}，和第 {right or n} 个一样。",
        ),
    ]

    def relation(kind: str) -> str:
        spots = [i for i in range(n) if core[i] == kind]
        product = "*".join(f"(rem({place} - 1, {n}) - {i})" for i in spots)
        return f"{product} = 0" if spots else f"{place} < 0"

    others = _choices(core, key)
    return choose(
        rng,
        (
            f"The pattern goes on like this. Which shape is number {place}?",
            f"按这个规律排下去，第 {place} 个是什么图形？",
        ),
        (_KINDS[key], relation(key)),
        [(_KINDS[o], relation(o), "repeat_lost") for o in others],
        steps,
        picture=_row(core * 2),
        other=[len(cases)],
    )


def _seq(values: list[int], hole: int, given: str, steps: list, wrong: list) -> Made:
    shown = ", ".join("__" if i == hole else str(v) for i, v in enumerate(values))
    return ex(
        (f"Which number belongs in the gap?\n{shown}", f"空格里填几？\n{shown}"),
        given,
        values[hole],
        steps,
        wrong,
        other=[v for i, v in enumerate(values) if i != hole],
    )


def grow_add(level: int, rng: Rng) -> Made:
    d, a = (
        rng.randint(*by(level, (2, 9), (6, 15), (11, 48))),
        rng.randint(*by(level, (1, 20), (5, 60), (20, 300))),
    )
    v = [a + d * i for i in range(5)]
    return _seq(
        v,
        4,
        f"{v[3]} + {d}",
        [(f"Each number is {d} more.", f"每次加 {d}。"), f"{v[3]} + {d} = {v[4]}"],
        [(v[3] + 1, "counted_by_one"), (v[4] + d, "skipped_one"), (v[3] - d, "went_other_way")],
    )


def grow_subtract(level: int, rng: Rng) -> Made:
    d = rng.randint(*by(level, (2, 9), (6, 15), (11, 48)))
    a = 5 * d + rng.randint(*by(level, (1, 20), (5, 60), (20, 300)))
    v = [a - d * i for i in range(5)]
    return _seq(
        v,
        4,
        f"{v[3]} - {d}",
        [(f"Each number is {d} less.", f"每次减 {d}。"), f"{v[3]} − {d} = {v[4]}"],
        [(v[3] - 1, "counted_by_one"), (v[4] + 10, "slip_ten"), (v[3] + d, "went_other_way")],
    )


def grow_missing(level: int, rng: Rng) -> Made:
    d, a = (
        rng.randint(*by(level, (2, 9), (6, 15), (11, 48))),
        rng.randint(*by(level, (1, 20), (5, 60), (20, 300))),
    )
    v = [a + d * i for i in range(5)]
    v = v[::-1] if level == 3 else v
    h = rng.randint(1, 3)
    return _seq(
        v,
        h,
        f"({v[h - 1]} + {v[h + 1]})/2",
        [
            (f"The step is {d}.", f"每次{'减' if level == 3 else '加'} {d}。"),
            (
                f"{v[h]} lies in the middle of {v[h - 1]} and {v[h + 1]}.",
                f"{v[h]} 在 {v[h - 1]} 和 {v[h + 1]} 正中间。",
            ),
        ],
        [(v[h - 1] + 1, "counted_by_one"), (v[h] + 1, "slip_one"), (v[h] + d + 1, "skipped_one")],
    )


def grow_multiply(level: int, rng: Rng) -> Made:
    k, a = (
        by(level, 2, rng.choice((2, 3)), rng.choice((4, 5, 10))),
        rng.randint(1, by(level, 5, 6, 4)),
    )
    v = [a * k**i for i in range(by(level, 5, 5, 4))]
    return _seq(
        v,
        len(v) - 1,
        f"{v[-2]}*{k}",
        [(f"Each number is multiplied by {k}.", f"每次乘 {k}。"), f"{v[-2]} × {k} = {v[-1]}"],
        [
            (2 * v[-2] - v[-3], "additive_reasoning"),
            (v[-2] + k, "added_instead"),
            (v[-1] * k, "skipped_one"),
        ],
    )


def grow_changing(level: int, rng: Rng) -> Made:
    a, d, g = (
        rng.randint(1, 20),
        rng.randint(1, by(level, 2, 5, 9)),
        by(level, 1, 2, rng.choice((3, 5))),
    )
    v = [a]
    for i in range(4):
        v.append(v[-1] + d + g * i)
    last = d + 3 * g
    return _seq(
        v,
        4,
        f"{v[3]} + ({v[3]} - {v[2]} + {g})",
        [
            (
                "Steps: " + ", ".join(str(d + g * i) for i in range(4)),
                "每次加：" + "，".join(str(d + g * i) for i in range(4)),
            ),
            f"{v[3]} + {last} = {v[4]}",
        ],
        [
            (v[3] + last - g, "same_step_again"),
            (v[4] + g, "step_too_far"),
            (v[3] + d, "first_step_again"),
        ],
    )


def grow_two_rules(level: int, rng: Rng) -> Made:
    k, c, a = by(level, 2, 2, 3), rng.randint(1, by(level, 3, 6, 9)), rng.randint(1, 5)
    v = [a]
    for _ in range(3):
        v.append(v[-1] * k + c)
    shown = ", ".join(map(str, v[:3]))
    return ex(
        (
            f"Rule: multiply by {k}, then add {c}. Which number comes next?\n{shown}, __",
            f"规则：乘 {k} 再加 {c}。下一个数是几？\n{shown}, __",
        ),
        f"{v[2]}*{k} + {c}",
        v[3],
        [f"{v[2]} × {k} + {c} = {v[3]}"],
        [
            ((v[2] + c) * k, "order_of_steps"),
            (v[2] * k, "stopped_early"),
            (v[2] + c, "skipped_step"),
        ],
        other=v[:2],
    )


def rule_step(level: int, rng: Rng) -> Made:
    d, a = (
        rng.randint(*by(level, (2, 9), (6, 25), (15, 95))),
        rng.randint(1, by(level, 20, 90, 400)),
    )
    return box(
        (
            f"{a}, {a + d}, {a + 2 * d}, {a + 3 * d}, …\nHow much is added each time?",
            f"{a}, {a + d}, {a + 2 * d}, {a + 3 * d}, …\n每次加几？",
        ),
        f"{a} + x = {a + d}",
        d,
        [f"{a + d} − {a} = {d}"],
        [(2 * d, "skipped_one"), (a, "gave_first"), (d + 1, "slip_one")],
        other=[a + 2 * d, a + 3 * d],
    )


def rule_factor(level: int, rng: Rng) -> Made:
    k, a = rng.randint(*by(level, (2, 3), (2, 5), (4, 10))), rng.randint(1, by(level, 5, 6, 9))
    return box(
        (
            f"{a}, {a * k}, {a * k * k}, …\nBy which number is each multiplied?",
            f"{a}, {a * k}, {a * k * k}, …\n每次乘几？",
        ),
        f"{a}*x = {a * k}",
        k,
        [f"{a * k} ÷ {a} = {k}"],
        [(a * k - a, "additive_reasoning"), (k + 1, "slip_one"), (k * k, "skipped_one")],
        other=[a * k * k],
    )


def term_by_rule(level: int, rng: Rng) -> Made:
    a, d, n = (
        rng.randint(1, 20),
        rng.randint(*by(level, (2, 5), (3, 9), (6, 15))),
        by(level, rng.randint(3, 5), rng.randint(5, 8), rng.randint(10, 20)),
    )
    return ex(
        (
            f"A pattern begins with {a}. Rule: add {d}. What is number {n} of the pattern?",
            f"数列第一个数是 {a}，规则是每次加 {d}。第 {n} 个数是几？",
        ),
        f"{a} + ({n} - 1)*{d}",
        a + (n - 1) * d,
        [(f"{n - 1} steps of {d}: {a} + {n - 1} × {d}", f"加 {n - 1} 次 {d}：{a} + {n - 1} × {d}")],
        [(a + n * d, "one_step_too_many"), (n * d, "start_left_out"), (a + d, "stopped_early")],
    )


def odd_one(level: int, rng: Rng) -> Made:
    d, a = rng.randint(*by(level, (2, 5), (3, 9), (7, 15))), rng.randint(1, 30)
    v = [a + d * i for i in range(5)]
    h = rng.randint(1, 3)
    bad = v[h] + rng.choice((-1, 1))
    shown = [bad if i == h else x for i, x in enumerate(v)]
    text = ", ".join(map(str, shown))
    return choose(
        rng,
        (
            f"The numbers should grow by the same step. Which one does not fit?\n{text}",
            f"这些数应该每次加同样多。哪个不符合？\n{text}",
        ),
        (str(bad), f"rem({bad} - {a}, {d}) > 0"),
        [
            (str(x), f"rem({x} - {a}, {d}) > 0", "repeat_lost")
            for i, x in enumerate(shown)
            if i != h and i > 0
        ][:3],
        [
            (
                f"The step is {d}: {v[h]} belongs there, not {bad}.",
                f"每次加 {d}，那里应是 {v[h]} 而不是 {bad}。",
            )
        ],
        other=shown,
    )


def _dots(shape: Callable[[int], list[tuple[int, int]]], upto: int) -> Drawing:
    parts = []
    for k in range(1, upto + 1):
        cells = shape(k)
        w, h = max(x for x, _ in cells) + 1, max(y for _, y in cells) + 1
        parts.append(
            picture(
                14.0 * w + 6,
                14.0 * h + 6,
                [counters.counter("dot", 10 + 14 * x, 10 + 14 * y, BLUE, 5) for x, y in cells],
                ("", ""),
            )
        )
    return beside(
        parts,
        ("A growing pattern of dots, pictures 1, 2, 3", "越来越大的点子图，第 1、2、3 幅"),
        tuple(str(k) for k in range(1, upto + 1)),
    )


def dots_grow(level: int, rng: Rng) -> Made:
    a, d = rng.randint(1, 3), rng.randint(*by(level, (1, 2), (2, 3), (3, 4)))
    n = by(level, 4, 5, 8)

    def shape(k: int) -> list[tuple[int, int]]:
        return [(i, 0) for i in range(a)] + [(i, r) for r in range(1, k) for i in range(d)]

    key = a + d * (n - 1)
    return ex(
        (f"How many dots does picture {n} have?", f"第 {n} 幅图有几个点？"),
        f"{a} + {d}*({n} - 1)",
        key,
        [
            (f"Each picture has {d} more dots than the one before.", f"每幅比前一幅多 {d} 个点。"),
            f"{a} + {d} × {n - 1} = {key}",
        ],
        [(key + d, "one_step_too_many"), (a + 2 * d, "stopped_early"), (key + 1, "slip_one")],
        picture=_dots(shape, 3),
    )


def dots_square(level: int, rng: Rng) -> Made:
    n = by(level, 4, rng.randint(5, 7), rng.randint(8, 12))
    return ex(
        (f"How many dots does picture {n} have?", f"第 {n} 幅图有几个点？"),
        f"{n}*{n}",
        n * n,
        [
            (
                f"Picture {n} is a square with {n} dots on each side: {n} × {n} = {n * n}.",
                f"第 {n} 幅每边 {n} 个点：{n} × {n} = {n * n}。",
            )
        ],
        [
            (2 * n, "doubled_instead"),
            (9 + (n - 3) * 5, "same_step_again"),
            (4 * n, "perimeter_for_area"),
        ],
        picture=_dots(lambda k: [(x, y) for x in range(k) for y in range(k)], 3),
    )


def dots_triangle(level: int, rng: Rng) -> Made:
    n = by(level, 4, rng.randint(5, 6), rng.randint(7, 10))
    key = n * (n + 1) // 2
    return ex(
        (f"How many dots does picture {n} have?", f"第 {n} 幅图有几个点？"),
        " + ".join(map(str, range(1, n + 1))),
        key,
        [" + ".join(map(str, range(1, n + 1))) + f" = {key}"],
        [
            (6 + (n - 3) * 3, "same_step_again"),
            (n * n, "square_for_triangle"),
            (key - n, "stopped_early"),
        ],
        picture=_dots(lambda k: [(x, y) for y in range(k) for x in range(y + 1)], 3),
    )


def sticks(level: int, rng: Rng) -> Made:
    s, word, zh = rng.choice(((4, "squares", "正方形"), (3, "triangles", "三角形")))
    n = rng.randint(*by(level, (3, 5), (6, 10), (11, 30)))
    key = (s - 1) * n + 1
    first = 2 * (s - 1) + 1
    return ex(
        (
            f"One of the {word} needs {s} sticks, two side by side need {first}, since they share a stick. How many sticks do {n} {word} in a row need?",
            f"摆 1 个{zh}要 {s} 根小棒，2 个连在一起共用一根，要 {first} 根。{n} 个{zh}排成一排要几根？".replace(
                "摆 1 个", "摆一个"
            ).replace("，2 个连", "，两个连"),
        ),
        f"{s} + ({n} - 1)*({first} - {s})",
        key,
        [
            (
                f"The first needs {s}, each further one {s - 1}: {s} + {n - 1} × {s - 1} = {key}.",
                f"第一个 {s} 根，以后每个 {s - 1} 根：{s} + {n - 1} × {s - 1} = {key}。",
            )
        ],
        [
            (s * n, "shared_side_ignored"),
            ((s - 1) * n, "start_left_out"),
            (key + s - 1, "one_step_too_many"),
        ],
    )


def _table(rows: list[tuple[str, str]]) -> Drawing:
    return chart(
        [[Words("In", "输入"), Words("Out", "输出")], *[list(r) for r in rows]],
        ("A table of input and output", "输入和输出的对照表"),
        56,
    )


def _io(
    level: int,
    rng: Rng,
    rule: Callable[[int], int],
    shown: str,
    wrong: Callable[[int], list],
    *,
    xs: list[int],
) -> Made:
    *seen, x = xs
    drawing = _table([*((str(s), str(rule(s))) for s in seen), (str(x), "?")])
    return ex(
        (
            f"The table follows one rule. What is the output for {x}?",
            f"表中的数按同一规则变化。输入 {x}，输出是几？",
        ),
        shown.format(x=x),
        rule(x),
        [
            ("Find the rule from the rows that are complete.", "从填好的行找出规则。"),
            shown.format(x=x).replace("*", " × ").replace("/", " ÷ ") + f" = {rule(x)}",
        ],
        wrong(x),
        picture=drawing,
    )


def table_add(level: int, rng: Rng) -> Made:
    d = rng.randint(*by(level, (2, 9), (6, 25), (15, 90)))
    xs = rng.sample(range(d + 1, d + by(level, 15, 40, 150)), 4)
    if level > 1 and rng.random() < 0.5:
        return _io(
            level,
            rng,
            lambda x: x - d,
            f"{{x}} - {d}",
            lambda x: [
                (x + d, "went_other_way"),
                (xs[2] - d, "wrong_row"),
                (x - d + 1, "slip_one"),
            ],
            xs=xs,
        )
    return _io(
        level,
        rng,
        lambda x: x + d,
        f"{{x}} + {d}",
        lambda x: [
            (abs(x - d), "went_other_way"),
            (xs[2] + d, "wrong_row"),
            (x + d + 1, "slip_one"),
        ],
        xs=xs,
    )


def table_multiply(level: int, rng: Rng) -> Made:
    k = rng.randint(*by(level, (2, 5), (3, 9), (6, 12)))
    xs = rng.sample(range(2, 13), 4)
    if level > 1 and rng.random() < 0.5:
        return _io(
            level,
            rng,
            lambda x: x // k,
            f"{{x}}/{k}",
            lambda x: [
                (x - k, "subtracted_instead"),
                (x // k + 1, "slip_one"),
                (xs[2], "wrong_row"),
            ],
            xs=[x * k for x in xs],
        )
    return _io(
        level,
        rng,
        lambda x: x * k,
        f"{{x}}*{k}",
        lambda x: [
            (x + k, "added_instead"),
            (x + xs[2] * (k - 1), "additive_reasoning"),
            (x * k + k, "one_group_more"),
        ],
        xs=xs,
    )


def table_two_step(level: int, rng: Rng) -> Made:
    k, c = rng.randint(2, by(level, 3, 5, 9)), rng.randint(1, by(level, 5, 9, 12))
    xs = [*sorted(rng.sample(range(2, 12), 3)), rng.randint(12, by(level, 15, 20, 30))]
    return _io(
        level,
        rng,
        lambda x: x * k + c,
        f"{{x}}*{k} + {c}",
        lambda x: [
            (x * k, "stopped_early"),
            ((x + c) * k, "order_of_steps"),
            (x + c, "skipped_step"),
        ],
        xs=xs,
    )


def table_back(level: int, rng: Rng) -> Made:
    k = rng.randint(*by(level, (2, 5), (3, 9), (6, 12)))
    c = 0 if level < 3 else rng.randint(1, 9)
    xs = rng.sample(range(2, 13), 4)
    *seen, x = xs
    out = x * k + c
    drawing = _table([*((str(s), str(s * k + c)) for s in seen), ("?", str(out))])
    steps = [
        (
            f"Undo the rule: {out}{f' − {c}' if c else ''} → ÷ {k} = {x}",
            f"倒推：{out}{f' − {c}' if c else ''} → ÷ {k} = {x}",
        )
    ]
    return box(
        (
            f"The table follows one rule. Which input gives {out}?",
            f"表中的数按同一规则变化。输入几得 {out}？",
        ),
        f"x*{k}{f' + {c}' if c else ''} = {out}",
        x,
        steps,
        [(out * k, "went_other_way"), (out - k, "subtracted_instead"), (x + 1, "slip_one")],
        picture=drawing,
    )


def two_patterns(level: int, rng: Rng) -> Made:
    a, k = (
        rng.randint(*by(level, (1, 4), (2, 6), (3, 9))),
        rng.randint(*by(level, (2, 3), (2, 5), (3, 9))),
    )
    n = by(level, 3, 6, 12)
    return box(
        (
            f"Both patterns begin with 0. Rule A: add {a}. Rule B: add {a * k}. How many times the number in A is the number in B at the same place?",
            f"两个数列都从 0 开始。A 每次加 {a}，B 每次加 {a * k}。同一位置上，B 的数是 A 的几倍？",
        ),
        f"{a}*x = {a * k}",
        k,
        [f"{a * n} × {k} = {a * k * n}"],
        [(a * k - a, "additive_reasoning"), (a, "copied_number"), (k + 1, "slip_one")],
        other=[0],
    )


def pattern_pairs(level: int, rng: Rng) -> Made:
    a, b, n = (
        rng.randint(1, by(level, 3, 5, 9)),
        rng.randint(2, by(level, 4, 7, 12)),
        rng.randint(*by(level, (2, 4), (4, 7), (8, 12))),
    )
    return ex(
        (
            f"Two patterns begin with 0. In the first, {a} is added each time, in the second {b}. Which ordered pair do you get after {n} steps?",
            f"两个数列都从 0 开始，第一个每次加 {a}，第二个每次加 {b}。走 {n} 步后的数对是什么？",
        ),
        f"({a}*{n}, {b}*{n})",
        f"({a * n}, {b * n})",
        [f"{a} × {n} = {a * n}, {b} × {n} = {b * n}"],
        [
            (f"({b * n}, {a * n})" if a != b else f"({a * n}, {b * n + b})", "pair_swapped"),
            (f"({a * (n + 1)}, {b * (n + 1)})", "one_step_too_many"),
            (
                f"({a + n}, {b + n})" if (a + n, b + n) != (a * n, b * n) else f"({a}, {b})",
                "added_instead",
            ),
        ],
        other=[0],
    )


def calendar_pattern(level: int, rng: Rng) -> Made:
    d = rng.randint(1, 28 - 7 * level)
    w = by(level, 1, 2, 3)
    word = ("one week", "two weeks", "three weeks")[w - 1]
    zh = ("一周", "两周", "三周")[w - 1]
    return ex(
        (
            f"Today is day {d} of the month. Which day of the month is it {word} later?",
            f"今天是本月 {d} 日，{zh}以后是几日？",
        ),
        f"{d} + {w}*7",
        d + 7 * w,
        [
            (
                f"A week has 7 days: {d} + {7 * w} = {d + 7 * w}.",
                f"一周 7 天：{d} + {7 * w} = {d + 7 * w}。",
            )
        ],
        [
            (d + w, "weeks_as_days"),
            (d + 7 * w + 1, "slip_one"),
            (d + 5 * w, "five_day_week"),
            (d + 10 * w, "ten_day_week"),
        ],
        unit=("", "日"),
    )


TASKS = public(globals())
