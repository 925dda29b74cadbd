"""Drugs that have been used for a disease, ranked, with cautions for one patient: `options`.

A disease with an entry is answered from its own facts. One without is answered from its
neighbours and by mechanism, and every such option names the neighbour, what the drug acts on, or
both. Options, never orders; nothing of doses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from apps.medical.domain.concept import Concept
from apps.medical.domain.option import Effect, Option
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.treatment.cautions import cautions_of
from apps.medical.domain.treatment.diseases import Disease, disease_book
from apps.medical.domain.treatment.drugs import DrugBook, drug_book
from apps.medical.domain.treatment.icd import nearness
from apps.medical.domain.treatment.knowledge import Fact, Knowledge, packaged
from apps.medical.domain.treatment.mechanisms import Mechanisms, mechanisms
from apps.medical.domain.treatment.patient import Patient
from apps.medical.domain.treatment.reasons import reason
from apps.medical.domain.treatment.references import reference
from apps.medical.domain.treatment.scoring import Ranker, Scored, Weights

_FADE = 0.97
_SYMPTOMATIC = 0.5
_REFERENCES = 4


class Options:
    """Options by one body of knowledge; makes the comparison of diseases once."""

    def __init__(
        self, knowledge: Knowledge, drugs: DrugBook, weights: Weights, mechanisms: Mechanisms
    ) -> None:
        self._knowledge = knowledge
        self._drugs = drugs
        self._mechanisms = mechanisms
        self._ranker = Ranker(knowledge, drugs, weights, mechanisms)

    def of(self, disease: Concept, record: PatientRecord | None, limit: int) -> tuple[Option, ...]:
        """Best first, at most `limit`. Empty where nothing near enough is known."""
        book = disease_book()
        entry = book.find(disease)
        facts = self._knowledge.by_disease.get(entry) if entry else None
        if entry and facts and any(fact.effect for fact in facts):
            found = _own(facts, entry, disease.text)
        else:
            found = self._from_neighbours(book.described(disease))
        chosen = found[:limit]
        if record is None:
            return tuple(chosen)
        patient = Patient(record, self._drugs)
        return tuple(self._with_cautions(option, patient) for option in chosen)

    def _from_neighbours(self, asked: Disease) -> list[Option]:
        """Nothing where nobody knows what drives the disease: likeness alone borrows nonsense."""
        if not self._mechanisms.of(asked).strengths:
            return []
        return [self._option(scored, asked) for scored in self._ranker.rank(asked)]

    def _option(self, scored: Scored, asked: Disease) -> Option:
        nearest = scored.because[0].disease if scored.because else None
        drug = self._drugs.named(scored.drug)
        why = reason(self._mechanisms, scored.drug, scored.processes, asked)
        if why and nearest and not nearness(asked.codes, nearest.codes):
            nearest = None
        sources = dict.fromkeys((fact.source, fact.disease.name) for fact in scored.because)
        facts = tuple(reference(s, f"for {name}") for s, name in list(sources)[:_REFERENCES])
        return Option(
            drug.concept if drug else Concept(scored.drug),
            scored.effect,
            asked.name,
            scored.score,
            (why.reference, *facts) if why else facts,
            neighbour=nearest.name if nearest else None,
            drug_zh=drug.zh if drug else "",
            disease_zh=asked.zh,
            neighbour_zh=nearest.zh if nearest else "",
            mechanism=why.text if why else "",
            mechanism_zh=why.zh if why else "",
        )

    def _with_cautions(self, option: Option, patient: Patient) -> Option:
        found = cautions_of(self._drugs.find(option.drug), patient, named=option.drug.text)
        return replace(option, cautions=found)


def _own(facts: Sequence[Fact], entry: Disease, asked: str) -> list[Option]:
    """The entry's own drugs: the order of its source, those that modify the disease first."""
    ordered: list[Option] = []
    places: Counter[Effect] = Counter()
    for fact in facts:
        if fact.effect is None:
            continue
        score = (1.0 if fact.effect is Effect.DISEASE_MODIFYING else _SYMPTOMATIC) * (
            _FADE ** places[fact.effect]
        )
        places[fact.effect] += 1
        drug = drug_book().named(fact.drug)
        ordered.append(
            Option(
                drug.concept if drug else Concept(fact.drug), fact.effect, asked, score,
                (reference(fact.source, f"for {entry.name}"),), drug_zh=drug.zh if drug else "",
                disease_zh=entry.zh,
            )
        )  # fmt: skip
    return sorted(ordered, key=lambda option: -option.score)


@lru_cache(maxsize=1)
def _packaged() -> Options:
    return Options(packaged(), drug_book(), Weights(), mechanisms())


def options(
    disease: Concept, record: PatientRecord | None = None, *, limit: int = 12
) -> tuple[Option, ...]:
    """What has been used for `disease`, with cautions for the patient of `record`."""
    return _packaged().of(disease, record, limit)


def not_indicated(disease: Concept) -> Iterable[Fact]:
    """Drugs that were judged not to be for a disease, with the source of that judgement."""
    entry = disease_book().find(disease)
    facts = packaged().by_disease.get(entry, ()) if entry else ()
    return [fact for fact in facts if fact.effect is None]
