"""What was measured of a core, beside its base: one value a measure, as JSON and as a table.

Values and files. Knows nothing of how anything is measured.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

FILE = "evaluation.json"
TABLE = "evaluation.md"


class Measure(BaseModel):
    """One figure of ours and of the base on the same items; None where nothing could be counted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    ours: float | None
    base: float | None
    items: int = Field(ge=0, description="Questions, answers or tokens behind the figure.")
    higher_is_better: bool = True
    headline: bool = Field(default=False, description="Shown in the short table of the desks.")

    @property
    def verdict(self) -> str:
        """`better`, `worse` or `same` than the base; empty where one of the two is missing."""
        if self.ours is None or self.base is None:
            return ""
        gain = (self.ours - self.base) * (1 if self.higher_is_better else -1)
        return "same" if abs(gain) < 1e-9 else "better" if gain > 0 else "worse"


class Report(BaseModel):
    """All measures of one run, with what was measured and on what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    adapters: dict[str, str]
    """Fingerprint of each adapter's weights by name."""
    backend: str
    quick: bool
    trained: bool
    """False where no specialist is trained and no adapter is there: ours is the base itself."""
    measures: tuple[Measure, ...]
    utilisation: tuple[float, ...] = ()
    """Of each layer, over all domains together."""
    information: tuple[float, ...] = ()
    """Bits that the choice of a specialist tells of the domain, by layer."""
    absent: tuple[str, ...] = ()
    """Collections that the folder of data does not hold."""
    seconds: float
    cpu_seconds: float

    def keys(self) -> dict[str, object]:
        """Flat figures: `name` of ours, `base_name` beside it."""
        found: dict[str, object] = {}
        for one in self.measures:
            found[one.name] = _rounded(one.ours)
            found[f"base_{one.name}"] = _rounded(one.base)
            found[f"{one.name}_items"] = one.items
            if one.name.startswith("ppl_") and one.ours is not None and one.base:
                found[f"ppl_ratio_{one.name.removeprefix('ppl_')}"] = _rounded(one.ours / one.base)
        if self.utilisation:
            found["utilisation"] = _rounded(sum(self.utilisation) / len(self.utilisation))
            found["utilisation_worst_layer"] = _rounded(min(self.utilisation))
            found["specialisation_bits"] = _rounded(sum(self.information) / len(self.information))
        return found | {
            "trained": self.trained,
            "backend": self.backend,
            "quick": self.quick,
            "absent": list(self.absent),
            "seconds": round(self.seconds),
            "cpu_seconds": round(self.cpu_seconds),
        }

    def table(self, *, headlines: bool = False) -> str:
        """The measures as a table in Markdown."""
        lines = ["| measure | base | ours | items | |", "|---|---|---|---|---|"]
        lines += [
            f"| {one.title} | {_shown(one.base)} | {_shown(one.ours)} | {one.items:,} |"
            f" {one.verdict} |"
            for one in self.measures
            if one.headline or not headlines
        ]
        return "\n".join(lines)

    def save(self, folder: Path) -> None:
        """Writes `evaluation.json` (this report, whole) and `evaluation.md`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (
            (FILE, self.model_dump_json(indent=1)),
            (TABLE, f"{self.table()}\n"),
        ):
            beside = folder / f".{name}.new"
            beside.write_text(text, encoding="utf-8")
            beside.replace(folder / name)


def read_report(path: Path) -> Report:
    """A saved report. Raises OSError, or pydantic's ValidationError for another kind of file."""
    return Report.model_validate_json(path.read_text(encoding="utf-8"))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _shown(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
