"""Unit rates in many settings, comparing rates, and changing units of measure."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

from apps.education.domain.skills.secondary.family import Bank
from apps.education.domain.skills.secondary.numbers import (
    cents,
    dec,
    ends,
    num,
)
from apps.education.domain.skills.secondary.task import (
    Task,
    compare,
    value,
)

RATE = Bank(
    "rate",
    "rates",
    6,
    "6.RP.A.2",
    ("ratio.simplify.two_numbers", "multiply_stories.two_step.unit_rate"),
)
UNITS = Bank("unit_conversion", "rates", 6, "6.RP.A.3.d", ("rate.find_rate.speed",))

_SETTINGS = {
    "speed": (
        "A train goes {total} km in {count} h at a steady speed",
        "一列火车匀速行驶，{count} 小时走了 {total} 千米",
        "km",
        "h",
        "# km|# 千米",
        "# h|# 小时",
        (40, 120),
        "its speed in km per hour",
        "它每小时走多少千米",
    ),
    "price": (
        "{count} kg of apples cost \\${total}",
        "{count} 千克苹果 {total} 元",
        "dollars",
        "kg",
        "usd",
        "# kg|# 千克",
        (2, 9),
        "the price per kilogram",
        "每千克多少元",
    ),
    "wage": (
        "Mara earns \\${total} for {count} hours of work",
        "玛拉工作 {count} 小时挣了 {total} 元",
        "dollars",
        "h",
        "usd",
        "# h|# 小时",
        (12, 30),
        "her pay per hour",
        "她每小时挣多少元",
    ),
    "flow": (
        "A tap fills {total} L in {count} min",
        "水龙头 {count} 分钟放出 {total} 升水",
        "L",
        "min",
        "# L|# 升",
        "# min|# 分钟",
        (6, 24),
        "the flow in litres per minute",
        "每分钟放水多少升",
    ),
    "typing": (
        "Noor types {total} words in {count} min",
        "努尔 {count} 分钟打了 {total} 个词",
        "words",
        "min",
        "# words|# 个词",
        "# min|# 分钟",
        (35, 80),
        "her typing rate in words per minute",
        "她每分钟打多少个词",
    ),
    "fuel": (
        "A van drives {total} km on {count} L of fuel",
        "一辆货车用 {count} 升油行驶 {total} 千米",
        "km",
        "L",
        "# km|# 千米",
        "# L|# 升",
        (8, 20),
        "the distance per litre",
        "每升油行驶多少千米",
    ),
    "printer": (
        "A printer prints {total} pages in {count} min",
        "一台打印机 {count} 分钟打印 {total} 页",
        "pages",
        "min",
        "# pages|# 页",
        "# min|# 分钟",
        (12, 45),
        "its rate in pages per minute",
        "它每分钟打印多少页",
    ),
    "density": (
        "{total} people live on {count} km² of land",
        "{count} 平方千米的土地上住着 {total} 人",
        "people",
        "km²",
        "# people|# 人",
        "# km²|# 平方千米",
        (30, 250),
        "the number of people per square kilometre",
        "每平方千米有多少人",
    ),
    "heart": (
        "A heart beats {total} times in {count} min",
        "心脏 {count} 分钟跳了 {total} 次",
        "beats",
        "min",
        "# beats|# 次",
        "# min|# 分钟",
        (58, 95),
        "the number of beats per minute",
        "每分钟跳多少次",
    ),
    "yield": (
        "{count} trees give {total} kg of pears",
        "{count} 棵树结了 {total} 千克梨",
        "kg",
        "trees",
        "# kg|# 千克",
        "# trees|# 棵",
        (14, 60),
        "the harvest per tree",
        "平均每棵树结多少千克",
    ),
}


def _rate(where: str, ask: str, d: int, r: random.Random) -> Task | None:
    en, zh, _, _, unit_total, unit_count, (low, high), per_en, per_zh = _SETTINGS[where]
    one: Fraction | int = r.randint(low, high)
    count = r.randint(2, 3 + 2 * d)
    if d == 3 and where in ("price", "flow", "wage", "fuel"):
        one = Fraction(one) + Fraction(r.choice([1, 2, 3]), 4 if where != "price" else 2)
        one = Fraction(one * 2) / 2 if where == "wage" else one
    total = one * count
    money = "\\$" if unit_total == "usd" else ""
    told = cents(total) if money else dec(total)
    head = (en.format(total=told, count=count), zh.format(total=told, count=count))
    per = f"`{told}÷{count} = {dec(one)}`"
    if ask == "find_rate":
        return value(
            f"{head[0]}. Find {per_en}.",
            f"{head[1]}。求{per_zh}。",
            f"{told}/{count}",
            one,
            show=dec,
            unit=unit_total,
            context=(head[0] + ".", head[1] + "。"),
            steps=[("A rate for one means dividing.", "求“每一”要用除法。"), per],
            wrong=_fit(
                [
                    (total * count, "multiplied_instead"),
                    (Fraction(count) / total, "reversed_ratio"),
                    (total - count, "subtracted_instead"),
                    (one + 1, "arithmetic_slip"),
                    (one * 10, "place_value"),
                ]
            ),
        )
    new = r.choice([n for n in range(2, 8 + 4 * d) if n != count and (d > 1 or n > count)])
    if ask == "find_amount":
        u = unit_count.split("|")
        q_en, q_zh = _question(where, u, str(new), back=False)
        return value(
            f"{head[0]}. {q_en}",
            f"{head[1]}。{q_zh}",
            f"{told}/{count}*{new}",
            one * new,
            show=dec,
            unit=unit_total,
            context=(head[0] + ".", head[1] + "。"),
            steps=[(f"For one: {per}", f"每一份：{per}"), f"`{dec(one)}*{new} = {dec(one * new)}`"],
            wrong=_fit(
                [
                    (total + new - count, "additive_scaling"),
                    (one, "stopped_early"),
                    (total * new, "multiplied_instead"),
                    (one * (new + 1), "off_by_one"),
                ]
            ),
        )
    u = unit_total.split("|") if "|" in unit_total else ["\\$#", "# 元"]
    wanted = one * new
    q_en, q_zh = _question(where, u, cents(wanted) if money else dec(wanted), back=True)
    return value(
        f"{head[0]}. {q_en}",
        f"{head[1]}。{q_zh}",
        f"{dec(wanted)}/({told}/{count})",
        new,
        show=num,
        unit=unit_count,
        context=(head[0] + ".", head[1] + "。"),
        steps=[(f"For one: {per}", f"每一份：{per}"), f"`{dec(wanted)}÷{dec(one)} = {new}`"],
        wrong=_fit(
            [
                (count + wanted - total, "additive_scaling"),
                (wanted * one, "multiplied_instead"),
                (new + 1, "off_by_one"),
                (new - 1, "off_by_one"),
            ]
        ),
    )


def _question(where: str, unit: list[str], number: str, *, back: bool) -> tuple[str, str]:
    en, zh = _QUESTIONS[where][2:] if back else _QUESTIONS[where][:2]
    asked = en.format(u=unit[0].replace("#", number))
    told = zh.format(u=unit[1].replace("#", number))
    return f"At the same rate: {asked[0].lower()}{asked[1:]}", f"照这样，{told}"


def _fit(wrong: list[tuple[Fraction | int, str]]) -> list[tuple[str, str]]:
    return [
        (dec(answer) if ends(answer) else num(answer), slip) for answer, slip in wrong if answer > 0
    ]


_QUESTIONS = {
    "speed": (
        "How far does it go in {u}?",
        "{u}走多少千米？",
        "How long does it take for {u}?",
        "走 {u}要多少小时？",
    ),
    "price": (
        "What is the price of {u}?",
        "{u}多少元？",
        "How many kg can be bought for {u}?",
        "{u}能买多少千克？",
    ),
    "wage": (
        "What does she earn in {u}?",
        "{u}挣多少元？",
        "How many hours must she work for {u}?",
        "挣 {u}要工作多少小时？",
    ),
    "flow": (
        "How much does it fill in {u}?",
        "{u}放水多少升？",
        "How long does it take for {u}?",
        "放出 {u}水要多少分钟？",
    ),
    "typing": (
        "How many words does she type in {u}?",
        "{u}打多少个词？",
        "How long does she need for {u}?",
        "打 {u}要多少分钟？",
    ),
    "fuel": (
        "How far does it go on {u}?",
        "{u}油能行驶多少千米？",
        "How much fuel does it need for {u}?",
        "行驶 {u}要多少升油？",
    ),
    "printer": (
        "How many pages does it print in {u}?",
        "{u}打印多少页？",
        "How long does it take for {u}?",
        "打印 {u}要多少分钟？",
    ),
    "density": (
        "How many people live on {u} at the same density?",
        "{u}住多少人？",
        "On how many km² do {u} live at the same density?",
        "住 {u}需要多少平方千米？",
    ),
    "heart": (
        "How many beats are there in {u}?",
        "{u}跳多少次？",
        "How long does it take for {u}?",
        "跳 {u}要多少分钟？",
    ),
    "yield": (
        "How much do {u} give?",
        "{u}树结多少千克？",
        "How many trees give {u}?",
        "多少棵树结 {u}？",
    ),
}
"""Asking for the amount and for the count that belongs to {u}."""
_RATE_NAMES = {
    "speed": ("speed", "速度"),
    "price": ("price", "单价"),
    "wage": ("pay", "工资"),
    "flow": ("water flow", "水流"),
    "typing": ("typing", "打字"),
    "fuel": ("fuel use", "油耗"),
    "printer": ("machine", "机器效率"),
    "density": ("population density", "人口密度"),
    "heart": ("heartbeat", "心率"),
    "yield": ("harvest", "收成"),
}
for _where, (_en, _zh) in _RATE_NAMES.items():
    _first = () if _where == "speed" else (".find_rate.speed",)
    RATE.add(
        f"find_rate.{_where}",
        f"Find a unit rate: {_en}",
        f"求单位率：{_zh}",
        partial(_rate, _where, "find_rate"),
        _first,
    )
    RATE.add(
        f"find_amount.{_where}",
        f"Use a unit rate to find an amount: {_en}",
        f"用单位率求总量：{_zh}",
        partial(_rate, _where, "find_amount"),
        (f".find_rate.{_where}",),
        standard="6.RP.A.3.b",
    )
    RATE.add(
        f"find_count.{_where}",
        f"Use a unit rate backwards: {_en}",
        f"逆用单位率：{_zh}",
        partial(_rate, _where, "find_count"),
        (f".find_amount.{_where}",),
        standard="6.RP.A.3.b",
    )

_BETTER = {
    "price": (
        "Shop A sells {a} cans for \\${x}, shop B sells {b} cans for \\${y}. Compare the price per can, A on the left, B on the right: which sign belongs between them?",
        "甲店 {a} 罐 {x} 元，乙店 {b} 罐 {y} 元。比较每罐的价格（左甲右乙）：应填什么符号？",
        "Compare unit prices",
        "比较单价",
    ),
    "speed": (
        "Car A goes {x} m in {a} s, car B goes {y} m in {b} s. Compare the metres per second, A on the left, B on the right: which sign belongs between them?",
        "甲车 {a} 秒行 {x} 米，乙车 {b} 秒行 {y} 米。比较每秒行的米数（左甲右乙）：应填什么符号？",
        "Compare speeds",
        "比较速度",
    ),
    "work": (
        "Machine A makes {x} parts in {a} h, machine B makes {y} parts in {b} h. Compare the parts per hour, A on the left, B on the right: which sign belongs between them?",
        "甲机器 {a} 小时做 {x} 个零件，乙机器 {b} 小时做 {y} 个。比较每小时做的个数（左甲右乙）：应填什么符号？",
        "Compare rates of work",
        "比较工作效率",
    ),
}


def _better(where: str, d: int, r: random.Random) -> Task | None:
    en, zh, _, _ = _BETTER[where]
    a, b = r.sample(range(2, 5 + 3 * d), 2)
    scale = {"price": 1, "speed": 4, "work": 8}[where]
    one = r.randint(2, 9) * scale
    two = one if d > 1 and r.random() < 0.25 else one + r.choice([-1, 1]) * (1 if d > 1 else 2)
    x, y = one * a, two * b
    if two <= 0 or ((a < b) == (x > y) and d > 1):
        return None
    sign = "<" if one < two else ">" if one > two else "="
    return compare(
        en.format(a=a, b=b, x=x, y=y),
        zh.format(a=a, b=b, x=x, y=y),
        f"{x}/{a}",
        f"{y}/{b}",
        sign,
        slip="compared_terms_only",
        steps=[f"`{x}÷{a} = {one}`", f"`{y}÷{b} = {two}`", f"`{one} {sign} {two}`"],
    )


for _where, (_, _, _en, _zh) in _BETTER.items():
    RATE.add(
        f"compare.{_where}",
        _en,
        _zh,
        partial(_better, _where),
        (
            f".find_rate.{'speed' if _where == 'speed' else 'price' if _where == 'price' else 'printer'}",
        ),
        standard="6.RP.A.3.b",
    )

_CHANGES = [
    ("in", "cm", "英寸", "厘米", "2.54", 6),
    ("ft", "cm", "英尺", "厘米", "30.48", 6),
    ("mi", "km", "英里", "千米", "1.6", 6),
    ("yd", "m", "码", "米", "0.9", 6),
    ("kg", "lb", "千克", "磅", "2.2", 6),
    ("oz", "g", "盎司", "克", "28", 6),
    ("gal", "L", "加仑", "升", "3.8", 6),
    ("cup", "mL", "杯", "毫升", "240", 6),
    ("sea mile", "km", "海里", "千米", "1.852", 6),
    ("dollar", "yuan", "美元", "人民币元", "7", 6),
    ("euro", "dollar", "欧元", "美元", "1.2", 6),
    ("hand", "cm", "手掌高", "厘米", "10.16", 6),
    ("m²", "cm²", "平方米", "平方厘米", "10000", 7),
    ("cm²", "mm²", "平方厘米", "平方毫米", "100", 7),
    ("km²", "ha", "平方千米", "公顷", "100", 7),
    ("m³", "L", "立方米", "升", "1000", 7),
    ("cm³", "mm³", "立方厘米", "立方毫米", "1000", 7),
]
_ASCII = {
    "m²": "square_metre",
    "cm²": "square_centimetre",
    "m³": "cubic_metre",
    "km²": "square_kilometre",
    "mm²": "square_millimetre",
    "cm³": "cubic_centimetre",
    "mm³": "cubic_millimetre",
    "sea mile": "sea_mile",
    "dollar": "dollars",
    "euro": "euros",
    "hand": "hands",
}
_WORDS = {"cup", "sea mile", "dollar", "euro", "hand"}
"""Units that are words and take an s; the others are signs."""


def _many(unit: str) -> str:
    return f"{unit}s" if unit in _WORDS else unit


def _change(row: int, down: bool, d: int, r: random.Random) -> Task:
    big, small, zh_big, zh_small, factor, grade = _CHANGES[row]
    f = Fraction(factor)
    told = (
        (f"1 {big} = {factor} {_many(small)}. ", f"1 {zh_big} = {factor} {zh_small}。")
        if grade == 6
        else ("", "")
    )
    amount = (
        Fraction(r.randint(2, 9))
        if d == 1
        else Fraction(r.randint(11, 99))
        if d == 2
        else Fraction(r.choice([n for n in range(11, 99) if n % 10]), 10)
    )
    small_amount = amount * f
    many, few = dec(small_amount), dec(amount)
    if down:
        return value(
            f"{told[0]}Change {few} {_many(big)} into {_many(small)}.",
            f"{told[1]}{few} {zh_big}是多少{zh_small}？",
            f"{few}*{factor}",
            many,
            show=dec,
            unit=f"# {_many(small)}|# {zh_small}",
            other=(1,),
            steps=[
                (
                    f"Each {big} is {factor} {_many(small)}: multiply.",
                    f"每{zh_big}是 {factor} {zh_small}：用乘法。",
                ),
                f"`{few}*{factor} = {many}`",
            ],
            wrong=[
                (_close(amount / f), "wrong_direction"),
                (dec(small_amount * 10), "place_value"),
                (dec(small_amount / 10), "place_value"),
                (dec(amount + f), "added_instead"),
            ],
        )
    return value(
        f"{told[0]}Change {many} {_many(small)} into {_many(big)}.",
        f"{told[1]}{many} {zh_small}是多少{zh_big}？",
        f"{many}/{factor}",
        few,
        show=dec,
        unit=f"# {_many(big)}|# {zh_big}",
        other=(1,),
        steps=[
            (
                f"{factor} {_many(small)} make one {big}: divide.",
                f"{factor} {zh_small}是一{zh_big}：用除法。",
            ),
            f"`{many}÷{factor} = {few}`",
        ],
        wrong=[
            (_close(small_amount * f), "wrong_direction"),
            (dec(amount * 10), "place_value"),
            (dec(amount / 10), "place_value"),
            (_close(abs(small_amount - f) or Fraction(1)), "subtracted_instead"),
        ],
    )


def _close(v: Fraction) -> str:
    return dec(v) if ends(v) else num(v)


for _row, (_big, _small, _zb, _zs, _f, _grade) in enumerate(_CHANGES):
    _b, _s = _ASCII.get(_big, _big.lower()), _ASCII.get(_small, _small.lower())
    UNITS.add(
        f"{_b}_to_{_s}",
        f"Change {_many(_big)} into {_many(_small)}",
        f"{_zb}化成{_zs}",
        partial(_change, _row, True),
        ()
        if _row == 0
        else (".in_to_cm",)
        if _grade == 6
        else ("units.length.km_metre.decimal_down", "area_formula.parallelogram.whole"),
        grade=_grade,
        standard="6.RP.A.3.d" if _grade == 6 else "7.RP.A.1",
    )
    UNITS.add(
        f"{_s}_to_{_b}",
        f"Change {_many(_small)} into {_many(_big)}",
        f"{_zs}化成{_zb}",
        partial(_change, _row, False),
        (f".{_b}_to_{_s}",),
        grade=_grade,
        standard="6.RP.A.3.d" if _grade == 6 else "7.RP.A.1",
    )

_SPEEDS = {
    "km_h_to_m_s": (
        "km/h",
        "m/s",
        "千米/时",
        "米/秒",
        Fraction(5, 18),
        [18, 36, 54, 72, 90, 108, 126, 144, 180, 216, 252, 270, 288],
    ),
    "m_s_to_km_h": (
        "m/s",
        "km/h",
        "米/秒",
        "千米/时",
        Fraction(18, 5),
        [5, 10, 15, 20, 25, 30, 35, 40, 2, 4, 6, 8, 3, 7, 12],
    ),
    "l_min_to_l_h": ("L/min", "L/h", "升/分", "升/时", Fraction(60), list(range(2, 40))),
    "m_min_to_km_h": (
        "m/min",
        "km/h",
        "米/分",
        "千米/时",
        Fraction(6, 100),
        list(range(50, 900, 50)),
    ),
}


def _speed(kind: str, d: int, r: random.Random) -> Task:
    a, b, za, zb, f, choices = _SPEEDS[kind]
    x = r.choice(choices[: 4 + 4 * d])
    y = x * f
    how = {
        "km_h_to_m_s": (
            f"{x}*1000/3600",
            "Multiply by 1000 (metres in a kilometre), divide by 3600 (seconds in an hour).",
            "乘 1000（1 千米的米数），除以 3600（1 小时的秒数）。",
        ),
        "m_s_to_km_h": (
            f"{x}*3600/1000",
            "Multiply by 3600 (seconds in an hour), divide by 1000 (metres in a kilometre).",
            "乘 3600（1 小时的秒数），除以 1000（1 千米的米数）。",
        ),
        "l_min_to_l_h": (
            f"{x}*60",
            "An hour has 60 minutes: multiply by 60.",
            "1 小时有 60 分钟：乘 60。",
        ),
        "m_min_to_km_h": (
            f"{x}*60/1000",
            "Multiply by 60 (minutes in an hour), divide by 1000 (metres in a kilometre).",
            "乘 60（1 小时的分钟数），除以 1000（1 千米的米数）。",
        ),
    }[kind]
    return value(
        f"Write {x} {a} in {b}.",
        f"把 {x} {za}化成{zb}。",
        how[0],
        y,
        show=lambda v: dec(v) if ends(v) else num(v),
        unit=f"# {b}|# {zb}",
        steps=[(how[1], how[2]), f"`{how[0]} = {dec(y)}`"],
        wrong=[
            (x / f, "wrong_direction"),
            (y * 10, "place_value"),
            (Fraction(x) * (60 if f != 60 else Fraction(1, 60)), "one_unit_only"),
            (y + 1, "arithmetic_slip"),
        ],
    )


for _kind, (_a, _b2, _za, _zb2, _, _) in _SPEEDS.items():
    UNITS.add(
        _kind,
        f"Change {_a} into {_b2}",
        f"{_za}化成{_zb2}",
        partial(_speed, _kind),
        ("units.length.km_metre.decimal_down", "units.time.hour_minute.down", ".in_to_cm"),
        grade=7,
    )
