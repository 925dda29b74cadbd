"""Place value, regrouping, rounding and estimating with whole numbers, even and odd."""

from __future__ import annotations

from collections.abc import Iterator

from apps.education.domain.skills.elementary.row import Row, row

DIGITS = (
    (2, "1.NBT.B.2", "two", "两"),
    (3, "2.NBT.A.1", "three", "三"),
    (4, "3", "four", "四"),
    (5, "4.NBT.A.1", "five", "五"),
    (6, "4.NBT.A.1", "six", "六"),
    (7, "4.NBT.A.1", "seven", "七"),
)


def place() -> Iterator[Row]:
    yield row(
        "teens.join",
        "Build a teen number from ten and ones",
        "用一个十和几个一组成十几",
        "K.NBT.A.1",
        "teens_join",
        "count.group_of_ten",
    )
    yield row(
        "teens.split",
        "Split a teen number into ten and ones",
        "把十几拆成一个十和几个一",
        "K.NBT.A.1",
        "teens_split",
        "~teens.join",
    )
    yield row(
        "tens_only",
        "Read groups of ten as a number",
        "把几个十读成数",
        "1.NBT.B.2",
        "tens_only",
        "~teens.join",
        "skip.forward.10",
    )
    yield row(
        "tens_and_ones.read",
        "Read tens and ones from blocks",
        "看计数块读出几十几",
        "1.NBT.B.2",
        "blocks",
        "~tens_only",
        top=100,
    )
    yield row(
        "tens_and_ones.count",
        "How many tens and ones in a number",
        "一个数里有几个十和几个一",
        "1.NBT.B.2",
        "tens_count",
        "~tens_and_ones.read",
        "words.to_digits.100",
    )
    for top, code, before in (
        (1000, "2.NBT.A.1", "tens_and_ones.read"),
        (10000, "3", "blocks.1000"),
    ):
        yield row(
            f"blocks.{top}",
            f"Read a number from place-value blocks: within {top}",
            f"看计数块读数：{top} 以内",
            code,
            "blocks",
            f"~{before}",
            top=top,
        )
    for count, code, word, zh in DIGITS:
        below = [f"~digit_value.{count - 1}"] if count > 2 else ["~tens_and_ones.count"]
        yield row(
            f"digit_value.{count}",
            f"Value of a digit in a {word}-digit number",
            f"{zh}位数中某个数字表示的值",
            code,
            "digit_value",
            *below,
            digits=count,
        )
        yield row(
            f"digit_in_place.{count}",
            f"Which digit stands in a place: {word}-digit number",
            f"{zh}位数的某一位上是几",
            "4.NBT.A.2" if count > 4 else code,
            "digit_in_place",
            *([f"~digit_in_place.{count - 1}"] if count > 2 else ["~tens_and_ones.count"]),
            digits=count,
        )
        if count > 6:
            continue
        code = {2: "1.NBT.B.2", 3: "2.NBT.A.3", 4: "3"}.get(count, "4.NBT.A.2")
        yield row(
            f"expanded.join.{count}",
            f"From expanded form to a {word}-digit number",
            f"由展开式写出{zh}位数",
            code,
            "expanded_join",
            f"~digit_value.{count}",
            digits=count,
        )
        yield row(
            f"expanded.split.{count}",
            f"Write a {word}-digit number in expanded form",
            f"把{zh}位数写成展开式",
            code,
            "expanded_split",
            f"~expanded.join.{count}",
            digits=count,
        )
        yield row(
            f"expanded.gap.{count}",
            f"Complete the expanded form of a {word}-digit number",
            f"补全{zh}位数的展开式",
            code,
            "expanded_gap",
            f"~expanded.split.{count}",
            digits=count,
        )
    for step, code, top in (
        (10, "1.NBT.C.5", 100),
        (10, "2.NBT.B.8", 1000),
        (100, "2.NBT.B.8", 1000),
        (1000, "3", 10000),
        (10000, "4.NBT.A.2", 1000000),
    ):
        for sign, en, zh in (("more", "more", "大"), ("less", "less", "小")):
            need = f"skip.{'forward' if sign == 'more' else 'backward'}.{min(step, 100)}"
            yield row(
                f"{sign}.{step}.{top}",
                f"{step} {en} than a number within {top}",
                f"比一个数{zh} {step}：{top} 以内",
                code,
                f"step_{sign}",
                need,
                f"~digit_in_place.{len(str(top)) - 1}",
                step=step,
                top=top,
            )
    for count, code in ((2, "2.NBT.A.1"), (3, "2.NBT.A.1"), (4, "3")):
        yield row(
            f"regroup.{count}",
            f"Regroup more than nine of a unit: {count}-digit numbers",
            f"满十进一，重新组合计数单位：{count} 位数",
            code,
            "regroup",
            f"~expanded.join.{count}",
            digits=count,
        )
    yield row(
        "how_many_tens",
        "How many tens in all of a three-digit number",
        "三位数里一共有多少个十",
        "2.NBT.A.1",
        "how_many_units",
        "~digit_value.3",
        unit=10,
        digits=3,
    )
    yield row(
        "how_many_hundreds",
        "How many hundreds in all of a four-digit number",
        "四位数里一共有多少个百",
        "3",
        "how_many_units",
        "~how_many_tens",
        "~digit_value.4",
        unit=100,
        digits=4,
    )
    yield row(
        "how_many_thousands",
        "How many thousands in all of a large number",
        "较大的数里一共有多少个千",
        "4.NBT.A.1",
        "how_many_units",
        "~how_many_hundreds",
        "~digit_value.5",
        unit=1000,
        digits=6,
    )
    for factor, code in ((10, "4.NBT.A.1"), (100, "5.NBT.A.1")):
        yield row(
            f"times_as_much.{factor}",
            f"A digit's value is {factor} times that in another place",
            f"同一个数字在不同数位上的值相差 {factor} 倍",
            code,
            "times_as_much",
            "~digit_value.5" if factor == 10 else "~times_as_much.10",
            "multiply.by_power.10" if factor == 10 else "multiply.by_power.100",
            factor=factor,
        )
    yield row(
        "riddle.2",
        "Find a two-digit number from clues about its digits",
        "根据数字的线索猜两位数",
        "2",
        "riddle",
        "~digit_in_place.2",
        "addition.within.20.equation",
        digits=2,
    )
    yield row(
        "riddle.3",
        "Find a three-digit number from clues about its digits",
        "根据数字的线索猜三位数",
        "3",
        "riddle",
        "~riddle.2",
        "~digit_in_place.3",
        digits=3,
    )


def rounding() -> Iterator[Row]:
    plan = (
        (10, 2, "3.NBT.A.1"),
        (10, 3, "3.NBT.A.1"),
        (100, 3, "3.NBT.A.1"),
        (100, 4, "4.NBT.A.3"),
        (1000, 4, "4.NBT.A.3"),
        (1000, 5, "4.NBT.A.3"),
        (10000, 5, "4.NBT.A.3"),
        (10000, 6, "4.NBT.A.3"),
        (100000, 6, "4.NBT.A.3"),
    )
    before = None
    for unit, count, code in plan:
        needs = [f"place.digit_in_place.{count}"]
        needs += [f"~to.{before[0]}.{before[1]}"] if before else ["~line.10"]
        yield row(
            f"to.{unit}.{count}",
            f"Round a {count}-digit number to the nearest {unit}",
            f"把 {count} 位数四舍五入到最接近的 {unit} 的倍数",
            code,
            "nearest",
            *needs,
            unit=unit,
            digits=count,
        )
        before = (unit, count)
    for unit, code in ((10, "3.NBT.A.1"), (100, "3.NBT.A.1")):
        yield row(
            f"line.{unit}",
            f"Which {unit} is nearer, seen on a number line",
            f"在数轴上看哪个 {unit} 的倍数更近",
            code,
            "nearest_on_line",
            f"sequence.number_line.{unit * 10}",
            unit=unit,
        )
    for kind, en, zh, need in (
        (
            "least",
            "The smallest number that rounds to a given number",
            "四舍五入后得到某数的最小整数",
            "to.10.3",
        ),
        (
            "greatest",
            "The greatest whole number that rounds to a given number",
            "四舍五入后得到某数的最大整数",
            "bounds.least",
        ),
    ):
        yield row(f"bounds.{kind}", en, zh, "4.NBT.A.3", f"bounds_{kind}", f"~{need}")
    for op, en, zh, code, need in (
        ("sum", "a sum", "和", "3.OA.D.8", "addition.column.3_3.carry_two"),
        ("difference", "a difference", "差", "3.OA.D.8", "subtraction.column.3_3.borrow_two"),
        ("product", "a product", "积", "4.OA.A.3", "multiply.column.3_1"),
        (
            "quotient",
            "a quotient with compatible numbers",
            "商（找接近的好算的数）",
            "4.OA.A.3",
            "divide.long.3_1",
        ),
    ):
        yield row(
            f"estimate.{op}",
            f"Estimate {en} by rounding" if op != "quotient" else f"Estimate {en}",
            f"估算{zh}",
            code,
            f"estimate_{op}",
            "~to.100.3",
            need,
        )
    yield row(
        "reasonable",
        "Decide by estimating which answer is reasonable",
        "用估算判断哪个答案合理",
        "4.OA.A.3",
        "reasonable",
        "~estimate.sum",
        "~estimate.product",
    )


def parity() -> Iterator[Row]:
    yield row(
        "pairs",
        "Even or odd: make pairs",
        "两个两个配对，判断奇数或偶数",
        "2.OA.C.3",
        "pairs",
        "count.row.20",
        "skip.forward.2",
    )
    yield row(
        "number",
        "Choose the even or the odd number",
        "找出偶数或奇数",
        "2.OA.C.3",
        "even_number",
        "~pairs",
        "place.digit_in_place.2",
    )
    yield row(
        "next_even",
        "Count on in even or odd numbers",
        "按偶数或奇数接着数",
        "2.OA.C.3",
        "next_even",
        "~number",
    )
    yield row(
        "doubles",
        "Write an even number as a sum of two equal numbers",
        "把偶数写成两个相同的数的和",
        "2.OA.C.3",
        "even_as_doubles",
        "~pairs",
        "addition.strategy.doubles",
    )
    yield row(
        "sums",
        "Is the sum even or odd",
        "判断和是奇数还是偶数",
        "3.OA.D.9",
        "sum_parity",
        "~number",
        "addition.column.2_2.carry",
    )
    yield row(
        "products",
        "Is the product even or odd",
        "判断积是奇数还是偶数",
        "3.OA.D.9",
        "product_parity",
        "~sums",
        "multiply.table.9",
    )
