"""Tables, tallies, graphs, line plots, chance and arrangements."""

from __future__ import annotations

import itertools
from fractions import Fraction

from apps.education.domain.drawing import Drawing, Ellipse, Label
from apps.education.domain.figures import charts
from apps.education.domain.figures.layout import BLUE, ORANGE, picture
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    frac,
    mixed,
    public,
    tex,
    until,
)
from apps.education.domain.words import Words

_ABC = ("A", "B", "C", "D")
_TOLD_TABLE = ("A table of counts for the teams A, B, C, D", "A、B、C、D 各组数量的统计表")


def _counts(level: int, rng: Rng, unit: int = 1) -> list[int]:
    return [unit * n for n in rng.sample(range(1, by(level, 6, 9, 12)), by(level, 3, 4, 4))]


def _rows(v: list[int]) -> list[tuple[str, int]]:
    return list(zip(_ABC, v, strict=False))


def _ask(
    rng: Rng, v: list[int], ask: str, drawing: Drawing, thing: tuple[str, str] = ("points", "分")
) -> Made:
    i, j = until(rng, lambda: rng.sample(range(len(v)), 2), lambda p: v[p[0]] > v[p[1]])
    a, b = _ABC[i], _ABC[j]
    if ask == "read":
        return ex(
            (f"How many {thing[0]} does {a} have?", f"{a} 有多少{thing[1]}？"),
            v[i],
            v[i],
            [(f"Look at {a}: {v[i]}.", f"看 {a}：{v[i]}。")],
            [
                (v[j], "wrong_row"),
                (v[i] + 1, "slip_one"),
                (v[i] - 1, "slip_one"),
                (sum(v), "counted_all"),
            ],
            picture=drawing,
        )
    if ask == "difference":
        return ex(
            (f"How many more {thing[0]} does {a} have than {b}?", f"{a} 比 {b} 多多少{thing[1]}？"),
            f"{v[i]} - {v[j]}",
            v[i] - v[j],
            [f"{v[i]} − {v[j]} = {v[i] - v[j]}"],
            [
                (v[i] + v[j], "wrong_operation"),
                (v[i], "gave_larger"),
                (v[i] - v[j] + 1, "counted_start"),
            ],
            picture=drawing,
        )
    if ask == "total":
        return ex(
            (f"How many {thing[0]} are there in all?", f"一共有多少{thing[1]}？"),
            " + ".join(map(str, v)),
            sum(v),
            [" + ".join(map(str, v)) + f" = {sum(v)}"],
            [(sum(v[:-1]), "stopped_early"), (max(v), "gave_larger"), (sum(v) + 1, "slip_one")],
            picture=drawing,
        )
    k = v[i] // v[j]
    return ex(
        (
            f"How many times as many {thing[0]} as {b} does {a} have?",
            f"{a} 的{thing[1]}数是 {b} 的几倍？",
        ),
        f"{v[i]}/{v[j]}",
        k,
        [f"{v[i]} ÷ {v[j]} = {k}"],
        [(v[i] - v[j], "times_as_more"), (k + 1, "slip_one"), (v[i], "gave_larger")],
        picture=drawing,
    )


def _table(v: list[int]) -> Drawing:
    return charts.table([["", *_ABC[: len(v)]], ["", *map(str, v)]], _TOLD_TABLE, 44)


def table_read(level: int, rng: Rng) -> Made:
    v = _counts(level, rng)
    return _ask(rng, v, "read" if level < 3 else "difference", _table(v))


def table_total(level: int, rng: Rng) -> Made:
    v = _counts(level, rng)
    return _ask(rng, v, "total", _table(v))


def table_missing(level: int, rng: Rng) -> Made:
    v = [n * by(level, 1, 2, 7) for n in _counts(level, rng)]
    i, t = rng.randrange(len(v)), sum(v)
    shown = ["?" if k == i else str(n) for k, n in enumerate(v)]
    rel = " + ".join("x" if k == i else str(n) for k, n in enumerate(v))
    rest = t - v[i]
    return box(
        (
            f"The counts add up to {t}. Which number is missing in the table?",
            f"合计是 {t}。表中缺少的数是几？",
        ),
        f"{rel} = {t}",
        v[i],
        [f"{t} − {rest} = {v[i]}"],
        [(rest, "stopped_early"), (t + rest, "added_instead"), (v[i] + 1, "slip_one")],
        picture=charts.table([["", *_ABC[: len(v)]], ["", *shown]], _TOLD_TABLE, 44),
    )


def two_way(level: int, rng: Rng) -> Made:
    a, b, c, d = (rng.randint(*by(level, (2, 9), (5, 20), (12, 60))) for _ in range(4))
    drawing = charts.table(
        [["", "A", "B"], ["I", str(a), str(b)], ["II", str(c), str(d)]],
        ("A table with rows I, II and columns A, B", "有 I、II 两行和 A、B 两列的表"),
        50,
    )
    if level == 1:
        return ex(
            ("How many are in row II, column B?", "第 II 行 B 列是多少？"),
            d,
            d,
            [(f"Row II, column B: {d}.", f"第 II 行 B 列：{d}。")],
            [(b, "wrong_row"), (c, "wrong_row"), (c + d, "counted_all")],
            picture=drawing,
        )
    return ex(
        ("How many are in column A altogether?", "A 列一共是多少？"),
        f"{a} + {c}",
        a + c,
        [f"{a} + {c} = {a + c}"],
        [(a + b, "row_and_column"), (a + b + c + d, "counted_all"), (a, "stopped_early")],
        picture=drawing,
    )


def _tally(level: int, rng: Rng, ask: str) -> Made:
    v = _counts(min(level + 1, 3), rng)
    return _ask(rng, v, ask, charts.tallies(_rows(v), ("A tally chart", "画线计数的统计图")))


def tally_read(level: int, rng: Rng) -> Made:
    return _tally(level, rng, "read")


def tally_compare(level: int, rng: Rng) -> Made:
    return _tally(level, rng, "difference")


def pictograph(level: int, rng: Rng, key: int, ask: str) -> Made:
    k = 1 if key == 1 else rng.choice(by(level, (2, 10), (2, 5), (5, 4)))
    v = _counts(level, rng, k)
    drawing = charts.pictograph(
        _rows(v),
        k,
        (
            "A picture graph; the key below says what one circle stands for",
            "象形统计图，下面写着一个圆表示多少",
        ),
    )
    made = _ask(rng, v, ask, drawing)
    if k > 1:
        from dataclasses import replace

        symbols = int(made.key) // k
        return replace(made, wrong=((str(symbols), "key_ignored"), *made.wrong))
    return made


def pictograph_half(level: int, rng: Rng) -> Made:
    k = by(level, 2, 10, 4)
    v = [k * n for n in rng.sample(range(1, 7), 3)]
    v[rng.randrange(3)] += k // 2
    i = next(n for n, x in enumerate(v) if x % k)
    drawing = charts.pictograph(
        _rows(v),
        k,
        (
            "A picture graph with a half circle; the key is below",
            "有半个圆的象形统计图，下面有图例",
        ),
    )
    return ex(
        (f"How many points does {_ABC[i]} have?", f"{_ABC[i]} 有多少分？"),
        f"{v[i] // k}*{k} + {k}/2",
        v[i],
        [f"{v[i] // k} × {k} + {k // 2} = {v[i]}"],
        [
            (v[i] + k // 2, "half_as_whole"),
            (v[i] - k // 2, "half_ignored"),
            (v[i] // k + 1, "key_ignored"),
        ],
        picture=drawing,
    )


def pictograph_symbols(level: int, rng: Rng) -> Made:
    k, n = rng.choice(by(level, (2, 10), (5, 2), (4, 3, 6))), rng.randint(2, 9)
    return ex(
        (
            f"In a picture graph one symbol stands for {k} votes. How many symbols are needed for {k * n} votes?",
            f"象形统计图中一个图表示 {k} 票。{k * n} 票要画几个图？",
        ),
        f"{k * n}/{k}",
        n,
        [f"{k * n} ÷ {k} = {n}"],
        [(k * n, "key_ignored"), (k * n - k, "subtracted_instead"), (n + 1, "slip_one")],
    )


def bar(level: int, rng: Rng, step: int, ask: str) -> Made:
    s = 1 if step == 1 else rng.choice(by(level, (2, 10), (2, 5), (5, 20)))
    v = _counts(level, rng, s)
    if ask == "times":
        b = rng.randint(1, by(level, 2, 3, 4))
        v = [b * s, b * s * rng.randint(2, by(level, 3, 3, 3))]
    drawing = charts.bars(
        [(n, (x,)) for n, x in _rows(v)],
        s,
        ("A bar graph of the teams A, B, C, D", "A、B、C、D 各组的条形统计图"),
        named=1,
    )
    return _ask(rng, v, ask, drawing)


def bar_between(level: int, rng: Rng) -> Made:
    s = by(level, 2, 10, 20)
    v = [s * n for n in rng.sample(range(1, 8), 3)]
    i = rng.randrange(3)
    v[i] += s // 2
    drawing = charts.bars(
        [(n, (x,)) for n, x in _rows(v)],
        s,
        ("A bar graph; one bar ends between two lines", "条形统计图，有一条停在两条线之间"),
    )
    return ex(
        (f"How many points does {_ABC[i]} have?", f"{_ABC[i]} 有多少分？"),
        f"({v[i] - s // 2} + {v[i] + s // 2})/2",
        v[i],
        [
            (
                f"Halfway between {v[i] - s // 2} and {v[i] + s // 2}.",
                f"在 {v[i] - s // 2} 和 {v[i] + s // 2} 的正中间。",
            )
        ],
        [
            (v[i] - s // 2, "nearest_mark"),
            (v[i] + s // 2, "nearest_mark"),
            (v[i] - s // 2 + 1 if s > 2 else v[i] + 2, "each_mark_one"),
        ],
        picture=drawing,
    )


def bar_two_step(level: int, rng: Rng) -> Made:
    s = by(level, 2, 5, 10)
    v = until(
        rng,
        lambda: [s * n for n in rng.sample(range(1, 10), 4)],
        lambda v: v[0] + v[1] > v[2] + v[3],
    )
    key = v[0] + v[1] - v[2] - (v[3] if level > 1 else 0)
    drawing = charts.bars(
        [(n, (x,)) for n, x in _rows(v)],
        s,
        ("A bar graph of the teams A, B, C, D", "A、B、C、D 各组的条形统计图"),
    )
    en, zh = ("C and D together", "C、D 两组的和") if level > 1 else ("C", "C 组")
    return ex(
        (
            f"How many more points do A and B have together than {en}?",
            f"A、B 两组的和比 {zh}多多少分？",
        ),
        f"{v[0]} + {v[1]} - " + (f"({v[2]} + {v[3]})" if level > 1 else f"{v[2]}"),
        key,
        [f"{v[0]} + {v[1]} = {v[0] + v[1]}"],
        [(v[0] + v[1], "stopped_early"), (sum(v), "added_all"), (abs(v[0] - v[2]), "skipped_step")],
        picture=drawing,
    )


def bar_double(level: int, rng: Rng) -> Made:
    s = by(level, 2, 5, 10)
    rows = [(n, tuple(s * x for x in rng.sample(range(1, 9), 2))) for n in "ABC"]
    drawing = charts.bars(
        rows,
        s,
        (
            "A bar graph with two bars, I and II, for A, B and C",
            "A、B、C 各有 I、II 两条的条形统计图",
        ),
        names=("I", "II"),
    )
    i = rng.randrange(3)
    name, (x, y) = rows[i]
    if level < 3:
        return ex(
            (
                f"How large is the difference between the bars I and II of {name}?",
                f"{name} 的 I 和 II 相差多少？",
            ),
            f"abs({x} - {y})",
            abs(x - y),
            [f"{max(x, y)} − {min(x, y)} = {abs(x - y)}"],
            [
                (x + y, "wrong_operation"),
                (max(x, y), "gave_larger"),
                (abs(x - y) // s, "scale_ignored"),
            ],
            picture=drawing,
        )
    t = sum(r[1][0] for r in rows)
    return ex(
        ("What is the sum of all bars I?", "所有 I 的和是多少？"),
        " + ".join(str(r[1][0]) for r in rows),
        t,
        [" + ".join(str(r[1][0]) for r in rows) + f" = {t}"],
        [
            (sum(r[1][1] for r in rows), "wrong_row"),
            (t - rows[2][1][0], "stopped_early"),
            (t // s, "scale_ignored"),
        ],
        picture=drawing,
    )


def line_graph(level: int, rng: Rng, ask: str) -> Made:
    s = by(level, 1, 2, 5)
    v = until(
        rng,
        lambda: [s * rng.randint(1, 9) for _ in range(5)],
        lambda v: (
            all(a != b for a, b in itertools.pairwise(v))
            and len({abs(a - b) for a, b in itertools.pairwise(v)}) == 4
        ),
    )
    drawing = charts.line_graph(
        [(str(i + 1), x) for i, x in enumerate(v)],
        s,
        ("A line graph of the temperature on five days", "五天气温的折线统计图"),
    )
    if ask == "read":
        i = rng.randrange(5)
        return ex(
            (
                f"The graph shows the temperature on five days. How many degrees was it on day {i + 1}?",
                f"图中是五天的气温。第 {i + 1} 天是多少度？",
            ),
            v[i],
            v[i],
            [(f"Above day {i + 1} the line is at {v[i]}.", f"第 {i + 1} 天对应 {v[i]}。")],
            [
                (v[i - 1] if i else v[1], "wrong_row"),
                (i + 1 if i + 1 != v[i] else v[i] + 1, "axes_swapped"),
                (v[i] // s if s > 1 else v[i] + 2, "scale_ignored"),
            ],
            picture=drawing,
            other=[i + 1],
        )
    d = [abs(a - b) for a, b in itertools.pairwise(v)]
    return ex(
        (
            "The graph shows the temperature on five days. How large is the largest change from one day to the next?",
            "图中是五天的气温。相邻两天之间气温变化最大是多少度？",
        ),
        f"max({', '.join(f'abs({a} - {b})' for a, b in itertools.pairwise(v))})",
        max(d),
        [", ".join(map(str, d))],
        [
            (max(v) - min(v) if max(v) - min(v) != max(d) else max(d) + s, "range_for_change"),
            (max(v), "gave_larger"),
            (sorted(d)[-2], "not_largest"),
        ],
        picture=drawing,
    )


def _plot(level: int, rng: Rng) -> tuple[list[int], list[int]]:
    n = by(level, 4, 5, 6)
    low = rng.randint(1, 8)
    counts = until(
        rng, lambda: [rng.randint(0, 4) for _ in range(n)], lambda c: c[0] and c[-1] and sum(c) > 4
    )
    return list(range(low, low + n)), counts


def line_plot(level: int, rng: Rng, ask: str) -> Made:
    xs, cs = _plot(level, rng)
    drawing = charts.line_plot(
        [(str(x), k) for x, k in zip(xs, cs, strict=True)],
        ("A line plot: each cross is one pencil", "点线图：一个叉表示一支铅笔"),
        "cm",
    )
    data = [x for x, k in zip(xs, cs, strict=True) for _ in range(k)]
    if ask == "read":
        i = rng.choice([i for i, k in enumerate(cs) if k])
        return ex(
            (
                f"Each cross is one pencil. How many pencils are {xs[i]} cm long?",
                f"一个叉表示一支铅笔。{xs[i]} 厘米长的有几支？",
            ),
            cs[i],
            cs[i],
            [(f"{cs[i]} crosses stand over {xs[i]}.", f"{xs[i]} 上面有 {cs[i]} 个叉。")],
            [
                (xs[i], "axes_swapped"),
                (cs[i] + 1, "slip_one"),
                (cs[i - 1] if cs[i - 1] != cs[i] else cs[i] + 2, "wrong_row"),
            ],
            picture=drawing,
            other=[xs[i]],
        )
    if ask == "range":
        return ex(
            (
                "Each cross is one pencil. How much longer is the longest pencil than the shortest?",
                "一个叉表示一支铅笔。最长的比最短的长多少厘米？",
            ),
            f"range({', '.join(map(str, data))})",
            xs[-1] - xs[0],
            [f"{xs[-1]} − {xs[0]} = {xs[-1] - xs[0]}"],
            [
                (xs[-1], "gave_larger"),
                (xs[-1] + xs[0], "wrong_operation"),
                (max(cs), "most_for_longest"),
            ],
            unit=("cm", "厘米"),
            picture=drawing,
        )
    i = rng.randint(1, len(xs) - 2)
    key = sum(cs[i + 1 :])
    return ex(
        (
            f"Each cross is one pencil. How many pencils are longer than {xs[i]} cm?",
            f"一个叉表示一支铅笔。比 {xs[i]} 厘米长的有几支？",
        ),
        " + ".join(map(str, cs[i + 1 :])),
        key,
        [(f"Count the crosses right of {xs[i]}: {key}.", f"数 {xs[i]} 右边的叉：{key}。")],
        [
            (sum(cs[i:]) if cs[i] else key + 1, "end_included"),
            (sum(cs[:i]), "wrong_side"),
            (len(xs) - i - 1 if len(xs) - i - 1 != key else key + 2, "marks_for_crosses"),
        ],
        picture=drawing,
        other=[xs[i]],
    )


def line_plot_part(level: int, rng: Rng, part: int, ask: str) -> Made:
    n = by(level, 4, 5, 6)
    start = rng.randint(part, 3 * part)
    tops = list(range(start, start + n))
    cs = until(
        rng, lambda: [rng.randint(0, 3) for _ in range(n)], lambda c: c[0] and c[-1] and sum(c) > 3
    )
    name = [mixed(Fraction(t, part)) for t in tops]
    drawing = charts.line_plot(
        list(zip(name, cs, strict=True)),
        ("A line plot: each cross is one ribbon", "点线图：一个叉表示一根丝带"),
        Words("m", "米") if ask != "read" else Words("inches", "英寸"),
    )
    vals = [Fraction(t, part) for t, k in zip(tops, cs, strict=True) for _ in range(k)]
    if ask == "read":
        i = rng.choice([i for i, k in enumerate(cs) if k])
        return ex(
            (
                f"Each cross is one ribbon. How many ribbons are {tex(name[i])} inches long?",
                f"一个叉表示一根丝带。{tex(name[i])} 英寸长的有几根？",
            ),
            cs[i],
            cs[i],
            [(f"{cs[i]} crosses stand there.", f"上面有 {cs[i]} 个叉。")],
            [
                (cs[i] + 1, "slip_one"),
                (sum(cs), "counted_all"),
                (cs[i - 1] if cs[i - 1] != cs[i] else cs[i] + 2, "wrong_row"),
            ],
            picture=drawing,
            other=[
                name[i].split()[0].split("/")[0],
                *(p for p in name[i].replace("/", " ").split()),
            ],
        )
    if ask == "range":
        key = Fraction(tops[-1] - tops[0], part)
        return ex(
            (
                "Each cross is one ribbon. How much longer is the longest ribbon than the shortest?",
                "一个叉表示一根丝带。最长的比最短的长多少米？",
            ),
            f"{name[-1]} - ({name[0]})",
            mixed(key),
            [f"{tex(name[-1])} − {tex(name[0])} = {tex(mixed(key))}"],
            [
                (mixed(key + Fraction(1, part)), "counted_marks"),
                (name[-1], "gave_larger"),
                (str(tops[-1] - tops[0]), "counted_parts_as_wholes"),
            ],
            unit=("m", "米"),
            picture=drawing,
        )
    total = sum(vals)
    return ex(
        (
            "Each cross is one ribbon. How long are all the ribbons together?",
            "一个叉表示一根丝带。所有丝带一共长多少米？",
        ),
        " + ".join(f"{k}*({m})" for m, k in zip(name, cs, strict=True) if k),
        mixed(total),
        [
            " + ".join(f"{k} × {tex(m)}" for m, k in zip(name, cs, strict=True) if k)
            + f" = {tex(mixed(total))}"
        ],
        [
            (
                mixed(
                    sum(
                        (Fraction(t, part) for t, k in zip(tops, cs, strict=True) if k), Fraction(0)
                    )
                )
                if max(cs) > 1
                else mixed(total + 1),
                "crosses_ignored",
            ),
            (mixed(total + Fraction(1, part)), "slip_one"),
            (str(sum(cs)), "counted_all"),
        ],
        unit=("m", "米"),
        picture=drawing,
    )


def line_plot_share(level: int, rng: Rng) -> Made:
    part = by(level, 2, 4, 8)
    tops = list(range(1, 5))
    cs = [rng.randint(1, 3) for _ in tops]
    name = [frac(Fraction(t, part)) for t in tops]
    n = sum(cs)
    total = sum((Fraction(t * k, part) for t, k in zip(tops, cs, strict=True)), Fraction(0))
    key = total / n
    drawing = charts.line_plot(
        list(zip(name, cs, strict=True)),
        ("A line plot: each cross is one glass of water", "点线图：一个叉表示一杯水"),
        "l",
    )
    return ex(
        (
            "Each cross is one glass, with its litres of water. The water is shared equally among these glasses. How much is in each?",
            "一个叉表示一杯水，标着升数。把这些水平均分到这些杯子里，每杯多少升？",
        ),
        f"({' + '.join(f'{k}*{m}' for m, k in zip(name, cs, strict=True))})/{n}",
        mixed(key),
        [
            (f"Total: {tex(mixed(total))}", f"总量：{tex(mixed(total))}"),
            f"{tex(mixed(total))} ÷ {n} = {tex(mixed(key))}",
        ],
        [
            (mixed(total), "stopped_early"),
            (mixed(total / 4) if n != 4 else mixed(key * 2), "crosses_ignored"),
            (mixed(key + Fraction(1, part)), "slip_one"),
        ],
        unit=("l", "升"),
        picture=drawing,
    )


def mean_of(level: int, rng: Rng) -> Made:
    n = by(level, 2, 3, 4)
    v = until(
        rng,
        lambda: [rng.randint(*by(level, (2, 12), (3, 25), (10, 60))) for _ in range(n)],
        lambda v: sum(v) % n == 0 and len(set(v)) == n,
    )
    k = sum(v) // n
    return ex(
        (
            f"What is the mean of {', '.join(map(str, v))}?",
            f"{'，'.join(map(str, v))} 的平均数是几？",
        ),
        f"mean({', '.join(map(str, v))})",
        k,
        [" + ".join(map(str, v)) + f" = {sum(v)}", f"{sum(v)} ÷ {n} = {k}"],
        [
            (sum(v), "stopped_early"),
            (max(v), "gave_larger"),
            (max(v) - min(v), "range_for_mean"),
            (sum(v) // 2 if n > 2 else k + 1, "always_halved"),
        ],
    )


def chance_word(level: int, rng: Rng) -> Made:
    r, b = rng.choice(((0, 5), (5, 0), (2, 3))) if level > 1 else rng.choice(((0, 4), (4, 0)))
    n = rng.randint(1, 9) if level == 3 else 0
    r, b = (r * n if n else r), (b * n if n else b)
    t = r + b
    words = {
        "certain": ("certain", "一定"),
        "possible": ("possible, not certain", "可能，但不一定"),
        "impossible": ("impossible", "不可能"),
    }
    rel = {"certain": f"{r} = {t}", "possible": f"0 < {r} < {t}", "impossible": f"{r} = 0"}
    right = "certain" if b == 0 else "impossible" if r == 0 else "possible"
    return choose(
        rng,
        (
            f"A bag holds {r or 'no'} red and {b or 'no'} blue balls. You take one without looking. Taking a red ball is …",
            f"袋里{_held(r)}红球，{_held(b)}蓝球，不看拿一个。拿到红球是……",
        ),
        (words[right], rel[right]),
        [(words[k], rel[k], "chance_words") for k in words if k != right],
        [(f"{r} of {t} balls are red.", f"{t} 个球中有 {r} 个红球。")],
        other=[b],
    )


def _held(count: int) -> str:
    return f"有 {count} 个" if count else "没有"


def chance_more(level: int, rng: Rng) -> Made:
    v = rng.sample(range(1, by(level, 6, 10, 30)), 3)
    names = [("red", "红"), ("blue", "蓝"), ("green", "绿")]
    i = v.index(max(v))
    top = f"max({', '.join(map(str, v))})"
    return choose(
        rng,
        (
            f"A bag holds {v[0]} red, {v[1]} blue and {v[2]} green balls. You take one without looking. Which colour is most likely?",
            f"袋里有 {v[0]} 个红球、{v[1]} 个蓝球和 {v[2]} 个绿球，不看拿一个。拿到哪种颜色的可能性最大？",
        ),
        (names[i], f"{v[i]} = {top}"),
        [(names[k], f"{v[k]} = {top}", "chance_words") for k in range(3) if k != i],
        [(f"There are most {names[i][0]} balls: {v[i]}.", f"{names[i][1]}球最多：{v[i]} 个。")],
    )


def arrangements(level: int, rng: Rng) -> Made:
    a, b = rng.randint(2, by(level, 3, 5, 6)), rng.randint(2, by(level, 3, 5, 6))
    c = rng.randint(2, 3) if level == 3 else 1
    more = (f" and {c} caps", f"和 {c} 顶帽子") if c > 1 else ("", "")
    return ex(
        (
            f"There are {a} shirts, {b} pairs of trousers{more[0]}. One of each is put on. How many different outfits are there?"
            if c > 1
            else f"There are {a} shirts and {b} pairs of trousers. One of each is put on. How many different outfits are there?",
            f"有 {a} 件上衣、{b} 条裤子{more[1]}，每样穿一件。一共有几种搭配？",
        ),
        f"{a}*{b}" + (f"*{c}" if c > 1 else ""),
        a * b * c,
        [f"{a} × {b}" + (f" × {c}" if c > 1 else "") + f" = {a * b * c}"],
        [
            (a + b + (c if c > 1 else 0), "added_instead"),
            (a * b * c - 1, "slip_one"),
            (a * b if c > 1 else a * b + a, "stopped_early"),
        ],
    )


def venn(level: int, rng: Rng) -> Made:
    a, b, c = (rng.randint(*by(level, (1, 6), (3, 12), (8, 30))) for _ in range(3))
    shapes = [
        Ellipse(70, 56, 52, 42, "none", BLUE, 1.4),
        Ellipse(130, 56, 52, 42, "none", ORANGE, 1.4),
        Label(46, 60, str(a), 11),
        Label(100, 60, str(b), 11),
        Label(154, 60, str(c), 11),
        Label(40, 12, "A", 11),
        Label(160, 12, "B", 11),
    ]
    drawing = picture(
        200,
        104,
        shapes,
        (
            "Two overlapping circles A and B with a number in each of the three parts",
            "A、B 两个相交的圈，三部分各有一个数",
        ),
    )
    if level == 1:
        return ex(
            ("How many are in both A and B?", "既在 A 又在 B 的有几个？"),
            b,
            b,
            [("Look where the circles overlap.", "看两个圈重叠的部分。")],
            [
                (a + b + c, "counted_all"),
                (a, "wrong_row"),
                (c, "wrong_row"),
                (a + c, "overlap_left_out"),
            ],
            picture=drawing,
        )
    return ex(
        ("How many are in A altogether?", "A 中一共有几个？"),
        f"{a} + {b}",
        a + b,
        [f"{a} + {b} = {a + b}"],
        [(a, "overlap_left_out"), (a + b + c, "counted_all"), (b, "used_one_part")],
        picture=drawing,
    )


TASKS = public(globals())
