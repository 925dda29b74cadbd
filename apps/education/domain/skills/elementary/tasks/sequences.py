"""The number sequence and skip counting."""

from __future__ import annotations

from apps.education.domain.figures import number_line
from apps.education.domain.figures.charts import table
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.tasks.kit import Rng, box, by, ex, public


def _start(level: int, rng: Rng, top: int) -> int:
    """Easy: inside a ten; hard: across a ten or a hundred."""
    room = top - 4
    if top <= 10:
        return rng.randint(*by(level, (1, 3), (2, 5), (3, 6)))
    if level == 3:
        unit = 100 if top == 1000 else 10
        last = room // unit
        return unit * rng.randint(1, max(1, last)) - rng.randint(1, 2)
    low = 10 if top == 20 else 1 if level == 1 else top // 10
    n = rng.randint(max(low, top // 3 if level == 2 else low), room - 4)
    return n - n % 10 + rng.randint(1, 4) if top > 20 else n


def after(level: int, rng: Rng, top: int) -> Made:
    n = _start(level, rng, top) + (level == 3)
    steps = [(f"Counting on by one: {n}, {n + 1}.", f"往后数一个：{n}，{n + 1}。")]
    return ex(
        (f"Which number comes right after {n}?", f"{n} 的后一个数是几？"),
        f"{n} + 1",
        n + 1,
        steps,
        [(n - 1, "went_other_way"), (n + 10, "changed_tens"), (n + 2, "skipped_one")],
    )


def before(level: int, rng: Rng, top: int) -> Made:
    n = _start(level, rng, top) + (2 if level == 3 else 1)
    steps = [(f"Counting back by one: {n}, {n - 1}.", f"往前数一个：{n}，{n - 1}。")]
    return ex(
        (f"Which number comes just before {n}?", f"{n} 的前一个数是几？"),
        f"{n} - 1",
        n - 1,
        steps,
        [(n + 1, "went_other_way"), (n - 10, "changed_tens"), (n - 2, "skipped_one")],
    )


def between(level: int, rng: Rng, top: int) -> Made:
    n = _start(level, rng, top)
    steps = [
        (f"After {n} comes {n + 1}, and then {n + 2}.", f"{n} 后面是 {n + 1}，再后面是 {n + 2}。")
    ]
    return ex(
        (f"Which number is between {n} and {n + 2}?", f"{n} 和 {n + 2} 中间的数是几？"),
        f"({n} + {n + 2})/2",
        n + 1,
        steps,
        [(n + 3, "past_the_end"), (n - 1, "went_other_way"), (n + 11, "changed_tens")],
    )


def _gap(values: list[int], hole: int, by_step: int, en: str, zh: str) -> Made:
    shown = ", ".join("__" if i == hole else str(v) for i, v in enumerate(values))
    key = values[hole]
    before = values[hole - 1]
    sign = "+" if by_step > 0 else "-"
    steps = [
        (
            f"The numbers go {'up' if by_step > 0 else 'down'} by {abs(by_step)} each time.",
            f"每次{'加' if by_step > 0 else '减'} {abs(by_step)}。",
        ),
        (
            f"{before} {'+' if by_step > 0 else '−'} {abs(by_step)} = {key}",
            f"{before} {'+' if by_step > 0 else '−'} {abs(by_step)} = {key}",
        ),
    ]
    wrong = [
        (before + (1 if by_step > 0 else -1), "counted_by_one"),
        (before - by_step, "went_other_way"),
        (key + by_step, "skipped_one"),
        (key + 10, "changed_tens"),
    ]
    others = [v for i, v in enumerate(values) if i != hole]
    return ex(
        (f"{en}\n{shown}", f"{zh}\n{shown}"),
        f"{before} {sign} {abs(by_step)}",
        key,
        steps,
        wrong,
        other=others,
    )


def missing(level: int, rng: Rng, top: int) -> Made:
    n = _start(level, rng, top)
    values = [n + i for i in range(5)]
    return _gap(values, rng.randint(1, 3), 1, "Which number is missing?", "缺少的数是几？")


def backward(level: int, rng: Rng, top: int) -> Made:
    n = _start(level, rng, top) + 3
    values = [n - i for i in range(4)]
    return _gap(
        values,
        by(level, 3, 2, 3),
        -1,
        "Count backward. Which number is missing?",
        "倒着数，缺少的数是几？",
    )


def hundred_chart(level: int, rng: Rng) -> Made:
    tens, ones = rng.randint(2, 8), rng.randint(2, 8)
    n = 10 * tens + ones
    move, en, zh = by(
        level,
        rng.choice(((1, "right of", "右边"), (-1, "left of", "左边"))),
        rng.choice(((10, "below", "下面"), (-10, "above", "上面"))),
        rng.choice(
            (
                (11, "below and one step right of", "右下方"),
                (-11, "above and one step left of", "左上方"),
            )
        ),
    )
    cells = [
        [
            str(n + 10 * r + c) if (r, c) == (0, 0) else "?" if 10 * r + c == move else ""
            for c in (-1, 0, 1)
        ]
        for r in (-1, 0, 1)
    ]
    drawing = table(
        cells,
        ("Part of a hundred chart: rows of ten", "百数表的一部分，每行十个数"),
        36,
        head=False,
    )
    sign = "+" if move > 0 else "-"
    steps = [
        ("One step right is 1 more, one row down is 10 more.", "向右一格多 1，向下一行多 10。"),
        (
            f"{n} {'+' if move > 0 else '−'} {abs(move)} = {n + move}",
            f"{n} {'+' if move > 0 else '−'} {abs(move)} = {n + move}",
        ),
    ]
    return ex(
        (
            f"This is part of a hundred chart. Which number is {en} {n}?",
            f"这是百数表的一部分。{n} 的{zh}是几？",
        ),
        f"{n} {sign} {abs(move)}",
        n + move,
        steps,
        [
            (n - move, "went_other_way"),
            (n + (10 if abs(move) == 1 else 1), "row_and_column"),
            (n + 9, "row_and_column"),
        ],
        picture=drawing,
    )


def line_read(level: int, rng: Rng, top: int, step: int) -> Made:
    half = step // 2 or 1
    n = by(
        level,
        step * rng.randint(1, 4),
        step * rng.randint(5, 9) if step > 1 else rng.randint(8, 19),
        step * rng.randint(2, 8) + (half if step > 1 else 0),
    )
    if step == 1 and level == 3:
        n = rng.randint(11, 19)
    named = number_line.every(0, top, 5 if step == 1 and level < 3 else 10 if step == 1 else step)
    tick = step if level < 3 or step == 1 else half
    drawing = number_line.line(
        0,
        top,
        tick,
        named if n not in named else {k: v for k, v in named.items() if k != n},
        ("A number line with one place marked A", "标有 A 点的数轴"),
        marks={n: "A"},
    )
    steps = [
        (f"From one mark to the next is {tick}.", f"每一小格是 {tick}。"),
        (f"A stands at {n}.", f"A 在 {n} 处。"),
    ]
    return ex(
        ("Which number is at A?", "A 处是几？"),
        n,
        n,
        steps,
        [
            (n + tick, "counted_marks"),
            (n - tick, "counted_marks"),
            (n // tick if tick > 1 else n + 2, "each_mark_one"),
        ],
        picture=drawing,
    )


def forward(level: int, rng: Rng, step: int, top: int, offset: int) -> Made:
    return _skip(level, rng, step, top, offset, 1)


def _skip(level: int, rng: Rng, step: int, top: int, offset: int, way: int) -> Made:
    most = max(1, top // step - 5)
    low, high = by(level, (0, most // 3), (most // 3, 2 * most // 3), (2 * most // 3, most))
    extra = rng.randint(1, min(9, step - 1)) if offset else 0
    first = step * rng.randint(low, max(low, high)) + extra + (step if not extra else 0)
    values = [first + step * i for i in range(5)][::way]
    hole = by(level, 4, rng.randint(2, 4), rng.randint(1, 3))
    word, zh = (
        ("Count on", "每次加同样多，接着数") if way > 0 else ("Count back", "每次减同样多，倒着数")
    )
    return _gap(
        values, hole, step * way, f"{word}. Which number is missing?", f"{zh}。缺少的数是几？"
    )


def backward_skip(level: int, rng: Rng, step: int, top: int, offset: int) -> Made:
    return _skip(level, rng, step, top, offset, -1)


def which_step(level: int, rng: Rng) -> Made:
    step = rng.choice(by(level, (2, 5, 10), (3, 4, 10), (25, 50, 100)))
    first = rng.randint(1, 9) if level == 2 else step * rng.randint(1, 5)
    a, b, c = first, first + step, first + 2 * step
    steps = [
        (f"{b} − {a} = {step}", f"{b} − {a} = {step}"),
        (
            f"{c} − {b} = {step}: each number is {step} more.",
            f"{c} − {b} = {step}，每次加 {step}。",
        ),
    ]
    return box(
        (f"{a}, {b}, {c}, …\nBy how much does each number grow?", f"{a}, {b}, {c}, …\n每次加几？"),
        f"{a} + x = {b}",
        step,
        steps,
        [(2 * step, "skipped_one"), (1, "counted_by_one"), (a, "gave_first")],
        other=[c],
    )


SEQUENCE = {
    k: v
    for k, v in public(globals()).items()
    if k not in ("forward", "backward_skip", "which_step")
}
SKIP = {"forward": forward, "backward": backward_skip, "which_step": which_step}
