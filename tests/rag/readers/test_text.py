"""Plain text in the encodings in use; everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.readers.errors import UnreadableFile
from rag.readers.text import decoded, read_text

CHINESE = "2023年公司实现营业收入125.3亿元，同比增长12.5%。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_chinese_is_read_in_every_encoding(encoding: str) -> None:
    document = read_text(CHINESE.encode(encoding), "p.txt")
    assert document.text == CHINESE
    assert document.language == "zh"
    assert document.media_type == "text"


def test_western_text_is_read_as_latin_1() -> None:
    assert decoded(
        "Société Générale: 12 millions d’euros".replace("’", "'").encode("latin-1"), "f"
    ) == ("Société Générale: 12 millions d'euros")


def test_lines_end_in_one_way() -> None:
    assert decoded(b"a\r\nb\rc\n", "f") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 abc", "wrong_type"),
        (b"PK\x03\x04abcd", "wrong_type"),
        (bytes(range(256)) * 20, "wrong_type"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_text(data, "x.txt")
    assert told.value.kind == kind


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decoded(data, "x")
    except UnreadableFile:
        return
    assert "\r" not in text
