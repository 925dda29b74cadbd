"""Order of operations, brackets, writing and comparing expressions, easy ways to calculate."""

from __future__ import annotations

from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    compare,
    ex,
    public,
    sign,
    until,
)


def _r(rng: Rng, level: int) -> int:
    return rng.randint(*by(level, (2, 5), (3, 9), (6, 12)))


def _calc(text: str, key: int, steps: list, wrong: list, **more) -> Made:
    given = (
        text.replace("×", "*")
        .replace("÷", "/")
        .replace("−", "-")
        .replace("[", "(")
        .replace("]", ")")
    )
    return ex(
        more.pop("prompt", f"{text} = ?"), given, key, [*steps, f"{text} = {key}"], wrong, **more
    )


def left_add(level: int, rng: Rng) -> Made:
    a, b, c = until(
        rng,
        lambda: [rng.randint(*by(level, (5, 30), (20, 90), (100, 500))) for _ in range(3)],
        lambda v: v[0] > v[1] + 1 and v[1] != v[2],
    )
    return _calc(
        f"{a} − {b} + {c}",
        a - b + c,
        [f"{a} − {b} = {a - b}"],
        [(abs(a - (b + c)), "right_to_left"), (a - b, "stopped_early"), (a + b + c, "added_all")],
    )


def left_multiply(level: int, rng: Rng) -> Made:
    b, c, q = (_r(rng, level) for _ in range(3))
    if level == 1:
        c = until(rng, lambda: rng.randint(2, 5), lambda x: x * 1 > 0)
    a = b * q
    return _calc(
        f"{a} ÷ {b} × {c}",
        q * c,
        [f"{a} ÷ {b} = {q}"],
        [
            (a // (b * c) if a % (b * c) == 0 else q, "right_to_left"),
            (q, "stopped_early"),
            (q + c, "added_instead"),
        ],
    )


def times_plus(level: int, rng: Rng) -> Made:
    a, b, c = _r(rng, level), _r(rng, level), rng.randint(*by(level, (2, 9), (3, 20), (10, 50)))
    if level > 1:
        return _calc(
            f"{c} + {a} × {b}",
            c + a * b,
            [f"{a} × {b} = {a * b}"],
            [
                ((c + a) * b, "left_to_right_only"),
                (a + b + c, "added_all"),
                (a * b, "stopped_early"),
            ],
        )
    return _calc(
        f"{a} × {b} + {c}",
        a * b + c,
        [f"{a} × {b} = {a * b}"],
        [(a * (b + c), "order_of_steps"), (a + b + c, "added_all"), (a * b, "stopped_early")],
    )


def times_minus(level: int, rng: Rng) -> Made:
    a, b = _r(rng, level), _r(rng, level)
    c = a * b + rng.randint(*by(level, (1, 9), (3, 30), (10, 80)))
    return _calc(
        f"{c} − {a} × {b}",
        c - a * b,
        [f"{a} × {b} = {a * b}"],
        [
            ((c - a) * b, "left_to_right_only"),
            (a * b, "stopped_early"),
            (c - a - b, "added_instead"),
        ],
    )


def divide_plus(level: int, rng: Rng) -> Made:
    d, q, c = _r(rng, level), _r(rng, level), rng.randint(*by(level, (2, 9), (3, 20), (10, 50)))
    n = d * q
    if level == 1:
        return _calc(
            f"{n} ÷ {d} + {c}",
            q + c,
            [f"{n} ÷ {d} = {q}"],
            [(n + c, "stopped_early"), (q, "stopped_early"), (n - d + c, "subtracted_instead")],
        )
    c = c + q
    return _calc(
        f"{c} − {n} ÷ {d}",
        c - q,
        [f"{n} ÷ {d} = {q}"],
        [(abs(c - n) // d, "left_to_right_only"), (q, "stopped_early"), (c + q, "wrong_operation")],
    )


def two_products(level: int, rng: Rng) -> Made:
    a, b, c, d = until(
        rng, lambda: [_r(rng, level) for _ in range(4)], lambda v: v[0] * v[1] > v[2] * v[3]
    )
    if level == 1:
        return _calc(
            f"{a} × {b} + {c} × {d}",
            a * b + c * d,
            [f"{a} × {b} = {a * b}, {c} × {d} = {c * d}"],
            [
                ((a * b + c) * d, "left_to_right_only"),
                (a * b, "stopped_early"),
                (a + b + c + d, "added_all"),
            ],
        )
    return _calc(
        f"{a} × {b} − {c} × {d}",
        a * b - c * d,
        [f"{a} × {b} = {a * b}, {c} × {d} = {c * d}"],
        [
            (abs(a * b - c) * d, "left_to_right_only"),
            (a * b, "stopped_early"),
            (a * b + c * d, "wrong_operation"),
        ],
    )


def bracket_times(level: int, rng: Rng) -> Made:
    a, b, c = until(
        rng,
        lambda: (
            rng.randint(3, by(level, 9, 20, 60)),
            rng.randint(2, by(level, 6, 12, 40)),
            _r(rng, level),
        ),
        lambda v: v[0] > v[1],
    )
    s = "+" if level == 1 or rng.random() < 0.5 else "−"
    inner = a + b if s == "+" else a - b
    return _calc(
        f"({a} {s} {b}) × {c}",
        inner * c,
        [f"{a} {s} {b} = {inner}"],
        [
            (a + b * c if s == "+" else abs(a - b * c), "brackets_ignored"),
            (inner, "stopped_early"),
            (inner + c, "added_instead"),
        ],
    )


def bracket_divide(level: int, rng: Rng) -> Made:
    d, q = _r(rng, level), _r(rng, level)
    a = rng.randint(1, d * q - 1)
    b = d * q - a
    if level < 3:
        return _calc(
            f"({a} + {b}) ÷ {d}",
            q,
            [f"{a} + {b} = {d * q}"],
            [
                (a + b // d, "brackets_ignored"),
                (d * q, "stopped_early"),
                (d * q - d, "subtracted_instead"),
            ],
        )
    x = rng.randint(1, d - 1)
    return _calc(
        f"{d * q} ÷ ({x} + {d - x})",
        q,
        [f"{x} + {d - x} = {d}"],
        [
            (d * q // x + d - x, "brackets_ignored"),
            (d, "stopped_early"),
            (d * q - d, "subtracted_instead"),
        ],
    )


def minus_bracket(level: int, rng: Rng) -> Made:
    b, c = (
        rng.randint(*by(level, (2, 9), (8, 30), (25, 90))),
        rng.randint(*by(level, (2, 9), (8, 30), (25, 90))),
    )
    a = b + c + rng.randint(1, 30)
    if level < 3:
        return _calc(
            f"{a} − ({b} + {c})",
            a - b - c,
            [f"{b} + {c} = {b + c}"],
            [(a - b + c, "brackets_ignored"), (b + c, "stopped_early"), (a + b + c, "added_all")],
        )
    b, c = max(b, c) + 1, min(b, c)
    return _calc(
        f"{a} − ({b} − {c})",
        a - (b - c),
        [f"{b} − {c} = {b - c}"],
        [(a - b - c, "brackets_ignored"), (b - c, "stopped_early"), (a + b - c, "wrong_operation")],
    )


def two_brackets(level: int, rng: Rng) -> Made:
    a, b, c, d = until(rng, lambda: [_r(rng, level) for _ in range(4)], lambda v: v[2] > v[3])
    s = "+" if level == 1 else "−"
    right = c + d if s == "+" else c - d
    return _calc(
        f"({a} + {b}) × ({c} {s} {d})",
        (a + b) * right,
        [f"{a} + {b} = {a + b}, {c} {s} {d} = {right}"],
        [
            (a + b * c + (d if s == "+" else -d), "brackets_ignored"),
            (a + b + right, "added_instead"),
            (a * c + b * d, "distributed_once"),
        ],
    )


def nested(level: int, rng: Rng) -> Made:
    a, b, c = _r(rng, level), _r(rng, level), _r(rng, level)
    x = b + c
    if level == 1:
        return _calc(
            f"{a} × [{2 * x} − ({b} + {c})]",
            a * x,
            [f"{b} + {c} = {x}", f"{2 * x} − {x} = {x}"],
            [
                (a * (2 * x - b + c), "brackets_ignored"),
                (x, "stopped_early"),
                (a + x, "added_instead"),
            ],
        )
    d = rng.randint(2, 9)
    m = x * d
    return _calc(
        f"[{a + m} − ({b} + {c}) × {d}] × {a}",
        a * a,
        [f"{b} + {c} = {x}, {x} × {d} = {m}", f"{a + m} − {m} = {a}"],
        [
            (a, "stopped_early"),
            ((a + m - b - c) * d * a, "left_to_right_only"),
            (2 * a, "doubled_instead"),
        ],
    )


def where_brackets(level: int, rng: Rng) -> Made:
    a, b, c = until(
        rng,
        lambda: [_r(rng, level) for _ in range(3)],
        lambda v: len({(v[0] + v[1]) * v[2], v[0] + v[1] * v[2]}) == 2 and v[0] != v[1],
    )
    key = (a + b) * c
    return choose(
        rng,
        (
            f"Where do brackets make the equation true? {a} + {b} × {c} = {key}",
            f"括号放在哪里等式成立？{a} + {b} × {c} = {key}",
        ),
        (f"({a} + {b}) × {c}", f"({a} + {b})*{c} = {key}"),
        [
            (f"{a} + ({b} × {c})", f"{a} + ({b}*{c}) = {key}", "brackets_ignored"),
            (f"({a} + {b} × {c})", f"({a} + {b}*{c}) = {key}", "brackets_ignored"),
        ],
        [f"({a} + {b}) × {c} = {a + b} × {c} = {key}"],
        other=[a, b, c, key],
    )


_ONE = (
    ("+", "the sum of {a} and {b}", "{a} 与 {b} 的和"),
    ("−", "the difference of {a} and {b}", "{a} 与 {b} 的差"),
    ("×", "the product of {a} and {b}", "{a} 与 {b} 的积"),
    ("÷", "the quotient of {a} and {b}", "{a} 除以 {b} 的商"),
)
_G = {"+": "+", "−": "-", "×": "*", "÷": "/"}


def _value(op: str, a: int, b: int) -> int:
    return {"+": a + b, "−": a - b, "×": a * b, "÷": a // b}[op]


def write_one(level: int, rng: Rng) -> Made:
    op, en, zh = rng.choice(_ONE)
    if level == 3:
        op, en, zh = rng.choice(
            (
                ("−", "{b} less than {a}", "比 {a} 少 {b}"),
                ("+", "{b} more than {a}", "比 {a} 多 {b}"),
                ("×", "{b} times as much as {a}", "{a} 的 {b} 倍"),
                ("÷", "{a} shared equally by {b}", "把 {a} 平均分成 {b} 份，每份是多少"),
            )
        )
    b = rng.randint(3, by(level, 5, 9, 12))
    a = b * rng.randint(3, by(level, 6, 9, 15))
    key = _value(op, a, b)
    wrong = [
        (f"{a} {o} {b}", f"{a} {_G[o]} {b} = {key}", "wrong_operation")
        for o in _G
        if o != op and _value(o, a, b) != key
    ]
    return choose(
        rng,
        (
            f"Which expression fits “{en.format(a=a, b=b)}”?",
            f"哪个算式表示“{zh.format(a=a, b=b)}”？",
        ),
        (f"{a} {op} {b}", f"{a} {_G[op]} {b} = {key}"),
        wrong,
        [f"{a} {op} {b}"],
        other=[a, b],
    )


def _two(level: int, rng: Rng):
    a, b, c = until(
        rng,
        lambda: (rng.randint(3, by(level, 9, 15, 30)), rng.randint(2, 9), rng.randint(2, 9)),
        lambda v: v[0] > v[1] and len(set(v)) == 3,
    )
    s = "+" if level == 1 or rng.random() < 0.5 else "−"
    g = _G[s]
    en = "sum" if s == "+" else "difference"
    zh = "和" if s == "+" else "差"
    key = (a + b if s == "+" else a - b) * c
    told = (f"the {en} of {a} and {b}, multiplied by {c}", f"{a} 与 {b} 的{zh}乘 {c}")
    right = (f"({a} {s} {b}) × {c}", f"({a} {g} {b})*{c} = {key}")
    o, og = ("−", "-") if s == "+" else ("+", "+")
    wrong = [
        (f"{a} {s} {b} × {c}", f"{a} {g} {b}*{c} = {key}", "brackets_missing"),
        (f"({a} {o} {b}) × {c}", f"({a} {og} {b})*{c} = {key}", "wrong_operation"),
        (f"{a} × {c} {s} {b}", f"{a}*{c} {g} {b} = {key}", "distributed_once"),
    ]
    other = (
        f"{a} plus the product of {b} and {c}"
        if s == "+"
        else f"{a} minus the product of {b} and {c}"
    )
    return a, b, c, told, right, wrong, other


def write_two(level: int, rng: Rng) -> Made:
    a, b, c, told, right, wrong, _ = _two(level, rng)
    return choose(
        rng,
        (f"Which expression fits “{told[0]}”?", f"哪个算式表示“{told[1]}”？"),
        right,
        wrong,
        [right[0]],
        other=[a, b, c],
    )


def write_words(level: int, rng: Rng) -> Made:
    a, b, c, told, right, wrong, other = _two(level, rng)
    plus = "+" in right[0]
    zh_other = f"{a} {'加' if plus else '减'} {b} 与 {c} 的积"
    third = (
        f"the product of {a} and {c}, {'plus' if plus else 'minus'} {b}",
        f"{a} 与 {c} 的积{'加' if plus else '减'} {b}",
    )
    return choose(
        rng,
        (f"Which words fit {right[0]}?", f"哪种说法表示 {right[0]}？"),
        (told, right[1]),
        [
            ((other, zh_other), wrong[0][1], "brackets_missing"),
            (third, wrong[2][1], "distributed_once"),
        ],
        [("Brackets first, then multiply.", "先算括号里的，再乘。")],
        inline=False,
        other=[a, b, c],
    )


def compare_without(level: int, rng: Rng) -> Made:
    a, b = rng.randint(*by(level, (100, 500), (100, 900), (1000, 9000))), rng.randint(3, 90)
    d = rng.randint(1, 9)
    op = rng.choice("+−×") if level > 1 else "+"
    e = rng.choice((b + d, b, max(1, b - d))) if level < 3 else b + rng.choice((-1, 1))
    left, right = _value(op, a, b), _value(op, a, e)
    g = _G[op]
    return compare(
        f"{a} {g} {b}",
        f"{a} {g} {e}",
        (
            f"Do not calculate. Which sign belongs in the circle: <, = or >?\n{a} {op} {b} ○ {a} {op} {e}",
            f"不计算，○ 里填 <、= 还是 >？\n{a} {op} {b} ○ {a} {op} {e}",
        ),
        sign(left, right),
        [
            (
                f"Both sides begin with {a}; compare {b} and {e}."
                + (" The more is taken away, the less is left." if op == "−" else ""),
                f"两边都有 {a}，比较 {b} 和 {e}。" + ("减得越多，剩得越少。" if op == "−" else ""),
            )
        ],
        "sign_reversed",
    )


def times_as_large(level: int, rng: Rng) -> Made:
    k, a, b = (
        rng.randint(2, by(level, 5, 9, 12)),
        rng.randint(*by(level, (11, 50), (100, 900), (1000, 9000))),
        rng.randint(*by(level, (2, 9), (11, 90), (100, 900))),
    )
    return box(
        (
            f"Do not calculate. How many times as large as {a} + {b} is {k} × ({a} + {b})?",
            f"不计算，{k} × ({a} + {b}) 是 {a} + {b} 的多少倍？",
        ),
        f"{k}*({a} + {b}) = x*({a} + {b})",
        k,
        [(f"{k} times the same bracket.", f"同一个括号的 {k} 倍。")],
        [(k + 1, "slip_one"), (k * a, "distributed_once"), (a + b, "copied_number")],
    )


def common_factor(level: int, rng: Rng) -> Made:
    a = rng.randint(*by(level, (3, 9), (6, 25), (13, 48)))
    whole = by(level, 10, rng.choice((10, 100)), 100)
    b = rng.randint(1, whole - 1)
    s = "+" if level < 3 or rng.random() < 0.5 else "−"
    c = whole - b if s == "+" else rng.randint(1, 9)
    b = b if s == "+" else whole + c
    return _calc(
        f"{a} × {b} {s} {a} × {c}",
        a * whole,
        [f"{a} × ({b} {s} {c}) = {a} × {whole}"],
        [
            (2 * a * whole, "factor_counted_twice"),
            (a * whole + a, "one_group_more"),
            (whole, "stopped_early"),
            (a * a * whole, "factor_counted_twice"),
        ],
    )


def easy_sum(level: int, rng: Rng) -> Made:
    a = rng.randint(*by(level, (11, 49), (101, 390), (201, 690)))
    whole = by(level, 100, 500, 1000)
    c, b = whole - a, rng.randint(*by(level, (11, 60), (101, 300), (111, 400)))
    d = rng.randint(11, 60) if level == 3 else 0
    text = f"{a} + {b} + {c}" + (f" + {d}" if d else "")
    key = whole + b + d
    return _calc(
        text,
        key,
        [f"{a} + {c} = {whole}"],
        [
            (key - 10, "forgot_carry"),
            (whole + b if d else a + b, "stopped_early"),
            (key + 100, "carried_twice"),
        ],
    )


def easy_product(level: int, rng: Rng) -> Made:
    p, q = by(level, (5, 2), (25, 4), (125, 8))
    b = rng.randint(*by(level, (7, 38), (7, 38), (3, 29)))
    return _calc(
        f"{p} × {b} × {q}",
        p * q * b,
        [f"{p} × {q} = {p * q}", f"{p * q} × {b} = {p * q * b}"],
        [
            (p * b, "stopped_early"),
            (p * q + b, "wrong_operation"),
            (p * q * b * 10, "too_many_zeros"),
        ],
    )


def easy_minus(level: int, rng: Rng) -> Made:
    b = rng.randint(*by(level, (11, 49), (101, 190), (111, 480)))
    c = by(level, 100, 300, 600) - b
    a = b + c + rng.randint(11, 380)
    key = a - b - c
    return _calc(
        f"{a} − {b} − {c}",
        key,
        [f"{b} + {c} = {b + c}", f"{a} − {b + c} = {key}"],
        [(a - b + c, "wrong_operation"), (a - b, "stopped_early"), (key + 10, "forgot_borrow")],
    )


def powers_of_ten(level: int, rng: Rng) -> Made:
    k = by(level, rng.randint(2, 3), rng.randint(3, 5), rng.randint(2, 6))
    if level < 3:
        return ex(
            f"$10^{{{k}}} = ?$",
            f"10^{k}",
            10**k,
            [(f"{k} factors of ten: a 1 with {k} zeros.", f"{k} 个 10 相乘：1 后面 {k} 个 0。")],
            [
                (10 * k, "exponent_as_factor"),
                (10 ** (k + 1), "too_many_zeros"),
                (10 ** (k - 1), "zeros_left_out"),
            ],
        )
    return box(
        (
            f"Which exponent is missing? $10^{{□}} = {10**k}$",
            f"缺少的指数是几？$10^{{□}} = {10**k}$",
        ),
        f"10^x = 10^{k}",
        k,
        [(f"{10**k} has {k} zeros.", f"{10**k} 有 {k} 个 0。")],
        [(k + 1, "digits_counted"), (k - 1, "slip_one"), (10**k // 10, "exponent_as_factor")],
        other=[10**k],
    )


def times_power_of_ten(level: int, rng: Rng) -> Made:
    k, n = (
        by(level, 2, rng.randint(2, 4), rng.randint(3, 5)),
        rng.randint(*by(level, (2, 9), (12, 99), (102, 990))),
    )
    return ex(
        f"${n} \\times 10^{{{k}}} = ?$",
        f"{n}*10^{k}",
        n * 10**k,
        [f"$10^{{{k}}} = {10**k}$", f"{n} × {10**k} = {n * 10**k}"],
        [
            (n * 10 * k, "exponent_as_factor"),
            (n * 10 ** (k + 1), "too_many_zeros"),
            (n * 10 ** (k - 1), "zeros_left_out"),
        ],
    )


TASKS = public(globals())
