# ruff: noqa: E501 (templates and tables read better unbroken)
"""Fills a template with invented people, addresses and numbers, and says what lies where.

Seeded: the same generator gives the same text. Knows which lists it was given, and no recogniser.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Planted:
    """`[start, end)` of the text is an identifier of this kind (a placeholder's name)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filled:
    text: str
    planted: tuple[Planted, ...]


def fill(template: str, makers: Mapping[str, Callable[[], str]]) -> Filled:
    """Each `{kind}` becomes what its maker says. Raises KeyError for a kind without a maker."""
    pieces: list[str] = []
    planted, last, length = [], 0, 0
    for at in _PLACE.finditer(template):
        value = makers[at[1]]()
        before = template[last : at.start()]
        pieces += (before, value)
        start = length + len(before)
        length, last = start + len(value), at.end()
        planted.append(Planted(at[1], start, length))
    return Filled("".join((*pieces, template[last:])), tuple(planted))


@dataclass(frozen=True, slots=True)
class World:
    """What people and places are made of."""

    given: Sequence[str]
    surnames: Sequence[str]
    cities: Sequence[str]
    countries: Sequence[str]
    streets: Sequence[str]
    organisations: Sequence[str]


def makers(world: World, rng: random.Random) -> dict[str, Callable[[], str]]:
    """English and international forms, for training."""
    pick = rng.choice

    def digits(form: str) -> str:
        return "".join(str(rng.randrange(10)) if sign == "#" else sign for sign in form)

    def full() -> str:
        first, last = pick(world.given), pick(world.surnames)
        middle = f"{pick(world.given)[0]}."
        return pick((f"{first} {last}",) * 7 + (f"{first} {middle} {last}", f"{first} {middle[0]} {last}", f"{first} {pick(world.given)} {last}", f"{first} {last}-{pick(world.surnames)}", f"{last}, {first}"))  # fmt: skip

    def street() -> str:
        name, way = pick((world.surnames, world.cities, world.given)), pick(world.streets)
        word = pick(name)
        number = digits(pick(("#", "##", "###", "####")))
        return pick((f"{number} {word} {way}", f"{word} {way} {number}", f"{number} {way} {word}", f"{word}{way} {number}", f"{way} {word} {number}", f"{word} {number}", f"{word} {way}", f"{number} {word} {pick(world.surnames)} {way}"))  # fmt: skip

    def unit() -> str:
        return f"{pick(('Apt.', 'Suite', 'Apt', 'Unit', 'Flat', '#'))} {digits(pick(('#', '##', '###')))}"

    def zip_code() -> str:
        return digits(pick(("#####", "#####", "#####-####", "####", "###", "#### ##", "##-###")))

    def city() -> str:
        name = pick(world.cities)
        return pick((name, name, name, name.upper(), name.lower()))

    def address() -> str:
        state = "".join(pick("ABCDGHIKLMNOPRSTUVWX") for _ in "12")
        return pick((
            f"{street()}, {city()}, {state} {zip_code()}", f"{street()}\n{city()}, {state} {zip_code()}",
            f"{street()} {unit()}\n{city()}\n, {state}\n {pick(world.countries)} {zip_code()}", street(),
            f"{street()}, {unit()}, {city()}", f"{street()}\n {unit()}\n {city()}\n {pick(world.countries)} {zip_code()}",
            f"{street()}, {zip_code()} {city()}", f"{street()} {unit()} {city()} {state}", f"{street()}, {city()}",
        ))  # fmt: skip

    def organisation() -> str:
        last, other = pick(world.surnames), pick(world.surnames)
        return pick((pick(world.organisations),) * 3 + (f"{last} Ltd", f"{last} {other} LLC", f"{last}-{other}", f"{last} and Sons", f"{last} Group", f"{last} Inc."))  # fmt: skip

    def hospital() -> str:
        name = pick(
            (
                pick(world.surnames),
                pick(world.cities),
                f"St. {pick(world.given)}",
                f"St. {pick(world.given)}'s",
            )
        )
        return f"{name} {pick(('Hospital', 'Medical Center', 'Clinic', 'General Hospital', 'Memorial Hospital', 'University Hospital', 'Health Center'))}"

    def phone() -> str:
        return digits(pick(("###-###-####", "(###) ###-####", "###.###.####", "+1-###-###-####", "###-####", "+## ## ### ## ##", "0## ### ####", "## ## ## ##", "#### ## ## ##", "(##) ###-###", "### ### ###", "07### ######", "### ## ###", "001-###-###-####x####", "### ####", "##-##-##-##", "#### ### ## ##", "+## (0)# ### ### ##", "##-########")))  # fmt: skip

    def number() -> str:
        return digits(pick(("########", "#######", "###-##-####", "################", "############", "#### #### #### ####", "MR######", "A#########", "###-######", "U##############")))  # fmt: skip

    def day() -> str:
        return digits(
            pick(("#/1#/19##", "1#/#/20##", "20##-0#-1#", "March 1#, 20##", "0#/2#/####"))
        )

    return {
        "name": full, "first": lambda: pick(world.given), "last": lambda: pick(world.surnames),
        "initial": lambda: pick("ABCDEFGHJKLMNPRSTVW"), "title": lambda: pick(("Mr.", "Mrs.", "Ms.", "Miss", "Prof.", "Mr", "Mrs", "Ms")),
        "age": lambda: str(rng.randint(18, 88)), "date": day, "id": number, "phone": phone,
        "address": address, "street": street, "unit": unit, "house": lambda: digits(pick(("#", "##", "###"))),
        "zip": zip_code, "city": city, "country": lambda: pick(world.countries), "org": organisation, "hospital": hospital,
    }  # fmt: skip
