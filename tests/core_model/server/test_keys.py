"""API keys: read from a file, kept as hashes, found in the same time."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from core_model.server.keys import ApiKeys, Caller, KeysUnusable

KEY, OTHER = "a-key-for-tests-only-1", "a-key-for-tests-only-2"


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "keys"
        path.write_text(text, "utf-8")
        return path

    return write


def test_callers_are_found_by_plain_and_by_hashed_keys(written):
    hashed = sha256(OTHER.encode()).hexdigest()
    keys = ApiKeys.read(written(f"# desks\n\nfinance {KEY}\n  ops sha256:{hashed} admin\n"))
    assert keys.caller(KEY) == Caller("finance")
    assert keys.caller(OTHER) == Caller("ops", admin=True)
    assert keys.has_admin
    assert [keys.caller(wrong) for wrong in ("", KEY[:-1], KEY + " ", hashed, "\ud800")] == [
        None
    ] * 5


def test_keys_are_not_kept(written):
    keys = ApiKeys.read(written(f"finance {KEY}"))
    assert KEY not in repr(vars(keys))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "holds no key"),
        ("# nothing\n", "holds no key"),
        (f"a {KEY}\n\nlonely\n", "line 3"),
        (f"a {KEY} boss", "line 1: expected"),
        ("a sha256:abc", "64 hexadecimal"),
        ("a short", "shorter than 16"),
    ],
)
def test_a_malformed_file_is_named_with_its_line_but_no_key(written, text, named):
    path = written(text)
    with pytest.raises(KeysUnusable, match=named) as raised:
        ApiKeys.read(path)
    assert str(path) in str(raised.value)
    assert KEY not in str(raised.value)
