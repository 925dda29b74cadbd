"""Hostile files, built here: each is small, synthetic, and wrong in one way."""

from __future__ import annotations

import io
import zipfile

from fpdf import FPDF
from fpdf.enums import AccessPermission


def pdf(text: str = "SYNTHETIC Total assets 1,200", pages: int = 1) -> bytes:
    document = FPDF()
    for _ in range(pages):
        document.add_page()
        document.set_font("helvetica", size=12)
        document.multi_cell(0, 8, text)
    return bytes(document.output())


def encrypted_pdf() -> bytes:
    document = FPDF()
    document.set_encryption(
        owner_password="owner", user_password="user", permissions=AccessPermission.none()
    )
    document.add_page()
    document.set_font("helvetica", size=12)
    document.cell(text="SYNTHETIC")
    return bytes(document.output())


def many_pages_pdf(pages: int) -> bytes:
    """One page object a page, written by hand: far quicker than any library."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"] * pages,
    ]
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n".encode())
    out.write(b"%%EOF\n")
    return out.getvalue()


def looping_pdf() -> bytes:
    """Its page tree is its own parent and child."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Count 1000000 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>\nendobj\n"
        b"trailer << /Size 3 /Root 1 0 R >>\n%%EOF\n"
    )


def deep_html(depth: int) -> bytes:
    return b"<html><body>" + b"<div>" * depth + b"SYNTHETIC Total assets 1,200"


def wide_table_html(columns: int) -> bytes:
    """A cell that claims to span more columns than any grid can hold."""
    return (
        f'<html><body><table><tr><td colspan="{columns}" rowspan="{columns}">Total assets</td>'
        "<td>1,200</td></tr></table></body></html>"
    ).encode()


def scripted_html() -> bytes:
    return (
        b"<html><head><script>alert('SYNTHETIC')</script></head><body onload='steal()'>"
        b"<p>Total assets were $1,200 million as of December 31, 2024.</p>"
        b"<img src=x onerror='steal()'><iframe src='http://example.com'></iframe>"
        b"<style>p { background: url(http://example.com/track) }</style></body></html>"
    )


def broken_workbook() -> bytes:
    """Has the parts of a workbook, none of which makes sense."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", "<workbook><sheets><sheet r:id='x'/></sheets>")
    return buffer.getvalue()


def formula_csv() -> bytes:
    return (
        b"SYNTHETIC Inc.\nBalance sheet,2024,2023\n(in thousands),,\n"
        b"=HYPERLINK(\"http://example.com\"),1,2\n@SUM(A1:A9),3,4\n+cmd|' /C calc'!A0,5,6\n"
        b"Total assets,1200,1100\nTotal liabilities,700,650\nTotal equity,500,450\n"
    )
