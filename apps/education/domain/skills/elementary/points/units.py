"""Changing units: each pair of units in both directions, and with mixed units."""

from __future__ import annotations

from collections.abc import Iterator

from apps.education.domain.skills.elementary.row import Row, row

PAIRS = (
    ("length", "m", "cm", "metres", "centimetres", "米", "厘米", 100),
    ("length", "cm", "mm", "centimetres", "millimetres", "厘米", "毫米", 10),
    ("length", "km", "m", "kilometres", "metres", "千米", "米", 1000),
    ("length", "ft", "in", "feet", "inches", "英尺", "英寸", 12),
    ("length", "yd", "ft", "yards", "feet", "码", "英尺", 3),
    ("mass", "kg", "g", "kilograms", "grams", "千克", "克", 1000),
    ("mass", "lb", "oz", "pounds", "ounces", "磅", "盎司", 16),
    ("mass", "t", "kg", "tonnes", "kilograms", "吨", "千克", 1000),
    ("capacity", "l", "ml", "litres", "millilitres", "升", "毫升", 1000),
    ("capacity", "gal", "qt", "gallons", "quarts", "加仑", "夸脱", 4),
    ("capacity", "cup", "floz", "cups", "fluid ounces", "杯", "液盎司", 8),
    ("capacity", "qt", "pt", "quarts", "pints", "夸脱", "品脱", 2),
    ("time", "h", "min", "hours", "minutes", "小时", "分钟", 60),
    ("time", "min", "s", "minutes", "seconds", "分钟", "秒", 60),
    ("time", "day", "h", "days", "hours", "天", "小时", 24),
    ("time", "week", "day", "weeks", "days", "周", "天", 7),
    ("time", "year", "month", "years", "months", "年", "个月", 12),
)
IDS = {"m": "metre", "h": "hour", "min": "minute", "s": "second", "l": "litre", "ml": "millilitre"}
METRIC = {10, 100, 1000}


def pair_id(quantity: str, large: str, small: str) -> str:
    return f"{quantity}.{IDS.get(large, large)}_{IDS.get(small, small)}"


def units() -> Iterator[Row]:
    for i, (quantity, large, small, en_l, en_s, zh_l, zh_s, rate) in enumerate(PAIRS):
        id = pair_id(quantity, large, small)
        facts = {
            10: "multiply.by_power.10",
            100: "multiply.by_power.100",
            1000: "multiply.by_power.100",
        }
        base = facts.get(
            rate, f"multiply.table.{rate}" if rate <= 12 else "multiply.column.2_1.carry"
        )
        seen = {
            "length": "length.unit.smaller",
            "mass": "weight.mass.unit",
            "capacity": "weight.capacity.unit",
            "time": "time.clock.minute",
        }[quantity]
        yield row(
            f"{id}.down",
            f"Change {en_l} to {en_s}",
            f"{zh_l}化成{zh_s}",
            "4.MD.A.1",
            "down",
            base,
            seen,
            pair=i,
        )
        yield row(
            f"{id}.up",
            f"Change {en_s} to {en_l}",
            f"{zh_s}化成{zh_l}",
            "5.MD.A.1",
            "up",
            f"~{id}.down",
            "divide.by_power" if rate in METRIC else "divide.table.mixed",
            pair=i,
        )
        yield row(
            f"{id}.mixed",
            f"Change {en_l} and {en_s} to {en_s}",
            f"几{zh_l}几{zh_s}化成{zh_s}" if zh_s != "个月" else "几年几个月化成月",
            "4.MD.A.1",
            "mixed",
            f"~{id}.down",
            "addition.column.3_2.carry",
            pair=i,
        )
        yield row(
            f"{id}.split",
            f"Change {en_s} to {en_l} and {en_s}",
            f"{zh_s}化成几{zh_l}几{zh_s}",
            "5.MD.A.1",
            "split",
            f"~{id}.up",
            f"~{id}.mixed",
            "divide.remainder.left",
            pair=i,
        )
        if rate in METRIC:
            yield row(
                f"{id}.decimal_down",
                f"Change {en_l} with a decimal to {en_s}",
                f"用小数表示的{zh_l}化成{zh_s}",
                "5.MD.A.1",
                "decimal_down",
                f"~{id}.down",
                "decimals.shift.times.10" if rate == 10 else "decimals.shift.times.1000",
                pair=i,
            )
            yield row(
                f"{id}.decimal_up",
                f"Change {en_s} to {en_l} with a decimal",
                f"{zh_s}化成用小数表示的{zh_l}",
                "5.MD.A.1",
                "decimal_up",
                f"~{id}.up",
                "decimals.shift.divide.10" if rate == 10 else "decimals.shift.divide.1000",
                pair=i,
            )
    for quantity, zh in (
        ("length", "长度"),
        ("mass", "质量"),
        ("capacity", "容积"),
        ("time", "时间"),
    ):
        first = {
            "length": "length.metre_cm",
            "mass": "mass.kg_g",
            "capacity": "capacity.litre_millilitre",
            "time": "time.hour_minute",
        }
        yield row(
            f"compare.{quantity}",
            f"Compare measurements of {quantity} in different units",
            f"比较不同单位的{zh}",
            "4.MD.A.1",
            "compare",
            f"~{first[quantity]}.mixed",
            "compare.numbers.10000",
            quantity=quantity,
        )
        yield row(
            f"sum.{quantity}",
            f"Add measurements of {quantity} in different units",
            f"不同单位的{zh}相加",
            "4.MD.A.2",
            "sum",
            f"~{first[quantity]}.mixed",
            "addition.column.4_4",
            quantity=quantity,
        )
    yield row(
        "fraction_unit",
        "Fraction of a unit in smaller units",
        "几分之几个单位是多少小单位",
        "4.MD.A.2",
        "fraction_unit",
        "~time.hour_minute.down",
        "fraction_products.times.fraction",
    )
    yield row(
        "table",
        "Complete a table of two units",
        "填单位换算表",
        "4.MD.A.1",
        "unit_table",
        "~length.ft_in.down",
        "patterns.table.multiply",
    )
