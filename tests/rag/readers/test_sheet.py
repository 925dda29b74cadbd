"""Workbooks and delimited text: cells with spans, and the refusal of hostile files."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from rag.readers.errors import UnreadableFile
from rag.readers.sheet import (
    is_delimited,
    is_workbook,
    read_delimited,
    read_workbook,
)


def saved(*sheets: tuple[str, list[list[object]]], hidden: str = "") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title == hidden else "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_cells_keep_their_place_and_exact_numbers() -> None:
    rows: list[list[object]] = [
        ["Item", date(2023, 12, 31)], ["Revenue", 1234.56], [None, None], ["利润", -7]
    ]  # fmt: skip
    found = read_workbook(saved(("一", rows)), "a.xlsx")
    (table,) = found.tables
    texts = {(c.row, c.column): c.text for c in table.cells}
    assert texts == {
        (0, 0): "Item", (0, 1): "2023-12-31", (1, 0): "Revenue", (1, 1): "1234.56",
        (3, 0): "利润", (3, 1): "-7",
    }  # fmt: skip
    assert all(found.quote(c.span) == c.text for c in table.cells)
    assert found.media_type == "sheet"


def test_each_visible_sheet_is_a_page() -> None:
    data = saved(("A", [["x", 1]]), ("H", [["secret", 2]]), ("B", [["y", 3]]), hidden="H")
    found = read_workbook(data, "a.xlsx")
    assert [p.number for p in found.pages] == [1, 2]
    assert "secret" not in found.text
    page = found.page_at(found.tables[1].span.start)
    assert page is not None
    assert page.number == 2


def test_formulas_are_never_evaluated() -> None:
    data = saved(("A", [["Revenue", "=1+1"]]))
    found = read_workbook(data, "a.xlsx")
    assert [c.text for c in found.tables[0].cells] == ["Revenue"]
    with pytest.raises(UnreadableFile) as only_formulas:
        read_workbook(saved(("A", [["=1+1"]])), "a.xlsx")
    assert only_formulas.value.kind == "no_text"


def test_percentages_keep_their_sign() -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = 0.125
    book.active["A1"].number_format = "0.0%"
    buffer = io.BytesIO()
    book.save(buffer)
    found = read_workbook(buffer.getvalue(), "a.xlsx")
    assert found.tables[0].cells[0].text == "12.5%"


def _kind(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(data, "x.xlsx")
    assert "x.xlsx" in str(refused.value)
    return refused.value.kind


def test_bombs_are_refused_before_unpacking() -> None:
    zeros = bytes(201 * 2**20)
    assert _kind(packed({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": zeros})) == "bomb"
    many = {f"xl/p{i}.xml": b"x" for i in range(2_100)} | {"xl/workbook.xml": b"<a/>"}
    assert _kind(packed(many)) == "bomb"
    dense = packed({"xl/workbook.xml": b"<a/>", "xl/a.xml": bytes(5 * 2**20)})
    assert _kind(dense) == "bomb"


def test_entity_bombs_are_refused() -> None:
    source = saved(("A", [["x", 1]]))
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = bomb + sheet.split(b"?>", 1)[-1]
    assert _kind(packed(parts)) == "bomb"


def test_other_archives_and_old_workbooks_are_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert _kind(packed({"word/document.xml": b"<a/>"})) == "wrong_type"
    assert _kind(ole + bytes(600)) == "wrong_type"
    assert _kind(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert _kind(saved(("A", [["x", 1]]))[:200]) == "truncated"
    assert is_workbook(ole)
    assert not is_workbook(b"%PDF-1.7")


@given(st.binary(max_size=400))
def test_damaged_workbooks_are_refused_not_crashed(tail: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_workbook(b"PK\x03\x04" + tail, "x.xlsx")


def test_too_many_cells_are_refused() -> None:
    wide = ",".join("1" for _ in range(600)) + "\n"
    with pytest.raises(UnreadableFile) as refused:
        read_delimited(wide.encode(), "wide.csv")
    assert refused.value.kind == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_delimited_text_in_the_encodings_in_use(encoding: str, mark: str) -> None:
    lines = [["项目", "2023年", "2022年"], ["营业收入", "1200", "1000"], ["净利润", "-5", "7"]]
    data = "\n".join(mark.join(line) for line in lines).encode(encoding)
    found = read_delimited(data, "a.csv")
    cells = {(c.row, c.column): c.text for c in found.tables[0].cells}
    assert cells[1, 0] == "营业收入"
    assert cells[2, 1] == "-5"
    assert found.language == "zh"


def test_quoted_fields_and_a_declared_separator() -> None:
    found = read_delimited(b'sep=;\nItem;2023\n"Sales; net";"1,200"\n', "a.csv")
    assert [c.text for c in found.tables[0].cells] == ["Item", "2023", "Sales; net", "1,200"]


def test_prose_is_not_taken_for_a_table() -> None:
    prose = b"Revenue was 5, up 3%.\nCosts fell.\nProfit, cash, and debt rose.\n"
    assert not is_delimited(prose, "pasted.txt")
    assert is_delimited(b"a,b\n1,2\n3,4\n5,6\n", "pasted.txt")
    with pytest.raises(UnreadableFile) as refused:
        read_delimited(b" \n ", "a.csv")
    assert refused.value.kind == "empty"
