"""Lengths, mass, capacity and temperature: comparing, reading scales, sensible units."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.drawing import Drawing
from apps.education.domain.figures import number_line
from apps.education.domain.figures.layout import BLUE, ORANGE, picture, stacked
from apps.education.domain.figures.layout import box as rect
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, box, by, choose, ex, mixed, until

CM = ("cm", "厘米")
_BARS = ("Bars A, B and C of different lengths", "长短不同的长条 A、B、C")


def _bars(v: list[int], blocks: bool = False) -> Drawing:
    rows = []
    for n in v:
        shapes = (
            [rect(18 * i, 2, 18, 14, BLUE if i % 2 else "#dbe7f3") for i in range(n)]
            if blocks
            else [rect(0, 2, 18 * n, 12, ORANGE)]
        )
        rows.append(picture(18 * n, 18, shapes, ("", "")))
    return stacked(rows, _BARS, tuple("ABC"[: len(v)]))


def _which(rng: Rng, v: list[int], most: bool, prompt, why: str, picture_: Drawing) -> Made:
    from apps.education.domain.exercise import Ask, Problem

    best = max(v) if most else min(v)
    name = "max" if most else "min"
    given = tuple(
        f"{c}: {n} = {name}({', '.join(map(str, v))})" for c, n in zip("ABC", v, strict=False)
    )
    key = "ABC"[v.index(best)]
    listed = "   ".join(f"**{c}**" for c in "ABC"[: len(v)])
    return ex(
        (f"{prompt[0]}\n{listed}", f"{prompt[1]}\n{listed}"),
        Problem(Ask.CHOOSE, given),
        key,
        [("Compare the ends when the starts are level.", "一端对齐，比较另一端。")],
        [(c, why) for c in "ABC"[: len(v)] if c != key],
        answer=key,
        picture=picture_,
    )


def longer(level: int, rng: Rng) -> Made:
    gap = by(level, 5, 3, 1)
    a = rng.randint(2 + 2 * gap, 16)
    v = [a, a - gap, max(1, a - 2 * gap)]
    v = list(dict.fromkeys(v))
    rng.shuffle(v)
    most = rng.random() < 0.6
    return _which(
        rng,
        v,
        most,
        ("Which bar is the longest?", "哪一条最长？")
        if most
        else ("Which bar is the shortest?", "哪一条最短？"),
        "looked_at_position",
        _bars(v),
    )


def order_lengths(level: int, rng: Rng) -> Made:
    gap = by(level, 4, 2, 1)
    a = rng.randint(1, 14 - 2 * gap)
    v = [a, a + gap, a + 2 * gap]
    rng.shuffle(v)
    return (
        _which(
            rng,
            v,
            False,
            (
                "Put the bars in order from short to long. Which comes first?",
                "把长条从短到长排列，哪一条排在最前？",
            ),
            "order_reversed",
            _bars(v),
        )
        if level < 3
        else _middle(rng, v)
    )


def _middle(rng: Rng, v: list[int]) -> Made:
    from apps.education.domain.exercise import Ask, Problem

    m = sorted(v)[1]
    given = tuple(
        f"{c}: {n} = median({', '.join(map(str, v))})" for c, n in zip("ABC", v, strict=True)
    )
    key = "ABC"[v.index(m)]
    return ex(
        (
            "Put the bars in order from short to long. Which comes in the middle?\n**A**   **B**   **C**",
            "把长条从短到长排列，哪一条排在中间？\n**A**   **B**   **C**",
        ),
        Problem(Ask.CHOOSE, given),
        key,
        [
            (
                "Find the shortest and the longest; the other is in the middle.",
                "找出最短和最长的，另一条在中间。",
            )
        ],
        [(c, "order_reversed") for c in "ABC" if c != key],
        answer=key,
        picture=_bars(v),
    )


def indirect(level: int, rng: Rng) -> Made:
    names = rng.sample(
        (
            ("rope", "绳子"),
            ("stick", "木棍"),
            ("ribbon", "彩带"),
            ("pencil", "铅笔"),
            ("scarf", "围巾"),
        ),
        3,
    )
    (a, az), (b, bz), (c, cz) = names
    facts = [
        (f"The {a} is longer than the {b}.", f"{az}比{bz}长。"),
        (f"The {b} is longer than the {c}.", f"{bz}比{cz}长。"),
    ]
    if level > 1:
        facts.reverse()
    if level == 3:
        facts[0] = (f"The {c} is shorter than the {b}.", f"{cz}比{bz}短。")
    ask_long = rng.random() < 0.5
    rank = {0: 3, 1: 2, 2: 1}
    want = 3 if ask_long else 1
    right = 0 if ask_long else 2
    return choose(
        rng,
        (
            f"{facts[0][0]} {facts[1][0]} Which is the {'longest' if ask_long else 'shortest'}?",
            f"{facts[0][1]}{facts[1][1]}哪个最{'长' if ask_long else '短'}？",
        ),
        ((f"the {names[right][0]}", names[right][1]), f"{rank[right]} = {want}"),
        [
            ((f"the {names[i][0]}", names[i][1]), f"{rank[i]} = {want}", "compared_parts_only")
            for i in range(3)
            if i != right
        ],
        [(f"From long to short: {a}, {b}, {c}.", f"从长到短：{az}、{bz}、{cz}。")],
    )


def in_blocks(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 5), (5, 9), (9, 14)))
    return ex(
        ("How many blocks long is the bar?", "长条有几个小方块长？"),
        n,
        n,
        [(f"Count the blocks: {n}.", f"数小方块：{n} 个。")],
        [(n - 1, "skipped_one"), (n + 1, "counted_twice"), (n + 2, "counted_twice")],
        unit=("blocks", "个"),
        picture=_bars([n], True),
    )


def blocks_difference(level: int, rng: Rng) -> Made:
    a, d = (
        rng.randint(*by(level, (4, 6), (7, 10), (10, 14))),
        rng.randint(*by(level, (1, 2), (2, 4), (4, 7))),
    )
    return ex(
        ("How many blocks longer is bar A than bar B?", "A 比 B 长几个小方块？"),
        f"{a} - {a - d}",
        d,
        [f"{a} − {a - d} = {d}"],
        [(a, "gave_larger"), (2 * a - d, "added_instead"), (d + 1, "counted_start")],
        unit=("blocks", "个"),
        picture=_bars([a, a - d], True),
    )


def ruler(level: int, rng: Rng, unit: str, start: int) -> Made:
    top = 12 if unit == "cm" else 6
    s = start and rng.randint(1, by(level, 2, 4, 5))
    n = (
        rng.randint(*by(level, (2, 4), (3, 6), (5, 7)))
        if unit == "cm"
        else rng.randint(*by(level, (1, 2), (3, 4), (4, 6)))
    )
    u = CM if unit == "cm" else ("inches" if n > 1 else "inch", "英寸")
    drawing = number_line.ruler(
        top,
        ("A ruler with a bar above it", "尺子，上面有一条长条"),
        "cm" if unit == "cm" else "in",
        s,
        s + n,
    )
    return ex(
        ("How long is the bar?", "长条有多长？"),
        f"{s + n} - {s}" if s else n,
        n,
        [(f"From {s} to {s + n}: {n}.", f"从 {s} 到 {s + n}：{n}。")],
        [
            (s + n if s else n + 1, "end_read_only" if s else "counted_marks"),
            (n + 1, "counted_marks"),
            (n - 1, "counted_marks"),
        ],
        unit=u,
        picture=drawing,
    )


def ruler_part(level: int, rng: Rng, part: int) -> Made:
    n = until(
        rng,
        lambda: rng.randint(part, by(level, 3, 4, 5) * part),
        lambda n: n % part and (level < 3 or part == 2 or n % 2),
    )
    v = Fraction(n, part)
    drawing = number_line.ruler(
        6, ("A ruler with a bar above it", "尺子，上面有一条长条"), "in", 0, float(v), part
    )
    return ex(
        ("How many inches long is the bar?", "长条长多少英寸？"),
        f"{n}*1/{part}",
        mixed(v),
        [
            (
                f"Past {n // part} inches, {n % part} of {part} parts further.",
                f"过了 {n // part} 英寸，再走 {part} 小格中的 {n % part} 格。",
            )
        ],
        [
            (mixed(v + Fraction(1, part)), "counted_marks"),
            (str(int(v) + 1), "nearest_mark"),
            (str(int(v)), "part_left_out"),
            (mixed(int(v) + Fraction(n % part, 10)), "digits_as_decimal"),
        ],
        unit=("inches", "英寸"),
        picture=drawing,
    )


def ruler_mm(level: int, rng: Rng) -> Made:
    n = until(rng, lambda: rng.randint(*by(level, (12, 25), (25, 48), (41, 69))), lambda n: n % 10)
    drawing = number_line.ruler(
        7, ("A ruler with a bar above it", "尺子，上面有一条长条"), "cm", 0, n / 10, 10
    )
    return ex(
        ("How many millimetres long is the bar?", "长条长多少毫米？"),
        f"{n // 10}*10 + {n % 10}",
        n,
        [
            (f"{n // 10} cm and {n % 10} mm.", f"{n // 10} 厘米 {n % 10} 毫米。"),
            f"{n // 10} × 10 + {n % 10} = {n}",
        ],
        [(n + 1, "counted_marks"), (n // 10, "part_left_out"), (n // 10 + n % 10, "unit_ignored")],
        unit=("mm", "毫米"),
        picture=drawing,
    )


def length_difference(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            rng.randint(*by(level, (5, 9), (11, 30), (41, 95))),
            rng.randint(*by(level, (2, 6), (5, 20), (12, 80))),
        ),
        lambda p: p[0] > p[1],
    )
    return ex(
        (
            f"A ribbon is {a} cm long, a string {b} cm. How much longer is the ribbon?",
            f"彩带长 {a} 厘米，细绳长 {b} 厘米。彩带比细绳长多少厘米？",
        ),
        f"{a} - {b}",
        a - b,
        [f"{a} − {b} = {a - b}"],
        [(a + b, "wrong_operation"), (a, "gave_larger"), (a - b + 1, "counted_start")],
        unit=CM,
    )


def unit_size(level: int, rng: Rng) -> Made:
    rows = (
        (("paper clips", "回形针"), ("shoes", "鞋子"), 3, 25),
        (("centimetres", "厘米"), ("inches", "英寸"), 1, 2),
        (("steps of a child", "小孩的步子"), ("steps of an adult", "大人的步子"), 40, 70),
        (("millimetres", "毫米"), ("centimetres", "厘米"), 1, 10),
        (("inches", "英寸"), ("feet", "英尺"), 1, 12),
    )
    a, b, p, q = rng.choice(rows[:2] if level == 1 else rows)
    return choose(
        rng,
        (
            f"A table is measured in {a[0]} and in {b[0]}. Which number is larger?",
            f"分别用{a[1]}和{b[1]}量同一张桌子，哪一种量出的数更大？",
        ),
        ((f"the number of {a[0]}", f"{a[1]}的个数"), f"{p} < {q}"),
        [
            ((f"the number of {b[0]}", f"{b[1]}的个数"), f"{q} < {p}", "unit_size"),
            (("both the same", "一样大"), f"{p} = {q}", "unit_size"),
        ],
        [("The smaller the unit, the more are needed.", "单位越小，需要的个数越多。")],
        inline=False,
    )


def _pick(
    rng: Rng, ask, options: list[tuple[str, str]], right: int, why="unit_size", other=()
) -> Made:
    return choose(
        rng,
        ask,
        (options[right], f"{right} = {right}"),
        [(o, f"{i} = {right}", why) for i, o in enumerate(options) if i != right],
        [(f"Sensible: {options[right][0]}.", f"{options[right][1]}合适。")],
        other=other,
    )


def sensible_length(level: int, rng: Rng) -> Made:
    en, zh, right = rng.choice(
        (
            ("a pencil", "一支铅笔", 1),
            ("a door (its height)", "一扇门的高", 2),
            ("an ant", "一只蚂蚁", 0),
            ("a bed", "一张床", 2),
            ("a spoon", "一把勺子", 1),
            ("a grain of rice", "一粒米", 0),
        )
    )
    n = by(level, 2, 2, 2)
    opts = [
        ("about 5 mm", "大约 5 毫米"),
        ("about 18 cm", "大约 18 厘米"),
        (f"about {n} m", f"大约 {n} 米"),
    ]
    return _pick(
        rng,
        (f"About how long is {en}?", f"{zh}大约多长？")
        if "height" not in en
        else ("About how high is a door?", "一扇门大约多高？"),
        opts,
        right,
        other=(5, 18, n),
    )


def sensible_length_unit(level: int, rng: Rng) -> Made:
    en, zh, right = rng.choice(
        (
            ("a finger", "手指", 0),
            ("a classroom", "教室", 1),
            ("the way to another city", "到另一座城市的路", 2),
            ("a book", "一本书", 0),
            ("a playground", "操场", 1),
            ("a river", "一条大河", 2),
        )[: by(level, 3, 5, 6)]
    )
    return _pick(
        rng,
        (f"Which unit fits the length of {en}?", f"量{zh}的长度用哪个单位合适？"),
        [("centimetres", "厘米"), ("metres", "米"), ("kilometres", "千米")],
        right,
    )


def length_sum(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            rng.randint(*by(level, (10, 30), (20, 60), (25, 70))),
            rng.randint(*by(level, (5, 20), (12, 39), (15, 69))),
        ),
        lambda p: p[0] > p[1] and sum(p) <= 100,
    )
    if rng.random() < 0.5:
        return ex(
            f"{a} cm + {b} cm = ? cm",
            f"{a} + {b}",
            a + b,
            [f"{a} + {b} = {a + b}"],
            [(a - b, "wrong_operation"), (a + b - 10, "forgot_carry"), (a + b + 1, "slip_one")],
            unit=CM,
        )
    return ex(
        f"{a} cm − {b} cm = ? cm",
        f"{a} - {b}",
        a - b,
        [f"{a} − {b} = {a - b}"],
        [(a + b, "wrong_operation"), (a - b + 10, "forgot_borrow"), (a - b + 1, "slip_one")],
        unit=CM,
    )


def path_length(level: int, rng: Rng) -> Made:
    v = [rng.randint(*by(level, (3, 15), (10, 30), (15, 45))) for _ in range(by(level, 2, 3, 4))]
    text = ", ".join(map(str, v))
    return ex(
        (
            f"The pieces of a path are {text} m long. How long is the whole path?",
            f"一条路分成几段，长 {text} 米。全长多少米？",
        ),
        " + ".join(map(str, v)),
        sum(v),
        [" + ".join(map(str, v)) + f" = {sum(v)}"],
        [(sum(v[:-1]), "stopped_early"), (sum(v) - 10, "forgot_carry"), (sum(v) + 1, "slip_one")],
        unit=("m", "米"),
    )


def line_length(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            rng.randint(*by(level, (10, 40), (15, 60), (25, 70))),
            rng.randint(*by(level, (5, 20), (12, 30), (15, 39))),
        ),
        lambda p: sum(p) <= 95,
    )
    drawing = number_line.line(
        0,
        100,
        10,
        number_line.every(0, 100, 20),
        ("A number line to 100 with two jumps", "到 100 的数轴，跳两次"),
        jumps=[(0, a, f"{a}"), (a, a + b, f"{b}")],
    )
    return ex(
        (
            f"A snail crawls {a} cm and then {b} cm further. How far is it from the start?",
            f"蜗牛先爬 {a} 厘米，再爬 {b} 厘米。离起点多少厘米？",
        ),
        f"{a} + {b}",
        a + b,
        [f"{a} + {b} = {a + b}"],
        [(b, "used_one_part"), (abs(a - b), "wrong_operation"), (a + b + 10, "slip_ten")],
        unit=CM,
        picture=drawing,
    )


LENGTH = {
    f.__name__: f
    for f in (
        longer,
        order_lengths,
        indirect,
        in_blocks,
        blocks_difference,
        ruler,
        ruler_part,
        ruler_mm,
        length_difference,
        unit_size,
        sensible_length,
        sensible_length_unit,
        length_sum,
        path_length,
        line_length,
    )
}


def _said(rng: Rng, level: int, rows, more, ask) -> Made:
    a, b = until(
        rng,
        lambda: rng.sample(rows, 2),
        lambda p: p[0][2] != p[1][2] and (level > 1 or abs(p[0][2] - p[1][2]) > 2),
    )
    x, y = (a, b) if a[2] > b[2] else (b, a)
    return choose(
        rng,
        ask,
        ((x[0], x[1]), f"{x[2]} > {y[2]}"),
        [
            ((y[0], y[1]), f"{y[2]} > {x[2]}", "looked_at_size"),
            (("both the same", "一样"), f"{x[2]} = {y[2]}", "thought_equal"),
        ],
        [(f"{x[0]} {more[0]}.", f"{x[1]}{more[1]}。")],
    )


def heavier(level: int, rng: Rng) -> Made:
    rows = (
        ("a feather", "羽毛", 1),
        ("a leaf", "树叶", 1),
        ("an apple", "苹果", 3),
        ("a brick", "砖头", 6),
        ("a chair", "椅子", 8),
        ("a car", "汽车", 12),
        ("a pencil", "铅笔", 2),
        ("a balloon", "气球", 1),
    )
    return _said(rng, level, rows, ("is heavier", "更重"), ("Which is heavier?", "哪个更重？"))


def holds_more(level: int, rng: Rng) -> Made:
    rows = (
        ("a spoon", "勺子", 1),
        ("a cup", "杯子", 3),
        ("a bottle", "瓶子", 5),
        ("a bucket", "水桶", 8),
        ("a bathtub", "浴缸", 12),
        ("a swimming pool", "游泳池", 20),
        ("an egg cup", "蛋杯", 2),
    )
    return _said(
        rng, level, rows, ("holds more", "装得多"), ("Which holds more water?", "哪个装的水多？")
    )


def balance_cubes(level: int, rng: Rng) -> Made:
    a, b = rng.randint(*by(level, (2, 5), (4, 9), (8, 15))), rng.randint(2, by(level, 3, 6, 9))
    if level == 1:
        return ex(
            (
                f"A toy balances {a} cubes, a ball {b} cubes. How many cubes balance both together?",
                f"玩具和 {a} 个方块一样重，球和 {b} 个方块一样重。两样一起和几个方块一样重？",
            ),
            f"{a} + {b}",
            a + b,
            [f"{a} + {b} = {a + b}"],
            [(abs(a - b), "wrong_operation"), (a, "used_one_part"), (a + b + 1, "slip_one")],
            unit=("cubes", "个"),
        )
    return box(
        (
            f"A toy and {b} cubes balance {a + b} cubes. How many cubes does the toy weigh?",
            f"一个玩具加 {b} 个方块和 {a + b} 个方块一样重。玩具和几个方块一样重？",
        ),
        f"x + {b} = {a + b}",
        a,
        [f"{a + b} − {b} = {a}"],
        [(a + 2 * b, "added_instead"), (b, "copied_number"), (a + b, "gave_whole")],
        unit=("cubes", "个"),
    )


def dial(level: int, rng: Rng, unit: str) -> Made:
    top, step, named = (
        (by(level, (500, 50, 100), (1000, 50, 200), (1000, 20, 100)))
        if unit == "g"
        else by(level, (10, 1, 1), (20, 1, 5), (50, 2, 10))
    )
    n = until(
        rng, lambda: rng.randint(1, top // step - 1) * step, lambda n: level == 1 or n % named
    )
    u = ("g", "克") if unit == "g" else ("kg", "千克")
    return ex(
        (
            f"How many {'grams' if unit == 'g' else 'kilograms'} does the scale show?",
            f"秤上显示多少{u[1]}？",
        ),
        f"{n // named * named} + {n % named}" if n % named and n > named else n,
        n,
        [(f"One small mark is {step} {u[0]}.", f"一小格是 {step} {u[1]}。")],
        [
            (n + step, "counted_marks"),
            (n - step, "counted_marks"),
            (
                n // named * named + n % named // step if n % named and step > 1 else n + 2 * step,
                "each_mark_one",
            ),
        ],
        unit=u,
        picture=_dial(top, step, named, n, unit),
    )


def _dial(top: int, step: int, named: int, n: int, unit: str) -> Drawing:
    return number_line.dial(top, step, named, n, ("A scale with a pointer", "有指针的秤面"), unit)


def sensible_mass(level: int, rng: Rng) -> Made:
    en, zh, right = rng.choice(
        (
            ("a letter", "一封信", 0),
            ("a child", "一个小孩", 1),
            ("a truck", "一辆卡车", 2),
            ("an egg", "一个鸡蛋", 0),
            ("a suitcase", "一个行李箱", 1),
            ("a ship", "一艘轮船", 2),
        )[: by(level, 3, 5, 6)]
    )
    return _pick(
        rng,
        (f"Which unit fits the mass of {en}?", f"称{zh}用哪个单位合适？"),
        [("grams", "克"), ("kilograms", "千克"), ("tonnes", "吨")],
        right,
    )


def _jug(level: int, rng: Rng, between: bool) -> Made:
    step = by(level, 100, 50, 20)
    top = step * 10
    n = step * rng.randint(1, 9)
    if between:
        n = until(rng, lambda: step * rng.randint(1, 8) + step // 2, lambda n: n < top)
    drawing = number_line.upright(
        0,
        top,
        step,
        [i * step for i in range(0, 11, 1 if not between and level == 1 else 2)],
        n,
        ("A measuring jug with water", "装有水的量杯"),
        "ml",
    )
    given = (
        f"({n - step // 2} + {n + step // 2})/2"
        if between
        else f"{n // step}*{step}"
        if n > step
        else n
    )
    return ex(
        ("How many millilitres of water are in the jug?", "量杯里有多少毫升水？"),
        given,
        n,
        [(f"One mark is {step} ml.", f"一格是 {step} 毫升。")],
        [
            (
                n + step // 2 if between else n + step,
                "nearest_mark" if between else "counted_marks",
            ),
            (
                n - step // 2 if between else n - step,
                "nearest_mark" if between else "counted_marks",
            ),
            (n // step, "marks_for_value"),
        ],
        unit=("ml", "毫升"),
        picture=drawing,
    )


def jug(level: int, rng: Rng) -> Made:
    return _jug(level, rng, False)


def jug_between(level: int, rng: Rng) -> Made:
    return _jug(level, rng, True)


def sensible_capacity(level: int, rng: Rng) -> Made:
    en, zh, right = rng.choice(
        (
            ("a spoon", "一把勺子", 0),
            ("a bucket", "一只水桶", 1),
            ("a drop of medicine", "一滴药水", 0),
            ("a bathtub", "一个浴缸", 1),
            ("a perfume bottle", "一瓶香水", 0),
            ("a fish tank", "一个鱼缸", 1),
        )[: by(level, 3, 5, 6)]
    )
    return _pick(
        rng,
        (f"Which unit fits what {en} holds?", f"量{zh}的容量用哪个单位合适？"),
        [("millilitres", "毫升"), ("litres", "升"), ("metres", "米")],
        right,
    )


def thermometer(level: int, rng: Rng) -> Made:
    step = by(level, 10, 5, 2)
    n = step * rng.randint(1, 40 // step)
    drawing = number_line.upright(
        0, 50, step, list(range(0, 51, 10)), n, ("A thermometer", "温度计"), "°C"
    )
    return ex(
        ("How many degrees does the thermometer show?", "温度计显示多少度？"),
        n,
        n,
        [(f"One mark is {step} degrees.", f"一格是 {step} 度。")],
        [(n + step, "counted_marks"), (n - step, "counted_marks"), (n // step, "marks_for_value")],
        unit=("°C", "℃"),
        picture=drawing,
    )


def temperature_change(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(5, 38), rng.randint(2, 35)),
        lambda p: p[0] - p[1] in range(*by(level, (2, 9), (6, 20), (12, 36))),
    )
    rise = rng.random() < 0.5
    en, zh = (
        (
            f"It was {b} °C in the morning and {a} °C at noon. By how many degrees did it get warmer?",
            f"早上 {b} ℃，中午 {a} ℃。升高了多少度？",
        )
        if rise
        else (
            f"It was {a} °C at noon and {b} °C in the evening. By how many degrees did it get colder?",
            f"中午 {a} ℃，晚上 {b} ℃。降低了多少度？",
        )
    )
    return ex(
        (en, zh),
        f"{a} - {b}",
        a - b,
        [f"{a} − {b} = {a - b}"],
        [(a + b, "wrong_operation"), (a, "gave_larger"), (a - b + 10, "forgot_borrow")],
        unit=("degrees", "度"),
    )


def attribute(level: int, rng: Rng) -> Made:
    rows = (
        ("how heavy a bag is", "书包有多重", 1),
        ("how long a table is", "桌子有多长", 0),
        ("how much water a cup holds", "杯子能装多少水", 2),
        ("how high a tree is", "树有多高", 0),
        ("how heavy a dog is", "小狗有多重", 1),
        ("how much milk a bottle holds", "瓶子能装多少牛奶", 2),
    )
    en, zh, right = rng.choice(rows[:3] if level == 1 else rows[2:] if level == 2 else rows)
    return _pick(
        rng,
        (f"You want to know {en}. What do you measure?", f"想知道{zh}，要量什么？"),
        [("length", "长度"), ("weight", "重量"), ("capacity", "容量")],
        right,
        "attribute_mixed",
    )


WEIGHT = {
    f.__name__: f
    for f in (
        heavier,
        holds_more,
        balance_cubes,
        dial,
        sensible_mass,
        jug,
        jug_between,
        sensible_capacity,
        thermometer,
        temperature_change,
        attribute,
    )
}
