"""How far the findings ask for a rare disease at all, by what general practice meets every day.

The networks were fitted to published cases: there somebody had already asked for a rare disease.
In a clinic most patients have none, and fever, cough or raised blood pressure hardly change that.
So the log odds of a rare disease start at PRIOR, and only findings that are not of the everyday
table raise them, each by what the likely candidates explain of it. An everyday finding counts
nothing however well it fits; so does one broader than an everyday one, which is at least as common.
The table is an estimate by order of magnitude, not a survey; the two constants were set, not
fitted: with one such finding a rare disease stays improbable, with three it becomes likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.medical.domain.rare.evidence import KIN_WEIGHT, NAMED_WEIGHT, SCALE, Compared
from apps.medical.domain.rare.ontology import Ontology

TABLE: Final = Path(__file__).with_name("everyday.tsv")
COLUMNS: Final = ("hpo", "label", "narrower_too", "per_thousand", "source")

PRIOR: Final = -6.0
"""Log odds that a rare disease explains findings that say nothing: about 1 in 400 patients."""

MOST_NATS: Final = 3.0
"""No finding counts for more: a single one may be a slip of coding."""

WORTH: Final = 0.7
"""Findings come together in common diseases as well, so their nats do not simply add up."""


def everyday_terms(ontology: Ontology, text: str | None = None) -> npt.NDArray[np.bool_]:
    """For each term, whether it is met every day. Raises ValueError naming an ill-formed line."""
    lines = (TABLE.read_text(encoding="utf-8") if text is None else text).splitlines()
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"line 1: not the header of the everyday findings: {lines[0]!r}")
    everyday = np.zeros(len(ontology.ids), bool)
    above = []
    for number, line in enumerate(lines[1:], 2):
        parts = line.split("\t")
        if len(parts) != len(COLUMNS):
            raise ValueError(f"line {number}: {len(parts)} fields where {len(COLUMNS)} belong")
        term = ontology.number.get(parts[0])
        if term is not None:
            everyday[ontology.ancestors_of(term)] = True
            above += [term] if parts[2] == "yes" else []
    narrower = np.isin(ontology.ancestors, above)
    return everyday | np.logical_or.reduceat(narrower, ontology.starts[:-1])


def explained_nats(
    present: Sequence[int],
    compared: Compared,
    chance_C: npt.NDArray[np.floating],
    everyday: npt.NDArray[np.bool_],
) -> float:
    """What the likely candidates explain of the findings that are not met every day."""
    own, kin, named = np.moveaxis(compared.present_PCF[..., :3], -1, 0)
    best_PC = SCALE * np.maximum(own, np.maximum(KIN_WEIGHT * kin, NAMED_WEIGHT * named))
    nats_P = np.minimum(best_PC, MOST_NATS) @ (chance_C / max(chance_C.sum(), 1e-12))
    return float(nats_P[~everyday[list(present)]].sum())


def rare_at_all(nats: float) -> float:
    """The probability that a rare disease is to be looked for."""
    return float(1 / (1 + np.exp(-(PRIOR + WORTH * nats))))
