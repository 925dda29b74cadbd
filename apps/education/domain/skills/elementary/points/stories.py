"""Word problems by situation (Common Core, tables 1 and 2 of the appendix), size and setting."""

from __future__ import annotations

from collections.abc import Iterator

from apps.education.domain.skills.elementary.points.plan import planned
from apps.education.domain.skills.elementary.row import Row, row

SITUATIONS = (
    ("add_to.result", "add to, result unknown", "添加，求结果", "+", ""),
    ("add_to.change", "add to, change unknown", "添加，求添了多少", "-", "add_to.result"),
    ("add_to.start", "add to, start unknown", "添加，求原来多少", "-", "add_to.change"),
    ("take_from.result", "take from, result unknown", "减少，求结果", "-", ""),
    (
        "take_from.change",
        "take from, change unknown",
        "减少，求减少了多少",
        "-",
        "take_from.result",
    ),
    ("take_from.start", "take from, start unknown", "减少，求原来多少", "+", "take_from.change"),
    ("together.total", "put together, total unknown", "合并，求总数", "+", "add_to.result"),
    ("together.addend", "put together, one part unknown", "合并，求一部分", "-", "together.total"),
    ("compare.more", "compare, how many more", "比较，求多多少", "-", "take_from.result"),
    ("compare.fewer", "compare, how many fewer", "比较，求少多少", "-", "compare.more"),
    (
        "compare.bigger.more",
        "compare, larger unknown, “more”",
        "比较，求较大数（多）",
        "+",
        "compare.more",
    ),
    (
        "compare.smaller.fewer",
        "compare, smaller unknown, “fewer”",
        "比较，求较小数（少）",
        "-",
        "compare.fewer",
    ),
    (
        "compare.bigger.fewer",
        "compare, larger unknown, “fewer”",
        "比较，求较大数（少，反叙）",
        "+",
        "compare.smaller.fewer",
    ),
    (
        "compare.smaller.more",
        "compare, smaller unknown, “more”",
        "比较，求较小数（多，反叙）",
        "-",
        "compare.bigger.more",
    ),
)
BASE = {
    (10, "+"): "addition.within.10.objects",
    (10, "-"): "subtraction.within.10.objects",
    (20, "+"): "addition.within.20.equation",
    (20, "-"): "subtraction.within.20.equation",
    (100, "+"): "addition.column.2_2.carry",
    (100, "-"): "subtraction.column.2_2.borrow",
    (1000, "+"): "addition.column.3_3.carry_two",
    (1000, "-"): "subtraction.column.3_3.borrow_two",
}
STORY_AT = {10: "K.OA.A.2", 20: "1.OA.A.1", 100: "2.OA.A.1", 1000: "3.NBT.A.2"}
KINDERGARTEN = {"add_to.result", "take_from.result", "together.total", "together.addend"}


def stories() -> Iterator[Row]:
    below = {20: 10, 100: 20, 1000: 100}
    for top in STORY_AT:
        for id, en, zh, sign, before in SITUATIONS:
            if top == 10 and id not in KINDERGARTEN:
                continue
            needs = [BASE[top, sign]]
            if before and (top > 10 or before in KINDERGARTEN):
                needs.append(f"~{before}.{top}")
            if top > 10 and (top > 20 or id in KINDERGARTEN):
                needs.append(f"~{id}.{below[top]}")
            yield row(
                f"{id}.{top}",
                f"Word problem: {en}, within {top}",
                f"应用题：{zh}（{top} 以内）",
                STORY_AT[top],
                "situation",
                *needs,
                situation=id,
                top=top,
            )
    yield from planned("stories")


GROUPS = (
    ("groups.product", "equal groups, total unknown", "每份相同，求总数", "*", "", "3.OA.A.3"),
    (
        "groups.size",
        "equal groups, how many in each",
        "平均分，求每份多少",
        "/",
        "groups.product",
        "3.OA.A.3",
    ),
    (
        "groups.number",
        "equal groups, how many groups",
        "包含除，求分成几份",
        "/",
        "groups.size",
        "3.OA.A.3",
    ),
    (
        "array.product",
        "rows and columns, total unknown",
        "几行几列，求总数",
        "*",
        "groups.product",
        "3.OA.A.3",
    ),
    (
        "array.size",
        "rows and columns, how many in a row",
        "几行几列，求每行多少",
        "/",
        "array.product",
        "3.OA.A.3",
    ),
    (
        "array.number",
        "rows and columns, how many rows",
        "几行几列，求有几行",
        "/",
        "array.size",
        "3.OA.A.3",
    ),
    (
        "rate.product",
        "so much for each, total unknown",
        "每个多少，求一共",
        "*",
        "groups.product",
        "3.OA.A.3",
    ),
    (
        "rate.size",
        "so much in all, how much for each",
        "一共多少，求每个多少",
        "/",
        "groups.size",
        "3.OA.A.3",
    ),
    (
        "compare.product",
        "times as many, larger unknown",
        "几倍，求较大数",
        "*",
        "groups.product",
        "4.OA.A.2",
    ),
    (
        "compare.size",
        "times as many, smaller unknown",
        "几倍，求较小数（一倍数）",
        "/",
        "compare.product",
        "4.OA.A.2",
    ),
    ("compare.times", "how many times as many", "求是几倍", "/", "compare.size", "4.OA.A.2"),
)
GROUP_BASE = {
    (100, "*"): "multiply.table.mixed",
    (100, "/"): "divide.table.mixed",
    (1000, "*"): "multiply.column.3_1",
    (1000, "/"): "divide.long.3_1",
    (10000, "*"): "multiply.column.3_2",
    (10000, "/"): "divide.long.3_2",
}


def multiply_stories() -> Iterator[Row]:
    below = {1000: 100, 10000: 1000}
    sizes = {100: "facts", 1000: "one-digit factor", 10000: "two-digit factor"}
    sizes_zh = {100: "表内", 1000: "一位数乘除", 10000: "两位数乘除"}
    for top, name in sizes.items():
        for id, en, zh, sign, before, code in GROUPS:
            needs = [GROUP_BASE[top, sign]]
            needs += [f"~{before}.{top}"] if before else []
            needs += [f"~{id}.{below[top]}"] if top in below else []
            at = (
                code
                if top == 100
                else "4.OA.A.2"
                if code[0] == "4" and top == 1000
                else {1000: "4.OA.A.3", 10000: "5.NBT.B.5" if sign == "*" else "5.NBT.B.6"}[top]
            )
            yield row(
                f"{id}.{top}",
                f"Word problem: {en}, {name}",
                f"应用题：{zh}（{sizes_zh[top]}）",
                at,
                "situation",
                *needs,
                situation=id,
                top=top,
            )
    yield from planned("multiply_stories")
