"""Clocks, spans of time, timetables and calendars."""

from __future__ import annotations

from apps.education.domain.figures import number_line
from apps.education.domain.figures.charts import table
from apps.education.domain.figures.clock_face import clock as face
from apps.education.domain.figures.layout import beside
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, by, choose, ex, public, until
from apps.education.domain.words import Words

_FACE = ("A clock face with an hour hand and a minute hand", "有时针和分针的钟面")


def at(t: int) -> tuple[int, int]:
    return t // 60 % 12 or 12, t % 60


def show(t: int) -> str:
    h, m = at(t)
    return f"{h}:{m:02d}"


def c(t: int) -> str:
    h, m = at(t)
    return f"clock({h}, {m})"


def _time(prompt, given: str, t: int, steps: list, wrong: list[tuple[int, str]], **more) -> Made:
    told = [(c(w), m) for w, m in wrong if at(w) != at(t)]
    return ex(prompt, given, c(t), steps, told, answer=show(t), **more)


def clock(level: int, rng: Rng, step: int) -> Made:
    h = rng.randint(*by(level, (1, 4), (5, 9), (8, 12)))
    m = {
        60: 0,
        30: rng.choice((0, 30)) if level == 1 else 30,
        15: rng.choice(by(level, (15,), (15, 45), (45,))),
        5: 5 * rng.randint(*by(level, (1, 5), (6, 8), (8, 11))),
        1: until(
            rng, lambda: rng.randint(*by(level, (1, 29), (31, 44), (46, 59))), lambda m: m % 5
        ),
    }[step]
    t = 60 * h + m
    swapped = 60 * (m // 5 or 12) + (h % 12) * 5
    steps = [
        (
            f"The short hand shows the hour: {h}"
            + ("." if not m else f" has passed; the long hand shows {m} minutes."),
            f"短针表示时：{h} 时" + ("。" if not m else f"多；长针指着 {m} 分。"),
        ),
        show(t),
    ]
    given = f"{h}*60 + {m // 5 * 5}" + (f" + {m % 5}" if m % 5 else "")
    return _time(
        ("What time does the clock show?", "钟面上是几时几分？"),
        given,
        t,
        steps,
        [
            (swapped, "hands_swapped"),
            (t + 60, "next_hour_read"),
            (60 * h + (m // 5), "minute_figure_read") if m else (t + 30, "half_hour_off"),
            (t - 60, "next_hour_read"),
        ],
        picture=face(h, m, _FACE),
    )


def choose_clock(level: int, rng: Rng, step: int) -> Made:
    h = rng.randint(1, 12)
    m = (
        (0, 30)[rng.random() < 0.5 or level > 1]
        if step == 30
        else 5 * rng.randint(*by(level, (1, 5), (6, 8), (8, 11)))
    )
    t = 60 * h + m
    near = [
        w
        for w in dict.fromkeys(
            [60 * (m // 5 or 12) + h % 12 * 5, t + 60, t - 60 if h > 1 else t + 120, t + 30]
        )
        if at(w) != at(t)
    ][:3]
    options = [t, *near]

    def drawn(o):
        return beside(
            [face(*at(options[i]), ("", ""), 38) for i in o],
            ("Clock faces to choose from", "供选择的钟面"),
            "ABCD",
        )

    return choose(
        rng,
        (f"Which clock shows {show(t)}?", f"哪个钟面表示 {show(t)}？"),
        ("", f"{c(t)} = {c(t)}"),
        [
            ("", f"{c(w)} = {c(t)}", "hands_swapped" if i == 0 else "next_hour_read")
            for i, w in enumerate(near)
        ],
        [(f"Short hand: {h}; long hand: {m} minutes.", f"短针：{h} 时；长针：{m} 分。")],
        picture=drawn,
        listed=False,
    )


def minute_hand(level: int, rng: Rng) -> Made:
    k, h = rng.randint(*by(level, (1, 4), (4, 8), (7, 11))), rng.randint(1, 12)
    return ex(
        (
            f"It is {h}:{5 * k:02d}. At which number on the clock does the minute hand point?",
            f"现在是 {h}:{5 * k:02d}。分针指着钟面上的几？",
        ),
        f"{5 * k}/5",
        k,
        [
            (
                f"Each number is five minutes: {5 * k} ÷ 5 = {k}.",
                f"每个数是 5 分：{5 * k} ÷ 5 = {k}。",
            )
        ],
        [
            (5 * k, "minute_figure_read"),
            (h if h != k else k + 2, "hands_swapped"),
            (k + 1, "slip_one"),
        ],
        other=[h],
    )


def time_words(level: int, rng: Rng, kind: str) -> Made:
    h = rng.randint(*by(level, (1, 5), (3, 10), (9, 12)))
    n = h % 12 + 1
    if kind == "half":
        half = level > 1 or rng.random() < 0.5
        t = 60 * h + 30 * half
        en, zh = (f"half past {h}", f"{h} 点半") if half else (f"{h} o'clock", f"{h} 点整")
        given, wrong = (
            f"{h}*60 + {30 * half}",
            [
                (t - 60 if h > 1 else t + 120, "hour_before"),
                (t + 60, "next_hour_read"),
                (t + 30, "half_hour_off"),
            ],
        )
    elif kind == "quarter":
        past = level == 1 or (level == 2 and rng.random() < 0.5)
        t = 60 * h + (15 if past else 45)
        en, zh = (
            (f"quarter past {h}", f"{h} 点一刻") if past else (f"quarter to {n}", f"差一刻 {n} 点")
        )
        given, wrong = (
            (
                f"{h}*60 + 15",
                [
                    (t + 30, "past_and_to"),
                    (60 * h + 25, "quarter_as_25"),
                    (t + 60, "next_hour_read"),
                ],
            )
            if past
            else (
                f"{n}*60 - 15" if n > 1 else "13*60 - 15",
                [
                    (60 * n + 15, "past_and_to"),
                    (60 * n + 45, "next_hour_read"),
                    (60 * h + 35, "quarter_as_25"),
                ],
            )
        )
    else:
        past, m = level == 1, rng.randint(1, 29)
        t = 60 * h + (m if past else 60 - m)
        en, zh = (
            (f"{m} minutes past {h}", f"{h} 点过 {m} 分")
            if past
            else (f"{m} minutes to {n}", f"差 {m} 分 {n} 点")
        )
        given, wrong = (
            (
                f"{h}*60 + {m}",
                [
                    (60 * h + 60 - m, "past_and_to"),
                    (t + 60, "next_hour_read"),
                    (t + 10, "slip_ten"),
                ],
            )
            if past
            else (
                f"{n if n > 1 else 13}*60 - {m}",
                [
                    (60 * n + m, "past_and_to"),
                    (60 * n + 60 - m, "next_hour_read"),
                    (60 * h + m, "past_and_to"),
                ],
            )
        )
    if given.startswith("13"):
        t, extra = 60 * 12 + t % 60, [1]
    else:
        extra = []
    return _time(
        (f"Write with digits, such as 4:05: {en}", f"写成 4:05 这样的形式：{zh}"),
        given,
        t,
        [(f"{en} is {show(t)}.", f"{zh}是 {show(t)}。")],
        wrong,
        other=[4, 5, *extra],
    )


def ampm(level: int, rng: Rng) -> Made:
    rows = (
        ("have breakfast", "吃早饭", 7, 0),
        ("go to bed in the evening", "晚上睡觉", 8, 1),
        ("have dinner", "吃晚饭", 6, 1),
        ("wake up", "起床", 7, 0),
        ("see the sun go down", "看日落", 6, 1),
        ("go to school", "去上学", 8, 0),
        ("come home from school", "放学回家", 4, 1),
    )
    en, zh, h, pm = rng.choice(rows)
    m = rng.choice(by(level, (0,), (0, 30), (15, 45)))
    day = (h + 12 * pm) * 60 + m
    right, wrong = (
        (("p.m.", "下午或晚上"), ("a.m.", "上午"))
        if pm
        else (("a.m.", "上午"), ("p.m.", "下午或晚上"))
    )
    rel = (f"{day} >= 720", f"{day} < 720")
    return choose(
        rng,
        (
            f"You {en} at {h}:{m:02d}. Is that a.m. or p.m.?",
            f"{h}:{m:02d} {zh}，是上午还是下午（晚上）？",
        ),
        (right, rel[0] if pm else rel[1]),
        [
            (wrong, rel[1] if pm else rel[0], "day_halves"),
            (("both", "都可以"), f"{day} < 0", "day_halves"),
        ],
        [("a.m. is before noon, p.m. after noon.", "中午以前是上午，中午以后是下午、晚上。")],
        other=[h, m],
    )


def day24(level: int, rng: Rng) -> Made:
    h, m = rng.randint(1, 11), rng.choice(by(level, (0,), (0, 15, 30, 45), (5, 10, 20, 35, 50, 55)))
    if level < 3:
        return _day(h, m)
    return ex(
        (f"Write in 12-hour time: {h + 12}:{m:02d}", f"写成 12 时计时法：{h + 12}:{m:02d}"),
        f"{h + 12}*60 + {m} - 12*60",
        f"clock({h}, {m})",
        [f"{h + 12} − 12 = {h}"],
        [
            (f"clock({h + 2}, {m})", "added_ten"),
            (f"clock({h + 1}, {m})", "slip_one"),
            (f"clock({h + 12}, {m})", "forgot_twelve"),
        ],
        answer=(f"{h}:{m:02d} p.m.", f"下午（晚上） {h}:{m:02d}"),
    )


def _day(h: int, m: int) -> Made:
    return ex(
        (f"Write in 24-hour time: {h}:{m:02d} p.m.", f"写成 24 时计时法：下午（晚上）{h}:{m:02d}"),
        f"{h}*60 + {m} + 12*60",
        f"clock({h + 12}, {m})",
        [f"{h} + 12 = {h + 12}"],
        [
            (f"clock({h}, {m})", "forgot_twelve"),
            (f"clock({h + 10}, {m})", "added_ten"),
            (f"clock({h + 11}, {m})", "slip_one"),
        ],
        answer=f"{h + 12}:{m:02d}",
        other=[24],
    )


def _shift(t: int, d: int, prompt, extra: list, steps: list, wrong: list, **more) -> Made:
    """`t` moved by `d` minutes, kept between 1:00 and 12:59 by whole turns of the clock."""
    key = t + d
    turn = " - 720" if key >= 780 else " + 720" if key < 60 else ""
    given = f"{c(t)} {'+' if d >= 0 else '-'} {abs(d)}{turn}"
    return _time(prompt, given, key, steps, wrong, other=extra, **more)


def later_hours(level: int, rng: Rng) -> Made:
    h, m = rng.randint(1, 12), 0 if level == 1 else 30
    k = rng.randint(1, by(level, 3, 5, 8))
    back = level == 3 or (level == 2 and rng.random() < 0.4)
    t = 60 * h + m
    d = -60 * k if back else 60 * k
    en, zh = ("earlier", "以前") if back else ("later", "以后")
    unit = "hour" if k == 1 else "hours"
    return _shift(
        t,
        d,
        (
            f"It is {show(t)}. What time is it {k} {unit} {en}?"
            if not back
            else f"It is {show(t)}. What time was it {k} {unit} {en}?",
            f"现在是 {show(t)}，{k} 小时{zh}是几时几分？",
        ),
        [k],
        [f"{show(t)} → {show(t + d)}"],
        [(t - d, "went_other_way"), (t + d + 60, "slip_one"), (t + k, "hours_as_minutes")],
    )


def later_minutes(level: int, rng: Rng, cross: int) -> Made:
    h = rng.randint(1, 11)
    unit = by(level, 10, 5, 1)
    m, d = until(
        rng,
        lambda: (rng.randint(0, 59 // unit) * unit, rng.randint(1, 55 // unit) * unit),
        lambda v: (v[0] + v[1] > 60) == bool(cross) and v[0] + v[1] != 60 and v[1] > 4,
    )
    t = 60 * h + m
    steps = [f"{m} + {d} = {m + d}"] + (
        [
            (
                f"{m + d} min is one hour and {m + d - 60} min.",
                f"{m + d} 分是 1 小时 {m + d - 60} 分。",
            )
        ]
        if cross
        else []
    )
    return _shift(
        t,
        d,
        (
            f"It is {show(t)}. What time is it {d} minutes later?",
            f"现在是 {show(t)}，{d} 分钟以后是几时几分？",
        ),
        [],
        [*steps, show(t + d)],
        [
            (t + d - 60 if cross else t + d + 60, "forgot_carry"),
            (t - d, "went_other_way"),
            (t + d + 10, "slip_ten"),
            (
                60 * h + (m + d) % 60 + 40 if cross and (m + d) % 60 < 20 else t + d + 5,
                "hundred_minutes",
            ),
        ],
    )


def later_mixed(level: int, rng: Rng) -> Made:
    h, k = rng.randint(1, 11), rng.randint(1, by(level, 2, 4, 6))
    unit = by(level, 10, 5, 1)
    m, d = until(
        rng,
        lambda: (rng.randint(0, 59 // unit) * unit, rng.randint(1, 55 // unit) * unit),
        lambda v: (v[0] + v[1] > 60) == (level > 1) and v[0] + v[1] != 60,
    )
    t = 60 * h + m
    return _shift(
        t,
        60 * k + d,
        (
            f"It is {show(t)}. What time is it {k} h {d} min later?",
            f"现在是 {show(t)}，{k} 小时 {d} 分以后是几时几分？",
        ),
        [k, d],
        [f"{show(t)} → {show(t + 60 * k)} → {show(t + 60 * k + d)}"],
        [
            (t + d, "hours_left_out"),
            (t + 60 * k, "minutes_left_out"),
            (t + 60 * k + d + (60 if m + d < 60 else -60), "forgot_carry"),
        ],
    )


def earlier_minutes(level: int, rng: Rng) -> Made:
    h, unit = rng.randint(2, 12), by(level, 10, 5, 1)
    m, d = until(
        rng,
        lambda: (rng.randint(0, 59 // unit) * unit, rng.randint(1, 55 // unit) * unit),
        lambda v: (v[0] < v[1]) == (level > 1) and v[0] != v[1],
    )
    t = 60 * h + m
    return (
        _shift(
            t,
            -d,
            (
                f"It is {show(t)}. What time was it {d} minutes earlier?",
                f"现在是 {show(t)}，{d} 分钟以前是几时几分？",
            ),
            [],
            [
                (
                    f"Back to {show(t - min(m, d))}"
                    + (f", then {d - m} minutes more." if d > m else "."),
                    f"先退到 {show(t - min(m, d))}" + (f"，再退 {d - m} 分。" if d > m else "。"),
                ),
                show(t - d),
            ],
            [(t - d + 60, "forgot_borrow"), (t + d, "went_other_way"), (t - d - 10, "slip_ten")],
        )
        if level == 1 or d <= m
        else _shift(
            t,
            -d,
            (
                f"It is {show(t)}. What time was it {d} minutes earlier?",
                f"现在是 {show(t)}，{d} 分钟以前是几时几分？",
            ),
            [],
            [f"{show(t)} → {show(60 * h)} → {show(t - d)}"],
            [(t - d + 60, "forgot_borrow"), (t + d, "went_other_way"), (t - d - 10, "slip_ten")],
        )
    )


def _span(a: int, b: int, prompt, steps: list, wrong: list, **more) -> Made:
    return ex(
        prompt,
        f"{c(b)} - {c(a)}"
        + (" + 720" if at(b)[0] * 60 + at(b)[1] < at(a)[0] * 60 + at(a)[1] else ""),
        b - a,
        steps,
        wrong,
        unit=("minutes", "分钟"),
        **more,
    )


def elapsed_hours(level: int, rng: Rng) -> Made:
    h, k = rng.randint(1, 8), rng.randint(*by(level, (1, 3), (2, 5), (4, 9)))
    m = 0 if level < 3 else 30
    a, b = 60 * h + m, 60 * (h + k) + m
    wrap = " + 12" if h + k > 12 else ""
    return ex(
        (
            f"A trip lasts from {show(a)} to {show(b)}. How many hours is that?",
            f"从 {show(a)} 到 {show(b)}，经过几小时？",
        ),
        f"{at(b)[0]} - {h}{wrap}",
        k,
        [(f"From {h} to {at(b)[0]}: {k} hours.", f"从 {h} 时到 {at(b)[0]} 时：{k} 小时。")],
        [(k + 1, "counted_start"), (h + at(b)[0], "added_instead"), (k - 1, "slip_one")],
        unit=("hours" if k > 1 else "hour", "小时"),
        other=[0, m],
    )


def elapsed(level: int, rng: Rng, kind: str) -> Made:
    h, unit = rng.randint(1, 10), by(level, 10, 5, 1)
    m = rng.randint(0, 59 // unit) * unit
    d = (
        until(
            rng,
            lambda: rng.randint(1, (58 if kind != "mixed" else 170) // unit) * unit,
            lambda d: {
                "within": m + d < 60,
                "cross": 60 < m + d < 120 and d < 60,
                "mixed": d > 60 and d % 60,
            }[kind],
        )
        if not (kind == "within" and m > 45) and not (kind == "cross" and m < 20)
        else None
    )
    if d is None:
        m, d = (10, 20) if kind == "within" else (40, 50)
        h, m = rng.randint(1, 10), m + rng.choice((0, 5))
    a, b = 60 * h + m, 60 * h + m + d
    if kind == "mixed":
        return ex(
            (
                f"A film runs from {show(a)} to {show(b)}. How long is it, in hours and minutes?",
                f"电影从 {show(a)} 放到 {show(b)}，放了几小时几分？",
            ),
            f"{c(b)} - {c(a)}" + (" + 720" if at(b)[0] * 60 < at(a)[0] * 60 else ""),
            f"clock({d // 60}, {d % 60})",
            [f"{show(a)} → {show(a + d // 60 * 60)} → {show(b)}"],
            [
                (f"clock({d // 60 + 1}, {d % 60})", "forgot_borrow"),
                (f"clock({d // 60}, {(d + 10) % 60})", "slip_ten"),
                (f"clock({d // 60 + (d % 60 > 40)}, {(d + 40) % 60})", "hundred_minutes"),
            ],
            answer=(f"{d // 60} h {d % 60} min", f"{d // 60} 小时 {d % 60} 分"),
        )
    up = 60 - m
    steps = (
        [f"{m + d} − {m} = {d}"]
        if kind == "within"
        else [
            (
                f"{up} minutes to {show(60 * h + 60)}, then {d - up} more: {d}.",
                f"到 {show(60 * h + 60)} 是 {up} 分，再过 {d - up} 分：{d} 分。",
            )
        ]
    )
    return _span(
        a,
        b,
        (
            f"A lesson lasts from {show(a)} to {show(b)}. How many minutes is that?",
            f"一节课从 {show(a)} 到 {show(b)}，经过几分钟？",
        ),
        steps,
        [
            (d + 10, "slip_ten"),
            (
                d + 40 if kind == "cross" else d + 5,
                "hundred_minutes" if kind == "cross" else "slip_five",
            ),
            (abs((m + d) % 60 - m) if kind == "cross" else 60 - d, "smaller_from_larger"),
        ],
    )


def elapsed_noon(level: int, rng: Rng) -> Made:
    h, g, unit = rng.randint(8, 11), rng.randint(1, 5), by(level, 30, 15, 5)
    m, n = until(
        rng,
        lambda: (rng.randint(0, 59 // unit) * unit, rng.randint(0, 59 // unit) * unit),
        lambda v: level == 1 or v[0] > v[1],
    )
    a, b = 60 * h + m, 60 * (g + 12) + n
    d = b - a
    return ex(
        (
            f"How long is it from {h}:{m:02d} a.m. to {g}:{n:02d} p.m.? Give hours and minutes.",
            f"从上午 {h}:{m:02d} 到下午 {g}:{n:02d}，经过几小时几分？",
        ),
        f"clock({g + 12}, {n}) - clock({h}, {m})",
        f"clock({d // 60}, {d % 60})",
        [
            (
                f"To noon: {(720 - a) // 60} h {(720 - a) % 60} min, then {g} h {n} min.",
                f"到中午：{(720 - a) // 60} 小时 {(720 - a) % 60} 分，再过 {g} 小时 {n} 分。",
            )
        ],
        [
            (f"clock({d // 60 + 1}, {d % 60})", "forgot_borrow"),
            (f"clock({abs(h - g)}, {abs(m - n)})", "noon_ignored"),
            (f"clock({d // 60}, {(d + 10) % 60})", "slip_ten"),
        ],
        answer=(f"{d // 60} h {d % 60} min", f"{d // 60} 小时 {d % 60} 分"),
        other=[g, n],
    )


def timetable(level: int, rng: Rng) -> Made:
    start, unit = 60 * rng.randint(7, 10) + 5 * rng.randint(0, 11), by(level, 10, 5, 1)
    stops = [start]
    for _ in range(3):
        stops.append(stops[-1] + rng.randint(10 // unit, 55 // unit) * unit)
    i, j = (0, 1) if level == 1 else (0, 3) if level == 3 else (1, 3)
    names = "ABCD"
    d = stops[j] - stops[i]
    drawing = table(
        [
            [Words("Stop", "车站"), Words("Time", "时刻")],
            *[[names[k], show(s)] for k, s in enumerate(stops)],
        ],
        ("A timetable of four stops", "四站时刻表"),
        60,
    )
    return ex(
        (
            f"How many minutes does the bus take from stop {names[i]} to stop {names[j]}?",
            f"汽车从 {names[i]} 站到 {names[j]} 站要几分钟？",
        ),
        f"{c(stops[j])} - {c(stops[i])}" + (" + 720" if at(stops[j])[0] < at(stops[i])[0] else ""),
        d,
        [f"{show(stops[i])} → {show(stops[j])}"],
        [
            (d + 10, "slip_ten"),
            (d + 40, "hundred_minutes"),
            (stops[1] - stops[0] if (i, j) != (0, 1) else stops[2] - stops[1], "wrong_row"),
        ],
        unit=("minutes", "分钟"),
        picture=drawing,
    )


def time_line(level: int, rng: Rng) -> Made:
    a = 60 * rng.randint(1, 10) + 5 * rng.randint(4, 11)
    up = 60 - a % 60
    d = up + by(level, 10, 25, 35) + 5 * rng.randint(0, 3)
    b = a + d
    drawing = number_line.line(
        a - 5,
        b + 5,
        d + 10,
        {float(a): show(a), float(a + up): show(a + up), float(b): show(b)},
        ("A time line with a start, a whole hour and an end", "有起点、整点和终点的时间轴"),
        jumps=[(a, a + up, ""), (a + up, b, "")],
    )
    return _span(
        a,
        b,
        (
            f"Use the time line. How many minutes from {show(a)} to {show(b)}?",
            f"看时间轴，从 {show(a)} 到 {show(b)} 经过几分钟？",
        ),
        [f"{up} + {d - up} = {d}"],
        [(d - up, "used_one_part"), (d + 40, "hundred_minutes"), (d + 10, "slip_ten")],
        picture=drawing,
    )


def time_sum(level: int, rng: Rng) -> Made:
    a, b = rng.randint(1, by(level, 2, 4, 6)), rng.randint(1, by(level, 2, 3, 5))
    m, n = until(
        rng,
        lambda: (
            (5 * rng.randint(1, 11), 5 * rng.randint(1, 11))
            if level < 3
            else (rng.randint(11, 59), rng.randint(11, 59))
        ),
        lambda v: (sum(v) > 60) == (level > 1) and sum(v) != 60,
    )
    t = 60 * (a + b) + m + n
    return ex(
        (
            f"{a} h {m} min + {b} h {n} min = ? h ? min",
            f"{a} 小时 {m} 分 + {b} 小时 {n} 分 = 几小时几分",
        ),
        f"clock({a}, {m}) + clock({b}, {n})",
        f"clock({t // 60}, {t % 60})",
        [f"{m} + {n} = {m + n}", (f"{t // 60} h {t % 60} min", f"{t // 60} 小时 {t % 60} 分")],
        [
            (
                f"clock({a + b}, {(m + n) % 60})"
                if m + n > 60
                else f"clock({a + b + 1}, {t % 60})",
                "forgot_carry",
            ),
            (f"clock({t // 60}, {(t + 10) % 60})", "slip_ten"),
            (f"clock({t // 60 + 1}, {t % 60})", "carried_twice"),
        ],
        answer=(f"{t // 60} h {t % 60} min", f"{t // 60} 小时 {t % 60} 分"),
    )


_DAYS = (
    ("Monday", "星期一"),
    ("Tuesday", "星期二"),
    ("Wednesday", "星期三"),
    ("Thursday", "星期四"),
    ("Friday", "星期五"),
    ("Saturday", "星期六"),
    ("Sunday", "星期日"),
)


def week_days(level: int, rng: Rng) -> Made:
    d, k = rng.randrange(7), rng.randint(*by(level, (1, 3), (4, 6), (8, 20)))
    key = (d + k) % 7
    wrong = [(d + k + 1) % 7, (d + k - 1) % 7, (d - k) % 7]
    wrong = [w for w in dict.fromkeys(wrong) if w != key]
    return choose(
        rng,
        (
            f"Today is {_DAYS[d][0]}. Which day is it {k} {'day' if k == 1 else 'days'} later?",
            f"今天{_DAYS[d][1]}，{k} 天以后是星期几？",
        ),
        (_DAYS[key], f"rem({d} + {k}, 7) = {key}"),
        [
            (_DAYS[w], f"rem({d} + {k}, 7) = {w}", "counted_start" if i < 2 else "went_other_way")
            for i, w in enumerate(wrong)
        ],
        [
            (
                "After Sunday comes Monday again; a week has seven days.",
                "星期日以后又是星期一，一周七天。",
            )
        ],
    )


def date_later(level: int, rng: Rng) -> Made:
    days = by(level, rng.randint(2, 9), 7 * rng.randint(1, 2), rng.randint(10, 25))
    d = rng.randint(1, 28 - days) if level < 3 else rng.randint(31 - days, 28)
    if level == 3:
        key = d + days - 30
        if key < 1:
            d, key = 25, 25 + days - 30 if days > 5 else 1
        return ex(
            (
                f"It is April {d}. April has 30 days. Which day of May is it {days} days later?",
                f"今天是四月 {d} 日，四月有 30 天。{days} 天以后是五月几日？",
            ),
            f"{d} + {days} - 30",
            key,
            [f"{d} + {days} = {d + days}", f"{d + days} − 30 = {key}"],
            [
                (d + days, "month_end_ignored"),
                (key + 1, "counted_start"),
                (key - 1 or 2, "days_of_month"),
            ],
            unit=("", "日"),
        )
    told = (
        (f"{days} days", f"{days} 天")
        if level == 1
        else (f"{days // 7} week" + ("s" if days > 7 else ""), f"{days // 7} 周")
    )
    return ex(
        (
            f"Today is day {d} of the month. Which day of the month is it {told[0]} later?",
            f"今天是 {d} 日，{told[1]}以后是几日？",
        ),
        f"{d} + {days}" if level == 1 else f"{d} + {days // 7}*7",
        d + days,
        [f"{d} + {days} = {d + days}"],
        [
            (d + days + 1, "counted_start"),
            (d + days - 1, "slip_one"),
            (
                d + days // 7 if level == 2 else abs(d - days),
                "weeks_as_days" if level == 2 else "went_other_way",
            ),
        ],
        unit=("", "日"),
    )


_MONTHS = (
    ("January", "一月", 31),
    ("March", "三月", 31),
    ("April", "四月", 30),
    ("May", "五月", 31),
    ("June", "六月", 30),
    ("July", "七月", 31),
    ("August", "八月", 31),
    ("September", "九月", 30),
    ("October", "十月", 31),
    ("November", "十一月", 30),
    ("December", "十二月", 31),
)


def month_days(level: int, rng: Rng) -> Made:
    en, zh, n = rng.choice(_MONTHS)
    if level == 1:
        return ex(
            (f"How many days does {en} have?", f"{zh}有多少天？"),
            n,
            n,
            [(f"{en}: {n} days.", f"{zh}：{n} 天。")],
            [(61 - n, "days_of_month"), (28, "days_of_month"), (29, "days_of_month")],
            unit=("days", "天"),
        )
    if level == 2:
        i = rng.randrange(len(_MONTHS) - 1)
        i = 1 if i == 0 else i
        a, b = _MONTHS[i], _MONTHS[i + 1]
        return ex(
            (f"How many days do {a[0]} and {b[0]} have together?", f"{a[1]}和{b[1]}一共有多少天？"),
            f"{a[2]} + {b[2]}",
            a[2] + b[2],
            [f"{a[2]} + {b[2]} = {a[2] + b[2]}"],
            [
                (123 - a[2] - b[2] if 123 - a[2] - b[2] != a[2] + b[2] else 60, "days_of_month"),
                (60 if a[2] + b[2] != 60 else 61, "days_of_month"),
                (a[2] + b[2] - 1, "days_of_month"),
            ],
            unit=("days", "天"),
        )
    d = rng.randint(3, 27)
    return ex(
        (
            f"It is {en} {d}. How many days are left until the last day of {en}?",
            f"今天是{zh} {d} 日。到{zh}最后一天还有几天？",
        ),
        f"{n} - {d}",
        n - d,
        [(f"{en} has {n} days: {n} − {d} = {n - d}.", f"{zh}有 {n} 天：{n} − {d} = {n - d}。")],
        [(n - d + 1, "counted_start"), (61 - n - d, "days_of_month"), (n - d - 1, "slip_one")],
        unit=("days", "天"),
    )


def sensible_duration(level: int, rng: Rng) -> Made:
    rows = (
        (
            "brush your teeth",
            "刷牙",
            3 * 60,
            ("3 seconds", "3 秒", 3),
            ("3 minutes", "3 分钟", 180),
            ("3 hours", "3 小时", 10800),
        ),
        (
            "sleep at night",
            "晚上睡觉",
            9 * 3600,
            ("9 minutes", "9 分钟", 540),
            ("9 hours", "9 小时", 32400),
            ("9 days", "9 天", 777600),
        ),
        (
            "blow out a candle",
            "吹灭一支蜡烛",
            2,
            ("2 seconds", "2 秒", 2),
            ("2 minutes", "2 分钟", 120),
            ("2 hours", "2 小时", 7200),
        ),
        (
            "watch a football match",
            "看一场足球赛",
            7200,
            ("2 seconds", "2 秒", 2),
            ("2 hours", "2 小时", 7200),
            ("2 days", "2 天", 172800),
        ),
        (
            "eat lunch",
            "吃午饭",
            1200,
            ("20 seconds", "20 秒", 20),
            ("20 minutes", "20 分钟", 1200),
            ("20 hours", "20 小时", 72000),
        ),
        (
            "write your name",
            "写自己的名字",
            5,
            ("5 seconds", "5 秒", 5),
            ("5 minutes", "5 分钟", 300),
            ("5 hours", "5 小时", 18000),
        ),
    )
    en, zh, seconds, *options = rng.choice(
        rows[:3] if level == 1 else rows[1:5] if level == 2 else rows
    )
    right = next(o for o in options if o[2] == seconds)
    return choose(
        rng,
        (f"About how long does it take to {en}?", f"{zh}大约要多长时间？"),
        ((right[0], right[1]), f"{right[2]} = {seconds}"),
        [((o[0], o[1]), f"{o[2]} = {seconds}", "unit_size") for o in options if o is not right],
        [(f"Sensible: {right[0]}.", f"{right[1]}合理。")],
        other=[int(right[0].split()[0])],
    )


TASKS = {k: v for k, v in public(globals()).items() if k not in ("at", "show", "c")}
