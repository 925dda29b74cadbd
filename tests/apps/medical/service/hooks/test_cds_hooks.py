"""The CDS Hooks service over HTTP: discovery, cards, refusals, keys, feedback into the audit."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from apps.medical.service.audit import Entry
from apps.medical.service.hooks.app import MAX_BODY_BYTES, NotGuarded, hooks_app
from apps.medical.service.hooks.messages import SUMMARY_LENGTH
from core_model.server.keys import ApiKeys, Caller

KEY = "a-key-that-is-long-enough"


class _Audit:
    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, entry: Entry) -> None:
        self.entries.append(entry)


def _desk(host: str = "127.0.0.1") -> SimpleNamespace:
    return SimpleNamespace(
        store=SimpleNamespace(audit=_Audit()),
        settings=SimpleNamespace(host=host, medical_port=8502),
    )


@pytest.fixture
def desk() -> SimpleNamespace:
    return _desk()


@pytest.fixture
def client(desk: SimpleNamespace) -> TestClient:
    return TestClient(hooks_app(desk), base_url="http://127.0.0.1:8512")


PATIENT = {
    "resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1950-02-01",
    "name": [{"family": "Nobody", "given": ["Nemo"]}],
}  # fmt: skip
SUBJECT = {"reference": "Patient/p1"}


def _coded(text: str) -> dict:
    return {"text": text}


def _potassium(value: float, day: str = "2025-03-01", id: str = "k1") -> dict:
    return {
        "resourceType": "Observation", "id": id, "status": "final", "subject": SUBJECT,
        "category": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}], "text": "Potassium"},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": "mmol/L",
                          "system": "http://unitsofmeasure.org", "code": "mmol/L"},
    }  # fmt: skip


def _medication(drug: str, id: str, status: str = "active") -> dict:
    return {
        "resourceType": "MedicationRequest", "id": id, "status": status,
        "intent": "order", "subject": SUBJECT, "medicationCodeableConcept": _coded(drug),
        "authoredOn": "2025-03-01",
    }  # fmt: skip


def _allergy(substance: str) -> dict:
    return {
        "resourceType": "AllergyIntolerance", "id": "a1", "patient": SUBJECT,
        "code": _coded(substance),
        "verificationStatus": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
            "code": "confirmed"}]},
        "clinicalStatus": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
            "code": "active"}]},
    }  # fmt: skip


def _bundle(*resources: dict) -> dict:
    return {
        "resourceType": "Bundle", "type": "searchset",
        "entry": [{"resource": one} for one in resources],
    }  # fmt: skip


def _view(*laboratory: dict, patient: dict = PATIENT) -> dict:
    return {
        "hook": "patient-view", "hookInstance": str(uuid4()),
        "context": {"userId": "Practitioner/1", "patientId": "p1"},
        "prefetch": {"patient": patient, "laboratory": _bundle(*laboratory)},
    }  # fmt: skip


def _select(drafts: list[dict], taken: list[dict], allergies: list[dict]) -> dict:
    return {
        "hook": "order-select", "hookInstance": str(uuid4()),
        "context": {
            "userId": "Practitioner/1", "patientId": "p1",
            "selections": [f"MedicationRequest/{one['id']}" for one in drafts],
            "draftOrders": _bundle(*drafts),
        },
        "prefetch": {
            "patient": PATIENT, "medications": _bundle(*taken),
            "allergies": _bundle(*allergies), "conditions": _bundle(),
        },
    }  # fmt: skip


def _post(client: TestClient, body: dict, id: str = "consilium-patient-view"):
    return client.post(f"/cds-services/{id}", json=body)


def test_discovery_names_both_hooks_with_their_prefetch(client: TestClient) -> None:
    services = client.get("/cds-services").json()["services"]
    assert [one["hook"] for one in services] == ["patient-view", "order-select"]
    assert all("{{context.patientId}}" in one["prefetch"]["patient"] for one in services)


def test_a_critical_potassium_gives_one_critical_card(client: TestClient) -> None:
    answer = _post(client, _view(_potassium(7.1)))
    assert answer.status_code == 200, answer.text
    critical = [c for c in answer.json()["cards"] if "Potassium 7.1" in c["summary"]]
    assert [card["indicator"] for card in critical] == ["critical"]
    assert critical[0]["links"][0]["url"] == "http://127.0.0.1:8502/"


def test_a_value_that_was_critical_and_is_not_any_more_gives_no_card(client: TestClient) -> None:
    sent = _view(_potassium(7.1), _potassium(4.2, "2025-03-02", "k2"))
    assert _post(client, sent).json()["cards"] == []


def test_a_drafted_penicillin_meets_a_penicillin_allergy(client: TestClient) -> None:
    sent = _select([_medication("Amoxicillin 500 mg", "d1", "draft")], [], [_allergy("Penicillin")])
    answer = _post(client, sent, "consilium-order-select")
    assert answer.status_code == 200, answer.text
    (card,) = answer.json()["cards"]
    assert card["indicator"] == "critical"
    assert "llergy" in card["detail"]
    assert card["overrideReasons"]
    assert card["suggestions"][0]["actions"][0]["type"] == "delete"
    assert card["suggestions"][0]["actions"][0]["resourceId"] == "MedicationRequest/d1"
    assert card["suggestions"][0]["isRecommended"] is False


def test_a_draft_interacts_with_what_is_taken(client: TestClient) -> None:
    sent = _select([_medication("ibuprofen", "d1", "draft")], [_medication("warfarin", "m1")], [])
    (card,) = _post(client, sent, "consilium-order-select").json()["cards"]
    assert "warfarin" in card["detail"]


def test_what_is_not_selected_gives_no_card(client: TestClient) -> None:
    sent = _select([_medication("ibuprofen", "d1", "draft")], [_medication("warfarin", "m1")], [])
    sent["context"]["selections"] = ["MedicationRequest/another"]
    assert _post(client, sent, "consilium-order-select").json()["cards"] == []


def test_summaries_stay_short_and_markup_of_a_record_stays_text(client: TestClient) -> None:
    name = "warfarin ![x](http://evil) <img src=x> " + "long " * 60
    sent = _select([_medication(name, "d1", "draft")], [_medication("ibuprofen", "m1")], [])
    (card,) = _post(client, sent, "consilium-order-select").json()["cards"]
    assert len(card["summary"]) <= SUMMARY_LENGTH
    assert "](" not in card["detail"]
    assert "<img" not in card["detail"]


def test_missing_prefetch_is_told_by_name(client: TestClient) -> None:
    sent = _view()
    del sent["prefetch"]["laboratory"]
    answer = _post(client, sent)
    assert answer.status_code == 412
    assert "'laboratory'" in answer.json()["issue"][0]["details"]["text"]
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_another_patients_prefetch_is_refused(client: TestClient) -> None:
    answer = _post(client, _view(patient={**PATIENT, "id": "p2"}))
    assert answer.status_code == 422


def test_r5_is_refused_and_said_to_be_r5(client: TestClient) -> None:
    statement = {
        "resourceType": "MedicationStatement", "id": "x", "status": "recorded",
        "subject": SUBJECT, "medication": {"concept": {"text": "aspirin"}},
    }  # fmt: skip
    answer = _post(client, _view(statement))
    assert answer.status_code == 422
    assert "R5" in answer.json()["issue"][0]["details"]["text"]


def test_what_could_not_be_read_is_told(client: TestClient) -> None:
    broken = {"resourceType": "AllergyIntolerance", "id": "a1", "patient": 7}
    sent = _select([_medication("amoxicillin", "d1", "draft")], [], [broken])
    cards = _post(client, sent, "consilium-order-select").json()["cards"]
    assert any("could not be read" in card["summary"] for card in cards)


def test_a_drug_that_no_table_knows_is_said_to_be_unchecked(client: TestClient) -> None:
    sent = _select([_medication("Wonderol 5 mg", "d1", "draft")], [], [])
    (card,) = _post(client, sent, "consilium-order-select").json()["cards"]
    assert card["indicator"] == "info"
    assert "Wonderol" in card["summary"]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"null", b'{"hook": 1}', b"[" * 100_000, b"\xff\xfe", b'{"hook":"x"}'],
    ids=["empty", "list", "cut off", "null", "wrong type", "deep", "not utf-8", "incomplete"],
)
def test_hostile_bodies_end_in_an_outcome(client: TestClient, body: bytes) -> None:
    answer = client.post("/cds-services/consilium-patient-view", content=body)
    assert answer.status_code == 400
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_a_huge_body_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/cds-services/consilium-patient-view", content=b" " * (MAX_BODY_BYTES + 1)
    )
    assert answer.status_code == 413


def test_an_unknown_service_and_a_foreign_hook_are_refused(client: TestClient) -> None:
    assert _post(client, _view(), "nothing").status_code == 404
    assert _post(client, _view(), "consilium-order-select").status_code == 400


def test_only_own_names_are_answered_without_keys(desk: SimpleNamespace) -> None:
    foreign = TestClient(hooks_app(desk), base_url="http://evil.example:8512")
    assert foreign.get("/cds-services").status_code == 403


def test_without_keys_no_other_machine_is_served() -> None:
    with pytest.raises(NotGuarded, match="keys"):
        hooks_app(_desk("0.0.0.0"))


def test_keys_are_asked_for(desk: SimpleNamespace) -> None:
    from hashlib import sha256

    keys = ApiKeys([(sha256(KEY.encode()).digest(), Caller("ward"))])
    client = TestClient(hooks_app(desk, keys=keys), base_url="http://desk.example")
    assert client.get("/cds-services").status_code == 200
    assert _post(client, _view()).status_code == 401
    client.headers["Authorization"] = f"Bearer {KEY}"
    assert _post(client, _view()).status_code == 200
    assert desk.store.audit.entries[-1].actor == "ward"


def test_no_origin_is_allowed(client: TestClient) -> None:
    answer = client.get("/cds-services", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_audit_hears_of_cards_and_feedback_without_words_of_the_record(
    client: TestClient, desk: SimpleNamespace
) -> None:
    sent = _select([_medication("ibuprofen", "d1", "draft")], [_medication("warfarin", "m1")], [])
    (card,) = _post(client, sent, "consilium-order-select").json()["cards"]
    told = {
        "feedback": [{
            "card": card["uuid"], "outcome": "overridden",
            "outcomeTimestamp": "2025-03-01T10:00:00Z",
            "overrideReason": {"reason": {"code": "known", "system": "urn:x"},
                               "userComment": "Nemo Nobody insists"},
        }]
    }  # fmt: skip
    answer = client.post("/cds-services/consilium-order-select/feedback", json=told)
    assert answer.status_code == 200
    asked, heard = desk.store.audit.entries
    assert asked.objects == (card["uuid"],)
    assert heard.action == "cds-feedback:overridden"
    assert heard.detail.startswith("known comment:")
    for entry in (asked, heard):
        assert "Nemo" not in repr(entry)
        assert "p1" not in (entry.patient, entry.detail)


def test_feedback_without_content_is_refused(client: TestClient) -> None:
    answer = client.post("/cds-services/consilium-order-select/feedback", json={"feedback": []})
    assert answer.status_code == 400
