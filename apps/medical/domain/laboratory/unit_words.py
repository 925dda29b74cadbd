"""Units as laboratories print them, read as UCUM: other spellings, widths, cases and languages.

One spelling may mean two units (`G/L`: grams or 10*9 a litre); all readings are given, the
likelier first, and the analyte decides. Nothing is guessed beyond the table and rules here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from apps.medical.domain.laboratory.units import Unit, UnknownUnit, parse_unit

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_WHOLE: Final[dict[str, tuple[str, ...]]] = {
    "k/ul": ("10*3/uL",), "k/mm3": ("10*3/uL",), "k/cumm": ("10*3/uL",), "k/mcl": ("10*3/uL",),
    "thou/ul": ("10*3/uL",), "thousand/ul": ("10*3/uL",), "th/ul": ("10*3/uL",),
    "thou/mm3": ("10*3/uL",), "m/ul": ("10*6/uL",), "mil/ul": ("10*6/uL",),
    "mill/ul": ("10*6/uL",), "million/ul": ("10*6/uL",), "m/mm3": ("10*6/uL",),
    "mill/mm3": ("10*6/uL",), "giga/l": ("10*9/L",), "tera/l": ("10*12/L",),
    "g/l": ("g/L", "10*9/L"), "t/l": ("10*12/L",), "gpt/l": ("10*9/L",), "tpt/l": ("10*12/L",),
    "万/mm3": ("10*4/uL",), "万/ul": ("10*4/uL",), "亿/l": ("10*8/L",),
    "/cumm": ("/uL",), "/mm3": ("/uL",), "cumm": ("/uL",),
    "c": ("Cel",), "°c": ("Cel",), "degc": ("Cel",), "celsius": ("Cel",), "deg c": ("Cel",),
    "摄氏度": ("Cel",), "度": ("Cel",), "f": ("[degF]",), "°f": ("[degF]",), "degf": ("[degF]",),
    "fahrenheit": ("[degF]",), "华氏度": ("[degF]",), "cel": ("Cel",), "k": ("K",),
    "mmhg": ("mm[Hg]",), "mm hg": ("mm[Hg]",), "毫米汞柱": ("mm[Hg]",), "torr": ("mm[Hg]",),
    "cmh2o": ("cm[H2O]",), "mmh2o": ("mm[H2O]",),
    "bpm": ("/min",), "beats/min": ("/min",), "beats/minute": ("/min",), "breaths/min": ("/min",),
    "次/分": ("/min",), "次/分钟": ("/min",), "次/min": ("/min",), "rpm": ("/min",),
    "mm/hr": ("mm/h",), "mm/hour": ("mm/h",), "mm/1h": ("mm/h",), "mm/小时": ("mm/h",),
    "sec": ("s",), "secs": ("s",), "second": ("s",), "seconds": ("s",), "秒": ("s",),
    "ph": ("[pH]",), "ph units": ("[pH]",), "phunits": ("[pH]",),
    "ratio": ("1",), "inr": ("1",), "index": ("1",), "比值": ("1",), "无": ("1",),
    "percent": ("%",), "pct": ("%",), "百分比": ("%",), "vol%": ("%",),
    "g%": ("g/dL",), "gm%": ("g/dL",), "mg%": ("mg/dL",), "gm/dl": ("g/dL",), "gms/dl": ("g/dL",),
    "/hp": ("/[HPF]",), "/hpf": ("/[HPF]",), "个/hp": ("/[HPF]",), "个/hpf": ("/[HPF]",),
    "/lp": ("/[LPF]",), "/lpf": ("/[LPF]",), "个/lp": ("/[LPF]",), "/高倍视野": ("/[HPF]",),
    "lb": ("[lb_av]",), "lbs": ("[lb_av]",), "in": ("[in_i]",), "inch": ("[in_i]",),
    "公斤": ("kg",), "千克": ("kg",), "厘米": ("cm",), "岁": ("a",),
    "s/co": ("1",), "coi": ("1",), "s/c": ("1",),
}  # fmt: skip
_PART: Final[dict[str, str]] = {
    "iu": "[iU]", "miu": "m[iU]", "uiu": "u[iU]", "kiu": "k[iU]",
    "u": "U", "mu": "mU", "uu": "uU", "ku": "kU", "eu": "U",
    "dl": "dL", "ml": "mL", "ul": "uL", "l": "L", "nl": "nL", "pl": "pL", "fl": "fL",
    "mcl": "uL", "cc": "mL", "liter": "L", "litre": "L",
    "g": "g", "gm": "g", "gms": "g", "kg": "kg", "mg": "mg", "ug": "ug", "mcg": "ug",
    "ng": "ng", "pg": "pg", "mol": "mol", "mmol": "mmol", "umol": "umol", "mcmol": "umol",
    "nmol": "nmol", "pmol": "pmol", "fmol": "fmol", "eq": "eq", "meq": "meq", "ueq": "ueq",
    "mosm": "mosm", "mosmol": "mosm", "osm": "osm", "mos": "mosm", "kpa": "kPa", "pa": "Pa",
    "ukat": "ukat", "nkat": "nkat", "kat": "kat", "mmhg": "mm[Hg]",
    "min": "min", "minute": "min", "分": "min", "分钟": "min", "h": "h", "hr": "h", "hrs": "h",
    "hour": "h", "小时": "h", "24h": "d", "24hr": "d", "24hrs": "d", "24小时": "d", "d": "d",
    "day": "d", "天": "d", "日": "d", "s": "s", "sec": "s", "秒": "s", "mm": "mm", "cm": "cm",
    "m": "m", "m2": "m2", "mm3": "mm3", "cm3": "cm3", "hpf": "[HPF]", "hp": "[HPF]",
    "lpf": "[LPF]", "lp": "[LPF]", "%": "%",
    "cells": "{cells}", "cell": "{cells}", "copies": "{copies}", "个": "{cells}",
    "feu": "{FEU}", "ddu": "{DDU}", "alb": "{alb}", "creat": "{creat}", "cr": "{creat}",
    "crea": "{creat}", "hb": "{Hb}", "wbc": "{WBC}", "100wbc": "100{WBC}",
    "克": "g", "千克": "kg", "毫克": "mg", "微克": "ug", "纳克": "ng", "皮克": "pg",
    "升": "L", "分升": "dL", "毫升": "mL", "微升": "uL", "飞升": "fL",
    "摩尔": "mol", "毫摩尔": "mmol", "微摩尔": "umol", "纳摩尔": "nmol", "皮摩尔": "pmol",
    "国际单位": "[iU]", "毫国际单位": "m[iU]", "单位": "U", "毫米": "mm",
}  # fmt: skip
_POWER: Final = re.compile(
    r"^(?:[x*·.]\s*)?10\s*(?:\*\*|[*^'e]|x?e|x|\(|\s)?\s*\+?(?P<power>3|4|6|9|12)\)?\s*(?P<rest>/.*)$"
)
_E_POWER: Final = re.compile(r"^(?:x\s*)?e(?P<power>[369]|12)\s*(?P<rest>/.*)$")
_AREA: Final = re.compile(r"[/.·*x]?\(?1\.73\s*m(?:\^|\*\*)?2\)?$|/\{1\.73_m2\}$", re.IGNORECASE)
_WATER: Final = re.compile(r"/kg[. ]?(?:\(?h2o\)?|水)$", re.IGNORECASE)
_SIGNS: Final = re.compile(r"([./()])")


def readings(text: str) -> tuple[Unit, ...]:
    """What a printed unit may mean, the likelier first. Raises UnknownUnit."""
    if not text.strip():
        raise UnknownUnit("no unit was given; write one")
    found: list[Unit] = []
    for candidate in _candidates(text):
        try:
            unit = parse_unit(candidate)
        except UnknownUnit:
            continue
        if not any(
            unit.factor == other.factor and unit.dimension == other.dimension for other in found
        ):
            found.append(unit)
    if not found:
        raise UnknownUnit(f"unit {text.strip()[:40]!r} is not understood; write it as UCUM")
    return tuple(found)


@lru_cache(maxsize=4096)
def _candidates(text: str) -> tuple[str, ...]:
    clean = _cleaned(text)
    whole = _WHOLE.get(clean.lower()) or _WHOLE.get(clean.lower().replace(" ", ""))
    if whole is not None and clean == "G/L":
        whole = tuple(reversed(whole))
    if whole is not None:
        return whole
    exact = clean.replace(" ", "")
    return tuple(dict.fromkeys((_as_ucum(clean.lower()), exact, _as_ucum(clean))))


def _cleaned(text: str) -> str:
    """One width, one micro sign, one multiplication sign, no superscripts."""
    text = re.sub(r"(?<=[A-Za-z0-9])([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", _marked, text)
    text = unicodedata.normalize("NFKC", text).replace("℃", "°C").replace("º", "°")
    text = text.replace("μ", "u").replace("µ", "u").replace("×", "x").replace("✕", "x")
    text = text.replace("·", ".").replace("•", ".").replace("每", "/").replace("∕", "/")
    return " ".join(text.replace("⁄", "/").split())


def _marked(match: re.Match[str]) -> str:
    digits = match[1].translate(_SUPERSCRIPTS)
    return f"^{digits}" if match.string[: match.start()].endswith("10") else digits


def _as_ucum(text: str) -> str:
    """Part by part; parts not in the table stay as they are for the strict reading."""
    text = text.replace("mm hg", "mmhg").replace("*10^", "x10^")
    text = _WATER.sub("/kg", text)
    power = _POWER.match(text) or _E_POWER.match(text)
    if power is not None:
        return f"10*{power['power']}{_parts(power['rest'])}"
    area = _AREA.search(text)
    if area is not None:
        return f"{_parts(text[: area.start()].replace('(', '').rstrip('./'))}/{{1.73_m2}}"
    return _parts(text)


def _parts(text: str) -> str:
    text = text.replace(" ", "").replace("^", "").replace("**", "")
    if "{" in text:
        return text
    return "".join(_part(part) for part in _SIGNS.split(text))


def _part(part: str) -> str:
    known = _PART.get(part)
    if known is not None:
        return known
    noted = re.fullmatch(r"([a-z]+?)(feu|ddu|alb|creat|cr|hb)", part)
    if noted is not None and noted[1] in _PART:
        return f"{_PART[noted[1]]}{_PART[noted[2]]}"
    return part
