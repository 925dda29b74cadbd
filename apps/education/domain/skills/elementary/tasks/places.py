"""Place value: digits, expanded form, regrouping, steps of ten, riddles."""

from __future__ import annotations

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.figures import blocks as pictures
from apps.education.domain.figures import counters
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, box, by, ex, public, some, until

PLACES = ("ones", "tens", "hundreds", "thousands", "ten thousands", "hundred thousands", "millions")
PLACES_ZH = ("个", "十", "百", "千", "万", "十万", "百万")


def _of(rng: Rng, digits: int, zeros: bool = False) -> int:
    """A number of so many digits, all different; `zeros` asks for one inside."""

    def fits(n: int) -> bool:
        text = str(n)
        return len(set(text)) == len(text) and (("0" in text) == zeros)

    return until(rng, lambda: rng.randint(10 ** (digits - 1), 10**digits - 1), fits)


def parts(n: int) -> list[int]:
    return [int(d) * 10**i for i, d in enumerate(reversed(str(n))) if d != "0"][::-1]


def teens_join(level: int, rng: Rng) -> Made:
    ones = some(rng, level, (1, 4), (3, 7), (6, 9))
    n = 10 + ones
    drawing = (
        counters.ten_frames(10, ("Two ten frames", "两个十格图"), second=ones)
        if level < 3
        else None
    )
    steps = [f"10 + {ones} = {n}"]
    return ex(
        (f"Ten and {ones} more make which number?", f"一个十和 {ones} 个一合起来是几？"),
        f"10 + {ones}",
        n,
        steps,
        [
            (1 + ones, "ten_as_one"),
            (int(f"10{ones}"), "written_as_heard"),
            (10 * ones, "digits_swapped"),
        ],
        picture=drawing,
    )


def teens_split(level: int, rng: Rng) -> Made:
    ones = some(rng, level, (1, 4), (3, 7), (6, 9))
    n = 10 + ones
    steps = [f"{n} = 10 + {ones}"]
    return box(
        (f"{n} is ten and how many ones?\n{n} = 10 + □", f"{n} 是一个十和几个一？\n{n} = 10 + □"),
        f"{n} = 10 + x",
        ones,
        steps,
        [(n, "gave_whole"), (1, "gave_tens"), (ones + 1, "slip_one")],
    )


def tens_only(level: int, rng: Rng) -> Made:
    tens = some(rng, level, (2, 4), (5, 7), (8, 10))
    drawing = (
        pictures.place_blocks(tens * 10, ("Bars of ten", "每条十个的计数条")) if tens < 10 else None
    )
    steps = [
        (f"{tens} tens: count by ten to {10 * tens}.", f"{tens} 个十：十个十个地数到 {10 * tens}。")
    ]
    return ex(
        (f"{tens} tens are which number?", f"{tens} 个十是几？"),
        f"{tens}*10",
        10 * tens,
        steps,
        [(tens, "ten_as_one"), (10 + tens, "added_instead"), (10 * tens + 10, "slip_ten")],
        picture=drawing,
    )


def blocks(level: int, rng: Rng, top: int) -> Made:
    digits = len(str(top)) - 1
    n = until(
        rng,
        lambda: rng.randint(10 ** (digits - 1), min(top, 10000) - 1),
        lambda n: (
            (level < 3 or "0" in str(n)[1:])
            and (level != 1 or max(str(n)) <= "5")
            and (level == 3 or "0" not in str(n))
            and int(str(n)[0]) < (4 if top == 10000 else 10)
        ),
    )
    names, zh = ("thousands (cubes), ", "千（大方块）、") if top == 10000 else ("", "")
    if top >= 1000:
        names, zh = names + "hundreds (squares), ", zh + "百（大片）、"
    drawing = pictures.place_blocks(
        n,
        (
            f"Place-value blocks: {names}tens (bars), ones (small squares)",
            f"计数块：{zh}十（长条）、一（小块）",
        ),
    )
    steps = [" + ".join(map(str, parts(n))) + f" = {n}"]
    text = str(n)
    wrong = [
        (sum(map(int, text)), "ten_as_one"),
        (int(text[::-1]), "digits_swapped"),
        (int(text.replace("0", "") or 0), "zero_left_out"),
        (n + 10, "slip_ten"),
    ]
    return ex(
        ("Which number do the blocks show?", "计数块表示的数是几？"),
        " + ".join(map(str, parts(n))) if len(parts(n)) > 1 else n,
        n,
        steps,
        wrong,
        picture=drawing,
    )


def tens_count(level: int, rng: Rng) -> Made:
    n = by(level, rng.randint(11, 39), rng.randint(41, 99), 10 * rng.randint(2, 9))
    tens, ones = divmod(n, 10)
    if level == 2 or rng.random() < 0.5:
        return ex(
            (f"How many tens are in {n}?", f"{n} 里有几个十？"),
            f"quot({n}, 10)",
            tens,
            [(f"{n} = {tens} tens and {ones} ones.", f"{n} = {tens} 个十和 {ones} 个一。")],
            [(ones, "wrong_place"), (10 * tens, "value_for_digit"), (n, "gave_whole")],
            other=["10"],
        )
    return ex(
        (f"{n} is {tens} tens and how many ones?", f"{n} 是 {tens} 个十和几个一？"),
        f"{n} - {tens}*10",
        ones,
        [f"{n} = {10 * tens} + {ones}"],
        [(tens, "wrong_place"), (n, "gave_whole"), (10 * ones or 1, "value_for_digit")],
    )


def digit_value(level: int, rng: Rng, digits: int) -> Made:
    n = _of(rng, digits, zeros=level == 3 and digits > 2)
    place = rng.choice(
        [
            i
            for i in range(digits)
            if str(n)[digits - 1 - i] != "0"
            and (level == 1 or digits == 2 or i > 0)
            and (i != digits - 1 or level != 2)
        ]
    )
    digit = int(str(n)[digits - 1 - place])
    value = digit * 10**place
    steps = [
        (
            f"The {digit} stands in the {PLACES[place]} place.",
            f"{digit} 在{PLACES_ZH[place]}位上。",
        ),
        (
            f"It is worth {digit} × {10**place} = {value}.",
            f"表示 {digit} × {10**place} = {value}。",
        ),
    ]
    wrong = [
        (digit, "digit_for_value"),
        (value * 10, "one_place_off"),
        (value // 10 if place else value * 100, "one_place_off"),
        (n % 10 ** (place + 1), "read_to_the_end"),
    ]
    return ex(
        (f"What is the value of the digit {digit} in {n}?", f"{n} 中的数字 {digit} 表示多少？"),
        f"digit({n}, {10**place})*{10**place}",
        value,
        steps,
        [w for w in wrong if w[0] != value],
        other=[digit],
    )


def digit_in_place(level: int, rng: Rng, digits: int) -> Made:
    n = _of(rng, digits, zeros=level == 3)
    spots = list(range(digits))
    place = rng.choice(spots if level > 1 else [0, digits - 1])
    text = str(n)
    digit = int(text[digits - 1 - place])
    wrong = [
        (int(text[place]), "counted_from_left"),
        (int(text[max(0, digits - 2 - place)]), "one_place_off"),
        (int(text[min(digits - 1, digits - place)]), "one_place_off"),
        (digit * 10**place, "value_for_digit"),
    ]
    steps = [
        ("From the right: ones, tens, hundreds, …", "从右边起：个位、十位、百位……"),
        (
            f"The digit in the {PLACES[place]} place of {n} is {digit}.",
            f"{n} 的{PLACES_ZH[place]}位上是 {digit}。",
        ),
    ]
    return ex(
        (
            f"Which digit is in the {PLACES[place]} place of {n}?",
            f"{n} 的{PLACES_ZH[place]}位上是几？",
        ),
        f"digit({n}, {10**place})",
        digit,
        steps,
        wrong,
    )


def expanded_join(level: int, rng: Rng, digits: int) -> Made:
    n = _of(rng, digits, zeros=level == 3 and digits > 2)
    terms = parts(n)
    if level > 1:
        rng.shuffle(terms)
    text = " + ".join(map(str, terms))
    wrong = [
        (int("".join(map(str, sorted(terms, reverse=True)))), "written_as_heard"),
        (int("".join(str(t).rstrip("0") for t in terms)), "zero_left_out"),
        (int(str(n)[::-1]), "digits_swapped"),
        (n + 10 ** (digits - 2), "slip_ten"),
    ]
    return ex(
        (f"Which number is {text}?", f"{text} 是哪个数？"),
        text,
        n,
        [("Put each part in its place.", "把每一部分放到它的数位上。"), f"{text} = {n}"],
        [w for w in wrong if w[0] < 10**9],
    )


def expanded_split(level: int, rng: Rng, digits: int) -> Made:
    n = _of(rng, digits, zeros=level == 3 and digits > 2)
    terms = parts(n)
    key = " + ".join(map(str, terms))
    digits_only = " + ".join(str(t)[0] for t in terms)
    shifted = " + ".join(str(t * 10) if i == 0 else str(t) for i, t in enumerate(terms))
    left_out = " + ".join(map(str, terms[:-1])) if len(terms) > 2 else str(terms[0])
    steps = [
        (
            f"{str(t)[0]} in the {PLACES[len(str(t)) - 1]} place is {t}.",
            f"{PLACES_ZH[len(str(t)) - 1]}位上的 {str(t)[0]} 是 {t}。",
        )
        for t in terms
    ] + [f"{n} = {key}"]
    return ex(
        (f"Write {n} in expanded form.", f"把 {n} 写成展开式。"),
        Problem(Ask.REWRITE, (str(n),), form="place_value"),
        key,
        steps,
        [(digits_only, "digit_for_value"), (shifted, "one_place_off"), (left_out, "part_left_out")],
        answer=key,
    )


def expanded_gap(level: int, rng: Rng, digits: int) -> Made:
    n = _of(rng, digits, zeros=level == 3 and digits > 2)
    terms = parts(n)
    hole = rng.randrange(len(terms))
    t = terms[hole]
    shown = " + ".join("□" if i == hole else str(v) for i, v in enumerate(terms))
    relation = " + ".join("x" if i == hole else str(v) for i, v in enumerate(terms))
    wrong = [
        (int(str(t)[0]), "digit_for_value"),
        (t * 10, "one_place_off"),
        (t // 10 if t > 9 else t + 1, "one_place_off"),
        (n, "gave_whole"),
    ]
    return box(
        (f"Which number is missing?\n{n} = {shown}", f"□ 里填几？\n{n} = {shown}"),
        f"{n} = {relation}",
        t,
        [
            (
                f"The {str(t)[0]} of {n} in the {PLACES[len(str(t)) - 1]} place is missing: {t}.",
                f"{n} 的{PLACES_ZH[len(str(t)) - 1]}位上的 {str(t)[0]} 没有写：{t}。",
            )
        ],
        wrong,
    )


def step_more(level: int, rng: Rng, step: int, top: int) -> Made:
    return _step(level, rng, step, top, 1)


def step_less(level: int, rng: Rng, step: int, top: int) -> Made:
    return _step(level, rng, step, top, -1)


def _step(level: int, rng: Rng, step: int, top: int, way: int) -> Made:
    """Hard: the next place changes too, where the size allows it."""

    def fits(n: int) -> bool:
        digit = n // step % 10
        crosses = digit == (9 if way > 0 else 0)
        wanted = level == 3 and step * 10 < top
        return (
            0 < n + way * step <= top
            and crosses == wanted
            and (level > 1 or n % step == 0 or step < 10 or rng.random() < 0.3)
        )

    n = until(rng, lambda: rng.randint(step, top - 1), fits)
    key, sign = n + way * step, "+" if way > 0 else "-"
    minus = "+" if way > 0 else "−"
    word, zh = ("more", "多") if way > 0 else ("less", "少")
    place = len(str(step)) - 1
    steps = [
        (f"The {PLACES[place]} change by one.", f"{PLACES_ZH[place]}位变化 1。"),
        f"{n} {minus} {step} = {key}",
    ]
    return ex(
        (f"What is {step} {word} than {n}?", f"比 {n} {zh} {step} 的数是几？"),
        f"{n} {sign} {step}",
        key,
        steps,
        [
            (n - way * step, "went_other_way"),
            (n + way * step // 10, "one_place_off"),
            (n + way * step * 10, "one_place_off"),
        ],
    )


def regroup(level: int, rng: Rng, digits: int) -> Made:
    over = rng.randint(11, by(level, 15, 19, 29))
    high = rng.randint(1, 6)
    if digits == 2:
        given, key = f"{high}*10 + {over}", high * 10 + over
        en, zh = f"{high} tens and {over} ones", f"{high} 个十和 {over} 个一"
        wrong = [
            (int(f"{high}{over}"), "written_as_heard"),
            (high * 10 + over % 10, "forgot_carry"),
            (high + over, "ten_as_one"),
        ]
        step = f"{10 * high} + {over} = {key}"
    else:
        unit = 10 ** (digits - 2)
        low = rng.randint(1, 9) if level > 1 else 0
        given = f"{high}*{unit * 10} + {over}*{unit}" + (f" + {low}" if low else "")
        key = high * unit * 10 + over * unit + low
        en = f"{high} {PLACES[digits - 1]} and {over} {PLACES[digits - 2]}" + (
            f" and {low} ones" if low else ""
        )
        zh = f"{high} 个{PLACES_ZH[digits - 1]}、{over} 个{PLACES_ZH[digits - 2]}" + (
            f"和 {low} 个一" if low else ""
        )
        wrong = [
            (int(f"{high}{over}{low}"), "written_as_heard"),
            (high * unit * 10 + over % 10 * unit + low, "forgot_carry"),
            (high * unit * 10 + over + low, "one_place_off"),
        ]
        step = f"{high * unit * 10} + {over * unit}" + (f" + {low}" if low else "") + f" = {key}"
    return ex(
        (f"Which number is {en}?", f"{zh}合起来是几？"),
        given,
        key,
        [
            (
                f"{over} is more than nine: ten of them make one of the next place.",
                f"{over} 个满十，要向前一位进一。",
            ),
            step,
        ],
        wrong,
    )


def how_many_units(level: int, rng: Rng, unit: int, digits: int) -> Made:
    n = until(
        rng,
        lambda: rng.randint(10 ** (digits - 1), 10**digits - 1),
        lambda n: (level == 1 or n % unit != 0) and (level < 3 or "0" in str(n)),
    )
    key = n // unit
    name, zh = {10: ("tens", "十"), 100: ("hundreds", "百"), 1000: ("thousands", "千")}[unit]
    steps = [
        (
            f"Cover the places below the {name}: {key} is left.",
            f"遮住{zh}位后面的数字，剩下 {key}。",
        ),
        (f"There are {key} {name} in {n}.", f"{n} 里一共有 {key} 个{zh}。"),
    ]
    return ex(
        (f"How many {name} are there in all in {n}?", f"{n} 里一共有多少个{zh}？"),
        f"floor({n}/{unit})",
        key,
        steps,
        [
            (key % 10, "only_that_digit"),
            (key * unit, "value_for_digit"),
            (key * 10, "one_place_off"),
            (key + 1, "slip_one"),
        ],
    )


def times_as_much(level: int, rng: Rng, factor: int) -> Made:
    digit = rng.randint(2, 9)
    low = 10 ** by(level, 1, 2, 3) if factor == 10 else 10 ** by(level, 0, 1, 2)
    a, b = digit * low * factor, digit * low
    if level == 3:
        other = rng.randint(1, 9)
        n = a + other * low * (factor // 10 if factor > 10 else 0) + b
        prompt = (
            f"How many times the value of the right {digit} is the value of the left {digit} in {n}?",
            f"{n} 中，左边的 {digit} 表示的值是右边的 {digit} 的多少倍？",
        )
        extra: list[str | int] = [n, digit]
    else:
        prompt = (
            f"The digit {digit} is worth {a} in one number and {b} in another. How many times as much is the first?",
            f"数字 {digit} 在一个数中表示 {a}，在另一个数中表示 {b}。前者是后者的多少倍？",
        )
        extra = [digit]
    steps = [(f"{a} ÷ {b} = {factor}", f"{a} ÷ {b} = {factor}")]
    return ex(
        prompt,
        f"{a}/{b}",
        factor,
        steps,
        [
            (factor * 10, "one_place_off"),
            (factor // 10 if factor > 10 else 1, "one_place_off"),
            (a - b, "subtracted_instead"),
        ],
        other=extra,
    )


def riddle(level: int, rng: Rng, digits: int) -> Made:
    if digits == 2:
        a = rng.randint(1, 8)
        d = rng.randint(1, min(by(level, 2, 4, 6), 9 - a)) if a < 9 else 1
        t, o = (a, a + d)
        n = 10 * t + o
        if level == 1:
            en, zh = (
                f"My tens digit is {t}. My ones digit is {d} more.",
                f"我的十位是 {t}，个位比十位多 {d}。",
            )
            given = f"10*{t} + ({t} + {d})"
        else:
            en, zh = (
                f"My two digits add up to {t + o}. My ones digit is {d} more than my tens digit.",
                f"我的两个数字相加得 {t + o}，个位比十位多 {d}。",
            )
            given = Problem(
                Ask.SOLVE, (f"a + b = {t + o}", f"b = a + {d}", "x = 10*a + b"), ("x", "a", "b")
            )
            return ex(
                (
                    f"I am a two-digit number. {en} Which number am I?",
                    f"我是一个两位数。{zh}我是几？",
                ),
                f"10*({t + o} - {d})/2 + ({t + o} + {d})/2",
                n,
                [
                    (
                        f"Tens digit: ({t + o} − {d}) ÷ 2 = {t}.",
                        f"十位：({t + o} − {d}) ÷ 2 = {t}。",
                    ),
                    (
                        f"Ones digit: {t} + {d} = {o}. The number is {n}.",
                        f"个位：{t} + {d} = {o}。这个数是 {n}。",
                    ),
                ],
                [(10 * o + t, "digits_swapped"), (n + 9, "clue_ignored"), (n - 9, "clue_ignored")],
            )
        return ex(
            (f"I am a two-digit number. {en} Which number am I?", f"我是一个两位数。{zh}我是几？"),
            given,
            n,
            [
                (f"Ones digit: {t} + {d} = {o}.", f"个位：{t} + {d} = {o}。"),
                (f"The number is {n}.", f"这个数是 {n}。"),
            ],
            [(10 * o + t, "digits_swapped"), (10 * t + d, "clue_ignored"), (t + o, "ten_as_one")],
        )
    h = rng.randint(1, 4)
    k = rng.randint(2, 9 // h) if 9 // h >= 2 else 2
    o = h * k
    d = rng.randint(0, by(level, 2, 5, 9))
    n = 100 * h + 10 * d + o
    en = f"My hundreds digit is {h}. My ones digit is {k} times that. My tens digit is {d}."
    zh = f"我的百位是 {h}，个位是百位的 {k} 倍，十位是 {d}。"
    if level == 3:
        total = h + d + o
        en = f"My hundreds digit is {h}. My ones digit is {k} times that. All my digits add up to {total}."
        zh = f"我的百位是 {h}，个位是百位的 {k} 倍，三个数字的和是 {total}。"
        given = f"100*{h} + 10*({total} - {h} - {h}*{k}) + {h}*{k}"
    else:
        given = f"100*{h} + 10*{d} + {h}*{k}"
    steps = [
        (f"Ones digit: {h} × {k} = {o}.", f"个位：{h} × {k} = {o}。"),
        (f"Tens digit: {d}. The number is {n}.", f"十位是 {d}，这个数是 {n}。"),
    ]
    return ex(
        (f"I am a three-digit number. {en} Which number am I?", f"我是一个三位数。{zh}我是几？"),
        given,
        n,
        steps,
        [
            (100 * o + 10 * d + h, "digits_swapped"),
            (100 * h + 10 * d + k, "clue_ignored"),
            (100 * h + 10 * o + d, "digits_swapped"),
        ],
    )


TASKS = public(globals())
