# ruff: noqa: E501 (templates and tables read better unbroken)
"""Synthetic notes with planted identifiers, from templates and lists of their own.

`test` templates are for reporting alone; recognisers were developed beside `dev`. Names are drawn
from the lists below, so that development and report share none that is written out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import cycle, islice

from apps.medical.domain.deidentify.checksum import cn_id_digit, luhn
from benchmarks.deidentify_fills import fill
from benchmarks.deidentify_notes.lists import Lists, lists

_TRAILING = {"title": None, "age": None}
"""Placeholders that are filled and are no identifiers."""


@dataclass(frozen=True, slots=True)
class Note:
    """`spans` are kind, start and end of what was planted."""

    language: str
    text: str
    spans: tuple[tuple[str, int, int], ...]


def notes(language: str, split: str, count: int, seed: int = 11) -> Iterator[Note]:
    """`language` is en or zh, `split` dev or test; the same arguments give the same notes."""
    path = files("benchmarks.deidentify_notes").joinpath(f"notes_{language}_{split}.txt")
    templates = path.read_text("utf-8").split("\n=====\n")
    rng = random.Random(f"{seed}/{language}/{split}")
    for template in islice(cycle(templates), count):
        make = _english if language == "en" else _chinese
        filled = fill(template.strip("\n"), make(lists(language, split), rng))
        kept = [p for p in filled.planted if p.kind not in _TRAILING]
        yield Note(language, filled.text, tuple((p.kind, p.start, p.end) for p in kept))


def _digits(rng: random.Random, form: str) -> str:
    return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in form)


def _card(rng: random.Random) -> str:
    body = "4" + _digits(rng, "#" * 14)
    return next(body + str(last) for last in range(10) if luhn(body + str(last)))


def _day(rng: random.Random) -> date:
    return date(1990, 1, 1) + timedelta(days=rng.randrange(12_500))


def _shared(rng: random.Random, words: Lists) -> dict[str, Callable[[], str]]:
    pick = rng.choice
    handle = lambda: f"{pick(words.handles)}{pick('._-')}{pick(words.handles)}{rng.randrange(99)}"  # noqa: E731
    return {
        "email": lambda: (
            f"{handle()}@{pick(('mail.example.com', 'example.org', 'post.example.net'))}"
        ),
        "url": lambda: f"https://www.{pick(words.handles)}-{pick(words.handles)}.example.com/about",
        "ip": lambda: ".".join(str(rng.randrange(1, 255)) for _ in range(4)),
        "card": lambda: _card(rng),
        "age": lambda: str(rng.randint(19, 88)),
        "old": lambda: str(rng.randint(90, 99)),
        "device": lambda: _digits(rng, pick(("SN####-###", "PM########", "A##B####"))),
    }


def _english(words: Lists, rng: random.Random) -> dict[str, Callable[[], str]]:
    pick = rng.choice
    given, last = pick(words.given), pick(words.surnames)

    def name() -> str:
        first, family = pick(words.given), pick(words.surnames)
        return pick(
            (f"{first} {family}", f"{first} {family}", f"{first} {pick('ABCDEHJKLMRST')}. {family}")
        )

    def day() -> str:
        d = _day(rng)
        return pick((f"{d.month}/{d.day}/{d.year}", f"{d:%m/%d/%Y}", f"{d:%Y-%m-%d}", f"{d:%B} {d.day}, {d.year}", f"{d.day} {d:%b} {d.year}", f"{d:%d-%b-%Y}", f"{d:%b} {d.day}, {d.year}", f"{d:%m/%d/%y}"))  # fmt: skip

    def address() -> str:
        street = f"{rng.randrange(1, 9999)} {pick(words.streets)} {pick(('Street', 'Avenue', 'Road', 'Lane', 'Drive', 'Blvd', 'Court'))}"
        unit = pick(("", "", f", Apt {rng.randrange(1, 99)}", f", Unit {rng.randrange(1, 40)}B"))
        state, zip_code = pick(("OH", "TX", "CA", "NY", "WA", "FL")), _digits(rng, "#####")
        return f"{street}{unit}, {pick(words.cities)}, {state} {zip_code}"

    return _shared(rng, words) | {
        "patient": lambda: f"{given} {last}", "patient_first": lambda: given, "patient_last": lambda: last,
        "name": name, "first": lambda: pick(words.given), "last": lambda: pick(words.surnames),
        "title": lambda: pick(("Mr.", "Mrs.", "Ms.")), "date": day, "address": address,
        "city": lambda: pick(words.cities), "hospital": lambda: f"{pick(words.cities)} {pick(('General Hospital', 'Medical Center', 'Community Hospital'))}",
        "phone": lambda: _digits(rng, pick(("(5##) 5##-####", "5##-5##-####", "+1 5## 5## ####", "5##.5##.####"))),
        "mrn": lambda: _digits(rng, pick(("########", "###-##-##", "H#######"))),
        "ssn": lambda: _digits(rng, "5##-##-####"), "insurance": lambda: _digits(rng, pick(("XYZ#########", "W#### #####"[:5] + "####"))),
        "account": lambda: _digits(rng, "#########"), "licence": lambda: _digits(rng, "D#######"), "npi": lambda: _digits(rng, "1#########"),
        "plate": lambda: _digits(rng, "7KD###"), "iban": lambda: _digits(rng, "GB##NWBK##############"), "passport": lambda: _digits(rng, "5########"),
        "dea": lambda: _digits(rng, "BK#######"),
    }  # fmt: skip


def _chinese(words: Lists, rng: random.Random) -> dict[str, Callable[[], str]]:
    pick = rng.choice

    def name() -> str:
        return pick(words.surnames) + pick(words.given)

    patient = name()

    def day() -> str:
        d = _day(rng)
        return pick((f"{d.year}年{d.month}月{d.day}日", f"{d:%Y-%m-%d}", f"{d.year}.{d.month:02}.{d.day:02}", f"{d:%Y/%m/%d}", f"{d.month}月{d.day}日", f"{d.year}年{d.month:02}月{d.day:02}日"))  # fmt: skip

    def address() -> str:
        place = pick(words.cities)
        return pick((
            f"{place}{pick(words.streets)}路{rng.randrange(1, 999)}号{rng.randrange(1, 30)}栋{rng.randrange(1, 5)}单元{rng.randrange(101, 2805)}室",
            f"{place}{pick(words.streets)}镇{pick(words.streets)}村{rng.randrange(1, 20)}组",
            f"{place}{pick(words.streets)}街道{pick(words.streets)}花园{rng.randrange(1, 30)}号楼{rng.randrange(101, 2805)}",
        ))  # fmt: skip

    def resident() -> str:
        d = _day(rng)
        body = pick(("110105", "320502", "440305", "510104")) + f"{d:%Y%m%d}" + _digits(rng, "###")
        return body + cn_id_digit(body)

    return _shared(rng, words) | {
        "patient": lambda: patient, "name": name, "surname": lambda: pick(words.surnames), "date": day,
        "address": address, "city": lambda: pick(words.towns), "cnid": resident,
        "hospital": lambda: f"{pick(words.towns)}{pick(('市第一人民医院', '市中心医院', '市妇幼保健院', '市中医院'))}",
        "company": lambda: f"{pick(words.towns)}{pick(words.streets)}科技有限公司",
        "phone": lambda: pick((_digits(rng, "13#########"), _digits(rng, "15#-####-####"), _digits(rng, "0512-6#######"), _digits(rng, "18# #### ####"))),
        "mrn": lambda: _digits(rng, pick(("ZY########", "#######", "M2021######"))),
        "insurance": lambda: _digits(rng, pick(("3205##########", "A########"))),
        "plate": lambda: pick("苏浙粤京") + pick("ABCE") + _digits(rng, "#K###"), "passport": lambda: _digits(rng, "E########"),
        "postcode": lambda: _digits(rng, "215###"),
    }  # fmt: skip
