"""Writes small PDF files for tests: Chinese and Latin text at given places, lines, pictures.

The Chinese font is named, not embedded: readers take its characters from the encoding.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field


@dataclass
class PdfPages:
    """Pages of drawing operations; coordinates in points from the top left corner."""

    width: float = 595.0
    height: float = 842.0
    pages: list[list[str]] = field(default_factory=list)
    pictures: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    rotation: int = 0

    def page(self) -> PdfPages:
        self.pages.append([])
        return self

    def text(
        self, x: float, y: float, words: str, size: float = 10, spacing: float = 0
    ) -> PdfPages:
        """One run of text with its baseline at `y`."""
        coded = words.encode("utf-16-be").hex()
        self.pages[-1].append(
            f"BT /F1 {size} Tf {spacing} Tc 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm "
            f"<{coded}> Tj ET"
        )
        return self

    def right(self, x1: float, y: float, words: str, size: float = 10) -> PdfPages:
        """A run that ends at `x1`."""
        return self.text(x1 - width_of(words, size), y, words, size)

    def glyphs(self, x: float, y: float, words: str, size: float = 10, pad: float = 0) -> PdfPages:
        """Every glyph placed on its own with a blank behind it, as split text layers do."""
        for character in words:
            if character != " ":
                self.text(x, y, character + " ", size)
            x += width_of(character, size) + pad
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPages:
        top = self.height
        self.pages[-1].append(f"0.5 w {x0:.2f} {top - y0:.2f} m {x1:.2f} {top - y1:.2f} l S")
        return self

    def picture(self, rgb: bytes, width: int, height: int) -> PdfPages:
        """A picture over the whole page."""
        self.pictures[len(self.pages) - 1] = (width, height, rgb)
        self.pages[-1].append(f"q {self.width} 0 0 {self.height} 0 0 cm /Im Do Q")
        return self

    def grid(
        self, xs: list[float], top: float, rows: list[list[str]], height: float = 20
    ) -> PdfPages:
        """A ruled table; the first column is text, the others end at their right edge."""
        for number, row in enumerate(rows):
            base = top + number * height
            self.line(xs[0], base, xs[-1], base)
            for at, cell in enumerate(row):
                parts = cell.split("\n")
                for i, part in enumerate(parts):
                    y = base + 13 + i * 9 - (4 if len(parts) > 1 else 0)
                    size = 8 if len(parts) > 1 else 10
                    if at == 0:
                        self.text(xs[0] + 3, y, part, size)
                    elif part:
                        self.right(xs[at + 1] - 3, y, part, size)
        bottom = top + len(rows) * height
        self.line(xs[0], bottom, xs[-1], bottom)
        for x in xs:
            self.line(x, top, x, bottom)
        return self

    def bytes(self) -> bytes:
        """The file."""
        objects: dict[int, bytes] = {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            3: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
            b"/DescendantFonts[4 0 R]>>",
            4: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
            b"/FontDescriptor 5 0 R/DW 1000/W[1 95 500 814 939 500]>>",
            5: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120"
            b"/CapHeight 700/StemV 80/ItalicAngle 0/FontBBox[-25 -254 1000 880]>>",
        }
        kids = []
        for number, operations in enumerate(self.pages):
            page, stream = 10 + number * 3, 11 + number * 3
            kids.append(f"{page} 0 R")
            content = "\n".join(operations).encode("ascii")
            image = b""
            if number in self.pictures:
                wide, high, rgb = self.pictures[number]
                packed = zlib.compress(rgb)
                objects[stream + 1] = (
                    (
                        f"<</Type/XObject/Subtype/Image/Width {wide}/Height {high}"
                        f"/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
                        f"/Length {len(packed)}>>\nstream\n"
                    ).encode()
                    + packed
                    + b"\nendstream"
                )
                image = f"/XObject<</Im {stream + 1} 0 R>>".encode()
            objects[page] = (
                (
                    f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {self.width} {self.height}]"
                    f"/Rotate {self.rotation}/Contents {stream} 0 R/Resources<</Font<</F1 3 0 R>>"
                ).encode()
                + image
                + b">>>>"
            )
            objects[stream] = (
                f"<</Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"
            )
        objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
        return _assembled(objects)


def width_of(words: str, size: float) -> float:
    return sum(size if ord(c) > 0x2000 else size / 2 for c in words)


def _assembled(objects: dict[int, bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        place = places.get(number)
        out += (f"{place:010d} 00000 n \n" if place else "0000000000 65535 f \n").encode()
    return out + f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
