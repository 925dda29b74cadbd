"""Addition and subtraction of larger numbers: mental strategies, columns, unknowns, mistakes."""

from __future__ import annotations

from collections.abc import Callable

from apps.education.domain.figures import blocks as pictures
from apps.education.domain.figures import number_line
from apps.education.domain.figures.charts import table
from apps.education.domain.figures.layout import stacked
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, box, by, ex, some, until


def carries(a: int, b: int) -> int:
    count = carry = 0
    while a or b:
        carry = (a % 10 + b % 10 + carry) >= 10
        count += carry
        a, b = a // 10, b // 10
    return count


def borrows(a: int, b: int) -> int:
    count = borrow = 0
    while a or b:
        borrow = (a % 10 - borrow) < b % 10
        count += borrow
        a, b = a // 10, b // 10
    return count


def no_carry(a: int, b: int) -> int:
    """Each column added, the carries forgotten."""
    return sum((a // 10**i % 10 + b // 10**i % 10) % 10 * 10**i for i in range(7)) + (
        10 ** len(str(a)) if len(str(a + b)) > len(str(a)) else 0
    )


def smaller_from_larger(a: int, b: int) -> int:
    return sum(abs(a // 10**i % 10 - b // 10**i % 10) * 10**i for i in range(7))


def _sum_wrong(a: int, b: int) -> list[tuple[int, str]]:
    first = min((10**i for i in range(7) if a // 10**i % 10 + b // 10**i % 10 >= 10), default=1)
    return [
        (no_carry(a, b), "forgot_carry"),
        (a + b - 10 * first, "forgot_carry"),
        (abs(a - b), "subtracted_instead"),
        (a + b + 10, "slip_ten"),
        (a + b + 10 * first, "carried_twice"),
    ]


def _difference_wrong(a: int, b: int) -> list[tuple[int, str]]:
    return [
        (smaller_from_larger(a, b), "smaller_from_larger"),
        (a - b + 10, "forgot_borrow"),
        (a + b, "added_instead"),
        (a - b - 10, "borrowed_twice"),
        (a - b + 100, "forgot_borrow"),
    ]


def _columns(a: int, b: int, op: str) -> list:
    names, zh = (
        ("ones", "tens", "hundreds", "thousands", "ten thousands", "hundred thousands"),
        "个十百千万",
    )
    steps: list = []
    carry = 0
    for i in range(len(str(a))):
        x, y = a // 10**i % 10, b // 10**i % 10
        place = zh[i] if i < 5 else "十万"
        if op == "+":
            total = x + y + carry
            extra = f" + {carry}" if carry else ""
            note = (
                (f", write {total % 10}, carry 1", f"，写 {total % 10} 进 1")
                if total > 9
                else ("", "")
            )
            steps.append(
                (
                    f"{names[i].capitalize()}: {x} + {y}{extra} = {total}{note[0]}.",
                    f"{place}位：{x} + {y}{extra} = {total}{note[1]}。",
                )
            )
            carry = total // 10
        else:
            top = x - carry
            need = top < y
            extra = " − 1" if carry else ""
            steps.append(
                (
                    f"{names[i].capitalize()}: {f'borrow 1, {x}{extra} + 10' if need else f'{x}{extra}'} − {y} = {top + 10 * need - y}.",
                    f"{place}位：{f'借 1，{x}{extra} + 10' if need else f'{x}{extra}'} − {y} = {top + 10 * need - y}。",
                )
            )
            carry = int(need)
    return [*steps, f"{a} {'+' if op == '+' else '−'} {b} = {a + b if op == '+' else a - b}"]


def _draw(
    level: int, rng: Rng, big: int, small: int, wanted: int, count: Callable[[int, int], int]
) -> tuple[int, int]:
    """Level 1 small digits or few carries, level 3 the most that the point allows."""
    low_a, low_b = 10 ** (big - 1), 10 ** (small - 1)

    def fits(p: tuple[int, int]) -> bool:
        a, b = p
        if a <= b:
            return False
        n = count(a, b)
        if wanted < 0:
            text = str(a)
            zeros = text[1:].count("0")
            return (
                n >= 2
                and text[-2] == "0"
                and a % 10 < b % 10
                and (zeros >= 2 if level == 3 else zeros == 1)
            )
        if wanted == 0:
            return n == 0 and (level > 1 or a < 5 * low_a) and (level < 3 or a > 4 * low_a)
        if wanted == 1:
            return (n == 1 or (level == 3 and big < 3 and n <= 2)) and (level > 1 or a < 6 * low_a)
        return n >= wanted + (level == 3 and big > 3) - (level == 1 and big > 3)

    return until(
        rng, lambda: (rng.randint(low_a, 10 * low_a - 1), rng.randint(low_b, 10 * low_b - 1)), fits
    )


def column_sum(level: int, rng: Rng, big: int, small: int, carries: int) -> Made:
    a, b = _draw(level, rng, big, small, carries, globals()["carries"])
    if level == 2 and small < big and rng.random() < 0.5:
        return ex(f"{b} + {a} = ?", f"{b} + {a}", a + b, _columns(a, b, "+"), _sum_wrong(a, b))
    return ex(f"{a} + {b} = ?", f"{a} + {b}", a + b, _columns(a, b, "+"), _sum_wrong(a, b))


def column_difference(level: int, rng: Rng, big: int, small: int, carries: int) -> Made:
    a, b = _draw(level, rng, big, small, carries, borrows)
    return ex(f"{a} − {b} = ?", f"{a} - {b}", a - b, _columns(a, b, "-"), _difference_wrong(a, b))


def round_sum(level: int, rng: Rng, unit: int, top: int) -> Made:
    room = top // unit
    a, b = until(
        rng,
        lambda: (rng.randint(1, 9), rng.randint(1, 9)),
        lambda p: (
            (sum(p) > 10 if top == 190 else sum(p) <= room)
            and (level > 1 or min(p) <= 3 or top == 190)
            and (level < 3 or min(p) > 2)
        ),
    )
    name = {10: ("tens", "十"), 100: ("hundreds", "百")}[unit]
    return ex(
        f"{a * unit} + {b * unit} = ?",
        f"{a * unit} + {b * unit}",
        (a + b) * unit,
        [
            (
                f"{a} {name[0]} and {b} {name[0]} are {a + b} {name[0]}.",
                f"{a} 个{name[1]}加 {b} 个{name[1]}是 {a + b} 个{name[1]}。",
            ),
            f"{a * unit} + {b * unit} = {(a + b) * unit}",
        ],
        [
            (a + b, "zeros_left_out"),
            ((a + b) * unit * 10, "too_many_zeros"),
            (abs(a - b) * unit, "subtracted_instead"),
            ((a + b + 1) * unit, "slip_unit"),
        ],
    )


def round_difference(level: int, rng: Rng, unit: int, top: int) -> Made:
    if top == 190:
        a, b = until(
            rng, lambda: (rng.randint(11, 18), rng.randint(2, 9)), lambda p: p[0] - p[1] < 10
        )
    else:
        a, b = until(
            rng,
            lambda: (rng.randint(3, 9), rng.randint(1, 8)),
            lambda p: p[0] > p[1] and (level > 1 or p[1] <= 3),
        )
    name = {10: ("tens", "十"), 100: ("hundreds", "百")}[unit]
    return ex(
        f"{a * unit} − {b * unit} = ?",
        f"{a * unit} - {b * unit}",
        (a - b) * unit,
        [
            (
                f"{a} {name[0]} take away {b} {name[0]} are {a - b} {name[0]}.",
                f"{a} 个{name[1]}减 {b} 个{name[1]}是 {a - b} 个{name[1]}。",
            ),
            f"{a * unit} − {b * unit} = {(a - b) * unit}",
        ],
        [
            (a - b, "zeros_left_out"),
            ((a + b) * unit, "added_instead"),
            ((a - b + 1) * unit, "slip_unit"),
            ((a - b) * unit * 10, "too_many_zeros"),
        ],
    )


def _tens(level: int, rng: Rng, digits: int, way: int) -> tuple[int, int]:
    def fits(p: tuple[int, int]) -> bool:
        a, t = p
        crosses = (a // 10 % 10 + t // 10 > 9) if way > 0 else (a // 10 % 10 < t // 10)
        return (
            a % 10 != 0
            and 0 < a + way * t < 10**digits
            and crosses == (level == 3 and digits > 2)
            and (level > 1 or t <= 30)
        )

    return until(
        rng, lambda: (rng.randint(10 ** (digits - 1), 10**digits - 1), 10 * rng.randint(1, 9)), fits
    )


def add_tens(level: int, rng: Rng, digits: int) -> Made:
    a, t = _tens(level, rng, digits, 1)
    return ex(
        f"{a} + {t} = ?",
        f"{a} + {t}",
        a + t,
        [
            ("Only the tens grow; the ones stay.", "只有十位变大，个位不变。"),
            f"{a} + {t} = {a + t}",
        ],
        [
            (a + t // 10, "ten_as_one"),
            (a - t if a > t else a + 10 * t, "subtracted_instead"),
            (a + t + 10, "slip_ten"),
        ],
    )


def take_tens(level: int, rng: Rng, digits: int) -> Made:
    a, t = _tens(level, rng, digits, -1)
    return ex(
        f"{a} − {t} = ?",
        f"{a} - {t}",
        a - t,
        [
            ("Only the tens change; the ones stay.", "只有十位变小，个位不变。"),
            f"{a} − {t} = {a - t}",
        ],
        [(a - t // 10, "ten_as_one"), (a + t, "added_instead"), (a - t + 10, "slip_ten")],
    )


def add_hundreds(level: int, rng: Rng) -> Made:
    h = rng.randint(*by(level, (1, 2), (2, 4), (4, 6)))
    a = rng.randint(101, (10 - h) * 100 - 1)
    return ex(
        f"{a} + {h * 100} = ?",
        f"{a} + {h * 100}",
        a + h * 100,
        [("Only the hundreds grow.", "只有百位变大。"), f"{a} + {h * 100} = {a + h * 100}"],
        [(a + h * 10, "one_place_off"), (a + h, "ten_as_one"), (a + h * 100 + 100, "slip_unit")],
    )


def take_hundreds(level: int, rng: Rng) -> Made:
    h = rng.randint(*by(level, (1, 2), (2, 4), (4, 6)))
    a = rng.randint(h * 100 + 101, 999)
    return ex(
        f"{a} − {h * 100} = ?",
        f"{a} - {h * 100}",
        a - h * 100,
        [("Only the hundreds change.", "只有百位变小。"), f"{a} − {h * 100} = {a - h * 100}"],
        [(a - h * 10, "one_place_off"), (a - h, "ten_as_one"), (a + h * 100, "added_instead")],
    )


def add_blocks(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, 2, 2, 0 if level == 1 else 1, carries)
    a, b = (a, b) if a + b < 100 else (a // 2 + 10, b // 2 + 5)
    drawing = stacked(
        [pictures.place_blocks(n, ("", "")) for n in (a, b)],
        ("Two numbers in bars of ten and single squares", "用长条（十）和小块（一）表示的两个数"),
    )
    return ex(
        (f"Put the blocks together: {a} + {b} = ?", f"把计数块合起来：{a} + {b} = ?"),
        f"{a} + {b}",
        a + b,
        [
            (
                f"Tens: {a // 10 * 10} + {b // 10 * 10} = {a // 10 * 10 + b // 10 * 10}. Ones: {a % 10} + {b % 10} = {a % 10 + b % 10}.",
                f"十：{a // 10 * 10} + {b // 10 * 10} = {a // 10 * 10 + b // 10 * 10}；个：{a % 10} + {b % 10} = {a % 10 + b % 10}。",
            ),
            f"{a} + {b} = {a + b}",
        ],
        _sum_wrong(a, b),
        picture=drawing,
    )


def take_blocks(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, 2, 2, 0 if level == 1 else 1, borrows)
    drawing = pictures.place_blocks(
        a, ("A number in bars of ten and single squares", "用长条（十）和小块（一）表示的一个数")
    )
    return ex(
        (
            f"The blocks show {a}. Take {b} away. How much is left?",
            f"计数块表示 {a}。拿走 {b}，还剩多少？",
        ),
        f"{a} - {b}",
        a - b,
        _columns(a, b, "-"),
        _difference_wrong(a, b),
        picture=drawing,
    )


def to_next_ten(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (11, 39), (41, 99), (101, 499)))
    n += n % 10 == 0
    up = (n // 10 + 1) * 10
    return box(
        (f"How much to the next ten?\n{n} + □ = {up}", f"加几到下一个整十数？\n{n} + □ = {up}"),
        f"{n} + x = {up}",
        up - n,
        [
            (f"{n % 10} and {up - n} make ten.", f"{n % 10} 和 {up - n} 凑成十。"),
            f"{n} + {up - n} = {up}",
        ],
        [(n % 10, "used_one_part"), (up - n + 1, "counted_start"), (up - n + 10, "slip_ten")],
    )


def bridge(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(*by(level, (15, 39), (25, 79), (56, 96))), rng.randint(3, 9)),
        lambda p: p[0] % 10 + p[1] > 10,
    )
    up = (a // 10 + 1) * 10
    gap = up - a
    return ex(
        f"{a} + {b} = ?",
        f"{a} + {b}",
        a + b,
        [f"{a} + {gap} = {up}", f"{up} + {b - gap} = {a + b}"],
        [
            (a + b - 10, "forgot_carry"),
            (up + b, "forgot_adjust"),
            (int(f"{a // 10}{a % 10 + b}"), "ones_not_regrouped"),
            (a + b + 1, "slip_one"),
        ],
    )


def bridge_back(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(*by(level, (21, 45), (31, 79), (51, 97))), rng.randint(3, 9)),
        lambda p: 0 < p[0] % 10 < p[1],
    )
    down = a // 10 * 10
    rest = b - a % 10
    return ex(
        f"{a} − {b} = ?",
        f"{a} - {b}",
        a - b,
        [f"{a} − {a % 10} = {down}", f"{down} − {rest} = {a - b}"],
        [
            (smaller_from_larger(a, b), "smaller_from_larger"),
            (down - b, "forgot_adjust"),
            (a - b + 10, "forgot_borrow"),
            (a + b, "added_instead"),
        ],
    )


def from_round_ten(level: int, rng: Rng) -> Made:
    a, b = (
        10 * rng.randint(*by(level, (2, 4), (4, 7), (6, 9))),
        rng.randint(*by(level, (1, 5), (3, 8), (6, 9))),
    )
    return ex(
        f"{a} − {b} = ?",
        f"{a} - {b}",
        a - b,
        [
            (f"{a} is {a - 10} and 10.", f"{a} 是 {a - 10} 和 10。"),
            f"10 − {b} = {10 - b}, {a - 10} + {10 - b} = {a - b}",
        ],
        [
            (a - b + 10, "forgot_borrow"),
            (a + b, "added_instead"),
            (a - b + 1, "counted_start"),
            (a - 10 + b, "smaller_from_larger"),
        ],
    )


def _jumped(a: int, hops: list[int], told: tuple[str, str]):
    stops, jumps = [a], []
    for hop in hops:
        jumps.append((stops[-1], stops[-1] + hop, f"+{hop}" if hop > 0 else f"−{-hop}"))
        stops.append(stops[-1] + hop)
    low, high = min(stops) - 5, max(stops) + 5
    shown = {float(s): str(s) for s in stops[:-1]}
    shown[float(stops[-1])] = "?"
    return number_line.line(low, high, high - low, shown, told, jumps=jumps)


def jump_sum(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, 2, 2, 0 if level == 1 else 1, carries)
    tens, ones = b // 10 * 10, b % 10
    hops = [h for h in (tens, ones) if h]
    drawing = _jumped(a, hops, ("An empty number line with jumps to the right", "空数轴上向右跳"))
    return ex(
        (f"Jump the tens, then the ones: {a} + {b} = ?", f"先跳整十，再跳几个一：{a} + {b} = ?"),
        f"{a} + {b}",
        a + b,
        [f"{a} + {tens} = {a + tens}", f"{a + tens} + {ones} = {a + b}"],
        [(a + tens, "stopped_early"), *_sum_wrong(a, b)],
        picture=drawing,
    )


def jump_difference(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, 2, 2, 0 if level == 1 else 1, borrows)
    tens, ones = b // 10 * 10, b % 10
    drawing = _jumped(
        a,
        [-h for h in (tens, ones) if h],
        ("An empty number line with jumps to the left", "空数轴上向左跳"),
    )
    return ex(
        (
            f"Jump back the tens, then the ones: {a} − {b} = ?",
            f"先往回跳整十，再跳几个一：{a} − {b} = ?",
        ),
        f"{a} - {b}",
        a - b,
        [f"{a} − {tens} = {a - tens}", f"{a - tens} − {ones} = {a - b}"],
        [(a - tens, "stopped_early"), *_difference_wrong(a, b)],
        picture=drawing,
    )


def count_up_difference(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(31, 99), rng.randint(12, 88)),
        lambda p: (
            p[0] - p[1] in range(*by(level, (5, 15), (12, 30), (25, 60)))
            and p[1] % 10
            and p[0] // 10 > p[1] // 10
        ),
    )
    up = (b // 10 + 1) * 10
    apart = min(up - b, a - up) * 16 > a - b
    drawing = number_line.line(
        b - 4,
        a + 4,
        a - b + 8,
        {float(b): str(b), float(up): str(up), float(a): str(a)}
        if apart
        else {float(b): str(b), float(a): str(a)},
        ("An empty number line from the smaller to the larger number", "从小数到大数的空数轴"),
        jumps=[(b, up, ""), (up, a, "")] if apart else [(b, a, "")],
    )
    return ex(
        (f"Count up from {b} to {a}: {a} − {b} = ?", f"从 {b} 往上数到 {a}：{a} − {b} = ?"),
        f"{a} - {b}",
        a - b,
        [
            f"{b} + {up - b} = {up}",
            *([f"{up} + {a - up} = {a}", f"{up - b} + {a - up} = {a - b}"] if a > up else []),
        ],
        _difference_wrong(a, b),
        picture=drawing,
    )


def split_sum(level: int, rng: Rng, digits: int) -> Made:
    a, b = until(
        rng,
        lambda: _draw(level, rng, digits, digits, 0 if level == 1 else 1, carries),
        lambda p: sum(p) < 10**digits or level == 3,
    )
    units = [10**i for i in reversed(range(digits))]
    steps: list = [
        f"{a // u % 10 * u} + {b // u % 10 * u} = {(a // u % 10 + b // u % 10) * u}" for u in units
    ]
    steps.append(" + ".join(str((a // u % 10 + b // u % 10) * u) for u in units) + f" = {a + b}")
    parts = (
        " + ".join(str(a // u % 10 * u) for u in units if a // u % 10),
        " + ".join(str(b // u % 10 * u) for u in units if b // u % 10),
    )
    hint = f"\n({parts[0]}) + ({parts[1]})" if level == 1 else ""
    return ex(
        (
            f"Split the numbers by place: {a} + {b} = ?{hint}",
            f"按数位拆开再加：{a} + {b} = ?{hint}",
        ),
        f"{a} + {b}" if not hint else f"({parts[0]}) + ({parts[1]})",
        a + b,
        steps,
        _sum_wrong(a, b),
        other=[a, b] if hint else [],
    )


def compensate_sum(level: int, rng: Rng, unit: int) -> Made:
    k = rng.randint(1, by(level, 1, 3, 4))
    less = 1 if unit == 10 or level == 1 else rng.randint(1, 3)
    b = k * unit - less
    a = rng.randint(unit + 2, unit * 9 - b if unit * 9 - b > unit + 2 else unit * 5)
    return ex(
        f"{a} + {b} = ?",
        f"{a} + {b}",
        a + b,
        [
            f"{a} + {k * unit} = {a + k * unit}",
            (
                f"That is {less} too many: {a + k * unit} − {less} = {a + b}.",
                f"多加了 {less}：{a + k * unit} − {less} = {a + b}。",
            ),
        ],
        [
            (a + k * unit, "forgot_adjust"),
            (a + k * unit + less, "adjusted_wrong_way"),
            (no_carry(a, b), "forgot_carry"),
        ],
    )


def compensate_difference(level: int, rng: Rng, unit: int) -> Made:
    k = rng.randint(1, by(level, 1, 3, 4))
    less = 1 if unit == 10 or level == 1 else rng.randint(1, 3)
    b = k * unit - less
    a = rng.randint(k * unit + 2, unit * 10 - 1)
    return ex(
        f"{a} − {b} = ?",
        f"{a} - {b}",
        a - b,
        [
            f"{a} − {k * unit} = {a - k * unit}",
            (
                f"That is {less} too many taken: {a - k * unit} + {less} = {a - b}.",
                f"多减了 {less}：{a - k * unit} + {less} = {a - b}。",
            ),
        ],
        [
            (a - k * unit, "forgot_adjust"),
            (a - k * unit - less, "adjusted_wrong_way"),
            (smaller_from_larger(a, b), "smaller_from_larger"),
        ],
    )


def four_numbers(level: int, rng: Rng) -> Made:
    v = [rng.randint(10, by(level, 25, 40, 60)) for _ in range(by(level, 3, 4, 4))]
    total, text = sum(v), " + ".join(map(str, v))
    tens = sum(x // 10 * 10 for x in v)
    ones = sum(x % 10 for x in v)
    return ex(
        f"{text} = ?",
        text,
        total,
        [
            (f"Tens: {tens}. Ones: {ones}.", f"整十的和：{tens}；个位的和：{ones}。"),
            f"{tens} + {ones} = {total}",
        ],
        [
            (tens + ones % 10, "forgot_carry"),
            (sum(v[:-1]), "stopped_early"),
            (total + 10, "slip_ten"),
        ],
    )


def _digit(level: int, rng: Rng, digits: int, op: str) -> Made:
    wanted = 0 if level == 1 else 1
    a, b = _draw(min(level, 2), rng, digits, digits, wanted, carries if op == "+" else borrows)
    c = a + b if op == "+" else a - b
    place = rng.randrange(digits - 1) if level < 3 else rng.randrange(digits)
    which = rng.choice((0, 1))
    text = str((a, b)[which])
    i = len(text) - 1 - place
    digit = int(text[i])
    rest = int(text) - digit * 10**place
    hidden = text[:i] + "□" + text[i + 1 :]
    shown = (hidden, str(b)) if which == 0 else (str(a), hidden)
    word = "+" if op == "+" else "−"
    unit = 10**place
    left = f"({rest} + x*{unit})"
    relation = f"{left} {op} {b} = {c}" if which == 0 else f"{a} {op} {left} = {c}"
    full = f"{a} {word} {b} = {c}"
    visible = [int(hidden.split("□")[0] or 0), int(hidden.split("□")[1] or 0)]
    x, y, z = a // unit % 10, b // unit % 10, c // unit % 10
    wrong = [
        ((digit + 1) % 10, "forgot_carry"),
        ((digit - 1) % 10, "forgot_carry"),
        (z, "copied_digit"),
        (x if which else y, "copied_digit"),
    ]
    return box(
        (
            f"Which digit is missing?\n{shown[0]} {word} {shown[1]} = {c}",
            f"□ 里是哪个数字？\n{shown[0]} {word} {shown[1]} = {c}",
        ),
        relation,
        digit,
        [("Work back from the result, place by place.", "从结果一位一位地往回想。"), full],
        wrong,
        other=[*visible, *hidden.split("□")[0:1], *(p for p in hidden.split("□") if p)],
    )


def missing_digit_sum(level: int, rng: Rng, digits: int) -> Made:
    return _digit(level, rng, digits, "+")


def missing_digit_difference(level: int, rng: Rng, digits: int) -> Made:
    return _digit(level, rng, digits, "-")


def sum_error(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, by(level, 2, 3, 3), by(level, 2, 3, 3), by(level, 1, 1, 2), carries)
    bad = no_carry(a, b)
    return ex(
        (
            f"A pupil wrote {a} + {b} = {bad} and forgot to carry. What is the right answer?",
            f"一个同学写了 {a} + {b} = {bad}，忘了进位。正确答案是多少？",
        ),
        f"{a} + {b}",
        a + b,
        _columns(a, b, "+"),
        [(bad, "forgot_carry"), *_sum_wrong(a, b)[1:]],
        other=[bad],
    )


def difference_error(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, by(level, 2, 3, 3), by(level, 2, 3, 3), by(level, 1, 1, 2), borrows)
    bad = smaller_from_larger(a, b)
    return ex(
        (
            f"A pupil wrote {a} − {b} = {bad} and always took the smaller digit from the larger. What is the right answer?",
            f"一个同学写了 {a} − {b} = {bad}，总是用大数字减小数字。正确答案是多少？",
        ),
        f"{a} - {b}",
        a - b,
        _columns(a, b, "-"),
        _difference_wrong(a, b),
        other=[bad],
    )


def addition_table(level: int, rng: Rng) -> Made:
    low, high = by(level, (2, 9), (11, 30), (31, 90))
    rows, cols = rng.sample(range(low, high), 2), rng.sample(range(low, high), 2)
    if level == 3:
        cells = [
            ["+", str(cols[0]), str(cols[1])],
            [str(rows[0]), str(rows[0] + cols[0]), "?"],
            [str(rows[1]), "", str(rows[1] + cols[1])],
        ]
    else:
        cells = [
            ["+", *map(str, cols)],
            [str(rows[0]), str(rows[0] + cols[0]), "?"],
            [str(rows[1]), str(rows[1] + cols[0]), str(rows[1] + cols[1])],
        ]
    key = rows[0] + cols[1]
    drawing = table(
        cells, ("An addition table with one empty place marked ?", "加法表，有一处标着 ?"), 44
    )
    return ex(
        (
            "Which number belongs at the question mark in the addition table?",
            "加法表中问号处填几？",
        ),
        f"{rows[0]} + {cols[1]}",
        key,
        [
            (
                f"Add the head of the row and the head of the column: {rows[0]} + {cols[1]} = {key}.",
                f"行首加列首：{rows[0]} + {cols[1]} = {key}。",
            )
        ],
        [
            (rows[0] + cols[0], "wrong_row"),
            (rows[1] + cols[1], "wrong_row"),
            (abs(cols[1] - rows[0]), "subtracted_instead"),
        ],
        picture=drawing,
    )


def from_round(level: int, rng: Rng, whole: int) -> Made:
    b = by(
        level,
        rng.randint(1, 9) * whole // 10 + whole // 20,
        rng.randint(whole // 2 + 1, whole - 2),
        rng.randint(whole // 10 + 1, whole // 2),
    )
    b += b % 10 == 0
    b = min(b, whole - 1)
    key = whole - b
    return ex(
        f"{whole} − {b} = ?",
        f"{whole} - {b}",
        key,
        [
            (
                f"{whole} − 1 = {whole - 1}, then {whole - 1} − {b} = {whole - 1 - b}, and 1 more.",
                f"{whole} − 1 = {whole - 1}，{whole - 1} − {b} = {whole - 1 - b}，再加 1。",
            ),
            f"{whole} − {b} = {key}",
        ],
        [
            (key + whole // 10, "tens_to_hundred"),
            (key + 10, "forgot_borrow"),
            (key - 10, "slip_ten"),
            (whole - 1 - b, "forgot_adjust"),
        ],
    )


def check_difference(level: int, rng: Rng) -> Made:
    a, b = _draw(level, rng, by(level, 2, 3, 3), by(level, 2, 3, 3), 1, borrows)
    d = a - b
    return box(
        (
            f"{a} − {b} = {d}. Check by adding. Which number is missing?\n{d} + □ = {a}",
            f"{a} − {b} = {d}。用加法验算，□ 里填几？\n{d} + □ = {a}",
        ),
        f"{d} + x = {a}",
        b,
        [
            ("The difference plus what was taken gives the whole.", "差加减数等于被减数。"),
            f"{d} + {b} = {a}",
        ],
        [(d, "used_one_part"), (a, "gave_whole"), (a + d, "added_instead")],
        other=[b],
    )


def _size(level: int, rng: Rng, top: int) -> tuple[int, int]:
    """Two parts of a whole within `top`, the whole in its upper part."""
    low, high = by(
        level, (top // 2, top * 7 // 10), (top * 6 // 10, top * 8 // 10), (top * 7 // 10, top)
    )
    whole = rng.randint(max(3, low), high)
    part = some(
        rng,
        level,
        (1, max(1, whole // 3)),
        (max(1, whole // 4), whole * 2 // 3),
        (max(1, whole // 3), whole - 1),
    )
    return whole, part


def _unknown(level: int, rng: Rng, top: int, kind: str) -> Made:
    whole, part = until(rng, lambda: _size(level, rng, top), lambda p: 0 < p[1] < p[0])
    rest = whole - part
    shown, relation, key = {
        "second_addend": (f"{part} + □ = {whole}", f"{part} + x = {whole}", rest),
        "first_addend": (f"□ + {part} = {whole}", f"x + {part} = {whole}", rest),
        "subtrahend": (f"{whole} − □ = {rest}", f"{whole} - x = {rest}", part),
        "minuend": (f"□ − {part} = {rest}", f"x - {part} = {rest}", whole),
    }[kind]
    a, b = {
        "second_addend": (part, whole),
        "first_addend": (part, whole),
        "subtrahend": (whole, rest),
        "minuend": (part, rest),
    }[kind]
    step = (
        f"{part} + {rest} = {whole}" if kind == "minuend" else f"{max(a, b)} − {min(a, b)} = {key}"
    )
    said = {
        "second_addend": (
            "The missing part is the whole minus the other part.",
            "未知的加数 = 和 − 另一个加数。",
        ),
        "first_addend": (
            "The missing part is the whole minus the other part.",
            "未知的加数 = 和 − 另一个加数。",
        ),
        "subtrahend": ("What was taken is the whole minus what is left.", "减数 = 被减数 − 差。"),
        "minuend": ("The whole is what was taken plus what is left.", "被减数 = 差 + 减数。"),
    }[kind]
    opposite = abs(a - b) if kind == "minuend" else a + b
    wrong = [
        (opposite, "wrong_operation"),
        (key + 10 if top > 10 else key + 1, "slip_ten" if top > 10 else "slip_one"),
        (b, "copied_number"),
        (max(0, key - 1), "slip_one"),
    ]
    return box(
        (f"Which number is missing?\n{shown}", f"□ 里填几？\n{shown}"),
        relation,
        key,
        [said, step],
        wrong,
    )


def _kind(kind: str) -> Callable[..., Made]:
    def task(level: int, rng: Rng, top: int) -> Made:
        return _unknown(level, rng, top, kind)

    return task


UNKNOWN = {
    f"unknown_{k}": _kind(k) for k in ("second_addend", "first_addend", "subtrahend", "minuend")
}
ADDITION = {
    "column": column_sum,
    **{
        f.__name__: f
        for f in (
            round_sum,
            add_tens,
            add_hundreds,
            add_blocks,
            to_next_ten,
            bridge,
            jump_sum,
            split_sum,
            compensate_sum,
            four_numbers,
            missing_digit_sum,
            sum_error,
            addition_table,
        )
    },
}
SUBTRACTION = {
    "column": column_difference,
    **{
        f.__name__: f
        for f in (
            round_difference,
            take_tens,
            take_hundreds,
            take_blocks,
            from_round_ten,
            bridge_back,
            jump_difference,
            count_up_difference,
            compensate_difference,
            from_round,
            check_difference,
            missing_digit_difference,
            difference_error,
        )
    },
}
