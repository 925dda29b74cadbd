"""Multiples, factors, primes and divisibility."""

from __future__ import annotations

import math

from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import (
    Rng,
    box,
    by,
    choose,
    ex,
    public,
    until,
)


def factors(n: int) -> list[int]:
    return [d for d in range(1, n + 1) if n % d == 0]


def _prime(n: int) -> bool:
    return len(factors(n)) == 2


def nth_multiple(level: int, rng: Rng) -> Made:
    n, k = rng.randint(*by(level, (2, 5), (3, 9), (6, 15))), rng.randint(2, by(level, 5, 8, 12))
    seen = [n * i for i in range(1, k + 1)]
    return ex(
        (
            f"{n * (k - 1)} is a multiple of {n}. What is the next multiple of {n}?",
            f"{n * (k - 1)} 是 {n} 的倍数。{n} 的下一个倍数是几？",
        ),
        f"{n * (k - 1)} + {n}",
        n * k,
        [", ".join(map(str, seen))],
        [
            (n * (k - 1) + 1, "counted_by_one"),
            (n * (k - 1) * 2 if k > 2 else 3 * n, "doubled_instead"),
            (n * (k + 1), "skipped_one"),
        ],
    )


def _pick(rng: Rng, prompt, right: int, wrong: list[int], relation, why: str, steps: list) -> Made:
    return choose(
        rng,
        prompt,
        (str(right), relation(right)),
        [(str(w), relation(w), why) for w in wrong],
        steps,
    )


def _others(rng: Rng, low: int, high: int, bad) -> list[int]:
    return until(rng, lambda: rng.sample(range(low, high + 1), 3), lambda v: all(bad(x) for x in v))


def is_multiple(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (2, 5), (3, 9), (6, 12)))
    key = n * rng.randint(*by(level, (2, 6), (4, 10), (8, 15)))
    wrong = _others(rng, max(2, key - 3 * n), key + 3 * n, lambda x: x % n)
    return _pick(
        rng,
        (f"Which number is a multiple of {n}?", f"哪个数是 {n} 的倍数？"),
        key,
        wrong,
        lambda x: f"divides({n}, {x})",
        "multiple_or_not",
        [f"{key} = {n} × {key // n}"],
    )


def factor_pair(level: int, rng: Rng) -> Made:
    a, b = (
        rng.randint(*by(level, (2, 5), (3, 9), (4, 12))),
        rng.randint(*by(level, (3, 9), (6, 12), (11, 25))),
    )
    n = a * b
    return box(
        (f"{n} = {a} × □. Which factor is missing?", f"{n} = {a} × □。缺少的因数是几？"),
        f"{n} = {a}*x",
        b,
        [f"{n} ÷ {a} = {b}"],
        [(n - a, "subtracted_instead"), (b + 1, "slip_one"), (n, "gave_whole")],
    )


def is_factor(level: int, rng: Rng) -> Made:
    n = until(
        rng,
        lambda: rng.randint(*by(level, (12, 30), (24, 60), (48, 120))),
        lambda n: len(factors(n)) >= 6,
    )
    key = rng.choice(factors(n)[1:-1])
    wrong = _others(rng, 2, max(9, n // 2), lambda x: n % x)
    return _pick(
        rng,
        (f"Which number is a factor of {n}?", f"哪个数是 {n} 的因数？"),
        key,
        wrong,
        lambda x: f"divides({x}, {n})",
        "factor_or_not",
        [f"{n} ÷ {key} = {n // key}"],
    )


def count_factors(level: int, rng: Rng) -> Made:
    n = until(
        rng,
        lambda: rng.randint(*by(level, (6, 15), (16, 36), (40, 100))),
        lambda n: len(factors(n)) > 2,
    )
    f = factors(n)
    return ex(
        (
            f"How many factors does {n} have (1 and {n} included)?",
            f"{n} 有几个因数（包括 1 和 {n}）？",
        ),
        f"count({', '.join(map(str, f))})",
        len(f),
        [", ".join(map(str, f))],
        [
            (len(f) - 2, "one_and_self_left_out"),
            (len(f) - 1, "slip_one"),
            (len(f) // 2, "counted_pairs"),
        ],
        other=[n, 1],
    )


def largest_factor(level: int, rng: Rng) -> Made:
    n = until(
        rng,
        lambda: rng.randint(*by(level, (6, 20), (21, 60), (45, 150))),
        lambda n: len(factors(n)) > 3 and (level < 3 or n % 2),
    )
    f = factors(n)
    key = f[-2]
    return ex(
        (
            f"What is the largest factor of {n} that is smaller than {n}?",
            f"{n} 的因数中，小于 {n} 的最大的是几？",
        ),
        f"{n}/{f[1]}",
        key,
        [
            (
                f"The smallest factor above one is {f[1]}: {n} ÷ {f[1]} = {key}.",
                f"除 1 外最小的因数是 {f[1]}：{n} ÷ {f[1]} = {key}。",
            )
        ],
        [(f[-3], "not_largest"), (f[1], "smallest_for_largest"), (n - 1, "just_below")],
    )


def rectangles(level: int, rng: Rng) -> Made:
    n = until(
        rng,
        lambda: rng.randint(*by(level, (6, 12), (12, 24), (24, 48))),
        lambda n: len(factors(n)) > 2,
    )
    pairs = [(a, n // a) for a in factors(n) if a * a <= n]
    return ex(
        (
            f"{n} square tiles make one rectangle without gaps. How many different rectangles are there? (Turned ones count once.)",
            f"用 {n} 个小正方形拼成一个长方形，有几种不同的拼法？（转一下一样的只算一种）",
        ),
        f"count({', '.join(str(a) for a, _ in pairs)})",
        len(pairs),
        [", ".join(f"{a} × {b}" for a, b in pairs)],
        [
            (len(factors(n)), "pairs_counted_twice"),
            (len(pairs) - 1, "one_and_self_left_out"),
            (len(pairs) + 1, "slip_one"),
        ],
        other=[n],
    )


def choose_prime(level: int, rng: Rng, top: int) -> Made:
    low, high = (
        by(level, (2, 11), (5, 19), (11, 20))
        if top == 20
        else by(level, (21, 50), (30, 75), (50, 99))
    )
    key = rng.choice([n for n in range(low, high + 1) if _prime(n)])
    pool = [n for n in range(max(1, low - 2), high + 8) if not _prime(n) and (level == 1 or n % 2)]
    wrong = (
        rng.sample([*pool, 1, 9, 15] if len(pool) < 3 else pool, 3)
        if len(set(pool)) >= 3
        else [1, 9, 15]
    )
    return _pick(
        rng,
        ("Which number is a prime number?", "哪个数是质数？"),
        key,
        wrong,
        lambda x: f"prime({x})",
        "odd_means_prime",
        [(f"{key} has only two factors: 1 and {key}.", f"{key} 只有 1 和 {key} 两个因数。")],
    )


def choose_composite(level: int, rng: Rng) -> Made:
    low, high = by(level, (4, 20), (15, 50), (45, 99))
    key = rng.choice([n for n in range(low, high + 1) if not _prime(n) and (level == 1 or n % 2)])
    wrong = rng.sample([n for n in range(2, high + 1) if _prime(n) and n >= low - 10], 3)
    d = factors(key)[1]
    return _pick(
        rng,
        ("Which number is a composite number?", "哪个数是合数？"),
        key,
        wrong,
        lambda x: f"composite({x})",
        "odd_means_prime",
        [f"{key} = {d} × {key // d}"],
    )


def next_prime(level: int, rng: Rng) -> Made:
    n = rng.randint(*by(level, (4, 18), (20, 50), (50, 95)))
    key = next(k for k in range(n + 1, n + 30) if _prime(k))
    return ex(
        (f"What is the smallest prime number greater than {n}?", f"比 {n} 大的最小的质数是几？"),
        f"min({', '.join(str(k) for k in range(n + 1, key + 14) if _prime(k))})",
        key,
        [
            (
                f"The numbers between {n} and {key} can be divided by 2, 3, 5 or 7.",
                f"{n} 和 {key} 之间的数能被 2、3、5 或 7 整除。",
            )
            if key > n + 1
            else (f"{key} has only the factors 1 and {key}.", f"{key} 只有因数 1 和 {key}。")
        ],
        [
            (n + 1 if n + 1 != key else key + 2, "odd_means_prime"),
            (key - 2 if key - 2 > n else key + 1, "odd_means_prime"),
            (next(k for k in range(key + 1, key + 30) if _prime(k)), "not_smallest"),
        ],
        other=[n],
    )


def divisible_last(level: int, rng: Rng) -> Made:
    d = by(level, 2, 5, rng.choice((5, 10)))
    low, high = by(level, (11, 99), (101, 999), (1001, 9999))
    key = rng.randint(low // d + 1, high // d) * d
    wrong = _others(rng, low, high, lambda x: x % d and (level < 3 or str(x)[0] in "05" or True))
    return _pick(
        rng,
        (f"Which number can be divided by {d} without remainder?", f"哪个数能被 {d} 整除？"),
        key,
        wrong,
        lambda x: f"divides({d}, {x})",
        "looked_at_first_digit",
        [(f"Look at the last digit: {key % 10}.", f"看个位：{key % 10}。")],
    )


def divisible_sum(level: int, rng: Rng) -> Made:
    d = by(level, 3, rng.choice((3, 9)), 9)
    low, high = by(level, (20, 99), (101, 999), (1001, 9999))
    key = rng.randint(low // d + 1, high // d) * d
    wrong = _others(rng, low, high, lambda x: x % d and (x % 10 in (3, 6, 9) or level == 1))
    s = sum(map(int, str(key)))
    return _pick(
        rng,
        (f"Which number can be divided by {d} without remainder?", f"哪个数能被 {d} 整除？"),
        key,
        wrong,
        lambda x: f"divides({d}, {x})",
        "last_digit_rule",
        [
            (
                f"Digits of {key}: {' + '.join(str(key))} = {s}, and {s} can be divided by {d}.",
                f"{key} 的数字和：{' + '.join(str(key))} = {s}，{s} 能被 {d} 整除。",
            )
        ],
    )


def divisible_digit(level: int, rng: Rng) -> Made:
    d = by(level, rng.choice((5, 3)), rng.choice((3, 9)), 9)
    head = rng.randint(*by(level, (1, 9), (11, 99), (101, 999)))
    key = rng.choice([x for x in range(10) if (10 * head + x) % d == 0])
    wrong = rng.sample([x for x in range(10) if (10 * head + x) % d], 3)
    return choose(
        rng,
        (f"Which last digit makes {head}□ divisible by {d}?", f"{head}□ 的个位填几能被 {d} 整除？"),
        (str(key), f"divides({d}, {10 * head + key})"),
        [(str(w), f"divides({d}, {10 * head + w})", "multiple_or_not") for w in wrong],
        [f"{10 * head + key} = {d} × {(10 * head + key) // d}"],
        other=[head, key, *wrong],
    )


def common_multiple(level: int, rng: Rng) -> Made:
    a, b = until(
        rng,
        lambda: (rng.randint(2, by(level, 6, 10, 12)), rng.randint(3, by(level, 6, 10, 15))),
        lambda p: (
            p[0] < p[1]
            and (level == 1 or (math.gcd(*p) > 1) == (level == 3))
            and (level == 1 or p[1] % p[0])
        ),
    )
    l = math.lcm(a, b)
    return ex(
        (f"What is the least common multiple of {a} and {b}?", f"{a} 和 {b} 的最小公倍数是几？"),
        f"lcm({a}, {b})",
        l,
        [
            (
                f"Multiples of {b}: {', '.join(str(b * i) for i in range(1, l // b + 1))}.",
                f"{b} 的倍数：{'，'.join(str(b * i) for i in range(1, l // b + 1))}。",
            ),
            f"{l} = {a} × {l // a}",
        ],
        [
            (a * b if a * b != l else 2 * l, "product_not_least"),
            (math.gcd(a, b), "factor_for_multiple"),
            (a + b, "added_instead"),
        ],
    )


def common_factor(level: int, rng: Rng) -> Made:
    g, p, q = until(
        rng,
        lambda: (
            rng.randint(2, by(level, 5, 8, 12)),
            rng.randint(1, by(level, 4, 6, 8)),
            rng.randint(2, by(level, 4, 6, 8)),
        ),
        lambda v: math.gcd(v[1], v[2]) == 1 and v[1] != v[2],
    )
    a, b = g * p, g * q
    common = [d for d in factors(a) if b % d == 0]
    return ex(
        (f"What is the greatest common factor of {a} and {b}?", f"{a} 和 {b} 的最大公因数是几？"),
        f"gcd({a}, {b})",
        g,
        [
            (
                f"Common factors: {', '.join(map(str, common))}.",
                f"公因数：{'，'.join(map(str, common))}。",
            )
        ],
        [
            (common[-2], "not_largest"),
            (math.lcm(a, b), "multiple_for_factor"),
            (abs(a - b) if abs(a - b) != g else g + 1, "subtracted_instead"),
        ],
    )


TASKS = {k: v for k, v in public(globals()).items() if k != "factors"}
