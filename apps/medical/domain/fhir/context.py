"""What a resource may look up among the others while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from apps.medical.domain.fhir.bundle import Entry
from apps.medical.domain.fhir.elements import Json, Opened, listed
from apps.medical.domain.fhir.references import References


@dataclass(slots=True)
class Context:
    """The references of an import; `laboratory` are the observations that laboratories report."""

    references: References
    entries: dict[str, Entry] = field(default_factory=dict)
    laboratory: set[str] = field(default_factory=set)

    def target(self, opened: Opened, reference: Any) -> Json | None:
        """The resource that a reference points at, contained or of these files."""
        target = reference.get("reference") if isinstance(reference, dict) else None
        if isinstance(target, str) and target.startswith("#"):
            contained = listed(opened.resource, "contained")
            return next((item for item in contained if item.get("id") == target[1:]), None)
        key = self.references.find(reference, opened.entry.origin)
        return self.entries[key].resource if key in self.entries else None

    def encounter(self, opened: Opened) -> str | None:
        """The id of the encounter that a resource belongs to, as it is in the record."""
        reference = opened.resource.get("encounter")
        if found := self.references.find(reference, opened.entry.origin):
            return found
        given = reference.get("reference") if isinstance(reference, dict) else None
        return given if isinstance(given, str) else None
