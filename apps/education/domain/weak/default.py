"""The rule that ships: learnt from simulated classes, for courses too young for one of their own.

`weak_rule.tsv` beside this module is written by `python -m benchmarks.weak_points --write-rule`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from apps.education.domain.weak.rule import WeakRule
from apps.education.domain.weak.signs import NAMES

TABLE = "weak_rule.tsv"


@lru_cache(maxsize=1)
def default_rule() -> WeakRule:
    text = resources.files("apps.education.domain.weak").joinpath(TABLE).read_text("utf-8")
    return rule_from(text)


def rule_from(text: str) -> WeakRule:
    """A rule from its table of two columns, name and value. Raises ValueError naming a row."""
    values: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, tab, value = line.partition("\t")
        if not tab:
            raise ValueError(f"{TABLE}, line {number}: {line!r} is not a name, a tab and a value")
        values[name] = value
    try:
        return WeakRule(
            NAMES,
            tuple(float(values[name]) for name in NAMES),
            float(values["constant"]),
            _bound(values["weak_from"]),
            _bound(values["secure_to"]),
            float(values["target"]),
            values["learnt_from"],
        )
    except KeyError as missing:
        raise ValueError(f"{TABLE}: no row {missing}; write the table anew") from None


def table_of(rule: WeakRule) -> str:
    rows = [
        ("name", "value"),
        *((name, f"{weight:.5f}") for name, weight in zip(NAMES, rule.weights, strict=True)),
        ("constant", f"{rule.constant:.5f}"),
        ("weak_from", "" if rule.weak_from is None else f"{rule.weak_from:.4f}"),
        ("secure_to", "" if rule.secure_to is None else f"{rule.secure_to:.4f}"),
        ("target", f"{rule.target}"),
        ("learnt_from", rule.learnt_from),
    ]
    return "".join(f"{name}\t{value}\n" for name, value in rows)


def _bound(text: str) -> float | None:
    return float(text) if text else None
