"""What an export says of itself: PARITY.json for machines, README.md for people.

Knows measurements and lists; knows nothing of how they came about.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core_model.export.parity import Parity

REPORT = "PARITY.json"


class Report(BaseModel):
    """An export: what it is, what it lost, how far it is from its origin.

    `parity` is None where the export could not be run here; `unverified_because` then says why.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: str
    weights: str
    adapter: str | None
    not_represented: list[str]
    notes: list[str]
    parity: Parity | None
    unverified_because: str | None


def write_report(report: Report, folder: Path) -> None:
    """Writes both files into `folder`."""
    (folder / REPORT).write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(as_markdown(report), encoding="utf-8")


def as_markdown(report: Report) -> str:
    """The report as a page."""
    adapter = "" if report.adapter is None else f", adapter `{report.adapter}` merged"
    parts = [
        f"# Consilium as {report.target}",
        f"Weights in {report.weights}{adapter}.",
        "## Parity with the mixture it was exported from",
        _parity(report),
        "## Not represented",
        _list(report.not_represented, "Nothing is lost."),
        "## Notes",
        _list(report.notes, "None."),
    ]
    return "\n\n".join(parts) + "\n"


def _parity(report: Report) -> str:
    found = report.parity
    if found is None:
        return f"Not verified: {report.unverified_because}."
    return (
        f"Run in {found.runner}: largest difference of {found.compared} {found.max_difference:.2e}"
        f" over {found.positions} positions; {found.greedy_equal} of {found.greedy_of} greedy"
        " tokens equal in the worst of the prompts."
    )


def _list(lines: list[str], nothing: str) -> str:
    return "\n".join(f"- {line}" for line in lines) or nothing
