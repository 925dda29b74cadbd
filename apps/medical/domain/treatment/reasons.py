"""Says in both languages why a drug is thought of by mechanism. Words only; ranks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.medical.domain.differential import Reference
from apps.medical.domain.treatment.diseases import Disease
from apps.medical.domain.treatment.mechanisms import Mechanisms
from apps.medical.domain.treatment.references import reference

_NAMED = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """`text` is what the drug acts on; the reference's detail says that no indication is known."""

    text: str
    zh: str
    reference: Reference


def reason(
    mechanisms: Mechanisms, drug: str, processes: Sequence[str], asked: Disease
) -> Reason | None:
    """None where the drug acts on nothing that is known to drive the disease."""
    named = [mechanisms.processes[key] for key in processes[:_NAMED]]
    if not named:
        return None
    acts = f"acts on {' and '.join(process.name for process in named)}"
    drive = "drives" if len(named) == 1 else "drive"
    kin = mechanisms.of(asked).kin[:_NAMED]
    of = f"{asked.name}, taken from its kin {' and '.join(kin)}" if kin else asked.name
    detail = f"{acts}, which {drive} {of} (by mechanism; no indication fact)"
    zh = f"作用于{'、'.join(process.zh for process in named)}"
    return Reason(acts, zh, reference(mechanisms.sources[drug], detail))
