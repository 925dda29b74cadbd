from __future__ import annotations

import base64
import io
import json
from collections import Counter
from decimal import Decimal

import docx
import pytest

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Imported, Outcome
from apps.medical.domain.record import PatientRecord, Verification
from apps.medical.domain.source import DocumentKind
from apps.medical.domain.when import When
from rag.readers.errors import UnreadableFile
from tests.fakes.fhir_resources import bundle, condition, observation, patient

_ABOUT = {"subject": {"reference": "Patient/p"}}


def imported(*resources: dict) -> Imported:
    return read_files([("a.json", bundle(*resources))])


def record_of(*resources: dict) -> PatientRecord:
    return imported(patient(), *resources).records[0]


def outcome(found: Imported, id: str) -> tuple[Outcome, str]:
    return next((a.outcome, a.reason) for a in found.accounts if a.id == id)


def test_every_resource_gets_one_account() -> None:
    kinds = [
        patient(),
        condition(),
        {"resourceType": "Organization", "id": "org", "name": "Ward"},
        {"resourceType": "CareTeam", "id": "team", **_ABOUT},
        {"resourceType": "Procedure", "id": "bad", **_ABOUT},
        {"resourceType": "Nonsense", "id": "odd"},
        condition("stray", who="absent"),
    ]
    found = imported(*kinds)
    told = Counter(account.id for account in found.accounts if account.resource_type != "Bundle")
    assert told == Counter(kind["id"] for kind in kinds)
    assert outcome(found, "team")[0] is Outcome.KEPT_ONLY
    assert outcome(found, "bad") == (
        Outcome.UNPARSED,
        "status: Value for the field 'status' is required.",
    )
    assert "no R4 resource type" in outcome(found, "odd")[1]
    assert outcome(found, "stray") == (
        Outcome.KEPT_ONLY,
        "its subject Patient/absent is no patient of these files",
    )
    texts = [d.text for d in [*found.loose, *found.records[0].documents]]
    for kind in kinds:
        assert any(json.loads(text).get("id") == kind["id"] for text in texts)
    assert "absent-patient" in {notice.kind for notice in found.notices}


def test_each_line_opens_at_its_element() -> None:
    record = record_of(
        condition(code={"text": "Asthma", "coding": [{"system": "s", "code": "J45"}]}),
        observation(valueQuantity={"value": 1.50, "unit": "mg/dL"}),
    )
    problem, measured = record.problems[0], record.observations[0]
    assert problem.source.path == "Condition.code"
    assert json.loads(f"{{{record.quote(problem.source)}}}")["code"]["text"] == "Asthma"
    assert measured.source.path == "Observation.valueQuantity"
    assert measured.value == Decimal("1.5")


def test_refuted_conditions_and_those_entered_in_error() -> None:
    status = {"coding": [{"code": "refuted"}]}
    error = {"coding": [{"code": "entered-in-error"}]}
    found = imported(
        patient(),
        condition("no", verificationStatus=status),
        condition("slip", "Gout", verificationStatus=error),
    )
    assert [p.verification for p in found.records[0].problems] == [Verification.REFUTED]
    assert outcome(found, "slip")[0] is Outcome.KEPT_ONLY


def test_components_are_observations_of_their_own() -> None:
    part = {"valueQuantity": {"value": 140, "unit": "mm[Hg]"}}
    pressure = observation(
        component=[
            {"code": {"text": "Systolic"}, **part},
            {"code": {"text": "Diastolic"}, "valueQuantity": {"value": 90, "unit": "mm[Hg]"}},
        ]
    )
    found = record_of(pressure).observations
    assert [(o.concept.text, o.value) for o in found] == [("Systolic", 140), ("Diastolic", 90)]
    assert found[1].source.path == "Observation.component[1].valueQuantity"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"valueString": "cloudy"}, "cloudy"),
        ({"valueBoolean": False}, "false"),
        ({"valueCodeableConcept": {"text": "Negative"}}, "Negative"),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, "1:128"),
        ({"valueRange": {"low": {"value": 3}, "high": {"value": 5}}}, "3 – 5"),
        ({"dataAbsentReason": {"text": "unknown"}}, "not available: unknown"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_values_that_are_no_quantity_are_words(value: dict, text: str) -> None:
    assert record_of(observation(**value)).observations[0].text == text


def test_interval_flag_and_comparator() -> None:
    found = record_of(
        observation(
            valueQuantity={"value": 0.01, "unit": "m[IU]/L", "comparator": "<"},
            referenceRange=[{"low": {"value": 0.27}, "high": {"value": 4.2}}],
            interpretation=[{"coding": [{"code": "L"}]}],
        )
    ).observations[0]
    assert (found.comparator, found.low, found.high) == ("<", Decimal("0.27"), Decimal("4.2"))
    assert found.interpretation == "L"
    assert found.category == "laboratory"


def test_an_interval_in_another_unit_is_not_taken() -> None:
    limits = [{"low": {"value": 53, "unit": "umol/L"}, "high": {"value": 97, "unit": "umol/L"}}]
    found = record_of(
        observation(valueQuantity={"value": 1, "unit": "mg/dL"}, referenceRange=limits)
    ).observations[0]
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize(
    "drug",
    [
        {"medicationCodeableConcept": {"text": "warfarin"}},
        {
            "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "warfarin"}}],
            "medicationReference": {"reference": "#m"},
        },
        {"medicationReference": {"reference": "Medication/w"}},
        {"medicationReference": {"display": "warfarin"}},
    ],
    ids=["coded", "contained", "referenced", "displayed"],
)
def test_the_drug_of_a_prescription(drug: dict) -> None:
    request = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "order",
    }
    bounds = {"start": "2020-01-02", "end": "2020-02"}
    dosage = [{"text": "3 mg", "timing": {"repeat": {"boundsPeriod": bounds}}}]
    found = record_of(
        {"resourceType": "Medication", "id": "w", "code": {"text": "warfarin"}},
        request | drug | _ABOUT | {"dosageInstruction": dosage},
    ).medications[0]
    assert (found.drug.text, found.dose) == ("warfarin", "3 mg")
    assert (str(found.start), str(found.end)) == ("2020-01-02", "2020-02")


def test_texts_inside_reports_become_documents() -> None:
    form = base64.b64encode(b"FINDINGS: clear.\nIMPRESSION: normal.").decode()
    report = {
        "resourceType": "DiagnosticReport",
        "id": "d",
        "status": "final",
        "code": {"text": "Chest X-ray"},
        "presentedForm": [{"contentType": "text/plain", "data": form}],
        **_ABOUT,
    }
    link = {"attachment": {"contentType": "text/plain", "url": "https://example.org/a"}}
    reference = {
        "resourceType": "DocumentReference",
        "id": "far",
        "status": "current",
        "content": [link],
        **_ABOUT,
    }
    record = record_of(report, reference)
    texts = [d for d in record.documents if d.kind is not DocumentKind.RESOURCE]
    assert [(d.kind, d.text[:8]) for d in texts] == [(DocumentKind.IMAGING, "FINDINGS")]
    assert {event.kind for event in record.events} == {"diagnostic report", "document"}
    assert [n.kind for n in record.notices] == ["attachment-unread"]


def test_word_documents_inside_resources_are_read() -> None:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Wheeze since Monday.")
    document.save(out)
    data = base64.b64encode(out.getvalue()).decode()
    reference = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "content": [{"attachment": {"title": "letter.docx", "data": data}}],
        **_ABOUT,
    }
    record = record_of(reference)
    assert record.documents[-1].text == "Wheeze since Monday."
    assert record.documents[-1].origin == "a.json › DocumentReference/d"
    broken = reference | {"content": [{"attachment": {"data": "UEsDBA=="}}]}
    assert [n.kind for n in record_of(broken).notices] == ["attachment-unread"]


def test_the_same_again_is_a_duplicate() -> None:
    visit = {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}, **_ABOUT}
    one, other = visit | {"id": "e1"}, visit | {"id": "e2"}
    found = read_files(
        [
            ("a.json", bundle(patient(), one, other, condition())),
            (
                "b.json",
                bundle(
                    patient(meta={"versionId": "2"}),
                    condition("again", encounter={"reference": "Encounter/e2"}),
                    condition("more", encounter={"reference": "Encounter/e1"}),
                ),
            ),
        ]
    )
    assert outcome(found, "e2") == (Outcome.DUPLICATE, "says the same as Encounter/e1")
    assert outcome(found, "more") == (Outcome.DUPLICATE, "says the same as Condition/again")
    assert [e.id for e in found.records[0].encounters] == ["Encounter/e1"]
    assert {p.encounter_id for p in found.records[0].problems} == {None, "Encounter/e1"}


def test_the_newer_version_is_used_and_the_other_kept() -> None:
    old = condition(meta={"lastUpdated": "2020-01-01T00:00:00Z"})
    new = condition(text="Severe asthma", meta={"lastUpdated": "2021-01-01T00:00:00Z"})
    found = imported(patient(), new, old)
    assert [p.concept.text for p in found.records[0].problems] == ["Severe asthma"]
    assert "contradiction" in {notice.kind for notice in found.records[0].notices}
    assert len(found.records[0].documents) == 3


def test_two_birth_dates_of_one_patient_are_an_error() -> None:
    found = imported(patient(), patient(birthDate="1981-01-01", gender="male"))
    notice = found.records[0].notices[0]
    assert (notice.kind, notice.severity) == ("contradiction", "error")
    assert "1980-01-01 / 1981-01-01" in notice.problem
    assert "female / male" in notice.problem


def test_one_id_in_two_systems_is_two_people() -> None:
    other = patient(name=[{"text": "Ada Vale"}], birthDate="1950-05-05", identifier=[])
    found = read_files(
        [
            ("a.json", bundle(patient(), condition())),
            ("b.json", bundle(other, condition("d", "Gout"))),
        ]
    )
    assert {r.identity.name: [p.concept.text for p in r.problems] for r in found.records} == {
        "Jane Doe": ["Asthma"],
        "Ada Vale": ["Gout"],
    }


def test_one_id_said_of_two_patients_is_two_resources() -> None:
    found = read_files(
        [
            ("a.json", bundle(patient("p"), condition("same", who="p"))),
            (
                "b.json",
                bundle(patient("q", name=[{"text": "Ada Vale"}]), condition("same", who="q")),
            ),
        ]
    )
    assert [len(record.problems) for record in found.records] == [1, 1]


def test_one_number_and_another_birth_date_are_kept_apart() -> None:
    number = [{"system": "urn:mrn", "value": "7"}]
    found = imported(
        patient("a", identifier=number), patient("b", identifier=number, birthDate="1999-09-09")
    )
    assert len(found.records) == 2
    assert {n.kind for r in found.records for n in r.notices} == {"identity-conflict"}
    same = imported(
        patient("a", identifier=number), patient("b", identifier=number, gender="female")
    )
    assert len(same.records) == 1


def test_nameless_patients_are_never_merged() -> None:
    bare = {"resourceType": "Patient", "gender": "male", "birthDate": "2001-01-01"}
    found = imported(bare | {"id": "a"}, bare | {"id": "b"})
    assert [record.id for record in found.records] == ["a", "b"]


def test_a_faulty_patient_still_makes_a_record() -> None:
    found = imported(patient(birthDate="1980-02-30"), condition())
    assert outcome(found, "p")[0] is Outcome.UNPARSED
    record = found.records[0]
    assert (record.identity.name, record.identity.birth) == ("Jane Doe", None)
    assert len(record.problems) == 1
    assert record.notices[0].severity == "error"


def test_a_resource_without_subject_goes_to_the_only_patient_with_a_warning() -> None:
    lonely = {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "x"}}
    found = imported(patient(), lonely | {"valueString": "y"})
    assert found.records[0].notices[0].kind == "assumed-patient"
    two = imported(patient("a"), patient("b", identifier=[]), lonely)
    assert outcome(two, "o")[0] is Outcome.KEPT_ONLY


def test_what_others_point_at_is_kept_with_them() -> None:
    team = {"managingOrganization": {"reference": "Organization/o"}}
    found = imported(patient(**team), {"resourceType": "Organization", "id": "o", "name": "Ward"})
    assert [d.title for d in found.records[0].documents] == ["Patient/p", "Organization/o"]
    assert found.loose == ()


def test_what_points_at_a_patients_resource_is_kept_with_it() -> None:
    made = {
        "resourceType": "Provenance",
        "id": "v",
        "target": [{"reference": "Condition/c"}],
        "recorded": "2020-01-01T00:00:00Z",
        "agent": [{"who": {"reference": "Practitioner/d"}}],
    }
    doctor = {"resourceType": "Practitioner", "id": "d"}
    apart = {"resourceType": "Location", "id": "l", "name": "Ward"}
    found = imported(patient(), condition(), made, doctor, apart)
    titles = {document.title for document in found.records[0].documents}
    assert titles == {"Patient/p", "Condition/c", "Provenance/v", "Practitioner/d"}
    assert [document.title for document in found.loose] == ["Location/l"]
    assert found.notices == ()


def test_family_history_and_events() -> None:
    found = record_of(
        {
            "resourceType": "FamilyMemberHistory",
            "id": "f",
            "status": "completed",
            "patient": {"reference": "Patient/p"},
            "relationship": {"text": "father"},
            "condition": [{"code": {"text": "Marfan syndrome"}}],
        },
        {
            "resourceType": "Immunization",
            "id": "i",
            "status": "completed",
            "vaccineCode": {"text": "MMR"},
            "patient": {"reference": "Patient/p"},
            "occurrenceDateTime": "2020",
        },
    )
    assert {(e.kind, e.concept.text) for e in found.events} == {
        ("family history", "father: Marfan syndrome"),
        ("immunisation", "MMR"),
    }


def test_lines_are_in_order_of_instants_not_of_letters() -> None:
    value = {"valueString": "x"}
    late = observation("late", effectiveDateTime="2020-01-01T01:00:00+08:00", valueString="a")
    early = observation("early", effectiveDateTime="2019-12-31T16:00:00Z", **value)
    found = record_of(observation("last", effectiveDateTime="2020-01-02", **value), early, late)
    assert [o.id for o in found.observations] == [
        "Observation/early",
        "Observation/late",
        "Observation/last",
    ]
    assert found.observations[1].taken == When.parse("2020-01-01T01:00:00+08:00")
    assert str(found.observations[1].taken) == "2020-01-01T01:00:00+08:00"


def test_r5_is_refused_and_a_faulty_r4_is_not() -> None:
    visit = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "completed",
        "class": [{"coding": [{"code": "AMB"}]}],
        "actualPeriod": {"start": "2020"},
        **_ABOUT,
    }
    with pytest.raises(UnreadableFile, match="R5") as caught:
        imported(patient(), visit)
    assert caught.value.kind == "wrong_type"
    assert "R4" in caught.value.remedy
    r4 = {"resourceType": "Encounter", "id": "r4", "status": "finished", "class": {"code": "AMB"}}
    assert outcome(imported(patient(), visit, r4 | _ABOUT), "e")[0] is Outcome.UNPARSED


def test_chinese_names_are_written_family_first() -> None:
    found = imported(patient(name=[{"family": "林", "given": ["小禾"]}]))
    assert found.records[0].identity.name == "林小禾"


def test_an_instruction_not_to_do_it_is_no_medication() -> None:
    request = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "order",
        "doNotPerform": True,
        "medicationCodeableConcept": {"text": "aspirin"},
        **_ABOUT,
    }
    found = imported(patient(), request)
    assert found.records[0].medications == ()
    assert outcome(found, "r")[0] is Outcome.KEPT_ONLY
