"""Comparing groups and numbers, ordering, building numbers from digits; number words."""

from __future__ import annotations

from apps.education.domain.figures import counters
from apps.education.domain.figures.layout import stacked
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.numerals import chinese, english
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    by,
    choose,
    compare,
    ex,
    order,
    public,
    sign,
    until,
)


def _two(level: int, rng: Rng, top: int) -> tuple[int, int]:
    """Two different counts, closer together the harder."""
    gap = by(level, max(2, top // 3), max(2, top // 5), 1)
    big = rng.randint(max(gap + 1, top // 2), top)
    return big, big - gap


def groups(level: int, rng: Rng, top: int) -> Made:
    big, small = _two(level, rng, top)
    pair = [big, small]
    rng.shuffle(pair)
    drawing = stacked(
        [counters.row(n, ("", ""), rng.choice(counters.KINDS)) for n in pair],
        ("Two groups, A and B", "A、B 两组"),
        ("A", "B"),
    )
    letters = ("A", "B")
    right = letters[pair.index(big)]
    left = letters[pair.index(small)]
    steps = [
        (
            f"Group A has {pair[0]}, group B has {pair[1]}.",
            f"A 组有 {pair[0]} 个，B 组有 {pair[1]} 个。",
        ),
        (f"{big} is more than {small}: group {right}.", f"{big} 比 {small} 多：{right} 组。"),
    ]
    from apps.education.domain.exercise import Ask, Problem

    given = (f"A: {pair[0]} > {pair[1]}", f"B: {pair[1]} > {pair[0]}", f"C: {pair[0]} = {pair[1]}")
    prompt = (
        "Which group has more?\n**A** group A   **B** group B   **C** both the same",
        "哪一组更多？\n**A** A 组   **B** B 组   **C** 一样多",
    )
    return ex(
        prompt,
        Problem(Ask.CHOOSE, given),
        right,
        steps,
        [(left, "looked_at_size"), ("C", "thought_equal")],
        answer=right,
        picture=drawing,
    )


def matching(level: int, rng: Rng, top: int) -> Made:
    big, small = until(
        rng,
        lambda: (rng.randint(top // 2, top), rng.randint(1, top - 1)),
        lambda p: (
            p[0] > p[1]
            and p[0] - p[1] <= by(level, 2, 4, 7)
            and (level < 3 or p[0] - p[1] > 2 or top == 5)
        ),
    )
    drawing = stacked(
        [
            counters.row(big, ("", ""), "dot", per_row=20),
            counters.row(small, ("", ""), "square", per_row=20),
        ],
        ("A row of circles above a row of squares", "上面一排圆片，下面一排方块"),
    )
    d = big - small
    steps = [
        ("Join each circle with one square.", "一个圆片和一个方块连起来。"),
        (
            f"{d} circles have no partner: {big} − {small} = {d}.",
            f"还有 {d} 个圆片没有对应的：{big} − {small} = {d}。",
        ),
    ]
    return ex(
        ("How many more circles than squares are there?", "圆片比方块多几个？"),
        f"{big} - {small}",
        d,
        steps,
        [(big, "gave_larger"), (big + small, "added_instead"), (small, "used_one_part")],
        picture=drawing,
    )


def _low(top: int) -> int:
    return {10: 1, 20: 11, 100: 21, 1000: 101, 10000: 1001, 1000000: 100001}[top]


def numbers(level: int, rng: Rng, top: int) -> Made:
    low = _low(top)
    a = rng.randint(low, top - 1)
    if level == 1:
        b = until(
            rng, lambda: rng.randint(low, top - 1), lambda b: abs(a - b) >= max(2, (top - low) // 4)
        )
    else:
        text = str(a)
        place = 0 if level == 2 or len(text) < 3 else rng.randint(1, len(text) - 1)
        digits = list(text)
        if level == 3 and len(text) > 1 and rng.random() < 0.6 and len(set(text)) > 1:
            b = until(
                rng,
                lambda: int("".join(rng.sample(digits, len(digits)))),
                lambda b: len(str(b)) == len(text),
            )
        else:
            digits[place] = str(rng.randint(1, 9))
            b = int("".join(digits))
    key = sign(a, b)
    first = (
        ("Compare the digits from the left.", "从最高位开始比较。")
        if top > 10
        else ("Which number do you say first when counting?", "数数时先数到哪个？")
    )
    steps = [first, f"{a} {key} {b}"]
    return compare(
        str(a),
        str(b),
        (
            f"Which sign belongs in the circle: <, = or >?\n{a} ○ {b}",
            f"○ 里填 <、= 还是 >？\n{a} ○ {b}",
        ),
        key,
        steps,
        "sign_reversed" if level < 3 else "compared_last_digits",
    )


def order_up(level: int, rng: Rng, top: int) -> Made:
    return _order(level, rng, top, down=False)


def order_down(level: int, rng: Rng, top: int) -> Made:
    return _order(level, rng, top, down=True)


def _order(level: int, rng: Rng, top: int, *, down: bool) -> Made:
    count, low = by(level, 3, 4, 4), _low(top)
    if level == 3 and top > 20:
        digits = until(rng, lambda: rng.sample("123456789", 3), lambda d: True)
        rest = str(rng.randint(10 ** (len(str(top)) - 1) // 100, top // 100)) if top > 1000 else ""
        pool = {
            int((rest + "".join(p))[: len(str(top - 1))])
            for p in (
                digits,
                digits[::-1],
                [digits[1], digits[0], digits[2]],
                [digits[0], digits[2], digits[1]],
                [digits[2], digits[0], digits[1]],
            )
        }
        values = rng.sample(sorted(pool), min(count, len(pool)))
    else:
        values = rng.sample(range(low if top > 10 else 0, top), count)
    way, zh = ("greatest first", "从大到小") if down else ("smallest first", "从小到大")
    ranked = sorted(values, reverse=down)
    steps = [
        (
            "Compare the digits from the left." if top > 20 else "Think of counting.",
            "从最高位开始比较。" if top > 20 else "想一想数数的顺序。",
        ),
        ", ".join(map(str, ranked)),
    ]
    return order(
        rng,
        [(v, str(v)) for v in values],
        lambda t: (f"Put in order, {way}: {t}", f"{zh}排列：{t}"),
        steps,
        down=down,
        wrong=lambda v: int(v[1][-1]),
        thought="compared_last_digits",
    )


_UNITS = {
    1: ("ones", "一"),
    10: ("tens", "十"),
    100: ("hundreds", "百"),
    1000: ("thousands", "千"),
    10000: ("ten thousands", "万"),
}


def place_forms(level: int, rng: Rng, digits: int) -> Made:
    a = rng.randint(10 ** (digits - 1) + 1, 10**digits - 1)
    b = (
        a
        if level == 2 and rng.random() < 0.3
        else until(
            rng,
            lambda: rng.randint(10 ** (digits - 1) + 1, 10**digits - 1),
            lambda b: b != a and (level == 1 or str(b)[0] == str(a)[0]),
        )
    )
    parts = [int(d) * 10**i for i, d in enumerate(reversed(str(b))) if d != "0"][::-1]
    if level == 3:
        rng.shuffle(parts)
    text = " + ".join(map(str, parts))
    key = sign(a, b)
    steps = [f"{text} = {b}", f"{a} {key} {b}"]
    return compare(
        str(a),
        text,
        (
            f"Which sign belongs in the circle: <, = or >?\n{a} ○ {text}",
            f"○ 里填 <、= 还是 >？\n{a} ○ {text}",
        ),
        key,
        steps,
        "sign_reversed",
    )


def make_largest(level: int, rng: Rng, digits: int) -> Made:
    return _build(level, rng, digits, largest=True)


def make_smallest(level: int, rng: Rng, digits: int) -> Made:
    return _build(level, rng, digits, largest=False)


def _build(level: int, rng: Rng, digits: int, *, largest: bool) -> Made:
    extra = 1 if level == 3 and digits < 5 else 0
    pool = until(
        rng,
        lambda: rng.sample(range(0 if level > 1 else 1, 10), digits + extra),
        lambda p: (
            (0 in p) == (level == 3 or (level == 2 and digits > 2))
            and p[0] != 0
            and (p[0] != max(p) or digits == 2)
        ),
    )
    ranked = sorted(pool, reverse=largest)
    if not largest and ranked[0] == 0:
        ranked[0], ranked[1] = ranked[1], ranked[0]
    best = int("".join(map(str, ranked[:digits])))
    opposite = sorted(pool, reverse=not largest)
    if opposite[0] == 0:
        opposite[0], opposite[1] = opposite[1], opposite[0]
    other = int("".join(map(str, opposite[:digits])))
    given = int("".join(map(str, pool[:digits])))
    swap = int("".join(map(str, [*ranked[: digits - 2], ranked[digits - 1], ranked[digits - 2]])))
    listed = ", ".join(map(str, pool))
    word, zh = ("largest", "最大") if largest else ("smallest", "最小")
    terms = " + ".join(f"{d}*{10 ** (digits - 1 - i)}" for i, d in enumerate(ranked[:digits]))
    steps = [
        (
            f"Put the {'largest' if largest else 'smallest'} digit in the highest place, then the next one.",
            f"最高位放最{'大' if largest else '小'}的数字，再依次往下放。",
        )
    ]
    if not largest and 0 in pool:
        steps.append(("A number does not begin with 0.", "0 不能放在最高位。"))
    steps.append((f"The number is {best}.", f"这个数是 {best}。"))
    count = {2: ("two-digit", "两位数"), 3: ("three-digit", "三位数"), 5: ("five-digit", "五位数")}[
        digits
    ]
    return ex(
        (
            f"Use each of these digits at most once: {listed}. What is the {word} {count[0]} number you can make?",
            f"用这些数字（每个最多用一次）：{listed}。能组成的{zh}的{count[1]}是几？",
        ),
        terms,
        best,
        steps,
        [(other, "largest_for_smallest"), (given, "order_as_given"), (swap, "order_last_two")],
        other=pool,
    )


def _worded(level: int, rng: Rng, top: int) -> int:
    low = {10: 0, 20: 10, 100: 21, 1000: 101, 10000: 1001, 1000000: 10001}[top]
    if top <= 20:
        third = (top - low) // 3
        return rng.randint(low + third * (level - 1), low + third * level + (level == 3))
    if level == 1:
        return (
            rng.randint(low, top - 1)
            if top == 100
            else int(str(rng.randint(1, 9)) + str(rng.randint(1, 9)) + "0" * (len(str(top)) - 3))
        )
    if level == 2:
        return until(rng, lambda: rng.randint(low, top - 1), lambda n: "0" not in str(n))
    return until(
        rng, lambda: rng.randint(low, top - 1), lambda n: "0" in str(n)[1:-1] or top == 100
    )


def _misread(n: int) -> list[int]:
    """Written as it sounds: 305 as 3005; digits turned round; a zero left out or moved."""
    text = str(n)
    found = []
    if n > 100:
        head = n // 100 * 100 if n < 1000 else n // 1000 * 1000
        if n - head:
            found.append(int(f"{head}{n - head}"))
    if len(text) > 1:
        found.append(int(text[:-2] + text[-1] + text[-2]))
    if "0" in text:
        found.append(int(text.replace("0", "", 1) or "0"))
    if n < 20:
        found += [n + 10 if n < 10 else (n - 10) * 10, n - 10]
    else:
        found.append(int(text[1] + text[0] + text[2:]))
    return [f for f in dict.fromkeys(found) if f > 0 and f != n]


def to_digits(level: int, rng: Rng, top: int) -> Made:
    n = _worded(level, rng, top)
    text, zh = english(n), chinese(n)
    steps = [
        (
            "Find the place of each part: " + " + ".join(_parts(n)),
            "找出每一部分的数位：" + " + ".join(_parts(n)),
        ),
        (f"The number is {n}.", f"写作 {n}。"),
    ]
    return ex(
        (f"Write in digits: {text}", f"写成数字：{zh}"),
        n,
        n,
        steps,
        [(m, "written_as_heard") for m in _misread(n)],
    )


def _parts(n: int) -> list[str]:
    return [str(int(d) * 10**i) for i, d in enumerate(reversed(str(n))) if d != "0"][::-1] or ["0"]


def to_words(level: int, rng: Rng, top: int) -> Made:
    n = _worded(level, rng, top)
    near = [m for m in (*_misread(n), n + 10, n + 1, n + 100) if m < 10000000 and m != n]
    near = list(dict.fromkeys(near))[:3]
    steps = [
        ("Read the number from the left.", "从最高位读起。"),
        (f"{n} is “{english(n)}”.", f"{n} 读作“{chinese(n)}”。"),
    ]
    return choose(
        rng,
        (f"How is {n} read?", f"{n} 怎么读？"),
        ((english(n), chinese(n)), f"{n} = {n}"),
        [((english(m), chinese(m)), f"{m} = {n}", "places_mixed_up") for m in near],
        steps,
        inline=len(english(n)) < 30,
    )


WORDS = {"to_digits": to_digits, "to_words": to_words}
COMPARE = {k: v for k, v in public(globals()).items() if k not in WORDS}
