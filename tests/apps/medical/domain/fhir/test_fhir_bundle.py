from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.fhir.bundle import parts_of
from apps.medical.domain.fhir.printed import printed
from apps.medical.domain.intake.files import read_files
from rag.readers.errors import UnreadableFile
from tests.fakes.fhir_resources import bundle, condition, patient

_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
_KEYS = st.sampled_from(
    [
        "resourceType",
        "entry",
        "resource",
        "id",
        "subject",
        "reference",
        "code",
        "name",
        "value",
        "x",
    ]
)
_TYPES = st.sampled_from(["Bundle", "Patient", "Observation", "Condition", "Encounter", "Nonsense"])
_VALUES = st.recursive(
    _LEAVES | _TYPES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


def refused(name: str, data: bytes) -> str | None:
    """The culprit that a refusal names; None where the file was read and accounted for."""
    try:
        imported = read_files([(name, data)])
    except UnreadableFile as problem:
        return problem.name if problem.remedy else "no remedy"
    return None if imported.accounts else "no account"


@settings(max_examples=150, deadline=None)
@given(_VALUES)
def test_random_json_is_read_or_refused(value: object) -> None:
    data = json.dumps(value).encode()
    assert refused("any.json", data) in (None, "any.json")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["Patient", "Observation", "Condition", "MedicationRequest"]), _VALUES)
def test_a_bundle_with_a_random_resource_accounts_for_it(kind: str, value: object) -> None:
    odd = {"resourceType": kind, "id": "odd", "code": value, "subject": value, "name": value}
    imported = read_files([("any.json", bundle(patient(), odd))])
    assert sum(account.id == "odd" for account in imported.accounts) == 1


@given(st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    assert refused("any.json", data) in (None, "any.json")


def test_malformed_json_names_line_and_column() -> None:
    with pytest.raises(UnreadableFile, match="line 2, column 3"):
        parts_of('{"a": 1,\n  b}', "x.json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}', "without a resourceType"),
        ("3", "bare int"),
        ('<Bundle xmlns="http://hl7.org/fhir"/>', "written as XML"),
        ('<ClinicalDocument xmlns="urn:hl7-org:v3"/>', "CDA"),
        ('{"resourceType": "Patient", "x": NaN}', "number"),
        ('{"resourceType": "Patient", "x": ' + "9" * 5_000 + "}", "number"),
    ],
    ids=["no-fhir", "scalar", "xml", "cda", "nan", "digits"],
)
def test_what_is_no_fhir_json_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        parts_of(text, "x.json")
    assert caught.value.kind == "wrong_type"


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 3_000 + "1" + "}" * 3_000])
def test_deep_nesting_is_a_bomb(text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        parts_of(text, "x.json")
    assert caught.value.kind in {"bomb", "truncated"}


def test_lines_nested_bundles_and_lists_are_opened() -> None:
    inner = json.loads(bundle(condition("inner")))
    nested = parts_of(bundle(patient(), inner).decode(), "x.json")
    assert [(entry.type, entry.place) for entry in nested.entries] == [
        ("Patient", "entry[0]"),
        ("Condition", "entry[1].entry[0]"),
    ]
    lines = parts_of(f"{json.dumps(patient())}\n{{bad\n{json.dumps(condition())}", "x.ndjson")
    assert [entry.place for entry in lines.entries] == ["line 1", "line 3"]
    assert lines.broken[0].place == "line 2"
    listed = parts_of(json.dumps([patient()]), "x.json")
    assert listed.entries[0].place == "[0]"


def test_a_repeated_key_is_told() -> None:
    parts = parts_of('{"resourceType": "Patient", "id": "a", "id": "b"}', "x.json")
    assert parts.notices[0].kind == "repeated-key"


def test_half_a_character_becomes_a_replacement() -> None:
    parts = parts_of('{"resourceType": "Patient", "id": "a", "x": "\\ud800y"}', "x.json")
    assert parts.entries[0].resource["x"].encode() == "\ufffdy".encode()


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(min_size=1, max_size=3), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=4,
    )
)
def test_printed_is_json_with_two_spaces(resource: dict[str, object]) -> None:
    shown = printed(resource)
    assert shown.text == json.dumps(resource, indent=2, ensure_ascii=False)
    for start, end in shown.spans.values():
        assert 0 <= start < end <= len(shown.text)


def test_a_span_holds_its_element() -> None:
    shown = printed({"code": {"coding": [{"code": "1"}, {"code": "2"}]}, "value": Decimal("1.50")})
    start, end = shown.spans["code.coding[1].code"]
    assert shown.text[start:end] == '"code": "2"'
    start, end = shown.spans["value"]
    assert shown.text[start:end] == '"value": 1.50'
