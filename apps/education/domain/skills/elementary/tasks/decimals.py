"""Decimals: reading, place value, comparing, rounding and the four operations."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.figures import fraction_parts, number_line
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.numerals import chinese, english
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    compare,
    dec,
    ex,
    fixed,
    frac,
    order,
    public,
    ratio,
    sign,
    tex,
    until,
)

_PLACE = {1: ("tenths", "十分"), 2: ("hundredths", "百分"), 3: ("thousandths", "千分")}


def _d(rng: Rng, whole: tuple[int, int], places: int) -> Fraction:
    """A decimal that really has so many places."""
    n = until(
        rng,
        lambda: rng.randint(whole[0] * 10**places, (whole[1] + 1) * 10**places - 1),
        lambda n: n % 10 and n > 0,
    )
    return Fraction(n, 10**places)


def _wrong(key: Fraction, *more: tuple[Fraction | int | None, str]) -> list[tuple[str, str]]:
    seen, kept = {key}, []
    for value, why in (*more, (key * 10, "point_wrong"), (key / 10, "point_wrong")):
        if value is None or value < 0 or Fraction(value) in seen:
            continue
        seen.add(Fraction(value))
        kept.append((dec(Fraction(value)), why))
    return kept


def grid_tenths(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 5), (6, 9), (1, 9)))
    return ex(
        (
            "The bar is one whole. Which decimal is shaded?",
            "整个图形是一个整体。涂色部分是哪个小数？",
        ),
        f"{n}/10",
        dec(Fraction(n, 10)),
        [(f"{n} of 10 equal parts.", f"平均分成 10 份，涂了 {n} 份。")],
        _wrong(
            Fraction(n, 10), (n, "counted_parts_as_wholes"), (Fraction(10 - n, 10), "unshaded_part")
        ),
        picture=fraction_parts.grid(
            10, 1, n, ("A bar in ten equal parts, some shaded", "平均分成十份的长条，部分涂色"), 18
        ),
        other=["1"],
    )


def grid_hundredths(level: int, rng: Rng) -> Made:
    n = by(
        level, 10 * rng.randint(1, 9) + rng.randint(1, 9), rng.randint(11, 99), rng.randint(1, 9)
    )
    n += n % 10 == 0
    return ex(
        (
            "The square is one whole. Which decimal is shaded?",
            "整个大正方形是一个整体。涂色部分是哪个小数？",
        ),
        f"{n}/100",
        dec(Fraction(n, 100)),
        [(f"{n} of 100 equal squares.", f"100 个小格涂了 {n} 个。")],
        _wrong(
            Fraction(n, 100),
            (n, "counted_parts_as_wholes"),
            (Fraction(100 - n, 100), "unshaded_part"),
        ),
        picture=fraction_parts.grid(
            10,
            10,
            n,
            ("A square of one hundred small squares, some shaded", "一百个小格的正方形，部分涂色"),
            11,
        ),
        other=["1"],
    )


def decimal_line(level: int, rng: Rng, places: int) -> Made:
    unit = Fraction(1, 10**places)
    low = (
        by(level, Fraction(0), Fraction(rng.randint(1, 4)), Fraction(rng.randint(5, 20)))
        if places == 1
        else Fraction(rng.randint(*by(level, (0, 4), (1, 9), (11, 98))), 10)
    )
    n = low + unit * rng.randint(1, 9)
    high = low + 10 * unit
    return ex(
        ("Which decimal is at A?", "A 处是哪个小数？"),
        f"{dec(low)} + {dec(unit)}*{int((n - low) / unit)}",
        dec(n),
        [
            (
                f"From {dec(low)} to {dec(high)} there are 10 parts: each is {dec(unit)}.",
                f"从 {dec(low)} 到 {dec(high)} 平均分成 10 份，每份 {dec(unit)}。",
            )
        ],
        _wrong(
            n,
            (low + (n - low) * 10 if places == 1 else low + (n - low) / 10, "each_mark_one"),
            (n + unit, "counted_marks"),
            (n - unit, "counted_marks"),
        ),
        picture=number_line.line(
            float(low),
            float(high),
            float(unit),
            {float(low): dec(low), float(high): dec(high)},
            ("A number line in ten parts with a place marked A", "平均分成十份的数轴，标有 A 点"),
            marks={float(n): "A"},
        ),
    )


def from_fraction(level: int, rng: Rng, places: int) -> Made:
    p = 10**places
    n = (
        until(
            rng,
            lambda: rng.randint(
                *by(level, (p // 10, p - 1), (1, p - 1), (1, p // 10 if places > 1 else 9 * p))
            ),
            lambda n: n % 10,
        )
        if places > 1
        else rng.randint(*by(level, (1, 5), (3, 9), (11, 39)))
    )
    n += n % 10 == 0
    value = Fraction(n, p)
    return ex(
        (f"Write as a decimal: {ratio(n, p)}", f"写成小数：{ratio(n, p)}"),
        f"{n}/{p}",
        dec(value),
        [
            (
                f"{_PLACE[places][0].capitalize()}: {places} places after the point.",
                f"{_PLACE[places][1]}之几，小数点后 {places} 位。",
            ),
            f"{ratio(n, p)} = {dec(value)}",
        ],
        _wrong(value, (n, "point_left_out")),
    )


def from_other_fraction(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (2, 5), (4, 5), (20, 25, 50)))
    a = until(rng, lambda: rng.randint(1, b - 1), lambda a: Fraction(a, b).denominator == b)
    p = 10 if b in (2, 5) else 100
    value = Fraction(a, b)
    both = a + Fraction(b, 10) if b < 10 else a + Fraction(b, 100)
    return ex(
        (f"Write as a decimal: {ratio(a, b)}", f"写成小数：{ratio(a, b)}"),
        Problem(Ask.REWRITE, (f"{a}/{b}",), form="decimal"),
        dec(value),
        [f"{ratio(a, b)} = {ratio(a * p // b, p)} = {dec(value)}"],
        _wrong(value, (both, "digits_as_decimal"), (Fraction(a, p), "numerator_kept")),
    )


def from_mixed(level: int, rng: Rng) -> Made:
    w, p = rng.randint(1, by(level, 5, 20, 99)), by(level, 10, 100, 100)
    a = (
        rng.randint(1, 9)
        if level != 2
        else until(rng, lambda: rng.randint(11, 99), lambda n: n % 10)
    )
    value = w + Fraction(a, p)
    return ex(
        (f"Write as a decimal: {tex(f'{w} {a}/{p}')}", f"写成小数：{tex(f'{w} {a}/{p}')}"),
        Problem(Ask.REWRITE, (f"{w} {a}/{p}",), form="decimal"),
        dec(value),
        [f"{ratio(a, p)} = {dec(Fraction(a, p))}", f"{w} + {dec(Fraction(a, p))} = {dec(value)}"],
        _wrong(
            value,
            (
                w + Fraction(a, 10) if a < 10 and p == 100 else w + Fraction(a, 1000),
                "zero_left_out",
            ),
            (Fraction(a, p), "whole_left_out"),
        ),
    )


def to_fraction(level: int, rng: Rng, places: int) -> Made:
    p = 10**places
    n = until(
        rng,
        lambda: rng.randint(
            *by(level, (1, 9), (1, 9), (11, 49))
            if places == 1
            else by(level, (11, 99), (11, 99), (1, 9))
        ),
        lambda n: n % 10,
    )
    v = Fraction(n, p)
    return box(
        (
            f"Which numerator is missing? ${dec(v)} = \\frac{{□}}{{{p}}}$",
            f"缺少的分子是几？${dec(v)} = \\frac{{□}}{{{p}}}$",
        ),
        f"{dec(v)} = x/{p}",
        n,
        [(f"{dec(v)} is {n} {_PLACE[places][0]}.", f"{dec(v)} 是 {n} 个{_PLACE[places][1]}之一。")],
        [(10 * n, "one_place_off"), (p, "denominator_for_numerator"), (n + p, "added_instead")],
    )


def to_fraction_lowest(level: int, rng: Rng) -> Made:
    places = by(level, 1, 2, 3)
    p = 10**places
    n = until(
        rng,
        lambda: rng.randint(1, p - 1),
        lambda n: (
            n % 10
            and Fraction(n, p).denominator < p
            and (level < 3 or Fraction(n, p).denominator <= 250)
        ),
    )
    v = Fraction(n, p)
    return ex(
        (f"Write as a fraction in lowest terms: {dec(v)}", f"化成最简分数：{dec(v)}"),
        Problem(Ask.REWRITE, (dec(v),), form="lowest_terms"),
        frac(v),
        [f"{dec(v)} = {ratio(n, p)}", f"{ratio(n, p)} = {tex(frac(v))}"],
        [
            (f"{n}/{p}", "not_lowest"),
            (f"{n}/{p * 10}", "one_place_off"),
            (f"{v.numerator}/{v.denominator + 1}", "slip_one"),
            (
                f"{v.denominator}/{v.numerator}" if v.numerator > 1 else str(v.denominator),
                "turned_upside_down",
            ),
        ],
    )


def decimal_words(level: int, rng: Rng, places: int) -> Made:
    w = by(level, 0, rng.randint(1, 9), rng.randint(10, 99))
    p = places if level > 1 or places == 3 else rng.choice((1, 2))
    n = until(
        rng, lambda: rng.randint(1 if level == 3 else 10 ** (p - 1), 10**p - 1), lambda n: n % 10
    )
    v = w + Fraction(n, 10**p)
    name = _PLACE[p][0] if n != 1 else _PLACE[p][0][:-1]
    said = (f"{english(w)} and " if w else "") + f"{english(n)} {name}"
    zh = chinese(w) + "点" + "".join("零一二三四五六七八九"[int(c)] for c in f"{n:0{p}d}")
    return ex(
        (f"Write as a decimal: {said}", f"写成小数：{zh}"),
        f"{w} + {n}/{10**p}",
        dec(v),
        [
            (
                f"{_PLACE[p][0].capitalize()} need {p} places after the point.",
                f"小数点后有 {p} 位。",
            )
        ],
        _wrong(
            v,
            (w + Fraction(n, 10 ** (p + 1)), "one_place_off"),
            (Fraction(w * 10**p + n), "point_left_out"),
            (w + Fraction(n, 10 ** (p - 1)) if p > 1 else None, "one_place_off"),
        ),
    )


def _digits(rng: Rng, level: int, places: int) -> tuple[str, Fraction]:
    while True:
        w = rng.randint(*by(level, (1, 9), (1, 99), (10, 999)))
        n = (
            rng.randint(10 ** (places - 1), 10**places - 1)
            if level < 3
            else rng.randint(1, 10**places - 1)
        )
        text = f"{w}.{n:0{places}d}"
        if len(set(text)) == len(text) and text[-1] != "0":
            return text, Fraction(text)


def decimal_digit(level: int, rng: Rng, places: int) -> Made:
    text, _v = _digits(rng, level, places)
    tail = text.split(".")[1]
    i = (
        places
        if tail[-1] != "0" and (level == 1 or places == 3)
        else rng.choice([k + 1 for k, c in enumerate(tail) if c != "0"])
    )
    d = int(tail[i - 1])
    key = Fraction(d, 10**i)
    return ex(
        (f"What is the value of the digit {d} in {text}?", f"{text} 中的数字 {d} 表示多少？"),
        f"digit({text}, {dec(Fraction(1, 10**i))})*{dec(Fraction(1, 10**i))}",
        dec(key),
        [
            (
                f"The {d} is in the {_PLACE[i][0]} place: {d} × {dec(Fraction(1, 10**i))} = {dec(key)}.",
                f"{d} 在{_PLACE[i][1]}位上：{d} × {dec(Fraction(1, 10**i))} = {dec(key)}。",
            )
        ],
        _wrong(key, (d, "digit_for_value"), (d * 10**i, "whole_places_mirrored")),
        other=[d],
    )


def decimal_which(level: int, rng: Rng) -> Made:
    text, _v = _digits(rng, level, 3)
    whole, tail = text.split(".")
    i = rng.randint(1, 3)
    d = int(tail[i - 1])
    mirror = whole[-i - 1] if len(whole) > i else whole[0]
    return ex(
        (
            f"Which digit is in the {_PLACE[i][0]} place of {text}?",
            f"{text} 的{_PLACE[i][1]}位上是几？",
        ),
        f"digit({text}, {dec(Fraction(1, 10**i))})",
        d,
        [
            (
                "After the point: tenths, hundredths, thousandths.",
                "小数点后依次是十分位、百分位、千分位。",
            )
        ],
        [
            (int(mirror), "whole_places_mirrored"),
            (int(tail[i % 3]), "one_place_off"),
            (int(tail[(i + 1) % 3]), "one_place_off"),
        ],
    )


def decimal_units(level: int, rng: Rng) -> Made:
    i = by(level, 1, 2, 2)
    v = _d(rng, by(level, (0, 0), (0, 0), (1, 9)), by(level, 1, 2, 1 if rng.random() < 0.4 else 2))
    unit = Fraction(1, 10**i)
    key = int(v / unit)
    return box(
        (
            f"Which number is missing? □ × {dec(unit)} = {dec(v)}",
            f"{dec(v)} 里有几个 {dec(unit)}？□ × {dec(unit)} = {dec(v)}",
        ),
        f"x*{dec(unit)} = {dec(v)}",
        key,
        [(f"{dec(v)} is {key} {_PLACE[i][0]}.", f"{dec(v)} 是 {key} 个 {dec(unit)}。")],
        [
            (key * 10, "one_place_off"),
            (key // 10 or key + 2, "one_place_off"),
            (key + 1, "slip_one"),
        ],
    )


def decimal_times(level: int, rng: Rng) -> Made:
    d, i = rng.randint(1, 9), rng.randint(0, 2)
    a, b = Fraction(d, 10**i), Fraction(d, 10 ** (i + by(level, 1, 1, 2)))
    k = a / b
    if level == 2:
        return box(
            (
                f"{dec(b)} is which decimal part of {dec(a)}?\n{dec(b)} = □ × {dec(a)}",
                f"{dec(b)} 是 {dec(a)} 的零点几？\n{dec(b)} = □ × {dec(a)}",
            ),
            f"{dec(b)} = x*{dec(a)}",
            dec(1 / k),
            [f"{dec(a)} × {dec(1 / k)} = {dec(b)}"],
            [
                (int(k), "wrong_direction"),
                (dec(1 / k / 10), "one_place_off"),
                (dec(a - b), "subtracted_instead"),
            ],
        )
    return box(
        (
            f"How many times as much is {dec(a)} as {dec(b)}?\n{dec(a)} = □ × {dec(b)}",
            f"{dec(a)} 是 {dec(b)} 的多少倍？\n{dec(a)} = □ × {dec(b)}",
        ),
        f"{dec(a)} = x*{dec(b)}",
        int(k),
        [f"{dec(b)} × {k} = {dec(a)}"],
        [
            (int(k) * 10, "one_place_off"),
            (dec(1 / k), "wrong_direction"),
            (dec(a - b), "subtracted_instead"),
        ],
    )


def _terms(v: Fraction) -> list[str]:
    text = dec(v)
    whole, _, tail = text.partition(".")
    parts = [c + "0" * (len(whole) - i - 1) for i, c in enumerate(whole) if c != "0"]
    return parts + ["0." + "0" * i + c for i, c in enumerate(tail) if c != "0"]


def _expandable(level: int, rng: Rng) -> Fraction:
    return until(
        rng,
        lambda: _d(rng, by(level, (1, 9), (1, 9), (10, 99)), by(level, 2, 3, 3)),
        lambda v: ("0" in dec(v)) == (level == 3),
    )


def decimal_join(level: int, rng: Rng) -> Made:
    v = _expandable(level, rng)
    text = " + ".join(_terms(v))
    squeezed = Fraction(dec(v).replace("0", "")) if "0" in dec(v) else v + Fraction(1, 10)
    return ex(
        (f"Which decimal is {text}?", f"{text} 是哪个小数？"),
        text,
        dec(v),
        [("Put each digit in its place.", "把每个数字放到它的数位上。"), f"{text} = {dec(v)}"],
        _wrong(v, (squeezed, "zero_left_out")),
    )


def decimal_split(level: int, rng: Rng) -> Made:
    v = _expandable(level, rng)
    t = _terms(v)
    key = " + ".join(t)
    return ex(
        (f"Write {dec(v)} in expanded form.", f"把 {dec(v)} 写成展开式。"),
        Problem(Ask.REWRITE, (dec(v),), form="place_value"),
        key,
        [key],
        [
            (" + ".join(c for c in dec(v) if c not in "0."), "digit_for_value"),
            (" + ".join([*t[:-1], dec(Fraction(t[-1]) * 10)]), "one_place_off"),
            (" + ".join(t[:-1]), "part_left_out"),
        ],
        answer=key,
    )


def _compare(a: Fraction, b: Fraction, left: str, right: str, wrong: str) -> Made:
    key = sign(a, b)
    width = max(len(x.partition(".")[2]) for x in (left, right))
    return compare(
        left,
        right,
        (
            f"Which sign belongs in the circle: <, = or >?\n{left} ○ {right}",
            f"○ 里填 <、= 还是 >？\n{left} ○ {right}",
        ),
        key,
        [
            (
                "Write the same number of places: " + f"{fixed(a, width)} and {fixed(b, width)}.",
                f"写成同样多的位数：{fixed(a, width)} 和 {fixed(b, width)}。",
            ),
            f"{left} {key} {right}",
        ],
        wrong,
    )


def decimal_compare(level: int, rng: Rng, kind: str) -> Made:
    w = rng.randint(*by(level, (0, 0), (0, 9), (1, 30)))
    p = {"same": 2, "different": 2, "thousandths": 3}[kind]
    a = w + Fraction(until(rng, lambda: rng.randint(1, 10**p - 1), lambda n: n % 10), 10**p)
    if kind == "same":
        b = until(
            rng,
            lambda: w + Fraction(rng.randint(1, 99), 100),
            lambda b: b != a and (b * 100).denominator == 1,
        )
        return _compare(a, b, fixed(a, 2), fixed(b, 2), "sign_reversed")
    q = rng.randint(1, p - 1)
    b = w + Fraction(rng.randint(1, 10**q - 1), 10**q)
    if level == 3:
        b = Fraction(int(a * 10), 10) + (Fraction(1, 10) if rng.random() < 0.5 else 0)
    x, y = (a, b) if rng.random() < 0.5 else (b, a)
    return _compare(x, y, dec(x), dec(y), "longer_is_larger")


def decimal_fraction(level: int, rng: Rng) -> Made:
    b = rng.choice(by(level, (2, 10), (4, 5), (8, 20, 25)))
    f = until(rng, lambda: Fraction(rng.randint(1, b - 1), b), lambda f: f.denominator == b)
    v = until(
        rng,
        lambda: Fraction(int(f * 100) + rng.choice((-10, -5, 0, 5, 10, 1, -1)), 100),
        lambda v: 0 < v < 1,
    )
    key = sign(f, v)
    return compare(
        frac(f),
        dec(v),
        (
            f"Which sign belongs in the circle: <, = or >?\n{tex(frac(f))} ○ {dec(v)}",
            f"○ 里填 <、= 还是 >？\n{tex(frac(f))} ○ {dec(v)}",
        ),
        key,
        [f"{tex(frac(f))} = {dec(f)}", f"{dec(f)} {key} {dec(v)}"],
        "digits_as_decimal",
    )


def equal_decimals(level: int, rng: Rng) -> Made:
    v = _d(rng, by(level, (0, 0), (0, 9), (1, 30)), by(level, 1, 1, 2))
    text = dec(v)
    right = text + "0" * by(level, 1, 2, 1)
    whole, tail = text.split(".")
    wrong = [
        f"{whole}.0{tail}",
        f"{whole}0.{tail}" if whole != "0" else f"0.00{tail}",
        f"{int(whole) + 1}.{tail}",
    ]
    return choose(
        rng,
        (f"Which decimal is equal to {text}?", f"哪个小数等于 {text}？"),
        (right, f"{right} = {text}"),
        [(w, f"{w} = {text}", "zero_moves_digits") for w in wrong],
        [("A zero at the end changes nothing.", "小数末尾添 0，大小不变。")],
        other=[text],
    )


def decimal_order(level: int, rng: Rng, places: int) -> Made:
    w = rng.randint(*by(level, (0, 0), (0, 5), (3, 20)))
    d = rng.randint(1, 8)
    vs = {
        w + Fraction(d, 10),
        w + Fraction(d * 10 + rng.randint(1, 9), 100),
        w
        + Fraction(d + 1, 10)
        - (Fraction(rng.randint(1, 9), 1000) if places == 3 else Fraction(1, 100)),
    }
    vs.add(w + Fraction(rng.randint(1, 9), 100))
    chosen = sorted(vs)[: by(level, 3, 4, 4)]
    return order(
        rng,
        [(v, dec(v)) for v in chosen],
        lambda t: (f"Put in order, smallest first: {t}", f"从小到大排列：{t}"),
        [
            (
                "Write the same number of places and compare from the left.",
                "写成同样多的位数，从左往右比。",
            )
        ],
        wrong=lambda v: (len(v[1].partition(".")[2]), v[0]),
        thought="longer_is_larger",
    )


def decimal_fraction_order(level: int, rng: Rng) -> Made:
    fs = until(
        rng,
        lambda: [
            Fraction(rng.randint(1, b - 1), b)
            for b in rng.sample(by(level, (2, 4, 5), (4, 5, 10), (8, 20, 25)), 2)
        ],
        lambda f: f[0] != f[1] and all(x.denominator not in (1,) for x in f),
    )
    ds = until(
        rng,
        lambda: [Fraction(rng.randint(1, 99), 100) for _ in range(by(level, 1, 2, 2))],
        lambda d: len({*d, *fs}) == len(d) + 2,
    )
    vs = [(f, frac(f)) for f in fs] + [(d, dec(d)) for d in ds]
    return order(
        rng,
        vs,
        lambda t: (f"Put in order, smallest first: {t}", f"从小到大排列：{t}"),
        [", ".join(f"{tex(frac(f))} = {dec(f)}" for f in fs)],
        wrong=lambda v: "/" in v[1],
        thought="fractions_smaller",
    )


def decimal_between(level: int, rng: Rng) -> Made:
    p = by(level, 1, 2, 2)
    lo = _d(rng, (0, 9), p - 1) if p > 1 else Fraction(rng.randint(0, 9))
    unit = Fraction(1, 10 ** (p - 1))
    hi, mid = lo + unit, lo + unit * Fraction(rng.randint(1, 9), 10)
    wrong = [hi + unit / 10, lo - unit / 10 if lo > 0 else hi + unit / 5, hi + unit]
    return choose(
        rng,
        (
            f"Which decimal lies between {dec(lo)} and {dec(hi)}?",
            f"哪个小数在 {dec(lo)} 和 {dec(hi)} 之间？",
        ),
        (dec(mid), f"{dec(lo)} < {dec(mid)} < {dec(hi)}"),
        [(dec(w), f"{dec(lo)} < {dec(w)} < {dec(hi)}", "compared_parts_only") for w in wrong],
        [f"{dec(lo)} < {dec(mid)} < {dec(hi)}"],
    )


def decimal_round(level: int, rng: Rng, places: int) -> Made:
    unit = Fraction(1, 10**places)
    n = until(
        rng,
        lambda: rng.randint(1 * 10**places, by(level, 9, 40, 99) * 10**places),
        lambda n: level < 3 or n % 10 == 9,
    )
    rest = rng.choice(by(level, (1, 2, 3, 7, 8, 9), (4, 6, 3, 7), (5, 6, 7, 8)))
    extra = Fraction(rng.randint(1, 9), 10 ** (places + 2)) if level == 2 else 0
    v = n * unit + rest * unit / 10 + extra
    key = n * unit + (unit if rest >= 5 else 0)
    name = {0: ("a whole number", "整数"), 1: ("tenths", "十分位"), 2: ("hundredths", "百分位")}[
        places
    ]
    shown = fixed(key, places)
    other = n * unit + (0 if rest >= 5 else unit)
    return ex(
        (f"Round {dec(v)} to {name[0]}.", f"把 {dec(v)} 四舍五入到{name[1]}。"),
        f"round({dec(v)}, {dec(unit)})",
        shown,
        [
            (
                f"The next digit is {rest}: round {'up' if rest >= 5 else 'down'}.",
                f"后一位是 {rest}，{'五入' if rest >= 5 else '四舍'}。",
            ),
            shown,
        ],
        _wrong(
            key,
            (other, "rounded_other_way"),
            (
                Fraction(round(v * 10 ** (places - 1))) / 10 ** (places - 1)
                if places
                else Fraction(round(v, -1)),
                "wrong_place",
            ),
        ),
    )


def decimal_skip(level: int, rng: Rng) -> Made:
    step = by(
        level, Fraction(1, 10), Fraction(rng.choice((2, 5)), 10), Fraction(rng.choice((1, 5)), 100)
    )
    start = Fraction(rng.randint(5, 95), 10) if level < 3 else Fraction(rng.randint(5, 495), 100)
    if level > 1:
        start = int(start) + 1 - step * 2
    vs = [start + step * i for i in range(4)]
    if vs[0] <= 0:
        vs = [v + 1 for v in vs]
    shown = ", ".join(dec(v) for v in vs[:3])
    return ex(
        (f"Which number comes next? {shown}, __", f"下一个数是几？{shown}, __"),
        f"{dec(vs[2])} + {dec(step)}",
        dec(vs[3]),
        [f"{dec(vs[2])} + {dec(step)} = {dec(vs[3])}"],
        _wrong(
            vs[3],
            (vs[2] + step / 10, "one_place_off"),
            (vs[2] + 1, "counted_by_one"),
            (vs[3] + step, "skipped_one"),
        ),
        other=[dec(v) for v in vs[:2]],
    )


def _sum(a: Fraction, b: Fraction, op: str) -> Made:
    key = a + b if op == "+" else a - b
    shown = "+" if op == "+" else "−"
    w = max(len(dec(x).partition(".")[2]) for x in (a, b))
    x, y = (int(dec(v).replace(".", "")) for v in (a, b))
    right_aligned = Fraction(x + y if op == "+" else abs(x - y), 10**w)
    wa, wb = int(a), int(b)
    separate = Fraction(
        f"{wa + wb if op == '+' else abs(wa - wb)}.{abs(int((a - wa) * 10**w) + int((b - wb) * 10**w)) if op == '+' else abs(int((a - wa) * 10**w) - int((b - wb) * 10**w))}"
    )
    return ex(
        f"{dec(a)} {shown} {dec(b)} = ?",
        f"{dec(a)} {op} {dec(b)}",
        dec(key),
        [
            (
                "Line up the decimal points: " + f"{fixed(a, w)} {shown} {fixed(b, w)}",
                f"小数点对齐：{fixed(a, w)} {shown} {fixed(b, w)}",
            ),
            f"= {dec(key)}",
        ],
        _wrong(
            key,
            (right_aligned, "aligned_right"),
            (separate, "parts_separate"),
            (a - b if op == "+" and a > b else a + b, "wrong_operation"),
        ),
    )


def _operands(level: int, rng: Rng, kind: str) -> tuple[Fraction, Fraction]:
    w = by(level, (0, 9), (1, 20), (10, 99))
    if kind == "tenths":
        return _d(rng, w, 1), _d(rng, w, 1)
    if kind == "hundredths":
        return _d(rng, w, 2), _d(rng, w, 2)
    if kind == "ragged":
        a, b = by(level, (1, 2), (2, 1), (3, 1))
        return _d(rng, w, a), _d(rng, w, b)
    return Fraction(rng.randint(*by(level, (2, 9), (10, 30), (31, 100)))), _d(
        rng, (0, 9), by(level, 1, 2, 2)
    )


def decimal_sum(level: int, rng: Rng, kind: str) -> Made:
    a, b = _operands(level, rng, kind)
    if level > 1 and rng.random() < 0.5:
        a, b = b, a
    return _sum(a, b, "+")


def decimal_difference(level: int, rng: Rng, kind: str) -> Made:
    a, b = until(rng, lambda: _operands(level, rng, kind), lambda p: p[0] > p[1])
    return _sum(a, b, "-")


def decimal_three(level: int, rng: Rng) -> Made:
    a, b = _d(rng, by(level, (0, 5), (1, 9), (5, 30)), 1 if level == 1 else 2), _d(rng, (1, 9), 1)
    c = int(a) + 1 + rng.randint(0, 3) - (a - int(a)) if level < 3 else _d(rng, (1, 20), 2)
    key = a + b + c
    text = f"{dec(a)} + {dec(b)} + {dec(c)}"
    return ex(
        f"{text} = ?",
        text,
        dec(key),
        [f"{dec(a)} + {dec(c)} = {dec(a + c)}", f"{dec(a + c)} + {dec(b)} = {dec(key)}"],
        _wrong(
            key,
            (a + b, "stopped_early"),
            (key - 1, "forgot_carry"),
            (key + Fraction(1, 10), "slip_one"),
        ),
    )


def decimal_unknown(level: int, rng: Rng, op: str) -> Made:
    a, b = (
        _d(rng, by(level, (0, 5), (1, 9), (5, 40)), by(level, 1, 2, 2)),
        _d(rng, by(level, (0, 5), (1, 9), (5, 40)), by(level, 1, 1, 2)),
    )
    if op == "add":
        t = a + b
        return box(
            (
                f"Which number is missing? {dec(a)} + □ = {dec(t)}",
                f"□ 里填几？{dec(a)} + □ = {dec(t)}",
            ),
            f"{dec(a)} + x = {dec(t)}",
            dec(b),
            [f"{dec(t)} − {dec(a)} = {dec(b)}"],
            _wrong(b, (t + a, "wrong_operation"), (a, "copied_number")),
        )
    return box(
        (f"Which number is missing? □ − {dec(a)} = {dec(b)}", f"□ 里填几？□ − {dec(a)} = {dec(b)}"),
        f"x - {dec(a)} = {dec(b)}",
        dec(a + b),
        [f"{dec(b)} + {dec(a)} = {dec(a + b)}"],
        _wrong(a + b, (abs(a - b), "wrong_operation"), (a, "copied_number")),
    )


def decimal_estimate(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (
            _d(rng, by(level, (2, 9), (5, 40), (20, 99)), by(level, 1, 2, 2)),
            _d(rng, by(level, (1, 8), (2, 20), (10, 60)), by(level, 1, 1, 2)),
        ),
        lambda p: p[0] > p[1] + 1 and all((x * 2).denominator > 1 for x in p),
    )
    op = rng.choice("+-")
    ra, rb = (int(x + Fraction(1, 2)) for x in (a, b))
    key = ra + rb if op == "+" else ra - rb
    shown = op.replace("-", "−")
    return ex(
        (
            f"Round both numbers to whole numbers, then estimate: {dec(a)} {shown} {dec(b)}",
            f"先把两个数四舍五入到整数，再估算：{dec(a)} {shown} {dec(b)}",
        ),
        f"round({dec(a)}, 1) {op} round({dec(b)}, 1)",
        key,
        [f"{dec(a)} ≈ {ra}, {dec(b)} ≈ {rb}", f"{ra} {shown} {rb} = {key}"],
        [
            (int(a) + int(b) if op == "+" else int(a) - int(b), "always_down"),
            (dec(a + b if op == "+" else a - b), "not_rounded"),
            (key + 1, "slip_one"),
        ],
    )


def decimal_shift(level: int, rng: Rng, op: str, power: int) -> Made:
    p = power if power == 10 else rng.choice((100, 1000))
    v = (
        _d(rng, by(level, (0, 9), (1, 20), (0, 3)), by(level, 2, 2, 3))
        if op == "times"
        else by(level, Fraction(rng.randint(11, 99)), _d(rng, (1, 99), 1), _d(rng, (0, 9), 2))
    )
    key = v * p if op == "times" else v / p
    sym, g = ("×", "*") if op == "times" else ("÷", "/")
    k = len(str(p)) - 1
    return ex(
        f"{dec(v)} {sym} {p} = ?",
        f"{dec(v)}{g}{p}",
        dec(key),
        [
            (
                f"Each digit moves {k} places to the {'left' if op == 'times' else 'right'}: {dec(key)}.",
                f"小数点向{'右' if op == 'times' else '左'}移动 {k} 位：{dec(key)}。",
            )
        ],
        _wrong(
            key,
            (v / p if op == "times" and p < 1000 else v * p, "wrong_direction"),
            (v + p, "added_instead"),
        ),
    )


def decimal_power(level: int, rng: Rng) -> Made:
    k = by(level, rng.choice((1, 2)), rng.choice((2, 3)), rng.choice((2, 3)))
    op = "times" if level == 1 or rng.random() < 0.5 else "divide"
    v = (
        _d(rng, (0, 9), by(level, 1, 2, 3))
        if op == "times"
        else Fraction(rng.randint(*by(level, (1, 9), (12, 99), (101, 999))))
    )
    key = v * 10**k if op == "times" else v / 10**k
    sym, g = ("\\times", "*") if op == "times" else ("\\div", "/")
    return ex(
        f"${dec(v)} {sym} 10^{{{k}}} = ?$",
        f"{dec(v)}{g}10^{k}",
        dec(key),
        [
            f"$10^{{{k}}} = {10**k}$",
            f"{dec(v)} {'×' if op == 'times' else '÷'} {10**k} = {dec(key)}",
        ],
        _wrong(key, (v * 10 * k if op == "times" else v + 10 * k, "exponent_as_factor")),
    )


def decimal_which_power(level: int, rng: Rng) -> Made:
    k = rng.randint(1, by(level, 2, 3, 3))
    v = _d(rng, (0, 9), by(level, 2, 3, 3))
    r = v * 10**k
    if level < 3 or rng.random() < 0.4:
        return box(
            (
                f"Which factor is missing? {dec(v)} × □ = {dec(r)}",
                f"缺少的因数是几？{dec(v)} × □ = {dec(r)}",
            ),
            f"{dec(v)}*x = {dec(r)}",
            10**k,
            [(f"The point moved {k} places.", f"小数点移动了 {k} 位。")],
            [
                (10 ** (k + 1), "one_place_off"),
                (10 ** (k - 1) if k > 1 else 1, "one_place_off"),
                (10 * k if k > 1 else 20, "exponent_as_factor"),
            ],
        )
    return box(
        (
            f"Which divisor is missing? {dec(r)} ÷ □ = {dec(v)}",
            f"缺少的除数是几？{dec(r)} ÷ □ = {dec(v)}",
        ),
        f"{dec(r)}/x = {dec(v)}",
        10**k,
        [(f"The point moved {k} places.", f"小数点移动了 {k} 位。")],
        [
            (10 ** (k + 1), "one_place_off"),
            (10 ** (k - 1) if k > 1 else 1, "one_place_off"),
            (10 * k if k > 1 else 20, "exponent_as_factor"),
        ],
    )


def decimal_times_picture(level: int, rng: Rng) -> Made:
    from apps.education.domain.figures.layout import stacked

    n, t = rng.randint(2, by(level, 2, 3, 4)), rng.randint(2, by(level, 4, 7, 9))
    key = n * Fraction(t, 10)
    v = dec(Fraction(t, 10))
    return ex(
        (
            f"Each bar is one whole with {v} shaded. {n} × {v} = ?",
            f"每条是一个整体，涂色 {v}。{n} × {v} = ?",
        ),
        f"{n}*{v}",
        dec(key),
        [
            (f"{n} × {t} tenths = {n * t} tenths.", f"{n} × {t} 个十分之一 = {n * t} 个十分之一。"),
            f"= {dec(key)}",
        ],
        _wrong(key, (n + Fraction(t, 10), "added_instead"), (n * t, "point_left_out")),
        picture=stacked(
            [fraction_parts.bar(10, t, ("", ""), 200)] * n,
            ("Bars in ten parts, equally shaded", "平均分成十份、涂色一样多的长条"),
        ),
    )


def _times(a: Fraction, b: Fraction) -> Made:
    key = a * b
    x, y = (int(dec(v).replace(".", "")) for v in (a, b))
    places = [len(dec(v).partition(".")[2]) for v in (a, b)]
    return ex(
        f"{dec(a)} × {dec(b)} = ?",
        f"{dec(a)}*{dec(b)}",
        dec(key),
        [
            f"{x} × {y} = {x * y}",
            (
                f"{places[0]} + {places[1]} = {sum(places)} places after the point: {dec(key)}",
                f"一共 {places[0]} + {places[1]} = {sum(places)} 位小数：{dec(key)}",
            ),
        ],
        _wrong(
            key,
            (a + b, "added_instead"),
            (Fraction(x * y, 10 ** max(places)), "places_not_added"),
            (Fraction(x * y), "point_left_out"),
        ),
    )


def decimal_product(level: int, rng: Rng, kind: str) -> Made:
    n = Fraction(rng.randint(*by(level, (2, 5), (3, 9), (11, 25))))
    if kind == "tenths_whole":
        return _times(_d(rng, by(level, (0, 0), (1, 9), (10, 30)), 1), n)
    if kind == "hundredths_whole":
        return _times(_d(rng, by(level, (0, 0), (1, 9), (5, 20)), 2), n)
    if kind == "tenths":
        return _times(
            Fraction(rng.randint(*by(level, (2, 5), (3, 9), (6, 9))), 10),
            Fraction(rng.randint(2, 9), 10),
        )
    if kind == "mixed":
        return _times(
            _d(rng, by(level, (1, 2), (2, 6), (6, 15)), 1),
            _d(rng, by(level, (1, 2), (1, 5), (3, 9)), 1),
        )
    return _times(
        _d(rng, by(level, (0, 0), (0, 3), (2, 9)), 2), _d(rng, by(level, (0, 0), (0, 2), (1, 9)), 1)
    )


def decimal_grid_product(level: int, rng: Rng) -> Made:
    a, b = (
        rng.randint(*by(level, (2, 4), (3, 7), (6, 9))),
        rng.randint(*by(level, (2, 5), (3, 8), (6, 9))),
    )
    key = Fraction(a * b, 100)
    x, y = dec(Fraction(a, 10)), dec(Fraction(b, 10))
    return ex(
        (
            f"The dark part is {x} wide and {y} high. {x} × {y} = ?",
            f"深色部分宽 {x}、高 {y}。{x} × {y} = ?",
        ),
        f"{x}*{y}",
        dec(key),
        [
            (
                f"{a} × {b} = {a * b} of 100 small squares.",
                f"100 个小格中有 {a} × {b} = {a * b} 个。",
            )
        ],
        _wrong(
            key, (Fraction(a * b, 10), "places_not_added"), (Fraction(a + b, 10), "added_instead")
        ),
        picture=fraction_parts.overlap(
            10,
            10,
            a,
            b,
            ("A square in ten columns and ten rows, part of it dark", "十行十列的正方形，部分深色"),
        ),
    )


def place_point(level: int, rng: Rng) -> Made:
    x, y = rng.randint(12, 99), rng.randint(12, by(level, 29, 60, 99))
    i, j = by(level, (1, 0), (1, 1), (2, 1))
    a, b = Fraction(x, 10**i), Fraction(y, 10**j)
    key = a * b
    return ex(
        (
            f"{x} × {y} = {x * y}. What is {fixed(a, i)} × {fixed(b, j)}?",
            f"{x} × {y} = {x * y}。{fixed(a, i)} × {fixed(b, j)} 等于多少？",
        ),
        f"{fixed(a, i)}*{fixed(b, j)}",
        dec(key),
        [(f"{i + j} places after the point.", f"一共 {i + j} 位小数。"), dec(key)],
        _wrong(key, (key * 100, "point_wrong"), (key / 100, "point_wrong")),
        other=[x, y, x * y],
    )


def decimal_quotient(level: int, rng: Rng, kind: str) -> Made:
    if kind == "by_whole":
        q, d = (
            _d(rng, by(level, (0, 4), (1, 9), (5, 30)), by(level, 1, 1, 2)),
            Fraction(rng.randint(*by(level, (2, 4), (3, 9), (6, 12)))),
        )
        n = q * d
    elif kind == "to_decimal":
        d = Fraction(rng.choice(by(level, (2, 5), (4, 5), (8, 20, 25))))
        n = until(
            rng, lambda: Fraction(rng.randint(1, 20 * level)), lambda n: (n / d).denominator > 1
        )
        q = n / d
    elif kind == "whole_by_tenths":
        d = Fraction(rng.choice(by(level, (2, 5), (2, 3, 4, 6), (12, 15, 24))), 10)
        n = until(
            rng,
            lambda: Fraction(rng.randint(1, 60)),
            lambda n: (n / d).denominator == 1 and n / d < 101,
        )
        q = n / d
    elif kind == "tenths_by_tenths":
        d, q = (
            Fraction(rng.randint(*by(level, (2, 5), (3, 9), (11, 25))), 10),
            Fraction(rng.randint(*by(level, (2, 9), (6, 20), (11, 40)))),
        )
        d += Fraction(1, 10) if d.denominator == 1 else 0
        n = d * q
    else:
        d, q = (
            _d(rng, (0, 0), 2) if level < 3 else _d(rng, (1, 2), 2),
            Fraction(rng.randint(*by(level, (2, 9), (6, 20), (11, 40)))),
        )
        n = d * q
    k = 10 ** len(dec(d).partition(".")[2])
    steps = [f"{dec(n)} ÷ {dec(d)} = {dec(n * k)} ÷ {dec(d * k)}"] if k > 1 else []
    return ex(
        f"{dec(n)} ÷ {dec(d)} = ?",
        f"{dec(n)}/{dec(d)}",
        dec(q),
        [*steps, f"= {dec(q)}", f"{dec(q)} × {dec(d)} = {dec(n)}"],
        _wrong(
            q,
            (abs(n - d), "subtracted_instead"),
            (q * k if k > 10 else None, "divisor_not_shifted"),
        ),
    )


def decimal_unknown_factor(level: int, rng: Rng) -> Made:
    a, b = (
        Fraction(rng.randint(2, by(level, 5, 9, 12))),
        _d(rng, by(level, (0, 2), (1, 9), (3, 15)), by(level, 1, 1, 2)),
    )
    return box(
        (f"Which number is missing? {a} × □ = {dec(a * b)}", f"□ 里填几？{a} × □ = {dec(a * b)}"),
        f"{a}*x = {dec(a * b)}",
        dec(b),
        [f"{dec(a * b)} ÷ {a} = {dec(b)}"],
        _wrong(b, (abs(a * b - a), "subtracted_instead")),
    )


def decimal_expression(level: int, rng: Rng) -> Made:
    a, b = _d(rng, (1, 9), 1), _d(rng, (0, 5), 1)
    n = rng.randint(2, by(level, 4, 9, 9))
    if level == 1:
        text, g, key, first = (
            f"{n} × {dec(a)} + {dec(b)}",
            f"{n}*{dec(a)} + {dec(b)}",
            n * a + b,
            f"{n} × {dec(a)} = {dec(n * a)}",
        )
        bad = n * (a + b)
    elif level == 2:
        text, g, key, first = (
            f"{n} × ({dec(a)} + {dec(b)})",
            f"{n}*({dec(a)} + {dec(b)})",
            n * (a + b),
            f"{dec(a)} + {dec(b)} = {dec(a + b)}",
        )
        bad = n * a + b
    else:
        c = a + b
        text, g, key, first = (
            f"({dec(c)} − {dec(b)}) × {n} − {dec(a)}",
            f"({dec(c)} - {dec(b)})*{n} - {dec(a)}",
            a * n - a,
            f"{dec(c)} − {dec(b)} = {dec(a)}",
        )
        bad = abs(c - b * n - a)
    return ex(
        f"{text} = ?", g, dec(key), [first, f"= {dec(key)}"], _wrong(key, (bad, "order_of_steps"))
    )


TASKS = public(globals())
