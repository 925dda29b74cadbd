"""Sheets on paper: what the student gets, what the teacher gets, and how it is laid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon
from apps.education.domain.exercise import Ask, Difficulty, Draft, Exercise, Problem, Proof
from apps.education.domain.mathtext.tex import UnknownTex, read_tex
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.words import Words
from apps.education.service.paper.box import Face, Glyphs, Stroke
from apps.education.service.paper.formula import formula
from apps.education.service.paper.paragraph import paragraph
from apps.education.service.sheets import to_pdf
from apps.shared import fonts
from apps.shared.fonts import NoFont

PICTURE = Drawing(
    120, 40,
    (
        Line(0, 20, 120, 20, dashed=True), Polygon(((0, 0), (10, 0), (5, 9)), fill="#00aa00"),
        Ellipse(60, 20, 6, 6, stroke="none", fill="#ff0000"), Curve(((0, 0), (20, 30))),
        Label(100, 30, "½"),
    ),
    "a line", "一条线",
)  # fmt: skip


def exercise(n: int = 0, drawing: Drawing | None = None) -> Exercise:
    draft = Draft(
        "sums", Difficulty.EASY, n,
        Words(rf"Add: ${n} + \frac{{1}}{{2}}$, \$2 & <b>.", rf"计算 ${n} + \frac{{1}}{{2}}$。"),
        Problem(Ask.VALUE, (f"{n} + 1/2",)), f"{2 * n + 1}/2",
        Words(rf"$\frac{{{2 * n + 1}}}{{2}}$", rf"$\frac{{{2 * n + 1}}}{{2}}$"),
        (Words("Make halves first.", "先化成二分之几。"),), drawing=drawing,
    )  # fmt: skip
    return Exercise(f"id{n}", draft, Proof(("substitution", "symbolic"), ""))


def sheet(count: int = 3, **change: object) -> Sheet:
    why = (Words("3 of 5 answers were wrong.", "5 题错了 3 题。"),)
    lines = tuple(SheetLine(exercise(n), Words("Halves", "二分之一"), why) for n in range(count))
    made = Sheet(
        "s1", "Grade 5", "p1", "Ana", Words("Practice", "练习"), date(2026, 5, 4), "en", lines,
        (Words("Long division: no exercise", "长除法：没有练习"),),
    )  # fmt: skip
    return replace(made, **change)


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        text.close()
        page.close()
    document.close()
    return texts


def test_the_student_sees_no_key() -> None:
    (page,) = pages_of(to_pdf([sheet()]))
    assert "Ana" in page
    assert "2026-05-04" in page
    assert "page 1 of 1" in page
    assert "$2 & <b>" in page
    assert "halves first" not in page
    assert "wrong" not in page


def test_the_teacher_sees_key_steps_and_reasons() -> None:
    student, key = pages_of(to_pdf([sheet()], key=True))
    assert "page 2 of 2" in key
    assert "halves first" in key
    assert "3 of 5 answers were wrong." in key
    assert "by substitution" in key
    assert "Long division" in key
    assert "halves first" not in student


def test_each_student_counts_his_own_pages() -> None:
    pages = pages_of(to_pdf([sheet(20), sheet(2, name="Ben")]))
    count = len(pages) - 1
    assert count > 1
    assert f"page {count} of {count}" in pages[count - 1]
    assert "page 1 of 1" in pages[-1]
    assert "Ben" in pages[-1]


def test_chinese_and_pictures() -> None:
    line = SheetLine(exercise(1, PICTURE), Words("Halves", "二分之一"))
    pages = pages_of(to_pdf([sheet(language="zh", name="王小明", lines=(line,))], key=True))
    assert "王小明" in pages[0]
    assert "第 1 页，共 2 页" in pages[0]
    assert "½" in pages[0]
    assert "代入检验" in pages[1]


def test_without_a_font_english_prints_and_chinese_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "_CHINESE", ())
    assert pages_of(to_pdf([sheet()]))
    with pytest.raises(NoFont, match="install"):
        to_pdf([sheet(language="zh")])


def test_what_cannot_be_printed() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        to_pdf([])
    broken = exercise()
    broken = replace(broken, draft=replace(broken.draft, prompt=Words(r"$\foo$", r"$\foo$")))
    with pytest.raises(UnknownTex):
        to_pdf([sheet(lines=(SheetLine(broken, Words("a", "b")),))])


class Ruler:
    """Every letter is half as wide as it is high."""

    def width(self, text: str, size: float, face: Face) -> float:
        return 0.5 * size * len(text)


def test_a_fraction_stands_around_its_rule() -> None:
    box = formula(Ruler(), read_tex(r"\frac{1}{23}"), 10)
    (rule,) = [mark for mark in box.marks if isinstance(mark, Stroke)]
    top, *bottom = [mark for mark in box.marks if isinstance(mark, Glyphs)]
    assert top.y < rule.y1 < min(mark.y for mark in bottom)
    assert top.x > bottom[0].x
    assert box.up > 7.4
    assert box.down > 2.2


def test_powers_are_small_and_high_and_brackets_grow() -> None:
    base, power = formula(Ruler(), read_tex("x^2"), 10).marks
    assert isinstance(base, Glyphs)
    assert isinstance(power, Glyphs)
    assert power.size < base.size
    assert power.y < base.y
    tall = formula(Ruler(), read_tex(r"\left(\frac{1}{2}\right)"), 10)
    bracket = tall.marks[0]
    assert isinstance(bracket, Glyphs)
    assert bracket.size > 12


@pytest.mark.parametrize("width", [60, 120, 400])
def test_lines_keep_to_their_width(width: float) -> None:
    text = r"Some words, and then $x = \frac{1}{2} + 3 \times 4 = 5$. 然后是中文，没有空格。" * 3
    lines = paragraph(Ruler(), text, width, 10)
    assert all(line.width <= width + 0.01 for line in lines)
    words = "".join(m.text for line in lines for m in line.marks if isinstance(m, Glyphs))
    assert words.count("中文") == 0 or words.count("中") == 3
    assert words.replace(" ", "").count("Somewords,") == 3
