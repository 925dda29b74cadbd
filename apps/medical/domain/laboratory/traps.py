"""The traps of laboratory values, each with its plain explanation in English and Chinese.

Explains only; what is a trap is decided by those who call.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.assessed import Trap
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.record import Observation
from apps.medical.domain.source import Severity

_SHOWN_DIGITS: Final = 4


def shown(value: Decimal) -> str:
    """At most four significant digits, without an exponent; for sentences, not for storage."""
    if value == 0:
        return "0"
    exponent = value.adjusted() - _SHOWN_DIGITS + 1
    own = value.as_tuple().exponent
    if isinstance(own, int) and own < exponent:
        value = value.quantize(Decimal(1).scaleb(exponent))
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(observation: Observation) -> str:
    value = format(observation.value, "f") if observation.value is not None else observation.text
    return f"{observation.comparator or ''}{value} {observation.unit}".strip()


def unknown_analyte(observation: Observation) -> Trap:
    name = observation.concept.text or "(no name)"
    return Trap(
        "unknown-analyte",
        Severity.INFORMATION,
        f"{name!r} is not in our table; only the laboratory's own flag and interval are shown.",
        f"本系统的检验项目表中没有“{name}”，仅显示检验单自带的标记和参考区间。",
        blocks=True,
    )


def name_unclear(observation: Observation, meant: Sequence[Analyte]) -> Trap:
    options = " or ".join(f"{item.name} ({item.unit or 'words'})" for item in meant)
    zh = "或".join(f"{item.zh}（{item.unit or '文字'}）" for item in meant)
    return Trap(
        "name-unclear",
        Severity.WARNING,
        f"{observation.concept.text!r} may be {options}, and the unit does not tell which.",
        f"“{observation.concept.text}”可能是{zh}，单位无法区分。",
        blocks=True,
    )


def missing_unit(
    observation: Observation, analyte: Analyte, possible: Sequence[str], *, blocks: bool
) -> Trap:
    usual = " or ".join(dict.fromkeys(possible or (analyte.unit, *analyte.usual_units)))
    how = (
        "It was not judged" if blocks else "It was compared only with the laboratory's own interval"
    )
    how_zh = "未作判断" if blocks else "仅与检验单自带的参考区间比较"
    return Trap(
        "missing-unit",
        Severity.WARNING,
        f"{analyte.name} {printed(observation)} has no unit; it may be in {usual}. {how}: "
        "look the unit up in the original report.",
        f"{analyte.zh} {printed(observation)} 没有单位，可能是 {usual}。{how_zh}，请查原始报告。",
        blocks=blocks,
    )


def unknown_unit(observation: Observation, analyte: Analyte, *, blocks: bool) -> Trap:
    return Trap(
        "unknown-unit",
        Severity.WARNING,
        f"The unit {observation.unit!r} of {analyte.name} is not understood, so the value was "
        f"not converted to {analyte.unit}.",
        f"无法识别{analyte.zh}的单位“{observation.unit}”，未换算为 {analyte.unit}。",
        blocks=blocks,
    )


def unit_of_another(observation: Observation, analyte: Analyte, *, blocks: bool) -> Trap:
    return Trap(
        "unit-does-not-fit",
        Severity.ERROR,
        f"{observation.unit!r} is no unit of {analyte.name}, which is measured in "
        f"{' or '.join((analyte.unit, *analyte.usual_units))}. Ask the laboratory.",
        f"“{observation.unit}”不是{analyte.zh}的单位，应为 "
        f"{'、'.join((analyte.unit, *analyte.usual_units))}，请与检验科核实。",
        blocks=blocks,
    )


def impossible(
    observation: Observation, analyte: Analyte, value: Decimal, guesses: Sequence[str]
) -> Trap:
    low, high = analyte.possible or (Decimal(0), Decimal(0))
    span = f"{shown(low)} to {shown(high)} {analyte.unit}"
    guess = f" {'. '.join(guesses)}." if guesses else ""
    return Trap(
        "impossible-value",
        Severity.ERROR,
        f"{analyte.name} {printed(observation)} ({shown(value)} {analyte.unit}) is beyond what a "
        f"living person has ({span}).{guess} It was neither corrected nor flagged: ask the "
        "laboratory.",
        f"{analyte.zh} {printed(observation)}（{shown(value)} {analyte.unit}）超出人体可能范围"
        f"（{shown(low)}–{shown(high)} {analyte.unit}），可能是单位或小数点错误。"
        "未作更正也未标记，请与检验科核实。",
        blocks=True,
    )


def unlikely_unit(observation: Observation, analyte: Analyte, guesses: Sequence[str]) -> Trap:
    return Trap(
        "unit-does-not-fit",
        Severity.WARNING,
        f"{analyte.name} {printed(observation)} is far from usual. {'. '.join(guesses)}. "
        "Make sure that the unit is right before acting on it.",
        f"{analyte.zh} {printed(observation)} 明显偏离常见值，换一个单位则属正常，"
        "处理前请先核实单位。",
    )


def interval_of_another_unit(
    observation: Observation, analyte: Analyte, other: str, *, blocks: bool
) -> Trap:
    given = f"{observation.low} to {observation.high} {observation.unit}"
    how = "no flag is set where the two disagree" if blocks else "the value was compared with ours"
    how_zh = "两者结论不一致时不作标记" if blocks else "改用本系统区间比较"
    return Trap(
        "interval-does-not-fit",
        Severity.WARNING,
        f"The interval that came with it ({given}) is not one of {analyte.name} in this unit, but "
        f"would be in {other}; {how}. The unit or the interval is wrong: ask the laboratory.",
        f"检验单自带的区间（{given}）与{analyte.zh}的该单位不符，而与 {other} 相符；"
        f"{how_zh}。单位或区间有误，请核实。",
        blocks=blocks,
    )


def interval_reversed(observation: Observation) -> Trap:
    given = f"{observation.low} to {observation.high}"
    return Trap(
        "interval-reversed",
        Severity.WARNING,
        f"The interval that came with it ({given}) ends below where it begins; it was not used.",
        f"检验单自带的区间（{given}）上下限颠倒，未使用。",
    )


def unit_changes(observation: Observation, earlier: str) -> Trap:
    return Trap(
        "unit-changes",
        Severity.INFORMATION,
        f"This result is in {observation.unit}, the one before it in {earlier}; both were "
        "converted to one unit for the trend.",
        f"本次结果单位为 {observation.unit}，上次为 {earlier}；趋势图中已换算为同一单位。",
    )


def disagrees(laboratory: str, ours: str, interval: Interval | None) -> Trap:
    words = {"": "usual", "L": "low", "H": "high", "LL": "critically low", "HH": "critically high"}
    zh = {"": "正常", "L": "偏低", "H": "偏高", "LL": "危急偏低", "HH": "危急偏高"}
    by = f" by {interval.reference.title}" if interval and interval.reference else ""
    return Trap(
        "disagrees",
        Severity.INFORMATION,
        f"The laboratory calls it {words.get(laboratory, laboratory)}; our table {words[ours]}"
        f"{by}.",
        f"检验科判为{zh.get(laboratory, laboratory)}；本系统参考表判为{zh[ours]}。",
    )


def contradicts_itself(observation: Observation) -> Trap:
    return Trap(
        "disagrees",
        Severity.WARNING,
        f"The laboratory's flag {observation.interpretation!r} contradicts its own interval "
        f"({observation.low} to {observation.high}); the interval was followed.",
        f"检验单标记“{observation.interpretation}”与其自带区间"
        f"（{observation.low}–{observation.high}）矛盾，以区间为准。",
    )


def unclear_group(intervals: Sequence[Interval], what: str) -> Trap:
    groups = "; ".join(f"{interval.group}: {_span(interval)}" for interval in list(intervals)[:4])
    zh = {"age": "年龄", "sex": "性别", "trimester": "孕期"}[what]
    return Trap(
        f"{what}-unclear",
        Severity.WARNING,
        f"The {what} is not known well enough to choose one interval, and they differ here "
        f"({groups}). It was not judged by ours.",
        f"{zh}信息不足，可能适用的参考区间结论不一致（{groups}），未按本系统区间判断。",
    )


def _span(interval: Interval) -> str:
    low = "" if interval.low is None else shown(interval.low)
    high = "" if interval.high is None else shown(interval.high)
    return f"{low} to {high} {interval.unit}".strip()


def no_interval(analyte: Analyte) -> Trap:
    return Trap(
        "no-interval",
        Severity.INFORMATION,
        f"We hold no reference interval of {analyte.name} for this age, sex or stage.",
        f"本系统没有适用于该年龄、性别或时期的{analyte.zh}参考区间。",
    )


def beyond_range(observation: Observation) -> Trap:
    return Trap(
        "comparator",
        Severity.INFORMATION,
        f"{printed(observation)} is beyond the range of the method and does not tell on which "
        "side of the limit the value lies.",
        f"{printed(observation)} 超出方法检测范围，无法判断是否越过参考限。",
    )


def text_unclear(observation: Observation, analyte: Analyte) -> Trap:
    return Trap(
        "text-unclear",
        Severity.INFORMATION,
        f"The answer {observation.text[:60]!r} of {analyte.name} is not one that is understood; "
        "read it yourself.",
        f"{analyte.zh}的结果“{observation.text[:60]}”无法自动判读，请人工阅读。",
        blocks=True,
    )
