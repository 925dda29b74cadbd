"""Positive and negative numbers: meaning, order, size, and the four operations."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from math import lcm

from apps.education.domain.figures import signed_line
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    dec,
    ends,
    mixed,
    neg,
    nonzero,
    num,
    proper,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    choose,
    compare,
    option,
    order,
    solve,
    value,
)

MEANING = Bank("signed", "negative_numbers", 6, "6.NS.C.5", ("fractions.line.mixed",))
ORDER = Bank("signed_order", "negative_numbers", 6, "6.NS.C.7.a", ("signed.read_line.integer",))
OPS = Bank("rational", "rational_operations", 7, "7.NS.A.1.d", ("signed_order.absolute.integer",))

_UP_DOWN = {
    "temperature": (
        "The temperature is {n} degrees below zero.",
        "气温是零下 {n} 度。",
        "The temperature is {n} degrees above zero.",
        "气温是零上 {n} 度。",
        "temperatures",
        "温度",
    ),
    "height": (
        "A diver is {n} m below sea level.",
        "潜水员在海平面以下 {n} 米。",
        "A hut is {n} m above sea level.",
        "小屋在海平面以上 {n} 米。",
        "heights",
        "高度",
    ),
    "money": (
        "Pia owes her brother \\${n}.",
        "皮娅欠哥哥 {n} 元。",
        "Pia gets \\${n} as a present.",
        "皮娅得到 {n} 元礼金。",
        "debts and gains",
        "欠款与收入",
    ),
    "floors": (
        "A lift stops {n} floors below the ground floor.",
        "电梯停在地面层以下 {n} 层。",
        "A lift stops {n} floors above the ground floor.",
        "电梯停在地面层以上 {n} 层。",
        "floors",
        "楼层",
    ),
    "score": (
        "A player loses {n} points.",
        "一名玩家失去 {n} 分。",
        "A player wins {n} points.",
        "一名玩家赢得 {n} 分。",
        "points won and lost",
        "得分与失分",
    ),
}


def _meaning(kind: str, d: int, r: random.Random) -> Task:
    low_en, low_zh, high_en, high_zh, _, _ = _UP_DOWN[kind]
    n = r.randint(2, 12 * d)
    down = r.random() < 0.75
    en, zh = (low_en, low_zh) if down else (high_en, high_zh)
    flip = d == 3
    v = -n if down else n
    if flip:
        return value(
            f"{en.format(n=n)} Which number describes the opposite situation?",
            f"{zh.format(n=n)}用哪个数表示相反的情况？",
            f"-({v})",
            -v,
            steps=[
                (f"The situation is `{v}`.", f"这个情况是 `{v}`。"),
                (f"The opposite is `{-v}`.", f"相反的情况是 `{-v}`。"),
            ],
            wrong=[(v, "opposite_forgotten"), (0, "zero_as_opposite"), (2 * n, "arithmetic_slip")],
        )
    return value(
        f"{en.format(n=n)} Which positive or negative number describes this?",
        f"{zh.format(n=n)}用哪个正数或负数表示？",
        f"0 {'-' if down else '+'} {n}",
        v,
        steps=[
            (
                "Above, gained or owned is positive; below, lost or owed is negative.",
                "高于、得到为正；低于、失去、欠为负。",
            ),
            f"`{v}`",
        ],
        wrong=[(-v, "sign_error"), (0, "zero_as_opposite"), (2 * v, "arithmetic_slip")],
        other=(0,),
    )


for _kind, (_, _, _, _, _en, _zh) in _UP_DOWN.items():
    MEANING.add(
        f"meaning.{_kind}",
        f"Describe {_en} with positive and negative numbers",
        f"用正负数表示{_zh}",
        partial(_meaning, _kind),
        () if _kind == "temperature" else (".meaning.temperature",),
    )

_PARTS = {"integer": 1, "half": 2, "quarter": 4, "fifth": 5}
_PART_NAMES = {
    "integer": ("integers", "整数"),
    "half": ("halves", "二分之一"),
    "quarter": ("quarters", "四分之一"),
    "fifth": ("fifths or tenths as decimals", "五分之一（小数）"),
}


def _read(kind: str, d: int, r: random.Random) -> Task | None:
    parts = _PARTS[kind]
    low, high = (-4 - 2 * d, 4) if parts == 1 else (-2 - d, 1 + d)
    v = Fraction(r.randint(low * parts + 1, (0 if d > 1 else high) * parts - 1), parts)
    if v == 0 or (parts > 1 and v.denominator == 1):
        return None
    show = dec if kind == "fifth" else mixed
    every = 2 if d > 1 and parts == 1 else 1
    drawing = signed_line.marks(
        low,
        high,
        [(float(v), "P")],
        f"Number line from {low} to {high}, {parts} steps per unit; point P is {abs(round((v - low) * parts))} steps to the right of {low}.",
        f"数轴从 {low} 到 {high}，每单位 {parts} 格；点 P 在 {low} 右边第 {abs(round((v - low) * parts))} 格。",
        parts=parts,
        every=every,
    )
    start = low if parts == 1 else int(v) if v > 0 or v.denominator == 1 else int(v) - 1
    key = show(v)
    return value(
        "Which number belongs to point P?",
        "点 P 表示哪个数？",
        f"{start} + {round((v - start) * parts)}/{parts}",
        key,
        drawing=drawing,
        steps=[
            (f"One step is `{num(Fraction(1, parts))}`.", f"每格是 `{num(Fraction(1, parts))}`。"),
            (
                f"P is {round(abs(v) * parts)} steps to the {'left' if v < 0 else 'right'} of 0: `{key}`.",
                f"P 在 0 的{'左' if v < 0 else '右'}边 {round(abs(v) * parts)} 格：`{key}`。",
            ),
        ],
        wrong=[
            (show(-v), "sign_error"),
            (show(v + Fraction(1, parts)), "off_by_one"),
            (show(v - Fraction(1, parts)), "off_by_one"),
            (show(v - 1), "counted_wrong_way"),
        ],
    )


for _kind in _PARTS:
    _en, _zh = _PART_NAMES[_kind]
    MEANING.add(
        f"read_line.{_kind}",
        f"Read {_en} on a number line through zero",
        f"在过零的数轴上读数：{_zh}",
        partial(_read, _kind),
        (".meaning.temperature",) if _kind == "integer" else (".read_line.integer",),
        standard="6.NS.C.6.c",
    )

_TYPES = {
    "integer": ("integers", "整数"),
    "decimal": ("decimals", "小数"),
    "fraction": ("fractions", "分数"),
    "mixed": ("mixed numbers", "带分数"),
}


def _draw(kind: str, d: int, r: random.Random) -> Fraction:
    """A positive number of the type."""
    if kind == "integer":
        return Fraction(r.randint(2, 6 + 7 * d))
    if kind == "decimal":
        return (
            Fraction(r.choice([n for n in range(2, 40 + 30 * d) if n % 10]), 10)
            if d < 3
            else Fraction(r.choice([n for n in range(11, 700) if n % 10]), 100)
        )
    bottoms = [2, 4, 5, 10] if d == 1 else [2, 3, 4, 6, 8] if d == 2 else [3, 4, 5, 6, 7, 8, 9]
    f = proper(r, bottoms)
    return f if kind == "fraction" else f + r.randint(1, 2 + d)


def _show(kind: str):
    return {"integer": num, "decimal": dec, "fraction": num, "mixed": mixed}[kind]


def _opposite(kind: str, d: int, r: random.Random) -> Task:
    v = _draw(kind, d, r) * r.choice([-1, 1])
    show = _show(kind)
    if d == 3:
        return value(
            f"Work out `-(-({show(v)}))`, the opposite of the opposite of `{show(v)}`.",
            f"求 `{show(v)}` 的相反数的相反数 `-(-({show(v)}))`。",
            f"-(-({show(v)}))",
            show(v),
            steps=[
                (
                    f"The opposite of `{show(v)}` is `{show(-v)}`.",
                    f"`{show(v)}` 的相反数是 `{show(-v)}`。",
                ),
                (f"The opposite of that is `{show(v)}` again.", f"它的相反数又是 `{show(v)}`。"),
            ],
            wrong=[
                (show(-v), "sign_error"),
                ("0", "zero_as_opposite"),
                (show(2 * v), "added_instead"),
            ],
        )
    return value(
        f"What is the opposite of `{show(v)}`?",
        f"`{show(v)}` 的相反数是多少？",
        f"-({show(v)})",
        show(-v),
        steps=[
            (
                "The opposite lies equally far from 0 on the other side.",
                "相反数在 0 的另一侧，到 0 的距离相等。",
            ),
            f"`-({show(v)}) = {show(-v)}`",
        ],
        wrong=[
            (show(v), "opposite_forgotten"),
            (num(1 / v), "reciprocal_instead"),
            ("0", "zero_as_opposite"),
        ],
    )


def _absolute(kind: str, d: int, r: random.Random) -> Task:
    show = _show(kind)
    v = -_draw(kind, d, r)
    if d < 3:
        return value(
            f"Find `abs({show(v)})`.",
            f"求 `abs({show(v)})`。",
            f"abs({show(v)})",
            show(-v),
            steps=[
                (
                    f"`{show(v)}` is `{show(-v)}` away from 0.",
                    f"`{show(v)}` 到 0 的距离是 `{show(-v)}`。",
                )
            ],
            wrong=[
                (show(v), "absolute_keeps_sign"),
                ("0", "zero_as_opposite"),
                (show(2 * v), "arithmetic_slip"),
            ],
        )
    w = _draw(kind, 2, r)
    return value(
        f"Work out `abs({show(v)}) - abs({show(w)})`.",
        f"计算 `abs({show(v)}) - abs({show(w)})`。",
        f"abs({show(v)}) - abs({show(w)})",
        show(-v - w),
        steps=[f"`abs({show(v)}) = {show(-v)}`", f"`{show(-v)} - {neg(show(w))} = {show(-v - w)}`"],
        wrong=[
            (show(v - w), "absolute_keeps_sign"),
            (show(-v + w), "sign_error"),
            (show(v + w), "sign_error"),
        ],
    )


def _compare(kind: str, d: int, r: random.Random) -> Task | None:
    show = _show(kind)
    a, b = (_draw(kind, d, r) for _ in range(2))
    v, w = -a, (-b if d > 1 or r.random() < 0.5 else b)
    if v == w and d < 3:
        return None
    sign = "<" if v < w else ">" if v > w else "="
    return compare(
        f"Which sign belongs between `{show(v)}` (left) and `{show(w)}` (right)?",
        f"`{show(v)}`（左）与 `{show(w)}`（右）之间应填什么符号？",
        show(v),
        show(w),
        sign,
        slip="compared_sizes_only",
        steps=[
            ("On the number line the number further left is smaller.", "数轴上越靠左的数越小。"),
            f"`{show(v)} {sign} {show(w)}`",
        ],
    )


def _sort(kind: str, d: int, r: random.Random) -> Task | None:
    show = _show(kind)
    vs = sorted({_draw(kind, d, r) * r.choice([-1, -1, 1]) for _ in range(3 + (d > 1))})
    if len(vs) < 3 + (d > 1) or vs[0] > 0:
        return None
    key = [show(v) for v in vs]
    given = r.sample(key, len(key))
    falling = d == 3
    if falling:
        key = key[::-1]
    if given == key:
        return None
    by_size = [show(v) for v in sorted(vs, key=abs, reverse=falling)]
    listed = ", ".join(f"`{t}`" for t in given)
    return order(
        f"Put in order, {'largest' if falling else 'smallest'} first: {listed}",
        f"从{'大到小' if falling else '小到大'}排列：{listed}",
        given,
        key,
        form="descending" if falling else "ascending",
        steps=[
            (
                "Negative numbers come first; of two negative numbers the one further from 0 is smaller.",
                "负数小于正数；两个负数中离 0 较远的较小。",
            )
        ],
        wrong=[
            (by_size, "compared_sizes_only"),
            (key[::-1], "wrong_direction_order"),
            ([key[1], key[0], *key[2:]], "arithmetic_slip"),
        ],
    )


for _t, (_en, _zh) in _TYPES.items():
    _first = _t == "integer"
    MEANING.add(
        f"opposite.{_t}",
        f"Find opposites: {_en}",
        f"求相反数：{_zh}",
        partial(_opposite, _t),
        (".read_line.integer",) if _first else (".opposite.integer",),
        standard="6.NS.C.6.a",
    )
    ORDER.add(
        f"absolute.{_t}",
        f"Find absolute values: {_en}",
        f"求绝对值：{_zh}",
        partial(_absolute, _t),
        (f"signed.opposite.{_t}",) if _first else (f"signed.opposite.{_t}", ".absolute.integer"),
        standard="6.NS.C.7.c",
    )
    ORDER.add(
        f"compare.{_t}",
        f"Compare numbers below zero: {_en}",
        f"比较负数大小：{_zh}",
        partial(_compare, _t),
        () if _first else (".compare.integer",),
    )
    ORDER.add(
        f"order.{_t}",
        f"Order positive and negative {_en}",
        f"正负数排序：{_zh}",
        partial(_sort, _t),
        (f".compare.{_t}",),
        standard="6.NS.C.7.b",
    )


@ORDER.point(
    "inequality_in_context",
    "Compare two readings below zero in a setting",
    "在情境中比较零下的读数",
    (".compare.integer",),
    standard="6.NS.C.7.b",
)
def _context(d: int, r: random.Random) -> Task | None:
    a, b = r.sample(range(2, 15 * d), 2)
    v, w = -a, (-b if d > 1 else r.choice([-b, b]))
    options = [
        option(
            f"{v} {'<' if v < w else '>'} {w}",
            ("The first town", "甲镇") if v < w else ("The second town", "乙镇"),
        )
    ]
    options.append(
        option(
            f"{v} {'>' if v < w else '<'} {w}",
            ("The second town", "乙镇") if v < w else ("The first town", "甲镇"),
            "compared_sizes_only",
        )
    )
    options.append(option(f"{v} = {w}", ("Both are equally cold", "两镇一样冷"), "thinks_equal"))
    return choose(
        f"One night it is `{v}` °C in the first town and `{w}` °C in the second. Where is it colder?",
        f"某夜甲镇 `{v}` °C，乙镇 `{w}` °C。哪里更冷？",
        options,
        rng=r,
        steps=[
            ("Colder means further down the scale.", "更冷就是温度更低。"),
            f"`{min(v, w)} < {max(v, w)}`",
        ],
    )


@ORDER.point(
    "distance",
    "Find the distance between two numbers on the line",
    "求数轴上两点的距离",
    (".absolute.integer",),
    grade=7,
    standard="7.NS.A.1.c",
)
def _distance(d: int, r: random.Random) -> Task:
    a, b = r.randint(2, 6 + 4 * d), r.randint(1, 6 + 4 * d)
    v, w = (-a, b) if d < 3 else (-a - b, -a)
    if d == 2:
        v, w = w, v
    return value(
        f"How far apart are `{v}` and `{w}` on the number line?",
        f"数轴上 `{v}` 与 `{w}` 相距多远？",
        f"abs({v} - {neg(w)})",
        abs(v - w),
        steps=[f"`abs({v} - {neg(w)}) = {abs(v - w)}`"],
        wrong=[
            (abs(abs(v) - abs(w)), "sizes_subtracted"),
            (-abs(v - w), "negative_distance"),
            (abs(v - w) + 1, "off_by_one"),
            (abs(v + w), "sign_error"),
            (abs(v) + abs(w), "added_instead"),
        ],
    )


_SIGNS = {
    "add": {"neg_neg": (-1, -1), "neg_pos": (-1, 1), "pos_neg": (1, -1)},
    "subtract": {
        "pos_pos_below": (1, 1),
        "pos_neg": (1, -1),
        "neg_pos": (-1, 1),
        "neg_neg": (-1, -1),
    },
    "multiply": {"neg_pos": (-1, 1), "neg_neg": (-1, -1)},
    "divide": {"neg_pos": (-1, 1), "neg_neg": (-1, -1)},
}
_SIGN_NAMES = {
    "neg_neg": ("negative and negative", "负与负"),
    "neg_pos": ("negative and positive", "负与正"),
    "pos_neg": ("positive and negative", "正与负"),
    "pos_pos_below": ("result below zero", "结果小于零"),
}
_OPS = {
    "add": ("+", "Add", "加法", "7.NS.A.1.b"),
    "subtract": ("-", "Subtract", "减法", "7.NS.A.1.c"),
    "multiply": ("*", "Multiply", "乘法", "7.NS.A.2.a"),
    "divide": ("÷", "Divide", "除法", "7.NS.A.2.b"),
}


def _calc(op: str, x: Fraction, y: Fraction) -> Fraction:
    return {
        "add": x + y,
        "subtract": x - y,
        "multiply": x * y,
        "divide": x / y if y else Fraction(0),
    }[op]


def _operate(op: str, kind: str, signs: str, d: int, r: random.Random) -> Task | None:
    sx, sy = _SIGNS[op][signs]
    show = _show(kind)
    dd = 1 if op in ("multiply", "divide") and kind != "integer" and d < 3 else d
    x, y = _draw(kind, dd, r) * sx, _draw(kind, dd, r) * sy
    if kind == "decimal" and op == "multiply" and d < 3:
        y = Fraction(r.randint(2, 9)) * sy if d == 1 else Fraction(r.randint(2, 19), 10) * sy
    if op == "divide" and kind == "integer":
        x = abs(x * y) * sx
    if op == "divide" and kind == "decimal":
        y = Fraction(r.randint(2, 9)) * sy if d == 1 else Fraction(r.randint(2, 9), 10) * sy
        x = abs(y) * Fraction(r.randint(2, 12 * d), 10 if d == 3 else 1) * sx
    if (
        (signs == "pos_pos_below" and x >= y)
        or abs(x) == abs(y)
        or (x.denominator == 1 and kind in ("fraction", "mixed"))
    ):
        return None
    z = _calc(op, x, y)
    if (kind in ("fraction", "mixed") and z.denominator > (24, 40, 99)[d - 1]) or abs(z) > 400:
        return None
    sign = _OPS[op][0]
    fractional = kind in ("fraction", "mixed")
    second = f"({show(y)})" if fractional and op in ("multiply", "divide") else neg(show(y))
    first = f"({show(x)})" if fractional and op == "multiply" else show(x)
    printed = f"{first} {sign} {second}"
    given = f"({show(x)}) {'/' if op == 'divide' else sign} ({show(y)})"
    if op == "add":
        step = (
            ("Same signs: add the sizes, keep the sign.", "同号：绝对值相加，符号不变。")
            if sx == sy
            else (
                "Different signs: subtract the sizes; the sign is that of the larger size.",
                "异号：绝对值相减，取绝对值较大者的符号。",
            )
        )
        wrong = [
            (abs(x) + abs(y), "sign_error"),
            (-z, "sign_error"),
            (abs(x) - abs(y), "sign_error"),
            (-(abs(x) + abs(y)), "sizes_added"),
        ]
    elif op == "subtract":
        step = (
            f"Add the opposite: `{show(x)} + {neg(show(-y))}`.",
            f"减去一个数等于加上它的相反数：`{show(x)} + {neg(show(-y))}`。",
        )
        wrong = [
            (x + y, "opposite_not_added"),
            (-z, "sign_error"),
            (abs(x) + abs(y), "sizes_added"),
            (abs(x) - abs(y), "sign_error"),
        ]
    else:
        step = (
            "Same signs give a positive result, different signs a negative one.",
            "同号得正，异号得负。",
        )
        wrong = [
            (-z, "sign_error"),
            (_calc("divide" if op == "multiply" else "multiply", x, y), "inverse_operation"),
            (x + y, "added_instead"),
        ]
        if kind in ("fraction", "mixed") and op == "divide":
            wrong.insert(1, (x * y, "not_turned_over"))
    shown_z = show if kind != "decimal" else (lambda v: dec(v) if ends(v) else num(v))
    form = (
        "lowest_terms"
        if kind == "fraction"
        else "mixed"
        if kind == "mixed" and abs(z) > 1 and z.denominator > 1
        else ""
    )
    steps: list[str | tuple[str, str]] = [step]
    if kind in ("fraction", "mixed") and op in ("add", "subtract"):
        m = lcm(x.denominator, y.denominator)
        steps.append(f"`({int(x * m)})/{m} {sign} ({int(y * m)})/{m} = ({int(z * m)})/{m}`")
    elif kind in ("fraction", "mixed"):
        turned = y if op == "multiply" else 1 / y
        steps.append(f"`({num(x)})*({num(turned)}) = {num(z)}`")
    steps.append(f"`{printed} = {shown_z(z)}`")
    return value(
        f"Work out `{printed}`."
        + (
            " Give a fraction or mixed number in lowest terms."
            if kind in ("fraction", "mixed")
            else ""
        ),
        f"计算 `{printed}`。"
        + ("结果化成最简分数或带分数。" if kind in ("fraction", "mixed") else ""),
        given,
        shown_z(z),
        form="" if z.denominator == 1 or not form else form,
        steps=steps,
        wrong=[(shown_z(w), s) for w, s in wrong],
    )


for _op, (_sign, _oen, _ozh, _standard) in _OPS.items():
    for _t, (_ten, _tzh) in _TYPES.items():
        for _s in _SIGNS[_op]:
            _sen, _szh = _SIGN_NAMES[_s]
            _needs = [f".{_op}.integer.{_s}"] if _t != "integer" else []
            if _t == "mixed":
                _needs = [f".{_op}.fraction.{_s}"]
            if _t == "integer":
                _index = list(_SIGNS[_op]).index(_s)
                if _index:
                    _needs.append(f".{_op}.integer.{list(_SIGNS[_op])[_index - 1]}")
                elif _op != "add":
                    _needs.append(
                        {
                            "subtract": ".add.integer.pos_neg",
                            "multiply": ".add.integer.neg_neg",
                            "divide": ".multiply.integer.neg_pos",
                        }[_op]
                    )
            OPS.add(
                f"{_op}.{_t}.{_s}",
                f"{_oen} {_ten}: {_sen}",
                f"{_tzh}{_ozh}：{_szh}",
                partial(_operate, _op, _t, _s),
                _needs,
                standard=_standard
                if _t == "integer"
                else {
                    "add": "7.NS.A.1.d",
                    "subtract": "7.NS.A.1.d",
                    "multiply": "7.NS.A.2.c",
                    "divide": "7.NS.A.2.c",
                }[_op],
            )


def _gap(op: str, d: int, r: random.Random) -> Task | None:
    x, y = nonzero(r, -6 * d, 6 * d), nonzero(r, -6 * d, 6 * d)
    if op == "divide":
        x = x * y
    z = int(_calc(op, Fraction(x), Fraction(y)))
    if x > 0 and y > 0:
        return None
    sign = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}[op]
    left = r.random() < 0.5 or op == "divide"
    eq = f"x {sign} {neg(y)} = {z}" if left else f"{x} {sign} x = {z}"
    k = x if left else y
    back = {
        "add": (f"{z} - {neg(y if left else x)}"),
        "subtract": f"{z} + {neg(y)}" if left else f"{x} - {neg(z)}",
        "multiply": f"{z}÷{neg(y if left else x)}",
        "divide": f"{z}*{neg(y)}",
    }[op]
    return solve(
        f"Which number is missing? `{eq}`",
        f"`x` 是多少？`{eq}`",
        eq,
        "x",
        f"x = {k}",
        steps=[("Undo the operation.", "用逆运算。"), f"`x = {back} = {k}`"],
        wrong=[
            (-k, "sign_error"),
            (z + (y if left else x), "inverse_operation"),
            (z - (y if left else x), "inverse_operation"),
            (k + 1, "arithmetic_slip"),
        ],
    )


for _op, (_, _oen, _ozh, _) in _OPS.items():
    OPS.add(
        f"missing.{_op}",
        f"Find the missing integer: {_oen.lower()}",
        f"求缺少的整数：{_ozh}",
        partial(_gap, _op),
        (f".{_op}.integer.neg_neg",),
        standard="7.NS.A.1.d" if _op in ("add", "subtract") else "7.NS.A.2.c",
    )


def _hops(op: str, d: int, r: random.Random) -> Task | None:
    a, b = nonzero(r, -5, 5), nonzero(r, -3 - 2 * d, 3 + 2 * d)
    end = a + b if op == "add" else a - b
    if (
        not -9 <= end <= 9
        or (op == "add" and (a > 0 and b > 0))
        or (op == "subtract" and end > 0 and a > 0 and b > 0)
    ):
        return None
    sign, other = ("+", "-") if op == "add" else ("-", "+")
    drawing = signed_line.jump(
        -9,
        9,
        [(0, a), (a, end)],
        f"Number line from -9 to 9 with an arrow from 0 to {a} and a second one from {a}, {abs(b)} steps to the {'right' if end > a else 'left'}.",
        f"数轴从 -9 到 9，一个箭头从 0 到 {a}，第二个从 {a} 向{'右' if end > a else '左'} {abs(b)} 格。",
    )
    options = [
        option(f"{a} {sign} {neg(b)} = {end}", f"`{a} {sign} {neg(b)} = {end}`"),
        option(f"{a} {sign} {neg(-b)} = {end}", f"`{a} {sign} {neg(-b)} = {end}`", "sign_error"),
        option(f"{-a} {sign} {neg(b)} = {end}", f"`{-a} {sign} {neg(b)} = {end}`", "sign_error"),
        option(
            f"{a} {other} {neg(b)} = {end}", f"`{a} {other} {neg(b)} = {end}`", "inverse_operation"
        ),
    ]
    return choose(
        "Which sum do the two arrows show?"
        if op == "add"
        else "Which subtraction do the two arrows show?",
        "两个箭头表示哪个算式？",
        options,
        rng=r,
        drawing=drawing,
        steps=[
            (
                f"The first arrow ends at `{a}`, the second one at `{end}`.",
                f"第一个箭头到 `{a}`，第二个到 `{end}`。",
            ),
            f"`{a} {sign} {neg(b)} = {end}`",
        ],
    )


OPS.add(
    "line.add",
    "Add integers with arrows on a number line",
    "用数轴箭头做整数加法",
    partial(_hops, "add"),
    standard="7.NS.A.1.b",
)
OPS.add(
    "line.subtract",
    "Subtract integers with arrows on a number line",
    "用数轴箭头做整数减法",
    partial(_hops, "subtract"),
    (".line.add",),
    standard="7.NS.A.1.c",
)


def _story(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c = r.randint(2, 5 + 5 * d), r.randint(2, 6 + 6 * d), r.randint(2, 6)
    if kind == "rise":
        return value(
            f"It is `{-a}` °C. The temperature rises by {b} degrees. What is it then?",
            f"气温是 `{-a}` °C，升高 {b} 度后是多少？",
            f"-{a} + {b}",
            b - a,
            unit="celsius",
            steps=[f"`{-a} + {b} = {b - a}`"],
            wrong=[
                (-a - b, "wrong_direction_change"),
                (a + b, "sizes_added"),
                (a - b, "sign_error"),
            ],
        )
    if kind == "fall":
        return value(
            f"It is {a} °C. At night it gets {a + b} degrees colder. What is it then?",
            f"气温 {a} °C，夜里下降 {a + b} 度。是多少？",
            f"{a} - {a + b}",
            -b,
            unit="celsius",
            steps=[f"`{a} - {a + b} = {-b}`"],
            wrong=[
                (b, "sign_error"),
                (2 * a + b, "wrong_direction_change"),
                (-2 * a - b, "sizes_added"),
            ],
        )
    if kind == "difference":
        return value(
            f"A bird is {a} m above the sea and a fish {b} m below its surface. How many metres apart in height are they?",
            f"一只鸟在海面上方 {a} 米，一条鱼在海面下方 {b} 米。高度相差多少米？",
            f"{a} - (-{b})",
            a + b,
            unit="m",
            steps=[f"`{a} - (-{b}) = {a + b}`"],
            wrong=[
                (abs(a - b) or 1, "sizes_subtracted"),
                (-a - b, "negative_distance"),
                (b, "stopped_early"),
            ],
        )
    if kind == "balance":
        e = r.randint(3, 20)
        return value(
            f"An account shows `{-a * 10}` dollars. Then \\${b * 10} is paid in and \\${e} taken out. What does it show?",
            f"账户显示 `{-a * 10}` 元。之后存入 {b * 10} 元，取出 {e} 元。显示多少元？",
            f"-{a * 10} + {b * 10} - {e}",
            b * 10 - a * 10 - e,
            unit="# dollars|# 元",
            steps=[
                f"`{-a * 10} + {b * 10} = {b * 10 - a * 10}`",
                f"`{b * 10 - a * 10} - {e} = {b * 10 - a * 10 - e}`",
            ],
            wrong=[
                (b * 10 - a * 10 + e, "sign_error"),
                (a * 10 + b * 10 - e, "sign_error"),
                (-a * 10 - b * 10 - e, "wrong_direction_change"),
            ],
        )
    if kind == "repeated":
        return value(
            f"A submarine sinks {a} m each minute. It starts at the surface. Which number describes its position after {c} minutes?",
            f"潜艇每分钟下潜 {a} 米，从水面开始。{c} 分钟后的位置用什么数表示？",
            f"{c}*(-{a})",
            -a * c,
            unit="m",
            steps=[f"`{c}*(-{a}) = {-a * c}`"],
            wrong=[(a * c, "sign_error"), (-a - c, "added_instead"), (-a, "stopped_early")],
        )
    if kind == "mean_change":
        return value(
            f"Over {c} hours the water level changed by `{-a * c}` cm, equally each hour. What was the change per hour?",
            f"{c} 小时内水位均匀变化了 `{-a * c}` 厘米。每小时变化多少？",
            f"(-{a * c})/{c}",
            -a,
            unit="cm",
            steps=[f"`{-a * c}÷{c} = {-a}`"],
            wrong=[
                (a, "sign_error"),
                (-a * c * c, "inverse_operation"),
                (-a * c - c, "subtracted_instead"),
            ],
        )
    q = r.choice([3, 4, 5])
    return value(
        f"In a quiz each right answer earns {a} points and each wrong one `{-c}` points. Zoe has {b} right and {q} wrong answers. What is her score?",
        f"竞赛中答对一题得 {a} 分，答错一题得 `{-c}` 分。佐伊答对 {b} 题、答错 {q} 题。她得多少分？",
        f"{a}*{b} + {q}*(-{c})",
        a * b - c * q,
        unit="# points|# 分",
        steps=[
            f"`{a}*{b} = {a * b}`",
            f"`{q}*(-{c}) = {-c * q}`",
            f"`{a * b} - {c * q} = {a * b - c * q}`",
        ],
        wrong=[
            (a * b + c * q, "sign_error"),
            (a * b, "stopped_early"),
            ((a - c) * (b + q), "rates_mixed"),
        ],
    )


for _kind, _en, _zh, _op in (
    ("rise", "Rising from below zero", "从零下上升", "add.integer.neg_pos"),
    ("fall", "Falling below zero", "降到零下", "subtract.integer.pos_pos_below"),
    ("difference", "Difference across zero", "跨零的差", "subtract.integer.pos_neg"),
    ("balance", "A balance below zero", "负的账户余额", "add.integer.neg_pos"),
    ("repeated", "A repeated loss", "重复减少", "multiply.integer.neg_pos"),
    ("mean_change", "A loss shared equally", "平均减少量", "divide.integer.neg_pos"),
    ("score", "Points won and lost", "得失分合计", "multiply.integer.neg_pos"),
):
    OPS.add(
        f"story.{_kind}",
        f"{_en} in a word problem",
        f"应用题：{_zh}",
        partial(_story, _kind),
        (f".{_op}",),
        standard="7.NS.A.3",
    )


def _long(kind: str, d: int, r: random.Random) -> Task | None:
    a, b, c, _e = (nonzero(r, -4 - 2 * d, 4 + 2 * d) for _ in range(4))
    if all(n > 0 for n in (a, b, c)) or abs(b) == 1 or abs(c) == 1:
        return None
    text, v, slip = {
        "three_terms": (f"{a} - {neg(b)} + {neg(c)}", a - b + c, a - (b + c)),
        "three_factors": (f"{a}*{neg(b)}*{neg(c)}", a * b * c, -a * b * c),
        "product_then_sum": (f"{a} + {neg(b)}*{neg(c)}", a + b * c, (a + b) * c),
        "bracket": (f"{neg(a)}*({b} - {neg(c)})", a * (b - c), a * b - c),
        "power": (f"{a} - {neg(-abs(b))}^2", a - b * b, a + b * b),
        "quotient": (f"({a * c} - {neg(b * c)})/{neg(c)}", a - b, a * c - b),
        "absolute": (f"abs({a} - {neg(b)}) - {neg(abs(c))}", abs(a - b) - abs(c), a - b - abs(c)),
    }[kind]
    flat = {
        "three_terms": f"{a} + {neg(-b)} + {neg(c)} = {v}",
        "three_factors": f"{a * b}*{neg(c)} = {v}",
        "product_then_sum": f"{a} + {neg(b * c)} = {v}",
        "bracket": f"{neg(a)}*{neg(b - c)} = {v}",
        "power": f"{a} - {b * b} = {v}",
        "quotient": f"{a * c - b * c}÷{neg(c)} = {v}",
        "absolute": f"{abs(a - b)} - {abs(c)} = {v}",
    }[kind]
    return value(
        f"Work out `{text}`.",
        f"计算 `{text}`。",
        text,
        v,
        steps=[
            (
                "Brackets, powers and bars first, then products, then sums.",
                "先算括号、乘方和绝对值，再算乘除，最后算加减。",
            ),
            f"`{flat}`",
        ],
        wrong=[
            (slip, "wrong_order_of_operations"),
            (-v, "sign_error"),
            (v + 2 * abs(c), "sign_error"),
            (v - 1, "arithmetic_slip"),
        ],
    )


for _kind, _en, _zh, _op in (
    (
        "three_terms",
        "Add and subtract three integers",
        "三个整数的加减",
        "subtract.integer.neg_neg",
    ),
    ("three_factors", "Multiply three integers", "三个整数相乘", "multiply.integer.neg_neg"),
    (
        "product_then_sum",
        "Multiply before adding with integers",
        "整数先乘后加",
        "multiply.integer.neg_neg",
    ),
    (
        "bracket",
        "Work out a bracket with integers first",
        "整数先算括号",
        "multiply.integer.neg_neg",
    ),
    ("power", "Square a negative number in a sum", "算式中的负数平方", "multiply.integer.neg_neg"),
    (
        "quotient",
        "Work out a fraction bar with integers",
        "带分数线的整数算式",
        "divide.integer.neg_neg",
    ),
    (
        "absolute",
        "Work out sums with absolute values",
        "含绝对值的算式",
        "subtract.integer.neg_neg",
    ),
):
    OPS.add(f"order.{_kind}", _en, _zh, partial(_long, _kind), (f".{_op}",), standard="7.NS.A.3")
