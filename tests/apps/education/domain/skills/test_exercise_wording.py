"""The wording and the drawings of one draft of every point at every difficulty."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from apps.education.domain.drawing import Drawing, Ellipse, Label, Polygon
from apps.education.domain.exercise import Difficulty, Draft
from apps.education.domain.figures.layout import cropped, overlap, room
from apps.education.domain.skills.agreement import agreed
from apps.education.domain.skills.catalogue import catalogue

_LATIN = {"cm", "mm", "km", "kg", "ml", "AB", "PB", "AP", "ABC", "ABCD", "DEF", "II"}
_COUNTED = ("count.row.", "count.scattered.", "count.ten_frame.", "count.circle")


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    known = catalogue()
    return [known.draft(id, level, 11) for id in known.points for level in Difficulty]


def _plain(text: str) -> str:
    return re.sub(r"\$[^$]*\$|\*\*[A-D]\*\*", " ", text.replace("\\$", ""))


def _english(draft: Draft) -> Iterator[str]:
    yield from (draft.prompt.en, draft.answer.en)
    yield from (step.en for step in draft.steps)
    if draft.drawing is not None:
        yield draft.drawing.told_en


def _chinese(draft: Draft) -> Iterator[str]:
    yield from (draft.prompt.zh, draft.answer.zh)
    yield from (step.zh for step in draft.steps)
    if draft.drawing is not None:
        yield draft.drawing.told_zh


def _faults(drafts: list[Draft], pattern: str, texts, *, keep=_plain) -> list[str]:
    wrong = re.compile(pattern)
    return [
        f"{draft.point}: {text}"
        for draft in drafts
        for text in texts(draft)
        if wrong.search(keep(text))
    ]


def test_english_is_singular_after_one(drafts: list[Draft]) -> None:
    assert not [t for draft in drafts for t in _english(draft) if agreed(t) != t]
    assert not _faults(
        drafts, r"\b[Tt]here are 1(?! \+|\d|[.,/:]\d)\b|(?:^|[.?] )1 are\b", _english
    )


def test_english_has_no_optional_plurals_and_no_gaps(drafts: list[Draft]) -> None:
    assert not _faults(drafts, r"\(s\)|\bNone\b|\bnan\b|\ba an?\b|\b([a-z]{2,}) \1\b", _english)
    assert not _faults(drafts, r"[\u4e00-\u9fff，。？：]", _english, keep=str)
    assert not _faults(drafts, r"(?<=\w) [,;](?!\d)", _english)


def test_chinese_holds_no_english_words(drafts: list[Draft]) -> None:
    found = {
        word
        for draft in drafts
        for text in _chinese(draft)
        for word in re.findall(r"[A-Za-z]{2,}", _plain(text))
    }
    assert found <= _LATIN
    assert not _faults(drafts, r"\\text\{ (?:or|and) \}", _chinese, keep=str)


def test_chinese_has_its_own_punctuation(drafts: list[Draft]) -> None:
    assert not _faults(drafts, r"[\u4e00-\u9fff][,?;!]|[。，？]{2}|的的", _chinese)


def test_a_coefficient_of_one_is_not_written(drafts: list[Draft]) -> None:
    pattern = r"(?<![\d.}_^])1[a-z](?![a-z])"
    assert not _faults(
        drafts, pattern, _english, keep=lambda t: "".join(re.findall(r"\$[^$]*\$", t))
    )


def _drawn(drafts: list[Draft]) -> list[tuple[str, Drawing]]:
    return [(draft.point, draft.drawing) for draft in drafts if draft.drawing is not None]


def test_nothing_is_drawn_outside_of_its_picture(drafts: list[Draft]) -> None:
    for point, drawing in _drawn(drafts):
        for language in ("en", "zh"):
            whole = cropped(drawing.of(language).shapes, ("", ""), margin=0)
            assert whole.width <= drawing.width + 1, point
            assert whole.height <= drawing.height + 1, point


def test_labels_do_not_lie_on_one_another(drafts: list[Draft]) -> None:
    for point, drawing in _drawn(drafts):
        boxes = [room(shape) for shape in drawing.shapes if isinstance(shape, Label)]
        assert not any(overlap(a, b) for a, b in itertools.combinations(boxes, 2)), point


def test_chinese_pictures_have_chinese_labels(drafts: list[Draft]) -> None:
    labels = {
        shape.text
        for _, drawing in _drawn(drafts)
        for shape in drawing.of("zh").shapes
        if isinstance(shape, Label) and re.search(r"[A-Za-z]{3,}", shape.text)
    }
    assert not labels


def test_as_much_is_drawn_as_the_key_counts(drafts: list[Draft]) -> None:
    counted = [draft for draft in drafts if draft.point.startswith(_COUNTED)]
    assert counted
    for draft in counted:
        assert draft.drawing is not None
        things = [
            shape
            for shape in draft.drawing.shapes
            if isinstance(shape, Ellipse | Polygon) and shape.fill != "none"
        ]
        assert len(things) == int(draft.key), draft.point


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("There are 1 blue circles.", "There is 1 blue circle."),
        ("1 crosses stand over 7.", "1 cross stands over 7."),
        ("Past 1 inches, 1 of 2 parts further.", "Past 1 inch, 1 of 2 parts further."),
        ("$1$ beats", "$1$ beat"),
        ("There are 1 + 5 = 6 equal parts.", "There are 1 + 5 = 6 equal parts."),
        ("10 and 1 are 11.", "10 and 1 are 11."),
        (
            "Coins of 5 and 1 cents, 1.1 days, -1 units",
            "Coins of 5 and 1 cents, 1.1 days, -1 units",
        ),
        ("A factor equal to 1 changes nothing.", "A factor equal to 1 changes nothing."),
    ],
)
def test_agreement(text: str, said: str) -> None:
    assert agreed(text) == said
