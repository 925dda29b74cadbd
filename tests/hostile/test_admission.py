"""What is refused before it is read, quickly, with the culprit and the remedy named."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.shared.admission import NAME_CHARACTERS, admit, clean_name, read_admissible
from rag.readers.errors import UnreadableFile

MEGABYTE = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PAGE = b"<html><body>Total assets 1</body></html>"


def refused(name: str, data: bytes, max_bytes: int = 100 * MEGABYTE) -> UnreadableFile:
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        admit(name, data, max_bytes=max_bytes)
    assert time.monotonic() - started < 5
    assert caught.value.problem
    assert caught.value.remedy
    return caught.value


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def workbook(**sheets: bytes) -> bytes:
    return archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook/>",
            **{f"xl/worksheets/{name}.xml": data for name, data in sheets.items()},
        }
    )


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.pdf", b"%PDF-1.7\n...", "pdf"),
        ("a.pdf", b"\n\n%PDF-1.4\n", "pdf"),
        ("report", b"%PDF-1.7\n...", "pdf"),
        ("a.htm", PAGE, "html"),
        ("a.txt", b"<SEC-DOCUMENT>0001.txt\n", "html"),
        ("a.html", b"\xef\xbb\xbf<?xml version='1.0'?><html/>", "html"),
        ("a.html", "净利润 12.5亿元".encode(), "html"),
        ("a.csv", b"Revenue,1\n", "text"),
        ("年报.txt", "营业收入：125.3亿元".encode("gb18030"), "text"),
        ("年报.txt", "营业收入：125.3亿元".encode("utf-16"), "text"),
        ("a.xlsx", workbook(sheet1=b"<worksheet/>"), "xlsx"),
    ],
)
def test_known_formats_are_admitted(name: str, data: bytes, expected: str) -> None:
    assert admit(name, data, max_bytes=MEGABYTE).type == expected


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"", "empty"),
        ("a.txt", b" \n\t \xef\xbb\xbf", "empty"),
        ("a.bin", bytes(5_000), "empty"),
        ("a.pdf", PAGE, "wrong_type"),
        ("a.html", b"%PDF-1.7\n", "wrong_type"),
        ("a.txt", b"%PDF-1.7\n", "wrong_type"),
        ("a.xlsx", b"a,b\n1,2\n", "wrong_type"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n....", "wrong_type"),
        ("a.pdf", b"MZ\x90\x00\x03", "wrong_type"),
        ("a.html", b"\x7fELF\x02\x01", "wrong_type"),
        ("a.docx", archive({"word/document.xml": b"<w/>"}), "wrong_type"),
        ("a.zip", archive({"a.txt": b"a"}), "wrong_type"),
        ("a.xls", OLE + bytes(600), "wrong_type"),
        ("a.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xlsx", workbook(sheet1=b"<worksheet/>")[:-30], "truncated"),
        ("a.txt", bytes(range(1, 32)) * 20, "wrong_type"),
        ("a.html", b'<!DOCTYPE a [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><html>&b;</html>', "bomb"),
        (
            "a.html",
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            "bomb",
        ),
        ("a.html", '<!DOCTYPE a [<!entity a "a">]><html/>'.encode("utf-16"), "bomb"),
        ("a.xlsx", workbook(sheet1=b"<!DOCTYPE a [<!ENTITY lol 'lol'>]><worksheet/>"), "bomb"),
        ("a.xlsx", workbook(**{f"sheet{n}": b"" for n in range(5_001)}), "bomb"),
        ("a.xlsx", workbook(sheet1=bytes(50 * MEGABYTE)), "bomb"),
    ],
)
def test_hostile_bytes_are_named(name: str, data: bytes, kind: str) -> None:
    assert refused(name, data).kind == kind


def test_what_unpacks_to_too_much_is_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(sheet1=os.urandom(MEGABYTE))
    assert admit("a.xlsx", data, max_bytes=10 * MEGABYTE).type == "xlsx"
    monkeypatch.setattr("apps.shared.admission.ZIP_UNPACKED_BYTES", MEGABYTE // 2)
    assert refused("a.xlsx", data).kind == "bomb"


def test_an_entity_across_two_pieces_of_a_part_is_found() -> None:
    filler = os.urandom(MEGABYTE - 4).replace(b"<", b" ")
    data = workbook(sheet1=filler + b"<!ENTITY lol 'lol'>")
    assert refused("a.xlsx", data).kind == "bomb"


def test_a_lying_part_is_damaged() -> None:
    data = bytearray(workbook(sheet1=b"<worksheet/>" * 100))
    data[data.index(b"sheet1.xml") + 12] ^= 0xFF
    assert refused("a.xlsx", bytes(data)).kind in ("truncated", "bomb")


def test_a_file_of_500_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as huge:
        huge.write(b"%PDF-1.7\n")
        huge.truncate(500_000_000)
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"500 MB.*CONSILIUM_MAX_UPLOAD_MB") as caught:
        read_admissible(path, max_bytes=100 * MEGABYTE)
    assert caught.value.kind == "too_large"
    assert time.monotonic() - started < 0.2
    assert refused("a.txt", b"x" * 11, max_bytes=10).kind == "too_large"


def test_folders_devices_and_missing_files_are_named(tmp_path: Path) -> None:
    for path, kind in ((tmp_path, "wrong_type"), (tmp_path / "no.pdf", "missing")):
        with pytest.raises(UnreadableFile) as caught:
            read_admissible(path, max_bytes=10)
        assert caught.value.kind == kind
    with pytest.raises(UnreadableFile, match="not a plain file"):
        read_admissible(Path("/dev/zero"), max_bytes=10)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\a.pdf", "a.pdf"),
        ("/etc/shadow", "shadow"),
        ("a\0b\x1b[31m.pdf", "a b [31m.pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("年报 2023.pdf", "年报 2023.pdf"),
        (".hidden.html", "hidden.html"),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@given(st.text(max_size=200))
@settings(max_examples=50)
def test_any_name_becomes_one_short_printable_part(name: str) -> None:
    shown = clean_name(name)
    assert 0 < len(shown) <= NAME_CHARACTERS
    assert "/" not in shown
    assert "\\" not in shown
    assert not shown.startswith(".")
    assert shown.isprintable() or "\u3000" in shown or " " in shown
    assert clean_name(shown) == shown


@given(st.binary(max_size=2_000), st.sampled_from(["a.pdf", "a.xlsx", "a.html", "a.txt", "a"]))
def test_any_bytes_are_admitted_or_refused(data: bytes, name: str) -> None:
    kinds = {"", "empty", "wrong_type", "encrypted", "bomb", "truncated"}
    assert outcome(name, data) in kinds


def outcome(name: str, data: bytes) -> str:
    """The kind of a refusal, or nothing."""
    try:
        admitted = admit(name, data, max_bytes=MEGABYTE)
    except UnreadableFile as refusal:
        return refusal.kind
    return "" if admitted.size == len(data) else "a size that is not the data's"
