"""Word problems of multiplying and dividing, one for each situation."""

from __future__ import annotations

from apps.education.domain.figures import counters
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, by, choose, ex, people, until

_PACKS = (
    ("box", "boxes", "盒", "pencils", "铅笔", "支"),
    ("bag", "bags", "袋", "apples", "苹果", "个"),
    ("shelf", "shelves", "层书架", "books", "书", "本"),
    ("page", "pages", "页", "stickers", "贴纸", "张"),
    ("vase", "vases", "瓶", "flowers", "花", "枝"),
)


def _sizes(level: int, rng: Rng, top: int) -> tuple[int, int]:
    """How many groups, how many in each."""
    if top == 100:
        low = by(level, 2, 3, 6)
        return rng.randint(low, by(level, 5, 9, 9)), rng.randint(low, by(level, 5, 9, 9))
    if top == 1000:
        return rng.randint(*by(level, (2, 4), (3, 9), (6, 9))), rng.randint(
            *by(level, (12, 24), (23, 89), (112, 189))
        )
    return rng.randint(*by(level, (11, 15), (16, 40), (41, 89))), rng.randint(
        *by(level, (21, 60), (61, 150), (151, 450))
    )


def situation(level: int, rng: Rng, situation: str, top: int) -> Made:
    n, each = until(rng, lambda: _sizes(level, rng, top), lambda p: p[0] != p[1])
    total = n * each
    kind, _, ask = situation.partition(".")
    one, many, cl, things, zh_thing, mw = rng.choice(_PACKS)
    (an, az), (bn, bz) = people(rng)
    if kind == "groups":
        told = {
            "product": (
                f"There are {n} {many} with {each} {things} each. How many {things} are there in all?",
                f"有 {n} {cl}，每{cl[0]}有 {each} {mw}{zh_thing}。一共有多少{mw}{zh_thing}？",
            ),
            "size": (
                f"{total} {things} are shared equally among {n} {many}. How many {things} are in each {one}?",
                f"把 {total} {mw}{zh_thing}平均分到 {n} {cl}，每{cl[0]}有多少{mw}？",
            ),
            "number": (
                f"There are {total} {things}. {each} go {'on' if one == 'shelf' else 'into'} each {one}. How many {many} are filled?",
                f"有 {total} {mw}{zh_thing}，每{cl[0]}放 {each} {mw}。能放满几{cl}？",
            ),
        }[ask]
        unit = (many, cl) if ask == "number" else (things, mw)
    elif kind == "array":
        told = {
            "product": (
                f"Chairs stand in {n} rows of {each}. How many chairs are there?",
                f"椅子排成 {n} 行，每行 {each} 把。一共有多少把椅子？",
            ),
            "size": (
                f"{total} chairs stand in {n} equal rows. How many chairs are in a row?",
                f"{total} 把椅子排成同样多的 {n} 行，每行有多少把？",
            ),
            "number": (
                f"{total} chairs stand in rows of {each}. How many rows are there?",
                f"{total} 把椅子，每行排 {each} 把。可以排几行？",
            ),
        }[ask]
        unit = ("rows", "行") if ask == "number" else ("chairs", "把")
    elif kind == "rate":
        told = {
            "product": (
                f"One ticket costs {each} dollars. What do {n} tickets cost?",
                f"一张票 {each} 元，{n} 张票多少元？",
            ),
            "size": (
                f"{n} equal tickets cost {total} dollars. What does one ticket cost?",
                f"{n} 张同样的票一共 {total} 元，一张票多少元？",
            ),
        }[ask]
        unit = ("dollars", "元")
    else:
        told = {
            "product": (
                f"{an} has {each} cards. {bn} has {n} times as many. How many cards does {bn} have?",
                f"{az}有 {each} 张卡片，{bz}的张数是{az}的 {n} 倍。{bz}有多少张卡片？",
            ),
            "size": (
                f"{bn} has {total} cards. That is {n} times as many as {an} has. How many cards does {an} have?",
                f"{bz}有 {total} 张卡片，是{az}的 {n} 倍。{az}有多少张卡片？",
            ),
            "times": (
                f"{an} has {each} cards and {bn} has {total} cards. How many times as many cards does {bn} have?",
                f"{az}有 {each} 张卡片，{bz}有 {total} 张。{bz}的张数是{az}的多少倍？",
            ),
        }[ask]
        unit = ("times", "倍") if ask == "times" else ("cards", "张")
    key, x, y = {
        "product": (total, n, each),
        "size": (each, total, n),
        "number": (n, total, each),
        "times": (n, total, each),
    }[ask]
    op = "×" if ask == "product" else "÷"
    wrong = [
        (x + y if op == "×" else x - y, "added_instead" if op == "×" else "subtracted_instead"),
        (key + (each if op == "×" else 1), "one_group_more"),
        (key - (each if op == "×" else 1), "one_group_fewer"),
        (y if op == "÷" else abs(x - y), "copied_number"),
    ]
    why = (
        ("Equal groups: multiply.", "求几个相同的数，用乘法。")
        if op == "×"
        else ("Known product: divide.", "已知总数，用除法。")
    )
    return ex(
        told,
        f"{x}{'*' if op == '×' else '/'}{y}",
        key,
        [why, f"{x} {op} {y} = {key}"],
        wrong,
        unit=unit,
    )


def rows_story(level: int, rng: Rng) -> Made:
    n, each = by(level, 2, 3, 4), rng.randint(*by(level, (2, 4), (3, 5), (4, 5)))
    text = " + ".join([str(each)] * n)
    return ex(
        (
            f"Eggs lie in {n} rows of {each}. Write a sum of equal numbers and find how many eggs there are.",
            f"鸡蛋排成 {n} 行，每行 {each} 个。用相同数相加求一共有多少个。",
        ),
        text,
        n * each,
        [f"{text} = {n * each}"],
        [
            (n + each, "added_sides"),
            (n * each - each, "one_group_fewer"),
            (n * each + each, "one_group_more"),
        ],
        picture=counters.rows(each, n, ("Equal rows of circles", "每行一样多的圆片")),
        other=[n],
    )


def compare_statement(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            rng.randint(2, by(level, 5, 9, 9)),
            rng.randint(by(level, 2, 4, 6), by(level, 6, 9, 12)),
        ),
        lambda p: p[0] != p[1],
    )
    c = a * b
    return choose(
        rng,
        (f"Which sentence fits {c} = {a} × {b}?", f"哪句话表示 {c} = {a} × {b}？"),
        ((f"{c} is {a} times as many as {b}.", f"{c} 是 {b} 的 {a} 倍。"), f"{c} = {a}*{b}"),
        [
            (
                (f"{c} is {a} more than {b}.", f"{c} 比 {b} 多 {a}。"),
                f"{c} = {a} + {b}",
                "times_as_more",
            ),
            (
                (f"{b} is {a} times as many as {c}.", f"{b} 是 {c} 的 {a} 倍。"),
                f"{b} = {a}*{c}",
                "whole_and_part",
            ),
            (
                (f"{a} is {b} times as many as {c}.", f"{a} 是 {c} 的 {b} 倍。"),
                f"{a} = {b}*{c}",
                "whole_and_part",
            ),
        ],
        [(f"{a} times {b} is {c}.", f"{b} 的 {a} 倍是 {c}。")],
        inline=False,
    )


def more_or_times(level: int, rng: Rng) -> Made:
    n, x = rng.randint(2, by(level, 4, 6, 9)), rng.randint(*by(level, (5, 9), (6, 12), (12, 25)))
    (an, az), (bn, bz) = people(rng)
    times = rng.random() < 0.5
    key = n * x if times else n + x
    told = (
        (
            f"{an} has {x} shells. {bn} has {n} times as many as {an}.",
            f"{az}有 {x} 个贝壳，{bz}的个数是{az}的 {n} 倍。",
        )
        if times
        else (
            f"{an} has {x} shells. {bn} has {n} more than {an}.",
            f"{az}有 {x} 个贝壳，{bz}比{az}多 {n} 个。",
        )
    )
    op, _flip = ("*", "+") if times else ("+", "*")
    return ex(
        (told[0] + f" How many shells does {bn} have?", told[1] + f"{bz}有多少个贝壳？"),
        f"{x} {op} {n}",
        key,
        [
            (
                ("“Times as many” means multiply.", "“几倍”用乘法。")
                if times
                else ("“More than” means add.", "“多几个”用加法。")
            ),
            f"{x} {'×' if times else '+'} {n} = {key}",
        ],
        [
            (x * n if not times else x + n, "times_as_more"),
            (abs(x - n), "subtracted_instead"),
            (key + 1, "slip_one"),
        ],
        unit=("shells", "个"),
    )


def remainder_story(level: int, rng: Rng, kind: str) -> Made:
    size = rng.randint(*by(level, (3, 5), (4, 9), (6, 12)))
    q, left = rng.randint(*by(level, (2, 6), (6, 12), (12, 30))), rng.randint(1, size - 1)
    n = size * q + left
    div = (f"{n} ÷ {size} = {q} remainder {left}", f"{n} ÷ {size} = {q} 余 {left}")
    if kind == "up":
        return ex(
            (
                f"{n} children go by boat. Each boat holds {size} children. How many boats are needed?",
                f"{n} 个小朋友坐船，每条船最多坐 {size} 人。至少要几条船？",
            ),
            f"ceil({n}/{size})",
            q + 1,
            [
                div,
                (
                    f"The {left} who are left need one more boat: {q + 1}.",
                    f"剩下的 {left} 人还要一条船：{q + 1}。",
                ),
            ],
            [(q, "remainder_ignored"), (left, "gave_remainder"), (q + left, "added_remainder")],
            unit=("boats", "条"),
        )
    if kind == "down":
        return ex(
            (
                f"A scarf takes {size} m of cloth. How many scarves can be made from {n} m?",
                f"做一条围巾要 {size} 米布，{n} 米布最多能做几条？",
            ),
            f"floor({n}/{size})",
            q,
            [
                div,
                (
                    f"{left} m are not enough for another one: {q}.",
                    f"剩 {left} 米不够再做一条：{q}。",
                ),
            ],
            [(q + 1, "rounded_up"), (left, "gave_remainder"), (q + left, "added_remainder")],
            unit=("scarves", "条"),
        )
    if kind == "left":
        return ex(
            (
                f"{n} cards are dealt equally to {size} players, as many as possible. How many cards are left?",
                f"把 {n} 张牌平均发给 {size} 个人，尽量多发。还剩几张？",
            ),
            f"rem({n}, {size})",
            left,
            [div, (f"{left} are left.", f"剩 {left} 张。")],
            [
                (q, "gave_quotient"),
                (size - left, "missing_for_full"),
                (left + 1, "slip_one"),
                (0, "remainder_ignored"),
            ],
            unit=("cards", "张"),
        )
    return ex(
        (
            f"{n} eggs are packed in boxes of {size}. The last box is not full. How many more eggs does it need?",
            f"{n} 个鸡蛋，每盒装 {size} 个，最后一盒没装满。还差几个才装满？",
        ),
        f"{size} - rem({n}, {size})",
        size - left,
        [
            div,
            (
                f"The last box has {left}: {size} − {left} = {size - left}.",
                f"最后一盒有 {left} 个：{size} − {left} = {size - left}。",
            ),
        ],
        [
            (left, "gave_remainder"),
            (q, "gave_quotient"),
            (size, "copied_number"),
            (size - left + 1, "slip_one"),
        ],
        unit=("eggs", "个"),
    )


def two_step(level: int, rng: Rng, kind: str) -> Made:
    n, x = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
        rng.randint(*by(level, (3, 6), (5, 9), (12, 19))),
    )
    m = rng.randint(*by(level, (2, 9), (8, 19), (15, 40)))
    (an, az), _ = people(rng)
    total = n * x
    if kind == "times_plus":
        en, zh = (
            f"{an} buys {n} notebooks for {x} dollars each and a bag for {m} dollars. What is the total price?",
            f"{az}买了 {n} 本笔记本，每本 {x} 元，还买了一个 {m} 元的书包。一共多少元？",
        )
        given, key, steps, wrong, unit = (
            f"{n}*{x} + {m}",
            total + m,
            [f"{n} × {x} = {total}", f"{total} + {m} = {total + m}"],
            [(n + x + m, "added_all"), (total, "stopped_early"), (n * (x + m), "order_of_steps")],
            ("dollars", "元"),
        )
    elif kind == "times_minus":
        m = min(m, total - 1)
        en, zh = (
            f"{n} boxes hold {x} eggs each. {m} eggs break. How many eggs are whole?",
            f"有 {n} 盒鸡蛋，每盒 {x} 个，打破了 {m} 个。还有多少个好的？",
        )
        given, key, steps, wrong, unit = (
            f"{n}*{x} - {m}",
            total - m,
            [f"{n} × {x} = {total}", f"{total} − {m} = {total - m}"],
            [(total + m, "wrong_operation"), (total, "stopped_early"), (n + x, "added_instead")],
            ("eggs", "个"),
        )
    elif kind == "sum_share":
        a = rng.randint(1, total - 1)
        b = total - a
        en, zh = (
            f"{an} picks {a} red and {b} white flowers and puts them equally into {n} vases. How many flowers are in each vase?",
            f"{az}摘了 {a} 朵红花和 {b} 朵白花，平均插在 {n} 个花瓶里。每个花瓶有几朵？",
        )
        given, key, steps, wrong, unit = (
            f"({a} + {b})/{n}",
            x,
            [f"{a} + {b} = {total}", f"{total} ÷ {n} = {x}"],
            [(total, "stopped_early"), (total - n, "subtracted_instead"), (x + 1, "slip_one")],
            ("flowers", "朵"),
        )
    elif kind == "share_plus":
        en, zh = (
            f"{total} marbles are shared equally by {n} children. {an}, one of them, already had {m} marbles. How many marbles does {an} have now?",
            f"{total} 颗弹珠平均分给 {n} 个小朋友，其中{az}原来有 {m} 颗。{az}现在有多少颗？",
        )
        given, key, steps, wrong, unit = (
            f"{total}/{n} + {m}",
            x + m,
            [f"{total} ÷ {n} = {x}", f"{x} + {m} = {x + m}"],
            [
                (x, "stopped_early"),
                (total + m, "wrong_operation"),
                (total - n + m, "subtracted_instead"),
            ],
            ("marbles", "颗"),
        )
    elif kind == "less_share":
        en, zh = (
            f"{an} has {total + m} beads. {an} keeps {m} and shares the others equally among {n} friends. How many beads does each friend get?",
            f"{az}有 {total + m} 颗珠子，自己留 {m} 颗，其余平均分给 {n} 个朋友。每个朋友得几颗？",
        )
        given, key, steps, wrong, unit = (
            f"({total + m} - {m})/{n}",
            x,
            [f"{total + m} − {m} = {total}", f"{total} ÷ {n} = {x}"],
            [(total, "stopped_early"), (x + m, "order_of_steps"), (x + 1, "slip_one")],
            ("beads", "颗"),
        )
    elif kind == "times_share":
        k = rng.randint(2, 6)
        a, b = until(
            rng,
            lambda: (rng.randint(2, 12), rng.randint(3, by(level, 12, 30, 60))),
            lambda p: p[0] * p[1] % k == 0 and p[0] != k and p[0] * p[1] // k > 1,
        )
        en, zh = (
            f"{a} packs of {b} sheets are shared equally by {k} classes. How many sheets does each class get?",
            f"{a} 包纸，每包 {b} 张，平均分给 {k} 个班。每个班得多少张？",
        )
        given, key, steps, wrong, unit = (
            f"{a}*{b}/{k}",
            a * b // k,
            [f"{a} × {b} = {a * b}", f"{a * b} ÷ {k} = {a * b // k}"],
            [(a * b, "stopped_early"), (a * b - k, "subtracted_instead"), (a + b, "added_instead")],
            ("sheets", "张"),
        )
    elif kind == "two_products":
        a, b = rng.randint(2, 9), rng.randint(*by(level, (2, 6), (5, 12), (11, 25)))
        en, zh = (
            f"There are {n} tables with {x} seats and {a} tables with {b} seats. How many seats are there?",
            f"有 {n} 张桌子各坐 {x} 人，{a} 张桌子各坐 {b} 人。一共能坐多少人？",
        )
        given, key, steps, wrong, unit = (
            f"{n}*{x} + {a}*{b}",
            total + a * b,
            [
                f"{n} × {x} = {total}",
                f"{a} × {b} = {a * b}",
                f"{total} + {a * b} = {total + a * b}",
            ],
            [
                (total, "stopped_early"),
                ((n + a) * (x + b), "order_of_steps"),
                (n + x + a + b, "added_all"),
            ],
            ("seats", "人"),
        )
    elif kind == "unit_rate":
        k = until(rng, lambda: rng.randint(2, 12), lambda k: k != n)
        en, zh = (
            f"{n} pens cost {total} dollars. What do {k} of these pens cost?",
            f"{n} 支钢笔 {total} 元，买 {k} 支这样的钢笔要多少元？",
        )
        given, key, steps, wrong, unit = (
            f"{total}/{n}*{k}",
            x * k,
            [(f"One: {total} ÷ {n} = {x}", f"一支：{total} ÷ {n} = {x}"), f"{k} × {x} = {x * k}"],
            [
                (x, "stopped_early"),
                (total + k - n, "additive_reasoning"),
                (total * k, "skipped_step"),
            ],
            ("dollars", "元"),
        )
    else:
        en, zh = (
            f"{an} has {x} stamps. A friend has {n} times as many. How many stamps do they have together?",
            f"{az}有 {x} 张邮票，朋友的张数是{az}的 {n} 倍。两人一共有多少张？",
        )
        given, key, steps, wrong, unit = (
            f"{x} + {n}*{x}",
            x + total,
            [f"{n} × {x} = {total}", f"{x} + {total} = {x + total}"],
            [(total, "stopped_early"), (2 * x + n, "times_as_more"), (n + x, "added_instead")],
            ("stamps", "张"),
        )
    return ex((en, zh), given, key, steps, wrong, unit=unit)


def three_step(level: int, rng: Rng) -> Made:
    a, b, c, d = (rng.randint(*by(level, (2, 5), (3, 8), (6, 12))) for _ in range(4))
    cost = a * b + c * d
    paid = (cost // 50 + 1) * 50
    key = paid - cost
    return ex(
        (
            f"A teacher buys {a} maps for {b} dollars each and {c} globes for {d} dollars each. She pays with {paid} dollars. How many dollars does she get back?",
            f"老师买了 {a} 张地图，每张 {b} 元，又买了 {c} 个地球仪，每个 {d} 元。付了 {paid} 元，应找回多少元？",
        ),
        f"{paid} - ({a}*{b} + {c}*{d})",
        key,
        [
            f"{a} × {b} = {a * b}, {c} × {d} = {c * d}",
            f"{a * b} + {c * d} = {cost}",
            f"{paid} − {cost} = {key}",
        ],
        [
            (cost, "stopped_early"),
            (paid - a * b, "skipped_step"),
            (paid - a * b + c * d, "minus_bracket"),
        ],
        unit=("dollars", "元"),
    )


def letter_equation(level: int, rng: Rng) -> Made:
    n, x, m = rng.randint(2, 9), rng.randint(3, by(level, 6, 9, 15)), rng.randint(2, 20)
    total = n * x + m
    (an, az), _ = people(rng)
    if level == 1:
        total = n * x
        return choose(
            rng,
            (
                f"{n} equal boxes hold {total} eggs. Let $e$ be the eggs in one box. Which equation fits?",
                f"{n} 个同样的盒子装 {total} 个鸡蛋，每盒 $e$ 个。哪个方程符合？",
            ),
            (f"${n} \\times e = {total}$", f"{n}*{x} = {total}"),
            [
                (f"$e + {n} = {total}$", f"{x} + {n} = {total}", "wrong_operation"),
                (f"$e \\div {n} = {total}$", f"{x}/{n} = {total}", "wrong_operation"),
                (f"$e - {n} = {total}$", f"{x} - {n} = {total}", "wrong_operation"),
            ],
            [(f"{n} times the eggs of one box make {total}.", f"每盒个数乘 {n} 等于 {total}。")],
            other=[n, total],
        )
    return choose(
        rng,
        (
            f"{an} buys {n} equal books and a pen for {m} dollars, {total} dollars in all. Let $b$ be the price of one book. Which equation fits?",
            f"{az}买了 {n} 本同样的书和一支 {m} 元的笔，一共 {total} 元。每本书 $b$ 元。哪个方程符合？",
        ),
        (f"${n} \\times b + {m} = {total}$", f"{n}*{x} + {m} = {total}"),
        [
            (f"${n} \\times b - {m} = {total}$", f"{n}*{x} - {m} = {total}", "wrong_operation"),
            (f"${n} + b + {m} = {total}$", f"{n} + {x} + {m} = {total}", "added_all"),
            (f"${n} \\times (b + {m}) = {total}$", f"{n}*({x} + {m}) = {total}", "order_of_steps"),
        ],
        [(f"{n} books and the pen make {total}.", f"{n} 本书加上笔是 {total} 元。")],
        inline=False,
        other=[n, m, total],
    )


def sum_and_times(level: int, rng: Rng) -> Made:
    k, x = rng.randint(2, by(level, 3, 5, 8)), rng.randint(*by(level, (3, 9), (6, 20), (15, 60)))
    s = x * (k + 1)
    return ex(
        (
            f"Two ropes are {s} m long together. One is {k} times as long as the other. How long is the shorter rope?",
            f"两根绳子一共长 {s} 米，一根是另一根的 {k} 倍。较短的一根长多少米？",
        ),
        f"{s}/({k} + 1)",
        x,
        [
            (f"Together they are {k} + 1 = {k + 1} equal parts.", f"一共是 {k} + 1 = {k + 1} 份。"),
            f"{s} ÷ {k + 1} = {x}",
        ],
        [(s - k, "subtracted_instead"), (s // k, "parts_miscounted"), (x * k, "other_part")],
        unit=("m", "米"),
    )


def sum_and_difference(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            rng.randint(*by(level, (6, 20), (20, 60), (60, 300))),
            rng.randint(*by(level, (2, 15), (8, 50), (20, 200))),
        ),
        lambda p: p[0] > p[1],
    )
    s, d = a + b, a - b
    return ex(
        (
            f"Two classes have {s} books together. The first class has {d} more than the second. How many books does the first class have?",
            f"两个班一共有 {s} 本书，一班比二班多 {d} 本。一班有多少本书？",
        ),
        f"({s} + {d})/2",
        a,
        [f"{s} + {d} = {s + d}", f"{s + d} ÷ 2 = {a}"],
        [(b, "other_part"), (s // 2, "parts_miscounted"), (s - d, "skipped_step")],
        unit=("books", "本"),
    )


def speed_story(level: int, rng: Rng) -> Made:
    v, t = rng.randint(*by(level, (3, 9), (12, 60), (45, 120))), rng.randint(2, 9)
    d = v * t
    kind = by(level, "distance", rng.choice(("distance", "time")), rng.choice(("speed", "time")))
    told = {
        "distance": (
            f"A car travels {v} km each hour. How far does it go in {t} hours?",
            f"汽车每小时行 {v} 千米，{t} 小时行多少千米？",
            f"{v}*{t}",
            d,
            f"{v} × {t} = {d}",
            ("km", "千米"),
        ),
        "time": (
            f"A car travels {v} km each hour. How many hours does it need for {d} km?",
            f"汽车每小时行 {v} 千米，行 {d} 千米要几小时？",
            f"{d}/{v}",
            t,
            f"{d} ÷ {v} = {t}",
            ("hours", "小时"),
        ),
        "speed": (
            f"A car travels {d} km in {t} hours at a steady speed. How far does it go in one hour?",
            f"汽车匀速行驶，{t} 小时行了 {d} 千米。每小时行多少千米？",
            f"{d}/{t}",
            v,
            f"{d} ÷ {t} = {v}",
            ("km", "千米"),
        ),
    }[kind]
    key = told[3]
    return ex(
        (
            told[0].replace("A car", "A bicycle") if v < 20 else told[0],
            told[1].replace("汽车", "自行车") if v < 20 else told[1],
        ),
        told[2],
        key,
        [told[4]],
        [
            (
                v + t if kind == "distance" else d - v,
                "added_instead" if kind == "distance" else "subtracted_instead",
            ),
            (key + 1, "slip_one"),
            (key * 2, "skipped_step"),
        ],
        unit=told[5],
    )


def planting(level: int, rng: Rng) -> Made:
    gap, n = (
        rng.randint(*by(level, (2, 5), (3, 9), (4, 12))),
        rng.randint(*by(level, (3, 8), (6, 20), (15, 40))),
    )
    length = gap * n
    ends = by(level, 1, rng.choice((1, -1)), rng.choice((0, -1, 1)))
    note = {
        1: ("at both ends too", "两端都栽"),
        -1: ("but not at the ends", "两端都不栽"),
        0: ("at one end only besides", "只栽一端"),
    }[ends]
    if ends == 0:
        en, zh = (
            f"A round pond is {length} m around. A tree is planted every {gap} m. How many trees are there?",
            f"圆形池塘一周长 {length} 米，每隔 {gap} 米栽一棵树。一共栽多少棵？",
        )
    else:
        en, zh = (
            f"A path is {length} m long. A tree is planted every {gap} m, {note[0]}. How many trees are there?",
            f"一条小路长 {length} 米，每隔 {gap} 米栽一棵树，{note[1]}。一共栽多少棵？",
        )
    sign = {1: " + 1", -1: " - 1", 0: ""}[ends]
    key = n + ends
    return ex(
        (en, zh),
        f"{length}/{gap}{sign}",
        key,
        [
            (f"Gaps: {length} ÷ {gap} = {n}", f"间隔数：{length} ÷ {gap} = {n}"),
            (
                f"Trees: {n}{sign.replace('-', '−')} = {key}",
                f"棵数：{n}{sign.replace('-', '−')} = {key}",
            ),
        ],
        [
            (n if ends else n + 1, "posts_and_gaps"),
            (n - ends if ends else n - 1, "posts_and_gaps"),
            (length - gap, "subtracted_instead"),
        ],
        unit=("trees", "棵"),
    )


TASKS = {
    f.__name__: f
    for f in (
        situation,
        rows_story,
        compare_statement,
        more_or_times,
        remainder_story,
        two_step,
        three_step,
        letter_equation,
        sum_and_times,
        sum_and_difference,
        speed_story,
        planting,
    )
}
