"""Percent: forms, parts, wholes, changes, money and interest."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.figures import strips
from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    cents,
    dec,
    ends,
    num,
    percent,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    order,
    value,
)

FORM = Bank("percent_form", "percent", 6, "6.RP.A.3.c", ("ratio.simplify.two_numbers",))
PERCENT = Bank("percent", "percent", 6, "6.RP.A.3.c", ("percent_form.percent_to_fraction.whole",))
CHANGE = Bank("percent_change", "percent", 7, "7.RP.A.3", ("percent.part.bare",))

_DIRECTIONS = {
    "percent_to_fraction": (
        "Write {} as a fraction in lowest terms.",
        "把 {} 化成最简分数。",
        "lowest_terms",
    ),
    "percent_to_decimal": ("Write {} as a decimal.", "把 {} 化成小数。", "decimal"),
    "fraction_to_percent": ("Write {} as a percent.", "把 {} 化成百分数。", "percent"),
    "decimal_to_percent": ("Write {} as a percent.", "把 {} 化成百分数。", "percent"),
}
_SIZES = {
    "whole": ("of whole percents", "整数百分数"),
    "over_100": ("above 100%", "大于 100%"),
    "with_decimals": ("with decimals in the percent", "含小数的百分数"),
}


def _form(kind: str, size: str, d: int, r: random.Random) -> Task | None:
    if size == "whole":
        p = Fraction(
            r.choice(
                [10, 20, 25, 50, 75] if d == 1 else range(2, 99, 2) if d == 2 else range(1, 99)
            )
        )
    elif size == "over_100":
        p = Fraction(
            r.choice([110, 120, 125, 150, 175, 200, 250])
            if d == 1
            else r.randrange(105, 400, 5)
            if d == 2
            else r.randrange(101, 500)
        )
    else:
        p = (
            Fraction(r.choice([125, 375, 25, 75, 5, 625, 875, 15, 45]), 10)
            if d < 3
            else Fraction(r.randint(1, 999), 10)
        )
        if p.denominator == 1:
            return None
    v = p / 100
    texts = {"percent": percent(p), "decimal": dec(v), "fraction": num(v)}
    source, _, target = kind.partition("_to_")
    if (target == "fraction" and v.denominator == 1) or (
        source == "fraction"
        and (
            v.denominator == 1
            or v.denominator > 1000
            or (size == "with_decimals" and d < 3 and v.denominator > 80)
        )
    ):
        return None
    en, zh, form = _DIRECTIONS[kind]
    shown_source = f"`{texts[source]}`"
    if target == "percent":
        step = ("A percent counts hundredths: multiply by 100.", "百分数表示百分之几：乘 100。")
        wrong = [
            (percent(p * 10), "place_value"),
            (percent(p / 10), "place_value"),
            (percent(v), "percent_sign_only"),
        ]
        if source == "fraction":
            wrong.insert(0, (percent(Fraction(v.denominator)), "denominator_as_percent"))
    elif target == "decimal":
        step = ("Percent means out of 100: divide by 100.", "百分数表示以 100 为分母：除以 100。")
        wrong = [
            (dec(v * 10), "place_value"),
            (dec(v / 10), "place_value"),
            (dec(p), "percent_sign_only"),
        ]
    else:
        step = (
            f"Write it over 100: `{texts['percent']} = ({dec(p)})/100`.",
            f"写成分母是 100 的分数：`{texts['percent']} = ({dec(p)})/100`。",
        )
        wrong = [
            (num(v * 10), "place_value"),
            (num(v / 10), "place_value"),
            (num(1 / v), "reversed_ratio"),
            (num(p / 10), "place_value"),
        ]
    return value(
        en.format(shown_source),
        zh.format(shown_source),
        texts[source],
        texts[target],
        form=form,
        steps=[step, f"`{texts[source]} = {texts[target]}`"],
        wrong=wrong,
    )


for _kind in _DIRECTIONS:
    _a, _b = _kind.split("_to_")
    _zhs = {"percent": "百分数", "fraction": "分数", "decimal": "小数"}
    for _size, (_sen, _szh) in _SIZES.items():
        FORM.add(
            f"{_kind}.{_size}",
            f"Change a {_a} into a {_b}: {_sen}",
            f"{_zhs[_a]}化{_zhs[_b]}：{_szh}",
            partial(_form, _kind, _size),
            ()
            if _size == "whole" and _kind == "percent_to_fraction"
            else (".percent_to_fraction.whole",)
            if _size == "whole"
            else (f".{_kind}.whole",),
        )


@FORM.point("grid", "Name the percent shaded on a hundred grid", "说出百格图涂色部分的百分数")
def _grid(d: int, r: random.Random) -> Task:
    n = r.randrange(10, 100, 10) if d == 1 else r.randint(11, 99)
    white = d == 3
    k = 100 - n if white else n
    return value(
        "What percent of the square is " + ("white?" if white else "shaded?"),
        "正方形中" + ("空白" if white else "涂色") + "部分占百分之几？",
        f"100% - {n}%" if white else f"{n}/100",
        f"{k}%",
        form="percent",
        drawing=strips.grid100(
            n,
            f"A square of 100 small squares; {n // 10} full rows and {n % 10} more are shaded.",
            f"由 100 个小格组成的正方形，涂了 {n // 10} 整行和 {n % 10} 格。",
        ),
        steps=[
            (f"{n} of 100 small squares are shaded.", f"100 个小格中涂了 {n} 个。"),
            f"`{k}/100 = {k}%`",
        ],
        wrong=[
            (f"{100 - k}%", "wrong_part"),
            (f"{k / 10:g}%", "place_value"),
            (f"{min(k + 10, 99) if k != 99 else 89}%", "miscounted"),
        ],
    )


@FORM.point(
    "order_forms",
    "Order fractions, decimals and percents",
    "比较分数、小数、百分数的大小并排序",
    (".percent_to_decimal.whole", ".fraction_to_percent.whole"),
)
def _order(d: int, r: random.Random) -> Task | None:
    vs = r.sample(
        [Fraction(n, 20) for n in range(1, 20)]
        if d < 3
        else [Fraction(n, 40) for n in range(20, 40)],
        3,
    )
    forms = [percent(vs[0] * 100), dec(vs[1]), num(vs[2])]
    pairs = sorted(zip(vs, forms, strict=True))
    key = [text for _, text in pairs]
    given = r.sample(forms, 3)
    if given == key:
        return None
    return order(
        f"Put in order, smallest first: `{given[0]}`, `{given[1]}`, `{given[2]}`",
        f"从小到大排列：`{given[0]}`、`{given[1]}`、`{given[2]}`",
        given,
        key,
        steps=[
            (
                "Write all as decimals: " + ", ".join(f"`{t} = {dec(v)}`" for v, t in pairs),
                "都化成小数：" + "，".join(f"`{t} = {dec(v)}`" for v, t in pairs),
            )
        ],
        wrong=[
            (key[::-1], "wrong_direction_order"),
            ([key[1], key[0], key[2]], "compared_digits_only"),
            ([key[0], key[2], key[1]], "compared_digits_only"),
            (given, "order_unchanged"),
        ],
    )


_SCENES = {
    "bare": ("", "", ""),
    "test": ("A test has {w} questions. ", "一份试卷有 {w} 道题。", "# questions|# 道"),
    "school": ("A school has {w} pupils. ", "一所学校有 {w} 名学生。", "# pupils|# 名"),
    "juice": ("A bottle holds {w} mL of juice drink. ", "一瓶果汁饮料有 {w} 毫升。", "ml"),
    "distance": ("A hike is {w} km long. ", "一次徒步全程 {w} 千米。", "km"),
    "money": ("Ivo has \\${w}. ", "伊沃有 {w} 元。", "usd"),
}
_PART = {
    "bare": ("What is `{p}%` of {w}?", "{w} 的 `{p}%` 是多少？"),
    "test": (
        "Kim gets `{p}%` of them right. How many is that?",
        "金同学做对了 `{p}%`。做对了多少道？",
    ),
    "school": (
        "`{p}%` of them walk to school. How many is that?",
        "其中 `{p}%` 步行上学。有多少名？",
    ),
    "juice": (
        "`{p}%` of it is pure juice. How much is that?",
        "其中 `{p}%` 是纯果汁。有多少毫升？",
    ),
    "distance": (
        "After `{p}%` of the way there is a hut. How far is it from the start?",
        "走完 `{p}%` 处有一间小屋。它离起点多远？",
    ),
    "money": ("He saves `{p}%` of it. How much does he save?", "他存下 `{p}%`。他存了多少？"),
}
_SHARE = {
    "bare": ("What percent of {w} is {x}?", "{x} 是 {w} 的百分之几？"),
    "test": (
        "Kim gets {x} of them right. What percent is that?",
        "金同学做对了 {x} 道。占百分之几？",
    ),
    "school": (
        "{x} of them walk to school. What percent is that?",
        "其中 {x} 名步行上学。占百分之几？",
    ),
    "juice": (
        "{x} mL of it is pure juice. What percent is that?",
        "其中 {x} 毫升是纯果汁。占百分之几？",
    ),
    "distance": (
        "After {x} km there is a hut. What percent of the way is that?",
        "走 {x} 千米处有一间小屋。是全程的百分之几？",
    ),
    "money": ("He saves \\${x}. What percent is that?", "他存了 {x} 元。占百分之几？"),
}
_WHOLE = {
    "bare": (
        "`{p}%` of a number is {x}. What is the number?",
        "一个数的 `{p}%` 是 {x}。这个数是多少？",
    ),
    "test": (
        "Kim gets {x} questions right, which is `{p}%` of the test. How many questions does the test have?",
        "金同学做对 {x} 道，占全卷的 `{p}%`。全卷有多少道题？",
    ),
    "school": (
        "{x} pupils walk to school. That is `{p}%` of all pupils. How many pupils are there?",
        "{x} 名学生步行上学，占全校的 `{p}%`。全校有多少名学生？",
    ),
    "juice": (
        "A drink has {x} mL of pure juice, which is `{p}%` of it. How much drink is there?",
        "一份饮料含 {x} 毫升纯果汁，占 `{p}%`。饮料共多少毫升？",
    ),
    "distance": (
        "After {x} km a hiker has done `{p}%` of the way. How long is the way?",
        "徒步者走了 {x} 千米，是全程的 `{p}%`。全程多长？",
    ),
    "money": (
        "Ivo saves \\${x}, which is `{p}%` of his money. How much money does he have?",
        "伊沃存了 {x} 元，占他的钱的 `{p}%`。他有多少钱？",
    ),
}


def _percent(ask: str, where: str, d: int, r: random.Random) -> Task | None:
    p = (
        r.choice([10, 20, 25, 50, 75])
        if d == 1
        else r.choice(range(5, 96, 5))
        if d == 2
        else r.choice([n for n in range(3, 98) if n % 5])
    )
    w = (
        r.choice([20, 40, 60, 80, 100, 120, 200])
        if d == 1
        else r.choice(range(20, 500, 20))
        if d == 2
        else r.choice(range(50, 1000, 50))
    )
    x = Fraction(w * p, 100)
    if x.denominator != 1:
        return None
    en, zh, unit = _SCENES[where]
    head = (en.format(w=w), zh.format(w=w)) if ask != "whole" else ("", "")
    ask_en, ask_zh = {"part": _PART, "share": _SHARE, "whole": _WHOLE}[ask][where]
    prompt = (head[0] + ask_en.format(p=p, w=w, x=x), head[1] + ask_zh.format(p=p, w=w, x=x))
    context = None if not head[0] else (head[0].strip(), head[1])
    if ask == "part":
        return value(
            *prompt,
            f"{p}%*{w}",
            x,
            unit=unit,
            context=context,
            steps=[f"`{p}% = {p}/100`", f"`{p}/100*{w} = {x}`"],
            wrong=_good(
                [
                    (Fraction(w * 100, p), "divided_instead"),
                    (w - x, "complement_instead"),
                    (Fraction(w, p), "divided_by_percent"),
                    (x * 10, "place_value"),
                    (w - p, "subtracted_percent"),
                ]
            ),
        )
    if ask == "share":
        return value(
            *prompt,
            f"{x}/{w}",
            f"{p}%",
            form="percent",
            context=context,
            steps=[f"`{x}/{w} = {dec(x / w)}`", f"`{dec(x / w)} = {p}%`"],
            wrong=[
                (percent(100 - p), "complement_instead"),
                (percent(x), "number_as_percent"),
                (percent(Fraction(p, 10)), "place_value"),
                (percent(w - x), "number_as_percent"),
            ],
        )
    return value(
        *prompt,
        f"{x}/{p}%",
        w,
        unit=unit,
        context=context,
        steps=[
            (f"1% is `{x}÷{p} = {num(x / p)}`.", f"1% 是 `{x}÷{p} = {num(x / p)}`。"),
            f"`{num(x / p)}*100 = {w}`",
        ],
        wrong=_good(
            [
                (x * p / 100, "percent_of_part"),
                (x * p, "multiplied_instead"),
                (x + p, "added_instead"),
                (Fraction(w, 10), "place_value"),
            ]
        ),
    )


def _good(wrong: list[tuple[Fraction | int, str]]) -> list[tuple[str, str]]:
    return [(dec(v) if ends(v) else num(v), slip) for v, slip in wrong if v > 0]


_WHERE_NAMES = {
    "bare": ("of a number", "纯数"),
    "test": ("questions of a test", "考试题"),
    "school": ("of a group", "人群"),
    "juice": ("of a liquid", "液体"),
    "distance": ("of a distance", "路程"),
    "money": ("of an amount of money", "金额"),
}
_ASKS = {
    "part": ("Find a percent", "求百分之几是多少"),
    "share": ("Find what percent a part is", "求占百分之几"),
    "whole": ("Find the whole from a percent", "已知百分之几求整体"),
}
for _ask, (_aen, _azh) in _ASKS.items():
    for _where, (_wen, _wzh) in _WHERE_NAMES.items():
        _need = (
            {
                "part": (),
                "share": (".part.bare", "percent_form.fraction_to_percent.whole"),
                "whole": (".share.bare",),
            }[_ask]
            if _where == "bare"
            else (f".{_ask}.bare",)
        )
        PERCENT.add(
            f"{_ask}.{_where}",
            f"{_aen}: {_wen}",
            f"{_azh}：{_wzh}",
            partial(_percent, _ask, _where),
            _need,
        )


def _special(kind: str, d: int, r: random.Random) -> Task | None:
    if kind == "benchmark":
        p = r.choice({1: [10, 50], 2: [25, 20, 5], 3: [15, 30, 75, 60]}[d])
        w = r.choice([20, 40, 60, 80, 120, 160, 200, 240, 320])
        how = {
            10: "divide by 10",
            50: "halve it",
            25: "halve it twice",
            20: "take 10% twice",
            5: "halve 10%",
            15: "10% and half of that",
            30: "three times 10%",
            75: "50% and 25%",
            60: "50% and 10%",
        }[p]
        zh = {
            10: "除以 10",
            50: "取一半",
            25: "两次取一半",
            20: "两个 10%",
            5: "10% 的一半",
            15: "10% 加它的一半",
            30: "三个 10%",
            75: "50% 加 25%",
            60: "50% 加 10%",
        }[p]
    elif kind == "over_100":
        p, w, how, zh = (
            r.choice(range(110, 160 + 80 * d, 10 if d < 3 else 5)),
            r.choice(range(20, 200, 20)),
            "more than the whole",
            "比整体多",
        )
    elif kind == "under_1":
        p10, w = (
            r.choice([5, 2, 1, 4] if d < 3 else [25, 75, 15, 35]),
            r.choice([200, 400, 600, 1000, 2000, 4000]),
        )
        q = Fraction(p10, 10 if d < 3 else 100)
        x = q * w / 100
        return value(
            f"What is `{dec(q)}%` of {w}?",
            f"{w} 的 `{dec(q)}%` 是多少？",
            f"{dec(q)}%*{w}",
            x,
            show=dec,
            steps=[
                (
                    f"1% of {w} is {dec(Fraction(w, 100))}.",
                    f"{w} 的 1% 是 {dec(Fraction(w, 100))}。",
                ),
                f"`{dec(q)}*{dec(Fraction(w, 100))} = {dec(x)}`",
            ],
            wrong=_good(
                [(x * 100, "percent_as_number"), (x * 10, "place_value"), (x / 10, "place_value")]
            ),
        )
    else:
        p, w = (
            r.choice(
                [
                    Fraction(25, 2),
                    Fraction(75, 2),
                    Fraction(125, 2),
                    Fraction(5, 2),
                    Fraction(15, 2),
                ]
            ),
            r.choice([40, 80, 120, 160, 200, 240, 400]),
        )
        x = p * w / 100
        if x.denominator > 2 or (d == 1 and x.denominator > 1):
            return None
        return value(
            f"What is `{dec(p)}%` of {w}?",
            f"{w} 的 `{dec(p)}%` 是多少？",
            f"{dec(p)}%*{w}",
            x,
            show=dec,
            steps=[f"`{dec(p)}% = {dec(p / 100)}`", f"`{dec(p / 100)}*{w} = {dec(x)}`"],
            wrong=_good(
                [
                    (x * 10, "place_value"),
                    (w - x, "complement_instead"),
                    (Fraction(int(p)) * w / 100, "dropped_decimal"),
                ]
            ),
        )
    x = Fraction(p * w, 100)
    return value(
        f"What is `{p}%` of {w}?" + (" Do it in your head." if kind == "benchmark" else ""),
        f"{w} 的 `{p}%` 是多少？" + ("请口算。" if kind == "benchmark" else ""),
        f"{p}%*{w}",
        x,
        show=dec,
        steps=[(f"{p}%: {how}.", f"{p}%：{zh}。"), f"`{p}/100*{w} = {dec(x)}`"],
        wrong=_good(
            [
                (w - x, "complement_instead"),
                (x * 10, "place_value"),
                (Fraction(w, p), "divided_by_percent"),
                (x - w, "dropped_hundred"),
                (x / 10, "place_value"),
            ]
        ),
    )


for _kind, _en, _zh, _need in (
    ("benchmark", "Find benchmark percents in the head", "口算常见百分数", ()),
    ("over_100", "Find more than 100% of a number", "求超过 100% 的部分", (".part.bare",)),
    ("under_1", "Find less than 1% of a number", "求不到 1% 的部分", (".part.bare",)),
    (
        "with_half",
        "Find a percent with a decimal part",
        "求带小数的百分之几",
        (".part.bare", "percent_form.percent_to_decimal.with_decimals"),
    ),
):
    PERCENT.add(f"special.{_kind}", _en, _zh, partial(_special, _kind), _need)


@PERCENT.point(
    "double_line",
    "Find a percent with a double number line",
    "用双数轴求百分数问题",
    (".part.bare", "equivalent_ratios.double_number_line"),
)
def _line(d: int, r: random.Random) -> Task:
    parts = r.choice([4, 5] if d < 3 else [8, 10])
    one = r.randint(2, 6 + 6 * d)
    at = r.choice([k for k in range(1, parts) if k * 100 % parts == 0])
    p = Fraction(100 * at, parts)
    w, x = one * parts, one * at
    upper = ["0%"] + [""] * (parts - 1) + ["100%"]
    upper[at] = percent(p)
    lower = ["0"] + [""] * (parts - 1) + [str(w)]
    lower[at] = "?"
    return value(
        f"The whole is {w}. Find the number that belongs to `{percent(p)}`.",
        f"整体是 {w}。求 `{percent(p)}` 对应的数。",
        f"{percent(p)}*{w}",
        x,
        drawing=strips.double_line(
            upper,
            lower,
            f"Double number line in {parts} equal steps: percents from 0 to 100 above, 0 to {w} below; the number below {percent(p)} is asked.",
            f"双数轴，分 {parts} 等份：上方 0% 到 100%，下方 0 到 {w}；求 {percent(p)} 下面的数。",
        ),
        steps=[
            (
                f"{parts} equal steps make {w}, so one step is `{w}÷{parts} = {one}`.",
                f"{parts} 等份是 {w}，一份是 `{w}÷{parts} = {one}`。",
            ),
            f"`{at}*{one} = {x}`",
        ],
        wrong=[
            (w - x if w != 2 * x else x + one, "complement_instead"),
            (one, "stopped_early") if at != 1 else (2 * one, "off_by_one"),
            (x + one, "off_by_one"),
            (x - one, "off_by_one"),
        ],
    )


_MONEY = {
    "discount": (
        "A coat costs \\${w}. In the sale it is `{p}%` off. Find the sale price.",
        "一件外套 {w} 元，打折时降价 `{p}%`。求折后价。",
        -1,
        "Find a price after a discount",
        "求打折后的价格",
    ),
    "markup": (
        "A shop buys a lamp for \\${w} and marks it up by `{p}%`. Find the selling price.",
        "商店以 {w} 元进一盏灯，加价 `{p}%` 出售。求售价。",
        1,
        "Find a price after a markup",
        "求加价后的售价",
    ),
    "tax": (
        "A bike costs \\${w} before tax. The tax is `{p}%`. Find the price with tax.",
        "一辆自行车税前 {w} 元，税率 `{p}%`。求含税价。",
        1,
        "Find a price with tax",
        "求含税价",
    ),
    "tip": (
        "A meal costs \\${w}. The guests leave a tip of `{p}%`. How much do they pay in all?",
        "一顿饭 {w} 元，客人另付 `{p}%` 小费。一共付多少？",
        1,
        "Find a bill with a tip",
        "求含小费的账单",
    ),
    "population": (
        "A village has {w} people. In one year the number grows by `{p}%`. How many people are there then?",
        "一个村有 {w} 人，一年增长 `{p}%`。之后有多少人？",
        1,
        "Find an amount after growth",
        "求增长后的数量",
    ),
    "water": (
        "A tank holds {w} L. In a dry month it loses `{p}%` of its water. How much is left?",
        "水箱有 {w} 升水，干旱的一个月减少 `{p}%`。还剩多少？",
        -1,
        "Find an amount after a loss",
        "求减少后的数量",
    ),
}
_MONEY_UNITS = {"population": "# people|# 人", "water": "l"}


def _after(kind: str, d: int, r: random.Random) -> Task | None:
    en, zh, sign, _, _ = _MONEY[kind]
    p = (
        r.choice([10, 20, 25, 50])
        if d == 1
        else r.choice([5, 15, 30, 35, 40])
        if d == 2
        else r.choice([6, 8, 12, 18, 22, 35])
    )
    w = r.choice(range(20, 200, 20)) if kind != "population" else r.choice(range(200, 3000, 100))
    x = Fraction(w * p, 100)
    if (x.denominator != 1 and (d < 3 or kind == "population")) or x.denominator > 10:
        return None
    result = w + sign * x
    op = "+" if sign > 0 else "-"
    show = cents if kind not in _MONEY_UNITS else dec
    return value(
        en.format(w=w, p=p),
        zh.format(w=w, p=p),
        f"{w}*(1 {op} {p}%)",
        result,
        show=dec,
        answer=None,
        unit=_MONEY_UNITS.get(kind, "usd"),
        steps=[
            (f"The change is `{p}/100*{w} = {show(x)}`.", f"变化量是 `{p}/100*{w} = {show(x)}`。"),
            f"`{w} {op} {show(x)} = {show(result)}`",
        ],
        wrong=_good(
            [
                (x, "only_change"),
                (w - sign * x, "wrong_direction_change"),
                (w + sign * p, "percent_as_number"),
                (w + sign * x * 10, "place_value"),
            ]
        ),
    )


for _kind, (_, _, _s, _en, _zh) in _MONEY.items():
    CHANGE.add(
        f"after.{_kind}",
        _en,
        _zh,
        partial(_after, _kind),
        () if _kind == "discount" else (".after.discount",),
    )


def _original(kind: str, d: int, r: random.Random) -> Task | None:
    sign = -1 if kind in ("discount", "water") else 1
    p = r.choice([10, 20, 25, 50]) if d < 3 else r.choice([5, 15, 30, 35, 40])
    w = r.choice(range(20, 200 * d, 20))
    after = w + sign * Fraction(w * p, 100)
    if after.denominator != 1:
        return None
    texts = {
        "discount": (
            f"After `{p}%` off, shoes cost \\${after}. What was the price before?",
            f"一双鞋降价 `{p}%` 后是 {after} 元。原价是多少？",
            "usd",
        ),
        "growth": (
            f"After a rise of `{p}%` a club has {after} members. How many did it have before?",
            f"一个社团人数增加 `{p}%` 后有 {after} 人。原来有多少人？",
            "# members|# 人",
        ),
        "tax": (
            f"With `{p}%` tax a phone costs \\${after}. What is the price before tax?",
            f"一部手机含 `{p}%` 的税共 {after} 元。税前价是多少？",
            "usd",
        ),
    }[kind]
    op = "+" if sign > 0 else "-"
    return value(
        texts[0],
        texts[1],
        f"{after}/(1 {op} {p}%)",
        w,
        unit=texts[2],
        steps=[
            (
                f"{after} is `{100 + sign * p}%` of the price before."
                if texts[2] == "usd"
                else f"{after} is `{100 + sign * p}%` of the number before.",
                f"{after} 是原来的 `{100 + sign * p}%`。",
            ),
            f"`{after}/{100 + sign * p}*100 = {w}`",
        ],
        other=(1,),
        wrong=_good(
            [
                (after * (100 - sign * p) / 100, "percent_of_new"),
                (after * (100 + sign * p) / 100, "wrong_direction_change"),
                (after - sign * p, "percent_as_number"),
                (abs(w - after), "only_change"),
            ]
        ),
    )


for _kind, _en, _zh in (
    ("discount", "Find the price before a discount", "已知折后价求原价"),
    ("growth", "Find the amount before a growth", "已知增长后的量求原来的量"),
    ("tax", "Find the price before tax", "已知含税价求税前价"),
):
    CHANGE.add(
        f"original.{_kind}",
        _en,
        _zh,
        partial(_original, _kind),
        (
            f".after.{'discount' if _kind == 'discount' else 'tax' if _kind == 'tax' else 'population'}",
            "percent.whole.bare",
        ),
    )


def _rate_of_change(kind: str, d: int, r: random.Random) -> Task | None:
    sign = {"increase": 1, "decrease": -1, "error": r.choice([1, -1])}[kind]
    p = (
        r.choice([10, 20, 25, 50])
        if d == 1
        else r.choice(range(5, 80, 5))
        if d == 2
        else r.choice(range(4, 96, 4))
    )
    w = r.choice(range(20, 120 * d, 20))
    x = Fraction(w * p, 100)
    if x.denominator != 1:
        return None
    after = w + sign * x
    texts = {
        "increase": (
            f"The price of a ticket rises from \\${w} to \\${after}. Find the percent increase.",
            f"一张票从 {w} 元涨到 {after} 元。求上涨的百分率。",
        ),
        "decrease": (
            f"The number of bees in a hive box falls from {w} to {after}. Find the percent decrease.",
            f"蜂箱里的蜜蜂从 {w} 只减少到 {after} 只。求减少的百分率。",
        ),
        "error": (
            f"Eli guesses {after} sweets in a jar; there are {w}. Find the percent error.",
            f"伊莱猜罐里有 {after} 颗糖，实际有 {w} 颗。求百分误差。",
        ),
    }[kind]
    given = f"abs({after} - {w})/{w}"
    return value(
        *texts,
        given,
        f"{p}%",
        form="percent",
        steps=[
            (f"The difference is {x}.", f"相差 {x}。"),
            (
                f"Compare with {'the true number' if kind == 'error' else 'the first value'}: `{x}/{w} = {p}%`",
                f"与{'实际值' if kind == 'error' else '原来的值'}比较：`{x}/{w} = {p}%`",
            ),
        ],
        wrong=[
            (percent(x), "number_as_percent"),
            (
                percent(round(x / after * 100)) if round(x / after * 100) != p else percent(p + 5),
                "wrong_base",
            ),
            (percent(100 * after / w) if ends(after / w) else percent(p + 100), "whole_not_change"),
            (percent(Fraction(p, 10)), "place_value"),
        ],
    )


for _kind, _en, _zh in (
    ("increase", "Find a percent increase", "求增加的百分率"),
    ("decrease", "Find a percent decrease", "求减少的百分率"),
    ("error", "Find a percent error", "求百分误差"),
):
    CHANGE.add(
        f"rate.{_kind}",
        _en,
        _zh,
        partial(_rate_of_change, _kind),
        ("percent.share.bare",) if _kind == "increase" else (".rate.increase",),
    )


def _interest(kind: str, d: int, r: random.Random) -> Task | None:
    base, p, t = (
        r.choice(range(100, 1000 * d, 100)),
        r.choice([2, 3, 4, 5] if d < 3 else [Fraction(3, 2), Fraction(5, 2), Fraction(7, 2)]),
        r.randint(2, 3 + d),
    )
    i = Fraction(base) * p * t / 100
    if i.denominator != 1:
        return None
    ps = percent(p)
    if kind == "interest":
        return value(
            f"\\${base} earns simple interest of `{ps}` a year for {t} years. How much interest is that?",
            f"{base} 元按年利率 `{ps}` 单利存 {t} 年。利息是多少？",
            f"{base}*{ps}*{t}",
            i,
            unit="usd",
            steps=[
                f"`{base}*{ps} = {num(Fraction(base) * p / 100)}`",
                f"`{num(Fraction(base) * p / 100)}*{t} = {i}`",
            ],
            wrong=_good(
                [
                    (Fraction(base) * p / 100, "one_year_only"),
                    (base + i, "whole_not_change"),
                    (i * 10, "place_value"),
                    (i * 100, "percent_as_number"),
                ]
            ),
        )
    if kind == "balance":
        return value(
            f"\\${base} earns simple interest of `{ps}` a year. How much is in the account after {t} years?",
            f"{base} 元按年利率 `{ps}` 单利存款。{t} 年后账户里有多少元？",
            f"{base}*(1 + {ps}*{t})",
            base + i,
            unit="usd",
            steps=[f"`{base}*{ps}*{t} = {i}`", f"`{base} + {i} = {base + i}`"],
            wrong=_good(
                [
                    (i, "only_change"),
                    (base + Fraction(base) * p / 100, "one_year_only"),
                    (base + i * 10, "place_value"),
                ]
            ),
        )
    if kind == "rate":
        return value(
            f"\\${base} earns \\${i} of simple interest in {t} years. Find the yearly rate as a percent.",
            f"{base} 元 {t} 年得单利利息 {i} 元。求年利率（百分数）。",
            f"{i}/({base}*{t})",
            ps,
            form="percent",
            steps=[f"`{i}÷{t} = {num(i / t)}`", f"`{num(i / t)}/{base} = {ps}`"],
            wrong=[
                (percent(p * t), "one_year_only"),
                (percent(p * 10), "place_value"),
                (percent(p + 1), "arithmetic_slip"),
            ],
        )
    if kind == "time":
        return value(
            f"\\${base} earns simple interest of `{ps}` a year. After how many years is the interest \\${i}?",
            f"{base} 元按年利率 `{ps}` 单利存款。多少年后利息是 {i} 元？",
            f"{i}/({base}*{ps})",
            t,
            unit="years",
            steps=[
                (
                    f"One year brings `{base}*{ps} = {num(Fraction(base) * p / 100)}`.",
                    f"一年利息 `{base}*{ps} = {num(Fraction(base) * p / 100)}`。",
                ),
                f"`{i}÷{num(Fraction(base) * p / 100)} = {t}`",
            ],
            wrong=[(t + 1, "off_by_one"), (t * 10, "place_value"), (t - 1, "off_by_one")],
        )
    q = r.choice([10, 20, 50]) if d < 3 else r.choice([5, 15, 25])
    base = r.choice([100, 200, 400, 500, 800, 1000])
    p2 = r.choice([n for n in (10, 20, 25, 30, 40, 50) if n != q])
    down = kind == "up_down"
    result = Fraction(base) * (100 + q) * (100 - p2 if down else 100 + p2) / 10000
    if result.denominator > 2:
        return None
    if down:
        text = (
            f"A price of \\${base} rises by `{q}%` and then falls by `{p2}%`. What is it then?",
            f"价格 {base} 元先涨 `{q}%`，再降 `{p2}%`。现在是多少？",
        )
        flat, sign = Fraction(base) * (100 + q - p2) / 100, "-"
    else:
        text = (
            f"A flat worth \\${base} thousand gains `{q}%` in the first year and `{p2}%` in the second. What is it worth then, in thousands of dollars?",
            f"一套公寓价值 {base} 千元，第一年升值 `{q}%`，第二年再升值 `{p2}%`。之后值多少千元？",
        )
        flat, sign = Fraction(base) * (100 + q + p2) / 100, "+"
    return value(
        *text,
        f"{base}*(1 + {q}%)*(1 {sign} {p2}%)",
        result,
        show=dec,
        unit="usd" if down else "# thousand dollars|# 千元",
        steps=[
            f"`{base}*(1 + {q}/100) = {dec(Fraction(base) * (100 + q) / 100)}`",
            (
                f"The second change is taken of the new value: `{dec(Fraction(base) * (100 + q) / 100)}*(1 {sign} {p2}/100) = {dec(result)}`",
                f"第二次变化以新值为基准：`{dec(Fraction(base) * (100 + q) / 100)}*(1 {sign} {p2}/100) = {dec(result)}`",
            ),
        ],
        wrong=_good(
            [
                (flat, "percents_added"),
                (Fraction(base) * (100 + q) / 100, "stopped_early"),
                (Fraction(base), "changes_cancel"),
                (result * 10, "place_value"),
            ]
        ),
    )


for _kind, _en, _zh, _need in (
    ("interest", "Find simple interest", "求单利利息", ("percent.part.money",)),
    ("balance", "Find a balance with simple interest", "求单利本利和", (".interest",)),
    ("rate", "Find an interest rate", "求利率", (".interest",)),
    ("time", "Find how long money earns interest", "求存期", (".interest",)),
    (
        "up_down",
        "Follow a price up and down again",
        "先涨后降的价格",
        (".after.discount", ".after.markup"),
    ),
    ("twice_up", "Follow two rises in a row", "连续两次增长", (".after.population",)),
):
    CHANGE.add(_kind, _en, _zh, partial(_interest, _kind), _need)


@CHANGE.point("commission", "Find pay with commission", "求含提成的工资", (".after.markup",))
def _commission(d: int, r: random.Random) -> Task:
    base, p, s = (
        r.choice(range(200, 800, 50)),
        r.choice([5, 10] if d == 1 else [3, 4, 6, 8]),
        r.choice(range(1000, 3000 * d, 500)),
    )
    x = s * p // 100
    return value(
        f"A seller earns \\${base} a week and a commission of `{p}%` of sales. Last week the sales were \\${s}. What did the seller earn?",
        f"销售员每周底薪 {base} 元，另得销售额 `{p}%` 的提成。上周销售额 {s} 元。共挣多少？",
        f"{base} + {p}%*{s}",
        base + x,
        unit="usd",
        steps=[f"`{p}/100*{s} = {x}`", f"`{base} + {x} = {base + x}`"],
        wrong=_good(
            [
                (x, "only_change"),
                (Fraction((base + s) * p, 100), "percent_of_all"),
                (base + s, "percent_ignored"),
                (base + p, "percent_as_number"),
            ]
        ),
    )
