"""What points need of other families, told by rule: one line for each reason a teacher would give.

The families state what follows from size, operation and representation within themselves; the
table `between.tsv` joins them. A rule names later points by id or by a pattern with `*`, the
simplest earlier point that their tasks use, and why. Knows no point itself: the catalogue refuses
a rule whose earlier point does not exist.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from apps.education.domain.skill import SkillPoint


@dataclass(frozen=True, slots=True)
class Rule:
    later: str
    earlier: str
    why: str


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the table, in its order."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Rule(line["later"], line["earlier"], line["why"])
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        )


def joined(skill: SkillPoint) -> SkillPoint:
    """The point with what the rules add to its needs."""
    id = skill.point.id
    added = (rule.earlier for rule in rules() if fnmatchcase(id, rule.later))
    needs = tuple(dict.fromkeys((*skill.needs, *added)))
    return skill if needs == skill.needs else SkillPoint(skill.point, needs, skill.parameters)
