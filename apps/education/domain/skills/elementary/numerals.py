"""Whole numbers below ten million in words, English and Chinese."""

from __future__ import annotations

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_HAN = "零一二三四五六七八九"


def english(n: int) -> str:
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    for unit, name in ((1000000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= unit:
            rest = n % unit
            return f"{english(n // unit)} {name}" + (f" {english(rest)}" if rest else "")
    raise ValueError(f"{n}: words go from 0 on")


def chinese(n: int) -> str:
    if n >= 10000:
        high, low = divmod(n, 10000)
        return chinese(high) + "万" + (("零" if low < 1000 else "") + _below(low) if low else "")
    text = _below(n)
    return text[1:] if text.startswith("一十") else text


def _below(n: int) -> str:
    if n < 10:
        return _HAN[n]
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            text += ("零" if gap else "") + _HAN[digit] + name
            gap = False
        elif text and n % unit:
            gap = True
    return text
