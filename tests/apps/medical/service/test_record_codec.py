import json
import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.medical.domain.concept import Coding, Concept
from apps.medical.domain.record import (
    Allergy,
    Encounter,
    Event,
    Identifier,
    Identity,
    Medication,
    Observation,
    PatientRecord,
    Problem,
    Verification,
)
from apps.medical.domain.source import (
    DocumentKind,
    Notice,
    Severity,
    Source,
    SourceDocument,
)
from apps.medical.domain.when import Precision, When
from apps.medical.service.codec import Undecodable, as_json, decode, encode, text_of

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.one_of(
    st.builds(lambda d: When(d.replace(day=1), Precision.MONTH), days),
    st.builds(When.on, days),
    st.builds(
        lambda at: When(at.date(), Precision.INSTANT, at),
        st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=offsets | st.none()),
    ),
)
sources = st.builds(Source, texts, st.integers(0, 10**6), st.integers(0, 10**6), texts)
concepts = st.builds(
    Concept, texts, st.lists(st.builds(Coding, texts, texts, texts), max_size=2).map(tuple)
)
numbers = st.decimals(allow_nan=False, allow_infinity=False)
maybe = moments | st.none()
identities = st.builds(
    Identity, texts, st.sampled_from(["female", "male", "other", "unknown"]), maybe,
    st.lists(st.builds(Identifier, texts, texts), max_size=2).map(tuple), texts,
    st.lists(texts, max_size=2).map(tuple), maybe, st.booleans(),
)  # fmt: skip
observations = st.builds(
    Observation, texts, st.sampled_from(["laboratory", "vital-signs", "other"]), concepts,
    numbers | st.none(), texts, texts, maybe, sources,
    st.sampled_from([None, "<", "<=", ">=", ">"]), numbers | st.none(), numbers | st.none(), texts,
    texts | st.none(),
)  # fmt: skip
documents = st.builds(
    SourceDocument, texts, st.sampled_from(DocumentKind), texts, texts,
    st.sampled_from(["en", "zh"]), texts, maybe,
)  # fmt: skip


def some(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


records = st.builds(
    PatientRecord, texts, identities, some(documents),
    encounters=some(st.builds(Encounter, texts, texts, texts, maybe, maybe, sources)),
    problems=some(
        st.builds(
            Problem, texts, concepts, texts, st.sampled_from(Verification), maybe, maybe, sources,
            texts | st.none(),
        )
    ),
    medications=some(st.builds(Medication, texts, concepts, texts, texts, maybe, maybe, sources)),
    allergies=some(
        st.builds(Allergy, texts, concepts, texts, texts, st.sampled_from(Verification), sources)
    ),
    observations=some(observations),
    events=some(st.builds(Event, texts, texts, concepts, maybe, maybe, sources)),
    notices=some(
        st.builds(
            Notice, st.sampled_from(Severity), texts, texts, texts, texts, sources | st.none()
        )
    ),
)  # fmt: skip


@given(records)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_record_comes_back_as_it_was(record: PatientRecord) -> None:
    again = decode(encode(record), PatientRecord)
    assert again == record


def test_every_field_of_a_record_is_tried() -> None:
    """A field that is added to the record must be added to the strategy above."""
    assert set(get_type_hints(PatientRecord)) == {
        "id", "identity", "documents", "encounters", "problems", "medications", "allergies",
        "observations", "events", "notices",
    }  # fmt: skip


@given(numbers, moments)
def test_decimals_keep_their_digits_and_instants_their_offset(value: Decimal, when: When) -> None:
    observation = Observation(
        "1", "laboratory", Concept("x"), value, "", "", when, Source("d", 0, 1)
    )
    again = decode(encode(observation), Observation)
    assert again.value is not None
    assert again.value.as_tuple() == value.as_tuple()
    assert again.taken is not None
    assert str(again.taken) == str(when)


@dataclass(frozen=True, slots=True)
class Old:
    name: str


@dataclass(frozen=True, slots=True)
class Other:
    name: str


def test_another_type_is_refused() -> None:
    with pytest.raises(Undecodable, match="wanted"):
        decode(encode(Old("x")), Other)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"junk", encode(Old("x"))[:-3], zlib.compress(b"no header"),
        zlib.compress(json.dumps({"format": 99, "type": "Old"}).encode() + b'\n{"name": "x"}'),
    ],
    ids=["empty", "junk", "cut", "headless", "future"],
)  # fmt: skip
def test_damaged_or_future_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Undecodable):
        decode(data, Old)


def test_exports_are_plain_json() -> None:
    assert json.loads(as_json(Old("张三"))) == {"name": "张三"}
    assert json.loads(text_of(encode(Old("张三")))) == {"name": "张三"}
