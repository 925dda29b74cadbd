"""Adding and subtracting fractions: like and unlike denominators, mixed numbers."""

from __future__ import annotations

import math
from fractions import Fraction

from apps.education.domain.figures import fraction_parts, number_line
from apps.education.domain.figures.layout import stacked
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    frac,
    mixed,
    public,
    ratio,
    tex,
    until,
)


def _denominator(level: int, rng: Rng) -> int:
    return rng.choice(by(level, (4, 5, 6), (5, 6, 7, 8), (8, 9, 10, 11, 12)))


def _clean(key: Fraction, *wrong: tuple[Fraction | None, str]) -> list[tuple[str, str]]:
    """Wrong values as mixed numbers, none equal to the key or to one another, none below zero."""
    seen, kept = {key}, []
    for value, why in wrong:
        if value is not None and value >= 0 and value not in seen:
            seen.add(value)
            kept.append((mixed(value), why))
    return kept


def _both(p: int, q: int, r: int, s: int) -> Fraction:
    """Numerators and denominators added."""
    return Fraction(p + r, q + s)


def _result(p: int, q: int, value: Fraction) -> list:
    """From p/q unreduced to its last form."""
    text = tex(mixed(value))
    return [] if text == ratio(p, q) else [f"{ratio(p, q)} = {text}"]


def _like(p: int, r: int, b: int, op: str, *, prompt=None, picture=None) -> Made:
    n = p + r if op == "+" else p - r
    key = Fraction(n, b)
    shown = "+" if op == "+" else "−"
    text = f"{ratio(p, b)} {shown} {ratio(r, b)}"
    wrong = _clean(
        key,
        (_both(p, b, r, b) if op == "+" else Fraction(n, 2 * b), "added_denominators"),
        (Fraction(abs(p - r) if op == "+" else p + r, b), "wrong_operation"),
        (Fraction(n + 1, b), "slip_one"),
        (Fraction(n, b + 1), "denominator_changed"),
    )
    return ex(
        prompt or f"{text} = ?",
        f"{p}/{b} {op} {r}/{b}",
        mixed(key),
        [f"{text} = {ratio(n, b)}", *_result(n, b, key)],
        wrong,
        picture=picture,
    )


def _tops(level: int, rng: Rng, b: int, kind: str, op: str) -> tuple[int, int]:
    def fits(v: tuple[int, int]) -> bool:
        p, r = v
        n = p + r if op == "+" else p - r
        if n <= 0 or p == r:
            return False
        coprime = math.gcd(n, b) == 1
        return {"within": n < b and coprime, "reduce": n < b and not coprime, "over": n > b}[kind]

    return until(rng, lambda: (rng.randint(1, b - 1), rng.randint(1, b - 1)), fits)


def add_bar(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    p, r = _tops(level, rng, b, "within", "+")
    return _like(
        p,
        r,
        b,
        "+",
        prompt=(
            f"Use the bar: {ratio(p, b)} + {ratio(r, b)} = ?",
            f"看长条图：{ratio(p, b)} + {ratio(r, b)} = ?",
        ),
        picture=fraction_parts.bar(
            b, p, ("A bar in equal parts, two colours", "平均分的长条，两种颜色"), second=r
        ),
    )


def subtract_bar(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    p, r = _tops(level, rng, b, "within", "-")
    return _like(
        p,
        r,
        b,
        "-",
        prompt=(
            f"The bar shows {ratio(p, b)}. Take {ratio(r, b)} away: {ratio(p, b)} − {ratio(r, b)} = ?",
            f"长条表示 {ratio(p, b)}，拿走 {ratio(r, b)}：{ratio(p, b)} − {ratio(r, b)} = ?",
        ),
        picture=fraction_parts.bar(
            b, p, ("A bar in equal parts, partly shaded", "平均分的长条，部分涂色")
        ),
    )


def _on_line(level: int, rng: Rng, op: str) -> Made:
    b = _denominator(level, rng)
    p, r = _tops(level, rng, b, "within", op)
    end = p + r if op == "+" else p - r
    drawing = number_line.line(
        0,
        1,
        1 / b,
        {0.0: "0", 1.0: "1"},
        ("A number line from 0 to 1 with a jump", "0 到 1 的数轴，跳一次"),
        jumps=[(p / b, end / b, "")],
    )
    shown = "+" if op == "+" else "−"
    way, zh = ("right", "右") if op == "+" else ("left", "左")
    return _like(
        p,
        r,
        b,
        op,
        prompt=(
            f"Start at {ratio(p, b)} and jump {ratio(r, b)} to the {way}: {ratio(p, b)} {shown} {ratio(r, b)} = ?",
            f"从 {ratio(p, b)} 向{zh}跳 {ratio(r, b)}：{ratio(p, b)} {shown} {ratio(r, b)} = ?",
        ),
        picture=drawing,
    )


def add_line(level: int, rng: Rng) -> Made:
    return _on_line(level, rng, "+")


def subtract_line(level: int, rng: Rng) -> Made:
    return _on_line(level, rng, "-")


def like(level: int, rng: Rng, op: str, kind: str) -> Made:
    b = (
        rng.choice(by(level, (6, 8), (6, 8, 9, 10), (10, 12, 14, 15)))
        if kind == "reduce"
        else _denominator(level, rng)
    )
    sign = "+" if op == "add" else "-"
    p, r = _tops(level, rng, b, kind, sign)
    return _like(p, r, b, sign)


def like_three(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    p, q, r = until(
        rng,
        lambda: [rng.randint(1, b - 1) for _ in range(3)],
        lambda v: (sum(v) > b) == (level > 1),
    )
    n = p + q + r
    key = Fraction(n, b)
    text = " + ".join(ratio(x, b) for x in (p, q, r))
    return ex(
        f"{text} = ?",
        f"{p}/{b} + {q}/{b} + {r}/{b}",
        mixed(key),
        [f"{p} + {q} + {r} = {n}", f"{text} = {ratio(n, b)}", *_result(n, b, key)],
        _clean(
            key,
            (Fraction(n, 3 * b), "added_denominators"),
            (Fraction(p + q, b), "stopped_early"),
            (Fraction(n + 1, b), "slip_one"),
        ),
    )


def from_whole(level: int, rng: Rng, kind: str) -> Made:
    b = _denominator(level, rng)
    a, n = rng.randint(1, b - 1), 1 if kind == "one" else rng.randint(2, by(level, 3, 6, 9))
    key = n - Fraction(a, b)
    return ex(
        f"{n} − {ratio(a, b)} = ?",
        f"{n} - {a}/{b}",
        mixed(key),
        [
            f"1 = {ratio(b, b)}",
            f"{ratio(b, b)} − {ratio(a, b)} = {ratio(b - a, b)}"
            + ("" if n == 1 else f", {n - 1} + {ratio(b - a, b)}"),
            *([f"= {tex(mixed(key))}"] if tex(mixed(key)) != ratio(b - a, b) else []),
        ],
        _clean(
            key,
            (Fraction(a, b) if n == 1 else key + 1, "forgot_borrow"),
            (n + Fraction(a, b), "wrong_operation"),
            (Fraction(abs(n - a), b), "whole_as_part"),
            (key - Fraction(1, b), "slip_one"),
        ),
    )


def to_one(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    a = rng.randint(1, b - 1)
    key = 1 - Fraction(a, b)
    return box(
        (
            f"Which fraction is missing? {ratio(a, b)} + □ = 1",
            f"□ 里填哪个分数？{ratio(a, b)} + □ = 1",
        ),
        f"{a}/{b} + x = 1",
        frac(key),
        [
            f"1 = {ratio(b, b)}",
            f"{ratio(b, b)} − {ratio(a, b)} = {ratio(b - a, b)}",
            *_result(b - a, b, key),
        ],
        _clean(
            key,
            (Fraction(a, b), "copied_number"),
            (1 + Fraction(a, b), "wrong_operation"),
            (Fraction(b - a + 1, b), "slip_one"),
        ),
    )


def split_unit(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    a = rng.randint(2, b - 1) if level < 3 else rng.randint(b + 1, 2 * b - 1)
    return box(
        (
            f"{ratio(a, b)} is a sum of equal unit fractions: {ratio(1, b)} + {ratio(1, b)} + … How many addends are there?",
            f"{ratio(a, b)} 写成 {ratio(1, b)} + {ratio(1, b)} + …，一共有几个加数？",
        ),
        f"x/{b} = {a}/{b}",
        a,
        [f"{ratio(a, b)} = {a} × {ratio(1, b)}"],
        [
            (b, "denominator_for_numerator"),
            (a - 1, "counted_plus_signs"),
            (abs(b - a), "subtracted_instead"),
        ],
        other=[1],
    )


def split_two(level: int, rng: Rng) -> Made:
    b = _denominator(level, rng)
    n = rng.randint(3, b) if level < 3 else rng.randint(b + 1, 2 * b - 1)
    n = max(3, n)
    p = rng.randint(1, n - 1)
    wrong = [((p, n - p + 1), "slip_one"), ((p, n), "whole_kept"), ((n - p + 2, p), "slip_one")]
    return choose(
        rng,
        (f"Which sum makes {ratio(n, b)}?", f"哪个和等于 {ratio(n, b)}？"),
        (f"{ratio(p, b)} + {ratio(n - p, b)}", f"{p}/{b} + {n - p}/{b} = {n}/{b}"),
        [
            (f"{ratio(x, b)} + {ratio(y, b)}", f"{x}/{b} + {y}/{b} = {n}/{b}", m)
            for (x, y), m in wrong
        ],
        [f"{p} + {n - p} = {n}"],
    )


def unknown_like(level: int, rng: Rng, op: str) -> Made:
    b = _denominator(level, rng)
    p, r = _tops(level, rng, b, "within" if level < 3 else "over", "+")
    n = p + r
    if op == "add":
        shown, rel, key = (
            f"{ratio(p, b)} + □ = {tex(f'{n}/{b}')}",
            f"{p}/{b} + x = {n}/{b}",
            Fraction(r, b),
        )
        step = f"{ratio(n, b)} − {ratio(p, b)} = {ratio(r, b)}"
    else:
        shown, rel, key = (
            f"{ratio(n, b)} − □ = {ratio(p, b)}",
            f"{n}/{b} - x = {p}/{b}",
            Fraction(r, b),
        )
        step = f"{ratio(n, b)} − {ratio(p, b)} = {ratio(r, b)}"
    return box(
        (f"Which fraction is missing? {shown}", f"□ 里填哪个分数？{shown}"),
        rel,
        frac(key),
        [step, *_result(r, b, key)],
        _clean(
            key,
            (Fraction(n + p, b), "wrong_operation"),
            (Fraction(p, b), "copied_number"),
            (Fraction(r + 1, b), "slip_one"),
        ),
    )


def _m(w: int, a: int, b: int) -> str:
    return f"{w} {a}/{b}"


def mixed_like(level: int, rng: Rng, op: str, regroup: int) -> Made:
    b = _denominator(level, rng)

    def fits(v: tuple[int, int]) -> bool:
        p, r = v
        return (
            p + r != b and (p + r > b) == bool(regroup)
            if op == "add"
            else p != r and (p < r) == bool(regroup)
        )

    p, r = until(rng, lambda: (rng.randint(1, b - 1), rng.randint(1, b - 1)), fits)
    v, w = rng.randint(2, by(level, 4, 7, 12)), rng.randint(1, by(level, 3, 5, 9))
    v = v + w + 1 if op == "subtract" else v
    return _mixed(v, p, b, w, r, b, op)


def _mixed(v: int, p: int, q: int, w: int, r: int, s: int, op: str) -> Made:
    x, y = v + Fraction(p, q), w + Fraction(r, s)
    key = x + y if op == "add" else x - y
    l = math.lcm(q, s)
    a, c = p * l // q, r * l // s
    shown, sign = ("+", "+") if op == "add" else ("−", "-")
    text = f"{tex(_m(v, p, q))} {shown} {tex(_m(w, r, s))}"
    steps: list = (
        [] if q == s else [f"{ratio(p, q)} = {ratio(a, l)}, {ratio(r, s)} = {ratio(c, l)}"]
    )
    if op == "add":
        steps += [
            f"{v} + {w} = {v + w}, {ratio(a, l)} + {ratio(c, l)} = {ratio(a + c, l)}",
            f"{text} = {tex(mixed(key))}",
        ]
        wrong = [
            (v + w + Fraction(a + c, 2 * l), "added_denominators"),
            (key - 1, "forgot_carry"),
            (v + w + Fraction(p + r, q + s), "added_denominators"),
            (key + 1, "carried_twice"),
        ]
    elif a < c:
        steps += [
            f"{tex(_m(v, a, l))} = {tex(_m(v - 1, a + l, l))}",
            f"{v - 1} − {w} = {v - 1 - w}, {ratio(a + l, l)} − {ratio(c, l)} = {ratio(a + l - c, l)}",
            f"{text} = {tex(mixed(key))}",
        ]
        wrong = [
            (v - w + Fraction(c - a, l), "smaller_from_larger"),
            (key + 1, "forgot_borrow"),
            (x + y, "wrong_operation"),
        ]
    else:
        steps += [
            f"{v} − {w} = {v - w}, {ratio(a, l)} − {ratio(c, l)} = {ratio(a - c, l)}",
            f"{text} = {tex(mixed(key))}",
        ]
        wrong = [
            (x + y, "wrong_operation"),
            (key + 1, "slip_one"),
            (v - w + Fraction(a - c, 2 * l), "added_denominators"),
            (key - 1, "borrowed_twice"),
        ]
    return ex(
        f"{text} = ?", f"{_m(v, p, q)} {sign} {_m(w, r, s)}", mixed(key), steps, _clean(key, *wrong)
    )


def mixed_whole(level: int, rng: Rng, op: str) -> Made:
    b = _denominator(level, rng)
    a, w = rng.randint(1, b - 1), rng.randint(1, by(level, 3, 6, 9))
    n = w + rng.randint(2, 6) if op == "subtract" else rng.randint(2, 12)
    y = w + Fraction(a, b)
    key = n + y if op == "add" else n - y
    shown, sign = ("+", "+") if op == "add" else ("−", "-")
    steps = (
        [f"{n} + {w} = {n + w}", f"= {tex(mixed(key))}"]
        if op == "add"
        else [
            f"{n} = {tex(_m(n - 1, b, b))}",
            f"{n - 1} − {w} = {n - 1 - w}, {ratio(b, b)} − {ratio(a, b)} = {ratio(b - a, b)}",
            f"= {tex(mixed(key))}",
        ]
    )
    return ex(
        f"{n} {shown} {tex(_m(w, a, b))} = ?",
        f"{n} {sign} {_m(w, a, b)}",
        mixed(key),
        steps,
        _clean(
            key,
            (
                n - w + Fraction(a, b) if op == "subtract" else Fraction(n + w),
                "whole_only" if op == "add" else "smaller_from_larger",
            ),
            (key + 1, "forgot_borrow"),
            (abs(n - y) if op == "add" else n + y, "wrong_operation"),
        ),
    )


def tenths_as_hundredths(level: int, rng: Rng) -> Made:
    a = rng.randint(*by(level, (1, 9), (11, 29), (31, 99)))
    a += a % 10 == 0
    return box(
        (
            f"Which numerator is missing? $\\frac{{{a}}}{{10}} = \\frac{{□}}{{100}}$",
            f"缺少的分子是几？$\\frac{{{a}}}{{10}} = \\frac{{□}}{{100}}$",
        ),
        f"{a}/10 = x/100",
        10 * a,
        [f"10 × 10 = 100, {a} × 10 = {10 * a}"],
        [(a, "numerator_kept"), (a + 90, "additive_reasoning"), (100 * a, "too_many_zeros")],
    )


def add_tenths_hundredths(level: int, rng: Rng) -> Made:
    p, r = until(
        rng,
        lambda: (rng.randint(1, 9), rng.randint(*by(level, (1, 9), (11, 60), (41, 97)))),
        lambda v: (
            (10 * v[0] + v[1] > 100) == (level == 3) and 10 * v[0] + v[1] != 100 and v[1] % 10
        ),
    )
    n = 10 * p + r
    key = Fraction(n, 100)
    return ex(
        f"{ratio(p, 10)} + {ratio(r, 100)} = ?",
        f"{p}/10 + {r}/100",
        mixed(key),
        [
            f"{ratio(p, 10)} = {ratio(10 * p, 100)}",
            f"{ratio(10 * p, 100)} + {ratio(r, 100)} = {ratio(n, 100)}",
            *_result(n, 100, key),
        ],
        _clean(
            key,
            (Fraction(p + r, 110), "added_denominators"),
            (Fraction(p + r, 100), "numerator_kept"),
            (Fraction(p + r, 10), "numerator_kept"),
        ),
    )


def _unlike(p: int, q: int, r: int, s: int, op: str, *, prompt=None, picture=None) -> Made:
    l = math.lcm(q, s)
    a, c = p * l // q, r * l // s
    n = a + c if op == "+" else a - c
    key = Fraction(n, l)
    shown = "+" if op == "+" else "−"
    text = f"{ratio(p, q)} {shown} {ratio(r, s)}"
    both = (
        Fraction(p + r, q + s)
        if op == "+"
        else Fraction(abs(p - r), abs(q - s))
        if q != s
        else None
    )
    wrong = _clean(
        key,
        (both, "added_denominators"),
        (Fraction(p + r if op == "+" else abs(p - r), l), "numerator_kept"),
        (Fraction(abs(a - c) if op == "+" else a + c, l), "wrong_operation"),
        (Fraction(p + r if op == "+" else abs(p - r), max(q, s)), "numerator_kept"),
        (Fraction(n + 1, l), "slip_one"),
    )
    same = ", ".join(
        f"{ratio(x, y)} = {ratio(x * l // y, l)}" for x, y in ((p, q), (r, s)) if y != l
    )
    return ex(
        prompt or f"{text} = ?",
        f"{p}/{q} {op} {r}/{s}",
        mixed(key),
        [same, f"{ratio(a, l)} {shown} {ratio(c, l)} = {ratio(n, l)}", *_result(n, l, key)],
        wrong,
        picture=picture,
    )


def _pair(level: int, rng: Rng, kind: str) -> tuple[int, int]:
    def fits(v: tuple[int, int]) -> bool:
        q, s = v
        g = math.gcd(q, s)
        return q != s and {"multiple": g in v, "coprime": g == 1, "shared": 1 < g < min(v)}[kind]

    top = {
        "multiple": by(level, 8, 10, 15),
        "coprime": by(level, 5, 7, 9),
        "shared": by(level, 6, 9, 12),
    }[kind]
    return until(rng, lambda: (rng.randint(2, top), rng.randint(2, top)), fits)


def _fill(rng: Rng, q: int, s: int, op: str) -> tuple[int, int]:
    return until(
        rng,
        lambda: (rng.randint(1, q - 1), rng.randint(1, s - 1)),
        lambda v: (
            math.gcd(v[0], q) == 1 == math.gcd(v[1], s)
            and (op == "+" or Fraction(v[0], q) > Fraction(v[1], s))
        ),
    )


def unlike(level: int, rng: Rng, op: str, kind: str) -> Made:
    q, s = _pair(level, rng, kind)
    sign = "+" if op == "add" else "-"
    p, r = _fill(rng, q, s, sign)
    return _unlike(p, q, r, s, sign)


def unlike_bar(level: int, rng: Rng) -> Made:
    q, s = by(level, (2, 4), rng.choice(((2, 8), (4, 8))), rng.choice(((3, 6), (3, 12), (6, 12))))
    p, r = until(
        rng, lambda: _fill(rng, q, s, "+"), lambda v: Fraction(v[0], q) + Fraction(v[1], s) <= 1
    )
    drawing = stacked(
        [fraction_parts.bar(q, p, ("", "")), fraction_parts.bar(s, r, ("", ""))],
        ("Two bars of the same length, partly shaded", "两条一样长的长条，部分涂色"),
    )
    return _unlike(
        p,
        q,
        r,
        s,
        "+",
        prompt=(
            f"Use the bars: {ratio(p, q)} + {ratio(r, s)} = ?",
            f"看长条图：{ratio(p, q)} + {ratio(r, s)} = ?",
        ),
        picture=drawing,
    )


def unlike_three(level: int, rng: Rng) -> Made:
    q, s, u = until(
        rng,
        lambda: rng.sample(by(level, (2, 4, 8), (2, 3, 4, 6, 12), (3, 4, 5, 6, 10)), 3),
        lambda v: math.lcm(*v) <= 60,
    )
    (p, r, t) = until(
        rng,
        lambda: [rng.randint(1, d - 1) for d in (q, s, u)],
        lambda v: (
            Fraction(v[0], q) + Fraction(v[1], s) > Fraction(v[2], u)
            and all(math.gcd(x, d) == 1 for x, d in zip(v, (q, s, u), strict=True))
        ),
    )
    l = math.lcm(q, s, u)
    sign = "+" if level == 1 else "-"
    key = Fraction(p, q) + Fraction(r, s) + (Fraction(t, u) if sign == "+" else -Fraction(t, u))
    n = int(key * l)
    text = f"{ratio(p, q)} + {ratio(r, s)} {'+' if sign == '+' else '−'} {ratio(t, u)}"
    return ex(
        f"{text} = ?",
        f"{p}/{q} + {r}/{s} {sign} {t}/{u}",
        mixed(key),
        [
            f"{ratio(p * l // q, l)} + {ratio(r * l // s, l)} {'+' if sign == '+' else '−'} {ratio(t * l // u, l)} = {ratio(n, l)}",
            *_result(n, l, key),
        ],
        _clean(
            key,
            (Fraction(p + r + t, q + s + u), "added_denominators"),
            (Fraction(p, q) + Fraction(r, s), "stopped_early"),
            (key + Fraction(1, l), "slip_one"),
        ),
    )


def unlike_unknown(level: int, rng: Rng) -> Made:
    q, s = _pair(level, rng, by(level, "multiple", "coprime", "shared"))
    p, r = _fill(rng, q, s, "+")
    total = Fraction(p, q) + Fraction(r, s)
    key = Fraction(r, s)
    t = f"{total.numerator}/{total.denominator}" if total.denominator > 1 else str(total)
    return box(
        (
            f"Which fraction is missing? {ratio(p, q)} + □ = {tex(t)}",
            f"□ 里填哪个分数？{ratio(p, q)} + □ = {tex(t)}",
        ),
        f"{p}/{q} + x = {t}",
        frac(key),
        [f"{tex(t)} − {ratio(p, q)} = {tex(frac(key))}"],
        _clean(
            key,
            (total + Fraction(p, q), "wrong_operation"),
            (Fraction(p, q), "copied_number"),
            (
                Fraction(abs(total.numerator - p), max(1, abs(total.denominator - q))),
                "added_denominators",
            ),
            (key + Fraction(1, math.lcm(q, s)), "slip_one"),
        ),
    )


def unlike_mixed(level: int, rng: Rng, op: str, regroup: int) -> Made:
    q, s = _pair(level, rng, by(level, "multiple", "coprime", "shared"))

    def fits(v: tuple[int, int]) -> bool:
        x, y = Fraction(v[0], q), Fraction(v[1], s)
        if math.gcd(v[0], q) > 1 or math.gcd(v[1], s) > 1:
            return False
        return (
            (x + y > 1) == bool(regroup) and x + y != 1
            if op == "add"
            else x != y and (x < y) == bool(regroup)
        )

    p, r = until(rng, lambda: (rng.randint(1, q - 1), rng.randint(1, s - 1)), fits)
    w = rng.randint(1, by(level, 2, 4, 6))
    v = w + rng.randint(2, 5) if op == "subtract" else rng.randint(1, by(level, 3, 6, 9))
    return _mixed(v, p, q, w, r, s, op)


def estimate_fraction_sum(level: int, rng: Rng) -> Made:
    near = {
        0: lambda b: (1, b),
        1: lambda b: (b // 2 + (0 if b % 2 else 1), b),
        2: lambda b: (b - 1, b),
    }
    bs = rng.sample(by(level, (9, 10, 12), (11, 12, 13, 15), (13, 15, 17, 19, 21)), 2)
    kinds = [rng.choice((0, 1, 2)), rng.choice((1, 2))]
    (p, q), (r, s) = (near[k](b) for k, b in zip(kinds, bs, strict=True))
    key = Fraction(kinds[0] + kinds[1], 2)
    halves = ("0", "1/2", "1")
    a, c = halves[kinds[0]], halves[kinds[1]]
    return ex(
        (
            f"Round each fraction to 0, $\\frac{{1}}{{2}}$ or 1, then add: {ratio(p, q)} + {ratio(r, s)} ≈ ?",
            f"把每个分数看作最接近的 0、$\\frac{{1}}{{2}}$ 或 1，再相加：{ratio(p, q)} + {ratio(r, s)} ≈ ?",
        ),
        f"round({p}/{q}, 1/2) + round({r}/{s}, 1/2)",
        mixed(key),
        [
            f"{ratio(p, q)} ≈ {tex(a)}, {ratio(r, s)} ≈ {tex(c)}",
            f"{tex(a)} + {tex(c)} = {tex(mixed(key))}",
        ],
        _clean(
            key,
            (key + Fraction(1, 2), "slip_one"),
            (key - Fraction(1, 2) if key > Fraction(1, 2) else key + 1, "slip_one"),
            (Fraction(p + r, q + s), "added_denominators"),
        ),
        other=[0],
    )


def true_fraction_sum(level: int, rng: Rng) -> Made:
    q, s = _pair(level, rng, by(level, "multiple", "coprime", "shared"))
    p, r = _fill(rng, q, s, "+")
    key = Fraction(p, q) + Fraction(r, s)
    left = f"{ratio(p, q)} + {ratio(r, s)}"
    bad = _clean(
        key,
        (Fraction(p + r, q + s), "added_denominators"),
        (Fraction(p + r, math.lcm(q, s)), "numerator_kept"),
        (key + Fraction(1, math.lcm(q, s)), "slip_one"),
    )
    return choose(
        rng,
        ("Which equation is true?", "哪个等式是对的？"),
        (f"{left} = {tex(mixed(key))}", f"{p}/{q} + {r}/{s} = {mixed(key)}"),
        [(f"{left} = {tex(t)}", f"{p}/{q} + {r}/{s} = {t}", m) for t, m in bad],
        [f"{left} = {tex(mixed(key))}"],
        inline=False,
    )


TASKS = public(globals())
