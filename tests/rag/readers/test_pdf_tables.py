"""Tables of PDF pages: ruled and aligned, wrapped, merged, continued."""

from rag.document import Document, Table
from rag.readers.pdf import read_pdf
from tests.fakes.pdf_pages import PdfPages

XS = [50.0, 250.0, 400.0, 540.0]


def rows(table: Table) -> list[list[str]]:
    width = max(cell.column for cell in table.cells) + 1
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, [""] * width)[cell.column] = cell.text
    return [found[row] for row in sorted(found)]


def read(file: PdfPages) -> Document:
    return read_pdf(file.bytes(), "t.pdf", tables_on=lambda text: True)


def test_labels_wrapped_in_ruled_cells_read_as_one() -> None:
    file = PdfPages().page()
    file.grid(XS, 100, [
        ["项目", "2020年", "2019年"],
        ["以公允价值计量且其变动计入\n当期损益的金融资产", "-", "0.00"],
        ["存货", "350,661,798.80", "245,294,801.84"],
    ])  # fmt: skip
    (table,) = read(file).tables
    assert rows(table) == [
        ["项目", "2020年", "2019年"],
        ["以公允价值计量且其变动计入当期损益的金融资产", "-", "0.00"],
        ["存货", "350,661,798.80", "245,294,801.84"],
    ]


def test_merged_cells_keep_their_width() -> None:
    file = PdfPages().page()
    for y in (100, 140, 160):
        file.line(50, y, 540, y)
    file.line(250, 120, 540, 120)
    for x, top in ((50, 100), (250, 100), (400, 120), (540, 100)):
        file.line(x, top, x, 160)
    file.text(60, 125, "项目").text(350, 113, "2019年").text(290, 133, "调整后").text(
        430, 133, "调整前"
    )
    file.text(60, 153, "营业收入").right(395, 153, "125.30").right(535, 153, "111.40")
    (table,) = read(file).tables
    cells = {
        cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells
    }
    assert cells["2019年"] == (0, 1, 1, 2)
    assert cells["项目"] == (0, 0, 2, 1)
    assert cells["125.30"] == (2, 1, 1, 1)


def test_rows_without_lines_between_them_are_told_apart() -> None:
    file = PdfPages().page()
    for y in (100, 180):
        file.line(50, y, 400, y)
    for x in (50, 250, 400):
        file.line(x, 100, x, 180)
    for number, (label, value) in enumerate(
        [("存货", "1,350.00"), ("商誉", "20.00"), ("合计", "1,370.00")]
    ):
        file.text(60, 115 + number * 25, label).right(395, 115 + number * 25, value)
    (table,) = read(file).tables
    assert rows(table) == [["存货", "1,350.00"], ["商誉", "20.00"], ["合计", "1,370.00"]]


def _page(file: PdfPages, top: float, lines: list[list[str]], title: str = "") -> None:
    file.page().text(60, 40, "2020年年度报告").text(280, 830, f"{len(file.pages)} / 9")
    if title:
        file.text(250, top - 10, title)
    file.grid(XS, top, lines, height=(815 - top) / len(lines))


def test_a_table_goes_on_over_the_page_break() -> None:
    file = PdfPages()
    _page(file, 100, [["项目", "2020年", "2019年"], ["存货", "1.00", "2.00"]], "合并资产负债表")
    _page(file, 50, [["商誉", "3.00", "4.00"], ["合计", "4.00", "6.00"]])
    (table,) = read(file).tables
    assert rows(table)[1:] == [
        ["存货", "1.00", "2.00"],
        ["商誉", "3.00", "4.00"],
        ["合计", "4.00", "6.00"],
    ]
    assert [cell.span.page for cell in table.cells if cell.column == 0] == [1, 1, 2, 2]


def test_a_title_between_two_tables_keeps_them_apart() -> None:
    file = PdfPages()
    _page(file, 100, [["存货", "1.00", "2.00"], ["合计", "1.00", "2.00"]], "合并资产负债表")
    _page(file, 70, [["存货", "3.00", "4.00"], ["合计", "3.00", "4.00"]], "母公司资产负债表")
    assert len(read(file).tables) == 2


def _english() -> PdfPages:
    file = PdfPages().page()
    file.text(230, 60, "Consolidated Balance Sheets").right(540, 60 + 15, "December 31,")
    file.text(50, 100, "(Dollars in millions)").right(450, 100, "2018").right(540, 100, "2017")
    lines = [
        ("Cash and cash equivalents", "$|2,853", "$|3,053"),
        ("Inventories", "4,366", "4,034"),
        ("Accounts receivable, net of allowances of $95 and", "", ""),
        ("   contra accounts", "5,020", "—"),
        ("Treasury stock", "(29,626)", "(25,887)"),
        ("Total equity", "$|9,848", "$|11,622"),
    ]
    for number, (label, now, then) in enumerate(lines):
        y = 120 + number * 15
        file.text(50, y, label.strip(), 9)
        for x1, value in ((450, now), (540, then)):
            sign, _, digits = value.rpartition("|")
            file.text(x1 - 60, y, sign, 9) if sign else None
            file.right(x1, y, digits, 9) if digits else None
    return file


def test_english_columns_take_signs_brackets_and_wrapped_labels() -> None:
    (table,) = read(_english()).tables
    found = {row[0]: row[1:] for row in rows(table)}
    assert found["Cash and cash equivalents"] == ["$ 2,853", "$ 3,053"]
    assert found["Treasury stock"] == ["(29,626)", "(25,887)"]
    assert found["Accounts receivable, net of allowances of $95 and contra accounts"] == [
        "5,020",
        "—",
    ]
    assert found["(Dollars in millions)"] == ["2018", "2017"]


def test_prose_with_numbers_is_no_table() -> None:
    file = PdfPages().page()
    for number in range(6):
        words = f"In 2018 revenue grew by {number}.5% to $12,345 million while costs of $2,345 "
        words += "fell again in all"
        file.text(50, 100 + number * 15, words, 9)
    assert read(file).tables == ()


def test_ornamental_lines_do_not_make_a_table() -> None:
    file = _english()
    for x in (40, 300, 550):
        file.line(x, 112, x, 200)
    for y in (112, 200):
        file.line(40, y, 550, y)
    found = {row[0]: row[1:] for table in read(file).tables for row in rows(table)}
    assert found["Treasury stock"] == ["(29,626)", "(25,887)"]
