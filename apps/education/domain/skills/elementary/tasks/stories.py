"""Word problems of adding and subtracting, one for each situation."""

from __future__ import annotations

from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    THINGS,
    Rng,
    bare,
    by,
    choose,
    ex,
    of,
    people,
    until,
)

_SCENES = {
    "add_to": (("finds", "捡到", "more"), ("gets", "又得到", "more"), ("buys", "又买了", "more")),
    "take_from": (("gives away", "送出"), ("loses", "丢了"), ("uses up", "用掉")),
}


def _numbers(level: int, rng: Rng, top: int, known: int = 2) -> tuple[int, int]:
    """A whole within the size and one part; hard numbers need regrouping where there is room."""

    def fits(p: tuple[int, int]) -> bool:
        whole, part = p
        if not 1 <= part < whole or whole - part == part:
            return False
        regroups = whole % 10 < part % 10
        if top <= 20:
            return level > 1 or whole <= max(6, top * 3 // 4)
        return regroups == (level > 1)

    low = {10: 4, 20: 11, 100: 25, 1000: 150}[top]
    return until(
        rng, lambda: (rng.randint(low, top), rng.randint(1 if top <= 20 else top // 20, top)), fits
    )


def situation(level: int, rng: Rng, situation: str, top: int) -> Made:
    whole, part = _numbers(level, rng, top)
    rest = whole - part
    thing = rng.choice(THINGS)
    (a_en, a_zh), (b_en, b_zh) = people(rng)
    noun, _cn = thing[1], bare(thing)
    en, zh, key, expression = _told(
        rng, situation, whole, part, rest, thing, (a_en, a_zh), (b_en, b_zh)
    )
    x, y = expression
    op = "+" if key == x + y else "−"
    other = abs(x - y) if op == "+" else x + y
    wrong = [
        (other, "wrong_operation"),
        (x, "copied_number"),
        (key + (10 if top > 20 else 1), "slip_ten" if top > 20 else "slip_one"),
        (y, "copied_number"),
    ]
    steps = [(_why(situation)[0], _why(situation)[1]), f"{x} {op} {y} = {key}"]
    scene = (en.rsplit(". ", 1)[0] + ".", zh.rsplit("。", 1)[0] + "。")
    unit = (noun if key != 1 else thing[0], thing[2])
    return ex(
        (en, zh), f"{x} {'+' if op == '+' else '-'} {y}", key, steps, wrong, unit=unit, scene=scene
    )


def _why(situation: str) -> tuple[str, str]:
    if situation.startswith("add_to"):
        return {
            "result": ("More come: add.", "增加了，用加法。"),
            "change": ("End minus start is what came.", "结果减去原来的，就是增加的。"),
            "start": ("Undo the adding: subtract.", "倒回去想，用减法。"),
        }[situation[7:]]
    if situation.startswith("take_from"):
        return {
            "result": ("Some go away: subtract.", "减少了，用减法。"),
            "change": ("Start minus end is what went.", "原来的减去剩下的，就是减少的。"),
            "start": ("Put back what went: add.", "倒回去想，用加法。"),
        }[situation[10:]]
    return {
        "together.total": ("Put the parts together: add.", "把两部分合起来，用加法。"),
        "together.addend": (
            "The whole minus one part is the other part.",
            "总数减去一部分，得另一部分。",
        ),
        "compare.more": (
            "The difference is the larger minus the smaller.",
            "求相差数：大数减小数。",
        ),
        "compare.fewer": (
            "The difference is the larger minus the smaller.",
            "求相差数：大数减小数。",
        ),
        "compare.bigger.more": (
            "The second has more: add the difference.",
            "另一个更多：加上相差数。",
        ),
        "compare.smaller.fewer": (
            "The second has fewer: subtract the difference.",
            "另一个更少：减去相差数。",
        ),
        "compare.bigger.fewer": (
            "The first has fewer, so the second has more: add.",
            "前者少，后者就多：用加法。",
        ),
        "compare.smaller.more": (
            "The first has more, so the second has fewer: subtract.",
            "前者多，后者就少：用减法。",
        ),
    }[situation]


def _told(rng: Rng, situation: str, whole: int, part: int, rest: int, thing, a, b):
    """Text in both languages, the key and the numbers to work with."""
    noun, cn = thing[1], bare(thing)
    (an, az), (bn, bz) = a, b
    w, p, r = of(whole, thing), of(part, thing), of(rest, thing)
    mw = thing[2][:1]
    if situation.startswith("add_to"):
        verb, zv, _ = rng.choice(_SCENES["add_to"])
        zv = zv if zv.startswith("又") else "又" + zv
        return {
            "result": (
                f"{an} has {p[0]}. {an} {verb} {rest} more. How many {noun} does {an} have now?",
                f"{az}有 {p[1]}，{zv} {rest} {mw}。{az}现在有多少{mw}{cn}？",
                whole,
                (part, rest),
            ),
            "change": (
                f"{an} has {p[0]}. {an} {verb} some more. Now {an} has {w[0]}. How many more {noun} did {an} get?",
                f"{az}有 {p[1]}，{zv}一些。现在有 {w[1]}。{az}{zv}了多少{mw}？".replace(
                    "了了", "了"
                ),
                rest,
                (whole, part),
            ),
            "start": (
                f"{an} has some {noun}. {an} {verb} {rest} more. Now {an} has {w[0]}. How many {noun} did {an} have at first?",
                f"{az}原来有一些{cn}，{zv} {rest} {mw}。现在有 {w[1]}。{az}原来有多少{mw}{cn}？",
                part,
                (whole, rest),
            ),
        }[situation[7:]]
    if situation.startswith("take_from"):
        verb, zv = rng.choice(_SCENES["take_from"])
        past = {"gives away": "give away", "loses": "lose", "uses up": "use up"}[verb]
        return {
            "result": (
                f"{an} has {w[0]}. {an} {verb} {part} of them. How many {noun} are left?",
                f"{az}有 {w[1]}，{zv} {part} {mw}。还剩多少{mw}{cn}？",
                rest,
                (whole, part),
            ),
            "change": (
                f"{an} has {w[0]}. {an} {verb} some of them. Now {an} has {r[0]}. How many {noun} did {an} {past}?",
                f"{az}有 {w[1]}，{zv}一些，现在还有 {r[1]}。{az}{zv}多少{mw}{cn}？".replace(
                    "了多少", "了多少"
                ),
                part,
                (whole, rest),
            ),
            "start": (
                f"{an} has some {noun}. {an} {verb} {part} of them. Now {an} has {r[0]}. How many {noun} did {an} have at first?",
                f"{az}原来有一些{cn}，{zv} {part} {mw}，还剩 {r[1]}。{az}原来有多少{mw}{cn}？",
                whole,
                (rest, part),
            ),
        }[situation[10:]]
    return {
        "together.total": (
            f"{an} has {p[0]} and {bn} has {r[0]}. How many {noun} do they have together?",
            f"{az}有 {p[1]}，{bz}有 {r[1]}。两人一共有多少{mw}{cn}？",
            whole,
            (part, rest),
        ),
        "together.addend": (
            f"{an} and {bn} have {w[0]} together. {an} has {part} of them. How many {noun} does {bn} have?",
            f"{az}和{bz}一共有 {w[1]}，{az}有 {part} {mw}。{bz}有多少{mw}{cn}？",
            rest,
            (whole, part),
        ),
        "compare.more": (
            f"{an} has {w[0]}. {bn} has {p[0]}. How many more {noun} does {an} have than {bn}?",
            f"{az}有 {w[1]}，{bz}有 {p[1]}。{az}比{bz}多多少{mw}{cn}？",
            rest,
            (whole, part),
        ),
        "compare.fewer": (
            f"{an} has {w[0]}. {bn} has {p[0]}. How many fewer {noun} does {bn} have than {an}?",
            f"{az}有 {w[1]}，{bz}有 {p[1]}。{bz}比{az}少多少{mw}{cn}？",
            rest,
            (whole, part),
        ),
        "compare.bigger.more": (
            f"{an} has {p[0]}. {bn} has {rest} more than {an}. How many {noun} does {bn} have?",
            f"{az}有 {p[1]}，{bz}比{az}多 {rest} {mw}。{bz}有多少{mw}{cn}？",
            whole,
            (part, rest),
        ),
        "compare.smaller.fewer": (
            f"{an} has {w[0]}. {bn} has {rest} fewer than {an}. How many {noun} does {bn} have?",
            f"{az}有 {w[1]}，{bz}比{az}少 {rest} {mw}。{bz}有多少{mw}{cn}？",
            part,
            (whole, rest),
        ),
        "compare.bigger.fewer": (
            f"{an} has {p[0]}. {an} has {rest} fewer than {bn}. How many {noun} does {bn} have?",
            f"{az}有 {p[1]}，{az}比{bz}少 {rest} {mw}。{bz}有多少{mw}{cn}？",
            whole,
            (part, rest),
        ),
        "compare.smaller.more": (
            f"{an} has {w[0]}. {an} has {rest} more than {bn}. How many {noun} does {bn} have?",
            f"{az}有 {w[1]}，{az}比{bz}多 {rest} {mw}。{bz}有多少{mw}{cn}？",
            part,
            (whole, rest),
        ),
    }[situation]


def both_parts(level: int, rng: Rng) -> Made:
    n = by(level, rng.randint(3, 4), rng.randint(5, 6), rng.randint(7, 9))
    name = people(rng, 1)[0]
    return ex(
        (
            f"{name[0]} has {n} apples in two bowls, and at least one in each bowl. The bowls are red and blue. How many different ways are there?",
            f"{name[1]}把 {n} 个苹果放进红、蓝两个碗，每个碗至少一个。一共有几种放法？",
        ),
        f"{n} - 1",
        n - 1,
        [
            ("The red bowl can hold 1, 2, … apples.", "红碗可以放 1 个、2 个……"),
            (f"The most is {n - 1}: {n - 1} ways.", f"最多放 {n - 1} 个：{n - 1} 种。"),
        ],
        [(n, "one_too_many_ways"), (n + 1, "one_too_many_ways"), (n // 2, "half_the_ways")],
    )


def three_addends(level: int, rng: Rng) -> Made:
    a, b, c = until(
        rng,
        lambda: [rng.randint(2, 9) for _ in range(3)],
        lambda v: by(level, 8, 11, 15) <= sum(v) <= by(level, 12, 16, 20),
    )
    (n, z) = people(rng, 1)[0]
    return ex(
        (
            f"{n} has {a} red, {b} blue and {c} green pencils. How many pencils does {n} have?",
            f"{z}有 {a} 支红铅笔、{b} 支蓝铅笔和 {c} 支绿铅笔。一共有多少支？",
        ),
        f"{a} + {b} + {c}",
        a + b + c,
        [f"{a} + {b} = {a + b}", f"{a + b} + {c} = {a + b + c}"],
        [(a + b, "stopped_early"), (b + c, "stopped_early"), (a + b + c - 1, "counted_start")],
        unit=("pencils", "支"),
    )


def which_question(level: int, rng: Rng) -> Made:
    whole, part = _numbers(level, rng, 20)
    (an, az), (bn, bz) = people(rng)
    add = rng.random() < 0.5
    questions = [
        ("How many do they have together?", "两人一共有多少？", f"{whole} + {part}"),
        (f"How many more does {an} have than {bn}?", f"{az}比{bz}多多少？", f"{whole} - {part}"),
    ]
    right, other = (questions[0], questions[1]) if add else (questions[1], questions[0])
    key = whole + part if add else whole - part
    sign = "+" if add else "−"
    third = (f"How many does {an} have?", f"{az}有多少？", f"{whole}")
    return choose(
        rng,
        (
            f"{an} has {whole} shells, {bn} has {part}. Which question is answered by {whole} {sign} {part}?",
            f"{az}有 {whole} 个贝壳，{bz}有 {part} 个。哪个问题要用 {whole} {sign} {part}？",
        ),
        ((right[0], right[1]), f"{right[2]} = {key}"),
        [
            ((other[0], other[1]), f"{other[2]} = {key}", "wrong_operation"),
            ((third[0], third[1]), f"{third[2]} = {key}", "question_already_answered"),
        ],
        [
            (
                "Together means adding; how many more means subtracting.",
                "求一共用加法，求多多少用减法。",
            )
        ],
        inline=False,
    )


def choose_operation(level: int, rng: Rng) -> Made:
    name = rng.choice(
        by(
            level,
            ("add_to.result", "take_from.result"),
            ("add_to.change", "compare.more", "together.addend"),
            ("add_to.start", "take_from.start", "compare.bigger.fewer", "compare.smaller.more"),
        )
    )
    made = situation(2, rng, name, 100)
    x, op, y = made.problem.given[0].split()
    flip = "-" if op == "+" else "+"
    key = int(made.key)
    signs = {"+": "+", "-": "−"}
    en, zh = made.prompt if isinstance(made.prompt, tuple) else (made.prompt, made.prompt)
    return choose(
        rng,
        (f"{en}\nWhich calculation gives the answer?", f"{zh}\n哪个算式能求出答案？"),
        (f"{x} {signs[op]} {y}", f"{x} {op} {y} = {key}"),
        [
            (f"{x} {signs[flip]} {y}", f"{x} {flip} {y} = {key}", "wrong_operation"),
            (f"{x} + {x}", f"{x} + {x} = {key}", "copied_number"),
        ]
        if int(x) * 2 != key
        else [
            (f"{x} {signs[flip]} {y}", f"{x} {flip} {y} = {key}", "wrong_operation"),
            (f"{y} + {y}", f"{y} + {y} = {key}", "copied_number"),
        ],
        made.steps,
    )


def extra_number(level: int, rng: Rng) -> Made:
    whole, part = _numbers(level, rng, 100)
    rest, spare = whole - part, rng.randint(3, 12)
    (an, az), (bn, bz) = people(rng)
    if rng.random() < 0.5:
        return ex(
            (
                f"{an} is {spare} years old and has {whole} stamps. {bn} has {part} stamps. How many more stamps does {an} have?",
                f"{az}今年 {spare} 岁，有 {whole} 张邮票。{bz}有 {part} 张邮票。{az}比{bz}多多少张？",
            ),
            f"{whole} - {part}",
            rest,
            [("The age does not matter.", "年龄用不到。"), f"{whole} − {part} = {rest}"],
            [
                (rest + spare, "used_extra_number"),
                (whole + part, "wrong_operation"),
                (rest - spare, "used_extra_number"),
            ],
            unit=("stamps", "张"),
            other=[spare],
        )
    return ex(
        (
            f"{an} has {part} red and {rest} blue marbles in {spare} boxes. How many marbles does {an} have?",
            f"{az}有 {part} 颗红弹珠和 {rest} 颗蓝弹珠，装在 {spare} 个盒子里。一共有多少颗弹珠？",
        ),
        f"{part} + {rest}",
        whole,
        [
            ("The number of boxes does not matter.", "盒子的个数用不到。"),
            f"{part} + {rest} = {whole}",
        ],
        [
            (whole + spare, "used_extra_number"),
            (abs(part - rest), "wrong_operation"),
            (whole - spare, "used_extra_number"),
        ],
        unit=("marbles", "颗"),
        other=[spare],
    )


def two_step(level: int, rng: Rng, kind: str, top: int) -> Made:
    """Hard: the second number must be found by undoing, or all steps regroup."""
    lo, hi = top // 20, top // by(level, 4, 3, 2)
    a, b, c = until(
        rng,
        lambda: (rng.randint(top // 4, top * 3 // 5), rng.randint(lo, hi), rng.randint(lo, hi)),
        lambda v: (
            v[0] + v[1] + v[2] <= top
            and v[0] > v[1] + v[2]
            and len(set(v)) == 3
            and (level == 1 or (v[0] % 10 + v[1] % 10 > 10))
        ),
    )
    (n, z), (m, y) = people(rng)
    if kind == "add_add":
        en, zh = (
            f"{n} reads {a} pages on Monday, {b} pages on Tuesday and {c} pages on Wednesday. How many pages in all?",
            f"{z}星期一看了 {a} 页书，星期二看了 {b} 页，星期三看了 {c} 页。一共看了多少页？",
        )
        given, key, steps, unit = (
            f"{a} + {b} + {c}",
            a + b + c,
            [f"{a} + {b} = {a + b}", f"{a + b} + {c} = {a + b + c}"],
            ("pages", "页"),
        )
        wrong = [(a + b, "stopped_early"), (b + c, "stopped_early"), (a + b - c, "wrong_operation")]
    elif kind == "add_take":
        en, zh = (
            f"There are {a} people on a train. {b} people get on and {c} people get off. How many people are on the train now?",
            f"火车上有 {a} 人，上来 {b} 人，又下去 {c} 人。现在火车上有多少人？",
        )
        given, key, steps, unit = (
            f"{a} + {b} - {c}",
            a + b - c,
            [f"{a} + {b} = {a + b}", f"{a + b} − {c} = {a + b - c}"],
            ("people", "人"),
        )
        wrong = [(a + b, "stopped_early"), (a - b + c, "signs_swapped"), (a + b + c, "added_all")]
    elif kind == "take_take":
        en, zh = (
            f"A baker has {a} rolls. She sells {b} in the morning and {c} in the afternoon. How many rolls are left?",
            f"面包师有 {a} 个面包，上午卖出 {b} 个，下午卖出 {c} 个。还剩多少个？",
        )
        given, key, steps, unit = (
            f"{a} - {b} - {c}",
            a - b - c,
            [f"{a} − {b} = {a - b}", f"{a - b} − {c} = {a - b - c}"],
            ("rolls", "个"),
        )
        wrong = [(a - b, "stopped_early"), (a - b + c, "wrong_operation"), (b + c, "stopped_early")]
    else:
        b = min(b, (top - a) // 2) if 2 * a + b > top else b
        a = min(a, (top - b) // 2)
        more = level < 3 or 2 * a - b <= 0
        second = a + b if more else a - b
        word, zw = ("more", "多") if more else ("fewer", "少")
        en, zh = (
            f"{n} has {a} cards. {m} has {b} {word} than {n}. How many cards do they have together?",
            f"{z}有 {a} 张卡片，{y}比{z}{zw} {b} 张。两人一共有多少张卡片？",
        )
        given, key = (
            (f"{a} + ({a} + {b})", 2 * a + b) if more else (f"{a} + ({a} - {b})", 2 * a - b)
        )
        steps, unit = (
            [
                (
                    f"{m}: {a} {'+' if more else '−'} {b} = {second}",
                    f"{y}：{a} {'+' if more else '−'} {b} = {second}",
                ),
                f"{a} + {second} = {key}",
            ],
            ("cards", "张"),
        )
        wrong = [
            (second, "stopped_early"),
            (a + b, "compared_as_amount"),
            (2 * a - b if more else 2 * a + b, "wrong_operation"),
        ]
    scene = (en.rsplit(". ", 1)[0] + ".", zh.rsplit("。", 1)[0] + "。")
    return ex((en, zh), given, key, steps, wrong, unit=unit, scene=scene)


def large_story(level: int, rng: Rng, op: str) -> Made:
    low, high = by(level, (1000, 9999), (10000, 99999), (100000, 499999))
    a, b = until(
        rng,
        lambda: (rng.randint(low, high), rng.randint(low, high)),
        lambda p: p[0] > p[1] + low // 2,
    )
    if op == "add":
        return ex(
            (
                f"A museum had {a} visitors last year and {b} visitors this year. How many visitors came in the two years?",
                f"一座博物馆去年有 {a} 人参观，今年有 {b} 人参观。两年一共有多少人参观？",
            ),
            f"{a} + {b}",
            a + b,
            [f"{a} + {b} = {a + b}"],
            [
                (a - b, "wrong_operation"),
                (a + b - 1000, "forgot_carry"),
                (a + b + 100, "carried_twice"),
            ],
            unit=("visitors", "人"),
        )
    return ex(
        (
            f"A town has {a} inhabitants, another town has {b}. How many more inhabitants has the first town?",
            f"甲镇有 {a} 人，乙镇有 {b} 人。甲镇比乙镇多多少人？",
        ),
        f"{a} - {b}",
        a - b,
        [f"{a} − {b} = {a - b}"],
        [
            (a + b, "wrong_operation"),
            (a - b + 1000, "forgot_borrow"),
            (a - b + 10, "forgot_borrow"),
        ],
        unit=("inhabitants", "人"),
    )


_LONG = (
    ("ribbon", "彩带", "ribbons", "根"),
    ("rope", "绳子", "ropes", "根"),
    ("plank", "木板", "planks", "块"),
)


def measured_story(level: int, rng: Rng, op: str) -> Made:
    whole, part = _numbers(level, rng, 100)
    en, zh, many, cl = rng.choice(_LONG)
    rest = whole - part
    if op == "add":
        return ex(
            (
                f"Two {many}, {part} cm and {rest} cm long, are laid end to end. How long are they together?",
                f"两{cl}{zh}分别长 {part} 厘米和 {rest} 厘米，首尾相接，一共长多少厘米？",
            ),
            f"{part} + {rest}",
            whole,
            [f"{part} + {rest} = {whole}"],
            [
                (abs(part - rest), "wrong_operation"),
                (whole - 10, "forgot_carry"),
                (whole + 1, "slip_one"),
            ],
            unit=("cm", "厘米"),
        )
    return ex(
        (
            f"A {en} is {whole} cm long. {part} cm are cut off. How long is the rest?",
            f"一{cl}{zh}长 {whole} 厘米，剪去 {part} 厘米。还剩多少厘米？",
        ),
        f"{whole} - {part}",
        rest,
        [f"{whole} − {part} = {rest}"],
        [(whole + part, "wrong_operation"), (rest + 10, "forgot_borrow"), (rest + 1, "slip_one")],
        unit=("cm", "厘米"),
    )


def mass_story(level: int, rng: Rng, op: str) -> Made:
    if op in ("add", "subtract"):
        whole, part = until(
            rng,
            lambda: (rng.randint(200, 950), rng.randint(60, 600)),
            lambda p: (
                p[0] > p[1] + 50
                and (
                    p[0] % 10 == p[1] % 10 == 0
                    if level == 1
                    else p[0] % 5 == p[1] % 5 == 0
                    if level == 2
                    else True
                )
            ),
        )
        rest = whole - part
        if op == "add":
            return ex(
                (
                    f"An apple weighs {part} g and a melon weighs {rest} g. What do they weigh together?",
                    f"一个苹果重 {part} 克，一个瓜重 {rest} 克。一共重多少克？",
                ),
                f"{part} + {rest}",
                whole,
                [f"{part} + {rest} = {whole}"],
                [
                    (abs(part - rest), "wrong_operation"),
                    (whole - 100, "forgot_carry"),
                    (whole + 10, "slip_ten"),
                ],
                unit=("g", "克"),
            )
        return ex(
            (
                f"A bag of flour weighs {whole} g. {part} g are used. How many grams are left?",
                f"一袋面粉重 {whole} 克，用去 {part} 克。还剩多少克？",
            ),
            f"{whole} - {part}",
            rest,
            [f"{whole} − {part} = {rest}"],
            [
                (whole + part, "wrong_operation"),
                (rest + 100, "forgot_borrow"),
                (rest - 10, "slip_ten"),
            ],
            unit=("g", "克"),
        )
    n, each = (
        rng.randint(*by(level, (2, 5), (3, 9), (6, 9))),
        rng.randint(*by(level, (2, 9), (6, 9), (11, 20))),
    )
    total = n * each
    if op == "multiply":
        return ex(
            (
                f"One bag of rice weighs {each} kg. What do {n} bags weigh?",
                f"一袋大米重 {each} 千克，{n} 袋重多少千克？",
            ),
            f"{n}*{each}",
            total,
            [f"{n} × {each} = {total}"],
            [
                (n + each, "added_instead"),
                (total - each, "one_group_fewer"),
                (total + each, "one_group_more"),
            ],
            unit=("kg", "千克"),
        )
    return ex(
        (
            f"{total} kg of potatoes are put equally into {n} bags. What does each bag weigh?",
            f"把 {total} 千克土豆平均装进 {n} 个袋子，每袋重多少千克？",
        ),
        f"{total}/{n}",
        each,
        [f"{total} ÷ {n} = {each}"],
        [(total - n, "subtracted_instead"), (each + 1, "slip_one"), (n, "copied_number")],
        unit=("kg", "千克"),
    )


def liquid_story(level: int, rng: Rng, op: str) -> Made:
    if op == "add":
        whole, part = until(
            rng,
            lambda: (rng.randint(15, 99) * 10, rng.randint(5, 80) * 10),
            lambda p: p[0] > p[1] + 50 and (p[0] % 100 >= p[1] % 100) == (level == 1),
        )
        if rng.random() < 0.5:
            return ex(
                (
                    f"A jug holds {whole} ml of juice. {part} ml are poured out. How much is left?",
                    f"壶里有 {whole} 毫升果汁，倒出 {part} 毫升。还剩多少毫升？",
                ),
                f"{whole} - {part}",
                whole - part,
                [f"{whole} − {part} = {whole - part}"],
                [
                    (whole + part, "wrong_operation"),
                    (whole - part + 100, "forgot_borrow"),
                    (whole - part - 10, "slip_ten"),
                ],
                unit=("ml", "毫升"),
            )
        rest = whole - part
        return ex(
            (
                f"A bowl holds {part} ml of water. {rest} ml are added. How much water is in the bowl?",
                f"碗里有 {part} 毫升水，又倒入 {rest} 毫升。现在有多少毫升水？",
            ),
            f"{part} + {rest}",
            whole,
            [f"{part} + {rest} = {whole}"],
            [
                (abs(part - rest), "wrong_operation"),
                (whole - 100, "forgot_carry"),
                (whole + 10, "slip_ten"),
            ],
            unit=("ml", "毫升"),
        )
    n, each = (
        rng.randint(*by(level, (2, 5), (3, 9), (6, 9))),
        rng.randint(*by(level, (2, 5), (6, 9), (11, 20))),
    )
    total = n * each
    if rng.random() < 0.5:
        return ex(
            (
                f"A bucket holds {each} litres. How many litres do {n} full buckets hold?",
                f"一只水桶能装 {each} 升水，{n} 桶一共多少升？",
            ),
            f"{n}*{each}",
            total,
            [f"{n} × {each} = {total}"],
            [
                (n + each, "added_instead"),
                (total - each, "one_group_fewer"),
                (total + each, "one_group_more"),
            ],
            unit=("litres", "升"),
        )
    return ex(
        (
            f"{total} litres of water fill {n} equal buckets. How many litres does one bucket hold?",
            f"{total} 升水正好装满 {n} 只同样的桶。一只桶能装多少升？",
        ),
        f"{total}/{n}",
        each,
        [f"{total} ÷ {n} = {each}"],
        [(total - n, "subtracted_instead"), (each + 1, "slip_one"), (n, "copied_number")],
        unit=("litres", "升"),
    )


TASKS = {
    f.__name__: f
    for f in (
        situation,
        both_parts,
        three_addends,
        which_question,
        choose_operation,
        extra_number,
        two_step,
        large_story,
        measured_story,
        mass_story,
        liquid_story,
    )
}
