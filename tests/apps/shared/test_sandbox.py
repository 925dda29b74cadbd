"""The sandbox returns what a reader returns, and survives and names everything else."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.shared.sandbox import Limits, _Inbox, run
from rag.readers.errors import UnreadableFile
from tests.fakes.processes import gone

SUSPECTS = "tests.fakes.suspects"
LIMITS = Limits(memory_mb=1_000, seconds=20)


def kind_of(function: str, data: bytes = b"x", limits: Limits = LIMITS, **more) -> str:
    with pytest.raises(UnreadableFile) as caught:
        run(f"{SUSPECTS}:{function}", data, "it.pdf", limits=limits, **more)
    assert caught.value.problem
    assert caught.value.remedy
    assert "it.pdf" in str(caught.value)
    return caught.value.kind


def test_returns_bytes_and_tells_progress() -> None:
    told: list[tuple[str, float]] = []
    data = os.urandom(3_000_000)
    result = run(
        f"{SUSPECTS}:echo",
        data,
        "it.pdf",
        limits=LIMITS,
        options={"suffix": "完"},
        progress=lambda stage, done: told.append((stage, done)),
    )
    assert result == data + "完".encode()
    assert told == [("reading", 0.5), ("reading", 1.0)]


def test_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSILIUM_MODEL_KEY", "secret")
    names = run(f"{SUSPECTS}:environment", b"", "it", limits=LIMITS).decode().splitlines()
    assert "PYTHONPATH" in names
    assert not [name for name in names if name.startswith("CONSILIUM")]


def test_refusal_of_the_reader_comes_through() -> None:
    assert kind_of("refuse") == "encrypted"


def test_memory_is_bounded() -> None:
    assert kind_of("eat", limits=Limits(memory_mb=400, seconds=20)) == "memory"


def test_processor_time_is_bounded() -> None:
    assert kind_of("spin", limits=Limits(memory_mb=400, seconds=1)) == "timeout"


@pytest.mark.parametrize("function", ["abort", "stumble", "fill_disk"])
def test_crashes_are_named(function: str) -> None:
    assert kind_of(function) == "crashed"


def test_a_signal_is_named() -> None:
    with pytest.raises(UnreadableFile, match="SIGSEGV"):
        run(f"{SUSPECTS}:abort", b"", "it.pdf", limits=LIMITS)


def _grandchild(path: Path) -> int:
    return int(path.read_text())


def test_wall_time_is_bounded_and_the_whole_session_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    started = time.monotonic()
    assert kind_of("sleep", os.fsencode(note), Limits(seconds=1.5)) == "timeout"
    assert time.monotonic() - started < 10
    assert gone(_grandchild(note))


def test_cancelling_kills_the_whole_session(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    asleep: list[str] = []
    kind = kind_of(
        "sleep",
        os.fsencode(note),
        progress=lambda stage, done: asleep.append(stage),
        cancelled=lambda: bool(asleep),
    )
    assert kind == "cancelled"
    assert gone(_grandchild(note))


@pytest.mark.parametrize(
    "words",
    [b"garbage\n", b'{"result": -1}\n', b'{"result": 99}\nshort', b"[]\n", b'{"stage": 1}\n'],
)
def test_a_child_that_breaks_the_protocol_has_crashed(words: bytes) -> None:
    assert kind_of("babble", words) == "crashed"


@given(st.binary(max_size=200), st.integers(1, 7))
@settings(max_examples=100)
def test_inbox_takes_a_result_in_any_pieces(result: bytes, step: int) -> None:
    told: list[str] = []
    sent = b'{"stage": "a", "done": 7}\n' + json.dumps({"result": len(result)}).encode() + b"\n"
    sent += result
    inbox = _Inbox(limit=1_000)
    for start in range(0, len(sent), step):
        assert inbox.result is None or start >= len(sent)
        inbox.feed(sent[start : start + step], lambda stage, done: told.append(f"{stage}{done}"))
    assert inbox.result == result
    assert told == ["a1.0"]


def test_inbox_refuses_a_flood() -> None:
    with pytest.raises(ValueError, match="more bytes"):
        _Inbox(limit=10).feed(b"x" * 70_000, lambda stage, done: None)
    with pytest.raises(ValueError, match="more bytes"):
        _Inbox(limit=10).feed(b'{"result": 3}\n1234', lambda stage, done: None)


def test_limits_above_zero() -> None:
    with pytest.raises(ValueError, match="above zero"):
        Limits(memory_mb=0)
