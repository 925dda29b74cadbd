"""Times of other systems are read, those that are none are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.intake.times import NotATime, time_reader, zone_of

SHANGHAI = zone_of("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "utc", "zoned"),
    [
        ("2024-03-01 10:05", "2024-03-01T02:05:00", False),
        ("2024-03-01T10:05:09Z", "2024-03-01T10:05:09", True),
        ("2024-03-01T10:05:09.500-05:00", "2024-03-01T15:05:09.500", True),
        ("2024-03-01 10:05:09 +0800", "2024-03-01T02:05:09", True),
        ("2024-03-01 10:05:09 UTC", "2024-03-01T10:05:09", True),
        ("3/14/2024 5:06 PM", "2024-03-14T09:06:00", False),
        ("14/3/2024 12:30 am", "2024-03-13T16:30:00", False),
        ("12.3.2024 10:00", "2024-03-12T02:00:00", False),
        ("2024/3/4 15:06:07", "2024-03-04T07:06:07", False),
        ("2024年3月1日 下午3:05", "2024-03-01T07:05:00", False),
        ("2024年3月1日10时5分", "2024-03-01T02:05:00", False),
        ("Friday, 1 March 2024, 2:46 PM", "2024-03-01T06:46:00", False),
        ("Mar 1, 2024 10:05 AM", "2024-03-01T02:05:00", False),
        ("20240301100509", "2024-03-01T02:05:09", False),
        ("1709258709", "2024-03-01T02:05:09", True),
        ("1709258709123", "2024-03-01T02:05:09.123", True),
        ("45352.5", "2024-03-01T04:00:00", False),
    ],
)
def test_reads(text: str, utc: str, zoned: bool):
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert time_reader(SHANGHAI, day_first=None)(text) == (expected, zoned)


def test_the_zone_of_the_row_goes_before_that_of_the_course():
    found = time_reader(SHANGHAI, day_first=None)("2009-09-09 10:21:03.0", ZoneInfo("US/Eastern"))
    assert found == (datetime(2009, 9, 9, 14, 21, 3, tzinfo=UTC), True)


@pytest.mark.parametrize(("day_first", "month"), [(True, 4), (False, 3)])
def test_day_or_month_first_as_told(day_first: bool, month: int):
    at, _ = time_reader(UTC, day_first=day_first)("03/04/2024")
    assert at.month == month


@pytest.mark.parametrize("text", ["", "abc", "99/99/2024", "2024-13-01", "1e400", "12:30", "未知"])
def test_refuses(text: str):
    with pytest.raises(NotATime):
        time_reader(UTC, day_first=None)(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "+99:00"])
def test_refuses_a_zone_that_is_none(name: str):
    with pytest.raises(NotATime):
        zone_of(name)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2030, 1, 1)), st.sampled_from([0, 8, -5]))
def test_iso_times_keep_their_moment(local: datetime, hours: int):
    text = f"{local.isoformat()}{hours:+03d}:00"
    at, zoned = time_reader(SHANGHAI, day_first=None)(text)
    assert at == datetime.fromisoformat(text)
    assert zoned


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str):
    try:
        at, _ = time_reader(SHANGHAI, day_first=None)(text)
    except NotATime:
        return
    assert at.tzinfo is UTC
