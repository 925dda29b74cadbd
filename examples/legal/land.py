"""What the invented land is made of: its names, and the values that its provisions are filled with.

Knows words and chance; knows nothing of documents.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from random import Random

NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
DAYS = (3, 5, 7, 8, 10, 12, 14, 15, 18, 20, 21, 25, 28, 30, 35, 40, 42, 45, 50, 60, 70, 75, 90, 120)
UNITS = {"d1": "days", "d2": "days", "m1": "months", "y1": "years"} | dict.fromkeys(
    ("s1", "s2", "p1", "n1", "n2", "h1", "town", "body", "date"), ""
)
"""What follows the value of a slot wherever it is said."""
FROM = date(1988, 1, 1).toordinal()


def values(rng: Random) -> dict[str, str]:
    """A filling of every slot that any provision may have; equal kinds differ from each other."""
    first, second = rng.sample(DAYS, 2)
    sums, shares = rng.sample(range(3, 980), 2), rng.sample(range(4, 90), 2)
    counts = rng.sample(range(2, 60), 2)
    begun = date.fromordinal(FROM + rng.randrange(16_000))
    return {
        "d1": str(first),
        "d2": str(second),
        "m1": str(rng.randint(2, 36)),
        "y1": str(rng.randint(2, 30)),
        "s1": money(sums[0], rng),
        "s2": money(sums[1], rng),
        "p1": f"{shares[0] / rng.choice((1, 2, 4)):g}%",
        "p2": f"{shares[1]}%",
        "n1": str(counts[0]),
        "n2": str(counts[1]),
        "h1": rng.choice(NAMES["hours"]),
        "town": rng.choice(NAMES["towns"]),
        "body": rng.choice(NAMES["bodies"]),
        "date": f"{begun.day} {begun:%B %Y}",
    }


def money(amount: int, rng: Random) -> str:
    """A sum in crowns, the land's coin."""
    return f"{amount * rng.choice((1, 5, 10, 50, 100)):,} crowns"


def firm(rng: Random) -> str:
    return f"{rng.choice(NAMES['houses'])} {rng.choice(NAMES['trades'])}"
