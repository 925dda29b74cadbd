"""Counting things, the number sequence, skip counting, comparing, number words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from apps.education.domain.skills.elementary.row import Row, row


def objects() -> Iterator[Row]:
    for low, top in ((None, 5), (5, 10), (10, 20)):
        before = () if low is None else (f"~row.{low}",)
        yield row(
            f"row.{top}",
            f"Count objects in a row: up to {top}",
            f"数排成一行的物体：{top} 以内",
            "K.CC.B.5",
            "in_row",
            *before,
            top=top,
        )
        before = () if low is None else (f"~scattered.{low}",)
        yield row(
            f"scattered.{top}",
            f"Count scattered objects: up to {top}",
            f"数散放的物体：{top} 以内",
            "K.CC.B.5",
            "scattered",
            f"~row.{top}",
            *before,
            top=top,
        )
    for top in (10, 20):
        yield row(
            f"ten_frame.{top}",
            f"Read a ten frame: up to {top}",
            f"看十格图数数：{top} 以内",
            "K.CC.B.4",
            "ten_frame",
            f"~row.{top}",
            top=top,
        )
        yield row(
            f"two_colours.{top}",
            f"Count only one colour in a mixed group: up to {top}",
            f"在混合的物体中只数一种颜色：{top} 以内",
            "K.MD.B.3",
            "two_colours",
            f"~row.{top}",
            top=top,
        )
        yield row(
            f"one_more.{top}",
            f"One more than a counted group: up to {top}",
            f"比数出的物体多一个：{top} 以内",
            "K.CC.B.4",
            "one_more",
            f"~row.{top}",
            top=top,
        )
        yield row(
            f"one_fewer.{top}",
            f"One fewer than a counted group: up to {top}",
            f"比数出的物体少一个：{top} 以内",
            "K.CC.B.4",
            "one_fewer",
            f"~one_more.{top}",
            top=top,
        )
        yield row(
            f"tally.{top}",
            f"Read tally marks: up to {top}",
            f"读画线计数（五条一组）：{top} 以内",
            "K.CC.B.5",
            "tally",
            f"~row.{top}",
            top=top,
        )
    yield row(
        "circle",
        "Count objects in a circle without counting one twice",
        "数围成一圈的物体，不重复不遗漏",
        "K.CC.B.5",
        "in_circle",
        "~row.10",
    )
    yield row(
        "dice",
        "Recognise the number of dots on one die",
        "认出一个骰子面上的点数",
        "K.CC.B.4",
        "dice",
        "~row.10",
    )
    yield row(
        "two_dice",
        "Count the dots on two dice",
        "数两个骰子的点数",
        "K.CC.B.4",
        "two_dice",
        "~dice",
        "~scattered.10",
    )
    yield row(
        "rows_and_columns",
        "Count objects in equal rows",
        "数排成几行、每行一样多的物体",
        "K.CC.B.5",
        "in_rows",
        "~row.20",
    )
    yield row(
        "ordinal",
        "Say which place in a line: first to tenth",
        "说出排队的位置：第一到第十",
        "K",
        "ordinal",
        "~row.10",
    )
    yield row(
        "ordinal.from_the_back",
        "Say the place in a line from the other end",
        "从另一端说出排队的位置",
        "1",
        "ordinal_back",
        "~ordinal",
    )
    yield row(
        "group_of_ten",
        "See a group of ten and some more",
        "看出一个十和另外几个",
        "K.NBT.A.1",
        "ten_and_more",
        "~ten_frame.20",
    )
    yield row(
        "sort.count",
        "Sort objects by shape and count each kind",
        "按形状分类并数一数",
        "K.MD.B.3",
        "sort_count",
        "~two_colours.10",
    )
    yield row(
        "sort.most",
        "Sort objects and say which kind has the most",
        "分类后说出哪一种最多",
        "K.MD.B.3",
        "sort_most",
        "~sort.count",
        "compare.groups.10",
    )


SPANS = (
    (10, "K.CC.A.2"),
    (20, "K.CC.A.2"),
    (100, "K.CC.A.2"),
    (120, "1.NBT.A.1"),
    (1000, "2.NBT.A.2"),
)
STEPS = {
    "after": ("Say the number that comes next", "说出后一个数"),
    "before": ("Say the number that comes just before", "说出前一个数"),
    "between": ("Find the number between two others", "找出两个数中间的数"),
    "missing": ("Fill the gap in a row of numbers", "填出数列中缺少的数"),
    "backward": ("Count backward", "倒着数"),
}


def sequence() -> Iterator[Row]:
    tops = [top for top, _ in SPANS]
    below = {b: a for a, b in pairwise(tops)}
    for top, code in SPANS:
        previous = None
        for kind, (en, zh) in STEPS.items():
            needs = [f"~{kind}.{below[top]}"] if top in below else ["count.row.10"]
            needs += [f"~{previous}.{top}"] if previous else []
            yield row(
                f"{kind}.{top}",
                f"{en}: within {top}",
                f"{zh}：{top} 以内",
                code,
                kind,
                *needs,
                top=top,
            )
            previous = kind
    yield row(
        "hundred_chart",
        "Find a number on part of a hundred chart",
        "在百数表的一部分上找数",
        "1.NBT.A.1",
        "hundred_chart",
        "~missing.120",
        "skip.forward.10",
    )
    yield row(
        "number_line.20",
        "Read a number on a number line to 20",
        "在 0 到 20 的数轴上读数",
        "1",
        "line_read",
        "~missing.20",
        top=20,
        step=1,
    )
    yield row(
        "number_line.100",
        "Read a number on a number line marked in tens",
        "在按十标记的数轴上读数",
        "2.MD.B.6",
        "line_read",
        "~number_line.20",
        "skip.forward.10",
        top=100,
        step=10,
    )
    yield row(
        "number_line.1000",
        "Read a number on a number line marked in hundreds",
        "在按百标记的数轴上读数",
        "2.MD.B.6",
        "line_read",
        "~number_line.100",
        "skip.forward.100",
        top=1000,
        step=100,
    )


SKIPS = (
    (10, "K.CC.A.1", 100, "sequence.after.100"),
    (2, "2.NBT.A.2", 40, "sequence.after.100"),
    (5, "2.NBT.A.2", 100, "~forward.10"),
    (100, "2.NBT.A.2", 1000, "~forward.10"),
    (25, "2", 500, "~forward.5"),
    (50, "2", 1000, "~forward.100"),
    (3, "3", 60, "~forward.2"),
    (4, "3", 60, "~forward.2"),
)


def skip() -> Iterator[Row]:
    for step, code, top, need in SKIPS:
        yield row(
            f"forward.{step}",
            f"Skip count by {step}",
            f"每次加 {step} 地数",
            code,
            "forward",
            need,
            step=step,
            top=top,
            offset=0,
        )
        yield row(
            f"backward.{step}",
            f"Skip count backward by {step}",
            f"每次减 {step} 地倒着数",
            code if step != 10 else "1",
            "backward",
            f"~forward.{step}",
            step=step,
            top=top,
            offset=0,
        )
    for step, top in ((10, 100), (10, 1000), (100, 1000), (5, 100)):
        yield row(
            f"from_any.{step}.{top}",
            f"Skip count by {step} from any number within {top}",
            f"从任意数开始每次加 {step} 地数：{top} 以内",
            "2.NBT.A.2",
            "forward",
            f"~forward.{step}",
            "sequence.missing.100" if top == 100 else "sequence.missing.1000",
            step=step,
            top=top,
            offset=1,
        )
    yield row(
        "which_step",
        "Find the step of a skip-counting row",
        "找出跳数的间隔",
        "2.NBT.A.2",
        "which_step",
        "~backward.5",
        "~forward.2",
    )


SIZES = (
    (10, "K.CC.C.7"),
    (20, "1"),
    (100, "1.NBT.B.3"),
    (1000, "2.NBT.A.4"),
    (10000, "3"),
    (1000000, "4.NBT.A.2"),
)


def compare() -> Iterator[Row]:
    for top in (5, 10, 20):
        below = {10: 5, 20: 10}.get(top)
        more = (f"~groups.{below}",) if below else ()
        code = "K.CC.C.6"
        yield row(
            f"groups.{top}",
            f"Say which group has more: up to {top}",
            f"说出哪一组更多：{top} 以内",
            code,
            "groups",
            f"count.row.{top}",
            *more,
            top=top,
        )
        yield row(
            f"matching.{top}",
            f"Match one to one to find how many more: up to {top}",
            f"一一对应找出多几个：{top} 以内",
            code if top < 20 else "1.OA.A.1",
            "matching",
            f"~groups.{top}",
            top=top,
        )
    below = None
    for top, code in SIZES:
        base = "~groups.10" if below is None else f"~numbers.{below}"
        yield row(
            f"numbers.{top}",
            f"Compare two numbers: within {top}",
            f"比较两个数的大小：{top} 以内",
            code,
            "numbers",
            base,
            *(["place.tens_and_ones.read"] if top == 100 else []),
            *(["place.blocks.1000"] if top == 1000 else []),
            top=top,
        )
        yield row(
            f"order.up.{top}",
            f"Order three or more numbers, smallest first: within {top}",
            f"把几个数从小到大排列：{top} 以内",
            code,
            "order_up",
            f"~numbers.{top}",
            top=top,
        )
        if top >= 100:
            yield row(
                f"order.down.{top}",
                f"Order numbers, greatest first: within {top}",
                f"把几个数从大到小排列：{top} 以内",
                code,
                "order_down",
                f"~order.up.{top}",
                top=top,
            )
        below = top
    for digits, code in ((2, "1.NBT.B.3"), (3, "2.NBT.A.4"), (5, "4.NBT.A.2")):
        yield row(
            f"place_forms.{digits}",
            f"Compare {digits}-digit numbers given in tens and ones or expanded form"
            if digits == 2
            else f"Compare {digits}-digit numbers, one in expanded form",
            f"比较 {digits} 位数，其中一个写成展开式",
            code,
            "place_forms",
            f"~numbers.{ {2: 100, 3: 1000, 5: 1000000}[digits] }",
            f"place.expanded.join.{digits}",
            digits=digits,
        )
        yield row(
            f"make_largest.{digits}",
            f"Make the largest {digits}-digit number from given digits",
            f"用给定的数字组成最大的 {digits} 位数",
            code,
            "make_largest",
            f"~numbers.{ {2: 100, 3: 1000, 5: 1000000}[digits] }",
            digits=digits,
        )
        yield row(
            f"make_smallest.{digits}",
            f"Make the smallest {digits}-digit number from given digits",
            f"用给定的数字组成最小的 {digits} 位数",
            code,
            "make_smallest",
            f"~make_largest.{digits}",
            digits=digits,
        )


def number_words() -> Iterator[Row]:
    below = None
    for top, code in (
        (10, "K.CC.A.3"),
        (20, "K.CC.A.3"),
        (100, "1.NBT.A.1"),
        (1000, "2.NBT.A.3"),
        (10000, "3"),
        (1000000, "4.NBT.A.2"),
    ):
        base = {10: "count.row.10", 20: "count.row.20", 100: "sequence.missing.100"}
        needs = [base[top]] if top in base else []
        needs += [f"~to_digits.{below}"] if below else []
        yield row(
            f"to_digits.{top}",
            f"Write a number word in digits: within {top}",
            f"把文字写的数改写成数字：{top} 以内",
            code,
            "to_digits",
            *needs,
            top=top,
        )
        yield row(
            f"to_words.{top}",
            f"Choose the words for a number: within {top}",
            f"选出数的读法：{top} 以内",
            code,
            "to_words",
            f"~to_digits.{top}",
            top=top,
        )
        below = top
