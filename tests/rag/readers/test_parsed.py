"""Reports parsed before: lines of JSON, tables over page breaks, the sectioned form."""

import json

import pytest

from rag.readers.errors import UnreadableFile
from rag.readers.parsed import is_parsed, read_parsed


def _lines(*items: tuple[int, str, object]) -> bytes:
    return "\n".join(
        json.dumps({"page": p, "allrow": i, "type": k, "inside": str(v)}, ensure_ascii=False)
        for i, (p, k, v) in enumerate(items)
    ).encode()


REPORT = _lines(
    (1, "页眉", "年度报告"),
    (1, "text", "单位：元"),
    (1, "excel", ["项目", "2019年", "2018年"]),
    (1, "excel", ["存货", "1.00", ""]),
    (1, "页脚", "1"),
    (2, "页眉", "年度报告"),
    (2, "excel", ["商誉", "3.00", "4.00"]),
    (2, "text", "法定代表人"),
    (2, "excel", ["其他", "5.00"]),
)


def test_tables_go_on_over_running_lines_and_end_at_text() -> None:
    document = read_parsed(REPORT, "r.txt")
    first, second = document.tables
    assert [(c.row, c.column, c.text) for c in first.cells if c.column == 1] == [
        (0, 1, "2019年"), (1, 1, "1.00"), (2, 1, "3.00"),
    ]  # fmt: skip
    assert [c.text for c in second.cells] == ["其他", "5.00"]
    for table in document.tables:
        for cell in table.cells:
            assert document.quote(cell.span) == cell.text
    assert [page.number for page in document.pages] == [1, 2]
    assert {cell.span.page for cell in first.cells} == {1, 2}


def test_a_page_with_other_columns_starts_a_table_of_its_own() -> None:
    shifted = _lines(
        (1, "excel", ["存货", "1.00", "2.00"]),
        (1, "excel", ["其中：原料", "1.00", "2.00"]),
        (2, "excel", ["商誉", "", "3.00", "4.00"]),
    )
    assert len(read_parsed(shifted, "r.txt").tables) == 2


def test_the_sectioned_form_keeps_titles_above_tables() -> None:
    titles = ["财务报告", "合并资产负债表"]
    entries = [
        {"title_hierarchy": titles, "content_type": "text", "content": "单位：元"},
        {"title_hierarchy": titles, "content_type": "excel", "content": "['存货', '1.00']"},
    ]
    data = json.dumps({"9": entries}, ensure_ascii=False).encode()
    document = read_parsed(data, "p.json")
    assert document.text.split("\n")[:3] == ["财务报告", "合并资产负债表", "单位：元"]
    assert [cell.text for cell in document.tables[0].cells] == ["存货", "1.00"]


def test_parses_are_known_by_their_first_line() -> None:
    assert is_parsed(REPORT)
    assert not is_parsed("2023年营业收入".encode())
    assert not is_parsed(b'{"a": 1}')


@pytest.mark.parametrize(
    "broken",
    [
        REPORT + b"\n{not json",
        _lines((1, "excel", "__import__('os')")),
        _lines((1, "excel", "{'a': 1}")),
        REPORT + b'\n{"page": 3, "type": "text"}',
    ],
)
def test_damaged_lines_are_named(broken: bytes) -> None:
    with pytest.raises(UnreadableFile, match="line"):
        read_parsed(broken, "r.txt")
