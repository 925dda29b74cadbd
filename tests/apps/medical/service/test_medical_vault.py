import base64
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.service.master_key import UnusableKey, master_key, new_key, parse_key
from apps.medical.service.vault import Tampered, Vault, keyed_name, seal, unseal

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.lists(st.text(max_size=5), max_size=3))
def test_what_is_sealed_opens_in_its_place_only(plain: bytes, context: list[str]) -> None:
    sealed = seal(KEY, plain, *context)
    assert unseal(KEY, sealed, *context) == plain
    with pytest.raises(Tampered):
        unseal(KEY, sealed, *context, "elsewhere")
    with pytest.raises(Tampered):
        unseal(bytes(32), sealed, *context)


@given(st.binary(min_size=1, max_size=40), st.integers(0, 10_000))
def test_any_changed_bit_is_noticed(plain: bytes, at: int) -> None:
    sealed = bytearray(seal(KEY, plain, "a"))
    sealed[at % len(sealed)] ^= 1
    with pytest.raises(Tampered):
        unseal(KEY, bytes(sealed), "a")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(12), b"\x02" + bytes(40)])
def test_cut_bytes_are_noticed(sealed: bytes) -> None:
    with pytest.raises(Tampered):
        unseal(KEY, sealed, "a")


def test_contexts_do_not_run_together() -> None:
    with pytest.raises(Tampered):
        unseal(KEY, seal(KEY, b"x", "ab", "c"), "a", "bc")


def test_the_same_bytes_are_sealed_differently_each_time() -> None:
    assert seal(KEY, b"x", "a") != seal(KEY, b"x", "a")


def test_wrapped_keys_open_with_the_same_master_only() -> None:
    wrapped = Vault(KEY).wrap(b"k" * 32, "patient")
    assert Vault(KEY).unwrap(wrapped, "patient") == b"k" * 32
    with pytest.raises(Tampered):
        Vault(new_key()).unwrap(wrapped, "patient")


def test_a_vault_shows_no_key() -> None:
    vault = Vault(KEY)
    assert KEY.hex() not in repr(vault)
    assert vault.fingerprint == Vault(KEY).fingerprint != Vault(bytes(32)).fingerprint


def test_pseudonyms_are_stable_and_depend_on_every_part() -> None:
    assert keyed_name(KEY, "a", "b") == keyed_name(KEY, "a", "b")
    assert keyed_name(KEY, "a", "b") != keyed_name(KEY, "ab", "")
    assert keyed_name(bytes(32), "a", "b") != keyed_name(KEY, "a", "b")


def test_a_key_file_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    key = master_key(None, None, tmp_path / "home")
    file = tmp_path / "home" / "medical.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert master_key(None, None, tmp_path / "home") == key
    assert len(key) == 32
    assert os.listdir(tmp_path / "home") == ["medical.key"]


def test_a_given_key_goes_before_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(base64.b64encode(KEY).decode())
    file.chmod(0o600)
    assert master_key(None, file, tmp_path) == KEY
    assert master_key(bytes(32).hex(), file, tmp_path) == bytes(32)
    assert not (tmp_path / "medical.key").exists()


def test_a_key_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY.hex())
    file.chmod(0o644)
    with pytest.raises(UnusableKey, match="chmod 600"):
        master_key(None, file, tmp_path)


def test_a_named_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UnusableKey, match="cannot be read"):
        master_key(None, tmp_path / "none", tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("text", ["", "password", "00" * 31, base64.b64encode(b"x" * 33).decode()])
def test_a_key_of_another_length_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UnusableKey, match="32 random bytes") as refused:
        parse_key(text, "the key")
    assert not text or text not in str(refused.value)
