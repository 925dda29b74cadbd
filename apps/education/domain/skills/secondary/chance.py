"""Statistics and probability."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.figures import plane, strips
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    ends,
    nonzero,
    num,
    percent,
    proper,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    compare,
    option,
    solve,
    value,
)
from apps.education.domain.words import Words

_VALUE, _COUNT = Words("value", "数值"), Words("count", "次数")
_ALL = Words("all", "合计")

MEAN = Bank(
    "statistics",
    "statistics",
    6,
    "6.SP.B.5.c",
    ("decimal.divide.by_whole", "data.mean.small", "data.line_plot.share"),
)
CHANCE = Bank(
    "probability", "probability", 7, "7.SP.C.7.a", ("percent_form.percent_to_fraction.whole",)
)

_ASKS = {
    "mean": ("mean", "平均数"),
    "median": ("median", "中位数"),
    "mode": ("mode", "众数"),
    "range": ("range", "极差"),
    "iqr": ("interquartile range", "四分位距"),
    "mad": ("mean absolute deviation", "平均绝对偏差"),
    "q1": ("first quartile", "下四分位数"),
    "q3": ("third quartile", "上四分位数"),
}
_HOW = {
    "list": ("from a list", "由数列"),
    "frequency": ("from a frequency table", "由频数表"),
    "dots": ("from a dot plot", "由点图"),
}


def _dot_plot(data: list[int]):
    low, high = min(data), max(data)
    most = max(data.count(v) for v in data)
    grid = plane.Grid(low - 1, high + 1, 0, most, 16)
    spots = [(float(v), 0.5 + data[:i].count(v), "") for i, v in enumerate(data)]
    shapes = [s for s in plane.dots(grid, spots, "", "").shapes if type(s).__name__ == "Ellipse"]
    base = grid.at(low - 1, 0)[1]
    from apps.education.domain.drawing import Drawing, Label, Line

    axis = [Line(grid.at(low - 1, 0)[0], base, grid.at(high + 1, 0)[0], base)]
    names = [Label(grid.at(v, 0)[0], base + 12, str(v), 8) for v in range(low, high + 1)]
    counts = "; ".join(f"{v}: {data.count(v)}" for v in sorted(set(data)))
    return Drawing(
        grid.size[0],
        grid.size[1] + 6,
        (*axis, *names, *shapes),
        f"Dot plot. Number of dots above each value: {counts}.",
        f"点图。各数上方的点数：{counts}。",
    )


def _measure(ask: str, how: str, d: int, r: random.Random) -> Task | None:
    n = {1: 5, 2: 6, 3: 8}[d] if ask not in ("iqr", "q1", "q3") else {1: 7, 2: 8, 3: 10}[d]
    if how == "list":
        data = [r.randint(2, 10 + 12 * d) for _ in range(n)]
    else:
        data = [r.choice(range(2, 8)) for _ in range(n + 2)]
    if ask == "mode" and how == "list":
        data[1] = data[-1]
    if how == "dots" and max(data.count(v) for v in data) > 5:
        return None
    s = sorted(data)
    m = Fraction(sum(data), len(data))
    mid = Fraction(s[(len(s) - 1) // 2] + s[len(s) // 2], 2)
    half = len(s) // 2
    med = lambda t: Fraction(t[(len(t) - 1) // 2] + t[len(t) // 2], 2)
    low, high = med(s[:half]), med(s[-half:])
    modes = [v for v in set(data) if data.count(v) == max(map(data.count, data))]
    v = {
        "mean": m,
        "median": mid,
        "mode": Fraction(modes[0]),
        "range": Fraction(s[-1] - s[0]),
        "iqr": high - low,
        "mad": sum((abs(t - m) for t in data), Fraction(0)) / len(data),
        "q1": low,
        "q3": high,
    }[ask]
    if (
        not ends(v)
        or (ask == "mode" and (len(modes) > 1 or data.count(modes[0]) == 1))
        or (ask in ("mean", "mad") and (v * 2).denominator > (1 if d < 3 else 5))
        or (ask == "mad" and m.denominator > 1)
        or (data == s and ask == "median")
    ):
        return None
    listed = ", ".join(map(str, data))
    aen, azh = _ASKS[ask]
    drawing, en, zh = None, f"Find the {aen} of {listed}.", f"求 {listed} 的{azh}。"
    if how == "frequency":
        vals = sorted(set(data))
        drawing = strips.table(
            [[_VALUE, *map(str, vals)], [_COUNT, *(str(data.count(t)) for t in vals)]],
            "Table. " + "; ".join(f"{t}: {data.count(t)} times" for t in vals) + ".",
            "频数表。" + "；".join(f"{t}：{data.count(t)} 次" for t in vals) + "。",
        )
        en, zh = (
            f"The table tells how often each value was found. Find the {aen}.",
            f"表中是各数值出现的次数，求{azh}。",
        )
    elif how == "dots":
        drawing = _dot_plot(data)
        en, zh = f"Each dot is one value. Find the {aen}.", f"每个点代表一个数值，求{azh}。"
    step = {
        "mean": f"`({' + '.join(map(str, data))})/{len(data)} = {dec(m) if ends(m) else num(m)}`",
        "range": f"`{s[-1]} - {s[0]} = {dec(v)}`",
        "iqr": f"`{dec(high)} - {dec(low)} = {dec(v)}`",
        "mad": f"`({' + '.join(dec(abs(t - m)) if ends(m) else num(abs(t - m)) for t in data)})/{len(data)} = {dec(v)}`",
    }.get(ask, ("In order: " + ", ".join(map(str, s)), "排序：" + ", ".join(map(str, s))))
    others = [
        m,
        mid,
        Fraction(s[-1] - s[0]),
        Fraction(data[len(data) // 2]),
        Fraction(s[-1]),
        low,
        high,
    ]
    slips = [
        "mean_median_mixed",
        "mean_median_mixed",
        "wrong_measure",
        "not_ordered",
        "wrong_measure",
        "wrong_measure",
        "wrong_measure",
    ]
    return value(
        en,
        zh,
        f"{ask}({', '.join(map(str, data))})",
        dec(v),
        show=dec,
        drawing=drawing,
        steps=[step, f"`{dec(v)}`"],
        wrong=[(dec(o), sl) for o, sl in zip(others, slips, strict=True) if ends(o)],
    )


for _ask, (_aen, _azh) in _ASKS.items():
    for _h, (_hen, _hzh) in _HOW.items():
        if (
            _ask in ("q1", "q3", "mad", "iqr")
            and _h != "list"
            and not (_ask == "iqr" and _h == "dots")
        ):
            continue
        MEAN.add(
            f"{_ask}.{_h}",
            f"Find the {_aen} {_hen}",
            f"求{_azh}（{_hzh}）",
            partial(_measure, _ask, _h),
            {
                "mean": (),
                "median": (),
                "mode": (".median.list",),
                "range": (".median.list",),
                "q1": (".median.list",),
                "q3": (".q1.list",),
                "iqr": (".q3.list", ".range.list"),
                "mad": (".mean.list", "signed_order.absolute.integer"),
            }[_ask]
            if _h == "list"
            else (f".{_ask}.list",),
            standard="6.SP.B.5.c" if _h == "list" else "6.SP.B.4",
        )

_M = {
    "mean.missing": ("Find a missing value from the mean", "由平均数求缺失值", 6, "6.SP.B.5.c"),
    "mean.total": ("Find a total from the mean", "由平均数求总和", 6, "6.SP.B.5.c"),
    "mean.new_value": (
        "Find the mean after a value is added",
        "加入新数后的平均数",
        7,
        "6.SP.B.5.c",
    ),
    "mean.combined": ("Find the mean of two groups together", "两组合并的平均数", 7, "7.SP.B.4"),
    "mean.weighted": ("Find a weighted mean", "加权平均数", 7, "7.SP.B.4"),
    "effect.add": (
        "See what adding to all values does to the mean",
        "各数同加对平均数的影响",
        7,
        "6.SP.B.5.d",
    ),
    "effect.multiply": (
        "See what multiplying all values does to the mean",
        "各数同乘对平均数的影响",
        7,
        "6.SP.B.5.d",
    ),
    "count": ("Count the observations in a table", "数据个数", 6, "6.SP.B.5.a"),
    "box.median": ("Read the median of a box plot", "由箱线图读中位数", 6, "6.SP.B.4"),
    "box.iqr": ("Find the interquartile range of a box plot", "由箱线图求四分位距", 6, "6.SP.B.4"),
    "box.range": ("Find the range of a box plot", "由箱线图求极差", 6, "6.SP.B.4"),
    "histogram.count": ("Count values in a histogram", "由直方图求个数", 6, "6.SP.B.4"),
    "outlier": ("Find the limit for outliers", "求异常值界限", 9, "HSS.ID.A.3"),
    "compare_groups": ("Compare two groups by their means", "比较两组平均数", 7, "7.SP.B.4"),
    "relative": ("Find a relative frequency", "求相对频率", 8, "8.SP.A.4"),
    "two_way.missing": ("Complete a two-way table", "补全双向表", 8, "8.SP.A.4"),
    "two_way.conditional": ("Find a relative frequency in a row", "求行内相对频率", 8, "8.SP.A.4"),
    "sample.estimate": ("Estimate a total from a sample", "由样本估计总体", 7, "7.SP.A.2"),
    "sample.recapture": ("Estimate a number by marking", "标记重捕估计", 7, "7.SP.A.2"),
    "scatter.predict": ("Predict with a line of best fit", "用拟合直线预测", 8, "8.SP.A.3"),
    "scatter.slope": ("Explain the slope of a line of fit", "解释拟合直线斜率", 8, "8.SP.A.3"),
    "residual": ("Find a residual", "求残差", 9, "HSS.ID.B.6.b"),
    "scatter.trend": ("Tell the trend of paired data", "判断成对数据的趋势", 8, "8.SP.A.1"),
}


def _stat(kind: str, d: int, r: random.Random) -> Task | None:
    n, m = r.randint(4, 5 + d), r.randint(6, 12 * d)
    data = [r.randint(2, 15 * d) for _ in range(n - 1)]
    listed = ", ".join(map(str, data))
    if kind == "mean.missing":
        x = m * n - sum(data)
        if not 0 < x < 40 * d:
            return None
        return solve(
            f"The mean of {listed} and `x` is {m}. Find `x`.",
            f"{listed} 和 `x` 的平均数是 {m}，求 `x`。",
            f"({' + '.join(map(str, data))} + x)/{n} = {m}",
            "x",
            f"x = {x}",
            steps=[f"`{m}*{n} = {m * n}`", f"`{m * n} - {sum(data)} = {x}`"],
            wrong=[
                (m, "mean_as_score"),
                (abs(m * (n - 1) - sum(data)) or 1, "off_by_one"),
                (m * n, "stopped_early"),
            ],
        )
    if kind == "mean.total":
        return value(
            f"{n} parcels have a mean weight of {m} kg. What do they weigh together?",
            f"{n} 个包裹平均重 {m} 千克，共重多少？",
            f"{n}*{m}",
            n * m,
            unit="kg",
            steps=[f"`{n}*{m} = {n * m}`"],
            wrong=[
                (Fraction(m, n), "divided_instead"),
                (n + m, "added_instead"),
                (m, "stopped_early"),
            ],
        )
    if kind == "mean.new_value":
        k = r.randint(-3, 4)
        x = m + k * (n + 1)
        if x < 0 or k == 0:
            return None
        return value(
            f"{n} numbers have the mean {m}. The number {x} is added. Find the new mean.",
            f"{n} 个数的平均数是 {m}，再加入 {x}，求新平均数。",
            f"({n}*{m} + {x})/({n} + 1)",
            m + k,
            other=(1,),
            steps=[f"`{n}*{m} + {x} = {n * m + x}`", f"`{n * m + x}/{n + 1} = {m + k}`"],
            wrong=[
                (Fraction(m + x, 2), "means_averaged"),
                (m, "change_ignored"),
                (Fraction(n * m + x, n), "off_by_one"),
            ],
        )
    if kind in ("mean.combined", "mean.weighted"):
        p, q = r.randint(2, 9), r.randint(2, 9)
        u, v = r.randint(5, 30), r.randint(5, 30)
        z = Fraction(p * u + q * v, p + q)
        if p == q or u == v or (z * 10).denominator > 1:
            return None
        en = (
            f"{p} girls have a mean of {u} points, {q} boys a mean of {v} points. Find the mean of all."
            if kind == "mean.combined"
            else f"A test counts {p} times with {u} points, another {q} times with {v} points. Find the weighted mean."
        )
        zh = (
            f"{p} 名女生平均 {u} 分，{q} 名男生平均 {v} 分，求全体平均分。"
            if kind == "mean.combined"
            else f"一次测验 {u} 分，权重 {p}；另一次 {v} 分，权重 {q}。求加权平均分。"
        )
        return value(
            en,
            zh,
            f"({p}*{u} + {q}*{v})/({p} + {q})",
            dec(z),
            show=dec,
            steps=[
                f"`{p}*{u} + {q}*{v} = {p * u + q * v}`",
                f"`{p * u + q * v}/{p + q} = {dec(z)}`",
            ],
            wrong=[
                (dec(Fraction(u + v, 2)), "means_averaged"),
                (dec(z + 1), "arithmetic_slip"),
                (str(u + v), "stopped_early"),
            ],
        )
    if kind.startswith("effect"):
        k = r.randint(2, 9)
        v, s = (m + k, "+") if kind.endswith("add") else (m * k, "*")
        w = (
            (f"{k} is added to each of them", f"每个数加 {k}")
            if s == "+"
            else (f"each of them is multiplied by {k}", f"每个数乘 {k}")
        )
        return value(
            f"{n} numbers have the mean {m}. Then {w[0]}. Find the new mean.",
            f"{n} 个数平均数是 {m}，{w[1]}，求新平均数。",
            f"({n}*{m} {s} {n}*{k})/{n}" if s == "+" else f"({n}*{m}*{k})/{n}",
            v,
            steps=[f"`{m} {s} {k} = {v}`"],
            wrong=[
                (m, "change_ignored"),
                (m + n * k, "change_repeated"),
                (m + Fraction(k, n), "change_shared"),
                (m * n, "stopped_early"),
            ],
        )
    if kind == "count":
        cs = [r.randint(1, 9) for _ in range(3 + d)]
        t = strips.table(
            [[_VALUE, *map(str, range(1, len(cs) + 1))], [_COUNT, *map(str, cs)]],
            "Table of counts: " + ", ".join(map(str, cs)) + ".",
            "次数表：" + "、".join(map(str, cs)) + "。",
        )
        return value(
            "How many values were recorded in all?",
            "一共记录了多少个数据？",
            " + ".join(map(str, cs)),
            sum(cs),
            drawing=t,
            steps=[f"`{' + '.join(map(str, cs))} = {sum(cs)}`"],
            wrong=[
                (len(cs), "rows_counted"),
                (sum((i + 1) * c for i, c in enumerate(cs)), "total_for_count"),
                (max(cs), "wrong_measure"),
            ],
        )
    if kind.startswith("box"):
        five = sorted(r.sample(range(1, 12 + 4 * d), 5))
        from apps.education.domain.drawing import Drawing, Label, Line, Polygon

        at = lambda v: 14.0 + v * 9
        a, q1, md, q3, b = five
        shapes = (
            Line(at(a), 30, at(q1), 30),
            Line(at(q3), 30, at(b), 30),
            Polygon(((at(q1), 18), (at(q3), 18), (at(q3), 42), (at(q1), 42))),
            Line(at(md), 18, at(md), 42, width=1.8),
            Line(at(a), 24, at(a), 36),
            Line(at(b), 24, at(b), 36),
            Line(at(0), 56, at(b + 1), 56),
            *(Line(at(v), 53, at(v), 59) for v in range(b + 2)),
            *(Label(at(v), 69, str(v), 7) for v in range(0, b + 2, 2)),
        )
        drawing = Drawing(
            at(b + 1) + 14,
            76,
            shapes,
            f"Box plot: ends at {a} and {b}, box from {q1} to {q3}, line in the box at {md}.",
            f"箱线图：两端 {a} 和 {b}，箱体从 {q1} 到 {q3}，箱内线在 {md}。",
        )
        ask, v, given = {
            "box.median": (("median", "中位数"), md, f"median({a}, {q1}, {md}, {q3}, {b})"),
            "box.iqr": (("interquartile range", "四分位距"), q3 - q1, f"{q3} - {q1}"),
            "box.range": (("range", "极差"), b - a, f"{b} - {a}"),
        }[kind]
        return value(
            f"Find the {ask[0]} shown by the box plot.",
            f"求箱线图表示的{ask[1]}。",
            given,
            v,
            drawing=drawing,
            steps=[
                f"`{given} = {v}`"
                if kind != "box.median"
                else (f"The line in the box stands at {md}.", f"箱内竖线在 {md}。")
            ],
            wrong=[
                (q1, "wrong_measure"),
                (q3, "wrong_measure"),
                (b - a, "wrong_measure"),
                (q3 - q1, "wrong_measure"),
                (Fraction(a + b, 2), "mean_median_mixed"),
            ],
        )
    if kind == "histogram.count":
        cs = [r.randint(1, 6) for _ in range(4)]
        grid = plane.Grid(0, 4, 0, 7, 22)
        from apps.education.domain.drawing import Drawing, Label, Line, Polygon

        bars = tuple(
            Polygon(
                (grid.at(i, 0), grid.at(i, c), grid.at(i + 1, c), grid.at(i + 1, 0)),
                fill="#cfe0f1",
                stroke="#1f4e79",
            )
            for i, c in enumerate(cs)
        )
        marks = (
            tuple(Label(grid.at(i, 0)[0], grid.at(0, 0)[1] + 11, str(i * 10), 8) for i in range(5))
            + tuple(Label(6, grid.at(0, c)[1] + 3, str(c), 8) for c in range(1, 8))
            + tuple(
                Line(*grid.at(0, c), *grid.at(4, c), stroke="#d0d0d0", width=0.4)
                for c in range(1, 8)
            )
        )
        drawing = Drawing(
            grid.size[0],
            grid.size[1] + 4,
            (*marks, *bars),
            "Histogram with classes of width 10 from 0: " + ", ".join(map(str, cs)) + ".",
            "直方图，组距 10，从 0 起：" + "、".join(map(str, cs)) + "。",
        )
        k = r.randint(1, 3)
        return value(
            f"How many values are {k * 10} or more?",
            f"大于或等于 {k * 10} 的数据有多少个？",
            " + ".join(map(str, cs[k:])),
            sum(cs[k:]),
            drawing=drawing,
            other=(k * 10,),
            steps=[f"`{' + '.join(map(str, cs[k:]))} = {sum(cs[k:])}`"],
            wrong=[
                (sum(cs[:k]), "wrong_part"),
                (sum(cs), "part_ignored"),
                (cs[k], "first_term_only"),
                (sum(cs[k:]) + 1, "miscounted"),
            ],
        )
    if kind == "outlier":
        q1, i = r.randint(10, 30), 2 * r.randint(2, 6 + d)
        q3 = q1 + i
        return value(
            f"The quartiles of some data are {q1} and {q3}. Values above the third quartile plus 1.5 times the interquartile range count as outliers. Find this limit.",
            f"数据四分位数为 {q1} 和 {q3}。大于上四分位数加 1.5 倍四分位距的值算异常值，求此界限。",
            f"{q3} + 1.5*({q3} - {q1})",
            q3 + 3 * i // 2,
            steps=[f"`{q3} - {q1} = {i}`", f"`{q3} + 1.5*{i} = {q3 + 3 * i // 2}`"],
            wrong=[
                (q3 + i, "step_left_out"),
                (q1 + 3 * i // 2, "wrong_measure"),
                (q3 * 3 // 2 + 1, "wrong_order_of_operations"),
            ],
        )
    if kind == "compare_groups":
        u, v = [r.randint(4, 20) for _ in range(3)], [r.randint(4, 20) for _ in range(3)]
        a, b = sum(u), sum(v)
        if abs(a - b) > 9:
            return None
        return compare(
            f"Group A: {u[0]}, {u[1]}, {u[2]}. Group B: {v[0]}, {v[1]}, {v[2]}. Compare the means, A on the left: which sign belongs between them?",
            f"A 组：{u[0]}、{u[1]}、{u[2]}。B 组：{v[0]}、{v[1]}、{v[2]}。比较平均数（左 A 右 B）：填什么符号？",
            f"mean({', '.join(map(str, u))})",
            f"mean({', '.join(map(str, v))})",
            "<" if a < b else ">" if a > b else "=",
            slip="compared_terms_only",
            steps=[f"`{a}/3 = {num(Fraction(a, 3))}`", f"`{b}/3 = {num(Fraction(b, 3))}`"],
        )
    a, b, c, e = (r.randint(3, 10 + 10 * d) for _ in range(4))
    if kind == "relative":
        t = r.choice([20, 25, 40, 50])
        k = r.randint(2, t - 2)
        return (
            value(
                f"{k} of {t} pupils have a pet. Write the relative frequency as a percent.",
                f"{t} 名学生中 {k} 名有宠物，相对频率用百分数表示。",
                f"{k}/{t}",
                percent(Fraction(100 * k, t)),
                form="percent",
                steps=[f"`{k}/{t} = {percent(Fraction(100 * k, t))}`"],
                wrong=[
                    (percent(k), "number_as_percent"),
                    (percent(100 - Fraction(100 * k, t)), "complement_instead"),
                    (percent(Fraction(10 * k, t)), "place_value"),
                ],
            )
            if ends(Fraction(100 * k, t)) and 2 * k != t
            else None
        )
    if kind.startswith("two_way"):
        rows = [
            ["", Words("bus", "公交"), Words("bike", "自行车"), _ALL],
            [Words("boys", "男生"), str(a), str(b), str(a + b)],
            [Words("girls", "女生"), str(c), str(e), str(c + e)],
            [_ALL, str(a + c), str(b + e), str(a + b + c + e)],
        ]
        if kind.endswith("missing"):
            rows[2][2] = "?"
            shown_rows = [row[:] for row in rows]
            if d > 1:
                shown_rows[2][3] = ""
            drawing = strips.two_way(
                shown_rows,
                "Two-way table; rows boys, girls, all; columns bus, bike, all: "
                + "; ".join(", ".join(str(x) or "empty" for x in row[1:]) for row in shown_rows[1:])
                + ".",
                "双向表；行为男生、女生、合计；列为公交、自行车、合计："
                + "；".join("，".join(str(x) or "空" for x in row[1:]) for row in shown_rows[1:])
                + "。",
            )
            return value(
                "The table tells how pupils come to school. Find the number at the question mark (girls who come by bike).",
                "表中是学生上学方式。求问号处的数（骑自行车的女生）。",
                f"{b + e} - {b}",
                e,
                drawing=drawing,
                steps=[f"`{b + e} - {b} = {e}`"],
                wrong=[
                    (b + e + b, "added_instead"),
                    (abs(a + b + c + e - b), "wrong_row"),
                    (c, "wrong_row"),
                    (e + 1, "arithmetic_slip"),
                ],
            )
        drawing = strips.two_way(
            rows,
            "Two-way table; rows boys, girls, all; columns bus, bike, all.",
            "双向表；行为男生、女生、合计；列为公交、自行车、合计。",
        )
        return value(
            "The table tells how pupils come to school. Which fraction of the girls comes by bus? Give lowest terms.",
            "表中是学生上学方式。女生中乘公交的占几分之几（最简）？",
            f"{c}/({c} + {e})",
            num(Fraction(c, c + e)),
            form="lowest_terms",
            drawing=drawing,
            steps=[f"`{c}/{c + e} = {num(Fraction(c, c + e))}`"],
            wrong=[
                (num(Fraction(c, a + c)), "wrong_base"),
                (num(Fraction(c, a + b + c + e)), "wrong_base"),
                (num(Fraction(c, e)), "part_whole_mixed"),
            ],
        )
    k, t, big = r.randint(2, 9), r.choice([20, 25, 50, 40]), r.choice([10, 20, 30, 40])
    if kind == "sample.estimate":
        return value(
            f"In a random sample of {t} bulbs {k} are faulty. How many faulty ones would you expect among {t * big}?",
            f"随机抽取 {t} 个灯泡，{k} 个有问题。{t * big} 个中预计有多少个有问题？",
            f"{k}/{t}*{t * big}",
            k * big,
            steps=[f"`{t * big}/{t} = {big}`", f"`{k}*{big} = {k * big}`"],
            wrong=[
                (k + t * big - t, "additive_scaling"),
                (big, "stopped_early"),
                (t * big - k * big, "complement_instead"),
            ],
        )
    if kind == "sample.recapture":
        return value(
            f"{k * 10} fish are marked. Later {t} fish are caught, {t // 5} of them marked. Estimate how many fish there are.",
            f"标记 {k * 10} 条鱼。后来捕到 {t} 条，其中 {t // 5} 条有标记。估计共有多少条鱼。",
            f"{k * 10}*{t}/{t // 5}",
            k * 50,
            steps=[f"`{t}/{t // 5} = 5`", f"`{k * 10}*5 = {k * 50}`"],
            wrong=[
                (k * 10 * t, "multiplied_instead"),
                (k * 10 + t, "added_instead"),
                (k * 2, "fraction_upside_down"),
            ],
        )
    p, q, x = r.randint(2, 6), r.randint(5, 30), r.randint(2, 12)
    if kind == "scatter.predict":
        return value(
            f"A line of fit is `y = {p}*x + {q}`. Predict `y` for `x = {x}`.",
            f"拟合直线是 `y = {p}*x + {q}`，预测 `x = {x}` 时的 `y`。",
            (f"{p}*x + {q}", f"x = {x}"),
            p * x + q,
            drawing=plane.scatter(
                plane.first_quadrant(8, 8),
                [(1, 2), (2, 2), (3, 4), (4, 4), (5, 6), (6, 6)],
                "A scatter plot that rises.",
                "上升的散点图。",
            )
            if False
            else None,
            steps=[f"`{p}*{x} + {q} = {p * x + q}`"],
            wrong=[
                (p + x + q, "wrong_order_of_operations"),
                (p * (x + q), "wrong_order_of_operations"),
                (p * x, "stopped_early"),
            ],
        )
    if kind == "scatter.slope":
        return choose(
            f"Height `y` in cm against age `x` in years follows the line of fit `y = {p}*x + {q + 60}`. What does {p} mean?",
            f"身高 `y`（厘米）与年龄 `x`（岁）的拟合直线是 `y = {p}*x + {q + 60}`，{p} 表示什么？",
            [
                option(f"{p}*3 - {p}*2 = {p}", ("growth in cm each year", "每年长高的厘米数")),
                option(
                    f"{p}*0 + {q + 60} = {p}",
                    ("height at birth in cm", "出生时的身高"),
                    "intercept_for_slope",
                ),
                option(
                    f"{q + 60}*1 = {p}",
                    ("years to grow 1 cm", "长高一厘米所需年数")
                    if False
                    else ("age at full height", "长到最高的年龄"),
                    "input_for_output",
                ),
                option(
                    f"{p}*2 = {p}",
                    ("growth in cm in two years", "两年长高的厘米数"),
                    "arithmetic_slip",
                ),
            ],
            rng=r,
            steps=[f"`{p}*3 - {p}*2 = {p}`"],
        )
    if kind == "residual":
        o = p * x + q + nonzero(r, -6, 6)
        return value(
            f"A line of fit is `y = {p}*x + {q}`. The observed value for `x = {x}` is {o}. Find the residual, observed minus predicted.",
            f"拟合直线 `y = {p}*x + {q}`，`x = {x}` 时观测值是 {o}。求残差（观测值减预测值）。",
            f"{o} - ({p}*{x} + {q})",
            o - p * x - q,
            steps=[f"`{p}*{x} + {q} = {p * x + q}`", f"`{o} - {p * x + q} = {o - p * x - q}`"],
            wrong=[
                (p * x + q - o, "sign_error"),
                (p * x + q, "stopped_early"),
                (o - p * x, "step_left_out"),
            ],
        )
    ys = {
        "rises": [(i, i + r.randint(0, 1)) for i in range(1, 7)],
        "falls": [(i, 8 - i + r.randint(0, 1)) for i in range(1, 7)],
    }
    w = r.choice(list(ys))
    pts = ys[w]
    return choose(
        "What does the scatter plot show?",
        "散点图显示了什么？",
        [
            option(
                f"{pts[5][1]} > {pts[0][1]}",
                ("`y` tends to rise with `x`", "`y` 随 `x` 增大"),
                "" if w == "rises" else "trend_reversed",
            ),
            option(
                f"{pts[5][1]} < {pts[0][1]}",
                ("`y` tends to fall as `x` rises", "`y` 随 `x` 减小"),
                "" if w == "falls" else "trend_reversed",
            ),
            option(
                f"{pts[5][1]} = {pts[0][1]}", ("`y` does not change", "`y` 不变"), "thinks_equal"
            ),
        ],
        drawing=plane.scatter(
            plane.first_quadrant(8, 9),
            pts,
            "Scatter plot with the points " + ", ".join(map(str, pts)) + ".",
            "散点图，点为 " + "、".join(map(str, pts)) + "。",
        ),
        steps=[
            (
                f"From left to right the points {'rise' if w == 'rises' else 'fall'}.",
                f"从左到右点{'上升' if w == 'rises' else '下降'}。",
            )
        ],
    )


for _kind, (_en, _zh, _grade, _std) in _M.items():
    _needs = {
        "count": (),
        "mean.combined": (".mean.total",),
        "mean.weighted": (".mean.combined",),
        "mean.new_value": (".mean.total",),
        "box.median": (".median.list",),
        "box.iqr": (".box.median", ".iqr.list"),
        "box.range": (".box.median", ".range.list"),
        "histogram.count": (".count",),
        "outlier": (".iqr.list",),
        "relative": ("percent.share.school",),
        "two_way.missing": (".count",),
        "two_way.conditional": (".two_way.missing", ".relative"),
        "sample.estimate": ("proportion.solve",),
        "sample.recapture": (".sample.estimate",),
        "scatter.predict": ("line.slope_intercept",),
        "scatter.slope": (".scatter.predict",),
        "residual": (".scatter.predict",),
        "scatter.trend": ("coordinate_plane.read.first_quadrant",),
    }.get(_kind, (".mean.list",))
    MEAN.add(_kind, _en, _zh, partial(_stat, _kind), _needs, grade=_grade, standard=_std)

_MODELS = {
    "bag": (
        "A bag holds {a} red and {b} blue balls.",
        "袋中有 {a} 个红球和 {b} 个蓝球。",
        "drawing a red ball",
        "摸到红球",
        "a bag",
        "摸球",
    ),
    "spinner": (
        "A spinner has {n} equal parts, {a} of them red.",
        "转盘分 {n} 等份，其中 {a} 份红色。",
        "stopping on red",
        "停在红色",
        "a spinner",
        "转盘",
    ),
    "cards": (
        "There are {n} cards, {a} of them with a star.",
        "有 {n} 张卡片，其中 {a} 张有星。",
        "drawing a star",
        "抽到星",
        "cards",
        "卡片",
    ),
    "die": (
        "A fair die with the numbers 1 to {n} is rolled.",
        "掷一个标有 1 到 {n} 的均匀骰子。",
        "a number up to {a}",
        "不超过 {a} 的数",
        "a die",
        "骰子",
    ),
}
_WANTED = {
    "simple": ("Find a probability", "求概率"),
    "complement": ("Find the probability of the opposite", "求对立事件概率"),
    "expected": ("Find how often to expect an event", "求期望次数"),
    "percent": ("Write a probability as a percent", "用百分数写概率"),
}


def _simple(model: str, want: str, d: int, r: random.Random) -> Task | None:
    n = r.choice([8, 10, 12] if d == 1 else [15, 16, 20, 24] if d == 2 else [25, 30, 36, 40])
    if model == "die":
        n = r.choice([6, 8] if d == 1 else [10, 12] if d == 2 else [20])
    a = r.randint(1, n - 1)
    b = n - a
    f = Fraction(a, n)
    if a == b:
        return None
    en, zh, ev_en, ev_zh, _, _ = _MODELS[model]
    en, zh, ev_en, ev_zh = (t.format(a=a, b=b, n=n) for t in (en, zh, ev_en, ev_zh))
    base = f"({a} + {b})" if model == "bag" else str(n)
    low = " Give a fraction in lowest terms."
    one = (1,) if model == "die" else ()
    if want == "simple":
        return value(
            f"{en} Find the probability of {ev_en}." + low,
            f"{zh}求{ev_zh}的概率（最简分数）。",
            f"{a}/{base}",
            num(f),
            form="lowest_terms",
            other=one,
            steps=[
                ("Favourable outcomes over all outcomes.", "有利结果数除以总结果数。"),
                f"`{a}/{n} = {num(f)}`",
            ],
            wrong=[
                (num(Fraction(a, b)), "part_whole_mixed"),
                (num(1 - f), "complement_instead"),
                (num(Fraction(1, n)), "one_outcome_only"),
                (num(Fraction(1, a)) if a > 1 else "1/2", "one_outcome_only"),
            ],
        )
    if want == "complement":
        return value(
            f"{en} Find the probability that this does not happen: {ev_en}." + low,
            f"{zh}求“{ev_zh}”不发生的概率（最简分数）。",
            f"1 - {a}/{base}",
            num(1 - f),
            form="lowest_terms",
            other=one,
            steps=[f"`1 - {num(f)} = {num(1 - f)}`"],
            wrong=[
                (num(f), "complement_forgotten"),
                (num(Fraction(b, a)) if b < a else num(Fraction(a, b)), "part_whole_mixed"),
                (num(Fraction(1, n)), "one_outcome_only"),
            ],
        )
    k = r.randint(2, 6 + 4 * d)
    if want == "expected":
        return value(
            f"{en} This is repeated {n * k} times in the same way. How often would you expect this: {ev_en}?",
            f"{zh}按同样方式重复 {n * k} 次，预计{ev_zh}多少次？",
            f"{a}/{base}*{n * k}",
            a * k,
            other=one,
            steps=[f"`{num(f)}*{n * k} = {a * k}`"],
            wrong=[(b * k, "complement_instead"), (k, "one_outcome_only"), (a, "stopped_early")],
        )
    if not ends(f * 1000):
        return None
    return value(
        f"{en} Write the probability of {ev_en} as a percent.",
        f"{zh}用百分数表示{ev_zh}的概率。",
        f"{a}/{base}",
        percent(f * 100),
        form="percent",
        other=one,
        steps=[f"`{a}/{n} = {percent(f * 100)}`"],
        wrong=[
            (percent(100 - f * 100), "complement_instead"),
            (percent(a), "number_as_percent"),
            (percent(f * 10), "place_value"),
        ],
    )


for _model, (_, _, _, _, _men, _mzh) in _MODELS.items():
    for _want, (_wen, _wzh) in _WANTED.items():
        CHANCE.add(
            f"{_want}.{_model}",
            f"{_wen}: {_men}",
            f"{_wzh}：{_mzh}",
            partial(_simple, _model, _want),
            ()
            if (_model, _want) == ("bag", "simple")
            else (".simple.bag",)
            if _want == "simple"
            else (f".simple.{_model}",),
            standard="7.SP.C.6" if _want == "expected" else "7.SP.C.7.a",
        )

_P = {
    "experimental": ("Find a probability from an experiment", "求实验概率", 7, "7.SP.C.6"),
    "likelier": ("Compare two chances", "比较两个可能性", 7, "7.SP.C.5"),
    "sample_space": ("Count outcomes of two choices", "两次选择的结果数", 7, "7.SP.C.8.b"),
    "counting": ("Count outcomes of three choices", "三次选择的结果数", 7, "7.SP.C.8.b"),
    "coins.all": (
        "Find the chance that an event comes every time",
        "每次都发生的概率",
        7,
        "7.SP.C.8.a",
    ),
    "coins.one": ("Find the chance of exactly one head", "恰一个正面的概率", 7, "7.SP.C.8.a"),
    "dice.sum": ("Find the chance of a sum of two dice", "两骰子点数和的概率", 7, "7.SP.C.8.a"),
    "independent": ("Multiply chances of independent events", "独立事件的概率", 10, "HSS.CP.A.2"),
    "with_replacement": ("Draw twice and put back", "有放回抽取", 7, "7.SP.C.8.a"),
    "without_replacement": ("Draw twice without putting back", "不放回抽取", 10, "HSS.CP.A.3"),
    "either": (
        "Add chances of events that exclude one another",
        "互斥事件的概率",
        10,
        "HSS.CP.B.7",
    ),
    "either_overlap": ("Add chances of events that overlap", "相交事件的概率", 10, "HSS.CP.B.7"),
    "at_least_one": ("Find the chance of at least one", "至少一次的概率", 10, "HSS.CP.A.2"),
    "conditional": ("Find a conditional chance", "条件概率", 10, "HSS.CP.B.6"),
    "expected_value": ("Find an expected gain", "求期望收益", 10, "HSS.CP.B.6"),
    "permutations": ("Count orders", "排列数", 10, "HSS.CP.B.6"),
    "arrangements": ("Count ordered choices", "有序选择", 10, "HSS.CP.B.6"),
    "combinations": ("Count choices without order", "组合数", 10, "HSS.CP.B.6"),
    "unequal": ("Find the last chance of an uneven model", "不等可能模型的概率", 7, "7.SP.C.7.b"),
    "odds": ("Find a probability from odds", "由机会比求概率", 7, "7.SP.C.7.a"),
}


def _chance(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.randint(2, 3 + 2 * d), r.randint(2, 3 + 2 * d), r.randint(2, 3 + d)
    n = a + b
    low = (" Give a fraction in lowest terms.", "（最简分数）。")

    def frac(
        en: str, zh: str, given: str, v: Fraction, steps: list, wrong: list, other: tuple = ()
    ):
        return value(
            en + low[0],
            zh + low[1],
            given,
            num(v),
            form="lowest_terms",
            steps=[*steps, f"`{num(v)}`"],
            wrong=[(num(w), s) for w, s in wrong if w > 0],
            other=other,
        )

    if kind == "experimental":
        t = r.choice([20, 40, 50, 60, 80])
        k = r.randint(3, t - 3)
        return frac(
            f"A drawing pin lands point up {k} times in {t} throws. Find the experimental probability of point up.",
            f"图钉抛 {t} 次，{k} 次钉尖朝上。求钉尖朝上的实验概率",
            f"{k}/{t}",
            Fraction(k, t),
            [f"`{k}/{t}`"],
            [
                (Fraction(t - k, t), "complement_instead"),
                (Fraction(1, 2), "equal_chances_assumed"),
                (Fraction(k, t - k), "part_whole_mixed"),
            ],
        )
    if kind == "likelier":
        x, y = r.randint(1, 6), r.randint(1, 6)
        u, v = x + r.randint(1, 6), y + r.randint(1, 6)
        if u == v or (x, u) == (y, v):
            return None
        f, g = Fraction(x, u), Fraction(y, v)
        return compare(
            f"Bag A: {x} of {u} balls are red. Bag B: {y} of {v} are red. Compare the chances of red, A on the left: which sign belongs between them?",
            f"甲袋 {u} 个球中 {x} 个红，乙袋 {v} 个中 {y} 个红。比较摸红球的概率（左甲右乙）：填什么符号？",
            f"{x}/{u}",
            f"{y}/{v}",
            "<" if f < g else ">" if f > g else "=",
            slip="compared_terms_only",
            steps=[f"`{num(f)}`, `{num(g)}`"],
        )
    if kind in ("sample_space", "counting"):
        ks = (a, b) if kind == "sample_space" else (a, b, c)
        v = a * b if len(ks) == 2 else a * b * c
        en = (
            f"A menu has {a} starters and {b} main dishes"
            + (f" and {c} desserts" if len(ks) == 3 else "")
            + ". How many different meals with one of each are there?"
        )
        zh = (
            f"菜单有 {a} 种前菜、{b} 种主菜"
            + (f"、{c} 种甜点" if len(ks) == 3 else "")
            + "，各选一种有多少种组合？"
        )
        return value(
            en,
            zh,
            "*".join(map(str, ks)),
            v,
            steps=[f"`{'*'.join(map(str, ks))} = {v}`"],
            wrong=[(sum(ks), "added_instead"), (v - 1, "off_by_one"), (v * 2, "order_counted")],
        )
    if kind.startswith("coins"):
        n = r.randint(2, 4) if d == 1 else r.randint(3, 5 + d)
        if kind == "coins.all" and d > 1:
            k, n = r.randint(3, 6), r.randint(2, 3)
            return frac(
                f"A spinner has {k} equal parts, one of them red. It is spun {n} times. Find the probability that it stops on red every time.",
                f"转盘分 {k} 等份，一份红色，转 {n} 次。求每次都停在红色的概率",
                f"(1/{k})^{n}",
                Fraction(1, k**n),
                [f"`{k}^{n} = {k**n}`"],
                [
                    (Fraction(1, k), "one_outcome_only"),
                    (Fraction(1, k * n), "multiplied_base_exponent"),
                    (Fraction(n, k) if n < k else Fraction(1, k + n), "added_instead"),
                ],
            )
        if kind == "coins.all":
            return frac(
                f"{n} fair coins are thrown. Find the probability that all show heads.",
                f"掷 {n} 枚均匀硬币，求全部正面的概率",
                f"(1/2)^{n}",
                Fraction(1, 2**n),
                [f"`2^{n} = {2**n}`"],
                [
                    (Fraction(1, 2), "one_outcome_only"),
                    (Fraction(1, 2 * n) if n != 2 else Fraction(1, 3), "multiplied_base_exponent"),
                    (Fraction(1, n + 1) if n != 3 else Fraction(1, 3), "order_ignored"),
                ],
                (2,),
            )
        return frac(
            f"{n} fair coins are thrown. Find the probability that exactly one shows heads.",
            f"掷 {n} 枚均匀硬币，求恰好一枚正面的概率",
            f"choose({n}, 1)/2^{n}",
            Fraction(n, 2**n),
            [f"`{n}/{2**n}`"],
            [
                (Fraction(1, 2**n), "order_ignored"),
                (Fraction(1, n) if n != 2 else Fraction(1, 3), "order_ignored"),
                (Fraction(1, n + 1) if n != 3 else Fraction(1, 5), "order_ignored"),
            ],
            (2,),
        )
    if kind == "dice.sum":
        s = r.randint(2, 12)
        k = 6 - abs(7 - s)
        return frac(
            f"Two fair dice with the numbers 1 to 6 are rolled. Find the probability of the sum {s}.",
            f"掷两个标有 1 到 6 的均匀骰子，求点数和为 {s} 的概率",
            f"(6 - abs(7 - {s}))/36",
            Fraction(k, 36),
            [(f"{k} of 36 pairs have the sum {s}.", f"36 种中有 {k} 种和为 {s}。")],
            [
                (Fraction(1, 11), "equal_chances_assumed"),
                (Fraction(max(1, k // 2), 36) if k > 1 else Fraction(2, 36), "order_ignored"),
                (Fraction(s, 36), "number_as_count"),
            ],
            (1, 6),
        )
    p, q = proper(r, [2, 3, 4, 5]), proper(r, [3, 4, 5, 6])
    if kind == "independent":
        return frac(
            f"Two independent events have the probabilities `{num(p)}` and `{num(q)}`. Find the probability that both happen.",
            f"两独立事件概率为 `{num(p)}` 和 `{num(q)}`，求同时发生的概率",
            f"({num(p)})*({num(q)})",
            p * q,
            [f"`({num(p)})*({num(q)})`"],
            [(p + q, "added_instead"), (p, "stopped_early"), ((p + q) / 2, "mean_taken")],
        )
    if kind in ("with_replacement", "without_replacement"):
        back = kind.startswith("with_")
        v = Fraction(a * a, n * n) if back else Fraction(a * (a - 1), n * (n - 1))
        w = Fraction(a * (a - 1), n * (n - 1)) if back else Fraction(a * a, n * n)
        word = (
            ("The first ball is put back before the second is drawn.", "第一个球放回后再取第二个。")
            if back
            else ("The first ball is not put back.", "第一个球不放回。")
        )
        return frac(
            f"A bag holds {a} red and {b} blue balls. Two are drawn, one after the other. {word[0]} Find the probability that both are red.",
            f"袋中 {a} 个红球、{b} 个蓝球，先后取两个。{word[1]}求两个都是红球的概率",
            f"{a}/({a} + {b})*{a}/({a} + {b})"
            if back
            else f"{a}/({a} + {b})*({a} - 1)/({a} + {b} - 1)",
            v,
            [f"`({a}/{n})*({a if back else a - 1}/{n if back else n - 1})`"],
            [
                (w, "replacement_mixed"),
                (Fraction(a, n), "stopped_early"),
                (Fraction(2 * a, n) if 2 * a < n else Fraction(b, n), "added_instead"),
            ],
        )
    if kind == "either":
        return frac(
            f"A box holds {a} red, {b} blue and {c} green pens. One is taken. Find the probability that it is red or green.",
            f"盒中有 {a} 支红笔、{b} 支蓝笔、{c} 支绿笔，取一支，求是红或绿的概率",
            f"({a} + {c})/({a} + {b} + {c})",
            Fraction(a + c, n + c),
            [f"`({a} + {c})/{n + c}`"],
            [
                (Fraction(b, n + c), "complement_instead"),
                (Fraction(a * c, (n + c) ** 2), "multiplied_instead"),
                (Fraction(a, n + c), "stopped_early"),
            ],
        )
    if kind == "either_overlap":
        t, o = 30, r.randint(1, 4)
        x, y = r.randint(6, 14), r.randint(6, 14)
        return frac(
            f"Of {t} pupils {x} play chess, {y} sing, and {o} do both. One is chosen. Find the probability that the pupil does at least one of the two.",
            f"{t} 名学生中 {x} 名下棋、{y} 名唱歌、{o} 名两者都做。选一名，求至少做一样的概率",
            f"({x} + {y} - {o})/{t}",
            Fraction(x + y - o, t),
            [f"`{x} + {y} - {o} = {x + y - o}`"],
            [
                (Fraction(x + y, t), "overlap_counted_twice"),
                (Fraction(x + y - 2 * o, t), "overlap_left_out"),
                (Fraction(o, t), "and_for_or"),
            ],
        )
    if kind == "at_least_one":
        k = 2 if d < 3 else 3
        v = 1 - (1 - p) ** k
        return frac(
            f"An event has the probability `{num(p)}` in each try. Find the probability that it happens at least once in {k} independent tries.",
            f"每次试验事件概率 `{num(p)}`，求 {k} 次独立试验至少发生一次的概率",
            f"1 - (1 - {num(p)})^{k}",
            v,
            [f"`1 - ({num(1 - p)})^{k}`"],
            [
                ((1 - p) ** k, "complement_forgotten"),
                (p**k, "all_for_one"),
                (k * p if k * p < 1 else p, "added_instead"),
            ],
        )
    if kind == "conditional":
        return frac(
            f"Of {a + b + c} members {a + b} are adults, and {a} of the adults swim. An adult is chosen. Find the probability that this adult swims.",
            f"{a + b + c} 名会员中 {a + b} 名成人，成人中 {a} 名会游泳。选一名成人，求会游泳的概率",
            f"{a}/{a + b}",
            Fraction(a, n),
            [f"`{a}/{n}`"],
            [
                (Fraction(a, n + c), "wrong_base"),
                (Fraction(b, n), "complement_instead"),
                (Fraction(n, n + c), "wrong_base"),
            ],
            (a + b + c,),
        )
    if kind == "expected_value":
        w, t = r.choice([10, 20, 50]), r.choice([4, 5, 10])
        cost = r.randint(1, 4)
        v = Fraction(w, t) - cost
        return value(
            f"A game costs \\${cost}. With the probability `1/{t}` it pays \\${w}, otherwise nothing. Find the expected gain in dollars.",
            f"一局游戏花 {cost} 元，以概率 `1/{t}` 得 {w} 元，否则没有。求期望收益（元）。",
            f"1/{t}*{w} - {cost}",
            dec(v),
            show=dec,
            steps=[f"`{dec(Fraction(w, t))} - {cost} = {dec(v)}`"],
            wrong=[
                (dec(Fraction(w, t)), "cost_forgotten"),
                (str(w - cost), "chance_ignored"),
                (dec(-v) if v else "1", "sign_error"),
            ],
        )
    k = r.randint(4, 4 + d)
    m = r.randint(2, 3)
    if kind in ("permutations", "arrangements", "combinations"):
        from math import comb, factorial, perm

        v, given = {
            "permutations": (factorial(k), f"fact({k})"),
            "arrangements": (perm(k + 2, m), f"perm({k + 2}, {m})"),
            "combinations": (comb(k + 2, m), f"choose({k + 2}, {m})"),
        }[kind]
        texts = {
            "permutations": (
                f"In how many orders can {k} books stand on a shelf?",
                f"{k} 本书排成一排有多少种顺序？",
            ),
            "arrangements": (
                f"{k + 2} runners race. In how many ways can the first {m} places be filled?",
                f"{k + 2} 人赛跑，前 {m} 名有多少种结果？",
            ),
            "combinations": (
                f"In how many ways can {m} of {k + 2} pupils be chosen for a team?",
                f"从 {k + 2} 名学生中选 {m} 名组队，有多少种选法？",
            ),
        }[kind]
        return value(
            *texts,
            given,
            v,
            steps=[
                f"`{'*'.join(str(t) for t in (range(k, 0, -1) if kind == 'permutations' else range(k + 2, k + 2 - m, -1)))}`"
                + (f" ÷ `{factorial(m)}`" if kind == "combinations" else ""),
                f"`{v}`",
            ],
            wrong=[
                (k * k if kind == "permutations" else (k + 2) ** m, "repetition_allowed"),
                (sum(range(1, k + 1)) if kind == "permutations" else (k + 2) * m, "added_instead"),
                (
                    perm(k + 2, m) if kind == "combinations" else v // 2,
                    "order_counted" if kind == "combinations" else "order_ignored",
                ),
            ],
        )
    if kind == "unequal":
        x, y = r.randint(10, 40), r.randint(10, 40)
        return value(
            f"A spinner shows red with `{x}%`, blue with `{y}%` and otherwise green. Find the probability of green as a percent.",
            f"转盘红色概率 `{x}%`，蓝色 `{y}%`，其余绿色。求绿色的概率（百分数）。",
            f"100% - {x}% - {y}%",
            f"{100 - x - y}%",
            form="percent",
            steps=[f"`100% - {x}% - {y}% = {100 - x - y}%`"],
            wrong=[
                (f"{x + y}%", "complement_forgotten"),
                (f"{100 - x}%", "stopped_early"),
                ("33%", "equal_chances_assumed"),
            ],
        )
    return (
        frac(
            f"The chances for and against rain are `{a}:{b}`. Find the probability of rain.",
            f"下雨与不下雨的机会比是 `{a}:{b}`，求下雨的概率",
            f"{a}/({a} + {b})",
            Fraction(a, n),
            [f"`{a}/{n}`"],
            [
                (Fraction(a, b), "part_whole_mixed"),
                (Fraction(b, n), "complement_instead"),
                (Fraction(b, a), "reversed_ratio"),
            ],
        )
        if a != b
        else None
    )


for _kind, (_en, _zh, _grade, _std) in _P.items():
    _needs = {
        "counting": (".sample_space",),
        "coins.all": (".sample_space",),
        "coins.one": (".coins.all",),
        "dice.sum": (".sample_space", ".simple.die"),
        "independent": (".coins.all",),
        "without_replacement": (".with_replacement",),
        "with_replacement": (".coins.all", ".simple.bag"),
        "either": (".simple.bag",),
        "either_overlap": (".either",),
        "at_least_one": (".independent", ".complement.bag"),
        "conditional": (".without_replacement", "statistics.two_way.conditional"),
        "expected_value": (".expected.bag", "signed.meaning.money"),
        "permutations": (".counting",),
        "arrangements": (".permutations",),
        "combinations": (".arrangements",),
        "unequal": (".complement.spinner",),
        "likelier": ("percent_form.percent_to_fraction.whole",),
        "experimental": (".likelier",),
        "odds": (".simple.bag", "ratio.write.part_whole"),
        "sample_space": (".simple.bag",),
    }.get(_kind, (".simple.bag",))
    CHANCE.add(_kind, _en, _zh, partial(_chance, _kind), _needs, grade=_grade, standard=_std)
