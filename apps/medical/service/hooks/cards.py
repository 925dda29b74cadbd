"""Turns what the desk knows of a record into few cards: red flags, critical values, cautions.

A card a subject, gravest first, at most five: an EMR that is told everything is told nothing.
Cautions that are only information stay in the app. No card ranks a diagnosis and none is an order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from apps.medical.domain.differential import Reference
from apps.medical.domain.laboratory.assess import assess, laboratory_findings
from apps.medical.domain.laboratory.assessed import Assessed
from apps.medical.domain.option import Caution
from apps.medical.domain.record import Medication, PatientRecord
from apps.medical.domain.redflags.flags import RedFlag, red_flags
from apps.medical.domain.source import Severity
from apps.medical.domain.text.coded import coded_findings
from apps.medical.domain.treatment.cautions import cautions
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.service.hooks.messages import (
    SUMMARY_LENGTH,
    Action,
    Card,
    CardSource,
    Indicator,
    Link,
    Suggestion,
    SystemCoding,
)

MOST = 5
_MOST_LINES = 4
_SYSTEM = "urn:consilium:override-reasons"
_REASONS = (
    ("benefit", "Benefit outweighs the risk"),
    ("known", "Known and monitored"),
    ("not-applicable", "Does not apply to this patient"),
    ("data-wrong", "The data are wrong or out of date"),
    ("specialist", "Agreed with a specialist"),
)
_OWN = "Consilium, clinician's desk: decision support, to be reviewed by the clinician"
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")
_SPACE = re.compile(r"\s+")
_CRITICAL = {"HH": "critically high", "LL": "critically low"}


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes cards of one request: their ids follow from its instance, links lead into the app."""

    instance: UUID
    app_url: str

    def patient_view(self, record: PatientRecord) -> list[Card]:
        """Red flags, then newest laboratory values beyond critical limits."""
        findings = [*coded_findings(record), *laboratory_findings(record)]
        made = [self._flag(flag) for flag in red_flags(findings, record)]
        critical = critical_values(assess(record))
        if critical:
            made.append(self._critical(critical))
        return made[:MOST]

    def order_select(self, record: PatientRecord, drafts: Sequence[Medication]) -> list[Card]:
        """One card a drafted drug with a contraindication or a caution of weight."""
        made = [card for draft in drafts if (card := self._order(record, draft))]
        made = sorted(made, key=lambda card: card.indicator != "critical")[:MOST]
        unknown = [draft.drug.text for draft in drafts if not drug_book().find(draft.drug)]
        return [*made, *self._unknown(unknown)]

    def unread(self, count: int) -> list[Card]:
        """That something sent was not looked at must not look as if all were well."""
        if not count:
            return []
        summary = f"{count} of the resources sent could not be read and were not checked"
        remedy = ["They are no valid FHIR R4. Import the patient into the desk to see which."]
        return [self._card("unread", summary, remedy, "warning", Reference(_OWN))]

    def _unknown(self, names: Sequence[str]) -> list[Card]:
        if not names:
            return []
        summary = f"Not known to the desk, so nothing was checked: {', '.join(names)}"
        lines = ["No table of the desk has these drugs; check them elsewhere.", *names]
        return [self._card("unknown-drugs", summary, lines, "info", Reference(_OWN))]

    def _flag(self, flag: RedFlag) -> Card:
        return self._card(
            f"flag:{flag.id}",
            f"Red flag: {flag.title}",
            [f"{flag.reference.title}: {flag.why}"],
            "critical",
            flag.reference,
        )

    def _critical(self, values: Sequence[Assessed]) -> Card:
        lines = [_value(one) for one in values]
        summary = f"Critical laboratory values: {'; '.join(lines)}"
        reference = values[0].reference or Reference(_OWN)
        return self._card("critical-laboratory", summary, lines, "critical", reference)

    def _order(self, record: PatientRecord, draft: Medication) -> Card | None:
        found = [c for c in cautions(draft.drug, record) if c.severity is not Severity.INFORMATION]
        if not found:
            return None
        grave = [c for c in found if c.severity is Severity.ERROR]
        indicator: Indicator = "critical" if grave else "warning"
        told = grave or found
        card = self._card(
            f"order:{draft.id}", f"{draft.drug.text}: {told[0].text}",
            list(_lines(found)), indicator, told[0].reference,
        )  # fmt: skip
        return card.model_copy(
            update={
                "suggestions": [self._reconsider(draft)],
                "selectionBehavior": "any",
                "overrideReasons": [
                    SystemCoding(code=code, system=_SYSTEM, display=text) for code, text in _REASONS
                ],
            }
        )

    def _reconsider(self, draft: Medication) -> Suggestion:
        """To take the draft back; never recommended by itself: the clinician decides."""
        id = draft.id if "/" in draft.id else f"MedicationRequest/{draft.id}"
        label = _cut(f"Remove the draft of {draft.drug.text}", 80)
        action = Action(type="delete", description=label, resourceId=id)
        return Suggestion(label=label, uuid=self._id(f"remove:{draft.id}"), actions=[action])

    def _card(
        self, key: str, summary: str, lines: Iterable[str], indicator: Indicator,
        reference: Reference,
    ) -> Card:  # fmt: skip
        shown = list(lines)
        more = len(shown) - _MOST_LINES
        detail = [f"- {_plain(line)}" for line in shown[:_MOST_LINES]]
        if more > 0:
            detail.append(f"- {more} more in the app")
        detail += ["", f"Source: {_plain(reference.title)}. {_OWN}."]
        return Card(
            uuid=self._id(key),
            summary=_cut(summary, SUMMARY_LENGTH),
            detail="\n".join(detail),
            indicator=indicator,
            source=CardSource(label=reference.title or _OWN, url=reference.url or None),
            links=[Link(label="Open the clinician's desk", url=self.app_url)],
        )

    def _id(self, key: str) -> UUID:
        return uuid5(self.instance, key)


def critical_values(assessed: Iterable[Assessed]) -> list[Assessed]:
    """The newest value of each analyte where that is beyond critical limits."""
    newest: dict[str, Assessed] = {}
    for one in assessed:
        if one.analyte is None or one.observation.taken is None:
            continue
        held = newest.get(one.analyte.id)
        if held is None or _moment(one) >= _moment(held):
            newest[one.analyte.id] = one
    return [one for one in newest.values() if one.flag in _CRITICAL]


def _moment(one: Assessed) -> tuple[str, str]:
    taken = one.observation.taken
    assert taken is not None
    return taken.first.isoformat(), str(taken)


def _value(one: Assessed) -> str:
    observation, analyte = one.observation, one.analyte
    assert analyte is not None
    number = f"{observation.comparator or ''}{observation.value} {observation.unit}".strip()
    return f"{analyte.name} {number}, {_CRITICAL[one.flag]} ({str(observation.taken)[:10]})"


def _lines(found: Sequence[Caution]) -> Iterator[str]:
    return (caution.text for caution in found)


def _plain(text: str) -> str:
    """Text of a record in Markdown as itself: one line, nothing of it markup."""
    return _MARKS.sub(r"\\\1", _SPACE.sub(" ", text)).strip()


def _cut(text: str, length: int) -> str:
    one_line = _SPACE.sub(" ", text).strip()
    return one_line if len(one_line) <= length else f"{one_line[: length - 1].rstrip()}…"
