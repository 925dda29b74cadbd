"""Changing units of measure."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.figures.charts import table
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.points.units import METRIC, PAIRS
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    by,
    dec,
    ex,
    public,
    sign,
    tex,
    until,
)
from apps.education.domain.skills.elementary.tasks.kit import (
    compare as sign_between,
)
from apps.education.domain.words import Words

_EN = {
    "min": "min",
    "week": "weeks",
    "day": "days",
    "year": "years",
    "month": "months",
    "cup": "cups",
    "floz": "fl oz",
    "l": "l",
}


PLURAL = frozenset({"weeks", "days", "years", "months", "cups"})


def _pair(i: int) -> tuple[str, str, str, str, int]:
    _, large, small, _, _, zl, zs, rate = PAIRS[i]
    return _EN.get(large, large), _EN.get(small, small), zl, zs, rate


def _one(n: int, unit: str) -> str:
    """`1 year`, `2 years`, `1 kg`."""
    return f"{n} {unit[:-1] if n == 1 and unit in PLURAL else unit}"


def _fact(i: int) -> tuple[str, str]:
    l, s, zl, zs, rate = _pair(i)
    one = {"weeks": "week", "days": "day", "years": "year", "cups": "cup"}.get(l, l)
    return f"1 {one} = {rate} {s}", f"1 {zl} = {rate} {zs}"


def _count(level: int, rng: Rng, rate: int) -> int:
    return rng.randint(
        *by(level, (2, 5), (6, 9), (11, 30) if rate in METRIC or rate < 10 else (10, 15))
    )


def down(level: int, rng: Rng, pair: int) -> Made:
    l, s, zl, zs, rate = _pair(pair)
    n = _count(level, rng, rate)
    return ex(
        (f"{n} {l} = ? {s}", f"{n} {zl} = ? {zs}"),
        f"{n}*{rate}",
        n * rate,
        [_fact(pair), f"{n} × {rate} = {n * rate}"],
        [
            (n * rate * 10, "wrong_rate"),
            (n + rate, "added_instead"),
            (n * (10 if rate != 10 else 100), "wrong_rate"),
            (n * rate + rate, "one_group_more"),
        ],
        unit=(s, zs),
    )


def up(level: int, rng: Rng, pair: int) -> Made:
    l, s, zl, zs, rate = _pair(pair)
    n = _count(level, rng, rate)
    return ex(
        (f"{n * rate} {s} = ? {l}", f"{n * rate} {zs} = ? {zl}"),
        f"{n * rate}/{rate}",
        n,
        [_fact(pair), f"{n * rate} ÷ {rate} = {n}"],
        [
            (n * rate * rate, "wrong_direction"),
            (n * 10, "wrong_rate"),
            (n * rate - rate, "subtracted_instead"),
            (n + 1, "slip_one"),
        ],
        unit=(l, zl),
    )


def _rest(level: int, rng: Rng, rate: int) -> int:
    """Hard: a rest with zeros in front in its places, such as 5 in 1000."""
    if level == 3 and rate in (100, 1000):
        return rng.randint(1, rate // 10 - 1)
    return rng.randint(max(1, rate // 5), rate - 1)


def mixed(level: int, rng: Rng, pair: int) -> Made:
    l, s, zl, zs, rate = _pair(pair)
    n, r = rng.randint(1, by(level, 3, 6, 9)), _rest(level, rng, rate)
    key = n * rate + r
    return ex(
        (f"{n} {l} {r} {s} = ? {s}", f"{n} {zl} {r} {zs} = ? {zs}"),
        f"{n}*{rate} + {r}",
        key,
        [_fact(pair), f"{n} × {rate} = {n * rate}", f"{n * rate} + {r} = {key}"],
        [
            (int(f"{n}{r}"), "written_together"),
            (n + r, "unit_ignored"),
            (n * rate, "stopped_early"),
            (n * 10 * (rate if rate < 100 else rate // 100) + r, "wrong_rate"),
        ],
        unit=(s, zs),
    )


def split(level: int, rng: Rng, pair: int) -> Made:
    l, s, zl, zs, rate = _pair(pair)
    n, r = rng.randint(1, by(level, 3, 6, 9)), _rest(level, rng, rate)
    total = n * rate + r
    return ex(
        (
            f"Write in {l} and {s}: {total} {s}",
            f"写成几{zl}几{zs}：{total} {zs}" if zs != "个月" else f"写成几年几个月：{total} 个月",
        ),
        f"(quot({total}, {rate}), rem({total}, {rate}))",
        f"({n}, {r})",
        [_fact(pair), (f"{total} ÷ {rate} = {n} remainder {r}", f"{total} ÷ {rate} = {n} 余 {r}")],
        [
            (f"({r}, {n})", "parts_swapped"),
            (f"({n + 1}, {r})", "slip_one"),
            (f"({total // 10}, {total % 10})", "wrong_rate"),
            (f"({n}, {total})", "whole_kept"),
        ],
        answer=(f"{_one(n, l)} {_one(r, s)}", f"{n} {zl} {r} {zs}"),
    )


def decimal_down(level: int, rng: Rng, pair: int) -> Made:
    l, s, zl, zs, rate = _pair(pair)
    places = {10: 1, 100: by(level, 1, 2, 2), 1000: by(level, 1, 2, 3)}[rate]
    value = Fraction(
        until(rng, lambda: rng.randint(11, 9 * 10**places + 9), lambda v: v % 10), 10**places
    )
    key = int(value * rate)
    return ex(
        (f"{dec(value)} {l} = ? {s}", f"{dec(value)} {zl} = ? {zs}"),
        f"{dec(value)}*{rate}",
        key,
        [_fact(pair), f"{dec(value)} × {rate} = {key}"],
        [
            (key * 10, "point_wrong"),
            (
                int(str(dec(value)).replace(".", ""))
                if int(str(dec(value)).replace(".", "")) != key
                else key // 10,
                "point_dropped",
            ),
            (key + rate, "one_group_more"),
        ],
        unit=(s, zs),
    )


def decimal_up(level: int, rng: Rng, pair: int) -> Made:
    l, s, zl, zs, rate = _pair(pair)
    n = until(
        rng,
        lambda: rng.randint(*by(level, (rate + 1, 5 * rate), (rate + 1, 9 * rate), (1, rate - 1))),
        lambda v: v % rate and (level == 3 or v % (rate // 10) == 0 or level == 2),
    )
    key = Fraction(n, rate)
    return ex(
        (f"{n} {s} = ? {l} (as a decimal)", f"{n} {zs} = ? {zl}（写成小数）"),
        f"{n}/{rate}",
        dec(key),
        [_fact(pair), f"{n} ÷ {rate} = {dec(key)}"],
        [
            (dec(key * 10), "point_wrong"),
            (dec(key / 10), "point_wrong"),
            (dec(Fraction(n * rate)), "wrong_direction"),
        ],
        unit=(l, zl),
    )


def _of_kind(rng: Rng, quantity: str) -> int:
    return rng.choice(
        [i for i, p in enumerate(PAIRS) if p[0] == quantity and p[2] not in ("month", "floz")]
    )


def compare(level: int, rng: Rng, quantity: str) -> Made:
    i = _of_kind(rng, quantity)
    l, s, zl, zs, rate = _pair(i)
    n, r = rng.randint(2, 9), rng.randint(1, rate - 1)
    left = n * rate + (r if level > 1 else 0)
    right = until(
        rng,
        lambda: left + rng.choice((-1, 0, 1)) * by(level, rate // 2 + 1, r, rng.randint(1, 3)),
        lambda v: v > 0,
    )
    shown, zh = (
        (f"{n} {l} {r} {s}", f"{n} {zl} {r} {zs}") if level > 1 else (f"{n} {l}", f"{n} {zl}")
    )
    grammar = f"{n}*{rate}" + (f" + {r}" if level > 1 else "")
    return sign_between(
        grammar,
        str(right),
        (
            f"Which sign belongs in the circle: <, = or >?\n{shown} ○ {right} {s}",
            f"○ 里填 <、= 还是 >？\n{zh} ○ {right} {zs}",
        ),
        sign(left, right),
        [_fact(i), f"{left} {sign(left, right)} {right}"],
        "unit_ignored",
    )


def sum(level: int, rng: Rng, quantity: str) -> Made:
    i = _of_kind(rng, quantity)
    l, s, zl, zs, rate = _pair(i)
    a, b = rng.randint(1, 5), rng.randint(1, 5)
    x, y = (
        until(
            rng,
            lambda: (rng.randint(1, rate - 1), rng.randint(1, rate - 1)),
            lambda p: (p[0] + p[1] > rate) == (level > 1) and p[0] + p[1] != rate,
        )
        if rate > 2
        else (1, 1)
    )
    key = (a + b) * rate + x + y
    ask = (
        f"{a} {l} {x} {s} + {b} {l} {y} {s} = ? {s}",
        f"{a} {zl} {x} {zs} + {b} {zl} {y} {zs} = ? {zs}",
    )
    if level == 1:
        ask = (f"{a} {l} + {y} {s} = ? {s}", f"{a} {zl} + {y} {zs} = ? {zs}")
        key = a * rate + y
        return ex(
            ask,
            f"{a}*{rate} + {y}",
            key,
            [_fact(i), f"{a * rate} + {y} = {key}"],
            [(a + y, "unit_ignored"), (a * 10 + y, "wrong_rate"), (a * rate, "stopped_early")],
            unit=(s, zs),
        )
    return ex(
        ask,
        f"({a} + {b})*{rate} + {x} + {y}",
        key,
        [
            _fact(i),
            f"({a} + {b}) × {rate} = {(a + b) * rate}",
            f"{(a + b) * rate} + {x} + {y} = {key}",
        ],
        [
            (a + b + x + y, "unit_ignored"),
            ((a + b) * rate + x, "part_left_out"),
            ((a + b) * 10 + x + y, "wrong_rate"),
        ],
        unit=(s, zs),
    )


def fraction_unit(level: int, rng: Rng) -> Made:
    i, bottoms = rng.choice(
        (
            (12, (2, 3, 4, 5, 6, 10, 12)),
            (14, (2, 3, 4, 6, 8)),
            (0, (2, 4, 5, 10, 20)),
            (5, (2, 4, 5, 8, 10)),
            (3, (2, 3, 4, 6)),
        )
    )
    l, s, zl, zs, rate = _pair(i)
    bottom = rng.choice(bottoms[:2] if level == 1 else bottoms)
    top = (
        1
        if level == 1
        else rng.randint(1, bottom - 1)
        if level == 2
        else rng.randint(bottom + 1, 2 * bottom - 1)
    )
    value = Fraction(top, bottom)
    key = int(value * rate)
    return ex(
        (f"{tex(value)} {l} = ? {s}", f"{tex(value)} {zl} = ? {zs}"),
        f"{value}*{rate}",
        key,
        [
            _fact(i),
            (
                f"{rate} ÷ {value.denominator} = {rate // value.denominator}; {value.numerator} × {rate // value.denominator} = {key}",
                f"{rate} ÷ {value.denominator} = {rate // value.denominator}；{value.numerator} × {rate // value.denominator} = {key}",
            ),
        ],
        [
            (
                rate // value.denominator if value.numerator > 1 else rate - value.denominator,
                "stopped_early",
            ),
            (key + rate, "one_group_more"),
            (value.denominator * 10, "wrong_rate"),
        ],
        unit=(s, zs),
    )


def unit_table(level: int, rng: Rng) -> Made:
    i = rng.choice((3, 4, 6, 9, 12, 15))
    l, s, zl, zs, rate = _pair(i)
    n = rng.randint(*by(level, (3, 4), (5, 9), (10, 12)))
    drawing = table(
        [[Words(l, zl), Words(s, zs)], ["1", str(rate)], ["2", str(2 * rate)], [str(n), "?"]],
        ("A table of two units", "两种单位的对照表"),
        60,
    )
    return ex(
        (f"Complete the table: {n} {l} = ? {s}", f"填表：{n} {zl} = ? {zs}"),
        f"{n}*{rate}",
        n * rate,
        [_fact(i), f"{n} × {rate} = {n * rate}"],
        [
            (2 * rate + rate, "next_row"),
            (n + rate, "added_instead"),
            (n * rate + rate, "one_group_more"),
        ],
        unit=(s, zs),
        picture=drawing,
    )


TASKS = public(globals())
