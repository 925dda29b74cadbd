from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fhir.resources.R4B import get_fhir_model_class

from apps.medical.domain.concept import Concept
from apps.medical.domain.differential import (
    Candidate,
    Differential,
    NextQuestion,
    Reference,
    Weighed,
)
from apps.medical.domain.fhir import out
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.intake.draft import FIELDS
from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.merging import saying
from apps.medical.domain.option import Caution, CautionKind
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import DocumentKind, Notice, Severity, Source
from apps.medical.samples import demo_patients
from tests.fakes.fhir_resources import bundle, condition, observation, patient

AT = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=8)))
_SAMPLES = {demo.key: demo.files for demo in demo_patients()}


def valid(resource: dict) -> dict:
    json.dumps(resource)
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def record_of(key: str) -> PatientRecord:
    return read_files(_SAMPLES[key]).records[0]


def finding(record: PatientRecord, assertion: Assertion) -> Finding:
    note = next(d for d in record.documents if d.kind is DocumentKind.NOTE)
    return Finding(Concept("Fever"), assertion, Origin.TEXT, Source(note.id, 5, 12))


def differential() -> Differential:
    weighed = Weighed("Ectopia lentis", 3.2, None, Reference("HPO"))
    named = Candidate(
        "OMIM:154700",
        "Marfan syndrome",
        0.61,
        (weighed,),
        (weighed,),
        (Reference("Paper", "https://a.b/c"),),
    )
    question = NextQuestion("HP:1", "Is there a bifid uvula?", 0.4)
    return Differential("rare", (named,), 0.2, 0.19, (question,), (), (), "m1", "d1")


@pytest.mark.parametrize("key", sorted(_SAMPLES))
def test_a_record_comes_back_from_its_bundle(key: str) -> None:
    record = record_of(key)
    written = valid(out.patient_bundle(record, at=AT))
    for entry in written["entry"]:
        valid(entry["resource"])
    again = read_files([("out.json", json.dumps(written).encode())])
    assert len(again.records) == 1
    back = again.records[0]
    assert back.identity == record.identity
    kept = {d.id for d in back.documents}
    assert {d.id for d in record.documents} <= kept
    for name in ("encounters", "problems", "medications", "allergies"):
        assert [*map(saying, getattr(back, name))] == [*map(saying, getattr(record, name))]
    told = {(o.concept.text, o.value, o.unit, o.text, o.low, o.high) for o in record.observations}
    assert {
        (o.concept.text, o.value, o.unit, o.text, o.low, o.high) for o in back.observations
    } == told


def test_a_record_of_notes_alone_gets_a_patient() -> None:
    record = read_files(
        [("a.txt", "姓名：王小明  性别：男  出生日期：2019-03\n发热。".encode())]
    ).records[0]
    written = valid(out.patient_bundle(record, at=AT))
    made = next(
        e["resource"] for e in written["entry"] if e["resource"]["resourceType"] == "Patient"
    )
    assert (made["gender"], made["birthDate"], made["name"]) == (
        "male",
        "2019-03",
        [{"text": "王小明"}],
    )


def test_what_was_no_valid_r4_leaves_as_a_binary() -> None:
    faulty = {"resourceType": "Procedure", "id": "x", "subject": {"reference": "Patient/p"}}
    found = read_files([("a.json", bundle(patient(), faulty, condition(), condition(text="Gout")))])
    written = valid(out.patient_bundle(found.records[0], at=AT))
    kinds = [entry["resource"]["resourceType"] for entry in written["entry"]]
    assert sorted(kinds) == ["Binary", "Binary", "Condition", "Patient"]
    kept = next(
        e["resource"] for e in written["entry"] if e["resource"]["resourceType"] == "Condition"
    )
    assert kept["code"]["text"] == "Gout"


def test_findings_leave_with_their_words() -> None:
    record = record_of("child_pneumonia")
    found = [finding(record, assertion) for assertion in Assertion]
    written = valid(out.patient_bundle(record, found, at=AT))
    impression = written["entry"][-1]["resource"]
    assert len(impression["finding"]) == len(Assertion)
    assert record.quote(found[0].source).strip() in impression["finding"][0]["basis"]


def test_an_impression_says_who_decided() -> None:
    open_one = valid(out.clinical_impression(differential(), patient_id="p", at=AT))
    assert open_one["status"] == "in-progress"
    signed = out.SignedOff("override", "Dr. Vale", AT, "echo is normal")
    done = valid(out.clinical_impression(differential(), signed, patient_id="p", at=AT))
    assert done["status"] == "completed"
    assert "override: echo is normal" in done["note"][0]["text"]
    coding = done["finding"][0]["itemCodeableConcept"]["coding"][0]
    assert coding == {
        "system": "https://omim.org",
        "code": "154700",
        "display": "Marfan syndrome",
    }


@pytest.mark.parametrize("kind", list(CautionKind))
def test_a_caution_is_an_issue_with_its_evidence(kind: CautionKind) -> None:
    record = record_of("anticoagulated")
    warfarin = next(m for m in record.medications if m.drug.text == "warfarin")
    reference = Reference("Label", "https://a.b/c")
    caution = Caution(kind, Severity.ERROR, "Bleeding risk", (warfarin.source,), reference)
    issue = valid(out.detected_issue(caution, record, drug=Concept("naproxen"), at=AT))
    assert issue["evidence"][0]["detail"][0]["reference"] == warfarin.id
    assert issue["severity"] == "high"


def test_traces_are_valid() -> None:
    made = out.provenance(
        ["Patient/p"], at=AT, agent="Dr. Vale", activity="sign-off", versions={"model": "1"}
    )
    assert valid(made)["recorded"].startswith("2026-03-01T04:00:00")
    event = out.audit_event(
        "R", "viewed the record", at=AT, user="u1", role="clinician", patient_id="p"
    )
    assert valid(event)["entity"][0]["what"]["reference"] == "Patient/p"
    with pytest.raises(ValueError, match="target"):
        out.provenance([], at=AT, agent="x", activity="y")
    with pytest.raises(ValueError, match="time zone"):
        out.audit_event("R", "x", at=datetime(2026, 1, 1), user="u", role="r")


def test_notices_are_an_outcome() -> None:
    notice = Notice(Severity.ERROR, "unparsed", "Condition/c", "has no code", "correct it")
    outcome = valid(out.operation_outcome([notice]))
    assert outcome["issue"][0]["code"] == "structure"
    assert valid(out.operation_outcome([]))["issue"][0]["severity"] == "information"
    answer = out.guidance_response(
        "call-1", "https://a.b/order-select", patient_id="p", at=AT, notices=[notice]
    )
    assert valid(answer)["contained"][0]["resourceType"] == "OperationOutcome"
    assert "contained" not in valid(
        out.guidance_response("call-1", "https://a.b/x", patient_id="p", at=AT)
    )


def test_our_assessments_are_events_when_read_again() -> None:
    impression = out.clinical_impression(differential(), patient_id="p", at=datetime.now(UTC))
    found = read_files([("a.json", bundle(patient(), impression, observation(valueString="x")))])
    assert [event.kind for event in found.records[0].events] == ["assessment"]
    assert set(FIELDS.values()) >= {"events", "observations"}
